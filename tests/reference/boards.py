"""Small random maps and armies for the differential tests, all from one seed.

Not a twin, but it shares their rule: it imports nothing from the engine.
"""

from types import SimpleNamespace

import numpy as np

from tests.reference.constants import IMPASSABLE

CLASSES = 3
SIDES = 3


def table(values, dtype):
    """Return a read-only array, as the tables of a world are."""
    made = np.ascontiguousarray(values, dtype=dtype)
    made.flags.writeable = False
    return made


def neighbours(columns, rows):
    """Return int[H, 6] of an offset map; odd columns are shoved half a hex down."""
    result = np.full((columns * rows, 6), -1, np.int32)
    for column in range(columns):
        down = column % 2
        around = [(0, -1), (1, down - 1), (1, down), (0, 1), (-1, down), (-1, down - 1)]
        for row in range(rows):
            for direction, (dc, dr) in enumerate(around):
                if 0 <= column + dc < columns and 0 <= row + dr < rows:
                    result[column * rows + row, direction] = (column + dc) * rows + row + dr
    return result


def random_map(dice, columns, rows, sea_percent=20):
    """Return hexes with land rows first, in which some hexsides are closed to some classes."""
    hexes = columns * rows
    plain = neighbours(columns, rows)
    sea = dice.random(hexes) < sea_percent / 100
    if sea.all():
        sea[0] = False
    order = np.concatenate([np.flatnonzero(~sea), np.flatnonzero(sea)])
    row_of = np.empty(hexes, np.int64)
    row_of[order] = np.arange(hexes)
    neighbour = np.where(plain[order] >= 0, row_of[plain[order]], -1)
    land = int((~sea).sum())
    near = neighbour[:land]

    def steps(*shape, closed=10):
        made = dice.integers(1, 13, (*shape, land, 6))
        shut = (dice.random((*shape, land, 6)) < closed / 100) | (neighbour[:land] < 0)
        return table(np.where(shut | (neighbour[:land] >= land), IMPASSABLE, made), np.int16)

    return SimpleNamespace(
        land=land,
        neighbour=table(neighbour, np.int32),
        around=table(np.where((near >= 0) & (near < land), near, land), np.uint32),
        step_cost=steps(2, CLASSES),
        ford_cost=steps(2, CLASSES),
        truck_step=steps(4),
        rail_step=steps(closed=70),
        friction=table(dice.integers(0, 9, land), np.int16),
        zoc_reach=table(dice.random((CLASSES, land, 6)) < 0.8, np.uint8),
        class_static=table([0, 0, 1], np.uint8),
        hex_ground=dice.integers(0, 2, land).astype(np.uint8),
        hex_mud=(dice.random(land) < 0.3).astype(np.uint8),
        hex_cut=_bits(dice, land),
        rail_shut=_bits(dice, land),
        hex_slow=(dice.integers(0, 101, land) * (dice.random(land) < 0.3)).astype(np.int8),
        hex_control=dice.integers(-1, SIDES, land).astype(np.int8),
        hex_control_start=dice.integers(-1, SIDES, land).astype(np.int8),
        hex_won=(dice.integers(0, SIDES + 1, land) * (dice.random(land) < 0.3)).astype(np.int8),
        open_hex=dice.choice(3, land, p=[0.1, 0.8, 0.1]).astype(np.uint8),
    )


def _bits(dice, land):
    """Return uint8[L] with bits of hexsides in some hexes."""
    return (dice.integers(0, 64, land) * (dice.random(land) < 0.3)).astype(np.uint8)


def random_units(dice, board, count):
    """Return unit arrays; some units are away, in a box or dead, a few stand at sea."""
    status = dice.choice(4, count, p=[0.1, 0.7, 0.1, 0.1])
    hexes = dice.integers(0, len(board.neighbour) if dice.random() < 0.3 else board.land, count)
    small = SimpleNamespace(
        unit_status=status,
        unit_side=dice.choice(SIDES, count, p=[0.3, 0.3, 0.4]),
        unit_box=np.where(status == 2, 1, -1),
        unit_supply=dice.integers(0, 4, count),
        unit_entrench=dice.integers(0, 5, count),
        unit_mode=dice.integers(0, 5, count),
    )
    return SimpleNamespace(
        **{name: values.astype(np.int8) for name, values in vars(small).items()},
        unit_hex=np.where(status == 1, hexes, -1).astype(np.int32),
        unit_quarters=dice.integers(4, 33, count).astype(np.int16),
        unit_cohesion=dice.integers(20, 101, count).astype(np.int16),
        unit_mp=dice.integers(0, 60, count).astype(np.int16),
        unit_class=table(dice.choice(CLASSES, count, p=[0.5, 0.3, 0.2]), np.int8),
        unit_stack=table(dice.integers(0, 4, count), np.int16),
        unit_recon=table(dice.integers(0, 5, count), np.uint8),
    )
