"""Orders about supply: to blow up a port, a railway or a bridge, and who draws first. Rulebook chapter 7."""

from __future__ import annotations

import numpy as np

from engine.events import Demolished, Event
from engine.kernels.consts import QUARTERS
from engine.observation import Observation
from engine.orders import Demolish, Priority, Refusal
from engine.rules.movement import check_unit
from engine.rules.wreckage import BRIDGE, PORT, RAIL, WRECKED
from engine.state import State
from engine.world import World

HIGHEST = 1  # priorities are -1, 0 and 1


def ports_in(world: World, state: State, land_hex: int) -> list[int]:
    """Return the ports of a hex that more demolition would hurt."""
    ruined = WRECKED - world.supply.port_ruin_percent
    return [p for p in world.places_in(land_hex) if world.place_port[p] > 0 and state.port_damage[p] < ruined]


def bridge_to(world: World, land_hex: int, toward: int) -> int:
    """Return the bridge between two hexes, -1 for none."""
    hit = np.flatnonzero(world.hex_neighbour[land_hex] == toward)
    return int(world.hex_bridge[land_hex, hit[0]]) if len(hit) else -1


def check_demolish(world: World, seen: Observation, order: Demolish) -> Refusal | None:
    """Refuse to blow up what is not there or lies in ruins already, or without the points for it."""
    refusal = check_unit(world, seen, order.unit)
    if refusal is not None:
        return refusal
    if not PORT <= order.what <= BRIDGE:
        return Refusal.BAD_OPTION
    if not 0 <= order.toward < world.land:
        return Refusal.UNKNOWN_HEX
    at = int(seen.unit_hex[order.unit])
    if order.what != BRIDGE and order.toward != at:
        return Refusal.NO_TARGET
    if order.what == PORT and not ports_in(world, seen, at):
        return Refusal.NO_EFFECT
    if order.what == RAIL and (not world.hex_rail[at].any() or seen.rail_damage[at] >= WRECKED):
        return Refusal.NO_EFFECT
    if order.what == BRIDGE:
        bridge = bridge_to(world, at, order.toward)
        if bridge < 0:
            return Refusal.NO_TARGET
        if seen.bridge_damage[bridge] >= WRECKED:
            return Refusal.NO_EFFECT
    if seen.unit_mp[order.unit] < round(world.supply.demolish_mp * QUARTERS):
        return Refusal.NOT_ENOUGH_MP
    return None


def apply_demolish(
    world: World, state: State, seen: Observation, order: Demolish, events: list[Event]
) -> None:
    """Blow up ports, railway or a bridge from the unit's hex."""
    unit, at = order.unit, int(state.unit_hex[order.unit])
    state.unit_mp[unit] -= round(world.supply.demolish_mp * QUARTERS)
    if order.what == PORT:
        state.port_damage[ports_in(world, state, at)] = WRECKED - world.supply.port_ruin_percent
    elif order.what == RAIL:
        state.rail_damage[at] = WRECKED
    else:
        state.bridge_damage[bridge_to(world, at, order.toward)] = WRECKED
    events.append(Demolished(what=order.what, hex=at, toward=order.toward, side=int(state.unit_side[unit])))


def check_priority(world: World, seen: Observation, order: Priority) -> Refusal | None:
    """Refuse a priority for nobody, for others' units, or one that they all have."""
    if not order.units:
        return Refusal.NO_TARGET
    if not -HIGHEST <= order.level <= HIGHEST:
        return Refusal.BAD_OPTION
    if len(set(order.units)) != len(order.units):
        return Refusal.DUPLICATE_UNIT
    for unit in order.units:
        refusal = check_unit(world, seen, unit)
        if refusal is not None:
            return refusal
    if all(seen.unit_priority[unit] == order.level for unit in order.units):
        return Refusal.NO_EFFECT
    return None


def apply_priority(
    world: World, state: State, seen: Observation, order: Priority, events: list[Event]
) -> None:
    """Set who draws first from the next delivery on."""
    state.unit_priority[list(order.units)] = order.level
