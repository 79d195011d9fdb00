"""The tables that a batch writes: their columns, and CSV or Parquet on disk.

One tidy table a subject, keyed by job and turn. Parquet is used where pyarrow is installed,
else CSV; both hold the same rows in the same order, and equal rows make equal files.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from engine.orders import ORDER_KINDS
from engine.store.container import write_whole

SCHEMA_VERSION = 1
ROWS_AT_ONCE = 20_000

Value = str | int | float | None
Row = dict[str, Value]


class Column(NamedTuple):
    """A column: name, type (``text``, ``int``, ``float``, ``date``), meaning."""

    name: str
    type: str
    meaning: str


_JOB = Column("job", "int", "row of the batch, 0 for the first seed")
_TURN = Column("turn", "int", "turn, 1 for the first")
_DATE = Column("date", "date", "first day of that turn")
_SIDE = Column("side", "text", "side id")


def columns(side_ids: Sequence[str]) -> dict[str, list[Column]]:
    """Return the columns of every table by its name, for a scenario with these sides."""
    games = [
        _JOB,
        Column("seed", "int", "seed of the dice"),
        Column("status", "text", "done, or crashed (see the crashes folder)"),
        Column("scenario", "text", "scenario id, with its variant"),
        *(Column(f"player_{s}", "text", f"who played {s}") for s in side_ids),
        Column("winner", "text", "side id, empty for nobody"),
        Column("level", "text", "level of victory"),
        Column("reason", "text", "why it ended: last-turn, trigger, unfinished"),
        Column("turns", "int", "turns played"),
        Column("date_end", "date", "day on which it ended"),
        *(Column(f"score_{s}", "int", f"points of {s}") for s in side_ids),
        *(Column(f"losses_{s}", "int", f"steps lost by {s}") for s in side_ids),
        Column("orders", "int", "orders given"),
        Column("battles", "int", "battles fought"),
        *(Column(f"orders_{k}", "int", f"orders of the kind {k}") for k in ORDER_KINDS),
        Column("digest", "text", "digest of the last position"),
    ]
    turns = [
        _JOB,
        _TURN,
        _DATE,
        _SIDE,
        Column("score", "int", "points so far"),
        Column("lost", "float", "steps lost so far"),
        Column("units", "int", "units on the map"),
        Column("steps", "float", "steps on the map"),
        Column("cohesion", "int", "mean cohesion of units on the map"),
        Column("hexes", "int", "land hexes controlled"),
        Column("orders", "int", "orders given this turn"),
        Column("battles", "int", "battles begun this turn"),
    ]
    battles = [
        _JOB,
        Column("battle", "int", "running number in the game"),
        _TURN,
        _DATE,
        Column("side", "text", "attacker"),
        Column("hex", "text", "label of the target hex"),
        Column("place", "text", "most important place there"),
        Column("mode", "int", "0 hasty, 1 deliberate"),
        Column("landing", "int", "1 if fought on a beach"),
        Column("attackers", "int", "attacking units"),
        Column("defenders", "int", "defending units"),
        Column("column", "int", "odds column after shifts"),
        Column("shift", "int", "sum of shifts"),
        Column("dice", "int", "throw"),
        Column("result", "text", "entry of the results table"),
        Column("attacker_lost", "float", "steps the attacker lost"),
        Column("defender_lost", "float", "steps the defender lost"),
        Column("stood", "int", "1 if the defender chose to stand, 2 if he also held"),
    ]
    milestones = [
        _JOB,
        Column("milestone", "text", "id in history/milestones.csv"),
        Column("date", "date", "day reached, empty for never"),
        Column("history", "date", "day it happened"),
        Column("days_late", "int", "days after history, negative for before"),
    ]
    triggers = [
        _JOB,
        Column("trigger", "text", "id in politics/triggers.toml"),
        Column("date", "date", "day it last fired, empty for never"),
        Column("turn", "int", "that turn"),
        Column("first", "date", "day it first fired, empty for never"),
        Column("times", "int", "times it fired"),
        Column("best", "int", "most of its conditions that held at once"),
        Column("lacking", "text", "path of a condition that was missing then, empty if it fired"),
    ]
    terms = [
        _JOB,
        Column("trigger", "text", "id in politics/triggers.toml"),
        Column("term", "text", "path of a condition in the trigger, such as if.2.of.1"),
        Column("date", "date", "first turn that began with it holding; those that never held have no row"),
    ]
    answers = [
        _JOB,
        _TURN,
        _DATE,
        _SIDE,
        Column("decision", "text", "id in politics/decisions.toml"),
        Column("option", "text", "the answer"),
    ]
    fates = [
        _JOB,
        _TURN,
        _DATE,
        Column("unit", "text", "unit of a nation that broke up"),
        Column("outcome", "text", "what became of it"),
        Column("side", "text", "side it fights for now"),
        Column("region", "text", "region it stood in, empty off the map"),
    ]
    captures = [
        _JOB,
        _TURN,
        _DATE,
        Column("place", "text", "place that victory or history names"),
        Column("side", "text", "side that took it"),
    ]
    supply = [
        _JOB,
        _TURN,
        _DATE,
        _SIDE,
        *(Column(name, "int", f"units with supply {name}") for name in ("full", "low", "out", "isolated")),
    ]
    timings = [
        _JOB,
        Column("wall_s", "float", "seconds by the clock"),
        Column("cpu_s", "float", "seconds of CPU"),
    ]
    return {
        "games": games,
        "turns": turns,
        "battles": battles,
        "milestones": milestones,
        "triggers": triggers,
        "terms": terms,
        "answers": answers,
        "fates": fates,
        "captures": captures,
        "supply": supply,
        "timings": timings,
    }


def parquet_there() -> bool:
    """Return whether pyarrow is installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError:
        return False
    return True


