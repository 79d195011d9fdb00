"""Drops by parachute: who may jump where, scatter, losses, and the computer player's plans."""

from __future__ import annotations

import datetime
from typing import Any

import msgspec
import pytest

from engine.ai import skies
from engine.ai.player import new_memory
from engine.events import Dropped, Lost
from engine.kernels.consts import MODE_LANDED, STATUS_MAP, SUPPLY_OUT
from engine.orders import Drop, Refusal
from engine.rules import airborne
from engine.schema.doctrine import DoctrineFile, DropPlan
from tests.textmap import BLUE, RED, Board

FIELD = {"id": "field", "hex": "01", "kind": "airfield"}


def sky(drawing: str = "~ ~ ~ ~ ~\n.+A .- .- .-X .-", reach: int = 3, **rules: Any) -> Board:
    """Return a strip of land with an airfield at its left end, whose unit A jumps."""
    board = Board(drawing, places=[FIELD], units={"A": "brigade"})
    base = board.world.air
    base = msgspec.structs.replace(base, reach=msgspec.structs.replace(base.reach, drop=reach), **rules)
    object.__setattr__(board.world, "air", base)
    kinds = board.world.type_parachute.copy()
    kinds[board.world.unit_type[board.unit("A")]] = 1
    object.__setattr__(board.world, "type_parachute", kinds)
    board.weather(air=100)
    return board.pools(air=6, support=0, attacks=9)


def jump(board: Board, short: str) -> Drop:
    return Drop(board.unit("A"), board.hex(short))


@pytest.mark.rule("air.drop")
def test_parachutists_jump_from_an_own_airfield_within_reach() -> None:
    board = sky()
    assert board.refused(jump(board, "11")) == ""
    assert board.refused(jump(board, "41")) == "NO_AIRFIELD"
    assert board.refused(jump(board, "01")) == "NO_EFFECT"
    assert board.refused(jump(board, "31")) == "", "nobody sees the enemy there"
    close = sky("~ ~ ~ ~ ~\n.+A .- .-X .- .-")
    assert close.refused(jump(close, "21")) == "", "at a price"
    assert board.refused(Drop(board.unit("X"), board.hex("11"))) == "NOT_YOURS"
    assert board.refused(Drop(99, board.hex("11"))) == "UNKNOWN_UNIT"
    assert board.refused(Drop(board.unit("A"), 9999)) == "UNKNOWN_HEX"
    board.pools(air=airborne.price(board.world, board.unit("A")) - 1)
    assert board.refused(jump(board, "11")) == "NO_AIR"


@pytest.mark.rule("air.drop")
def test_who_cannot_jump() -> None:
    board = sky()
    board.set("A", supply=SUPPLY_OUT)
    assert board.refused(jump(board, "11")) == "NOT_IN_SUPPLY"
    board = sky()
    board.set("A", mp=0)
    assert board.refused(jump(board, "11")) == "MOVED_TOO_FAR"
    board = sky()
    board.weather(air=board.world.air.flyable_least - 1)
    assert board.refused(jump(board, "11")) == "GROUNDED"
    board = sky()
    board.state.hex_control_start[board.hex("01")] = RED
    board.game.changed()
    assert board.refused(jump(board, "11")) == "NO_AIRFIELD"
    board = sky()
    board.world.type_parachute[:] = 0
    assert board.refused(jump(board, "11")) == "NO_PARACHUTES"


