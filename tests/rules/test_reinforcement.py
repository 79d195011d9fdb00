"""Chapter 10: arrivals, withdrawals and their price, replacements, the weekly pools."""

from __future__ import annotations

import datetime

import msgspec
import pytest

from engine.events import Absorbed, Arrived, Scored, WithdrawalDue, Withdrawn
from engine.orders import Absorb, Withdraw
from engine.rules import reinforcement
from engine.schema.forces import ArrivalRow, ReplacementRow, SupportRow, WithdrawalRow
from tests.textmap import BLUE, RED, Board

DAY = datetime.date(1943, 7, 10)
WEEK = datetime.timedelta(days=7)
OCEAN = {"id": "ocean", "side": "blue", "kind": "sea", "sea_zones": "west-sea"}
ROME = {"id": "rome", "hex": "10", "kind": "city"}


def arrival(letter: str, turn: int, at: str, mode: str = "place", number: int = 0) -> ArrivalRow:
    """Return a row of arrivals.csv."""
    return ArrivalRow(
        id=f"a-{letter.lower()}-{number}", unit=f"u-{letter.lower()}", date=DAY + (turn - 1) * WEEK,
        mode=mode, at=at,  # type: ignore[arg-type]
    )  # fmt: skip


def withdrawal(letter: str, turn: int, price: int = 3) -> WithdrawalRow:
    """Return a row of withdrawals.csv."""
    name = letter.lower()
    return WithdrawalRow(
        id=f"w-{name}", unit=f"u-{name}", date=DAY + (turn - 1) * WEEK, reason="other-front", price=price
    )


# -- arrivals ----------------------------------------------------------------------------


@pytest.mark.rule("units.types", "recovery.arrivals")
def test_a_unit_arrives_on_its_date_with_its_strength() -> None:
    board = Board(
        ".+ .+A .+", {"B": {"strength": 50, "cohesion": 70}}, later="B", places=[ROME],
        arrivals=[arrival("B", 2, "rome")],
    )  # fmt: skip
    assert board.at("B") == "--"
    events = board.end(2)
    assert Arrived(unit=board.unit("B"), hex=board.hex("10"), box=-1, side=BLUE) in events
    assert board.at("B") == "10"
    assert (board.get("B", "quarters"), board.get("B", "cohesion")) == (12, 70)
    # It has come in the environment phase, so its side's turn finds it ready to march.
    assert board.get("B", "mp") == 56


def test_an_arrival_into_a_box() -> None:
    board = Board(".+A .+", later="B", boxes=(OCEAN,), arrivals=[arrival("B", 1, "ocean", "box")])
    assert (board.get("B", "status"), board.get("B", "box")) == (2, 0)


@pytest.mark.rule("recovery.arrivals")
@pytest.mark.parametrize("lost", [".+A .-X .+", ".+A .- .+", ".+A a+D .+"])
def test_who_finds_his_place_taken_or_full_goes_near_by(lost) -> None:
    board = Board(lost, later="B", places=[ROME], arrivals=[arrival("B", 1, "rome")])
    assert board.at("B") in ("00", "20")


def test_who_arrives_may_join_a_friend() -> None:
    board = Board(".+A .-X .-", later="B", places=[ROME], arrivals=[arrival("B", 1, "rome")])
    assert board.at("B") == board.at("A") == "00"


@pytest.mark.rule("recovery.arrivals")
def test_who_finds_no_ground_waits() -> None:
    # A cliff keeps red's patrols out of 00.
    rows = [arrival("B", 1, "rome")]
    board = Board(".- .-X .-", later="B", places=[ROME], arrivals=rows, sides={"cliff": "00-10"})
    assert board.at("B") == "--"
    board.state.hex_control[board.hex("00")] = BLUE
    board.game.changed()
    board.end(2)
    assert board.at("B") == "00"


def test_a_nation_out_of_the_war_sends_nobody() -> None:
    board = Board(".+A .+", later="B", places=[ROME], arrivals=[arrival("B", 2, "rome")])
    board.state.nation_at_war[0] = 0
    board.end(2)
    assert board.at("B") == "--"


def test_the_dead_do_not_arrive_and_rows_count_once() -> None:
    rows = [arrival("B", 1, "rome"), arrival("B", 3, "rome", number=1)]
    board = Board(".+A .+ .+", later="B", places=[ROME], arrivals=rows)
    from engine.rules.common import destroy

    destroy(board.world, board.state, board.unit("B"), 0, [])
    board.game.changed()
    board.end(6)
    assert board.get("B", "status") == 3


# -- withdrawals -------------------------------------------------------------------------


