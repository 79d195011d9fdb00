"""How computer players fared in a batch, as a scenario's ``history/commanders.csv`` keeps it for players."""

from __future__ import annotations

import csv
import datetime
import io
from pathlib import Path

import msgspec

from engine.schema.victory import CommanderRow
from engine.sim.figures import mark, quantile
from engine.sim.report import Data, read_batch
from engine.store.container import write_whole

MARKS = (10, 50, 90)  # percent of the games
EVERY = 4  # turns between two rows of points


def rows(data: Data) -> list[CommanderRow]:
    """Return the rows of a batch: milestones by the calendar, then points."""
    games = len(data.games)
    done = {game["job"] for game in data.games}
    players = data.manifest["plan"]["players"]
    source = f"{games} games, " + ", ".join(f"{side}={players[side]}" for side in sorted(players))
    found: list[CommanderRow] = []
    late: dict[str, list[int | None]] = {}
    for row in data.tables["milestones"]:
        if row["job"] in done:
            days = row["days_late"]
            late.setdefault(str(row["milestone"]), []).append(None if days is None else int(days))
    for stone in sorted(data.manifest["history"]["milestones"], key=lambda m: (m["date"], m["id"])):
        reached = late.get(stone["id"], [])
        low, middle, high = (mark(reached, percent) for percent in MARKS)
        found.append(
            CommanderRow(
                id=stone["id"], measure="late", milestone=stone["id"], low=low, middle=middle, high=high,
                games=len(reached), source=source,
            )
        )  # fmt: skip
    first = data.sides[0]["id"]
    points: dict[int, list[float]] = {}
    dates: dict[int, datetime.date] = {}
    for row in data.tables["turns"]:
        turn = int(row["turn"] or 0)
        if row["job"] in done and row["side"] == first and turn % EVERY == 1:
            points.setdefault(turn, []).append(float(row["score"] or 0))
            dates[turn] = datetime.date.fromisoformat(str(row["date"]))
    for turn, scores in sorted(points.items()):
        low, middle, high = (round(quantile(scores, percent)) for percent in MARKS)
        found.append(
            CommanderRow(
                id=f"points-{turn:03d}", measure="score", date=dates[turn], low=low, middle=middle, high=high,
                games=len(scores), source=source,
            )
        )  # fmt: skip
    return found


def write(folder: Path, path: Path) -> None:
    """Write the file of the batch in a folder. Raises ReportError and OSError."""
    out = io.StringIO()
    names = list(CommanderRow.__struct_fields__)
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in rows(read_batch(folder)):
        told = msgspec.to_builtins(row)
        writer.writerow("" if told.get(name) is None else told[name] for name in names)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, out.getvalue().encode("utf-8"))
