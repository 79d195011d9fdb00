"""How supply flows from its sources to the units. Rulebook chapter 7.

Supply goes by rail first and by lorry from any hex that the rail reaches. Both stages are
Dijkstra searches over open land with a bucket queue.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel
from engine.kernels.arrays import I8, I16, I32, U8
from engine.kernels.buckets import insert, remove
from engine.kernels.consts import (
    IMPASSABLE,
    INFINITY,
    SUPPLY_FULL,
    SUPPLY_ISOLATED,
    SUPPLY_LOW,
    SUPPLY_OUT,
)

SETTLED = -2  # stands in the queue's links once a hex has its final cost
PASS = 1  # value of open: may be entered and left again


@kernel
def supply_field(
    neighbour: I32,
    rail_step: I16,
    truck_step: I16,
    hex_mud: U8,
    open_hex: U8,
    source_hex: I32,
    limit: int,
    rail_cost: I32,
    rail_parent: I32,
    cost: I32,
    source: I16,
    parent: I32,
) -> None:
    """Find for each land hex the cheapest way to a source.

    Tables (read-only): ``neighbour`` int32[H, 6]; ``rail_step`` int16[L, 6] and ``truck_step``
    int16[2, L, 6] (second half for a muddy destination), the positive cost of a step outwards
    from a hex in a direction, IMPASSABLE where there is no way.
    State (writable): ``hex_mud`` uint8[L]; ``open_hex`` uint8[L], 0 closed, 1 may be passed, 2
    may be reached but not passed; ``source_hex`` int32[S], land rows, -1 for a source that is
    shut. Costs above ``limit`` count as none; time and memory grow with ``limit``.

    Output: ``rail_cost`` int32[L] and ``rail_parent`` int32[L], the way by rail alone; ``cost``
    int32[L], rail and lorry together; ``source`` int16[L], row of the source; ``parent``
    int32[L], next hex on the way to it. INFINITY and -1 where there is none; the parent is -1
    at a source. Of two ways of one cost rail counts before lorry and then the smaller row; of
    two sources in one hex the first. Where ``cost`` equals ``rail_cost`` the rest of the way
    is by rail and follows ``rail_parent``: see ``supply_path``.
    """
    land = cost.shape[0]
    for row in range(land):
        rail_cost[row] = INFINITY
        rail_parent[row] = -1
        cost[row] = INFINITY
        source[row] = -1
    head = np.full(limit + 1, -1, np.int32)
    after = np.empty(land, np.int32)
    before = np.empty(land, np.int32)
    for index in range(source_hex.shape[0]):
        row = int(source_hex[index])
        if 0 <= row < land and open_hex[row] and source[row] < 0:
            source[row] = index
            rail_cost[row] = 0
            insert(head, after, before, 0, row)
    rail = rail_step.reshape((1, land, 6))
    _flood(
        neighbour,
        rail,
        False,
        hex_mud,
        open_hex,
        limit,
        head,
        after,
        before,
        cost,
        rail_cost,
        source,
        rail_parent,
    )
    for row in range(land):
        known = int(rail_cost[row])
        cost[row] = known
        parent[row] = rail_parent[row]
        if known <= limit:
            insert(head, after, before, known, row)
    _flood(
        neighbour,
        truck_step,
        True,
        hex_mud,
        open_hex,
        limit,
        head,
        after,
        before,
        rail_cost,
        cost,
        source,
        parent,
    )


@kernel
def _flood(
    neighbour: I32,
    step_cost: I16,
    mud_counts: bool,
    hex_mud: U8,
    open_hex: U8,
    limit: int,
    head: I32,
    after: I32,
    before: I32,
    seed_cost: I32,
    cost: I32,
    source: I16,
    parent: I32,
) -> None:
    """Spread from the rows in the queue outwards; a row keeps its ``seed_cost`` against a tie."""
    land = cost.shape[0]
    spent = 0
    while spent <= limit:
        here = int(head[spent])
        if here < 0:
            spent += 1
            continue
        remove(head, after, before, spent, here)
        after[here] = SETTLED
        if open_hex[here] != PASS:
            continue
        for direction in range(6):
            there = int(neighbour[here, direction])
            if there < 0 or there >= land or not open_hex[there]:
                continue
            mud = 1 if mud_counts and hex_mud[there] else 0
            step = int(step_cost[mud, here, direction])
            total = spent + step
            known = int(cost[there])
            if step >= IMPASSABLE or total > limit or total > known:
                continue
            if total == known:
                if after[there] == SETTLED or here >= parent[there] or seed_cost[there] == known:
                    continue
            else:
                if known != INFINITY:
                    remove(head, after, before, known, there)
                cost[there] = total
                insert(head, after, before, total, there)
            parent[there] = here
            source[there] = source[here]


@kernel
def supply_path(row: int, rail_cost: I32, rail_parent: I32, cost: I32, parent: I32, out: I32) -> int:
    """Write the hexes from a hex to its source, both included; return how many.

    The arrays are those of ``supply_field``; ``out`` int32, as long as the longest way can be.
    Returns 0 if the hex has no source or the way does not fit. A way starts on the road and,
    once it has met the rail, stays on it: the hex where ``cost`` first equals ``rail_cost`` is
    the railhead.
    """
    length = 0
    by_rail = False
    if cost[row] >= INFINITY:
        return 0
    while row >= 0:
        if length >= out.shape[0]:
            return 0
        out[length] = row
        length += 1
        by_rail = by_rail or rail_cost[row] == cost[row]
        row = int(rail_parent[row]) if by_rail else int(parent[row])
    return length


@kernel
def allot(
    order: I32,
    unit_hex: I32,
    need: I32,
    cost: I32,
    source: I16,
    capacity: I32,
    full_range: int,
    low_range: int,
    granted: I32,
    state: I8,
) -> None:
    """Let units draw from their sources, one after the other.

    State (writable): ``order`` int32[n], unit rows in drawing order; ``unit_hex`` int32[U];
    ``need`` and ``granted`` int32[U] and ``capacity`` int32[S] in one and the same unit of
    weight; ``cost`` int32[L] and ``source`` int16[L] from ``supply_field``; ``full_range`` and
    ``low_range`` in its quarters.

    Lowers ``capacity`` by what is drawn and writes ``granted`` and ``state`` int8[U] (one of
    consts.SUPPLY_*) for the rows in ``order`` only. A unit is fully supplied if it gets all it
    needs within ``full_range``, low if it gets at least half within ``low_range``, isolated if
    it has no source, else out. A unit beyond ``low_range`` draws nothing, for nothing reaches it.
    """
    land = cost.shape[0]
    for i in range(order.shape[0]):
        unit = int(order[i])
        row = int(unit_hex[unit])
        granted[unit] = 0
        state[unit] = SUPPLY_ISOLATED
        if row < 0 or row >= land or source[row] < 0:
            continue
        state[unit] = SUPPLY_OUT
        far = int(cost[row])
        if far > low_range and far > full_range:
            continue
        at = int(source[row])
        wanted = int(need[unit])
        gift = max(0, min(wanted, int(capacity[at])))
        capacity[at] -= gift
        granted[unit] = gift
        if far <= full_range and gift == wanted:
            state[unit] = SUPPLY_FULL
        elif far <= low_range and 2 * gift >= wanted:
            state[unit] = SUPPLY_LOW
