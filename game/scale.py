"""How large panels and their words are drawn: units of the layout, and pixels of the window.

Panels are laid out in units. A unit is a pixel at 100 %; at other sizes fonts, counters and
lines are drawn anew in that many pixels, never stretched.
"""

from __future__ import annotations

LEAST, MOST = 75, 250  # percent
STEPS: tuple[int, ...] = (75, 90, 100, 110, 125, 150, 175, 200, 225, 250)
ROOM = (640, 400)  # units that must fit into the window

_percent = 100
_wanted = 100


def use(percent: int, window: tuple[int, int] | None = None) -> None:
    """Draw at a size from now on, or at the greatest at which a window still has room for the panels."""
    global _percent, _wanted
    _wanted = max(LEAST, min(MOST, percent))
    _percent = _wanted
    if window is not None:
        fits = min(100 * window[0] // ROOM[0], 100 * window[1] // ROOM[1])
        _percent = max(LEAST, min(_wanted, fits))


def fit(window: tuple[int, int]) -> None:
    """Take in that the window has another size."""
    use(_wanted, window)


def percent() -> int:
    """Return the size that is drawn at."""
    return _percent


def px(units: float) -> int:
    """Return a length in pixels of the window."""
    return round(units * _percent / 100)


def units(pixels: float) -> int:
    """Return how many whole units fit into a length in pixels."""
    return int(pixels * 100 // _percent)


def up(pixels: float) -> int:
    """Return the least number of whole units that fill a length in pixels."""
    return -int(-pixels * 100 // _percent)
