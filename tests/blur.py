"""Two positions that look alike: everything that a side cannot know is changed at random.

The table of fields says who knows what. Rows of OWN and all of NEVER are changed by it alone;
each field of SEEN has a function here, and a test compares the two lists.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np

from engine.kernels.consts import STATUS_AWAY, STATUS_BOX, STATUS_DEAD, STATUS_MAP
from engine.observation import Observation, veiled
from engine.state import (
    FIELDS,
    G_DRAWS,
    G_INTEL,
    G_ORDERS,
    G_PENDING,
    G_SIDE,
    NEVER,
    OWN,
    P_KIND,
    P_SIDE,
    SEEN,
    State,
)
from engine.world import World

BAND = 12  # quarter steps of a band of strength in the scenarios of these tests
LIMITS = {"unit_sight": "land", "unit_parent": "unit"}  # axes whose rows a field holds

UNITS_IN_SIGHT = (
    "unit_quarters", "unit_cohesion", "unit_supply", "unit_entrench", "unit_mp", "unit_mode",
)  # fmt: skip
"""What is seen of an enemy unit in sight, and nothing of one out of it."""


class Blur:
    """The parts of a position that a side cannot know, and the dice to change them with."""

    def __init__(self, world: World, state: State, viewer: int, dice: random.Random) -> None:
        self.world, self.state, self.viewer, self.dice = world, state, viewer, dice
        self.seen = Observation(world, viewer)
        self.seen.refresh(world, state)
        self.visible = self.seen.hex_seen > 0
        self.enemies = state.unit_side != viewer
        self.on_map = state.unit_status == STATUS_MAP
        self.hidden = self.enemies & self.on_map & ~self.visible[np.where(self.on_map, state.unit_hex, 0)]
        self.dark = (state.hex_control != viewer) & ~self.visible
        self.theirs = world.formation_side != viewer

    def some(self, count: int, low: int, high: int) -> np.ndarray:
        """Return random integers from low up to, not including, high."""
        return np.array([self.dice.randrange(low, high) for _ in range(count)], np.int64)


def blur(world: World, state: State, viewer: int, dice: random.Random) -> None:
    """Change, in place, everything that the viewer cannot know, at random."""
    secret = Blur(world, state, viewer, dice)
    for name, field in FIELDS.items():
        cells = getattr(state, name)
        if field.known == NEVER and name != "hex_veiled":
            cells[:] = secret.some(len(cells), 0, 100)
        elif field.known == OWN:
            rows = np.flatnonzero(_others(secret, field.axis, len(cells)))
            high = getattr(world.sizes, LIMITS[name]) if name in LIMITS else 20
            cells[rows] = secret.some(len(rows), 0, high)
    for change in dict.fromkeys(SECRETS.values()):
        change(secret)


def _others(secret: Blur, axis: str, cells: int) -> np.ndarray:
    """Return bool[cells]: the rows of a field of OWN that are not the viewer's."""
    world, enemies = secret.world, secret.enemies
    by_axis = {
        "unit": enemies,
        "nation": world.nation_side != secret.viewer,
        "formation": secret.theirs,
        "arrival": enemies[world.arrival_units],
        "withdrawal": enemies[world.withdrawal_units],
    }
    if axis in by_axis:
        return by_axis[axis]
    assert axis.split("*")[0] == "side", f"who owns the rows of {axis}?"
    return np.arange(cells) // (cells // world.sizes.side) != secret.viewer


def _scalars(secret: Blur) -> None:
    secret.state.game[[G_DRAWS, G_INTEL, G_ORDERS]] = secret.some(3, 0, 1000)


def _questions(secret: Blur) -> None:
    stack = secret.state.pending.reshape(-1, secret.world.sizes.pending_word)
    for row in range(int(secret.state.game[G_PENDING])):
        if stack[row, P_SIDE] != secret.viewer:
            rest = stack[row, P_KIND + 2 :]
            rest[:] = secret.some(len(rest), 0, 100)


def _control(secret: Blur) -> None:
    """Ground of nobody out of sight is the enemy's in secret, or the other way round."""
    world, state, dice = secret.world, secret.state, secret.dice
    secretly = veiled(state)
    open_ = secret.dark & (world.hex_place[: world.land] < 0)
    for land_hex in np.flatnonzero(open_ & (secretly | (state.hex_control < 0))):
        taken = dice.random() < 0.5
        secretly[land_hex] = taken
        state.hex_control[land_hex] = 1 - secret.viewer if taken else -1
        state.hex_control_start[land_hex] = dice.choice((-1, 1 - secret.viewer)) if taken else -1
    state.hex_veiled[:] = np.packbits(secretly, bitorder="little")


