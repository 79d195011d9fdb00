"""How fast it is: kernels on a real game, clone, digest, load, start, and a whole campaign.

``measure`` returns the document of ``stivale bench --format json``. Frames are measured by
the front end, which puts its function into ``extra`` when it is there.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from engine import RULES_VERSION, __version__
from engine.ai.player import STANDARD
from engine.game import Game
from engine.kernels import jit_enabled, warm_up
from engine.kernels.consts import STATUS_MAP
from engine.orders import EndTurn, Move
from engine.rules import aftermath, movement, shortage, supply
from engine.sim.match import Match
from engine.sim.overrides import load_world
from engine.state import G_ORDERS, State
from engine.turn import apply, to_act
from engine.world import World

extra: dict[str, Callable[[], Any]] = {}
"""Measurements that other packages add, by the name of their field (``frames``)."""

MOMENTS = (1, 30, 60)  # turns on which kernels are measured
CALLS = 200
PASSES = 5  # times that each unit's ways are searched, one unit after the other
Say = Callable[[str], None]

LOAD = (
    "import sys,time; t=time.perf_counter(); import engine; engine.load_scenario(sys.argv[1]); "
    "print(time.perf_counter()-t)"
)
START = (
    "import sys,time; t=time.perf_counter(); import engine; w=engine.load_scenario(sys.argv[1]); "
    "g=engine.new_game(w,1); engine.legal(g,engine.to_act(g)); print(time.perf_counter()-t)"
)


def measure(scenario: str, short: bool = False, say: Say | None = None) -> dict[str, Any]:
    """Return all figures for a scenario; ``short`` plays a few turns instead of whole games."""
    tell = say or (lambda text: None)
    tell("kernels are made ready")
    warm_up()
    world = load_world(scenario)
    tell(f"{world.title} is played")
    games, campaign = _play(world, STANDARD, 4 if short else None)
    for other in () if short else ("greedy", "random"):
        campaign |= _play(world, other, None)[1]
    tell("kernels are timed")
    kernels, clone_us = _kernels(games, CALLS // 4 if short else CALLS)
    tell("load and start are timed")
    figures: dict[str, Any] = {
        "machine": machine(),
        "version": __version__,
        "rules_version": RULES_VERSION,
        "commit": commit(),
        "scenario": world.scenario_id,
        "jit": jit_enabled(),
        "land_hexes": world.land,
        "units": len(world.unit_ids),
        "kernels": kernels,
        "clone_us": clone_us,
        "load_s": _in_process(LOAD, scenario, 1 if short else 3),
        "start_s": _in_process(START, scenario, 1 if short else 3),
        "frames": None,
        "campaign": campaign,
        "peak_mb": peak_mb(),
    }
    for name, function in extra.items():
        figures[name] = function()
    return figures


def machine() -> str:
    """Return the processor, cores and Python that figures belong to."""
    name = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        for line in cpuinfo.read_text("utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    return f"{name}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def commit() -> str | None:
    """Return the commit of the checkout that runs, None outside of one."""
    from engine.paths import checkout

    root = checkout()
    if root is None:
        return None
    try:
        done = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"],
            cwd=root,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None


def peak_mb() -> float:
    """Return the most memory that this process has held, in MB; 0 where that is not told."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


def _play(world: World, player: str, turns: int | None) -> tuple[list[Game], dict[str, Any]]:
    """Play a game; return clones at the moments and the figures of the whole."""
    wall, cpu = time.perf_counter(), time.process_time()
    match = Match(world, dict.fromkeys(world.side_ids, player), 1, turns)
    games: list[Game] = []
    unit_turns, seen, wanted = 0, 0, list(MOMENTS)
    while not match.done:
        state = match.game.state
        if state.turn != seen:
            seen = state.turn
            unit_turns += int(np.count_nonzero(state.unit_status == STATUS_MAP))
        if wanted and seen >= wanted[0] and aftermath.top(state) is None:
            wanted.pop(0)
            games.append(match.game.clone())
        match.step()
    cpu = time.process_time() - cpu
    figures = {
        "cpu_s": round(cpu, 3),
        "wall_s": round(time.perf_counter() - wall, 3),
        "turns": min(match.game.state.turn, match.last),
        "orders": int(match.game.state.game[G_ORDERS]),
        "unit_turns": unit_turns,
        "unit_turns_per_s": round(unit_turns / max(cpu, 1e-9)),
    }
    return games, {player: figures}


