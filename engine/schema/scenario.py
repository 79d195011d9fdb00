"""``scenario.toml``: header, sides, nations, calendar, turn sequence, map frame."""

from __future__ import annotations

import datetime
from typing import Literal

from engine.schema.base import Colour, Count, Id, Row, Text


class Calendar(Row):
    """First and last day of play and the days that one turn stands for."""

    start: datetime.date
    end: datetime.date
    days_per_turn: Count = 7


class Side(Row):
    """A belligerent camp. The order in the file is the order of the player turns."""

    id: Id
    name: Text
    colour: Colour


class Nation(Row):
    """Where units come from; ``palette`` names the counter colours."""

    id: Id
    name: Text
    side: Id
    palette: Id


PhaseKind = Literal["environment", "logistics", "operations", "recovery", "end"]


class Phase(Row):
    """A step of the turn. ``side`` is given for the phases of one side only."""

    kind: PhaseKind
    side: Id | None = None


class Frame(Row):
    """How offset hexes lie on the Earth: projection and the centre of label 000000 in km."""

    projection: Text
    hex_km: float
    origin_x_km: float
    origin_y_km: float
    columns: Count
    rows: Count
    west: float
    east: float
    south: float
    north: float


class Players(Row):
    """Who plays if nobody says otherwise: player names by side id."""

    default: dict[Id, Id]


class ScenarioFile(Row):
    """The header file of a scenario."""

    format: Count
    id: Id
    title: Text
    authors: list[Text]
    licence: Text
    engine: Text
    calendar: Calendar
    side: list[Side]
    nation: list[Nation]
    phase: list[Phase]
    map: Frame
    description: Text = ""
    reserve_rows: dict[Id, Count] = {}
    files: dict[str, Count] = {}


class VariantFile(Row):
    """``variants/NAME.toml``: an overlay. Tables replace fields, rows replace rows by id."""

    format: Count
    id: Id
    title: Text
    description: Text = ""
    calendar: Calendar | None = None
    units: list[dict[str, str]] = []
    remove_units: list[Id] = []
    remove_triggers: list[Id] = []
