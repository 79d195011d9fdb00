"""Marks of damage on the map: torn railways, fallen bridges, ports that do not work in full."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pygame

from engine.observation import Observation
from engine.world import World
from game import theme

Pixel = Callable[[int], tuple[float, float]]

FROM_LEVEL = 2  # zoom from which marks are shown
SIZES = (0, 3, 4, 6, 8)  # half a mark by zoom level
RUINED = 75  # percent from which a port's mark is that of a ruin


def marked(world: World, seen: Observation) -> tuple[list[int], list[int], dict[int, int]]:
    """Return the hexes with torn railways, the rows of fallen bridges, and the worst port damage by hex."""
    rails = [int(h) for h in np.flatnonzero((seen.rail_damage > 0) & world.hex_rail.any(axis=1))]
    bridges = [int(b) for b in np.flatnonzero(seen.bridge_damage)]
    ports: dict[int, int] = {}
    for place in np.flatnonzero((world.place_port > 0) & (seen.port_damage > 0)):
        at = int(world.place_hex[place])
        ports[at] = max(ports.get(at, 0), int(seen.port_damage[place]))
    return rails, bridges, ports


def draw(target: pygame.Surface, world: World, seen: Observation, level: int, pixel: Pixel) -> None:
    """Draw the marks: a red cross on a bridge, sleepers askew on a line, an orange or red disc by a port."""
    if level < FROM_LEVEL:
        return
    size = SIZES[level - 1]
    inside = target.get_rect().inflate(40, 40)
    rails, bridges, ports = marked(world, seen)
    for row in rails:
        x, y = pixel(row)
        if inside.collidepoint(x, y):
            for shift in (-size, 0, size):
                start, stop = (x + shift - size / 2, y + size), (x + shift + size / 2, y - size)
                pygame.draw.line(target, theme.PAPER, start, stop, 4)
                pygame.draw.line(target, theme.BAD, start, stop, 2)
    for bridge in bridges:
        a, b = (pixel(int(h)) for h in world.bridge_hex[bridge])
        x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
        if inside.collidepoint(x, y):
            for width, colour in ((4, theme.PAPER), (2, theme.BAD)):
                for down in (-size, size):
                    pygame.draw.line(target, colour, (x - size, y - down), (x + size, y + down), width)
    for row, damage in ports.items():
        x, y = pixel(row)
        x, y = x - 2.4 * size, y + 2.0 * size
        if inside.collidepoint(x, y):
            pygame.draw.circle(target, theme.PAPER, (x, y), size + 2)
            pygame.draw.circle(target, theme.INK, (x, y), size + 2, 1)
            pygame.draw.circle(
                target, theme.BAD if damage >= RUINED else theme.WARN, (x, y), max(2, size * damage / 100)
            )
