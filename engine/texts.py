"""Texts of a scenario: gettext catalogues read as plain keys and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.problems import Problem, problem
from engine.sources import decode, read_bytes


def read_po(root: Path, file: str) -> tuple[Mapping[str, str], list[Problem]]:
    """Read a catalogue; a broken one gives the texts before the break and a problem."""
    data, problems = read_bytes(root, file)
    if data is None:
        return {}, problems
    source, more = decode(file, data)
    problems += more
    if source is None:
        return {}, problems
    texts, places, found = parse_po(file, source.text)
    del places
    return texts, problems + found


def parse_po(file: str, text: str) -> tuple[dict[str, str], dict[str, int], list[Problem]]:
    """Return texts by key, line by key, and the problems of a catalogue's text."""
    from babel.messages.pofile import PoFileError
    from babel.messages.pofile import read_po as babel_read

    texts: dict[str, str] = {}
    lines: dict[str, int] = {}
    try:
        catalogue = babel_read((line + "\n" for line in text.split("\n")), abort_invalid=True)
    except PoFileError as error:
        line = (error.lineno if isinstance(error.lineno, int) else 0) + 1
        return {}, {}, [problem("E101", (file, line, 1), f"no valid PO: {str(error)[:120]}")]
    except Exception as error:  # the reader raises whatever its parts raise on broken headers
        return {}, {}, [problem("E101", (file, 1, 1), f"no valid PO: {str(error)[:120]}")]
    for message in catalogue:
        key, value = message.id, message.string
        if isinstance(key, str) and key:
            texts[key] = value if isinstance(value, str) else ""
            lines[key] = message.lineno or 1
    return texts, lines, []
