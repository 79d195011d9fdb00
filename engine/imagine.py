"""A game as one side imagines it: playable, and made of nothing but what that side knows.

Its own troops are as they are. Of the enemy there are the units in sight, and at their last place those that
were seen a short while ago and may still stand there; all others are away. What it cannot know is filled in
with what anybody would assume: full depots in the places the enemy holds, no decision half taken. The
dice are the imagination's own. So no plan that is tried out on such a game can lean on hidden truth.
"""

from __future__ import annotations

import numpy as np

from engine.game import Game
from engine.kernels.consts import QUARTERS, STATUS_AWAY, STATUS_BOX, STATUS_MAP
from engine.observation import Observation
from engine.state import G_TURN, State
from engine.world import World

MEMORY_TURNS = 3  # how long a sighting counts
GUESSED_STRENGTH = 75  # percent of its establishment that a unit out of sight is taken to have
GUESSED_COHESION = 75
ARRIVED, MET = 1, 2  # of a row of arrivals, of withdrawals


class Imagined(Game):
    """A game in the position that a viewer believes in.

    ``key`` are two words for the dice, see ``engine.ai.player.roll``. The same observation and key give the
    same game; ``seen`` is not changed.
    """

    def __init__(self, world: World, seen: Observation, key: tuple[int, int]) -> None:
        state = State(world.sizes)
        state.copy_from(seen)
        state.key[:] = key
        theirs = seen.unit_side != seen.viewer
        # Whoever was due has come or gone long ago, wherever he is now.
        due = np.array([row[0] for row in world.arrivals], np.int32)
        state.arrival_done[(due <= int(seen.game[G_TURN])) & theirs[world.arrival_units]] = ARRIVED
        state.withdrawal_state[theirs[world.withdrawal_units]] = MET
        for side in range(world.sizes.side):
            if side != seen.viewer:
                held = state.hex_control[world.place_hex] == side
                start = side * world.sizes.place
                state.place_stock[start : start + world.sizes.place] = np.where(held, world.place_depot, 0)
        _recall(world, seen, state)
        super().__init__(world, state)

    def troops(self, side: int) -> int:
        """Return what the troops of a side are worth, in quarter steps: the worn count less."""
        state = self.state
        here = (state.unit_status == STATUS_MAP) | (state.unit_status == STATUS_BOX)
        mine = here & (state.unit_side == side)
        return (
            int((state.unit_quarters[mine].astype(np.int64) * (60 + state.unit_cohesion[mine])).sum()) // 100
        )


def _recall(world: World, seen: Observation, state: State) -> None:
    """Put the units that were lost sight of where they were seen last, if they can be there."""
    units, viewer = world.sizes.unit, seen.viewer
    where = seen.unit_sight[viewer * units : (viewer + 1) * units]
    when = seen.unit_sight_turn[viewer * units : (viewer + 1) * units]
    fresh = (when > 0) & (int(seen.game[G_TURN]) - when <= MEMORY_TURNS) & (where >= 0)
    gone = (seen.unit_side != viewer) & (seen.unit_status == STATUS_AWAY) & fresh
    room = world.terrain_stacking[world.hex_terrain[: world.land]].astype(np.int32)
    on_map = seen.unit_status == STATUS_MAP
    np.subtract.at(room, seen.unit_hex[on_map], world.unit_stack[on_map].astype(np.int32))
    for unit in np.flatnonzero(gone):
        at, points = int(where[unit]), int(world.unit_stack[unit])
        if seen.hex_seen[at] or room[at] < points:
            continue
        room[at] -= points
        state.unit_status[unit] = STATUS_MAP
        state.unit_hex[unit] = at
        state.unit_quarters[unit] = max(QUARTERS, int(world.unit_full[unit]) * GUESSED_STRENGTH // 100)
        state.unit_cohesion[unit] = GUESSED_COHESION
