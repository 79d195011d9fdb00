"""What may happen next, and what it still lacks: the triggers that are nearest to firing.

Reads an Observation as well as a State, so that a side is told no more than it sees.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.schema.conditions import All, Any, Condition, Date, FiredBefore, Not
from engine.schema.politics import Trigger
from engine.script.conditions import Term
from engine.script.triggers import why
from engine.state import State
from engine.world import World


class Lack(NamedTuple):
    """A condition that keeps a trigger from firing, its present values, and whether it must *not* hold."""

    condition: Condition
    term: Term
    barred: bool = False


class Coming(NamedTuple):
    """A trigger that has not fired: its row, and the conditions that it lacks, innermost first."""

    row: int
    lacking: tuple[Lack, ...]


def lacking(condition: Condition, term: Term) -> list[Lack]:
    """Return the leaves of a condition that keep it from holding; of ``not`` what must not be."""
    if term.holds:
        return []
    if isinstance(condition, Not):
        return [Lack(condition.of, term.children[0], True)]
    if not isinstance(condition, All | Any):
        return [Lack(condition, term)]
    return [
        leaf for part, child in zip(condition.of, term.children, strict=True) for leaf in lacking(part, child)
    ]


def outlook(world: World, seen: State, most: int) -> list[Coming]:
    """Return the triggers of the story that may still fire first and lack least, the lowest point first."""
    found = []
    for row, trigger in enumerate(world.triggers):
        if trigger.story and not seen.trigger_count[row] and not _past(world, seen, trigger):
            terms = why(world, seen, row).children[1].children
            leaves = [leaf for pair in zip(trigger.if_, terms, strict=True) for leaf in lacking(*pair)]
            found.append(Coming(row, tuple(leaves)))
    found.sort(key=lambda c: (len(c.lacking), world.triggers[c.row].story, c.row))
    return found[:most]


def _past(world: World, seen: State, trigger: Trigger) -> bool:
    """Tell whether the day of a trigger is over, or what must not have happened has."""
    today = world.date_of(seen.turn)
    for condition in trigger.if_:
        if isinstance(condition, Date) and condition.not_after is not None and today > condition.not_after:
            return True
        barred = condition.of if isinstance(condition, Not) else None
        if isinstance(barred, FiredBefore) and seen.trigger_count[world.rows("trigger")[barred.trigger]]:
            return True
    return False
