"""Bombardments and overruns of a computer player: what is easily ridden down, what is left over."""

from __future__ import annotations

import numpy as np

from engine.ai.player import Memory
from engine.kernels.consts import FLAG_ENEMY, FLAG_EZOC, MODE_ATTACKED, STATUS_MAP
from engine.legality import overruns
from engine.observation import Observation, flags_of
from engine.orders import Allot, Bombard, Order, Overrun
from engine.turn import check
from engine.world import World

SOFTENED = 2  # hexes bombarded a turn at most
DUG_IN = 2  # trenches and works that make a bombardment worth its shells
EFFORTS = 2  # corps for which points are laid up
WAITING = 2  # own units in touch with a hex that is softened for them


def ride_down(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Overrun a weak enemy on the way, with as few units as it takes."""
    if not memory.numbers.get("attacking"):
        return None
    found = [o for o in overruns(world, seen) if isinstance(o, Overrun)]
    return min(found, key=lambda o: (len(o.units), o.target, o.units)) if found else None


def lay_up(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Lay up what no attack wanted for the main effort: the corps with most men in touch who may attack."""
    left = int(seen.pool_support[seen.viewer])
    if left <= 0:
        return None
    fit = (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP)
    fit &= (seen.unit_cohesion >= world.combat.no_attack_below) & (seen.unit_corps >= 0)
    rows = np.flatnonzero(fit)
    rows = rows[(flags_of(world, seen)[seen.unit_hex[rows]] & FLAG_EZOC) > 0]
    power = np.zeros(world.sizes.formation + 1, np.int64)
    men = seen.unit_quarters[rows].astype(np.int64) * world.type_attack[world.unit_type[rows]]
    np.add.at(power, seen.unit_corps[rows], men)
    for corps in np.argsort(-power, kind="stable")[:EFFORTS]:
        room = min(left, world.command.allot_most - int(seen.hq_support[corps])) if power[corps] else 0
        order = Allot(int(corps), room)
        if room > 0 and check(world, seen, order) is None:
            return order
    return None


def soften(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Spend support that no attack wanted on dug-in enemies before whom troops gather."""
    done = memory.numbers.get("softened", 0)
    left = min(int(seen.pool_support[seen.viewer]), world.combat.bombardment.points_at_most)
    if not memory.numbers.get("attacking") or done >= SOFTENED or left <= 0:
        return None
    mine = np.zeros(world.land, np.int32)
    ready = (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP)
    np.add.at(mine, seen.unit_hex[ready & (seen.unit_mode != MODE_ATTACKED)], 1)
    best: tuple[int, int] | None = None
    for target in np.flatnonzero(flags_of(world, seen) & FLAG_ENEMY):
        t = int(target)
        near = sum(int(mine[h]) for h in world.hex_neighbour[t] if 0 <= h < world.land)
        dug = int(seen.unit_entrench[seen.unit_hex == t].max(initial=0)) + int(seen.hex_fort[t])
        if near < WAITING or dug < DUG_IN or check(world, seen, Bombard(t, left)) is not None:
            continue
        if best is None or (near * dug, -t) > best:
            best = (near * dug, -t)
    if best is None:
        return None
    memory.numbers["softened"] = done + 1
    return Bombard(-best[1], left)
