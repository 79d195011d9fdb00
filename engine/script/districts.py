"""Country behind a front: irregulars that grow, garrisons that hold them down, rails that they cut.

A district's strength is a political variable. What it grows by, what garrison it needs and who
counts as one is data; this file adds up and tells the sum in its parts.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.events import Event, Sabotaged
from engine.kernels import philox
from engine.kernels.consts import DICE_DISTRICT, DICE_SABOTAGE, QUARTERS, STATUS_MAP
from engine.rules.headquarters import hexes_apart
from engine.rules.wreckage import WRECKED
from engine.script.conditions import Term, all_hold, explain_all
from engine.script.select import region_hexes, side_row
from engine.state import G_DRAWS, State
from engine.world import World


class Hold(NamedTuple):
    """How a district is held: steps of garrison, steps needed, the units that count."""

    steps: int
    need: int
    units: tuple[int, ...]

    @property
    def percent(self) -> int:
        """The garrison as percent of the need, 100 where none is needed."""
        return self.steps * 100 // self.need if self.need else 100


def strength(world: World, state: State, row: int) -> int:
    """Return the strength of the irregulars of a district."""
    return int(state.variable[world.rows("variable")[world.districts[row].variable]])


def hold(world: World, state: State, row: int) -> Hold:
    """Return the garrison of a district: units of the occupier with no enemy within ``behind`` hexes."""
    district = world.districts[row]
    occupier = side_row(world, district.occupier)
    on_map = state.unit_status == STATUS_MAP
    inside = region_hexes(world, district.regions)
    here = np.flatnonzero(on_map & (state.unit_side == occupier))
    here = here[inside[state.unit_hex[here]]]
    enemy = state.unit_hex[on_map & (state.unit_side != occupier)]
    if len(here) and len(enemy):
        at = np.repeat(state.unit_hex[here], len(enemy))
        away = hexes_apart(world, at, np.tile(enemy, len(here))).reshape(len(here), -1)
        here = here[away.min(axis=1) > district.behind]
    units = tuple(here.tolist())
    need = district.garrison + strength(world, state, row) * district.garrison_percent // 100
    return Hold(int(state.unit_quarters[list(units)].sum()) // QUARTERS, need, units)


def growth(world: World, state: State, row: int) -> list[tuple[str, int, Term]]:
    """Return the parts of a district's growth: what for, tenths of a point, and why or why not."""
    return [
        (part.note, part.tenths, explain_all(world, state, part.if_)) for part in world.districts[row].growth
    ]


def grow(world: World, state: State, row: int, events: list[Event]) -> None:
    """Move a district's strength by its growth; tenths are the chance of a whole point more."""
    from engine.script.effects import set_variable  # effects run districts: the two know each other

    district = world.districts[row]
    tenths = sum(part.tenths for part in district.growth if all_hold(world, state, part.if_))
    whole, rest = divmod(tenths, 10)
    if rest:
        state.game[G_DRAWS] += 1
        k0, k1 = int(state.key[0]), int(state.key[1])
        whole += int(philox.below(k0, k1, DICE_DISTRICT, state.turn, row, 0, 10)) < rest
    variable = world.rows("variable")[district.variable]
    set_variable(world, state, variable, int(state.variable[variable]) + whole, events)


def pressure(world: World, state: State, row: int) -> int:
    """Return what irregulars can do against rails: their strength, halved by a full garrison."""
    return strength(world, state, row) * (200 - min(100, hold(world, state, row).percent)) // 200


def tear_up(world: World, state: State, row: int, cuts: int, damage: int) -> tuple[int, ...]:
    """Tear up ``damage`` percent of the track in hexes of the occupier without a unit of his; return them."""
    district = world.districts[row]
    side = side_row(world, district.occupier)
    guarded = state.unit_hex[(state.unit_side == side) & (state.unit_status == STATUS_MAP)]
    open_ = region_hexes(world, district.regions) & world.hex_rail.any(axis=1)
    open_ &= (state.hex_control == side) & (state.rail_damage < WRECKED)
    open_[guarded] = False
    found = [int(h) for h in np.flatnonzero(open_)]
    torn = []
    for ordinal in range(min(cuts, len(found)) if damage else 0):
        state.game[G_DRAWS] += 1
        k0, k1 = int(state.key[0]), int(state.key[1])
        at = found.pop(int(philox.below(k0, k1, DICE_SABOTAGE, state.turn, row, ordinal, len(found))))
        state.rail_damage[at] = min(WRECKED, int(state.rail_damage[at]) + damage)
        torn.append(at)
    return tuple(torn)


def sabotage(
    world: World, state: State, row: int, per: int, most: int, damage: int, events: list[Event]
) -> None:
    """Take a point of strategic rail, and track, for every ``per`` of pressure, at most ``most``."""
    side = side_row(world, world.districts[row].occupier)
    points = min(most, pressure(world, state, row) // per, int(state.pool_rail[side]))
    if points > 0:
        state.pool_rail[side] -= points
        torn = tear_up(world, state, row, points, damage)
        events.append(Sabotaged(district=row, side=side, points=points, hexes=torn))
