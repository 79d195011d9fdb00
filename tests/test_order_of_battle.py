"""The order of battle of the campaign, read from its files: whole, consistent, historical."""

from __future__ import annotations

import collections
import csv
import datetime
import itertools
import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
import pytest

import engine
from engine import hexes
from engine.kernels.consts import STATUS_BOX, STATUS_MAP
from engine.schema.forces import (
    AliasRow,
    ArrivalRow,
    FormationRow,
    LeaderRow,
    LeftOutRow,
    ReplacementRow,
    SupportRow,
    UnitRow,
    WithdrawalRow,
)
from engine.schema.rules import UnitTypesFile
from engine.schema.victory import FrontRow, LossRow, MilestoneRow
from engine.setup import first_state

SCENARIO = Path(__file__).resolve().parent.parent / "scenarios" / "italy1943"
FILES: dict[str, type[Any]] = {
    "forces/aliases.csv": AliasRow,
    "forces/arrivals.csv": ArrivalRow,
    "forces/formations.csv": FormationRow,
    "forces/leaders.csv": LeaderRow,
    "forces/left_out.csv": LeftOutRow,
    "forces/replacements.csv": ReplacementRow,
    "forces/support.csv": SupportRow,
    "forces/units.csv": UnitRow,
    "forces/withdrawals.csv": WithdrawalRow,
    "history/fronts.csv": FrontRow,
    "history/losses.csv": LossRow,
    "history/milestones.csv": MilestoneRow,
}
AXIS = {"de", "it", "rsi"}
ALLIES = {"uk", "us", "ca", "nz", "in", "za", "pl", "fr", "br", "gr", "yu", "it-co"}
STACKING = {"mountain": 6, "alpine": 3, "marsh": 5}
START = datetime.date(1943, 7, 10)
T = TypeVar("T")


def cells(file: str) -> list[dict[str, str]]:
    with (SCENARIO / file).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def rows(file: str, kind: type[T]) -> list[T]:
    return [
        msgspec.convert({k: v for k, v in row.items() if v != ""}, kind, strict=False) for row in cells(file)
    ]


UNITS = rows("forces/units.csv", UnitRow)
UNIT = {u.id: u for u in UNITS}
FORMATIONS = {f.id: f for f in rows("forces/formations.csv", FormationRow)}
ARRIVALS = rows("forces/arrivals.csv", ArrivalRow)
WITHDRAWALS = rows("forces/withdrawals.csv", WithdrawalRow)
TYPES = {
    t.id: t
    for t in msgspec.convert(
        tomllib.loads((SCENARIO / "rules/unit_types.toml").read_text(encoding="utf-8")), UnitTypesFile
    ).type
}
HEXES = {h["id"]: h for h in cells("map/hexes.csv")}
BOXES = {b["id"]: b for b in cells("map/boxes.csv")}
PLACES = {p["id"]: p for p in cells("map/places.csv")}


def side(nation: str) -> str:
    return "axis" if nation in AXIS else "allies"


def present(unit: UnitRow, date: datetime.date) -> bool:
    """Tell whether a unit is in the theatre on a date, if history runs its course."""
    changes = [(a.date, True) for a in ARRIVALS if a.unit == unit.id]
    changes += [(w.date, False) for w in WITHDRAWALS if w.unit == unit.id]
    here = unit.at is not None
    for when, now in sorted(changes):
        if when <= date:
            here = now
    return here


@pytest.mark.parametrize("file", sorted(FILES))
def test_files_decode_and_are_tidy(file: str) -> None:
    assert rows(file, FILES[file])
    raw = (SCENARIO / file).read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert not re.search(rb"[ \t]\n", raw)
    key = "alias" if file.endswith("aliases.csv") else "id"
    ids = [row[key] for row in cells(file)]
    assert ids == sorted(ids)
    assert len(ids) == len(set(ids))


def test_units_name_things_that_exist() -> None:
    for unit in UNITS:
        assert unit.type in TYPES, unit.id
        assert unit.nation in AXIS | ALLIES, unit.id
        assert unit.formation in FORMATIONS, unit.id
        assert len(unit.label) <= 8, unit.id
        assert unit.source, unit.id
        assert unit.confidence, unit.id


