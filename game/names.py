"""A placed name, how it is written, and the book of places that are taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pygame

from game import assets, theme

Rect = tuple[float, float, float, float]  # left, top, right, bottom
_CELL = 72


@dataclass(frozen=True)
class Style:
    """How a name is written."""

    size: int
    style: str
    colour: theme.Colour
    halo: theme.Colour
    spread: int = 2


@dataclass(frozen=True)
class Label:
    """A placed piece of text: upper left corner of its picture, and what to draw."""

    words: str
    x: float
    y: float
    rect: Rect
    style: Style
    angle: int = 0
    area: bool = False

    def picture(self) -> pygame.Surface:
        """Return the picture of the text, from the cache."""
        s = self.style
        image = assets.halo_text(self.words, s.size, s.colour, s.halo, s.style, s.spread)
        return _turned(self.words, s, self.angle) if self.angle else image


_turned_cache: dict[tuple[str, Style, int], pygame.Surface] = {}


def _turned(words: str, s: Style, angle: int) -> pygame.Surface:
    key = (words, s, angle)
    if key not in _turned_cache:
        image = assets.halo_text(words, s.size, s.colour, s.halo, s.style, s.spread)
        _turned_cache[key] = pygame.transform.rotozoom(image, angle, 1.0)
    return _turned_cache[key]


class Taken:
    """Rectangles that are in use, found by cells."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], list[Rect]] = {}

    def _keys(self, r: Rect) -> Iterable[tuple[int, int]]:
        for i in range(int(r[0] // _CELL), int(r[2] // _CELL) + 1):
            for j in range(int(r[1] // _CELL), int(r[3] // _CELL) + 1):
                yield i, j

    def add(self, r: Rect) -> None:
        """Mark a rectangle as used."""
        for key in self._keys(r):
            self.cells.setdefault(key, []).append(r)

    def free(self, r: Rect) -> bool:
        """Whether nothing used touches a rectangle."""
        for key in self._keys(r):
            for o in self.cells.get(key, ()):
                if r[0] < o[2] and r[2] > o[0] and r[1] < o[3] and r[3] > o[1]:
                    return False
        return True
