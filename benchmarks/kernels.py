"""How long the kernels take, on a made-up campaign map or on arrays of a real game.

Run ``python -m benchmarks.kernels`` for the made-up map of 4,000 land hexes and 300 units.
Each figure is that of one call from Python, the call's own overhead included.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import numpy as np

from engine import hexes
from engine.kernels import combat, draws, philox, reach, supply, warm_up
from engine.kernels import fields as hex_fields
from engine.kernels.consts import IMPASSABLE, INFINITY, RULE_WORDS, STATUS_MAP, TERM_WORDS

CLASSES = ("foot", "mountain", "motorised", "tracked", "static")
CALLS = 600
ZOC_QUARTERS, BROKEN_BELOW, TEMPO_RADIUS = 8, 40, 2
ZOC_ENTER, ZOC_TO_ZOC = 12, 24
SUPPLY_LIMIT = 200

Result = dict[str, float | int]


@dataclass
class Inputs:
    """The arrays that the kernels read, named as in World (first block) and State (second)."""

    hex_neighbour: Any
    march_cost: Any
    around: Any
    truck_step: Any
    rail_step: Any
    hex_track: Any
    zoc_reach: Any
    friction: Any
    class_ids: tuple[str, ...]
    class_mp: Any
    class_tempo: Any
    class_static: Any
    unit_class: Any
    unit_stack: Any
    unit_recon: Any

    hex_control: Any
    hex_control_start: Any
    hex_won: Any
    unit_status: Any
    unit_side: Any
    unit_hex: Any
    unit_box: Any
    unit_quarters: Any
    unit_cohesion: Any
    unit_supply: Any
    unit_entrench: Any
    unit_mp: Any
    unit_mode: Any

    @classmethod
    def of_game(cls, world: Any, state: Any) -> Inputs:
        """Take the arrays from a World and a State."""
        names = [field.name for field in fields(cls)]
        return cls(**{name: getattr(world if hasattr(world, name) else state, name) for name in names})

    @property
    def land(self) -> int:
        """Number of land hexes."""
        return len(self.hex_control)


def _table(values: Any, dtype: type) -> Any:
    made: Any = np.ascontiguousarray(values, dtype=dtype)
    made.flags.writeable = False
    return made


def synthetic(columns: int = 50, rows: int = 80, units: int = 300, seed: int = 1) -> Inputs:
    """Make a land map with patches of terrain and roads, and two armies on one front."""
    dice = np.random.default_rng(seed)
    land = columns * rows
    neighbour = np.full((land, 6), -1, np.int32)
    for column in range(columns):
        for row in range(rows):
            q, r = hexes.offset_to_axial(column, row)
            for direction in range(6):
                c, w = hexes.axial_to_offset(*hexes.neighbour(q, r, direction))
                if 0 <= c < columns and 0 <= w < rows:
                    neighbour[column * rows + row, direction] = c * rows + w
    there = np.where(neighbour < 0, 0, neighbour)
    height = dice.random(land)
    for _ in range(4):  # neighbours resemble each other, as in nature
        height = 0.3 * height + 0.7 * height[there].mean(axis=1)
    ground = np.digitize(height, np.quantile(height, [0.45, 0.75]))  # clear, hills, mountain
    off_road = np.array([[4, 8, 12], [4, 8, 8], [4, 16, IMPASSABLE], [4, 16, IMPASSABLE], [IMPASSABLE] * 3])
    on_road = np.array([4, 4, 2, 2, IMPASSABLE])
    link = dice.random((land, 6)) < 0.3
    link |= link[there, (np.arange(6) + 3) % 6]
    step = off_road[:, ground[there]]
    step = np.where(link, np.minimum(step, on_road[:, None, None]), step)
    step = np.where(neighbour < 0, IMPASSABLE, step)
    mud = np.where(step < IMPASSABLE, step + 4, IMPASSABLE)
    truck = np.where(neighbour < 0, IMPASSABLE, np.where(link, 2, off_road[2, ground[there]]))
    rail = np.where(link & (dice.random((land, 6)) < 0.5) & (neighbour >= 0), 1, IMPASSABLE)

    front = rows // 2 + dice.integers(-1, 2, columns)
    side_of_hex = (np.arange(land) % rows > front[np.arange(land) // rows]).astype(np.int8)
    unit_side = (np.arange(units) % 2).astype(np.int8)
    depth = np.minimum(dice.exponential(5, units).astype(int), rows // 3)
    where = dice.integers(0, columns, units)
    at = where * rows + front[where] + np.where(unit_side == 1, 1 + depth, -depth)
    kind = dice.choice(4, units, p=[0.5, 0.1, 0.2, 0.2])
    class_mp = np.array([56, 56, 140, 112, 0])
    return Inputs(
        hex_neighbour=_table(neighbour, np.int32),
        march_cost=_table(np.stack([step, mud] * 8, axis=1), np.int16),
        around=_table(np.where(neighbour < 0, land, neighbour), np.uint32),
        truck_step=_table([truck, np.where(truck < IMPASSABLE, truck * 2, truck)] * 2, np.int16),
        rail_step=_table(rail, np.int16),
        hex_track=_table(np.where(rail < IMPASSABLE, np.arange(land * 6).reshape(land, 6), -1), np.int32),
        zoc_reach=_table(step < IMPASSABLE, np.uint8),
        friction=_table(np.array([4, 8, 8])[ground], np.int16),
        class_ids=CLASSES,
        class_mp=_table(class_mp, np.int16),
        class_tempo=_table([2, 2, 4, 4, 0], np.int8),
        class_static=_table([0, 0, 0, 0, 1], np.uint8),
        unit_class=_table(kind, np.int8),
        unit_stack=_table(dice.integers(1, 4, units), np.int16),
        unit_recon=_table(dice.integers(1, 4, units), np.uint8),
        hex_control=side_of_hex,
        hex_control_start=side_of_hex.copy(),
        hex_won=np.zeros(land, np.int8),
        unit_status=np.full(units, STATUS_MAP, np.int8),
        unit_side=unit_side,
        unit_hex=at.astype(np.int32),
        unit_box=np.full(units, -1, np.int8),
        unit_quarters=dice.integers(6, 33, units).astype(np.int16),
        unit_cohesion=dice.integers(30, 101, units).astype(np.int16),
        unit_supply=dice.choice(3, units, p=[0.8, 0.1, 0.1]).astype(np.int8),
        unit_entrench=np.zeros(units, np.int8),
        unit_mp=class_mp[kind].astype(np.int16),
        unit_mode=np.zeros(units, np.int8),
    )


def _timed(call: Callable[[], object], calls: int = CALLS) -> Result:
    """Time a call again and again."""
    taken = np.empty(calls)
    for i in range(calls):
        start = time.perf_counter_ns()
        call()
        taken[i] = time.perf_counter_ns() - start
    return _summary(taken)


def _summary(nanoseconds: Any) -> Result:
    return {
        "median_us": round(float(np.median(nanoseconds)) / 1000, 2),
        "p99_us": round(float(np.quantile(nanoseconds, 0.99)) / 1000, 2),
    }


def measure(inputs: Inputs | None = None, side: int = 0) -> dict[str, Result]:
    """Return for each kernel the median and the 99th percentile, and for reach what it settled."""
    warm_up()
    given = synthetic() if inputs is None else inputs
    flags = np.zeros(given.land, np.uint8)
    return {
        **_field_kernels(given, side, flags),
        **_reach(given, side, flags),
        **_supply(given, side),
        **_battle(len(given.unit_hex)),
        "two_dice": _timed(lambda: philox.two_dice(1, 2, 3, 4, 5, 6)),
        "loss_parts": _timed(lambda: combat.loss_parts(3, 40, 32, 3)),
    }


def _field_kernels(g: Inputs, side: int, flags: Any) -> dict[str, Result]:
    neighbour = g.hex_neighbour
    stack, seen, own = np.zeros(g.land, np.int16), np.zeros(g.land, np.uint8), np.zeros(g.land, np.uint8)
    own[g.unit_hex[(g.unit_side == side) & (g.unit_status == STATUS_MAP)]] = 1
    hidden = [g.unit_status, g.unit_hex, g.unit_box, g.unit_quarters, g.unit_cohesion, g.unit_supply]
    hidden += [g.unit_entrench, g.unit_mp, g.unit_mode]
    copies = [array.copy() for array in hidden]

    def build_flags() -> None:
        hex_fields.movement_flags(
            side,
            g.unit_side,
            g.unit_status,
            g.unit_hex,
            g.unit_quarters,
            g.unit_cohesion,
            g.unit_supply,
            g.unit_class,
            g.class_static,
            g.hex_control,
            g.hex_control_start,
            g.hex_won,
            neighbour,
            g.zoc_reach,
            ZOC_QUARTERS,
            BROKEN_BELOW,
            TEMPO_RADIUS,
            flags,
        )

    def add_stacks() -> None:
        hex_fields.stack_points(g.unit_status, g.unit_hex, g.unit_side, g.unit_stack, side, stack)

    def look() -> None:
        hex_fields.visibility(
            side, g.unit_side, g.unit_status, g.unit_hex, g.unit_recon, g.hex_control, neighbour, seen
        )

    def copy_and_mask() -> None:
        for array, copy in zip(hidden, copies, strict=True):
            copy[:] = array
        hex_fields.mask_units(side, seen, own, neighbour, 8, g.unit_side, *copies)

    result = {
        "movement_flags": _timed(build_flags),
        "stack_points": _timed(add_stacks),
        "visibility": _timed(look),
        "mask_units (with copies)": _timed(copy_and_mask),
    }
    enemies = np.flatnonzero((g.unit_side != side) & (g.unit_status == STATUS_MAP))[:30]
    sources = g.unit_hex[enemies].astype(np.int32)
    start_cost, cost = np.zeros(len(sources), np.int32), np.zeros(g.land, np.int32)
    step = g.march_cost[0, 0]

    def spread() -> None:
        hex_fields.distance_field(neighbour, step, sources, start_cost, 1000, cost)

    result["distance_field"] = _timed(spread)
    result["distance_field"]["settled"] = int((cost < INFINITY).sum())
    return result


def _reach(g: Inputs, side: int, flags: Any) -> dict[str, Result]:
    """Search for all units of the side, by movement class."""
    ground = np.zeros(g.land, np.uint8)  # dry, and every bridge stands
    block, path = reach.block(g.land), np.zeros(256, np.int32)
    parent, settled = (reach.part(block, g.land, which) for which in (reach.PARENT, reach.SETTLED))
    units = np.flatnonzero((g.unit_side == side) & (g.unit_status == STATUS_MAP))
    marks = np.zeros(g.land, np.uint32)
    reach.mark(flags, ground, ground, g.friction, marks)
    mp, tempo = g.class_mp[g.unit_class].astype(np.int16), g.class_tempo[g.unit_class].astype(np.int8)
    march = np.full(len(mp), 20, np.int16)
    zones = np.full(len(g.class_mp), ZOC_ENTER), np.full(len(g.class_mp), ZOC_TO_ZOC)
    prices = _table(np.stack([*zones, g.class_mp // 2, g.class_static], axis=1), np.int32)
    count = 0
    result: dict[str, Result] = {}
    for cls in np.unique(g.unit_class[units]).tolist():
        taken: list[int] = []
        found: list[int] = []
        for unit in units[g.unit_class[units] == cls].tolist() * 8:
            before = time.perf_counter_ns()
            count = reach.reach(
                *(unit, g.unit_hex, mp, mp, tempo, march, g.unit_class, prices),
                *(g.march_cost, g.around, marks, block, count),
            )
            taken.append(time.perf_counter_ns() - before)
            found.append(count)
        result[f"reach {g.class_ids[cls]}"] = {
            **_summary(np.array(taken)),
            "settled": int(np.median(found)),
            "us_per_300_settled": round(float(np.median(np.array(taken) / found)) * 0.3, 1),
        }
        goal = int(settled[count - 1])

        def walk(start: int = int(settled[0]), goal: int = goal) -> None:
            reach.path_to(parent, start, goal, path)

        result["path_to"] = _timed(walk)
    return result


def _supply(g: Inputs, side: int) -> dict[str, Result]:
    """Supply the side from 30 sources on its own ground."""
    none, slow = np.zeros(g.land, np.uint8), np.zeros(g.land, np.int8)
    open_hex = (g.hex_control == side).astype(np.uint8)
    everywhere = np.ones(g.land, np.uint8)
    dice = np.random.default_rng(2)
    sources = dice.choice(np.flatnonzero(open_hex), 30).astype(np.int32)
    rail_cost, rail_parent, cost, parent = (np.zeros(g.land, np.int32) for _ in range(4))
    source, path = np.zeros(g.land, np.int16), np.zeros(2 * g.land, np.int32)
    units = np.flatnonzero((g.unit_side == side) & (g.unit_status == STATUS_MAP)).astype(np.int32)
    need, granted = np.full(len(g.unit_hex), 10, np.int32), np.zeros(len(g.unit_hex), np.int32)
    state, limit = np.zeros(len(g.unit_hex), np.int8), np.zeros(len(g.unit_hex), np.int32)
    at_sea, ships = np.ones(len(sources), np.uint8), np.zeros(1, np.int32)
    left = np.zeros(int(g.hex_track.max()) + 1, np.int32)

    def flow(passable: Any) -> None:
        supply.supply_field(
            *(g.around, g.rail_step, g.truck_step, none, slow, none, none, passable, sources),
            *(SUPPLY_LIMIT, rail_cost, rail_parent, cost, source, parent),
        )

    def share() -> None:
        capacity = np.full(len(sources), 40, np.int32)
        left[:], ships[0] = 400, 900
        draws.allot(
            *(order, g.unit_hex, need, g.hex_neighbour, g.hex_track, rail_cost, rail_parent, cost, source),
            *(parent, at_sea, capacity, ships, left, 32, 64, granted, state, limit),
        )

    result = {"supply_field (whole map)": _timed(lambda: flow(everywhere))}
    result["supply_field (whole map)"]["settled"] = int((cost < INFINITY).sum())
    result["supply_field (own ground)"] = _timed(lambda: flow(open_hex))
    result["supply_field (own ground)"]["settled"] = int((cost < INFINITY).sum())
    order = units
    row = int(np.argmax(np.where(cost < INFINITY, cost, -1)))
    result["allot"] = _timed(share)
    result["supply_path"] = _timed(
        lambda: supply.supply_path(row, rail_cost, rail_parent, cost, parent, path)
    )
    return result


def _battle(units: int) -> dict[str, Result]:
    """Weigh an attack of six units from three hexes on two, among all units of a game."""
    dice = np.random.default_rng(3)
    neighbour = np.full((10, 6), -1, np.int32)
    neighbour[0] = range(1, 7)
    unit_hex = np.full(units, 9, np.int32)
    unit_hex[:8] = [1, 1, 2, 2, 3, 3, 0, 0]
    unit_side = np.ones(units, np.int8)
    unit_side[:6] = 0
    attackers = np.arange(6, dtype=np.int32)
    quarters, cohesion = np.full(units, 28, np.int16), np.full(units, 80, np.int16)
    supply_state, entrench = np.zeros(units, np.int8), np.ones(units, np.int8)
    order_of_battle = (
        _table(dice.integers(0, 4, units), np.int16),
        _table(np.zeros(units), np.int8),
        _table(np.full(units, 6), np.int8),
        dice.integers(0, 3, units).astype(np.int16),
        np.zeros(units, np.int16),
        np.zeros(units, np.int8),
        np.zeros(units, np.int8),
    )
    types = (
        _table([3, 4, 5, 2], np.int16),
        _table([4, 4, 4, 2], np.int16),
        _table([0, 0, 4, 0], np.int8),
        _table([2, 2, 3, 1], np.int8),
        _table([0, 1], np.uint8),
    )
    river = _table([0, 1], np.int8)
    sides = (river, river, river)
    bit = partial(_table, dtype=np.uint8)
    ground = (_table([1], np.int8), _table([12], np.int16), bit([0]), bit([1]), _table([100], np.int16))
    columns = (_table([1, 1, 2, 3], np.int32), _table([2, 1, 1, 1], np.int32))
    rules = _table(np.ones(RULE_WORDS), np.int32)
    engaged, terms = np.zeros(6, np.int32), np.zeros(TERM_WORDS, np.int64)
    tables = (_table(neighbour, np.int32), _table(np.zeros(10), np.int8), _table(np.zeros((10, 6)), np.int8))

    def weigh() -> None:
        combat.battle_terms(
            *(attackers, 0, True, False, False, False, 1, 0, 0, 1, 0, 0),
            *(unit_side, unit_hex, quarters, cohesion, supply_state, entrench),
            *order_of_battle,
            *types,
            *tables,
            *sides,
            *ground,
            *columns,
            rules,
            engaged,
            terms,
        )

    results = _table(dice.integers(0, 4, (4, 11)), np.int8)
    losses = _table([2, 3, 4, 1], np.int16)
    retreats, out = _table([0, 0, 1, 2], np.int8), np.zeros(3, np.int64)
    return {
        "battle_terms": _timed(weigh),
        "expectation": _timed(
            lambda: combat.expectation(2, 100, 60, results, losses, losses, retreats, 32, out)
        ),
    }


if __name__ == "__main__":
    json.dump(measure(), sys.stdout, indent=2)
    print()
