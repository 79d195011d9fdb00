"""Scenario to World: turns checked rows of text into read-only tables of numbers.

Relies on lint having found bad references; it resolves names, lays land hexes first and
lets the pieces be worked out that kernels read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.kernels.consts import (
    PHASE_END,
    PHASE_ENVIRONMENT,
    PHASE_LOGISTICS,
    PHASE_OPERATIONS,
    PHASE_RECOVERY,
    QUARTERS,
)
from engine.state import GAME_WORDS, Sizes
from engine.world import DAYS_A_WEEK, Support, World, frozen
from engine.world_costs import cost_tables
from engine.world_parts import (
    Rows,
    combat_rules,
    depots,
    formation_tables,
    hubs,
    inland,
    landmasses,
    lay,
    neighbours,
    quarters,
    unit_tables,
)

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


def _rows_by_hex(hexes_: list[int]) -> dict[int, tuple[int, ...]]:
    """Return the rows that name each hex."""
    found: dict[int, tuple[int, ...]] = {}
    for row, at in enumerate(hexes_):
        found[at] = (*found.get(at, ()), row)
    return found


def build(scenario: Scenario) -> World:
    """Return the World of a scenario that loaded without errors."""
    parts: dict[str, Any] = {}
    file = scenario.file
    sides = Rows([s.id for s in file.side])
    nations = Rows([n.id for n in file.nation])
    days = file.calendar.days_per_turn
    turns = (file.calendar.end - file.calendar.start).days // days + 1
    terrain = scenario.terrain.rows
    terrains = Rows([t.id for t in terrain])
    kinds = Rows(["none", *(k.id for k in scenario.hexside_kinds.rows)])
    links = Rows(["none", *(k.id for k in scenario.link_kinds.rows)])
    movers = scenario.movement_classes.rows
    classes = Rows([c.id for c in movers])
    zones = Rows([z.id for z in scenario.weather_zones.rows])
    seas = Rows([z.id for z in scenario.sea_zones.rows])
    boxes = Rows([b.id for b in scenario.boxes.rows])
    regions = Rows(sorted({h.region for h in scenario.hexes.rows if h.region}))

    # -- hexes, land first
    walkable = {t.id for t in terrain if t.land}
    rows = sorted(scenario.hexes.rows, key=lambda h: (h.terrain not in walkable, h.id))
    land = sum(h.terrain in walkable for h in rows)
    labels = Rows([h.id for h in rows])
    columns = np.array([int(h.id[:3]) for h in rows], dtype=np.int32)
    rows_ = np.array([int(h.id[3:]) for h in rows], dtype=np.int32)
    neighbour = neighbours(columns, rows_)
    hex_terrain = np.array([terrains[h.terrain] for h in rows], dtype=np.int8)
    hex_side = np.zeros((len(rows), 6), dtype=np.int8)
    hex_road = np.zeros((land, 6), dtype=np.int8)
    hex_rail = np.zeros((land, 6), dtype=np.int8)

    lay(
        hex_side,
        scenario.hexsides.rows,
        [kinds[row.kind] for row in scenario.hexsides.rows],
        labels,
        neighbour,
    )
    for table, name in ((hex_road, "road"), (hex_rail, "rail")):
        there = [row for row in scenario.links.rows if getattr(row, name)]
        lay(table, there, [links[getattr(row, name)] for row in there], labels, neighbour)

    parts.update(
        cost_tables(
            scenario, neighbour, land, hex_terrain, hex_side, hex_road, hex_rail, classes, links, kinds
        )
    )
    sea_hex = np.array([h.sea_zone is not None for h in rows])
    sea_hex[:land] = False
    touching = neighbour[:land]
    coastal = np.any((touching >= land) & sea_hex[np.clip(touching, 0, len(rows) - 1)], axis=1)

    at_sea = {b.side for b in scenario.boxes.rows if b.kind == "sea"}
    watched = np.array([[s in at_sea] for s in sides.ids]) & inland(
        neighbour, coastal, scenario.fog.coast_recon
    )

    # -- places
    place_rows = [p for p in scenario.places.rows if p.hex in labels and labels[p.hex] < land]
    places = Rows([p.id for p in place_rows])
    here: dict[int, list[int]] = {}
    for i, p in enumerate(place_rows):
        here.setdefault(labels[p.hex], []).append(i)
    hex_place = np.full(land, -1, dtype=np.int16)
    for at, some in here.items():
        some.sort(key=lambda i: (place_rows[i].rank, -place_rows[i].population_k, i))
        hex_place[at] = some[0]

    # -- units
    types = scenario.unit_types.rows
    type_rows = Rows([t.id for t in types])
    formations = Rows([f.id for f in scenario.formations.rows])
    units = scenario.units.rows
    unit_rows = Rows([u.id for u in units])
    kind_of = np.array([type_rows[u.type] for u in units], dtype=np.int16)
    full = np.array([(u.steps or types[k].steps) * QUARTERS for u, k in zip(units, kind_of, strict=True)])

    def start(at: str | None) -> tuple[int, int]:
        if at is None:
            return -1, -1
        if at in labels:
            return labels[at], -1
        if at in places:
            return int(labels[place_rows[places[at]].hex]), -1
        return -1, boxes[at]

    starts = [start(u.at) for u in units]
    nation_of = [u.nation for u in units] + [r.nation for r in scenario.reserves.rows for _ in range(r.slots)]
    spare = [(row, n + 1) for row in scenario.reserves.rows for n in range(row.slots)]

    def turn_of(date: Any) -> int:
        return int((date - file.calendar.start).days // days + 1)

    arrivals = []
    for a in scenario.arrivals.rows:
        at_hex, at_box = start(a.at)
        arrivals.append((max(1, turn_of(a.date)), unit_rows[a.unit], int(at_box >= 0), at_box, at_hex))
    arrivals.sort()
    withdrawals = sorted(
        (max(1, turn_of(w.date)), unit_rows[w.unit], w.price, int(w.exit == "any"))
        for w in scenario.withdrawals.rows
    )
    parts.update(formation_tables(scenario, formations, sides, turn_of))
    victory = scenario.victory
    variables = scenario.variables.rows
    triggers = scenario.triggers.rows
    decisions = scenario.decisions.rows
    sizes = Sizes(
        game=GAME_WORDS,
        land=land,
        unit=len(units) + len(spare),
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
        formation=len(formations),
        bridge=len(parts["bridge_hex"]),
    )
    parts.update(unit_tables(units, types, kind_of, full, [type_rows[row.type] for row, _ in spare], classes))
    pad = [-1] * len(spare)
    works = [w for w in scenario.works.rows if w.hex in labels and labels[w.hex] < land]
    lines = Rows(sorted({w.line for w in works}))
    combat = scenario.combat
    results = Rows([r.id for r in combat.result])
    barrages = Rows([r.id for r in combat.barrage_result])
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
        unit_ids=(*unit_rows.ids, *(f"{row.id}-{n}" for row, n in spare)),
        unit_names=(*(u.name for u in units), *(row.name.format(n) for row, n in spare)),
        unit_labels=(*(u.label for u in units), *(row.label.format(n) for row, n in spare)),
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
        district_ids=tuple(d.id for d in scenario.districts.rows),
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
        hex_part=frozen(landmasses(neighbour, parts["passable"], land), "int32"),
        hex_hub=frozen(hubs(hex_rail, place_rows, labels), "uint8"),
        hex_gunned=frozen(inland(neighbour, coastal, scenario.sea.naval_range), "uint8"),
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
        class_mp=frozen([quarters(c.mp_per_day) * days for c in movers], "int16"),
        class_tempo=frozen([max(1, c.tempo * days // DAYS_A_WEEK) for c in movers], "int8"),
        class_mobile=frozen([c.mobile for c in movers], "uint8"),
        class_mountain=frozen([c.mountain for c in movers], "uint8"),
        class_static=frozen([c.static for c in movers], "uint8"),
        unit_nation=frozen([nations[n] for n in nation_of], "int8"),
        unit_at_hex=frozen([*(s[0] for s in starts), *pad], "int32"),
        unit_at_box=frozen([*(s[1] for s in starts), *pad], "int8"),
        nation_side=frozen([sides[n.side] for n in file.nation], "int8"),
        place_hex=frozen([labels[p.hex] for p in place_rows], "int32"),
        place_port=frozen([p.port_tons for p in place_rows], "int16"),
        place_beach=frozen([p.beach_tons for p in place_rows], "int16"),
        place_depot=frozen(depots(scenario.supply, hex_rail, place_rows, labels), "int32"),
        place_exposure=frozen([p.beach_exposure for p in place_rows], "int8"),
        place_sea_zone=frozen([seas.get(p.sea_zone) for p in place_rows], "int8"),
        place_rank=frozen([p.rank for p in place_rows], "int8"),
        place_kinds=tuple(p.kind for p in place_rows),
        box_side=frozen([sides[b.side] for b in scenario.boxes.rows], "int8"),
        box_kind=frozen([_BOX_KINDS[b.kind] for b in scenario.boxes.rows], "int8"),
        box_entries=tuple(
            tuple(labels[t] for t in b.entry.split() if t in labels) for b in scenario.boxes.rows
        ),
        box_tons=frozen(
            [scenario.supply.home_capacity if b.tons is None else b.tons for b in scenario.boxes.rows],
            "int32",
        ),
        box_sea_zones=tuple(tuple(seas[z] for z in b.sea_zones.split()) for b in scenario.boxes.rows),
        sea_neighbours=tuple(
            tuple(seas[z] for z in row.neighbours.split()) for row in scenario.sea_zones.rows
        ),
        work_hex=frozen([labels[w.hex] for w in works], "int32"),
        work_rows=_rows_by_hex([labels[w.hex] for w in works]),
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
        barrage_result=frozen([[barrages[r] for r in b.results] for b in combat.barrage], "int8"),
        barrage_ids=barrages.ids,
        combat_rules=frozen(combat_rules(combat.shifts, scenario.command), "int32"),
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
            Support(
                sides[r.side], turn_of(r.start), turn_of(r.finish), r.support, r.naval, r.craft,
                r.sealift, r.rail, r.attacks, r.air, -1 if r.shipping is None else r.shipping, r.sorties,
                r.ferry, r.fleet,
            )
            for r in scenario.support.rows
        ),
        railway_hexes=frozen([scenario.supply.railway_hexes.get(s, 0) for s in sides.ids], "int16"),
        labour=frozen([scenario.recovery.labour.get(s, 0) for s in sides.ids], "int16"),
        wear_percent=frozen([scenario.recovery.wear_percent.get(s, 0) for s in sides.ids], "int16"),
        movement=scenario.movement,
        combat=combat,
        supply=scenario.supply,
        sea=scenario.sea,
        air=scenario.air,
        fog=scenario.fog,
        recovery=scenario.recovery,
        command=scenario.command,
        victory=victory,
        snow_elevation=scenario.weather.snow_elevation if scenario.weather else 1000,
        forecast_percent=scenario.weather.forecast_percent if scenario.weather else 0,
        triggers=triggers,
        decisions=decisions,
        districts=scenario.districts.rows,
        palettes=scenario.palettes.rows,
        pictures=scenario.pictures.rows,
        variable_start=tuple(v.start for v in variables),
        variable_told=frozen(
            [[v.known_by is None or s.id in v.known_by for v in variables] for s in scenario.sides], "uint8"
        ),
        variable_first=frozen([v.start for v in variables], "int32"),
        variable_range=tuple((v.min, v.max) for v in variables),
        milestones=scenario.milestones.rows,
        commanders=scenario.commanders.rows,
        fronts=scenario.fronts.rows,
        doctrine=scenario.doctrine,
        scenario_path=str(scenario.path),
        change=scenario.change,
        **parts,
    )  # fmt: skip
