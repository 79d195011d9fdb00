"""Many games on some processes, each kept as soon as it is done, so that a stopped run goes on.

A kept file holds a JSON line a game, each with the commit that played it; lines of another
commit are played anew.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

from engine.bench import commit, machine
from engine.sim.overrides import load_world
from engine.world import World

SCENARIO = "italy1943"
J = TypeVar("J")
Game = dict[str, Any]


@cache
def world_of(*sets: str) -> World:
    """Return the campaign with some values changed, read once a process."""
    return load_world(SCENARIO, sets)


def run(one: Callable[[J], Game], jobs: Sequence[J], processes: int, keep: Path | None = None) -> list[Game]:
    """Return what ``one`` makes of each job, in order; games that ``keep`` holds are not played again."""
    name, found = commit(), dict[str, Game]()
    if keep is not None and keep.exists():
        lines = [json.loads(line) for line in keep.read_text("utf-8").splitlines()]
        found = {line["job"]: line["game"] for line in lines if line["commit"] == name}
    left = {str(job): job for job in jobs if str(job) not in found}
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(one, job): key for key, job in left.items()}
        for done in as_completed(waiting):
            key = waiting[done]
            found[key] = done.result()
            print(f"{len(found)} of {len(jobs)}: {found[key]}", file=sys.stderr, flush=True)
            if keep is not None:
                keep.parent.mkdir(parents=True, exist_ok=True)
                with keep.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"commit": name, "job": key, "game": found[key]}) + "\n")
    return [found[str(job)] for job in jobs]


def header(what: str, games: int) -> dict[str, Any]:
    """Return the head of a result: what was played, by which code, on which machine."""
    return {"what": what, "scenario": SCENARIO, "commit": commit(), "machine": machine(), "games": games}
