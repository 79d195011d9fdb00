"""How the army of a nation breaks up: unit by unit, by place, quality and neighbours.

All fates are drawn from the situation before the first of them is carried out, so the
order of units changes nothing but the order of events.
"""

from __future__ import annotations

import numpy as np

from engine.events import Event, FormationResolved, Withdrawn
from engine.kernels import philox
from engine.kernels.consts import (
    DICE_RESOLVE,
    MODE_NORMAL,
    QUARTERS,
    STATUS_AWAY,
    STATUS_BOX,
    STATUS_DEAD,
    STATUS_MAP,
)
from engine.rules import common
from engine.schema.effects import Outcome, OutcomeRule, ResolveNation
from engine.script.conditions import all_hold
from engine.script.select import distances, near_hexes, region_hexes, side_row
from engine.state import G_DRAWS, G_INTEL, State
from engine.world import World


def resolve_nation(world: World, state: State, effect: ResolveNation, events: list[Event]) -> dict[str, int]:
    """Let every unit of a nation meet its fate; return how many units met each outcome."""
    nation = world.rows("nation")[effect.nation]
    ours = world.unit_nation == nation
    # Units that have not arrived yet, or were withdrawn, never come: their army is gone.
    never = ours & (state.unit_status == STATUS_AWAY)
    state.unit_status[never], state.unit_news[never] = STATUS_DEAD, 1
    state.nation_at_war[nation] = 0
    in_play = (state.unit_status == STATUS_MAP) | (state.unit_status == STATUS_BOX)
    rows = [int(u) for u in np.flatnonzero(ours & in_play)]
    fates = {unit: _draw(world, state, effect, unit) for unit in rows}
    by_id = {outcome.id: outcome for outcome in effect.outcome}
    for unit in rows:
        if fates[unit].result == "change-side" and _overwhelmed(world, state, unit, fates):
            fates[unit] = by_id[effect.overwhelmed]
    met = dict.fromkeys(by_id, 0)
    for unit in rows:
        met[fates[unit].id] += 1
        _carry_out(world, state, unit, fates[unit], events)
    if rows:
        state.game[G_INTEL] += 1
    return met


def weights(world: World, state: State, effect: ResolveNation, unit: int) -> list[int]:
    """Return the weight of every outcome for a unit as things stand, never below nothing."""
    result = []
    for outcome in effect.outcome:
        applies = (r.add for r in outcome.rule if _applies(world, state, effect.nation, r, unit))
        result.append(max(0, outcome.weight + sum(applies)))
    return result


def _draw(world: World, state: State, effect: ResolveNation, unit: int) -> Outcome:
    heavy = weights(world, state, effect, unit)
    total = sum(heavy)
    if total == 0:
        return next(o for o in effect.outcome if o.id == effect.overwhelmed)
    k0, k1 = int(state.key[0]), int(state.key[1])
    roll = int(philox.below(k0, k1, DICE_RESOLVE, state.turn, unit, 0, total))
    state.game[G_DRAWS] += 1
    for outcome, weight in zip(effect.outcome, heavy, strict=True):
        roll -= weight
        if roll < 0:
            return outcome
    return effect.outcome[-1]


def _applies(world: World, state: State, nation: str, rule: OutcomeRule, unit: int) -> bool:
    land_hex = int(state.unit_hex[unit])
    off_map = land_hex < 0
    if rule.off_map is not None and rule.off_map != off_map:
        return False
    if (rule.regions or rule.near or rule.near_side) and off_map:
        return False
    if rule.regions and not region_hexes(world, rule.regions)[land_hex]:
        return False
    if rule.near and not near_hexes(world, rule.near, rule.within)[land_hex]:
        return False
    if rule.types and world.type_ids[world.unit_type[unit]] not in rule.types:
        return False
    if rule.units and world.unit_ids[unit] not in rule.units:
        return False
    if rule.coastal is not None and bool(world.type_coastal[world.unit_type[unit]]) != rule.coastal:
        return False
    quality, cohesion = int(state.unit_quality[unit]), int(state.unit_cohesion[unit])
    for value, low, high in (
        (quality, rule.quality_at_least, rule.quality_at_most),
        (cohesion, rule.cohesion_at_least, rule.cohesion_at_most),
    ):
        if (low is not None and value < low) or (high is not None and value > high):
            return False
    if rule.near_side is not None:
        enough = _steps_near(world, state, nation, rule.near_side, land_hex, rule.within) >= rule.near_steps
        if enough == rule.absent:
            return False
    return all_hold(world, state, rule.if_)


def _steps_near(world: World, state: State, nation: str, side: str, land_hex: int, within: int) -> int:
    there = (state.unit_status == STATUS_MAP) & (state.unit_side == side_row(world, side))
    there &= world.unit_nation != world.rows("nation")[nation]
    close = there.copy()
    close[there] = distances(world, land_hex)[state.unit_hex[there]] <= within
    return int(state.unit_quarters[close].sum()) // QUARTERS


def _overwhelmed(world: World, state: State, unit: int, fates: dict[int, Outcome]) -> bool:
    """Return whether units that stay with the old side stand in the hex of one that leaves it."""
    land_hex = int(state.unit_hex[unit])
    if land_hex < 0:
        return True  # in a box of its old side
    new = fates[unit].side
    for other in common.units_in(state, land_hex):
        goes = fates.get(other)
        if goes is None:
            if new is None or int(state.unit_side[other]) != side_row(world, new):
                return True
        elif goes.result == "stay" or (goes.result == "change-side" and goes.side != new):
            return True
    return False


def _carry_out(world: World, state: State, unit: int, fate: Outcome, events: list[Event]) -> None:
    land_hex, side = int(state.unit_hex[unit]), int(state.unit_side[unit])
    if fate.result == "change-side" and fate.side is not None:
        side = side_row(world, fate.side)
    events.append(FormationResolved(unit=unit, outcome=fate.id, side=side, hex=land_hex))
    if fate.result == "stay":
        return
    if fate.result == "leave":
        events.append(Withdrawn(unit=unit))
        common.off_board(state, unit, STATUS_DEAD)
        state.unit_news[unit] = 1
    elif fate.result == "dissolve":
        # Men who go home are no battle losses: the books of the sides stay as they are.
        state.unit_quarters[unit] = 0
        common.remove(world, state, unit, common.CAUSE_SURRENDER, events)
    else:
        state.unit_side[unit] = side
        state.unit_quarters[unit] = max(1, int(state.unit_quarters[unit]) * fate.strength // 100)
        if fate.cohesion is not None:
            state.unit_cohesion[unit] = min(int(state.unit_cohesion[unit]), fate.cohesion)
        state.unit_entrench[unit] = 0
        state.unit_prepared[unit] = 0
        state.unit_mode[unit] = MODE_NORMAL
        common.set_control(world, state, land_hex, side, events, fought=False)
