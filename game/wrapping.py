"""Texts broken into lines that fit a width, in units; what still does not fit is cut or written smaller."""

from __future__ import annotations

import re

from game import assets


def wrap(words: str, size: int, style: str, width: int) -> list[str]:
    """Return a text broken into lines that fit."""
    lines: list[str] = []
    for paragraph in words.split("\n"):
        current = ""
        for whole in paragraph.split(" "):
            *heads, word = _broken(whole, size, style, width)
            if heads:
                lines += [current, *heads] if current else heads
                current = ""
            trial = f"{current} {word}".strip()
            if current and assets.measure(trial, size, style)[0] > width:
                lines.append(current)
                current = word
            else:
                current = trial
        lines.append(current)
    return lines


def _broken(word: str, size: int, style: str, width: int) -> list[str]:
    """Return a word; a path that no line holds in pieces, broken behind its separators if possible."""
    pieces: list[str] = []
    if "/" in word or "\\" in word:
        while len(word) > 1 and assets.measure(word, size, style)[0] > width:
            fits = len(word) - 1
            while fits > 1 and assets.measure(word[:fits], size, style)[0] > width:
                fits -= 1
            cut = max(word.rfind("/", 0, fits), word.rfind("\\", 0, fits)) + 1 or fits
            pieces.append(word[:cut])
            word = word[cut:]
    return [*pieces, word]


def wrap_rich(words: str, size: int, width: int) -> list[list[tuple[str, str]]]:
    """Return a text broken into lines of runs with their styles; what stands between double stars is bold."""
    lines: list[list[tuple[str, str]]] = [[]]
    room = width
    for k, part in enumerate(words.split("**")):
        style = assets.BOLD if k % 2 else assets.REGULAR
        for piece in re.findall(r"\s+|\S+", part):
            line = lines[-1]
            if piece.isspace():
                if line:  # the space is kept in front of the next word, or lost at the end of the line
                    line.append((" ", style))
                    room -= assets.measure(" ", size, style)[0]
                continue
            if line and assets.measure(piece, size, style)[0] > room:
                lines.append([])
                line, room = lines[-1], width
            line.append((piece, style))
            room -= assets.measure(piece, size, style)[0]
    return [_joined(line) for line in lines]


def _joined(line: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return neighbours of the same style as one run, without the space at the end."""
    runs: list[tuple[str, str]] = []
    for piece, style in line:
        if runs and runs[-1][1] == style:
            runs[-1] = runs[-1][0] + piece, style
        else:
            runs.append((piece, style))
    if runs:
        runs[-1] = runs[-1][0].rstrip(), runs[-1][1]
    return [run for run in runs if run[0]]


def clip(words: str, size: int, style: str, width: int) -> str:
    """Return a text cut to a width, with dots if something was cut."""
    if assets.measure(words, size, style)[0] <= width:
        return words
    while words and assets.measure(words + "…", size, style)[0] > width:
        words = words[:-1]
    return words.rstrip() + "…"


def fitting(words: str, size: int, style: str, width: int) -> tuple[int, list[str]]:
    """Return a size and the lines in which a text fits into a width, smaller where a word is too long."""
    for smaller in range(size, max(7, size - 5), -1):
        lines = wrap(words, smaller, style, width)
        if all(assets.measure(line, smaller, style)[0] <= width for line in lines):
            return smaller, lines
    return smaller, lines
