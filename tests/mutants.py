"""Mistakes planted one at a time in the files of a scenario, for the tests of the loader.

Each mutant says which problem must be found where; ``hint`` if a near name exists.
"""

from __future__ import annotations

import csv
import datetime
import io
import shutil
import tomllib
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from engine import references, script_references, shapes, tomlpos
from engine.problems import Problem
from engine.scenario import CSV_FILES, DOCTRINE, TOML_FILES
from engine.schema.scenario import VariantFile
from engine.sources import Source

ROOT = Path(__file__).resolve().parent.parent
TINY = ROOT / "tests" / "scenarios" / "tiny"
ITALY = ROOT / "scenarios" / "italy1943"


@dataclass(frozen=True)
class Mutant:
    """A changed file and the problem that must be reported: any of ``codes`` at ``line``."""

    name: str
    file: str
    text: str
    codes: frozenset[str]
    line: int
    hint: str = ""

    def found_in(self, problems: list[Problem]) -> bool:
        """Tell whether the problem was reported at its place, with its hint."""
        return any(
            p.code in self.codes
            and p.file == self.file
            and p.line == self.line
            and (not self.hint or p.hint == self.hint)
            for p in problems
        )


def copy_scenario(source: Path, folder: Path) -> Path:
    """Copy a scenario without its bulky sources."""
    target = folder / source.name
    shutil.copytree(
        source, target, ignore=shutil.ignore_patterns("sources", "*.npz", "lines.json", "__pycache__")
    )
    return target


def codes(*words: str) -> frozenset[str]:
    """Return a set of codes."""
    return frozenset(words)


# -- values ---------------------------------------------------------------------------


def wrong_values(kind: Any, value: Any) -> Iterator[tuple[str, Any, frozenset[str], str]]:
    """Yield (name, bad value, codes, hint) for a type of the schema and a good value."""
    base = shapes._bare(kind)
    origin = typing.get_origin(base)
    if shapes._is_union(origin):
        members = [m for m in typing.get_args(base) if m is not type(None)]
        if len(members) == 1:
            yield from wrong_values(members[0], value)
        return
    meta = [m for m in typing.get_args(kind)[1:] if isinstance(m, msgspec.Meta)]
    if origin is typing.Literal:
        yield "word", f"{value}x", codes("E111"), str(value) if len(str(value)) > 2 else ""
    elif base is bool:
        yield "type", "perhaps", codes("E104"), ""
    elif base in (int, float):
        yield "type", "many", codes("E104"), ""
        for limits in meta:
            if limits.ge is not None or limits.gt is not None:
                yield "low", -987654321, codes("E105"), ""
            if limits.le is not None:
                yield "high", 987654321, codes("E105"), ""
    elif base is datetime.date:
        yield "date", "1943-02-30", codes("E110"), ""
        yield "type", "soon", codes("E110"), ""
    elif base is str:
        patterns = [m for m in meta if m.pattern]
        longest = [m.max_length for m in meta if m.max_length]
        if patterns:
            hint = str(value) if "a-z0-9" in str(patterns[0].pattern) and value else ""
            yield "form", f" {value or 'Q'}!" if hint else "!?", codes("E110"), hint
        if longest:
            yield "long", "x" * (max(longest) + 1), codes("E109"), ""


# -- CSV ------------------------------------------------------------------------------


