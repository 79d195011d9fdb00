"""Two people who play by mail, each with a computer of his own, for the tests of the window."""

from __future__ import annotations

import os
import time
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

from engine import paths
from engine.orders import EndTurn
from game import instructions, keyboard, mapdata, post
from game.entries import entries
from game.mail_screen import MailScreen
from game.map_screen import MapScreen
from tests.window_states import blank_painter

SIZE = (1280, 720)
SCENARIO = "italy1943/tutorial"
FIGHT = "italy1943/diadem"


class Home:
    """The computer of one of the two."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch = folder, patch

    def enter(self) -> None:
        self.patch.setattr(paths, "user_data", lambda: self.folder)

    def desk(self, scenario: str = SCENARIO, side: int = 0) -> MailScreen:
        self.enter()
        entry = next(e for e in entries() if e.name == scenario)
        self.gone: list[post.ByMail] = []
        return MailScreen(SIZE, entry, side, self.gone.append)

    def map(self) -> MapScreen:
        """Go from the list to the map of the one game, as the start screen does."""
        self.enter()
        session = post.open_game(post.listed()[0].path)
        data = mapdata.load(session.world.scenario_path, session.world)
        return MapScreen(session, data, blank_painter(data), SIZE, threaded=False)


def homes(folder: Path, patch: pytest.MonkeyPatch) -> tuple[Home, Home]:
    """Return the computers of the two, each with a folder of its own."""
    return Home(folder / "a", patch), Home(folder / "b", patch)


def press(screen: MapScreen | MailScreen, key: int, mod: int = 0) -> object:
    return screen.handle(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""))


def click(screen: MapScreen, action: tuple[object, ...]) -> None:
    screen.draw(pygame.Surface(SIZE))
    for sheet, x, y in screen.sheets:
        for rect, found in sheet.spots:
            if found == action:
                at = rect.move(x, y).center
                screen.handle(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=at))
                screen.handle(pygame.event.Event(pygame.MOUSEBUTTONUP, button=1, pos=at))
                return
    raise AssertionError(f"no button {action}")


def drop(screen: MailScreen, path: Path) -> None:
    """Drop a file on the list, and wait until it is proved."""
    screen.handle(pygame.event.Event(pygame.DROPFILE, file=str(path)))
    proved(screen)


def proved(screen: MailScreen) -> None:
    while screen.taking is not None:
        screen.update(0.02)
        time.sleep(0.005)


def walk_to(screen: MapScreen, action: tuple[object, ...]) -> None:
    """Walk over the buttons with Tab until one has the focus, and press it."""
    for _ in range(80):
        press(screen, pygame.K_TAB)
        spots = keyboard.spots(screen)
        if screen.focus.at >= 0 and spots[screen.focus.at][1] == action:
            press(screen, pygame.K_RETURN)
            return
    raise AssertionError(f"{action} cannot be reached with Tab")


def end_turn(screen: MapScreen) -> None:
    while screen.dialog is not None and screen.dialog_kind != instructions.WRITE:
        press(screen, pygame.K_RETURN if screen.dialog_kind == "opening" else pygame.K_ESCAPE)
    press(screen, pygame.K_RETURN, pygame.KMOD_CTRL)
    if screen.dialog_kind == "forgotten":
        click(screen, ("end",))
    screen.update(0.02)
    assert screen.dialog_kind == instructions.WRITE


def letters(home: Home) -> list[Path]:
    return sorted(home.folder.glob("mail/*/*.letter"))


def begun(two: tuple[Home, Home], scenario: str = SCENARIO) -> None:
    """Let the first begin as the first side and the second join with his key."""
    first, second = two
    first.enter()
    post.begin(scenario, 0, seed=1)
    (key,) = first.folder.glob("mail/*/game.key")
    drop(second.desk(scenario), key)


def whole_turn(home: Home, other: Home) -> None:
    """Let one do nothing in his turn, and the other take in the letter."""
    home.enter()
    session = post.open_game(post.listed()[0].path)
    while not session.finished():
        session.start_thinking()
        if session.human_to_act():
            assert session.give(EndTurn()) is None
    session.seal()
    drop(other.desk(FIGHT), letters(home)[-1])
