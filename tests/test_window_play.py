"""The window is driven with real pygame events: select, move, attack, decide, end the turn."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

import engine
from engine import paths
from engine.kernels.consts import STATUS_MAP
from engine.state import G_TURN
from game import app, assets, loading, mapdata
from game.loading import Ground
from game.map_screen import MapScreen
from game.menu_screen import MenuScreen
from game.saves import SavesScreen
from game.session import Session
from tests import window_states

SCENARIO = "italy1943"
SIZE = (1280, 720)


@pytest.fixture(scope="module")
def surface() -> pygame.Surface:
    return app.open_display(SIZE)


@pytest.fixture(scope="module")
def ground(surface: pygame.Surface) -> Ground:
    """The real ground, whose chunks are left blank: painting is tested elsewhere."""
    world = engine.load_scenario(SCENARIO)
    data = mapdata.load(world.scenario_path, world)
    painter = window_states.blank_painter(data)
    return Ground(data, painter, pygame.Surface((1548, 1917)))


class Driver:
    """Posts events and lets frames pass."""

    def __init__(
        self, surface: pygame.Surface, ground: Ground, sides: set[int], scenario: str = SCENARIO
    ) -> None:
        world = engine.load_scenario(scenario)
        self.session = Session(world, engine.new_game(world, 3), sides, "passive", 3)
        self.ground = ground
        pygame.event.clear()
        self.screen = MapScreen(self.session, ground.data, ground.painter, SIZE, ground.base, threaded=False)
        self.app = app.App(surface, self.screen)
        self.screen.opened = True
        if self.screen.dialog_kind == "briefing":
            self.screen.close_dialog()  # its tests open it again

    def frames(self, count: int = 2) -> None:
        for _ in range(count):
            self.app.frame(0.016)

    def key(self, key: int, mod: int = 0) -> None:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""))
        self.frames(1)

    def click(self, at: tuple[float, float], button: int = 1, shift: bool = False) -> None:
        pos = (round(at[0]), round(at[1]))
        pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=button, pos=pos, shift=shift))
        self.frames(1)

    def point(self, at: tuple[float, float]) -> None:
        pos = (round(at[0]), round(at[1]))
        pygame.event.post(pygame.event.Event(pygame.MOUSEMOTION, pos=pos, rel=(0, 0), buttons=(0, 0, 0)))
        self.frames(1)

    def look(self, row: int) -> tuple[float, float]:
        """Bring a hex to the left half of the window and return its pixel."""
        camera = self.screen.view.camera
        camera.look_at(float(self.ground.data.x[row]) + 150 * camera.km, float(self.ground.data.y[row]))
        self.frames(1)
        return self.screen.view.hex_pixel(row)

    def press(self, words: str) -> None:
        """Click the button whose action's first word is given."""
        for sheet, x, y in reversed(self.screen.sheets):
            for rect, action in sheet.spots:
                if isinstance(action, tuple) and action[0] == words:
                    self.click((x + rect.centerx, y + rect.centery))
                    return
        raise AssertionError(f"no button {words}")

    def until_human(self) -> None:
        for _ in range(3000):
            if self.session.human_to_act() and not self.session.thinking:
                break
            self.frames(1)
            pygame.time.wait(2)
        self.frames(2)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)


@pytest.fixture
def drive(surface: pygame.Surface, ground: Ground) -> Iterator[Driver]:
    driver = Driver(surface, ground, {1})
    driver.session.game.state.game[:] = driver.session.game.state.game
    yield driver
    driver.screen.close()


def to_axis_turn(drive: Driver) -> None:
    drive.until_human()
    if drive.screen.dialog is not None and drive.screen.dialog_kind != "decision":
        drive.key(pygame.K_ESCAPE)


def movable(drive: Driver) -> int:
    seen = drive.screen.scene.seen
    return next(u for u in drive.session.idle_units(seen) if len(drive.session.reach(seen, u)[0]) > 3)


def confront(drive: Driver) -> tuple[int, int]:
    """Put an enemy next to an own unit; return the unit and the enemy's hex."""
    session = drive.session
    state, world = session.game.state, session.world
    unit = movable(drive)
    here = int(state.unit_hex[unit])
    enemy = next(u for u in range(world.sizes.unit) if world.nation_side[world.unit_nation[u]] == 0)
    for there in world.hex_neighbour[here]:
        if (
            0 <= there < world.land
            and not ((state.unit_hex == there) & (state.unit_status == STATUS_MAP)).any()
        ):
            state.unit_status[enemy], state.unit_hex[enemy], state.unit_side[enemy] = STATUS_MAP, there, 0
            state.unit_quarters[enemy], state.unit_cohesion[enemy] = 6, 60
            state.unit_box[enemy] = -1
            state.hex_control[there] = 0
            session.game.changed()
            if session.attackers(session.observe(), int(there), 1):
                drive.screen.refresh()
                return unit, int(there)
            state.unit_status[enemy], state.unit_hex[enemy] = 0, -1
    raise AssertionError("no room for an enemy")