A_FIELD = 100  # hexes from which a search's time tells of the search and not of the call


def _kernels(games: list[Game], calls: int) -> tuple[dict[str, dict[str, float]], float]:
    """Time the work that rules do most, over all units or all sides of each game."""
    times: dict[str, list[float]] = {}

    def timed(name: str, function: Callable[..., Any], *arguments: Any) -> Any:
        start = time.perf_counter_ns()
        result = function(*arguments)
        times.setdefault(name, []).append((time.perf_counter_ns() - start) / 1000)
        return result

    for game in games:
        world, state = game.world, game.state
        for side in range(len(world.side_ids)):
            seen = game.view(side)
            movers = [u for u in range(len(world.unit_ids)) if movement.check_unit(world, seen, u) is None]
            for unit in movers * PASSES:
                reach = timed("reach", movement.reach, world, seen, unit)
                taken, count = times["reach"][-1], len(reach.settled)
                times.setdefault("reach_per_300_hexes_all", []).append(taken * 300 / max(1, count))
                if count >= A_FIELD:
                    times.setdefault("reach_per_300_hexes", []).append(taken * 300 / count)
        side = to_act(state)
        seen = game.view(side)
        movers = [u for u in range(len(world.unit_ids)) if movement.check_unit(world, seen, u) is None]
        held = np.flatnonzero(state.hex_control == state.side)
        for fallen in held[:: max(1, 10 * len(held) // calls)].tolist():
            timed("supply_all_sides", _supply, world, state)
            timed("what_if_one_hex", shortage.outlook, world, state, state.side, fallen)
            for name in ("supply_all_sides", "what_if_one_hex"):  # by turn too: the first is the dearest
                times.setdefault(f"{name}_turn_{state.turn}", []).append(times[name][-1])
        for _ in range(calls):
            timed("clone", state.clone)
            timed("digest", state.digest)
        other = state.clone()  # where a hex has changed hands, so that what is seen is looked up anew
        other.hex_control[0] = int(state.hex_control[0] == 0)
        for source in (other, state) * (calls // 2):
            timed("observe", seen.refresh, world, source)
        for unit in movers[:calls]:
            reach = movement.reach(world, seen, unit)
            goals = [
                int(h)
                for h in reach.settled[1:]
                if movement.check_move(world, seen, Move(unit, int(h))) is None
            ]
            if goals:
                timed("order_move", apply, game.clone(), Move(unit, goals[-1]))
        for _ in range(5):
            timed("end_of_player_turn", apply, game.clone(), EndTurn())
    return {name: _summary(values) for name, values in times.items()}, _summary(times["clone"])["median_us"]


def _supply(world: World, state: State) -> None:
    for side in range(len(world.side_ids)):
        supply.trace(world, state, side)


def _summary(values: list[float]) -> dict[str, float]:
    """Return median and 99 % mark; the first call, which may still load something, is left out."""
    kept = sorted(values[1:] if len(values) > 3 else values)
    last = kept[min(len(kept) - 1, int(len(kept) * 0.99))]
    return {"median_us": round(statistics.median(kept), 2), "p99_us": round(last, 2), "calls": len(kept)}


def _in_process(code: str, scenario: str, times: int) -> float:
    """Return the best of some runs in processes of their own, in seconds."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a player's Python keeps bytecode
    best = float("inf")
    for _ in range(times):
        done = subprocess.run(
            [sys.executable, "-c", code, scenario],
            capture_output=True,
            text=True,
            env=environment,
            check=True,
        )
        best = min(best, float(done.stdout.split()[-1]))
    return round(best, 3)
