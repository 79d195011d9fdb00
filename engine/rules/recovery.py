"""Rest, wear, entrenchment and patrols. Rulebook chapter 10; weekly values of rules/recovery.toml."""

from __future__ import annotations

import numpy as np

from engine.events import Event, LongMarch, RefitBegan, RefitEnded
from engine.kernels import philox
from engine.kernels.consts import (
    DICE_WEAR,
    FLAG_EZOC,
    MODE_ATTACKED,
    MODE_NORMAL,
    QUARTERS,
    STATUS_BOX,
    STATUS_MAP,
    SUPPLY_ISOLATED,
    SUPPLY_OUT,
)
from engine.kernels.fields import widen
from engine.kernels.network import rail_parts
from engine.observation import Observation, flags_for, flags_of
from engine.orders import Refit, Refusal
from engine.rules.common import CAUSE_WEAR, lose, set_control
from engine.rules.headquarters import leader_of
from engine.rules.movement import check_unit
from engine.rules.rates import share
from engine.rules.supply import sources_of
from engine.state import G_DRAWS, G_TURN, State
from engine.world import DAYS_A_WEEK, World


def recover(world: World, state: State, side: int, events: list[Event]) -> None:
    """End a side's player turn: cohesion, contact wear, entrenchment, preparation."""
    rules = world.recovery
    flags = flags_for(world, state, side)
    turn = int(state.game[G_TURN])
    key = int(state.key[0]), int(state.key[1])
    days = world.days_per_turn
    wear = int(world.wear_percent[side]) * days
    for unit in np.flatnonzero((state.unit_side == side) & (state.unit_status == STATUS_MAP)):
        u = int(unit)
        at = int(state.unit_hex[u])
        contact = bool(flags[at] & FLAG_EZOC)
        attacked = state.unit_mode[u] == MODE_ATTACKED
        tired = march(world, state, u, events)
        change_cohesion(world, state, u, rest_rate(world, state, u, contact, attacked) - tired)
        if state.unit_refit[u]:
            _refit(world, state, u, contact, events)
        idle = state.unit_mode[u] == MODE_NORMAL and state.unit_mp[u] >= state.unit_full_mp[u]
        if idle:
            state.unit_prepared[u] = min(100, int(state.unit_prepared[u]) + 1)
            _dig(world, state, u)
        else:
            state.unit_prepared[u] = state.unit_dug[u] = 0
        # Who stands on a line built in time finds its trenches dug, a level short.
        state.unit_entrench[u] = max(int(state.unit_entrench[u]), int(state.hex_fort[at]) - 1)
        _keep_room(world, state, u, contact)
        if contact and wear:
            state.game[G_DRAWS] += 1
            thrown = philox.below(*key, DICE_WEAR, turn, u, 0, 100 * DAYS_A_WEEK)
            if thrown < wear and state.unit_quarters[u] > 1:
                lose(world, state, u, 1, CAUSE_WEAR, events)
    for unit in np.flatnonzero((state.unit_side == side) & (state.unit_status == STATUS_BOX)):
        change_cohesion(world, state, int(unit), rules.rest)
        state.unit_mode[unit] = MODE_NORMAL


def rest_rate(world: World, state: State, unit: int, contact: bool, attacked: bool) -> int:
    """Return the cohesion that a week as this one gives a unit, negative if it takes."""
    rules = world.recovery
    supply = int(state.unit_supply[unit])
    if supply == SUPPLY_ISOLATED:
        return -rules.isolated_cohesion
    if supply == SUPPLY_OUT:
        return -rules.out_cohesion
    if attacked:
        return 0 if contact else rules.attacked
    leader = world.command.leader
    better = leader.bold_rest if state.unit_drive[unit] >= leader.bold_from else 0
    if not contact:
        return (rules.refit if state.unit_refit[unit] else rules.rest) + better
    gain = rules.rest_in_zoc + better
    if state.unit_entrench[unit] >= rules.works_level:
        gain += rules.rest_in_works
    zone = int(world.hex_zone[state.unit_hex[unit]])
    if zone >= 0 and state.weather_mud[zone] >= 2:
        gain -= rules.mud_in_zoc
    return gain


