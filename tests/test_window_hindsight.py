"""When a war is over, a computer player tells why it did what it did in each turn, and not before."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

import engine
from engine import paths
from engine.orders import EndTurn, Order, to_text
from engine.sim.council import Council
from engine.store.recorder import Frame
from game import advice, hindsight, mapdata, past, settings, shot, texts, wording
from game.map_screen import MapScreen
from game.past import PastScreen
from game.session import Session, load_session
from game.settings import Settings
from tests import window_states
from tests.test_window_screens import faults

SIZE = (1280, 720)
AXIS = 1


@pytest.fixture(scope="module")
def below() -> Iterator[MapScreen]:
    """A game of two staffs in its third turn, which nobody plays."""
    shot.open_hidden()
    world = engine.load_scenario("italy1943/avalanche")
    session = Session(world, engine.new_game(world, 1), (), "staff", 1)
    while session.game.state.turn < 3:
        session.think_once()
    data = mapdata.load(world.scenario_path, world)
    made = MapScreen(session, data, window_states.blank_painter(data), SIZE, threaded=False)
    made.opened, made.briefed = True, True
    yield made
    made.close()


@pytest.fixture
def screen(below: MapScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PastScreen]:
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    settings.use(Settings(language="en"), SIZE)
    made = PastScreen(below, below.take_over)
    made.act(("past", 1))
    yield made
    made.close()
    settings.use(Settings(language="en"), SIZE)


def press(screen: PastScreen, key: int) -> None:
    screen.handle(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0, unicode=""))


def click(screen: PastScreen, action: object) -> None:
    rect = next(rect for rect, there in screen._spots() if there == action)
    screen.handle(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=rect.center))


def heard(screen: PastScreen) -> Council:
    end = time.monotonic() + 60
    while screen.adviser.working and time.monotonic() < end:
        time.sleep(0.005)
    assert screen.adviser.found is not None, screen.adviser.error
    return screen.adviser.found


def given(session: Session, turn: int, side: int) -> list[str]:
    """Return the orders that a side gave in a turn, as they were written down, up to the end of its own."""
    world, entries = session.game.world, session.recorder.entries
    first = next(k for k, e in enumerate(entries) if isinstance(e, Frame) and e.keyframe == turn)
    state = session.recorder.frames[turn].state.clone()  # type: ignore[union-attr]
    game, found = engine.game.Game(world, state), []
    for order in entries[first + 1 :]:
        if not isinstance(order, Order):
            continue
        acting = engine.turn.to_act(game.state)
        if acting == side and isinstance(order, EndTurn):
            break
        if acting == side:
            found.append(to_text(world, order))
        engine.apply(game, order)
    return found


@pytest.mark.parametrize("side", [0, AXIS])
def test_it_tells_the_very_orders_that_were_given(screen: PastScreen, side: int) -> None:
    session = screen.session
    before = session.game.state.digest(), [memory.draws for memory in session.memories]
    click(screen, ("past-why", side))
    found = heard(screen)
    told = [msgspec_text(reason.order) for reason in found.reasons]
    assert told == given(session, screen.turn, side)
    assert len(told) > 10
    assert (found.side, found.turn) == (session.world.side_ids[side], screen.turn)
    assert (session.game.state.digest(), [memory.draws for memory in session.memories]) == before
    screen.draw(pygame.Surface(SIZE))
    words = [line.words for line in screen.adviser.hindsight(screen.view.scene, side).lines]
    assert wording.PAST_WHY.format(session.world.side_names[side]) in words


def msgspec_text(order: dict[str, object]) -> str:
    import msgspec

    return msgspec.json.encode(order).decode()


def test_the_key_goes_through_the_sides_and_a_line_leads_to_its_hex(screen: PastScreen) -> None:
    press(screen, pygame.K_y)
    assert screen.why == 0
    press(screen, pygame.K_y)
    assert screen.why == AXIS
    heard(screen)
    found = screen._spots()
    lines = [action for _, action in found if action[0] == "beside"]
    for _ in range(len(found)):
        press(screen, pygame.K_TAB)
    assert screen.why_top > 0, "the panel goes with the focus"
    press(screen, pygame.K_RETURN)
    assert screen.view.marks.selected == lines[-1][1]
    assert past.WHY_AT[0] + advice.WIDTH < screen.view.hex_pixel(lines[-1][1])[0] < SIZE[0]
    top = screen.why_top
    screen.handle(pygame.event.Event(pygame.MOUSEWHEEL, y=1, x=0, pos=(100, 100)))
    screen.draw(pygame.Surface(SIZE))
    assert screen.why_top < top
    press(screen, pygame.K_y)
    assert screen.why == -1


def test_another_turn_has_other_reasons(screen: PastScreen) -> None:
    screen.act(("past-why", AXIS))
    first = heard(screen)
    press(screen, pygame.K_LEFT)
    assert heard(screen).turn == first.turn - 1


def test_nobody_is_told_while_it_could_be_used(
    screen: PastScreen, below: MapScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = screen.session
    monkeypatch.setattr(session, "humans", {0})
    assert hindsight.sides(session) == []
    press(screen, pygame.K_y)
    assert screen.why == -1
    assert not any(action[0] == "past-why" for _, action in screen._spots())
    monkeypatch.setattr(session, "over", lambda: True)
    assert hindsight.sides(session) == [AXIS]
    monkeypatch.setattr(session, "opponent", "greedy")
    assert hindsight.sides(session) == [], "only a staff has reasons that can be told"


def test_a_saved_game_tells_the_same(screen: PastScreen, tmp_path: Path) -> None:
    session = screen.session
    screen.act(("past-why", AXIS))
    found = heard(screen)
    session.save(tmp_path / "war.stivale")
    again = load_session(tmp_path / "war.stivale")
    assert hindsight.sides(again) == [0, AXIS]
    assert hindsight.reasons(again, screen.turn, AXIS)(lambda: False) == found


@pytest.mark.parametrize("language", sorted(texts.LANGUAGES))
@pytest.mark.parametrize("percent", [100, 150])
def test_no_text_is_cut_or_covered(screen: PastScreen, language: str, percent: int) -> None:
    settings.use(Settings(language=language, scale=percent), SIZE)
    screen.act(("past-why", AXIS))
    heard(screen)
    screen.draw(pygame.Surface(SIZE))
    assert faults(screen.adviser.hindsight(screen.view.scene, AXIS)) == []
    assert screen.sheet is not None
    assert faults(screen.sheet) == []
    place = screen._reasons().picture.get_rect(topleft=past.WHY_AT)
    assert not place.colliderect(screen.sheet.picture.get_rect(topleft=screen._at()))
