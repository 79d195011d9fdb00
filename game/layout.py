"""Where the panels of the map screen lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from game import advice, enquiry, flights, forces, landing, lists, muster, panels, scale, standing, whatif
from game import corner as corners
from game import plan as plans
from game.widgets import Sheet

if TYPE_CHECKING:
    from game.map_screen import MapScreen

BAR = 40  # height of the bar at the top, in units
GAP = 12
PLANS = ("attack", "landing")  # dialogs beside which the map can be clicked
# Units that the panel at the left takes up.
WIDE = {
    "log": 470,
    "forces": 470,
    "politics": 470,
    "book": 470,
    "supply": 450,
    "standing": 490,
    "plan": 450,
    advice.PANEL: 470,
}
OTHERS = 400
CURTAIN = "curtain"  # the dialog between two people at one window


def bar() -> int:
    """Return the height of the bar at the top in pixels."""
    return scale.px(BAR)


def left_of(screen: MapScreen) -> int:
    """Return how many pixels the panel at the left takes up."""
    return scale.px(WIDE.get(screen.side_panel, OTHERS)) if screen.side_panel else 0


def dialog_at(screen: MapScreen, sheet: Sheet) -> tuple[int, int]:
    """Return the upper left corner of a dialog: beside the panels for an attack, else the middle."""
    w, h = sheet.picture.get_size()
    if screen.dialog_kind in PLANS:
        return max(8, screen.size[0] - w - scale.px(panels.WIDTH + 30)), bar() + scale.px(14)
    return max(0, (screen.size[0] - w) // 2), max(bar() + 8, (screen.size[1] - h) // 2)


def fitted(screen: MapScreen, name: str, sheet: Sheet, room: int) -> Sheet:
    """Return a sheet, or as much of it as there is room for, from where it was scrolled to."""
    low = sheet.picture.get_height() - room
    if low <= 0:
        screen.scrolls.pop(name, None)
        return sheet
    screen.scrolls[name] = max(0, min(low, screen.scrolls.get(name, 0)))
    return sheet.cut(name, screen.scrolls[name], room)


def make_room(screen: MapScreen, row: int) -> None:
    """Move the map if a plan's dialog would hide the hex that it is about."""
    if screen.dialog is None:
        return
    x, _ = dialog_at(screen, screen.dialog)
    at = screen.view.hex_pixel(row)
    margin = 50
    if left_of(screen) + margin < at[0] < x - margin and bar() + margin < at[1] < screen.size[1] - margin:
        return
    look_between(screen, row, x)


def look_between(screen: MapScreen, row: int, right: int) -> None:
    """Put a hex in the middle between the panel at the left and a pixel at the right."""
    camera = screen.view.camera
    middle = (left_of(screen) + right) / 2
    x, y = float(screen.data.x[row]), float(screen.data.y[row])
    camera.look_at(x + (screen.size[0] / 2 - middle) * camera.km, y)


def home(screen: MapScreen) -> None:
    """Look at the middle of one's own units, or of all."""
    s, data = screen.scene, screen.data
    rows = [h for h, units in s.stacks.items() if int(s.seen.unit_side[units[0]]) == s.seen.viewer]
    plan = [] if rows else landing.plan_places(s.world, landing.plan_now(s.world, s.seen))
    rows = rows or plan or list(s.stacks)
    if rows:
        x = sorted(float(data.x[h]) for h in rows)[len(rows) // 2]
        y = sorted(float(data.y[h]) for h in rows)[len(rows) // 2]
        screen.view.camera.look_at(x, y)
        return
    zones = {z for b in screen.session.boxed(s.seen) for z in s.world.box_sea_zones[b][:1]}
    names = {s.world.sea_zone_ids[z] for z in zones}
    sea = [i for i, name in enumerate(data.sea_zone) if name in names] or range(len(data.x))
    screen.view.camera.look_at(float(data.x[list(sea)].mean()), float(data.y[list(sea)].mean()))


def lay_out(screen: MapScreen) -> list[tuple[Sheet, int, int]]:
    """Return all sheets with their places, the topmost last; behind the curtain there is only itself."""
    if screen.hidden():
        curtain = screen.dialog if screen.dialog_kind == CURTAIN else None
        return [] if curtain is None else [(curtain, *dialog_at(screen, curtain))]
    session, seen, orders = screen.session, screen.scene.seen, screen.orders
    w, h = screen.size
    gap = scale.px(GAP)
    top = bar() + gap
    acting = session.to_act()
    wide = scale.up(w)
    thinking = session.thinking and acting >= 0 and acting not in session.humans
    progress = session.progress if thinking else None
    sheets = [(panels.top_bar(session.world, seen, acting, wide, progress), 0, 0)]
    right = w - scale.px(panels.WIDTH) - gap
    corner = corners.corner(session, screen.scene)
    low = h - corner.picture.get_height() - gap
    y = top
    for number, sheet in enumerate(orders.sheets()):
        room = low - y - 8
        if number == 0:
            sheet = fitted(screen, "unit", sheet, room)
        if sheet.picture.get_height() <= room:
            sheets.append((sheet, right, y))
            y += sheet.picture.get_height() + 8
    sheets.append((corner, right, low))
    side = _side_panel(screen, scale.units(h - bar() - 28))
    if side is not None:
        sheets.append((fitted(screen, screen.side_panel, side, h - top - 8), gap, top))
    if screen.view.overlay is not None:
        legend = panels.legend(screen.view.overlay)
        beside = side.picture.get_width() if side is not None else screen.minimap.size[0] + gap
        sheets.append((legend, beside + 2 * gap, h - legend.picture.get_height() - 14))
    card = screen.lessons.card(session.world)
    if card is not None:
        sheets.append((card, max(gap, left_of(screen)), top))
    if screen.dialog is not None:
        room = h - bar() - (scale.px(14) if screen.plans() else 8) - 8
        dialog = fitted(screen, screen.dialog_kind, screen.dialog, room)
        sheets.append((dialog, *dialog_at(screen, dialog)))
    return sheets


def _side_panel(screen: MapScreen, room: int) -> Sheet | None:
    """Return the panel at the left, None if none is open; lists fill ``room`` units of height."""
    session, seen, orders = screen.session, screen.scene.seen, screen.orders
    match screen.side_panel:
        case "log":
            return lists.log_panel(session.world, session.log, screen.offset, room)
        case "boxes":
            plan = landing.planned(session.world, landing.plan_now(session.world, seen))
            boxed = session.boxed(seen)
            return lists.boxes_panel(screen.scene, boxed, orders.boxed, plan, room, screen.offset)
        case "forces":
            side = forces.side_of(screen.scene, screen.browser, session.to_act())
            return forces.panel(screen.scene, side, screen.browser, room, screen.offset)
        case "book":
            return screen.book.panel(room, screen.offset)
        case "air":
            return flights.panel(session, screen.scene, orders.sorties)
        case "supply":
            side = forces.side_of(screen.scene, forces.Browser(), session.to_act())
            return whatif.panel(screen.scene, side, orders.fall())
        case "standing":
            return standing.panel(screen.scene)
        case advice.PANEL:
            return screen.adviser.panel(screen)
        case plans.PANEL:
            return plans.panel(screen)
        case muster.NAME:
            return muster.panel(screen.scene, *screen.mustered, orders.unit)
        case "politics":
            return enquiry.politics_panel(session.world, seen)
    return None
