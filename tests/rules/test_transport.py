"""Chapter 8 and the strategic part of 5: rail, sea transport, landings."""

from __future__ import annotations

import pytest

from engine.events import Battle, Landed, Railed, Sailed
from engine.kernels.consts import DICE_COMBAT, HASTY, MODE_LANDED, MODE_RAIL
from engine.orders import Embark, Land, Move, Rail, Sail
from tests.textmap import BLUE, RED, Board

OCEAN = {"id": "ocean", "side": "blue", "kind": "sea", "sea_zones": "west-sea"}
FRANCE = {"id": "france", "side": "blue", "kind": "rail", "entry": "000000"}
CAMP = {"id": "camp", "side": "blue", "kind": "away"}
NAPLES = {"id": "naples", "hex": "10", "port_tons": 300, "sea_zone": "west-sea", "kind": "port"}
BARI = {"id": "bari", "hex": "30", "port_tons": 300, "sea_zone": "west-sea", "kind": "port"}
INLAND = {"id": "foggia", "hex": "20", "kind": "city"}
GELA = {**NAPLES, "id": "gela", "port_tons": 0, "beach_tons": 200, "beach_exposure": 3, "kind": "beach"}


# -- rail --------------------------------------------------------------------------------

TRACK = ".+A .+ .+ .+ .+"
RAILS = "00-10-20-30-40"


def trains(drawing: str = TRACK, **more) -> Board:
    """Return a board with a railway along the top and trains for nine points."""
    return Board(drawing, more.pop("units", None), rails=more.pop("rails", RAILS), **more).pools(rail=9)


def rail(board: Board, letter: str, to: str) -> Rail:
    """Return a rail order."""
    return Rail(board.unit(letter), board.hex(to))


@pytest.mark.rule("transport.rail")
def test_a_train_takes_a_unit_anywhere_on_the_net_for_its_whole_turn() -> None:
    board = trains().set("A", entrench=3, prepared=2)
    events = board.do(rail(board, "A", "40"))
    assert [type(e) for e in events] == [Railed]
    assert board.at("A") == "40"
    assert (board.get("A", "mp"), board.get("A", "mode"), board.get("A", "entrench")) == (0, MODE_RAIL, 0)
    assert int(board.state.pool_rail[BLUE]) == 6
    assert board.refused(Move(board.unit("A"), board.hex("30"))) == "NOT_ENOUGH_MP"


def test_an_enemy_on_the_line_cuts_it() -> None:
    board = trains(".+A .+ .-X .+ .+")
    assert board.refused(rail(board, "A", "40")) == "NO_RAIL"


def test_lost_ground_cuts_the_line() -> None:
    board = trains(".+A .+ .- .+ .+")
    assert board.refused(rail(board, "A", "40")) == "NO_RAIL"
    assert board.refused(rail(board, "A", "10")) == ""


@pytest.mark.rule("transport.rail")
def test_trains_pass_the_enemys_guns_only_where_a_friend_stands() -> None:
    drawing = ".+A .+ .+{} .+ .+\n.+ .+ .+ .+ .+\n.- .- .-X .- .-"
    # X at 22 reaches 11, 21 and 31; the line passes north of them.
    assert trains(drawing.format("")).refused(rail(trains(drawing.format("")), "A", "40")) == ""
    near = ".+A .+ .+{} .+ .+\n.- .- .-X .- .-"
    bare = trains(near.format(""))
    assert bare.refused(rail(bare, "A", "40")) == "NO_RAIL"
    held = trains(".+A .+C .+B .+D .+\n.- .- .-X .- .-")
    assert held.refused(rail(held, "A", "40")) == ""


@pytest.mark.rule("transport.rail")
def test_nobody_boards_or_leaves_a_train_under_fire() -> None:
    board = trains(".+A .+ .+ .+ .+B\n.- .- .- .-X .-")
    assert board.refused(rail(board, "B", "00")) == "NO_RAIL"
    assert board.refused(rail(board, "A", "40")) == "NO_RAIL"


