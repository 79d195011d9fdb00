"""Where scenarios and assets lie: an explicit path, the checkout, the user's folder, the wheel."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from engine.problems import nearest

HEADER = "scenario.toml"
MAX_VARIANTS = 64
_NAME = re.compile(r"^[a-z0-9][a-z0-9_-]*$")


class NotFound(LookupError):
    """Nothing of this name exists; the message says where it was looked for."""


@cache
def checkout() -> Path | None:
    """Return the folder of the source checkout that this package runs from, if it is one."""
    root = Path(__file__).resolve().parent.parent
    return root if (root / "pyproject.toml").is_file() and (root / "scenarios").is_dir() else None


@cache
def installed_data() -> Path | None:
    """Return the folder that the wheel puts beside the package."""
    folder = Path(__file__).resolve().parent.parent / "stivale_data"
    return folder if folder.is_dir() else None


def user_data() -> Path:
    """Return the user's own folder; it need not exist."""
    import platformdirs

    return Path(platformdirs.user_data_dir("stivale", appauthor=False))


def user_cache() -> Path:
    """Return the user's folder for things that can be made again; it need not exist."""
    import platformdirs

    return Path(platformdirs.user_cache_dir("stivale", appauthor=False))


def data_folders() -> list[Path]:
    """Return the folders that may hold ``scenarios/`` and ``assets/``, the first wins."""
    return [f for f in (checkout(), user_data(), installed_data()) if f is not None]


def list_scenarios() -> dict[str, Path]:
    """Return the folders of all known scenarios by name, sorted."""
    known: dict[str, Path] = {}
    for folder in data_folders():
        try:
            for header in sorted((folder / "scenarios").glob(f"*/{HEADER}")):
                known.setdefault(header.parent.name, header.parent)
        except OSError:
            continue
    return dict(sorted(known.items()))


def list_variants(scenario: Path) -> list[str]:
    """Return the names of the variants of a scenario folder, sorted."""
    return sorted(p.stem for p in (scenario / "variants").glob("*.toml"))[:MAX_VARIANTS]


def find_scenario(name: str | Path) -> Path:
    """Return the folder of a scenario by name or path; a variant after a slash is left off.

    Raises NotFound with the known names.
    """
    return resolve(name)[0]


def resolve(name: str | Path) -> tuple[Path, str | None]:
    """Return folder and variant of ``name``, ``name/variant`` or a path to either.

    Raises NotFound with the known names and the one most like what was asked.
    """
    text = str(name)
    path = Path(text)
    if found := _by_path(path):
        return found
    known: dict[str, Path] | None = None
    parts = text.strip("/").split("/")
    if len(parts) <= 2 and all(_NAME.match(p) for p in parts):
        for folder in data_folders():
            base = folder / "scenarios" / parts[0]
            if (base / HEADER).is_file():
                return _with_variant(base, parts[1] if len(parts) == 2 else None)
    known = list_scenarios()
    names = list(known) + [f"{s}/{v}" for s, p in known.items() for v in list_variants(p)]
    hint = nearest(text, names)
    tail = f" Did you mean {hint}?" if hint else f" Known: {', '.join(names) or 'none'}."
    raise NotFound(f"There is no scenario {text!r}: neither a folder with a {HEADER} nor a known name.{tail}")


def _by_path(path: Path) -> tuple[Path, str | None] | None:
    try:
        if (path / HEADER).is_file():
            return path, None
        if path.name == HEADER and path.is_file():
            return path.parent, None
        if path.suffix == ".toml" and path.parent.name == "variants" and path.is_file():
            return path.parent.parent, path.stem
        if len(path.parts) > 1 and (path.parent / HEADER).is_file() and not path.exists():
            return _with_variant(path.parent, path.name)
    except (OSError, ValueError):
        return None
    return None


def _with_variant(base: Path, variant: str | None) -> tuple[Path, str | None]:
    if variant is not None and not (base / "variants" / f"{variant}.toml").is_file():
        names = list_variants(base)
        hint = nearest(variant, names)
        tail = f" Did you mean {hint}?" if hint else f" It has: {', '.join(names) or 'none'}."
        raise NotFound(f"The scenario {base.name} has no variant {variant!r}.{tail}")
    return base, variant


def assets() -> Path:
    """Return the folder of fonts, icons and sounds. Raises NotFound if there is none."""
    for folder in data_folders():
        if (folder / "assets").is_dir():
            return folder / "assets"
    raise NotFound("The assets folder is missing from this installation.")
