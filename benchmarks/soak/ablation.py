"""Causes taken away: without Sicily does the regime last, without mainland or talks the alliance?

Run ``python -m benchmarks.soak.ablation --games 50``. Each variant plays the same seeds. Ends
with 1 if the middle date does not move by ``LATER_DAYS`` days, or to never.
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
from engine.sim.figures import mark
from engine.sim.overrides import load_world

LATER_DAYS = 60
TURNS = 60
TALKS = "politics.triggers.trigger.secret-talks.chance"


class Cut(NamedTuple):
    """A cause that is taken away, and the event that should then come later."""

    name: str
    trigger: str
    landings: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()


CUTS = (
    Cut("no landing in Sicily", "mussolini-deposed", landings=("husky",)),
    Cut("no landing at all", "mussolini-deposed", landings=("*",)),
    Cut("no landing on the mainland", "armistice-announced", landings=MAINLAND),
    Cut("no talks", "armistice-announced", sets=(f"{TALKS}.start=0", f"{TALKS}.rise=0", f"{TALKS}.more=[]")),
)
BASE = ("mussolini-deposed", "armistice-announced")


def dates(cut: Cut | None, games: int, seed: int, turns: int) -> dict[str, list[str | None]]:
    """Return the dates of the events in question over some seeds, with a cause taken away or none."""
    world = load_world("italy1943", cut.sets if cut else ())
    world = without(world, "allies", landings=cut.landings if cut else ())
    found: dict[str, list[str | None]] = {name: [] for name in BASE}
    for number in range(seed, seed + games):
        result = play(world, number, {}, turns)
        for name in BASE:
            found[name].append(result.triggers[name])
    return found


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
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args(arguments)
    base = dates(None, chosen.games, chosen.seed, chosen.turns)
    lines: list[dict[str, Any]] = []
    for cut in CUTS:
        found = dates(cut, chosen.games, chosen.seed, chosen.turns)
        moved = shift(base[cut.trigger], found[cut.trigger])
        lines.append(
            {
                "without": cut.name,
                "event": cut.trigger,
                "days_later": "never" if moved is None else moved,
                "kept": moved is None or moved >= LATER_DAYS,
                "dates": found[cut.trigger],
            }
        )
        print(lines[-1], file=sys.stderr)
    text = json.dumps({"games": chosen.games, "turns": chosen.turns, "base": base, "cuts": lines}, indent=1)
    print(text)
    if chosen.out:
        chosen.out.write_text(text + "\n", encoding="utf-8")
    return 0 if all(line["kept"] for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
