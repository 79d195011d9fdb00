"""Hexsides: rivers walked along hex corners, open water and lakes between land hexes."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon

from engine.cartography.frame import FloatArray, Frame, Hex, label, neighbours, ordered
from engine.cartography.ground import Ground

Corner = tuple[int, int]  # corner position in steps of 1/1000 km: equal corners compare equal
Side = tuple[Hex, Hex]

CORRIDOR_KM = 12.0  # a river or a road may stray this far from its true course
MOUTH_KM = 13.0  # a mouth is looked for this far from the end of the drawn river


def shortest(
    start: Mapping[Any, float], goal: Mapping[Any, float], step: Callable[[Any], Iterable[tuple[Any, float]]]
) -> list[Any]:
    """Return the cheapest chain of nodes from any start to any goal, [] if there is none.

    ``start`` and ``goal`` give the extra cost of beginning and ending there. Ties are
    broken by the order of the nodes, so the answer does not depend on dictionaries.
    """
    queue: list[tuple[float, Any, Any]] = [(cost, node, None) for node, cost in sorted(start.items())]
    heapq.heapify(queue)
    came: dict[Any, Any] = {}
    best: tuple[float, Any] | None = None
    while queue:
        cost, node, previous = heapq.heappop(queue)
        if node in came:
            continue
        if best is not None and cost >= best[0]:
            break
        came[node] = previous
        if node in goal and (best is None or cost + goal[node] < best[0]):
            best = (cost + goal[node], node)
        for near, price in step(node):
            if near not in came:
                heapq.heappush(queue, (cost + price, near, node))
    if best is None:
        return []
    chain = [best[1]]
    while came[chain[-1]] is not None:
        chain.append(came[chain[-1]])
    return chain[::-1]


@dataclass
class Corners:
    """The graph of hex corners; each side joins two corners and parts two hexes."""

    frame: Frame
    sides: dict[Corner, list[tuple[Corner, Side]]] = field(default_factory=dict)
    touching: dict[Corner, set[Hex]] = field(default_factory=dict)

    @classmethod
    def of(cls, frame: Frame, cells: Iterable[Hex]) -> Corners:
        """Build the graph around some hexes."""
        graph = cls(frame)
        seen: set[Side] = set()
        for cell in sorted(cells):
            corners = [(round(x * 1000), round(y * 1000)) for x, y in frame.corners(cell)]
            corners = [graph._snap(c) for c in corners]
            near = neighbours(cell)
            for d in range(6):
                a, b, side = corners[d], corners[(d + 1) % 6], ordered(cell, near[d])
                graph.touching.setdefault(a, set()).update({cell, near[d], near[(d - 1) % 6]})
                if side not in seen:
                    seen.add(side)
                    graph.sides.setdefault(a, []).append((b, side))
                    graph.sides.setdefault(b, []).append((a, side))
        return graph

    def _snap(self, corner: Corner) -> Corner:
        # Two hexes compute a shared corner with different rounding errors.
        for dx in (0, -1, 1):
            for dy in (0, -1, 1):
                moved = (corner[0] + dx, corner[1] + dy)
                if moved in self.touching or moved in self.sides:
                    return moved
        self.touching.setdefault(corner, set())
        return corner


@dataclass(frozen=True)
class River:
    """A river of the sources in plane km, upstream end first."""

    name: str
    rank: int  # 1 major obstacle, 2 river, 3 stream
    line: FloatArray
    major_from_km: float  # distance along the line from which it is a major river; inf = never


def rivers_of(frame: Frame, features: Sequence[Mapping[str, Any]], rule: Mapping[str, Any]) -> list[River]:
    """Choose the rivers that the map keeps, main streams before their tributaries."""
    major, keep, drop = rule["major_below"], set(rule["keep_streams"]), set(rule["drop"])
    found = []
    for feature in features:
        name, rank = str(feature["properties"]["name"]), int(feature["properties"]["class"])
        if name in drop or (rank == 3 and name not in keep):
            continue
        line = frame.line(feature["geometry"]["coordinates"])
        start = float("inf")
        if name in major:
            lat, lon = major[name]
            start = float(LineString(line).project(Point(frame.point(lon, lat))))
        found.append(River(name, rank, line, start))
    order = {name: i for i, name in enumerate(rule["first"])}
    return sorted(
        found, key=lambda r: (order.get(r.name, len(order)), r.rank, -LineString(r.line).length, r.name)
    )


def walk_rivers(
    frame: Frame, land: frozenset[Hex], wet: Callable[[Hex], bool], rivers: Sequence[River]
) -> tuple[dict[Side, tuple[str, str]], list[str]]:
    """Return {side: (kind, name)} and complaints; ``wet`` tells sea and lake hexes.

    A river walks along the corners nearest to its course, the price of a side growing
    with the square of its distance, and ends at water or at a river walked before.
    """
    graph = Corners.of(frame, land)
    size = frame.hex_km / np.sqrt(3.0)
    used: set[Corner] = set()
    found: dict[Side, tuple[str, str]] = {}
    complaints = []
    for river in rivers:
        line = LineString(river.line)
        shapely.prepare(line)
        area = line.buffer(CORRIDOR_KM)
        shapely.prepare(area)
        near = [c for c in graph.sides if shapely.contains_xy(area, c[0] / 1000, c[1] / 1000)]
        inside = set(near)
        prices: dict[tuple[Corner, Corner], float] = {}

        def price(a: Corner, b: Corner, line: LineString = line, prices: dict[Any, float] = prices) -> float:
            key = (a, b) if a < b else (b, a)
            if key not in prices:
                far = [
                    line.distance(
                        Point((a[0] * (1 - t) + b[0] * t) / 1000, (a[1] * (1 - t) + b[1] * t) / 1000)
                    )
                    for t in (0.2, 0.5, 0.8)
                ]
                prices[key] = size * (0.25 + float(np.mean([(f / (size / 2)) ** 2 for f in far])))
            return prices[key]

        def step(
            node: Corner, inside: set[Corner] = inside, price: Any = price
        ) -> Iterable[tuple[Corner, float]]:
            return [(other, price(node, other)) for other, _ in graph.sides[node] if other in inside]

        def along(c: Corner, line: LineString = line) -> float:
            return float(line.project(Point(c[0] / 1000, c[1] / 1000)))

        def apart(c: Corner, spot: Sequence[float]) -> float:
            return float(np.hypot(c[0] / 1000 - spot[0], c[1] / 1000 - spot[1]))

        source, mouth = river.line[0], river.line[-1]
        begin = {c: apart(c, source) ** 2 for c in near if apart(c, source) < MOUTH_KM}
        ends = {
            c: apart(c, mouth) ** 2
            for c in near
            if apart(c, mouth) < MOUTH_KM and (c in used or any(wet(h) for h in graph.touching[c]))
        }
        if not begin:  # the source lies off the map: start where the course enters it
            entry = min((along(c) for c in near), default=0.0)
            begin = {
                c: line.distance(Point(c[0] / 1000, c[1] / 1000)) * 2 for c in near if along(c) < entry + 12
            }
        chain = shortest(begin, ends, step)
        if not chain:
            complaints.append(f"river {river.name}: reaches neither sea, lake nor a river")
            continue
        for a, b in pairwise(chain):
            side = next(s for other, s in graph.sides[a] if other == b)
            middle = (along(a) + along(b)) / 2
            kind = "major-river" if middle >= river.major_from_km else "minor-river"
            old = found.get(side)
            if all(h in land and not wet(h) for h in side) and (
                old is None or old[0] == "minor-river" != kind
            ):
                found[side] = (kind, river.name if old is None else old[1])
        used.update(chain)
    return found, complaints


def water_sides(
    frame: Frame,
    land: frozenset[Hex],
    grounds: Mapping[Hex, Ground],
    land_parts: Sequence[Polygon],
    lakes: Sequence[Polygon],
    bridged: frozenset[Side],
    min_share: float = 0.2,
    min_km: float = 0.25,
) -> dict[Side, str]:
    """Return the sides between land hexes that are open sea ("sea") or lake ("lake").

    Two hexes hang together if one landmass crosses their side for ``min_km`` and holds
    ``min_share`` of the land of both; ``bridged`` sides do anyway. Geometries are in plane km.
    """
    tree = shapely.STRtree(list(land_parts))
    lake_tree = shapely.STRtree(list(lakes))
    pieces: dict[Hex, dict[int, float]] = {}

    def shares(cell: Hex) -> dict[int, float]:
        if cell not in pieces:
            hexagon = Polygon(frame.corners(cell))
            areas = {}
            for i in sorted(tree.query(hexagon).tolist()):
                part = shapely.clip_by_rect(land_parts[i], *hexagon.bounds)
                areas[i] = float(part.intersection(hexagon).area)
            pieces[cell] = areas
        return pieces[cell]

    found: dict[Side, str] = {}
    for cell in sorted(land):
        corners = frame.corners(cell)
        for d, near in enumerate(neighbours(cell)):
            if near not in land or near < cell or (cell, near) in bridged:
                continue
            edge = LineString([corners[d], corners[(d + 1) % 6]])
            watered = sum(edge.intersection(lakes[i]).length for i in sorted(lake_tree.query(edge).tolist()))
            if watered > 0.5 * edge.length:
                found[(cell, near)] = "lake"
                continue
            if grounds[cell].land > 0.985 and grounds[near].land > 0.985:
                continue
            mine, theirs = shares(cell), shares(near)
            joined = False
            for i in sorted(set(mine) & set(theirs)):
                big = mine[i] >= min_share * sum(mine.values()) and theirs[i] >= min_share * sum(
                    theirs.values()
                )
                part = shapely.clip_by_rect(land_parts[i], *edge.buffer(1.0).bounds)
                if big and edge.intersection(part).length >= min_km:
                    joined = True
                    break
            if not joined:
                found[(cell, near)] = "sea"
    return found


def side_rows(kinds: Mapping[Side, tuple[str, str]]) -> list[list[str]]:
    """Return the rows of hexsides.csv, sorted."""
    return [[label(a), label(b), kind, name] for (a, b), (kind, name) in sorted(kinds.items())]
