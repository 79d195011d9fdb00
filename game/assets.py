"""Fonts, text pictures, unit symbols and the folders of the user. Everything is cached."""

from __future__ import annotations

import io
import threading
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import platformdirs
import pygame

from game.theme import Colour

REGULAR, BOLD, ITALIC, BOLD_ITALIC = "Regular", "Bold", "Italic", "BoldItalic"


def cache_dir() -> Path:
    """Return the folder for things that can be made again."""
    return Path(platformdirs.user_cache_dir("stivale", appauthor=False))


def data_dir() -> Path:
    """Return the folder for saves and pictures of the user."""
    return Path(platformdirs.user_data_dir("stivale", appauthor=False))


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


# Function and modifiers of the land unit symbol set, by the words of the unit types.
_ENTITIES: dict[str, str] = {
    "infantry": "1211000000",
    "mountain": "1211000027",
    "airborne": "1211000001",
    "parachute": "1211000001",
    "glider": "1211000001",
    "marine": "1211000029",
    "motorised-infantry": "1211040000",
    "motorized": "1211040000",
    "motorised": "1211040000",
    "mechanised": "1211020000",
    "mechanized": "1211020000",
    "panzergrenadier": "1211020000",
    "armour": "1205000000",
    "armor": "1205000000",
    "armoured": "1205000000",
    "panzer": "1205000000",
    "tank": "1205000000",
    "cavalry": "1213000000",
    "recon": "1213000000",
    "reconnaissance": "1213000000",
    "artillery": "1303000000",
    "antitank": "1204000000",
    "anti-tank": "1204000000",
    "antiaircraft": "1301000000",
    "engineer": "1407000000",
    "commando": "1217000000",
    "special": "1217000000",
    "ranger": "1217000000",
    "coastal": "1211000000",
    "fortress": "1211000000",
    "static": "1211000000",
    "police": "1412000000",
    "security": "1412000000",
    "partisan": "1211000000",
    "garrison": "1211000000",
    "hq": "0000000000",
}
# Branches without a sign of their own are written out.
_LETTERS: dict[str, str] = {"commando": "CDO", "special": "SF", "ranger": "RGR"}
_ECHELONS: dict[str, str] = {
    "battalion": "16",
    "regiment": "17",
    "brigade": "18",
    "group": "17",
    "division": "21",
    "corps": "22",
    "army": "23",
    "army-group": "24",
}


def _entity(symbol: str) -> str:
    if symbol in _ENTITIES:
        return _ENTITIES[symbol]
    for word in symbol.split("-"):
        if word in _ENTITIES:
            return _ENTITIES[word]
    return _ENTITIES["infantry"]


@cache
def _svg(symbol: str, echelon: str, ink: Colour) -> str:
    import milsymbol

    code = "10031000" + _ECHELONS.get(echelon, "00") + _entity(symbol)
    svg: str = milsymbol.Symbol(code, size=100, stroke_width=6).as_svg()
    colour = f"rgb({ink[0]},{ink[1]},{ink[2]})"
    svg = svg.replace('fill="rgb(128,224,255)" fill-opacity="1"', 'fill="none"')
    svg = svg.replace('stroke-width="3"', 'stroke-width="6"')
    return svg.replace('"black"', f'"{colour}"')


@lru_cache(maxsize=800)
def unit_symbol(symbol: str, echelon: str, width: int, ink: Colour) -> pygame.Surface:
    """Return the APP-6 frame, branch and echelon in one ink, ``width`` pixels wide."""
    source: Any = io.BytesIO(_svg(symbol, echelon, ink).encode())
    big = pygame.image.load_sized_svg(source, (width * 3, width * 3)).convert_alpha()
    box = big.get_bounding_rect()
    cut = big.subsurface(box)
    height = max(1, round(width * box.height / max(1, box.width)))
    image = pygame.transform.smoothscale(cut, (width, height))
    letters = _LETTERS.get(symbol.split("-")[0], "")
    if letters and width >= 24:
        words = text(letters, max(8, round(width * 0.34)), ink, BOLD)
        frame = round(width * 2 / 3)
        image.blit(words, words.get_rect(center=(width // 2, height - frame // 2)))
    return image
