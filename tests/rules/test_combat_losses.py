"""Chapter 6, before the dice: losses and chances of the breakdown, preparation and surprise."""

from __future__ import annotations

import pytest

from engine.events import Battle
from engine.kernels.consts import DICE_COMBAT, HASTY
from engine.rules.combat import at_most
from engine.state import G_TURN
from tests.attacks import FACING, facing, look, shifts
from tests.textmap import Board

# -- losses and chances of the breakdown -------------------------------------------------


@pytest.mark.rule("combat.losses")
def test_losses_are_for_eight_steps_engaged() -> None:
    # Given six steps a side and even odds after shifts: results for 8 steps, paid for 6
    board = facing().set("A", quarters=24).set("X", quarters=18)
    lines = {line.result: line for line in look(board).outcomes}
    assert look(board).divisor == 32
    # a3: attacker 4 x 24 / 32 = 3, defender 2 x 18 / 32 = 1 and a chance of 4 / 32
    assert lines["a3"].attacker == (3, 0)
    assert lines["a3"].defender == (1, 4)
    assert lines["ex"].attacker == (1, 16)
    assert lines["ex"].defender == (2, 8)
    assert sum(line.ways for line in lines.values()) == 36


@pytest.mark.rule("combat.losses")
def test_entries_of_three_cost_at_least_one_quarter() -> None:
    board = facing().set("A", quarters=4).set("X", quarters=3)
    lines = {line.result: line for line in look(board).outcomes}
    assert lines["a3"].attacker == (1, 0)
    assert lines["a2"].attacker == (1, 0)
    assert lines["a3"].defender == (0, 2 * 3)
    assert lines["ex"].defender == (1, 0)


@pytest.mark.rule("combat.column")
@pytest.mark.parametrize(("total", "ways"), [(1, 0), (2, 1), (3, 3), (7, 21), (12, 36), (13, 36)])
def test_two_dice_at_most(total, ways) -> None:
    assert at_most(total) == ways


def test_chance_to_win_counts_the_defenders_stand() -> None:
    board = facing().set("X", quarters=6, cohesion=100)
    seen = look(board)
    lines = [line for line in seen.outcomes if line.retreat]
    # Infantry of quality 6 in the open stands on 6 - 4 = 2 and less: one throw of 36.
    assert {line.stand_need for line in lines if line.retreat <= 2} == {2}
    assert {line.stand_need for line in lines if line.retreat == 3} <= {0}
    by_hand = sum(line.ways / 36 * (35 / 36 if line.stand_need else 1) for line in lines)
    assert seen.chance_to_win() == pytest.approx(by_hand)


# -- preparation -------------------------------------------------------------------------


def rested(turns: int, days: int = 7) -> Board:
    """Return facing divisions of which A has rested for some turns."""
    board = Board(FACING, days=days).set("X", entrench=0).set("A", prepared=turns).pools(attacks=99)
    board.state.game[G_TURN] = 8
    board.game.changed()
    return board


@pytest.mark.rule("combat.surprise")
@pytest.mark.parametrize(
    ("turns", "found"),
    [(0, {}), (1, {"set-piece": 1}), (2, {"set-piece": 1, "surprise": 1})],
)
def test_an_offensive_prepared_for_two_turns_surprises(turns, found) -> None:
    assert shifts(rested(turns)) == found
    assert shifts(rested(turns), mode=HASTY) == {"hasty": -1}


@pytest.mark.rule("combat.surprise")
@pytest.mark.parametrize(
    ("at", "turn", "side", "surprised"),
    [
        ("10", 7, 0, False),  # fought over last week
        ("10", 6, 0, False),
        ("10", 5, 1, True),  # longer ago
        ("10", 8, 0, True),  # the same player turn: another blow of the same day
        ("00", 7, 1, False),  # near by, by the enemy
    ],
)
def test_no_surprise_where_there_was_fighting(at, turn, side, surprised) -> None:
    board = rested(2)
    board.state.hex_fought[board.hex(at)] = turn * 2 + side
    board.game.changed()
    assert ("surprise" in shifts(board)) is surprised


def test_a_battle_is_noted_for_that() -> None:
    board = rested(2)
    board.attack("10", "A")
    assert int(board.state.hex_fought[board.hex("10")]) == 8 * 2


@pytest.mark.rule("combat.short-turns")
def test_two_day_turns_cost_half_and_ask_for_two_turns_of_rest() -> None:
    assert shifts(rested(1, days=2)) == {}
    assert shifts(rested(2, days=2)) == {"set-piece": 1}
    assert shifts(rested(7, days=2)) == {"set-piece": 1, "surprise": 1}
    week, short = look(rested(0)), look(rested(0, days=2))
    assert (week.divisor, short.divisor) == (32, 64)
    board = rested(0, days=2).rig((DICE_COMBAT, 1, 0, 2, 12))
    result = next(e for e in board.attack("10", "A") if isinstance(e, Battle)).result
    assert board.get("A", "cohesion") == 100 - int(board.world.result_attacker_cohesion[result]) // 2
