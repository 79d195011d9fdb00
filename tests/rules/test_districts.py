"""Districts in the small: what holds them, what their irregulars grow by, and what they cut."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from test_cli import run

from engine.ai.posts import guards
from engine.events import Sabotaged, VariableChanged
from engine.hearing import told
from engine.kernels.consts import QUARTERS, STATUS_AWAY, STATUS_MAP
from engine.loader import load_or_raise
from engine.observation import Observation
from engine.rules.wreckage import mend_rails
from engine.schema.conditions import Condition
from engine.schema.effects import Effect
from engine.schema.politics import District
from engine.script import conditions, districts, effects
from engine.setup import first_state
from engine.state import G_TURN, State
from engine.world import World
from engine.world_build import build

TINY = Path(__file__).parents[1] / "scenarios" / "tiny"
RED = 1


@pytest.fixture(scope="module")
def world() -> World:
    return build(load_or_raise(TINY))


@pytest.fixture
def state(world: World) -> State:
    fresh = first_state(world, 1)
    fresh.game[G_TURN] = 2
    fresh.unit_status[:] = STATUS_AWAY
    fresh.hex_control[:] = RED
    return fresh


def stand(world: World, state: State, unit: str, at: str, steps: int) -> int:
    row = world.rows("unit")[unit]
    state.unit_status[row] = STATUS_MAP
    state.unit_hex[row] = world.rows("hex")[at]
    state.unit_quarters[row] = steps * QUARTERS
    return row


def with_district(world: World, **changes: Any) -> World:
    plain = msgspec.to_builtins(world.districts[0]) | changes
    return dataclasses.replace(world, districts=(msgspec.convert(plain, District),), rows_={})


def strengthen(world: World, state: State, value: int) -> None:
    state.variable[world.rows("variable")["bands"]] = value


@pytest.mark.rule("politics.districts")
def test_a_garrison_is_what_stands_behind_the_front(world: World, state: State) -> None:
    near = stand(world, state, "red-1", "002001", 3)
    far = stand(world, state, "red-2", "003001", 2)
    found = districts.hold(world, state, 0)
    assert (found.steps, set(found.units)) == (5, {near, far})
    stand(world, state, "blue-1", "001001", 4)  # one hex from the first: it has other work
    found = districts.hold(world, state, 0)
    assert (found.steps, found.units) == (2, (far,))


@pytest.mark.rule("politics.districts")
def test_the_need_rises_with_the_irregulars(world: World, state: State) -> None:
    stand(world, state, "red-1", "003001", 3)
    strengthen(world, state, 2)
    assert districts.hold(world, state, 0)[:2] == (3, 3)
    assert districts.hold(world, state, 0).percent == 100
    strengthen(world, state, 8)
    assert districts.hold(world, state, 0)[:2] == (3, 6)
    assert districts.hold(world, state, 0).percent == 50
    idle = with_district(world, garrison=0, garrison_percent=0)
    assert districts.hold(idle, state, 0).percent == 100


@pytest.mark.rule("politics.districts")
def test_irregulars_grow_by_the_parts_that_hold(world: World, state: State) -> None:
    strengthen(world, state, 4)
    parts = [(note, tenths, term.holds) for note, tenths, term in districts.growth(world, state, 0)]
    assert parts == [("occupied", 15, True), ("held down", -8, False), ("winter", -5, False)]
    stand(world, state, "red-1", "003001", 4)
    assert [term.holds for _, _, term in districts.growth(world, state, 0)] == [True, True, False]


@pytest.mark.rule("politics.districts")
def test_tenths_are_the_chance_of_a_whole_point(world: World, state: State) -> None:
    values = []
    for seed in range(200):
        state.key[0] = seed
        strengthen(world, state, 4)
        events: list[Any] = []
        districts.grow(world, state, 0, events)
        values.append(int(state.variable[world.rows("variable")["bands"]]) - 4)
        assert events == [VariableChanged(variable=1, was=4, now=4 + values[-1])]
    assert set(values) == {1, 2}
    assert 70 <= sum(v == 2 for v in values) <= 130
    fall = [{"tenths": -15, "note": "they go home"}]
    world = with_district(world, growth=fall)
    strengthen(world, state, 1)
    districts.grow(world, state, 0, [])
    assert state.variable[world.rows("variable")["bands"]] == 0  # not below the range


@pytest.mark.rule("politics.districts")
def test_sabotage_tears_up_track_that_nobody_guards(world: World, state: State) -> None:
    strengthen(world, state, 20)
    state.pool_rail[RED] = 100
    state.rail_damage[:] = 0
    track = {int(h) for h in np.flatnonzero(world.hex_rail.any(axis=1))}
    guarded = min(track)
    unit = stand(world, state, "red-1", "003001", 1)
    state.unit_hex[unit] = guarded
    cut = {"type": "sabotage", "districts": ["hinterland"], "per": 1, "most": 9, "damage": 60}
    events: list[Any] = []
    effects.run(world, state, msgspec.convert(cut, Effect), "test", events)
    torn = set(events[0].hexes)
    assert torn
    assert torn <= track - {guarded}
    assert {int(h) for h in np.flatnonzero(state.rail_damage)} == torn
    assert all(state.rail_damage[h] == 60 for h in torn)
    effects.run(world, state, msgspec.convert(cut, Effect), "test", [])
    assert all(state.rail_damage[h] == 100 for h in torn)  # twice is all of it, and no more
    net = np.zeros(world.land, bool)
    net[guarded] = True
    before = int(state.rail_damage.sum())
    changed = dataclasses.replace(world, railway_hexes=np.full_like(world.railway_hexes, 9), rows_={})
    mend_rails(changed, state, RED, net | (state.rail_damage > 0))
    assert int(state.rail_damage.sum()) < before


@pytest.mark.rule("politics.secrets")
def test_a_secret_is_told_to_one_side_only(world: World, state: State) -> None:
    will = world.rows("variable")["red-will"]
    events: list[Any] = []
    effects.set_variable(world, state, will, 33, events)
    assert [told(e, side, np.zeros(world.land)) is not None for e in events for side in (0, RED)] == [
        False,
        True,
    ]
    high = msgspec.convert({"type": "variable", "id": "red-will", "at_least": 50}, Condition)
    for side, value, present in (
        (0, 60, "red-will unknown"),
        (RED, 33, "red-will 33"),
        (-1, 33, "red-will 33"),
    ):
        seen = Observation(world, side)
        seen.refresh(world, state)
        assert seen.variable[will] == value
        assert conditions.explain(world, seen, high).present == present
    effects.set_variable(world, state, world.rows("variable")["bands"], 9, events)
    assert events[-1].side == -1


@pytest.mark.rule("politics.districts")
def test_sabotage_costs_rail_less_where_a_garrison_stands(world: World, state: State) -> None:
    strengthen(world, state, 20)
    state.pool_rail[RED] = 10
    cut = msgspec.convert({"type": "sabotage", "districts": ["hinterland"], "per": 5, "most": 9}, Effect)
    events: list[Any] = []
    effects.run(world, state, cut, "test", events)
    assert events == [Sabotaged(district=0, side=RED, points=4)]
    assert state.pool_rail[RED] == 6
    stand(world, state, "red-1", "003001", 12)  # all that is needed: half the pressure
    assert districts.pressure(world, state, 0) == 10
    effects.run(world, state, cut, "test", [])
    assert state.pool_rail[RED] == 4
    state.pool_rail[RED] = 1
    effects.run(world, state, cut, "test", [])
    assert state.pool_rail[RED] == 0
    events = []
    effects.run(world, state, cut, "test", events)
    assert events == []


def test_conditions_ask_garrisons_and_months(world: World, state: State) -> None:
    strengthen(world, state, 4)
    stand(world, state, "red-1", "003001", 2)

    def holds(**keys: Any) -> bool:
        return conditions.holds(world, state, msgspec.convert(keys, Condition))

    assert holds(type="garrison", district="hinterland", at_least=50, at_most=50)
    assert not holds(type="garrison", district="hinterland", at_least=51)
    assert holds(type="months", months=[7])
    assert not holds(type="months", months=[6, 8])


@pytest.mark.rule("politics.districts")
def test_computer_players_leave_guards_up_to_the_need(world: World, state: State) -> None:
    first = stand(world, state, "red-1", "003001", 3)
    second = stand(world, state, "red-2", "003001", 3)
    kinds = [world.type_ids[world.unit_type[u]] for u in (first, second)]
    strengthen(world, state, 4)
    seen = Observation(world, RED)
    seen.refresh(world, state)
    assert guards(world, seen) == set()
    changed = with_district(world, guards=kinds, garrison=2, garrison_percent=0)
    assert len(guards(changed, seen)) == 1
    changed = with_district(world, guards=kinds, garrison=5, garrison_percent=0)
    assert guards(changed, seen) == {first, second}
    strengthen(world, state, 0)
    seen.refresh(world, state)
    assert guards(changed, seen) == set()


def test_the_breakdown_is_told() -> None:
    there = ("--scenario", TINY, "--seed", "1")
    lines = run("explain", "district", "hinterland", *there, "--turn", "2").stdout
    assert "hinterland: strength" in lines
    assert "occupied" in lines
    assert "control-region" in lines
    told = json.loads(run("explain", "district", *there, "--format", "json").stdout)
    assert told[0]["district"] == "hinterland"
    assert told[0]["growth"][0]["tenths"] == 15
    assert "pressure" in run("explain", "district", *there).stdout
