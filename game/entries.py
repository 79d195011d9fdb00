"""The scenarios and variants that the start screen lists, read from their headers alone."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from engine import paths
from game import briefing, texts


@dataclass(frozen=True)
class Entry:
    """A scenario in the list."""

    name: str
    title: str
    words: str
    sides: tuple[tuple[str, str], ...]
    folder: Path
    variant: str | None
    span: str  # first and last day, number of turns


def entries() -> list[Entry]:
    """Return the scenarios that are found, with their variants."""
    found: list[Entry] = []
    for name, path in sorted(paths.list_scenarios().items()):
        header = _header(path)
        sides = tuple(
            (str(s["id"]), texts.named(path, f"side.{s['id']}") or str(s["name"]))
            for s in header.get("side", ())
        )
        found.append(_entry(path, name, "scenario", header, sides))
        for variant in paths.list_variants(path):
            raw = _toml(path / "variants" / f"{variant}.toml")
            raw.setdefault("calendar", header.get("calendar"))
            found.append(_entry(path, f"{name}/{variant}", f"variant.{variant}", raw, sides, variant))
    return found


def _entry(
    path: Path,
    name: str,
    key: str,
    raw: dict[str, Any],
    sides: tuple[tuple[str, str], ...],
    variant: str | None = None,
) -> Entry:
    title = texts.named(path, f"{key}.title") or str(raw.get("title", name))
    words = texts.named(path, f"{key}.description") or str(raw.get("description", ""))
    return Entry(name, title, words, sides, path, variant, _span(raw.get("calendar")))


def _span(calendar: object) -> str:
    """Return first and last day and the number of turns; nothing if the file has no such dates."""
    found = calendar if isinstance(calendar, dict) else {}
    start, end, days = found.get("start"), found.get("end"), found.get("days_per_turn", 7)
    if type(start) is not date or type(end) is not date or not isinstance(days, int):
        return ""
    return briefing.span(start, end, days)


def _header(path: Path) -> dict[str, Any]:
    return _toml(path if path.name == "scenario.toml" else path / "scenario.toml")


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
