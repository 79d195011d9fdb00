"""The briefing: what a scenario tells before the first turn, and what it counts.

Reads ``text/briefing[-VARIANT].LANGUAGE.md`` of a scenario and the victory file of its World;
decides nothing. Of Markdown it knows a title, headings, paragraphs, lists and bold words.
What is told is laid out on as many pages as the window needs.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from engine.world import World
from game import assets, layout, panels, scale, texts, theme, wording
from game.widgets import PAD, Action, Paper, Sheet

if TYPE_CHECKING:
    from game.map_screen import MapScreen

KIND = "briefing"  # of the dialog
WIDTH = 760
LONGEST = 64_000  # bytes; a longer file is no briefing
_NAMES = 150  # pixels for the names of objectives


@dataclass(frozen=True)
class Block:
    """A piece that stays together on a page: head, text, item, or a name with what belongs to it."""

    kind: str  # head, text, item, row (of an objective) or level
    words: str
    name: str = ""
    colour: theme.Colour = theme.INK


@dataclass(frozen=True)
class Briefing:
    """What is told: title, when and how long, and the pieces in order."""

    title: str
    span: str
    blocks: tuple[Block, ...]
    accent: theme.Colour = theme.INK


def read(folder: str | Path, variant: str | None) -> tuple[str, list[Block]]:
    """Return title and pieces of a briefing in the language that is spoken, else in English; else nothing."""
    stem = f"briefing-{variant}" if variant else "briefing"
    for language in dict.fromkeys((texts.language(), texts.MAIN)):
        path = Path(folder) / "text" / f"{stem}.{language}.md"
        try:
            if path.stat().st_size <= LONGEST:
                return parse(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
    return "", []


def parse(words: str) -> tuple[str, list[Block]]:
    """Return the title of a text and its pieces; lines that follow each other are one paragraph."""
    title = ""
    blocks: list[Block] = []
    fresh = True
    for line in map(str.strip, words.splitlines()):
        mark, _, rest = line.partition(" ")
        if not line:
            fresh = True
        elif mark == "#":
            title, fresh = rest.strip(), True
        elif mark in ("##", "-"):
            blocks.append(Block("head" if mark == "##" else "item", rest.strip()))
            fresh = mark == "##"
        elif fresh:
            blocks.append(Block("text", line))
            fresh = False
        else:
            blocks[-1] = replace(blocks[-1], words=f"{blocks[-1].words} {line}")
    return title, blocks


def span(start: datetime.date, end: datetime.date, days: int) -> str:
    """Return when a scenario is played and how many turns of how many days that are."""
    turns = (end - start).days // max(1, days) + 1
    length = wording.SPAN.format(wording.date(start), wording.date(end), wording.counted("N_TURNS", turns))
    return f"{length} {wording.counted('DAYS_EACH', days)}"


def of(world: World) -> Briefing:
    """Return the briefing of a World: its text, then objectives, losses and levels of victory."""
    title, blocks = read(world.scenario_path, world.change.id if world.change is not None else None)
    blocks = blocks or [Block("text", wording.BRIEFING_NONE)]
    when = span(world.start, world.end, world.days_per_turn)
    return Briefing(title or world.title, when, (*blocks, *goals(world)))


def goals(world: World) -> list[Block]:
    """Return what counts: each objective with points by date, losses, and the levels from worst to best."""
    victory = world.victory
    blocks: list[Block] = []
    if victory.objective:
        blocks.append(Block("head", wording.BRIEFING_OBJECTIVES))
    for goal in victory.objective:
        name = world.place_names[world.rows("place")[goal.place]]
        bands = " · ".join(f"{texts.day(band.until)}: {band.points}" for band in goal.bands)
        blocks.append(Block("row", bands, name, panels.accent(world.rows("side")[goal.side])))
    losses = victory.points_per_enemy_step, victory.points_per_own_step
    if any(losses):
        scorer = world.side_names[world.rows("side")[victory.side]]
        blocks.append(Block("text", wording.BRIEFING_LOSSES.format(scorer, *losses)))
    levels = sorted(victory.level, key=lambda level: level.at_least)
    if levels:
        blocks.append(Block("head", wording.BRIEFING_LEVELS))
    for row, level in enumerate(levels):
        reached = wording.BRIEFING_FROM.format(level.at_least)
        if row == 0 and len(levels) > 1:
            reached = wording.BRIEFING_BELOW.format(levels[1].at_least)
        blocks.append(Block("level", reached, level.name, panels.accent(world.rows("side")[level.side])))
    return blocks


# -- pages ---------------------------------------------------------------------------------------


def _write(paper: Paper, block: Block) -> None:
    if block.kind == "head":
        paper.small(block.words)
    elif block.kind == "row":
        start = paper.y
        paper.words_at(block.name, PAD, start, 13, _NAMES - 8, block.colour, assets.BOLD)
        paper.text(block.words, 13, theme.INK, indent=_NAMES)
        paper.gap(1)
    elif block.kind == "level":
        paper.pair(block.name, block.words, block.colour, size=13)
    elif block.kind == "item":
        paper.words_at("•", PAD + 4, paper.y, 14, 12, theme.INK_SOFT, assets.BOLD)
        paper.rich(block.words, 14, indent=18)
    else:
        paper.rich(block.words, 14).gap(5)


def _height(blocks: tuple[Block, ...], width: int) -> int:
    paper = Paper(width)
    for block in blocks:
        _write(paper, block)
    return paper.y - Paper(width).y


def _frame(paper: Paper, told: Briefing, page: int, count: int) -> None:
    paper.heading(told.title, wording.OF.format(page + 1, count) if count > 1 else "")
    paper.text(told.span, 13, theme.INK_SOFT, assets.ITALIC).gap(4)


def _foot(paper: Paper, page: int, count: int, close: str) -> None:
    items: list[tuple[str, Action | None]] = [(close, ("close",))]
    if count > 1:
        earlier = ("briefing", page - 1) if page else None
        later = ("briefing", page + 1) if page + 1 < count else None
        items = [(wording.BRIEFING_BACK, earlier), (wording.BRIEFING_NEXT, later), *items]
    paper.buttons(items, primary=len(items) - 1)


def pages(told: Briefing, width: int, height: int) -> list[tuple[Block, ...]]:
    """Return the pieces page by page, so that no page is higher than a height.

    A heading stays with what follows it. A section goes to a page of its own if it fits there and
    not where it would begin.
    """
    frame = Paper(width)
    _frame(frame, told, 0, 2)
    _foot(frame, 0, 2, wording.GO_ON)
    room = height - frame.y - 10
    found: list[tuple[Block, ...]] = [()]
    blocks = told.blocks
    for row, block in enumerate(blocks):
        ahead: tuple[Block, ...] = (block,)
        if block.kind == "head":
            rest = blocks[row + 1 :]
            end = next((k for k, other in enumerate(rest) if other.kind == "head"), len(rest))
            section = (block, *rest[:end])
            ahead = section if _height(section, width) <= room else section[:2]
        if found[-1] and _height((*found[-1], *ahead), width) > room:
            found.append(())
        found[-1] = (*found[-1], block)
    return found


def sheet(told: Briefing, page: int, width: int, height: int, close: str) -> tuple[Sheet, int]:
    """Return a page as a sheet, all of the same height, and how many pages there are.

    ``close`` are the words of the button that takes the briefing away.
    """
    laid = pages(told, width, height)
    page = max(0, min(page, len(laid) - 1))
    paper = Paper(width, told.accent)
    _frame(paper, told, page, len(laid))
    low = paper.y + max(_height(blocks, width) for blocks in laid)
    for block in laid[page]:
        _write(paper, block)
    paper.y = low
    _foot(paper, page, len(laid), close)
    return paper.finish(), len(laid)


# -- on the map screen ---------------------------------------------------------------------------


def show(screen: MapScreen, page: int) -> None:
    """Put up a page of the briefing; a page that is not there is the nearest one that is."""
    if screen.dialog_kind in layout.PLANS:
        screen.close_dialog()
    told = of(screen.session.world)
    side = screen.scene.seen.viewer
    width = min(WIDTH, scale.units(screen.size[0] - 16))
    height = scale.units(screen.size[1] - layout.bar() - 16)
    made, count = sheet(replace(told, accent=panels.accent(side)), page, width, height, wording.GO_ON)
    screen.dialog, screen.dialog_kind = made, KIND
    screen.page = max(0, min(page, count - 1))
    screen.sheets_key = None
