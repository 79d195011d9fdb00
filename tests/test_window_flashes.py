"""What just happened is shown for a moment: counters travel, retreats and landings have arrows."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

os.environ["SDL_VIDEODRIVER"] = "dummy"

import numpy as np
import pygame
import pytest

from engine.events import Landed, Moved, Retreated, Scored
from game import flashes, happened, mapdata, settings, shot, wording
from game.app import App
from game.happened import Flash
from game.map_screen import MapScreen
from game.settings import Settings
from tests import window_states

SIZE = (1280, 720)


@pytest.fixture(scope="module")
def screen() -> Iterator[MapScreen]:
    shot.open_hidden()
    session = window_states.position()
    data = mapdata.load(session.world.scenario_path, session.world)
    painter = window_states.blank_painter(data)
    made = MapScreen(session, data, painter, SIZE, pygame.Surface((1548, 1917)), threaded=False)
    yield made
    made.close()


@pytest.fixture(autouse=True)
def usual(screen: MapScreen) -> Iterator[None]:
    window_states.rest(screen)
    yield
    settings.use(Settings())


def drawn(screen: MapScreen, *shown: Flash) -> bytes:
    picture = pygame.Surface(SIZE)
    flashes.draw(picture, screen.view, shown)
    return pygame.image.tobytes(picture, "RGB")


def way(screen: MapScreen) -> tuple[int, tuple[int, ...]]:
    """Return a unit in sight and a way of three hexes to where it stands."""
    window_states.near(4)(screen)
    unit = window_states.own(screen)[0]
    world, seen = screen.session.world, screen.scene.seen
    at = int(seen.unit_hex[unit])
    one = next(int(h) for h in world.hex_neighbour[at] if 0 <= h < world.land)
    two = next(int(h) for h in world.hex_neighbour[one] if 0 <= h < world.land and h != at)
    return unit, (two, one, at)


def test_events_become_what_is_shown(screen: MapScreen) -> None:
    world, control = screen.session.world, screen.scene.seen.hex_control
    unit, path = way(screen)
    march = happened.flash(world, control, Moved(unit=unit, side=0, path=path))
    assert march is not None
    assert (march.kind, march.path, march.unit) == ("move", path, unit)
    back = happened.flash(world, control, Retreated(unit=unit, path=path, side=0))
    assert back is not None
    assert back.kind == "retreat"
    beach = next(
        p for p in range(len(world.place_ids)) if world.place_beach[p] > 0 and world.place_hex[p] >= 0
    )
    at = int(world.place_hex[beach])
    ashore = happened.flash(world, control, Landed(units=(unit,), place=beach, hex=at))
    assert ashore is not None
    assert ashore.path[-1] == at
    assert len(ashore.path) == 2
    assert ashore.path[0] >= world.land, "it comes over the sea"
    assert happened.flash(world, control, Scored(side=0, points=1, reason="x")) is None


def test_a_counter_travels_along_its_way(screen: MapScreen) -> None:
    unit, path = way(screen)
    now = time.monotonic()
    early, late = (Flash(now - age, "move", path, 0, unit) for age in (0.1, 0.6))
    assert drawn(screen, early) != drawn(screen, late)
    nobody = Flash(now - 0.1, "move", path, 0)
    assert drawn(screen, early) != drawn(screen, nobody)
    gone = Flash(now - 60, "move", path, 0, unit)
    assert drawn(screen, gone) == drawn(screen)


def test_a_retreat_looks_unlike_a_march_and_a_landing_has_an_arrow(screen: MapScreen) -> None:
    _, path = way(screen)
    now = time.monotonic()
    pictures = {drawn(screen, Flash(now - 1.2, kind, path, 0)) for kind in ("move", "retreat", "landing")}
    assert len(pictures) == 3
    assert drawn(screen) not in pictures


def test_a_place_along_a_line_goes_by_length() -> None:
    line = [(0.0, 0.0), (30.0, 0.0), (30.0, 10.0)]
    assert flashes.along(line, 0.0) == (0.0, 0.0)
    assert flashes.along(line, 0.5) == (20.0, 0.0)
    assert flashes.along(line, 1.0) == (30.0, 10.0)
    assert flashes.along([(1.0, 1.0), (1.0, 1.0)], 0.5) == (1.0, 1.0)
    ways = np.array([flashes.along(line, share)[0] for share in np.linspace(0, 1, 20)])
    assert (np.diff(ways) >= 0).all()


def test_nothing_is_drawn_where_animation_is_off(screen: MapScreen) -> None:
    unit, path = way(screen)
    settings.use(Settings(animation="off"))
    assert drawn(screen, Flash(time.monotonic(), "move", path, 0, unit)) == drawn(screen)


def test_esc_skips_the_rest_of_the_computers_turn(screen: MapScreen) -> None:
    session = screen.session
    app = App(pygame.display.set_mode(SIZE), screen)
    unit, path = way(screen)
    window_states.rest(screen)
    session.flashes.append(Flash(time.monotonic(), "move", path, 1, unit))
    session.thinking = True
    pygame.event.clear()
    try:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE, mod=0, unicode=""))
        app.frame(0.016)
        assert session.hurry
        assert not session.flashes
        assert screen.toast == wording.SKIPPED
        assert screen.dialog is None
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE, mod=0, unicode=""))
        app.frame(0.016)
        assert screen.dialog_kind == "menu", "a second time it is the menu as ever"
    finally:
        session.thinking = session.hurry = False
        screen.close_dialog()
