"""Chapter 5: what ground, roads, rivers, mud, friction and the enemy's nearness cost."""

from __future__ import annotations

import pytest

from engine.events import Ambushed, Lost, Moved, Straggled
from engine.kernels.consts import DICE_STRAGGLER, SUPPLY_GRAIN
from engine.orders import Move
from tests.textmap import BLUE, RED, Board


@pytest.mark.rule("units.terrain")
@pytest.mark.parametrize(
    ("terrain", "foot", "mountain", "motor", "armour"),
    [
        (".", 1, 1, 1, 1),
        ("h", 2, 2, 4, 4),
        ("f", 2, 2, 4, 4),
        ("m", 3, 2, None, None),
        ("a", None, 4, None, None),
        ("w", 2, 2, 4, 4),
        ("u", 1, 1, 1, 1),
    ],
)
def test_ground_costs_by_class(terrain, foot, mountain, motor, armour) -> None:
    for kind, cost in (("infantry", foot), ("mountain", mountain), ("motor", motor), ("armour", armour)):
        board = Board(f".A {terrain}\n. .", {"A": kind}, owner="blue")
        assert board.reach("A").get("10") == cost, kind


@pytest.mark.rule("movement.roads")
@pytest.mark.parametrize(
    ("kind", "main", "minor"), [("infantry", 1, 1), ("motor", 0.5, 1), ("armour", 0.5, 1)]
)
@pytest.mark.parametrize("terrain", [".", "h", "m", "a"])
def test_roads_cost_the_same_in_any_ground(kind, main, minor, terrain) -> None:
    drawing = f".A {terrain} {terrain}"
    assert Board(drawing, {"A": kind}, owner="blue", roads="00-10").reach("A")["10"] == main
    assert Board(drawing, {"A": kind}, owner="blue", secondary="00-10").reach("A")["10"] == minor


@pytest.mark.rule("movement.rivers")
@pytest.mark.parametrize(("kind", "cost"), [("minor-river", 2), ("major-river", 4)])
def test_rivers_cost_without_a_bridge(kind, cost) -> None:
    sides = {kind: "00-10"}
    assert Board(".A .", owner="blue", sides=sides).reach("A")["10"] == cost
    # A road over the river is a bridge.
    assert Board(".A .", owner="blue", sides=sides, roads="00-10").reach("A")["10"] == 1


@pytest.mark.rule("movement.rivers")
@pytest.mark.parametrize("kind", ["strait", "lake", "sea", "cliff"])
def test_straits_shores_and_cliffs_are_closed(kind) -> None:
    board = Board(".A .", owner="blue", sides={kind: "00-10"})
    assert "10" not in board.reach("A")
    assert board.refused(Move(board.unit("A"), board.hex("10"))) == "NO_PATH"


@pytest.mark.rule("movement.roads")
def test_a_ferry_carries_supply_but_no_unit() -> None:
    board = Board(".A .", owner="blue", sides={"strait": "00-10"}, ferries="00-10")
    assert board.reach("A") == {}
    assert board.world.truck_step[0, board.hex("00")].min() == 2 * SUPPLY_GRAIN


@pytest.mark.rule("movement.points")
def test_costs_add_up_along_the_cheapest_way() -> None:
    board = Board(
        """
        .A m .
        .  . .
        """,
        owner="blue",
    )
    # Around the mountain: 01, 11 and then 20, not over it.
    assert board.reach("A")["20"] == 4
    events = board.move("A", "20")
    path = next(e for e in events if isinstance(e, Moved)).path
    assert len(path) in (3, 4)
    assert board.get("A", "mp") == 14 * 4 - 4 * 4


@pytest.mark.rule("units.terrain", "movement.friction")
@pytest.mark.parametrize(("terrain", "extra"), [(".", 1), ("h", 2), ("m", 2), ("w", 1)])
def test_friction_where_the_enemy_stood_when_the_turn_began(terrain, extra) -> None:
    free = Board(f".A {terrain}0 .", owner=None).reach("A")["10"]
    held = Board(f".A {terrain}- .", owner=None).reach("A")["10"]
    assert held - free == extra


