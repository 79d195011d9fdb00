"""Many games: a pool of processes, part files that survive a stop, and tables at the end.

A job is (scenario, players, seed). Its result is one line in a part file; the tables are made
from all parts, sorted by job, so that a stopped and resumed batch ends in the same bytes as
one that ran through. Owns ``manifest.json`` and the folder of a batch.
"""

from __future__ import annotations

import json
import os
import platform
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import msgspec

from engine import RULES_VERSION, __version__
from engine.ai.player import UnknownPlayer
from engine.kernels import warm_up
from engine.loader import load_or_raise
from engine.sim.crash import write_crash
from engine.sim.match import Match, result_of, run_on
from engine.sim.overrides import load_world, override
from engine.sim.reachability import story_facts
from engine.sim.tables import Row, columns, parquet_there, write_schema, write_table
from engine.sim.tally import Done, Tally
from engine.store.container import write_whole
from engine.world import World

MANIFEST, PARTS, CRASHES, REPLAYS = "manifest.json", "parts", "crashes", "replays"
MOST_DEATHS = 2  # workers that may die over a job before it is given up
Progress = Callable[[int, int], None]


class BatchError(ValueError):
    """A batch cannot be run as asked; the message is one clear sentence."""


class Plan(msgspec.Struct, frozen=True):
    """Everything that decides what a batch computes; written into the manifest."""

    scenario: str
    games: int
    seed: int
    players: dict[str, str]
    sets: list[str] = []
    turns: int | None = None
    replays: bool = False


class Summary(msgspec.Struct, frozen=True):
    """What a batch has done: jobs asked for, done in all, done now, crashed."""

    folder: str
    games: int
    done: int
    played: int
    crashed: list[int]


def batch(
    scenario: str,
    games: int,
    out: Path,
    seed: int = 1,
    jobs: int | None = None,
    players: dict[str, str] | None = None,
    sets: Sequence[str] = (),
    turns: int | None = None,
    resume: bool = False,
    replays: bool = False,
    command: Sequence[str] = (),
    progress: Progress | None = None,
) -> Summary:
    """Play ``games`` games with the seeds from ``seed`` on and write the tables to ``out``.

    Raises BatchError, ScenarioError, BadOverride or UnknownPlayer before anything is written.
    KeyboardInterrupt leaves whole files; ``resume`` goes on from there.
    """
    if games < 1:
        raise BatchError(f"A batch needs at least one game, not {games}.")
    world = load_world(scenario, sets)
    match = Match(world, players or {}, seed, turns)  # says now what is wrong with the players
    plan = Plan(scenario, games, seed, match.names, list(sets), turns, replays)
    _prepare(out, plan, world, resume, command)
    finished = _finished(out)
    todo = [job for job in range(games) if job not in finished or finished[job][2]]
    done = games - len(todo)
    if progress is not None:
        progress(done, games)
    if todo:
        warm_up()
    part = _next_part(out)
    workers = min(jobs or os.cpu_count() or 1, len(todo)) if todo else 0
    source = _alone(plan, world, out, todo) if workers <= 1 else _pool(plan, out, todo, workers)
    try:
        with part.open("ab", buffering=0) as stream:
            for line in source:
                stream.write(line + b"\n")
                done += 1
                if progress is not None:
                    progress(done, games)
    finally:
        if part.stat().st_size == 0:
            part.unlink()
    crashed = merge(out)
    return Summary(str(out), games, done, len(todo), crashed)


# -- one job ---------------------------------------------------------------------------


def play_one(plan: Plan, world: World, out: Path, job: int) -> bytes:
    """Play one job and return its line; a failure becomes a crash folder and a line that says so."""
    wall, cpu = time.perf_counter(), time.process_time()
    seed = plan.seed + job
    match = None
    try:
        match = Match(world, plan.players, seed, plan.turns, plan.sets)
        tally = Tally(job, world)
        tally.begin(match.game)
        run_on(match, tally.watch)
        tables = tally.rows(result_of(match, 0, 0))
        if plan.replays:
            match.recorder.write(out / REPLAYS / f"job-{job:06d}.replay")
        crash = None
    except Exception as error:
        crash = f"{type(error).__name__}: {error}"
        about = {"job": job, "plan": msgspec.to_builtins(plan), "seed": seed}
        write_crash(out / CRASHES / f"job-{job:06d}", error, about, match)
        tables = _crashed(plan, job)
    line = Done(job, tables, time.perf_counter() - wall, time.process_time() - cpu, crash)
    return msgspec.json.encode(line)


