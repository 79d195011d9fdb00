"""``stivale explain``: the breakdowns that the window shows, as text or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from engine.cli.common import BadInput, Format, FormatOption, PlayersOption, emit, players_of, row_of, table

PANEL = "Questions"
DEFAULT_SCENARIO = "italy1943"

ScenarioOption = Annotated[str | None, typer.Option(help="Scenario; italy1943 if not given.")]
ReplayOption = Annotated[Path | None, typer.Option(help="Ask about a position of this replay.")]
SeedOf = Annotated[int, typer.Option(help="Seed of the game to ask about.")]
TurnOption = Annotated[int, typer.Option(min=1, help="Turn of the position.")]
SideOption = Annotated[
    str,
    typer.Option(
        help="Whose player turn, told as that side sees it; if not given, the first to act, all known."
    ),
]

explain_app = typer.Typer(no_args_is_help=True, help="Why a number is what it is.", rich_markup_mode=None)


def add_to(app: typer.Typer) -> None:
    """Add this family to the application."""
    from engine.cli import explain_skies, explain_staff

    for family in (explain_skies, explain_staff):
        family.add_to(explain_app)
    app.add_typer(explain_app, name="explain", rich_help_panel=PANEL)


@explain_app.command()
def odds(
    target: Annotated[str, typer.Argument(help="Place or hex label that is attacked.")],
    units: Annotated[list[str] | None, typer.Argument(help="Attackers; all that can if not given.")] = None,
    hasty: Annotated[bool, typer.Option("--hasty", help="A hasty attack.")] = False,
    support: Annotated[int, typer.Option(min=0, help="Support points spent.")] = 0,
    naval: Annotated[int, typer.Option(min=0, help="Naval gunfire points spent.")] = 0,
    scenario: ScenarioOption = None,
    replay: ReplayOption = None,
    seed: SeedOf = 1,
    players: PlayersOption = "",
    turn: TurnOption = 1,
    side: SideOption = "",
    form: FormatOption = Format.text,
) -> None:
    """Terms, shifts and the exact outcomes of an attack."""
    from engine.kernels.consts import DELIBERATE, HASTY, QUARTERS
    from engine.orders import Attack
    from engine.rules import allotment, combat, prospects
    from engine.rules import command as command_rules
    from engine.turn import check

    game, viewer = position(scenario, replay, seed, players, turn, side)
    world, seen = game.world, game.view(viewer)
    hex_row = row_of(world, "hex", target)
    mode = HASTY if hasty else DELIBERATE
    rows = tuple(row_of(world, "unit", name) for name in units or ()) or _attackers(
        world, seen, hex_row, mode
    )
    if not rows:
        raise BadInput(f"No unit of {world.side_ids[viewer]} can attack {target} in turn {turn}.")
    order = Attack(hex_row, rows, mode, support, naval)
    refusal = check(world, seen, order)
    if refusal is not None:
        raise BadInput(f"That attack would be refused: {refusal.name.lower().replace('_', ' ')}.")
    found = combat.explain(world, seen, order)
    outcomes: list[dict[str, Any]] = [
        {
            "chance": line.ways / 36,
            "result": line.result,
            "attacker_steps": (line.attacker[0] + line.attacker[1] / found.divisor) / QUARTERS,
            "defender_steps": (line.defender[0] + line.defender[1] / found.divisor) / QUARTERS,
            "retreat": line.retreat,
            "stand_need": line.stand_need,
        }
        for line in found.outcomes
    ]
    led = command_rules.leading(world, seen, rows)
    ahead = prospects.foresee(world, seen, order)
    drawn = [(allotment.source_name(world, row), points) for row, points in found.support]
    sources = {name: prospects.source(world, name, hex_row) for name, _ in found.shifts}
    if form is Format.json:
        data = {
            "target": world.hex_labels[hex_row],
            "units": [world.unit_ids[u] for u in rows],
            "mode": "hasty" if hasty else "deliberate",
            "terms": found.terms,
            "shifts": dict(found.shifts),
            "support": dict(drawn),
            "leaders": [{"name": name, "formation": formation} for name, formation in led],
            "column_before_shifts": found.base,
            "column": found.column,
            "sources": sources,
            "chance_to_win": found.chance_to_win(),
            "chance_given_up": {policy: ahead.chance(policy) for policy in prospects.POLICIES},
            "joint": {
                policy: [
                    {
                        "chance": case.ways / ahead.whole,
                        "given_up": case.won,
                        "retreat": case.retreat,
                        "attacker_quarters": case.attacker,
                        "defender_quarters": case.defender,
                    }
                    for case in ahead.cases[policy]
                ]
                for policy in prospects.POLICIES
            },
            "chance_to_hold": ahead.hold,
            "counter_attack": [world.unit_ids[u] for u in ahead.counter],
            "outcomes": outcomes,
        }
        emit(data)
        return
    by = ", ".join(world.unit_ids[u] for u in rows)
    print(f"{'hasty' if hasty else 'deliberate'} attack on {target} by {by}")
    for leader, formation in led:
        print(f"led by {leader} ({formation})")
    print(table(["term", "value"], [[k, v] for k, v in found.terms.items() if v]))
    print(f"\ncolumn {found.base} before shifts, {found.column} after")
    print(
        table(["shift", "columns", "source"], [[k, f"{v:+d}", sources[k]] for k, v in found.shifts])
        if found.shifts
        else "no shifts"
    )
    if drawn:
        print("support: " + ", ".join(f"{points} {name}" for name, points in drawn))
    lines = [
        [
            f"{100 * o['chance']:.1f}%",
            o["result"],
            f"{o['attacker_steps']:.2f}",
            f"{o['defender_steps']:.2f}",
            o["retreat"],
            o["stand_need"] or "-",
        ]
        for o in outcomes
    ]
    head = ["chance", "result", "attacker loses", "defender loses", "retreat", "stands on"]
    print(f"\n{table(head, lines)}\nchance that the hex is given up: {100 * found.chance_to_win():.0f}%")
    given = ", ".join(f"{policy} {100 * ahead.chance(policy):.0f}%" for policy in prospects.POLICIES)
    print(f"by what the defender does: {given}")
    if ahead.hold is not None:
        by = ", ".join(world.unit_ids[u] for u in ahead.counter) or "nobody in sight"
        print(f"chance to hold it against an immediate counter-attack: {100 * ahead.hold:.0f}% (by {by})")


def _attackers(world: Any, seen: Any, target: int, mode: int) -> tuple[int, ...]:
    """Return the viewer's units that may each attack a hex."""
    import numpy as np

    from engine.kernels.consts import STATUS_MAP
    from engine.orders import Attack
    from engine.turn import check

    near = [int(h) for h in world.hex_neighbour[target] if h >= 0]
    own = (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP) & np.isin(seen.unit_hex, near)
    return tuple(
        int(u) for u in np.flatnonzero(own) if check(world, seen, Attack(target, (int(u),), mode)) is None
    )


