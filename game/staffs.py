"""Headquarters on the map: a small flag in the colour of the side at the hex of each staff."""

from __future__ import annotations

import functools

import numpy as np
import pygame

from engine.world_parts import ARMY
from game import assets, theme
from game.counter_painter import SIZES
from game.scene import Scene

FROM_LEVEL = 2  # zoom from which flags show
NAMED_FROM = 4  # zoom from which they bear the label of the formation
_SHAPE = {2: (9, 7, 5), 3: (14, 11, 8), 4: (20, 15, 11), 5: (27, 20, 15)}  # pole, flag's width and height


def posts(scene: Scene) -> dict[int, list[int]]:
    """Return the formations whose headquarters are known, armies first, by hex."""
    world, seen = scene.world, scene.seen
    found: dict[int, list[int]] = {}
    for row in np.flatnonzero(seen.hq_hex >= 0):
        found.setdefault(int(seen.hq_hex[row]), []).append(int(row))
    for rows in found.values():
        rows.sort(key=lambda f: (-int(world.formation_echelon[f]), f))
    return found


@functools.lru_cache(maxsize=512)
def flag(side: int, army: bool, silent: bool, label: str, level: int) -> pygame.Surface:
    """Return the picture of a flag: three or four bars for corps or army, pale while it is silent."""
    pole, wide, high = _SHAPE[level]
    words = assets.font(11, assets.BOLD).size(label)[0] + 6 if label else 0
    image = pygame.Surface((max(wide, words) + 4, pole + 2), pygame.SRCALPHA)
    colour = theme.SIDES[side % len(theme.SIDES)]
    face = theme.mix(colour, theme.PAPER, 0.6) if silent else colour
    cloth = pygame.Rect(2, 0, max(wide, words), high)
    pygame.draw.rect(image, face, cloth)
    pygame.draw.rect(image, theme.INK, cloth, 1)
    pygame.draw.line(image, theme.INK, (1, 0), (1, pole), 2)
    if label:
        ink = assets.font(11, assets.BOLD).render(label, True, theme.INK if silent else theme.PAPER)
        image.blit(ink, (cloth.centerx - ink.get_width() // 2, cloth.centery - ink.get_height() // 2))
    else:
        bars = 4 if army else 3
        for k in range(bars):
            x = cloth.left + (k + 1) * cloth.width // (bars + 1)
            pygame.draw.line(image, theme.PAPER, (x, cloth.top + 2), (x, cloth.bottom - 3))
    return image


def flags_at(scene: Scene, rows: list[int], level: int) -> list[pygame.Surface]:
    """Return the flags of the formations whose staffs are in a hex."""
    world, seen = scene.world, scene.seen
    return [
        flag(
            int(world.formation_side[row]),
            int(world.formation_echelon[row]) == ARMY,
            bool(seen.hq_silent[row]),
            world.formation_labels[row] if level >= NAMED_FROM else "",
            level,
        )
        for row in rows
    ]


def draw(target: pygame.Surface, scene: Scene, level: int, pixel: dict[int, tuple[float, float]]) -> None:
    """Draw the flags of the hexes in ``pixel`` over the upper right corner of their counters."""
    if level < FROM_LEVEL:
        return
    half = SIZES[level - 1] / 2
    for land_hex, rows in posts(scene).items():
        if land_hex not in pixel:
            continue
        x, y = pixel[land_hex]
        right, foot = round(x + half) - 3, round(y - half) + 4
        for image in flags_at(scene, rows, level):
            target.blit(image, (right, foot - image.get_height()))
            foot -= _SHAPE[level][2] + 2


theme.forgets(flag.cache_clear)
