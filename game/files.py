"""Saving, loading and pictures from the map screen."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pygame

from engine import paths
from game import saves, wording
from game.screens import Push
from game.session import SessionError, load_session

if TYPE_CHECKING:
    from game.map_screen import MapScreen


def save_path(scenario: str) -> Path:
    """Return the file in which the game of a scenario is kept."""
    return saves.folder() / f"{scenario.replace('/', '-')}.save"


def autosave_path(scenario: str) -> Path:
    """Return the file that is written at the start of each turn of a person."""
    return saves.folder() / f"{scenario.replace('/', '-')}-auto.save"


def save_picture(screen: MapScreen) -> None:
    """Write a picture of the window."""
    folder = paths.user_data() / "pictures"
    path = folder / f"stivale-{time.strftime('%Y%m%d-%H%M%S')}.png"
    picture = pygame.Surface(screen.size)
    screen.draw(picture)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        pygame.image.save(picture, str(path))
    except (OSError, pygame.error) as problem:
        screen.say(str(problem))
        return
    screen.say(wording.PICTURE_SAVED.format(path))


def keep(screen: MapScreen) -> None:
    """Save the game under a name of its own, beside those that are there."""
    if screen.session.own_file is not None:
        save(screen)
        return
    path = save_path(screen.session.world.scenario_id)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    save(screen, path.with_name(f"{path.stem}-{screen.session.game.state.turn:03d}-{stamp}.save"))


def autosave(screen: MapScreen) -> None:
    """Save the game in a thread, as at the start of each turn of a person."""
    session = screen.session
    path = session.own_file or autosave_path(session.world.scenario_id)
    session.save_soon(path)
    saves.keep_picture(screen, path)


def save(screen: MapScreen, path: Path | None = None) -> None:
    """Save the game, in the one file for that if no other is named.

    A game by mail is kept in its own folder only: as any saved game it would open for both sides.
    """
    screen.close_dialog()
    if screen.session.own_file is not None:
        if screen.session.human_to_act():  # else all is in the letters and the journal
            autosave(screen)
        screen.say(wording.MAIL_KEPT)
        return
    path = path or save_path(screen.session.world.scenario_id)
    try:
        screen.session.save(path)
    except OSError as problem:
        screen.say(str(problem))
        return
    saves.keep_picture(screen, path)
    screen.say(wording.SAVED.format(path))


def choose(screen: MapScreen) -> None:
    """Show the saved games of this scenario, to go on with one."""
    screen.close_dialog()
    if screen.session.own_file is not None:
        screen.say(wording.MAIL_ONLY)
        return
    scenario = screen.session.world.scenario_id
    screen.leaving = Push(saves.SavesScreen(screen.size, scenario, lambda saved: load(screen, saved.path)))


def load(screen: MapScreen, path: Path) -> None:
    """Go on with a saved game of this scenario."""
    session = screen.session
    ids = session.world.side_ids
    sides = (
        "none"
        if not session.humans
        else "both"
        if len(session.humans) == len(ids)
        else ids[min(session.humans)]
    )
    try:
        other = load_session(path, sides)
    except (SessionError, OSError, ValueError) as problem:
        screen.say(str(problem))
        return
    screen.take_over(other)
    screen.say(wording.LOADED)
