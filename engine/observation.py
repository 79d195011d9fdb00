"""What a side knows: a private copy of the State with the rest masked.

An Observation has the fields of State. Enemy units out of sight are away, their strength is
seen in bands unless an own unit stands next to them; what the table of fields calls the
enemy's own, and the dice, are blank. Computer players, panels and painters read it alike; ``check``
reads nothing else, so a refusal cannot tell what is hidden.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import reach
from engine.kernels.arrays import U32
from engine.kernels.consts import GROUND_FLOOD, GROUND_MUD, GROUND_SNOW, QUARTERS
from engine.kernels.fields import mask_ground, mask_units, movement_flags, stack_points, visibility
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
    U8,
    State,
    set_bit,
)
from engine.world import World

SPECTATOR = -1


MASKED = frozenset(name for name, field in FIELDS.items() if field.known in (OWN, NEVER))
"""The fields that are blanked by the table alone."""
_AS_AT_START = ("unit_formation", "unit_corps", "unit_army", "unit_quality")


class Scratch:
    """Arrays that searches fill and keep from call to call. Never part of a game."""

    def __init__(self, land: int) -> None:
        self.flags = np.zeros(land, np.uint8)
        self.flags_stamp = -1
        self.stack = np.zeros(land, np.int16)
        self.stack_stamp = -1
        self.stacks: dict[int, list[int]] = {}
        self.stacks_stamp = -1
        self.ground = np.zeros(land, np.uint8)
        self.ground_of = b"?"  # the weather that the array is of
        self.cut = np.zeros(land, np.uint8)
        self.cut_of = b"?"  # the damage that the array is of
        self.marks = np.zeros(land, np.uint32)
        self.marks_stamp = -1
        self.rail = np.zeros(land, np.int32)
        self.rail_stamp = -1
        self.air = np.zeros(land, np.int16)
        self.air_stamp = -1
        self.block = reach.block(land)
        self.cost, self.parent, self.tempo, self.settled = (
            reach.part(self.block, land, which)
            for which in (reach.COST, reach.PARENT, reach.TEMPO, reach.SETTLED)
        )
        self.count = 0
        self.reach_of = (-1, -1)  # stamp and unit of the search that the arrays hold
        self.path = np.zeros(4096, np.int32)


class Observation(State):
    """A side's knowledge. ``viewer`` is its row, SPECTATOR sees all; ``hex_seen`` uint8[L]."""

    def __init__(self, world: World, viewer: int) -> None:
        super().__init__(world.sizes)
        self.viewer = viewer
        self.hex_seen = np.zeros(world.land, np.uint8)
        self.stamp = 0
        self.scratch = Scratch(world.land)
        self._keep = self._fill = np.zeros(0, np.uint8)
        self._keep_of = b"?"  # the sides of the units that the arrays are of
        self._sight_of: tuple[bytes, ...] = ()  # the units and the ground that ``hex_seen`` is of

    def refresh(self, world: World, state: State) -> None:
        """Copy the state anew and mask it."""
        self.stamp += 1
        if self.viewer == SPECTATOR:
            self.copy_from(state)
            self.hex_seen[:] = 1
            return
        sides = state.unit_side.tobytes()
        if self._keep_of != sides:
            self._keep, self._fill = lens(world, state, self.viewer)
            self._keep_of = sides
        np.bitwise_and(state.block, self._keep, out=self.block)
        np.bitwise_or(self.block, self._fill, out=self.block)
        # Most orders move nobody: who stands and holds as before sees as before.
        sight = (sides, state.unit_hex.tobytes(), state.unit_status.tobytes(), state.hex_control.tobytes())
        if self._sight_of != sight:
            look(world, state, self.viewer, self.hex_seen)
            self._sight_of = sight
        mask(world, state, self)

    def private(self, world: World) -> Observation:
        """Return a copy that the holder may scribble on."""
        other = Observation(world, self.viewer)
        other.copy_from(self)
        other.hex_seen[:] = self.hex_seen
        return other


