"""The line at the bottom of the map that says for a few seconds what happened, or why something did not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pygame

from game import assets, scale, sounds, theme

if TYPE_CHECKING:
    from game.map_screen import MapScreen

GROUND = (40, 34, 28)


def refuse(screen: MapScreen, words: str) -> None:
    """Say why something cannot be done, with the sound of that."""
    screen.say(words)
    sounds.at_once(sounds.REFUSAL)


def draw(target: pygame.Surface, screen: MapScreen) -> None:
    """Draw the line while it holds."""
    if not screen.toast or time.monotonic() >= screen.toast_until:
        return
    image = assets.text(screen.toast, scale.px(15), theme.PAPER, assets.BOLD)
    box = image.get_rect(center=(screen.size[0] // 2, screen.size[1] - scale.px(60))).inflate(28, 14)
    pygame.draw.rect(target, GROUND, box, border_radius=6)
    target.blit(image, image.get_rect(center=box.center))
