"""``victory.toml`` and the files of ``history/`` that reports compare with."""

import datetime
from typing import Literal

from engine.schema.base import Count, Id, Latitude, Longitude, Points, Row, Text


class Band(Row, frozen=True):
    """Points for holding a place taken up to a date."""

    until: datetime.date
    points: Points


class Objective(Row, frozen=True):
    """A place that is worth points to ``side``, by the date it was first taken."""

    place: Id
    side: Id
    bands: list[Band]


class Level(Row, frozen=True):
    """A grade of victory of ``side`` for a score of at least ``at_least``."""

    id: Id
    name: Text
    side: Id
    at_least: Points


class VictoryFile(Row, frozen=True):
    """``victory.toml``: objectives, points for losses, levels from worst to best for the first side."""

    side: Id
    objective: list[Objective]
    level: list[Level]
    points_per_enemy_step: Points = 0
    points_per_own_step: Points = 0


class MilestoneRow(Row, frozen=True):
    """``history/milestones.csv``: what really happened, for reports only.

    ``measure`` control: the place passed to ``side``; trigger: the trigger ``subject`` fired.
    """

    id: Id
    name: Text
    date: datetime.date
    measure: Literal["control", "trigger"]
    subject: Id
    side: Id | None = None
    source: Text = ""
    confidence: Text = ""


class CommanderRow(Row, frozen=True):
    """``history/commanders.csv``: how computer players fared in many games, to measure a player against.

    Written by ``stivale report BATCH --commanders FILE``. ``measure`` late: days after the date of the
    milestone ``milestone``; score: points of the first side at the start of the turn of ``date``.
    ``low``, ``middle`` and ``high`` are those of the 10, 50 and 90 % game; games that never got there
    count as later than all others, and an empty value is such a game.
    """

    id: Id
    measure: Literal["late", "score"]
    games: Count
    milestone: Id | None = None
    date: datetime.date | None = None
    low: int | None = None
    middle: int | None = None
    high: int | None = None
    source: Text = ""


class LossRow(Row, frozen=True):
    """``history/losses.csv``: men lost by a side up to a date."""

    id: Id
    side: Id
    start: datetime.date
    finish: datetime.date
    men: Count
    note: Text = ""
    source: Text = ""


class FrontRow(Row, frozen=True):
    """``history/fronts.csv``: a vertex of a front line on a date."""

    id: Id
    snapshot: Id
    date: datetime.date
    segment: Id
    seq: Count
    lat: Latitude
    lon: Longitude
    source: Text = ""
    confidence: Text = ""
