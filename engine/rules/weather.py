"""Weather of each zone for a turn, drawn from the monthly tables, and the forecast. Rulebook chapter 9.

The weather of a turn is a function of the game's key and the turn, so the forecaster can look
ahead without anybody drawing twice. What he says is a field of its own, right with the chance
of the rules; the coming weather itself stands in no field until its turn begins.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.events import Event, ForecastSet, WeatherSet
from engine.kernels import philox
from engine.kernels.consts import DICE_FORECAST, DICE_WEATHER
from engine.state import G_DRAWS, G_TURN, State
from engine.world import World

MUD, SNOW, FLOOD, STORM, AIR, TRUE = range(6)


class Sky(NamedTuple):
    """The weather of a zone: mud index 0-3, snow, flood and storm 0 or 1, flyable days in percent."""

    mud: int
    snow: int
    flood: int
    storm: int
    air: int


def draw(world: World, key: tuple[int, int], purpose: int, turn: int, zone: int) -> Sky:
    """Return the weather that the dice of a purpose give a zone in a turn, by its month's table."""
    month = world.date_of(turn).month - 1

    def percent(what: int) -> int:
        return philox.below(*key, purpose, turn, zone, what, 100)

    mud, at = 0, percent(MUD)
    for index in range(4):
        at -= int(world.climate_mud[zone, month, index])
        if at < 0:
            mud = index
            break
    # Flying days scatter about the month's mean by a fifth of it.
    air = int(world.climate_air[zone, month]) * (80 + percent(AIR) * 40 // 99) // 100
    return Sky(
        mud,
        int(percent(SNOW) < world.climate_snow[zone, month]),
        int(percent(FLOOD) < world.climate_flood[zone, month]),
        int(percent(STORM) < world.climate_storm[zone, month]),
        min(100, air),
    )


def roll(world: World, state: State, events: list[Event]) -> None:
    """Draw mud, snow, flood, storm and flying weather for every zone, and say what comes next."""
    turn = int(state.game[G_TURN])
    key = int(state.key[0]), int(state.key[1])
    for zone in range(len(world.zone_ids)):
        now = draw(world, key, DICE_WEATHER, turn, zone)
        state.weather_mud[zone], state.weather_snow[zone] = now.mud, now.snow
        state.weather_flood[zone], state.weather_storm[zone] = now.flood, now.storm
        state.weather_air[zone] = now.air
        state.game[G_DRAWS] += 5
        events.append(WeatherSet(zone=zone, mud=now.mud, snow=now.snow, flood=now.flood, air=now.air))
        right = philox.below(*key, DICE_FORECAST, turn, zone, TRUE, 100) < world.forecast_percent
        # A forecast that fails is a guess by the time of the year; it may come true by luck.
        told = draw(world, key, DICE_WEATHER if right else DICE_FORECAST, turn + 1, zone)
        state.forecast_mud[zone], state.forecast_snow[zone] = told.mud, told.snow
        state.forecast_flood[zone], state.forecast_storm[zone] = told.flood, told.storm
        state.forecast_air[zone] = told.air
        state.game[G_DRAWS] += 1
        events.append(
            ForecastSet(
                zone=zone, mud=told.mud, snow=told.snow, flood=told.flood, storm=told.storm, air=told.air
            )
        )
