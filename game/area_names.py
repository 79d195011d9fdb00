"""Names of seas and regions: spaced letters along the longer axis of the area."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from game import assets, theme
from game.mapdata import MapData
from game.names import Label, Rect, Style, Taken
from game.pace import breathe

# Where else to try, in parts of the area's reach along and across its axis.
_TRIES: tuple[tuple[float, float], ...] = (
    (0.0, 0.0), (0, 0.25), (0, -0.25), (0.25, 0), (-0.25, 0), (0, 0.5), (0, -0.5), (0.4, 0.3), (-0.4, -0.3),
    (0.4, -0.3), (-0.4, 0.3), (0.6, 0), (-0.6, 0),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Area:
    """A sea or region: its hexes, middle, tilt of the longer axis, and spread in km."""

    name: str
    sea: bool
    rows: frozenset[int]
    x: float
    y: float
    tilt: float
    spread: float


def areas_of(data: MapData) -> list[Area]:
    """Return the named areas of a map, worked out once."""
    if data.areas is None:
        found = [_area(name, True, data, data.sea_zone, key) for key, name in sorted(data.sea_names.items())]
        found += [
            _area(name, False, data, data.region, key) for key, name in sorted(data.region_names.items())
        ]
        data.areas = [area for area in found if area is not None]
    return data.areas


def _area(name: str, sea: bool, data: MapData, column: list[str], key: str) -> Area | None:
    breathe()
    rows = [i for i, value in enumerate(column) if value == key]
    if len(rows) < 4:
        return None
    points = np.stack([data.x[rows], data.y[rows]], axis=1).astype(np.float64)
    middle = points.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov((points - middle).T))
    axis = vectors[:, 1] if vectors[0, 1] >= 0 else -vectors[:, 1]
    ratio = math.sqrt(max(values[0], 1e-9) / max(values[1], 1e-9))
    tilt = max(-0.9, min(0.9, math.atan2(axis[1], axis[0]))) if ratio < 0.75 else 0.0
    spread = math.sqrt(max(values[1], 1.0))
    return Area(name, sea, frozenset(rows), float(middle[0]), float(middle[1]), tilt, spread)


def put(found: list[Label], taken: Taken, data: MapData, level: int, box: Rect, km: float) -> None:
    """Place the names of all areas that fit at a level."""
    k = level - 1
    sea = Style((17, 22, 26, 30, 34)[k], assets.ITALIC, theme.NAME_SEA, (92, 130, 156), 1)
    land = Style((12, 17, 21, 25, 30)[k], assets.BOLD, theme.NAME_REGION, theme.HALO, 1)
    for area in areas_of(data):
        breathe()
        if area.sea or level <= 4:
            _put(found, taken, data, area, sea if area.sea else land, box, km)


def _put(
    found: list[Label], taken: Taken, data: MapData, area: Area, style: Style, box: Rect, km: float
) -> None:
    words = area.name.upper()
    font = assets.font(style.size, style.style)
    widths = [font.size(ch)[0] for ch in words]
    extent = 2.3 * area.spread / km
    plain = sum(widths)
    if plain > extent * 1.5:
        return
    tight = style.size * 0.18
    gap = max(tight, min(style.size * 1.3, (extent - plain) / max(1, len(words) - 1)))
    for angle in dict.fromkeys((area.tilt, area.tilt * 0.5, 0.0)):
        for spacing in (gap, gap * 0.6, tight):
            for u, v in _TRIES:
                breathe()
                cx = area.x + area.spread * (u * math.cos(area.tilt) - v * math.sin(area.tilt))
                cy = area.y + area.spread * (u * math.sin(area.tilt) + v * math.cos(area.tilt))
                spots = _spots(words, widths, spacing, angle, (cx - box[0]) / km, (cy - box[1]) / km, style)
                if _clear(taken, spots) and _fits(data, area, spots, box, km):
                    degrees = round(-math.degrees(angle))
                    for ch, rect in spots:
                        taken.add(rect)
                        found.append(_label(ch, rect, style, degrees))
                    return


def _spots(
    words: str, widths: list[int], gap: float, angle: float, px: float, py: float, style: Style
) -> list[tuple[str, Rect]]:
    at = -(sum(widths) + gap * (len(words) - 1)) / 2
    out: list[tuple[str, Rect]] = []
    cos, sin = math.cos(angle), math.sin(angle)
    tall = style.size * 0.48
    for ch, w in zip(words, widths, strict=True):
        mid = at + w / 2
        at += w + gap
        if ch != " ":
            x, y, half = px + mid * cos, py + mid * sin, w / 2 + 1
            out.append((ch, (x - half, y - tall, x + half, y + tall)))
    return out


def _clear(taken: Taken, spots: list[tuple[str, Rect]]) -> bool:
    """Whether letters meet neither what stands nor each other."""
    for (_, a), (_, b) in pairwise(spots):
        if a[0] < b[2] and a[2] > b[0] and a[1] < b[3] and a[3] > b[1]:
            return False
    return all(taken.free(rect) for _, rect in spots)


def _fits(data: MapData, area: Area, spots: list[tuple[str, Rect]], box: Rect, km: float) -> bool:
    """Whether the letters lie in their area; those of a sea must not touch land."""
    hits = 0
    for _, (a, b, c, d) in spots:
        if area.sea:
            for x, y in ((a, b), (c, b), (a, d), (c, d)):
                plane = (x * km + box[0], y * km + box[1])
                if 0 <= data.hex_at(*plane) < data.land or (data.dry is not None and data.dry(*plane)):
                    return False
        hits += data.hex_at((a + c) / 2 * km + box[0], (b + d) / 2 * km + box[1]) in area.rows
    return hits >= (0.6 if area.sea else 0.85) * len(spots)


def _label(ch: str, rect: Rect, style: Style, degrees: int) -> Label:
    image = Label(ch, 0, 0, rect, style, degrees, True).picture()
    x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
    return Label(ch, x - image.get_width() / 2, y - image.get_height() / 2, rect, style, degrees, True)
