"""The campaign as the general staff plays it on both sides: does it look like the war?

Run ``python -m benchmarks.soak.staff_campaign --games 200 --jobs 2 --keep out/staff.jsonl --out
benchmarks/soak/results/staff-200.json``; a stopped run goes on where it was, and the page goes
beside the JSON file. ``--player greedy`` plays the same with another player. Told are how often
what must happen did, the pace of the advance beside history's, and the dates of the milestones.
Ends with 1 if a promise of the campaign is not kept.
"""

from __future__ import annotations

import argparse
import datetime
import json
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.soak.pool import header, run, world_of
from benchmarks.soak.story_page import table
from engine.ai.analysis import steps_between
from engine.ai.player import Memory
from engine.ai.rivals import rival_of
from engine.events import Event, Landed
from engine.kernels.consts import INFINITY, QUARTERS, STATUS_MAP
from engine.sim.figures import mark, share
from engine.sim.match import Match, result_of
from engine.state import State
from engine.world import World

ATTACKER, NATION = "allies", "de"
MAINLAND = "rome"  # what can be reached from there over land is the mainland
COUNTED, AWAY = 4, 14  # turns in which the troops of Sicily are counted, and who of them got away
EVACUATED = 50  # percent of their steps that must be over the water
SEPTEMBER = ("1943-08-28", "1943-09-25")  # first and last week that has days of it
AUTUMN = "1943-10-01"  # landings from then on are second ones
WINTER_LINE = ("cassino", "pescara", "rome")
SPRING = "1944-03-01"
SAME_WEEK = 3.5  # days that lie between two captures in a week
FACTOR = 2  # the simulated pace may be so many times history's, or that part of it
NEVER = "never"
PACE_TEXT = """\
Days from the fall of the first place to that of the second. {near} of {rows} rows are within a factor
of {factor}. Half a week stands for both in one week; in games counted as turned round the second fell
first (0 days); never counts as longer than all."""


class Stretch(NamedTuple):
    """A stretch of the advance: from the fall of a place to that of another, history's way and time."""

    title: str
    start: str
    goal: str
    km: int
    days: int


PACE = (
    Stretch("Licata - Palermo", "licata", "palermo", 124, 12),
    Stretch("Augusta - Catania", "augusta", "catania", 32, 23),
    Stretch("Reggio - Potenza", "reggio-di-calabria", "potenza", 282, 17),
    Stretch("Salerno - Naples", "salerno", "naples", 45, 21),
    Stretch("Capua - Venafro", "capua", "venafro", 44, 22),
    Stretch("Venafro - Sant'Elia", "venafro", "sant-elia-fiumerapido", 16, 72),
    Stretch("Sant'Elia - Cassino", "sant-elia-fiumerapido", "cassino", 6, 124),
    Stretch("Cassino - Rome", "cassino", "rome", 120, 17),
    Stretch("Rome - Grosseto", "rome", "grosseto", 149, 11),
    Stretch("Rome - Perugia", "rome", "perugia", 135, 16),
    Stretch("Grosseto - Leghorn", "grosseto", "leghorn", 109, 34),
    Stretch("Fano - Rimini", "fano", "rimini", 44, 25),
    Stretch("Rimini - Faenza", "rimini", "faenza", 61, 87),
    Stretch("Firenzuola - Bologna", "firenzuola", "bologna", 41, 212),
    Stretch("Bologna - Verona", "bologna", "verona", 109, 5),
)


class Promise(NamedTuple):
    """What a campaign must show: its name, the least percent of games, how it is judged."""

    name: str
    least: int
    meaning: str


PROMISES = (
    Promise("sicily-evacuated", 70, f"more than {EVACUATED} % of the German steps in Sicily got away"),
    Promise("landing-in-september", 80, "troops landed on the mainland in a week of September 1943"),
    Promise("winter-line", 60, "Naples fell before 1944; Cassino, Pescara and Rome not before March"),
    Promise("second-landing", 33, "troops landed on a mainland shore of the enemy after September 1943"),
    Promise("rome-not-before-march", 70, "Rome did not fall before March 1944"),
    Promise("rome-in-time", 50, "Rome fell between mid-March and August 1944"),
    Promise("po-not-before-1945", 80, "Verona did not fall before April 1945"),
    Promise("battles", 90, "there were at least 400 battles"),
)


