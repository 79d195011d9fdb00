"""Why a unit is supplied or short, and who would starve if a hex fell. Rulebook chapter 7.

Reads a State or an Observation and changes nothing; the drawing itself is in ``supply``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

import numpy as np

from engine.kernels.consts import (
    FLAG_FRIEND,
    INFINITY,
    LIMIT_NO_WAY,
    LIMIT_NONE,
    LIMIT_RANGE,
    LIMIT_SHIPPING,
    LIMIT_SOURCE,
    SOURCE_RAIL,
    STATUS_MAP,
    SUPPLY_GRAIN,
    SUPPLY_OUT,
)
from engine.kernels.draws import wanting
from engine.kernels.supply import supply_path
from engine.observation import flags_for
from engine.rules import supply
from engine.rules.supply import Draw, Field, SupplyMap
from engine.state import I8, State
from engine.world import World

TURNS = 3  # that are looked ahead
STATES = ("full", "low", "out", "isolated")
KINDS = ("port", "beach", "rail", "depot")
LIMITS = {
    LIMIT_NONE: "none",
    LIMIT_SOURCE: "source",
    LIMIT_SHIPPING: "shipping",
    LIMIT_RANGE: "range",
    LIMIT_NO_WAY: "no-way",
}


@dataclass(frozen=True)
class Step:
    """A hex on the way from a unit to its source: how the supply came into it, cost so far in lorry MP."""

    hex: int
    by: str  # road, rail, or source for the last
    cost: float


def source_name(world: World, field: SupplyMap, source: int) -> str | None:
    """Return the id of the place or box of a source, None for -1."""
    if source < 0:
        return None
    row = int(field.sources.row[source])
    by_rail = int(field.sources.kind[source]) == SOURCE_RAIL
    return world.box_ids[row] if by_rail else world.place_ids[row]


def way(world: World, field: Field, land_hex: int) -> list[Step]:
    """Return the hexes from a unit's hex to its source, both included; empty if there is no way."""
    out = np.empty(2 * world.land, np.int32)
    length = supply_path(land_hex, field.rail_cost, field.rail_parent, field.cost, field.parent, out)
    steps = []
    for at in (int(h) for h in out[:length]):
        by = "rail" if field.rail_cost[at] == field.cost[at] else "road"
        steps.append(Step(at, by, round(int(field.cost[at]) / SUPPLY_GRAIN, 2)))
    if steps:
        steps[-1] = replace(steps[-1], by="source")
    return steps


def barriers(world: World, state: State, side: int, land_hex: int) -> list[tuple[int, str]]:
    """Return what cuts the way that a hex would have in peace: hexes with the cause, outwards from it.

    Causes: enemy, zone (of control), ground (not held), bridge, track.
    """
    lines = supply.lines_of(world, state, side)
    peace = replace(
        lines,
        open_hex=np.ones(world.land, np.uint8),
        slow=np.zeros(world.land, np.int8),
        cut=np.zeros(world.land, np.uint8),
    )
    sources = supply.sources_of(world, state, side)
    field = supply.search(world, peace, world.track_tons, sources.hex[: sources.flow], supply.FARTHEST)
    steps = way(world, field, land_hex)
    foes = state.unit_hex[(state.unit_status == STATUS_MAP) & (state.unit_side != side)]
    held = {int(h) for h in foes}
    found: list[tuple[int, str]] = []
    for step, following in zip_longest(steps, steps[1:]):
        at = step.hex
        if lines.open_hex[at] == 0:
            found.append((at, "enemy" if at in held else "ground"))
        elif lines.open_hex[at] == 2 and at != land_hex:
            found.append((at, "zone"))
        if following is None:
            continue
        direction = int(np.flatnonzero(world.hex_neighbour[at] == following.hex)[0])
        bridge, track = int(world.hex_bridge[at, direction]), int(world.hex_track[at, direction])
        if bridge >= 0 and state.bridge_damage[bridge] > 0:
            found.append((at, "bridge"))
        elif step.by == "rail" and track >= 0 and lines.track[track] <= 0:
            found.append((at, "track"))
    return found


