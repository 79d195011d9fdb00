"""Problems found in files: stable codes, exact places, and three ways to print them.

Owns the table of codes, from which the reference page is written. It knows nothing about
what the files mean.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

Severity = Literal["error", "warning", "info"]
MANY_NAMES = 1000
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


@dataclass(frozen=True)
class Code:
    """A kind of problem: its stable code, how bad it is, and what an author should know."""

    code: str
    severity: Severity
    title: str
    doc: str = ""


CODES: dict[str, Code] = {}


def register(code: str, title: str, doc: str = "") -> Code:
    """Add a code to the table; its first letter says the severity (E, W or I).

    Raises ValueError for a code that is taken or starts with another letter.
    """
    letters: dict[str, Severity] = {"E": "error", "W": "warning", "I": "info"}
    if code in CODES or code[0] not in letters:
        raise ValueError(f"code {code} is taken or malformed")
    CODES[code] = Code(code, letters[code[0]], title, doc)
    return CODES[code]


for _code, _title, _doc in (
    ("E101", "syntax error", "The text is no valid TOML, CSV or PO here; the rest is still read."),
    ("E102", "missing key, column or value", "The field has no default and must be given."),
    ("E103", "unknown key or column", "Nothing reads this name; it is probably misspelt."),
    ("E104", "wrong type", "For example a text where a number belongs."),
    ("E105", "out of range", "The value has the right type but is too small, too large or too fine."),
    ("E106", "duplicate id", "An id or a name may stand only once in its table."),
    ("E107", "unknown reference", "The id is defined nowhere among those that are allowed here."),
    ("E108", "wrong number of cells", "Every row of a CSV file has as many cells as the header."),
    ("E109", "limit exceeded", "Files, lines, texts, tables and nesting have upper limits."),
    ("E110", "malformed value", "An id, label, colour or date that is not written as it should be."),
    ("E111", "not an allowed word", "The value must be one of a short list."),
    ("E112", "file missing", "The scenario cannot do without this file."),
    ("E113", "unreadable text", "Files are UTF-8 without NUL or other control characters."),
    ("E114", "unknown format", "The file was written for another version; see the upgrade command."),
    ("W201", "byte order mark", "The file starts with a byte order mark, which is ignored; save it without."),
):
    register(_code, _title, _doc)


class Problem(msgspec.Struct, frozen=True):
    """One finding. ``file`` is relative to the scenario folder; line and column start at 1."""

    code: str
    severity: Severity
    file: str
    line: int
    column: int
    message: str
    expected: str = ""
    got: str = ""
    hint: str = ""

    def text(self, base: str = "") -> str:
        """Return ``file:line:col: CODE message (expected ..., got ..., did you mean ...)``."""
        parts = []
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.got:
            parts.append(f"got {self.got}")
        if self.hint:
            parts.append(f"did you mean {self.hint}?")
        tail = f" ({', '.join(parts)})" if parts else ""
        return f"{self.place(base)}: {self.code} {self.message}{tail}"

    def place(self, base: str = "") -> str:
        """Return ``file:line:col`` with the folder ``base`` in front."""
        return f"{_join(base, self.file)}:{self.line}:{self.column}"


def problem(
    code: str,
    where: tuple[str, int, int],
    message: str,
    *,
    expected: str = "",
    got: str = "",
    hint: str = "",
) -> Problem:
    """Build a problem with the severity of its code. Raises KeyError for an unknown code."""
    file, line, column = where
    return Problem(code, CODES[code].severity, file, line, column, message, expected, got, hint)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word most like ``word``, or nothing if none is near.

    >>> nearest("hils", ["hills", "sea"])
    'hills'
    """
    text = word.strip().lower()[:80]
    pool = sorted(name for name in set(known) if abs(len(name) - len(text)) <= 8)
    if len(pool) > MANY_NAMES:  # of very many only those that are alike at first or last sight
        pool = [name for name in pool if name[:2].lower() == text[:2] or name[-3:].lower() == text[-3:]]
        pool = pool[:MANY_NAMES]
    by_fold = {name.lower(): name for name in reversed(pool)}
    if text in by_fold:
        return by_fold[text]
    close = difflib.get_close_matches(text, by_fold, n=1, cutoff=0.6)
    if close:
        return by_fold[close[0]]
    return next((name for name in pool if len(text) > 3 and text in name.lower()), "")


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems without repetitions, by file, line, column and code."""
    key: Callable[[Problem], Any] = lambda p: (p.file, p.line, p.column, p.code, p.message)  # noqa: E731
    return sorted(dict.fromkeys(problems), key=key)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return those that keep a scenario from being played."""
    return [p for p in problems if p.severity == "error"]


def as_text(problems: Sequence[Problem], base: str = "") -> str:
    """Return one line a problem and a line of totals."""
    lines = [p.text(base) for p in problems]
    count = {s: sum(p.severity == s for p in problems) for s in SEVERITIES}
    lines.append(", ".join(f"{count[s]} {s}{'' if count[s] == 1 else 's'}" for s in SEVERITIES))
    return "\n".join(lines) + "\n"


def as_json(problems: Sequence[Problem], base: str = "") -> str:
    """Return a JSON document: a list of problems with their fields and whole path."""
    rows = [msgspec.to_builtins(p) | {"path": _join(base, p.file)} for p in problems]
    return msgspec.json.format(msgspec.json.encode(rows), indent=2).decode() + "\n"


def as_github(problems: Sequence[Problem], base: str = "") -> str:
    """Return workflow commands that a hosted build shows beside the lines."""
    words = {"error": "error", "warning": "warning", "info": "notice"}
    lines = []
    for p in problems:
        message = p.text().split(": ", 1)[1]
        for raw, safe in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")):
            message = message.replace(raw, safe)
        place = f"file={_property(_join(base, p.file))},line={p.line},col={p.column},title={p.code}"
        lines.append(f"::{words[p.severity]} {place}::{message}")
    return "".join(line + "\n" for line in lines)


def codes_page() -> str:
    """Return the reference page of all registered codes as Markdown."""
    lines = ["# Problem codes", "", "| code | level | what | note |", "|---|---|---|---|"]
    lines += [f"| {c.code} | {c.severity} | {c.title} | {c.doc} |" for _, c in sorted(CODES.items())]
    return "\n".join(lines) + "\n"


def _property(text: str) -> str:
    for raw, safe in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        text = text.replace(raw, safe)
    return text


def _join(base: str, file: str) -> str:
    return f"{base.rstrip('/')}/{file}" if base else file
