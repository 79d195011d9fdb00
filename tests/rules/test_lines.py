"""Chapter 7: shipping, tracks of limited capacity, depots, priorities, raids, damage and repair."""

from __future__ import annotations

import datetime

import pytest

from engine.audit import audit
from engine.events import Demolished
from engine.kernels.consts import SUPPLY_FULL, SUPPLY_ISOLATED, SUPPLY_LOW, SUPPLY_OUT
from engine.orders import Demolish, Priority
from engine.rules import movement, shortage, supply, transport, wreckage
from engine.rules.common import set_control
from engine.schema.forces import SupportRow
from tests.rules.test_supply import FRANCE, NAPLES, OCEAN, fed, states
from tests.textmap import BLUE, RED, Board

TRACK = "00-10-20-30-40"
WHOLE = {"rail_torn_percent": 100, "bridge_blown_percent": 0}
# Lorries get no farther than a hex by road, so that tracks matter.
BY_TRAIN = {"supply": {"full_range": 1, "low_range": 1}}
TOWN = {"id": "town", "hex": "10", "kind": "town", "rank": 0}


def narrow(board: Board, tons: int, way: str = "20-30") -> Board:
    """Let the track over a hexside carry so many tons, in the tables of this board alone."""
    a, b = (board.hex(n) for n in way.split("-"))
    track = next(i for i, ends in enumerate(board.world.track_hex.tolist()) if set(ends) == {a, b})
    board.world.track_tons.flags.writeable = True
    board.world.track_tons[track] = tons
    return board


@pytest.mark.rule("supply.shipping")
def test_ships_limit_all_ports_together() -> None:
    second = {**NAPLES, "id": "salerno", "hex": "40"}
    rows = [
        SupportRow(
            id="s",
            side="blue",
            start=datetime.date(1943, 1, 1),
            finish=datetime.date(1945, 1, 1),
            shipping=250,
        )
    ]
    board = fed(
        "~ .+A .+ .+ .+B\n~ ~ ~ ~ ~", OCEAN, places=[NAPLES, second], roads="10-20-30-40", support=rows
    )
    assert int(board.state.pool_shipping[BLUE]) == 250
    found = supply.trace(board.world, board.state, BLUE)
    assert [int(found.granted[board.unit(u)]) for u in "AB"] == [200, 50]
    told = shortage.explain(board.world, board.state, board.unit("B"))
    assert told["limit"] == "shipping"


@pytest.mark.rule("supply.tracks")
def test_a_track_carries_so_much_and_the_farther_go_short() -> None:
    board = narrow(fed(".+ .+ .+ .+A .+B", rails=TRACK, rules=BY_TRAIN), 300)
    found = supply.trace(board.world, board.state, BLUE)
    assert [int(found.granted[board.unit(u)]) for u in "AB"] == [200, 100]
    assert states(board, "AB") == [SUPPLY_FULL, SUPPLY_LOW]
    told = shortage.explain(board.world, board.state, board.unit("B"))
    assert told["limit"] == "track"
    assert sorted(told["limit_track"]) == ["002000", "003000"]
    assert told["before"] == [{"unit": "u-a", "tons": 200}]


@pytest.mark.rule("supply.tracks")
def test_who_finds_the_track_full_sends_lorries_along_it() -> None:
    board = narrow(
        fed(
            ".+ .+ .+ .+A .+B",
            rails=TRACK,
            roads="20-30-40",
            rules={"supply": {"full_range": 1.5, "low_range": 2}},
        ),
        200,
    )
    assert states(board, "AB") == [SUPPLY_FULL, SUPPLY_FULL]


@pytest.mark.rule("supply.priority")
def test_who_has_priority_draws_before_who_is_nearer() -> None:
    board = narrow(fed(".+ .+ .+ .+A .+B", rails=TRACK, rules=BY_TRAIN), 200)
    assert states(board, "AB") == [SUPPLY_FULL, SUPPLY_OUT]
    board.set("B", priority=1)
    assert states(board, "AB") == [SUPPLY_OUT, SUPPLY_FULL]
    board.set("A", priority=1)
    board.set("B", priority=-1)
    assert states(board, "AB") == [SUPPLY_FULL, SUPPLY_OUT]


