"""Chapter 6, before the dice: strength, frontage, columns, every shift by its name, refusals."""

from __future__ import annotations

import pytest

from engine.kernels.consts import HASTY
from engine.schema.forces import FormationRow
from tests.attacks import FACING, facing, look, shifts
from tests.textmap import Board

ODDS = ((1, 3), (1, 2), (2, 3), (1, 1), (3, 2), (2, 1), (3, 1), (4, 1), (5, 1), (7, 1), (10, 1))
FORMATIONS = (
    FormationRow(id="army-1", name="1", label="1", nation="bl", echelon="army"),
    FormationRow(id="army-2", name="2", label="2", nation="bl", echelon="army"),
    FormationRow(id="corps-1", name="1", label="1", nation="bl", echelon="corps", parent="army-1"),
    FormationRow(id="corps-2", name="2", label="2", nation="bl", echelon="corps", parent="army-1"),
    FormationRow(id="corps-3", name="3", label="3", nation="bl", echelon="corps", parent="army-2"),
)


# -- strength and columns --------------------------------------------------------------


@pytest.mark.rule("units.types", "combat.strength")
def test_strength_is_steps_times_factor_and_half_of_cohesion() -> None:
    seen = look(facing().set("A", quarters=20, cohesion=60).set("X", quarters=10, cohesion=20))
    assert seen.terms["attack"] == 20 * 3 * (100 + 60)
    assert seen.terms["defence"] == 10 * 4 * (100 + 20)
    assert (seen.terms["engaged"], seen.terms["defending"]) == (20, 10)


@pytest.mark.rule("combat.column")
@pytest.mark.parametrize("column", range(11))
def test_odds_fall_on_the_best_column_that_is_reached(column) -> None:
    attack, defence = ODDS[column]
    # Given attack and defence in exactly these odds: quarters x 3 against quarters x 4
    board = facing().set("A", quarters=4 * attack).set("X", quarters=3 * defence)
    if 4 * attack > 24:
        # more than a division has: half as many against men without cohesion, who count half
        board.set("A", quarters=2 * attack).set("X", cohesion=0)
    assert look(board).base == column
    # One quarter more of defence falls short of it.
    board.set("X", quarters=board.get("X", "quarters") + 1)
    assert look(board).base < column or column == 0


@pytest.mark.rule("combat.column")
def test_below_the_lowest_column_the_attack_collapses() -> None:
    seen = look(facing().set("A", quarters=3).set("X", quarters=24))
    assert (seen.base, seen.column) == (-1, -1)
    assert [(line.ways, line.result) for line in seen.outcomes] == [(36, "a3")]


@pytest.mark.rule("combat.column")
def test_columns_end_at_the_last() -> None:
    seen = look(facing().set("X", quarters=1, cohesion=0), support=3)
    assert seen.column == 10


@pytest.mark.rule("units.terrain", "combat.frontage")
@pytest.mark.parametrize(
    ("terrain", "steps"), [(".", 16), ("h", 12), ("f", 10), ("m", 8), ("a", 4), ("w", 6), ("u", 12)]
)
def test_frontage_by_ground(terrain, steps) -> None:
    # Given three divisions of six steps behind one hexside
    board = Board(f".+ABC .+\n.+ {terrain}-X", roads="00-10-11").pools(attacks=9)
    for letter in "ABC":
        board.set(letter, hex=board.hex("10"), mp=56)
    seen = look(board, "11", "ABC")
    assert seen.terms["engaged"] == min(18, steps) * 4


@pytest.mark.rule("movement.points", "units.terrain", "combat.frontage")
def test_mountain_troops_fill_half_the_front_in_rough_ground() -> None:
    kinds = dict.fromkeys("ABC", "mountain")
    rough = Board(".+ABC m-X\n.+ .-", kinds).pools(attacks=9)
    assert look(rough, "10", "ABC").terms["engaged"] == 16 * 4
    # The best come first: two mountain divisions leave room for two steps of infantry.
    mixed = Board(".+ABC m-X\n.+ .-", {"A": "mountain", "B": "mountain"}).pools(attacks=9)
    seen = look(mixed, "10", "CAB")
    assert seen.terms["engaged"] == (6 + 6 + 2) * 4
    assert seen.terms["attack"] == (12 * 4 + 2 * 3) * 4 * 200
    marsh = Board(".+ABC w-X\n.+ .-", kinds).pools(attacks=9)
    assert look(marsh, "10", "ABC").terms["engaged"] == 6 * 4


