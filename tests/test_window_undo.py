"""Undo and redo in the window: buttons for both, and the one reason why nothing more can be taken back."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

import engine
from engine import paths
from engine.orders import EndTurn, Move, Order
from engine.state import G_DRAWS, G_INTEL, G_TURN, State
from game import app, enquiry, mapdata, shot, texts, undoing, wording
from game.map_screen import MapScreen
from game.session import Session, load_session
from game.undoing import Undoing
from tests import window_states

SIZE = (1280, 720)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)


class Window:
    def __init__(self, session: Session) -> None:
        shot.open_hidden()
        self.session = session
        data = mapdata.load(session.world.scenario_path, session.world)
        painter = window_states.blank_painter(data)
        self.screen = MapScreen(session, data, painter, SIZE, pygame.Surface((1548, 1917)), threaded=False)
        window_states.rest(self.screen)
        self.app = app.App(pygame.display.set_mode(SIZE), self.screen)
        pygame.event.clear()

    def key(self, code: int, mod: int = 0) -> None:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=code, mod=mod, unicode=""))
        self.app.frame(0.016)

    def spot(self, action: object) -> pygame.Rect | None:
        self.screen.lay_out()
        for sheet, x, y in self.screen.sheets:
            for rect, found in sheet.spots:
                if found == action:
                    return rect.move(x, y)
        return None

    def click(self, action: object) -> None:
        rect = self.spot(action)
        assert rect is not None, action
        pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=rect.center))
        self.app.frame(0.016)

    def told(self) -> str:
        said, self.screen.toast = self.screen.toast, ""
        return said


def quiet_move(session: Session) -> Move:
    """Return a move that can be taken back."""
    seen = session.observe()
    for unit in session.idle_units(seen):
        ways, _ = session.reach(seen, unit)
        for row in sorted(ways, key=lambda h: (ways[h], h)):
            order = Move(unit, row)
            before = session.game.state.clone()
            if session.check(seen, order) is not None:
                continue
            trial = session.game.clone()
            engine.turn.apply(trial, order)
            words = (G_DRAWS, G_INTEL, G_TURN)
            if all(trial.state.game[w] == before.game[w] for w in words):
                return order
    raise AssertionError("every move uncovers something")


@pytest.fixture(scope="module")
def played() -> Session:
    return window_states.position()


@pytest.fixture
def window(played: Session) -> Iterator[Window]:
    session = Session(played.world, played.game.clone(), {0}, "passive", 1)
    made = Window(session)
    yield made
    made.screen.close()


def test_an_order_is_taken_back_and_given_again_by_buttons(window: Window) -> None:
    session = window.session
    start = session.game.state.digest()
    assert window.spot(("redo",)) is None, "there is nothing to give again"
    assert session.give(quiet_move(session)) is None
    window.app.frame(0.016)
    moved = session.game.state.digest()
    window.click(("undo",))
    assert session.game.state.digest() == start
    window.click(("redo",))
    assert session.game.state.digest() == moved
    assert window.spot(("redo",)) is None
    window.key(pygame.K_z, pygame.KMOD_LCTRL)
    window.key(pygame.K_y, pygame.KMOD_LCTRL)
    assert session.game.state.digest() == moved
    window.click(("undo",))
    assert session.give(quiet_move(session)) is None
    window.app.frame(0.016)
    assert window.spot(("redo",)) is None, "a new order makes an end of it"
    window.key(pygame.K_r)
    assert window.told() == wording.NO_REDO


def test_nothing_ordered_dice_thrown_and_the_turn_ended_are_told_apart(window: Window) -> None:
    session = window.session
    window.click(("undo",))
    assert window.told() == wording.NO_UNDO["start"]
    assert session.give(quiet_move(session)) is None
    order = enquiry.best_attack(session.world, session.observe(), session.attackers)
    assert order is not None
    assert session.give(order) is None
    while session.decision() is not None and session.human_to_act():
        decision = session.decision()
        assert decision is not None
        session.give(session.answers(session.observe(), decision)[0][1])
    window.app.frame(0.016)
    window.key(pygame.K_u)
    assert window.told() == wording.NO_UNDO["dice"]
    assert session.give(EndTurn()) is None
    if not session.human_to_act():
        assert session.no_undo() == "waiting"
    while not session.human_to_act():
        session.think_once()
    assert session.no_undo() == "turn"
    assert session.undo() is False


def test_a_loaded_game_says_so(window: Window, tmp_path: Path) -> None:
    window.session.save(tmp_path / "a.save")
    found = load_session(tmp_path / "a.save", "", "passive")
    assert found.human_to_act()
    assert found.undo() is False
    assert found.no_undo() == "loaded"
    found.forget_undo()
    assert found.no_undo() == "loaded"


@pytest.fixture(scope="module")
def state() -> State:
    world = engine.load_scenario(str(Path(__file__).parent / "scenarios" / "tiny"))
    return engine.new_game(world, 1).state


@pytest.mark.parametrize(
    ("word", "order", "passed", "why"),
    [
        (None, Move(0, 1), False, ""),
        (G_DRAWS, Move(0, 1), False, "dice"),
        (G_INTEL, Move(0, 1), False, "seen"),
        (G_TURN, Move(0, 1), False, "turn"),
        (None, EndTurn(), True, "turn"),
        (None, Move(0, 1), True, "other"),
        (G_DRAWS, EndTurn(), True, "turn"),
    ],
)
def test_each_reason_makes_an_order_final(
    state: State, word: int | None, order: Order, passed: bool, why: str
) -> None:
    after = state.clone()
    if word is not None:
        after.game[word] += 1
    found = Undoing()
    found.note(state, 0, Move(0, 2), state, passed=False)
    found.note(state, 1, order, after, passed)
    assert (found.take_back() is None) == bool(why)
    assert found.barrier == (why or "start")
    found.forget("loaded")
    assert found.barrier == "loaded"
    assert not found.can_redo()


def test_of_many_orders_only_the_last_are_kept(state: State) -> None:
    found = Undoing()
    for k in range(undoing.MOST + 5):
        found.note(state, k, Move(0, k), state, passed=False)
    steps = 0
    while found.take_back() is not None:
        steps += 1
    assert (steps, found.barrier) == (undoing.MOST, "many")
    assert found.again() == Move(0, 5)


@pytest.mark.parametrize("language", sorted(texts.LANGUAGES))
def test_every_reason_has_a_sentence_of_its_own(language: str) -> None:
    texts.use(language)
    try:
        told = dict(wording.NO_UNDO)
    finally:
        texts.use("en")
    assert set(told) == {"start", "loaded", "dice", "seen", "turn", "other", "many", "waiting", "over"}
    assert len(set(told.values())) == len(told)
    assert all(words.endswith(".") and words.count(".") == 1 for words in told.values())
