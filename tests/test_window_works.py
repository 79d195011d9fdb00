"""The window offers to blow things up and to feed units first, and the air overlay tells the reach."""

from __future__ import annotations

import numpy as np
import pygame
import pytest
from test_window_play import Driver, ground, own_folder, surface

from engine.kernels.consts import STATUS_MAP
from engine.orders import Demolish, Priority
from engine.rules import air
from engine.rules.wreckage import WRECKED
from game import damage, overlays, theme, wording
from game.loading import Ground

__all__ = ["ground", "own_folder", "surface"]

AXIS = 1


@pytest.fixture
def drive(surface: pygame.Surface, ground: Ground) -> Driver:
    driver = Driver(surface, ground, {AXIS})
    driver.until_human()
    return driver


def offers(drive: Driver, kind: type) -> list[tuple[str, object]]:
    """Return what the window offers of a kind of order, over all own units on the map."""
    seen = drive.screen.scene.seen
    own = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
    found = [o for u in own for o in drive.session.supply_orders(seen, int(u))]
    return [(words, order) for words, order in found if isinstance(order, kind)]


def test_a_railway_is_blown_by_button(drive: Driver) -> None:
    words, order = next(o for o in offers(drive, Demolish) if o[1].what == 1)  # type: ignore[attr-defined]
    assert isinstance(order, Demolish)
    assert words == wording.BLOW_RAIL
    drive.screen.orders.select(order.unit)
    before = len(drive.session.log)
    drive.screen.orders.act(("order", order))
    assert int(drive.session.game.state.rail_damage[order.toward]) == WRECKED
    assert len(drive.session.log) > before
    assert order not in [o for _, o in offers(drive, Demolish)]
    drive.screen.close()


def test_a_unit_is_fed_first_and_in_turn_again_by_button(drive: Driver) -> None:
    words, order = next(o for o in offers(drive, Priority) if o[1].level == 1)  # type: ignore[attr-defined]
    assert isinstance(order, Priority)
    assert words == wording.FEED_FIRST
    (unit,) = order.units
    drive.screen.orders.select(unit)
    drive.screen.orders.act(("order", order))
    assert int(drive.session.game.state.unit_priority[unit]) == 1
    words = [w for w, o in offers(drive, Priority) if o.units == (unit,)]  # type: ignore[attr-defined]
    assert wording.FEED_IN_TURN in words
    assert wording.FEED_FIRST not in words
    drive.screen.close()


def test_the_overlay_of_air_reach_agrees_with_the_rules(drive: Driver) -> None:
    world, seen = drive.session.world, drive.screen.scene.seen
    drive.screen.set_overlay("reach")
    drive.frames(1)
    laid = overlays.build(world, seen, "reach")
    assert laid is not None
    away, far = air.distance(world, seen), world.air.reach
    assert set(np.unique(laid.codes)) <= set(range(len(laid.classes) + 1))
    for code, low, high in ((1, 1, far.support), (2, far.support + 1, far.interdict), (4, 0, 0)):
        assert np.array_equal(laid.codes == code, (away >= low) & (away <= high))
    drive.screen.close()


def test_damage_is_marked_where_it_is(drive: Driver) -> None:
    world, state = drive.session.world, drive.session.game.state
    state.rail_damage[:], state.bridge_damage[:], state.port_damage[:] = 0, 0, 0
    at = int(np.flatnonzero(world.hex_rail.any(axis=1))[0])
    port = int(np.flatnonzero(world.place_port > 0)[0])
    state.rail_damage[at], state.bridge_damage[3], state.port_damage[port] = 50, WRECKED, 40
    drive.session.game.changed()
    seen = drive.session.observe()
    rails, bridges, ports = damage.marked(world, seen)
    assert (rails, bridges, ports) == ([at], [3], {int(world.place_hex[port]): 40})
    for level in range(1, 6):
        sheet = pygame.Surface((200, 200))
        damage.draw(sheet, world, seen, level, lambda row: (100.0, 100.0))
        drawn = pygame.mask.from_threshold(sheet, theme.BAD, (8, 8, 8, 255)).count()
        assert (drawn > 0) is (level >= damage.FROM_LEVEL)
    drive.screen.close()
