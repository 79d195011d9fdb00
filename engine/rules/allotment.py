"""Support points laid up for a corps or army, and where an attack takes its points. Rulebook chapter 4.

What a side is granted for a turn lapses with it; what lies ready with a headquarters stays until
its own troops fire it or the enemy overruns it. Nobody need allot anything: the pool of the side
serves every attack.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.events import Allotted, Event
from engine.kernels.consts import COMMAND_HELD
from engine.observation import Observation
from engine.orders import Allot, Refusal
from engine.rules.headquarters import check_staff
from engine.state import State
from engine.world import World

FLOWN, POOL = -1, -2  # sources of support that are no formation


def check_allot(world: World, seen: Observation, order: Allot) -> Refusal | None:
    """Refuse staffs that are silent, more points than the side has, and more than can lie ready."""
    refusal = check_staff(world, seen, order.formation)
    if refusal is not None:
        return refusal
    if order.points <= 0:
        return Refusal.BAD_OPTION
    if seen.hq_silent[order.formation]:
        return Refusal.OUT_OF_COMMAND
    if order.points > int(seen.pool_support[seen.viewer]):
        return Refusal.NO_SUPPORT
    if int(seen.hq_support[order.formation]) + order.points > world.command.allot_most:
        return Refusal.GUNS_READY
    return None


def apply_allot(world: World, state: State, seen: Observation, order: Allot, events: list[Event]) -> None:
    """Lay points of the side's pool up for a formation."""
    state.pool_support[seen.viewer] -= order.points
    state.hq_support[order.formation] += order.points
    ready = int(state.hq_support[order.formation])
    events.append(
        Allotted(formation=order.formation, points=order.points, ready=ready, side=int(seen.viewer))
    )


def batteries(state: State, units: Iterable[int]) -> list[int]:
    """Return the formations whose laid-up support an attack by some units may fire: corps, then army.

    All attackers must be under it and in command, and its headquarters not silent.
    """
    found = []
    group = list(units)
    for of in (state.unit_corps, state.unit_army) if group else ():
        head = int(of[group[0]])
        if head < 0 or not state.hq_support[head] or state.hq_silent[head]:
            continue
        if all(of[u] == head and state.unit_command[u] == COMMAND_HELD for u in group):
            found.append(head)
    return found


def ready(state: State, side: int, units: Iterable[int], target: int) -> int:
    """Return the support points that an attack by some units on a hex can call on."""
    laid_up = sum(int(state.hq_support[f]) for f in batteries(state, units))
    return int(state.hex_air[target]) + laid_up + int(state.pool_support[side])


def sources(state: State, side: int, units: Iterable[int], target: int, points: int) -> list[tuple[int, int]]:
    """Return where an attack takes its support: pairs of a formation row, FLOWN or POOL, and points.

    First what is flown to the hex, then what lies ready for the attackers, then the side's pool.
    """
    offered = [(FLOWN, int(state.hex_air[target]))]
    offered += [(f, int(state.hq_support[f])) for f in batteries(state, units)]
    offered.append((POOL, int(state.pool_support[side])))
    taken = []
    for source, most in offered:
        share = min(points, most)
        if share > 0:
            taken.append((source, share))
            points -= share
    return taken


def source_name(world: World, source: int) -> str:
    """Return the id of a source of support: ``flown``, ``pool`` or a formation's."""
    return {FLOWN: "flown", POOL: "pool"}.get(source) or world.formation_ids[source]


def spend(state: State, side: int, units: Iterable[int], target: int, points: int) -> None:
    """Take the support of an attack from its sources."""
    for source, share in sources(state, side, units, target, points):
        if source == FLOWN:
            state.hex_air[target] -= share
        elif source == POOL:
            state.pool_support[side] -= share
        else:
            state.hq_support[source] -= share
