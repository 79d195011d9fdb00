"""Variants: an overlay that changes the calendar, units, control and story of a scenario.

Owns what the fields of ``schema.scenario.VariantFile`` do. The map, the rules and the
order of battle stay those of the scenario.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from engine import shapes
from engine.orders import ORDER_KINDS
from engine.problems import Problem, nearest, problem
from engine.references import unknown
from engine.schema.conditions import Date
from engine.schema.forces import UnitRow
from engine.schema.scenario import VariantFile
from engine.sources import MAX_ROWS, Source
from engine.tables import (
    ChosenLocator,
    CsvLocator,
    Locator,
    Place,
    Table,
    TomlLocator,
    TomlPlaces,
    entries,
    placed,
)

Rows = dict[str, Table[Any]]
Files = dict[str, Any]


@dataclass(frozen=True)
class _Cells:
    """One row of changes: its cells, where it stands, and the place of a cell's name."""

    cells: Mapping[str, str]
    locator: Locator
    number: int
    name_place: Callable[[str], Place]

    def place(self, name: str = "") -> Place:
        return self.locator.find(self.number, (name,) if name else ())


def apply(
    change: VariantFile,
    places: TomlPlaces,
    units: Source | None,
    held: Table[Any],
    files: Files,
    rows: Rows,
) -> list[Problem]:
    """Change ``files`` and ``rows`` (by Scenario field) as the variant says; return what is wrong.

    ``units`` is the text of ``variants/NAME/units.csv`` if there is one, ``held`` the rows
    of ``variants/NAME/control.csv``.
    """
    problems: list[Problem] = []
    if change.calendar is not None:
        files["file"] = msgspec.structs.replace(files["file"], calendar=change.calendar)
    own = TomlLocator(places, "units")
    cells = [
        _Cells(row, own, i, lambda name, i=i: places.where("units", i, name, on_key=True))  # type: ignore[misc]
        for i, row in enumerate(change.units)
    ]
    if units is not None:
        cells += _csv_cells(units, problems)
    problems += _units(cells, rows)
    problems += _absent(change, places, rows)
    _schedule(change, cells, files, rows)
    problems += _remove(change, places, rows)
    problems += _control(change, places, held, files, rows)
    problems += _story(change, places, files, rows)
    problems += _lessons(change, places, rows)
    if change.victory is not None:
        files["victory"] = change.victory
        for name, attribute in (("objective", "objectives"), ("level", "levels")):
            listed = getattr(change.victory, name)
            located = entries(places, f"victory.{name}", listed)
            rows[attribute] = located
    return problems


def _csv_cells(source: Source, problems: list[Problem]) -> list[_Cells]:
    locator = CsvLocator(source)
    found = locator.cells
    problems += found.problems
    names = [name for name, _, _ in found.header]
    changes = []
    if len(found.rows) > MAX_ROWS or len(set(names)) != len(names):
        problems.append(problem("E106", (source.file, 1, 1), "a column is given twice"))
        return []
    for number, row in enumerate(found.rows):
        if len(row) != len(names):
            message = "the row has the wrong number of cells"
            where = (source.file, row[0][1], row[0][2])
            problems.append(problem("E108", where, message, expected=str(len(names)), got=str(len(row))))
            continue
        cells = {name: text for name, (text, _, _) in zip(names, row, strict=True) if text}

        def place(name: str) -> Place:
            return next((source.file, line, column) for n, line, column in found.header if n == name)

        changes.append(_Cells(cells, locator, number, place))
    return changes


def _units(changes: list[_Cells], rows: Rows) -> Iterator[Problem]:
    specs = shapes.fields(UnitRow)
    table = rows["units"]
    units: list[UnitRow] = list(table.rows)
    origins: list[tuple[Locator, int]] = []
    if table.locator is not None:
        origins = [(table.locator, i) for i in range(len(table))]
    numbers = dict(table.ids)
    reported: set[Place] = set()
    for change in changes:
        old = numbers.get(change.cells.get("id", ""))
        bad = False
        values: dict[str, Any] = {}
        for name, text in change.cells.items():
            if name not in specs:
                where = change.name_place(name)
                bad = True
                if where not in reported:  # one for each column of a CSV file, not for each row
                    reported.add(where)
                    yield problem("E103", where, f"{name} is not known here", hint=nearest(name, specs))
            elif text == "" and not specs[name].required:
                values[name] = specs[name].default
            else:
                misfits = list(shapes.misfits(text, specs[name].kind, (name,), lax=True))
                yield from (placed(change.place(name), misfit) for misfit in misfits)
                if misfits:
                    bad = True
                else:
                    values[name] = msgspec.convert(text, specs[name].kind, strict=False)
        missing = [spec.name for spec in specs.values() if spec.required and spec.name not in change.cells]
        if old is None and missing:
            hint = nearest(change.cells.get("id", ""), numbers)
            message = f"{', '.join(missing)} of a new unit is missing"
            yield problem("E102", change.place(), message, hint=hint)
            continue
        if bad:
            continue
        origin = (change.locator, change.number)
        if old is None:
            numbers[values["id"]] = len(units)
            units.append(UnitRow(**values))
            origins.append(origin)
        else:
            units[old] = msgspec.structs.replace(units[old], **values)
            if origins:
                origins[old] = origin
    rows["units"] = Table(table.file, tuple(units), ChosenLocator(origins))


