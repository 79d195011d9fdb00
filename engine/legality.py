"""Lists of legal orders, for tests, random players and small decisions.

Where a stack can go is answered by ``movement.reach``; nobody plays by enumerating. The
list holds every move, rail, sea and replacement order; of attacks, overruns and landings,
whose groups are too many, it holds the canonical ones: each attacker alone and all together,
in both modes, without and with one point of support. Bombardments and air
missions are those of one point.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.kernels.consts import (
    AIR_BRIDGES,
    AIR_SUPERIORITY,
    DELIBERATE,
    FLAG_ENEMY,
    FLAG_EZOC,
    HASTY,
    INFINITY,
    PENDING_ADVANCE,
    PENDING_DETERMINED,
    PENDING_REACT,
    STATUS_BOX,
    STATUS_MAP,
)
from engine.observation import Observation, flags_of
from engine.orders import (
    Absorb,
    Advance,
    Air,
    Allot,
    Answer,
    Attach,
    Attack,
    Bombard,
    Demolish,
    Detach,
    Determined,
    Disband,
    Drop,
    Embark,
    EndTurn,
    Headquarters,
    Labour,
    Land,
    Merge,
    Move,
    Order,
    Overrun,
    Priority,
    Rail,
    React,
    Refit,
    Reserve,
    Sail,
    Withdraw,
)
from engine.rules import (
    aftermath,
    air,
    airborne,
    allotment,
    ferries,
    headquarters,
    movement,
    recovery,
    reinforcement,
    reserves,
    transport,
    works,
)
from engine.state import P_KIND, P_SIDE, P_SUBJECT
from engine.turn import check, to_act
from engine.world import World

MISSIONS = range(AIR_SUPERIORITY, AIR_BRIDGES + 1)
"""All kinds of missions in the air."""


def legal_orders(world: World, seen: Observation) -> list[Order]:
    """Return the legal orders of the viewer in a fixed order; empty if it is not his to decide."""
    if seen.viewer < 0 or to_act(seen) != seen.viewer:
        return []
    decision = aftermath.top(seen)
    if decision is not None:
        return [o for o in _answers(world, seen, decision) if check(world, seen, o) is None]
    orders: list[Order] = []
    own = np.flatnonzero(seen.unit_side == seen.viewer)
    for unit in own:
        u = int(unit)
        if seen.unit_status[u] == STATUS_MAP:
            orders += moves(world, seen, u)
    orders += attacks(world, seen)
    orders += bombardments(world, seen)
    orders += overruns(world, seen)
    orders += [o for o in (Reserve(int(u)) for u in own) if check(world, seen, o) is None]
    orders += transports(world, seen)
    orders += flights(world, seen)
    orders += drops(world, seen)
    for unit in own:
        u = int(unit)
        if seen.unit_status[u] == STATUS_MAP:
            room = int(world.unit_full[u]) - int(seen.unit_quarters[u])
            most = min(room, recovery.absorb_most(world))
            orders += [o for o in (Absorb(u, n) for n in range(1, most + 1)) if check(world, seen, o) is None]
    orders += demolitions(world, seen)
    orders += priorities(world, seen)
    orders += commands(world, seen)
    orders += [o for o in map(Refit, map(int, own)) if check(world, seen, o) is None]
    orders += [Labour(h) for h in works.building_sites(world, seen)]
    leaving = [Withdraw(u) for u in reinforcement.due_units(world, seen, seen.viewer)]
    orders += [o for o in leaving if check(world, seen, o) is None]
    orders.append(EndTurn())
    return orders


def demolitions(world: World, seen: Observation, units: list[int] | None = None) -> list[Order]:
    """Return what units can blow up, of all own units on the map or of some."""
    orders: list[Order] = []
    mine = (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP)
    for unit in [int(u) for u in np.flatnonzero(mine)] if units is None else units:
        at = int(seen.unit_hex[unit])
        if at < 0:
            continue
        banks = [int(world.hex_neighbour[at, d]) for d in np.flatnonzero(world.hex_bridge[at] >= 0)]
        some = [Demolish(unit, 0, at), Demolish(unit, 1, at), *(Demolish(unit, 2, h) for h in banks)]
        orders += [o for o in some if check(world, seen, o) is None]
    return orders


def priorities(world: World, seen: Observation, units: list[int] | None = None) -> list[Order]:
    """Return the canonical orders of priority: a unit alone, of all own units on the map or of some."""
    mine = (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP)
    some = [int(u) for u in np.flatnonzero(mine)] if units is None else units
    found = [Priority((u,), level) for u in some for level in (-1, 0, 1)]
    return [o for o in found if check(world, seen, o) is None]


def _answers(world: World, seen: Observation, decision: tuple[int, ...]) -> list[Order]:
    kind = decision[P_KIND]
    if kind == PENDING_DETERMINED:
        return [Determined(0), Determined(1)]
    if kind == PENDING_ADVANCE:
        able = aftermath.advancers(world, seen, decision[P_SUBJECT], decision[P_SIDE])
        groups = [(), *((u,) for u in able)] + ([tuple(able)] if len(able) > 1 else [])
        return [Advance(tuple(g)) for g in groups]
    if kind == PENDING_REACT:
        target = decision[P_SUBJECT]
        ready = reserves.reactors(world, seen, decision[P_SIDE], target)
        return [React((), target), *(React((u,), h) for u, hexes in ready.items() for h in hexes)]
    return [Answer(decision[P_SUBJECT], i) for i in range(len(world.decisions[decision[P_SUBJECT]].option))]


def moves(world: World, seen: Observation, unit: int) -> list[Order]:
    """Return all moves of a unit, by hex row."""
    if seen.unit_mp[unit] <= 0 or world.class_static[world.unit_class[unit]]:
        return []
    field = movement.reach(world, seen, unit)
    goals = sorted(int(h) for h in field.settled if h != field.start and field.cost[h] < INFINITY)
    return [Move(unit, h) for h in goals if movement.room_for(world, seen, unit, h)]


def attacks(world: World, seen: Observation) -> list[Order]:
    """Return the canonical attacks on every seen enemy hex that own units touch."""
    orders: list[Order] = []
    targets = np.flatnonzero(flags_of(world, seen) & FLAG_ENEMY)
    at_hex: dict[int, list[int]] = {}
    for unit in np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP)):
        at_hex.setdefault(int(seen.unit_hex[unit]), []).append(int(unit))
    for target in targets:
        t = int(target)
        near = [u for d in range(6) for u in at_hex.get(int(world.hex_neighbour[t, d]), [])]
        near.sort()
        for mode in (HASTY, DELIBERATE):
            able = [u for u in near if check(world, seen, Attack(t, (u,), mode)) is None]
            groups = [(u,) for u in able] + ([tuple(able)] if len(able) > 1 else [])
            for group in groups:
                for points in range(min(1, allotment.ready(seen, seen.viewer, group, t)) + 1):
                    order = Attack(t, group, mode, points)
                    if len(group) == 1 or check(world, seen, order) is None:
                        orders.append(order)
    return orders


def commands(world: World, seen: Observation, units: list[int] | None = None) -> list[Order]:
    """Return orders to headquarters, and attachments and mergers of all own units on the map or some."""
    orders: list[Order] = []
    staffs = np.flatnonzero((world.formation_side == seen.viewer) & (seen.hq_hex >= 0))
    mine = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
    for staff in staffs:
        f = int(staff)
        goals = np.unique(seen.unit_hex[headquarters.members(world, seen, f)])
        orders += [o for o in (Headquarters(f, int(h)) for h in goals) if check(world, seen, o) is None]
        most = range(1, world.command.allot_most + 1)
        orders += [o for o in (Allot(f, n) for n in most) if check(world, seen, o) is None]
    for unit in mine if units is None else units:
        here = mine[seen.unit_hex[mine] == seen.unit_hex[unit]]
        some = (Detach(int(unit)), Disband(int(unit)))
        orders += [o for o in some if check(world, seen, o) is None]
        orders += [o for o in (Merge(int(unit), int(v)) for v in here) if check(world, seen, o) is None]
        orders += [o for o in (Attach(int(unit), int(f)) for f in staffs) if check(world, seen, o) is None]
    return orders


def bombardments(world: World, seen: Observation) -> list[Order]:
    """Return the canonical bombardments of every seen enemy hex: by one point of support, or of ships."""
    if not seen.pool_support[seen.viewer] and not seen.pool_naval[seen.viewer]:
        return []
    targets = [int(t) for t in np.flatnonzero(flags_of(world, seen) & FLAG_ENEMY)]
    orders = [o for t in targets for o in (Bombard(t, 1, 0), Bombard(t, 0, 1))]
    return [o for o in orders if check(world, seen, o) is None]


def overruns(world: World, seen: Observation) -> list[Order]:
    """Return the canonical overruns: each mobile unit alone, and all together that stand in a hex."""
    orders: list[Order] = []
    mobile = world.class_mobile[world.unit_class] > 0
    own = (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP) & mobile & (seen.unit_mp > 0)
    flags = flags_of(world, seen)
    for at in np.unique(seen.unit_hex[own]):
        here = [int(u) for u in np.flatnonzero(own & (seen.unit_hex == at))]
        for t in sorted(int(n) for n in world.hex_neighbour[at] if 0 <= n < world.land):
            if not flags[t] & FLAG_ENEMY:
                continue
            groups = [(u,) for u in here] + ([tuple(here)] if len(here) > 1 else [])
            orders += [o for o in (Overrun(t, g) for g in groups) if check(world, seen, o) is None]
    return orders


def flights(world: World, seen: Observation, missions: Sequence[int] = MISSIONS) -> list[Order]:
    """Return missions of one air point to hexes with places or own or seen units, of all kinds or some."""
    if seen.pool_air[seen.viewer] <= 0:
        return []
    there = seen.unit_hex[seen.unit_status == STATUS_MAP]
    goals = np.unique(np.concatenate([world.place_hex, there]))
    near = air.distance(world, seen)[goals]
    orders: list[Order] = []
    for mission in missions:
        for goal in goals[near <= air.reach_of(world, mission)]:
            order = Air(mission, int(goal), 1)
            if check(world, seen, order) is None:
                orders.append(order)
    return orders


def drops(world: World, seen: Observation, units: list[int] | None = None) -> list[Order]:
    """Return drops on hexes with places, of all own units or of some."""
    goals = np.intersect1d(airborne.zones(world, seen), world.place_hex)
    own = np.flatnonzero(seen.unit_side == seen.viewer) if units is None else units
    able = [int(u) for u in own if airborne.jumper(world, seen, int(u)) is None]
    return [o for u in able for o in (Drop(u, int(h)) for h in goals) if check(world, seen, o) is None]


def transports(world: World, seen: Observation, units: list[int] | None = None) -> list[Order]:
    """Return rail, sea and landing orders, of all own units or of some. Rail goes to places only."""
    orders: list[Order] = []
    side = seen.viewer
    own = [int(u) for u in np.flatnonzero(seen.unit_side == side)] if units is None else units
    held = seen.hex_control[world.place_hex] == side
    ports = [int(p) for p in np.flatnonzero((world.place_port > 0) & held)]
    shores = [int(p) for p in np.flatnonzero((world.place_port > 0) | (world.place_beach > 0))]
    boxes = [int(b) for b in np.flatnonzero((world.box_kind == 0) & (world.box_side == side))]
    afloat: dict[int, list[int]] = {}
    for u in own:
        status = seen.unit_status[u]
        if status not in (STATUS_MAP, STATUS_BOX):
            continue
        boxed = status == STATUS_BOX
        kind = int(world.box_kind[seen.unit_box[u]]) if boxed else -1
        if kind in (-1, 1):
            orders += _rails(world, seen, u)
        if kind == 0:
            afloat.setdefault(int(seen.unit_box[u]), []).append(u)
        elif not boxed:
            orders += ferries.crossings(world, seen, u)
        if kind == 0 or (not boxed and transport.open_port(world, seen, side, int(seen.unit_hex[u])) >= 0):
            orders += [o for o in (Sail(u, p) for p in ports) if check(world, seen, o) is None]
            orders += [o for o in (Embark(u, b) for b in boxes) if check(world, seen, o) is None]
    for some in afloat.values():
        for p in shores:
            orders += [o for o in (Land(p, (u,)) for u in some) if check(world, seen, o) is None]
    return orders


def _rails(world: World, seen: Observation, unit: int) -> list[Order]:
    """Return a unit's rail orders. What depends on the unit alone is checked once, the rest as arrays."""
    if seen.pool_rail[seen.viewer] < world.unit_stack[unit]:
        return []
    net = transport.rail_net(world, seen)
    boxed = seen.unit_status[unit] == STATUS_BOX
    starts = world.box_entries[int(seen.unit_box[unit])] if boxed else (int(seen.unit_hex[unit]),)
    parts = [int(net[h]) for h in starts if net[h] >= 0]
    goals = np.unique(world.place_hex)
    goals = goals[world.hex_rail[goals].any(axis=1) & np.isin(net[goals], parts)]
    goals = goals[(flags_of(world, seen)[goals] & FLAG_EZOC) == 0]
    goals = goals[goals != seen.unit_hex[unit]]
    able = [int(h) for h in goals if movement.room_for(world, seen, unit, int(h))]
    if not able or check(world, seen, Rail(unit, able[0])) is not None:
        return []
    return [Rail(unit, h) for h in able]
