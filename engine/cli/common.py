"""What all commands share: where words go, how bad input ends, how players and seeds are written.

Data goes to stdout, messages to stderr. Nothing here imports numpy or numba.
"""

from __future__ import annotations

import json
import secrets
import sys
from enum import StrEnum
from typing import Annotated, Any

import typer

DONE, FINDINGS, USAGE, DEFECT, INTERRUPTED = 0, 1, 2, 3, 130


class BadInput(ValueError):
    """What was asked for cannot be; the message is one clear sentence. Ends with exit code 2."""


class Format(StrEnum):
    """How data is printed."""

    text = "text"
    json = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="text, or one JSON document.")]
SeedOption = Annotated[int | None, typer.Option(help="Seed of the dice; drawn and printed if not given.")]
PlayersOption = Annotated[str, typer.Option(help="Who plays, for example allies=greedy,axis=random.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="No messages and no progress bar.")]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", help="Change a value: rules.movement.zoc_enter=2. May be repeated."),
]


def say(text: str) -> None:
    """Print a message for the person at the keyboard."""
    print(text, file=sys.stderr)


def emit(data: Any) -> None:
    """Print one JSON document."""
    print(json.dumps(data, indent=2, ensure_ascii=False))


def seed_or_new(seed: int | None, quiet: bool = False) -> int:
    """Return the seed, or draw one and say which."""
    if seed is not None:
        return seed
    drawn = secrets.randbelow(1_000_000)
    if not quiet:
        say(f"seed {drawn}")
    return drawn


def players_of(text: str) -> dict[str, str]:
    """Return player names by side from ``side=name,side=name``. Raises BadInput."""
    out: dict[str, str] = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        side, equals, name = part.partition("=")
        if not equals or not side or not name or side in out:
            raise BadInput(f"--players wants SIDE=NAME,SIDE=NAME, not {text!r}.")
        out[side] = name
    return out


def row_of(world: Any, axis: str, name: str) -> int:
    """Return the row of an id, or of the hex of a place. Raises BadInput with the nearest name."""
    from engine.problems import nearest

    rows = world.rows(axis)
    if name in rows:
        return int(rows[name])
    if axis == "hex" and name in world.rows("place"):
        return int(world.place_hex[world.rows("place")[name]])
    known = list(world.place_ids) if axis == "hex" else list(rows)
    near = nearest(name, known)
    raise BadInput(f"There is no {axis} {name!r}." + (f" Did you mean {near}?" if near else ""))


def table(head: list[str], rows: list[list[Any]]) -> str:
    """Return columns of text, numbers to the right."""
    cells = [["" if v is None else str(v) for v in row] for row in rows]
    widths = [max(len(head[i]), *(len(row[i]) for row in cells), 0) for i in range(len(head))]
    right = [all(isinstance(row[i], int | float) for row in rows) and bool(rows) for i in range(len(head))]
    lines = []
    for row in [head, *cells]:
        parts = [v.rjust(w) if r else v.ljust(w) for v, w, r in zip(row, widths, right, strict=True)]
        lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)


class Bar:
    """A progress bar on stderr; call the entered value with done and total."""

    def __init__(self, title: str, quiet: bool) -> None:
        self.title = title
        self.quiet = quiet or not sys.stderr.isatty()
        self.task: Any = None

    def __enter__(self) -> Any:
        if self.quiet:
            return lambda done, total: None
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self.progress.start()
        self.task = self.progress.add_task(self.title, total=None)
        return lambda done, total: self.progress.update(self.task, completed=done, total=total)

    def __exit__(self, *error: object) -> None:
        if self.task is not None:
            self.progress.stop()
