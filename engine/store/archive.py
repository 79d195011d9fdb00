"""Replays and saves: orders by id, digests at phase ends, keyframes, the players' memories.

A save is a replay that stopped. A ``Recorder`` watches a game and writes it; ``load`` brings
back the position, ``resume`` the position with a Recorder that goes on where the file ends.
Owns the meaning of the members; the zip is ``container``'s, arrays are ``frames``'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from engine import RULES_VERSION
from engine.ai.player import Memory
from engine.events import Event
from engine.game import Game
from engine.orders import IllegalOrder, Order, from_text
from engine.state import State
from engine.store import container, frames, migrate
from engine.store.container import ArchiveError
from engine.store.recorder import HEADER, ORDERS, Entry, Frame, Header, Kept, Mark, Recorder
from engine.world import World

__all__ = ["Archive", "ArchiveError", "Header", "Loaded", "Mark", "Recorder", "load", "resume", "save"]

MOST_LINES = 2_000_000
LONGEST_LINE = 64 * 1024
_MOST_NUMBER = 2**31 - 1


@dataclass
class Archive:
    """An archive whose shape is right; orders are decoded once the World is known."""

    name: str
    header: Header
    entries: list[Mark | Frame | bytes]
    members: dict[str, bytes]
    frame_at: dict[int, int] = field(default_factory=dict)  # keyframe -> its row in entries

    def world(self, scenario: Path | str | None = None) -> World:
        """Return the World it was played in. Raises ArchiveError if that is not at hand."""
        from engine.loader import ScenarioError
        from engine.sim.overrides import BadOverride, load_world

        header = self.header
        if header.rules_version != RULES_VERSION:
            raise ArchiveError(
                f"{self.name} was played with rules version {header.rules_version} and this program has "
                f"version {RULES_VERSION}, in which the same orders lead elsewhere."
            )
        try:
            world = load_world(scenario or header.scenario, header.sets)
        except (ScenarioError, BadOverride) as error:
            raise ArchiveError(f"{self.name} needs the scenario {header.scenario}: {error}") from None
        if world.content_hash != header.content_hash:
            raise ArchiveError(
                f"{self.name} was played with another version of {header.scenario} than the one found "
                f"here (content {header.content_hash[:8]}, here {world.content_hash[:8]})."
            )
        return world

    def state(self, world: World, number: int) -> State:
        """Return the State of a keyframe. Raises ArchiveError."""
        data = self.members.get(f"keyframe-{number:02d}.npz")
        if data is None:
            raise ArchiveError(f"{self.name} has no keyframe for turn {number}.")
        return frames.unpack_state(world, data, f"keyframe {number} of {self.name}")

    def memories(self, world: World, number: int | None) -> list[Memory]:
        """Return the players' memories at a keyframe, or at the end. Raises ArchiveError."""
        member = "memory-end.json" if number is None else f"memory-{number:02d}.json"
        data = self.members.get(member)
        if data is None or data == b"[]":
            return []
        return frames.unpack_memories(data, len(world.side_ids), f"{member} of {self.name}")

    def order(self, world: World, row: int) -> Order:
        """Return the order in a row of entries. Raises ArchiveError."""
        line = self.entries[row]
        assert isinstance(line, bytes)
        return decode(world, line, f"{self.name}, line {row + 1}")

    def play(
        self, game: Game, first: int, last: int | None = None
    ) -> Iterator[tuple[int, Order, list[Event]]]:
        """Carry out the orders of some rows, checking each digest; yield row, order and events.

        Raises ArchiveError at the first order that is refused or digest that differs.
        """
        from engine.turn import apply

        for row in range(first, len(self.entries) if last is None else last):
            entry = self.entries[row]
            if isinstance(entry, Mark):
                if game.state.digest() != entry.digest:
                    raise ArchiveError(
                        f"{self.name}, line {row + 1}: in turn {entry.turn}, phase {entry.phase}, the game "
                        f"is not what it was when it was recorded."
                    )
            elif isinstance(entry, bytes):
                order = self.order(game.world, row)
                try:
                    events = apply(game, order)
                except IllegalOrder as error:
                    raise ArchiveError(
                        f"{self.name}, line {row + 1}: the order is refused ({error})."
                    ) from None
                yield row, order, events


def decode(world: World, line: bytes, where: str) -> Order:
    """Return the order that a line holds, with its numbers in range. Raises ArchiveError."""
    try:
        order = from_text(world, line)
    except (ValueError, RecursionError, TypeError) as error:
        raise ArchiveError(f"{where}: {error}.") from None
    for value in (getattr(order, name) for name in order.__struct_fields__):
        for number in value if isinstance(value, tuple) else (value,):
            if not -1 <= number <= _MOST_NUMBER:
                raise ArchiveError(f"{where}: {number} is out of range.")
    return order


def read(path: Path | str) -> Archive:
    """Return the archive in a file. Raises ArchiveError."""
    path = Path(path)
    return parse(container.read(path), path.name)


