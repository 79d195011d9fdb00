"""Fields over the map, each hex worked out by itself from the definition of the rule."""

from tests.reference.constants import (
    FLAG_BOND,
    FLAG_ENEMY,
    FLAG_EZOC,
    FLAG_FRICTION,
    FLAG_FRIEND,
    FLAG_HOSTILE,
    FLAG_TEMPO,
    FLAG_WON,
    IMPASSABLE,
    INFINITY,
    STATUS_AWAY,
    STATUS_DEAD,
    STATUS_MAP,
    SUPPLY_OUT,
)


def on_map(unit_status, unit_hex, land):
    """Return the rows of the units that stand on a land hex."""
    return [u for u, row in enumerate(unit_hex) if unit_status[u] == STATUS_MAP and 0 <= row < land]


def within(neighbour, land, start, radius):
    """Return the land hexes that can be stepped to over land in at most ``radius`` steps."""
    found = {start}
    for _ in range(radius):
        found |= {n for row in found for n in neighbour[row] if 0 <= n < land}
    return found


def movement_flags(
    side,
    unit_side,
    unit_status,
    unit_hex,
    unit_quarters,
    unit_cohesion,
    unit_supply,
    unit_class,
    class_static,
    hex_control,
    hex_control_start,
    hex_won,
    neighbour,
    zoc_reach,
    zoc_quarters,
    broken_below,
    tempo_radius,
):
    """Return the flags of each land hex."""
    land = len(hex_control)
    units = on_map(unit_status, unit_hex, land)
    enemies = [u for u in units if unit_side[u] != side]
    zoned = [u for u in enemies if unit_quarters[u] >= zoc_quarters]
    holding = [u for u in zoned if unit_cohesion[u] >= broken_below and not class_static[unit_class[u]]]
    pressing = set()
    for u in holding:
        if unit_supply[u] < SUPPLY_OUT:
            pressing |= within(neighbour, land, unit_hex[u], tempo_radius)

    def reached_from(row, who):
        """Return the directions of the neighbours from which units project into a hex."""
        result = []
        for direction, there in enumerate(neighbour[row]):
            back = (direction + 3) % 6
            if any(unit_hex[u] == there and zoc_reach[unit_class[u]][there][back] for u in who):
                result.append(direction)
        return result

    flags = []
    for row in range(land):
        here = {unit_side[u] != side for u in units if unit_hex[u] == row}
        hostile = hex_control[row] != side
        ends = reached_from(row, holding)
        bond = any((a - b) % 6 in (2, 3, 4) for a in ends for b in ends)
        flag = 0
        flag |= FLAG_FRIEND if False in here else 0
        flag |= FLAG_ENEMY if True in here else 0
        flag |= FLAG_EZOC if reached_from(row, zoned) or any(unit_hex[u] == row for u in zoned) else 0
        flag |= FLAG_BOND if bond and hostile and True not in here else 0
        flag |= FLAG_TEMPO if hostile and row in pressing else 0
        flag |= FLAG_HOSTILE if hostile else 0
        flag |= FLAG_WON if hex_won[row] == side + 1 else 0
        flag |= FLAG_FRICTION if hex_control_start[row] not in (side, -1) else 0
        flags.append(flag)
    return flags


def stack_points(unit_status, unit_hex, unit_side, unit_stack, side, land):
    """Return the stacking points of a side in each land hex."""
    units = [u for u in on_map(unit_status, unit_hex, land) if unit_side[u] == side]
    return [sum(unit_stack[u] for u in units if unit_hex[u] == row) for row in range(land)]


def visibility(side, unit_side, unit_status, unit_hex, unit_recon, hex_control, neighbour):
    """Return for each land hex whether the side sees it, as 0 or 1."""
    land = len(hex_control)
    seen = set()
    for u in on_map(unit_status, unit_hex, land):
        if unit_side[u] == side:
            seen |= within(neighbour, land, unit_hex[u], unit_recon[u])
    for row in range(land):
        if hex_control[row] == side:
            seen |= within(neighbour, land, row, 1)
    return [1 if row in seen else 0 for row in range(land)]


