"""Random against random, with every invariant audited each phase and refusals probed.

Run ``python -m benchmarks.soak.random_soak --games 10`` for a smoke, with ``--games 200 --out
benchmarks/soak/results/random-200.json`` for the proof; the number of ``--jobs`` changes nothing
but the time. Ends with 1 if an invariant broke, if a refused order changed anything, or if in
200 games some kind of order or refusal never came.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import engine
from engine.audit import audit, differences
from engine.bench import commit, machine
from engine.events import Event
from engine.game import Game
from engine.kernels.consts import PENDING_REACT
from engine.orders import ORDER_KINDS, Air, Drop, EndTurn, IllegalOrder, Land, Order, Refusal, kind_of
from engine.rules.aftermath import top
from engine.sim.match import Match
from engine.state import G_BATTLES, G_OVER, G_REASON, P_KIND
from engine.turn import apply, check, to_act
from engine.world import World

from .doubts import changed
from .probes import affordable, probe, reactions

ALL_GAMES = 200
POOLS = ("support", "air", "naval", "craft", "labour", "attacks", "sealift", "rail", "ferry", "quarters")


class Tally:
    """What a soak counts."""

    def __init__(self) -> None:
        self.kinds: Counter[str] = Counter(dict.fromkeys(ORDER_KINDS, 0))
        self.refusals: Counter[str] = Counter({r.name: 0 for r in Refusal})
        self.broken: list[dict[str, Any]] = []
        self.digests: set[str] = set()
        self.audits = self.probes = self.allowed = self.battles = 0
        self.slowest = 0.0

    def add(self, game: Tally) -> None:
        """Add what another tally counted."""
        self.kinds.update(game.kinds)
        self.refusals.update(game.refusals)
        self.broken += game.broken
        self.digests |= game.digests
        self.audits += game.audits
        self.probes += game.probes
        self.allowed += game.allowed
        self.battles += game.battles
        self.slowest = max(self.slowest, game.slowest)

    def missing(self) -> list[str]:
        """Return the kinds of orders and the refusals that never came."""
        return [k for k, n in (*self.kinds.items(), *self.refusals.items()) if n == 0]


def refuse(tally: Tally, game: Game, side: int, order: Order, seed: int) -> None:
    """Try a doubtful order: what ``check`` refuses, ``apply`` must refuse too and leave no trace."""
    tally.probes += 1
    refusal = check(game.world, game.view(side), order)
    if refusal is None:
        tally.allowed += 1
        return
    tally.refusals[refusal.name] += 1
    if side != to_act(game.state):
        return
    before = game.state.clone()
    try:
        apply(game, order)
    except IllegalOrder as error:
        if error.refusal == refusal and game.state.digest() == before.digest():
            return
    why = "; ".join(differences(before, game.state)) or "carried out"
    tally.broken.append({"seed": seed, "turn": game.state.turn, "order": str(order), "what": [why]})


def probe_all(tally: Tally, game: Game, dice: random.Random, seed: int, times: int) -> None:
    """Probe as the side that must decide, with empty pools, as the other side, and after the end."""
    side = to_act(game.state)
    for _ in range(times):
        refuse(tally, game, side, probe(game.world, game.view(side), dice), seed)
    # An order that is allowed is refused once shells and ships are spent.
    order = affordable(game.world, game.view(side), dice)
    if order is not None:
        poor = game.clone()
        for pool in (poor.state.pool_attacks, poor.state.pool_sealift, poor.state.pool_rail):
            pool[:] = 0
        refuse(tally, poor, side, order, seed)
    other = (side + 1) % game.world.sizes.side
    refuse(tally, game, other, EndTurn(), seed)
    ended = game.clone()
    ended.state.game[G_OVER] = ended.state.game[G_REASON] = 1
    refuse(tally, ended, -1, EndTurn(), seed)


def probe_given(tally: Tally, before: Game, game: Game, order: Order, dice: random.Random, seed: int) -> None:
    """Probe round an order that was given: with nothing left for it, once more, and otherwise."""
    side = to_act(before.state)
    state = before.state
    if isinstance(order, Air | Drop) and dice.random() < 0.5:
        state.weather_air[:] = 0
    elif isinstance(order, Land) and dice.random() < 0.5:
        state.weather_storm[:] = 1
    else:
        for name in POOLS:
            getattr(state, f"pool_{name}")[:] = 0
    refuse(tally, before, side, order, seed)
    refuse(tally, before, side, changed(before.world, before.view(side), dice, order), seed)
    if to_act(game.state) == side:
        refuse(tally, game, side, order, seed)
        for _ in range(2):
            refuse(tally, game, side, changed(game.world, game.view(side), dice, order), seed)


@cache
def world_of(scenario: str) -> World:
    """Return a scenario's world, read once a process."""
    return engine.load_scenario(scenario)


