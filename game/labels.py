"""Names on the map: which, how large, and where, so that no two of them meet.

The layout is made for a whole zoom level at once, so names stay where they are while the
map is dragged. Names yield to counters. Positions are pixels from the upper left corner
of the relief raster at that level.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pygame

from game import assets, theme
from game.camera import ZOOMS
from game.mapdata import MapData, Place
from game.signs import BIG_CITY, name_level, sign_level, sign_radius

Rect = tuple[float, float, float, float]  # left, top, right, bottom
_CELL = 72


@dataclass(frozen=True)
class Style:
    """How a name is written."""

    size: int
    style: str
    colour: theme.Colour
    halo: theme.Colour
    spread: int = 2


@dataclass(frozen=True)
class Label:
    """A placed piece of text: upper left corner of its picture, and what to draw."""

    words: str
    x: float
    y: float
    rect: Rect
    style: Style
    angle: int = 0
    area: bool = False

    def picture(self) -> pygame.Surface:
        """Return the picture of the text, from the cache."""
        s = self.style
        image = assets.halo_text(self.words, s.size, s.colour, s.halo, s.style, s.spread)
        return _turned(self.words, s, self.angle) if self.angle else image


_turned_cache: dict[tuple[str, Style, int], pygame.Surface] = {}


def _turned(words: str, s: Style, angle: int) -> pygame.Surface:
    key = (words, s, angle)
    if key not in _turned_cache:
        image = assets.halo_text(words, s.size, s.colour, s.halo, s.style, s.spread)
        _turned_cache[key] = pygame.transform.rotozoom(image, angle, 1.0)
    return _turned_cache[key]


class _Taken:
    """Rectangles that are in use, found by cells."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], list[Rect]] = {}

    def _keys(self, r: Rect) -> Iterable[tuple[int, int]]:
        for i in range(int(r[0] // _CELL), int(r[2] // _CELL) + 1):
            for j in range(int(r[1] // _CELL), int(r[3] // _CELL) + 1):
                yield i, j

    def add(self, r: Rect) -> None:
        """Mark a rectangle as used."""
        for key in self._keys(r):
            self.cells.setdefault(key, []).append(r)

    def free(self, r: Rect) -> bool:
        """Whether nothing used touches a rectangle."""
        for key in self._keys(r):
            for o in self.cells.get(key, ()):
                if r[0] < o[2] and r[2] > o[0] and r[1] < o[3] and r[3] > o[1]:
                    return False
        return True


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
    taken = _Taken()
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
    _areas(found, taken, data, level, box, km)
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


def _put_place(found: list[Label], taken: _Taken, p: Place, level: int, box: Rect, km: float) -> None:
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


def _areas(found: list[Label], taken: _Taken, data: MapData, level: int, box: Rect, km: float) -> None:
    k = level - 1
    sea = Style((17, 22, 26, 30, 34)[k], assets.ITALIC, theme.NAME_SEA, (92, 130, 156), 1)
    land = Style((12, 17, 21, 25, 30)[k], assets.BOLD, theme.NAME_REGION, theme.HALO, 1)
    groups: list[tuple[str, list[int], Style]] = []
    for key, name in sorted(data.sea_names.items()):
        groups.append((name, [i for i, z in enumerate(data.sea_zone) if z == key], sea))
    if level <= 4:
        for key, name in sorted(data.region_names.items()):
            groups.append((name, [i for i, z in enumerate(data.region) if z == key], land))
    for name, rows, style in groups:
        if len(rows) >= 4:
            _put_area(found, taken, data, name, rows, style, box, km)


def _put_area(
    found: list[Label],
    taken: _Taken,
    data: MapData,
    name: str,
    rows: list[int],
    style: Style,
    box: Rect,
    km: float,
) -> None:
    points = np.stack([data.x[rows], data.y[rows]], axis=1).astype(np.float64)
    middle = points.mean(axis=0)
    values, vectors = np.linalg.eigh(np.cov((points - middle).T))
    axis = vectors[:, 1]
    if axis[0] < 0:
        axis = -axis
    ratio = math.sqrt(max(values[0], 1e-9) / max(values[1], 1e-9))
    tilt = math.atan2(axis[1], axis[0])
    tilt = max(-0.9, min(0.9, tilt)) if ratio < 0.75 else 0.0
    extent = 2 * math.sqrt(max(values[1], 1e-9)) / km * 1.15
    inside = set(rows)
    words = name.upper()
    font = assets.font(style.size, style.style)
    widths = [font.size(ch)[0] for ch in words]
    plain = sum(widths)
    if plain > extent * 1.5:
        return
    gap = max(style.size * 0.18, min(style.size * 1.3, (extent - plain) / max(1, len(words) - 1)))
    reach = math.sqrt(max(values[1], 1.0))
    tries = [
        (0.0, 0.0),
        (0, 0.25),
        (0, -0.25),
        (0.25, 0),
        (-0.25, 0),
        (0, 0.5),
        (0, -0.5),
        (0.4, 0.3),
        (-0.4, -0.3),
        (0.4, -0.3),
        (-0.4, 0.3),
        (0.6, 0),
        (-0.6, 0),
    ]
    for angle in (tilt, tilt * 0.5, 0.0):
        for spacing in (gap, gap * 0.6, style.size * 0.18):
            for u, v in tries:
                cx = middle[0] + reach * (u * math.cos(tilt) - v * math.sin(tilt))
                cy = middle[1] + reach * (u * math.sin(tilt) + v * math.cos(tilt))
                letters = _letters(words, widths, spacing, angle, cx, cy, style, box, km)
                ok = all(taken.free(item.rect) for item in letters) and _mostly_inside(
                    data, inside, letters, box, km
                )
                if ok:
                    for item in letters:
                        taken.add(item.rect)
                    found.extend(letters)
                    return


def _mostly_inside(data: MapData, inside: set[int], letters: list[Label], box: Rect, km: float) -> bool:
    hits = 0
    for item in letters:
        x = (item.rect[0] + item.rect[2]) / 2 * km + box[0]
        y = (item.rect[1] + item.rect[3]) / 2 * km + box[1]
        hits += data.hex_at(x, y) in inside
    return hits >= 0.8 * len(letters)


def _letters(
    words: str,
    widths: list[int],
    gap: float,
    angle: float,
    cx: float,
    cy: float,
    style: Style,
    box: Rect,
    km: float,
) -> list[Label]:
    total = sum(widths) + gap * (len(words) - 1)
    px, py = (cx - box[0]) / km, (cy - box[1]) / km
    at = -total / 2
    out: list[Label] = []
    degrees = round(-math.degrees(angle))
    for ch, w in zip(words, widths, strict=True):
        mid = at + w / 2
        x, y = px + mid * math.cos(angle), py + mid * math.sin(angle)
        at += w + gap
        if ch == " ":
            continue
        half = max(w, style.size * 0.8) / 2
        rect = (x - half, y - style.size * 0.48, x + half, y + style.size * 0.48)
        label = Label(ch, 0, 0, rect, style, degrees, True)
        image = label.picture()
        out.append(
            Label(ch, x - image.get_width() / 2, y - image.get_height() / 2, rect, style, degrees, True)
        )
    return out
