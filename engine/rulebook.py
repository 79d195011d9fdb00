"""The rulebook: paragraphs with ids, written by hand, whose values come from a scenario's rules files.

Owns the form of ``assets/rulebook/*.md`` and the page made of it; knows no rule. A file is a
chapter: ``# Title``, then paragraphs under ``## chapter.name Title``. In the text stand
``{movement.zoc_enter}`` for a value, ``{combat.shifts.mud.2}`` for an entry of a list,
``{constant.name}`` for a number of the engine's own, and alone on a line
``{table movement.class: mp_per_day tempo}`` or ``{crt}`` for a table. A name that is not
known is an error, and so is a value of a rules file that no paragraph mentions.
"""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

import msgspec

from engine.paths import assets
from engine.problems import nearest
from engine.scenario import TOML_FILES, Scenario

FOLDER = "rulebook"
# What names or paints a row and moves no rule.
UNRULED = frozenset({"id", "name", "colour", "symbol", "echelon"})
# Files beside ``rules/`` from which a paragraph may take values; it need not.
MORE = {"calendar": ("file", "calendar"), "victory": ("victory",)}

_PARAGRAPH = re.compile(r"^## +([a-z]+\.[a-z-]+) +(\S.*)$")
_CHAPTER = re.compile(r"^# +(\S.*)$")
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
_TABLE = re.compile(r"^table ([a-z_.]+): *([a-z_ ]+)$")


class RulebookError(ValueError):
    """The rulebook is wrong; the message has a line for each mistake, with file and line."""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as written: its id ``chapter.name``, title, text with placeholders, and where it is."""

    id: str
    title: str
    chapter: str
    text: str
    where: str


def read(folder: Path | None = None) -> list[Paragraph]:
    """Return all paragraphs in the order of the files. Raises RulebookError for a wrong form."""
    folder = folder or assets() / FOLDER
    found: list[Paragraph] = []
    wrong: list[str] = []
    for path in sorted(folder.glob("*.md")):
        found += _read_file(path, wrong)
    seen: dict[str, str] = {}
    for paragraph in found:
        if paragraph.id in seen:
            wrong.append(f"{paragraph.where}: {paragraph.id} stands at {seen[paragraph.id]} too")
        seen.setdefault(paragraph.id, paragraph.where)
        if not paragraph.text:
            wrong.append(f"{paragraph.where}: {paragraph.id} has no text")
    if not found:
        wrong.append(f"{FOLDER}: no paragraphs")
    if wrong:
        raise RulebookError("\n".join(wrong))
    return found


def _read_file(path: Path, wrong: list[str]) -> Iterator[Paragraph]:
    chapter = ""
    open_: tuple[str, str, int] | None = None
    text: list[str] = []

    def close() -> Iterator[Paragraph]:
        if open_ is not None:
            yield Paragraph(
                open_[0], open_[1], chapter, "\n".join(text).strip(), f"{FOLDER}/{path.name}:{open_[2]}"
            )
        text.clear()

    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        where = f"{FOLDER}/{path.name}:{number}"
        if title := _CHAPTER.match(line):
            if chapter:
                wrong.append(f"{where}: a file is one chapter, this is the second")
            chapter = title[1]
        elif heading := _PARAGRAPH.match(line):
            yield from close()
            open_ = (heading[1], heading[2], number)
        elif line.startswith("#"):
            wrong.append(f"{where}: a heading is '# Title' or '## chapter.name Title', not {line!r}")
        elif open_ is not None:
            text.append(line)
        elif line.strip():
            wrong.append(f"{where}: text before the first paragraph")
    if not chapter:
        wrong.append(f"{FOLDER}/{path.name}:1: the chapter has no '# Title'")
    yield from close()


# -- values ---------------------------------------------------------------------------


def constants() -> dict[str, int]:
    """Return the engine's own numbers that a paragraph may quote, by name."""
    from engine.rules import common, movement, transport

    return {
        "flying_weather": movement.FLYING_WEATHER,
        "alongside_damage": transport.ALONGSIDE_DAMAGE,
        "points_a_division": common.POINTS_A_DIVISION,
        "off_the_net": common.OFF_THE_NET,
    }


def ruled_values() -> set[str]:
    """Return the paths of all values of the files in ``rules/``, which paragraphs must mention."""
    found: set[str] = set()
    for kind in TOML_FILES.values():
        if kind.path.startswith("rules/"):
            found |= set(_leaves(kind.kind, Path(kind.path).stem))
    return found


def _leaves(kind: type[msgspec.Struct], prefix: str, inside: bool = False) -> Iterator[str]:
    hints = typing.get_type_hints(kind, include_extras=True)
    for spec in msgspec.structs.fields(kind):
        if inside and spec.encode_name in UNRULED:
            continue
        path = f"{prefix}.{spec.encode_name}"
        inner = _struct_in(hints[spec.name])
        if inner is None:
            yield path
        else:
            yield from _leaves(inner, path, inside or typing.get_origin(hints[spec.name]) in (list, tuple))


