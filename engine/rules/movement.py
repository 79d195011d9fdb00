"""Movement: reach, costs, control, ambush, stragglers. Rulebook chapter 5."""

from __future__ import annotations

import numpy as np

from engine.events import Ambushed, Event, Moved, Straggled
from engine.hexes import opposite
from engine.kernels import philox
from engine.kernels.consts import (
    DICE_STRAGGLER,
    FLAG_BOND,
    FLAG_ENEMY,
    FLAG_EZOC,
    IMPASSABLE,
    INFINITY,
    MODE_MOVED,
    MODE_NORMAL,
    STATUS_MAP,
    SUPPLY_LOW,
    SUPPLY_OUT,
)
from engine.kernels.reach import path_to
from engine.kernels.reach import reach as reach_kernel
from engine.observation import Observation, Scratch, flags_of, marks_of, stacks_of
from engine.orders import Move, Refusal
from engine.rules.common import CAUSE_STRAGGLERS, lose, set_control
from engine.state import G_DRAWS, G_INTEL, G_TURN, I32, State
from engine.world import DAYS_A_WEEK, World

FLYING_WEATHER = 50  # percent of flyable days from which aircraft hamper marches


class Reach:
    """Where a unit can go this turn: ``cost`` int32[L] in quarters, INFINITY where not.

    Arrays belong to the Observation and hold until its next search or refresh.
    """

    __slots__ = ("_scratch", "cost")

    def __init__(self, scratch: Scratch) -> None:
        self.cost, self._scratch = scratch.cost, scratch

    @property
    def start(self) -> int:
        """The hex in which the unit stands."""
        return int(self._scratch.settled[0])

    @property
    def settled(self) -> I32:
        """The reached hexes by rising cost, the start first."""
        return self._scratch.settled[: self._scratch.count]

    def path_to(self, goal: int) -> list[int]:
        """Return the hexes from the start to a goal, both included; empty if out of reach."""
        if not 0 <= goal < len(self.cost) or self.cost[goal] >= INFINITY:
            return []
        out = np.empty(1024, np.int32)
        return [int(h) for h in out[: path_to(self._scratch.parent, self.start, goal, out)]]


def reach(world: World, seen: Observation, unit: int) -> Reach:
    """Search where one of the viewer's units on the map can go with the MP it has left."""
    scratch = seen.scratch
    if scratch.reach_of != (seen.stamp, unit):
        scratch.count = reach_kernel(
            unit,
            seen.unit_hex,
            seen.unit_mp,
            seen.unit_full_mp,
            seen.unit_tempo,
            seen.unit_march,
            world.unit_class,
            world.class_prices,
            world.march_cost,
            world.around,
            scratch.marks if scratch.marks_stamp == seen.stamp else marks_of(world, seen),
            scratch.block,
            scratch.count,
        )
        scratch.reach_of = (seen.stamp, unit)
    return Reach(scratch)


def room_for(world: World, seen: Observation, unit: int, land_hex: int) -> bool:
    """Return whether the viewer's stack in a hex leaves room for a unit."""
    points = int(stacks_of(world, seen)[land_hex]) + int(world.unit_stack[unit])
    return points <= int(world.terrain_stacking[world.hex_terrain[land_hex]])


def check_unit(world: World, seen: Observation, unit: int) -> Refusal | None:
    """Refuse orders to units that do not exist, are not the viewer's or are not on the map."""
    if not 0 <= unit < world.sizes.unit:
        return Refusal.UNKNOWN_UNIT
    if seen.unit_side[unit] != seen.viewer:
        return Refusal.NOT_YOURS
    if seen.unit_status[unit] != STATUS_MAP:
        return Refusal.NOT_ON_MAP
    return None


def check_move(world: World, seen: Observation, order: Move) -> Refusal | None:
    """Refuse a move that is out of reach or would overfill the hex."""
    refusal = check_unit(world, seen, order.unit)
    if refusal is not None:
        return refusal
    if not 0 <= order.to < world.land:
        return Refusal.UNKNOWN_HEX
    if world.class_static[world.unit_class[order.unit]]:
        return Refusal.STATIC
    if order.to == seen.unit_hex[order.unit]:
        return Refusal.NO_EFFECT
    if seen.unit_mp[order.unit] <= 0:
        return Refusal.NOT_ENOUGH_MP
    if reach(world, seen, order.unit).cost[order.to] >= INFINITY:
        return Refusal.NO_PATH if _closed(world, seen, order.unit, order.to) else Refusal.TOO_FAR
    if not room_for(world, seen, order.unit, order.to):
        return Refusal.STACK_FULL
    return None


def _closed(world: World, seen: Observation, unit: int, land_hex: int) -> bool:
    """Return whether no points suffice to enter a hex: an enemy, a bond, or ground closed to the class."""
    if flags_of(world, seen)[land_hex] & (FLAG_ENEMY | FLAG_BOND):
        return True
    steps = world.step_cost[0, world.unit_class[unit]]
    near = [(d, int(h)) for d, h in enumerate(world.hex_neighbour[land_hex]) if 0 <= h < world.land]
    return all(steps[h, opposite(d)] >= IMPASSABLE for d, h in near)


