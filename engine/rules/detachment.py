"""Breaking regiments off divisions, and disbanding what is hardly a unit any more. Rulebook chapter 4.

Counters for parts are rows of the state that the scenario keeps free, so the state never grows.
"""

from __future__ import annotations

import numpy as np

from engine.events import Detached, Disbanded, Event, Merged
from engine.kernels.consts import (
    FLAG_EZOC,
    MODE_ATTACKED,
    QUARTERS,
    STATUS_AWAY,
    STATUS_BOX,
    STATUS_DEAD,
    STATUS_MAP,
    SUPPLY_OUT,
)
from engine.observation import Observation, flags_of
from engine.orders import Detach, Disband, Refusal
from engine.rules import experience
from engine.rules.command import put_under
from engine.rules.common import CAUSE_STRAGGLERS, DUE, NOT_DUE, lose, off_board
from engine.rules.movement import check_unit, room_for
from engine.state import State
from engine.world import World

# What a part has from the unit that it was a part of: it stands there as it stood.
INHERITED = (
    "unit_side", "unit_hex", "unit_cohesion", "unit_supply", "unit_hungry", "unit_entrench", "unit_mp",
    "unit_full_mp", "unit_mode", "unit_tempo", "unit_march", "unit_absorbed", "unit_walked", "unit_marched",
    "unit_priority", "unit_command", "unit_drive",
)  # fmt: skip


def parts_of(world: World, seen: State, unit: int) -> list[int]:
    """Return the parts of a unit that are in play by themselves."""
    rows = (seen.unit_parent == unit).nonzero()[0].tolist()
    return [u for u in rows if seen.unit_status[u] in (STATUS_MAP, STATUS_BOX)]


def room_in(world: World, seen: State, unit: int) -> int:
    """Return how many quarter steps a unit lacks, places kept for the parts that it broke off.

    A part finds no more men than all of its division lacks, for they must find room in it again.
    """
    away = sum(int(world.unit_full[part]) for part in parts_of(world, seen, unit))
    room = int(world.unit_full[unit]) - int(seen.unit_quarters[unit]) - away
    parent = int(seen.unit_parent[unit])
    if parent >= 0:
        family = [parent, *parts_of(world, seen, parent)]
        room = min(room, int(world.unit_full[parent]) - sum(int(seen.unit_quarters[u]) for u in family))
    return room


def wanted_elsewhere(world: World, seen: State, unit: int) -> bool:
    """Return whether a unit has still to leave the theatre."""
    return any(
        leaver == unit and seen.withdrawal_state[row] in (NOT_DUE, DUE)
        for row, (_, leaver, _, _) in enumerate(world.withdrawals)
    )


def free_counter(world: World, seen: State, unit: int) -> int:
    """Return the first free counter for a part of a unit, -1 for none."""
    free = (world.unit_spare > 0) & (seen.unit_status != STATUS_MAP) & (seen.unit_status != STATUS_BOX)
    free &= (world.unit_type == world.type_part[world.unit_type[unit]]) & (
        world.unit_nation == world.unit_nation[unit]
    )
    rows = np.flatnonzero(free)
    return int(rows[0]) if len(rows) else -1


