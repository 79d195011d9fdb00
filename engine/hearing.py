"""What a side is told of an event: all, a part, or nothing."""

from __future__ import annotations

import numpy as np

from engine.events import Event


def seen_by(event: Event, side: int, visible: np.ndarray | None) -> bool:
    """Return whether a side learns of an event; ``visible`` is its [L] array of seen hexes, None sees all."""
    if event.audience in (-1, side) or visible is None:
        return True
    where = event.where
    return 0 <= where < len(visible) and bool(visible[where])
