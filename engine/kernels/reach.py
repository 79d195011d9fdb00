"""Where a unit can go: Dijkstra over land with a bucket queue. Rulebook chapter 5.

Costs are quarters of a movement point. All that a search fills lies in one block of memory
that the caller keeps from call to call and that the next call cleans, so that a search costs
what it settles and not what the map holds; and handing over one array instead of seven is a
third of what a search of the usual fifty hexes takes.
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

# What a search keeps for each land hex, as parts of its block that are ``land`` long.
COST, PARENT, TEMPO, SETTLED, STEPS = range(5)
PARTS = 5
QUEUE = 7  # parts of a queue: six entries a hex and the start, and a hex to spare


def block(land: int) -> I32:
    """Return the block int32[19 * land] for searches on a map of ``land`` hexes, clean for the first."""
    made = np.zeros((PARTS + 2 * QUEUE) * land, np.int32)
    part(made, land, COST)[:] = INFINITY
    part(made, land, PARENT)[:] = -1
    return made


def part(block: I32, land: int, which: int) -> I32:
    """Return a part int32[land] of a block: COST, PARENT, TEMPO, SETTLED or STEPS."""
    return block[which * land : (which + 1) * land]


@kernel
def reach(
    start: int,
    budget: int,
    tempo_left: int,
    full_mp: bool,
    cls: int,
    limit: int,
    step_cost: I16,
    ford_cost: I16,
    hex_ground: U8,
    hex_cut: U8,
    neighbour: I32,
    flags: U8,
    friction: I16,
    zoc_enter: int,
    zoc_to_zoc: int,
    won_cost: int,
    block: I32,
    previous: int,
) -> int:
    """Find all hexes that a unit on land hex ``start`` can enter; return how many, start included.

    Tables (read-only): ``step_cost`` int16[G, C, L, 6], the positive cost of leaving a hex in
    a direction by movement class, by the ground of the destination, IMPASSABLE if not at
    all; ``ford_cost`` of the same shape, where the bridge is down; ``neighbour`` int32[H, 6], of
    which rows 0..L-1 are land; ``friction`` int16[L], added on entering a hex that has
    FLAG_FRICTION.
    State (writable): ``hex_ground`` uint8[L], bits of consts.GROUND_*, below G; ``hex_cut``
    uint8[L], bit d set where the bridge over hexside d is down; ``flags`` uint8[L] of
    fields.movement_flags.
    ``budget``, ``zoc_enter``, ``zoc_to_zoc`` and ``won_cost`` are quarters. ``won_cost`` takes
    the place of base cost and friction in a hex with FLAG_WON. ``tempo_left`` is the number of
    FLAG_TEMPO hexes the unit may still enter. With ``full_mp`` the unit may always move one
    hex, for all it has, where the step is possible and open. No way goes on from a hex that was
    entered as the ``limit``-th.

    Output in the parts of ``block`` (see ``part``), int32[L] each: COST (INFINITY where not
    reached), PARENT (-1 at the start and where not reached), TEMPO (tempo hexes entered on the
    way), SETTLED, the reached hexes by rising cost, and STEPS, the hexes entered on the way to
    a reached hex. ``previous`` is what the last call with this block returned, 0 before the
    first. Of two ways of one cost the one from the smaller row counts.
    """
    land = block.shape[0] // (PARTS + 2 * QUEUE)
    cost, parent = block[:land], block[PARENT * land : (PARENT + 1) * land]
    tempo, settled = block[TEMPO * land : (TEMPO + 1) * land], block[SETTLED * land : (SETTLED + 1) * land]
    steps = block[STEPS * land : (STEPS + 1) * land]
    following = block[PARTS * land : (PARTS + QUEUE) * land]
    entry_row = block[(PARTS + QUEUE) * land :]
    for i in range(previous):
        row = settled[i]
        cost[row] = INFINITY
        parent[row] = -1
        tempo[row] = 0
    budget = max(budget, 0)
    head = np.full(budget + 1, -1, np.int32)
    cost[start] = 0
    steps[start] = 0
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
        steps_on = int(steps[here]) + 1
        if steps_on > limit:
            continue
        tempo_here = int(tempo[here])
        bars = int(hex_cut[here])
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
            if bars and (bars >> direction) & 1:
                step = int(ford_cost[hex_ground[there], cls, here, direction])
            else:
                step = int(step_cost[hex_ground[there], cls, here, direction])
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
            steps[there] = steps_on
    return count


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