@explain_app.command()
def supply(
    unit: Annotated[str | None, typer.Argument(help="Unit id; may be left out with --if.")] = None,
    falls: Annotated[str, typer.Option("--if", help="Place or hex label: who starves if it falls?")] = "",
    scenario: ScenarioOption = None,
    replay: ReplayOption = None,
    seed: SeedOf = 1,
    players: PlayersOption = "",
    turn: TurnOption = 1,
    side: SideOption = "",
    form: FormatOption = Format.text,
) -> None:
    """Where a unit's supply comes from, what the way costs, who draws before it, and what cuts it."""
    from engine.kernels.consts import STATUS_MAP
    from engine.rules import shortage

    game, viewer = position(scenario, replay, seed, players, turn, side)
    state = known(game, viewer, side)
    if falls:
        _what_if(game.world, state, row_of(game.world, "hex", falls), unit, form, viewer if side else None)
        return
    if unit is None:
        raise BadInput("Name a unit, or a hex with --if.")
    row = row_of(game.world, "unit", unit)
    if side and state.unit_side[row] != viewer:
        raise BadInput(f"What feeds {unit} is not known to {side}.")
    if state.unit_status[row] != STATUS_MAP:
        raise BadInput(f"{unit} is not on the map in turn {turn}.")
    found = shortage.explain(game.world, state, row)
    found["state"] = shortage.STATES[found["state"]]
    found["at"] = game.world.hex_labels[int(state.unit_hex[row])]
    if form is Format.json:
        emit(found)
        return
    lists = {"unit", "path", "before", "cut_by", "limit_track"}
    print(
        table(["supply", unit], [[k.replace("_", " "), str(v)] for k, v in found.items() if k not in lists])
    )
    if found["limit_track"]:
        print(f"\nno more passes between {' and '.join(found['limit_track'])}")
    if found["path"]:
        lines = [[s["hex"], s["by"], f"{s['cost']:g}"] for s in found["path"]]
        print(f"\n{table(['way', 'by', 'cost to here'], lines)}")
    if found["before"]:
        print(f"\n{table(['drew before', 'tons'], [[b['unit'], b['tons']] for b in found['before']])}")
    if found["cut_by"]:
        print(f"\n{table(['cut at', 'by'], [[c['hex'], c['cause']] for c in found['cut_by']])}")


