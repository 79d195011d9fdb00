"""Old formats of replays and saves: one named step for each change of the format.

A step turns the members of format N into those of format N + 1. It works on bytes, never on
today's classes, so that it stays right when they change. Format 1 is the first: no step yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.store.container import ArchiveError

FORMAT = 1

Members = Mapping[str, bytes]
Step = Callable[[Members], dict[str, bytes]]

STEPS: dict[int, Step] = {}
"""Steps by the format that they start from. A test asks for one for every format below FORMAT."""


def migrate(members: Members, found: int, name: str, target: int = FORMAT) -> dict[str, bytes]:
    """Return the members in today's format. Raises ArchiveError if there is no way there."""
    if found > target:
        raise ArchiveError(
            f"{name} was written by a newer program (format {found}, this one reads up to {target})."
        )
    current = dict(members)
    for number in range(found, target):
        step = STEPS.get(number)
        if step is None:
            raise ArchiveError(f"{name} is of format {number}, which this program can no longer read.")
        current = step(current)
    return current
