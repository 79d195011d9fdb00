"""Each kernel against its plain twin, on small random maps and armies.

The same file runs compiled, without the JIT and with bounds checks: see test_kernels_modes.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.kernels import consts, fields, network, reach, supply
from tests.reference import boards, constants
from tests.reference import fields as fields_twin
from tests.reference import network as network_twin
from tests.reference import reach as reach_twin
from tests.reference import supply as supply_twin
from tests.reference.constants import INFINITY

seeds = st.integers(0, 2**32 - 1)
differential = settings(
    max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def lists(space: SimpleNamespace, *names: str) -> list[Any]:
    """Return some arrays of a board as nested lists, for the twins."""
    return [getattr(space, name).tolist() for name in names]


def draw(seed: int) -> tuple[np.random.Generator, SimpleNamespace, SimpleNamespace]:
    """Return dice, a map of up to 169 hexes and an army."""
    dice = np.random.default_rng(seed)
    columns, rows = (int(n) for n in dice.integers(1, 14, 2))
    board = boards.random_map(dice, columns, rows, int(dice.integers(0, 60)))
    return dice, board, boards.random_units(dice, board, int(dice.integers(1, 40)))


def test_the_twins_use_the_constants_of_the_kernels() -> None:
    copied = {name: value for name, value in vars(constants).items() if name.isupper()}
    assert copied == {name: getattr(consts, name) for name in copied}


UNITS_FOR_FLAGS = (
    "unit_side",
    "unit_status",
    "unit_hex",
    "unit_quarters",
    "unit_cohesion",
    "unit_supply",
    "unit_class",
)
HEXES_FOR_FLAGS = ("class_static", "hex_control", "hex_control_start", "hex_won", "neighbour", "zoc_reach")


def flags_of(board: SimpleNamespace, units: SimpleNamespace, side: int) -> Any:
    flags = np.full(board.land, 255, np.uint8)
    fields.movement_flags(
        side,
        *(getattr(units, name) for name in UNITS_FOR_FLAGS),
        *(getattr(board, name) for name in HEXES_FOR_FLAGS),
        8,
        40,
        2,
        flags,
    )
    return flags


@differential
@given(seeds)
def test_movement_flags(seed: int) -> None:
    dice, board, units = draw(seed)
    side = int(dice.integers(boards.SIDES))
    twin = fields_twin.movement_flags(
        side, *lists(units, *UNITS_FOR_FLAGS), *lists(board, *HEXES_FOR_FLAGS), 8, 40, 2
    )
    assert flags_of(board, units, side).tolist() == twin


@differential
@given(seeds)
def test_stack_points(seed: int) -> None:
    _, board, units = draw(seed)
    out = np.full(board.land, -7, np.int16)
    names = ("unit_status", "unit_hex", "unit_side", "unit_stack")
    fields.stack_points(*(getattr(units, name) for name in names), 1, out)
    assert out.tolist() == fields_twin.stack_points(*lists(units, *names), 1, board.land)


@differential
@given(seeds)
def test_visibility(seed: int) -> None:
    dice, board, units = draw(seed)
    # Few controlled hexes, so that the sight of units decides.
    board.hex_control[dice.random(board.land) < 0.9] = -1
    out = np.full(board.land, 9, np.uint8)
    names = ("unit_side", "unit_status", "unit_hex", "unit_recon")
    fields.visibility(1, *(getattr(units, n) for n in names), board.hex_control, board.around, out)
    twin = fields_twin.visibility(1, *lists(units, *names), *lists(board, "hex_control", "neighbour"))
    assert out.tolist() == twin


@differential
@given(seeds)
def test_widen(seed: int) -> None:
    dice, board, _ = draw(seed)
    mark, rounds = (dice.random(board.land) < 0.1).astype(np.uint8), int(dice.integers(0, 5))
    twin = fields_twin.widen(*lists(board, "neighbour"), board.zoc_reach[0].tolist(), rounds, mark.tolist())
    fields.widen(board.around, board.zoc_reach[0], rounds, mark)
    assert mark.tolist() == twin


@differential
@given(seeds)
def test_mask_units(seed: int) -> None:
    dice, board, units = draw(seed)
    seen = (dice.random(board.land) < 0.5).astype(np.uint8)
    band = int(dice.integers(1, 13))
    changed = ("unit_status", "unit_hex", "unit_box", "unit_quarters", "unit_cohesion", "unit_supply")
    changed += ("unit_entrench", "unit_mp", "unit_mode")
    full = dice.integers(1, 90, len(units.unit_side)).astype(np.int16)
    full.flags.writeable = False
    news = (dice.random(len(full)) < 0.3).astype(np.int8)
    lost = np.full(boards.SIDES, 7, np.int32)
    fixed = (1, seen.tolist(), board.neighbour.tolist(), band)
    twin = fields_twin.mask_units(*fixed, *lists(units, "unit_side"), news.tolist(), *lists(units, *changed))
    arrays = [getattr(units, name) for name in changed]
    fields.mask_units(1, seen, board.neighbour, band, full, units.unit_side, news, *arrays, lost)
    assert [array.tolist() for array in arrays] == twin
    others = fields_twin.lost_by(1, boards.SIDES, units.unit_side.tolist(), full.tolist(), twin[0])
    others[1] = 7
    assert lost.tolist() == others


@differential
@given(seeds)
def test_mask_ground(seed: int) -> None:
    dice, board, _ = draw(seed)
    seen = (dice.random(board.land) < 0.5).astype(np.uint8)
    veiled = dice.integers(0, 256, board.land // 8 + 1).astype(np.uint8)
    corps = int(dice.integers(1, 6))
    whose = dice.integers(0, boards.SIDES, corps).astype(np.int8)
    whose.flags.writeable = False
    staffs = dice.integers(-1, board.land, corps).astype(np.int32)
    worked, flown = (dice.integers(0, 9, board.land).astype(np.int8) for _ in range(2))
    arrays = [board.hex_control, board.hex_control_start, worked, flown, staffs]
    acts = bool(dice.random() < 0.5)
    twin = fields_twin.mask_ground(
        1, seen.tolist(), whose.tolist(), acts, veiled.tolist(), *(array.tolist() for array in arrays)
    )
    fields.mask_ground(1, seen, whose, acts, veiled, *arrays)
    assert [array.tolist() for array in arrays] == twin


@differential
@given(seeds)
def test_distance_field(seed: int) -> None:
    dice, board, _ = draw(seed)
    sources = dice.integers(0, board.land, int(dice.integers(0, 5))).astype(np.int32)
    start = dice.integers(0, 30, len(sources)).astype(np.int32)
    limit = int(dice.integers(0, 80))
    out = np.zeros(board.land, np.int32)
    fields.distance_field(board.neighbour, board.step_cost[0, 1], sources, start, limit, out)
    twin = fields_twin.distance_field(
        board.neighbour.tolist(), board.step_cost[0, 1].tolist(), sources.tolist(), start.tolist(), limit
    )
    assert out.tolist() == twin


@differential
@given(seeds)
def test_rail_parts(seed: int) -> None:
    dice, board, _ = draw(seed)
    free = (dice.random(board.land) < 0.8).astype(np.uint8)
    rail = (dice.random((board.land, 6)) < 0.2).astype(np.int8)
    for here, direction in np.argwhere(rail):  # a track can be used both ways
        there = board.neighbour[here, direction]
        if 0 <= there < board.land:
            rail[there, (direction + 3) % 6] = 1
    out = np.zeros(board.land, np.int32)
    shut = np.zeros(board.land, np.uint8)
    for here, direction in np.argwhere(rail):
        there = board.neighbour[here, direction]
        if 0 <= there < board.land and dice.random() < 0.2:  # closed from both ends
            shut[here] |= 1 << direction
            shut[there] |= 1 << (direction + 3) % 6
    network.rail_parts(board.neighbour, boards.table(rail, np.int8), shut, free, out)
    twin = network_twin.rail_parts(board.neighbour.tolist(), rail.tolist(), shut.tolist(), free.tolist())
    assert out.tolist() == twin


def as_marched(board: boards.Board, flags: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the tables march_cost and around and the marks as the search of ways reads them."""
    march = np.full((boards.CLASSES, 2 * consts.GROUNDS, board.land, 6), constants.IMPASSABLE)
    for first, table in ((0, board.step_cost), (consts.GROUNDS, board.ford_cost)):
        march[:, first : first + len(table)] = table.swapaxes(0, 1)
    marks = np.zeros(board.land, np.uint32)
    reach.mark(flags, board.hex_ground, board.hex_cut, board.friction, marks)
    return boards.table(march, np.int16), board.around, marks


