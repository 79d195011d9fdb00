"""Who rules which waters, and what a voyage through the enemy's costs. Rulebook chapter 8.

Power at sea comes from tables and from who holds the airfields, which all may know; so both sides
reckon the same risks, and an Observation gives what the State gives.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.events import Event, Raided
from engine.kernels import philox
from engine.kernels.consts import DICE_RAID
from engine.kernels.ground import sea_powers
from engine.rules.common import CAUSE_SEA, lose
from engine.state import G_DRAWS, G_TURN, I32, State
from engine.world import World


def powers(world: World, state: State) -> I32:
    """Return int32[S,Z]: each side's power in each sea zone, by its fleet and its airfields round it."""
    rules = world.sea
    found = np.empty((world.sizes.side, len(world.sea_neighbours)), np.int32)
    sea_powers(
        world.fleets, min(int(state.game[G_TURN]), world.turns + 1), rules.fleet_far_percent,
        world.port_places, world.place_hex, world.place_sea_zone, world.sea_bases,
        world.airfields[0], world.sea_airfields, rules.airfields_a_point, rules.airfield_points,
        state.hex_control, state.hex_control_start, state.port_damage, found,
    )  # fmt: skip
    return found


def risks(world: World, state: State, side: int) -> I32:
    """Return int32[Z]: chance in percent that a unit of a side is hit in each sea zone."""
    rules, found = world.sea, powers(world, state)
    mine = found[side].copy()
    found[side] = 0  # without foes nobody is stronger than nothing
    risk: I32 = np.clip((found.max(axis=0) - mine) * rules.raid_percent, 0, rules.raid_most)
    return risk


def voyage(
    world: World, state: State, side: int, starts: Iterable[int], goals: Iterable[int]
) -> tuple[int, int]:
    """Return the risk of the safest way between sea zones in percent, and the zone where it is met.

    The risk of a way is that of its worst zone; (-1, -1) if there is no way. Ties go to the lower row.
    """
    risk = risks(world, state, side)
    worst = {zone: (int(risk[zone]), zone) for zone in starts if zone >= 0}
    queue, wanted = sorted(worst), set(goals)
    while queue:
        here = queue.pop(0)
        for there in world.sea_neighbours[here]:
            reached = max(worst[here], (int(risk[there]), there), key=lambda x: (x[0], -x[1]))
            if there not in worst or reached[0] < worst[there][0]:
                worst[there] = reached
                queue.append(there)
    return min((worst[zone] for zone in wanted if zone in worst), default=(-1, -1))


def hit_quarters(world: World, state: State, unit: int) -> int:
    """Return the quarters that a unit loses if it is hit at sea; it never goes down with all hands."""
    share = -(-int(state.unit_quarters[unit]) * world.sea.raid_loss_percent // 100)
    return min(share, int(state.unit_quarters[unit]) - 1)


def expected(world: World, state: State, unit: int, risk: int) -> int:
    """Return the expected loss of a voyage in hundredths of a quarter."""
    return risk * hit_quarters(world, state, unit)


def run(world: World, state: State, unit: int, way: tuple[int, int], events: list[Event]) -> None:
    """Throw for a unit that goes by sea, before it goes."""
    risk, zone = way
    if risk <= 0:
        return
    ordinal = int(state.unit_draws[unit])
    key = int(state.key[0]), int(state.key[1])
    thrown = philox.below(*key, DICE_RAID, int(state.game[G_TURN]), unit, ordinal, 100)
    state.unit_draws[unit] = min(ordinal + 1, 127)
    state.game[G_DRAWS] += 1
    lost = hit_quarters(world, state, unit)
    if thrown < risk and lost > 0:
        events.append(Raided(unit=unit, zone=zone, quarters=lost, side=int(state.unit_side[unit])))
        lose(world, state, unit, lost, CAUSE_SEA, events)
