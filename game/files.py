"""Saving, loading and pictures from the map screen."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pygame

from engine import paths
from game import wording
from game.journal import beside
from game.session import SessionError, load_session

if TYPE_CHECKING:
    from game.map_screen import MapScreen


def save_path(scenario: str) -> Path:
    """Return the file in which the game of a scenario is kept."""
    return paths.user_data() / "saves" / f"{scenario.replace('/', '-')}.save"


def autosave_path(scenario: str) -> Path:
    """Return the file that is written at the start of each turn of a person."""
    return paths.user_data() / "saves" / f"{scenario.replace('/', '-')}-auto.save"


def latest(scenario: str) -> Path:
    """Return the newer of the saved game and the autosave."""
    found = [p for p in (save_path(scenario), autosave_path(scenario)) if p.is_file()]
    return max(found, key=_touched, default=save_path(scenario))


def _touched(save: Path) -> float:
    """Return when a saved game or its journal was last written."""
    return max(p.stat().st_mtime for p in (save, beside(save)) if p.is_file())


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


def save(screen: MapScreen) -> None:
    """Save the game."""
    screen.close_dialog()
    path = save_path(screen.session.world.scenario_id)
    try:
        screen.session.save(path)
    except OSError as problem:
        screen.say(str(problem))
        return
    screen.say(wording.SAVED.format(path))


def load(screen: MapScreen) -> None:
    """Load the saved game of this scenario."""
    screen.close_dialog()
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
        other = load_session(latest(session.world.scenario_id), sides, session.opponent)
    except (SessionError, OSError, ValueError) as problem:
        screen.say(str(problem))
        return
    screen.take_over(other)
    screen.say(wording.LOADED)
