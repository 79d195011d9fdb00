"""After a battle: determined defence, reserves, advance, exploitation. Rulebook chapter 6.

Three of these are decisions: the beaten defender may stand, his reserve may step behind the lost
hex, the winner chooses who advances. Ways back are in ``retreat``.
They wait on the stack of pending decisions, one at a time.
"""

from __future__ import annotations

import numpy as np

from engine.events import Advanced, Event, Landed, Reacted, Stood
from engine.kernels import philox
from engine.kernels.consts import (
    DICE_DETERMINED,
    MODE_LANDED,
    MODE_REACTED,
    PENDING_ADVANCE,
    PENDING_DETERMINED,
    PENDING_REACT,
    QUARTERS,
    STATUS_BOX,
    STATUS_MAP,
    SUPPLY_ISOLATED,
)
from engine.observation import Observation
from engine.orders import Advance, Determined, React, Refusal
from engine.rules import reserves, retreat
from engine.rules.common import (
    CAUSE_RETREAT,
    bridge_down,
    crosses,
    lose,
    place_on_map,
    set_control,
    stack_at,
    stack_limit,
)
from engine.state import G_DRAWS, G_INTEL, G_PENDING, G_TURN, P_A, P_SIDE, P_SUBJECT, State
from engine.world import World


def push(state: State, kind: int, side: int, subject: int, a: int = 0, b: int = 0, c: int = 0) -> None:
    """Open a decision: ``side`` must answer before anything else happens."""
    depth = int(state.game[G_PENDING])
    words = state.sizes.pending_word
    state.pending[depth * words : (depth + 1) * words] = (kind, side, subject, a, b, c)
    state.game[G_PENDING] = depth + 1


def top(state: State) -> tuple[int, int, int, int, int, int] | None:
    """Return the open decision on top of the stack as (kind, side, subject, a, b, c)."""
    depth = int(state.game[G_PENDING])
    if depth == 0:
        return None
    words = state.sizes.pending_word
    kind, side, subject, a, b, c = (int(v) for v in state.pending[(depth - 1) * words : depth * words])
    return kind, side, subject, a, b, c


def pop(state: State) -> None:
    """Close the decision on top."""
    depth = int(state.game[G_PENDING]) - 1
    words = state.sizes.pending_word
    state.pending[depth * words : (depth + 1) * words] = 0
    state.game[G_PENDING] = depth


def stand_need(world: World, state: State, defenders: list[int], hexes: int, turned: bool) -> int:
    """Return what two dice may show at most for the defenders to stand, 0 if they may not try.

    Need = quality - 4 + entrenchment, between floor and ceiling; not when turned or cut off.
    """
    rules = world.combat.determined
    if not 0 < hexes <= rules.retreat_at_most or turned or not defenders:
        return 0
    if all(state.unit_supply[u] == SUPPLY_ISOLATED for u in defenders):
        return 0
    best = max(int(state.unit_quality[u]) + rules.base + int(state.unit_entrench[u]) for u in defenders)
    return max(rules.floor, min(rules.ceiling, best))


def after_battle(
    world: World,
    state: State,
    target: int,
    side: int,
    defenders: list[int],
    hexes: int,
    turned: bool,
    landing: int,
    events: list[Event],
) -> None:
    """Go on from the losses of a battle to its decision, its retreat, its advance."""
    alive = [u for u in defenders if state.unit_status[u] == STATUS_MAP]
    if not alive:
        _won(world, state, target, side, hexes, landing, events)
        return
    if hexes == 0:
        _end_battle(world, state)
        return
    need = stand_need(world, state, alive, hexes, turned)
    if need > 0:
        push(state, PENDING_DETERMINED, int(state.unit_side[alive[0]]), target, hexes, need, landing)
        return
    fall_back(world, state, target, side, hexes, landing, events)


def check_determined(world: World, seen: State, order: Determined) -> Refusal | None:
    """Refuse anything but 0 or 1 while such a decision is open."""
    return None if order.stand in (0, 1) else Refusal.BAD_OPTION


