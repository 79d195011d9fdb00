"""What a step costs units, lorries and trains: tables by hex and direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.kernels.consts import (
    GROUND_FLOOD,
    GROUND_MUD,
    GROUND_SNOW,
    GROUNDS,
    IMPASSABLE,
    QUARTERS,
    SUPPLY_GRAIN,
)
from engine.world import frozen
from engine.world_parts import Rows, quarters

if TYPE_CHECKING:
    from engine.loader import Scenario


def cost_tables(
    scenario: Scenario,
    neighbour: Any,
    land: int,
    hex_terrain: Any,
    hex_side: Any,
    hex_road: Any,
    hex_rail: Any,
    classes: Rows,
    links: Rows,
    kinds: Rows,
) -> dict[str, Any]:
    """Return the cost tables of units, lorries and trains.

    Off the road a step costs the terrain it enters plus the hexside; along a road the
    road's cost, and the bridge spares the river. Water without a bridge is not walked:
    a ferry link carries supply, units go by ``sail``.
    """
    terrain = scenario.terrain.rows
    off = np.full((len(classes), len(terrain)), IMPASSABLE, dtype=np.int32)
    for k, kind in enumerate(terrain):
        for name, cost in kind.cost.items():
            if kind.land and cost > 0:
                off[classes[name], k] = quarters(cost)
    road_cost = np.full((len(classes), len(links)), IMPASSABLE, dtype=np.int32)
    truck_cost = np.full(len(links), IMPASSABLE, dtype=np.int32)
    rail_cost = np.full(len(links), IMPASSABLE, dtype=np.int32)
    for kind_row in scenario.link_kinds.rows:
        at = links[kind_row.id]
        if kind_row.truck > 0:
            truck_cost[at] = round(kind_row.truck * SUPPLY_GRAIN)
        if kind_row.kind == "rail":
            rail_cost[at] = scenario.supply.rail_step
        if kind_row.kind == "ferry":
            rail_cost[at] = truck_cost[at]
        if kind_row.kind == "road":
            for name, cost in kind_row.cost.items():
                if cost > 0:
                    road_cost[classes[name], at] = quarters(cost)
    passable = np.array([True, *(k.passable for k in scenario.hexside_kinds.rows)])
    crossing = np.array([0, *(quarters(k.crossing) for k in scenario.hexside_kinds.rows)])
    near = neighbour[:land]
    inside = (near >= 0) & (near < land)
    entered = hex_terrain[np.clip(near, 0, land - 1)]
    edge = hex_side[:land]
    flooded = np.array([0, *(kinds[k.flood_as or k.id] for k in scenario.hexside_kinds.rows)])
    step = np.full((GROUNDS, len(classes), land, 6), IMPASSABLE, dtype=np.int32)
    ford = step.copy()
    bridged = inside & passable[edge] & (crossing[edge] > 0) & ((hex_road > 0) | (hex_rail > 0))
    for c, row in enumerate(scenario.movement_classes.rows):
        if row.static:
            continue
        off_open = off[c][entered] < IMPASSABLE
        by_land_or_road: dict[int, tuple[Any, Any]] = {}  # in flood and not
        by_road = np.where(inside & (passable[edge] | (hex_road > 0)), road_cost[c][hex_road], IMPASSABLE)
        for ground in range(GROUNDS):
            if ground & ~GROUND_FLOOD == 0:
                # In flood a river counts as the larger one; a bridge spares that too.
                water = flooded[edge] if ground else edge
                open_ = inside & passable[water] & off_open
                by_land = np.where(open_, off[c][entered] + crossing[water], IMPASSABLE)
                by_land_or_road[ground] = by_land, np.minimum(by_land, by_road)
            by_land, dry = by_land_or_road[ground & GROUND_FLOOD]
            slow: Any = dry
            wade: Any = by_land[bridged]
            walked = wade < IMPASSABLE
            if ground & GROUND_MUD:
                slow = np.minimum(by_land * row.mud_off_factor, by_road * row.mud_road_factor)
                slow = slow + quarters(row.mud_add)
                wade = wade * row.mud_off_factor + quarters(row.mud_add)
            if ground & GROUND_SNOW:
                slow, wade = slow + quarters(row.snow_add), wade + quarters(row.snow_add)
            step[ground, c] = np.where(dry < IMPASSABLE, np.minimum(slow, IMPASSABLE - 1), IMPASSABLE)
            ford[ground, c] = step[ground, c]
            ford[ground, c, bridged] = np.where(walked, np.minimum(wade, IMPASSABLE - 1), IMPASSABLE)
    walkers = [c for c, row in enumerate(scenario.movement_classes.rows) if not row.static]
    anyone = step[0, walkers].min(axis=0) < IMPASSABLE
    reach = np.stack(
        [
            anyone if row.static else step[0, c] < IMPASSABLE
            for c, row in enumerate(scenario.movement_classes.rows)
        ]
    )
    carts = step[0, walkers].min(axis=0) * (scenario.supply.off_road_factor * SUPPLY_GRAIN // QUARTERS)
    by_road = np.where(inside, truck_cost[hex_road], IMPASSABLE)
    truck = np.full((4, land, 6), IMPASSABLE, dtype=np.int32)
    truck[0] = np.minimum(np.where(anyone, carts, IMPASSABLE), by_road)
    afoot = ford[0, walkers].min(axis=0) * (scenario.supply.off_road_factor * SUPPLY_GRAIN // QUARTERS)
    truck[2] = np.where(bridged, np.minimum(afoot, IMPASSABLE), truck[0])
    for half in (0, 2):
        mud = np.minimum(truck[half] * 2, IMPASSABLE - 1)
        truck[half + 1] = np.where(truck[half] < IMPASSABLE, mud, IMPASSABLE)
    rail = np.where(inside, np.minimum(rail_cost[hex_rail], rail_cost[hex_road]), IMPASSABLE)
    friction = np.array([quarters(t.friction) for t in terrain])
    march = frozen(np.minimum(np.concatenate([step, ford]), IMPASSABLE).swapaxes(0, 1), "int16")
    return {
        "march_cost": march,
        "step_cost": march[:, :GROUNDS].swapaxes(0, 1),
        "ford_cost": march[:, GROUNDS:].swapaxes(0, 1),
        "around": frozen(np.where(inside, near, land), "uint32"),
        **_tracks(
            scenario, near, np.where(inside, hex_rail, 0), np.where(inside, hex_road, 0), bridged, links
        ),
        "zoc_reach": frozen(reach, "uint8"),
        "passable": frozen(anyone, "int8"),
        "truck_step": frozen(np.minimum(truck, IMPASSABLE), "int16"),
        "rail_step": frozen(np.minimum(rail, IMPASSABLE), "int16"),
        "friction": frozen(friction[hex_terrain[:land]], "int16"),
    }


def _tracks(
    scenario: Scenario, near: Any, hex_rail: Any, hex_road: Any, bridged: Any, links: Rows
) -> dict[str, Any]:
    """Return the tables of tracks (railways and ferries with what they carry) and of bridges."""
    tons = np.zeros(len(links), dtype=np.int32)
    ferry = np.zeros(len(links), dtype=bool)
    for kind_row in scenario.link_kinds.rows:
        if kind_row.kind != "road":
            tons[links[kind_row.id]] = kind_row.tons
        ferry[links[kind_row.id]] = kind_row.kind == "ferry"
    hex_bridge, bridges = _pairs(near, bridged)
    hex_track, tracks = _pairs(near, (hex_rail > 0) | ferry[hex_road])
    ends = (tracks[:, 0], tracks[:, 2])
    carried = np.maximum(tons[hex_rail[ends]], np.where(ferry[hex_road[ends]], tons[hex_road[ends]], 0))
    return {
        "hex_ferry": frozen(np.where(ferry[hex_road], near, -1), "int32"),
        "hex_track": frozen(hex_track, "int32"),
        "track_hex": frozen(tracks[:, :2], "int32"),
        "track_direction": frozen(tracks[:, 2], "int8"),
        "track_tons": frozen(carried, "int32"),
        "track_bridge": frozen(hex_bridge[ends], "int16"),
        "hex_bridge": frozen(hex_bridge, "int16"),
        "bridge_hex": frozen(bridges[:, :2], "int32"),
        "bridge_direction": frozen(bridges[:, 2], "int8"),
        "bridge_bits": frozen(1 << np.stack([bridges[:, 2], (bridges[:, 2] + 3) % 6], axis=1), "uint8"),
    }


def _pairs(near: Any, there: Any) -> tuple[Any, Any]:
    """Number the marked hexsides: int [L,6], and a row of both hexes and the direction for each."""
    numbers = np.full(near.shape, -1, dtype=np.int32)
    found: list[tuple[int, int, int]] = []
    for a, direction in np.argwhere(there):
        b = int(near[a, direction])
        if a < b:
            numbers[a, direction] = numbers[b, (direction + 3) % 6] = len(found)
            found.append((int(a), b, int(direction)))
    return numbers, np.array(found, dtype=np.int32).reshape(-1, 3)
