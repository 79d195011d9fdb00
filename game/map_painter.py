"""Paints the ground of the map, one square chunk at a time.

A chunk is CHUNK pixels of one zoom level; chunk (0, 0) starts at the upper left corner of
the relief raster. Owns what never changes in a game: relief, water, roads, places' signs.
"""

from __future__ import annotations

import math
import random
from functools import cached_property
from pathlib import Path

import numpy as np
import pygame

from game import lines, shore, theme
from game.camera import ZOOMS
from game.lines import SS, View
from game.mapdata import Line, MapData
from game.pace import breathe
from game.relief import CHUNK, NO_SNOW, Relief, Winter
from game.signs import draw_sign

BANDS = 8  # in which large pictures are laid on each other, so that the window need not wait long


class MapPainter:
    """Paints chunks of the ground of one scenario."""

    def __init__(self, data: MapData, relief_path: Path | None = None) -> None:
        self.data = data
        self.relief = Relief(relief_path or data.folder / "relief.npz", data)
        self.box = self.relief.box
        data.dry = self.relief.is_land

    # Lines are smoothed when they are first painted: most starts find the picture of the map kept.

    @cached_property
    def rings(self) -> list[tuple[lines.F32, shore.Box]]:
        """Closed rings of land, and the box of each."""
        rings = shore.close(self.data.coast, self.box, self.relief.is_land)
        return [(r, (*r.min(axis=0).tolist(), *r.max(axis=0).tolist())) for r in rings]

    @cached_property
    def coast(self) -> list[lines.Path]:
        """The coast as smoothed lines."""
        return lines.prepare([_as_line("coast", c) for c in self.data.coast], 2)

    @cached_property
    def rivers(self) -> list[lines.Path]:
        """Rivers that grow from spring to mouth."""
        found = self.data.rivers
        ends = [(self._height(line.points[0]), self._height(line.points[-1])) for line in found]
        return lines.taper(found, None, ends)

    @cached_property
    def borders(self) -> list[lines.Path]:
        """Borders as smoothed lines."""
        return lines.prepare(self.data.borders, 2)

    @cached_property
    def roads(self) -> list[lines.Path]:
        """Roads as smoothed lines."""
        return lines.prepare(self.data.roads, 4)

    @cached_property
    def rails(self) -> list[lines.Path]:
        """Railways as smoothed lines."""
        return lines.prepare(self.data.rails, 4)

    @cached_property
    def works(self) -> list[lines.Path]:
        """Fortified lines, smoothed."""
        return lines.prepare(self.data.works, 6)

    @cached_property
    def _corners(self) -> lines.F32:
        """The four corners of the upper half of each hex."""
        size = self.data.hex_km / math.sqrt(3)
        angles = np.radians([240, 300, 0, 60])
        ring = np.stack([np.cos(angles), np.sin(angles)], axis=1) * size
        centres = np.stack([self.data.x, self.data.y], axis=1)
        return (centres[:, None, :] + ring[None]).astype(np.float32)

    # -- geometry --------------------------------------------------------------------

    def _height(self, point: lines.F32) -> float:
        raster = self.relief.height
        i = int(np.clip((point[1] - raster.y0) / raster.km, 0, raster.values.shape[0] - 1))
        j = int(np.clip((point[0] - raster.x0) / raster.km, 0, raster.values.shape[1] - 1))
        return float(raster.values[i, j])

    def chunk_range(self, level: int) -> tuple[int, int]:
        """Return how many chunks a zoom level has across and down."""
        km = ZOOMS[level - 1]
        return (
            math.ceil((self.box[2] - self.box[0]) / km / CHUNK),
            math.ceil((self.box[3] - self.box[1]) / km / CHUNK),
        )

    def view(self, level: int, cx: int, cy: int) -> View:
        """Return the square of the plane that a chunk shows."""
        km = ZOOMS[level - 1]
        return View(self.box[0] + cx * CHUNK * km, self.box[1] + cy * CHUNK * km, km, CHUNK)

    # -- painting --------------------------------------------------------------------

    def paint(self, level: int, cx: int, cy: int, winter: Winter = NO_SNOW) -> pygame.Surface:
        """Return a finished chunk of ground."""
        view = self.view(level, cx, cy)
        colours = self.relief.paint(
            view.left, view.top, view.km, self._land(view), (cx * CHUNK, cy * CHUNK), winter
        )
        breathe()
        small = pygame.image.frombuffer(colours.tobytes(), (CHUNK, CHUNK), "RGB")
        breathe()
        fine = pygame.transform.scale(small, (CHUNK * SS, CHUNK * SS))
        self._draw(fine, view, level)
        breathe()
        return pygame.transform.smoothscale(fine, (CHUNK, CHUNK))

    def _land(self, view: View) -> lines.F32:
        if not self.rings:
            dry = self.relief.dry.sample(view.left, view.top, view.km, CHUNK, CHUNK, 1.2)
            soft: lines.F32 = np.clip((dry - np.float32(0.5)) * np.float32(4) + np.float32(0.5), 0, 1)
            return soft
        n = CHUNK * SS
        mask = pygame.Surface((n, n), depth=8)
        mask.set_palette([(i, i, i) for i in range(256)])
        box = view.box(4)
        for ring, ring_box in self.rings:
            if view.meets(ring_box, 4):
                breathe()
                cut = shore.clip(ring, box)
                if len(cut) > 2:
                    pygame.draw.polygon(mask, 255, view.pixels(cut).tolist())
        for lake in self.data.lakes:
            if view.meets(lake.box, 4):
                cut = shore.clip(lake.points, box)
                if len(cut) > 2:
                    pygame.draw.polygon(mask, 0, view.pixels(cut).tolist())
        breathe()
        fine = pygame.surfarray.pixels2d(mask).T & 1
        total = fine[::2, ::2] + fine[1::2, ::2] + fine[::2, 1::2] + fine[1::2, 1::2]
        share: lines.F32 = total.astype(np.float32) * np.float32(0.25)
        return share

    def _draw(self, fine: pygame.Surface, view: View, level: int) -> None:
        veil = pygame.Surface(fine.get_size(), pygame.SRCALPHA)
        self._lakes(fine, view)
        if level >= 2:
            self._towns(veil, view, level)
            self._marsh(veil, view, level)
        self._grid(veil, view, level)
        side, band = veil.get_width(), veil.get_height() // BANDS
        for top in range(0, veil.get_height(), band):
            breathe()
            fine.blit(veil, (0, top), (0, top, side, band))
        self._coast(fine, view, level)
        self._rivers(fine, view, level)
        self._borders(fine, view, level)
        if level >= 2:
            self._rails(fine, view, level)
        self._roads(fine, view, level)
        self._signs(fine, view, level)

    def _lakes(self, fine: pygame.Surface, view: View) -> None:
        for lake in self.data.lakes:
            if view.meets(lake.box, 4):
                points = view.pixels(lines.smooth(lake.points, 3))
                if len(points) > 2:
                    pygame.draw.polygon(fine, theme.LAKE, points.tolist())
                    lines.ribbon(fine, points, 2.0, theme.LAKE_EDGE)

    def _grid(self, veil: pygame.Surface, view: View, level: int) -> None:
        a, b, c, d = view.box(60)
        x, y = self.data.x, self.data.y
        near = np.flatnonzero((x > a) & (x < c) & (y > b) & (y < d))
        land_alpha = (14, 30, 42, 50, 56)[level - 1]
        sea_alpha = (0, 12, 18, 22, 24)[level - 1]
        for i in near:
            breathe()
            alpha = land_alpha if i < self.data.land else sea_alpha
            if alpha:
                points = view.pixels(self._corners[i])
                pygame.draw.lines(veil, (*theme.GRID, alpha), False, points.tolist(), 2 if level > 1 else 1)

    def _coast(self, fine: pygame.Surface, view: View, level: int) -> None:
        width = (1.8, 2.2, 2.8, 3.2, 3.6)[level - 1]
        for path in self.coast:
            for points, _, _ in lines.stretches(path, view):
                lines.ribbon(fine, points, width, theme.COAST)

    def _rivers(self, fine: pygame.Surface, view: View, level: int) -> None:
        widest = {
            "1": (2.6, 4.0, 5.6, 7.6, 10.0),
            "2": (1.6, 2.8, 4.2, 5.6, 7.4),
            "3": (0.0, 1.6, 2.6, 3.6, 4.8),
        }
        for path in self.rivers:
            width = widest.get(path.kind, widest["3"])[level - 1]
            if not width:
                continue
            for points, _, factor in lines.stretches(path, view):
                if width > 5:
                    lines.ribbon(fine, points, factor * width + 1.6, theme.mix(theme.RIVER, theme.INK, 0.25))
                lines.ribbon(fine, points, np.maximum(factor * width, 1.2), theme.RIVER)

    def _borders(self, fine: pygame.Surface, view: View, level: int) -> None:
        dash = 7 * view.km
        for path in self.borders:
            for points, along, _ in lines.stretches(path, view):
                lines.dashes(
                    fine, points, along, dash, dash * 0.6, (2.0, 2.4, 2.8, 3.0, 3.2)[level - 1], theme.BORDER
                )

    def _rails(self, fine: pygame.Surface, view: View, level: int) -> None:
        for path in self.rails:
            if level < 3 and path.kind == "narrow":
                continue
            double = path.kind == "double"
            width = (0, 1.4, 1.8, 2.2, 2.8)[level - 1] * (1.25 if double else 1.0)
            for points, along, _ in lines.stretches(path, view):
                lines.ribbon(fine, points, width, theme.RAIL)
                step = (0, 11, 9, 10, 11)[level - 1] * view.km
                lines.ticks(
                    fine,
                    points,
                    along,
                    step,
                    (0, 5, 6, 8, 10)[level - 1] + (2 if double else 0),
                    2,
                    theme.RAIL,
                )

    def _roads(self, fine: pygame.Surface, view: View, level: int) -> None:
        if level >= 2:
            width = (0, 1.2, 1.9, 2.6, 3.6)[level - 1]
            for path in self.roads:
                if path.kind == "main" or (level == 2):
                    continue
                for points, _, _ in lines.stretches(path, view):
                    lines.ribbon(fine, points, width, theme.ROAD_SECOND)
        case = (1.6, 3.0, 5.2, 6.6, 8.6)[level - 1]
        fill = (0.0, 1.6, 3.0, 3.9, 5.4)[level - 1]
        main = [s for p in self.roads if p.kind == "main" for s in lines.stretches(p, view)]
        soft = theme.mix(theme.ROAD_CASE, (214, 196, 150), 0.5) if level == 1 else theme.ROAD_CASE
        for points, _, _ in main:
            lines.ribbon(fine, points, case, soft)
        if fill:
            for points, _, _ in main:
                lines.ribbon(fine, points, fill, theme.ROAD_FILL)

    def _towns(self, veil: pygame.Surface, view: View, level: int) -> None:
        for place in self.data.places:
            if place.kind not in ("city", "town", "port"):
                continue
            people = place.population or (24 if place.rank == 1 else 9)
            radius = 0.16 * math.sqrt(people) * (1.0 if people > 60 else 0.8)
            if radius / view.km < 2.2 or not view.meets((place.x, place.y, place.x, place.y), 60):
                continue
            dice = random.Random(place.id)
            blocks = max(4, min(26, int(radius * 9)))
            for _ in range(blocks):
                away = radius * math.sqrt(dice.random()) * dice.uniform(0.5, 1.25)
                angle = dice.uniform(0, 2 * math.pi)
                size = radius * dice.uniform(0.22, 0.5) * SS / view.km
                x, y = view.pixel(place.x + away * math.cos(angle), place.y + away * math.sin(angle))
                turn = dice.uniform(0, 1.5)
                ring = [
                    (
                        x + size * math.cos(turn + k * math.pi / 2),
                        y + size * 0.8 * math.sin(turn + k * math.pi / 2),
                    )
                    for k in range(4)
                ]
                pygame.draw.polygon(veil, (*theme.URBAN, 190), ring)
                if level >= 4:
                    pygame.draw.polygon(veil, (*theme.URBAN_EDGE, 120), ring, 1)

    def _marsh(self, veil: pygame.Surface, view: View, level: int) -> None:
        radius = self.data.hex_km * 0.46
        for i, terrain in enumerate(self.data.terrain[: self.data.land]):
            if "marsh" not in terrain:
                continue
            breathe()
            x0, y0 = float(self.data.x[i]), float(self.data.y[i])
            if not view.meets((x0, y0, x0, y0), 80):
                continue
            dice = random.Random(i)
            for _ in range((0, 10, 16, 22, 28)[level - 1]):
                away, angle = radius * math.sqrt(dice.random()), dice.uniform(0, 2 * math.pi)
                x, y = view.pixel(x0 + away * math.cos(angle), y0 + away * math.sin(angle))
                w = (0, 4, 6, 8, 10)[level - 1]
                pygame.draw.line(veil, (*theme.MARSH, 170), (x - w, y), (x + w, y), 2)
                for k in (-0.5, 0, 0.5):
                    pygame.draw.line(
                        veil, (*theme.MARSH, 150), (x + w * k, y - 2), (x + w * k * 1.5, y - w * 0.6), 1
                    )

    def _signs(self, fine: pygame.Surface, view: View, level: int) -> None:
        for place in reversed(self.data.places):
            breathe()
            if view.meets((place.x, place.y, place.x, place.y), 20):
                draw_sign(fine, view.pixel(place.x, place.y), place, level)


def _as_line(kind: str, points: lines.F32) -> Line:
    low, high = points.min(axis=0), points.max(axis=0)
    return Line(kind, "", points, (float(low[0]), float(low[1]), float(high[0]), float(high[1])))
