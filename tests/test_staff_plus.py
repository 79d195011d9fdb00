"""The staff that tries its plans out, and the games that it imagines for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import engine
from engine.ai import plus
from engine.ai.player import Memory, UnknownPlayer, new_memory, searcher, seated
from engine.audit import audit
from engine.game import Game
from engine.imagine import GUESSED_STRENGTH, Imagined
from engine.kernels.consts import STATUS_MAP
from engine.legality import legal_orders
from engine.observation import MASKED
from engine.orders import EndTurn, Order
from engine.sim.council import council, is_staff
from engine.sim.match import Match
from engine.state import FIELDS, G_SIDE
from engine.turn import apply, to_act
from engine.world import World
from tests.test_fog import acting, campaign, pairs

KEY = (11, 22)


def at_turn(scenario: str, turn: int, side: int) -> Game:
    """Return a game of two staffs at the beginning of a side's player turn."""
    world = engine.load_scenario(scenario)
    match = Match(world, dict.fromkeys(world.side_ids, "staff"), 1)
    while match.game.state.turn < turn or match.game.state.game[G_SIDE] != side:
        match.step()
    return match.game


# -- what is imagined -------------------------------------------------------------------


def test_what_is_hidden_does_not_enter_an_imagined_game() -> None:
    world = campaign()
    for name, viewer, left, right in pairs():
        one, other = (Imagined(world, game.view(viewer), KEY).state for game in (left, right))
        assert np.array_equal(one.block, other.block), name


def test_one_s_own_side_is_imagined_as_it_is_and_the_same_may_be_ordered() -> None:
    world = campaign()
    for name, viewer, game, _ in acting():
        seen = game.view(viewer)
        imagined = Imagined(world, seen, KEY)
        again = imagined.view(viewer)
        for field in FIELDS:
            assert np.array_equal(getattr(again, field), getattr(seen, field)), (name, field)
        assert legal_orders(world, again) == legal_orders(world, seen), name
        mine = seen.unit_side == viewer
        for field in MASKED & {f for f in FIELDS if FIELDS[f].axis == "unit"}:
            assert np.array_equal(getattr(imagined.state, field)[mine], getattr(game.state, field)[mine]), (
                field
            )


def test_dice_are_the_imagination_s_own() -> None:
    _, viewer, game, _ = acting()[0]
    assert (
        Imagined(campaign(), game.view(viewer), KEY).state.key.tolist()
        == list(KEY)
        != game.state.key.tolist()
    )


def test_who_was_lost_sight_of_stands_where_he_was_seen_and_nobody_else_comes_up() -> None:
    world = campaign()
    recalled = 0
    for name, viewer, game, _ in pairs():
        seen = game.view(viewer)
        state = Imagined(world, seen, KEY).state
        new = np.flatnonzero((state.unit_status == STATUS_MAP) & (seen.unit_status != STATUS_MAP))
        where = seen.unit_sight[viewer * world.sizes.unit :][: world.sizes.unit]
        for unit in new:
            assert state.unit_hex[unit] == where[unit] >= 0, name
            assert not seen.hex_seen[where[unit]]
            assert seen.unit_side[unit] != viewer
            assert state.unit_quarters[unit] <= max(4, world.unit_full[unit])
            assert state.unit_quarters[unit] >= world.unit_full[unit] * GUESSED_STRENGTH // 100
        recalled += len(new)
    assert recalled > 0


def test_an_imagined_game_can_be_played_on() -> None:
    """Two turns of random orders on each, with the invariants of every State kept."""
    world = campaign()
    for name, viewer, game, _ in acting()[:4]:
        imagined = Imagined(world, game.view(viewer), KEY)
        players = [new_memory("random", side, 3) for side in range(world.sizes.side)]
        until = imagined.state.turn + 1
        while imagined.state.turn < until and not imagined.state.over:
            side = to_act(imagined.state)
            player = seated(world, side, "random")
            apply(imagined, player.decide(world, imagined.view(side), players[side]))
        assert imagined.state.turn == until, name
        imagined.state.unit_sight[:] = -1  # what the enemy has seen is not imagined
        assert [line for line in audit(world, imagined.state) if "arrival" in line] == [], name


# -- the search -------------------------------------------------------------------------


@pytest.mark.parametrize("budget", [4, 24, 96])
def test_no_more_player_turns_are_played_out_than_the_budget_allows(monkeypatch, budget) -> None:
    game, ended = at_turn("italy1943/tutorial", 2, 0), []

    def counted(of: Game, order: Order) -> Any:
        ended.extend([order] * isinstance(order, EndTurn))
        return apply(of, order)

    monkeypatch.setattr(plus, "apply", counted)
    before = game.state.digest()
    plus.Plus(budget).decide(game.world, game.view(0), new_memory("staff+", 0, 1))
    assert 0 < len(ended) <= budget
    assert game.state.digest() == before