def test_refusals_of_trains() -> None:
    board = trains(
        ".+AS .+BCD .+ .+E .+\n.+ .+ .+ .+ .-Z",
        units={"S": {"type": "coastal", "nation": "bl", "id": "u-s"}},
        boxes=(CAMP, FRANCE), boxed={"F": "camp", "G": "france"}, later="H",
    )  # fmt: skip
    hex_of, unit = board.hex, board.unit
    assert board.refused(Rail(999, hex_of("20"))) == "UNKNOWN_UNIT"
    assert board.refused(Rail(unit("A"), -1)) == "UNKNOWN_HEX"
    assert board.refused(Rail(unit("Z"), hex_of("20"))) == "NOT_YOURS"
    assert board.refused(Rail(unit("H"), hex_of("20"))) == "NOT_ON_MAP"
    assert board.refused(Rail(unit("F"), hex_of("20"))) == "NO_RAIL"
    assert board.refused(Rail(unit("G"), hex_of("20"))) == ""
    assert board.refused(Rail(unit("S"), hex_of("20"))) == "STATIC"
    assert board.refused(Rail(unit("A"), hex_of("00"))) == "NO_EFFECT"
    assert board.refused(Rail(unit("A"), hex_of("21"))) == "NO_RAIL"
    assert board.refused(Rail(unit("A"), hex_of("10"))) == "STACK_FULL"
    board.pools(rail=2)
    assert board.refused(Rail(unit("A"), hex_of("20"))) == "NO_RAIL_CAPACITY"
    board.pools(rail=9).move("A", "01")
    board.set("A", hex=hex_of("00"))
    assert board.refused(Rail(unit("A"), hex_of("20"))) == "MOVED_TOO_FAR"


def test_a_unit_comes_by_rail_from_its_box() -> None:
    board = trains(boxes=(FRANCE,), boxed={"G": "france"})
    board.do(rail(board, "G", "30"))
    assert board.at("G") == "30"
    assert board.get("G", "box") == -1
    # It arrived in a train: it neither digs in nor counts as rested.
    board.end()
    assert (board.get("G", "entrench"), board.get("G", "prepared")) == (0, 0)


def test_no_train_through_an_entry_that_is_lost() -> None:
    board = trains(".- .+ .+ .+ .+", boxes=(FRANCE,), boxed={"G": "france"})
    assert board.refused(rail(board, "G", "30")) == "NO_RAIL"


# -- sea ---------------------------------------------------------------------------------

COAST = "~ .+A .+B .+ ~\n~ .+ .+ .+ ~"


def ships(drawing: str = COAST, places=(NAPLES, BARI, INLAND), **more) -> Board:
    """Return a board with two ports and shipping for nine points."""
    boxes = more.pop("boxes", (OCEAN, CAMP))
    units = more.pop("units", None)
    return Board(drawing, units, places=places, boxes=boxes, **more).pools(sealift=9, craft=9, naval=3)


@pytest.mark.rule("transport.sea")
def test_ships_carry_from_port_to_port_for_a_whole_turn() -> None:
    board = ships()
    events = board.do(Sail(board.unit("A"), board.place("bari")))
    assert [type(e) for e in events] == [Sailed]
    assert board.at("A") == "30"
    assert (board.get("A", "mp"), board.get("A", "mode")) == (0, MODE_RAIL)
    assert int(board.state.pool_sealift[BLUE]) == 6


def test_refusals_of_ships() -> None:
    board = ships(
        "~ .+AS .+B .+CDE ~\n~ .+ .+ .-Z ~", boxed={"F": "camp", "G": "ocean"}, later="H",
        units={"S": {"type": "coastal", "nation": "bl", "id": "u-s"}},
    )  # fmt: skip
    unit, place = board.unit, board.place
    bari, naples = place("bari"), place("naples")
    assert board.refused(Sail(999, bari)) == "UNKNOWN_UNIT"
    assert board.refused(Sail(unit("Z"), bari)) == "NOT_YOURS"
    assert board.refused(Sail(unit("H"), bari)) == "NOT_ON_MAP"
    assert board.refused(Sail(unit("B"), bari)) == "NO_PORT"
    assert board.refused(Sail(unit("S"), bari)) == "STATIC"
    assert board.refused(Sail(unit("F"), bari)) == "NO_SEA_ROUTE"
    assert board.refused(Sail(unit("A"), -1)) == "NO_PORT"
    assert board.refused(Sail(unit("A"), place("foggia"))) == "NO_PORT"
    assert board.refused(Sail(unit("A"), naples)) == "NO_PORT"
    assert board.refused(Sail(unit("A"), bari)) == "STACK_FULL"
    assert board.refused(Sail(unit("G"), naples)) == ""
    board.pools(sealift=2)
    assert board.refused(Sail(unit("G"), naples)) == "NO_SEALIFT"
    assert board.refused(Embark(unit("A"), 0)) == "NO_SEALIFT"
    board.pools(sealift=9).set("A", mp=8)
    assert board.refused(Sail(unit("A"), bari)) == "MOVED_TOO_FAR"


