"""Fog in the window: log, map and overlays tell a side what it knows and no more."""

from __future__ import annotations

import os

os.environ["SDL_VIDEODRIVER"] = "dummy"

import numpy as np
import pygame
import pytest
from test_fog import acting

import engine
from engine import paths
from engine.events import Lost, Withdrawn
from engine.game import Game
from engine.hearing import told
from engine.kernels.consts import PENDING_POLITICAL
from engine.observation import SPECTATOR
from engine.orders import EndTurn
from engine.rules import aftermath
from engine.state import set_bit
from engine.world import World
from game import chronicle, enquiry, forces, mapdata, overlays, panels, scene
from game.app import open_display
from game.session import Session
from game.shot import Shot, draw


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


def test_at_one_window_for_both_each_hears_his_own_losses(world, monkeypatch) -> None:
    """What one person is not told of, the other may be."""
    game = engine.new_game(world, 3)
    session = Session(world, game, {0, 1}, "passive", 3)
    unit = int(np.flatnonzero((game.state.unit_side == 1) & (game.view(0).unit_hex < 0))[0])
    hungry = Lost(unit=unit, quarters=3, cause=2, side=1, hex=-1)
    monkeypatch.setattr("game.session.turn.apply", lambda *_: [hungry])
    lines = len(session.log)
    assert session.give(EndTurn()) is None
    assert len(session.log) == lines
    assert (session.notes[1].own_steps, session.notes[0].enemy_steps) == (3, 0)


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


def sheets(world: World, game: Game, viewer: int) -> dict[str, bytes]:
    """Return the pictures of panels about a position by name, and the classes of overlays."""
    seen = game.view(viewer).private(world)
    session = Session(world, game.clone(), {viewer}, "passive", 3)
    shown = scene.build(world, mapdata.load(world.scenario_path, world), seen)
    drawn = {
        "politics": enquiry.politics_panel(world, seen),
        "supply": enquiry.supply_panel(world, seen, viewer),
        "attack": enquiry.attack_panel(shown, enquiry.best_attack(world, seen, session.attackers)),
        **{f"forces {s}": forces.panel(shown, s, forces.Browser(), 900, 0) for s in range(world.sizes.side)},
    }
    for row in (0, *np.flatnonzero(seen.hex_seen == 0)[::1500], *list(shown.stacks)[::60]):
        drawn[f"hex {row}"] = panels.hex_panel(shown, int(row))
    found = {name: pygame.image.tobytes(sheet.picture, "RGB") for name, sheet in drawn.items()}
    for name in overlays.NAMES:
        laid = overlays.build(world, seen, name)
        assert laid is not None
        found[f"overlay {name}"] = laid.codes.tobytes()
    found["counters"] = repr([(h, shown.specs(h)) for h in shown.stacks]).encode()
    return found


def test_panels_and_overlays_of_positions_that_differ_in_secrets_are_the_same(world) -> None:
    for name, viewer, left, right in acting():
        one, other = sheets(world, left, viewer), sheets(world, right, viewer)
        assert one.keys() == other.keys()
        assert [what for what in one if one[what] != other[what]] == [], name


def test_the_map_of_positions_that_differ_in_secrets_is_the_same(world, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(
        paths, "user_cache", lambda: tmp_path
    )  # no ground that somebody else paints meanwhile
    name, viewer, *games = acting()[-1]
    wanted = Shot(side=world.side_ids[viewer], overlay="control", size=(640, 480), zoom=2)
    sessions = [Session(world, game.clone(), {viewer}, "passive", 3) for game in games]
    left, right = (pygame.image.tobytes(draw(session, wanted), "RGB") for session in sessions)
    assert left == right, name


def test_the_panel_of_politics_opens_while_a_question_is_open(world) -> None:
    """Of a question to the other side its subject is masked, and nothing is said."""
    game = engine.new_game(world, 3)
    aftermath.push(game.state, PENDING_POLITICAL, 0, 1)
    game.changed()
    told_, untold = (enquiry.politics_panel(world, game.view(side)) for side in (0, 1))
    assert pygame.image.tobytes(told_.picture, "RGB") != pygame.image.tobytes(untold.picture, "RGB")
