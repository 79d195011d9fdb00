"""Support laid up for corps and armies: who fires it, how long it lies, what is told of it."""

from __future__ import annotations

import pytest

from engine.ai import fires
from engine.ai.player import new_memory
from engine.events import Allotted
from engine.kernels.consts import COMMAND_LOST, DELIBERATE
from engine.orders import Allot, Attack
from engine.rules import allotment, combat
from engine.rules.common import set_control
from tests.rules.test_command import FORMATIONS, row
from tests.textmap import BLUE, RED, Board

FRONT = """
    .+  .+AC .-X .-
    .+  .+   .-  .-Y
"""
UNDER = {"A": {"formation": "i"}, "C": {"formation": "ii"}, "X": {"formation": "red"}}


def board(support: int = 5) -> Board:
    return Board(FRONT, UNDER, formations=FORMATIONS).pools(attacks=9, support=support)


@pytest.mark.rule("command.allotment")
def test_points_go_from_the_pool_to_a_staff_up_to_the_limit() -> None:
    game = board()
    first, most = row(game, "i"), game.world.command.allot_most
    assert game.refused(Allot(99, 1)) == "UNKNOWN_FORMATION"
    assert game.refused(Allot(row(game, "red"), 1)) == "NOT_YOURS"
    assert game.refused(Allot(first, 0)) == "BAD_OPTION"
    assert game.refused(Allot(first, -1)) == "BAD_OPTION"
    assert game.refused(Allot(first, 6)) == "NO_SUPPORT"
    assert game.refused(Allot(first, most + 1)) == "GUNS_READY"
    (event,) = game.do(Allot(first, 2))
    assert event == Allotted(formation=first, points=2, ready=2, side=BLUE)
    assert game.refused(Allot(first, most - 1)) == "GUNS_READY"
    assert (int(game.state.pool_support[BLUE]), int(game.state.hq_support[first])) == (3, 2)
    game.state.hq_silent[first] = 1
    game.game.changed()
    assert game.refused(Allot(first, 1)) == "OUT_OF_COMMAND"


@pytest.mark.rule("command.allotment")
def test_what_lies_ready_stays_and_what_is_left_in_the_pool_lapses() -> None:
    game = board()
    game.do(Allot(row(game, "i"), 2))
    game.end(2)
    assert game.state.side == BLUE
    assert int(game.state.hq_support[row(game, "i")]) == 2
    assert int(game.state.pool_support[BLUE]) == 0


@pytest.mark.rule("command.allotment")
def test_an_attack_takes_flown_points_then_its_own_guns_then_the_pool() -> None:
    game = board()
    first = row(game, "i")
    game.do(Allot(first, 1))
    game.state.hex_air[game.hex("20")] = 1
    game.game.changed()
    order = Attack(game.hex("20"), (game.unit("A"),), DELIBERATE, 3)
    found = combat.explain(game.world, game.view(), order)
    assert found.support == ((allotment.FLOWN, 1), (first, 1), (allotment.POOL, 1))
    assert [allotment.source_name(game.world, f) for f, _ in found.support] == ["flown", "i", "pool"]
    assert dict(found.shifts)["support"] == 3
    game.do(order)
    assert int(game.state.hex_air[game.hex("20")]) == 0
    assert int(game.state.hq_support[first]) == 0
    assert int(game.state.pool_support[BLUE]) == 3


@pytest.mark.rule("command.allotment")
def test_only_attackers_all_under_the_staff_and_in_command_fire_what_lies_there() -> None:
    game = board(support=1)
    a, c, target = game.unit("A"), game.unit("C"), game.hex("20")
    game.do(Allot(row(game, "i"), 1))
    assert game.refused(Attack(target, (a,), DELIBERATE, 1)) == ""
    assert game.refused(Attack(target, (c,), DELIBERATE, 1)) == "NO_SUPPORT"
    assert game.refused(Attack(target, (a, c), DELIBERATE, 1)) == "NO_SUPPORT"
    # The guns of the army serve both of its corps.
    game.state.hq_hex[row(game, "army")] = game.hex("10")
    game.state.hq_support[row(game, "army")] = 1
    game.game.changed()
    assert game.refused(Attack(target, (a, c), DELIBERATE, 1)) == ""
    assert allotment.ready(game.view(), BLUE, (a,), target) == 2
    game.set("A", command=COMMAND_LOST)
    assert game.refused(Attack(target, (a,), DELIBERATE, 1)) == "NO_SUPPORT"
    game.set("A", command=0)
    game.state.hq_silent[:] = 1
    game.game.changed()
    assert game.refused(Attack(target, (a,), DELIBERATE, 1)) == "NO_SUPPORT"


@pytest.mark.rule("command.allotment")
def test_an_overrun_headquarters_loses_what_lay_ready_and_the_enemy_does_not_see_it() -> None:
    game = board()
    game.do(Allot(row(game, "i"), 2))
    assert int(game.view(RED).hq_support[row(game, "i")]) == 0
    set_control(game.world, game.state, int(game.state.hq_hex[row(game, "i")]), RED, [])
    assert int(game.state.hq_support[row(game, "i")]) == 0


def test_the_computer_lays_up_what_is_left_for_the_corps_in_touch() -> None:
    game = board(support=2)
    memory = new_memory("greedy", BLUE, 1)
    order = fires.lay_up(game.world, game.view(), memory)
    assert order == Allot(row(game, "i"), 2)
    game.do(order)
    assert fires.lay_up(game.world, game.view(), memory) is None
