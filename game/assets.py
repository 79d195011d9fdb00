"""Fonts, text pictures and unit symbols. Everything is cached."""

from __future__ import annotations

import io
import threading
from functools import cache, lru_cache
from pathlib import Path

import pygame

from game import scale, symbols
from game.theme import Colour

REGULAR, BOLD, ITALIC, BOLD_ITALIC = "Regular", "Bold", "Italic", "BoldItalic"


@cache
def _font_folder() -> Path:
    import importlib.util

    spec = importlib.util.find_spec("pygame_gui")
    if spec is None or spec.origin is None:
        raise RuntimeError("pygame_gui is not installed")
    return Path(spec.origin).parent / "data"


def font(size: int, style: str = REGULAR) -> pygame.font.Font:
    """Return Noto Sans of a pixel size in one of four styles; each thread has its own."""
    return _font(size, style, threading.get_ident())


@cache
def _font(size: int, style: str, thread: int) -> pygame.font.Font:
    if not pygame.font.get_init():
        pygame.font.init()
    return pygame.font.Font(str(_font_folder() / f"NotoSans-{style}.ttf"), size)


def measure(words: str, size: int, style: str = REGULAR) -> tuple[int, int]:
    """Return width and height of a line of a panel in units of the layout."""
    width, height = font(scale.px(size), style).size(words)
    return scale.up(width), scale.up(height)


@lru_cache(maxsize=4000)
def text(words: str, size: int, colour: Colour, style: str = REGULAR) -> pygame.Surface:
    """Return a picture of a line of text on nothing."""
    return font(size, style).render(words, True, colour)


@lru_cache(maxsize=3000)
def halo_text(
    words: str,
    size: int,
    colour: Colour,
    halo: Colour,
    style: str = REGULAR,
    spread: int = 2,
    strength: int = 200,
) -> pygame.Surface:
    """Return a line of text with a soft edge in the colour of the ground."""
    inner = font(size, style).render(words, True, colour)
    edge = font(size, style).render(words, True, halo)
    width, height = inner.get_size()
    out = pygame.Surface((width + 2 * spread, height + 2 * spread), pygame.SRCALPHA)
    edge.set_alpha(strength)
    for dx in range(-spread, spread + 1):
        for dy in range(-spread, spread + 1):
            if 0 < dx * dx + dy * dy <= spread * spread + 1:
                out.blit(edge, (spread + dx, spread + dy))
    out.blit(inner, (spread, spread))
    return out


@lru_cache(maxsize=800)
def unit_symbol(symbol: str, echelon: str, width: int, ink: Colour) -> pygame.Surface:
    """Return the APP-6 frame, branch and echelon in one ink, ``width`` pixels wide."""
    source = io.BytesIO(symbols.svg(symbol, echelon, ink).encode())
    big = pygame.image.load_sized_svg(source, (width * 3, width * 3)).convert_alpha()
    box = big.get_bounding_rect()
    cut = big.subsurface(box)
    height = max(1, round(width * box.height / max(1, box.width)))
    image = pygame.transform.smoothscale(cut, (width, height))
    letters = symbols.letters(symbol)
    if letters and width >= 24:
        words = text(letters, max(8, round(width * 0.34)), ink, BOLD)
        frame = round(width * 2 / 3)
        image.blit(words, words.get_rect(center=(width // 2, height - frame // 2)))
    return image
