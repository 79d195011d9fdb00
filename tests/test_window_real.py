"""The real program in a real window on a virtual screen, played with a synthetic mouse and keyboard.

A second window in this process, under the dummy driver, is given the same events. It says where
the buttons lie and what must be seen on the screen, and in the end it must hold the same game.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import numpy as np
import pygame
import pytest

import engine
from engine import paths
from engine.orders import EndTurn, Move
from engine.store import archive
from game import app, files, mapdata, saves, settings
from game.map_screen import MapScreen
from game.session import Session
from tests import window_states
from tests.virtual_screen import PROGRAM, Hand, VirtualScreen

SCENARIO, SIDE, SEED = "italy1943/husky", 1, 7
SIZE = (1280, 720)
PATIENCE = 30.0  # seconds that one step may take on a machine that is busy with other things
ASIDE = (700, 4)  # on the bar at the top
SHINE = 24  # by how much of 255 a colour may differ
KEYS = {"Escape": pygame.K_ESCAPE, "Return": pygame.K_RETURN, "n": pygame.K_n}


def pixels(data: bytes) -> np.ndarray:
    """Return blue, green and red of pixels of four bytes."""
    return np.frombuffer(data, np.uint8).reshape(-1, 4)[:, :3].astype(np.int16)


class Twin:
    """The window in this process, to which the same is done as to the real one."""

    def __init__(self) -> None:
        surface = app.open_display(SIZE)
        settings.use(settings.Settings(language="en"), SIZE)
        world = engine.load_scenario(SCENARIO)
        data = mapdata.load(world.scenario_path, world)
        painter = window_states.blank_painter(data)
        self.session = Session(world, engine.new_game(world, SEED), {SIDE}, "passive", SEED)
        self.screen = MapScreen(
            self.session, data, painter, SIZE, pygame.Surface((1548, 1917)), threaded=False
        )
        self.app = app.App(surface, self.screen)

    def settle(self) -> None:
        """Wait until the person must decide."""
        end = time.monotonic() + PATIENCE
        self.app.frame(0.016)
        while self.session.thinking or not self.session.human_to_act():
            assert time.monotonic() < end
            self.app.frame(0.016)
            time.sleep(0.002)
        self.app.frame(0.016)
        self.app.frame(0.016)

    def post(self, kind: int, **what: object) -> None:
        pygame.event.clear()
        pygame.event.post(pygame.event.Event(kind, **what))
        self.app.frame(0.016)
        self.settle()

    def point(self, at: tuple[int, int]) -> None:
        self.post(pygame.MOUSEMOTION, pos=at, rel=(0, 0), buttons=(0, 0, 0))


class Pair:
    """The real window and its twin."""

    def __init__(self, hand: Hand, program: subprocess.Popen[bytes]) -> None:
        self.hand, self.program, self.twin = hand, program, Twin()
        self.twin.settle()

    @property
    def kind(self) -> str:
        """The dialog that is open."""
        return self.twin.screen.dialog_kind if self.twin.screen.dialog is not None else ""

    def until(self, what: str, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert self.program.poll() is None, f"the program ended before {what}"
            assert time.monotonic() < end, f"waited in vain for {what}"
            time.sleep(0.03)

    def look(self) -> None:
        """Wait until the real window shows the panels that the twin shows."""
        screen = self.twin.screen
        screen.draw(self.twin.app.surface)
        sheets = screen.sheets[-1:] if screen.dialog is not None else screen.sheets
        bounds = pygame.Rect((0, 0), SIZE)
        for sheet, x, y in sheets:
            rect = sheet.picture.get_rect(topleft=(x, y)).clip(bounds).inflate(-16, -16)
            if rect.w <= 0 or rect.h <= 0:
                continue
            place = (rect.x, rect.y, rect.w, rect.h)
            wanted = pixels(pygame.image.tobytes(self.twin.app.surface.subsurface(rect), "BGRA"))
            self.until(f"{self.kind or 'the panels'} at {place}", partial(self._alike, wanted, place))

    def _alike(self, wanted: np.ndarray, place: tuple[int, int, int, int]) -> bool:
        """Whether the screen shows this; the map, which shines through the panels, is not painted here."""
        return int(np.abs(pixels(self.hand.see(place)) - wanted).max()) <= SHINE

    def press(self, *names: str) -> None:
        """Press a key, with Control before it if so named, in both windows."""
        self.hand.press(*names)
        mod = pygame.KMOD_LCTRL if names[0] == "Control" else 0
        self.twin.post(pygame.KEYDOWN, key=KEYS[names[-1]], mod=mod, unicode="")
        self.look()

    def click(self, at: tuple[float, float], button: int = 1) -> None:
        """Click at a pixel in both windows."""
        spot = (round(at[0]), round(at[1]))
        self.hand.click(spot, button)
        self.hand.point(ASIDE)  # where it points at no hex
        self.twin.point(spot)
        self.twin.post(pygame.MOUSEBUTTONDOWN, pos=spot, button=button)
        self.twin.point(ASIDE)
        self.look()

    def button(self, action: tuple[object, ...]) -> tuple[int, int]:
        """Return the middle of a button."""
        for sheet, x, y in self.twin.screen.sheets:
            for rect, what in sheet.spots:
                if what == action:
                    return rect.move(x, y).center
        raise AssertionError(f"no button for {action}")

    def close_dialogs(self) -> None:
        """Close what can be closed by Escape, and take the proposed answer of a question."""
        while self.kind:
            if self.kind == "decision":
                self.press("Return")
                self.press("Return")
            else:
                self.press("Escape")


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    """Start the program on a screen of its own, with a folder of its own for saved games."""
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path / "twin")
    with VirtualScreen(SIZE) as screen:
        screen.hand.point(ASIDE)
        surroundings = {k: v for k, v in os.environ.items() if not k.startswith("SDL_")}
        surroundings |= {
            "DISPLAY": screen.name,
            "SDL_VIDEODRIVER": "x11",
            "SDL_AUDIODRIVER": "dummy",
            "XDG_DATA_HOME": str(tmp_path / "real"),
        }
        words = f"play {SCENARIO} --side axis --opponent passive --seed {SEED} --size 1280x720 --lang en"
        with (tmp_path / "told").open("wb") as told:
            program = subprocess.Popen(
                [sys.executable, "-m", "game", *words.split()],
                cwd=Path(__file__).parent.parent,
                env=surroundings,
                stdout=told,
                stderr=told,
            )
        try:
            both = Pair(screen.hand, program)
            both.until("the window", screen.hand.focus)
            yield both
            both.twin.screen.close()
        finally:
            program.kill()
            program.wait(20)
            print((tmp_path / "told").read_text("utf-8", "replace"))


def move_by_mouse(pair: Pair) -> None:
    """Choose a unit by keyboard and move it to a neighbouring hex by mouse."""
    screen = pair.twin.screen
    for _ in range(30):
        pair.press("n")
        marks = screen.view.marks
        near = [int(h) for h in screen.scene.world.hex_neighbour[marks.selected] if h in marks.reach]
        free = [
            h
            for h in near
            if screen._sheet_at(spot(screen, h)) is None and not screen._on_minimap(spot(screen, h))
        ]
        if free:
            unit = screen.orders.unit
            pair.click(spot(screen, free[0]), button=3)
            assert int(pair.twin.session.game.state.unit_hex[unit]) == free[0]
            return
    raise AssertionError("no unit can move")


def spot(screen: MapScreen, row: int) -> tuple[int, int]:
    """Return the pixel of a hex."""
    x, y = screen.view.hex_pixel(row)
    return round(x), round(y)


@pytest.mark.skipif(PROGRAM is None, reason="this machine has no Xvfb, so no virtual screen")
def test_two_turns_by_mouse_and_keyboard_in_a_real_window(pair: Pair, tmp_path: Path) -> None:
    pair.look()
    pair.close_dialogs()
    for turn in (1, 2):
        assert pair.twin.session.game.state.turn == turn
        move_by_mouse(pair)
        if turn == 1:
            pair.press("Control", "Return")
        else:
            pair.click(pair.button(("end",)))
        if pair.kind == "forgotten":
            pair.press("Return")
        assert pair.kind == "report"
        pair.close_dialogs()

    auto = tmp_path / "real" / "stivale" / "saves" / files.autosave_path(SCENARIO).name

    def saved_turn() -> int:
        header = saves._header(auto)
        return header.turn if header is not None else 0

    pair.until("the autosave of turn 3", lambda: saved_turn() == 3)
    found = archive.resume(auto)
    assert found.game.state.digest() == pair.twin.session.game.state.digest()
    orders = [entry for entry in pair.twin.session.recorder.entries if isinstance(entry, Move | EndTurn)]
    assert sum(isinstance(order, Move) for order in orders) >= 2
