"""Drawn lines: smoothed once, cut to a chunk, and laid down as ribbons of varying width.

Everything here draws on a surface that is ``SS`` times finer than the chunk; scaling it
down afterwards makes the edges soft.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pygame

from game.mapdata import Line
from game.pace import breathe
from game.theme import Ink

F32 = npt.NDArray[np.float32]
SS = 2


@dataclass(frozen=True)
class View:
    """A square of the plane on a fine surface: corner in km, km per chunk pixel, pixels a side."""

    left: float
    top: float
    km: float
    size: int

    @property
    def scale(self) -> float:
        """Fine pixels per km."""
        return SS / self.km

    def box(self, margin_px: float = 24) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom in km with a margin in chunk pixels."""
        m = margin_px * self.km
        side = self.size * self.km
        return self.left - m, self.top - m, self.left + side + m, self.top + side + m

    def pixels(self, points: F32) -> F32:
        """Return fine pixels of plane points."""
        return (points - np.array([self.left, self.top], dtype=np.float32)) * np.float32(self.scale)

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Return the fine pixel of a plane position."""
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def meets(self, box: tuple[float, float, float, float], margin_px: float = 24) -> bool:
        """Whether a box in km touches the view."""
        a, b, c, d = self.box(margin_px)
        return box[0] < c and box[2] > a and box[1] < d and box[3] > b


def smooth(points: F32, pieces: int = 4) -> F32:
    """Return a Catmull-Rom curve through the points."""
    if len(points) < 3:
        return points
    closed = bool(np.allclose(points[0], points[-1]))
    p = points.astype(np.float64)
    before = p[-2] if closed else 2 * p[0] - p[1]
    after = p[1] if closed else 2 * p[-1] - p[-2]
    q = np.vstack([before, p, after])
    t = np.arange(pieces)[None, :, None] / pieces
    p0, p1, p2, p3 = (q[k : len(q) - 3 + k][:, None, :] for k in range(4))
    # A tension of 0.35 rather than 0.5 keeps sharp valleys from overshooting.
    m1, m2 = 0.35 * (p2 - p0), 0.35 * (p3 - p1)
    t2, t3 = t * t, t * t * t
    curve = (2 * t3 - 3 * t2 + 1) * p1 + (t3 - 2 * t2 + t) * m1 + (-2 * t3 + 3 * t2) * p2 + (t3 - t2) * m2
    return np.vstack([curve.reshape(-1, 2), p[-1:]]).astype(np.float32)


def chaikin(points: F32, rounds: int = 2) -> F32:
    """Return a polyline with its corners cut; the ends stay."""
    for _ in range(rounds):
        if len(points) < 3:
            return points
        closed = bool(np.allclose(points[0], points[-1]))
        a, b = points[:-1], points[1:]
        cut = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], axis=1).reshape(-1, 2)
        points = np.vstack([cut, cut[:1]]) if closed else np.vstack([points[:1], cut[1:-1], points[-1:]])
        points = points.astype(np.float32)
    return points


@dataclass(frozen=True)
class Path:
    """A smoothed line with the way along it and a width factor at each point."""

    kind: str
    name: str
    points: F32
    along: F32  # km from its start
    factor: F32  # 0..1
    box: tuple[float, float, float, float]


def prepare(lines: Sequence[Line], pieces: int = 4) -> list[Path]:
    """Return smoothed lines with even width."""
    return [_path(line, smooth(line.points, pieces), None) for line in lines]


def _path(line: Line, points: F32, factor: F32 | None) -> Path:
    breathe()
    steps = np.hypot(*np.diff(points, axis=0).T) if len(points) > 1 else np.zeros(0)
    along = np.concatenate([[0.0], np.cumsum(steps)]).astype(np.float32)
    if factor is None:
        factor = np.ones(len(points), dtype=np.float32)
    return Path(line.kind, line.name, points, along, factor, line.box)


def taper(
    lines: Sequence[Line], height_at: npt.NDArray[np.float32] | None, heights: Sequence[tuple[float, float]]
) -> list[Path]:
    """Return rivers that grow from spring to mouth; ``heights`` are those of both ends of each line."""
    groups: dict[tuple[str, str], list[int]] = {}
    for i, line in enumerate(lines):
        groups.setdefault((line.name or str(i), line.kind), []).append(i)
    paths: list[Path] = []
    for members in groups.values():
        members.sort(key=lambda i: -max(heights[i]))
        turned = []
        for i in members:
            breathe()
            points = lines[i].points if heights[i][0] >= heights[i][1] else lines[i].points[::-1]
            turned.append((lines[i], smooth(np.ascontiguousarray(points))))
        lengths = [float(np.hypot(*np.diff(p, axis=0).T).sum()) for _, p in turned]
        total, gone = max(sum(lengths), 1.0), 0.0
        for (line, points), length in zip(turned, lengths, strict=True):
            path = _path(line, points, None)
            factor = (0.30 + 0.70 * np.sqrt((gone + path.along) / total)).astype(np.float32)
            paths.append(Path(path.kind, path.name, points, path.along, factor, path.box))
            gone += length
    return paths


def stretches(path: Path, view: View, margin: float = 30) -> Iterator[tuple[F32, F32, F32]]:
    """Yield (fine pixels, km along, factor) of each part of a path that meets the view."""
    if not view.meets(path.box, margin):
        return
    breathe()
    a, b, c, d = view.box(margin)
    x, y = path.points[:, 0], path.points[:, 1]
    inside = (x > a) & (x < c) & (y > b) & (y < d)
    # Keep the neighbours of points inside, and segments that cross without a point inside.
    near = inside.copy()
    near[1:] |= inside[:-1]
    near[:-1] |= inside[1:]
    if not near.any():
        return
    edges = np.flatnonzero(np.diff(np.concatenate([[0], near.astype(np.int8), [0]])))
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        if stop - start > 1:
            yield view.pixels(path.points[start:stop]), path.along[start:stop], path.factor[start:stop]


def ribbon(surface: pygame.Surface, points: F32, width: float | F32, colour: Ink) -> None:
    """Draw a line as a filled band; ``width`` in fine pixels, one number or one a point."""
    if len(points) < 2:
        return
    breathe()
    tangent = np.empty_like(points)
    tangent[1:-1] = points[2:] - points[:-2]
    tangent[0], tangent[-1] = points[1] - points[0], points[-1] - points[-2]
    tangent /= np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-6)[:, None]
    half = (np.asarray(width, dtype=np.float32) / 2).reshape(-1, 1)
    side = np.stack([-tangent[:, 1], tangent[:, 0]], axis=1) * half
    left, right = points + side, points - side
    # Quads rather than one polygon: a band that turns back on itself leaves no holes.
    quads = np.stack([left[:-1], left[1:], right[1:], right[:-1]], axis=1).tolist()
    for quad in quads:
        pygame.draw.polygon(surface, colour, quad)


def dashes(
    surface: pygame.Surface,
    points: F32,
    along_km: F32,
    dash_km: float,
    gap_km: float,
    width: float,
    colour: Ink,
) -> None:
    """Draw a dashed line; the pattern runs on over chunks."""
    period = dash_km + gap_km
    if len(points) < 2:
        return
    first, last = float(along_km[0]), float(along_km[-1])
    start = math.floor(first / period) * period
    while start < last:
        a, b = max(start, first), min(start + dash_km, last)
        if b > a:
            at = np.concatenate([[a], along_km[(along_km > a) & (along_km < b)], [b]])
            xs = np.interp(at, along_km, points[:, 0])
            ys = np.interp(at, along_km, points[:, 1])
            ribbon(surface, np.stack([xs, ys], axis=1).astype(np.float32), width, colour)
        start += period


def ticks(
    surface: pygame.Surface,
    points: F32,
    along_km: F32,
    step_km: float,
    length: float,
    width: int,
    colour: Ink,
    one_side: int = 0,
) -> None:
    """Draw short strokes across a line every ``step_km``; ``one_side`` -1 or 1 for teeth."""
    if len(points) < 2:
        return
    at = np.arange(math.ceil(float(along_km[0]) / step_km) * step_km, float(along_km[-1]), step_km)
    if not len(at):
        return
    xs, ys = np.interp(at, along_km, points[:, 0]), np.interp(at, along_km, points[:, 1])
    eps = step_km * 0.2
    dx = np.interp(at + eps, along_km, points[:, 0]) - np.interp(at - eps, along_km, points[:, 0])
    dy = np.interp(at + eps, along_km, points[:, 1]) - np.interp(at - eps, along_km, points[:, 1])
    norm = np.maximum(np.hypot(dx, dy), 1e-6)
    nx, ny = -dy / norm, dx / norm
    for x, y, u, v in zip(xs, ys, nx, ny, strict=True):
        if one_side:
            start, stop = (x, y), (x + one_side * u * length, y + one_side * v * length)
        else:
            start, stop = (x - u * length / 2, y - v * length / 2), (x + u * length / 2, y + v * length / 2)
        pygame.draw.line(surface, colour, start, stop, width)
