"""Sounds: the same in every run, never clipped, only of what is told, and silent without a device."""

from __future__ import annotations

import os
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
from game import mapdata, settings, shot, sounds, texts, wording
from game.map_painter import MapPainter
from game.map_screen import MapScreen
from game.session import new_session
from game.settings import Settings
from game.settings_screen import SettingsScreen

TINY = str(Path(__file__).parent / "scenarios" / "tiny")


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    shot.open_hidden()
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    monkeypatch.setattr(sounds, "_last", {})
    sounds._ready.cache_clear()
    sounds._sound.cache_clear()
    yield
    pygame.mixer.quit()
    sounds._ready.cache_clear()
    sounds._sound.cache_clear()
    settings.use(Settings())


@pytest.mark.parametrize("name", sorted(sounds.MAKERS))
def test_a_sound_is_heard_ends_and_is_the_same_each_time(name: str) -> None:
    made = sounds.samples(name)
    assert made.dtype == np.int16
    assert 0.3 * sounds.RATE < len(made) < 2 * sounds.RATE
    assert 3000 < np.abs(made.astype(int)).max() <= sounds.LOUDEST
    assert abs(int(made[-1])) < 50, "it would click"
    assert abs(float(made.mean())) < 600, "it leans to one side"
    assert np.array_equal(made, sounds.samples(name))


def test_sounds_differ_and_every_one_has_an_event() -> None:
    assert len({sounds.samples(name).tobytes() for name in sounds.MAKERS}) == len(sounds.MAKERS)
    assert set(sounds.EVENTS.values()) == set(sounds.MAKERS)
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


def test_what_a_side_is_told_is_what_it_hears() -> None:
    session = new_session(TINY, "both", "greedy", 1)
    session.sounds.clear()
    world, side = session.world, session.viewer()
    order = next(o for o in engine.legal(session.game, side) if isinstance(o, Move))
    events = engine.apply(Game(world, session.game.state.clone()), order)
    assert session.give(order) is None
    assert session.sounds[0] == "march"
    session.sounds.clear()
    session._tell([e for e in events if isinstance(e, Moved)], 1 - side, np.zeros(world.land, np.uint8))
    assert not session.sounds, "a march that nobody saw was heard"


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
