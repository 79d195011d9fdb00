"""The landings of history go ashore with the lift of their weeks, and with no less."""

from __future__ import annotations

from pathlib import Path

import pytest

import engine
from benchmarks.calibration import landings
from benchmarks.calibration.landings import LESS, OPERATIONS, Landing, attempt
from engine.orders import Land
from engine.turn import check
from engine.world import World

PAGE = Path(__file__).parent.parent / "benchmarks" / "calibration" / "landings.md"


@pytest.fixture(scope="module")
def world() -> World:
    return engine.load_scenario("italy1943")


def named(landing: Landing) -> str:
    return landing.name


@pytest.mark.parametrize("landing", OPERATIONS, ids=named)
def test_the_historical_first_wave_goes_ashore_with_the_craft_of_its_week(world, landing) -> None:
    trial = attempt(world, landing)
    wanted = {*landing.units, *(u for _, units in landing.by_ship for u in units)}
    assert trial.refused == ()
    assert set(trial.ashore) == wanted


@pytest.mark.parametrize("landing", OPERATIONS, ids=named)
def test_with_a_quarter_less_somebody_stays_at_sea(world, landing) -> None:
    trial = attempt(world, landing, LESS)
    assert set(trial.refused) & set(landing.units)
    assert trial.used <= trial.craft


@pytest.mark.parametrize("landing", OPERATIONS, ids=named)
def test_no_further_division_goes_in_the_same_week(world, landing) -> None:
    assert attempt(world, landing).spare == ()


def test_two_operations_do_not_go_in_one_week(world) -> None:
    by_name = {x.name: x for x in OPERATIONS}
    salerno, strait = by_name["Avalanche and Slapstick"], by_name["Baytown"]
    both = Landing("both", salerno.day, salerno.waves + strait.waves)
    assert set(strait.units) <= set(attempt(world, both).refused)
    # Nor can craft bring the division into Taranto that warships brought.
    stormed = Landing("stormed", salerno.day, salerno.waves + salerno.by_ship)
    assert attempt(world, stormed).refused == ("uk-1-airborne",)


def test_the_reason_is_the_lift(world) -> None:
    husky = OPERATIONS[0]
    game = landings.position(world, husky, 100)
    order = landings.orders(world, husky)[0]
    assert isinstance(order, Land)
    refusal = check(world, game.view(int(game.state.side)), order)
    assert refusal is not None
    assert refusal.name == "NO_CRAFT"


def test_the_committed_page_is_what_the_rules_give(world) -> None:
    assert PAGE.read_text("utf-8") == landings.page(world), "run python -m benchmarks.calibration.landings"
