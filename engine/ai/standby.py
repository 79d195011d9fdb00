"""Reserves of a computer player: who stands by behind the front, and where to when a hex falls."""

from __future__ import annotations

import numpy as np

from engine.ai.analysis import front, full_share, steps_between
from engine.ai.player import Memory
from engine.kernels.consts import FLAG_EZOC, MODE_NORMAL, STATUS_MAP
from engine.observation import Observation, flags_of
from engine.orders import Order, React, Reserve
from engine.rules import reserves
from engine.rules.common import stack_at
from engine.turn import check
from engine.world import World

REST = 55  # cohesion below which a unit is left in peace
SHARE = 40  # percent of its establishment that a reserve needs


def hold_back(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Put in reserve who stands free behind the front, near enough to be of use."""
    if "filled" not in memory.numbers:
        memory.numbers["filled"] = 1
        memory.queue = _candidates(world, seen)
    while memory.queue:
        order = Reserve(memory.queue.pop(0))
        if check(world, seen, order) is None:
            return order
    return None


def _candidates(world: World, seen: Observation) -> list[int]:
    """Return mobile units out of contact, off the line and off works, within reach of the front."""
    mobile = world.class_mobile[world.unit_class] > 0
    own = (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP) & mobile
    own &= (seen.unit_mode == MODE_NORMAL) & (seen.unit_cohesion >= REST)
    rows = np.flatnonzero(own)
    if len(rows) == 0:
        return []
    edge = front(world, seen) > 0
    touched = (flags_of(world, seen) & FLAG_EZOC) > 0
    sources = [int(h) for h in np.flatnonzero(edge & touched)]
    near = steps_between(world, sources, max(1, world.combat.reserve.mobile_hexes))
    found = []
    for row in rows:
        unit, at = int(row), int(seen.unit_hex[row])
        free = not edge[at] and not touched[at] and seen.hex_fort[at] == 0
        if free and near[at] < reserves.range_of(world, unit) and full_share(seen, world, unit) >= SHARE:
            found.append(unit)
    return found


def answer(world: World, seen: Observation, lost: int) -> Order:
    """Send the freshest reserve to the best ground behind a lost hex, if any is fit for it."""
    best: tuple[int, int, int] | None = None
    for unit, hexes in reserves.reactors(world, seen, seen.viewer, lost).items():
        if seen.unit_cohesion[unit] < REST or full_share(seen, world, unit) < SHARE:
            continue
        power = int(seen.unit_quarters[unit]) * (100 + int(seen.unit_cohesion[unit])) // 100
        for at in hexes:
            ground = 4 * int(world.terrain_shift[world.hex_terrain[at]]) + 4 * int(seen.hex_fort[at])
            ground += 6 * int(world.hex_place[at] >= 0) + 8 * int(stack_at(world, seen, seen.viewer, at) == 0)
            if best is None or (power + ground, -unit, -at) > best:
                best = (power + ground, -unit, -at)
    return React((), lost) if best is None else React((-best[1],), -best[2])
