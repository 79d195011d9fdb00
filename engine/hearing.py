"""What an event is and what a side is told of it: all, or nothing.

``audience`` says which side may learn of an event: -1 everyone, else a side and everyone who
sees the hex named by ``where``.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec
import numpy as np


class Event(msgspec.Struct, frozen=True, tag_field="kind"):
    """Base of all events. A kind names the fields that hold its side and its hex, if it has them."""

    HEARD_BY: ClassVar[str] = ""
    AT: ClassVar[str] = ""

    @property
    def audience(self) -> int:
        """The side that may hear of it, -1 for everyone."""
        return getattr(self, self.HEARD_BY) if self.HEARD_BY else -1

    @property
    def where(self) -> int:
        """The hex it happened in, -1 for none."""
        return getattr(self, self.AT) if self.AT else -1


def seen_by(event: Event, side: int, visible: np.ndarray | None) -> bool:
    """Return whether a side learns of an event; ``visible`` is its [L] array of seen hexes, None sees all."""
    if event.audience in (-1, side) or visible is None:
        return True
    where = event.where
    return 0 <= where < len(visible) and bool(visible[where])
