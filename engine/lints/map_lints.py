"""Lints of the map: coasts, rivers, roads, islands, boxes, the frame."""

from __future__ import annotations

from collections.abc import Iterator

from engine import hexes
from engine.checks import Axial, Facts, Finding, check, rows

Corner = frozenset[Axial]


@check("W304", "port or beach away from its sea")
def ports_touch_sea(facts: Facts) -> Iterator[Finding]:
    """A port or beach names a sea zone and lies beside a hex of it."""
    scenario = facts.scenario
    zone_of = {row.id: row.sea_zone for row in scenario.hexes}
    for number, row in rows(scenario.places):
        if row.kind not in ("port", "beach") and not row.port_tons and not row.beach_tons:
            continue
        where = scenario.places.where(number, "sea_zone")
        if row.sea_zone is None:
            yield Finding(where, f"{row.id} has no sea zone")
            continue
        beside = {zone_of[name] for name in facts.neighbours(row.hex)} - {None}
        if row.sea_zone not in beside:
            near = ", ".join(sorted(z for z in beside if z)) or "no sea beside it"
            yield Finding(where, f"{row.id} does not lie on the sea {row.sea_zone}", got=near)


@check("W305", "river that ends nowhere")
def rivers_reach_water(facts: Facts) -> Iterator[Finding]:
    """Each connected river reaches the sea, a lake or the edge of the map."""
    table = facts.scenario.hexsides
    rivers = {k.id for k in facts.scenario.hexside_kinds if k.passable}
    wet = {t.id for t in facts.scenario.terrain if not t.land}
    at: dict[Corner, list[int]] = {}
    corners_of: dict[int, tuple[Corner, Corner]] = {}
    for number, row in rows(table):
        a, b = facts.axial[row.a], facts.axial[row.b]
        way = hexes.direction_between(*a, *b)
        pair = (
            frozenset((a, b, hexes.neighbour(*a, (way - 1) % 6))),
            frozenset((a, b, hexes.neighbour(*a, (way + 1) % 6))),
        )
        corners_of[number] = pair
        for corner in pair:
            at.setdefault(corner, []).append(number)
    left = {number for number, row in rows(table) if row.kind in rivers}
    while left:
        first = min(left)
        left.discard(first)
        todo, ends = [first], False
        while todo:
            for corner in corners_of[todo.pop()]:
                names = [facts.label.get(cell) for cell in corner]
                ends = ends or any(n is None or facts.terrain[n] in wet for n in names)
                for other in at[corner]:
                    if other in left:
                        left.discard(other)
                        todo.append(other)
                    ends = ends or table[other].kind not in rivers
        if not ends:
            name = table[first].name or f"between {table[first].a} and {table[first].b}"
            message = f"the river {name} reaches neither sea, lake nor the edge of the map"
            yield Finding(table.where(first, "kind"), message)


@check("W306", "strait without a ferry")
def straits_have_ferries(facts: Facts) -> Iterator[Finding]:
    """The two shores of a strait are joined by a ferry link."""
    scenario = facts.scenario
    crossed = {frozenset((row.a, row.b)) for row in scenario.links if row.road in facts.ferries}
    named = {row.name for row in scenario.hexsides if frozenset((row.a, row.b)) in crossed and row.name}
    for number, row in rows(scenario.hexsides):
        if row.kind == "strait" and frozenset((row.a, row.b)) not in crossed and row.name not in named:
            message = f"no ferry crosses the strait between {row.a} and {row.b}"
            yield Finding(scenario.hexsides.where(number, "kind"), message)


@check("W307", "island that nobody reaches")
def islands_have_ports(facts: Facts) -> Iterator[Finding]:
    """Land that holds a place has a port, a beach, a ferry or the entry of a box."""
    scenario = facts.scenario
    doors = {row.hex for row in scenario.places if row.port_tons or row.beach_tons}
    doors |= {row.hex for row in scenario.places if row.kind in ("port", "beach")}
    doors |= {name for row in scenario.links if row.road in facts.ferries for name in (row.a, row.b)}
    doors |= {name for row in scenario.boxes for name in row.entry.split()}
    for piece in facts.islands:
        if not piece & doors:
            for number, place in rows(scenario.places):
                if place.hex in piece:
                    message = f"{place.id} lies on land without port, beach, ferry or entry"
                    yield Finding(scenario.places.where(number, "hex"), message)
                    break


@check("W308", "main roads in pieces")
def main_roads_connected(facts: Facts) -> Iterator[Finding]:
    """The main roads of one piece of land are one net."""
    links = facts.scenario.links
    near: dict[str, list[str]] = {}
    first: dict[str, int] = {}
    for number, row in rows(links):
        if row.road == "main":
            near.setdefault(row.a, []).append(row.b)
            near.setdefault(row.b, []).append(row.a)
            for name in (row.a, row.b):
                first.setdefault(name, number)
    island = {name: i for i, piece in enumerate(facts.islands) for name in piece}
    nets: dict[int, list[set[str]]] = {}
    left = dict.fromkeys(sorted(near))
    while left:
        start = next(iter(left))
        del left[start]
        net, todo = {start}, [start]
        while todo:
            for other in near[todo.pop()]:
                if other in left:
                    del left[other]
                    net.add(other)
                    todo.append(other)
        nets.setdefault(island.get(start, -1), []).append(net)
    for pieces in nets.values():
        for net in sorted(pieces, key=lambda n: (-len(n), min(n)))[1:]:
            row = min(first[name] for name in net)
            message = f"the main roads around {links[row].a} ({len(net)} hexes) do not join the rest"
            yield Finding(links.where(row, "road"), message)


