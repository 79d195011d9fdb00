"""Lists at the left of the map screen: events, units off the map."""

from __future__ import annotations

import pygame

from engine.world import World
from game import assets, counter_painter, pictures, scale, theme, wording
from game.heard import LogLine
from game.panels import accent
from game.scene import Scene
from game.widgets import PAD, Paper, Sheet

THUMB = 80  # units that a small picture is wide


def log_panel(world: World, lines: list[LogLine], offset: int, height: int) -> Sheet:
    """Return the event log, newest first; a line with a hex or a picture can be clicked."""
    paper = Paper(420)
    paper.heading(wording.EVENTS, wording.NEWEST_FIRST)
    shown = list(reversed(lines))[offset:]
    if not shown:
        paper.text(wording.NO_EVENTS, 13, theme.INK_SOFT)
    for line in shown:
        if paper.y > height - 40:
            break
        colour = theme.INK if line.weight else theme.INK_SOFT
        style = assets.BOLD if line.weight == 2 else assets.REGULAR
        start = paper.y
        picture = pictures.of_trigger(world, line.trigger) if line.trigger >= 0 else None
        paper.text(line.words, 13, colour, style, THUMB + 8 if picture else 0)
        if picture:
            paper.picture(pictures.image(world, picture, scale.px(THUMB)), PAD, start + 2)
            paper.y = max(paper.y, start + 4 + round(THUMB * pictures.RATIO))
            spot = pygame.Rect(PAD, start, paper.inner, paper.y - start)
            paper.spots.append((spot, ("event", line.trigger)))
        elif line.hex >= 0:
            paper.spots.append((pygame.Rect(PAD, start, paper.inner, paper.y - start), ("jump", line.hex)))
        paper.gap(2)
    return paper.finish(height)


def boxes_panel(
    scene: Scene,
    boxes: dict[int, list[int]],
    chosen: set[int],
    plan: dict[int, int],
    height: int,
    offset: int,
) -> Sheet:
    """Return the list of own units off the map; click to choose who sails or lands."""
    world = scene.world
    paper = Paper(356, accent(scene.seen.viewer))
    craft = int(scene.seen.pool_craft[max(0, scene.seen.viewer)])
    paper.heading(wording.OFF_MAP, wording.CRAFT_AT_HAND.format(craft))
    paper.text(wording.CHOOSE_AND_LAND if boxes else wording.NOBODY_WAITS, 12, theme.INK_SOFT)
    each = world.sea.assault_craft_per_stack_point
    lift = {u: int(world.type_lift[int(world.unit_type[u])]) * each for us in boxes.values() for u in us}
    offset = min(offset, max(0, len(lift) - 4))
    skipped = shown = 0
    for box, units in boxes.items():
        if skipped + len(units) <= offset:
            skipped += len(units)
            continue
        paper.small(wording.called(world, "box", world.box_ids[box]))
        for unit in sorted(units, key=lambda u: (plan.get(u, 1 << 20), -lift[u], world.unit_labels[u])):
            if skipped < offset:
                skipped += 1
                continue
            if paper.y > height - 92:
                break
            shown += 1
            rect = pygame.Rect(PAD - 6, paper.y, paper.inner + 12, 31)
            if unit in chosen:
                paper.box(rect, theme.CHOSEN)
            paper.picture(counter_painter.counter(scene.spec(unit), scale.px(28)), PAD, paper.y + 1)
            x, room = PAD + 36, paper.inner - 36 - 66
            name = world.unit_names[unit] or world.unit_labels[unit]
            paper.words_at(name, x, paper.y, 13, room, theme.INK, assets.BOLD)
            place = plan.get(unit)
            kind = wording.called(world, "type", world.type_ids[int(world.unit_type[unit])])
            words = wording.PLANNED_AT.format(world.place_names[place]) if place is not None else kind
            soft = theme.INK if unit in chosen else theme.INK_SOFT
            paper.words_at(words, x, paper.y + 15, 11, room, soft)
            steps = wording.counted("N_STEPS", (int(scene.seen.unit_quarters[unit]) + 3) // 4)
            for k, item in enumerate((steps, wording.LIFT.format(lift[unit]))):
                w = assets.measure(item, 12)[0]
                paper.words_at(item, paper.width - PAD - w, paper.y + 15 * k, 12, w + 2, soft)
            paper.spots.append((rect, ("box-unit", unit)))
            paper.y += 32
    left = len(lift) - skipped - shown
    if left > 0:
        paper.text(wording.counted("MORE_BELOW", left), 12, theme.INK_SOFT, assets.ITALIC)
    if chosen:
        need = sum(lift.get(u, 0) for u in chosen)
        colour = theme.INK if need <= craft else theme.BAD
        paper.text(wording.counted("CHOSEN_NEED", len(chosen), need, craft), 13, colour, assets.BOLD)
        paper.buttons([(wording.CHOOSE_NOBODY, ("box-clear",))], height=24)
    return paper.finish()