@pytest.mark.rule("movement.friction")
def test_friction_counts_on_roads_too() -> None:
    board = Board(".A .- .", {"A": "motor"}, roads="00-10")
    assert board.reach("A")["10"] == 1.5


@pytest.mark.rule("movement.friction")
def test_friction_lasts_for_the_turn_even_behind_the_first_unit() -> None:
    # Given a hex that the enemy held at the start of the turn
    board = Board(".AB .- .", {"A": "brigade", "B": "brigade"})
    # When one unit has gone through it, then it costs the next one just as much
    before = board.reach("B")["10"]
    board.move("A", "20")
    assert board.holder("10") == BLUE
    assert board.reach("B")["10"] == before == 2
    # and from the next turn on it is own ground.
    board.end(2)
    assert board.reach("B")["10"] == 1


COLUMN = """
.+A
.+
.+
.+X
"""


@pytest.mark.rule("movement.zoc")
def test_entering_a_zone_of_control_costs_three() -> None:
    board = Board(COLUMN)
    assert board.reach("A") == {"01": 1, "02": 1 + 1 + 3}


@pytest.mark.rule("movement.zoc")
def test_from_zone_to_zone_costs_six_and_less_beside_a_friend() -> None:
    drawing = ".+ .+A .+{}\n.+ .+ .+X\n.+ .+ .+"
    plain = Board(drawing.format(""), owner="blue")
    assert plain.reach("A")["20"] == 1 + 6
    helped = Board(drawing.format("B"), owner="blue")
    assert helped.reach("A")["20"] == 1 + 3


@pytest.mark.rule("movement.zoc")
@pytest.mark.parametrize(("quarters", "cost"), [(8, 5), (7, 2)])
def test_a_unit_of_less_than_two_steps_has_no_zone(quarters, cost) -> None:
    # B stands beside X, so that its strength is known.
    board = Board(".+A .+\n.+ .+\n.+ .+\n.+X .+B").set("X", quarters=quarters)
    assert board.reach("A")["02"] == cost


def test_afar_a_weak_unit_is_taken_for_one_that_has_a_zone() -> None:
    assert Board(COLUMN).set("X", quarters=7).reach("A")["02"] == 5


@pytest.mark.rule("movement.zoc")
def test_zones_do_not_cross_what_the_class_cannot_cross() -> None:
    assert Board(COLUMN, sides={"cliff": "02-03"}).reach("A")["02"] == 2
    # Tanks cannot enter the mountain, so they do not hold it under their guns.
    assert Board(".+A\n.+\nm+\n.+X", {"X": "armour"}).reach("A")["02"] == 1 + 3
    assert Board(".+A\n.+\nm+\n.+X", {"X": "infantry"}).reach("A")["02"] == 1 + 3 + 3


@pytest.mark.rule("units.cohesion", "movement.bond")
def test_a_bond_closes_the_hex_between_two_enemies() -> None:
    # Given two red divisions with a red hex between them
    drawing = """
    .+A .+ .-X .-
    .+  .+ .-  .-
    .+  .+ .-Y .-
    """
    board = Board(drawing)
    between = Move(board.unit("A"), board.hex("21"))
    # Then it may not be entered,
    assert "21" not in board.reach("A")
    assert board.refused(between) == "NO_PATH"
    # not even by the unit next to it that has all its points.
    board.set("A", hex=board.hex("11"))
    board.state.hex_control[board.hex("11")] = BLUE
    board.game.changed()
    assert board.refused(between) == "NO_PATH"
    # It opens when one of the two is broken, weak, or static.
    assert "21" in board.set("Y", cohesion=39).reach("A")
    assert "21" not in board.set("Y", cohesion=40).reach("A")
    assert "21" in board.set("Y", quarters=7).reach("A")


