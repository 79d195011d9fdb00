"""Headquarters, leaders and attachments: who is in command, and what it is worth."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from engine.ai.player import new_memory
from engine.ai.staff import staff_order
from engine.events import Attached, HeadquartersMoved, HeadquartersOverrun, LeaderChanged, Merged
from engine.kernels.consts import COMMAND_CHANGING, COMMAND_HELD, COMMAND_LOST, DELIBERATE, MODE_ATTACKED
from engine.orders import Absorb, Attach, Headquarters, Merge
from engine.rules import combat, command, headquarters
from engine.rules.common import off_board, place_on_map, set_control
from engine.schema.forces import AttachmentRow, FormationRow, LeaderRow, WithdrawalRow
from tests.textmap import BLUE, RED, Board, tiny

CORPS_RANGE, ARMY_RANGE = tiny().command.corps_range, tiny().command.army_range
START = tiny().file.calendar.start
WEEK = datetime.timedelta(days=7)


def formation(name: str, echelon: str = "corps", parent: str | None = None, nation: str = "bl"):
    return FormationRow(id=name, name=name, label=name, nation=nation, echelon=echelon, parent=parent)


FORMATIONS = (
    formation("army", "army"),
    formation("i", parent="army"),
    formation("ii", parent="army"),
    formation("red", nation="rd"),
)


def leader(name: str, of: str, initiative: int = 6, admin: int = 5, first: int = 0, last: int = 99):
    """Return a leader who commands from one turn to another, counted in weeks."""
    nation = "rd" if of == "red" else "bl"
    return LeaderRow(
        id=name, name=name.title(), nation=nation, formation=of, initiative=initiative, admin=admin,
        start=START + first * WEEK, finish=START + last * WEEK,
    )  # fmt: skip


LINE = """
    .+A .+ .+ .+ .+ .+ .+B
    .+ .+ .+ .+ .+ .+ .+
