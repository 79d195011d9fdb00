"""Chapter 1: a week in short turns costs and gives what a weekly turn does."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kernels.consts import MODE_ATTACKED, SUPPLY_FULL, SUPPLY_ISOLATED, SUPPLY_OUT
from engine.orders import Absorb
from engine.rules import recovery, reinforcement, supply
from engine.rules.rates import dated, share
from engine.schema.forces import ReplacementRow, SupportRow
from tests.textmap import BLUE, Board

LENGTHS = (1, 2, 7)
DAYS = 28
ALONE = ".+A .+ .+\n.+ .+ .+"
TOUCHED = ".+A .-X .-\n.+ .- .-"


@given(st.integers(-40, 40), st.integers(0, 6), st.lists(st.integers(1, 31), max_size=30))
def test_shares_add_up_whatever_the_turns(weekly, part, turns) -> None:
    whole, left = 0, part
    for days in turns:
        more, left = share(left, weekly, days)
        whole += more
        assert 0 <= left < 7
    assert whole * 7 + left == part + weekly * sum(turns)


@given(st.integers(0, 300), st.integers(1, 31), st.integers(1, 60))
def test_dated_shares_add_up_and_differ_by_one_at_most(weekly, days, turns) -> None:
    shares = [dated(weekly, days, turn) for turn in range(1, turns + 1)]
    assert sum(shares) == weekly * days * turns // 7
    assert max(shares) - min(shares) <= 1


def turns_of(days: int) -> int:
    """Return how many turns of some days make up the time."""
    return DAYS // days


def after(days: int, drawing: str, mode: int, mud: int, **values: int) -> int:
    """Return a unit's cohesion after four weeks in turns of some days."""
    board = Board(drawing, days=days, turns=40)
    board.weather(mud=mud).set("A", **values)
    board.world.wear_percent.flags.writeable = True
    board.world.wear_percent[:] = 0
    board.world.wear_percent.flags.writeable = False
    for _ in range(turns_of(days)):
        board.set("A", mode=mode)
        recovery.recover(board.world, board.state, BLUE, [])
    return board.get("A", "cohesion")


@pytest.mark.rule("turn.scale")
@pytest.mark.parametrize("drawing", [ALONE, TOUCHED])
@pytest.mark.parametrize("state", [SUPPLY_FULL, SUPPLY_OUT, SUPPLY_ISOLATED])
@pytest.mark.parametrize("mode", [0, MODE_ATTACKED])
@pytest.mark.parametrize("mud", [0, 2])
def test_rest_and_hunger_of_cohesion(drawing, state, mode, mud) -> None:
    found = {d: after(d, drawing, mode, mud, cohesion=45, supply=state, entrench=0) for d in LENGTHS}
    # Trenches dug within the weeks give a point a little earlier or later.
    assert max(found.values()) - min(found.values()) <= (1 if drawing == TOUCHED else 0), found


def dug(days: int, weeks: int) -> int:
    """Return how deep a unit is dug in after some weeks of rest."""
    board = Board(ALONE, days=days, turns=60).set("A", entrench=0)
    for _ in range(weeks * 7 // days):
        recovery.recover(board.world, board.state, BLUE, [])
    return board.get("A", "entrench")


@pytest.mark.rule("turn.scale")
@pytest.mark.parametrize("weeks", [2, 4])
def test_digging(weeks) -> None:
    assert len({dug(d, weeks) for d in LENGTHS}) == 1


def starved(days: int, quarters: int) -> int:
    """Return what four weeks without a source take from a unit."""
    board = Board(
        ALONE, days=days, turns=60, supplied=False, rules={"supply": {"isolated_quarters": quarters}}
    )
    board.set("A", hungry=0)
    before = board.get("A", "quarters")
    for _ in range(turns_of(days)):
        board.set("A", supply=SUPPLY_ISOLATED, hungry=board.get("A", "hungry") + days)
        supply.starve(board.world, board.state, BLUE, [])
    return before - board.get("A", "quarters")


@pytest.mark.rule("turn.scale")
@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_starvation(quarters) -> None:
    assert {starved(d, quarters) for d in LENGTHS} == {2 * quarters}


def taken(days: int, drawing: str) -> int:
    """Return how many quarter steps a unit absorbs in four weeks if it takes all it may."""
    board = Board(drawing, days=days, turns=60, supplied=True)
    board.set("A", quarters=2)
    total = 0
    contact = drawing == TOUCHED
    for _ in range(turns_of(days)):
        board.state.pool_quarters[0] = 50
        board.game.changed()
        room = recovery.absorb_limit(board.world, board.state, board.unit("A"), contact)
        assert board.refused(Absorb(board.unit("A"), room + 1)) == "ABSORBED_ENOUGH"
        if room:
            board.do(Absorb(board.unit("A"), room))
        total += room
        recovery.recover(board.world, board.state, BLUE, [])
        board.rest()
    return total


@pytest.mark.rule("turn.scale")
@pytest.mark.parametrize(("drawing", "total"), [(ALONE, 16), (TOUCHED, 4)])
def test_absorption(drawing, total) -> None:
    assert {d: taken(d, drawing) for d in LENGTHS} == dict.fromkeys(LENGTHS, total)


def worn(days: int, seed: int) -> int:
    """Return the quarter steps that contact costs one unit in eight weeks."""
    board = Board(TOUCHED, {"A": {"steps": 20}}, days=days, turns=60, seed=seed)
    for _ in range(2 * turns_of(days)):
        recovery.recover(board.world, board.state, BLUE, [])
        board.state.game[0] += 1
    return board.get("A", "lost")


@pytest.mark.rule("turn.scale")
@pytest.mark.parametrize("days", LENGTHS)
def test_contact_wear_in_expectation(days) -> None:
    games = 60
    mean = sum(worn(days, seed) for seed in range(games)) / games
    expected = 8 * 17 / 100
    assert abs(mean - expected) < 0.45


def patrols(days: int) -> int:
    """Return how often patrols went out in four weeks."""
    board = Board(ALONE, days=days, turns=60)
    board.state.side_patrol[:] = 0
    out = 0
    for _ in range(turns_of(days)):
        before = int(board.state.side_patrol[BLUE])
        recovery.patrol(board.world, board.state, BLUE, [])
        out += before + days >= 7
    return out


@pytest.mark.rule("turn.scale")
def test_patrols_go_out_once_a_week() -> None:
    assert {patrols(d) for d in LENGTHS} == {4}


@pytest.mark.rule("turn.scale")
def test_pools_of_four_weeks() -> None:
    start = datetime.date(1943, 7, 10)
    finish = start + datetime.timedelta(days=200)
    found = set()
    for days in LENGTHS:
        board = Board(
            ALONE, days=days, turns=60,
            support=[SupportRow(id="s", side="blue", start=start, finish=finish, support=3, attacks=5)],
            replacements=[ReplacementRow(id="r", nation="bl", start=start, finish=finish, quarters=3)],
        )  # fmt: skip
        board.state.pool_quarters[:] = 0
        board.state.game[0] = 1
        support = attacks = 0
        for _ in range(turns_of(days)):
            reinforcement.fill_pools(board.world, board.state, BLUE)
            support += int(board.state.pool_support[BLUE])
            attacks += int(board.state.pool_attacks[BLUE])
            board.state.game[0] += 1
        found.add((support, attacks, int(board.state.pool_quarters[0])))
    assert found == {(12, 60, 12)}
