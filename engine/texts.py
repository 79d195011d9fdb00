"""Texts of a scenario: gettext catalogues read as plain keys and sentences, and the keys there can be.

A key is the id of a trigger or decision for what is told of it, and ``kind.id`` for the name of a
thing. Names stand in the scenario's files in its first language; catalogues translate them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from engine.problems import Problem, problem
from engine.sources import decode, read_bytes

if TYPE_CHECKING:
    from engine.scenario import Scenario
    from engine.tables import Place


@dataclass(frozen=True)
class Name:
    """A name in the scenario's files, where it stands, and whether every language needs its own."""

    words: str
    where: Place
    needed: bool = True


def read_po(root: Path, file: str) -> tuple[Mapping[str, str], list[Problem]]:
    """Read a catalogue; a broken one gives the texts before the break and a problem."""
    data, problems = read_bytes(root, file)
    if data is None:
        return {}, problems
    source, more = decode(file, data)
    problems += more
    if source is None:
        return {}, problems
    texts, places, found = parse_po(file, source.text)
    del places
    return texts, problems + found


def parse_po(file: str, text: str) -> tuple[dict[str, str], dict[str, int], list[Problem]]:
    """Return texts by key, line by key, and the problems of a catalogue's text."""
    from babel.messages.pofile import PoFileError
    from babel.messages.pofile import read_po as babel_read

    texts: dict[str, str] = {}
    lines: dict[str, int] = {}
    try:
        catalogue = babel_read((line + "\n" for line in text.split("\n")), abort_invalid=True)
    except PoFileError as error:
        line = (error.lineno if isinstance(error.lineno, int) else 0) + 1
        return {}, {}, [problem("E101", (file, line, 1), f"no valid PO: {str(error)[:120]}")]
    except Exception as error:  # the reader raises whatever its parts raise on broken headers
        return {}, {}, [problem("E101", (file, 1, 1), f"no valid PO: {str(error)[:120]}")]
    for message in catalogue:
        key, value = message.id, message.string
        if isinstance(key, str) and key:
            texts[key] = value if isinstance(value, str) else ""
            lines[key] = message.lineno or 1
    return texts, lines, []


def story_keys(scenario: Scenario) -> frozenset[str]:
    """Return the keys of what is told: of triggers, of decisions and of effects that only tell."""
    told = {row.text or row.id for row in scenario.triggers} | {row.id for row in scenario.decisions}
    for struct in _structs([*scenario.triggers, *scenario.decisions]):
        if type(struct).__name__ == "Narrate":
            told.add(struct.key)
    return frozenset(told)


def shared_names(scenario: Scenario) -> dict[str, Name]:
    """Return all names that a language may translate, by key."""
    found = {
        "scenario.title": Name(scenario.file.title, ("scenario.toml", 1, 1)),
        "scenario.description": Name(scenario.file.description, ("scenario.toml", 1, 1)),
    }
    for path in sorted((scenario.path / "variants").glob("*.toml")):
        raw = _header(path)
        for key in ("title", "description"):
            if raw.get(key):
                where = (f"variants/{path.name}", 1, 1)
                found[f"variant.{path.stem}.{key}"] = Name(str(raw[key]), where)
        for lesson in raw.get("lesson", ()):
            for key in ("title", "text"):
                where = (f"variants/{path.name}", 1, 1)
                found[f"lesson.{lesson.get('id')}.{key}"] = Name(str(lesson.get(key, "")), where)
    tables: tuple[tuple[str, Any, str, bool], ...] = (
        ("side", scenario.sides, "name", True),
        ("nation", scenario.nations, "name", True),
        ("level", scenario.levels, "name", True),
        ("district", scenario.districts, "name", True),
        ("variable", scenario.variables, "name", True),
        ("terrain", scenario.terrain, "id", True),
        ("type", scenario.unit_types, "id", True),
        ("zone", scenario.weather_zones, "id", True),
        ("box", scenario.boxes, "name", True),
        ("sea", scenario.sea_zones, "name", True),
        ("place", scenario.places, "name", False),
        ("formation", scenario.formations, "name", False),
        ("unit", scenario.units, "name", False),
    )
    for kind, table, field, needed in tables:
        for number, row in enumerate(table.rows):
            where = table.where(number, field)
            found[f"{kind}.{row.id}"] = Name(str(getattr(row, field)), where, needed)
    for number, row in enumerate(scenario.hexes.rows):
        if row.region:
            found.setdefault(f"region.{row.region}", Name(row.region, scenario.hexes.where(number)))
    _politics(scenario, found)
    for side, file in scenario.doctrine.items():
        for plan in file.landing:
            found[f"plan.{plan.id}"] = Name(plan.title, (f"doctrine/{side}.toml", 1, 1))
        for rival in file.rival:
            found[f"rival.{side}.{rival.id}"] = Name(rival.title, (f"doctrine/{side}.toml", 1, 1))
    return found


def _politics(scenario: Scenario, found: dict[str, Name]) -> None:
    for number, row in enumerate(scenario.triggers.rows):
        found[f"trigger.{row.id}.title"] = Name(row.title, scenario.triggers.where(number, "title"))
        for effect in row.then:
            for outcome in getattr(effect, "outcome", ()):
                found[f"outcome.{outcome.id}"] = Name(outcome.title, scenario.triggers.where(number))
    for number, asked in enumerate(scenario.decisions.rows):
        where = scenario.decisions.where(number, "title")
        found[f"decision.{asked.id}.title"] = Name(asked.title, where)
        for option in asked.option:
            found[f"decision.{asked.id}.{option.id}"] = Name(option.title, where)


def _header(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _structs(todo: list[Any]) -> Iterator[Any]:
    while todo:
        value = todo.pop()
        if isinstance(value, msgspec.Struct):
            yield value
            todo.extend(getattr(value, name) for name in value.__struct_fields__)
        elif isinstance(value, list):
            todo.extend(value)
