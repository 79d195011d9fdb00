"""Rows with their places: reading a CSV file or a TOML file of the schema.

The fast way reads a whole file at once. Only if something in it is wrong, or if somebody
asks where a row stands, the slow way looks at every cell and key by itself. Both accept
the same files (a test holds them together).
"""

from __future__ import annotations

import csv
import io
import itertools
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from engine import shapes
from engine.csvpos import Cells, tokenise
from engine.problems import Problem, nearest, problem
from engine.sources import MAX_PROBLEMS, MAX_ROWS, Source
from engine.tomlpos import Located, locate, syntax_problem, too_deep

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)
Place = tuple[str, int, int]  # file, line, column
KEPT = 128  # files that are kept read


class Locator(Protocol):
    """Knows where the rows of a table stand."""

    def find(self, row: int, path: shapes.Path) -> Place:
        """Return the place of a field of a row, or of the row for an empty path."""


class Unread(dict[str, int]):
    """The ids of a table that could not be read as a whole: any name may be one of them."""

    def __contains__(self, name: object) -> bool:
        return True


@dataclass(frozen=True)
class Table(Generic[T]):
    """The rows of one table and the file they come from.

    It is not ``whole`` if something in its file is wrong: then some rows may be left out.
    """

    file: str
    rows: tuple[T, ...] = ()
    locator: Locator | None = field(default=None, repr=False, compare=False)
    whole: bool = True

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[T]:
        return iter(self.rows)

    def __getitem__(self, index: int) -> T:
        return self.rows[index]

    @cached_property
    def ids(self) -> dict[str, int]:
        """Row numbers by id, of tables whose rows have one."""
        known = {row.id: i for i, row in enumerate(self.rows)}  # type: ignore[attr-defined]
        return known if self.whole else Unread(known)

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """The line of each row."""
        return tuple(self.where(i)[1] for i in range(len(self.rows)))

    def where(self, row: int, path: str = "") -> Place:
        """Return file, line and column of a field of a row; ``path`` may go deeper: ``cost.foot``."""
        if self.locator is None:
            return self.file, row + 2, 1
        parts = tuple(int(p) if p.isdigit() else p for p in path.split(".")) if path else ()
        return self.locator.find(row, parts)

    def at(self, row: int, path: str = "") -> tuple[int, int]:
        """Return line and column of a field of a row."""
        return self.where(row, path)[1:]


@dataclass(frozen=True)
class CsvLocator:
    """Places in a CSV file, found on first demand."""

    source: Source

    @cached_property
    def cells(self) -> Cells:
        return tokenise(self.source.file, self.source.text, MAX_ROWS)

    @cached_property
    def columns(self) -> dict[str, int]:
        return {name: i for i, (name, _, _) in enumerate(self.cells.header)}

    def find(self, row: int, path: shapes.Path) -> Place:
        if not 0 <= row < len(self.cells.rows):
            return self.source.file, 1, 1
        cells = self.cells.rows[row]
        column = self.columns.get(str(path[0]), 0) if path else 0
        _, line, col = cells[column] if column < len(cells) else cells[0]
        return self.source.file, line, col


@dataclass(frozen=True)
class TomlPlaces:
    """Places in a TOML file, found on first demand."""

    source: Source

    @cached_property
    def located(self) -> Located:
        return locate(self.source)

    def where(self, *path: str | int, on_key: bool = False) -> Place:
        """Return the place of a value by its path."""
        return (self.source.file, *self.located.find(path, on_key=on_key))


@dataclass(frozen=True)
class TomlLocator:
    """Places of the entries of one array of tables."""

    places: TomlPlaces
    name: str

    def find(self, row: int, path: shapes.Path) -> Place:
        return self.places.where(*self.name.split("."), row, *path)


@dataclass(frozen=True)
class ChosenLocator:
    """Places of rows that were taken from several tables."""

    origins: Sequence[tuple[Locator, int]]

    def find(self, row: int, path: shapes.Path) -> Place:
        locator, number = self.origins[row]
        return locator.find(number, path)


# -- CSV ------------------------------------------------------------------------------


def read_csv(source: Source, kind: type[S]) -> tuple[Table[S], list[Problem]]:
    """Read a CSV file row by row into Structs; an empty cell takes the default."""
    table, problems = _read_csv(source, kind)
    return table, list(problems)


@lru_cache(maxsize=KEPT)  # variants and repeated loads share what has not changed; rows are frozen
def _read_csv(source: Source, kind: type[S]) -> tuple[Table[S], list[Problem]]:
    locator = CsvLocator(source)
    rows = _fast_rows(source, kind)
    if rows is not None:
        return Table(source.file, rows, locator), []
    kept, problems = _slow_rows(locator, kind)
    chosen = ChosenLocator([(locator, number) for number, _ in kept])
    return Table(source.file, tuple(row for _, row in kept), chosen), problems


def _fast_rows(source: Source, kind: type[S]) -> tuple[S, ...] | None:
    specs = shapes.fields(kind)
    try:
        reader = csv.reader(io.StringIO(source.text, newline=""), strict=True)
        records = list(reader)
        if min(map(len, records), default=2) < 2:
            records = [r for r in records if r and r != [""]]
    except csv.Error:
        return None
    if not records or len(records) > MAX_ROWS:
        return None
    header, body = records[0], records[1:]
    if len(set(header)) != len(header) or not set(header) <= set(specs):
        return None
    if set(map(len, body)) - {len(header)}:
        return None
    given = dict(zip(header, zip(*body, strict=True), strict=False)) if body else dict.fromkeys(header, ())
    columns: list[Any] = []
    for spec in specs.values():
        column = given.get(spec.name)
        if column is None:
            if spec.required:
                return None
            columns.append(itertools.repeat(spec.default, len(body)))
            continue
        distinct = set(column)
        values: dict[str, Any] = {}
        if "" in distinct:
            if spec.required:
                return None
            distinct.remove("")
            values[""] = spec.default
        cells = list(distinct)
        try:
            converted = msgspec.convert(cells, list[spec.kind], strict=False)  # type: ignore[name-defined]
        except msgspec.ValidationError:
            return None
        values.update(zip(cells, converted, strict=True))
        columns.append(map(values.__getitem__, column))
    return tuple(map(kind, *columns))


