"""Who draws how much over the ways of ``supply``, and what each track still carries. Rulebook chapter 7."""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel
from engine.kernels.arrays import I8, I16, I32, U8
from engine.kernels.consts import (
    LIMIT_NO_WAY,
    LIMIT_NONE,
    LIMIT_RANGE,
    LIMIT_SHIPPING,
    LIMIT_SOURCE,
    SUPPLY_FULL,
    SUPPLY_ISOLATED,
    SUPPLY_LOW,
    SUPPLY_OUT,
)


@kernel
def track_left(
    track_hex: I32, track_tons: I32, track_bridge: I16, damage: I8, slow: I8, bridge_damage: I8, left: I32
) -> None:
    """Write what each track can carry at the start of a turn, tons a day.

    Tables (read-only): ``track_hex`` int32[K, 2], the hexes that a track joins; ``track_tons``
    int32[K]; ``track_bridge`` int16[K], -1 where it crosses no river. State (writable):
    ``damage`` int8[L], percent of the rail of a hex that is torn up; ``slow`` int8[L], percent
    of what goes through a hex that is lost to raids; ``bridge_damage`` int8[B]. Of two ends the
    worse counts. Output: ``left`` int32[K].
    """
    for track in range(left.shape[0]):
        bridge = int(track_bridge[track])
        if bridge >= 0 and bridge_damage[bridge] > 0:
            left[track] = 0
            continue
        a = int(track_hex[track, 0])
        b = int(track_hex[track, 1])
        whole = 100 - max(int(damage[a]), int(damage[b]))
        calm = 100 - max(int(slow[a]), int(slow[b]))
        left[track] = int(track_tons[track]) * whole // 100 * calm // 100


@kernel
def shut_tracks(track_hex: I32, track_direction: I8, left: I32, shut: U8) -> None:
    """Set in ``shut`` uint8[L] a bit at both ends of each track that carries nothing more.

    ``track_direction`` int8[K] is the direction from the first end; ``left`` int32[K].
    """
    for row in range(shut.shape[0]):
        shut[row] = 0
    for track in range(left.shape[0]):
        if left[track] <= 0:
            direction = int(track_direction[track])
            a = int(track_hex[track, 0])
            b = int(track_hex[track, 1])
            shut[a] = int(shut[a]) | (1 << direction)
            shut[b] = int(shut[b]) | (1 << ((direction + 3) % 6))


@kernel
def wanting(order: I32, need: I32, granted: I32, state: I8, limit: I32, nearer: bool) -> int:
    """Return how many takers look for another source: those that got less than they need.

    See ``allot``. With ``nearer`` only those that had a way which was short enough: who has no
    way, or too long a one, finds no better one over less.
    """
    count = 0
    for i in range(order.shape[0]):
        taker = int(order[i])
        short = granted[taker] < need[taker] and state[taker] != SUPPLY_FULL
        if short and not (nearer and (limit[taker] == LIMIT_NO_WAY or limit[taker] == LIMIT_RANGE)):
            count += 1
    return count


