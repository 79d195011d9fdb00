"""Work that takes longer than a frame, done in a thread while the window goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Errand(Generic[T]):
    """One piece of work and what came of it: a result, or what it raised."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._found: list[T] = []  # the result, once there is one; it may be None itself
        self._raised: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="errand", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._found.append(self._work())
        except Exception as problem:  # raised again where the result is asked for
            self._raised = problem

    @property
    def done(self) -> bool:
        """Whether the work is over, well or not."""
        return not self._thread.is_alive()

    def result(self) -> T:
        """Return what came of the work, after waiting for it if need be. Raises what it raised."""
        self._thread.join()
        if self._raised is not None:
            raise self._raised
        return self._found[0]
