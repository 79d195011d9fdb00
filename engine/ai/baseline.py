"""Players to measure others against: one that does nothing, one that does anything."""

from __future__ import annotations

import numpy as np

from engine.ai.player import Memory, roll
from engine.kernels.consts import STATUS_BOX, STATUS_MAP
from engine.legality import (
    MISSIONS,
    attacks,
    bombardments,
    commands,
    demolitions,
    drops,
    flights,
    legal_orders,
    moves,
    overruns,
    priorities,
    transports,
)
from engine.observation import Observation
from engine.orders import (
    Absorb,
    Advance,
    Determined,
    EndTurn,
    Labour,
    Order,
    React,
    Refit,
    Reserve,
    Withdraw,
)
from engine.rules import aftermath, reinforcement, works
from engine.state import G_TURN
from engine.turn import check
from engine.world import World

MOST_TRIES = 40


class Passive:
    """Ends its turn, retreats, never advances, takes the first answer."""

    def decide(self, world: World, seen: Observation, memory: Memory) -> Order:
        """Return the order that changes least."""
        if aftermath.top(seen) is None:
            return EndTurn()
        options = legal_orders(world, seen)
        for order in options:
            if isinstance(order, Determined | Advance | React):
                return order
        return options[0]


class Random:
    """Gives random legal orders: looks at each unit once or so a turn, on the map and off it."""

    def decide(self, world: World, seen: Observation, memory: Memory) -> Order:
        """Return a random legal order, of a random kind and unit."""
        if aftermath.top(seen) is not None:
            options = legal_orders(world, seen)
            return options[roll(memory, len(options))]
        turn = int(seen.game[G_TURN])
        present = (seen.unit_status == STATUS_MAP) | (seen.unit_status == STATUS_BOX)
        own = np.flatnonzero((seen.unit_side == seen.viewer) & present)
        if memory.turn != turn:
            memory.turn = turn
            memory.stage = 0
            memory.queue = [int(u) for u in own]
        for _ in range(MOST_TRIES):
            memory.stage += 1
            if not memory.queue or memory.stage > 3 * len(own) + MOST_TRIES:
                return EndTurn()
            options = self._options(world, seen, memory, own)
            kinds = sorted({type(order).__name__ for order in options})
            if kinds:
                kind = kinds[roll(memory, len(kinds))]
                options = [order for order in options if type(order).__name__ == kind]
                return options[roll(memory, len(options))]
        return EndTurn()

    def _options(self, world: World, seen: Observation, memory: Memory, own: np.ndarray) -> list[Order]:
        kind = roll(memory, 21)
        if kind == 20:
            unit = int(own[roll(memory, len(own))])
            some = [Refit(unit)] if check(world, seen, Refit(unit)) is None else []
            return [*some, *map(Labour, works.building_sites(world, seen))]
        if kind >= 19:
            leaving = [Withdraw(u) for u in reinforcement.due_units(world, seen, seen.viewer)]
            return [o for o in leaving if check(world, seen, o) is None]
        if kind >= 12 and kind < 16:
            return attacks(world, seen)
        if kind == 9:
            return overruns(world, seen) or bombardments(world, seen)
        if kind == 18:
            mission = MISSIONS[roll(memory, len(MISSIONS))]
            return drops(world, seen) or flights(world, seen, [mission])
        if kind >= 17:
            unit = int(own[roll(memory, len(own))])
            return [Absorb(unit, 1)] if check(world, seen, Absorb(unit, 1)) is None else []
        unit = memory.queue.pop(roll(memory, len(memory.queue)))
        if seen.unit_side[unit] != seen.viewer:
            return []
        if kind == 11:
            return commands(world, seen, [unit])
        if kind == 10 and check(world, seen, Reserve(unit)) is None:
            return [Reserve(unit)]
        if kind == 8:
            return [*demolitions(world, seen, [unit]), *priorities(world, seen, [unit])]
        if kind == 16 or seen.unit_status[unit] == STATUS_BOX:
            return transports(world, seen, [unit])
        return moves(world, seen, unit) if seen.unit_status[unit] == STATUS_MAP else []