def march(world: World, state: State, unit: int, events: list[Event]) -> int:
    """Note whether a unit marched far this turn; return the weekly rate of cohesion that it costs.

    As the limit of marches the length of a long one is that of a turn's days.
    """
    rules, days = world.movement, world.days_per_turn
    long = (rules.long_march_hexes * days + DAYS_A_WEEK - 1) // DAYS_A_WEEK
    walked = int(state.unit_walked[unit])
    state.unit_walked[unit] = 0
    state.unit_marched[unit] = int(0 < long <= walked)
    if not state.unit_marched[unit]:
        return 0
    events.append(LongMarch(unit=unit, hexes=walked, side=int(state.unit_side[unit])))
    return rules.long_march_cohesion


def change_cohesion(world: World, state: State, unit: int, weekly: int) -> None:
    """Change a unit's cohesion by this turn's share of a weekly rate; it stays within 0 and 100."""
    whole, part = share(int(state.unit_cohesion_part[unit]), weekly, world.days_per_turn)
    now = int(state.unit_cohesion[unit]) + whole
    state.unit_cohesion[unit] = max(0, min(100, now))
    state.unit_cohesion_part[unit] = part if 0 <= now < 100 else 0


def dig_percent(world: World, state: State, land_hex: int) -> int:
    """Return how much of a day's digging gets done in a hex: less in mud and in snow."""
    rules, zone = world.recovery, int(world.hex_zone[land_hex])
    if zone < 0:
        return 100
    percent = 100
    if state.weather_mud[zone] >= 2:
        percent = min(percent, rules.dig_in_mud_percent)
    if state.weather_snow[zone] and world.hex_elevation[land_hex] >= world.snow_elevation:
        percent = min(percent, rules.dig_in_snow_percent)
    return percent


def _dig(world: World, state: State, unit: int) -> None:
    rules = world.recovery
    at = int(state.unit_hex[unit])
    fort = int(state.hex_fort[at])
    highest = rules.entrench_works_max if fort >= rules.entrench_works_max else rules.entrench_max
    dug = int(state.unit_dug[unit]) + world.days_per_turn * dig_percent(world, state, at)
    levels, dug = divmod(dug, DAYS_A_WEEK * 100)
    level = int(state.unit_entrench[unit])
    if level < highest:
        level = min(highest, level + levels)
    state.unit_entrench[unit] = level
    state.unit_dug[unit] = dug if level < highest else 0


def _keep_room(world: World, state: State, unit: int, contact: bool) -> None:
    """Keep what is left of a turn's room for replacements, at most a part of a quarter step."""
    limit = absorb_rate(world, state, unit, contact) * world.days_per_turn
    left = int(state.unit_absorb_part[unit]) + limit - int(state.unit_absorbed[unit]) * DAYS_A_WEEK
    state.unit_absorb_part[unit] = max(0, min(DAYS_A_WEEK - 1, left))


def absorb_rate(world: World, state: State, unit: int, contact: bool) -> int:
    """Return how many quarter steps of replacements a unit can take in a week."""
    at_rest = world.recovery.refit_absorb if state.unit_refit[unit] else world.recovery.absorb_rest
    rate = world.recovery.absorb_in_zoc if contact else at_rest
    rules, leader = world.command.leader, leader_of(world, state, unit)
    if leader >= 0 and world.leader_admin[leader] >= rules.admin_from:
        rate += rules.admin_absorb
    return rate


def absorb_most(world: World) -> int:
    """Return the most quarter steps of replacements that any unit can take in a turn."""
    rules = world.recovery
    most = max(rules.absorb_rest, rules.absorb_in_zoc, rules.refit_absorb) + world.command.leader.admin_absorb
    most *= world.days_per_turn
    return (most + DAYS_A_WEEK - 1) // DAYS_A_WEEK


def absorb_limit(world: World, state: State, unit: int, contact: bool) -> int:
    """Return how many quarter steps of replacements a unit can take this turn, those taken included."""
    rate = absorb_rate(world, state, unit, contact) * world.days_per_turn
    return (int(state.unit_absorb_part[unit]) + rate) // DAYS_A_WEEK


