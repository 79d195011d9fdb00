"""Greedy: looks one step ahead by exact expectation, holds lines, goes for objectives, lands by plan.

A turn runs through stages; each call gives one order, so that the other side's decisions
can come between. All it keeps is in its Memory.
"""

from __future__ import annotations

import numpy as np

from engine.ai import fires, posts, standby
from engine.ai.analysis import enemy_power, full_share, keep, kept, strength, threat
from engine.ai.assault import Will, best_attack, targets
from engine.ai.engineers import supply_order
from engine.ai.landings import landing_order, prepare_landings, to_sea
from engine.ai.manoeuvre import manoeuvre
from engine.ai.player import Memory
from engine.ai.skies import flight_for, jump, raids
from engine.ai.staff import garrison_order, staff_order
from engine.kernels.consts import (
    DELIBERATE,
    FLAG_EZOC,
    HASTY,
    PENDING_ADVANCE,
    PENDING_DETERMINED,
    PENDING_REACT,
    STATUS_BOX,
    STATUS_MAP,
)
from engine.observation import Observation, flags_of
from engine.orders import Absorb, Advance, Answer, Determined, EndTurn, Labour, Order, Refit, Withdraw
from engine.rules import aftermath, detachment, recovery, reinforcement, works
from engine.script.decisions import choose
from engine.state import G_TURN, P_A, P_B, P_KIND, P_SUBJECT
from engine.turn import check
from engine.world import World

REFIT_COHESION = 20  # below it a unit far from the enemy refits
REFIT_SHARE = 20  # the same for its strength in percent


class Greedy:
    """The plain opponent: no look-ahead, but it knows the odds and its doctrine."""

    def decide(self, world: World, seen: Observation, memory: Memory) -> Order:
        """Return the next order of the turn."""
        decision = aftermath.top(seen)
        if decision is not None:
            return _answer(world, seen, decision)
        turn = int(seen.game[G_TURN])
        if memory.turn != turn:
            _new_turn(world, seen, memory, turn)
        while memory.stage < len(_STAGES):
            order = _STAGES[memory.stage](world, seen, memory)
            if order is not None:
                return order
            memory.stage += 1
            memory.queue = []
            memory.numbers.pop("filled", None)
        return EndTurn()


def _new_turn(world: World, seen: Observation, memory: Memory, turn: int) -> None:
    """Look at the map once: threat, posture, posts or objectives."""
    memory.turn = turn
    memory.stage = 0
    memory.queue = []
    memory.numbers = {k: v for k, v in memory.numbers.items() if ":" in k}
    power = enemy_power(world, seen)
    keep(memory, "power", power)
    keep(memory, "threat", threat(world, power))
    posts.plan_turn(world, seen, memory)
    prepare_landings(world, seen, memory)


# -- decisions in the middle ------------------------------------------------------------


def _answer(world: World, seen: Observation, decision: tuple[int, ...]) -> Order:
    kind, subject = decision[P_KIND], decision[P_SUBJECT]
    if kind == PENDING_DETERMINED:
        return Determined(
            int(aftermath.would_stand(world, seen, subject, seen.viewer, decision[P_A], decision[P_B]))
        )
    if kind == PENDING_REACT:
        return standby.answer(world, seen, subject)
    if kind == PENDING_ADVANCE:
        return Advance(_who_advances(world, seen, subject, decision[P_A]))
    return Answer(subject, choose(world, seen, subject))


def _who_advances(world: World, seen: Observation, target: int, retreat: int) -> tuple[int, ...]:
    """Send the freshest attackers into the won hex: one to hold it, the mobile ones to exploit."""
    able = aftermath.advancers(world, seen, target, seen.viewer)
    able.sort(key=lambda u: (-strength(seen, world, u), u))
    room = int(world.terrain_stacking[world.hex_terrain[target]])
    chosen: list[int] = []
    for unit in able:
        mobile = bool(world.class_mobile[world.unit_class[unit]]) and retreat >= 2
        points = int(world.unit_stack[unit])
        if points <= room and (len(chosen) < 2 or mobile):
            chosen.append(unit)
            room -= points
    return tuple(chosen)


