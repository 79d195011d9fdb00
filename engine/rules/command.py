"""Chains of command: who is under whom, by date and by order; who leads; why. Rulebook chapter 4."""

from __future__ import annotations

import numpy as np

from engine.events import Attached, Event, LeaderChanged, Subordinated
from engine.kernels.consts import COMMAND_CHANGING
from engine.observation import Observation
from engine.orders import Attach, Refusal
from engine.rules import experience, headquarters
from engine.rules.headquarters import check_staff, hexes_apart, reach_of
from engine.rules.movement import check_unit
from engine.state import G_TURN, State
from engine.world import World
from engine.world_parts import chain

STATES = ("in command", "out of command", "changing its command")


def put_under(world: World, state: State, unit: int, formation: int) -> None:
    """Put a unit under a formation, and so under its corps and army."""
    state.unit_formation[unit] = formation
    corps, army = chain(state.formation_parent, world.formation_echelon, formation)
    state.unit_corps[unit], state.unit_army[unit] = corps, army


def follow_dates(world: World, state: State, events: list[Event]) -> None:
    """Begin a turn: dated changes of command, leaders who come and go, headquarters of both sides."""
    turn = int(state.game[G_TURN])
    for due, unit, formation, parent in world.attachments:
        if due != turn:
            continue
        if unit >= 0:
            put_under(world, state, unit, parent)
            events.append(Attached(unit=unit, formation=parent, side=int(state.unit_side[unit])))
            continue
        state.formation_parent[formation] = parent
        side = int(world.formation_side[formation])
        events.append(Subordinated(formation=formation, parent=parent, side=side))
        for row in range(world.sizes.unit):
            put_under(world, state, row, int(state.unit_formation[row]))
    present = np.full(world.sizes.formation, -1, np.int16)
    since = np.full(world.sizes.formation, -(1 << 30), np.int64)
    for formation, first, last, leader in world.leader_rows:
        if first <= turn <= last and first >= since[formation]:
            present[formation], since[formation] = leader, first
    changed = [int(row) for row in np.flatnonzero(present != state.formation_leader)] if turn > 1 else []
    events += [
        LeaderChanged(formation=f, leader=int(present[f]), side=int(world.formation_side[f])) for f in changed
    ]
    state.formation_leader[:] = present
    for side in range(world.sizes.side):
        headquarters.muster(world, state, side)


def check_attach(world: World, seen: Observation, order: Attach) -> Refusal | None:
    """Refuse formations that cannot reach the unit, and a second change in a turn."""
    refusal = check_unit(world, seen, order.unit) or check_staff(world, seen, order.formation)
    if refusal is not None:
        return refusal
    if order.formation == seen.unit_formation[order.unit]:
        return Refusal.NO_EFFECT
    if seen.unit_command[order.unit] == COMMAND_CHANGING:
        return Refusal.ALREADY_ATTACHED
    if seen.hq_silent[order.formation] or away(world, seen, order.unit, order.formation) > reach_of(
        world, order.formation
    ):
        return Refusal.OUT_OF_COMMAND
    return None


def away(world: World, seen: State, unit: int, formation: int) -> int:
    """Return how many hexes a unit is from the headquarters of a formation; both are on the map."""
    return int(hexes_apart(world, seen.unit_hex[[unit]], seen.hq_hex[[formation]])[0])


def apply_attach(world: World, state: State, seen: Observation, order: Attach, events: list[Event]) -> None:
    """Put a unit under another formation; it is out of command until the next turn."""
    put_under(world, state, order.unit, order.formation)
    state.unit_command[order.unit] = COMMAND_CHANGING
    state.unit_drive[order.unit] = 0
    side = int(state.unit_side[order.unit])
    events.append(Attached(unit=order.unit, formation=order.formation, side=side))


# -- explaining -----------------------------------------------------------------------


def above(world: World, seen: State, unit: int) -> list[int]:
    """Return the formations above a unit, the lowest first."""
    found: list[int] = []
    row = int(seen.unit_formation[unit])
    while row >= 0 and row not in found:
        found.append(row)
        row = int(seen.formation_parent[row])
    return found


def leader_name(world: World, leader: int) -> str:
    """Return the name of a leader, empty for none."""
    return world.leader_names[leader] if leader >= 0 else ""


def explain(world: World, seen: State, unit: int) -> dict[str, object]:
    """Return how a unit is commanded: chain, headquarters, distance, leader and what he brings."""
    head = headquarters.head_of(world, seen, unit)
    leader = headquarters.leader_of(world, seen, unit)
    post = int(seen.hq_hex[head]) if head >= 0 else -1
    on_map = post >= 0 and seen.unit_hex[unit] >= 0
    rules = world.command.leader
    effects: dict[str, int] = {}
    if leader >= 0:
        drive, admin = int(world.leader_initiative[leader]), int(world.leader_admin[leader])
        if drive >= rules.bold_from:
            effects["attack_columns"], effects["rest_cohesion"] = rules.bold_shift, rules.bold_rest
        elif drive <= rules.timid_to:
            effects["attack_columns"] = -rules.timid_shift
        if admin >= rules.admin_from:
            effects["absorb_quarters"] = rules.admin_absorb
    return {
        "chain": [
            {
                "formation": world.formation_names[f],
                "leader": leader_name(world, int(seen.formation_leader[f])),
            }
            for f in above(world, seen, unit)
        ],
        "headquarters": world.formation_names[head] if head >= 0 else "",
        "at": world.hex_labels[post] if post >= 0 else "",
        "hexes_away": away(world, seen, unit, head) if on_map else -1,
        "reach": reach_of(world, head) if head >= 0 else -1,
        "silent_turns": int(seen.hq_silent[head]) if head >= 0 else 0,
        "state": STATES[int(seen.unit_command[unit])],
        "leader": leader_name(world, leader),
        "initiative": int(world.leader_initiative[leader]) if leader >= 0 else 0,
        "admin": int(world.leader_admin[leader]) if leader >= 0 else 0,
        "effects": effects,
        "quality": experience.explain(world, seen, unit),
    }


def leading(world: World, seen: State, units: tuple[int, ...]) -> list[tuple[str, str]]:
    """Return name and formation of the leaders in charge of units, each once, most units first."""
    count: dict[tuple[str, str], int] = {}
    for unit in units:
        leader = headquarters.leader_of(world, seen, unit)
        if leader >= 0:
            posts = [f for f in above(world, seen, unit) if seen.formation_leader[f] == leader]
            key = world.leader_names[leader], world.formation_names[posts[0]]
            count[key] = count.get(key, 0) + 1
    return sorted(count, key=lambda key: (-count[key], key))
