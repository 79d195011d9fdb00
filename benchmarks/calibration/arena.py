"""A small map on which one hex is attacked, with the rules of a real scenario, and its thousand games.

Owns the map, the two sides on it and the plain conduct of both: attack with all who are fit,
stand whenever the rules allow it, no replacements. Every order passes through the game's own gate.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import msgspec
import numpy as np

from engine import world_build
from engine.game import Game
from engine.kernels.consts import (
    DELIBERATE,
    PENDING_ADVANCE,
    PENDING_DETERMINED,
    STATUS_MAP,
    SUPPLY_ISOLATED,
)
from engine.loader import load_or_raise
from engine.orders import Advance, Attack, Determined, EndTurn, Order
from engine.rules.aftermath import top
from engine.rules.combat import explain
from engine.scenario import Scenario
from engine.schema.forces import UnitRow
from engine.schema.map import BoxRow, HexRow, LinkRow, SeaZoneRow
from engine.schema.rules import Climate
from engine.setup import new_game
from engine.state import P_KIND, State
from engine.tables import Table
from engine.turn import apply, check, to_act
from engine.world import World

COLUMNS, ROWS = 9, 7
TARGET = (4, 3)
# The hexsides of the target; the attacker's own country lies in the west.
HEXES = {"nw": (3, 2), "sw": (3, 3), "n": (4, 2), "s": (4, 4), "ne": (5, 2), "se": (5, 3)}
NATIONS = {"allies": "us", "axis": "de"}
EMPTY = (
    "hexsides",
    "places",
    "works",
    "formations",
    "attachments",
    "arrivals",
    "withdrawals",
    "reserves",
    "replacements",
    "support",
    "leaders",
    "aliases",
    "left_out",
    "milestones",
    "losses",
    "fronts",
    "variables",
    "triggers",
    "decisions",
    "objectives",
)


@dataclass(frozen=True)
class Force:
    """Units of one type: where, how strong in percent of their steps, how fresh, how good."""

    type: str
    at: str
    strength: int = 100
    cohesion: int = 90
    quality: int | None = None


@dataclass(frozen=True)
class Case:
    """One hex under attack, with what should come of it.

    ``model`` is the percentage of games in which a model of the front held the hex; ``more``
    and ``less`` are goals: held in more, or in less, than so many percent. ``line`` are
    defenders beside the hex. ``note`` says what the case takes otherwise than the model.
    """

    name: str
    terrain: str
    attackers: Sequence[Force]
    defenders: Sequence[Force]
    model: int | None = None
    more: int | None = None
    less: int | None = None
    line: Sequence[Force] = ()
    attacker: str = "allies"
    mode: int = DELIBERATE
    turns: int = 1
    entrench: int = 1
    works: int = 0
    mud: int = 0
    snow: bool = False
    support: int = 0
    naval: int = 0
    guns: int = 0
    coast: bool = False
    isolated: bool = False
    set_piece: bool = False
    surprise: bool = False
    note: str = ""


@dataclass
class Tally:
    """What the games of a case gave: held at the end, lost in the first turn, quarter steps lost.

    ``exact`` is the chance in percent that the first attack fails, without sampling.
    """

    case: Case
    exact: float
    runs: int = 0
    held: int = 0
    fell_at_once: int = 0
    attacker_lost: int = 0
    defender_lost: int = 0

    @property
    def percent(self) -> float:
        """The share of games in which the hex was held, in percent."""
        return 100 * self.held / self.runs

    @property
    def error(self) -> float:
        """The sampling error of that share, 95 percent either way, in points."""
        share = self.held / self.runs
        return float(196 * (max(share * (1 - share), 0.25 / self.runs) / self.runs) ** 0.5)


@cache
def rules(name: str = "italy1943") -> Scenario:
    """Return the scenario whose rules are tried."""
    return load_or_raise(name)


def label(spot: tuple[int, int]) -> str:
    """Return the label of a hex."""
    return f"{spot[0]:03d}{spot[1]:03d}"


def build(case: Case, base: Scenario) -> World:
    """Return the world of a case: the scenario's rules on a map of 63 hexes."""
    other = "axis" if case.attacker == "allies" else "allies"
    # Guns reach two hexes: the sea lies behind an allied front, wherever that faces.
    wet = ({0, 1, 2} if case.attacker == "allies" else {6, 7, 8}) if case.coast else set()
    hexes, links = [], []
    for column in range(COLUMNS):
        for row in range(ROWS):
            if column in wet:
                hexes.append(HexRow(id=label((column, row)), terrain="sea", elevation=0, sea_zone="sea"))
                continue
            mine = column < TARGET[0] or (case.isolated and (column, row) != TARGET)
            hexes.append(
                HexRow(
                    id=label((column, row)),
                    terrain=case.terrain,
                    elevation=1200 if case.terrain == "mountain" else 200,
                    weather=base.weather_zones.rows[0].id,
                    owner=case.attacker if mine else other,
                )
            )
            if column + 1 < COLUMNS and column + 1 not in wet:
                links.append(LinkRow(a=label((column, row)), b=label((column + 1, row)), road="main"))
    edge = {True: min(set(range(COLUMNS)) - wet), False: max(set(range(COLUMNS)) - wet)}
    boxes = [
        BoxRow(
            id=f"home-{side}",
            name=side,
            side=side,
            kind="rail",
            entry=" ".join(label((edge[side == case.attacker], row)) for row in range(ROWS)),
        )
        for side in NATIONS
    ]
    if case.coast:
        boxes.append(BoxRow(id="fleet", name="fleet", side="allies", kind="sea", sea_zones="sea"))
    units = [_unit("a", i, case.attacker, f, HEXES[f.at]) for i, f in enumerate(case.attackers)]
    units += [
        _unit("d", i, other, f, TARGET if f.at == "target" else HEXES[f.at])
        for i, f in enumerate([*case.defenders, *case.line])
    ]
    mud = [100 * (i == case.mud) for i in range(4)]
    climate = [
        Climate(zone=z.id, month=m, mud=mud, snow=100 * case.snow, flood=0, flyable=50)
        for z in base.weather_zones.rows
        for m in range(1, 13)
    ]
    parts: dict[str, Sequence[msgspec.Struct]] = dict.fromkeys(EMPTY, ())
    parts |= {
        "hexes": hexes,
        "links": links,
        "boxes": boxes,
        "units": units,
        "climate": climate,
        "sea_zones": [SeaZoneRow(id="sea", name="Sea")],
    }
    start = base.file.calendar.start
    calendar = msgspec.structs.replace(base.file.calendar, end=start + datetime.timedelta(days=99))
    frame = msgspec.structs.replace(base.file.map, columns=COLUMNS, rows=ROWS)
    header = msgspec.structs.replace(base.file, calendar=calendar, map=frame)
    tables = {name: Table(f"{name}.csv", tuple(rows)) for name, rows in parts.items()}
    victory = msgspec.structs.replace(base.victory, objective=[])
    return world_build.build(replace(base, file=header, victory=victory, doctrine={}, **tables))


