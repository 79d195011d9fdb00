"""The harness of the story's proofs: stubborn players, causes taken away, weeks told apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import engine
from benchmarks.soak import ablation, armistice, policies, pool, story
from engine.sim.batch import batch
from engine.world import World


@pytest.fixture(scope="module")
def world() -> World:
    return engine.load_scenario("italy1943")


@pytest.mark.parametrize("way", [armistice.WAYS[0], armistice.WAYS[1]], ids=lambda way: way.name)
def test_nobody_stalls_or_forces_the_armistice(world: World, way: armistice.Way) -> None:
    games = [armistice.one(world, way, seed, 14) for seed in (1, 2)]
    assert armistice.failures(games, 14) == []
    assert any(game["mussolini-deposed"] for game in games)


def test_the_secret_comes_out_when_the_allies_wait_too_long(world: World) -> None:
    way = next(w for w in armistice.WAYS if w.name == "both delay")
    result = armistice.play(world, 2, way.answers, 14, until=armistice.EVENTS[-1])
    assert result.triggers["armistice-leaked"] == result.triggers["armistice-announced"] is not None


def test_broken_promises_are_told() -> None:
    game = {"way": "w", "seed": 1, "mussolini-deposed": 3, "armistice-signed": 7, "armistice-announced": 8}
    assert armistice.failures([game] * 8) == ["w: always on the first day, in 8 games"]
    late = {**game, "armistice-announced": 40}
    assert armistice.failures([game] * 7 + [late]) == ["w, seed 1: stalled for 33 turns after the signature"]
    never = {**game, "armistice-signed": None, "armistice-announced": None}
    assert armistice.failures([never], 79) == ["w, seed 1: stalled for 76 turns after the fall of the regime"]
    assert armistice.failures([never], 20) == []


def test_plans_and_answers_are_given_up(world: World) -> None:
    plans = policies.without(world, "allies", landings=("husky",)).doctrine
    landings = {x.id for plan in plans.values() for x in plan.landing}
    assert "husky" not in landings
    assert "avalanche" in landings
    bare = policies.without(world, "axis", garrisons=("rome",)).doctrine
    assert "rome" not in {x.place for plan in bare.values() for x in plan.garrison}
    nothing = policies.without(world, "allies", landings=("*",)).doctrine.values()
    assert not any(plan.landing or plan.drop for plan in nothing)


def double(job: int) -> dict[str, int]:
    return {"twice": 2 * job}


def test_a_stopped_run_goes_on_with_games_of_the_same_code(tmp_path: Path) -> None:
    keep = tmp_path / "out" / "games.jsonl"
    assert pool.run(double, [3, 1], 1, keep) == [{"twice": 6}, {"twice": 2}]
    kept = keep.read_text("utf-8").replace('"twice": 6', '"twice": 7')
    keep.write_text(kept, encoding="utf-8")
    assert pool.run(double, [1, 3, 2], 1, keep) == [{"twice": 2}, {"twice": 7}, {"twice": 4}]
    assert len(keep.read_text("utf-8").splitlines()) == 3


def test_key_events_are_held_against_history() -> None:
    story_of = {name: {"history": "1943-09-08"} for name in story.KEY_EVENTS}
    days = ["1943-09-04"] * 9 + ["1943-09-18"]

    def rows(found: list[str | None]) -> list[dict[str, Any]]:
        return [{"trigger": n, "first": day} for n in story.KEY_EVENTS for day in found]

    line = story.key_events(story_of, rows(days))[0]
    assert (line["fired_percent"], line["p10"], line["p90"], line["kept"]) == (
        100,
        "1943-09-04",
        "1943-09-04",
        True,
    )
    assert not story.key_events(story_of, rows(["1943-09-11"] * 10))[0]["kept"]  # always too late
    assert not story.key_events(story_of, rows(["1943-08-28"] * 10))[0]["kept"]  # always too early
    assert not story.key_events(story_of, rows([*days[:7], None, None, None]))[0]["kept"]  # too seldom


def test_the_middle_date_moves_or_never_comes() -> None:
    early, late = "1943-07-24", "1943-10-24"
    assert ablation.shift([early, early, late], [late, late, None]) == 92
    assert ablation.shift([early], [None]) is None
    with pytest.raises(ValueError, match="even with its cause"):
        ablation.shift([None], [early])


def test_armistice_weeks_are_told_apart() -> None:
    fired = {"armistice-announced": "1943-09-11", "fleet-to-malta": "1943-09-11", "king-to-brindisi": None}
    fates = [{"outcome": "resists"}] * 2 + [{"outcome": "disarmed"}] * 8
    captures = [
        {"place": "rome", "side": "allies", "date": "1943-09-18"},
        {"place": "rome", "side": "axis", "date": "1943-10-09"},
        {"place": "cagliari", "side": "allies", "date": "1943-09-11"},
        {"place": "bastia", "side": "allies", "date": "1943-09-11"},
    ]
    answers = [{"decision": "announce-armistice", "option": "announce"}]
    found = story.classify(fired, fates, captures, answers)
    assert found == {
        "announced": "broadcast",
        "rome": "allies",
        "resisted": "some resist",
        "joined": "few join",
        "germans": "none stays",
        "fleet": "at once",
        "king": "never",
        "sardinia": "allies",
        "corsica": "allies/axis",
    }
    assert story.classify({}, [], [], []) == {"announced": "never"}
    struck = [{"decision": "achse-first-strike", "option": "strike"}]
    assert story.classify(fired, [], [], struck)["announced"] == "first strike"
    assert story.classify(fired | {"armistice-leaked": "1943-09-04"}, [], [], [])["announced"] == "leak"
    assert story.classify(fired, [], [], [])["announced"] == "overdue"


def test_the_story_of_a_batch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    batch("italy1943", 1, tmp_path / "games", jobs=1, turns=3)
    assert story.main([str(tmp_path / "games")]) == 0
    assert '"trigger": "husky"' in capsys.readouterr().out
    table = story.summary(tmp_path / "games")
    assert [line["point"] for line in table["points"]] == list(range(1, 15))
    assert table["points"][0]["happened_percent"] == 100
    assert (table["fired_percent"]["husky"], table["fired_percent"]["normandy"]) == (100, 0)
    assert next(iter(table["fired_percent"].values())) == 0
    assert table["weeks"] == [{"games": 1, "week": "announced never"}]
    assert story.main([str(tmp_path / "games"), "--least", "2"]) == 1
