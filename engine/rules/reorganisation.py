"""Reorganisation: battered units of one kind become one. Rulebook chapter 4."""

from __future__ import annotations

from engine.events import Event, Merged
from engine.kernels.consts import MODE_ATTACKED, STATUS_DEAD
from engine.observation import Observation
from engine.orders import Merge, Refusal
from engine.rules import experience
from engine.rules.common import off_board
from engine.rules.detachment import room_in, wanted_elsewhere
from engine.rules.movement import check_unit
from engine.state import State
from engine.world import World


def check_merge(world: World, seen: Observation, order: Merge) -> Refusal | None:
    """Refuse units that differ in type or nation, stand apart, fought, do not fit or are due elsewhere."""
    unit, into = order.unit, order.into
    refusal = check_unit(world, seen, unit) or check_unit(world, seen, into)
    if refusal is not None:
        return refusal
    if unit == into:
        return Refusal.DUPLICATE_UNIT
    own = seen.unit_parent[unit] == into
    kinds = int(world.unit_type[into]), int(world.type_part[world.unit_type[into]])
    if (
        int(world.unit_type[unit]) not in kinds
        or world.unit_nation[unit] != world.unit_nation[into]
        or seen.unit_hex[unit] != seen.unit_hex[into]
    ):
        return Refusal.NOT_ALIKE
    if MODE_ATTACKED in (int(seen.unit_mode[unit]), int(seen.unit_mode[into])):
        return Refusal.ALREADY_ATTACKED
    # The place of a part is kept for it, so that it may always come back.
    if not own and int(seen.unit_quarters[unit]) > room_in(world, seen, into):
        return Refusal.FULL_STRENGTH
    return Refusal.WANTED_ELSEWHERE if wanted_elsewhere(world, seen, unit) else None


def apply_merge(world: World, state: State, seen: Observation, order: Merge, events: list[Event]) -> None:
    """Let the men of one unit fill another; the first is no more, without loss of men."""
    unit, into = order.unit, order.into
    men, others = int(state.unit_quarters[unit]), int(state.unit_quarters[into])
    mean = (men * int(state.unit_cohesion[unit]) + others * int(state.unit_cohesion[into])) // (men + others)
    known = int(state.unit_experience[into])
    experience.learn(world, state, into, (int(state.unit_experience[unit]) - known) * men // (men + others))
    state.unit_quarters[into] = men + others
    state.unit_quarters[unit] = 0
    cost = 0 if state.unit_parent[unit] == into else world.command.merge_cohesion
    state.unit_cohesion[into] = max(0, mean - cost)
    state.unit_prepared[into] = 0
    off_board(state, unit, STATUS_DEAD)
    events.append(Merged(unit=unit, into=into, quarters=men, side=int(state.unit_side[into])))
