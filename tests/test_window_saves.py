"""Saved games are listed with pictures, chosen with mouse or keys, and a damaged one harms nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

from engine import paths
from game import files, mapdata, saves, scale, settings, shot, wording
from game.map_screen import MapScreen
from game.menu_screen import MenuScreen
from game.saves import Saved, SavesScreen
from game.screens import Pop, Push
from game.settings import Settings
from tests import window_states
from tests.test_window_screens import LOOKS, SIZES, faults

SIZE = (1280, 720)


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MapScreen]:
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    shot.open_hidden()
    session = window_states.position()
    data = mapdata.load(session.world.scenario_path, session.world)
    painter = window_states.blank_painter(data)
    made = MapScreen(session, data, painter, SIZE, pygame.Surface((1548, 1917)), threaded=False)
    window_states.rest(made)
    yield made
    made.close()
    settings.use(Settings())


def test_games_are_listed_newest_first_with_their_pictures(screen: MapScreen) -> None:
    assert saves.listed() == []
    files.save(screen)
    files.autosave(screen)
    screen.session.stop()
    plain, auto = files.save_path("italy1943/avalanche"), files.autosave_path("italy1943/avalanche")
    os.utime(plain, (1000, 1000))
    found = saves.listed()
    assert [saved.path for saved in found] == [auto, plain]
    assert [saved.auto for saved in found] == [True, False]
    assert found[0].header.turn == screen.session.game.state.turn
    for saved in found:
        picture = pygame.image.load(str(saves.picture_of(saved.path)))
        assert picture.get_size() == (2 * saves.THUMB[0], 2 * saves.THUMB[1])
    assert saves.title_of(found[0]).startswith("Avalanche")
    assert saves.listed("italy1943/avalanche") == found
    assert saves.listed("italy1943") == []


def test_a_game_can_be_kept_beside_the_others(screen: MapScreen) -> None:
    files.save(screen)
    screen.act(("keep",))
    assert len(saves.listed()) == 2


@pytest.mark.parametrize("words", [b"", b"PK\x03\x04 and no more", b"\x00" * 5000])
def test_what_is_no_game_is_left_out(screen: MapScreen, words: bytes) -> None:
    files.save(screen)
    whole = files.save_path("italy1943/avalanche")
    (saves.folder() / "broken.save").write_bytes(words)
    torn = whole.read_bytes()
    (saves.folder() / "torn.save").write_bytes(torn[: len(torn) // 2])
    saves.picture_of(whole).write_bytes(words)
    assert [saved.path for saved in saves.listed()] == [whole]
    SavesScreen(SIZE, "", lambda saved: None).draw(pygame.Surface(SIZE))


def test_one_is_chosen_from_the_map(screen: MapScreen) -> None:
    first = screen.session
    files.save(screen)
    digest = first.game.state.digest()
    screen.act(("load",))
    leaving = screen.leaving
    assert isinstance(leaving, Push)
    shelf = leaving.screen
    assert isinstance(shelf, SavesScreen)
    shelf.draw(pygame.Surface(SIZE))
    rect = next(rect for rect, action in shelf._spots() if action == ("saved", 0))
    done = shelf.handle(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=rect.center))
    assert isinstance(done, Pop)
    assert screen.session is not first
    assert screen.session.game.state.digest() == digest
    assert screen.session.humans == {0}


def test_one_is_chosen_from_the_start_screen(screen: MapScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    files.save(screen)
    menu = MenuScreen(SIZE, prepare=False)
    monkeypatch.setattr(menu, "_prepare", lambda: None)
    pushed = menu.act(("load",))
    assert isinstance(pushed, Push)
    assert isinstance(pushed.screen, SavesScreen)
    pushed.screen.handle(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN, mod=0, unicode=""))
    assert menu.waiting == "load"
    assert menu.entries[menu.row].name == "italy1943/avalanche"
    assert menu.saved == files.save_path("italy1943/avalanche")
    strange = saves.listed()[0]
    menu.waiting = None
    menu.entries = [entry for entry in menu.entries if entry.name != strange.header.scenario]
    menu._go_on(strange)
    assert menu.waiting is None
    assert menu.message == wording.SAVES_NO_SCENARIO.format(strange.header.scenario)


def test_the_list_is_whole_and_scrolls(screen: MapScreen) -> None:
    files.save(screen)
    plain = files.save_path("italy1943/avalanche")
    for number in range(12):
        plain.with_name(f"game-{number:02d}.save").write_bytes(plain.read_bytes())
    for look in LOOKS:
        for size in SIZES:
            settings.use(look, size)
            chosen: list[Saved] = []
            shelf = SavesScreen(size, "", chosen.append)
            shelf.draw(pygame.Surface(size))
            assert shelf.sheet is not None
            assert faults(shelf.sheet) == []
            assert shelf.sheet.picture.get_height() <= size[1]
            met: set[object] = set()
            for _ in range(14):
                met |= {action for _, action in shelf._spots()}
                shelf.handle(pygame.event.Event(pygame.MOUSEWHEEL, x=0, y=-1))
            assert {("saved", row) for row in range(13)} <= met
    scale.use(100)
