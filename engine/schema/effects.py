"""What politics may change: a closed set of typed tables told apart by the key ``type``.

Nothing here computes: ``engine.script.effects`` finds a function for each kind by its Struct.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from engine.schema.base import Count, Id, Percent, Row, Text
from engine.schema.conditions import Amount, Conditions, Near, Spot, Units, Weight


class AddVariable(Row, frozen=True, tag_field="type", tag="variable"):
    """Move a variable: first ``set``, if given, then ``add``; the result stays within its range."""

    id: Id
    add: Amount = 0
    set: Amount | None = None


class Points(Row, frozen=True, tag_field="type", tag="points"):
    """Give victory points to a side, or take them."""

    side: Id
    add: Amount


class EnterUnits(Row, frozen=True, tag_field="type", tag="enter-units"):
    """Units that are not yet in play come into it.

    ``at`` is a box, or a place that must be held by the units' side; otherwise they come
    to the nearest hex that is. With ``seize`` they rise up at the nearest hex without an
    enemy within 3 hexes, whoever holds it, or not at all. ``strength`` is their share of
    full strength in percent.
    """

    units: Annotated[list[Id], msgspec.Meta(min_length=1, max_length=64)]
    at: Id
    seize: bool = False
    strength: Percent = 100


class RemoveUnits(Row, frozen=True, tag_field="type", tag="remove-units"):
    """Units leave play: ``surrender`` counts as loss, ``depart`` does not.

    After ``recall`` they may enter again.
    """

    units: Units
    how: Literal["surrender", "depart", "recall"] = "surrender"


class Weaken(Row, frozen=True, tag_field="type", tag="weaken"):
    """Units lose quarter steps and cohesion; at most ``most`` units, weakest first, if given."""

    units: Units
    quarters: Count = 0
    cohesion: Percent = 0
    most: Count | None = None


class OutcomeRule(Row, frozen=True):
    """Adds ``add`` to the weight of an outcome if a unit passes every filter that is given.

    ``near_side`` asks for at least ``near_steps`` steps of that side, without the units of
    the nation itself, within ``within`` hexes; with ``absent`` for fewer than that.
    """

    add: Weight
    regions: Annotated[list[Id], msgspec.Meta(max_length=32)] = msgspec.field(default_factory=list)
    near: Annotated[list[Spot], msgspec.Meta(max_length=32)] = msgspec.field(default_factory=list)
    types: Annotated[list[Id], msgspec.Meta(max_length=64)] = msgspec.field(default_factory=list)
    units: Annotated[list[Id], msgspec.Meta(max_length=256)] = msgspec.field(default_factory=list)
    coastal: bool | None = None
    off_map: bool | None = None
    quality_at_least: Count | None = None
    quality_at_most: Count | None = None
    cohesion_at_least: Percent | None = None
    cohesion_at_most: Percent | None = None
    near_side: Id | None = None
    near_steps: Count = 1
    absent: bool = False
    within: Near = 0
    if_: Conditions = msgspec.field(name="if", default_factory=list)


class Outcome(Row, frozen=True):
    """A fate of a unit when its nation breaks up, and how its weight is found.

    ``dissolve`` ends it, ``change-side`` makes it fight for ``side`` with ``strength``
    percent of its steps, ``stay`` leaves it as it is, ``leave`` takes it out of play
    without loss. ``weight`` and the rules that apply are summed.
    """

    id: Id
    title: Text
    result: Literal["dissolve", "change-side", "stay", "leave"]
    weight: Weight
    side: Id | None = None
    strength: Percent = 100
    cohesion: Percent | None = None
    rule: Annotated[list[OutcomeRule], msgspec.Meta(max_length=24)] = msgspec.field(default_factory=list)
    effects: Annotated[list[Effect], msgspec.Meta(max_length=4)] = msgspec.field(default_factory=list)


class ResolveNation(Row, frozen=True, tag_field="type", tag="resolve-nation"):
    """Each unit of a nation (on the map or in a box) meets one of the outcomes, drawn by weight.

    A unit that changes side in a hex where its former friends stand is overwhelmed: it
    gets the outcome ``overwhelmed`` instead.
    """

    nation: Id
    outcome: Annotated[list[Outcome], msgspec.Meta(min_length=1, max_length=16)]
    overwhelmed: Id


class SetControl(Row, frozen=True, tag_field="type", tag="set-control"):
    """Hexes pass to ``side``, except where units of another side stand within ``clear`` hexes.

    Hexes are those of the regions and those within ``within`` hexes of the places.
    """

    side: Id
    regions: Annotated[list[Id], msgspec.Meta(max_length=32)] = msgspec.field(default_factory=list)
    places: Annotated[list[Id], msgspec.Meta(max_length=64)] = msgspec.field(default_factory=list)
    within: Near = 0
    clear: Near = 1


class Support(Row, frozen=True, tag_field="type", tag="support"):
    """Add to what a side has this turn, or take from it; never below nothing."""

    side: Id
    pool: Literal["support", "naval", "craft", "sealift", "rail", "attacks"]
    add: Amount


class Replacements(Row, frozen=True, tag_field="type", tag="replacements"):
    """Add quarter steps to the replacements of a nation, or take them away."""

    nation: Id
    quarters: Amount


class PortDamage(Row, frozen=True, tag_field="type", tag="port-damage"):
    """Wreck ports, or mend them if ``percent`` is negative."""

    places: Annotated[list[Id], msgspec.Meta(min_length=1, max_length=64)]
    percent: Annotated[int, msgspec.Meta(ge=-100, le=100)]


class Reveal(Row, frozen=True, tag_field="type", tag="reveal"):
    """A side learns where units stand, as if it had just seen them."""

    to: Id
    units: Units


class Narrate(Row, frozen=True, tag_field="type", tag="text"):
    """Only tell the story: the text stands under ``key`` in the text files."""

    key: Id


class TryTrigger(Row, frozen=True, tag_field="type", tag="try-trigger"):
    """Look at another trigger at once; it fires if it is due and its conditions hold."""

    trigger: Id


class OfferDecision(Row, frozen=True, tag_field="type", tag="offer-decision"):
    """Ask a side a political question."""

    decision: Id


class Unrest(Row, frozen=True, tag_field="type", tag="unrest"):
    """The irregulars of the districts grow, or dwindle, by what ``politics/districts.toml`` says."""

    districts: Annotated[list[Id], msgspec.Meta(min_length=1, max_length=16)]


class Sabotage(Row, frozen=True, tag_field="type", tag="sabotage"):
    """The irregulars of the districts cut rails: the occupier loses strategic rail this turn, and track.

    He loses a point for every ``per`` of their strength, at most ``most`` in each district;
    a garrison that is all that is needed halves their strength for this. For each point
    ``damage`` percent of the track in a hex of the district is torn up, one of his in which he has
    no unit; his railway troops mend it as they mend what the front tore up.
    """

    districts: Annotated[list[Id], msgspec.Meta(min_length=1, max_length=16)]
    per: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    most: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    damage: Percent = 0


class EndGame(Row, frozen=True, tag_field="type", tag="end"):
    """End the game; the victory levels say who won."""


Effect = (
    AddVariable
    | Points
    | EnterUnits
    | RemoveUnits
    | Weaken
    | ResolveNation
    | SetControl
    | Support
    | Replacements
    | PortDamage
    | Reveal
    | Narrate
    | TryTrigger
    | OfferDecision
    | Unrest
    | Sabotage
    | EndGame
)
"""What ``then`` lists are made of."""

Effects = Annotated[list[Effect], msgspec.Meta(min_length=1, max_length=24)]
