"""The games of the operations: one variant, one seed, the computer on both sides.

Apart from ``__main__`` so that other processes find it.
"""

from __future__ import annotations

import csv
import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from engine.loader import load_or_raise
from engine.rules.victory import band_points
from engine.sim.match import Match
from engine.sim.overrides import load_world
from engine.state import G_BATTLES, G_LEVEL
from engine.world import World

SCENARIO = "italy1943"
PLAYER = "greedy"
DATES = Path(__file__).parent / "dates.csv"


class Job(NamedTuple):
    """One game of a variant."""

    variant: str
    seed: int
    sets: tuple[str, ...]


class Outcome(NamedTuple):
    """What a game gave: level, lead, points of places, battles, last day of the turn each place fell in."""

    level: str
    lead: int
    places: int
    battles: int
    taken: dict[str, datetime.date]


@cache
def world_of(variant: str, sets: tuple[str, ...]) -> World:
    """Return the world of a variant, read once a process."""
    return load_world(f"{SCENARIO}/{variant}", sets)


@cache
def history() -> dict[str, datetime.date]:
    """Return the day on which each place fell to the Allies."""
    with DATES.open(encoding="utf-8") as file:
        dates = {r["place"]: datetime.date.fromisoformat(r["date"]) for r in csv.DictReader(file)}
    rows = load_or_raise(SCENARIO).milestones.rows
    return dates | {row.subject: row.date for row in rows if row.measure == "control"}


def week_of(world: World, day: datetime.date) -> datetime.date:
    """Return the last day of the turn that a day belongs to; objectives are counted then."""
    turn = max(1, world.turn_of(day))
    return min(world.date_of(turn + 1) - datetime.timedelta(days=1), world.end)


def record(world: World) -> int:
    """Return the points of places that history itself would have got."""
    points = 0
    for objective in world.victory.objective:
        day = history()[objective.place]
        if day <= world.end:
            points += band_points(objective.bands, week_of(world, day))
    return points


def play(job: Job) -> Outcome:
    """Play one game to its end."""
    world = world_of(job.variant, job.sets)
    match = Match(world, dict.fromkeys(world.side_ids, PLAYER), job.seed)
    while not match.done:
        match.step()
    state = match.game.state
    taken, points = {}, 0
    for row, objective in enumerate(world.victory.objective):
        turn = int(state.objective_turn[row])
        if turn:
            taken[objective.place] = week_of(world, world.date_of(turn))
            points += band_points(objective.bands, taken[objective.place])
    main = world.rows("side")[world.victory.side]
    others = sum(int(s) for row, s in enumerate(state.side_score) if row != main)
    lead = int(state.side_score[main]) - others
    level = world.victory.level[int(state.game[G_LEVEL])].id
    return Outcome(level, lead, points, int(state.game[G_BATTLES]), taken)
