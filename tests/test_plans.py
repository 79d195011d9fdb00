"""Which line a computer commander holds, and when it goes back to the next."""

from __future__ import annotations

import datetime

import msgspec

from engine.ai.plans import current_lines
from engine.ai.player import Memory, new_memory
from engine.rules.common import set_control
from engine.schema.doctrine import DoctrineFile
from tests.textmap import BLUE, RED, Board

GROUND = ".+A .+ .- .- .- .- .-X"
LATER = datetime.date(2100, 1, 1)


def plan(board: Board, **first: object) -> DoctrineFile:
    """Return two lines of two hexes each; the second is manned from a distant day."""
    labels = [board.world.hex_labels[board.hex(short)] for short in ("30", "40", "50", "60")]
    lines = [
        {"id": "front", "title": "Front", "spots": labels[:2], "leave_at_broken": 1, "next": "rear", **first},
        {"id": "rear", "title": "Rear", "spots": labels[2:], "man_from": LATER},
    ]
    return msgspec.convert({"side": "red", "line": lines}, DoctrineFile)


def held(board: Board, doctrine: DoctrineFile, memory: Memory) -> list[str]:
    return [line.id for line in current_lines(board.world, board.view(RED), memory, doctrine)]


def test_what_follows_a_broken_line_is_manned_at_once() -> None:
    board, memory = Board(GROUND), new_memory("greedy", RED, 1)
    doctrine = plan(board)
    assert held(board, doctrine, memory) == ["front"]
    set_control(board.world, board.state, board.hex("30"), BLUE, [])
    board.game.changed()
    assert held(board, doctrine, memory) == ["rear"]


def test_what_follows_a_line_left_on_its_date_waits_for_its_own() -> None:
    board, memory = Board(GROUND), new_memory("greedy", RED, 1)
    assert held(board, plan(board, hold_until=datetime.date(1900, 1, 1)), memory) == []


def test_a_line_is_not_lost_before_its_time() -> None:
    board, memory = Board(GROUND), new_memory("greedy", RED, 1)
    set_control(board.world, board.state, board.hex("30"), BLUE, [])
    board.game.changed()
    assert held(board, plan(board, not_before=LATER), memory) == ["front"]
