"""What lies on the map now: stacks, their counters and the front, from an Observation.

A Scene is a snapshot: painters keep it while the game goes on.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np

from engine.kernels.consts import MODE_ATTACKED, MODE_LANDED, MODE_MOVED, MODE_RAIL, QUARTERS, STATUS_MAP
from engine.observation import SPECTATOR, Observation
from engine.world import World
from game.counter_painter import UNKNOWN, Spec
from game.lines import F32, chaikin
from game.mapdata import MapData
from game.relief import NO_SNOW, Winter

_MOVED = {MODE_MOVED: 1, MODE_RAIL: 1, MODE_ATTACKED: 2, MODE_LANDED: 2}


@lru_cache(maxsize=16)
def palettes(scenario_path: str) -> dict[str, str]:
    """Return the palette name of each nation of a scenario."""
    path = Path(scenario_path)
    header = path if path.name == "scenario.toml" else path / "scenario.toml"
    if not header.is_file():
        return {}
    raw = tomllib.loads(header.read_text(encoding="utf-8"))
    return {str(n["id"]): str(n.get("palette", n["id"])) for n in raw.get("nation", ())}


@dataclass(eq=False)
class Scene:
    """A position as painters see it."""

    world: World
    data: MapData
    seen: Observation
    stacks: dict[int, list[int]]
    front: list[F32]
    known: dict[int, tuple[Spec, ...]] = field(default_factory=dict)

    def spec(self, unit: int) -> Spec:
        """Return what the counter of a unit shows."""
        world, seen = self.world, self.seen
        kind = int(world.unit_type[unit])
        nation = world.nation_ids[int(world.unit_nation[unit])]
        quarters = int(seen.unit_quarters[unit])
        own = seen.viewer in (SPECTATOR, int(seen.unit_side[unit]))
        active = int(seen.game[2]) == int(seen.unit_side[unit])
        steps = (quarters + QUARTERS - 1) // QUARTERS if quarters > 0 else UNKNOWN
        return Spec(
            palettes(world.scenario_path).get(nation, nation),
            world.type_symbols[kind],
            world.type_echelons[kind],
            world.unit_labels[unit],
            steps,
            (int(world.unit_full[unit]) + QUARTERS - 1) // QUARTERS,
            int(seen.unit_mp[unit]) // QUARTERS
            if own and active
            else int(seen.unit_full_mp[unit]) // QUARTERS
            if own
            else UNKNOWN,
            int(seen.unit_supply[unit]) if own else -1,
            int(seen.unit_cohesion[unit]),
            _MOVED.get(int(seen.unit_mode[unit]), 0) if own and active else 0,
            int(seen.unit_side[unit]),
        )

    def specs(self, land_hex: int) -> tuple[Spec, ...]:
        """Return the counters of a stack, top first."""
        found = self.known.get(land_hex)
        if found is None:
            found = self.known[land_hex] = tuple(self.spec(u) for u in self.stacks.get(land_hex, ()))
        return found

    def raise_unit(self, unit: int) -> None:
        """Put a unit on top of its stack."""
        for row, units in self.stacks.items():
            if unit in units and units[0] != unit:
                units.remove(unit)
                units.insert(0, unit)
                self.known.pop(row, None)


def build(world: World, data: MapData, seen: Observation) -> Scene:
    """Return the scene of an Observation; the Observation must be the scene's own."""
    stacks: dict[int, list[int]] = {}
    present = np.flatnonzero((seen.unit_status == STATUS_MAP) & (seen.unit_hex >= 0))
    weight = seen.unit_quarters[present].astype(np.int64) * 100 + seen.unit_cohesion[present]
    for unit in present[np.argsort(-weight, kind="stable")]:
        stacks.setdefault(int(seen.unit_hex[unit]), []).append(int(unit))
    return Scene(world, data, seen, stacks, front_lines(world, data, seen.hex_control))


def winter_of(world: World, seen: Observation) -> Winter:
    """Return where snow lies, for the painter."""
    zones = tuple(name for i, name in enumerate(world.zone_ids) if seen.weather_snow[i])
    return (world.snow_elevation, zones) if zones else NO_SNOW


def front_lines(world: World, data: MapData, control: np.ndarray) -> list[F32]:
    """Return the lines between the sides as smooth curves in km, the lower side row on the left."""
    land = world.land
    neighbour = world.hex_neighbour[:land]
    edges: dict[tuple[int, int], list[tuple[tuple[int, int], F32, F32]]] = {}
    safe = np.where((neighbour >= 0) & (neighbour < land), neighbour, 0)
    other = np.where((neighbour >= 0) & (neighbour < land), control[safe], -1)
    mine = control[:, None]
    rows, ways = np.nonzero((mine >= 0) & (other >= 0) & (mine < other))
    if not len(rows):
        return []
    size = data.hex_km / np.sqrt(3.0)
    angles = np.radians([240, 300, 0, 60, 120, 180])
    ring = np.stack([np.cos(angles), np.sin(angles)], axis=1) * size
    for row, way in zip(rows.tolist(), ways.tolist(), strict=True):
        centre = np.array([data.x[row], data.y[row]], dtype=np.float64)
        a, b = centre + ring[way], centre + ring[(way + 1) % 6]
        # Clockwise round the hex of the lower side: that side is on the right hand of a to b.
        edges.setdefault(_key(a), []).append((_key(b), a.astype(np.float32), b.astype(np.float32)))
    ends = {edge[0] for group in edges.values() for edge in group}
    starts = [key for key in edges if key not in ends] + list(edges)
    lines: list[F32] = []
    for start in starts:
        while edges.get(start):
            key = start
            points: list[F32] = []
            middles: list[F32] = []
            while edges.get(key):
                key, a, b = edges[key].pop()
                if not points:
                    points.append(a)
                middles.append(((a + b) / 2).astype(np.float32))
                points.append(b)
            closed = bool(np.allclose(points[0], points[-1], atol=0.05))
            if closed:
                path = np.array([*middles, middles[0]], dtype=np.float32)
            else:
                path = np.array([points[0], *middles, points[-1]], dtype=np.float32)
            lines.append(chaikin(path, 3))
    return lines


def _key(point: np.ndarray) -> tuple[int, int]:
    return round(float(point[0]) * 10), round(float(point[1]) * 10)
