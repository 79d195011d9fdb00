"""The tutorial: a card that says what to do next and sees for itself when it was done.

The steps are data of the variant that is played. Goals are looked at once a frame: an order
that was given, something that is open on the screen, a place that is held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.orders import Order, kind_of
from engine.schema.scenario import Lesson
from engine.world import World
from game import keys, panels, texts, wording
from game.widgets import Action, Paper, Sheet

if TYPE_CHECKING:
    from game.map_screen import MapScreen

WIDTH = 400


class Lessons:
    """Where the learner is in the tutorial of a variant; empty if it has none."""

    def __init__(self, world: World) -> None:
        change = world.change
        self.steps: list[Lesson] = list(change.lesson) if change is not None else []
        learner = change.learner if change is not None else None
        self.side = world.side_ids.index(learner) if learner in world.side_ids else 0
        self.at = 0
        self.done: set[str] = set()
        self.hidden = not self.steps
        self._ordered: set[str] = set()  # kinds of order given since the step began

    @property
    def step(self) -> Lesson | None:
        """The step that is on, None when the tutorial is over or there is none."""
        return self.steps[self.at] if self.at < len(self.steps) else None

    def key(self) -> object:
        """Return a value that changes whenever the card does."""
        return self.at, len(self.done), self.hidden

    def note(self, order: Order) -> None:
        """Take in an order that the learner gave."""
        self._ordered.add(kind_of(order))

    def watch(self, screen: MapScreen) -> None:
        """See whether the goal of the step is met."""
        step = self.step
        if step is None or self.hidden or step.id in self.done:
            return
        if self._met(step, screen):
            self.done.add(step.id)
            screen.sheets_key = None

    def _met(self, step: Lesson, screen: MapScreen) -> bool:
        if step.order is not None and step.order in self._ordered:
            return True
        if step.hold is not None:
            world, seen = screen.session.world, screen.scene.seen
            at = int(world.place_hex[world.rows("place")[step.hold]])
            if seen.hex_control[at] == self.side:
                return True
        return step.look is not None and step.look in _open(screen)

    def turn(self, by: int) -> None:
        """Go on to the next step, or back."""
        self.at = max(0, min(len(self.steps), self.at + by))
        self._ordered.clear()

    def card(self, world: World) -> Sheet | None:
        """Return the card of the step, None if nothing is to be shown."""
        step = self.step
        if step is None or self.hidden:
            return None
        paper = Paper(WIDTH, panels.accent(self.side))
        title = texts.named(world.scenario_path, f"lesson.{step.id}.title") or step.title
        words = texts.named(world.scenario_path, f"lesson.{step.id}.text") or step.text
        paper.heading(title, wording.LESSON_OF.format(self.at + 1, len(self.steps)))
        paper.gap(2).text(keys.filled(words), 14)
        goals = step.order is not None or step.look is not None or step.hold is not None
        ready = not goals or step.id in self.done
        buttons: list[tuple[str, Action | None]] = [
            (wording.LESSON_BACK, ("lesson", -1) if self.at else None),
            (wording.LESSON_NEXT if ready else wording.LESSON_SKIP, ("lesson", 1)),
            (wording.LESSON_CLOSE, ("lesson-close",)),
        ]
        if step.show is not None:
            row = int(world.place_hex[world.rows("place")[step.show]])
            buttons.insert(1, (wording.LESSON_SHOW, ("jump", row)))
        return paper.buttons(buttons, primary=len(buttons) - 2 if ready else -1).finish()


def _open(screen: MapScreen) -> set[str]:
    """Return the names of what is chosen and open on the screen."""
    found = {screen.overlay, screen.side_panel, screen.dialog_kind}
    if screen.orders.unit >= 0:
        found.add("unit")
    if screen.orders.boxed:
        found.add("box")
    return found - {""}