def test_formations_form_trees_of_one_side() -> None:
    rank = {"corps": 0, "army": 1, "group": 2}
    for formation in FORMATIONS.values():
        assert len(formation.label) <= 8, formation.id
        if formation.parent is not None:
            parent = FORMATIONS[formation.parent]
            assert rank[parent.echelon] >= rank[formation.echelon], formation.id
            assert rank[parent.echelon] > 0, formation.id
            assert side(parent.nation) == side(formation.nation), formation.id
    for unit in UNITS:
        seen = set()
        at = unit.formation
        while at is not None:
            assert at not in seen, f"loop at {at}"
            seen.add(at)
            assert side(FORMATIONS[at].nation) == side(unit.nation), unit.id
            at = FORMATIONS[at].parent


def test_every_row_of_the_fact_sheets_is_accounted_for_once() -> None:
    notes = [f"{u.note}" for u in UNITS] + [f.note for f in FORMATIONS.values()]
    notes += [left.reason for left in rows("forces/left_out.csv", LeftOutRow)]
    sheets = [found for note in notes for found in re.findall(r"\bsheet ([A-Za-z0-9_]+)", note)]
    assert not [s for s, n in collections.Counter(sheets).items() if n > 1]
    assert sum(s.startswith("al_") for s in sheets) == 117
    assert sum(s.startswith("ax_") for s in sheets) == 187


def test_units_start_where_they_may_stand() -> None:
    roads = {end for link in cells("map/links.csv") if link["road"] for end in (link["a"], link["b"])}
    stacks: collections.Counter[str] = collections.Counter()
    for unit in UNITS:
        if unit.at is None or unit.at in BOXES:
            if unit.at is not None:
                assert BOXES[unit.at]["side"] == side(unit.nation), unit.id
            continue
        ground = HEXES[unit.at]
        assert ground["terrain"] not in {"sea", "lake"}, unit.id
        assert ground["owner"] == side(unit.nation), unit.id
        kind = TYPES[unit.type]
        if kind.movement not in {"foot", "mountain"} and ground["terrain"] in {"mountain", "alpine"}:
            assert unit.at in roads, unit.id
        stacks[unit.at] += kind.stacking
    for at, points in stacks.items():
        assert points <= STACKING.get(HEXES[at]["terrain"], 9), at


def test_coastal_units_stand_on_a_coast() -> None:
    for unit in UNITS:
        if not TYPES[unit.type].coastal or unit.at is None:
            continue
        q, r = hexes.offset_to_axial(*hexes.parse_label(unit.at))
        around = [hexes.axial_to_offset(*hexes.neighbour(q, r, d)) for d in range(6)]
        labels = [hexes.label(*cell) for cell in around if min(cell) >= 0]
        assert any(HEXES.get(at, {}).get("terrain") == "sea" for at in labels), unit.id


def test_arrivals_and_withdrawals_alternate() -> None:
    for arrival in ARRIVALS:
        assert arrival.unit in UNIT
        assert arrival.at in (BOXES if arrival.mode == "box" else PLACES), arrival.id
        if arrival.mode == "box":
            assert BOXES[arrival.at]["side"] == side(UNIT[arrival.unit].nation), arrival.id
    for withdrawal in WITHDRAWALS:
        assert withdrawal.unit in UNIT
    for unit in UNITS:
        changes = sorted(
            [(a.date, True) for a in ARRIVALS if a.unit == unit.id]
            + [(w.date, False) for w in WITHDRAWALS if w.unit == unit.id]
        )
        here = unit.at is not None
        for when, now in changes:
            assert now != here, (unit.id, when)
            assert datetime.date(1943, 7, 10) <= when <= datetime.date(1945, 5, 2), unit.id
            here = now


def test_units_without_a_place_or_arrival_enter_by_trigger() -> None:
    arriving = {a.unit for a in ARRIVALS}
    political = {u.id for u in UNITS if u.at is None and u.id not in arriving}
    assert political == {u.id for u in UNITS if "enters by trigger" in u.note}
    assert {UNIT[u].nation for u in political} == {"it-co", "rsi", "yu"}
    table = (SCENARIO / "forces/README.md").read_text(encoding="utf-8")
    entries = dict(
        re.findall(r"^\| `([a-z0-9-]+)` \| [0-9-]+ \| .*? \| `([a-z0-9-]+)` \|", table, re.MULTILINE)
    )
    assert entries.keys() == political
    assert set(entries.values()) <= PLACES.keys()


