"""The block that a picture is cut from: flat forms and strokes in percent of its height."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random

import pygame

from engine.schema.pictures import Layer

Point = tuple[float, float]
Colour = tuple[int, int, int]


class Block:
    """The block that is cut: forms in percent of its height, two inks, and what is strewn by a seed."""

    def __init__(self, image: pygame.Surface) -> None:
        self.image = image
        self.scale = image.get_height() / 100
        self.width = image.get_width() / self.scale

    def form(self, points: Sequence[Point], ink: Colour) -> None:
        """Fill a polygon."""
        pygame.draw.polygon(self.image, ink, [(x * self.scale, y * self.scale) for x, y in points])

    def box(self, x: float, y: float, width: float, height: float, ink: Colour) -> None:
        """Fill an upright rectangle from its upper left corner."""
        self.form([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], ink)

    def disc(self, x: float, y: float, radius: float, ink: Colour) -> None:
        """Fill a circle."""
        pygame.draw.circle(self.image, ink, (x * self.scale, y * self.scale), radius * self.scale)

    def dome(self, x: float, y: float, wide: float, high: float, ink: Colour) -> None:
        """Fill the upper half of an ellipse that stands on a line."""
        turns = [math.pi * k / 40 for k in range(41)]
        self.form([(x + wide * math.cos(t), y - high * math.sin(t)) for t in turns], ink)

    def stroke(self, start: Point, end: Point, wide: float, ink: Colour) -> None:
        """Cut a stroke that is thick in the middle and thin at its ends."""
        (x, y), (u, v) = start, end
        long = math.hypot(u - x, v - y) or 1
        a, b = (v - y) / long * wide / 2, (x - u) / long * wide / 2
        points = [(x + (u - x) * t + a * s, y + (v - y) * t + b * s) for t, s in _LENS]
        self.form(points, ink)

    def line(self, start: Point, end: Point, wide: float, ink: Colour) -> None:
        """Draw a bar of even thickness."""
        (x, y), (u, v) = start, end
        long = math.hypot(u - x, v - y) or 1
        a, b = (v - y) / long * wide / 2, (x - u) / long * wide / 2
        self.form([(x + a, y + b), (u + a, v + b), (u - a, v - b), (x - a, y - b)], ink)


_LENS = [(0.0, 0.0), (0.2, 0.7), (0.5, 1.0), (0.8, 0.7), (1.0, 0.0), (0.8, -0.7), (0.5, -1.0), (0.2, -0.7)]
Draw = Callable[[Block, Layer, float, float, Colour, Colour, Random], None]