# -- stages -----------------------------------------------------------------------------


def _withdraw(world: World, seen: Observation, memory: Memory) -> Order | None:
    for unit in reinforcement.due_units(world, seen, seen.viewer):
        order = Withdraw(unit)
        dates = [world.withdrawals[row][0] for row in reinforcement.due_rows(world, seen, unit)]
        if min(dates) <= int(seen.game[G_TURN]) and check(world, seen, order) is None:
            return order
    return None


def _refit(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Give the worn time off where no enemy is felt."""
    if "filled" not in memory.numbers:
        memory.numbers["filled"] = 1
        felt = kept(memory, "threat")
        mine = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
        worn = [
            int(u)
            for u in mine
            if felt[seen.unit_hex[u]] == 0
            and (seen.unit_cohesion[u] < REFIT_COHESION or full_share(seen, world, int(u)) < REFIT_SHARE)
        ]
        memory.queue = [u for u in worn if not _leaves(world, seen, u)]
    while memory.queue:
        order = Refit(memory.queue.pop(0))
        if check(world, seen, order) is None:
            return order
    return None


def _labour(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Raise the works that the enemy threatens most, then those that are planned strongest."""
    sites = works.building_sites(world, seen)
    if not sites:
        return None
    felt, turn = kept(memory, "threat"), int(seen.game[G_TURN])
    return Labour(max(sites, key=lambda h: (int(felt[h]), works.plan(world, h, turn), -h)))


def _absorb(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Give replacements to the weakest first, as many as they may take."""
    if "filled" not in memory.numbers:
        memory.numbers["filled"] = 1
        if not seen.pool_quarters.any():
            return None
        mine = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
        hungry = [int(u) for u in mine if seen.unit_quarters[u] < world.unit_full[u]]
        hungry = [
            u for u in hungry if seen.pool_quarters[world.unit_nation[u]] > 0 and not _leaves(world, seen, u)
        ]
        memory.queue = sorted(hungry, key=lambda u: (full_share(seen, world, u), u))
    while memory.queue:
        unit = memory.queue.pop(0)
        room = detachment.room_in(world, seen, unit)
        contact = bool(flags_of(world, seen)[seen.unit_hex[unit]] & FLAG_EZOC)
        limit = recovery.absorb_limit(world, seen, unit, contact) - int(seen.unit_absorbed[unit])
        wanted = min(limit, room, int(seen.pool_quarters[world.unit_nation[unit]]))
        if wanted > 0 and check(world, seen, Absorb(unit, wanted)) is None:
            return Absorb(unit, wanted)
    return None


def _leaves(world: World, seen: Observation, unit: int) -> bool:
    return unit in reinforcement.due_units(world, seen, seen.viewer)


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


def _move(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Move each unit once, those nearest to the enemy first so that the others find room behind them."""
    if "filled" not in memory.numbers:
        memory.numbers["filled"] = 1
        mine = np.flatnonzero(
            (seen.unit_side == seen.viewer)
            & ((seen.unit_status == STATUS_MAP) | (seen.unit_status == STATUS_BOX))
        )
        felt = kept(memory, "threat")
        at = np.clip(seen.unit_hex[mine], 0, None)
        heat = np.where(seen.unit_hex[mine] >= 0, felt[at], -1)
        memory.queue = [int(u) for u in mine[np.lexsort((mine, -heat))]]
    while memory.queue:
        unit = memory.queue.pop(0)
        if seen.unit_side[unit] != seen.viewer:
            continue
        order = manoeuvre(world, seen, memory, unit)
        if order is not None and check(world, seen, order) is None:
            return order
    return None


_STAGES = (
    staff_order,
    garrison_order,
    supply_order,
    _withdraw,
    _refit,
    _labour,
    _absorb,
    jump,
    landing_order,
    _prepared,
    to_sea,
    fires.ride_down,
    _move,
    _withdraw,
    _hasty,
    fires.ride_down,
    raids,
    fires.lay_up,
    fires.soften,
    standby.hold_back,
)
