"""The TOML files of ``politics/``: variables, triggers and decisions."""

import datetime
from typing import Annotated, Literal

import msgspec

from engine.schema.base import Count, Id, Percent, Row, Share, Text
from engine.schema.conditions import Amount, Condition, Conditions, Near, Turns, Units, Weight
from engine.schema.effects import Effect, Effects

__all__ = [
    "Chance",
    "Condition",
    "Conditions",
    "Decision",
    "DecisionsFile",
    "District",
    "DistrictsFile",
    "Effect",
    "Effects",
    "Growth",
    "Lean",
    "More",
    "Option",
    "Trigger",
    "TriggersFile",
    "Units",
    "Variable",
    "VariablesFile",
]


class Variable(Row, frozen=True):
    """``politics/variables.toml``: a whole number that the story moves, kept within a range.

    ``known_by`` are the sides that are told its value: all if not given, none of an empty list. Who is
    not told sees the start value, and no more of an event that moves it.
    """

    id: Id
    name: Text
    start: Amount
    min: Amount = 0
    max: Amount = 100
    known_by: Annotated[list[Id], msgspec.Meta(max_length=16)] | None = None
    note: Text = ""


class More(Row, frozen=True):
    """Percent added to a chance while conditions hold."""

    percent: Annotated[int, msgspec.Meta(ge=-100, le=100)]
    if_: Conditions = msgspec.field(name="if")


class Chance(Row, frozen=True):
    """The chance of a turn in percent: ``start``, and ``rise`` more for every further turn in a row.

    ``more`` adds by circumstances; the sum stays between 0 and ``most``.
    """

    start: Percent
    rise: Percent = 0
    most: Percent = 100
    more: Annotated[list[More], msgspec.Meta(max_length=16)] = msgspec.field(default_factory=list)


class Trigger(Row, frozen=True):
    """``politics/triggers.toml``: something happens when its conditions hold.

    Triggers are looked at in order of ``priority`` (low first), then of the file, in the
    phases that ``when`` names; ``side`` narrows that to the phases of one side. What a
    side has for a turn (effect ``support``) is dealt out before its logistics. ``once``
    false lets one fire again after ``cooldown`` turns. ``text`` is a key of the text
    files, the id itself if not given; ``picture`` is one of ``pictures.toml``, for the window.
    ``history_date`` is read by reports only.
    """

    id: Id
    title: Text
    then: Effects
    if_: Conditions = msgspec.field(name="if", default_factory=list)
    when: Literal["environment", "logistics", "end"] = "environment"
    side: Id | None = None
    text: Id | None = None
    picture: Id | None = None
    once: bool = True
    cooldown: Turns = 0
    priority: Count = 50
    chance: Chance | None = None
    story: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    history_date: datetime.date | None = None
    note: Text = ""


class Lean(Row, frozen=True):
    """Weight that an option gains with a computer player while conditions hold on what it sees."""

    weight: Weight
    if_: Conditions = msgspec.field(name="if")


class Option(Row, frozen=True):
    """A way to answer a decision, its effects and its weight for a computer player."""

    id: Id
    title: Text
    then: Effects
    weight: Weight = 1
    lean: Annotated[list[Lean], msgspec.Meta(max_length=16)] = msgspec.field(default_factory=list)


class Decision(Row, frozen=True):
    """``politics/decisions.toml``: a question to a side.

    It is answered before anything else goes on; ``default`` is the answer when too many
    questions are open. A later trigger may ask it again; the last answer counts.
    """

    id: Id
    side: Id
    title: Text
    option: Annotated[list[Option], msgspec.Meta(min_length=2, max_length=6)]
    default: Id
    note: Text = ""


class Growth(Row, frozen=True):
    """Part of a district's growth while conditions hold, in tenths of a point of its variable."""

    tenths: Annotated[int, msgspec.Meta(ge=-100, le=100)]
    note: Text
    if_: Conditions = msgspec.field(name="if", default_factory=list)


class District(Row, frozen=True):
    """``politics/districts.toml``: a stretch of country in which irregulars fight an occupier.

    ``variable`` is their strength. Units of ``occupier`` in the ``regions`` are the garrison,
    except those with an enemy within ``behind`` hexes, who have other work. It takes ``garrison`` steps
    to hold the district, and ``garrison_percent`` of the strength more. Effects ``unrest`` and
    ``sabotage`` say when irregulars grow and act. Computer players leave units of the types
    ``guards`` there as long as the garrison is not larger than it must be.
    """

    id: Id
    name: Text
    variable: Id
    occupier: Id
    regions: Annotated[list[Id], msgspec.Meta(min_length=1, max_length=32)]
    garrison: Count
    garrison_percent: Share = 0
    behind: Near = 2
    guards: Annotated[list[Id], msgspec.Meta(max_length=64)] = msgspec.field(default_factory=list)
    growth: Annotated[list[Growth], msgspec.Meta(max_length=16)] = msgspec.field(default_factory=list)
    note: Text = ""


class VariablesFile(Row, frozen=True):
    """``politics/variables.toml``."""

    variable: list[Variable] = msgspec.field(default_factory=list)


class TriggersFile(Row, frozen=True):
    """``politics/triggers.toml``."""

    trigger: list[Trigger] = msgspec.field(default_factory=list)


class DecisionsFile(Row, frozen=True):
    """``politics/decisions.toml``."""

    decision: list[Decision] = msgspec.field(default_factory=list)


class DistrictsFile(Row, frozen=True):
    """``politics/districts.toml``."""

    district: list[District] = msgspec.field(default_factory=list)
