"""What supply starts from: rule of the seas, sources, open ground and needs, told plainly."""

from tests.reference.constants import (
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


def sea_powers(
    fleets, turn, far_percent, port_places, place_hex, place_sea_zone, sea_bases, airfield_hex,
    airfield_zones, a_point, most_points, control, control_start, port_damage, zones,
):  # fmt: skip
    """Return a list of powers by sea zone for each side."""
    found = []
    for side, row in enumerate(fleets):
        fields = [index for index, at in enumerate(airfield_hex) if control[at] == side == control_start[at]]
        ports = {
            place_sea_zone[p] for p in port_places if control[place_hex[p]] == side and port_damage[p] < 100
        }
        bases = {zone for owner, zone in sea_bases if owner == side}
        powers = []
        for zone in range(zones):
            fleet = row[turn] if zone in ports | bases else row[turn] * far_percent // 100
            near = sum(airfield_zones[field][zone] for field in fields)
            powers.append(fleet + min(near // a_point, most_points))
        found.append(powers)
    return found


def sources(
    side, days, landing_places, place_hex, place_port, place_beach, place_sea_zone, hex_owner, hex_zone,
    entries, box_tons, control, port_damage, storm, risk, stock,
):  # fmt: skip
    """Return the flow and the depots of a side as lists of (hex, kind, row, tons, at sea)."""

    def afloat(place, tons):
        """Return what of some tons comes through."""
        lane = place_sea_zone[place]
        return tons * (100 - risk[lane]) // 100 if 0 <= lane < len(risk) else tons

    def stormy(hex_):
        """Return whether a storm keeps craft from the beaches of a hex."""
        return hex_zone[hex_] >= 0 and storm[hex_zone[hex_]] > 0

    flow = []
    for place in landing_places:
        here = place_hex[place]
        if control[here] != side:
            continue
        port = afloat(place, place_port[place] * (100 - port_damage[place]) // 100)
        over_beach = 0 if hex_owner[here] == side else place_beach[place]
        beach = afloat(place, over_beach // 2 if stormy(here) else over_beach)
        if max(port, beach) > 0:
            flow.append((here, SOURCE_PORT if port >= beach else SOURCE_BEACH, place, max(port, beach), 1))
    flow += [(at, SOURCE_RAIL, box, box_tons[box], 0) for at, box in entries if control[at] == side]
    depots = [
        (place_hex[place], SOURCE_DEPOT, place, tons // days, 0)
        for place, tons in enumerate(stock)
        if tons >= days and control[place_hex[place]] == side
    ]
    return flow, depots


def lines(
    side, neighbour, land, hex_zone, unit_type, type_raids, bridge_hex, bridge_bits, flags, control, mud,
    interdiction, unit_status, unit_side, unit_hex, bridge_damage,
):  # fmt: skip
    """Return lists open_hex, slow, cut and muddy."""
    raids = [0] * land
    for unit, at in enumerate(unit_hex):
        if unit_status[unit] == STATUS_MAP and unit_side[unit] != side and 0 <= at < land:
            for here in (at, *neighbour[at]):
                if 0 <= here < land:
                    raids[here] += type_raids[unit_type[unit]]
    open_hex, slow, cut, muddy = [], [], [0] * land, []
    for here in range(land):
        arrives = flags[here] & FLAG_EZOC and not flags[here] & FLAG_FRIEND
        held = control[here] == side and not flags[here] & FLAG_ENEMY
        open_hex.append((2 if arrives else 1) if held else 0)
        slow.append(min(100, interdiction[here] + raids[here]))
        muddy.append(int(hex_zone[here] >= 0 and mud[hex_zone[here]] >= 2))
    for damage, ends, bits in zip(bridge_damage, bridge_hex, bridge_bits, strict=True):
        if damage:
            for here, bit in zip(ends, bits, strict=True):
                cut[here] |= bit
    return open_hex, slow, cut, muddy


def needs(
    side, unit_type, type_need, unit_full, unit_status, unit_side, unit_quarters, unit_mode, move_percent,
    attack_percent,
):  # fmt: skip
    """Return {unit: tons a day} of a side's units on the map."""
    percent = {MODE_NORMAL: 100, MODE_ATTACKED: attack_percent}
    found = {}
    for unit, status in enumerate(unit_status):
        if status == STATUS_MAP and unit_side[unit] == side:
            rest = type_need[unit_type[unit]] * unit_quarters[unit] // max(1, unit_full[unit])
            found[unit] = max(1, rest * percent.get(unit_mode[unit], move_percent) // 100)
    return found


def depot_needs(side, days, place_hex, place_depot, place_most, control, stock):
    """Return {place: tons a day} of a side's depots that have room."""
    room = {
        place: min(max(0, place_depot[place] - stock[place]) // days, place_most[place])
        for place, at in enumerate(place_hex)
        if control[at] == side
    }
    return {place: tons for place, tons in room.items() if tons > 0}
