"""Motifs of things and men, flat forms cut with a few strokes; see ``motifs``."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from random import Random

import pygame

from engine.schema.pictures import Layer
from game.cutting import Block, Colour, Point


def ship(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A warship from the side, bow to the right, with foam at its foot; ``count`` makes a line of them."""
    for k in range(w.count):
        s = w.size * (1 - 0.18 * k)
        px, py = x - k * w.size * 2.9, y - 0.16 * k * w.size
        hull = [(-1.5, -0.2), (-1.4, 0), (1.25, 0), (1.62, -0.3), (0.8, -0.24), (0.2, -0.2)]
        b.form([(px + u * s, py + v * s) for u, v in hull], ink)
        for u, v, wide, high in (
            (-0.95, -0.34, 0.5, 0.2),
            (-0.35, -0.44, 0.95, 0.3),
            (0.05, -0.62, 0.4, 0.2),
            (0.12, -0.78, 0.2, 0.2),
            (-0.3, -0.72, 0.18, 0.36),
            (-1.25, -0.3, 0.26, 0.12),
            (0.7, -0.36, 0.28, 0.14),
            (-0.72, -0.48, 0.26, 0.14),
        ):
            b.box(px + u * s, py + v * s, wide * s, high * s, ink)
        b.line((px + 0.22 * s, py - 0.7 * s), (px + 0.22 * s, py - 1.08 * s), 0.05 * s, ink)
        b.line((px - 0.55 * s, py - 0.4 * s), (px - 0.55 * s, py - 0.9 * s), 0.04 * s, ink)
        b.line((px + 0.02 * s, py - 0.92 * s), (px + 0.42 * s, py - 0.92 * s), 0.03 * s, ink)
        for u, v in ((0.84, -0.31), (-0.6, -0.43)):
            b.line((px + u * s, py + v * s), (px + (u + 0.5) * s, py + (v - 0.07) * s), 0.045 * s, ink)
        b.line((px - 1.25 * s, py - 0.24 * s), (px - 1.75 * s, py - 0.3 * s), 0.045 * s, ink)
        b.stroke((px - 1.9 * s, py + 0.01 * s), (px + 1.6 * s, py + 0.01 * s), 0.09 * s, other)


