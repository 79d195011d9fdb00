"""Looking back at a war: each turn as it was known, at its own pace, and on from any of them."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import numpy as np
import pygame
import pytest

import engine
from engine import paths
from engine.state import G_TURN
from game import app, fronts, mapdata, past, shot, texts
from game.map_screen import MapScreen
from game.past import PastScreen
from game.session import Session
from tests import window_states

SIZE = (1280, 720)
TURNS = 4


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MapScreen]:
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    shot.open_hidden()
    world = engine.load_scenario("italy1943/husky")
    session = Session(world, engine.new_game(world, 1), (), "greedy", 1)
    while session.game.state.turn < TURNS or session.to_act() != 0 or session.decision() is not None:
        session.think_once()
    session.humans, session.resumed = {0}, True
    data = mapdata.load(world.scenario_path, world)
    painter = window_states.blank_painter(data)
    made = MapScreen(session, data, painter, SIZE, pygame.Surface((1548, 1917)), threaded=False)
    yield made
    made.close()


def test_each_turn_is_seen_as_it_was_known_when_it_began(screen: MapScreen) -> None:
    session = screen.session
    assert past.turns(session) == list(range(1, TURNS + 1))
    digest = session.game.state.digest()
    seen = [past.view_at(session, turn) for turn in past.turns(session)]
    assert [int(view.game[G_TURN]) for view in seen] == list(range(1, TURNS + 1))
    assert all(view.viewer == 0 for view in seen)
    held = [int((view.hex_control == 0).sum()) for view in seen]
    assert held[-1] > held[0], "the landing took ground"
    hidden = (seen[0].unit_side == 1) & (seen[0].unit_hex >= 0)
    known = session.recorder.frames[1].state
    assert int(hidden.sum()) < int(((known.unit_side == 1) & (known.unit_hex >= 0)).sum())  # type: ignore[union-attr]
    assert session.game.state.digest() == digest


def test_a_saved_and_packed_past_is_the_same(screen: MapScreen, tmp_path: Path) -> None:
    before = past.view_at(screen.session, 2)
    screen.session.save(tmp_path / "packed.save")
    after = past.view_at(screen.session, 2)
    assert np.array_equal(before.hex_control, after.hex_control)
    assert np.array_equal(before.unit_hex, after.unit_hex)


def test_the_turns_are_walked_with_keys_and_mouse_and_told_by_themselves(screen: MapScreen) -> None:
    surface = pygame.display.set_mode(SIZE)
    window = app.App(surface, screen)
    pygame.event.clear()
    screen.act(("past",))
    window.follow(screen.leaving)
    screen.leaving = None
    back = window.screen
    assert isinstance(back, PastScreen)

    def press(*keys: int) -> None:
        for key in keys:
            pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0, unicode=""))
            window.frame(0.016)

    assert back.turn == TURNS
    press(pygame.K_LEFT)
    assert back.turn == TURNS - 1
    press(pygame.K_HOME, pygame.K_LEFT)
    assert back.turn == 1
    rect = next(rect for rect, action in back._spots() if action == ("past", 2))
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=rect.center))
    window.frame(0.016)
    assert back.turn == 3
    press(pygame.K_F5)
    assert back.view.overlay is not None
    press(pygame.K_HOME, pygame.K_SPACE)
    for _ in range(400):
        back.since -= 1
        window.frame(0.016)
        if not back.playing:
            break
    assert back.turn == TURNS
    press(pygame.K_ESCAPE)
    assert window.screen is screen


def test_the_line_is_laid_beside_earlier_ones_and_that_of_history(screen: MapScreen) -> None:
    back = PastScreen(screen, screen.take_over)
    try:
        world = screen.session.world
        bare = pygame.Surface(SIZE)
        back.draw(bare)
        back.act(("past-lines", "earlier"))
        assert [day for day, _ in back.earlier] == [texts.day(world.date_of(t)) for t in range(1, TURNS)]
        told = {"": bare}
        for name in ("earlier", "history"):
            if back.lines != name:
                back.act(("past-lines", name))
            told[name] = pygame.Surface(SIZE)
            back.draw(told[name])
        assert len({pygame.image.tobytes(picture, "RGB") for picture in told.values()}) == 3
        day, segments = back.history
        now = world.date_of(back.turn)
        assert day == max(row.date for row in world.fronts if row.date <= now)
        assert len(segments) == len({row.segment for row in world.fronts if row.date == day})
        left, top, right, bottom = screen.data.bounds
        for line in segments:
            assert ((line[:, 0] > left) & (line[:, 0] < right)).all()
            assert ((line[:, 1] > top) & (line[:, 1] < bottom)).all()
        words = " ".join(line.words for line in back.build().lines)
        assert texts.date(day) in words
        back.show(0)
        assert back.history[0] is not None, "it goes along with the turn"
        back.act(("past-lines", "history"))
        assert back.history == (None, [])
    finally:
        back.close()


def test_before_its_first_day_history_has_no_line(screen: MapScreen) -> None:
    rows, data = screen.session.world.fronts, screen.data
    assert fronts.of_history(rows, data, datetime.date(1939, 9, 1)) == (None, [])
    data.place_at, kept = None, data.place_at
    try:
        assert fronts.of_history(rows, data, datetime.date(1944, 1, 1)) == (None, [])
    finally:
        data.place_at = kept


def test_the_war_goes_on_from_an_earlier_turn(screen: MapScreen) -> None:
    first = screen.session
    back = PastScreen(screen, screen.take_over)
    back.show(1)
    left = back.act(("past-go-on",))
    back.close()
    assert left is not None
    other = screen.session
    assert other is not first
    assert int(other.game.state.game[G_TURN]) == 2
    assert other.humans == {0}
    assert past.turns(other) == [1, 2]
    wanted = first.recorder.frames[2].state
    assert other.game.state.digest() == past.frames.unpack_state(first.world, wanted, "2").digest()  # type: ignore[arg-type]
    while other.to_act() != 0:
        other.think_once()
    assert int(first.game.state.game[G_TURN]) == TURNS, "the first game is as it was"
