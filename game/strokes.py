"""Arrows and curves that are drawn straight on the window."""

from __future__ import annotations

import math

import numpy as np
import pygame

from game import theme
from game.lines import smooth


def curve(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a smooth curve through a few pixels."""
    return [(float(x), float(y)) for x, y in smooth(np.asarray(points, dtype=np.float32), 5)]


def arrow_head(
    target: pygame.Surface, start: tuple[float, float], end: tuple[float, float], colour: theme.Colour
) -> None:
    """Draw the head of an arrow at ``end``."""
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    ring = [
        (end[0] + 8 * math.cos(angle), end[1] + 8 * math.sin(angle)),
        (end[0] - 9 * math.cos(angle - 0.6), end[1] - 9 * math.sin(angle - 0.6)),
        (end[0] - 9 * math.cos(angle + 0.6), end[1] - 9 * math.sin(angle + 0.6)),
    ]
    pygame.draw.polygon(target, colour, ring)
    pygame.draw.polygon(target, (36, 26, 14), ring, 2)


def supply_way(target: pygame.Surface, points: list[tuple[float, float]]) -> None:
    """Draw the way of supplies from a unit to its source, which gets a ring."""
    line = curve(points)
    pygame.draw.lines(target, theme.PAPER, False, line, 6)
    for k in range(0, len(line) - 1, 4):
        pygame.draw.lines(target, theme.LINK, False, line[k : k + 3], 4)
    pygame.draw.circle(target, theme.PAPER, line[-1], 11, 5)
    pygame.draw.circle(target, theme.LINK, line[-1], 9, 4)


def planned(target: pygame.Surface, points: list[tuple[float, float]], colour: theme.Colour) -> None:
    """Draw the broken arrow of a march that is planned."""
    line = curve(points)
    for k in range(0, len(line) - 1, 4):
        for width, ink in ((7, theme.PAPER), (4, colour)):
            pygame.draw.lines(target, ink, False, line[k : k + 3], width)
    arrow_head(target, line[-2] if len(line) > 1 else points[0], line[-1], colour)


def cut(target: pygame.Surface, at: tuple[float, float]) -> None:
    """Mark a hex at which the way of supplies is cut."""
    x, y = at
    for width, colour in ((8, theme.PAPER), (4, theme.BAD)):
        pygame.draw.line(target, colour, (x - 9, y - 9), (x + 9, y + 9), width)
        pygame.draw.line(target, colour, (x - 9, y + 9), (x + 9, y - 9), width)


def attack_arrow(
    target: pygame.Surface, start: tuple[float, float], end: tuple[float, float], colour: theme.Colour
) -> None:
    """Draw a broad arrow."""
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    length = math.hypot(end[0] - start[0], end[1] - start[1])
    w = max(4.0, min(11.0, length * 0.28))

    def at(along: float, aside: float) -> tuple[float, float]:
        return (
            start[0] + along * math.cos(angle) - aside * math.sin(angle),
            start[1] + along * math.sin(angle) + aside * math.cos(angle),
        )

    neck = max(length - w * 1.6, length * 0.3)
    ring = [
        at(0, -w * 0.5),
        at(neck, -w * 0.5),
        at(neck, -w),
        at(length, 0),
        at(neck, w),
        at(neck, w * 0.5),
        at(0, w * 0.5),
    ]
    pygame.draw.polygon(target, colour, ring)
    pygame.draw.polygon(target, (250, 240, 230), ring, 2)
