"""``stivale explain ai``: the orders of the general staff for a turn, and why it gives them."""

from __future__ import annotations

from typing import Any

import typer

from engine.cli.common import Format, FormatOption, PlayersOption, emit, table
from engine.cli.explain import (
    ReplayOption,
    ScenarioOption,
    SeedOf,
    SideOption,
    TurnOption,
    position,
)


def add_to(app: typer.Typer) -> None:
    """Add this question to those of ``explain``."""
    app.command()(ai)


def ai(
    scenario: ScenarioOption = None,
    replay: ReplayOption = None,
    seed: SeedOf = 1,
    players: PlayersOption = "",
    turn: TurnOption = 1,
    side: SideOption = "",
    form: FormatOption = Format.text,
) -> None:
    """What the general staff would order in a turn, and why: plan, gain, risk, next best, deciding term.

    The staff takes the chair as it finds it, without memory of former turns.
    """
    import msgspec

    from engine.sim.council import council

    game, viewer = position(scenario, replay, seed, players, turn, side)
    found = council(game, viewer)
    if form is Format.json:
        emit(msgspec.to_builtins(found))
        return
    stance = "on the offensive" if found.attacking else "on the defence"
    who = f", {found.rival}" if found.rival else ""
    print(f"{found.side}, turn {found.turn}, {found.date}: {stance}{who}")
    rows = [
        [
            s.at,
            s.hexes,
            s.own,
            s.enemy,
            s.ratio,
            s.take,
            s.deny,
            s.stance + (", main effort" if s.main else ""),
        ]
        for s in found.sectors
    ]
    print(table(["sector", "hexes", "own", "enemy", "%", "to win", "to lose", "stance"], rows))
    print()
    lines = [_row(reason) for reason in found.reasons]
    print(table(["order", "plan", "gain", "risk %", "next best", "decided by"], lines))


def _row(reason: Any) -> list[Any]:
    told = dict(reason.order)
    kind = told.pop("kind")
    what = " ".join(",".join(map(str, v)) if isinstance(v, list) else str(v) for v in told.values())
    shown = [reason.gain, reason.risk, reason.next_best, reason.decided_by]
    return [f"{kind} {what}", reason.plan, *("" if value is None else value for value in shown)]
