"""Greedy: looks one step ahead by exact expectation, holds lines, goes for objectives, lands by plan.

A turn runs through stages; each call gives one order, so that the other side's decisions
can come between. All it keeps is in its Memory.
"""

from __future__ import annotations

from engine.ai import fires, posts, routine, standby
from engine.ai.analysis import enemy_power, keep, kept, threat
from engine.ai.assault import Will, best_attack, targets
from engine.ai.engineers import supply_order
from engine.ai.landings import landing_order, prepare_landings, to_sea
from engine.ai.player import Memory
from engine.ai.skies import flight_for, jump, raids
from engine.ai.staff import garrison_order, staff_order
from engine.kernels.consts import DELIBERATE, HASTY
from engine.observation import Observation
from engine.orders import Order
from engine.rules import aftermath
from engine.state import G_TURN
from engine.turn import check
from engine.world import World


class Greedy:
    """The plain opponent: no look-ahead, but it knows the odds and its doctrine."""

    def decide(self, world: World, seen: Observation, memory: Memory) -> Order:
        """Return the next order of the turn."""
        decision = aftermath.top(seen)
        if decision is not None:
            return routine.answer(world, seen, decision)
        turn = int(seen.game[G_TURN])
        if memory.turn != turn:
            _new_turn(world, seen, memory, turn)
        return routine.run(world, seen, memory, _STAGES)


def _new_turn(world: World, seen: Observation, memory: Memory, turn: int) -> None:
    """Look at the map once: threat, posture, posts or objectives."""
    routine.begin(memory, turn)
    power = enemy_power(world, seen)
    keep(memory, "power", power)
    keep(memory, "threat", threat(world, power))
    posts.plan_turn(world, seen, memory)
    prepare_landings(world, seen, memory)


# -- attacks ----------------------------------------------------------------------------


def _will(world: World, seen: Observation, memory: Memory, mode: int) -> Will:
    """Return how the side attacks this turn: by posture, bolder when it is on the offensive."""
    attacking = memory.numbers.get("attacking", 0)
    if attacking:
        least = 0
        gain, price = 270, 63
    else:
        least, gain, price = 2, 240, 70
    if mode == HASTY:
        least += 1
    cohesion = max(world.combat.rest_below, world.combat.no_attack_below)
    return Will(least, gain, price, cohesion, 40)


def _hex_value(world: World, seen: Observation, memory: Memory, target: int) -> int:
    """Return what winning a hex is worth, in quarter steps: places, and ground towards the objective."""
    value = 2
    place = int(world.hex_place[target])
    if place >= 0:
        value += 5 - int(world.place_rank[place])
    if memory.numbers.get("attacking") and "goal" in memory.fields:
        near = kept(memory, "goal")[target]
        value += 4 if near < 40 else 2 if near < 120 else 0
    return value


def _attack(world: World, seen: Observation, memory: Memory, mode: int) -> Order | None:
    """Carry out the best attack left; the list is made once a stage and each head looked at again."""
    will = _will(world, seen, memory, mode)
    if "filled" not in memory.numbers:
        memory.numbers["filled"] = 1
        plans = []
        for target in targets(world, seen):
            plan = best_attack(world, seen, target, mode, will, _hex_value(world, seen, memory, target))
            if plan is not None:
                plans.append(plan)
        plans.sort(key=lambda p: (-p.worth, p.order.target))
        memory.queue = [p.order.target for p in plans]
    while memory.queue:
        target = memory.queue.pop(0)
        if target not in targets(world, seen):
            continue
        plan = best_attack(world, seen, target, mode, will, _hex_value(world, seen, memory, target))
        if plan is None:
            continue
        flight = flight_for(world, seen, plan.order)
        if flight is not None:
            memory.queue.insert(0, target)
            return flight
        if check(world, seen, plan.order) is None:
            return plan.order
    return None


def _prepared(world: World, seen: Observation, memory: Memory) -> Order | None:
    return _attack(world, seen, memory, DELIBERATE)


def _hasty(world: World, seen: Observation, memory: Memory) -> Order | None:
    return _attack(world, seen, memory, HASTY)


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
    _prepared,
    to_sea,
    fires.ride_down,
    routine.move,
    routine.withdraw,
    _hasty,
    fires.ride_down,
    raids,
    fires.lay_up,
    fires.soften,
    standby.hold_back,
)