@check("W310", "link over an impassable hexside")
def links_pass(facts: Facts) -> Iterator[Finding]:
    """Only ferries cross straits and other hexsides that nobody passes, and only those."""
    for number, row in rows(facts.scenario.links):
        kind = facts.edges.get(frozenset((row.a, row.b)))
        if kind in facts.impassable and row.road not in facts.ferries:
            where = facts.scenario.links.where(number, "road" if row.road else "rail")
            yield Finding(where, f"the link crosses a hexside nobody passes, {kind}", expected="a ferry")
        if row.road is None and row.rail is None:
            yield Finding(facts.scenario.links.where(number, "road"), "the link has neither road nor rail")


@check("W311", "sea without zone")
def sea_has_zone(facts: Facts) -> Iterator[Finding]:
    """If there are sea zones, sea hexes beside land belong to one and land to none."""
    scenario = facts.scenario
    if not scenario.sea_zones.rows:
        return
    for number, row in rows(scenario.hexes):
        if row.id in facts.land:
            if row.sea_zone is not None:
                yield Finding(scenario.hexes.where(number, "sea_zone"), f"{row.id} is land in a sea zone")
        elif row.sea_zone is None and row.terrain == "sea":
            yield Finding(scenario.hexes.where(number, "sea_zone"), f"{row.id} is sea without a zone")


@check("W313", "work of odd level or dates")
def works_fit(facts: Facts) -> Iterator[Finding]:
    """A work has a level that units can use and is not finished before it is begun."""
    scenario = facts.scenario
    most = scenario.recovery.entrench_works_max
    for number, row in rows(scenario.works):
        if not 1 <= row.level <= most:
            where = scenario.works.where(number, "level")
            yield Finding(where, f"{row.id} has a level of no use", f"1 to {most}", str(row.level))


@check("W314", "sea zones not mutual")
def sea_zones_mutual(facts: Facts) -> Iterator[Finding]:
    """If a sea zone names a neighbour, the neighbour names it too."""
    table = facts.scenario.sea_zones
    for number, row in rows(table):
        for name in row.neighbours.split():
            if row.id not in table[table.ids[name]].neighbours.split():
                where = table.where(number, "neighbours")
                yield Finding(where, f"{name} does not name {row.id} as a neighbour")


@check("W315", "box without a door")
def boxes_lead_somewhere(facts: Facts) -> Iterator[Finding]:
    """A rail box has an entry on the map, a sea box borders on sea zones."""
    table = facts.scenario.boxes
    for number, row in rows(table):
        if row.kind == "rail" and not row.entry.split():
            yield Finding(table.where(number, "entry"), f"the rail box {row.id} has no entry")
        if row.kind == "sea" and not row.sea_zones.split():
            yield Finding(table.where(number, "sea_zones"), f"the sea box {row.id} borders on no sea zone")


@check("W316", "odd elevation")
def elevations(facts: Facts) -> Iterator[Finding]:
    """Elevations lie between -100 and 5,000 m."""
    for number, row in rows(facts.scenario.hexes):
        if not -100 <= row.elevation <= 5000 or row.relief > 5000:
            where = facts.scenario.hexes.where(number, "elevation")
            yield Finding(where, f"the height of {row.id} is odd", "-100 to 5000", str(row.elevation))


@check("W317", "place outside the bounds")
def places_in_bounds(facts: Facts) -> Iterator[Finding]:
    """Places lie within the degrees of the map frame."""
    frame = facts.scenario.file.map
    for number, row in rows(facts.scenario.places):
        for column, value, low, high in (
            ("lat", row.lat, frame.south, frame.north),
            ("lon", row.lon, frame.west, frame.east),
        ):
            if not low <= value <= high:
                where = facts.scenario.places.where(number, column)
                message = f"{row.id} lies outside the bounds of the map"
                yield Finding(where, message, f"{low} to {high}", str(value))


@check("W331", "side without a source of supply")
def supply_sources(facts: Facts) -> Iterator[Finding]:
    """Each side has a rail box with an entry, or a sea box and a port or beach to use."""
    scenario = facts.scenario
    harbour = any(row.port_tons or row.beach_tons for row in scenario.places)
    for number, side in rows(scenario.sides):
        boxes = [row for row in scenario.boxes if row.side == side.id]
        if not any(b.kind == "rail" and b.entry for b in boxes) and not (
            harbour and any(b.kind == "sea" for b in boxes)
        ):
            where = scenario.sides.where(number, "id")
            yield Finding(where, f"{side.id} has no source of supply in map/boxes.csv")
