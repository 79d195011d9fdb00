"""Letters and games by mail in the window: where they are dropped, told, kept and opened."""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import SimpleNamespace

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

from engine.store import mail
from game import instructions, mapdata, post, shot, wording
from game.map_screen import MapScreen
from game.menu_screen import MenuScreen
from game.past import PastScreen
from game.screens import Push
from tests.mail_homes import (
    FIGHT,
    SCENARIO,
    SIZE,
    Home,
    begun,
    click,
    end_turn,
    homes,
    letters,
    press,
    whole_turn,
)
from tests.window_states import blank_painter


@pytest.fixture(autouse=True)
def window() -> None:
    shot.open_hidden()


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Home, Home]:
    return homes(tmp_path, monkeypatch)


def test_a_letter_may_be_dropped_on_the_map_that_waits_for_it(two: tuple[Home, Home], tmp_path: Path) -> None:
    begun(two)
    first, second = two
    here = first.map()
    end_turn(here)
    click(here, ("seal",))
    there = second.map()
    there.update(0.02)
    assert there.dialog_kind == instructions.DONE, "he waits"
    torn = tmp_path / "torn.letter"
    torn.write_bytes(b"torn")
    for path in (torn, letters(first)[0]):
        before = there.session
        there.handle(pygame.event.Event(pygame.DROPFILE, file=str(path)))
        assert isinstance(before, post.PostalSession)
        while before.reading is not None:
            there.update(0.02)
            time.sleep(0.005)
        assert (there.session is before) == (path is torn)
        if path is torn:
            assert there.toast.startswith(torn.name), "he reads why it is refused"
    there.update(0.02)
    assert there.session.human_to_act()
    first.enter()
    here.handle(pygame.event.Event(pygame.DROPFILE, file=str(torn)))
    end = here.session
    assert isinstance(end, post.PostalSession)
    while end.reading is not None:
        here.update(0.02)
    assert here.session is end
    second.enter()
    there.handle(pygame.event.Event(pygame.DROPFILE, file=str(letters(first)[0])))
    assert there.toast == wording.MAIL_NOT_HERE


def test_the_log_of_a_letter_names_the_turn_in_which_it_was_played(two: tuple[Home, Home]) -> None:
    begun(two, FIGHT)
    whole_turn(*two)
    whole_turn(*reversed(two))
    two[0].enter()
    there = post.open_game(post.listed()[0].path)
    assert there.game.state.turn == 2
    began = [line.turn for line in there.log].index(2)
    assert began > 0, "what the enemy did came before"
    assert {line.turn for line in there.log[:began]} == {1}
    assert {line.turn for line in there.log[began:]} == {2}


def test_a_game_by_mail_is_opened_from_the_start_screen(
    two: tuple[Home, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(two)
    home = two[0]
    home.enter()
    menu = MenuScreen(SIZE, prepare=False)
    monkeypatch.setattr(menu, "_prepare", lambda: None)
    world = post.open_game(post.listed()[0].path).world
    data = mapdata.load(world.scenario_path, world)
    ground = SimpleNamespace(data=data, painter=blank_painter(data), base=None)
    menu.preparation = SimpleNamespace(  # type: ignore[assignment]
        scenario=SCENARIO, done=True, error=None, world=world, ground=ground, share=1.0, words=""
    )
    pushed = menu.act(("mail",))
    assert isinstance(pushed, Push)
    press(pushed.screen, pygame.K_RETURN)  # type: ignore[arg-type]
    for _ in range(4000):
        opened = menu.update(0.02)
        if opened is not None or menu.waiting is None:
            break
        time.sleep(0.005)
    assert isinstance(opened, Push), menu.message
    assert isinstance(opened.screen, MapScreen)
    assert isinstance(opened.screen.session, post.PostalSession)
    opened.screen.close()
    (letter,) = [post.listed()[0].path / mail.KEY_FILE]
    letter.write_text("{}")
    menu._open(SCENARIO, post.listed()[0].path if post.listed() else letter.parent, "mail")
    for _ in range(4000):
        if menu.waiting is None:
            break
        assert menu.update(0.02) is None
        time.sleep(0.005)
    assert menu.message.startswith(letter.name), "a game that cannot be read is told, and nothing opens"


def test_a_game_by_mail_is_kept_among_no_other_games(two: tuple[Home, Home]) -> None:
    begun(two)
    home = two[0]
    screen = home.map()
    while screen.dialog is not None:
        press(screen, pygame.K_RETURN)
    saves = home.folder / "saves"
    for action in ("save", "keep", "load"):
        screen.act((action,))
        assert screen.toast in (wording.MAIL_KEPT, wording.MAIL_ONLY)
        assert screen.leaving is None
    screen.session.stop()
    assert not list(saves.glob("*")), "as a saved game it would open for both sides"
    screen.act(("menu",))
    screen.lay_out()
    offered = {action for sheet, _, _ in screen.sheets for _, action in sheet.spots}
    assert ("save",) in offered
    assert not {("keep",), ("load",)} & offered
    past = PastScreen(screen, screen.take_over)
    before = screen.session
    past.act(("past-go-on",))
    assert ("past-go-on",) not in [action for _, action in past.build().spots]
    assert screen.session is before
