"""How a report writes dates, shares, intervals, sides and their colours."""

from __future__ import annotations

import datetime
import math

from engine.sim.figures import Interval
from engine.sim.report import Data


def day_of(value: object) -> datetime.date | None:
    """Return the day of an ISO date, None for nothing."""
    return datetime.date.fromisoformat(str(value)) if value else None


def day_number(ordinal: int | None) -> datetime.date | None:
    """Return the day of a number, None for none."""
    return datetime.date.fromordinal(ordinal) if ordinal is not None else None


def iso(ordinal: int) -> str:
    """Return the ISO date of a day number."""
    return datetime.date.fromordinal(ordinal).isoformat()


def percent(part: float) -> str:
    """Return a share in whole percent."""
    return f"{100 * part:.0f} %"


def percents(part: Interval) -> str:
    """Return the bounds of a share."""
    return f"{100 * part.low:.0f} to {100 * part.high:.0f} %"


def bounds(gap: Interval, digits: int, unit: str) -> str:
    """Return the bounds of a difference."""
    if math.isinf(gap.low):
        return "too few games"
    return f"{gap.low:+.{digits}f} to {gap.high:+.{digits}f}{unit}"


def side_name(data: Data, name: str) -> str:
    """Return the name of a side by its id."""
    return next((s["name"] for s in data.sides if s["id"] == name), name)


def colour_of(data: Data, name: str) -> str:
    """Return the colour of a side by its id."""
    return next((s["colour"] for s in data.sides if s["id"] == name), "#968a74")


def tint(colour: str, step: int) -> str:
    """Return a colour lightened towards paper by some steps."""
    part = min(0.6, 0.22 * step)
    rgb = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    paper = (244, 239, 226)
    return "#" + "".join(f"{round(c + (p - c) * part):02x}" for c, p in zip(rgb, paper, strict=True))


def weeks(days: int) -> str:
    """Return a difference in whole weeks, with its sign."""
    rounded = round(days / 7)
    return f"{rounded:+d} w" if rounded else "0 w"


def spoken(day: datetime.date) -> str:
    """Return a date as people write it: 1 Oct 1943."""
    return f"{day.day} {day.strftime('%b %Y')}"
