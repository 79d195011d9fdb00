"""The general staff with a map table: it plays a few plans out before it gives its first order of a turn.

Each plan is the staff itself in another temper: bolder, warier, keener on places. It is tried on a game
that the staff imagines (``Imagined``: nothing but what its side knows, dice of its own): its own turn, the
enemy's answer, and again. The plan that stands best afterwards is the one it carries out. Trials are counted,
not timed: the same budget gives the same orders on every machine.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple, TypeVar
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
from engine.schema.doctrine import Posture, StaffFile
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


# What each temper is called, in the same order.
NAMES = ("as-planned", "for-the-places", "sure-of-it", "guarded", "venturesome", "careful")
STAFF = Staff()
Terms = dict[str, int]
Style = TypeVar("Style", StaffFile, Posture)


class Weighed(NamedTuple):
    """How the plans stood: their rows, the best first, and by row the ends of its trials, on equal dice."""

    order: list[int]
    ends: list[list[Terms]]


class Tried(msgspec.Struct, frozen=True):
    """A plan that was tried: how often, the mean worth of its ends in steps, what that is made of.

    ``behind`` says by how many steps it fell short of the chosen plan on the same dice, ``lost_by`` the term
    that cost it most of them; both are None for the chosen plan itself, which comes first.
    """

    plan: str
    trials: int
    worth: float | None
    terms: dict[str, float]
    behind: float | None = None
    lost_by: str | None = None


def due(seen: Observation, memory: Memory) -> bool:
    """Whether a plan is to be chosen before the next order."""
    return aftermath.top(seen) is None and memory.turn != int(seen.game[G_TURN])


class Plus:
    """The staff that tries plans out; ``budget`` is the number of nodes a turn, see BUDGET."""

    def __init__(self, budget: int = BUDGET) -> None:
        self.ahead = max(1, min(AHEAD, budget // 4))
        self.trials = max(2, budget // (2 * self.ahead))

    def decide(self, world: World, seen: Observation, memory: Memory) -> Order:
        """Return the next order of the turn, by the plan that was chosen at its first."""
        if due(seen, memory):
            memory.numbers["plan:"] = self.choose(world, seen, memory)
        plan = memory.numbers.get("plan:", 0)
        return STAFF.decide(tempers(world, seen.viewer)[plan], seen, memory)

    def choose(self, world: World, seen: Observation, memory: Memory) -> int:
        """Return the row of the plan that does best; draws from the player's dice, changes nothing else."""
        return self.weigh(world, seen, memory).order[0]

    def weigh(self, world: World, seen: Observation, memory: Memory) -> Weighed:
        """Try all plans, then the better half again, and so on; of equals the first is the better.

        That is the doctrine's own. Draws from the player's dice, changes nothing else.
        """
        worlds = tempers(world, seen.viewer)
        left = list(range(min(len(worlds), self.trials)))
        ends: list[list[Terms]] = [[] for _ in worlds]
        beaten: list[int] = []
        spent = 0
        while len(left) > 1 and spent + len(left) <= self.trials:
            key = roll(memory, 1 << 31), roll(memory, 1 << 31)
            for plan in left:  # on the same dice, so that plans are compared and not their luck
                ends[plan].append(trial(worlds[plan], world, seen, memory, key, self.ahead))
            spent += len(left)
            left.sort(key=lambda plan: (-sum(sum(end.values()) for end in ends[plan]), plan))
            half = (len(left) + 1) // 2
            beaten[:0] = left[half:]
            del left[half:]
        return Weighed(left + beaten, ends)


def tried(found: Weighed) -> list[Tried]:
    """Return the plans as ``explain`` tells them, the chosen one first, the runner-up second."""
    best = found.ends[found.order[0]]
    told = []
    for place, plan in enumerate(found.order):
        ends = found.ends[plan]
        parts = {name: sum(end[name] for end in ends) for name in (ends[0] if ends else ())}
        terms = {name: _steps(part, len(ends)) for name, part in parts.items()}
        worth = _steps(sum(parts.values()), len(ends)) if ends else None
        if place == 0:
            told.append(Tried(NAMES[plan], len(ends), worth, terms))
            continue
        gaps = {name: sum(end[name] for end in best[: len(ends)]) - part for name, part in parts.items()}
        worst = max(gaps, key=lambda name: gaps[name])
        lost_by = worst if gaps[worst] > 0 else None
        behind = _steps(sum(gaps.values()), len(ends))
        told.append(Tried(NAMES[plan], len(ends), worth, terms, behind, lost_by))
    return told


def _steps(quarters: int, count: int) -> float:
    return round(quarters / (QUARTERS * count), 2)


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
            other = msgspec.structs.replace(
                doctrine,
                staff=moved(doctrine.staff, change),
                posture=[moved(posture, change) for posture in doctrine.posture],
            )
            files = {**world.doctrine, world.side_ids[side]: other}
            known[side].append(replace(world, doctrine=files))
    return known[side]


def moved(style: Style, change: dict[str, int]) -> Style:
    """Return the weights with something added to those that are given, none below 0."""
    given = {name: getattr(style, name) for name in change}
    return msgspec.structs.replace(
        style, **{name: max(0, value + change[name]) for name, value in given.items() if value is not None}
    )


def trial(
    mind: World, world: World, seen: Observation, memory: Memory, key: tuple[int, int], ahead: int
) -> Terms:
    """Play a plan out on an imagined game and return how the viewer stands at its end, see ``standing``.

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


def standing(world: World, game: Imagined, viewer: int) -> Terms:
    """Return what a position is worth to a side, in quarter steps: points, troops, nearness to places.

    The worth is the sum; what speaks for the enemy is below 0.
    """
    lead = victory.balance(world, game.state)
    if viewer != world.rows("side")[world.victory.side]:
        lead = -lead
    worth = {"points": lead * POINT, "own-troops": 0, "enemy-troops": 0, "own-ground": 0, "enemy-ground": 0}
    for side in range(world.sizes.side):
        sign, whose = (1, "own") if side == viewer else (-1, "enemy")
        worth[f"{whose}-troops"] += sign * game.troops(side)
        worth[f"{whose}-ground"] += sign * _reach(world, game, side)
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
