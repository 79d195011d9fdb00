"""The closed set of orders: small frozen values of row numbers, and their text form.

An order is checked against the acting side's Observation and applied to the State by
``engine.turn``. Its text form carries ids instead of rows; replays, saves, logs and the
bot protocol use nothing else.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, get_args

import msgspec


class Order(msgspec.Struct, frozen=True, tag_field="kind", forbid_unknown_fields=True):
    """Base of all orders."""


class Move(Order, frozen=True, tag="move"):
    """Move a unit along the cheapest path to a hex it can reach this turn."""

    unit: int
    to: int


class Attack(Order, frozen=True, tag="attack"):
    """Attack the enemy in a hex with adjacent units; mode HASTY or DELIBERATE; support points spent."""

    target: int
    units: tuple[int, ...]
    mode: int
    support: int = 0
    naval: int = 0


class Bombard(Order, frozen=True, tag="bombard"):
    """Wear a hex by support points and ships' guns alone, without an attack."""

    target: int
    support: int
    naval: int = 0


class Overrun(Order, frozen=True, tag="overrun"):
    """Ride down a weak enemy with mobile units of one hex, in the middle of their movement."""

    target: int
    units: tuple[int, ...]


class Reserve(Order, frozen=True, tag="reserve"):
    """Hold a unit back, so that it may react in the enemy's player turn."""

    unit: int


class Rail(Order, frozen=True, tag="rail"):
    """Strategic rail move between two places on the friendly net, or from a rail box."""

    unit: int
    to: int


class Sail(Order, frozen=True, tag="sail"):
    """Move a unit by sea to a friendly port: from a port, or from a sea box."""

    unit: int
    place: int


class Land(Order, frozen=True, tag="land"):
    """Land units from a sea box over a beach or into a port, under fire if the enemy holds it."""

    place: int
    units: tuple[int, ...]
    naval: int = 0


class Embark(Order, frozen=True, tag="embark"):
    """Take a unit from a friendly port to a sea box (for withdrawal, or to land elsewhere)."""

    unit: int
    box: int


class Ferry(Order, frozen=True, tag="ferry"):
    """Cross a strait from a bank with a ferry to the own hex on the other bank."""

    unit: int
    to: int


class Air(Order, frozen=True, tag="air"):
    """Fly a mission (AIR_*) with some air points to a hex."""

    mission: int
    target: int
    points: int


class Drop(Order, frozen=True, tag="drop"):
    """Drop parachutists from an airfield or a box over sea on a hex, beside it if the enemy holds it."""

    unit: int
    target: int


class Absorb(Order, frozen=True, tag="absorb"):
    """Take replacements from the nation's pool into a unit, in quarter steps."""

    unit: int
    quarters: int


class Demolish(Order, frozen=True, tag="demolish"):
    """Blow up what 0 the port, 1 the railway of a hex (``toward`` it), 2 the bridge to ``toward``."""

    unit: int
    what: int
    toward: int


class Priority(Order, frozen=True, tag="priority"):
    """Let units draw supply before others (1), in their turn (0) or after them (-1)."""

    units: tuple[int, ...]
    level: int


class Refit(Order, frozen=True, tag="refit"):
    """Give a unit out of contact some weeks off: it does nothing, and rests and fills up faster."""

    unit: int


class Labour(Order, frozen=True, tag="labour"):
    """Put labour to work on a fortified line: its works in a hex rise by a level."""

    hex: int


class Withdraw(Order, frozen=True, tag="withdraw"):
    """Send a unit that is due away for good, from a port, a rail entry or a box."""

    unit: int


class Headquarters(Order, frozen=True, tag="headquarters"):
    """Send the headquarters of a corps or army to a hex where one of its units stands."""

    formation: int
    to: int


class Attach(Order, frozen=True, tag="attach"):
    """Put a unit under another corps or army whose headquarters reaches it."""

    unit: int
    formation: int


class Merge(Order, frozen=True, tag="merge"):
    """Let the men of a unit fill another of its type and nation in the same hex; the first is no more."""

    unit: int
    into: int


class Detach(Order, frozen=True, tag="detach"):
    """Break a regiment off a division; it is a unit of its own until it merges again."""

    unit: int


class Disband(Order, frozen=True, tag="disband"):
    """Disband what is left of a unit: its men go to the replacements."""

    unit: int


class Allot(Order, frozen=True, tag="allot"):
    """Lay up support points of the side for a corps or army: its own attacks fire them, now or later."""

    formation: int
    points: int


class Determined(Order, frozen=True, tag="determined"):
    """Answer of a beaten defender: stand to the last (1) or retreat (0)."""

    stand: int


class Advance(Order, frozen=True, tag="advance"):
    """Answer of the winner: which of the attackers enter the won hex."""

    units: tuple[int, ...]


class React(Order, frozen=True, tag="react"):
    """Answer of who lost a hex: the unit that steps out of reserve and the hex behind; no unit to decline."""

    units: tuple[int, ...]
    to: int


class Answer(Order, frozen=True, tag="answer"):
    """Answer to a political decision: the row of the chosen option."""

    decision: int
    option: int


class EndTurn(Order, frozen=True, tag="end"):
    """End the operations phase of the acting side."""


