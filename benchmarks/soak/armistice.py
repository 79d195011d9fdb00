"""Can a side stall or force the armistice? Games of players who always try to.

Run ``python -m benchmarks.soak.armistice --games 200 --jobs 2 --keep out/armistice.jsonl``.
Each way of playing (who delays, who hastens, is Rome garrisoned, do the Allies land) gets an
equal part of the games. Ends with 1 if an armistice that was signed is not public within
``MOST_TURNS`` turns, if the regime fell and nothing was public ``MOST_AFTER_FALL`` turns later,
or if a way of playing always has it on the first day on which it could be.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.soak.policies import play, without
from benchmarks.soak.pool import header, run, world_of
from engine.sim.match import Result
from engine.world import World

MOST_TURNS = 6  # from the signature
MOST_AFTER_FALL = 75  # from the fall of the regime, when nobody helps it on
FIRST_TURNS = 5  # from the fall: talks, terms, signature, hour
EVENTS = ("mussolini-deposed", "armistice-signed", "armistice-announced")
WINDOW = 80  # turns that are played
MAINLAND = ("baytown", "avalanche", "slapstick", "devon", "shingle", "avellino")
DELAY = {
    "allies": {"announce-armistice": "wait"},
    "axis": {"achse-preparation": "full", "achse-first-strike": "wait"},
}
HASTEN = {
    "allies": {"announce-armistice": "announce"},
    "axis": {"achse-preparation": "full", "achse-first-strike": "strike"},
}


class Way(NamedTuple):
    """A way of playing: its name, the answers of both sides, the plans that are given up."""

    name: str
    answers: dict[str, dict[str, str]]
    landings: tuple[str, ...] = ()
    garrisons: tuple[str, ...] = ()


WAYS = (
    Way("both delay", DELAY),
    Way("both hasten", HASTEN),
    Way("allies delay, axis hastens", {"allies": DELAY["allies"], "axis": HASTEN["axis"]}),
    Way("allies hasten, axis trusts", {"allies": HASTEN["allies"], "axis": {"achse-preparation": "trust"}}),
    Way("both hasten, Rome without garrison", HASTEN, garrisons=("rome", "civitavecchia", "anzio")),
    Way("both delay, only Sicily", DELAY, landings=MAINLAND),
    Way(
        "allies hasten, only Sicily",
        HASTEN,
        landings=MAINLAND,
    ),
    Way("both delay, no landing at all", DELAY, landings=("*",)),
)


def one(world: World, way: Way, seed: int, turns: int = WINDOW) -> dict[str, Any]:
    """Return the turns in which a game's regime fell and its armistice was signed and public."""
    changed = without(world, "allies", landings=way.landings)
    changed = without(changed, "axis", garrisons=way.garrisons)
    result = play(changed, seed, way.answers, turns, until=EVENTS[-1])
    return {"way": way.name, "seed": seed, **{name: _turn(world, result, name) for name in EVENTS}}


def one_of(job: tuple[int, int, int]) -> dict[str, Any]:
    """Play a job: the row of a way, a seed, the turns."""
    way, seed, turns = job
    return one(world_of(), WAYS[way], seed, turns)


def _turn(world: World, result: Result, trigger: str) -> int | None:
    day = result.triggers[trigger]
    return world.turn_of(datetime.date.fromisoformat(day)) if day else None


def failures(games: Sequence[dict[str, Any]], turns: int = WINDOW) -> list[str]:
    """Return the promises that some games break; games that end before their time is up break none."""
    found = []
    for game in games:
        fell, signed, told = (game[name] for name in EVENTS)
        name = f"{game['way']}, seed {game['seed']}"
        end = told if told is not None else turns
        if signed is not None and end - signed > MOST_TURNS:
            found.append(f"{name}: stalled for {end - signed} turns after the signature")
        if fell is not None and end - fell > MOST_AFTER_FALL:
            found.append(f"{name}: stalled for {end - fell} turns after the fall of the regime")
        if told is not None and fell is None and signed is not None:
            found.append(f"{name}: an armistice of a regime that never fell")
    for way in sorted({game["way"] for game in games}):
        waits = [
            game["armistice-announced"] - game["mussolini-deposed"]
            for game in games
            if game["way"] == way and game["armistice-announced"] and game["mussolini-deposed"]
        ]
        if len(waits) >= 8 and max(waits) <= FIRST_TURNS:
            found.append(f"{way}: always on the first day, in {len(waits)} games")
    return found


def table(games: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a line for each way of playing: the turns from fall to announcement."""
    lines = []
    for way in sorted({game["way"] for game in games}):
        here = [game for game in games if game["way"] == way]
        waits = sorted(
            g["armistice-announced"] - g["mussolini-deposed"]
            for g in here
            if g["armistice-announced"] and g["mussolini-deposed"]
        )
        never = sum(g["armistice-announced"] is None for g in here)
        lines.append({"way": way, "games": len(here), "turns_from_the_fall": waits, "never": never})
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the games, print their table and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--turns", type=int, default=WINDOW)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--keep", type=Path, help="file of finished games, to go on after a stop")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args(arguments)
    jobs = [(n % len(WAYS), chosen.seed + n // len(WAYS), chosen.turns) for n in range(chosen.games)]
    games = run(one_of, jobs, chosen.jobs, chosen.keep)
    wrong = failures(games, chosen.turns)
    found = {**header("the armistice against stubborn players", len(games)), "ways": table(games)}
    text = json.dumps({**found, "failures": wrong, "turns": _rows(games)}, indent=1)
    print(text)
    if chosen.out:
        chosen.out.write_text(text + "\n", encoding="utf-8")
    return 1 if wrong else 0


def _rows(games: Sequence[dict[str, Any]]) -> list[str]:
    """Return a game a line: way, seed, and the turns of fall, signature and announcement."""
    return [f"{g['way']}, seed {g['seed']}: " + ", ".join(str(g[e]) for e in EVENTS) for g in games]


if __name__ == "__main__":
    sys.exit(main())
