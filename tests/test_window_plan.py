"""Orders are planned on the map first and given together afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

from engine import turn
from engine.orders import Attack, Move
from game import enquiry, mapdata, shot, wording
from game.app import App
from game.map_screen import MapScreen
from tests import window_states

SIZE = (1280, 720)


class Window:
    """A map screen under the dummy driver that takes real events."""

    def __init__(self) -> None:
        session = window_states.position()
        data = mapdata.load(session.world.scenario_path, session.world)
        painter = window_states.blank_painter(data)
        surface = pygame.display.set_mode(SIZE)
        self.screen = MapScreen(session, data, painter, SIZE, pygame.Surface((1548, 1917)), threaded=False)
        self.app = App(surface, self.screen)
        window_states.rest(self.screen)
        self.key(pygame.K_5)

    def event(self, kind: int, **values: object) -> None:
        pygame.event.post(pygame.event.Event(kind, **values))
        self.app.frame(0.016)

    def key(self, key: int, mod: int = 0) -> None:
        self.event(pygame.KEYDOWN, key=key, mod=mod, unicode="")

    def click(self, *action: object) -> None:
        """Click the button of an action."""
        self.screen.lay_out()
        for sheet, x, y in reversed(self.screen.sheets):
            for rect, found in sheet.spots:
                if found == action:
                    at = (x + rect.centerx, y + rect.centery)
                    self.event(pygame.MOUSEBUTTONDOWN, button=1, pos=at)
                    return
        raise AssertionError(f"no button {action}")

    def order(self, row: int) -> None:
        """Right click a hex."""
        self.screen.look_at_hex(row)
        x, y = self.screen.view.hex_pixel(row)
        self.event(pygame.MOUSEBUTTONDOWN, button=3, pos=(round(x), round(y)))

    def words(self) -> str:
        self.screen.lay_out()
        return " ".join(line.words for sheet, _, _ in self.screen.sheets for line in sheet.lines)


@pytest.fixture
def window() -> Iterator[Window]:
    shot.open_hidden()
    pygame.event.clear()
    made = Window()
    yield made
    made.screen.close()


def marches(window: Window, count: int) -> list[Move]:
    """Plan marches of some units by right clicks; return the orders."""
    screen = window.screen
    found: list[Move] = []
    for unit in screen.session.idle_units(screen.scene.seen):
        if len(found) == count:
            break
        screen.orders.select(unit)
        reach = screen.view.marks.reach
        start = int(screen.scene.seen.unit_hex[unit])
        free = [
            h for h in reach if h != start and h not in screen.scene.stacks and h not in screen.orders.targets
        ]
        if not free or any(move.to in free[:1] for move in found):
            continue
        goal = min(free, key=lambda h: (reach[h], h))
        if any(move.to == goal for move in found):
            continue
        window.order(goal)
        found.append(Move(unit, goal))
    assert len(found) == count
    return found


def test_marches_are_planned_by_right_click_and_given_together(window: Window) -> None:
    screen = window.screen
    window.key(pygame.K_p, pygame.KMOD_LSHIFT)
    assert screen.side_panel == "plan"
    digest = screen.session.game.state.digest()
    planned = marches(window, 3)
    assert [step.order for step in screen.orders.plan.steps] == planned
    assert all(step.path[-1] == step.order.to for step in screen.orders.plan.steps)
    assert screen.session.game.state.digest() == digest, "nothing was ordered yet"
    assert wording.counted("PLAN_ORDERS", 3) in window.words()
    window.click("plan-go")
    state = screen.session.game.state
    assert screen.orders.plan.steps == []
    assert [int(state.unit_hex[move.unit]) for move in planned] == [move.to for move in planned]
    assert screen.toast == wording.counted("PLAN_GIVEN", 3)


def test_the_planned_game_is_that_of_single_orders(window: Window) -> None:
    screen = window.screen
    window.key(pygame.K_p, pygame.KMOD_LSHIFT)
    planned = marches(window, 2)
    game = screen.session.game.clone()
    window.click("plan-go")
    for move in planned:
        turn.apply(game, move)
    assert game.state.digest() == screen.session.game.state.digest()


def test_a_plan_can_be_changed_and_dropped(window: Window) -> None:
    screen = window.screen
    window.key(pygame.K_p, pygame.KMOD_LSHIFT)
    first, second = marches(window, 2)
    screen.orders.select(first.unit)
    reach = screen.view.marks.reach
    other = next(h for h in sorted(reach) if h not in (first.to, second.to) and h not in screen.scene.stacks)
    window.order(other)
    assert [step.order for step in screen.orders.plan.steps] == [second, Move(first.unit, other)]
    window.click("plan-drop", 0)
    assert [step.order for step in screen.orders.plan.steps] == [Move(first.unit, other)]
    window.click("plan-clear")
    assert screen.orders.plan.steps == []
    window.key(pygame.K_ESCAPE)
    window.key(pygame.K_ESCAPE)
    assert screen.side_panel == ""


def test_an_attack_is_planned_and_the_rest_waits_for_its_questions(window: Window) -> None:
    screen, session = window.screen, window.screen.session
    window.key(pygame.K_p, pygame.KMOD_LSHIFT)
    order = enquiry.best_attack(session.world, screen.scene.seen, session.attackers)
    assert order is not None
    screen.orders.select(order.units[0])
    window.order(order.target)
    assert screen.dialog_kind == "attack"
    battles = int(session.game.state.game[10])
    window.click("commit")
    assert int(session.game.state.game[10]) == battles
    assert [type(step.order) for step in screen.orders.plan.steps] == [Attack]
    picture, bare = pygame.Surface(SIZE), pygame.Surface(SIZE)
    screen.draw(picture)
    kept, screen.orders.plan.steps = screen.orders.plan.steps, []
    screen.draw(bare)
    assert pygame.image.tobytes(picture, "RGB") != pygame.image.tobytes(bare, "RGB"), "arrows on the map"
    screen.orders.plan.steps = kept
    window.key(pygame.K_RETURN, pygame.KMOD_LCTRL)
    assert screen.dialog_kind == "forgotten"
    assert wording.counted("PLAN_FORGOTTEN", 1) in window.words()
    window.key(pygame.K_ESCAPE)
    window.click("plan-go")
    assert int(session.game.state.game[10]) == battles + 1


def test_what_can_no_longer_be_done_is_told_and_stops_the_rest(window: Window) -> None:
    screen = window.screen
    window.key(pygame.K_p, pygame.KMOD_LSHIFT)
    first, second = marches(window, 2)
    screen.session.game.state.unit_mp[first.unit] = 0
    screen.session.game.changed()
    screen.refresh()
    refused = screen.session.check(screen.scene.seen, first)
    assert refused is not None
    assert wording.refusal(refused).split()[0] in window.words()
    window.click("plan-go")
    assert [step.order for step in screen.orders.plan.steps] == [first, second]
    assert screen.toast == wording.refusal(refused)


def test_without_its_panel_orders_are_given_at_once_and_a_plan_lives_one_turn(window: Window) -> None:
    screen = window.screen
    window.key(pygame.K_p, pygame.KMOD_LSHIFT)
    marches(window, 1)
    window.key(pygame.K_p, pygame.KMOD_LSHIFT)
    assert len(screen.orders.plan.steps) == 1, "it waits until it is opened again"
    screen.orders.plan.renew(0, 99)
    assert screen.orders.plan.steps == []
