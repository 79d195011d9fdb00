"""Overlays: one question a picture. Each hex gets a class; a class has colour, hatch and a legend line."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.kernels.consts import FLAG_BOND, FLAG_EZOC, INFINITY, SUPPLY_GRAIN
from engine.observation import SPECTATOR, Observation, flags_of
from engine.world import World
from game import theme, wording

NAMES: tuple[str, ...] = (
    "supply", "zoc", "weather", "control", "air", "fort", "objectives", "terrain", "reach",
)  # fmt: skip


@dataclass(frozen=True)
class Class:
    """One class of hexes: what it means and how it looks; hatch 0 none, 1 \\, 2 /, 3 both, 4 dots."""

    words: str
    colour: theme.Colour
    alpha: int
    hatch: int = 0


@dataclass(frozen=True, eq=False)
class Overlay:
    """Classes by hex: ``codes`` int8[L], 0 for nothing, else 1 + row of ``classes``."""

    name: str
    codes: np.ndarray
    classes: tuple[Class, ...]


def build(world: World, seen: Observation, name: str) -> Overlay | None:
    """Return an overlay by name, None if the name is not known."""
    maker = {
        "supply": _supply,
        "zoc": _zoc,
        "weather": _weather,
        "control": _control,
        "air": _air,
        "reach": _reach,
        "fort": _fort,
        "objectives": _objectives,
        "terrain": _terrain,
    }.get(name)
    return maker(world, seen) if maker is not None else None


def _viewer(seen: Observation) -> int:
    return seen.viewer if seen.viewer != SPECTATOR else max(0, seen.side)


def _supply(world: World, seen: Observation) -> Overlay:
    from engine.rules import supply

    side = _viewer(seen)
    field = supply.trace(world, seen, side)
    full, low = (round(reach * SUPPLY_GRAIN) for reach in (world.supply.full_range, world.supply.low_range))
    mine = seen.hex_control == side
    codes = np.zeros(world.land, np.int8)
    codes[mine] = 4
    codes[mine & (field.cost < INFINITY)] = 3
    codes[mine & (field.cost <= low)] = 2
    codes[mine & (field.cost <= full)] = 1
    if len(field.sources.hex):
        codes[field.sources.hex[: field.sources.flow]] = 5
    words = wording.SUPPLY_OVERLAY
    return Overlay(
        "supply",
        codes,
        (
            Class(words[0], theme.SUPPLY_COLOURS[0], 90),
            Class(words[1], theme.SUPPLY_COLOURS[1], 100, 1),
            Class(words[2], theme.SUPPLY_COLOURS[2], 105, 2),
            Class(words[3], theme.SUPPLY_COLOURS[3], 120, 3),
            Class(words[4], theme.SOURCE, 170, 4),
        ),
    )


def _sided(world: World, seen: Observation) -> Observation:
    """Return a side's view: the viewer's own, for a spectator that of the side to move."""
    if seen.viewer != SPECTATOR:
        return seen
    view = seen.private(world)
    view.viewer = _viewer(seen)
    view.stamp += 1
    return view


def _zoc(world: World, seen: Observation) -> Overlay:
    view = _sided(world, seen)
    flags = flags_of(world, view)
    codes = np.zeros(world.land, np.int8)
    codes[(flags & FLAG_EZOC) != 0] = 1
    codes[(flags & FLAG_BOND) != 0] = 2
    words = wording.ZOC_OVERLAY
    return Overlay(
        "zoc",
        codes,
        (
            Class(words[0], theme.SUPPLY_COLOURS[2], 100, 1),
            Class(words[1], theme.SUPPLY_COLOURS[3], 130, 3),
        ),
    )


def _weather(world: World, seen: Observation) -> Overlay:
    zones = world.hex_zone[: world.land]
    ok = zones >= 0
    z = np.where(ok, zones, 0)
    codes = np.where(ok, np.clip(seen.weather_mud[z], 0, 3) + 1, 0).astype(np.int8)
    high = world.hex_elevation[: world.land] >= world.snow_elevation
    codes[ok & (seen.weather_snow[z] > 0) & high] = 5
    words = wording.WEATHER_OVERLAY
    return Overlay(
        "weather",
        codes,
        (
            Class(words[0], (240, 214, 96), 60),
            Class(words[1], (190, 150, 80), 90, 1),
            Class(words[2], (140, 100, 60), 115, 2),
            Class(words[3], (92, 62, 40), 140, 3),
            Class(words[4], (244, 248, 255), 170, 4),
        ),
    )


def _control(world: World, seen: Observation) -> Overlay:
    codes = (seen.hex_control + 1).astype(np.int8)
    return Overlay(
        "control",
        codes,
        tuple(
            Class(name, theme.SIDES[i % len(theme.SIDES)], 84, 1 + i % 3)
            for i, name in enumerate(world.side_names)
        ),
    )


def _air(world: World, seen: Observation) -> Overlay:
    zones = world.hex_zone[: world.land]
    days = seen.weather_air[np.where(zones >= 0, zones, 0)]
    codes = np.where(zones >= 0, 1 + np.digitize(days, (30, 60)), 0).astype(np.int8)
    words = wording.AIR_OVERLAY
    return Overlay(
        "air",
        codes,
        (
            Class(words[0], (90, 90, 110), 120, 3),
            Class(words[1], (120, 150, 190), 100, 1),
            Class(words[2], (120, 190, 235), 90),
        ),
    )


def _reach(world: World, seen: Observation) -> Overlay:
    """How far from usable airfields a hex is: within ground support, interdiction, strikes, or the field."""
    from engine.rules import air

    view = _sided(world, seen)
    away, far = air.distance(world, view), world.air.reach
    codes = np.zeros(world.land, np.int8)
    for code, limit in ((3, far.strike), (2, far.interdict), (1, far.support), (4, 0)):
        codes[away <= limit] = code
    words = wording.REACH_OVERLAY
    return Overlay(
        "reach",
        codes,
        (
            Class(words[0], theme.SUPPLY_COLOURS[0], 90),
            Class(words[1], theme.SUPPLY_COLOURS[1], 90, 1),
            Class(words[2], theme.SUPPLY_COLOURS[2], 90, 2),
            Class(words[3], theme.SOURCE, 170, 4),
        ),
    )


def _fort(world: World, seen: Observation) -> Overlay:
    codes = np.clip(seen.hex_fort, 0, 4).astype(np.int8)
    dug = np.zeros(world.land, np.int8)
    rows = np.flatnonzero((seen.unit_hex >= 0) & (seen.unit_status == 1))
    np.maximum.at(dug, seen.unit_hex[rows], np.clip(seen.unit_entrench[rows], 0, 4).astype(np.int8))
    codes = np.where(codes > 0, codes + 2, np.where(dug >= 3, 2, np.where(dug > 0, 1, 0))).astype(np.int8)
    words = wording.FORT_OVERLAY
    return Overlay(
        "fort",
        codes,
        (
            Class(words[0], (214, 186, 120), 90),
            Class(words[1], (190, 140, 70), 105, 1),
            Class(words[2], (170, 96, 50), 115, 4),
            Class(words[3], (150, 60, 40), 125, 2),
            Class(words[4], (120, 30, 36), 140, 3),
            Class(words[5], (80, 10, 40), 160, 3),
        ),
    )


def _objectives(world: World, seen: Observation) -> Overlay:
    codes = np.zeros(world.land, np.int8)
    ids = {str(getattr(o, "place", "")) for o in getattr(world.victory, "objective", ())}
    for row, place in enumerate(world.place_ids):
        if place in ids and world.place_hex[row] >= 0:
            at = int(world.place_hex[row])
            codes[at] = 1 + max(0, int(seen.hex_control[at]))
    return Overlay(
        "objectives",
        codes,
        tuple(
            Class(wording.OBJECTIVE_HELD.format(name), theme.SIDES[i % len(theme.SIDES)], 150, 1 + i)
            for i, name in enumerate(world.side_names)
        ),
    )


# Colour and hatching by terrain: where the hatching is the same, one is light and the other dark.
_GROUND: dict[str, tuple[theme.Colour, int]] = {
    "clear": ((236, 224, 140), 0),
    "rolling": ((206, 200, 112), 1),
    "hills": ((206, 166, 96), 2),
    "wooded-hills": ((70, 110, 50), 3),
    "mountain": ((120, 80, 52), 0),
    "alpine": ((240, 240, 246), 4),
    "marsh": ((70, 126, 140), 1),
    "urban": ((140, 50, 60), 2),
    "lake": ((160, 200, 236), 3),
    "sea": ((60, 90, 140), 4),
}


def _terrain(world: World, seen: Observation) -> Overlay:
    codes = (world.hex_terrain[: world.land] + 1).astype(np.int8)
    classes = []
    for row, name in enumerate(world.terrain_ids):
        colour, hatch = _GROUND.get(name, ((180, 180, 180), row % 5))
        classes.append(Class(wording.called(world, "terrain", name), colour, 130, hatch))
    return Overlay("terrain", codes, tuple(classes))
