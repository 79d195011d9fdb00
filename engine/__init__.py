"""Stivale's engine: rules, state and simulation of hex wargames, without a screen.

The public functions load what they need on their first call, so that importing the
package costs nothing.

>>> import engine
>>> world = engine.load_scenario("italy1943")          # doctest: +SKIP
>>> game = engine.new_game(world, seed=1)              # doctest: +SKIP
>>> events = engine.apply(game, engine.legal(game, engine.to_act(game))[0])  # doctest: +SKIP
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.events import Event
    from engine.game import Game
    from engine.observation import Observation
    from engine.orders import Order
    from engine.world import World

__version__ = "0.1.0"
RULES_VERSION = 1
"""Rises when the same orders can lead to another digest, and only then."""


def load_scenario(name_or_path: str | Path) -> World:
    """Return the World of a scenario: a name such as ``italy1943``, ``italy1943/husky``, or a path.

    Raises ``engine.loader.ScenarioError`` with every problem found.
    """
    import gc

    from engine.loader import load_or_raise
    from engine.world_build import build

    # A load makes a hundred thousand small values and no cycles: looking for some is a tenth of its time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return build(load_or_raise(name_or_path))
    finally:
        if collecting:
            gc.enable()


def new_game(scenario: World | str | Path, seed: int) -> Game:
    """Return a new game that waits for its first decision."""
    from engine import setup

    world = load_scenario(scenario) if isinstance(scenario, str | Path) else scenario
    return setup.new_game(world, seed)


def to_act(game: Game) -> int:
    """Return the side that must decide now, -1 when the game is over."""
    from engine import turn

    return turn.to_act(game.state)


def legal(game: Game, side: int) -> list[Order]:
    """Return all legal orders of a side, in a fixed order; attacks by canonical groups."""
    from engine.legality import legal_orders

    return legal_orders(game.world, game.view(side))


def apply(game: Game, order: Order) -> list[Event]:
    """Carry out an order in place and return the events; IllegalOrder leaves the game as it was."""
    from engine import turn

    return turn.apply(game, order)


def step(game: Game, order: Order) -> tuple[Game, list[Event]]:
    """Carry out an order on a copy: return the new game and the events."""
    other = game.clone()
    return other, apply(other, order)


def observe(game: Game, side: int) -> Observation:
    """Return a private copy of what a side knows."""
    return game.view(side).private(game.world)


def run(scenario: World | str | Path, players: dict[str, str], seed: int, **options: Any) -> Any:
    """Play one game between computer players to its end and return its result."""
    from engine.sim.match import play

    world = load_scenario(scenario) if isinstance(scenario, str | Path) else scenario
    return play(world, players, seed, **options)
