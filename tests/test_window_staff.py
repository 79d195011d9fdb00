"""Headquarters as flags on the map, the seldom orders behind one button, support laid up in the panels."""

from __future__ import annotations

import os

os.environ["SDL_VIDEODRIVER"] = "dummy"

import numpy as np
import pygame
import pytest

import engine
from engine.kernels.consts import STATUS_MAP
from engine.orders import Allot, Detach, EndTurn
from game import chronicle, corner, forces, mapdata, panels, provision, scene, staffs, wording
from game.app import open_display
from game.layout import BAR
from game.session import Session
from tests.textmap import TINY


@pytest.fixture(scope="module")
def session() -> Session:
    open_display((1280, 720))
    world = engine.load_scenario("italy1943")
    game = engine.new_game(world, 3)
    engine.apply(game, EndTurn())
    return Session(world, game, {0, 1}, "passive", 3)


def own_units(session: Session) -> list[int]:
    seen = session.observe()
    return [
        int(u) for u in np.flatnonzero((seen.unit_status == STATUS_MAP) & (seen.unit_side == seen.viewer))
    ]


def test_each_known_headquarters_has_a_flag(session: Session) -> None:
    seen, world = session.observe(), session.world
    shown = scene.build(world, mapdata.load(world.scenario_path, world), seen)
    known = staffs.posts(shown)
    assert sorted(f for rows in known.values() for f in rows) == np.flatnonzero(seen.hq_hex >= 0).tolist()
    picture = pygame.Surface((200, 200))
    land_hex = next(iter(known))
    for level in range(1, 6):
        picture.fill((0, 0, 0))
        staffs.draw(picture, shown, level, {land_hex: (100.0, 100.0)})
        assert bool(pygame.surfarray.array3d(picture).any()) == (level >= staffs.FROM_LEVEL)
    assert staffs.flag(0, True, False, "", 3) is not staffs.flag(0, True, True, "", 3)


def test_the_enemy_staff_out_of_sight_has_no_flag() -> None:
    world = engine.load_scenario(TINY)
    session = Session(world, engine.new_game(world, 1), {0}, "passive", 1)
    seen = session.observe()
    shown = scene.build(world, mapdata.load(world.scenario_path, world), seen)
    for rows in staffs.posts(shown).values():
        assert all(seen.hex_seen[seen.hq_hex[row]] or world.formation_side[row] == 0 for row in rows)


def test_the_usual_orders_of_every_unit_are_seen_without_scrolling(session: Session) -> None:
    seen, world = session.observe(), session.world
    shown = scene.build(world, mapdata.load(world.scenario_path, world), seen)
    low = 720 - corner.corner(session, shown).picture.get_height() - 12
    for unit in own_units(session):
        stack = shown.stacks[int(seen.unit_hex[unit])]
        can = corner.able(session, seen, unit)
        sheet = panels.unit_panel(shown, stack, unit, can, provision.of(world, seen, unit))
        buttons = [rect for rect, action in sheet.spots if action in can.values()]
        assert len(buttons) == len(can)
        for rect in buttons:
            assert BAR + 12 + rect.bottom < low, (world.unit_ids[unit], len(can))


def test_the_seldom_orders_wait_behind_a_button(session: Session) -> None:
    seen = session.observe()
    found = {unit: corner.able(session, seen, unit, True) for unit in own_units(session)}
    unit = next(u for u, can in found.items() if wording.BREAK_OFF in can)
    usual = corner.able(session, seen, unit)
    assert wording.BREAK_OFF not in usual
    assert usual[wording.MORE.format(len(found[unit]) - 1)] == ("more",)
    assert found[unit][wording.LESS] == ("more",)
    _, order = found[unit][wording.BREAK_OFF]  # type: ignore[misc]
    assert order == Detach(unit)
    events = engine.apply(session.game.clone(), order)
    assert all(chronicle.narrate(session.world, event) for event in events)


def test_support_laid_up_shows_in_the_panels(session: Session) -> None:
    world, game = session.world, session.game.clone()
    seen = session.observe()
    offers = [o for u in own_units(session) for _, o in session.staff_orders(seen, u) if isinstance(o, Allot)]
    assert offers
    events = engine.apply(game, offers[0])
    assert chronicle.narrate(world, events[0])
    after = game.view(seen.viewer).private(world)
    shown = scene.build(world, mapdata.load(world.scenario_path, world), after)
    plain = forces.panel(scene.build(world, shown.data, seen), seen.viewer, forces.Browser(), 700, 0)
    assert (
        pygame.image.tobytes(plain.picture, "RGB")
        != pygame.image.tobytes(forces.panel(shown, seen.viewer, forces.Browser(), 700, 0).picture, "RGB")
        or not (after.unit_formation == offers[0].formation).any()
    )
