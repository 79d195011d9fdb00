"""Arrivals, withdrawals, replacements and the weekly pools. Rulebook chapter 10."""

from __future__ import annotations

import numpy as np

from engine.events import Absorbed, Arrived, Event, Scored, WithdrawalDue, Withdrawn
from engine.kernels.consts import (
    FLAG_EZOC,
    QUARTERS,
    STATUS_AWAY,
    STATUS_BOX,
    STATUS_DEAD,
    STATUS_MAP,
    SUPPLY_OUT,
)
from engine.observation import Observation, flags_of
from engine.orders import Absorb, Refusal, Withdraw
from engine.rules import air, experience
from engine.rules.common import (
    DUE,
    LAPSED,
    MET,
    NOT_DUE,
    POINTS_A_DIVISION,
    enemy_in,
    fresh,
    nearest_controlled,
    place_in_box,
    place_on_map,
    send_away,
    stack_at,
    stack_limit,
)
from engine.rules.detachment import call_in, room_in
from engine.rules.movement import check_unit
from engine.rules.rates import dated
from engine.rules.recovery import absorb_limit
from engine.rules.transport import ALONGSIDE_DAMAGE, rail_net
from engine.state import G_TURN, State
from engine.world import DAYS_A_WEEK, World

MOST_FERRIED = 32000  # quarter steps, so that they fit their field


def arrive(world: World, state: State, events: list[Event]) -> None:
    """Bring in the units whose turn it is; who finds his place taken goes to the nearest friendly hex.

    A unit comes once per row, fights for the side of its nation, and waits a turn if its side
    holds nothing that it could enter. The dead stay away, and so do nations out of the war.
    """
    turn = int(state.game[G_TURN])
    for row, (due, unit, boxed, box, at) in enumerate(world.arrivals):
        if due > turn:
            break
        if state.arrival_done[row] or state.unit_status[unit] != STATUS_AWAY:
            continue
        nation = int(world.unit_nation[unit])
        if not state.nation_at_war[nation]:
            continue
        side = int(world.nation_side[nation])
        if enter(world, state, unit, side, at if not boxed else -1, box, events):
            state.arrival_done[row] = 1


def enter(
    world: World, state: State, unit: int, side: int, land_hex: int, box: int, events: list[Event]
) -> bool:
    """Put a unit into play for a side at a hex or in a box; return whether it found room."""
    if state.unit_status[unit] == STATUS_DEAD:
        return False
    if land_hex < 0:
        fresh(world, state, unit, side)
        place_in_box(world, state, unit, box, events)
        events.append(Arrived(unit=unit, hex=-1, box=box, side=side))
        return True
    points = int(world.unit_stack[unit])
    free = (
        state.hex_control[land_hex] == side
        and not enemy_in(state, side, land_hex)
        and stack_at(world, state, side, land_hex) + points <= stack_limit(world, land_hex)
    )
    at = land_hex if free else nearest_controlled(world, state, side, land_hex, points)
    if at < 0:
        return False
    fresh(world, state, unit, side)
    place_on_map(world, state, unit, at, events)
    events.append(Arrived(unit=unit, hex=at, box=-1, side=side))
    return True


def call_withdrawals(world: World, state: State, events: list[Event]) -> None:
    """Announce withdrawals that fall due, charge delay, and close those that cannot be met any more."""
    turn = int(state.game[G_TURN])
    days = world.days_per_turn
    notice = (world.recovery.withdrawal_notice_days + days - 1) // days
    for row, (due, unit, price, _) in enumerate(world.withdrawals):
        side = int(state.unit_side[unit])
        status = int(state.unit_status[unit])
        if state.withdrawal_state[row] == NOT_DUE and due - notice <= turn:
            if status == STATUS_DEAD or (status == STATUS_AWAY and due <= turn):
                state.withdrawal_state[row] = LAPSED
            elif status != STATUS_AWAY:
                state.withdrawal_state[row] = DUE
                events.append(WithdrawalDue(unit=unit, price=price, side=side))
        elif state.withdrawal_state[row] == DUE:
            if status in (STATUS_AWAY, STATUS_DEAD):
                state.withdrawal_state[row] = LAPSED
                continue
            cost = delay_price(world, row, turn)
            # Who is cut off cannot be blamed for staying.
            if cost and state.unit_supply[unit] < SUPPLY_OUT:
                state.side_score[side] -= cost
                events.append(Scored(side=side, points=-cost, reason=world.unit_ids[unit]))