@pytest.mark.rule("supply.raids")
def test_aircraft_and_raiders_slow_trains_and_lorries() -> None:
    board = narrow(fed(".+ .+ .+ .+A .+B", rails=TRACK, rules=BY_TRAIN), 400)
    assert states(board, "AB") == [SUPPLY_FULL, SUPPLY_FULL]
    board.state.hex_interdiction[board.hex("20")] = 50
    found = supply.trace(board.world, board.state, BLUE)
    assert [int(found.granted[board.unit(u)]) for u in "AB"] == [200, 0]
    road = fed(".+ .+ .+A", roads="00-10-20")
    dry = int(supply.trace(road.world, road.state, BLUE).cost[road.hex("20")])
    road.state.hex_interdiction[:] = 50
    assert int(supply.trace(road.world, road.state, BLUE).cost[road.hex("20")]) == dry * 3 // 2


@pytest.mark.rule("supply.raids")
def test_raiders_count_in_their_hex_and_around_it() -> None:
    board = fed(".+ .+ .+A\n.- .-X .-", units={"X": "brigade"})
    board.world.type_raids.flags.writeable = True
    board.world.type_raids[board.world.unit_type[board.unit("X")]] = 40
    slow = supply.lines_of(board.world, board.state, BLUE).slow
    assert int(slow[board.hex("11")]) == int(slow[board.hex("10")]) == 40
    assert not supply.lines_of(board.world, board.state, RED).slow.any()


# -- railways and bridges -------------------------------------------------------------


@pytest.mark.rule("supply.rails")
def test_fighting_tears_up_the_track_and_railway_troops_relay_it_outwards() -> None:
    rules = {"supply": {**WHOLE, "railway_hexes": {"blue": 1}}}
    board = fed(".+ .+ .- .- .+A", rails=TRACK, rules=rules)
    for at in ("20", "30"):
        set_control(board.world, board.state, board.hex(at), BLUE, [])
    assert [int(board.state.rail_damage[board.hex(h)]) for h in ("10", "20", "30")] == [0, 100, 100]
    assert states(board, "A") == [SUPPLY_FULL]  # by lorry, off the road
    for damage in ((0, 100), (0, 0)):
        supply.deliver(board.world, board.state, BLUE, [])
        assert tuple(int(board.state.rail_damage[board.hex(h)]) for h in ("20", "30")) == damage


@pytest.mark.rule("supply.rails")
def test_a_treaty_tears_up_nothing() -> None:
    board = fed("~ .-", OCEAN, places=[NAPLES], rules={"supply": WHOLE})
    set_control(board.world, board.state, board.hex("10"), BLUE, [], fought=False)
    assert int(board.state.port_damage[0]) == 0


@pytest.mark.rule("supply.bridges")
def test_bridges_of_a_lost_hex_are_blown_and_rebuilt_by_who_holds_both_banks() -> None:
    rules = {"supply": {"bridge_blown_percent": 100, "bridge_mend_percent": 50}}
    board = Board(".+A .- .-", roads="00-10-20", sides={"minor-river": "00-10"}, rules=rules)
    events: list = []
    set_control(board.world, board.state, board.hex("10"), BLUE, events)
    board.game.changed()
    assert [e.what for e in events if isinstance(e, Demolished)] == [wreckage.BRIDGE]
    assert board.state.bridge_damage.tolist() == [100]
    for left in (50, 0):
        wreckage.repair(board.world, board.state, BLUE)
        assert board.state.bridge_damage.tolist() == [left]
    board.state.bridge_damage[:] = 100
    board.state.hex_control[board.hex("10")] = RED
    wreckage.repair(board.world, board.state, BLUE)
    assert board.state.bridge_damage.tolist() == [100]


