"""Lints of the rest: rules tables, victory, politics, and files that nothing reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from engine.checks import Facts, Finding, check, rows
from engine.problems import nearest
from engine.scenario import CSV_FILES, TOML_FILES

COLOUR_DISTANCE = 60  # of 441 between black and white
_ENGINE = re.compile(r"^ *(>=|<|>|<=|==|!=) *\d+(\.\d+)*( *, *(>=|<|>|<=|==|!=) *\d+(\.\d+)*)* *$")
_OTHER_FILES = re.compile(
    r"^(lint\.toml|(README|CREDITS|LICENSE|PROVENANCE)[^/]*|map/(relief\.npz|lines\.json|frame\.toml)"
    r"|map/sources/.+|doctrine/[^/]+\.toml|variants/[^/]+\.toml|variants/[^/]+/(units|control)\.csv"
    r"|text/[^/]+\.(po|md)|history/[^/]+"
    r"|(forces|politics|rules|map)/README\.md)$"
)


@check("W357", "movement class that stands nowhere")
def classes_move(facts: Facts) -> Iterator[Finding]:
    """A movement class that is not static may enter some terrain."""
    used = {name for row in facts.scenario.terrain for name in row.cost}
    for number, row in rows(facts.scenario.movement_classes):
        if not row.static and row.id not in used:
            where = facts.scenario.movement_classes.where(number, "id")
            yield Finding(where, f"no terrain has a cost for {row.id}")


@check("W359", "victory levels out of order")
def levels(facts: Facts) -> Iterator[Finding]:
    """Levels of victory rise from the worst to the best for the side that scores."""
    before: int | None = None
    for number, row in rows(facts.scenario.levels):
        if before is not None and row.at_least <= before:
            where = facts.scenario.levels.where(number, "at_least")
            message = f"{row.id} is not above the level before"
            yield Finding(where, message, f"more than {before}", str(row.at_least))
        before = row.at_least


@check("W360", "bands out of order")
def bands(facts: Facts) -> Iterator[Finding]:
    """The dates of an objective's bands rise and do not lie before the calendar."""
    for number, row in rows(facts.scenario.objectives):
        before = facts.scenario.file.calendar.start
        for place, band in enumerate(row.bands):
            if band.until < before:
                where = facts.scenario.objectives.where(number, f"bands.{place}.until")
                message = f"a band of {row.place} is out of order"
                yield Finding(where, message, f"{before} or later", str(band.until))
            before = max(before, band.until)


@check("W361", "engine range")
def engine_range(facts: Facts) -> Iterator[Finding]:
    """The range of engine versions is written like ``>=0.1`` or ``>=0.1, <2``."""
    given = facts.scenario.file.engine
    if not _ENGINE.match(given):
        message = "the range of engine versions cannot be read"
        yield Finding(facts.header("engine"), message, "a range such as >=0.1", given)


@check("W362", "scenario id and folder differ", varies=True)
def folder_name(facts: Facts) -> Iterator[Finding]:
    """A scenario is found by the name of its folder, which is its id."""
    folder = facts.scenario.path.resolve().name
    change = facts.scenario.change
    if change is not None and change.id != facts.scenario.variant:
        file = f"variants/{facts.scenario.variant}.toml"
        where = facts.toml(file, "id")
        yield Finding(where, "the id is not the name of the file", str(facts.scenario.variant), change.id)
    if facts.scenario.id != folder:
        yield Finding(facts.header("id"), "the id is not the name of the folder", folder, facts.scenario.id)


@check("W363", "sides of like colour")
def colours(facts: Facts) -> Iterator[Finding]:
    """The colours of the two sides can be told apart."""
    sides = facts.scenario.sides.rows
    for number in range(1, len(sides)):
        pairs = zip(_rgb(sides[number - 1].colour), _rgb(sides[number].colour), strict=True)
        apart = sum((a - b) ** 2 for a, b in pairs) ** 0.5
        if apart < COLOUR_DISTANCE:
            where = facts.scenario.sides.where(number, "colour")
            yield Finding(where, f"{sides[number].id} looks like {sides[number - 1].id}")


@check("W371", "trigger that fires every turn")
def triggers_rest(facts: Facts) -> Iterator[Finding]:
    """A trigger that may fire again has a cooldown, a chance or a condition."""
    for number, row in rows(facts.scenario.triggers):
        if not row.once and not row.cooldown and row.chance is None and not row.if_:
            where = facts.scenario.triggers.where(number, "once")
            yield Finding(where, f"{row.id} fires every turn")


@check("W372", "decision that nobody asks")
def decisions_offered(facts: Facts) -> Iterator[Finding]:
    """Some effect offers each decision."""
    offered = {s.decision for s in _structs(facts) if type(s).__name__ == "OfferDecision"}
    for number, row in rows(facts.scenario.decisions):
        if row.id not in offered:
            yield Finding(facts.scenario.decisions.where(number, "id"), f"{row.id} is never asked")


@check("W373", "variable that nothing reads")
def variables_used(facts: Facts) -> Iterator[Finding]:
    """Some condition reads each variable, or it is the strength of a district."""
    read = {s.id for s in _structs(facts) if type(s).__name__ == "VariableIs"}
    read |= {district.variable for district in facts.scenario.districts}
    for number, row in rows(facts.scenario.variables):
        if row.id not in read:
            yield Finding(facts.scenario.variables.where(number, "id"), f"no condition reads {row.id}")


@check("W390", "file that nothing reads")
def known_files(facts: Facts) -> Iterator[Finding]:
    """The folder holds only files that the program knows."""
    known = {kind.path for kind in (*CSV_FILES.values(), *TOML_FILES.values())}
    for path in sorted(facts.scenario.path.rglob("*")):
        name = path.relative_to(facts.scenario.path).as_posix()
        if "__pycache__" in name or any(part.startswith(".") for part in path.parts[-3:]):
            continue
        if path.is_file() and name not in known and not _OTHER_FILES.match(name):
            hint = nearest(name, (k for k in known if not (facts.scenario.path / k).exists()))
            yield Finding((name, 1, 1), "nothing reads this file", hint=hint)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _structs(facts: Facts) -> Iterator[Any]:
    """Yield every Struct inside triggers, decisions and doctrine."""
    scenario = facts.scenario
    todo: list[Any] = [*scenario.triggers, *scenario.decisions, *scenario.districts]
    todo += scenario.doctrine.values()
    while todo:
        value = todo.pop()
        if isinstance(value, msgspec.Struct):
            yield value
            todo.extend(getattr(value, name) for name in value.__struct_fields__)
        elif isinstance(value, list):
            todo.extend(value)
