"""CSV text to cells that know where they stand.

The tokeniser is the definition of what the project reads as CSV: commas, LF, cells in
double quotes where they hold commas, quotes or line breaks, blank lines skipped. The fast
reader of ``tables`` must agree with it, which a test checks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from engine.problems import Problem, problem

Cell = tuple[str, int, int]  # text, line, column
_PLAIN = re.compile(r"[^,\n]*")
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')


@dataclass
class Cells:
    """The cells of a file: the header and the rows after it."""

    header: list[Cell] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def tokenise(file: str, text: str, max_rows: int) -> Cells:
    """Split a text into cells; broken quotes and too many rows become problems."""
    found = Cells()
    line, start, position, size = 1, 0, 0, len(text)
    row: list[Cell] = []
    while position < size or row:
        column = position - start + 1
        if text.startswith('"', position):
            match = _QUOTED.match(text, position)
            if match is None:
                where = (file, line, column)
                found.problems.append(problem("E101", where, "the quote is never closed", expected='"'))
                return found
            row.append((match[1].replace('""', '"'), line, column))
            position = match.end()
            if breaks := match[0].count("\n"):
                line += breaks
                start = text.rfind("\n", 0, position) + 1
            if position < size and text[position] not in ",\n":
                where = (file, line, position - start + 1)
                got = f"'{text[position]}'"
                message = "text follows a closing quote"
                found.problems.append(problem("E101", where, message, expected="a comma", got=got))
                position = _PLAIN.match(text, position).end()  # type: ignore[union-attr]
        else:
            match = _PLAIN.match(text, position)
            assert match is not None
            row.append((match[0], line, column))
            position = match.end()
        if position < size and text[position] == ",":
            position += 1
            if position == size:
                row.append(("", line, position - start + 1))
            else:
                continue
        _finish(found, row)
        row = []
        if len(found.rows) > max_rows:
            found.rows.pop()
            message = "the table has too many rows"
            found.problems.append(problem("E109", (file, line, 1), message, expected=f"at most {max_rows}"))
            return found
        position += 1
        line += 1
        start = position
    return found


def _finish(found: Cells, row: list[Cell]) -> None:
    blank = len(row) == 1 and not row[0][0]
    if not found.header:
        if not blank:
            found.header = row
    elif not blank:
        found.rows.append(row)
