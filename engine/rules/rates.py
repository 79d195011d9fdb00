"""Weekly rates in turns of any length: whole parts now, the rest kept for later turns.

Rules files name what a week gives or takes. A turn of some days has its share, and what does
not fill a whole unit is kept in sevenths in the State, so that a week in short turns comes to
what a weekly turn comes to.
"""

from __future__ import annotations

from engine.world import DAYS_A_WEEK


def share(part: int, weekly: int, days: int) -> tuple[int, int]:
    """Return the whole share of some days in a weekly rate and the sevenths that are left, 0 to 6.

    ``part`` are the sevenths left before; a negative rate takes as evenly as a positive one gives.
    """
    return divmod(part + weekly * days, DAYS_A_WEEK)


def dated(weekly: int, days: int, turn: int, first: int = 1) -> int:
    """Return the share of one turn in a weekly rate that runs from turn ``first`` on, without memory."""
    past = turn - first
    return weekly * days * (past + 1) // DAYS_A_WEEK - weekly * days * past // DAYS_A_WEEK
