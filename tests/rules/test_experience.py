"""Experience: battles teach, green men water it down, within limits."""

from __future__ import annotations

import pytest

from engine.kernels.consts import DELIBERATE
from engine.orders import Absorb, Detach, Merge
from engine.rules import command, experience
from tests.rules.test_detachment import board, part
from tests.textmap import RED, Board


def values(game: Board, letter: str) -> tuple[int, int]:
    return game.get(letter, "quality"), game.get(letter, "experience")


@pytest.mark.rule("recovery.experience")
def test_battles_teach_winner_and_loser() -> None:
    game = Board(".+ .+A .-X .- .-").pools(attacks=9)
    rules = game.world.recovery.experience
    assert rules.won > rules.fought > 0
    game.do(game.attacking("20", "A", DELIBERATE))
    learnt = {game.get("A", "experience"), game.get("X", "experience")}
    assert learnt == {rules.won, rules.fought}


@pytest.mark.rule("recovery.experience")
def test_a_point_is_gained_by_hundreds_and_no_more_than_the_limit() -> None:
    game = Board(".+A .+ .-X")
    world, state, a = game.world, game.state, game.unit("A")
    start, most = int(world.unit_quality[a]), world.recovery.experience.most
    assert most == 1
    experience.learn(world, state, a, 99)
    assert values(game, "A") == (start, 99)
    experience.learn(world, state, a, 1)
    assert values(game, "A") == (start + 1, 100)
    experience.learn(world, state, a, 500)
    assert values(game, "A") == (start + most, 100 * most)
    experience.learn(world, state, a, -199)
    assert values(game, "A") == (start, -99)
    experience.learn(world, state, a, -500)
    assert values(game, "A") == (start - most, -100 * most)
    game.game.changed()
    told = command.explain(world, game.view(), a)["quality"]
    assert told == {"at_start": start, "experience": -100, "hundredths_a_point": 100, "now": start - 1}
    assert int(game.view(RED).unit_quality[a]) == start
    assert int(game.view(RED).unit_experience[a]) == 0


@pytest.mark.rule("recovery.experience")
def test_green_men_water_it_down() -> None:
    game = Board(".+A .+ .+ .+ .-X")
    game.set("A", quarters=20)
    game.state.pool_quarters[:] = 20
    game.game.changed()
    green = game.world.recovery.experience.green
    assert green
    game.do(Absorb(game.unit("A"), 2))
    assert game.get("A", "experience") == -2 * green


@pytest.mark.rule("recovery.experience", "command.merge", "command.detach")
def test_parts_and_mergers_take_experience_along() -> None:
    game = board()
    a, p = game.unit("A"), part(game)
    experience.learn(game.world, game.state, a, 60)
    game.game.changed()
    game.do(Detach(a))
    assert int(game.state.unit_experience[p]) == 60
    experience.learn(game.world, game.state, a, -60)
    game.game.changed()
    men, others = int(game.state.unit_quarters[p]), game.get("A", "quarters")
    game.do(Merge(p, a))
    assert 0 < game.get("A", "experience") == 60 * men // (men + others) < 60


@pytest.mark.rule("recovery.experience")
def test_quality_as_it_is_now_decides_the_odds_and_who_stands() -> None:
    game = Board(".+ .+A .-X .- .-").pools(attacks=9)
    from engine.rules import combat

    def shifts() -> dict[str, int]:
        order = game.attacking("20", "A", DELIBERATE)
        return dict(combat.explain(game.world, game.view(), order).shifts)

    assert "quality" not in shifts()
    game.set("A", quality=8)
    assert shifts()["quality"] > 0
