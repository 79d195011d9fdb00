"""One unit's move: to its post, towards its objective, to a port, by rail where that is quicker."""

from __future__ import annotations

import numpy as np

from engine.ai.analysis import FAR, front, kept, ring_sum, stack_limits, way_to, ways
from engine.ai.plans import formation_chain
from engine.ai.player import Memory
from engine.kernels.choice import best_goal
from engine.kernels.consts import (
    FLAG_EZOC,
    FLAG_FRIEND,
    INFINITY,
    MODE_ATTACKED,
    MODE_NORMAL,
    STATUS_BOX,
    STATUS_MAP,
    SUPPLY_OUT,
)
from engine.observation import Observation, flags_of, stacks_of
from engine.orders import Embark, Ferry, Move, Order, Rail, Sail
from engine.rules import ferries, movement, reinforcement, transport
from engine.state import I32
from engine.turn import check
from engine.world import World

RAIL_GAIN = 40  # quarters of way that a rail move must save
DEEP = 40  # what each hex ahead of the own line costs where the enemy is near
FILL = 70  # worth of an empty front hex
ROOMY = 12  # stacking points in and around a hex that do not yet press
PRESS = 6  # what each point more costs
RISKY = 15  # percent of danger at sea that is run to reach the front
WEARY = 50  # cohesion below which a unit on the offensive stays back


def manoeuvre(world: World, seen: Observation, memory: Memory, unit: int) -> Order | None:
    """Return the move of a unit for this turn, None to stay."""
    if seen.unit_status[unit] == STATUS_BOX:
        return _from_box(world, seen, memory, unit)
    if seen.unit_status[unit] != STATUS_MAP or seen.unit_mp[unit] <= 0:
        return None
    if world.class_static[world.unit_class[unit]]:
        return None
    if unit in reinforcement.due_units(world, seen, seen.viewer):
        return _to_exit(world, seen, unit)
    leaving = memory.numbers.get(f"evac:{unit}", memory.numbers.get(f"embark:{unit}"))
    if leaving is not None:
        by_land = leaving >= 0 and f"evac:{unit}" in memory.numbers
        goal = int(world.place_hex[leaving]) if by_land else -1
        if goal >= 0 and way_to(world, int(world.unit_class[unit]), goal)[seen.unit_hex[unit]] < INFINITY:
            return _to_post(world, seen, memory, unit, goal)
        return _overseas(world, seen, memory, unit, leaving)
    at = int(seen.unit_hex[unit])
    post = memory.numbers.get(f"post:{unit}")
    if kept(memory, "cut")[at] and not memory.numbers.get("attacking"):
        return _break_out(world, seen, memory, unit)
    if post is not None:
        return _to_post(world, seen, memory, unit, post)
    if memory.numbers.get("attacking"):
        return _advance(world, seen, memory, unit)
    return None


def goal_field(world: World, seen: Observation, memory: Memory, unit: int) -> I32:
    """Return the way field of the unit's own task, of its axis, or everyone's."""
    task = memory.numbers.get(f"task:{unit}")
    if task is not None:
        return way_to(world, int(world.unit_class[unit]), task)
    for name in formation_chain(world, seen, unit):
        if f"goal:{name}" in memory.fields:
            return kept(memory, f"goal:{name}")
    return kept(memory, "goal")


def crowd(world: World, seen: Observation, unit: int) -> I32:
    """Return int32[L]: stacking points of own units in and around each hex, the unit's own apart."""
    stack = stacks_of(world, seen).astype(np.int32)
    stack[seen.unit_hex[unit]] -= int(world.unit_stack[unit])
    return ring_sum(world, stack)


def _go(world: World, seen: Observation, unit: int, value: I32, price: int) -> Order | None:
    """Move to the reachable hex of the highest value less the price of the way."""
    field = movement.reach(world, seen, unit)
    goal = best_goal(
        field.settled, field.cost, value, stacks_of(world, seen), stack_limits(world),
        int(world.unit_stack[unit]), field.start, price,
    )  # fmt: skip
    return Move(unit, int(goal)) if goal != field.start else None


