"""Small searches of computer players over arrays: where to go, what threatens, how far."""

from __future__ import annotations

from engine.kernels import kernel
from engine.kernels.arrays import I16, I32, U8, U32


@kernel
def best_goal(
    settled: I32,
    cost: I32,
    value: I32,
    stack: I16,
    limit: I16,
    points: int,
    start: int,
    price: int,
) -> int:
    """Return the reached hex with the highest value less ``price`` a quarter of cost.

    ``settled`` int32[n] and ``cost`` int32[L] as from ``reach``; ``value`` int32[L]; hexes whose
    ``stack`` int16[L] leaves no room for ``points`` below ``limit`` int16[L] do not count, the
    start always does. Of equals the first by cost, then by row.
    """
    best = start
    score = int(value[start])
    for i in range(settled.shape[0]):
        row = int(settled[i])
        if row == start or int(stack[row]) + points > int(limit[row]):
            continue
        worth = int(value[row]) - price * int(cost[row])
        if worth > score:
            score = worth
            best = row
    return best


@kernel
def spread(neighbour: I32, source: I32, rounds: int, keep: int, out: I32, scratch: I32) -> None:
    """Let values seep to their neighbours: each round a hex gets ``keep`` percent of its greatest neighbour.

    ``source`` int32[L]; output ``out`` int32[L]; ``scratch`` int32[L] is overwritten.
    """
    land = out.shape[0]
    for row in range(land):
        out[row] = source[row]
    for _ in range(rounds):
        for row in range(land):
            scratch[row] = out[row]
        for row in range(land):
            best = int(scratch[row])
            for direction in range(6):
                there = int(neighbour[row, direction])
                if 0 <= there < land and scratch[there]:  # most of a map is quiet, and dividing is slow
                    seeped = int(scratch[there]) * keep // 100
                    best = max(best, seeped)
            out[row] = best


@kernel
def border(neighbour: I32, control: U8, out: U8) -> None:
    """Mark own hexes that touch land of somebody else: ``control`` uint8[L] is 1 on own ground."""
    land = out.shape[0]
    for row in range(land):
        out[row] = 0
        if not control[row]:
            continue
        for direction in range(6):
            there = int(neighbour[row, direction])
            if 0 <= there < land and not control[there]:
                out[row] = 1


@kernel
def claim(neighbour: I32, rounds: int, label: I32, scratch: I32) -> None:
    """Let labelled hexes claim the free land round them: each round a free hex takes a neighbour's label.

    ``label`` int32[L], -1 where free, is changed in place; of several labels the lowest wins.
    ``scratch`` int32[L] is overwritten.
    """
    land = label.shape[0]
    for _ in range(rounds):
        for row in range(land):
            scratch[row] = label[row]
        for row in range(land):
            if scratch[row] >= 0:
                continue
            best = -1
            for direction in range(6):
                there = int(neighbour[row, direction])
                if 0 <= there < land and scratch[there] >= 0:
                    found = int(scratch[there])
                    if best < 0 or found < best:
                        best = found
            label[row] = best


@kernel
def ring_sum(around: U32, values: I32, out: I32) -> None:
    """Write the sum of each hex and its neighbours on land.

    Table (read-only): ``around`` uint32[L, 6], L for water. ``values`` int32[L]; output ``out`` int32[L].
    """
    land = out.shape[0]
    for row in range(land):
        total = int(values[row])
        for direction in range(6):
            there = int(around[row, direction])
            if there < land:
                total += int(values[there])
        out[row] = total
