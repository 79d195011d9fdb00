"""Commands for authors of scenarios: find mistakes, begin a new one, schemas, reference, maps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.common import FINDINGS, BadInput, Bar, Format, FormatOption, QuietOption, emit, say, table

if TYPE_CHECKING:
    from engine.problems import Problem

PANEL = "Authors"
Folder = Annotated[str, typer.Argument(help="Scenario: a folder, or a name such as italy1943.")]

map_app = typer.Typer(
    no_args_is_help=True, help="Maps from geodata, and their pictures.", rich_markup_mode=None
)


class LintFormat(StrEnum):
    """How problems are printed."""

    text = "text"
    json = "json"
    github = "github"


def add_to(app: typer.Typer) -> None:
    """Add this family to the application."""
    for command in (lint, new, schema, docs, upgrade):
        app.command(rich_help_panel=PANEL)(command)
    app.add_typer(map_app, name="map", rich_help_panel=PANEL)


def lint(
    path: Folder,
    form: Annotated[LintFormat, typer.Option("--format", help="text, json or github.")] = LintFormat.text,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as findings too.")] = False,
    simulate: Annotated[
        int, typer.Option(min=0, help="Play so many games too, and say which triggers they never saw.")
    ] = 0,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes for these games.")] = None,
    quiet: QuietOption = False,
) -> None:
    """List all problems of a scenario. Exit code 1 if one of them is an error."""
    from engine.lint import lint_path
    from engine.paths import resolve
    from engine.problems import as_github, as_json, as_text, errors, ordered

    base, variant = resolve(path)
    whole = base / variant if variant else base
    found = lint_path(whole)
    story: list[list[str]] = []
    if simulate and not errors(found):
        more, story = _play(whole, simulate, jobs, quiet)
        found = ordered([*found, *more])
    if story and form is LintFormat.json:
        rows = [
            dict(zip(("trigger", "fired", "p10", "p50", "p90", "history", "never"), r, strict=True))
            for r in story
        ]
        emit({"problems": json.loads(as_json(found, str(base))), "story": rows})
        _leave(found, strict)
        return
    writer = {LintFormat.text: as_text, LintFormat.json: as_json, LintFormat.github: as_github}[form]
    print(writer(found, str(base)), end="")
    if story and form is LintFormat.text:
        from engine.sim.reachability import HEAD

        print(f"\n{table(list(HEAD), story)}")
    _leave(found, strict)


def _leave(found: Sequence[Problem], strict: bool) -> None:
    """End with exit code 1 if there are findings."""
    grave = ("error", "warning") if strict else ("error",)
    if any(p.severity in grave for p in found):
        raise typer.Exit(FINDINGS)


def _play(path: Path, games: int, jobs: int | None, quiet: bool) -> tuple[list[Problem], list[list[str]]]:
    """Play games with the seeds from 1 on; return what they find of the story and its table."""
    import tempfile

    from engine.sim import reachability
    from engine.sim.batch import batch
    from engine.sim.report import read_batch

    with tempfile.TemporaryDirectory(prefix="stivale-") as folder, Bar(path.name, quiet) as show:
        batch(str(path), games, Path(folder) / "games", 1, jobs, progress=show)
        data = read_batch(Path(folder) / "games")
        lines = reachability.lines(data.manifest["story"], data.tables, len(data.games))
    return reachability.findings(lines), reachability.table_rows(lines)


def new(
    name: Annotated[str, typer.Argument(help="Id of the scenario: small letters, digits, dashes.")],
    out: Annotated[
        Path | None, typer.Option(help="Folder to make it in; the present one if not given.")
    ] = None,
) -> None:
    """Make a small scenario that plays at once, to be changed into your own."""
    from engine.cli.scaffold import make

    folder = make(name, out or Path())
    say(f"Made {folder}. Next:")
    for command in (f"stivale lint {folder}", f"stivale sim {folder}", f"stivale play {folder}"):
        print(command)


def schema(
    out: Annotated[Path | None, typer.Option(help="Folder for the files; stdout if not given.")] = None,
    name: Annotated[str | None, typer.Option(help="One schema only, such as movement.")] = None,
) -> None:
    """Write the JSON Schemas of scenario files, for editors."""
    from engine.problems import nearest
    from engine.schema_export import schemas, write

    if out is not None:
        for path in write(out):
            print(path)
        return
    known = schemas()
    if name is None:
        emit(known)
    elif name in known:
        emit(known[name])
    else:
        near = nearest(name, known)
        raise BadInput(f"There is no schema {name!r}." + (f" Did you mean {near}?" if near else ""))


def docs(
    out: Annotated[Path, typer.Option(help="Folder for the pages.")] = Path("docs/reference"),
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; say which pages are out of date.")
    ] = False,
    scenario: Annotated[str, typer.Option(help="Whose values stand in the rulebook.")] = "italy1943",
) -> None:
    """Write the reference pages from schemas and registries, and the rulebook."""
    from engine.docs import pages
    from engine.rulebook import RulebookError

    try:
        wanted = pages(scenario)
    except RulebookError as error:
        raise BadInput(f"The rulebook is wrong:\n{error}") from None
    stale = []
    for name, text in wanted.items():
        path = out / name
        if check:
            if not path.is_file() or path.read_text("utf-8") != text:
                stale.append(path)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path)
    if stale:
        say(f"out of date: {', '.join(str(p) for p in stale)}; run stivale docs --out {out}")
        raise typer.Exit(FINDINGS)


def upgrade(path: Folder, form: FormatOption = Format.text) -> None:
    """Bring a scenario's files to today's format."""
    import tomllib

    from engine.paths import HEADER, resolve
    from engine.scenario import FORMAT

    base, _ = resolve(path)
    try:
        found = tomllib.loads((base / HEADER).read_text("utf-8")).get("format")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{base / HEADER} cannot be read: {error}") from None
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise BadInput(f"{base / HEADER} names no format; the present one is {FORMAT}.")
    if found > FORMAT:
        raise BadInput(f"{base} is of format {found}, newer than this program, which reads format {FORMAT}.")
    # Format 1 is the first: there is no older one to come from.
    if form is Format.json:
        emit({"path": str(base), "format": found, "changed": []})
    else:
        print(f"{base} is of format {found}, the present one; nothing to do")


@map_app.command()
def build(
    scenario: Folder,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; compare with the files.")] = False,
) -> None:
    """Build a scenario's map from the geodata named in its sources."""
    from engine.paths import resolve

    base, _ = resolve(scenario)
    if not (base / "map" / "sources" / "recipe.toml").is_file():
        raise BadInput(f"{base} has no map/sources/recipe.toml; its map was not built from geodata.")
    try:
        from engine.cartography.build import build_map
    except ImportError as error:
        raise BadInput(_missing(error)) from None
    report = build_map(base, check=check)
    for line in report.complaints:
        say(line)
    for name, count in sorted(report.rows.items()):
        print(f"{name} {count}")
    if report.different or report.complaints:
        if report.different:
            say(f"differs from the committed files: {', '.join(report.different)}")
        raise typer.Exit(FINDINGS)