def parse(members: dict[str, bytes], name: str) -> Archive:
    """Return the archive that some members make. Raises ArchiveError."""
    raw = members.get(HEADER)
    if raw is None or ORDERS not in members:
        raise ArchiveError(f"{name} is no replay: {HEADER if raw is None else ORDERS} is missing.")
    try:
        found = msgspec.json.decode(raw, type=dict[str, Any]).get("format")
        if not isinstance(found, int) or isinstance(found, bool) or not 1 <= found < 1000:
            raise ArchiveError(f"{name}: the header names no format.")
        members = migrate.migrate(members, found, name)
        header = msgspec.json.decode(members[HEADER], type=Header)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{name}: the header is damaged: {error}.") from None
    lines = members[ORDERS].split(b"\n")
    if lines and not lines[-1]:
        lines.pop()
    if len(lines) > MOST_LINES:
        raise ArchiveError(f"{name} holds too many lines ({len(lines)}).")
    archive = Archive(name, header, [], members)
    for number, line in enumerate(lines, start=1):
        archive.entries.append(_entry(line, f"{name}, line {number}"))
        entry = archive.entries[-1]
        if isinstance(entry, Frame):
            if entry.keyframe in archive.frame_at or f"keyframe-{entry.keyframe:02d}.npz" not in members:
                raise ArchiveError(
                    f"{name}, line {number}: keyframe {entry.keyframe} is missing or named twice."
                )
            archive.frame_at[entry.keyframe] = number - 1
    frames_here = {f"keyframe-{n:02d}.npz" for n in archive.frame_at}
    stray = sorted(m for m in members if m.startswith("keyframe-") and m not in frames_here)
    if not archive.frame_at or stray:
        raise ArchiveError(f"{name}: no line names {stray[0] if stray else 'a keyframe'}.")
    return archive


def _entry(line: bytes, where: str) -> Mark | Frame | bytes:
    if len(line) > LONGEST_LINE:
        raise ArchiveError(f"{where} is too long.")
    try:
        if line.startswith(b'{"digest"'):
            return msgspec.json.decode(line, type=Mark)
        if line.startswith(b'{"keyframe"'):
            return msgspec.json.decode(line, type=Frame)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{where}: {error}.") from None
    if not line.startswith(b'{"kind"'):
        raise ArchiveError(f"{where} is neither an order nor a digest.")
    return line


# -- going on --------------------------------------------------------------------------


@dataclass
class Loaded:
    """A position brought back from a file, ready to be played on."""

    game: Game
    memories: list[Memory]
    header: Header
    recorder: Recorder


def resume(path: Path | str, scenario: Path | str | None = None, turn: int | None = None) -> Loaded:
    """Return the last position of a file, or the first of a turn, with a Recorder that goes on there.

    Raises ArchiveError.
    """
    archive = read(path)
    return resume_archive(archive, archive.world(scenario), turn)


def resume_archive(archive: Archive, world: World, turn: int | None = None) -> Loaded:
    """Return a position of an archive whose World is at hand. Raises ArchiveError."""
    header = archive.header
    if turn is not None and turn not in archive.frame_at:
        known = sorted(archive.frame_at)
        raise ArchiveError(f"{archive.name} has turns {known[0]} to {known[-1]}, not {turn}.")
    number = max(archive.frame_at) if turn is None else turn
    start = archive.frame_at[number]
    game = Game(world, archive.state(world, number))
    mark = archive.entries[start - 1] if start else None
    if not isinstance(mark, Mark) or mark.digest != game.state.digest():
        raise ArchiveError(f"keyframe {number} of {archive.name} is not the position that was recorded.")
    stop = len(archive.entries) if turn is None else start + 1
    for _ in archive.play(game, start + 1, stop):
        pass
    if turn is None and game.state.digest() != header.digest:
        raise ArchiveError(f"{archive.name} does not end in the position that its header names.")
    memories = archive.memories(world, turn)
    recorder = Recorder.__new__(Recorder)
    recorder.world, recorder.seed, recorder.names = world, header.seed, dict(header.players)
    recorder.memories, recorder.sets = memories, list(header.sets)
    recorder.entries = list(archive.entries[:stop])
    if stop and _ends_within(recorder.entries):
        recorder.entries.pop()
    recorder.frames = {
        n: Kept(archive.members[f"keyframe-{n:02d}.npz"], archive.members.get(f"memory-{n:02d}.json", b"[]"))
        for n, row in archive.frame_at.items()
        if row < stop
    }
    recorder.rewind(len(recorder.entries), game)
    return Loaded(game, memories, header, recorder)


def _ends_within(entries: list[Entry]) -> bool:
    """Return whether the last line is the digest of a save in the middle of a phase."""
    marks = [e for e in entries[-2000:] if isinstance(e, Mark)]
    last = entries[-1]
    before = marks[-2] if len(marks) > 1 else None
    return (
        isinstance(last, Mark)
        and before is not None
        and (before.turn, before.phase) == (last.turn, last.phase)
    )


def load(path: Path | str, scenario: Path | str | None = None) -> tuple[Game, list[Memory], Header]:
    """Return game, memories and header of a save. Raises ArchiveError."""
    loaded = resume(path, scenario)
    return loaded.game, loaded.memories, loaded.header


def save(recorder: Recorder, path: Path | str, memories: list[Memory] | None = None) -> Header:
    """Write a recorded game; the same as ``recorder.write``. Raises OSError."""
    return recorder.write(path, memories)
