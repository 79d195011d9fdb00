"""What a computer player is: it sees an Observation and its own memory, and gives one order.

Its dice come from its own key, never from the game's. Memory is a plain Struct that is
saved with the game, so that saving in the middle of a turn changes nothing.
"""

from __future__ import annotations

from typing import Protocol

import msgspec

from engine.kernels import philox
from engine.kernels.consts import DICE_PLAYER
from engine.observation import Observation
from engine.orders import Order
from engine.setup import dice_key
from engine.world import World

MOST_NODES = 100_000  # a turn
STANDARD = "staff"  # who plays where nobody is named: the best that plays a campaign within seconds


class UnknownPlayer(ValueError):
    """A player's name that nobody has."""


class Memory(msgspec.Struct):
    """What a player keeps between two orders.

    ``key`` are its dice, ``draws`` how many it has drawn; ``turn`` and ``stage`` say where in
    its turn it is, ``queue`` what it still means to look at, ``fields`` named arrays as bytes.
    """

    player: str
    side: int
    key: tuple[int, int]
    draws: int = 0
    turn: int = 0
    stage: int = 0
    queue: list[int] = []
    numbers: dict[str, int] = {}
    fields: dict[str, bytes] = {}
    version: int = 1


class Player(Protocol):
    """A computer player. It holds no state of its own."""

    def decide(self, world: World, seen: Observation, memory: Memory) -> Order:
        """Return a legal order for the viewer of ``seen``; may write into ``memory``."""


def new_memory(name: str, side: int, seed: int) -> Memory:
    """Return the memory of a player at the start of a game; its dice differ from the game's."""
    return Memory(name, side, dice_key(seed * 1009 + 7919 * (side + 1)))


def roll(memory: Memory, sides: int) -> int:
    """Return a number 0..sides-1 from the player's own dice."""
    memory.draws += 1
    return philox.below(memory.key[0], memory.key[1], DICE_PLAYER, memory.turn, memory.draws, 0, sides)


def called(name: str) -> str:
    """Return the name of the player that a name stands for: ``standard`` for the STANDARD of this release.

    Files keep what this returns, so that they name who played whatever is the standard later.
    """
    return STANDARD if name == "standard" else name


def players() -> dict[str, Player]:
    """Return all players by name, the standard one under both of his."""
    from engine.ai.baseline import Passive, Random
    from engine.ai.chief import Staff
    from engine.ai.greedy import Greedy
    from engine.ai.plus import Plus

    found: dict[str, Player] = {
        "passive": Passive(),
        "random": Random(),
        "greedy": Greedy(),
        "staff": Staff(),
        "staff+": Plus(),
    }
    return {**found, "standard": found[STANDARD]}


def searcher(name: str) -> Player | None:
    """Return ``staff+`` with the nodes a turn that a name such as ``staff+:96`` gives it, None for others."""
    from engine.ai.plus import Plus

    base, _, budget = name.partition(":")
    fits = base == "staff+" and budget.isdecimal() and 0 < int(budget) <= MOST_NODES
    return Plus(int(budget)) if fits else None


def kept_or_new(memories: list[Memory], names: list[str], seed: int) -> list[Memory]:
    """Return memories to play on with, by side: those of a file where the same players sit, else new ones."""
    fresh = [new_memory(name, side, seed) for side, name in enumerate(names)]
    if len(memories) != len(fresh):
        return fresh
    return [old if old.player == new.player else new for old, new in zip(memories, fresh, strict=True)]


def seated(world: World, side: int, name: str) -> Player:
    """Return the player of a name for a side: one of ``players``, ``staff:ID`` as that rival of the doctrine.

    ``staff+:96`` is ``staff+`` with 96 nodes a turn. Raises UnknownPlayer with the names that there are.
    """
    known = players()
    base, colon, _ = name.partition(":")
    plan = world.doctrine.get(world.side_ids[side])
    rivals = [f"staff:{row.id}" for row in plan.rival] if plan is not None else []
    found = searcher(name) or (known.get(base) if not colon or name in rivals else None)
    if found is None:
        raise UnknownPlayer(f"no player {name!r}; there are {', '.join([*sorted(known), *rivals])}")
    return found
