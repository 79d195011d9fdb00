"""The theatre: markers of armies hold all units, meet nowhere, and lead nearer."""

from __future__ import annotations

import os

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

from game import assets, keyboard, loading, markers, muster, shot
from game.map_screen import MapScreen
from game.session import new_session


@pytest.fixture(scope="module")
def screen() -> MapScreen:
    shot.open_hidden()
    session = new_session("italy1943", "both", "passive", 1)
    ground = loading.ground_of(session.world)
    made = MapScreen(session, ground.data, ground.painter, (1280, 720), ground.base, threaded=False)
    made.close_dialog()
    return made


def far(screen: MapScreen) -> markers.Marker:
    """Zoom out and return a marker that no panel covers."""
    screen.dialog, screen.dialog_kind = None, ""
    screen.view.camera.zoom_to(1)
    screen.draw(pygame.Surface(screen.size))
    middle = pygame.Rect(320, 120, 560, 420)
    return next(m for m in screen.view.markers if middle.collidepoint(pixel(screen, m)))


def pixel(screen: MapScreen, marker: markers.Marker) -> tuple[int, int]:
    left, top = screen.view._origin()
    return round(marker.middle[0]) - left, round(marker.middle[1]) - top


def test_markers_hold_every_unit_once_and_far_fewer_things_are_drawn(screen: MapScreen) -> None:
    held = sorted(u for m in screen.view.markers for u in m.units)
    assert held == sorted(u for units in screen.scene.stacks.values() for u in units)
    assert len(screen.view.markers) < len(screen.scene.stacks)


def test_no_two_markers_meet(screen: MapScreen) -> None:
    found = screen.view.markers
    for k, m in enumerate(found):
        a = pygame.Rect(0, 0, m.size, m.size)
        a.center = round(m.middle[0]), round(m.middle[1])
        for other in found[k + 1 :]:
            b = pygame.Rect(0, 0, other.size, other.size)
            b.center = round(other.middle[0]), round(other.middle[1])
            assert not a.colliderect(b)


def test_the_labels_of_armies_tell_them_apart_and_fit_on_a_marker(screen: MapScreen) -> None:
    world = screen.session.world
    named = [m for m in screen.view.markers if len(m.units) > 1 and m.formation >= 0]
    formations = {m.formation for m in named}
    assert len({m.spec.label for m in named}) == len(formations) > 1
    assert len(set(world.formation_labels)) == len(world.formation_labels)
    for label in world.formation_labels:
        least = assets.font(8, assets.BOLD).size(label)[0]
        assert least <= markers.SIZE - 4, f"{label} would be cut"


def test_names_yield_to_markers(screen: MapScreen) -> None:
    far(screen)
    for item in screen.view.layout().labels:
        a = item.rect
        for m in screen.view.markers:
            b = m.rect
            assert a[0] >= b[2] or a[2] <= b[0] or a[1] >= b[3] or a[3] <= b[1], (item.words, m.spec.label)


def test_markers_are_drawn_from_afar_only(screen: MapScreen) -> None:
    marker = far(screen)
    at = pixel(screen, marker)
    assert screen.view.gathered_at(*at) is marker
    screen.view.camera.zoom_to(3, *at)
    assert screen.view.gathered_at(*at) is None


@pytest.fixture
def listed(screen: MapScreen) -> markers.Marker:
    marker = far(screen)
    assert len(marker.units) > 1
    screen.orders.clear()
    screen.side_panel = ""
    return marker


def lines(screen: MapScreen) -> list[int]:
    return [action[1] for _, action in keyboard.spots(screen) if action[0] == muster.NAME]


def test_a_click_lists_the_units_of_a_marker_and_one_of_them_leads_nearer(screen, listed) -> None:
    screen._click(pixel(screen, listed), False)
    assert screen.side_panel == muster.NAME
    assert sorted(lines(screen)) == sorted(listed.units)
    wanted = listed.units[-1]
    screen.act((muster.NAME, wanted))
    assert (screen.orders.unit, screen.view.camera.level, screen.side_panel) == (wanted, 3, "")
    x, y = screen.view.hex_pixel(int(screen.scene.seen.unit_hex[wanted]))
    assert 0 <= x < 1280
    assert 0 <= y < 720


@pytest.mark.parametrize("key", ["confirm", "take"])
def test_the_keyboard_lists_the_units_of_a_marker_and_chooses_one(screen, listed, key) -> None:
    screen.orders.hover(screen.view.hex_at(*pixel(screen, listed)))
    screen.act((key,))
    assert screen.side_panel == muster.NAME
    first = lines(screen)[0]
    screen.act(("down",))
    screen.act(("up",))
    screen.act(("confirm",))
    assert (screen.orders.unit, screen.view.camera.level) == (first, 3)


def test_a_lone_unit_is_gone_to_at_once(screen: MapScreen) -> None:
    far(screen)
    lone = next(m for m in screen.view.markers if len(m.units) == 1)
    screen.view.camera.look_at(*(screen.data.x[min(lone.hexes)], screen.data.y[min(lone.hexes)]))
    assert muster.open_at(screen, pixel(screen, lone))
    assert (screen.orders.unit, screen.view.camera.level) == (lone.units[0], 3)


def test_a_dot_tells_from_afar_who_can_still_act(screen: MapScreen) -> None:
    marker = far(screen)
    x, y = pixel(screen, marker)
    spot = x - marker.size // 2 + 2, y + marker.size // 2 - 2
    found = []
    for movable in (set(), set(marker.hexes)):
        screen.view.marks.movable = movable
        picture = pygame.Surface(screen.size)
        screen.view.draw(picture)
        found.append(tuple(picture.get_at(spot))[:3])
    assert found[0] != found[1] == (40, 120, 60)