def _struct_in(hint: Any) -> type[msgspec.Struct] | None:
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint
    return next((found for part in get_args(hint) if (found := _struct_in(part))), None)


def values_of(scenario: Scenario) -> dict[str, Any]:
    """Return what placeholders stand for: the rules files by stem, calendar, victory, constants."""
    roots: dict[str, Any] = {
        Path(kind.path).stem: getattr(scenario, name)
        for name, kind in TOML_FILES.items()
        if kind.path.startswith("rules/")
    }
    for name, way in MORE.items():
        value: Any = scenario
        for step in way:
            value = getattr(value, step)
        roots[name] = value
    return {**roots, "constant": constants()}


def _children(value: Any) -> Mapping[str, Any]:
    if isinstance(value, msgspec.Struct):
        return {f.encode_name: getattr(value, f.name) for f in msgspec.structs.fields(type(value))}
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list | tuple):
        return {str(i): item for i, item in enumerate(value)}
    return {}


def _find(roots: Mapping[str, Any], path: str) -> Any:
    """Return the value at a path. Raises KeyError with a hint in its text."""
    here: Any = roots
    walked: list[str] = []
    for step in path.split("."):
        known = _children(here)
        if step not in known:
            near = nearest(step, list(known))
            hint = f" (did you mean {'.'.join([*walked, near])}?)" if near else ""
            raise KeyError(f"{{{path}}} is not known{hint}")
        walked.append(step)
        here = known[step]
    return here


def shown(value: Any) -> str:
    """Return a value in words of a player: 3, 0.25, yes, ``0, 1, 2``, ``allies 12, axis 17``."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {shown(item)}" for key, item in value.items()) or "-"
    if isinstance(value, list | tuple):
        return ", ".join(shown(item) for item in value) or "-"
    return "-" if value is None else str(value)


# -- the page -------------------------------------------------------------------------


def fill(paragraphs: list[Paragraph], scenario: Scenario) -> list[Paragraph]:
    """Return the paragraphs with values in place of placeholders.

    Raises RulebookError with a line for each unknown placeholder and each forgotten value.
    """
    roots = values_of(scenario)
    filled: list[Paragraph] = []
    wrong: list[str] = []
    used: set[str] = set()
    for paragraph in paragraphs:

        def put(match: re.Match[str], paragraph: Paragraph = paragraph) -> str:
            try:
                return _put(match[1], roots, used)
            except KeyError as error:
                wrong.append(f"{paragraph.where}: {paragraph.id}: {error.args[0]}")
                return ""

        filled.append(replace(paragraph, text=_PLACEHOLDER.sub(put, paragraph.text)))
    for path in sorted(ruled_values()):
        if not any(path == u or path.startswith(f"{u}.") or u.startswith(f"{path}.") for u in used):
            wrong.append(f"{FOLDER}: no paragraph mentions {path}")
    if wrong:
        raise RulebookError("\n".join(wrong))
    return filled


def _put(asked: str, roots: Mapping[str, Any], used: set[str]) -> str:
    if asked == "crt":
        used.update(("combat.column.attack", "combat.column.defence", "combat.column.results"))
        return _combat_table(roots["combat"])
    if table := _TABLE.match(asked):
        fields = table[2].split()
        used.update(f"{table[1]}.{field}" for field in fields)
        return _rows(asked, _find(roots, table[1]), fields)
    value = _find(roots, asked)
    used.add(asked)
    return shown(value)


def _combat_table(combat: Any) -> str:
    lines = ["| odds | " + " | ".join(str(dice) for dice in range(2, 13)) + " |", "|---" * 12 + "|"]
    for column in combat.column:
        lines.append(f"| {column.attack}:{column.defence} | " + " | ".join(column.results) + " |")
    return "\n".join(lines)


def _rows(asked: str, rows: Any, fields: list[str]) -> str:
    """Return a table of the rows of a file: what each is called, then the fields."""
    lines = []
    named = True
    for row in rows:
        cells = _children(row)
        unknown = [f for f in fields if f not in cells]
        if unknown:
            raise KeyError(f"{{{asked}}}: {', '.join(unknown)} is not known")
        named = "id" in cells
        called = [str(cells.get("name") or cells["id"])] if named else []
        lines.append("| " + " | ".join([*called, *(shown(cells[f]) for f in fields)]) + " |")
    heads = ([""] if named else []) + [f.replace("_", " ") for f in fields]
    return "\n".join(["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|", *lines])


def page(scenario: Scenario, folder: Path | None = None) -> str:
    """Return the rulebook in Markdown with a scenario's values. Raises RulebookError."""
    lines = [
        "# Rulebook",
        "",
        f"The rules of the game with the values of {scenario.file.title}. Each paragraph has an id,",
        "which the tests carry that prove it. `stivale docs --scenario` writes it for another scenario.",
    ]
    chapter = ""
    for paragraph in fill(read(folder), scenario):
        if paragraph.chapter != chapter:
            chapter = paragraph.chapter
            lines += ["", f"## {chapter}"]
        lines += ["", f"### {paragraph.title}", "", f"`{paragraph.id}`", "", paragraph.text]
    return "\n".join(lines) + "\n"
