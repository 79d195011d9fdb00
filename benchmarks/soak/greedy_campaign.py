"""Greedy against greedy: is it a war, does the story happen, does everything get used?

Run ``python -m benchmarks.soak.greedy_campaign --games 20 --out
benchmarks/soak/results/greedy-20.json``. Ends with 1 if a promise of the campaign is not kept:
battles and losses on both sides in every game, the great cities change hands in most, most of
the story in most, no two games alike, every kind of order given.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import engine
from engine.bench import commit, machine
from engine.sim.match import Result, play
from engine.world import World

SCENARIO = "italy1943"
CITIES = ("palermo-taken", "naples-taken", "rome-taken")
STORY_POINTS = 14
STORY_WANTED = 10


@cache
def world_of(scenario: str) -> World:
    """Return a scenario's world, read once a process."""
    return engine.load_scenario(scenario)


def game(seed: int) -> Result:
    """Play one game of the campaign."""
    world = world_of(SCENARIO)
    return play(world, dict.fromkeys(world.side_ids, "greedy"), seed)


def story_points(world: World, result: Result) -> list[int]:
    """Return which of the story's points happened: those of which some trigger with a history date fired."""
    fired = {
        trigger.story
        for trigger in world.triggers
        if trigger.story and trigger.history_date and result.triggers.get(trigger.id)
    }
    return sorted(p for p in fired if 1 <= p <= STORY_POINTS)


def summary(world: World, results: list[Result]) -> dict[str, Any]:
    """Return the table of a soak, with the list of promises that were not kept."""
    games = len(results)
    most = games * 6 // 10
    kinds: Counter[str] = Counter()
    for result in results:
        kinds.update(result.order_kinds)
    taken = {city: sum(r.milestones.get(city) is not None for r in results) for city in CITIES}
    points = {r.seed: story_points(world, r) for r in results}
    rich = sum(len(p) >= STORY_WANTED for p in points.values())
    battles = [r.battles for r in results]
    failures = []
    if min(battles) < 400:
        failures.append(f"{sum(b < 400 for b in battles)} games with fewer than 400 battles")
    if any(min(r.losses.values()) <= 0 for r in results):
        failures.append("a side without losses")
    failures += [f"{city} in {n} of {games} games only" for city, n in taken.items() if n <= most]
    if rich <= most:
        failures.append(f"{STORY_WANTED} points of the story in {rich} of {games} games only")
    if len({r.digest for r in results}) < games:
        failures.append("two games alike")
    failures += [f"no order {kind}" for kind, n in kinds.items() if n == 0]
    return {
        "games": games,
        "battles": {"least": min(battles), "median": statistics.median(battles), "most": max(battles)},
        "losses": {s: round(statistics.mean(r.losses[s] for r in results)) for s in world.side_ids},
        "turns": sorted(r.turns for r in results),
        "reasons": Counter(r.reason for r in results),
        "levels": Counter(r.level for r in results),
        "taken": taken,
        "dates": {m.id: sorted(r.milestones[m.id] or "never" for r in results) for m in world.milestones},
        "story_points": {str(seed): p for seed, p in points.items()},
        "games_with_ten_points": rich,
        "order_kinds": dict(kinds),
        "digests": len({r.digest for r in results}),
        "cpu_s": {
            "median": statistics.median(r.cpu_s for r in results),
            "most": max(r.cpu_s for r in results),
        },
        "failures": failures,
    }


def main() -> int:
    """Run the soak and print its table; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    world = world_of(SCENARIO)
    results = []
    seeds = range(chosen.seed, chosen.seed + chosen.games)
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        for seed, result in zip(seeds, pool.map(game, seeds), strict=True):
            results.append(result)
            print(f"seed {seed}: {result.battles} battles, {result.level}", file=sys.stderr, flush=True)
    table = {
        "what": "greedy against greedy",
        "scenario": SCENARIO,
        "commit": commit(),
        "machine": machine(),
        **summary(world, results),
    }
    text = json.dumps(table, indent=1)
    print(text)
    if chosen.out:
        chosen.out.write_text(text + "\n", encoding="utf-8")
    return 1 if table["failures"] else 0


if __name__ == "__main__":
    sys.exit(main())
