"""Proofs over replays: are the orders still the same game, and where do two games part?"""

from __future__ import annotations

import msgspec

from engine.game import Game
from engine.orders import IllegalOrder
from engine.setup import new_game
from engine.state import first_difference
from engine.store.archive import Archive, ArchiveError, Mark
from engine.turn import apply
from engine.world import World


class Verdict(msgspec.Struct, frozen=True):
    """What verification found. ``problem`` is a sentence or None; ``field`` the first that differs."""

    ok: bool
    orders: int
    digests: int
    keyframes: int
    problem: str | None = None
    line: int | None = None
    turn: int | None = None
    phase: int | None = None
    field: str | None = None


class Parting(msgspec.Struct, frozen=True):
    """Where two games part: line and turn, what each has there, and the first field that differs."""

    same: bool
    what: str
    line: int | None = None
    turn: int | None = None
    left: str | None = None
    right: str | None = None
    field: str | None = None


def verify(archive: Archive, world: World) -> Verdict:
    """Carry out all orders anew and compare every digest and keyframe.

    A digest says that something differs, the next keyframe says what.
    """
    game = new_game(world, archive.header.seed)
    orders = digests = keyframes = 0
    bad: tuple[int, Mark] | None = None
    for row, entry in enumerate(archive.entries):
        if isinstance(entry, bytes):
            try:
                apply(game, archive.order(world, row))
            except (IllegalOrder, ArchiveError) as error:
                if bad is None:
                    turn, phase = int(game.state.game[0]), int(game.state.game[1])
                    text = f"line {row + 1}: the order is refused ({error})"
                    return Verdict(False, orders, digests, keyframes, text, row + 1, turn, phase)
                # The game has left its track; go on as far as it will to the next keyframe.
                continue
            orders += 1
        elif isinstance(entry, Mark):
            if bad is None and game.state.digest() != entry.digest:
                bad = (row, entry)
            digests += bad is None
        else:
            found = first_difference(archive.state(world, entry.keyframe), game.state)
            if bad is not None or found is not None:
                return _different(archive, bad, row, (orders, digests, keyframes), found, entry.keyframe)
            keyframes += 1
    if bad is not None:
        return _different(archive, bad, bad[0], (orders, digests, keyframes), None, bad[1].turn)
    header = archive.header
    if game.state.digest() != header.digest:
        text = "the header names another end than the orders lead to"
        return Verdict(False, orders, digests, keyframes, text)
    return Verdict(True, orders, digests, keyframes)


def _different(
    archive: Archive,
    bad: tuple[int, Mark] | None,
    row: int,
    counts: tuple[int, int, int],
    found: str | None,
    keyframe: int,
) -> Verdict:
    line, turn, phase = row + 1, keyframe, 0
    if bad is not None:
        line, turn, phase = bad[0] + 1, bad[1].turn, bad[1].phase
    where = f"at keyframe {keyframe} " if bad is None else ""
    text = f"line {line}: {where}the game is not the recorded one (turn {turn}, phase {phase})"
    if found is not None:
        text += f"; first field recorded and replayed: {found}"
    return Verdict(False, *counts, text, line, turn, phase, found)


def diverge(a: Archive, b: Archive, world: World | None = None) -> Parting:
    """Compare two replays line by line; with a World, name the first field that differs."""
    first, second = a.header, b.header
    for name in ("scenario", "content_hash", "rules_version", "seed"):
        left, right = getattr(first, name), getattr(second, name)
        if left != right:
            return Parting(False, f"they differ in {name}", None, None, str(left), str(right))
    for row, (one, two) in enumerate(zip(a.entries, b.entries, strict=False)):  # noqa: B007
        if one != two:
            break
    else:
        if len(a.entries) == len(b.entries):
            return Parting(True, "they are the same game")
        longer = a if len(a.entries) > len(b.entries) else b
        row = min(len(a.entries), len(b.entries))
        turn = _turn_at(longer, row)
        return Parting(False, f"{longer.name} goes on where the other ends", row + 1, turn)
    what = "a digest differs" if isinstance(one, Mark) and isinstance(two, Mark) else "an order differs"
    field = None
    if world is not None:
        shared = sorted(set(a.frame_at) & set(b.frame_at))
        for number in (n for n in shared if a.frame_at[n] >= row or b.frame_at[n] >= row):
            found = first_difference(a.state(world, number), b.state(world, number))
            if found is not None:
                field = f"keyframe {number}: {found}"
                break
    return Parting(False, what, row + 1, _turn_at(a, row), _shown(one), _shown(two), field)


def _shown(entry: object) -> str:
    return entry.decode(errors="replace") if isinstance(entry, bytes) else msgspec.json.encode(entry).decode()


def _turn_at(archive: Archive, row: int) -> int:
    return max((n for n, at in archive.frame_at.items() if at < row), default=1)


def position(archive: Archive, world: World, turn: int, side: int | None = None) -> Game:
    """Return the first position of a turn, or the one in that turn in which a side begins to act.

    Raises ArchiveError.
    """
    from engine.store.archive import resume_archive
    from engine.turn import to_act

    game = resume_archive(archive, world, turn).game
    if side is None or to_act(game.state) == side:
        return game
    for _ in archive.play(game, archive.frame_at[turn] + 1):
        if to_act(game.state) == side or game.state.turn != turn:
            break
    if game.state.turn != turn or to_act(game.state) != side:
        raise ArchiveError(f"{world.side_ids[side]} does not act in turn {turn} of {archive.name}.")
    return game
