"""Headquarters: where they stand, whom they reach, who leads. Rulebook chapter 4.

A corps or army has a post on the map, not a unit: it takes no room, has no strength and no
zone of control, and is lost when the enemy takes its hex. Command is judged at the start
of a side's player turn, and again for a formation when its headquarters moves.
"""

from __future__ import annotations

import numpy as np

from engine.events import Event, HeadquartersMoved, HeadquartersOverrun
from engine.kernels.consts import COMMAND_CHANGING, COMMAND_HELD, COMMAND_LOST, STATUS_MAP
from engine.observation import Observation
from engine.orders import Headquarters, Refusal
from engine.state import I16, I32, State
from engine.world import DAYS_A_WEEK, World
from engine.world_parts import ARMY, CORPS

NOWHERE = 30000  # hexes to a headquarters that is not on the map


def members(world: World, state: State, formation: int) -> I32:
    """Return the rows int32[n] of the units on the map under a corps or army, of its own side."""
    of = state.unit_corps if world.formation_echelon[formation] == CORPS else state.unit_army
    mine = (of == formation) & (state.unit_side == world.formation_side[formation])
    return np.flatnonzero(mine & (state.unit_status == STATUS_MAP)).astype(np.int32)


def hexes_apart(world: World, a: I32, b: I32) -> I32:
    """Return how many hexes lie between hex rows ``a`` and ``b``, pair by pair, as the crow flies."""
    col_a, col_b = world.hex_col[a].astype(np.int32), world.hex_col[b].astype(np.int32)
    dq = col_a - col_b
    dr = world.hex_row[a].astype(np.int32) - world.hex_row[b] - (col_a >> 1) + (col_b >> 1)
    away: I32 = np.maximum(np.maximum(np.abs(dq), np.abs(dr)), np.abs(dq + dr))
    return away


def reach_of(world: World, formation: int) -> int:
    """Return how many hexes the headquarters of a formation reaches."""
    corps = world.formation_echelon[formation] == CORPS
    return world.command.corps_range if corps else world.command.army_range


def head_of(world: World, state: State, unit: int) -> int:
    """Return the formation whose headquarters commands a unit: its corps, else its army; -1 for none."""
    head = int(state.unit_corps[unit]) if state.unit_corps[unit] >= 0 else int(state.unit_army[unit])
    own = head >= 0 and world.formation_side[head] == state.unit_side[unit]
    return head if own else -1


def leader_of(world: World, state: State, unit: int) -> int:
    """Return the leader in charge of a unit that is in command: of its corps, else of its army; -1 none."""
    head = head_of(world, state, unit)
    if head < 0 or state.unit_command[unit] != COMMAND_HELD:
        return -1
    leader = int(state.formation_leader[head])
    army = int(state.unit_army[unit])
    return leader if leader >= 0 or army < 0 else int(state.formation_leader[army])


def judge(world: World, state: State, units: I32) -> None:
    """Write whether units of one side are in command, and the initiative of who leads them."""
    corps, army = state.unit_corps[units], state.unit_army[units]
    if not world.sizes.formation or not len(units):
        return
    head = np.where(corps >= 0, corps, army)
    head = np.where((head >= 0) & (world.formation_side[head] == state.unit_side[units]), head, -1)
    post = np.where(head >= 0, state.hq_hex[head], -1)
    away = np.where(post >= 0, hexes_apart(world, state.unit_hex[units], post), NOWHERE)
    limit = np.where(corps >= 0, world.command.corps_range, world.command.army_range)
    held = (head < 0) | ((state.hq_silent[head] == 0) & (away <= limit))
    changing = state.unit_command[units] == COMMAND_CHANGING
    held &= ~changing
    state.unit_command[units] = np.where(
        changing, COMMAND_CHANGING, np.where(held, COMMAND_HELD, COMMAND_LOST)
    )
    leader = np.where(head >= 0, state.formation_leader[head], -1)
    acting = np.where((head >= 0) & (army >= 0), state.formation_leader[army], -1)
    leader = np.where(leader >= 0, leader, acting)
    if len(world.leader_ids):
        drive = np.where((leader >= 0) & held, world.leader_initiative[leader], 0)
        state.unit_drive[units] = drive


def best_post(world: World, state: State, formation: int, units: I32) -> int:
    """Return the hex among those of some units from which a headquarters reaches most of them.

    Of equals one behind the front, then the nearest to all, then the lowest row; -1 without units.
    """
    if not len(units):
        return -1
    side = world.formation_side[formation]
    goals, at = np.unique(state.unit_hex[units]), state.unit_hex[units]
    away = hexes_apart(world, np.repeat(goals, len(at)), np.tile(at, len(goals))).reshape(len(goals), -1)
    reached = (away <= reach_of(world, formation)).sum(axis=1)
    near = world.hex_neighbour[goals]
    land = (near >= 0) & (near < world.land)
    exposed = (land & (state.hex_control[np.clip(near, 0, world.land - 1)] != side)).any(axis=1)
    return int(goals[np.lexsort((goals, away.sum(axis=1), exposed, -reached))[0]])