@pytest.mark.rule("movement.bond")
def test_a_bond_does_not_close_own_ground() -> None:
    board = Board(".+A .+ .-X\n.+ .+ .+\n.+ .+ .-Y")
    assert "21" in board.reach("A")


@pytest.mark.rule("movement.bond")
def test_static_units_form_no_bond() -> None:
    drawing = ".+A .+ .-X\n.+ .+ .-\n.+ .+ .-Y"
    board = Board(drawing, {"Y": "coastal"})
    assert "21" in board.reach("A")


@pytest.mark.rule("movement.minimum")
def test_one_hex_is_always_possible_with_all_points() -> None:
    # Given a neighbour that costs 6 points, of which the unit has 5 in all
    board = Board(".+A m+\n.+ .+", sides={"major-river": "00-10 01-10"}).set("A", mp=20, full_mp=20)
    # When it has all of them, then it may go there for all it has,
    assert board.reach("A")["10"] == 5
    # but not after it has spent some.
    assert "10" not in board.set("A", mp=19).reach("A")


@pytest.mark.rule("movement.minimum")
def test_one_hex_does_not_lift_the_bans_of_a_class() -> None:
    board = Board(".+A m+", {"A": "motor"})
    assert "10" not in board.reach("A")
    assert board.refused(Move(board.unit("A"), board.hex("10"))) == "NO_PATH"


@pytest.mark.rule("movement.points", "movement.tempo")
def test_tempo_runs_out_and_comes_back_with_the_turn() -> None:
    # Given a foot unit before four red hexes that a red division watches
    drawing = """
    .+A .- .- .- .-
    .+  .- .-X .- .-
    """
    board = Board(drawing, sides={"cliff": "20-21 10-21 11-21 30-21 31-21"})
    # Then it may enter two of them,
    reached = board.reach("A")
    assert "10" in reached
    assert "20" in reached
    assert "30" not in reached
    # fewer after it has entered one,
    board.move("A", "10")
    assert board.get("A", "tempo") == 1
    assert "30" not in board.reach("A")
    # and no limit holds against a broken enemy.
    board.set("X", cohesion=39)
    assert "30" in board.reach("A")
    board.set("X", cohesion=100, supply=2)
    assert "30" in board.reach("A")


@pytest.mark.rule("movement.tempo")
def test_tempo_counts_within_two_hexes_of_the_enemy() -> None:
    # B is there to see the enemy.
    board = Board(".+A .- .- .- .- .- .- .- .+B\n.+ .- .- .- .- .- .-X .- .-").set("A", tempo=1)
    assert "40" in board.reach("A")
    assert "50" not in board.reach("A")
    assert "50" in board.set("A", tempo=2).reach("A")


@pytest.mark.rule("movement.points", "weather.mud")
@pytest.mark.parametrize(
    ("kind", "road", "dry", "wet"),
    [("infantry", "", 1, 2), ("infantry", "00-10", 1, 2), ("motor", "", 1, 3), ("motor", "00-10", 0.5, 1)],
)
def test_mud_slows_every_class_in_its_way(kind, road, dry, wet) -> None:
    board = Board(".+A .+", {"A": kind}, roads=road)
    assert board.reach("A")["10"] == dry
    assert board.weather(mud=1).reach("A")["10"] == dry
    assert board.weather(mud=2).reach("A")["10"] == wet
    assert board.weather(mud=3).reach("A")["10"] == wet


