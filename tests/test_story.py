"""The story of the shipped campaign: its parts fit, its causes are causes, its dates come near history's.

A puppet show stands in for the armies: places change hands on given days, the triggers do
the rest. Real games between computer players are measured elsewhere.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any, get_args

import msgspec
import numpy as np
import pytest

from engine.events import FormationResolved
from engine.kernels.consts import (
    PENDING_POLITICAL,
    PHASE_END,
    PHASE_ENVIRONMENT,
    PHASE_LOGISTICS,
    STATUS_AWAY,
    STATUS_MAP,
)
from engine.loader import load_or_raise
from engine.rules import common, weather
from engine.schema.conditions import Condition
from engine.schema.effects import Effect
from engine.script import decisions, effects, triggers
from engine.script.select import near_hexes, region_hexes
from engine.setup import first_state
from engine.state import G_PENDING, G_SIDE, G_TURN, P_KIND, P_SUBJECT, State
from engine.world import World
from engine.world_build import build

ITALY = Path(__file__).parent.parent / "scenarios" / "italy1943"
STORY_POINTS = 14

# Day, places that the Allies take with what lies within so many hexes, whole regions.
TAKEN: tuple[tuple[str, tuple[str, ...], int, tuple[str, ...]], ...] = (
    ("1943-07-10", ("gela", "licata", "pachino", "syracuse", "ragusa"), 2, ()),
    ("1943-07-17", ("caltagirone", "agrigento", "caltanissetta", "augusta", "vizzini"), 2, ()),
    ("1943-07-24", ("palermo", "trapani", "marsala", "enna", "termini-imerese"), 3, ()),
    ("1943-08-07", ("catania", "troina", "adrano"), 2, ()),
    ("1943-08-14", ("messina", "randazzo"), 1, ("sicily",)),
    ("1943-09-04", ("reggio-di-calabria",), 2, ()),
    ("1943-09-11", ("salerno", "taranto", "brindisi"), 1, ("calabria",)),
    ("1943-09-18", ("bari", "potenza"), 2, ("basilicata",)),
    ("1943-09-25", ("foggia",), 2, ()),
    ("1943-10-02", ("naples", "benevento", "termoli"), 2, ()),
    ("1943-12-04", ("ortona", "venafro"), 1, ()),
    ("1944-05-27", ("cassino", "pontecorvo", "frosinone"), 2, ()),
    ("1944-06-03", ("rome",), 2, ("campania", "lazio")),
    ("1944-06-17", ("perugia", "grosseto", "pescara"), 3, ("abruzzi", "umbria")),
    ("1944-07-15", ("ancona", "leghorn", "siena", "arezzo"), 3, ("marche",)),
    ("1944-08-12", ("florence",), 1, ()),
    ("1944-09-16", ("rimini", "lucca"), 1, ()),
    ("1944-12-02", ("ravenna",), 1, ()),
    ("1945-04-21", ("bologna", "modena", "ferrara"), 2, ()),
)
# Day, place, units that stand there from then on.
STAND: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("1943-07-10", "gela", ("us-1-infantry", "us-45-infantry")),
    ("1943-07-10", "syracuse", ("uk-5-infantry", "uk-50-infantry")),
    ("1943-09-04", "reggio-di-calabria", ("uk-5-infantry", "ca-1-infantry")),
    ("1943-09-11", "salerno", ("uk-46-infantry", "us-36-infantry")),
    ("1945-04-21", "bologna", ("us-34-infantry", "us-88-infantry", "us-91-infantry", "us-10-mountain")),
)


@pytest.fixture(scope="module")
def world() -> World:
    return build(load_or_raise(ITALY))


@cache
def _world() -> World:
    return build(load_or_raise(ITALY))


def _take(world: World, state: State, mask: np.ndarray[Any, Any]) -> None:
    axis = (state.unit_status == STATUS_MAP) & (state.unit_side == 1)
    for unit in np.flatnonzero(axis):
        if mask[state.unit_hex[unit]]:
            common.off_board(state, int(unit), STATUS_AWAY)
    state.hex_control[mask] = 0
    for place, land_hex in enumerate(world.place_hex):
        if mask[land_hex] and state.place_first[place] == 0:
            state.place_first[place] = state.turn


def _stand(world: World, state: State, place: str, names: tuple[str, ...]) -> None:
    land_hex = int(world.place_hex[world.rows("place")[place]])
    for name in names:
        unit = world.rows("unit")[name]
        common.fresh(world, state, unit, 0)
        common.place_on_map(world, state, unit, land_hex, [])


def _answer(world: World, state: State, events: list[Any]) -> None:
    while state.game[G_PENDING]:
        rows = state.pending.reshape(state.sizes.pending, state.sizes.pending_word)
        top = rows[int(state.game[G_PENDING]) - 1]
        assert top[P_KIND] == PENDING_POLITICAL
        row = int(top[P_SUBJECT])
        effects.answer(world, state, row, decisions.choose(world, state, row, int(state.turn) * 7919), events)


def show(world: World, seed: int, *, without: tuple[str, ...] = ()) -> tuple[State, list[Any]]:
    """Play the puppet show to its end; ``without`` leaves out days that begin like one of these."""
    state = first_state(world, seed)
    events: list[Any] = []
    for turn in range(1, world.turns + 1):
        state.game[G_TURN] = turn
        first = world.date_of(turn)
        later = first + datetime.timedelta(days=6)
        weather.roll(world, state, events)
        for phase, side in ((PHASE_ENVIRONMENT, -1), (PHASE_LOGISTICS, 0), (PHASE_LOGISTICS, 1)):
            state.game[G_SIDE] = side
            triggers.fire(world, state, phase, events)
            _answer(world, state, events)
        for day, places, within, regions in TAKEN:
            if first <= datetime.date.fromisoformat(day) <= later and not day.startswith(without or "-"):
                mask = near_hexes(world, places, within).copy()
                if regions:
                    mask |= region_hexes(world, regions)
                _take(world, state, mask)
        for day, place, names in STAND:
            if first <= datetime.date.fromisoformat(day) <= later and not day.startswith(without or "-"):
                _stand(world, state, place, names)
        state.game[G_SIDE] = -1
        triggers.fire(world, state, PHASE_END, events)
        if state.over:
            break
    return state, events


@cache
def shows(count: int) -> tuple[State, ...]:
    return tuple(show(_world(), seed)[0] for seed in range(count))


def _turns(world: World, states: tuple[State, ...], trigger: str) -> list[int]:
    row = world.rows("trigger")[trigger]
    return [int(s.trigger_turn[row]) for s in states if s.trigger_count[row]]


@pytest.mark.parametrize(
    ("trigger", "weeks"),
    [
        ("mussolini-deposed", 1),
        ("armistice-signed", 2),
        ("armistice-announced", 2),
        ("italian-army-disarmed", 2),
        ("king-to-brindisi", 2),
        ("gran-sasso-rescue", 2),
        ("rsi-founded", 3),
        ("naples-four-days", 3),
        ("cobelligerence-declared", 3),
        ("overlord-withdrawals", 0),
        ("normandy", 0),
        ("dragoon", 0),
        ("partisan-rising", 1),
        ("mussolini-executed", 1),
        ("surrender-in-italy", 0),
        ("surrender-of-germany", 1),
    ],
)
def test_story_comes_near_its_dates(world: World, trigger: str, weeks: int) -> None:
    states = shows(24)
    turns = _turns(world, states, trigger)
    assert len(turns) >= 20, f"{trigger} fired in {len(turns)} of 24"
    history = world.triggers[world.rows("trigger")[trigger]].history_date
    assert history is not None
    assert abs(median(turns) - min(world.turn_of(history), world.turns)) <= weeks, sorted(turns)


def test_without_sicily_the_regime_lasts(world: World) -> None:
    row = world.rows("trigger")["mussolini-deposed"]
    for seed in range(4):
        state, _ = show(world, seed, without=("1943",))
        assert state.trigger_count[row] == 0 or state.trigger_turn[row] >= 3 + 9


def test_nobody_stalls_the_armistice_for_ever(world: World) -> None:
    announced = _turns(world, shows(24), "armistice-announced")
    signed = _turns(world, shows(24), "armistice-signed")
    assert max(a - s for a, s in zip(announced, signed, strict=True)) <= 4


def test_the_army_breaks_up_in_many_ways(world: World) -> None:
    outcomes, fates = set(), set()
    for seed in range(16):
        events = show(world, seed)[1]
        met = {world.unit_ids[e.unit]: e.outcome for e in events if isinstance(e, FormationResolved)}
        outcomes.add(tuple(sorted(met.items())))
        fates.update(met.values())
        south = [u for u in ("it-152-piceno", "it-210-coastal", "it-30-sabauda", "it-47-bari") if u in met]
        assert sum(met[u] == "joins-allies" for u in south) >= len(south) // 2
    assert len(outcomes) >= 12
    assert {"disarmed", "melts-away", "resists", "joins-allies"} <= fates


def test_a_show_repeats(world: World) -> None:
    assert show(world, 3)[0].digest() == shows(24)[3].digest()


def _structs(value: Any) -> Iterator[Any]:
    if isinstance(value, msgspec.Struct):
        yield value
        for name in value.__struct_fields__:
            yield from _structs(getattr(value, name))
    elif isinstance(value, list | tuple | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _structs(item)


def test_every_kind_is_used(world: World) -> None:
    used = {type(s) for s in _structs([*world.triggers, *world.decisions])}
    unused = [k.__name__ for k in (*get_args(Condition), *get_args(Effect)) if k not in used]
    assert unused == []


def test_every_point_of_the_story_has_triggers(world: World) -> None:
    assert {t.story for t in world.triggers} >= set(range(1, STORY_POINTS + 1))
    assert len(world.triggers) >= 80


def test_every_reference_leads_somewhere(world: World) -> None:
    state = first_state(world, 1)
    state.game[G_TURN] = 10
    for row, trigger in enumerate(world.triggers):
        assert triggers.why(world, state, row).kind == trigger.id
    for row in range(len(world.decisions)):
        assert len(decisions.weights(world, state, row)) == len(world.decisions[row].option)


def test_milestones_name_triggers(world: World) -> None:
    path = ITALY / "history" / "milestones.csv"
    if not path.exists():
        pytest.fail("the scenario has no milestones")
    with path.open(encoding="utf-8", newline="") as file:
        named = {row["subject"] for row in csv.DictReader(file) if row["measure"] == "trigger"}
    assert named <= set(world.trigger_ids)


def test_every_trigger_has_its_sentence() -> None:
    scenario = load_or_raise(ITALY)
    texts = scenario.texts["en"]
    missing = [t.id for t in scenario.triggers if not texts.get(t.text or t.id)]
    assert missing == []
