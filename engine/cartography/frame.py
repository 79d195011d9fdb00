"""The map frame: from longitude and latitude to the plane of the hexes and back.

Owns the projection, the origin and the size of a hex map. Plane positions are those of
``hexes.centre``: kilometres east (x) and south (y) of the centre of hex 000000.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from engine import hexes

FloatArray = npt.NDArray[np.float64]
Hex = tuple[int, int]  # offset (col, row)


@dataclass(frozen=True)
class Frame:
    """Where the hexes lie on the globe; lengths in km, bounds in degrees."""

    projection: str
    hex_km: float
    origin_x_km: float  # projected position of the centre of hex 000000, x east
    origin_y_km: float  # and y north
    columns: int
    rows: int
    lon_west: float
    lon_east: float
    lat_south: float
    lat_north: float

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Frame:
        """Build a frame from the table of ``frame.toml`` (unknown keys are refused)."""
        return cls(**table)

    @cached_property
    def _forward(self) -> Transformer:
        return Transformer.from_crs("EPSG:4326", self.projection, always_xy=True)

    def plane(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return plane positions (km; x east, y south of the centre of hex 000000)."""
        x, y = self._forward.transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
        return (
            np.asarray(x, dtype=np.float64) / 1000.0 - self.origin_x_km,
            self.origin_y_km - np.asarray(y, dtype=np.float64) / 1000.0,
        )

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the plane position of one point in km."""
        x, y = self.plane([lon], [lat])
        return float(x[0]), float(y[0])

    def line(self, coordinates: Iterable[Iterable[float]]) -> FloatArray:
        """Return plane positions, shape (n, 2), of (lon, lat) pairs."""
        lonlat = np.asarray([tuple(pair)[:2] for pair in coordinates], dtype=float)
        x, y = self.plane(lonlat[:, 0], lonlat[:, 1])
        return np.column_stack([x, y])

    def geographic(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return (lon, lat) in degrees of plane positions in km."""
        lon, lat = self._forward.transform(
            (np.asarray(x, dtype=float) + self.origin_x_km) * 1000.0,
            (self.origin_y_km - np.asarray(y, dtype=float)) * 1000.0,
            direction="INVERSE",
        )
        return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)

    def hex_at(self, lon: float, lat: float) -> Hex:
        """Return the offset hex that holds a point of the globe (it may lie off the map)."""
        return hexes.nearest(*self.point(lon, lat), self.hex_km)

    def holds(self, cell: Hex) -> bool:
        """Tell whether an offset hex lies inside the rectangle of the frame."""
        return 0 <= cell[0] < self.columns and 0 <= cell[1] < self.rows

    def centre(self, cell: Hex) -> tuple[float, float]:
        """Return the plane position of a hex centre in km."""
        return hexes.centre(cell[0], cell[1], self.hex_km)

    def corners(self, cell: Hex) -> list[tuple[float, float]]:
        """Return the six corners of a hex in km, corner k and k+1 bounding direction k."""
        return hexes.corners(*self.centre(cell), self.hex_km)

    def cells(self) -> Iterator[Hex]:
        """Yield every offset hex of the rectangle in label order."""
        for col in range(self.columns):
            for row in range(self.rows):
                yield col, row

    @property
    def size_km(self) -> tuple[float, float]:
        """Return width and height of the rectangle between the outermost hex centres."""
        return hexes.centre(self.columns - 1, self.rows - 1, self.hex_km)[0], self.rows * self.hex_km


def neighbours(cell: Hex) -> list[Hex]:
    """Return the six offset neighbours in the order of ``hexes.DIRECTIONS``."""
    q, r = hexes.offset_to_axial(*cell)
    return [hexes.axial_to_offset(*hexes.neighbour(q, r, d)) for d in range(6)]


def direction(a: Hex, b: Hex) -> int:
    """Return the direction from one offset hex to an adjacent one, -1 if not adjacent."""
    return hexes.direction_between(*hexes.offset_to_axial(*a), *hexes.offset_to_axial(*b))


def label(cell: Hex) -> str:
    """Return the CCCRRR label of an offset hex."""
    return hexes.label(*cell)


def ordered(a: Hex, b: Hex) -> tuple[Hex, Hex]:
    """Return a pair of hexes in label order."""
    return (a, b) if a <= b else (b, a)


def slug(name: str) -> str:
    """Return the id form of a name: lower case ASCII letters, digits and hyphens.

    >>> slug("Mt. Élan (north)")
    'mt-elan-north'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    words = "".join(ch if ch.isalnum() else " " for ch in plain).split()
    return "-".join(words)
