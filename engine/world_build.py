"""Scenario to World: turns checked rows of text into read-only tables of numbers.

Relies on lint having found bad references; it resolves names, lays land hexes first and
works out the cost tables that kernels read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine import hexes
from engine.kernels.consts import (
    IMPASSABLE,
    PHASE_END,
    PHASE_ENVIRONMENT,
    PHASE_LOGISTICS,
    PHASE_OPERATIONS,
    PHASE_RECOVERY,
    QUARTERS,
    SUPPLY_GRAIN,
)
from engine.state import GAME_WORDS, Sizes
from engine.world import World, frozen

if TYPE_CHECKING:
    from engine.loader import Scenario

_PHASES = {
    "environment": PHASE_ENVIRONMENT,
    "logistics": PHASE_LOGISTICS,
    "operations": PHASE_OPERATIONS,
    "recovery": PHASE_RECOVERY,
    "end": PHASE_END,
}
_ATTACK = {"none": 0, "shift": 1, "half": 2, "forbidden": 3}
_BOX_KINDS = {"sea": 0, "rail": 1, "away": 2}
DAYS_A_WEEK = 7


def quarters(points: float) -> int:
    """Return movement points as whole quarters."""
    return round(points * QUARTERS)


class _Rows:
    """Row numbers by id for one kind of name."""

    def __init__(self, ids: list[str]) -> None:
        self.ids = tuple(ids)
        self._row = {name: i for i, name in enumerate(ids)}

    def __getitem__(self, name: str) -> int:
        return self._row[name]

    def get(self, name: str | None) -> int:
        return -1 if name is None or name == "" else self._row[name]

    def __contains__(self, name: object) -> bool:
        return name in self._row

    def __len__(self) -> int:
        return len(self.ids)


def build(scenario: Scenario) -> World:
    """Return the World of a scenario that loaded without errors."""
    parts: dict[str, Any] = {}
    file = scenario.file
    sides = _Rows([s.id for s in file.side])
    nations = _Rows([n.id for n in file.nation])
    days = file.calendar.days_per_turn
    turns = (file.calendar.end - file.calendar.start).days // days + 1
    terrain = scenario.terrain.rows
    terrains = _Rows([t.id for t in terrain])
    kinds = _Rows(["none", *(k.id for k in scenario.hexside_kinds.rows)])
    links = _Rows(["none", *(k.id for k in scenario.link_kinds.rows)])
    classes = _Rows([c.id for c in scenario.movement_classes.rows])
    zones = _Rows([z.id for z in scenario.weather_zones.rows])
    seas = _Rows([z.id for z in scenario.sea_zones.rows])
    boxes = _Rows([b.id for b in scenario.boxes.rows])
    regions = _Rows(sorted({h.region for h in scenario.hexes.rows if h.region}))

    # -- hexes, land first
    walkable = {t.id for t in terrain if t.land}
    rows = sorted(scenario.hexes.rows, key=lambda h: (h.terrain not in walkable, h.id))
    land = sum(h.terrain in walkable for h in rows)
    labels = _Rows([h.id for h in rows])
    columns = np.array([int(h.id[:3]) for h in rows], dtype=np.int32)
    rows_ = np.array([int(h.id[3:]) for h in rows], dtype=np.int32)
    neighbour = _neighbours(columns, rows_)
    hex_terrain = np.array([terrains[h.terrain] for h in rows], dtype=np.int8)
    hex_side = np.zeros((len(rows), 6), dtype=np.int8)
    hex_road = np.zeros((land, 6), dtype=np.int8)
    hex_rail = np.zeros((land, 6), dtype=np.int8)

    def both(a: str, b: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
        i, j = labels[a], labels[b]
        hit = np.flatnonzero(neighbour[i] == j)
        if len(hit) == 0:
            return None
        d = int(hit[0])
        return (i, d), (j, hexes.opposite(d))

    for side_row in scenario.hexsides.rows:
        cells = both(side_row.a, side_row.b)
        if cells is not None:
            for cell in cells:
                hex_side[cell] = kinds[side_row.kind]
    for link in scenario.links.rows:
        cells = both(link.a, link.b)
        if cells is None or cells[0][0] >= land or cells[1][0] >= land:
            continue
        for cell in cells:
            if link.road:
                hex_road[cell] = links[link.road]
            if link.rail:
                hex_rail[cell] = links[link.rail]

    parts.update(
        _costs(scenario, neighbour, land, hex_terrain, hex_side, hex_road, hex_rail, classes, links, days)
    )
    sea_hex = hex_terrain >= 0
    sea_hex[:land] = False
    for i, h in enumerate(rows):
        sea_hex[i] = sea_hex[i] and h.sea_zone is not None
    touching = neighbour[:land]
    coastal = np.any((touching >= land) & sea_hex[np.clip(touching, 0, len(rows) - 1)], axis=1)

    at_sea = {b.side for b in scenario.boxes.rows if b.kind == "sea"}
    watched = np.array([[s in at_sea] for s in sides.ids]) & _inland(neighbour, coastal, scenario.fog.coast_recon)

    # -- places
    place_rows = [p for p in scenario.places.rows if p.hex in labels and labels[p.hex] < land]
    places = _Rows([p.id for p in place_rows])
    here: dict[int, list[int]] = {}
    for i, p in enumerate(place_rows):
        here.setdefault(labels[p.hex], []).append(i)
    hex_place = np.full(land, -1, dtype=np.int16)
    for at, some in here.items():
        some.sort(key=lambda i: (place_rows[i].rank, -place_rows[i].population_k, i))
        hex_place[at] = some[0]

    # -- units
    types = scenario.unit_types.rows
    type_rows = _Rows([t.id for t in types])
    formation_rows = scenario.formations.rows
    formations = _Rows([f.id for f in formation_rows])
    units = scenario.units.rows
    unit_rows = _Rows([u.id for u in units])
    kind_of = np.array([type_rows[u.type] for u in units], dtype=np.int16)
    full = np.array([(u.steps or types[k].steps) * QUARTERS for u, k in zip(units, kind_of, strict=True)])
    corps, army = _superiors(formation_rows, formations)
    direct = np.array([formations.get(u.formation) for u in units], dtype=np.int16)

    def start(at: str | None) -> tuple[int, int]:
        if at is None:
            return -1, -1
        if at in labels:
            return labels[at], -1
        if at in places:
            return int(labels[place_rows[places[at]].hex]), -1
        return -1, boxes[at]

    starts = [start(u.at) for u in units]
    reserve = sum(file.reserve_rows.values())

    def turn_of(date: Any) -> int:
        return int((date - file.calendar.start).days // days + 1)

    arrivals = []
    for a in scenario.arrivals.rows:
        at_hex, at_box = start(a.at)
        arrivals.append((max(1, turn_of(a.date)), unit_rows[a.unit], int(at_box >= 0), at_box, at_hex))
    arrivals.sort()
    withdrawals = sorted(
        (max(1, turn_of(w.date)), unit_rows[w.unit], w.price) for w in scenario.withdrawals.rows
    )
    victory = scenario.victory
    variables = scenario.variables.rows
    triggers = scenario.triggers.rows
    decisions = scenario.decisions.rows
    sizes = Sizes(
        game=GAME_WORDS,
        land=land,
        unit=len(units) + reserve,
        side=len(sides),
        place=len(places),
        zone=max(1, len(zones)),
        nation=len(nations),
        variable=len(variables),
        trigger=len(triggers),
        decision=len(decisions),
        withdrawal=len(withdrawals),
        objective=len(victory.objective),
        arrival=len(arrivals),
    )
    parts.update(_unit_tables(units, types, kind_of, full, reserve, classes))
    pad = [-1] * reserve
    works = [w for w in scenario.works.rows if w.hex in labels and labels[w.hex] < land]
    lines = _Rows(sorted({w.line for w in works}))
    combat = scenario.combat
    results = _Rows([r.id for r in combat.result])
    climate = np.zeros((max(1, len(zones)), 12, 8), dtype=np.int16)
    for c in scenario.climate.rows:
        climate[zones[c.zone], c.month - 1] = [*c.mud, c.snow, c.flood, c.flyable, c.storm]

    return World(
        scenario_id=scenario.name,
        title=file.title,
        content_hash=scenario.content_hash,
        sizes=sizes,
        land=land,
        start=file.calendar.start,
        end=file.calendar.end,
        days_per_turn=days,
        turns=turns,
        phases=tuple((_PHASES[p.kind], sides.get(p.side)) for p in file.phase),
        side_ids=sides.ids,
        side_names=tuple(s.name for s in file.side),
        nation_ids=nations.ids,
        hex_labels=labels.ids,
        terrain_ids=terrains.ids,
        hexside_ids=kinds.ids,
        link_ids=links.ids,
        class_ids=classes.ids,
        unit_ids=(*unit_rows.ids, *(f"reserve-{i + 1:03d}" for i in range(reserve))),
        unit_names=(*(u.name for u in units), *([""] * reserve)),
        unit_labels=(*(u.label for u in units), *([""] * reserve)),
        formation_ids=formations.ids,
        place_ids=places.ids,
        place_names=tuple(p.name for p in place_rows),
        box_ids=boxes.ids,
        region_ids=regions.ids,
        zone_ids=zones.ids,
        sea_zone_ids=seas.ids,
        variable_ids=tuple(v.id for v in variables),
        trigger_ids=tuple(t.id for t in triggers),
        decision_ids=tuple(d.id for d in decisions),
        line_ids=lines.ids,
        hex_col=frozen(columns, "int16"),
        hex_row=frozen(rows_, "int16"),
        hex_neighbour=frozen(neighbour, "int32"),
        hex_terrain=frozen(hex_terrain, "int8"),
        hex_elevation=frozen([h.elevation for h in rows], "int16"),
        hex_region=frozen([regions.get(h.region) for h in rows], "int8"),
        hex_zone=frozen([zones.get(h.weather) if len(zones) else 0 for h in rows], "int8"),
        hex_sea_zone=frozen([seas.get(h.sea_zone) for h in rows], "int8"),
        hex_owner=frozen([sides.get(h.owner) for h in rows[:land]], "int8"),
        hex_side=frozen(hex_side, "int8"),
        hex_road=frozen(hex_road, "int8"),
        hex_rail=frozen(hex_rail, "int8"),
        hex_place=frozen(hex_place, "int16"),
        hex_places={at: tuple(some) for at, some in here.items()},
        hex_coastal=frozen(coastal, "uint8"),
        hex_part=frozen(_landmasses(neighbour, parts["passable"], land), "int32"),
        hex_hub=frozen(_hubs(hex_rail, place_rows, labels), "uint8"),
        hex_gunned=frozen(_inland(neighbour, coastal, scenario.sea.naval_range), "uint8"),
        hex_watched=frozen(watched, "uint8"),
        terrain_shift=frozen([t.shift for t in terrain], "int8"),
        terrain_stacking=frozen([t.stacking for t in terrain], "int16"),
        terrain_frontage=frozen([t.frontage for t in terrain], "int16"),
        terrain_rough=frozen([t.rough for t in terrain], "uint8"),
        terrain_open=frozen([t.open for t in terrain], "uint8"),
        terrain_armour=frozen([t.armour_percent for t in terrain], "int16"),
        side_attack=frozen([0, *(_ATTACK[k.attack] for k in scenario.hexside_kinds.rows)], "int8"),
        side_shift=frozen([0, *(k.shift for k in scenario.hexside_kinds.rows)], "int8"),
        side_flood=frozen(
            [0, *(kinds[k.flood_as or k.id] for k in scenario.hexside_kinds.rows)], "int8"
        ),
        class_mp=frozen([quarters(c.mp_per_day) * days for c in scenario.movement_classes.rows], "int16"),
        class_tempo=frozen([max(1, c.tempo * days // DAYS_A_WEEK) for c in scenario.movement_classes.rows], "int8"),
        class_mobile=frozen([c.mobile for c in scenario.movement_classes.rows], "uint8"),
        class_mountain=frozen([c.mountain for c in scenario.movement_classes.rows], "uint8"),
        class_static=frozen([c.static for c in scenario.movement_classes.rows], "uint8"),
        unit_nation=frozen([*(nations[u.nation] for u in units), *([0] * reserve)], "int8"),
        unit_formation=frozen([*direct, *pad], "int16"),
        unit_corps=frozen([*(corps[f] if f >= 0 else -1 for f in direct), *pad], "int16"),
        unit_army=frozen([*(army[f] if f >= 0 else -1 for f in direct), *pad], "int16"),
        unit_at_hex=frozen([*(s[0] for s in starts), *pad], "int32"),
        unit_at_box=frozen([*(s[1] for s in starts), *pad], "int8"),
        nation_side=frozen([sides[n.side] for n in file.nation], "int8"),
        place_hex=frozen([labels[p.hex] for p in place_rows], "int32"),
        place_port=frozen([p.port_tons for p in place_rows], "int16"),
        place_beach=frozen([p.beach_tons for p in place_rows], "int16"),
        place_exposure=frozen([p.beach_exposure for p in place_rows], "int8"),
        place_sea_zone=frozen([seas.get(p.sea_zone) for p in place_rows], "int8"),
        place_rank=frozen([p.rank for p in place_rows], "int8"),
        place_kinds=tuple(p.kind for p in place_rows),
        box_side=frozen([sides[b.side] for b in scenario.boxes.rows], "int8"),
        box_kind=frozen([_BOX_KINDS[b.kind] for b in scenario.boxes.rows], "int8"),
        box_entries=tuple(
            tuple(labels[t] for t in b.entry.split() if t in labels) for b in scenario.boxes.rows
        ),
        box_sea_zones=tuple(tuple(seas[z] for z in b.sea_zones.split()) for b in scenario.boxes.rows),
        sea_neighbours=tuple(
            tuple(seas[z] for z in row.neighbours.split()) for row in scenario.sea_zones.rows
        ),
        work_hex=frozen([labels[w.hex] for w in works], "int32"),
        work_line=frozen([lines[w.line] for w in works], "int16"),
        work_level=frozen([w.level for w in works], "int8"),
        work_from=frozen([turn_of(w.start) for w in works], "int16"),
        work_until=frozen([turn_of(w.finish) for w in works], "int16"),
        column_attack=frozen([c.attack for c in combat.column], "int32"),
        column_defence=frozen([c.defence for c in combat.column], "int32"),
        column_result=frozen([[results[r] for r in c.results] for c in combat.column], "int8"),
        result_attacker=frozen([r.attacker_quarters for r in combat.result], "int16"),
        result_attacker_cohesion=frozen([r.attacker_cohesion for r in combat.result], "int16"),
        result_defender=frozen([r.defender_quarters for r in combat.result], "int16"),
        result_defender_cohesion=frozen([r.defender_cohesion for r in combat.result], "int16"),
        result_retreat=frozen([r.retreat for r in combat.result], "int8"),
        result_ids=results.ids,
        combat_rules=frozen(_combat_rules(combat.shifts), "int32"),
        climate_mud=frozen(climate[:, :, :4], "int16"),
        climate_snow=frozen(climate[:, :, 4], "int16"),
        climate_flood=frozen(climate[:, :, 5], "int16"),
        climate_air=frozen(climate[:, :, 6], "int16"),
        climate_storm=frozen(climate[:, :, 7], "int16"),
        arrivals=tuple(arrivals),
        withdrawals=tuple(withdrawals),
        replacement_rows=tuple(
            (nations[r.nation], turn_of(r.start), turn_of(r.finish), r.quarters)
            for r in scenario.replacements.rows
        ),
        support_rows=tuple(
            (
                sides[r.side], turn_of(r.start), turn_of(r.finish), r.support, r.naval, r.craft,
                r.sealift, r.rail, r.attacks, r.air,
            )
            for r in scenario.support.rows
        ),
        wear_percent=frozen([scenario.recovery.wear_percent.get(s, 0) for s in sides.ids], "int16"),
        movement=scenario.movement,
        combat=combat,
        supply=scenario.supply,
        sea=scenario.sea,
        fog=scenario.fog,
        recovery=scenario.recovery,
        victory=victory,
        snow_elevation=scenario.weather.snow_elevation if scenario.weather else 1000,
        triggers=triggers,
        decisions=decisions,
        variable_start=tuple(v.start for v in variables),
        variable_range=tuple((v.min, v.max) for v in variables),
        milestones=scenario.milestones.rows,
        doctrine=scenario.doctrine,
        scenario_path=str(scenario.path),
        change=scenario.change,
        **parts,
    )  # fmt: skip


def _neighbours(columns: Any, rows: Any) -> Any:
    """Return int32 [H,6]: row of the neighbour in each direction, -1 outside the map."""
    width, height = int(columns.max()) + 3, int(rows.max()) + 3
    grid = np.full((width, height), -1, dtype=np.int32)
    grid[columns + 1, rows + 1] = np.arange(len(columns))
    out = np.empty((len(columns), 6), dtype=np.int32)
    odd = columns & 1
    # offset steps of the six directions in an odd-q grid, for even and for odd columns
    steps = ((0, -1, -1), (1, -1, 0), (1, 0, 1), (0, 1, 1), (-1, 0, 1), (-1, -1, 0))
    for d, (dc, even_step, odd_step) in enumerate(steps):
        out[:, d] = grid[columns + 1 + dc, rows + 1 + np.where(odd == 1, odd_step, even_step)]
    return out


def _inland(neighbour: Any, coastal: Any, hexes_: int) -> Any:
    """Return bool[L]: the land within so many hexes of the sea, the coast itself being one."""
    land = len(coastal)
    near = neighbour[:land]
    inside = (near >= 0) & (near < land)
    found = coastal.copy() if hexes_ else np.zeros(land, bool)
    for _ in range(hexes_ - 1):
        found |= np.any(inside & found[np.clip(near, 0, land - 1)], axis=1)
    return found


def _landmasses(neighbour: Any, passable: Any, land: int) -> Any:
    """Return int32[L]: for each land hex the lowest row that can be reached on foot."""
    part = np.arange(land, dtype=np.int32)
    near = np.clip(neighbour[:land], 0, land - 1)
    while True:
        around = np.where(passable > 0, part[near], land).min(axis=1)
        lower = np.minimum(part, around)
        lower = lower[lower]  # jump along, so that long coasts take few rounds
        if np.array_equal(lower, part):
            return part
        part = lower


def _hubs(hex_rail: Any, place_rows: Any, labels: _Rows) -> Any:
    """Return uint8[L]: 1 where trains or ships can bring troops."""
    hub = hex_rail.any(axis=1).astype(np.uint8)
    for place in place_rows:
        if place.port_tons > 0:
            hub[labels[place.hex]] = 1
    return hub


def _combat_rules(shifts: Any) -> list[int]:
    """Return the words R_* of kernels.consts from the [shifts] table."""
    words = [
        shifts.attacker_cap, shifts.defender_cap, shifts.turned_entrenchment_cap, shifts.snow,
        shifts.mud_snow_cap, shifts.hasty, shifts.quality, shifts.quality_great, shifts.defender_better,
        shifts.attacker_low, shifts.attacker_out, shifts.support_cap, shifts.set_piece, shifts.surprise,
        shifts.concentric, shifts.concentric_hexes, shifts.armour, shifts.low_cohesion,
        shifts.low_cohesion_below, shifts.isolated, shifts.corps, shifts.army, shifts.naval_cap,
        *shifts.entrenchment, *shifts.mud,
    ]  # fmt: skip
    return words


def _superiors(rows: Any, formations: _Rows) -> tuple[list[int], list[int]]:
    """Return for each formation the row of its corps and of its army (itself included), -1 if none."""
    corps, army = [], []
    for start in rows:
        found = {"corps": -1, "army": -1}
        row, hops = start, 0
        while row is not None and hops < 8:
            if row.echelon in found and found[row.echelon] < 0:
                found[row.echelon] = formations[row.id]
            row = rows[formations[row.parent]] if row.parent else None
            hops += 1
        corps.append(found["corps"])
        army.append(found["army"])
    return corps, army


def _unit_tables(units: Any, types: Any, kind_of: Any, full: Any, reserve: int, classes: _Rows) -> dict[str, Any]:
    """Return the tables by unit type and by unit that need no map."""
    pad = [0] * reserve
    per = [types[k] for k in kind_of]
    of_class = [classes[t.movement] for t in types]
    return {
        "type_ids": tuple(t.id for t in types),
        "type_class": frozen(of_class, "int8"),
        "type_attack": frozen([t.attack for t in types], "int16"),
        "type_defence": frozen([t.defence for t in types], "int16"),
        "type_quality": frozen([t.quality for t in types], "int8"),
        "type_stack": frozen([t.stacking for t in types], "int16"),
        "type_need": frozen([t.need for t in types], "int16"),
        "type_armour": frozen([t.armour for t in types], "int8"),
        "type_anti_armour": frozen([t.anti_armour for t in types], "int8"),
        "type_recon": frozen([t.recon for t in types], "uint8"),
        "type_steps": frozen([t.steps for t in types], "int16"),
        "type_coastal": frozen([t.coastal for t in types], "uint8"),
        "type_lift": frozen([t.lift for t in types], "int16"),
        "type_symbols": tuple(t.symbol for t in types),
        "type_echelons": tuple(t.echelon for t in types),
        "unit_type": frozen([*kind_of, *pad], "int16"),
        "unit_class": frozen([*(of_class[k] for k in kind_of), *pad], "int8"),
        "unit_full": frozen([*full, *pad], "int16"),
        "unit_quality": frozen(
            [*(t.quality if u.quality is None else u.quality for u, t in zip(units, per, strict=True)), *pad],
            "int8",
        ),
        "unit_stack": frozen([*(t.stacking for t in per), *pad], "int16"),
        "unit_recon": frozen([*(t.recon for t in per), *pad], "uint8"),
        "unit_start_quarters": frozen(
            [*(max(1, int(f) * u.strength // 100) for u, f in zip(units, full, strict=True)), *pad], "int16"
        ),
        "unit_start_cohesion": frozen([*(u.cohesion for u in units), *pad], "int16"),
    }


def _costs(
    scenario: Scenario,
    neighbour: Any,
    land: int,
    hex_terrain: Any,
    hex_side: Any,
    hex_road: Any,
    hex_rail: Any,
    classes: _Rows,
    links: _Rows,
    days: int,
) -> dict[str, Any]:
    """Return the cost tables of units, lorries and trains (calibration: section 4 of the rules).

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
    step = np.full((2, len(classes), land, 6), IMPASSABLE, dtype=np.int32)
    for c, row in enumerate(scenario.movement_classes.rows):
        if row.static:
            continue
        by_land = off[c][entered] + crossing[edge]
        by_land = np.where(inside & passable[edge] & (off[c][entered] < IMPASSABLE), by_land, IMPASSABLE)
        by_road = np.where(inside & (passable[edge] | (hex_road > 0)), road_cost[c][hex_road], IMPASSABLE)
        step[0, c] = np.minimum(by_land, by_road)
        add = quarters(row.mud_add)
        muddy = np.minimum(by_land * row.mud_off_factor, by_road * row.mud_road_factor) + add
        step[1, c] = np.where(step[0, c] < IMPASSABLE, np.minimum(muddy, IMPASSABLE - 1), IMPASSABLE)
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
    truck = np.full((2, land, 6), IMPASSABLE, dtype=np.int32)
    truck[0] = np.minimum(np.where(anyone, carts, IMPASSABLE), by_road)
    truck[1] = np.where(truck[0] < IMPASSABLE, np.minimum(truck[0] * 2, IMPASSABLE - 1), IMPASSABLE)
    rail = np.where(inside, np.minimum(rail_cost[hex_rail], rail_cost[hex_road]), IMPASSABLE)
    friction = np.array([quarters(t.friction) for t in terrain])
    return {
        "step_cost": frozen(np.minimum(step, IMPASSABLE), "int16"),
        "zoc_reach": frozen(reach, "uint8"),
        "passable": frozen(anyone, "int8"),
        "truck_step": frozen(np.minimum(truck, IMPASSABLE), "int16"),
        "rail_step": frozen(np.minimum(rail, IMPASSABLE), "int16"),
        "friction": frozen(friction[hex_terrain[:land]], "int16"),
    }
