"""The reference pages: written from schemas, registries and docstrings, so that they cannot lie.

``pages`` returns Markdown by file name; ``stivale docs`` writes them, a test compares.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, get_args

import msgspec

from engine import RULES_VERSION, __version__, rulebook
from engine.lint import lint_path  # noqa: F401  registers all codes
from engine.loader import load_or_raise
from engine.problems import codes_page
from engine.scenario import CSV_FILES, DOCTRINE, TOML_FILES
from engine.schema import conditions, effects
from engine.schema.base import ID_PATTERN
from engine.schema.scenario import ControlRow, VariantFile

LONG_TEXT = 4000  # limits from here on are there for safety and need not be told


def pages(scenario: str = "italy1943") -> dict[str, str]:
    """Return every reference page by its file name; the rulebook has the values of a scenario.

    Raises RulebookError if the rulebook does not fit the rules files.
    """
    return {
        "README.md": _index(),
        "rulebook.md": rulebook.page(load_or_raise(scenario)),
        "files.md": files_page(),
        "conditions.md": kinds_page("Conditions", conditions, "Conditions of triggers, decisions and plans."),
        "effects.md": kinds_page("Effects", effects, "Effects of triggers and of answers to decisions."),
        "problems.md": codes_page(),
        "orders.md": orders_page(),
        "events.md": events_page(),
        "state.md": state_page(),
        "tables.md": tables_page(),
        "commands.md": commands_page(),
    }


def _index() -> str:
    about = {
        "rulebook.md": "the rules of the game, with their values",
        "files.md": "every file of a scenario, with its columns and keys",
        "conditions.md": "what a trigger can ask",
        "effects.md": "what a trigger can do",
        "problems.md": "the codes of `stivale lint`",
        "orders.md": "orders, and why they are refused",
        "events.md": "events of logs and replays",
        "state.md": "the fields of a position",
        "tables.md": "the tables of a batch",
        "commands.md": "the commands",
    }
    lines = [
        "# Reference",
        "",
        f"Written by `stivale docs` from engine {__version__}, rules version {RULES_VERSION}, not by hand.",
        "",
        *(f"- [{name}]({name}): {words}" for name, words in about.items()),
    ]
    return "\n".join(lines) + "\n"


def files_page() -> str:
    """Return the page of scenario files."""
    listed = [*TOML_FILES.values(), *CSV_FILES.values()]
    kinds: list[tuple[str, type[msgspec.Struct], str]] = [
        (k.path, k.kind, "required" if k.required else "optional") for k in listed
    ]
    kinds += [("doctrine/*.toml", DOCTRINE, "optional"), ("variants/*.toml", VariantFile, "optional")]
    kinds += [("variants/*/control.csv", ControlRow, "optional")]
    lines = [
        "# Files of a scenario",
        "",
        "A value without a default must be given. Unknown names are errors.",
    ]
    written: set[type] = set()
    pending: list[type[msgspec.Struct]] = []
    for path, kind, need in kinds:
        lines += ["", f"## {path}", "", f"{_doc(kind)} ({need})", "", *_fields(kind, pending)]
    lines += ["", "# Entries of these files"]
    while pending:
        kind = pending.pop(0)
        if kind in written or kind.__module__.rsplit(".", 1)[-1] in ("conditions", "effects"):
            continue
        written.add(kind)
        lines += ["", f"## {kind.__name__}", "", _doc(kind), "", *_fields(kind, pending)]
    return "\n".join(lines) + "\n"


def kinds_page(title: str, module: Any, words: str) -> str:
    """Return the page of a family of tagged Structs: conditions, or effects."""
    lines = [f"# {title}", "", words]
    for kind in _tagged(module):
        lines += ["", f"## {kind.__struct_config__.tag}", "", _doc(kind), "", *_fields(kind, [])]
    return "\n".join(lines) + "\n"


def _tagged(module: Any) -> list[type[msgspec.Struct]]:
    found = [
        value
        for value in vars(module).values()
        if inspect.isclass(value)
        and issubclass(value, msgspec.Struct)
        and value.__module__ == module.__name__
        and value.__struct_config__.tag is not None
    ]
    return sorted(found, key=lambda kind: str(kind.__struct_config__.tag))


def orders_page() -> str:
    """Return the page of orders and refusals."""
    from engine.orders import ORDER_TYPES, Refusal

    lines = ["# Orders", "", 'One line of JSON each, with ids: `{"kind": "move", "unit": …, "to": …}`.']
    for kind in ORDER_TYPES:
        lines += ["", f"## {kind.__struct_config__.tag}", "", _doc(kind), "", *_fields(kind, [])]
    lines += ["", "# Refusals", "", "| code | name |", "|---|---|"]
    lines += [f"| {r.value} | {r.name.lower().replace('_', ' ')} |" for r in Refusal]
    return "\n".join(lines) + "\n"


def events_page() -> str:
    """Return the page of events."""
    from engine.events import EVENT_TYPES

    lines = ["# Events", "", "What `stivale replay FILE show` lists."]
    for kind in EVENT_TYPES:
        lines += ["", f"## {kind.__struct_config__.tag}", "", _doc(kind), "", *_fields(kind, [])]
    return "\n".join(lines) + "\n"


def state_page() -> str:
    """Return the page of the fields of a State."""
    from engine.state import FIELDS

    lines = [
        "# Fields of a position",
        "",
        "Who knows it: `public` both sides; `own` each side its own rows; `seen` by sight, by what is told,",
        "or as it was at the start; `never` nobody.",
        "",
        "| field | axis | type | who knows it | hashed | meaning |",
        "|---|---|---|---|---|---|",
    ]
    for name, field in FIELDS.items():
        hashed = "yes" if field.hashed else "no"
        axis = field.axis.replace("*", " × ")
        meaning = _cell(field.meaning)
        lines.append(f"| `{name}` | {axis} | {field.dtype} | {field.known} | {hashed} | {meaning} |")
    return "\n".join(lines) + "\n"


def tables_page() -> str:
    """Return the page of the tables of a batch."""
    from engine.sim.tables import columns

    lines = ["# Tables of a batch", "", "`SIDE` stands for each side id of the scenario."]
    for name, listed in columns(["SIDE"]).items():
        lines += ["", f"## {name}", "", "| column | type | meaning |", "|---|---|---|"]
        lines += [f"| `{c.name}` | {c.type} | {_cell(c.meaning)} |" for c in listed]
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Return the page of the headless commands with their options."""
    from typer.main import get_command

    from engine.cli import app

    lines = [
        "# Commands",
        "",
        "Exit codes: 0 done, 1 findings, 2 wrong usage or bad input, 3 a defect of ours.",
    ]
    lines += ["", "`stivale play` and `stivale shot` belong to the front end; see their `--help`."]
    root: Any = get_command(app)
    for name, command in _commands(root, "stivale"):
        lines += ["", f"## {name}", "", (command.help or "").strip(), ""]
        for parameter in command.params:
            shown = " / ".join(parameter.opts)
            if parameter.param_type_name == "argument":
                shown = parameter.name.upper()
            lines.append(f"- `{shown}`: {getattr(parameter, 'help', '') or ''}".rstrip(": "))
    return "\n".join(lines) + "\n"


