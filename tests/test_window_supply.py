"""The panel of a unit tells how it is supplied, and the map shows the way and what cuts it."""

from __future__ import annotations

import os

os.environ["SDL_VIDEODRIVER"] = "dummy"

import numpy as np
import pygame
import pytest

import engine
from engine.kernels.consts import STATUS_MAP, SUPPLY_FULL
from engine.observation import Observation
from engine.orders import EndTurn
from engine.rules import shortage
from engine.world import World
from game import enquiry, provision, strokes
from game.app import open_display
from game.widgets import Paper

AXIS = 1


@pytest.fixture(scope="module")
def position() -> tuple[World, Observation]:
    open_display((1280, 720))
    world = engine.load_scenario("italy1943/winter-line")
    game = engine.new_game(world, 3)
    engine.apply(game, EndTurn())
    return world, game.view(AXIS)


def supplied(world: World, seen: Observation) -> int:
    """Return a unit in full supply that stands at no place, so on no depot."""
    found = ((u, shortage.explain(world, seen, u)) for u in on_map(seen, AXIS))
    return next(
        u for u, why in found if why["state"] == SUPPLY_FULL and world.hex_place[seen.unit_hex[u]] < 0
    )


def on_map(seen: Observation, side: int) -> list[int]:
    return [int(u) for u in np.flatnonzero((seen.unit_status == STATUS_MAP) & (seen.unit_side == side))]


def test_a_unit_in_supply_shows_its_way_to_a_source(position: tuple[World, Observation]) -> None:
    world, seen = position
    unit = supplied(world, seen)
    known = provision.of(world, seen, unit)
    assert known is not None
    assert known.way[0] == seen.unit_hex[unit]
    assert known.found["path"][-1]["by"] == "source"
    assert known.cuts == ()
    paper = Paper(320)
    before = paper.y
    provision.lines(paper, world, known)
    assert paper.y >= before + 3 * 13, "source, way, tons"


def test_a_unit_cut_off_shows_what_cuts_it(position: tuple[World, Observation]) -> None:
    world, seen = position
    unit = supplied(world, seen)
    at = int(seen.unit_hex[unit])
    around = [int(h) for h in world.hex_neighbour[at] if 0 <= h < world.land]
    game = engine.new_game(world, 3)
    engine.apply(game, EndTurn())
    game.state.hex_control[around] = 1 - AXIS
    for other in on_map(seen, AXIS):
        if seen.unit_hex[other] in around:
            game.state.unit_hex[other] = at
    game.changed()
    cut = game.view(AXIS)
    known = provision.of(world, cut, unit)
    assert known is not None
    assert set(known.cuts) & set(around)
    assert {c["cause"] for c in known.found["cut_by"]} <= {"enemy", "zone", "ground", "bridge", "track"}
    fed, starved = Paper(320), Paper(320)
    plain = provision.of(world, seen, unit)
    assert plain is not None
    provision.lines(fed, world, plain)
    provision.lines(starved, world, known)
    assert starved.y > fed.y, "the panel names what cuts the way"


def test_nobody_reads_how_an_enemy_is_supplied(position: tuple[World, Observation]) -> None:
    world, seen = position
    assert all(provision.of(world, seen, u) is None for u in on_map(seen, 1 - AXIS))
    assert provision.of(world, seen, -1) is None


def test_the_worst_supplied_unit_is_told_in_full(position: tuple[World, Observation]) -> None:
    world, seen = position
    known = enquiry.hungriest_way(world, seen, AXIS)
    assert known is not None
    assert known.found["state"] == max(shortage.explain(world, seen, u)["state"] for u in on_map(seen, AXIS))
    assert enquiry.supply_panel(world, seen, AXIS).picture.get_height() > 200


def test_way_and_cut_are_drawn() -> None:
    open_display((1280, 720))
    for draw in (
        lambda s: strokes.supply_way(s, [(20, 20), (90, 40), (150, 120)]),
        lambda s: strokes.cut(s, (80, 80)),
    ):
        picture = pygame.Surface((200, 200))
        draw(picture)
        assert pygame.transform.average_color(picture)[:3] != (0, 0, 0)
