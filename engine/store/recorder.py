"""Taking down a game while it is played: the header, the lines of orders and digests, the Recorder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec

from engine import RULES_VERSION, __version__
from engine.ai.player import Memory
from engine.events import Event
from engine.game import Game
from engine.orders import Order, to_text
from engine.setup import new_game
from engine.state import G_ORDERS, G_PHASE, G_TURN, State
from engine.store import container, frames, migrate
from engine.world import World

HEADER, ORDERS = "header.json", "orders.jsonl"

Name = Annotated[str, msgspec.Meta(max_length=200)]
Hash = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
Small = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]


class Header(msgspec.Struct, frozen=True):
    """``header.json``: what was played by whom, and how far.

    ``turn``, ``orders`` and ``digest`` are those of the last position in the file.
    """

    format: Small
    rules_version: Small
    engine_version: Name
    scenario: Name
    title: Name
    content_hash: Hash
    seed: int
    players: dict[Name, Name]
    turn: Small
    date: Name
    orders: Small
    digest: Hash
    over: bool
    keyframes: list[Small]
    sets: list[Name] = []


class Mark(msgspec.Struct, frozen=True):
    """A line of ``orders.jsonl`` that says what the State's digest is at a phase end."""

    digest: Hash
    turn: Small
    phase: Small


class Frame(msgspec.Struct, frozen=True):
    """A line of ``orders.jsonl`` that says that a keyframe was taken here."""

    keyframe: Small


Entry = Order | Mark | Frame | bytes  # bytes: an order as read, not yet decoded


@dataclass
class Kept:
    """A keyframe in memory: block of the State and memories as JSON, or both as read from a file."""

    state: State | bytes
    memories: bytes


class Recorder:
    """Takes down a game as it is played; costs next to nothing until it writes.

    ``memories`` is the list that the players' memories live in: it is looked at whenever a
    keyframe is taken. Names may be those of computer players or, for people, ``human``.
    """

    def __init__(
        self,
        world: World,
        seed: int,
        names: dict[str, str],
        memories: list[Memory] | None = None,
        sets: Sequence[str] = (),
        game: Game | None = None,
    ) -> None:
        self.world = world
        self.seed = seed
        self.names = names
        self.memories = [] if memories is None else memories
        self.sets = list(sets)
        self.entries: list[Entry] = []
        self.frames: dict[int, Kept] = {}
        self._game = game or new_game(world, seed)
        self._at = (0, 0)
        self._notice(self._game)

    def note(self, game: Game, order: Order, events: Sequence[Event] = ()) -> None:
        """Take down an order that was just carried out."""
        self.entries.append(order)
        self._game = game
        self._notice(game)

    def mark(self) -> int:
        """Return a mark to which ``rewind`` can go back."""
        return len(self.entries)

    def rewind(self, mark: int, game: Game) -> None:
        """Forget what was noted after a mark, because it was undone; ``game`` is the position there."""
        for entry in self.entries[mark:]:
            if isinstance(entry, Frame):
                del self.frames[entry.keyframe]
        del self.entries[mark:]
        self._game = game
        self._at = (int(game.state.game[G_TURN]), int(game.state.game[G_PHASE]))

    def write(
        self, path: Path | str, memories: list[Memory] | None = None, game: Game | None = None
    ) -> Header:
        """Write the game so far, whole or not at all, and return the header. Raises OSError."""
        members, header = self.members(memories, game)
        container.write_whole(Path(path), container.pack(members))
        return header

    def members(
        self, memories: list[Memory] | None = None, game: Game | None = None
    ) -> tuple[dict[str, bytes], Header]:
        """Return the members of the archive by name, and its header."""
        game = game or self._game
        world, state = self.world, game.state
        end = Mark(state.digest(), int(state.game[G_TURN]), int(state.game[G_PHASE]))
        entries = list(self.entries)
        if not (entries and entries[-1] == end):
            at = len(entries) - 1 if entries and isinstance(entries[-1], Frame) else len(entries)
            if not (at and entries[at - 1] == end):
                entries.append(end)
        turn = min(int(state.game[G_TURN]), world.turns)
        header = Header(
            format=migrate.FORMAT,
            rules_version=RULES_VERSION,
            engine_version=__version__,
            scenario=world.scenario_id,
            title=world.title,
            content_hash=world.content_hash,
            seed=self.seed,
            players=self.names,
            turn=turn,
            date=world.date_of(turn).isoformat(),
            orders=int(state.game[G_ORDERS]),
            digest=end.digest,
            over=state.over,
            keyframes=sorted(self.frames),
            sets=self.sets,
        )
        members = {
            HEADER: msgspec.json.format(msgspec.json.encode(header), indent=1) + b"\n",
            ORDERS: b"".join(self._line(entry) + b"\n" for entry in entries),
        }
        for number, kept in sorted(self.frames.items()):
            if isinstance(kept.state, State):
                kept.state = frames.pack_state(kept.state)  # packed once, however often it is saved
            members[f"keyframe-{number:02d}.npz"] = kept.state
            members[f"memory-{number:02d}.json"] = kept.memories
        members["memory-end.json"] = frames.pack_memories(self.memories if memories is None else memories)
        return members, header

    def _notice(self, game: Game) -> None:
        """Write down digest and keyframe if a phase or a turn has ended."""
        words = game.state.game
        turn, phase = int(words[G_TURN]), int(words[G_PHASE])
        if (turn, phase) == self._at:
            return
        self.entries.append(Mark(game.state.digest(), turn, phase))
        if turn != self._at[0]:
            self.entries.append(Frame(turn))
            self.frames[turn] = Kept(game.state.clone(), frames.pack_memories(self.memories))
        self._at = (turn, phase)

    def _line(self, entry: Entry) -> bytes:
        if isinstance(entry, bytes):
            return entry
        if isinstance(entry, Order):
            return to_text(self.world, entry).encode()
        return msgspec.json.encode(entry)
