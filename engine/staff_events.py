"""Events of the chain of command: who is under whom, who leads, what staffs do with men and guns."""

from __future__ import annotations

from typing import ClassVar

from engine.hearing import Event


class Attached(Event, frozen=True, tag="attached"):
    """A unit came under another formation, by order or by date."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    formation: int
    side: int


class Merged(Event, frozen=True, tag="merged"):
    """The men of a unit filled another one; the first is no more."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    into: int
    quarters: int
    side: int


class Allotted(Event, frozen=True, tag="allotted"):
    """Support points were laid up for a corps or army; ``ready`` lie there now."""

    HEARD_BY: ClassVar[str] = "side"
    formation: int
    points: int
    ready: int
    side: int


class Detached(Event, frozen=True, tag="detached"):
    """A unit broke off a part of so many quarter steps."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    part: int
    quarters: int
    side: int


class Disbanded(Event, frozen=True, tag="disbanded"):
    """A unit is no more; so many quarter steps of its men went to the replacements."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    quarters: int
    side: int


class Subordinated(Event, frozen=True, tag="subordinated"):
    """A formation came under another one by date."""

    HEARD_BY: ClassVar[str] = "side"
    formation: int
    parent: int
    side: int


class LeaderChanged(Event, frozen=True, tag="leader"):
    """Another leader took over a formation; -1 if the post fell vacant."""

    formation: int
    leader: int
    side: int


class HeadquartersMoved(Event, frozen=True, tag="headquarters"):
    """A headquarters went to another hex; ``silent`` 1 if it commands again from the next turn only."""

    HEARD_BY: ClassVar[str] = "side"
    formation: int
    start: int
    to: int
    silent: int
    side: int


class HeadquartersOverrun(Event, frozen=True, tag="overrun"):
    """The enemy came over a headquarters; it re-forms at ``to``, -1 if nothing of it is left."""

    AT: ClassVar[str] = "hex"
    formation: int
    hex: int
    to: int
    side: int
