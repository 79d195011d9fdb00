"""Players to measure others against: one that does nothing, one that does anything."""

from __future__ import annotations

import numpy as np

from engine.ai.player import Memory, roll
from engine.kernels.consts import STATUS_BOX, STATUS_MAP
from engine.legality import attacks, legal_orders, moves, transports
from engine.observe import Observation
from engine.orders import Absorb, Advance, Determined, EndTurn, Order
from engine.rules import aftermath, reinforcement
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
            if isinstance(order, Determined | Advance):
                return order
        return options[0]


class Random:
    """Gives random legal orders: looks at each unit once or so a turn."""

    def decide(self, world: World, seen: Observation, memory: Memory) -> Order:
        """Return a random legal order, of a random kind and unit."""
        if aftermath.top(seen) is not None:
            options = legal_orders(world, seen)
            return options[roll(memory, len(options))]
        turn = int(seen.game[G_TURN])
        own = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
        if memory.turn != turn:
            memory.turn = turn
            memory.stage = 0
            memory.queue = [int(u) for u in own]
        for _ in range(MOST_TRIES):
            memory.stage += 1
            if not memory.queue or memory.stage > 3 * len(own) + MOST_TRIES:
                return EndTurn()
            kind = roll(memory, 20)
            options = []
            if kind < 12:
                unit = memory.queue.pop(roll(memory, len(memory.queue)))
                if seen.unit_status[unit] == STATUS_MAP and seen.unit_side[unit] == seen.viewer:
                    options = moves(world, seen, unit)
            elif kind < 16:
                options = attacks(world, seen)
            elif kind < 17 or np.any((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_BOX)):
                options = transports(world, seen) if roll(memory, 4) == 0 else []
            elif kind < 19 and len(own):
                unit = int(own[roll(memory, len(own))])
                options = [Absorb(unit, 1)] if check(world, seen, Absorb(unit, 1)) is None else []
            else:
                due = reinforcement.due_units(world, seen, seen.viewer)
                options = [o for o in legal_orders(world, seen) if o.__class__.__name__ == "Withdraw"] if due else []
            if options:
                return options[roll(memory, len(options))]
        return EndTurn()