def csv_mutants(root: Path, attribute: str) -> Iterator[Mutant]:
    """Yield the mutants of one CSV file: every column in its last fitting row, and whole rows."""
    kind = CSV_FILES[attribute]
    path = root / kind.path
    if not path.exists():
        return
    text = path.read_text(encoding="utf-8")
    records = list(csv.reader(io.StringIO(text, newline="")))
    header, body = records[0], records[1:]
    specs = shapes.fields(kind.kind)
    last = len(body) - 1

    def mutant(name: str, rows: list[list[str]], found: frozenset[str], line: int, hint: str = "") -> Mutant:
        return Mutant(f"{kind.path}: {name}", kind.path, _written(rows), found, line, hint)

    def cell(column: int, value: str) -> list[list[str]]:
        return [header, *body[:-1], [*body[last][:column], value, *body[last][column + 1 :]]]

    for column, name in enumerate(header):
        spec = specs[name]
        without = [[*r[:column], *r[column + 1 :]] for r in records]
        misspelt = [[*header[:column], name + "x", *header[column + 1 :]], *body]
        yield mutant(f"column {name} misspelt", misspelt, codes("E103"), 1, name)
        yield mutant(f"column {name} twice", [[*r, r[column]] for r in records], codes("E106"), 1)
        if spec.required:
            yield mutant(f"column {name} missing", without, codes("E102"), 1)
            yield mutant(f"{name} empty", cell(column, ""), codes("E102"), len(records))
        for what, value, found, hint in wrong_values(spec.kind, body[last][column]):
            yield mutant(f"{name} {what}", cell(column, str(value)), found, len(records), hint)
    for column, name in enumerate(header):
        targets = [t for table, field, t, _ in _references() if (table, field) == (attribute, name)]
        if targets:
            number = max((i for i, r in enumerate(body) if r[column]), default=-1)
            if number >= 0:
                good = body[number][column]
                bad = good + "x" if not good.isdigit() else "999999"
                rows = [list(r) for r in records]
                rows[number + 1][column] = bad
                word = good.split()[-1]
                hint = word if len(word) > 2 and not word.isdigit() else ""
                yield mutant(f"{name} unknown", rows, codes("E107"), number + 2, hint)
    if attribute in references.KEYS or "id" in specs:
        yield mutant("row twice", [*records, body[last]], codes("E106"), len(records) + 1)
    yield mutant("cell too many", [header, *body[:-1], [*body[last], "more"]], codes("E108"), len(records))
    yield mutant("cell too few", [header, *body[:-1], body[last][:-1]], codes("E108"), len(records))
    quoted = text.rstrip("\n") + '\n"never closed\n'
    yield Mutant(f"{kind.path}: open quote", kind.path, quoted, codes("E101"), len(records) + 1)
    after = text.rstrip("\n") + '\n"closed" and more\n'
    yield Mutant(f"{kind.path}: text after quote", kind.path, after, codes("E101"), len(records) + 1)
    yield Mutant(f"{kind.path}: empty", kind.path, "", codes("E102"), 1)


def _references() -> list[references.Reference]:
    special = [
        ("links", "road", ("link_kinds",), ""),
        ("links", "rail", ("link_kinds",), ""),
        ("sea_zones", "neighbours", ("sea_zones",), ""),
        ("boxes", "sea_zones", ("sea_zones",), ""),
        ("boxes", "entry", ("hexes",), ""),
        ("arrivals", "at", ("places",), ""),
        ("aliases", "id", ("places",), ""),
        ("milestones", "subject", ("places",), ""),
    ]
    return [*references.REFERENCES, *references.HISTORY, *special]


