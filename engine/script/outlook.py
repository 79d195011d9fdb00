"""What may happen next, and what it still lacks: the triggers that are nearest to firing.

Reads an Observation as well as a State, so that a side is told no more than it sees.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.script.conditions import Term
from engine.script.triggers import why
from engine.state import State
from engine.world import World


class Coming(NamedTuple):
    """A trigger that has not fired: its row, and the conditions that it lacks, innermost first."""

    row: int
    lacking: tuple[Term, ...]


def lacking(term: Term) -> list[Term]:
    """Return the leaves of a tree that keep it from holding; of ``not`` the whole."""
    if term.holds:
        return []
    if not term.children or term.kind == "not":
        return [term]
    return [leaf for child in term.children for leaf in lacking(child)]


def outlook(world: World, seen: State, most: int) -> list[Coming]:
    """Return the triggers of the story that never fired and lack least, those of the lowest point first."""
    found = []
    for row, trigger in enumerate(world.triggers):
        if trigger.story and not seen.trigger_count[row]:
            found.append(Coming(row, tuple(lacking(why(world, seen, row).children[1]))))
    found.sort(key=lambda c: (len(c.lacking), world.triggers[c.row].story, c.row))
    return found[:most]
