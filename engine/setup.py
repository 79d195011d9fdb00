"""The first position of a game: units in place, control, pools, variables, dice key."""

from __future__ import annotations

import hashlib

import numpy as np

from engine.events import Event
from engine.game import Game
from engine.kernels.consts import STATUS_AWAY, STATUS_BOX, STATUS_MAP
from engine.state import G_LEVEL, G_SIDE, G_WINNER, State
from engine.world import World

STARTING_ENTRENCHMENT = 1


def dice_key(seed: int) -> tuple[int, int]:
    """Return the two 32-bit words of the dice key for a seed: any integer will do."""
    raw = hashlib.blake2b(str(int(seed)).encode(), digest_size=8).digest()
    return int.from_bytes(raw[:4], "little"), int.from_bytes(raw[4:], "little")


def first_state(world: World, seed: int) -> State:
    """Return the State before the first phase of the first turn."""
    state = State(world.sizes)
    state.game[G_SIDE] = state.game[G_WINNER] = state.game[G_LEVEL] = -1
    state.key[:2] = dice_key(seed)
    state.hex_control[:] = world.hex_owner
    state.hex_control_start[:] = world.hex_owner
    state.unit_side[:] = world.nation_side[world.unit_nation]
    state.unit_hex[:] = world.unit_at_hex
    state.unit_box[:] = world.unit_at_box
    on_map, boxed = world.unit_at_hex >= 0, world.unit_at_box >= 0
    state.unit_status[:] = np.where(on_map, STATUS_MAP, np.where(boxed, STATUS_BOX, STATUS_AWAY))
    present = on_map | boxed
    state.unit_quarters[present] = world.unit_start_quarters[present]
    state.unit_cohesion[present] = world.unit_start_cohesion[present]
    state.unit_entrench[on_map] = STARTING_ENTRENCHMENT
    state.unit_sight[:] = -1
    state.hex_control[world.unit_at_hex[on_map]] = state.unit_side[on_map]
    state.hex_control_start[:] = state.hex_control
    held = state.hex_control[world.place_hex]
    for side in range(world.sizes.side):
        start = side * world.sizes.place
        state.place_first[start : start + world.sizes.place][held == side] = 1
        state.place_stock[start : start + world.sizes.place] = np.where(
            held == side, world.place_depot * world.supply.depot_start_percent // 100, 0
        )
        state.supply_in[side] = int(state.place_stock[start : start + world.sizes.place].sum())
    state.unit_formation[:] = world.unit_formation
    state.unit_parent[:] = -1
    state.unit_quality[:] = world.unit_quality
    state.unit_corps[:] = world.unit_corps
    state.unit_army[:] = world.unit_army
    state.formation_parent[:] = world.formation_parent
    state.formation_leader[:] = state.hq_hex[:] = -1
    state.nation_at_war[:] = 1
    state.variable[:] = world.variable_start
    state.decision_choice[:] = -1
    _tell_past(world, state)
    return state


def _tell_past(world: World, state: State) -> None:
    """Write down what a variant says has happened before: triggers, answers, nations out of the war.

    Their effects are not carried out: the variant itself says how things stand. Triggers
    count as fired in the first turn, as a turn before it has no number.
    """
    change = world.change
    if change is None:
        return
    triggers, decisions = world.rows("trigger"), world.rows("decision")
    for name in change.past:
        if name in triggers:
            state.trigger_turn[triggers[name]] = state.trigger_count[triggers[name]] = 1
    for name, answer in change.answers.items():
        row = decisions[name]
        options = [option.id for option in world.decisions[row].option]
        state.decision_choice[row] = options.index(answer)
        state.decision_turn[row] = 1
    for name in change.out_of_war:
        state.nation_at_war[world.rows("nation")[name]] = 0


def new_game(world: World, seed: int) -> Game:
    """Return a game that waits for its first decision; ``opening`` tells what happened before."""
    from engine.turn import begin

    state = first_state(world, seed)
    events: list[Event] = []
    begin(world, state, events)
    return Game(world, state, events)
