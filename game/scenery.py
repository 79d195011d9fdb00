"""Motifs of land, sea, sky and what is built on them, as a linocut has them; see ``motifs``."""

from __future__ import annotations

import math
from random import Random

from engine.schema.pictures import Layer
from game.cutting import Block, Colour, Point


def sky(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A flat ground down to ``y``, cut with level strokes of the other colour that thicken downwards."""
    b.box(0, 0, b.width, y, ink)
    rows = max(1, w.count)
    for row in range(rows):
        at = y * (row + 0.6) / rows
        start = -dice.uniform(0, 30)
        while start < b.width:
            long = dice.uniform(14, 46)
            here = at + dice.uniform(-0.3, 0.3) * y / rows
            b.stroke((start, here), (start + long, here), 0.3 + 2.2 * (row / rows) ** 2, other)
            start += long + dice.uniform(2, 16) * (1.5 - row / rows)


def sun(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A disc that stands on ``y`` with a ring of the other colour around it."""
    b.disc(x, y - w.size / 2, w.size / 2 * 1.18, other)
    b.disc(x, y - w.size / 2, w.size / 2, ink)


def rays(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """Wedges of light from a point in all directions, ``count`` of them."""
    for k in range(w.count):
        turn = math.tau * (k + 0.25) / w.count
        half = math.tau / w.count / 4
        far = w.size * 2
        b.form(
            [(x, y), *((x + far * math.cos(t), y + far * math.sin(t)) for t in (turn - half, turn + half))],
            ink,
        )


def mountains(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A ridge of ``count`` peaks across the whole picture; its lit flanks are cut in the other colour."""
    step = b.width / w.count
    peaks = [
        ((k + 0.5 + dice.uniform(-0.22, 0.22)) * step, y - w.size * dice.uniform(0.55, 1))
        for k in range(w.count)
    ]
    ridge: list[Point] = [(-2.0, y - w.size * 0.35)]
    for k, peak in enumerate(peaks):
        if k:
            ridge.append(((peaks[k - 1][0] + peak[0]) / 2, y - w.size * dice.uniform(0.25, 0.45)))
        ridge.append(peak)
    ridge.append((b.width + 2, y - w.size * 0.3))
    b.form([*ridge, (b.width + 2, y), (-2, y)], ink)
    if w.other != w.tone:
        for px, py in peaks:
            for k in range(7):
                drop = (y - py) * (0.06 + 0.09 * k)
                left = px + drop * 0.28 + k * 0.5
                b.stroke(
                    (left, py + drop * 0.75), (left + 2 + drop * 0.34, py + drop * 1.9), 0.9 + 0.12 * k, other
                )


def volcano(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A broad cone with a crater and strokes down its lit flank."""
    s = w.size
    top, foot = y - s, s * 2.1
    left = [(x - foot * t**1.6 - s * 0.12, top + s * t) for t in (1, 0.8, 0.6, 0.4, 0.2, 0)]
    right = [(x + foot * t**1.6 + s * 0.12, top + s * t) for t in (0, 0.2, 0.4, 0.6, 0.8, 1)]
    b.form([*left, (x, top + s * 0.06), *right], ink)
    for k in range(10):
        t = 0.08 + 0.07 * k
        px = x + foot * t**1.6 * 0.55 + dice.uniform(-1, 2)
        b.stroke((px, top + s * t), (px + s * 0.25, top + s * (t + 0.26)), 0.9, other)


def ground(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """Land from ``y`` downwards with a soft edge and furrows that run towards the eye."""
    waves = [(b.width * k / 24, y + math.sin(k * 0.7 + w.seed) * w.size * 0.06) for k in range(25)]
    b.form([*waves, (b.width, 100), (0, 100)], ink)
    for _ in range(w.count):
        px, py = dice.uniform(0, b.width), dice.uniform(y + 4, 99)
        long = 4 + (py - y) * 0.5
        b.stroke((px, py), (px + long, py + dice.uniform(-0.4, 0.4)), 0.5 + (py - y) * 0.03, other)


def sea(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """Water from ``y`` downwards with ``count`` rows of swell."""
    b.box(0, y, b.width, 100 - y, ink)
    for row in range(w.count):
        share = (row + 0.4) / w.count
        at = y + (100 - y) * share**1.35
        start = -dice.uniform(0, 12)
        while start < b.width:
            long = (5 + 26 * share) * dice.uniform(0.6, 1.3)
            b.stroke((start, at), (start + long, at + dice.uniform(-0.2, 0.4)), 0.5 + 1.4 * share, other)
            start += long + dice.uniform(3, 18) * (0.5 + share)


def smoke(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A plume that rises from ``x``, ``y`` and drifts, in rounds of two tones."""
    rounds = []
    for k in range(16):
        t = k / 15
        drift = w.size * 0.75 * t**1.5
        rounds.append((x + drift + dice.uniform(-1, 1), y - w.size * t**0.8, w.size * (0.05 + 0.15 * t)))
    for px, py, r in rounds:
        b.disc(px, py, r, ink)
    for px, py, r in rounds[3:]:
        b.stroke((px - r * 0.7, py - r * 0.35), (px + r * 0.1, py - r * 0.75), max(0.4, r * 0.16), other)


def rain(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """Slanting strokes over the whole picture."""
    for _ in range(w.count):
        px, py = dice.uniform(-5, b.width + 10), dice.uniform(-5, y)
        long = w.size * dice.uniform(0.5, 1)
        b.stroke((px, py), (px - long * 0.35, py + long), 0.4, ink)


def city(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """Roofs across the whole picture with a church tower and a few lit windows, ``count`` houses."""
    step = b.width / w.count
    for k in range(w.count):
        wide, high = step * dice.uniform(1.0, 1.35), w.size * dice.uniform(0.4, 0.8)
        left = k * step - 1
        kind = dice.randrange(5)
        if kind == 0:
            wide, high = step * 0.45, w.size
            b.form(
                [(left, y - high), (left + wide / 2, y - high - w.size * 0.18), (left + wide, y - high)], ink
            )
        elif kind == 1:
            b.dome(left + wide / 2, y - high + 0.1, wide * 0.32, w.size * 0.24, ink)
        elif kind < 4:
            b.form(
                [
                    (left - 0.8, y - high),
                    (left + wide / 2, y - high - w.size * 0.12),
                    (left + wide + 0.8, y - high),
                ],
                ink,
            )
        b.box(left, y - high, wide, high + 1, ink)
        for _ in range(4):
            if dice.random() < 0.5 and w.other != w.tone:
                px, py = left + dice.uniform(0.15, 0.75) * wide, y - high * dice.uniform(0.2, 0.85)
                b.box(px, py, w.size * 0.04, w.size * 0.07, other)


def dome(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A great church: colonnade, drum, ribbed dome and lantern."""
    s = w.size
    b.box(x - s * 0.95, y - s * 0.3, s * 1.9, s * 0.3, ink)
    b.form([(x - s * 0.35, y - s * 0.3), (x, y - s * 0.4), (x + s * 0.35, y - s * 0.3)], ink)
    b.box(x - s * 0.3, y - s * 0.5, s * 0.6, s * 0.22, ink)
    b.dome(x, y - s * 0.5, s * 0.29, s * 0.34, ink)
    for side in (-1, 1):
        b.box(x + side * s * 0.62 - s * 0.1, y - s * 0.38, s * 0.2, s * 0.1, ink)
        b.dome(x + side * s * 0.62, y - s * 0.37, s * 0.1, s * 0.12, ink)
    b.box(x - s * 0.045, y - s * 0.93, s * 0.09, s * 0.12, ink)
    b.dome(x, y - s * 0.92, s * 0.05, s * 0.06, ink)
    b.line((x, y - s * 0.96), (x, y - s * 1.06), s * 0.012, ink)
    b.line((x - s * 0.025, y - s * 1.025), (x + s * 0.025, y - s * 1.025), s * 0.012, ink)
    for k in range(-2, 3):
        b.stroke((x + k * s * 0.03, y - s * 0.82), (x + k * s * 0.11, y - s * 0.52), s * 0.012, other)
    for k in range(15):
        b.box(x - s * 0.9 + k * s * 0.125, y - s * 0.24, s * 0.045, s * 0.2, other)
    for k in range(7):
        b.box(x - s * 0.265 + k * s * 0.08, y - s * 0.47, s * 0.03, s * 0.13, other)


def aqueduct(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """Arches across the whole picture; the openings show the other colour, the last ones are broken."""
    s, wide = w.size, b.width / w.count
    b.box(0, y - s, b.width, s, ink)
    b.box(0, y - s * 1.05, b.width * 0.82, s * 0.1, ink)
    for k in range(w.count):
        mid = (k + 0.5) * wide
        b.box(mid - wide * 0.33, y - s * 0.5, wide * 0.66, s * 0.5, other)
        b.dome(mid, y - s * 0.49, wide * 0.33, s * 0.3, other)


def hotel(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A plain building of three floors with a round front and rows of windows."""
    s = w.size
    b.box(x - s, y - s * 0.8, s * 2, s * 0.8, ink)
    b.box(x - s * 1.04, y - s * 0.86, s * 2.08, s * 0.07, ink)
    b.box(x - s * 0.35, y - s, s * 0.7, s * 0.2, ink)
    for row in range(3):
        for k in range(9):
            b.box(x - s * 0.9 + k * s * 0.212, y - s * 0.72 + row * s * 0.24, s * 0.09, s * 0.13, other)


def mast(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A lattice mast with stays."""
    s, parts = w.size, 9
    for side in (-1, 1):
        b.line((x + side * 0.11 * s, y), (x + side * 0.01 * s, y - s), 0.016 * s, ink)
        b.line((x, y - 0.92 * s), (x + side * 0.5 * s, y), 0.005 * s, ink)
    for k in range(parts):
        low, high = k / parts, (k + 1) / parts
        a, c = 0.11 - 0.1 * low, 0.11 - 0.1 * high
        b.line((x - a * s, y - low * s), (x + c * s, y - high * s), 0.01 * s, ink)
        b.line((x + a * s, y - low * s), (x - c * s, y - high * s), 0.01 * s, ink)
    b.line((x, y - s), (x, y - 1.12 * s), 0.01 * s, ink)
