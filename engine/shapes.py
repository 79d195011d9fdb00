"""Does a value have the shape of a type? All misfits at once, each with its path.

msgspec stops at the first misfit; this module walks the types of the schema and asks
msgspec about the leaves, so that an author sees every mistake of an entry in one run.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from engine.problems import nearest

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Misfit:
    """What is wrong at ``path``; ``on_key`` if the key itself is meant, not its value."""

    path: Path
    code: str
    message: str
    expected: str = ""
    got: str = ""
    hint: str = ""
    on_key: bool = False


@dataclass(frozen=True)
class FieldSpec:
    """A field of a Struct as authors see it: its written name, type and default."""

    name: str
    attribute: str
    kind: Any
    required: bool
    default: Any


@cache
def fields(kind: type[msgspec.Struct]) -> dict[str, FieldSpec]:
    """Return the fields of a Struct by written name, in declared order."""
    specs = {}
    for info in msgspec.structs.fields(kind):
        default = info.default
        if default is msgspec.NODEFAULT and info.default_factory is not msgspec.NODEFAULT:
            default = info.default_factory()
        specs[info.encode_name] = FieldSpec(info.encode_name, info.name, info.type, info.required, default)
    return specs


def misfits(value: Any, kind: Any, path: Path = (), *, lax: bool = False) -> Iterator[Misfit]:
    """Yield everything that keeps ``value`` from being a ``kind``; ``lax`` reads numbers from text."""
    try:
        msgspec.convert(value, kind, strict=not lax)
        return
    except msgspec.ValidationError as error:
        message = str(error)
    except RecursionError:
        yield Misfit(path, "E109", "the value is nested too deeply")
        return
    inner = list(_inside(value, kind, path, lax))
    yield from inner or [_leaf(value, kind, path, message)]


def _inside(value: Any, kind: Any, path: Path, lax: bool) -> Iterator[Misfit]:
    base = _bare(kind)
    origin, arguments = typing.get_origin(base), typing.get_args(base)
    if isinstance(value, dict):
        structs = [m for m in (arguments if _is_union(origin) else (base,)) if _is_struct(m)]
        if structs:
            yield from _in_struct(value, structs, path, lax)
        elif origin is dict:
            for key, item in value.items():
                for misfit in misfits(key, arguments[0], (*path, key)):
                    yield _on_key(misfit)
                yield from misfits(item, arguments[1], (*path, key), lax=lax)
    elif isinstance(value, list):
        for member in arguments if _is_union(origin) else (base,):
            member = _bare(member)
            if typing.get_origin(member) in (list, tuple) and typing.get_args(member):
                for number, item in enumerate(value):
                    yield from misfits(item, typing.get_args(member)[0], (*path, number), lax=lax)
                return


def _in_struct(value: dict[str, Any], structs: list[Any], path: Path, lax: bool) -> Iterator[Misfit]:
    kind = structs[0]
    tag_field = kind.__struct_config__.tag_field
    if tag_field is not None:
        by_tag = {str(s.__struct_config__.tag): s for s in structs}
        if tag_field not in value:
            if len(structs) > 1:
                yield Misfit(path, "E102", f"{tag_field} is missing", expected=_words(by_tag))
                return
        else:
            tag = value[tag_field]
            if not isinstance(tag, str) or tag not in by_tag:
                hint = nearest(str(tag), by_tag)
                expected = "" if hint else _words(by_tag)
                got = _show(tag)
                yield Misfit((*path, tag_field), "E111", f"{tag_field} is not known", expected, got, hint)
                return
            kind = by_tag[tag]
    specs = fields(kind)
    for key, item in value.items():
        if key == tag_field:
            continue
        if key not in specs:
            free = [name for name in specs if name not in value]
            hint = nearest(key, free) or nearest(key, specs)
            expected = "" if hint else _words(free or specs)
            yield Misfit((*path, key), "E103", f"{key} is not known here", expected, "", hint, on_key=True)
        else:
            yield from misfits(item, specs[key].kind, (*path, key), lax=lax)
    for spec in specs.values():
        if spec.required and spec.name not in value:
            yield Misfit(path, "E102", f"{spec.name} is missing", expected=describe(spec.kind))


def _on_key(misfit: Misfit) -> Misfit:
    return Misfit(
        misfit.path, misfit.code, misfit.message, misfit.expected, misfit.got, misfit.hint, on_key=True
    )


_RANGE = re.compile(r"Expected `\w+( \| null)?`( of length)? (>=?|<=?|that's a multiple of) ?(\S+)$")
_BOUNDS = {">=": "at least ", "<=": "at most ", ">": "more than ", "<": "less than "}
_PATTERN = re.compile(r"Expected `str` matching regex '(.*)'$")
_PATTERNS = {
    r"^[a-z0-9][a-z0-9_-]*$": "small letters, digits, - and _",
    r"^[0-9]{6}$": "a hex label of six digits, CCCRRR",
    r"^#[0-9a-fA-F]{6}$": "a colour such as #a0b1c2",
    r"^(high|medium|low|)$": "high, medium or low",
}


def _leaf(value: Any, kind: Any, path: Path, message: str) -> Misfit:
    message = message.split(" - at ")[0]
    got, name = _show(value), _name(path)
    if match := _RANGE.match(message):
        words = _BOUNDS.get(match[3], "a multiple of ")
        code = "E109" if match[2] else "E105"
        unit = " characters" if match[2] else ""
        return Misfit(path, code, f"{name} is out of range", f"{words}{match[4].rstrip('`')}{unit}", got)
    if match := _PATTERN.match(message):
        expected = _PATTERNS.get(match[1], f"the form {match[1]}")
        hint = ""
        if match[1].startswith("^[a-z"):
            hint = re.sub(r"[^a-z0-9_-]+", "-", value.strip().lower()).strip("-_")
        return Misfit(path, "E110", f"{name} is malformed", expected, got, hint)
    if message.startswith("Invalid enum value"):
        words_known = [str(w) for w in _literals(kind)]
        hint = nearest(str(value), words_known)
        expected = "" if hint else _words(words_known)
        return Misfit(path, "E111", f"{name} is not an allowed word", expected, got, hint)
    if "date" in describe(kind) and isinstance(value, str):
        return Misfit(path, "E110", f"{name} is no date", "a date such as 1943-07-10", got)
    return Misfit(path, "E104", f"{name} has the wrong type", describe(kind), got)


def _name(path: Path) -> str:
    if not path:
        return "the value"
    if isinstance(path[-1], int) and len(path) > 1:
        return f"item {path[-1] + 1} of {path[-2]}"
    return str(path[-1])


def describe(kind: Any) -> str:
    """Return a few words for a type of the schema."""
    base = _bare(kind)
    origin, arguments = typing.get_origin(base), typing.get_args(base)
    if _is_union(origin):
        names = [describe(a) for a in arguments if a is not type(None)]
        return " or ".join(dict.fromkeys(names))
    if origin is typing.Literal:
        return _words([str(a) for a in arguments])
    if origin in (list, tuple):
        return "a list"
    if origin is dict or _is_struct(base):
        return "a table"
    simple: dict[Any, str] = {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}
    return simple.get(base) or str(getattr(base, "__name__", base))


def _literals(kind: Any) -> list[Any]:
    base = _bare(kind)
    if typing.get_origin(base) is typing.Literal:
        return list(typing.get_args(base))
    return [word for member in typing.get_args(base) for word in _literals(member)]


def _bare(kind: Any) -> Any:
    while typing.get_origin(kind) is typing.Annotated:
        kind = typing.get_args(kind)[0]
    return kind


def _is_union(origin: Any) -> bool:
    return origin is typing.Union or origin is types.UnionType


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _words(words: typing.Iterable[str]) -> str:
    listed = list(words)
    return ", ".join(listed[:12]) + (", ..." if len(listed) > 12 else "")


def _show(value: Any) -> str:
    text = f"'{value}'" if isinstance(value, str) else "a table" if isinstance(value, dict) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."
