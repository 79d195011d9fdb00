"""Supply: sources, flow by rail and lorry, depots, who is short. Rulebook chapter 7.

All amounts of a turn are tons a day; depots and the books of a side count whole tons, so that
what came in is to the ton what was delivered, lost, or lies in depots. Why somebody is short,
and what would be if, is told by ``shortage``; damage and repair are in ``wreckage``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.events import Event, SupplyChanged
from engine.kernels import ground
from engine.kernels.consts import LIMIT_NO_WAY, STATUS_MAP, SUPPLY_GRAIN, SUPPLY_ISOLATED
from engine.kernels.draws import allot, shut_tracks, track_left, wanting
from engine.kernels.supply import supply_field
from engine.observation import flags_for
from engine.rules import sealanes
from engine.rules.common import CAUSE_HUNGER, lose
from engine.rules.wreckage import mend_rails
from engine.state import I8, I16, I32, U8, State
from engine.world import DAYS_A_WEEK, World

FARTHEST = 400 * SUPPLY_GRAIN  # farther than any way on a map, so that who is cut off is cut off
MOST_HUNGRY = 7000  # days after which nobody counts any more
FLOW_ROUNDS = 4  # times that units look for another source when theirs gave too little
DEPOT_ROUNDS = 2  # times that they look for a depot then
NO_RISK = np.zeros(0, np.int32)
I32_NONE = np.int32(-1)
UNLIMITED = 1 << 29  # tons a day of a side that has no table of shipping


@dataclass(frozen=True)
class Sources:
    """Where supply of a side comes from, its depots last.

    Land hex int32[S], kind, place or box row, tons a day, 1 where shipping counts; ``flow`` is
    the number of rows before the depots.
    """

    hex: I32
    kind: I8
    row: I16
    tons: I32
    at_sea: U8
    flow: int


@dataclass(frozen=True)
class Lines:
    """What supply of a side can move over: open hexes, slowed hexes, fallen bridges, tracks.

    uint8[L], int8[L] percent, uint8[L] bits by hexside; tons a day int32[K] that tracks carry.
    """

    open_hex: U8
    slow: I8
    cut: U8
    muddy: U8
    track: I32


@dataclass(frozen=True)
class Field:
    """Ways to sources: arrays of ``kernels.supply.supply_field``, over hexes."""

    rail_cost: I32
    rail_parent: I32
    cost: I32
    source: I16
    parent: I32


@dataclass(frozen=True)
class SupplyMap:
    """The supply net of a side, and who drew what.

    ``cost``, ``source``, ``parent``, ``rail_cost`` and ``rail_parent`` are the ways of the first
    round, over flow alone; ``fields`` those of each round. By unit: tons ``granted``, ``state``,
    the ``round`` and ``drawn`` source of its last draw (-1 none), ``limit`` (consts.LIMIT_*).
    ``order`` are the units in the order in which they drew. ``left`` tons of each source,
    ``shipping`` tons left, ``track`` tons left by track, ``fill`` tons a day put into places.
    """

    sources: Sources
    lines: Lines
    fields: tuple[Field, ...]
    order: I32
    need: I32
    left: I32
    shipping: int
    track: I32
    granted: I32
    state: I8
    round: I8
    drawn: I16
    limit: I32
    fill: I32

    @property
    def cost(self) -> I32:
        """Cost of the way to a source, 64ths of a lorry MP."""
        return self.fields[0].cost

    @property
    def source(self) -> I16:
        """Row of the nearest source of flow, -1 none."""
        return self.fields[0].source


def sources_of(world: World, state: State, side: int) -> Sources:
    """Return the sources of a side: ports and beaches by what damage leaves, rail entries, depots.

    A side draws on the sea if it owns a sea box, on rail if it owns a rail box. A beach
    feeds only the side that came over it, that is not the side that owned it at the start.
    What the enemy sinks on the way never comes.
    """
    places, entries = world.places_to_land[side], world.rail_entries[side]
    risk = sealanes.risks(world, state, side) if len(places) else NO_RISK
    most = len(places) + len(entries) + world.sizes.place
    at, tons = np.empty(most, np.int32), np.empty(most, np.int32)
    kind, row, at_sea = np.empty(most, np.int8), np.empty(most, np.int16), np.empty(most, np.uint8)
    flow, count = ground.sources(
        side, world.days_per_turn, places, world.place_hex, world.place_port, world.place_beach,
        world.place_sea_zone, world.hex_owner, world.hex_zone, entries, world.box_tons,
        state.hex_control, state.port_damage, state.weather_storm, risk, stock_of(world, state, side),
        at, kind, row, tons, at_sea,
    )  # fmt: skip
    return Sources(at[:count], kind[:count], row[:count], tons[:count], at_sea[:count], flow)


def stock_of(world: World, state: State, side: int) -> I32:
    """Return int32[P]: tons in a side's depots, a view into the state."""
    return state.place_stock[side * world.sizes.place : (side + 1) * world.sizes.place]


