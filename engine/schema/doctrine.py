"""The TOML files of ``doctrine/``: what computer players know of the art of war here.

Only computer players read them: lines to hold, landings to make, axes to follow, places
to garrison. Rules never do, so nothing here changes what a person may order.
"""

import datetime
from typing import Annotated

import msgspec

from engine.schema.base import Count, Id, Percent, Row, Text
from engine.schema.conditions import Conditions, Units

Spots = Annotated[list[Id], msgspec.Meta(max_length=256)]
"""Place ids or hex labels."""
Names = Annotated[list[Id], msgspec.Meta(max_length=256)]
Shift = Annotated[int, msgspec.Meta(ge=-400, le=400)]
"""Days by which a plan is put off, below 0 brought forward."""


class Line(Row, frozen=True):
    """A line to hold, front to rear in the order of the file.

    It runs through the hexes of the fortified lines in ``works`` and the ``spots``. It is
    left for ``next`` as soon as ``leave_if`` holds, for it is turned then, or, but not before
    ``not_before``, when ``leave_at_broken`` of its hexes are lost; what follows is manned at once.
    Else it is left on ``hold_until``, and ``next`` is manned from its ``man_from``. The general staff
    fights for the front as it is up to ``ahead`` hexes before the line. One that is ``thin`` is long for
    its troops: it mans every second hex of it first, as zones of control close the others. The plain
    opponent reads neither.
    """

    id: Id
    title: Text
    works: Names = msgspec.field(default_factory=list)
    spots: Spots = msgspec.field(default_factory=list)
    regions: Names = msgspec.field(default_factory=list)
    man_from: datetime.date | None = None
    not_before: datetime.date | None = None
    hold_until: datetime.date | None = None
    leave_at_broken: Count = 2
    leave_if: Conditions = msgspec.field(default_factory=list)
    next: Id | None = None
    ahead: Count = 5
    thin: bool = False
    note: Text = ""


class Wave(Row, frozen=True):
    """Units that land together at one of the landing's places; the first wave goes first."""

    place: Id
    units: Names = msgspec.field(default_factory=list)
    formations: Names = msgspec.field(default_factory=list)


class Landing(Row, frozen=True):
    """A landing that may be made while the dates and conditions hold.

    Named waves come first; further units are taken from those at hand until
    ``divisions`` stand ashore. ``units_at_least`` must be ready or the landing waits.
    """

    id: Id
    title: Text
    places: Names
    not_before: datetime.date
    not_after: datetime.date
    units_at_least: Count = 1
    divisions: Count = 1
    craft: Count = 0
    naval: Count = 0
    support: Count = 0
    wave: Annotated[list[Wave], msgspec.Meta(max_length=16)] = msgspec.field(default_factory=list)
    follow_up: Names = msgspec.field(default_factory=list)
    conditions: Conditions = msgspec.field(default_factory=list)
    priority: Count = 50
    chance: Percent = 100
    note: Text = ""


class DropPlan(Row, frozen=True):
    """A drop to be made while the dates and conditions hold, on the first of its spots that is free."""

    id: Id
    title: Text
    units: Names
    spots: Spots
    not_before: datetime.date
    not_after: datetime.date
    conditions: Conditions = msgspec.field(default_factory=list)


class Axis(Row, frozen=True):
    """A line of advance: places in the order in which they are wanted."""

    id: Id
    title: Text
    objectives: Names
    weight: Percent = 50
    start: datetime.date | None = None
    until: datetime.date | None = None
    formations: Names = msgspec.field(default_factory=list)
    conditions: Conditions = msgspec.field(default_factory=list)


class Garrison(Row, frozen=True):
    """Steps to keep at a place between two dates."""

    place: Id
    steps: Count
    start: datetime.date | None = None
    until: datetime.date | None = None
    within: Count = 0


class Evacuation(Row, frozen=True):
    """Units of a region leave it for a place or box when conditions hold, over land where a way leads there.

    While it lasts no stand is made in the region but on lines drawn through it.
    """

    id: Id
    title: Text
    regions: Names
    to: Id
    not_before: datetime.date | None = None
    if_: Conditions = msgspec.field(name="if", default_factory=list)
    units: Units | None = None


class Reserve(Row, frozen=True):
    """Units, or a count of mobile divisions, to hold back near places for counter-attack."""

    id: Id
    spots: Spots
    divisions: Count = 0
    units: Names = msgspec.field(default_factory=list)
    start: datetime.date | None = None
    until: datetime.date | None = None


