"""Tasks of single units: who goes for which place that scores, by the way there.

Without tasks all would go for the nearest place. What touches the enemy, holds a post or is worn gets none.
"""

from __future__ import annotations

import numpy as np

from engine.ai.analysis import way_to
from engine.ai.manoeuvre import WEARY
from engine.ai.offensive import style_of
from engine.ai.player import Memory
from engine.ai.posts import walker
from engine.ai.worth import to_take
from engine.kernels.consts import FLAG_EZOC, STATUS_MAP
from engine.observation import Observation, flags_of
from engine.world import World


def assign_tasks(world: World, seen: Observation, memory: Memory) -> None:
    """Give places that score, those of most points first, to the nearest free units; notes it in memory."""
    memory.numbers = {k: v for k, v in memory.numbers.items() if not k.startswith("task:")}
    if not memory.numbers.get("attacking"):
        return
    worth, style = to_take(world, seen), style_of(world, seen)
    free = _free(world, seen, memory)
    for at in sorted(np.flatnonzero(worth >= style.task_points), key=lambda h: (-int(worth[h]), int(h))):
        field = way_to(world, walker(world), int(at), style.task_quarters)
        near = sorted((int(field[seen.unit_hex[u]]), u) for u in free)
        chosen = [unit for way, unit in near[: style.task_units] if way < style.task_quarters]
        for unit in chosen:
            free.discard(unit)
            memory.numbers[f"task:{unit}"] = int(at)


def _free(world: World, seen: Observation, memory: Memory) -> set[int]:
    mine = (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP)
    mine &= (seen.unit_cohesion >= WEARY) & (world.class_static[world.unit_class] == 0)
    rows = np.flatnonzero(mine)
    quiet = (flags_of(world, seen)[seen.unit_hex[rows]] & FLAG_EZOC) == 0
    bound = ("post", "embark", "evac")
    return {int(u) for u in rows[quiet] if not any(f"{word}:{u}" in memory.numbers for word in bound)}
