"""What a report says: one function a section, from the tables of a batch to a chart and a table."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence

from engine.sim import charts, reachability
from engine.sim.figures import mark, quantile, share
from engine.sim.losses import losses
from engine.sim.report import Data, Section
from engine.sim.tables import Row
from engine.sim.words import (
    colour_of,
    day_number,
    day_of,
    iso,
    percent,
    percents,
    side_name,
    tint,
    weeks,
)

NEVER = "never"
_STRIP_LEGEND = (
    "bar from the 10 % to the 90 % game · tick at the middle game · dots single games · "
    "red diamond history · an arrow where fewer than nine in ten get there"
)


def all_sections(data: Data) -> list[Section]:
    """Return the sections of the report in their order; those without any data are left out."""
    found = [
        outcomes(data),
        milestones(data),
        events(data),
        other_events(data),
        reachability.section(data),
        losses(data),
        course(data),
        battles(data),
        supply(data),
        orders(data),
        balance(data),
    ]
    return [section for section in found if section.rows]


def outcomes(data: Data) -> Section:
    """Say how the games ended."""
    count = Counter((str(g["level"] or "no level"), str(g["winner"] or "nobody")) for g in data.games)
    total = len(data.games)
    names: dict[str, str] = data.manifest.get("levels", {})
    listed = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    rows = []
    for (level, winner), number in listed:
        part = share(number, total)
        rows.append(
            [
                names.get(level, level),
                side_name(data, winner),
                str(number),
                percent(part.value),
                percents(part),
            ]
        )
    tints: Counter[str] = Counter()
    parts = []
    for (level, winner), number in sorted(count.items(), key=lambda item: (item[0][1], -item[1])):
        parts.append((names.get(level, level), number, tint(colour_of(data, winner), tints[winner])))
        tints[winner] += 1
    reasons = Counter(str(g["reason"]) for g in data.games)
    ends = ", ".join(f"{n} by {reason}" for reason, n in sorted(reasons.items()))
    dates = sorted(str(g["date_end"]) for g in data.games)
    return Section(
        "outcomes",
        "Outcomes",
        f"How {total} games ended: {ends}; the earliest on {dates[0]}, the latest on {dates[-1]}.",
        ["level", "winner", "games", "share", "95 % interval"],
        rows,
        charts.stacked("Levels of victory", parts),
    )


def milestones(data: Data) -> Section:
    """Compare the dates of milestones with history."""
    listed = [m for m in data.manifest["history"]["milestones"] if m["measure"] == "control"]
    words = "When places passed to a side, beside the day on which they really did."
    return _dates(data, "milestones", "Milestones", words, listed, "milestones", "milestone")


def events(data: Data) -> Section:
    """Compare the dates of political events with history."""
    dated = {m["subject"]: m for m in data.manifest["history"]["milestones"] if m["measure"] == "trigger"}
    titles: dict[str, str] = data.manifest.get("trigger_titles", {})
    listed = [{"id": t, "name": titles.get(t, t), "date": m["date"]} for t, m in dated.items()]
    words = "When the political events happened that the scenario dates, beside the day on which they did."
    return _dates(data, "events", "Political events", words, listed, "triggers", "trigger")


def other_events(data: Data) -> Section:
    """Say when the political events happened that history gives no day for."""
    dated = {m["subject"] for m in data.manifest["history"]["milestones"] if m["measure"] == "trigger"}
    titles: dict[str, str] = data.manifest.get("trigger_titles", {})
    listed = [{"id": t, "name": title, "date": ""} for t, title in titles.items() if t not in dated]
    words = "All others, by the day of the middle game."
    found = _dates(data, "other-events", "Other events", words, listed, "triggers", "trigger")
    found.folded = True
    return found


def _dates(
    data: Data, name: str, title: str, words: str, listed: Sequence[dict[str, str]], table: str, key: str
) -> Section:
    by_id: dict[str, list[datetime.date | None]] = defaultdict(list)
    for row in data.tables[table]:
        by_id[str(row[key])].append(day_of(row["date"]))
    rows: list[list[str]] = []
    strips: list[charts.Strip] = []

    def when(item: dict[str, str]) -> tuple[str, str]:
        days = [d.toordinal() if d else None for d in by_id.get(item["id"], [])]
        middle = mark(days, 50)
        return item["date"] or (iso(middle) if middle else "9999"), item["id"]

    for item in sorted(listed, key=when):
        dates = by_id.get(item["id"], [])
        if not dates or (not any(dates) and _outside(data, day_of(item["date"]))):
            continue
        days = [d.toordinal() if d else None for d in dates]
        low, middle, high = (mark(days, p) for p in (10, 50, 90))
        history = day_of(item["date"])
        reached = share(sum(d is not None for d in dates), len(dates))
        late = "" if history is None or middle is None else weeks(middle - history.toordinal())
        rows.append(
            [
                item["name"],
                item["date"] or "",
                *(iso(v) if v is not None else NEVER for v in (low, middle, high)),
                late,
                percent(reached.value),
            ]
        )
        strips.append(
            charts.Strip(
                item["name"],
                [d for d in dates if d is not None],
                day_number(low),
                day_number(middle),
                day_number(high),
                history,
                percent(reached.value),
                late,
            )
        )
    note = (
        "The 10, 50 and 90 % columns give the day by which that share of all games had got there; a game "
        "that never does counts as later than all others. Difference: middle game minus history, in weeks."
    )
    chart = charts.date_strips(title, strips, data.start, data.end) if strips else ""
    head = [title.lower().rstrip("s"), "history", "10 %", "50 %", "90 %", "difference", "reached"]
    return Section(name, title, words, head, rows, chart, _STRIP_LEGEND, note)


def _outside(data: Data, day: datetime.date | None) -> bool:
    """Return whether a day of history lies outside what was played: an operation is a part of a war."""
    return day is not None and not data.start <= day <= data.end


def course(data: Data) -> Section:
    """Show land held and strength on the map over time."""
    cells: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in data.tables["turns"]:
        cells[str(row["date"]), str(row["side"])].append(row)
    days = sorted({day for day, _ in cells})
    listed: list[charts.Curve] = []
    for side in data.sides:
        marks = [
            [quantile([float(r["hexes"] or 0) for r in cells[d, side["id"]]], p) for d in days]
            for p in (10, 50, 90)
        ]
        listed.append(charts.Curve(side["name"], side["colour"], *marks))
    picked = [d for i, d in enumerate(days) if i % max(1, len(days) // 12) == 0 or i == len(days) - 1]
    rows: list[list[str]] = []
    for day in picked:
        cells_of_day = [day]
        for side in data.sides:
            here = cells[day, side["id"]]
            for column in ("hexes", "steps"):
                cells_of_day.append(f"{quantile([float(r[column] or 0) for r in here], 50):.0f}")
        rows.append(cells_of_day)
    head = ["turn of", *(f"{s['name']} {c}" for s in data.sides for c in ("hexes", "steps"))]
    chart = (
        charts.curves("Land hexes held", [datetime.date.fromisoformat(d) for d in days], listed, "hexes")
        if days
        else ""
    )
    words = "Land held by each side over time; games that have ended are left out of later turns."
    return Section(
        "course",
        "Course of the war",
        words,
        head,
        rows,
        chart,
        "line the middle game · band from 10 % to 90 %",
    )


def battles(data: Data) -> Section:
    """Count battles: by attacker, mode and result."""
    total = len(data.games)
    rows: list[list[str]] = []
    fought = data.tables["battles"]
    for side in data.sides:
        for mode, name in ((1, "deliberate"), (0, "hasty")):
            here = [b for b in fought if b["side"] == side["id"] and b["mode"] == mode and not b["landing"]]
            rows += [_battle_row(side["name"], name, here, total)] if here else []
        landed = [b for b in fought if b["side"] == side["id"] and b["landing"]]
        rows += [_battle_row(side["name"], "landing", landed, total)] if landed else []
    results = Counter(str(b["result"]) for b in fought)
    listed = [
        charts.Bar(name, number / total, f"{number / total:.1f} a game")
        for name, number in sorted(results.items(), key=lambda item: (-item[1], item[0]))
    ]
    each = [float(g["battles"] or 0) for g in data.games]
    words = (
        f"{quantile(each, 50):.0f} battles in the middle game, {quantile(each, 10):.0f} to "
        f"{quantile(each, 90):.0f} from the 10 % to the 90 % game. The bars count results."
    )
    head = [
        "attacker",
        "kind",
        "a game",
        "attackers",
        "column",
        "attacker lost",
        "defender lost",
        "stood",
        "held",
    ]
    chart = charts.bars("Results of battles", listed) if listed else ""
    note = (
        "Attackers: mean units. Lost: mean steps a battle. Stood, held: share of battles in which the "
        "defender chose to stand, and did."
    )
    return Section("battles", "Battles", words, head, rows, chart, "", note)


def _battle_row(side: str, kind: str, here: Sequence[Row], games: int) -> list[str]:
    def average(column: str) -> float:
        return sum(float(b[column] or 0) for b in here) / len(here)

    return [
        side,
        kind,
        f"{len(here) / games:.1f}",
        f"{average('attackers'):.1f}",
        f"{average('column'):.1f}",
        f"{average('attacker_lost'):.2f}",
        f"{average('defender_lost'):.2f}",
        percent(sum(bool(b["stood"]) for b in here) / len(here)),
        percent(sum(b["stood"] == 2 for b in here) / len(here)),
    ]


def supply(data: Data) -> Section:
    """Say how units were supplied."""
    names = ("full", "low", "out", "isolated")
    rows: list[list[str]] = []
    for side in data.sides:
        here = [r for r in data.tables["supply"] if r["side"] == side["id"]]
        sums = [sum(int(r[name] or 0) for r in here) for name in names]
        if sum(sums):
            rows.append([side["name"], *(f"{100 * s / sum(sums):.1f} %" for s in sums)])
    words = "Share of unit-turns by state of supply, all games together."
    return Section("supply", "Supply", words, ["side", *names], rows)


def orders(data: Data) -> Section:
    """Count orders by kind."""
    kinds = [k.removeprefix("orders_") for k in data.games[0] if k.startswith("orders_")]
    rows: list[list[str]] = []
    listed: list[charts.Bar] = []
    for kind in kinds:
        values = [float(g[f"orders_{kind}"] or 0) for g in data.games]
        middle = quantile(values, 50)
        rows.append([kind, f"{quantile(values, 10):.0f}", f"{middle:.0f}", f"{quantile(values, 90):.0f}"])
        listed.append(
            charts.Bar(kind, middle, f"{middle:,.0f}", "", quantile(values, 10), quantile(values, 90))
        )
    listed.sort(key=lambda bar: -bar.value)
    words = "Orders a game, both sides together."
    return Section(
        "orders",
        "Orders",
        words,
        ["order", "10 %", "50 %", "90 %"],
        rows,
        charts.bars("Orders by kind", listed),
    )


def balance(data: Data) -> Section:
    """Say who wins how often, and by how much."""
    rows: list[list[str]] = []
    total = len(data.games)
    for side in data.sides:
        name = side["id"]
        won = share(sum(g["winner"] == name for g in data.games), total)
        score = [float(g[f"score_{name}"] or 0) for g in data.games]
        lost = [float(g[f"losses_{name}"] or 0) for g in data.games]
        player = str(data.games[0][f"player_{name}"])
        rows.append(
            [
                side["name"],
                player,
                percent(won.value),
                percents(won),
                f"{quantile(score, 50):.0f} ({quantile(score, 10):.0f} to {quantile(score, 90):.0f})",
                f"{quantile(lost, 50):.0f} ({quantile(lost, 10):.0f} to {quantile(lost, 90):.0f})",
            ]
        )
    words = "Wins with 95 % intervals; score and steps lost of the middle game, 10 % to 90 % in brackets."
    head = ["side", "player", "wins", "95 % interval", "score", "steps lost"]
    return Section("balance", "Balance", words, head, rows)