def craft(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """Landing craft seen from the quarter, ramps up, helmets over the side."""
    for k in range(w.count):
        px = x + (k - (w.count - 1) / 2) * w.size * 3.1
        py = y + (k % 2) * w.size * 0.5
        s = w.size
        for n in range(7):
            b.dome(px - 0.85 * s + n * 0.24 * s, py - 0.5 * s, 0.1 * s, 0.16 * s, ink)
        b.form(
            [
                (px - 1.3 * s, py - 0.6 * s),
                (px - 1.2 * s, py),
                (px + 1.0 * s, py),
                (px + 1.25 * s, py - 0.75 * s),
                (px + 1.0 * s, py - 0.72 * s),
                (px + 0.9 * s, py - 0.52 * s),
                (px - 1.0 * s, py - 0.52 * s),
            ],
            ink,
        )
        b.box(px - 1.22 * s, py - 0.9 * s, 0.24 * s, 0.4 * s, ink)
        b.stroke((px - 1.7 * s, py), (px + 1.5 * s, py), 0.2 * s, other)
        b.stroke((px - 2.3 * s, py + 0.16 * s), (px - 0.6 * s, py + 0.16 * s), 0.14 * s, other)


def column(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A column of lorries with canvas covers that drives to the right, smaller towards the left."""
    px, s = x, float(w.size)
    for _ in range(w.count):
        b.form(
            [
                (px - 1.1 * s, y - 0.2 * s),
                (px - 1.1 * s, y - 0.85 * s),
                (px - 0.95 * s, y - s),
                (px - 0.05 * s, y - s),
                (px + 0.05 * s, y - 0.85 * s),
                (px + 0.1 * s, y - 0.78 * s),
                (px + 0.42 * s, y - 0.76 * s),
                (px + 0.52 * s, y - 0.5 * s),
                (px + 0.85 * s, y - 0.46 * s),
                (px + 0.88 * s, y - 0.2 * s),
            ],
            ink,
        )
        for u in (-0.8, -0.42, 0.6):
            b.disc(px + u * s, y - 0.17 * s, 0.17 * s, ink)
            b.disc(px + u * s, y - 0.17 * s, 0.07 * s, other)
        b.form(
            [
                (px + 0.2 * s, y - 0.7 * s),
                (px + 0.38 * s, y - 0.7 * s),
                (px + 0.44 * s, y - 0.52 * s),
                (px + 0.2 * s, y - 0.52 * s),
            ],
            other,
        )
        for u in (-0.85, -0.6, -0.35):
            b.stroke((px + u * s, y - 0.95 * s), (px + u * s, y - 0.4 * s), 0.03 * s, other)
        px -= 2.5 * s
        s *= 0.88


def gliders(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """Gliders that come down from the upper left, the nearest the largest."""
    for k in range(w.count):
        s = w.size * (1 - 0.17 * k)
        px, py = x - k * w.size * 2.2, y - k * w.size * 0.85 + (k % 2) * w.size * 0.9
        b.form(
            [
                (px - 1.25 * s, py - 0.12 * s),
                (px + 0.75 * s, py - 0.05 * s),
                (px + 1.1 * s, py + 0.12 * s),
                (px + 0.95 * s, py + 0.26 * s),
                (px + 0.3 * s, py + 0.24 * s),
            ],
            ink,
        )
        b.form(
            [
                (px - 1.25 * s, py - 0.12 * s),
                (px - 1.38 * s, py - 0.5 * s),
                (px - 1.15 * s, py - 0.5 * s),
                (px - 0.95 * s, py - 0.08 * s),
            ],
            ink,
        )
        b.form(
            [
                (px + 0.1 * s, py),
                (px + 0.5 * s, py),
                (px - 0.55 * s, py - 1.25 * s),
                (px - 0.75 * s, py - 1.2 * s),
            ],
            ink,
        )
        b.form(
            [
                (px + 0.1 * s, py + 0.08 * s),
                (px + 0.55 * s, py + 0.1 * s),
                (px + 0.75 * s, py + 1.15 * s),
                (px + 0.55 * s, py + 1.15 * s),
            ],
            ink,
        )
        b.stroke((px - 0.6 * s, py + 0.02 * s), (px + 0.8 * s, py + 0.07 * s), 0.06 * s, other)


def parachutes(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """Parachutes strewn over the sky above ``y``, near and far."""
    spots = []
    for k in range(w.count):
        row = k % 3
        spots.append(
            (
                b.width * (k + dice.uniform(0.25, 0.75)) / w.count,
                y * (0.26 + 0.27 * row) + dice.uniform(-4, 4),
            )
        )
    for px, py in spots:
        s = w.size * dice.uniform(0.5, 1)
        b.dome(px, py, 0.55 * s, 0.5 * s, ink)
        for k in range(4):
            b.dome(px + (k - 1.5) * 0.275 * s, py + 0.2, 0.137 * s, 0.1 * s, other)
        for u in (-0.54, -0.2, 0.2, 0.54):
            b.line((px + u * s, py), (px, py + 0.6 * s), 0.018 * s, ink)
        b.box(px - 0.05 * s, py + 0.58 * s, 0.1 * s, 0.26 * s, ink)
        b.disc(px, py + 0.55 * s, 0.05 * s, ink)


def flag(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A flag on a staff that stands on ``y``, in stripes from the staff outwards or one under the other."""
    s = w.size
    b.line((x, y), (x, y - s), s * 0.025, ink)
    b.disc(x, y - s, s * 0.025, ink)
    wide, high, top = s * 0.72, s * 0.46, y - s * 0.97
    bands = [pygame.Color(c) for c in w.colours] or [pygame.Color(*other)]

    def cloth(u: float, v: float) -> Point:
        return x + u * wide, top + v * high + math.sin(u * 5.2 + 0.3) * s * 0.035 + u * s * 0.04

    for k, tint in enumerate(bands):
        low, top_ = k / len(bands), (k + 1) / len(bands)
        steps = [n / 16 for n in range(17)]
        if w.level:
            edge = [cloth(u, low) for u in steps] + [cloth(u, top_) for u in reversed(steps)]
        else:
            inner = [low + (top_ - low) * u for u in steps]
            edge = [cloth(u, 0) for u in inner] + [cloth(u, 1) for u in reversed(inner)]
        b.form(edge, (tint.r, tint.g, tint.b))
    for u in (0.18, 0.5, 0.8):
        b.stroke(cloth(u, 0.08), cloth(u + 0.05, 0.9), s * 0.014, ink)


def crown(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A crown of five points that stands on ``y``."""
    s = w.size
    points = [
        (-0.8, 0.0),
        (-1.0, -0.8),
        (-0.5, -0.42),
        (-0.42, -1.0),
        (-0.15, -0.45),
        (0, -1.1),
        (0.15, -0.45),
        (0.42, -1.0),
        (0.5, -0.42),
        (1.0, -0.8),
        (0.8, 0.0),
    ]
    b.form([(x + u * s * 0.75, y + v * s * 0.85) for u, v in points], ink)
    for u, v in points[1:-1:2]:
        b.disc(x + u * s * 0.75, y + v * s * 0.85, s * 0.07, ink)
    b.box(x - s * 0.62, y - s * 0.16, s * 1.24, s * 0.05, other)
    for k in range(5):
        b.disc(x + (k - 2) * s * 0.24, y - s * 0.27, s * 0.045, other)


def document(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A sheet with lines of writing, a signature and a seal with two ribbons; a pen lies across its foot."""
    s = w.size
    corners = [(-0.4, -1.0), (0.4, -0.96), (0.36, 0.0), (-0.44, -0.04)]
    b.form([(x + (u + 0.025) * s, y + (v + 0.03) * s) for u, v in corners], other)
    b.form([(x + u * s, y + v * s) for u, v in corners], ink)
    for k in range(8):
        v = -0.84 + k * 0.075
        end = 0.28 if k % 4 != 3 else dice.uniform(-0.1, 0.15)
        b.stroke((x - 0.32 * s, y + v * s), (x + end * s, y + (v + 0.02) * s), 0.028 * s, other)
    sign = [
        (x - 0.32 * s + k * 0.03 * s, y - 0.13 * s + math.sin(k * 1.9 + w.seed) * 0.03 * s) for k in range(12)
    ]
    for one, two in pairwise(sign):
        b.line(one, two, 0.012 * s, other)
    seal = pygame.Color(w.colours[0]) if w.colours else pygame.Color(*other)
    red = (seal.r, seal.g, seal.b)
    for u in (-0.05, 0.04):
        b.form(
            [
                (x + (0.2 + u) * s, y - 0.14 * s),
                (x + (0.26 + u) * s, y - 0.14 * s),
                (x + (0.27 + 2.2 * u) * s, y + 0.06 * s),
                (x + (0.23 + 2.2 * u) * s, y + 0.03 * s),
                (x + (0.19 + 2.2 * u) * s, y + 0.06 * s),
            ],
            red,
        )
    edge = [math.tau * k / 32 for k in range(32)]
    b.form(
        [
            (
                x + 0.23 * s + math.cos(t) * s * (0.1 + 0.012 * (k % 2)),
                y - 0.17 * s + math.sin(t) * s * (0.1 + 0.012 * (k % 2)),
            )
            for k, t in enumerate(edge)
        ],
        red,
    )
    b.disc(x + 0.23 * s, y - 0.17 * s, 0.066 * s, ink)
    b.disc(x + 0.23 * s, y - 0.17 * s, 0.052 * s, red)
    b.line((x + 0.08 * s, y - 0.06 * s), (x + 0.66 * s, y - 0.5 * s), 0.035 * s, other)
    b.form([(x + 0.0, y), (x + 0.1 * s, y - 0.035 * s), (x + 0.06 * s, y - 0.085 * s)], other)


def microphone(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A studio microphone hung in a ring, on a stand."""
    s = w.size
    b.box(x - 0.03 * s, y - 0.5 * s, 0.06 * s, 0.5 * s, ink)
    b.dome(x, y, 0.24 * s, 0.08 * s, ink)
    b.disc(x, y - 0.68 * s, 0.3 * s, ink)
    b.disc(x, y - 0.68 * s, 0.255 * s, other)
    for k in range(8):
        turn = math.tau * (k + 0.5) / 8
        a, c = math.cos(turn), math.sin(turn)
        b.line(
            (x + a * 0.12 * s, y - 0.68 * s + c * 0.12 * s),
            (x + a * 0.27 * s, y - 0.68 * s + c * 0.27 * s),
            0.014 * s,
            ink,
        )
    b.disc(x, y - 0.68 * s, 0.17 * s, ink)
    for k in range(-3, 4):
        half = math.sqrt(0.15**2 - (0.042 * k) ** 2) * s
        at = y - 0.68 * s + 0.042 * k * s
        b.stroke((x - half, at), (x + half, at), 0.016 * s, other)


def signal(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """Waves that go out from a point to both sides, ``count`` on each."""
    for k in range(w.count):
        radius = w.size * (0.5 + 0.32 * k)
        for way in (0, math.pi):
            turns = [way + math.radians(-38 + 4 * n) for n in range(20)]
            outer = [(x + radius * math.cos(t), y + radius * math.sin(t)) for t in turns]
            thick = w.size * 0.07
            inner = [
                (
                    x + (radius - thick * math.sin(math.pi * n / 19)) * math.cos(t),
                    y + (radius - thick * math.sin(math.pi * n / 19)) * math.sin(t),
                )
                for n, t in enumerate(turns)
            ]
            b.form([*outer, *reversed(inner)], ink)


def fasces(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A bundle of rods with an axe, broken in two; the upper half falls to the right."""
    s = w.size

    def half(spot: Callable[[float, float], Point], low: float, high: float, axe: bool) -> None:
        b.form([spot(-0.13, low), spot(0.13, low), spot(0.13, high), spot(-0.13, high)], ink)
        for k in range(5):
            u = -0.13 + k * 0.065
            tip = dice.uniform(0.02, 0.09)
            ragged = high + tip if not axe else low - tip
            b.form(
                [
                    spot(u - 0.032, high if not axe else low),
                    spot(u, ragged),
                    spot(u + 0.032, high if not axe else low),
                ],
                ink,
            )
        for k in range(1, 4):
            u = -0.13 + k * 0.065
            b.stroke(spot(u, low + 0.02), spot(u, high - 0.02), 0.016 * s, other)
        for t in (0.25, 0.7):
            v = low + (high - low) * t
            b.form([spot(-0.14, v), spot(0.14, v + 0.03), spot(0.14, v + 0.07), spot(-0.14, v + 0.04)], other)
        if axe:
            b.form(
                [
                    spot(0.1, high - 0.13),
                    spot(0.34, high - 0.03),
                    spot(0.4, high - 0.2),
                    spot(0.34, high - 0.37),
                    spot(0.1, high - 0.27),
                ],
                ink,
            )

    def upright(u: float, v: float) -> Point:
        return x - 0.14 * s + u * s, y - v * s

    def fallen(u: float, v: float) -> Point:
        turn = math.radians(52)
        a, c = u, v - 0.5
        return x + (0.06 + a * math.cos(turn) + c * math.sin(turn)) * s, y - (
            0.5 - a * math.sin(turn) + c * math.cos(turn)
        ) * s

    half(upright, 0.0, 0.42, False)
    half(fallen, 0.52, 1.05, True)


def rifles(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """Piled arms: rifles that lean against each other in threes, ``count`` piles, helmets at their feet."""
    for k in range(w.count):
        px, s = x + (k - (w.count - 1) / 2) * w.size * 1.05, w.size * (1 - 0.1 * (k % 2))
        for foot, top in ((-0.3, 0.08), (0.3, -0.08), (0.02, 0.02)):
            ax, ay, cx, cy = px + foot * s, y, px + top * s, y - s
            b.line((ax, ay), (cx, cy), 0.026 * s, ink)
            mx, my = ax + (cx - ax) * 0.55, ay + (cy - ay) * 0.55
            b.line((ax, ay), (mx, my), 0.05 * s, ink)
            b.line((ax, ay), (ax + (mx - ax) * 0.4, ay + (my - ay) * 0.4), 0.085 * s, ink)
            b.stroke((ax + (mx - ax) * 0.1, ay + (my - ay) * 0.1), (mx, my), 0.014 * s, other)
        b.dome(px + 0.47 * s, y + 0.02 * s, 0.13 * s, 0.14 * s, ink)
        b.box(px + 0.32 * s, y, 0.3 * s, 0.025 * s, ink)


def barricade(b: Block, w: Layer, x: float, y: float, ink: Colour, other: Colour, dice: Random) -> None:
    """A heap of beams, crates, stones and a cart wheel across the picture, heads and rifles behind it."""
    s = w.size
    for k in range(w.count):
        px = x + (k - (w.count - 1) / 2) * s * 0.72 + dice.uniform(-2, 2)
        rise = y - s * dice.uniform(0.62, 0.8)
        b.disc(px, rise - 0.16 * s, 0.1 * s, ink)
        b.dome(px, rise - 0.17 * s, 0.13 * s, 0.1 * s, ink)
        b.form(
            [
                (px - 0.2 * s, y),
                (px - 0.18 * s, rise),
                (px, rise - 0.1 * s),
                (px + 0.18 * s, rise),
                (px + 0.2 * s, y),
            ],
            ink,
        )
        b.line((px - 0.1 * s, rise + 0.2 * s), (px + 0.5 * s, rise - 0.42 * s), 0.045 * s, ink)
    top = [(b.width * n / 14, y - s * dice.uniform(0.3, 0.56)) for n in range(15)]
    b.form([(-1, 100), (-1, top[0][1]), *top, (b.width + 1, top[-1][1]), (b.width + 1, 100)], ink)
    for _ in range(16):
        px, py = dice.uniform(0, b.width), y - s * dice.uniform(-0.1, 0.42)
        turn, long = dice.uniform(-0.6, 0.6), dice.uniform(0.5, 1.1) * s
        end = (px + math.cos(turn) * long, py + math.sin(turn) * long)
        b.line((px, py), end, 0.09 * s, ink)
        b.stroke((px, py - 0.04 * s), (end[0], end[1] - 0.04 * s), 0.025 * s, other)
    wheel = (x - b.width * 0.22, y - s * 0.2)
    b.disc(*wheel, 0.42 * s, other)
    b.disc(*wheel, 0.37 * s, ink)
    for k in range(5):
        a, c = math.cos(k * math.pi / 5) * 0.39 * s, math.sin(k * math.pi / 5) * 0.39 * s
        b.line((wheel[0] - a, wheel[1] - c), (wheel[0] + a, wheel[1] + c), 0.03 * s, other)
