"""Chapters 5 and 10: rest, wear, trenches, works, patrols."""

from __future__ import annotations

import datetime

import pytest

from engine.events import Laboured, LongMarch, Lost, RefitBegan, RefitEnded
from engine.kernels.consts import DICE_WEAR, MODE_ATTACKED, SUPPLY_ISOLATED, SUPPLY_OUT
from engine.orders import Absorb, Labour, Move, Refit
from engine.rules import recovery
from engine.schema.map import WorkRow
from tests.textmap import BLUE, RED, Board

ALONE = ".+A .+ .+\n.+ .+ .+"
TOUCHED = ".+A .-X .+\n.+ .+ .+"


def rested(drawing: str, mud: int = 0, **values: int) -> int:
    """Return what a player turn's end adds to the cohesion of A, 50 before; no wear."""
    board = Board(drawing).weather(mud=mud).set("A", cohesion=50, **values)
    board.rig((DICE_WEAR, board.unit("A"), 0, 99, 99))
    recovery.recover(board.world, board.state, BLUE, [])
    return board.get("A", "cohesion") - 50


@pytest.mark.rule("recovery.rest")
@pytest.mark.parametrize(
    ("drawing", "mud", "values", "gain"),
    [
        (ALONE, 0, {}, 12),
        (ALONE, 3, {}, 12),
        (TOUCHED, 0, {}, 6),
        (TOUCHED, 2, {}, 3),
        (TOUCHED, 0, {"entrench": 3}, 7),
        (TOUCHED, 2, {"entrench": 3}, 4),
        (ALONE, 0, {"mode": MODE_ATTACKED}, 3),
        (TOUCHED, 0, {"mode": MODE_ATTACKED}, 0),
        (ALONE, 0, {"supply": SUPPLY_OUT}, -4),
        (ALONE, 0, {"supply": SUPPLY_ISOLATED}, -8),
    ],
)
def test_rest(drawing, mud, values, gain) -> None:
    assert rested(drawing, mud, **values) == gain


def test_cohesion_stays_within_its_range() -> None:
    board = Board(ALONE).set("A", cohesion=95)
    recovery.recover(board.world, board.state, BLUE, [])
    assert board.get("A", "cohesion") == 100
    board.set("A", cohesion=3, supply=SUPPLY_ISOLATED)
    recovery.recover(board.world, board.state, BLUE, [])
    assert board.get("A", "cohesion") == 0


@pytest.mark.rule("recovery.wear")
@pytest.mark.parametrize(("drawing", "roll", "lost"), [(TOUCHED, 16, 1), (TOUCHED, 17, 0), (ALONE, 0, 0)])
def test_contact_wears_a_quarter_by_chance(drawing, roll, lost) -> None:
    board = Board(drawing)
    board.rig((DICE_WEAR, board.unit("A"), 0, roll, roll))
    events: list = []
    recovery.recover(board.world, board.state, BLUE, events)
    assert sum(e.quarters for e in events if isinstance(e, Lost)) == lost


@pytest.mark.rule("recovery.wear")
def test_contact_does_not_kill_the_last_quarter() -> None:
    board = Board(TOUCHED).set("A", quarters=1)
    board.rig((DICE_WEAR, board.unit("A"), 0, 0, 0))
    recovery.recover(board.world, board.state, BLUE, [])
    assert board.get("A", "quarters") == 1


@pytest.mark.rule("recovery.trenches")
def test_trenches_grow_a_level_a_week_to_three() -> None:
    board = Board(ALONE).set("A", entrench=0)
    levels = []
    for _ in range(5):
        board.end(2)
        levels.append(board.get("A", "entrench"))
    assert levels == [1, 2, 3, 3, 3]
    assert board.get("A", "prepared") == 5


@pytest.mark.rule("recovery.trenches")
def test_who_moves_starts_anew() -> None:
    board = Board(ALONE).set("A", entrench=3, prepared=4)
    board.move("A", "10")
    assert board.get("A", "entrench") == 0
    board.end()
    assert (board.get("A", "entrench"), board.get("A", "prepared")) == (0, 0)


def work(level: int, start: datetime.date, finish: datetime.date) -> WorkRow:
    """Return a work in hex 10."""
    return WorkRow(id="w", line="line", hex="001000", level=level, start=start, finish=finish)


DAY = datetime.date(1943, 7, 10)
WEEK = datetime.timedelta(days=7)


@pytest.mark.rule("recovery.works")
def test_works_grow_between_their_dates() -> None:
    # Level 4, from the second turn to the fifth
    board = Board(ALONE, works=[work(4, DAY + WEEK, DAY + 4 * WEEK)])
    levels = []
    for _ in range(6):
        levels.append(int(board.state.hex_fort[board.hex("10")]))
        board.end(2)
    assert levels == [0, 1, 2, 3, 4, 4]


