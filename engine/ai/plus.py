"""The general staff with a map table: it plays a few plans out before it gives its first order of a turn.

Each plan is the staff itself in another temper: bolder, warier, keener on places. It is tried on a game
that the staff imagines (``Imagined``: nothing but what its side knows, dice of its own): its own turn, the
enemy's answer, and again. The plan that stands best afterwards is the one it carries out. Trials are counted,
not timed: the same budget gives the same orders on every machine.
"""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

import msgspec
import numpy as np

from engine.ai.analysis import FAR, way_to
from engine.ai.chief import Staff
from engine.ai.plans import doctrine_of
from engine.ai.player import Memory, new_memory, roll
from engine.ai.posts import walker
from engine.ai.worth import to_take
from engine.imagine import Imagined
from engine.kernels.consts import QUARTERS
from engine.observation import Observation
from engine.orders import Order
from engine.rules import aftermath, victory
from engine.schema.doctrine import StaffFile
from engine.state import G_TURN
from engine.turn import apply, to_act
from engine.world import World

BUDGET = 24  # nodes a turn, where the player's name says no other number; a node is a player turn played out
AHEAD = 4  # own turns, each with the enemy's answer, that a trial looks ahead if the budget allows
MOST_ORDERS = 6000  # of one trial
POINT = 16 * QUARTERS  # worth of a point of victory, in quarter steps
NEAR = 240  # quarters of way from which a place is felt
PULL = 50  # percent of a place's points that standing at its gates is worth

# Tempers beside the doctrine's own: what is added to the numbers of ``[staff]``.
TEMPERS: tuple[dict[str, int], ...] = (
    {},
    {"goal_quarters": 4, "goal_handicap": 40, "task_units": 2, "task_points": -2, "task_quarters": 200},
    {"attack_percent": 50, "counter_percent": 45, "price_percent": 120},
    {"hold_steps": 6, "alarm_hexes": 4, "task_units": -1},
    {"attack_percent": -8, "counter_percent": -14, "price_percent": -35},
    {"attack_percent": 25, "counter_percent": 25, "price_percent": 60},
)


STAFF = Staff()


class Plus:
    """The staff that tries plans out; ``budget`` is the number of nodes a turn, see BUDGET."""

    def __init__(self, budget: int = BUDGET) -> None:
        self.ahead = max(1, min(AHEAD, budget // 4))
        self.trials = max(2, budget // (2 * self.ahead))

    def decide(self, world: World, seen: Observation, memory: Memory) -> Order:
        """Return the next order of the turn, by the plan that was chosen at its first."""
        if aftermath.top(seen) is None and memory.turn != int(seen.game[G_TURN]):
            memory.numbers["plan:"] = self.choose(world, seen, memory)
        plan = memory.numbers.get("plan:", 0)
        return STAFF.decide(tempers(world, seen.viewer)[plan], seen, memory)

    def choose(self, world: World, seen: Observation, memory: Memory) -> int:
        """Return the row of the plan that does best: all are tried, then the better half again, and so on.

        Of equals the first, which is the doctrine's own. Draws from the player's dice, changes nothing else.
        """
        worlds = tempers(world, seen.viewer)
        left = list(range(min(len(worlds), self.trials)))
        worth, spent, sample = [0] * len(worlds), 0, 0
        while len(left) > 1 and spent + len(left) <= self.trials:
            key = roll(memory, 1 << 31), roll(memory, 1 << 31)
            sample += 1
            for plan in left:  # on the same dice, so that plans are compared and not their luck
                worth[plan] += trial(worlds[plan], world, seen, memory, key, self.ahead)
            spent += len(left)
            left.sort(key=lambda plan: (-worth[plan], plan))
            del left[(len(left) + 1) // 2 :]
        return left[0]


_tempers: WeakKeyDictionary[World, dict[int, list[World]]] = WeakKeyDictionary()


def tempers(world: World, side: int) -> list[World]:
    """Return the world as each temper of a side's staff sees it: only the doctrine differs.

    Where a scenario has no doctrine for the side there is the one temper of the plain staff.
    """
    known = _tempers.setdefault(world, {})
    if side not in known:
        doctrine = doctrine_of(world, side)
        known[side] = [world]
        if doctrine is None:
            return known[side]
        for change in TEMPERS[1:]:
            style = doctrine.staff
            moved = {name: max(0, int(getattr(style, name)) + by) for name, by in change.items()}
            other: StaffFile = msgspec.structs.replace(style, **moved)
            files = {**world.doctrine, world.side_ids[side]: msgspec.structs.replace(doctrine, staff=other)}
            known[side].append(replace(world, doctrine=files))
    return known[side]


def trial(
    mind: World, world: World, seen: Observation, memory: Memory, key: tuple[int, int], ahead: int
) -> int:
    """Play a plan out on an imagined game and return how the viewer stands at its end, in quarter steps.

    ``mind`` is the world as the plan's temper sees it, ``key`` the dice of the imagination, ``ahead`` the
    own turns to play, the present one included.
    """
    game, viewer = Imagined(world, seen, key), seen.viewer
    memories = [new_memory("staff", side, key[0]) for side in range(world.sizes.side)]
    memories[viewer] = msgspec.convert(msgspec.to_builtins(memory), Memory)
    end = int(seen.game[G_TURN]) + ahead
    for _ in range(MOST_ORDERS):
        side = to_act(game.state)
        if side < 0 or (game.state.turn >= end and game.state.side == viewer):
            break
        apply(game, STAFF.decide(mind if side == viewer else world, game.view(side), memories[side]))
    return standing(world, game, viewer)


def standing(world: World, game: Imagined, viewer: int) -> int:
    """Return what a position is worth to a side, in quarter steps: points, troops, nearness to places."""
    lead = victory.balance(world, game.state)
    if viewer != world.rows("side")[world.victory.side]:
        lead = -lead
    worth = lead * POINT
    for side in range(world.sizes.side):
        sign = 1 if side == viewer else -1
        worth += sign * (game.troops(side) + _reach(world, game, side))
    return worth


def _reach(world: World, game: Imagined, side: int) -> int:
    """Return what the places are worth that still score for a side, by how near its ground has come."""
    seen = game.view(side)
    worth = to_take(world, seen)
    own = game.state.hex_control == side
    total = 0
    for place in np.flatnonzero(worth):
        way = int(np.minimum(way_to(world, walker(world), int(place)), FAR)[own].min(initial=FAR))
        total += int(worth[place]) * POINT * PULL * max(0, NEAR - way) // (100 * NEAR)
    return total