def _unit(prefix: str, number: int, side: str, force: Force, spot: tuple[int, int]) -> UnitRow:
    name = f"{prefix}-{number}"
    return UnitRow(
        id=name,
        name=name,
        label=name,
        type=force.type,
        nation=NATIONS[side],
        strength=force.strength,
        cohesion=force.cohesion,
        quality=force.quality,
        at=label(spot),
    )


class Arena:
    """The first position of a case, from which each of its games begins."""

    def __init__(self, case: Case, base: Scenario | None = None) -> None:
        self.case = case
        self.world = build(case, base or rules())
        game = new_game(self.world, 1)
        state = game.state
        self.side = self.world.rows("side")[case.attacker]
        self.target = self.world.rows("hex")[label(TARGET)]
        self.attackers = np.flatnonzero(state.unit_side == self.side)
        self.defenders = np.flatnonzero(state.unit_side != self.side)
        while to_act(state) != self.side:
            apply(game, EndTurn())
        # Whatever the other side's turn did: strength, supply and trenches are those of the case.
        state.unit_entrench[self.defenders] = case.entrench
        rested = self.world.turns_in(self.world.combat.preparation.surprise_days) if case.surprise else 1
        state.unit_prepared[self.attackers] = rested * case.set_piece
        state.unit_cohesion[:] = self.world.unit_start_cohesion
        state.unit_quarters[:] = self.world.unit_start_quarters
        state.hex_fort[state.unit_hex[self.defenders]] = case.works
        state.unit_supply[:] = 0
        state.unit_supply[self.defenders] = SUPPLY_ISOLATED if case.isolated else 0
        state.unit_hungry[self.defenders] = 2 * self.world.days_per_turn * case.isolated
        self.start = state
        self._grant(game)
        order = self.attack(state)
        refusal = check(self.world, game.view(self.side), order)
        if refusal is not None:
            raise ValueError(f"{case.name}: {refusal.name}")
        # Not from the attacker's view: he cannot know the guns of ships.
        self.first = explain(self.world, state, order)
        self.tally = Tally(case, 100 * (1 - self.first.chance_to_win()))

    def _grant(self, game: Game) -> None:
        state, case = game.state, self.case
        state.pool_support[self.side] = case.support
        state.pool_naval[self.side] = case.naval
        state.pool_naval[1 - self.side] = case.guns
        state.pool_attacks[self.side] = 99
        game.changed()

    def attack(self, state: State) -> Attack:
        """Return the attack of all who are in place and fit; with no units if there is nobody."""
        fit = self.world.combat.rest_below
        units = [
            int(u)
            for u in self.attackers
            if state.unit_status[u] == STATUS_MAP
            and state.unit_cohesion[u] >= fit
            and self.target in self.world.hex_neighbour[state.unit_hex[u]]
        ]
        return Attack(self.target, tuple(units), self.case.mode, self.case.support, self.case.naval)

    def held(self, state: State) -> bool:
        """Return whether a defender still stands in the hex."""
        return bool(np.any(state.unit_hex[self.defenders] == self.target))

    def play(self, run: int) -> None:
        """Play one game with dice of its own and count it."""
        game = Game(self.world, self.start.clone())
        game.state.key[:2] = (1943, run)
        state, tally = game.state, self.tally
        for turn in range(self.case.turns):
            self._grant(game)
            order = self.attack(state)
            if order.units:
                _settle(game, order)
            if not self.held(state):
                tally.fell_at_once += turn == 0
                break
            while turn + 1 < self.case.turns:
                _settle(game, EndTurn())
                if to_act(state) == self.side:
                    break
            if not self.held(state):
                break
        tally.runs += 1
        tally.held += self.held(state)
        tally.attacker_lost += int(state.unit_lost[self.attackers].sum())
        tally.defender_lost += int(state.unit_lost[self.defenders[: len(self.case.defenders)]].sum())


def _settle(game: Game, order: Order) -> None:
    """Carry out an order and answer what it asks: stand if beaten, stay where you are if you won."""
    apply(game, order)
    while (asked := top(game.state)) is not None:
        assert asked[P_KIND] in (PENDING_DETERMINED, PENDING_ADVANCE)
        apply(game, Determined(1) if asked[P_KIND] == PENDING_DETERMINED else Advance(()))


def measure(case: Case, runs: int) -> Tally:
    """Play a case so many times."""
    arena = Arena(case)
    for run in range(runs):
        arena.play(run)
    return arena.tally
