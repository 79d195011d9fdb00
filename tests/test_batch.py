"""Batches: the same bytes however they were run, and nothing lost when something goes wrong."""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.ai.player import UnknownPlayer
from engine.sim import batch as batches
from engine.sim import report as reports
from engine.sim import tables
from engine.sim.batch import BatchError, Summary, batch
from engine.sim.figures import difference, mark, mean, share
from engine.sim.match import Match
from engine.sim.overrides import BadOverride
from engine.store import archive, verify

ROOT = Path(__file__).parent.parent
TINY = ROOT / "tests" / "scenarios" / "tiny"
PLAYERS = {"blue": "random", "red": "random"}
SAME = [f"{name}.csv" for name in ("games", "turns", "battles", "milestones", "triggers", "supply")]


@pytest.fixture(autouse=True)
def _plain_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "parquet_there", lambda: False)


def run(out: Path, games: int = 6, jobs: int = 1, resume: bool = False, **more: object) -> Summary:
    options: dict[str, object] = {"players": PLAYERS, **more}
    return batch(str(TINY), games, out, jobs=jobs, resume=resume, **options)  # type: ignore[arg-type]


def contents(out: Path) -> dict[str, bytes]:
    return {name: (out / name).read_bytes() for name in [*SAME, "schema.json"]}


def test_tables_hold_what_was_played(tmp_path: Path) -> None:
    summary = run(tmp_path / "a")
    assert summary.done == summary.played == 6
    games = tables.read_table(tmp_path / "a", "games")
    assert [g["job"] for g in games] == list(range(6))
    assert [g["seed"] for g in games] == list(range(1, 7))
    assert len({g["digest"] for g in games}) == 6
    battles = tables.read_table(tmp_path / "a", "battles")
    turns = tables.read_table(tmp_path / "a", "turns")
    for game in games:
        here = [b for b in battles if b["job"] == game["job"]]
        assert len(here) == game["battles"]
        mine = [t for t in turns if t["job"] == game["job"]]
        assert sum(int(t["battles"] or 0) for t in mine) == game["battles"]
        assert sum(int(t["orders"] or 0) for t in mine) == game["orders"]
        assert len(mine) == 2 * int(game["turns"] or 0)
    schema = json.loads((tmp_path / "a" / "schema.json").read_text())
    for name, listed in schema["tables"].items():
        with (tmp_path / "a" / f"{name}.csv").open() as stream:
            assert next(csv.reader(stream)) == [c["name"] for c in listed]
    manifest = json.loads((tmp_path / "a" / "manifest.json").read_text())
    assert manifest["plan"]["players"] == PLAYERS
    assert manifest["seeds"] == [1, 6]


def test_processes_and_resuming_change_no_byte(tmp_path: Path) -> None:
    run(tmp_path / "whole")
    run(tmp_path / "pool", jobs=2)
    run(tmp_path / "grown", 2)
    assert run(tmp_path / "grown", 6, resume=True).played == 4
    assert contents(tmp_path / "whole") == contents(tmp_path / "pool") == contents(tmp_path / "grown")
    assert run(tmp_path / "grown", 6, resume=True).played == 0


def test_a_cut_line_is_played_again(tmp_path: Path) -> None:
    run(tmp_path / "whole")
    run(tmp_path / "cut")
    part = tmp_path / "cut" / "parts" / "part-0001.jsonl"
    part.write_bytes(part.read_bytes()[:-300])
    assert run(tmp_path / "cut", resume=True).played == 1
    assert contents(tmp_path / "whole") == contents(tmp_path / "cut")


