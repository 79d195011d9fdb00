"""Landings with real pygame events: who waits, where they may land, what a held beach costs."""

from __future__ import annotations

import pygame
import pytest
from test_window_play import Driver, ground, own_folder, surface

from game import landing
from game.loading import Ground

__all__ = ["ground", "own_folder", "surface"]


def test_units_off_the_map_land_by_mouse(surface: pygame.Surface, ground: Ground) -> None:
    drive = Driver(surface, ground, {0})
    drive.until_human()
    drive.key(pygame.K_b)
    drive.key(pygame.K_4)
    pygame.time.wait(160)  # the zoom glides
    drive.frames(2)
    assert drive.screen.side_panel == "boxes"
    drive.press("box-unit")
    chosen = set(drive.screen.orders.boxed)
    assert len(chosen) == 1
    targets = drive.screen.orders.targets
    assert targets, "there is a beach to land on"
    seen = drive.screen.scene.seen
    free = next(h for h in targets if not drive.session.enemy_at(seen, h))
    drive.click(drive.look(free), button=3)
    assert drive.screen.dialog_kind == "landing"
    assert int(drive.session.game.state.unit_hex[min(chosen)]) < 0, "a landing is weighed first"
    drive.press("landing-go")
    drive.until_human()
    (unit,) = chosen
    assert int(drive.session.game.state.unit_hex[unit]) == free
    assert int(drive.session.game.state.hex_control[free]) == 0
    assert drive.session.flashes
    assert not drive.screen.orders.boxed
    drive.screen.close()


def test_the_first_turn_tells_who_waits_and_a_held_beach_shows_its_odds(
    surface: pygame.Surface, ground: Ground
) -> None:
    drive = Driver(surface, ground, {0})
    drive.screen.opened = False
    drive.screen.refresh()
    drive.until_human()
    assert drive.screen.dialog_kind == "opening"
    drive.press("show-boxes")
    assert drive.screen.dialog is None
    assert drive.screen.side_panel == "boxes"
    marks = drive.screen.view.marks
    assert marks.beaches, "beaches are marked before anybody is chosen"
    drive.press("box-unit")
    seen, orders = drive.screen.scene.seen, drive.screen.orders
    assert not drive.screen.view.marks.beaches
    held = [h for h in orders.targets if drive.session.enemy_at(seen, h)]
    if not held:
        pytest.fail("no beach is held")
    drive.click(drive.look(held[0]), button=3)
    order = orders.landing.order
    assert order is not None
    drive.press("landing-naval")
    assert orders.landing.order is not None
    assert orders.landing.order.naval != order.naval
    drive.key(pygame.K_ESCAPE)
    assert orders.landing.order is None
    drive.click(drive.look(held[0]), button=3)
    drive.key(pygame.K_RETURN)
    assert int(drive.session.game.state.game[10]) == 1, "the landing is a battle"
    drive.screen.close()


def test_a_wave_of_the_staff_is_taken_by_a_click(surface: pygame.Surface, ground: Ground) -> None:
    drive = Driver(surface, ground, {0})
    drive.until_human()
    drive.key(pygame.K_b)
    screen, world = drive.screen, drive.session.world
    seen = screen.scene.seen
    plan = landing.plan_now(world, seen)
    assert plan is not None
    numbered = [
        (place, number, units)
        for place in range(len(world.place_ids))
        for number, units in landing.waves(world, seen, place)
    ]
    assert sorted(number for _, number, _ in numbered) == sorted(
        {n for n, wave in enumerate(plan.wave, 1) if wave.units}
    )
    place, _, units = max(numbered, key=lambda found: len(found[2]))
    screen.orders.boxed = {units[0]}
    screen.orders.search()
    order = screen.orders.targets[int(world.place_hex[place])]
    screen.orders.landing.prepare(order)
    drive.frames(1)
    assert screen.view.marks.attackers, "an arrow from the sea"
    drive.press("landing-wave")
    weighed = screen.orders.landing.order
    assert weighed is not None
    assert screen.orders.boxed == set(weighed.units)
    assert set(weighed.units) in [set(found) for _, _, found in numbered]
    screen.close()
