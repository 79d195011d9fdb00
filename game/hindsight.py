"""Why a computer player did what it did in a past turn, from its own memory and the orders that it gave.

It would tell the enemy's secrets, so it is told only of a game that is over, or to who watches both sides.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.ai.player import new_memory
from engine.game import Game
from engine.orders import Order
from engine.sim.council import Council, is_staff, retold
from engine.state import State
from engine.store import archive, frames
from engine.store.recorder import Frame
from game.session import Session


def sides(session: Session) -> list[int]:
    """Return the sides whose reasons may be told: of a staff, when nobody can use them any more."""
    if session.humans and not session.over():
        return []
    rows = range(len(session.world.side_ids))
    return [row for row in rows if row not in session.humans and is_staff(_player(session, row))]


def reasons(session: Session, turn: int, side: int) -> Callable[[Callable[[], bool]], Council]:
    """Return a function that works out why a side ordered what it did in a turn; it is for a thread.

    The function may raise ArchiveError if the file was damaged.
    """
    world, name = session.game.world, _player(session, side)
    with session.lock:
        kept = session.recorder.frames[turn]
        entries = list(session.recorder.entries)
    first = next((k for k, e in enumerate(entries) if isinstance(e, Frame) and e.keyframe == turn), -1)

    def told(halted: Callable[[], bool]) -> Council:
        state = kept.state
        state = state.clone() if isinstance(state, State) else frames.unpack_state(world, state, str(turn))
        memories = []
        if kept.memories != b"[]":  # else it is the start of a game, or nobody wrote them down
            memories = frames.unpack_memories(kept.memories, len(world.side_ids), str(turn))
        memory = memories[side] if memories else new_memory(name, side, session.seed)
        given = (
            entry if isinstance(entry, Order) else archive.decode(world, entry, str(turn))
            for entry in entries[first + 1 :]
            if isinstance(entry, Order | bytes)
        )
        return retold(Game(world, state), side, name, memory, given, halted)

    return told


def _player(session: Session, side: int) -> str:
    return session.names.get(side, session.opponent)
