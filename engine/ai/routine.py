"""What every player does in a turn alike: the run through stages, answers, upkeep, the moves.

A stage is a function that returns the next order of its kind, None when there is no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from engine.ai import standby
from engine.ai.analysis import full_share, kept, strength
from engine.ai.manoeuvre import manoeuvre
from engine.ai.player import Memory
from engine.kernels.consts import (
    FLAG_EZOC,
    PENDING_ADVANCE,
    PENDING_DETERMINED,
    PENDING_REACT,
    STATUS_BOX,
    STATUS_MAP,
)
from engine.observation import Observation, flags_of
from engine.orders import Absorb, Advance, Answer, Determined, EndTurn, Labour, Order, Refit, Withdraw
from engine.rules import aftermath, detachment, recovery, reinforcement, works
from engine.script.decisions import choose
from engine.state import G_TURN, P_A, P_B, P_KIND, P_SUBJECT
from engine.turn import check
from engine.world import World

Stage = Callable[[World, Observation, Memory], Order | None]

REFIT_COHESION = 20  # below it a unit far from the enemy refits
REFIT_SHARE = 20  # the same for its strength in percent


def run(world: World, seen: Observation, memory: Memory, stages: Sequence[Stage]) -> Order:
    """Return the next order of a turn that runs through stages, the end of the turn after the last."""
    while memory.stage < len(stages):
        order = stages[memory.stage](world, seen, memory)
        if order is not None:
            return order
        memory.stage += 1
        memory.queue = []
        memory.numbers.pop("filled", None)
    return EndTurn()


def begin(memory: Memory, turn: int) -> None:
    """Put the memory at the first stage of a turn; only numbers of things and places outlast a turn."""
    memory.turn = turn
    memory.stage = 0
    memory.queue = []
    memory.numbers = {k: v for k, v in memory.numbers.items() if ":" in k}


def answer(world: World, seen: Observation, decision: tuple[int, ...]) -> Order:
    """Answer an open decision."""
    kind, subject = decision[P_KIND], decision[P_SUBJECT]
    if kind == PENDING_DETERMINED:
        return Determined(
            int(aftermath.would_stand(world, seen, subject, seen.viewer, decision[P_A], decision[P_B]))
        )
    if kind == PENDING_REACT:
        return standby.answer(world, seen, subject)
    if kind == PENDING_ADVANCE:
        return Advance(_who_advances(world, seen, subject, decision[P_A]))
    return Answer(subject, choose(world, seen, subject))


def _who_advances(world: World, seen: Observation, target: int, retreat: int) -> tuple[int, ...]:
    """Send the freshest attackers into the won hex: one to hold it, the mobile ones to exploit."""
    able = aftermath.advancers(world, seen, target, seen.viewer)
    able.sort(key=lambda u: (-strength(seen, world, u), u))
    room = int(world.terrain_stacking[world.hex_terrain[target]])
    chosen: list[int] = []
    for unit in able:
        mobile = bool(world.class_mobile[world.unit_class[unit]]) and retreat >= 2
        points = int(world.unit_stack[unit])
        if points <= room and (len(chosen) < 2 or mobile):
            chosen.append(unit)
            room -= points
    return tuple(chosen)


# -- upkeep ----------------------------------------------------------------------------


def withdraw(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Send off who is called away and due."""
    for unit in reinforcement.due_units(world, seen, seen.viewer):
        order = Withdraw(unit)
        dates = [world.withdrawals[row][0] for row in reinforcement.due_rows(world, seen, unit)]
        if min(dates) <= int(seen.game[G_TURN]) and check(world, seen, order) is None:
            return order
    return None


def refit(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Give the worn time off where no enemy is felt."""
    if "filled" not in memory.numbers:
        memory.numbers["filled"] = 1
        felt = kept(memory, "threat")
        mine = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
        worn = [
            int(u)
            for u in mine
            if felt[seen.unit_hex[u]] == 0
            and (seen.unit_cohesion[u] < REFIT_COHESION or full_share(seen, world, int(u)) < REFIT_SHARE)
        ]
        memory.queue = [u for u in worn if not _leaves(world, seen, u)]
    while memory.queue:
        order = Refit(memory.queue.pop(0))
        if check(world, seen, order) is None:
            return order
    return None


def labour(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Raise the works that the enemy threatens most, then those that are planned strongest."""
    sites = works.building_sites(world, seen)
    if not sites:
        return None
    felt, turn = kept(memory, "threat"), int(seen.game[G_TURN])
    return Labour(max(sites, key=lambda h: (int(felt[h]), works.plan(world, h, turn), -h)))


def absorb(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Give replacements to the weakest first, as many as they may take."""
    if "filled" not in memory.numbers:
        memory.numbers["filled"] = 1
        if not seen.pool_quarters.any():
            return None
        mine = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
        hungry = [int(u) for u in mine if seen.unit_quarters[u] < world.unit_full[u]]
        hungry = [
            u for u in hungry if seen.pool_quarters[world.unit_nation[u]] > 0 and not _leaves(world, seen, u)
        ]
        memory.queue = sorted(hungry, key=lambda u: (full_share(seen, world, u), u))
    while memory.queue:
        unit = memory.queue.pop(0)
        room = detachment.room_in(world, seen, unit)
        contact = bool(flags_of(world, seen)[seen.unit_hex[unit]] & FLAG_EZOC)
        limit = recovery.absorb_limit(world, seen, unit, contact) - int(seen.unit_absorbed[unit])
        wanted = min(limit, room, int(seen.pool_quarters[world.unit_nation[unit]]))
        if wanted > 0 and check(world, seen, Absorb(unit, wanted)) is None:
            return Absorb(unit, wanted)
    return None


def _leaves(world: World, seen: Observation, unit: int) -> bool:
    return unit in reinforcement.due_units(world, seen, seen.viewer)


def move(world: World, seen: Observation, memory: Memory) -> Order | None:
    """Move each unit once, those nearest to the enemy first so that the others find room behind them."""
    if "filled" not in memory.numbers:
        memory.numbers["filled"] = 1
        mine = np.flatnonzero(
            (seen.unit_side == seen.viewer)
            & ((seen.unit_status == STATUS_MAP) | (seen.unit_status == STATUS_BOX))
        )
        felt = kept(memory, "threat")
        at = np.clip(seen.unit_hex[mine], 0, None)
        heat = np.where(seen.unit_hex[mine] >= 0, felt[at], -1)
        memory.queue = [int(u) for u in mine[np.lexsort((mine, -heat))]]
    while memory.queue:
        unit = memory.queue.pop(0)
        if seen.unit_side[unit] != seen.viewer:
            continue
        order = manoeuvre(world, seen, memory, unit)
        if order is not None and check(world, seen, order) is None:
            return order
    return None
