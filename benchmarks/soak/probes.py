"""Doubtful orders: random ones that look likely, most of which the rules refuse."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.soak.doubts import doubtful
from benchmarks.soak.staff_probes import STAFF
from engine.kernels.consts import FLAG_ENEMY, FLAG_EZOC, STATUS_BOX, STATUS_MAP
from engine.legality import attacks, legal_orders, transports
from engine.observation import Observation, flags_of
from engine.orders import (
    Absorb,
    Advance,
    Answer,
    Attack,
    Bombard,
    Determined,
    Embark,
    Ferry,
    Land,
    Move,
    Order,
    Overrun,
    Rail,
    React,
    Sail,
    Withdraw,
)
from engine.world import World

Maker = Callable[[World, Observation, random.Random], Order]


def _pick(dice: random.Random, rows: Any, size: int) -> int:
    """Return one of the rows, sometimes any row, now and then one that does not exist."""
    fate = dice.random()
    if fate < 0.02:
        return dice.choice((-1, size, size + 1000, 10**6))
    if fate < 0.12 or len(rows) == 0:
        return dice.randrange(size)
    return int(rows[dice.randrange(len(rows))])


def _unit(world: World, seen: Observation, dice: random.Random, status: int = STATUS_MAP) -> int:
    mine = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == status))
    return _pick(dice, mine, world.sizes.unit)


def _near(world: World, seen: Observation, unit: int) -> list[int]:
    at = int(seen.unit_hex[unit]) if 0 <= unit < world.sizes.unit else -1
    return [] if at < 0 else [at, *(int(h) for h in world.hex_neighbour[at] if 0 <= h < world.land)]


def _move(world: World, seen: Observation, dice: random.Random) -> Order:
    unit = _unit(world, seen, dice)
    return Move(unit, _pick(dice, _near(world, seen, unit), world.land))


def _attack(world: World, seen: Observation, dice: random.Random) -> Order:
    enemies = np.flatnonzero(flags_of(world, seen) & FLAG_ENEMY)
    target = _pick(dice, enemies, world.land)
    around = world.hex_neighbour[target] if 0 <= target < world.land else []
    near = np.flatnonzero(
        (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP) & np.isin(seen.unit_hex, around)
    )
    units = tuple(_pick(dice, near, world.sizes.unit) for _ in range(dice.choice((0, 1, 1, 1, 2, 3, 6))))
    mode = dice.choice((0, 1, 1, 0, 7))
    return Attack(target, units, mode, dice.choice((0, 0, 0, 1, 50)), dice.choice((0, 0, 0, 1, 50)))


def _rail(world: World, seen: Observation, dice: random.Random) -> Order:
    stations = np.flatnonzero(world.hex_rail.any(axis=1))
    status = dice.choice((STATUS_MAP, STATUS_BOX))
    return Rail(_unit(world, seen, dice, status), _pick(dice, stations, world.land))


def _place(world: World, dice: random.Random) -> int:
    shores = np.flatnonzero((world.place_port > 0) | (world.place_beach > 0))
    return _pick(dice, shores, world.sizes.place)


def _sail(world: World, seen: Observation, dice: random.Random) -> Order:
    return Sail(_unit(world, seen, dice, dice.choice((STATUS_MAP, STATUS_BOX))), _place(world, dice))


def _land(world: World, seen: Observation, dice: random.Random) -> Order:
    count = dice.choice((0, 1, 1, 2, 5))
    units = [_unit(world, seen, dice, STATUS_BOX) for _ in range(count)]
    return Land(_place(world, dice), tuple(units), dice.choice((0, 0, 0, 99)))


def _embark(world: World, seen: Observation, dice: random.Random) -> Order:
    ports = np.flatnonzero(world.place_port > 0)
    there = np.flatnonzero((seen.unit_side == seen.viewer) & np.isin(seen.unit_hex, world.place_hex[ports]))
    return Embark(_pick(dice, there, world.sizes.unit), _pick(dice, [], len(world.box_ids)))


def _absorb(world: World, seen: Observation, dice: random.Random) -> Order:
    return Absorb(_unit(world, seen, dice), dice.choice((-1, 0, 1, 2, 4, 5, 40_000)))


def _withdraw(world: World, seen: Observation, dice: random.Random) -> Order:
    return Withdraw(_pick(dice, world.withdrawal_units, world.sizes.unit))


def _answer(world: World, seen: Observation, dice: random.Random) -> Order:
    near = _unit(world, seen, dice)
    return dice.choice(
        (
            Determined(dice.choice((0, 1, 2))),
            Advance(()),
            Advance((near, near)),
            Advance((near,)),
            Answer(dice.randrange(-1, world.sizes.decision + 1), dice.randrange(-1, 4)),
        )
    )


def _overdone(world: World, seen: Observation, dice: random.Random) -> Order:
    """Return a legal attack, landing or voyage, or one that asks for too much of something."""
    fights = attacks(world, seen)
    if fights and dice.random() < 0.5:
        order = dice.choice(fights)
        assert isinstance(order, Attack)
        support, naval = dice.choice(((50, 0), (0, 50), (0, 0)))
        return Attack(order.target, order.units, order.mode, support, naval)
    side = (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_BOX)
    afloat = [int(u) for u in np.flatnonzero(side)]
    if not afloat:
        return _move(world, seen, dice)
    if dice.random() < 0.4:
        return Sail(dice.choice(afloat), _place(world, dice))
    beaches = [int(p) for p in np.flatnonzero((world.place_beach > 0) | (world.place_port > 0))]
    units = dice.sample(afloat, min(len(afloat), dice.choice((1, 1, 3, 4, 9))))
    return Land(dice.choice(beaches), tuple(units))


def _crowd(world: World, seen: Observation, dice: random.Random) -> Order:
    """Return a move onto the fullest hex of the side's own, by a unit next to it."""
    mine = (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP)
    at, counts = np.unique(seen.unit_hex[mine], return_counts=True)
    if len(at) == 0:
        return _move(world, seen, dice)
    best = int(at[counts == counts.max()][0]) if dice.random() < 0.5 else int(dice.choice(list(at)))
    near = np.flatnonzero(mine & np.isin(seen.unit_hex, world.hex_neighbour[best]))
    return Move(_pick(dice, near, world.sizes.unit), best)