def _what_if(world: Any, state: Any, fallen: int, unit: str | None, form: Format, viewer: int | None) -> None:
    """Print who of the hex's holder starves in the next turns if it falls; a viewer asks of his ground."""
    from engine.rules import shortage

    side = int(state.hex_control[fallen]) if fallen < world.land else -1
    if side < 0:
        raise BadInput(f"Nobody holds {world.hex_labels[fallen]}.")
    if viewer not in (None, side):
        raise BadInput(f"What {world.hex_labels[fallen]} feeds is not known to {world.side_ids[viewer]}.")
    found = shortage.starving(world, state, side, fallen)
    names = [[world.unit_ids[u] for u in row if unit in (None, world.unit_ids[u])] for row in found]
    if form is Format.json:
        emit({"falls": world.hex_labels[fallen], "side": world.side_ids[side], "starve": names})
        return
    print(f"if {world.hex_labels[fallen]} of {world.side_ids[side]} falls, out of supply or cut off")
    lines = [[f"turn {i + 1}", len(row), ", ".join(row) or "-"] for i, row in enumerate(names)]
    print(table(["after", "units", "which"], lines))


@explain_app.command()
def command(
    unit: Annotated[str, typer.Argument(help="Unit id.")],
    scenario: ScenarioOption = None,
    replay: ReplayOption = None,
    seed: SeedOf = 1,
    players: PlayersOption = "",
    turn: TurnOption = 1,
    side: SideOption = "",
    form: FormatOption = Format.text,
) -> None:
    """Who commands a unit, whether its headquarters reaches it, and what its leader brings."""
    from engine.rules import command as rules

    game, viewer = position(scenario, replay, seed, players, turn, side)
    found: dict[str, Any] = rules.explain(
        game.world, known(game, viewer, side), row_of(game.world, "unit", unit)
    )
    if form is Format.json:
        emit(found)
        return
    print(table(["formation", "leader"], [[c["formation"], c["leader"] or "-"] for c in found["chain"]]))
    lines = [[k.replace("_", " "), str(v)] for k, v in found.items() if k not in ("chain", "effects")]
    lines += [[k.replace("_", " "), f"{v:+d}"] for k, v in found["effects"].items()]
    print(table(["command", unit], lines))


@explain_app.command()
def event(
    trigger: Annotated[str | None, typer.Argument(help="Trigger id; all of them if not given.")] = None,
    scenario: ScenarioOption = None,
    replay: ReplayOption = None,
    seed: SeedOf = 1,
    players: PlayersOption = "",
    turn: TurnOption = 1,
    side: SideOption = "",
    form: FormatOption = Format.text,
) -> None:
    """Why a political event can happen now, or what keeps it from happening."""
    import msgspec

    from engine.script import conditions, triggers

    game, viewer = position(scenario, replay, seed, players, turn, side)
    world, state = game.world, known(game, viewer, side)
    rows = range(len(world.trigger_ids)) if trigger is None else [row_of(world, "trigger", trigger)]
    terms = [triggers.why(world, state, row) for row in rows]
    if form is Format.json:
        emit(
            [msgspec.to_builtins(term) for term in terms]
            if trigger is None
            else msgspec.to_builtins(terms[0])
        )
    elif trigger is None:
        lines = []
        for row, term in enumerate(terms):
            fired = int(state.trigger_turn[row])
            lines.append([term.kind, f"turn {fired}" if fired else "never", "yes" if term.holds else "no"])
        print(table(["trigger", "fired", "can fire now"], lines))
    else:
        print("\n".join(conditions.text_of(terms[0])))


@explain_app.command()
def district(
    name: Annotated[str | None, typer.Argument(help="District id; all of them if not given.")] = None,
    scenario: ScenarioOption = None,
    replay: ReplayOption = None,
    seed: SeedOf = 1,
    players: PlayersOption = "",
    turn: TurnOption = 1,
    side: SideOption = "",
    form: FormatOption = Format.text,
) -> None:
    """How a district is held, and what its irregulars grow by."""
    import msgspec

    from engine.script import conditions, districts

    game, viewer = position(scenario, replay, seed, players, turn, side)
    world, state = game.world, known(game, viewer, side)
    rows = range(len(world.district_ids)) if name is None else [row_of(world, "district", name)]
    told = []
    for row in rows:
        found, parts = districts.hold(world, state, row), districts.growth(world, state, row)
        told.append(
            {
                "district": world.district_ids[row],
                "strength": districts.strength(world, state, row),
                "garrison": found.steps,
                "need": found.need,
                "percent": found.percent,
                "units": [world.unit_ids[u] for u in found.units],
                "pressure": districts.pressure(world, state, row),
                "growth_tenths": sum(tenths for _, tenths, term in parts if term.holds),
                "growth": [
                    {"for": note, "tenths": tenths, "holds": term.holds, "why": msgspec.to_builtins(term)}
                    for note, tenths, term in parts
                ],
            }
        )
    if form is Format.json:
        emit(told if name is None else told[0])
    elif name is None:
        head = ["district", "strength", "garrison", "need", "pressure", "growth_tenths"]
        print(table([h.replace("_", " ") for h in head], [[t[h] for h in head] for t in told]))
    else:
        one, row = told[0], rows[0]
        print(f"{name}: strength {one['strength']}, garrison {one['garrison']} of {one['need']} steps")
        print(f"by {', '.join(one['units']) or 'nobody'}; pressure on the rails {one['pressure']}")
        print(f"grows by {one['growth_tenths']} tenths when it is looked at:")
        for note, tenths, term in districts.growth(world, state, row):
            print(f"{'+' if term.holds else '-'} {tenths:+d} {note}")
            for child in term.children:
                print("\n".join(conditions.text_of(child, 1)))


