"""What the keyboard points at: a button of the panels, or a hex of the map.

The focus walks over the buttons of a dialog, or of all panels while none is open; the cursor
walks over the map from hex to hex. Enter presses what has the focus, does what a dialog
proposes, or gives the order that a right click on the cursor's hex would give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from game import muster, sounds, theme
from game.widgets import Action

if TYPE_CHECKING:
    from game.map_screen import MapScreen

Spot = tuple[pygame.Rect, Action]
MARGIN = 90  # pixels between the cursor and the edge of the window


class Focus:
    """A place in a list of buttons; -1 while nothing has the focus."""

    def __init__(self) -> None:
        self.at = -1
        self._action: Action | None = None
        self._owner: object = None

    def belong(self, owner: object) -> None:
        """Say whose buttons are walked over: those of another owner lose the focus."""
        if owner != self._owner:
            self.drop()
            self._owner = owner

    def drop(self) -> None:
        """Take the focus away."""
        self.at, self._action = -1, None

    def step(self, spots: list[Spot], by: int) -> None:
        """Go on by some buttons; the first step leads to the first or the last one."""
        self.find(spots)
        if not spots:
            self.drop()
            return
        start = self.at if self.at >= 0 else -1 if by > 0 else 0
        self.at = (start + by) % len(spots)
        self._action = spots[self.at][1]

    def put(self, spots: list[Spot], action: Action) -> None:
        """Put the focus on the button of an action."""
        self.at, self._action = 0, action
        self.find(spots)

    def find(self, spots: list[Spot]) -> None:
        """Stay on the same button where the panels were made anew, else on the nearest."""
        if self.at < 0:
            return
        if not spots:
            self.drop()
            return
        if self.at >= len(spots) or spots[self.at][1] != self._action:
            rows = [k for k, (_, action) in enumerate(spots) if action == self._action]
            self.at = min(rows, key=lambda k: abs(k - self.at), default=min(self.at, len(spots) - 1))
            self._action = spots[self.at][1]

    def draw(self, target: pygame.Surface, spots: list[Spot]) -> None:
        """Draw a ring round the button that has the focus."""
        self.find(spots)
        if self.at >= 0:
            ring = spots[self.at][0].inflate(6, 6)
            pygame.draw.rect(target, theme.PAPER, ring.inflate(4, 4), 2, border_radius=6)
            pygame.draw.rect(target, theme.FOCUS, ring, 3, border_radius=5)


def spots(screen: MapScreen) -> list[Spot]:
    """Return the buttons that can have the focus now, with their places in the window."""
    screen.lay_out()
    kind = screen.dialog_kind if screen.dialog is not None else ""
    # A question that follows another one starts afresh, a plan that is drawn anew does not.
    screen.focus.belong((kind, id(screen.dialog) if kind == "decision" else 0))
    sheets = screen.sheets[-1:] if screen.dialog is not None else screen.sheets
    return [(rect.move(x, y), action) for sheet, x, y in sheets for rect, action in sheet.spots]


def walk(screen: MapScreen, by: int) -> None:
    """Move the focus by some buttons; a panel that shows a part of itself is scrolled to the button."""
    found = spots(screen)
    screen.focus.step(found, by)
    if screen.focus.at < 0:
        return
    rect = found[screen.focus.at][0]
    for sheet, x, y in screen.sheets:
        place = sheet.picture.get_rect(topleft=(x, y))
        if sheet.name and place.left <= rect.left < place.right:
            below, above = rect.bottom - (place.bottom - sheet.foot) + 8, place.top + 8 - rect.top
            hidden = sheet.spots[: len(sheet.spots) - sheet.footed]  # the others are always in sight
            if any(spot.move(x, y) == rect for spot, _ in hidden) and max(below, above) > 0:
                screen.scrolls[sheet.name] += below if below > 0 else -above
                screen.sheets_key = None


def enter(screen: MapScreen) -> None:
    """Enter: press the button with the focus, else do what is proposed, else order or pick at the cursor.

    A question of the game is too weighty for one key: there Enter first shows what it would press.
    """
    found = spots(screen)
    screen.focus.find(found)
    if screen.focus.at >= 0:
        sounds.at_once(sounds.CLICK)
        screen.act(found[screen.focus.at][1])
        return
    dialog = screen.dialog
    if dialog is not None:
        if dialog.primary is not None and screen.dialog_kind != "decision":
            screen.act(dialog.primary)
        elif dialog.primary is not None:
            screen.focus.put(found, dialog.primary)
        else:
            walk(screen, 1)
        return
    orders, row = screen.orders, screen.view.marks.hover
    if row < 0:
        return
    if row != screen.view.marks.selected and (orders.unit >= 0 or orders.boxed or orders.targets):
        orders.command(row)
    elif not _list_units(screen, row):
        orders.pick(row, False)


def take(screen: MapScreen, add: bool) -> None:
    """Pick the stack under the cursor, or the next unit of it; ``add`` adds it to an attack."""
    row = screen.view.marks.hover
    if row < 0 or not (screen.dialog is None or screen.plans()):
        return
    if not _list_units(screen, row):
        screen.orders.pick(row, add)


def _list_units(screen: MapScreen, row: int) -> bool:
    """List the units of the marker or tag at a hex, the first with the focus; return whether there is any."""
    if not muster.open_at(screen, screen.view.hex_pixel(row)):
        return False
    found = spots(screen)
    lines = [spot for spot in found if spot[1][0] == muster.NAME]
    if lines:
        screen.focus.put(found, lines[0][1])
    return True


def move(screen: MapScreen, dx: int, dy: int) -> None:
    """Move the cursor to the next hex, from the chosen one or the middle of the window at first."""
    marks, data = screen.view.marks, screen.data
    row = marks.hover if marks.hover >= 0 else marks.selected
    if row < 0:
        screen.orders.hover(screen.view.hex_at(screen.size[0] / 2, screen.size[1] / 2))
        return
    x, y = float(data.x[row]), float(data.y[row])
    grain = data.hex_km / 10
    if dx == 0 or dy != 0:
        screen.line = y + dy * data.hex_km / (2 if dx else 1)
    elif abs(screen.line - y) > 8 * grain:
        screen.line = y  # the cursor came here by other means
    ahead = []
    for h in screen.scene.world.hex_neighbour[row]:
        right, down = float(data.x[h]) - x, float(data.y[h]) - y
        if h >= 0 and (right * dx > grain if dx else abs(right) < grain and down * dy > 0):
            ahead.append(int(h))
    if ahead:
        screen.orders.hover(min(ahead, key=lambda h: (abs(float(data.y[h]) - screen.line), h)))
        follow(screen)


def follow(screen: MapScreen) -> None:
    """Keep the hex of the cursor in sight."""
    x, y = screen.view.hex_pixel(screen.view.marks.hover)
    width, height = screen.size
    if not (MARGIN < x < width - MARGIN and MARGIN < y < height - MARGIN):
        screen.look_at_hex(screen.view.marks.hover)