@kernel
def allot(
    turn: int,
    nearer: bool,
    order: I32,
    taker_hex: I32,
    need: I32,
    neighbour: I32,
    hex_track: I32,
    rail_cost: I32,
    rail_parent: I32,
    cost: I32,
    source: I16,
    parent: I32,
    at_sea: U8,
    capacity: I32,
    shipping: I32,
    left: I32,
    full_range: int,
    low_range: int,
    granted: I32,
    state: I8,
    limit: I32,
    tried: I32,
    last: I8,
    drawn: I16,
) -> int:
    """Let takers draw from their sources, one after the other, over the tracks of their ways.

    In the first round (``turn`` 0) all in ``order`` draw; in a later one those that ``wanting``
    counts (with the same ``nearer``), for what they still lack.

    Tables (read-only): ``neighbour`` int32[H, 6]; ``hex_track`` int32[L, 6], row of the track
    over a hexside, -1 for none.
    State (writable): ``order`` int32[n], rows in drawing order; ``taker_hex`` int32[U];
    ``need`` and ``granted`` int32[U], ``capacity`` int32[S], ``shipping`` int32[1] and ``left``
    int32[K] in one and the same unit of weight; ``rail_cost`` to ``parent`` from
    ``supply_field``; ``at_sea`` uint8[S], 1 where shipping counts; ranges in the units of cost.

    Lowers ``capacity``, ``shipping`` and ``left`` by what is drawn and writes for those that
    draw: ``granted``, all they got so far; ``tried`` int32[U], why no more was drawn in this
    round, one of consts.LIMIT_* or the row of the track that carried no more; and, in the first
    round and whenever something was drawn, ``state`` int8[U] (consts.SUPPLY_*) and ``limit``
    int32[U], the last ``tried``. Who drew something has in ``last`` int8[U] the round and in
    ``drawn`` int16[U] the source. Returns what was drawn in all.

    A taker is fully supplied if it has all it needs and drew within ``full_range``, low if it
    has at least half and drew within ``low_range``, isolated if it has no source, else out.
    Beyond both ranges nothing is drawn.
    """
    land = cost.shape[0]
    track_on = np.full(land, -1, np.int32)
    total = 0
    for i in range(order.shape[0]):
        taker = int(order[i])
        if turn == 0:
            granted[taker] = 0
            state[taker] = SUPPLY_ISOLATED
            limit[taker] = LIMIT_NO_WAY
        else:
            if granted[taker] >= need[taker] or state[taker] == SUPPLY_FULL:
                continue
            if nearer and (tried[taker] == LIMIT_NO_WAY or tried[taker] == LIMIT_RANGE):
                continue
        tried[taker] = LIMIT_NO_WAY
        row = int(taker_hex[taker])
        if row < 0 or row >= land or source[row] < 0:
            continue
        if turn == 0:
            state[taker] = SUPPLY_OUT
        far = int(cost[row])
        if far > low_range and far > full_range:
            tried[taker] = LIMIT_RANGE
            if turn == 0:
                limit[taker] = LIMIT_RANGE
            continue
        at = int(source[row])
        wanted = int(need[taker]) - int(granted[taker])
        gift = wanted
        why = LIMIT_NONE
        if capacity[at] < gift:
            gift = max(0, int(capacity[at]))
            why = LIMIT_SOURCE
        if at_sea[at] and shipping[0] < gift:
            gift = max(0, int(shipping[0]))
            why = LIMIT_SHIPPING
        railhead = row
        while rail_cost[railhead] != cost[railhead]:
            railhead = int(parent[railhead])
        here = railhead
        while rail_parent[here] >= 0 and gift > 0:
            there = int(rail_parent[here])
            if track_on[here] < 0:  # looked up once, as many ways share their last part
                for direction in range(6):
                    if neighbour[here, direction] == there:
                        track_on[here] = hex_track[here, direction]
            track = int(track_on[here])
            if left[track] < gift:
                gift = max(0, int(left[track]))
                why = track
            here = there
        tried[taker] = why
        capacity[at] -= gift
        if at_sea[at]:
            shipping[0] -= gift
        here = railhead
        while rail_parent[here] >= 0 and gift > 0:
            left[int(track_on[here])] -= gift
            here = int(rail_parent[here])
        if turn > 0 and gift == 0:
            continue
        total += gift
        limit[taker] = why
        granted[taker] += gift
        if gift > 0:
            last[taker] = turn
            drawn[taker] = at
        if far <= full_range and gift == wanted:
            state[taker] = SUPPLY_FULL
        elif far <= low_range and 2 * int(granted[taker]) >= int(need[taker]):
            state[taker] = SUPPLY_LOW
        else:
            state[taker] = SUPPLY_OUT
    return total
