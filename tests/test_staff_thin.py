"""How the general staff mans a line that is long for its troops: every second hex, nothing far before it."""

from __future__ import annotations

import pytest

from engine.ai.player import new_memory, players
from tests.test_staff_player import HOME, doctrine, line
from tests.textmap import BLUE, Board

# Three divisions of blue; red's stack stands before the middle of a front of six hexes.
NEAR = "\n".join(
    [
        ".+ .+ .+ .- .-",
        ".+A .+ .+ .- .-",
        ".+B .+ .+ .-XYZ .-",
        ".+C .+ .+ .- .-",
        ".+ .+ .+ .- .-",
        ".+ .+ .+ .- .-",
    ]
)
# The same with two hexes more of blue's ground before the line.
FAR = "\n".join(
    [
        ".+ .+ .+ .+ .+ .- .-",
        ".+A .+ .+ .+ .+ .- .-",
        ".+B .+ .+ .+ .+ .-XYZ .-",
        ".+C .+ .+ .+ .+ .- .-",
        ".+ .+ .+ .+ .+ .- .-",
        ".+ .+ .+ .+ .+ .- .-",
    ]
)
LINE = ("20", "21", "22", "23", "24", "25")


def posts(
    drawing: str, spots: tuple[str, ...], thin: bool, player: str = "staff", ahead: int = 5
) -> set[int]:
    """Return the hexes to which blue sends its three divisions, or two of them together."""
    board = Board(drawing, boxes=[HOME])
    doctrine(board, "blue", line=[{**line(*spots)[0], "thin": thin, "ahead": ahead}])
    memory = new_memory(player, BLUE, 1)
    players()[player].decide(board.world, board.view(BLUE), memory)
    found = {at for key, at in memory.numbers.items() if key.startswith("post:")}
    return found


def neighbours(found: set[int], drawing: str) -> int:
    """Return how many pairs of hexes lie side by side."""
    near = Board(drawing).world.hex_neighbour
    return sum(there in found for at in found for there in near[at].tolist()) // 2


def test_every_second_hex_is_manned_before_any_between() -> None:
    assert neighbours(posts(NEAR, LINE, thin=True), NEAR) == 0
    assert neighbours(posts(NEAR, LINE[1:4], thin=False), NEAR) > 0, "else the hottest come first"
    assert neighbours(posts(NEAR, LINE[1:4], thin=True), NEAR) == 0


def test_doctrine_says_how_far_before_a_line_a_stand_is_made() -> None:
    world = Board(FAR).world

    def before(ahead: int, player: str) -> bool:
        found = posts(FAR, LINE, thin=False, player=player, ahead=ahead)
        return any(world.hex_col[at] > 3 for at in found)

    assert before(5, "staff")
    assert not before(1, "staff")
    assert before(1, "greedy"), "the plain opponent does not read it"


@pytest.mark.parametrize("thin", [False, True])
def test_the_plain_opponent_does_not_read_it(thin: bool) -> None:
    assert posts(NEAR, LINE, thin, "greedy") == posts(NEAR, LINE, not thin, "greedy")
