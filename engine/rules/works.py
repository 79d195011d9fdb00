"""Fortified lines: how they grow between their dates, and by labour. Rulebook chapter 10."""

from __future__ import annotations

import numpy as np

from engine.events import Event, Laboured
from engine.kernels.consts import FLAG_EZOC
from engine.observation import Observation, flags_of
from engine.orders import Labour, Refusal
from engine.state import G_TURN, State
from engine.world import DAYS_A_WEEK, World


def grow_works(world: World, state: State) -> None:
    """Raise fortified lines to the level that their dates give, where the builder holds the hex."""
    turn = int(state.game[G_TURN])
    for row in range(len(world.work_hex)):
        at = int(world.work_hex[row])
        if state.hex_control[at] != world.hex_owner[at] or turn < world.work_from[row]:
            continue
        level, now = planned(world, row, turn), int(state.hex_fort[at])
        if turn == 1:
            # The first turn finds what stands.
            state.hex_fort[at] = max(now, level)
        elif now < level:
            # What was lost and won back is dug anew, a level a week.
            raise_works(state, at, world.days_per_turn, level)
        else:
            state.hex_works[at] = DAYS_A_WEEK - 1  # the next level is due as soon as its date comes


def planned(world: World, row: int, turn: int) -> int:
    """Return the level that the dates of a row of works give in a turn that is not before its first."""
    first = int(world.work_from[row])
    last = max(int(world.work_until[row]), first)
    return int(world.work_level[row]) * (min(turn, last) - first + 1) // (last - first + 1)


def raise_works(state: State, land_hex: int, days: int, most: int) -> None:
    """Work some days on a line in a hex: a level for each week of them, ``most`` at most."""
    levels, rest = divmod(int(state.hex_works[land_hex]) + days, DAYS_A_WEEK)
    level = min(most, int(state.hex_fort[land_hex]) + levels)
    state.hex_fort[land_hex] = level
    state.hex_works[land_hex] = rest if level < most else 0


def plan(world: World, land_hex: int, turn: int) -> int:
    """Return the level to which the works of a hex may be raised: that of its lines once begun, else 0."""
    rows = world.work_rows.get(land_hex, ())
    return max((int(world.work_level[r]) for r in rows if turn >= world.work_from[r]), default=0)


def check_labour(world: World, seen: Observation, order: Labour) -> Refusal | None:
    """Refuse labour where no line is being built, where it is done, under fire, or beyond the pool."""
    at = order.hex
    if not 0 <= at < world.land:
        return Refusal.UNKNOWN_HEX
    if seen.hex_control[at] != seen.viewer or world.hex_owner[at] != seen.viewer:
        return Refusal.NO_WORKS
    if int(seen.hex_fort[at]) >= plan(world, at, int(seen.game[G_TURN])):
        return Refusal.NO_WORKS
    if flags_of(world, seen)[at] & FLAG_EZOC:
        return Refusal.IN_CONTACT
    return Refusal.NO_LABOUR if seen.pool_labour[seen.viewer] <= 0 else None


def apply_labour(world: World, state: State, seen: Observation, order: Labour, events: list[Event]) -> None:
    """Raise the works of a hex by a level."""
    state.pool_labour[seen.viewer] -= 1
    state.hex_fort[order.hex] += 1
    level = int(state.hex_fort[order.hex])
    events.append(Laboured(hex=order.hex, level=level, side=seen.viewer))


def building_sites(world: World, seen: Observation) -> list[int]:
    """Return the hexes of lines that the viewer can have raised now, by row."""
    if seen.pool_labour[seen.viewer] <= 0:
        return []
    begun = seen.game[G_TURN] >= world.work_from
    level = np.zeros(world.land, np.int8)
    np.maximum.at(level, world.work_hex[begun], world.work_level[begun])
    own = (seen.hex_control == seen.viewer) & (world.hex_owner == seen.viewer)
    able = own & (seen.hex_fort < level) & (flags_of(world, seen) & FLAG_EZOC == 0)
    sites: list[int] = np.flatnonzero(able).tolist()
    return sites
