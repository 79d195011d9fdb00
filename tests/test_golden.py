"""Golden games: the digest after each player turn, by scenario and pair of players.

A digest that moves is a change of rules, of data or of a player. If it was meant, run
``python -m pytest tests/test_golden.py --update-golden``, review the diff, and raise the rules
version if the rules moved.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import engine
from engine.orders import EndTurn
from engine.sim.match import Match
from tests.textmap import TINY

FILES = Path(__file__).parent / "golden"
SCENARIOS = {"tiny": TINY, "italy1943": "italy1943"}
# name of the file: scenario, players in the order of sides, seed, turns
GAMES: dict[str, tuple[str, tuple[str, str], int, int]] = {
    "tiny-random-random-1": ("tiny", ("random", "random"), 1, 5),
    "tiny-random-random-2": ("tiny", ("random", "random"), 2, 5),
    "tiny-greedy-random-1": ("tiny", ("greedy", "random"), 1, 5),
    "tiny-greedy-greedy-1": ("tiny", ("greedy", "greedy"), 1, 5),
    "italy1943-random-random-1": ("italy1943", ("random", "random"), 1, 4),
    "italy1943-greedy-passive-1": ("italy1943", ("greedy", "passive"), 1, 2),
    "italy1943-greedy-greedy-1": ("italy1943", ("greedy", "greedy"), 1, 3),
}


def played(name: str) -> dict[str, Any]:
    """Play a golden game; return its header and the digests after each player turn."""
    scenario, names, seed, turns = GAMES[name]
    world = engine.load_scenario(SCENARIOS[scenario])
    match = Match(world, dict(zip(world.side_ids, names, strict=True)), seed, turns)
    digests = [f"start {match.game.state.digest()}"]
    while not match.done:
        side, turn = match.game.state.side, match.game.state.turn
        order, _ = match.step()
        if isinstance(order, EndTurn):
            digests.append(f"{turn} {world.side_ids[side]} {match.game.state.digest()}")
    return {
        "scenario": scenario,
        "players": list(names),
        "seed": seed,
        "turns": turns,
        "orders": {kind: n for kind, n in match.order_kinds.items() if n},
        "digests": digests,
    }


@pytest.mark.parametrize("name", GAMES)
def test_golden_games_are_played_again_digest_by_digest(name, update_golden) -> None:
    found, file = played(name), FILES / f"{name}.json"
    if update_golden:
        file.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    assert file.is_file(), f"{file.name} is missing: run pytest with --update-golden and review it"
    stored = json.loads(file.read_text(encoding="utf-8"))
    both = zip(found["digests"], stored["digests"], strict=False)
    first = next((f"{now} was {then}" for now, then in both if now != then), "")
    assert not first, f"first difference: {first}"
    assert found == stored


def test_every_shipped_scenario_has_a_golden_game_and_every_file_is_one() -> None:
    root = Path(__file__).parents[1] / "scenarios"
    shipped = {p.parent.name for p in root.glob("*/scenario.toml")}
    assert shipped <= {scenario for scenario, *_ in GAMES.values()}
    assert {p.stem for p in FILES.glob("*.json")} == set(GAMES)
