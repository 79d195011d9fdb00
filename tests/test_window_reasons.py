"""Numbers open to their reasons: the shifts of an attack, and what the fall of a hex would mean."""

from __future__ import annotations

import os
from collections.abc import Iterator

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

from engine.rules import prospects, shortage
from game import mapdata, panels, shot, texts, wording
from game.app import App
from game.map_screen import MapScreen
from tests import window_states

SIZE = (1280, 720)


class Window:
    """A map screen under the dummy driver that takes real events."""

    def __init__(self) -> None:
        shot.open_hidden()
        session = window_states.position()
        data = mapdata.load(session.world.scenario_path, session.world)
        painter = window_states.blank_painter(data)
        surface = pygame.display.set_mode(SIZE)
        self.screen = MapScreen(session, data, painter, SIZE, pygame.Surface((1548, 1917)), threaded=False)
        self.app = App(surface, self.screen)

    def click(self, *action: object, button: int = 1) -> None:
        """Click the button of an action."""
        self.screen.lay_out()
        for sheet, x, y in reversed(self.screen.sheets):
            for rect, found in sheet.spots:
                if found == action:
                    self.press_at((x + rect.centerx, y + rect.centery), button)
                    return
        raise AssertionError(f"no button {action}")

    def press_at(self, at: tuple[float, float], button: int = 1) -> None:
        pos = (round(at[0]), round(at[1]))
        pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=button, pos=pos))
        self.app.frame(0.016)

    def key(self, key: int, mod: int = 0) -> None:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""))
        self.app.frame(0.016)

    def words(self) -> str:
        self.screen.lay_out()
        return "\n".join(line.words for sheet, _, _ in self.screen.sheets for line in sheet.lines)


@pytest.fixture(scope="module")
def shared() -> Iterator[Window]:
    made = Window()
    yield made
    made.screen.close()


@pytest.fixture
def window(shared: Window) -> Window:
    pygame.event.clear()
    window_states.rest(shared.screen)
    return shared


def told(words: str) -> str:
    """Return words as one line, as they stand in a panel whose lines are broken."""
    return " ".join(words.split())


def test_each_shift_of_an_attack_opens_to_its_reason_and_closes(window: Window) -> None:
    screen = window.screen
    window_states.near(4, window_states.attack)(screen)
    assert screen.orders.attack is not None
    found = screen.session.explain(screen.scene.seen, screen.orders.attack)
    assert found.shifts
    assert wording.TERM_CLICK in told(window.words())
    for name, _ in found.shifts:
        window.click("why", name)
        target = screen.orders.attack.target
        assert prospects.source(screen.session.world, name, target).split(",")[0] in told(window.words())
        start = wording.coded("TERM_WHY", name).split("{")[0].split(";")[0]
        assert start.strip() in told(window.words()), name
    window.click("why", found.shifts[-1][0])
    assert wording.TERM_CLICK in told(window.words())
    assert screen.dialog_kind == "attack"


@pytest.mark.parametrize("language", sorted(texts.LANGUAGES))
def test_every_shift_has_a_reason_in_every_language(language: str) -> None:
    spoken = texts.language()
    texts.use(language)
    known = set(texts.group("TERM_WHY"))
    texts.use(spoken)
    assert known == {*prospects.SOURCES, "terrain", "river"}


def test_the_supply_panel_tells_who_starves_if_the_chosen_hex_falls(window: Window) -> None:
    screen = window.screen
    window.key(pygame.K_h)
    assert screen.side_panel == "supply"
    assert wording.IF_FALLS_HOW.split(":")[0] in told(window.words())
    window_states.rest(screen)
    window_states.falls(screen)
    fall = screen.orders.fall()
    assert fall is not None
    world, seen = screen.session.world, screen.scene.seen
    side = int(seen.hex_control[fall.hex])
    asked = shortage.starving(world, seen, side, fall.hex)
    assert [list(units) for units in fall.starving] == asked
    assert any(asked), "the fall of a hex on the way starves somebody"
    assert panels.hex_name(screen.scene, fall.hex) in told(window.words())
    starving = {unit for units in asked for unit in units}
    assert screen.view.marks.hints == {int(seen.unit_hex[u]) for u in starving}, "ringed on the map"
    first = next(u for units in asked for u in units)
    assert world.unit_labels[first] in window.words()
    window.click("jump", int(seen.unit_hex[first]))
    assert screen.view.marks.selected == int(seen.unit_hex[first])


def test_the_panel_of_an_own_hex_leads_there_and_nobody_asks_for_the_enemy(window: Window) -> None:
    screen = window.screen
    seen, world = screen.scene.seen, screen.session.world
    mine = next(h for h in range(world.land) if seen.hex_control[h] == seen.viewer)
    screen.act(("jump", mine))
    window.click("supply")
    assert screen.side_panel == "supply"
    assert screen.orders.fall() is not None
    his = next(h for h in range(world.land) if seen.hex_control[h] == 1 - seen.viewer)
    screen.act(("jump", his))
    assert screen.orders.fall() is None
    screen.act(("jump", world.land))
    assert screen.orders.fall() is None
