"""What supply starts from: rule of the seas, sources, open ground, needs. Rulebook chapters 7 and 8.

The ways over it are found in ``supply``, and who draws how much in ``draws``.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel
from engine.kernels.arrays import I8, I16, I32, U8, U32
from engine.kernels.consts import (
    FLAG_ENEMY,
    FLAG_EZOC,
    FLAG_FRIEND,
    MODE_ATTACKED,
    MODE_NORMAL,
    SOURCE_BEACH,
    SOURCE_DEPOT,
    SOURCE_PORT,
    SOURCE_RAIL,
    STATUS_MAP,
)


@kernel
def sea_powers(
    fleets: I32,
    turn: int,
    far_percent: int,
    port_places: I32,
    place_hex: I32,
    place_sea_zone: I8,
    sea_bases: I32,
    airfield_hex: I32,
    airfield_zones: U8,
    a_point: int,
    most_points: int,
    control: I8,
    control_start: I8,
    port_damage: I8,
    power: I32,
) -> None:
    """Write each side's power in each sea zone, ``power`` int32[S, Z].

    Tables (read-only): ``fleets`` int32[S, T]; ``port_places`` int32[N], place rows;
    ``place_hex`` int32[P]; ``place_sea_zone`` int8[P], -1 none; ``sea_bases`` int32[B, 2], side
    and zone; ``airfield_hex`` int32[F]; ``airfield_zones`` uint8[F, Z], 1 in reach.
    State (writable): ``control`` and ``control_start`` int8[L]; ``port_damage`` int8[P].
    A side's whole fleet counts where it has a working port or a base, ``far_percent`` of it
    elsewhere; ``a_point`` airfields in reach, held since the turn began, add a point up to
    ``most_points``.
    """
    sides = power.shape[0]
    zones = power.shape[1]
    based = np.zeros((sides, zones), np.uint8)
    for index in range(sea_bases.shape[0]):
        based[sea_bases[index, 0], sea_bases[index, 1]] = 1
    for index in range(port_places.shape[0]):
        place = int(port_places[index])
        zone = int(place_sea_zone[place])
        holder = int(control[place_hex[place]])
        if zone >= 0 and holder >= 0 and port_damage[place] < 100:
            based[holder, zone] = 1
    for side in range(sides):
        for zone in range(zones):
            power[side, zone] = 0
    for field in range(airfield_hex.shape[0]):
        at = int(airfield_hex[field])
        holder = int(control[at])
        if holder >= 0 and control_start[at] == holder:
            for zone in range(zones):
                power[holder, zone] += airfield_zones[field, zone]
    for side in range(sides):
        fleet = int(fleets[side, turn])
        for zone in range(zones):
            here = fleet if based[side, zone] else fleet * far_percent // 100
            power[side, zone] = here + min(int(power[side, zone]) // a_point, most_points)


@kernel
def sources(
    side: int,
    days: int,
    landing_places: I32,
    place_hex: I32,
    place_port: I16,
    place_beach: I16,
    place_sea_zone: I8,
    hex_owner: I8,
    hex_zone: I8,
    entries: I32,
    box_tons: I32,
    control: I8,
    port_damage: I8,
    storm: I8,
    risk: I32,
    stock: I32,
    at: I32,
    kind: I8,
    row: I16,
    tons: I32,
    at_sea: U8,
) -> tuple[int, int]:
    """Write the sources of a side in the order ports and beaches, rail entries, depots.

    Tables (read-only): ``landing_places`` int32[N], the places that this side may be fed over;
    ``place_hex`` int32[P], ``place_port`` and ``place_beach`` int16[P] tons a day,
    ``place_sea_zone`` int8[P]; ``hex_owner`` int8[L] at the start; ``hex_zone`` int8[H], weather zone or -1;
    ``entries`` int32[E, 2], land hex and box of its rail entries; ``box_tons`` int32[B].
    State (writable): ``control`` int8[L]; ``port_damage`` int8[P] percent; ``storm`` int8[W];
    ``risk`` int32[Z], percent that is sunk on the way; ``stock`` int32[P] tons in its depots.

    Output, N + E + P rows long: land hex ``at``, SOURCE_* ``kind``, place or box ``row``,
    ``tons`` a day, and 1 in ``at_sea`` where ships bring it. Returns how many rows come before
    the depots, and how many in all.
    """
    count = 0
    for index in range(landing_places.shape[0]):
        place = int(landing_places[index])
        here = int(place_hex[place])
        if control[here] != side:
            continue
        port = int(place_port[place]) * (100 - int(port_damage[place])) // 100
        beach = int(place_beach[place]) if hex_owner[here] != side else 0
        zone = int(hex_zone[here])
        if zone >= 0 and storm[zone] > 0:
            beach //= 2
        lane = int(place_sea_zone[place])
        if 0 <= lane < risk.shape[0]:  # what the enemy sinks on the way never comes
            port = port * (100 - int(risk[lane])) // 100
            beach = beach * (100 - int(risk[lane])) // 100
        if port > 0 or beach > 0:
            at[count] = here
            kind[count] = SOURCE_PORT if port >= beach else SOURCE_BEACH
            row[count] = place
            tons[count] = max(port, beach)
            at_sea[count] = 1
            count += 1
    for index in range(entries.shape[0]):
        here = int(entries[index, 0])
        if control[here] == side:
            at[count] = here
            kind[count] = SOURCE_RAIL
            row[count] = entries[index, 1]
            tons[count] = box_tons[entries[index, 1]]
            at_sea[count] = 0
            count += 1
    flow = count
    for place in range(place_hex.shape[0]):
        here = int(place_hex[place])
        if stock[place] >= days and control[here] == side:
            at[count] = here
            kind[count] = SOURCE_DEPOT
            row[count] = place
            tons[count] = int(stock[place]) // days
            at_sea[count] = 0
            count += 1
    return flow, count


@kernel
def lines(
    side: int,
    around: U32,
    hex_zone: I8,
    unit_type: I16,
    type_raids: I8,
    bridge_hex: I32,
    bridge_bits: U8,
    flags: U8,
    control: I8,
    mud: I8,
    interdiction: I8,
    unit_status: I8,
    unit_side: I8,
    unit_hex: I32,
    bridge_damage: I8,
    open_hex: U8,
    slow: I8,
    cut: U8,
    muddy: U8,
) -> None:
    """Write what a side's supply can move over, by land hex.

    Tables (read-only): ``around`` uint32[L, 6], L for water; ``hex_zone`` int8[H], weather zone or -1;
    ``unit_type`` int16[U]; ``type_raids`` int8[T], percent; ``bridge_hex`` int32[B, 2] and
    ``bridge_bits`` uint8[B, 2], the hexes of a bridge and the bit of the hexside in each.
    State (writable): ``flags`` uint8[L] of ``fields.movement_flags`` for the side; ``control``
    int8[L]; ``mud`` int8[W], 0-3; ``interdiction`` int8[L] percent; units' status, side and hex;
    ``bridge_damage`` int8[B].

    Output: ``open_hex`` uint8[L], 1 where supply passes, 2 where it only arrives (in an enemy's zone of
    control with no friend in the hex), 0 elsewhere; ``slow`` int8[L], percent lost to aircraft
    and to raiders in the hex or beside it; ``cut`` uint8[L], bit d where the bridge over hexside d is
    down; ``muddy`` uint8[L], 1 in deep mud.
    """
    land = open_hex.shape[0]
    for at in range(land):
        flag = int(flags[at])
        passable = 0
        if control[at] == side and not flag & FLAG_ENEMY:
            passable = 2 if flag & FLAG_EZOC and not flag & FLAG_FRIEND else 1
        open_hex[at] = passable
        slow[at] = min(100, int(interdiction[at]))
        cut[at] = 0
        zone = int(hex_zone[at])
        muddy[at] = 1 if zone >= 0 and mud[zone] >= 2 else 0
    for unit in range(unit_status.shape[0]):
        raids = int(type_raids[unit_type[unit]])
        if raids <= 0 or unit_status[unit] != STATUS_MAP or unit_side[unit] == side:
            continue
        here = int(unit_hex[unit])
        if not 0 <= here < land:
            continue
        slow[here] = min(100, int(slow[here]) + raids)
        for direction in range(6):
            there = int(around[here, direction])
            if there < land:
                slow[there] = min(100, int(slow[there]) + raids)
    for bridge in range(bridge_damage.shape[0]):
        if bridge_damage[bridge] != 0:
            for end in range(2):
                here = int(bridge_hex[bridge, end])
                cut[here] = int(cut[here]) | int(bridge_bits[bridge, end])


@kernel
def needs(
    side: int,
    unit_type: I16,
    type_need: I16,
    unit_full: I16,
    unit_status: I8,
    unit_side: I8,
    unit_quarters: I16,
    unit_mode: I8,
    move_percent: int,
    attack_percent: int,
    need: I32,
    units: I32,
) -> int:
    """Write what each unit of a side on the map needs, tons a day, and their rows; return how many.

    Tables (read-only): ``unit_type`` int16[U], ``type_need`` int16[T] at rest and full strength,
    ``unit_full`` int16[U] quarter steps. State (writable): units' status, side, strength in
    quarter steps and MODE_*. Output: ``need`` int32[U], 0 for all others; ``units`` int32[U], ascending.
    """
    count = 0
    for unit in range(unit_status.shape[0]):
        need[unit] = 0
        if unit_status[unit] != STATUS_MAP or unit_side[unit] != side:
            continue
        rest = int(type_need[unit_type[unit]]) * int(unit_quarters[unit]) // max(1, int(unit_full[unit]))
        percent = move_percent
        if unit_mode[unit] == MODE_NORMAL:
            percent = 100
        elif unit_mode[unit] == MODE_ATTACKED:
            percent = attack_percent
        need[unit] = max(1, rest * percent // 100)
        units[count] = unit
        count += 1
    return count


@kernel
def depot_needs(
    side: int,
    days: int,
    place_hex: I32,
    place_depot: I32,
    place_most: I32,
    control: I8,
    stock: I32,
    need: I32,
    places: I32,
) -> int:
    """Write what each depot of a side can take in, tons a day, and the rows of those; return how many.

    Tables (read-only): ``place_hex``, ``place_depot`` int32[P], tons that it can keep;
    ``place_most`` int32[P], tons a day that can be unloaded. State (writable): ``control``
    int8[L]; ``stock`` int32[P] tons. Output: ``need`` int32[P], 0 for all others; ``places``
    int32[P], ascending.
    """
    count = 0
    for place in range(place_hex.shape[0]):
        need[place] = 0
        if control[place_hex[place]] != side:
            continue
        room = max(0, int(place_depot[place]) - int(stock[place])) // days
        need[place] = min(room, int(place_most[place]))
        if need[place] > 0:
            places[count] = place
            count += 1
    return count
