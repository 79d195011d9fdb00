"""``stivale explain ai``: each order of the general staff with its reason."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from engine.ai import reasons
from engine.ai.assault import Plan
from engine.ai.sectors import ATTACK, DELAY, main_effort, survey
from engine.cli.app import app
from engine.kernels.consts import DELIBERATE
from engine.sim.council import Council, council
from tests.test_staff_player import (
    HOME,
    POCKET_HOME,
    attacks,
    doctrine,
    goal,
    line,
    planned,
    ready,
    town,
    turn_of,
)
from tests.textmap import BLUE, Board

TWO = ".+ .-Y .-\n.+AB .- .-\n.+C .- .-\n.+DE .-Z .-"


def heard(board: Board) -> Council:
    return council(board.game, BLUE)


def test_an_attack_names_its_gain_its_risk_and_the_next_best() -> None:
    board = ready(doctrine(Board(TWO, owner="red"), "blue")).set("Y", quarters=4).set("Z", quarters=6)
    found = [r for r in heard(board).reasons if r.order["kind"] == "attack"]
    first = found[0]
    assert first.plan.startswith("set-piece")
    assert first.gain == pytest.approx(sum(first.terms.values()), abs=0.05)
    assert first.gain > 0
    assert first.terms["own-losses"] < 0
    assert 0 <= (first.risk or 0) < 100
    assert (first.next_best or "").startswith("attack:")
    assert first.next_gain is not None
    assert first.decided_by in {*first.terms, "shells"}


def test_the_only_attack_has_no_next_best() -> None:
    board = ready(doctrine(Board(".+AB .-Z .- .-", owner="red"), "blue")).set("Z", quarters=4)
    (first, *_) = [r for r in heard(board).reasons if r.order["kind"] == "attack"]
    assert (first.next_best, first.next_gain) == (None, None)
    assert first.decided_by in first.terms


def test_a_move_tells_its_post_and_compares_with_staying() -> None:
    drawing = ".-Z .+ .+\n.- .+ .+\n.- .+ .+M\n.- .+ .+"
    board = Board(drawing, places=[town("port", "10")], objectives=[goal("port", 9, "red")], boxes=[HOME])
    doctrine(board, "blue", line=line("13"))
    (move,) = [r for r in heard(board).reasons if r.order["kind"] == "move"]
    assert move.plan == "post:port"
    assert (move.next_best or "").startswith("stay:")
    assert move.decided_by in ("points-held", "way")
    assert move.terms["points-held"] == 9
    assert move.at == board.world.hex_labels[board.world.rows("hex")[move.order["to"]]]


def test_the_parts_of_a_worth_add_up() -> None:
    board = ready(doctrine(Board(".+AB .-Z .- .-", owner="red"), "blue")).set("Z", quarters=6)
    seen = board.view(BLUE)
    from engine.ai.assault import Will, best_attack, parts_of

    will = Will(0, 270, 100, 46, 40)
    plan = best_attack(board.world, seen, board.hex("10"), DELIBERATE, will, 5)
    assert isinstance(plan, Plan)
    assert sum(parts_of(board.world, seen, plan, will, 5).values()) == plan.worth


def test_every_order_of_a_turn_has_a_reason_and_the_same_orders_come() -> None:
    board = ready(doctrine(Board(TWO, owner="red"), "blue")).set("YZ", quarters=4)
    told = heard(board).reasons
    again = ready(doctrine(Board(TWO, owner="red"), "blue")).set("YZ", quarters=4)
    assert len([r for r in told if r.order["kind"] == "attack"]) == len(attacks(turn_of(again)))
    assert all(r.plan for r in told)


# -- the front --------------------------------------------------------------------------


def test_sectors_tell_who_is_stronger_and_where_the_main_effort_is() -> None:
    drawing = "\n".join([".-Z .+AB .+CD .+", *[".- .+ .+ .+"] * 7, ".-XY .+E .+ .+", ".-WV .+ .+ .+"])
    board = doctrine(Board(drawing, boxes=[HOME]), "blue")
    memory = planned(board)
    found, where = survey(board.world, board.view(BLUE), memory)
    assert len(found) >= 2
    first, last = found[0], found[-1]
    assert first.ratio > 150 > 60 > last.ratio
    assert (first.stance, last.stance) == (ATTACK, DELAY)
    assert main_effort(found) == 0
    assert where[board.hex("10")] == 0
    assert main_effort([]) == -1


def test_a_pocket_shows_in_its_sector() -> None:
    drawing = ".+ .- .-Y .- .-\n.+ .+ .+ .+A .-\n.+ .- .-Z .- .-"
    board = doctrine(Board(drawing, boxes=[POCKET_HOME]), "blue", line=line("01"))
    found, _ = survey(board.world, board.view(BLUE), planned(board))
    assert sum(s.cut for s in found) > 0


# -- the command ------------------------------------------------------------------------


def test_the_command_tells_a_turn_as_text_and_as_json() -> None:
    runner = CliRunner()
    arguments = ["explain", "ai", "--scenario", "tests/scenarios/tiny", "--turn", "2"]
    text = runner.invoke(app, arguments)
    assert text.exit_code == 0, text.output
    assert "decided by" in text.output
    told = json.loads(runner.invoke(app, [*arguments, "--format", "json"]).output)
    assert set(told) == {
        "side",
        "turn",
        "date",
        "attacking",
        "rival",
        "sectors",
        "reasons",
        "player",
        "plans",
    }
    assert told["turn"] == 2
    assert (told["player"], told["plans"]) == ("staff", [])
    refused = runner.invoke(app, [*arguments, "--player", "greedy"])
    assert refused.exit_code != 0
    assert "Only a staff" in str(refused.exception)
    assert all(set(r) == set(reasons.Reason.__struct_fields__) for r in told["reasons"])