def part_quarters(world: World, seen: State, unit: int) -> int:
    """Return the quarter steps that a unit would break off: half of it, as many as the part holds."""
    kind = int(world.type_part[world.unit_type[unit]])
    return min(int(world.type_steps[kind]) * QUARTERS, int(seen.unit_quarters[unit]) // 2)


def check_detach(world: World, seen: Observation, order: Detach) -> Refusal | None:
    """Refuse units of one piece, in battle, too weak or due elsewhere; and if counter or room lacks."""
    unit = order.unit
    refusal = check_unit(world, seen, unit)
    if refusal is not None:
        return refusal
    if world.type_part[world.unit_type[unit]] < 0:
        return Refusal.NO_PARTS
    if seen.unit_mode[unit] == MODE_ATTACKED or seen.unit_fighting[unit]:
        return Refusal.ALREADY_ATTACKED
    if seen.unit_refit[unit]:
        return Refusal.IN_REFIT
    if part_quarters(world, seen, unit) < QUARTERS:
        return Refusal.TOO_WEAK
    if any(seen.withdrawal_state[r] == DUE for r, w in enumerate(world.withdrawals) if w[1] == unit):
        return Refusal.WANTED_ELSEWHERE
    counter = free_counter(world, seen, unit)
    if counter < 0:
        return Refusal.NO_COUNTER
    if not room_for(world, seen, counter, int(seen.unit_hex[unit])):
        return Refusal.STACK_FULL
    return None


def apply_detach(world: World, state: State, seen: Observation, order: Detach, events: list[Event]) -> None:
    """Break off a part: it stands where the unit stands, as tired, fed and dug in as it."""
    unit = order.unit
    part = free_counter(world, state, unit)
    quarters = part_quarters(world, state, unit)
    off_board(state, part, STATUS_MAP)
    for name in INHERITED:
        field = getattr(state, name)
        field[part] = field[unit]
    state.unit_experience[part] = 0
    experience.learn(world, state, part, int(state.unit_experience[unit]))
    state.unit_quarters[part] = quarters
    state.unit_quarters[unit] -= quarters
    state.unit_parent[part] = unit
    state.unit_prepared[unit] = state.unit_cohesion_part[part] = 0
    for row in (unit, part):
        state.unit_cohesion[row] = max(0, int(state.unit_cohesion[row]) - world.command.detach_cohesion)
    units = world.sizes.unit
    state.unit_sight[part::units] = -1
    state.unit_sight_turn[part::units] = 0
    put_under(world, state, part, int(state.unit_formation[unit]))
    events.append(Detached(unit=unit, part=part, quarters=quarters, side=int(state.unit_side[unit])))


def call_in(world: World, state: State, unit: int, events: list[Event]) -> None:
    """Take the parts of a unit back into it, wherever they are: it leaves with all of its men."""
    for part in parts_of(world, state, unit):
        men = int(state.unit_quarters[part])
        state.unit_quarters[unit] += men
        state.unit_quarters[part] = 0
        off_board(state, part, STATUS_AWAY)
        events.append(Merged(unit=part, into=unit, quarters=men, side=int(state.unit_side[unit])))


def check_disband(world: World, seen: Observation, order: Disband) -> Refusal | None:
    """Refuse units that are in touch, hungry, due elsewhere or more than a remnant."""
    unit = order.unit
    refusal = check_unit(world, seen, unit)
    if refusal is not None:
        return refusal
    if wanted_elsewhere(world, seen, unit):
        return Refusal.WANTED_ELSEWHERE
    limit = int(world.unit_full[unit]) * world.command.disband_percent
    if int(seen.unit_quarters[unit]) * 100 > limit or parts_of(world, seen, unit):
        return Refusal.TOO_STRONG
    if flags_of(world, seen)[seen.unit_hex[unit]] & FLAG_EZOC:
        return Refusal.IN_CONTACT
    if seen.unit_supply[unit] >= SUPPLY_OUT:
        return Refusal.NOT_IN_SUPPLY
    return None


def apply_disband(world: World, state: State, seen: Observation, order: Disband, events: list[Event]) -> None:
    """Send the men of a remnant to the replacements of its nation, less a loss."""
    unit = order.unit
    gone = int(state.unit_quarters[unit]) * world.command.disband_loss_percent // 100
    lose(world, state, unit, gone, CAUSE_STRAGGLERS, events)
    men, nation = int(state.unit_quarters[unit]), int(world.unit_nation[unit])
    state.pool_quarters[nation] = min(30000, int(state.pool_quarters[nation]) + men)
    state.unit_quarters[unit] = 0
    off_board(state, unit, STATUS_DEAD)
    events.append(Disbanded(unit=unit, quarters=men, side=int(state.unit_side[unit])))