def _absent(change: VariantFile, places: TomlPlaces, rows: Rows) -> Iterator[Problem]:
    """Check the names of what is not there and of what has left the war."""
    for name, table, noun in (
        ("absent", "units", "unit"),
        ("out_of_war", "nations", "nation"),
        ("keep_triggers", "triggers", "trigger"),
    ):
        for number, item in enumerate(getattr(change, name) or ()):
            if item not in rows[table].ids:
                yield unknown(places.where(name, number), noun, item, rows[table].ids)


def _lessons(change: VariantFile, places: TomlPlaces, rows: Rows) -> Iterator[Problem]:
    """Check what the steps of a tutorial name, and that somebody learns."""
    sides = rows["sides"].ids
    if change.learner is not None and change.learner not in sides:
        yield unknown(places.where("learner"), "side", change.learner, sides)
    if change.lesson and change.learner is None:
        where = places.where("lesson", 0)
        yield problem("E102", where, "lessons need a side that learns", expected="learner")
    kinds = dict.fromkeys(ORDER_KINDS, 0)
    known = rows["places"].ids
    seen: set[str] = set()
    for number, lesson in enumerate(change.lesson):
        if lesson.id in seen:
            where = places.where("lesson", number, "id")
            yield problem("E106", where, f"lesson {lesson.id!r} is there twice", got=lesson.id)
        seen.add(lesson.id)
        if lesson.order is not None and lesson.order not in kinds:
            yield unknown(places.where("lesson", number, "order"), "kind of order", lesson.order, kinds)
        for name in ("hold", "show"):
            place = getattr(lesson, name)
            if place is not None and place not in known:
                yield unknown(places.where("lesson", number, name), "place", place, known)


def _schedule(change: VariantFile, cells: list[_Cells], files: Files, rows: Rows) -> None:
    """Take out of the schedule what the variant has placed by hand or what lies before it."""
    start = files["file"].calendar.start
    gone = {*change.remove_units, *change.absent}
    placed_units = {c.cells["id"] for c in cells if c.cells.get("at") and "id" in c.cells}
    left = {r.unit: r.date for r in rows["withdrawals"] if r.date < start}
    back = {r.unit for r in rows["arrivals"] if r.unit in left and r.date >= left[r.unit]}
    absent = (left.keys() - back - placed_units) | set(change.absent)
    if change.clear_units:
        absent |= {u.id for u in rows["units"] if u.id not in placed_units}
        late = {r.unit for r in rows["arrivals"] if r.date >= start}
        gone |= absent - late
        rows["arrivals"] = _keep(rows["arrivals"], lambda r: r.date >= start)
    if absent:
        table = rows["units"]
        units = (msgspec.structs.replace(u, at=None) if u.id in absent else u for u in table.rows)
        rows["units"] = Table(table.file, tuple(units), table.locator)
    out = gone | placed_units | (set() if change.clear_units else absent)
    rows["arrivals"] = _keep(rows["arrivals"], lambda r: r.unit not in out)
    rows["withdrawals"] = _keep(rows["withdrawals"], lambda r: r.date >= start and r.unit not in gone)


def _remove(change: VariantFile, places: TomlPlaces, rows: Rows) -> Iterator[Problem]:
    for name in ("units", "triggers"):
        gone = getattr(change, f"remove_{name}")
        known = rows[name].ids
        for number, item in enumerate(gone):
            if item not in known:
                where = places.where(f"remove_{name}", number)
                message = f"there is nothing called {item} to remove"
                yield problem("E107", where, message, hint=nearest(item, known))
        stay = known.keys() - set(gone)
        rows[name] = _keep(rows[name], lambda row, stay=stay: row.id in stay)  # type: ignore[misc]