def apply_determined(
    world: World, state: State, seen: Observation, order: Determined, events: list[Event]
) -> None:
    """Stand at the price of a step and a roll, or fall back."""
    decision = top(state)
    assert decision is not None
    _, defender, target, hexes, need, landing = decision
    pop(state)
    attacker = 1 - defender
    if order.stand:
        rules = world.combat.determined
        units = [int(u) for u in np.flatnonzero((state.unit_hex == target) & (state.unit_side == defender))]
        ordinal = int(state.hex_battles[target])
        key = int(state.key[0]), int(state.key[1])
        dice = philox.two_dice(*key, DICE_DETERMINED, int(state.game[G_TURN]), target, ordinal)
        state.game[G_DRAWS] += 1
        held = dice <= need
        events.append(Stood(target=target, dice=dice, need=need, held=int(held)))
        strongest = max(units, key=lambda u: (int(state.unit_quarters[u]), -u))
        lose(world, state, strongest, rules.quarters, CAUSE_RETREAT, events)
        for unit in units:
            state.unit_cohesion[unit] = max(0, int(state.unit_cohesion[unit]) - rules.cohesion)
        alive = any(state.unit_status[u] == STATUS_MAP for u in units)
        if held and alive:
            _end_battle(world, state)
            return
        if not alive:
            _won(world, state, target, attacker, hexes, landing, events)
            return
    fall_back(world, state, target, attacker, hexes, landing, events)


def would_stand(world: World, seen: State, target: int, side: int, hexes: int, need: int) -> bool:
    """Return whether a side's staff stands in a hex: strong enough, likely to hold, and worth it."""
    rules = world.combat.determined
    here = (seen.unit_hex == target) & (seen.unit_side == side)
    strongest = int(seen.unit_quarters[here].max(initial=0))
    worth = world.hex_place[target] >= 0 or seen.hex_fort[target] >= 2 or hexes >= 2
    return bool(strongest > rules.default_quarters and need >= rules.default_need and worth)


def fall_back(
    world: World, state: State, target: int, attacker: int, hexes: int, landing: int, events: list[Event]
) -> None:
    """Make all defenders of a hex retreat. Then the winner may advance."""
    retreat.give_way(world, state, target, attacker, hexes, events)
    _won(world, state, target, attacker, hexes, landing, events)


def _won(
    world: World, state: State, target: int, side: int, hexes: int, landing: int, events: list[Event]
) -> None:
    """The hex is empty: landed troops take it at once, others are asked who advances.

    Before that a reserve of the beaten side may step behind the hex.
    """
    state.hex_won[target] = side + 1
    if landing:
        ashore = [int(u) for u in np.flatnonzero(state.unit_fighting) if state.unit_status[u] == STATUS_BOX]
        come_ashore(world, state, landing - 1, ashore, events)
        _end_battle(world, state)
        return
    if not advancers(world, state, target, side):
        _end_battle(world, state)
        return
    push(state, PENDING_ADVANCE, side, target, hexes)
    # The question on top of the stack comes first.
    if reserves.reactors(world, state, 1 - side, target):
        push(state, PENDING_REACT, 1 - side, target, hexes)


def come_ashore(world: World, state: State, place: int, units: list[int], events: list[Event]) -> None:
    """Put landed units on the hex of a beach or port, as far as there is room."""
    land_hex = int(world.place_hex[place])
    landed = []
    for unit in units:
        points = stack_at(world, state, int(state.unit_side[unit]), land_hex) + int(world.unit_stack[unit])
        if points <= stack_limit(world, land_hex):
            place_on_map(world, state, unit, land_hex, events)
            state.unit_mode[unit] = MODE_LANDED
            state.unit_cohesion[unit] = min(int(state.unit_cohesion[unit]), world.sea.landing_cohesion)
            landed.append(unit)
    if landed:
        events.append(Landed(units=tuple(landed), place=place, hex=land_hex))
        state.game[G_INTEL] += 1


