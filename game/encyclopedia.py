"""The encyclopedia: an article for every unit, formation, leader, place, date and rule of a scenario,
and for everything that a key does.

Made from the scenario's own files and the rulebook, with sources and confidence as their rows give
them; nothing is written for it alone. What is told is history, so it is the same for all players.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from engine import rulebook
from engine.loader import ScenarioError, load_or_raise
from engine.scenario import Scenario
from engine.world import World
from game import keys, texts, wording

KINDS: tuple[str, ...] = ("unit", "formation", "leader", "place", "date", "rule", "help")
_AUTHORS_OWN = re.compile(r"(^|; ?)sheets? \w+(, \w+_\w+)*")  # where an author found a row


@dataclass(frozen=True)
class Article:
    """What is known of a thing: facts by name, a text, where on the map (-1 nowhere), and who says so."""

    kind: str
    id: str
    name: str
    facts: tuple[tuple[str, str], ...] = ()
    text: str = ""
    hex: int = -1
    source: str = ""
    confidence: str = ""


class Encyclopedia:
    """The articles of a World, put together in a thread when they are first asked for."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.articles: list[Article] = []
        self.ready = False
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Begin to put the articles together."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._make, name="encyclopedia", daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Block until all articles are there."""
        self.open()
        if self._thread is not None:
            self._thread.join()

    def _make(self) -> None:
        world = self.world
        name = world.scenario_path if world.change is None else f"{world.scenario_path}/{world.change.id}"
        try:
            scenario = load_or_raise(name)
            self.articles = list(compile_articles(world, scenario))
        except (ScenarioError, rulebook.RulebookError, OSError):
            self.articles = []  # the files went away since the game began
        self.ready = True

    def find(self, asked: str, kind: str = "") -> list[Article]:
        """Return the articles in whose name or text some words are, the best first."""
        words = asked.casefold().split()
        ranked: list[tuple[int, str, int]] = []
        for row, article in enumerate(self.articles):
            if kind and article.kind != kind:
                continue
            name = article.name.casefold()
            whole = f"{name} {article.id} {article.text.casefold()}"
            if not all(word in whole for word in words):
                continue
            rank = 3
            if words and all(word in name for word in words):
                rank = 0 if name.startswith(words[0]) else 1 if f" {words[0]}" in name else 2
            ranked.append((rank, name, row))
        return [self.articles[row] for _, _, row in sorted(ranked)]

    def get(self, kind: str, name: str) -> Article | None:
        """Return the article of a thing, None if there is none."""
        return next((a for a in self.articles if (a.kind, a.id) == (kind, name)), None)


def compile_articles(world: World, scenario: Scenario) -> Iterator[Article]:
    """Return all articles of a scenario, its things called as the World calls them."""
    yield from _units(world, scenario)
    yield from _formations(world, scenario)
    yield from _leaders(world, scenario)
    yield from _places(world, scenario)
    for stone in scenario.milestones:
        words = texts.named(world.scenario_path, f"milestone.{stone.id}") or stone.name
        facts = ((wording.BOOK_DATE, wording.date(stone.date)),)
        yield Article("date", stone.id, words, facts, "", -1, stone.source, stone.confidence)
    for paragraph in rulebook.fill(rulebook.read(), scenario):
        facts = ((wording.BOOK_CHAPTER, paragraph.chapter),)
        yield Article("rule", paragraph.id, paragraph.title, facts, paragraph.text, -1, paragraph.where)
    yield from _help()


def _help() -> Iterator[Article]:
    """Return what each key does, and for the panels that need it how they are used."""
    more = {
        "supply": wording.IF_FALLS_HOW,
        "plan": wording.PLAN_HOW,
        "boxes": wording.CHOOSE_AND_LAND,
        "air": wording.PICK_MISSION,
        "standing": wording.STANDING_LOSSES,
    }
    for name in keys.ACTIONS:
        words = wording.sentence(wording.coded("KEY_ACTION", name))
        facts = ((wording.BOOK_KEY, keys.shown(name)),)
        yield Article("help", name, words, facts, more.get(name, ""), -1, wording.BOOK_KEY_FROM)
    for name, gesture in wording.HELP_KEYS.items():
        words = wording.sentence(wording.HELP_WORDS[name])
        yield Article(
            "help", f"how-{name}", words, ((wording.BOOK_KEY, gesture),), "", -1, wording.BOOK_KEY_FROM
        )


