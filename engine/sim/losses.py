"""The section of the report on losses: steps here, men in history, by period."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence

from engine.sim import charts
from engine.sim.figures import quantile
from engine.sim.report import Data, Section
from engine.sim.words import day_of, spoken


def losses(data: Data) -> Section:
    """Compare steps lost with men lost, period by period."""
    by_game: dict[tuple[int, str], list[tuple[datetime.date, float]]] = defaultdict(list)
    for row in data.tables["turns"]:
        day = day_of(row["date"])
        if day is not None:
            by_game[int(row["job"] or 0), str(row["side"])].append((day, float(row["lost"] or 0)))
    rows: list[list[str]] = []
    listed: list[charts.Bar] = []
    gaps: list[int] = []
    for side in data.sides:
        history = [h for h in data.manifest["history"]["losses"] if h["side"] == side["id"]]
        games = [sorted(v) for (_, name), v in by_game.items() if name == side["id"]]
        all_men = sum(h["men"] for h in _chain(history)) or 1
        for item in _chain(history):
            start, finish = day_of(item["start"]), day_of(item["finish"])
            if start is None or finish is None:
                continue
            steps = [_lost_by(g, finish) - _lost_by(g, start - datetime.timedelta(days=1)) for g in games]
            all_steps = [max(0.01, g[-1][1]) for g in games]
            ours = [100 * s / a for s, a in zip(steps, all_steps, strict=True)]
            middle, theirs = quantile(steps, 50), 100 * item["men"] / all_men
            per_step = f"{item['men'] / middle:,.0f}" if middle >= 1 else "–"
            rows.append(
                [
                    side["name"],
                    f"{item['start']} to {item['finish']}",
                    f"{quantile(steps, 10):.0f}",
                    f"{middle:.0f}",
                    f"{quantile(steps, 90):.0f}",
                    f"{item['men']:,}",
                    f"{quantile(ours, 50):.0f} %",
                    f"{theirs:.0f} %",
                    per_step,
                ]
            )
            label = f"{side['name']}, to {spoken(finish)}"
            words = f"{quantile(ours, 50):.0f} % of its steps"
            spread = (quantile(ours, 10), quantile(ours, 90))
            listed.append(charts.Bar(label, quantile(ours, 50), words, side["colour"], *spread))
            listed.append(charts.Bar("history", theirs, f"{theirs:.0f} % of its men", past=True))
            gaps.append(len(listed) - 1)
    note = (
        "Steps are the engine's unit of loss and are not men: what can be compared is how a side's losses "
        "spread over the periods (shares), and whether men per step stay alike from period to period."
    )
    for side in data.sides:
        chain = _chain([h for h in data.manifest["history"]["losses"] if h["side"] == side["id"]])
        remarks = sorted({str(h["note"]).partition("; ")[2] for h in chain if h.get("note")} - {""})
        note += f" {side['name']}: {'; '.join(remarks)}." if remarks else ""
    return Section(
        "losses",
        "Losses",
        "How each side's losses spread over the campaign, beside the published counts.",
        [
            "side",
            "period",
            "10 %",
            "50 %",
            "90 %",
            "men in history",
            "share here",
            "share in history",
            "men per step",
        ],
        rows,
        charts.bars("Share of a side's losses by period", listed, gap_after=gaps) if listed else "",
        "full bar the middle game, whisker from the 10 % to the 90 % game · hollow bar history",
        note,
    )


def _chain(history: Sequence[dict[str, str | int]]) -> list[dict[str, int]]:
    """Return the longest row of periods that follow each other day by day, without sums and parts."""
    best: dict[str, list[dict[str, int]]] = {}
    for item in sorted(history, key=lambda h: (str(h["finish"]), str(h["start"]))):
        start = datetime.date.fromisoformat(str(item["start"]))
        before = best.get((start - datetime.timedelta(days=1)).isoformat(), [])
        chain = [*before, item]
        if len(chain) > len(best.get(str(item["finish"]), [])):
            best[str(item["finish"])] = chain  # type: ignore[assignment]
    return max(best.values(), key=len, default=[])


def _lost_by(game: Sequence[tuple[datetime.date, float]], day: datetime.date) -> float:
    """Return the steps lost up to a day; a turn's losses count on the day it begins."""
    return next((lost for begun, lost in reversed(game) if begun <= day), 0.0)
