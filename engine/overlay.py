"""Variants: an overlay that changes the calendar, units and triggers of a scenario.

Unit rows are written like those of ``forces/units.csv``: an id that exists replaces the
fields it names, a new id adds a whole row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from engine import shapes
from engine.problems import Problem, nearest, problem
from engine.schema.forces import UnitRow
from engine.schema.scenario import VariantFile
from engine.tables import ChosenLocator, Locator, Table, TomlLocator, TomlPlaces, placed

Rows = dict[str, Table[Any]]


def apply(change: VariantFile, places: TomlPlaces, files: dict[str, Any], rows: Rows) -> list[Problem]:
    """Change ``files`` and ``rows`` (by Scenario field) as the variant says; return what is wrong."""
    if change.calendar is not None:
        files["file"] = msgspec.structs.replace(files["file"], calendar=change.calendar)
    problems = list(_units(change, places, rows))
    for name in ("units", "triggers"):
        gone = getattr(change, f"remove_{name}")
        known = rows[name].ids
        for number, item in enumerate(gone):
            if item not in known:
                where = places.where(f"remove_{name}", number)
                message = f"there is nothing called {item} to remove"
                problems.append(problem("E107", where, message, hint=nearest(item, known)))
        rows[name] = _keep(rows[name], lambda row, gone=frozenset(gone): row.id not in gone)
    present = rows["units"].ids
    placed = {row["id"] for row in change.units if row.get("at") and "id" in row}
    rows["arrivals"] = _keep(rows["arrivals"], lambda r: r.unit in present and r.unit not in placed)
    rows["withdrawals"] = _keep(rows["withdrawals"], lambda r: r.unit in present)
    if change.remove_triggers and files.get("triggers_file") is not None:
        kept = [row for row in files["triggers_file"].trigger if row.id not in change.remove_triggers]
        files["triggers_file"] = msgspec.structs.replace(files["triggers_file"], trigger=kept)
    return problems


def _units(change: VariantFile, places: TomlPlaces, rows: Rows) -> Iterator[Problem]:
    specs = shapes.fields(UnitRow)
    table = rows["units"]
    units: list[UnitRow] = list(table.rows)
    origins: list[tuple[Locator, int]] = []
    if table.locator is not None:
        origins = [(table.locator, i) for i in range(len(table))]
    own = TomlLocator(places, "units")
    numbers = dict(table.ids)
    for number, cells in enumerate(change.units):
        old = numbers.get(cells.get("id", ""))
        bad = False
        values: dict[str, Any] = {}
        for name, text in cells.items():
            if name not in specs:
                where = places.where("units", number, name, on_key=True)
                yield problem("E103", where, f"{name} is not known here", hint=nearest(name, specs))
                bad = True
            elif text == "" and not specs[name].required:
                values[name] = specs[name].default
            else:
                for misfit in shapes.misfits(text, specs[name].kind, (name,), lax=True):
                    where = places.where("units", number, name)
                    yield placed(where, misfit)
                    bad = True
                if not bad:
                    values[name] = msgspec.convert(text, specs[name].kind, strict=False)
        if old is None:
            for spec in specs.values():
                if spec.required and spec.name not in cells:
                    hint = nearest(cells.get("id", ""), numbers) if spec.name != "id" else ""
                    where = places.where("units", number)
                    yield problem("E102", where, f"{spec.name} of a new unit is missing", hint=hint)
                    bad = True
        if bad:
            continue
        if old is None:
            numbers[values["id"]] = len(units)
            units.append(UnitRow(**values))
            origins.append((own, number))
        else:
            units[old] = msgspec.structs.replace(units[old], **values)
            if origins:
                origins[old] = (own, number)
    rows["units"] = Table(table.file, tuple(units), ChosenLocator(origins))


def _keep(table: Table[Any], wanted: Any) -> Table[Any]:
    kept = [i for i, row in enumerate(table.rows) if wanted(row)]
    if len(kept) == len(table) or table.locator is None:
        return table
    origins = [(table.locator, i) for i in kept]
    return Table(table.file, tuple(table.rows[i] for i in kept), ChosenLocator(origins))
