"""``stivale explain ai``: the orders of the general staff for a turn, and why it gives them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from engine.cli.common import BadInput, Format, FormatOption, PlayersOption, emit, table
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
    player: Annotated[
        str, typer.Option(help="Which staff: staff, staff:RIVAL, staff+ or staff+:NODES.")
    ] = "staff",
    form: FormatOption = Format.text,
) -> None:
    """What the general staff would order in a turn, and why: plan, gain, risk, next best, deciding term.

    The staff takes the chair as it finds it, without memory of former turns. Of staff+ the plans that
    it tried are told too: the chosen one first, then by how much and by what the others fell short.
    """
    import msgspec

    from engine.sim.council import council, is_staff

    game, viewer = position(scenario, replay, seed, players, turn, side)
    if not is_staff(player):
        raise BadInput(
            f"Only a staff tells its reasons: staff, staff:RIVAL, staff+ or staff+:NODES, not {player}."
        )
    found = council(game, viewer, player)
    if form is Format.json:
        emit(msgspec.to_builtins(found))
        return
    stance = "on the offensive" if found.attacking else "on the defence"
    who = f", {found.rival}" if found.rival else ""
    print(f"{found.side}, turn {found.turn}, {found.date}: {stance}{who}")
    if found.plans:
        tries = [[p.plan, p.trials, p.worth, p.behind, p.lost_by] for p in found.plans]
        blank = [["" if value is None else value for value in row] for row in tries]
        print(table(["plan tried", "trials", "worth", "behind", "lost by"], blank))
        print()
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
