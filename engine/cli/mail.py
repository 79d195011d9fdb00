"""Play by mail: begin, join, send and receive, and what waits."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from engine.cli.common import BadInput, Format, FormatOption, SeedOption, emit, seed_or_new

PANEL = "Replays"


class Step(StrEnum):
    """What to do with a game by mail."""

    start = "start"
    enter = "join"
    send = "send"
    receive = "receive"
    status = "status"


class Advance(StrEnum):
    """Which winners advance while their side is away."""

    all = "all"
    none = "none"


class React(StrEnum):
    """Which reserve reacts while its side is away."""

    first = "first"
    none = "none"


def add_to(app: typer.Typer) -> None:
    """Add this family to the application."""
    app.command(rich_help_panel=PANEL)(mail)


def mail(
    step: Annotated[Step, typer.Argument(help="start, join, send, receive or status.")],
    folder: Annotated[Path, typer.Argument(help="Folder of this game by mail.")],
    what: Annotated[
        str,
        typer.Argument(help="start: the scenario; join: the key; send: your save; receive: the letter."),
    ] = "",
    seed: SeedOption = None,
    stand: Annotated[
        bool | None, typer.Option("--stand/--retreat", help="send: while away, beaten defenders do this.")
    ] = None,
    advance: Annotated[Advance | None, typer.Option(help="send: while away, winners advance so.")] = None,
    react: Annotated[React | None, typer.Option(help="send: while away, reserves react so.")] = None,
    answers: Annotated[
        list[str] | None, typer.Option("--answer", help="send: while away, DECISION=OPTION. May be repeated.")
    ] = None,
    scenario: Annotated[
        Path | None, typer.Option(help="Folder of its scenario, if it is not found by name.")
    ] = None,
    form: FormatOption = Format.text,
) -> None:
    """Play by mail: signed letters with a player turn's orders and instructions for the time away.

    A letter, as a save, lets a curious program see the whole game: it is for honest opponents.
    """
    import msgspec

    from engine.sim.overrides import load_world
    from engine.store import mail as post_office

    if not what and step is not Step.status:
        raise BadInput(f"mail {step.value} wants a folder and what to {step.value}.")
    if step is Step.start:
        post_office.start(load_world(scenario or what, []), seed_or_new(seed), folder)
    elif step is Step.enter:
        post_office.join(Path(what), folder)
    post = post_office.Post(folder, scenario)
    said = ""
    if step is Step.send:
        side = post.author
        given = post.standing[side] if side else post_office.Standing()
        changes: dict[str, object] = {}
        if stand is not None:
            changes["stand"] = stand
        if advance is not None:
            changes["advance"] = advance.value
        if react is not None:
            changes["react"] = react.value
        named = dict(given.answers)
        for part in answers or []:
            decision, equals, option = part.partition("=")
            if not equals:
                raise BadInput(f"--answer wants DECISION=OPTION, not {part!r}.")
            named[decision] = option
        standing = msgspec.structs.replace(given, answers=named, **changes)
        said = f"send this to your opponent: {post.send(Path(what), standing)}"
    elif step is Step.receive:
        letter = post.receive(Path(what))
        said = f"letter {letter.number} of {letter.side}, turn {letter.turn}: {letter.orders} orders"
    else:
        post.keep()
        if step is Step.start:
            said = f"send this to your opponent: {folder / post_office.KEY_FILE}"
    found = {
        "scenario": post.key.scenario,
        "turn": post.game.state.turn,
        "next_letter": post.number,
        "side": post.author,
        "digest": post.game.state.digest(),
        "replay": str(folder / post_office.REPLAY_FILE),
        "standing": {s: msgspec.to_builtins(v) for s, v in post.standing.items()},
    }
    if form is Format.json:
        emit(found)
        return
    if said:
        print(said)
    who = f"letter {post.number} is {post.author}'s" if post.author else "the game is over"
    print(f"turn {post.game.state.turn}, {who}; play on from {found['replay']}; digest {found['digest']}")
    for name, orders in post.standing.items():
        print(f"  {name} while away: {msgspec.json.encode(orders).decode()}")