@pytest.mark.rule("supply.points", "weather.mud")
@pytest.mark.parametrize(
    ("mud", "supply", "percent"), [(0, 0, 100), (2, 0, 75), (0, 1, 75), (0, 2, 50), (0, 3, 50), (2, 1, 56)]
)
def test_mud_and_hunger_cost_points(mud, supply, percent) -> None:
    from engine.rules import movement

    board = Board(".+A .+").weather(mud=mud).set("A", supply=supply)
    movement.refresh_points(board.world, board.state, BLUE)
    full = 14 * 4
    assert board.get("A", "mp") == board.get("A", "full_mp")
    assert board.get("A", "mp") == (full * 75 // 100 * 75 // 100 if percent == 56 else full * percent // 100)


@pytest.mark.rule("movement.won")
def test_a_hex_won_in_battle_costs_half_of_the_week() -> None:
    board = Board(".+A .- .+", {"A": "infantry"})
    assert board.reach("A")["10"] == 2
    board.state.hex_won[board.hex("10")] = BLUE + 1
    board.game.changed()
    assert board.reach("A")["10"] == 7
    # It is the winner's burden, not his enemy's.
    board.state.hex_won[board.hex("10")] = RED + 1
    board.game.changed()
    assert board.reach("A")["10"] == 2


@pytest.mark.rule("movement.control")
def test_control_changes_along_the_whole_way() -> None:
    board = Board(".+A .- .- .-")
    board.move("A", "20")
    assert [board.holder(h) for h in ("00", "10", "20", "30")] == [BLUE, BLUE, BLUE, RED]


@pytest.mark.rule("units.stacking")
@pytest.mark.parametrize(("terrain", "room"), [(".", 3), ("h", 3), ("u", 3), ("m", 2), ("a", 1), ("w", 1)])
def test_stacking_by_ground(terrain, room) -> None:
    # Given as many divisions in a hex as its ground holds
    board = Board(f".+ABCD .+\n.+ {terrain}+ .+", roads="00-10-11")
    for letter in "ABCD"[:room]:
        board.set(letter, hex=board.hex("11"))
    # Then one more finds no room, but may do so one road further.
    assert board.refused(Move(board.unit("ABCD"[room]), board.hex("11"))) == "STACK_FULL"
    assert board.refused(Move(board.unit("ABCD"[room]), board.hex("10"))) == ""


@pytest.mark.rule("units.types", "units.stacking")
def test_brigades_fit_where_a_division_does_not() -> None:
    # A marsh holds five points: a division and two brigades.
    board = Board(".+BCE .+A\n.+ w+D", {"B": "brigade", "C": "brigade", "E": "brigade"}, roads="00-10-11")
    assert board.refused(Move(board.unit("A"), board.hex("11"))) == "STACK_FULL"
    board.move("B", "11")
    board.move("C", "11")
    assert board.refused(Move(board.unit("E"), board.hex("11"))) == "STACK_FULL"


@pytest.mark.rule("units.stacking")
def test_a_moving_stack_may_pass_through_a_full_hex() -> None:
    board = Board(".+A a+B .+", roads="00-10-20")
    assert board.refused(Move(board.unit("A"), board.hex("10"))) == "STACK_FULL"
    board.move("A", "20")
    assert board.at("A") == "20"


@pytest.mark.rule("movement.stragglers")
def test_leaving_a_zone_of_control_may_cost_stragglers() -> None:
    drawing = ".+ .+A .+\n.+ .+ .+X"
    board = Board(drawing, owner="blue")
    board.rig((DICE_STRAGGLER, board.unit("A"), 0, 0, 49))
    events = board.move("A", "00")
    assert [type(e) for e in events] == [Straggled, Lost, Moved]
    assert board.get("A", "quarters") == 23
    lucky = Board(drawing, owner="blue")
    lucky.rig((DICE_STRAGGLER, lucky.unit("A"), 0, 50, 99))
    lucky.move("A", "00")
    assert lucky.get("A", "quarters") == 24


@pytest.mark.rule("movement.stragglers")
def test_the_last_men_may_straggle_away() -> None:
    board = Board(".+ .+A .+\n.+ .+ .+X", owner="blue").set("A", quarters=1)
    board.rig((DICE_STRAGGLER, board.unit("A"), 0, 0, 49))
    board.move("A", "00")
    assert board.at("A") == "--"
    assert board.get("A", "status") == 3


@pytest.mark.rule("movement.ambush")
def test_an_unseen_enemy_stops_a_march() -> None:
    # Given a red unit beyond blue's sight on the way
    board = Board(".+A .- .- .- .-X .-", {"A": "armour"}, roads="00-10-20-30-40-50")
    x = board.unit("X")
    assert board.view().unit_hex[x] == -1
    # When blue marches through its hex, it stops in front of it and has no points left
    events = board.move("A", "50")
    assert Ambushed(board.unit("A"), board.hex("40")) in events
    assert board.at("A") == "30"
    assert board.get("A", "mp") == 0
    # Then it is seen, and what was learnt makes the order final.
    assert board.view().unit_hex[x] == board.hex("40")


def test_refusals_of_a_move() -> None:
    board = Board(
        ".+A .+ .-X\n.+C .+ .-\n.+ .+ .+", {"C": "coastal"}, boxed={"B": "sea"},
        boxes=[{"id": "sea", "side": "blue", "kind": "sea"}],
    )  # fmt: skip
    to = board.hex("10")
    units = board.world.sizes.unit
    assert board.refused(Move(units, to)) == "UNKNOWN_UNIT"
    assert board.refused(Move(-1, to)) == "UNKNOWN_UNIT"
    assert board.refused(Move(board.unit("X"), to)) == "NOT_YOURS"
    assert board.refused(Move(board.unit("B"), to)) == "NOT_ON_MAP"
    assert board.refused(Move(board.unit("A"), board.world.land)) == "UNKNOWN_HEX"
    assert board.refused(Move(board.unit("A"), -1)) == "UNKNOWN_HEX"
    assert board.refused(Move(board.unit("C"), to)) == "STATIC"
    assert board.refused(Move(board.unit("A"), board.hex("00"))) == "NO_EFFECT"
    assert board.refused(Move(board.unit("A"), board.hex("20"))) == "NO_PATH"
    board.set("A", mp=3)
    assert board.refused(Move(board.unit("A"), to)) == "TOO_FAR"
    board.set("A", mp=0)
    assert board.refused(Move(board.unit("A"), to)) == "NOT_ENOUGH_MP"


STREET = ".+A .+ .+ .+ .+ .+ .+ .+ .+ .+"
ALONG = "00-10-20-30-40-50-60-70-80-90"


def street(**more) -> Board:
    """Return a lorried division on a long road, with short march limits."""
    limits = {"road_march_hexes": 6, "road_march_hexes_under_air": 4}
    return Board(STREET, {"A": "motor"}, roads=ALONG, rules={"movement": limits}, **more)


@pytest.mark.rule("movement.march")
def test_a_march_ends_after_so_many_hexes_of_road() -> None:
    board = street()
    # Given points for the whole road, a division goes as far as the limit of the week,
    assert board.get("A", "mp") > 4 * 9
    assert sorted(board.reach("A")) == ["10", "20", "30", "40", "50", "60"]
    assert board.refused(Move(board.unit("A"), board.hex("70"))) == "TOO_FAR"
    # also in two parts.
    board.move("A", "40")
    assert board.get("A", "march") == 2
    assert max(board.reach("A")) == "60"
    board.move("A", "60")
    assert board.reach("A") == {}
    assert board.refused(Move(board.unit("A"), board.hex("50"))) == "TOO_FAR"


@pytest.mark.rule("movement.march")
@pytest.mark.parametrize(
    ("ruler", "air", "farthest"), [(RED, 50, "40"), (RED, 49, "60"), (BLUE, 100, "60"), (None, 100, "60")]
)
def test_enemy_aircraft_shorten_marches_in_flying_weather(ruler, air, farthest) -> None:
    board = street()
    board.state.side_air[:] = 0
    if ruler is not None:
        board.state.side_air[ruler] = 1
    assert max(board.weather(air=air).reach("A")) == farthest


@pytest.mark.rule("turn.scale")
@pytest.mark.parametrize(("days", "farthest"), [(7, "60"), (3, "20"), (1, "10")])
def test_shorter_turns_have_shorter_marches(days, farthest) -> None:
    assert max(street(days=days).reach("A")) == farthest
