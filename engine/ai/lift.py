"""Who goes ashore after the first wave, and where: over the beaches that are nearest to what is wanted."""

from __future__ import annotations

import numpy as np

from engine.ai.analysis import FAR, kept
from engine.ai.landings import afloat
from engine.ai.player import Memory
from engine.observation import Observation
from engine.orders import Land, Order
from engine.turn import check
from engine.world import World

FARTHEST = 800  # quarters of way from a beach to an objective beyond which lift is not spent on it


def follow_up(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Put idle troops ashore over own beaches on enemy soil, those nearest to an objective first.

    A beach from which no way leads to an objective gets nobody: lift is scarce.
    """
    if seen.pool_craft[seen.viewer] <= 0 or not memory.numbers.get("attacking"):
        return None
    idle = [u for u in afloat(world, seen) if f"embark:{u}" not in memory.numbers]
    if not idle:
        return None
    way = kept(memory, "goal")
    at = world.place_hex
    own = (world.place_beach > 0) & (seen.hex_control[at] == seen.viewer)
    beaches = [
        int(p) for p in np.flatnonzero(own & (world.hex_owner[at] != seen.viewer)) if way[at[p]] <= FARTHEST
    ]
    beaches.sort(key=lambda p: (min(FAR, int(way[at[p]])), p))
    for unit in idle:
        for place in beaches:
            order = Land(place, (unit,))
            if check(world, seen, order) is None:
                return order
    return None