@pytest.mark.rule("combat.frontage")
def test_each_hexside_has_its_own_front() -> None:
    board = Board(".+AB m-X\n.+CD .-").pools(attacks=12)
    assert look(board, "10", "ABCD").terms["engaged"] == 16 * 4


@pytest.mark.rule("units.terrain", "combat.armour-ground")
def test_armour_is_weak_in_rough_ground() -> None:
    open_ground = look(facing(A="armour"))
    assert open_ground.terms["attack"] == 24 * 5 * 200
    hills = Board(".+A h-X\n.+ .-", {"A": "armour"}, roads="00-10").pools(attacks=9)
    assert look(hills).terms["attack"] == 24 * 5 * 200 * 60 // 100


# -- shifts for the defender -----------------------------------------------------------


@pytest.mark.rule("units.terrain", "combat.terrain")
@pytest.mark.parametrize(
    ("terrain", "shift"), [(".", 0), ("h", 1), ("f", 1), ("m", 2), ("a", 3), ("w", 1), ("u", 1)]
)
def test_ground_helps_the_defender(terrain, shift) -> None:
    board = Board(f".+A {terrain}-X\n.+ .-", {"A": "mountain"}).set("X", entrench=0).pools(attacks=9)
    assert shifts(board).get("terrain", 0) == -shift


@pytest.mark.rule("combat.works")
@pytest.mark.parametrize(("level", "shift"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 3)])
def test_trenches_help_the_defender(level, shift) -> None:
    assert shifts(facing().set("X", entrench=level)).get("works", 0) == -shift


@pytest.mark.rule("movement.rivers", "combat.river")
def test_a_minor_river_is_one_column_unless_somebody_is_across() -> None:
    sides = {"minor-river": "00-10"}
    board = Board(FACING, sides=sides).set("X", entrench=0).pools(attacks=9)
    assert shifts(board) == {"river": -1}
    # The bridge spares the marching, not the fighting.
    bridged = Board(FACING, sides=sides, roads="00-10").set("X", entrench=0).pools(attacks=9)
    assert shifts(bridged) == {"river": -1}
    # A second attacker on the dry hexside lifts it.
    flank = Board(".+A .-X\n.+B .-", sides=sides).set("X", entrench=0).pools(attacks=9)
    assert shifts(flank, "10", "AB") == {}


@pytest.mark.rule("movement.rivers", "combat.river")
def test_a_major_river_halves_who_comes_over_it() -> None:
    board = Board(".+A .-X\n.+B .-", sides={"major-river": "00-10"}).set("X", entrench=0).pools(attacks=9)
    assert look(board, "10", "A").terms["attack"] == 24 * 3 * 200 // 2
    assert look(board, "10", "AB").terms["attack"] == 24 * 3 * 200 * 3 // 2
    assert shifts(board) == {}


@pytest.mark.rule("movement.rivers", "combat.river")
def test_a_minor_river_in_flood_is_a_major_one() -> None:
    board = Board(FACING, sides={"minor-river": "00-10"}).set("X", entrench=0)
    board.weather(flood=1).pools(attacks=9)
    assert look(board).terms["attack"] == 24 * 3 * 200 // 2
    assert shifts(board) == {}


@pytest.mark.rule("combat.weather")
@pytest.mark.parametrize(("mud", "shift"), [(0, 0), (1, 0), (2, 1), (3, 2)])
def test_mud_helps_the_defender(mud, shift) -> None:
    board = facing().weather(mud=mud)
    assert shifts(board).get("weather", 0) == -shift


@pytest.mark.rule("combat.weather", "weather.climate")
@pytest.mark.parametrize(
    ("terrain", "mud", "shift"), [("m", 0, 1), ("m", 2, 2), ("m", 3, 2), (".", 0, 0), ("h", 0, 0)]
)
def test_snow_helps_on_the_heights_only(terrain, mud, shift) -> None:
    # Hills of the drawing lie at 400 metres, mountains at 1,600, snow at 1,500.
    board = Board(f".+A {terrain}-X\n.+ .-").weather(snow=1, mud=mud).pools(attacks=9)
    assert shifts(board).get("weather", 0) == -shift


