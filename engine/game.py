"""A game: a world and its changing state, and what each side may know of it."""

from __future__ import annotations

from engine.events import Event
from engine.observation import Observation
from engine.state import State
from engine.world import World


class Game:
    """World and State with kept Observations, which are refreshed after each change.

    ``opening`` holds the events between the start and the first decision.
    """

    def __init__(self, world: World, state: State, opening: list[Event] | None = None) -> None:
        self.world = world
        self.state = state
        self.opening: list[Event] = opening or []
        self.revision = 0
        self._views: dict[int, tuple[int, Observation]] = {}

    def view(self, side: int) -> Observation:
        """Return the side's kept Observation (SPECTATOR sees all), fresh as of now.

        It is overwritten after the next order; ``engine.observe`` gives a private copy.
        """
        stamp, seen = self._views.get(side, (-1, None))
        if seen is None:
            seen = Observation(self.world, side)
        if stamp != self.revision:
            seen.refresh(self.world, self.state)
            self._views[side] = (self.revision, seen)
        return seen

    def changed(self) -> None:
        """Note that the state changed, so that Observations are taken anew."""
        self.revision += 1

    def clone(self) -> Game:
        """Return an independent game in the same position."""
        return Game(self.world, self.state.clone())
