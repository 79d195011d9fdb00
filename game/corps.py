"""The operation: which divisions belong together, by lines under their counters and a tag for each corps.

Owns how units are gathered and where tags lie. Counters stay on their hexes, so that orders are given
as from near by; a tag stands for all units of its corps that stand together.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pygame

from game import assets, theme
from game.camera import ZOOMS
from game.markers import clusters
from game.names import Rect, Taken
from game.scene import Scene

LEVEL = 2  # zoom that shows the operation
SHADES = 3
REACH = 42.0  # km between stacks that still belong together
NEAR = 90.0  # km within which two corps of a side should not have the same shade
LETTERS = 12  # size of the words on a tag
GAP = 2  # pixels between two tags
RINGS, STEP = 9, 12.0  # how far from its corps a tag is looked a place for
GOLD: theme.Colour = (255, 214, 64)
Point = tuple[float, float]


@dataclass(frozen=True)
class Corps:
    """Units of a formation that stand together; places are pixels from the raster's corner at LEVEL."""

    formation: int
    side: int
    units: tuple[int, ...]  # strongest first
    hexes: frozenset[int]
    label: str
    shade: int  # which shade of the side's colour
    links: tuple[tuple[Point, Point], ...]  # from stack to stack, as short as can be
    rect: Rect | None  # of the tag; None where there was no room

    @property
    def middle(self) -> Point:
        """The middle of the tag."""
        a, b, c, d = self.rect or (-1e9, -1e9, -1e9, -1e9)
        return (a + c) / 2, (b + d) / 2


def _links(at: np.ndarray) -> list[tuple[Point, Point]]:
    """Return the shortest lines that tie points (float[n, 2]) together."""
    inside, found = [0], []
    outside = list(range(1, len(at)))
    while outside:
        away = np.hypot(*(at[inside][:, None] - at[outside][None]).transpose(2, 0, 1))
        k, j = np.unravel_index(int(away.argmin()), away.shape)
        a, b = at[inside[k]], at[outside[j]]
        found.append(((float(a[0]), float(a[1])), (float(b[0]), float(b[1]))))
        inside.append(outside.pop(j))
    return found


def build(scene: Scene, box: Rect, counters: Iterable[Rect]) -> list[Corps]:
    """Return the corps of a position, the largest first; no tag meets another, a counter or a link's end.

    A unit alone needs no tag, and is in none.
    """
    world, seen = scene.world, scene.seen
    groups: dict[tuple[int, int], dict[int, list[int]]] = {}
    for row, units in scene.stacks.items():
        for unit in units:
            formation = int(seen.unit_formation[unit])
            if formation >= 0:
                key = int(seen.unit_side[unit]), formation
                groups.setdefault(key, {}).setdefault(row, []).append(unit)
    raw = []
    for (side, formation), rows in sorted(groups.items()):
        for hexes in clusters(scene, sorted(rows), REACH):
            units = sorted(
                (u for h in hexes for u in rows[h]), key=lambda u: (-int(seen.unit_quarters[u]), u)
            )
            if len(units) > 1:
                raw.append((formation, side, units, hexes))
    raw.sort(key=lambda item: (-len(item[2]), item[2]))
    taken = Taken()
    for counter in counters:
        taken.add(counter)
    km = ZOOMS[LEVEL - 1]
    found: list[Corps] = []
    middles: list[tuple[int, int, np.ndarray]] = []  # side, shade, middle of the corps before
    for formation, side, units, hexes in raw:
        at = np.stack([scene.data.x[hexes], scene.data.y[hexes]], axis=1).astype(float)
        middle = np.median(at, axis=0)
        used = Counter(c for s, c, m in middles if s == side and float(np.hypot(*(m - middle))) < NEAR)
        shade = min(range(SHADES), key=lambda c: (used[c], c))
        middles.append((side, shade, middle))
        pixels = (at - np.array(box[:2])) / km
        label = world.formation_labels[formation]
        x, y = (float(v) for v in (middle - np.array(box[:2])) / km)
        rect = _place(taken, x, y, *size_of(label))
        if rect is not None:
            taken.add((rect[0] - GAP, rect[1] - GAP, rect[2] + GAP, rect[3] + GAP))
        found.append(
            Corps(formation, side, tuple(units), frozenset(hexes), label, shade, tuple(_links(pixels)), rect)
        )
    return found


