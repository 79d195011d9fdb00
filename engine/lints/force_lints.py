"""Lints of forces: who stands where, who comes and goes when, and what the sides get."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from typing import Any

import msgspec

from engine.checks import Facts, Finding, check, rows
from engine.tables import Table


@check("W321", "unit on ground that bars it", varies=True)
def ground_suits(facts: Facts) -> Iterator[Finding]:
    """A unit starts on terrain that its movement class may enter, or beside a road."""
    scenario = facts.scenario
    terrain = {row.id: row for row in scenario.terrain}
    types = {row.id: row for row in scenario.unit_types}
    static = {row.id for row in scenario.movement_classes if row.static}
    roads = {name for row in scenario.links if row.road for name in (row.a, row.b)}
    for number, row in rows(scenario.units):
        here = facts.hex_of(row.at)
        kind = types[row.type].movement
        if here is None or kind in static or here in roads:
            continue
        if kind not in terrain[facts.terrain[here]].cost:
            where = scenario.units.where(number, "at")
            yield Finding(where, f"{row.id} ({kind}) could not have come to {here}", got=facts.terrain[here])


@check("W322", "stack over its limit", varies=True)
def stacks(facts: Facts) -> Iterator[Finding]:
    """No hex holds more stacking points at the start than its terrain bears."""
    scenario = facts.scenario
    limits = {row.id: row.stacking for row in scenario.terrain}
    size = {row.id: row.stacking for row in scenario.unit_types}
    sums: dict[tuple[str, str], int] = {}
    for number, row in rows(scenario.units):
        here = facts.hex_of(row.at)
        if here is None:
            continue
        key = (here, facts.side_of[row.nation])
        sums[key] = sums.get(key, 0) + size[row.type]
        limit = limits[facts.terrain[here]]
        if sums[key] > limit >= sums[key] - size[row.type]:
            where = scenario.units.where(number, "at")
            yield Finding(where, f"the stack in {here} is over its limit", f"at most {limit}", str(sums[key]))


@check("W323", "outside the calendar")
def dates_in_calendar(facts: Facts) -> Iterator[Finding]:
    """Arrivals and withdrawals happen between the first and the last day."""
    scenario = facts.scenario
    days = scenario.file.calendar
    for table in (scenario.arrivals, scenario.withdrawals):
        for number, row in rows(table):
            if not days.start <= row.date <= days.end:
                where = table.where(number, "date")
                yield Finding(
                    where, f"{row.id} is outside the calendar", f"{days.start} to {days.end}", str(row.date)
                )


@check("W324", "unit that is there already")
def arrivals_absent(facts: Facts) -> Iterator[Finding]:
    """A unit that arrives is not on the map already; it may come back after a withdrawal."""
    scenario = facts.scenario
    leaving, coming = dates_of(scenario.withdrawals), dates_of(scenario.arrivals)
    for number, row in rows(scenario.arrivals):
        unit = scenario.units[scenario.units.ids[row.unit]]
        left = leaving.get(row.unit, datetime.date.max) < row.date
        came = coming[row.unit] < row.date
        if (facts.hex_of(unit.at) is not None or came) and not left:
            where = scenario.arrivals.where(number, "unit")
            yield Finding(where, f"{row.unit} arrives but is there already")


@check("W325", "withdrawal of a unit that is not there")
def withdrawals_present(facts: Facts) -> Iterator[Finding]:
    """A unit that has to leave was there before."""
    scenario = facts.scenario
    by_event = entered_by_event(facts)
    coming = dates_of(scenario.arrivals)
    for number, row in rows(scenario.withdrawals):
        unit = scenario.units[scenario.units.ids[row.unit]]
        came = coming.get(row.unit, datetime.date.max) <= row.date
        if unit.at is None and not came and row.unit not in by_event:
            where = scenario.withdrawals.where(number, "unit")
            yield Finding(where, f"{row.unit} has to leave but is not there by then")


@check("W326", "unit that never enters")
def units_enter(facts: Facts) -> Iterator[Finding]:
    """A unit starts somewhere, arrives, or is brought in by a trigger."""
    scenario = facts.scenario
    entering = {row.unit for row in scenario.arrivals} | entered_by_event(facts)
    for number, row in rows(scenario.units):
        if row.at is None and row.id not in entering:
            yield Finding(scenario.units.where(number, "at"), f"{row.id} never enters play")


@check("W327", "period that ends before it starts")
def periods(facts: Facts) -> Iterator[Finding]:
    """The last day of a row is not before its first."""
    scenario = facts.scenario
    tables: tuple[Table[Any], ...] = (
        scenario.works,
        scenario.replacements,
        scenario.support,
        scenario.leaders,
        scenario.losses,
    )
    for table in tables:
        for number, row in rows(table):
            if row.finish < row.start:
                where = table.where(number, "finish")
                message = f"{row.id} ends before it starts"
                yield Finding(where, message, f"{row.start} or later", str(row.finish))


@check("W328", "support rows overlap")
def support_overlap(facts: Facts) -> Iterator[Finding]:
    """On each day one row says what a side gets in support, and a nation in replacements."""
    tables: tuple[tuple[Table[Any], str], ...] = (
        (facts.scenario.support, "side"),
        (facts.scenario.replacements, "nation"),
    )
    for table, key in tables:
        order = sorted(rows(table), key=lambda item: (getattr(item[1], key), item[1].start, item[0]))
        for (_, before), (number, row) in itertools.pairwise(order):
            if getattr(before, key) == getattr(row, key) and row.start <= before.finish:
                where = table.where(number, "start")
                message = f"{row.id} overlaps {before.id}"
                yield Finding(where, message, f"after {before.finish}", str(row.start))


@check("W329", "days without support row")
def support_gaps(facts: Facts) -> Iterator[Finding]:
    """Where a side has support rows, they cover every day of the calendar."""
    scenario = facts.scenario
    days = scenario.file.calendar
    one = datetime.timedelta(days=1)
    for side in scenario.sides:
        wanted = days.start
        for number, row in sorted(rows(scenario.support), key=lambda item: item[1].start):
            if row.side != side.id:
                continue
            if row.start > wanted:
                where = scenario.support.where(number, "start")
                message = f"{side.id} has no support row before {row.id}"
                yield Finding(where, message, str(wanted), str(row.start))
            wanted = max(wanted, min(row.finish, datetime.date.max - one) + one)


@check("W330", "unit under the other side")
def formations_agree(facts: Facts) -> Iterator[Finding]:
    """A unit and its formation, and a formation and its parent, belong to one side."""
    scenario = facts.scenario
    for number, row in rows(scenario.units):
        if row.formation is not None:
            above = scenario.formations[scenario.formations.ids[row.formation]]
            if facts.side_of[above.nation] != facts.side_of[row.nation]:
                where = scenario.units.where(number, "formation")
                yield Finding(where, f"{row.id} is under {above.id} of the other side")
    for number, row in rows(scenario.formations):
        if row.parent is not None:
            parent = scenario.formations[scenario.formations.ids[row.parent]]
            if facts.side_of[parent.nation] != facts.side_of[row.nation]:
                where = scenario.formations.where(number, "parent")
                yield Finding(where, f"{row.id} is under {parent.id} of the other side")


@check("W332", "unit starts in a hex of the other side", varies=True)
def starts_at_home(facts: Facts) -> Iterator[Finding]:
    """Units start in hexes that their side, or nobody, holds."""
    scenario = facts.scenario
    owner = {row.id: row.owner for row in scenario.hexes}
    for number, row in rows(scenario.units):
        here = facts.hex_of(row.at)
        if here is not None and owner[here] not in (None, facts.side_of[row.nation]):
            where = scenario.units.where(number, "at")
            yield Finding(where, f"{row.id} starts in {here}, which {owner[here]} holds")


@check("W333", "unit in a box of the other side", varies=True)
def boxes_are_own(facts: Facts) -> Iterator[Finding]:
    """Units start in and arrive from boxes of their own side."""
    scenario = facts.scenario
    boxes = {row.id: row.side for row in scenario.boxes}
    nation = {row.id: row.nation for row in scenario.units}
    for table in (scenario.units, scenario.arrivals):
        for number, row in rows(table):
            side = facts.side_of[nation[row.unit if table is scenario.arrivals else row.id]]
            if row.at in boxes and boxes[row.at] != side:
                message = f"{row.id} is in a box of the other side"
                yield Finding(table.where(number, "at"), message, side, boxes[row.at])


@check("W336", "unit without strength")
def strengths(facts: Facts) -> Iterator[Finding]:
    """A unit that starts on the map has at least one step's strength."""
    for number, row in rows(facts.scenario.units):
        if row.strength == 0:
            where = facts.scenario.units.where(number, "strength")
            yield Finding(where, f"{row.id} has no strength")


