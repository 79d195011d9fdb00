"""Every variant with every pair of players, to its end, with every invariant audited each turn.

Run ``python -m benchmarks.soak.variants_soak --games 100`` for a smoke, with ``--games 1000
--jobs 2 --keep out/variants.jsonl --out benchmarks/soak/results/variants-1000.json`` for the proof
and, beside it, its page. A stopped run goes on where it was. The games are dealt out over all
variants, the campaign, and all pairs of players in turn, so that any number of them is a fair
sample. Ends with 1 if an invariant broke or a game did not end by itself.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import engine
from benchmarks.soak.pool import SCENARIO, header, run
from engine.ai.player import players
from engine.audit import audit
from engine.events import Event
from engine.orders import EndTurn, kind_of
from engine.paths import list_variants, resolve
from engine.sim.match import REASONS, Match
from engine.state import G_BATTLES, G_OVER, G_REASON
from engine.world import World

# The whole war takes most players a minute: they play it to its end with the first seed, else so
# many turns of it. Who is quick always plays to the end.
SEASON = 20
QUICK = {"passive", "greedy"}
LEFT_OUT = ("standard", "human", "staff+")  # another name; a person; it gives orders of the staff


class Job(NamedTuple):
    """One game: scenario with variant, players by side in the scenario's order, seed."""

    scenario: str
    names: tuple[str, ...]
    seed: int


def jobs(games: int) -> list[Job]:
    """Deal out games over scenarios and pairs of players: each side has every player equally often."""
    folder, _ = resolve(SCENARIO)
    scenarios = [*(f"{SCENARIO}/{name}" for name in list_variants(folder)), SCENARIO]
    kinds = [name for name in players() if name not in LEFT_OUT]
    pairs = [
        (one, kinds[(n + step) % len(kinds)]) for step in range(len(kinds)) for n, one in enumerate(kinds)
    ]
    cells = [(pair, scenario) for pair in pairs for scenario in scenarios]
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
    short = job.scenario == SCENARIO and job.seed > 1 and not QUICK.issuperset(job.names)
    match = Match(
        world, dict(zip(world.side_ids, job.names, strict=True)), job.seed, SEASON if short else None
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
    over = bool(state.game[G_OVER])
    return {
        "job": list(job),
        "broken": broken[:5],
        "ended": over or short,
        "how": REASONS[int(state.game[G_REASON])] if over else f"stopped after {SEASON} turns",
        "turns": min(state.turn, match.last),
        "audits": audits,
        "battles": int(state.game[G_BATTLES]),
        "kinds": dict(kinds),
        "digest": state.digest(),
        "cpu_s": round(time.process_time() - started, 2),
    }


def summary(results: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the table of a soak: its sums, and a line for each scenario and pair of players."""
    kinds: Counter[str] = Counter()
    cells: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for result in results:
        kinds.update(result["kinds"])
        scenario, names, _ = result["job"]
        cells[scenario.removeprefix(f"{SCENARIO}/"), " - ".join(names)].append(result)
    return {
        "audits": sum(r["audits"] for r in results),
        "digests": len({r["digest"] for r in results}),
        "cpu_s": round(sum(r["cpu_s"] for r in results)),
        "order_kinds": dict(kinds.most_common()),
        "not_ended": [r["job"] for r in results if not r["ended"]],
        "broken": [{"job": r["job"], "what": r["broken"]} for r in results if r["broken"]],
        "lines": [
            {
                "scenario": scenario,
                "players": names,
                "games": len(here),
                "ended_by": dict(Counter(r["how"] for r in here)),
                "turns_mean": round(sum(r["turns"] for r in here) / len(here), 1),
                "battles_mean": round(sum(r["battles"] for r in here) / len(here), 1),
                "audits": sum(r["audits"] for r in here),
                "broken": sum(bool(r["broken"]) for r in here),
            }
            for (scenario, names), here in sorted(cells.items())
        ],
    }


def page(table: dict[str, Any]) -> str:
    """Return the table of a soak as a page of Markdown."""
    lines = [
        "# Every variant with every pair of players",
        "",
        f"{table['games']} games, {table['audits']} audits; {len(table['broken'])} broke an invariant,",
        f"{len(table['not_ended'])} did not end by themselves. Commit {table['commit']},",
        f"{table['cpu_s']} seconds of processor time.",
        "",
        "| Scenario | Allies - Axis | Games | Ended by | Turns | Battles | Audits | Broken |",
        "|---|---|---:|---|---:|---:|---:|---:|",
    ]
    for line in table["lines"]:
        ended = ", ".join(f"{how} {games}" for how, games in line["ended_by"].items())
        lines.append(
            f"| {line['scenario']} | {line['players']} | {line['games']} | {ended} | {line['turns_mean']} "
            f"| {line['battles_mean']} | {line['audits']} | {line['broken']} |"
        )
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the soak, print its table and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--keep", type=Path, help="file of finished games, to go on after a stop")
    parser.add_argument("--out", type=Path, help="write the table as JSON, and as a page beside it")
    chosen = parser.parse_args(arguments)
    results = run(play, jobs(chosen.games), chosen.jobs, chosen.keep)
    table = {**header("all variants, all pairs of players", len(results)), **summary(results)}
    text = json.dumps(table, indent=1)
    print(text)
    if chosen.out is not None:
        chosen.out.write_text(text + "\n", encoding="utf-8")
        chosen.out.with_suffix(".md").write_text(page(table), encoding="utf-8")
    return 1 if table["broken"] or table["not_ended"] else 0


if __name__ == "__main__":
    sys.exit(main())