class Job(NamedTuple):
    """One game: who plays both sides, and the seed."""

    player: str
    seed: int


class Island:
    """Counts who of an island's mobile troops gets away from it."""

    def __init__(self, world: World, state: State) -> None:
        self.world, self.state = world, state
        nation = world.unit_nation == world.nation_ids.index(NATION)
        self.able = nation & (world.class_static[world.unit_class] == 0)
        self.region = world.region_ids.index("sicily")
        self.rows = np.zeros(0, np.int64)
        self.before = self.away = 0

    def there(self) -> np.ndarray:
        """Return the units on the island."""
        rows = np.flatnonzero(self.able & (self.state.unit_status == STATUS_MAP))
        return rows[self.world.hex_region[self.state.unit_hex[rows]] == self.region]

    def look(self) -> None:
        """Count at the start of a turn."""
        if self.state.turn == COUNTED:
            self.rows = self.there()
            self.before = int(self.state.unit_quarters[self.rows].sum())
        elif self.state.turn == AWAY:
            left = np.setdiff1d(self.rows, self.there())
            self.away = int(self.state.unit_quarters[left].sum())


def play(job: Job, turns: int | None = None) -> dict[str, Any]:
    """Play one game, or some turns of it, and return what came of it."""
    world = world_of()
    wall, cpu = time.perf_counter(), time.process_time()
    match = Match(world, dict.fromkeys(world.side_ids, job.player), job.seed, turns)
    state = match.game.state
    island, turn = Island(world, state), 0
    shores: list[dict[str, Any]] = []
    while not match.done:
        if state.turn != turn:
            turn = state.turn
            island.look()
        held = state.hex_control.copy()
        shores += landings(world, state, held, match.step()[1])
    result = result_of(match, time.perf_counter() - wall, time.process_time() - cpu)
    return {
        "seed": job.seed,
        "rivals": {
            s: _rival(world, memory) for s, memory in zip(world.side_ids, match.memories, strict=True)
        },
        "level": result.level,
        "date_end": result.date_end,
        "battles": result.battles,
        "losses": result.losses,
        "score": result.score,
        "german_steps_in_sicily": round(island.before / QUARTERS, 2),
        "away_percent": 100 * island.away // max(1, island.before),
        "landings": shores,
        "captured": captures(world, state),
        "milestones": result.milestones,
        "order_kinds": result.order_kinds,
        "digest": result.digest,
        "cpu_s": result.cpu_s,
    }


def _rival(world: World, memory: Memory) -> str | None:
    found = rival_of(world, memory)
    return found.id if found is not None else None


def landings(world: World, state: State, held: np.ndarray, told: Sequence[Event]) -> list[dict[str, Any]]:
    """Return the landings on the mainland among events; ``held`` is who held each hex before them."""
    side, heart = world.rows("side")[ATTACKER], int(world.place_hex[world.rows("place")[MAINLAND]])
    mainland = steps_between(world, [heart], world.land)
    found = []
    for event in told:
        if not isinstance(event, Landed) or int(state.unit_side[event.units[0]]) != side:
            continue
        if mainland[event.hex] >= INFINITY:
            continue
        found.append(
            {
                "date": world.date_of(state.turn).isoformat(),
                "place": world.place_ids[event.place],
                "hostile": bool(held[event.hex] != side),
            }
        )
    return found


def captures(world: World, state: State) -> dict[str, str | None]:
    """Return when the attacker first held each place of the pace table."""
    places, row = world.rows("place"), world.rows("side")[ATTACKER]
    names = dict.fromkeys([p for s in PACE for p in (s.start, s.goal)] + list(WINTER_LINE))
    first = {name: int(state.place_first[row * world.sizes.place + places[name]]) for name in names}
    return {name: world.date_of(turn).isoformat() if turn > 0 else None for name, turn in first.items()}


