"""Draw every state of the window, to be looked at.

``python -m benchmarks.screens FOLDER [LANGUAGE [SCALE [COLOURS]]]``

``tests/test_window_screens.py`` reads the rectangles of the same states; eyes see what it cannot.
Each state is drawn at both sizes; sheets of twelve are laid together as ``all-SIZE-N.png``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pygame

from engine import paths
from game import loading, scale, settings, shot
from game.map_screen import MapScreen
from game.menu_screen import MenuScreen
from game.past import PastScreen
from game.settings import Settings
from game.settings_screen import SettingsScreen
from tests import window_states

SIZES = ((1280, 720), (2560, 1440))
SHEET = (3, 4)  # pictures across and down
SMALL = (640, 360)


def pictures(size: tuple[int, int]) -> dict[str, pygame.Surface]:
    """Return the picture of every state by name."""
    scale.fit(size)
    session = window_states.position()
    ground = loading.ground_of(session.world)
    screen = MapScreen(session, ground.data, ground.painter, size, ground.base, threaded=False)
    found: dict[str, pygame.Surface] = {}
    for name, state in window_states.STATES.items():
        window_states.rest(screen)
        screen.home()
        state(screen)
        found[name] = pygame.Surface(size)
        screen.draw(found[name])
    window_states.rest(screen)
    back = PastScreen(screen, screen.take_over)
    found["looking-back"] = pygame.Surface(size)
    back.draw(found["looking-back"])
    back.close()
    screen.close()
    menu, chooser = MenuScreen(size, prepare=False), SettingsScreen(size, lambda: None)
    menu.act(("briefing", 0))
    for name, other in (("start", menu), ("settings", chooser)):
        found[name] = pygame.Surface(size)
        other.draw(found[name])
    return found


def main() -> None:
    """Write the pictures."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    words = [*sys.argv[2:], *("en", "100", "standard")[len(sys.argv) - 2 :]]
    shot.open_hidden()
    with tempfile.TemporaryDirectory() as own:
        paths.user_data = lambda: Path(own)  # type: ignore[assignment]
        settings.use(Settings(language=words[0], scale=int(words[1]), colours=words[2]))
        for size in SIZES:
            made = pictures(size)
            for name, picture in made.items():
                pygame.image.save(picture, folder / f"{name}-{size[0]}.png")
            across, down = SHEET
            for part in range(0, len(made), across * down):
                sheet = pygame.Surface((SMALL[0] * across, SMALL[1] * down))
                for k, picture in enumerate(list(made.values())[part : part + across * down]):
                    at = (k % across * SMALL[0], k // across * SMALL[1])
                    sheet.blit(pygame.transform.smoothscale(picture, SMALL), at)
                pygame.image.save(sheet, folder / f"all-{size[0]}-{part // (across * down)}.png")


if __name__ == "__main__":
    main()
