"""A game in the window: world and state, who plays, undo, the log, and players that think.

The only file of the window that speaks to rules, players and the store, so a change
there is met here. Painters and panels read the Observation that ``observe`` returns.
"""

from __future__ import annotations

import copy
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

import engine
from engine import turn
from engine.ai.player import STANDARD, Memory, UnknownPlayer, called, kept_or_new, players, seated
from engine.events import Event, TurnBegan
from engine.game import Game
from engine.hearing import told
from engine.observation import SPECTATOR, Observation
from engine.orders import IllegalOrder, Order, Refusal
from engine.rules import aftermath
from engine.sim.crash import crashes_folder, fresh_folder, write_crash
from engine.state import G_LEVEL, G_WINNER, P_KIND, P_SIDE, P_SUBJECT
from engine.store import archive
from engine.store.archive import Recorder
from engine.world import World
from game import opponents, settings, texts, wording
from game.errors import SessionError
from game.happened import Flash
from game.heard import Heard, LogLine
from game.journal import Journal, beside, follow
from game.notes import TurnNote
from game.options import Decision, Options
from game.thinking import Progress
from game.undoing import Undoing


class Session(Options):
    """One game, its human sides and its computer players."""

    def __init__(
        self,
        world: World,
        game: Game,
        humans: Iterable[int],
        opponent: str = STANDARD,
        seed: int = 0,
        recorder: Recorder | None = None,
    ) -> None:
        self.world = texts.localised(world)
        self.game = game
        self.humans = set(humans)
        self.opponent = called(opponent)
        self.seed = seed
        self.lock = threading.RLock()
        self._heard: dict[int, Heard] = {}
        self.notes: dict[int, TurnNote] = {}  # by side, since its last report
        self.reports: dict[int, TurnNote] = {}  # the last one by side
        self.names: dict[int, str] = {}  # computer players by side, where not the opponent
        self.pause = 0.0  # seconds between orders of computer players
        self.paused = False
        self.hurry = False  # whether the rest of the computer's turn is not shown step by step
        self.resumed = False  # whether the game comes from a file
        self.own_file: Path | None = None  # where it is saved by itself, where not with the others
        self.thinking = False
        self.error: str | None = None
        self.crash: Path | None = None  # the folder that tells of the error
        self.warning = ""
        self._saver: threading.Thread | None = None
        self.journal: Journal | None = None
        self._undoing = Undoing()
        self.progress = Progress()
        self.memories: list[Memory] = kept_or_new([], self._seats(), seed)
        self.recorder = recorder or self._new_recorder()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._last_human = min(self.humans, default=SPECTATOR)
        self.revision = 0
        self._tell(game.opening, self.viewer(), self._visible(self.viewer()))

    def _new_recorder(self) -> Recorder:
        people = dict(zip(self.world.side_ids, self._seats(), strict=True))
        return Recorder(self.world, self.seed, people, self.memories, game=self.game)

    def seat_computers(self, names: dict[int, str]) -> None:
        """Let computer players of these names play sides, the opponent the others; who is new begins anew."""
        self.names = names
        self.memories[:] = kept_or_new(self.memories, self._seats(), self.seed)

    def _seats(self) -> list[str]:
        """Return who plays, by side."""
        rows = range(len(self.world.side_ids))
        return ["human" if row in self.humans else self.names.get(row, self.opponent) for row in rows]

    def speak(self) -> None:
        """Call things as the language that is spoken now does."""
        self.world = texts.localised(self.game.world)

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
        refused = self._carry_out(order)
        if refused is None:
            self._undoing.go_on()
            self._write_down(lambda journal: journal.order(self.world, order))
        return refused

    def _write_down(self, what: Callable[[Journal], None]) -> None:
        """Tell the journal, if one is kept; a full disk ends it and is only told."""
        if self.journal is None:
            return
        try:
            what(self.journal)
        except OSError as problem:
            self.journal, self.warning = None, str(problem)

    def _carry_out(self, order: Order) -> Refusal | None:
        with self.lock:
            if not self.human_to_act():
                return Refusal.NOT_YOUR_TURN
            state, side = self.game.state, self.to_act()
            before, mark = state.clone(), self.recorder.mark()
            visible = self._visible(side)
            try:
                events = turn.apply(self.game, order)
            except IllegalOrder as refused:
                return refused.refusal
            self.recorder.note(self.game, order, events)
            self._undoing.note(before, mark, order, state, passed=turn.to_act(state) != side)
            self._tell(events, side, visible)
            self.revision += 1
            return None

    def undo(self) -> bool:
        """Take back the last order if nothing was learnt since; return whether there was one."""
        with self.lock:
            step = self._undoing.take_back() if self.human_to_act() else None
            if step is None:
                return False
            before, mark, _ = step
            self.game.state.copy_from(before)
            self.game.changed()
            self.recorder.rewind(mark, self.game)
            self.revision += 1
            self._write_down(lambda journal: journal.back())
            return True

    def no_undo(self) -> str:
        """Return why nothing more can be taken back, as a word of NO_UNDO."""
        if not self.human_to_act():
            return "over" if self.over() else "waiting"
        loaded = self.resumed and self._undoing.barrier == "start"
        return "loaded" if loaded else self._undoing.barrier

    def forget_undo(self) -> None:
        """Let nothing be taken back from here: a journal that begins here could not follow."""
        self._undoing.forget("loaded")

    def can_redo(self) -> bool:
        """Whether an order that was taken back can be given again."""
        return self._undoing.can_redo() and self.human_to_act()

    def redo(self) -> bool:
        """Give again an order that was taken back."""
        order = self._undoing.again() if self.human_to_act() else None
        if order is None or self._carry_out(order) is not None:
            return False
        self._write_down(lambda journal: journal.back(again=True))
        return True

    # -- computer players ------------------------------------------------------------

    def start_thinking(self) -> None:
        """Let computer players act in a thread until a person must decide."""
        if self._thread is not None and self._thread.is_alive():
            return
        if self.over() or self.human_to_act() or self.error:
            return
        self._stop.clear()
        self.hurry = False
        self._thread = threading.Thread(target=self._think, name="computer player", daemon=True)
        self.thinking = True
        self._thread.start()

    def skip(self) -> bool:
        """Show no more moves of the computer's turn; return whether there was anything to skip."""
        if self.hurry or not self.thinking or not self.humans:
            return False
        self.hurry = True
        self.flashes.clear()
        return True

    def stop(self) -> None:
        """Stop computer players; the order in hand and an autosave are finished."""
        if self._saver is not None:
            self._saver.join(timeout=10)
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
                time.sleep(0 if self.hurry else self.pause or (settings.now().pause if self.humans else 0))
        except Exception as problem:
            try:
                self.crash = write_crash(fresh_folder(crashes_folder()), problem, {}, self)
            except OSError as second:
                self.warning = str(second)
            self.error = f"{type(problem).__name__}: {problem}"
        finally:
            self.thinking = False

    def think_once(self) -> None:
        """Let the computer player whose turn it is give one order."""
        with self.lock:
            side = self.to_act()
            if side < 0 or side in self.humans:
                return
            seen = self.game.view(side).private(self.world)
        order = self._thought(side, seen)
        with self.lock:
            viewer = self.viewer()
            visible = self._visible(viewer)
            events = turn.apply(self.game, order)
            self.recorder.note(self.game, order, events)
            self.progress.note(side, self.game.state.turn)
            self._tell(events, viewer, visible)
            self.revision += 1

    def _thought(self, side: int, seen: Observation) -> Order:
        """Return the next order of a side that no person at this window plays."""
        name = self.names.get(side, self.opponent)
        try:
            player = seated(self.world, side, name)
        except UnknownPlayer:
            raise SessionError(wording.NO_PLAYER.format(name, ", ".join(sorted(players())))) from None
        return player.decide(self.world, seen, self.memories[side])

    # -- the log ---------------------------------------------------------------------

    def heard_by(self, side: int) -> Heard:
        """Return what the person of a side was told; alone at the window, one hears it all."""
        return self._heard.setdefault(side if len(self.humans) > 1 else SPECTATOR, Heard())

    @property
    def log(self) -> list[LogLine]:
        """The viewer's log, the newest line last."""
        return self.heard_by(self.viewer()).log

    @property
    def flashes(self) -> deque[Flash]:
        """What just happened before the viewer's eyes."""
        return self.heard_by(self.viewer()).flashes

    @property
    def sounds(self) -> deque[str]:
        """The sounds of what the viewer was told, not yet played."""
        return self.heard_by(self.viewer()).sounds

    def _visible(self, viewer: int) -> np.ndarray | None:
        """Return the hexes that a viewer sees now, None for a spectator, who sees all."""
        return self.game.view(viewer).hex_seen.copy() if viewer != SPECTATOR else None

    def _tell(
        self, events: Iterable[Event], viewer: int, visible: np.ndarray | None, number: int = 0
    ) -> None:
        """Write down what a viewer, who saw some hexes when they happened, is told of a turn's events.

        Where two people share the window, the other is told his part: he reads it when he sits there.
        ``number`` is the turn, 0 the one that is played.
        """
        events, number = list(events), number or self.game.state.turn
        self._tell_one(events, number, viewer, visible)
        for other in self.humans - {viewer}:
            self._tell_one(events, number, other, self._visible(other), note_only=len(self.humans) < 2)

    def _tell_one(
        self,
        events: list[Event],
        number: int,
        side: int,
        visible: np.ndarray | None,
        note_only: bool = False,
    ) -> None:
        control = None if self.hurry else self.game.state.hex_control
        for happened in events:
            event = told(happened, side, visible)
            if event is None:
                continue
            self._note(event, side)
            if isinstance(event, TurnBegan):
                number = event.turn
            if not note_only:
                self.heard_by(side).take_in(self.world, event, number, control)

    def _note(self, event: Event, side: int) -> None:
        note = self.notes.setdefault(side, TurnNote())
        note.take_in(self.world, event, side, self.game.state.unit_side)

    def report(self, side: int, fresh: bool = False) -> TurnNote:
        """Return what happened up to a side's turn; ``fresh`` takes in what came since the last report."""
        if fresh or side not in self.reports:
            self.reports[side] = self.notes.pop(side, TurnNote())
        return self.reports[side]

    # -- files -----------------------------------------------------------------------

    def save(self, path: Path) -> None:
        """Write the game to a file, whole or not at all. Raises OSError."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with self.lock:
            self.recorder.write(path, self.memories, self.game)

    def save_soon(self, path: Path) -> None:
        """Write the game in a thread, as it is now, and keep a journal from here; a failure is only told."""
        with self.lock:
            digest = self.game.state.digest()
            if self.journal is None:
                path.parent.mkdir(parents=True, exist_ok=True)
                self.journal = Journal(beside(path))
            self._write_down(lambda journal: journal.base(digest))
            journal = self.journal
            taken = copy.copy(self.recorder)
            taken.entries, taken.frames = list(taken.entries), dict(taken.frames)
            game, memories = self.game.clone(), copy.deepcopy(self.memories)
            before = self._saver

        def work() -> None:
            if before is not None:
                before.join()  # or an older position could be written over a newer one
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                taken.write(path, memories, game)
                if journal is not None:
                    journal.drop_before(digest)
            except OSError as problem:
                self.warning = str(problem)

        self._saver = threading.Thread(target=work, name="autosave", daemon=True)
        self._saver.start()


def new_session(scenario: str, sides: str, opponent: str, seed: int) -> Session:
    """Return a new game; ``sides`` is a side id, ``both`` or ``none``."""
    world = engine.load_scenario(scenario)
    game = engine.new_game(world, seed)
    return Session(world, game, humans_of(world, sides or world.side_ids[0]), opponent, seed)


def load_session(path: Path, sides: str = "", opponent: str = "", turn_wanted: int | None = None) -> Session:
    """Return a saved game, the end of a replay or the start of one of its turns. Raises SessionError.

    ``sides`` are played by people, ``opponent`` plays the others; empty is who played when it was saved.
    """
    try:
        found = archive.resume(path, turn=turn_wanted)
    except archive.ArchiveError as problem:
        raise SessionError(str(problem)) from None
    world = found.game.world
    if not sides:
        played = [name for name in world.side_ids if found.header.players.get(name) == "human"]
        sides = played[0] if len(played) == 1 else "both" if played else "none"
    people = humans_of(world, sides)
    session = Session(world, found.game, people, opponent or STANDARD, found.header.seed, found.recorder)
    session.resumed = True
    if found.memories:
        session.memories = found.memories
    session.seat_computers({} if opponent else opponents.recorded(world, found.header.players, people))
    found.recorder.memories = session.memories
    if turn_wanted is None and beside(path).is_file():
        # What was ordered since the autosave is given again, and from there all goes on as before.
        follow(beside(path), session)
        session.forget_undo()
        session.save_soon(path)
    return session


def humans_of(world: World, sides: str) -> set[int]:
    """Return the rows of the sides that people play."""
    if sides == "none":
        return set()
    if sides == "both":
        return set(range(len(world.side_ids)))
    if sides not in world.side_ids:
        raise SessionError(wording.NO_SIDE.format(sides, ", ".join((*world.side_ids, "both")), "none"))
    return {world.side_ids.index(sides)}


__all__ = ["Decision", "Session", "SessionError", "load_session", "new_session"]
