"""What just happened, drawn for a second over the map: marches, battles, landings."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from functools import lru_cache

import pygame

from game import settings, strokes, theme
from game.map_view import MapView
from game.session import Flash

MARCH, BATTLE = 1.2, 1.8  # seconds


def draw(target: pygame.Surface, view: MapView, flashes: Iterable[Flash]) -> None:
    """Draw what is not older than a moment."""
    now, slow = time.monotonic(), settings.now().slowness
    if not slow:
        return
    for flash in list(flashes)[-24:]:
        age = (now - flash.at) / slow
        if age > (MARCH if flash.kind == "move" else BATTLE) or not flash.path:
            continue
        points = [view.hex_pixel(row) for row in flash.path]
        if not any(-50 < x < view.camera.width + 50 and -50 < y < view.camera.height + 50 for x, y in points):
            continue
        colour = theme.SIDES[max(0, flash.side) % len(theme.SIDES)]
        if flash.kind == "move" and len(points) > 1:
            points = strokes.curve(points)
            width = 2 if view.camera.level < 3 else 4
            pygame.draw.lines(target, (250, 246, 234), False, points, width + 2)
            pygame.draw.lines(target, colour, False, points, width)
            if view.camera.level >= 3:
                strokes.arrow_head(target, points[-2], points[-1], colour)
        elif flash.kind != "move":
            size = round(view.painter.data.hex_km / view.camera.km * (0.5 + 0.12 * math.sin(age * 14)))
            star = burst(max(8, size), theme.BAD if flash.kind == "battle" else colour)
            target.blit(star, star.get_rect(center=(round(points[0][0]), round(points[0][1]))))


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
