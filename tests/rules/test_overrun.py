"""Chapter 6, overrun: mobile units ride down a weak enemy and go on."""

from __future__ import annotations

import pytest

from engine.events import Battle
from engine.kernels.consts import DICE_COMBAT, MODE_MOVED
from engine.orders import Overrun
from tests.textmap import Board

ROAD = ".+A .-X .- .-\n.+ .- .- .-"


def board(drawing: str = ROAD, quarters: int = 1, **units) -> Board:
    """Return a board on which motorised A faces X of so many quarters."""
    kinds = {"A": "motor", **units}
    return Board(drawing, kinds).set("X", quarters=quarters, entrench=0, cohesion=50)


def ride(table: Board, target: str = "10", letters: str = "A") -> Overrun:
    return Overrun(table.hex(target), tuple(table.unit(u) for u in letters))


@pytest.mark.rule("combat.overrun")
def test_a_remnant_is_ridden_down_and_the_march_goes_on() -> None:
    table = board().rig((DICE_COMBAT, 0, 0, 2, 12))
    table.rig((DICE_COMBAT, table.hex("10"), 0, 8, 12))
    before = table.get("A", "mp")
    events = table.do(ride(table))
    fought = next(e for e in events if isinstance(e, Battle))
    assert (fought.column, fought.mode) == (10, 2)
    assert table.at("A") == "10"
    assert table.holder("10") == 0
    # 4 MP for the fight, 1 for clear ground, 1 more as the enemy held it
    assert before - table.get("A", "mp") == (4 + 1 + 1) * 4
    assert table.get("A", "mode") == MODE_MOVED
    assert table.pending() == 0
    # The won hex was taken in stride: it does not cost those who follow half a week.
    assert int(table.state.hex_won[table.hex("10")]) == 0
    table.move("A", "20")


def test_a_check_stops_the_riders() -> None:
    # Two dice of 2 or 3 leave both engaged; four quarters survive that.
    table = board(quarters=3)
    table.rig((DICE_COMBAT, table.hex("10"), 0, 2, 3))
    table.do(ride(table))
    assert (table.at("A"), table.get("A", "mp")) == ("00", 0)
    assert table.holder("10") == 1
    assert not table.state.unit_fighting.any()


def test_it_takes_no_shells() -> None:
    table = board().pools(attacks=0)
    assert table.refused(ride(table)) == ""


@pytest.mark.rule("combat.overrun")
@pytest.mark.parametrize(("quarters", "refusal"), [(1, ""), (3, ""), (24, "ODDS_TOO_LOW")])
def test_odds_of_ten_to_one_after_shifts(quarters, refusal) -> None:
    assert board(quarters=quarters).refused(ride(board(quarters=quarters))) == refusal


def test_refusals() -> None:
    drawing = ".+AB .-X .-\n.+C .- .-"
    table = board(drawing, B="infantry", C="motor")
    assert table.refused(ride(table, letters="")) == "NO_TARGET"
    assert table.refused(ride(table, "20")) == "NO_TARGET"
    assert table.refused(ride(table, letters="B")) == "NOT_MOBILE"
    assert table.refused(ride(table, letters="AA")) == "DUPLICATE_UNIT"
    assert table.refused(ride(table, letters="AC")) == "NOT_ADJACENT"
    assert table.refused(ride(table, letters="X")) == "NOT_YOURS"
    assert table.refused(Overrun(-1, (table.unit("A"),))) == "UNKNOWN_HEX"
    table.set("A", mp=23)
    assert table.refused(ride(table)) == "NOT_ENOUGH_MP"
    table.set("A", mp=140, mode=2)
    assert table.refused(ride(table)) == "ALREADY_ATTACKED"
    table.set("A", mode=0, cohesion=40)
    assert table.refused(ride(table)) == "TOO_WORN"
    table.set("A", cohesion=90, march=0)
    assert table.refused(ride(table)) == "TOO_FAR"


def test_no_overrun_over_a_cliff_or_into_a_full_hex() -> None:
    table = Board(ROAD, {"A": "motor"}, sides={"cliff": "00-10"}).set("X", quarters=1, entrench=0)
    assert table.refused(ride(table)) == "FORBIDDEN_HEXSIDE"
    marsh = Board(".+AB w-X .-\n.+ .- .-", {"A": "motor", "B": "motor"}, roads="00-10")
    marsh.set("X", quarters=1, entrench=0)
    assert marsh.refused(ride(marsh, letters="AB")) == "STACK_FULL"
