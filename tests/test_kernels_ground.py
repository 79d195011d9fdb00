"""The kernels of what supply starts from against their plain twins, on small random maps."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given

from engine.kernels import ground
from tests.reference import boards
from tests.reference import ground as twin
from tests.test_kernels import differential, draw, flags_of, seeds

ZONES = 3  # of the sea, and of the weather


def plain(arrays: Any) -> list[Any]:
    """Return arrays as nested lists and all else as it is, for the twins."""
    return [a.tolist() if isinstance(a, np.ndarray) else a for a in arrays]


def places(dice: np.random.Generator, board: Any) -> SimpleNamespace:
    """Return up to 12 places with ports, beaches and depots, and what a game knows of them."""
    count = int(dice.integers(0, 13))

    def some(most: int, dtype: Any, low: int = 0) -> Any:
        return boards.table(dice.integers(low, most, count) * (dice.random(count) < 0.7), dtype)

    found = SimpleNamespace(
        hex=boards.table(dice.integers(0, board.land, count), np.int32),
        port=some(900, np.int16),
        beach=some(900, np.int16),
        depot=some(4000, np.int32),
        most=some(300, np.int32),
        sea_zone=boards.table(dice.integers(-1, ZONES, count), np.int8),
        damage=dice.choice([0, 40, 100], count).astype(np.int8),
        stock=dice.integers(0, 4500, count).astype(np.int32),
    )
    found.landing = boards.table(np.flatnonzero((found.port > 0) | (found.beach > 0)), np.int32)
    return found


@differential
@given(seeds)
def test_sea_powers(seed: int) -> None:
    dice, board, _ = draw(seed)
    place = places(dice, board)
    fields = int(dice.integers(0, 6))
    bases = np.array([(dice.integers(boards.SIDES), dice.integers(ZONES)) for _ in range(2)], np.int32)
    tables = (
        *(boards.table(dice.integers(0, 20, (boards.SIDES, 4)), np.int32), int(dice.integers(4)), 50),
        *(boards.table(np.flatnonzero(place.port > 0), np.int32), place.hex, place.sea_zone),
        *(boards.table(bases, np.int32), boards.table(dice.integers(0, board.land, fields), np.int32)),
        *(boards.table(dice.integers(0, 2, (fields, ZONES)), np.uint8), int(dice.integers(1, 3)), 2),
        *(board.hex_control, board.hex_control_start, place.damage),
    )
    power = np.full((boards.SIDES, ZONES), -9, np.int32)
    ground.sea_powers(*tables, power)
    assert power.tolist() == twin.sea_powers(*plain(tables), ZONES)


@differential
@given(seeds)
def test_sources(seed: int) -> None:
    dice, board, _ = draw(seed)
    place = places(dice, board)
    entries = boards.table(
        np.stack([dice.integers(0, board.land, 3), dice.integers(0, 2, 3)], axis=1), np.int32
    )
    tables = (
        *(int(dice.integers(boards.SIDES)), 7, place.landing, place.hex, place.port, place.beach),
        *(place.sea_zone, boards.table(dice.integers(-1, boards.SIDES, board.land), np.int8)),
        *(boards.table(dice.integers(-1, ZONES, board.land), np.int8), entries),
        *(boards.table(dice.integers(0, 500, 2), np.int32), board.hex_control, place.damage),
        *(dice.integers(0, 2, ZONES).astype(np.int8), dice.integers(0, 101, ZONES).astype(np.int32)),
        place.stock,
    )
    most = len(place.landing) + len(entries) + len(place.hex)
    out = tuple(np.full(most, -9, kind) for kind in (np.int32, np.int8, np.int16, np.int32))
    at_sea = np.full(most, 9, np.uint8)
    flow, count = ground.sources(*tables, *out, at_sea)
    found = list(zip(*(a.tolist() for a in (*out, at_sea)), strict=True))
    assert (found[:flow], found[flow:count]) == twin.sources(*plain(tables))


@differential
@given(seeds)
def test_lines(seed: int) -> None:
    dice, board, units = draw(seed)
    side = int(dice.integers(boards.SIDES))
    bridges, types = 4, 3
    ends = np.stack([dice.integers(0, board.land, bridges), dice.integers(0, board.land, bridges)], axis=1)
    fixed = (
        boards.table(dice.integers(-1, ZONES, board.land), np.int8),
        boards.table(dice.integers(0, types, len(units.unit_hex)), np.int16),
        boards.table(dice.integers(0, 60, types), np.int8),
        boards.table(ends, np.int32),
        boards.table(1 << dice.integers(0, 6, (bridges, 2)), np.uint8),
    )
    live = (
        *(flags_of(board, units, side), board.hex_control, dice.integers(0, 4, ZONES).astype(np.int8)),
        *(dice.integers(0, 121, board.land).astype(np.int8), units.unit_status, units.unit_side),
        *(units.unit_hex, (dice.integers(0, 101, bridges) * dice.integers(0, 2, bridges)).astype(np.int8)),
    )
    open_hex, cut, muddy = (np.full(board.land, 99, np.uint8) for _ in range(3))
    slow = np.full(board.land, 99, np.int8)
    ground.lines(side, board.around, *fixed, *live, open_hex, slow, cut, muddy)
    neighbour = board.neighbour[: board.land].tolist()
    assert tuple(a.tolist() for a in (open_hex, slow, cut, muddy)) == twin.lines(
        side, neighbour, board.land, *plain(fixed), *plain(live)
    )


@differential
@given(seeds)
def test_needs(seed: int) -> None:
    dice, _, units = draw(seed)
    count, types = len(units.unit_hex), 3
    tables = (
        *(int(dice.integers(boards.SIDES)), boards.table(dice.integers(0, types, count), np.int16)),
        *(
            boards.table(dice.integers(0, 400, types), np.int16),
            boards.table(dice.integers(0, 40, count), np.int16),
        ),
        *(units.unit_status, units.unit_side, units.unit_quarters),
        *(dice.integers(0, 7, count).astype(np.int8), 150, 300),
    )
    need, rows = np.full(count, -9, np.int32), np.full(count, -9, np.int32)
    found = ground.needs(*tables, need, rows)
    expected = twin.needs(*plain(tables))
    assert rows[:found].tolist() == list(expected)
    assert need.tolist() == [expected.get(unit, 0) for unit in range(count)]


@differential
@given(seeds)
def test_depot_needs(seed: int) -> None:
    dice, board, _ = draw(seed)
    place = places(dice, board)
    tables = (
        *(int(dice.integers(boards.SIDES)), 7, place.hex, place.depot, place.most, board.hex_control),
        place.stock,
    )
    need, rows = np.full(len(place.hex), -9, np.int32), np.full(len(place.hex), -9, np.int32)
    found = ground.depot_needs(*tables, need, rows)
    expected = twin.depot_needs(*plain(tables))
    assert rows[:found].tolist() == list(expected)
    assert need.tolist() == [expected.get(row, 0) for row in range(len(place.hex))]