def _ground(secret: Blur) -> None:
    others = np.flatnonzero(secret.state.hex_control != secret.viewer)
    secret.state.hex_works[others] = secret.some(len(others), 0, 7)
    if secret.state.game[G_SIDE] != secret.viewer:
        secret.state.hex_air[:] = secret.some(secret.world.land, 0, 5)


def _units(secret: Blur) -> None:
    """Units out of sight go elsewhere, changed in all; the others may be in a box or merged."""
    world, state, dice = secret.world, secret.state, secret.dice
    rows = [int(u) for u in np.flatnonzero(secret.hidden)]
    spots = set(np.flatnonzero(secret.dark).tolist()) - set(state.unit_hex.tolist())
    free = sorted(spots) + [int(state.unit_hex[u]) for u in rows]
    dice.shuffle(free)
    for unit, at in zip(rows, free, strict=False):
        state.unit_hex[unit] = at
        if dice.random() < 0.3:
            state.unit_hex[unit], state.unit_status[unit] = -1, dice.choice((STATUS_AWAY, STATUS_DEAD))
        elif dice.random() < 0.2 and len(world.box_ids):
            state.unit_hex[unit], state.unit_status[unit], state.unit_box[unit] = -1, STATUS_BOX, 0
    for unit in np.flatnonzero(secret.enemies & ~secret.on_map):
        if unit not in rows and dice.random() < 0.5:
            state.unit_box[unit], state.unit_status[unit] = -1, dice.choice((STATUS_AWAY, STATUS_DEAD))
            rows.append(int(unit))
    for name in UNITS_IN_SIGHT:
        getattr(state, name)[rows] = secret.some(len(rows), 0, 20)
    # The strength of an enemy who is seen, but not touched, is known in bands alone.
    own = {int(h) for h in state.unit_hex[~secret.enemies & secret.on_map]}
    for unit in np.flatnonzero(secret.enemies & secret.on_map & ~secret.hidden):
        if not own & {int(h) for h in world.hex_neighbour[state.unit_hex[unit]]}:
            known = int(secret.seen.unit_quarters[unit])
            low = 1 if known == BAND else known - BAND // 2
            state.unit_quarters[unit] = dice.randrange(low, known + BAND // 2)


def _army(secret: Blur) -> None:
    """Who is under whom, and how good it has become."""
    state, formations = secret.state, secret.world.sizes.formation
    count = int(secret.enemies.sum())
    state.unit_quality[secret.enemies] = secret.some(count, 0, 11)
    for name in ("unit_formation", "unit_corps", "unit_army"):
        getattr(state, name)[secret.enemies] = secret.some(count, -1, formations)
    state.formation_parent[secret.theirs] = secret.some(int(secret.theirs.sum()), -1, formations)


def _staffs(secret: Blur) -> None:
    hexes = secret.state.hq_hex
    dark = [-1, *np.flatnonzero(secret.dark).tolist()]
    for row in np.flatnonzero(secret.theirs):
        if hexes[row] < 0 or not secret.visible[hexes[row]]:
            hexes[row] = secret.dice.choice(dark)


def _losses(secret: Blur) -> None:
    secret.state.side_lost[1 - secret.viewer] = secret.dice.randrange(9999)


def _variables(secret: Blur) -> None:
    world = secret.world
    for row, (low, high) in enumerate(world.variable_range):
        if not world.variable_told[secret.viewer, row]:
            secret.state.variable[row] = secret.dice.randint(low, high)


SECRETS: dict[str, Callable[[Blur], None]] = {
    "game": _scalars,
    "pending": _questions,
    "hex_control": _control,
    "hex_control_start": _control,
    "hex_works": _ground,
    "hex_air": _ground,
    **dict.fromkeys(("unit_status", "unit_hex", "unit_box", *UNITS_IN_SIGHT), _units),
    **dict.fromkeys(("unit_quality", "unit_formation", "unit_corps", "unit_army"), _army),
    "formation_parent": _army,
    "hq_hex": _staffs,
    "side_lost": _losses,
    "variable": _variables,
}
"""How each field of SEEN changes where a side cannot know it."""

SEEN_FIELDS = {name for name, field in FIELDS.items() if field.known == SEEN}
