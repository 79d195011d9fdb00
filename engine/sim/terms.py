"""Which conditions of the story ever held in a game, and how near each trigger came to firing.

Watches the State once a turn and decides nothing. A condition that held is not asked again,
so that most of the work is done after a few turns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from engine.schema.conditions import All
from engine.schema.conditions import Any as AnyOf
from engine.script.conditions import holds
from engine.state import State
from engine.world import World


def leaves(conditions: Sequence[Any], path: str) -> Iterator[tuple[str, Any]]:
    """Yield the conditions below ``all`` and ``any`` with their paths as tables look them up."""
    for number, condition in enumerate(conditions):
        here = f"{path}.{number}"
        if isinstance(condition, All | AnyOf):
            yield from leaves(condition.of, f"{here}.of")
        else:
            yield here, condition


def terms_of(trigger: Any) -> list[tuple[str, Any]]:
    """Return all conditions of a trigger, those of its chance as well, with their paths."""
    found = list(leaves(trigger.if_, "if"))
    if trigger.chance is not None:
        for number, more in enumerate(trigger.chance.more):
            found += leaves(more.if_, f"chance.more.{number}.if")
    return found


class Terms:
    """The books of one game: first turn of each condition; most conditions a trigger had at once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.terms = [terms_of(trigger) for trigger in world.triggers]
        self.held: list[dict[str, int]] = [{} for _ in world.triggers]
        self.best = [-1] * len(world.triggers)
        self.lacking: list[str] = [""] * len(world.triggers)
        self.first = [0] * len(world.triggers)
        self.times = [0] * len(world.triggers)

    def fired(self, row: int, turn: int) -> None:
        """Note that a trigger fired: all that it asks for held."""
        self.times[row] += 1
        if not self.first[row]:
            self.first[row] = turn
            conditions = self.world.triggers[row].if_
            self.best[row], self.lacking[row] = len(conditions), ""
            for number, condition in enumerate(conditions):
                if not isinstance(condition, All | AnyOf):
                    self.held[row].setdefault(f"if.{number}", turn)

    def look(self, state: State) -> None:
        """Ask every condition that has not held yet, and count those of triggers that never fired."""
        world, turn = self.world, state.turn
        for row, trigger in enumerate(world.triggers):
            held = self.held[row]
            for path, condition in self.terms[row]:
                if path not in held and holds(world, state, condition):
                    held[path] = turn
            if not self.first[row] and self.best[row] < len(trigger.if_):
                now = [holds(world, state, condition) for condition in trigger.if_]
                if sum(now) > self.best[row]:
                    self.best[row] = sum(now)
                    self.lacking[row] = f"if.{now.index(False)}" if not all(now) else ""
