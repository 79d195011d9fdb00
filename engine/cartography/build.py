"""Build the hex map of a scenario from geodata: ``python -m engine.cartography.build``.

Reads ``map/sources/`` and the packages of the extra ``cartography``; writes the CSV files
of ``map/``, ``frame.toml``, ``relief.npz`` and ``lines.json``. The same sources give the
same bytes (of relief.npz: the same arrays).
"""

from __future__ import annotations

import argparse
import filecmp
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from engine import hexes
from engine.cartography import areas, ground, places, raster, sides, sources, vectors
from engine.cartography.frame import Frame, Hex, label, neighbours, ordered, slug
from engine.cartography.links import Edge, Network, join_places, lay

HEX_HEADER = ["id", "terrain", "elevation", "relief", "region", "weather", "sea_zone", "owner", "note"]
CSV_FILES = (
    "hexes.csv",
    "hexsides.csv",
    "links.csv",
    "places.csv",
    "works.csv",
    "sea_zones.csv",
    "boxes.csv",
)


@dataclass
class Report:
    """What a build did: rows by file, terrain counts, complaints, and differing files of a check."""

    rows: dict[str, int] = field(default_factory=dict)
    terrain: dict[str, int] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)


def frame_of(recipe: Mapping[str, Any]) -> Frame:
    """Return the frame of a recipe with its bounds in degrees worked out."""
    table = dict(recipe["frame"])
    bare = Frame(**table, lon_west=0.0, lon_east=0.0, lat_south=0.0, lat_north=0.0)
    width, height = bare.size_km
    edge = [(x, y) for x in (0.0, width / 2, width) for y in (0.0, height / 2, height)]
    lon, lat = bare.geographic([p[0] for p in edge], [p[1] for p in edge])
    return Frame(
        **table,
        lon_west=round(float(lon.min()), 3),
        lon_east=round(float(lon.max()), 3),
        lat_south=round(float(lat.min()), 3),
        lat_north=round(float(lat.max()), 3),
    )


def playable_area(recipe: Mapping[str, Any], nations: Mapping[str, BaseGeometry]) -> BaseGeometry:
    """Return the land that is played, in degrees: whole countries and parts of their neighbours."""
    rule = recipe["playable"]
    parts = [nations[code] for code in rule["countries"] if code in nations]
    for part in rule["part"]:
        ring = Polygon([(lon, lat) for lat, lon in part["ring"]]).buffer(0)
        parts.append(nations[part["country"]].intersection(ring))
    # Countries drawn side by side leave slivers between them.
    return unary_union([p.buffer(0.002) for p in parts]).buffer(-0.002)


def _network(frame: Frame, folder: Path, chosen: list[places.Place]) -> list[Edge]:
    at: dict[str, Hex] = {p.name: p.cell for p in chosen}
    return [
        Edge(
            p["kind"], p["name"], frame.line(f["geometry"]["coordinates"]), at.get(p["from"]), at.get(p["to"])
        )
        for f in sources.features(folder / "network.geojson")
        if (p := f["properties"])["kind"] != "ferry"
    ]


def build_map(scenario_dir: Path, check: bool = False) -> Report:
    """Build the map of a scenario folder; with ``check`` write nothing and compare instead."""
    target = scenario_dir / "map"
    if not check:
        return _build(target / "sources", target)
    with tempfile.TemporaryDirectory() as name:
        fresh = Path(name)
        report = _build(target / "sources", fresh)
        for file in (*CSV_FILES, "frame.toml", "lines.json"):
            if not (target / file).exists() or not filecmp.cmp(target / file, fresh / file, shallow=False):
                report.different.append(file)
    return report


def _side(labels: Sequence[str]) -> sides.Side:
    return ordered(hexes.parse_label(labels[0]), hexes.parse_label(labels[1]))


