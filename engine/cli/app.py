"""The application: all command families, and the one place where failures become exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from engine.cli import authors, explain, games, house, mail, replays
from engine.cli.common import DEFECT, INTERRUPTED, USAGE, say

app = typer.Typer(
    name="stivale",
    help="A turn-based hex engine for operational wargames.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        from engine import RULES_VERSION, __version__

        print(f"stivale {__version__}, rules version {RULES_VERSION}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and stop.")
    ] = False,
) -> None:
    """Exit codes: 0 done, 1 findings, 2 wrong usage or bad input, 3 a defect of ours, 130 interrupted."""


for _family in (games, replays, mail, authors, explain, house):
    _family.add_to(app)


def run(application: Callable[[], object] = app) -> None:
    """Run the command line and end the process with the right code, without a traceback."""
    try:
        application()
    except KeyboardInterrupt:
        say("interrupted")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Somebody closed our stdout, for example `head`; nothing more can be said there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        message = _plain(error)
        if message is not None:
            say(message)
            sys.exit(USAGE)
        say(_defect(error))
        sys.exit(DEFECT)


def _plain(error: Exception) -> str | None:
    """Return the message of an error that the user can mend, None for a defect."""
    from engine.cli.common import BadInput
    from engine.loader import ScenarioError
    from engine.paths import NotFound

    if isinstance(error, ScenarioError) and len(error.problems) == 1 and error.problems[0].code == "E112":
        return error.problems[0].message
    known: tuple[type[Exception], ...] = (BadInput, ScenarioError, NotFound)
    if isinstance(error, known):
        return str(error)
    # The names below live in modules that import numpy; if they were raised, they are loaded.
    for module, name in (
        ("engine.store.container", "ArchiveError"),
        ("engine.ai.player", "UnknownPlayer"),
        ("engine.sim.overrides", "BadOverride"),
        ("engine.sim.batch", "BatchError"),
        ("engine.sim.report", "ReportError"),
    ):
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None and isinstance(error, kind):
            return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return None


def _defect(error: Exception) -> str:
    """Write a crash folder and return what to say."""
    from engine.sim.crash import crashes_folder, fresh_folder, write_crash

    match = getattr(error, "stivale_match", None)
    try:
        folder = write_crash(fresh_folder(crashes_folder()), error, {"command": sys.argv}, match)
    except OSError as second:
        import traceback

        traceback.print_exception(error)
        return f"This is a defect of the program; it could not be written down either ({second})."
    return (
        f"This is a defect of the program ({type(error).__name__}: {error}).\n"
        f"Everything needed to find it is in {folder}"
    )
