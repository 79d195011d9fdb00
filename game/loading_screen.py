"""The screen between the command line and the map: what is being made ready, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pygame

from game import theme, wording
from game.loading import Preparation
from game.screens import Quit, Reset, Screen, Transition
from game.widgets import Paper

if TYPE_CHECKING:
    from engine.world import World
    from game.loading import Ground


class LoadingScreen:
    """Shows progress, then opens what ``enter`` makes of the world and its ground."""

    def __init__(
        self, scenario: str, size: tuple[int, int], enter: Callable[[World, Ground, tuple[int, int]], Screen]
    ) -> None:
        self.scenario, self.size, self.enter = scenario, size, enter
        self.preparation: Preparation | None = None
        self.error: Exception | None = None
        self.drawn = 0

    def handle(self, event: pygame.event.Event) -> Transition | None:
        """Take a change of the window's size."""
        if event.type == pygame.VIDEORESIZE:
            self.size = (event.w, event.h)
        return None

    def update(self, seconds: float) -> Transition | None:
        """Start when something can be seen; go on when all is there."""
        if self.preparation is None:
            if self.drawn:
                self.preparation = Preparation(self.scenario)
            return None
        if not self.preparation.done:
            return None
        ready = self.preparation
        if ready.failure is not None or ready.ground is None or ready.world is None:
            self.error = self.preparation.failure
            return Quit()
        try:
            return Reset(self.enter(ready.world, ready.ground, self.size))
        except Exception as problem:
            self.error = problem
            return Quit()

    def draw(self, target: pygame.Surface) -> None:
        """Draw title and progress."""
        target.fill(theme.DESK)
        paper = Paper(460, theme.SIDES[0])
        paper.y = 18
        paper.text(wording.TITLE, 46)
        paper.text(wording.SUBTITLE, 15, theme.INK_SOFT)
        ready = self.preparation
        share, words = (ready.share, ready.words) if ready is not None else (0.0, wording.GETTING_READY)
        paper.gap(10).stacked([(share, theme.WARN)], 8)
        paper.text(f"{words} …", 13, theme.INK_SOFT)
        sheet = paper.finish()
        w, h = sheet.picture.get_size()
        sheet.draw(target, (self.size[0] - w) // 2, (self.size[1] - h) // 2)
        self.drawn += 1

    def close(self) -> None:
        """Nothing to stop."""
