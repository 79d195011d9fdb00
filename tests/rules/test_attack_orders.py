"""Chapter 6: who may attack whom, and what an attack spends."""

from __future__ import annotations

from typing import Any

import pytest

from engine.kernels.consts import DELIBERATE, HASTY
from engine.orders import Attack
from tests.textmap import Board

FACING = """
.+A .-X
.+  .-
"""


def facing(**units: Any) -> Board:
    """Return two divisions face to face in the open, with ample shells and support."""
    return Board(FACING, units).set("AX", entrench=0).pools(attacks=9, support=9, naval=9)


@pytest.mark.rule("combat.attack")
def test_refusals_of_an_attack() -> None:
    board = Board(
        ".+A .-X .-\n.+S .- .-Y\n.+ .+ .+B", {"S": {"type": "coastal", "nation": "bl", "id": "u-s"}}
    ).pools(attacks=9)  # fmt: skip
    hex_of, unit = board.hex, board.unit
    a, x = unit("A"), hex_of("10")
    assert board.refused(Attack(-1, (a,), HASTY)) == "UNKNOWN_HEX"
    assert board.refused(Attack(board.world.land, (a,), HASTY)) == "UNKNOWN_HEX"
    assert board.refused(Attack(x, (), HASTY)) == "NO_TARGET"
    assert board.refused(Attack(hex_of("11"), (a,), HASTY)) == "NO_TARGET"
    assert board.refused(Attack(hex_of("01"), (a,), HASTY)) == "NO_TARGET"
    assert board.refused(Attack(x, (a, a), HASTY)) == "DUPLICATE_UNIT"
    assert board.refused(Attack(x, (a,), 2)) == "BAD_OPTION"
    assert board.refused(Attack(x, (999,), HASTY)) == "UNKNOWN_UNIT"
    assert board.refused(Attack(x, (unit("Y"),), HASTY)) == "NOT_YOURS"
    assert board.refused(Attack(x, (unit("B"),), HASTY)) == "NOT_ADJACENT"
    assert board.refused(Attack(x, (unit("S"),), HASTY)) == "STATIC"
    assert board.refused(Attack(x, (a,), HASTY, 1)) == "NO_SUPPORT"
    assert board.refused(Attack(x, (a,), HASTY, -1)) == "NO_SUPPORT"
    assert board.refused(Attack(x, (a,), HASTY, 0, 1)) == "NO_NAVAL"
    assert board.refused(Attack(x, (a,), HASTY, 0, -1)) == "NO_NAVAL"


@pytest.mark.rule("units.cohesion")
def test_worn_units_do_not_attack() -> None:
    assert board_refuses(facing().set("A", cohesion=44)) == "TOO_WORN"
    assert board_refuses(facing().set("A", cohesion=45)) == ""


def board_refuses(board: Board, mode: int = DELIBERATE) -> str:
    """Return why A may not attack X."""
    return board.refused(board.attacking("10", "A", mode))


@pytest.mark.rule("combat.attack")
@pytest.mark.parametrize(
    ("spent", "deliberate", "hasty"), [(0, "", ""), (14, "", ""), (15, "MOVED_TOO_FAR", "")]
)
def test_a_deliberate_attack_allows_a_quarter_of_the_march(spent, deliberate, hasty) -> None:
    # Given a march of so many quarters of the 56
    board = Board(".+A .-X\n.+ .-\n.+ .+", owner="blue").pools(attacks=9)
    board.set("A", mp=56 - spent, mode=0 if spent <= 14 else 1)
    assert board_refuses(board) == deliberate
    assert board_refuses(board, HASTY) == hasty


def test_marching_past_a_quarter_is_noted() -> None:
    # Given a road of own hexes at 1 point each and 14 points
    board = Board(".+A .+ .+ .+ .+ .+", roads="00-10-20-30-40-50")
    board.move("A", "30")
    assert board.get("A", "mode") == 0
    board.move("A", "40")
    assert board.get("A", "mode") == 1


@pytest.mark.rule("combat.attack")
def test_a_hasty_attack_needs_four_points() -> None:
    assert board_refuses(facing().set("A", mp=16), HASTY) == ""
    assert board_refuses(facing().set("A", mp=15), HASTY) == "NOT_ENOUGH_MP"
    assert board_refuses(facing().set("A", mp=0)) == "NOT_ENOUGH_MP"


@pytest.mark.rule("combat.shells")
def test_an_attack_spends_points_shells_and_support() -> None:
    board = Board(".+AB .-X\n.+ .-", {"B": "brigade"}).pools(attacks=6, support=2)
    board.set("AB", entrench=3)
    board.attack("10", "AB", HASTY, support=2)
    assert board.get("A", "mp") == 56 - 16
    assert board.get("B", "mp") == 56 - 16
    # A division and a brigade are four stacking points.
    assert (int(board.state.pool_attacks[0]), int(board.state.pool_support[0])) == (2, 0)
    assert board.get("A", "entrench") <= 1


@pytest.mark.rule("combat.attack")
def test_a_deliberate_attack_takes_all_points_and_only_one_a_turn() -> None:
    board = facing()
    board.rig((1, board.hex("10"), 0, 7, 7))
    board.attack("10", "A")
    assert board.get("A", "mp") == 0
    assert board_refuses(board) in ("ALREADY_ATTACKED", "DECISION_OPEN")


@pytest.mark.rule("combat.shells")
def test_shells_limit_attacks() -> None:
    assert board_refuses(facing().pools(attacks=0)) == "NO_SHELLS"
    assert board_refuses(facing().pools(attacks=2)) == "NO_SHELLS"
    assert board_refuses(facing().pools(attacks=3)) == ""


@pytest.mark.rule("combat.support")
def test_ships_reach_two_hexes_inland() -> None:
    board = Board("~ .+A .-X .-Y .-Z\n~ .+ .+B .+C .-").pools(attacks=9, naval=3)
    assert board.refused(board.attacking("20", "A", naval=1)) == ""
    assert board.refused(board.attacking("30", "C", naval=1)) == "NO_NAVAL"


@pytest.mark.rule("movement.rivers")
@pytest.mark.parametrize("kind", ["strait", "lake", "sea", "cliff"])
def test_no_attack_over_closed_hexsides(kind) -> None:
    board = Board(FACING, sides={kind: "00-10"}).pools(attacks=9)
    assert board_refuses(board) == "FORBIDDEN_HEXSIDE"


def test_no_attack_into_ground_closed_to_the_class() -> None:
    drawing = ".+A m-X\n.+ .-"
    assert board_refuses(Board(drawing, {"A": "motor"}).pools(attacks=9)) == "FORBIDDEN_HEXSIDE"
    assert board_refuses(Board(drawing, {"A": "motor"}, roads="00-10").pools(attacks=9)) == ""
    assert board_refuses(Board(drawing, {"A": "infantry"}).pools(attacks=9)) == ""