def as_units(unit: int, *values: int) -> list[np.ndarray]:
    """Return the units' hex, MP, full MP, tempo, march and class, of which only ``unit`` makes sense."""
    dtypes = (np.int32, np.int16, np.int16, np.int8, np.int16, np.int8)
    fields = [np.full(3, -1, dtype) for dtype in dtypes]
    for field, value in zip(fields, values, strict=True):
        field[unit] = min(value, 30000)
    fields[-1] = boards.table(fields[-1], np.int8)
    return fields


@differential
@given(seeds)
def test_mark(seed: int) -> None:
    dice, board, _ = draw(seed)
    flags = dice.integers(0, 256, board.land).astype(np.uint8)
    ground = dice.integers(0, consts.GROUNDS, board.land).astype(np.uint8)
    marks = np.zeros(board.land, np.uint32)
    reach.mark(flags, ground, board.hex_cut, board.friction, marks)
    words = lists(board, "hex_cut", "friction")
    assert marks.tolist() == reach_twin.mark(flags.tolist(), ground.tolist(), *words)


@differential
@given(seeds)
def test_reach(seed: int) -> None:
    dice, board, units = draw(seed)
    block = reach.block(board.land)
    cost, parent, tempo, settled, steps = (reach.part(block, board.land, which) for which in range(5))
    flags = flags_of(board, units, 0)
    if dice.random() < 0.5:  # flags that no army would make, too
        flags = (dice.integers(0, 256, board.land) & dice.integers(0, 256, board.land)).astype(np.uint8)
    march, around, marks = as_marched(board, flags)
    count = 0
    for _ in range(4):  # each search cleans up after the one before
        start = int(dice.integers(board.land))
        budget, tempo_left = int(dice.integers(-2, 70)), int(dice.integers(0, 4))
        rested, static = bool(dice.integers(2)), bool(dice.random() < 0.2)
        cls, prices = int(dice.integers(boards.CLASSES)), [int(n) for n in dice.integers(0, 13, 3)]
        limit = int(dice.choice([dice.integers(0, 9), 1000]))
        zones = (prices[0], prices[1] + prices[0], prices[2] + 1)
        unit = int(dice.integers(3))
        count = reach.reach(
            unit,
            *as_units(unit, start, budget, budget + (not rested), tempo_left, limit, cls),
            boards.table([[*zones, static]] * boards.CLASSES, np.int32),
            *(march, around, marks, block, count),
        )
        found = reach_twin.reach(
            *(start, budget, tempo_left, rested and budget > 0 and not static),
            cls,
            *lists(board, "step_cost", "ford_cost", "hex_ground", "hex_cut", "neighbour"),
            flags.tolist(),
            board.friction.tolist(),
            *zones,
            limit,
        )
        got = list(zip(cost.tolist(), parent.tolist(), tempo.tolist(), strict=True))
        closed = [INFINITY] * board.land
        assert cost.tolist() == [found[row][0] if row in found else far for row, far in enumerate(closed)]
        assert {row: got[row] for row in found} == found
        rows = settled[:count].tolist()
        assert rows[0] == start
        assert sorted(rows) == sorted(found)
        assert [found[row][0] for row in rows] == sorted(price for price, _, _ in found.values())
        path = np.zeros(board.land, np.int32)
        for goal in found:
            length = reach.path_to(parent, start, goal, path)
            way = reach_twin.path_to(found, goal)
            assert path[:length].tolist() == way
            assert steps[goal] == len(way) - 1


