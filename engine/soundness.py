"""Errors of meaning: what would make a World that no game can be played on.

``loader.load`` runs these after the references; ``lint`` reports them with the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.checks import Facts, Finding, check, rows, run
from engine.problems import Problem
from engine.tables import Place, Table

if TYPE_CHECKING:
    from engine.scenario import Scenario

DICE_SUMS = 11  # two dice: 2 to 12
MUD_LEVELS = 4
MOST_KINDS = 120  # what a byte holds
MOST_ROWS = 20_000
MOST_DAYS = 18_262  # fifty years


def errors_in(scenario: Scenario, *, varying_only: bool = False) -> list[Problem]:
    """Return all errors of meaning; of a variant only those that an overlay can cause."""
    return run(Facts(scenario), errors=True, varying_only=varying_only)


@check("E301", "hexes are no neighbours")
def neighbours(facts: Facts) -> Iterator[Finding]:
    """A hexside or link joins two hexes that touch each other."""
    for table in (facts.scenario.hexsides, facts.scenario.links):
        for number, row in rows(table):
            if not facts.adjacent(row.a, row.b):
                near = ", ".join(facts.neighbours(row.a))
                message = f"{row.a} and {row.b} are no neighbours"
                yield Finding(table.where(number, "b"), message, expected=f"one of {near}")


@check("E302", "hex outside the frame")
def inside_frame(facts: Facts) -> Iterator[Finding]:
    """Columns and rows of hexes are smaller than those of the map frame."""
    frame = facts.scenario.file.map
    columns, lines = f"{frame.columns:03d}", f"{frame.rows:03d}"  # labels compare like numbers
    for number, row in rows(facts.scenario.hexes):
        if (row.id[:3] >= columns and len(columns) == 3) or (row.id[3:] >= lines and len(lines) == 3):
            expected = f"less than {columns}{lines}"
            where = facts.scenario.hexes.where(number, "id")
            yield Finding(where, f"{row.id} lies outside the frame", expected)


@check("E303", "not on land")
def on_land(facts: Facts) -> Iterator[Finding]:
    """Places, works, roads, railways and entries of boxes lie on land."""
    scenario, land = facts.scenario, facts.land
    for table in (scenario.places, scenario.works):
        for number, row in rows(table):
            if row.hex not in land:
                message = f"{row.id} lies in {row.hex}, which is no land"
                yield Finding(table.where(number, "hex"), message, got=facts.terrain[row.hex])
    for number, link in rows(scenario.links):
        for column in ("a", "b"):
            name = getattr(link, column)
            if name not in land:
                message = f"the link ends in {name}, which is no land"
                yield Finding(scenario.links.where(number, column), message, got=facts.terrain[name])
    for number, box in rows(scenario.boxes):
        for name in box.entry.split():
            if name not in land:
                message = f"the entry {name} is no land"
                yield Finding(scenario.boxes.where(number, "entry"), message, got=facts.terrain[name])


@check("E304", "no land at all")
def some_land(facts: Facts) -> Iterator[Finding]:
    """A map has land, and its hexes lie in weather zones if there are any."""
    scenario = facts.scenario
    if not facts.land:
        yield Finding((scenario.hexes.file, 1, 1), "the map has no land hex")
    if scenario.weather_zones.rows:
        for number, row in rows(scenario.hexes):
            if row.weather is None and row.id in facts.land:
                where = scenario.hexes.where(number, "weather")
                expected = ", ".join(scenario.weather_zones.ids)
                yield Finding(where, f"{row.id} has no weather zone", expected)


@check("E320", "unit not on land", varies=True)
def units_on_land(facts: Facts) -> Iterator[Finding]:
    """Units start and arrive on land or in a box."""
    scenario = facts.scenario
    for table in (scenario.units, scenario.arrivals):
        for number, row in rows(table):
            here = facts.hex_of(row.at)
            if here is not None and here not in facts.land:
                message = f"{row.id} would stand in {here}, which is no land"
                yield Finding(table.where(number, "at"), message, got=facts.terrain[here])


@check("E334", "formation within itself")
def formation_loops(facts: Facts) -> Iterator[Finding]:
    """A formation is not above itself in the order of battle."""
    parents = {row.id: row.parent for row in facts.scenario.formations}
    sound: set[str] = set()
    for number, row in rows(facts.scenario.formations):
        path: dict[str, None] = {}
        above: str | None = row.id
        while above is not None and above not in sound and above not in path:
            path[above] = None
            above = parents[above]
        if above is None or above in sound:
            sound.update(path)
        elif above == row.id:
            yield Finding(facts.scenario.formations.where(number, "parent"), f"{row.id} is above itself")


@check("E350", "column without eleven results")
def column_results(facts: Facts) -> Iterator[Finding]:
    """A column of the combat table has a result for each sum of two dice."""
    for number, row in rows(facts.scenario.columns):
        if len(row.results) != DICE_SUMS:
            where = facts.scenario.columns.where(number, "results")
            message = f"the column {row.attack}:{row.defence} has not the right number of results"
            yield Finding(where, message, str(DICE_SUMS), str(len(row.results)))
    if not facts.scenario.columns.rows:
        yield Finding(facts.toml("rules/combat.toml", "column"), "the combat table has no column")


@check("E349", "bombardment table unsound")
def barrage_results(facts: Facts) -> Iterator[Finding]:
    """Rows of the bombardment table rise in points from 1 on and have a result for each sum of two dice."""
    before = 0
    for number, row in rows(facts.scenario.barrages):
        if len(row.results) != DICE_SUMS:
            where = facts.scenario.barrages.where(number, "results")
            message = f"the row of {row.points} points has not the right number of results"
            yield Finding(where, message, str(DICE_SUMS), str(len(row.results)))
        if row.points <= before or (number == 0 and row.points != 1):
            where = facts.scenario.barrages.where(number, "points")
            yield Finding(where, "the points do not rise from 1", f"more than {before}", str(row.points))
        before = row.points
    if not facts.scenario.barrages.rows:
        yield Finding(facts.toml("rules/combat.toml", "barrage"), "the bombardment table has no row")


@check("E351", "columns not in order of odds")
def column_order(facts: Facts) -> Iterator[Finding]:
    """Columns rise from the worst odds for the attacker to the best."""
    before = (0, 1)
    table = facts.scenario.columns
    for number, row in rows(table):
        if row.attack == 0 or row.defence == 0:
            where = table.where(number, "attack")
            yield Finding(where, "odds need numbers above 0", got=f"{row.attack}:{row.defence}")
            continue
        if row.attack * before[1] <= before[0] * row.defence:
            got = f"{row.attack}:{row.defence} after {before[0]}:{before[1]}"
            yield Finding(table.where(number, "attack"), "the odds do not rise", got=got)
        before = (row.attack, row.defence)


@check("E352", "climate incomplete")
def climate_complete(facts: Facts) -> Iterator[Finding]:
    """Each weather zone has a row for each of the twelve months."""
    given = {(row.zone, row.month) for row in facts.scenario.climate}
    for number, zone in rows(facts.scenario.weather_zones):
        missing = [str(month) for month in range(1, 13) if (zone.id, month) not in given]
        if missing:
            where = facts.scenario.weather_zones.where(number, "id")
            message = f"the zone {zone.id} has no climate for month {', '.join(missing)}"
            yield Finding(where, message)


@check("E353", "chances of mud wrong")
def climate_mud(facts: Facts) -> Iterator[Finding]:
    """The four chances of mud add up to 100."""
    for number, row in rows(facts.scenario.climate):
        if len(row.mud) != MUD_LEVELS or sum(row.mud) != 100:
            got = f"{len(row.mud)} that add up to {sum(row.mud)}"
            message = "the chances of mud are wrong"
            yield Finding(facts.scenario.climate.where(number, "mud"), message, "4 that add up to 100", got)


@check("E354", "table of the wrong length")
def shift_lengths(facts: Facts) -> Iterator[Finding]:
    """Shifts are given for every level of entrenchment and of mud."""
    shifts = facts.scenario.combat.shifts
    levels = facts.scenario.recovery.entrench_works_max + 1
    for name, expected in (("entrenchment", levels), ("mud", MUD_LEVELS)):
        length = len(getattr(shifts, name))
        if length != expected:
            where = facts.toml("rules/combat.toml", "shifts", name)
            yield Finding(where, f"{name} has not one shift for each level", str(expected), str(length))


@check("E305", "too many of a kind")
def counts(facts: Facts) -> Iterator[Finding]:
    """Kinds of things are few: at most 120 terrains, nations, regions ..., and 20,000 units."""
    scenario = facts.scenario
    few: tuple[Table[Any], ...] = (
        scenario.terrain,
        scenario.hexside_kinds,
        scenario.link_kinds,
        scenario.movement_classes,
        scenario.results,
        scenario.nations,
        scenario.boxes,
        scenario.sea_zones,
        scenario.weather_zones,
    )
    many: tuple[Table[Any], ...] = (
        scenario.units,
        scenario.unit_types,
        scenario.formations,
        scenario.places,
        scenario.works,
    )
    for tables, most in ((few, MOST_KINDS), (many, MOST_ROWS)):
        for table in tables:
            if len(table) > most:
                where = table.where(most)
                yield Finding(where, "the table is too long", f"at most {most}", str(len(table)))
    regions = {row.region for row in scenario.hexes if row.region}
    if len(regions) > MOST_KINDS:
        where = (scenario.hexes.file, 1, 1)
        yield Finding(where, "there are too many regions", f"at most {MOST_KINDS}", str(len(regions)))


@check("E357", "date far from the calendar", varies=True)
def far_dates(facts: Facts) -> Iterator[Finding]:
    """Dates lie within fifty years of the first day, and the calendar is that short as well."""
    scenario = facts.scenario
    start = scenario.file.calendar.start
    if (scenario.file.calendar.end - start).days > MOST_DAYS:
        yield Finding(_calendar(facts), "the calendar is too long", f"at most {MOST_DAYS} days")
    dated: tuple[tuple[Table[Any], tuple[str, ...]], ...] = (
        (scenario.works, ("start", "finish")),
        (scenario.arrivals, ("date",)),
        (scenario.withdrawals, ("date",)),
        (scenario.replacements, ("start", "finish")),
        (scenario.support, ("start", "finish")),
    )
    for table, columns in dated:
        for number, row in rows(table):
            for column in columns:
                if abs((getattr(row, column) - start).days) > MOST_DAYS:
                    where = table.where(number, column)
                    message = f"{row.id} is far from the calendar"
                    yield Finding(where, message, f"near {start}", str(getattr(row, column)))


def _calendar(facts: Facts) -> Place:
    change = facts.scenario.change
    if change is not None and change.calendar is not None:
        return facts.toml(f"variants/{facts.scenario.variant}.toml", "calendar", "end")
    return facts.header("calendar", "end")


@check("E355", "calendar runs backwards", varies=True)
def calendar(facts: Facts) -> Iterator[Finding]:
    """The last day of the calendar is not before the first."""
    days = facts.scenario.file.calendar
    if days.end < days.start:
        yield Finding(
            _calendar(facts), "the calendar ends before it starts", f"{days.start} or later", str(days.end)
        )


@check("E356", "turn sequence incomplete")
def phases(facts: Facts) -> Iterator[Finding]:
    """Each side has its operations once; side is given for the phases of one side only."""
    scenario = facts.scenario
    for number, row in rows(scenario.phases):
        own = row.kind in ("logistics", "operations", "recovery")
        if own and row.side is None:
            yield Finding(scenario.phases.where(number), f"the phase {row.kind} needs a side")
        elif not own and row.side is not None:
            yield Finding(scenario.phases.where(number, "side"), f"the phase {row.kind} has no side")
    for number, side in rows(scenario.sides):
        count = sum(row.kind == "operations" and row.side == side.id for row in scenario.phases)
        if count != 1:
            where = scenario.sides.where(number, "id")
            yield Finding(where, f"{side.id} has not one operations phase", "1", str(count))


@check("E358", "not two sides")
def two_sides(facts: Facts) -> Iterator[Finding]:
    """A game is played by two sides, which have nations."""
    scenario = facts.scenario
    if len(scenario.sides) != 2:
        where = facts.header("side", 2 if len(scenario.sides) > 2 else 0)
        yield Finding(where, "a scenario has two sides", "2", str(len(scenario.sides)))
    for number, side in rows(scenario.sides):
        if side.id not in facts.side_of.values():
            yield Finding(scenario.sides.where(number, "id"), f"no nation fights for {side.id}")


@check("E359", "class without speed")
def classes(facts: Facts) -> Iterator[Finding]:
    """A movement class that is not static has movement points."""
    for number, row in rows(facts.scenario.movement_classes):
        if not row.static and row.mp_per_day == 0:
            where = facts.scenario.movement_classes.where(number, "mp_per_day")
            yield Finding(where, f"{row.id} cannot move but is not static")


@check("E376", "variable out of its range")
def variables(facts: Facts) -> Iterator[Finding]:
    """A variable starts within its range, and the range is not empty."""
    for number, row in rows(facts.scenario.variables):
        if not row.min <= row.start <= row.max:
            where = facts.scenario.variables.where(number, "start")
            message = f"{row.id} starts outside its range"
            yield Finding(where, message, f"{row.min} to {row.max}", str(row.start))
