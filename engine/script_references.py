"""References inside politics and doctrine, where tables lie within tables.

The walk goes over Structs field by field. Which table a field names follows from the
field's name, with a few exceptions by Struct.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from engine.problems import Problem
from engine.references import unknown
from engine.shapes import Path
from engine.tables import Unread

if TYPE_CHECKING:
    from engine.scenario import Scenario

# field name -> kinds of things it may name
BY_FIELD: dict[str, tuple[str, ...]] = {
    "nation": ("nation",),
    "side": ("side",),
    "known_by": ("side",),
    "near_side": ("side",),
    "to": ("side",),
    "regions": ("region",),
    "near": ("place", "hex"),
    "spots": ("place", "hex"),
    "place": ("place",),
    "places": ("place",),
    "ports": ("place",),
    "objectives": ("place",),
    "types": ("unit type",),
    "formations": ("formation",),
    "units": ("unit",),
    "trigger": ("trigger",),
    "zone": ("weather zone",),
    "decision": ("decision",),
    "works": ("line of works",),
    "axes": ("axis",),
    "next": ("line",),
    "gives_up": ("line",),
    "forgoes": ("landing",),
    "district": ("district",),
    "palette": ("palette",),
    "picture": ("picture",),
    "districts": ("district",),
    "occupier": ("side",),
    "variable": ("variable",),
    "guards": ("unit type",),
    "follow_up": ("unit", "formation"),
}
BY_STRUCT: dict[tuple[str, str], tuple[str, ...]] = {
    ("AddVariable", "id"): ("variable",),
    ("VariableIs", "id"): ("variable",),
    ("Decided", "id"): ("decision",),
    ("EnterUnits", "at"): ("place", "box", "hex"),
    ("Evacuation", "to"): ("place", "box"),
}


def check_politics(scenario: Scenario) -> list[Problem]:
    """Return a problem for every name in ``politics/`` that leads nowhere."""
    known = _known(scenario)
    found: list[Problem] = []
    for table, name in (
        (scenario.variables, "variable"),
        (scenario.triggers, "trigger"),
        (scenario.decisions, "decision"),
        (scenario.districts, "district"),
        (scenario.pictures, "picture"),
    ):
        for number, row in enumerate(table.rows):
            for path, nouns, word in _names(row, ()):
                if all(word not in known[noun] for noun in nouns):
                    where = table.where(number, ".".join(map(str, path)))
                    found.append(_problem(where, nouns, word, known))
            found.extend(_inner(scenario, table, number, row, name))
    return found


def check_doctrine(scenario: Scenario, *, whole: bool = True) -> list[Problem]:
    """Return a problem for every name in ``doctrine/`` that leads nowhere.

    Without ``whole`` some of its files could not be read, with lines and axes that others may name.
    """
    known = _known(scenario)
    found: list[Problem] = []
    for stem, struct in scenario.doctrine.items():
        same = [d for d in scenario.doctrine.values() if d.side == struct.side]
        known["line"] = {row.id: 0 for d in same for row in d.line} if whole else Unread()
        known["axis"] = {row.id: 0 for d in same for row in d.axis} if whole else Unread()
        known["landing"] = {row.id: 0 for d in same for row in d.landing} if whole else Unread()
        places = scenario.toml[f"doctrine/{stem}.toml"]
        for path, nouns, word in _names(struct, ()):
            if all(word not in known[noun] for noun in nouns):
                found.append(_problem(places.where(*path), nouns, word, known))
    return found


def _known(scenario: Scenario) -> dict[str, Mapping[str, Any]]:
    return {
        "nation": scenario.nations.ids,
        "side": scenario.sides.ids,
        "region": {row.region: 0 for row in scenario.hexes if row.region}
        if scenario.hexes.whole
        else Unread(),
        "place": scenario.places.ids,
        "hex": scenario.hexes.ids,
        "box": scenario.boxes.ids,
        "unit type": scenario.unit_types.ids,
        "formation": scenario.formations.ids,
        "unit": scenario.units.ids,
        "trigger": scenario.triggers.ids,
        "weather zone": scenario.weather_zones.ids,
        "decision": scenario.decisions.ids,
        "variable": scenario.variables.ids,
        "district": scenario.districts.ids,
        "palette": scenario.palettes.ids,
        "picture": scenario.pictures.ids,
        "line of works": {row.line: 0 for row in scenario.works} if scenario.works.whole else Unread(),
    }


def _problem(
    where: tuple[str, int, int], nouns: tuple[str, ...], word: str, known: Mapping[str, Mapping[str, Any]]
) -> Problem:
    shown: dict[str, Any] = {}
    for noun in nouns:
        if noun != "hex" or word.isdigit():
            shown |= known[noun]
    return unknown(where, " or ".join(nouns), word, shown)


def _names(value: Any, path: Path) -> Iterator[tuple[Path, tuple[str, ...], str]]:
    """Yield (path, kinds, name) of all names inside a value."""
    if isinstance(value, msgspec.Struct):
        kind = type(value).__name__
        for attribute, written in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
            item = getattr(value, attribute)
            nouns = BY_STRUCT.get((kind, written)) or BY_FIELD.get(written)
            here = (*path, written)
            if isinstance(item, str) and nouns:
                yield here, nouns, item
            elif isinstance(item, list) and nouns:
                for number, word in enumerate(item):
                    if isinstance(word, str):
                        yield (*here, number), nouns, word
                    else:
                        yield from _names(word, (*here, number))
            else:
                yield from _names(item, here)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _names(item, (*path, number))


def _inner(scenario: Scenario, table: Any, number: int, row: Any, name: str) -> Iterator[Problem]:
    """Check names that only mean something inside one entry: options and outcomes."""
    if name == "decision":
        options = {option.id: 0 for option in row.option}
        if row.default not in options:
            yield unknown(table.where(number, "default"), "option", row.default, options)
    for path, struct in _structs(row, ()):
        kind = type(struct).__name__
        if kind == "Decided" and (at := scenario.decisions.ids.get(struct.id)) is not None:
            decision = scenario.decisions[at]
            options = {option.id: 0 for option in decision.option}
            if struct.option not in options:
                where = table.where(number, ".".join(map(str, (*path, "option"))))
                yield unknown(where, f"option of {struct.id}", struct.option, options)
        elif kind == "ResolveNation":
            outcomes = {outcome.id: 0 for outcome in struct.outcome}
            if struct.overwhelmed not in outcomes:
                where = table.where(number, ".".join(map(str, (*path, "overwhelmed"))))
                yield unknown(where, "outcome", struct.overwhelmed, outcomes)


def _structs(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, msgspec.Struct):
        yield path, value
        for attribute, written in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
            yield from _structs(getattr(value, attribute), (*path, written))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _structs(item, (*path, number))