def mask_units(
    side,
    seen,
    neighbour,
    band_quarters,
    unit_side,
    unit_news,
    unit_status,
    unit_hex,
    unit_box,
    unit_quarters,
    unit_cohesion,
    unit_supply,
    unit_entrench,
    unit_mp,
    unit_mode,
):
    """Return the unit arrays, from unit_status to unit_mode, as the side knows them."""
    own = {unit_hex[u] for u in on_map(unit_status, unit_hex, len(seen)) if unit_side[u] == side}
    rows = zip(
        unit_status,
        unit_hex,
        unit_box,
        unit_quarters,
        unit_cohesion,
        unit_supply,
        unit_entrench,
        unit_mp,
        unit_mode,
        strict=True,
    )
    known = []
    for whose, news, (status, row, box, quarters, *rest) in zip(unit_side, unit_news, rows, strict=True):
        if whose == side:
            known.append((status, row, box, quarters, *rest))
        elif status == STATUS_MAP and 0 <= row < len(seen) and seen[row]:
            if not own & set(neighbour[row]):
                bands = range(1, quarters // band_quarters + 2)
                # The nearest multiple, the greater one of two that are equally near.
                quarters = min((abs(quarters - b * band_quarters), -b * band_quarters) for b in bands)[1] * -1
            known.append((status, row, box, quarters, *rest))
        else:
            gone = STATUS_DEAD if news else STATUS_AWAY
            known.append((gone, -1, -1, 0, 0, 0, 0, 0, 0))
    return [list(column) for column in zip(*known, strict=True)]


def lost_by(side, sides, unit_side, unit_full, status):
    """Return what a side takes each of the sides to have lost: of others the units that are no more."""
    dead = [u for u, is_ in enumerate(status) if is_ == STATUS_DEAD]
    return [0 if s == side else sum(unit_full[u] for u in dead if unit_side[u] == s) for s in range(sides)]


def mask_ground(
    side, seen, formation_side, acts, veiled, hex_control, hex_control_start, hex_works, hex_air, hq_hex
):
    """Return control, control at the start, works, what flies over hexes, and headquarters, as known."""
    bits = [veiled[row // 8] & (1 << row % 8) for row in range(len(seen))]
    secret = [
        bool(bit) and not known and by != side for bit, known, by in zip(bits, seen, hex_control, strict=True)
    ]
    return [
        [-1 if hidden else by for hidden, by in zip(secret, hex_control, strict=True)],
        [-1 if hidden else by for hidden, by in zip(secret, hex_control_start, strict=True)],
        [days if by == side else 0 for days, by in zip(hex_works, hex_control, strict=True)],
        [points if acts else 0 for points in hex_air],
        [
            at if whose == side or (at >= 0 and seen[at]) else -1
            for whose, at in zip(formation_side, hq_hex, strict=True)
        ],
    ]


def distance_field(neighbour, step_cost, sources, start_cost, limit):
    """Return the cost of going from each land hex to the cheapest source."""
    land = len(step_cost)
    cost = [INFINITY] * land
    for row, start in zip(sources, start_cost, strict=True):
        if start <= limit:
            cost[row] = min(cost[row], start)
    changed = True
    while changed:
        changed = False
        for row in range(land):
            for direction, there in enumerate(neighbour[row]):
                step = step_cost[row][direction]
                if not 0 <= there < land or step >= IMPASSABLE:
                    continue
                total = step + cost[there]
                if total <= limit and total < cost[row]:
                    cost[row] = total
                    changed = True
    return cost


def widen(neighbour, crossable, rounds, mark):
    """Return 1 for hexes within so many hexes of marked ones, 0 for the others."""
    land, found = len(mark), {row for row, marked in enumerate(mark) if marked}
    for _ in range(rounds):
        found |= {
            row
            for row in range(land)
            if any(open_ and n in found for n, open_ in zip(neighbour[row], crossable[row], strict=True))
        }
    return [int(row in found) for row in range(land)]
