"""The retreat of the beaten: ways back, surrender, ships, and stacks too many. Rulebook chapter 6."""

from __future__ import annotations

import itertools

import numpy as np

from engine.events import Evacuated, Event, Retreated
from engine.kernels.consts import (
    FLAG_ENEMY,
    FLAG_EZOC,
    FLAG_FRIEND,
    FLAG_HOSTILE,
    STATUS_MAP,
)
from engine.observation import flags_for
from engine.rules import ferries
from engine.rules.common import (
    CAUSE_RETREAT,
    CAUSE_SEA,
    CAUSE_SURRENDER,
    bridge_down,
    crosses,
    destroy,
    lose,
    place_in_box,
    set_control,
    stack_at,
    stack_limit,
)
from engine.state import G_INTEL, State
from engine.world import World

MEND_HEXES = 3  # how far at most a stack too many is pushed on


def give_way(world: World, state: State, target: int, attacker: int, hexes: int, events: list[Event]) -> None:
    """Make all defenders of a hex retreat; who has no way crosses a strait, takes ship or surrenders."""
    defenders = [int(u) for u in np.flatnonzero((state.unit_hex == target) & (state.unit_side != attacker))]
    flags = flags_for(world, state, 1 - attacker)
    for unit in defenders:
        static = bool(world.class_static[world.unit_class[unit]])
        path = [] if static else way_back(world, state, unit, hexes, flags)
        if len(path) >= 2:
            _go(world, state, unit, path, flags, events)
            continue
        if not static and ferries.flee(world, state, unit, events):
            continue
        box = -1 if static else ship_for(world, state, unit)
        if box >= 0:
            _take_off(world, state, unit, box, events)
        else:
            destroy(world, state, unit, CAUSE_SURRENDER, events)


def way_price(world: World, state: State, path: list[int], flags: np.ndarray) -> int:
    """Return the quarters that a way back costs: each hex, each in the enemy's zone without a friend, and
    each river whose bridge is down.
    """
    exposed = sum(1 for h in path[1:] if flags[h] & FLAG_EZOC and not flags[h] & FLAG_FRIEND)
    fords = sum(
        bridge_down(world, state, here, int(np.flatnonzero(world.hex_neighbour[here] == there)[0]))
        for here, there in itertools.pairwise(path)
    )
    return (
        (len(path) - 1) * world.combat.retreat_quarters + exposed + fords * world.combat.retreat.ford_quarters
    )


def _go(
    world: World, state: State, unit: int, path: list[int], flags: np.ndarray, events: list[Event]
) -> None:
    side, goal = int(state.unit_side[unit]), path[-1]
    if _excess(world, state, unit, goal) > 0:
        worn = int(state.unit_cohesion[unit]) - world.combat.retreat.overstack_cohesion
        state.unit_cohesion[unit] = max(0, worn)
    own = state.hex_control[goal] == side
    state.unit_hex[unit] = goal
    # Who falls back on a work finds its trenches, a level short.
    state.unit_entrench[unit] = max(0, int(state.hex_fort[goal]) - 1) if own else 0
    state.unit_dug[unit] = 0
    state.unit_prepared[unit] = 0
    state.unit_mp[unit] = 0
    # Men in flight take no ground; only where they stop it is theirs.
    set_control(world, state, goal, side, events)
    events.append(Retreated(unit=unit, path=tuple(path), side=side))
    state.game[G_INTEL] += 1
    lose(world, state, unit, way_price(world, state, path, flags), CAUSE_RETREAT, events)


def _excess(world: World, state: State, unit: int, land_hex: int) -> int:
    """Return by how many points a hex would be too full with a unit that comes."""
    points = stack_at(world, state, int(state.unit_side[unit]), land_hex) + int(world.unit_stack[unit])
    return points - stack_limit(world, land_hex)


def way_back(world: World, state: State, unit: int, hexes: int, flags: np.ndarray) -> list[int]:
    """Return the way back of a unit, its hex first: away from the enemy, over own ground, with room.

    It may end in a hex that is too full by the allowance for stacks of the beaten.
    """
    cls = int(world.unit_class[unit])
    allowance = world.combat.retreat.overstack
    path = [int(state.unit_hex[unit])]
    for step in range(hexes):
        here = path[-1]
        last = step == hexes - 1
        best: tuple[int, ...] | None = None
        for direction in range(6):
            there = int(world.hex_neighbour[here, direction])
            if there < 0 or there >= world.land or there in path or flags[there] & FLAG_ENEMY:
                continue
            if not crosses(world, state, cls, here, direction):
                continue
            excess = _excess(world, state, unit, there)
            if last and excess > allowance:
                continue
            full = int(excess > 0)
            exposed = bool(flags[there] & FLAG_EZOC) and not flags[there] & FLAG_FRIEND
            hostile = bool(flags[there] & FLAG_HOSTILE)
            around = world.hex_neighbour[there]
            near = sum(1 for h in around if 0 <= h < world.land and flags[h] & FLAG_ENEMY)
            ford = int(bridge_down(world, state, here, direction))
            key = (int(exposed), int(hostile), full if last else 0, ford, near, full, there)
            if best is None or key < best:
                best = key
        if best is None:
            break
        path.append(best[-1])
    # A last hex without room is no place to stop; a shorter way may end in a free one.
    while len(path) > 1 and _excess(world, state, unit, path[-1]) > allowance:
        path.pop()
    return path


