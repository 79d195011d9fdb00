"""A line in the mountains holds and falls as it should: ``benchmarks.calibration`` with few games a case."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.calibration.__main__ import TITLES, table
from benchmarks.calibration.arena import Arena, Case, measure
from benchmarks.calibration.cases import FOUR_TURNS, MOUNTAIN_LINE, SET_PIECES

RESULTS = Path(__file__).parent.parent / "benchmarks" / "calibration" / "results.md"
CASES = [case for cases in TITLES.values() for case in cases]
FEW = 40


def test_every_case_stands_in_the_committed_tables() -> None:
    text = RESULTS.read_text("utf-8")
    for title, cases in TITLES.items():
        assert f"## {title}\n" in text
        for case in cases:
            assert f"\n| {case.name} | " in text, "run python -m benchmarks.calibration"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_case_begins_as_it_says(case: Case) -> None:
    arena = Arena(case)
    order = arena.attack(arena.start)
    assert len(order.units) == len(case.attackers)
    shifts = dict(arena.first.shifts)
    assert shifts.get("defender-guns", 0) == -case.guns
    assert shifts.get("support", 0) == case.support
    assert ("isolated" in shifts) == case.isolated
    assert ("set-piece" in shifts) == case.set_piece
    assert ("surprise" in shifts) == case.surprise
    assert arena.held(arena.start)


def assert_near(case: Case) -> None:
    """Compare the games of a case with goal or model, at a distance that chance does not bridge."""
    tally = measure(case, FEW)
    if case.more is not None:
        assert tally.percent > case.more
    elif case.less is not None:
        assert tally.percent < case.less + 8
    else:
        assert case.model is not None
        assert abs(tally.percent - case.model) < 40


@pytest.mark.parametrize("case", [c for c in MOUNTAIN_LINE if c.more or c.less], ids=lambda c: c.name)
def test_a_mountain_line_holds_in_winter_until_turned_or_starved(case: Case) -> None:
    assert_near(case)


@pytest.mark.parametrize("case", [FOUR_TURNS[2], FOUR_TURNS[6], FOUR_TURNS[11], SET_PIECES[7]])
def test_battles_come_near_the_model(case: Case) -> None:
    assert_near(case)


@pytest.mark.parametrize("case", [SET_PIECES[3], replace(FOUR_TURNS[11], turns=1)], ids=lambda c: c.name)
def test_games_agree_with_the_exact_chance(case: Case) -> None:
    """The first battle of many games falls as the preview tells before it."""
    runs = 250
    tally = measure(case, runs)
    share = tally.exact / 100
    assert abs(tally.held / runs - share) < 4 * (share * (1 - share) / runs) ** 0.5


def test_the_same_games_make_the_same_table() -> None:
    assert table(SET_PIECES[2:4], 2) == table(SET_PIECES[2:4], 2)
