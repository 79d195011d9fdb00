"""``stivale explain air``: who can fly where, and what for."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from engine.cli.common import Format, FormatOption, PlayersOption, emit, row_of, table
from engine.cli.explain import (
    ReplayOption,
    ScenarioOption,
    SeedOf,
    SideOption,
    TurnOption,
    position,
)

MISSIONS = ("superiority", "support", "interdict", "strike", "lift")


def add_to(app: typer.Typer) -> None:
    """Add this question to those of ``explain``."""
    app.command()(air)


def air(
    target: Annotated[str | None, typer.Argument(help="Place or hex label; what flies there?")] = None,
    scenario: ScenarioOption = None,
    replay: ReplayOption = None,
    seed: SeedOf = 1,
    players: PlayersOption = "",
    turn: TurnOption = 1,
    side: SideOption = "",
    form: FormatOption = Format.text,
) -> None:
    """Air points, usable airfields, reach, what a point of each mission does, and drops."""
    from engine.rules import air as rules
    from engine.rules import airborne

    game, viewer = position(scenario, replay, seed, players, turn, side)
    world, seen = game.world, game.view(viewer)
    held = world.airfields[0][rules.usable(world, seen, viewer)]
    values = world.air
    does = (
        f"takes a point from the enemy's next, at most {values.contest_percent} percent of them",
        "a support point for attacks on the hex",
        f"takes {values.interdict_percent} percent of throughput, at most {values.interdict_most}",
        f"{values.strike_percent} percent of damage to a port",
        f"feeds {1 / values.lift_points:g} stacking points that are cut off",
    )
    data: dict[str, Any] = {
        "side": world.side_ids[viewer],
        "points": int(seen.pool_air[viewer]),
        "rules_the_air": bool(seen.side_air[viewer]),
        "flown_against_airfields": int(seen.side_superiority[viewer]),
        "airfields": [_place(world, int(h)) for h in held],
        "missions": [
            {"mission": name, "reach": rules.reach_of(world, k), "a_point": does[k]}
            for k, name in enumerate(MISSIONS)
        ],
        "flyable": {zone: int(seen.weather_air[z]) for z, zone in enumerate(world.zone_ids)},
    }
    if target is not None:
        at = row_of(world, "hex", target)
        judged = [rules.judge(world, seen, k, at) for k in range(len(MISSIONS))]
        data["target"] = {
            "hex": world.hex_labels[at],
            "distance": judged[0].distance,
            "refusals": {
                name: None if j.refusal is None else j.refusal.name.lower()
                for name, j in zip(MISSIONS, judged, strict=True)
            },
            "drop_in_reach": judged[0].distance <= values.reach.drop,
            "drop_misses_percent": airborne.scatter(world, seen, at),
            "drop_loss_percent": airborne.flak(world, seen, viewer, at),
        }
    if form is Format.json:
        emit(data)
        return
    print(f"{data['side']}: {data['points']} air points, {len(held)} usable airfields")
    print(table(["mission", "reach", "a point"], [list(m.values()) for m in data["missions"]]))
    print(table(["weather zone", "flyable days"], [[z, f"{d}%"] for z, d in data["flyable"].items()]))
    if target is not None:
        found = data["target"]
        print(f"\n{target} is {found['distance']} hexes from the next usable airfield")
        rows = [[name, why or "can be flown"] for name, why in found["refusals"].items()]
        print(table(["mission", "there"], rows))
        misses, loss = found["drop_misses_percent"], found["drop_loss_percent"]
        print(f"a drop misses in {misses}% and loses {loss}% of the men")


def _place(world: Any, land_hex: int) -> str:
    row = int(world.hex_place[land_hex])
    return world.place_ids[row] if row >= 0 else str(world.hex_labels[land_hex])
