"""The same seed gives the same game: twice, in another process, without the JIT."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import engine
from engine.loader import load_or_raise
from engine.sim.match import play
from engine.sim.overrides import BadOverride, load_world, override

ROOT = Path(__file__).parent.parent
TINY = ROOT / "tests" / "scenarios" / "tiny"
TEMPLATE = ROOT / "assets" / "template"
ITALY = ROOT / "scenarios" / "italy1943"


def digest_in_process(scenario: Path, player: str, seed: int, turns: int, **variables: str) -> str:
    """Return the digest of a game that another process plays through the command."""
    world = engine.load_scenario(scenario)
    who = ",".join(f"{side}={player}" for side in world.side_ids)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA_", "PYTEST_"))}
    arguments = ["sim", str(scenario), "--seed", str(seed), "--turns", str(turns), "--players", who]
    done = subprocess.run(
        [sys.executable, "-m", "engine", *arguments, "--format", "json"],
        cwd=ROOT,
        env=kept | variables,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return str(json.loads(done.stdout)["digest"])


def digest_here(scenario: Path, player: str, seed: int, turns: int) -> str:
    world = engine.load_scenario(scenario)
    return play(world, dict.fromkeys(world.side_ids, player), seed, turns).digest


@pytest.mark.parametrize("player", ["random", "greedy"])
def test_a_seed_is_a_game_here_and_in_another_process(player: str) -> None:
    here = [digest_here(TEMPLATE, player, seed, 10) for seed in (1, 2, 1)]
    assert here[0] == here[2] != here[1]
    assert digest_in_process(TEMPLATE, player, 1, 10) == here[0]


@pytest.mark.parametrize(
    ("scenario", "player", "turns"), [(TINY, "random", 5), (TEMPLATE, "greedy", 10), (TINY, "greedy", 5)]
)
def test_the_jit_changes_nothing(scenario: Path, player: str, turns: int) -> None:
    plain = digest_in_process(scenario, player, 3, turns, NUMBA_DISABLE_JIT="1")
    assert plain == digest_here(scenario, player, 3, turns)


def test_the_jit_changes_nothing_on_the_map_of_a_campaign() -> None:
    plain = digest_in_process(ITALY, "greedy", 1, 6, NUMBA_DISABLE_JIT="1")
    assert plain == digest_here(ITALY, "greedy", 1, 6)


def test_changed_values_make_another_scenario() -> None:
    plain, changed = load_world(TINY), load_world(TINY, ["rules.movement.zoc_enter=2.5"])
    assert changed.movement.zoc_enter == 2.5
    assert changed.content_hash != plain.content_hash
    twice = [load_world(TINY, sets).content_hash for sets in (["victory.side=red"], ["victory.side=red"])]
    assert twice[0] == twice[1]
    deep = load_world(TINY, ["rules.terrain.terrain.hills.shift=3", "scenario.calendar.end=1943-07-31"])
    assert deep.terrain_shift[deep.rows("terrain")["hills"]] == 3
    assert deep.turns < plain.turns


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rules.movement.zoc_entr=2", "did you mean zoc_enter"),
        ("rules.movment.zoc_enter=2", "Did you mean rules.movement"),
        ("rules.terrain.terrain.hils.shift=1", "did you mean hills"),
        ("rules.movement.zoc_enter", "KEY=VALUE"),
        ("rules.movement.zoc_enter=-1", ">= 0"),
        ("rules.movement.zoc_enter=much", "Expected"),
        ("rules.movement.zoc_enter.x=1", "nothing below"),
        ("rules.terrain.terrain.hills.cost.fooot=1", "fooot"),
        ("=", "KEY=VALUE"),
    ],
)
def test_impossible_changes_are_told(text: str, words: str) -> None:
    with pytest.raises(BadOverride, match=words):
        override(load_or_raise(TINY), [text])


def test_a_value_can_be_set_once_only() -> None:
    with pytest.raises(BadOverride, match="twice"):
        override(load_or_raise(TINY), ["rules.movement.zoc_enter=2", "rules.movement.zoc_enter=3"])