@pytest.mark.rule("air.drop-scatter")
def test_a_drop_takes_the_hex_and_costs_men_and_order() -> None:
    board = sky(drop_scatter_percent=0, drop_loss_percent=50, drop_flak_percent=0, drop_cohesion=40)
    quarters = board.get("A", "quarters")
    events = board.do(jump(board, "11"))
    unit, at = board.unit("A"), board.hex("11")
    assert Dropped(unit=unit, aimed=at, hex=at, side=BLUE) in events
    assert int(board.state.hex_control[at]) == BLUE
    lost = sum(e.quarters for e in events if isinstance(e, Lost))
    assert lost in (quarters // 2, quarters // 2 + 1)
    assert board.get("A", "quarters") == quarters - lost
    assert (board.get("A", "cohesion"), board.get("A", "mp"), board.get("A", "mode")) == (40, 0, MODE_LANDED)
    assert int(board.state.pool_air[BLUE]) == 6 - airborne.price(board.world, unit)


@pytest.mark.rule("air.drop-scatter")
def test_weather_scatters_and_guns_beside_cost_more() -> None:
    board = sky(drop_scatter_percent=20, drop_weather_percent=50, drop_loss_percent=10, drop_flak_percent=5)
    assert airborne.scatter(board.world, board.state, board.hex("11")) == 20
    board.weather(air=40)
    assert airborne.scatter(board.world, board.state, board.hex("11")) == 50
    assert airborne.flak(board.world, board.state, BLUE, board.hex("11")) == 10
    assert airborne.flak(board.world, board.state, BLUE, board.hex("21")) == 15


@pytest.mark.rule("air.drop-scatter")
def test_a_drop_that_misses_lands_beside() -> None:
    board = sky(drop_scatter_percent=100)
    (event,) = [e for e in board.do(jump(board, "11")) if isinstance(e, Dropped)]
    assert board.short(event.hex) in ("01", "21")
    assert event.hex == int(board.state.unit_hex[board.unit("A")])


@pytest.mark.rule("air.drop-scatter")
def test_an_unseen_enemy_sends_the_drop_beside_or_home() -> None:
    board = sky(reach=4, drop_scatter_percent=0)
    seen = board.view().private(board.world)
    order = jump(board, "31")
    events: list[Any] = []
    airborne.apply_drop(board.world, board.state, seen, order, events)
    (event,) = [e for e in events if isinstance(e, Dropped)]
    assert board.short(event.hex) in ("21", "41")


def test_the_computer_drops_where_its_doctrine_says() -> None:
    board = sky("~ ~ ~ ~ ~\n.+A .- .-X .- .-")
    day = datetime.date(1943, 1, 1)
    last = day.replace(year=1950)
    wanted = ["002001", "001001"]
    plan = DropPlan(id="jump", title="", units=["u-a"], spots=wanted, not_before=day, not_after=last)
    board.world.doctrine[board.world.side_ids[BLUE]] = DoctrineFile(side="blue", drop=[plan])
    order = skies.jump(board.world, board.view(), new_memory("greedy", BLUE, 1))
    assert order == jump(board, "11"), "an enemy stands on the first spot"
    board.do(order)
    assert skies.jump(board.world, board.view(), new_memory("greedy", BLUE, 1)) is None


@pytest.mark.rule("air.drop-held")
def test_a_drop_on_the_enemy_comes_down_beside_and_shakes_him() -> None:
    board = sky(
        "~ ~ ~ ~ ~\n.+A .- .-X .- .-", drop_scatter_percent=0, drop_loss_percent=0, drop_flak_percent=0,
        drop_held_percent=50,
    )  # fmt: skip
    board.set("X", cohesion=80)
    men, at = board.get("A", "quarters"), board.hex("21")
    assert airborne.flak(board.world, board.state, BLUE, at, True) == 50
    (event,) = [e for e in board.do(jump(board, "21")) if isinstance(e, Dropped)]
    assert event.aimed == at
    assert board.at("A") in ("11", "31")
    assert board.get("A", "quarters") in (men // 2, men - men // 2)
    assert board.get("X", "cohesion") == 80 - board.world.air.drop_shock


@pytest.mark.rule("air.drop-held")
def test_nobody_jumps_where_the_enemy_is_seen_all_round() -> None:
    board = sky("~ ~ ~ ~ ~\n.+A ~ .-X ~ .-")
    seen = board.view().private(board.world)
    seen.unit_status[board.unit("X")], seen.unit_hex[board.unit("X")] = STATUS_MAP, board.hex("21")
    seen.stamp += 1
    assert airborne.check_drop(board.world, seen, jump(board, "21")) == Refusal.HELD_GROUND
