"""The report on a batch: what came of its games, beside history and beside another batch.

Reads only the tables and the manifest of a batch; ``engine.sim.sections`` computes,
``engine.sim.page`` writes. Each section is one chart and one table that repeats its figures.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.sim.tables import Row, read_table
from engine.store.container import write_whole


class ReportError(ValueError):
    """A folder holds no batch that can be reported on; the message is one clear sentence."""


@dataclass
class Section:
    """A part of the report: a heading, some words, a chart, a table and a note below it."""

    id: str
    title: str
    words: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    chart: str = ""
    legend: str = ""
    note: str = ""
    folded: bool = False  # the chart, too, opens only on a click


@dataclass
class Data:
    """A batch, read: its manifest and tables."""

    folder: Path
    manifest: dict[str, Any]
    tables: dict[str, list[Row]]
    games: list[Row] = field(default_factory=list)  # those that did not crash

    @property
    def sides(self) -> list[dict[str, str]]:
        """The sides, each with id, name and colour."""
        sides: list[dict[str, str]] = self.manifest["sides"]
        return sides

    @property
    def start(self) -> datetime.date:
        """The first day of play."""
        return datetime.date.fromisoformat(self.manifest["calendar"]["start"])

    @property
    def end(self) -> datetime.date:
        """The last day of play."""
        return datetime.date.fromisoformat(self.manifest["calendar"]["end"])


def read_batch(folder: Path) -> Data:
    """Return the batch in a folder. Raises ReportError."""
    path = folder / "manifest.json"
    try:
        manifest = json.loads(path.read_text("utf-8"))
    except OSError:
        raise ReportError(f"{folder} holds no batch: manifest.json is missing.") from None
    except ValueError as error:
        raise ReportError(f"{path} is damaged: {error}.") from None
    needed = ("plan", "sides", "calendar", "history", "title", "content_hash")
    if not isinstance(manifest, dict) or any(name not in manifest for name in needed):
        raise ReportError(f"{path} is not the manifest of a batch.")
    try:
        names = ("games", "turns", "battles", "milestones", "triggers", "terms", "supply", "timings")
        tables = {name: read_table(folder, name) for name in names}
    except ValueError as error:
        raise ReportError(str(error)) from None
    games = [row for row in tables["games"] if row["status"] == "done"]
    if not games:
        raise ReportError(f"{folder} holds no finished game yet.")
    return Data(folder, manifest, tables, games)


def report(folder: Path, against: Path | None = None) -> list[Path]:
    """Write ``report.html`` and ``report.md`` into a batch's folder and return their paths.

    Raises ReportError.
    """
    from engine.sim import comparison, page, sections

    data = read_batch(folder)
    other = read_batch(against) if against is not None else None
    parts = sections.all_sections(data)
    if other is not None:
        parts.insert(1, comparison.comparison(data, other))
    written = []
    for name, text in (("report.html", page.html(data, parts)), ("report.md", page.markdown(data, parts))):
        write_whole(folder / name, text.encode("utf-8"))
        written.append(folder / name)
    return written