# -- by ship --------------------------------------------------------------------------


def ship_for(world: World, state: State, unit: int) -> int:
    """Return the sea box to which a unit can be taken off under fire, -1 if none."""
    from engine.rules.transport import open_port, sea_route

    rules, side, at = world.combat.retreat, int(state.unit_side[unit]), int(state.unit_hex[unit])
    quays = [open_port(world, state, side, at)] if rules.from_port else []
    if rules.from_beach:
        quays += [p for p in world.places_in(at) if world.place_beach[p] > 0]
    needed = int(world.unit_stack[unit]) * world.sea.sealift_per_stack_point
    if needed > state.pool_sealift[side]:
        return -1
    zones = [int(world.place_sea_zone[p]) for p in quays if p >= 0]
    for box in range(len(world.box_ids)):
        if world.box_kind[box] == 0 and world.box_side[box] == side:
            starts = world.box_sea_zones[box]
            if any(sea_route(world, state, start, zone) for start in starts for zone in zones):
                return box
    return -1


def _take_off(world: World, state: State, unit: int, box: int, events: list[Event]) -> None:
    rules, side, at = world.combat.retreat, int(state.unit_side[unit]), int(state.unit_hex[unit])
    state.pool_sealift[side] -= int(world.unit_stack[unit]) * world.sea.sealift_per_stack_point
    events.append(Evacuated(unit=unit, hex=at, box=box, side=side))
    left_behind = -(-int(state.unit_quarters[unit]) * rules.ship_loss_percent // 100)
    lose(world, state, unit, left_behind, CAUSE_SEA, events)
    if state.unit_status[unit] == STATUS_MAP:
        place_in_box(world, state, unit, box, events)
        state.unit_cohesion[unit] = max(0, int(state.unit_cohesion[unit]) - rules.ship_cohesion)
    state.game[G_INTEL] += 1


# -- stacks too many ------------------------------------------------------------------


def mend_stacks(world: World, state: State, side: int, events: list[Event]) -> None:
    """End a phase in which a side was beaten: what is too many in a hex is pushed on, the weakest first."""
    rows = np.flatnonzero((state.unit_status == STATUS_MAP) & (state.unit_side == side))
    points = np.zeros(world.land, np.int32)
    np.add.at(points, state.unit_hex[rows], world.unit_stack[rows].astype(np.int32))
    over = np.flatnonzero(points > world.terrain_stacking[world.hex_terrain[: world.land]])
    if len(over) == 0:
        return
    flags = flags_for(world, state, side)
    for at in over:
        here = [int(u) for u in rows if state.unit_hex[u] == at]
        here.sort(
            key=lambda u: (bool(world.class_static[world.unit_class[u]]), int(state.unit_quarters[u]), u)
        )
        for unit in here:
            if stack_at(world, state, side, int(at)) <= stack_limit(world, int(at)):
                break
            path = _way_to_room(world, state, unit, flags)
            if path:
                _go(world, state, unit, path, flags, events)
            else:
                destroy(world, state, unit, CAUSE_SURRENDER, events)


def _way_to_room(world: World, state: State, unit: int, flags: np.ndarray) -> list[int]:
    """Return the shortest way to a hex with room on own ground, its own hex first; empty if there is none."""
    cls = int(world.unit_class[unit])
    ways = [[int(state.unit_hex[unit])]]
    known = {ways[0][0]}
    for _ in range(MEND_HEXES):
        longer = []
        for way in ways:
            for direction in range(6):
                there = int(world.hex_neighbour[way[-1], direction])
                if there < 0 or there >= world.land or there in known:
                    continue
                if flags[there] & (FLAG_ENEMY | FLAG_HOSTILE):
                    continue
                if crosses(world, state, cls, way[-1], direction):
                    known.add(there)
                    longer.append([*way, there])
        free = [w for w in longer if _excess(world, state, unit, w[-1]) <= 0]
        if free:
            return min(free, key=lambda w: (bool(flags[w[-1]] & FLAG_EZOC), w[-1]))
        ways = longer
    return []
