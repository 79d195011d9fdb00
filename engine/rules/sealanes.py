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
from engine.rules import air
from engine.rules.common import CAUSE_SEA, lose
from engine.state import G_DRAWS, G_TURN, I32, State
from engine.world import World


def power(world: World, state: State, side: int) -> I32:
    """Return int32[Z]: a side's power in each sea zone, by its fleet and its airfields round it."""
    rules, turn = world.sea, int(state.game[G_TURN])
    rows = (row for row in world.support_rows if row.side == side and row.start <= turn <= row.until)
    fleet = sum(row.fleet for row in rows)
    found = np.full(len(world.sea_neighbours), fleet * rules.fleet_far_percent // 100, np.int32)
    ports = world.port_places
    works = (state.hex_control[world.place_hex[ports]] == side) & (state.port_damage[ports] < 100)
    zones = world.place_sea_zone[ports[works]]
    found[zones[zones >= 0]] = fleet
    found[world.sea_bases[side]] = fleet
    fields = world.sea_airfields @ air.usable(world, state, side).astype(np.int32)
    found += np.minimum(fields // rules.airfields_a_point, rules.airfield_points).astype(np.int32)
    return found


def risks(world: World, state: State, side: int) -> I32:
    """Return int32[Z]: chance in percent that a unit of a side is hit in each sea zone."""
    rules = world.sea
    mine = power(world, state, side)
    foes = [power(world, state, s) for s in range(world.sizes.side) if s != side]
    ahead = np.max(foes, axis=0) - mine if foes else -mine
    return np.clip(ahead * rules.raid_percent, 0, rules.raid_most).astype(np.int32)


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