@check("W339", "no counter for a part", varies=True)
def reserves(facts: Facts) -> Iterator[Finding]:
    """Units that can break off parts find counters for them, and all counters can be used."""
    scenario = facts.scenario
    part_of = {row.id: row.part for row in scenario.unit_types}
    wanted = {(row.nation, part_of[row.type]) for _, row in rows(scenario.units)}
    given = {(row.nation, row.type) for _, row in rows(scenario.reserves)}
    for number, row in rows(scenario.units):
        key = row.nation, part_of[row.type]
        if key[1] is not None and key not in given:
            given.add(key)
            where = scenario.units.where(number, "type")
            yield Finding(where, f"{row.id} can break off {key[1]}, but {row.nation} has no counter for it")
    for number, reserve in rows(scenario.reserves):
        if (reserve.nation, reserve.type) not in wanted:
            where = scenario.reserves.where(number, "type")
            yield Finding(where, f"no unit of {reserve.nation} breaks off {reserve.type}")


@check("I338", "missing source")
def sources(facts: Facts) -> Iterator[Finding]:
    """Facts have a source; one line a file says how many rows have none."""
    scenario = facts.scenario
    tables: tuple[Table[Any], ...] = (
        scenario.places,
        scenario.works,
        scenario.formations,
        scenario.units,
        scenario.leaders,
        scenario.attachments,
        scenario.milestones,
        scenario.losses,
        scenario.fronts,
    )
    for table in tables:
        bare = [number for number, row in rows(table) if not row.source]
        if bare:
            message = f"{len(bare)} of {len(table)} rows have no source, {table[bare[0]].id} first"
            yield Finding(table.where(bare[0], "source"), message)


def dates_of(table: Table[Any]) -> dict[str, datetime.date]:
    """Return the first date of each unit in a table."""
    first: dict[str, datetime.date] = {}
    for row in table.rows:
        first[row.unit] = min(row.date, first.get(row.unit, row.date))
    return first


def entered_by_event(facts: Facts) -> set[str]:
    """Return the units that some effect of politics brings into play."""
    found: set[str] = set()
    todo: list[Any] = [*facts.scenario.triggers, *facts.scenario.decisions]
    while todo:
        value = todo.pop()
        if isinstance(value, msgspec.Struct):
            if type(value).__name__ == "EnterUnits":
                found.update(value.units)  # type: ignore[attr-defined]
            todo.extend(getattr(value, name) for name in value.__struct_fields__)
        elif isinstance(value, list):
            todo.extend(value)
    return found
