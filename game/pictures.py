"""Pictures of events: composed from a scenario's layers, printed at any size, the same everywhere.

Owns the printing: three dots for one, then made small, and the grain of the paper. Finished pictures of
this start are remembered; a picture takes some hundredths of a second.
"""

from __future__ import annotations

from functools import lru_cache
from random import Random

import msgspec
import numpy as np
import pygame

from engine.schema.pictures import Picture
from engine.world import World
from game.cutting import Block, Colour
from game.motifs import MOTIFS

FINE = 3  # dots along an edge for each that is shown
RATIO = 9 / 16  # height by width


def of_trigger(world: World, trigger: int) -> Picture | None:
    """Return the picture that a trigger shows."""
    name = world.triggers[trigger].picture
    return next((p for p in world.pictures if p.id == name), None) if name else None


def image(world: World, picture: Picture, width: int) -> pygame.Surface:
    """Return a picture, so many pixels wide; it is kept while the program runs."""
    tones = next(p.tones for p in world.palettes if p.id == picture.palette)
    return _kept(msgspec.json.encode(picture), tuple(tones), width)


@lru_cache(maxsize=64)
def _kept(encoded: bytes, tones: tuple[str, ...], width: int) -> pygame.Surface:
    return _cut(msgspec.json.decode(encoded, type=Picture), tones, width)


def _cut(picture: Picture, tones: tuple[str, ...], width: int) -> pygame.Surface:
    height = round(width * RATIO)
    large = pygame.Surface((width * FINE, height * FINE))
    block = Block(large)

    def ink(tone: int) -> Colour:
        colour = pygame.Color(tones[min(tone, len(tones) - 1)])
        return colour.r, colour.g, colour.b

    large.fill(ink(0))
    for number, layer in enumerate(picture.layer):
        dice = Random(layer.seed * 1000 + number)
        x = block.width * layer.x / 100
        MOTIFS[layer.motif](block, layer, x, float(layer.y), ink(layer.tone), ink(layer.other), dice)
    small = pygame.transform.smoothscale(large, (width, height))
    _grain(small)
    return small


def _grain(image: pygame.Surface) -> None:
    """Let the paper show through the ink: fine specks, and ink that is thinner in clouds."""
    width, height = image.get_size()
    dice = np.random.Generator(np.random.PCG64(7))
    fine = dice.integers(-5, 6, (width, height, 1), np.int16)
    rough = dice.integers(-4, 5, (width // 3 + 1, height // 3 + 1), np.int16)
    clouds = np.repeat(np.repeat(rough, 3, 0), 3, 1)[:width, :height, None]
    bare = (dice.random((width, height, 1)) < 0.006) * 22
    pixels = pygame.surfarray.pixels3d(image)
    pixels[:] = np.clip(pixels.astype(np.int16) + fine + clouds + bare.astype(np.int16), 0, 255).astype(
        np.uint8
    )
    del pixels