@pytest.mark.rule("movement.control", "recovery.works")
def test_works_serve_their_builder_only() -> None:
    board = Board(".+A .- .-", works=[work(3, DAY, DAY)])
    assert int(board.state.hex_fort[board.hex("10")]) == 3
    board.move("A", "10")
    assert int(board.state.hex_fort[board.hex("10")]) == 0
    board.end(2)
    assert int(board.state.hex_fort[board.hex("10")]) == 0


@pytest.mark.rule("recovery.works")
def test_who_comes_to_works_finds_trenches_a_level_short() -> None:
    board = Board(ALONE, works=[work(4, DAY, DAY)])
    board.move("A", "10")
    board.end()
    assert board.get("A", "entrench") == 3
    # Level four can be dug in the strongest works alone.
    board.end(2)
    assert board.get("A", "entrench") == 4


def test_a_unit_at_sea_rests() -> None:
    board = Board(ALONE, boxes=({"id": "ocean", "side": "blue", "kind": "sea"},), boxed={"B": "ocean"})
    board.set("B", cohesion=50, mode=MODE_ATTACKED)
    recovery.recover(board.world, board.state, BLUE, [])
    assert (board.get("B", "cohesion"), board.get("B", "mode")) == (62, 0)


# -- patrols -------------------------------------------------------------------------------


@pytest.mark.rule("movement.patrols")
def test_patrols_take_empty_ground_within_two_hexes() -> None:
    home = {"id": "h", "side": "red", "kind": "rail", "entry": "004000"}
    board = Board(".+A .- .- .- .-\n.- .- .- .- .-", boxes=(home,))
    board.end()
    held = {f"{c}{r}" for c in range(5) for r in range(2) if board.holder(f"{c}{r}") == BLUE}
    assert held == {"00", "01", "10", "11", "20", "21"}


@pytest.mark.rule("movement.patrols")
def test_patrols_stop_where_the_enemy_watches() -> None:
    home = {"id": "h", "side": "red", "kind": "rail", "entry": "006000"}
    board = Board(".+A .- .- .- .-X .- .-", boxes=(home,))
    board.end()
    assert [board.holder(f"{c}0") for c in range(5)] == [BLUE, BLUE, RED, RED, RED]


@pytest.mark.rule("movement.patrols")
def test_patrols_do_not_cross_a_cliff() -> None:
    home = {"id": "h", "side": "red", "kind": "rail", "entry": "003000"}
    board = Board(".+A .- .- .-", boxes=(home,), sides={"cliff": "00-10"})
    board.end()
    assert board.holder("10") == RED


@pytest.mark.rule("movement.patrols")
def test_weak_units_send_no_patrols_and_watch_nothing() -> None:
    home = {"id": "h", "side": "red", "kind": "rail", "entry": "003000"}
    board = Board(".+A .- .- .-", boxes=(home,)).set("A", quarters=7)
    board.end()
    assert board.holder("10") == RED


@pytest.mark.rule("movement.patrols")
def test_an_empty_pocket_falls_whole_but_not_one_with_a_source() -> None:
    drawing = ".+A .+ .+ .+ .+\n.+ .+ .+ .- .-\n.+ .+ .+ .- .-\n.+ .+ .+ .+ .-"
    board = Board(drawing)
    board.end()
    assert board.holder("42") == BLUE
    home = {"id": "h", "side": "red", "kind": "rail", "entry": "004002"}
    held = Board(drawing, boxes=(home,))
    held.end()
    assert held.holder("42") == RED


# -- refit, marches, labour ----------------------------------------------------------------


@pytest.mark.rule("recovery.refit")
def test_a_refit_rests_and_fills_faster_and_binds_the_unit() -> None:
    board = Board(ALONE).set("A", cohesion=40, quarters=10)
    board.state.pool_quarters[0] = 20
    board.game.changed()
    a = board.unit("A")
    assert board.do(Refit(a)) == [RefitBegan(unit=a, days=14, side=BLUE)]
    assert board.refused(Refit(a)) == "IN_REFIT"
    assert board.refused(Move(a, board.hex("10"))) == "NOT_ENOUGH_MP"
    assert board.refused(Absorb(a, 7)) == "ABSORBED_ENOUGH"
    board.do(Absorb(a, 6))
    board.end(2)
    assert (board.get("A", "cohesion"), board.get("A", "refit"), board.get("A", "mp")) == (52, 7, 0)
    events = board.end(2)
    assert RefitEnded(unit=a, early=0, side=BLUE) in events
    assert (board.get("A", "cohesion"), board.get("A", "refit")) == (70, 0)
    assert board.get("A", "mp") == board.get("A", "full_mp") > 0


