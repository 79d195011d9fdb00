"""The kernels of drawing supply against their plain twins, on small random maps."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given

from engine.kernels import draws, supply
from tests.reference import boards
from tests.reference import draws as twin
from tests.reference.constants import IMPASSABLE
from tests.test_kernels import differential, draw, seeds


def railways(dice: np.random.Generator, board: Any) -> tuple[Any, Any, Any, Any]:
    """Return tracks over some hexsides: rail_step, hex_track, the two ends and the direction of each."""
    step = np.full((board.land, 6), IMPASSABLE, np.int16)
    hex_track = np.full((board.land, 6), -1, np.int32)
    ends, directions = [], []
    for a, direction in np.argwhere(dice.random((board.land, 6)) < 0.4):
        b = int(board.neighbour[a, direction])
        if 0 <= b < board.land and hex_track[a, direction] < 0:
            back = (direction + 3) % 6
            step[a, direction] = step[b, back] = 1
            hex_track[a, direction] = hex_track[b, back] = len(ends)
            ends.append((int(a), b))
            directions.append(int(direction))
    return (
        boards.table(step, np.int16),
        boards.table(hex_track, np.int32),
        boards.table(np.array(ends, np.int32).reshape(-1, 2), np.int32),
        boards.table(np.array(directions, np.int8), np.int8),
    )


@differential
@given(seeds)
def test_what_tracks_carry_and_which_are_shut(seed: int) -> None:
    dice, board, _ = draw(seed)
    _, _, ends, directions = railways(dice, board)
    count, bridges = len(ends), 4
    tons = boards.table(dice.integers(0, 9000, count), np.int32)
    bridge = boards.table(dice.integers(-1, bridges, count), np.int16)
    damage = (dice.integers(0, 101, board.land) * (dice.random(board.land) < 0.4)).astype(np.int8)
    fallen = (dice.integers(0, 101, bridges) * (dice.random(bridges) < 0.5)).astype(np.int8)
    left = np.zeros(count, np.int32)
    draws.track_left(ends, tons, bridge, damage, board.hex_slow, fallen, left)
    plain = [a.tolist() for a in (ends, tons, bridge, damage, board.hex_slow, fallen)]
    assert left.tolist() == twin.track_left(*plain)
    shut = np.full(board.land, 255, np.uint8)
    draws.shut_tracks(ends, directions, left, shut)
    assert shut.tolist() == twin.shut_tracks(ends.tolist(), directions.tolist(), left.tolist(), board.land)


@differential
@given(seeds)
def test_allot(seed: int) -> None:
    dice, board, units = draw(seed)
    rail_step, hex_track, ends, _ = railways(dice, board)
    sources = dice.integers(-1, board.land, int(dice.integers(1, 5))).astype(np.int32)
    rail_cost, rail_parent, cost, parent = (np.zeros(board.land, np.int32) for _ in range(4))
    source = np.zeros(board.land, np.int16)
    shut = np.zeros(board.land, np.uint8)
    supply.supply_field(
        *(board.around, rail_step, board.truck_step, board.hex_mud, board.hex_slow, board.hex_cut, shut),
        *(
            board.open_hex,
            sources,
            90,
            rail_cost,
            rail_parent,
            cost,
            source,
            parent,
        ),
    )
    count = len(units.unit_hex)
    order = dice.permutation(count)[: int(dice.integers(0, count + 1))].astype(np.int32)
    need = dice.integers(0, 9, count).astype(np.int32)
    capacity = dice.integers(0, 30, len(sources)).astype(np.int32)
    at_sea = dice.integers(0, 2, len(sources)).astype(np.uint8)
    shipping = np.array([dice.integers(0, 40)], np.int32)
    left = dice.integers(0, 12, len(ends)).astype(np.int32)
    full, low = int(dice.integers(0, 40)), int(dice.integers(0, 60))
    tracks = {way: row for row, (a, b) in enumerate(ends.tolist()) for way in ((a, b), (b, a))}
    granted, tried, limit = (np.full(count, -9, np.int32) for _ in range(3))
    state, last, drawn = (
        np.full(count, -9, np.int8),
        np.full(count, -1, np.int8),
        np.full(count, -1, np.int16),
    )
    columns = (granted, state, limit, tried, last, drawn)
    found = dict.fromkeys(range(count), (-9, -9, -9, -9, -1, -1))
    # Three rounds over the same ways: the later ones find what the first left, and new tons at the sources.
    for turn in range(3):
        nearer = bool(dice.integers(2))
        if turn:
            capacity += dice.integers(0, 12, len(sources)).astype(np.int32)
            assert draws.wanting(order, need, granted, state, tried, nearer) == sum(
                twin.is_wanting(found[u], int(need[u]), nearer) for u in order.tolist()
            )
        before = [int(a.sum()) for a in (capacity, shipping, left)]
        found, tons, ships, tracks_left = twin.allot(
            *(turn, nearer, found, *(a.tolist() for a in (order, units.unit_hex, need)), tracks),
            *(a.tolist() for a in (rail_cost, rail_parent, cost, source, parent, at_sea, capacity)),
            *(int(shipping[0]), left.tolist(), full, low),
        )
        total = draws.allot(
            *(turn, nearer, order, units.unit_hex, need, board.neighbour, hex_track, rail_cost, rail_parent),
            *(cost, source, parent, at_sea, capacity, shipping, left, full, low, *columns),
        )
        for unit in range(count):
            assert tuple(int(c[unit]) for c in columns) == found[unit]
        assert (capacity.tolist(), int(shipping[0]), left.tolist()) == (tons, ships, tracks_left)
        assert total == before[0] - int(capacity.sum())
