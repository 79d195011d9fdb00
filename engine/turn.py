"""The turn: its phases, who must decide, and the one gate through which orders pass.

``check`` reads only the acting side's Observation and changes nothing; ``apply`` checks
first, then changes the State in place and returns the events. Automatic phases run until
somebody has to decide.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from engine.events import Event, PhaseBegan, TurnBegan
from engine.game import Game
from engine.kernels.consts import (
    PENDING_ADVANCE,
    PENDING_DETERMINED,
    PENDING_POLITICAL,
    PENDING_REACT,
    PHASE_END,
    PHASE_ENVIRONMENT,
    PHASE_LOGISTICS,
    PHASE_OPERATIONS,
    PHASE_RECOVERY,
    STATUS_MAP,
)
from engine.observation import Observation, look, unveil
from engine.orders import (
    Absorb,
    Advance,
    Air,
    Allot,
    Answer,
    Attach,
    Attack,
    Bombard,
    Demolish,
    Detach,
    Determined,
    Disband,
    Drop,
    Embark,
    EndTurn,
    Ferry,
    Headquarters,
    IllegalOrder,
    Labour,
    Land,
    Merge,
    Move,
    Order,
    Overrun,
    Priority,
    Rail,
    React,
    Refit,
    Refusal,
    Reserve,
    Sail,
    Withdraw,
)
from engine.rules import (
    aftermath,
    air,
    airborne,
    allotment,
    bombardment,
    combat,
    command,
    demolition,
    detachment,
    ferries,
    headquarters,
    movement,
    overrun,
    recovery,
    reinforcement,
    reorganisation,
    reserves,
    retreat,
    supply,
    transport,
    victory,
    weather,
    works,
    wreckage,
)
from engine.script import effects, triggers
from engine.state import G_INTEL, G_ORDERS, G_OVER, G_PHASE, G_SIDE, G_TURN, P_KIND, P_SIDE, P_SUBJECT, State
from engine.world import World

REASON_LAST_TURN = 1

_Check = Callable[[World, Observation, Any], Refusal | None]
_Apply = Callable[[World, State, Observation, Any, list[Event]], None]


class Rule(NamedTuple):
    """How a kind of order is checked against an Observation and carried out."""

    check: _Check
    apply: _Apply


def _check_answer(world: World, seen: Observation, order: Answer) -> Refusal | None:
    open_decision = aftermath.top(seen)
    assert open_decision is not None
    asked = open_decision[P_SUBJECT]
    if order.decision != asked or not 0 <= order.option < len(world.decisions[asked].option):
        return Refusal.BAD_OPTION
    return None


def _apply_answer(world: World, state: State, seen: Observation, order: Answer, events: list[Event]) -> None:
    effects.answer(world, state, order.decision, order.option, events)


# One row an order kind; a new kind is a class in ``engine.orders`` and a row here.
_RULES: dict[type[Order], Rule] = {
    Move: Rule(movement.check_move, movement.apply_move),
    Attack: Rule(combat.check_attack, combat.apply_attack),
    Bombard: Rule(bombardment.check_bombard, bombardment.apply_bombard),
    Overrun: Rule(overrun.check_overrun, overrun.apply_overrun),
    Reserve: Rule(reserves.check_reserve, reserves.apply_reserve),
    Rail: Rule(transport.check_rail, transport.apply_rail),
    Sail: Rule(transport.check_sail, transport.apply_sail),
    Land: Rule(transport.check_land, transport.apply_land),
    Embark: Rule(transport.check_embark, transport.apply_embark),
    Ferry: Rule(ferries.check_ferry, ferries.apply_ferry),
    Air: Rule(air.check_air, air.apply_air),
    Drop: Rule(airborne.check_drop, airborne.apply_drop),
    Absorb: Rule(reinforcement.check_absorb, reinforcement.apply_absorb),
    Demolish: Rule(demolition.check_demolish, demolition.apply_demolish),
    Priority: Rule(demolition.check_priority, demolition.apply_priority),
    Refit: Rule(recovery.check_refit, recovery.apply_refit),
    Labour: Rule(works.check_labour, works.apply_labour),
    Withdraw: Rule(reinforcement.check_withdraw, reinforcement.apply_withdraw),
    Headquarters: Rule(headquarters.check_headquarters, headquarters.apply_headquarters),
    Attach: Rule(command.check_attach, command.apply_attach),
    Allot: Rule(allotment.check_allot, allotment.apply_allot),
    Detach: Rule(detachment.check_detach, detachment.apply_detach),
    Disband: Rule(detachment.check_disband, detachment.apply_disband),
    Merge: Rule(reorganisation.check_merge, reorganisation.apply_merge),
    Determined: Rule(aftermath.check_determined, aftermath.apply_determined),
    Advance: Rule(aftermath.check_advance, aftermath.apply_advance),
    React: Rule(aftermath.check_react, aftermath.apply_react),
    Answer: Rule(_check_answer, _apply_answer),
    EndTurn: Rule(
        lambda world, seen, order: None,
        lambda world, state, seen, order, events: _leave(world, state, events),
    ),
}
_ANSWERS: dict[type[Order], int] = {
    Determined: PENDING_DETERMINED,
    Advance: PENDING_ADVANCE,
    React: PENDING_REACT,
    Answer: PENDING_POLITICAL,
}


def to_act(state: State) -> int:
    """Return the side that must decide now, -1 when the game is over."""
    if state.game[G_OVER]:
        return -1
    open_decision = aftermath.top(state)
    return open_decision[P_SIDE] if open_decision is not None else int(state.game[G_SIDE])


def check(world: World, seen: Observation, order: Order) -> Refusal | None:
    """Return why the viewer may not give an order now, None if he may. Changes nothing."""
    if seen.game[G_OVER]:
        return Refusal.GAME_OVER
    if to_act(seen) != seen.viewer:
        return Refusal.NOT_YOUR_TURN
    open_decision = aftermath.top(seen)
    wanted = _ANSWERS.get(type(order))
    if open_decision is None and wanted is not None:
        return Refusal.NO_DECISION
    if open_decision is not None and wanted != open_decision[P_KIND]:
        return Refusal.DECISION_OPEN
    return _RULES[type(order)].check(world, seen, order)


def apply(game: Game, order: Order) -> list[Event]:
    """Carry out an order of the side that must decide and go on to the next decision.

    Raises IllegalOrder, with the game as it was, if ``check`` refuses.
    """
    world, state = game.world, game.state
    side = to_act(state)
    seen = game.view(side)
    refusal = check(world, seen, order)
    if refusal is not None:
        raise IllegalOrder(order, refusal)
    events: list[Event] = []
    state.game[G_ORDERS] += 1
    known = np.where(seen.unit_status == STATUS_MAP, seen.unit_quarters, -1) if type(order) is Move else None
    _RULES[type(order)].apply(world, state, seen, order, events)
    game.changed()
    if known is not None and not state.game[G_OVER]:
        # What a move uncovers cannot be unlearnt: a unit, or its strength. It makes the order final.
        now = game.view(side)
        enemies = (now.unit_status == STATUS_MAP) & (now.unit_side != side)
        learnt = unveil(state, side, now.hex_seen)
        if learnt or np.any(now.unit_quarters[enemies] != known[enemies]):
            state.game[G_INTEL] += 1
            game.changed()
    if known is None:
        run(world, state, events)
        game.changed()
    return events


# -- the phases -----------------------------------------------------------------------


def begin(world: World, state: State, events: list[Event]) -> None:
    """Start a game whose State is set up: enter the first phase and run to the first decision."""
    state.game[G_TURN] = 1
    state.game[G_PHASE] = 0
    _enter(world, state, events)
    run(world, state, events)


def run(world: World, state: State, events: list[Event]) -> None:
    """Run automatic phases until somebody must decide or the game is over."""
    while not state.game[G_OVER] and aftermath.top(state) is None:
        if world.phases[int(state.game[G_PHASE])][0] == PHASE_OPERATIONS:
            return
        _leave(world, state, events)


def _leave(world: World, state: State, events: list[Event]) -> None:
    """End the present phase and enter the next; after the last phase the next turn begins."""
    kind = world.phases[int(state.game[G_PHASE])][0]
    if kind == PHASE_OPERATIONS:
        note_sightings(world, state)
        retreat.mend_stacks(world, state, 1 - int(state.game[G_SIDE]), events)
    if kind == PHASE_END:
        if state.game[G_TURN] >= world.turns:
            victory.finish(world, state, REASON_LAST_TURN, events)
        if state.game[G_OVER]:
            return
    following = int(state.game[G_PHASE]) + 1
    if following == len(world.phases):
        following = 0
        state.game[G_TURN] += 1
    state.game[G_PHASE] = following
    _enter(world, state, events)


def _enter(world: World, state: State, events: list[Event]) -> None:
    phase = int(state.game[G_PHASE])
    kind, side = world.phases[phase]
    state.game[G_SIDE] = side
    if phase == 0:
        state.hex_control_start[:] = state.hex_control
        state.hex_battles[:] = 0
        state.hex_shelled[:] = 0
        state.hex_changes[:] = 0
        state.unit_draws[:] = 0
        events.append(TurnBegan(turn=int(state.game[G_TURN])))
    events.append(PhaseBegan(phase=phase, side=side))
    if kind == PHASE_ENVIRONMENT:
        weather.roll(world, state, events)
        reinforcement.arrive(world, state, events)
        command.follow_dates(world, state, events)
        works.grow_works(world, state)
        reinforcement.call_withdrawals(world, state, events)
    elif kind == PHASE_LOGISTICS:
        reinforcement.fill_pools(world, state, side)
        wreckage.repair(world, state, side)
        supply.deliver(world, state, side, events)
        movement.refresh_points(world, state, side)
        headquarters.refresh(world, state, side)
    elif kind == PHASE_OPERATIONS:
        state.hex_won[:] = 0
        note_sightings(world, state)
    elif kind == PHASE_RECOVERY:
        air.land_all(world, state, side)
        recovery.patrol(world, state, side, events)
        recovery.recover(world, state, side, events)
        supply.starve(world, state, side, events)
    if kind == PHASE_END:
        victory.score(world, state, events)
    triggers.fire(world, state, kind, events)


def note_sightings(world: World, state: State) -> None:
    """Write down for each side where it sees enemy units now, and whose ground it sees."""
    seen = np.zeros(world.land, np.uint8)
    units = world.sizes.unit
    on_map = state.unit_status == STATUS_MAP
    for side in range(world.sizes.side):
        look(world, state, side, seen)
        unveil(state, side, seen)
        spotted = np.flatnonzero(on_map & (state.unit_side != side))
        spotted = spotted[seen[state.unit_hex[spotted]] > 0]
        state.unit_sight[side * units + spotted] = state.unit_hex[spotted]
        state.unit_sight_turn[side * units + spotted] = state.game[G_TURN]