def muster(world: World, state: State, side: int) -> None:
    """Give each corps and army with units on the map a headquarters; take away those without any."""
    mine = (state.unit_side == side) & (state.unit_status == STATUS_MAP)
    corps, army = (
        np.bincount(of[mine & (of >= 0)], minlength=len(state.hq_hex))
        for of in (state.unit_corps, state.unit_army)
    )
    strong = np.where(world.formation_echelon == CORPS, corps, army) > 0
    staffs = (world.formation_side == side) & (world.formation_echelon <= ARMY)
    idle = staffs & ~strong
    state.hq_hex[idle] = -1
    state.hq_silent[idle] = state.hq_support[idle] = 0
    for row in np.flatnonzero(staffs & strong & (state.hq_hex < 0)):
        formation = int(row)
        state.hq_hex[formation] = best_post(world, state, formation, members(world, state, formation))


def refresh(world: World, state: State, side: int) -> None:
    """Begin a side's player turn: staffs may move again, and who is in command is judged anew."""
    own = world.formation_side == side
    state.hq_moved[own] = 0
    state.hq_silent[own] = np.maximum(0, state.hq_silent[own] - 1)
    muster(world, state, side)
    mine = state.unit_side == side
    state.unit_command[mine] = COMMAND_HELD
    state.unit_drive[mine] = 0
    judge(world, state, np.flatnonzero(mine & (state.unit_status == STATUS_MAP)).astype(np.int32))


def overrun(world: World, state: State, land_hex: int, by: int, events: list[Event]) -> None:
    """Drive headquarters out of a hex that another side took: to their nearest unit, silent for a time."""
    for row in np.flatnonzero((state.hq_hex == land_hex) & (world.formation_side != by)):
        formation, side = int(row), int(world.formation_side[row])
        units = members(world, state, formation)
        # In an army that breaks up some stand for a moment on ground that has gone over already.
        units = units[state.hex_control[state.unit_hex[units]] == side]
        to = -1
        if len(units):
            at: I32 = state.unit_hex[units]
            away = hexes_apart(world, at, np.full(len(at), land_hex, np.int32))
            to = int(at[np.lexsort((at, away))[0]])
            tired: I16 = state.unit_cohesion[units] - np.int16(world.command.overrun_cohesion)
            state.unit_cohesion[units] = np.maximum(0, tired)
            state.unit_command[units] = COMMAND_LOST
            state.unit_drive[units] = 0
        state.hq_hex[formation] = to
        state.hq_support[formation] = 0
        # Counted down when its side's turn begins, which must not end the silence already.
        state.hq_silent[formation] = world.command.scattered_turns + 1 if to >= 0 else 0
        events.append(HeadquartersOverrun(formation=formation, hex=land_hex, to=to, side=side))


def check_staff(world: World, seen: Observation, formation: int) -> Refusal | None:
    """Refuse formations that do not exist, are not the viewer's or have no headquarters on the map."""
    if not 0 <= formation < world.sizes.formation:
        return Refusal.UNKNOWN_FORMATION
    if world.formation_side[formation] != seen.viewer:
        return Refusal.NOT_YOURS
    if seen.hq_hex[formation] < 0:
        return Refusal.NO_HEADQUARTERS
    return None


def check_headquarters(world: World, seen: Observation, order: Headquarters) -> Refusal | None:
    """Refuse a second move in a turn, and hexes where none of the formation's units stands."""
    refusal = check_staff(world, seen, order.formation)
    if refusal is not None:
        return refusal
    if not 0 <= order.to < world.land:
        return Refusal.UNKNOWN_HEX
    if order.to == seen.hq_hex[order.formation]:
        return Refusal.NO_EFFECT
    if seen.hq_moved[order.formation]:
        return Refusal.STAFF_MOVED
    if order.to not in seen.unit_hex[members(world, seen, order.formation)]:
        return Refusal.NOT_WITH_TROOPS
    return None


def far(world: World, seen: State, formation: int, to: int) -> bool:
    """Return whether a headquarters that goes to a hex is silent until the next turn."""
    here = int(seen.hq_hex[formation])
    away = int(hexes_apart(world, np.array([here], np.int32), np.array([to], np.int32))[0])
    most = max(1, world.command.staff_move * world.days_per_turn // DAYS_A_WEEK)
    return away > most or bool(world.hex_part[here] != world.hex_part[to])


def apply_headquarters(
    world: World, state: State, seen: Observation, order: Headquarters, events: list[Event]
) -> None:
    """Move a headquarters; who goes far or over the sea commands again from the next turn."""
    formation = order.formation
    start, silent = int(state.hq_hex[formation]), int(far(world, state, formation, order.to))
    state.hq_hex[formation] = order.to
    state.hq_moved[formation] = 1
    state.hq_silent[formation] = max(silent, int(state.hq_silent[formation]))
    judge(world, state, members(world, state, formation))
    side = int(world.formation_side[formation])
    events.append(HeadquartersMoved(formation=formation, start=start, to=order.to, silent=silent, side=side))
