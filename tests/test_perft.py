"""Counts of legal orders: against a brute-force enumerator, and as they stand in text files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import engine
from engine.game import Game
from engine.legality import legal_orders
from engine.orders import EndTurn, Move, kind_of
from engine.perft import count, perft, reachable
from engine.rules import aftermath
from engine.sim.match import Match
from engine.turn import apply, to_act
from engine.world import World
from tests.reference import enumerate as plain
from tests.textmap import TINY, Board

FILES = Path(__file__).parent / "perft"
OCEAN = {"id": "ocean", "side": "blue", "kind": "sea", "sea_zones": "west-sea"}
PORTS = (
    {"id": "naples", "hex": "10", "port_tons": 300, "sea_zone": "west-sea", "kind": "port"},
    {"id": "bari", "hex": "30", "port_tons": 300, "beach_tons": 100, "sea_zone": "west-sea", "kind": "port"},
)
DRAWINGS = {
    "front": Board(
        """
        .+A h+  .-X .-
        .+B .+C m-  .-Y
        .+  .+D .-Z .-
        """,
        {"B": "armour", "Z": "coastal"},
        roads="00-10-20 01-11-21",
        sides={"minor-river": "10-20 11-21"},
    ),
    "coast": Board(
        "~ .+A .+BC .- ~\n~ .+ .- .-X ~",
        {"C": "brigade"},
        places=PORTS,
        boxes=(OCEAN,),
        boxed={"D": "ocean", "E": "ocean"},
        rails="10-20-30",
    ),
}


def agree(game: Game) -> None:
    """Assert that the listed orders of a position are those found by brute force, each once."""
    world, side = game.world, to_act(game.state)
    seen = game.view(side)
    listed = legal_orders(world, seen)
    assert len(listed) == len(set(listed))
    assert set(listed) == plain.orders(world, seen)
    if aftermath.top(seen) is None:
        assert {o for o in listed if isinstance(o, Move)} == plain.moves(world, seen)


@pytest.mark.parametrize("name", DRAWINGS)
def test_drawn_maps_agree_with_brute_force(name) -> None:
    board = DRAWINGS[name].pools(attacks=9, support=2, craft=9, sealift=9, rail=9)
    board.state.pool_quarters[:] = 9
    board.set("A", quarters=12)
    agree(board.game)
    # Each order of the side, and what the position is after it
    for order in legal_orders(board.world, board.view()):
        after = board.game.clone()
        apply(after, order)
        if to_act(after.state) >= 0:
            agree(after)


def brute(game: Game, depth: int, total: Counter[str]) -> None:
    """Count sequences of orders by brute force."""
    side = to_act(game.state)
    if side < 0:
        return
    for order in plain.orders(game.world, game.view(side)):
        if depth == 1:
            total[kind_of(order)] += 1
        else:
            after = game.clone()
            apply(after, order)
            brute(after, depth - 1, total)


@pytest.mark.parametrize("seed", range(3))
def test_two_orders_deep_on_the_twelve_hexes(seed) -> None:
    game = engine.new_game(TINY, seed)
    for _ in range(2):
        total: Counter[str] = Counter()
        brute(game, 2, total)
        assert dict(total) == count(game.world, game.state, 2)
        apply(game, EndTurn())


@pytest.mark.parametrize("seed", range(12))
def test_random_games_agree_with_brute_force_all_the_way(seed) -> None:
    match = Match(engine.load_scenario(TINY), {"blue": "random", "red": "random"}, seed)
    while not match.done:
        agree(match.game)
        match.step()


def lines(name: str, world: World) -> list[str]:
    """Return the lines of a perft file: the first turn of each side."""
    found = []
    game = engine.new_game(world, 1)
    for side in range(world.sizes.side):
        assert to_act(game.state) == side
        for depth in (1, 2) if world.land < 100 else (1,):
            counts = count(world, game.state, depth)
            found += [f"{name} | {world.side_ids[side]} | {depth} | {k} | {n}" for k, n in counts.items()]
        hexes = reachable(world, game.view(side))
        found.append(f"{name} | {world.side_ids[side]} | 1 | reachable hexes | {hexes}")
        apply(game, EndTurn())
    return found


@pytest.mark.parametrize(("name", "scenario"), [("tiny", TINY), ("italy1943", "italy1943")])
def test_counts_are_those_of_the_file(name, scenario, update_golden) -> None:
    found = lines(name, engine.load_scenario(scenario))
    file = FILES / f"{name}.txt"
    if update_golden:
        header = "# scenario | side | depth | kind | count; seed 1, first player turn of each side"
        file.write_text("\n".join([header, *found]) + "\n", encoding="utf-8")
    assert file.is_file(), f"{file.name} is missing: run pytest with --update-golden and review it"
    stored = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert found == stored


def test_every_shipped_scenario_has_a_file() -> None:
    root = Path(__file__).parents[1] / "scenarios"
    shipped = {p.parent.name for p in root.glob("*/scenario.toml")}
    assert shipped <= {p.stem for p in FILES.glob("*.txt")}


def test_counting_leaves_the_position_alone() -> None:
    game = engine.new_game(TINY, 1)
    before = game.state.digest()
    count(game.world, game.state, 2)
    assert game.state.digest() == before


def test_the_commands_counts() -> None:
    found = perft(TINY)
    assert found["total"] == sum(n for k, n in found.items() if k not in ("total", "reachable hexes"))
    assert found["reachable hexes"] >= found["move"] > 0
