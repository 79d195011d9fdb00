"""What places are worth to both sides today, by the scenario's own points for victory."""

from __future__ import annotations

import datetime

import numpy as np

from engine.observation import Observation
from engine.rules.victory import band_points
from engine.state import G_TURN, I32
from engine.world import World


def place_worth(world: World, seen: Observation, takers: frozenset[int]) -> I32:
    """Return int32[L]: points that sides among ``takers`` would score for a place this turn, 0 elsewhere.

    What was scored once counts no more (chapter 13), nor does what a taker holds already, as far
    as the viewer knows.
    """
    out = np.zeros(world.land, np.int32)
    day = world.date_of(int(seen.game[G_TURN]) + 1) - datetime.timedelta(days=1)
    places, sides = world.rows("place"), world.rows("side")
    for row, goal in enumerate(world.victory.objective):
        side = sides[goal.side]
        if seen.objective_turn[row] != 0 or goal.place not in places or side not in takers:
            continue
        at = int(world.place_hex[places[goal.place]])
        if int(seen.hex_control[at]) != side:
            out[at] += band_points(goal.bands, min(day, world.end))
    return out


def to_take(world: World, seen: Observation) -> I32:
    """Return int32[L]: what the viewer would score for each hex."""
    return place_worth(world, seen, frozenset({seen.viewer}))


def to_deny(world: World, seen: Observation) -> I32:
    """Return int32[L]: what the viewer's enemies would score for each hex."""
    return place_worth(world, seen, frozenset(range(world.sizes.side)) - {seen.viewer})
