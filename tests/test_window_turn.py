"""A whole turn by mouse alone, and by keyboard alone, is the same turn as the same orders without a window.

The turn has a landing, a march, an attack with support, its decisions, and its end. Both sides are
people at one window, so that the defender's questions are asked too.
"""

from __future__ import annotations

import abc
import os
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

import engine
from engine import paths
from engine.kernels.consts import DELIBERATE
from engine.orders import Attack, EndTurn, Land, Move, Order
from game import app, enquiry, keyboard, layout, mapdata, shot
from game.map_screen import MapScreen
from game.session import Session
from tests import window_states

SCENARIO, SEED, TURN = "italy1943/husky", 1, 2
SIZE = (1280, 720)
ROOT = Path(__file__).parent.parent


def begun() -> Session:
    """Return the game at the start of the turn that is played here."""
    world = engine.load_scenario(SCENARIO)
    session = Session(world, engine.new_game(world, SEED), (), "greedy", SEED)
    while session.game.state.turn < TURN or session.to_act() != 0 or session.decision() is not None:
        session.think_once()
    session.humans = {0, 1}
    session.resumed = True
    return session


@dataclass(frozen=True)
class Plan:
    """What is done in the turn, in this order, with the answers to the questions that come of it."""

    landing: Land
    march: Move
    attack: Attack
    answers: tuple[Order, ...]


def plan() -> tuple[Plan, str]:
    """Return what will be done, and the digest to which it leads when it is given straight to the engine."""
    session = begun()
    seen = session.observe()
    boxed = sorted(u for units in session.boxed(seen).values() for u in units)
    landing = next(
        order
        for unit in boxed
        for order in session.landing_places(seen, (unit,)).values()
        if isinstance(order, Land)
    )
    best = enquiry.best_attack(session.world, seen, session.attackers)
    assert best is not None
    here = int(seen.unit_hex[best.units[0]])
    units = tuple(
        u for u in session.attackers(seen, best.target, DELIBERATE) if int(seen.unit_hex[u]) == here
    )
    attack = Attack(best.target, units, DELIBERATE, 1, 0)
    mover, goal = next(
        (u, h)
        for u in session.idle_units(seen)
        if u not in units
        for h, cost in sorted(session.reach(seen, u)[0].items())
        if cost > 0 and h != best.target
    )
    march = Move(mover, goal)
    for order in (landing, march, attack):
        engine.apply(session.game, order)
    answers: list[Order] = []
    while (decision := session.decision()) is not None:
        answers.append(session.answers(session.observe(), decision)[-1][1])
        engine.apply(session.game, answers[-1])
    engine.apply(session.game, EndTurn())
    return Plan(landing, march, attack, tuple(answers)), session.game.state.digest()


class Person(abc.ABC):
    """Somebody before the window; frames pass after everything that is done."""

    def __init__(self) -> None:
        self.session = begun()
        surface = pygame.display.set_mode(SIZE)
        world = self.session.world
        data = mapdata.load(world.scenario_path, world)
        painter = window_states.blank_painter(data)
        base = pygame.Surface((1548, 1917))
        self.screen = MapScreen(self.session, data, painter, SIZE, base, threaded=False)
        self.app = app.App(surface, self.screen)
        pygame.event.clear()
        self.sit_down()
        for _ in range(9):
            if self.screen.dialog is not None:
                self.close()
        assert self.screen.dialog is None

    def post(self, kind: int, **words: object) -> None:
        pygame.event.post(pygame.event.Event(kind, **words))
        self.app.frame(0.016)

    @abc.abstractmethod
    def close(self) -> None:
        """Close the dialog that is open."""

    def sit_down(self) -> None:
        """Change places where the curtain asks for it."""
        if self.screen.dialog_kind == layout.CURTAIN:
            self.button(("sit-down",))

    def end(self) -> None:
        self.app.frame(0.016)
        for _ in range(300):
            if self.session.human_to_act():
                break
            self.app.frame(0.016)


class Mouse(Person):
    """Clicks, and nothing else."""

    def close(self) -> None:
        self.button(("close",))

    def click(self, at: tuple[float, float], button: int = 1) -> None:
        pos = (round(at[0]), round(at[1]))
        self.post(pygame.MOUSEMOTION, pos=pos, rel=(0, 0), buttons=(0, 0, 0))
        self.post(pygame.MOUSEBUTTONDOWN, button=button, pos=pos)

    def button(self, action: tuple[object, ...]) -> None:
        """Click the button of an action, the topmost one; turn the wheel until it is seen."""
        for _ in range(20):
            self.screen.lay_out()
            for sheet, x, y in reversed(self.screen.sheets):
                for rect, found in sheet.spots:
                    if found == action:
                        place = sheet.picture.get_rect()
                        if place.collidepoint(rect.center):
                            self.click((x + rect.centerx, y + rect.centery))
                            return
                        self.post(pygame.MOUSEWHEEL, x=0, y=-1, pos=(x + place.centerx, y + place.centery))
        raise AssertionError(f"no button {action}")

    def hex(self, row: int, button: int = 1) -> None:
        """Click a hex; drag the map until no panel lies on it."""
        view = self.screen.view
        for _ in range(40):
            x, y = view.hex_pixel(row)
            if 470 < x < 540 and 150 < y < 600:
                break
            step = (max(-300, min(300, round(505 - x))), max(-300, min(300, round(375 - y))))
            self.post(pygame.MOUSEMOTION, pos=(600, 400), rel=step, buttons=(0, 1, 0))
        self.click(view.hex_pixel(row), button)

    def play(self, wanted: Plan) -> None:
        screen, world = self.screen, self.session.world
        self.post(pygame.MOUSEWHEEL, x=0, y=1, pos=(640, 360))
        self.button(("boxes",))
        for unit in wanted.landing.units:
            self.button(("box-unit", unit))
        self.hex(int(world.place_hex[wanted.landing.place]), 3)
        self.button(("landing-go",))
        self.button(("boxes",))
        for unit in (wanted.march.unit, wanted.attack.units[0]):
            row = int(screen.scene.seen.unit_hex[unit])
            self.hex(row)
            for _ in range(len(screen.scene.stacks[row])):
                if screen.orders.unit != unit:
                    self.hex(row)
            assert screen.orders.unit == unit
            if unit == wanted.march.unit:
                self.hex(wanted.march.to, 3)
        self.hex(wanted.attack.target, 3)
        self.button(("support", 1))
        self.button(("commit",))
        for answer in wanted.answers:
            self.sit_down()
            self.button(("answer", answer))
            self.sit_down()
        self.button(("end",))
        if screen.dialog_kind == "forgotten":
            self.button(("end",))


