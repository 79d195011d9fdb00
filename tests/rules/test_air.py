"""Air points, reach and the six missions."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from engine.ai import skies
from engine.ai.player import new_memory
from engine.events import Demolished, Flown, SupplyChanged
from engine.kernels import consts
from engine.kernels.consts import (
    AIR_BRIDGES,
    AIR_INTERDICT,
    AIR_LIFT,
    AIR_STRIKE,
    AIR_SUPERIORITY,
    AIR_SUPPORT,
)
from engine.orders import Air
from engine.rules import air, movement, reinforcement, wreckage
from engine.schema.forces import SupportRow
from engine.state import G_DRAWS
from tests.textmap import BLUE, RED, Board

FIELD = {"id": "field", "hex": "00", "kind": "airfield"}
THEIRS = {"id": "their-field", "hex": "40", "kind": "airfield"}
PORT = {"id": "haven", "hex": "30", "kind": "port", "port_tons": 300, "sea_zone": "west-sea"}
NEAR = {"superiority": 4, "support": 2, "interdict": 3, "strike": 3, "lift": 2}


def sky(drawing: str = "~ ~ ~ ~ ~\n.+A .+ .-X .- .-", **more: Any) -> Board:
    """Return a strip of land with an airfield at each end and a port before the far one."""
    places = [{**p, "hex": p["hex"][0] + "1"} for p in (FIELD, THEIRS, PORT)]
    board = Board(drawing, places=places, **more)
    base = board.world.air
    object.__setattr__(board.world, "air", _near(base))
    return board.pools(air=6, support=0, attacks=9)


def _near(base: Any) -> Any:
    import msgspec

    return msgspec.structs.replace(base, reach=msgspec.structs.replace(base.reach, **NEAR))


def fly(board: Board, mission: int, short: str, points: int = 1) -> Air:
    return Air(mission, board.hex(short), points)


@pytest.mark.rule("air.points")
def test_a_part_of_the_support_and_the_sorties_come_as_air_points() -> None:
    day = datetime.date(1943, 7, 10)
    more = {"start": day, "finish": day + datetime.timedelta(days=90)}
    rows = [
        SupportRow(id="b", side="blue", support=6, air=1, sorties=2, **more),
        SupportRow(id="r", side="red", support=6, sorties=1, **more),
    ]
    board = Board(".+A .+ .-X", support=rows)
    board.state.weather_air[:] = 60
    for side in (BLUE, RED):
        reinforcement.fill_pools(board.world, board.state, side)
    # Blue: three points of support are flown and two sorties, six tenths of five; red rules no air.
    assert [int(n) for n in board.state.pool_support[:2]] == [3, 6]
    assert [int(n) for n in board.state.pool_air[:2]] == [3, 1]
    assert int(board.game.view(BLUE).pool_air[RED]) == 0


@pytest.mark.rule("air.points")
def test_a_mission_costs_points() -> None:
    board = sky()
    assert board.refused(fly(board, AIR_SUPPORT, "21", 7)) == "NO_AIR"
    assert board.refused(fly(board, AIR_SUPPORT, "21", 0)) == "NO_AIR"
    assert board.refused(fly(board, 6, "21")) == "BAD_OPTION"
    assert board.refused(Air(AIR_SUPPORT, 9999, 1)) == "UNKNOWN_HEX"
    events = board.do(fly(board, AIR_SUPPORT, "21", 2))
    assert events == [Flown(mission=AIR_SUPPORT, hex=board.hex("21"), points=2, side=BLUE)]
    assert int(board.state.pool_air[BLUE]) == 4


@pytest.mark.rule("air.reach")
def test_reach_is_that_of_the_mission_from_an_airfield_held_since_the_turn_began() -> None:
    board = sky()
    assert board.refused(fly(board, AIR_INTERDICT, "41")) == "NO_AIRFIELD"
    assert board.refused(fly(board, AIR_SUPERIORITY, "41")) == ""
    judged = air.judge(board.world, board.view(), AIR_SUPERIORITY, board.hex("41"))
    assert (judged.refusal, judged.distance, judged.reach) == (None, 4, 4)
    board.state.hex_control_start[board.hex("01")] = RED
    board.game.changed()
    assert board.refused(fly(board, AIR_SUPPORT, "21")) == "NO_AIRFIELD"


@pytest.mark.rule("air.weather")
def test_bad_weather_at_the_target_keeps_aircraft_on_the_ground() -> None:
    board = sky()
    board.weather(air=board.world.air.flyable_least - 1)
    assert board.refused(fly(board, AIR_SUPPORT, "21")) == "GROUNDED"
    board.weather(air=board.world.air.flyable_least)
    assert board.refused(fly(board, AIR_SUPPORT, "21")) == ""


@pytest.mark.rule("air.superiority")
def test_superiority_takes_points_from_the_enemys_next_turn() -> None:
    day = datetime.date(1943, 7, 10)
    row = SupportRow(id="r", side="red", start=day, finish=day + datetime.timedelta(days=90), sorties=10)
    board = sky(support=[row])
    assert board.refused(fly(board, AIR_SUPERIORITY, "31")) == "NO_TARGET"
    board.do(fly(board, AIR_SUPERIORITY, "41", 3))
    board.end()
    assert int(board.state.pool_air[RED]) == 7
    # At most half of them, and the raids of last turn count no more once blue's next turn begins.
    board.state.side_superiority[BLUE] = 9
    assert air.granted(board.world, board.state, RED, 10) == 5
    assert air.granted(board.world, board.state, BLUE, 4) == 4
    assert int(board.state.side_superiority[BLUE]) == 0


@pytest.mark.rule("air.support")
def test_points_flown_over_a_hex_support_attacks_on_it_alone() -> None:
    board = sky("~ ~ ~ ~ ~\n.+ .+A .-X .- .-\n.+ .+ .-Y .- .-")
    assert board.refused(fly(board, AIR_SUPPORT, "11")) == "NO_TARGET"
    assert board.refused(board.attacking("21", "A", support=1)) == "NO_SUPPORT"
    board.do(fly(board, AIR_SUPPORT, "21", 2))
    assert board.refused(board.attacking("22", "A", support=1)) != ""
    board.rig((consts.DICE_COMBAT, board.hex("21"), 0, 2, 4))
    board.attack("21", "A", support=1)
    assert int(board.state.hex_air[board.hex("21")]) == 1
    if board.pending():
        board.stand(0) if board.pending() == consts.PENDING_DETERMINED else board.advance("")
    while board.pending():
        board.advance("")
    board.end()
    assert not board.state.hex_air.any()


@pytest.mark.rule("air.interdiction")
def test_interdiction_takes_throughput_and_marches_until_the_enemys_turn_is_over() -> None:
    board = sky("~ ~ ~ ~ ~\n.+A .+ .-X .- .-", roads="01-11-21-31-41")
    rules = board.world.air
    assert board.refused(fly(board, AIR_INTERDICT, "11")) == "NO_TARGET"
    board.do(fly(board, AIR_INTERDICT, "21", 2))
    cut = 2 * rules.interdict_percent
    at = board.hex("21")
    assert int(board.state.hex_interdiction[at]) == cut
    board.do(fly(board, AIR_INTERDICT, "21", 4))
    assert int(board.state.hex_interdiction[at]) == rules.interdict_most
    board.pools(air=5)
    assert board.refused(fly(board, AIR_INTERDICT, "21")) == "NO_EFFECT"
    board.end()
    whole = int(board.world.class_mp[board.world.unit_class[board.unit("X")]])
    movement.refresh_points(board.world, board.state, RED)
    less = rules.interdict_most * rules.interdict_mp_percent // 100
    assert board.get("X", "mp") == whole * (100 - less) // 100
    board.end()
    assert not board.state.hex_interdiction.any()


@pytest.mark.rule("air.strike")
def test_strikes_damage_ports() -> None:
    board = sky()
    assert board.refused(fly(board, AIR_STRIKE, "21")) == "NO_TARGET"
    board.do(fly(board, AIR_STRIKE, "31", 3))
    haven = board.place("haven")
    assert int(board.state.port_damage[haven]) == 3 * board.world.air.strike_percent
    board.state.port_damage[haven] = 100
    board.game.changed()
    assert board.refused(fly(board, AIR_STRIKE, "31")) == "NO_EFFECT"


@pytest.mark.rule("air.lift")
def test_the_airlift_feeds_who_is_cut_off() -> None:
    board = sky("~ ~ ~ ~ ~\n.+ .+AB .-X .- .-", units={"B": "brigade"})
    assert board.refused(fly(board, AIR_LIFT, "11")) == "NO_TARGET"
    board.set("AB", supply=consts.SUPPLY_ISOLATED, hungry=15)
    price = 3 * board.world.air.lift_points
    assert board.refused(fly(board, AIR_LIFT, "11")) == ""  # enough for the brigade
    events = board.do(fly(board, AIR_LIFT, "11", price))
    assert [e.unit for e in events if isinstance(e, SupplyChanged)] == [board.unit("A")]
    assert (board.get("A", "supply"), board.get("A", "hungry")) == (consts.SUPPLY_LOW, 0)
    assert board.get("B", "hungry") == 15
    board.set("B", supply=consts.SUPPLY_FULL)
    board.set("A", supply=consts.SUPPLY_ISOLATED)
    assert board.refused(fly(board, AIR_LIFT, "11", price - 1)) == "NO_AIR"


def test_taken_ground_is_no_longer_interdicted() -> None:
    from engine.rules.common import set_control

    board = sky()
    at = board.hex("31")
    board.state.hex_interdiction[at] = 30
    set_control(board.world, board.state, at, BLUE, [])
    assert int(board.state.hex_interdiction[at]) == 0


def test_the_computer_feeds_the_cut_off_first_and_then_raids_what_feeds_the_enemy() -> None:
    ocean = {"id": "east", "side": "red", "kind": "rail", "entry": "004001"}
    board = sky("~ ~ ~ ~ ~\n.+A .+ .-X .- .-", roads="01-11-21-31-41", boxes=(ocean,), units={"A": "brigade"})
    board.set("A", supply=consts.SUPPLY_ISOLATED)
    memory = new_memory("greedy", BLUE, 1)
    flown: list[tuple[int, str]] = []
    while (order := skies.raids(board.world, board.view(), memory)) is not None:
        assert isinstance(order, Air)
        flown.append((order.mission, board.short(order.target)))
        board.do(order)
    assert flown[0] == (AIR_LIFT, "01")
    assert len(flown) <= skies.FLIGHTS
    assert {mission for mission, _ in flown[1:]} <= {AIR_INTERDICT, AIR_STRIKE, AIR_SUPERIORITY}
    assert len(flown) > 1


def test_the_computer_flies_support_where_an_attack_wants_it() -> None:
    board = sky("~ ~ ~ ~ ~\n.+ .+A .-X .- .-")
    attack = board.attacking("21", "A", support=2)
    order = skies.flight_for(board.world, board.view(), attack)
    assert order == fly(board, AIR_SUPPORT, "21", 2)
    board.do(order)
    assert skies.flight_for(board.world, board.view(), attack) is None
    assert board.refused(attack) == ""


RIVER = {"major-river": "21-31"}


def span(**more: Any) -> Board:
    """Return a road bridge over a river between two hexes of the enemy."""
    return sky("~ ~ ~ ~ ~\n.+A .+ .-X .- .-", roads="01-11-21-31-41", sides=RIVER, **more)


def down(board: Board) -> bool:
    row = int(board.world.hex_bridge[board.hex("21")].max())
    return bool(board.state.bridge_damage[row])


@pytest.mark.rule("air.bridges")
@pytest.mark.parametrize(("low", "high", "falls"), [(0, 49, True), (50, 99, False)])
def test_bridges_fall_with_the_chance_of_the_points(low, high, falls) -> None:
    board = span()
    rules = board.world.air
    assert air.bridge_chance(board.world, 2) == 2 * rules.bridge_percent == 50
    assert air.bridge_chance(board.world, 9) == rules.bridge_most
    assert board.refused(fly(board, AIR_BRIDGES, "11")) == "NO_TARGET"
    assert board.refused(fly(board, AIR_BRIDGES, "41")) == "NO_AIRFIELD"
    way = int(np.flatnonzero(board.world.hex_bridge[board.hex("21")] >= 0)[0])
    subject = board.hex("21"), 8 * int(board.state.game[G_DRAWS]) + way
    board.rig((consts.DICE_BRIDGES, *subject, low, high))
    events = board.do(fly(board, AIR_BRIDGES, "21", 2))
    assert any(isinstance(e, Demolished) for e in events) is falls
    assert down(board) is falls
    if falls:
        assert board.refused(fly(board, AIR_BRIDGES, "21")) == "NO_EFFECT"


@pytest.mark.rule("air.bridges")
def test_a_fallen_bridge_slows_until_it_is_rebuilt() -> None:
    board = span()
    board.end()
    whole = board.reach("X")["31"]
    board.state.bridge_damage[:] = 100
    board.game.changed()
    assert board.reach("X")["31"] > whole
    for _ in range(4):
        wreckage.repair(board.world, board.state, RED)
    board.game.changed()
    assert board.reach("X")["31"] == whole