class StaffFile(Row, frozen=True):
    """How the general staff weighs: ``[staff]`` in a doctrine file. The plain opponent does not read it.

    An attack needs at least ``attack_percent`` chance to throw the defender back while the side is on
    the offensive, ``counter_percent`` while it defends. Enemy losses count ``gain_percent``, own losses
    ``price_percent`` of what they are. Of attacks those come first that bring most for the shells,
    ``shells`` stacking points being the least that one is reckoned to take.
    Places worth points to the enemy get a garrison of ``hold_steps`` as soon as he is within
    ``alarm_hexes``, those of most points first. Places worth points to the side draw all its
    formations: a point counts like ``goal_quarters`` of way, from ``goal_handicap`` downwards.
    ``task_units`` of them go for each place of at least ``task_points`` that is within ``task_quarters``
    of way, whatever their axis. A point of support costs an attack ``support_percent`` of a quarter step.
    Who has less than ``rest_below`` cohesion does not attack. If others can take their place, up to
    ``rest_percent`` of the troops are relieved then, and stay behind the front until they have
    ``rest_until``. ``line_worth`` draws who advances to empty hexes of the front, in quarters of the way:
    the more, the more the front is a line and the less it moves. ``depth_price`` is what each hex ahead of
    the own front costs where the enemy is felt, ``mobile_depth_price`` the same for motorised and tracked
    troops: the less, the farther a pursuit runs.
    """

    attack_percent: Percent = 17
    counter_percent: Percent = 28
    gain_percent: Count = 270
    price_percent: Count = 100
    shells: Count = 6
    hold_steps: Count = 6
    alarm_hexes: Count = 6
    goal_handicap: Count = 20
    goal_quarters: Count = 1
    task_units: Count = 1
    task_points: Count = 4
    task_quarters: Count = 400
    support_percent: Count = 17
    rest_below: Percent = 46
    rest_until: Percent = 70
    rest_percent: Percent = 0
    line_worth: Count = 0
    depth_price: Count = 40
    mobile_depth_price: Count = 40


class Weights(Row, frozen=True):
    """Numbers of ``[staff]`` that are others for a time or for a rival; what is left out stays as it is."""

    attack_percent: Percent | None = None
    counter_percent: Percent | None = None
    gain_percent: Count | None = None
    price_percent: Count | None = None
    shells: Count | None = None
    hold_steps: Count | None = None
    alarm_hexes: Count | None = None
    goal_handicap: Count | None = None
    goal_quarters: Count | None = None
    task_units: Count | None = None
    task_points: Count | None = None
    task_quarters: Count | None = None
    support_percent: Count | None = None
    rest_below: Percent | None = None
    rest_until: Percent | None = None
    rest_percent: Percent | None = None
    line_worth: Count | None = None
    depth_price: Count | None = None
    mobile_depth_price: Count | None = None

    def changed(self, style: StaffFile) -> StaffFile:
        """Return the numbers of a staff with these in place of its own."""
        given = {name: getattr(self, name) for name in WEIGHTS}
        return msgspec.structs.replace(style, **{k: v for k, v in given.items() if v is not None})


WEIGHTS = tuple(Weights.__struct_fields__)


class Posture(Weights, frozen=True, kw_only=True):
    """How the general staff fights between two dates: the weights of ``[staff]`` that are others then."""

    id: Id
    title: Text
    start: datetime.date
    until: datetime.date


class Rival(Weights, frozen=True, kw_only=True):
    """A way in which a commander of the side may fight. The plain opponent does not read it.

    The general staff is one of its rivals for a whole game: the player ``staff:ID`` that one, plain ``staff``
    draws each as often as its ``weight`` is in that of all. The rival leaves the lines of ``gives_up``
    to the enemy, and mans what follows when the first of them would have been manned; he stays
    in the others ``hold_days`` longer than their ``hold_until`` says. He makes none of the landings that
    he ``forgoes``, makes the others not before ``landing_days`` later, and waits for ``landing_units`` more
    than their ``units_at_least``. Numbers below 0 mean earlier and fewer. Weights stand for those of
    ``[staff]``.
    """

    id: Id
    title: Text
    weight: Count = 1
    gives_up: Names = msgspec.field(default_factory=list)
    hold_days: Shift = 0
    forgoes: Names = msgspec.field(default_factory=list)
    landing_days: Shift = 0
    landing_units: Annotated[int, msgspec.Meta(ge=-20, le=20)] = 0
    note: Text = ""


class DoctrineFile(Row, frozen=True):
    """``doctrine/*.toml``: the plans of one side; several files of a side add up.

    Its commanders blow up ports and the bridges towards an enemy who is within ``demolish_within`` hexes
    (0: never) while their posture is not one of attack.
    ``raids_percent`` of the air points left go to interdiction, ports and airfields, the others
    support attacks.
    """

    side: Id
    demolish_within: Count = 0
    raids_percent: Percent = 50
    staff: StaffFile = StaffFile()
    rival: list[Rival] = msgspec.field(default_factory=list)
    line: list[Line] = msgspec.field(default_factory=list)
    landing: list[Landing] = msgspec.field(default_factory=list)
    drop: list[DropPlan] = msgspec.field(default_factory=list)
    axis: list[Axis] = msgspec.field(default_factory=list)
    garrison: list[Garrison] = msgspec.field(default_factory=list)
    evacuation: list[Evacuation] = msgspec.field(default_factory=list)
    posture: list[Posture] = msgspec.field(default_factory=list)
    reserve: list[Reserve] = msgspec.field(default_factory=list)
