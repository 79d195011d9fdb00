"""Commands on replays and saves: narrate, prove, jump, go on, compare."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from engine.cli.common import FINDINGS, BadInput, Format, FormatOption, PlayersOption, emit, players_of, say

PANEL = "Replays"
File = Annotated[Path, typer.Argument(help="A replay or save.")]
ScenarioOption = Annotated[
    Path | None, typer.Option(help="Folder of its scenario, if it is not found by name.")
]


class Action(StrEnum):
    """What to do with a replay."""

    show = "show"
    verify = "verify"
    cut = "cut"
    go_on = "continue"


def add_to(app: typer.Typer) -> None:
    """Add this family to the application."""
    app.command(rich_help_panel=PANEL)(replay)
    app.command(rich_help_panel=PANEL)(diverge)


def replay(
    file: File,
    action: Annotated[Action, typer.Argument(help="show, verify, cut or continue.")] = Action.show,
    turn: Annotated[int | None, typer.Option(min=1, help="show, cut, continue: this turn.")] = None,
    out: Annotated[Path | None, typer.Option(help="cut, continue: the file to write.")] = None,
    players: PlayersOption = "",
    turns: Annotated[int | None, typer.Option(min=1, help="continue: stop after this turn.")] = None,
    orders: Annotated[bool, typer.Option("--orders", help="show: the orders too.")] = False,
    scenario: ScenarioOption = None,
    form: FormatOption = Format.text,
) -> None:
    """Narrate a replay, prove it, cut it at a turn, or play on from where it stops."""
    actions: dict[Action, Callable[..., None]] = {
        Action.show: _show,
        Action.verify: _verify,
        Action.cut: _cut,
        Action.go_on: _continue,
    }
    actions[action](
        file=file,
        turn=turn,
        out=out,
        players=players,
        turns=turns,
        orders=orders,
        scenario=scenario,
        form=form,
    )


def _show(
    *, file: Path, turn: int | None, orders: bool, scenario: Path | None, form: Format, **_: object
) -> None:
    import msgspec

    from engine.store import archive, narrate

    found = archive.read(file)
    lines = narrate.narrate(found, found.world(scenario), turn, orders)
    if form is Format.json:
        emit({"header": msgspec.to_builtins(found.header), "events": [msgspec.to_builtins(x) for x in lines]})
        return
    header = found.header
    who = ", ".join(f"{side} {name}" for side, name in header.players.items())
    print(f"{header.title}, seed {header.seed}, {who}, {header.orders} orders to turn {header.turn}")
    for line in lines:
        print(line.text())


def _verify(*, file: Path, scenario: Path | None, form: Format, **_: object) -> None:
    import msgspec

    from engine.store import archive, verify

    found = archive.read(file)
    verdict = verify.verify(found, found.world(scenario))
    if form is Format.json:
        emit(msgspec.to_builtins(verdict))
    else:
        counts = f"{verdict.orders} orders, {verdict.digests} digests, {verdict.keyframes} keyframes"
        print(f"{file.name}: {'the same game' if verdict.ok else 'NOT the same game'}; {counts} agree")
        if verdict.problem:
            print(verdict.problem)
    if not verdict.ok:
        raise typer.Exit(FINDINGS)


def _cut(*, file: Path, turn: int | None, out: Path | None, scenario: Path | None, **_: object) -> None:
    from engine.store import archive

    if turn is None or out is None:
        raise BadInput("cut wants --turn N, the turn at whose start to stop, and --out FILE.")
    loaded = archive.resume(file, scenario, turn)
    header = loaded.recorder.write(out)
    say(f"{out}: {header.orders} orders up to the start of turn {header.turn}")


def _continue(
    *,
    file: Path,
    turn: int | None,
    out: Path | None,
    players: str,
    turns: int | None,
    scenario: Path | None,
    form: Format,
    **_: object,
) -> None:
    import time

    import msgspec

    from engine.cli.games import _story
    from engine.sim.match import Match, result_of, run_on

    match = Match.resume(file, players_of(players), turns, scenario, turn)
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        run_on(match)
    except Exception as error:
        error.stivale_match = match  # type: ignore[attr-defined]
        raise
    if out is not None:
        match.recorder.write(out)
    result = result_of(match, time.perf_counter() - wall, time.process_time() - cpu)
    if form is Format.json:
        emit(msgspec.to_builtins(result))
    else:
        print(_story(match.game.world, result))


def diverge(
    first: File,
    second: Annotated[Path, typer.Argument(help="Another replay.")],
    scenario: ScenarioOption = None,
    form: FormatOption = Format.text,
) -> None:
    """Say where two replays part, and which field differs first."""
    import msgspec

    from engine.store import archive, verify

    left, right = archive.read(first), archive.read(second)
    world = None
    if left.header.content_hash == right.header.content_hash:
        try:
            world = left.world(scenario)
        except archive.ArchiveError as error:
            say(f"{error} Only the lines are compared.")
    found = verify.diverge(left, right, world)
    if form is Format.json:
        emit(msgspec.to_builtins(found))
    elif found.same:
        print(found.what)
    else:
        where = f"line {found.line}, turn {found.turn}: " if found.line else ""
        print(f"{where}{found.what}")
        if found.left is not None:
            print(f"  {first.name}: {found.left}\n  {second.name}: {found.right}")
        if found.field:
            print(f"  first field that differs, {found.field}")
    if not found.same:
        raise typer.Exit(FINDINGS)
