"""The plan layer: marches and attacks that are drawn on the map first and given together afterwards.

While its panel is open, what would be an order is planned. The plan is the window's own: nobody else
knows of it, and what it holds is checked again when it is carried out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pygame

from engine.orders import Attack, Move, Order
from game import notice, strokes, theme, wording
from game.map_view import MapView
from game.panels import accent, hex_name
from game.widgets import Paper, Sheet

if TYPE_CHECKING:
    from game.map_screen import MapScreen

PANEL = "plan"
WIDTH = 400


@dataclass(frozen=True)
class Step:
    """An order that is planned, with the hexes of its arrow."""

    order: Move | Attack
    path: tuple[int, ...]


class Plan:
    """What one player means to order this turn, in the order in which it was planned."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._owner = (-1, -1)  # side and turn

    def renew(self, side: int, turn: int) -> None:
        """Forget a plan of another player turn."""
        if (side, turn) != self._owner:
            self._owner, self.steps = (side, turn), []

    def key(self) -> object:
        """Return a value that changes whenever the plan does."""
        return tuple(self.steps)

    def add(self, order: Move | Attack, path: tuple[int, ...]) -> None:
        """Plan an order; a unit has one march, and a hex one attack."""
        self.steps = [step for step in self.steps if not _same(step.order, order)]
        self.steps.append(Step(order, path))

    def drop(self, row: int) -> None:
        """Forget an order by its place in the plan."""
        if 0 <= row < len(self.steps):
            del self.steps[row]


def _same(one: Order, other: Order) -> bool:
    """Return whether an order takes the place of another one."""
    if isinstance(one, Move) and isinstance(other, Move):
        return one.unit == other.unit
    if isinstance(one, Attack) and isinstance(other, Attack):
        return one.target == other.target
    return False


def planning(screen: MapScreen) -> bool:
    """Whether orders are planned now and not given."""
    return screen.side_panel == PANEL and screen.session.human_to_act()


def give(screen: MapScreen, order: Order, path: tuple[int, ...] = ()) -> bool:
    """Plan a march or an attack while the plan is open, else give the order; return whether that worked."""
    if not planning(screen) or not isinstance(order, Move | Attack):
        return screen.give(order)
    refused = screen.session.check(screen.scene.seen, order)
    if refused is not None:
        notice.refuse(screen, wording.refusal(refused))
        return False
    screen.orders.plan.add(order, path)
    screen.orders.touch()
    return True


def act(screen: MapScreen, action: tuple[object, ...]) -> bool:
    """Carry out a button of the plan; return whether it was one."""
    plan = screen.orders.plan
    match action:
        case ("plan-drop", int(row)):
            plan.drop(row)
        case ("plan-clear",):
            plan.steps = []
        case ("plan-go",):
            carry_out(screen)
        case _:
            return False
    screen.orders.touch()
    return True


def carry_out(screen: MapScreen) -> None:
    """Give what is planned, one after the other, up to a question or an order that is refused."""
    plan, session = screen.orders.plan, screen.session
    given = 0
    while plan.steps and session.human_to_act() and session.decision() is None:
        if not screen.give(plan.steps[0].order):
            return  # the reason is shown, and the rest stays planned
        plan.drop(0)
        given += 1
    if plan.steps:
        screen.say(wording.counted("PLAN_WAITS", len(plan.steps)))
    elif given:
        screen.say(wording.counted("PLAN_GIVEN", given))


def panel(screen: MapScreen) -> Sheet:
    """Return the list of what is planned, each with what stands against it now."""
    shown, session = screen.scene, screen.session
    world, seen = shown.world, shown.seen
    paper = Paper(WIDTH, accent(seen.viewer))
    steps = screen.orders.plan.steps
    paper.heading(wording.PLAN, wording.counted("PLAN_ORDERS", len(steps)))
    paper.text(wording.PLAN_HOW, 12, theme.INK_SOFT)
    for row, step in enumerate(steps):
        start = paper.y + 2
        order = step.order
        if isinstance(order, Move):
            words = wording.PLAN_MOVE.format(world.unit_labels[order.unit], hex_name(shown, order.to))
        else:
            names = ", ".join(world.unit_labels[u] for u in order.units)
            words = wording.PLAN_ATTACK.format(names, hex_name(shown, order.target))
        paper.y = start + 2
        paper.text(f"{row + 1}. {words}", 13, room=paper.inner - 34)
        refused = session.check(seen, order) if planning(screen) and session.decision() is None else None
        if refused is not None:
            paper.text(wording.refusal(refused), 12, theme.BAD, room=paper.inner - 34)
        low = max(paper.y, start + 24)
        cross = pygame.Rect(paper.width - 14 - 24, start + 2, 24, 20)
        paper.box(cross, theme.PAPER_DARK)
        paper.words_at("×", cross.x + 8, cross.y, 14, 14)
        paper.spots.append((cross, ("plan-drop", row)))
        paper.y = low
    paper.buttons(
        [
            (wording.PLAN_CLEAR, ("plan-clear",) if steps else None),
            (wording.PLAN_GO, ("plan-go",) if steps else None),
        ],
        primary=1,
    )
    return paper.finish()


def draw(target: pygame.Surface, view: MapView, plan: Plan, viewer: int) -> None:
    """Draw an arrow for each planned order: broken for a march, broad for an attack."""
    for step in plan.steps:
        if isinstance(step.order, Attack):
            end = view.hex_pixel(step.order.target)
            for unit in step.order.units:
                start = view.hex_pixel(int(view.scene.seen.unit_hex[unit]))
                a = (start[0] + (end[0] - start[0]) * 0.3, start[1] + (end[1] - start[1]) * 0.3)
                b = (start[0] + (end[0] - start[0]) * 0.7, start[1] + (end[1] - start[1]) * 0.7)
                strokes.attack_arrow(target, a, b, theme.WARN)
        elif len(step.path) > 1:
            strokes.planned(target, [view.hex_pixel(row) for row in step.path], accent(viewer))
