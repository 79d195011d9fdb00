"""Places on their hexes, and fortified lines as dated works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from engine import hexes
from engine.cartography.frame import Frame, Hex, direction, label, neighbours, slug
from engine.cartography.links import corridor, hexes_on
from engine.cartography.sides import Side, shortest

PLACE_HEADER = [
    "id", "name", "name_local", "kind", "hex", "lat", "lon", "rank", "region", "port_tons", "beach_tons",
    "beach_exposure", "sea_zone", "population_k", "source", "confidence", "note",
]  # fmt: skip
WORK_HEADER = ["id", "line", "hex", "level", "start", "finish", "facing", "source", "confidence"]
MOVE_KM = 11.0  # a port or beach may be put into a coastal hex this far off


@dataclass
class Place:
    """A place of the sources and the hex that it got."""

    name: str
    row: dict[str, str]
    lat: float
    lon: float
    cell: Hex
    beach_tons: str = ""
    exposure: str = ""
    sea_zone: str = ""

    @property
    def coastal(self) -> bool:
        """Tell whether the place needs a sea hex beside it."""
        return self.row["kind"] in ("port_major", "port_minor", "beach") or bool(self.row["port_tons_day"])


def read_places(
    frame: Frame,
    rows: Iterable[Mapping[str, str]],
    beaches: Iterable[Mapping[str, str]],
    rule: Mapping[str, Any],
) -> tuple[list[Place], list[str]]:
    """Return the playable places and the names of those left out; ``rule`` is [playable]."""
    away, dropped = set(rule["places_not_in"]), set(rule["places_dropped"])
    shore = {b["name"]: b for b in beaches}
    known = [dict(r) for r in rows]
    names = {r["name"] for r in known}
    for name, beach in shore.items():
        if name not in names:
            new = dict.fromkeys(known[0], "") | {"name": name, "name_it": name, "kind": "beach", "rank": "3"}
            new |= {k: beach[k] for k in ("lat", "lon", "note")}
            known.append(new)
    kept, left = [], []
    for row in known:
        name = row["name"]
        lat, lon = float(row["lat"]), float(row["lon"])
        cell = frame.hex_at(lon, lat)
        if row["region"] in away or name in dropped:
            left.append(name)
            continue
        found = shore.get(name, {})
        kept.append(Place(name, row, lat, lon, cell, found.get("tons", ""), found.get("exposure", "")))
    return kept, left


def settle(
    frame: Frame,
    places: Sequence[Place],
    land: frozenset[Hex],
    zone: Mapping[Hex, str],
    faces: Mapping[str, str],
) -> tuple[list[Place], list[str]]:
    """Put each place on land, ports and beaches on land that touches the sea; returns complaints too."""
    complaints, settled = [], []
    for place in places:
        x, y = frame.point(place.lon, place.lat)

        def far(cell: Hex, x: float = x, y: float = y) -> float:
            cx, cy = frame.centre(cell)
            return float(np.hypot(cx - x, cy - y))

        near = [c for c in {place.cell, *neighbours(place.cell)} if c in land]
        if place.coastal:
            wanted = faces.get(place.name)
            near = [c for c in near if any(n in zone and wanted in (None, zone[n]) for n in neighbours(c))]
        near = [c for c in near if c == place.cell or far(c) <= MOVE_KM]
        if not near:
            complaints.append(f"place {place.name}: no fitting hex near {place.lat} {place.lon}")
            continue
        cell = place.cell if place.cell in near else min(near, key=lambda c: (far(c), c))
        if cell != place.cell:
            complaints.append(f"place {place.name}: moved to {label(cell)}, {far(cell):.1f} km off")
            place.cell = cell
        if place.coastal:
            around = [n for n in neighbours(cell) if n in zone]
            votes = Counter(zone[n] for n in around)
            nearest = min(around, key=lambda n: (far(n), n))
            place.sea_zone = faces.get(place.name) or (zone[nearest] if len(votes) > 1 else next(iter(votes)))
        settled.append(place)
    return settled, complaints


def place_rows(
    places: Sequence[Place], region: Mapping[Hex, str], rule: Mapping[str, Any]
) -> list[list[str]]:
    """Return the rows of places.csv sorted by id; ``rule`` is the recipe's [places]."""
    found: dict[str, list[str]] = {}
    for place in places:
        row, people = place.row, place.row["pop_1936_k_est"]
        kind = rule["kinds"].get(row["kind"], row["kind"])
        if kind == "port" and people and int(people) >= rule["city_population_k"]:
            kind = "city"
        key = slug(place.name)
        if key in found:
            raise ValueError(f"two places have the id {key!r}")
        notes = [row["note"]] + ([f"Allied name {row['allied_name']}"] if row["allied_name"] else [])
        found[key] = [
            key, place.name, row["name_it"], kind, label(place.cell), row["lat"], row["lon"], row["rank"],
            region[place.cell], row["port_tons_day"] or "0", place.beach_tons or "0", place.exposure or "0",
            place.sea_zone, people, "GeoNames" if row["coord_source"] == "geonames" else "project",
            "high" if row["coord_source"] == "geonames" and not row["port_tons_day"] else "medium",
            "; ".join(n for n in notes if n),
        ]  # fmt: skip
    return [found[key] for key in sorted(found)]


