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
def allot(
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
) -> None:
    """Let takers draw from their sources, one after the other, over the tracks of their ways.

    Tables (read-only): ``neighbour`` int32[H, 6]; ``hex_track`` int32[L, 6], row of the track
    over a hexside, -1 for none.
    State (writable): ``order`` int32[n], rows in drawing order; ``taker_hex`` int32[U];
    ``need`` and ``granted`` int32[U], ``capacity`` int32[S], ``shipping`` int32[1] and ``left``
    int32[K] in one and the same unit of weight; ``rail_cost`` to ``parent`` from
    ``supply_field``; ``at_sea`` uint8[S], 1 where shipping counts; ranges in the units of cost.

    Lowers ``capacity``, ``shipping`` and ``left`` by what is drawn and writes for the rows in
    ``order`` only ``granted``, ``state`` int8[U] (consts.SUPPLY_*) and ``limit`` int32[U]: why no
    more was drawn, one of consts.LIMIT_* or the row of the track that carried no more. A taker
    is fully supplied if it gets all it needs within ``full_range``, low if it gets at least half within
    ``low_range``, isolated if it has no source, else out. Beyond both ranges nothing is drawn.
    """
    land = cost.shape[0]
    track_on = np.full(land, -1, np.int32)
    for i in range(order.shape[0]):
        taker = int(order[i])
        row = int(taker_hex[taker])
        granted[taker] = 0
        state[taker] = SUPPLY_ISOLATED
        limit[taker] = LIMIT_NO_WAY
        if row < 0 or row >= land or source[row] < 0:
            continue
        state[taker] = SUPPLY_OUT
        far = int(cost[row])
        if far > low_range and far > full_range:
            limit[taker] = LIMIT_RANGE
            continue
        at = int(source[row])
        wanted = int(need[taker])
        gift = wanted
        limit[taker] = LIMIT_NONE
        if capacity[at] < gift:
            gift = max(0, int(capacity[at]))
            limit[taker] = LIMIT_SOURCE
        if at_sea[at] and shipping[0] < gift:
            gift = max(0, int(shipping[0]))
            limit[taker] = LIMIT_SHIPPING
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
                limit[taker] = track
            here = there
        capacity[at] -= gift
        if at_sea[at]:
            shipping[0] -= gift
        here = railhead
        while rail_parent[here] >= 0 and gift > 0:
            left[int(track_on[here])] -= gift
            here = int(rail_parent[here])
        granted[taker] = gift
        if far <= full_range and gift == wanted:
            state[taker] = SUPPLY_FULL
        elif far <= low_range and 2 * gift >= wanted:
            state[taker] = SUPPLY_LOW
