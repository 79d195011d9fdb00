"""The operations start on the lines of history, and the table that sets them beside it is whole."""

from __future__ import annotations

import datetime
import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import engine
from benchmarks.operations import games
from benchmarks.operations.__main__ import line, places, tenths
from engine.hexes import distance, nearest, offset_to_axial, parse_label
from engine.loader import load_or_raise
from engine.paths import list_variants
from engine.setup import first_state
from engine.world import World
from game import projection

ROOT = Path(__file__).parent.parent
ITALY = ROOT / "scenarios" / "italy1943"
RESULTS = ROOT / "benchmarks" / "operations" / "results.md"
VARIANTS = list_variants(ITALY)
# The snapshot of history/fronts.csv on which an operation begins.
STARTS = {
    "winter-line": "f16",
    "anzio-cassino": "f21",
    "diadem": "f25",
    "gothic-line": "f35",
    "grapeshot": "f44",
}
FAR = 2  # hexes that a vertex of a drawn front may lie from the line between the sides


@cache
def world_of(variant: str) -> World:
    return engine.load_scenario(ITALY / variant)


def hex_at(lon: float, lat: float) -> tuple[int, int]:
    """Return the offset hex of the campaign's map that holds a point of the globe."""
    frame = tomllib.loads((ITALY / "map" / "frame.toml").read_text(encoding="utf-8"))
    lambert = projection.read(frame["projection"])
    assert lambert is not None
    east, north = lambert.point(lon, lat)
    return nearest(east - frame["origin_x_km"], frame["origin_y_km"] - north, frame["hex_km"])


def axial(label: str) -> tuple[int, int]:
    return offset_to_axial(*parse_label(label))


@pytest.mark.parametrize("variant", sorted(STARTS))
def test_an_operation_starts_on_the_front_of_its_day(variant: str) -> None:
    """Every point of the front as it was drawn lies on the line between the sides, or next to it."""
    world = world_of(variant)
    control = first_state(world, 1).hex_control
    edge = [
        axial(world.hex_labels[h])
        for h in range(world.land)
        if any(0 <= n < world.land and control[n] != control[h] for n in world.hex_neighbour[h])
    ]
    drawn = [row for row in load_or_raise(ITALY).fronts.rows if row.snapshot == STARTS[variant]]
    assert drawn
    assert abs(drawn[0].date - world.start) <= datetime.timedelta(days=7)
    for row in drawn:
        at = offset_to_axial(*hex_at(row.lon, row.lat))
        assert min(distance(*at, *there) for there in edge) <= FAR, row.id


@pytest.mark.parametrize("variant", VARIANTS)
def test_units_stand_on_their_own_side_of_the_front(variant: str) -> None:
    world = world_of(variant)
    state = first_state(world, 1)
    on_map = np.flatnonzero((state.unit_status == 1) & (state.unit_hex < world.land))
    stray = [world.unit_ids[u] for u in on_map if state.hex_control[state.unit_hex[u]] != state.unit_side[u]]
    assert stray == []


@pytest.mark.parametrize("variant", VARIANTS)
def test_an_operation_stands_in_the_table_beside_history(variant: str) -> None:
    world = world_of(variant)
    text = RESULTS.read_text(encoding="utf-8")
    assert f"\n| {variant} | {games.record(world)} | " in text, "run python -m benchmarks.operations"
    for objective in world.victory.objective:
        assert objective.place in games.history(), "benchmarks/operations/dates.csv needs its day"


def test_a_game_is_told_with_its_places() -> None:
    outcome = games.play(games.Job("tutorial", 1, ()))
    world = world_of("tutorial")
    assert outcome.places <= sum(o.bands[0].points for o in world.victory.objective)
    assert line(world, "tutorial", [outcome]).startswith("| tutorial | ")
    assert len(places(world, [outcome])) == 2 + len(world.victory.objective)
    assert games.play(games.Job("tutorial", 1, ())) == outcome


@pytest.mark.parametrize("variant", ["avalanche", "diadem", "gothic-line", "husky", "winter-line"])
def test_history_lies_within_what_the_computer_makes_of_it(variant: str) -> None:
    row = next(r for r in RESULTS.read_text(encoding="utf-8").splitlines() if r.startswith(f"| {variant} "))
    assert row.split(" | ")[3] == "yes"


@pytest.mark.parametrize("variant", [v for v in VARIANTS if v != "tutorial"])
def test_either_side_can_win_an_operation(variant: str) -> None:
    row = next(r for r in RESULTS.read_text(encoding="utf-8").splitlines() if r.startswith(f"| {variant} "))
    levels = row.split(" | ")[5]
    assert "axis-" in levels
    assert "allied-" in levels


def test_a_tenth_of_the_games_lies_below_and_above_the_spread() -> None:
    assert tenths(list(range(20, 0, -1))) == (3, 10, 18)
    assert tenths([5]) == (5, 5, 5)
