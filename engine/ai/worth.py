"""What places are worth to both sides today, by the scenario's own points for victory."""

from __future__ import annotations

import datetime
from weakref import WeakKeyDictionary

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
    for row, side, at, points in _offered(world, int(seen.game[G_TURN])):
        if side in takers and seen.objective_turn[row] == 0 and seen.hex_control[at] != side:
            out[at] += points
    return out


_today: WeakKeyDictionary[World, tuple[int, list[tuple[int, int, int, int]]]] = WeakKeyDictionary()


def _offered(world: World, turn: int) -> list[tuple[int, int, int, int]]:
    """Return what the places on the map score in a turn: objective, side, hex, points. Kept for the turn."""
    known = _today.get(world)
    if known is None or known[0] != turn:
        day = min(world.date_of(turn + 1) - datetime.timedelta(days=1), world.end)
        places, sides = world.rows("place"), world.rows("side")
        rows = [
            (row, sides[goal.side], int(world.place_hex[places[goal.place]]), band_points(goal.bands, day))
            for row, goal in enumerate(world.victory.objective)
            if goal.place in places
        ]
        known = _today[world] = turn, rows
    return known[1]


def to_take(world: World, seen: Observation) -> I32:
    """Return int32[L]: what the viewer would score for each hex."""
    return place_worth(world, seen, frozenset({seen.viewer}))


def to_deny(world: World, seen: Observation) -> I32:
    """Return int32[L]: what the viewer's enemies would score for each hex."""
    return place_worth(world, seen, frozenset(range(world.sizes.side)) - {seen.viewer})
