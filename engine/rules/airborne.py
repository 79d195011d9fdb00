"""Drops by parachute: who jumps where, scatter, losses. Rulebook chapter 12."""

from __future__ import annotations

import numpy as np

from engine.events import Dropped, Event
from engine.kernels import philox
from engine.kernels.consts import (
    DICE_DROP,
    FLAG_ENEMY,
    MODE_ATTACKED,
    MODE_LANDED,
    MODE_NORMAL,
    STATUS_BOX,
    STATUS_MAP,
    SUPPLY_OUT,
)
from engine.observation import Observation, flags_of
from engine.orders import Drop, Refusal
from engine.rules import air
from engine.rules.common import CAUSE_DROP, enemy_in, lose, place_on_map, stack_at, stack_limit
from engine.state import G_DRAWS, G_INTEL, G_TURN, State
from engine.world import World


def price(world: World, unit: int) -> int:
    """Return the air points that a unit's aircraft need."""
    return int(world.unit_stack[unit]) * world.air.drop_points


def jumper(world: World, seen: Observation, unit: int) -> Refusal | None:
    """Refuse units that cannot jump wherever to: no parachutists, not at an airfield, spent, too few points.

    They start from a box over sea, whose airfields lie off the map, or from an own airfield that
    their side has held since the turn began.
    """
    if not 0 <= unit < world.sizes.unit:
        return Refusal.UNKNOWN_UNIT
    if seen.unit_side[unit] != seen.viewer:
        return Refusal.NOT_YOURS
    if not world.type_parachute[world.unit_type[unit]]:
        return Refusal.NO_PARACHUTES
    status = int(seen.unit_status[unit])
    if status not in (STATUS_MAP, STATUS_BOX):
        return Refusal.NOT_ON_MAP
    if status == STATUS_BOX:
        if world.box_kind[seen.unit_box[unit]] != 0:
            return Refusal.NO_AIRFIELD
    else:
        fields = world.airfields[0][air.usable(world, seen, seen.viewer)]
        if seen.unit_hex[unit] not in fields:
            return Refusal.NO_AIRFIELD
        if seen.unit_mp[unit] < seen.unit_full_mp[unit]:
            return Refusal.MOVED_TOO_FAR
        if seen.unit_supply[unit] >= SUPPLY_OUT:
            return Refusal.NOT_IN_SUPPLY
    if seen.unit_mode[unit] != MODE_NORMAL:
        return Refusal.MOVED_TOO_FAR
    if price(world, unit) > seen.pool_air[seen.viewer]:
        return Refusal.NO_AIR
    return None


def check_drop(world: World, seen: Observation, order: Drop) -> Refusal | None:
    """Refuse a drop out of reach, in bad weather, amid seen enemies or on full ground."""
    refusal = jumper(world, seen, order.unit)
    if refusal is not None:
        return refusal
    if not 0 <= order.target < world.land:
        return Refusal.UNKNOWN_HEX
    if order.target == seen.unit_hex[order.unit]:
        return Refusal.NO_EFFECT
    if air.distance(world, seen)[order.target] > world.air.reach.drop:
        return Refusal.NO_AIRFIELD
    zone = int(world.hex_zone[order.target])
    if zone >= 0 and seen.weather_air[zone] < world.air.flyable_least:
        return Refusal.GROUNDED
    if flags_of(world, seen)[order.target] & FLAG_ENEMY:
        near = [int(h) for h in world.hex_neighbour[order.target] if 0 <= h < world.land]
        if all(flags_of(world, seen)[h] & FLAG_ENEMY for h in near):
            return Refusal.HELD_GROUND
        return None
    points = stack_at(world, seen, seen.viewer, order.target) + int(world.unit_stack[order.unit])
    if points > stack_limit(world, order.target):
        return Refusal.STACK_FULL
    return None


def scatter(world: World, seen: State, target: int) -> int:
    """Return the percentage with which a drop misses its hex: more of it in bad weather."""
    zone = int(world.hex_zone[target])
    rain = 100 - int(seen.weather_air[zone]) if zone >= 0 else 0
    return min(100, world.air.drop_scatter_percent + rain * world.air.drop_weather_percent // 100)


def flak(world: World, state: State, side: int, target: int, held: bool = False) -> int:
    """Return the percentage of a unit that a drop costs, more for each enemy hex beside, and on the enemy."""
    near = world.hex_neighbour[target]
    beside = sum(enemy_in(state, side, int(h)) for h in near if 0 <= h < world.land)
    more = world.air.drop_held_percent if held else 0
    return min(100, world.air.drop_loss_percent + more + beside * world.air.drop_flak_percent)


def apply_drop(world: World, state: State, seen: Observation, order: Drop, events: list[Event]) -> None:
    """Drop a unit: it may miss its hex by one, loses men, and lands without movement and order.

    Where the hex meant is held, known or not, it comes down beside, pays for it, and shakes the
    defenders; where there is no room either, the aircraft turn back and their points are spent.
    """
    unit, side = order.unit, seen.viewer
    state.pool_air[side] -= price(world, unit)
    key = int(state.key[0]), int(state.key[1])
    turn = int(state.game[G_TURN])
    state.game[G_DRAWS] += 1
    state.game[G_INTEL] += 1
    misses = philox.below(*key, DICE_DROP, turn, unit, 0, 100) < scatter(world, state, order.target)
    first = philox.below(*key, DICE_DROP, turn, unit, 1, 6)
    around = [int(world.hex_neighbour[order.target, (first + d) % 6]) for d in range(6)]
    spots = [*around, order.target] if misses else [order.target, *around]
    at = next((h for h in spots if 0 <= h < world.land and _free(world, state, unit, side, h)), -1)
    if at < 0:
        state.unit_mp[unit] = 0
        state.unit_mode[unit] = MODE_ATTACKED
        return
    held = not misses and enemy_in(state, side, order.target)
    if held:
        foes = (state.unit_hex == order.target) & (state.unit_side != side)
        state.unit_cohesion[foes] = np.maximum(0, state.unit_cohesion[foes] - world.air.drop_shock)
    cost = int(state.unit_quarters[unit]) * flak(world, state, side, at, held)
    lost, rest = divmod(cost, 100)
    lost += philox.below(*key, DICE_DROP, turn, unit, 2, 100) < rest
    lost = min(lost, int(state.unit_quarters[unit]) - 1)
    place_on_map(world, state, unit, at, events)
    state.unit_mode[unit] = MODE_LANDED
    state.unit_cohesion[unit] = min(int(state.unit_cohesion[unit]), world.air.drop_cohesion)
    state.unit_tempo[unit] = world.class_tempo[world.unit_class[unit]]
    events.append(Dropped(unit=unit, aimed=order.target, hex=at, side=side))
    if lost > 0:
        lose(world, state, unit, int(lost), CAUSE_DROP, events)


def _free(world: World, state: State, unit: int, side: int, land_hex: int) -> bool:
    room = stack_at(world, state, side, land_hex) + int(world.unit_stack[unit]) <= stack_limit(
        world, land_hex
    )
    return room and not enemy_in(state, side, land_hex)


def zones(world: World, seen: Observation) -> np.ndarray:
    """Return the land hexes within reach of a drop."""
    return np.flatnonzero(air.distance(world, seen) <= world.air.reach.drop)