@pytest.mark.rule("supply.bridges")
def test_a_fallen_bridge_costs_marchers_the_river_and_stops_trains() -> None:
    board = Board(
        ".+A .+ .+", roads="00-10-20", rails="00-10-20", sides={"minor-river": "00-10"}, boxes=(FRANCE,)
    )
    a = board.unit("A")

    def cost() -> int:
        return int(movement.reach(board.world, board.view(), a).cost[board.hex("10")])

    with_bridge = cost()
    board.state.bridge_damage[:] = 100
    board.game.changed()
    assert cost() == with_bridge + 4
    found = supply.trace(board.world, board.state, BLUE)
    assert int(found.cost[board.hex("10")]) > board.world.supply.rail_step
    net = transport.rail_net(board.world, board.view())
    assert net[board.hex("00")] != net[board.hex("10")]


# -- depots ---------------------------------------------------------------------------

DEPOTS = {"supply": {"depot_tons": [7000], "depot_start_percent": 0, "depot_fill_percent": 100}}


def depot(board: Board, tons: int) -> Board:
    """Put tons into blue's depot, as if they had come long ago."""
    board.state.place_stock[board.place("town")] = tons
    board.state.supply_in[BLUE] = board.state.supply_delivered[BLUE] + board.state.supply_lost[BLUE] + tons
    return board


@pytest.mark.rule("supply.depots")
def test_a_quiet_week_fills_the_depot_with_what_the_sources_have_over() -> None:
    board = narrow(fed(".+ .+A .+", rails="00-10-20", places=[TOWN], rules=DEPOTS), 500, "00-10")
    depot(board, 0)
    supply.deliver(board.world, board.state, BLUE, [])
    assert int(board.state.place_stock[board.place("town")]) == (500 - 200) * 7
    for _ in range(3):
        supply.deliver(board.world, board.state, BLUE, [])
    assert int(board.state.place_stock[board.place("town")]) <= 7000
    assert audit(board.world, board.state) == []


@pytest.mark.rule("supply.depots")
def test_a_cut_line_eats_the_depot() -> None:
    board = depot(fed(".- .+ .+A", rails="00-10-20", places=[TOWN], rules=DEPOTS), 2100)
    got = []
    for _ in range(3):
        supply.deliver(board.world, board.state, BLUE, [])
        got.append((board.get("A", "supply"), int(board.state.place_stock[board.place("town")])))
    assert got == [(SUPPLY_FULL, 700), (SUPPLY_LOW, 0), (SUPPLY_ISOLATED, 0)]
    assert audit(board.world, board.state) == []


@pytest.mark.rule("supply.depots")
def test_a_lost_depot_burns_but_for_a_share() -> None:
    rules = {"supply": {**DEPOTS["supply"], "depot_captured_percent": 20}}
    board = depot(fed(".+ .+ .+", rails="00-10-20", places=[TOWN], rules=rules), 1000)
    set_control(board.world, board.state, board.hex("10"), RED, [])
    assert board.state.place_stock.tolist() == [0, 200]
    assert int(board.state.supply_lost[BLUE]) == 1000
    assert audit(board.world, board.state) == []


@pytest.mark.rule("supply.depots")
def test_the_books_of_a_whole_game_balance_to_the_ton() -> None:
    board = fed(
        "~ .+A .+B .+C\n~ .+ .+ .-X", OCEAN, places=[{**NAPLES, "rank": 0}], rules=DEPOTS, roads="10-20-30"
    )
    for _ in range(8):
        board.end()  # audited by the board
    came, gave = int(board.state.supply_in[BLUE]), int(board.state.supply_delivered[BLUE])
    assert came == gave + int(board.state.place_stock.sum()) > 0


# -- what if --------------------------------------------------------------------------


@pytest.mark.rule("supply.outlook")
def test_who_starves_if_a_hex_falls() -> None:
    board = depot(fed(".+ .+ .+ .+ .+A", rails=TRACK, places=[{**TOWN, "hex": "30"}], rules=DEPOTS), 2100)
    found = shortage.starving(board.world, board.state, BLUE, board.hex("10"))
    assert found == [[], [], [board.unit("A")]]
    assert shortage.starving(board.world, board.state, BLUE, board.hex("40")) == [[], [], []]


@pytest.mark.rule("supply.outlook")
def test_the_outlook_of_the_next_turn_is_what_is_delivered() -> None:
    board = narrow(fed(".+ .+ .+ .+A .+B", rails=TRACK, rules=BY_TRAIN), 300)
    found = supply.trace(board.world, board.state, BLUE)
    assert shortage.outlook(board.world, board.state, BLUE)[0].tolist() == found.state.tolist()


