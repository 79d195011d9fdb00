"""Chapter 6, after the dice: losses, cohesion, the stand, retreat, surrender, advance."""

from __future__ import annotations

import numpy as np
import pytest

from engine.events import Advanced, Battle, Lost, Retreated, Stood
from engine.kernels.consts import (
    DICE_COMBAT,
    DICE_DETERMINED,
    HASTY,
    PENDING_ADVANCE,
    PENDING_DETERMINED,
)
from engine.orders import Advance, Determined, EndTurn
from engine.rules.aftermath import stand_need
from engine.rules.combat import explain, fight, share_losses
from engine.setup import dice_key
from tests.battles import OPEN, WIDE, battle, retreat, told
from tests.textmap import BLUE, RED, Board

WEAK = {"X": {"quarters": 6}}  # odds of 3 : 1 and their results by throw


@pytest.mark.rule("combat.column")
@pytest.mark.parametrize(
    ("throw", "result"),
    [(2, "a2"), (4, "a1"), (6, "ex"), (8, "d1"), (10, "d2"), (12, "d3")],
)
def test_result_by_throw_on_the_three_to_one_column(throw, result) -> None:
    board = battle(throw, values=WEAK)
    fought = told(board, Battle)[0]
    assert fought.column == 6
    assert board.world.result_ids[fought.result] == result


@pytest.mark.rule("combat.losses")
@pytest.mark.parametrize(
    ("throw", "attacker", "defender"), [(2, 16, 6), (4, 13, 9), (6, 12, 12), (8, 10, 16), (10, 8, 22)]
)
def test_cohesion_falls_by_the_table(throw, attacker, defender) -> None:
    board = battle(throw, values=WEAK)
    assert board.get("A", "cohesion") == 100 - attacker
    assert board.get("X", "cohesion") == 100 - defender


@pytest.mark.rule("combat.losses")
def test_losses_are_told_and_shared_by_strength() -> None:
    board = Board(".+ABC .-X\n.+ .-")
    rows = [board.unit(u) for u in "ABC"]
    board.set("A", quarters=24).set("B", quarters=12).set("C", quarters=4)
    events: list = []
    share_losses(board.world, board.state, rows, 11, events)
    # 11 of 40: 6.6, 3.3 and 1.1, the remainder to the strongest
    assert [board.get(u, "quarters") for u in "ABC"] == [24 - 7, 12 - 3, 4 - 1]
    assert sum(e.quarters for e in events) == 11
    share_losses(board.world, board.state, rows, 1000, events)
    assert [board.get(u, "status") for u in "ABC"] == [3, 3, 3]


# -- the stand ---------------------------------------------------------------------------


@pytest.mark.rule("combat.determined")
@pytest.mark.parametrize(
    ("quality", "trenches", "need"), [(6, 0, 2), (6, 3, 5), (8, 3, 7), (10, 4, 7), (1, 0, 2)]
)
def test_need_of_a_stand_is_quality_less_four_and_trenches(quality, trenches, need) -> None:
    board = Board(OPEN, {"X": {"quality": quality}}).set("X", entrench=trenches).pools(attacks=9)
    for hexes, wanted in ((0, 0), (1, need), (2, need), (3, 0)):
        assert stand_need(board.world, board.state, [board.unit("X")], hexes, False) == wanted
    lines = explain(board.world, board.view(), board.attacking("21", "A")).outcomes
    assert {line.stand_need for line in lines if line.retreat in (1, 2)} <= {need}
    assert {line.stand_need for line in lines if line.retreat in (0, 3)} <= {0}


def test_a_beaten_defender_is_asked_and_only_he_may_answer() -> None:
    board = battle(8, values=WEAK)
    assert board.pending() == PENDING_DETERMINED
    assert board.refused(EndTurn()) == "DECISION_OPEN"
    assert board.refused(Advance(())) == "DECISION_OPEN"
    assert board.refused(Determined(2)) == "BAD_OPTION"
    from engine.turn import check, to_act

    assert to_act(board.state) == RED
    assert check(board.world, board.view(BLUE), Determined(1)).name == "NOT_YOUR_TURN"  # type: ignore[union-attr]


@pytest.mark.rule("combat.determined")
@pytest.mark.parametrize(("throw", "held"), [(2, True), (3, False), (12, False)])
def test_a_stand_costs_a_step_and_cohesion_held_or_not(throw, held) -> None:
    board = battle(8, values={"X": {"quarters": 7, "cohesion": 60}})
    before = board.get("X", "quarters"), board.get("X", "cohesion")
    ordinal = int(board.state.hex_battles[board.hex("21")])
    board.rig((DICE_DETERMINED, board.hex("21"), ordinal, throw, throw))
    events = board.stand(1)
    stood = next(e for e in events if isinstance(e, Stood))
    assert (stood.need, stood.dice, bool(stood.held)) == (2, throw, held)
    assert any(isinstance(e, Lost) and e.quarters == min(4, before[0]) for e in events)
    if held:
        assert board.at("X") == "21"
        assert board.get("X", "cohesion") == before[1] - 8
        assert board.pending() == 0
    else:
        assert board.at("X") != "21"
        assert board.pending() == PENDING_ADVANCE


