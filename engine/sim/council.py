"""A turn of the general staff with its reasons: what ``stivale explain ai`` tells."""

from __future__ import annotations

import msgspec

from engine.ai import rivals
from engine.ai.chief import Staff
from engine.ai.player import new_memory
from engine.ai.reasons import Reason, Stretch, reason, situation
from engine.game import Game
from engine.orders import EndTurn
from engine.state import G_TURN
from engine.turn import apply, to_act

NAME = "staff"


class Council(msgspec.Struct, frozen=True):
    """The staff's turn: the front as it judges it, then each order with its reason; who it is."""

    side: str
    turn: int
    date: str
    attacking: bool
    rival: str | None
    sectors: list[Stretch]
    reasons: list[Reason]


def council(game: Game, side: int) -> Council:
    """Let a staff without memory play a side's turn in ``game``, which changes, and return its reasons.

    The enemy's decisions in between are answered by a staff as well.
    """
    world, staff = game.world, Staff()
    memories = [new_memory(NAME, row, 1) for row in range(world.sizes.side)]
    turn = int(game.state.game[G_TURN])
    sectors: list[Stretch] | None = None
    reasons = []
    while not game.state.over:
        acting = to_act(game.state)
        seen, memory = game.view(acting), memories[acting]
        order = staff.decide(world, seen, memory)
        if acting == side:
            if sectors is None and memory.turn == turn:
                sectors = situation(rivals.world_of(world, memory), seen, memory)
            if isinstance(order, EndTurn):
                break
            reasons.append(reason(rivals.world_of(world, memory), seen, memory, order))
        apply(game, order)
    attacking = bool(memories[side].numbers.get("attacking"))
    rival = rivals.rival_of(world, memories[side])
    return Council(
        side=world.side_ids[side],
        turn=turn,
        date=world.date_of(turn).isoformat(),
        attacking=attacking,
        rival=rival.id if rival is not None else None,
        sectors=sectors or [],
        reasons=reasons,
    )
