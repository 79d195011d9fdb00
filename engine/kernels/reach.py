"""Where a unit can go: Dijkstra over land with a bucket queue. Rulebook chapter 5.

Costs are quarters of a movement point. A search of the usual fifty hexes takes no longer than
calling it, so both are kept short: the fields of the state come whole, since an array costs less
to hand over than a number to read from it; all that a search fills lies in one block of memory,
which the next call cleans; and what the map of the day says of a hex is one word of ``marks``,
read once where four arrays would be four misses of the cache.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel
from engine.kernels.arrays import I8, I16, I32, U8, U32
from engine.kernels.buckets import push
from engine.kernels.consts import (
    FLAG_BOND,
    FLAG_ENEMY,
    FLAG_EZOC,
    FLAG_FRICTION,
    FLAG_FRIEND,
    FLAG_TEMPO,
    FLAG_WON,
    GROUNDS,
    IMPASSABLE,
    INFINITY,
    PRICE_ENTER,
    PRICE_STATIC,
    PRICE_WON,
    PRICE_ZONE,
)

# What a search keeps for each land hex, as parts of its block, and for a hex to spare that
# stands for all water: as it costs nothing, no search ever enters it.
COST, PARENT, TEMPO, SETTLED, STEPS = range(5)
PARTS = 5
QUEUE = 7  # parts of a queue: six entries a hex and the start, and a hex to spare
BUCKETS = 1024  # quarters of movement points that a search can spend, and none
# Where in a mark the parts stand that are not flags; friction takes the rest.
GROUND_AT, CUT_AT, FRICTION_AT = 8, 12, 18


def block(land: int) -> I32:
    """Return the block int32[19 * (land + 1) + BUCKETS] for searches on ``land`` hexes, clean."""
    made = np.zeros((PARTS + 2 * QUEUE) * (land + 1) + BUCKETS, np.int32)
    part(made, land, COST)[:] = INFINITY
    made[-BUCKETS:] = -1
    return made


def part(block: I32, land: int, which: int) -> I32:
    """Return a part int32[land] of a block: COST, PARENT, TEMPO, SETTLED or STEPS."""
    return block[which * (land + 1) : (which + 1) * (land + 1) - 1]


@kernel
def mark(flags: U8, hex_ground: U8, hex_cut: U8, friction: I16, marks: U32) -> None:
    """Write all that the state of the map means to a mover, one word uint32[L] a land hex.

    ``flags`` uint8[L] of fields.movement_flags; ``hex_ground`` uint8[L], bits of
    consts.GROUND_*; ``hex_cut`` uint8[L], bit d set where the bridge over hexside d is down;
    ``friction`` int16[L] (a table), quarters added on entering a hex that has FLAG_FRICTION.
    """
    for row in range(flags.shape[0]):
        flag = np.uint32(flags[row])
        word = flag | (np.uint32(hex_ground[row]) << GROUND_AT) | (np.uint32(hex_cut[row]) << CUT_AT)
        if flag & FLAG_FRICTION and not flag & FLAG_WON:
            word |= np.uint32(friction[row]) << FRICTION_AT
        marks[row] = word


@kernel
def reach(
    unit: int,
    unit_hex: I32,
    unit_mp: I16,
    unit_full_mp: I16,
    unit_tempo: I8,
    unit_march: I16,
    unit_class: I8,
    class_prices: I32,
    march_cost: I16,
    around: U32,
    marks: U32,
    block: I32,
    previous: int,
) -> int:
    """Find all hexes that a unit on the map can enter; return how many, its own included.

    Tables (read-only): ``march_cost`` int16[C, 2 * GROUNDS, L, 6], the positive cost of leaving
    a hex in a direction by movement class, by the ground of the destination and, from GROUNDS
    on, where the bridge is down, IMPASSABLE if not at all; ``around`` uint32[L, 6], the rows of
    the neighbours, L for water and what lies outside; ``unit_class`` int8[U]; ``class_prices``
    int32[C, PRICES], quarters, see consts.PRICE_*: the price of a won hex takes the place of base
    cost and friction in a hex with FLAG_WON.
    State (writable): ``marks`` uint32[L], see ``mark``; by unit its land hex int32[U], the quarters
    that it has left and those of its whole turn int16[U] (of which BUCKETS - 1 count), the
    FLAG_TEMPO hexes that it may still enter int8[U], and the hexes that it may still go int16[U].
    A unit that has not moved may always go one hex, for all it has, where the step is possible and
    open, unless its class is static.

    Output in the parts of ``block`` (see ``part``), int32[L] each: COST (INFINITY where not
    reached), SETTLED, the reached hexes by rising cost, and for these alone PARENT (-1 at the
    start), TEMPO (tempo hexes entered on the way) and STEPS (hexes entered on the way).
    ``previous`` is what the last call with this block returned, 0 before the first. Of two
    ways of one cost the one from the smaller row counts.
    """
    wide = around.shape[0] + 1
    cost, parent = block[:wide], block[PARENT * wide : (PARENT + 1) * wide]
    tempo, settled = block[TEMPO * wide : (TEMPO + 1) * wide], block[SETTLED * wide : (SETTLED + 1) * wide]
    steps = block[STEPS * wide : (STEPS + 1) * wide]
    # A list of hexes for each whole cost: its first entry in ``head``, which ends as it began.
    following = block[PARTS * wide : (PARTS + QUEUE) * wide]
    entry_row = block[(PARTS + QUEUE) * wide : (PARTS + 2 * QUEUE) * wide]
    head = block[(PARTS + 2 * QUEUE) * wide :]
    for i in range(previous):
        cost[settled[i]] = INFINITY
    start, cls = int(unit_hex[unit]), int(unit_class[unit])
    left, tempo_left, limit = int(unit_mp[unit]), int(unit_tempo[unit]), int(unit_march[unit])
    whole = left > 0 and left == unit_full_mp[unit] and not class_prices[cls, PRICE_STATIC]
    budget = min(max(left, 0), BUCKETS - 1)
    zoc_enter, zoc_to_zoc = int(class_prices[cls, PRICE_ENTER]), int(class_prices[cls, PRICE_ZONE])
    won_cost = int(class_prices[cls, PRICE_WON])
    table = march_cost[cls]
    cost[start] = 0
    parent[start] = -1
    tempo[start] = 0
    steps[start] = 0
    entries = push(head, following, entry_row, 0, 0, start)
    count = 0
    for spent in range(budget + 1):
        while head[spent] >= 0:
            # Rows are read as unsigned: for a signed one each index is tested for counting from the
            # end, and that takes a third of the search.
            entry = int(np.uint32(head[spent]))
            head[spent] = following[entry]
            here = int(np.uint32(entry_row[entry]))
            if cost[here] < spent:
                continue
            settled[count] = here
            count += 1
            steps_on = int(steps[here]) + 1
            if steps_on > limit:
                continue
            tempo_here = int(tempo[here])
            bars = int(marks[here]) >> CUT_AT & 63
            zoc_cost = zoc_to_zoc if int(marks[here]) & FLAG_EZOC else zoc_enter
            for direction in range(6):
                there = int(around[here, direction])
                # Half of all neighbours have their final cost already: dismiss them first.
                known = int(cost[there])
                if known <= spent:
                    continue
                word = int(marks[there])
                if word & (FLAG_ENEMY | FLAG_BOND):
                    continue
                ground = (word >> GROUND_AT & GROUNDS - 1) + (bars >> direction & 1) * GROUNDS
                step = int(table[ground, here, direction])
                open_ = step < IMPASSABLE
                total = spent + (won_cost if word & FLAG_WON and open_ else step + (word >> FRICTION_AT))
                if word & FLAG_EZOC:
                    total += zoc_enter if word & FLAG_FRIEND else zoc_cost
                if whole and open_ and here == start:
                    total = min(total, budget)
                # One branch for what is closed, too dear or known: it is the one that is hard to
                # foresee, and a wrong guess costs more than the sums above.
                if total > min(known, budget):
                    continue
                used = tempo_here
                if word & FLAG_TEMPO:
                    used += 1
                    if used > tempo_left:
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
