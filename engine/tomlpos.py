"""TOML text to values that know where they stand, also where the syntax is broken.

The grammar of tree-sitter survives errors, so that what can be read is still checked.
It is only asked when something is wrong or when a place is wanted; the ordinary way to
read TOML is the standard library (see ``tables``).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from engine.problems import Problem, problem
from engine.shapes import Path
from engine.sources import MAX_DEPTH, Source

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_KEY_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_LONG_KEY = re.compile(
    rf"^[ \t]*\[*[ \t]*{_KEY_PART}(?:[ \t]*\.[ \t]*{_KEY_PART}){{{MAX_DEPTH},}}", re.MULTILINE
)
_TOKEN = re.compile(
    r'"""[\s\S]*?"""' + r"|'''[\s\S]*?'''" + r"""|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*|([\[\]{}])"""
)
_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}
_AT = re.compile(r"^(.*?)(?: \(at (?:line (\d+), column (\d+)|end of document)\))$", re.DOTALL)


@dataclass
class Located:
    """Values and the places (line, column) of their keys and of themselves, by path."""

    data: dict[str, Any] = field(default_factory=dict)
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    values: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: bool = False

    def find(self, path: Path, *, on_key: bool = False) -> tuple[int, int]:
        """Return line and column of a value, or of the nearest thing around it."""
        first, second = (self.keys, self.values) if on_key else (self.values, self.keys)
        while path:
            if place := first.get(path) or second.get(path):
                return place
            path = path[:-1]
        return 1, 1


def too_deep(source: Source) -> Problem | None:
    """Find nesting past the limit before any parser sees the text."""
    text = source.text
    if match := _LONG_KEY.search(text):
        return _deep(source, match.start())
    # Quickly over all brackets; only what may be too deep is looked at closely.
    depths = list(accumulate(map(_STEP.__getitem__, "".join(_TOKEN.findall(text))), initial=0))
    if max(depths) - min(depths) <= MAX_DEPTH:
        return None
    depth = 0
    for match in _TOKEN.finditer(text):
        bracket = match.group()
        if bracket in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return _deep(source, match.start())
        elif bracket in "]}":
            depth = max(0, depth - 1)
    return None


def syntax_problem(source: Source, error: Exception) -> Problem:
    """Turn the complaint of the TOML reader into a problem."""
    match = _AT.match(str(error))
    message = match[1] if match else str(error)
    lines = source.text.split("\n")
    if match and match[2]:
        line, column = int(match[2]), int(match[3])
    else:
        line, column = len(lines), len(lines[-1]) + 1
    if column <= 1 < line and not lines[line - 1].strip():  # the reader stood past the line's end
        line, column = line - 1, len(lines[line - 2]) + 1
    message = message[:1].lower() + message[1:300]
    where = (source.file, line, column)
    if message.startswith("invalid value"):
        found = lines[line - 1][column - 1 :].strip()[:40]
        return problem(
            "E101", where, message, expected='a number, "text", true, false, a date or a list', got=found
        )
    return problem("E101", where, message)


def locate(source: Source) -> Located:
    """Read a text as far as it can be read, with places; never raises on any text."""
    return _Walk(source).run()


def _deep(source: Source, offset: int) -> Problem:
    line = source.text.count("\n", 0, offset) + 1
    column = offset - source.text.rfind("\n", 0, offset)
    where = (source.file, line, column)
    return problem("E109", where, "the nesting is too deep", expected=f"at most {MAX_DEPTH}")


@cache
def _parser() -> Parser:
    import tree_sitter
    import tree_sitter_toml

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))


class _Walk:
    """One walk over the syntax tree of one file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.found = Located()
        self.bytes = source.text.encode()
        self.lines = self.bytes.split(b"\n")
        self.lists: set[Path] = set()
        self.closed: set[Path] = set()

    def run(self) -> Located:
        root = _parser().parse(self.bytes).root_node
        self.found.broken = root.has_error
        for node in root.named_children:
            if node.type == "pair":
                self.pair(node, self.found.data, ())
            elif node.type in ("table", "table_array_element"):
                self.table(node)
            elif node.type == "ERROR":
                self.syntax(node)
        return self.found

    def place(self, node: Node) -> tuple[int, int]:
        row, column = node.start_point
        return row + 1, len(self.lines[row][:column].decode("utf-8", "replace")) + 1

    def syntax(self, node: Node) -> None:
        self.found.broken = True
        got = repr((node.text or b"").decode("utf-8", "replace").split("\n")[0][:30])
        where = (self.source.file, *self.place(node))
        self.found.problems.append(problem("E101", where, "this cannot be read", got=got))

    def key(self, node: Node) -> list[tuple[str, Node]]:
        if node.type == "dotted_key":
            return [part for child in node.named_children for part in self.key(child)]
        text = (node.text or b"").decode("utf-8", "replace")
        if node.type == "quoted_key":
            try:
                return [(next(iter(tomllib.loads(f"{text} = 0"))), node)]
            except ValueError:
                return [(text.strip("\"'"), node)]
        return [(text, node)]

    def table(self, node: Node) -> None:
        children = [c for c in node.named_children if c.type != "comment"]
        if node.has_error or not children or "key" not in children[0].type:
            self.syntax(next((c for c in children if c.type == "ERROR"), node))
            return
        parts = self.key(children[0])
        target: Any = self.found.data
        path: Path = ()
        for name, part in parts[:-1]:
            path = (*path, name)
            self.found.keys.setdefault(path, self.place(part))
            target = target.setdefault(name, {})
            if isinstance(target, list) and path in self.lists:
                path = (*path, len(target) - 1)
                target = target[-1]
            if not isinstance(target, dict):
                self.duplicate(name, part)
                return
        name, part = parts[-1]
        path = (*path, name)
        if node.type == "table_array_element":
            entries = target.setdefault(name, [])
            if not isinstance(entries, list) or (entries and path not in self.lists):
                self.duplicate(name, part)
                return
            self.lists.add(path)
            path = (*path, len(entries))
            entries.append({})
            target = entries[-1]
            self.found.values[path] = self.place(node)
        else:
            if path in self.closed or not isinstance(target.get(name, {}), dict):
                self.duplicate(name, part)
                return
            self.closed.add(path)
            target = target.setdefault(name, {})
            self.found.values[path] = self.place(node)
        self.found.keys.setdefault(path, self.place(part))
        for child in children[1:]:
            if child.type == "pair":
                self.pair(child, target, path)

    def pair(self, node: Node, target: dict[str, Any], path: Path) -> None:
        children = [c for c in node.named_children if c.type != "comment"]
        if node.has_error or len(children) < 2 or len(path) > 2 * MAX_DEPTH:
            self.syntax(node)
            return
        parts = self.key(children[0])
        for name, part in parts[:-1]:
            path = (*path, name)
            self.found.keys.setdefault(path, self.place(part))
            inner: Any = target.setdefault(name, {})
            if not isinstance(inner, dict):
                self.duplicate(name, part)
                return
            target = inner
        name, part = parts[-1]
        if name in target:
            self.duplicate(name, part)
            return
        path = (*path, name)
        self.found.keys[path] = self.place(part)
        target[name] = self.value(children[1], path)

    def value(self, node: Node, path: Path) -> Any:
        self.found.values[path] = self.place(node)
        if node.type == "array":
            items = [c for c in node.named_children if c.type != "comment"]
            return [self.value(item, (*path, number)) for number, item in enumerate(items)]
        if node.type == "inline_table":
            table: dict[str, Any] = {}
            for child in node.named_children:
                if child.type == "pair":
                    self.pair(child, table, path)
            return table
        try:
            return tomllib.loads("x = " + (node.text or b"").decode("utf-8", "replace"))["x"]
        except ValueError as error:
            where = (self.source.file, *self.place(node))
            message = str(error).split(" (at ")[0]
            self.found.problems.append(problem("E101", where, message[:1].lower() + message[1:300]))
            return ""

    def duplicate(self, name: str, node: Node) -> None:
        where = (self.source.file, *self.place(node))
        self.found.problems.append(problem("E106", where, f"{name} is given twice"))
