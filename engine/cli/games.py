"""Commands that play: one game, many games, and the report on many."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.cli.common import (
    INTERRUPTED,
    Bar,
    Format,
    FormatOption,
    PlayersOption,
    QuietOption,
    SeedOption,
    SetOption,
    emit,
    players_of,
    say,
    seed_or_new,
    table,
)

PANEL = "Games"
Scenario = Annotated[str, typer.Argument(help="Name such as italy1943 or italy1943/husky, or a path.")]
Turns = Annotated[int | None, typer.Option(min=1, help="Stop after so many turns.")]


def add_to(app: typer.Typer) -> None:
    """Add this family to the application."""
    for command in (sim, batch, report, tournament):
        app.command(rich_help_panel=PANEL)(command)


def sim(
    scenario: Scenario,
    seed: SeedOption = None,
    players: PlayersOption = "",
    turns: Turns = None,
    out: Annotated[Path | None, typer.Option(help="Write the replay to this file.")] = None,
    sets: SetOption = None,
    form: FormatOption = Format.text,
    quiet: QuietOption = False,
) -> None:
    """Play one game, computer against computer, and say what came of it."""
    from engine.sim.match import Match, result_of
    from engine.sim.overrides import load_world
    from engine.state import G_TURN

    names = players_of(players)
    world = load_world(scenario, sets or [])
    match = Match(world, names, seed_or_new(seed, quiet), turns, sets or [])
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        with Bar(f"{world.title}, seed {match.seed}", quiet) as advance:
            while not match.done:
                match.step()
                advance(min(int(match.game.state.game[G_TURN]) - 1, match.last), match.last)
    except Exception as error:
        error.stivale_match = match  # type: ignore[attr-defined]
        raise
    finally:
        if out is not None:
            match.recorder.write(out)
    result = result_of(match, time.perf_counter() - wall, time.process_time() - cpu)
    if form is Format.json:
        import msgspec

        emit(msgspec.to_builtins(result))
    else:
        print(_story(world, result))


def _story(world: Any, result: Any) -> str:
    """Return the result as text for people."""
    winner = f"{result.winner} ({result.level})" if result.winner else "nobody"
    lines = [
        f"{world.title}: {result.turns} turns to {result.date_end}, {result.reason}, won by {winner}",
        f"seed {result.seed}, digest {result.digest}",
        f"{result.orders} orders, {result.battles} battles, {result.cpu_s:.1f} s of CPU",
        "",
        table(
            ["side", "player", "score", "steps lost"],
            [[s, result.players[s], result.score[s], result.losses[s]] for s in world.side_ids],
        ),
    ]
    if result.milestones:
        history = {row.id: row.date for row in world.milestones}
        rows = []
        for name, date in sorted(result.milestones.items(), key=lambda item: history[item[0]]):
            late = ""
            if date is not None:
                import datetime

                weeks = round((datetime.date.fromisoformat(date) - history[name]).days / 7)
                late = f"{weeks:+d} w" if weeks else "0 w"
            rows.append([name, history[name].isoformat(), date or "never", late])
        lines += ["", table(["milestone", "history", "here", "late"], rows)]
    fired = {name: date for name, date in result.triggers.items() if date}
    if fired:
        ordered = sorted(fired.items(), key=lambda item: (item[1], item[0]))
        lines += ["", table(["trigger", "fired"], [list(item) for item in ordered])]
    given = ", ".join(f"{k} {n}" for k, n in result.order_kinds.items() if n)
    return "\n".join([*lines, "", f"orders by kind: {given}"])


def batch(
    scenario: Scenario,
    games: Annotated[int, typer.Option(min=1, help="How many games.")],
    out: Annotated[Path, typer.Option(help="Folder for the tables.")],
    seed: Annotated[int, typer.Option(help="Seed of the first game; the others count up from it.")] = 1,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; as many as cores if not given.")] = None,
    players: PlayersOption = "",
    sets: SetOption = None,
    turns: Turns = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a stopped batch.")] = False,
    replays: Annotated[bool, typer.Option("--replays", help="Keep the replay of every game.")] = False,
    form: FormatOption = Format.text,
    quiet: QuietOption = False,
) -> None:
    """Play many games and write tables; safe to stop and resume."""
    import msgspec

    from engine.sim import batch as batches

    names = players_of(players)
    argv = sys.argv[1:]
    try:
        with Bar(f"{scenario}, {games} games", quiet) as advance:
            summary = batches.batch(
                scenario, games, out, seed, jobs, names, sets or [], turns, resume, replays, argv, advance
            )
    except KeyboardInterrupt:
        say(f"stopped; go on with: {batches.resume_command(scenario, out, argv)}")
        raise typer.Exit(INTERRUPTED) from None
    if form is Format.json:
        emit(msgspec.to_builtins(summary))
    else:
        print(f"{summary.done} games in {summary.folder}, {summary.played} of them played now")
    if summary.crashed:
        say(
            f"{len(summary.crashed)} games crashed, a defect of the program; see {out / batches.CRASHES}: "
            f"jobs {', '.join(map(str, summary.crashed[:20]))}"
        )
        raise typer.Exit(3)


def report(
    folder: Annotated[Path, typer.Argument(help="Folder of a batch.")],
    against: Annotated[Path | None, typer.Option(help="Another batch to compare with.")] = None,
    commanders: Annotated[
        Path | None, typer.Option(help="Write only a scenario's history/commanders.csv of these games.")
    ] = None,
    form: FormatOption = Format.text,
) -> None:
    """Write report.html and report.md into a batch's folder."""
    from engine.sim import report as reports

    if commanders is not None:
        from engine.sim import yardstick

        yardstick.write(folder, commanders)
        written = [commanders]
    else:
        written = reports.report(folder, against)
    if form is Format.json:
        emit({"written": [str(path) for path in written]})
    else:
        for path in written:
            print(path)