def _note(words: str) -> str:
    """Return a note without the names of an author's own tables."""
    return _AUTHORS_OWN.sub("", words).strip(" ;,.")


def _facts(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in pairs if pair[1])


def _label(world: World, formation: str | None) -> str:
    row = world.rows("formation").get(formation or "", -1)
    return world.formation_names[row] if row >= 0 else ""


def _at(world: World, name: str | None) -> tuple[str, int]:
    """Return how a place, box or hex is called, and its hex."""
    if not name:
        return "", -1
    place = world.rows("place").get(name)
    if place is not None:
        return world.place_names[place], int(world.place_hex[place])
    if name in world.rows("box"):
        return wording.called(world, "box", name), -1
    row = world.rows("hex").get(name, -1)
    return wording.where(world, row), row


def _units(world: World, scenario: Scenario) -> Iterator[Article]:
    arrivals = {row.unit: row for row in scenario.arrivals}
    leaving = {row.unit: row for row in scenario.withdrawals}
    for unit in scenario.units:
        row = world.rows("unit").get(unit.id)
        if row is None:
            continue
        arrival, leave = arrivals.get(unit.id), leaving.get(unit.id)
        start, at = _at(world, arrival.at if arrival is not None else unit.at)
        enters = wording.BOOK_AT.format(start, wording.date(arrival.date)) if arrival is not None else start
        facts = _facts(
            (wording.BOOK_TYPE, wording.called(world, "type", unit.type)),
            (wording.COMMAND, _label(world, unit.formation)),
            (wording.STEPS, wording.points(int(world.unit_full[row]))),
            (wording.BOOK_QUALITY, str(int(world.unit_quality[row]))),
            (wording.BOOK_ENTERS, enters),
            (wording.BOOK_LEAVES, wording.date(leave.date) if leave is not None else ""),
        )
        notes = [_note(unit.note), _note(arrival.note if arrival is not None else "")]
        notes.append(_note(leave.note if leave is not None else ""))
        text = ". ".join(words for words in notes if words)
        name = world.unit_names[row] or world.unit_labels[row]
        yield Article("unit", unit.id, name, facts, text, at, unit.source, unit.confidence)


def _formations(world: World, scenario: Scenario) -> Iterator[Article]:
    for formation in scenario.formations:
        facts = _facts(
            (wording.COMMAND, _label(world, formation.parent)),
            (wording.BOOK_SHORT, formation.label),
        )
        yield Article(
            "formation",
            formation.id,
            _label(world, formation.id) or formation.name,
            facts,
            _note(formation.note),
            -1,
            formation.source,
            formation.confidence,
        )


def _leaders(world: World, scenario: Scenario) -> Iterator[Article]:
    for leader in scenario.leaders:
        span = wording.BOOK_FROM_TO.format(wording.date(leader.start), wording.date(leader.finish))
        facts = _facts(
            (wording.COMMAND, _label(world, leader.formation)),
            (wording.BOOK_TIME, span),
            (wording.BOOK_INITIATIVE, str(leader.initiative)),
            (wording.BOOK_ADMIN, str(leader.admin)),
        )
        note = _note(leader.note)
        yield Article("leader", leader.id, leader.name, facts, note, -1, leader.source, leader.confidence)


def _tons(tons: int) -> str:
    return wording.TONS.format(wording.number(tons)) if tons else ""


def _places(world: World, scenario: Scenario) -> Iterator[Article]:
    for place in scenario.places:
        row = world.rows("place").get(place.id)
        if row is None:
            continue
        people = wording.BOOK_THOUSANDS.format(place.population_k) if place.population_k else ""
        local = place.name_local if place.name_local != world.place_names[row] else ""
        facts = _facts(
            (wording.BOOK_TYPE, wording.coded("PLACE_KIND", place.kind)),
            (wording.BOOK_LOCAL, local),
            (wording.BOOK_PEOPLE, people),
            (wording.BOOK_PORT, _tons(place.port_tons)),
            (wording.BOOK_BEACH, _tons(place.beach_tons)),
        )
        yield Article(
            "place",
            place.id,
            world.place_names[row],
            facts,
            _note(place.note),
            int(world.place_hex[row]),
            place.source,
            place.confidence,
        )
