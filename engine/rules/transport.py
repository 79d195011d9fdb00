"""Strategic rail, sea transport and landings. Rulebook chapter 8 and the strategic part of 5."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.events import Event, Railed, Sailed
from engine.kernels.consts import (
    DELIBERATE,
    FLAG_ENEMY,
    FLAG_EZOC,
    FLAG_FRIEND,
    MODE_ATTACKED,
    MODE_NORMAL,
    MODE_RAIL,
    STATUS_BOX,
    STATUS_MAP,
)
from engine.kernels.network import rail_parts
from engine.observation import Observation, cut_of, flags_of
from engine.orders import Embark, Land, Rail, Refusal, Sail
from engine.rules import sealanes
from engine.rules.aftermath import come_ashore
from engine.rules.combat import battle, fight
from engine.rules.common import enemy_in, place_in_box, place_on_map, set_control
from engine.rules.movement import check_unit, room_for
from engine.rules.wreckage import WRECKED
from engine.state import G_INTEL, I32, State
from engine.world import World

ALONGSIDE_DAMAGE = 75  # percent; a port hurt more than this takes no transports


def _check_free(world: World, seen: Observation, unit: int) -> Refusal | None:
    """Refuse transport to units that acted already or stand in contact without cover."""
    refusal = check_unit(world, seen, unit)
    if refusal is not None:
        return refusal
    if seen.unit_mode[unit] != MODE_NORMAL or seen.unit_mp[unit] < seen.unit_full_mp[unit]:
        return Refusal.MOVED_TOO_FAR
    return None


# -- rail -----------------------------------------------------------------------------


def rail_net(world: World, seen: Observation) -> I32:
    """Return int32[L]: the part of the viewer's open rail net that a hex belongs to, -1 for none.

    Trains run over own hexes without enemy where track and bridges are whole, and in his zone of
    control only where a friend stands. Worked out once per refresh.
    """
    scratch = seen.scratch
    if scratch.rail_stamp != seen.stamp:
        flags = flags_of(world, seen)
        exposed = ((flags & FLAG_EZOC) != 0) & ((flags & FLAG_FRIEND) == 0)
        free = (seen.hex_control == seen.viewer) & ((flags & FLAG_ENEMY) == 0) & ~exposed
        free &= seen.rail_damage < WRECKED
        open_ = free.astype(np.uint8)
        rail_parts(world.hex_neighbour, world.hex_rail, cut_of(world, seen), open_, scratch.rail)
        scratch.rail_stamp = seen.stamp
    return scratch.rail


def check_rail(world: World, seen: Observation, order: Rail) -> Refusal | None:
    """Refuse a rail move without track, capacity or room. From a rail box the entry hexes are the track."""
    unit = order.unit
    if not 0 <= unit < world.sizes.unit:
        return Refusal.UNKNOWN_UNIT
    if not 0 <= order.to < world.land:
        return Refusal.UNKNOWN_HEX
    if seen.unit_side[unit] != seen.viewer:
        return Refusal.NOT_YOURS
    if seen.unit_status[unit] == STATUS_BOX:
        box = int(seen.unit_box[unit])
        if world.box_kind[box] != 1:
            return Refusal.NO_RAIL
        starts = [h for h in world.box_entries[box] if seen.hex_control[h] == seen.viewer]
    else:
        refusal = _check_free(world, seen, unit)
        if refusal is not None:
            return refusal
        starts = [int(seen.unit_hex[unit])]
        if world.class_static[world.unit_class[unit]]:
            return Refusal.STATIC
        if order.to == starts[0]:
            return Refusal.NO_EFFECT
        if flags_of(world, seen)[starts[0]] & FLAG_EZOC:
            return Refusal.NO_RAIL
    if not world.hex_rail[order.to].any():
        return Refusal.NO_RAIL
    if world.unit_stack[unit] > seen.pool_rail[seen.viewer]:
        return Refusal.NO_RAIL_CAPACITY
    if flags_of(world, seen)[order.to] & FLAG_EZOC:
        return Refusal.NO_RAIL
    net = rail_net(world, seen)
    if net[order.to] < 0 or not any(net[start] == net[order.to] for start in starts):
        return Refusal.NO_RAIL
    if not room_for(world, seen, unit, order.to):
        return Refusal.STACK_FULL
    return None


def apply_rail(world: World, state: State, seen: Observation, order: Rail, events: list[Event]) -> None:
    """Move a unit by rail: it uses capacity and its whole turn. An unseen enemy sends the train back."""
    unit, side = order.unit, int(state.unit_side[order.unit])
    start = int(state.unit_hex[unit])
    state.pool_rail[side] -= int(world.unit_stack[unit])
    if enemy_in(state, side, order.to):
        state.unit_mp[unit] = 0
        state.game[G_INTEL] += 1
        return
    if start < 0:
        place_on_map(world, state, unit, order.to, events)
    state.unit_hex[unit] = order.to
    state.unit_entrench[unit] = 0
    state.unit_prepared[unit] = 0
    state.unit_mp[unit] = 0
    state.unit_mode[unit] = MODE_RAIL
    events.append(Railed(unit=unit, start=start, to=order.to, side=side))


# -- sea ------------------------------------------------------------------------------


def sea_route(world: World, seen: State, start_zone: int, goal_zone: int) -> bool:
    """Return whether two sea zones are joined. Who rules the sea shows in the support tables."""
    if start_zone < 0 or goal_zone < 0:
        return False
    known, queue = {start_zone}, [start_zone]
    while queue:
        here = queue.pop()
        if here == goal_zone:
            return True
        for there in world.sea_neighbours[here]:
            if there not in known:
                known.add(there)
                queue.append(there)
    return False


def open_port(world: World, seen: State, side: int, land_hex: int) -> int:
    """Return the side's best usable port in a hex, -1 if there is none."""
    best = -1
    if seen.hex_control[land_hex] != side:
        return -1
    for place in world.places_in(land_hex):
        usable = world.place_port[place] > 0 and seen.port_damage[place] <= ALONGSIDE_DAMAGE
        if usable and (best < 0 or world.place_port[place] > world.place_port[best]):
            best = place
    return best


