"""What painters know of the ground: hexes, places and drawn lines in plane kilometres.

Read once from a scenario's ``map`` folder, in the row order of the World if one is given.
The plane is that of ``engine.hexes.centre``: x to the east, y to the south.
"""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from engine import hexes
from engine.world import World
from game import projection, texts

if TYPE_CHECKING:
    from game.area_names import Area

F32 = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Place:
    """A named point of the map."""

    id: str
    name: str
    kind: str
    rank: int
    x: float
    y: float
    hex: int
    population: int
    port: int


@dataclass(frozen=True)
class Line:
    """A drawn polyline: kind or class, name and points."""

    kind: str
    name: str
    points: F32
    box: tuple[float, float, float, float]


@dataclass(eq=False)
class MapData:
    """The ground of a scenario as painters need it."""

    folder: Path
    hex_km: float
    labels: list[str]
    land: int
    x: F32  # [H] centres
    y: F32
    terrain: list[str]  # [H]
    region: list[str]  # [H]
    sea_zone: list[str]  # [H]
    zone: list[str]  # [H] weather zone
    row_of: dict[tuple[int, int], int]
    sides: list[tuple[int, int, str]] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    sea_names: dict[str, str] = field(default_factory=dict)
    region_names: dict[str, str] = field(default_factory=dict)
    coast: list[F32] = field(default_factory=list)
    lakes: list[Line] = field(default_factory=list)
    rivers: list[Line] = field(default_factory=list)
    borders: list[Line] = field(default_factory=list)
    roads: list[Line] = field(default_factory=list)
    rails: list[Line] = field(default_factory=list)
    works: list[Line] = field(default_factory=list)
    elevation: list[int] = field(default_factory=list)  # [H] metres
    formations: dict[str, str] = field(default_factory=dict)
    areas: list[Area] | None = None  # kept by area_names
    # Kilometres of the map by longitude and latitude, None where its projection is not known.
    place_at: Callable[[float, float], tuple[float, float]] | None = None
    dry: Callable[[float, float], bool] | None = None  # whether a place is land, by the relief

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all hexes in km."""
        m = self.hex_km * 0.6
        return (
            float(self.x.min()) - m,
            float(self.y.min()) - m,
            float(self.x.max()) + m,
            float(self.y.max()) + m,
        )

    def rename(self, other: MapData) -> None:
        """Take over the names of the same map in another language."""
        self.places, self.areas = other.places, None
        self.sea_names, self.region_names = other.sea_names, other.region_names
        self.formations = other.formations

    def hex_at(self, x: float, y: float) -> int:
        """Return the row of the hex at a plane position, -1 outside the map."""
        return self.row_of.get(hexes.nearest(x, y, self.hex_km), -1)

    def place_named(self, word: str) -> Place | None:
        """Return the place whose id or name is ``word``, None if there is none."""
        key = word.strip().lower()
        for place in self.places:
            if key in (place.id, place.name.lower()):
                return place
        return None


def map_folder(scenario_path: str | Path) -> Path:
    """Return the ``map`` folder of a scenario, of the parent's for a variant."""
    path = Path(scenario_path)
    if path.is_file():
        path = path.parent
    for candidate in (path, *path.parents[:2]):
        if (candidate / "map" / "hexes.csv").is_file():
            return candidate / "map"
    return path / "map"


def load(scenario_path: str | Path, world: World | None = None) -> MapData:
    """Read the ground of a scenario folder; rows follow the World if one is given."""
    folder = map_folder(scenario_path)
    frame = _frame(folder)
    by_label = {row["id"]: row for row in _rows(folder / "hexes.csv")}
    if world is not None:
        labels = list(world.hex_labels)
        land = world.land
    else:
        order = sorted(by_label.values(), key=lambda row: row["terrain"] == "sea")
        labels = [row["id"] for row in order]
        land = sum(row["terrain"] != "sea" for row in order)
    at = [hexes.parse_label(name) for name in labels]
    km = float(frame.get("hex_km", 10.0))
    centres = np.array([hexes.centre(c, r, km) for c, r in at], dtype=np.float32).reshape(-1, 2)
    column = {
        k: [by_label.get(n, {}).get(k) or "" for n in labels]
        for k in ("terrain", "region", "sea_zone", "weather")
    }
    data = MapData(
        folder,
        km,
        labels,
        land,
        centres[:, 0].copy(),
        centres[:, 1].copy(),
        column["terrain"],
        column["region"],
        column["sea_zone"],
        column["weather"],
        {cell: i for i, cell in enumerate(at)},
    )
    data.elevation = [int(by_label.get(n, {}).get("elevation") or 0) for n in labels]
    row_of_label = {name: i for i, name in enumerate(labels)}
    for row in _rows(folder / "hexsides.csv"):
        if row["a"] in row_of_label and row["b"] in row_of_label:
            data.sides.append((row_of_label[row["a"]], row_of_label[row["b"]], row["kind"]))
    home = folder.parent
    data.sea_names = _named(home, "sea", folder / "sea_zones.csv")
    data.region_names = {
        r: texts.named(home, f"region.{r}") or r.replace("-", " ").title() for r in set(data.region) if r
    }
    data.formations = _named(home, "formation", home / "forces" / "formations.csv")
    _read_places(data, frame, row_of_label)
    _read_lines(data, folder / "lines.json")
    return data


