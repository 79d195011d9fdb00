"""Two people at one window: whose it is, what hides the map from him, and what he finds again.

One rule: the person at the window, ``screen.seat``, may see what is shown only while the game is looked
at through his own eyes. Else a curtain hangs: nothing of the map, its panels, sounds and lines is
there, and no key or click does anything but take the curtain away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.state import G_SIDE, G_TURN
from game import advice, dialogs, layout, muster
from game.zooming import Zooming

if TYPE_CHECKING:
    from game.map_screen import MapScreen


@dataclass
class Place:
    """What a person left at the window when the other was only asked something.

    The turn, the camera (x and y in km, zoom level), overlay, panel, adviser, lines of his log, and what
    was said to him when the curtain hung already.
    """

    turn: int
    camera: tuple[float, float, int]
    overlay: str
    panel: str
    adviser: advice.Adviser
    heard: int
    said: str


def hang(screen: MapScreen) -> bool:
    """Hang the curtain if another person must come to the window; return whether it hangs."""
    session = screen.session
    if len(session.humans) > 1 and screen.seat < 0 and not session.resumed:
        screen.seat = session.viewer()  # who begins a new game sits there already
    if not screen.hidden():
        if screen.dialog_kind == layout.CURTAIN:
            screen.dialog, screen.dialog_kind = None, ""
        return False
    if screen.dialog_kind != layout.CURTAIN:
        screen.toast = ""  # what is said from now on waits for who has just left
    screen.dialog = dialogs.curtain_panel(session.world, session.viewer(), _only_asked(screen))
    screen.dialog_kind = layout.CURTAIN
    screen.focus.drop()
    return True


def _only_asked(screen: MapScreen) -> bool:
    """Whether who is called has but a question to answer in the other's player turn."""
    session = screen.session
    return session.decision() is not None and int(screen.scene.seen.game[G_SIDE]) != session.viewer()


def sit_down(screen: MapScreen) -> None:
    """Take the curtain away: who is to move has the window, or who only answers a question of his."""
    session, turn = screen.session, int(screen.scene.seen.game[G_TURN])
    camera = screen.view.camera
    if screen.seat >= 0:
        left = (camera.x, camera.y, camera.level)
        heard = len(session.heard_by(screen.seat).log)
        panel = screen.side_panel if screen.side_panel != muster.NAME else ""
        place = Place(turn, left, screen.overlay, panel, screen.adviser, heard, screen.toast)
        screen.places[screen.seat] = place
    screen.seat = session.viewer()
    screen.dialog, screen.dialog_kind = None, ""
    screen.toast, screen.side_panel, screen.offset, screen.scrolls = "", "", 0, {}
    screen.zooming = Zooming(screen.size)
    screen.orders.clear()
    asked = _only_asked(screen)
    found = screen.places.pop(screen.seat, None)
    back = found is not None and found.turn == turn and screen.reported.get(screen.seat) == turn
    if found is not None and back and not asked:
        # He goes on where he was, and is told what came of the other's answer.
        camera.zoom_to(found.camera[2], camera.width / 2, camera.height / 2)
        camera.look_at(*found.camera[:2])
        screen.side_panel, screen.adviser = found.panel, found.adviser
        screen.set_overlay(found.overlay)
        screen.told_turn = turn
        news = session.heard_by(screen.seat).fought(found.heard)
        if found.said or news:
            screen.say(found.said or news[0])
        return
    screen.adviser = advice.Adviser()
    screen.set_overlay("")
    session.sounds.clear()
    screen.home()
    if not asked:
        screen.told_turn = turn if screen.reported.get(screen.seat) == turn else 0
        screen.reported[screen.seat] = turn
