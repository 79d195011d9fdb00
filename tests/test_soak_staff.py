"""The harness of the staff's campaigns: promises, pace of the advance, landings told apart."""

from __future__ import annotations

from typing import Any

import pytest

import engine
from benchmarks.soak import staff_campaign
from benchmarks.soak.staff_campaign import PACE, Job
from engine.events import Landed
from engine.setup import new_game
from engine.world import World


@pytest.fixture(scope="module")
def world() -> World:
    return engine.load_scenario("italy1943")


def game(world: World, **captured: str | None) -> dict[str, Any]:
    """Return what is kept of a game in which only some places fell."""
    never = dict.fromkeys([p for s in PACE for p in (s.start, s.goal)] + ["pescara"])
    return {
        "seed": 1,
        "rivals": {"allies": "bold", "axis": None},
        "level": "draw",
        "battles": 400,
        "losses": dict.fromkeys(world.side_ids, 10),
        "away_percent": 51,
        "landings": [{"date": "1943-08-28", "place": "a", "hostile": True}],
        "captured": {**never, **{name.replace("_", "-"): day for name, day in captured.items()}},
        "milestones": dict.fromkeys(m.id for m in world.milestones),
        "digest": "",
        "cpu_s": 1.0,
    }


def test_promises_are_judged_by_dates(world: World) -> None:
    good = staff_campaign.kept(game(world, naples="1943-10-02", cassino="1944-03-04", rome="1944-06-03"))
    assert [name for name, held in good.items() if not held] == ["second-landing"]
    early = game(world, naples="1944-01-01", rome="1944-02-26", verona="1945-03-31")
    early["landings"] = [{"date": "1944-01-22", "place": "b", "hostile": True}]
    early["away_percent"], early["battles"] = 50, 399
    assert [name for name, held in staff_campaign.kept(early).items() if held] == ["second-landing"]
    early["landings"][0]["hostile"] = False
    assert not any(staff_campaign.kept(early).values())


def test_who_never_came_there_was_slower_than_all(world: World) -> None:
    between = staff_campaign.days_between
    assert between("1944-01-01", "1944-01-15") == 14
    assert between("1944-01-01", "1944-01-01") == staff_campaign.SAME_WEEK
    assert between("1944-01-08", "1944-01-01") == between(None, "1944-01-01") == 0
    assert between("1944-01-01", None) is None
    games = [game(world, cassino="1944-05-13", rome=day) for day in ("1944-05-13", "1944-06-03", None)]
    (line,) = (row for row in staff_campaign.pace(games) if row["stretch"] == "Cassino - Rome")
    assert (line["p10"], line["p50"], line["p90"]) == (3.5, 21, None)
    assert (line["never"], line["turned_round"], line["near"]) == (1, 0, True)
    (other,) = (row for row in staff_campaign.pace(games) if row["stretch"] == "Sant'Elia - Cassino")
    assert (other["turned_round"], other["near"]) == (3, False)


def test_only_shores_of_the_mainland_count(world: World) -> None:
    state = new_game(world, 1).state
    places, side = world.rows("place"), world.rows("side")["allies"]
    own = int((state.unit_side == side).argmax())
    other = int((state.unit_side != side).argmax())

    def landed(place: str, unit: int) -> list[dict[str, Any]]:
        event = Landed((unit,), places[place], int(world.place_hex[places[place]]))
        return staff_campaign.landings(world, state, state.hex_control, [event])

    assert landed("x-ray-beaches-nettuno", own) == [
        {"date": "1943-07-10", "place": "x-ray-beaches-nettuno", "hostile": True}
    ]
    for island in ("joss-beaches-licata", "marina-di-campo", "ajaccio-gulf-beach"):
        assert landed(island, own) == []
    assert landed("x-ray-beaches-nettuno", other) == []


def test_a_few_turns_make_a_page(world: World) -> None:
    found = staff_campaign.play(Job("staff", 1), 4)
    assert found["rivals"]["allies"] in {r.id for r in world.doctrine["allies"].rival}
    assert found["german_steps_in_sicily"] > 10
    assert found["captured"]["licata"] == "1943-07-10"
    result = staff_campaign.summary(world, [found])
    assert [p["promise"] for p in result["promises"]] == list(staff_campaign.kept(found))
    head = {"what": "", "player": "staff", "games": 1, "commit": "0"}
    assert {(r["side"], r["rival"]) for r in result["rivals"]} == set(found["rivals"].items())
    page = staff_campaign.page({**head, **result})
    assert all(row.title in page for row in PACE)
    assert all(m.id in page for m in world.milestones)