def _slow_rows(locator: CsvLocator, kind: type[S]) -> tuple[list[tuple[int, S]], list[Problem]]:
    file, cells, specs = locator.source.file, locator.cells, shapes.fields(kind)
    problems = list(cells.problems)
    if not cells.header:
        problems.append(problem("E102", (file, 1, 1), "the header is missing", expected=", ".join(specs)))
        return [], problems
    names: list[str] = []
    for name, line, column in cells.header:
        if name in names:
            problems.append(problem("E106", (file, line, column), f"column {name} is given twice"))
        elif name not in specs:
            free = [s for s in specs if all(s != h for h, _, _ in cells.header)]
            hint = nearest(name, free) or nearest(name, specs)
            expected = "" if hint else ", ".join(free or specs)
            message = f"column {name or '(empty)'} is not known"
            problems.append(problem("E103", (file, line, column), message, expected=expected, hint=hint))
        names.append(name)
    for spec in specs.values():
        if spec.required and spec.name not in names:
            message = f"column {spec.name} is missing"
            where = (file, cells.header[0][1], 1)
            problems.append(problem("E102", where, message, expected=shapes.describe(spec.kind)))
    sound = not problems
    kept: list[tuple[int, S]] = []
    for number, row in enumerate(cells.rows):
        if len(problems) > MAX_PROBLEMS:
            message = "further problems of this file are not listed"
            problems.append(problem("E109", (file, row[0][1], 1), message))
            break
        if len(row) != len(names):
            where = (file, row[min(len(names), len(row) - 1)][1], row[min(len(names), len(row) - 1)][2])
            message = "the row has too many cells" if len(row) > len(names) else "the row has too few cells"
            problems.append(problem("E108", where, message, expected=str(len(names)), got=str(len(row))))
            continue
        before = len(problems)
        values: dict[str, Any] = {}
        for name, (text, line, column) in zip(names, row, strict=True):
            found = specs.get(name)
            if found is None:
                continue
            if text == "":
                if found.required:
                    message = f"{name} is empty"
                    where = (file, line, column)
                    problems.append(problem("E102", where, message, expected=shapes.describe(found.kind)))
                continue
            if bad := list(shapes.misfits(text, found.kind, (name,), lax=True)):
                problems.extend(placed((file, line, column), m) for m in bad)
            else:
                values[found.attribute] = msgspec.convert(text, found.kind, strict=False)
        if sound and len(problems) == before:
            kept.append((number, kind(**values)))
    return kept, problems


# -- TOML -----------------------------------------------------------------------------


def read_toml(source: Source, kind: type[S]) -> tuple[S | None, TomlPlaces, list[Problem]]:
    """Read a TOML file into its Struct; nothing if there are problems."""
    struct, places, problems = _read_toml(source, kind)
    return struct, places, list(problems)


@lru_cache(maxsize=KEPT)
def _read_toml(source: Source, kind: type[S]) -> tuple[S | None, TomlPlaces, list[Problem]]:
    places = TomlPlaces(source)
    if deep := too_deep(source):
        return None, places, [deep]
    problems: list[Problem] = []
    try:
        data = tomllib.loads(source.text)
        return msgspec.convert(data, kind), places, []
    except tomllib.TOMLDecodeError as error:
        problems.append(syntax_problem(source, error))
    except (msgspec.ValidationError, RecursionError):
        pass
    except (ValueError, OverflowError) as error:
        problems.append(problem("E101", (source.file, 1, 1), f"a value cannot be read: {str(error)[:120]}"))
    syntax = bool(problems)
    try:
        located = places.located
        lines = {p.line for p in problems}
        extra = [p for p in located.problems if p.line not in lines]
        if any(p.code == "E106" for p in located.problems):  # says better what the reader stumbled on
            problems = []
            extra = located.problems
        problems += extra[:MAX_PROBLEMS]
        for misfit in itertools.islice(shapes.misfits(located.data, kind), MAX_PROBLEMS):
            if syntax and misfit.code == "E102" and not misfit.path:
                continue  # what is missing may stand in the part that cannot be read
            place = located.find(misfit.path, on_key=misfit.on_key)
            problems.append(placed((source.file, *place), misfit))
    except RecursionError:
        problems.append(problem("E109", (source.file, 1, 1), "the nesting is too deep"))
    if not problems:
        problems.append(problem("E101", (source.file, 1, 1), "the file cannot be read"))
    return None, places, problems


def entries(places: TomlPlaces, name: str, rows: Sequence[T]) -> Table[T]:
    """Return the table of one array of tables of a TOML file."""
    return Table(places.source.file, tuple(rows), TomlLocator(places, name))


def placed(where: Place, misfit: shapes.Misfit) -> Problem:
    """Return the problem of a misfit at a place."""
    return problem(
        misfit.code, where, misfit.message, expected=misfit.expected, got=misfit.got, hint=misfit.hint
    )