def _sea_start(world: World, seen: Observation, unit: int) -> tuple[Refusal | None, list[int]]:
    """Return why a unit cannot take ship, or the sea zones it starts from."""
    if not 0 <= unit < world.sizes.unit:
        return Refusal.UNKNOWN_UNIT, []
    if seen.unit_side[unit] != seen.viewer:
        return Refusal.NOT_YOURS, []
    if seen.unit_status[unit] == STATUS_BOX:
        box = int(seen.unit_box[unit])
        if world.box_kind[box] != 0:
            return Refusal.NO_SEA_ROUTE, []
        return None, list(world.box_sea_zones[box])
    refusal = _check_free(world, seen, unit)
    if refusal is not None:
        return refusal, []
    if world.class_static[world.unit_class[unit]]:
        return Refusal.STATIC, []
    port = open_port(world, seen, seen.viewer, int(seen.unit_hex[unit]))
    if port < 0:
        return Refusal.NO_PORT, []
    return None, [int(world.place_sea_zone[port])]


def passage(
    world: World, seen: Observation, order: Sail | Embark | Land, zones: Iterable[int]
) -> tuple[int, int]:
    """Return the risk in percent of a voyage that starts in some zones, and the zone where it is met."""
    if isinstance(order, Embark):
        goals = list(world.box_sea_zones[order.box])
    else:
        goals = [int(world.place_sea_zone[order.place])]
    return sealanes.voyage(world, seen, seen.viewer, zones, goals)


def risk_of(world: World, seen: Observation, order: Sail | Embark | Land) -> tuple[int, int]:
    """Return the risk of a legal voyage in percent and its expected loss in hundredths of a quarter."""
    units = order.units if isinstance(order, Land) else (order.unit,)
    worst = total = 0
    for unit in units:
        if seen.unit_status[unit] == STATUS_BOX:
            zones: list[int] = list(world.box_sea_zones[int(seen.unit_box[unit])])
        else:
            zones = _sea_start(world, seen, unit)[1]
        risk = max(0, passage(world, seen, order, zones)[0])
        worst, total = max(worst, risk), total + sealanes.expected(world, seen, unit, risk)
    return worst, total


def check_sail(world: World, seen: Observation, order: Sail) -> Refusal | None:
    """Refuse sea transport without port, route, shipping or room."""
    refusal, zones = _sea_start(world, seen, order.unit)
    if refusal is not None:
        return refusal
    if not 0 <= order.place < len(world.place_ids):
        return Refusal.NO_PORT
    goal = int(world.place_hex[order.place])
    if open_port(world, seen, seen.viewer, goal) < 0 or goal == seen.unit_hex[order.unit]:
        return Refusal.NO_PORT
    if world.unit_stack[order.unit] * world.sea.sealift_per_stack_point > seen.pool_sealift[seen.viewer]:
        return Refusal.NO_SEALIFT
    if not any(sea_route(world, seen, z, int(world.place_sea_zone[order.place])) for z in zones):
        return Refusal.NO_SEA_ROUTE
    if flags_of(world, seen)[goal] & FLAG_ENEMY:
        return Refusal.NO_PORT
    if not room_for(world, seen, order.unit, goal):
        return Refusal.STACK_FULL
    return None


def apply_sail(world: World, state: State, seen: Observation, order: Sail, events: list[Event]) -> None:
    """Move a unit by sea to a friendly port; it uses shipping and its whole turn."""
    unit, side = order.unit, int(state.unit_side[order.unit])
    goal = int(world.place_hex[order.place])
    state.pool_sealift[side] -= int(world.unit_stack[unit]) * world.sea.sealift_per_stack_point
    zones = _sea_start(world, seen, unit)[1]
    sealanes.run(world, state, unit, passage(world, seen, order, zones), events)
    place_on_map(world, state, unit, goal, events)
    state.unit_mode[unit] = MODE_RAIL
    state.unit_tempo[unit] = world.class_tempo[world.unit_class[unit]]
    events.append(Sailed(unit=unit, hex=goal, box=-1, side=side))


