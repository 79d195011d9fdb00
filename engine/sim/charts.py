"""Charts as inline SVG in ink on paper: no scripts, no fonts or pictures from elsewhere.

Colours and type come from the style sheet of the page; every figure shown here also stands
in a table beside the chart.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 960
_LABEL, _RIGHT = 250, 150
_ROW = 22


@dataclass(frozen=True)
class Strip:
    """A row of a date chart: dates of single games, three percentiles, history, words at the end."""

    label: str
    dots: Sequence[datetime.date]
    low: datetime.date | None
    middle: datetime.date | None
    high: datetime.date | None
    history: datetime.date | None
    reached: str
    late: str


def _svg(height: float, title: str, body: list[str]) -> str:
    head = (
        f'<svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title, quote=True)}" '
        f'xmlns="http://www.w3.org/2000/svg">'
    )
    return "\n".join([head, f"<title>{escape(title)}</title>", *body, "</svg>"])


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def date_strips(title: str, strips: Sequence[Strip], start: datetime.date, end: datetime.date) -> str:
    """Return a chart of dates: a bar from the 10 % to the 90 % game, a tick at 50 %, history as a diamond."""
    left, right = _LABEL, WIDTH - _RIGHT
    top = 34
    height = top + _ROW * len(strips) + 12
    days = max(1, (end - start).days)

    def x(day: datetime.date) -> float:
        return left + (right - left) * min(1.0, max(0.0, (day - start).days / days))

    body: list[str] = [
        _text(left + 1, top - 14, str(start.year), "axis strong"),
        _text(right + 62, top - 14, "reached", "axis", "end"),
        _text(right + 128, top - 14, "difference", "axis", "end"),
    ]
    for month in _months(start, end):
        place, strong = x(month), month.month == 1
        body.append(
            f'<line x1="{place:.1f}" y1="{top - 8}" x2="{place:.1f}" y2="{height - 8}" '
            f'class="{"rule" if strong else "hair"}"/>'
        )
        room = place - left > 34 and right - place > 24
        if room and (strong or (days < 1000 and month.month in (4, 7, 10)) or days < 200):
            words = str(month.year) if strong else month.strftime("%b")
            body.append(_text(place + 3, top - 14, words, "axis strong" if strong else "axis"))
    for number, strip in enumerate(strips):
        y = top + _ROW * number + _ROW / 2
        if number % 2 == 0:
            body.append(f'<rect x="0" y="{y - _ROW / 2:.1f}" width="{WIDTH}" height="{_ROW}" class="band"/>')
        body.append(_text(left - 12, y + 4, _short(strip.label, 40), "label", "end"))
        body += _one_strip(strip, y, x, right)
        body.append(_text(right + 62, y + 4, strip.reached, "label", "end"))
        body.append(_text(right + 128, y + 4, strip.late, "label", "end"))
    return _svg(height, title, body)


def _one_strip(strip: Strip, y: float, x: object, right: float) -> list[str]:
    assert callable(x)
    out: list[str] = []
    if strip.low is not None:
        to = x(strip.high) if strip.high is not None else right
        out.append(
            f'<rect x="{x(strip.low):.1f}" y="{y - 4:.1f}" width="{max(2.0, to - x(strip.low)):.1f}" '
            f'height="8" rx="1.5" class="span"/>'
        )
        if strip.high is None:
            words = "<title>not in all games</title>"
            out.append(f'<path d="M{right:.1f},{y - 4:.1f} l6,4 l-6,4 z" class="span">{words}</path>')
    shown = list(strip.dots)[:400]
    for number, day in enumerate(shown):
        wobble = ((number * 7) % 5 - 2) * 1.5
        out.append(f'<circle cx="{x(day):.1f}" cy="{y + wobble:.1f}" r="1.7" class="dot"/>')
    if strip.middle is not None:
        out.append(
            f'<line x1="{x(strip.middle):.1f}" y1="{y - 7:.1f}" x2="{x(strip.middle):.1f}" '
            f'y2="{y + 7:.1f}" class="median"/>'
        )
    if strip.history is not None:
        place = x(strip.history)
        out.append(
            f'<path d="M{place:.1f},{y - 6.5:.1f} l5,6.5 l-5,6.5 l-5,-6.5 z" class="history">'
            f"<title>history: {strip.history.isoformat()}</title></path>"
        )
    return out


def _months(start: datetime.date, end: datetime.date) -> list[datetime.date]:
    out = []
    month = start.replace(day=1)
    while month <= end:
        if month >= start:
            out.append(month)
        month = (month.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return out


@dataclass(frozen=True)
class Bar:
    """A bar with its length, optional whisker, colour and the words behind it."""

    label: str
    value: float
    words: str
    colour: str = ""
    low: float | None = None
    high: float | None = None
    past: bool = False  # a figure of history, drawn hollow


def bars(title: str, listed: Sequence[Bar], gap_after: Sequence[int] = ()) -> str:
    """Return horizontal bars, with whiskers where a spread is given."""
    left, right = _LABEL, WIDTH - _RIGHT
    scale = max([b.high if b.high is not None else b.value for b in listed] + [1e-9])
    body: list[str] = []
    y = 8.0
    for number, bar in enumerate(listed):
        length = (right - left) * min(1.0, bar.value / scale)
        style = f' style="fill:{escape(bar.colour, quote=True)}"' if bar.colour else ""
        body.append(_text(left - 12, y + 13, _short(bar.label, 40), "label", "end"))
        place = f'x="{left}" y="{y + 2:.1f}" width="{max(1.0, length):.1f}" height="14"'
        body.append(f'<rect {place} class="{"past" if bar.past else "bar"}"{style}/>')
        end = left + length
        if bar.low is not None and bar.high is not None:
            a, b = (left + (right - left) * min(1.0, v / scale) for v in (bar.low, bar.high))
            body.append(
                f'<path d="M{a:.1f},{y + 9:.1f} H{b:.1f} M{a:.1f},{y + 5:.1f} v8 M{b:.1f},{y + 5:.1f} v8" '
                f'class="whisker"/>'
            )
            end = max(end, b)
        body.append(_text(end + 8, y + 13, bar.words, "label"))
        y += 20 + (10 if number in gap_after else 0)
    body.insert(0, f'<line x1="{left}" y1="4" x2="{left}" y2="{y:.1f}" class="rule"/>')
    return _svg(y + 8, title, body)


def stacked(title: str, parts: Sequence[tuple[str, int, str]]) -> str:
    """Return one wide bar split into named parts (name, count, colour)."""
    total = max(1, sum(count for _, count, _ in parts))
    body: list[str] = []
    x = 0.0
    for name, count, colour in parts:
        width = WIDTH * count / total
        if count == 0:
            continue
        body.append(
            f'<rect x="{x:.1f}" y="4" width="{width:.1f}" height="44" class="part" '
            f'style="fill:{escape(colour, quote=True)}"/>'
        )
        if width > 70:
            body.append(_text(x + 12, 24, _short(name, max(4, int(width / 8))), "inside strong"))
            body.append(_text(x + 12, 41, f"{count} of {total}", "inside"))
        x += width
    return _svg(52, title, body)


def _tick(least: float) -> float:
    """Return the next round number: 1, 2 or 5 with zeros."""
    size = 10.0 ** math.floor(math.log10(max(least, 1e-9)))
    return next(size * n for n in (1, 2, 5, 10) if size * n >= least)


@dataclass(frozen=True)
class Curve:
    """A line over turns with the band from the 10 % to the 90 % game."""

    label: str
    colour: str
    low: Sequence[float]
    middle: Sequence[float]
    high: Sequence[float]


def curves(title: str, days: Sequence[datetime.date], listed: Sequence[Curve], unit: str) -> str:
    """Return lines over time with their bands, named at their ends."""
    left, right, top, height = 60, WIDTH - _RIGHT, 14, 250
    highest = max([v for c in listed for v in c.high] + [1.0])
    tick = _tick(highest / 4)
    most = max(highest, tick)
    first, span = days[0], max(1, (days[-1] - days[0]).days)

    def point(day: datetime.date, value: float) -> str:
        x = left + (right - left) * (day - first).days / span
        return f"{x:.1f},{top + (height - top - 24) * (1 - value / most):.1f}"

    body: list[str] = []
    for step in range(int(most / tick) + 1):
        value = tick * step
        y = top + (height - top - 24) * (1 - value / most)
        body.append(f'<line x1="{left}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" class="hair"/>')
        body.append(_text(left - 8, y + 4, f"{value:,.0f}", "axis", "end"))
    for month in _months(days[0], days[-1]):
        if month.month in (1, 7):
            x = float(point(month, 0).split(",")[0])
            body.append(f'<line x1="{x:.1f}" y1="{top}" x2="{x:.1f}" y2="{height - 24}" class="hair"/>')
            body.append(_text(x + 3, height - 8, month.strftime("%b %Y"), "axis"))
    ends: list[float] = []
    for curve in listed:
        colour = escape(curve.colour, quote=True)
        up = [point(d, v) for d, v in zip(days, curve.high, strict=True)]
        down = [point(d, v) for d, v in zip(days, curve.low, strict=True)]
        body.append(f'<polygon points="{" ".join(up + down[::-1])}" class="area" style="fill:{colour}"/>')
        line = " ".join(point(d, v) for d, v in zip(days, curve.middle, strict=True))
        body.append(f'<polyline points="{line}" class="curve" style="stroke:{colour}"/>')
        y = float(point(days[-1], curve.middle[-1]).split(",")[1])
        while any(abs(y - other) < 15 for other in ends):
            y += 15
        ends.append(y)
        body.append(_text(right + 10, y + 4, f"{curve.label}, {curve.middle[-1]:,.0f} {unit}", "label"))
    return _svg(height, title, body)