def tournament(
    scenarios: Annotated[list[str], typer.Argument(help="Scenarios, each by name or path.")],
    players: Annotated[str, typer.Option(help="Computer players, such as random,greedy.")],
    games: Annotated[int, typer.Option(min=2, help="Games per scenario and pairing.")] = 20,
    seed: Annotated[int, typer.Option(help="Seed of the first pair; the others count up from it.")] = 1,
    jobs: Annotated[int | None, typer.Option(min=1, help="Processes; as many as cores if not given.")] = None,
    stop: Annotated[bool, typer.Option("--stop", help="End a pairing once it is decided (SPRT).")] = False,
    variants: Annotated[
        bool, typer.Option("--variants", help="Play each scenario's variants instead of the whole.")
    ] = False,
    keep: Annotated[
        Path | None, typer.Option(help="File of played games: those in it are not played again.")
    ] = None,
    form: FormatOption = Format.text,
    quiet: QuietOption = False,
) -> None:
    """Rate computer players by paired games: the same seed, sides swapped."""
    import os

    import msgspec

    from engine.ai.player import UnknownPlayer
    from engine.paths import find_scenario, list_variants
    from engine.sim import tournament as tournaments

    if variants:
        found = [(s, v) for s in scenarios for v in list_variants(find_scenario(s))]
        scenarios = [f"{scenario}/{variant}" for scenario, variant in found] or scenarios
    names = [name.strip() for name in players.split(",") if name.strip()]
    try:
        with Bar(f"{len(names)} players", quiet) as advance:
            result = tournaments.tournament(
                names, scenarios, games, seed, jobs or os.cpu_count() or 1, stop, advance, keep
            )
    except UnknownPlayer:
        raise
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    if form is Format.json:
        emit(msgspec.to_builtins(result))
        return
    rows = [
        [
            p.name,
            f"{p.score_share:.0%}",
            p.rating,
            f"{p.interval[0]} - {p.interval[1]}",
            p.pairs,
            p.cpu_s_per_game,
        ]
        for p in result.players
    ]
    print(table(["player", "pairs won", "rating", "95 %", "pairs", "s a game"], rows))
    print()
    lines = [
        [p.first, p.second, p.scenario, p.won, p.drawn, p.lost, p.margin, p.verdict] for p in result.pairs
    ]
    print(table(["first", "second", "scenario", "won", "drawn", "lost", "points more", "first is"], lines))
