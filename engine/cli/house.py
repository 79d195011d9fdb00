"""Commands about the program itself: figures, counts of legal orders, the environment."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.cli.common import FINDINGS, BadInput, Format, FormatOption, emit, say, table

PANEL = "House"


def add_to(app: typer.Typer) -> None:
    """Add this family to the application."""
    for command in (bench, perft, doctor):
        app.command(rich_help_panel=PANEL)(command)


def bench(
    scenario: Annotated[str, typer.Option(help="What to measure on.")] = "italy1943",
    short: Annotated[bool, typer.Option("--short", help="A few turns instead of whole games.")] = False,
    out: Annotated[Path | None, typer.Option(help="Write the JSON to this file too.")] = None,
    form: FormatOption = Format.text,
) -> None:
    """Measure kernels, clone, digest, load, start and a whole game."""
    from engine.bench import measure

    found = measure(scenario, short=short, say=say)
    if out is not None:
        import json

        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if form is Format.json:
        emit(found)
        return
    rows = [[name, f"{k['median_us']:.1f}", f"{k['p99_us']:.1f}"] for name, k in found["kernels"].items()]
    print(table(["work", "median us", "p99 us"], rows))
    print(f"\nclone {found['clone_us']:.1f} us, load {found['load_s']:.2f} s, start {found['start_s']:.2f} s")
    for name, game in found["campaign"].items():
        print(
            f"{name}: {game['turns']} turns in {game['cpu_s']:.2f} s of CPU, {game['orders']} orders, "
            f"{game['unit_turns_per_s']} unit-turns a second"
        )
    print(f"peak memory {found['peak_mb']:.0f} MB")


def perft(
    scenario: Annotated[str, typer.Argument(help="Scenario to count in.")],
    depth: Annotated[int, typer.Option(min=1, max=8, help="Orders deep.")] = 1,
    seed: Annotated[int, typer.Option(help="Seed of the game.")] = 1,
    form: FormatOption = Format.text,
) -> None:
    """Count the legal orders and reachable hexes at the start, and positions some orders deep."""
    try:
        from engine import perft as counts  # type: ignore[attr-defined,unused-ignore]
    except ImportError:
        raise BadInput("This release has no perft yet.") from None
    found: Any = counts.perft(scenario, depth, seed)
    if form is Format.json:
        emit(found)
    else:
        print(table(["what", "count"], [[k, v] for k, v in found.items()]))


def doctor(form: FormatOption = Format.text) -> None:
    """Look at the environment: versions, folders, kernels, scenarios. Exit code 1 if something is wrong."""
    facts, troubles = _look()
    if form is Format.json:
        emit({**facts, "troubles": troubles})
    else:
        print(table(["what", "found"], [[k, v] for k, v in facts.items()]))
        for trouble in troubles:
            say(f"trouble: {trouble}")
        print("\neverything needed is here" if not troubles else f"\n{len(troubles)} troubles")
    if troubles:
        raise typer.Exit(FINDINGS)


def _look() -> tuple[dict[str, str], list[str]]:
    import os
    import platform
    from importlib.metadata import PackageNotFoundError, version

    import engine
    from engine import RULES_VERSION, __version__, kernels, paths

    troubles: list[str] = []
    facts = {
        "stivale": f"{__version__}, rules version {RULES_VERSION}",
        "python": f"{platform.python_version()} ({sys.executable})",
        "system": platform.platform(),
        "cores": str(os.cpu_count()),
        "engine": str(Path(engine.__file__).parent),
    }
    if not (3, 11) <= sys.version_info[:2] < (3, 15):
        troubles.append(f"Python {platform.python_version()} is not supported; 3.11 to 3.14 are")
    needed = (
        "numpy",
        "numba",
        "msgspec",
        "typer",
        "rich",
        "platformdirs",
        "tree-sitter",
        "babel",
        "pygame-ce",
    )
    for name in (*needed, "pygame-gui", "milsymbol"):
        try:
            facts[name] = version(name)
        except PackageNotFoundError:
            facts[name] = "missing"
            troubles.append(f"the package {name} is missing: pip install .")
    try:
        facts["pygame"] = version("pygame")
        troubles.append("the package pygame hides pygame-ce: pip uninstall pygame, then reinstall pygame-ce")
    except PackageNotFoundError:
        pass
    extras = {"cartography": "shapely", "research": "pyarrow", "cluster": "ray"}
    for extra, package in extras.items():
        try:
            facts[f"[{extra}]"] = f"yes ({package} {version(package)})"
        except PackageNotFoundError:
            facts[f"[{extra}]"] = "not installed"
    facts["kernels compiled"] = "yes" if kernels.jit_enabled() else "no (NUMBA_DISABLE_JIT is set)"
    facts["kernel cache"] = str(kernels.cache_folder())
    facts["data folders"] = ", ".join(str(p) for p in paths.data_folders())
    known = paths.list_scenarios()
    facts["scenarios"] = ", ".join(known)
    if not known:
        troubles.append("no scenario was found in any data folder")
    try:
        facts["assets"] = str(paths.assets())
    except paths.NotFound as error:
        facts["assets"] = "missing"
        troubles.append(str(error))
    shown = (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("SDL_VIDEODRIVER")
    )
    if sys.platform.startswith("linux"):
        facts["display"] = shown or "none (play needs one; sim and shot do not)"
    return facts, troubles
