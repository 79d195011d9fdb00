"""Counters: the cardboard of the map. Face, symbol, strength, movement, supply, cohesion."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import pygame

from game import assets, theme

SIZES: tuple[int, ...] = (11, 20, 31, 50, 76)  # edge in pixels by zoom level
FAN: tuple[int, ...] = (1, 2, 3, 5, 7)  # offset of the counters below in a stack
UNKNOWN = -1


class Spec(NamedTuple):
    """Everything that a counter shows. Equal specs share one picture."""

    palette: str
    symbol: str
    echelon: str
    label: str
    steps: int  # UNKNOWN hides it
    full: int
    mp: int  # whole movement points left; UNKNOWN hides it
    supply: int
    cohesion: int
    moved: int  # 0 fresh, 1 moved, 2 attacked or landed
    side: int = -1


@lru_cache(maxsize=4000)
def counter(spec: Spec, size: int) -> pygame.Surface:
    """Return the picture of a counter."""
    if size <= 12:
        return _block(spec, size)
    if size <= 22:
        return _small(spec, size)
    return _full(spec, size)


def _base(
    size: int, face: theme.Colour, edge: theme.Colour, radius: float, height: int = 0
) -> pygame.Surface:
    k = 3
    h = height or size
    big = pygame.Surface((size * k, h * k), pygame.SRCALPHA)
    r = round(radius * k)
    pygame.draw.rect(big, (*edge, 255), big.get_rect(), border_radius=r)
    inner = big.get_rect().inflate(-2 * k * max(1, size // 40), -2 * k * max(1, size // 40))
    pygame.draw.rect(big, face, inner, border_radius=max(1, r - k))
    light = theme.mix(face, (255, 255, 255), 0.45)
    pygame.draw.line(
        big, light, (inner.left + r, inner.top + k // 2), (inner.right - r, inner.top + k // 2), k
    )
    return pygame.transform.smoothscale(big, (size, h))


def _face(spec: Spec) -> tuple[theme.Palette, theme.Colour]:
    colours = theme.counter_of(spec.palette, spec.side)
    face = theme.mix(colours.face, (92, 88, 80), 0.30) if spec.moved else colours.face
    return colours, face


def _block(spec: Spec, size: int) -> pygame.Surface:
    colours, face = _face(spec)
    image = pygame.Surface((size, size - 2))
    image.fill((250, 246, 234))
    image.fill(theme.SIDES[spec.side % 4] if spec.side >= 0 else colours.edge, (1, 1, size - 2, size - 4))
    image.fill(face, (2, 2, size - 4, size - 6))
    return image


def _small(spec: Spec, size: int) -> pygame.Surface:
    colours, face = _face(spec)
    image = _base(size, face, theme.SIDES[spec.side % 4] if spec.side >= 0 else colours.edge, 2, size - 3)
    symbol = assets.unit_symbol(spec.symbol, "", size - 5, colours.ink)
    image.blit(symbol, ((size - symbol.get_width()) // 2, max(2, (size - 7 - symbol.get_height()) // 2 + 1)))
    if spec.steps != UNKNOWN and spec.full > 0:
        room = size - 4
        image.fill(theme.mix(face, colours.ink, 0.28), (2, size - 7, room, 2))
        image.fill(colours.ink, (2, size - 7, max(1, round(room * min(1.0, spec.steps / spec.full))), 2))
    if spec.supply > 0:
        pygame.draw.rect(image, theme.SUPPLY_COLOURS[min(spec.supply, 3)], (size - 6, 1, 5, 4))
    return image


def _full(spec: Spec, size: int) -> pygame.Surface:
    colours, face = _face(spec)
    image = _base(size, face, colours.edge, size * 0.10)
    large = size >= 44
    band = round(size * (0.25 if large else 0.20))
    top = pygame.Rect(1, 1, size - 2, band)
    pygame.draw.rect(
        image,
        colours.band,
        top,
        border_top_left_radius=round(size * 0.09),
        border_top_right_radius=round(size * 0.09),
    )
    if large:
        dot = round(size * 0.22) if spec.supply >= 0 else 0
        words = _fit(spec.label, round(size * 0.215), size - 4 - dot, assets.BOLD)
        image.blit(words, (round(size * 0.06), top.centery - words.get_height() // 2))
    _supply(image, spec, size, band)
    width = round(size * (0.56 if large else 0.62))
    symbol = assets.unit_symbol(spec.symbol, spec.echelon if large else "", width, colours.ink)
    room = round(size * (0.43 if large else 0.44))
    y = top.bottom + 1 + max(0, (room - symbol.get_height()) // 2)
    image.blit(symbol, ((size - width) // 2, y))
    number = round(size * (0.27 if large else 0.34))
    left = "?" if spec.steps == UNKNOWN else str(spec.steps)
    ink = colours.ink
    strength = assets.text(left, number, ink, assets.BOLD)
    base_y = size - round(size * (0.085 if large else 0.03))
    _bottom(image, strength, round(size * 0.08), base_y)
    if spec.mp != UNKNOWN:
        mp = assets.text(str(spec.mp), number, ink, assets.BOLD if not spec.moved else assets.REGULAR)
        _bottom(image, mp, size - round(size * 0.08) - mp.get_width(), base_y)
    if large:
        if size >= 64:
            _pips(image, spec, size, colours)
        if spec.steps != UNKNOWN:
            _cohesion(image, spec, size)
    return image


def _bottom(image: pygame.Surface, words: pygame.Surface, x: int, y: int) -> None:
    box = words.get_bounding_rect()
    image.blit(words, (x, y - box.bottom))


def _supply(image: pygame.Surface, spec: Spec, size: int, band: int) -> None:
    if spec.supply < 0:
        return
    colour = theme.SUPPLY_COLOURS[min(spec.supply, 3)]
    r = max(3, round(size * 0.075))
    at = (size - r - max(2, size // 18), 1 + band // 2)
    # Shape as well as colour: disc, triangle, square, cross.
    if spec.supply == 0:
        pygame.draw.circle(image, (20, 20, 16), at, r + 1)
        pygame.draw.circle(image, colour, at, r)
    elif spec.supply == 1:
        ring = [(at[0], at[1] - r - 1), (at[0] + r + 1, at[1] + r), (at[0] - r - 1, at[1] + r)]
        pygame.draw.polygon(image, colour, ring)
        pygame.draw.polygon(image, (20, 20, 16), ring, 1)
    else:
        box = pygame.Rect(0, 0, 2 * r + 1, 2 * r + 1)
        box.center = at
        pygame.draw.rect(image, colour, box)
        pygame.draw.rect(image, (20, 20, 16), box.inflate(2, 2), 1)
        if spec.supply >= 3:
            pygame.draw.line(image, (255, 255, 255), box.topleft, (box.right - 1, box.bottom - 1), 2)
            pygame.draw.line(image, (255, 255, 255), box.bottomleft, (box.right - 1, box.top), 2)


def _pips(image: pygame.Surface, spec: Spec, size: int, colours: theme.Palette) -> None:
    if spec.steps == UNKNOWN or spec.full <= 0:
        return
    full = max(spec.full, spec.steps)
    room = round(size * 0.34)
    step = max(2, min(round(size * 0.07), room // max(1, (full + 1) // 2)))
    height = max(2, round(size * 0.055))
    columns = (full + 1) // 2
    x0 = (size - columns * step) // 2
    y0 = size - round(size * 0.09) - 2 * height - 1
    for k in range(full):
        box = pygame.Rect(
            x0 + (k % columns) * step, y0 + (k // columns) * (height + 1), max(1, step - 1), height
        )
        pygame.draw.rect(
            image, colours.ink if k < spec.steps else theme.mix(colours.face, colours.ink, 0.28), box
        )


def _cohesion(image: pygame.Surface, spec: Spec, size: int) -> None:
    width = size - round(size * 0.16)
    height = max(2, round(size * 0.045))
    x, y = round(size * 0.08), size - height - max(1, round(size * 0.025))
    pygame.draw.rect(image, (40, 36, 30), (x, y, width, height))
    share = max(0, min(100, spec.cohesion)) / 100
    colour = (
        theme.SUPPLY_COLOURS[0] if share >= 0.6 else theme.SUPPLY_COLOURS[1] if share >= 0.35 else theme.BAD
    )
    pygame.draw.rect(image, colour, (x, y, round(width * share), height))


@lru_cache(maxsize=2000)
def _fit(words: str, size: int, room: int, style: str) -> pygame.Surface:
    words = words or "-"
    for smaller in range(size, max(7, size - 4), -1):
        image = assets.text(words, smaller, (255, 252, 240), style)
        if image.get_width() <= room:
            return image
    while len(words) > 2 and assets.font(max(8, size - 3), style).size(words + ".")[0] > room:
        words = words[:-1]
    return assets.text(words.rstrip() + ".", max(8, size - 3), (255, 252, 240), style)


@lru_cache(maxsize=64)
def shadow(width: int, height: int) -> pygame.Surface:
    """Return the soft shadow under a counter."""
    image = pygame.Surface((width + 6, height + 6), pygame.SRCALPHA)
    for k, alpha in ((0, 26), (1, 40), (2, 56)):
        pygame.draw.rect(
            image, (20, 14, 6, alpha), (k, k, width + 6 - 2 * k, height + 6 - 2 * k), border_radius=6 - k
        )
    return image


@lru_cache(maxsize=64)
def badge(count: int, size: int) -> pygame.Surface:
    """Return the number of counters in a stack, in a disc."""
    words = assets.text(str(count), size, (255, 255, 255), assets.BOLD)
    r = max(words.get_width(), size) // 2 + 3
    image = pygame.Surface((2 * r, 2 * r), pygame.SRCALPHA)
    pygame.draw.circle(image, (34, 30, 26), (r, r), r)
    pygame.draw.circle(image, (244, 239, 226), (r, r), r, 1)
    image.blit(words, (r - words.get_width() // 2, r - words.get_height() // 2))
    return image


def ready(target: pygame.Surface, at: tuple[int, int], radius: int) -> None:
    """Draw the dot that says that somebody here can still act."""
    pygame.draw.circle(target, (250, 246, 220), at, radius)
    pygame.draw.circle(target, (40, 120, 60), at, radius - 1)


def stack(specs: tuple[Spec, ...], level: int) -> pygame.Surface:
    """Return the picture of a stack, first spec on top; the counters below peep out to the upper right."""
    size = SIZES[level - 1]
    top = counter(specs[0], size)
    below = specs[1:3]
    fan = FAN[level - 1]
    n = len(below)
    width, height = top.get_width() + n * fan, top.get_height() + n * fan
    pad = 3 if level >= 3 else 0
    image = pygame.Surface((width + 2 * pad, height + 2 * pad), pygame.SRCALPHA)
    for k in range(n, -1, -1):
        picture = counter(specs[k], size)
        x, y = pad + k * fan, pad + (n - k) * fan
        if level >= 3:
            image.blit(shadow(picture.get_width(), picture.get_height()), (x - 2, y - 1))
        image.blit(picture, (x, y))
    if len(specs) > 1 and level >= 3:
        mark = badge(len(specs), (8, 8, 9, 11, 14)[level - 1])
        image.blit(
            mark,
            (
                width + 2 * pad - mark.get_width(),
                height + 2 * pad - round(mark.get_height() * (1.0 if level < 5 else 1.6)),
            ),
        )
    return image


def stack_rect(level: int, count: int, x: float, y: float) -> tuple[float, float, float, float]:
    """Return the rectangle that a stack of counters covers around the pixel of its hex."""
    size = SIZES[level - 1]
    n = min(2, max(0, count - 1)) * FAN[level - 1]
    half = size / 2
    return x - half - 1, y - half - n - 1, x + half + n + 1, y + half + 1


for _kept in (counter, badge):
    theme.forgets(_kept.cache_clear)
