"""What an effect changes: one function a kind of effect, found by its Struct.

Units and control change only through the primitives of ``engine.rules.common``. A kind
without a function is an error at import.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, get_args

import numpy as np

from engine.events import Arrived, Event, Scored, VariableChanged, Withdrawn
from engine.kernels.consts import STATUS_AWAY, STATUS_DEAD, STATUS_MAP
from engine.rules import common, victory
from engine.schema import effects as kinds
from engine.schema.effects import Effect
from engine.script import decisions, districts, resolve
from engine.script.select import distances, near_hexes, region_hexes, select, side_row, spot_hex
from engine.state import G_INTEL, State
from engine.world import World

Handler = Callable[[World, State, Any, str, list[Event]], None]
_handlers: dict[type[Any], Handler] = {}
E = TypeVar("E")
REASON_TRIGGER = 2
SEIZE_WITHIN = 3
EVERYONE, NOBODY = -1, -2  # who hears of a variable, beside a single side


def _for(kind: type[E]) -> Callable[[Handler], Handler]:
    def enter(function: Handler) -> Handler:
        _handlers[kind] = function
        return function

    return enter


def run(world: World, state: State, effect: Effect, cause: str, events: list[Event]) -> None:
    """Carry out one effect; ``cause`` is the id of the trigger or decision it belongs to."""
    _handlers[type(effect)](world, state, effect, cause, events)


def run_all(world: World, state: State, effects: Sequence[Effect], cause: str, events: list[Event]) -> None:
    """Carry out effects in their order; nothing more happens once the game is over."""
    for effect in effects:
        if state.over:
            return
        run(world, state, effect, cause, events)


def set_variable(world: World, state: State, row: int, value: int, events: list[Event]) -> None:
    """Give a variable a value, kept within its range."""
    low, high = world.variable_range[row]
    value = max(low, min(high, value))
    was = int(state.variable[row])
    if was != value:
        state.variable[row] = value
        told = [int(s) for s in np.flatnonzero(world.variable_told[:, row])]
        heard = EVERYONE if len(told) == world.sizes.side else told[0] if len(told) == 1 else NOBODY
        events.append(VariableChanged(variable=row, was=was, now=value, side=heard))


@_for(kinds.AddVariable)
def _variable(world: World, state: State, e: kinds.AddVariable, cause: str, events: list[Event]) -> None:
    row = world.rows("variable")[e.id]
    base = int(state.variable[row]) if e.set is None else e.set
    set_variable(world, state, row, base + e.add, events)


@_for(kinds.Points)
def _points(world: World, state: State, e: kinds.Points, cause: str, events: list[Event]) -> None:
    side = side_row(world, e.side)
    state.side_score[side] += e.add
    events.append(Scored(side=side, points=e.add, reason=cause))


@_for(kinds.EnterUnits)
def _enter(world: World, state: State, e: kinds.EnterUnits, cause: str, events: list[Event]) -> None:
    box = world.rows("box").get(e.at, -1)
    for name in e.units:
        unit = world.rows("unit")[name]
        if state.unit_status[unit] != STATUS_AWAY:
            continue
        side = int(world.nation_side[world.unit_nation[unit]])
        land_hex = -1
        if box < 0:
            points = int(world.unit_stack[unit])
            spot = spot_hex(world, e.at)
            if e.seize:
                land_hex = _free_hex(world, state, side, spot, points)
            else:
                land_hex = common.nearest_controlled(world, state, side, spot, points)
            if land_hex < 0:
                continue  # nowhere to go
        common.fresh(world, state, unit, side)
        quarters = int(state.unit_quarters[unit]) * e.strength // 100
        state.unit_quarters[unit] = max(1, quarters)
        if box < 0:
            common.place_on_map(world, state, unit, land_hex, events)
        else:
            common.place_in_box(world, state, unit, box, events)
        events.append(Arrived(unit=unit, hex=land_hex, box=box, side=side))
        state.game[G_INTEL] += 1


def _free_hex(world: World, state: State, side: int, spot: int, points: int) -> int:
    """Return the nearest hex within 3 with room and without units of another side, -1 if there is none."""
    away = distances(world, spot)
    free = away <= SEIZE_WITHIN
    others = (state.unit_status == STATUS_MAP) & (state.unit_side != side)
    free[state.unit_hex[others]] = False
    near = sorted((int(away[h]), int(h)) for h in np.flatnonzero(free))
    for _, h in near:
        if common.stack_at(world, state, side, h) + points <= common.stack_limit(world, h):
            return h
    return -1


@_for(kinds.RemoveUnits)
def _remove(world: World, state: State, e: kinds.RemoveUnits, cause: str, events: list[Event]) -> None:
    for unit in np.flatnonzero(select(world, state, e.units)):
        if e.how == "surrender":
            common.destroy(world, state, int(unit), common.CAUSE_SURRENDER, events)
        else:
            recalled = int(state.unit_side[unit]) if e.how == "recall" else EVERYONE
            events.append(Withdrawn(unit=int(unit), side=recalled))
            common.off_board(state, int(unit), STATUS_AWAY if e.how == "recall" else STATUS_DEAD)
            state.unit_news[unit] = recalled == EVERYONE
        state.game[G_INTEL] += 1


@_for(kinds.Weaken)
def _weaken(world: World, state: State, e: kinds.Weaken, cause: str, events: list[Event]) -> None:
    rows = np.flatnonzero(select(world, state, e.units))
    if e.most is not None:
        rows = rows[np.argsort(state.unit_quarters[rows], kind="stable")][: e.most]
    for unit in rows:
        state.unit_cohesion[unit] = max(0, int(state.unit_cohesion[unit]) - e.cohesion)
        common.lose(world, state, int(unit), e.quarters, common.CAUSE_STRAGGLERS, events)


@_for(kinds.ResolveNation)
def _resolve(world: World, state: State, e: kinds.ResolveNation, cause: str, events: list[Event]) -> None:
    met = resolve.resolve_nation(world, state, e, events)
    for outcome in e.outcome:
        for _ in range(met[outcome.id]):
            run_all(world, state, outcome.effects, cause, events)


@_for(kinds.SetControl)
def _set_control(world: World, state: State, e: kinds.SetControl, cause: str, events: list[Event]) -> None:
    side = side_row(world, e.side)
    wanted = np.zeros(world.land, dtype=np.bool_)
    if e.regions:
        wanted |= region_hexes(world, e.regions)
    if e.places:
        wanted |= near_hexes(world, e.places, e.within)
    others = (state.unit_status == STATUS_MAP) & (state.unit_side != side)
    for held in np.unique(state.unit_hex[others]):
        wanted &= distances(world, int(held)) > e.clear
    for land_hex in np.flatnonzero(wanted & (state.hex_control != side)):
        common.set_control(world, state, int(land_hex), side, events, fought=False)


@_for(kinds.Support)
def _support(world: World, state: State, e: kinds.Support, cause: str, events: list[Event]) -> None:
    pools = {
        "support": state.pool_support,
        "naval": state.pool_naval,
        "craft": state.pool_craft,
        "sealift": state.pool_sealift,
        "rail": state.pool_rail,
        "attacks": state.pool_attacks,
    }
    pool, side = pools[e.pool], side_row(world, e.side)
    # The tables count shells in divisions, the pool in stacking points, so that brigades pay less.
    add = e.add * common.POINTS_A_DIVISION if e.pool == "attacks" else e.add
    pool[side] = max(0, min(32000, int(pool[side]) + add))


@_for(kinds.Replacements)
def _replacements(world: World, state: State, e: kinds.Replacements, cause: str, events: list[Event]) -> None:
    nation = world.rows("nation")[e.nation]
    state.pool_quarters[nation] = max(0, min(32000, int(state.pool_quarters[nation]) + e.quarters))


@_for(kinds.PortDamage)
def _port_damage(world: World, state: State, e: kinds.PortDamage, cause: str, events: list[Event]) -> None:
    for name in e.places:
        place = world.rows("place")[name]
        state.port_damage[place] = max(0, min(100, int(state.port_damage[place]) + e.percent))


@_for(kinds.Reveal)
def _reveal(world: World, state: State, e: kinds.Reveal, cause: str, events: list[Event]) -> None:
    first = side_row(world, e.to) * world.sizes.unit
    for unit in np.flatnonzero(select(world, state, e.units)):
        if state.unit_hex[unit] >= 0:
            state.unit_sight[first + unit] = state.unit_hex[unit]
            state.unit_sight_turn[first + unit] = state.turn
    state.game[G_INTEL] += 1


@_for(kinds.Narrate)
def _narrate(world: World, state: State, e: kinds.Narrate, cause: str, events: list[Event]) -> None:
    """Nothing changes: the event that the trigger fired carries the text."""


@_for(kinds.TryTrigger)
def _try(world: World, state: State, e: kinds.TryTrigger, cause: str, events: list[Event]) -> None:
    from engine.script import triggers  # triggers run effects: the two know each other

    triggers.consider(world, state, world.rows("trigger")[e.trigger], events)


@_for(kinds.OfferDecision)
def _offer(world: World, state: State, e: kinds.OfferDecision, cause: str, events: list[Event]) -> None:
    row = world.rows("decision")[e.decision]
    if not decisions.offer(world, state, row, events):
        answer(world, state, row, decisions.default_option(world, row), events)


@_for(kinds.Unrest)
def _unrest(world: World, state: State, e: kinds.Unrest, cause: str, events: list[Event]) -> None:
    for name in e.districts:
        districts.grow(world, state, world.rows("district")[name], events)


@_for(kinds.Sabotage)
def _sabotage(world: World, state: State, e: kinds.Sabotage, cause: str, events: list[Event]) -> None:
    for name in e.districts:
        districts.sabotage(world, state, world.rows("district")[name], e.per, e.most, e.damage, events)


@_for(kinds.EndGame)
def _end(world: World, state: State, e: kinds.EndGame, cause: str, events: list[Event]) -> None:
    victory.finish(world, state, REASON_TRIGGER, events)


def answer(world: World, state: State, decision: int, option: int, events: list[Event]) -> None:
    """Note the answer to a decision and carry out the effects of the option."""
    decisions.note(world, state, decision, option, events)
    chosen = world.decisions[decision]
    run_all(world, state, chosen.option[option].then, chosen.id, events)


_missing = set(get_args(Effect)) - set(_handlers)
if _missing:
    raise ImportError(f"effects without a function: {sorted(k.__name__ for k in _missing)}")