def look(world: World, state: State, viewer: int, out: np.ndarray) -> None:
    """Write 1 into ``out`` uint8[L] for each hex that the viewer sees."""
    visibility(
        viewer,
        state.unit_side,
        state.unit_status,
        state.unit_hex,
        world.unit_recon,
        state.hex_control,
        world.around,
        out,
    )
    np.maximum(out, world.hex_watched[viewer], out=out)


def lens(world: World, state: State, viewer: int) -> tuple[U8, U8]:
    """Return what a viewer sees a State through, two uint8[bytes of a State].

    The first is 255 where the table lets him know a byte and 0 where not; the second holds what he takes
    for true where the first is 0: blank, or for the order of battle of others how it began.
    """
    known, taken = State(world.sizes), State(world.sizes)
    known.block[:], taken.block[:] = 255, 0
    theirs = state.unit_side != viewer
    rows = {
        "unit": theirs,
        "nation": world.nation_side != viewer,
        "formation": world.formation_side != viewer,
        "arrival": theirs[world.arrival_units],
        "withdrawal": theirs[world.withdrawal_units],
    }

    def blank(name: str, hidden: np.ndarray | slice, value: np.ndarray | int = 0) -> None:
        cells = getattr(known, name)
        cells[hidden] = 0
        getattr(taken, name)[hidden] = value[hidden] if isinstance(value, np.ndarray) else value

    for name in MASKED:
        field = FIELDS[name]
        if field.known == NEVER:
            blank(name, slice(None))
        elif field.axis in rows:
            blank(name, rows[field.axis])
        else:
            others = np.arange(world.sizes.side) != viewer
            blank(name, np.repeat(others, len(getattr(known, name)) // world.sizes.side))
    for name in _AS_AT_START:
        blank(name, theirs, getattr(world, name))
    blank("unit_parent", theirs, -1)
    blank("unit_sight", np.repeat(np.arange(world.sizes.side) != viewer, world.sizes.unit), -1)
    blank("formation_parent", rows["formation"], world.formation_parent)
    blank("variable", world.variable_told[viewer] == 0, world.variable_first)
    blank("game", np.array([G_DRAWS, G_INTEL, G_ORDERS]))
    return known.block, taken.block


def mask(world: World, state: State, seen: Observation) -> None:
    """Blank in an Observation, in place, what its viewer does not know by where troops stand."""
    viewer = seen.viewer
    mask_units(
        viewer,
        seen.hex_seen,
        world.hex_neighbour,
        world.fog.band_steps * QUARTERS,
        world.unit_full,
        seen.unit_side,
        seen.unit_news,
        seen.unit_status,
        seen.unit_hex,
        seen.unit_box,
        seen.unit_quarters,
        seen.unit_cohesion,
        seen.unit_supply,
        seen.unit_entrench,
        seen.unit_mp,
        seen.unit_mode,
        seen.side_lost,
    )
    # What nobody held when the viewer last saw it is his for all he knows; see ``hex_veiled``.
    mask_ground(
        viewer,
        seen.hex_seen,
        world.formation_side,
        bool(seen.game[G_SIDE] == viewer),
        state.hex_veiled,
        seen.hex_control,
        seen.hex_control_start,
        seen.hex_works,
        seen.hex_air,
        seen.hq_hex,
    )
    stack = seen.pending.reshape(-1, seen.sizes.pending_word)
    for row in range(int(seen.game[G_PENDING])):
        if stack[row, P_SIDE] != viewer:
            stack[row, P_KIND + 2 :] = -1


def veiled(state: State) -> np.ndarray:
    """Return bool[L]: whether only the holder of a hex knows that he has it; rulebook fog.control."""
    land = len(state.hex_control)
    return np.unpackbits(state.hex_veiled, count=land, bitorder="little").astype(np.bool_)


def veil(world: World, state: State, land_hex: int, was: int, side: int) -> None:
    """Note, when a hex goes to a side, whether the other side learns it; rulebook fog.control.

    Ground that was not nobody's is lost by somebody, who knows it; the fall of a place is news.
    """
    unseen = False
    if was < 0 <= side and world.hex_place[land_hex] < 0:
        sight = np.zeros(world.land, np.uint8)
        look(world, state, 1 - side, sight)
        unseen = not sight[land_hex]
    set_bit(state.hex_veiled, land_hex, unseen)


def unveil(state: State, viewer: int, sight: np.ndarray) -> bool:
    """Let a side keep in mind who holds the ground that it sees, uint8[L]; return whether it learnt any."""
    if not state.hex_veiled.any():
        return False
    secret = veiled(state)
    found = secret & (sight > 0) & (state.hex_control != viewer)
    state.hex_veiled[:] = np.packbits(secret & ~found, bitorder="little")
    return bool(found.any())


def flags_for(world: World, state: State, side: int, out: U8 | None = None) -> U8:
    """Return the movement flags uint8[L] of a state for a side's units, in ``out`` if given."""
    flags = np.zeros(world.land, np.uint8) if out is None else out
    movement_flags(
        side, state.unit_side, state.unit_status, state.unit_hex, state.unit_quarters, state.unit_cohesion,
        state.unit_supply, world.unit_class, world.class_static, state.hex_control, state.hex_control_start,
        state.hex_won, world.hex_neighbour, world.zoc_reach, world.movement.zoc_steps * QUARTERS,
        world.movement.broken_below, world.movement.tempo_radius, flags,
    )  # fmt: skip
    return flags


def flags_of(world: World, seen: Observation) -> np.ndarray:
    """Return the movement flags uint8[L] for the viewer's units, worked out once per refresh."""
    scratch = seen.scratch
    if scratch.flags_stamp != seen.stamp:
        flags_for(world, seen, seen.viewer, scratch.flags)
        scratch.flags_stamp = seen.stamp
    return scratch.flags


def stacks_of(world: World, seen: Observation) -> np.ndarray:
    """Return the viewer's stacking points int16[L], worked out once per refresh."""
    scratch = seen.scratch
    if scratch.stack_stamp != seen.stamp:
        stack_points(
            seen.unit_status, seen.unit_hex, seen.unit_side, world.unit_stack, seen.viewer, scratch.stack
        )  # fmt: skip
        scratch.stack_stamp = seen.stamp
    return scratch.stack


def ground_of(world: World, seen: Observation) -> np.ndarray:
    """Return uint8[L], bits of GROUND_*: mud (index 2 and 3), flood, and snow on the heights."""
    scratch = seen.scratch
    weather = seen.weather_mud.tobytes() + seen.weather_flood.tobytes() + seen.weather_snow.tobytes()
    if scratch.ground_of != weather:
        zones = world.hex_zone[: world.land]
        ground = (seen.weather_mud >= 2) * GROUND_MUD + (seen.weather_flood > 0) * GROUND_FLOOD
        snowy = (seen.weather_snow > 0) * GROUND_SNOW
        high = world.hex_elevation[: world.land] >= world.snow_elevation
        all_ = np.where(zones >= 0, ground[zones] + np.where(high, snowy[zones], 0), 0)
        np.copyto(scratch.ground, all_.astype(np.uint8))
        scratch.ground_of = weather
    return scratch.ground


def cut_of(world: World, seen: Observation) -> U8:
    """Return the fallen bridges uint8[L], worked out once for the same damage: bit d for hexside d."""
    scratch = seen.scratch
    damage = seen.bridge_damage.tobytes()
    if scratch.cut_of != damage:
        scratch.cut[:] = 0
        down = np.flatnonzero(seen.bridge_damage)
        np.bitwise_or.at(scratch.cut, world.bridge_hex[down], world.bridge_bits[down])
        scratch.cut_of = damage
    return scratch.cut


def marks_of(world: World, seen: Observation) -> U32:
    """Return what the map means to the viewer's movers uint32[L], worked out once per refresh."""
    scratch = seen.scratch
    if scratch.marks_stamp != seen.stamp:
        flags, ground, cut = flags_of(world, seen), ground_of(world, seen), cut_of(world, seen)
        reach.mark(flags, ground, cut, world.friction, scratch.marks)
        scratch.marks_stamp = seen.stamp
    return scratch.marks


def determinize(world: World, seen: Observation, key: tuple[int, int]) -> State:
    """Return a State to search on: what the viewer knows, with dice of the searcher's own."""
    state = State(world.sizes)
    state.copy_from(seen)
    state.key[:2] = key
    return state