def _named(home: Path, kind: str, path: Path) -> dict[str, str]:
    """Return names by id in the language that is spoken, else as the file has them."""
    return {row["id"]: texts.named(home, f"{kind}.{row['id']}") or row["name"] for row in _rows(path)}


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _frame(folder: Path) -> dict[str, Any]:
    header = folder.parent / "scenario.toml"
    if header.is_file():
        found = tomllib.loads(header.read_text(encoding="utf-8")).get("map")
        if isinstance(found, dict):
            return found
    if (folder / "frame.toml").is_file():
        return tomllib.loads((folder / "frame.toml").read_text(encoding="utf-8"))
    return {}


def _placing(frame: dict[str, Any]) -> Callable[[float, float], tuple[float, float]] | None:
    """Return what turns longitude and latitude into kilometres of the map, None without a projection."""
    lambert = projection.read(str(frame.get("projection", "")))
    if lambert is None:
        return None

    def place(lon: float, lat: float) -> tuple[float, float]:
        east, north = lambert.point(lon, lat)
        return east - float(frame["origin_x_km"]), float(frame["origin_y_km"]) - north

    return place


def _read_places(data: MapData, frame: dict[str, Any], row_of_label: dict[str, int]) -> None:
    data.place_at = _placing(frame)
    for row in _rows(data.folder / "places.csv"):
        cell = row_of_label.get(row["hex"], -1)
        if data.place_at is not None and row.get("lat") and row.get("lon"):
            x, y = data.place_at(float(row["lon"]), float(row["lat"]))
        elif cell >= 0:
            x, y = float(data.x[cell]), float(data.y[cell])
        else:
            continue
        data.places.append(
            Place(
                row["id"],
                texts.named(data.folder.parent, f"place.{row['id']}") or row["name"],
                row["kind"],
                int(row.get("rank") or 3),
                x,
                y,
                cell,
                int(row.get("population_k") or 0),
                int(row.get("port_tons") or 0),
            )
        )
    data.places.sort(key=lambda p: (p.rank, -p.population, -p.port, p.name))


def _line(kind: object, name: str, points: npt.ArrayLike) -> Line:
    array = np.asarray(points, dtype=np.float32).reshape(-1, 2)
    low, high = array.min(axis=0), array.max(axis=0)
    return Line(str(kind), name, array, (float(low[0]), float(low[1]), float(high[0]), float(high[1])))


def _read_lines(data: MapData, path: Path) -> None:
    if not path.is_file():
        _straight_lines(data)
        return
    raw = json.loads(path.read_text(encoding="utf-8"))
    data.coast = [np.asarray(c, dtype=np.float32) for c in raw.get("coast", ())]
    data.lakes = [_line("lake", row["name"], row["ring"]) for row in raw.get("lakes", ())]
    for key, target in (("rivers", data.rivers), ("borders1939", data.borders), ("works", data.works)):
        for row in raw.get(key, ()):
            kind = row.get("class", row.get("line", ""))
            target.extend(_line(kind, row["name"], part) for part in row["lines"] if len(part) > 1)
    for key, target in (("roads", data.roads), ("rails", data.rails)):
        target.extend(
            _line(row["kind"], row["name"], row["line"]) for row in raw.get(key, ()) if len(row["line"]) > 1
        )


def _straight_lines(data: MapData) -> None:
    """Draw links from middle to middle and rivers along hexsides, where nobody drew them better."""
    row_of_label = {name: i for i, name in enumerate(data.labels)}
    for row in _rows(data.folder / "links.csv"):
        a, b = row_of_label.get(row["a"], -1), row_of_label.get(row["b"], -1)
        if a >= 0 and b >= 0:
            ends = [(data.x[a], data.y[a]), (data.x[b], data.y[b])]
            for key, target in (("road", data.roads), ("rail", data.rails)):
                if row.get(key):
                    target.append(_line(row[key], row.get("name") or "", ends))
    for a, b, kind in data.sides:
        if "river" not in kind:
            continue
        corners = hexes.corners(float(data.x[a]), float(data.y[a]), data.hex_km)
        far = (float(data.x[b]), float(data.y[b]))
        corners.sort(key=lambda c: (c[0] - far[0]) ** 2 + (c[1] - far[1]) ** 2)
        data.rivers.append(_line(2 if "major" in kind else 3, f"{a}-{b}", corners[:2]))
