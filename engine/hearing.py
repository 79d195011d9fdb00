"""What an event is and what a side is told of it: all, a part, or nothing.

``audience`` says which side may learn of an event: -1 everyone, else a side and everyone who
sees the hex named by ``where``.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec
import numpy as np
from msgspec import structs


class Event(msgspec.Struct, frozen=True, tag_field="kind"):
    """Base of all events. A kind names the fields that hold its side and its hex, if it has them.

    ``IN_SIGHT`` names fields with a hex that is told only to who sees it, -1 to others.
    """

    HEARD_BY: ClassVar[str] = ""
    AT: ClassVar[str] = ""
    IN_SIGHT: ClassVar[tuple[str, ...]] = ()

    @property
    def audience(self) -> int:
        """The side that may hear of it, -1 for everyone."""
        return getattr(self, self.HEARD_BY) if self.HEARD_BY else -1

    @property
    def where(self) -> int:
        """The hex it happened in, -1 for none."""
        return getattr(self, self.AT) if self.AT else -1


def told(event: Event, side: int, visible: np.ndarray | None) -> Event | None:
    """Return what a side learns of an event, None if nothing; rulebook fog.sight.

    ``visible`` is its [L] array of seen hexes, None sees all. Of a path that an enemy went it is
    told the last stretch that it saw, so that neither start nor goal out of sight is given away.
    """
    if visible is None or event.audience == side:
        return event
    path = getattr(event, "path", None)
    if path is None or event.audience < 0:
        where = event.where
        if event.audience >= 0 and not (0 <= where < len(visible) and visible[where]):
            return None
        places = {name: getattr(event, name) for name in event.IN_SIGHT}
        hidden = {name: -1 for name, h in places.items() if not (0 <= h < len(visible) and visible[h])}
        return structs.replace(event, **hidden) if hidden else event
    end = len(path)
    while end and not visible[path[end - 1]]:
        end -= 1
    start = end
    while start and visible[path[start - 1]]:
        start -= 1
    return structs.replace(event, path=path[start:end]) if start < end else None
