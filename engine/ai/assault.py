"""Choosing attacks by exact expectation: which hex, with whom, with how much support."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.ai.skies import could_fly
from engine.kernels.arrays import I64
from engine.kernels.combat import expectation
from engine.kernels.consts import (
    DELIBERATE,
    FLAG_ENEMY,
    FLAG_FRIEND,
    HASTY,
    STATUS_MAP,
    T_COLUMN,
    T_DEFENDING,
    T_ENGAGED,
)
from engine.kernels.offers import best_offer
from engine.observation import Observation, flags_of
from engine.orders import Attack
from engine.rules import aftermath, allotment
from engine.rules.combat import battle, check_attacker, loss_divisor, odds, quiet, rest_of, weather_at
from engine.turn import to_act
from engine.world import World

THROWS = 36


class Will(NamedTuple):
    """How a side attacks: least chance in 36ths, worth of quarters, least cohesion and strength.

    ``support_price`` is what a point of support costs, in quarter steps x 36.
    """

    least: int
    gain: int
    price: int
    cohesion: int
    share: int
    support_price: int = THROWS // 2


class Plan(NamedTuple):
    """An attack with its worth: higher is better."""

    worth: int
    order: Attack
    chance: int  # of 36


def targets(world: World, seen: Observation) -> list[int]:
    """Return the hexes of seen enemies, by row."""
    return [int(h) for h in np.flatnonzero(flags_of(world, seen) & FLAG_ENEMY)]


def touched(world: World, seen: Observation) -> list[int]:
    """Return the hexes of seen enemies next to which one of the viewer's units stands, by row."""
    flags = flags_of(world, seen)
    rows = (flags & FLAG_ENEMY).nonzero()[0]
    near = world.around[rows]
    beside = (near < world.land) & (flags[np.minimum(near, world.land - 1)] & FLAG_FRIEND > 0)
    found: list[int] = rows[beside.any(axis=1)].tolist()
    return found


def neighbours_of(world: World, seen: Observation, target: int) -> list[int]:
    """Return the viewer's units next to a hex, by row."""
    stacks = own_stacks(seen)
    near = [stacks[h] for h in world.hex_neighbour[target].tolist() if h in stacks]
    return sorted(u for stack in near for u in stack)


def own_stacks(seen: Observation) -> dict[int, list[int]]:
    """Return the viewer's units on the map by hex, worked out once per refresh."""
    scratch = seen.scratch
    if scratch.stacks_stamp != seen.stamp:
        found: dict[int, list[int]] = {}
        mine = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
        for unit, at in zip(mine.tolist(), seen.unit_hex[mine].tolist(), strict=True):
            found.setdefault(at, []).append(unit)
        scratch.stacks, scratch.stacks_stamp = found, seen.stamp
    return scratch.stacks


def best_attack(
    world: World, seen: Observation, target: int, mode: int, will: Will, value: int
) -> Plan | None:
    """Return the best attack on a hex that the will allows, None if there is none.

    The strongest units come first; more are added while the chance to win rises. Support is
    spent as long as each point helps. ``value`` is what the hex is worth in quarter steps.
    """
    left = int(seen.pool_attacks[seen.viewer])
    able = _able(world, seen, target, mode, will, left)
    if not able:
        return None
    power = world.type_attack[world.unit_type]
    able.sort(
        key=lambda u: (-int(seen.unit_quarters[u]) * int(power[u]) * (100 + int(seen.unit_cohesion[u])), u)
    )
    best: Plan | None = None
    naval_most = min(3, int(seen.pool_naval[seen.viewer])) if world.hex_gunned[target] else 0
    flyable = could_fly(world, seen, target)
    weather = weather_at(world, seen, target)
    surprise_from = world.turns_in(world.combat.preparation.surprise_days)
    unfought: bool | None = None
    fits: dict[tuple[int, ...], bool] = {}  # groups weighed already: does their last unit find room
    for choice in _commands(seen, able):
        group: list[int] = []
        points = 0
        for unit in choice:
            points += int(world.unit_stack[unit])
            if points > left:
                break
            group.append(unit)
            known = fits.get(tuple(group))
            if known is None:
                rested = rest_of(world, seen, group, mode)
                if unfought is None and rested >= surprise_from:
                    unfought = quiet(world, seen, target)
                surprise = rested >= surprise_from and bool(unfought)
                terms, engaged = odds(
                    world, seen, np.array(group, np.int32), target, mode, 0, 0, 0, False, rested >= 0,
                    surprise, weather,
                )  # fmt: skip
                known = fits[tuple(group)] = len(group) == 1 or engaged[-1] > 0
                if known:
                    support = min(3, flyable + allotment.ready(seen, seen.viewer, group, target))
                    found = _best_offer(world, terms, _offers(support, naval_most), will, value)
                    if found is not None and (best is None or found[0] > best.worth):
                        worth, chance, (support, naval) = found
                        best = Plan(worth, Attack(target, tuple(group), mode, support, naval), chance)
            if not known:
                group.pop()
                points -= int(world.unit_stack[unit])
    return best


