"""Overrun: mobile troops ride down a weak enemy and move on. Rulebook chapter 6.

An order of its own, as it is part of movement: nobody chooses anything in the middle, it
takes no shells, and the units keep the points that are left. An attack ends their turn.
"""

from __future__ import annotations

import numpy as np

from engine.events import Advanced, Event
from engine.kernels.consts import (
    FLAG_FRICTION,
    FLAG_TEMPO,
    IMPASSABLE,
    MODE_MOVED,
    MODE_NORMAL,
    OVERRUN,
    QUARTERS,
    STATUS_MAP,
    T_COLUMN,
)
from engine.observation import Observation, flags_of, ground_of
from engine.orders import Overrun, Refusal
from engine.rules import retreat
from engine.rules.combat import battle, defender_guns, exchange
from engine.rules.common import enemy_in, set_control, stack_limit
from engine.rules.movement import check_unit
from engine.state import G_INTEL, State
from engine.world import World


def least_column(world: World) -> int:
    """Return the first column of the table whose odds suffice for an overrun; past the last if none do."""
    rules = world.combat.overrun
    for column in range(len(world.column_attack)):
        if world.column_attack[column] * rules.defence >= world.column_defence[column] * rules.attack:
            return column
    return len(world.column_attack)


def price(world: World, seen: Observation, unit: int, target: int) -> int:
    """Return what an overrun costs a unit in quarters: the way into the hex and the fight."""
    at = int(seen.unit_hex[unit])
    direction = int(np.flatnonzero(world.hex_neighbour[at] == target)[0])
    ground = int(ground_of(world, seen)[target])
    step = int(world.step_cost[ground, world.unit_class[unit], at, direction])
    if flags_of(world, seen)[target] & FLAG_FRICTION:
        step += int(world.friction[target])
    return step + round(world.combat.overrun.mp * QUARTERS)


def check_overrun(world: World, seen: Observation, order: Overrun) -> Refusal | None:
    """Refuse an overrun by units that are not mobile, together, near, fresh and strong enough."""
    if not 0 <= order.target < world.land:
        return Refusal.UNKNOWN_HEX
    if not order.units:
        return Refusal.NO_TARGET
    if len(set(order.units)) != len(order.units):
        return Refusal.DUPLICATE_UNIT
    if not np.any((seen.unit_hex == order.target) & (seen.unit_side != seen.viewer)):
        return Refusal.NO_TARGET
    for unit in order.units:
        refusal = check_unit(world, seen, unit) or _check_rider(world, seen, unit, order)
        if refusal is not None:
            return refusal
    if sum(int(world.unit_stack[u]) for u in order.units) > stack_limit(world, order.target):
        return Refusal.STACK_FULL
    terms, _ = battle(world, seen, np.array(order.units, np.int32), order.target, OVERRUN, 0, 0, 0, False)
    return None if terms[T_COLUMN] >= least_column(world) else Refusal.ODDS_TOO_LOW


def _check_rider(world: World, seen: Observation, unit: int, order: Overrun) -> Refusal | None:
    cls = int(world.unit_class[unit])
    if not world.class_mobile[cls]:
        return Refusal.NOT_MOBILE
    at = int(seen.unit_hex[unit])
    hits = np.flatnonzero(world.hex_neighbour[at] == order.target)
    if len(hits) == 0 or at != seen.unit_hex[order.units[0]]:
        return Refusal.NOT_ADJACENT
    if world.step_cost[0, cls, at, hits[0]] >= IMPASSABLE or not world.zoc_reach[cls, at, hits[0]]:
        return Refusal.FORBIDDEN_HEXSIDE
    if seen.unit_mode[unit] not in (MODE_NORMAL, MODE_MOVED):
        return Refusal.ALREADY_ATTACKED
    if seen.unit_cohesion[unit] < world.combat.no_attack_below:
        return Refusal.TOO_WORN
    if seen.unit_mp[unit] < price(world, seen, unit, order.target):
        return Refusal.NOT_ENOUGH_MP
    held = bool(flags_of(world, seen)[order.target] & FLAG_TEMPO)
    if seen.unit_march[unit] < 1 or (held and seen.unit_tempo[unit] < 1):
        return Refusal.TOO_FAR
    return None


def apply_overrun(world: World, state: State, seen: Observation, order: Overrun, events: list[Event]) -> None:
    """Fight on the column that it really is; who clears the hex enters it and may go on."""
    side, target = seen.viewer, order.target
    held = bool(flags_of(world, seen)[target] & FLAG_TEMPO)
    costs = [price(world, seen, unit, target) for unit in order.units]
    guns = defender_guns(world, state, side, target)
    attackers = np.array(order.units, np.int32)
    terms, engaged = battle(world, state, attackers, target, OVERRUN, 0, 0, guns, False)
    result = exchange(world, state, target, order.units, OVERRUN, terms, engaged, False, events)
    hexes = int(world.result_retreat[result])
    if hexes and enemy_in(state, side, target):
        retreat.give_way(world, state, target, side, hexes, events)
    state.unit_fighting[:] = 0
    riders = [u for u in order.units if state.unit_status[u] == STATUS_MAP]
    through = bool(riders) and not enemy_in(state, side, target)
    for unit, cost in zip(order.units, costs, strict=True):
        if unit not in riders:
            continue
        state.unit_mode[unit] = MODE_MOVED
        state.unit_entrench[unit] = state.unit_dug[unit] = 0
        state.unit_prepared[unit] = 0
        state.unit_mp[unit] = int(state.unit_mp[unit]) - cost if through else 0
        if through:
            state.unit_hex[unit] = target
            state.unit_march[unit] -= 1
            state.unit_tempo[unit] -= int(held)
    state.game[G_INTEL] += 1
    if through:
        set_control(world, state, target, side, events)
        events.append(Advanced(units=tuple(riders), hex=target))