def test_select_see_the_reach_and_move_by_right_click(drive: Driver) -> None:
    to_axis_turn(drive)
    drive.key(pygame.K_4)
    unit = movable(drive)
    start = int(drive.screen.scene.seen.unit_hex[unit])
    drive.click(drive.look(start))
    marks = drive.screen.view.marks
    assert marks.selected == start
    for _ in range(8):  # cycle the stack until the wanted unit is on top
        if drive.screen.orders.unit == unit:
            break
        drive.click(drive.screen.view.hex_pixel(start))
    assert drive.screen.orders.unit == unit
    assert len(marks.reach) > 3
    goal = max((h for h in marks.reach if h != start), key=lambda h: -marks.reach[h])
    pixel = drive.screen.view.hex_pixel(goal)
    drive.point(pixel)
    assert marks.path[-1] == goal
    assert "of" in marks.path_words
    before = drive.session.game.state.digest()
    drive.click(pixel, button=3)
    assert int(drive.session.game.state.unit_hex[unit]) == goal
    moved = drive.session.game.state.digest()
    drive.key(pygame.K_u)
    assert drive.session.game.state.digest() == before
    drive.key(pygame.K_r)
    assert drive.session.game.state.digest() == moved


def test_attack_preview_then_second_click_commits(drive: Driver) -> None:
    to_axis_turn(drive)
    drive.key(pygame.K_4)
    unit, target = confront(drive)
    drive.screen.orders.select(unit)
    pixel = drive.look(target)
    battles = int(drive.session.game.state.game[10])
    drive.click(pixel, button=3)
    assert drive.screen.dialog_kind == "attack"
    attack = drive.screen.orders.attack
    assert attack is not None
    assert attack.target == target
    drive.press("everyone")
    drive.key(pygame.K_ESCAPE)
    assert drive.screen.orders.attack is None
    assert drive.screen.view.marks.target == -1
    drive.click(pixel, button=3)
    drive.click(pixel, button=3)
    assert int(drive.session.game.state.game[10]) == battles + 1
    for _ in range(10):
        drive.until_human()
        if drive.session.decision() is None:
            break
        assert drive.screen.dialog_kind == "decision"
        drive.press("answer")
    assert drive.session.decision() is None
    drive.key(pygame.K_u)
    assert int(drive.session.game.state.game[10]) == battles + 1, "dice cannot be taken back"


def test_end_turn_names_what_was_forgotten_and_the_next_turn_is_reported(
    drive: Driver, tmp_path: Path
) -> None:
    to_axis_turn(drive)
    turn = int(drive.session.game.state.game[G_TURN])
    drive.key(pygame.K_RETURN, pygame.KMOD_LCTRL)
    assert drive.screen.dialog_kind == "forgotten"
    drive.key(pygame.K_ESCAPE)
    assert int(drive.session.game.state.game[G_TURN]) == turn
    drive.key(pygame.K_RETURN, pygame.KMOD_LCTRL)
    drive.press("end")
    drive.until_human()
    for _ in range(10):
        if drive.session.decision() is None:
            break
        drive.press("answer")
        drive.until_human()
    assert int(drive.session.game.state.game[G_TURN]) == turn + 1
    assert drive.screen.dialog_kind == "report"
    drive.session.stop()
    assert list((tmp_path / "saves").glob("*-auto.save"))
    drive.key(pygame.K_ESCAPE)
    assert drive.screen.dialog is None


def test_next_unit_panels_overlays_and_menu_by_keyboard(drive: Driver) -> None:
    to_axis_turn(drive)
    drive.key(pygame.K_n)
    first = drive.screen.orders.unit
    drive.key(pygame.K_n)
    assert first >= 0
    assert drive.screen.orders.unit not in (-1, first)
    drive.key(pygame.K_p)
    assert drive.screen.orders.unit == first
    for key, name in (
        (pygame.K_F2, "supply"),
        (pygame.K_F3, "zoc"),
        (pygame.K_F5, "control"),
        (pygame.K_F8, "objectives"),
    ):
        drive.key(key)
        assert drive.screen.overlay == name
    drive.key(pygame.K_F8)
    assert drive.screen.overlay == ""
    for key, name in ((pygame.K_e, "log"), (pygame.K_o, "forces"), (pygame.K_b, "boxes")):
        drive.key(key)
        assert drive.screen.side_panel == name
    drive.key(pygame.K_ESCAPE)
    drive.key(pygame.K_ESCAPE)
    drive.key(pygame.K_ESCAPE)
    assert drive.screen.dialog_kind == "menu"
    drive.key(pygame.K_ESCAPE)
    drive.key(pygame.K_F1)
    assert drive.screen.dialog_kind == "help"
    drive.key(pygame.K_ESCAPE)
    level = drive.screen.view.camera.level
    pygame.event.post(pygame.event.Event(pygame.MOUSEWHEEL, y=1, x=0, pos=(400, 300)))
    drive.frames(1)
    assert drive.screen.view.camera.level == level + 1
    place = drive.screen.view.camera.x
    pygame.event.post(pygame.event.Event(pygame.MOUSEMOTION, pos=(400, 300), rel=(-60, 0), buttons=(0, 1, 0)))
    drive.frames(1)
    assert drive.screen.view.camera.x != place


