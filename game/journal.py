"""What was ordered since the last autosave, a line an order, so that a crash costs the order in hand.

A journal lies beside its autosave. It is a list of lines of JSON: a ``base`` names the digest
of a position that was or is being saved, ``order`` is an order of a person, ``undo`` and
``redo`` are what they say. Computer players are not in it: from the same position they do the
same again. Lines are only added; once an autosave is whole, what lies before it is dropped.
"""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.orders import Order, from_text, to_text
from engine.store.container import write_whole
from engine.world import World

if TYPE_CHECKING:
    from game.session import Session

MAX_BYTES = 4_000_000  # far more than a turn's orders; what is longer is no journal of ours
MOST_THOUGHTS = 20_000  # orders of computer players between two of a person


def beside(save: Path) -> Path:
    """Return the file of the journal that belongs to an autosave."""
    return save.with_suffix(".journal")


class Journal:
    """Writes the journal of a running game. Every method may raise OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def base(self, digest: str) -> None:
        """Note that the position with this digest is about to be saved."""
        self._add({"base": digest}, "\n")  # whatever a crash has torn stays a line of its own

    def order(self, world: World, order: Order) -> None:
        """Note an order that was carried out."""
        self._add({"order": json.loads(to_text(world, order))})

    def back(self, *, again: bool = False) -> None:
        """Note that the last order was taken back, or given again."""
        self._add({"redo" if again else "undo": True})

    def drop_before(self, digest: str) -> None:
        """Forget what lies before the last base with this digest: the autosave holds it."""
        with self._lock:
            lines = _lines(self.path)
            starts = [n for n, line in enumerate(lines) if line.get("base") == digest]
            kept = lines[starts[-1] :] if starts else lines
            write_whole(self.path, "".join(json.dumps(line) + "\n" for line in kept).encode())

    def _add(self, line: dict[str, Any], before: str = "") -> None:
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(f"{before}{json.dumps(line)}\n")


def _lines(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a journal; one that is torn or not ours is an empty dict."""
    if not path.is_file() or path.stat().st_size > MAX_BYTES:
        return []
    found: list[dict[str, Any]] = []
    for text in path.read_bytes().split(b"\n"):
        if not text.strip():
            continue
        try:
            line = json.loads(text)
        except (ValueError, RecursionError):
            line = {}
        found.append(line if isinstance(line, dict) else {})
    return found


def follow(path: Path, session: Session) -> int:
    """Give again what the journal holds beyond the session's position; return how many orders.

    Stops quietly where the journal does not fit: what was followed so far is a legal game.
    """
    lines = _lines(path)
    digest = session.game.state.digest()
    starts = [n for n, line in enumerate(lines) if line.get("base") == digest]
    given = 0
    for line in lines[starts[-1] + 1 :] if starts else []:
        for _ in range(MOST_THOUGHTS):
            if session.over() or session.human_to_act():
                break
            session.think_once()
        if "base" in line:
            if session.game.state.digest() != line["base"]:
                break
        elif "order" in line:
            try:
                order = from_text(session.world, json.dumps(line["order"]))
            except ValueError:
                break
            if session.give(order) is not None:
                break
            given += 1
        elif "undo" in line or "redo" in line:
            if not (session.undo() if "undo" in line else session.redo()):
                break
        else:
            break
    return given
