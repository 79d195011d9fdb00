"""The closed set of events: what happened, told in row numbers.

Events narrate, draw and count; they never change anything, and the State never depends
on them. Who learns of an event is told in ``engine/hearing.py``.
"""

from __future__ import annotations

from typing import ClassVar

from engine.hearing import Event as Event
from engine.staff_events import Allotted as Allotted
from engine.staff_events import Attached as Attached
from engine.staff_events import Detached as Detached
from engine.staff_events import Disbanded as Disbanded
from engine.staff_events import HeadquartersMoved as HeadquartersMoved
from engine.staff_events import HeadquartersOverrun as HeadquartersOverrun
from engine.staff_events import LeaderChanged as LeaderChanged
from engine.staff_events import Merged as Merged
from engine.staff_events import Subordinated as Subordinated


class TurnBegan(Event, frozen=True, tag="turn"):
    """A turn begins."""

    turn: int


class PhaseBegan(Event, frozen=True, tag="phase"):
    """A phase begins: row of the turn sequence and its side."""

    phase: int
    side: int


class WeatherSet(Event, frozen=True, tag="weather"):
    """The weather of a zone for this turn."""

    zone: int
    mud: int
    snow: int
    flood: int
    air: int


class ForecastSet(Event, frozen=True, tag="forecast"):
    """What is forecast for a zone for the next turn; it may be wrong. Dice: DICE_FORECAST."""

    zone: int
    mud: int
    snow: int
    flood: int
    storm: int
    air: int


class Moved(Event, frozen=True, tag="moved"):
    """A unit went along a path of hexes (the first is where it stood)."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    side: int
    path: tuple[int, ...]

    @property
    def where(self) -> int:
        return self.path[-1]


class Ambushed(Event, frozen=True, tag="ambushed"):
    """A moving unit ran into an enemy it had not seen, and stopped."""

    unit: int
    hex: int


class Straggled(Event, frozen=True, tag="straggled"):
    """A unit lost a quarter step on leaving the enemy's zone of control. Dice: DICE_STRAGGLER."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    side: int


class Battle(Event, frozen=True, tag="battle"):
    """A battle: who, at what odds column after shifts, the two dice and the result. Dice: DICE_COMBAT."""

    AT: ClassVar[str] = "target"
    target: int
    side: int
    attackers: tuple[int, ...]
    defenders: tuple[int, ...]
    mode: int
    column: int
    shift: int
    dice: int
    result: int
    landing: int


class Bombarded(Event, frozen=True, tag="bombarded"):
    """A hex was bombarded with so many points: the two dice and the result. Dice: DICE_BARRAGE."""

    AT: ClassVar[str] = "target"
    target: int
    side: int
    points: int
    dice: int
    result: int


class Reacted(Event, frozen=True, tag="reacted"):
    """A unit stepped out of reserve from a hex to another, behind the lost hex ``lost``."""

    HEARD_BY: ClassVar[str] = "side"
    AT: ClassVar[str] = "hex"
    IN_SIGHT: ClassVar[tuple[str, ...]] = ("start",)
    unit: int
    start: int
    hex: int
    lost: int
    side: int


class Evacuated(Event, frozen=True, tag="evacuated"):
    """A beaten unit was taken off by ship under fire, into a box."""

    AT: ClassVar[str] = "hex"
    unit: int
    hex: int
    box: int
    side: int


class Lost(Event, frozen=True, tag="lost"):
    """A unit lost quarter steps (hex -1: off the map) by a cause:
    0 battle, 1 retreat, 2 hunger, 3 wear, 4 stragglers, 5 surrender, 6 sea."""

    HEARD_BY: ClassVar[str] = "side"
    AT: ClassVar[str] = "hex"
    unit: int
    quarters: int
    cause: int
    side: int = -1
    hex: int = -1


class Destroyed(Event, frozen=True, tag="destroyed"):
    """A unit is no more. ``cause`` as in Lost."""

    AT: ClassVar[str] = "hex"
    IN_SIGHT: ClassVar[tuple[str, ...]] = ("hex",)
    unit: int
    hex: int
    cause: int


class Retreated(Event, frozen=True, tag="retreated"):
    """A unit fell back along a path after a battle."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    path: tuple[int, ...]
    side: int

    @property
    def where(self) -> int:
        return self.path[0]


class Stood(Event, frozen=True, tag="stood"):
    """A defender tried to stand: at most ``need`` was needed, ``dice`` thrown. Dice: DICE_DETERMINED."""

    AT: ClassVar[str] = "target"
    target: int
    dice: int
    need: int
    held: int


class Advanced(Event, frozen=True, tag="advanced"):
    """Units entered a hex won in battle."""

    AT: ClassVar[str] = "hex"
    units: tuple[int, ...]
    hex: int


class Captured(Event, frozen=True, tag="captured"):
    """A place changed hands."""

    place: int
    side: int
    was: int


class Demolished(Event, frozen=True, tag="demolished"):
    """Something was blown up: ``what`` 0 port, 1 railway, 2 the bridge to ``toward``.
    Dice: DICE_DEMOLITION for the bridges of a hex that ``side`` loses, none for an order of it."""

    HEARD_BY: ClassVar[str] = "side"
    AT: ClassVar[str] = "hex"
    what: int
    hex: int
    toward: int
    side: int


class Arrived(Event, frozen=True, tag="arrived"):
    """A unit entered play, on a hex or in a box (the other is -1)."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    hex: int
    box: int
    side: int