def works(
    frame: Frame,
    lines: Iterable[Mapping[str, str]],
    land: frozenset[Hex],
    barred: Mapping[Side, str],
    rule: Mapping[str, Any],
) -> tuple[list[list[str]], list[str]]:
    """Return the rows of works.csv: chains of land hexes just behind each drawn line."""
    drawn: dict[str, list[Mapping[str, str]]] = {}
    for vertex in lines:
        drawn.setdefault(vertex["line"], []).append(vertex)
    rows, complaints = [], []
    for name, vertices in drawn.items():
        plan = rule["line"].get(name)
        if plan is None:
            complaints.append(f"line {name}: left out (level 0)")
            continue
        angle = np.radians(float(plan["rear"]))
        back = np.array([np.sin(angle), -np.cos(angle)])
        front = frame.line([(float(v["lon"]), float(v["lat"])) for v in vertices])
        track = front + back * float(plan.get("rear_km", rule["rear_km"]))
        on = [c for c in hexes_on(frame, track) if c in land]

        avoid = {hexes.parse_label(h) for h in plan.get("avoid", [])}

        def price(a: Hex, b: Hex, far: float, avoid: set[Hex] = avoid) -> float | None:
            if b not in land or b in avoid or (min(a, b), max(a, b)) in barred:
                return None
            return 1.0 + (far / 3.0) ** 2

        # "through" names hexes that the works must hold, in the order of the line.
        stops = [*on[:1], *(hexes.parse_label(h) for h in plan.get("through", [])), *on[-1:]]
        step = corridor(track, price, frame)
        chain: list[Hex] = stops[:1]
        for begin, end in pairwise(stops):
            leg = shortest({begin: 0.0}, {end: 0.0}, step)
            if not leg:
                chain = []
                break
            chain += leg[1:]
        if not chain:
            complaints.append(f"line {name}: no chain of hexes")
            continue
        held = set(chain)
        for number, cell in enumerate(chain, start=1):
            facing = _facing(frame, cell, held, back)
            dated = [str(plan["level"]), plan["start"], plan["finish"], facing, "project"]
            key = f"{plan['id']}-{number:03d}"
            rows.append([key, plan["id"], label(cell), *dated, vertices[0]["confidence"]])
    return sorted(rows), complaints


def _facing(frame: Frame, cell: Hex, held: set[Hex], back: Any) -> str:
    """Return the directions from which the enemy is expected, as "SE S"."""
    x, y = frame.centre(cell)
    names = []
    for near in neighbours(cell):
        nx, ny = frame.centre(near)
        toward = float(np.dot([(nx - x) / frame.hex_km, (ny - y) / frame.hex_km], back))
        if near not in held and toward < -0.2:
            names.append(hexes.DIRECTION_NAMES[direction(cell, near)])
    return " ".join(names)
