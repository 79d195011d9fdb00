"""Invariants of a step from one position to the next: what only rises, and what needs an event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from engine.events import (
    Absorbed,
    Advanced,
    Arrived,
    Battle,
    Destroyed,
    Detached,
    Disbanded,
    Dropped,
    Evacuated,
    Event,
    Ferried,
    FormationResolved,
    Landed,
    Lost,
    Merged,
    Moved,
    Railed,
    Reacted,
    Retreated,
    Sailed,
    Scored,
    Withdrawn,
)
from engine.kernels.consts import STATUS_DEAD
from engine.state import G_BATTLES, G_DRAWS, G_INTEL, G_ORDERS, G_OVER, G_TURN, State
from engine.world import World

CARRIED = (
    Arrived
    | Disbanded
    | Dropped
    | Ferried
    | Sailed
    | Railed
    | Merged
    | Evacuated
    | Destroyed
    | Withdrawn
    | FormationResolved
)


def unit_names(world: World, rows: Iterable[int]) -> str:
    """Return the ids of some units, the first five of many."""
    names = [world.unit_ids[int(u)] for u in rows]
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


Step = Callable[[World, State, State, Sequence[Event]], Iterator[str]]
RISING = (G_TURN, G_DRAWS, G_INTEL, G_ORDERS, G_BATTLES, G_OVER)


def counters(world: World, before: State, after: State, events: Sequence[Event]) -> Iterator[str]:
    """Counters only rise, first dates stay, the dead stay dead."""
    if any(after.game[c] < before.game[c] for c in RISING):
        yield "a counter of the game fell"
    books = ("supply_in", "supply_delivered", "supply_lost")
    for name in ("arrival_done", "trigger_count", "unit_lost", "side_lost", *books):
        if np.any(getattr(after, name) < getattr(before, name)):
            yield f"{name} fell"
    for name in ("place_first", "objective_turn"):
        was, now = getattr(before, name), getattr(after, name)
        if np.any((was > 0) & (now != was)):
            yield f"{name} was written twice"
    risen = (before.unit_status == STATUS_DEAD) & (after.unit_status != STATUS_DEAD) & (world.unit_spare == 0)
    if risen.any():
        yield f"risen from the dead: {unit_names(world, np.flatnonzero(risen))}"
    fought = sum(isinstance(e, Battle) for e in events)
    if int(after.game[G_BATTLES]) - int(before.game[G_BATTLES]) != fought:
        yield f"{fought} battles told, counted {int(after.game[G_BATTLES]) - int(before.game[G_BATTLES])}"
    if np.any(after.key != before.key):
        yield "the dice key changed"


def books(world: World, before: State, after: State, events: Sequence[Event]) -> Iterator[str]:
    """Strength is conserved: a unit has what it had, less what events say it lost. So are points."""
    units = world.sizes.unit
    lost, taken = np.zeros(units, np.int64), np.zeros(units, np.int64)
    free = np.zeros(units, np.bool_)  # entered play, or its nation broke up: strength is set anew
    points = np.zeros(world.sizes.side, np.int64)
    for event in events:
        if isinstance(event, Lost):
            lost[event.unit] += event.quarters
        elif isinstance(event, Absorbed):
            taken[event.unit] += event.quarters
        elif isinstance(event, Merged):
            taken[event.into] += event.quarters
            taken[event.unit] -= event.quarters
        elif isinstance(event, Detached):
            taken[event.unit] -= event.quarters
            free[event.part] = True  # a counter that was withdrawn comes back with other men
        elif isinstance(event, Disbanded):
            taken[event.unit] -= event.quarters
        elif isinstance(event, Arrived | FormationResolved):
            free[event.unit] = True
        elif isinstance(event, Scored):
            points[event.side] += event.points
    change = after.unit_quarters.astype(np.int64) - before.unit_quarters
    wrong = ~free & (change != taken - lost)
    if wrong.any():
        yield f"strength changed without an event: {unit_names(world, np.flatnonzero(wrong))}"
    wrong = after.unit_lost - before.unit_lost != lost
    if wrong.any():
        yield f"losses differ from those told: {unit_names(world, np.flatnonzero(wrong))}"
    if int(after.side_lost.sum()) - int(before.side_lost.sum()) != int(lost.sum()):
        yield "losses of the sides differ from those told"
    if np.any(after.side_score - before.side_score != points):
        yield "points differ from those told"


def travels(world: World, before: State, after: State, events: Sequence[Event]) -> Iterator[str]:
    """A unit changes its place only by an event that names it; static ones never walk."""
    named: set[int] = set()
    carried: set[int] = set()
    for event in events:
        if isinstance(event, Moved | Retreated | Reacted):
            named.add(event.unit)
        elif isinstance(event, Detached):
            named.add(event.part)
        elif isinstance(event, Advanced):
            named.update(event.units)
        elif isinstance(event, Landed):
            carried.update(event.units)
        elif isinstance(event, CARRIED):
            carried.add(event.unit)
    moved = (before.unit_hex != after.unit_hex) | (before.unit_box != after.unit_box)
    silent = [int(u) for u in np.flatnonzero(moved) if int(u) not in named | carried]
    if silent:
        yield f"moved without an event: {unit_names(world, silent)}"
    static = world.class_static[world.unit_class] > 0
    both = (before.unit_hex >= 0) & (after.unit_hex >= 0) & moved & static
    walked = [int(u) for u in np.flatnonzero(both) if int(u) not in carried]
    if walked:
        yield f"static units moved: {unit_names(world, walked)}"


STEPS: tuple[Step, ...] = (counters, books, travels)