def _able(world: World, seen: Observation, target: int, mode: int, will: Will, shells: int) -> list[int]:
    """Return the units that the will allows to attack a hex, each by itself."""
    mine = to_act(seen) == seen.viewer and aftermath.top(seen) is None
    if not mine or not flags_of(world, seen)[target] & FLAG_ENEMY:
        return []
    return [
        unit
        for unit in neighbours_of(world, seen, target)
        if seen.unit_cohesion[unit] >= will.cohesion
        and int(seen.unit_quarters[unit]) * 100 >= will.share * int(world.unit_full[unit])
        and world.unit_stack[unit] <= shells
        and check_attacker(world, seen, unit, target, mode) is None
    ]


def _best_offer(
    world: World, terms: I64, offers: list[tuple[int, int]], will: Will, value: int
) -> tuple[int, int, tuple[int, int]] | None:
    """Return worth, chance and the points of support and of ships that pay best, None if none does."""
    out = np.empty(3, np.int64)
    row = best_offer(
        terms, np.array(offers, np.int64), len(offers),
        np.array((will.least, will.gain, will.price, will.support_price), np.int64), value,
        world.combat_rules, world.column_result, world.result_attacker, world.result_defender,
        world.result_retreat, loss_divisor(world), out,
    )  # fmt: skip
    return None if row < 0 else (int(out[0]), int(out[1]), offers[row])


def _commands(seen: Observation, able: list[int]) -> list[list[int]]:
    """Return the groups worth trying: all, then each army and corps by itself, as mixing costs columns."""
    groups = [able]
    for of in (seen.unit_army, seen.unit_corps):
        for row in sorted({int(of[u]) for u in able}):
            part = [u for u in able if of[u] == row]
            if len(part) < len(able) and part not in groups:
                groups.append(part)
    return groups


def _offers(support: int, naval: int) -> list[tuple[int, int]]:
    """Return the few ways to spend support that are worth trying."""
    offers = {
        (0, 0),
        (support, 0),
        (0, naval),
        (max(0, min(support, 3 - naval)), naval),
        (min(1, support), 0),
    }
    return sorted(offers)


def parts_of(world: World, seen: Observation, plan: Plan, will: Will, value: int) -> dict[str, int]:
    """Return what a plan's worth is made of, in quarter steps x 36: they add up to it."""
    order = plan.order
    out = np.empty(3, np.int64)
    terms, _ = battle(
        world, seen, np.array(order.units, np.int32), order.target, order.mode, order.support, order.naval,
        0, False,
    )  # fmt: skip
    worth, chance = _worth(world, terms, will, value, out)
    own = -(int(out[0]) // loss_divisor(world)) * will.price // 100
    return {
        "enemy-losses": worth - chance * value - own,
        "own-losses": own,
        "ground": chance * value,
        "support": -(will.support_price * order.support + order.naval),
    }


def _worth(world: World, terms: np.ndarray, will: Will, value: int, out: np.ndarray) -> tuple[int, int]:
    divisor = loss_divisor(world)
    expectation(
        int(terms[T_COLUMN]), int(terms[T_ENGAGED]), int(terms[T_DEFENDING]), world.column_result,
        world.result_attacker, world.result_defender, world.result_retreat, divisor, out,
    )  # fmt: skip
    own, enemy, chance = int(out[0]) // divisor, int(out[1]) // divisor, int(out[2])
    # A defender that is worn down breaks later: cohesion counts like men, at a part of its price.
    return (enemy * will.gain - own * will.price) // 100 + chance * value, chance


MODES = (DELIBERATE, HASTY)