def apply_move(world: World, state: State, seen: Observation, order: Move, events: list[Event]) -> None:
    """Move a unit along its cheapest path; it stops in front of an enemy it had not seen."""
    unit = order.unit
    field = reach(world, seen, unit)
    path = field.path_to(order.to)
    flags = flags_of(world, seen)
    side = int(state.unit_side[unit])
    leaves_zoc = bool(flags[path[0]] & FLAG_EZOC)
    walked = [path[0]]
    foes = set(state.unit_hex[state.unit_side != side].tolist())
    ambush = -1
    for step in path[1:]:
        if step in foes and not flags[step] & FLAG_ENEMY:
            ambush = step
            break
        walked.append(step)
    # An ambushed unit stops in the last hex before the enemy that can hold it.
    while ambush >= 0 and len(walked) > 1 and not room_for(world, seen, unit, walked[-1]):
        walked.pop()
    goal = walked[-1]
    before = int(state.unit_mp[unit])
    spent = int(field.cost[goal]) if len(walked) > 1 else 0
    tempo_used = int(seen.scratch.tempo[goal])
    if leaves_zoc and len(walked) > 1:
        ordinal = int(state.unit_draws[unit])
        roll = philox.below(
            int(state.key[0]), int(state.key[1]), DICE_STRAGGLER, int(state.game[G_TURN]), unit, ordinal, 100
        )
        state.unit_draws[unit] = min(ordinal + 1, 127)
        state.game[G_DRAWS] += 1
        if roll < world.movement.straggler_percent:
            events.append(Straggled(unit=unit, side=side))
            lose(world, state, unit, 1, CAUSE_STRAGGLERS, events)
    if state.unit_status[unit] != STATUS_MAP:
        return
    for step in walked[1:]:
        set_control(world, state, step, side, events)
    state.unit_hex[unit] = goal
    state.unit_mp[unit] = 0 if ambush >= 0 else before - spent
    state.unit_tempo[unit] = max(0, int(state.unit_tempo[unit]) - tempo_used)
    state.unit_march[unit] = max(0, int(state.unit_march[unit]) - (len(walked) - 1))
    state.unit_walked[unit] += len(walked) - 1
    if len(walked) > 1:
        state.unit_entrench[unit] = 0
        state.unit_prepared[unit] = 0
        full = int(state.unit_full_mp[unit])
        far = (full - int(state.unit_mp[unit])) * 100 > full * world.movement.deliberate_moved_percent
        if far and state.unit_mode[unit] == MODE_NORMAL:
            state.unit_mode[unit] = MODE_MOVED
        events.append(Moved(unit=unit, side=side, path=tuple(walked)))
    if ambush >= 0:
        state.game[G_INTEL] += 1
        events.append(Ambushed(unit=unit, hex=ambush))


def march_limit(world: World, state: State, side: int, zone: int) -> int:
    """Return how many hexes a side's units may go in a turn in a weather zone.

    Columns keep off the roads by day where the enemy rules the air and can fly.
    """
    others = np.arange(world.sizes.side) != side
    flying = zone >= 0 and state.weather_air[zone] >= FLYING_WEATHER
    hunted = flying and bool(np.any(state.side_air[others] > 0))
    rules = world.movement
    week = rules.road_march_hexes_under_air if hunted else rules.road_march_hexes
    return max(1, week * world.days_per_turn // DAYS_A_WEEK)


def enemy_near(world: World, state: State, unit: int) -> bool:
    """Return whether an enemy stands next to a unit: that ends a refit at once."""
    near = world.hex_neighbour[state.unit_hex[unit]]
    there = np.isin(state.unit_hex, near[(near >= 0) & (near < world.land)])
    return bool(np.any(there & (state.unit_side != state.unit_side[unit])))


def refresh_points(world: World, state: State, side: int) -> None:
    """Give a side's units their MP for this turn, by weather and supply, and clear what they did."""
    rules = world.movement
    zones = world.hex_zone
    limits = [march_limit(world, state, side, zone) for zone in range(-1, len(world.zone_ids))]
    for unit in np.flatnonzero((state.unit_side == side) & (state.unit_status == STATUS_MAP)):
        u = int(unit)
        cls = int(world.unit_class[u])
        points = int(world.class_mp[cls])
        zone = int(zones[state.unit_hex[u]])
        if zone >= 0 and state.weather_mud[zone] >= 2:
            points = points * rules.mud_mp_percent // 100
        supply = int(state.unit_supply[u])
        if supply >= SUPPLY_OUT:
            points = points * rules.out_mp_percent // 100
        elif supply == SUPPLY_LOW:
            points = points * rules.low_mp_percent // 100
        cut = int(state.hex_interdiction[state.unit_hex[u]]) * world.air.interdict_mp_percent // 100
        points = points * (100 - cut) // 100
        if state.unit_refit[u] and enemy_near(world, state, u):
            state.unit_refit[u] = 0
        state.unit_full_mp[u] = points
        state.unit_mp[u] = 0 if state.unit_refit[u] else points
        state.unit_tempo[u] = world.class_tempo[cls]
        state.unit_march[u] = limits[zone + 1]
        state.unit_mode[u] = MODE_NORMAL
        state.unit_absorbed[u] = 0