class Landed(Event, frozen=True, tag="landed"):
    """Units came ashore at a place."""

    AT: ClassVar[str] = "hex"
    units: tuple[int, ...]
    place: int
    hex: int


class Sailed(Event, frozen=True, tag="sailed"):
    """A unit went by sea: to a hex or to a box."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    hex: int
    box: int
    side: int


class Ferried(Event, frozen=True, tag="ferried"):
    """A unit crossed a strait."""

    HEARD_BY: ClassVar[str] = "side"
    AT: ClassVar[str] = "to"
    unit: int
    start: int
    to: int
    side: int


class Raided(Event, frozen=True, tag="raided"):
    """A unit at sea was hit by ships or aircraft of the enemy. Dice: DICE_RAID."""

    unit: int
    zone: int
    quarters: int
    side: int


class Railed(Event, frozen=True, tag="railed"):
    """A unit went by strategic rail."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    start: int
    to: int
    side: int


class Dropped(Event, frozen=True, tag="dropped"):
    """Parachutists aimed at a hex and came down in one. Dice: DICE_DROP."""

    HEARD_BY: ClassVar[str] = "side"
    AT: ClassVar[str] = "hex"
    unit: int
    aimed: int
    hex: int
    side: int


class Flown(Event, frozen=True, tag="flown"):
    """A side flew a mission (AIR_*) with some air points to a hex."""

    HEARD_BY: ClassVar[str] = "side"
    AT: ClassVar[str] = "hex"
    mission: int
    hex: int
    points: int
    side: int


class Absorbed(Event, frozen=True, tag="absorbed"):
    """A unit took replacements."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    quarters: int
    side: int


class RefitBegan(Event, frozen=True, tag="refit"):
    """A unit was taken out of the line to refit for some days."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    days: int
    side: int


class RefitEnded(Event, frozen=True, tag="refitted"):
    """A refit is over; ``early`` is 1 if the enemy ended it."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    early: int
    side: int


class LongMarch(Event, frozen=True, tag="long-march"):
    """A unit marched so many hexes that it is tired."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    hexes: int
    side: int


class Laboured(Event, frozen=True, tag="laboured"):
    """Labour raised the works of a hex to a level."""

    HEARD_BY: ClassVar[str] = "side"
    hex: int
    level: int
    side: int


class Withdrawn(Event, frozen=True, tag="withdrawn"):
    """A unit left for another theatre; ``side`` is the only one that is told, -1 if all are."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    side: int = -1


class WithdrawalDue(Event, frozen=True, tag="withdrawal-due"):
    """A unit has to leave; each turn of delay costs points."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    price: int
    side: int


class SupplyChanged(Event, frozen=True, tag="supply"):
    """The supply state of a unit changed."""

    HEARD_BY: ClassVar[str] = "side"
    unit: int
    was: int
    now: int
    side: int


class Fired(Event, frozen=True, tag="trigger"):
    """A political trigger fired."""

    trigger: int


class VariableChanged(Event, frozen=True, tag="variable"):
    """A political variable moved; ``side`` is the only one that is told, -1 if all are, -2 if none is."""

    HEARD_BY: ClassVar[str] = "side"

    variable: int
    was: int
    now: int
    side: int = -1


class Sabotaged(Event, frozen=True, tag="sabotaged"):
    """Irregulars of a district cost its occupier points of strategic rail; hexes where they tore up track."""

    district: int
    side: int
    points: int
    hexes: tuple[int, ...] = ()


class FormationResolved(Event, frozen=True, tag="resolved"):
    """The fate of a unit when its nation broke up: id of the outcome, its side. Dice: DICE_RESOLVE."""

    IN_SIGHT: ClassVar[tuple[str, ...]] = ("hex",)
    unit: int
    outcome: str
    side: int
    hex: int


class DecisionOffered(Event, frozen=True, tag="decision"):
    """A side is asked a political question."""

    decision: int
    side: int


class DecisionTaken(Event, frozen=True, tag="answered"):
    """A side answered a political question."""

    decision: int
    option: int
    side: int


class Scored(Event, frozen=True, tag="scored"):
    """A side won or lost points; ``reason`` is an id (objective place or trigger)."""

    side: int
    points: int
    reason: str


class GameOver(Event, frozen=True, tag="over"):
    """The game ended: winner, level, reason (1 last turn, 2 a trigger)."""

    winner: int
    level: int
    reason: int


EVENT_TYPES: tuple[type[Event], ...] = tuple(Event.__subclasses__())
