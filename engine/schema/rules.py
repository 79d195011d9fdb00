"""The TOML files of ``rules/``: every number that an author may want to change."""

from typing import Annotated, Literal

import msgspec

from engine.schema.base import (
    Colour,
    Count,
    Id,
    Metres,
    MovePoints,
    Percent,
    Positive,
    Rating,
    Row,
    Share,
    Small,
    Text,
    Tons,
)

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
    stacking: Small = 9
    frontage: Small = 16
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
    """A road or railway class. ``cost`` by movement class, ``truck`` in lorry MP.

    ``tons`` is what a railway or ferry carries for supply; roads are limited by range alone.
    """

    id: Id
    name: Text
    kind: Literal["road", "rail", "ferry"]
    cost: dict[Id, MovePoints] = msgspec.field(default_factory=dict)
    truck: MovePoints = 0
    tons: Tons = 10_000


class TerrainFile(Row, frozen=True):
    """``rules/terrain.toml``."""

    terrain: list[Terrain]
    hexside: list[HexsideKind] = msgspec.field(default_factory=list)
    link: list[LinkKind] = msgspec.field(default_factory=list)


# -- movement.toml --------------------------------------------------------------------


class MovementClass(Row, frozen=True):
    """How a unit moves: MP a day, tempo limit in hexes a week, and how mud and snow act on it.

    ``snow_add`` are points more for entering a hex where snow lies.
    """

    id: Id
    name: Text
    mp_per_day: Annotated[float, msgspec.Meta(ge=0, le=50, multiple_of=0.25)]
    tempo: Small
    mobile: bool = False
    mountain: bool = False
    static: bool = False
    mud_add: MovePoints = 0
    mud_road_factor: Positive = 1
    mud_off_factor: Positive = 1
    snow_add: MovePoints = 0


class MovementFile(Row, frozen=True):
    """``rules/movement.toml``: zones of control, bonds, tempo, exploitation, marches."""

    class_: list[MovementClass] = msgspec.field(name="class")
    zoc_enter: MovePoints
    zoc_to_zoc: MovePoints
    zoc_steps: Small
    broken_below: Percent
    tempo_radius: Small
    road_march_hexes: Share
    road_march_hexes_under_air: Share
    deliberate_moved_percent: Percent
    hasty_cost: MovePoints
    exploit_mp: MovePoints
    won_hex_percent: Percent
    mud_mp_percent: Percent
    low_mp_percent: Percent
    out_mp_percent: Percent
    straggler_percent: Percent
    long_march_hexes: Share
    long_march_cohesion: Percent
    patrol_hexes: Small


# -- unit_types.toml ------------------------------------------------------------------


class UnitType(Row, frozen=True):
    """A type of unit: ratings per step, movement class, supply need in tons a day at rest.

    ``raids`` is the percentage of supply that a unit of this type takes from enemy lines through
    its hex and those around it; ``parachute`` units can be dropped. ``part`` is the type of the
    regiments that a unit of this type can break off.
    """

    id: Id
    name: Text
    movement: Id
    steps: Positive
    attack: Small
    defence: Small
    quality: Rating
    stacking: Positive
    need: Tons
    armour: Small = 0
    anti_armour: Small = 2
    recon: Small = 2
    symbol: Text = "infantry"
    echelon: Text = "division"
    coastal: bool = False
    parachute: bool = False
    lift: Positive = 1
    raids: Percent = 0
    part: Id | None = None


class UnitTypesFile(Row, frozen=True):
    """``rules/unit_types.toml``."""

    type: list[UnitType]


# -- supply.toml, sea.toml, fog.toml --------------------------------------------------


class SupplyFile(Row, frozen=True):
    """``rules/supply.toml``: ranges in lorry MP, needs in percent of the need at rest.

    ``rail_step`` is what a hex by rail adds to the way, in 64ths of a lorry MP.
    ``port_start_percent`` of a port's capacity is left when it is taken by surprise,
    ``port_ruin_percent`` when the order to demolish was carried out before, and
    ``port_repair_percent`` of it comes back each week. Beaches cannot be damaged.

    Fighting that takes a hex tears up ``rail_torn_percent`` of its railway; the railway troops
    of a side mend ``railway_hexes`` a week, by side id, outwards from the net that works. Each
    bridge of a hex that is lost is blown with ``bridge_blown_percent``; ``bridge_mend_percent``
    of it is rebuilt a week, and it carries again when all of it is. To blow anything up costs
    ``demolish_mp`` movement points.

    A depot at a place with port or railway keeps ``depot_port_days`` times what the port lands
    a day and ``depot_tons`` by the rank of the place (0 first), ``depot_start_percent`` of it at
    the start. ``depot_fill_percent`` of that is put in a week at most; ``depot_captured_percent``
    of the stock falls to who takes the place, the rest burns.
    """

    full_range: MovePoints
    low_range: MovePoints
    rail_step: Annotated[int, msgspec.Meta(ge=1, le=64)]
    off_road_factor: Positive
    attack_need_percent: Share
    move_need_percent: Share
    isolated_after: Positive
    isolated_quarters: Small
    port_start_percent: Percent
    port_repair_percent: Percent
    home_capacity: Count
    port_ruin_percent: Percent
    rail_torn_percent: Percent
    railway_hexes: dict[Id, Small]
    bridge_blown_percent: Percent
    bridge_mend_percent: Percent
    demolish_mp: MovePoints
    depot_port_days: Small
    depot_tons: list[Count]
    depot_start_percent: Percent
    depot_fill_percent: Percent
    depot_captured_percent: Percent