@pytest.mark.rule("combat.turned", "combat.determined")
def test_no_stand_when_turned() -> None:
    drawing = ".+ .+A .+\n.+ .-X .-\n.+ .+D .-"
    board = battle(12, drawing, "11", "AD", values=WEAK)
    assert board.pending() != PENDING_DETERMINED


@pytest.mark.rule("combat.determined")
def test_no_stand_when_isolated() -> None:
    board = battle(8, values={"X": {"quarters": 6, "supply": 3}})
    assert board.pending() != PENDING_DETERMINED


@pytest.mark.rule("combat.determined")
def test_no_stand_against_a_rout() -> None:
    assert battle(12, values=WEAK).pending() == PENDING_ADVANCE


# -- advance -----------------------------------------------------------------------------


@pytest.mark.rule("combat.advance")
def test_the_winner_may_advance_or_stay() -> None:
    board = retreat(WIDE)
    assert board.pending() == PENDING_ADVANCE
    board.advance()
    assert board.at("A") == "11"
    assert board.holder("21") == RED
    board = retreat(WIDE)
    events = board.advance("A")
    assert any(isinstance(e, Advanced) for e in events)
    assert board.at("A") == "21"
    assert board.holder("21") == BLUE
    assert int(board.state.hex_won[board.hex("21")]) == BLUE + 1
    assert (board.get("A", "mp"), board.get("A", "entrench")) == (0, 0)


@pytest.mark.rule("movement.points", "combat.exploitation")
@pytest.mark.parametrize(("hexes", "points"), [(1, 0), (2, 8), (3, 12)])
def test_mobile_units_exploit_a_retreat_of_two_or_more(hexes, points) -> None:
    # They strike harder: 24 x 4 x 200 against 16 x 4 x 100 is three to one as well.
    board = retreat(WIDE, hexes, A="motor", values={"X": {"quarters": 16, "cohesion": 0}})
    assert len(told(board, Retreated)[0].path) == hexes + 1
    board.advance("A")
    assert board.get("A", "mp") == points * 4


@pytest.mark.rule("combat.exploitation")
def test_foot_does_not_exploit() -> None:
    board = retreat(WIDE, 3)
    board.advance("A")
    assert board.get("A", "mp") == 0


@pytest.mark.rule("combat.advance")
def test_who_may_advance() -> None:
    drawing = ".+ .+AE .- .- .-\n.+ .+B .-X .- .-\n.+ .+ .- .- .-"
    board = retreat(drawing, letters="A")
    unit = board.unit
    assert board.refused(Advance((unit("B"),))) == "NOT_ADJACENT"
    assert board.refused(Advance((unit("E"),))) == "NOT_ADJACENT"
    assert board.refused(Advance((unit("A"), unit("A")))) == "DUPLICATE_UNIT"
    assert board.refused(Advance((unit("A"),))) == ""


@pytest.mark.rule("combat.advance")
def test_no_more_advance_than_the_hex_holds() -> None:
    # A marsh holds one division of the two that won it.
    drawing = ".+ .+AB .- .- .-\n.+ .+ w-X .- .-\n.+ .+ .- .- .-"
    board = Board(drawing).set("X", entrench=0, quarters=3, cohesion=0).pools(attacks=9, support=9)
    board.set("AB", quarters=12).rig((DICE_COMBAT, board.hex("21"), 0, 12, 12))
    board.attack("21", "AB", support=3)
    assert board.pending() == PENDING_ADVANCE
    assert board.refused(Advance((board.unit("A"), board.unit("B")))) == "STACK_FULL"


@pytest.mark.rule("turn.decisions")
def test_nobody_asks_for_an_answer_without_a_decision() -> None:
    board = Board(OPEN)
    assert board.refused(Determined(1)) == "NO_DECISION"
    assert board.refused(Advance(())) == "NO_DECISION"


def test_a_defender_who_dies_of_his_losses_leaves_the_hex() -> None:
    board = battle(12, values={"X": {"quarters": 1, "cohesion": 0}})
    assert board.get("X", "status") == 3
    assert board.pending() == PENDING_ADVANCE


def test_no_second_attack_but_others_may_go_on() -> None:
    drawing = ".+ .+AB .- .- .-\n.+ .+ .-X .- .-\n.+ .+ .- .- .-"
    board = battle(2, drawing, values={"X": {"quarters": 24}})
    assert board.refused(board.attacking("21", "A", HASTY)) == "ALREADY_ATTACKED"
    assert board.refused(board.attacking("21", "B", HASTY)) == ""


