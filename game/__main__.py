"""The command ``stivale``: the headless commands, and those that draw.

pygame is imported inside ``play`` and ``shot`` only, so the others start fast.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.ai.player import STANDARD
from engine.cli import app
from engine.cli import run as run_app

if TYPE_CHECKING:
    from engine.world import World
    from game.loading import Ground
    from game.screens import Screen

USAGE = 2


def _size(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    try:
        width, height = (int(part) for part in text.lower().split("x"))
    except ValueError:
        raise typer.BadParameter("a size looks like 1920x1080") from None
    if not (320 <= width <= 8192 and 240 <= height <= 8192):
        raise typer.BadParameter("a size lies between 320x240 and 8192x8192")
    return width, height


def _speak(lang: str) -> None:
    """Choose the language of texts; none asked for is the system's."""
    from game import texts, wording

    try:
        texts.use(lang.lower() if lang else texts.of_the_system())
    except KeyError:
        raise _stop(wording.NO_LANGUAGE.format(lang, ", ".join(texts.LANGUAGES))) from None


def _stop(words: object) -> typer.Exit:
    print(words, file=sys.stderr)
    return typer.Exit(USAGE)


@app.command()
def play(
    scenario: Annotated[
        str | None, typer.Argument(help="Name or path; without one, the start screen.")
    ] = None,
    side: Annotated[str, typer.Option(help="A side of the scenario, both, or none to watch.")] = "",
    opponent: Annotated[
        str, typer.Option(help="The computer player; else the standard one, or who the game was saved with.")
    ] = "",
    load: Annotated[Path | None, typer.Option(help="A saved game.")] = None,
    seed: Annotated[int | None, typer.Option(help="The dice; drawn and printed if not given.")] = None,
    size: Annotated[str | None, typer.Option(help="Window size, such as 1600x900.")] = None,
    lang: Annotated[str, typer.Option(help="Language: en, de or it; the system's if not given.")] = "",
) -> None:
    """Open the window."""
    from game import settings

    chosen, broken = settings.load()
    settings.use(chosen)
    if lang:
        _speak(lang)
    if broken:
        print(broken, file=sys.stderr)
    from engine.kernels import start_helper

    start_helper()
    from engine.loader import ScenarioError
    from engine.paths import NotFound
    from game import app as window
    from game.errors import SessionError

    wanted = _size(size)
    try:
        surface = window.open_display(wanted)
    except (window.NoDisplay, window.WrongPygame) as problem:
        raise _stop(problem) from None
    from game import scale
    from game.menu_screen import MenuScreen

    scale.fit(surface.get_size())

    try:
        if scenario is None and load is None:
            first: Screen = MenuScreen(surface.get_size(), seed, message=broken)
        else:
            first = _open_map(scenario or "", side, opponent, load, seed, surface.get_size())
    except (SessionError, ScenarioError, NotFound, OSError) as problem:
        raise _stop(problem) from None
    window.App(surface, first).run()
    failed: Exception | None = getattr(first, "error", None)  # what the screen of the progress ended with
    if isinstance(failed, SessionError | ScenarioError | NotFound | OSError):
        raise _stop(failed)
    if failed is not None:
        raise failed


def _open_map(
    scenario: str, side: str, opponent: str, load: Path | None, seed: int | None, size: tuple[int, int]
) -> Screen:
    """Return the screen that shows progress and then the map."""
    import random

    from engine.paths import resolve
    from game.loading_screen import LoadingScreen

    if load is not None:
        return _saved(load, side or "both", opponent, size)
    resolve(scenario)
    if seed is None:
        seed = random.SystemRandom().randrange(1, 1_000_000)
        print(f"seed {seed}", file=sys.stderr)
    dice = seed

    def enter(world: World, ground: Ground, now: tuple[int, int]) -> Screen:
        import engine
        from game.map_screen import MapScreen
        from game.session import Session, humans_of

        people = humans_of(world, side or world.side_ids[0])
        session = Session(world, engine.new_game(world, dice), people, opponent or STANDARD, dice)
        return MapScreen(session, ground.data, ground.painter, now, ground.base)

    return LoadingScreen(scenario, size, enter)


def _saved(load: Path, sides: str, opponent: str, size: tuple[int, int]) -> Screen:
    from game import loading
    from game.map_screen import MapScreen
    from game.session import load_session

    session = load_session(load, sides, opponent)
    ground = loading.ground_of(session.world)
    return MapScreen(session, ground.data, ground.painter, size, ground.base)


@app.command()
def shot(
    scenario: Annotated[str, typer.Argument(help="Name or path.")],
    out: Annotated[Path, typer.Argument(help="The PNG file to write.")],
    replay: Annotated[Path | None, typer.Option(help="A replay or saved game.")] = None,
    seed: Annotated[int, typer.Option(help="The dice.")] = 1,
    players: Annotated[str, typer.Option(help="Computer players, such as allies=greedy,axis=greedy.")] = "",
    turn: Annotated[int, typer.Option(help="Play to this turn first.")] = 1,
    side: Annotated[str, typer.Option(help="Whose eyes; all sees everything.")] = "all",
    center: Annotated[str, typer.Option(help="A place's name or id, or a hex label.")] = "",
    zoom: Annotated[int, typer.Option(min=1, max=5, help="1 the theatre to 5 the battle.")] = 1,
    overlay: Annotated[
        str, typer.Option(help="supply, control, zoc, weather, terrain, fort, objectives or air.")
    ] = "",
    panel: Annotated[
        str, typer.Option(help="oob, politics, report, log, attack, supply, briefing or event.")
    ] = "",
    event: Annotated[str, typer.Option(help="The trigger whose picture the panel event shows.")] = "",
    size: Annotated[str, typer.Option(help="Size of the picture.")] = "1600x1000",
    lang: Annotated[str, typer.Option(help="Language: en, de or it.")] = "en",
) -> None:
    """Write a picture of the map without a window."""
    _speak(lang)
    from engine.loader import ScenarioError
    from engine.paths import NotFound
    from game.session import SessionError
    from game.shot import Shot, take

    wanted = Shot(
        turn, side, center, zoom, overlay, panel, _size(size) or (1600, 1000), seed, players, replay, event
    )
    try:
        take(scenario, out, wanted)
    except (SessionError, ScenarioError, NotFound, OSError) as problem:
        raise _stop(problem) from None


def _frames() -> dict[str, float] | None:
    """Return the figures of frames for ``bench``; None where pygame is missing."""
    try:
        from game.bench import frames
    except ImportError:
        return None
    return frames()


def main() -> None:
    """Run the command line: clear words and the right exit code however it ends."""
    if "bench" in sys.argv[1:2]:
        from engine.bench import extra

        extra["frames"] = _frames
    run_app(app)


if __name__ == "__main__":
    main()
