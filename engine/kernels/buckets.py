"""A bucket queue: for each whole cost a linked list of entries, each of which names a row.

Costs are small integers, so the next row is found without a heap. ``head`` has one entry for
each cost: the first entry of its list or -1. ``following`` and ``entry_row`` need no initial
value. A row is pushed anew whenever its cost falls; who takes an entry out passes over it if
the row has become cheaper since. That is faster here than moving rows from list to list.
"""

from __future__ import annotations

from engine.kernels import kernel
from engine.kernels.arrays import I32


@kernel
def push(head: I32, following: I32, entry_row: I32, entries: int, cost: int, row: int) -> int:
    """Add a row to the list of a cost; return the new number of entries.

    A search in which each hex spreads once pushes at most six rows a hex and its seeds: that is
    the length of ``following`` and ``entry_row``.
    """
    following[entries] = head[cost]
    entry_row[entries] = row
    head[cost] = entries
    return entries + 1