# -- the exact distribution against the dice -----------------------------------------------


@pytest.mark.parametrize(
    ("attackers", "defender", "seed"),
    [((24, 100), (9, 60), 0), ((20, 70), (24, 90), 1), ((24, 100), (3, 10), 2)],
)
def test_explain_agrees_with_two_thousand_battles(attackers, defender, seed) -> None:
    board = Board(OPEN).pools(attacks=9)
    board.set("A", quarters=attackers[0], cohesion=attackers[1])
    board.set("X", quarters=defender[0], cohesion=defender[1], entrench=0)
    order = board.attacking("21", "A")
    seen = explain(board.world, board.view(), order)
    from engine.rules.combat import battle as work_out

    terms, engaged = work_out(
        board.world, board.state, np.array(order.units, np.int32), order.target, order.mode, 0, 0, 0, False
    )
    expected: dict[tuple[str, int, int], float] = {}
    for line in seen.outcomes:
        for own in (0, 1):
            for enemy in (0, 1):
                chance = line.ways / 36
                chance *= line.attacker[1] / 32 if own else 1 - line.attacker[1] / 32
                chance *= line.defender[1] / 32 if enemy else 1 - line.defender[1] / 32
                lost = min(line.defender[0] + enemy, defender[0])
                cell = (line.result, min(line.attacker[0] + own, attackers[0]), lost)
                expected[cell] = expected.get(cell, 0.0) + chance
    assert sum(expected.values()) == pytest.approx(1)
    start, games = board.state.clone(), 2000
    found = dict.fromkeys(expected, 0)
    for number in range(games):
        state = start.clone()
        state.key[:2] = dice_key(seed * games + number)
        events: list = []
        fight(board.world, state, order.target, order.units, order.mode, terms, engaged, 0, events)
        fought = events[0]
        in_battle = [e for e in events if isinstance(e, Lost) and e.cause == 0]
        own_lost = sum(e.quarters for e in in_battle if e.unit == board.unit("A"))
        lost = sum(e.quarters for e in in_battle if e.unit == board.unit("X"))
        found[(board.world.result_ids[fought.result], own_lost, lost)] += 1
    # Chi-square over cells of five cases or more, the rest taken together.
    cells = [(found[c], p * games) for c, p in expected.items() if p * games >= 5]
    small = [(found[c], p * games) for c, p in expected.items() if 0 < p * games < 5]
    if small:
        cells.append((sum(f for f, _ in small), sum(e for _, e in small)))
    statistic = sum((f - e) ** 2 / e for f, e in cells if e > 0)
    free = len(cells) - 1
    # The 99.9 percent point of chi-square is below free + 3.3 sqrt(2 free) + 6.
    assert statistic < free + 3.3 * (2 * free) ** 0.5 + 6


def riverbank(fallen: bool) -> Board:
    """Return a defender with a bridged river behind him, beaten badly."""
    board = Board(
        ".+A .-X .-\n.+B .+C ~", roads="10-20", sides={"minor-river": "10-20"}, units={"C": "armour"}
    ).pools(attacks=9)
    board.set("X", quarters=24, cohesion=40, entrench=0)
    board.state.bridge_damage[:] = 100 if fallen else 0
    return board.rig((DICE_COMBAT, board.hex("10"), 0, 12, 12))


@pytest.mark.rule("combat.retreat-bridges")
def test_a_retreat_over_a_fallen_bridge_costs_more() -> None:
    left = []
    for fallen in (False, True):
        board = riverbank(fallen)
        board.attack("10", "AB")
        if board.at("X") == "10":
            board.stand(0)
        assert board.at("X") == "20"
        left.append(board.get("X", "quarters"))
    assert left[0] - left[1] == board.world.combat.retreat.ford_quarters == 1


@pytest.mark.rule("combat.retreat-bridges")
@pytest.mark.parametrize("fallen", [False, True])
def test_nobody_exploits_over_a_fallen_bridge(fallen) -> None:
    board = Board(
        ".- .- .- .-\n.+C .-X .- .-\n.- .- .- .-", roads="01-11-21-31", sides={"minor-river": "01-11"},
        units={"C": "armour"},
    ).pools(attacks=9)  # fmt: skip
    board.set("X", quarters=8, cohesion=20, entrench=0)
    board.state.bridge_damage[:] = 100 if fallen else 0
    board.rig((DICE_COMBAT, board.hex("11"), 0, 12, 12))
    board.attack("11", "C")
    while board.pending() not in (0, PENDING_ADVANCE):
        board.stand(0)
    board.advance("C")
    assert board.at("C") == "11"
    assert (board.get("C", "mp") == 0) is fallen
