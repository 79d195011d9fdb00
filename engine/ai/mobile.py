"""The mobile reserve: divisions that doctrine keeps behind the front, and against whom they are sent.

They stand at the places of their reserve as long as all is quiet there. As soon as an enemy is
within their reach they go for the weakest of his stacks together, and attack it if it pays.
"""

from __future__ import annotations

import numpy as np

from engine.ai.analysis import full_share, kept, stack_limits, steps_between
from engine.ai.plans import doctrine_of, spots
from engine.ai.player import Memory
from engine.kernels.consts import FLAG_ENEMY, FLAG_EZOC, INFINITY, STATUS_MAP
from engine.observation import Observation, flags_of, stacks_of
from engine.schema.doctrine import Reserve
from engine.state import G_TURN
from engine.world import World

STRIKE = 5  # hexes round its places in which an enemy brings the reserve into action
SEARCH = 30  # hexes round them in which its divisions are looked for
FRESH, SHARE = 55, 40  # cohesion and percent of establishment of who is called to the reserve
MOST_PERCENT = 25  # of a side's mobile divisions may be in reserve


def plan_reserves(world: World, seen: Observation, memory: Memory) -> None:
    """Choose this turn's reserves and where each goes; notes ``apart:unit`` in memory."""
    before = {int(k.partition(":")[2]) for k in memory.numbers if k.startswith("apart:")}
    memory.numbers = {k: v for k, v in memory.numbers.items() if not k.startswith("apart:")}
    plan = doctrine_of(world, seen.viewer)
    if plan is None or not plan.reserve:
        return
    date = world.date_of(int(seen.game[G_TURN]))
    mobile = _mobile(world, seen)
    left = -(-len(mobile) * MOST_PERCENT // 100)
    for reserve in plan.reserve:
        if (reserve.start and date < reserve.start) or (reserve.until and date > reserve.until):
            continue
        held = [at for at in spots(world, reserve.spots) if seen.hex_control[at] == seen.viewer]
        if not held:
            continue
        chosen = _chosen(world, seen, reserve, held, mobile, before)[:left]
        goals = _against(world, seen, memory, held) or held
        for i, unit in enumerate(chosen):
            memory.numbers[f"apart:{unit}"] = goals[i % len(goals)]
            mobile.remove(unit)
            left -= 1


def send_reserves(memory: Memory) -> None:
    """Give the reserves their places as posts; the line has been manned without them."""
    for key, at in [(k, v) for k, v in memory.numbers.items() if k.startswith("apart:")]:
        memory.numbers[f"post:{key.partition(':')[2]}"] = at


def _mobile(world: World, seen: Observation) -> list[int]:
    """Return the viewer's mobile troops on the map, by row."""
    mine = (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP)
    return [int(u) for u in np.flatnonzero(mine & (world.class_mobile[world.unit_class] > 0))]


def _chosen(
    world: World, seen: Observation, reserve: Reserve, held: list[int], mobile: list[int], before: set[int]
) -> list[int]:
    """Return the divisions of a reserve: those that doctrine names, then who was in it, then the nearest."""
    away = steps_between(world, held, SEARCH)
    flags = flags_of(world, seen)
    able = []
    for unit in mobile:
        at = int(seen.unit_hex[unit])
        named, old = world.unit_ids[unit] in reserve.units, unit in before
        if away[at] >= INFINITY or seen.unit_cohesion[unit] < FRESH or full_share(seen, world, unit) < SHARE:
            continue
        if old or not flags[at] & FLAG_EZOC:
            able.append((not named, not old, int(away[at]), unit))
    return [row[-1] for row in sorted(able)[: max(reserve.divisions, len(reserve.units))]]


def _against(world: World, seen: Observation, memory: Memory, held: list[int]) -> list[int]:
    """Return the own hexes from which to strike the weakest enemy within reach, best ground first."""
    near = steps_between(world, held, STRIKE)
    power, flags = kept(memory, "power"), flags_of(world, seen)
    room = stacks_of(world, seen) < stack_limits(world)
    found = []
    for at in np.flatnonzero((near < INFINITY) & ((flags & FLAG_ENEMY) != 0)):
        from_ = [
            h
            for h in world.hex_neighbour[at].tolist()
            if 0 <= h < world.land and seen.hex_control[h] == seen.viewer and room[h]
        ]
        if from_:
            from_.sort(key=lambda h: (-int(world.terrain_shift[world.hex_terrain[h]]), h))
            found.append((int(power[at]), int(near[at]), int(at), from_))
    return min(found)[-1] if found else []
