"""Signs of places: dots, rings, anchors, aeroplanes and passes; and from which zoom they show."""

from __future__ import annotations

import math

import pygame

from game.lines import SS
from game.mapdata import Place

_FROM_LEVEL: dict[tuple[str, int], int] = {
    ("city", 1): 1,
    ("city", 2): 2,
    ("city", 3): 3,
    ("port", 1): 2,
    ("port", 2): 3,
    ("port", 3): 4,
    ("town", 1): 3,
    ("town", 2): 3,
    ("town", 3): 4,
    ("pass", 1): 3,
    ("pass", 2): 4,
    ("pass", 3): 5,
    ("airfield", 1): 3,
    ("airfield", 2): 3,
    ("airfield", 3): 4,
    ("fort", 1): 3,
    ("fort", 2): 4,
    ("fort", 3): 5,
    ("monastery", 1): 4,
    ("beach", 1): 5,
    ("beach", 2): 5,
    ("beach", 3): 5,
}
# Names of these come one or two levels after their sign.
_NAME_LATER: dict[str, int] = {"airfield": 2, "pass": 1, "fort": 1, "beach": 0, "monastery": 0}
BIG_CITY = 100  # thousands of people
INK, FACE, RED, BLUE = (36, 30, 26), (250, 246, 234), (186, 52, 40), (32, 70, 120)


def sign_level(place: Place) -> int:
    """Return the first zoom level at which a place has a sign."""
    level = _FROM_LEVEL.get((place.kind, place.rank), 4)
    if place.kind == "city" and place.rank == 1 and 0 < place.population < 60:
        level = 2
    return level


def name_level(place: Place) -> int:
    """Return the first zoom level at which a place is named."""
    level = sign_level(place) + _NAME_LATER.get(place.kind, 0)
    return min(level, 5)


def sign_radius(place: Place, level: int) -> float:
    """Return the radius of a sign in chunk pixels."""
    if place.kind == "city":
        base = 3.6 if place.population >= BIG_CITY else 2.9 if place.rank == 1 else 2.5
    else:
        base = 2.4 if place.kind in ("town", "port") else 3.4
    return base * (0.8, 0.95, 1.1, 1.3, 1.5)[level - 1]


def draw_sign(fine: pygame.Surface, at: tuple[float, float], place: Place, level: int) -> None:
    """Draw the sign of a place on a fine surface."""
    if level < sign_level(place):
        return
    x, y = at
    r = sign_radius(place, level) * SS
    kind = place.kind
    if kind == "city":
        pygame.draw.circle(fine, INK, at, r + 1.8)
        pygame.draw.circle(fine, RED if place.rank == 1 else FACE, at, r)
        if place.population >= BIG_CITY:
            pygame.draw.circle(fine, FACE, at, r * 0.62)
            pygame.draw.circle(fine, RED, at, r * 0.38)
    elif kind in ("town", "port"):
        pygame.draw.circle(fine, INK, at, r + 1.6)
        pygame.draw.circle(fine, FACE, at, r)
    elif kind == "airfield":
        pygame.draw.circle(fine, FACE, at, r + 1)
        pygame.draw.circle(fine, INK, at, r + 1, 2)
        pygame.draw.line(fine, INK, (x - r * 0.7, y), (x + r * 0.7, y), 2)
        pygame.draw.line(fine, INK, (x, y - r * 0.8), (x, y + r * 0.6), 2)
    elif kind == "pass":
        for side in (-1, 1):
            box = pygame.Rect(0, 0, r * 1.3, r * 2.4)
            box.center = (round(x + side * r * 1.05), round(y))
            start, stop = (-math.pi / 2, math.pi / 2) if side < 0 else (math.pi / 2, 3 * math.pi / 2)
            pygame.draw.arc(fine, INK, box, start, stop, 3)
    elif kind == "fort":
        pygame.draw.polygon(fine, INK, [(x, y - r * 1.25), (x + r * 1.25, y + r), (x - r * 1.25, y + r)])
        pygame.draw.polygon(
            fine, FACE, [(x, y - r * 0.5), (x + r * 0.55, y + r * 0.55), (x - r * 0.55, y + r * 0.55)]
        )
    elif kind == "monastery":
        box = pygame.Rect(0, 0, r * 1.7, r * 1.7)
        box.center = (round(x), round(y))
        pygame.draw.rect(fine, INK, box.inflate(4, 4))
        pygame.draw.rect(fine, FACE, box)
        pygame.draw.line(fine, INK, (x, y - r * 0.7), (x, y + r * 0.7), 3)
        pygame.draw.line(fine, INK, (x - r * 0.45, y - r * 0.2), (x + r * 0.45, y - r * 0.2), 3)
    elif kind == "beach":
        for k in (-1, 0, 1):
            box = pygame.Rect(0, 0, r, r)
            box.center = (round(x + k * r), round(y))
            pygame.draw.arc(fine, BLUE, box, 0, math.pi, 2)
    if place.port > 0 and level >= 3 and (place.rank < 3 or level >= 4):
        _anchor(fine, x, y + r + 3 + 5 * SS, (0, 0, 4.0, 5.0, 6.0)[level - 1] * SS)


def _anchor(fine: pygame.Surface, x: float, y: float, size: float) -> None:
    w = 2 if size < 9 else 3
    pygame.draw.circle(fine, FACE, (x, y), size * 0.95)
    pygame.draw.circle(fine, BLUE, (x, y), size * 0.95, 1)
    s = size * 0.62
    pygame.draw.line(fine, BLUE, (x, y - s), (x, y + s), w)
    pygame.draw.line(fine, BLUE, (x - s * 0.5, y - s * 0.45), (x + s * 0.5, y - s * 0.45), w)
    box = pygame.Rect(0, 0, s * 1.7, s * 1.7)
    box.center = (round(x), round(y + s * 0.1))
    pygame.draw.arc(fine, BLUE, box, math.pi, 2 * math.pi, w)