@pytest.mark.rule("transport.sea")
def test_no_ship_to_a_port_of_the_enemy_or_one_in_ruins() -> None:
    board = ships("~ .+A .+B .- ~\n~ .+ .+ .+ ~")
    assert board.refused(Sail(board.unit("A"), board.place("bari"))) == "NO_PORT"
    board = ships()
    board.state.port_damage[board.place("bari")] = 76
    board.game.changed()
    assert board.refused(Sail(board.unit("A"), board.place("bari"))) == "NO_PORT"
    board.state.port_damage[board.place("bari")] = 75
    board.game.changed()
    assert board.refused(Sail(board.unit("A"), board.place("bari"))) == ""


@pytest.mark.rule("transport.embark")
def test_embarking_takes_a_unit_off_the_map() -> None:
    board = ships(boxed={"G": "ocean"})
    ocean, camp = 0, 1
    assert board.refused(Embark(board.unit("A"), 9)) == "NO_SEA_ROUTE"
    assert board.refused(Embark(board.unit("A"), camp)) == "NO_SEA_ROUTE"
    assert board.refused(Embark(board.unit("G"), ocean)) == "NOT_ON_MAP"
    assert board.refused(Embark(board.unit("B"), ocean)) == "NO_PORT"
    board.do(Embark(board.unit("A"), ocean))
    assert board.at("A") == "--"
    assert board.get("A", "box") == ocean


# -- landings ----------------------------------------------------------------------------

BEACH = "~ .- .- .-\n~ .- .- .-"


def fleet(drawing: str = BEACH, **more) -> Board:
    """Return a board with a beach and three divisions at sea."""
    boxed = more.pop("boxed", {"A": "ocean", "B": "ocean", "C": "ocean"})
    return ships(drawing, places=more.pop("places", (GELA, INLAND)), boxed=boxed, **more)


def landing(board: Board, letters: str, place: str = "gela", naval: int = 0) -> Land:
    """Return a landing order."""
    return Land(board.place(place), tuple(board.unit(u) for u in letters), naval)


@pytest.mark.rule("transport.landing", "transport.scatter")
def test_an_empty_beach_is_taken_at_once() -> None:
    board = fleet()
    events = board.do(landing(board, "AB"))
    assert any(isinstance(e, Landed) for e in events)
    assert not any(isinstance(e, Battle) for e in events)
    assert (board.at("A"), board.at("B"), board.holder("10")) == ("10", "10", BLUE)
    # They are scattered, and that was their turn.
    assert board.get("A", "cohesion") == 65
    assert (board.get("A", "mp"), board.get("A", "mode")) == (0, MODE_LANDED)
    assert int(board.state.pool_craft[BLUE]) == 7
    board.end()
    assert (board.get("A", "entrench"), board.get("A", "prepared")) == (0, 0)


@pytest.mark.rule("transport.landing")
def test_landed_units_do_not_attack_in_the_same_turn() -> None:
    board = fleet("~ .- .-X .-\n~ .- .- .-").pools(attacks=9)
    board.do(landing(board, "A"))
    board.set("A", mp=56)
    assert board.refused(board.attacking("20", "A", HASTY)) == "MOVED_TOO_FAR"


@pytest.mark.rule("transport.landing")
def test_a_defended_beach_must_be_won() -> None:
    board = fleet("~ .-X .- .-\n~ .- .- .-").set("X", quarters=4, cohesion=0, entrench=0)
    board.rig((DICE_COMBAT, board.hex("10"), 0, 12, 12))
    events = board.do(landing(board, "AB", naval=2))
    fought = next(e for e in events if isinstance(e, Battle))
    assert fought.landing == 1
    assert int(board.state.pool_naval[BLUE]) == 1
    if board.pending():
        board.stand(0)
    assert board.holder("10") == BLUE
    assert board.at("A") == "10"
    assert board.pending() == 0