def test_a_batch_that_is_stopped_can_be_resumed(tmp_path: Path) -> None:
    out = tmp_path / "stopped"
    command = [sys.executable, "-m", "engine", "batch", str(TINY), "--games", "4000", "--jobs", "2"]
    command += ["--players", "blue=random,red=random", "--out", str(out)]
    # A job in the background ignores this signal, and so would what it starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    child = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)
    part = out / "parts" / "part-0001.jsonl"
    for _ in range(2400):  # two minutes, for machines with other work
        if part.is_file() and part.stat().st_size > 20_000:
            break
        time.sleep(0.05)
    os.kill(child.pid, signal.SIGINT)
    _, words = child.communicate(timeout=300)
    assert child.returncode == 130, words
    assert "--resume" in words
    assert "Traceback" not in words
    kept = len(part.read_bytes().splitlines())
    plan = json.loads((out / "manifest.json").read_text())["plan"]
    (out / "manifest.json").write_text(
        (out / "manifest.json").read_text().replace('"games": 4000', f'"games": {kept + 3}')
    )
    assert plan["games"] == 4000
    summary = run(out, kept + 3, resume=True)
    assert 3 <= summary.played <= 7
    run(tmp_path / "whole", kept + 3)
    assert contents(out) == contents(tmp_path / "whole")


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_worker_that_is_killed_costs_no_game(tmp_path: Path) -> None:
    killed: list[int] = []

    def kill_once(done: int, total: int) -> None:
        workers = multiprocessing.active_children()
        if done >= 3 and workers and not killed:
            killed.append(workers[0].pid or 0)
            os.kill(killed[0], signal.SIGKILL)

    summary = run(tmp_path / "a", 12, jobs=2, progress=kill_once)
    assert killed
    assert summary.done == 12
    assert summary.crashed == []
    run(tmp_path / "whole", 12)
    assert contents(tmp_path / "a") == contents(tmp_path / "whole")


def test_a_crash_is_stored_and_the_others_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Match.step

    def step(match: Match) -> object:
        if match.seed == 3 and match.game.state.turn == 2:
            raise ZeroDivisionError("planted")
        return honest(match)

    monkeypatch.setattr(Match, "step", step)
    summary = run(tmp_path / "a", 4)
    assert summary.crashed == [2]
    folder = tmp_path / "a" / "crashes" / "job-000002"
    assert "planted" in (folder / "traceback.txt").read_text()
    about = json.loads((folder / "about.json").read_text())
    assert about["seed"] == 3
    assert len(about["digest"]) == 32
    loaded = archive.resume(folder / "game.replay", TINY)
    assert loaded.game.state.digest() == about["digest"]
    games = tables.read_table(tmp_path / "a", "games")
    assert [g["status"] for g in games] == ["done", "done", "crashed", "done"]
    monkeypatch.undo()
    monkeypatch.setattr(batches, "parquet_there", lambda: False)
    assert run(tmp_path / "a", 4, resume=True).played == 1
    run(tmp_path / "whole", 4)
    assert contents(tmp_path / "a") == contents(tmp_path / "whole")


def test_replays_are_kept_on_request(tmp_path: Path) -> None:
    run(tmp_path / "a", 2, replays=True)
    games = tables.read_table(tmp_path / "a", "games")
    for game in games:
        found = archive.read(tmp_path / "a" / "replays" / f"job-{game['job']:06d}.replay")
        assert found.header.digest == game["digest"]
        assert verify.verify(found, found.world(TINY)).ok


def test_changed_values_reach_the_games(tmp_path: Path) -> None:
    sets = ["rules.movement.zoc_enter=9", "scenario.calendar.end=1943-07-31"]
    run(tmp_path / "a", 3, sets=sets, replays=True)
    run(tmp_path / "b", 3)
    assert contents(tmp_path / "a")["turns.csv"] != contents(tmp_path / "b")["turns.csv"]
    found = archive.read(tmp_path / "a" / "replays" / "job-000000.replay")
    assert found.header.sets == sets
    assert verify.verify(found, found.world(TINY)).ok


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"players": {"blue": "passive", "red": "random"}}, "players"),
        ({"seed": 7}, "seed"),
        ({"sets": ["rules.movement.zoc_enter=2.75"]}, "content hash"),
        ({"games": 3}, "shrink"),
        ({"turns": 2}, "turns"),
    ],
)
def test_resuming_another_batch_is_refused(tmp_path: Path, options: dict[str, object], words: str) -> None:
    run(tmp_path / "a", 4)
    before = contents(tmp_path / "a")
    games = options.pop("games", 4)
    with pytest.raises(BatchError, match=words):
        run(tmp_path / "a", games, resume=True, **options)  # type: ignore[arg-type]
    assert contents(tmp_path / "a") == before


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    run(tmp_path / "a", 1)
    with pytest.raises(BatchError, match="--resume"):
        run(tmp_path / "a", 1)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "mine.txt").write_text("mine")
    with pytest.raises(BatchError, match="not empty"):
        run(tmp_path / "b", 1)