@pytest.mark.rule("combat.hasty")
def test_haste_costs_a_column() -> None:
    assert shifts(facing(), mode=HASTY) == {"hasty": -1}


@pytest.mark.rule("units.types", "combat.quality")
@pytest.mark.parametrize(
    ("ours", "theirs", "name", "shift"),
    [
        (6, 6, "", 0),
        (6, 7, "", 0),
        (6, 8, "defender-better", -1),
        (2, 10, "defender-better", -1),
        (7, 6, "", 0),
        (8, 6, "quality", 1),
        (9, 6, "quality", 1),
        (10, 6, "quality", 2),
    ],
)
def test_quality_counts_from_two_points(ours, theirs, name, shift) -> None:
    found = shifts(facing(A={"quality": ours}, X={"quality": theirs}))
    assert found == ({name: shift} if name else {})


@pytest.mark.rule("combat.hunger")
@pytest.mark.parametrize(("supply", "shift"), [(0, 0), (1, 1), (2, 2), (3, 2)])
def test_hungry_attackers_lose_columns(supply, shift) -> None:
    assert shifts(facing().set("A", supply=supply)).get("supply", 0) == -shift


@pytest.mark.rule("combat.hunger")
def test_hunger_counts_when_more_than_half_are_hungry() -> None:
    board = Board(".+AB .-X\n.+ .-").set("X", entrench=0).pools(attacks=9)
    board.set("A", supply=2, quarters=12).set("B", quarters=12)
    assert shifts(board, "10", "AB") == {}
    assert shifts(board.set("A", quarters=13), "10", "AB") == {"supply": -2}


@pytest.mark.rule("combat.command")
@pytest.mark.parametrize(
    ("first", "second", "shift"),
    [("corps-1", "corps-1", 0), ("corps-1", "corps-2", 1), ("corps-1", "corps-3", 2), ("corps-1", None, 0)],
)
def test_mixed_command(first, second, shift) -> None:
    units = {"A": {"formation": first}, "B": {"formation": second}}
    board = Board(".+AB .-X\n.+ .-", units, formations=FORMATIONS).set("X", entrench=0).pools(attacks=9)
    assert shifts(board, "10", "AB").get("mixed-command", 0) == -shift


# -- shifts for the attacker -----------------------------------------------------------


@pytest.mark.rule("combat.support")
@pytest.mark.parametrize(
    ("support", "naval", "found"),
    [
        (0, 0, {}),
        (2, 0, {"support": 2}),
        (9, 0, {"support": 3}),
        (0, 2, {"naval": 2}),
        (2, 2, {"support": 2, "naval": 1}),
        (3, 3, {"support": 3}),
    ],
)
def test_support_counts_three_at_most(support, naval, found) -> None:
    board = Board(".+A .-X\n.+ ~").set("X", entrench=0).pools(attacks=9, support=9, naval=9)
    assert shifts(board, support=support, naval=naval) == found


@pytest.mark.rule("combat.set-piece")
def test_a_set_piece_needs_a_turn_of_rest_of_all() -> None:
    board = Board(".+AB .-X\n.+ .-").set("X", entrench=0).set("A", prepared=1).pools(attacks=9)
    assert shifts(board, "10", "A") == {"set-piece": 1}
    assert shifts(board, "10", "A", HASTY) == {"hasty": -1}
    assert shifts(board, "10", "AB") == {}


@pytest.mark.rule("combat.set-piece")
def test_preparation_is_a_turn_neither_moved_nor_attacked() -> None:
    board = Board(".+A .+B .+\n.+ .+ .+C\n.+ .+ .-X").pools(attacks=9)
    board.move("B", "00")
    board.attack("22", "C")
    if board.pending():
        board.advance() if board.pending() == 2 else board.stand(0)
    if board.pending():
        board.advance()
    board.end(2)
    assert [board.get(u, "prepared") for u in "ABC"] == [1, 0, 0]