def _build(folder: Path, target: Path) -> Report:
    report = Report()
    recipe = tomllib.loads((folder / "recipe.toml").read_text(encoding="utf-8"))
    frame = frame_of(recipe)
    area = sources.window(
        frame.lon_west - 1.5, frame.lat_south - 1.0, frame.lon_east + 1.5, frame.lat_north + 1.0
    )
    land_deg = sources.land(area)
    playable = playable_area(recipe, sources.countries(area))
    lake_list = [
        (f["properties"], shape(f["geometry"]).buffer(0)) for f in sources.features(folder / "lakes.geojson")
    ]
    lakes_deg = unary_union([g for p, g in lake_list if p["kind"] == "lake"])
    plane = raster.make_plane(
        frame, recipe["relief"]["km_per_pixel"], recipe["relief"]["margin_km"], land_deg, playable, lakes_deg,
        sources.elevation(area), sources.landcover(folder / "landcover.npz"),
    )  # fmt: skip
    grounds = ground.survey(frame, plane)

    chosen, report.left_out = places.read_places(
        frame, sources.rows(folder / "places.csv"), sources.rows(folder / "beaches.csv"), recipe["playable"]
    )
    by_hand = recipe["land"]
    forced = {
        key: [frame.hex_at(lon, lat) for lat, lon in by_hand.get(key, [])]
        for key in ("force_land", "force_sea")
    }
    for place in chosen:
        if place.name in recipe["places"]["hexes"]:
            place.cell = hexes.parse_label(recipe["places"]["hexes"][place.name])
    held = [p.cell for p in chosen if p.row["kind"] != "beach"]
    shape_of = ground.outline(
        frame,
        grounds,
        by_hand,
        held,
        forced["force_land"],
        forced["force_sea"],
        areas.ring(frame, by_hand["waters"]),
    )
    land = shape_of.land

    terrain = {c: ground.terrain_of(grounds[c], recipe["terrain"], by_hand["lake_fraction"]) for c in land}
    notes: dict[Hex, str] = {}
    for fix in recipe["terrain"]["fix"]:
        for lat, lon in fix["at"]:
            cell = frame.hex_at(lon, lat)
            if cell in land:
                terrain[cell], notes[cell] = fix["terrain"], fix["note"]
            else:
                report.complaints.append(f"terrain fix {fix['note']}: {lat} {lon} is not land")
    region = areas.regions(
        frame,
        land,
        sources.towns(area, recipe["region_rules"]["countries"]),
        recipe["regions"],
        recipe["region_rules"],
    )
    weather = areas.weather(frame, region, {c: grounds[c].mean_m for c in land}, recipe["weather"])
    zone = areas.sea_zones(frame, shape_of.sea, recipe["sea_zone"])
    owner = areas.owners(frame, land, recipe["owner"])
    chosen, moved = places.settle(frame, chosen, land, zone, recipe["places"].get("faces", {}))
    report.complaints += moved
    at = {p.name: p.cell for p in chosen}

    lake_cells = {c for c in land if terrain[c] == "lake"}
    land_km = vectors.plane_polygons(frame, land_deg)
    lakes_km = vectors.plane_polygons(frame, lakes_deg)
    bridged = frozenset(_side(j["hexes"]) for j in recipe["join"])
    barred = sides.water_sides(frame, land, grounds, land_km, lakes_km, bridged)
    straits: dict[sides.Side, str] = {}
    for strait in recipe["strait"]:
        for a, b in strait["pairs"]:
            pair = ordered(at[a], at[b])
            if pair[1] in neighbours(pair[0]):
                straits[pair] = strait["name"]
            else:
                report.complaints.append(f"strait {strait['name']}: {a} and {b} are not adjacent")
    river_features = sources.features(folder / "rivers.geojson")
    rivers = sides.rivers_of(frame, river_features, recipe["rivers"])
    flowing, dry = sides.walk_rivers(frame, land, lambda c: c in shape_of.sea or c in lake_cells, rivers)
    report.complaints += dry
    kinds: dict[sides.Side, tuple[str, str]] = dict(flowing)
    for fix in recipe["rivers"].get("fix", []):
        for pair in fix["remove"]:
            kinds.pop(_side(pair), None)
        kinds.update({_side(pair): (fix["kind"], fix["name"]) for pair in fix["add"]})
    kinds.update({side: (kind, "") for side, kind in barred.items()})
    kinds.update({side: ("strait", name) for side, name in straits.items()})
    closed = {s: k for s, (k, _) in kinds.items() if k in ("sea", "lake", "strait")}
    kinds = {s: v for s, v in kinds.items() if not (set(s) & lake_cells)}

    walkable = frozenset(land - lake_cells)
    edges = _network(frame, folder, chosen)
    crossed = {s: k for s, (k, _) in kinds.items() if "river" in k}
    rugged = {c: float(recipe["links"]["rugged"].get(terrain[c], 0.0)) for c in land}
    no_road = closed | {_side(pair): "closed" for pair in recipe["links"]["closed"]}
    net, lost = lay(frame, edges, walkable, no_road, crossed, shape_of.backdrop, rugged)
    report.complaints += lost
    housed = [p.cell for p in chosen if p.row["kind"] not in ("beach", "pass", "fort")]
    join_places(net, housed, walkable, no_road, rugged, recipe["links"]["local_reach"])
    for side, name in straits.items():
        net.road[side] = "ferry"
        net.names[side] = [f"{name} ferry"]
    work_rows, odd = places.works(
        frame, sources.rows(folder / "lines.csv"), walkable, closed, recipe["works"]
    )
    report.complaints += odd

    hex_rows = []
    sky = {z["id"]: z["weather"] for z in recipe["sea_zone"]}
    for cell in sorted(land | shape_of.sea):
        g = grounds[cell]
        if cell in land:
            mine = "" if cell in lake_cells else owner[cell]
            hex_rows.append(
                [
                    label(cell),
                    terrain[cell],
                    g.mean_m,
                    g.relief_m,
                    region[cell],
                    weather[cell],
                    "",
                    mine,
                    notes.get(cell, ""),
                ]
            )
        else:
            hex_rows.append([label(cell), "sea", 0, 0, "", sky[zone[cell]], zone[cell], "", ""])
    report.terrain = dict(sorted(Counter(str(r[1]) for r in hex_rows).items()))
    _write(target, report, recipe, frame, hex_rows, kinds, net, chosen, region, work_rows, zone, at)
    raster.save_relief(plane, target / "relief.npz")
    lake_names = [(str(p["name"]), part) for p, g in lake_list for part in vectors.plane_polygons(frame, g)]
    content = vectors.make_lines(
        frame, recipe["relief"]["margin_km"], land_km, lake_names, river_features,
        vectors.outer_border(frame, playable, land_deg),
        [(e.kind, e.name, e.line) for e in edges],
        _drawn_lines(frame, folder, recipe),
    )  # fmt: skip
    vectors.save_lines(content, target / "lines.json")
    return report


