"""The audit itself: it finds every planted fault, and nothing in games that go well."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import engine
from engine.audit import audit, differences
from engine.events import Absorbed, Battle, Event, Lost, Moved, Scored
from engine.orders import ORDER_KINDS, Refusal
from engine.sim.match import Match
from engine.state import (
    G_BATTLES,
    G_LEVEL,
    G_ORDERS,
    G_OVER,
    G_PENDING,
    G_PHASE,
    G_SIDE,
    G_TURN,
    G_WINNER,
    State,
)
from tests.textmap import TINY, Board

DRAWING = ".+A .+ .-X .-\n.+S .+B .- .-Y"


def board() -> Board:
    """Return a quiet board."""
    return Board(
        DRAWING, {"S": {"type": "coastal", "nation": "bl", "id": "u-s"}}, later="C",
        places=[{"id": "rome", "hex": "20"}],
    )  # fmt: skip


A, B, S, X, Y = "A", "B", "S", "X", "Y"
Planted = Callable[[Board, State], None]


def cell(field: str, letter: str, value: int) -> Planted:
    """Return a fault: one value of one unit."""
    return lambda board, state: getattr(state, f"unit_{field}").__setitem__(board.unit(letter), value)


def scalar(column: int, value: int) -> Planted:
    """Return a fault: one scalar of the game."""
    return lambda board, state: state.game.__setitem__(column, value)


def every(field: str, value: int) -> Planted:
    """Return a fault: a whole field."""
    return lambda board, state: getattr(state, field).fill(value)


def _stray(board: Board, state: State) -> None:
    state.unit_hex[board.unit(X)] = board.hex("00")


def _crowd(board: Board, state: State) -> None:
    for letter in "ABS":
        state.unit_hex[board.unit(letter)] = board.hex("10")
    board.world.terrain_stacking.flags.writeable = True
    board.world.terrain_stacking[:] = 6


def _ownerless(board: Board, state: State) -> None:
    state.hex_control[board.hex("00")] = 1


FAULTS: dict[str, tuple[Planted, str]] = {
    "off the map": (cell("hex", A, -1), "status, hex and box disagree"),
    "beyond the map": (cell("hex", A, 999), "status, hex and box disagree"),
    "in a box too": (cell("box", A, 0), "status, hex and box disagree"),
    "dead on the map": (cell("status", A, 3), "status, hex and box disagree"),
    "away with points": (cell("mp", "C", 4), "off the map with movement"),
    "too strong": (cell("quarters", A, 25), "strength out of range"),
    "negative": (cell("quarters", A, -1), "strength out of range"),
    "a ghost": (cell("quarters", A, 0), "strength out of range"),
    "unsold losses": (cell("lost", A, 3), "sides lost 0 quarters, units 3"),
    "negative points": (cell("mp", A, -4), "movement points out of range"),
    "too many points": (cell("mp", A, 60), "movement points out of range"),
    "walking coast": (cell("mp", S, 4), "movement points out of range"),
    "two sides": (_stray, "units of two sides"),
    "no control": (_stray, "ground that their side does not control"),
    "crowd": (_crowd, "holds 9 of 6"),
    "enemy ground": (_ownerless, "ground that their side does not control"),
    "no date": (every("place_first", 0), "has no date"),
    "cohesion": (cell("cohesion", A, 101), "unit_cohesion"),
    "hunger": (cell("supply", A, 4), "unit_supply"),
    "pool": (every("pool_support", -1), "pool_support"),
    "replacements": (every("pool_quarters", -1), "pool_quarters"),
    "port": (every("port_damage", 101), "port_damage"),
    "mud": (every("weather_mud", 4), "weather_mud"),
    "fort": (every("hex_fort", 5), "hex_fort"),
    "controller": (every("hex_control", 2), "hex_control"),
    "sight": (every("unit_sight_turn", 5), "unit_sight_turn"),
    "fighting": (cell("fighting", A, 1), "fighting without a battle"),
    "deep stack": (scalar(G_PENDING, 9), "9 decisions are open"),
    "odd decision": (scalar(G_PENDING, 1), "makes no sense"),
    "dirty stack": (every("pending", 3), "not blank above its top"),
    "late": (scalar(G_TURN, 21), "turn 21 of 20"),
    "phase": (scalar(G_PHASE, 40), "phase 40"),
    "side": (scalar(G_SIDE, 1), "side 1 in phase"),
    "over": (scalar(G_OVER, 1), "over without a reason"),
    "winner": (scalar(G_WINNER, 1), "a winner before the end"),
    "level": (scalar(G_LEVEL, 1), "a winner before the end"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_planted_faults_are_found(name) -> None:
    game = board()
    assert audit(game.world, game.state) == []
    plant, message = FAULTS[name]
    plant(game, game.state)
    assert any(message in line for line in audit(game.world, game.state))


def test_a_variable_and_a_choice_out_of_range_are_found() -> None:
    game = engine.new_game(TINY, 1)
    game.state.variable[0] = 101
    game.state.decision_choice[0] = 2
    found = audit(game.world, game.state)
    assert any("variable red-will" in line for line in found)
    assert any("decision red-choice" in line for line in found)


STEPS: dict[str, tuple[Planted, list[Event], str]] = {
    "fewer orders": (scalar(G_ORDERS, -1), [], "counter of the game fell"),
    "battle untold": (scalar(G_BATTLES, 1), [], "0 battles told, counted 1"),
    "battle uncounted": (
        lambda board, state: None,
        [Battle(0, 0, (), (), 0, 0, 0, 7, 0, 0)],
        "1 battles told, counted 0",
    ),
    "new dice": (every("key", 5), [], "dice key changed"),
    "silent loss": (cell("quarters", A, 20), [], "strength changed without an event"),
    "told loss": (lambda board, state: None, [Lost(0, 3, 0)], "losses differ from those told"),
    "told men": (lambda board, state: None, [Absorbed(0, 3, 0)], "strength changed without an event"),
    "silent points": (every("side_score", 5), [], "points differ from those told"),
    "told points": (lambda board, state: None, [Scored(0, 5, "x")], "points differ from those told"),
    "silent march": (cell("hex", A, 1), [], "moved without an event"),
    "second date": (every("place_first", 0), [], "place_first was written twice"),
}


@pytest.mark.parametrize("name", STEPS)
def test_planted_faults_of_a_step_are_found(name) -> None:
    game = board()
    before = game.state.clone()
    plant, events, message = STEPS[name]
    plant(game, game.state)
    assert any(message in line for line in audit(game.world, game.state, before, events))


def test_a_static_unit_that_walks_is_found() -> None:
    game = board()
    before = game.state.clone()
    game.set(S, hex=game.hex("10"))
    walked = [Moved(game.unit(S), 0, (0, 1))]
    assert any("static units moved" in line for line in audit(game.world, game.state, before, walked))


def test_the_dead_stay_dead() -> None:
    game = board()
    after = game.state.clone()
    game.state.unit_status[game.unit("C")] = 3
    assert any("risen" in line for line in audit(game.world, after, game.state))


def test_differences_name_field_and_cells() -> None:
    game = board()
    other = game.state.clone()
    other.unit_mp[game.unit(A)] += 1
    assert differences(game.state, other) == [f"unit_mp[{game.unit(A)}]: 56 57 (1 cells)"]
    assert differences(other, other.clone()) == []


@pytest.mark.parametrize("first", range(0, 60, 30))
def test_random_games_on_the_twelve_hexes_keep_every_invariant(first) -> None:
    world = engine.load_scenario(TINY)
    kinds = dict.fromkeys(ORDER_KINDS, 0)
    for seed in range(first, first + 30):
        match = Match(world, {"blue": "random", "red": "random"}, seed)
        assert audit(world, match.game.state) == []
        while not match.done:
            before = match.game.state.clone()
            order, events = match.step()
            found = audit(world, match.game.state, before, events)
            assert not found, (seed, order, found)
        kinds = {k: n + match.order_kinds[k] for k, n in kinds.items()}
    assert {k for k, n in kinds.items() if n == 0} <= {
        *("embark", "rail", "withdraw", "answer", "sail", "ferry"),
        *("merge", "overrun", "react", "disband"),  # two weak armies seldom come to it
    }


def test_every_refusal_occurs_in_a_test_of_the_rules() -> None:
    text = "".join(p.read_text() for p in (Path(__file__).parent / "rules").glob("test_*.py"))
    named = set(re.findall(r'"([A-Z_]{5,})"', text))
    assert {r.name for r in Refusal} <= named


def test_a_first_position_is_sound_in_every_scenario() -> None:
    for scenario in ("italy1943", TINY):
        game = engine.new_game(scenario, 3)
        assert audit(game.world, game.state) == []
        assert np.all(game.state.unit_fighting == 0)
