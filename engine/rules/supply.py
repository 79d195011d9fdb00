"""Supply: sources, flow by rail and lorry, who is short, and why. Rulebook chapter 7."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.events import Event, SupplyChanged
from engine.kernels.consts import (
    FLAG_ENEMY,
    FLAG_EZOC,
    FLAG_FRIEND,
    INFINITY,
    MODE_ATTACKED,
    MODE_NORMAL,
    STATUS_MAP,
    SUPPLY_FULL,
    SUPPLY_GRAIN,
    SUPPLY_ISOLATED,
    SUPPLY_LOW,
    SUPPLY_OUT,
)
from engine.kernels.supply import allot, supply_field
from engine.observation import flags_for
from engine.rules.common import CAUSE_HUNGER, lose
from engine.state import I8, I16, I32, U8, State
from engine.world import DAYS_A_WEEK, World

FARTHEST = 400 * SUPPLY_GRAIN  # farther than any way on a map, so that who is cut off is cut off
MOST_HUNGRY = 7000  # days after which nobody counts any more
ROUNDS = 2  # times that units look for another source when theirs is drained
SOURCE_PORT, SOURCE_BEACH, SOURCE_RAIL = range(3)


@dataclass(frozen=True)
class Sources:
    """Where supply of a side comes from: land hex int32[S], kind, place or box row, tons a day."""

    hex: I32
    kind: I8
    row: I16
    tons: I32


@dataclass(frozen=True)
class SupplyMap:
    """The supply net of a side: cost int32[L] in 64ths of a lorry MP, source row, way back; who drew what."""

    sources: Sources
    open_hex: U8
    cost: I32
    source: I16
    parent: I32
    rail_cost: I32
    rail_parent: I32
    left: I32
    granted: I32
    state: I8


def sources_of(world: World, state: State, side: int) -> Sources:
    """Return the sources of a side: its ports and beaches by what damage leaves, and rail entries.

    A side draws on the sea if it owns a sea box, on rail if it owns a rail box. A beach
    feeds only the side that came over it, that is not the side that owned it at the start.
    """
    boxes = [b for b in range(len(world.box_ids)) if world.box_side[b] == side]
    places = np.zeros(0, np.int64)
    if any(world.box_kind[b] == 0 for b in boxes):
        mine = state.hex_control[world.place_hex] == side
        places = np.flatnonzero(mine & ((world.place_port > 0) | (world.place_beach > 0)))
    at = world.place_hex[places]
    port = world.place_port[places].astype(np.int32) * (100 - state.port_damage[places]) // 100
    zone = world.hex_zone[at]
    stormy = (zone >= 0) & (state.weather_storm[zone] > 0)
    beach = np.where(world.hex_owner[at] != side, world.place_beach[places].astype(np.int32), 0)
    beach = np.where(stormy, beach // 2, beach)
    open_ = np.maximum(port, beach) > 0
    by_rail = [
        (h, b)
        for b in boxes
        if world.box_kind[b] == 1
        for h in world.box_entries[b]
        if state.hex_control[h] == side
    ]
    kinds = np.where(port >= beach, SOURCE_PORT, SOURCE_BEACH)[open_]
    return Sources(
        np.concatenate([at[open_], np.array([h for h, _ in by_rail], np.int32)]).astype(np.int32),
        np.concatenate([kinds, np.full(len(by_rail), SOURCE_RAIL)]).astype(np.int8),
        np.concatenate([places[open_], np.array([b for _, b in by_rail], np.int64)]).astype(np.int16),
        np.concatenate(
            [np.maximum(port, beach)[open_], np.full(len(by_rail), world.supply.home_capacity)]
        ).astype(np.int32),
    )


def open_hexes(world: World, state: State, side: int) -> U8:
    """Return uint8[L]: 1 where supply passes, 2 where it only arrives, 0 where it does not come.

    Own ground without enemy; the enemy's zone of control stops it unless a friend stands there.
    """
    flags = flags_for(world, state, side)
    mine = state.hex_control == side
    clear = mine & ((flags & FLAG_ENEMY) == 0)
    contested = clear & ((flags & FLAG_EZOC) != 0) & ((flags & FLAG_FRIEND) == 0)
    out: U8 = clear.astype(np.uint8)
    out[contested] = 2
    return out


def need_of(world: World, state: State, units: np.ndarray) -> I32:
    """Return what units need, tons a day: by type, strength and what they did last turn."""
    rest = world.type_need[world.unit_type[units]].astype(np.int32)
    need = rest * state.unit_quarters[units] // np.maximum(1, world.unit_full[units])
    mode = state.unit_mode[units]
    percent = np.where(mode == MODE_NORMAL, 100, world.supply.move_need_percent)
    percent = np.where(mode == MODE_ATTACKED, world.supply.attack_need_percent, percent)
    return np.asarray(np.maximum(1, need * percent // 100), dtype=np.int32)


def trace(world: World, state: State, side: int) -> SupplyMap:
    """Work out the whole supply of a side: field, then draws in the order of distance."""
    sources = sources_of(world, state, side)
    open_hex = open_hexes(world, state, side)
    land = world.land
    rail_cost, cost = np.empty(land, np.int32), np.empty(land, np.int32)
    rail_parent, parent = np.empty(land, np.int32), np.empty(land, np.int32)
    source = np.empty(land, np.int16)
    zones = world.hex_zone[:land]
    muddy = np.where(zones >= 0, (state.weather_mud >= 2).astype(np.uint8)[zones], 0).astype(np.uint8)
    full = round(world.supply.full_range * SUPPLY_GRAIN)
    low = round(world.supply.low_range * SUPPLY_GRAIN)
    supply_field(
        world.hex_neighbour, world.rail_step, world.truck_step, muddy, open_hex, sources.hex, FARTHEST,
        rail_cost, rail_parent, cost, source, parent,
    )  # fmt: skip
    units = np.flatnonzero((state.unit_status == STATUS_MAP) & (state.unit_side == side))
    need = np.zeros(world.sizes.unit, np.int32)
    need[units] = need_of(world, state, units)
    order = units[np.lexsort((units, cost[state.unit_hex[units]]))].astype(np.int32)
    granted = np.zeros(world.sizes.unit, np.int32)
    result = np.zeros(world.sizes.unit, np.int8)
    left = sources.tons.copy()
    allot(order, state.unit_hex, need, cost, source, left, full, low, granted, result)
    # Who found his source drained asks the next one: the field is traced anew without those.
    for _ in range(ROUNDS):
        short = order[(result[order] == SUPPLY_LOW) | (result[order] == SUPPLY_OUT)]
        drained = np.where(left > 0, sources.hex, -1).astype(np.int32)
        if len(short) == 0 or bool((left > 0).all()):
            break
        again, by_rail = np.empty(land, np.int32), np.empty(land, np.int32)
        to_rail, back = np.empty(land, np.int32), np.empty(land, np.int32)
        other = np.empty(land, np.int16)
        supply_field(
            world.hex_neighbour, world.rail_step, world.truck_step, muddy, open_hex, drained, FARTHEST,
            by_rail, to_rail, again, other, back,
        )  # fmt: skip
        rest = (need - granted).astype(np.int32)
        more, better = np.zeros_like(granted), result.copy()
        allot(short, state.unit_hex, rest, again, other, left, full, low, more, better)
        if not more.any():
            break
        granted += more
        halved = short[(granted[short] * 2 >= need[short]) & (more[short] > 0)]
        result[halved] = SUPPLY_LOW
        filled = short[better[short] == SUPPLY_FULL]
        result[filled] = SUPPLY_FULL
    return SupplyMap(sources, open_hex, cost, source, parent, rail_cost, rail_parent, left, granted, result)


def deliver(world: World, state: State, side: int, events: list[Event]) -> None:
    """Set the supply state of a side's units; who has no source for long enough is isolated."""
    field = trace(world, state, side)
    for unit in np.flatnonzero((state.unit_status == STATUS_MAP) & (state.unit_side == side)):
        u = int(unit)
        was, now = int(state.unit_supply[u]), int(field.state[u])
        if now == SUPPLY_ISOLATED:
            hungry = min(MOST_HUNGRY, int(state.unit_hungry[u]) + world.days_per_turn)
            state.unit_hungry[u] = hungry
        else:
            state.unit_hungry[u] = 0
        if was != now:
            state.unit_supply[u] = now
            events.append(SupplyChanged(unit=u, was=was, now=now, side=side))


