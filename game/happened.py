"""What just happened on the map, as the window shows it for a moment: marches, battles, landings."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from engine.events import Battle, Event, Landed, Moved, Retreated
from engine.world import World


@dataclass(frozen=True)
class Flash:
    """Something that just happened: when (monotonic seconds), what, along which hexes, whose, which unit."""

    at: float
    kind: str  # battle, move, retreat or landing
    path: tuple[int, ...]
    side: int
    unit: int = -1


def flash(world: World, control: np.ndarray, event: Event) -> Flash | None:
    """Return what is shown of an event now, None for most; ``control`` is the side by land hex."""
    now = time.monotonic()
    if isinstance(event, Battle):
        return Flash(now, "battle", (event.target,), event.side)
    if isinstance(event, Moved | Retreated):
        kind = "move" if isinstance(event, Moved) else "retreat"
        return Flash(now, kind, event.path, event.side, event.unit)
    if isinstance(event, Landed):
        sea = tuple(int(h) for h in world.hex_neighbour[event.hex] if h >= world.land)
        return Flash(now, "landing", (*sea[:1], event.hex), int(control[event.hex]), event.units[0])
    return None
