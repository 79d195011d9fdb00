"""The few ways in which rules change units and control; every rule goes through them.

They keep the books (losses, captures, first dates of places) so that no rule can forget.
"""

from __future__ import annotations

import numpy as np

from engine.events import Captured, Destroyed, Event, Lost
from engine.kernels.consts import (
    IMPASSABLE,
    MODE_NORMAL,
    STATUS_AWAY,
    STATUS_BOX,
    STATUS_DEAD,
    STATUS_MAP,
)
from engine.observation import veil
from engine.rules import wreckage
from engine.rules.headquarters import overrun
from engine.state import G_INTEL, G_TURN, I32, State
from engine.world import World

CAUSE_BATTLE, CAUSE_RETREAT, CAUSE_HUNGER, CAUSE_WEAR, CAUSE_STRAGGLERS, CAUSE_SURRENDER, CAUSE_SEA = range(7)
CAUSE_DROP = 7
NOT_DUE, DUE, MET, LAPSED = range(4)  # states of a withdrawal


POINTS_A_DIVISION = 3  # stacking points of a division, in which shells are counted
OFF_THE_NET = 6  # hexes that a railway or port is worth to troops that arrive
OVERSEAS = 1000  # hexes that another landmass is farther away than any on the same


def units_in(state: State, land_hex: int) -> list[int]:
    """Return the rows of the units in a hex, in row order."""
    return [int(u) for u in np.flatnonzero(state.unit_hex == land_hex)]


def set_control(
    world: World, state: State, land_hex: int, side: int, events: list[Event], fought: bool = True
) -> None:
    """Give a hex to a side; places in it change hands, with date and event.

    What is ``fought`` for is wrecked; what a treaty or a surrender hands over stays as it is.
    """
    was = int(state.hex_control[land_hex])
    if was == side:
        return
    veil(world, state, land_hex, was, side)
    state.hex_control[land_hex] = side
    if np.any(state.hq_hex == land_hex):
        overrun(world, state, land_hex, side, events)
    # Works face the side they were built against: they are of no use to who takes them.
    state.hex_fort[land_hex] = 0
    state.hex_works[land_hex] = 0
    state.hex_interdiction[land_hex] = 0
    if was >= 0:
        wreckage.lose_depots(world, state, land_hex, was, side)
        if fought:
            wreckage.lose_hex(world, state, land_hex, was, events)
    for place in world.places_in(land_hex):
        cell = side * world.sizes.place + place
        if side >= 0 and state.place_first[cell] == 0:
            state.place_first[cell] = state.game[G_TURN]
        events.append(Captured(place=place, side=side, was=was))


def lose(world: World, state: State, unit: int, quarters: int, cause: int, events: list[Event]) -> int:
    """Take quarter steps from a unit, at most all of them; return how many were lost.

    A unit without strength is destroyed.
    """
    taken = min(quarters, int(state.unit_quarters[unit]))
    if taken <= 0:
        return 0
    side = int(state.unit_side[unit])
    state.unit_quarters[unit] -= taken
    state.unit_lost[unit] += taken
    state.side_lost[side] += taken
    at = int(state.unit_hex[unit])
    events.append(Lost(unit=unit, quarters=taken, cause=cause, side=side, hex=at))
    if state.unit_quarters[unit] <= 0:
        remove(world, state, unit, cause, events)
    return taken


def destroy(world: World, state: State, unit: int, cause: int, events: list[Event]) -> None:
    """Destroy a unit; what was left of it counts as lost."""
    if state.unit_quarters[unit] > 0:
        lose(world, state, unit, int(state.unit_quarters[unit]), cause, events)
    else:
        remove(world, state, unit, cause, events)


def remove(world: World, state: State, unit: int, cause: int, events: list[Event]) -> None:
    """Take a unit without strength off the board for good."""
    if state.unit_status[unit] == STATUS_DEAD:
        return
    events.append(Destroyed(unit=unit, hex=int(state.unit_hex[unit]), cause=cause))
    off_board(state, unit, STATUS_DEAD)
    state.unit_news[unit] = 1
    state.unit_quarters[unit] = 0
    state.game[G_INTEL] += 1


