"""How the general staff uses its plans: the mobile reserve, the relief of tired troops, rivals."""

from __future__ import annotations

from typing import Any

from tests.test_staff_player import HOME, attacks, doctrine, line, planned, ready, turn_of
from tests.textmap import RED, Board, label

# -- the mobile reserve -----------------------------------------------------------------

BACK = "\n".join([".- .+A .+ .+ .+ .+M .+ .+ .+ .+", ".- .+B .+ .+ .+ .+ .+ .+ .+ .+"])


def reserve(board: Board, *spots: str, **more: Any) -> Board:
    """Give blue a line on the left and a reserve of a division at some hexes."""
    held = {"id": "back", "spots": [label(s) for s in spots], "divisions": 1, **more}
    return doctrine(board, "blue", line=line("10", "11"), reserve=[held])


def test_the_reserve_stands_at_its_place_and_not_in_the_line() -> None:
    board = reserve(Board(BACK, units={"M": "motor"}, boxes=[HOME]), "70")
    turn_of(board)
    assert board.at("M") == "70"
    assert {board.at("A"), board.at("B")} == {"10", "11"}


def test_who_is_worn_is_not_called_to_the_reserve() -> None:
    for more in ({"cohesion": 50}, {"quarters": 3}):
        board = reserve(Board(BACK, units={"M": "motor"}, boxes=[HOME]), "70").set("M", **more)
        assert not any(key.startswith("apart:") for key in planned(board).numbers)


def test_the_reserve_throws_out_who_has_broken_in_if_it_can() -> None:
    drawing = ".- .+ .+ .+A .-Z .+ .+ .+ .+ .+M\n.- .+ .+ .+ .+ .+ .+ .+ .+ .+"
    for dug_in, strikes in ((0, True), (4, False)):
        board = Board(drawing, units={"M": "motor"}, boxes=[HOME])
        board = ready(reserve(board, "70")).set("Z", entrench=dug_in).set("A", cohesion=40)
        if strikes:
            board.set("Z", quarters=4, cohesion=60)
        orders = turn_of(board)
        assert (board.unit("M") in {u for o in attacks(orders) for u in o.units}) == strikes
        assert board.at("M") != "70"


def test_an_enemy_far_from_its_places_leaves_the_reserve_where_it_is() -> None:
    board = reserve(Board(BACK, units={"M": "motor"}, boxes=[HOME]), "90")
    board.state.hex_control[board.hex("20")] = RED
    board.game.changed()
    memory = planned(board)
    assert memory.numbers[f"apart:{board.unit('M')}"] == board.hex("90")
