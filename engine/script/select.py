"""Which units and hexes the words of a condition or effect mean, as numpy masks.

Owns the cache of what never changes in a world: the hexes of regions and surroundings of
places, and the units that fixed filters let through. The cache dies with its world.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.kernels.consts import QUARTERS, STATUS_BOX, STATUS_MAP
from engine.schema.conditions import Units
from engine.state import State
from engine.world import World

Mask = npt.NDArray[np.bool_]

_caches: weakref.WeakKeyDictionary[World, dict[Any, Any]] = weakref.WeakKeyDictionary()


def cache(world: World) -> dict[Any, Any]:
    """Return the dictionary in which things worked out once for a world are kept."""
    known = _caches.get(world)
    if known is None:
        known = _caches[world] = {}
    return known


def side_row(world: World, side: str) -> int:
    """Return the row of a side."""
    return world.rows("side")[side]


def spot_hex(world: World, spot: str) -> int:
    """Return the hex of a place id or a hex label. Raises KeyError for anything else."""
    place = world.rows("place").get(spot)
    return int(world.place_hex[place]) if place is not None else world.rows("hex")[spot]


def distances(world: World, land_hex: int) -> npt.NDArray[np.int32]:
    """Return the distance in hexes of every land hex from one of them, as the crow flies."""
    known = cache(world)
    if "axial" not in known:
        col = world.hex_col[: world.land].astype(np.int32)
        known["axial"] = (col, world.hex_row[: world.land].astype(np.int32) - (col - (col & 1)) // 2)
    q, r = known["axial"]
    dq, dr = q - q[land_hex], r - r[land_hex]
    away: npt.NDArray[np.int32] = np.maximum(np.maximum(np.abs(dq), np.abs(dr)), np.abs(dq + dr))
    return away


def region_hexes(world: World, regions: Sequence[str]) -> Mask:
    """Return which land hexes lie in one of the regions."""
    known = cache(world)
    key = ("regions", *regions)
    if key not in known:
        rows = [world.rows("region")[r] for r in regions]
        known[key] = np.isin(world.hex_region[: world.land], rows)
    result: Mask = known[key]
    return result


def near_hexes(world: World, spots: Iterable[str], within: int) -> Mask:
    """Return which land hexes lie within so many hexes of one of the places or labels."""
    known = cache(world)
    key = ("near", within, *spots)
    if key not in known:
        mask = np.zeros(world.land, dtype=np.bool_)
        for spot in key[2:]:
            mask |= distances(world, spot_hex(world, str(spot))) <= within
        known[key] = mask
    result: Mask = known[key]
    return result


def _under(world: World, formations: Sequence[str]) -> Mask:
    rows = [world.rows("formation")[f] for f in formations]
    mask: Mask = np.isin(world.unit_formation, rows) | np.isin(world.unit_corps, rows)
    return mask | np.isin(world.unit_army, rows)


def fixed_units(world: World, units: Units) -> Mask:
    """Return which units pass the filters of ``units`` that never change."""
    known = cache(world)
    # Keyed by identity: the entry keeps the Struct alive, so the id cannot be reused.
    key = ("units", id(units))
    if key not in known:
        mask = np.ones(world.sizes.unit, dtype=np.bool_)
        if units.nation is not None:
            mask &= world.unit_nation == world.rows("nation")[units.nation]
        if units.types:
            mask &= np.isin(world.unit_type, [world.rows("type")[t] for t in units.types])
        if units.units:
            named = np.zeros(world.sizes.unit, dtype=np.bool_)
            named[[world.rows("unit")[u] for u in units.units]] = True
            mask &= named
        if units.formations:
            mask &= _under(world, units.formations)
        if units.coastal is not None:
            mask &= (world.type_coastal[world.unit_type] > 0) == units.coastal
        known[key] = (units, mask)
    result: Mask = known[key][1]
    return result


def select(world: World, state: State, units: Units) -> Mask:
    """Return which units in play pass all filters of ``units``."""
    on_map: Mask = state.unit_status == STATUS_MAP
    mask = on_map.copy()
    if units.off_map:
        mask |= state.unit_status == STATUS_BOX
    mask &= fixed_units(world, units)
    if units.side is not None:
        mask &= state.unit_side == side_row(world, units.side)
    if units.regions or units.near:
        mask &= on_map
        where = np.ones(world.land, dtype=np.bool_)
        if units.regions:
            where &= region_hexes(world, units.regions)
        if units.near:
            where &= near_hexes(world, units.near, units.within)
        mask &= where[np.where(on_map, state.unit_hex, 0)]
    return mask


def steps(state: State, mask: Mask) -> int:
    """Return the whole steps of the units of a mask."""
    return int(state.unit_quarters[mask].sum()) // QUARTERS