def _commands(group: Any, prefix: str) -> Iterable[tuple[str, Any]]:
    for name, command in group.commands.items():
        if name in ("play", "shot"):
            continue
        if hasattr(command, "commands"):
            yield from _commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


def _doc(kind: type) -> str:
    text = inspect.cleandoc(kind.__doc__ or "")
    return " ".join(line.strip() for line in text.splitlines() if line.strip())


def _fields(kind: type[msgspec.Struct], pending: list[type[msgspec.Struct]]) -> list[str]:
    hints = typing.get_type_hints(kind, include_extras=True)
    specs = msgspec.structs.fields(kind)
    if not specs:
        return ["No fields."]
    lines = ["| name | type | default |", "|---|---|---|"]
    for spec in specs:
        hint = hints[spec.name]
        pending += _structs(hint)
        lines.append(f"| `{spec.encode_name}` | {_cell(_type(hint))} | {_default(spec)} |")
    return lines


def _structs(hint: Any) -> list[type[msgspec.Struct]]:
    if inspect.isclass(hint) and issubclass(hint, msgspec.Struct):
        return [hint]
    return [found for part in get_args(hint) for found in _structs(part)]


def _default(spec: msgspec.structs.FieldInfo) -> str:
    if spec.required:
        return "required"
    if spec.default_factory is not msgspec.NODEFAULT:
        made = spec.default_factory()
        return "empty" if not made else f"`{made}`"
    if spec.default is None or spec.default == "":
        return "none" if spec.default is None else "empty"
    return f"`{str(spec.default).lower() if isinstance(spec.default, bool) else spec.default}`"


def _type(hint: Any) -> str:
    """Return a type in the words of authors, with its limits."""
    origin, parts = typing.get_origin(hint), get_args(hint)
    if origin is typing.Annotated:
        if any(isinstance(m, msgspec.Meta) and m.pattern == ID_PATTERN for m in parts[1:]):
            return "id"
        limits = [_limits(m) for m in parts[1:] if isinstance(m, msgspec.Meta)]
        return f"{_type(parts[0])} {' '.join(limits)}".strip()
    if origin is typing.Literal:
        return " or ".join(f"`{p}`" for p in parts)
    if origin in (list, tuple):
        inner = [p for p in parts if p is not Ellipsis]
        return f"list of {_type(inner[0])}" if inner else "list"
    if origin is dict:
        return f"table of {_type(parts[1])} by {_type(parts[0])}"
    if origin is not None and parts:
        named = [_type(p) for p in parts if p is not type(None)]
        if len(named) > 6:
            return "one of many kinds"
        return " or ".join(dict.fromkeys(named))
    words = {"str": "text", "int": "whole number", "float": "number", "bool": "true or false", "date": "date"}
    name = getattr(hint, "__name__", str(hint))
    return words.get(name, name)


def _limits(meta: msgspec.Meta) -> str:
    if meta.pattern is not None:
        return f"like `{meta.pattern}`"
    low = meta.ge if meta.ge is not None else meta.gt
    high = meta.le if meta.le is not None else meta.lt
    parts = []
    if low is not None or high is not None:
        parts.append(f"{'' if low is None else low}..{'' if high is None else high}")
    if meta.max_length is not None and meta.max_length < LONG_TEXT:
        parts.append(f"up to {meta.max_length} long")
    if meta.description:
        parts.append(f"({meta.description})")
    return " ".join(parts)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def write(folder: Path) -> Sequence[Path]:
    """Write all pages into a folder and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
        written.append(folder / name)
    return written
