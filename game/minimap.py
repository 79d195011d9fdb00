"""The small map in the corner: ground, control, stacks and the part that the window shows."""

from __future__ import annotations

import numpy as np
import pygame

from game import scale, theme
from game.camera import ZOOMS, Camera
from game.scene import Scene

HEIGHT = 220


class Minimap:
    """Draws the whole theatre small; a click on it moves the view."""

    def __init__(self, base: pygame.Surface | None, box: tuple[float, float, float, float]) -> None:
        self.box = box
        self.base = base
        self.fit()

    def fit(self) -> None:
        """Be as large as panels are drawn now."""
        box = self.box
        self.scale = scale.px(HEIGHT) / (box[3] - box[1])  # pixels a km
        self.size = (round((box[2] - box[0]) * self.scale), scale.px(HEIGHT))
        if self.base is not None:
            self.ground = pygame.transform.smoothscale(self.base, self.size)
        else:
            self.ground = pygame.Surface(self.size)
            self.ground.fill((112, 146, 168))
        self.picture = self.ground
        self.rect = pygame.Rect(0, 0, *self.size)

    def show(self, scene: Scene) -> None:
        """Take in another position."""
        if self.size[1] != scale.px(HEIGHT):
            self.fit()
        picture = self.ground.copy()
        veil = pygame.Surface(self.size, pygame.SRCALPHA)
        data = scene.data
        r = max(1, round(data.hex_km * self.scale / 2) + 1)
        control = scene.seen.hex_control
        for side in range(len(scene.world.side_ids)):
            for row in np.flatnonzero(control == side).tolist():
                x, y = self._at(float(data.x[row]), float(data.y[row]))
                pygame.draw.rect(veil, (*theme.SIDES[side % 4], 38), (x - r // 2, y - r // 2, r, r))
        picture.blit(veil, (0, 0))
        for row, units in scene.stacks.items():
            x, y = self._at(float(data.x[row]), float(data.y[row]))
            side = int(scene.seen.unit_side[units[0]])
            pygame.draw.rect(picture, (250, 246, 234), (x - 2, y - 2, 4, 4))
            pygame.draw.rect(picture, theme.SIDES[side % 4], (x - 1, y - 1, 3, 3))
        self.picture = picture

    def _at(self, x: float, y: float) -> tuple[int, int]:
        return round((x - self.box[0]) * self.scale), round((y - self.box[1]) * self.scale)

    def draw(self, target: pygame.Surface, x: int, y: int, camera: Camera) -> None:
        """Draw it with its upper left corner at a pixel."""
        self.rect = pygame.Rect(x, y, *self.size)
        pygame.draw.rect(target, theme.PAPER_EDGE, self.rect.inflate(8, 8), border_radius=4)
        pygame.draw.rect(target, theme.PAPER, self.rect.inflate(6, 6), border_radius=4)
        target.blit(self.picture, self.rect)
        w, h = camera.width * camera.km * self.scale, camera.height * camera.km * self.scale
        cx, cy = self._at(camera.x, camera.y)
        view = pygame.Rect(round(x + cx - w / 2), round(y + cy - h / 2), round(w), round(h)).clip(self.rect)
        pygame.draw.rect(target, (30, 24, 18), view.inflate(2, 2), 1)
        pygame.draw.rect(target, (255, 240, 190), view, 1)

    def plane(self, px: int, py: int) -> tuple[float, float]:
        """Return the plane position under a pixel of the window."""
        return self.box[0] + (px - self.rect.x) / self.scale, self.box[1] + (py - self.rect.y) / self.scale


def base_size(box: tuple[float, float, float, float]) -> tuple[int, int]:
    """Return the size in pixels of the whole map at the first zoom level."""
    return round((box[2] - box[0]) / ZOOMS[0]), round((box[3] - box[1]) / ZOOMS[0])
