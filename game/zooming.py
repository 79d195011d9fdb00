"""The change from one zoom level to the next: the map as it was grows or shrinks about a point.

A window of two million pixels leaves little time in a frame. So the pictures are kept from zoom to
zoom, and the frame that draws the map as it was does nothing else.
"""

from __future__ import annotations

import time

import pygame

from game import settings
from game.map_view import MapView

SECONDS = 0.14
AHEAD = 0.002  # seconds of a frame for stand-ins of the ground that comes into view


class Zooming:
    """A zoom that is being shown, or none."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._picture, self._small = pygame.Surface(size), pygame.Surface(size)
        self._move: tuple[float, float, tuple[float, float]] | None = None  # since when, how much, about what
        self._first = False

    @property
    def running(self) -> bool:
        """Whether a zoom is being shown."""
        return self._move is not None

    def begin(self, view: MapView, level: int, at: tuple[float, float]) -> None:
        """Take a picture of the map and turn the camera to a level."""
        camera = view.camera
        size, old = (camera.width, camera.height), camera.km
        if self._picture.get_size() != size:
            self._picture, self._small = pygame.Surface(size), pygame.Surface(size)
        view.draw(self._picture)
        camera.zoom_to(level, *at)
        view.store.drop_requests()
        self._move, self._first = (time.monotonic(), old / camera.km, at), True

    def draw(self, view: MapView, target: pygame.Surface) -> bool:
        """Draw the map on its way; return whether there was anything to draw."""
        if self._move is None:
            return False
        start, ratio, at = self._move
        if self._first:
            self._first = False
            target.blit(self._picture, (0, 0))
            return True
        share = (time.monotonic() - start) / (SECONDS * settings.now().slowness or 1e-9)
        if share >= 1:
            self._move = None
            return False
        view.prepare(AHEAD)
        factor = ratio ** (share * (2 - share))
        w, h = self._picture.get_size()
        if factor >= 1:
            cut = pygame.Rect(0, 0, max(2, round(w / factor)), max(2, round(h / factor)))
            cut.left = round(at[0] - at[0] / factor)
            cut.top = round(at[1] - at[1] / factor)
            cut = cut.clip(self._picture.get_rect())
            pygame.transform.scale(self._picture.subsurface(cut), (w, h), target.subsurface((0, 0, w, h)))
        else:
            view.draw_ground(target, ready_only=True)
            size = (max(2, round(w * factor)), max(2, round(h * factor)))
            small = self._small.subsurface((0, 0, *size))
            pygame.transform.scale(self._picture, size, small)
            target.blit(small, (round(at[0] * (1 - factor)), round(at[1] * (1 - factor))))
        return True
