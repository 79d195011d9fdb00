"""What the report of a turn tells: counted from events as a side heard them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.events import Battle, Captured, Destroyed, Event, Fired, Lost, Scored
from engine.observation import SPECTATOR
from engine.world import World
from game import chronicle


def pictured(world: World, event: Event) -> int:
    """Return the trigger of an event that shows a picture, -1 for others."""
    if not isinstance(event, Fired) or world.triggers[event.trigger].picture is None:
        return -1
    return event.trigger


@dataclass
class TurnNote:
    """What has happened since the last report; steps are in quarters."""

    battles: int = 0
    taken: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    destroyed: list[str] = field(default_factory=list)
    politics: list[str] = field(default_factory=list)
    pictured: list[int] = field(default_factory=list)  # triggers that show a picture
    own_steps: int = 0
    enemy_steps: int = 0
    points: int = 0  # of one's own, less the enemy's
    reasons: dict[str, int] = field(default_factory=dict)  # points by what brought them

    def take_in(self, world: World, event: Event, side: int, unit_side: np.ndarray) -> None:
        """Count an event for a side; ``unit_side`` int8[U] is whose each unit is."""
        match event:
            case Battle():
                self.battles += 1
            case Lost() if side in (SPECTATOR, int(unit_side[event.unit])):
                self.own_steps += event.quarters
            case Lost():
                self.enemy_steps += event.quarters
            case Captured():
                names = self.taken if event.side in (side, SPECTATOR) else self.lost
                names.append(world.place_names[event.place])
            case Destroyed():
                self.destroyed.append(world.unit_labels[event.unit])
            case Fired():
                self.politics.append(chronicle.narrate(world, event) or "")
                if pictured(world, event) >= 0:
                    self.pictured.append(event.trigger)
            case Scored():
                points = event.points if event.side == side else -event.points
                self.points += points
                why = chronicle.reason(world, event.reason)
                self.reasons[why] = self.reasons.get(why, 0) + points
