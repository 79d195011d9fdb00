"""A turn of the general staff with its reasons: what ``stivale explain ai`` tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from engine.ai import plus, rivals
from engine.ai.chief import Staff
from engine.ai.player import Memory, new_memory, seated
from engine.ai.plus import Plus, Tried
from engine.ai.reasons import Reason, Stretch, reason, situation
from engine.game import Game
from engine.imagine import Imagined
from engine.observation import Observation
from engine.orders import EndTurn, Order
from engine.state import G_TURN
from engine.turn import apply, to_act
from engine.world import World

NAME = "staff"
DICE = (1, 1)  # of the fights that an adviser imagines


class Council(msgspec.Struct, frozen=True):
    """The staff's turn: the front as it judges it, then each order with its reason; who it is.

    ``plans`` are those that ``staff+`` tried, the chosen one first, the runner-up second.
    """

    side: str
    turn: int
    date: str
    attacking: bool
    rival: str | None
    sectors: list[Stretch]
    reasons: list[Reason]
    player: str = NAME
    plans: list[Tried] = []


def is_staff(name: str) -> bool:
    """Whether a player of this name is a general staff, whose reasons can be told."""
    return name.partition(":")[0] in (NAME, "staff+")


def counsel(
    world: World, seen: Observation, name: str = NAME, halted: Callable[[], bool] = lambda: False
) -> Council:
    """Return what a staff would order in the viewer's place, whose turn it is; see ``council``.

    It is worked out on an imagined game, so it tells nothing that the viewer cannot know: neither who
    stands out of sight nor how the true dice will fall. Raises UnknownPlayer.
    """
    return council(Imagined(world, seen, DICE), seen.viewer, name, halted)


def council(game: Game, side: int, name: str = NAME, halted: Callable[[], bool] = lambda: False) -> Council:
    """Let a staff without memory play a side's turn in ``game``, which changes, and return its reasons.

    ``name`` is a player for which ``is_staff`` holds. The enemy's decisions in between are answered by
    a plain staff. ``halted`` is asked before each order: once it holds, what was found so far is returned.
    Raises UnknownPlayer.
    """
    memories = [new_memory(name if row == side else NAME, row, 1) for row in range(game.world.sizes.side)]
    return _council(game, side, name, memories, None, halted)


def retold(
    game: Game,
    side: int,
    name: str,
    memory: Memory,
    orders: Iterable[Order],
    halted: Callable[[], bool] = lambda: False,
) -> Council:
    """Return why a staff gave the orders that it gave in a turn of a game that was recorded.

    ``game`` is the position at the start of that turn and changes, as does ``memory``, the staff's own at
    that time; ``orders`` are those of all sides from there. See ``council`` for the rest.
    """
    memories = [new_memory(NAME, row, 1) for row in range(game.world.sizes.side)]
    memories[side] = memory
    return _council(game, side, name, memories, iter(orders), halted)


def _council(
    game: Game,
    side: int,
    name: str,
    memories: list[Memory],
    given: Iterator[Order] | None,
    halted: Callable[[], bool],
) -> Council:
    """Play a side's turn, by the orders that were given if there are any, and tell the reasons."""
    world, staff = game.world, Staff()
    player = seated(world, side, name)
    turn = int(game.state.game[G_TURN])
    sectors: list[Stretch] | None = None
    reasons = []
    plans: list[Tried] = []
    while not game.state.over and not halted():
        acting = to_act(game.state)
        seen, memory = game.view(acting), memories[acting]
        mind = world
        if acting == side and isinstance(player, Plus):
            if plus.due(seen, memory):
                weighed = player.weigh(world, seen, memory)
                memory.numbers["plan:"], plans = weighed.order[0], plus.tried(weighed)
            mind = plus.tempers(world, side)[memory.numbers.get("plan:", 0)]
        # What was given is what counts; the staff thinks all the same, for what it remembers.
        order = staff.decide(mind, seen, memory) if given is None or acting == side else None
        if given is not None:
            order = next(given, None)
        if order is None:
            break
        if acting == side:
            if sectors is None and memory.turn == turn:
                sectors = situation(rivals.world_of(mind, memory), seen, memory)
            if isinstance(order, EndTurn):
                break
            reasons.append(reason(rivals.world_of(mind, memory), seen, memory, order))
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
        player=name,
        plans=plans,
    )
