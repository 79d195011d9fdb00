"""Play every operation of the campaign and set it beside history: ``python -m benchmarks.operations``.

Each variant is played by the computer on both sides with seeds 1 to ``--runs``; ``--only NAME``
plays one, ``--set KEY=VALUE`` tries other rules, ``--out FILE`` writes the page. A run of the
same length gives the same page. The dates of places come from the scenario's milestones, those
that have none from ``dates.csv``.
"""

from __future__ import annotations

import argparse
import statistics
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks.operations.games import SCENARIO, Job, Outcome, history, play, record, world_of
from engine.paths import list_variants, resolve
from engine.world import World

ABOUT = """# The operations beside history

Each was played {runs} times by the computer on both sides:
`python -m benchmarks.operations --runs {runs}`.

Points of places are those that the objectives gave, without losses: history's own count at the dates on
which the places fell, then what the tenth part of the games did not reach, the middle, and what the tenth
part passed. History lies inside if it lies between the first and the last. Lead and battles are told the
same way. Below, for each place, the share of games in which it was taken
and the last days of the turns of its fall: the earliest, the middle and the latest."""


def inside(points: int, games: list[Outcome]) -> bool:
    """Return whether history's points lie within the middle eight tenths of the games."""
    low, _, high = tenths([g.places for g in games])
    return low <= points <= high


def tenths(values: list[int]) -> tuple[int, int, int]:
    """Return the values of the games that stand a tenth from below, in the middle, a tenth from above."""
    ranked, aside = sorted(values), len(values) // 10
    return ranked[aside], statistics.median_low(ranked), ranked[-1 - aside]


def spread(values: list[int]) -> str:
    """Return the tenth, the middle and the last tenth but one as text."""
    return " / ".join(str(value) for value in tenths(values))


def line(world: World, variant: str, games: list[Outcome]) -> str:
    """Return a variant's row of the table."""
    levels = Counter(game.level for game in games)
    own = record(world)
    cells = [
        variant,
        str(own),
        spread([g.places for g in games]),
        "yes" if inside(own, games) else "**no**",
        spread([g.lead for g in games]),
        ", ".join(f"{level.id} {levels[level.id]}" for level in world.victory.level if levels[level.id]),
        spread([g.battles for g in games]),
    ]
    return "| " + " | ".join(cells) + " |"


def places(world: World, games: list[Outcome]) -> list[str]:
    """Return the table of a variant's places."""
    lines = ["| place | history | taken in | earliest | middle | latest |", "|---|---|---|---|---|---|"]
    for objective in world.victory.objective:
        days = sorted(g.taken[objective.place] for g in games if objective.place in g.taken)
        told = [str(days[0]), str(statistics.median_low(days)), str(days[-1])] if days else ["", "", ""]
        day = history()[objective.place]
        fell = str(day) if day <= world.end else f"({day})"
        share = f"{100 * len(days) // len(games)} %"
        lines.append("| " + " | ".join([objective.place, fell, share, *told]) + " |")
    return lines


def page(variants: list[str], runs: int, sets: tuple[str, ...], workers: int) -> str:
    """Play all and return the page."""
    jobs = [Job(variant, seed, sets) for variant in variants for seed in range(1, runs + 1)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(play, jobs))
    head = ["operation", "history", "points of places", "inside", "lead with losses", "levels", "battles"]
    lines = [ABOUT.format(runs=runs), "", "| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    tables = []
    for n, variant in enumerate(variants):
        games, world = results[n * runs : (n + 1) * runs], world_of(variant, sets)
        lines.append(line(world, variant, games))
        tables += ["", f"## {variant}", "", *places(world, games)]
    return "\n".join([*lines, *tables]) + "\n"


def main() -> None:
    """Read the arguments and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--set", action="append", default=[], dest="sets")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    folder, _ = resolve(SCENARIO)
    text = page(given.only or list_variants(folder), given.runs, tuple(given.sets), given.jobs)
    if given.out is None:
        print(text, end="")
    else:
        given.out.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
