"""Bombardment: guns, aircraft and ships by themselves wear a hex down. Rulebook chapter 6.

It costs the support and shells that attacks need; its own table says what it brings.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.events import Bombarded, Event
from engine.kernels import philox
from engine.kernels.consts import DICE_BARRAGE, STATUS_MAP
from engine.observation import Observation
from engine.orders import Bombard, Refusal
from engine.rules.combat import cohesion_cost
from engine.rules.common import hexes_between
from engine.state import G_DRAWS, G_TURN, State, bit_of, set_bit
from engine.world import World


class Effect(NamedTuple):
    """A line of the exact distribution: ``ways`` of 36, id, and what it costs the defenders."""

    ways: int
    result: str
    cohesion: int
    trenches: int
    works: int


def in_reach(world: World, seen: State, side: int, target: int) -> bool:
    """Return whether a unit of a side stands near enough for its guns and observers."""
    mine = seen.unit_hex[(seen.unit_side == side) & (seen.unit_status == STATUS_MAP)]
    return bool((hexes_between(world, target, mine) <= world.combat.bombardment.reach).any())


def check_bombard(world: World, seen: Observation, order: Bombard) -> Refusal | None:
    """Refuse a bombardment without target, reach, points or shells, or a second one in a turn."""
    if not 0 <= order.target < world.land:
        return Refusal.UNKNOWN_HEX
    if not np.any((seen.unit_hex == order.target) & (seen.unit_side != seen.viewer)):
        return Refusal.NO_TARGET
    rules = world.combat.bombardment
    if order.support < 0 or order.naval < 0:
        return Refusal.BAD_OPTION
    if not 0 < order.support + order.naval <= rules.points_at_most:
        return Refusal.BAD_OPTION
    if order.support > int(seen.pool_support[seen.viewer]):
        return Refusal.NO_SUPPORT
    if order.naval and (order.naval > seen.pool_naval[seen.viewer] or not world.hex_gunned[order.target]):
        return Refusal.NO_NAVAL
    if bit_of(seen.hex_shelled, order.target):
        return Refusal.ALREADY_SHELLED
    if order.support and rules.shells > int(seen.pool_attacks[seen.viewer]):
        return Refusal.NO_SHELLS
    if order.support and not in_reach(world, seen, seen.viewer, order.target):
        return Refusal.OUT_OF_REACH
    return None


def row_of(world: World, points: int) -> int:
    """Return the row of the table of bombardments for so many points."""
    return max(i for i, row in enumerate(world.combat.barrage) if row.points <= points)


def apply_bombard(world: World, state: State, seen: Observation, order: Bombard, events: list[Event]) -> None:
    """Spend points and shells, roll, and wear the defenders, their trenches and the works."""
    side = seen.viewer
    points = order.support + order.naval
    state.pool_support[side] -= order.support
    state.pool_naval[side] -= order.naval
    if order.support:
        state.pool_attacks[side] -= world.combat.bombardment.shells
    set_bit(state.hex_shelled, order.target, True)
    key = int(state.key[0]), int(state.key[1])
    dice = philox.two_dice(*key, DICE_BARRAGE, int(state.game[G_TURN]), order.target, 0)
    state.game[G_DRAWS] += 1
    result = int(world.barrage_result[row_of(world, points), dice - 2])
    events.append(Bombarded(target=order.target, side=side, points=points, dice=dice, result=result))
    effect = world.combat.barrage_result[result]
    for unit in np.flatnonzero((state.unit_hex == order.target) & (state.unit_side != side)):
        worn = int(state.unit_cohesion[unit]) - cohesion_cost(world, effect.cohesion)
        state.unit_cohesion[unit] = max(0, worn)
        state.unit_entrench[unit] = max(0, int(state.unit_entrench[unit]) - effect.trenches)
    state.hex_fort[order.target] = max(0, int(state.hex_fort[order.target]) - effect.works)


def explain(world: World, order: Bombard) -> tuple[Effect, ...]:
    """Return the exact distribution of a bombardment, the least effect first."""
    row = row_of(world, order.support + order.naval)
    ways: dict[int, int] = {}
    for total in range(2, 13):
        result = int(world.barrage_result[row, total - 2])
        ways[result] = ways.get(result, 0) + 6 - abs(total - 7)
    found = []
    for result in sorted(ways):
        effect = world.combat.barrage_result[result]
        cost = cohesion_cost(world, effect.cohesion)
        found.append(Effect(ways[result], effect.id, cost, effect.trenches, effect.works))
    return tuple(found)