def off_board(state: State, unit: int, status: int) -> None:
    """Take a unit off map and boxes and blank what belongs to a place; its strength stays."""
    state.unit_status[unit] = status
    state.unit_hex[unit] = -1
    state.unit_box[unit] = -1
    state.unit_mp[unit] = 0
    state.unit_entrench[unit] = 0
    state.unit_mode[unit] = MODE_NORMAL
    state.unit_supply[unit] = 0
    state.unit_hungry[unit] = 0
    state.unit_dug[unit] = 0
    state.unit_refit[unit] = 0
    state.unit_walked[unit] = 0
    state.unit_marched[unit] = 0
    state.unit_absorb_part[unit] = 0
    state.unit_prepared[unit] = 0


def place_on_map(world: World, state: State, unit: int, land_hex: int, events: list[Event]) -> None:
    """Put a unit on a hex, unentrenched and without movement, and let its side control the hex."""
    off_board(state, unit, STATUS_MAP)
    state.unit_hex[unit] = land_hex
    set_control(world, state, land_hex, int(state.unit_side[unit]), events)


def place_in_box(world: World, state: State, unit: int, box: int, events: list[Event]) -> None:
    """Put a unit into an off-map box."""
    off_board(state, unit, STATUS_BOX)
    state.unit_box[unit] = box


def send_away(state: State, unit: int) -> None:
    """Take a unit out of play alive; an arrival may bring it back."""
    off_board(state, unit, STATUS_AWAY)


def fresh(world: World, state: State, unit: int, side: int) -> None:
    """Give a unit that enters play its starting strength, cohesion and side."""
    state.unit_side[unit] = side
    if state.unit_quarters[unit] <= 0:
        state.unit_quarters[unit] = world.unit_start_quarters[unit]
        state.unit_cohesion[unit] = world.unit_start_cohesion[unit]
    state.unit_tempo[unit] = world.class_tempo[world.unit_class[unit]]


def bridge_down(world: World, state: State, land_hex: int, direction: int) -> bool:
    """Return whether the bridge over a hexside is down."""
    bridge = int(world.hex_bridge[land_hex, direction])
    return bridge >= 0 and bool(state.bridge_damage[bridge])


def crosses(world: World, state: State, cls: int, land_hex: int, direction: int) -> bool:
    """Return whether a movement class gets over a hexside at all, with its bridge as it is."""
    table = world.ford_cost if bridge_down(world, state, land_hex, direction) else world.step_cost
    return bool(table[0, cls, land_hex, direction] < IMPASSABLE)


def stack_at(world: World, state: State, side: int, land_hex: int) -> int:
    """Return the stacking points of a side in a hex."""
    here = (state.unit_hex == land_hex) & (state.unit_side == side)
    return int(world.unit_stack[here].sum())


def stack_limit(world: World, land_hex: int) -> int:
    """Return the stacking limit of a hex, by its terrain."""
    return int(world.terrain_stacking[world.hex_terrain[land_hex]])


def enemy_in(state: State, side: int, land_hex: int) -> bool:
    """Return whether a unit of another side stands in a hex."""
    return bool(np.any((state.unit_hex == land_hex) & (state.unit_side != side)))


def hexes_between(world: World, land_hex: int, others: I32 | None = None) -> I32:
    """Return int32: hexes as the crow flies from a land hex to others, to all land hexes if not given."""
    rows = slice(0, world.land) if others is None else others
    col, row = world.hex_col[rows].astype(np.int32), world.hex_row[rows].astype(np.int32)
    r = row - (col - (col & 1)) // 2
    here = int(world.hex_col[land_hex])
    dq = col - here
    dr = r - (int(world.hex_row[land_hex]) - (here - (here & 1)) // 2)
    away: I32 = np.maximum(np.maximum(np.abs(dq), np.abs(dr)), np.abs(dq + dr))
    return away


def nearest_controlled(world: World, state: State, side: int, land_hex: int, points: int = 0) -> int:
    """Return the nearest hex that a side controls, without enemy and with room for ``points``; -1 if none.

    Nearest by hexes as the crow flies, on the same landmass before any other, and a hex with a
    railway or a port before one farther off by less than ``OFF_THE_NET``; ties go to the lower row.
    """
    away = hexes_between(world, land_hex)
    away = away + OFF_THE_NET * (world.hex_hub == 0) + OVERSEAS * (world.hex_part != world.hex_part[land_hex])
    away = np.where(state.hex_control == side, away, 30000)
    occupied = state.unit_hex[(state.unit_status == STATUS_MAP) & (state.unit_side != side)]
    away[occupied] = 30000
    for candidate in np.argsort(away, kind="stable")[:64]:
        if away[candidate] >= 30000:
            break
        if stack_at(world, state, side, int(candidate)) + points <= stack_limit(world, int(candidate)):
            return int(candidate)
    return -1
