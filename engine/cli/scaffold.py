"""A new scenario from the template in ``assets/template``: a 12 by 10 hex island that plays at once."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from engine.cli.common import BadInput

TEMPLATE_ID = "template"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def make(name: str, where: Path) -> Path:
    """Copy the template to ``where/name`` under a new id and return the folder. Raises BadInput."""
    from engine.paths import HEADER, assets

    if not _NAME.fullmatch(name):
        raise BadInput(f"{name!r} is no id: small letters, digits, dash and underscore, at most 64.")
    folder = where / name
    if folder.exists():
        raise BadInput(f"{folder} exists already; choose another name or folder.")
    template = assets() / "template"
    if not (template / HEADER).is_file():
        raise BadInput("The template is missing from this installation.")
    shutil.copytree(template, folder)
    header = folder / HEADER
    text = header.read_text("utf-8").replace(f'id = "{TEMPLATE_ID}"', f'id = "{name}"')
    header.write_text(text, encoding="utf-8", newline="\n")
    return folder
