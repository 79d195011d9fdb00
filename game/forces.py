"""The order of battle at the left of the map screen: by formation or sorted, all or those one looks for.

A unit's line jumps to its hex, or to the list of what waits off the map.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.kernels.consts import MODE_NORMAL, QUARTERS, STATUS_BOX, STATUS_MAP, SUPPLY_FULL
from engine.observation import SPECTATOR
from game import theme, wording
from game.panels import accent, formation, unit_row
from game.scene import Scene
from game.widgets import Paper, Sheet

WIDTH = 420
SORTS: tuple[str, ...] = ("formation", "strength", "cohesion", "name")
FILTERS: tuple[str, ...] = ("all", "fresh", "hungry", "weak", "away")
WEAK = 50  # cohesion or percent of strength below which a unit is weak


@dataclass
class Browser:
    """What is asked of the order of battle: whose, in which order, which of it."""

    sort: str = SORTS[0]
    only: str = FILTERS[0]
    other: bool = False  # the enemy's, as far as it is known

    def act(self, action: tuple[object, ...]) -> bool:
        """Take in a button; return whether it was one of the browser's."""
        match action:
            case ("forces-sort", str(name)):
                self.sort = name
            case ("forces-only", str(name)):
                self.only = name
            case ("forces-other",):
                self.other = not self.other
            case _:
                return False
        return True

    def key(self) -> object:
        """Return a value that changes whenever the list does."""
        return self.sort, self.only, self.other


def side_of(scene: Scene, browser: Browser, acting: int) -> int:
    """Return the side that is listed: the viewer's, or for one who watches that to act, or the other."""
    own = scene.seen.viewer if scene.seen.viewer != SPECTATOR else max(0, acting)
    sides = len(scene.world.side_ids)
    return (own + 1) % sides if browser.other else own


def units(scene: Scene, side: int, browser: Browser) -> list[tuple[str, list[int]]]:
    """Return the units that are asked for in groups with a name; sorted ones are one group without."""
    world, seen = scene.world, scene.seen
    wanted = _filters(scene)[browser.only]
    rows = [
        u
        for u in range(world.sizes.unit)
        if seen.unit_status[u] in (STATUS_MAP, STATUS_BOX) and int(seen.unit_side[u]) == side and wanted(u)
    ]
    if browser.sort == "strength":
        rows.sort(key=lambda u: (-int(seen.unit_quarters[u]), world.unit_labels[u], u))
    elif browser.sort == "cohesion":
        rows.sort(key=lambda u: (int(seen.unit_cohesion[u]), world.unit_labels[u], u))
    elif browser.sort == "name":
        rows.sort(key=lambda u: (world.unit_labels[u].casefold(), u))
    else:
        groups: dict[str, list[int]] = {}
        for unit in rows:
            parent = int(seen.unit_formation[unit])
            name = formation(scene, parent) or wording.INDEPENDENT
            if parent >= 0 and seen.hq_support[parent]:
                name = wording.WITH_SUPPORT.format(name, int(seen.hq_support[parent]))
            groups.setdefault(name, []).append(unit)
        return list(groups.items())
    return [("", rows)] if rows else []


def _filters(scene: Scene) -> dict[str, Callable[[int], bool]]:
    world, seen = scene.world, scene.seen
    return {
        "all": lambda u: True,
        "fresh": lambda u: bool(
            seen.unit_status[u] == STATUS_MAP and seen.unit_mode[u] == MODE_NORMAL and seen.unit_mp[u] > 0
        ),
        "hungry": lambda u: bool(seen.unit_status[u] == STATUS_MAP and seen.unit_supply[u] > SUPPLY_FULL),
        "weak": lambda u: bool(
            seen.unit_cohesion[u] < WEAK or seen.unit_quarters[u] * 100 < WEAK * world.unit_full[u]
        ),
        "away": lambda u: bool(seen.unit_status[u] == STATUS_BOX),
    }


def panel(scene: Scene, side: int, browser: Browser, height: int, offset: int) -> Sheet:
    """Return the order of battle of a side from a line on, as high as there is room."""
    seen = scene.seen
    paper = Paper(WIDTH, accent(side))
    found = units(scene, side, browser)
    count = sum(len(rows) for _, rows in found)
    steps = sum(int(seen.unit_quarters[u]) for _, rows in found for u in rows) // QUARTERS
    paper.heading(wording.ORDER_OF_BATTLE, wording.FORCES_COUNT.format(count, steps))
    name = scene.world.side_names[side]
    paper.buttons([(wording.FORCES_SIDE.format(name), ("forces-other",))], height=24)
    paper.buttons(
        [(wording.coded("FORCES_SORT", key), ("forces-sort", key)) for key in SORTS],
        primary=SORTS.index(browser.sort),
        height=24,
    )
    paper.buttons(
        [(wording.coded("FORCES_ONLY", key), ("forces-only", key)) for key in FILTERS],
        primary=FILTERS.index(browser.only),
        height=24,
    )
    paper.primary = None  # Enter presses what has the focus, not what holds already
    offset = max(0, min(offset, count - 1))
    skipped = shown = 0
    for title, rows in found:
        if skipped + len(rows) <= offset:
            skipped += len(rows)
            continue
        if paper.y > height - 70:
            break
        if title:
            paper.small(title)
        for unit in rows:
            if skipped < offset:
                skipped += 1
                continue
            if paper.y > height - 60:
                break
            unit_row(paper, scene, unit, False)
            at = int(seen.unit_hex[unit])
            action = ("jump", at) if at >= 0 else ("show-boxes",) if side == seen.viewer else None
            rect, _ = paper.spots.pop()
            if action is not None:  # a line that leads nowhere is no button, and the focus goes past it
                paper.spots.append((rect, action))
            shown += 1
    left = count - skipped - shown
    if left > 0:
        paper.text(wording.counted("MORE_BELOW", left), 12, theme.INK_SOFT)
    if not count:
        paper.text(wording.FORCES_NONE, 13, theme.INK_SOFT)
    return paper.finish(height)
