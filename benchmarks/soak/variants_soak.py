"""Every variant with every pair of players, to its end, with every invariant audited each turn.

Run ``python -m benchmarks.soak.variants_soak --games 100`` for a smoke, with ``--games 1000 --out
benchmarks/soak/results/variants-1000.json`` for the proof. The games are dealt out over all
variants, the campaign, and all pairs of players in turn, so that any number of them is a fair
sample. Ends with 1 if an invariant broke or a game did not end by itself.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import engine
from engine.ai.player import players
from engine.audit import audit
from engine.bench import commit, machine
from engine.events import Event
from engine.orders import EndTurn, kind_of
from engine.paths import list_variants, resolve
from engine.sim.match import Match
from engine.state import G_BATTLES, G_OVER
from engine.world import World

SCENARIO = "italy1943"
# Whoever plays the whole war by chance takes minutes over it and proves no more than a season.
SEASON = 20
ALIASES = ("standard", "human")


class Job(NamedTuple):
    """One game: scenario with variant, players by side in the scenario's order, seed."""

    scenario: str
    names: tuple[str, ...]
    seed: int


def jobs(games: int) -> list[Job]:
    """Deal out games over scenarios and pairs of players."""
    folder, _ = resolve(SCENARIO)
    scenarios = [*(f"{SCENARIO}/{name}" for name in list_variants(folder)), SCENARIO]
    kinds = [name for name in players() if name not in ALIASES]
    cells = list(product(product(kinds, repeat=2), scenarios))
    return [
        Job(cells[n % len(cells)][1], cells[n % len(cells)][0], 1 + n // len(cells)) for n in range(games)
    ]


@cache
def world_of(scenario: str) -> World:
    """Return a scenario's world, read once a process."""
    return engine.load_scenario(scenario)


def play(job: Job) -> dict[str, Any]:
    """Play one game and audit it whenever a player turn ends; return what came of it."""
    world = world_of(job.scenario)
    long = job.scenario == SCENARIO and "random" in job.names
    match = Match(
        world, dict(zip(world.side_ids, job.names, strict=True)), job.seed, SEASON if long else None
    )
    started = time.process_time()
    before, told = match.game.state.clone(), list[Event]()
    broken = [f"start: {fault}" for fault in audit(world, before)]
    kinds: Counter[str] = Counter()
    audits = 0
    while not match.done:
        order, events = match.step()
        kinds[kind_of(order)] += 1
        told += events
        if isinstance(order, EndTurn):
            audits += 1
            broken += [
                f"turn {match.game.state.turn}: {fault}"
                for fault in audit(world, match.game.state, before, told)
            ]
            before.copy_from(match.game.state)
            told = []
    state = match.game.state
    return {
        "job": list(job),
        "broken": broken[:5],
        "ended": bool(state.game[G_OVER]) or long,
        "audits": audits,
        "battles": int(state.game[G_BATTLES]),
        "kinds": dict(kinds),
        "digest": state.digest(),
        "cpu_s": time.process_time() - started,
    }


def summary(results: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the table of a soak."""
    kinds: Counter[str] = Counter()
    games: Counter[str] = Counter()
    battles: defaultdict[str, list[int]] = defaultdict(list)
    for result in results:
        kinds.update(result["kinds"])
        scenario, names, _ = result["job"]
        games[scenario] += 1
        battles[f"{scenario} {' - '.join(names)}"].append(result["battles"])
    return {
        "games": len(results),
        "audits": sum(r["audits"] for r in results),
        "digests": len({r["digest"] for r in results}),
        "by_scenario": dict(games),
        "battles_mean": {name: round(sum(n) / len(n), 1) for name, n in sorted(battles.items())},
        "order_kinds": dict(kinds.most_common()),
        "cpu_s": round(sum(r["cpu_s"] for r in results)),
        "not_ended": [r["job"] for r in results if not r["ended"]],
        "broken": [{"job": r["job"], "what": r["broken"]} for r in results if r["broken"]],
    }


def main() -> int:
    """Run the soak and print its table; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    results = []
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as pool:
        for done, result in enumerate(pool.map(play, jobs(chosen.games), chunksize=4), 1):
            results.append(result)
            if result["broken"] or not result["ended"]:
                print("BROKEN", json.dumps(result["job"]), result["broken"], file=sys.stderr, flush=True)
            if done % 50 == 0:
                print(f"{done} of {chosen.games}", file=sys.stderr, flush=True)
    table = {"what": "all variants, all pairs of players", "commit": commit(), "machine": machine()}
    table |= summary(results)
    text = json.dumps(table, indent=1)
    print(text)
    if chosen.out is not None:
        chosen.out.write_text(text + "\n", encoding="utf-8")
    return 1 if table["broken"] or table["not_ended"] else 0


if __name__ == "__main__":
    sys.exit(main())
