"""The operation: corps tied together and named, counters on their hexes; stacks fanned out."""

from __future__ import annotations

import os

os.environ["SDL_VIDEODRIVER"] = "dummy"

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pygame
import pytest

from game import corps, fan, keyboard, muster, shot, theme
from game.map_screen import MapScreen
from game.zooming import Zooming
from tests import window_states


@pytest.fixture(scope="module")
def screen() -> MapScreen:
    shot.open_hidden()
    session = window_states.position()
    from game import mapdata

    data = mapdata.load(session.world.scenario_path, session.world)
    made = MapScreen(session, data, window_states.blank_painter(data), (1280, 720), threaded=False)
    window_states.rest(made)
    return made


def look(screen: MapScreen, level: int) -> list[corps.Corps]:
    """Zoom to a level and return the corps whose tags no panel covers."""
    window_states.rest(screen)
    screen.zooming = Zooming(screen.size)
    screen.view.camera.zoom_to(level)
    screen.home()
    screen.draw(pygame.Surface(screen.size))
    middle = pygame.Rect(320, 120, 560, 420)
    return [c for c in screen.view.corps if middle.collidepoint(pixel(screen, c))]


def pixel(screen: MapScreen, found: corps.Corps) -> tuple[int, int]:
    left, top = screen.view._origin()
    return round(found.middle[0]) - left, round(found.middle[1]) - top


def meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]


def test_a_corps_ties_the_stacks_that_hold_its_units(screen: MapScreen) -> None:
    seen = screen.scene.seen
    assert len(screen.view.corps) > 2
    units = [u for c in screen.view.corps for u in c.units]
    assert len(units) == len(set(units))
    for found in screen.view.corps:
        assert len(found.units) > 1
        assert len(found.links) == len(found.hexes) - 1
        assert {int(seen.unit_formation[u]) for u in found.units} == {found.formation}
        assert {int(seen.unit_side[u]) for u in found.units} == {found.side}
        assert {int(seen.unit_hex[u]) for u in found.units} == set(found.hexes)


def test_the_lines_of_a_corps_are_as_short_as_can_be() -> None:
    found = corps._links(np.array([[0.0, 0.0], [30.0, 0.0], [10.0, 0.0], [20.0, 0.0]]))
    assert sorted(abs(a[0] - b[0]) for a, b in found) == [10.0, 10.0, 10.0]


def test_tags_meet_neither_each_other_nor_counters_nor_names(screen: MapScreen) -> None:
    look(screen, corps.LEVEL)
    view = screen.view
    tags = [c.rect for c in view.corps if c.rect is not None]
    assert len(tags) > 2
    for a, b in combinations(tags, 2):
        assert not meet(a, b)
    others = [*view._stack_rects(corps.LEVEL), *(item.rect for item in view.layout().labels)]
    assert not [(a, b) for a in tags for b in others if meet(a, b)]


def test_corps_of_a_side_that_stand_together_differ_in_shade(screen: MapScreen) -> None:
    shades = {corps.shade_of(0, k) for k in range(corps.SHADES)}
    assert len(shades) == corps.SHADES
    x, y = screen.data.x, screen.data.y

    def middle(found: corps.Corps) -> np.ndarray:
        rows = sorted(found.hexes)
        return np.array([np.median(x[rows]), np.median(y[rows])])

    for k, found in enumerate(screen.view.corps):
        near = [
            c.shade
            for c in screen.view.corps[:k]
            if c.side == found.side and np.hypot(*(middle(c) - middle(found))) < corps.NEAR
        ]
        assert near.count(found.shade) == min(near.count(shade) for shade in range(corps.SHADES))


@pytest.mark.parametrize("scheme", theme.SCHEMES)
def test_the_words_of_a_tag_can_be_read(scheme: str) -> None:
    theme.use(scheme)
    try:
        for side in range(2):
            for shade in range(corps.SHADES):
                face = corps.shade_of(side, shade)
                high, low = sorted((theme.luminance(face), theme.luminance(corps.ink_on(face))), reverse=True)
                assert (high + 0.05) / (low + 0.05) >= 4.5, (side, shade)
    finally:
        theme.use("standard")


