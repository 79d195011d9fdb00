"""Fortified lines: how they grow between their dates. Rulebook chapter 10."""

from __future__ import annotations

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
