"""All problems of a scenario folder: shape, references, meaning, and what authors should know.

``lint_path`` is what the command, the editor and the tests call. A file ``lint.toml`` in the
folder allows findings, each with a reason; what it allows and does not occur is a finding too.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated

import msgspec

from engine import loader, references
from engine.checks import Facts, run
from engine.lints import (
    command_lints,
    doctrine_lints,
    file_lints,
    force_lints,
    map_lints,
    picture_lints,
    story_lints,
    text_lints,
)
from engine.paths import NotFound, list_variants, resolve
from engine.problems import Problem, errors, ordered, problem, register
from engine.schema.base import Row, Text
from engine.sources import decode, read_bytes
from engine.tables import TomlPlaces, read_toml
from engine.texts import read_po

__all__ = [
    "Allow",
    "AllowFile",
    "command_lints",
    "doctrine_lints",
    "file_lints",
    "force_lints",
    "lint_path",
    "map_lints",
    "picture_lints",
    "story_lints",
    "text_lints",
]

ALLOW_FILE = "lint.toml"
register("W391", "suppression that nothing needs", "An entry of lint.toml matches no finding.")
register("W392", "suppression of an error", "Errors keep a scenario from loading and cannot be allowed.")


class Allow(Row, frozen=True):
    """``lint.toml``: a finding that is meant to be so.

    ``file`` may hold ``*``, ``match`` is a part of the message.
    """

    code: Annotated[str, msgspec.Meta(pattern=r"^[EWI][0-9]{3}$")]
    reason: Annotated[str, msgspec.Meta(min_length=8, max_length=400)]
    file: Text = "*"
    match: Text = ""


class AllowFile(Row, frozen=True):
    """``lint.toml``."""

    allow: list[Allow] = msgspec.field(default_factory=list)


def lint_path(path: Path) -> list[Problem]:
    """Return all problems of a scenario folder and its variants, or of one ``folder/variant``."""
    try:
        base, variant = resolve(path)
    except NotFound:
        return loader.read(path)[1]
    found = _lint(base / variant if variant else base, varying_only=False)
    for language in sorted(p.name for p in (base / "text").glob("*.po")):
        found += read_po(base, f"text/{language}")[1]
    if variant is None and not errors(found):
        for name in list_variants(base):
            found += _lint(base / name, varying_only=True)
    return ordered(_allowed(base, found))


def _lint(path: Path, *, varying_only: bool) -> list[Problem]:
    scenario, found = loader.read(path)
    if scenario is None:
        return found
    found = found + loader.verify(scenario, varying_only=varying_only)
    if not errors(found):
        found += references.check_history(scenario)
        found += run(Facts(scenario), errors=False, varying_only=varying_only)
    return found


def _allowed(base: Path, found: list[Problem]) -> list[Problem]:
    """Return the problems that ``lint.toml`` does not allow, and those of the file itself."""
    data, own = read_bytes(base, ALLOW_FILE)
    if data is None:
        return found + own
    source, more = decode(ALLOW_FILE, data)
    own += more
    if source is None:
        return found + own
    struct, places, more = read_toml(source, AllowFile)
    own += more
    if struct is None:
        return found + own
    return [*_apply(struct, places, found), *own]


def _apply(struct: AllowFile, places: TomlPlaces, found: list[Problem]) -> list[Problem]:
    kept = ordered(found)
    own = []
    for number, allow in enumerate(struct.allow):
        if allow.code.startswith("E"):
            where = places.where("allow", number, "code")
            own.append(problem("W392", where, f"{allow.code} is an error and cannot be allowed"))
            continue
        rest = [p for p in kept if not _matches(allow, p)]
        if len(rest) == len(kept):
            where = places.where("allow", number)
            own.append(problem("W391", where, f"nothing needs this suppression of {allow.code}"))
        kept = rest
    return kept + own


def _matches(allow: Allow, found: Problem) -> bool:
    return allow.code == found.code and fnmatchcase(found.file, allow.file) and allow.match in found.message