def test_path_to_refuses_a_path_that_does_not_fit() -> None:
    parent = np.array([-1, 0, 1], np.int32)
    assert reach.path_to(parent, 0, 2, np.zeros(2, np.int32)) == 0
    assert reach.path_to(parent, 0, 2, np.zeros(3, np.int32)) == 3


@differential
@given(seeds)
def test_supply_field(seed: int) -> None:
    dice, board, _ = draw(seed)
    sources = dice.integers(-1, len(board.neighbour), int(dice.integers(0, 6))).astype(np.int32)
    limit = int(dice.integers(0, 90))
    rail_cost, rail_parent, cost, parent = (np.zeros(board.land, np.int32) for _ in range(4))
    source = np.zeros(board.land, np.int16)
    supply.supply_field(
        board.around,
        board.rail_step,
        board.truck_step,
        board.hex_mud,
        board.hex_slow,
        board.hex_cut,
        board.rail_shut,
        board.open_hex,
        sources,
        limit,
        rail_cost,
        rail_parent,
        cost,
        source,
        parent,
    )
    twin = supply_twin.supply_field(
        *lists(board, "neighbour", "rail_step", "truck_step", "hex_mud"),
        *lists(board, "hex_slow", "hex_cut", "rail_shut", "open_hex"),
        sources.tolist(),
        limit,
    )
    assert [a.tolist() for a in (rail_cost, rail_parent, cost, source, parent)] == list(twin)
    path = np.zeros(2 * board.land, np.int32)
    for row in range(board.land):
        length = supply.supply_path(row, rail_cost, rail_parent, cost, parent, path)
        assert (length > 0) == (cost[row] < INFINITY)
        if length:
            assert path[0] == row
            assert path[length - 1] == sources[source[row]]


