"""Chapter 8: ferries over straits, power at sea, and what a voyage through the enemy's waters costs."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from engine.events import Ferried, Raided
from engine.kernels.consts import DICE_COMBAT, DICE_RAID, MODE_ATTACKED, MODE_RAIL
from engine.orders import Embark, Ferry, Land, Sail
from engine.rules import ferries, sealanes, supply, transport
from engine.schema.forces import SupportRow
from tests.textmap import BLUE, Board

STRAIT = {"strait": "10-20 10-21 11-21"}
BANKS = ".+ .+A .+ .+\n.+ .+ .+ .+"


def strait(drawing: str = BANKS, pool: int = 400, **more) -> Board:
    """Return a board with a strait down the middle and a ferry from 10 to 20."""
    return Board(drawing, ferries="10-20", sides=STRAIT, **more).pools(ferry=pool)


def over(board: Board, letter: str = "A", to: str = "20") -> Ferry:
    return Ferry(board.unit(letter), board.hex(to))


@pytest.mark.rule("transport.ferry")
def test_a_ferry_takes_a_unit_over_for_the_rest_of_its_turn() -> None:
    board = strait().set("A", entrench=2, prepared=1)
    strength = board.get("A", "quarters")
    events = board.do(over(board))
    assert [type(e) for e in events] == [Ferried]
    assert board.at("A") == "20"
    assert (board.get("A", "mp"), board.get("A", "mode"), board.get("A", "entrench")) == (0, MODE_RAIL, 0)
    assert board.get("A", "quarters") == strength
    assert int(board.state.pool_ferry[BLUE]) == 400 - strength


@pytest.mark.rule("transport.ferry")
def test_refusals_of_ferries() -> None:
    board = strait(
        ".+ .+AS .+BCD .+X\n.+ .+E .+ .+", units={"S": {"type": "coastal", "nation": "bl", "id": "u-s"}}
    )
    assert board.refused(over(board)) == "STACK_FULL"
    assert board.refused(over(board, "S")) == "STATIC"
    assert board.refused(over(board, "E", "21")) == "NO_FERRY"
    assert board.refused(Ferry(999, board.hex("20"))) == "UNKNOWN_UNIT"
    assert board.refused(Ferry(board.unit("X"), board.hex("20"))) == "NOT_YOURS"
    assert board.refused(Ferry(board.unit("A"), -1)) == "UNKNOWN_HEX"
    open_ = strait()
    open_.set("A", mode=MODE_ATTACKED)
    assert open_.refused(over(open_)) == "ALREADY_ATTACKED"
    open_.set("A", mode=0, mp=0)
    assert open_.refused(over(open_)) == "NOT_ENOUGH_MP"
    enemy = strait(".+ .+A .- .+\n.+ .+ .+ .+")
    assert enemy.refused(over(enemy)) == "HELD_GROUND"


def test_who_marched_to_the_bank_may_cross_in_the_same_turn() -> None:
    board = strait(".+A .+ .+ .+\n.+ .+ .+ .+")
    board.move("A", "10")
    board.do(over(board))
    assert board.at("A") == "20"


@pytest.mark.rule("transport.ferry-fire")
@pytest.mark.parametrize(("pool", "lost"), [(24, 0), (20, 2), (0, 12)])
def test_of_what_ferries_do_not_carry_half_is_lost(pool, lost) -> None:
    board = strait(pool=pool).set("A", quarters=24)
    assert ferries.fare_of(board.world, board.view(), over(board)).lost == lost
    board.do(over(board))
    assert board.get("A", "quarters") == 24 - lost
    assert int(board.state.pool_ferry[BLUE]) == 0


@pytest.mark.rule("transport.ferry-fire")
def test_half_of_those_who_leave_the_enemys_zone_is_lost() -> None:
    board = strait(".- .+A .+ .+\n.-X .+ .+ .+").set("A", quarters=24)
    board.do(over(board))
    assert board.get("A", "quarters") == 12


@pytest.mark.rule("transport.ferry")
@pytest.mark.parametrize(("interdiction", "used"), [(0, 24), (50, 30), (100, 32)])
def test_aircraft_over_a_bank_cost_capacity(interdiction, used) -> None:
    board = strait().set("A", quarters=24)
    board.state.hex_interdiction[board.hex("20")] = interdiction
    board.game.changed()
    board.do(over(board))
    assert int(board.state.pool_ferry[BLUE]) == 400 - used
    assert board.get("A", "quarters") == 24


@pytest.mark.rule("transport.ferry-fire")
def test_the_beaten_flee_over_the_strait() -> None:
    # B and C drive X, who has its back to the sea, over the strait.
    beach = Board(".+E .-X .- .-\n.+B .+C .- .-", ferries="10-20", sides=STRAIT).pools(attacks=9)
    beach.set("X", quarters=24, cohesion=30)
    beach.rig((DICE_COMBAT, beach.hex("10"), 0, 12, 12))
    before = beach.get("X", "quarters")
    events = beach.attack("10", "BC")
    if not any(isinstance(e, Ferried) for e in events):
        events += beach.stand(0)
    assert any(isinstance(e, Ferried) for e in events)
    assert beach.at("X") == "20"
    assert beach.get("X", "quarters") < before // 2


# -- power at sea ------------------------------------------------------------------------

OCEAN = {"id": "ocean", "side": "blue", "kind": "sea", "sea_zones": "west-sea"}
NAPLES = {"id": "naples", "hex": "10", "port_tons": 300, "sea_zone": "west-sea", "kind": "port"}
BARI = {"id": "bari", "hex": "30", "port_tons": 300, "sea_zone": "west-sea", "kind": "port"}
GELA = {"id": "gela", "hex": "31", "beach_tons": 200, "sea_zone": "west-sea", "kind": "beach"}
FIELDS = tuple({"id": f"field-{at}", "hex": at, "kind": "airfield"} for at in ("20", "21", "11"))
COAST = "~ .+A .+B .+ ~\n~ .+ .+ .+ ~"


def waters(blue: int, red: int, drawing: str = COAST, **more) -> Board:
    """Return a coast in the waters of two fleets; blue has a box, ports and shipping."""
    dates = {"start": "1943-01-01", "finish": "1945-12-31"}
    rows = [
        msgspec.convert({"id": side, "side": side, "fleet": fleet, **dates}, SupportRow)
        for side, fleet in (("blue", blue), ("red", red))
    ]
    places = more.pop("places", (NAPLES, BARI, GELA))
    board = Board(drawing, places=places, boxes=(OCEAN,), boxed={"G": "ocean"}, support=rows, **more)
    return board.pools(sealift=9, craft=9, naval=3)


def test_both_fleets_count_for_what_they_are() -> None:
    board = waters(6, 9)
    assert sealanes.powers(board.world, board.state)[BLUE].tolist() == [6]
    # Red has neither box nor port in these waters: half of its fleet is here.
    assert sealanes.powers(board.world, board.state)[1 - BLUE].tolist() == [4]


@pytest.mark.rule("transport.power")
def test_power_is_fleet_and_airfields() -> None:
    board = waters(0, 9, places=(NAPLES, BARI, GELA, *FIELDS))
    assert sealanes.powers(board.world, board.state)[BLUE].tolist() == [1]
    # What was taken this turn does not count yet, and two airfields are no point.
    board.state.hex_control_start[board.hex("20")] = 1 - BLUE
    assert sealanes.powers(board.world, board.state)[BLUE].tolist() == [0]


@pytest.mark.rule("transport.raids")
@pytest.mark.parametrize(("blue", "red", "risk"), [(4, 8, 0), (2, 8, 6), (0, 40, 30)])
def test_each_point_that_the_enemy_has_more_is_danger(blue, red, risk) -> None:
    board = waters(blue, red)
    sail = Sail(board.unit("A"), board.place("bari"))
    board.set("A", quarters=24)
    assert transport.risk_of(board.world, board.view(), sail) == (risk, risk * 6)
    assert sealanes.risks(board.world, board.state, BLUE).tolist() == [risk]


@pytest.mark.rule("transport.raids")
@pytest.mark.parametrize(("low", "high", "left"), [(0, 29, 17), (30, 99, 23)])
def test_who_is_hit_loses_a_quarter_rounded_up(low, high, left) -> None:
    board = waters(0, 40).set("A", quarters=23)
    board.rig((DICE_RAID, board.unit("A"), 0, low, high))
    events = board.do(Sail(board.unit("A"), board.place("bari")))
    assert any(isinstance(e, Raided) for e in events) == (left < 23)
    assert (board.at("A"), board.get("A", "quarters")) == ("30", left)


def test_the_last_quarter_step_is_never_lost_at_sea() -> None:
    board = waters(0, 40).set("A", quarters=1)
    board.rig((DICE_RAID, board.unit("A"), 0, 0, 29))
    board.do(Embark(board.unit("A"), 0))
    assert (board.at("A"), board.get("A", "quarters")) == ("--", 1)


@pytest.mark.rule("transport.raids")
def test_a_landing_force_is_thrown_for_before_it_lands() -> None:
    board = waters(0, 40, "~ .+A .+B .- ~\n~ .+ .+ .- ~").set("G", quarters=24)
    board.rig((DICE_RAID, board.unit("G"), 0, 0, 29))
    events = board.do(Land(board.place("gela"), (board.unit("G"),)))
    assert isinstance(events[0], Raided)
    assert (board.at("G"), board.get("G", "quarters")) == ("31", 18)


def test_the_frequency_of_hits_is_the_danger_that_is_told() -> None:
    board = waters(0, 40).set("A", quarters=24)
    hits = 0
    for second in range(1000):
        board.state.key[:2] = (3, second)
        events: list = []
        sealanes.run(board.world, board.state.clone(), board.unit("A"), (30, 0), events)
        hits += any(isinstance(e, Raided) for e in events)
    assert 260 <= hits <= 340


@pytest.mark.rule("transport.raids")
def test_of_supply_the_share_of_the_danger_is_sunk() -> None:
    tons = [
        supply.sources_of(board.world, board.state, BLUE).tons.tolist()
        for board in (waters(8, 8), waters(0, 40))
    ]
    assert tons[0][:2] == [300, 300]
    assert tons[1][:2] == [210, 210]


def test_the_safest_way_is_taken() -> None:
    import engine

    world = engine.load_scenario("italy1943")
    state = engine.new_game(world, 1).state
    side = world.side_ids.index("allies")
    risk = sealanes.risks(world, state, side)
    for start in range(len(world.sea_neighbours)):
        for goal in range(len(world.sea_neighbours)):
            found, zone = sealanes.voyage(world, state, side, [start], [goal])
            assert found == min(_ways(world, risk, [start], goal))
            assert found == risk[zone]


def _ways(world, risk, way, goal) -> list[int]:
    """Return the danger of every way between two zones that enters none twice."""
    if way[-1] == goal:
        return [int(np.max(risk[way]))]
    near = [z for z in world.sea_neighbours[way[-1]] if z not in way]
    return [r for z in near for r in _ways(world, risk, [*way, z], goal)]