def one(job: tuple[str, int, int, int]) -> Tally:
    """Return the tally of one game: scenario, seed, turns, probes at a time."""
    scenario, seed, turns, probes = job
    tally = Tally()
    play(world_of(scenario), seed, turns, probes, tally)
    return tally


def tallies(work: list[tuple[str, int, int, int]], processes: int) -> Iterator[Tally]:
    """Yield the tallies of games in their order, played by some processes."""
    if processes == 1:
        yield from map(one, work)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(one, work)


def play(world: World, seed: int, turns: int, probes: int, tally: Tally) -> None:
    """Play one game; audit whenever a player turn ends, with all that was told since the last audit."""
    started = time.perf_counter()
    match = Match(world, dict.fromkeys(world.side_ids, "random"), seed, turns)
    dice = random.Random(seed)
    before, told = match.game.state.clone(), list[Event]()
    faults = audit(world, before)
    if faults:
        tally.broken.append({"seed": seed, "turn": 1, "order": "start", "what": faults})
    while not match.done:
        if dice.random() < probes / 40:
            probe_all(tally, match.game, dice, seed, probes)
        poor = match.game.clone() if dice.random() < probes / 40 else None
        decision = top(match.game.state)
        if decision is not None and decision[P_KIND] == PENDING_REACT:
            side = to_act(match.game.state)
            for doubt in reactions(world, match.game.view(side), dice):
                refuse(tally, match.game, side, doubt, seed)
        order, events = match.step()
        if poor is not None:
            probe_given(tally, poor, match.game, order, dice, seed)
        tally.kinds[kind_of(order)] += 1
        told += events
        if isinstance(order, EndTurn):
            tally.audits += 1
            faults = audit(world, match.game.state, before, told)
            if faults:
                turn = int(match.game.state.turn)
                tally.broken.append({"seed": seed, "turn": turn, "order": str(order), "what": faults})
            before.copy_from(match.game.state)
            told = []
    tally.digests.add(match.game.state.digest())
    tally.battles += int(match.game.state.game[G_BATTLES])
    tally.slowest = max(tally.slowest, time.perf_counter() - started)


def histogram(counts: Counter[str]) -> list[str]:
    """Return lines of a histogram, longest bar for the most frequent."""
    most = max(1, *counts.values())
    return [f"  {name:18} {n:8} {'#' * (n * 40 // most)}" for name, n in counts.most_common()]


def main() -> int:
    """Run the soak and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--scenario", default="italy1943")
    parser.add_argument("--games", type=int, default=10)
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="first seed")
    parser.add_argument("--probes", type=int, default=4, help="doubtful orders tried at a time")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--out", type=Path, help="write the result as JSON")
    options = parser.parse_args()
    tally, started = Tally(), time.perf_counter()
    seeds = range(options.first, options.first + options.games)
    work = [(options.scenario, seed, options.turns, options.probes) for seed in seeds]
    for done, game in enumerate(tallies(work, options.jobs), 1):
        tally.add(game)
        for fault in game.broken:
            print("BROKEN", json.dumps(fault), file=sys.stderr, flush=True)
        if done % 20 == 0:
            print(f"{done} of {options.games}", file=sys.stderr, flush=True)
    missing = tally.missing()
    result = {
        "scenario": options.scenario,
        "games": options.games,
        "turns": options.turns,
        "first_seed": options.first,
        "seconds": round(time.perf_counter() - started, 1),
        "slowest_game_seconds": round(tally.slowest, 2),
        "audits": tally.audits,
        "probes": tally.probes,
        "probes_allowed": tally.allowed,
        "battles": tally.battles,
        "different_digests": len(tally.digests),
        "order_kinds": dict(tally.kinds),
        "refusals": dict(tally.refusals),
        "never_seen": missing,
        "broken": tally.broken,
        "commit": commit(),
        "machine": machine(),
        "engine": engine.__version__,
        "rules": engine.RULES_VERSION,
    }
    print(f"{options.games} games, {tally.audits} audits, {tally.probes} probes, {result['seconds']} s")
    print("orders", *histogram(tally.kinds), sep="\n")
    print("refusals", *histogram(tally.refusals), sep="\n")
    for fault in tally.broken[:20]:
        print("BROKEN", json.dumps(fault))
    if missing:
        print("NEVER SEEN:", ", ".join(missing))
    if options.out is not None:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(result, indent=1) + "\n")
    return int(bool(tally.broken) or (options.games >= ALL_GAMES and bool(missing)))


if __name__ == "__main__":
    sys.exit(main())
