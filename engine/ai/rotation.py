"""Relief of the tired: divisions leave the line before they break, and come back only when they are fresh.

Who rests stands out of the enemy's reach behind the front and holds no post meanwhile. Nobody is
relieved whose place would be bare: another unit stands with him or near enough to take it over.
"""

from __future__ import annotations

import numpy as np

from engine.ai.analysis import full_share, kept, stack_limits, steps_to
from engine.ai.offensive import style_of
from engine.ai.player import Memory
from engine.kernels.consts import FLAG_EZOC, INFINITY, STATUS_MAP
from engine.observation import Observation, flags_of, stacks_of
from engine.state import I32
from engine.world import World

NEAR = 3  # hexes within which a relief must stand
BEHIND = 12  # hexes that a unit goes back at most
FRESH, SHARE = 60, 40  # cohesion and percent of establishment of a relief


def plan_rest(world: World, seen: Observation, memory: Memory) -> None:
    """Choose who rests this turn and where; notes ``rest:unit`` in memory, with the hex as its value.

    Who rests goes on until its cohesion is ``rest_until`` or nobody keeps the enemy from it; then
    come the most tired in enemy zones, as long as no more than ``rest_percent`` of the side's troops rest.
    """
    before = {int(k.partition(":")[2]) for k in memory.numbers if k.startswith("rest:")}
    memory.numbers = {k: v for k, v in memory.numbers.items() if not k.startswith("rest:")}
    style = style_of(world, seen)
    mine = (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP)
    troops = np.flatnonzero(mine & (world.class_static[world.unit_class] == 0))
    most = len(troops) * style.rest_percent // 100
    if not most:
        return
    flags = flags_of(world, seen)
    tired = [
        int(u)
        for u in troops
        if seen.unit_cohesion[u] < (style.rest_until if int(u) in before else style.rest_below)
    ]
    tired.sort(key=lambda u: (u not in before, int(seen.unit_cohesion[u]), u))
    relief = [
        int(u) for u in troops if seen.unit_cohesion[u] >= FRESH and full_share(seen, world, int(u)) >= SHARE
    ]
    quiet = _quiet(world, seen, memory)
    for unit in tired:
        if most == 0:
            break
        away = steps_to(world, int(seen.unit_hex[unit]), BEHIND)
        if flags[seen.unit_hex[unit]] & FLAG_EZOC:
            near = [u for u in relief if u != unit and away[seen.unit_hex[u]] <= NEAR]
            if not near:
                continue
            relief.remove(min(near, key=lambda u: (int(away[seen.unit_hex[u]]), u)))
        elif unit not in before:
            continue
        goal = int(np.where(quiet, away, INFINITY).argmin())
        if quiet[goal] and away[goal] < INFINITY:
            memory.numbers[f"rest:{unit}"] = goal
            most -= 1


def send_to_rest(memory: Memory) -> None:
    """Give those who rest their places as posts; the line has been manned without them."""
    for key, at in [(k, v) for k, v in memory.numbers.items() if k.startswith("rest:")]:
        memory.numbers[f"post:{key.partition(':')[2]}"] = at


def _quiet(world: World, seen: Observation, memory: Memory) -> I32:
    """Return bool[L]: own hexes with room where no enemy is felt."""
    own = seen.hex_control[: world.land] == seen.viewer
    room = stacks_of(world, seen) < stack_limits(world)
    quiet: I32 = own & room & (kept(memory, "threat") == 0)
    return quiet