def check_embark(world: World, seen: Observation, order: Embark) -> Refusal | None:
    """Refuse to take ship without port, route to the box, or shipping."""
    refusal, zones = _sea_start(world, seen, order.unit)
    if refusal is not None:
        return refusal
    if seen.unit_status[order.unit] != STATUS_MAP:
        return Refusal.NOT_ON_MAP
    if not 0 <= order.box < len(world.box_ids):
        return Refusal.NO_SEA_ROUTE
    if world.box_kind[order.box] != 0 or world.box_side[order.box] != seen.viewer:
        return Refusal.NO_SEA_ROUTE
    if not any(sea_route(world, seen, z, goal) for z in zones for goal in world.box_sea_zones[order.box]):
        return Refusal.NO_SEA_ROUTE
    if world.unit_stack[order.unit] * world.sea.sealift_per_stack_point > seen.pool_sealift[seen.viewer]:
        return Refusal.NO_SEALIFT
    return None


def apply_embark(world: World, state: State, seen: Observation, order: Embark, events: list[Event]) -> None:
    """Take a unit from a port into a sea box."""
    unit, side = order.unit, int(state.unit_side[order.unit])
    state.pool_sealift[side] -= int(world.unit_stack[unit]) * world.sea.sealift_per_stack_point
    zones = _sea_start(world, seen, unit)[1]
    sealanes.run(world, state, unit, passage(world, seen, order, zones), events)
    place_in_box(world, state, unit, order.box, events)
    events.append(Sailed(unit=unit, hex=-1, box=order.box, side=side))


# -- landings -------------------------------------------------------------------------


def check_land(world: World, seen: Observation, order: Land) -> Refusal | None:
    """Refuse a landing without craft, beach, route or calm; a held port may be stormed too."""
    if not 0 <= order.place < len(world.place_ids):
        return Refusal.NO_PORT
    if world.place_port[order.place] <= 0 and world.place_beach[order.place] <= 0:
        return Refusal.NO_PORT
    if not order.units:
        return Refusal.NO_TARGET
    if len(set(order.units)) != len(order.units):
        return Refusal.DUPLICATE_UNIT
    goal = int(world.place_hex[order.place])
    zone = int(world.place_sea_zone[order.place])
    craft = points = 0
    for unit in order.units:
        if not 0 <= unit < world.sizes.unit:
            return Refusal.UNKNOWN_UNIT
        if seen.unit_side[unit] != seen.viewer:
            return Refusal.NOT_YOURS
        if seen.unit_status[unit] != STATUS_BOX or world.box_kind[seen.unit_box[unit]] != 0:
            return Refusal.NOT_ON_MAP
        if seen.unit_mode[unit] == MODE_ATTACKED:
            return Refusal.ALREADY_ATTACKED
        if not any(sea_route(world, seen, z, zone) for z in world.box_sea_zones[seen.unit_box[unit]]):
            return Refusal.NO_SEA_ROUTE
        craft += int(world.type_lift[world.unit_type[unit]]) * world.sea.assault_craft_per_stack_point
        points += int(world.unit_stack[unit])
    if craft > seen.pool_craft[seen.viewer]:
        return Refusal.NO_CRAFT
    if not 0 <= order.naval <= int(seen.pool_naval[seen.viewer]):
        return Refusal.NO_NAVAL
    weather = int(world.hex_zone[goal])
    exposed = int(world.place_exposure[order.place]) >= world.sea.storm_exposure
    if exposed and weather >= 0 and seen.weather_storm[weather]:
        return Refusal.STORM
    own = int(world.unit_stack[(seen.unit_hex == goal) & (seen.unit_side == seen.viewer)].sum())
    if own + points > int(world.terrain_stacking[world.hex_terrain[goal]]):
        return Refusal.STACK_FULL
    return None


def apply_land(world: World, state: State, seen: Observation, order: Land, events: list[Event]) -> None:
    """Put a force ashore; if the hex is held it must win it first, under its ships' guns."""
    side = int(state.unit_side[order.units[0]])
    goal = int(world.place_hex[order.place])
    units = np.array(order.units, dtype=np.int32)
    craft = int(world.type_lift[world.unit_type[units]].sum()) * world.sea.assault_craft_per_stack_point
    state.pool_craft[side] -= craft
    state.game[G_INTEL] += 1
    for unit in order.units:
        zones = world.box_sea_zones[int(state.unit_box[unit])]
        sealanes.run(world, state, unit, passage(world, seen, order, zones), events)
    if not enemy_in(state, side, goal):
        set_control(world, state, goal, side, events)
        come_ashore(world, state, order.place, list(order.units), events)
        return
    for unit in order.units:
        state.unit_mode[unit] = MODE_ATTACKED
    state.pool_naval[side] -= order.naval
    terms, engaged = battle(world, state, units, goal, DELIBERATE, 0, order.naval, 0, True)
    fight(world, state, goal, order.units, DELIBERATE, terms, engaged, order.place + 1, events)
