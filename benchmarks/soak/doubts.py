"""Doubtful orders of every kind in the table of orders, made field by field.

What a field may hold is looked up by its name, so that a new kind of order is probed without a
line here; one with a field of a new name stops the import until ``FIELDS`` says what is likely.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.kernels.consts import FLAG_ENEMY, STATUS_MAP
from engine.observation import Observation, flags_of
from engine.orders import ORDER_TYPES, Advance, Answer, Determined, Order, React
from engine.rules.aftermath import top
from engine.world import World

ANSWERS: tuple[type[Order], ...] = (Determined, Advance, React, Answer)


class Doubt:
    """What a doubtful order is made from: a side's view, dice, and an own unit that it is about."""

    def __init__(self, world: World, seen: Observation, dice: random.Random, unit: int | None = None) -> None:
        self.world, self.seen, self.dice = world, seen, dice
        self.mine = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
        self.unit = self.row(self.mine, world.sizes.unit) if unit is None else unit

    def row(self, likely: Any, size: int) -> int:
        """Return one of the likely rows, now and then any row or one that does not exist."""
        fate = self.dice.random()
        if fate < 0.02:
            return self.dice.choice((-1, size, 10**6))
        if fate < 0.1 or len(likely) == 0:
            return self.dice.randrange(size)
        return int(likely[self.dice.randrange(len(likely))])

    def hex(self) -> int:
        """Return a hex: beside the unit, with an enemy or own unit, of a place, or with works."""
        known = 0 <= self.unit < self.world.sizes.unit
        at = int(self.seen.unit_hex[self.unit]) if known else -1
        near = [] if at < 0 else [at, *(int(h) for h in self.world.hex_neighbour[at])]
        pick = self.dice.randrange(6)
        if pick == 0:
            return self.row(np.flatnonzero(flags_of(self.world, self.seen) & FLAG_ENEMY), self.world.land)
        if pick == 1:
            return self.row(self.seen.unit_hex[self.mine], self.world.land)
        if pick == 2:
            return self.row(self.world.place_hex, self.world.land)
        if pick == 3:
            return self.row(np.flatnonzero(self.world.hex_owner == self.seen.viewer), self.world.land)
        return self.row(near, self.world.land)

    def other(self) -> int:
        """Return an own unit, mostly of the unit's hex."""
        if not 0 <= self.unit < self.world.sizes.unit or self.dice.random() < 0.2:
            return self.row(self.mine, self.world.sizes.unit)
        here = self.mine[self.seen.unit_hex[self.mine] == self.seen.unit_hex[self.unit]]
        return self.row(here, self.world.sizes.unit)

    def some(self) -> tuple[int, ...]:
        """Return none, one or some units, seldom one of them twice."""
        return (self.unit, *(self.other() for _ in range(self.dice.choice((0, 0, 0, 1, 2)))))[
            : self.dice.choice((0, 9, 9, 9))
        ]

    def formation(self) -> int:
        """Return a formation, mostly one of the side's own, with or without a headquarters."""
        own = np.flatnonzero(self.world.formation_side == self.seen.viewer)
        return self.row(own, self.world.sizes.formation)


def _small(doubt: Doubt) -> int:
    return doubt.dice.choice((-1, 0, 0, 1, 1, 1, 2, 3, 50))


FIELDS: dict[str, Callable[[Doubt], Any]] = {
    "unit": lambda d: d.unit,
    "units": Doubt.some,
    "into": Doubt.other,
    "to": Doubt.hex,
    "toward": Doubt.hex,
    "target": Doubt.hex,
    "hex": Doubt.hex,
    "place": lambda d: d.row(np.arange(d.world.sizes.place), d.world.sizes.place),
    "box": lambda d: d.row([], len(d.world.box_ids)),
    "formation": Doubt.formation,
    "decision": lambda d: d.dice.randrange(-1, d.world.sizes.decision + 1),
    "option": _small,
    "mode": _small,
    "support": _small,
    "naval": _small,
    "mission": lambda d: d.dice.randrange(-1, 6),
    "points": _small,
    "quarters": _small,
    "what": _small,
    "level": _small,
    "stand": _small,
}

UNKNOWN = sorted({f for kind in ORDER_TYPES for f in kind.__struct_fields__} - set(FIELDS))
if UNKNOWN:
    raise LookupError(f"no probe knows what to put into {', '.join(UNKNOWN)}: add it to FIELDS")


def doubtful(world: World, seen: Observation, dice: random.Random) -> Order:
    """Return an order of any kind with likely values; of the answers only, mostly, while one is awaited."""
    awaited = top(seen) is not None
    kind = dice.choice(ANSWERS if awaited and dice.random() < 0.8 else ORDER_TYPES)
    doubt = Doubt(world, seen, dice)
    return kind(**{name: FIELDS[name](doubt) for name in kind.__struct_fields__})


def changed(world: World, seen: Observation, dice: random.Random, order: Order) -> Order:
    """Return an order with one of its fields changed; one without fields as it is."""
    names = order.__struct_fields__
    if not names:
        return order
    doubt = Doubt(world, seen, dice, getattr(order, "unit", None))
    name = dice.choice(names)
    values = {field: getattr(order, field) for field in names}
    values[name] = Doubt(world, seen, dice).unit if name == "unit" else FIELDS[name](doubt)
    return type(order)(**values)