def test_panels_keep_their_text_inside(drive: Driver) -> None:
    to_axis_turn(drive)
    drive.key(pygame.K_n)
    drive.key(pygame.K_e)
    drive.key(pygame.K_F2)
    for sheet, x, y in drive.screen.sheets:
        inside = sheet.picture.get_rect()
        for rect in sheet.rects:
            assert inside.contains(rect), (rect, inside)
        for k, rect in enumerate(sheet.rects):
            for other in sheet.rects[k + 1 :]:
                both = rect.clip(other)
                assert both.width <= 2 or both.height <= 7, (rect, other)
        assert x >= 0
        assert y >= 0


def test_save_and_load_from_the_keyboard(
    drive: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    to_axis_turn(drive)
    drive.key(pygame.K_s, pygame.KMOD_LCTRL)
    digest = drive.session.game.state.digest()
    unit = movable(drive)
    drive.screen.orders.select(unit)
    goal = next(h for h in drive.screen.view.marks.reach if h != drive.screen.view.marks.selected)
    drive.screen.orders.command(goal)
    assert drive.session.game.state.digest() != digest
    drive.key(pygame.K_l, pygame.KMOD_LCTRL)
    assert isinstance(drive.app.screen, SavesScreen)
    drive.key(pygame.K_RETURN)  # the newest
    assert drive.app.screen is drive.screen
    assert drive.screen.session is not drive.session
    assert drive.screen.session.game.state.digest() == digest
    drive.key(pygame.K_F12)
    assert list((tmp_path / "pictures").glob("*.png"))


def test_watching_goes_on_by_itself(surface: pygame.Surface, ground: Ground) -> None:
    driver = Driver(surface, ground, set())
    for _ in range(400):
        driver.frames(1)
        if int(driver.session.game.state.game[G_TURN]) >= 3:
            break
        pygame.time.wait(3)
    driver.screen.close()
    assert int(driver.session.game.state.game[G_TURN]) >= 3
    assert driver.session.error is None


def test_the_start_screen_opens_a_game(surface: pygame.Surface, ground: Ground) -> None:
    menu = MenuScreen(SIZE, seed=5, prepare=False)
    window = app.App(surface, menu)
    window.frame(0.016)
    assert menu.sheet is not None
    assert menu.entries
    ready = loading.Preparation.__new__(loading.Preparation)
    ready.scenario = menu.entries[0].name
    ready.words, ready.share, ready.done, ready.error = "Ready", 1.0, True, None
    ready.world, ready.ground = engine.load_scenario(SCENARIO), ground
    menu.preparation = ready
    window.frame(0.016)
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN, mod=0, unicode=""))
    window.frame(0.016)
    window.frame(0.016)
    assert isinstance(window.screen, MapScreen)
    window.screen.act(("leave",))
    window.follow(window.screen.leaving)
    assert window.screen is menu


def test_symbols_of_all_unit_types_are_drawn(ground: Ground) -> None:
    world = engine.load_scenario(SCENARIO)
    for symbol, echelon in set(zip(world.type_symbols, world.type_echelons, strict=True)):
        image = assets.unit_symbol(symbol, echelon, 40, (0, 0, 0))
        assert image.get_width() == 40
        assert image.get_bounding_rect().width > 30


def test_a_political_question_is_asked_and_answered(surface: pygame.Surface, ground: Ground) -> None:
    from engine.kernels.consts import PENDING_POLITICAL
    from engine.rules import aftermath

    drive = Driver(surface, ground, {0, 1})
    drive.until_human()
    world, state = drive.session.world, drive.session.game.state
    if not world.decisions:
        pytest.fail("the scenario asks nothing")
    aftermath.push(state, PENDING_POLITICAL, drive.session.to_act(), 0)
    drive.session.game.changed()
    drive.screen.refresh()
    drive.frames(1)
    assert drive.screen.dialog_kind == "decision"
    drive.key(pygame.K_ESCAPE)
    assert drive.screen.dialog_kind == "decision", "a decision does not go away"
    drive.press("answer")
    assert drive.session.decision() is None
    assert int(state.decision_choice[0]) >= 0
    drive.screen.close()
