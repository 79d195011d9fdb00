"""Dresses ground chunks with what changes: overlay, control tint, fortified lines, front line.

A Dresser is a snapshot of one position; the worker thread may use it while the game goes on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable

import numpy as np
import pygame

from game import lines, theme
from game.lines import F32, SS, Path, View
from game.map_painter import MapPainter
from game.overlays import Overlay
from game.relief import CHUNK
from game.scene import Scene

Key = tuple[int, int, int]


class Dresser:
    """Lays control, works, front and an overlay on ground chunks."""

    def __init__(self, painter: MapPainter, scene: Scene, overlay: Overlay | None) -> None:
        self.painter = painter
        self.overlay = overlay
        self.control = scene.seen.hex_control.copy()
        self.fort = scene.seen.hex_fort.copy()
        self.front = [_path(points) for points in scene.front]
        self.works = _standing_works(painter, scene)
        self._looks: dict[Key, Hashable] = {}
        self._rows: dict[Key, np.ndarray] = {}

    def look(self, key: Key) -> Hashable:
        """Return a value that changes exactly when the picture of a chunk does."""
        known = self._looks.get(key)
        if known is None:
            view = self.painter.view(*key)
            a, b, c, d = view.box(60 + self.painter.data.hex_km / view.km)
            x, y = self.painter.data.x, self.painter.data.y
            rows = np.flatnonzero((x > a) & (x < c) & (y > b) & (y < d))
            rows = rows[rows < len(self.control)]
            self._rows[key] = rows
            if not len(rows):
                known = "sea"
            else:
                mix = hashlib.blake2b(self.control[rows].tobytes(), digest_size=12)
                mix.update(self.fort[rows].tobytes() + theme.scheme().encode())
                if self.overlay is not None:
                    mix.update(self.overlay.name.encode() + self.overlay.codes[rows].tobytes())
                known = mix.hexdigest()
            self._looks[key] = known
        return known

    def dress(self, ground: pygame.Surface, key: Key) -> pygame.Surface:
        """Return a dressed copy of a ground chunk, or the chunk itself if nothing lies on it."""
        look = self.look(key)
        if look == "sea":
            return ground
        view = self.painter.view(*key)
        rows = self._rows[key]
        fronts = [s for path in self.front for s in lines.stretches(path, view, 60)]
        works = [(path, s) for path in self.works for s in lines.stretches(path, view, 40)]
        covered = self.overlay is not None and bool(self.overlay.codes[rows].any())
        if not fronts and not works and not covered:
            return ground
        veil = pygame.Surface((CHUNK * SS, CHUNK * SS), pygame.SRCALPHA)
        if covered:
            self._lay_overlay(veil, view, rows)
        level = key[0]
        if level >= 2 or self.overlay is not None:
            for path, stretch in works:
                _draw_works(veil, view, level, path, stretch)
        for points, _, _ in fronts:
            _glow(veil, points, level)
        for points, _, _ in fronts:
            _line(veil, points, level)
        out = ground.copy()
        out.blit(pygame.transform.smoothscale(veil, (CHUNK, CHUNK)), (0, 0))
        return out

    def _lay_overlay(self, veil: pygame.Surface, view: View, rows: np.ndarray) -> None:
        overlay = self.overlay
        if overlay is None:
            return
        data = self.painter.data
        size = data.hex_km / np.sqrt(3.0)
        angles = np.radians([240, 300, 0, 60, 120, 180])
        ring = (np.stack([np.cos(angles), np.sin(angles)], axis=1) * size).astype(np.float32)
        for row in rows.tolist():
            code = int(overlay.codes[row])
            if code <= 0 or code > len(overlay.classes):
                continue
            kind = overlay.classes[code - 1]
            corners = view.pixels(ring + np.array([data.x[row], data.y[row]], dtype=np.float32))
            pygame.draw.polygon(veil, (*kind.colour, kind.alpha), corners.tolist())
            if kind.hatch:
                _hatch(veil, corners, kind.hatch, kind.colour, max(6.0, 3.0 * SS / view.km / 2.2))


def _hatch(veil: pygame.Surface, corners: F32, hatch: int, colour: theme.Colour, step: float) -> None:
    centre = corners.mean(axis=0)
    radius = float(np.hypot(*(corners[0] - centre))) * 0.84
    ink = (*theme.mix(colour, (20, 16, 12), 0.45), 150)
    if hatch == 4:
        pygame.draw.circle(veil, ink, centre.tolist(), radius * 0.35, 3)
        return
    for direction in ((1, -1), (1, 1)):
        if hatch in (1, 2) and direction[1] != (1 if hatch == 1 else -1):
            continue
        unit = np.array(direction, dtype=np.float32) / np.sqrt(2)
        normal = np.array([-unit[1], unit[0]], dtype=np.float32)
        for k in np.arange(-radius + step / 2, radius, step):
            half = float(np.sqrt(max(radius * radius - k * k, 0))) * 0.94
            a, b = centre + normal * k - unit * half, centre + normal * k + unit * half
            pygame.draw.line(veil, ink, a.tolist(), b.tolist(), 2)


def _path(points: F32) -> Path:
    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)]).astype(np.float32)
    low, high = points.min(axis=0), points.max(axis=0)
    box = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    return Path("front", "", points, along, np.ones(len(points), dtype=np.float32), box)


def _offset(points: F32, by: float) -> F32:
    tangent = np.gradient(points, axis=0)
    tangent /= np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-6)[:, None]
    return (points + np.stack([-tangent[:, 1], tangent[:, 0]], axis=1) * by).astype(np.float32)


def _glow(veil: pygame.Surface, points: F32, level: int) -> None:
    """Draw soft bands of the sides' colours along both sides of the front."""
    reach = (14, 20, 28, 40, 52)[level - 1] * SS / 2
    for band in range(5):
        width = reach * (1 - band / 5)
        for side in (0, 1):
            away = width / 2 + 1
            shifted = _offset(points, away if side == 0 else -away)
            lines.ribbon(veil, shifted, width, (*theme.SIDES[side], 16 + 20 * band))


