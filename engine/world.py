"""The world of a scenario: read-only arrays and name lists shared by every game of it.

Strings stop here: below this layer everything is a row number. Land hexes come first, so
that arrays of ``land`` length cover what units and supply can walk; sea hexes follow.
Built by ``engine.world_build``. Knows nothing that changes.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from engine.kernels.arrays import U32
from engine.kernels.consts import PRICE_ENTER, PRICE_STATIC, PRICE_WON, PRICE_ZONE, PRICES, QUARTERS
from engine.schema.combat import CombatFile
from engine.schema.command import CommandFile
from engine.schema.pictures import Palette, Picture
from engine.schema.politics import Decision, District, Trigger
from engine.schema.rules import AirFile, FogFile, MovementFile, RecoveryFile, SeaFile, SupplyFile
from engine.schema.scenario import VariantFile
from engine.schema.victory import VictoryFile
from engine.state import I8, I16, I32, U8, Sizes

ArrayAny = npt.NDArray[Any]
DAYS_A_WEEK = 7  # values of rules are those of a week; shorter turns have their share


class Support(NamedTuple):
    """A dated row of what a side is granted a week; ``start`` and ``until`` are turns, both counted in."""

    side: int
    start: int
    until: int
    support: int
    naval: int
    craft: int
    sealift: int
    rail: int
    attacks: int
    air: int
    shipping: int  # tons, -1 without limit
    sorties: int
    ferry: int  # steps
    fleet: int


@dataclass(frozen=True, eq=False)
class World:
    """Read-only tables of a scenario. Axis names: H all hexes, L land hexes, U units, C movement
    classes, T unit types, Z weather zones, P places, B boxes, S sides."""

    scenario_id: str
    title: str
    content_hash: str
    sizes: Sizes
    land: int  # number of land hexes L; rows 0..L-1 of every hex array
    start: datetime.date
    end: datetime.date
    days_per_turn: int
    turns: int
    phases: tuple[tuple[int, int], ...]  # (PHASE_* kind, side or -1)

    # names by row
    side_ids: tuple[str, ...]
    side_names: tuple[str, ...]
    nation_ids: tuple[str, ...]
    hex_labels: tuple[str, ...]
    terrain_ids: tuple[str, ...]
    hexside_ids: tuple[str, ...]  # row 0 is "none"
    link_ids: tuple[str, ...]  # row 0 is "none"
    class_ids: tuple[str, ...]
    type_ids: tuple[str, ...]
    unit_ids: tuple[str, ...]
    unit_names: tuple[str, ...]
    unit_labels: tuple[str, ...]
    formation_ids: tuple[str, ...]
    place_ids: tuple[str, ...]
    place_names: tuple[str, ...]
    box_ids: tuple[str, ...]
    region_ids: tuple[str, ...]
    zone_ids: tuple[str, ...]
    sea_zone_ids: tuple[str, ...]
    variable_ids: tuple[str, ...]
    trigger_ids: tuple[str, ...]
    decision_ids: tuple[str, ...]
    district_ids: tuple[str, ...]
    line_ids: tuple[str, ...]

    # hexes
    hex_col: I16  # [H] offset column
    hex_row: I16  # [H] offset row
    hex_neighbour: I32  # [H,6] row of the neighbour, -1 outside
    hex_terrain: I8  # [H]
    hex_elevation: I16  # [H] metres
    hex_region: I8  # [H] -1 none
    hex_zone: I8  # [H] weather zone, -1 none
    hex_sea_zone: I8  # [H] sea zone of a sea hex, -1
    hex_owner: I8  # [L] controller at the start, -1
    hex_side: I8  # [H,6] hexside kind, 0 none
    hex_road: I8  # [L,6] road or ferry link kind, 0 none
    hex_rail: I8  # [L,6] rail link kind, 0 none
    hex_ferry: I32  # [L,6] the hex on the other bank of a ferry, -1 none
    hex_place: I16  # [L] most important place, -1
    hex_places: dict[int, tuple[int, ...]]  # all places of a land hex
    hex_coastal: U8  # [L] 1 if it touches the sea
    hex_part: I32  # [L] landmass: the lowest row that can be walked to
    hex_hub: U8  # [L] 1 with a railway or a port
    hex_watched: U8  # [S,L] 1 where ships and aircraft of a side watch the coast
    hex_gunned: U8  # [L] 1 within reach of ships' guns
    around: U32  # [L,6] row of the neighbour on land, L for water and outside
    march_cost: I16  # [C,16,L,6] step_cost by class, then ford_cost
    step_cost: I16  # [8,C,L,6] quarters by ground: 1 mud + 2 flood + 4 snow; IMPASSABLE
    zoc_reach: U8  # [C,L,6] 1 if a unit of the class projects ZOC over that hexside
    passable: I8  # [L,6] 1 where some class can cross on its own
    ford_cost: I16  # [8,C,L,6] step_cost without bridges
    truck_step: I16  # [4,L,6] 64ths of a lorry MP; [1] in mud, [2:] where the bridge is down
    rail_step: I16  # [L,6] the same, by rail
    hex_track: I32  # [L,6] row of the track (railway or ferry) over a hexside, -1
    track_hex: I32  # [K,2] the hexes that a track joins
    track_direction: I8  # [K] from the first of them
    track_tons: I32  # [K] tons a day
    track_bridge: I16  # [K] its bridge, -1
    hex_bridge: I16  # [L,6] row of the bridge over a hexside, -1
    bridge_hex: I32  # [B,2] the hexes that a bridge joins
    bridge_direction: I8  # [B] from the first of them
    bridge_bits: U8  # [B,2] the bit of the hexside, seen from each of them
    friction: I16  # [L] quarters

    # terrain and hexside tables
    terrain_shift: I8
    terrain_stacking: I16
    terrain_frontage: I16  # steps per hexside
    terrain_rough: U8
    terrain_open: U8
    terrain_armour: I16  # percent
    side_attack: I8  # [hexside kind] 0 none, 1 shift, 2 half, 3 forbidden
    side_shift: I8
    side_flood: I8  # hexside kind it becomes in flood

    # movement classes
    class_mp: I16  # [C] quarters a turn
    class_tempo: I8
    class_mobile: U8
    class_mountain: U8
    class_static: U8

    # unit types
    type_class: I8
    type_attack: I16
    type_defence: I16
    type_quality: I8
    type_stack: I16
    type_need: I16  # tons a day at rest
    type_armour: I8
    type_anti_armour: I8
    type_recon: U8
    type_steps: I16
    type_coastal: U8
    type_parachute: U8
    type_lift: I16
    type_raids: I8  # percent
    type_symbols: tuple[str, ...]
    type_echelons: tuple[str, ...]

    # units, by row
    unit_type: I16
    unit_class: I8
    type_part: I16  # [T] type of the parts that it can break off, -1
    unit_spare: U8  # 1 for counters kept for parts
    unit_nation: I8
    unit_corps: I16  # formation row of corps level at the start, -1
    unit_army: I16  # formation row of army level at the start, -1
    unit_formation: I16  # direct parent at the start, -1
    unit_full: I16  # establishment in quarter steps
    unit_quality: I8
    unit_stack: I16
    unit_recon: U8
    unit_at_hex: I32  # [U] starting hex, -1
    unit_at_box: I8  # [U] starting box, -1
    unit_start_quarters: I16
    unit_start_cohesion: I16
    nation_side: I8

    # formations and leaders, by row
    formation_names: tuple[str, ...]
    formation_labels: tuple[str, ...]
    formation_side: I8
    formation_echelon: I8  # 0 corps, 1 army, 2 group
    formation_parent: I16  # at the start, -1
    leader_ids: tuple[str, ...]
    leader_names: tuple[str, ...]
    leader_initiative: I8
    leader_admin: I8
    leader_rows: tuple[tuple[int, int, int, int], ...]  # (formation, first turn, last turn, leader)
    attachments: tuple[tuple[int, int, int, int], ...]  # (turn, unit or -1, formation or -1, new parent)

    # places, boxes, sea
    place_hex: I32
    place_port: I16  # tons a day
    place_beach: I16  # tons a day
    place_depot: I32  # tons that a depot here can keep
    place_exposure: I8
    place_sea_zone: I8
    place_rank: I8
    place_kinds: tuple[str, ...]
    box_side: I8
    box_kind: I8  # 0 sea, 1 rail, 2 away
    box_entries: tuple[tuple[int, ...], ...]
    box_tons: I32  # tons a day through each rail entry
    box_sea_zones: tuple[tuple[int, ...], ...]
    sea_neighbours: tuple[tuple[int, ...], ...]

    # works: one row a hex of a line
    work_hex: I32
    work_rows: dict[int, tuple[int, ...]]  # rows of works by hex
    work_line: I16
    work_level: I8
    work_from: I16  # turn in which it starts to grow
    work_until: I16  # turn in which it is finished

    # combat table
    column_attack: I32
    column_defence: I32
    column_result: I8  # [columns, 11]
    result_attacker: I16  # quarters per 8 steps engaged
    result_attacker_cohesion: I16
    result_defender: I16
    result_defender_cohesion: I16
    result_retreat: I8
    result_ids: tuple[str, ...]

    barrage_result: I8  # [rows, 11]
    barrage_ids: tuple[str, ...]

    combat_rules: I32  # words R_* of kernels.consts

    # weather: [zone, month-1]
    climate_mud: I16  # [Z,12,4] percent
    climate_snow: I16
    climate_flood: I16
    climate_air: I16
    climate_storm: I16

    # dated rows, as turns
    # arrivals: turn, unit, 0 place or 1 box, box, hex; replacement_rows: nation, from turn, until turn,
    # quarters a week
    arrivals: tuple[tuple[int, int, int, int, int], ...]
    withdrawals: tuple[tuple[int, int, int, int], ...]  # (turn, unit, price, 1 if from anywhere)
    replacement_rows: tuple[tuple[int, int, int, int], ...]
    support_rows: tuple[Support, ...]
    wear_percent: I16  # [S]
    railway_hexes: I16  # [S] hexes of railway that its troops mend a week
    labour: I16  # [S] levels a week

    # parameters, as written
    movement: MovementFile
    combat: CombatFile
    supply: SupplyFile
    sea: SeaFile
    air: AirFile
    fog: FogFile
    recovery: RecoveryFile
    command: CommandFile
    victory: VictoryFile
    snow_elevation: int
    forecast_percent: int
    triggers: tuple[Trigger, ...]
    decisions: tuple[Decision, ...]
    districts: tuple[District, ...]
    palettes: tuple[Palette, ...]
    pictures: tuple[Picture, ...]
    variable_start: tuple[int, ...]
    variable_told: U8  # [S,V] 1 where a side is told the value of a variable
    variable_first: I32  # [V] the start values, what everyone else sees
    variable_range: tuple[tuple[int, int], ...]
    milestones: tuple[Any, ...]  # history rows, for reports only
    commanders: tuple[Any, ...]  # how computer players fared, for comparison only
    fronts: tuple[Any, ...]  # vertices of the front lines of history, for comparison only
    doctrine: dict[str, Any]  # side id -> doctrine file, read by computer players only
    scenario_path: str
    change: VariantFile | None = None  # the overlay, if this is a variant
    texts: Any = None
    rows_: dict[str, dict[str, int]] = field(default_factory=dict)

    def rows(self, kind: str) -> dict[str, int]:
        """Return the row number by id for a kind of name: ``rows("unit")["uk-5-infantry"]``.

        ``kind`` is the prefix of one of the ``*_ids`` lists; ``hex`` goes by label.
        """
        known = self.rows_.get(kind)
        if known is None:
            names = self.hex_labels if kind == "hex" else getattr(self, f"{kind}_ids")
            known = {name: i for i, name in enumerate(names)}
            self.rows_[kind] = known
        return known

    @cached_property
    def arrival_units(self) -> I32:
        """The unit of each arrival, as an array."""
        return frozen([row[1] for row in self.arrivals], "int32")

    @cached_property
    def withdrawal_units(self) -> I32:
        """The unit of each withdrawal, as an array."""
        return frozen([row[1] for row in self.withdrawals], "int32")

    @cached_property
    def sea_bases(self) -> I32:
        """The sea zones on which the sea boxes of the sides lie, int32[N, 2]: side and zone."""
        boxes = np.flatnonzero((self.box_kind == 0) & (self.box_side >= 0)).tolist()
        found = [(self.box_side[box], zone) for box in boxes for zone in self.box_sea_zones[box]]
        return frozen(np.array(found).reshape(-1, 2), "int32")

    @cached_property
    def seagoing(self) -> frozenset[int]:
        """The sides that draw on the sea: those that own a sea box."""
        return frozenset(self.box_side[self.box_kind == 0].tolist())

    @cached_property
    def fleets(self) -> I32:
        """The power of each side's fleet by turn, int32[S, T + 2]; turn 0 is never played."""
        found = np.zeros((len(self.side_ids), self.turns + 2), np.int32)
        for row in self.support_rows:
            found[row.side, max(0, row.start) : row.until + 1] += row.fleet
        return frozen(found, "int32")

    @cached_property
    def port_places(self) -> I32:
        """The places with a port, as an array."""
        return frozen(np.flatnonzero(self.place_port > 0), "int32")

    @cached_property
    def landing_places(self) -> I32:
        """The places with a port or a beach, as an array."""
        return frozen(np.flatnonzero((self.place_port > 0) | (self.place_beach > 0)), "int32")

    @cached_property
    def places_to_land(self) -> tuple[I32, ...]:
        """By side the places that ships can feed it over: none for a side that owns no sea box."""
        none = frozen([], "int32")
        return tuple(self.landing_places if s in self.seagoing else none for s in range(self.sizes.side))

    @cached_property
    def depot_most(self) -> I32:
        """The tons a day that each depot can take in, int32[P]."""
        most = self.place_depot * self.supply.depot_fill_percent // (100 * DAYS_A_WEEK)
        return frozen(most, "int32")

    @cached_property
    def rail_entries(self) -> tuple[I32, ...]:
        """Where each side's rail comes onto the map, int32[N, 2] a side: land hex and box."""
        found: tuple[list[tuple[int, int]], ...] = tuple([] for _ in self.side_ids)
        for box in np.flatnonzero((self.box_kind == 1) & (self.box_side >= 0)).tolist():
            found[self.box_side[box]].extend((at, box) for at in self.box_entries[box])
        return tuple(frozen(np.array(rows).reshape(-1, 2), "int32") for rows in found)

    @cached_property
    def airfields(self) -> tuple[I32, I16]:
        """The hexes of airfields, int32[F], and how far each land hex is from them, int16[F,L]."""
        at = sorted({int(self.place_hex[p]) for p, kind in enumerate(self.place_kinds) if kind == "airfield"})
        col = self.hex_col[: self.land].astype(np.int32)
        row = self.hex_row[: self.land] - (col - (col & 1)) // 2
        far = np.zeros((len(at), self.land), np.int16)
        for field_, here in enumerate(at):
            dq, dr = col - col[here], row - row[here]
            far[field_] = np.maximum(np.maximum(np.abs(dq), np.abs(dr)), np.abs(dq + dr))
        return frozen(at, "int32"), frozen(far, "int16")

    @cached_property
    def sea_airfields(self) -> U8:
        """Which airfields reach which sea zone, uint8[F,Z]: 1 within ``airfield_reach`` of a hex of it."""
        at, _ = self.airfields
        shore = np.zeros((len(at), len(self.sea_neighbours)), np.uint8)
        col = self.hex_col.astype(np.int32)
        row = self.hex_row - (col - (col & 1)) // 2
        for field_, here in enumerate(at):
            dq, dr = col - col[here], row - row[here]
            far = np.maximum(np.maximum(np.abs(dq), np.abs(dr)), np.abs(dq + dr))
            near = self.hex_sea_zone[far <= self.sea.airfield_reach]
            shore[field_, np.unique(near[near >= 0])] = 1
        return frozen(shore, "uint8")

    @cached_property
    def class_prices(self) -> I32:
        """The prices of movement that depend on rules and class alone, int32[C, 4], consts.PRICE_*."""
        rules = self.movement
        prices = np.zeros((len(self.class_mp), PRICES), np.int32)
        prices[:, PRICE_ENTER] = round(rules.zoc_enter * QUARTERS)
        prices[:, PRICE_ZONE] = round(rules.zoc_to_zoc * QUARTERS)
        prices[:, PRICE_WON] = self.class_mp.astype(np.int32) * rules.won_hex_percent // 100
        prices[:, PRICE_STATIC] = self.class_static
        return frozen(prices, "int32")

    def places_in(self, land_hex: int) -> tuple[int, ...]:
        """Return the rows of all places in a land hex."""
        return self.hex_places.get(land_hex, ())

    def date_of(self, turn: int) -> datetime.date:
        """Return the first day of a turn (turn 1 begins on ``start``)."""
        return self.start + datetime.timedelta(days=self.days_per_turn * (turn - 1))

    def turns_in(self, days: int) -> int:
        """Return how many turns so many days take, the last one begun too."""
        return -(-days // self.days_per_turn)

    def turn_of(self, date: datetime.date) -> int:
        """Return the turn in which a day lies; below 1 before the start."""
        return (date - self.start).days // self.days_per_turn + 1


def frozen(values: Any, dtype: str) -> ArrayAny:
    """Return a C-contiguous read-only array."""
    array = np.ascontiguousarray(np.asarray(values, dtype=dtype))
    array.flags.writeable = False
    return array