def test_sicily_on_the_eve_of_the_landing() -> None:
    here = [u for u in UNITS if u.at in HEXES and HEXES[u.at]["region"] == "sicily"]
    divisions = [u for u in here if TYPES[u.type].echelon == "division"]
    count = collections.Counter("coastal" if TYPES[u.type].coastal else u.nation for u in divisions)
    assert count == {"it": 4, "coastal": 5, "de": 2}
    assert {u.id for u in here} >= {
        "de-hermann-goering",
        "de-15-panzergrenadier",
        "it-4-livorno",
        "it-206-coastal",
    }


def test_husky_lift_suits_the_landing_craft() -> None:
    assault = [u for u in UNITS if u.at == "north-africa" and "parachute" not in u.type]
    assert sum(TYPES[u.type].echelon == "division" for u in assault) == 8
    first = rows("forces/support.csv", SupportRow)[0]
    assert first.start == START
    infantry = [u for u in assault if u.type == "allied-infantry"]
    assert sum(TYPES[u.type].lift for u in infantry) <= first.craft


HISTORY = {
    "1943-07-15": (9, 8),
    "1943-09-12": (15, 18),
    "1943-12-15": (17, 19),
    "1944-02-01": (18, 22),
    "1944-05-11": (25, 23),
    "1944-08-25": (21, 26),
    "1944-12-15": (21, 25),
    "1945-04-09": (18, 23),
}


@pytest.mark.parametrize("day", sorted(HISTORY))
def test_divisions_on_a_date_are_those_of_history(day: str) -> None:
    date = datetime.date.fromisoformat(day)
    divisions = [u for u in UNITS if TYPES[u.type].echelon == "division" and present(u, date)]
    allied = sum(u.nation in ALLIES - {"it-co", "yu"} for u in divisions)
    german = sum(u.nation == "de" for u in divisions)
    assert abs(allied - HISTORY[day][0]) <= 3
    assert abs(german - HISTORY[day][1]) <= 3


def test_dated_tables_have_no_gap_and_no_overlap() -> None:
    for name in ("allies", "axis"):
        mine = [r for r in rows("forces/support.csv", SupportRow) if r.side == name]
        assert mine[0].start == START
        for before, after in itertools.pairwise(mine):
            assert after.start - before.finish == datetime.timedelta(1), after.id
            assert (after.start - START).days % 7 == 0, after.id
        assert mine[-1].finish >= datetime.date(1945, 5, 2)
    by_nation: dict[str, list[ReplacementRow]] = {}
    for row in rows("forces/replacements.csv", ReplacementRow):
        by_nation.setdefault(row.nation, []).append(row)
    for nation, some in by_nation.items():
        assert nation in ALLIES | AXIS
        for earlier, later in itertools.pairwise(some):
            assert earlier.finish < later.start, later.id


def test_replacements_have_the_mean_of_the_calibration() -> None:
    def weekly(nations: set[str]) -> float:
        some = [r for r in rows("forces/replacements.csv", ReplacementRow) if r.nation in nations]
        days = (datetime.date(1945, 5, 8) - START).days + 1
        return sum(r.quarters * ((r.finish - r.start).days + 1) for r in some) / days / 4

    assert weekly(ALLIES - {"it-co"}) == pytest.approx(2.0, abs=0.2)
    assert weekly({"de"}) == pytest.approx(1.3, abs=0.15)


def test_leaders_serve_formations_of_their_side() -> None:
    for leader in rows("forces/leaders.csv", LeaderRow):
        assert leader.start <= leader.finish, leader.id
        if leader.formation is None:
            assert "commands" in leader.note, leader.id
        else:
            assert side(FORMATIONS[leader.formation].nation) == side(leader.nation), leader.id


def test_one_leader_a_formation_and_day() -> None:
    posts: dict[str, list[LeaderRow]] = {}
    for leader in rows("forces/leaders.csv", LeaderRow):
        if leader.formation is not None:
            posts.setdefault(leader.formation, []).append(leader)
    for formation, some in posts.items():
        some.sort(key=lambda r: r.start)
        for before, after in itertools.pairwise(some):
            assert before.finish < after.start, (formation, before.id, after.id)


def test_aliases_and_milestones_lead_somewhere() -> None:
    homes = {"formation": set(FORMATIONS), "place": set(PLACES), "box": set(BOXES)}
    for alias in rows("forces/aliases.csv", AliasRow):
        assert alias.id in homes[alias.kind], alias.alias
    milestones = rows("history/milestones.csv", MilestoneRow)
    assert {"palermo-taken", "naples-taken", "rome-taken", "bologna-taken"} <= {m.id for m in milestones}
    for milestone in milestones:
        if milestone.measure == "control":
            assert milestone.subject in PLACES, milestone.id


