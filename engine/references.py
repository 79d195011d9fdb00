"""Does every id that a file mentions exist? The second half of loading.

One table says which field of which rows names what. It only looks; rows stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engine.problems import Problem, nearest, problem
from engine.tables import Table

if TYPE_CHECKING:
    from engine.scenario import Scenario

# What a name may stand for: Scenario tables, looked through in this order.
# (table, field, tables of targets, the word for people)
Reference = tuple[str, str, tuple[str, ...], str]
REFERENCES: tuple[Reference, ...] = (
    ("nations", "side", ("sides",), "side"),
    ("phases", "side", ("sides",), "side"),
    ("hexside_kinds", "flood_as", ("hexside_kinds",), "hexside kind"),
    ("unit_types", "movement", ("movement_classes",), "movement class"),
    ("climate", "zone", ("weather_zones",), "weather zone"),
    ("objectives", "place", ("places",), "place"),
    ("objectives", "side", ("sides",), "side"),
    ("levels", "side", ("sides",), "side"),
    ("hexes", "terrain", ("terrain",), "terrain"),
    ("hexes", "weather", ("weather_zones",), "weather zone"),
    ("hexes", "sea_zone", ("sea_zones",), "sea zone"),
    ("hexes", "owner", ("sides",), "side"),
    ("hexsides", "a", ("hexes",), "hex"),
    ("hexsides", "b", ("hexes",), "hex"),
    ("hexsides", "kind", ("hexside_kinds",), "hexside kind"),
    ("links", "a", ("hexes",), "hex"),
    ("links", "b", ("hexes",), "hex"),
    ("places", "hex", ("hexes",), "hex"),
    ("places", "sea_zone", ("sea_zones",), "sea zone"),
    ("works", "hex", ("hexes",), "hex"),
    ("boxes", "side", ("sides",), "side"),
    ("formations", "nation", ("nations",), "nation"),
    ("formations", "parent", ("formations",), "formation"),
    ("units", "type", ("unit_types",), "unit type"),
    ("units", "nation", ("nations",), "nation"),
    ("units", "formation", ("formations",), "formation"),
    ("units", "at", ("hexes", "places", "boxes"), "hex, place or box"),
    ("arrivals", "unit", ("units",), "unit"),
    ("withdrawals", "unit", ("units",), "unit"),
    ("replacements", "nation", ("nations",), "nation"),
    ("unit_types", "part", ("unit_types",), "unit type"),
    ("reserves", "nation", ("nations",), "nation"),
    ("reserves", "type", ("unit_types",), "unit type"),
    ("support", "side", ("sides",), "side"),
    ("attachments", "subject", ("units", "formations"), "unit or formation"),
    ("attachments", "formation", ("formations",), "formation"),
    ("leaders", "nation", ("nations",), "nation"),
    ("leaders", "formation", ("formations",), "formation"),
)
# Only reports read these, so they do not keep anybody from playing.
HISTORY: tuple[Reference, ...] = (
    ("milestones", "side", ("sides",), "side"),
    ("commanders", "milestone", ("milestones",), "milestone"),
    ("losses", "side", ("sides",), "side"),
)

# Tables whose rows are told apart by something else than an id.
KEYS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "climate": ("month", lambda r: (r.zone, r.month)),
    "objectives": ("place", lambda r: (r.place, r.side)),
    "hexsides": ("b", lambda r: (min(r.a, r.b), max(r.a, r.b))),
    "links": ("b", lambda r: (min(r.a, r.b), max(r.a, r.b))),
    "aliases": ("alias", lambda r: (r.kind, r.alias)),
    "columns": ("attack", lambda r: (r.attack, r.defence)),
    "barrages": ("points", lambda r: (str(r.points),)),
}
MAX_A_COLUMN = 100  # problems of one column, before the rest is only mentioned
UNKEYED = frozenset({"phases"})


def duplicates(tables: Mapping[str, Table[Any]]) -> Iterator[Problem]:
    """Yield a problem for each row whose id or key an earlier row has."""
    for attribute, table in tables.items():
        if attribute in UNKEYED:
            continue
        column, key = KEYS.get(attribute, ("id", lambda row: row.id))
        first: dict[Any, int] = {}
        for number, row in enumerate(table.rows):
            earlier = first.setdefault(key(row), number)
            if earlier != number:
                what = key(row) if isinstance(key(row), str) else " ".join(str(k) for k in key(row))
                line = table.where(earlier)[1]
                where = table.where(number, column)
                yield problem("E106", where, f"{what} is given twice (first in line {line})")


def unknown(
    where: tuple[str, int, int], noun: str, name: str, known: Mapping[str, Any] | set[str]
) -> Problem:
    """Build the problem of a name that leads nowhere."""
    hint = nearest(name, known)
    expected = "" if hint else ", ".join(sorted(known)[:8]) or f"any {noun} at all"
    return problem("E107", where, f"there is no {noun} {name}", expected=expected, hint=hint)


def check(scenario: Scenario) -> list[Problem]:
    """Return a problem for every reference of rules and players that leads nowhere."""
    found = _plain(scenario, REFERENCES)
    for special in (_links, _keys, _lists, _by_kind, _header):
        found.extend(special(scenario))
    return found


def check_history(scenario: Scenario) -> list[Problem]:
    """Return a problem for every reference of the history files that leads nowhere."""
    return [*_plain(scenario, HISTORY), *_subjects(scenario)]


def _plain(scenario: Scenario, references: tuple[Reference, ...]) -> list[Problem]:
    found: list[Problem] = []
    for attribute, column, targets, noun in references:
        table: Table[Any] = getattr(scenario, attribute)
        if not all(getattr(scenario, target).whole for target in targets):
            continue
        known: dict[str, int] = {}
        for target in targets:
            known = {**known, **getattr(scenario, target).ids} if known else getattr(scenario, target).ids
        wrong = {getattr(row, column) for row in table.rows} - known.keys() - {None}
        if wrong:
            found.extend(_first(table, column, noun, wrong, known))
    return found


def _first(
    table: Table[Any], column: str, noun: str, wrong: set[str], known: Mapping[str, int]
) -> Iterator[Problem]:
    """Yield a problem for each row that names something unknown, up to a limit for each column."""
    count = 0
    for number, row in enumerate(table.rows):
        name = getattr(row, column)
        if name in wrong:
            count += 1
            if count > MAX_A_COLUMN:
                where = table.where(number, column)
                yield problem("E107", where, f"further unknown names of {column} are not listed")
                return
            yield unknown(table.where(number, column), noun, name, known)


def _links(scenario: Scenario) -> Iterator[Problem]:
    if not scenario.link_kinds.whole:
        return
    for column, kinds in (("road", ("road", "ferry")), ("rail", ("rail",))):
        known = {k.id for k in scenario.link_kinds if k.kind in kinds}
        wrong = {getattr(row, column) for row in scenario.links} - known - {None}
        if wrong:
            yield from _first(scenario.links, column, f"{column} kind", wrong, dict.fromkeys(known, 0))


def _keys(scenario: Scenario) -> Iterator[Problem]:
    classes = scenario.movement_classes.ids
    costly: tuple[Table[Any], ...] = (scenario.terrain, scenario.link_kinds)
    for table in costly:
        for number, row in enumerate(table.rows):
            for name in (name for name in row.cost if name not in classes):
                yield unknown(table.where(number, f"cost.{name}"), "movement class", name, classes)
    recovery = scenario.toml.get("rules/recovery.toml")
    supply = scenario.toml.get("rules/supply.toml")
    by_side = (
        (recovery, "wear_percent", scenario.recovery),
        (supply, "railway_hexes", scenario.supply),
    )
    for file, field, struct in by_side:
        for name in getattr(struct, field, ()):
            if file and name not in scenario.sides.ids:
                yield unknown(file.where(field, name, on_key=True), "side", name, scenario.sides.ids)


def _lists(scenario: Scenario) -> Iterator[Problem]:
    for number, column in enumerate(scenario.columns.rows):
        for place, name in enumerate(column.results):
            if name not in scenario.results.ids:
                where = scenario.columns.where(number, f"results.{place}")
                yield unknown(where, "result", name, scenario.results.ids)
    for number, barrage in enumerate(scenario.barrages.rows):
        for place, name in enumerate(barrage.results):
            if name not in scenario.barrage_results.ids:
                where = scenario.barrages.where(number, f"results.{place}")
                yield unknown(where, "result of a bombardment", name, scenario.barrage_results.ids)
    listed: tuple[tuple[Table[Any], str, Table[Any], str], ...] = (
        (scenario.sea_zones, "neighbours", scenario.sea_zones, "sea zone"),
        (scenario.boxes, "sea_zones", scenario.sea_zones, "sea zone"),
        (scenario.boxes, "entry", scenario.hexes, "hex"),
    )
    for table, field, target, noun in listed:
        for number, row in enumerate(table.rows):
            for name in getattr(row, field).split():
                if name not in target.ids:
                    yield unknown(table.where(number, field), noun, name, target.ids)


def _by_kind(scenario: Scenario) -> Iterator[Problem]:
    homes = {"place": scenario.places.ids, "box": scenario.boxes.ids, "formation": scenario.formations.ids}
    for number, arrival in enumerate(scenario.arrivals.rows):
        known = homes[arrival.mode]
        if arrival.at not in known and not (arrival.mode == "place" and arrival.at in scenario.hexes.ids):
            where = scenario.arrivals.where(number, "at")
            yield unknown(where, arrival.mode, arrival.at, known)
    for number, alias in enumerate(scenario.aliases.rows):
        if alias.id not in homes[alias.kind]:
            yield unknown(scenario.aliases.where(number, "id"), alias.kind, alias.id, homes[alias.kind])


def _subjects(scenario: Scenario) -> Iterator[Problem]:
    subjects = {"control": ("place", scenario.places.ids), "trigger": ("trigger", scenario.triggers.ids)}
    for number, milestone in enumerate(scenario.milestones.rows):
        noun, known = subjects[milestone.measure]
        if milestone.subject not in known:
            where = scenario.milestones.where(number, "subject")
            yield unknown(where, noun, milestone.subject, known)


def _header(scenario: Scenario) -> Iterator[Problem]:
    sides = scenario.sides.ids
    places = scenario.toml.get("scenario.toml")
    if places is None:
        return
    if "victory.toml" in scenario.toml and scenario.victory and scenario.victory.side not in sides:
        where = scenario.toml["victory.toml"].where("side")
        yield unknown(where, "side", scenario.victory.side, sides)