"""
UNDER = {"A": {"formation": "i"}, "B": {"formation": "i"}, "C": {"formation": "ii"}}


def board(drawing: str = LINE, units=UNDER, **more) -> Board:
    return Board(drawing, units, formations=FORMATIONS, **more)


def row(board: Board, name: str) -> int:
    return board.world.rows("formation")[name]


def post(board: Board, name: str = "i") -> str:
    return board.short(int(board.state.hq_hex[row(board, name)]))


@pytest.mark.rule("command.headquarters", "command.range")
def test_units_beyond_the_reach_are_out_of_command() -> None:
    game = board()
    assert CORPS_RANGE < 6
    assert post(game) == "00"
    assert game.get("A", "command") == COMMAND_HELD
    assert game.get("B", "command") == COMMAND_LOST
    assert headquarters.head_of(game.world, game.state, game.unit("B")) == row(game, "i")


@pytest.mark.rule("command.range")
def test_units_under_nobody_are_in_command_and_those_of_an_army_reach_farther() -> None:
    drawing = ".+A .+ .+ .+ .+B .+C"
    game = board(drawing, {"A": {"formation": "army"}, "B": {"formation": "army"}})
    assert CORPS_RANGE < 4 <= ARMY_RANGE
    assert [game.get(u, "command") for u in "ABC"] == [COMMAND_HELD] * 3
    assert command.explain(game.world, game.state, game.unit("C"))["chain"] == []


@pytest.mark.rule("command.headquarters")
def test_a_headquarters_moves_once_to_one_of_its_units() -> None:
    game = board()
    assert game.refused(Headquarters(row(game, "i"), game.hex("20"))) == "NOT_WITH_TROOPS"
    assert game.refused(Headquarters(row(game, "i"), game.hex("00"))) == "NO_EFFECT"
    assert game.refused(Headquarters(row(game, "ii"), game.hex("00"))) == "NO_HEADQUARTERS"
    assert game.refused(Headquarters(row(game, "red"), game.hex("00"))) == "NOT_YOURS"
    assert game.refused(Headquarters(99, game.hex("00"))) == "UNKNOWN_FORMATION"
    assert game.refused(Headquarters(row(game, "i"), 10_000)) == "UNKNOWN_HEX"
    (event,) = game.do(Headquarters(row(game, "i"), game.hex("60")))
    assert isinstance(event, HeadquartersMoved)
    assert event.silent == 1
    assert post(game) == "60"
    # Six hexes are farther than the staff goes in a week: it is silent now, and commands afterwards.
    assert [game.get(u, "command") for u in "AB"] == [COMMAND_LOST, COMMAND_LOST]
    assert game.refused(Headquarters(row(game, "i"), game.hex("00"))) == "STAFF_MOVED"
    game.end(2)
    assert [game.get(u, "command") for u in "AB"] == [COMMAND_LOST, COMMAND_HELD]


@pytest.mark.rule("command.headquarters", "command.range")
def test_a_short_way_commands_at_once() -> None:
    game = board(".+A .+ .+ .+B .+", UNDER)
    assert [game.get(u, "command") for u in "AB"] == [COMMAND_HELD, COMMAND_LOST]
    (event,) = game.do(Headquarters(row(game, "i"), game.hex("30")))
    assert isinstance(event, HeadquartersMoved)
    assert event.silent == 0
    assert [game.get(u, "command") for u in "AB"] == [COMMAND_LOST, COMMAND_HELD]


@pytest.mark.rule("command.overrun")
def test_an_overrun_staff_flees_and_is_silent() -> None:
    game = board(
        ".+A .+ .-X .-  .-Y",
        {"A": {"formation": "i"}, "X": {"formation": "red"}, "Y": {"formation": "red", "cohesion": 90}},
    )
    state = game.state
    state.hq_hex[row(game, "red")] = game.hex("20")
    events: list = []
    off_board(state, game.unit("X"), 0)
    set_control(game.world, state, game.hex("20"), BLUE, events)
    (event,) = [e for e in events if isinstance(e, HeadquartersOverrun)]
    assert game.short(event.to) == "40"
    assert post(game, "red") == "40"
    lost = game.world.command.overrun_cohesion
    assert lost
    assert game.get("Y", "cohesion") == 90 - lost
    assert game.get("Y", "command") == COMMAND_LOST
    game.game.changed()
    game.end()
    assert state.side == RED
    assert game.get("Y", "command") == COMMAND_LOST
    game.end(2)
    assert state.side == RED
    assert game.get("Y", "command") == COMMAND_HELD
    # Without any unit left there is no staff to flee.
    off_board(state, game.unit("Y"), 0)
    set_control(game.world, state, game.hex("40"), BLUE, events)
    assert state.hq_hex[row(game, "red")] == -1
    place_on_map(game.world, state, game.unit("Y"), game.hex("30"), events)


def shifts(game: Board, letters: str = "A") -> dict[str, int]:
    order = game.attacking("20", letters, DELIBERATE)
    return dict(combat.explain(game.world, game.view(), order).shifts)


FACING = ".+ .+A .-X .- .-"


@pytest.mark.rule("command.range")
def test_an_attack_out_of_command_loses_a_column_and_is_no_set_piece() -> None:
    game = board(FACING).pools(attacks=9)
    game.set("A", prepared=1)
    assert "out-of-command" not in shifts(game)
    assert shifts(game)["set-piece"] == 1
    game.set("A", command=COMMAND_LOST)
    assert shifts(game)["out-of-command"] == -game.world.command.out_of_range_shift == -1
    assert "set-piece" not in shifts(game)


@pytest.mark.rule("command.leaders")
@pytest.mark.parametrize(
    ("initiative", "found"),
    [(9, {"bold-leader": 1}), (8, {"bold-leader": 1}), (6, {}), (4, {"cautious-leader": -1})],
)
def test_the_leader_shows_in_the_odds(initiative, found) -> None:
    game = board(FACING, leaders=[leader("bold", "i", initiative)]).pools(attacks=9)
    names = ("bold-leader", "cautious-leader")
    assert {k: v for k, v in shifts(game).items() if k in names} == found
    assert command.leading(game.world, game.view(), (game.unit("A"),)) == [("Bold", "i")]
    game.set("A", command=COMMAND_LOST)
    assert not {k for k in shifts(game) if k in names}
    assert command.leading(game.world, game.view(), (game.unit("A"),)) == []


@pytest.mark.rule("command.leaders")
def test_leaders_follow_each_other_by_date_and_the_army_stands_in() -> None:
    game = board(
        FACING,
        leaders=[
            leader("first", "i", 7, last=1),
            leader("second", "i", 5, first=1, last=2),
            leader("third", "army", 9),
        ],
    )

    def in_charge() -> str:
        found = command.explain(game.world, game.state, game.unit("A"))
        return str(found["leader"])

    assert in_charge() == "First"
    assert game.get("A", "drive") == 7
    changed = [e for e in game.end(2) if isinstance(e, LeaderChanged)]
    assert [game.world.leader_names[e.leader] for e in changed] == ["Second"]
    assert in_charge() == "Second"
    assert game.get("A", "drive") == 5
    game.end(4)
    assert in_charge() == "Third"
    assert game.get("A", "drive") == 9
    assert command.explain(game.world, game.state, game.unit("A"))["effects"] == {
        "attack_columns": 1, "rest_cohesion": 1,
    }  # fmt: skip


@pytest.mark.rule("command.leaders")
def test_a_bold_leader_rests_his_units_better_and_a_manager_fills_them_faster() -> None:
    plain, led = board(FACING), board(FACING, leaders=[leader("best", "i", 9, 9)])
    for game in (plain, led):
        game.set("A", cohesion=50, quarters=8)
        game.state.pool_quarters[:] = 20
        game.game.changed()
    most = led.world.recovery.absorb_in_zoc
    assert plain.refused(Absorb(plain.unit("A"), most + 1)) == "ABSORBED_ENOUGH"
    assert led.refused(Absorb(led.unit("A"), most + 1)) == ""
    assert led.refused(Absorb(led.unit("A"), most + 2)) == "ABSORBED_ENOUGH"
    for game in (plain, led):
        game.end()
    assert led.get("A", "cohesion") == plain.get("A", "cohesion") + 1


@pytest.mark.rule("command.attach")
def test_a_unit_changes_its_corps_at_the_price_of_a_turn() -> None:
    game = board(".+A .+C .+ .+ .+ .+B", UNDER)
    a, b = game.unit("A"), game.unit("B")
    assert game.refused(Attach(b, row(game, "ii"))) == "OUT_OF_COMMAND"
    assert game.refused(Attach(a, row(game, "i"))) == "NO_EFFECT"
    assert game.refused(Attach(a, row(game, "red"))) == "NOT_YOURS"
    (event,) = game.do(Attach(a, row(game, "ii")))
    assert event == Attached(unit=a, formation=row(game, "ii"), side=BLUE)
    assert game.get("A", "corps") == row(game, "ii")
    assert game.get("A", "army") == row(game, "army")
    assert game.get("A", "command") == COMMAND_CHANGING
    assert game.refused(Attach(a, row(game, "i"))) in ("ALREADY_ATTACHED", "OUT_OF_COMMAND")
    game.end(2)
    assert game.get("A", "command") == COMMAND_HELD


@pytest.mark.rule("command.chain")
def test_mixed_command_is_judged_by_the_present_attachment() -> None:
    game = board(".+ .+AC .-X .- .-", UNDER).pools(attacks=9)
    assert shifts(game, "AC")["mixed-command"] < 0
    game.do(Attach(game.unit("A"), row(game, "ii")))
    game.end(2)
    game.pools(attacks=9)
    assert "mixed-command" not in shifts(game, "AC")


@pytest.mark.rule("command.chain")
def test_dated_attachments_of_units_and_formations() -> None:
    rows = [
        AttachmentRow(id="before", subject="u-b", date=START, formation="ii"),
        AttachmentRow(id="unit", subject="u-a", date=START + WEEK, formation="ii"),
        AttachmentRow(id="corps", subject="ii", date=START + 2 * WEEK, formation="other"),
    ]
    formations = (*FORMATIONS, formation("other", "army"))
    game = Board(".+A .+B .+", UNDER, formations=formations, attachments=rows)
    assert game.get("B", "corps") == row(game, "ii")
    assert game.get("A", "corps") == row(game, "i")
    assert any(isinstance(e, Attached) for e in game.end(2))
    assert game.get("A", "corps") == row(game, "ii")
    assert game.get("A", "army") == row(game, "army")
    assert game.get("A", "command") == COMMAND_HELD
    game.end(2)
    assert [game.get(u, "army") for u in "AB"] == [row(game, "other")] * 2


def test_the_enemy_does_not_see_staffs_behind_the_front_nor_new_attachments() -> None:
    game = board(".+A .+C .+ .+ .+ .+ .-X .-", UNDER)
    game.do(Attach(game.unit("A"), row(game, "ii")))
    seen = game.view(RED)
    assert seen.hq_hex[row(game, "i")] == -1
    assert seen.unit_corps[game.unit("A")] == row(game, "i")
    assert seen.unit_command[game.unit("A")] == 0


def test_the_computer_moves_its_staffs_and_attaches_who_is_lost() -> None:
    game = board(".+A .+ .+ .+ .+B .+D", {**UNDER, "D": {"formation": "i"}})
    game.state.hq_hex[row(game, "i")] = game.hex("00")
    headquarters.refresh(game.world, game.state, BLUE)
    game.game.changed()
    memory = new_memory("greedy", BLUE, 1)
    assert staff_order(game.world, game.view(), memory) == Headquarters(row(game, "i"), game.hex("40"))
    game = board(".+A .+ .+ .+ .+C .+B", UNDER)
    memory = new_memory("greedy", BLUE, 1)
    assert game.get("B", "command") == COMMAND_LOST
    assert staff_order(game.world, game.view(), memory) == Attach(game.unit("B"), row(game, "ii"))
    assert np.all(game.state.hq_moved == 0)


@pytest.mark.rule("command.merge")
def test_two_battered_units_become_one() -> None:
    game = Board(".+ABD .+C .-X", {"D": "armour"})
    a, b = game.unit("A"), game.unit("B")
    assert game.refused(Merge(a, b)) == "FULL_STRENGTH"
    game.set("ABC", quarters=8).set("A", cohesion=40).set("B", cohesion=80)
    assert game.refused(Merge(a, a)) == "DUPLICATE_UNIT"
    assert game.refused(Merge(a, game.unit("D"))) == "NOT_ALIKE"
    assert game.refused(Merge(a, game.unit("C"))) == "NOT_ALIKE"
    assert game.refused(Merge(a, game.unit("X"))) == "NOT_YOURS"
    game.set("A", mode=MODE_ATTACKED)
    assert game.refused(Merge(a, b)) == "ALREADY_ATTACKED"
    game.set("A", mode=0)
    (event,) = game.do(Merge(a, b))
    assert event == Merged(unit=a, into=b, quarters=8, side=BLUE)
    assert game.get("B", "quarters") == 16
    assert game.get("B", "cohesion") == 60 - game.world.command.merge_cohesion
    assert game.at("A") == "--"
    assert game.get("A", "lost") == 0


@pytest.mark.rule("command.merge")
def test_who_is_wanted_elsewhere_is_not_dissolved() -> None:
    leaving = WithdrawalRow(id="w", unit="u-a", date=START + 2 * WEEK, reason="other-front")
    game = Board(".+AB .+ .-X", withdrawals=[leaving])
    game.set("AB", quarters=8)
    assert game.refused(Merge(game.unit("A"), game.unit("B"))) == "WANTED_ELSEWHERE"
    assert game.refused(Merge(game.unit("B"), game.unit("A"))) == ""


def test_the_computer_merges_what_is_battered() -> None:
    game = Board(".+AB .+ .-X")
    memory = new_memory("greedy", BLUE, 1)
    assert staff_order(game.world, game.view(), memory) is None
    game.set("A", quarters=5).set("B", quarters=6)
    memory = new_memory("greedy", BLUE, 1)
    assert staff_order(game.world, game.view(), memory) == Merge(game.unit("A"), game.unit("B"))