def _drawn_lines(frame: Frame, folder: Path, recipe: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    drawn: dict[str, list[tuple[float, float]]] = {}
    for vertex in sources.rows(folder / "lines.csv"):
        drawn.setdefault(vertex["line"], []).append((float(vertex["lon"]), float(vertex["lat"])))
    plans = recipe["works"]["line"]
    return [(plans.get(n, {}).get("id", slug(n)), n, frame.line(points)) for n, points in drawn.items()]


def _entries(frame: Frame, box: Mapping[str, Any], at: Mapping[str, Hex]) -> list[str]:
    cells = [at[p] for p in box.get("entry_places", [])]
    cells += [frame.hex_at(lon, lat) for lat, lon in box.get("entry_at", [])]
    return [label(c) for c in cells]


def _write(
    target: Path,
    report: Report,
    recipe: Mapping[str, Any],
    frame: Frame,
    hex_rows: list[list[object]],
    kinds: dict[sides.Side, tuple[str, str]],
    net: Network,
    chosen: list[places.Place],
    region: dict[Hex, str],
    work_rows: list[list[str]],
    zone: dict[Hex, str],
    at: dict[str, Hex],
) -> None:
    touching = areas.zone_neighbours(zone, recipe["sea"]["joined"])
    names = {z["id"]: z["name"] for z in recipe["sea_zone"]}
    boxes = [
        [
            b["id"], b["name"], b["side"], b["kind"], " ".join(b.get("sea_zones", [])),
            " ".join(_entries(frame, b, at)), b.get("tons", ""), b["note"],
        ]
        for b in recipe["box"]
    ]  # fmt: skip
    tables: dict[str, tuple[list[str], list[Any]]] = {
        "hexes.csv": (HEX_HEADER, hex_rows),
        "hexsides.csv": (["a", "b", "kind", "name"], sides.side_rows(kinds)),
        "links.csv": (["a", "b", "road", "rail", "name"], net.rows()),
        "places.csv": (places.PLACE_HEADER, places.place_rows(chosen, region, recipe["places"])),
        "works.csv": (places.WORK_HEADER, work_rows),
        "sea_zones.csv": (
            ["id", "name", "neighbours"],
            [[z, names[z], " ".join(n)] for z, n in touching.items()],
        ),
        "boxes.csv": (["id", "name", "side", "kind", "sea_zones", "entry", "tons", "note"], sorted(boxes)),
    }
    for file, (header, lines) in tables.items():
        report.rows[file] = sources.write_rows(target / file, header, lines)
    f = frame
    (target / "frame.toml").write_text(
        "# Built from sources/recipe.toml. origin: projected position of the centre of hex 000000,\n"
        "# x to the east, y to the north, in km; bounds in degrees.\n"
        f'projection = "{f.projection}"\nhex_km = {f.hex_km}\n'
        f"origin_x_km = {f.origin_x_km}\norigin_y_km = {f.origin_y_km}\n"
        f"columns = {f.columns}\nrows = {f.rows}\n"
        f"lon_west = {f.lon_west}\nlon_east = {f.lon_east}\n"
        f"lat_south = {f.lat_south}\nlat_north = {f.lat_north}\n",
        encoding="utf-8",
        newline="\n",
    )


def main() -> int:
    """Build or check the map of a scenario folder; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build the hex map of a scenario from its sources.")
    parser.add_argument("scenario", type=Path, help="scenario folder")
    parser.add_argument(
        "--check", action="store_true", help="write nothing, compare with the committed files"
    )
    given = parser.parse_args()
    report = build_map(given.scenario, check=given.check)
    for line in report.complaints:
        print(line, file=sys.stderr)
    print(f"left out: {', '.join(report.left_out)}")
    print(f"rows: {report.rows}")
    print(f"terrain: {report.terrain}")
    if given.check:
        print("different: " + (", ".join(report.different) or "none"))
    return 1 if report.different else 0


if __name__ == "__main__":
    sys.exit(main())