def _go_within(world: World, seen: Observation, unit: int, rows: I32, worth: I32, price: int) -> Order | None:
    """Do what ``_go`` does, where ``worth`` int[n] is of the reached hexes ``rows`` alone."""
    value = np.empty(world.land, np.int32)
    value[rows] = worth
    return _go(world, seen, unit, value, price)


def _to_post(world: World, seen: Observation, memory: Memory, unit: int, post: int) -> Order | None:
    at = int(seen.unit_hex[unit])
    if at == post:
        return None
    field = way_to(world, int(world.unit_class[unit]), post)
    if field[at] >= INFINITY:
        return _overseas(world, seen, memory, unit, -1)
    if int(field[at]) > int(seen.unit_full_mp[unit]) + RAIL_GAIN:
        train = _by_rail(world, seen, unit, field)
        if train is not None:
            return train
    rows = movement.reach(world, seen, unit).settled
    lonely = flags_of(world, seen)[rows] & (FLAG_EZOC | FLAG_FRIEND) == FLAG_EZOC
    hostile = seen.hex_control[rows] != seen.viewer
    value = 80 * (rows == post) - np.minimum(field[rows], FAR) * 4 - 60 * lonely - 400 * hostile
    return _go_within(world, seen, unit, rows, value, 0)


def _by_rail(world: World, seen: Observation, unit: int, field: I32) -> Order | None:
    """Return the rail move that brings a unit nearest to its goal, if it saves enough."""
    net = transport.rail_net(world, seen)
    if seen.unit_status[unit] == STATUS_BOX:
        starts = [h for h in world.box_entries[int(seen.unit_box[unit])] if net[h] >= 0]
        here = FAR * 2
    else:
        start = int(seen.unit_hex[unit])
        starts = [start] if net[start] >= 0 else []
        here = int(field[start])
    if not starts or world.unit_stack[unit] > seen.pool_rail[seen.viewer]:
        return None
    parts = np.isin(net, [net[s] for s in starts])
    room = stacks_of(world, seen) + int(world.unit_stack[unit]) <= stack_limits(world)
    track = world.hex_rail.any(axis=1)
    quiet = (flags_of(world, seen) & FLAG_EZOC) == 0
    far = np.where(parts & room & track & quiet, field, INFINITY)
    goal = int(far.argmin())
    if far[goal] + RAIL_GAIN > here or far[goal] >= INFINITY:
        return None
    order = Rail(unit, goal)
    return order if check(world, seen, order) is None else None


def _advance(world: World, seen: Observation, memory: Memory, unit: int) -> Order | None:
    """Go for the objective; the weary stay back, the unsupplied wait for their lorries."""
    at = int(seen.unit_hex[unit])
    field = goal_field(world, seen, memory, unit)
    if field[at] >= INFINITY:
        return _overseas(world, seen, memory, unit, -1)
    deep = memory.numbers.get("deep-mobile" if world.class_mobile[world.unit_class[unit]] else "deep", DEEP)
    flags = flags_of(world, seen)
    touching = bool(flags[at] & FLAG_EZOC)
    attacked = seen.unit_mode[unit] == MODE_ATTACKED
    if seen.unit_supply[unit] >= SUPPLY_OUT or (attacked and touching):
        return None
    weary = seen.unit_cohesion[unit] < WEARY
    if weary:
        # Rest where the enemy's zone does not reach, near the front.
        if not touching:
            return None
        value = -np.minimum(field, FAR) - np.where((flags & FLAG_EZOC) != 0, 400, 0).astype(np.int32)
        return _go(world, seen, unit, value.astype(np.int32), 2)
    if int(field[at]) > int(seen.unit_full_mp[unit]) + 3 * RAIL_GAIN and seen.unit_mode[unit] == MODE_NORMAL:
        train = _by_rail(world, seen, unit, field)
        if train is not None:
            return train
    if touching and seen.unit_mode[unit] == MODE_NORMAL:
        # In contact: stay and prepare, unless the way is much shorter elsewhere.
        rows = movement.reach(world, seen, unit).settled
        value = kept(memory, "pull")[rows] - np.minimum(field[rows], FAR) - kept(memory, "depth")[rows] * deep
        return _go_within(world, seen, unit, rows, value + 24 * (rows == at), 1)
    rows = movement.reach(world, seen, unit).settled
    lonely = flags[rows] & (FLAG_EZOC | FLAG_FRIEND) == FLAG_EZOC
    value = kept(memory, "pull")[rows] - np.minimum(field[rows], FAR) * 4 - kept(memory, "depth")[rows] * deep
    # A hex at the enemy that nobody holds yet is worth a detour: the front is held as a line.
    bare = (
        (front(world, seen)[rows] > 0)
        & (kept(memory, "danger")[rows] > 0)
        & (stacks_of(world, seen)[rows] == 0)
    )
    value += memory.numbers.get("fill", FILL) * bare - 12 * lonely
    value -= np.maximum(crowd(world, seen, unit)[rows] - ROOMY, 0) * PRESS
    return _go_within(world, seen, unit, rows, value, 0)


