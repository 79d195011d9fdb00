"""Smooth lines for the painter, in plane km: coast, rivers, lakes, borders, roads, rails."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from engine.cartography.frame import FloatArray, Frame
from engine.cartography.raster import polygons

SIMPLIFY_KM = 0.5
COAST_KM = 0.3
SMALLEST_ISLAND_KM2 = 0.8


def _points(line: BaseGeometry) -> list[list[float]]:
    return [[round(x, 2), round(y, 2)] for x, y in line.coords]


def _parts(geometry: BaseGeometry) -> list[LineString]:
    if geometry.is_empty:
        return []
    if geometry.geom_type in ("LineString", "LinearRing"):
        return [LineString(geometry.coords)]
    return [p for g in getattr(geometry, "geoms", []) for p in _parts(g)]


def thin(line: FloatArray, view: Polygon, tolerance: float = SIMPLIFY_KM) -> list[list[list[float]]]:
    """Return the parts of a line inside the view, simplified to a tolerance in km."""
    return [
        _points(p.simplify(tolerance)) for p in _parts(LineString(line).intersection(view)) if p.length > 0.2
    ]


def plane_polygons(frame: Frame, geometry: BaseGeometry) -> list[Polygon]:
    """Return the polygons of a geometry in degrees as polygons in plane km."""
    found = []
    for polygon in polygons(geometry):
        hull = Polygon(frame.line(polygon.exterior.coords), [frame.line(h.coords) for h in polygon.interiors])
        found.extend(polygons(hull if hull.is_valid else hull.buffer(0)))
    return found


def make_lines(
    frame: Frame,
    margin_km: float,
    land: Sequence[Polygon],
    lakes: Sequence[tuple[str, Polygon]],
    rivers: Iterable[Mapping[str, Any]],
    borders: Iterable[tuple[str, FloatArray]],
    network: Iterable[tuple[str, str, FloatArray]],
    works: Iterable[tuple[str, str, FloatArray]],
) -> dict[str, Any]:
    """Return the content of lines.json; all geometry in plane km.

    ``network`` and ``works`` are (kind, name, line); coast rings are closed polylines
    unless the edge of the picture cuts them.
    """
    width, height = frame.size_km
    m = margin_km
    view = box(-m, -m, width + m, height + m)
    coast = []
    for polygon in land:
        if polygon.area < SMALLEST_ISLAND_KM2:
            continue
        for ring in [polygon.exterior, *polygon.interiors]:
            for part in _parts(LineString(ring.coords).intersection(view)):
                line = part.simplify(COAST_KM)
                if line.length > 2.0:
                    coast.append(_points(line))
    found: dict[str, Any] = {"unit": "km", "coast": sorted(coast)}
    found["rivers"] = []
    for river in rivers:
        parts = thin(frame.line(river["geometry"]["coordinates"]), view, 0.35)
        about = river["properties"]
        found["rivers"].append({"name": about["name"], "class": about["class"], "lines": parts})
    found["lakes"] = [
        {"name": name, "ring": _points(p.exterior.simplify(0.25))} for name, p in lakes if p.intersects(view)
    ]
    found["borders1939"] = [{"name": name, "lines": thin(line, view)} for name, line in borders]
    for key in ("roads", "rails"):
        found[key] = []
    for kind, name, line in network:
        for part in thin(line, view):
            grade = kind.removesuffix("_road").removeprefix("rail_")
            found["roads" if kind.endswith("_road") else "rails"].append(
                {"kind": grade, "name": name, "line": part}
            )
    found["works"] = [{"line": key, "name": name, "lines": thin(line, view)} for key, name, line in works]
    return found


def save_lines(content: Mapping[str, Any], path: Path) -> None:
    """Write lines.json, one object a line so that a change shows as a small difference."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("{\n")
        keys = list(content)
        for key in keys:
            end = "" if key == keys[-1] else ","
            value = content[key]
            if isinstance(value, list):
                body = ",\n".join(json.dumps(v, ensure_ascii=False, separators=(",", ":")) for v in value)
                stream.write(f'"{key}":[\n{body}\n]{end}\n')
            else:
                stream.write(f'"{key}":{json.dumps(value)}{end}\n')
        stream.write("}\n")


def dated_borders(frame: Frame, features: Iterable[Mapping[str, Any]]) -> list[tuple[str, FloatArray]]:
    """Return the hand-drawn borders in plane km."""
    return [(str(f["properties"]["name"]), frame.line(f["geometry"]["coordinates"])) for f in features]


def outer_border(frame: Frame, playable: BaseGeometry, land: BaseGeometry) -> list[tuple[str, FloatArray]]:
    """Return the land border of the playable area: its outline where other land lies behind it."""
    inner_land = land.buffer(-0.02)
    found = []
    for polygon in polygons(playable):
        if polygon.area < 0.05:
            continue
        edge = LineString(polygon.exterior.coords).intersection(inner_land)
        for part in _parts(edge):
            if part.length > 0.1:
                found.append(("border", np.asarray(frame.line(part.coords))))
    return found
