"""Keys that a player can change: at once, for good, without two actions on one key, and told everywhere."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

import engine
from engine import paths
from game import app, dialogs, keys, mapdata, settings, shot, texts, wording
from game.input import Do, Intent, Reader, ShowOverlay, Step, ZoomTo, pan_direction
from game.keys_screen import KeysScreen
from game.lessons import Lessons
from game.map_screen import MapScreen
from game.session import Session
from game.settings import Settings
from game.settings_screen import SettingsScreen
from tests import window_states

SIZE = (1280, 720)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    shot.open_hidden()
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    spoken = texts.language()
    yield
    settings.use(Settings())
    texts.use(spoken)


def down(code: int, mod: int = 0) -> pygame.event.Event:
    return pygame.event.Event(pygame.KEYDOWN, key=code, mod=mod, unicode="")


def read(key: str) -> Intent | None:
    """Return what a key means, written as in the settings."""
    chord = keys.parse(key)
    assert chord is not None, key
    mod = pygame.KMOD_LCTRL * chord.ctrl | pygame.KMOD_LSHIFT * chord.shift
    return Reader().read(down(chord.code, mod))


# -- the table -----------------------------------------------------------------------------------


def test_every_action_has_a_key_of_its_own_that_reaches_the_game() -> None:
    for name, key in keys.ACTIONS.items():
        found = read(key)
        kind, _, part = name.partition("-")
        match kind:
            case "pan":
                assert found is None, "by how long it is held"
            case "overlay":
                assert found == ShowOverlay(part)
            case "zoom":
                assert found == ZoomTo(int(part))
            case _:
                assert found == Do(name)
    every = [
        keys.parse(key) for key in (*keys.ACTIONS.values(), *(k for row in keys.FIXED.values() for k in row))
    ]
    assert None not in every
    assert len(set(every)) == len(every)


def test_fixed_keys_steps_and_keys_with_shift() -> None:
    assert read("escape") == Do("cancel")
    assert Reader().read(down(pygame.K_KP_ENTER)) == Do("confirm")
    assert Reader().read(down(pygame.K_KP_ENTER, pygame.KMOD_LCTRL)) == Do("end")
    assert read("shift+tab") == Do("back")
    assert read("ctrl+left") == Step(-1, 0)
    assert read("kp_9") == Step(1, -1)
    assert read("ctrl+z") == Do("undo")
    assert read("shift+n") == Do("next"), "Shift alone changes nothing"
    assert read("shift+equals") == Do("nearer")
    assert read("ctrl+n") is None
    assert Reader().read(down(pygame.K_LSHIFT)) is None


@pytest.mark.parametrize(
    "key", ["n", "f2", "ctrl+return", "ctrl+shift+s", "shift+g", "kp_5", "ö", "plus", "delete"]
)
def test_a_key_is_written_as_it_is_read(key: str) -> None:
    chord = keys.parse(key)
    assert chord is not None
    assert keys.written(chord) == key


@pytest.mark.parametrize("key", ["", "nn", "shift", "lshift", "ctrl+", "alt+n", "shift+ctrl+n", "N", "+"])
def test_what_is_no_key_is_none(key: str) -> None:
    assert keys.parse(key) is None


@pytest.mark.parametrize("language", sorted(texts.LANGUAGES))
def test_keys_have_names_on_every_keyboard(language: str) -> None:
    texts.use(language)
    names = {key: keys.named(chord) for key in keys._CODES if (chord := keys.parse(key)) is not None}
    assert all(name and name.isprintable() for name in names.values())
    assert names["n"] == "N"
    assert names["f12"] == "F12"
    assert keys.shown("end") == {"en": "Ctrl+Enter", "de": "Strg+Eingabe", "it": "Ctrl+Invio"}[language]
    assert len({keys.label(name) for name in keys.ACTIONS}) == len(keys.ACTIONS)


def test_held_keys_move_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.use(Settings(keys={"pan-left": "j"}))
    held = {pygame.K_j}

    class Held:
        def __getitem__(self, code: int) -> bool:
            return code in held

    monkeypatch.setattr(pygame.key, "get_pressed", Held)
    monkeypatch.setattr(pygame.key, "get_mods", lambda: 0)
    assert pan_direction() == (-1, 0)
    held.update({pygame.K_a, pygame.K_RIGHT, pygame.K_DOWN})
    assert pan_direction() == (0, 1), "the key as delivered is free now, arrows always pan"
    held.remove(pygame.K_RIGHT)
    assert pan_direction() == (-1, 1)
    assert pan_direction(typing=True) == (0, 1), "letters are for the search then"


def test_who_types_in_the_encyclopedia_does_not_move_the_map(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Held:
        def __getitem__(self, code: int) -> bool:
            return code == pygame.K_a

    monkeypatch.setattr(pygame.key, "get_pressed", Held)
    camera = window.map.view.camera
    window.map.act(("book",))
    before = camera.x
    window.press(pygame.K_a)
    assert camera.x == before
    window.map.act(("book",))
    window.press(pygame.K_F15)
    assert camera.x < before


# -- the file ------------------------------------------------------------------------------------


def test_chosen_keys_are_kept_and_a_file_without_them_is_read() -> None:
    chosen = Settings(keys={"next": "j", "end": "ctrl+e"})
    assert settings.keep(chosen) == ""
    assert settings.load() == (chosen, "")
    settings.path().write_text('{"format": 1, "language": "it"}')
    assert settings.load() == (Settings(language="it"), "")


@pytest.mark.parametrize(
    ("found", "good", "named"),
    [
        ({"next": "j", "undo": "nonsense"}, {"next": "j"}, ["undo"]),
        ({"next": "j", "fly": "x"}, {"next": "j"}, ["fly"]),
        ({"next": "p"}, {}, ["next"]),  # two on one key
        ({"next": "p", "previous": "n"}, {"next": "p", "previous": "n"}, []),
        ({"next": "j", "previous": "j", "undo": "x"}, {"undo": "x"}, ["next", "previous"]),
        ({"next": "escape"}, {}, ["next"]),
        ({"pan-left": "ctrl+j"}, {}, ["pan-left"]),
        ({"next": 5, "undo": "x"}, {"undo": "x"}, ["next"]),
        (["next"], {}, ["keys"]),
        (None, {}, ["keys"]),
    ],
)
def test_of_broken_keys_only_these_are_told_and_the_usual_ones_hold(
    found: object, good: dict[str, str], named: list[str]
) -> None:
    settings.path().write_text(json.dumps({"format": 1, "scale": 110, "keys": found}))
    read_, told = settings.load()
    assert read_ == Settings(scale=110, keys=good)
    assert bool(told) == bool(named)
    assert "\n" not in told
    for name in named:
        assert name in told
    settings.use(read_)
    assert len({keys.now(name) for name in keys.ACTIONS}) == len(keys.ACTIONS)


# -- the screen ----------------------------------------------------------------------------------


class Window:
    """A window with the settings open over the map."""

    def __init__(self, size: tuple[int, int] = SIZE) -> None:
        surface = pygame.display.set_mode(size)
        world = engine.load_scenario("italy1943/husky")
        data = mapdata.load(world.scenario_path, world)
        painter = window_states.blank_painter(data)
        session = Session(world, engine.new_game(world, 7), {1}, "passive", 7)
        self.map = MapScreen(session, data, painter, size, pygame.Surface((1548, 1917)), threaded=False)
        window_states.rest(self.map)
        self.app = app.App(surface, self.map)
        pygame.event.clear()

    def press(self, *codes: int, mod: int = 0) -> None:
        for code in codes:
            pygame.event.post(down(code, mod))
            self.app.frame(0.016)

    def click(self, action: object) -> None:
        screen = self.app.screen
        assert isinstance(screen, KeysScreen | SettingsScreen)
        rect = next(rect for rect, found in screen._spots() if found == action)
        pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=rect.center))
        self.app.frame(0.016)

    def open(self) -> KeysScreen:
        self.map.act(("settings",))
        self.press(pygame.K_F15)  # nothing, but the screen follows
        self.click(("keys",))
        found = self.app.screen
        assert isinstance(found, KeysScreen)
        return found


@pytest.fixture
def window() -> Iterator[Window]:
    made = Window()
    yield made
    made.map.close()


def words_of(screen: MapScreen) -> str:
    screen.lay_out()
    return " ".join(line.words for sheet, _, _ in screen.sheets for line in sheet.lines)


def test_a_key_is_changed_by_mouse_works_at_once_and_after_a_restart(window: Window) -> None:
    assert "Events E" in words_of(window.map)
    screen = window.open()
    window.click(("key", "log"))
    assert screen.waiting == "log"
    window.press(pygame.K_LSHIFT)
    assert screen.waiting == "log", "one holds Shift and then presses"
    window.press(pygame.K_x)
    assert screen.waiting == ""
    assert screen.told == wording.KEY_TOLD.format(keys.label("log"), "X")
    window.press(pygame.K_ESCAPE, pygame.K_ESCAPE)
    assert window.app.screen is window.map
    window.press(pygame.K_e)
    assert window.map.side_panel == ""
    window.press(pygame.K_x)
    assert window.map.side_panel == "log"
    assert "Events X" in words_of(window.map)
    window.press(pygame.K_F1)
    assert "X, O, L, F" in words_of(window.map)
    settings.use(Settings())
    assert read("x") is None
    found, told = settings.load()
    assert told == ""
    settings.use(found)
    assert read("x") == Do("log")
    assert read("e") is None


def test_a_key_is_changed_by_keyboard_alone(window: Window) -> None:
    screen = window.open()
    row = [action for _, action in screen._spots()].index(("key", "end"))
    window.press(*[pygame.K_DOWN] * (row + 1), pygame.K_RETURN)
    assert screen.waiting == "end"
    window.press(pygame.K_F10, mod=pygame.KMOD_LCTRL | pygame.KMOD_LSHIFT)
    assert settings.now().keys == {"end": "ctrl+shift+f10"}
    assert keys.shown("end") == "Ctrl+Shift+F10"
    assert read("ctrl+return") is None
    assert read("ctrl+shift+f10") == Do("end")


def test_arrows_walk_down_a_column_and_across(window: Window) -> None:
    screen = window.open()
    window.press(pygame.K_DOWN, pygame.K_DOWN)
    first = screen._spots()[screen.focus.at]
    assert first[1] == ("key", "next")
    window.press(pygame.K_RIGHT)
    other = screen._spots()[screen.focus.at]
    assert other[0].left > first[0].right
    assert abs(other[0].centery - first[0].centery) < first[0].height
    window.press(pygame.K_RIGHT)
    assert screen._spots()[screen.focus.at] == other, "there is no column beyond"
    window.press(pygame.K_LEFT)
    assert screen._spots()[screen.focus.at] == first


def test_a_clash_is_told_and_the_two_change_places(window: Window) -> None:
    screen = window.open()
    window.click(("key", "next"))
    window.press(pygame.K_u)
    assert settings.now().keys == {"next": "u", "undo": "n"}
    assert screen.told == wording.KEY_SWAPPED.format(keys.label("next"), "U", keys.label("undo"), "N")
    assert not screen.bad
    assert (read("u"), read("n")) == (Do("next"), Do("undo"))
    assert settings.load() == (settings.now(), "")


def test_keys_that_are_fixed_held_or_unknown_are_refused_and_one_goes_on_waiting(window: Window) -> None:
    screen = window.open()
    window.click(("key", "pan-up"))
    for code, mod, told in (
        (pygame.K_RETURN, 0, wording.KEY_FIXED.format("Enter")),
        (pygame.K_z, pygame.KMOD_LCTRL, wording.KEY_FIXED.format("Ctrl+Z")),
        (pygame.K_KP_8, 0, wording.KEY_FIXED.format("Keypad 8")),
        (pygame.K_j, pygame.KMOD_LCTRL, wording.KEY_HELD),
        (pygame.K_CAPSLOCK, 0, wording.KEY_UNKNOWN),
    ):
        window.press(code, mod=mod)
        assert (screen.told, screen.bad, screen.waiting) == (told, True, "pan-up")
    window.press(pygame.K_ESCAPE)
    assert window.app.screen is screen, "Esc leaves the key as it is, not the screen"
    assert (screen.waiting, screen.told, settings.now().keys) == ("", "", {})


def test_one_key_and_all_are_as_delivered_again(window: Window) -> None:
    screen = window.open()
    for name, code in (("next", pygame.K_x), ("book", pygame.K_n), ("home", pygame.K_DELETE)):
        window.click(("key", name))
        window.press(code)
    assert settings.now().keys == {"next": "x", "book": "n", "home": "delete"}
    window.click(("key", "next"))
    window.press(pygame.K_BACKSPACE)
    assert settings.now().keys == {"book": "x", "home": "delete"}, "the one that had its key gets the old one"
    window.click(("key", "home"))
    window.click(("key-one",))
    assert settings.now().keys == {"book": "x"}
    window.click(("keys-reset",))
    assert settings.now().keys == {}
    assert screen.told == wording.KEYS_ARE_RESET
    assert settings.load() == (Settings(), "")
    assert ("keys-reset",) not in [action for _, action in screen._spots()], "nothing is left to reset"


def test_a_folder_that_cannot_be_written_is_told_and_the_key_holds_for_now(
    window: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    screen = window.open()
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path / "file")
    window.click(("key", "next"))
    window.press(pygame.K_x)
    assert screen.bad
    assert screen.told.startswith(wording.SETTINGS_NOT_KEPT.split("{", maxsplit=1)[0])
    assert read("x") == Do("next")


def test_a_window_resized_over_another_screen_is_that_size_below_too(window: Window) -> None:
    window.open()
    pygame.event.post(pygame.event.Event(pygame.VIDEORESIZE, w=1400, h=800, size=(1400, 800)))
    window.press(pygame.K_ESCAPE, pygame.K_ESCAPE)
    assert window.app.screen is window.map
    assert window.map.size == (1400, 800)


# -- texts ---------------------------------------------------------------------------------------


def test_the_help_shows_changed_keys_and_rows_of_neighbours() -> None:
    def told() -> str:
        return " ".join(line.words for line in dialogs.help_panel().lines)

    assert "F2 to F9" in told()
    assert "1 to 5" in told()
    settings.use(Settings(keys={"overlay-weather": "y", "report": "ö", "zoom-5": "0"}))
    assert "F2 to F9" not in told()
    assert "F2, F3, Y, F5" in told()
    assert "1, 2, 3, 4, 0" in told()
    assert "Ö" in told().split()


def test_every_action_that_can_be_changed_is_in_the_help() -> None:
    named = {name for rows in dialogs.HELP.values() for row in rows for name in row}
    assert keys.ACTIONS.keys() <= named
    assert named <= keys.ACTIONS.keys() | keys.FIXED.keys()


@pytest.mark.parametrize("language", sorted(texts.LANGUAGES))
def test_no_text_names_a_key_that_can_be_changed(language: str) -> None:
    texts.use(language)
    for message in texts.read(language):
        key = message.id if isinstance(message.id, str) else message.id[0]
        forms = (message.string,) if isinstance(message.string, str) else message.string
        if key.startswith(("KEY_NAME.", "HELP_KEYS.")):
            continue
        for form in forms:
            assert not re.search(r"\bF\d{1,2}\b|\b(Ctrl|Strg)\+|\([A-Z]\)| [B-Z]$", form), (key, form)


@pytest.mark.parametrize("language", sorted(texts.LANGUAGES))
def test_the_tutorial_names_the_keys_that_hold(language: str) -> None:
    texts.use(language)
    world = texts.localised(engine.load_scenario("italy1943/tutorial"))
    settings.use(Settings(language=language, keys={"boxes": "f10", "overlay-supply": "j"}))
    lessons, told = Lessons(world), ""
    for _ in lessons.steps:
        card = lessons.card(world)
        assert card is not None
        told += " ".join(line.words for line in card.lines) + " "
        lessons.turn(1)
    assert "{" not in told
    assert "F10" in told
    assert "F2" not in told
    assert keys.shown("end") in told
    assert keys.filled("{nothing} {boxes}") == "{nothing} F10"
