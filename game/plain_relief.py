"""Ground for scenarios without a relief raster: heights and woods from the hexes themselves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from game.mapdata import MapData

F32 = npt.NDArray[np.float32]
Rasters = tuple[F32, npt.NDArray[np.uint8], F32, float, float, float]
MARGIN_KM = 20.0


def rasters(data: MapData) -> Rasters:
    """Return heights, land (1) and water (0), woods (0-1), km per pixel, and the upper left corner in km."""
    km = max(0.4, data.hex_km / 12.5)
    left, top, right, bottom = data.bounds
    x0, y0 = left - MARGIN_KM, top - MARGIN_KM
    width, height = int((right - left + 2 * MARGIN_KM) / km) + 2, int((bottom - top + 2 * MARGIN_KM) / km) + 2
    dice = np.random.Generator(np.random.PCG64(5))
    # A little disorder at the hexsides, so that the ground does not look tiled.
    stray = dice.normal(0, data.hex_km * 0.05, (2, height, width))
    xs = x0 + (np.arange(width) + 0.5)[None, :] * km + stray[0]
    ys = y0 + (np.arange(height) + 0.5)[:, None] * km + stray[1]
    rows = _nearest(data, xs, ys)
    inside = rows >= 0
    at = np.where(inside, rows, 0)
    land = inside & (at < data.land)
    heights = np.array(data.elevation, dtype=np.float32)
    woods = np.array(["wood" in t or "forest" in t for t in data.terrain], dtype=np.float32)
    z = np.where(land, np.maximum(heights[at], 2), 0).astype(np.float32)
    rough = np.where(land, np.sqrt(np.maximum(z, 0)) * 3, 0)
    z += (dice.random(z.shape).astype(np.float32) - 0.5) * rough.astype(np.float32)
    return z, land.astype(np.uint8), np.where(land, woods[at], 0).astype(np.float32), km, x0, y0


def _nearest(
    data: MapData, xs: npt.NDArray[np.float64], ys: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """Return the row of the hex at each position, -1 outside (``engine.hexes.nearest`` for arrays)."""
    q = xs / (data.hex_km * np.sqrt(3.0) / 2.0)
    r = ys / data.hex_km - q / 2.0
    s = -q - r
    rq, rr, rs = np.round(q), np.round(r), np.round(s)
    dq, dr, ds = abs(rq - q), abs(rr - r), abs(rs - s)
    fix_q = (dq > dr) & (dq > ds)
    fix_r = ~fix_q & (dr > ds)
    rq = np.where(fix_q, -rr - rs, rq).astype(np.int64)
    rr = np.where(fix_r, -rq - rs, rr).astype(np.int64)
    row = rr + (rq - (rq & 1)) // 2
    columns, lines = max(c for c, _ in data.row_of) + 1, max(r for _, r in data.row_of) + 1
    table = np.full((columns, lines), -1, dtype=np.int64)
    for (c, line), index in data.row_of.items():
        table[c, line] = index
    ok = (rq >= 0) & (rq < columns) & (row >= 0) & (row < lines)
    return np.where(ok, table[np.clip(rq, 0, columns - 1), np.clip(row, 0, lines - 1)], -1)
