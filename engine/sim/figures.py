"""Small statistics for reports: shares, percentiles and differences, each with its interval.

Plain Python on purpose: every number can be followed by hand.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import NamedTuple

# 97.5 % points of Student's t by degrees of freedom; beyond the table the normal value serves.
_T = (
    12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13,
    2.12, 2.11, 2.10, 2.09, 2.09, 2.08, 2.07, 2.07, 2.06, 2.06, 2.06, 2.05, 2.05, 2.05, 2.04,
)  # fmt: skip


class Interval(NamedTuple):
    """A value with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float


def share(hits: int, games: int) -> Interval:
    """Return a share with Wilson's interval, which is honest for few games and near 0 and 1.

    >>> [round(v, 2) for v in share(10, 10)]
    [1.0, 0.72, 1.0]
    """
    if games == 0:
        return Interval(0.0, 0.0, 1.0)
    z = 1.96
    p = hits / games
    spread = 1 + z * z / games
    centre = (p + z * z / (2 * games)) / spread
    half = z * math.sqrt(p * (1 - p) / games + z * z / (4 * games * games)) / spread
    return Interval(p, max(0.0, centre - half), min(1.0, centre + half))


def mean(values: Sequence[float]) -> Interval:
    """Return a mean with Student's interval; without bounds for fewer than two values."""
    if not values:
        return Interval(math.nan, math.nan, math.nan)
    middle = statistics.fmean(values)
    if len(values) < 2:
        return Interval(middle, -math.inf, math.inf)
    half = t_of(len(values) - 1) * statistics.stdev(values) / math.sqrt(len(values))
    return Interval(middle, middle - half, middle + half)


def difference(left: Sequence[float], right: Sequence[float], paired: bool) -> Interval:
    """Return the mean of right minus left with its interval: of pairs, or of two groups (Welch)."""
    if paired:
        return mean([b - a for a, b in zip(left, right, strict=True)])
    if len(left) < 2 or len(right) < 2:
        return Interval(statistics.fmean(right) - statistics.fmean(left), -math.inf, math.inf)
    gap = statistics.fmean(right) - statistics.fmean(left)
    a, b = statistics.variance(left) / len(left), statistics.variance(right) / len(right)
    if a + b == 0:
        return Interval(gap, gap, gap)
    freedom = (a + b) ** 2 / (a * a / (len(left) - 1) + b * b / (len(right) - 1))
    half = t_of(int(freedom)) * math.sqrt(a + b)
    return Interval(gap, gap - half, gap + half)


def t_of(freedom: int) -> float:
    """Return the 97.5 % point of Student's t."""
    return _T[max(1, freedom) - 1] if freedom <= len(_T) else 1.96 + 2.5 / freedom


def mark(values: Sequence[int | None], percent: int) -> int | None:
    """Return the value that ``percent`` of the games have reached; None counts as never.

    >>> mark([3, 1, None, 2], 50), mark([3, 1, None, 2], 90)
    (2, None)
    """
    if not values:
        return None
    ordered = sorted(v for v in values if v is not None)
    rank = max(1, math.ceil(percent * len(values) / 100))
    return ordered[rank - 1] if rank <= len(ordered) else None


def quantile(values: Sequence[float], percent: int) -> float:
    """Return a percentile by the nearest rank; 0 for no values."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(1, math.ceil(percent * len(ordered) / 100)) - 1]
