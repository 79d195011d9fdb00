"""What war does to railways, bridges, ports and depots, and how it is mended. Rulebook chapter 7.

Owns damage and repair. The order to blow something up is in ``demolition``; ``common`` calls
``lose_hex`` whenever a hex changes hands in fighting.
"""

from __future__ import annotations

import numpy as np

from engine.events import Demolished, Event
from engine.kernels import philox
from engine.kernels.consts import DICE_DEMOLITION
from engine.rules.rates import dated
from engine.state import G_DRAWS, G_TURN, State
from engine.world import World

PORT, RAIL, BRIDGE = range(3)  # what can be demolished
WRECKED = 100  # percent of damage


def lose_hex(world: World, state: State, land_hex: int, was: int, events: list[Event]) -> None:
    """Wreck what a side loses with a hex in fighting: quays, track, and with some chance its bridges."""
    rules = world.supply
    for place in world.places_in(land_hex):
        if world.place_port[place] > 0:
            damage = WRECKED - rules.port_start_percent
            state.port_damage[place] = max(int(state.port_damage[place]), damage)
    if world.hex_rail[land_hex].any():
        state.rail_damage[land_hex] = max(int(state.rail_damage[land_hex]), rules.rail_torn_percent)
    ordinal = int(state.hex_changes[land_hex])
    state.hex_changes[land_hex] = min(127, ordinal + 1)
    for direction in range(6):
        bridge = int(world.hex_bridge[land_hex, direction])
        if bridge < 0 or state.bridge_damage[bridge] >= WRECKED or not rules.bridge_blown_percent:
            continue
        key = int(state.key[0]), int(state.key[1])
        turn = int(state.game[G_TURN])
        roll = philox.below(*key, DICE_DEMOLITION, turn, land_hex, 8 * ordinal + direction, 100)
        state.game[G_DRAWS] += 1
        if roll < rules.bridge_blown_percent:
            state.bridge_damage[bridge] = WRECKED
            toward = int(world.hex_neighbour[land_hex, direction])
            events.append(Demolished(what=BRIDGE, hex=land_hex, toward=toward, side=was))


def lose_depots(world: World, state: State, land_hex: int, was: int, side: int) -> None:
    """Burn the stock of a side in a hex that it loses; a share of it falls to who takes the hex."""
    for place in world.places_in(land_hex):
        cell = was * world.sizes.place + place
        stock = int(state.place_stock[cell])
        if stock <= 0:
            continue
        state.place_stock[cell] = 0
        state.supply_lost[was] += stock
        if side >= 0:
            won = side * world.sizes.place + place
            room = int(world.place_depot[place]) - int(state.place_stock[won])
            gain = min(room, stock * world.supply.depot_captured_percent // 100)
            state.place_stock[won] += gain
            state.supply_in[side] += gain


def repair(world: World, state: State, side: int) -> None:
    """Mend a side's ports and bridges by a week's share. A bridge is rebuilt by who holds both banks."""
    rules, days, turn = world.supply, world.days_per_turn, int(state.game[G_TURN])
    mine = (state.hex_control[world.place_hex] == side) & (state.port_damage > 0)
    share = dated(rules.port_repair_percent, days, turn)
    state.port_damage[mine] = np.maximum(0, state.port_damage[mine] - share)
    down = np.flatnonzero(state.bridge_damage)
    held = (state.hex_control[world.bridge_hex[down]] == side).all(axis=1)
    share = dated(rules.bridge_mend_percent, days, turn)
    state.bridge_damage[down[held]] = np.maximum(0, state.bridge_damage[down[held]] - share)


def mend_rails(world: World, state: State, side: int, net: np.ndarray) -> None:
    """Relay track where a working line ends, a hex at a time, the lines in turn by hex row.

    ``net`` bool[L] marks the hexes that trains of the side reach. Railway troops have so many
    percent of a hex to spend; in a shorter turn they have their share.
    """
    weekly = WRECKED * int(world.railway_hexes[side])
    effort = dated(weekly, world.days_per_turn, int(state.game[G_TURN]))
    torn = (state.rail_damage > 0) & (state.hex_control == side)
    if effort <= 0 or not torn.any():
        return
    net = net & ~(torn & (state.rail_damage >= WRECKED))
    rows = np.flatnonzero(torn)
    ring = rows[net[rows] | _touch(world, net, rows)].tolist()
    while ring and effort > 0:
        here = ring.pop(0)
        spent = min(effort, int(state.rail_damage[here]))
        state.rail_damage[here] -= spent
        effort -= spent
        torn[here] = False
        for direction in range(6):
            there = int(world.hex_neighbour[here, direction])
            if world.hex_rail[here, direction] and torn[there] and there not in ring:
                ring.append(there)


def _touch(world: World, net: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return bool[n]: from which of some hexes a track leads to the working net."""
    track = world.hex_rail[rows] > 0
    linked: np.ndarray = (net[np.where(track, world.hex_neighbour[rows], 0)] & track).any(axis=1)
    return linked
