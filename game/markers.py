"""The theatre: one marker for the units of an army that stand together.

Owns how units are gathered and where their markers lie; the pictures are those of the counters.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pygame

from engine.world_parts import ARMY
from game import counter_painter, theme
from game.camera import ZOOMS
from game.counter_painter import UNKNOWN, Spec
from game.names import Rect
from game.scene import Scene

LEVEL = 1  # zoom that shows the theatre
SIZE = 44  # edge of a marker in pixels
LONE = 22  # edge of the marker of a single unit
REACH = 45.0  # km between stacks that still belong together
GAP = 3  # pixels between two markers


@dataclass(frozen=True)
class Marker:
    """Some units as one thing; places are pixels from the corner of the raster at LEVEL."""

    formation: int  # -1 none known
    units: tuple[int, ...]  # strongest first
    hexes: frozenset[int]
    spec: Spec
    place: tuple[float, float]  # of the middle of its units
    middle: tuple[float, float]  # of its picture
    size: int

    @property
    def rect(self) -> Rect:
        """The rectangle that it covers."""
        (x, y), half = self.middle, self.size / 2
        return x - half - 1, y - half - 1, x + half + 1, y + half + 1


def above(scene: Scene, unit: int) -> int:
    """Return the army of a unit, else the highest formation below that is known, -1 if none."""
    world, seen = scene.world, scene.seen
    row = int(seen.unit_formation[unit])
    while row >= 0 and int(world.formation_echelon[row]) < ARMY:
        parent = int(seen.formation_parent[row])
        if parent < 0 or int(world.formation_echelon[parent]) > ARMY:
            break
        row = parent
    return row


def clusters(scene: Scene, hexes: list[int], reach: float) -> list[list[int]]:
    """Return hexes in groups, each within so many km of another of its group."""
    at = np.stack([scene.data.x[hexes], scene.data.y[hexes]], axis=1)
    left, found = set(range(len(hexes))), []
    while left:
        group = [min(left)]
        left.discard(group[0])
        for k in group:
            away = np.hypot(*(at - at[k]).T)
            near = sorted(j for j in left if away[j] <= reach)
            group.extend(near)
            left.difference_update(near)
        found.append([hexes[k] for k in group])
    return found


def _spec(scene: Scene, formation: int, units: list[int]) -> Spec:
    specs = [scene.spec(u) for u in units]
    if len(units) == 1:
        return specs[0]
    known = [s for s in specs if s.steps != UNKNOWN]
    palette = Counter(s.palette for s in specs).most_common(1)[0][0]
    symbol = Counter(s.symbol for s in specs).most_common(1)[0][0]
    label = scene.world.formation_labels[formation] if formation >= 0 else specs[0].label
    return Spec(
        palette,
        symbol,
        "",
        label,
        sum(s.steps for s in known) if known else UNKNOWN,
        sum(s.full for s in specs),
        UNKNOWN,
        -1,
        sum(s.cohesion for s in known) // len(known) if known else 0,
        0,
        specs[0].side,
    )


def build(scene: Scene, box: Rect) -> list[Marker]:
    """Return the markers of a position, the strongest first; no two of them meet."""
    groups: dict[tuple[int, int], dict[int, list[int]]] = {}
    for row, units in scene.stacks.items():
        for unit in units:
            key = (int(scene.seen.unit_side[unit]), above(scene, unit))
            groups.setdefault(key, {}).setdefault(row, []).append(unit)
    weight = scene.seen.unit_quarters
    raw: list[tuple[int, list[int], frozenset[int]]] = []
    for (_, formation), rows in sorted(groups.items()):
        for hexes in clusters(scene, sorted(rows), REACH):
            units = sorted((u for h in hexes for u in rows[h]), key=lambda u: (-int(weight[u]), u))
            raw.append((formation, units, frozenset(hexes)))
    raw.sort(key=lambda item: (-len(item[1]), item[1]))
    km = ZOOMS[LEVEL - 1]
    found: list[Marker] = []
    for formation, units, held in raw:
        at = list(held)
        x = (float(np.median(scene.data.x[at])) - box[0]) / km
        y = (float(np.median(scene.data.y[at])) - box[1]) / km
        size = LONE if len(units) == 1 else SIZE
        middle = _free(found, x, y, size)
        found.append(
            Marker(formation, tuple(units), held, _spec(scene, formation, units), (x, y), middle, size)
        )
    return found


def _free(found: list[Marker], x: float, y: float, size: int) -> tuple[float, float]:
    """Return the place nearest to a point where a marker meets no other."""
    step = 14.0
    for ring in range(40):
        for k in range(max(1, 6 * ring)):
            angle = 2 * np.pi * k / max(1, 6 * ring)
            a, b = x + ring * step * float(np.cos(angle)), y + ring * step * float(np.sin(angle))
            if all(
                max(abs(a - m.middle[0]), abs(b - m.middle[1])) >= (size + m.size) / 2 + GAP for m in found
            ):
                return a, b
    return x, y


def at(markers: list[Marker], x: float, y: float) -> Marker | None:
    """Return the marker at a pixel of the raster at LEVEL."""
    for marker in markers:
        left, top, right, bottom = marker.rect
        if left <= x <= right and top <= y <= bottom:
            return marker
    return None


def draw(
    target: pygame.Surface, markers: list[Marker], left: int, top: int, selected: int, movable: set[int]
) -> None:
    """Draw markers on a window whose corner is a pixel of the raster, tied to units they stand aside of.

    A dot tells that some of the units can still act: those in the hexes of ``movable``.
    """
    width, height = target.get_size()
    shown = [
        m for m in markers if -60 < m.middle[0] - left < width + 60 and -60 < m.middle[1] - top < height + 60
    ]
    for m in shown:
        if max(abs(m.place[0] - m.middle[0]), abs(m.place[1] - m.middle[1])) > m.size / 2:
            start = (m.middle[0] - left, m.middle[1] - top)
            end = (m.place[0] - left, m.place[1] - top)
            pygame.draw.line(target, theme.PAPER, start, end, 4)
            pygame.draw.line(target, theme.INK, start, end, 2)
            pygame.draw.circle(target, theme.INK, end, 4)
    for m in shown:
        x, y = round(m.middle[0] - left - m.size / 2), round(m.middle[1] - top - m.size / 2)
        target.blit(counter_painter.shadow(m.size, m.size), (x - 2, y - 1))
        target.blit(counter_painter.counter(m.spec, m.size), (x, y))
        ring = (255, 214, 64) if selected in m.hexes else theme.SIDES[max(0, m.spec.side) % len(theme.SIDES)]
        pygame.draw.rect(target, ring, (x - 1, y - 1, m.size + 2, m.size + 2), 2, border_radius=m.size // 9)
        if not movable.isdisjoint(m.hexes):
            counter_painter.ready(target, (x + 2, y + m.size - 2), 5)
