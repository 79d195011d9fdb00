"""What one person at the window was told: the log, what just happened on the map, and the sounds of it.

Where two people share a window each has his own, so that nobody reads, sees or hears what only the other
was told.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np

from engine.events import Battle, Captured, Destroyed, Event, Fired, GameOver, Moved, TurnBegan
from engine.world import World
from game import chronicle
from game.happened import Flash, flash
from game.notes import pictured
from game.sounds import EVENTS

LOG_LENGTH = 4000


@dataclass(frozen=True)
class LogLine:
    """A line of the log: turn, words, hex to jump to, weight 0 to 2, trigger with a picture; -1 none."""

    turn: int
    words: str
    hex: int
    weight: int
    trigger: int = -1


class Heard:
    """What was told to one person."""

    def __init__(self) -> None:
        self.log: list[LogLine] = []
        self.flashes: deque[Flash] = deque(maxlen=80)
        self.sounds: deque[str] = deque(maxlen=40)  # not yet played

    def take_in(self, world: World, event: Event, turn: int, control: np.ndarray | None) -> None:
        """Write down an event as it was told to the person.

        ``control`` is the side by land hex; None where nothing of it is to be shown on the map.
        """
        shown = flash(world, control, event) if control is not None else None
        if shown is not None:
            self.flashes.append(shown)
        words = chronicle.narrate(world, event)
        if type(event) in EVENTS and (words or isinstance(event, Moved)):
            self.sounds.append(EVENTS[type(event)])
        if words:
            heavy = isinstance(event, TurnBegan | Captured | Fired | GameOver)
            weight = 2 if heavy else 1 if isinstance(event, Battle | Destroyed) else 0
            at = event.where
            if isinstance(event, Captured):
                at = int(world.place_hex[event.place])
            self.log.append(LogLine(turn, words, at, weight, pictured(world, event)))
            del self.log[:-LOG_LENGTH]

    def fought(self, since: int) -> list[str]:
        """Return the sentences that count of the log from a line on."""
        return [line.words for line in self.log[since:] if line.weight >= 1]
