"""Where a unit can go, with the standard library's heap.

The heap is ordered by cost, then by the row one comes from: so the first entry of a hex that
comes out is its way, and its tempo is the tempo of that way.
"""

import heapq

from tests.reference.constants import (
    FLAG_BOND,
    FLAG_ENEMY,
    FLAG_EZOC,
    FLAG_FRICTION,
    FLAG_FRIEND,
    FLAG_TEMPO,
    FLAG_WON,
    IMPASSABLE,
)


def mark(flags, ground, cut, friction):
    """Return for each hex its flags, ground, fallen bridges and friction as the digits of one number."""
    return [
        f + g * 2**8 + c * 2**12 + (price if f & FLAG_FRICTION and not f & FLAG_WON else 0) * 2**18
        for f, g, c, price in zip(flags, ground, cut, friction, strict=True)
    ]


def entry_cost(here, there, base, flags, friction, zoc_enter, zoc_to_zoc, won_cost):
    """Return the quarters it takes to go from one hex into the next, None if it is closed."""
    if base >= IMPASSABLE or flags[there] & FLAG_ENEMY or flags[there] & FLAG_BOND:
        return None
    price = base
    if flags[there] & FLAG_FRICTION:
        price = base + friction[there]
    if flags[there] & FLAG_WON:
        price = won_cost
    if flags[there] & FLAG_EZOC:
        escorted = flags[there] & FLAG_FRIEND
        price += zoc_to_zoc if flags[here] & FLAG_EZOC and not escorted else zoc_enter
    return price


def reach(
    start,
    budget,
    tempo_left,
    full_mp,
    cls,
    step_cost,
    ford_cost,
    hex_ground,
    hex_cut,
    neighbour,
    flags,
    friction,
    zoc_enter,
    zoc_to_zoc,
    won_cost,
    limit,
):
    """Return {row: (cost, parent, tempo hexes entered)} of all hexes that can be reached."""
    land = len(flags)
    budget = max(0, budget)
    found = {}
    heap = [(0, -1, start, 0)]
    while heap:
        cost, parent, here, tempo = heapq.heappop(heap)
        if here in found:
            continue
        found[here] = (cost, parent, tempo)
        if len(path_to(found, here)) > limit:
            continue
        for direction, there in enumerate(neighbour[here]):
            if not 0 <= there < land or there in found:
                continue
            table = ford_cost if hex_cut[here] >> direction & 1 else step_cost
            base = table[hex_ground[there]][cls][here][direction]
            price = entry_cost(here, there, base, flags, friction, zoc_enter, zoc_to_zoc, won_cost)
            if price is None:
                continue
            total = cost + price
            if full_mp and here == start:
                total = min(total, budget)
            entered = tempo + (1 if flags[there] & FLAG_TEMPO else 0)
            if total <= budget and entered <= max(tempo_left, tempo):
                heapq.heappush(heap, (total, here, there, entered))
    return found


def path_to(found, goal):
    """Return the rows from the start to a goal."""
    rows = [goal]
    while found[rows[-1]][1] >= 0:
        rows.append(found[rows[-1]][1])
    return rows[::-1]