class Keys(Person):
    """Keys, and nothing else."""

    def close(self) -> None:
        self.key(pygame.K_ESCAPE)

    def key(self, key: int, mod: int = 0) -> None:
        self.post(pygame.KEYDOWN, key=key, mod=mod, unicode="")

    def walk(self, row: int) -> None:
        """Walk with the cursor to a hex."""
        screen, data = self.screen, self.screen.data
        near = screen.scene.world.hex_neighbour
        if screen.view.marks.hover < 0:
            self.key(pygame.K_KP_8)
        start = screen.view.marks.hover
        back = {row: row}
        queue = deque([row])
        while start not in back:
            at = queue.popleft()
            for h in (int(h) for h in near[at] if h >= 0):
                if h not in back:
                    back[h] = at
                    queue.append(h)
        names = {(0, -1): 8, (0, 1): 2, (-1, -1): 7, (1, -1): 9, (-1, 1): 1, (1, 1): 3}
        digits = {n: getattr(pygame, f"K_KP_{n}") for n in names.values()}
        while start != row:
            step = back[start]
            right, down = float(data.x[step] - data.x[start]), float(data.y[step] - data.y[start])
            way = (0 if abs(right) < 1 else 1 if right > 0 else -1, 1 if down > 0 else -1)
            self.key(digits[names[way]])
            assert screen.view.marks.hover == step
            start = step

    def button(self, action: tuple[object, ...]) -> None:
        """Go to the button of an action and press it."""
        if self.screen.focus.at < 0:
            self.key(pygame.K_TAB if self.screen.dialog is not None else pygame.K_q)
        for _ in range(200):
            found = keyboard.spots(self.screen)
            if self.screen.focus.at >= 0 and found[self.screen.focus.at][1] == action:
                self.key(pygame.K_RETURN)
                return
            self.key(pygame.K_TAB)
        raise AssertionError(f"no button {action}")

    def play(self, wanted: Plan) -> None:
        screen, world = self.screen, self.session.world
        self.key(pygame.K_b)
        for unit in wanted.landing.units:
            self.button(("box-unit", unit))
        self.key(pygame.K_q)  # the focus goes back to the map
        self.walk(int(world.place_hex[wanted.landing.place]))
        self.key(pygame.K_RETURN)
        self.key(pygame.K_RETURN)
        self.key(pygame.K_b)
        for _ in range(400):
            if screen.orders.unit == wanted.march.unit:
                break
            self.key(pygame.K_n)
        assert screen.orders.unit == wanted.march.unit
        self.walk(wanted.march.to)
        self.key(pygame.K_RETURN)
        unit = wanted.attack.units[0]
        row = int(screen.scene.seen.unit_hex[unit])
        self.walk(row)
        for _ in range(len(screen.scene.stacks[row]) + 1):
            if screen.orders.unit != unit:
                self.key(pygame.K_g)
        assert screen.orders.unit == unit
        self.walk(wanted.attack.target)
        self.key(pygame.K_RETURN)
        self.button(("support", 1))
        self.button(("commit",))
        for answer in wanted.answers:
            self.sit_down()
            self.button(("answer", answer))
            self.sit_down()
        self.key(pygame.K_RETURN, pygame.KMOD_LCTRL)
        if screen.dialog_kind == "forgotten":
            self.key(pygame.K_RETURN)


@pytest.fixture(scope="module")
def wanted() -> tuple[Plan, str]:
    shot.open_hidden()
    return plan()


@pytest.mark.parametrize("person", [Mouse, Keys])
def test_a_turn_at_the_window_is_the_turn_of_the_command_line(
    person: type[Mouse | Keys], wanted: tuple[Plan, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    orders, digest = wanted
    assert orders.answers, "the turn has a decision"
    someone = person()
    try:
        someone.play(orders)
        someone.end()
        assert someone.session.game.state.digest() == digest
        assert someone.session.to_act() == 1
        saved = tmp_path / "turn.save"
        someone.session.save(saved)
    finally:
        someone.screen.close()
    done = subprocess.run(
        [sys.executable, "-m", "engine", "replay", str(saved), "verify"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
