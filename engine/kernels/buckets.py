"""A bucket queue: rows in doubly linked lists, one list for each whole cost.

``head`` has one entry for each cost, the first row with that cost or -1. ``after`` and
``before`` have one entry a row and need no initial value. Costs are small integers, so the
next row is found without a heap.
"""

from __future__ import annotations

from engine.kernels import kernel
from engine.kernels.arrays import I32


@kernel
def insert(head: I32, after: I32, before: I32, cost: int, row: int) -> None:
    """Put a row that is in no list in front of the list of its cost."""
    first = head[cost]
    after[row] = first
    before[row] = -1
    if first >= 0:
        before[first] = row
    head[cost] = row


@kernel
def remove(head: I32, after: I32, before: I32, cost: int, row: int) -> None:
    """Take a row out of the list of its cost."""
    following = after[row]
    previous = before[row]
    if previous >= 0:
        after[previous] = following
    else:
        head[cost] = following
    if following >= 0:
        before[following] = previous