def test_each_zoom_has_a_design_of_its_own(screen: MapScreen, monkeypatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr("game.markers.draw", lambda *args: drawn.append("markers"))
    monkeypatch.setattr("game.corps.draw_tags", lambda t, found, *args: drawn.append("tags" if found else ""))
    monkeypatch.setattr(
        "game.corps.draw_links", lambda t, found, *args: drawn.append("lines" if found else "")
    )
    monkeypatch.setattr(screen.view, "_counters", lambda target: drawn.append("counters"))
    for level, design in (
        (1, ["markers"]),
        (2, ["lines", "counters", "tags"]),
        (3, ["counters"]),
        (5, ["counters"]),
    ):
        drawn.clear()
        look(screen, level)
        assert [name for name in drawn if name] == design, level


def test_a_click_on_a_tag_lists_the_corps_and_the_keyboard_chooses_from_it(screen: MapScreen) -> None:
    found = look(screen, corps.LEVEL)[0]
    at = pixel(screen, found)
    screen._click(at, False)
    assert screen.side_panel == muster.NAME
    listed = [action[1] for _, action in keyboard.spots(screen) if action[0] == muster.NAME]
    assert sorted(listed) == sorted(found.units)
    screen.act(("buttons",))
    while keyboard.spots(screen)[screen.focus.at][1] != (muster.NAME, listed[1]):
        screen.act(("down",))
    screen.act(("confirm",))
    assert (screen.orders.unit, screen.side_panel) == (listed[1], "")
    assert screen.view.camera.level == muster.NEARER


def test_a_unit_is_picked_on_its_hex_as_from_near_by(screen: MapScreen) -> None:
    look(screen, corps.LEVEL)
    unit = next(
        u for u in window_states.own(screen) if pygame.Rect(320, 120, 560, 420).collidepoint(place(screen, u))
    )
    row = int(screen.scene.seen.unit_hex[unit])
    screen._click(place(screen, unit), False)
    assert screen.view.marks.selected == row
    assert screen.orders.unit in screen.scene.stacks[row]


def place(screen: MapScreen, unit: int) -> tuple[int, int]:
    x, y = screen.view.hex_pixel(int(screen.scene.seen.unit_hex[unit]))
    return round(x), round(y)


# -- stacks --------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(fan, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


@pytest.mark.parametrize("level", [2, 3, 5])
def test_a_stack_under_the_mouse_opens_after_a_moment_and_each_unit_can_be_clicked(
    screen: MapScreen, clock: list[float], level: int
) -> None:
    look(screen, level)
    row = max(screen.scene.stacks, key=lambda h: len(screen.scene.stacks[h]))
    units = sorted(screen.scene.stacks[row])
    assert len(units) > 1
    screen.look_at_hex(row)
    at = tuple(round(v) for v in screen.view.hex_pixel(row))
    screen.orders.hover(screen.fan.hex_at(at))
    assert screen.fan.tiles()[1] == []
    clock[0] += 2 * fan.DELAY
    tray, spots = screen.fan.tiles()
    assert [unit for unit, _ in spots] == units
    assert all(tray.contains(spot) for _, spot in spots)
    assert not any(a.colliderect(b) for (_, a), (_, b) in combinations(spots, 2))
    unit, spot = spots[-1]
    assert screen.fan.hex_at(spot.center) == row
    screen._click(spot.center, False)
    assert screen.orders.unit == unit
    assert [u for u, _ in screen.fan.tiles()[1]] == units, "counters stay where they are when one is chosen"


def test_a_stack_closes_when_the_mouse_leaves_and_a_unit_alone_has_none(screen, clock) -> None:
    look(screen, 3)
    stacks = screen.scene.stacks
    high = max(stacks, key=lambda h: len(stacks[h]))
    lone = next(h for h in stacks if len(stacks[h]) == 1)
    for row, count in ((high, len(stacks[high])), (lone, 0), (-1, 0)):
        screen.orders.hover(row)
        screen.fan.look()
        clock[0] += 2 * fan.DELAY
        assert len(screen.fan.tiles()[1]) == count


def test_the_open_stack_is_drawn_over_the_map(screen: MapScreen, clock: list[float]) -> None:
    look(screen, 4)
    row = max(screen.scene.stacks, key=lambda h: len(screen.scene.stacks[h]))
    screen.look_at_hex(row)
    screen.orders.hover(row)
    screen.fan.look()
    before, after = pygame.Surface(screen.size), pygame.Surface(screen.size)
    screen.draw(before)
    clock[0] += 2 * fan.DELAY
    screen.draw(after)
    tray, spots = screen.fan.tiles()
    assert after.get_at((tray.left + 2, tray.centery))[:3] == theme.PAPER
    for _, spot in spots:
        assert pygame.image.tobytes(before.subsurface(spot), "RGB") != pygame.image.tobytes(
            after.subsurface(spot), "RGB"
        )