def _crashed(plan: Plan, job: int) -> dict[str, list[Row]]:
    return {
        "games": [{"job": job, "seed": plan.seed + job, "status": "crashed", "scenario": plan.scenario}],
    }


def _alone(plan: Plan, world: World, out: Path, todo: list[int]) -> Iterator[bytes]:
    for job in todo:
        yield play_one(plan, world, out, job)


_here: dict[str, Any] = {}  # what a worker keeps between jobs


def _enter_worker(plan_text: bytes, out: str) -> None:
    """Prepare a worker: it leaves Ctrl-C to the parent, uses one thread and loads the scenario once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    plan = msgspec.json.decode(plan_text, type=Plan)
    _here.update(plan=plan, out=Path(out), world=load_world(plan.scenario, plan.sets))


def _work(job: int) -> bytes:
    return play_one(_here["plan"], _here["world"], _here["out"], job)


def _pool(plan: Plan, out: Path, todo: list[int], workers: int) -> Iterator[bytes]:
    """Yield the lines of jobs as they are done; a worker that dies costs its jobs a try, not the batch."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    deaths = dict.fromkeys(todo, 0)
    waiting = list(todo)
    while waiting:
        executor = ProcessPoolExecutor(
            workers,
            mp_context=get_context("spawn"),
            initializer=_enter_worker,
            initargs=(msgspec.json.encode(plan), str(out)),
        )
        running: dict[Future[bytes], int] = {}
        try:
            while waiting or running:
                while waiting and len(running) < 2 * workers:
                    job = waiting.pop(0)
                    running[executor.submit(_work, job)] = job
                ready, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in sorted(ready, key=lambda f: running[f]):
                    line = future.result()
                    del running[future]
                    yield line
        except BrokenProcessPool:
            lost = sorted(running.values())
            if any(deaths[job] >= MOST_DEATHS - 1 for job in lost):
                workers = 1  # from here on it is known whose fault it is
            for job in lost[: 2 * workers] if workers == 1 else lost:
                deaths[job] += 1
            given_up = [job for job in lost[:1] if workers == 1 and deaths[job] > MOST_DEATHS]
            for job in given_up:
                error = RuntimeError("the process died without a word (out of memory, or killed)")
                write_crash(out / CRASHES / f"job-{job:06d}", error, {"job": job, "seed": plan.seed + job})
                yield msgspec.json.encode(Done(job, _crashed(plan, job), 0.0, 0.0, str(error)))
            waiting = sorted({*waiting, *lost} - set(given_up))
        finally:
            _stop(executor)


def _stop(executor: ProcessPoolExecutor) -> None:
    """End a pool at once: jobs under way are lost, which costs nothing but their time."""
    children = list((getattr(executor, "_processes", None) or {}).values())
    manager = getattr(executor, "_executor_manager_thread", None)
    executor.shutdown(wait=False, cancel_futures=True)
    for child in children:
        child.terminate()
    for child in children:
        child.join()
    if manager is not None:
        manager.join()  # else its end races with the interpreter's, which then writes to a closed pipe


# -- the folder ------------------------------------------------------------------------


