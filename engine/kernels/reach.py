"""Where a unit can go: Dijkstra over land with a bucket queue. Rulebook chapter 5.

Costs are quarters of a movement point. The arrays that the search fills are kept by the
caller from call to call and cleaned by the next one, so that a search costs what it settles
and not what the map holds.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel
from engine.kernels.arrays import I16, I32, U8
from engine.kernels.buckets import push
from engine.kernels.consts import (
    FLAG_BOND,
    FLAG_ENEMY,
    FLAG_EZOC,
    FLAG_FRICTION,
    FLAG_FRIEND,
    FLAG_TEMPO,
    FLAG_WON,
    IMPASSABLE,
    INFINITY,
)


@kernel
def reach(
    start: int,
    budget: int,
    tempo_left: int,
    full_mp: bool,
    cls: int,
    step_cost: I16,
    hex_mud: U8,
    neighbour: I32,
    flags: U8,
    friction: I16,
    zoc_enter: int,
    zoc_to_zoc: int,
    won_cost: int,
    cost: I32,
    parent: I32,
    tempo: I16,
    settled: I32,
    previous: int,
) -> int:
    """Find all hexes that a unit on land hex ``start`` can enter; return how many, start included.

    Tables (read-only): ``step_cost`` int16[2, C, L, 6], the positive cost of leaving a hex in
    a direction by movement class, second half for a muddy destination, IMPASSABLE if not at
    all; ``neighbour`` int32[H, 6], of which rows 0..L-1 are land; ``friction`` int16[L], added
    on entering a hex that has FLAG_FRICTION.
    State (writable): ``hex_mud`` uint8[L], above 0 in mud; ``flags`` uint8[L] of
    fields.movement_flags.
    ``budget``, ``zoc_enter``, ``zoc_to_zoc`` and ``won_cost`` are quarters. ``won_cost`` takes
    the place of base cost and friction in a hex with FLAG_WON. ``tempo_left`` is the number of
    FLAG_TEMPO hexes the unit may still enter. With ``full_mp`` the unit may always move one
    hex, for all it has, where the step is possible and open.

    Output: ``cost`` int32[L] (INFINITY where not reached), ``parent`` int32[L] (-1 at the start
    and where not reached), ``tempo`` int16[L] (tempo hexes entered on the way), ``settled``
    int32[L], the reached hexes by rising cost. Before the first call ``cost`` is INFINITY,
    ``parent`` -1 and ``tempo`` 0 throughout, and ``previous`` is 0; later ``previous`` is what
    the last call with the same arrays returned. Of two ways of one cost the one from the
    smaller row counts.
    """
    for i in range(previous):
        row = settled[i]
        cost[row] = INFINITY
        parent[row] = -1
        tempo[row] = 0
    land = cost.shape[0]
    dry = step_cost[0, cls]
    wet = step_cost[1, cls]
    budget = max(budget, 0)
    head = np.full(budget + 1, -1, np.int32)
    following = np.empty(6 * land + 1, np.int32)
    entry_row = np.empty(6 * land + 1, np.int32)
    cost[start] = 0
    entries = push(head, following, entry_row, 0, 0, start)
    count = 0
    spent = 0
    while spent <= budget:
        entry = int(head[spent])
        if entry < 0:
            spent += 1
            continue
        head[spent] = following[entry]
        here = int(entry_row[entry])
        if cost[here] < spent:
            continue
        settled[count] = here
        count += 1
        tempo_here = int(tempo[here])
        zoc_cost = zoc_to_zoc if flags[here] & FLAG_EZOC else zoc_enter
        for direction in range(6):
            there = int(neighbour[here, direction])
            if there < 0 or there >= land:
                continue
            # Half of all neighbours have their final cost already: dismiss them first.
            known = int(cost[there])
            if known <= spent:
                continue
            flag = int(flags[there])
            if flag & (FLAG_ENEMY | FLAG_BOND):
                continue
            step = int(wet[here, direction]) if hex_mud[there] else int(dry[here, direction])
            if step >= IMPASSABLE:
                continue
            # Friction and zones only add, so that most dear ways end here. What may make a way
            # cheaper than its base is the rule of the won hex and that of the one hex.
            if spent + step > known and not flag & FLAG_WON and here != start:
                continue
            if flag & FLAG_WON:
                step = won_cost
            elif flag & FLAG_FRICTION:
                step += int(friction[there])
            if flag & FLAG_EZOC:
                step += zoc_enter if flag & FLAG_FRIEND else zoc_cost
            total = spent + step
            if full_mp and here == start and total > budget:
                total = budget
            if total > budget:
                continue
            used = tempo_here
            if flag & FLAG_TEMPO:
                used += 1
                if used > tempo_left:
                    continue
            if total > known:
                continue
            if total == known:
                if here >= parent[there]:
                    continue
            else:
                cost[there] = total
                entries = push(head, following, entry_row, entries, total, there)
            parent[there] = here
            tempo[there] = used
    return count


@kernel
def trim(settled: I32, count: int, parent: I32, cost: I32, tempo: I16, steps: I16, limit: int) -> int:
    """Take out the hexes whose way is longer than ``limit`` hexes; return how many are left.

    All arrays are those that ``reach`` has filled, ``count`` what it returned; hexes that are
    taken out look as if they had not been reached, so that the next search finds its arrays
    clean. Output: ``steps`` int16[L], the hexes entered on the way to each hex of ``settled``.
    """
    kept = 0
    for i in range(count):
        row = int(settled[i])
        # Who is settled was entered from a hex that was settled before.
        before = int(parent[row])
        length = int(steps[before]) + 1 if before >= 0 else 0
        steps[row] = length
        if length <= limit:
            settled[kept] = row
            kept += 1
        else:
            cost[row] = INFINITY
            parent[row] = -1
            tempo[row] = 0
    return kept


@kernel
def path_to(parent: I32, start: int, goal: int, out: I32) -> int:
    """Write the hexes from start to goal, both included; return how many, 0 if there is no way.

    ``parent`` int32[L] as filled by ``reach``; ``out`` int32, as long as the longest path can be.
    """
    length = 1
    row = goal
    while row != start:
        row = int(parent[row])
        length += 1
        if row < 0 or length > out.shape[0]:
            return 0
    row = goal
    for i in range(length - 1, -1, -1):
        out[i] = row
        row = int(parent[row])
    return length
