"""Perft: how many orders, and sequences of orders, a position allows, by kind.

A change of rules that nobody meant shows here first: the counts of small positions and of each
scenario's first turns stand in text files, and a plain enumerator in the tests agrees with them.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from engine.game import Game
from engine.kernels.consts import INFINITY, STATUS_MAP
from engine.legality import legal_orders
from engine.observation import Observation
from engine.orders import ORDER_KINDS, kind_of
from engine.rules import movement
from engine.state import State
from engine.turn import apply, to_act
from engine.world import World


def count(world: World, state: State, depth: int) -> dict[str, int]:
    """Return how many sequences of ``depth`` legal orders end with an order of each kind.

    Only kinds that occur are named. The state stays as it is; its dice decide what chance would.
    """
    total: Counter[str] = Counter()
    _descend(Game(world, state.clone()), depth, total)
    return {kind: total[kind] for kind in ORDER_KINDS if total[kind]}


def _descend(game: Game, depth: int, total: Counter[str]) -> None:
    side = to_act(game.state)
    if side < 0:
        return
    for order in legal_orders(game.world, game.view(side)):
        if depth == 1:
            total[kind_of(order)] += 1
        else:
            after = game.clone()
            apply(after, order)
            _descend(after, depth - 1, total)


def reachable(world: World, seen: Observation) -> int:
    """Return the sum over the viewer's units on the map of the hexes each can reach, its own not counted."""
    total = 0
    for unit in range(world.sizes.unit):
        if seen.unit_side[unit] != seen.viewer or seen.unit_status[unit] != STATUS_MAP:
            continue
        field = movement.reach(world, seen, unit)
        total += sum(1 for h in field.settled if h != field.start and field.cost[h] < INFINITY)
    return total


def perft(scenario: World | Path | str, depth: int = 1, seed: int = 1) -> dict[str, int]:
    """Return the counts at the start of a game: orders by kind, their sum, and reachable hexes."""
    import engine

    game = engine.new_game(scenario, seed)
    counts = count(game.world, game.state, depth)
    counts["total"] = sum(counts.values())
    counts["reachable hexes"] = reachable(game.world, game.view(to_act(game.state)))
    return counts
