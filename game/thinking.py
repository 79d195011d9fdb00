"""How far a thinking computer player has come."""

from __future__ import annotations


class Progress:
    """How far the computer player has come in its player turn, measured by its last one."""

    def __init__(self) -> None:
        self.given = 0  # orders of this player turn
        self._now = (-1, -1)  # side and turn
        self._before: dict[int, int] = {}

    def note(self, side: int, turn: int) -> None:
        """Take in an order that a computer player gave."""
        if (side, turn) != self._now:
            if self._now[0] >= 0:
                self._before[self._now[0]] = self.given
            self._now, self.given = (side, turn), 0
        self.given += 1

    def share(self, side: int, turn: int) -> float:
        """Return which part of its orders a side has given, as far as one can guess; 0 if one cannot."""
        usual = self._before.get(side, 0)
        if (side, turn) != self._now or not usual:
            return 0.0
        return min(0.97, self.given / usual)
