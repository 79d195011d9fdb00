"""What just happened, drawn for a second over the map: marches, battles, landings."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Iterable
from functools import lru_cache

import pygame

from game import counter_painter, settings, strokes, theme
from game.happened import Flash
from game.map_view import MapView

Point = tuple[float, float]

MARCH, BATTLE = 1.4, 1.8  # seconds
TRAVEL = 0.6  # part of a march in which its counter travels; then the arrow stays for a while


def draw(target: pygame.Surface, view: MapView, flashes: Iterable[Flash]) -> None:
    """Draw what is not older than a moment, the arrows under the counters that travel."""
    now, slow = time.monotonic(), settings.now().slowness
    if not slow:
        return
    travelling: list[tuple[Flash, list[Point], float]] = []
    for flash in list(flashes)[-24:]:
        age = (now - flash.at) / slow
        if age > (BATTLE if flash.kind == "battle" else MARCH) or not flash.path:
            continue
        points = [view.hex_pixel(row) for row in flash.path]
        if not any(-50 < x < view.camera.width + 50 and -50 < y < view.camera.height + 50 for x, y in points):
            continue
        if flash.kind != "battle" and len(points) > 1:
            points = strokes.curve(points)
            _arrow(target, view, flash, points)
            if age < MARCH * TRAVEL:
                travelling.append((flash, points, age / (MARCH * TRAVEL)))
        else:
            colour = theme.SIDES[max(0, flash.side) % len(theme.SIDES)]
            size = round(view.painter.data.hex_km / view.camera.km * (0.5 + 0.12 * math.sin(age * 14)))
            star = burst(max(8, size), theme.BAD if flash.kind == "battle" else colour)
            target.blit(star, star.get_rect(center=(round(points[0][0]), round(points[0][1]))))
    for flash, points, share in travelling:
        _counter(target, view, flash, along(points, share))


def _arrow(target: pygame.Surface, view: MapView, flash: Flash, points: list[Point]) -> None:
    """Draw the way of a march, of a landing over the sea, or broken and red of a retreat."""
    level = view.camera.level
    width = 2 if level < 3 else 4
    colour = theme.SIDES[max(0, flash.side) % len(theme.SIDES)]
    if flash.kind == "retreat":
        pygame.draw.lines(target, theme.PAPER, False, points, width + 2)
        for k in range(0, len(points) - 1, 2):
            pygame.draw.lines(target, theme.BAD, False, points[k : k + 2], width)
        colour = theme.BAD
    elif flash.kind == "landing":
        strokes.attack_arrow(target, points[0], points[-1], colour)
        return
    else:
        pygame.draw.lines(target, theme.PAPER, False, points, width + 2)
        pygame.draw.lines(target, colour, False, points, width)
    if level >= 3:
        strokes.arrow_head(target, points[-2], points[-1], colour)


def _counter(target: pygame.Surface, view: MapView, flash: Flash, at: Point) -> None:
    """Draw the counter of a unit on its way, while it is still on the map."""
    seen, level = view.scene.seen, view.camera.level
    if flash.unit < 0 or level < 2 or int(seen.unit_hex[flash.unit]) < 0 or not view.show_counters:
        return
    image = counter_painter.counter(view.scene.spec(flash.unit), counter_painter.SIZES[level - 1])
    target.blit(image, image.get_rect(center=(round(at[0]), round(at[1]))))


def along(points: list[Point], share: float) -> Point:
    """Return the place that lies a share of the length along a line, quick in the middle of the way."""
    share = max(0.0, min(1.0, share))
    share = share * share * (3 - 2 * share)
    lengths = [math.dist(a, b) for a, b in itertools.pairwise(points)]
    left = share * sum(lengths)
    for length, a, b in zip(lengths, points, points[1:], strict=False):
        if length and left <= length:
            part = left / length
            return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
        left -= length
    return points[-1]


@lru_cache(maxsize=256)
def burst(size: int, colour: theme.Colour) -> pygame.Surface:
    """Return the jagged star of a battle."""
    k = 2
    image = pygame.Surface((2 * size * k, 2 * size * k), pygame.SRCALPHA)
    for radius, ink in ((1.0, (*theme.PAPER, 230)), (0.84, (*colour, 235)), (0.42, (255, 216, 96, 245))):
        ring = []
        for spike in range(20):
            away = size * k * radius * (1.0 if spike % 2 == 0 else 0.62)
            angle = math.pi * spike / 10
            ring.append((size * k + away * math.cos(angle), size * k + away * math.sin(angle)))
        pygame.draw.polygon(image, ink, ring)
    return pygame.transform.smoothscale(image, (2 * size, 2 * size))
