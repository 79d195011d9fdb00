"""Where the panels of the map screen lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from game import corner as corners
from game import enquiry, flights, landing, lists, panels
from game.widgets import Sheet

if TYPE_CHECKING:
    from game.map_screen import MapScreen

BAR = 40
PLANS = ("attack", "landing")  # dialogs beside which the map can be clicked


def dialog_at(screen: MapScreen, sheet: Sheet) -> tuple[int, int]:
    """Return the upper left corner of a dialog: beside the panels for an attack, else the middle."""
    w, h = sheet.picture.get_size()
    if screen.dialog_kind in PLANS:
        return max(8, screen.size[0] - w - panels.WIDTH - 30), BAR + 14
    return (screen.size[0] - w) // 2, max(BAR + 8, (screen.size[1] - h) // 2)


def make_room(screen: MapScreen, row: int) -> None:
    """Move the map if a plan's dialog would hide the hex that it is about."""
    if screen.dialog is None:
        return
    x, _ = dialog_at(screen, screen.dialog)
    left = 470 if screen.side_panel == "log" else 380 if screen.side_panel else 0
    at = screen.view.hex_pixel(row)
    margin = 50
    if left + margin < at[0] < x - margin and BAR + margin < at[1] < screen.size[1] - margin:
        return
    camera = screen.view.camera
    place = float(screen.data.x[row]), float(screen.data.y[row])
    middle = (left + x) / 2
    camera.look_at(place[0] + (screen.size[0] / 2 - middle) * camera.km, place[1])


def lay_out(screen: MapScreen) -> list[tuple[Sheet, int, int]]:
    """Return all sheets with their places, the topmost last."""
    session, seen, orders = screen.session, screen.scene.seen, screen.orders
    w, h = screen.size
    acting = session.to_act()
    sheets = [(panels.top_bar(session.world, seen, acting, w, session.thinking and acting >= 0), 0, 0)]
    right = w - panels.WIDTH - 12
    corner = corners.corner(session, screen.scene)
    low = h - corner.picture.get_height() - 12
    y = BAR + 12
    for sheet in orders.sheets():
        if y + sheet.picture.get_height() < low:
            sheets.append((sheet, right, y))
            y += sheet.picture.get_height() + 8
    sheets.append((corner, right, low))
    room = h - BAR - 28
    if screen.side_panel == "log":
        sheets.append((lists.log_panel(session.log, screen.offset, room), 12, BAR + 12))
    elif screen.side_panel == "boxes":
        plan = landing.planned(session.world, landing.plan_now(session.world, seen))
        sheet = lists.boxes_panel(screen.scene, session.boxed(seen), orders.boxed, plan, room, screen.offset)
        sheets.append((sheet, 12, BAR + 12))
    elif screen.side_panel == "forces":
        side = seen.viewer if seen.viewer >= 0 else max(0, acting)
        sheets.append((lists.forces_panel(screen.scene, side, room, screen.offset), 12, BAR + 12))
    elif screen.side_panel == "air":
        sheets.append((flights.panel(session, screen.scene, orders.sorties), 12, BAR + 12))
    elif screen.side_panel == "politics":
        sheets.append((enquiry.politics_panel(session.world, seen, room), 12, BAR + 12))
    if screen.view.overlay is not None:
        legend = panels.legend(screen.view.overlay)
        left = sheets[-1][0].picture.get_width() + 24 if screen.side_panel else screen.minimap.size[0] + 36
        sheets.append((legend, left, h - legend.picture.get_height() - 14))
    card = screen.lessons.card(session.world)
    if card is not None:
        wide = 470 if screen.side_panel == "log" else 380 if screen.side_panel else 12
        sheets.append((card, wide, BAR + 12))
    if screen.dialog is not None:
        sheets.append((screen.dialog, *dialog_at(screen, screen.dialog)))
    return sheets
