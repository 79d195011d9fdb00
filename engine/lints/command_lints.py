"""Lints of the chain of command: who is under whom, since when, and whether a headquarters leads him."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from engine.checks import Facts, Finding, check, rows
from engine.lints.force_lints import dates_of, entered_by_event

RANK = {"corps": 0, "army": 1, "group": 2}


@check("W340", "attachment of a unit that is not there")
def attached_when_there(facts: Facts) -> Iterator[Finding]:
    """A unit is in play when it is attached; what holds from its arrival stands in the file of units."""
    scenario = facts.scenario
    start = scenario.file.calendar.start
    coming, leaving = dates_of(scenario.arrivals), dates_of(scenario.withdrawals)
    returns = {row.unit for row in scenario.arrivals if row.date > leaving.get(row.unit, datetime.date.max)}
    by_event = entered_by_event(facts)
    for number, row in rows(scenario.attachments):
        if row.subject not in scenario.units.ids or row.subject in by_event:
            continue
        here = scenario.units[scenario.units.ids[row.subject]].at is not None
        since = start if here else coming.get(row.subject, start)
        until = datetime.date.max if row.subject in returns else leaving.get(row.subject, datetime.date.max)
        where = scenario.attachments.where(number, "date")
        if max(row.date, start) < since:
            yield Finding(where, f"{row.subject} is not there yet", f"{since} or later", str(row.date))
        if row.date > until:
            yield Finding(where, f"{row.subject} has left by then", f"{until} or before", str(row.date))


@check("W341", "attachment to the other side")
def attached_to_own_side(facts: Facts) -> Iterator[Finding]:
    """A unit or formation comes under a formation of its own side."""
    scenario = facts.scenario
    nation = {row.id: row.nation for row in (*scenario.formations, *scenario.units)}
    for number, row in rows(scenario.attachments):
        above = facts.side_of[nation[row.formation]]
        if facts.side_of[nation[row.subject]] != above:
            where = scenario.attachments.where(number, "formation")
            yield Finding(where, f"{row.subject} comes under {row.formation} of the other side")


@check("W342", "attachment without effect")
def attachments_change(facts: Facts) -> Iterator[Finding]:
    """Each attachment puts its subject under another formation, and there is one of a subject on a day."""
    scenario = facts.scenario
    under = {row.id: row.formation for row in scenario.units}
    under |= {row.id: row.parent for row in scenario.formations}
    last: dict[str, datetime.date] = {}
    for number, row in sorted(rows(scenario.attachments), key=lambda item: item[1].date):
        where = scenario.attachments.where(number, "subject")
        if last.get(row.subject) == row.date:
            yield Finding(where, f"{row.subject} is attached twice on {row.date}")
        elif under[row.subject] == row.formation:
            yield Finding(where, f"{row.subject} is under {row.formation} already on {row.date}")
        under[row.subject], last[row.subject] = row.formation, row.date


@check("W343", "formation under a lower one")
def higher_parents(facts: Facts) -> Iterator[Finding]:
    """A corps is under an army or a group, an army under a group, at the start and after attachments."""
    scenario = facts.scenario
    rank = {row.id: RANK[row.echelon] for row in scenario.formations}
    for number, row in rows(scenario.formations):
        if row.parent is not None and rank[row.parent] <= rank[row.id] < RANK["group"]:
            where = scenario.formations.where(number, "parent")
            yield Finding(where, f"{row.id} is under {row.parent}, which is not above it")
    for number, change in rows(scenario.attachments):
        if change.subject in rank and rank[change.formation] <= rank[change.subject] < RANK["group"]:
            where = scenario.attachments.where(number, "formation")
            yield Finding(where, f"{change.subject} comes under {change.formation}, which is not above it")


@check("W344", "unit without headquarters", varies=True)
def commanded(facts: Facts) -> Iterator[Finding]:
    """Where a nation has corps or armies, each of its units that can move is under some formation."""
    scenario = facts.scenario
    led = {row.nation for row in scenario.formations if row.echelon != "group"}
    types = {row.id: row.movement for row in scenario.unit_types}
    static = {row.id for row in scenario.movement_classes if row.static}
    for number, row in rows(scenario.units):
        if row.formation is None and row.nation in led and types[row.type] not in static:
            where = scenario.units.where(number, "formation")
            yield Finding(where, f"{row.id} is under no formation, though {row.nation} has headquarters")


@check("W345", "label that is taken")
def labels_tell_apart(facts: Facts) -> Iterator[Finding]:
    """Each formation has a label of its own, on its side and across sides, and none that a unit bears."""
    scenario = facts.scenario
    bearer: dict[str, str] = {}
    for unit in scenario.units:
        bearer.setdefault(unit.label.casefold(), unit.id)
    for number, row in rows(scenario.formations):
        other = bearer.setdefault(row.label.casefold(), row.id)
        if other != row.id:
            where = scenario.formations.where(number, "label")
            hint = "the nation or the kind beside the number tells them apart"
            yield Finding(where, f"{row.id} has the label of {other}", "a label of its own", row.label, hint)