def _break_out(world: World, seen: Observation, memory: Memory, unit: int) -> Order | None:
    """Leave a place that is being cut off, homewards, over whatever ground there is, or overseas."""
    home = kept(memory, "home")
    if home[seen.unit_hex[unit]] >= INFINITY:
        return _overseas(world, seen, memory, unit, -1)
    return _go(world, seen, unit, (-np.minimum(home, FAR) * 4).astype(np.int32), 0)


def _to_exit(world: World, seen: Observation, unit: int) -> Order | None:
    """Leave the enemy's zone and go where the unit can leave the theatre, as it is called to."""
    quiet = (flags_of(world, seen) & FLAG_EZOC) == 0
    free = any(world.withdrawals[row][3] for row in reinforcement.due_rows(world, seen, unit))
    free = free and seen.unit_supply[unit] < SUPPLY_OUT
    doors = quiet if free else quiet & reinforcement.exits(world, seen)
    if doors[seen.unit_hex[unit]]:
        return None
    goals = [int(h) for h in np.flatnonzero(doors)]
    field = ways(world, int(world.unit_class[unit]), goals, [0] * len(goals))
    value = np.where(quiet, 0, -1000) - np.minimum(field, FAR) * 4
    return _go(world, seen, unit, value.astype(np.int32), 0)


# -- by sea -----------------------------------------------------------------------------


def own_ports(world: World, seen: Observation) -> list[int]:
    """Return the places that are usable ports of the viewer."""
    places = np.flatnonzero((world.place_port > 0) & (seen.hex_control[world.place_hex] == seen.viewer))
    return [int(p) for p in places if seen.port_damage[p] <= transport.ALONGSIDE_DAMAGE]


def _overseas(world: World, seen: Observation, memory: Memory, unit: int, goal: int) -> Order | None:
    """Go to the nearest port and take ship: to place ``goal``, to box ``-2 - goal``, or (-1) to the front."""
    at = int(seen.unit_hex[unit])
    ports = own_ports(world, seen)
    crossing = _cross(world, seen, memory, unit, goal)
    if crossing is not None:
        return crossing
    if transport.open_port(world, seen, seen.viewer, at) >= 0:
        order = _ship(world, seen, memory, unit, goal, ports)
        if order is not None:
            return order
        if seen.unit_mode[unit] == MODE_NORMAL:
            return None
    homes = sorted({int(world.place_hex[p]) for p in ports} | set(_landings(world, seen, memory, unit, goal)))
    if not homes:
        return None
    field = ways(world, int(world.unit_class[unit]), homes, [0] * len(homes))
    if field[at] >= INFINITY:
        return None
    room = stacks_of(world, seen) + int(world.unit_stack[unit]) <= stack_limits(world)
    open_homes = [h for h in homes if room[h] or h == at]
    if open_homes and len(open_homes) < len(homes):
        field = ways(world, int(world.unit_class[unit]), open_homes, [0] * len(open_homes))
    return _go(world, seen, unit, (-np.minimum(field, FAR) * 4).astype(np.int32), 0)