def write_schema(folder: Path, wanted: dict[str, list[Column]]) -> None:
    """Write ``schema.json``: version and columns of every table."""
    tables = {name: [c._asdict() for c in listed] for name, listed in wanted.items()}
    text = json.dumps({"version": SCHEMA_VERSION, "tables": tables}, indent=1, ensure_ascii=False) + "\n"
    write_whole(folder / "schema.json", text.encode())


def write_table(
    folder: Path, name: str, listed: Sequence[Column], rows: Iterable[Row], parquet: bool
) -> Path:
    """Write one table whole, and return its path."""
    path = folder / f"{name}.{'parquet' if parquet else 'csv'}"
    part = path.with_suffix(path.suffix + ".part")
    try:
        if parquet:
            _write_parquet(part, listed, rows)
        else:
            with part.open("w", newline="", encoding="utf-8") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow([c.name for c in listed])
                writer.writerows([row.get(c.name) for c in listed] for row in rows)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _write_parquet(path: Path, listed: Sequence[Column], rows: Iterable[Row]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"text": pa.string(), "date": pa.string(), "int": pa.int64(), "float": pa.float64()}
    schema = pa.schema([(c.name, types[c.type]) for c in listed])
    with pq.ParquetWriter(path, schema) as writer:
        for chunk in _chunks(rows):
            columns = {c.name: [row.get(c.name) for row in chunk] for c in listed}
            writer.write_table(pa.table(columns, schema=schema))


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == ROWS_AT_ONCE:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def read_table(folder: Path, name: str) -> list[Row]:
    """Return the rows of a table, from Parquet or CSV; an absent table has none.

    Raises ValueError with a sentence if the file is not what ``schema.json`` says.
    """
    schema_path = folder / "schema.json"
    try:
        listed = json.loads(schema_path.read_text("utf-8"))["tables"].get(name, [])
        types = {str(c["name"]): str(c["type"]) for c in listed}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ValueError(f"{schema_path} is missing or damaged.") from None
    parquet = folder / f"{name}.parquet"
    if parquet.is_file():
        if not parquet_there():
            raise ValueError(f"{parquet} needs the extra [research] (pyarrow) to be read.")
        import pyarrow.parquet as pq

        rows: list[Row] = pq.read_table(parquet).to_pylist()
        return rows
    path = folder / f"{name}.csv"
    if not path.is_file():
        return []
    readers: dict[str, Any] = {"int": int, "float": float}
    out: list[Row] = []
    try:
        for raw in csv.DictReader(io.StringIO(path.read_text("utf-8"))):
            out.append({k: readers.get(types[k], str)(v) if v != "" else None for k, v in raw.items()})
    except (KeyError, ValueError, TypeError) as error:
        raise ValueError(f"{path} does not fit its schema.json ({error}).") from None
    return out