def check_refit(world: World, seen: Observation, order: Refit) -> Refusal | None:
    """Refuse a refit to units that acted, stand in contact, are cut off or need none."""
    refusal = check_unit(world, seen, order.unit)
    if refusal is not None:
        return refusal
    unit = order.unit
    if seen.unit_refit[unit]:
        return Refusal.IN_REFIT
    if seen.unit_mode[unit] != MODE_NORMAL or seen.unit_mp[unit] < seen.unit_full_mp[unit]:
        return Refusal.MOVED_TOO_FAR
    if flags_of(world, seen)[seen.unit_hex[unit]] & FLAG_EZOC:
        return Refusal.IN_CONTACT
    if seen.unit_supply[unit] >= SUPPLY_OUT:
        return Refusal.NOT_IN_SUPPLY
    whole = seen.unit_cohesion[unit] >= 100 and seen.unit_quarters[unit] >= world.unit_full[unit]
    return Refusal.NO_EFFECT if whole or not world.recovery.refit_days else None


def apply_refit(world: World, state: State, seen: Observation, order: Refit, events: list[Event]) -> None:
    """Take a unit out of everything for the days of the rules."""
    state.unit_refit[order.unit] = world.recovery.refit_days
    state.unit_mp[order.unit] = 0
    side = int(state.unit_side[order.unit])
    events.append(RefitBegan(unit=order.unit, days=world.recovery.refit_days, side=side))


def _refit(world: World, state: State, unit: int, contact: bool, events: list[Event]) -> None:
    """Count the days of a refit; the enemy's zone ends it."""
    left = 0 if contact else max(0, int(state.unit_refit[unit]) - world.days_per_turn)
    state.unit_refit[unit] = left
    if not left:
        events.append(RefitEnded(unit=unit, early=int(contact), side=int(state.unit_side[unit])))


def patrol(world: World, state: State, side: int, events: list[Event]) -> None:
    """Let a side take empty enemy ground: what its units overlook, and pockets that nobody holds.

    They go out once a week. A hex falls if a unit with a zone of control stands within
    ``patrol_hexes`` of it and no such enemy does. Enemy ground without unit or source that own
    ground shuts in falls whole.
    """
    days = int(state.side_patrol[side]) + world.days_per_turn
    state.side_patrol[side] = days % DAYS_A_WEEK
    if days < DAYS_A_WEEK:
        return
    strong = (state.unit_status == STATUS_MAP) & (state.unit_quarters >= world.movement.zoc_steps * QUARTERS)
    mine = state.unit_hex[strong & (state.unit_side == side)]
    foes = state.unit_hex[strong & (state.unit_side != side)]
    radius = world.movement.patrol_hexes
    near, watched = _within(world, mine, radius), _within(world, foes, radius)
    occupied = np.zeros(world.land, bool)
    occupied[state.unit_hex[(state.unit_status == STATUS_MAP) & (state.unit_side != side)]] = True
    hostile = state.hex_control != side
    for at in np.flatnonzero(hostile & near & ~watched & ~occupied):
        set_control(world, state, int(at), side, events)
    _pockets(world, state, side, occupied, events)


def _within(world: World, rows: np.ndarray, radius: int) -> np.ndarray:
    """Return bool[L]: land hexes within so many hexes of some rows, over hexsides that can be crossed."""
    found = np.zeros(world.land, np.uint8)
    found[rows] = 1
    widen(world.around, world.zoc_reach[0], radius, found)
    return found.view(np.bool_)


def _pockets(world: World, state: State, side: int, occupied: np.ndarray, events: list[Event]) -> None:
    """Give a side the enemy ground that is cut off, empty of units, and touches its own."""
    free = (state.hex_control != side).astype(np.uint8)
    parts = np.empty(world.land, np.int32)
    rail_parts(world.hex_neighbour, world.passable, np.zeros(world.land, np.uint8), free, parts)
    held = np.zeros(world.land, bool)
    held[parts[(free > 0) & occupied]] = True
    for other in range(world.sizes.side):
        if other != side:
            found = sources_of(world, state, other)
            sources = found.hex[: found.flow]
            held[parts[sources[free[sources] > 0]]] = True
    empty = np.flatnonzero((free > 0) & ~held[np.clip(parts, 0, None)])
    if len(empty) == 0:
        return
    touching = np.zeros(world.land, bool)
    near = world.hex_neighbour[empty]
    inside = (near >= 0) & (near < world.land) & (world.passable[empty] > 0)
    mine = inside & (state.hex_control[np.clip(near, 0, world.land - 1)] == side)
    touching[parts[empty[mine.any(axis=1)]]] = True
    for at in empty:
        if touching[parts[at]]:
            set_control(world, state, int(at), side, events)
