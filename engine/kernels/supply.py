"""How supply flows from its sources to the units. Rulebook chapter 7.

Supply goes by rail first and by lorry from any hex that the rail reaches. Both stages are
Dijkstra searches over open land with a bucket queue. Who draws how much is in ``draws``.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel
from engine.kernels.arrays import I8, I16, I32, U8, U32
from engine.kernels.buckets import push
from engine.kernels.consts import IMPASSABLE, INFINITY

PASS = 1  # value of open: may be entered and left again
# Where in the word of a hex its parts stand: whether it is open, mud, fallen bridges and shut
# tracks by hexside, and in the rest by how many percent lorries are slowed.
OPEN, MUD_AT, CUT_AT, SHUT_AT, SLOW_AT = 3, 2, 3, 9, 15


@kernel
def supply_field(
    around: U32,
    rail_step: I16,
    truck_step: I16,
    hex_mud: U8,
    hex_slow: I8,
    hex_cut: U8,
    rail_shut: U8,
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

    Tables (read-only): ``around`` uint32[L, 6], L for water; ``rail_step`` int16[L, 6] and ``truck_step``
    int16[4, L, 6], the positive cost of a step outwards from a hex in a direction, IMPASSABLE
    where there is no way: rows 0 and 1 for a dry and a muddy destination, 2 and 3 the same where
    the bridge is down.
    State (writable): ``hex_mud`` uint8[L]; ``hex_slow`` int8[L], percent that a lorry's step into
    a hex takes longer; ``hex_cut`` and ``rail_shut`` uint8[L], bit d set where the bridge or the
    track over hexside d is closed; ``open_hex`` uint8[L], 0 closed, 1 may be passed, 2
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
    words = np.empty(land, np.uint32)
    for row in range(land):
        rail_cost[row] = INFINITY
        rail_parent[row] = -1
        cost[row] = INFINITY  # no row is a seed of the first stage
        source[row] = -1
        word = np.uint32(open_hex[row]) | (np.uint32(hex_mud[row] != 0) << MUD_AT)
        word |= (np.uint32(hex_cut[row]) << CUT_AT) | (np.uint32(rail_shut[row]) << SHUT_AT)
        words[row] = word | (np.uint32(hex_slow[row]) << SLOW_AT)
    head = np.full(limit + 1, -1, np.int32)
    following = np.empty(7 * land, np.int32)
    entry_row = np.empty(7 * land, np.int32)
    # The compiler makes a version of what is called for each literal, and takes in the whole search
    # wherever it is called: a zero that is none and one call for both stages halve its time.
    zero = land - land
    entries = zero
    for index in range(source_hex.shape[0]):
        row = int(source_hex[index])
        if 0 <= row < land and open_hex[row] and source[row] < 0:
            source[row] = index
            rail_cost[row] = 0
            entries = push(head, following, entry_row, entries, zero, row)
    by_road = False
    steps = rail_step.reshape((1, land, 6))
    seeds, costs, parents = cost, rail_cost, rail_parent
    while True:
        _flood(
            around,
            steps,
            by_road,
            words,
            limit,
            head,
            following,
            entry_row,
            entries,
            seeds,
            costs,
            source,
            parents,
        )
        if by_road:
            return
        entries = zero
        for row in range(land):
            known = int(rail_cost[row])
            cost[row] = known
            parent[row] = rail_parent[row]
            if known <= limit:
                entries = push(head, following, entry_row, entries, known, row)
        by_road = True
        steps = truck_step
        seeds, costs, parents = rail_cost, cost, parent


@kernel
def _flood(
    around: U32,
    step_cost: I16,
    by_road: bool,
    words: U32,
    limit: int,
    head: I32,
    following: I32,
    entry_row: I32,
    entries: int,
    seed_cost: I32,
    cost: I32,
    source: I16,
    parent: I32,
) -> None:
    """Spread from the rows in the queue outwards; a row keeps its ``seed_cost`` against a tie.

    ``words`` uint32[L] say all of a hex: see OPEN and the places of the other parts. Where a
    hexside is barred lorries use the dearer half of the table and trains do not go.
    """
    land = cost.shape[0]
    barred_at = CUT_AT if by_road else SHUT_AT
    waiting = entries
    spent = 0
    while waiting > 0 and spent <= limit:
        if head[spent] < 0:
            spent += 1
            continue
        entry = int(np.uint32(head[spent]))
        head[spent] = following[entry]
        waiting -= 1
        here = int(np.uint32(entry_row[entry]))  # unsigned, see reach.reach
        own = int(words[here])
        if cost[here] < spent:
            continue
        if parent[here] >= 0 and seed_cost[here] != spent:
            source[here] = source[parent[here]]
        if own & OPEN != PASS:
            continue
        bars = own >> barred_at & 63
        for direction in range(6):
            there = int(around[here, direction])
            if there >= land:
                continue
            # Half of all neighbours have their final cost already: dismiss them first.
            known = int(cost[there])
            if known <= spent:
                continue
            word = int(words[there])
            if not word & OPEN:
                continue
            half = word >> MUD_AT & 1 if by_road else 0
            if bars >> direction & 1:
                if not by_road:
                    continue
                half += 2
            step = int(step_cost[half, here, direction])
            if step >= IMPASSABLE:
                continue
            if by_road and word >> SLOW_AT:
                step += step * (word >> SLOW_AT) // 100
            total = spent + step
            if total > min(limit, known):
                continue
            if total == known:
                if here >= parent[there] or seed_cost[there] == known:
                    continue
            else:
                cost[there] = total
                entries = push(head, following, entry_row, entries, total, there)
                waiting += 1
            parent[there] = here


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
