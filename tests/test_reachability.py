"""What games say of the story: planted mistakes are found by play, with their place."""

from __future__ import annotations

import json
from pathlib import Path

import mutants
import pytest
from test_cli import run

from engine.loader import load_or_raise
from engine.sim import reachability
from engine.sim.batch import batch
from engine.sim.report import read_batch, report
from engine.sim.tables import read_table
from engine.sim.terms import Terms
from engine.world_build import build

TEXT = 'then = [{ type = "text", key = "red-tired" }]'
MORE = f"""
[[trigger]]
id = "sure"
title = "Sure"
history_date = 1943-07-10
{TEXT}

[[trigger]]
id = "lonely"
title = "Lonely"
if = [
  {{ type = "fired", trigger = "sure" }},
  {{ type = "lost", side = "red", steps = 9000 }},
]
chance = {{ start = 50, more = [
  {{ percent = 10, if = [{{ type = "weather", zone = "land", mud_at_least = 3 }}] }},
] }}
{TEXT}

[[trigger]]
id = "swing"
title = "Swing"
if = [{{ type = "variable", id = "red-will", at_least = 10 }}]
then = [{{ type = "variable", id = "red-will", add = -1 }}]
"""


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = mutants.copy_scenario(mutants.TINY, tmp_path_factory.mktemp("planted"))
    path = root / "politics/triggers.toml"
    path.write_text(path.read_text() + MORE)
    return root


@pytest.fixture(scope="module")
def played(planted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("batch") / "games"
    batch(str(planted), 3, out, jobs=1)
    return out


def test_play_finds_what_never_fires_and_never_holds(planted: Path, played: Path) -> None:
    data = read_batch(played)
    lines = reachability.lines(data.manifest["story"], data.tables, len(data.games))
    by_id = {line.id: line for line in lines}
    assert by_id["sure"].fired == 3
    assert reachability.day(by_id["sure"].middle) == "1943-07-10"
    found = [(p.code, p.file, p.line, p.message) for p in reachability.findings(lines)]
    text = (planted / "politics/triggers.toml").read_text().split("\n")
    row = text.index('id = "lonely"') + 1
    silent = "lonely fired in none of 3 games; when it came nearest it lacked lost steps 9000 side red"
    assert ("W395", "politics/triggers.toml", row, silent) in found
    assert ("W396", "politics/triggers.toml", row + 4) in {f[:3] for f in found}
    assert any("weather zone land" in f[3] and f[2] == row + 7 for f in found)
    assert not any("sure" in f[3].split()[0] for f in found)


def test_a_trigger_far_from_history_is_told(played: Path) -> None:
    data = read_batch(played)
    story = data.manifest["story"]
    story["triggers"]["sure"]["history"] = "1944-01-01"
    found = reachability.findings(reachability.lines(story, data.tables, 3))
    assert [p.message for p in found if p.code == "I397"] == ["sure comes 175 days early in the middle game"]


def test_circles_of_triggers_and_variables_are_named(planted: Path) -> None:
    found = reachability.loops(load_or_raise(planted))
    assert found == [["red-tired", "red-will", "swing"], ["bands", "blue-bands"]]


def test_the_report_has_a_section_of_the_story(played: Path) -> None:
    report(played)
    text = (played / "report.md").read_text()
    assert "## Reachability of the story" in text
    assert "lonely (politics/triggers.toml:" in text
    assert "red-tired, red-will, swing" in text
    assert "<summary>" in (played / "report.html").read_text()


def test_tables_tell_answers_captures_and_terms(played: Path) -> None:
    assert {row["option"] for row in read_table(played, "answers")} <= {"fight", "give-up"}
    assert {row["place"] for row in read_table(played, "captures")} <= {
        "midtown",
        "westport",
        "eastburg",
        "beach",
    }
    terms = read_table(played, "terms")
    assert {"job": 0, "trigger": "lonely", "term": "if.0"}.items() <= next(
        row for row in terms if row["trigger"] == "lonely"
    ).items()


def test_the_command_plays_and_prints(planted: Path) -> None:
    done = run("lint", planted, "--simulate", "2", "--jobs", "1", "--quiet")
    assert "W395 lonely fired in none of 2 games" in done.stdout
    assert "conditions never true" in done.stdout
    assert done.stderr == ""
    found = json.loads(run("lint", planted, "--simulate", "1", "--jobs", "1", "--format", "json").stdout)
    assert {row["trigger"] for row in found["story"]} == {
        "red-tired", "blue-bands", "sure", "lonely", "swing",
    }  # fmt: skip
    assert "W395" in {row["code"] for row in found["problems"]}
    run("lint", planted, "--simulate", "1", "--jobs", "1", "--quiet", "--strict", code=1)


def test_watching_changes_nothing(planted: Path) -> None:
    from engine.setup import first_state

    world = build(load_or_raise(planted))
    state = first_state(world, 1)
    state.game[0] = 1
    before = state.digest()
    Terms(world).look(state)
    assert state.digest() == before