def lines_of(world: World, state: State, side: int) -> Lines:
    """Return what a side's supply can move over: its open ground, less raids, damage and mud."""
    open_hex, cut, muddy = (np.empty(world.land, np.uint8) for _ in range(3))
    slow, track = np.empty(world.land, np.int8), np.empty(len(world.track_tons), np.int32)
    ground.lines(
        side, world.around, world.hex_zone, world.unit_type, world.type_raids, world.bridge_hex,
        world.bridge_bits, flags_for(world, state, side), state.hex_control, state.weather_mud,
        state.hex_interdiction, state.unit_status, state.unit_side, state.unit_hex, state.bridge_damage,
        open_hex, slow, cut, muddy,
    )  # fmt: skip
    track_left(
        world.track_hex, world.track_tons, world.track_bridge, state.rail_damage, slow,
        state.bridge_damage, track,
    )  # fmt: skip
    return Lines(open_hex, slow, cut, muddy, track)


def need_of(world: World, state: State, side: int) -> tuple[I32, I32]:
    """Return what a side's units need by type, strength and what they did last turn.

    Tons a day int32[U], 0 for all others, and the rows of its units on the map in ascending order.
    """
    need, units = np.empty(world.sizes.unit, np.int32), np.empty(world.sizes.unit, np.int32)
    count = ground.needs(
        side, world.unit_type, world.type_need, world.unit_full, state.unit_status, state.unit_side,
        state.unit_quarters, state.unit_mode, world.supply.move_need_percent,
        world.supply.attack_need_percent, need, units,
    )  # fmt: skip
    return need, units[:count]


def search(world: World, lines: Lines, track: I32, source_hex: I32, farthest: int) -> Field:
    """Return the ways from sources (-1 for one that is shut) over what tracks still carry."""
    land = world.land
    field = Field(
        np.empty(land, np.int32),
        np.empty(land, np.int32),
        np.empty(land, np.int32),
        np.empty(land, np.int16),
        np.empty(land, np.int32),
    )
    shut = np.empty(land, np.uint8)
    shut_tracks(world.track_hex, world.track_direction, track, shut)
    supply_field(
        world.around, world.rail_step, world.truck_step, lines.muddy, lines.slow, lines.cut, shut,
        lines.open_hex, source_hex, farthest,
        field.rail_cost, field.rail_parent, field.cost, field.source, field.parent,
    )  # fmt: skip
    return field


class Draw:
    """One turn's drawing: what sources, ships and tracks have left, and who got what.

    By row of a taker, of which there are ``takers``: tons ``granted``, ``state``, ``limit`` and
    ``tried``, the ``round`` and ``drawn`` source of its last draw, see ``kernels.draws.allot``.
    """

    def __init__(self, world: World, sources: Sources, lines: Lines, shipping: int, takers: int) -> None:
        self.world, self.sources, self.lines = world, sources, lines
        self.left = sources.tons.copy()
        self.track = lines.track.copy()
        self.shipping = np.array([UNLIMITED if shipping < 0 else shipping], np.int32)
        self.full = round(world.supply.full_range * SUPPLY_GRAIN)
        self.low = round(world.supply.low_range * SUPPLY_GRAIN)
        self.clear(takers)

    def clear(self, takers: int) -> None:
        """Begin anew with takers of whom nobody has drawn."""
        self.granted, self.state = np.zeros(takers, np.int32), np.zeros(takers, np.int8)
        self.limit, self.tried = np.full(takers, LIMIT_NO_WAY, np.int32), np.zeros(takers, np.int32)
        self.round, self.drawn = np.zeros(takers, np.int8), np.full(takers, -1, np.int16)

    def search(self, flow_only: bool, farthest: int) -> Field:
        """Return the ways from every source that has something left."""
        at = np.where(self.left > 0, self.sources.hex, I32_NONE)
        if self.shipping[0] <= 0:
            at[self.sources.at_sea > 0] = -1
        if flow_only:
            at[self.sources.flow :] = -1
        return search(self.world, self.lines, self.track, at, farthest)

    def take(self, turn: int, nearer: bool, field: Field, order: I32, at: I32, need: I32) -> int:
        """Let takers draw in order, see ``kernels.draws.allot``; return what they drew in all."""
        return allot(
            turn, nearer, order, at, need, self.world.hex_neighbour, self.world.hex_track, field.rail_cost,
            field.rail_parent, field.cost, field.source, field.parent, self.sources.at_sea, self.left,
            self.shipping, self.track, self.full, self.low, self.granted, self.state, self.limit,
            self.tried, self.round, self.drawn,
        )  # fmt: skip


