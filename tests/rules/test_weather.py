"""Chapter 9: the draw, the forecast, and what weather does to steps and spades."""

from __future__ import annotations

import numpy as np
import pytest

from engine.events import ForecastSet, WeatherSet
from engine.kernels.consts import GROUNDS
from engine.observation import ground_of
from engine.rules import recovery, weather
from engine.state import FIELDS
from tests.textmap import BLUE, Board

MIXED = {"mud": [25, 25, 25, 25], "snow": 50, "flood": 50, "flyable": 60, "storm": 50}
SKY = ("mud", "snow", "flood", "storm", "air")


def told(board: Board, when: str) -> tuple[int, ...]:
    """Return the weather of a board now (``weather``) or as it is forecast."""
    return tuple(int(getattr(board.state, f"{when}_{what}")[0]) for what in SKY)


def share_right(percent: int) -> float:
    """Return how often the forecast of one week was the weather of the next."""
    right = total = 0
    for seed in range(8):
        board = Board(".+A .+", climate=MIXED, seed=seed, turns=30)
        board.world.__dict__["forecast_percent"] = percent
        weather.roll(board.world, board.state, [])
        for _ in range(25):
            forecast = told(board, "forecast")
            board.state.game[0] += 1
            weather.roll(board.world, board.state, [])
            right += forecast == told(board, "weather")
            total += 1
    return right / total


@pytest.mark.rule("weather.forecast")
@pytest.mark.parametrize(("percent", "low", "high"), [(100, 1.0, 1.0), (70, 0.6, 0.8), (0, 0.0, 0.1)])
def test_a_forecast_is_right_with_the_chance_of_the_rules(percent, low, high) -> None:
    assert low <= share_right(percent) <= high


def test_weather_and_forecast_are_told() -> None:
    board = Board(".+A .+", climate=MIXED)
    events = board.end(2)
    assert sum(isinstance(e, WeatherSet) for e in events) == 1
    forecast = next(e for e in events if isinstance(e, ForecastSet))
    assert (forecast.mud, forecast.snow, forecast.flood, forecast.storm, forecast.air) == told(
        board, "forecast"
    )


@pytest.mark.rule("weather.forecast")
def test_nobody_sees_more_of_next_week_than_the_forecast() -> None:
    # Two games with the same forecast and different weather to come look alike to a side.
    board = Board(".+A .+ .-X", climate=MIXED)
    board.world.__dict__["forecast_percent"] = 0
    other = board.game.clone()
    other.state.key[:] = 12345
    other.changed()
    left, right = board.view(BLUE), other.view(BLUE)
    for name in FIELDS:
        assert np.array_equal(getattr(left, name), getattr(right, name)), name


# -- steps -----------------------------------------------------------------------------------


@pytest.mark.rule("weather.flood")
def test_in_flood_a_river_takes_as_long_as_a_large_one() -> None:
    board = Board(".+A .+ .+", sides={"minor-river": "00-10"})
    assert board.reach("A")["10"] == 2
    assert board.weather(flood=1).reach("A")["10"] == 4
    large = Board(".+A .+ .+", sides={"major-river": "00-10"})
    assert large.reach("A")["10"] == large.weather(flood=1).reach("A")["10"] == 4


@pytest.mark.rule("weather.flood")
def test_a_bridge_spares_the_flood() -> None:
    board = Board(".+A .+ .+", sides={"minor-river": "00-10"}, roads="00-10").weather(flood=1)
    assert board.reach("A")["10"] == 1


@pytest.mark.rule("weather.snow")
def test_snow_slows_on_the_heights_alone() -> None:
    def cost(to: str) -> float:
        board = Board(".+A m+ .+\n.+ .+ .+", climate={"snow": 100})
        table = board.world.step_cost.copy()
        here, there = board.hex("00"), board.hex(to)
        direction = int(np.flatnonzero(board.world.hex_neighbour[here] == there)[0])
        cls = int(board.world.unit_class[board.unit("A")])
        return float(table[4, cls, here, direction] - table[0, cls, here, direction])

    board = Board(".+A m+ .+\n.+ .+ .+", climate={"snow": 100})
    ground = ground_of(board.world, board.view())
    assert ground[board.hex("10")] == 4
    assert ground[board.hex("01")] == 0
    assert cost("10") == cost("01") == 4 * board_snow(board)


def board_snow(board: Board) -> float:
    """Return the points that snow adds for the first class of the small scenario."""
    from tests.textmap import tiny

    return float(tiny().movement_classes.rows[0].snow_add)


def test_every_ground_costs_at_least_the_dry_one() -> None:
    import engine

    steps = engine.load_scenario("italy1943").step_cost
    assert len(steps) == GROUNDS
    assert (steps >= steps[0]).all()


# -- spades ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drawing", "sky", "percent"),
    [
        (".+A .+", {}, 100),
        (".+A .+", {"mud": 1}, 100),
        (".+A .+", {"mud": 2}, 50),
        ("m+A .+", {"snow": 1}, 50),
        (".+A .+", {"snow": 1}, 100),
    ],
)
def test_mud_and_snow_slow_the_digging(drawing, sky, percent) -> None:
    board = Board(drawing).weather(**sky)
    assert recovery.dig_percent(board.world, board.state, board.hex("00")) == percent


@pytest.mark.rule("recovery.trenches")
def test_a_trench_in_mud_takes_two_weeks() -> None:
    board = Board(".+A .+", climate={"mud": [0, 0, 100, 0]}).set("A", entrench=0)
    levels = []
    for _ in range(4):
        board.end(2)
        levels.append(board.get("A", "entrench"))
    assert levels == [0, 1, 1, 2]
