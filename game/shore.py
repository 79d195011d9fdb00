"""From coast lines to land polygons: close lines cut by the picture's edge, clip to a chunk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

F32 = npt.NDArray[np.float32]
Box = tuple[float, float, float, float]


def close(lines: Sequence[F32], view: Box, is_land: Callable[[float, float], bool]) -> list[F32]:
    """Return closed rings of land: open lines are joined along the stretches of the edge that are land.

    ``is_land`` tells whether a point just inside the edge is land.
    """
    rings = [line for line in lines if len(line) > 2 and np.allclose(line[0], line[-1], atol=1e-3)]
    parts = [line for line in lines if len(line) > 1 and not np.allclose(line[0], line[-1], atol=1e-3)]
    if not parts:
        return rings
    left, top, right, bottom = view
    width, height = right - left, bottom - top
    total = 2 * (width + height)

    def along(p: F32) -> float:
        x, y = float(p[0]), float(p[1])
        gaps = (abs(y - top), abs(x - right), abs(y - bottom), abs(x - left))
        edge = gaps.index(min(gaps))
        return (x - left, width + y - top, width + height + right - x, 2 * width + height + bottom - y)[
            edge
        ] % total

    def at(s: float) -> tuple[float, float]:
        s %= total
        if s < width:
            return left + s, top
        if s < width + height:
            return right, top + s - width
        if s < 2 * width + height:
            return right - (s - width - height), bottom
        return left, bottom - (s - 2 * width - height)

    ends = sorted((along(part[side]), i, side) for i, part in enumerate(parts) for side in (0, -1))
    join: dict[tuple[int, int], tuple[int, int, list[tuple[float, float]]]] = {}
    for k, (s, i, side) in enumerate(ends):
        t, j, other = ends[(k + 1) % len(ends)]
        gap = (t - s) % total
        corners = sorted(
            (c - s) % total
            for c in (0.0, width, width + height, 2 * width + height)
            if 0 < (c - s) % total < gap
        )
        votes = 0
        for share in (0.2, 0.35, 0.5, 0.65, 0.8):
            x, y = at(s + gap * share)
            votes += 1 if is_land(x, y) else -1
        if votes > 0:
            between = [at(s + c) for c in corners]
            join[(i, side)] = (j, other, between)
            join[(j, other)] = (i, side, between[::-1])
    done: set[int] = set()
    for start in range(len(parts)):
        if start in done:
            continue
        points: list[F32] = []
        i, side = start, -1
        while i not in done:
            done.add(i)
            points.append(parts[i] if side == -1 else parts[i][::-1])
            nxt = join.get((i, side))
            if nxt is None:
                break
            j, other, between = nxt
            if between:
                points.append(np.asarray(between, dtype=np.float32))
            i, side = j, -1 if other == 0 else 0
        rings.append(np.concatenate(points))
    return rings


def clip(ring: F32, box: Box) -> F32:
    """Return a ring cut to a box (Sutherland and Hodgman), empty if nothing is left."""
    for axis, limit, keep_less in (
        (0, box[0], False),
        (0, box[2], True),
        (1, box[1], False),
        (1, box[3], True),
    ):
        if len(ring) < 3:
            return ring[:0]
        v = ring[:, axis]
        inside = v <= limit if keep_less else v >= limit
        if inside.all():
            continue
        if not inside.any():
            return ring[:0]
        following = np.roll(ring, -1, axis=0)
        next_inside = np.roll(inside, -1)
        crossing = inside != next_inside
        d = following[:, axis] - v
        share = np.where(crossing, (limit - v) / np.where(d == 0, 1, d), 0)[:, None]
        cut = ring + (following - ring) * share
        # Each vertex yields itself if inside, then the crossing to the next one if there is one.
        both = np.stack([ring, cut], axis=1).reshape(-1, 2)
        wanted = np.stack([inside, crossing], axis=1).reshape(-1)
        ring = both[wanted].astype(np.float32)
    return ring
