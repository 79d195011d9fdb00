"""The attacks of a staff's turn: which come first, and what each is expected to bring."""

from __future__ import annotations

from engine.ai.analysis import kept
from engine.ai.assault import THROWS, Plan, Will, best_attack, touched
from engine.ai.plans import doctrine_of
from engine.ai.player import Memory
from engine.ai.skies import flight_for
from engine.kernels.consts import DELIBERATE, FLAG_ENEMY, HASTY
from engine.observation import Observation, flags_of
from engine.orders import Order
from engine.schema.doctrine import StaffFile
from engine.state import G_TURN
from engine.turn import check
from engine.world import World

LEAST_SHARE = 40  # percent of its establishment that an attacker needs
GROUND = 2  # worth of any hex, in quarter steps
POINT_WORTH, MOST_POINTS = 1, 16  # worth of a point that a place scores, and of all of them at most
CLOSE, NEAR = 40, 120  # quarters of way to an objective within which ground is worth more
CLOSE_WORTH, NEAR_WORTH = 4, 2


def style_of(world: World, seen: Observation) -> StaffFile:
    """Return how the viewer's staff weighs things now: by its doctrine and posture, or by default."""
    plan = doctrine_of(world, seen.viewer)
    if plan is None:
        return StaffFile()
    date = world.date_of(int(seen.game[G_TURN]))
    style = plan.staff
    for posture in plan.posture:
        if posture.start <= date <= posture.until:
            style = posture.changed(style)
    return style


def will_of(world: World, seen: Observation, memory: Memory, mode: int) -> Will:
    """Return how the side attacks this turn: bolder on the offensive, warier in a hasty attack."""
    style = style_of(world, seen)
    percent = style.attack_percent if memory.numbers.get("attacking") else style.counter_percent
    least = -(-percent * THROWS // 100) + int(mode == HASTY)
    cohesion = max(style.rest_below, world.combat.no_attack_below)
    return Will(
        least, style.gain_percent, style.price_percent, cohesion, LEAST_SHARE,
        style.support_percent * THROWS // 100,
    )  # fmt: skip


def ground_worth(world: World, memory: Memory, target: int) -> int:
    """Return what winning a hex is worth, in quarter steps: places, points, ground towards the objective."""
    place = int(world.hex_place[target])
    value = GROUND + (5 - int(world.place_rank[place]) if place >= 0 else 0)
    value += min(MOST_POINTS, int(kept(memory, "take")[target]) * POINT_WORTH)
    if memory.numbers.get("attacking"):
        way = kept(memory, "goal")[target]
        value += CLOSE_WORTH if way < CLOSE else NEAR_WORTH if way < NEAR else 0
    return value


def options(world: World, seen: Observation, memory: Memory, mode: int) -> list[Plan]:
    """Return the best attack on each enemy hex that the will allows, those that pay best first."""
    will, shells = will_of(world, seen, memory, mode), style_of(world, seen).shells
    found = []
    for target in touched(world, seen):
        plan = best_attack(world, seen, target, mode, will, ground_worth(world, memory, target))
        if plan is not None:
            cost = shells + int(world.unit_stack[list(plan.order.units)].sum())
            found.append((-plan.worth * 1000 // cost, target, plan))
    return [plan for _, _, plan in sorted(found, key=lambda row: row[:2])]


def _attack(world: World, seen: Observation, memory: Memory, mode: int) -> Order | None:
    """Carry out the best attack left; the list is made once a stage and each head looked at again."""
    if "filled" not in memory.numbers:
        memory.numbers["filled"] = 1
        memory.queue = [plan.order.target for plan in options(world, seen, memory, mode)]
    will = will_of(world, seen, memory, mode)
    while memory.queue:
        target = memory.queue.pop(0)
        if not flags_of(world, seen)[target] & FLAG_ENEMY:
            continue
        plan = best_attack(world, seen, target, mode, will, ground_worth(world, memory, target))
        if plan is None:
            continue
        flight = flight_for(world, seen, plan.order)
        if flight is not None:
            memory.queue.insert(0, target)
            return flight
        if check(world, seen, plan.order) is None:
            return plan.order
    return None


def prepared(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Attack from rest, before anybody moves."""
    return _attack(world, seen, memory, DELIBERATE)


def hasty(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Attack after the moves."""
    return _attack(world, seen, memory, HASTY)
