"""Fog in the window: log, map and overlays tell a side what it knows and no more."""

from __future__ import annotations

import os

os.environ["SDL_VIDEODRIVER"] = "dummy"

import numpy as np
import pytest

import engine
from engine.events import Withdrawn
from engine.hearing import told
from engine.observation import SPECTATOR
from engine.orders import EndTurn
from engine.state import set_bit
from engine.world import World
from game import chronicle, overlays
from game.app import open_display
from game.session import Session


@pytest.fixture(scope="module")
def world() -> World:
    open_display((1280, 720))
    return engine.load_scenario("italy1943")


@pytest.mark.rule("fog.books")
def test_the_log_keeps_still_about_what_the_enemy_does_in_secret(world) -> None:
    """The end of a person's turn runs phases of both sides, of which he hears his share alone."""
    game = engine.new_game(world, 3)
    for _ in range(3):
        engine.apply(game, EndTurn())
    visible = game.view(1).hex_seen.copy()
    session = Session(world, game.clone(), {1}, "passive", 3)
    events = engine.apply(game, EndTurn())
    kept = [e for e in events if told(e, 1, visible) is None]
    secret = {words for e in kept if (words := chronicle.narrate(world, e))}
    open_ = {words for e in events if e not in kept and (words := chronicle.narrate(world, e))}
    assert secret - open_
    assert session.give(EndTurn()) is None
    lines = {line.words for line in session.log}
    assert not (secret - open_) & lines
    assert open_ <= lines


def test_who_leaves_by_order_is_known_to_his_side() -> None:
    seen = np.ones(9, np.uint8)
    assert told(Withdrawn(unit=1, side=0), 1, seen) is None
    assert told(Withdrawn(unit=1, side=0), 0, seen) is not None
    assert told(Withdrawn(unit=1), 1, seen) is not None


@pytest.mark.rule("fog.control")
def test_the_overlay_shows_the_control_that_is_known(world) -> None:
    game = engine.new_game(world, 3)
    state = game.state
    dark = np.flatnonzero((game.view(0).hex_seen == 0) & (world.hex_place[: world.land] < 0))
    set_bit(state.hex_veiled, int(dark[5]), True)
    game.changed()
    for viewer, holder in ((0, -1), (1, 1), (SPECTATOR, 1)):
        seen = game.view(viewer)
        assert int(seen.hex_control[dark[5]]) == holder
        codes = overlays.build(world, seen, "control").codes
        assert int(codes[dark[5]]) == holder + 1
        assert (np.delete(codes, dark[5]) == np.delete(state.hex_control + 1, dark[5])).all()
