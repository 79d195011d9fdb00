"""Regions, weather zones, sea zones and owners of hexes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from scipy.spatial import cKDTree
from shapely.geometry import Polygon

from engine.cartography.frame import Frame, Hex, neighbours


def ring(frame: Frame, latlon: Sequence[Sequence[float]]) -> Polygon:
    """Return the plane polygon of a recipe's ring of [lat, lon] pairs."""
    return Polygon(frame.line([(lon, lat) for lat, lon in latlon])).buffer(0)


def inside(polygon: Polygon, frame: Frame, cell: Hex) -> bool:
    """Tell whether a hex centre lies in a plane polygon."""
    return bool(shapely.contains_xy(polygon, *frame.centre(cell)))


def regions(
    frame: Frame,
    land: frozenset[Hex],
    towns: Sequence[tuple[float, float, str]],
    names: Mapping[str, str],
    rules: Mapping[str, Any],
) -> dict[Hex, str]:
    """Give each land hex the region of the nearest town, then tidy scattered hexes."""
    by_country = rules["default_by_country"]
    known = [(lon, lat, names.get(code) or by_country.get(code[:2])) for lon, lat, code in towns]
    kept = [(lon, lat, region) for lon, lat, region in known if region]
    x, y = frame.plane([k[0] for k in kept], [k[1] for k in kept])
    tree = cKDTree(np.column_stack([x, y]))
    found: dict[Hex, str] = {}
    for cell in sorted(land):
        # The five nearest towns vote, nearer ones more: one town across the border does not decide.
        far, index = tree.query(frame.centre(cell), k=5)
        votes: Counter[str] = Counter()
        for distance, i in zip(far, index, strict=True):
            votes[kept[int(i)][2]] += 1000.0 / (4.0 + float(distance))  # type: ignore[assignment]
        found[cell] = min(votes, key=lambda r: (-votes[r], r))
    for area in rules["area"]:
        polygon = ring(frame, area["ring"])
        for cell, region in found.items():
            if region == area["from"] and inside(polygon, frame, cell):
                found[cell] = area["region"]
    found = _tidy(found)
    for fix in rules["fix"]:
        for lat, lon in fix["at"]:
            found[frame.hex_at(lon, lat)] = fix["region"]
    return found


def _tidy(found: dict[Hex, str]) -> dict[Hex, str]:
    for _ in range(4):
        changed = False
        for cell in sorted(found):
            around = Counter(found[n] for n in neighbours(cell) if n in found)
            if around and found[cell] not in around:
                found[cell] = min(around, key=lambda r: (-around[r], r))
                changed = True
        if not changed:
            break
    return found


def weather(
    frame: Frame, region: Mapping[Hex, str], elevation: Mapping[Hex, int], rule: Mapping[str, Any]
) -> dict[Hex, str]:
    """Return the weather zone of each land hex by the recipe's [weather] table."""
    zone_of = {r: zone for zone, names in rule["regions"].items() for r in names}
    high, beyond = rule["high"], rule["beyond"]
    line = frame.line([(lon, lat) for lat, lon in beyond["line"]])  # west to east
    found = {}
    for cell, name in region.items():
        zone = zone_of[name]
        x, y = frame.centre(cell)
        north = y < float(np.interp(x, line[:, 0], line[:, 1]))
        if zone == beyond["from"] and line[0, 0] <= x <= line[-1, 0] and north:
            zone = beyond["zone"]
        if name in high["regions"] and elevation[cell] >= high["min_elevation"]:
            zone = high["zone"]
        found[cell] = zone
    return found


def sea_zones(frame: Frame, sea: frozenset[Hex], zones: Sequence[Mapping[str, Any]]) -> dict[Hex, str]:
    """Return the zone of each sea hex; water outside all rings joins its neighbours' zone."""
    polygons = [(str(z["id"]), ring(frame, z["ring"])) for z in zones]
    found: dict[Hex, str] = {}
    for cell in sorted(sea):
        for name, polygon in polygons:
            if inside(polygon, frame, cell):
                found[cell] = name
                break
    rest = [c for c in sorted(sea) if c not in found]
    while rest:
        late = []
        joined: dict[Hex, str] = {}
        for cell in rest:
            around = Counter(found[n] for n in neighbours(cell) if n in found)
            if around:
                joined[cell] = min(around, key=lambda z: (-around[z], z))
            else:
                late.append(cell)
        if not joined:
            raise ValueError(f"{len(late)} sea hexes lie in no sea zone, first {late[0]}")
        found.update(joined)
        rest = late
    return found


def zone_neighbours(zone: Mapping[Hex, str], joined: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    """Return which sea zones touch, both ways; ``joined`` pairs touch through a narrow strait."""
    touching: dict[str, set[str]] = {z: set() for z in zone.values()}
    for cell, name in zone.items():
        for near in neighbours(cell):
            if near in zone and zone[near] != name:
                touching[name].add(zone[near])
    for a, b in joined:
        touching[a].add(b)
        touching[b].add(a)
    return {name: sorted(others) for name, others in sorted(touching.items())}


def owners(frame: Frame, land: frozenset[Hex], rule: Mapping[str, Any]) -> dict[Hex, str]:
    """Return who holds each land hex at the start, by the recipe's [owner] table."""
    others = [(str(o["side"]), ring(frame, o["ring"])) for o in rule["other"]]
    found = {}
    for cell in land:
        found[cell] = next((side for side, area in others if inside(area, frame, cell)), str(rule["default"]))
    return found
