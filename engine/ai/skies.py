"""Where a computer player sends its aircraft: under its attacks, to the cut off, against roads and ports."""

from __future__ import annotations

import numpy as np

from engine.ai.plans import doctrine_of, spots
from engine.ai.player import Memory
from engine.kernels.consts import (
    AIR_BRIDGES,
    AIR_INTERDICT,
    AIR_LIFT,
    AIR_STRIKE,
    AIR_SUPERIORITY,
    AIR_SUPPORT,
    FLAG_ENEMY,
    INFINITY,
    SOURCE_PORT,
    STATUS_MAP,
    SUPPLY_ISOLATED,
)
from engine.kernels.supply import supply_path
from engine.observation import Observation, flags_of
from engine.orders import Air, Attack, Drop, Order
from engine.rules import air, airborne, supply
from engine.script.conditions import all_hold
from engine.state import G_TURN
from engine.turn import check
from engine.world import World

FLIGHTS = 3  # raids a turn at most: few and strong
HEAD_START = 2  # hexes of a way before it counts as a trunk, so that raids do not fall on the front itself


def could_fly(world: World, seen: Observation, target: int) -> int:
    """Return how many support points the air can still bring over a hex, beside those of the raids."""
    left = int(seen.pool_air[seen.viewer]) - _kept_back(world, seen)
    if left <= 0 or air.judge(world, seen, AIR_SUPPORT, target).refusal is not None:
        return 0
    return left


def _kept_back(world: World, seen: Observation) -> int:
    """Return the points that the doctrine keeps for raids: of those left, since they go last."""
    doctrine = world.doctrine.get(world.side_ids[seen.viewer])
    percent = doctrine.raids_percent if doctrine is not None else 0
    return int(seen.pool_air[seen.viewer]) * percent // 100


def flight_for(world: World, seen: Observation, attack: Attack) -> Order | None:
    """Return the flight that an attack still waits for, None if its support is there."""
    wanted = attack.support - int(seen.hex_air[attack.target])
    points = min(wanted, could_fly(world, seen, attack.target))
    if points <= 0:
        return None
    order = Air(AIR_SUPPORT, attack.target, points)
    return order if check(world, seen, order) is None else None


def jump(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Drop parachutists where a plan of the doctrine wants them, on the first of its spots that is free."""
    plans = doctrine_of(world, seen.viewer)
    if plans is None or seen.pool_air[seen.viewer] <= 0:
        return None
    today = world.date_of(int(seen.game[G_TURN]))
    rows = world.rows("unit")
    for plan in plans.drop:
        if not plan.not_before <= today <= plan.not_after:
            continue
        if plan.conditions and not all_hold(world, seen, plan.conditions):
            continue
        for unit in [rows[name] for name in plan.units if name in rows]:
            if airborne.jumper(world, seen, unit) is None:
                for spot in spots(world, plan.spots):
                    order = Drop(unit, spot)
                    free = not flags_of(world, seen)[spot] & FLAG_ENEMY
                    free = free and seen.hex_control[spot] != seen.viewer
                    if free and check(world, seen, order) is None:
                        return order
    return None


def raids(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Spend what the attacks left: feed the cut off, then the enemy's trunk, his ports, his airfields."""
    if "filled" not in memory.numbers:
        memory.numbers["filled"] = 1
        memory.numbers["flights"] = FLIGHTS
        memory.queue = _goals(world, seen) if seen.pool_air[seen.viewer] > 0 else []
    while memory.queue and memory.numbers["flights"] > 0:
        goal = memory.queue.pop(0)
        mission, target = divmod(goal, world.land)
        left = int(seen.pool_air[seen.viewer])
        points = min(left, -(-left * 2 // 3)) if memory.numbers["flights"] > 1 else left
        if mission == AIR_BRIDGES:
            points = min(points, -(-world.air.bridge_most // max(1, world.air.bridge_percent)))
        elif mission == AIR_INTERDICT:
            points = min(points, -(-world.air.interdict_most // max(1, world.air.interdict_percent)))
        order = Air(mission, target, points)
        if check(world, seen, order) is None:
            memory.numbers["flights"] -= 1
            return order
    return None


def _goals(world: World, seen: Observation) -> list[int]:
    """Return missions in the order of their worth, each as mission * land + hex."""
    found: list[tuple[int, int]] = []
    mine = (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP)
    cut_off = np.unique(seen.unit_hex[mine & (seen.unit_supply == SUPPLY_ISOLATED)])
    found += [(AIR_LIFT, int(h)) for h in cut_off]
    enemies = [s for s in range(world.sizes.side) if s != seen.viewer]
    for enemy in enemies:
        busy, quay = _traffic(world, seen, enemy)
        trunk = [int(h) for h in np.argsort(-busy, kind="stable")[:40] if busy[h] > 0]
        apart: list[int] = []
        for here in trunk:
            beside = any(here in world.hex_neighbour[other] for other in apart)
            if not beside and air.judge(world, seen, AIR_INTERDICT, here).refusal is None:
                apart.append(here)
        found += [(AIR_INTERDICT, h) for h in apart[:2]]
        spans = [h for h in trunk if air.judge(world, seen, AIR_BRIDGES, h).refusal is None]
        found += [(AIR_BRIDGES, h) for h in spans[:1]]
        found += [(AIR_STRIKE, h) for h in quay]
    fields = world.airfields[0]
    near = air.distance(world, seen)[fields]
    held = np.isin(seen.hex_control[fields], enemies)
    found += [(AIR_SUPERIORITY, int(h)) for h in fields[held][np.argsort(near[held], kind="stable")][:1]]
    return [mission * world.land + h for mission, h in found]


def _traffic(world: World, seen: Observation, enemy: int) -> tuple[np.ndarray, list[int]]:
    """Return how many seen enemy units are fed through each hex, int32[L], and the ports they draw on."""
    sources, lines = supply.sources_of(world, seen, enemy), supply.lines_of(world, seen, enemy)
    flow = np.where(np.arange(len(sources.hex)) < sources.flow, sources.hex, -1).astype(np.int32)
    field = supply.search(world, lines, lines.track, flow, supply.FARTHEST)
    busy = np.zeros(world.land, np.int32)
    ports: dict[int, int] = {}
    way = np.empty(2 * world.land, np.int32)
    for unit in np.flatnonzero((seen.unit_side == enemy) & (seen.unit_status == STATUS_MAP)):
        here = int(seen.unit_hex[unit])
        if here < 0 or field.cost[here] >= INFINITY:
            continue
        source = int(field.source[here])
        if source >= 0 and sources.kind[source] == SOURCE_PORT:
            ports[int(sources.hex[source])] = ports.get(int(sources.hex[source]), 0) + 1
        length = supply_path(here, field.rail_cost, field.rail_parent, field.cost, field.parent, way)
        busy[np.unique(way[HEAD_START:length])] += 1
    return busy, sorted(ports, key=lambda h: (-ports[h], h))[:1]
