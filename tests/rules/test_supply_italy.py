"""Chapter 7 on the map of Italy: what a ruined port and a cut line cost an army."""

from __future__ import annotations

import numpy as np
import pytest

import engine
from engine.kernels.consts import STATUS_AWAY, STATUS_MAP, SUPPLY_FULL, SUPPLY_ISOLATED
from engine.rules import movement, supply, wreckage
from engine.state import State
from engine.world import World

ROUND_NAPLES, DIVISIONS = 4, 12


@pytest.fixture(scope="module")
def world() -> World:
    return engine.load_scenario("italy1943")


def army_at_naples(world: World) -> tuple[State, list[int], int, int]:
    """Give the allies the ground round Naples and no more, with divisions there that fought last turn."""
    state = engine.new_game(world, 1).state
    side, naples = world.side_ids.index("allies"), world.place_ids.index("naples")
    ground = [int(world.place_hex[naples])]
    for _ in range(ROUND_NAPLES):
        near = {int(n) for h in ground for n in world.hex_neighbour[h] if 0 <= n < world.land}
        ground = sorted(near | set(ground))
    state.unit_status[state.unit_status == STATUS_MAP] = STATUS_AWAY
    state.hex_control[:] = 1 - side
    state.hex_control[ground] = side
    state.place_stock[:] = 0
    state.port_damage[:] = 100
    state.port_damage[naples] = 0
    state.rail_damage[:] = 0
    state.bridge_damage[:] = 0
    state.pool_shipping[side] = 1 << 20
    need = world.type_need[world.unit_type]
    army = np.flatnonzero((state.unit_side == side) & (need * 2 > need.max()))[:DIVISIONS].tolist()
    for unit, at in zip(army, ground, strict=False):
        state.unit_status[unit], state.unit_hex[unit] = STATUS_MAP, at
        state.unit_quarters[unit], state.unit_cohesion[unit] = world.unit_full[unit], 100
    return state, army, side, naples


def test_naples_in_ruins_slows_the_army_until_it_is_repaired(world: World) -> None:
    state, army, side, naples = army_at_naples(world)
    tons, full, points = [], [], []

    def week() -> None:
        before = int(state.supply_delivered[side])
        supply.deliver(world, state, side, [])
        movement.refresh_points(world, state, side)
        tons.append(int(state.supply_delivered[side]) - before)
        full.append(int((state.unit_supply[army] == SUPPLY_FULL).sum()))
        points.append(int(state.unit_mp[army].sum()))

    week()
    state.place_stock[:] = 0
    state.port_damage[naples] = 100
    for _ in range(12):
        week()
        wreckage.repair(world, state, side)
    assert tons[0] > 0
    assert full[0] == len(army)
    assert tons[1] * 2 < tons[0]
    assert full[1] * 2 < full[0]
    assert points[1] * 10 < points[0] * 9
    weeks = next(w for w in range(1, len(tons)) if full[w] == full[0])
    assert weeks > 2
    assert min(tons) == tons[1]
    # The first week could draw on depots too; afterwards the port must carry it all.
    assert tons[-1] * 100 >= tons[0] * 95
    assert points[-1] * 100 >= points[0] * 95


def test_a_division_that_is_cut_off_starves_as_the_rules_say(world: World) -> None:
    state, army, side, _naples = army_at_naples(world)
    lost = next(
        h for h in range(world.land) if state.hex_control[h] != side and world.hex_place[h] < 0
        and all(0 <= n < world.land and state.hex_control[n] != side for n in world.hex_neighbour[h])
    )  # fmt: skip
    unit = army[0]
    state.unit_hex[unit] = lost
    state.hex_control[lost] = side
    before = int(state.unit_quarters[unit])
    quarters = []
    for _ in range(4):
        supply.deliver(world, state, side, [])
        supply.starve(world, state, side, [])
        assert state.unit_supply[unit] == SUPPLY_ISOLATED
        quarters.append(before - int(state.unit_quarters[unit]))
    week, patience = world.supply.isolated_quarters, world.supply.isolated_after
    assert quarters == [week * max(0, turn - patience) for turn in range(1, 5)]
    assert all(state.unit_supply[u] != SUPPLY_ISOLATED for u in army[1:])
