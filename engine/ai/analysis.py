"""Maps that a computer player draws from its Observation: threat, front, ways to objectives.

Everything is worked out once a turn and kept in its memory as bytes, so that a game saved
in the middle of a turn goes on alike.
"""

from __future__ import annotations

from collections import OrderedDict
from weakref import WeakKeyDictionary

import numpy as np

from engine.ai.player import Memory
from engine.kernels import choice
from engine.kernels.choice import border, spread
from engine.kernels.consts import IMPASSABLE, INFINITY, STATUS_MAP
from engine.kernels.fields import distance_field
from engine.observation import Observation
from engine.state import G_TURN, I16, I32, U8
from engine.world import World

FAR = 4000  # quarters; the longest way worth knowing
SIGHT_TURNS = 3  # how long a sighting counts
THREAT_ROUNDS = 3
ON_FOOT = -1  # in place of a movement class: one a hex, wherever anybody can walk
REMEMBERED = 1500  # fields of ways, some 30 MB on the largest map
THREAT_KEEP = 60  # percent of a threat that is felt a hex farther on


def keep(memory: Memory, name: str, array: np.ndarray) -> None:
    """Store an array in memory under a name."""
    memory.fields[name] = array.tobytes()


def kept(memory: Memory, name: str) -> I32:
    """Return an int32 array from memory, read-only."""
    return np.frombuffer(memory.fields[name], np.int32)


def enemy_power(world: World, seen: Observation, mobile: bool = False) -> I32:
    """Return int32[L]: defence strength of seen enemies and recent sightings, in quarter steps x factor.

    With ``mobile`` garrisons that cannot move do not count: they cut nobody off.
    """
    out = np.zeros(world.land, np.int32)
    enemy = seen.unit_side != seen.viewer
    if mobile:
        enemy &= world.class_static[world.unit_class] == 0
    foe = enemy & (seen.unit_status == STATUS_MAP)
    rows = np.flatnonzero(foe)
    factor = world.type_defence[world.unit_type]
    np.add.at(out, seen.unit_hex[rows], seen.unit_quarters[rows].astype(np.int32) * factor[rows])
    units = world.sizes.unit
    sight = seen.unit_sight[seen.viewer * units : (seen.viewer + 1) * units]
    when = seen.unit_sight_turn[seen.viewer * units : (seen.viewer + 1) * units]
    turn = int(seen.game[G_TURN])
    lost = enemy & ~foe & (sight >= 0) & (turn - when <= SIGHT_TURNS) & (when > 0)
    rows = np.flatnonzero(lost)
    np.add.at(out, sight[rows], world.unit_full[rows].astype(np.int32) * factor[rows] // 2)
    return out


def threat(world: World, power: I32) -> I32:
    """Return int32[L]: enemy power as it is felt within three hexes."""
    out, scratch = np.empty_like(power), np.empty_like(power)
    spread(world.hex_neighbour, power, THREAT_ROUNDS, THREAT_KEEP, out, scratch)
    return out


def front(world: World, seen: Observation) -> U8:
    """Return uint8[L]: own hexes that touch land of the enemy."""
    out = np.empty(world.land, np.uint8)
    border(world.hex_neighbour, (seen.hex_control == seen.viewer).astype(np.uint8), out)
    return out


def ways(world: World, cls: int, sources: list[int], start_cost: list[int], limit: int = FAR) -> I32:
    """Return int32[L]: what it costs a movement class to go to the cheapest source, INFINITY if it cannot."""
    table = world.step_cost[0, cls]
    table.flags.writeable = False
    return _field(world, table, sources, start_cost, limit)


def way_to(world: World, cls: int, goal: int, limit: int = FAR) -> I32:
    """Return int32[L], read-only: what ``ways`` gives for one hex. Kept, as troops go to the same places."""
    return _kept_field(world, cls, goal, limit)


def ring_sum(world: World, values: I32) -> I32:
    """Return int32[L]: the sum of each hex and its neighbours on land."""
    out = np.empty(world.land, np.int32)
    choice.ring_sum(world.around, values, out)
    return out


def steps_between(world: World, sources: list[int], limit: int) -> I32:
    """Return int32[L]: hexes over land to the nearest source, INFINITY beyond the limit."""
    return _field(world, _unit_steps(world), sources, [0] * len(sources), limit)


def steps_to(world: World, goal: int, limit: int) -> I32:
    """Return int32[L], read-only: what ``steps_between`` gives for one hex. Kept."""
    return _kept_field(world, ON_FOOT, goal, limit)


def _field(world: World, table: I16, sources: list[int], start_cost: list[int], limit: int) -> I32:
    out = np.full(world.land, INFINITY, np.int32)
    if sources:
        distance_field(
            world.hex_neighbour,
            table,
            np.array(sources, np.int32),
            np.array(start_cost, np.int32),
            limit,
            out,
        )
    return out


_fields: WeakKeyDictionary[World, OrderedDict[tuple[int, int, int], I32]] = WeakKeyDictionary()


def _kept_field(world: World, cls: int, goal: int, limit: int) -> I32:
    """Return a field that depends on nothing but the map; the last few hundred are remembered."""
    fields, key = _fields.setdefault(world, OrderedDict()), (cls, goal, limit)
    found = fields.get(key)
    if found is None:
        found = (
            steps_between(world, [goal], limit) if cls == ON_FOOT else ways(world, cls, [goal], [0], limit)
        )
        found.flags.writeable = False
        fields[key] = found
        if len(fields) > REMEMBERED:
            fields.popitem(last=False)
    else:
        fields.move_to_end(key)
    return found


_steps: WeakKeyDictionary[World, I16] = WeakKeyDictionary()


def _unit_steps(world: World) -> I16:
    """Return the cost table of one step a hex, wherever anybody can walk; worked out once a world."""
    if world not in _steps:
        _steps[world] = _made_steps(world)
    return _steps[world]


def _made_steps(world: World) -> I16:
    walkers = [c for c in range(len(world.class_ids)) if not world.class_static[c]]
    table = np.where(world.step_cost[0, walkers].min(axis=0) < IMPASSABLE, 1, IMPASSABLE).astype(np.int16)
    table.flags.writeable = False
    return table


_limits: WeakKeyDictionary[World, I16] = WeakKeyDictionary()


def stack_limits(world: World) -> I16:
    """Return int16[L], the stacking limit of each land hex; worked out once a world."""
    limits = _limits.get(world)
    if limits is None:
        limits = _limits[world] = world.terrain_stacking[world.hex_terrain[: world.land]]
    return limits


def strength(seen: Observation, world: World, unit: int) -> int:
    """Return the fighting value of a unit: quarter steps x attack factor x cohesion, as in the rules."""
    factor = int(world.type_attack[world.unit_type[unit]])
    return int(seen.unit_quarters[unit]) * factor * (100 + int(seen.unit_cohesion[unit])) // 100


def full_share(seen: Observation, world: World, unit: int) -> int:
    """Return a unit's strength in percent of its establishment."""
    return int(seen.unit_quarters[unit]) * 100 // max(1, int(world.unit_full[unit]))