def _written(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


# -- TOML -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """A key and its value in a TOML text: byte spans and the path of the key."""

    path: shapes.Path
    key: tuple[int, int]
    value: tuple[int, int]
    line: int
    whole_line: bool


def toml_files(root: Path) -> dict[str, type[msgspec.Struct]]:
    """Return the TOML files of a scenario that exist, and their types."""
    kinds = {k.path: k.kind for k in TOML_FILES.values()}
    kinds |= {f"doctrine/{p.name}": DOCTRINE for p in (root / "doctrine").glob("*.toml")}
    kinds |= {f"variants/{p.name}": VariantFile for p in (root / "variants").glob("*.toml")}
    return {path: kind for path, kind in kinds.items() if (root / path).exists()}


def pairs(source: Source) -> list[Pair]:
    """Return every key with its value, each kind of key once (its first place)."""
    data = source.text.encode()
    located = tomlpos.locate(source)
    by_place = {place: path for path, place in located.keys.items()}
    found: dict[shapes.Path, Pair] = {}
    todo = [tomlpos._parser().parse(data).root_node]
    while todo:
        node = todo.pop()
        todo.extend(reversed(node.named_children))
        if node.type != "pair":
            continue
        key, value = (c for c in node.named_children if c.type != "comment")
        place = (key.start_point[0] + 1, key.start_point[1] + 1)
        path = by_place.get(place)
        if path is None or key.type == "dotted_key":
            continue
        general = tuple("*" if isinstance(p, int) else p for p in path)
        top = node.parent is not None and node.parent.type != "inline_table"
        pair = Pair(path, (key.start_byte, key.end_byte), (value.start_byte, value.end_byte), place[0], top)
        found.setdefault((*general, _tag(located.data, path)), pair)
    return list(found.values())


def _tag(data: Any, path: shapes.Path) -> str:
    for part in path[:-1]:
        data = data[part]
    return str(data.get("type", "")) if isinstance(data, dict) else ""


def type_at(kind: Any, data: Any, path: shapes.Path) -> tuple[Any, bool]:
    """Return the type of the value at a path, and whether its key is required."""
    required = False
    for part in path:
        base = shapes._bare(kind)
        members = (
            [shapes._bare(m) for m in typing.get_args(base)]
            if shapes._is_union(typing.get_origin(base))
            else [base]
        )
        structs = [m for m in members if shapes._is_struct(m)]
        if structs:
            chosen = structs[0]
            if chosen.__struct_config__.tag_field is not None:
                tag = chosen.__struct_config__.tag_field
                if part == tag:
                    words = tuple(str(m.__struct_config__.tag) for m in structs)
                    return typing.Literal[words], len(structs) > 1
                chosen = next(m for m in structs if str(m.__struct_config__.tag) == data[tag])
            spec = shapes.fields(chosen)[str(part)]
            kind, required = spec.kind, spec.required
        else:
            inner = next(m for m in members if typing.get_origin(m) in (list, dict))
            kind, required = typing.get_args(inner)[-1], False
        data = data[part]
    return kind, required


def toml_mutants(root: Path, file: str) -> Iterator[Mutant]:
    """Yield the mutants of one TOML file: every kind of key, once each."""
    text = (root / file).read_text(encoding="utf-8")
    source, data, raw = Source(file, text), tomllib.loads(text), text.encode()
    kind = toml_files(root)[file]
    located = tomlpos.locate(source)

    def mutant(name: str, change: bytes, found: frozenset[str], line: int, hint: str = "") -> Mutant:
        return Mutant(f"{file}: {name}", file, change.decode(), found, line, hint)

    for pair in pairs(source):
        name = ".".join(map(str, pair.path))
        value_kind, required = type_at(kind, data, pair.path)
        before, after = raw[: pair.key[0]], raw[pair.value[1] :]
        key, value = raw[slice(*pair.key)], raw[slice(*pair.value)]
        good = _at(data, pair.path)
        free_key = len(pair.path) == 1 or _has_fields(type_at(kind, data, pair.path[:-1])[0])
        if free_key and key.decode() not in ("type",):
            changed = before + key + b"x = " + value + after
            yield mutant(f"{name} misspelt", changed, codes("E103"), pair.line, key.decode())
        if required and pair.whole_line:
            line = located.find(pair.path[:-1])[0] if len(pair.path) > 1 else 1
            kept = before + b"#" + (key + b" = " + value).replace(b"\n", b"\n#") + after
            yield mutant(f"{name} missing", kept, codes("E102"), line)
        if pair.whole_line:
            twice = before + key + b" = " + value + b"\n" + key + b" = " + value + after
            line = pair.line + value.count(b"\n") + 1
            yield mutant(f"{name} twice", twice, codes("E106"), line)
            yield mutant(f"{name} without value", before + key + b" =" + after, codes("E101"), pair.line)
        for what, bad, found, hint in _wrong_toml(value_kind, good):
            changed = before + key + b" = " + bad.encode() + after
            yield mutant(f"{name} {what}", changed, found, pair.line, hint)
        if isinstance(good, str) and _is_reference(pair.path, good):
            changed = before + key + f' = "{good}x"'.encode() + after
            hint = good if len(good) > 3 else ""
            yield mutant(f"{name} unknown", changed, codes("E107"), pair.line, hint)
        listed = isinstance(good, list) and good and isinstance(good[0], str)
        if listed and pair.path[-1] in ("places", "regions", "works", "units", "spots"):
            changed = before + key + f' = ["{good[0]}x"]'.encode() + after
            yield mutant(f"{name} unknown", changed, codes("E107"), pair.line, good[0])
    lines = text.count("\n") + 1
    yield mutant("open table", raw + b"\n[broken\n", codes("E101"), lines + 1)
    yield mutant("open text", raw + b'\nkey_of_no_use = "never closed\n', codes("E101"), lines + 1)


def _has_fields(kind: Any) -> bool:
    base = shapes._bare(kind)
    return any(shapes._is_struct(shapes._bare(m)) for m in (base, *typing.get_args(base)))


def _at(data: Any, path: shapes.Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _wrong_toml(kind: Any, good: Any) -> Iterator[tuple[str, str, frozenset[str], str]]:
    base = shapes._bare(kind)
    if isinstance(good, list | dict):
        yield "type", "5", codes("E104"), ""
        return
    if base is str or (isinstance(good, str) and typing.get_origin(base) is not typing.Literal):
        yield "type", "12345", codes("E104"), ""
    for what, bad, found, hint in wrong_values(kind, good):
        yield what, f'"{bad}"' if isinstance(bad, str) else str(bad), found, hint


def _is_reference(path: shapes.Path, good: str) -> bool:
    last = str(path[-1])
    if path[0] in ("trigger", "decision") or last in ("works", "regions"):
        return last in script_references.BY_FIELD and last != "place"
    table = {
        "nation": "nations",
        "phase": "phases",
        "climate": "climate",
        "type": "unit_types",
        "objective": "objectives",
        "level": "levels",
        "hexside": "hexside_kinds",
    }.get(str(path[0]))
    plain = {(t, f) for t, f, _, _ in references.REFERENCES}
    return bool(good) and ((table or "", last) in plain or (path == ("side",)))