def explain(world: World, state: State, unit: int) -> dict[str, Any]:
    """Return why a unit is supplied or short.

    Source, way and cost of its last draw, ranges, tons needed and got, what kept it from more,
    who drew from the same source before it, what the source and its depot have left, and, if it
    is short, what cuts the way that it would have in peace. Hexes are labels, units ids.
    """
    side, at = int(state.unit_side[unit]), int(state.unit_hex[unit])
    found = supply.trace(world, state, side)
    field = found.fields[int(found.round[unit])]
    source = int(found.drawn[unit]) if found.drawn[unit] >= 0 else int(field.source[at])
    cost = int(field.cost[at])
    limit = int(found.limit[unit])
    before = []
    for other in found.order.tolist():
        if other == unit:
            break
        if source >= 0 and found.drawn[other] == source and found.granted[other] > 0:
            before.append({"unit": world.unit_ids[other], "tons": int(found.granted[other])})
    short = int(found.state[unit]) > 0
    cuts = barriers(world, state, side, at) if short else []
    place = int(found.sources.row[source]) if source >= 0 else -1
    if source >= 0 and found.sources.kind[source] == SOURCE_RAIL:
        place = -1
    track = [world.hex_labels[int(h)] for h in world.track_hex[limit]] if limit >= 0 else []
    return {
        "unit": world.unit_ids[unit],
        "state": int(found.state[unit]),
        "source": source_name(world, found, source),
        "source_kind": KINDS[int(found.sources.kind[source])] if source >= 0 else None,
        "cost": None if cost >= INFINITY else round(cost / SUPPLY_GRAIN, 2),
        "full_range": world.supply.full_range,
        "low_range": world.supply.low_range,
        "priority": int(state.unit_priority[unit]),
        "need": int(found.need[unit]),
        "granted": int(found.granted[unit]),
        "limit": LIMITS.get(limit, "track"),
        "limit_track": track,
        "source_tons": int(found.sources.tons[source]) if source >= 0 else 0,
        "source_left": int(found.left[source]) if source >= 0 else 0,
        "stock": int(supply.stock_of(world, state, side)[place]) if place >= 0 else 0,
        "path": [{"hex": world.hex_labels[s.hex], "by": s.by, "cost": s.cost} for s in way(world, field, at)],
        "before": before,
        "cut_by": [{"hex": world.hex_labels[h], "cause": cause} for h, cause in cuts],
    }


# -- what would be --------------------------------------------------------------------


def outlook(world: World, state: State, side: int, fallen: int = -1, turns: int = TURNS) -> I8:
    """Return int8[turns, U]: the supply states of a side's units in the next turns, SUPPLY_*.

    A ``fallen`` hex counts as the enemy's, with an enemy on it; all else stays as it is, only
    depots are drawn down and not filled. Units need what they need now, and count as isolated
    beyond the lorries too. Ways are traced twice, not each turn: this has to be quick.
    """
    lines = supply.lines_of(world, state, side)
    sources = supply.sources_of(world, state, side)
    if fallen >= 0:
        open_hex = lines.open_hex.copy()
        open_hex[fallen] = 0
        guarded = flags_for(world, state, side) & FLAG_FRIEND
        for direction in range(6):
            near = int(world.hex_neighbour[fallen, direction])
            watched = 0 <= near < world.land and world.zoc_reach[0, fallen, direction]
            if watched and open_hex[near] == 1 and not guarded[near]:
                open_hex[near] = 2
        lines = replace(lines, open_hex=open_hex)
    need, units = supply.need_of(world, state, side)
    at = state.unit_hex
    draw = Draw(world, sources, lines, int(state.pool_shipping[side]), world.sizes.unit)
    direct = draw.search(True, draw.low)
    either: Field | None = None
    order = supply.in_turn(state, units, direct)
    if fallen >= 0:
        order = order[at[order] != fallen]
    ships = draw.shipping.copy()
    out = np.zeros((turns, world.sizes.unit), np.int8)
    for turn in range(turns):
        draw.left[: sources.flow] = sources.tons[: sources.flow]
        draw.track[:], draw.shipping[:] = lines.track, ships
        draw.state = out[turn]
        draw.take(0, False, direct, order, at, need)
        if wanting(order, need, draw.granted, draw.state, draw.tried, False):
            if either is None:
                either = draw.search(False, draw.low)
            draw.take(1, False, either, order, at, need)
        if fallen >= 0:
            out[turn][units[at[units] == fallen]] = SUPPLY_OUT
    return out


def starving(world: World, state: State, side: int, fallen: int, now: I8 | None = None) -> list[list[int]]:
    """Return by turn the units of a side that are out of supply or cut off if a hex falls, and not else.

    Units in the hex itself are left out. ``now`` is the ``outlook`` without the fall, for who asks
    about many hexes.
    """
    now = outlook(world, state, side) if now is None else now
    then = outlook(world, state, side, fallen)
    worse = (then >= SUPPLY_OUT) & (now < SUPPLY_OUT) & (state.unit_hex != fallen)
    return [[int(u) for u in np.flatnonzero(row)] for row in worse]
