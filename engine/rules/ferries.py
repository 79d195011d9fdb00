"""Ferries over straits: who may cross, what it takes and costs, and flight over them. Rulebook chapter 8."""

from __future__ import annotations

from typing import NamedTuple

from engine.events import Event, Ferried
from engine.kernels.consts import FLAG_ENEMY, FLAG_EZOC, MODE_MOVED, MODE_NORMAL, MODE_RAIL
from engine.observation import Observation, flags_of
from engine.orders import Ferry, Order, Refusal
from engine.rules.common import CAUSE_SEA, lose, stack_at, stack_limit
from engine.rules.movement import check_unit, room_for
from engine.state import State
from engine.world import World


class Fare(NamedTuple):
    """What a crossing takes: quarters of ferry capacity, quarters lost, percent of capacity bombed away."""

    capacity: int
    lost: int
    hampered: int


def banks(world: World, land_hex: int) -> list[int]:
    """Return the hexes to which ferries lead from a hex."""
    return [int(h) for h in world.hex_ferry[land_hex] if h >= 0]


def hampered(world: World, state: State, start: int, to: int) -> int:
    """Return how many percent of a ferry's capacity the enemy's aircraft take."""
    worst = max(int(state.hex_interdiction[start]), int(state.hex_interdiction[to]))
    return min(world.sea.ferry_hamper_most, worst * world.sea.ferry_hamper_percent // 100)


def fare(world: World, state: State, unit: int, to: int, pool: int, under_fire: bool) -> Fare:
    """Return what it takes a unit to cross, with ``pool`` quarters of capacity left."""
    quarters, rules = int(state.unit_quarters[unit]), world.sea
    cut = hampered(world, state, int(state.unit_hex[unit]), to)
    used = min(pool, -(-quarters * 100 // (100 - cut)))
    left = quarters if under_fire else quarters - min(quarters, used * (100 - cut) // 100)
    return Fare(used, left * rules.ferry_loss_percent // 100, cut)


def fare_of(world: World, seen: Observation, order: Ferry) -> Fare:
    """Return what a legal order to cross takes and costs."""
    fire = bool(flags_of(world, seen)[seen.unit_hex[order.unit]] & FLAG_EZOC)
    return fare(world, seen, order.unit, order.to, int(seen.pool_ferry[seen.viewer]), fire)


def check_ferry(world: World, seen: Observation, order: Ferry) -> Refusal | None:
    """Refuse a crossing without ferry, to ground that is not the own, without room, after an attack."""
    unit = order.unit
    refusal = check_unit(world, seen, unit)
    if refusal is not None:
        return refusal
    if not 0 <= order.to < world.land:
        return Refusal.UNKNOWN_HEX
    if world.class_static[world.unit_class[unit]]:
        return Refusal.STATIC
    if order.to not in banks(world, int(seen.unit_hex[unit])):
        return Refusal.NO_FERRY
    if seen.unit_mode[unit] not in (MODE_NORMAL, MODE_MOVED):
        return Refusal.ALREADY_ATTACKED
    if seen.unit_mp[unit] <= 0:
        return Refusal.NOT_ENOUGH_MP
    if seen.hex_control[order.to] != seen.viewer or flags_of(world, seen)[order.to] & FLAG_ENEMY:
        return Refusal.HELD_GROUND
    if not room_for(world, seen, unit, order.to):
        return Refusal.STACK_FULL
    return None


def apply_ferry(world: World, state: State, seen: Observation, order: Ferry, events: list[Event]) -> None:
    """Cross a strait: that is the unit's turn. What the ferries do not carry is half lost."""
    price = fare_of(world, seen, order)
    state.pool_ferry[seen.viewer] -= price.capacity
    _cross(world, state, order.unit, order.to, price.lost, events)


def _cross(world: World, state: State, unit: int, to: int, lost: int, events: list[Event]) -> None:
    start = int(state.unit_hex[unit])
    state.unit_hex[unit] = to
    state.unit_mp[unit] = 0
    state.unit_mode[unit] = MODE_RAIL
    state.unit_entrench[unit] = 0
    state.unit_dug[unit] = 0
    state.unit_prepared[unit] = 0
    events.append(Ferried(unit=unit, start=start, to=to, side=int(state.unit_side[unit])))
    lose(world, state, unit, lost, CAUSE_SEA, events)


def crossings(world: World, seen: Observation, unit: int) -> list[Order]:
    """Return the crossings that a unit on the map can make now."""
    from engine.turn import check

    found: list[Order] = [Ferry(unit, to) for to in banks(world, int(seen.unit_hex[unit]))]
    return [order for order in found if check(world, seen, order) is None]


def flee(world: World, state: State, unit: int, events: list[Event]) -> bool:
    """Let a beaten unit without a way back cross under fire; return whether it could."""
    side, at = int(state.unit_side[unit]), int(state.unit_hex[unit])
    for to in banks(world, at):
        enemy = bool(((state.unit_hex == to) & (state.unit_side != side)).any())
        room = stack_at(world, state, side, to) + int(world.unit_stack[unit]) <= stack_limit(world, to)
        if state.hex_control[to] == side and room and not enemy:
            mode = int(state.unit_mode[unit])
            _cross(world, state, unit, to, fare(world, state, unit, to, 0, True).lost, events)
            state.unit_mode[unit] = mode
            return True
    return False
