"""Weather of each zone for a turn, drawn from the monthly tables. Rulebook chapter 9."""

from __future__ import annotations

from engine.events import Event, WeatherSet
from engine.kernels import philox
from engine.kernels.consts import DICE_WEATHER
from engine.state import G_DRAWS, G_TURN, State
from engine.world import World

MUD, SNOW, FLOOD, STORM, AIR = range(5)


def roll(world: World, state: State, events: list[Event]) -> None:
    """Draw mud, snow, flood, storm and flying weather for every zone."""
    turn = int(state.game[G_TURN])
    month = world.date_of(turn).month - 1
    key = int(state.key[0]), int(state.key[1])
    for zone in range(len(world.zone_ids)):

        def percent(what: int, zone: int = zone) -> int:
            return philox.below(*key, DICE_WEATHER, turn, zone, what, 100)

        mud, at = 0, percent(MUD)
        for index in range(4):
            at -= int(world.climate_mud[zone, month, index])
            if at < 0:
                mud = index
                break
        state.weather_mud[zone] = mud
        state.weather_snow[zone] = int(percent(SNOW) < world.climate_snow[zone, month])
        state.weather_flood[zone] = int(percent(FLOOD) < world.climate_flood[zone, month])
        state.weather_storm[zone] = int(percent(STORM) < world.climate_storm[zone, month])
        # Flying days scatter about the month's mean by a fifth of it.
        mean = int(world.climate_air[zone, month])
        air = mean * (80 + percent(AIR) * 40 // 99) // 100
        state.weather_air[zone] = min(100, air)
        state.game[G_DRAWS] += 5
        events.append(
            WeatherSet(
                zone=zone, mud=mud, snow=int(state.weather_snow[zone]), flood=int(state.weather_flood[zone]),
                air=int(state.weather_air[zone]),
            )
        )  # fmt: skip