@map_app.command()
def draw(
    scenario: Folder,
    out: Annotated[Path, typer.Argument(help="PNG file to write.")],
    center: Annotated[str | None, typer.Option(help="Place id or hex label in the middle.")] = None,
    zoom: Annotated[float, typer.Option(min=0.5, max=20, help="1 shows the whole map.")] = 1.0,
    size: Annotated[str, typer.Option(help="Width x height in pixels.")] = "1600x1900",
    labels: Annotated[bool, typer.Option("--labels", help="Write hex labels.")] = False,
) -> None:
    """Draw a scenario's map to a PNG, for proofs; `stivale shot` draws it as the game does."""
    from engine.paths import resolve

    base, _ = resolve(scenario)
    try:
        width, height = (int(part) for part in size.lower().split("x"))
    except ValueError:
        raise BadInput(f"--size wants WIDTHxHEIGHT, not {size!r}.") from None
    if not (100 <= width <= 10_000 and 100 <= height <= 10_000):
        raise BadInput("--size lies between 100x100 and 10000x10000.")
    try:
        from engine.cartography.draw import draw_map
    except ImportError as error:
        raise BadInput(_missing(error)) from None
    draw_map(base, out, center, zoom, (width, height), labels=labels)
    print(out)


def _missing(error: ImportError) -> str:
    return f"Maps need the extra [cartography] ({error.name} is missing): pip install '.[cartography]'"
