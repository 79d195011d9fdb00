"""Which hexes trains can reach from which: connected parts of the open rail net."""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel
from engine.kernels.arrays import I8, I32, U8


@kernel
def rail_parts(neighbour: I32, hex_rail: I8, shut: U8, free: U8, out: I32) -> None:
    """Number the connected parts of the rail net over free hexes.

    Tables (read-only): ``neighbour`` int32[H, 6], ``hex_rail`` int8[L, 6], 0 where no track.
    Writable: ``shut`` uint8[L], bit d set where the track over hexside d is closed; ``free``
    uint8[L]. Output: ``out`` int32[L], the lowest row of the part, -1 where the hex is not free.
    """
    land = out.shape[0]
    out[:] = -1
    queue = np.empty(land, np.int32)
    for start in range(land):
        if not free[start] or out[start] >= 0:
            continue
        out[start] = start
        queue[0] = start
        first = 0
        last = 1
        while first < last:
            here = int(queue[first])
            first += 1
            for direction in range(6):
                there = int(neighbour[here, direction])
                if there < 0 or there >= land or not hex_rail[here, direction]:
                    continue
                if (int(shut[here]) >> direction) & 1:
                    continue
                if free[there] and out[there] < 0:
                    out[there] = start
                    queue[last] = there
                    last += 1
