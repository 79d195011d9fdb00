"""Chapter 6, bombardment: what it needs, what it costs, what it wears down."""

from __future__ import annotations

import pytest

from engine.events import Bombarded
from engine.kernels.consts import DICE_BARRAGE
from engine.orders import Bombard
from engine.rules.bombardment import explain
from tests.textmap import Board

NEAR = ".+A .+ .-X .- .- .-Y\n.+ .+ .- .- .- .-"


def board() -> Board:
    """Return a board on which X stands two hexes from A, dug in, and Y out of reach."""
    return Board(NEAR).set("XY", entrench=3, cohesion=80).pools(support=9, attacks=9)


@pytest.mark.rule("combat.bombardment")
@pytest.mark.parametrize(
    ("points", "throw", "cohesion", "trenches"),
    [(1, 2, 80, 3), (1, 7, 77, 3), (1, 12, 74, 2), (2, 9, 74, 2), (4, 12, 71, 2), (3, 12, 71, 2)],
)
def test_effect_by_points_and_throw(points, throw, cohesion, trenches) -> None:
    # Rows begin at 1, 2 and 4 points: three points are rolled on the second.
    table = board()
    table.rig((DICE_BARRAGE, table.hex("20"), 0, throw, throw))
    events = table.do(Bombard(table.hex("20"), points))
    told = next(e for e in events if isinstance(e, Bombarded))
    assert (told.points, told.dice) == (points, throw)
    assert (table.get("X", "cohesion"), table.get("X", "entrench")) == (cohesion, trenches)
    assert table.get("X", "quarters") == 24
    assert int(table.state.pool_support[0]) == 9 - points
    assert int(table.state.pool_attacks[0]) == 9 - 3


@pytest.mark.rule("combat.bombardment")
def test_works_are_broken_up() -> None:
    table = board()
    table.state.hex_fort[table.hex("20")] = 3
    table.rig((DICE_BARRAGE, table.hex("20"), 0, 12, 12))
    table.do(Bombard(table.hex("20"), 4))
    assert int(table.state.hex_fort[table.hex("20")]) == 2


def test_refusals() -> None:
    table = board()
    at = table.hex
    assert table.refused(Bombard(at("20"), 0)) == "BAD_OPTION"
    assert table.refused(Bombard(at("20"), 5)) == "BAD_OPTION"
    assert table.refused(Bombard(at("20"), -1, 2)) == "BAD_OPTION"
    assert table.refused(Bombard(at("11"), 1)) == "NO_TARGET"
    assert table.refused(Bombard(-1, 1)) == "UNKNOWN_HEX"
    assert table.refused(Bombard(at("20"), 0, 1)) == "NO_NAVAL"
    assert table.refused(Bombard(at("20"), 1)) == ""
    assert table.refused(Bombard(at("50"), 1)) == "NO_TARGET"  # out of sight
    table.pools(support=0)
    assert table.refused(Bombard(at("20"), 1)) == "NO_SUPPORT"
    table.pools(support=3, attacks=2)
    assert table.refused(Bombard(at("20"), 1)) == "NO_SHELLS"
    table.pools(attacks=9).do(Bombard(at("20"), 1))
    assert table.refused(Bombard(at("20"), 1)) == "ALREADY_SHELLED"


@pytest.mark.rule("combat.bombardment")
def test_guns_reach_two_hexes() -> None:
    table = Board(".+A .+ .- .-X\n.+ .+ .- .-", {"A": {"type": "infantry"}}).pools(support=3, attacks=9)
    table.world.unit_recon.flags.writeable = True
    table.world.unit_recon[:] = 3
    table.game.changed()
    assert table.refused(Bombard(table.hex("30"), 1)) == "OUT_OF_REACH"


@pytest.mark.rule("combat.bombardment")
def test_ships_need_neither_shells_nor_observers() -> None:
    table = Board("~ ~ ~ ~\n.+A .+ .- .-X").pools(naval=3, attacks=0)
    table.world.unit_recon.flags.writeable = True
    table.world.unit_recon[:] = 3
    table.game.changed()
    table.do(Bombard(table.hex("31"), 0, 2))
    assert int(table.state.pool_naval[0]) == 1


def test_a_new_turn_allows_another() -> None:
    table = board()
    table.do(Bombard(table.hex("20"), 1))
    table.end(2)
    table.pools(support=3, attacks=9)
    assert table.refused(Bombard(table.hex("20"), 1)) == ""


def test_the_distribution_is_whole_and_rises_with_the_points() -> None:
    table = board()
    means = []
    for points in (1, 2, 4):
        lines = explain(table.world, Bombard(table.hex("20"), points))
        assert sum(line.ways for line in lines) == 36
        means.append(sum(line.ways * line.cohesion for line in lines))
    assert means == sorted(means)
    assert means[0] < means[2]