def test_what_cuts_a_line_is_named() -> None:
    board = fed(".+ .+ .-X .+ .+A", roads=TRACK)
    told = shortage.explain(board.world, board.state, board.unit("A"))
    assert {"hex": "002000", "cause": "enemy"} in told["cut_by"]
    assert told["limit"] == "no-way"
    torn = fed(".+ .+ .+ .+ .+ .+ .+ .+ .+A", rails="00-10-20-30-40-50-60-70-80")
    torn.state.rail_damage[torn.hex("10")] = 100
    told = shortage.explain(torn.world, torn.state, torn.unit("A"))
    assert {c["cause"] for c in told["cut_by"]} == {"track"}


# -- orders ---------------------------------------------------------------------------


@pytest.mark.rule("supply.demolish")
def test_a_unit_blows_up_port_railway_and_bridge_of_its_hex() -> None:
    board = Board(
        "~ .+A .-X\n~ .+B .-",
        roads="10-20",
        rails="10-20",
        sides={"minor-river": "10-20"},
        places=[NAPLES],
        boxes=(OCEAN,),
    )
    a, at, over = board.unit("A"), board.hex("10"), board.hex("20")
    before = board.get("A", "mp")
    board.do(Demolish(a, 0, at))
    assert board.state.port_damage.tolist() == [100]
    board.do(Demolish(a, 1, at))
    assert int(board.state.rail_damage[at]) == 100
    events = board.do(Demolish(a, 2, over))
    assert board.state.bridge_damage.tolist() == [100]
    assert [e.toward for e in events if isinstance(e, Demolished)] == [over]
    assert board.get("A", "mp") == before - 12
    for what, toward in ((0, at), (1, at), (2, over)):
        assert board.refused(Demolish(a, what, toward)) == "NO_EFFECT"
    b = board.unit("B")
    assert board.refused(Demolish(b, 0, board.hex("11"))) == "NO_EFFECT"
    assert board.refused(Demolish(b, 2, over)) == "NO_TARGET"
    assert board.refused(Demolish(b, 1, at)) == "NO_TARGET"
    assert board.refused(Demolish(b, 3, at)) == "BAD_OPTION"
    assert board.refused(Demolish(b, 1, 999)) == "UNKNOWN_HEX"
    assert board.refused(Demolish(board.unit("X"), 2, at)) == "NOT_YOURS"
    board.set("B", mp=0)
    assert board.refused(Demolish(b, 2, at)) in ("NO_TARGET", "NOT_ENOUGH_MP")


@pytest.mark.rule("supply.demolish")
def test_a_demolished_port_lands_less_than_one_taken_by_surprise() -> None:
    rules = {"supply": {"port_start_percent": 30, "port_ruin_percent": 0}}
    tons = []
    for ruined in (False, True):
        board = fed("~ .-X", OCEAN, places=[NAPLES], rules=rules)
        if ruined:
            board.end()
            board.do(Demolish(board.unit("X"), 0, board.hex("10")))
        set_control(board.world, board.state, board.hex("10"), BLUE, [])
        found = supply.sources_of(board.world, board.state, BLUE)
        tons.append(int(found.tons.sum()))
    assert tons == [90, 0]


@pytest.mark.rule("supply.priority")
def test_priority_is_given_to_own_units() -> None:
    board = Board(".+A .+B .-X")
    a, b = board.unit("A"), board.unit("B")
    board.do(Priority((a, b), 1))
    assert (board.get("A", "priority"), board.get("B", "priority")) == (1, 1)
    assert board.refused(Priority((a, b), 1)) == "NO_EFFECT"
    assert board.refused(Priority((), 1)) == "NO_TARGET"
    assert board.refused(Priority((a,), 2)) == "BAD_OPTION"
    assert board.refused(Priority((a, a), 0)) == "DUPLICATE_UNIT"
    assert board.refused(Priority((board.unit("X"),), 1)) == "NOT_YOURS"
