"""What a screen is, and how screens follow each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pygame


class Screen(Protocol):
    """A thing that fills the window."""

    def handle(self, event: pygame.event.Event) -> Transition | None:
        """Take an event of mouse or keyboard."""

    def update(self, seconds: float) -> Transition | None:
        """Let time pass."""

    def draw(self, target: pygame.Surface) -> None:
        """Draw the whole screen."""

    def close(self) -> None:
        """Stop threads; the screen is not shown again."""


@dataclass(frozen=True)
class Push:
    """Show another screen over this one."""

    screen: Screen


@dataclass(frozen=True)
class Pop:
    """Go back to the screen below."""


@dataclass(frozen=True)
class Reset:
    """Show another screen instead of all."""

    screen: Screen


@dataclass(frozen=True)
class Quit:
    """Leave the program."""


Transition = Push | Pop | Reset | Quit