@pytest.mark.rule("combat.turned", "combat.concentric")
def test_concentric_from_three_hexes_and_turned_from_opposite_ones() -> None:
    # Target 11 with its six neighbours 10, 21, 22, 12, 02, 01
    board = Board(".+ .+A .+\n.+F .-X .+B\n.+E .+D .+C").set("X", entrench=3).pools(attacks=99)
    assert shifts(board, "11", "AB") == {"works": -2}
    assert shifts(board, "11", "AC") == {"works": -2}
    assert shifts(board, "11", "ABC") == {"works": -2, "concentric": 1}
    assert shifts(board, "11", "ACE") == {"works": -2, "concentric": 1}
    # From opposite sides: trenches count one at most.
    assert shifts(board, "11", "AD") == {"works": -1, "concentric": 1}
    assert shifts(board, "11", "ABCDEF") == {"works": -1, "concentric": 2}
    assert look(board, "11", "AD").terms["turned"] == 1


@pytest.mark.rule("units.types", "units.terrain", "combat.armour")
@pytest.mark.parametrize(
    ("terrain", "mud", "defender", "shift"),
    [(".", 0, "infantry", 1), (".", 1, "infantry", 0), ("h", 0, "infantry", 0), ("u", 0, "infantry", 0)],
)
def test_armour_counts_in_the_open_against_weak_guns(terrain, mud, defender, shift) -> None:
    board = Board(f".+A {terrain}-X\n.+ .-", {"A": "armour", "X": defender}, roads="00-10")
    board.weather(mud=mud).pools(attacks=9)
    assert shifts(board).get("armour", 0) == shift


@pytest.mark.rule("combat.worn")
@pytest.mark.parametrize(("cohesion", "shift"), [(35, 0), (34, 1), (0, 1)])
def test_worn_defenders(cohesion, shift) -> None:
    assert shifts(facing().set("X", cohesion=cohesion)).get("low-cohesion", 0) == shift


@pytest.mark.rule("combat.isolated")
@pytest.mark.parametrize(("supply", "shift"), [(0, 0), (1, 0), (2, 0), (3, 2)])
def test_isolated_defenders(supply, shift) -> None:
    assert shifts(facing().set("X", supply=supply)).get("isolated", 0) == shift


@pytest.mark.rule("combat.isolated")
@pytest.mark.parametrize(("trenches", "works"), [(1, -1), (3, -2), (4, -2)])
def test_the_trenches_of_isolated_defenders_count_less(trenches, works) -> None:
    board = facing().set("X", entrench=trenches, supply=3)
    assert shifts(board).get("works", 0) == works
    assert shifts(board.set("X", supply=2)).get("works", 0) == -trenches + (trenches > 1)


@pytest.mark.rule("combat.guns")
@pytest.mark.parametrize(("points", "shift"), [(2, -2), (5, -3)])
def test_ships_guns_of_the_defender(points, shift) -> None:
    board = Board(".+A .-X\n.+ ~").set("X", entrench=0).pools(attacks=9)
    board.state.pool_naval[1] = points
    board.game.changed()
    # They are the enemy's secret until they fire:
    assert shifts(board) == {}
    events = board.attack("10", "A")
    assert next(e for e in events if hasattr(e, "shift")).shift == shift  # type: ignore[attr-defined]
    assert board.state.pool_naval[1] == points + shift


@pytest.mark.rule("combat.caps")
def test_each_side_has_its_own_cap() -> None:
    # Mountain 2, works 3, mud 2, hungry 2, haste 1, better 1: eleven, of which eight count.
    board = Board(".+A m-X\n.+ .-", {"A": {"quality": 4}, "X": {"quality": 8}}).weather(mud=3)
    board.set("X", entrench=4).set("A", supply=2).pools(attacks=9, support=9)
    seen = look(board, mode=HASTY, support=3)
    assert -sum(n for _, n in seen.shifts if n < 0) == 11
    assert seen.terms["shift"] == 3 - 8
    # Support 3, set-piece 1, quality 2, worn 1, isolated 2: nine, of which five count.
    board = facing(A={"quality": 10}).set("A", prepared=1).set("X", cohesion=10, supply=3)
    seen = look(board, support=3)
    assert sum(n for _, n in seen.shifts) == 9
    assert seen.terms["shift"] == 5