def test_the_same_position_gives_the_same_orders() -> None:
    game = at_turn("italy1943/tutorial", 2, 0)
    memories = [new_memory("staff+", 0, 1) for _ in range(2)]
    player = searcher("staff+:8")
    assert player is not None
    orders = [player.decide(game.world, game.view(0), memory) for memory in memories]
    assert orders[0] == orders[1]
    assert memories[0] == memories[1]
    assert 0 <= memories[0].numbers["plan:"] < len(plus.TEMPERS)


def told(monkeypatch, worth: dict[int, int]) -> list[int]:
    """Let trials of each temper end as a table says; return the list of tempers that are tried."""
    tried: list[int] = []

    def trial(mind: World, world: World, *rest: Any) -> dict[str, int]:
        plan = plus.tempers(world, 0).index(mind)
        tried.append(plan)
        return {"points": worth.get(plan, 0)}

    monkeypatch.setattr(plus, "trial", trial)
    return tried


def test_the_plan_that_stands_best_is_chosen_and_the_better_ones_are_tried_again(monkeypatch) -> None:
    game = at_turn("italy1943/tutorial", 1, 0)
    tried = told(monkeypatch, {1: 5, 4: 9, 5: -3})
    memory = new_memory("staff+", 0, 1)
    assert plus.Plus(96).choose(game.world, game.view(0), memory) == 4
    assert tried[:6] == [0, 1, 2, 3, 4, 5]
    assert set(tried[6:]) <= {0, 1, 4}
    assert tried[-1] in (1, 4)
    assert len(tried) <= 12
    assert plus.Plus(16).choose(game.world, game.view(0), memory) == 1  # no budget to look at the fifth


def test_the_tried_plans_are_told_with_what_the_others_lost_by(monkeypatch) -> None:
    game = at_turn("italy1943/tutorial", 1, 0)
    told(monkeypatch, {1: 20, 4: 36, 5: -12})
    found = plus.tried(plus.Plus(96).weigh(game.world, game.view(0), new_memory("staff+", 0, 1)))
    assert [row.plan for row in found[:2]] == [plus.NAMES[4], plus.NAMES[1]]
    assert {row.plan for row in found} == set(plus.NAMES)
    assert (found[0].behind, found[0].lost_by) == (None, None)
    assert (found[1].worth, found[1].behind, found[1].lost_by) == (5.0, 4.0, "points")
    assert next(row for row in found if row.plan == plus.NAMES[5]).behind == 12.0
    assert found[0].trials == found[1].trials > found[-1].trials == 1


def test_the_explanation_of_a_searching_staff_tells_its_plans(monkeypatch) -> None:
    told(monkeypatch, {2: 8})
    found = council(at_turn("italy1943/tutorial", 2, 0), 0, "staff+:48")
    assert found.player == "staff+:48"
    assert found.plans[0].plan == plus.NAMES[2]
    assert found.plans[1].behind == 2.0
    assert all(row.plan for row in found.reasons)
    assert is_staff("staff:bold")
    assert not is_staff("greedy")


def test_of_equal_plans_the_doctrine_s_own_is_kept(monkeypatch) -> None:
    game = at_turn("italy1943/tutorial", 1, 0)
    told(monkeypatch, {})
    assert plus.Plus(96).choose(game.world, game.view(0), new_memory("staff+", 0, 1)) == 0


def test_the_turn_is_played_by_the_chosen_temper(monkeypatch) -> None:
    game = at_turn("italy1943/tutorial", 1, 0)
    told(monkeypatch, {3: 1})
    memory, minds = new_memory("staff+", 0, 1), []

    class Staff:
        def decide(self, world: World, seen: Any, memory: Memory) -> Order:
            minds.append(world)
            memory.turn = int(seen.turn)
            return EndTurn()

    monkeypatch.setattr(plus, "STAFF", Staff())
    player = plus.Plus(96)
    for _ in range(2):
        assert player.decide(game.world, game.view(0), memory) == EndTurn()
    assert minds == [plus.tempers(game.world, 0)[3]] * 2
    style = minds[0].doctrine["allies"].staff
    plain = game.world.doctrine["allies"].staff
    assert style.hold_steps == plain.hold_steps + plus.TEMPERS[3]["hold_steps"]
    assert minds[0].doctrine["axis"] == game.world.doctrine["axis"]


def test_without_a_doctrine_the_staff_plays_its_one_plan() -> None:
    world = replace(engine.load_scenario("italy1943/tutorial"), doctrine={})
    digests = set()
    for name in ("staff", "staff+"):
        match = Match(world, {"allies": name, "axis": "passive"}, 1, 2)
        while not match.done:
            match.step()
        digests.add(match.game.state.digest())
    assert len(digests) == 1


def test_a_name_tells_the_budget() -> None:
    small, large = searcher("staff+:8"), searcher("staff+:96")
    assert isinstance(small, plus.Plus)
    assert isinstance(large, plus.Plus)
    assert small.trials * 2 * small.ahead <= 8 < large.trials * 2 * large.ahead <= 96
    world = engine.load_scenario("italy1943/tutorial")
    for name in ("staff+:", "staff+:x", "staff+:-1", "staff+:0", "staff+:1e9", "staff:3", "nobody"):
        with pytest.raises(UnknownPlayer, match=r"there are .*staff\+"):
            seated(world, 0, name)
