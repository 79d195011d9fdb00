"""What may happen next, and what it still lacks: the triggers that are nearest to firing.

Reads an Observation as well as a State, so that a side is told no more than it sees.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.schema.conditions import Date, FiredBefore, Not
from engine.schema.politics import Trigger
from engine.script.conditions import Term
from engine.script.triggers import why
from engine.state import State
from engine.world import World


class Coming(NamedTuple):
    """A trigger that has not fired: its row, and the conditions that it lacks, innermost first."""

    row: int
    lacking: tuple[Term, ...]


def lacking(term: Term) -> list[Term]:
    """Return the leaves of a tree that keep it from holding; of ``not`` what must not be."""
    if term.holds:
        return []
    if term.kind == "not":
        inner = term.children[0]
        return [Term(inner.kind, False, inner.present, f"not {inner.wanted or inner.kind}")]
    if not term.children:
        return [term]
    return [leaf for child in term.children for leaf in lacking(child)]


def outlook(world: World, seen: State, most: int) -> list[Coming]:
    """Return the triggers of the story that may still fire first and lack least, the lowest point first."""
    found = []
    for row, trigger in enumerate(world.triggers):
        if trigger.story and not seen.trigger_count[row] and not _past(world, seen, trigger):
            found.append(Coming(row, tuple(lacking(why(world, seen, row).children[1]))))
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
