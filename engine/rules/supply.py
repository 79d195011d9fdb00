"""Supply: sources, flow by rail and lorry, depots, who is short. Rulebook chapter 7.

All amounts of a turn are tons a day; depots and the books of a side count whole tons, so that
what came in is to the ton what was delivered, lost, or lies in depots. Why somebody is short,
and what would be if, is told by ``shortage``; damage and repair are in ``wreckage``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.events import Event, SupplyChanged
from engine.kernels.consts import (
    FLAG_ENEMY,
    FLAG_EZOC,
    FLAG_FRIEND,
    LIMIT_NO_WAY,
    LIMIT_RANGE,
    MODE_ATTACKED,
    MODE_NORMAL,
    STATUS_MAP,
    SUPPLY_FULL,
    SUPPLY_GRAIN,
    SUPPLY_ISOLATED,
    SUPPLY_LOW,
    SUPPLY_OUT,
)
from engine.kernels.draws import allot, shut_tracks, track_left
from engine.kernels.supply import supply_field
from engine.observation import flags_for, hex_cut
from engine.rules import sealanes
from engine.rules.common import CAUSE_HUNGER, lose
from engine.rules.wreckage import mend_rails
from engine.state import I8, I16, I32, U8, State
from engine.world import DAYS_A_WEEK, World

FARTHEST = 400 * SUPPLY_GRAIN  # farther than any way on a map, so that who is cut off is cut off
MOST_HUNGRY = 7000  # days after which nobody counts any more
ROUNDS = 2  # times that units look for another source or a depot when theirs gave too little
UNLIMITED = 1 << 29  # tons a day of a side that has no table of shipping
SOURCE_PORT, SOURCE_BEACH, SOURCE_RAIL, SOURCE_DEPOT = range(4)


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
    """
    places = world.landing_places if side in world.seagoing else world.landing_places[:0]
    places = places[state.hex_control[world.place_hex[places]] == side]
    at = world.place_hex[places]
    port = world.place_port[places].astype(np.int32) * (100 - state.port_damage[places]) // 100
    zone = world.hex_zone[at]
    stormy = (zone >= 0) & (state.weather_storm[zone] > 0)
    beach = np.where(world.hex_owner[at] != side, world.place_beach[places].astype(np.int32), 0)
    beach = np.where(stormy, beach // 2, beach)
    if len(places) and world.sea_neighbours:
        # What the enemy sinks on the way never comes.
        lane = world.place_sea_zone[places]
        safe = 100 - np.where(lane >= 0, sealanes.risks(world, state, side)[lane], 0)
        port, beach = port * safe // 100, beach * safe // 100
    open_ = np.maximum(port, beach) > 0
    kinds = np.where(port >= beach, SOURCE_PORT, SOURCE_BEACH)[open_]
    stock = stock_of(world, state, side)
    depots = np.flatnonzero((stock >= world.days_per_turn) & (state.hex_control[world.place_hex] == side))
    entries = world.rail_entries[side]
    entries = entries[state.hex_control[entries[:, 0]] == side]
    return Sources(
        np.concatenate([at[open_], entries[:, 0], world.place_hex[depots]]).astype(np.int32),
        np.concatenate(
            [kinds, np.full(len(entries), SOURCE_RAIL), np.full(len(depots), SOURCE_DEPOT)]
        ).astype(np.int8),
        np.concatenate([places[open_], entries[:, 1], depots]).astype(np.int16),
        np.concatenate(
            [
                np.maximum(port, beach)[open_],
                world.box_tons[entries[:, 1]],
                stock[depots] // world.days_per_turn,
            ]
        ).astype(np.int32),
        np.concatenate([np.ones(len(kinds)), np.zeros(len(entries) + len(depots))]).astype(np.uint8),
        len(kinds) + len(entries),
    )


def stock_of(world: World, state: State, side: int) -> I32:
    """Return int32[P]: tons in a side's depots, a view into the state."""
    return state.place_stock[side * world.sizes.place : (side + 1) * world.sizes.place]


def open_hexes(world: World, state: State, side: int) -> U8:
    """Return uint8[L]: 1 where supply passes, 2 where it only arrives, 0 where it does not come.

    Own ground without enemy; the enemy's zone of control stops it unless a friend stands there.
    """
    flags = flags_for(world, state, side)
    mine = state.hex_control == side
    clear = mine & ((flags & FLAG_ENEMY) == 0)
    contested = clear & ((flags & FLAG_EZOC) != 0) & ((flags & FLAG_FRIEND) == 0)
    out: U8 = clear.astype(np.uint8)
    out[contested] = 2
    return out


def lines_of(world: World, state: State, side: int) -> Lines:
    """Return what a side's supply can move over: its open ground, less raids, damage and mud."""
    # Hexes of no zone count from the end, and find there that it is dry.
    muddy = np.append(state.weather_mud >= 2, False).view(np.uint8)[world.hex_zone[: world.land]]
    slow = slowed(world, state, side)
    track = np.empty(len(world.track_tons), np.int32)
    track_left(
        world.track_hex,
        world.track_tons,
        world.track_bridge,
        state.rail_damage,
        slow,
        state.bridge_damage,
        track,
    )
    return Lines(open_hexes(world, state, side), slow, hex_cut(world, state), muddy, track)


def slowed(world: World, state: State, side: int) -> I8:
    """Return int8[L]: percent of a side's supply lost in a hex to aircraft and to raiders near it."""
    loss = np.zeros(world.land + 1, np.int32)  # and a hex for all water
    loss[:-1] = state.hex_interdiction
    raids = world.type_raids[world.unit_type]
    foes = np.flatnonzero((raids > 0) & (state.unit_status == STATUS_MAP) & (state.unit_side != side))
    at = state.unit_hex[foes]
    np.add.at(loss, at, raids[foes])
    np.add.at(loss, world.around[at], raids[foes, None])
    return np.minimum(loss[:-1], 100).astype(np.int8)


def need_of(world: World, state: State, units: np.ndarray) -> I32:
    """Return what units need, tons a day: by type, strength and what they did last turn."""
    rest = world.type_need[world.unit_type[units]].astype(np.int32)
    need = rest * state.unit_quarters[units] // np.maximum(1, world.unit_full[units])
    mode = state.unit_mode[units]
    percent = np.where(mode == MODE_NORMAL, 100, world.supply.move_need_percent)
    percent = np.where(mode == MODE_ATTACKED, world.supply.attack_need_percent, percent)
    return np.asarray(np.maximum(1, need * percent // 100), dtype=np.int32)


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
    """One turn's drawing: what sources, ships and tracks have left, and who got what."""

    def __init__(self, world: World, sources: Sources, lines: Lines, shipping: int) -> None:
        self.world, self.sources, self.lines = world, sources, lines
        self.left = sources.tons.copy()
        self.track = lines.track.copy()
        self.shipping = np.array([UNLIMITED if shipping < 0 else shipping], np.int32)
        self.full = round(world.supply.full_range * SUPPLY_GRAIN)
        self.low = round(world.supply.low_range * SUPPLY_GRAIN)

    def search(self, flow_only: bool, farthest: int) -> Field:
        """Return the ways from every source that has something left."""
        at = np.where(self.left > 0, self.sources.hex, -1).astype(np.int32)
        if self.shipping[0] <= 0:
            at[self.sources.at_sea > 0] = -1
        if flow_only:
            at[self.sources.flow :] = -1
        return search(self.world, self.lines, self.track, at, farthest)

    def take(self, field: Field, order: I32, at: I32, need: I32, granted: I32, state: I8, limit: I32) -> None:
        """Let takers draw in order, see ``kernels.draws.allot``."""
        allot(
            order, at, need, self.world.hex_neighbour, self.world.hex_track, field.rail_cost,
            field.rail_parent, field.cost, field.source, field.parent, self.sources.at_sea, self.left,
            self.shipping, self.track, self.full, self.low, granted, state, limit,
        )  # fmt: skip


def trace(world: World, state: State, side: int) -> SupplyMap:
    """Work out the whole supply of a side: ways, draws by priority and distance, depots last."""
    draw = Draw(
        world, sources_of(world, state, side), lines_of(world, state, side), int(state.pool_shipping[side])
    )
    fields = [draw.search(True, FARTHEST)]
    units = np.flatnonzero((state.unit_status == STATUS_MAP) & (state.unit_side == side))
    total = world.sizes.unit
    need = np.zeros(total, np.int32)
    need[units] = need_of(world, state, units)
    at = state.unit_hex
    order = units[np.lexsort((units, fields[0].cost[at[units]], -state.unit_priority[units]))].astype(
        np.int32
    )
    granted, limit = np.zeros(total, np.int32), np.full(total, LIMIT_NO_WAY, np.int32)
    result, rounds = np.zeros(total, np.int8), np.zeros(total, np.int8)
    drawn = np.full(total, -1, np.int16)
    draw.take(fields[0], order, at, need, granted, result, limit)
    fed = order[granted[order] > 0]
    drawn[fed] = fields[0].source[at[fed]]
    tried = limit
    # Who got too little asks another source or a depot: the ways are traced anew without those
    # that are drained and without the tracks that carry no more.
    for turn in range(1, ROUNDS + 1):
        short = order[(granted[order] < need[order]) & (result[order] != SUPPLY_FULL)]
        if turn > 1 or not (draw.left[draw.sources.flow :] > 0).any():
            # Who has no way, or too long a one, has no better one over less.
            short = short[(tried[short] != LIMIT_NO_WAY) & (tried[short] != LIMIT_RANGE)]
        if len(short) == 0 or not (draw.left > 0).any():
            break
        again = draw.search(False, draw.low)
        rest = (need - granted).astype(np.int32)
        more, better, why = np.zeros_like(granted), result.copy(), limit.copy()
        draw.take(again, short, at, rest, more, better, why)
        tried = why
        if not more.any():
            break
        fields.append(again)
        granted += more
        got = short[more[short] > 0]
        rounds[got], drawn[got], limit[got] = turn, again.source[at[got]], why[got]
        result[got] = np.where(
            better[got] == SUPPLY_FULL,
            SUPPLY_FULL,
            np.where(granted[got] * 2 >= need[got], SUPPLY_LOW, SUPPLY_OUT),
        )
    fill = _fill(world, state, side, draw, fields[0])
    return SupplyMap(
        draw.sources, draw.lines, tuple(fields), order, need, draw.left, int(draw.shipping[0]), draw.track,
        granted, result, rounds, drawn, limit, fill,
    )  # fmt: skip


def _fill(world: World, state: State, side: int, draw: Draw, field: Field) -> I32:
    """Put what sources did not give away into depots, the nearest first; return tons a day by place."""
    places = world.sizes.place
    fill = np.zeros(places, np.int32)
    room = np.maximum(0, world.place_depot - stock_of(world, state, side)) // world.days_per_turn
    most = world.place_depot * world.supply.depot_fill_percent // (100 * DAYS_A_WEEK)
    need = np.minimum(room, most).astype(np.int32)
    need[state.hex_control[world.place_hex] != side] = 0
    wanting = np.flatnonzero(need)
    if len(wanting):
        order = wanting[np.lexsort((wanting, field.cost[world.place_hex[wanting]]))].astype(np.int32)
        unused, why = np.zeros(places, np.int8), np.zeros(places, np.int32)
        at = world.place_hex.copy()  # writable as units' hexes are, or the kernel is compiled twice
        draw.take(field, order, at, need, fill, unused, why)
    return fill


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
