"""Sounds: the same in every run, never clipped, only of what is told, and silent without a device."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"

import numpy as np
import pygame
import pytest

import engine
from engine import paths
from engine.events import Battle, Event, Moved
from engine.game import Game
from engine.orders import Move
from game import app, mapdata, settings, shot, sounds, texts, wording
from game.map_painter import MapPainter
from game.map_screen import MapScreen
from game.screens import Push
from game.session import new_session
from game.settings import Settings
from game.settings_screen import SettingsScreen
from tests import window_states

TINY = str(Path(__file__).parent / "scenarios" / "tiny")


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    shot.open_hidden()
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    monkeypatch.setattr(sounds, "_last", {})
    monkeypatch.setattr(sounds, "_maker", None)
    monkeypatch.setattr(sounds, "_made", {})
    sounds._ready.cache_clear()
    sounds._sound.cache_clear()
    yield
    if sounds._maker is not None:
        sounds._maker.join()
    pygame.mixer.quit()
    sounds._ready.cache_clear()
    sounds._sound.cache_clear()
    settings.use(Settings())


@pytest.mark.parametrize("name", sorted(sounds.MAKERS))
def test_a_sound_is_heard_ends_and_is_the_same_each_time(name: str) -> None:
    made = sounds.samples(name)
    assert made.dtype == np.int16
    assert (0.05 if name == sounds.CLICK else 0.3) * sounds.RATE < len(made) < 2 * sounds.RATE
    assert 3000 < np.abs(made.astype(int)).max() <= sounds.LOUDEST
    assert abs(int(made[-1])) < 50, "it would click"
    assert abs(float(made.mean())) < 600, "it leans to one side"
    assert np.array_equal(made, sounds.samples(name))


def test_sounds_differ_and_every_one_has_an_event() -> None:
    assert len({sounds.samples(name).tobytes() for name in sounds.MAKERS}) == len(sounds.MAKERS)
    assert {*sounds.EVENTS.values(), sounds.CLICK, sounds.REFUSAL} == set(sounds.MAKERS)
    assert all(issubclass(kind, Event) for kind in sounds.EVENTS)


def test_of_one_sound_no_two_begin_at_once_and_no_more_than_the_voices() -> None:
    assert sounds.play(deque(["guns", "guns", "march"]), 60) == ["guns", "march"]
    assert len(sounds.play(deque(sorted(sounds.MAKERS)), 60)) <= sounds.VOICES - 2
    waiting = deque(["bell"])
    assert sounds.play(waiting, 0) == []
    assert not waiting, "what was not heard is not heard later"


def test_without_a_device_nothing_is_played_and_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise pygame.error("no such device")

    monkeypatch.setattr(pygame.mixer, "init", fail)
    assert sounds.play(deque(["guns"]), 100) == []


def test_behind_an_unseen_screen_no_device_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SDL_AUDIODRIVER")
    asked: list[object] = []
    monkeypatch.setattr(pygame.mixer, "init", lambda *given: asked.append(given))
    assert sounds.play(deque(["guns"]), 100) == []
    assert not asked


@pytest.mark.parametrize(
    ("cards", "here", "there", "hopeless"),
    [
        (None, "", "", True),
        ("--- no soundcards ---\n", "", "", True),
        (" 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n      HDA at 0xa2310000 irq 150\n", "", "", False),
        (None, "pulse/native", "", False),
        (None, "pipewire-0", "", False),
        (None, "", "tcp:host", False),
    ],
)
def test_no_device_is_looked_for_where_there_can_be_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cards: str | None, here: str, there: str, hopeless: bool
) -> None:
    monkeypatch.delenv("SDL_AUDIODRIVER")
    monkeypatch.delenv("PULSE_SERVER", raising=False)
    monkeypatch.setattr(pygame.display, "get_driver", lambda: "x11")
    monkeypatch.setattr(sounds.sys, "platform", "linux")
    monkeypatch.setattr(sounds, "CARDS", tmp_path / "cards")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    if cards is not None:
        (tmp_path / "cards").write_text(cards)
    if here:
        (tmp_path / here).parent.mkdir(exist_ok=True)
        (tmp_path / here).touch()
    if there:
        monkeypatch.setenv("PULSE_SERVER", there)
    assert sounds._hopeless() is hopeless
    monkeypatch.setattr(sounds.sys, "platform", "darwin")
    assert not sounds._hopeless(), "elsewhere one has to try"


def test_a_program_without_a_card_says_nothing_on_the_error_stream() -> None:
    words = "import pygame; from game import sounds; print(sounds.play(sounds.deque(['guns']), 60))"
    env = {name: value for name, value in os.environ.items() if not name.startswith("SDL_")}
    done = subprocess.run([sys.executable, "-c", words], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] in ("[]", "['guns']")
    assert "ALSA" not in done.stderr


def test_sounds_are_made_in_a_thread_after_the_first_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    surface = pygame.display.set_mode((1280, 720))
    window = app.App(surface, SettingsScreen((1280, 720), lambda: None))
    assert sounds._maker is None
    window.frame(0.016)
    maker = sounds.prepare(60)
    assert maker is not None
    assert maker.name == "sounds"
    window.frame(0.016)
    assert sounds.prepare(60) is maker, "once"
    maker.join()
    assert set(sounds._made) == set(sounds.MAKERS)
    monkeypatch.setattr(sounds, "samples", lambda name: pytest.fail(f"{name} is made again"))
    assert sounds.play(deque(["guns", "surf"]), 60) == ["guns", "surf"]


def test_nothing_is_made_that_nobody_will_hear(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sounds.prepare(0) is None
    monkeypatch.setattr(sounds, "_hopeless", lambda: True)
    assert sounds.prepare(60) is None


def test_buttons_click_and_what_cannot_be_done_is_refused_aloud(monkeypatch: pytest.MonkeyPatch) -> None:
    session = new_session(TINY, "both", "greedy", 1)
    data = mapdata.load(session.world.scenario_path, session.world)
    screen = MapScreen(
        session, data, MapPainter(data), (1280, 720), pygame.Surface((300, 300)), threaded=False
    )
    window_states.rest(screen)
    window = app.App(pygame.display.set_mode((1280, 720)), screen)
    heard: list[str] = []
    monkeypatch.setattr(sounds, "at_once", heard.append)

    def click(action: object) -> None:
        screen.lay_out()
        spot = next(r.move(x, y) for s, x, y in screen.sheets for r, found in s.spots if found == action)
        pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=spot.center))
        window.frame(0.016)

    click(("log",))
    assert heard == [sounds.CLICK]
    click(("undo",))
    assert heard == [sounds.CLICK, sounds.CLICK, sounds.REFUSAL]
    heard.clear()
    assert screen.give(Move(0, 10_000_000)) is False
    assert heard == [sounds.REFUSAL]
    heard.clear()
    for key in (pygame.K_q, pygame.K_RETURN):
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0, unicode=""))
        window.frame(0.016)
    assert heard == [sounds.CLICK], "by keyboard too"
    window.follow(Push(SettingsScreen((1280, 720), lambda: None)))
    heard.clear()
    chooser = window.screen
    assert isinstance(chooser, SettingsScreen)
    rect = next(rect for rect, found in chooser._spots() if found == ("volume", 20))
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=rect.center))
    window.frame(0.016)
    assert heard == [sounds.CLICK]
    screen.close()


def test_clicks_may_follow_each_other_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(sounds.time, "monotonic", lambda: now[0])
    assert sounds.play(deque(["click", "guns"]), 60) == ["click", "guns"]
    now[0] += 0.1
    assert sounds.play(deque(["click", "guns"]), 60) == ["click"]


def test_what_a_side_is_told_is_what_it_hears() -> None:
    session = new_session(TINY, "both", "greedy", 1)
    session.sounds.clear()
    world, side = session.world, session.viewer()
    order = next(o for o in engine.legal(session.game, side) if isinstance(o, Move))
    events = engine.apply(Game(world, session.game.state.clone()), order)
    assert session.give(order) is None
    assert session.sounds[0] == "march"
    session.sounds.clear()
    session.heard_by(1 - side).sounds.clear()
    session._tell([e for e in events if isinstance(e, Moved)], 1 - side, np.zeros(world.land, np.uint8))
    assert not session.heard_by(1 - side).sounds, "a march that nobody saw was heard"


def test_the_screen_plays_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    session = new_session(TINY, "both", "greedy", 1)
    data = mapdata.load(session.world.scenario_path, session.world)
    screen = MapScreen(
        session, data, MapPainter(data), (1280, 720), pygame.Surface((300, 300)), threaded=False
    )
    session.sounds.clear()
    session.sounds.append(sounds.EVENTS[Battle])
    settings.use(Settings(volume=40))
    heard: list[tuple[list[str], int]] = []
    monkeypatch.setattr(sounds, "play", lambda waiting, volume: heard.append((list(waiting), volume)))
    screen.update(0.01)
    screen.close()
    assert heard == [(["guns"], 40)]


@pytest.mark.parametrize("language", list(texts.LANGUAGES))
def test_the_volume_is_chosen_in_the_settings_and_kept(language: str) -> None:
    settings.use(Settings(language=language))
    screen = SettingsScreen((1280, 720), lambda: None)
    assert ("volume", 0) in [action for _, action in screen._spots()]
    screen.act(("volume", 0))
    assert settings.load()[0].volume == 0
    assert wording.SOUND_OFF in [line.words for line in screen._made().lines]
    with pytest.raises(ValueError, match="volume"):
        settings._checked(Settings(volume=101))
