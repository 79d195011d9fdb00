"""Rest, wear, entrenchment and works. Rulebook chapter 10; weekly values of rules/recovery.toml."""

from __future__ import annotations

import numpy as np

from engine.events import Event
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
from engine.kernels.network import rail_parts
from engine.observation import flags_for
from engine.rules.common import CAUSE_WEAR, lose, set_control
from engine.rules.supply import sources_of
from engine.state import G_DRAWS, G_TURN, State
from engine.world import DAYS_A_WEEK, World


def recover(world: World, state: State, side: int, events: list[Event]) -> None:
    """End a side's player turn: cohesion, contact wear, entrenchment, preparation."""
    rules = world.recovery
    flags = flags_for(world, state, side)
    turn = int(state.game[G_TURN])
    key = int(state.key[0]), int(state.key[1])
    wear = int(world.wear_percent[side]) * world.days_per_turn // DAYS_A_WEEK
    for unit in np.flatnonzero((state.unit_side == side) & (state.unit_status == STATUS_MAP)):
        u = int(unit)
        at = int(state.unit_hex[u])
        contact = bool(flags[at] & FLAG_EZOC)
        attacked = state.unit_mode[u] == MODE_ATTACKED
        _rest(world, state, u, contact, attacked)
        idle = state.unit_mode[u] == MODE_NORMAL and state.unit_mp[u] >= state.unit_full_mp[u]
        if idle:
            state.unit_prepared[u] = min(100, int(state.unit_prepared[u]) + 1)
            _dig(world, state, u)
        else:
            state.unit_prepared[u] = 0
        # Who stands on a line built in time finds its trenches dug, a level short.
        state.unit_entrench[u] = max(int(state.unit_entrench[u]), int(state.hex_fort[at]) - 1)
        if contact and wear:
            state.game[G_DRAWS] += 1
            if philox.below(*key, DICE_WEAR, turn, u, 0, 100) < wear and state.unit_quarters[u] > 1:
                lose(world, state, u, 1, CAUSE_WEAR, events)
    boxed = (state.unit_side == side) & (state.unit_status == STATUS_BOX)
    rest = max(1, rules.rest * world.days_per_turn // DAYS_A_WEEK) if rules.rest else 0
    state.unit_cohesion[boxed] = np.minimum(100, state.unit_cohesion[boxed] + rest)
    state.unit_mode[boxed] = MODE_NORMAL


def _rest(world: World, state: State, unit: int, contact: bool, attacked: bool) -> None:
    rules = world.recovery
    supply = int(state.unit_supply[unit])
    if supply == SUPPLY_ISOLATED:
        gain = -rules.isolated_cohesion
    elif supply == SUPPLY_OUT:
        gain = -rules.out_cohesion
    elif attacked:
        gain = 0 if contact else rules.attacked
    elif contact:
        gain = rules.rest_in_zoc
        if state.unit_entrench[unit] >= rules.works_level:
            gain += rules.rest_in_works
        zone = int(world.hex_zone[state.unit_hex[unit]])
        if zone >= 0 and state.weather_mud[zone] >= 2:
            gain -= rules.mud_in_zoc
    else:
        gain = rules.rest
    if gain:
        share = max(1, abs(gain) * world.days_per_turn // DAYS_A_WEEK)
        gain = share if gain > 0 else -share
    state.unit_cohesion[unit] = max(0, min(100, int(state.unit_cohesion[unit]) + gain))


def _dig(world: World, state: State, unit: int) -> None:
    rules = world.recovery
    level = int(state.unit_entrench[unit])
    fort = int(state.hex_fort[state.unit_hex[unit]])
    highest = rules.entrench_works_max if fort >= rules.entrench_works_max else rules.entrench_max
    if level < highest:
        state.unit_entrench[unit] = level + 1


def grow_works(world: World, state: State) -> None:
    """Raise fortified lines to the level that their dates give, where the builder holds the hex."""
    turn = int(state.game[G_TURN])
    for row in range(len(world.work_hex)):
        at = int(world.work_hex[row])
        if state.hex_control[at] != world.hex_owner[at] or turn < world.work_from[row]:
            continue
        first, last = int(world.work_from[row]), max(int(world.work_until[row]), int(world.work_from[row]))
        share = min(turn, last) - first + 1
        level = int(world.work_level[row]) * share // (last - first + 1)
        now = int(state.hex_fort[at])
        # What was lost and won back is dug anew, a level a turn; the first turn finds what stands.
        state.hex_fort[at] = max(now, level if turn == 1 else min(level, now + 1))


def patrol(world: World, state: State, side: int, events: list[Event]) -> None:
    """Let a side take empty enemy ground: what its units overlook, and pockets that nobody holds.

    A hex falls if a unit with a zone of control stands within ``patrol_hexes`` of it and no
    such enemy does. Enemy ground without unit or source that own ground shuts in falls whole.
    """
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
    found = np.zeros(world.land, bool)
    found[rows] = True
    for _ in range(radius):
        before = found.copy()
        for direction in range(6):
            there = world.hex_neighbour[: world.land, direction]
            open_ = (there >= 0) & (there < world.land) & (world.zoc_reach[0, :, direction] > 0)
            found[open_] |= before[there[open_]]
    return found


def _pockets(world: World, state: State, side: int, occupied: np.ndarray, events: list[Event]) -> None:
    """Give a side the enemy ground that is cut off, empty of units, and touches its own."""
    free = (state.hex_control != side).astype(np.uint8)
    parts = np.empty(world.land, np.int32)
    rail_parts(world.hex_neighbour, world.passable, free, parts)
    held = np.zeros(world.land, bool)
    held[parts[(free > 0) & occupied]] = True
    for other in range(world.sizes.side):
        if other != side:
            sources = sources_of(world, state, other).hex
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
