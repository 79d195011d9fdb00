"""What the greedy player blows up before the enemy comes, and whom it feeds first."""

from __future__ import annotations

import numpy as np

from engine.ai.plans import doctrine_of, objectives
from engine.ai.player import Memory
from engine.kernels.consts import STATUS_MAP
from engine.observation import Observation
from engine.orders import Demolish, Order, Priority
from engine.rules.wreckage import BRIDGE, PORT
from engine.turn import check
from engine.world import World


def supply_order(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Return the next demolition or change of priority that the plans of the side ask for."""
    order = _demolish(world, seen, memory)
    return order if order is not None else _prefer(world, seen)


def _demolish(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Blow up ports that the enemy is near to, and bridges that lead to him, unless the side attacks."""
    plan = doctrine_of(world, seen.viewer)
    if plan is None or not plan.demolish_within or memory.numbers.get("attacking", 0):
        return None
    on_map = seen.unit_status == STATUS_MAP
    near = np.zeros(world.land, bool)
    near[seen.unit_hex[on_map & (seen.unit_side != seen.viewer)]] = True
    foes = near.copy()
    for _ in range(plan.demolish_within):
        around = world.hex_neighbour[np.flatnonzero(near)]
        near[around[(around >= 0) & (around < world.land)]] = True
    for unit in np.flatnonzero(on_map & (seen.unit_side == seen.viewer)):
        u, at = int(unit), int(seen.unit_hex[unit])
        if not near[at]:
            continue
        banks = world.hex_neighbour[at][world.hex_bridge[at] >= 0]
        wanted = [Demolish(u, PORT, at)]
        wanted += [Demolish(u, BRIDGE, int(h)) for h in banks if foes[h]]
        for order in wanted:
            if check(world, seen, order) is None:
                return order
    return None


def _prefer(world: World, seen: Observation) -> Order | None:
    """Let the formations of the main effort draw first: those that the plans give objectives of their own."""
    plan = doctrine_of(world, seen.viewer)
    if plan is None:
        return None
    chosen = objectives(world, seen, plan).keys() - {""}
    mine = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
    rows = [row for row, name in enumerate(world.formation_ids) if name in chosen]
    wanted = np.zeros(len(mine), np.bool_)
    for of in (seen.unit_formation, seen.unit_corps, seen.unit_army):
        wanted |= np.isin(of[mine], rows)
    for level in (1, 0):
        units = tuple(mine[(wanted == level) & (seen.unit_priority[mine] != level)].tolist())
        if units:
            return Priority(units, level)
    return None