def test_wrong_wishes_leave_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UnknownPlayer):
        run(tmp_path / "a", 1, players={"blue": "nobody"})
    with pytest.raises(BadOverride):
        run(tmp_path / "a", 1, sets=["x=1"])
    with pytest.raises(BatchError):
        run(tmp_path / "a", 0)
    assert not (tmp_path / "a").exists()


# -- the report --------------------------------------------------------------------------


def test_the_report_says_in_text_what_it_draws(tmp_path: Path) -> None:
    run(tmp_path / "a", 8)
    run(tmp_path / "b", 8, sets=["rules.movement.zoc_enter=9"])
    written = reports.report(tmp_path / "a", tmp_path / "b")
    assert [p.name for p in written] == ["report.html", "report.md"]
    page, text = (p.read_text("utf-8") for p in written)
    for words in ("Outcomes", "Milestones", "Losses", "Battles", "Orders", "Balance", "Differences"):
        assert f">{words}</h2>" in page
        assert f"## {words}" in text
    assert "Midtown falls" in page
    assert "Midtown falls" in text
    assert "paired by 8 common seeds" in text
    assert "<script" not in page
    assert "http://www.w3.org/2000/svg" in page
    assert page.count("http") == page.count("http://www.w3.org/2000/svg"), (
        "the page needs nothing from the net"
    )
    assert "nan" not in text.replace("Midnan", "")


def test_milestones_in_the_report_are_those_of_the_table(tmp_path: Path) -> None:
    run(tmp_path / "a", 10)
    data = reports.read_batch(tmp_path / "a")
    rows = [r for r in data.tables["milestones"] if r["milestone"] == "m-midtown"]
    from engine.sim.sections import milestones

    section = milestones(data)
    (row,) = section.rows
    reached = sorted(str(r["date"]) for r in rows if r["date"])
    assert row[6] == f"{10 * len(reached)} %"
    assert row[2] == reached[0]
    assert row[3] == (reached[4] if len(reached) > 4 else "never")


def test_the_report_of_an_operation_keeps_to_its_own_weeks(tmp_path: Path) -> None:
    batch("italy1943/husky", 1, tmp_path / "a", players={"allies": "passive", "axis": "passive"}, jobs=1)
    reports.report(tmp_path / "a")
    told = (tmp_path / "a" / "report.md").read_text("utf-8")
    assert "| Messina taken | 1943-08-17 | never |" in told, "what could have fallen and did not is told"
    assert "Rome taken" not in told


def test_what_is_no_batch_cannot_be_reported(tmp_path: Path) -> None:
    with pytest.raises(reports.ReportError, match="manifest"):
        reports.report(tmp_path)
    (tmp_path / "manifest.json").write_text("{}")
    with pytest.raises(reports.ReportError, match="not the manifest"):
        reports.report(tmp_path)
    (tmp_path / "manifest.json").write_text("[")
    with pytest.raises(reports.ReportError, match="damaged"):
        reports.report(tmp_path)


def test_names_from_a_scenario_cannot_put_code_into_the_page(tmp_path: Path) -> None:
    run(tmp_path / "a", 2)
    path = tmp_path / "a" / "manifest.json"
    path.write_text(path.read_text().replace("Midtown falls", "<img src=x onerror=alert(1)>"))
    page = reports.report(tmp_path / "a")[0].read_text("utf-8")
    assert "<img" not in page
    assert "&lt;img" in page


def test_marks_count_games_that_never_get_there() -> None:
    assert mark([5, None, 3, 4], 10) == 3
    assert mark([5, None, 3, 4], 50) == 4
    assert mark([5, None, 3, 4], 90) is None
    assert mark([], 50) is None


def test_intervals_behave() -> None:
    assert share(0, 0)[1:] == (0.0, 1.0)
    assert share(5, 10).low < 0.5 < share(5, 10).high
    assert share(500, 1000).high - share(500, 1000).low < share(5, 10).high - share(5, 10).low
    assert mean([1.0, 1.0, 1.0]) == (1.0, 1.0, 1.0)
    paired = difference([1.0, 5.0, 9.0], [2.0, 6.0, 10.0], paired=True)
    assert paired == (1.0, 1.0, 1.0)
    loose = difference([1.0, 5.0, 9.0], [2.0, 6.0, 10.0], paired=False)
    assert loose.low < 0 < loose.high
