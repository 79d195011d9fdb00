"""The order of battle: sorted, sifted, jumped from; and the report of a turn in three lines."""

from __future__ import annotations

import os

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pytest

from engine.events import Battle, Captured, Lost, Scored
from engine.kernels.consts import STATUS_BOX, STATUS_MAP
from engine.observation import SPECTATOR
from game import dialogs, forces, mapdata, scene, shot, theme, wording
from game.forces import FILTERS, SORTS, Browser
from game.notes import TurnNote
from game.scene import Scene
from game.session import Session
from tests import window_states


@pytest.fixture(scope="module")
def session() -> Session:
    shot.open_hidden()
    return window_states.position()


@pytest.fixture(scope="module")
def shown(session: Session) -> Scene:
    world = session.world
    return scene.build(world, mapdata.load(world.scenario_path, world), session.observe())


def listed(shown: Scene, **wanted: str) -> list[int]:
    return [u for _, rows in forces.units(shown, 0, Browser(**wanted)) for u in rows]  # type: ignore[arg-type]


def test_all_units_are_listed_once_in_every_order(shown: Scene) -> None:
    seen = shown.seen
    there = {
        u
        for u in range(shown.world.sizes.unit)
        if seen.unit_side[u] == 0 and seen.unit_status[u] in (STATUS_MAP, STATUS_BOX)
    }
    assert there
    for sort in SORTS:
        found = listed(shown, sort=sort)
        assert set(found) == there
        assert len(found) == len(there)
    strong = [int(seen.unit_quarters[u]) for u in listed(shown, sort="strength")]
    assert strong == sorted(strong, reverse=True)
    shaken = [int(seen.unit_cohesion[u]) for u in listed(shown, sort="cohesion")]
    assert shaken == sorted(shaken)
    names = [shown.world.unit_labels[u].casefold() for u in listed(shown, sort="name")]
    assert names == sorted(names)


def test_each_sieve_lets_through_what_its_name_says(shown: Scene) -> None:
    seen = shown.seen
    everyone = set(listed(shown))
    for only in FILTERS:
        assert set(listed(shown, only=only)) <= everyone
    assert all(seen.unit_status[u] == STATUS_BOX for u in listed(shown, only="away"))
    assert all(seen.unit_mp[u] > 0 for u in listed(shown, only="fresh"))
    assert all(seen.unit_supply[u] > 0 for u in listed(shown, only="hungry"))
    assert listed(shown, only="away")
    assert set(listed(shown, only="fresh")).isdisjoint(listed(shown, only="away"))


def test_a_line_jumps_and_buttons_change_the_list(shown: Scene) -> None:
    browser = Browser()
    sheet = forces.panel(shown, 0, browser, 900, 0)
    jumps = [action for _, action in sheet.spots if action[0] == "jump"]
    assert jumps
    assert all(int(row) in shown.stacks for _, row in jumps)
    assert sheet.primary is None
    assert browser.act(("forces-sort", "strength"))
    assert browser.act(("forces-only", "away"))
    assert not browser.act(("jump", 3))
    sheet = forces.panel(shown, 0, browser, 900, 0)
    assert ("show-boxes",) in [action for _, action in sheet.spots]
    assert browser.act(("forces-other",))
    assert forces.side_of(shown, browser, 0) == 1


def test_a_line_that_leads_nowhere_is_no_button(session: Session, shown: Scene) -> None:
    watched = scene.build(session.world, shown.data, session.game.view(SPECTATOR))
    assert listed(watched, only="away")
    sheet = forces.panel(watched, 0, Browser(only="away"), 900, 0)  # who watches cannot open the boxes
    # The buttons above the list are all that the keyboard walks over.
    assert {action[0] for _, action in sheet.spots} == {"forces-other", "forces-sort", "forces-only"}


def test_the_list_can_be_turned_to_its_end(shown: Scene) -> None:
    everyone = listed(shown, sort="name")
    met: set[object] = set()
    for offset in range(0, len(everyone) + 20, 4):
        sheet = forces.panel(shown, 0, Browser(sort="name"), 500, offset)
        met |= {line.words for line in sheet.lines}
    assert {shown.world.unit_labels[u] for u in everyone} <= met


def test_the_report_says_what_changed_whether_it_is_good_and_why(session: Session) -> None:
    world, note = session.world, TurnNote()
    ours = next(u for u in range(world.sizes.unit) if session.game.state.unit_side[u] == 0)
    theirs = next(u for u in range(world.sizes.unit) if session.game.state.unit_side[u] == 1)
    place = world.victory.objective[0].place
    for event in (
        Battle(5, 0, (ours,), (theirs,), 1, 3, 0, 7, 0, 0),
        Captured(world.rows("place")[place], 0, 1),
        Lost(ours, 3, 0),
        Lost(theirs, 6, 0),
        Scored(0, 20, place),
        Scored(0, -3, "losses"),
    ):
        note.take_in(world, event, 0, session.game.state.unit_side)
    assert note.points == 17
    lines = [line.words for line in dialogs.report_panel(world, note, session.game.state, 0).lines]
    name = world.place_names[world.rows("place")[place]]
    assert lines[1] == wording.REPORT_TAKEN.format(name)
    score = int(session.game.state.side_score[0])
    assert lines[2] == wording.REPORT_GOOD.format(17, score)
    assert f"{name} +20" in lines[3]
    assert "-3" in lines[3]
    said = " ".join(lines)
    assert wording.counted("REPORT_FOUGHT", 1, "¾", "1½") in said
    against = TurnNote()
    against.take_in(world, Scored(0, 20, place), 1, session.game.state.unit_side)
    sheet = dialogs.report_panel(world, against, session.game.state, 1)
    assert any(line.colour == theme.BAD for line in sheet.lines)


def test_each_person_at_one_window_has_a_report_of_his_own_since_his_last() -> None:
    session = window_states.position()
    session.humans, session.notes = {0, 1}, {}
    note = TurnNote(battles=3)
    session.notes[1] = note
    assert session.report(1, fresh=True) is note
    assert session.report(1) is note, "asked for again it is the same"
    assert session.report(1, fresh=True).battles == 0
