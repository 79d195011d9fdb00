"""Orders that can be taken back and given again, and why none before them can.

An order is final once dice were thrown, once something was seen that cannot be unseen, and once
the turn has gone to somebody else: what is taken back must teach nobody anything.
"""

from __future__ import annotations

from engine.orders import EndTurn, Order
from engine.state import G_DRAWS, G_INTEL, G_TURN, State

MOST = 200  # orders that are kept

Step = tuple[State, int, Order]  # the position before an order, the recorder's mark there, the order


class Undoing:
    """The orders since the last final one; ``barrier`` says what lies before them."""

    def __init__(self) -> None:
        self.barrier = "start"  # start, loaded, dice, seen, turn, other or many: words of NO_UNDO
        self._done: list[Step] = []
        self._back: list[Order] = []

    def note(self, before: State, mark: int, order: Order, after: State, passed: bool) -> None:
        """Take in an order that was carried out; ``passed`` if somebody else is to decide now."""
        final = _final(before, after, order, passed)
        if final:
            self._done.clear()
            self.barrier = final
            return
        self._done.append((before, mark, order))
        if len(self._done) > MOST:
            del self._done[:-MOST]
            self.barrier = "many"

    def take_back(self) -> Step | None:
        """Return the last order that can be taken back, which then can be given again; None without one."""
        if not self._done:
            return None
        step = self._done.pop()
        self._back.append(step[2])
        return step

    def again(self) -> Order | None:
        """Return the order that was taken back last, None if there is none."""
        return self._back.pop() if self._back else None

    def can_redo(self) -> bool:
        """Whether an order was taken back and no other given since."""
        return bool(self._back)

    def go_on(self) -> None:
        """Take in that a new order was given: what was taken back is gone."""
        self._back.clear()

    def forget(self, barrier: str) -> None:
        """Let nothing be taken back from here, for a reason."""
        self._done.clear()
        self._back.clear()
        self.barrier = barrier


def _final(before: State, after: State, order: Order, passed: bool) -> str:
    """Return why an order cannot be taken back, empty if it can."""
    if isinstance(order, EndTurn) or after.game[G_TURN] != before.game[G_TURN]:
        return "turn"
    if after.game[G_DRAWS] != before.game[G_DRAWS]:
        return "dice"
    if after.game[G_INTEL] != before.game[G_INTEL]:
        return "seen"
    return "other" if passed else ""
