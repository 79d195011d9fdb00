"""The CSV files of ``map/``: one hex, hexside, link, place, work, sea zone or box a line."""

import datetime
from typing import Literal

from engine.schema.base import (
    Confidence,
    Count,
    Id,
    Label,
    Latitude,
    Longitude,
    Metres,
    Row,
    Small,
    Text,
    Tons,
)


class HexRow(Row, frozen=True):
    """``map/hexes.csv``: a hex of the map's outline, land or sea."""

    id: Label
    terrain: Id
    elevation: Metres
    relief: Metres = 0
    region: Id | None = None
    weather: Id | None = None
    sea_zone: Id | None = None
    owner: Id | None = None
    note: Text = ""


class HexsideRow(Row, frozen=True):
    """``map/hexsides.csv``: what lies on the border of two adjacent hexes."""

    a: Label
    b: Label
    kind: Id
    name: Text = ""


class LinkRow(Row, frozen=True):
    """``map/links.csv``: road and rail between two adjacent hexes."""

    a: Label
    b: Label
    road: Id | None = None
    rail: Id | None = None
    name: Text = ""


PlaceKind = Literal["city", "town", "port", "airfield", "pass", "fort", "beach", "monastery"]


class PlaceRow(Row, frozen=True):
    """``map/places.csv``: a named point. Capacities in tons a day, population in thousands."""

    id: Id
    name: Text
    kind: PlaceKind
    hex: Label
    lat: Latitude
    lon: Longitude
    name_local: Text = ""
    rank: Small = 2
    region: Id | None = None
    port_tons: Tons = 0
    beach_tons: Tons = 0
    beach_exposure: Small = 0
    sea_zone: Id | None = None
    population_k: Count = 0
    source: Text = ""
    confidence: Confidence = ""
    note: Text = ""


class WorkRow(Row, frozen=True):
    """``map/works.csv``: a hex of a fortified line and the dates between which it grows."""

    id: Id
    line: Id
    hex: Label
    level: Small
    start: datetime.date
    finish: datetime.date
    facing: Text = ""
    source: Text = ""
    confidence: Confidence = ""


class SeaZoneRow(Row, frozen=True):
    """``map/sea_zones.csv``: a stretch of sea and the zones it borders on (ids, spaces between)."""

    id: Id
    name: Text
    neighbours: Text = ""


class BoxRow(Row, frozen=True):
    """``map/boxes.csv``: an off-map holding area; ``entry`` lists hex labels, ``sea_zones`` ids.

    ``tons`` is what comes by rail through each entry, empty for ``home_capacity`` of supply.toml.
    """

    id: Id
    name: Text
    side: Id
    kind: Literal["sea", "rail", "away"]
    sea_zones: Text = ""
    entry: Text = ""
    tons: Tons | None = None
    note: Text = ""
