"""APP-6 symbols of units as SVG text: which code a type and an echelon have, and the drawing of a code.

``milsymbol`` draws them. Its tables take half a second to read, so the drawings of all codes that the
types and echelons here can have are made at once and kept in the user's cache folder.
"""

from __future__ import annotations

import json
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

from engine import paths
from engine.store.container import write_whole
from game.theme import Colour

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


def codes() -> list[str]:
    """Return echelon and function of every symbol that a unit can have, sorted."""
    return sorted(e + f for e in {"00", *_ECHELONS.values()} for f in set(_ENTITIES.values()))


def letters(symbol: str) -> str:
    """Return what is written into the frame of a type whose branch has no sign; an empty text if it has."""
    return _LETTERS.get(symbol.split("-")[0], "")


@cache
def svg(symbol: str, echelon: str, ink: Colour) -> str:
    """Return the drawing of a type and an echelon in one ink, without a filling."""
    code = _ECHELONS.get(echelon, "00") + _entity(symbol)
    drawing = _drawn()[code]
    drawing = drawing.replace('fill="rgb(128,224,255)" fill-opacity="1"', 'fill="none"')
    drawing = drawing.replace('stroke-width="3"', 'stroke-width="6"')
    return drawing.replace('"black"', f'"rgb({ink[0]},{ink[1]},{ink[2]})"')


def file() -> Path:
    """Return the file of the cache folder that keeps the drawings of the installed package."""
    return paths.user_cache() / f"symbols-{version('milsymbol')}.json"


@cache
def _drawn() -> dict[str, str]:
    """Return the drawings of all codes: those that were kept, or new ones, which are kept if they can be."""
    kept = _read()
    if kept is not None:
        return kept
    import milsymbol

    drawn = {code: milsymbol.Symbol("10031000" + code, size=100, stroke_width=6).as_svg() for code in codes()}
    with suppress(OSError):  # a locked folder or a full disk costs the next start half a second
        write_whole(file(), json.dumps(drawn).encode())
    return drawn


def _read() -> dict[str, str] | None:
    """Return the drawings that were kept; None if the file is missing, spoilt or of other codes."""
    try:
        found = json.loads(file().read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    whole = isinstance(found, dict) and sorted(found) == codes()
    return found if whole and all(isinstance(svg, str) for svg in found.values()) else None


def _entity(symbol: str) -> str:
    if symbol in _ENTITIES:
        return _ENTITIES[symbol]
    for word in symbol.split("-"):
        if word in _ENTITIES:
            return _ENTITIES[word]
    return _ENTITIES["infantry"]
