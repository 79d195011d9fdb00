"""The window offers the orders of the chain of command and tells how a unit is led."""

from __future__ import annotations

import os

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pytest

import engine
from engine.kernels.consts import STATUS_MAP
from engine.orders import Attach, EndTurn, Headquarters
from game import chronicle, mapdata, panels, scene
from game.app import open_display
from game.session import Session
from game.widgets import Paper


@pytest.fixture(scope="module")
def session() -> Session:
    open_display((1280, 720))
    world = engine.load_scenario("italy1943")
    game = engine.new_game(world, 3)
    engine.apply(game, EndTurn())  # the side that begins has nobody on the map yet
    return Session(world, game, {0, 1}, "passive", 3)


def test_staff_orders_are_offered_and_told(session: Session) -> None:
    seen, world = session.observe(), session.world
    offers = [offer for unit in range(world.sizes.unit) for offer in session.staff_orders(seen, unit)]
    assert offers
    assert all(session.check(seen, order) is None for _, order in offers)
    for kind in (Attach, Headquarters):
        words, order = next(offer for offer in offers if isinstance(offer[1], kind))
        assert words
        events = engine.apply(session.game.clone(), order)
        assert all(chronicle.narrate(world, event) for event in events)


def test_the_panel_tells_who_commands(session: Session) -> None:
    seen, world = session.observe(), session.world
    data = mapdata.load(world.scenario_path, world)
    shown = scene.build(world, data, seen)
    unit = next(
        u
        for u in range(world.sizes.unit)
        if seen.unit_side[u] == seen.viewer and seen.unit_corps[u] >= 0 and seen.unit_status[u] == STATUS_MAP
    )
    paper = Paper(panels.WIDTH)
    before = paper.y
    panels.command_lines(paper, world, shown.seen, unit)
    assert paper.y >= before + 3 * 13