def test_losses_add_up() -> None:
    losses = {r.id: r for r in rows("history/losses.csv", LossRow)}
    for name in ("allies", "axis"):
        periods = sorted(
            (r for r in losses.values() if re.match(rf"{name}-[1-9]-", r.id)), key=lambda r: r.start
        )
        assert sum(r.men for r in periods) == losses[f"{name}-total"].men
        for before, after in itertools.pairwise(periods):
            assert after.start - before.finish == datetime.timedelta(1)


def test_italian_fates_cover_the_italian_army() -> None:
    fates = {row["id"] for row in cells("history/italian_fates.csv")}
    assert {u.id for u in UNITS if u.nation == "it"} <= fates


def test_types_keep_the_scale_of_the_calibration() -> None:
    assert {t.movement for t in TYPES.values()} == {"foot", "mountain", "motorised", "tracked", "static"}
    assert (TYPES["allied-infantry"].steps, TYPES["allied-infantry"].need) == (8, 200)
    assert (TYPES["german-infantry"].steps, TYPES["german-infantry"].need) == (6, 100)
    assert (TYPES["italian-coastal"].movement, TYPES["italian-coastal"].need) == ("static", 25)
    for kind in TYPES.values():
        assert (kind.armour > 0) == (kind.movement == "tracked"), kind.id
        assert kind.echelon in {"division", "brigade", "regiment", "battalion"}, kind.id
        assert kind.id in {u.type for u in UNITS}, kind.id


# Operations on the mainland; the other two are fought in Sicily.
WIDE = ["anzio-cassino", "avalanche", "diadem", "gothic-line", "grapeshot", "winter-line"]


def trigger_days() -> dict[str, datetime.date]:
    """Return the days of the README's table on which history formed the units that triggers let enter."""
    table = (SCENARIO / "forces/README.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| `([a-z0-9-]+)` \| ([0-9-]+) \|", table, re.MULTILINE)
    return {unit: datetime.date.fromisoformat(day) for unit, day in found}


def standing(variant: str) -> tuple[datetime.date, set[str]]:
    """Return the first day of an operation and the divisions on the map or in boxes on it."""
    world = engine.load_scenario(SCENARIO / variant)
    state = first_state(world, 1)
    there = np.flatnonzero((state.unit_status == STATUS_MAP) | (state.unit_status == STATUS_BOX))
    ids = {world.unit_ids[u] for u in there}
    return world.start, {u for u in ids if TYPES[UNIT[u].type].echelon == "division"}


@pytest.mark.parametrize("variant", WIDE)
def test_the_divisions_of_an_operation_are_those_of_its_day(variant: str) -> None:
    """All Germans and Allies that history had, and no other; whoever comes on the day comes with the turn."""
    start, there = standing(variant)
    formed = {u for u in there if "enters by trigger" in UNIT[u].note}
    assert {u for u in formed if trigger_days()[u] > start} == set()
    there = {u for u in there - formed if UNIT[u].nation != "it"}
    known = [u for u in UNITS if TYPES[u.type].echelon == "division" and u.nation != "it"]
    may = {u.id for u in known if present(u, start)}
    must = {u.id for u in known if u.id in may and present(u, start - datetime.timedelta(days=1))}
    assert must - there == set()
    assert there - may == set()


@pytest.mark.parametrize("variant", WIDE)
def test_no_italian_division_outlives_its_fate(variant: str) -> None:
    start, there = standing(variant)
    fates = {
        row["id"]: datetime.date.fromisoformat(row["date"]) for row in cells("history/italian_fates.csv")
    }
    assert {u for u in there if UNIT[u].nation == "it" and fates[u] < start} == set()


@pytest.mark.parametrize("variant", ["husky", "tutorial"])
def test_the_divisions_of_sicily_are_those_of_the_landing(variant: str) -> None:
    """Husky has all of them, and Calabria behind them; the tutorial a part."""
    _, there = standing(variant)
    sicily = {u.id for u in UNITS if u.at in HEXES and HEXES[u.at]["region"] == "sicily"}
    boats = {u.id for u in UNITS if u.at == "north-africa"}
    assert {u for u in there if UNIT[u].nation not in AXIS} <= boats
    if variant == "husky":
        assert {u for u in sicily | boats if TYPES[UNIT[u].type].echelon == "division"} <= there
    else:
        assert {u for u in there if UNIT[u].nation in AXIS} <= sicily
