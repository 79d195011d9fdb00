"""How the general staff relieves the tired: who leaves the line, who must stay, and when he comes back."""

from __future__ import annotations

from engine.ai.analysis import kept
from engine.ai.player import Memory, new_memory, players
from engine.kernels.consts import FLAG_EZOC
from engine.observation import flags_of
from tests.test_staff_player import HOME, doctrine, line, turn_of
from tests.textmap import BLUE, Board

# Blue's A is next to red's Z; M stands behind him, far behind both it is quiet.
DRAWING = "\n".join([".+ .+ .+ .+ .+ .+ .+M .+A .-Z .-", ".+ .+ .+ .+ .+ .+ .+ .+ .+ .-"])


def front(drawing: str = DRAWING, **style: int) -> Board:
    """Return blue with a line of one post at 70, where A stands, and half its troops free to rest."""
    board = Board(drawing, boxes=[HOME])
    return doctrine(board, "blue", line=line("70"), staff={"rest_percent": 50, **style})


def resting(board: Board, memory: Memory | None = None) -> dict[str, int]:
    """Return who rests after the staff has planned a turn, by letter, and where."""
    memory = memory or new_memory("staff", BLUE, 1)
    players()["staff"].decide(board.world, board.view(BLUE), memory)
    found = {int(k.removeprefix("rest:")): at for k, at in memory.numbers.items() if k.startswith("rest:")}
    return {board.world.unit_ids[unit][-1].upper(): at for unit, at in found.items()}


def test_the_tired_leave_the_line_and_the_fresh_take_their_post() -> None:
    board = front().set("A", cohesion=30)
    turn_of(board)
    flags = flags_of(board.world, board.view(BLUE))
    assert board.at("M") == "70"
    assert not flags[board.state.unit_hex[board.unit("A")]] & FLAG_EZOC


def test_they_rest_where_no_enemy_is_felt() -> None:
    board = front().set("A", cohesion=30)
    memory = new_memory("staff", BLUE, 1)
    (at,) = resting(board, memory).values()
    assert kept(memory, "threat")[at] == 0
    assert board.state.hex_control[at] == BLUE


def test_nobody_leaves_whom_no_fresh_unit_can_relieve() -> None:
    for change in ({"cohesion": 55}, {"quarters": 2}, {"hex": "10"}):
        board = front().set("A", cohesion=30)
        if "hex" in change:
            board = front(DRAWING.replace(".+M", ".+").replace(".+ ", ".+M ", 1)).set("A", cohesion=30)
        else:
            board.set("M", **change)
        assert resting(board) == {}


def test_who_is_fit_to_fight_stays() -> None:
    assert resting(front().set("A", cohesion=50)) == {}
    assert list(resting(front(rest_below=60).set("A", cohesion=50))) == ["A"]


def test_who_rests_comes_back_only_when_he_is_fresh() -> None:
    for cohesion, still in ((50, True), (69, True), (70, False)):
        board = front(rest_until=70).set("A", cohesion=cohesion)
        memory = new_memory("staff", BLUE, 1)
        memory.numbers[f"rest:{board.unit('A')}"] = board.hex("10")
        assert ("A" in resting(board, memory)) == still


def test_no_more_rest_than_the_doctrine_allows() -> None:
    crowd = "\n".join([".+ .+ .+ .+ .+ .+ .+MB .+A .-Z .-", ".+ .+ .+ .+ .+ .+ .+ .+ .+ .-"])
    for percent, found in ((0, []), (30, []), (34, ["A"]), (100, ["A"])):
        board = front(crowd, rest_percent=percent).set("A", cohesion=30)
        assert list(resting(board)) == found


def test_the_most_tired_are_relieved_first() -> None:
    drawing = "\n".join([".+ .+ .+ .+ .+ .+ .+M .+A .-Z .-", ".+ .+ .+ .+ .+ .+ .+ .+B .-Y .-"])
    for tired in "AB":
        board = front(drawing, rest_percent=34).set("AB", cohesion=40).set(tired, cohesion=20)
        assert list(resting(board)) == [tired]
