"""The registry of checks on a whole scenario, and the facts that they share.

A check is one small function with a code, a title and a docstring of one line. Codes with E
are the business of ``soundness`` and keep a scenario from loading; W and I are for authors
and run in ``lint``. Checks may rely on references that lead somewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine import hexes
from engine.problems import Problem, problem, register
from engine.tables import Place, Table

if TYPE_CHECKING:
    from engine.scenario import Scenario

Axial = tuple[int, int]


@dataclass(frozen=True)
class Finding:
    """What a check found, before it gets its code."""

    where: Place
    message: str
    expected: str = ""
    got: str = ""
    hint: str = ""


Check = Callable[["Facts"], Iterator[Finding]]


@dataclass(frozen=True)
class Entry:
    """A registered check. ``varies`` if variants may break what holds in the whole scenario."""

    code: str
    check: Check
    varies: bool


CHECKS: dict[str, Entry] = {}


def check(code: str, title: str, *, varies: bool = False) -> Callable[[Check], Check]:
    """Register a check under a code; its docstring explains it on the reference page."""

    def enter(function: Check) -> Check:
        register(code, title, " ".join((function.__doc__ or "").split()))
        CHECKS[code] = Entry(code, function, varies)
        return function

    return enter


def run(facts: Facts, *, errors: bool, varying_only: bool = False) -> list[Problem]:
    """Return what the checks of errors, or those of warnings and infos, find."""
    found = []
    for entry in CHECKS.values():
        if (entry.code[0] == "E") is errors and (entry.varies or not varying_only):
            for f in entry.check(facts):
                found.append(
                    problem(entry.code, f.where, f.message, expected=f.expected, got=f.got, hint=f.hint)
                )
    return found


class Facts:
    """A scenario and what several checks want to know about it, worked out once."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def header(self, *path: str | int, on_key: bool = False) -> Place:
        """Return a place in ``scenario.toml``."""
        return self.toml("scenario.toml", *path, on_key=on_key)

    def toml(self, file: str, *path: str | int, on_key: bool = False) -> Place:
        """Return a place in a TOML file of the scenario."""
        places = self.scenario.toml.get(file)
        return places.where(*path, on_key=on_key) if places else (file, 1, 1)

    @cached_property
    def axial(self) -> Mapping[str, Axial]:
        """Axial coordinates by hex label, worked out when asked for."""
        return _Coordinates()

    @cached_property
    def label(self) -> dict[Axial, str]:
        """Hex labels by axial coordinates."""
        return {self.axial[row.id]: row.id for row in self.scenario.hexes}

    @cached_property
    def terrain(self) -> dict[str, str]:
        """Terrain id by hex label."""
        return {row.id: row.terrain for row in self.scenario.hexes}

    @cached_property
    def land(self) -> frozenset[str]:
        """Labels of the hexes that units can stand on."""
        dry = {t.id for t in self.scenario.terrain if t.land}
        return frozenset(row.id for row in self.scenario.hexes if row.terrain in dry)

    def neighbours(self, name: str) -> list[str]:
        """Return the labels of the neighbours of a hex that are on the map."""
        q, r = self.axial[name]
        cells = (hexes.neighbour(q, r, d) for d in range(6))
        return [self.label[cell] for cell in cells if cell in self.label]

    def adjacent(self, a: str, b: str) -> bool:
        """Tell whether two labels on the map are neighbours."""
        return hexes.direction_between(*self.axial[a], *self.axial[b]) >= 0

    @cached_property
    def edges(self) -> dict[frozenset[str], str]:
        """Hexside kind by pair of labels."""
        return {frozenset((row.a, row.b)): row.kind for row in self.scenario.hexsides}

    @cached_property
    def impassable(self) -> frozenset[str]:
        """Hexside kinds that nobody crosses without a link."""
        return frozenset(k.id for k in self.scenario.hexside_kinds if not k.passable)

    @cached_property
    def ferries(self) -> frozenset[str]:
        """Link kinds of ferries."""
        return frozenset(k.id for k in self.scenario.link_kinds if k.kind == "ferry")

    @cached_property
    def islands(self) -> list[frozenset[str]]:
        """Connected pieces of land, the largest first."""
        linked: dict[str, set[str]] = {}
        for row in self.scenario.links:
            if row.road is not None and row.road not in self.ferries:
                linked.setdefault(row.a, set()).add(row.b)
                linked.setdefault(row.b, set()).add(row.a)
        pieces = []
        left = set(self.land)
        for start in sorted(self.land):
            if start not in left:
                continue
            left.discard(start)
            piece, todo = {start}, [start]
            while todo:
                here = todo.pop()
                for there in self.neighbours(here):
                    if there in left and (
                        self.edges.get(frozenset((here, there))) not in self.impassable
                        or there in linked.get(here, ())
                    ):
                        left.discard(there)
                        piece.add(there)
                        todo.append(there)
            pieces.append(frozenset(piece))
        return sorted(pieces, key=lambda p: (-len(p), min(p)))

    @cached_property
    def place_hex(self) -> dict[str, str]:
        """Hex label by place id."""
        return {row.id: row.hex for row in self.scenario.places}

    @cached_property
    def side_of(self) -> dict[str, str]:
        """Side id by nation id."""
        return {row.id: row.side for row in self.scenario.nations}

    def hex_of(self, at: str | None) -> str | None:
        """Return the hex label of a label or place id; nothing for boxes and empty cells."""
        if at is None:
            return None
        return at if at in self.scenario.hexes.ids else self.place_hex.get(at)


class _Coordinates(dict[str, Axial]):
    """Axial coordinates of labels, kept once worked out."""

    def __missing__(self, name: str) -> Axial:
        cell = self[name] = hexes.offset_to_axial(int(name[:3]), int(name[3:]))
        return cell


def rows(table: Table[Any]) -> Iterator[tuple[int, Any]]:
    """Return the rows of a table with their numbers."""
    return iter(enumerate(table.rows))
