"""Changing the zoom: what is shown on the way, and the painter that works beside it."""

from __future__ import annotations

import threading

import pygame
import pytest

from game import settings, zooming
from game.chunks import Store

SIZE = (320, 200)


class _Map:
    """Stands in for the view: a red map, whose ground at the new level is blue."""

    def __init__(self, level: int) -> None:
        self.camera = self.store = self
        self.width, self.height = SIZE
        self.level, self.dropped = level, 0

    @property
    def km(self) -> float:
        return 4.0 / 2**self.level

    def zoom_to(self, level: int, x: float, y: float) -> None:
        self.level = level

    def drop_requests(self) -> None:
        self.dropped += 1

    def draw(self, target: pygame.Surface) -> None:
        target.fill((200, 0, 0))

    def draw_ground(self, target: pygame.Surface, ready_only: bool) -> None:
        target.fill((0, 0, 200))

    def prepare(self, seconds: float) -> None:
        assert 0 < seconds <= 0.004


@pytest.mark.parametrize(("start", "end"), [(2, 3), (3, 2)])
def test_a_zoom_shows_the_map_as_it_was_and_turns_it_into_the_new_one(monkeypatch, start, end) -> None:
    now = [100.0]
    monkeypatch.setattr(zooming.time, "monotonic", lambda: now[0])
    screen, view = pygame.Surface(SIZE), _Map(start)
    zoom = zooming.Zooming(SIZE)
    assert not zoom.draw(view, screen)
    assert not zoom.running
    zoom.begin(view, end, (160, 100))
    assert (view.level, view.dropped, zoom.running) == (end, 1, True)
    now[0] += 10  # however long the first picture took
    assert zoom.draw(view, screen)
    assert {tuple(screen.get_at(p))[:3] for p in ((0, 0), (160, 100), (319, 199))} == {(200, 0, 0)}
    now[0] = 100.0 + zooming.SECONDS * settings.now().slowness * 0.7
    assert zoom.draw(view, screen)
    corner, middle = tuple(screen.get_at((0, 0)))[:3], tuple(screen.get_at((160, 100)))[:3]
    # Nearer: the old map fills the window; farther: it shrinks and the new ground comes in round it.
    assert (corner, middle) == ((200, 0, 0) if end > start else (0, 0, 200), (200, 0, 0))
    now[0] = 100.0 + zooming.SECONDS * settings.now().slowness
    assert not zoom.draw(view, screen)
    assert not zoom.running


def test_a_zoom_begun_in_a_window_of_another_size_fills_it() -> None:
    zoom, view = zooming.Zooming((64, 64)), _Map(2)
    screen = pygame.Surface(SIZE)
    zoom.begin(view, 3, (10, 10))
    assert zoom.draw(view, screen)
    assert tuple(screen.get_at((319, 199)))[:3] == (200, 0, 0)


def test_the_painter_takes_the_most_wanted_first_and_forgets_what_left_the_view(monkeypatch) -> None:
    store = Store(None)  # its painting is replaced
    try:
        hold, done = threading.Event(), []
        painted: list[tuple[int, int, int]] = []
        monkeypatch.setattr(store, "_paint", lambda key, look, dresser: painted.append(key))
        store.ask(0.0, hold.wait)
        store.ask(5.0, lambda: done.append("last"))
        store.ask(0.5, lambda: done.append("first"))
        store.visible = {(2, 0, 0), (2, 0, 1), (3, 0, 0)}
        for key in ((2, 0, 0), (2, 0, 1)):
            store.near(key, "look", lambda ground, key: ground)
        assert (store.pending(), store.idle()) == (2, False)
        store.drop_requests()
        assert store.pending() == 0
        for key in ((3, 0, 0), (3, 7, 7)):  # the second is not in view
            store.near(key, "look", lambda ground, key: ground)
        hold.set()
        store.wait()
        assert store.idle()
        assert done == ["first", "last"]
        assert painted == [(3, 0, 0)]
        assert store.pending() == 0
    finally:
        store.close()
