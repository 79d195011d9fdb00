"""Causes taken away: without Sicily does the regime last, without mainland or talks the alliance?

Run ``python -m benchmarks.soak.ablation --games 50 --jobs 2 --keep out/ablation.jsonl``.
Each variant plays the same seeds. Ends with 1 if the middle date does not move by
``LATER_DAYS`` days, or to never.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.soak.armistice import MAINLAND
from benchmarks.soak.policies import play, without
from benchmarks.soak.pool import header, run, world_of
from engine.sim.figures import mark

LATER_DAYS = 60
TURNS = 40
TALKS = "politics.triggers.trigger.secret-talks.chance"


class Cut(NamedTuple):
    """A cause that is taken away, and the event that should then come later."""

    name: str
    trigger: str
    landings: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()


CUTS = (
    Cut("no landing in Sicily", "mussolini-deposed", landings=("husky", "fustian")),
    Cut("no landing at all", "mussolini-deposed", landings=("*",)),
    Cut("no landing on the mainland", "armistice-announced", landings=MAINLAND),
    Cut("no talks", "armistice-announced", sets=(f"{TALKS}.start=0", f"{TALKS}.rise=0", f"{TALKS}.more=[]")),
)
BASE = ("mussolini-deposed", "armistice-announced")


def one(job: tuple[int, int, int]) -> dict[str, str | None]:
    """Play a job: the row of a cut (-1 for none), a seed, the turns. Return the dates of the events."""
    row, seed, turns = job
    cut = CUTS[row] if row >= 0 else None
    world = without(world_of(*(cut.sets if cut else ())), "allies", landings=cut.landings if cut else ())
    result = play(world, seed, {}, turns, until=cut.trigger if cut else BASE[-1])
    return {name: result.triggers[name] for name in BASE}


def middle(days: Sequence[str | None]) -> int | None:
    """Return the middle date as a day number, None if half the games never get there."""
    return mark([datetime.date.fromisoformat(d).toordinal() if d else None for d in days], 50)


def shift(base: Sequence[str | None], cut: Sequence[str | None]) -> int | None:
    """Return by how many days the middle date moves, None if it never comes without the cause."""
    before, after = middle(base), middle(cut)
    if before is None:
        raise ValueError("the event does not come even with its cause")
    return None if after is None else after - before


def main(arguments: Sequence[str] | None = None) -> int:
    """Play all variants, print their table and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--keep", type=Path, help="file of finished games, to go on after a stop")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args(arguments)
    seeds = range(chosen.seed, chosen.seed + chosen.games)
    jobs = [(row, seed, chosen.turns) for seed in seeds for row in range(-1, len(CUTS))]
    games = run(one, jobs, chosen.jobs, chosen.keep)

    def dates(row: int, event: str) -> list[str | None]:
        return [game[event] for job, game in zip(jobs, games, strict=True) if job[0] == row]

    lines: list[dict[str, Any]] = []
    for row, cut in enumerate(CUTS):
        base, found = dates(-1, cut.trigger), dates(row, cut.trigger)
        moved = shift(base, found)
        lines.append(
            {
                "without": cut.name,
                "event": cut.trigger,
                "median_with": _day(middle(base)),
                "median_without": _day(middle(found)),
                "days_later": "never" if moved is None else moved,
                "games_without_event_percent": 100 * found.count(None) // len(found),
                "kept": moved is None or moved >= LATER_DAYS,
                "dates": sorted(d or "never" for d in found),
            }
        )
    table = {**header("causes taken away", chosen.games), "turns": chosen.turns, "cuts": lines}
    table["base"] = {event: sorted(d or "never" for d in dates(-1, event)) for event in BASE}
    text = json.dumps(table, indent=1)
    print(text)
    if chosen.out:
        chosen.out.write_text(text + "\n", encoding="utf-8")
    return 0 if all(line["kept"] for line in lines) else 1


def _day(number: int | None) -> str:
    return "never" if number is None else datetime.date.fromordinal(number).isoformat()


if __name__ == "__main__":
    sys.exit(main())
