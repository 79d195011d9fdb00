"""Hex geometry: axial, cube and offset coordinates, directions, labels.

Owns the pure maths of a flat-top hex grid. It knows neither map nor terrain.

Axial ``(q, r)`` is for maths inside, offset ``(col, row)`` ("odd-q": odd columns are
shoved half a hex down) for files and labels, and the row number of a hex in ``World``
for arrays. ``q`` and ``col`` grow to the east, ``r`` and ``row`` to the south.
"""

from __future__ import annotations

import math

# Direction 0-5, clockwise from north.
NORTH, NORTH_EAST, SOUTH_EAST, SOUTH, SOUTH_WEST, NORTH_WEST = range(6)
DIRECTIONS: tuple[tuple[int, int], ...] = ((0, -1), (1, -1), (1, 0), (0, 1), (-1, 1), (-1, 0))
DIRECTION_NAMES: tuple[str, ...] = ("N", "NE", "SE", "S", "SW", "NW")
SQRT3 = math.sqrt(3.0)


def opposite(direction: int) -> int:
    """Return the direction that points back: the same hexside seen from the neighbour."""
    return (direction + 3) % 6


def neighbour(q: int, r: int, direction: int) -> tuple[int, int]:
    """Return the axial coordinates of the hex next to ``(q, r)``.

    >>> neighbour(0, 0, NORTH)
    (0, -1)
    """
    dq, dr = DIRECTIONS[direction]
    return q + dq, r + dr


def direction_between(q1: int, r1: int, q2: int, r2: int) -> int:
    """Return the direction from one hex to an adjacent one, -1 if they are not adjacent.

    >>> direction_between(0, 0, 1, 0)
    2
    """
    step = (q2 - q1, r2 - r1)
    return DIRECTIONS.index(step) if step in DIRECTIONS else -1


def distance(q1: int, r1: int, q2: int, r2: int) -> int:
    """Return the number of hexes one has to step over.

    >>> distance(0, 0, 3, -1)
    3
    """
    dq, dr = q1 - q2, r1 - r2
    return max(abs(dq), abs(dr), abs(dq + dr))


def axial_to_offset(q: int, r: int) -> tuple[int, int]:
    """Return odd-q offset ``(col, row)`` of an axial hex.

    >>> axial_to_offset(3, 1)
    (3, 2)
    """
    return q, r + (q - (q & 1)) // 2


def offset_to_axial(col: int, row: int) -> tuple[int, int]:
    """Return axial ``(q, r)`` of an odd-q offset hex.

    >>> offset_to_axial(3, 2)
    (3, 1)
    """
    return col, row - (col - (col & 1)) // 2


def label(col: int, row: int) -> str:
    """Return the map label ``CCCRRR`` of an offset hex.

    Raises ValueError where a coordinate does not fit three digits.

    >>> label(12, 4)
    '012004'
    """
    if not (0 <= col <= 999 and 0 <= row <= 999):
        raise ValueError(f"hex {col},{row} does not fit a CCCRRR label")
    return f"{col:03d}{row:03d}"


def parse_label(text: str) -> tuple[int, int]:
    """Return ``(col, row)`` of a label; raises ValueError if it is not six digits.

    >>> parse_label("012004")
    (12, 4)
    """
    if len(text) != 6 or not text.isascii() or not text.isdigit():
        raise ValueError(f"{text!r} is not a hex label of the form CCCRRR")
    return int(text[:3]), int(text[3:])


def centre(col: int, row: int, spacing: float) -> tuple[float, float]:
    """Return the plane position of a hex centre, x to the east and y to the south.

    ``spacing`` is the distance between the centres of two neighbours, in any unit;
    the centre of label 000000 is the origin.
    """
    return col * spacing * SQRT3 / 2.0, (row + 0.5 * (col & 1)) * spacing


def nearest(x: float, y: float, spacing: float) -> tuple[int, int]:
    """Return the offset hex whose centre is nearest to a plane position (see ``centre``).

    >>> nearest(*centre(7, 3, 10.0), 10.0)
    (7, 3)
    """
    q = x / (spacing * SQRT3 / 2.0)
    r = y / spacing - q / 2.0
    s = -q - r
    rq, rr, rs = round(q), round(r), round(s)
    dq, dr, ds = abs(rq - q), abs(rr - r), abs(rs - s)
    if dq > dr and dq > ds:
        rq = -rr - rs
    elif dr > ds:
        rr = -rq - rs
    return axial_to_offset(rq, rr)


def corners(x: float, y: float, spacing: float) -> list[tuple[float, float]]:
    """Return the six corners of a hex around a centre.

    Corner k and corner k+1 bound the hexside towards direction k, so corner 0 is the
    upper left one.
    """
    size = spacing / SQRT3
    return [
        (x + size * math.cos(math.radians(a)), y + size * math.sin(math.radians(a)))
        for a in (240, 300, 0, 60, 120, 180)
    ]
