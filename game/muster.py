"""The units of an army or corps that a marker or tag stands for: their list, and the way to one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.kernels.consts import QUARTERS
from game import wording
from game.panels import accent, formation, hex_name, unit_row
from game.scene import Scene
from game.widgets import Paper, Sheet

if TYPE_CHECKING:
    from game.map_screen import MapScreen

NAME = "muster"
NEARER = 3  # zoom at which a unit that was chosen is shown


def panel(scene: Scene, row: int, units: tuple[int, ...], chosen: int) -> Sheet:
    """Return the list of units of a formation that stand together; a click on one leads to it."""
    seen = scene.seen
    there = [u for u in units if int(seen.unit_hex[u]) in scene.stacks]
    side = int(seen.unit_side[units[0]]) if units else -1
    paper = Paper(356, accent(side))
    steps = sum(int(seen.unit_quarters[u]) for u in there) // QUARTERS
    paper.heading(
        formation(scene, row) or wording.INDEPENDENT, wording.FORCES_COUNT.format(len(there), steps)
    )
    where = ""
    for unit in sorted(there, key=lambda u: (hex_name(scene, int(seen.unit_hex[u])), units.index(u))):
        place = hex_name(scene, int(seen.unit_hex[unit]))
        if place != where:
            paper.small(place)
            where = place
        unit_row(paper, scene, unit, unit == chosen)
        rect, _ = paper.spots.pop()
        paper.spots.append((rect, (NAME, unit)))
    return paper.finish()


def open_at(screen: MapScreen, at: tuple[float, float]) -> bool:
    """List the units of the marker or tag at a pixel, or go to a single one; return whether there is any."""
    found = screen.view.gathered_at(*at)
    if found is None:
        return False
    if len(found.units) == 1:
        go(screen, found.units[0])
        return True
    screen.orders.clear()
    screen.side_panel, screen.offset = NAME, 0
    screen.scrolls[NAME] = 0
    screen.mustered = (found.formation, found.units)
    screen.sheets_key = None
    return True


def go(screen: MapScreen, unit: int) -> None:
    """Select a unit of the list and look at it from near by."""
    screen.side_panel = ""
    screen.focus.drop()
    row = int(screen.scene.seen.unit_hex[unit])
    if screen.view.camera.level < NEARER:
        screen.zoom(NEARER, (screen.size[0] // 2, screen.size[1] // 2))
    screen.look_at_hex(row)
    screen.orders.select(unit)
    screen.view.marks.hover = row
