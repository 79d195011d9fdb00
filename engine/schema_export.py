"""JSON Schemas of the scenario files, for editors: written from the types that the loader uses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from engine.lint import AllowFile
from engine.scenario import CSV_FILES, DOCTRINE, TOML_FILES
from engine.schema.scenario import ControlRow, VariantFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """Return schemas by name: ``scenario``, ``terrain``, ``hexes`` ...

    A TOML file's schema describes the whole document, a CSV file's one row.
    """
    kinds: dict[str, tuple[str, type[msgspec.Struct]]] = {
        Path(kind.path).stem: (kind.path, kind.kind) for kind in TOML_FILES.values()
    }
    kinds["doctrine"] = ("doctrine/*.toml", DOCTRINE)
    kinds["variant"] = ("variants/*.toml", VariantFile)
    kinds["control"] = ("variants/*/control.csv", ControlRow)
    kinds["lint"] = ("lint.toml", AllowFile)
    kinds |= {Path(kind.path).stem: (kind.path, kind.kind) for kind in CSV_FILES.values()}
    return {name: _schema(name, path, kind) for name, (path, kind) in sorted(kinds.items())}


def write(folder: Path) -> list[Path]:
    """Write one ``NAME.schema.json`` for each file kind; return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, schema in schemas().items():
        path = folder / f"{name}.schema.json"
        path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(path)
    return written


def _schema(name: str, path: str, kind: type[msgspec.Struct]) -> dict[str, Any]:
    what = "a row of " if path.endswith(".csv") else ""
    inner = msgspec.json.schema(kind)
    return {"$schema": DIALECT, "$id": f"stivale/{name}.schema.json", "title": f"{what}{path}", **inner}