def _control(
    change: VariantFile, places: TomlPlaces, held: Table[Any], files: Files, rows: Rows
) -> Iterator[Problem]:
    if not change.control and not held.rows:
        return
    table = rows["hexes"]
    sides = rows["sides"].ids
    regions = {row.region: 0 for row in table.rows if row.region}
    by_region: dict[str, str] = {}
    by_hex: dict[str, str] = {}
    for number, entry in enumerate(change.control):
        if entry.side not in sides:
            yield unknown(places.where("control", number, "side"), "side", entry.side, sides)
        for name, known, noun in (("regions", regions, "region"), ("hexes", table.ids, "hex")):
            for at, word in enumerate(getattr(entry, name)):
                if word not in known:
                    yield unknown(places.where("control", number, name, at), noun, word, known)
        for region in entry.regions:
            by_region[region] = entry.side
            by_hex = {h: s for h, s in by_hex.items() if table.rows[table.ids.get(h, 0)].region != region}
        by_hex.update(dict.fromkeys(entry.hexes, entry.side))
    for number, row in enumerate(held):
        for name, word, known in (("hex", row.hex, table.ids), ("side", row.side, sides)):
            if word not in known:
                yield unknown(held.where(number, name), name, word, known)
        by_hex[row.hex] = row.side
    changed = []
    lost = set()
    for row in table.rows:
        owner = by_hex.get(row.id) or by_region.get(row.region or "")
        if owner is not None and owner != row.owner and (row.owner is not None or row.id in by_hex):
            row = msgspec.structs.replace(row, owner=owner)
            lost.add(row.id)
        changed.append(row)
    rows["hexes"] = Table(table.file, tuple(changed), table.locator)
    works = rows["works"]  # whoever took the ground does not fill the trenches of those who left it
    never = files["file"].calendar.end + datetime.timedelta(days=1)
    dug = (
        msgspec.structs.replace(row, start=never, finish=never) if row.hex in lost else row for row in works
    )
    rows["works"] = Table(works.file, tuple(dug), works.locator)


def _story(change: VariantFile, places: TomlPlaces, files: Files, rows: Rows) -> Iterator[Problem]:
    """Set the start values of variables and silence triggers; check what happened before the start."""
    variables, triggers, decisions = rows["variables"], rows["triggers"], rows["decisions"]
    if change.keep_triggers is not None:
        spoken = set(change.keep_triggers)
        never = [Date(not_after=files["file"].calendar.start - datetime.timedelta(days=1))]
        listed = (
            row if row.id in spoken else msgspec.structs.replace(row, if_=never, then=[], chance=None)
            for row in triggers
        )
        triggers = rows["triggers"] = Table(triggers.file, tuple(listed), triggers.locator)
    for name in change.variables.keys() - variables.ids.keys():
        yield unknown(places.where("variables", name, on_key=True), "variable", name, variables.ids)
    if change.variables:
        kept = [
            msgspec.structs.replace(row, start=change.variables.get(row.id, row.start)) for row in variables
        ]
        rows["variables"] = Table(variables.file, tuple(kept), variables.locator)
    for number, name in enumerate(change.past):
        if name not in triggers.ids and name not in change.remove_triggers:
            yield unknown(places.where("past", number), "trigger", name, triggers.ids)
    for name, answer in change.answers.items():
        if name not in decisions.ids:
            where = places.where("answers", name, on_key=True)
            yield unknown(where, "decision", name, decisions.ids)
            continue
        options = {option.id: 0 for option in decisions[decisions.ids[name]].option}
        if answer not in options:
            yield unknown(places.where("answers", name), f"option of {name}", answer, options)
    files["variables_file"] = msgspec.structs.replace(
        files["variables_file"], variable=list(rows["variables"].rows)
    )
    files["triggers_file"] = msgspec.structs.replace(files["triggers_file"], trigger=list(triggers.rows))


def _keep(table: Table[Any], wanted: Callable[[Any], bool]) -> Table[Any]:
    kept = [i for i, row in enumerate(table.rows) if wanted(row)]
    if len(kept) == len(table) or table.locator is None:
        return table
    origins = [(table.locator, i) for i in kept]
    return Table(table.file, tuple(table.rows[i] for i in kept), ChosenLocator(origins))
