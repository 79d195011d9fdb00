"""All legal orders of a position by brute force: every order there could be is put to ``check``.

Moves are worked out a second time from the plain twins, without the engine's search. Groups of
attackers and of those who advance are the canonical ones: each alone, and all together.
"""

from itertools import product

from engine.orders import (
    Absorb,
    Advance,
    Air,
    Allot,
    Answer,
    Attach,
    Attack,
    Bombard,
    Demolish,
    Detach,
    Determined,
    Disband,
    Drop,
    Embark,
    EndTurn,
    Ferry,
    Headquarters,
    Labour,
    Land,
    Merge,
    Move,
    Overrun,
    Priority,
    Rail,
    React,
    Refit,
    Reserve,
    Sail,
    Withdraw,
)
from engine.turn import check
from tests.reference import fields as fields_twin
from tests.reference import reach as reach_twin
from tests.reference.constants import QUARTERS, STATUS_MAP

MOST_ABSORBED = 8


def candidates(world, seen):
    """Yield every order of one unit, and every answer, that the scenario could know."""
    units, hexes, places = range(world.sizes.unit), range(world.land), range(world.sizes.place)
    towns = sorted({int(h) for h in world.place_hex})
    yield from (Move(u, h) for u, h in product(units, hexes))
    yield from (Rail(u, h) for u, h in product(units, towns))
    yield from (Sail(u, p) for u, p in product(units, places))
    yield from (Embark(u, b) for u, b in product(units, range(len(world.box_ids))))
    yield from (Ferry(u, h) for u, h in product(units, hexes))
    yield from (Land(p, (u,)) for p, u in product(places, units))
    spots = sorted({*towns, *(int(h) for h in seen.unit_hex if h >= 0)})
    yield from (Air(m, h, 1) for m, h in product(range(6), spots))
    yield from (Drop(u, h) for u, h in product(units, towns))
    yield from (Absorb(u, n) for u, n in product(units, range(1, MOST_ABSORBED + 1)))
    formations = range(world.sizes.formation)
    yield from (Refit(u) for u in units)
    yield from (Labour(h) for h in hexes)
    yield from (Withdraw(u) for u in units)
    yield from (Demolish(u, w, h) for u, w, h in product(units, (0, 1, 2), hexes))
    yield from (Priority((u,), level) for u, level in product(units, (-1, 0, 1)))
    yield from (Headquarters(f, h) for f, h in product(formations, hexes))
    yield from (Allot(f, n) for f, n in product(formations, range(1, world.command.allot_most + 1)))
    yield from (kind(u) for kind, u in product((Detach, Disband), units))
    yield from (Merge(u, v) for u, v in product(units, units))
    yield from (Attach(u, f) for u, f in product(units, formations))
    yield from (Bombard(h, *points) for h, points in product(hexes, ((1, 0), (0, 1))))
    yield from (Reserve(u) for u in units)
    yield from (React(group, h) for group, h in product([(), *((u,) for u in units)], hexes))
    yield from (Determined(n) for n in (0, 1))
    yield from (Answer(d, o) for d, o in product(range(world.sizes.decision), range(6)))
    yield EndTurn()


def groups_of(world, seen):
    """Yield the canonical groups of attackers on every hex, and of units that advance."""
    units, none = range(world.sizes.unit), ((),)
    for target, mode in product(range(world.land), (0, 1)):
        able = [(u,) for u in units if check(world, seen, Attack(target, (u,), mode)) is None]
        together = [tuple(u for (u,) in able)] if len(able) > 1 else []
        for group, support in product(able + together, (0, 1)):
            yield Attack(target, group, mode, support)
    for target, at in product(range(world.land), range(world.land)):
        here = [(u,) for u in units if seen.unit_hex[u] == at and seen.unit_side[u] == seen.viewer]
        here = [(u,) for (u,) in here if world.class_mobile[world.unit_class[u]] and seen.unit_mp[u] > 0]
        together = [tuple(u for (u,) in here)] if len(here) > 1 else []
        yield from (Overrun(target, group) for group in here + together)
    able = [(u,) for u in units if check(world, seen, Advance((u,))) is None]
    together = [tuple(u for (u,) in able)] if len(able) > 1 else []
    yield from (Advance(group) for group in [*none, *able, *together])


def orders(world, seen):
    """Return the set of all legal orders."""
    legal = {o for o in candidates(world, seen) if check(world, seen, o) is None}
    return legal | {o for o in groups_of(world, seen) if check(world, seen, o) is None}


def moves(world, seen):
    """Return the set of all legal moves, by the plain twins alone. For a position without decision."""
    side, rules, land = seen.viewer, world.movement, world.land
    neighbour = world.hex_neighbour.tolist()
    flags = fields_twin.movement_flags(
        side, seen.unit_side.tolist(), seen.unit_status.tolist(), seen.unit_hex.tolist(),
        seen.unit_quarters.tolist(), seen.unit_cohesion.tolist(), seen.unit_supply.tolist(),
        world.unit_class.tolist(), world.class_static.tolist(), seen.hex_control.tolist(),
        seen.hex_control_start.tolist(), seen.hex_won.tolist(), neighbour, world.zoc_reach.tolist(),
        rules.zoc_steps * QUARTERS, rules.broken_below, rules.tempo_radius,
    )  # fmt: skip
    high = [e >= world.snow_elevation for e in world.hex_elevation[:land].tolist()]
    zones = world.hex_zone[:land].tolist()
    ground = [
        0
        if z < 0
        else int(seen.weather_mud[z] >= 2)
        + 2 * int(seen.weather_flood[z])
        + 4 * int(seen.weather_snow[z] and up)
        for z, up in zip(zones, high, strict=True)
    ]
    step_cost, friction = world.step_cost.tolist(), world.friction.tolist()
    ford_cost, cut = world.ford_cost.tolist(), [0] * land
    for (a, b), direction, damage in zip(
        world.bridge_hex, world.bridge_direction, seen.bridge_damage, strict=True
    ):
        if damage:
            cut[a] |= 1 << direction
            cut[b] |= 1 << (direction + 3) % 6
    found = set()
    for unit in range(world.sizes.unit):
        cls = int(world.unit_class[unit])
        if seen.unit_side[unit] != side or seen.unit_status[unit] != STATUS_MAP or world.class_static[cls]:
            continue
        left, start = int(seen.unit_mp[unit]), int(seen.unit_hex[unit])
        if left <= 0:
            continue
        reached = reach_twin.reach(
            start, left, int(seen.unit_tempo[unit]), left == int(seen.unit_full_mp[unit]), cls,
            step_cost, ford_cost, ground, cut,
            neighbour, flags, friction, round(rules.zoc_enter * 4), round(rules.zoc_to_zoc * 4),
            int(world.class_mp[cls]) * rules.won_hex_percent // 100, int(seen.unit_march[unit]),
        )  # fmt: skip
        for goal in reached:
            there = [u for u in range(world.sizes.unit) if seen.unit_hex[u] == goal]
            points = sum(int(world.unit_stack[u]) for u in [unit, *there] if seen.unit_side[u] == side)
            if goal != start and points <= int(world.terrain_stacking[world.hex_terrain[goal]]):
                found.add(Move(unit, goal))
    return found