def delay_price(world: World, row: int, turn: int) -> int:
    """Return what a turn's delay of a withdrawal costs: a price when a week is over, up to double."""
    due, _, price, _ = world.withdrawals[row]
    late = max(0, turn - due) * world.days_per_turn
    weeks, before = late // DAYS_A_WEEK, max(0, late - world.days_per_turn) // DAYS_A_WEEK
    rules = world.recovery
    return sum(min(2 * price, price + rules.withdrawal_growth * week) for week in range(before, weeks))


def exits(world: World, seen: Observation) -> np.ndarray:
    """Return bool[L]: where units of the viewer can leave the theatre.

    That is a usable port of a side with a sea box, or a working railway that leads to one of its
    entries by rail. A side with neither leaves from anywhere.
    """
    own = world.box_side == seen.viewer
    found = np.zeros(world.land, bool)
    if not np.any(own & (world.box_kind < 2)):
        return ~found
    if np.any(own & (world.box_kind == 0)):
        ports = np.flatnonzero((world.place_port > 0) & (seen.port_damage <= ALONGSIDE_DAMAGE))
        at = world.place_hex[ports]
        found[at[seen.hex_control[at] == seen.viewer]] = True
    net = rail_net(world, seen)
    entries = [h for b in np.flatnonzero(own & (world.box_kind == 1)) for h in world.box_entries[int(b)]]
    parts = [int(net[h]) for h in entries if net[h] >= 0]
    found |= np.isin(net, parts) & (net >= 0) & world.hex_rail.any(axis=1)
    return found


def check_withdraw(world: World, seen: Observation, order: Withdraw) -> Refusal | None:
    """Refuse units that are not due, stand in contact, are cut off, or have no way out from there."""
    unit = order.unit
    if not 0 <= unit < world.sizes.unit:
        return Refusal.UNKNOWN_UNIT
    if seen.unit_side[unit] != seen.viewer:
        return Refusal.NOT_YOURS
    if not any(
        leaver == unit and seen.withdrawal_state[row] == DUE
        for row, (_, leaver, _, _) in enumerate(world.withdrawals)
    ):
        return Refusal.NOT_DUE
    if seen.unit_status[unit] == STATUS_BOX:
        return None
    if seen.unit_status[unit] != STATUS_MAP:
        return Refusal.NOT_ON_MAP
    if flags_of(world, seen)[seen.unit_hex[unit]] & FLAG_EZOC:
        return Refusal.IN_CONTACT
    if seen.unit_supply[unit] >= SUPPLY_OUT:
        return Refusal.NOT_IN_SUPPLY
    free = any(world.withdrawals[row][3] for row in due_rows(world, seen, unit))
    if not free and not exits(world, seen)[seen.unit_hex[unit]]:
        return Refusal.NO_EXIT
    return None


def due_rows(world: World, seen: State, unit: int) -> list[int]:
    """Return the rows of withdrawals by which a unit is due to leave."""
    rows = np.flatnonzero(seen.withdrawal_state == DUE)
    return [int(r) for r in rows if world.withdrawals[r][1] == unit]


def apply_withdraw(
    world: World, state: State, seen: Observation, order: Withdraw, events: list[Event]
) -> None:
    """Send a due unit away; it leaves the line through the supply net."""
    state.withdrawal_state[due_rows(world, state, order.unit)] = MET
    call_in(world, state, order.unit, events)
    send_away(state, order.unit)
    events.append(Withdrawn(unit=order.unit, side=int(seen.viewer)))