def _line(veil: pygame.Surface, points: F32, level: int) -> None:
    core = (2.0, 2.6, 3.2, 4.0, 5.0)[level - 1]
    band = (3.8, 3.8, 4.4, 5.6, 7.0)[level - 1]
    for side in (0, 1):
        away = (core + band) / 2
        lines.ribbon(veil, _offset(points, away if side == 0 else -away), band, (*theme.SIDES[side], 235))
    lines.ribbon(veil, points, core + 0.8, (250, 246, 234, 255))


def _standing_works(painter: MapPainter, scene: Scene) -> list[Path]:
    """Return the drawn fortified lines, cut to where works stand; factor 1 teeth left, -1 right."""
    world, data, fort = scene.world, scene.data, scene.seen.hex_fort
    line_rows = {name: i for i, name in enumerate(world.line_ids)}
    found: list[Path] = []
    for path in painter.works:
        row = line_rows.get(path.kind, -1)
        hexes = world.work_hex[world.work_line == row] if row >= 0 else world.work_hex[:0]
        hexes = hexes[fort[hexes] > 0]
        if not len(hexes):
            continue
        hx, hy = data.x[hexes], data.y[hexes]
        away = np.hypot(path.points[:, 0:1] - hx[None], path.points[:, 1:2] - hy[None]).min(axis=1)
        stands = away < data.hex_km * 0.95
        edges = np.flatnonzero(np.diff(np.concatenate([[0], stands.astype(np.int8), [0]])))
        level = float(fort[hexes].max())
        for start, stop in zip(edges[::2], edges[1::2], strict=True):
            if stop - start > 2:
                part = path.points[start:stop]
                cut = _path(part)
                factor = np.full(len(part), level, dtype=np.float32)
                found.append(Path(path.kind, path.name, part, cut.along, factor, cut.box))
    return found


def _draw_works(
    veil: pygame.Surface, view: View, level: int, path: Path, stretch: tuple[F32, F32, F32]
) -> None:
    points, along, factor = stretch
    strength = float(factor[0]) if len(factor) else 1.0
    shade = (*theme.mix((110, 74, 50), theme.WORKS, min(1.0, strength / 3)), 225)
    width = (1.6, 2.2, 3.0, 4.0, 5.0)[level - 1]
    lines.ribbon(veil, points, width, shade)
    if level >= 2:
        step = (0, 9, 9, 10, 11)[level - 1] * view.km
        for shift in (0.0, 0.18):
            lines.ticks(
                veil,
                points,
                along + np.float32(shift * step),
                step,
                (0, 5, 8, 11, 14)[level - 1],
                (0, 2, 3, 4, 5)[level - 1],
                shade,
                1 if _south_is_left(path.points) else -1,
            )


def _south_is_left(points: F32) -> bool:
    """Whether the left hand of the line (positive normal) looks to the south of the map."""
    return float(points[-1, 0]) >= float(points[0, 0])
