"""``stivale explain air`` and ``sea``: who can fly where, and who rules which waters."""

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
    """Add these questions to those of ``explain``."""
    app.command()(air)
    app.command()(sea)


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


def sea(
    scenario: ScenarioOption = None,
    replay: ReplayOption = None,
    seed: SeedOf = 1,
    players: PlayersOption = "",
    turn: TurnOption = 1,
    side: SideOption = "",
    form: FormatOption = Format.text,
) -> None:
    """Power at sea by zone, what a voyage there risks, and the ferries that aircraft hamper."""
    from engine.rules import ferries, sealanes

    game, viewer = position(scenario, replay, seed, players, turn, side)
    world, seen = game.world, game.view(viewer)
    power = sealanes.powers(world, seen)
    risk = [sealanes.risks(world, seen, s) for s in range(world.sizes.side)]
    straits = [(h, to) for h in range(world.land) for to in ferries.banks(world, h)]
    data: dict[str, Any] = {
        "side": world.side_ids[viewer],
        "loss_percent": world.sea.raid_loss_percent,
        "ferry_quarters": int(seen.pool_ferry[viewer]),
        "zones": [
            {
                "zone": name,
                "power": {s: int(power[row][zone]) for row, s in enumerate(world.side_ids)},
                "risk_percent": {s: int(risk[row][zone]) for row, s in enumerate(world.side_ids)},
            }
            for name, zone in world.rows("sea_zone").items()
        ],
        "ferries": [
            {
                "from": _place(world, here),
                "to": _place(world, to),
                "taken_percent": ferries.hampered(world, seen, here, to),
            }
            for here, to in straits
            if here < to
        ],
    }
    if form is Format.json:
        emit(data)
        return
    lines = [
        [z["zone"], *z["power"].values(), *(f"{r}%" for r in z["risk_percent"].values())]
        for z in data["zones"]
    ]
    head = [f"{word} {name}" for word in ("power", "risk") for name in world.side_ids]
    print(table(["sea zone", *head], lines))
    print(f"a unit that is hit loses {data['loss_percent']}% of its strength")
    if data["ferries"]:
        print(f"\n{data['side']}: ferries for {data['ferry_quarters']} quarter steps more this turn")
        rows = [[f["from"], f["to"], f"{f['taken_percent']}%"] for f in data["ferries"]]
        print(table(["ferry", "to", "taken by aircraft"], rows))


def _place(world: Any, land_hex: int) -> str:
    row = int(world.hex_place[land_hex])
    return world.place_ids[row] if row >= 0 else str(world.hex_labels[land_hex])
