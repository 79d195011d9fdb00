"""From pixels to hexes: what each hex is made of and whether it is land, sea or backdrop."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon

from engine import hexes
from engine.cartography.frame import Frame, Hex, neighbours
from engine.cartography.raster import LAKE, WATER, Plane

VALLEY_RISE_M = 80  # ground lower than the 10th percentile plus this is valley floor ...
VALLEY_SLOPE = 45  # ... where it rises less than this, m per km


@dataclass(frozen=True)
class Ground:
    """What the pixels of one hex say; fractions are of the whole hex."""

    land: float
    playable: float
    lake: float
    mean_m: int
    relief_m: int
    slope: float  # mean, m per km
    valley: float  # share of the land that is valley floor
    forest: int  # percent of the land


def hex_of_pixels(frame: Frame, plane: Plane) -> npt.NDArray[np.int64]:
    """Return col * rows + row for each pixel, -1 off the map; the array form of ``hexes.nearest``."""
    xs, ys = plane.centres()
    x, y = np.meshgrid(xs, ys)
    q = x / (frame.hex_km * hexes.SQRT3 / 2.0)
    r = y / frame.hex_km - q / 2.0
    s = -q - r
    rq, rr, rs = np.rint(q), np.rint(r), np.rint(s)
    dq, dr, ds = np.abs(rq - q), np.abs(rr - r), np.abs(rs - s)
    first = (dq > dr) & (dq > ds)
    second = ~first & (dr > ds)
    rq = np.where(first, -rr - rs, rq)
    rr = np.where(second, -rq - rs, rr)
    col = rq.astype(np.int64)
    row = rr.astype(np.int64) + (col - (col & 1)) // 2
    inside = (col >= 0) & (col < frame.columns) & (row >= 0) & (row < frame.rows)
    return np.where(inside, col * frame.rows + row, -1)


def survey(frame: Frame, plane: Plane) -> dict[Hex, Ground]:
    """Measure every hex of the frame."""
    index = hex_of_pixels(frame, plane).ravel()
    order = np.argsort(index, kind="stable")
    order = order[index[order] >= 0]
    numbers, starts = np.unique(index[order], return_index=True)
    gy, gx = np.gradient(plane.elevation.astype(np.float64), plane.km)
    slope = np.hypot(gx, gy).ravel()
    height, surface = plane.elevation.ravel(), plane.surface.ravel()
    share, play, forest = plane.land_share.ravel(), plane.playable_share.ravel(), plane.forest.ravel()
    found: dict[Hex, Ground] = {}
    for number, part in zip(numbers.tolist(), np.split(order, starts[1:]), strict=True):
        cell = (number // frame.rows, number % frame.rows)
        dry = part[surface[part] != WATER]
        land = float(share[part].mean()) / 4.0
        playable = float(play[part].mean()) / 4.0
        if len(dry) == 0:
            found[cell] = Ground(land, playable, 0.0, 0, 0, 0.0, 0.0, 0)
            continue
        solid = dry[surface[dry] != LAKE]
        base = solid if len(solid) else dry
        low, high = np.percentile(height[base], [10, 90])
        floor = (height[base] < low + VALLEY_RISE_M) & (slope[base] < VALLEY_SLOPE)
        found[cell] = Ground(
            land=land,
            playable=playable,
            lake=float((surface[part] == LAKE).mean()),
            mean_m=int(np.rint(height[base].mean())),
            relief_m=int(np.rint(high - low)),
            slope=float(slope[base].mean()),
            valley=float(floor.mean()),
            forest=int(np.rint(forest[base].mean())),
        )
    return found


@dataclass(frozen=True)
class Outline:
    """Which hexes are rows of the map."""

    land: frozenset[Hex]  # playable land and lakes
    sea: frozenset[Hex]
    backdrop: frozenset[Hex]  # land that is drawn, not played


def outline(
    frame: Frame,
    grounds: Mapping[Hex, Ground],
    rule: Mapping[str, Any],
    place_hexes: Iterable[Hex],
    forced_land: Iterable[Hex],
    forced_sea: Iterable[Hex],
    waters: Polygon,
) -> Outline:
    """Decide land, sea and backdrop; ``rule`` is the recipe's [land] table, ``waters`` in plane km."""
    held, drowned = set(place_hexes), set(forced_sea)
    land: set[Hex] = set(forced_land)
    backdrop: set[Hex] = set()
    islets: list[Hex] = []
    for cell, g in grounds.items():
        if cell in drowned:
            continue
        mine = g.playable >= 0.5 * g.land
        if (g.playable >= rule["min_fraction"] and mine) or (
            cell in held and g.land >= rule["min_fraction_place"]
        ):
            land.add(cell)
        elif g.land >= rule["min_fraction"]:
            backdrop.add(cell)
        elif g.playable >= rule["min_fraction_island"] and mine:
            islets.append(cell)
    backdrop -= land
    lonely = [c for c in islets if not any(n in land or n in backdrop for n in neighbours(c))]
    land |= set(lonely)
    return Outline(frozenset(land), frozenset(_sea(frame, land, backdrop, waters)), frozenset(backdrop))


def _sea(frame: Frame, land: set[Hex], backdrop: set[Hex], within: Polygon) -> set[Hex]:
    """Return the water inside a plane polygon that ships can reach from playable land."""
    found: set[Hex] = set()
    queue = deque(sorted(land))
    while queue:
        for near in neighbours(queue.popleft()):
            if near in found or near in land or near in backdrop or not frame.holds(near):
                continue
            if shapely.contains_xy(within, *frame.centre(near)):
                found.add(near)
                queue.append(near)
    return found


def terrain_of(g: Ground, rule: Mapping[str, Any], lake_fraction: float) -> str:
    """Return the terrain id of a land hex by the recipe's [terrain] thresholds."""
    if g.lake > lake_fraction:
        return "lake"
    if g.mean_m >= rule["alpine_mean"] and g.relief_m >= rule["alpine_relief"]:
        return "alpine"
    ladder = ["clear", "rolling", "hills", "mountain"]
    limits = [rule["rolling_relief"], rule["hills_relief"], rule["mountain_relief"]]
    step = sum(g.relief_m >= limit for limit in limits)
    if g.mean_m >= rule["mountain_high_mean"] and g.relief_m >= rule["mountain_high_relief"]:
        step = 3
    # A broad valley floor decides how one moves and fights, whatever the walls are.
    if step >= 2 and g.valley >= rule["valley_share_two"]:
        step = max(1, step - 2)
    elif step >= 2 and g.valley >= rule["valley_share_one"]:
        step -= 1
    if step == 1 and g.slope < rule["rolling_slope"]:
        step = 0
    name: str = ladder[step]
    if name == "hills" and g.forest >= rule["wooded_percent"] and g.mean_m >= rule["wooded_mean"]:
        return "wooded-hills"
    return name
