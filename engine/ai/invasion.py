"""Troops for a landing that is near: fresh divisions out of the second line, as many as the craft carry.

Doctrine names who goes ashore. A staff whose named divisions are worn or in contact takes
others in time, and goes on feeding the beachhead for some weeks.
"""

from __future__ import annotations

import numpy as np

from engine.ai.landings import DIVISION, PREPARE_TURNS, afloat, can_embark, open_landings, sea_boxes
from engine.ai.plans import doctrine_of, spots
from engine.ai.player import Memory
from engine.observation import Observation
from engine.schema.doctrine import Landing
from engine.script.conditions import all_hold
from engine.state import G_TURN
from engine.world import World

FEED_TURNS = 4  # how long after its first wave a landing still draws troops


def gather(world: World, seen: Observation, memory: Memory) -> None:
    """Mark fresh troops that take ship for the landings of the next turns, and for a young beachhead.

    Where the craft no longer carry the first wave of any, who waits for one is free to go elsewhere.
    """
    memory.numbers["volunteers"] = 1
    boxes = sea_boxes(world, seen)
    lift = int(seen.pool_craft[seen.viewer]) // DIVISION
    young, due = _young(world, seen, memory), open_landings(world, seen, memory, 0)
    able = [
        landing
        for landing in open_landings(world, seen, memory, PREPARE_TURNS)
        if not memory.numbers.get(f"shelved:{landing.id}")
        if landing not in due or landing.units_at_least <= lift
        if not landing.conditions or all_hold(world, seen, landing.conditions)
    ]
    if not boxes or not (able or (young and lift)):
        memory.numbers = {k: v for k, v in memory.numbers.items() if not k.startswith("embark:")}
        return
    for landing in (*able, *young):
        there = set(afloat(world, seen))
        there |= {int(key.partition(":")[2]) for key in memory.numbers if key.startswith("embark:")}
        wanted = landing.divisions if landing in young else landing.units_at_least
        short = min(wanted, lift) - len(there)
        if short <= 0:
            continue
        for unit in _second_line(world, seen, memory, landing)[:short]:
            memory.numbers[f"embark:{unit}"] = -2 - boxes[0]


def _young(world: World, seen: Observation, memory: Memory) -> list[Landing]:
    """Return the landings whose first wave went ashore in the last turns."""
    plan, turn = doctrine_of(world, seen.viewer), int(seen.game[G_TURN])
    since = turn - FEED_TURNS
    if plan is None:
        return []
    return [x for x in plan.landing if memory.numbers.get(f"landed:{x.id}", -FEED_TURNS) >= since]


def _joined(world: World, seen: Observation, landing: Landing) -> set[int]:
    """Return the own hexes that hang together with the beaches of a landing that are held."""
    queue = [at for at in spots(world, landing.places) if seen.hex_control[at] == seen.viewer]
    found = set(queue)
    for at in queue:
        for there in world.hex_neighbour[at].tolist():
            if 0 <= there < world.land and there not in found and seen.hex_control[there] == seen.viewer:
                found.add(there)
                queue.append(there)
    return found


def _second_line(world: World, seen: Observation, memory: Memory, landing: Landing) -> list[int]:
    """Return who may be taken from land, the named before others, the freshest first.

    Who can walk to the beach over own ground stays.
    """
    near = _joined(world, seen, landing)
    named = {name for wave in landing.wave for name in wave.units} | set(landing.follow_up)
    able = [
        int(u)
        for u in np.flatnonzero(seen.unit_side == seen.viewer)
        if can_embark(world, seen, int(u))
        and int(seen.unit_hex[u]) not in near
        and not any(f"{word}:{u}" in memory.numbers for word in ("embark", "post", "task", "evac"))
    ]
    fresh = seen.unit_cohesion.astype(np.int32) + seen.unit_quarters
    return sorted(able, key=lambda u: (world.unit_ids[u] not in named, -int(fresh[u]), u))
