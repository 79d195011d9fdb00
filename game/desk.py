"""A sheet over a dark desk that fills the window: the common part of screens beside the map.

Owns how such a sheet is laid, scrolled, walked over with the keyboard and drawn. What is on it
and what its buttons do is said by the screens that are one.
"""

from __future__ import annotations

import abc

import pygame

from game import keyboard, scale, sounds, theme
from game.screens import Transition
from game.widgets import Action, Sheet

MARGIN = 8  # pixels above and below
NOTCH = 60  # units that one notch of the wheel moves
PRESS = (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE)  # keys that press a button


class Desk(abc.ABC):
    """A screen of one sheet; Esc goes back to where one came from."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self.sheet: Sheet | None = None
        self.top = 0  # pixels by which a sheet that is too high was moved up
        self.focus = keyboard.Focus()

    @abc.abstractmethod
    def build(self) -> Sheet:
        """Return the whole sheet, however high it is."""

    @abc.abstractmethod
    def act(self, action: Action) -> Transition | None:
        """Carry out a button; ``("close",)`` is that of Esc."""

    def proposed(self) -> Action:
        """Return what Enter does while no button has the focus."""
        return ("close",)

    def handle(self, event: pygame.event.Event) -> Transition | None:
        """Take an event of mouse or keyboard."""
        if event.type == pygame.VIDEORESIZE:
            self.size = (event.w, event.h)
            scale.fit(self.size)
            self.sheet = None
        elif event.type == pygame.MOUSEWHEEL:
            self.scroll(-event.y)
        elif event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self.focus.drop()
            for rect, action in self._spots():
                if rect.collidepoint(event.pos):
                    sounds.at_once(sounds.CLICK)
                    return self.act(action)
        elif event.type == pygame.KEYDOWN:
            return self.key(event)
        return None

    def key(self, event: pygame.event.Event) -> Transition | None:
        """Take a key: Esc leaves, Tab and arrows walk over the buttons, Enter presses one."""
        if event.key == pygame.K_ESCAPE:
            return self.act(("close",))
        if event.key in (pygame.K_TAB, pygame.K_RIGHT, pygame.K_LEFT, pygame.K_DOWN, pygame.K_UP):
            back = event.key in (pygame.K_LEFT, pygame.K_UP) or event.dict.get("mod", 0) & pygame.KMOD_SHIFT
            self.focus.step(self._spots(), -1 if back else 1)
            self._reveal()
        elif event.key in PRESS:
            spots = self._spots()
            self.focus.find(spots)
            sounds.at_once(sounds.CLICK)
            return self.act(spots[self.focus.at][1] if self.focus.at >= 0 else self.proposed())
        return None

    def scroll(self, steps: int) -> None:
        """Move a sheet that is too high by notches of the wheel, down for positive ones."""
        self.top += steps * scale.px(NOTCH)
        self.sheet = None

    def _made(self) -> Sheet:
        if self.sheet is None:
            whole, room = self.build(), self.size[1] - 2 * MARGIN
            self.top = max(0, min(self.top, whole.picture.get_height() - room))
            self.sheet = whole.cut("desk", self.top, room) if whole.picture.get_height() > room else whole
        return self.sheet

    def _at(self) -> tuple[int, int]:
        w, h = self._made().picture.get_size()
        return max(0, (self.size[0] - w) // 2), max(MARGIN, (self.size[1] - h) // 2)

    def _spots(self) -> list[keyboard.Spot]:
        x, y = self._at()
        return [(rect.move(x, y), action) for rect, action in self._made().spots]

    def _reveal(self) -> None:
        """Scroll to the button that has the focus."""
        made, spots = self._made(), self._spots()
        if self.focus.at < 0 or not made.name or self.focus.at >= len(spots) - made.footed:
            return
        rect = spots[self.focus.at][0]
        if rect.bottom > self.size[1] - 2 * MARGIN - made.foot or rect.top < 2 * MARGIN:
            self.top += rect.centery - self.size[1] // 2
            self.sheet = None

    def update(self, seconds: float) -> Transition | None:
        """Nothing moves here."""
        return None

    def draw(self, target: pygame.Surface) -> None:
        """Draw the whole screen."""
        target.fill(theme.DESK)
        self._made().draw(target, *self._at())
        if self.focus.at >= 0:
            self.focus.draw(target, self._spots())

    def close(self) -> None:
        """Let go of the sheet; there is nothing to stop."""
        self.sheet = None
