"""Doctrine made usable: lines as hexes, objectives as ways, landings as orders of the day.

Without a doctrine file a side falls back on victory objectives and on the front as it is.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from engine.ai.player import Memory
from engine.observation import Observation
from engine.schema.doctrine import DoctrineFile, Line
from engine.script.conditions import all_hold
from engine.state import G_TURN
from engine.world import World


class Post(NamedTuple):
    """A hex to hold: ``rank`` orders posts (low first), ``need`` is the wanted strength in quarters."""

    hex: int
    rank: int
    need: int
    regions: tuple[int, ...] = ()


_lines: WeakKeyDictionary[World, dict[str, tuple[int, ...]]] = WeakKeyDictionary()


def doctrine_of(world: World, side: int) -> DoctrineFile | None:
    """Return the plans of a side, None if the scenario has none."""
    found: DoctrineFile | None = world.doctrine.get(world.side_ids[side])
    return found


def line_hexes(world: World, line: Line) -> tuple[int, ...]:
    """Return the land hexes of a line, works first, in file order, each once."""
    known = _lines.setdefault(world, {})
    if line.id not in known:
        works = [world.rows("line")[w] for w in line.works if w in world.rows("line")]
        found = [int(h) for w in works for h in world.work_hex[world.work_line == w]]
        found += spots(world, line.spots)
        known[line.id] = tuple(dict.fromkeys(found))
    return known[line.id]


def spots(world: World, names: list[str]) -> list[int]:
    """Return the land hexes of places and hex labels."""
    places, labels = world.rows("place"), world.rows("hex")
    out = []
    for name in names:
        if name in places:
            out.append(int(world.place_hex[places[name]]))
        elif name in labels and labels[name] < world.land:
            out.append(labels[name])
    return out


LEFT, LOST = 1, 2  # how memory notes a line that was left on its date, and one that was turned or broken


def regions(world: World, names: list[str]) -> tuple[int, ...]:
    """Return the rows of regions that exist."""
    rows = world.rows("region")
    return tuple(rows[n] for n in names if n in rows)


def current_lines(world: World, seen: Observation, memory: Memory, plan: DoctrineFile) -> list[Line]:
    """Return the line that is held now in each chain of lines; notes in memory which were given up.

    A chain begins with a line that is no other's ``next``. A line is given up when its
    conditions say so, and, but not before its time, when too much of it is broken or its date
    has come. What follows a line that was turned or broken is manned at once, whatever its
    date: else nobody would stand before an enemy who came too early.
    """
    date = world.date_of(int(seen.game[G_TURN]))
    by_id = {line.id: line for line in plan.line}
    followers = {line.next for line in plan.line if line.next}
    held = []
    for head in plan.line:
        if head.id in followers:
            continue
        line: Line | None = head
        hops, urgent = 0, False
        while line is not None and hops < len(plan.line):
            hops += 1
            if not memory.numbers.get(f"left:{line.id}"):
                given_up = _given_up(world, seen, line, date)
                if not given_up:
                    break
                memory.numbers[f"left:{line.id}"] = given_up
            urgent = memory.numbers[f"left:{line.id}"] == LOST
            line = by_id.get(line.next) if line.next else None
        if line is not None and (line.man_from is None or date >= line.man_from or urgent):
            held.append(line)
    return held


def _given_up(world: World, seen: Observation, line: Line, date: datetime.date) -> int:
    """Return 0 for a line that is to be held, else ``LEFT`` or ``LOST``."""
    if line.leave_if and all_hold(world, seen, line.leave_if):
        return LOST
    if line.not_before is not None and date < line.not_before:
        return 0
    hexes = np.array(line_hexes(world, line), np.int32)
    broken = int((seen.hex_control[hexes] != seen.viewer).sum())
    if len(hexes) and broken >= max(1, line.leave_at_broken):
        return LOST
    return LEFT if line.hold_until is not None and date > line.hold_until else 0


def objectives(
    world: World, seen: Observation, plan: DoctrineFile | None
) -> dict[str, list[tuple[int, int]]]:
    """Return by formation id ('' for all) the enemy-held hexes worth going for and a handicap in quarters."""
    out: dict[str, list[tuple[int, int]]] = {"": []}
    date = world.date_of(int(seen.game[G_TURN]))
    places = world.rows("place")
    if plan is not None:
        for axis in plan.axis:
            if (axis.start and date < axis.start) or (axis.until and date > axis.until):
                continue
            if axis.conditions and not all_hold(world, seen, axis.conditions):
                continue
            wanted = [p for p in axis.objectives if p in places]
            open_ = [p for p in wanted if seen.hex_control[world.place_hex[places[p]]] != seen.viewer]
            for order, name in enumerate(open_[:3]):
                handicap = (100 - axis.weight) // 4 + 24 * order
                for formation in axis.formations or [""]:
                    out.setdefault(formation, []).append((int(world.place_hex[places[name]]), handicap))
    for goal in world.victory.objective:
        if goal.place in places and goal.side == world.side_ids[seen.viewer]:
            at = int(world.place_hex[places[goal.place]])
            if seen.hex_control[at] != seen.viewer:
                out[""].append((at, 60))
    if not out[""]:
        hostile = np.flatnonzero((seen.hex_control[world.place_hex] != seen.viewer) & (world.place_rank <= 2))
        handicaps = 40 * world.place_rank[hostile].astype(np.int32)
        out[""] = list(zip(world.place_hex[hostile].tolist(), handicaps.tolist(), strict=True))
    return out


def formation_chain(world: World, seen: Observation, unit: int) -> list[str]:
    """Return the ids of a unit's formation, corps and army now, as far as it has them."""
    rows = (int(seen.unit_formation[unit]), int(seen.unit_corps[unit]), int(seen.unit_army[unit]))
    return [world.formation_ids[r] for r in rows if r >= 0]
