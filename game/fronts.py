"""Front lines over the map of looking back: how the line moved in this war, and where it really stood.

History's lines are ``history/fronts.csv``, the last that is known on a day; their vertices are placed
by the projection of the map, so a map without one has none.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

import numpy as np
import pygame

from engine.schema.victory import FrontRow
from game import assets, scale, texts, theme
from game.lines import F32, smooth
from game.map_view import MapView
from game.mapdata import MapData

HISTORY = (92, 34, 120)
EARLIER = 6  # lines of turns before that are drawn
POCKET = 120.0  # km: a shorter line of before is a pocket, and left out
OLD, NEW = (214, 150, 40), (96, 26, 20)
Line = F32  # float32[n, 2] in km of the map


def of_history(
    rows: Iterable[FrontRow], data: MapData, day: datetime.date
) -> tuple[datetime.date | None, list[Line]]:
    """Return the day of the last line that is known on a day, and its segments."""
    past = [row for row in rows if row.date <= day]
    last = max((row.date for row in past), default=None)
    if data.place_at is None:
        return None, []
    segments: dict[str, list[FrontRow]] = {}
    for row in past:
        if row.date == last:
            segments.setdefault(row.segment, []).append(row)
    found = []
    for vertices in segments.values():
        vertices.sort(key=lambda row: row.seq)
        points = [data.place_at(row.lon, row.lat) for row in vertices]
        if len(points) > 1:
            found.append(smooth(np.asarray(points, dtype=np.float32), 5))
    return last, found


def draw_history(target: pygame.Surface, view: MapView, day: datetime.date | None, lines: list[Line]) -> None:
    """Draw the line of history, broken, with its day."""
    if day is None:
        return
    longest: list[tuple[float, float]] = []
    for line in lines:
        points = [view.camera.to_screen(float(x), float(y)) for x, y in line]
        for width, colour in ((7, theme.PAPER), (4, HISTORY)):
            for k in range(0, len(points) - 1, 4):
                pygame.draw.lines(target, colour, False, points[k : k + 3], width)
        inside = [p for p in points if target.get_rect().inflate(-160, -160).collidepoint(p)]
        longest = max(longest, inside, key=len)
    if longest:
        x, y = longest[len(longest) // 2]
        words = assets.halo_text(texts.day(day), scale.px(14), HISTORY, theme.PAPER, assets.BOLD, 2)
        target.blit(words, (x + 10, y - 24))


def draw_earlier(target: pygame.Surface, view: MapView, lines: list[tuple[str, list[Line]]]) -> None:
    """Draw the lines of earlier turns, the older the brighter, each with its day."""
    for row, (day, segments) in enumerate(lines):
        ink = theme.mix(OLD, NEW, row / max(1, len(lines) - 1))
        longest: list[tuple[float, float]] = []
        for line in segments:
            if float(np.hypot(*np.diff(line, axis=0).T).sum()) < POCKET:
                continue
            points = [view.camera.to_screen(float(x), float(y)) for x, y in line]
            pygame.draw.lines(target, theme.PAPER, False, points, 5)
            pygame.draw.lines(target, ink, False, points, 3)
            inside = [p for p in points if target.get_rect().inflate(-160, -160).collidepoint(p)]
            longest = max(longest, inside, key=len)
        if longest:
            x, y = longest[len(longest) // 3]
            words = assets.halo_text(day, scale.px(12), ink, theme.PAPER, assets.BOLD, 2)
            target.blit(words, (x + 6, y - 16))