class SeaFile(Row, frozen=True):
    """``rules/sea.toml``: landings, ships, ferries and who rules which waters.

    Ferries carry as many quarter steps as ``forces/support.csv`` grants; of what they do not carry,
    and of all who cross out of an enemy zone of control, ``ferry_loss_percent`` is lost. The
    interdiction of a bank costs capacity: ``ferry_hamper_percent`` of it, at most ``ferry_hamper_most``
    percent.

    A side's power in a sea zone is its ``fleet`` of ``forces/support.csv``, where it has a sea box or a
    usable port, ``fleet_far_percent`` of it elsewhere, and a point for each ``airfields_a_point`` usable
    airfields within ``airfield_reach`` hexes of the zone, at most ``airfield_points``. Where the enemy
    has more, each point more is ``raid_percent`` of chance, at most ``raid_most``, that a unit is hit on
    its voyage and loses ``raid_loss_percent`` of its strength; of supply that share is sunk.
    """

    assault_craft_per_stack_point: Positive
    sealift_per_stack_point: Positive
    landing_cohesion: Percent
    naval_range: Small
    storm_exposure: Small
    ferry_loss_percent: Percent
    ferry_hamper_percent: Percent
    ferry_hamper_most: Annotated[int, msgspec.Meta(ge=0, le=90, description="percent")]
    fleet_far_percent: Percent
    airfield_reach: Count
    airfields_a_point: Positive
    airfield_points: Small
    raid_percent: Percent
    raid_most: Percent
    raid_loss_percent: Percent


class AirReach(Row, frozen=True):
    """How far from a usable airfield each mission can be flown, in hexes."""

    superiority: Count
    support: Count
    interdict: Count
    strike: Count
    lift: Count
    drop: Count


class AirFile(Row, frozen=True):
    """``rules/air.toml``: what air points are and what each mission does.

    ``support_percent`` of the support of a side that rules the air is flown: that part becomes
    air points, by the share of flyable days; ``sorties`` of ``forces/support.csv`` come on top.
    No mission is flown to a zone with fewer than ``flyable_least`` percent of flyable days.
    ``contest_percent`` of a side's points is the most that the enemy's superiority takes from it.
    A point of interdiction takes ``interdict_percent`` of a hex's throughput, up to
    ``interdict_most``, and that share of ``interdict_mp_percent`` from the movement of enemies
    who start there. A point over bridges brings each bridge of a hex down with ``bridge_percent``, at
    most ``bridge_most``. A point of port strike adds ``strike_percent`` of damage. A cut-off unit is
    fed for ``lift_points`` each stacking point.

    Parachutists need aircraft for ``drop_points`` each stacking point. A drop misses its hex by
    one in ``drop_scatter_percent`` of cases and ``drop_weather_percent`` of the days that are not
    flyable on top; it costs ``drop_loss_percent`` of the men and ``drop_flak_percent`` for each
    enemy hex beside, and leaves cohesion at ``drop_cohesion`` at most. Onto a hex that the enemy holds
    it costs ``drop_held_percent`` more, comes down beside, and takes ``drop_shock`` cohesion from him.
    """

    reach: AirReach
    support_percent: Percent
    flyable_least: Percent
    contest_percent: Percent
    interdict_percent: Percent
    interdict_most: Percent
    interdict_mp_percent: Percent
    bridge_percent: Percent
    bridge_most: Percent
    strike_percent: Percent
    lift_points: Positive
    drop_points: Positive
    drop_scatter_percent: Percent
    drop_weather_percent: Percent
    drop_loss_percent: Percent
    drop_flak_percent: Percent
    drop_held_percent: Percent
    drop_shock: Percent
    drop_cohesion: Percent


class FogFile(Row, frozen=True):
    """``rules/fog.toml``: strength bands in steps; hexes inland that the side with a sea box watches."""

    band_steps: Positive
    coast_recon: Small


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
    """``rules/weather.toml``: snow lies above ``snow_elevation``; the forecast for the next turn is right
    in ``forecast_percent`` of cases, else it is a guess by the month.
    """

    zone: list[WeatherZone]
    climate: list[Climate]
    snow_elevation: Metres
    forecast_percent: Percent = 70


# -- recovery.toml --------------------------------------------------------------------


class Experience(Row, frozen=True):
    """``[experience]`` of ``rules/recovery.toml``, in hundredths of a point of quality.

    A unit gains ``won`` by a battle that it wins and ``fought`` by one that it loses, and loses
    ``green`` for each quarter step of replacements. It is never more than ``most`` whole points
    better or worse than it was at the start.
    """

    won: Percent
    fought: Percent
    green: Percent
    most: Small


class RecoveryFile(Row, frozen=True):
    """``rules/recovery.toml``: what a week gives back and takes.

    ``dig_in_mud_percent`` and ``dig_in_snow_percent`` of a day's digging get done in mud of index
    2 and 3 and where snow lies. A refit takes ``refit_days`` (0: there is none) and gives ``refit``
    cohesion and room for ``refit_absorb`` quarter steps a week. ``labour`` are levels of works a side can
    add in a week. Withdrawals are called ``withdrawal_notice_days`` before their date; the price of
    each week of delay is ``withdrawal_growth`` higher than that of the week before, up to double.
    """

    rest: Percent
    rest_in_zoc: Percent
    rest_in_works: Percent
    works_level: Small
    mud_in_zoc: Percent
    attacked: Percent
    isolated_cohesion: Percent
    out_cohesion: Percent
    absorb_rest: Percent
    absorb_in_zoc: Small
    absorb_cohesion: Small
    wear_percent: dict[Id, Percent]
    refit_days: Small
    refit: Percent
    refit_absorb: Percent
    dig_in_mud_percent: Percent
    dig_in_snow_percent: Percent
    entrench_max: Small
    entrench_works_max: Small
    withdrawal_notice_days: Share
    withdrawal_growth: Small
    experience: Experience
    labour: dict[Id, Small] = msgspec.field(default_factory=dict)