@pytest.mark.rule("combat.surprise", "combat.river")
def test_a_landing_under_fire_is_half_as_strong_and_a_surprise() -> None:
    from engine.rules.combat import explain

    board = fleet("~ .-X .- .-\n~ .- .- .-").set("X", entrench=0)
    order = board.attacking("10", "A")
    seen = explain(board.world, board.state, order, landing=True)
    assert seen.terms["attack"] == 24 * 3 * 200 // 2
    assert dict(seen.shifts)["surprise"] == 1
    assert seen.terms["set-piece"] == 0


@pytest.mark.rule("transport.landing")
def test_a_beaten_off_landing_stays_at_sea_and_may_not_try_again() -> None:
    board = fleet("~ .-X .- .-\n~ .- .- .-")
    board.rig((DICE_COMBAT, board.hex("10"), 0, 2, 2))
    board.do(landing(board, "A"))
    assert board.at("A") == "--"
    assert board.get("A", "box") == 0
    assert board.holder("10") == RED
    assert board.refused(landing(board, "A")) == "ALREADY_ATTACKED"
    board.end(2)
    board.pools(craft=9)
    assert board.refused(landing(board, "A")) == ""


def test_a_defender_of_the_beach_may_stand() -> None:
    board = fleet("~ .-X .- .-\n~ .- .- .-").set("X", quarters=8, cohesion=40, entrench=0)
    board.rig((DICE_COMBAT, board.hex("10"), 0, 9, 9))
    board.do(landing(board, "AB"))
    if board.pending():
        board.stand(1)
    at = board.at("X")
    assert (board.at("A") == "10") == (at != "10")


@pytest.mark.rule("units.types", "transport.landing")
def test_refusals_of_landings() -> None:
    board = fleet(
        "~ .- .- .-\n~ .-Z .-E .-", boxed=dict.fromkeys("ABCD", "ocean") | {"F": "camp"},
        units={"A": "armour"},
    )  # fmt: skip
    unit = board.unit
    assert board.refused(Land(-1, (unit("A"),))) == "NO_PORT"
    assert board.refused(Land(board.place("foggia"), (unit("A"),))) == "NO_PORT"
    assert board.refused(landing(board, "")) == "NO_TARGET"
    assert board.refused(landing(board, "AA")) == "DUPLICATE_UNIT"
    assert board.refused(Land(board.place("gela"), (999,))) == "UNKNOWN_UNIT"
    assert board.refused(landing(board, "Z")) == "NOT_YOURS"
    assert board.refused(landing(board, "E")) == "NOT_ON_MAP"
    assert board.refused(landing(board, "F")) == "NOT_ON_MAP"
    assert board.refused(landing(board, "ABCD")) == "STACK_FULL"
    assert board.refused(landing(board, "A", naval=4)) == "NO_NAVAL"
    board.pools(craft=1)
    assert board.refused(landing(board, "AB")) == "NO_CRAFT"
    board.pools(craft=9).weather(storm=1)
    board.pools(craft=9, naval=3)
    assert board.refused(landing(board, "A")) == "STORM"


@pytest.mark.rule("transport.storm")
@pytest.mark.parametrize(("exposure", "said"), [(0, ""), (1, ""), (2, "STORM"), (3, "STORM")])
def test_a_storm_closes_exposed_beaches_only(exposure, said) -> None:
    beach = {**GELA, "beach_exposure": exposure}
    board = fleet(places=(beach, INLAND)).weather(storm=1).pools(craft=9)
    assert board.refused(landing(board, "A")) == said


def test_no_landing_where_no_sea_leads() -> None:
    board = fleet(places=({**GELA, "sea_zone": None}, INLAND))
    assert board.refused(landing(board, "A")) == "NO_SEA_ROUTE"


@pytest.mark.rule("transport.landing")
@pytest.mark.parametrize("held", ["~ .-X .- .-\n~ .- .- .-", BEACH])
def test_a_port_of_the_enemy_may_be_stormed(held) -> None:
    board = fleet(held, places=(NAPLES, INLAND))
    assert board.refused(landing(board, "A", "naples")) == ""
