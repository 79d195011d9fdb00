"""Victory: points for objectives by date, for losses at the end, and the level they make.

The files say what is worth how much to whom; this chapter only counts.
"""

from __future__ import annotations

import datetime

from engine.events import Event, GameOver, Scored
from engine.kernels.consts import QUARTERS
from engine.schema.victory import Band, VictoryFile
from engine.state import G_LEVEL, G_OVER, G_REASON, G_WINNER, State
from engine.world import World


def band_points(bands: list[Band], day: datetime.date) -> int:
    """Return the points of the first band that is still open on a day, 0 if none is."""
    return next((band.points for band in sorted(bands, key=lambda b: b.until) if day <= band.until), 0)


def score(world: World, state: State, events: list[Event]) -> None:
    """At the end of a turn, give the points of objectives that are held for the first time.

    The day that counts is the last of the turn: a place taken in a week was taken by its end.
    """
    if state.over:
        return
    day = world.date_of(state.turn + 1) - datetime.timedelta(days=1)
    for row, objective in enumerate(world.victory.objective):
        if state.objective_turn[row] != 0:
            continue
        side = world.rows("side")[objective.side]
        place = world.rows("place")[objective.place]
        if int(state.hex_control[world.place_hex[place]]) != side:
            continue
        state.objective_turn[row] = state.turn
        points = band_points(objective.bands, min(day, world.end))
        if points:
            state.side_score[side] += points
            events.append(Scored(side=side, points=points, reason=objective.place))


def loss_points(world: World, state: State) -> int:
    """Return the points of the first side for steps lost by both sides so far."""
    victory: VictoryFile = world.victory
    main = world.rows("side")[victory.side]
    own = int(state.side_lost[main]) // QUARTERS
    enemy = sum(int(q) for row, q in enumerate(state.side_lost) if row != main) // QUARTERS
    return enemy * victory.points_per_enemy_step + own * victory.points_per_own_step


def balance(world: World, state: State) -> int:
    """Return the lead of the first side: its points and those for losses, less the others' points."""
    main = world.rows("side")[world.victory.side]
    others = sum(int(s) for row, s in enumerate(state.side_score) if row != main)
    counted = 0 if state.over else loss_points(world, state)
    return int(state.side_score[main]) - others + counted


def level_of(world: World, lead: int) -> int:
    """Return the row of the best level that a lead reaches, else of the worst; -1 without levels."""
    levels = world.victory.level
    reached = [row for row, level in enumerate(levels) if lead >= level.at_least]
    if reached:
        return max(reached, key=lambda row: levels[row].at_least)
    return min(range(len(levels)), key=lambda row: levels[row].at_least, default=-1)


def finish(world: World, state: State, reason: int, events: list[Event]) -> None:
    """End the game: count the losses and name level and winner. Ending it again changes nothing."""
    if state.over:
        return
    score(world, state, events)  # what was taken in the last week counts, however the game ends
    main = world.rows("side")[world.victory.side]
    points = loss_points(world, state)
    level = level_of(world, balance(world, state))
    if points:
        state.side_score[main] += points
        events.append(Scored(side=main, points=points, reason="losses"))
    winner = world.rows("side")[world.victory.level[level].side] if level >= 0 else -1
    state.game[G_OVER] = 1
    state.game[G_WINNER] = winner
    state.game[G_LEVEL] = level
    state.game[G_REASON] = reason
    events.append(GameOver(winner=winner, level=level, reason=reason))
