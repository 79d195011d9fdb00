"""A game in the window: world and state, who plays, undo, the log, and players that think.

The only file of the window that speaks to rules, players and the store, so a change
there is met here. Painters and panels read the Observation that ``observe`` returns.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import engine
from engine import turn
from engine.events import Battle, Captured, Destroyed, Event, Fired, GameOver, Scored, TurnBegan, seen_by
from engine.game import Game
from engine.kernels.consts import (
    DELIBERATE,
    HASTY,
    INFINITY,
    MODE_NORMAL,
    PENDING_ADVANCE,
    PENDING_DETERMINED,
    PENDING_POLITICAL,
    STATUS_BOX,
    STATUS_MAP,
)
from engine.observe import SPECTATOR, Observation
from engine.orders import (
    Absorb,
    Advance,
    Answer,
    Attack,
    Determined,
    Embark,
    EndTurn,
    IllegalOrder,
    Land,
    Move,
    Order,
    Rail,
    Refusal,
    Sail,
    Withdraw,
)
from engine.rules import aftermath, combat, movement
from engine.state import G_DRAWS, G_INTEL, G_LEVEL, G_TURN, G_WINNER, P_KIND, P_SIDE, P_SUBJECT, State
from engine.world import World
from game import wording

MAX_UNDO = 200
LOG_LENGTH = 4000


class SessionError(Exception):
    """Something that the user asked for cannot be done; the text says why."""


@dataclass(frozen=True)
class LogLine:
    """A line of the event log: turn, words, hex to jump to (-1 none), weight 0 to 2."""

    turn: int
    words: str
    hex: int
    weight: int


@dataclass(frozen=True)
class Decision:
    """An open decision: its kind, side, subject (hex or decision row) and extra word."""

    kind: int
    side: int
    subject: int
    extra: int


@dataclass
class TurnNote:
    """What the last turns brought, for the report."""

    battles: int = 0
    taken: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    destroyed: list[str] = field(default_factory=list)
    politics: list[str] = field(default_factory=list)
    points: int = 0


class Session:
    """One game, its human sides and its computer players."""

    def __init__(
        self, world: World, game: Game, humans: Iterable[int], opponent: str = "standard", seed: int = 0
    ) -> None:
        self.world = world
        self.game = game
        self.humans = set(humans)
        self.opponent = opponent
        self.seed = seed
        self.lock = threading.RLock()
        self.log: list[LogLine] = []
        self.note = TurnNote()
        self.last_report: TurnNote | None = None
        self.memories: dict[int, Any] = {}
        self.names: dict[int, str] = {}  # computer players by side, where not the opponent
        self.pause = 0.0  # seconds between orders of computer players
        self.paused = False
        self.thinking = False
        self.error: str | None = None
        self._undo: list[State] = []
        self._redo: list[State] = []
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._last_human = min(self.humans, default=SPECTATOR)
        self.revision = 0
        self._tell(game.opening, self.viewer())

    # -- looking ---------------------------------------------------------------------

    def viewer(self) -> int:
        """Return the side through whose eyes the window looks, SPECTATOR when nobody plays."""
        if not self.humans:
            return SPECTATOR
        side = self.to_act()
        if side in self.humans:
            self._last_human = side
        return self._last_human

    def to_act(self) -> int:
        """Return the side that must decide now, -1 when the game is over."""
        return turn.to_act(self.game.state)

    def human_to_act(self) -> bool:
        """Whether a person at this window must decide now."""
        return self.to_act() in self.humans

    def over(self) -> bool:
        """Whether the game has ended."""
        return self.game.state.over

    def observe(self) -> Observation:
        """Return a copy of what the viewer knows, which the caller may keep."""
        with self.lock:
            return self.game.view(self.viewer()).private(self.world)

    def reach(self, seen: Observation, unit: int) -> tuple[dict[int, int], Callable[[int], list[int]]]:
        """Return the hexes a unit can reach with their cost in quarters, and a way to each."""
        if seen.unit_status[unit] != STATUS_MAP or seen.unit_side[unit] != seen.viewer:
            return {}, lambda _: []
        found = movement.reach(self.world, seen, unit)
        costs = {int(h): int(found.cost[h]) for h in found.settled if found.cost[h] < INFINITY}
        return costs, found.path_to

    def check(self, seen: Observation, order: Order) -> Refusal | None:
        """Return why the viewer may not give an order now, None if he may."""
        return turn.check(self.world, seen, order)

    def decision(self) -> Decision | None:
        """Return the open decision, if any."""
        found = aftermath.top(self.game.state)
        return (
            Decision(found[P_KIND], found[P_SIDE], found[P_SUBJECT], found[3]) if found is not None else None
        )

    def winner(self) -> tuple[int, str]:
        """Return the winning side (-1 none) and the name of the level."""
        game = self.game.state.game
        level = int(game[G_LEVEL])
        levels = self.world.victory.level
        return int(game[G_WINNER]), levels[level].name if 0 <= level < len(levels) else ""

    # -- orders of people ------------------------------------------------------------

    def give(self, order: Order) -> Refusal | None:
        """Carry out an order of the person whose turn it is; return why not if it is refused."""
        with self.lock:
            if not self.human_to_act():
                return Refusal.NOT_YOUR_TURN
            state = self.game.state
            side = self.to_act()
            before = state.clone()
            try:
                events = turn.apply(self.game, order)
            except IllegalOrder as refused:
                return refused.refusal
            final = (
                state.game[G_DRAWS] != before.game[G_DRAWS]
                or state.game[G_INTEL] != before.game[G_INTEL]
                or state.game[G_TURN] != before.game[G_TURN]
                or turn.to_act(state) != side
            )
            self._redo.clear()
            if final:
                self._undo.clear()
            else:
                self._undo.append(before)
                del self._undo[:-MAX_UNDO]
            self._tell(events, side)
            if isinstance(order, EndTurn):
                self.last_report, self.note = self.note, TurnNote()
            self.revision += 1
            return None

    def undo(self) -> bool:
        """Take back the last order if nothing was learnt since; return whether there was one."""
        return self._swap(self._undo, self._redo)

    def redo(self) -> bool:
        """Give again an order that was taken back."""
        return self._swap(self._redo, self._undo)

    def _swap(self, source: list[State], target: list[State]) -> bool:
        with self.lock:
            if not source or not self.human_to_act():
                return False
            target.append(self.game.state.clone())
            self.game.state.copy_from(source.pop())
            self.game.changed()
            self.revision += 1
            return True

    # -- computer players ------------------------------------------------------------

    def start_thinking(self) -> None:
        """Let computer players act in a thread until a person must decide."""
        if self._thread is not None and self._thread.is_alive():
            return
        if self.over() or self.human_to_act() or self.error:
            return
        self._stop.clear()
        self._thread = threading.Thread(target=self._think, name="computer player", daemon=True)
        self.thinking = True
        self._thread.start()

    def stop(self) -> None:
        """Stop computer players; the order in hand is finished."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=10)
        self.thinking = False

    def _think(self) -> None:
        try:
            while not self._stop.is_set() and not self.over() and not self.human_to_act():
                if self.paused:
                    time.sleep(0.02)
                    continue
                self.think_once()
                time.sleep(self.pause if self.pause > 0 else 0)
        except Exception as problem:
            self.error = f"{type(problem).__name__}: {problem}"
        finally:
            self.thinking = False

    def think_once(self) -> None:
        """Let the computer player whose turn it is give one order."""
        from engine.ai.player import new_memory, players

        with self.lock:
            side = self.to_act()
            if side < 0 or side in self.humans:
                return
            seen = self.game.view(side).private(self.world)
        known = players()
        name = self.names.get(side, self.opponent)
        if name not in known:
            raise SessionError(f"There is no player {name!r}; known are {', '.join(sorted(known))}.")
        if side not in self.memories:
            self.memories[side] = new_memory(name, side, self.seed)
        order = known[name].decide(self.world, seen, self.memories[side])
        with self.lock:
            viewer = self.viewer()
            visible = self.game.view(viewer).hex_seen.copy() if viewer != SPECTATOR else None
            events = turn.apply(self.game, order)
            self._tell([e for e in events if visible is None or seen_by(e, viewer, visible)], viewer)
            self.revision += 1

    # -- the log ---------------------------------------------------------------------

    def _tell(self, events: Iterable[Event], viewer: int) -> None:
        world = self.world
        number = self.game.state.turn
        for event in events:
            if isinstance(event, TurnBegan):
                number = event.turn
            self._count(event, viewer)
            words = wording.narrate(world, event)
            if words:
                heavy = isinstance(event, TurnBegan | Captured | Fired | GameOver)
                weight = 2 if heavy else 1 if isinstance(event, Battle | Destroyed) else 0
                at = event.where
                if isinstance(event, Captured):
                    at = int(world.place_hex[event.place])
                self.log.append(LogLine(number, words, at, weight))
        del self.log[:-LOG_LENGTH]

    def _count(self, event: Event, viewer: int) -> None:
        note, world = self.note, self.world
        if isinstance(event, Battle):
            note.battles += 1
        elif isinstance(event, Captured):
            (note.taken if event.side in (viewer, SPECTATOR) else note.lost).append(
                world.place_names[event.place]
            )
        elif isinstance(event, Destroyed):
            note.destroyed.append(world.unit_labels[event.unit])
        elif isinstance(event, Fired):
            note.politics.append(wording.narrate(world, event) or "")
        elif isinstance(event, Scored) and event.side == viewer:
            note.points += event.points

    # -- helpers for panels ----------------------------------------------------------

    def idle_units(self, seen: Observation) -> list[int]:
        """Return own units on the map that have not acted and could, ordered by hex."""
        units = [
            u
            for u in range(self.world.sizes.unit)
            if seen.unit_status[u] == STATUS_MAP
            and seen.unit_side[u] == seen.viewer
            and seen.unit_mp[u] > 0
            and seen.unit_mode[u] == MODE_NORMAL
            and seen.unit_mp[u] == seen.unit_full_mp[u]
            and not self.world.class_static[self.world.unit_class[u]]
        ]
        return sorted(
            units,
            key=lambda u: (
                int(self.world.unit_army[u]),
                int(self.world.unit_corps[u]),
                int(seen.unit_hex[u]),
                u,
            ),
        )

    def boxed(self, seen: Observation) -> dict[int, list[int]]:
        """Return own units in each box."""
        found: dict[int, list[int]] = {}
        for u in range(self.world.sizes.unit):
            if seen.unit_status[u] == STATUS_BOX and seen.unit_side[u] == seen.viewer:
                found.setdefault(int(seen.unit_box[u]), []).append(u)
        return found

    def attackers(self, seen: Observation, target: int, mode: int) -> list[int]:
        """Return all own units that may attack a hex in a mode."""
        near = {int(h) for h in self.world.hex_neighbour[target] if 0 <= h < self.world.land}
        return [
            u
            for u in range(self.world.sizes.unit)
            if seen.unit_status[u] == STATUS_MAP
            and seen.unit_side[u] == seen.viewer
            and int(seen.unit_hex[u]) in near
            and self.check(seen, Attack(target, (u,), mode)) is None
        ]

    def explain(self, seen: Observation, order: Attack) -> combat.Breakdown:
        """Return terms, shifts and exact outcomes of an attack."""
        return combat.explain(self.world, seen, order)

    def most_absorbed(self, seen: Observation, unit: int) -> int:
        """Return how many quarters of replacements a unit may take now."""
        for quarters in range(8, 0, -1):
            if self.check(seen, Absorb(unit, quarters)) is None:
                return quarters
        return 0

    def landing_places(self, seen: Observation, units: tuple[int, ...]) -> dict[int, Order]:
        """Return by hex the landing (or the sailing of one unit) that units could do now."""
        found: dict[int, Order] = {}
        for place in range(len(self.world.place_ids)):
            at = int(self.world.place_hex[place])
            if at < 0 or at >= self.world.land:
                continue
            if len(units) == 1 and self.check(seen, Sail(units[0], place)) is None:
                found[at] = Sail(units[0], place)
            elif at not in found and self.check(seen, Land(place, units, 0)) is None:
                naval = min(int(seen.pool_naval[seen.viewer]), 2) if self.enemy_at(seen, at) else 0
                order = Land(place, units, naval)
                found[at] = order if self.check(seen, order) is None else Land(place, units, 0)
        return found

    def rail_places(self, seen: Observation, unit: int) -> dict[int, Order]:
        """Return by hex the rail moves of a unit."""
        return {
            h: Rail(unit, h)
            for h in range(self.world.land)
            if self.world.hex_rail[h].any() and self.check(seen, Rail(unit, h)) is None
        }

    def sea_places(self, seen: Observation, unit: int) -> dict[int, Order]:
        """Return by hex the voyages of a unit between ports."""
        found: dict[int, Order] = {}
        for place in range(len(self.world.place_ids)):
            if self.check(seen, Sail(unit, place)) is None:
                found[int(self.world.place_hex[place])] = Sail(unit, place)
        return found

    def embarking(self, seen: Observation, unit: int) -> Order | None:
        """Return the order that takes a unit aboard, if there is a box for it."""
        for box in range(len(self.world.box_ids)):
            order = Embark(unit, box)
            if self.check(seen, order) is None:
                return order
        return None

    def withdrawing(self, seen: Observation, unit: int) -> Order | None:
        """Return the order that sends a unit away for good, if it is due."""
        order = Withdraw(unit)
        return order if self.check(seen, order) is None else None

    def enemy_at(self, seen: Observation, land_hex: int) -> bool:
        """Whether the viewer sees an enemy in a hex."""
        return bool(
            (
                (seen.unit_hex == land_hex)
                & (seen.unit_side != seen.viewer)
                & (seen.unit_status == STATUS_MAP)
            ).any()
        )

    def answers(self, seen: Observation, decision: Decision) -> list[tuple[str, Order]]:
        """Return the answers to an open decision, each with its words."""
        world = self.world
        if decision.kind == PENDING_DETERMINED:
            return [("Fall back", Determined(0)), ("Stand to the last", Determined(1))]
        if decision.kind == PENDING_ADVANCE:
            able = aftermath.advancers(world, seen, decision.subject, decision.side)
            out: list[tuple[str, Order]] = [("Nobody advances", Advance(()))]
            fits: list[int] = []
            for unit in sorted(able, key=lambda u: -int(seen.unit_quarters[u])):
                if self.check(seen, Advance((*fits, unit))) is None:
                    fits.append(unit)
            if len(fits) > 1:
                out.append(("All advance", Advance(tuple(fits))))
            out += [
                (f"{world.unit_labels[u]} advances", Advance((u,)))
                for u in able[:4]
                if self.check(seen, Advance((u,))) is None
            ]
            return out
        if decision.kind == PENDING_POLITICAL:
            return [
                (option.title, Answer(decision.subject, row))
                for row, option in enumerate(world.decisions[decision.subject].option)
            ]
        return []

    # -- files -----------------------------------------------------------------------

    def save(self, path: Path) -> None:
        """Write the game to a file."""
        try:
            from engine.store import archive
        except ImportError:
            raise SessionError("This version cannot save games yet.") from None
        path.parent.mkdir(parents=True, exist_ok=True)
        with self.lock:
            archive.save(self.game, path)


def new_session(scenario: str, sides: str, opponent: str, seed: int) -> Session:
    """Return a new game; ``sides`` is a side id, ``both`` or ``none``."""
    world = engine.load_scenario(scenario)
    game = engine.new_game(world, seed)
    return Session(world, game, humans_of(world, sides or world.side_ids[0]), opponent, seed)


def load_session(path: Path, sides: str, opponent: str) -> Session:
    """Return a saved game."""
    try:
        from engine.store import archive
    except ImportError:
        raise SessionError("This version cannot load games yet.") from None
    game = archive.load(path)
    return Session(game.world, game, humans_of(game.world, sides), opponent)


def humans_of(world: World, sides: str) -> set[int]:
    """Return the rows of the sides that people play."""
    if sides == "none":
        return set()
    if sides == "both":
        return set(range(len(world.side_ids)))
    if sides not in world.side_ids:
        raise SessionError(
            f"There is no side {sides!r}; known are {', '.join(world.side_ids)}, both and none."
        )
    return {world.side_ids.index(sides)}


MODE_HASTY, MODE_DELIBERATE = HASTY, DELIBERATE
__all__ = ["Attack", "Decision", "Move", "Session", "SessionError", "load_session", "new_session"]
