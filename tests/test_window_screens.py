"""No text of the window is clipped, covered or pale: all states, both sizes, languages, sizes of panels.

Read from the rectangles of the layout itself and from what lies under each line; nothing is compared
with stored pictures. ``benchmarks/screens.py`` draws the same states to be looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

from engine import paths
from game import assets, mapdata, scale, settings, shot, texts, theme
from game.keys_screen import KeysScreen
from game.loading import Ground
from game.loading_screen import LoadingScreen
from game.map_screen import MapScreen
from game.menu_screen import MenuScreen
from game.past import PastScreen
from game.settings import Settings
from game.settings_screen import SettingsScreen
from game.widgets import Sheet
from tests import window_states
from tests.window_states import STATES

SIZES = ((1280, 720), (2560, 1440))
LOOKS = (
    Settings(language="en"),
    Settings(language="de"),
    Settings(language="it"),
    Settings(language="de", scale=150, colours="contrast"),
    Settings(language="it", scale=150, colours="deuteranopia"),
    Settings(language="en", scale=75, colours="tritanopia"),
)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    spoken = texts.language()
    yield
    settings.use(Settings())
    texts.use(spoken)


@pytest.fixture(scope="module")
def screen() -> Iterator[MapScreen]:
    shot.open_hidden()
    session = window_states.position()
    data = mapdata.load(session.world.scenario_path, session.world)
    painter = window_states.blank_painter(data)
    ground = Ground(data, painter, pygame.Surface((1548, 1917)))
    made = MapScreen(session, ground.data, ground.painter, SIZES[0], ground.base, threaded=False)
    yield made
    made.close()


def ink(sheet: Sheet) -> list[pygame.Rect]:
    """Return what each line of a sheet really covers, without the room above and below its letters."""
    found = []
    for line in sheet.lines:
        drawn = assets.text(line.words, scale.px(line.size), line.colour, line.style)
        found.append(drawn.get_bounding_rect().move(line.rect.topleft))
    return found


def contrast(a: theme.Colour, b: theme.Colour) -> float:
    high, low = sorted((theme.luminance(a), theme.luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def faults(sheet: Sheet) -> list[str]:
    """Return what is wrong with the texts of a sheet."""
    found = []
    inside = sheet.picture.get_rect()
    covered = ink(sheet)
    for line, rect in zip(sheet.lines, covered, strict=True):
        if not inside.contains(rect):
            found.append(f"sticks out: {line.words}")
        if "{" in line.words:
            found.append(f"is not filled in: {line.words}")
        if not line.whole:
            found.append(f"is cut: {line.words}")
        grounds = [colour for ground, colour in sheet.grounds if ground.collidepoint(rect.center)]
        ground = grounds[-1] if grounds else theme.PAPER
        if contrast(line.colour, ground) < 4.5:
            found.append(f"is pale ({contrast(line.colour, ground):.1f}): {line.words}")
    for (a, one), (b, other) in combinations(zip(covered, sheet.lines, strict=True), 2):
        if a.clip(b).width > 1 and a.clip(b).height > 1:
            found.append(f"overlap: {one.words} / {other.words}")
    return found


def placed(screen: MapScreen) -> list[str]:
    """Return what is wrong with the places of the panels; a question may lie over all of them."""
    found = []
    window = pygame.Rect(0, 0, *screen.size)
    rects = [sheet.picture.get_rect(topleft=(x, y)) for sheet, x, y in screen.sheets]
    for rect in rects[1:]:
        if not window.contains(rect):
            found.append(f"a panel leaves the window: {rect}")
    low = rects[:-1] if screen.dialog is not None else rects
    if not screen.side_panel:
        screen.draw(pygame.Surface(screen.size))
        low.append(screen.minimap.rect)
    for a, b in combinations(low, 2):
        if a.colliderect(b):
            found.append(f"panels overlap: {a} {b}")
    if screen.plans() and rects[-1].colliderect(rects[1]):
        found.append("a plan covers the buttons")
    return found


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("look", LOOKS, ids=lambda s: f"{s.language}-{s.scale}-{s.colours}")
def test_all_texts_of_the_map_screen_stand_free_whole_and_dark(
    screen: MapScreen, look: Settings, size: tuple[int, int]
) -> None:
    settings.use(look, size)
    screen.handle(pygame.event.Event(pygame.VIDEORESIZE, w=size[0], h=size[1]))
    screen.adapt()
    found: dict[str, list[str]] = {}
    for name, state in STATES.items():
        window_states.rest(screen)
        state(screen)
        screen.lay_out()
        wrong = [*placed(screen), *(fault for sheet, _, _ in screen.sheets for fault in faults(sheet))]
        if wrong:
            found[name] = wrong
    back = PastScreen(screen, screen.take_over)
    back.draw(pygame.Surface(size))
    assert back.sheet is not None
    found |= {"looking back": wrong} if (wrong := faults(back.sheet)) else {}
    back.close()
    assert not found, "\n".join(f"{name}: {fault}" for name, wrong in found.items() for fault in wrong)


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s[0]}x{s[1]}")
@pytest.mark.parametrize("look", LOOKS, ids=lambda s: f"{s.language}-{s.scale}-{s.colours}")
def test_all_texts_of_the_other_screens_do_too(look: Settings, size: tuple[int, int]) -> None:
    shot.open_hidden()
    settings.use(look, size)
    picture = pygame.Surface(size)
    menu = MenuScreen(size, prepare=False, message="Words that say what went wrong. " * 3)
    chooser = SettingsScreen(size, lambda: None)
    loading = LoadingScreen("italy1943", size, lambda *_: chooser)
    chosen = KeysScreen(size, lambda: None)
    waiting = KeysScreen(size, lambda: None)
    waiting.act(("key", "take-more"))
    sheets: list[Sheet | None] = []
    for row in range(len(menu.entries)):
        menu.act(("row", row))
        menu.act(("briefing", 0))
        menu.draw(picture)
        sheets += [menu.sheet, menu.told]
    chooser.draw(picture)
    loading.draw(picture)
    chosen.draw(picture)
    waiting.draw(picture)
    for sheet in [*sheets, chooser.sheet, chosen.sheet, waiting.sheet]:
        assert sheet is not None
        assert faults(sheet) == []
        assert sheet.picture.get_height() <= size[1]
        assert sheet.picture.get_width() <= size[0]
