"""What holds when an optional file of a scenario is left out.

Plain values for small scenarios; the shipped campaign writes all of its files.
"""

from __future__ import annotations

import msgspec

from engine.schema import command, pictures, politics, rules
from engine.schema.scenario import ScenarioFile
from engine.schema.victory import VictoryFile

SUPPLY = rules.SupplyFile(
    full_range=8,
    low_range=14,
    rail_step=1,
    off_road_factor=2,
    attack_need_percent=300,
    move_need_percent=150,
    isolated_after=2,
    isolated_quarters=1,
    port_start_percent=100,
    port_repair_percent=10,
    home_capacity=100_000,
    port_ruin_percent=0,
    rail_torn_percent=0,
    railway_hexes={},
    bridge_blown_percent=0,
    bridge_mend_percent=50,
    demolish_mp=1,
    depot_port_days=0,
    depot_tons=[],
    depot_start_percent=0,
    depot_fill_percent=25,
    depot_captured_percent=0,
)
SEA = rules.SeaFile(
    assault_craft_per_stack_point=1,
    sealift_per_stack_point=1,
    landing_cohesion=65,
    naval_range=2,
    storm_exposure=2,
    ferry_loss_percent=50,
    ferry_hamper_percent=40,
    ferry_hamper_most=25,
    fleet_far_percent=50,
    airfield_reach=15,
    airfields_a_point=3,
    airfield_points=4,
    raid_percent=3,
    raid_most=30,
    raid_loss_percent=25,
)
AIR = rules.AirFile(
    reach=rules.AirReach(superiority=40, support=30, interdict=50, strike=60, lift=40, drop=30),
    support_percent=50,
    flyable_least=20,
    contest_percent=50,
    interdict_percent=20,
    interdict_most=60,
    interdict_mp_percent=50,
    bridge_percent=25,
    bridge_most=75,
    strike_percent=10,
    lift_points=1,
    drop_points=1,
    drop_scatter_percent=25,
    drop_weather_percent=50,
    drop_loss_percent=10,
    drop_flak_percent=5,
    drop_held_percent=15,
    drop_shock=10,
    drop_cohesion=60,
)
FOG = rules.FogFile(band_steps=3, coast_recon=1)
WEATHER = rules.WeatherFile(zone=[], climate=[], snow_elevation=1500)
RECOVERY = rules.RecoveryFile(
    rest=12,
    rest_in_zoc=6,
    rest_in_works=1,
    works_level=3,
    mud_in_zoc=3,
    attacked=3,
    isolated_cohesion=8,
    out_cohesion=4,
    absorb_rest=4,
    absorb_in_zoc=1,
    refit_days=0,
    refit=0,
    refit_absorb=0,
    withdrawal_notice_days=0,
    withdrawal_growth=0,
    dig_in_mud_percent=100,
    dig_in_snow_percent=100,
    absorb_cohesion=1,
    wear_percent={},
    entrench_max=3,
    entrench_works_max=4,
    experience=rules.Experience(won=0, fought=0, green=0, most=0),
)

COMMAND = command.CommandFile(
    corps_range=8,
    army_range=20,
    staff_move=10,
    scattered_turns=1,
    overrun_cohesion=4,
    out_of_range_shift=1,
    merge_cohesion=5,
    allot_most=0,
    detach_cohesion=5,
    disband_percent=0,
    disband_loss_percent=25,
    leader=command.Leadership(
        bold_from=8, bold_shift=1, bold_rest=1, timid_to=4, timid_shift=1, admin_from=8, admin_absorb=1
    ),
)


def default_files(header: ScenarioFile) -> dict[str, msgspec.Struct]:
    """Return the stand-ins for missing files by Scenario field."""
    return {
        "supply": SUPPLY,
        "sea": SEA,
        "air": AIR,
        "fog": FOG,
        "weather": WEATHER,
        "recovery": RECOVERY,
        "command": COMMAND,
        "victory": VictoryFile(side=header.side[0].id, objective=[], level=[]),
        "variables_file": politics.VariablesFile(),
        "triggers_file": politics.TriggersFile(),
        "decisions_file": politics.DecisionsFile(),
        "districts_file": politics.DistrictsFile(),
        "pictures_file": pictures.PicturesFile(),
    }
