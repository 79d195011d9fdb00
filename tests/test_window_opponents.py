"""The list of opponents on the start screen: each can be chosen, plays, and is remembered."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

import engine
from engine import paths
from engine.ai import rivals
from engine.ai.player import seated
from engine.orders import EndTurn
from game import session as sessions
from game import settings, shot, texts, wording
from game.menu_screen import MenuScreen
from game.session import Session, load_session, new_session
from game.settings import Settings
from tests.test_window_screens import faults

RIVALS = ["staff:south-of-rome", "staff:to-the-apennines"]
ALL = ["staff", *RIVALS, "staff+:24", "staff+:96", "staff+:192", "greedy", "passive"]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    shot.open_hidden()
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    spoken = texts.language()
    settings.use(Settings(language="en"))
    yield
    settings.use(Settings())
    texts.use(spoken)


def start(size: tuple[int, int] = (1280, 720)) -> MenuScreen:
    """Return the start screen at the campaign, whose first side is played by a person."""
    menu = MenuScreen(size, seed=3, prepare=False)
    menu.act(("row", [entry.name for entry in menu.entries].index("italy1943")))
    menu.draw(pygame.Surface(size))
    return menu


def click(menu: MenuScreen, action: object) -> None:
    """Press the button of an action that lies on top, where it is in the window."""
    menu.draw(pygame.Surface(menu.size))
    for rect, there in menu._spots():
        if there == action:
            menu.handle(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=rect.center))
            return
    raise AssertionError(f"no button {action}")


def press(menu: MenuScreen, key: int) -> None:
    menu.handle(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0, unicode=""))


def walk_to(menu: MenuScreen, action: object, key: int) -> None:
    """Walk with a key until a button has the focus."""
    for _ in range(40):
        spots = menu._spots()
        if menu.focus.at >= 0 and spots[menu.focus.at][1] == action:
            return
        press(menu, key)
    raise AssertionError(f"the keyboard does not come to {action}")


@pytest.fixture(scope="module")
def world() -> engine.world.World:
    return engine.load_scenario("italy1943")


def begun(menu: MenuScreen, world: object, monkeypatch: pytest.MonkeyPatch, what: str = "play") -> Session:
    """Return the session that the start screen begins, without painting a map for it."""
    made: list[Session] = []

    class Kept(Session):
        def __init__(self, *args: object, **more: object) -> None:
            super().__init__(*args, **more)  # type: ignore[arg-type]
            made.append(self)

    monkeypatch.setattr(sessions, "Session", Kept)
    monkeypatch.setattr("game.map_screen.MapScreen", lambda *args: None)
    ground = SimpleNamespace(data=None, painter=None, base=None)
    menu.waiting = what
    menu.preparation = SimpleNamespace(  # type: ignore[assignment]
        done=True, error="", world=world, ground=ground, scenario="", share=1.0, words=""
    )
    menu.update(0.0)
    assert made, menu.message
    return made[-1]


@pytest.mark.parametrize("name", ALL)
def test_each_is_chosen_by_a_click_and_plays(
    name: str, world: engine.world.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    menu = start()
    click(menu, ("opponents",))
    assert menu.choosing
    assert [a[1] for _, a in menu._spots() if a[0] == "opponent"] == ALL
    click(menu, ("opponent", name))
    assert not menu.choosing, "one click chooses"
    assert menu.facing() == name
    session = begun(menu, world, monkeypatch)
    assert session.opponent == name
    axis = world.rows("side")["axis"]
    assert session.memories[axis].player == name
    assert seated(world, axis, session.opponent) is not None
    if name in RIVALS:
        assert rivals.rival_of(world, session.memories[axis]).id == name.partition(":")[2]  # type: ignore[union-attr]


@pytest.mark.parametrize("key", [pygame.K_TAB, pygame.K_DOWN])
@pytest.mark.parametrize("name", ALL)
def test_each_is_chosen_by_keyboard(name: str, key: int) -> None:
    menu = start()
    walk_to(menu, ("opponents",), pygame.K_TAB)
    press(menu, pygame.K_RETURN)
    assert menu.choosing
    walk_to(menu, ("opponent", name), key)
    press(menu, pygame.K_RETURN)
    assert (menu.facing(), menu.choosing, menu.waiting) == (name, False, None)


def test_the_list_opens_at_the_one_chosen_and_escape_keeps_him() -> None:
    menu = start()
    menu.act(("opponent", "staff+:96"))
    menu.act(("opponents",))
    assert menu._spots()[menu.focus.at][1] == ("opponent", "staff+:96")
    press(menu, pygame.K_ESCAPE)
    assert (menu.choosing, menu.facing()) == (False, "staff+:96")
    menu.act(("opponents",))
    menu.act(("opponents",))
    assert not menu.choosing, "the button that opens the list closes it too"


def test_the_choice_is_remembered_for_the_next_start() -> None:
    start().act(("opponent", "staff:to-the-apennines"))
    settings.use(Settings())
    kept, why = settings.load()
    assert why == ""
    settings.use(kept)
    assert start().facing() == "staff:to-the-apennines"


@pytest.mark.parametrize(
    ("kept", "faced"),
    [
        ("genius", "staff"),
        ("standard", "staff"),
        ("staff+:7777777", "staff"),
        ("staff:nobody", "staff"),
    ],
)
def test_who_is_not_known_gives_way(kept: str, faced: str) -> None:
    settings.use(Settings(language="en", opponent=kept))
    menu = start()
    assert menu.facing() == faced
    menu.act(("opponents",))
    menu.draw(pygame.Surface(menu.size))


def test_a_rival_is_offered_to_his_enemy_alone(
    world: engine.world.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    menu = start()
    menu.act(("opponent", RIVALS[0]))
    menu.act(("side", 1))
    assert menu.facing() == "staff", "the other side has other rivals"
    menu.act(("opponents",))
    menu.draw(pygame.Surface(menu.size))
    offered = [a[1] for _, a in menu._spots() if a[0] == "opponent"]
    assert [n for n in offered if n.startswith("staff:")] == ["staff:bold", "staff:cautious"]
    menu.act(("side", 0))
    assert menu.facing() == RIVALS[0], "and he waits for the return"
    assert begun(menu, world, monkeypatch, "watch").opponent == "staff", "a rival cannot take both sides"


def test_the_lines_say_what_one_faces_and_that_nobody_cheats() -> None:
    menu = start()
    menu.act(("opponents",))
    menu.draw(pygame.Surface(menu.size))
    assert menu.told is not None
    words = " ".join(line.words for line in menu.told.lines)
    for told in (wording.OPPONENT_FAIR, *wording.OPPONENT_LINE.values(), "as Rommel would"):
        assert told in words
    menu.act(("opponent", RIVALS[1]))
    menu.draw(pygame.Surface(menu.size))
    assert menu.sheet is not None
    assert "as Rommel would" in " ".join(line.words for line in menu.sheet.lines)


def test_a_loaded_game_keeps_its_own_opponent(tmp_path: Path) -> None:
    session = new_session("italy1943/avalanche", "allies", "passive", 3)
    session.give(EndTurn())
    session.save(tmp_path / "game.stivale")
    settings.use(Settings(opponent="staff+:192"))
    again = load_session(tmp_path / "game.stivale")
    (other,) = {0, 1} - again.humans
    assert again.names == {other: "passive"}
    assert load_session(tmp_path / "game.stivale", "", "random").opponent == "random"


def test_another_player_takes_over_in_the_middle_of_a_turn(tmp_path: Path) -> None:
    session = new_session("italy1943/husky", "none", "greedy", 3)
    for _ in range(60):
        session.think_once()
    assert session.memories[session.to_act()].stage > 0
    side = session.to_act()
    session.save(tmp_path / "game.stivale")
    for name in ("staff", "random"):
        again = load_session(tmp_path / "game.stivale", "", name)
        assert [memory.player for memory in again.memories] == [name, name]
        before = again.game.revision
        again.think_once()
        assert again.game.revision > before
    same = load_session(tmp_path / "game.stivale")
    assert same.memories[side] == session.memories[side]


@pytest.mark.parametrize("language", sorted(texts.LANGUAGES))
@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("chosen", ["greedy", RIVALS[1], "staff+:192"])
def test_no_text_is_cut_or_covered(language: str, percent: int, chosen: str) -> None:
    settings.use(Settings(language=language, scale=percent, opponent=chosen), (1280, 720))
    menu = start()
    picture = pygame.Surface(menu.size)
    menu.draw(picture)
    assert menu.sheet is not None
    assert faults(menu.sheet) == []
    for side in range(3):
        menu.act(("side", side))
        menu.act(("opponents",))
        menu.draw(picture)
        assert menu.told is not None
        assert faults(menu.told) == []
        place = menu.told.picture.get_rect(topleft=menu._told_at())
        assert picture.get_rect().contains(place)
        menu.act(("close",))
