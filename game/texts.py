"""Languages: catalogues of texts, names of a scenario's things, and how dates and numbers are written.

The window's own texts are in ``game/text/LANGUAGE.po``, a scenario's in its folder ``text``.
Both go by ids; what a language has not is told in English. Sentences are made in ``wording``.
"""

from __future__ import annotations

import dataclasses
import datetime
import gettext
import io
import os
from functools import lru_cache
from pathlib import Path

import msgspec
from babel.core import Locale, negotiate_locale
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from engine.scenario import Texts
from engine.world import World

FOLDER = Path(__file__).parent / "text"
LANGUAGES = {"en": "English", "de": "Deutsch", "it": "Italiano"}
MAIN = "en"
_LOCALES = {"en": "en_GB"}  # how English dates are written

_now = MAIN


def use(language: str) -> None:
    """Speak a language from now on. Raises KeyError if there is none of that name."""
    global _now
    if language not in LANGUAGES:
        raise KeyError(language)
    _now = language


def language() -> str:
    """Return the language that is spoken."""
    return _now


def of_the_system() -> str:
    """Return the language that the environment asks for, English if there are no texts in it."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = [word.split(".")[0] for word in os.environ.get(name, "").split(":") if word]
        if wanted:
            return negotiate_locale(wanted, list(LANGUAGES)) or MAIN
    return MAIN


@lru_cache(maxsize=len(LANGUAGES))
def read(language: str) -> Catalog:
    """Return the window's catalogue of a language as it is written."""
    with (FOLDER / f"{language}.po").open("rb") as stream:
        return read_po(stream, locale=language, abort_invalid=True)


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: str) -> gettext.GNUTranslations:
    """Return a catalogue that can be asked, with English behind it."""
    buffer = io.BytesIO()
    write_mo(buffer, read(language))
    buffer.seek(0)
    found = gettext.GNUTranslations(buffer)
    if language != MAIN:
        found.add_fallback(_catalogue(MAIN))
    return found


@lru_cache(maxsize=1)
def _ids() -> dict[str, tuple[str, ...]]:
    """Return the last parts of the ids ``GROUP.part`` by group; a plain id has none."""
    parts: dict[str, tuple[str, ...]] = {}
    for message in read(MAIN):
        key = message.id if isinstance(message.id, str) else message.id[0]
        group, dot, part = key.partition(".")
        if key:
            parts[group] = (*parts.get(group, ()), part) if dot else ()
    return parts


def find(key: str) -> str | None:
    """Return the text of an id, None if not even English has it."""
    found = _catalogue(_now).gettext(key)
    return found if found != key else None


def plural(key: str, count: int) -> str:
    """Return the form of a text that belongs to a number. Raises KeyError."""
    found = _catalogue(_now).ngettext(key, key, count)
    if found == key:
        raise KeyError(key)
    return found


def group(name: str) -> dict[str, str]:
    """Return the texts ``NAME.part`` by part, in the order of the English file; empty if there are none."""
    return {part: find(f"{name}.{part}") or "" for part in _ids().get(name, ())}


# -- dates and numbers -----------------------------------------------------------------------


def _locale() -> Locale:
    return Locale.parse(_LOCALES.get(_now, _now))


def date(day: datetime.date) -> str:
    """Return a date in words: ``10 July 1943``."""
    return format_date(day, "long", locale=_locale())


def day(day: datetime.date) -> str:
    """Return a date as short as it can be told: ``10 Jul 1943``."""
    return format_date(day, "medium", locale=_locale())


def short_day(day: datetime.date) -> str:
    """Return a date in figures: ``7/10/43``, ``10.07.43``."""
    return format_date(day, "short", locale=_locale())


def number(value: int) -> str:
    """Return a whole number with the marks between thousands."""
    return format_decimal(value, locale=_locale())


def decimal(value: float) -> str:
    """Return a number with its fraction as the language writes it: ``2.5``, ``2,5``."""
    return format_decimal(value, locale=_locale())


def percent(share: float) -> str:
    """Return a share as a whole percentage."""
    return format_percent(share, locale=_locale())


# -- scenarios -------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def of_scenario(folder: str, language: str) -> dict[str, str]:
    """Return the texts of a scenario by key: those of a language over the English ones."""
    texts = Texts(Path(folder) / "text")
    found: dict[str, str] = {}
    for name in dict.fromkeys((MAIN, language)):
        found |= {key: words for key, words in texts.get(name, {}).items() if words}
    return found


def named(folder: str | Path, key: str) -> str | None:
    """Return a scenario's text in the language that is spoken, None if there is none."""
    return of_scenario(str(folder), _now).get(key)


def localised(world: World) -> World:
    """Return a World whose names and titles are in the language that is spoken; numbers stay the same."""
    if _now == MAIN:
        return world
    folder = world.scenario_path

    def name(key: str, given: str) -> str:
        return named(folder, key) or given

    change = world.change
    title = f"variant.{change.id}.title" if change is not None else "scenario.title"
    levels = [msgspec.structs.replace(v, name=name(f"level.{v.id}", v.name)) for v in world.victory.level]
    return dataclasses.replace(
        world,
        title=name(title, world.title),
        side_names=_names(folder, "side", world.side_ids, world.side_names),
        place_names=_names(folder, "place", world.place_ids, world.place_names),
        unit_names=_names(folder, "unit", world.unit_ids, world.unit_names),
        formation_names=_names(folder, "formation", world.formation_ids, world.formation_names),
        victory=msgspec.structs.replace(world.victory, level=levels),
        districts=tuple(
            msgspec.structs.replace(d, name=name(f"district.{d.id}", d.name)) for d in world.districts
        ),
        triggers=tuple(
            msgspec.structs.replace(t, title=name(f"trigger.{t.id}.title", t.title)) for t in world.triggers
        ),
        decisions=tuple(
            msgspec.structs.replace(
                d,
                title=name(f"decision.{d.id}.title", d.title),
                option=[
                    msgspec.structs.replace(o, title=name(f"decision.{d.id}.{o.id}", o.title))
                    for o in d.option
                ],
            )
            for d in world.decisions
        ),
    )


def _names(folder: str, kind: str, ids: tuple[str, ...], given: tuple[str, ...]) -> tuple[str, ...]:
    known = of_scenario(folder, _now)
    return tuple(known.get(f"{kind}.{key}", words) for key, words in zip(ids, given, strict=True))
