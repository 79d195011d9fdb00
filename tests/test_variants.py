"""Every variant of the Italian campaign: its files are sound and a game on it runs to its end."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import engine
from engine import loader
from engine.audit import audit
from engine.kernels.consts import STATUS_AWAY, STATUS_BOX, STATUS_MAP
from engine.lint import lint_path
from engine.paths import list_variants
from engine.script import triggers
from engine.setup import first_state, new_game
from engine.sim.match import Match, play
from engine.state import G_PHASE, G_TURN
from engine.world import World
from engine.world_build import build

ROOT = Path(__file__).parent.parent
ITALY = ROOT / "scenarios" / "italy1943"
TINY = ROOT / "tests" / "scenarios" / "tiny"
VARIANTS = list_variants(ITALY)
GREEDY = ("greedy", "greedy")


def world_of(name: str) -> World:
    return engine.load_scenario(ITALY / name)


def test_the_known_operations_are_there() -> None:
    wanted = {
        "husky",
        "avalanche",
        "winter-line",
        "anzio-cassino",
        "diadem",
        "gothic-line",
        "grapeshot",
        "tutorial",
    }
    assert wanted <= set(VARIANTS)


def test_the_scenario_and_its_variants_are_linted_clean() -> None:
    assert [p.text("") for p in lint_path(ITALY)] == []


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_has_its_own_calendar_victory_and_briefing(name: str) -> None:
    scenario = loader.load_or_raise(ITALY / name)
    change = scenario.change
    assert change is not None
    assert change.calendar is not None
    assert change.victory is not None
    assert change.calendar.days_per_turn in (2, 7)
    for objective in change.victory.objective:
        dates = [band.until for band in objective.bands]
        assert dates == sorted(set(dates)), objective.place
        assert change.calendar.start <= dates[0] <= dates[-1] <= change.calendar.end, objective.place
        points = [band.points for band in objective.bands]
        assert points == sorted(points, reverse=True), objective.place
    floors = [level.at_least for level in change.victory.level]
    assert floors == sorted(floors)
    assert {level.side for level in change.victory.level} == {"allies", "axis"}
    briefing = (ITALY / "text" / f"briefing-{name}.en.md").read_text(encoding="utf-8")
    assert briefing.count("\n\n") == 2, "a title and a paragraph for each side"


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_starts_with_two_armies_and_a_front(name: str) -> None:
    world = world_of(name)
    state = new_game(world, 1).state
    assert audit(world, state) == []
    for side in range(2):
        ours = state.unit_side[: world.sizes.unit] == side
        assert (ours & ((state.unit_status == STATUS_MAP) | (state.unit_status == STATUS_BOX))).sum() >= (
            5 if name == "tutorial" else 15
        )
    allied = np.flatnonzero(state.hex_control == 0)
    assert not state.hex_fort[allied].any(), "works that nobody has dug"
    scored = {o.place for o in world.victory.objective if o.side == "allies"}
    first = first_state(world, 1)
    held = [p for p in scored if first.hex_control[world.place_hex[world.rows("place")[p]]] == 0]
    assert held == [], "objectives that nobody has to take"


@pytest.mark.parametrize("name", VARIANTS)
def test_computer_players_play_a_variant_to_its_end(name: str) -> None:
    world = world_of(name)
    match = Match(world, dict(zip(world.side_ids, GREEDY, strict=True)), 1)
    phase = None
    while not match.done:
        match.step()
        game = match.game.state.game
        now = (int(game[G_TURN]), int(game[G_PHASE]))
        if now != phase:
            phase = now
            assert audit(world, match.game.state) == [], now
    state = match.game.state
    assert state.over
    assert int(state.game[G_TURN]) <= world.turns
    again = play(world, dict(zip(world.side_ids, GREEDY, strict=True)), 1)
    assert again.digest == state.digest()
    assert again.reason != "unfinished"
    assert again.level is not None


# -- what the fields of a variant do -----------------------------------------------------


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    return folder


def write(folder: Path, text: str, before: str = "") -> None:
    head, _, tail = (TINY / "variants/late.toml").read_text(encoding="utf-8").partition("\n\n[answers]")
    body = f"{head}\n{before}\n\n[answers]{tail}\n{text}"
    (folder / "variants/late.toml").write_text(body, encoding="utf-8")


def test_the_past_is_written_into_the_first_position() -> None:
    scenario = loader.load_or_raise(TINY / "late")
    world = build(scenario)
    state = first_state(world, 1)
    trigger, decision = world.rows("trigger")["red-tired"], world.rows("decision")["red-choice"]
    assert state.trigger_turn[trigger] == state.trigger_count[trigger] == 1
    assert world.decisions[decision].option[int(state.decision_choice[decision])].id == "fight"
    assert state.decision_turn[decision] == 1
    plain = first_state(build(loader.load_or_raise(TINY)), 1)
    assert not plain.trigger_count.any()
    assert (plain.decision_choice == -1).all()


def test_what_is_past_does_not_happen_again() -> None:
    world = build(loader.load_or_raise(TINY / "late"))
    trigger = world.rows("trigger")["red-tired"]
    assert world.triggers[trigger].once
    match = Match(world, dict(zip(world.side_ids, GREEDY, strict=True)), 1)
    while not match.done:
        match.step()
    assert match.game.state.trigger_count[trigger] == 1


def test_nations_leave_the_war(tiny: Path) -> None:
    write(tiny, "", 'out_of_war = ["rd"]')
    world = build(loader.load_or_raise(tiny / "late"))
    state = first_state(world, 1)
    assert not state.nation_at_war[world.rows("nation")["rd"]]
    assert state.nation_at_war.sum() == len(state.nation_at_war) - 1


def test_a_cleared_map_holds_only_whom_the_variant_places(tiny: Path) -> None:
    write(tiny, "", "clear_units = true")
    scenario = loader.load_or_raise(tiny / "late")
    assert scenario.file.calendar.start > loader.load_or_raise(tiny).file.calendar.start
    world = build(scenario)
    state = first_state(world, 1)
    there = {u for u, row in world.rows("unit").items() if state.unit_status[row] != STATUS_AWAY}
    assert {"blue-3", "red-4"} <= there < set(world.rows("unit"))
    assert all(row.date >= scenario.file.calendar.start for row in scenario.arrivals)


def test_absent_units_neither_stand_nor_arrive(tiny: Path) -> None:
    write(tiny, "", 'absent = ["blue-1"]')
    scenario = loader.load_or_raise(tiny / "late")
    assert "blue-1" in scenario.units.ids, "plans and triggers may still name it"
    world = build(scenario)
    assert first_state(world, 1).unit_status[world.rows("unit")["blue-1"]] == STATUS_AWAY
    assert "blue-1" not in {row.unit for row in scenario.arrivals}


def test_silent_triggers_may_be_named_and_never_fire(tiny: Path) -> None:
    write(tiny, "", "keep_triggers = []")
    scenario = loader.load_or_raise(tiny / "late")
    base = loader.load_or_raise(tiny)
    assert scenario.triggers.ids == base.triggers.ids
    assert all(row.then == [] for row in scenario.triggers)
    world = build(scenario)
    state = first_state(world, 1)
    state.trigger_count[:] = 0
    for turn in range(1, world.turns + 1):
        state.game[G_TURN] = turn
        assert not any(triggers.consider(world, state, row, []) for row in range(len(world.triggers)))


def test_control_by_hexes_wins_over_control_by_regions(tiny: Path) -> None:
    (tiny / "variants/late/control.csv").write_text("hex,side\n002000,red\n", encoding="utf-8")
    scenario = loader.load_or_raise(tiny / "late")
    owners = {row.id: row.owner for row in scenario.hexes}
    assert (owners["002000"], owners["002001"]) == ("red", "blue")
    assert not [p for p in lint_path(tiny) if p.code == "W390"]


@pytest.mark.parametrize(
    ("before", "control", "file"),
    [
        ('absent = ["nobody"]', "", "variants/late.toml"),
        ('out_of_war = ["nowhere"]', "", "variants/late.toml"),
        ('keep_triggers = ["never"]', "", "variants/late.toml"),
        ("", "hex,side\n999999,red\n", "variants/late/control.csv"),
        ("", "hex,side\n002000,green\n", "variants/late/control.csv"),
    ],
)
def test_names_in_a_variant_lead_somewhere(tiny: Path, before: str, control: str, file: str) -> None:
    write(tiny, "", before)
    if control:
        (tiny / "variants/late/control.csv").write_text(control, encoding="utf-8")
    scenario, problems = loader.load(tiny / "late")
    assert scenario is None
    assert [p.file for p in problems] == [file]
