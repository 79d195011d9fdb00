"""From gestures to intents: what the player wants, before anybody asks whether it is allowed."""

from __future__ import annotations

from dataclasses import dataclass

import pygame


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


OVERLAY_KEYS: dict[int, str] = {
    pygame.K_F2: "supply",
    pygame.K_F3: "zoc",
    pygame.K_F4: "weather",
    pygame.K_F5: "control",
    pygame.K_F6: "air",
    pygame.K_F7: "fort",
    pygame.K_F8: "objectives",
    pygame.K_F9: "reach",
}
PLAIN_KEYS: dict[int, str] = {
    pygame.K_n: "next",
    pygame.K_p: "previous",
    pygame.K_u: "undo",
    pygame.K_r: "redo",
    pygame.K_e: "log",
    pygame.K_o: "forces",
    pygame.K_b: "boxes",
    pygame.K_l: "politics",
    pygame.K_f: "air",
    pygame.K_k: "book",
    pygame.K_v: "past",
    pygame.K_F1: "help",
    pygame.K_ESCAPE: "cancel",
    pygame.K_F12: "picture",
    pygame.K_t: "report",
    pygame.K_i: "briefing",
    pygame.K_SPACE: "skip",
    pygame.K_RETURN: "confirm",
    pygame.K_KP_ENTER: "confirm",
    pygame.K_m: "mode",
    pygame.K_c: "counters",
    pygame.K_HOME: "home",
    pygame.K_g: "take",
    pygame.K_q: "buttons",
    pygame.K_TAB: "forward",
    pygame.K_UP: "up",
    pygame.K_DOWN: "down",
}
SHIFT_KEYS: dict[int, str] = {
    pygame.K_TAB: "back",
    pygame.K_g: "take-more",
}
CONTROL_KEYS: dict[int, str] = {
    pygame.K_RETURN: "end",
    pygame.K_KP_ENTER: "end",
    pygame.K_s: "save",
    pygame.K_l: "load",
    pygame.K_z: "undo",
    pygame.K_y: "redo",
}
# The cursor on the map: the digits beside the keyboard, or the arrows with Ctrl.
STEP_KEYS: dict[int, tuple[int, int]] = {
    pygame.K_KP_8: (0, -1),
    pygame.K_KP_2: (0, 1),
    pygame.K_KP_7: (-1, -1),
    pygame.K_KP_9: (1, -1),
    pygame.K_KP_1: (-1, 1),
    pygame.K_KP_3: (1, 1),
    pygame.K_KP_4: (-1, 0),
    pygame.K_KP_6: (1, 0),
}
STEP_ARROWS: dict[int, tuple[int, int]] = {
    pygame.K_LEFT: (-1, 0),
    pygame.K_RIGHT: (1, 0),
    pygame.K_UP: (0, -1),
    pygame.K_DOWN: (0, 1),
}
PAN_KEYS: dict[int, tuple[int, int]] = {
    pygame.K_LEFT: (-1, 0),
    pygame.K_a: (-1, 0),
    pygame.K_RIGHT: (1, 0),
    pygame.K_d: (1, 0),
    pygame.K_UP: (0, -1),
    pygame.K_w: (0, -1),
    pygame.K_DOWN: (0, 1),
    pygame.K_s: (0, 1),
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
        key, mod = event.key, event.dict.get("mod", 0)
        if mod & (pygame.KMOD_CTRL | pygame.KMOD_META):
            if key in STEP_ARROWS:
                return Step(*STEP_ARROWS[key])
            return Do(CONTROL_KEYS[key]) if key in CONTROL_KEYS else None
        if mod & pygame.KMOD_SHIFT and key in SHIFT_KEYS:
            return Do(SHIFT_KEYS[key])
        if key in STEP_KEYS:
            return Step(*STEP_KEYS[key])
        if key in OVERLAY_KEYS:
            return ShowOverlay(OVERLAY_KEYS[key])
        if pygame.K_1 <= key <= pygame.K_5:
            return ZoomTo(key - pygame.K_1 + 1)
        if key in (pygame.K_PLUS, pygame.K_EQUALS, pygame.K_KP_PLUS, pygame.K_PAGEUP):
            return Do("nearer")
        if key in (pygame.K_MINUS, pygame.K_KP_MINUS, pygame.K_PAGEDOWN):
            return Do("farther")
        return Do(PLAIN_KEYS[key]) if key in PLAIN_KEYS else None


def pan_direction() -> tuple[int, int]:
    """Return the way in which held keys move the map."""
    if pygame.key.get_mods() & (pygame.KMOD_CTRL | pygame.KMOD_META):
        return 0, 0
    held = pygame.key.get_pressed()
    dx = sum(d[0] for key, d in PAN_KEYS.items() if held[key])
    dy = sum(d[1] for key, d in PAN_KEYS.items() if held[key])
    return max(-1, min(1, dx)), max(-1, min(1, dy))