def starve(world: World, state: State, side: int, events: list[Event]) -> None:
    """Take steps from units that have been without a source for too long."""
    for unit in np.flatnonzero((state.unit_status == STATUS_MAP) & (state.unit_side == side)):
        days = int(state.unit_hungry[unit])
        quarters = starved(world, days) - starved(world, days - world.days_per_turn)
        if quarters > 0:
            lose(world, state, int(unit), quarters, CAUSE_HUNGER, events)


def starved(world: World, days: int) -> int:
    """Return how many quarter steps so many days in a row without a source cost in all."""
    late = days - world.supply.isolated_after * DAYS_A_WEEK
    return max(0, late) * world.supply.isolated_quarters // DAYS_A_WEEK


def repair(world: World, state: State, side: int) -> None:
    """Mend a side's damaged ports by a week's share."""
    percent = world.supply.port_repair_percent * world.days_per_turn // DAYS_A_WEEK
    mine = (state.hex_control[world.place_hex] == side) & (state.port_damage > 0)
    state.port_damage[mine] = np.maximum(0, state.port_damage[mine] - max(1, percent))


def explain(world: World, state: State, unit: int) -> dict[str, object]:
    """Return why a unit is supplied or short: source, way, cost, ranges, tons needed and got."""
    side, at = int(state.unit_side[unit]), int(state.unit_hex[unit])
    field = trace(world, state, side)
    source = int(field.source[at])
    named = None
    if source >= 0:
        row = int(field.sources.row[source])
        kind = int(field.sources.kind[source])
        named = world.box_ids[row] if kind == SOURCE_RAIL else world.place_ids[row]
    cost = int(field.cost[at])
    return {
        "unit": world.unit_ids[unit],
        "state": int(field.state[unit]),
        "source": named,
        "cost": None if cost >= INFINITY else round(cost / SUPPLY_GRAIN, 2),
        "full_range": world.supply.full_range,
        "low_range": world.supply.low_range,
        "need": int(need_of(world, state, np.array([unit]))[0]),
        "granted": int(field.granted[unit]),
        "source_tons": int(field.sources.tons[source]) if source >= 0 else 0,
        "source_left": int(field.left[source]) if source >= 0 else 0,
    }
