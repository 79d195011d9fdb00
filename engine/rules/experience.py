"""What battles teach a unit and green men make it forget. Rulebook chapter 10; rules/recovery.toml."""

from __future__ import annotations

from collections.abc import Iterable

from engine.state import State
from engine.world import World

POINT = 100  # hundredths of a point of quality


def learn(world: World, state: State, unit: int, hundredths: int) -> None:
    """Change the experience of a unit within its limits, and its quality with it."""
    most = world.recovery.experience.most * POINT
    now = max(-most, min(most, int(state.unit_experience[unit]) + hundredths))
    state.unit_experience[unit] = now
    whole = now // POINT if now >= 0 else -(-now // POINT)
    state.unit_quality[unit] = max(0, min(10, int(world.unit_quality[unit]) + whole))


def fought(world: World, state: State, winners: Iterable[int], losers: Iterable[int]) -> None:
    """Let both sides of a battle learn from it."""
    rules = world.recovery.experience
    for unit in winners:
        learn(world, state, unit, rules.won)
    for unit in losers:
        learn(world, state, unit, rules.fought)


def explain(world: World, seen: State, unit: int) -> dict[str, int]:
    """Return the quality of a unit: as it came, what it has learnt since, as it is."""
    return {
        "at_start": int(world.unit_quality[unit]),
        "experience": int(seen.unit_experience[unit]),
        "hundredths_a_point": POINT,
        "now": int(seen.unit_quality[unit]),
    }