@pytest.mark.parametrize("kind", ["reach", "supply", "distance"])
def test_searches_stand_a_map_of_one_hex(kind: str) -> None:
    neighbour = boards.table(np.full((1, 6), -1), np.int32)
    around = boards.table(np.full((1, 6), 1), np.uint32)
    closed = boards.table(np.full((2, 1, 1, 6), constants.IMPASSABLE), np.int16)
    one, mud = (np.zeros(1, np.int32) for _ in range(2)), np.zeros(1, np.uint8)
    cost, parent = one
    short, row = np.zeros(1, np.int16), np.zeros(1, np.int32)
    if kind == "reach":
        friction = boards.table([0], np.int16)
        marks = np.zeros(1, np.uint32)
        reach.mark(mud, mud, mud, friction, marks)
        march = boards.table(np.full((1, 2 * consts.GROUNDS, 1, 6), constants.IMPASSABLE), np.int16)
        prices = boards.table([[12, 24, 8, 0]], np.int32)
        tables = (prices, march, around, marks, reach.block(1), 0)
        assert reach.reach(0, *as_units(0, 0, 4, 4, 0, 9, 0), *tables) == 1
    elif kind == "supply":
        rail = boards.table(closed[0, 0], np.int16)
        truck = boards.table(np.concatenate([closed, closed])[:, 0], np.int16)
        slow = np.zeros(1, np.int8)
        spare = [np.zeros(1, np.int32) for _ in range(2)]
        open_hex = np.ones(1, np.uint8)
        lines = (mud, slow, mud, mud, open_hex)
        supply.supply_field(around, rail, truck, *lines, row, 0, *spare, cost, short, parent)
    else:
        fields.distance_field(neighbour, closed[0, 0], row, np.zeros(1, np.int32), 0, cost)
    assert cost.tolist() == [0]