def trace(world: World, state: State, side: int) -> SupplyMap:
    """Work out the whole supply of a side: ways, draws by priority and distance, depots last."""
    draw = Draw(
        world, sources_of(world, state, side), lines_of(world, state, side),
        int(state.pool_shipping[side]), world.sizes.unit,
    )  # fmt: skip
    fields = [draw.search(True, FARTHEST)]
    need, units = need_of(world, state, side)
    at = state.unit_hex
    order = in_turn(state, units, fields[0])
    draw.take(0, False, fields[0], order, at, need)
    # Who got too little asks another source, and the depots when no source has more for him: the ways
    # are traced anew without those that are drained and without the tracks that carry no more.
    for flow_only, most in ((True, FLOW_ROUNDS), (False, DEPOT_ROUNDS)):
        nearer = flow_only or not (draw.left[draw.sources.flow :] > 0).any()
        for _ in range(most):
            if not wanting(order, need, draw.granted, draw.state, draw.tried, nearer) or not draw.left.any():
                break
            again = draw.search(flow_only, draw.low)
            if not draw.take(len(fields), nearer, again, order, at, need):
                break
            fields.append(again)
            nearer = True
    granted, found, rounds, drawn, limit = draw.granted, draw.state, draw.round, draw.drawn, draw.limit
    fill = _fill(world, state, side, draw, fields[0])
    return SupplyMap(
        draw.sources, draw.lines, tuple(fields), order, need, draw.left, int(draw.shipping[0]), draw.track,
        granted, found, rounds, drawn, limit, fill,
    )  # fmt: skip


def net(world: World, state: State, side: int) -> tuple[Sources, Field]:
    """Return the sources of a side and the ways to those that flow, without working out who draws what."""
    sources = sources_of(world, state, side)
    draw = Draw(world, sources, lines_of(world, state, side), int(state.pool_shipping[side]), 0)
    return sources, draw.search(True, FARTHEST)


def in_turn(state: State, units: I32, field: Field) -> I32:
    """Return units in the order in which they draw: by priority, then the nearest, then the first."""
    return units[np.lexsort((field.cost[state.unit_hex[units]], -state.unit_priority[units]))]


def _fill(world: World, state: State, side: int, draw: Draw, field: Field) -> I32:
    """Put what sources did not give away into depots, the nearest first; return tons a day by place."""
    count = world.sizes.place
    need, places = np.empty(count, np.int32), np.empty(count, np.int32)
    wanting_ = ground.depot_needs(
        side, world.days_per_turn, world.place_hex, world.place_depot, world.depot_most,
        state.hex_control, stock_of(world, state, side), need, places,
    )  # fmt: skip
    draw.clear(count)
    if wanting_:
        at = world.place_hex.copy()  # writable as units' hexes are, or the kernel is compiled twice
        order = places[:wanting_]
        draw.take(0, False, field, order[np.argsort(field.cost[at[order]], kind="stable")], at, need)
    return draw.granted


def deliver(world: World, state: State, side: int, events: list[Event]) -> None:
    """Set the supply state of a side's units and keep its books; who has no source is hungry.

    Afterwards its railway troops relay track where the trains' net ends.
    """
    field = trace(world, state, side)
    _book(world, state, side, field)
    for unit in np.flatnonzero((state.unit_status == STATUS_MAP) & (state.unit_side == side)):
        u = int(unit)
        was, now = int(state.unit_supply[u]), int(field.state[u])
        if now == SUPPLY_ISOLATED:
            hungry = min(MOST_HUNGRY, int(state.unit_hungry[u]) + world.days_per_turn)
            state.unit_hungry[u] = hungry
        else:
            state.unit_hungry[u] = 0
        if was != now:
            state.unit_supply[u] = now
            events.append(SupplyChanged(unit=u, was=was, now=now, side=side))
    mend_rails(world, state, side, field.fields[0].rail_cost <= FARTHEST)


def _book(world: World, state: State, side: int, field: SupplyMap) -> None:
    """Write down a turn's tons: what sources gave, what units got, what depots took in and gave."""
    days, sources = world.days_per_turn, field.sources
    given = sources.tons - field.left
    stock = stock_of(world, state, side)
    stock += field.fill * days
    stock[sources.row[sources.flow :]] -= given[sources.flow :] * days
    state.supply_in[side] += int(given[: sources.flow].sum()) * days
    state.supply_delivered[side] += int(field.granted.sum()) * days


def starve(world: World, state: State, side: int, events: list[Event]) -> None:
    """Take steps from units that have been without a source for too long."""
    for unit in np.flatnonzero((state.unit_status == STATUS_MAP) & (state.unit_side == side)):
        days = int(state.unit_hungry[unit])
        quarters = starved(world, days) - starved(world, days - world.days_per_turn)
        if quarters > 0:
            lose(world, state, int(unit), quarters, CAUSE_HUNGER, events)


def starved(world: World, days: int) -> int:
    """Return how many quarter steps so many days in a row without a source cost in all."""
    late = days - world.supply.isolated_after * DAYS_A_WEEK
    return max(0, late) * world.supply.isolated_quarters // DAYS_A_WEEK
