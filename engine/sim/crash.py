"""What is kept when the program itself fails: a folder with everything needed to see it again."""

from __future__ import annotations

import json
import platform
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from engine.game import Game
    from engine.sim.match import Match
    from engine.store.archive import Recorder


class Session(Protocol):
    """A game that somebody plays, with all that is needed to write it down."""

    seed: int
    names: dict[int, str]
    game: Game
    recorder: Recorder


def crashes_folder() -> Path:
    """Return the folder for crashes outside of batches; it may not exist yet."""
    import platformdirs

    return Path(platformdirs.user_state_dir("stivale", appauthor=False)) / "crashes"


def write_crash(
    folder: Path, error: BaseException, about: dict[str, Any], match: Match | Session | None = None
) -> Path:
    """Write traceback, versions, what was asked for, and the game so far; return the folder."""
    from engine import RULES_VERSION, __version__

    folder.mkdir(parents=True, exist_ok=True)
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    (folder / "traceback.txt").write_text("".join(lines), encoding="utf-8")
    facts = {
        "engine_version": __version__,
        "rules_version": RULES_VERSION,
        "python": sys.version,
        "system": platform.platform(),
        "error": f"{type(error).__name__}: {error}",
        **about,
    }
    if match is not None:
        facts["seed"] = match.seed
        facts["players"] = match.names
        facts["digest"] = match.game.state.digest()
        try:
            match.recorder.write(folder / "game.replay", game=match.game)
        except Exception as second:  # the first failure is the one that matters
            facts["replay"] = f"could not be written: {second}"
    (folder / "about.json").write_text(json.dumps(facts, indent=1, default=str) + "\n", encoding="utf-8")
    return folder


def fresh_folder(base: Path) -> Path:
    """Return a name for a new crash folder that nobody has yet."""
    number = 1
    while (base / f"crash-{number:03d}").exists():
        number += 1
    return base / f"crash-{number:03d}"
