"""Codes to sentences, in the language that is spoken.

``wording.END_TURN`` is the text with the id ``END_TURN`` in ``game/text/*.po``; ``wording.MUD`` are
the texts ``MUD.0``, ``MUD.1`` ... in a row, and groups with words after the dot are a dict.
A new text is a new id there, in every language; nothing is written here. A group that is asked for
by its name is declared here, so that it is not taken for a single text.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from engine.orders import Refusal
from engine.world import World
from game import texts

TITLE = "STIVALE"


# What the groups are; the words themselves are read from the files whenever they are asked for.
ADVICE_DO: dict[str, str]
ADVICE_PLAN: dict[str, str]
ADVICE_STAND: tuple[str, ...]
ADVICE_STANCE: dict[str, str]
ADVICE_TERM: dict[str, str]
ADVICE_WHY: dict[str, str]
AIR_MISSION: tuple[str, ...]
AIR_OVERLAY: tuple[str, ...]
CAUSES: tuple[str, ...]
COMMAND_STATES: tuple[str, ...]
FORT_OVERLAY: tuple[str, ...]
HELP_KEYS: dict[str, str]
HELP_WORDS: dict[str, str]
MAIL_REFUSED: dict[str, str]
MODES: tuple[str, ...]
MUD: tuple[str, ...]
NO_UNDO: dict[str, str]
OPPONENT_LINE: dict[str, str]
OVERLAY_TITLES: dict[str, str]
PENDING_TITLES: dict[int, str]
REACH_OVERLAY: tuple[str, ...]
SUPPLY_OVERLAY: tuple[str, ...]
SUPPLY_STATES: tuple[str, ...]
WEATHER_OVERLAY: tuple[str, ...]
ZOC_OVERLAY: tuple[str, ...]


def _asked(name: str) -> str | tuple[str, ...] | dict[str, str] | dict[int, str]:
    """Return a text by its id, or a group of texts: a tuple if they are counted, else a dict."""
    if name.isupper():
        parts = texts.group(name)
        if list(parts) == [str(k) for k in range(len(parts))] and parts:
            return tuple(parts.values())
        if parts:
            numbered = all(k.isdigit() for k in parts)
            return {int(k): words for k, words in parts.items()} if numbered else parts
        found = texts.find(name)
        if found is not None:
            return found
    raise AttributeError(f"there is no text {name} in game/text/en.po")


if TYPE_CHECKING:

    def __getattr__(name: str) -> str:
        """Return a text by its id; the groups are declared above."""
else:
    __getattr__ = _asked


def counted(key: str, count: int, *more: object) -> str:
    """Return a text in the form for a number, with the number and more values put in."""
    return texts.plural(key, count).format(count, *more)


def coded(group: str, code: str) -> str:
    """Return the text ``GROUP.CODE`` of one of the engine's own words, else the word itself."""
    return texts.find(f"{group}.{code}") or title(code)


def refusal(why: Refusal) -> str:
    """Return why an order is refused."""
    return texts.find(f"REFUSAL.{why.name}") or f"{title(why.name)}."


def sentence(words: str) -> str:
    """Return words with a capital letter in front."""
    return words[:1].upper() + words[1:]


def title(word: str) -> str:
    """Return an id as words: ``wooded-hills`` becomes ``Wooded hills``."""
    return word.replace("_", " ").replace("-", " ").capitalize()


def text(world: World, key: str, fallback: str | None = None) -> str:
    """Return a scenario text by key, else the fallback, else the key as words."""
    found = texts.named(world.scenario_path, key)
    if found:
        return found
    return fallback if fallback is not None else title(key.split(".")[-1])


def called(world: World, kind: str, name: str) -> str:
    """Return what a scenario calls one of its things: a type, terrain, box, zone, variable, outcome."""
    return text(world, f"{kind}.{name}")


def source(world: World, name: str) -> str:
    """Return the name of a source of supply, which is a place or a box."""
    row = world.rows("place").get(name)
    return world.place_names[row] if row is not None else called(world, "box", name)


def date(day: datetime.date) -> str:
    """Return a date as ``10 July 1943``."""
    return texts.date(day)


def number(value: int) -> str:
    """Return a whole number with the marks between thousands."""
    return texts.number(value)


def percent(share: float) -> str:
    """Return a share as a whole percentage."""
    return texts.percent(share)


def points(quarters: int) -> str:
    """Return quarters as a number with the fraction: ``2½``."""
    whole, rest = divmod(quarters, 4)
    part = ("", "¼", "½", "¾")[rest]
    return f"{whole}{part}" if whole or not part else part


def where(world: World, land_hex: int) -> str:
    """Return the name of a place in a hex, else its label."""
    if 0 <= land_hex < world.land:
        place = int(world.hex_place[land_hex])
        if place >= 0:
            return world.place_names[place]
    known = 0 <= land_hex < len(world.hex_labels)
    return find("HEX_LABEL").format(world.hex_labels[land_hex]) if known else find("NOWHERE")


def find(key: str) -> str:
    """Return a text by its id. Raises AttributeError."""
    return str(_asked(key))