def kept(game: dict[str, Any]) -> dict[str, bool]:
    """Return which of the promises a game kept."""
    taken = game["captured"]

    def day(place: str) -> str:
        return taken[place] or NEVER  # a word sorts after all dates

    return {
        "sicily-evacuated": game["away_percent"] > EVACUATED,
        "landing-in-september": any(SEPTEMBER[0] <= x["date"] <= SEPTEMBER[1] for x in game["landings"]),
        "winter-line": day("naples") < "1944" and all(day(p) >= SPRING for p in WINTER_LINE),
        "second-landing": any(x["date"] >= AUTUMN for x in _hostile(game)),
        "rome-not-before-march": day("rome") >= SPRING,
        "rome-in-time": "1944-03-11" <= day("rome") < "1944-09",
        "po-not-before-1945": day("verona") >= "1945-04",
        "battles": game["battles"] >= 400,
    }


def days_between(first: str | None, second: str | None) -> float | None:
    """Return the days between two weeks: half of one for the same, 0 if turned round, None if never."""
    if second is None:
        return None
    if first is None or second < first:
        return 0.0
    gone = (datetime.date.fromisoformat(second) - datetime.date.fromisoformat(first)).days
    return float(gone) or SAME_WEEK


def pace(games: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a line for each stretch: history's days, the games' median and tenths, whether it is near."""
    lines = []
    for row in PACE:
        found = [days_between(g["captured"][row.start], g["captured"][row.goal]) for g in games]
        halves = [None if d is None else round(2 * d) for d in found]
        p10, p50, p90 = (None if h is None else h / 2 for h in (mark(halves, p) for p in (10, 50, 90)))
        near = p50 is not None and row.days <= p50 * FACTOR and p50 <= row.days * FACTOR
        lines.append(
            {
                "stretch": row.title,
                "km": row.km,
                "days": row.days,
                "p10": p10,
                "p50": p50,
                "p90": p90,
                "turned_round": sum(d == 0 for d in found),
                "never": sum(d is None for d in found),
                "near": near,
            }
        )
    return lines


def summary(world: World, games: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the table of a soak."""
    count = Counter(name for game in games for name, held in kept(game).items() if held)
    battles = [g["battles"] for g in games]
    return {
        "promises": [
            {
                "promise": p.name,
                "meaning": p.meaning,
                "games": count[p.name],
                "percent": 100 * count[p.name] // len(games),
                "interval": [round(100 * bound) for bound in share(count[p.name], len(games))[1:]],
                "wanted": p.least,
                "kept": 100 * count[p.name] >= p.least * len(games),
            }
            for p in PROMISES
        ],
        "pace": pace(games),
        "dates": [
            {
                "milestone": m.id,
                **{f"p{p}": _date([g["milestones"][m.id] for g in games], p) for p in (10, 50, 90)},
                "history": m.date.isoformat(),
            }
            for m in world.milestones
        ],
        "battles": {"least": min(battles), "median": statistics.median(battles), "most": max(battles)},
        "losses": {s: round(statistics.mean(g["losses"][s] for g in games)) for s in world.side_ids},
        "rivals": [
            {
                "side": side,
                "rival": rival,
                "games": len(his),
                **{p.name: 100 * sum(kept(g)[p.name] for g in his) // len(his) for p in PROMISES},
            }
            for side in world.side_ids
            for rival in sorted({g["rivals"][side] for g in games if g["rivals"][side]})
            if (his := [g for g in games if g["rivals"][side] == rival])
        ],
        "levels": dict(Counter(g["level"] for g in games).most_common()),
        "landings": dict(
            Counter(
                p for g in games for p in {x["place"] for x in g["landings"] if x["hostile"]}
            ).most_common()
        ),
        "digests": len({g["digest"] for g in games}),
        "cpu_s": {
            "median": statistics.median(g["cpu_s"] for g in games),
            "most": max(g["cpu_s"] for g in games),
        },
    }


def _hostile(game: dict[str, Any]) -> list[dict[str, Any]]:
    return [x for x in game["landings"] if x["hostile"]]


def _date(days: Sequence[str | None], percent: int) -> str:
    """Return the day that ``percent`` of the games have reached."""
    found = mark([None if d is None else datetime.date.fromisoformat(d).toordinal() for d in days], percent)
    return NEVER if found is None else datetime.date.fromordinal(found).isoformat()


def page(result: dict[str, Any]) -> str:
    """Return a result as a page of Markdown."""
    battles, cpu = result["battles"], result["cpu_s"]
    near = sum(row["near"] for row in result["pace"])
    names = [p.name for p in PROMISES]
    parts = [
        f"# The campaign as {result['player']} plays it",
        f"`{result['player']}` plays both sides in {result['games']} whole campaigns at {result['commit']}.",
        "Dates are the first days of the weeks in which something happened.",
        f"Battles a game: {battles['least']} to {battles['most']}, median {battles['median']}.",
        f"Steps lost: {', '.join(f'{s} {n}' for s, n in result['losses'].items())}.",
        f"Outcomes: {', '.join(f'{level} {n}' for level, n in result['levels'].items())}.",
        f"Processor seconds a game: median {cpu['median']}, most {cpu['most']}.",
        "## What must happen",
        table(
            ["promise", "what it says", "% of games", "95 %", "wanted", "kept"],
            [
                [
                    p["promise"],
                    p["meaning"],
                    p["percent"],
                    "{} - {}".format(*p["interval"]),
                    p["wanted"],
                    "yes" if p["kept"] else "**no**",
                ]
                for p in result["promises"]
            ],
        ),
        "## By rival",
        "Percent of the games in which the side was that rival that kept each promise.",
        table(
            ["side", "rival", "games", *names],
            [[r[k] for k in ("side", "rival", "games", *names)] for r in result["rivals"]],
        ),
        "## The pace of the advance",
        PACE_TEXT.format(near=near, rows=len(result["pace"]), factor=FACTOR),
        table(
            ["stretch", "km", "history", "10 %", "50 %", "90 %", "turned round", "never", "near"],
            [
                [
                    *(r[k] for k in ("stretch", "km", "days")),
                    *(NEVER if r[k] is None else f"{r[k]:g}" for k in ("p10", "p50", "p90")),
                    r["turned_round"],
                    r["never"],
                    "yes" if r["near"] else "**no**",
                ]
                for r in result["pace"]
            ],
        ),
        "## Landings on shores of the enemy",
        "Games in which troops landed on a mainland shore that the enemy held: "
        + (", ".join(f"{place} {n}" for place, n in result["landings"].items()) or "none")
        + ".",
        "## Milestones",
        table(
            ["milestone", "10 %", "50 %", "90 %", "history"],
            [[r[k] for k in ("milestone", "p10", "p50", "p90", "history")] for r in result["dates"]],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the games, print the page and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1, help="first seed")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--player", default="staff")
    parser.add_argument("--keep", type=Path, help="file of finished games, to go on after a stop")
    parser.add_argument("--out", type=Path, help="write the table as JSON, and as a page beside it")
    chosen = parser.parse_args(arguments)
    jobs = [Job(chosen.player, seed) for seed in range(chosen.seed, chosen.seed + chosen.games)]
    games = run(play, jobs, chosen.jobs, chosen.keep)
    result = {
        **header(f"{chosen.player} against {chosen.player}", len(games)),
        "player": chosen.player,
        **summary(world_of(), games),
        "played": [{k: g[k] for k in g if k not in ("milestones", "order_kinds")} for g in games],
    }
    print(page(result))
    if chosen.out is not None:
        chosen.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        chosen.out.with_suffix(".md").write_text(page(result), encoding="utf-8")
    return 0 if all(p["kept"] for p in result["promises"]) else 1


if __name__ == "__main__":
    sys.exit(main())
