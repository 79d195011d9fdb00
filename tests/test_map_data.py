"""The committed map of Italy holds together: read from the CSV files, without the builder."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from engine import hexes

MAP = Path(__file__).parent.parent / "scenarios" / "italy1943" / "map"
TERRAIN = {"clear", "rolling", "hills", "mountain", "alpine", "marsh", "wooded-hills", "urban", "lake", "sea"}
SIDE_KINDS = {"minor-river", "major-river", "strait", "lake", "sea", "cliff"}
PLACE_KINDS = {"city", "town", "port", "airfield", "pass", "fort", "beach", "monastery"}
Row = dict[str, str]
Side = tuple[str, str]


@cache
def rows(name: str) -> tuple[Row, ...]:
    with (MAP / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


@cache
def hex_rows() -> dict[str, Row]:
    return {r["id"]: r for r in rows("hexes")}


@cache
def place(name: str) -> Row:
    return next(r for r in rows("places") if r["id"] == name)


@cache
def near(label: str) -> tuple[str, ...]:
    q, r = hexes.offset_to_axial(*hexes.parse_label(label))
    found = [hexes.axial_to_offset(*hexes.neighbour(q, r, d)) for d in range(6)]
    return tuple(hexes.label(*c) for c in found if min(c) >= 0)


def is_land(label: str) -> bool:
    return label in hex_rows() and hex_rows()[label]["terrain"] != "sea"


def walkable(label: str) -> bool:
    return is_land(label) and hex_rows()[label]["terrain"] != "lake"


def reach(start: Iterable[str], links: dict[str, set[str]]) -> set[str]:
    found, stack = set(start), list(start)
    while stack:
        for other in links[stack.pop()]:
            if other not in found:
                found.add(other)
                stack.append(other)
    return found


@cache
def blocked() -> frozenset[Side]:
    return frozenset(
        (r["a"], r["b"]) for r in rows("hexsides") if r["kind"] in ("sea", "lake", "strait", "cliff")
    )


def land_components() -> list[set[str]]:
    links: dict[str, set[str]] = defaultdict(set)
    for label in hex_rows():
        if walkable(label):
            links[label] |= {
                n for n in near(label) if walkable(n) and (min(label, n), max(label, n)) not in blocked()
            }
    left, found = set(links), []
    while left:
        part = reach([min(left)], links)
        left -= part
        found.append(part)
    return found


def net(column: str, values: set[str]) -> dict[str, set[str]]:
    links: dict[str, set[str]] = defaultdict(set)
    for row in rows("links"):
        if row[column] in values:
            links[row["a"]].add(row["b"])
            links[row["b"]].add(row["a"])
    return links


def corners(label: str) -> list[tuple[int, int]]:
    # Rounded to 0.1 of a spacing of 100: shared corners compare equal.
    x, y = hexes.centre(*hexes.parse_label(label), 100.0)
    return [(round(cx / 5), round(cy / 5)) for cx, cy in hexes.corners(x, y, 100.0)]


def ends_of(a: str, b: str) -> set[tuple[int, int]]:
    return set(corners(a)) & set(corners(b))


@pytest.mark.parametrize("name", ["hexes", "hexsides", "links", "places", "works", "sea_zones", "boxes"])
def test_files_are_sorted_and_clean(name: str) -> None:
    raw = (MAP / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert not re.search(rb"[ \t](,|\n)|, \d", raw) or name in ("places", "boxes", "hexes")
    keys = [(r["a"], r["b"]) if "a" in r else (r["id"],) for r in rows(name)]
    assert len(set(keys)) == len(keys)
    assert keys == sorted(keys)


def test_hexes_are_well_formed() -> None:
    zones = {r["id"] for r in rows("sea_zones")}
    for row in rows("hexes"):
        hexes.parse_label(row["id"])
        assert row["terrain"] in TERRAIN
        assert (row["terrain"] == "sea") == (row["sea_zone"] in zones), row
        assert bool(row["owner"]) == walkable(row["id"]), row
        assert row["weather"] in {"south", "centre", "north", "alps"}
        assert -10 <= int(row["elevation"]) < 4800
        if row["terrain"] != "sea":
            assert row["region"]


def test_size_and_proportions() -> None:
    land = [r for r in rows("hexes") if r["terrain"] != "sea"]
    assert 3400 <= len(land) <= 4200
    assert 8000 <= len(rows("hexes")) <= 11000
    share = {t: sum(r["terrain"] == t for r in land) / len(land) for t in TERRAIN}
    assert 0.2 < share["mountain"] < 0.35
    assert 0.3 < share["clear"] + share["rolling"] < 0.55


def test_sides_and_links_join_neighbours() -> None:
    for name in ("hexsides", "links"):
        for row in rows(name):
            assert row["a"] < row["b"]
            assert row["b"] in near(row["a"]), row
            assert is_land(row["a"]), row
            assert is_land(row["b"]), row
    assert {r["kind"] for r in rows("hexsides")} <= SIDE_KINDS
    for row in rows("links"):
        assert row["road"] in {"", "secondary", "main", "ferry"}
        assert row["rail"] in {"", "narrow", "single", "double"}
        assert row["road"] or row["rail"]
        assert walkable(row["a"])
        assert walkable(row["b"])
        assert ((row["a"], row["b"]) in blocked()) == (row["road"] == "ferry"), row


def test_places_stand_on_playable_land() -> None:
    for row in rows("places"):
        assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", row["id"])
        assert row["kind"] in PLACE_KINDS
        assert walkable(row["hex"]), row
        assert row["rank"] in {"1", "2", "3"}
        assert row["region"] == hex_rows()[row["hex"]]["region"]
        assert 0 <= int(row["beach_exposure"]) <= 3
        if row["kind"] in ("port", "beach") or int(row["port_tons"]):
            assert int(row["port_tons"]) + int(row["beach_tons"]) > 0, row
            seas = {hex_rows()[n]["sea_zone"] for n in near(row["hex"]) if n in hex_rows()}
            assert row["sea_zone"] in seas - {""}, row
        else:
            assert row["sea_zone"] == "", row


def test_land_that_holds_a_place_can_be_supplied() -> None:
    shores = {r["hex"] for r in rows("places") if int(r["port_tons"]) or int(r["beach_tons"])}
    ferries = {h for r in rows("links") if r["road"] == "ferry" for h in (r["a"], r["b"])}
    held = {r["hex"] for r in rows("places")}
    for part in land_components():
        if part & held:
            assert part & (shores | ferries), sorted(part)[:3]
    parts = land_components()
    for name in ("cagliari", "bastia", "portoferraio", "valletta", "messina"):
        home = next(p for p in parts if place(name)["hex"] in p)
        assert any(int(r["port_tons"]) and r["hex"] in home for r in rows("places"))


def test_rivers_reach_water_or_another_river() -> None:
    rivers: dict[str, list[Row]] = defaultdict(list)
    wet: dict[tuple[int, int], set[str]] = defaultdict(set)
    for row in rows("hexsides"):
        if "river" in row["kind"]:
            rivers[row["name"]].append(row)
            for corner in ends_of(row["a"], row["b"]):
                wet[corner].add(row["name"])
        elif row["kind"] in ("lake", "sea"):
            for corner in ends_of(row["a"], row["b"]):
                wet[corner].add("water")
    for label, row in hex_rows().items():
        if row["terrain"] in ("sea", "lake"):
            for corner in corners(label):
                wet[corner].add("water")
    assert len(rivers) > 80
    for name, sides in rivers.items():
        touching = set().union(*(wet[c] for r in sides for c in ends_of(r["a"], r["b"])))
        assert touching - {name}, name


def test_strait_of_messina() -> None:
    sicily = place("messina")["hex"]
    far_shores = {place("villa-san-giovanni")["hex"], place("reggio-di-calabria")["hex"]}
    kinds = {(r["a"], r["b"]): r["kind"] for r in rows("hexsides")}
    roads = {(r["a"], r["b"]): r["road"] for r in rows("links")}
    for shore in far_shores:
        pair = (min(sicily, shore), max(sicily, shore))
        assert kinds[pair] == "strait"
        assert roads[pair] == "ferry"
    sicily_land = next(p for p in land_components() if sicily in p)
    assert not sicily_land & far_shores


def test_roads_and_rails_run_the_length_of_italy() -> None:
    brenner = place("brenner-pass")["hex"]
    roads = reach([brenner], net("road", {"main", "ferry"}))
    for name in [
        "trapani",
        "palermo",
        "reggio-di-calabria",
        "naples",
        "rome",
        "bari",
        "milan",
        "turin",
        "trieste",
    ]:
        assert place(name)["hex"] in roads, name
    rails = reach([brenner], net("rail", {"single", "double"}))
    for name in [
        "reggio-di-calabria",
        "taranto",
        "rome",
        "naples",
        "cassino",
        "ventimiglia",
        "tarvisio",
        "genoa",
        "ancona",
    ]:
        assert place(name)["hex"] in rails, name
    trapani = reach([place("messina")["hex"]], net("rail", {"single", "double"}))
    assert place("trapani")["hex"] in trapani


def test_ground_that_decided_battles() -> None:
    def terrain(name: str) -> str:
        return hex_rows()[place(name)["hex"]]["terrain"]

    assert terrain("monte-cassino") == "mountain"
    assert terrain("pontecorvo") == "clear"
    assert terrain("sant-angelo-in-theodice") in ("clear", "rolling")
    assert terrain("esperia") == "mountain"
    assert terrain("futa-pass") in ("mountain", "wooded-hills", "hills")
    assert terrain("gerbini-airfield") == "clear"
    assert terrain("foggia") == "clear"
    assert terrain("rome") == "urban"
    distinct = ["cassino", "monte-cassino", "pontecorvo", "mignano", "esperia", "sant-angelo-in-theodice"]
    assert len({place(n)["hex"] for n in distinct}) == len(distinct)


def test_sea_zones_and_boxes() -> None:
    zones = {r["id"]: set(r["neighbours"].split()) for r in rows("sea_zones")}
    for name, others in zones.items():
        for other in others:
            assert name in zones[other]
    on_rail = set(net("rail", {"single", "double"}))
    for box in rows("boxes"):
        assert box["side"] in {"allies", "axis"}
        assert set(box["sea_zones"].split()) <= set(zones)
        for label in box["entry"].split():
            assert walkable(label)
            assert label in on_rail
            assert any(n not in hex_rows() for n in near(label)), f"{label} is not at the edge of the map"


def test_works_lie_on_land_in_chains() -> None:
    lines: dict[str, list[str]] = defaultdict(list)
    for row in rows("works"):
        assert walkable(row["hex"])
        assert 1 <= int(row["level"]) <= 4
        assert "1943-07-10" <= row["start"] < row["finish"] <= "1945-05-02"
        assert set(row["facing"].split()) <= set(hexes.DIRECTION_NAMES)
        lines[row["line"]].append(row["hex"])
    levels = {r["line"]: int(r["level"]) for r in rows("works")}
    planned = {"gustav": 4, "hitler": 3, "bernhardt": 3, "caesar": 2, "gothic": 3}
    assert {name: levels[name] for name in planned} == planned
    for name, chain in lines.items():
        for a, b in pairwise(chain):
            assert b in near(a), f"{name}: gap between {a} and {b}"