@explain_app.command()
def move(
    unit: Annotated[str, typer.Argument(help="Unit id.")],
    to: Annotated[
        str | None, typer.Argument(help="Place or hex label; the whole reach if not given.")
    ] = None,
    scenario: ScenarioOption = None,
    replay: ReplayOption = None,
    seed: SeedOf = 1,
    players: PlayersOption = "",
    turn: TurnOption = 1,
    side: SideOption = "",
    form: FormatOption = Format.text,
) -> None:
    """Where a unit can go this turn, by which way and at what cost."""
    from engine.kernels.consts import QUARTERS
    from engine.rules import movement

    game, viewer = position(scenario, replay, seed, players, turn, side)
    world, seen = game.world, game.view(viewer)
    row = row_of(world, "unit", unit)
    refusal = movement.check_unit(world, seen, row)
    if refusal is not None:
        raise BadInput(f"{unit} cannot move: {refusal.name.lower().replace('_', ' ')}.")
    reach = movement.reach(world, seen, row)
    left = int(seen.unit_mp[row]) / QUARTERS
    if to is None:
        hexes = [
            {
                "hex": world.hex_labels[h],
                "place": _place(world, int(h)),
                "cost": int(reach.cost[h]) / QUARTERS,
            }
            for h in reach.settled
        ]
        if form is Format.json:
            emit({"unit": unit, "mp": left, "reach": hexes})
        else:
            print(f"{unit} has {left:g} MP and reaches {len(hexes)} hexes")
            print(table(["hex", "place", "cost"], [[h["hex"], h["place"], f"{h['cost']:g}"] for h in hexes]))
        return
    goal = row_of(world, "hex", to)
    path = reach.path_to(goal) if goal < world.land else []
    steps = [
        {"hex": world.hex_labels[h], "place": _place(world, h), "cost": int(reach.cost[h]) / QUARTERS}
        for h in path
    ]
    if form is Format.json:
        emit({"unit": unit, "mp": left, "to": world.hex_labels[goal], "path": steps})
    elif not path:
        print(f"{unit} has {left:g} MP and cannot reach {to} this turn")
    else:
        print(f"{unit} has {left:g} MP")
        rows = [[s["hex"], s["place"], f"{s['cost']:g}"] for s in steps]
        print(table(["hex", "place", "cost so far"], rows))


def _place(world: Any, land_hex: int) -> str:
    row = int(world.hex_place[land_hex])
    return world.place_ids[row] if row >= 0 else ""


def known(game: Any, viewer: int, side: str) -> Any:
    """Return what an answer is read off: what the side sees that was asked for, else the State itself."""
    return game.view(viewer) if side else game.state


def position(
    scenario: str | None, replay: Path | None, seed: int, players: str, turn: int, side: str
) -> tuple[Any, int]:
    """Return the game at the asked position and the side to act. Raises BadInput or ArchiveError."""
    from engine.turn import to_act

    if replay is not None:
        from engine.store import archive, verify

        found = archive.read(replay)
        world = found.world(scenario)
        game = verify.position(found, world, turn, row_of(world, "side", side) if side else None)
        return game, to_act(game.state) if not game.state.over else 0
    from engine.sim.match import Match
    from engine.sim.overrides import load_world

    world = load_world(scenario or DEFAULT_SCENARIO)
    wanted = row_of(world, "side", side) if side else -1
    match = Match(world, players_of(players), seed)
    state = match.game.state
    while not match.done and (state.turn < turn or (wanted >= 0 and to_act(state) != wanted)):
        match.step()
        if state.turn > turn:
            break
    if state.over or state.turn != turn:
        what = "is over" if state.over else "goes on"
        raise BadInput(f"That game has no such position: it stands in turn {state.turn} and {what}.")
    return match.game, to_act(state)
