"""Changed values of a scenario: ``rules.movement.zoc_enter=2`` and the like.

A key is the path of a TOML file in dots, then the way to a field in it; entries of an array
of tables go by their id (``rules.terrain.terrain.hills.shift``). The whole file is checked
anew against its schema, and the whole scenario for soundness.
"""

from __future__ import annotations

import dataclasses
import hashlib
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from engine.loader import load_or_raise, verify
from engine.problems import errors, nearest
from engine.scenario import ENTRY_TABLES, TOML_FILES, Scenario
from engine.tables import Table
from engine.world import World

MOST_SETS = 200
_LONGEST = 2000


class BadOverride(ValueError):
    """A ``KEY=VALUE`` that cannot be; the message is one clear sentence."""


def load_world(name: str | Path, sets: Sequence[str] = ()) -> World:
    """Return the World of a scenario with some values changed.

    Raises ScenarioError or BadOverride.
    """
    from engine.world_build import build

    return build(override(load_or_raise(name), sets))


def override(scenario: Scenario, sets: Sequence[str]) -> Scenario:
    """Return a scenario with some values changed and a content hash of its own.

    Raises BadOverride; the same values in another order are the same scenario if no two touch.
    """
    if not sets:
        return scenario
    if len(sets) > MOST_SETS:
        raise BadOverride(f"At most {MOST_SETS} values can be set, not {len(sets)}.")
    keys = [text.partition("=")[0].strip() for text in sets]
    twice = next((key for key in keys if keys.count(key) > 1), "")
    if twice:
        raise BadOverride(f"--set {twice} is given twice.")
    raw: dict[str, dict[str, Any]] = {}
    for text in sets:
        attribute, way, value = _parse(text)
        if attribute not in raw:
            raw[attribute] = _plain(getattr(scenario, attribute))
        _put(raw[attribute], way, value, text)
    files: dict[str, Any] = {}
    for attribute, document in raw.items():
        kind = TOML_FILES[attribute].kind
        try:
            files[attribute] = msgspec.convert(document, kind)
        except msgspec.ValidationError as error:
            given = ", ".join(t for t in sets if _parse(t)[0] == attribute)
            raise BadOverride(f"--set {given}: {error}.") from None
    rows: dict[str, Any] = {}
    for field, owner, name in ENTRY_TABLES:
        if owner in files:
            entries = tuple(getattr(files[owner], "class_" if name == "class" else name))
            old: Table[Any] = getattr(scenario, field)
            rows[field] = Table(old.file, entries, old.locator)
    digest = hashlib.blake2b("\n".join([scenario.content_hash, *sorted(sets)]).encode(), digest_size=16)
    changed = dataclasses.replace(scenario, content_hash=digest.hexdigest(), **files, **rows)
    found = errors(verify(changed))
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise BadOverride(f"With --set {' '.join(sets)} the scenario is unsound: {found[0].text()}{more}")
    return changed


def _parse(text: str) -> tuple[str, list[str], Any]:
    """Split ``KEY=VALUE`` into the Scenario's field, the way in the file, and the value."""
    key, equals, written = text.partition("=")
    if not equals or not key.strip() or len(text) > _LONGEST:
        raise BadOverride(
            f"--set wants KEY=VALUE, for example rules.movement.zoc_enter=2, not {text[:80]!r}."
        )
    steps = key.strip().split(".")
    for attribute, kind in TOML_FILES.items():
        path = kind.path.removesuffix(".toml").split("/")
        if steps[: len(path)] == path and len(steps) > len(path):
            return attribute, steps[len(path) :], _value(written.strip())
    known = [k.path.removesuffix(".toml").replace("/", ".") for k in TOML_FILES.values()]
    near = nearest(".".join(steps[:2]), known) or nearest(steps[0], known)
    tail = f" Did you mean {near}?" if near else f" Known: {', '.join(known)}."
    raise BadOverride(f"--set {key}: no file of rules begins like that.{tail}")


def _value(written: str) -> Any:
    """Read a value as TOML would; what is no TOML is a text."""
    try:
        value = tomllib.loads(f"value = {written}")["value"]
    except (tomllib.TOMLDecodeError, RecursionError):
        return written
    return value.isoformat() if hasattr(value, "isoformat") else value


def _plain(struct: Any) -> dict[str, Any]:
    """Return a file's values as plain containers with the names that authors write."""
    plain: dict[str, Any] = msgspec.to_builtins(struct)
    return plain


def _put(document: dict[str, Any], way: list[str], value: Any, text: str) -> None:
    """Write a value where the way leads. Raises BadOverride if it leads nowhere."""
    here: Any = document
    for depth, step in enumerate(way):
        last = depth == len(way) - 1
        if isinstance(here, dict):
            if step not in here and not (last and _open(here)):
                raise BadOverride(_lost(text, step, here))
            if last:
                here[step] = value
            else:
                here = here[step]
        elif isinstance(here, list) and here and all(isinstance(e, dict) and "id" in e for e in here):
            by_id = {str(entry["id"]): entry for entry in here}
            if step not in by_id or last:
                raise BadOverride(_lost(text, step, by_id))
            here = by_id[step]
        elif isinstance(here, list) and step.isdigit() and int(step) < len(here):
            if last:
                here[int(step)] = value
            else:
                here = here[int(step)]
        else:
            raise BadOverride(f"--set {text}: there is nothing below {'.'.join(way[:depth])}.")


def _open(table: dict[str, Any]) -> bool:
    """Return whether a table is keyed by ids, so that a new key may be given."""
    return bool(table) and all(isinstance(v, int | float) and not isinstance(v, bool) for v in table.values())


def _lost(text: str, step: str, known: dict[str, Any]) -> str:
    near = nearest(step, known)
    shown = ", ".join(sorted(known)[:20])
    tail = f"did you mean {near}?" if near else f"there are {shown}." if known else "there is nothing there."
    return f"--set {text}: {step} is not known here; {tail}"
