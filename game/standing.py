"""How the war stands: points and places beside history, and beside what computer players made of it.

History's points are those of its own dates in the bands of ``victory.toml``. How computer players fared
is ``history/commanders.csv``; it is of the whole scenario and is not shown for a part of it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pygame

from engine.observation import Observation
from engine.rules.victory import band_points, level_of
from engine.schema.victory import CommanderRow, Objective
from engine.state import G_TURN
from engine.world import World
from game import assets, texts, theme, wording
from game.panels import accent
from game.scene import Scene
from game.widgets import PAD, Paper, Sheet

WIDTH = 440
_NAMES = 118


@dataclass(frozen=True)
class Goal:
    """An objective: its points and day here, in history and in the middle game of computer players."""

    name: str
    hex: int
    side: int
    held: bool
    taken: datetime.date | None
    points: int
    history: datetime.date | None
    history_points: int
    commanders: datetime.date | None


def today(world: World, seen: Observation) -> datetime.date:
    """Return the first day of the turn."""
    return world.date_of(max(1, int(seen.game[G_TURN])))


def _stone(world: World, objective: Objective) -> tuple[str, datetime.date] | None:
    """Return id and date of the milestone that tells when an objective really fell."""
    for row in world.milestones:
        if (row.measure, row.subject, row.side) == ("control", objective.place, objective.side):
            return row.id, row.date
    return None


def _fared(world: World) -> list[CommanderRow]:
    return [] if world.change is not None else list(world.commanders)


def goals(world: World, seen: Observation) -> list[Goal]:
    """Return the objectives in the order of history; those that it has no date for come last."""
    late = {row.milestone: row.middle for row in _fared(world) if row.measure == "late"}
    found = []
    for row, objective in enumerate(world.victory.objective):
        place = world.rows("place")[objective.place]
        side, at = world.rows("side")[objective.side], int(world.place_hex[place])
        turn = int(seen.objective_turn[row])
        last = min(world.date_of(turn + 1) - datetime.timedelta(days=1), world.end) if turn else None
        stone = _stone(world, objective)
        usual = None
        if stone is not None and late.get(stone[0]) is not None:
            usual = stone[1] + datetime.timedelta(days=int(late[stone[0]] or 0))
        found.append(
            Goal(
                world.place_names[place],
                at,
                side,
                int(seen.hex_control[at]) == side,
                world.date_of(turn) if turn else None,
                band_points(objective.bands, last) if last is not None else 0,
                stone[1] if stone is not None else None,
                band_points(objective.bands, stone[1]) if stone is not None else 0,
                usual,
            )
        )
    return sorted(found, key=lambda g: (g.history or datetime.date.max, g.name))


def commanders_now(world: World, seen: Observation) -> CommanderRow | None:
    """Return how many points computer players had by now, None where nobody counted."""
    now = today(world, seen)
    rows = [(row.date, row) for row in _fared(world) if row.measure == "score" and row.date is not None]
    past = [(date, row) for date, row in rows if date <= now]
    return max(past, key=lambda item: item[0])[1] if past else None


def panel(scene: Scene) -> Sheet:
    """Return the panel: the level that would be reached, points three ways, and each objective."""
    world, seen = scene.world, scene.seen
    main = world.rows("side")[world.victory.side]
    listed = goals(world, seen)
    now = today(world, seen)
    paper = Paper(WIDTH, accent(main))
    paper.heading(wording.STANDING, wording.date(now))
    score = int(seen.side_score[main])
    lead = score - sum(int(s) for row, s in enumerate(seen.side_score) if row != main)
    levels = world.victory.level
    level = level_of(world, lead)
    if level >= 0:
        paper.pair(
            wording.STANDING_LEVEL,
            levels[level].name,
            accent(world.rows("side")[levels[level].side]),
            size=13,
        )
        better = min((lv for lv in levels if lv.at_least > lead), key=lambda lv: lv.at_least, default=None)
        if better is not None:
            words = wording.STANDING_NEXT.format(better.name, better.at_least)
            paper.text(words, 12, theme.INK_SOFT)
    paper.small(wording.STANDING_POINTS.format(world.side_names[main]))
    past = sum(g.history_points for g in listed if g.side == main and g.history and g.history <= now)
    mine = sum(g.points for g in listed if g.side == main)
    colour = theme.GOOD if mine >= past else theme.BAD
    paper.pair(wording.STANDING_GOALS, wording.STANDING_AGAINST.format(mine, past), colour, size=13)
    fared = commanders_now(world, seen)
    if fared is not None and None not in (fared.low, fared.middle, fared.high):
        low, middle, high = int(fared.low or 0), int(fared.middle or 0), int(fared.high or 0)
        words = wording.STANDING_FARED.format(score, middle, low, high)
        paper.pair(wording.STANDING_ALL, words, theme.GOOD if score >= middle else theme.BAD, size=13)
        _span(paper, low, middle, high, score)
        paper.text(wording.counted("STANDING_GAMES", fared.games), 11, theme.INK_SOFT, assets.ITALIC)
    elif world.change is None:
        paper.pair(wording.STANDING_ALL, str(score), size=13)
    _table(paper, listed, fared is not None)
    paper.text(wording.STANDING_LOSSES, 11, theme.INK_SOFT, assets.ITALIC)
    return paper.finish()


def _span(paper: Paper, low: int, middle: int, high: int, here: int) -> None:
    """Draw from where to where computer players have come, their middle, and the player's own points."""
    left, right = min(low, here) - 5, max(high, here) + 5

    def at(value: int) -> int:
        return PAD + round(paper.inner * (value - left) / (right - left))

    top = paper.y + 4
    paper.box(pygame.Rect(PAD, top + 6, paper.inner, 2), theme.PAPER_EDGE)
    paper.box(pygame.Rect(at(low), top + 2, max(2, at(high) - at(low)), 10), theme.PAPER_DARK)
    paper.box(pygame.Rect(at(low), top + 2, max(2, at(high) - at(low)), 10), theme.INK_SOFT, 1)
    paper.box(pygame.Rect(at(middle) - 1, top, 3, 14), theme.INK_SOFT)
    paper.box(pygame.Rect(at(here) - 3, top - 1, 7, 16), theme.GOOD if here >= middle else theme.BAD)
    paper.y = top + 18


