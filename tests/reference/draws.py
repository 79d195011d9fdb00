"""Who draws how much over which tracks: a taker at a time, each track looked up by its ends."""

from tests.reference.constants import (
    LIMIT_NO_WAY,
    LIMIT_NONE,
    LIMIT_RANGE,
    LIMIT_SHIPPING,
    LIMIT_SOURCE,
    SUPPLY_FULL,
    SUPPLY_ISOLATED,
    SUPPLY_LOW,
    SUPPLY_OUT,
)


def track_left(track_hex, track_tons, track_bridge, damage, slow, bridge_damage):
    """Return what each track can carry."""
    found = []
    for ends, tons, bridge in zip(track_hex, track_tons, track_bridge, strict=True):
        down = bridge >= 0 and bridge_damage[bridge] > 0
        whole, calm = (100 - max(percent[end] for end in ends) for percent in (damage, slow))
        found.append(0 if down else tons * whole // 100 * calm // 100)
    return found


def shut_tracks(track_hex, track_direction, left, land):
    """Return the bits of the hexsides over which no track carries anything more."""
    shut = [set() for _ in range(land)]
    for (a, b), direction, tons in zip(track_hex, track_direction, left, strict=True):
        if tons <= 0:
            shut[a].add(direction)
            shut[b].add((direction + 3) % 6)
    return [sum(1 << direction for direction in bits) for bits in shut]


def tracks_of(row, tracks, rail_cost, rail_parent, cost, parent):
    """Return the tracks from a hex to its source; ``tracks`` is {(hex, hex): track} both ways round."""
    while rail_cost[row] != cost[row]:
        row = parent[row]
    found = []
    while rail_parent[row] >= 0:
        found.append(tracks[row, rail_parent[row]])
        row = rail_parent[row]
    return found


def is_wanting(taker, need, nearer):
    """Return whether a taker ``(granted, state, limit, tried, last, drawn)`` looks for another source."""
    granted, state, _, tried, _, _ = taker
    if nearer and tried in (LIMIT_NO_WAY, LIMIT_RANGE):
        return False
    return granted < need and state != SUPPLY_FULL


def allot(
    turn, nearer, takers, order, taker_hex, need, tracks, rail_cost, rail_parent, cost, source, parent,
    at_sea, capacity, shipping, left, full_range, low_range,
):  # fmt: skip
    """Return {taker: (granted, state, limit, tried, last, drawn)} and what is left.

    That is of sources, shipping and tracks.
    ``takers`` is what the round before returned; of the first round only ``last`` and ``drawn`` count.
    """
    capacity, left, ships = list(capacity), list(left), shipping
    result = dict(takers)
    for taker in order:
        had, state, limit, _, last, drawn = result[taker]
        if turn == 0:
            had, state, limit = 0, SUPPLY_ISOLATED, LIMIT_NO_WAY
        elif not is_wanting(result[taker], need[taker], nearer):
            continue
        row = taker_hex[taker]
        at = source[row] if 0 <= row < len(cost) else -1
        if at < 0:
            result[taker] = (had, state, limit, LIMIT_NO_WAY, last, drawn)
            continue
        near, within = cost[row] <= full_range, cost[row] <= low_range
        if not near and not within:
            if turn == 0:
                state, limit = SUPPLY_OUT, LIMIT_RANGE
            result[taker] = (had, state, limit, LIMIT_RANGE, last, drawn)
            continue
        way = tracks_of(row, tracks, rail_cost, rail_parent, cost, parent)
        offers = [(capacity[at], LIMIT_SOURCE)]
        offers += [(ships, LIMIT_SHIPPING)] if at_sea[at] else []
        offers += [(left[track], track) for track in way]
        gift, tried = need[taker] - had, LIMIT_NONE
        for tons, name in offers:
            if (gift > 0 and tons < gift) or (name == LIMIT_SOURCE and tons < gift):
                gift, tried = max(0, tons), name
        capacity[at] -= gift
        ships -= gift if at_sea[at] else 0
        for track in way:
            left[track] -= gift
        if turn > 0 and gift == 0:
            result[taker] = (had, state, limit, tried, last, drawn)
            continue
        state = SUPPLY_OUT
        if near and had + gift == need[taker]:
            state = SUPPLY_FULL
        elif within and (had + gift) * 2 >= need[taker]:
            state = SUPPLY_LOW
        if gift > 0:
            last, drawn = turn, at
        result[taker] = (had + gift, state, tried, tried, last, drawn)
    return result, capacity, ships, left
