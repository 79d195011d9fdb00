"""Read a scenario folder: all files, all problems at once, or a Scenario that holds together.

``load`` never raises on anything that lies in files. What it returns without errors has the
right shape, unique ids and references that lead somewhere; what that means is judged by
``lint``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from engine import overlay, references, script_references, soundness
from engine.defaults import default_files
from engine.paths import HEADER, NotFound, resolve
from engine.problems import Problem, errors, nearest, ordered, problem
from engine.scenario import (
    CSV_FILES,
    DOCTRINE,
    ENTRY_TABLES,
    FORMAT,
    TOML_FILES,
    FileKind,
    Scenario,
)
from engine.schema.forces import UnitRow
from engine.schema.scenario import ControlRow, ScenarioFile, VariantFile
from engine.sources import MAX_FILES, Source, decode, read_bytes
from engine.tables import Table, TomlPlaces, entries, read_csv, read_toml

__all__ = ["Scenario", "ScenarioError", "Table", "load", "load_or_raise", "read", "verify"]


class ScenarioError(ValueError):
    """A scenario cannot be played; ``problems`` says why, the message in one text."""

    def __init__(self, name: str, problems: list[Problem], base: str = "") -> None:
        self.problems = problems
        worst = errors(problems)
        shown = [p.text(base) for p in worst[:10]]
        if len(worst) > len(shown):
            shown.append(f"... and {len(worst) - len(shown)} more; stivale lint lists them all")
        count = f"{len(worst)} error{'' if len(worst) == 1 else 's'}"
        super().__init__(f"The scenario {name} cannot be loaded: {count}\n" + "\n".join(shown))


def load(path: Path) -> tuple[Scenario | None, list[Problem]]:
    """Read a scenario folder, or ``folder/variant``; a Scenario only if there is no error."""
    scenario, problems = read(path)
    if scenario is not None:
        problems = ordered([*problems, *verify(scenario)])
    return (None if errors(problems) else scenario), problems


def verify(scenario: Scenario, *, varying_only: bool = False) -> list[Problem]:
    """Return the errors of a scenario whose shape is right: references first, then meaning."""
    found = [
        *references.check(scenario),
        *script_references.check_politics(scenario),
        *script_references.check_doctrine(scenario),
    ]
    return found or soundness.errors_in(scenario, varying_only=varying_only)


def load_or_raise(name: str | Path) -> Scenario:
    """Return a scenario by name or path.

    Raises ScenarioError with all problems and one clear message.
    """
    try:
        base, variant = resolve(name)
    except NotFound as error:
        raise ScenarioError(str(name), [problem("E112", (HEADER, 1, 1), str(error))]) from None
    scenario, problems = load(base / variant if variant else base)
    if scenario is None:
        raise ScenarioError(str(name), problems, str(base))
    return scenario


def read(path: Path) -> tuple[Scenario | None, list[Problem]]:
    """Read the shapes only: a Scenario whose references may still lead nowhere."""
    try:
        base, variant = resolve(path)
    except NotFound as error:
        return None, [problem("E112", (HEADER, 1, 1), str(error))]
    reader = _Reader(base, variant)
    scenario = reader.run()
    return scenario, ordered(reader.problems)


class _Reader:
    """One reading of one folder."""

    def __init__(self, base: Path, variant: str | None) -> None:
        self.base = base
        self.variant = variant
        self.problems: list[Problem] = []
        self.toml: dict[str, TomlPlaces] = {}
        self.digest = hashlib.blake2b(digest_size=16)

    def run(self) -> Scenario | None:
        files: dict[str, Any] = {}
        for attribute, kind in TOML_FILES.items():
            files[attribute] = self.structured(kind)
        tables = {attribute: self.table(kind) for attribute, kind in CSV_FILES.items()}
        plans = sorted((self.base / "doctrine").glob("*.toml"))
        if len(plans) > MAX_FILES:
            where = (f"doctrine/{plans[MAX_FILES].name}", 1, 1)
            self.problems.append(problem("E109", where, "too many files", expected=f"at most {MAX_FILES}"))
        doctrine = {
            p.stem: self.structured(FileKind(f"doctrine/{p.name}", DOCTRINE)) for p in plans[:MAX_FILES]
        }
        change: VariantFile | None = None
        if self.variant is not None:
            kind = FileKind(f"variants/{self.variant}.toml", VariantFile, required=True)
            change = self.structured(kind)
        header: ScenarioFile | None = files["file"]
        if header is not None:
            self.formats(header)
            if not header.side:
                where = (HEADER, 1, 1)
                self.problems.append(problem("E102", where, "side is empty: a scenario has two sides"))
        bad = {p.file for p in errors(self.problems)}
        for attribute, struct in (default_files(header) if header and header.side else {}).items():
            if TOML_FILES[attribute].path not in bad:
                files[attribute] = files.get(attribute) or struct
        rows = tables
        for attribute, owner, name in ENTRY_TABLES:
            rows[attribute] = self.entries(files[owner], owner, name)
        self.problems.extend(references.duplicates(rows))
        if errors(self.problems) or header is None:
            self.references(files, rows, doctrine, bad)
            return None
        if change is not None:
            places = self.toml[f"variants/{self.variant}.toml"]
            if change.format != FORMAT:
                self._format(places.where("format"), "format", change.format)
            moved = self.source(FileKind(f"variants/{self.variant}/units.csv", UnitRow))
            held = self.table(FileKind(f"variants/{self.variant}/control.csv", ControlRow))
            self.problems.extend(overlay.apply(change, places, moved, held, files, rows))
        if errors(self.problems):
            return None
        parts: dict[str, Any] = {**files, **rows}
        return Scenario(
            path=self.base,
            id=header.id,
            variant=self.variant,
            content_hash=self.digest.hexdigest(),
            doctrine=doctrine,
            change=change,
            toml=self.toml,
            **parts,
        )

    def references(
        self, files: dict[str, Any], rows: dict[str, Table[Any]], doctrine: dict[str, Any], bad: set[str]
    ) -> None:
        """Tell of names that lead nowhere though some files are bad; what these define may be any name."""
        unread = bad | {TOML_FILES[attribute].path for attribute, struct in files.items() if struct is None}
        parts: dict[str, Any] = {a: replace(t, whole=t.file not in unread) for a, t in rows.items()}
        read = {name: struct for name, struct in doctrine.items() if struct is not None}
        scenario = Scenario(
            path=self.base,
            id="",
            variant=None,
            content_hash="",
            doctrine=read,
            toml=self.toml,
            **files,
            **parts,
        )
        self.problems += references.check(scenario)
        self.problems += script_references.check_politics(scenario)
        self.problems += script_references.check_doctrine(
            scenario, whole=not any(file.startswith("doctrine/") for file in bad)
        )

    def source(self, kind: FileKind) -> Source | None:
        """Read a file's text and add it to the content hash."""
        data, problems = read_bytes(self.base, kind.path)
        self.problems += problems
        if data is None:
            if kind.required and not problems:
                message = f"{kind.path} is missing"
                hint = self.lookalike(kind.path)
                self.problems.append(problem("E112", (kind.path, 1, 1), message, hint=hint))
            return None
        source, problems = decode(kind.path, data)
        self.problems += problems
        if source is not None and kind.ruled:
            text = source.text.encode()
            self.digest.update(f"{kind.path}\0{len(text)}\0".encode())
            self.digest.update(text)
        return source

    def lookalike(self, file: str) -> str:
        """Return a file beside a missing one that is probably meant."""
        folder = (self.base / file).parent
        try:
            return nearest(Path(file).name, (p.name for p in folder.iterdir() if p.is_file()))
        except OSError:
            return ""

    def structured(self, kind: FileKind) -> Any:
        source = self.source(kind)
        if source is None:
            return None
        struct, places, problems = read_toml(source, kind.kind)
        self.toml[kind.path] = places
        self.problems += problems
        return struct

    def table(self, kind: FileKind) -> Table[Any]:
        source = self.source(kind)
        if source is None:
            return Table(kind.path)
        table, problems = read_csv(source, kind.kind)
        self.problems += problems
        return table

    def entries(self, struct: msgspec.Struct | None, owner: str, name: str) -> Table[Any]:
        path = TOML_FILES[owner].path
        attribute = "class_" if name == "class" else name
        rows = getattr(struct, attribute, [])
        return entries(self.toml[path], name, rows) if path in self.toml else Table(path, tuple(rows))

    def formats(self, header: ScenarioFile) -> None:
        """Check the version of the header and of the files that it lists."""
        places = self.toml[HEADER]
        versions: Mapping[str, int] = header.files
        known = [k.path for k in (*CSV_FILES.values(), *TOML_FILES.values())]
        if header.format != FORMAT:
            self._format(places.where("format"), "format", header.format)
        for name, version in versions.items():
            if name not in known:
                where = places.where("files", name, on_key=True)
                message = f"{name} is no file of a scenario"
                self.problems.append(problem("E103", where, message, hint=nearest(name, known)))
            elif version != FORMAT:
                self._format(places.where("files", name), name, version)

    def _format(self, where: tuple[str, int, int], name: str, version: int) -> None:
        message = f"{name} is of a version that this program does not read"
        self.problems.append(problem("E114", where, message, expected=str(FORMAT), got=str(version)))