def _table(paper: Paper, listed: list[Goal], fared: bool) -> None:
    """Write the objectives, a line each: day and points here, in history, and the day of computer players."""
    if not listed:
        return
    paper.small(wording.STANDING_TABLE)
    heads = (wording.STANDING_HERE, wording.STANDING_HISTORY, wording.STANDING_COMMANDERS if fared else "")
    columns = ((_NAMES, 98), (_NAMES + 102, 98), (_NAMES + 204, 90))
    for (x, room), words in zip(columns, heads, strict=True):
        if words:
            paper.words_at(words, PAD + x, paper.y, 11, room, theme.INK_SOFT, assets.BOLD)
    paper.y += 15
    for goal in listed:
        start = paper.y
        style = assets.BOLD if goal.held else assets.REGULAR
        paper.words_at(goal.name, PAD, start, 12, _NAMES - 6, accent(goal.side), style)
        here = wording.STANDING_DAY.format(_day(goal.taken), goal.points) if goal.taken else "–"
        ahead = goal.taken is not None and (goal.history is None or goal.points >= goal.history_points)
        colour = theme.GOOD if ahead else theme.BAD if goal.taken else theme.INK_SOFT
        past = wording.STANDING_DAY.format(_day(goal.history), goal.history_points) if goal.history else "–"
        usual = _day(goal.commanders) if goal.commanders else "–"
        for (x, room), words, ink in zip(
            columns, (here, past, usual if fared else ""), (colour, theme.INK, theme.INK_SOFT), strict=True
        ):
            if words:
                paper.words_at(words, PAD + x, start, 12, room, ink)
        paper.spots.append((pygame.Rect(PAD, start, paper.inner, 16), ("jump", goal.hex)))
        paper.y = start + 16


def _day(day: datetime.date | None) -> str:
    return texts.short_day(day) if day is not None else "–"
