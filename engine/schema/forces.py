"""The CSV files of ``forces/``: units, formations, arrivals, withdrawals, pools, support."""

import datetime
from typing import Literal

from engine.schema.base import Confidence, Id, Percent, Pool, Positive, Rating, Row, Small, Text, Tons


class FormationRow(Row, frozen=True):
    """``forces/formations.csv``: an army or corps, parent of units.

    ``label`` stands on its marker, on its flag and wherever there is no room for the name. It tells
    the formation from all others of both sides and from units, so a number alone seldom does: ``7A US``.
    """

    id: Id
    name: Text
    label: Text
    nation: Id
    echelon: Literal["corps", "army", "group"]
    parent: Id | None = None
    source: Text = ""
    confidence: Confidence = ""
    note: Text = ""


class UnitRow(Row, frozen=True):
    """``forces/units.csv``: a unit.

    ``steps`` and ``quality`` override the type; ``strength`` is the percentage of steps
    present at entry; ``at`` is a hex label, place id or box id, empty if the unit enters
    by ``arrivals.csv`` or by a trigger.
    """

    id: Id
    name: Text
    label: Text
    type: Id
    nation: Id
    formation: Id | None = None
    size: Text = ""
    steps: Positive | None = None
    quality: Rating | None = None
    strength: Percent = 100
    cohesion: Percent = 80
    at: Id | None = None
    source: Text = ""
    confidence: Confidence = ""
    note: Text = ""


class ArrivalRow(Row, frozen=True):
    """``forces/arrivals.csv``: a unit enters play.

    ``mode`` place: at ``at`` if the side controls it, else at the nearest controlled
    place; box: in a box.
    """

    id: Id
    unit: Id
    date: datetime.date
    mode: Literal["place", "box"]
    at: Id
    note: Text = ""


class WithdrawalRow(Row, frozen=True):
    """``forces/withdrawals.csv``: a unit has to leave; ``price`` points for the first week of delay.

    ``exit`` theatre: by ship from a port or by train from a railway that leads out of the map; any:
    from where it stands, as units do that are broken up or merged.
    """

    id: Id
    unit: Id
    date: datetime.date
    reason: Id
    price: Small = 1
    exit: Literal["theatre", "any"] = "theatre"
    note: Text = ""


class ReplacementRow(Row, frozen=True):
    """``forces/replacements.csv``: quarter steps a week for the units of a nation, by date."""

    id: Id
    nation: Id
    start: datetime.date
    finish: datetime.date
    quarters: Pool
    note: Text = ""


class SupportRow(Row, frozen=True):
    """``forces/support.csv``: what a side gets each week between two dates.

    ``support`` shifts to spend, ``naval`` gunfire points, ``craft`` landing craft points,
    ``sealift`` stacking points by sea, ``rail`` stacking points by rail, ``attacks``
    divisions that shells suffice for, ``air`` 1 if the side rules the sky, ``shipping`` the
    tons a day that ships bring over all ports and beaches together, empty for no limit,
    ``sorties`` air points beside those of the support that is flown, ``ferry`` steps over
    straits, ``fleet`` the side's power at sea by warships (see ``rules/sea.toml``).
    """

    id: Id
    side: Id
    start: datetime.date
    finish: datetime.date
    support: Pool = 0
    naval: Pool = 0
    craft: Pool = 0
    sealift: Pool = 0
    rail: Pool = 0
    attacks: Pool = 0
    air: Small = 0
    shipping: Tons | None = None
    sorties: Pool = 0
    ferry: Pool = 0
    fleet: Small = 0
    note: Text = ""


class LeaderRow(Row, frozen=True):
    """``forces/leaders.csv``: a leader, his formation and ratings."""

    id: Id
    name: Text
    nation: Id
    start: datetime.date
    finish: datetime.date
    initiative: Rating
    admin: Rating
    formation: Id | None = None
    note: Text = ""
    source: Text = ""
    confidence: Confidence = ""


class AttachmentRow(Row, frozen=True):
    """``forces/attachments.csv``: from a date on a unit or formation is under another formation.

    Rows dated on or before the first day hold from the start.
    """

    id: Id
    subject: Id
    date: datetime.date
    formation: Id
    note: Text = ""
    source: Text = ""
    confidence: Confidence = ""


class ReserveRow(Row, frozen=True):
    """``forces/reserves.csv``: counters for the parts of a type that units of a nation may break off.

    There are ``slots`` of them; ``name`` and ``label`` hold {} where the number goes.
    """

    id: Id
    nation: Id
    type: Id
    slots: Positive
    name: Text
    label: Text
    note: Text = ""


class AliasRow(Row, frozen=True):
    """``forces/aliases.csv``: a free word of the sources and the id it stands for."""

    alias: Text
    kind: Literal["formation", "place", "box"]
    id: Id
    note: Text = ""


class LeftOutRow(Row, frozen=True):
    """``forces/left_out.csv``: a row of the fact sheets that is no unit here, and why."""

    id: Id
    name: Text
    reason: Text
