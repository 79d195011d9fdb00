"""Colours of the whole window: paper and ink, one accent a side, counter palettes.

The names in capitals are the colours that hold now: ``use`` exchanges those of a scheme for another's.
So they are read as ``theme.NAME`` when something is drawn, and never imported by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Colour = tuple[int, int, int]
Scheme = dict[str, Colour | tuple[Colour, ...]]  # what a scheme changes, by the name that it has here
Ink = tuple[int, int, int] | tuple[int, int, int, int]  # with opacity where a veil is drawn on

# Paper and ink of the panels.
PAPER: Colour = (244, 239, 226)
PAPER_DARK: Colour = (231, 223, 204)
PAPER_EDGE: Colour = (176, 163, 134)
INK: Colour = (43, 38, 32)
INK_SOFT: Colour = (104, 94, 78)
GOOD: Colour = (46, 110, 62)
WARN: Colour = (138, 84, 0)
BAD: Colour = (164, 36, 30)
LINK: Colour = (36, 84, 130)
FOCUS: Colour = (214, 92, 24)

# Ground by height: metres and colour.
TINTS: tuple[tuple[int, Colour], ...] = (
    (0, (205, 210, 170)),
    (60, (205, 206, 160)),
    (200, (208, 199, 147)),
    (450, (199, 181, 130)),
    (800, (183, 158, 117)),
    (1200, (167, 143, 112)),
    (1700, (171, 157, 141)),
    (2400, (206, 201, 196)),
    (3500, (243, 243, 245)),
)
# Sea by distance from the shore: km and colour.
SEA: tuple[tuple[float, Colour], ...] = (
    (0.0, (178, 207, 214)),
    (2.0, (160, 194, 206)),
    (8.0, (146, 183, 198)),
    (25.0, (122, 161, 183)),
    (60.0, (98, 137, 163)),
    (140.0, (84, 122, 150)),
)
LAKE: Colour = (138, 176, 194)
LAKE_EDGE: Colour = (74, 108, 132)
COAST: Colour = (52, 60, 62)
RIVER: Colour = (72, 116, 156)
FOREST: Colour = (112, 132, 82)
DESK: Colour = (58, 62, 62)
BACKDROP: Colour = (205, 199, 184)
URBAN: Colour = (176, 150, 132)
URBAN_EDGE: Colour = (122, 94, 80)
MARSH: Colour = (86, 128, 140)
GRID: Colour = (40, 34, 24)
ROAD_CASE: Colour = (122, 58, 38)
ROAD_FILL: Colour = (226, 148, 92)
ROAD_SECOND: Colour = (146, 98, 66)
RAIL: Colour = (48, 44, 44)
BORDER: Colour = (120, 64, 96)
SNOW: Colour = (240, 243, 247)
FRONT: Colour = (178, 24, 30)
# One accent a side, by row: staff maps draw their own in blue and the enemy in red.
SIDES: tuple[Colour, ...] = ((30, 82, 158), (176, 34, 30), (34, 108, 60), (130, 70, 150))
WORKS: Colour = (60, 30, 24)

HALO: Colour = (240, 234, 212)
HALO_SEA: Colour = (176, 203, 212)
NAME: Colour = (34, 29, 24)
NAME_SOFT: Colour = (86, 72, 56)
NAME_SEA: Colour = (232, 242, 246)
NAME_REGION: Colour = (96, 70, 44)

CHOSEN: Colour = (246, 214, 118)
# Under the counters of each side where nations alone would not tell the sides apart; empty for none.
TINTS_OF_SIDES: tuple[Colour, ...] = ()
SUPPLY_COLOURS: tuple[Colour, ...] = ((52, 150, 74), (226, 168, 30), (214, 92, 24), (168, 22, 30))
SOURCE: Colour = (30, 82, 158)
SUPPLY_MARKS: tuple[str, ...] = ("", "!", "!!", "X")


@dataclass(frozen=True)
class Palette:
    """Colours of a nation's counters: face, stripe on top, ink and edge."""

    face: Colour
    band: Colour
    ink: Colour = (28, 26, 24)
    edge: Colour = (40, 36, 30)


PALETTES: dict[str, Palette] = {
    "us": Palette((140, 158, 88), (86, 104, 44)),
    "uk": Palette((222, 192, 136), (168, 128, 66)),
    "canada": Palette((214, 150, 112), (162, 84, 52)),
    "newzealand": Palette((200, 182, 118), (70, 70, 62)),
    "india": Palette((226, 200, 104), (178, 130, 22)),
    "southafrica": Palette((206, 168, 92), (30, 110, 80)),
    "france": Palette((132, 164, 212), (54, 88, 158)),
    "poland": Palette((222, 112, 126), (160, 26, 52)),
    "brazil": Palette((150, 196, 120), (226, 190, 40)),
    "greece": Palette((168, 204, 226), (46, 110, 168)),
    "cobelligerent": Palette((178, 212, 158), (34, 124, 74)),
    "germany": Palette((154, 162, 158), (66, 74, 76), (16, 16, 16)),
    "ss": Palette((72, 74, 78), (24, 24, 26), (240, 238, 230), (10, 10, 10)),
    "italy": Palette((160, 182, 164), (84, 116, 96)),
    "rsi": Palette((78, 66, 74), (32, 22, 30), (242, 236, 226), (14, 10, 12)),
    "partisans": Palette((206, 84, 62), (128, 24, 20), (24, 10, 8)),
    "neutral": Palette((206, 200, 186), (140, 132, 116)),
}
# Words that may turn up in a scenario's palette names, by the palette that they mean.
_ALIASES: dict[str, str] = {
    "usa": "us",
    "american": "us",
    "olive": "us",
    "british": "uk",
    "britain": "uk",
    "khaki": "uk",
    "tan": "uk",
    "ca": "canada",
    "cdn": "canada",
    "canadian": "canada",
    "nz": "newzealand",
    "new-zealand": "newzealand",
    "ind": "india",
    "indian": "india",
    "in": "india",
    "sa": "southafrica",
    "south-africa": "southafrica",
    "za": "southafrica",
    "fr": "france",
    "french": "france",
    "pl": "poland",
    "polish": "poland",
    "br": "brazil",
    "brazilian": "brazil",
    "bz": "brazil",
    "gr": "greece",
    "greek": "greece",
    "cobelligerents": "cobelligerent",
    "co-belligerent": "cobelligerent",
    "it-co": "cobelligerent",
    "itco": "cobelligerent",
    "de": "germany",
    "ge": "germany",
    "german": "germany",
    "it": "italy",
    "italian": "italy",
    "it-rsi": "rsi",
    "rs": "rsi",
    "partisan": "partisans",
    "coba": "cobelligerent",
    "yu": "partisans",
    "icb": "cobelligerent",
    "icf": "cobelligerent",
}