def _wanted(world: World, seen: Observation, memory: Memory, unit: int, goal: int) -> I32:
    """Return the way to where a unit that goes overseas is wanted: place ``goal``, its post, the front."""
    cls = int(world.unit_class[unit])
    if goal >= 0:
        return way_to(world, cls, int(world.place_hex[goal]))
    if f"post:{unit}" in memory.numbers:
        return way_to(world, cls, memory.numbers[f"post:{unit}"])
    return goal_field(world, seen, memory, unit)


def _landings(world: World, seen: Observation, memory: Memory, unit: int, goal: int) -> list[int]:
    """Return the own hexes from which a ferry leads to the shore where a unit is wanted."""
    shores = np.flatnonzero((world.hex_ferry >= 0).any(axis=1) & (seen.hex_control == seen.viewer))
    if goal <= -2 or not len(shores) or int(seen.pool_ferry[seen.viewer]) <= 0:
        return []
    field = _wanted(world, seen, memory, unit, goal)
    return [
        int(h)
        for h in shores
        if field[h] >= INFINITY
        and any(
            field[to] < INFINITY and seen.hex_control[to] == seen.viewer
            for to in ferries.banks(world, int(h))
        )
    ]


def _cross(world: World, seen: Observation, memory: Memory, unit: int, goal: int) -> Order | None:
    """Cross a strait towards where a unit is wanted; men are left behind only where the enemy presses."""
    at = int(seen.unit_hex[unit])
    options = ferries.crossings(world, seen, unit) if goal > -2 else []
    if not options:
        return None
    field = _wanted(world, seen, memory, unit, goal)
    if field[at] < INFINITY:
        return None
    pressed = kept(memory, "danger")[at] > 0
    best: tuple[int, int, Order] | None = None
    for order in options:
        if isinstance(order, Ferry) and field[order.to] < INFINITY:
            lost = ferries.fare_of(world, seen, order).lost
            if (lost == 0 or pressed) and (best is None or (lost, int(field[order.to])) < best[:2]):
                best = lost, int(field[order.to]), order
    return best[2] if best is not None else None


def _ship(
    world: World, seen: Observation, memory: Memory, unit: int, goal: int, ports: list[int]
) -> Order | None:
    if goal <= -2:
        order: Order = Embark(unit, -2 - goal)
        return order if check(world, seen, order) is None else None
    if goal >= 0:
        order = Sail(unit, goal)
        if check(world, seen, order) is None:
            return order
        # The port is full or out of reach: any other on the same shore will do.
        field = way_to(world, 0, int(world.place_hex[goal]))
    elif f"post:{unit}" in memory.numbers:
        field = way_to(world, int(world.unit_class[unit]), memory.numbers[f"post:{unit}"])
    else:
        field = goal_field(world, seen, memory, unit)
    near = sorted(ports, key=lambda p: (int(field[world.place_hex[p]]), p))
    for place in near[:12]:
        if field[world.place_hex[place]] >= INFINITY:
            break
        order = Sail(unit, place)
        if check(world, seen, order) is not None:
            continue
        # Nobody is sent to the front through waters where one ship in so many is sunk.
        if goal >= 0 or transport.risk_of(world, seen, order)[0] <= RISKY:
            return order
    return None


def _from_box(world: World, seen: Observation, memory: Memory, unit: int) -> Order | None:
    """Bring a unit from a box to where it is wanted: by rail from a rail box, by ship from a sea box."""
    kind = int(world.box_kind[seen.unit_box[unit]])
    if kind == 1:
        post = memory.numbers.get(f"post:{unit}")
        field = way_to(world, 0, post) if post is not None else goal_field(world, seen, memory, unit)
        return _by_rail(world, seen, unit, field)
    if kind == 0 and f"embark:{unit}" not in memory.numbers:
        return _ship(world, seen, memory, unit, -1, own_ports(world, seen))
    return None