@pytest.mark.rule("recovery.withdrawals")
def test_a_withdrawal_is_called_a_week_before_and_delay_costs_more_and_more() -> None:
    board = Board(".+AB .+ .+", withdrawals=[withdrawal("A", 3)])
    assert board.refused(Withdraw(board.unit("A"))) == "NOT_DUE"
    events = board.end(2)
    assert [(e.price, e.side) for e in events if isinstance(e, WithdrawalDue)] == [(3, BLUE)]
    paid = []
    for _ in range(4):
        events = board.end(2)
        paid.append(sum(e.points for e in events if isinstance(e, Scored) and e.side == BLUE))
    # On its date, then one, two and three weeks late
    assert paid == [0, -3, -4, -5]
    assert int(board.state.side_score[BLUE]) == -12
    events = board.do(Withdraw(board.unit("A")))
    assert events == [Withdrawn(unit=board.unit("A"), side=BLUE)]
    assert board.at("A") == "--"
    board.end(2)
    assert int(board.state.side_score[BLUE]) == -12
    # It went with its strength: nothing of it is lost.
    assert (board.get("A", "quarters"), board.get("A", "lost")) == (24, 0)


@pytest.mark.rule("recovery.withdrawals")
def test_delay_costs_the_same_in_short_turns() -> None:
    prices = []
    for days in (1, 7):
        board = Board(".+A .+ .+", withdrawals=[withdrawal("A", 1)], days=days, turns=40)
        due = board.world.withdrawals[0][0]
        turns = range(due, due + 21 // days + 1)
        prices.append(sum(reinforcement.delay_price(board.world, 0, turn) for turn in turns))
    assert prices == [12, 12]


@pytest.mark.rule("recovery.withdrawals")
def test_refusals_of_withdrawals() -> None:
    board = Board(
        ".+A .-X .+\n.+B .+ .+", boxed={"D": "ocean"}, boxes=(OCEAN,), later="E",
        withdrawals=[withdrawal(u, 1) for u in "ABDX"],
    )  # fmt: skip
    unit = board.unit
    assert board.refused(Withdraw(999)) == "UNKNOWN_UNIT"
    assert board.refused(Withdraw(unit("X"))) == "NOT_YOURS"
    assert board.refused(Withdraw(unit("E"))) == "NOT_DUE"
    assert board.refused(Withdraw(unit("A"))) == "IN_CONTACT"
    board.set("B", hex=board.hex("01"), supply=2)
    board.set("X", hex=board.hex("20"))
    assert board.refused(Withdraw(unit("B"))) == "NOT_IN_SUPPLY"
    board.set("B", supply=0)
    assert board.refused(Withdraw(unit("B"))) == "NO_EXIT"
    assert board.refused(Withdraw(unit("D"))) == ""


@pytest.mark.rule("recovery.withdrawals")
def test_a_unit_leaves_by_a_port_or_a_railway_that_leads_out() -> None:
    port = {"id": "naples", "hex": "00", "kind": "port", "port_tons": 100, "sea_zone": "west-sea"}
    calls = [withdrawal(u, 1) for u in "ABX"]
    board = Board(".+A .+B .+ .- .-X", places=[port], boxes=(OCEAN,), withdrawals=calls)
    assert board.refused(Withdraw(board.unit("A"))) == ""
    assert board.refused(Withdraw(board.unit("B"))) == "NO_EXIT"
    board.state.port_damage[:] = 90
    board.game.changed()
    assert board.refused(Withdraw(board.unit("A"))) == "NO_EXIT"
    home = {"id": "h", "side": "blue", "kind": "rail", "entry": "000000"}
    rail = Board(
        ".+A .+ .+B .+C .-X", boxes=(home,), rails="00-10-20", withdrawals=[withdrawal(u, 1) for u in "BC"]
    )
    assert rail.refused(Withdraw(rail.unit("B"))) == ""
    rail.set("X", hex=rail.hex("40"))
    assert rail.refused(Withdraw(rail.unit("C"))) in ("NO_EXIT", "IN_CONTACT")


@pytest.mark.rule("recovery.withdrawals")
def test_who_is_broken_up_leaves_from_where_it_stands() -> None:
    call = msgspec.structs.replace(withdrawal("A", 1), exit="any")
    board = Board(".+A .+ .+", boxes=(OCEAN,), withdrawals=[call])
    assert board.refused(Withdraw(board.unit("A"))) == ""


def test_the_dead_need_not_leave() -> None:
    board = Board(".+A .+", withdrawals=[withdrawal("A", 2)])
    from engine.rules.common import destroy

    destroy(board.world, board.state, board.unit("A"), 0, [])
    board.game.changed()
    board.end(6)
    assert int(board.state.side_score[BLUE]) == 0
    assert board.state.withdrawal_state.tolist() == [reinforcement.LAPSED]


# -- replacements ------------------------------------------------------------------------


def waiting(drawing: str, quarters: int = 10, **more) -> Board:
    """Return a board with replacements in the pool."""
    board = Board(drawing, **more)
    board.state.pool_quarters[0] = quarters
    return board.set("A", quarters=10)


@pytest.mark.rule("recovery.replacements")
def test_replacements_fill_a_unit_and_thin_its_cohesion() -> None:
    board = waiting(".+A .+")
    events = board.do(Absorb(board.unit("A"), 3))
    assert events == [Absorbed(unit=board.unit("A"), quarters=3, side=BLUE)]
    assert (board.get("A", "quarters"), board.get("A", "cohesion")) == (13, 97)
    assert int(board.state.pool_quarters[0]) == 7


@pytest.mark.rule("recovery.replacements")
def test_refusals_of_replacements() -> None:
    board = waiting(".+A .+B .-X\n.+ .+ .+", boxes=(OCEAN,), boxed={"D": "ocean"})
    unit = board.unit
    assert board.refused(Absorb(999, 1)) == "UNKNOWN_UNIT"
    assert board.refused(Absorb(unit("X"), 1)) == "NOT_YOURS"
    assert board.refused(Absorb(unit("D"), 1)) == "NOT_ON_MAP"
    assert board.refused(Absorb(unit("A"), 0)) == "BAD_OPTION"
    assert board.refused(Absorb(unit("A"), -4)) == "BAD_OPTION"
    assert board.refused(Absorb(unit("A"), 15)) == "FULL_STRENGTH"
    assert board.refused(Absorb(unit("A"), 10**9)) == "FULL_STRENGTH"
    assert board.refused(Absorb(unit("B"), 1)) == "FULL_STRENGTH"
    assert board.refused(Absorb(unit("A"), 11)) == "NO_REPLACEMENTS"
    assert board.refused(Absorb(unit("A"), 5)) == "ABSORBED_ENOUGH"
    assert board.refused(Absorb(unit("A"), 4)) == ""
    board.set("A", supply=2)
    assert board.refused(Absorb(unit("A"), 1)) == "NOT_IN_SUPPLY"


@pytest.mark.rule("recovery.replacements")
def test_one_quarter_a_week_in_contact() -> None:
    board = waiting(".+A .-X\n.+ .+")
    assert board.refused(Absorb(board.unit("A"), 2)) == "ABSORBED_ENOUGH"
    board.do(Absorb(board.unit("A"), 1))
    assert board.refused(Absorb(board.unit("A"), 1)) == "ABSORBED_ENOUGH"
    board.end(2)
    assert board.refused(Absorb(board.unit("A"), 1)) == ""


# -- pools -------------------------------------------------------------------------------


def support(number: int, first: int, last: int, **values: int) -> SupportRow:
    """Return a row of support.csv for blue."""
    start, finish = DAY + (first - 1) * WEEK, DAY + last * WEEK - DAY_ONE
    return SupportRow(id=f"s-{number}", side="blue", start=start, finish=finish, **values)


DAY_ONE = datetime.timedelta(days=1)


@pytest.mark.rule("recovery.pools")
def test_pools_follow_the_table_and_do_not_pile_up() -> None:
    rows = [support(1, 1, 2, support=3, attacks=5, rail=4), support(2, 2, 3, support=2, craft=6)]
    board = Board(".+A .+", support=rows)
    seen = []
    for _ in range(4):
        pools = ("support", "attacks", "rail", "craft")
        seen.append(tuple(int(getattr(board.state, f"pool_{p}")[BLUE]) for p in pools))
        board.end(2)
    # Shells for five divisions are counted in their stacking points.
    assert seen == [(3, 15, 4, 0), (5, 15, 4, 6), (2, 0, 0, 6), (0, 0, 0, 0)]


@pytest.mark.rule("weather.air")
@pytest.mark.parametrize(("flyable", "points"), [(100, 10), (50, 8), (0, 5)])
def test_bad_flying_weather_costs_up_to_half_of_the_support(flyable, points) -> None:
    board = Board(".+A .+", support=[support(1, 1, 9, support=10, air=1)])
    board.state.weather_air[:] = flyable
    reinforcement.fill_pools(board.world, board.state, BLUE)
    assert int(board.state.pool_support[BLUE]) + int(board.state.pool_air[BLUE]) == points
    assert int(board.state.side_air[BLUE]) == 1


@pytest.mark.rule("recovery.replacements")
def test_replacements_come_week_by_week() -> None:
    rows = [ReplacementRow(id="r", nation="bl", start=DAY, finish=DAY + 20 * DAY_ONE, quarters=4)]
    board = Board(".+A .+", replacements=rows)
    seen = []
    for _ in range(5):
        seen.append(int(board.state.pool_quarters[0]))
        board.end(2)
    assert seen == [4, 8, 12, 12, 12]


def test_a_nation_out_of_the_war_sends_no_men() -> None:
    rows = [ReplacementRow(id="r", nation="bl", start=DAY, finish=DAY + 200 * DAY_ONE, quarters=4)]
    board = Board(".+A .+", replacements=rows)
    board.state.nation_at_war[0] = 0
    board.end(4)
    assert int(board.state.pool_quarters[0]) == 4


@pytest.mark.rule("turn.scale")
def test_shorter_turns_give_the_same_in_a_week() -> None:
    rows = [ReplacementRow(id="r", nation="bl", start=DAY, finish=DAY + 200 * DAY_ONE, quarters=3)]
    board = Board(".+A .+", replacements=rows, days=1)
    board.end(2 * 13)
    assert int(board.state.pool_quarters[0]) == 6
    assert int(board.state.pool_quarters[1]) == 0
    assert RED == 1
