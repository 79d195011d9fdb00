"""The TOML files of ``rules/``: every number that an author may want to change."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from engine.schema.base import Colour, Count, Id, MovePoints, Percent, Rating, Row, Text

Shift = Annotated[int, msgspec.Meta(ge=-10, le=10, description="columns; positive helps the defender")]


# -- terrain.toml ---------------------------------------------------------------------


class Terrain(Row, frozen=True):
    """A kind of hex. ``cost`` by movement class; a class that is missing may not leave the road."""

    id: Id
    name: Text
    colour: Colour
    land: bool = True
    cost: dict[Id, MovePoints] = msgspec.field(default_factory=dict)
    friction: MovePoints = 0
    stacking: Count = 9
    frontage: Count = 16
    shift: Shift = 0
    rough: bool = False
    open: bool = False
    armour_percent: Percent = 100


class HexsideKind(Row, frozen=True):
    """A kind of hexside. ``attack`` says what crossing it does to an attacker."""

    id: Id
    name: Text
    passable: bool = True
    crossing: MovePoints = 0
    attack: Literal["none", "shift", "half", "forbidden"] = "none"
    shift: Shift = 0
    flood_as: Id | None = None


class LinkKind(Row, frozen=True):
    """A road or railway class. ``cost`` by movement class; ``capacity`` in tons a day."""

    id: Id
    name: Text
    kind: Literal["road", "rail", "ferry"]
    cost: dict[Id, MovePoints] = msgspec.field(default_factory=dict)
    bridge: bool = True
    truck: MovePoints = 0
    capacity: Count = 0


class TerrainFile(Row, frozen=True):
    """``rules/terrain.toml``."""

    terrain: list[Terrain]
    hexside: list[HexsideKind] = msgspec.field(default_factory=list)
    link: list[LinkKind] = msgspec.field(default_factory=list)


# -- movement.toml --------------------------------------------------------------------


class MovementClass(Row, frozen=True):
    """How a unit moves: MP a day, tempo limit in hexes a week, and how mud acts on it."""

    id: Id
    name: Text
    mp_per_day: MovePoints
    tempo: Count
    mobile: bool = False
    mountain: bool = False
    static: bool = False
    mud_add: MovePoints = 0
    mud_road_factor: Count = 1
    mud_off_factor: Count = 1


class MovementFile(Row, frozen=True):
    """``rules/movement.toml``: calibration.md sections 4-6."""

    class_: list[MovementClass] = msgspec.field(name="class")
    zoc_enter: MovePoints
    zoc_to_zoc: MovePoints
    zoc_steps: Count
    broken_below: Percent
    tempo_radius: Count
    road_march_hexes: Count
    road_march_hexes_under_air: Count
    deliberate_moved_percent: Percent
    hasty_cost: MovePoints
    exploit_mp: MovePoints
    won_hex_percent: Percent
    mud_mp_percent: Percent
    low_mp_percent: Percent
    out_mp_percent: Percent
    straggler_percent: Percent
    rail_hexes: Count


# -- unit_types.toml ------------------------------------------------------------------


class UnitType(Row, frozen=True):
    """A type of unit: ratings per step, movement class, supply need in tons a day at rest."""

    id: Id
    name: Text
    movement: Id
    steps: Count
    attack: Count
    defence: Count
    quality: Rating
    stacking: Count
    need: Count
    armour: Count = 0
    anti_armour: Count = 2
    recon: Count = 2
    symbol: Text = "infantry"
    echelon: Text = "division"
    coastal: bool = False
    lift: Count = 1


class UnitTypesFile(Row, frozen=True):
    """``rules/unit_types.toml``."""

    type: list[UnitType]


# -- combat.toml ----------------------------------------------------------------------


class Column(Row, frozen=True):
    """A column of the combat table: odds ``attack:defence`` and a result id for 2d6 = 2..12."""

    attack: Count
    defence: Count
    results: list[Id]


class Result(Row, frozen=True):
    """A result: quarter steps lost per 8 steps engaged, cohesion lost, hexes of retreat."""

    id: Id
    name: Text
    attacker_quarters: Count
    attacker_cohesion: Count
    defender_quarters: Count
    defender_cohesion: Count
    retreat: Count = 0


class Shifts(Row, frozen=True):
    """Columns moved by named causes (calibration.md section 7)."""

    attacker_cap: Count
    defender_cap: Count
    entrenchment: list[Count]
    turned_entrenchment_cap: Count
    mud: list[Count]
    snow: Count
    mud_snow_cap: Count
    hasty: Count
    quality: Count
    quality_great: Count
    defender_better: Count
    attacker_low: Count
    attacker_out: Count
    support_cap: Count
    set_piece: Count
    surprise: Count
    concentric: Count
    concentric_hexes: Count
    armour: Count
    low_cohesion: Count
    low_cohesion_below: Percent
    isolated: Count
    corps: Count
    army: Count
    naval_cap: Count


class Determined(Row, frozen=True):
    """Determined defence: needed roll and price."""

    base: int
    floor: Count
    ceiling: Count
    quarters: Count
    cohesion: Count
    retreat_at_most: Count


class CombatFile(Row, frozen=True):
    """``rules/combat.toml``."""

    column: list[Column]
    result: list[Result]
    shifts: Shifts
    determined: Determined
    rest_below: Percent
    no_attack_below: Percent
    loss_divisor: Count
    minimum_from: Count
    retreat_quarters: Count
    overrun_attack: Count
    overrun_defence: Count


# -- supply.toml, sea.toml, air.toml, fog.toml ----------------------------------------


class SupplyFile(Row, frozen=True):
    """``rules/supply.toml``: ranges in truck MP, needs in percent of the need at rest."""

    full_range: MovePoints
    low_range: MovePoints
    rail_step: MovePoints
    off_road_factor: Count
    attack_need_percent: Count
    move_need_percent: Count
    isolated_after: Count
    isolated_quarters: Count
    port_start_percent: Percent
    port_repair_percent: Percent
    home_capacity: Count


class SeaFile(Row, frozen=True):
    """``rules/sea.toml``."""

    assault_craft_per_stack_point: Count
    sealift_per_stack_point: Count
    landing_cohesion: Count
    craft_return_percent: Percent
    naval_range: Count
    inland_hexes: Count


class AirFile(Row, frozen=True):
    """``rules/air.toml``: how flying weather scales the support points."""

    support_weather: bool


class FogFile(Row, frozen=True):
    """``rules/fog.toml``: recon in hexes, strength bands in steps."""

    recon: Count
    band_steps: Count
    coast_recon: Count


# -- weather.toml ---------------------------------------------------------------------


class Climate(Row, frozen=True):
    """Chances in percent for a week in a zone and month; mud index 0-3."""

    zone: Id
    month: Annotated[int, msgspec.Meta(ge=1, le=12)]
    mud: list[Percent]
    snow: Percent
    flood: Percent
    flyable: Percent
    storm: Percent = 0


class WeatherZone(Row, frozen=True):
    """A weather zone."""

    id: Id
    name: Text


class WeatherFile(Row, frozen=True):
    """``rules/weather.toml``."""

    zone: list[WeatherZone]
    climate: list[Climate]
    snow_elevation: Count


# -- recovery.toml --------------------------------------------------------------------


class RecoveryFile(Row, frozen=True):
    """``rules/recovery.toml``: weekly values, calibration.md section 8."""

    rest: Count
    rest_in_zoc: Count
    rest_in_works: Count
    works_level: Count
    mud_in_zoc: Count
    attacked: Count
    isolated_cohesion: Count
    out_cohesion: Count
    absorb_rest: Count
    absorb_in_zoc: Count
    absorb_cohesion: Count
    wear_percent: dict[Id, Percent]
    entrench_max: Count
    entrench_works_max: Count
    arrival_cohesion: Percent
