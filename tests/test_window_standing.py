"""The panel that tells how the war stands: beside history, and beside computer players."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pytest

import engine
from engine.loader import load_or_raise
from engine.rules.victory import band_points
from engine.schema.victory import CommanderRow
from engine.sim import yardstick
from engine.sim.batch import batch
from engine.sim.report import read_batch
from engine.state import G_TURN, State
from engine.world import World
from game import mapdata, scene, shot, standing, texts, wording
from game.widgets import Sheet

TINY = str(Path(__file__).parent / "scenarios" / "tiny")


@pytest.fixture(scope="module")
def world() -> World:
    shot.open_hidden()
    return engine.load_scenario("italy1943")


def turn_of(world: World, day: datetime.date) -> int:
    return next(t for t in range(1, world.turns + 1) if world.date_of(t) <= day < world.date_of(t + 1))


def position(world: World, day: datetime.date, taken: dict[str, datetime.date]) -> scene.Scene:
    """Return a day on which the first side holds some objectives, each taken in the week of a date."""
    game = engine.new_game(world, 1)
    state: State = game.state
    state.game[G_TURN] = turn_of(world, day)
    for row, objective in enumerate(world.victory.objective):
        if objective.place in taken:
            state.objective_turn[row] = turn_of(world, taken[objective.place])
            at = int(world.place_hex[world.rows("place")[objective.place]])
            state.hex_control[at] = world.rows("side")[objective.side]
    game.changed()
    data = mapdata.load(world.scenario_path, world)
    return scene.build(world, data, game.view(0).private(world))


def words(sheet: Sheet) -> str:
    return "\n".join(line.words for line in sheet.lines)


def test_each_objective_stands_beside_its_day_in_history_and_that_of_computer_players(world: World) -> None:
    day = datetime.date(1943, 11, 1)
    shown = position(world, day, {"naples": datetime.date(1943, 9, 15)})
    found = {goal.name: goal for goal in standing.goals(world, shown.seen)}
    assert len(found) == len(world.victory.objective)
    naples, rome = found["Naples"], found["Rome"]
    stones = {row.id: row for row in world.milestones}
    bands = {o.place: o.bands for o in world.victory.objective}
    assert naples.history == stones["naples-taken"].date == datetime.date(1943, 10, 1)
    assert naples.history_points == band_points(bands["naples"], naples.history)
    assert naples.taken is not None
    assert naples.taken < naples.history
    assert naples.held
    assert naples.points == max(band.points for band in bands["naples"])
    assert (rome.taken, rome.points) == (None, 0)
    fared = {row.milestone: row for row in world.commanders}
    assert rome.commanders == stones["rome-taken"].date + datetime.timedelta(fared["rome-taken"].middle)


def test_the_panel_compares_points_and_a_line_jumps(world: World) -> None:
    day = datetime.date(1943, 11, 1)
    early = standing.panel(position(world, day, {"naples": datetime.date(1943, 9, 15)}))
    told = words(early)
    past = sum(
        goal.history_points
        for goal in standing.goals(world, position(world, day, {}).seen)
        if goal.side == 0 and goal.history is not None and goal.history <= day
    )
    assert wording.STANDING_AGAINST.format(20, past) in told
    now = standing.commanders_now(world, position(world, day, {}).seen)
    assert now is not None
    assert now.date is not None
    assert now.date <= day
    assert wording.STANDING_FARED.format(0, now.middle, now.low, now.high) in told
    assert wording.counted("STANDING_GAMES", now.games) in told
    naples = int(world.place_hex[world.rows("place")["naples"]])
    assert ("jump", naples) in [action for _, action in early.spots]


def test_a_part_of_the_campaign_is_not_measured_by_the_whole() -> None:
    shot.open_hidden()
    part = engine.load_scenario("italy1943/avalanche")
    shown = position(part, part.start, {})
    assert standing.commanders_now(part, shown.seen) is None
    assert all(goal.commanders is None for goal in standing.goals(part, shown.seen))
    assert wording.STANDING_COMMANDERS not in words(standing.panel(shown)).split("\n")


@pytest.mark.parametrize("language", sorted(texts.LANGUAGES))
def test_dates_are_short_enough_for_their_columns(world: World, language: str) -> None:
    spoken = texts.language()
    texts.use(language)
    try:
        shown = position(world, world.end, {"naples": datetime.date(1943, 9, 15)})
        assert all(line.whole for line in standing.panel(shown).lines)
    finally:
        texts.use(spoken)


def test_the_file_of_computer_players_is_written_from_a_batch(tmp_path: Path) -> None:
    batch(TINY, 3, tmp_path / "out", jobs=1, players={"blue": "random", "red": "random"})
    path = tmp_path / "commanders.csv"
    yardstick.write(tmp_path / "out", path)
    data = read_batch(tmp_path / "out")
    rows = yardstick.rows(data)
    assert path.read_text().splitlines()[0].split(",") == list(CommanderRow.__struct_fields__)
    assert len(path.read_text().splitlines()) == 1 + len(rows)
    late = [row for row in rows if row.measure == "late"]
    assert [row.milestone for row in late] == [m["id"] for m in data.manifest["history"]["milestones"]]
    assert {row.games for row in rows} == {3}
    points = [row for row in rows if row.measure == "score"]
    assert points
    assert all(row.low <= row.middle <= row.high for row in points)  # type: ignore[operator]


def test_the_campaign_has_a_row_for_each_milestone() -> None:
    scenario = load_or_raise("italy1943")
    late = [row.milestone for row in scenario.commanders if row.measure == "late"]
    assert sorted(m for m in late if m) == sorted(m.id for m in scenario.milestones)
    assert all(row.low is None or row.high is None or row.low <= row.high for row in scenario.commanders)
