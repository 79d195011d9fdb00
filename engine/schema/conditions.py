"""What politics may depend on: a closed set of typed tables told apart by the key ``type``.

Nothing here computes: ``engine.script.conditions`` finds a function for each kind by its
Struct. There is no expression language; lists are bounded and so is the work of a trigger.
"""

from __future__ import annotations

import datetime
from typing import Annotated

import msgspec

from engine.schema.base import Count, Id, Percent, Row, Share

Amount = Annotated[int, msgspec.Meta(ge=-1_000_000, le=1_000_000)]
Near = Annotated[int, msgspec.Meta(ge=0, le=12, description="distance in hexes")]
Turns = Annotated[int, msgspec.Meta(ge=0, le=1000)]
Weight = Annotated[int, msgspec.Meta(ge=-1000, le=1000, description="relative weight; below 1 means never")]
Month = Annotated[int, msgspec.Meta(ge=1, le=12)]
Spot = Id
"""A place id or a hex label, which is an id of six digits."""


class Units(Row, frozen=True):
    """Which units are meant: all that pass every filter that is given.

    ``near`` lists places or hex labels that a unit must stand within ``within`` hexes of;
    ``formations`` holds for any parent above the unit. Only units on the map count, unless
    ``off_map`` also takes those in boxes.
    """

    side: Id | None = None
    nation: Id | None = None
    regions: Annotated[list[Id], msgspec.Meta(max_length=32)] = msgspec.field(default_factory=list)
    near: Annotated[list[Spot], msgspec.Meta(max_length=64)] = msgspec.field(default_factory=list)
    within: Near = 0
    types: Annotated[list[Id], msgspec.Meta(max_length=64)] = msgspec.field(default_factory=list)
    formations: Annotated[list[Id], msgspec.Meta(max_length=64)] = msgspec.field(default_factory=list)
    units: Annotated[list[Id], msgspec.Meta(max_length=256)] = msgspec.field(default_factory=list)
    coastal: bool | None = None
    off_map: bool = False


class All(Row, frozen=True, tag_field="type", tag="all"):
    """Holds if every condition in ``of`` holds."""

    of: Annotated[list[Condition], msgspec.Meta(min_length=1, max_length=16)]


class Any(Row, frozen=True, tag_field="type", tag="any"):
    """Holds if at least ``at_least`` of the conditions in ``of`` hold."""

    of: Annotated[list[Condition], msgspec.Meta(min_length=1, max_length=16)]
    at_least: Annotated[int, msgspec.Meta(ge=1, le=16)] = 1


class Not(Row, frozen=True, tag_field="type", tag="not"):
    """Holds if the condition ``of`` does not hold."""

    of: Condition


class Date(Row, frozen=True, tag_field="type", tag="date"):
    """Holds in turns that begin between two days, both included."""

    not_before: datetime.date | None = None
    not_after: datetime.date | None = None


class Control(Row, frozen=True, tag_field="type", tag="control"):
    """Holds if ``side`` controls at least ``at_least`` of the places; all of them if it is not given."""

    places: Annotated[list[Id], msgspec.Meta(min_length=1, max_length=64)]
    side: Id
    at_least: Count | None = None


class ControlRegion(Row, frozen=True, tag_field="type", tag="control-region"):
    """Holds if ``side`` controls at least ``percent`` of the land hexes of the regions taken together."""

    regions: Annotated[list[Id], msgspec.Meta(min_length=1, max_length=32)]
    side: Id
    percent: Percent


class Taken(Row, frozen=True, tag_field="type", tag="taken"):
    """Holds if ``side`` first took the place ``turns_ago`` turns ago or earlier, whoever holds it now."""

    place: Id
    side: Id
    turns_ago: Turns = 0


class FiredBefore(Row, frozen=True, tag_field="type", tag="fired"):
    """Holds if the trigger last fired ``turns_ago`` turns ago or earlier (0: also in this turn)."""

    trigger: Id
    turns_ago: Turns = 0


class VariableIs(Row, frozen=True, tag_field="type", tag="variable"):
    """Holds if the variable lies between ``at_least`` and ``at_most``, both included."""

    id: Id
    at_least: Amount | None = None
    at_most: Amount | None = None


class Strength(Row, frozen=True, tag_field="type", tag="strength"):
    """Holds if the units have between ``at_least`` and ``at_most`` steps in all."""

    units: Units
    at_least: Count | None = None
    at_most: Count | None = None


class Ratio(Row, frozen=True, tag_field="type", tag="ratio"):
    """Holds if the steps of ``units`` are at least ``percent`` of the steps of ``against``."""

    units: Units
    against: Units
    percent: Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class LostSteps(Row, frozen=True, tag_field="type", tag="lost"):
    """Holds if a side, or the units of a nation, lost at least ``steps`` steps so far."""

    steps: Count
    side: Id | None = None
    nation: Id | None = None


class LandedIn(Row, frozen=True, tag_field="type", tag="landed"):
    """Holds if at least ``units`` units of ``side`` stand in one of the regions."""

    side: Id
    regions: Annotated[list[Id], msgspec.Meta(min_length=1, max_length=32)]
    units: Annotated[int, msgspec.Meta(ge=1, le=200)] = 1


class WeatherIs(Row, frozen=True, tag_field="type", tag="weather"):
    """Holds if this turn's weather in the zone has the flying days and the mud that are asked for."""

    zone: Id
    air_at_least: Percent = 0
    mud_at_least: Annotated[int, msgspec.Meta(ge=0, le=3)] = 0


class Decided(Row, frozen=True, tag_field="type", tag="decision"):
    """Holds if the decision was answered with ``option``."""

    id: Id
    option: Id


class Garrison(Row, frozen=True, tag_field="type", tag="garrison"):
    """Holds if the garrison of a district is between ``at_least`` and ``at_most`` percent of its need."""

    district: Id
    at_least: Share | None = None
    at_most: Share | None = None


class Months(Row, frozen=True, tag_field="type", tag="months"):
    """Holds in turns that begin in one of the months, 1 to 12, of any year."""

    months: Annotated[list[Month], msgspec.Meta(min_length=1, max_length=12)]


Condition = (
    All
    | Any
    | Not
    | Date
    | Control
    | ControlRegion
    | Taken
    | FiredBefore
    | VariableIs
    | Strength
    | Ratio
    | LostSteps
    | LandedIn
    | WeatherIs
    | Decided
    | Garrison
    | Months
)
"""What ``if`` lists are made of."""

Conditions = Annotated[list[Condition], msgspec.Meta(max_length=16)]
