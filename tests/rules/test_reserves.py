"""Chapter 6, reserves: who may be held back, and who steps behind a hex that is being lost."""

from __future__ import annotations

import pytest

from engine.events import Reacted
from engine.kernels.consts import (
    DICE_COMBAT,
    MODE_REACTED,
    MODE_RESERVE,
    PENDING_ADVANCE,
    PENDING_REACT,
)
from engine.observation import SPECTATOR
from engine.orders import Advance, React, Reserve
from engine.rules.reserves import reactors
from engine.schema import combat as rules
from engine.schema.forces import FormationRow
from engine.turn import to_act
from tests.textmap import BLUE, RED, Board

# A attacks X in 21; the hexes behind, which A does not touch, are 20, 30 and 31.
FRONT = """
.+  .+  .-  .-  .-  .-  .-  .-  .-
.+  .+A .-X .-  .-  .-R .-  .-  .-
.+  .+  .-  .-  .-  .-  .-  .-  .-
"""
CORPS = (FormationRow(id="corps-1", name="1", label="1", nation="rd", echelon="corps"),)


def lost(drawing: str = FRONT, letters: str = "R", **more) -> Board:
    """Return a board on which X lost its hex to A, with units of red in reserve."""
    kinds = {"R": "motor", **more.pop("units", {})}
    board = Board(drawing, kinds, **more).set("X", entrench=0, quarters=12, cohesion=0).pools(attacks=99)
    board.set(letters, mode=MODE_RESERVE, mp=0)
    board.rig((DICE_COMBAT, board.hex("21"), 0, 12, 12))
    board.attack("21", "A")
    return board


def react(board: Board, letter: str = "", to: str = "21") -> React:
    return React((board.unit(letter),) if letter else (), board.hex(to))


def test_a_reserve_is_held_back_until_its_next_turn() -> None:
    board = Board(".+A .+ .+ .- .-X\n.+ .+ .+ .- .-", {"A": "motor"})
    board.do(Reserve(board.unit("A")))
    assert (board.get("A", "mode"), board.get("A", "mp")) == (MODE_RESERVE, 0)
    assert board.refused(Reserve(board.unit("A"))) == "NO_EFFECT"
    board.end()
    assert board.get("A", "mode") == MODE_RESERVE
    # Who stands by prepares nothing.
    assert board.get("A", "prepared") == 0
    board.end()
    assert board.get("A", "mode") == 0
    assert board.get("A", "mp") > 0


@pytest.mark.rule("combat.reserve")
def test_who_may_be_held_back() -> None:
    board = Board(
        ".+A .-X .-\n.+ .- .-\n.+ .+ .+B\n.+ .+ .+\n.+C .+D .+S",
        {"A": "motor", "B": "motor", "S": {"type": "coastal", "nation": "bl", "id": "u-s"}},
    )
    assert board.refused(Reserve(board.unit("A"))) == "IN_CONTACT"
    assert board.refused(Reserve(board.unit("X"))) == "NOT_YOURS"
    assert board.refused(Reserve(board.unit("S"))) == "NOT_MOBILE"
    assert board.refused(Reserve(board.unit("C"))) == ""  # on foot, two hexes far
    board.set("D", mp=1)
    assert board.refused(Reserve(board.unit("D"))) == "MOVED_TOO_FAR"


@pytest.mark.rule("combat.reaction")
def test_a_reserve_steps_behind_before_the_advance() -> None:
    board = lost()
    assert board.pending() == PENDING_REACT
    assert to_act(board.state) == RED
    assert board.refused(Advance(())) == "DECISION_OPEN"
    events = board.do(react(board, "R", "31"))
    told = next(e for e in events if isinstance(e, Reacted))
    assert (board.short(told.start), board.short(told.hex), board.short(told.lost)) == ("51", "31", "21")
    assert (board.at("R"), board.get("R", "mode"), board.get("R", "entrench")) == ("31", MODE_REACTED, 0)
    # The winner is asked only now.
    assert board.pending() == PENDING_ADVANCE
    assert to_act(board.state) == BLUE


def test_the_defender_may_keep_it_back() -> None:
    board = lost()
    board.do(react(board))
    assert board.at("R") == "51"
    assert board.pending() == PENDING_ADVANCE


def test_refused_answers() -> None:
    board = lost(units={"Y": "motor"}, drawing=FRONT.replace(".-R", ".-RY"))
    assert board.refused(react(board, "Y", "31")) == "NO_RESERVE"
    assert board.refused(react(board, "R", "22")) == "NOT_BEHIND"  # the attacker touches it
    assert board.refused(react(board, "R", "41")) == "NOT_BEHIND"  # not next to the lost hex
    assert board.refused(react(board, "", "31")) == "BAD_OPTION"
    both = React((board.unit("R"), board.unit("Y")), board.hex("31"))
    assert board.refused(both) == "BAD_OPTION"


def test_nobody_is_asked_without_a_reserve_in_reach() -> None:
    assert lost(FRONT.replace(".-R .-  .-  .-", ".-  .-  .-  .-R")).pending() == PENDING_REACT
    near = {"combat": {"reserve": rules.Reserve(mobile_hexes=1, foot_hexes=0)}}
    assert lost(rules=near).pending() == PENDING_ADVANCE
    # On foot two hexes; R stands two hexes from 31.
    assert lost(units={"R": "infantry"}).pending() == PENDING_REACT
    walker = FRONT.replace(".-R .-  .-", ".-  .-R .-")
    assert lost(walker, units={"R": "infantry"}).pending() == PENDING_ADVANCE


def test_the_broken_and_those_not_in_reserve_do_not_come() -> None:
    board = Board(FRONT, {"R": "motor"}).set("X", entrench=0, quarters=12, cohesion=0).pools(attacks=99)
    board.rig((DICE_COMBAT, board.hex("21"), 0, 12, 12)).attack("21", "A")
    assert board.pending() == PENDING_ADVANCE
    board = Board(FRONT, {"R": "motor"}).set("X", entrench=0, quarters=12, cohesion=0).pools(attacks=99)
    board.set("R", mode=MODE_RESERVE, cohesion=30)
    board.rig((DICE_COMBAT, board.hex("21"), 0, 12, 12)).attack("21", "A")
    assert board.pending() == PENDING_ADVANCE


@pytest.mark.rule("combat.reaction")
def test_one_unit_a_corps_reacts_in_a_turn() -> None:
    drawing = FRONT.replace(".-R", ".-RY")
    units = {"R": {"type": "motor", "formation": "corps-1"}, "Y": {"type": "motor", "formation": "corps-1"}}
    board = lost(drawing, "RY", units=units, formations=CORPS)
    ready = board.view(RED)
    assert len(reactors(board.world, ready, RED, board.hex("21"))) == 2
    board.do(react(board, "R", "31"))
    # A later battle of the turn finds the corps' staff at work.
    assert reactors(board.world, board.view(RED), RED, board.hex("21")) == {}


def test_the_winner_sees_that_he_waits_but_not_for_what() -> None:
    board = lost()
    words = board.view(BLUE).pending.reshape(-1, board.world.sizes.pending_word)
    top = int(board.state.game[11]) - 1
    assert (words[top, 2:] == -1).all()
    assert board.game.view(SPECTATOR).pending.any()