def fill_pools(world: World, state: State, side: int) -> None:
    """Give a side what its tables grant for this turn: support, ships, craft, transport, shells, men."""
    turn = int(state.game[G_TURN])
    days = world.days_per_turn
    support = naval = craft = sealift = rail = attacks = ruled = sorties = ferry = 0
    shipping = -1
    for row in world.support_rows:
        if row.side == side and row.start <= turn <= row.until:
            support, naval, craft = support + row.support, naval + row.naval, craft + row.craft
            sealift, rail, attacks = sealift + row.sealift, rail + row.rail, attacks + row.attacks
            ruled, sorties = max(ruled, row.air), sorties + row.sorties
            ferry += row.ferry
            if row.shipping >= 0:
                shipping = max(0, shipping) + row.shipping
    support, attacks = dated(support, days, turn), dated(attacks * POINTS_A_DIVISION, days, turn)
    # Of a side that rules the air a part of the support is flown: it waits as air points.
    flown = support * world.air.support_percent // 100 if ruled else 0
    support -= flown
    state.pool_air[side] = air.granted(world, state, side, flown + dated(sorties, days, turn))
    state.pool_support[side] = support
    state.pool_naval[side] = _share(naval, days)
    # What lies idle does not pile up.
    state.pool_craft[side] = _share(craft, days)
    state.pool_sealift[side] = _share(sealift, days)
    state.pool_ferry[side] = min(MOST_FERRIED, dated(ferry * QUARTERS, days, turn))
    state.pool_rail[side] = _share(rail, days)
    state.pool_attacks[side] = attacks
    state.pool_shipping[side] = shipping
    state.pool_labour[side] = dated(int(world.labour[side]), days, turn)
    state.side_air[side] = ruled
    for nation, start, finish, quarters in world.replacement_rows:
        sends = world.nation_side[nation] == side and state.nation_at_war[nation]
        if sends and start <= turn <= finish:
            more = dated(quarters, days, turn, start)
            state.pool_quarters[nation] = min(30000, int(state.pool_quarters[nation]) + more)


def _share(weekly: int, days: int) -> int:
    return (weekly * days + DAYS_A_WEEK - 1) // DAYS_A_WEEK


def check_absorb(world: World, seen: Observation, order: Absorb) -> Refusal | None:
    """Refuse replacements to full, worn-out, unsupplied units and beyond pool or weekly limit."""
    refusal = check_unit(world, seen, order.unit)
    if refusal is not None:
        return refusal
    unit = order.unit
    if order.quarters <= 0:
        return Refusal.BAD_OPTION
    if order.quarters > room_in(world, seen, unit):
        return Refusal.FULL_STRENGTH
    if seen.unit_supply[unit] >= SUPPLY_OUT:
        return Refusal.NOT_IN_SUPPLY
    if order.quarters > seen.pool_quarters[world.unit_nation[unit]]:
        return Refusal.NO_REPLACEMENTS
    touching = bool(flags_of(world, seen)[seen.unit_hex[unit]] & FLAG_EZOC)
    if int(seen.unit_absorbed[unit]) + order.quarters > absorb_limit(world, seen, unit, touching):
        return Refusal.ABSORBED_ENOUGH
    return None


def apply_absorb(world: World, state: State, seen: Observation, order: Absorb, events: list[Event]) -> None:
    """Move quarter steps from the pool into a unit; green men cost cohesion."""
    unit = order.unit
    state.pool_quarters[world.unit_nation[unit]] -= order.quarters
    state.unit_quarters[unit] += order.quarters
    state.unit_absorbed[unit] += order.quarters
    experience.learn(world, state, unit, -order.quarters * world.recovery.experience.green)
    state.unit_cohesion[unit] = max(
        0, int(state.unit_cohesion[unit]) - order.quarters * world.recovery.absorb_cohesion
    )
    events.append(Absorbed(unit=unit, quarters=order.quarters, side=int(state.unit_side[unit])))


def due_units(world: World, seen: State, side: int) -> list[int]:
    """Return the units of a side that are due to leave."""
    rows = (seen.withdrawal_state == DUE).nonzero()[0].tolist()
    return [world.withdrawals[r][1] for r in rows if seen.unit_side[world.withdrawals[r][1]] == side]
