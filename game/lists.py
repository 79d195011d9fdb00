"""Lists at the left of the map screen: events, units off the map, order of battle."""

from __future__ import annotations

import pygame

from game import assets, theme, wording
from game.panels import accent, formation, unit_row
from game.scene import Scene
from game.session import LogLine
from game.widgets import PAD, Paper, Sheet


def log_panel(lines: list[LogLine], offset: int, height: int) -> Sheet:
    """Return the event log, newest first; a line with a hex can be clicked."""
    paper = Paper(420)
    paper.heading("Events", "newest first")
    shown = list(reversed(lines))[offset:]
    if not shown:
        paper.text(wording.NO_EVENTS, 13, theme.INK_SOFT)
    for line in shown:
        if paper.y > height - 40:
            break
        colour = theme.INK if line.weight else theme.INK_SOFT
        style = assets.BOLD if line.weight == 2 else assets.REGULAR
        start = paper.y
        paper.text(line.words, 13, colour, style)
        if line.hex >= 0:
            paper.spots.append((pygame.Rect(PAD, start, paper.inner, paper.y - start), ("jump", line.hex)))
        paper.gap(2)
    return paper.finish(height)


def boxes_panel(
    scene: Scene, boxes: dict[int, list[int]], chosen: set[int], height: int, offset: int
) -> Sheet:
    """Return the list of own units off the map; click to choose who sails or lands."""
    world = scene.world
    paper = Paper(330, accent(scene.seen.viewer))
    paper.heading("Off the map", f"craft {int(scene.seen.pool_craft[max(0, scene.seen.viewer)])}")
    paper.text("Choose units, then right-click a marked beach or port.", 12, theme.INK_SOFT)
    skipped = 0
    for box, units in boxes.items():
        paper.small(wording.title(world.box_ids[box]))
        for unit in units:
            if skipped < offset:
                skipped += 1
                continue
            if paper.y > height - 60:
                break
            start = paper.y
            unit_row(paper, scene, unit, unit in chosen)
            paper.spots[-1] = (paper.spots[-1][0], ("box-unit", unit))
            lift = int(world.type_lift[int(world.unit_type[unit])]) * world.sea.assault_craft_per_stack_point
            words = f"lift {lift}"
            w = assets.font(12).size(words)[0]
            paper.words_at(words, paper.width - PAD - w - 70, start + 1, 12, w + 2, theme.INK_SOFT)
    if chosen:
        paper.buttons([("Choose nobody", ("box-clear",))], height=24)
    return paper.finish()


def forces_panel(scene: Scene, side: int, height: int, offset: int) -> Sheet:
    """Return the order of battle of a side: formations and their units; a line jumps to its hex."""
    world, seen = scene.world, scene.seen
    paper = Paper(420, accent(side))
    paper.heading("Order of battle", world.side_names[side] if side >= 0 else "")
    groups: dict[str, list[int]] = {}
    for unit in range(world.sizes.unit):
        if seen.unit_status[unit] in (1, 2) and int(seen.unit_side[unit]) == side:
            parent = int(world.unit_formation[unit])
            groups.setdefault(formation(scene, parent) or "Independent", []).append(unit)
    skipped = 0
    for name, units in groups.items():
        if skipped + len(units) < offset:
            skipped += len(units)
            continue
        if paper.y > height - 80:
            break
        paper.small(name)
        for unit in units:
            if skipped < offset:
                skipped += 1
                continue
            if paper.y > height - 50:
                break
            unit_row(paper, scene, unit, False)
            at = int(seen.unit_hex[unit])
            paper.spots[-1] = (paper.spots[-1][0], ("jump", at) if at >= 0 else None)
    return paper.finish(height)
