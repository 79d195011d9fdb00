"""Paired games between players: who is rated higher, what the pairs mean, when a pairing may stop."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine.ai.player import UnknownPlayer
from engine.sim import tournament as module

TINY = str(Path(__file__).parent / "scenarios" / "tiny")


def strip(result: module.Tournament) -> list[object]:
    """Return a result without the seconds."""
    return [[(p.name, p.score_share, p.rating, p.interval) for p in result.players], result.pairs]


def test_greedy_beats_passive_on_both_sides_of_a_small_war() -> None:
    result = module.tournament(["passive", "greedy"], [TINY], 12)
    assert [p.name for p in result.players] == ["greedy", "passive"]
    best, worst = result.players
    assert best.score_share > 0.8
    assert best.score_share + worst.score_share == pytest.approx(1)
    assert best.pairs == worst.pairs == 6
    assert best.interval[0] < best.rating < best.interval[1]
    (pairing,) = result.pairs
    assert (pairing.first, pairing.second) == ("passive", "greedy")
    assert pairing.won + pairing.drawn + pairing.lost == 6
    assert pairing.margin < 0
    assert result.games == 12


def test_the_same_tournament_twice_is_the_same_and_processes_do_not_matter() -> None:
    once = module.tournament(["random", "passive"], [TINY], 4, seed=5)
    again = module.tournament(["random", "passive"], [TINY], 4, seed=5, jobs=2)
    assert strip(once) == strip(again)


def test_a_player_against_himself_would_draw_every_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    # The first side is worth ten points: that favours nobody, since each sits on it once.
    assert module._count([0, 0, 0]) == (0, 3, 0)
    assert module._pairing("a", "b", "x", [10 - 10, 10 - 10]).margin == 0


def test_the_stopping_rule_needs_evidence() -> None:
    assert module.sprt(0, 0, 0) == (0.0, "open")
    assert module.sprt(1, 0, 0)[1] == "open"
    assert module.sprt(20, 0, 0)[1] == "better"
    assert module.sprt(0, 0, 20)[1] == "not-better"
    assert module.sprt(0, 400, 0)[1] == "not-better"
    ratios = [module.sprt(won, 0, 20 - won)[0] for won in range(21)]
    assert ratios == sorted(ratios)


def test_a_decided_pairing_stops_early() -> None:
    result = module.tournament(["greedy", "passive"], [TINY], 200, stop=True)
    assert result.games < 200
    assert result.pairs[0].verdict == "better"


def test_a_stopped_tournament_goes_on_from_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep = tmp_path / "games.jsonl"
    whole = module.tournament(["random", "passive"], [TINY], 8, keep=keep)
    lines = keep.read_bytes().splitlines(keepends=True)
    assert len(lines) == 8
    keep.write_bytes(b"".join(lines[:5]) + lines[5][:20])  # killed in the middle of a line
    played: list[object] = []
    note = module._Book.note
    monkeypatch.setattr(module._Book, "note", lambda *given: (played.append(given[1]), note(*given)))
    again = module.tournament(["random", "passive"], [TINY], 8, keep=keep)
    assert strip(again) == strip(whole)
    assert len(played) == 3
    assert sorted(line[:80] for line in keep.read_bytes().splitlines(keepends=True)) == sorted(
        line[:80] for line in lines
    )
    keep.write_bytes(b'{"job": 1}\n')
    with pytest.raises(module.KeptError, match="line 1"):
        module.tournament(["random", "passive"], [TINY], 2, keep=keep)


def test_wrong_players_and_numbers_are_refused() -> None:
    with pytest.raises(UnknownPlayer, match="greedy"):
        module.tournament(["greedy", "gredy"], [TINY], 2)
    with pytest.raises(ValueError, match="two different players"):
        module.tournament(["greedy", "greedy"], [TINY], 2)


def test_the_command_gives_the_fields_that_programs_rely_on() -> None:
    arguments = ["tournament", "--players", "passive,random", TINY, "--games", "2", "--format", "json"]
    done = subprocess.run(
        [sys.executable, "-m", "engine", *arguments], capture_output=True, text=True, check=True, timeout=120
    )
    found = json.loads(done.stdout)
    assert set(found) >= {"players", "pairs", "scenarios"}
    wanted = {"name", "score_share", "rating", "interval", "pairs", "cpu_s_per_game"}
    assert all(set(row) == wanted for row in found["players"])
    bad = subprocess.run(
        [sys.executable, "-m", "engine", "tournament", "--players", "passive,nobody", TINY],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert bad.returncode == 2
    assert "nobody" in bad.stderr
    assert "Traceback" not in bad.stderr
