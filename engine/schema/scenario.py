"""``scenario.toml``: header, sides, nations, calendar, turn sequence, map frame."""

import datetime
from typing import Annotated, Literal

import msgspec

from engine.schema.base import Colour, Count, Id, Kilometres, Label, Latitude, Longitude, Row, Text
from engine.schema.conditions import Amount
from engine.schema.victory import VictoryFile


class Calendar(Row, frozen=True):
    """First and last day of play and the days that one turn stands for."""

    start: datetime.date
    end: datetime.date
    days_per_turn: Annotated[int, msgspec.Meta(ge=1, le=31)] = 7


class Side(Row, frozen=True):
    """A belligerent camp. The order in the file is the order of the player turns."""

    id: Id
    name: Text
    colour: Colour


class Nation(Row, frozen=True):
    """Where units come from; ``palette`` names the counter colours."""

    id: Id
    name: Text
    side: Id
    palette: Id


PhaseKind = Literal["environment", "logistics", "operations", "recovery", "end"]


class Phase(Row, frozen=True):
    """A step of the turn. ``side`` is given for the phases of one side only."""

    kind: PhaseKind
    side: Id | None = None


class Frame(Row, frozen=True):
    """How offset hexes lie on the Earth: projection and the centre of label 000000 in km."""

    projection: Text
    hex_km: Annotated[float, msgspec.Meta(gt=0, le=1000)]
    origin_x_km: Kilometres
    origin_y_km: Kilometres
    columns: Count
    rows: Count
    west: Longitude
    east: Longitude
    south: Latitude
    north: Latitude


class Players(Row, frozen=True):
    """Who plays if nobody says otherwise: player names by side id."""

    default: dict[Id, Id]


class ScenarioFile(Row, frozen=True):
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
    files: dict[str, Count] = msgspec.field(default_factory=dict)


class Control(Row, frozen=True):
    """Who holds hexes at the start of a variant: whole regions, then single hexes."""

    side: Id
    regions: list[Id] = msgspec.field(default_factory=list)
    hexes: list[Label] = msgspec.field(default_factory=list)


class ControlRow(Row, frozen=True):
    """``variants/NAME/control.csv``: who holds one hex at the start of a variant."""

    hex: Label
    side: Id


Look = Literal[
    "unit", "box", "attack", "landing", "log", "boxes", "forces", "politics", "report",
    "supply", "zoc", "weather", "control", "air", "fort", "objectives", "terrain",
]  # fmt: skip


class Lesson(Row, frozen=True):
    """A step of a tutorial: what to know, what to do, and how the window sees that it was done.

    A lesson is done when one of its goals is met; without any the learner goes on by himself.
    ``order`` is a kind of order that was given, ``look`` something that was opened or chosen:
    ``unit`` a unit on the map, ``box`` one in a box, ``attack`` the preview of an attack,
    ``landing`` that of a landing, an overlay or a panel by its name. ``hold`` is a place that
    the learner's side holds. ``show`` is a place to look at meanwhile. In ``text`` a name in
    braces is the key that the player has for something: ``{boxes}``, ``{overlay-supply}``, ``{end}``.
    """

    id: Id
    title: Text
    text: Text
    order: Id | None = None
    look: Look | None = None
    hold: Id | None = None
    show: Id | None = None


class VariantFile(Row, frozen=True):
    """``variants/NAME.toml``: an overlay. What it does not name stays as in the scenario.

    ``units`` are rows as in ``forces/units.csv``; many of them may stand in
    ``variants/NAME/units.csv`` instead, where an empty cell changes nothing. An id that
    exists replaces the fields it names, a new one adds a unit. Units that ``at`` places do
    not arrive any more; those that left before the calendar starts are gone. With
    ``clear_units`` nobody is there but whom the variant places and who arrives later;
    ``absent`` units neither stand anywhere nor arrive, but triggers may let them enter.

    Of ``control`` later entries win, and ``variants/NAME/control.csv`` wins over them;
    works in hexes that change hands are lost.
    ``variables`` are start values. ``past`` triggers have fired before: in the first turn,
    as far as anybody asks. With ``keep_triggers`` all others stay silent, but may be named.
    ``answers`` are decisions taken, ``out_of_war`` nations that send no more units or men.
    ``victory`` replaces the whole file. The briefing is ``text/briefing-NAME.LANGUAGE.md``.
    ``lesson`` steps make it a tutorial, for the side ``learner``.
    """

    format: Count
    id: Id
    title: Text
    description: Text = ""
    calendar: Calendar | None = None
    units: list[dict[str, str]] = msgspec.field(default_factory=list)
    remove_units: list[Id] = msgspec.field(default_factory=list)
    clear_units: bool = False
    absent: list[Id] = msgspec.field(default_factory=list)
    keep_triggers: list[Id] | None = None
    remove_triggers: list[Id] = msgspec.field(default_factory=list)
    control: list[Control] = msgspec.field(default_factory=list)
    variables: dict[Id, Amount] = msgspec.field(default_factory=dict)
    past: list[Id] = msgspec.field(default_factory=list)
    answers: dict[Id, Id] = msgspec.field(default_factory=dict)
    out_of_war: list[Id] = msgspec.field(default_factory=list)
    victory: VictoryFile | None = None
    learner: Id | None = None
    lesson: list[Lesson] = msgspec.field(default_factory=list)
