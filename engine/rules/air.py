"""Air points, the reach of airfields, and missions. Rulebook chapter 12."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.events import Demolished, Event, Flown, SupplyChanged
from engine.kernels import philox
from engine.kernels.consts import (
    AIR_BRIDGES,
    AIR_INTERDICT,
    AIR_LIFT,
    AIR_STRIKE,
    AIR_SUPERIORITY,
    AIR_SUPPORT,
    DICE_BRIDGES,
    FLAG_ENEMY,
    SUPPLY_LOW,
    SUPPLY_OUT,
)
from engine.observation import Observation, flags_of
from engine.orders import Air, Refusal
from engine.rules.wreckage import BRIDGE, WRECKED
from engine.state import G_DRAWS, G_TURN, I16, State
from engine.world import World

OUT_OF_ANY_REACH = 30_000  # hexes, where a side has no airfield
MOST_FLOWN = 100  # points over one hex, so that they fit their field


class Mission(NamedTuple):
    """Why a mission cannot be flown to a hex (None if it can), and how far it is from the next airfield."""

    refusal: Refusal | None
    distance: int
    reach: int


def reach_of(world: World, mission: int) -> int:
    """Return how far a mission is flown, in hexes."""
    far = world.air.reach
    return (far.superiority, far.support, far.interdict, far.strike, far.lift, far.interdict)[mission]


def usable(world: World, state: State, side: int) -> np.ndarray:
    """Return bool[F]: which airfields a side can use, that is those it has held since the turn began."""
    at = world.airfields[0]
    return np.asarray((state.hex_control[at] == side) & (state.hex_control_start[at] == side))


def distance(world: World, seen: Observation) -> I16:
    """Return int16[L]: hexes to the viewer's nearest usable airfield. Worked out once per refresh."""
    scratch = seen.scratch
    if scratch.air_stamp != seen.stamp:
        held = usable(world, seen, seen.viewer)
        if held.any():
            np.min(world.airfields[1][held], axis=0, out=scratch.air)
        else:
            scratch.air[:] = OUT_OF_ANY_REACH
        scratch.air_stamp = seen.stamp
    return scratch.air


def judge(world: World, seen: Observation, mission: int, target: int) -> Mission:
    """Return whether aircraft get to a hex at all, and find there what their mission is for."""
    away, far = int(distance(world, seen)[target]), reach_of(world, mission)
    zone = int(world.hex_zone[target])
    holder = int(seen.hex_control[target])
    enemy_ground = holder >= 0 and holder != seen.viewer
    refusal: Refusal | None = None
    if away > far:
        refusal = Refusal.NO_AIRFIELD
    elif zone >= 0 and seen.weather_air[zone] < world.air.flyable_least:
        refusal = Refusal.GROUNDED
    elif mission == AIR_SUPERIORITY:
        if not enemy_ground or target not in world.airfields[0]:
            refusal = Refusal.NO_TARGET
    elif mission == AIR_SUPPORT:
        if not flags_of(world, seen)[target] & FLAG_ENEMY:
            refusal = Refusal.NO_TARGET
    elif mission == AIR_INTERDICT:
        if not enemy_ground or not (world.hex_road[target].any() or world.hex_rail[target].any()):
            refusal = Refusal.NO_TARGET
        elif seen.hex_interdiction[target] >= world.air.interdict_most:
            refusal = Refusal.NO_EFFECT
    elif mission == AIR_STRIKE:
        ports = [p for p in world.places_in(target) if world.place_port[p] > 0]
        if not enemy_ground or not ports:
            refusal = Refusal.NO_TARGET
        elif all(seen.port_damage[p] >= 100 for p in ports):
            refusal = Refusal.NO_EFFECT
    elif mission == AIR_BRIDGES:
        if not enemy_ground or not (world.hex_bridge[target] >= 0).any():
            refusal = Refusal.NO_TARGET
        elif not standing(world, seen, target):
            refusal = Refusal.NO_EFFECT
    elif not hungry(seen, seen.viewer, target):
        refusal = Refusal.NO_TARGET
    return Mission(refusal, away, far)


def standing(world: World, state: State, target: int) -> list[int]:
    """Return the directions of the bridges of a hex that are not wrecked."""
    bridges = world.hex_bridge[target]
    return [d for d in range(6) if bridges[d] >= 0 and state.bridge_damage[bridges[d]] < WRECKED]


def bridge_chance(world: World, points: int) -> int:
    """Return the percentage with which each bridge of a hex falls to so many points."""
    return min(world.air.bridge_most, points * world.air.bridge_percent)


