"""Fields over the hexes of the map: what a side's units meet, see and stand on.

Rulebook chapters 5 (zones of control, bonds, tempo, stacking) and 11 (fog).
Land hexes are rows 0..L-1, sea hexes rows L..H-1. Unit arrays have a row for each unit of the
whole game; only those with STATUS_MAP and a land hex count here.
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
    FLAG_HOSTILE,
    FLAG_TEMPO,
    FLAG_WON,
    IMPASSABLE,
    INFINITY,
    STATUS_AWAY,
    STATUS_DEAD,
    STATUS_MAP,
    SUPPLY_OUT,
)


@kernel
def movement_flags(
    side: int,
    unit_side: I8,
    unit_status: I8,
    unit_hex: I32,
    unit_quarters: I16,
    unit_cohesion: I16,
    unit_supply: I8,
    unit_class: I8,
    class_static: U8,
    hex_control: I8,
    hex_control_start: I8,
    hex_won: I8,
    neighbour: I32,
    zoc_reach: U8,
    zoc_quarters: int,
    broken_below: int,
    tempo_radius: int,
    flags: U8,
) -> None:
    """Write for each land hex what a unit of ``side`` meets there.

    Tables (read-only): ``unit_class`` int8[U]; ``class_static`` uint8[C], 1 for a class that
    holds no line;
    ``neighbour`` int32[H, 6]; ``zoc_reach`` uint8[C, L, 6], 1 where a zone of control of that
    movement class crosses the hexside.
    State (writable): other unit arrays [U]; ``hex_control`` and ``hex_control_start`` int8[L], side or
    -1, now and when the turn began; ``hex_won`` int8[L], side + 1 that won the hex this player
    turn, or 0. Units of every other side are enemies.
    A zone of control takes ``zoc_quarters`` quarter steps. A unit holds a line if it has those,
    cohesion of at least ``broken_below``, and a class that is not static.

    Output: ``flags`` uint8[L], bits of consts.FLAG_*. FLAG_BOND: hex without an enemy unit, not
    controlled by ``side``, between two line-holding enemy units that stand in neighbours two or
    more directions apart and both reach it. FLAG_TEMPO: hex not controlled by ``side`` within
    ``tempo_radius`` land hexes of a line-holding enemy unit that is not out of supply.
    """
    land = flags.shape[0]
    for row in range(land):
        flag = 0
        if hex_control[row] != side:
            flag |= FLAG_HOSTILE
        if hex_won[row] == side + 1:
            flag |= FLAG_WON
        if hex_control_start[row] >= 0 and hex_control_start[row] != side:
            flag |= FLAG_FRICTION
        flags[row] = flag
    # One bit for each direction from which a line-holding enemy reaches the hex.
    holders = np.zeros(land, np.uint8)
    near = np.zeros(land, np.uint8)
    queue = np.empty(land, np.int32)
    queued = land - land  # no literal, for which the compiler would make a version of its own
    for unit in range(unit_hex.shape[0]):
        row = int(unit_hex[unit])
        if unit_status[unit] != STATUS_MAP or row < 0 or row >= land:
            continue
        if unit_side[unit] == side:
            flags[row] |= FLAG_FRIEND
            continue
        flags[row] |= FLAG_ENEMY
        if unit_quarters[unit] < zoc_quarters:
            continue
        flags[row] |= FLAG_EZOC
        cls = int(unit_class[unit])
        holds = unit_cohesion[unit] >= broken_below and not class_static[cls]
        if holds and unit_supply[unit] < SUPPLY_OUT and not near[row]:
            near[row] = 1
            queue[queued] = row
            queued += 1
        for direction in range(6):
            there = int(neighbour[row, direction])
            if 0 <= there < land and zoc_reach[cls, row, direction]:
                flags[there] |= FLAG_EZOC
                if holds:
                    holders[there] |= 1 << ((direction + 3) % 6)
    _spread(neighbour, near, queue, queued, tempo_radius)
    for row in range(land):
        flag = int(flags[row])
        if not flag & FLAG_HOSTILE:
            continue
        if near[row]:
            flag |= FLAG_TEMPO
        if holders[row] and not flag & FLAG_ENEMY and _apart(int(holders[row])):
            flag |= FLAG_BOND
        flags[row] = flag


@kernel
def _apart(directions: int) -> bool:
    """Return whether two of the directions, one bit each, are two or more apart."""
    for direction in range(6):
        # The other three directions that are neither this one nor next to it.
        opposite = (1 << ((direction + 2) % 6)) | (1 << ((direction + 3) % 6)) | (1 << ((direction + 4) % 6))
        if directions & (1 << direction) and directions & opposite:
            return True
    return False


@kernel
def _spread(neighbour: I32, marked: U8, queue: I32, queued: int, radius: int) -> None:
    """Mark the land hexes within ``radius`` hexes of the marked ones in the queue."""
    land = marked.shape[0]
    first = 0
    for _ in range(radius):
        last = queued
        for i in range(first, last):
            for direction in range(6):
                there = int(neighbour[queue[i], direction])
                if 0 <= there < land and not marked[there]:
                    marked[there] = 1
                    queue[queued] = there
                    queued += 1
        first = last


@kernel
def stack_points(unit_status: I8, unit_hex: I32, unit_side: I8, unit_stack: I16, side: int, out: I16) -> None:
    """Write for each land hex the stacking points of the side's units in it.

    ``unit_stack`` int16[U], stacking points, is a table (read-only), the other unit arrays [U]
    are state (writable). Output: ``out`` int16[L].
    """
    land = out.shape[0]
    out[:] = 0
    for unit in range(unit_hex.shape[0]):
        row = int(unit_hex[unit])
        if unit_status[unit] == STATUS_MAP and unit_side[unit] == side and 0 <= row < land:
            out[row] += unit_stack[unit]


@kernel
def visibility(
    side: int,
    unit_side: I8,
    unit_status: I8,
    unit_hex: I32,
    unit_recon: U8,
    hex_control: I8,
    around: U32,
    out: U8,
) -> None:
    """Write 1 for each land hex that a side sees, 0 for the others.

    It sees as far over land as ``unit_recon`` uint8[U], in hexes, from each of its units, the
    hexes it controls, and those next to them. ``unit_recon`` and ``around`` uint32[L, 6], L
    for water, are tables (read-only), the rest is state (writable); ``hex_control`` int8[L].
    Output: ``out`` uint8[L].
    """
    land = out.shape[0]
    out[:] = 0
    farthest = 0
    for unit in range(unit_hex.shape[0]):
        if unit_side[unit] == side and unit_status[unit] == STATUS_MAP:
            farthest = max(farthest, int(unit_recon[unit]))
    # From the farthest sight down, so that a hex is first marked with the most steps left.
    queue = np.empty(land, np.int32)
    queued = 0
    first = 0
    for left in range(farthest, -1, -1):
        for unit in range(unit_hex.shape[0]):
            row = int(unit_hex[unit])
            if (
                unit_recon[unit] == left
                and unit_side[unit] == side
                and unit_status[unit] == STATUS_MAP
                and 0 <= row < land
                and not out[row]
            ):
                out[row] = 1
                queue[queued] = row
                queued += 1
        if left == 0:
            break
        last = queued
        for i in range(first, last):
            for direction in range(6):
                there = int(around[queue[i], direction])
                if there < land and not out[there]:
                    out[there] = 1
                    queue[queued] = there
                    queued += 1
        first = last
    for row in range(land):
        if hex_control[row] != side:
            continue
        out[row] = 1
        for direction in range(6):
            there = int(around[row, direction])
            if there < land:
                out[there] = 1


@kernel
def mask_units(
    side: int,
    seen: U8,
    neighbour: I32,
    band_quarters: int,
    unit_full: I16,
    unit_side: I8,
    unit_news: I8,
    unit_status: I8,
    unit_hex: I32,
    unit_box: I8,
    unit_quarters: I16,
    unit_cohesion: I16,
    unit_supply: I8,
    unit_entrench: I8,
    unit_mp: I16,
    unit_mode: I8,
    side_lost: I32,
) -> None:
    """Hide from a copy of the state, in place, what ``side`` does not know of other sides' units.

    ``neighbour`` int32[H, 6] and ``unit_full`` int16[U] are tables (read-only); all else is writable:
    ``seen`` uint8[L] from ``visibility``, unit arrays [U], ``side_lost`` int32[S].
    A seen unit keeps its values, but its quarter steps are rounded to the nearest multiple of
    ``band_quarters``, at least one, unless a unit of ``side`` stands next to it. An unseen one is
    STATUS_AWAY, or STATUS_DEAD where ``unit_news`` is 1, with hex and box -1 and all else 0.
    Of the losses of other sides remain the units that are no more, at full strength.
    """
    land = seen.shape[0]
    own = np.zeros(land, np.uint8)
    for unit in range(unit_hex.shape[0]):
        row = int(unit_hex[unit])
        if unit_side[unit] == side and unit_status[unit] == STATUS_MAP and 0 <= row < land:
            own[row] = 1
    for other in range(side_lost.shape[0]):
        if other != side:
            side_lost[other] = 0
    for unit in range(unit_hex.shape[0]):
        other = int(unit_side[unit])
        if other == side:
            continue
        row = int(unit_hex[unit])
        if unit_status[unit] == STATUS_MAP and 0 <= row < land and seen[row]:
            touched = False
            for direction in range(6):
                there = int(neighbour[row, direction])
                if 0 <= there < land and own[there]:
                    touched = True
            if not touched and band_quarters > 1:
                bands = (2 * int(unit_quarters[unit]) + band_quarters) // (2 * band_quarters)
                unit_quarters[unit] = max(bands, 1) * band_quarters
            continue
        unit_status[unit] = STATUS_DEAD if unit_news[unit] else STATUS_AWAY
        unit_hex[unit] = -1
        unit_box[unit] = -1
        unit_quarters[unit] = 0
        unit_cohesion[unit] = 0
        unit_supply[unit] = 0
        unit_entrench[unit] = 0
        unit_mp[unit] = 0
        unit_mode[unit] = 0
        if unit_news[unit]:
            side_lost[other] += int(unit_full[unit])


@kernel
def mask_ground(
    side: int,
    seen: U8,
    formation_side: I8,
    acts: bool,
    hex_veiled: U8,
    hex_control: I8,
    hex_control_start: I8,
    hex_works: I8,
    hex_air: I8,
    hq_hex: I32,
) -> None:
    """Hide from a copy of the state, in place, what ``side`` does not know of ground and headquarters.

    ``formation_side`` int8[F] is a table (read-only); all else is writable: ``seen`` uint8[L] from
    ``visibility``, ``hex_veiled`` uint8[L / 8] a bit a hex, the other hex arrays int8[L], and
    ``hq_hex`` int32[F].
    Veiled ground that another holds out of sight is nobody's. Works are known on own ground, what
    flies over a hex where the side ``acts``, headquarters of others where their hex is seen.
    """
    for row in range(seen.shape[0]):
        if hex_control[row] != side:
            hex_works[row] = 0
            if not seen[row] and hex_veiled[row >> 3] >> (row & 7) & 1:
                hex_control[row] = -1
                hex_control_start[row] = -1
        if not acts:
            hex_air[row] = 0
    for formation in range(hq_hex.shape[0]):
        at = int(hq_hex[formation])
        if formation_side[formation] != side and at >= 0 and not seen[at]:
            hq_hex[formation] = -1


@kernel
def distance_field(
    neighbour: I32, step_cost: I16, sources: I32, start_cost: I32, limit: int, cost: I32
) -> None:
    """Write for each land hex the cost of going from it to the cheapest source.

    Tables (read-only): ``neighbour`` int32[H, 6]; ``step_cost`` int16[L, 6], the positive cost of
    leaving a hex in a direction, IMPASSABLE if not at all. Writable: ``sources`` int32[S], land
    rows; ``start_cost`` int32[S], what it costs to be at the source, 0 or more.
    Output: ``cost`` int32[L], INFINITY above ``limit``; time and memory grow with ``limit``.
    """
    land = cost.shape[0]
    cost[:] = INFINITY
    head = np.full(limit + 1, -1, np.int32)
    following = np.empty(6 * land + sources.shape[0], np.int32)
    entry_row = np.empty(6 * land + sources.shape[0], np.int32)
    entries = 0
    for i in range(sources.shape[0]):
        row = int(sources[i])
        total = int(start_cost[i])
        if total <= limit and total < cost[row]:
            cost[row] = total
            entries = push(head, following, entry_row, entries, total, row)
    spent = 0
    while spent <= limit:
        entry = int(head[spent])
        if entry < 0:
            spent += 1
            continue
        head[spent] = following[entry]
        here = int(entry_row[entry])
        if cost[here] < spent:
            continue
        for direction in range(6):
            there = int(neighbour[here, direction])
            if there < 0 or there >= land:
                continue
            known = int(cost[there])
            if known <= spent:
                continue
            step = int(step_cost[there, (direction + 3) % 6])
            total = spent + step
            if step >= IMPASSABLE or total > limit or total >= known:
                continue
            cost[there] = total
            entries = push(head, following, entry_row, entries, total, there)


@kernel
def widen(around: U32, crossable: U8, rounds: int, mark: U8) -> None:
    """Mark in ``mark`` uint8[L], in place, all within so many hexes of what is marked with 1.

    Tables (read-only): ``around`` uint32[L, 6], L for water; ``crossable`` uint8[L, 6], of whose
    hexsides only those above 0 are crossed, into the hex that owns the row.
    """
    land = mark.shape[0]
    for step in range(1, rounds + 1):
        for row in range(land):
            if mark[row]:
                continue
            for direction in range(6):
                there = int(around[row, direction])
                if there < land and crossable[row, direction] and 0 < mark[there] <= step:
                    mark[row] = step + 1
    for row in range(land):
        mark[row] = min(1, int(mark[row]))
