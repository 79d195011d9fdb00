"""Roads and railways: the routed network laid over the hexes by least cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, Point

from engine import hexes
from engine.cartography.frame import FloatArray, Frame, Hex, label, neighbours, ordered
from engine.cartography.sides import CORRIDOR_KM, Side, shortest

# Kind of the source, (column, value), best first: a better line is laid first and kept.
KINDS: dict[str, tuple[str, str]] = {
    "main_road": ("road", "main"),
    "secondary_road": ("road", "secondary"),
    "rail_double": ("rail", "double"),
    "rail_single": ("rail", "single"),
    "rail_narrow": ("rail", "narrow"),
}
SAME_KIND, SAME_NET, OTHER_NET = 0.35, 0.55, 0.8  # discounts where a link exists already


@dataclass
class Network:
    """Links by hex pair."""

    road: dict[Side, str] = field(default_factory=dict)
    rail: dict[Side, str] = field(default_factory=dict)
    names: dict[Side, list[str]] = field(default_factory=dict)

    def rows(self) -> list[list[str]]:
        """Return the rows of links.csv, sorted."""
        pairs = sorted(set(self.road) | set(self.rail))
        return [
            [label(a), label(b), self.road.get((a, b), ""), self.rail.get((a, b), ""), self._name((a, b))]
            for a, b in pairs
        ]

    def _name(self, side: Side) -> str:
        return "; ".join(self.names.get(side, [])[:3])


@dataclass(frozen=True)
class Edge:
    """One edge of the network in plane km; ends are hexes or None if off the map."""

    kind: str
    name: str
    line: FloatArray
    start: Hex | None
    end: Hex | None


def corridor(
    line: FloatArray, step_price: Callable[[Hex, Hex, float], float | None], frame: Frame
) -> Callable[[Hex], Iterable[tuple[Hex, float]]]:
    """Return the neighbour function of hexes near a line.

    ``step_price(a, b, far)`` gets the distance in km of the middle of the step from the
    line and returns its price, or None where one cannot go.
    """
    shape = LineString(line) if len(line) > 1 else Point(line[0])
    shapely.prepare(shape)

    def step(cell: Hex) -> Iterable[tuple[Hex, float]]:
        x, y = frame.centre(cell)
        found = []
        for near in neighbours(cell):
            nx, ny = frame.centre(near)
            if shape.distance(Point(nx, ny)) > CORRIDOR_KM:
                continue
            far = (
                shape.distance(Point((x + nx) / 2, (y + ny) / 2)) * 0.6 + shape.distance(Point(nx, ny)) * 0.4
            )
            price = step_price(cell, near, far)
            if price is not None:
                found.append((near, price))
        return found

    return step


def hexes_on(frame: Frame, line: FloatArray, spacing_km: float = 0.5) -> list[Hex]:
    """Return the hexes that a line crosses, in order, without repeats in a row."""
    shape = LineString(line)
    count = max(2, int(shape.length / spacing_km) + 1)
    found: list[Hex] = []
    for t in np.linspace(0.0, shape.length, count):
        point = shape.interpolate(float(t))
        cell = hexes.nearest(point.x, point.y, frame.hex_km)
        if not found or found[-1] != cell:
            found.append(cell)
    return found


def _pricing(
    open_hexes: frozenset[Hex],
    barred: Mapping[Side, str],
    rivers: Mapping[Side, str],
    rugged: Mapping[Hex, float],
    own: Mapping[Side, str],
    other: Mapping[Side, str],
    value: str,
) -> Callable[[Hex, Hex, float], float | None]:
    """Return the price of a step: dear far from the true course, cheap where a link exists."""

    def price(a: Hex, b: Hex, far: float) -> float | None:
        side = ordered(a, b)
        if b not in open_hexes or side in barred:
            return None
        cost = 1.7 + (far / 3.0) ** 2 + (0.6 if side in rivers else 0.0) + rugged.get(b, 0.0)
        if side in own:
            cost *= SAME_KIND if own[side] == value else SAME_NET
        elif side in other:
            cost *= OTHER_NET
        return cost

    return price


def lay(
    frame: Frame,
    edges: Sequence[Edge],
    open_hexes: frozenset[Hex],
    barred: Mapping[Side, str],
    rivers: Mapping[Side, str],
    backdrop: frozenset[Hex],
    rugged: Mapping[Hex, float],
) -> tuple[Network, list[str]]:
    """Lay all edges; ``open_hexes`` are land rows, ``barred`` sides are sea or lake.

    ``rugged`` is the extra price of entering a hex: a road keeps to the valley beside it.

    A line whose one end lies off the map ends at the first hex that touches the backdrop.
    """
    net = Network()
    complaints = []
    order = list(KINDS)
    for edge in sorted(edges, key=lambda e: order.index(e.kind)):
        column, value = KINDS[edge.kind]
        own, other = (net.road, net.rail) if column == "road" else (net.rail, net.road)
        track = hexes_on(frame, edge.line)
        start, end = edge.start, edge.end
        if start is None and end is None:
            continue
        if start is None or end is None:  # a line that leaves the map ends at its last hex
            run = track if end is None else track[::-1]
            inside = [start or end]
            for cell in run:
                if inside[-1] is not None and any(n in backdrop for n in neighbours(inside[-1])):
                    break
                if cell not in open_hexes and inside[-1] != cell:
                    break
                inside.append(cell)
            start, end = inside[0], inside[-1]
        if start is None or end is None or start == end:
            continue

        price = _pricing(open_hexes, barred, rivers, rugged, own, other, value)
        chain = shortest({start: 0.0}, {end: 0.0}, corridor(edge.line, price, frame))
        if not chain:
            complaints.append(f"link {edge.name}: no way from {label(start)} to {label(end)}")
            continue
        for a, b in pairwise(chain):
            side = ordered(a, b)
            own.setdefault(side, value)
            names = net.names.setdefault(side, [])
            if edge.name and edge.name not in names:
                names.append(edge.name)
    return net, complaints


def join_places(
    net: Network,
    cells: Iterable[Hex],
    open_hexes: frozenset[Hex],
    barred: Mapping[Side, str],
    rugged: Mapping[Hex, float],
    reach: float,
) -> None:
    """Lay a secondary road from each place without one to the nearest road.

    ``reach`` is the dearest way in hex steps; on an island without roads the places are
    joined to one another.
    """
    homes = sorted(set(cells))

    def step(cell: Hex) -> Iterable[tuple[Hex, float]]:
        sides = [(near, ordered(cell, near)) for near in neighbours(cell)]
        return [
            (near, 1.0 + rugged.get(near, 0.0)) for near, s in sides if near in open_hexes and s not in barred
        ]

    for home in homes:
        on_road = {h for side in net.road for h in side}
        if home in on_road:
            continue
        near = shortest({home: 0.0}, dict.fromkeys(on_road, 0.0), step)
        if not near:
            near = shortest({home: 0.0}, {h: 0.0 for h in homes if h != home}, step)
        if near and len(near) - 1 <= reach:
            for a, b in pairwise(near):
                net.road.setdefault(ordered(a, b), "secondary")