def _overrun(world: World, seen: Observation, dice: random.Random) -> Order:
    """Return an overrun by one or two units of a hex beside an enemy, mostly against bad odds."""
    flags = flags_of(world, seen)
    mine = np.flatnonzero(
        (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP) & (seen.unit_mp > 0)
    )
    unit = _pick(dice, mine[flags[seen.unit_hex[mine]] & FLAG_EZOC > 0], world.sizes.unit)
    targets = [h for h in _near(world, seen, unit) if flags[h] & FLAG_ENEMY]
    here = mine[seen.unit_hex[mine] == seen.unit_hex[unit]] if 0 <= unit < world.sizes.unit else mine
    more = (_pick(dice, here, world.sizes.unit),) if dice.random() < 0.3 else ()
    return Overrun(_pick(dice, targets, world.land), (unit, *more))


def _shell(world: World, seen: Observation, dice: random.Random) -> Order:
    """Return the shelling of any seen enemy, near the front or far behind it."""
    return Bombard(_pick(dice, np.flatnonzero(flags_of(world, seen) & FLAG_ENEMY), world.land), 1, 0)


def _ferry(world: World, seen: Observation, dice: random.Random) -> Order:
    """Return a crossing by a unit that stands at a ferry, if any does."""
    mine = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
    banks = (world.hex_ferry >= 0).any(axis=1)
    unit = _pick(dice, mine[banks[seen.unit_hex[mine]]], world.sizes.unit)
    at = int(seen.unit_hex[unit]) if 0 <= unit < world.sizes.unit else -1
    over = [int(h) for h in world.hex_ferry[at] if h >= 0] if at >= 0 else []
    return Ferry(unit, _pick(dice, over, world.land))


MAKERS: tuple[Maker, ...] = (
    _move,
    _move,
    _attack,
    _attack,
    _overdone,
    _overdone,
    _crowd,
    _overrun,
    _overrun,
    _shell,
    _ferry,
    _rail,
    _sail,
    _land,
    _embark,
    _absorb,
    _withdraw,
    _answer,
    *STAFF,
    *[doubtful] * 12,
)


def probe(world: World, seen: Observation, dice: random.Random) -> Order:
    """Return a doubtful order of some kind."""
    return dice.choice(MAKERS)(world, seen, dice)


def affordable(world: World, seen: Observation, dice: random.Random) -> Order | None:
    """Return a legal attack, or a legal voyage of a unit at sea; None if there is none."""
    if dice.random() < 0.7:
        fights = attacks(world, seen)
        return dice.choice(fights) if fights else None
    afloat = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_BOX))
    if len(afloat) == 0:
        return None
    voyages = transports(world, seen, [int(dice.choice(list(afloat)))])
    return dice.choice(voyages) if voyages else None


def reactions(world: World, seen: Observation, dice: random.Random) -> list[Order]:
    """Return the reactions open to a defender, each also by another unit and from another hex."""
    found: list[Order] = []
    mine = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
    for order in legal_orders(world, seen):
        if isinstance(order, React) and order.units:
            found += [
                React((int(dice.choice(list(mine))),), order.to),
                React(order.units, dice.randrange(world.land)),
            ]
    return found