def advancers(world: World, state: State, target: int, side: int) -> list[int]:
    """Return the units that may enter a won hex: attackers of this battle that can cross the hexside."""
    found = []
    for unit in np.flatnonzero((state.unit_fighting == 1) & (state.unit_side == side)):
        at = int(state.unit_hex[unit])
        if at < 0:
            continue
        direction = np.flatnonzero(world.hex_neighbour[at] == target)
        if len(direction) and crosses(world, state, int(world.unit_class[unit]), at, int(direction[0])):
            found.append(int(unit))
    return found


def check_advance(world: World, seen: State, order: Advance) -> Refusal | None:
    """Refuse units that did not win this hex or do not fit into it. No unit at all is allowed."""
    decision = top(seen)
    assert decision is not None
    if len(set(order.units)) != len(order.units):
        return Refusal.DUPLICATE_UNIT
    if not set(order.units) <= set(advancers(world, seen, decision[P_SUBJECT], decision[P_SIDE])):
        return Refusal.NOT_ADJACENT
    if sum(int(world.unit_stack[u]) for u in order.units) > stack_limit(world, decision[P_SUBJECT]):
        return Refusal.STACK_FULL
    return None


def apply_advance(world: World, state: State, seen: Observation, order: Advance, events: list[Event]) -> None:
    """Move the chosen units into the won hex; mobile ones exploit a retreat of two or more."""
    decision = top(state)
    assert decision is not None
    side, target, hexes = decision[P_SIDE], decision[P_SUBJECT], decision[P_A]
    pop(state)
    for unit in order.units:
        way = np.flatnonzero(world.hex_neighbour[state.unit_hex[unit]] == target)
        fords = bridge_down(world, state, int(state.unit_hex[unit]), int(way[0]))
        state.unit_hex[unit] = target
        state.unit_entrench[unit] = state.unit_dug[unit] = 0
        state.unit_prepared[unit] = 0
        if hexes >= 2 and world.class_mobile[world.unit_class[unit]] and not fords:
            state.unit_mp[unit] = round(world.movement.exploit_mp * QUARTERS) * hexes
        else:
            state.unit_mp[unit] = 0
    if order.units:
        set_control(world, state, target, side, events)
        events.append(Advanced(units=order.units, hex=target))
        state.game[G_INTEL] += 1
    _end_battle(world, state)


def check_react(world: World, seen: State, order: React) -> Refusal | None:
    """Refuse more than one unit, one that is no reserve in reach, and a hex that is not behind."""
    decision = top(seen)
    assert decision is not None
    side, target = decision[P_SIDE], decision[P_SUBJECT]
    if not order.units:
        return None if order.to == target else Refusal.BAD_OPTION
    if len(order.units) > 1:
        return Refusal.BAD_OPTION
    hexes = reserves.reactors(world, seen, side, target).get(order.units[0])
    if hexes is None:
        return Refusal.NO_RESERVE
    return None if order.to in hexes else Refusal.NOT_BEHIND


def apply_react(world: World, state: State, seen: Observation, order: React, events: list[Event]) -> None:
    """Let a reserve step behind the lost hex; it arrives without trenches of its own."""
    decision = top(state)
    assert decision is not None
    side, target = decision[P_SIDE], decision[P_SUBJECT]
    pop(state)
    for unit in order.units:
        start = int(state.unit_hex[unit])
        state.unit_hex[unit] = order.to
        state.unit_entrench[unit] = max(0, int(state.hex_fort[order.to]) - 1)
        state.unit_dug[unit] = 0
        state.unit_prepared[unit] = 0
        state.unit_mode[unit] = MODE_REACTED
        events.append(Reacted(unit=unit, start=start, hex=order.to, lost=target, side=side))
        state.game[G_INTEL] += 1


def _end_battle(world: World, state: State) -> None:
    state.unit_fighting[:] = 0