def _place(taken: Taken, x: float, y: float, width: int, height: int) -> Rect | None:
    """Return the free place for a tag that is nearest to a point, None if there is none near by."""
    for ring in range(RINGS):
        for k in range(max(1, 8 * ring)):
            angle = 2 * np.pi * k / max(1, 8 * ring) - np.pi / 2
            a = round(x + ring * STEP * float(np.cos(angle)) * 1.3 - width / 2)
            b = round(y + ring * STEP * float(np.sin(angle)) - height / 2)
            rect = (a, b, a + width, b + height)
            if taken.free(rect):
                return rect
    return None


def size_of(label: str) -> tuple[int, int]:
    """Return width and height of the tag with a label."""
    width = assets.font(LETTERS, assets.BOLD).size(label)[0]
    return width + 10, 17


def shade_of(side: int, shade: int) -> theme.Colour:
    """Return the colour of a corps: its side's, darker or lighter so that neighbours differ."""
    colour = theme.SIDES[side % len(theme.SIDES)]
    other, share = (((0, 0, 0), 0.0), ((0, 0, 0), 0.42), ((255, 255, 255), 0.5))[shade]
    return theme.mix(colour, other, share)


def ink_on(face: theme.Colour) -> theme.Colour:
    """Return the colour of words on a face that can be read best."""
    return theme.INK if theme.luminance(face) > 0.22 else (255, 255, 255)


@functools.lru_cache(maxsize=256)
def tag(label: str, side: int, shade: int, chosen: bool) -> pygame.Surface:
    """Return the picture of a tag."""
    width, height = size_of(label)
    face = shade_of(side, shade)
    image = pygame.Surface((width, height), pygame.SRCALPHA)
    edge = GOLD if chosen else theme.PAPER
    pygame.draw.rect(image, edge, image.get_rect(), border_radius=4)
    pygame.draw.rect(image, face, image.get_rect().inflate(-4 if chosen else -2, -4 if chosen else -2), 0, 3)
    words = assets.font(LETTERS, assets.BOLD).render(label, True, ink_on(face))
    image.blit(words, words.get_rect(center=(width // 2, height // 2)))
    return image


theme.forgets(tag.cache_clear)


def at(found: list[Corps], x: float, y: float) -> Corps | None:
    """Return the corps whose tag is at a pixel of the raster at LEVEL."""
    for corps in found:
        if corps.rect is not None:
            left, top, right, bottom = corps.rect
            if left <= x < right and top <= y < bottom:
                return corps
    return None


def draw_links(target: pygame.Surface, found: list[Corps], left: int, top: int, selected: int) -> None:
    """Draw the lines of the corps that are in a window whose corner is a pixel of the raster."""
    window = target.get_rect().inflate(40, 40)
    for corps in found:
        colour = shade_of(corps.side, corps.shade)
        edge = GOLD if selected in corps.hexes else theme.PAPER
        for width, ink in ((7, edge), (4, colour)):
            for (ax, ay), (bx, by) in corps.links:
                line = (round(ax) - left, round(ay) - top), (round(bx) - left, round(by) - top)
                if window.clipline(line):
                    pygame.draw.line(target, ink, *line, width)


def draw_tags(target: pygame.Surface, found: list[Corps], left: int, top: int, selected: int) -> None:
    """Draw the tags of the corps that are in a window whose corner is a pixel of the raster."""
    width, height = target.get_size()
    for corps in found:
        if corps.rect is None:
            continue
        x, y = round(corps.rect[0]) - left, round(corps.rect[1]) - top
        if -90 < x < width and -20 < y < height:
            target.blit(tag(corps.label, corps.side, corps.shade, selected in corps.hexes), (x, y))
