"""The general staff: the standard opponent, stronger than the plain one.

It plans by what places are worth and fights where it pays.
It shares the stages of its turn with the plain opponent, but chooses strongholds, goals and attacks by the
points of the scenario and the style of its doctrine. All it keeps is in its Memory.
"""

from __future__ import annotations

import numpy as np

from engine.ai import fires, offensive, posts, rivals, routine, standby
from engine.ai.analysis import enemy_power, keep, kept, steps_between, threat
from engine.ai.engineers import supply_order
from engine.ai.invasion import gather
from engine.ai.landings import landing_order, prepare_landings
from engine.ai.lift import follow_up
from engine.ai.mobile import plan_reserves, send_reserves
from engine.ai.offensive import style_of
from engine.ai.plans import Post, doctrine_of
from engine.ai.player import Memory
from engine.ai.rotation import plan_rest, send_to_rest
from engine.ai.sectors import main_effort, survey
from engine.ai.skies import jump, raids
from engine.ai.staff import garrison_order, staff_order
from engine.ai.tasks import assign_tasks
from engine.ai.worth import to_deny, to_take
from engine.kernels.consts import QUARTERS
from engine.observation import Observation
from engine.orders import Order
from engine.rules import aftermath
from engine.state import G_TURN, I32
from engine.world import World

EFFORT = 150  # percent of the usual pull that the enemies of the main effort's sector have
POINT_RANK = 20  # how far each point of a place moves its post to the front of the list
GUARD_HEXES = 10  # from an enemy within which doctrine's garrisons are manned before the line
GUARD_RANK = -300  # and before the hottest hexes of it: who slips through finds them held


class Staff:
    """The general staff: plans by what places are worth, gives battle where it pays."""

    def decide(self, world: World, seen: Observation, memory: Memory) -> Order:
        """Return the next order of the turn."""
        world = rivals.world_of(world, memory)
        decision = aftermath.top(seen)
        if decision is not None:
            return routine.answer(world, seen, decision)
        turn = int(seen.game[G_TURN])
        if memory.turn != turn:
            _new_turn(world, seen, memory, turn)
        return routine.run(world, seen, memory, _STAGES)


def _new_turn(world: World, seen: Observation, memory: Memory, turn: int) -> None:
    """Look at the map once: threat, what is worth taking and holding, posture, posts, ways."""
    routine.begin(memory, turn)
    power = enemy_power(world, seen)
    keep(memory, "power", power)
    keep(memory, "threat", threat(world, power))
    keep(memory, "take", to_take(world, seen))
    style = style_of(world, seen)
    memory.numbers["fill"] = style.line_worth
    memory.numbers["deep"], memory.numbers["deep-mobile"] = style.depth_price, style.mobile_depth_price
    plan_reserves(world, seen, memory)
    plan_rest(world, seen, memory)
    posts.plan_turn(world, seen, memory, strongholds(world, seen, power), goals(world, seen), thinly=True)
    send_reserves(memory)
    send_to_rest(memory)
    _plan_effort(world, seen, memory)
    assign_tasks(world, seen, memory)
    prepare_landings(world, seen, memory)
    gather(world, seen, memory)


def _plan_effort(world: World, seen: Observation, memory: Memory) -> None:
    """Choose the sector of the main effort and draw attackers there."""
    found, where = survey(world, seen, memory)
    main = main_effort(found)
    memory.numbers["main"] = main
    keep(memory, "sector", where)
    if main >= 0 and memory.numbers["attacking"]:
        pull = kept(memory, "pull")
        keep(memory, "pull", np.where(where == main, pull * EFFORT // 100, pull).astype(np.int32))


def strongholds(world: World, seen: Observation, power: I32) -> list[Post]:
    """Return the posts at places that the enemy scores for and can be at soon, those of most points first.

    The garrisons of doctrine that he is near count among them. ``power`` int32[L] is where he
    is, see ``analysis.enemy_power``.
    """
    worth, style, plan = to_deny(world, seen), style_of(world, seen), doctrine_of(world, seen.viewer)
    away = steps_between(world, np.flatnonzero(power).tolist(), max(style.alarm_hexes, GUARD_HEXES))
    guarded = posts.garrisons(world, seen, plan) if plan is not None else []
    found = {p.hex: p._replace(rank=GUARD_RANK) for p in guarded if away[p.hex] <= GUARD_HEXES}
    for at in np.flatnonzero((worth > 0) & (away <= style.alarm_hexes)).tolist():
        need = max(style.hold_steps * QUARTERS, found[at].need if at in found else 0)
        found[at] = Post(at, -POINT_RANK * int(worth[at]), need)
    return list(found.values())


def goals(world: World, seen: Observation) -> list[tuple[int, int]]:
    """Return the places that score for the viewer, each with its handicap in quarters of way."""
    worth, style = to_take(world, seen), style_of(world, seen)
    return [
        (int(h), max(0, style.goal_handicap - style.goal_quarters * int(worth[h])))
        for h in np.flatnonzero(worth)
    ]


_STAGES = (
    staff_order,
    garrison_order,
    supply_order,
    routine.withdraw,
    routine.refit,
    routine.labour,
    routine.absorb,
    jump,
    landing_order,
    offensive.prepared,
    follow_up,
    fires.ride_down,
    routine.move,
    routine.withdraw,
    offensive.hasty,
    fires.ride_down,
    raids,
    fires.lay_up,
    fires.soften,
    standby.hold_back,
)