def _bomb_bridges(world: World, state: State, seen: Observation, order: Air, events: list[Event]) -> None:
    """Throw for each bridge of a hex; what falls must be rebuilt as if it had been blown."""
    key, turn = (int(state.key[0]), int(state.key[1])), int(state.game[G_TURN])
    chance = bridge_chance(world, order.points)
    ordinal = int(state.game[G_DRAWS])
    for direction in standing(world, state, order.target):
        state.game[G_DRAWS] += 1
        if philox.below(*key, DICE_BRIDGES, turn, order.target, 8 * ordinal + direction, 100) < chance:
            state.bridge_damage[world.hex_bridge[order.target, direction]] = WRECKED
            toward = int(world.hex_neighbour[order.target, direction])
            events.append(Demolished(what=BRIDGE, hex=order.target, toward=toward, side=seen.viewer))


def hungry(state: State, side: int, target: int) -> list[int]:
    """Return a side's units in a hex that no supply reaches, by row."""
    here = (state.unit_hex == target) & (state.unit_side == side) & (state.unit_supply >= SUPPLY_OUT)
    return [int(u) for u in np.flatnonzero(here)]


def check_air(world: World, seen: Observation, order: Air) -> Refusal | None:
    """Refuse a mission without points, reach, flying weather or target."""
    if not AIR_SUPERIORITY <= order.mission <= AIR_BRIDGES:
        return Refusal.BAD_OPTION
    if not 0 <= order.target < world.land:
        return Refusal.UNKNOWN_HEX
    if not 0 < order.points <= int(seen.pool_air[seen.viewer]):
        return Refusal.NO_AIR
    refusal = judge(world, seen, order.mission, order.target).refusal
    if refusal is not None:
        return refusal
    if order.mission == AIR_SUPPORT and int(seen.hex_air[order.target]) + order.points > MOST_FLOWN:
        return Refusal.NO_EFFECT
    if (
        order.mission == AIR_SUPERIORITY
        and int(seen.side_superiority[seen.viewer]) + order.points > MOST_FLOWN
    ):
        return Refusal.NO_EFFECT
    if order.mission == AIR_LIFT:
        prices = [_lift_price(world, u) for u in hungry(seen, seen.viewer, order.target)]
        if order.points < min(prices):
            return Refusal.NO_AIR
    return None


def _lift_price(world: World, unit: int) -> int:
    return int(world.unit_stack[unit]) * world.air.lift_points


def apply_air(world: World, state: State, seen: Observation, order: Air, events: list[Event]) -> None:
    """Fly a mission: spend the points and do to the hex what the mission does."""
    side, rules, target = seen.viewer, world.air, order.target
    state.pool_air[side] -= order.points
    events.append(Flown(mission=order.mission, hex=target, points=order.points, side=side))
    if order.mission == AIR_SUPERIORITY:
        state.side_superiority[side] += order.points
    elif order.mission == AIR_SUPPORT:
        state.hex_air[target] += order.points
    elif order.mission == AIR_INTERDICT:
        more = int(state.hex_interdiction[target]) + order.points * rules.interdict_percent
        state.hex_interdiction[target] = min(rules.interdict_most, more)
    elif order.mission == AIR_BRIDGES:
        _bomb_bridges(world, state, seen, order, events)
    elif order.mission == AIR_STRIKE:
        for place in world.places_in(target):
            if world.place_port[place] > 0:
                hurt = int(state.port_damage[place]) + order.points * rules.strike_percent
                state.port_damage[place] = min(100, hurt)
    else:
        left = order.points
        for unit in hungry(state, side, target):
            if _lift_price(world, unit) <= left:
                left -= _lift_price(world, unit)
                events.append(
                    SupplyChanged(unit=unit, was=int(state.unit_supply[unit]), now=SUPPLY_LOW, side=side)
                )
                state.unit_supply[unit] = SUPPLY_LOW
                state.unit_hungry[unit] = 0


def granted(world: World, state: State, side: int, points: int) -> int:
    """Return the air points that a side has for a turn, and end its own raids on airfields.

    The flyable days of the best zone scale them; what the enemy flew against airfields takes of
    the rest, at most ``contest_percent``.
    """
    zones = len(world.zone_ids)
    if zones:
        points = (points * int(state.weather_air[:zones].max()) + 50) // 100
    state.side_superiority[side] = 0
    enemy = max((int(state.side_superiority[s]) for s in range(world.sizes.side) if s != side), default=0)
    return points - min(points * world.air.contest_percent // 100, enemy)


def land_all(world: World, state: State, side: int) -> None:
    """End a side's player turn in the air: unspent support goes home, its own roads are free again."""
    state.hex_air[:] = 0
    state.hex_interdiction[state.hex_control == side] = 0