AnyOrder = (
    Move
    | Attack
    | Bombard
    | Overrun
    | Reserve
    | Rail
    | Sail
    | Land
    | Embark
    | Ferry
    | Air
    | Drop
    | Absorb
    | Demolish
    | Priority
    | Refit
    | Labour
    | Withdraw
    | Headquarters
    | Attach
    | Merge
    | Detach
    | Disband
    | Allot
    | Determined
    | Advance
    | React
    | Answer
    | EndTurn
)
ORDER_TYPES: tuple[type[Order], ...] = get_args(AnyOrder)
ORDER_KINDS: tuple[str, ...] = tuple(str(t.__struct_config__.tag) for t in ORDER_TYPES)


def kind_of(order: Order) -> str:
    """Return the name of an order's kind, for example ``move``."""
    return str(order.__struct_config__.tag)


class Refusal(IntEnum):
    """Why an order is refused. The wording for people is in ``game/wording.py``."""

    NOT_YOUR_TURN = 1
    DECISION_OPEN = 2
    NO_DECISION = 3
    UNKNOWN_UNIT = 4
    NOT_YOURS = 5
    NOT_ON_MAP = 6
    UNKNOWN_HEX = 7
    NO_PATH = 8
    TOO_FAR = 9
    STACK_FULL = 10
    NO_TARGET = 11
    NOT_ADJACENT = 12
    FORBIDDEN_HEXSIDE = 13
    ALREADY_ATTACKED = 14
    MOVED_TOO_FAR = 15
    NOT_ENOUGH_MP = 16
    TOO_WORN = 17
    NO_SUPPORT = 18
    NO_NAVAL = 19
    NO_SHELLS = 20
    NO_RAIL = 21
    NO_RAIL_CAPACITY = 22
    NO_PORT = 23
    NO_SEALIFT = 24
    NO_CRAFT = 25
    NO_SEA_ROUTE = 26
    STORM = 27
    NO_REPLACEMENTS = 28
    FULL_STRENGTH = 29
    ABSORBED_ENOUGH = 30
    NOT_IN_SUPPLY = 31
    NOT_DUE = 32
    BAD_OPTION = 33
    STATIC = 34
    DUPLICATE_UNIT = 35
    GAME_OVER = 36
    NO_EFFECT = 37
    UNKNOWN_FORMATION = 38
    NO_HEADQUARTERS = 39
    STAFF_MOVED = 40
    NOT_WITH_TROOPS = 41
    OUT_OF_COMMAND = 42
    ALREADY_ATTACHED = 43
    OUT_OF_REACH = 44
    ALREADY_SHELLED = 45
    NOT_MOBILE = 46
    ODDS_TOO_LOW = 47
    IN_CONTACT = 48
    NO_RESERVE = 49
    NOT_BEHIND = 50
    NOT_ALIKE = 51
    WANTED_ELSEWHERE = 52
    NO_AIR = 53
    NO_AIRFIELD = 54
    GROUNDED = 55
    NO_PARACHUTES = 56
    HELD_GROUND = 57

    IN_REFIT = 61
    MARCHED = 62
    NO_EXIT = 63
    NO_LABOUR = 64
    NO_WORKS = 65
    NO_FERRY = 66

    GUNS_READY = 80
    NO_PARTS = 81
    TOO_WEAK = 82
    NO_COUNTER = 83
    TOO_STRONG = 84


class IllegalOrder(Exception):
    """An order was refused; the game is as it was."""

    def __init__(self, order: Order, refusal: Refusal) -> None:
        super().__init__(f"{kind_of(order)}: {refusal.name}")
        self.order = order
        self.refusal = refusal


# Which list of names each field of an order counts in; the others are plain numbers.
_NAMED: dict[str, str] = {
    "unit": "unit",
    "units": "unit",
    "into": "unit",
    "to": "hex",
    "toward": "hex",
    "target": "hex",
    "hex": "hex",
    "place": "place",
    "box": "box",
    "formation": "formation",
    "decision": "decision",
}


def to_text(names: Any, order: Order) -> str:
    """Return an order as one line of JSON with ids; ``names`` is the World."""
    out: dict[str, Any] = {"kind": kind_of(order)}
    for name in order.__struct_fields__:
        value = getattr(order, name)
        axis = _NAMED.get(name)
        if axis is not None:
            known = names.hex_labels if axis == "hex" else getattr(names, f"{axis}_ids")
            value = [known[v] for v in value] if isinstance(value, tuple) else known[value]
        out[name] = value
    return msgspec.json.encode(out).decode()


def from_text(names: Any, text: str | bytes) -> Order:
    """Return the order that a line of JSON stands for.

    Raises ValueError with a sentence if the line is no order or names something unknown.
    """
    try:
        raw = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from None
    if not isinstance(raw, dict):
        raise ValueError("an order is a JSON object")
    for name, value in raw.items():
        axis = _NAMED.get(name)
        if axis is None:
            continue
        rows = names.rows(axis)
        wanted = value if isinstance(value, list) else [value]
        unknown = [v for v in wanted if not isinstance(v, str) or v not in rows]
        if unknown:
            raise ValueError(f"unknown {axis} {unknown[0]!r}")
        raw[name] = [rows[v] for v in wanted] if isinstance(value, list) else rows[value]
    try:
        order: Order = msgspec.convert(raw, type=AnyOrder)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from None
    return order
