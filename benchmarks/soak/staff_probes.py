"""Doubtful orders of the chain of command: support laid up, units broken down, merged and disbanded."""

from __future__ import annotations

import random

import numpy as np

from engine.kernels.consts import STATUS_MAP
from engine.observation import Observation
from engine.orders import Allot, Detach, Disband, Merge, Order
from engine.world import World


def _own(world: World, seen: Observation, dice: random.Random) -> int:
    """Return a unit of the side on the map, now and then any unit or none that exists."""
    mine = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
    if dice.random() < 0.1 or len(mine) == 0:
        return dice.randrange(-1, world.sizes.unit + 1)
    return int(mine[dice.randrange(len(mine))])


def allot(world: World, seen: Observation, dice: random.Random) -> Order:
    """Return an order to lay up support with some staff, often too much of it."""
    posts = np.flatnonzero((seen.hq_hex >= 0) & (world.formation_side == seen.viewer))
    wild = dice.random() < 0.2 or len(posts) == 0
    formation = dice.randrange(-1, world.sizes.formation + 1) if wild else int(dice.choice(list(posts)))
    return Allot(formation, dice.choice((-1, 0, 1, 1, 2, 3, 4, 99)))


def break_down(world: World, seen: Observation, dice: random.Random) -> Order:
    """Return an order to break a part off a unit, or to disband it."""
    return dice.choice((Detach, Disband))(_own(world, seen, dice))


def merge(world: World, seen: Observation, dice: random.Random) -> Order:
    """Return a merger of a part with its division, or of two units in a hex."""
    unit = _own(world, seen, dice)
    if not 0 <= unit < world.sizes.unit:
        return Merge(unit, unit)
    parent = int(seen.unit_parent[unit])
    here = np.flatnonzero((seen.unit_hex == seen.unit_hex[unit]) & (seen.unit_side == seen.viewer))
    return Merge(unit, parent if parent >= 0 else int(dice.choice([unit, *here.tolist()])))


STAFF = (allot, break_down, merge)
