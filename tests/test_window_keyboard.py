"""The window by keyboard alone: a cursor on the map, a focus on the buttons, and Enter for both."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import numpy as np
import pygame
import pytest

import engine
from engine import paths
from engine.kernels.consts import STATUS_DEAD, STATUS_MAP
from engine.state import G_TURN
from game import app, keyboard, mapdata, menu_screen, wording
from game.loading import Ground
from game.map_screen import MapScreen
from game.menu_screen import MenuScreen
from game.session import Session
from tests import window_states

SCENARIO = "italy1943/husky"
SIZE = (1280, 720)


@pytest.fixture(scope="module")
def surface() -> pygame.Surface:
    return app.open_display(SIZE)


@pytest.fixture(scope="module")
def ground(surface: pygame.Surface) -> Ground:
    world = engine.load_scenario(SCENARIO)
    data = mapdata.load(world.scenario_path, world)
    painter = window_states.blank_painter(data)
    return Ground(data, painter, pygame.Surface((1548, 1917)))


class Keys:
    """A window that is driven by keys alone."""

    def __init__(self, surface: pygame.Surface, ground: Ground, side: int) -> None:
        world = engine.load_scenario(SCENARIO)
        self.session = Session(world, engine.new_game(world, 7), {side}, "passive", 7)
        self.screen = MapScreen(self.session, ground.data, ground.painter, SIZE, ground.base, threaded=False)
        self.app = app.App(surface, self.screen)
        pygame.event.clear()

    def press(self, *keys: int, mod: int = 0) -> None:
        for key in keys:
            pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""))
            self.app.frame(0.016)

    def settle(self) -> None:
        for _ in range(3000):
            if self.session.human_to_act() and not self.session.thinking:
                break
            self.app.frame(0.016)
            pygame.time.wait(2)
        self.app.frame(0.016)

    def close_all(self) -> None:
        while self.screen.dialog is not None and self.screen.dialog_kind != "decision":
            self.press(pygame.K_ESCAPE)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)


@pytest.fixture
def keys(surface: pygame.Surface, ground: Ground) -> Iterator[Keys]:
    made = Keys(surface, ground, 0)
    yield made
    made.screen.close()


@pytest.fixture
def axis(surface: pygame.Surface, ground: Ground) -> Iterator[Keys]:
    made = Keys(surface, ground, 1)
    yield made
    made.screen.close()


def test_enter_goes_through_the_first_dialogs_and_ends_the_turn(axis: Keys) -> None:
    axis.settle()
    axis.close_all()
    turn = int(axis.session.game.state.game[G_TURN])
    axis.press(pygame.K_RETURN, mod=pygame.KMOD_LCTRL)
    assert axis.screen.dialog_kind == "forgotten"
    axis.press(pygame.K_RETURN)
    assert axis.screen.dialog_kind != "forgotten"
    axis.settle()
    assert int(axis.session.game.state.game[G_TURN]) == turn + 1


def test_the_next_unit_where_all_wait_off_the_map_opens_their_list(keys: Keys) -> None:
    keys.settle()
    keys.close_all()
    seen = keys.screen.scene.seen
    assert not keys.session.idle_units(seen)
    waiting = sum(len(units) for units in keys.session.boxed(seen).values())
    assert waiting
    keys.press(pygame.K_n)
    assert keys.screen.side_panel == "boxes"
    assert keys.screen.toast == wording.counted("NEXT_NONE_THERE", waiting), "nobody is on the map yet"
    state = keys.session.game.state
    unit = keys.session.boxed(seen)[min(keys.session.boxed(seen))][0]
    state.unit_status[unit], state.unit_mp[unit] = STATUS_MAP, 0
    state.unit_hex[unit] = int(np.flatnonzero(state.hex_control == 1)[0])
    keys.session.game.changed()
    keys.screen.refresh()
    keys.press(pygame.K_n)
    assert keys.screen.toast == wording.counted("NEXT_OFF_MAP", waiting - 1), "one is, and has moved"


def test_the_next_unit_where_nobody_is_left_or_coming_is_told(keys: Keys) -> None:
    keys.settle()
    keys.close_all()
    state = keys.session.game.state
    state.unit_status[state.unit_side == 0] = STATUS_DEAD
    keys.session.game.changed()
    keys.screen.refresh()
    keys.press(pygame.K_n)
    assert (keys.screen.side_panel, keys.screen.toast) == ("", wording.NOBODY_THERE)


def test_the_cursor_walks_from_hex_to_neighbour_and_straight_across(axis: Keys) -> None:
    axis.settle()
    axis.close_all()
    screen, data = axis.screen, axis.screen.data
    axis.press(pygame.K_n)
    start = screen.view.marks.selected
    axis.press(pygame.K_UP, mod=pygame.KMOD_LCTRL)
    above = screen.view.marks.hover
    assert above in [int(h) for h in screen.scene.world.hex_neighbour[start]]
    assert data.y[above] < data.y[start]
    assert abs(data.x[above] - data.x[start]) < 0.01 * data.hex_km
    for _ in range(6):
        axis.press(pygame.K_LEFT, mod=pygame.KMOD_LCTRL)
    assert data.x[above] - data.x[screen.view.marks.hover] > 4 * data.hex_km
    assert abs(data.y[above] - data.y[screen.view.marks.hover]) < 0.6 * data.hex_km
    for _ in range(6):
        axis.press(pygame.K_RIGHT, mod=pygame.KMOD_LCTRL)
    assert screen.view.marks.hover == above
    axis.press(pygame.K_KP_9, pygame.K_KP_1)
    assert screen.view.marks.hover == above
    x, y = screen.view.hex_pixel(above)
    assert 0 < x < SIZE[0]
    assert 0 < y < SIZE[1]


def test_a_unit_is_moved_by_keys(axis: Keys) -> None:
    axis.settle()
    axis.close_all()
    screen = axis.screen
    for _ in range(30):
        axis.press(pygame.K_n)
        unit, marks = screen.orders.unit, screen.view.marks
        near = [int(h) for h in screen.scene.world.hex_neighbour[marks.selected]]
        if any(h in marks.reach for h in near):
            break
    for key in (pygame.K_KP_8, pygame.K_KP_9, pygame.K_KP_3, pygame.K_KP_2, pygame.K_KP_1, pygame.K_KP_7):
        marks.hover = -1
        axis.press(key)
        if marks.hover in marks.reach:
            break
    goal = marks.hover
    assert goal in marks.reach
    axis.press(pygame.K_RETURN)
    assert int(axis.session.game.state.unit_hex[unit]) == goal
    axis.press(pygame.K_ESCAPE)
    assert screen.orders.unit == -1
    axis.press(pygame.K_g)
    assert screen.view.marks.selected == goal


def test_the_focus_walks_over_all_buttons_and_enter_presses(axis: Keys) -> None:
    axis.settle()
    axis.close_all()
    screen = axis.screen
    axis.press(pygame.K_q)
    assert screen.focus.at == 0
    spots = keyboard.spots(screen)
    wanted = [action for _, action in spots].index(("log",))
    axis.press(*[pygame.K_TAB] * wanted)
    assert screen.focus.at == wanted
    axis.press(pygame.K_RETURN)
    assert screen.side_panel == "log"
    axis.press(pygame.K_TAB, mod=pygame.KMOD_LSHIFT)
    axis.press(pygame.K_ESCAPE)
    assert screen.focus.at == -1
    assert screen.side_panel == "log"
    axis.press(pygame.K_ESCAPE, pygame.K_ESCAPE)
    assert screen.dialog_kind == "menu"
    axis.press(pygame.K_RETURN, pygame.K_RETURN)
    assert screen.dialog is None, "the first button of the menu goes back to the war"


def test_one_enter_never_answers_a_question(axis: Keys) -> None:
    from engine.kernels.consts import PENDING_POLITICAL
    from engine.rules import aftermath

    axis.settle()
    axis.close_all()
    assert axis.session.world.decisions
    aftermath.push(axis.session.game.state, PENDING_POLITICAL, axis.session.to_act(), 0)
    axis.session.game.changed()
    axis.screen.refresh()
    axis.press(pygame.K_RETURN)
    assert axis.session.decision() is not None
    assert axis.screen.focus.at >= 0
    axis.press(pygame.K_UP, pygame.K_RETURN)
    assert axis.session.decision() is None
    assert int(axis.session.game.state.decision_choice[0]) >= 0


def test_the_start_screen_lists_all_scenarios_and_is_left_by_keys(
    surface: pygame.Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = menu_screen.entries()
    monkeypatch.setattr(menu_screen, "entries", lambda: found * 4)
    menu = MenuScreen(SIZE, prepare=False)
    window = app.App(surface, menu)
    window.frame(0.016)

    def press(key: int, mod: int = 0) -> None:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""))
        window.frame(0.016)

    def listed() -> list[int]:
        assert menu.sheet is not None
        assert menu.sheet.picture.get_height() <= SIZE[1]
        return [action[1] for _, action in menu.sheet.spots if action[0] == "row"]

    met = set(listed())
    for _ in range(len(menu.entries) - 1):
        press(pygame.K_DOWN)
        assert menu.row in listed()
        met |= set(listed())
    assert met == set(range(len(menu.entries)))
    press(pygame.K_DOWN)
    assert menu.row == 0
    assert 0 in listed()
    pygame.event.post(pygame.event.Event(pygame.MOUSEWHEEL, y=-2, x=0))
    window.frame(0.016)
    assert listed()[0] == 2
    press(pygame.K_TAB, pygame.KMOD_LSHIFT)
    assert menu.focus.at >= 0
    press(pygame.K_RETURN)  # the last button
    assert not window.running
