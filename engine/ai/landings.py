"""Landings by plan: when their window is open, their troops ready and their craft there."""

from __future__ import annotations

import numpy as np

from engine.ai.analysis import kept
from engine.ai.plans import doctrine_of
from engine.ai.player import Memory, roll
from engine.kernels.consts import FLAG_EZOC, INFINITY, MODE_ATTACKED, STATUS_BOX, STATUS_MAP
from engine.observation import Observation, flags_of
from engine.orders import Land, Order
from engine.schema.doctrine import Landing
from engine.script.conditions import all_hold
from engine.state import G_TURN
from engine.turn import check
from engine.world import World

PREPARE_TURNS = 3  # troops are gathered so many turns before the first day
DIVISION = 3  # stacking points
FRESH = 70  # cohesion of troops chosen for a landing


def open_landings(world: World, seen: Observation, memory: Memory, ahead: int) -> list[Landing]:
    """Return the landings whose window is open, or will be within ``ahead`` turns, by priority."""
    plan = doctrine_of(world, seen.viewer)
    if plan is None:
        return []
    now = world.date_of(int(seen.game[G_TURN]))
    later = world.date_of(int(seen.game[G_TURN]) + ahead)
    found = []
    for landing in plan.landing:
        if memory.numbers.get(f"landed:{landing.id}") or memory.numbers.get(f"shelved:{landing.id}"):
            continue
        if now <= landing.not_after and later >= landing.not_before:
            found.append(landing)
    return sorted(found, key=lambda x: x.priority)


def prepare_landings(world: World, seen: Observation, memory: Memory) -> None:
    """Choose, some turns ahead, troops on land that must take ship for a landing, and mark them."""
    memory.numbers = {k: v for k, v in memory.numbers.items() if not k.startswith("embark:")}
    boxes = sea_boxes(world, seen)
    if not boxes:
        return
    for landing in open_landings(world, seen, memory, PREPARE_TURNS):
        key = f"drawn:{landing.id}"
        if key not in memory.numbers:
            memory.numbers[key] = 1 + roll(memory, 100)
        if memory.numbers[key] > landing.chance:
            memory.numbers[f"shelved:{landing.id}"] = 1
            continue
        if landing.conditions and not all_hold(world, seen, landing.conditions):
            continue
        short = landing.divisions - len(afloat(world, seen)) if landing.divisions else 0
        named = {u for wave in landing.wave for u in wave.units}
        rows = world.rows("unit")
        chosen = [rows[n] for n in sorted(named) if n in rows and can_embark(world, seen, rows[n])]
        if short > len(chosen):
            others = [int(u) for u in np.flatnonzero(seen.unit_side == seen.viewer)]
            idle = kept(memory, "goal") >= INFINITY
            others = [u for u in others if u not in chosen and can_embark(world, seen, u)]
            # Nobody is taken from a shore where there is still ground to win.
            others = [u for u in others if idle[seen.unit_hex[u]]]
            others.sort(key=lambda u: (-int(seen.unit_cohesion[u]) - int(seen.unit_quarters[u]), u))
            chosen += others[: short - len(chosen)]
        for unit in chosen:
            memory.numbers[f"embark:{unit}"] = -2 - boxes[0]
        wanted = named | set(landing.follow_up)
        waiting = [u for u in afloat(world, seen) if world.unit_ids[u] in wanted]
        for unit in waiting[: max(landing.divisions, len(landing.wave))]:
            memory.numbers[f"embark:{unit}"] = -2 - boxes[0]


def sea_boxes(world: World, seen: Observation) -> list[int]:
    """Return the sea boxes of the viewer."""
    return [
        b for b in range(len(world.box_ids)) if world.box_kind[b] == 0 and world.box_side[b] == seen.viewer
    ]


def can_embark(world: World, seen: Observation, unit: int) -> bool:
    """Return whether a unit is a fresh division of the viewer's out of contact, such as a landing wants."""
    if seen.unit_side[unit] != seen.viewer or seen.unit_status[unit] != STATUS_MAP:
        return False
    if world.unit_stack[unit] < DIVISION or seen.unit_cohesion[unit] < FRESH:
        return False
    contact = bool(flags_of(world, seen)[seen.unit_hex[unit]] & FLAG_EZOC)
    return not contact and not world.class_static[world.unit_class[unit]]


