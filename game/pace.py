"""Keeps frames even: while one is drawn, threads that paint ahead hold their breath.

Threads of Python take turns; a painter in the middle of a chunk would make each small step
of a frame wait. So the loop says when it draws, and painters ask between their steps.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_free = threading.Event()
_free.set()


@contextmanager
def drawing() -> Iterator[None]:
    """While in this block, other threads stop at their next step."""
    _free.clear()
    try:
        yield
    finally:
        _free.set()


def breathe() -> None:
    """Wait while the window draws a frame. Does nothing in the thread that draws."""
    if not _free.is_set() and threading.current_thread() is not threading.main_thread():
        _free.wait(0.03)
