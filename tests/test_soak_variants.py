"""Tests of the soak of all variants: how games are dealt out, what it tells, and that it goes on."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.soak import variants_soak as soak

CELLS = 144  # nine scenarios with the campaign, four players on each side


def test_games_are_dealt_out_evenly() -> None:
    dealt = soak.jobs(CELLS * 2)
    cells = Counter((job.scenario, job.names) for job in dealt)
    assert len(cells) == CELLS
    assert set(cells.values()) == {2}
    assert len(set(dealt)) == len(dealt)
    part = soak.jobs(CELLS // 4)  # one partner for each player
    for side in (0, 1):
        assert len(set(Counter(job.names[side] for job in part).values())) == 1
    assert len(set(Counter(job.scenario for job in part).values())) == 1


def test_a_run_is_kept_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    two = [soak.Job("italy1943/tutorial", ("passive", name), 1) for name in ("passive", "greedy")]
    monkeypatch.setattr(soak, "jobs", lambda games: two[:games])
    arguments = ["--jobs", "1", "--keep", str(tmp_path / "kept.jsonl"), "--out", str(tmp_path / "table.json")]
    assert soak.main(["--games", "1", *arguments]) == 0
    assert soak.main(["--games", "2", *arguments]) == 0
    assert len((tmp_path / "kept.jsonl").read_text().splitlines()) == 2
    table = json.loads((tmp_path / "table.json").read_text())
    assert table["games"] == 2
    assert not table["broken"]
    assert not table["not_ended"]
    assert [line["players"] for line in table["lines"]] == ["passive - greedy", "passive - passive"]
    assert "| tutorial | passive - passive | 1 |" in (tmp_path / "table.md").read_text()
    capsys.readouterr()


def test_a_broken_game_is_told() -> None:
    good = soak.play(soak.Job("italy1943/tutorial", ("passive", "passive"), 1))
    assert good["ended"]
    assert not good["broken"]
    assert good["audits"] > 0
    bad = {**good, "broken": ["turn 3: units of two sides in 1010"], "ended": False}
    table = soak.summary([good, bad])
    assert table["broken"] == [{"job": good["job"], "what": bad["broken"]}]
    assert table["not_ended"] == [good["job"]]
    assert table["lines"][0]["broken"] == 1
