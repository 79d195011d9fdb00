"""What is counted while a game is played: rows for the tables of a batch.

A Tally watches orders and events and reads the State; it never decides anything.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import msgspec
import numpy as np

from engine.events import (
    Battle,
    Captured,
    DecisionTaken,
    Event,
    Fired,
    FormationResolved,
    GameOver,
    Lost,
    PhaseBegan,
    Stood,
    TurnBegan,
)
from engine.game import Game
from engine.kernels.consts import PHASE_OPERATIONS, QUARTERS, STATUS_MAP
from engine.orders import Order
from engine.rules.common import CAUSE_BATTLE, CAUSE_RETREAT, CAUSE_SURRENDER
from engine.sim.match import Result
from engine.sim.tables import Row
from engine.sim.terms import Terms
from engine.state import State
from engine.turn import to_act
from engine.world import World

_IN_BATTLE = (CAUSE_BATTLE, CAUSE_RETREAT, CAUSE_SURRENDER)
SUPPLY_NAMES = ("full", "low", "out", "isolated")


class Tally:
    """Counts one game. Give ``watch`` to the match and take the rows at the end."""

    def __init__(self, job: int, world: World) -> None:
        self.job = job
        self.world = world
        self.turns: list[Row] = []
        self.battles: list[Row] = []
        self.supply: list[Row] = []
        self.answers: list[Row] = []
        self.fates: list[Row] = []
        self.captures: list[Row] = []
        self.terms = Terms(world)
        self._named = {row.place for row in world.victory.objective}
        self._named |= {row.subject for row in world.milestones if row.measure == "control"}
        self._orders = [0] * len(world.side_ids)
        self._fights = [0] * len(world.side_ids)
        self._turn = 1
        self._attackers: frozenset[int] = frozenset()
        self._defenders: frozenset[int] = frozenset()
        self._giver = 0  # whose order comes next

    def begin(self, game: Game) -> None:
        """Count what happened before the first decision."""
        self._count(game, game.opening)

    def watch(self, game: Game, order: Order, events: Sequence[Event]) -> None:
        """Count an order and what came of it."""
        self._orders[self._giver] += 1
        self._count(game, events)

    def _count(self, game: Game, events: Sequence[Event]) -> None:
        state = game.state
        turned = False
        for event in events:
            if isinstance(event, Battle):
                self._battle(event)
            elif isinstance(event, Lost):
                self._lost(event)
            elif isinstance(event, Stood):
                if self.battles:
                    self.battles[-1]["stood"] = 2 if event.held else 1
            elif isinstance(event, TurnBegan):
                if event.turn > 1:
                    self._close_turn(state)
                self._turn = event.turn
                turned = True
            elif isinstance(event, Fired):
                self.terms.fired(event.trigger, self._turn)
            elif isinstance(event, DecisionTaken | FormationResolved | Captured):
                self._story(event)
            elif isinstance(event, PhaseBegan):
                if self.world.phases[event.phase][0] == PHASE_OPERATIONS:
                    self._count_supply(state, event.side)
            elif isinstance(event, GameOver):
                self._close_turn(state)
        if turned:
            self.terms.look(state)
        if not state.over:
            self._giver = to_act(state)

    def _battle(self, event: Battle) -> None:
        world = self.world
        place = int(world.hex_place[event.target])
        self._attackers, self._defenders = frozenset(event.attackers), frozenset(event.defenders)
        self._fights[event.side] += 1
        self.battles.append(
            {
                "job": self.job,
                "battle": len(self.battles) + 1,
                "turn": self._turn,
                "date": world.date_of(self._turn).isoformat(),
                "side": world.side_ids[event.side],
                "hex": world.hex_labels[event.target],
                "place": world.place_ids[place] if place >= 0 else None,
                "mode": event.mode,
                "landing": event.landing,
                "attackers": len(event.attackers),
                "defenders": len(event.defenders),
                "column": event.column,
                "shift": event.shift,
                "dice": event.dice,
                "result": world.result_ids[event.result],
                "attacker_lost": 0.0,
                "defender_lost": 0.0,
                "stood": 0,
            }
        )

    def _lost(self, event: Lost) -> None:
        if event.cause not in _IN_BATTLE or not self.battles:
            return
        last = self.battles[-1]
        for name, units in (("attacker_lost", self._attackers), ("defender_lost", self._defenders)):
            if event.unit in units:
                last[name] = float(last[name] or 0) + event.quarters / QUARTERS

    def _story(self, event: DecisionTaken | FormationResolved | Captured) -> None:
        world = self.world
        row: Row = {"job": self.job, "turn": self._turn, "date": world.date_of(self._turn).isoformat()}
        row["side"] = world.side_ids[event.side] if event.side >= 0 else None
        if isinstance(event, DecisionTaken):
            asked = world.decisions[event.decision]
            self.answers.append(row | {"decision": asked.id, "option": asked.option[event.option].id})
        elif isinstance(event, FormationResolved):
            region = int(world.hex_region[event.hex]) if event.hex >= 0 else -1
            row |= {"unit": world.unit_ids[event.unit], "outcome": event.outcome}
            self.fates.append(row | {"region": world.region_ids[region] if region >= 0 else None})
        elif world.place_ids[event.place] in self._named:
            self.captures.append(row | {"place": world.place_ids[event.place]})

    def _close_turn(self, state: State) -> None:
        world = self.world
        on_map = state.unit_status == STATUS_MAP
        for side, name in enumerate(world.side_ids):
            mine = on_map & (state.unit_side == side)
            count = int(np.count_nonzero(mine))
            self.turns.append(
                {
                    "job": self.job,
                    "turn": self._turn,
                    "date": world.date_of(self._turn).isoformat(),
                    "side": name,
                    "score": int(state.side_score[side]),
                    "lost": int(state.side_lost[side]) / QUARTERS,
                    "units": count,
                    "steps": int(state.unit_quarters[mine].sum()) / QUARTERS,
                    "cohesion": int(state.unit_cohesion[mine].sum()) // max(1, count),
                    "hexes": int(np.count_nonzero(state.hex_control == side)),
                    "orders": self._orders[side],
                    "battles": self._fights[side],
                }
            )
            self._orders[side] = self._fights[side] = 0

    def _count_supply(self, state: State, side: int) -> None:
        world = self.world
        mine = (state.unit_status == STATUS_MAP) & (state.unit_side == side)
        counts = np.bincount(state.unit_supply[mine], minlength=len(SUPPLY_NAMES))
        row: Row = {
            "job": self.job,
            "turn": self._turn,
            "date": world.date_of(self._turn).isoformat(),
            "side": world.side_ids[side],
        }
        self.supply.append(row | {name: int(counts[i]) for i, name in enumerate(SUPPLY_NAMES)})

    def rows(self, result: Result) -> dict[str, list[Row]]:
        """Return the rows of all tables but ``timings`` for a finished game."""
        world = self.world
        game: Row = {"job": self.job, "seed": result.seed, "status": "done", "scenario": result.scenario}
        for name in ("winner", "level", "reason", "turns", "date_end", "orders", "battles", "digest"):
            game[name] = getattr(result, name)
        for side in world.side_ids:
            game[f"player_{side}"] = result.players[side]
            game[f"score_{side}"] = result.score[side]
            game[f"losses_{side}"] = result.losses[side]
        for kind, count in result.order_kinds.items():
            game[f"orders_{kind}"] = count
        history = {row.id: row.date for row in world.milestones}
        milestones: list[Row] = []
        for name, date in result.milestones.items():
            late = None if date is None else (_day(date) - history[name].toordinal())
            milestones.append(
                {
                    "job": self.job,
                    "milestone": name,
                    "date": date,
                    "history": history[name].isoformat(),
                    "days_late": late,
                }
            )
        rows = world.rows("trigger")

        def day(turn: int) -> str | None:
            return world.date_of(turn).isoformat() if turn > 0 else None

        triggers: list[Row] = [
            {
                "job": self.job,
                "trigger": name,
                "date": date,
                "turn": None
                if date is None
                else (_day(date) - world.start.toordinal()) // world.days_per_turn + 1,
                "first": day(self.terms.first[rows[name]]),
                "times": self.terms.times[rows[name]],
                "best": max(0, self.terms.best[rows[name]]),
                "lacking": self.terms.lacking[rows[name]] or None,
            }
            for name, date in result.triggers.items()
        ]
        terms: list[Row] = [
            {"job": self.job, "trigger": name, "term": path, "date": day(turn)}
            for name, row in rows.items()
            for path, turn in sorted(self.terms.held[row].items())
        ]
        return {
            "games": [game],
            "turns": self.turns,
            "battles": self.battles,
            "milestones": milestones,
            "triggers": triggers,
            "terms": terms,
            "answers": self.answers,
            "fates": self.fates,
            "captures": self.captures,
            "supply": self.supply,
        }


def _day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


class Done(msgspec.Struct, frozen=True):
    """A line of a part file: one finished job."""

    job: int
    tables: dict[str, list[Row]]
    wall_s: float
    cpu_s: float
    crash: str | None = None
