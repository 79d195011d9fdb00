"""Reserves: units held back that step behind a hex that is being lost. Rulebook chapter 6.

Who stands by neither digs in nor prepares an attack. When an enemy has won a hex, and before
he advances, one unit may step behind it; a corps has staff for one such move a turn.
"""

from __future__ import annotations

import numpy as np

from engine.events import Event
from engine.kernels.consts import (
    FLAG_ENEMY,
    FLAG_EZOC,
    FLAG_HOSTILE,
    MODE_NORMAL,
    MODE_REACTED,
    MODE_RESERVE,
    STATUS_MAP,
)
from engine.observation import Observation, flags_for, flags_of
from engine.orders import Refusal, Reserve
from engine.rules.common import crosses, hexes_between, stack_at, stack_limit
from engine.rules.movement import check_unit
from engine.state import State
from engine.world import World


def range_of(world: World, unit: int) -> int:
    """Return how many hexes far a unit may step out of reserve, 0 if it may not."""
    cls = world.unit_class[unit]
    if world.class_static[cls]:
        return 0
    rules = world.combat.reserve
    return rules.mobile_hexes if world.class_mobile[cls] else rules.foot_hexes


def check_reserve(world: World, seen: Observation, order: Reserve) -> Refusal | None:
    """Refuse to hold back what cannot react, has moved, or is in touch with the enemy."""
    unit = order.unit
    refusal = check_unit(world, seen, unit)
    if refusal is not None:
        return refusal
    if range_of(world, unit) == 0:
        return Refusal.NOT_MOBILE
    if seen.unit_mode[unit] == MODE_RESERVE:
        return Refusal.NO_EFFECT
    if seen.unit_mode[unit] != MODE_NORMAL or seen.unit_mp[unit] < seen.unit_full_mp[unit]:
        return Refusal.MOVED_TOO_FAR
    if flags_of(world, seen)[seen.unit_hex[unit]] & FLAG_EZOC:
        return Refusal.IN_CONTACT
    return None


def apply_reserve(world: World, state: State, seen: Observation, order: Reserve, events: list[Event]) -> None:
    """Hold a unit back until its side's next turn."""
    state.unit_mode[order.unit] = MODE_RESERVE
    state.unit_mp[order.unit] = 0


def reactors(world: World, state: State, defender: int, target: int) -> dict[int, list[int]]:
    """Return the units of a beaten side that may step behind a hex, and for each the hexes it reaches.

    ``state`` may be an Observation. A hex behind is a neighbour that the defender holds, without
    enemy, and that no attacker of this battle touches.
    """
    waiting = np.flatnonzero(
        (state.unit_mode == MODE_RESERVE) & (state.unit_side == defender) & (state.unit_status == STATUS_MAP)
    )
    if len(waiting) == 0:
        return {}
    away = hexes_between(world, target, state.unit_hex[waiting])
    able = [
        int(u)
        for u, far in zip(waiting, away, strict=True)
        if far <= range_of(world, int(u)) + 1
        and state.unit_cohesion[u] >= world.movement.broken_below
        and not _corps_reacted(world, state, int(u))
    ]
    if not able:
        return {}
    flags = flags_for(world, state, defender)
    goals = _behind(world, state, defender, target, flags)
    found = {unit: _reached(world, state, unit, goals, flags) for unit in able}
    return {unit: hexes for unit, hexes in found.items() if hexes}


def _corps_reacted(world: World, state: State, unit: int) -> bool:
    corps = state.unit_corps[unit]
    moved = (state.unit_mode == MODE_REACTED) & (state.unit_side == state.unit_side[unit])
    return bool(corps >= 0 and np.any(moved & (state.unit_corps == corps)))


def _behind(world: World, state: State, defender: int, target: int, flags: np.ndarray) -> list[int]:
    fighting = (state.unit_fighting > 0) & (state.unit_side != defender) & (state.unit_hex >= 0)
    touched = {int(h) for at in np.unique(state.unit_hex[fighting]) for h in world.hex_neighbour[at]}
    return [
        int(h)
        for h in world.hex_neighbour[target]
        if 0 <= h < world.land and h not in touched and not flags[h] & (FLAG_ENEMY | FLAG_HOSTILE)
    ]


def _reached(world: World, state: State, unit: int, goals: list[int], flags: np.ndarray) -> list[int]:
    """Return the goals with room that a unit reaches over own ground, clear of the enemy's zones."""
    start, cls = int(state.unit_hex[unit]), int(world.unit_class[unit])
    side, points = int(state.unit_side[unit]), int(world.unit_stack[unit])
    known = {start}
    edge = [start]
    for _ in range(range_of(world, unit)):
        reached = []
        for here in edge:
            if here != start and flags[here] & FLAG_EZOC:
                continue
            for direction in range(6):
                there = int(world.hex_neighbour[here, direction])
                if there < 0 or there >= world.land or there in known:
                    continue
                if flags[there] & (FLAG_ENEMY | FLAG_HOSTILE):
                    continue
                if crosses(world, state, cls, here, direction):
                    known.add(there)
                    reached.append(there)
        edge = reached
    open_ = [h for h in goals if h in known and h != start]
    return [h for h in open_ if stack_at(world, state, side, h) + points <= stack_limit(world, h)]
