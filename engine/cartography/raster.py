"""Rasters in the plane of the hexes: heights, land and water, forest.

Owns the pixel grid that both the terrain of the hexes and the painter's relief are made
from, so that the picture and the rules see the same ground.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter, map_coordinates
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from engine.cartography.frame import Frame
from engine.cartography.sources import Grid

WATER, LAND, LAKE = 0, 1, 2
FOREST_SHARE = {1: 100, 2: 100, 3: 100, 4: 100, 5: 100, 6: 40, 8: 65, 9: 25, 14: 15}  # percent by IGBP class
FINE = 2  # masks are drawn this much finer than the pixels, so that half-covered pixels count


@dataclass(frozen=True)
class Plane:
    """Pixels of ``km`` size; pixel (0, 0) has its upper left corner at (x0, y0) in plane km."""

    km: float
    x0: float
    y0: float
    elevation: npt.NDArray[np.int16]  # metres, sea 0
    surface: npt.NDArray[np.uint8]  # WATER, LAND or LAKE
    land_share: npt.NDArray[np.uint8]  # quarters of a pixel that are land or lake: 0-4
    playable_share: npt.NDArray[np.uint8]  # the same for land inside the playable area
    forest: npt.NDArray[np.uint8]  # percent

    def centres(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return x of the columns and y of the rows (pixel centres, km)."""
        height, width = self.elevation.shape
        xs = self.x0 + (np.arange(width, dtype=np.float64) + 0.5) * self.km
        ys = self.y0 + (np.arange(height, dtype=np.float64) + 0.5) * self.km
        return xs, ys


def polygons(geometry: BaseGeometry) -> list[Polygon]:
    """Return the polygons of any geometry, largest first."""
    if geometry.is_empty:
        return []
    if isinstance(geometry, Polygon):
        return [geometry]
    parts = [p for g in getattr(geometry, "geoms", []) for p in polygons(g)]
    return sorted(parts, key=lambda p: (-p.area, p.bounds))


def mask(
    frame: Frame, geometry: BaseGeometry, extent: tuple[float, float, int, int], km: float
) -> npt.NDArray[np.uint8]:
    """Draw a geometry in degrees as 0/1 pixels; extent is (x0, y0, width, height)."""
    x0, y0, width, height = extent
    image = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(image)
    for polygon in polygons(geometry):
        for ring, value in [(polygon.exterior, 1), *((hole, 0) for hole in polygon.interiors)]:
            line = frame.line(ring.coords)
            pixels = (line - np.array([x0, y0])) / km - 0.5
            draw.polygon([(float(x), float(y)) for x, y in pixels], fill=value)
    return np.asarray(image, dtype=np.uint8)


def sample(
    grid: Grid, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], order: int
) -> npt.NDArray[np.float64]:
    """Sample a geographic raster at points in degrees (order 0 nearest, 1 bilinear)."""
    rows = (grid.lat_north - lat) / grid.step_deg - 0.5
    columns = (lon - grid.lon_west) / grid.step_deg - 0.5
    found: npt.NDArray[np.float64] = map_coordinates(
        grid.values.astype(np.float32), [rows, columns], order=order, mode="nearest"
    )
    return found


def quarters(fine: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Sum blocks of FINE x FINE pixels of a 0/1 mask."""
    height, width = fine.shape
    blocks = fine.reshape(height // FINE, FINE, width // FINE, FINE)
    total: npt.NDArray[np.uint8] = blocks.sum(axis=(1, 3)).astype(np.uint8)
    return total


def make_plane(
    frame: Frame,
    km: float,
    margin_km: float,
    land: BaseGeometry,
    playable: BaseGeometry,
    lakes: BaseGeometry,
    heights: Grid,
    cover: Grid,
) -> Plane:
    """Sample all sources on the pixel grid of a frame; geometries are in degrees."""
    width_km, height_km = frame.size_km
    x0, y0 = -margin_km, -margin_km
    width = int(np.ceil((width_km + 2 * margin_km) / km))
    height = int(np.ceil((height_km + 2 * margin_km) / km))
    fine_extent = (x0, y0, width * FINE, height * FINE)
    land_fine = mask(frame, land, fine_extent, km / FINE)
    lake_fine = mask(frame, lakes, fine_extent, km / FINE)
    play_fine = mask(frame, playable, fine_extent, km / FINE) & land_fine
    share = quarters(land_fine)
    surface = np.where(share >= 2, LAND, WATER).astype(np.uint8)
    surface[(quarters(lake_fine) >= 2) & (share >= 1)] = LAKE
    xs = x0 + (np.arange(width) + 0.5) * km
    ys = y0 + (np.arange(height) + 0.5) * km
    grid_x, grid_y = np.meshgrid(xs, ys)
    lon, lat = frame.geographic(grid_x, grid_y)
    elevation = np.rint(sample(heights, lon, lat, 1)).astype(np.int16)
    elevation[surface == WATER] = 0
    table = np.zeros(256, dtype=np.float32)
    for code, percent in FOREST_SHARE.items():
        table[code] = percent
    classes = sample(cover, lon, lat, 0).astype(np.uint8)
    forest = gaussian_filter(table[classes], 3.0 / km)
    forest[surface == WATER] = 0
    return Plane(km, x0, y0, elevation, surface, share, quarters(play_fine), np.rint(forest).astype(np.uint8))


def save_relief(plane: Plane, path: Path) -> None:
    """Write the painter's raster; arrays and scalars only, no pickled objects."""
    np.savez_compressed(
        path,
        elevation_m=plane.elevation,
        land=plane.surface,
        forest=(plane.forest // 4 * 4).astype(np.uint8),
        km_per_pixel=np.float64(plane.km),
        x0_km=np.float64(plane.x0),
        y0_km=np.float64(plane.y0),
    )