@pytest.mark.rule("recovery.refit")
def test_an_enemy_ends_a_refit_at_once() -> None:
    board = Board(".+A .+ .+ .-X").set("A", cohesion=40)
    board.do(Refit(board.unit("A")))
    board.end()
    board.move("X", "10")
    board.end()
    assert (board.get("A", "refit"), board.get("A", "mp")) == (0, board.get("A", "full_mp"))


@pytest.mark.rule("recovery.refit")
def test_refusals_of_a_refit() -> None:
    board = Board(".+A .+ .-X\n.+B .+ .+\n.+C .+ .+", later="E").set("ABC", cohesion=50)
    unit = board.unit
    assert board.refused(Refit(999)) == "UNKNOWN_UNIT"
    assert board.refused(Refit(unit("X"))) == "NOT_YOURS"
    assert board.refused(Refit(unit("E"))) == "NOT_ON_MAP"
    board.move("A", "10")
    assert board.refused(Refit(unit("A"))) == "MOVED_TOO_FAR"
    board.set("A", mp=board.get("A", "full_mp"), mode=0)
    assert board.refused(Refit(unit("A"))) == "IN_CONTACT"
    board.set("C", supply=SUPPLY_OUT)
    assert board.refused(Refit(unit("C"))) == "NOT_IN_SUPPLY"
    board.set("B", cohesion=100, hex=board.hex("02"))
    assert board.refused(Refit(unit("B"))) == "NO_EFFECT"


@pytest.mark.rule("movement.long-march")
def test_a_long_march_tires_and_forbids_a_prepared_attack() -> None:
    roads = "00-10-20-30-40-50-60-70-80-90"
    drawing = ".+A .+ .+ .+ .+ .+ .+ .+ .+ .-X"
    board = Board(drawing, {"A": "motor"}, roads=roads, rules={"movement": {"long_march_hexes": 8}})
    board.move("A", "80")
    assert board.get("A", "walked") == 8
    assert LongMarch(unit=board.unit("A"), hexes=8, side=BLUE) in board.end()
    board.end()
    board.pools(attacks=9)
    assert board.refused(board.attacking("90", "A")) == "MARCHED"
    assert board.refused(board.attacking("90", "A", 0)) == ""
    board.end(2)
    board.pools(attacks=9)
    assert board.refused(board.attacking("90", "A")) == ""


@pytest.mark.rule("movement.long-march")
@pytest.mark.parametrize(("walked", "gain"), [(9, 12), (10, 2), (15, 2)])
def test_the_price_of_a_march(walked, gain) -> None:
    assert rested(ALONE, walked=walked) == gain


@pytest.mark.rule("recovery.labour")
def test_labour_raises_works_to_their_planned_level() -> None:
    board = Board(".+A .+ .+ .-X", works=[work(3, DAY, DAY + 40 * WEEK)])
    at = board.hex("10")
    assert int(board.state.pool_labour[BLUE]) == 1
    before = int(board.state.hex_fort[at])
    assert board.do(Labour(at)) == [Laboured(hex=at, level=before + 1, side=BLUE)]
    assert board.refused(Labour(at)) == "NO_LABOUR"
    board.pools(labour=9)
    while int(board.state.hex_fort[at]) < 3:
        board.do(Labour(at))
    assert board.refused(Labour(at)) == "NO_WORKS"


@pytest.mark.rule("recovery.labour")
def test_refusals_of_labour() -> None:
    board = Board(".+A .+ .+ .-X", works=[work(3, DAY, DAY + 40 * WEEK)]).pools(labour=5)
    assert board.refused(Labour(9999)) == "UNKNOWN_HEX"
    assert board.refused(Labour(board.hex("00"))) == "NO_WORKS"
    board.set("X", hex=board.hex("20"))
    assert board.refused(Labour(board.hex("10"))) == "IN_CONTACT"
    board.state.hex_control[board.hex("10")] = RED
    board.game.changed()
    assert board.refused(Labour(board.hex("10"))) == "NO_WORKS"
    late = Board(".+A .+ .+ .-X", works=[work(3, DAY + 9 * WEEK, DAY + 40 * WEEK)]).pools(labour=5)
    assert late.refused(Labour(late.hex("10"))) == "NO_WORKS"


@pytest.mark.rule("recovery.labour")
def test_works_that_fall_serve_nobody() -> None:
    board = Board(".+A .+ .+ .-X", works=[work(3, DAY, DAY)])
    from engine.rules.common import set_control

    set_control(board.world, board.state, board.hex("10"), RED, [])
    board.game.changed()
    assert int(board.state.hex_fort[board.hex("10")]) == 0
