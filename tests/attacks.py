"""Attacks on a board of a few hexes, and what their breakdown says: for the tests of combat."""

from __future__ import annotations

from typing import Any

from engine.kernels.consts import DELIBERATE
from engine.rules.combat import Breakdown, explain
from tests.textmap import Board

FACING = """
.+A .-X
.+  .-
"""


def look(
    board: Board, target: str = "10", letters: str = "A", mode: int = DELIBERATE, **more: int
) -> Breakdown:
    """Return the breakdown of an attack that is allowed."""
    order = board.attacking(target, letters, mode, **more)
    assert board.refused(order) == ""
    return explain(board.world, board.view(), order)


def shifts(board: Board, *arguments: Any, **more: Any) -> dict[str, int]:
    """Return the shifts of an attack by name."""
    return dict(look(board, *arguments, **more).shifts)


def facing(**units: Any) -> Board:
    """Return two rested, unentrenched divisions face to face in the open; supply for attacks is ample."""
    board = Board(FACING, units)
    return board.set("AX", entrench=0).pools(attacks=9, support=9, naval=9)
