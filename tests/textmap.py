"""Maps of a few hexes, drawn as text, on which one rule at a time is tested.

A line of the drawing is a row of the offset grid, a word of it a hex: odd columns lie half a
hex lower. A word is the terrain, then the owner, then the units that stand there::

    .  clear    h  hills    m  mountain    a  alpine    w  marsh    f  wooded hills
    u  city     ~  sea      l  lake
    +  blue's ground        -  red's ground    neither: the ground of ``owner``
    A to M are units of blue, N to Z units of red; the hex is theirs

Hexes are called by column and row, ``"21"``. The rules are those of the twelve-hex scenario.
Dice, weather and supply are out of the way unless a test asks for them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine import loader, world_build
from engine.events import Event
from engine.game import Game
from engine.kernels import consts, philox
from engine.observation import Observation
from engine.orders import Advance, Attack, Determined, EndTurn, IllegalOrder, Move, Order
from engine.rules import aftermath, movement
from engine.scenario import Scenario
from engine.schema.forces import FormationRow, UnitRow
from engine.schema.map import BoxRow, HexRow, HexsideRow, LinkRow, PlaceRow, SeaZoneRow
from engine.schema.rules import Climate, UnitType
from engine.setup import new_game
from engine.state import G_PENDING, P_KIND
from engine.tables import Table
from engine.turn import apply, check, to_act

TINY = Path(__file__).parent / "scenarios" / "tiny"
BLUE, RED = 0, 1
TERRAIN = {
    ".": "clear",
    "h": "hills",
    "m": "mountain",
    "a": "alpine",
    "w": "marsh",
    "f": "wooded-hills",
    "u": "urban",
    "~": "sea",
    "l": "lake",
}
OWNERS = {"+": "blue", "-": "red", "0": None}
ELEVATION = {"hills": 400, "mountain": 1600, "alpine": 2500, "wooded-hills": 400}
DRY: dict[str, Any] = {"mud": [100, 0, 0, 0], "snow": 0, "flood": 0, "flyable": 100, "storm": 0}
PLACE: dict[str, Any] = {"kind": "town", "lat": 41.5, "lon": 12.5}
# No depots, and nothing is blown up when it is lost.
UNSPOILT: dict[str, Any] = {
    "depot_tons": [],
    "depot_port_days": 0,
    "rail_torn_percent": 0,
    "bridge_blown_percent": 0,
}
EMPTY = (
    "works",
    "arrivals",
    "withdrawals",
    "replacements",
    "reserves",
    "support",
    "leaders",
    "attachments",
    "aliases",
    "left_out",
    "milestones",
    "commanders",
    "losses",
    "fronts",
    "variables",
    "triggers",
    "decisions",
    "districts",
    "palettes",
    "pictures",
    "objectives",
)


def unit_type(id_: str, movement_: str, steps: int, attack: int, defence: int, **more: Any) -> UnitType:
    """Return a unit type with sensible values for what a test does not name."""
    values: dict[str, Any] = {"quality": 6, "stacking": 3, "need": 100, **more}
    return UnitType(
        id=id_, name=id_, movement=movement_, steps=steps, attack=attack, defence=defence, **values
    )


TYPES = (
    unit_type("mountain", "mountain", 6, 4, 4),
    unit_type("motor", "motorised", 6, 4, 4),
    unit_type("brigade", "foot", 3, 3, 4, stacking=1),
    unit_type("gunless", "foot", 6, 3, 4, anti_armour=0),
)


@cache
def tiny() -> Scenario:
    """Return the twelve-hex scenario, whose rules the maps share."""
    return loader.load_or_raise(TINY)


def label(short: str) -> str:
    """Return the label of a hex called by column and row."""
    return f"{int(short[0]):03d}{int(short[1]):03d}"


def steps_of(paths: str) -> list[tuple[str, str]]:
    """Return the pairs of neighbours along ways such as ``00-10-20 11-12``."""
    pairs = []
    for way in paths.split():
        names = [label(n) for n in way.split("-")]
        pairs += list(pairwise(names))
    return pairs


def _units(letters: Mapping[str, str | None], kinds: Mapping[str, Any]) -> list[UnitRow]:
    rows = []
    for letter, at in sorted(letters.items()):
        given = kinds.get(letter, "infantry")
        more = {"type": given} if isinstance(given, str) else {"type": "infantry", **given}
        values: dict[str, Any] = {"nation": "bl" if letter < "N" else "rd", "cohesion": 100, "at": at, **more}
        name = values.pop("id", f"u-{letter.lower()}")
        rows.append(UnitRow(id=name, name=letter, label=letter, **values))
    return rows


def _read(drawing: str, owner: str | None) -> tuple[list[HexRow], dict[str, str | None]]:
    hexes: list[HexRow] = []
    letters: dict[str, str | None] = {}
    lines = [line.split() for line in drawing.strip().splitlines() if line.strip()]
    for row, words in enumerate(lines):
        for column, word in enumerate(words):
            terrain, rest, holder = TERRAIN[word[0]], word[1:], owner
            if rest[:1] in OWNERS:
                holder, rest = OWNERS[rest[0]], rest[1:]
            at = f"{column:03d}{row:03d}"
            letters.update(dict.fromkeys(rest, at))
            wet = terrain in ("sea", "lake")
            hexes.append(
                HexRow(
                    id=at,
                    terrain=terrain,
                    elevation=ELEVATION.get(terrain, 50),
                    region=None if wet else "plain",
                    weather=None if wet else "land",
                    sea_zone="west-sea" if terrain == "sea" else None,
                    owner=None if wet else holder,
                )
            )
    return hexes, letters


class Board:
    """A game on a drawn map, with short words for what tests do and ask."""

    def __init__(
        self,
        drawing: str,
        units: Mapping[str, Any] | None = None,
        *,
        owner: str | None = None,
        roads: str = "",
        secondary: str = "",
        rails: str = "",
        ferries: str = "",
        sides: Mapping[str, str] | None = None,
        places: Sequence[Mapping[str, Any]] = (),
        boxes: Sequence[Mapping[str, Any]] = (),
        boxed: Mapping[str, str] | None = None,
        later: Iterable[str] = (),
        formations: Sequence[FormationRow] = (),
        climate: Mapping[str, Any] | None = None,
        supplied: bool = True,
        turns: int = 20,
        seed: int = 1,
        days: int = 7,
        rules: Mapping[str, Any] | None = None,
        **tables: Any,
    ) -> None:
        hexes, letters = _read(drawing, owner)
        letters.update(boxed or {})
        letters.update(dict.fromkeys(later))
        base = tiny()
        links: dict[tuple[str, str], dict[str, Any]] = {}
        for kind, field, ways in (
            ("main", "road", roads),
            ("secondary", "road", secondary),
            ("ferry", "road", ferries),
            ("single", "rail", rails),
        ):
            for pair in steps_of(ways):
                links.setdefault(pair, {})[field] = kind
        edges = [
            HexsideRow(a=a, b=b, kind=kind) for kind, ways in (sides or {}).items() for a, b in steps_of(ways)
        ]
        spots = [PlaceRow(**{"name": p["id"], **PLACE, **p, "hex": label(p["hex"])}) for p in places]
        start = base.file.calendar.start
        end = start + datetime.timedelta(days=turns * days - 1)
        calendar = msgspec.structs.replace(base.file.calendar, end=end, days_per_turn=days)
        frame = msgspec.structs.replace(base.file.map, columns=10, rows=10)
        weather = {**DRY, **(climate or {})}
        parts: dict[str, Any] = dict.fromkeys(EMPTY, ())
        parts.update(
            hexes=hexes,
            hexsides=edges,
            links=[LinkRow(a=a, b=b, **more) for (a, b), more in links.items()],
            places=spots,
            sea_zones=[SeaZoneRow(id="west-sea", name="Sea")],
            boxes=[BoxRow(**{"name": b["id"], **b}) for b in boxes],
            formations=formations,
            units=_units(letters, units or {}),
            unit_types=(*base.unit_types.rows, *TYPES),
            climate=[Climate(zone="land", month=m, **weather) for m in range(1, 13)],
            **tables,
        )
        built = {name: Table(f"{name}.csv", tuple(rows)) for name, rows in parts.items()}
        victory = msgspec.structs.replace(base.victory, objective=list(parts["objectives"]))
        file = msgspec.structs.replace(base.file, calendar=calendar, map=frame)
        asked = {**(rules or {})}
        asked["supply"] = {**UNSPOILT, **asked.get("supply", {})}
        changed = {
            name: msgspec.structs.replace(getattr(base, name), **values) for name, values in asked.items()
        }
        scenario = replace(base, file=file, victory=victory, doctrine={}, **{**built, **changed})
        problems = [p.text("") for p in loader.verify(scenario)]
        assert not problems, problems
        self.world = world_build.build(scenario)
        self.supplied = supplied
        self.game: Game = new_game(self.world, seed)
        self.opening = self.game.opening
        self.rest()

    # -- looking -----------------------------------------------------------------------

    @property
    def state(self) -> Any:
        """The state of the game."""
        return self.game.state

    def unit(self, letter: str) -> int:
        """Return the row of a unit."""
        return self.world.rows("unit")[f"u-{letter.lower()}"]

    def hex(self, short: str) -> int:
        """Return the row of a hex."""
        return self.world.rows("hex")[label(short)]

    def place(self, name: str) -> int:
        """Return the row of a place."""
        return self.world.rows("place")[name]

    def short(self, row: int) -> str:
        """Return column and row of a hex row, ``--`` for none."""
        text = self.world.hex_labels[row]
        return "--" if row < 0 else text[2] + text[5]

    def at(self, letter: str) -> str:
        """Return where a unit stands, ``--`` if not on the map."""
        return self.short(int(self.state.unit_hex[self.unit(letter)]))

    def get(self, letter: str, field: str) -> int:
        """Return a value of a unit: ``get("A", "mp")``."""
        return int(getattr(self.state, f"unit_{field}")[self.unit(letter)])

    def holder(self, short: str) -> int:
        """Return the side that controls a hex."""
        return int(self.state.hex_control[self.hex(short)])

    def view(self, side: int | None = None) -> Observation:
        """Return what a side sees, by default the one that must decide."""
        return self.game.view(to_act(self.state) if side is None else side)

    def reach(self, letter: str) -> dict[str, float]:
        """Return the hexes that a unit can reach and what they cost, in movement points."""
        field = movement.reach(self.world, self.view(), self.unit(letter))
        return {self.short(int(h)): int(field.cost[h]) / 4 for h in field.settled if h != field.start}

    # -- arranging ---------------------------------------------------------------------

    def rest(self) -> None:
        """If supply is out of the way: everyone is fed and the acting side has all its points."""
        if self.supplied:
            self.state.unit_supply[:] = 0
            self.state.unit_hungry[:] = 0
            movement.refresh_points(self.world, self.state, int(self.state.side))
        self.game.changed()

    def set(self, letters: str, **values: int) -> Board:
        """Set values of units: ``set("AB", cohesion=40, quarters=8)``."""
        for letter in letters:
            for name, value in values.items():
                getattr(self.state, f"unit_{name}")[self.unit(letter)] = value
        self.game.changed()
        return self

    def pools(self, **values: int) -> Board:
        """Set pools of the acting side: ``pools(support=3, attacks=9)``."""
        for name, value in values.items():
            getattr(self.state, f"pool_{name}")[self.state.side] = value
        self.game.changed()
        return self

    def weather(self, **values: int) -> Board:
        """Set the weather of the one zone: ``weather(mud=2)``."""
        for name, value in values.items():
            getattr(self.state, f"weather_{name}")[0] = value
        self.rest()
        return self

    def rig(self, *wanted: tuple[int, int, int, int, int]) -> Board:
        """Choose a dice key with wanted results: (purpose, subject, ordinal, lowest, highest).

        Purposes of battles, stands and bombardments mean the sum of two dice, the others a percentage.
        """
        turn = int(self.state.turn)
        for second in range(200_000):
            if all(self._thrown(second, turn, *w[:3]) in range(w[3], w[4] + 1) for w in wanted):
                self.state.key[:2] = (7, second)
                self.game.changed()
                return self
        raise AssertionError(f"no key gives {wanted}")

    @staticmethod
    def _thrown(second: int, turn: int, purpose: int, subject: int, ordinal: int) -> int:
        if purpose in (consts.DICE_COMBAT, consts.DICE_DETERMINED, consts.DICE_BARRAGE):
            return int(philox.two_dice(7, second, purpose, turn, subject, ordinal))
        return int(philox.below(7, second, purpose, turn, subject, ordinal, 100))

    # -- playing -----------------------------------------------------------------------

    def do(self, order: Order) -> list[Event]:
        """Carry out an order, with the invariants audited before and after."""
        from engine.audit import audit

        before = self.state.clone()
        events = apply(self.game, order)
        found = audit(self.world, self.state, before, events)
        assert not found, found
        return events

    def refused(self, order: Order) -> str:
        """Return the name of the refusal; neither check nor apply may change anything. Empty if allowed."""
        digest = self.state.digest()
        refusal = check(self.world, self.view(), order)
        if refusal is None:
            return ""
        with pytest.raises(IllegalOrder) as caught:
            apply(self.game, order)
        assert caught.value.refusal == refusal
        assert self.state.digest() == digest
        return refusal.name

    def move(self, letter: str, to: str) -> list[Event]:
        """Move a unit."""
        return self.do(Move(self.unit(letter), self.hex(to)))

    def attack(self, target: str, letters: str, mode: int = consts.DELIBERATE, **more: int) -> list[Event]:
        """Attack a hex."""
        return self.do(self.attacking(target, letters, mode, **more))

    def attacking(self, target: str, letters: str, mode: int = consts.DELIBERATE, **more: int) -> Attack:
        """Return the order to attack a hex."""
        return Attack(self.hex(target), tuple(self.unit(u) for u in letters), mode, **more)

    def stand(self, yes: int) -> list[Event]:
        """Answer whether the defender stands."""
        return self.do(Determined(yes))

    def advance(self, letters: str = "") -> list[Event]:
        """Answer who advances."""
        return self.do(Advance(tuple(self.unit(u) for u in letters)))

    def pending(self) -> int:
        """Return the kind of the open decision, 0 for none."""
        top = aftermath.top(self.state)
        return 0 if top is None else top[P_KIND]

    def end(self, times: int = 1) -> list[Event]:
        """End the player turn, some times."""
        events: list[Event] = []
        for _ in range(times):
            assert not self.state.game[G_PENDING]
            events += self.do(EndTurn())
            if not self.state.over:
                self.rest()
        return events
