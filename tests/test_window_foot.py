"""Sheets too high for the window: buttons at their foot stay in sight and work, what is hidden does not."""

from __future__ import annotations

import os

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

from game import keyboard, settings, shot
from game.map_screen import MapScreen
from game.settings import Settings
from game.widgets import Paper
from tests import window_states
from tests.window_states import blank_painter

LOW = (1280, 720)


@pytest.fixture(autouse=True)
def window() -> None:
    shot.open_hidden()


@pytest.mark.parametrize("top", [0, 37, 240, 9999])
def test_the_foot_stays_at_the_bottom_and_hides_what_is_under_it(top: int) -> None:
    paper = Paper(200)
    for row in range(20):
        paper.buttons([(str(row), ("row", row))])
    whole = paper.foot().buttons([("Go", ("go",))]).finish()
    part = whole.cut("part", top, 300)
    assert part.picture.get_height() == 300
    rows = 300 - part.foot
    seen = {part.action_at(100, y) for y in range(rows)} - {None}
    assert ("go",) not in seen
    assert {part.action_at(x, y) for x in range(200) for y in range(rows, 300)} == {None, ("go",)}
    lowest = max(action[1] for action in seen)
    assert (lowest == 19) == (top == 9999), "scrolled to the end the last row stands free above the foot"
    assert all(line.rect.top >= 0 and line.rect.bottom <= 300 for line in part.lines)


def test_a_foot_that_would_fill_the_window_is_scrolled_with_the_rest() -> None:
    whole = Paper(200).text("one").foot().buttons([("Go", ("go",))], height=200).finish()
    part = whole.cut("part", 0, 120)
    assert part.foot == 0
    assert part.action_at(100, 100) == ("go",)


def test_the_attack_can_be_given_by_mouse_in_a_low_window_with_large_panels() -> None:
    try:
        settings.use(Settings(language="de", scale=150), LOW)
        session = window_states.position()
        from game import mapdata

        data = mapdata.load(session.world.scenario_path, session.world)
        screen = MapScreen(session, data, blank_painter(data), LOW, threaded=False)
        window_states.STATES["attack"](screen)
        screen.draw(pygame.Surface(LOW))
        sheet, x, y = screen.sheets[-1]
        assert sheet.foot, "the planner is higher than the window"
        rect = next(rect for rect, action in sheet.spots if action == ("commit",)).move(x, y)
        assert pygame.Rect((0, 0), LOW).contains(rect)
        assert sheet.action_at(rect.centerx - x, rect.centery - y) == ("commit",)
        before = dict(screen.scrolls)
        spots = keyboard.spots(screen)
        screen.focus.at = next(k for k, (_, action) in enumerate(spots) if action == ("cancel",)) - 1
        keyboard.walk(screen, 1)
        assert keyboard.spots(screen)[screen.focus.at][1] == ("cancel",)
        assert screen.scrolls == before, "a button of the foot needs no scrolling"
        screen.close()
    finally:
        settings.use(Settings())
