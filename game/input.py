"""From gestures to intents: what the player wants, before anybody asks whether it is allowed."""

from __future__ import annotations

from dataclasses import dataclass

import pygame

from game import keys


@dataclass(frozen=True)
class Intent:
    """Base of what a person may want."""


@dataclass(frozen=True)
class Do(Intent):
    """A plain wish without more words, by name."""

    what: str


@dataclass(frozen=True)
class ZoomTo(Intent):
    """A zoom level, about the middle of the window."""

    level: int


@dataclass(frozen=True)
class ZoomBy(Intent):
    """Levels nearer (positive) or farther, about a pixel."""

    steps: int
    at: tuple[int, int]


@dataclass(frozen=True)
class Step(Intent):
    """The cursor goes to a neighbour: -1, 0 or 1 to the right and down."""

    dx: int
    dy: int


@dataclass(frozen=True)
class ShowOverlay(Intent):
    """An overlay, on or off."""

    name: str


@dataclass(frozen=True)
class Drag(Intent):
    """The map was pulled by pixels."""

    dx: int
    dy: int


@dataclass(frozen=True)
class Point(Intent):
    """The mouse moved to a pixel."""

    at: tuple[int, int]


@dataclass(frozen=True)
class Pick(Intent):
    """A left click; ``add`` with Shift."""

    at: tuple[int, int]
    add: bool = False


@dataclass(frozen=True)
class Command(Intent):
    """A right click: move there, or attack."""

    at: tuple[int, int]
    add: bool = False


STEPS: dict[str, tuple[int, int]] = {
    "step-left": (-1, 0),
    "step-right": (1, 0),
    "step-up": (0, -1),
    "step-down": (0, 1),
    "step-up-left": (-1, -1),
    "step-up-right": (1, -1),
    "step-down-left": (-1, 1),
    "step-down-right": (1, 1),
}
ARROWS: dict[int, tuple[int, int]] = {
    pygame.K_LEFT: (-1, 0),
    pygame.K_RIGHT: (1, 0),
    pygame.K_UP: (0, -1),
    pygame.K_DOWN: (0, 1),
}


class Reader:
    """Turns pygame events into intents; remembers a drag in progress."""

    def __init__(self) -> None:
        self._dragging = False

    def read(self, event: pygame.event.Event) -> Intent | None:
        """Return what an event means, None if nothing."""
        if event.type == pygame.KEYDOWN:
            return self._key(event)
        if event.type == pygame.MOUSEWHEEL:
            steps = 1 if event.y > 0 else -1 if event.y < 0 else 0
            return (
                ZoomBy(steps, pygame.mouse.get_pos() if "pos" not in event.dict else event.pos)
                if steps
                else None
            )
        if event.type == pygame.MOUSEBUTTONDOWN:
            shift = bool(pygame.key.get_mods() & pygame.KMOD_SHIFT) or bool(event.dict.get("shift"))
            if event.button == 1:
                return Pick(event.pos, shift)
            if event.button == 2:
                self._dragging = True
            elif event.button == 3:
                return Command(event.pos, shift)
        elif event.type == pygame.MOUSEBUTTONUP and event.button == 2:
            self._dragging = False
        elif event.type == pygame.MOUSEMOTION:
            if self._dragging or event.buttons[1]:
                return Drag(-event.rel[0], -event.rel[1])
            return Point(event.pos)
        return None

    def _key(self, event: pygame.event.Event) -> Intent | None:
        name = keys.action(event.key, event.dict.get("mod", 0))
        if name is None:
            return None
        kind, _, part = name.partition("-")
        match kind:
            case "step":
                return Step(*STEPS[name])
            case "overlay":
                return ShowOverlay(part)
            case "zoom":
                return ZoomTo(int(part))
            case "pan":
                return None  # goes by how long the key is held: see ``pan_direction``
        return Do(name)


def pan_direction(typing: bool = False) -> tuple[int, int]:
    """Return the way in which held keys move the map; while somebody types only the arrows do."""
    if pygame.key.get_mods() & (pygame.KMOD_CTRL | pygame.KMOD_META):
        return 0, 0
    held = pygame.key.get_pressed()
    ways = list(ARROWS.items())
    if not typing:
        ways += [(keys.now(name).code, way) for name, way in keys.HELD.items()]
    dx = sum(way[0] for key, way in ways if held[key])
    dy = sum(way[1] for key, way in ways if held[key])
    return max(-1, min(1, dx)), max(-1, min(1, dy))
