"""Names on the map: which, how large, and where, so that no two of them meet.

The layout is made for a whole zoom level at once, so names stay where they are while the
map is dragged. Names yield to counters. Positions are pixels from the upper left corner
of the relief raster at that level.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from game import area_names, assets, theme
from game.camera import ZOOMS
from game.mapdata import MapData, Place
from game.names import Label, Rect, Style, Taken
from game.pace import breathe
from game.signs import BIG_CITY, name_level, sign_level, sign_radius


@dataclass(eq=False)
class Layout:
    """All names of a level, with their rectangles as an array for quick clipping."""

    level: int
    labels: list[Label] = field(default_factory=list)
    boxes: np.ndarray = field(default_factory=lambda: np.zeros((0, 4), dtype=np.float32))

    def visible(self, left: float, top: float, width: float, height: float) -> list[Label]:
        """Return the names that touch a window, area names first."""
        if not len(self.labels):
            return []
        b = self.boxes
        hit = (b[:, 0] < left + width) & (b[:, 2] > left) & (b[:, 1] < top + height) & (b[:, 3] > top)
        return [self.labels[i] for i in np.flatnonzero(hit)]


def place_style(place: Place, level: int) -> Style:
    """Return how a place's name is written at a level."""
    k = level - 1
    if place.kind == "city" and place.population >= BIG_CITY:
        return Style((14, 16, 18, 20, 23)[k], assets.BOLD, theme.NAME, theme.HALO)
    if place.kind == "city" and place.rank == 1:
        return Style((12, 13, 15, 17, 19)[k], assets.BOLD, theme.NAME, theme.HALO)
    if place.kind == "city":
        return Style((11, 12, 13, 15, 17)[k], assets.BOLD, theme.NAME, theme.HALO)
    if place.kind in ("town", "port"):
        size = (11, 12, 13, 14, 16)[k] if place.rank == 1 else (11, 11, 12, 13, 15)[k]
        return Style(size, assets.REGULAR, theme.NAME, theme.HALO)
    if place.kind == "pass":
        return Style((10, 11, 11, 13, 14)[k], assets.ITALIC, theme.NAME_SOFT, theme.HALO)
    if place.kind == "beach":
        return Style((10, 11, 11, 12, 13)[k], assets.ITALIC, (32, 70, 120), theme.HALO_SEA)
    return Style((10, 11, 11, 12, 13)[k], assets.ITALIC, theme.NAME_SOFT, theme.HALO)


def _spots(w: float, h: float, r: float) -> Sequence[tuple[float, float]]:
    """Return corners of a text of a size around a point, best first."""
    g = r + 2
    return (
        (g, -h / 2),
        (-g - w, -h / 2),
        (g * 0.5, -h - g * 0.6),
        (g * 0.5, g * 0.6),
        (-w - g * 0.5, -h - g * 0.6),
        (-w - g * 0.5, g * 0.6),
        (-w / 2, -h - g),
        (-w / 2, g),
    )


def layout(data: MapData, box: Rect, level: int, obstacles: Iterable[Rect] = ()) -> Layout:
    """Return names for a level that avoid each other and the obstacles (counters)."""
    km = ZOOMS[level - 1]
    taken = Taken()
    for rect in obstacles:
        taken.add(rect)
    found: list[Label] = []
    places = [p for p in data.places if level >= name_level(p)]
    order = sorted(places, key=lambda p: (_weight(p), -p.population, p.name))
    for place in data.places:
        if level >= sign_level(place) and place.rank == 1:
            x, y, r = (place.x - box[0]) / km, (place.y - box[1]) / km, sign_radius(place, level) * 0.8
            taken.add((x - r, y - r, x + r, y + r))
    great = [p for p in order if _weight(p) <= 1]
    for place in great:
        _put_place(found, taken, place, level, box, km)
    area_names.put(found, taken, data, level, box, km)
    for place in order[len(great) :]:
        _put_place(found, taken, place, level, box, km)
    found.sort(key=lambda item: not item.area)
    boxes = np.array([item.rect for item in found], dtype=np.float32).reshape(-1, 4)
    return Layout(level, found, boxes)


def _weight(p: Place) -> int:
    if p.kind == "city":
        return 0 if p.population >= BIG_CITY else 1 if p.rank == 1 else 2
    if p.kind in ("town", "port"):
        return 1 + p.rank
    return {"pass": 4, "fort": 4, "monastery": 3}.get(p.kind, 5) + p.rank - 1


def _put_place(found: list[Label], taken: Taken, p: Place, level: int, box: Rect, km: float) -> None:
    breathe()
    style = place_style(p, level)
    w, h = assets.font(style.size, style.style).size(p.name)
    tall = style.size * 1.05  # of the letters; the font's line is taller
    x, y = (p.x - box[0]) / km, (p.y - box[1]) / km
    for dx, dy in _spots(w, tall, sign_radius(p, level)):
        rect = (x + dx - 1, y + dy - 1, x + dx + w + 1, y + dy + tall + 1)
        if taken.free(rect):
            taken.add(rect)
            top = y + dy + tall / 2 - h / 2
            found.append(Label(p.name, x + dx - style.spread, top - style.spread, rect, style))
            return