# What each scheme of colours changes of the standard. Ordered colours differ in lightness above all,
# which no kind of colour blindness takes away; the hues are those that the kind keeps apart.
_BLUE_AND_BROWN: Scheme = {
    "SIDES": ((0, 78, 156), (142, 74, 0), (86, 86, 86), (0, 40, 84)),
    "FRONT": (112, 52, 0),
    "GOOD": (0, 86, 140),
    "WARN": (124, 88, 0),
    "BAD": (110, 40, 0),
    "SUPPLY_COLOURS": ((96, 168, 232), (250, 226, 110), (178, 88, 8), (70, 18, 8)),
    "SOURCE": (0, 40, 120),
    "TINTS_OF_SIDES": ((150, 196, 240), (244, 206, 130), (206, 206, 206), (120, 150, 190)),
}
_SCHEMES: dict[str, Scheme] = {
    "standard": {},
    "protanopia": _BLUE_AND_BROWN,
    "deuteranopia": _BLUE_AND_BROWN,
    "tritanopia": {
        "SIDES": ((0, 92, 96), (168, 24, 40), (86, 86, 86), (0, 52, 56)),
        "FRONT": (140, 0, 30),
        "GOOD": (0, 96, 92),
        "WARN": (140, 74, 56),
        "BAD": (168, 0, 32),
        "LINK": (0, 84, 100),
        "SUPPLY_COLOURS": ((64, 176, 170), (255, 214, 204), (200, 56, 60), (70, 0, 20)),
        "SOURCE": (0, 60, 66),
        "TINTS_OF_SIDES": ((138, 214, 208), (250, 182, 176), (206, 206, 206), (130, 170, 170)),
    },
    "contrast": {
        "PAPER": (255, 255, 255),
        "PAPER_DARK": (230, 230, 230),
        "PAPER_EDGE": (70, 70, 70),
        "INK": (0, 0, 0),
        "INK_SOFT": (40, 40, 40),
        "GOOD": (0, 84, 30),
        "WARN": (104, 54, 0),
        "BAD": (150, 0, 0),
        "LINK": (0, 50, 130),
        "SIDES": ((0, 40, 150), (160, 0, 0), (0, 90, 30), (100, 0, 120)),
        "SUPPLY_COLOURS": ((40, 190, 80), (255, 224, 0), (240, 100, 0), (90, 0, 0)),
        "SOURCE": (0, 20, 120),
        "TINTS_OF_SIDES": ((196, 222, 255), (255, 206, 196), (220, 255, 220), (240, 214, 250)),
    },
}
SCHEMES: tuple[str, ...] = tuple(_SCHEMES)
_STANDARD: Scheme = {
    name: globals()[name] for change in _SCHEMES.values() for name in change
}  # what the others take away
_now = "standard"
_on_change: list[Callable[[], None]] = []


def use(scheme: str) -> None:
    """Draw in another scheme of colours from now on. Raises KeyError if there is none of that name."""
    global _now
    change = _SCHEMES[scheme]
    if scheme != _now:
        globals().update(_STANDARD | change)
        _now = scheme
        for forget in _on_change:
            forget()


def scheme() -> str:
    """Return the name of the scheme that is drawn in."""
    return _now


def forgets(forget: Callable[[], None]) -> None:
    """Have pictures that are kept forgotten whenever the scheme changes."""
    _on_change.append(forget)


def luminance(colour: Colour) -> float:
    """Return the relative luminance of a colour, 0 to 1, as the rules for accessible pages define it."""
    parts = [c / 255 for c in colour]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def counter_of(name: str, side: int) -> Palette:
    """Return the counter colours of a palette name for a side: the nation's, over the side's tint if any."""
    known = palette(name)
    if side < 0 or not TINTS_OF_SIDES:
        return known
    face = mix(known.face, TINTS_OF_SIDES[side % len(TINTS_OF_SIDES)], 0.8)
    return Palette(face, SIDES[side % len(SIDES)], (16, 14, 12), SIDES[side % len(SIDES)])


def palette(name: str) -> Palette:
    """Return the counter colours for a palette name of a scenario; unknown names get a neutral one."""
    key = name.lower().replace("_", "-")
    return PALETTES.get(_ALIASES.get(key, key)) or PALETTES.get(key.replace("-", "")) or PALETTES["neutral"]


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """Return the colour that is ``share`` of ``b`` and the rest of ``a``."""
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


def parse(text: str) -> Colour:
    """Return a colour of the form ``#rrggbb``."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)
