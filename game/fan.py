"""A stack fanned out: all its counters beside each other, over the map, near the hex that is pointed at."""

from __future__ import annotations

import time

import pygame

from game import counter_painter, scale, theme
from game.map_view import MapView
from game.markers import LEVEL as THEATRE

DELAY = 0.35  # seconds for which a hex is pointed at before its stack opens
ACROSS = 6  # counters in a row
SIZE = 50  # edge of a counter in units of the layout
GAP, PAD = 5, 7


class Fan:
    """The stack that is fanned out, if any: that of the hex under mouse or cursor."""

    def __init__(self, view: MapView) -> None:
        self.view = view
        self._hex = -1
        self._since = 0.0

    def look(self) -> int:
        """Return the hex whose stack is open now, -1 for none."""
        view = self.view
        row = view.marks.hover
        if row != self._hex:
            self._hex, self._since = row, time.monotonic()
        shown = view.show_counters and view.camera.level != THEATRE
        if not shown or len(view.scene.stacks.get(row, ())) < 2:
            return -1
        return row if time.monotonic() - self._since >= DELAY else -1

    def tiles(self) -> tuple[pygame.Rect, list[tuple[int, pygame.Rect]]]:
        """Return the place of the tray and those of its counters with their units; empty if none is open."""
        row = self.look()
        if row < 0:
            return pygame.Rect(0, 0, 0, 0), []
        view = self.view
        units = sorted(view.scene.stacks[row])
        size, gap, pad = scale.px(SIZE), scale.px(GAP), scale.px(PAD)
        across = min(ACROSS, len(units))
        down = -(-len(units) // ACROSS)
        tray = pygame.Rect(0, 0, across * (size + gap) - gap + 2 * pad, down * (size + gap) - gap + 2 * pad)
        x, y = view.hex_pixel(row)
        # It begins where the counters of the hex end, so that the mouse reaches it without leaving both.
        _, top, _, foot = counter_painter.stack_rect(view.camera.level, len(units), x, y)
        tray.midbottom = round(x), round(top)
        if tray.top < scale.px(44):
            tray.midtop = round(x), round(foot)
        tray.clamp_ip(pygame.Rect(0, 0, view.camera.width, view.camera.height))
        spots = [
            (
                unit,
                pygame.Rect(
                    tray.left + pad + (k % ACROSS) * (size + gap),
                    tray.top + pad + (k // ACROSS) * (size + gap),
                    size,
                    size,
                ),
            )
            for k, unit in enumerate(units)
        ]
        return tray, spots

    def hex_at(self, at: tuple[int, int]) -> int:
        """Return the hex that a pixel belongs to: that of the open stack, or the one of the map."""
        tray, _ = self.tiles()
        return self._hex if tray.collidepoint(at) else self.view.hex_at(*at)

    def unit_at(self, at: tuple[int, int]) -> int:
        """Return the unit whose counter in the tray is at a pixel, -1 if none."""
        return next((unit for unit, spot in self.tiles()[1] if spot.collidepoint(at)), -1)

    def draw(self, target: pygame.Surface, chosen: int) -> None:
        """Draw the tray with its counters, the chosen unit in a ring."""
        tray, spots = self.tiles()
        if not spots:
            return
        pygame.draw.rect(target, theme.PAPER, tray, border_radius=6)
        pygame.draw.rect(target, theme.INK, tray, 1, border_radius=6)
        for unit, spot in spots:
            target.blit(counter_painter.counter(self.view.scene.spec(unit), spot.width), spot)
            if unit == chosen:
                pygame.draw.rect(target, theme.FOCUS, spot.inflate(4, 4), 2, border_radius=5)
