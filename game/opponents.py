"""Opponents that the start screen offers: each level with what one faces, rivals by their plans.

A level is the name of a computer player, see ``engine.ai.player.seated``. Here is what can be chosen for a
scenario and how the list looks; who plays in the end is the Session's business.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from engine.ai.player import UnknownPlayer, called, seated
from engine.world import World
from game import assets, texts, theme, wording
from game.widgets import Paper, Sheet

STAFF, AHEAD, PLAIN, PASSIVE = "staff", "staff+", "greedy", "passive"
LEVELS = (STAFF, AHEAD, PLAIN, PASSIVE)
BUDGETS = (24, 96, 192)  # nodes a turn of the staff that looks ahead
WIDTH = 600


class Rival(NamedTuple):
    """A rival of a doctrine: the name of the player that is it, and his plan in the language spoken."""

    player: str
    title: str


def rivals(folder: Path, sides: Iterable[str]) -> list[Rival]:
    """Return the rivals of some sides of a scenario; none where it has no doctrine that can be read."""
    root = folder.parent if folder.name == "scenario.toml" else folder
    found = []
    for side in sides:
        for name, title in _written(root / "doctrine" / f"{side}.toml"):
            found.append(Rival(f"{STAFF}:{name}", texts.named(root, f"rival.{side}.{name}") or title))
    return found


@lru_cache(maxsize=64)
def _written(file: Path) -> tuple[tuple[str, str], ...]:
    """Return id and title of the rivals in a doctrine's file, as far as it can be read."""
    try:
        listed = tomllib.loads(file.read_text(encoding="utf-8")).get("rival", [])
    except (OSError, ValueError):
        return ()
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    return tuple((str(row["id"]), str(row.get("title", row["id"]))) for row in rows if "id" in row)


def choices(known: list[Rival]) -> list[str]:
    """Return the names of all players that can be chosen, in the order of the list."""
    ahead = [f"{AHEAD}:{budget}" for budget in BUDGETS]
    return [STAFF, *(rival.player for rival in known), *ahead, PLAIN, PASSIVE]


def fitting(name: str, known: list[Rival]) -> str:
    """Return a remembered opponent if he can be chosen here, else the staff."""
    return name if name in choices(known) else STAFF


def seatable(world: World, sides: Iterable[int], name: str) -> str:
    """Return a player who can take all of some sides: the one of this name, else the staff."""
    for wanted in (name, name.partition(":")[0]):
        try:
            for side in sides:
                seated(world, side, wanted)
        except UnknownPlayer:
            continue
        return wanted
    return STAFF


def recorded(world: World, written: dict[str, str], people: set[int]) -> dict[int, str]:
    """Return the computer players of a file by side, as far as they are known."""
    found = {}
    for row, side in enumerate(world.side_ids):
        try:
            seated(world, row, written.get(side, ""))
        except UnknownPlayer:
            continue
        if row not in people:
            found[row] = called(written[side])
    return found


def label(name: str, known: list[Rival]) -> str:
    """Return what an opponent is called on the button of the start screen."""
    level, _, more = name.partition(":")
    words = wording.coded("PLAYER", level)
    if level == AHEAD and more:
        return wording.OPPONENT_TRIES.format(words, more)
    title = next((rival.title for rival in known if rival.player == name), "")
    return wording.OPPONENT_NAMED.format(words, title) if title else words


def sheet(chosen: str, known: list[Rival], width: int, height: int) -> Sheet:
    """Return the list of levels; where a window is too low for the lines under them, their names alone."""
    paper = _listed(chosen, known, width, explained=True)
    if paper.y + 10 > height:
        paper = _listed(chosen, known, width, explained=False)
    return paper.finish()


def _listed(chosen: str, known: list[Rival], width: int, explained: bool) -> Paper:
    paper = Paper(min(WIDTH, width), theme.SIDES[0])
    paper.heading(wording.OPPONENT_TITLE)
    if explained:
        paper.text(wording.OPPONENT_FAIR, 12, theme.INK_SOFT, assets.ITALIC)
    for level in LEVELS:
        name, options = wording.coded("PLAYER", level), _options(level, known)
        line = wording.OPPONENT_LINE[level] if explained else ""
        if not options:
            paper.answer(name, ("opponent", level), primary=level == chosen)
        else:
            paper.gap(3).text(name, 14, theme.INK, assets.BOLD)
        if line:
            paper.text(line, 12, theme.INK_SOFT)
        across = len(BUDGETS) if level == AHEAD else 1
        for k in range(0, len(options), across):
            part = options[k : k + across]
            players = [player for _, player in part]
            at = players.index(chosen) if chosen in players else -1
            paper.buttons([(words, ("opponent", player)) for words, player in part], at, 24)
    paper.gap(2).buttons([(wording.CLOSE, ("close",))], height=24)
    return paper


def _options(level: str, known: list[Rival]) -> list[tuple[str, str]]:
    """Return what there is to choose within a level, words and player; nothing if it is but one."""
    if level == AHEAD:
        return [(wording.OPPONENT_BUDGET.format(budget), f"{AHEAD}:{budget}") for budget in BUDGETS]
    if level == STAFF and known:
        return [(wording.OPPONENT_LOT, STAFF), *((rival.title, rival.player) for rival in known)]
    return []
