"""What the evacuation of Sicily is worth: ``python -m benchmarks.soak.evacuation --games 4``.

The computer plays both sides twice for each seed: as its doctrine says, and with the crossing of the
Strait struck from the doctrine of the defender. Counted are the steps of those of his mobile units that
stood in Sicily in the fourth turn. With ``--out FILE`` the page goes to a file.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

import engine
from engine.events import Ferried, Sailed
from engine.kernels.consts import QUARTERS, STATUS_MAP
from engine.sim.match import Match
from engine.world import World

SIDE, NATION, REGION, PLAN = "axis", "de", "sicily", "lehrgang"
FIRST = 4  # turn in which the troops of the island are counted
LAST = 14  # turn in which it is counted who got away


class Fate(NamedTuple):
    """Quarter steps: on the island early, away at the end, still there, lost; crossings of units."""

    before: int
    away: int
    trapped: int
    lost: int
    crossings: int


def without_crossing(world: World) -> World:
    """Return a world in which nobody plans to cross."""
    plan = world.doctrine[SIDE]
    kept = [e for e in plan.evacuation if e.id != PLAN]
    changed = msgspec.structs.replace(plan, evacuation=kept)
    return dataclasses.replace(world, doctrine={**world.doctrine, SIDE: changed})


def fate(world: World, seed: int, last: int = LAST) -> Fate:
    """Play the computer against itself to a turn and count what became of the island's troops."""
    match = Match(world, dict.fromkeys(world.side_ids, "greedy"), seed)
    nation, region = world.nation_ids.index(NATION), world.region_ids.index(REGION)
    state = match.game.state
    able = (world.unit_nation == nation) & (world.class_static[world.unit_class] == 0)

    def there() -> np.ndarray:
        rows = np.flatnonzero(able & (state.unit_status == STATUS_MAP))
        return rows[world.hex_region[state.unit_hex[rows]] == region]

    while not match.done and state.turn < FIRST:
        match.step()
    rows = there()
    before = int(state.unit_quarters[rows].sum())
    crossings = 0
    while not match.done and state.turn <= last:
        for event in match.step()[1]:
            crossings += isinstance(event, Sailed | Ferried) and event.unit in rows
    trapped = int(state.unit_quarters[np.intersect1d(rows, there())].sum())
    away = int(state.unit_quarters[rows].sum()) - trapped
    lost = max(0, before - away - trapped)
    return Fate(before, away, trapped, lost, crossings)


def page(world: World, games: int) -> str:
    """Return the page of results."""
    lines = [
        "# The evacuation of Sicily",
        "",
        f"Printed by `python -m benchmarks.soak.evacuation --games {games}`: the computer against itself,",
        "as its doctrine says and without its crossing. German steps in Sicily in turn",
        f"{FIRST}, and of these units after turn {LAST}: over the water, still on the island, fewer than",
        "before; and how often units crossed by ship or ferry.",
        "",
        "| seed | crossing | in Sicily | away | trapped | lost | crossings |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    other = without_crossing(world)
    for seed in range(1, games + 1):
        for words, played in (("by doctrine", world), ("forgone", other)):
            found = fate(played, seed)
            steps = " | ".join(f"{q / QUARTERS:.2f}" for q in found[:4])
            lines.append(f"| {seed} | {words} | {steps} | {found.crossings} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the page, or write it to a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=4)
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args(arguments)
    text = page(engine.load_scenario("italy1943"), wanted.games)
    if wanted.out is None:
        print(text, end="")
    else:
        wanted.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