def _prepare(out: Path, plan: Plan, world: World, resume: bool, command: Sequence[str]) -> None:
    """Make or check the folder. Raises BatchError if it belongs to another batch."""
    path = out / MANIFEST
    facts = {
        "engine_version": __version__,
        "rules_version": RULES_VERSION,
        "content_hash": world.content_hash,
        "plan": msgspec.to_builtins(plan),
    }
    if path.exists():
        if not resume:
            raise BatchError(
                f"{out} already holds a batch; give --resume to go on with it, or another --out."
            )
        try:
            found = json.loads(path.read_text("utf-8"))
            old = msgspec.convert(found["plan"], Plan)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BatchError(f"{path} is damaged: {error}.") from None
        for name in ("engine_version", "rules_version", "content_hash"):
            if found.get(name) != facts[name]:
                raise BatchError(
                    f"{out} was begun with another {name.replace('_', ' ')} ({found.get(name)})."
                )
        for name in Plan.__struct_fields__:
            if name != "games" and getattr(old, name) != getattr(plan, name):
                raise BatchError(
                    f"{out} was begun with {name} {getattr(old, name)}, not {getattr(plan, name)}."
                )
        if plan.games < old.games:
            raise BatchError(f"{out} was begun with {old.games} games; it can grow but not shrink.")
        command = found.get("command", command)
    elif out.exists() and any(out.iterdir()):
        raise BatchError(f"{out} is not empty and holds no batch; give another --out.")
    scenario = override(load_or_raise(plan.scenario), plan.sets)
    history = {
        "milestones": [msgspec.to_builtins(row) for row in scenario.milestones],
        "losses": [msgspec.to_builtins(row) for row in scenario.losses],
    }
    sides = [{"id": s.id, "name": s.name, "colour": s.colour} for s in scenario.sides]
    calendar = {"start": str(world.start), "end": str(world.end), "days_per_turn": world.days_per_turn}
    facts |= {
        "title": world.title,
        "seeds": [plan.seed, plan.seed + plan.games - 1],
        "sides": sides,
        "calendar": calendar,
        "trigger_titles": {t.id: getattr(t, "title", "") or t.id for t in scenario.triggers},
        "levels": {level.id: level.name for level in scenario.levels},
        "history": history,
        "story": story_facts(scenario),
        "python": platform.python_version(),
        "system": platform.platform(),
        "command": list(command),
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / PARTS).mkdir(exist_ok=True)
    if plan.replays:
        (out / REPLAYS).mkdir(exist_ok=True)
    write_whole(path, (json.dumps(facts, indent=1, ensure_ascii=False) + "\n").encode())


def _next_part(out: Path) -> Path:
    known = [int(p.stem.split("-")[1]) for p in (out / PARTS).glob("part-*.jsonl")]
    return out / PARTS / f"part-{max(known, default=0) + 1:04d}.jsonl"


def _finished(out: Path) -> dict[int, tuple[Path, int, bool]]:
    """Return file, offset and whether it crashed of every whole line by job; a cut line is ignored."""
    found: dict[int, tuple[Path, int, bool]] = {}
    for path in sorted((out / PARTS).glob("part-*.jsonl")):
        offset = 0
        with path.open("rb") as stream:
            for line in stream:
                if line.endswith(b"\n"):
                    try:
                        done = msgspec.json.decode(line, type=Done)
                        found[done.job] = (path, offset, done.crash is not None)
                    except msgspec.MsgspecError:
                        pass
                offset += len(line)
    return found


def merge(out: Path) -> list[int]:
    """Write all tables anew from the parts, sorted by job; return the jobs that crashed."""
    manifest = json.loads((out / MANIFEST).read_text("utf-8"))
    listed = columns([s["id"] for s in manifest["sides"]])
    games = int(manifest["plan"]["games"])
    places = {job: place for job, place in sorted(_finished(out).items()) if job < games}
    parquet = parquet_there()

    def rows(name: str) -> Iterator[Row]:
        for path, offset, _ in places.values():
            with path.open("rb") as stream:
                stream.seek(offset)
                done = msgspec.json.decode(stream.readline(), type=Done)
            if name == "timings":
                yield {"job": done.job, "wall_s": round(done.wall_s, 3), "cpu_s": round(done.cpu_s, 3)}
            else:
                yield from done.tables.get(name, [])

    for name, table in listed.items():
        write_table(out, name, table, rows(name), parquet)
    write_schema(out, listed)
    return [job for job, (_, _, crashed) in places.items() if crashed]


def resume_command(plan_scenario: str, out: Path, argv: Sequence[str] = ()) -> str:
    """Return the command that goes on with a stopped batch."""
    given = [a for a in (argv or sys.argv[1:]) if a != "--resume"] or [
        "batch",
        plan_scenario,
        "--out",
        str(out),
    ]
    return " ".join(["stivale", *given, "--resume"])


__all__ = ["BatchError", "Plan", "Summary", "UnknownPlayer", "batch", "merge", "play_one", "resume_command"]
