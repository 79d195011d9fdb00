"""The staff work of a turn: headquarters behind their troops, lost units under who can reach them."""

from __future__ import annotations

import numpy as np

from engine.ai.analysis import kept
from engine.ai.player import Memory
from engine.kernels.consts import COMMAND_LOST, STATUS_MAP
from engine.observation import Observation
from engine.orders import Attach, Detach, Disband, Headquarters, Merge, Order
from engine.rules import detachment, headquarters
from engine.turn import check
from engine.world import World
from engine.world_parts import CORPS

BATTERED = 35  # percent of its establishment up to which a unit is merged with another


def staff_order(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Return the next order of the staff: a headquarters to move or a unit to attach, None if all is well.

    Only corps with units out of command look for a better post, and only these units for
    another corps, so a quiet turn costs next to nothing.
    """
    if "filled" not in memory.numbers:
        memory.numbers["filled"] = 1
        memory.queue = [-1 - f for f in _astray_corps(world, seen)]
        memory.queue += _astray(world, seen)
        merger = _merger(world, seen) or _reunion(world, seen, memory) or _remnant(world, seen, memory)
        if merger is not None:
            memory.numbers.pop("filled")
            return merger
    while memory.queue:
        row = memory.queue.pop(0)
        order = _move(world, seen, -1 - row) if row < 0 else _attach(world, seen, row)
        if order is not None and check(world, seen, order) is None:
            return order
    return None


def _merger(world: World, seen: Observation) -> Order | None:
    """Make one unit of two battered ones of a kind in a hex, the larger taking in the smaller."""
    mine = (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP)
    weak = mine & (seen.unit_quarters.astype(np.int32) * 100 <= world.unit_full.astype(np.int32) * BATTERED)
    rows = np.flatnonzero(weak)
    rows = rows[np.lexsort((rows, -seen.unit_quarters[rows]))]
    for i, into in enumerate(rows):
        for unit in rows[i + 1 :]:
            if seen.unit_hex[unit] == seen.unit_hex[into]:
                order = Merge(int(unit), int(into))
                if check(world, seen, order) is None:
                    return order
    return None


def _reunion(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Let a part that has no post of its own go back to its division, if it stands with it."""
    parts = (seen.unit_parent >= 0) & (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP)
    for part in np.flatnonzero(parts):
        unit = int(seen.unit_parent[part])
        order = Merge(int(part), unit)
        together = seen.unit_hex[part] == seen.unit_hex[unit]
        if together and f"post:{part}" not in memory.numbers and check(world, seen, order) is None:
            return order
    return None


def _remnant(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Disband what is left of a regiment far from the enemy."""
    mine = (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP) & (world.unit_stack == 1)
    full = world.unit_full.astype(np.int32)
    weak = mine & (seen.unit_quarters.astype(np.int32) * 100 <= full * world.command.disband_percent)
    for unit in np.flatnonzero(weak):
        if kept(memory, "threat")[seen.unit_hex[unit]] == 0:
            order = Disband(int(unit))
            if not world.class_static[world.unit_class[unit]] and check(world, seen, order) is None:
                return order
    return None


def garrison_order(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Leave a part in a garrison that needs no more than one, and free the division for the front."""
    for key, steps in [(k, v) for k, v in memory.numbers.items() if k.startswith("small:")]:
        unit = int(key.partition(":")[2])
        memory.numbers.pop(key)
        order = Detach(unit)
        if detachment.part_quarters(world, seen, unit) >= steps and check(world, seen, order) is None:
            part = detachment.free_counter(world, seen, unit)
            memory.numbers[f"post:{part}"] = memory.numbers.pop(f"post:{unit}")
            return order
    return None


def _astray(world: World, seen: Observation) -> list[int]:
    lost = (seen.unit_command == COMMAND_LOST) & (seen.unit_status == STATUS_MAP)
    return [int(u) for u in np.flatnonzero(lost & (seen.unit_side == seen.viewer))]


def _astray_corps(world: World, seen: Observation) -> list[int]:
    heads = {headquarters.head_of(world, seen, u) for u in _astray(world, seen)}
    return sorted(f for f in heads if f >= 0 and not seen.hq_silent[f])


def _move(world: World, seen: Observation, formation: int) -> Order | None:
    """Send a headquarters to the post from which it reaches most units, if that is more than now."""
    units = headquarters.members(world, seen, formation)
    if seen.hq_hex[formation] < 0 or not len(units):
        return None
    goal = headquarters.best_post(world, seen, formation, units)
    reach = headquarters.reach_of(world, formation)
    at = seen.unit_hex[units]
    here, there = (
        int((headquarters.hexes_apart(world, at, np.full(len(at), post, np.int32)) <= reach).sum())
        for post in (int(seen.hq_hex[formation]), goal)
    )
    return Headquarters(formation, goal) if there > here else None


def _attach(world: World, seen: Observation, unit: int) -> Order | None:
    """Put a unit that its headquarters cannot reach under the nearest corps of its side that can."""
    if seen.unit_command[unit] != COMMAND_LOST or world.class_static[world.unit_class[unit]]:
        return None
    head = headquarters.head_of(world, seen, unit)
    if head < 0 or seen.hq_silent[head]:
        return None
    corps = np.flatnonzero(
        (world.formation_side == seen.viewer)
        & (world.formation_echelon == CORPS)
        & (seen.hq_hex >= 0)
        & (seen.hq_silent == 0)
    )
    if not len(corps):
        return None
    at = np.full(len(corps), seen.unit_hex[unit], np.int32)
    away = headquarters.hexes_apart(world, at, seen.hq_hex[corps])
    best = int(np.lexsort((corps, away))[0])
    return Attach(unit, int(corps[best])) if away[best] <= world.command.corps_range else None
