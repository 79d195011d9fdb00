"""Boards on which an attack was made with dice that are known: for tests of what follows a battle."""

from __future__ import annotations

from engine.kernels.consts import (
    DELIBERATE,
    DICE_COMBAT,
    PENDING_DETERMINED,
)
from tests.textmap import Board

OPEN = """
.+  .+A .-  .-  .-
.+  .+  .-X .-  .-
.+  .+  .-  .-  .-
"""


def battle(throw: int, drawing: str = OPEN, target: str = "21", letters: str = "A", **units) -> Board:
    """Return a board on which an attack was made with two dice of so much; X has no trenches."""
    mode = units.pop("mode", DELIBERATE)
    values = units.pop("values", {})
    more = units.pop("more", {})
    board = Board(drawing, units, **more).set("X", entrench=0).pools(attacks=99)
    for letter, fields in values.items():
        board.set(letter, **fields)
    board.rig((DICE_COMBAT, board.hex(target), 0, throw, throw))
    board.events = board.attack(target, letters, mode)  # type: ignore[attr-defined]
    return board


def told(board: Board, kind: type):
    """Return the events of a kind of the attack."""
    return [e for e in board.events if isinstance(e, kind)]  # type: ignore[attr-defined]


def retreat(drawing: str, hexes: int = 1, **units) -> Board:
    """Return a board on which X had to fall back so many hexes from 21."""
    throw = {1: 8, 2: 10, 3: 12}[hexes]
    more = units.pop("more", {})
    values = {"X": {"quarters": 12, "cohesion": 0}, **units.pop("values", {})}
    # 24 x 3 x 200 against 12 x 4 x 100: three to one
    board = battle(throw, drawing, values=values, more=more, **units)
    if board.pending() == PENDING_DETERMINED:
        board.events += board.stand(0)  # type: ignore[attr-defined]
    return board


WIDE = """
.+  .+  .-  .-  .-  .-  .-
.+  .+A .-X .-  .-  .-  .-
.+  .+  .-  .-  .-  .-  .-
"""
