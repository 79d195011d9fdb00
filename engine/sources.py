"""Bytes to text with limits: what no parser is allowed to see is refused here.

Owns the limits on files and the check of encoding and control characters. Columns and
lines count characters from 1.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path

from engine.problems import Problem, problem

MAX_BYTES = {".toml": 1 << 20, ".csv": 32 << 20, ".po": 4 << 20}
MAX_LINE = 64 << 10  # characters
MAX_DEPTH = 32  # nested tables and arrays
MAX_ROWS = 200_000
MAX_FILES = 64  # of one kind, where an author may have several
MAX_PROBLEMS = 500  # of one file, before the rest is only counted
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_LONE_RETURN = re.compile("\r(?!\n)")


@dataclass(frozen=True)
class Source:
    """The text of a file: ``file`` is its path from the scenario folder, newlines are LF."""

    file: str
    text: str


def place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, both from 1, of a character offset."""
    start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, start) + 1, offset - start + 1


def read_bytes(root: Path, file: str) -> tuple[bytes | None, list[Problem]]:
    """Read one file of a scenario if it is an ordinary file of bearable size.

    Returns nothing and no problem if it does not exist.
    """
    path = root / file
    limit = MAX_BYTES.get(path.suffix, 1 << 20)
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return None, [problem("E113", (file, 1, 1), "this is not an ordinary file")]
        if status.st_size > limit:
            return None, [_too_large(file, status.st_size, limit)]
        return path.read_bytes(), []
    except FileNotFoundError:
        return None, []
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return None, [problem("E113", (file, 1, 1), f"the file cannot be read: {reason}")]


def decode(file: str, data: bytes) -> tuple[Source | None, list[Problem]]:
    """Turn bytes into text, or say why not. A byte order mark is a warning only."""
    limit = MAX_BYTES.get(Path(file).suffix, 1 << 20)
    if len(data) > limit:
        return None, [_too_large(file, len(data), limit)]
    found: list[Problem] = []
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
        found.append(problem("W201", (file, 1, 1), "the file starts with a byte order mark"))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        head = data[: error.start].decode("utf-8", "replace").replace("\r\n", "\n")
        line, column = place(head, len(head))
        what = f"byte 0x{data[error.start]:02x}"
        found.append(problem("E113", (file, line, column), "the text is not UTF-8", got=what))
        return None, found
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    forbidden = ((_CONTROL, "control character"), (_LONE_RETURN, "carriage return without line feed"))
    for pattern, word in forbidden:
        if match := pattern.search(text):
            where = (file, *place(text, match.start()))
            got = f"U+{ord(match.group()[0]):04X}"
            found.append(problem("E113", where, f"the text holds a {word}", got=got))
            return None, found
    if len(text) > MAX_LINE:
        for number, line_text in enumerate(text.split("\n"), 1):
            if len(line_text) > MAX_LINE:
                where = (file, number, MAX_LINE + 1)
                found.append(problem("E109", where, "the line is too long", expected=f"at most {MAX_LINE}"))
                return None, found
    return Source(file, text), found


def _too_large(file: str, size: int, limit: int) -> Problem:
    return problem(
        "E109", (file, 1, 1), "the file is too large", expected=f"at most {limit} bytes", got=str(size)
    )