def afloat(world: World, seen: Observation) -> list[int]:
    """Return the viewer's units in sea boxes that have not acted."""
    units = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_BOX))
    return [
        int(u) for u in units if world.box_kind[seen.unit_box[u]] == 0 and seen.unit_mode[u] != MODE_ATTACKED
    ]


def landing_order(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Return the next wave of a landing that is on, None when there is no more to put ashore."""
    if seen.pool_craft[seen.viewer] <= 0 and seen.pool_sealift[seen.viewer] <= 0:
        return None
    turn = int(seen.game[G_TURN])
    for landing in open_landings(world, seen, memory, 0):
        begun = memory.numbers.get(f"begun:{landing.id}", 0)
        if begun and turn > begun:
            memory.numbers[f"landed:{landing.id}"] = begun
            continue
        if not begun and not _ready(world, seen, landing):
            continue
        order = _next_wave(world, seen, memory, landing)
        if order is not None:
            memory.numbers[f"begun:{landing.id}"] = turn
            return order
        if begun:
            memory.numbers[f"landed:{landing.id}"] = begun
    return None


def _ready(world: World, seen: Observation, landing: Landing) -> bool:
    there = afloat(world, seen)
    if len(there) < max(1, landing.units_at_least) or seen.pool_craft[seen.viewer] < landing.craft:
        return False
    return not landing.conditions or all_hold(world, seen, landing.conditions)


def _next_wave(world: World, seen: Observation, memory: Memory, landing: Landing) -> Order | None:
    """Return the next order of a landing: named waves in order, then whoever is at hand to each beach.

    To a beach of the enemy goes only who is named, or anybody if the memory says ``volunteers``.
    """
    rows, places = world.rows("unit"), world.rows("place")
    there = afloat(world, seen)
    done = memory.numbers.get(f"waves:{landing.id}", 0)
    while done < len(landing.wave):
        wave = landing.wave[done]
        done += 1
        memory.numbers[f"waves:{landing.id}"] = done
        units = tuple(rows[n] for n in wave.units if n in rows and rows[n] in there)
        if wave.place in places and units:
            order = _with_guns(world, seen, landing, places[wave.place], units)
            if order is not None:
                return order
    ashore = memory.numbers.get(f"ashore:{landing.id}", 0)
    beaches = [places[p] for p in landing.places if p in places]
    while beaches and ashore < 3 * len(beaches):
        place = beaches[ashore % len(beaches)]
        ashore += 1
        memory.numbers[f"ashore:{landing.id}"] = ashore
        held = seen.hex_control[world.place_hex[place]] == seen.viewer
        if landing.wave and not held and not memory.numbers.get("volunteers"):
            continue
        heavy = sorted(there, key=lambda u: (-int(world.unit_stack[u]), -int(seen.unit_quarters[u]), u))
        for unit in heavy[:12]:
            order = _with_guns(world, seen, landing, place, (unit,))
            if order is not None:
                return order
    return None


def _with_guns(
    world: World, seen: Observation, landing: Landing, place: int, units: tuple[int, ...]
) -> Order | None:
    """Return the landing at a place with the guns it needs, without the last units if craft are short."""
    while units:
        goal = int(world.place_hex[place])
        held = bool(np.any((seen.unit_hex == goal) & (seen.unit_side != seen.viewer)))
        naval = min(3, int(seen.pool_naval[seen.viewer])) if held else 0
        order = Land(place, units, naval)
        if check(world, seen, order) is None:
            return order
        units = units[:-1]
    return None


def to_sea(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Put idle troops of the sea boxes over own beaches while craft are left."""
    if seen.pool_craft[seen.viewer] <= 0:
        return None
    plan = doctrine_of(world, seen.viewer)
    if plan is None:
        return None
    beaches = np.flatnonzero((world.place_beach > 0) & (seen.hex_control[world.place_hex] == seen.viewer))
    contact = [int(p) for p in beaches if world.hex_owner[world.place_hex[p]] != seen.viewer]
    recent = int(seen.game[G_TURN]) - 6
    first = seen.place_first[seen.viewer * world.sizes.place : (seen.viewer + 1) * world.sizes.place]
    fresh = [p for p in contact if first[p] >= recent]
    for unit in afloat(world, seen):
        if f"embark:{unit}" in memory.numbers:
            continue
        for place in sorted(fresh, key=lambda p: (-int(first[p]), p)):
            order = Land(place, (unit,))
            if check(world, seen, order) is None:
                return order
    return None
