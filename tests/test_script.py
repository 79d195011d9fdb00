"""Politics in the small: each kind of condition and effect, triggers, decisions, victory."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path
from typing import Any, get_args

import msgspec
import numpy as np
import pytest

from engine.events import DecisionOffered, Fired, FormationResolved, GameOver, Scored
from engine.kernels.consts import PHASE_END, PHASE_ENVIRONMENT, STATUS_AWAY, STATUS_DEAD, STATUS_MAP
from engine.loader import load_or_raise
from engine.rules import victory
from engine.schema.conditions import Condition
from engine.schema.effects import Effect
from engine.schema.politics import Decision, Trigger
from engine.script import conditions, decisions, effects, resolve, triggers
from engine.setup import first_state
from engine.state import G_PENDING, G_TURN, State
from engine.world import World
from engine.world_build import build

TINY = Path(__file__).parent / "scenarios" / "tiny"


@pytest.fixture(scope="module")
def world() -> World:
    return build(load_or_raise(TINY))


@pytest.fixture
def state(world: World) -> State:
    fresh = first_state(world, 1)
    fresh.game[G_TURN] = 3
    return fresh


def cond(**keys: Any) -> Condition:
    return msgspec.convert(keys, Condition)


def eff(**keys: Any) -> Effect:
    return msgspec.convert(keys, Effect)


def run(world: World, state: State, **keys: Any) -> list[Any]:
    events: list[Any] = []
    effects.run(world, state, eff(**keys), "test", events)
    return events


def with_triggers(world: World, *raw: dict[str, Any]) -> tuple[World, State]:
    """Return the tiny world with other triggers, and its first state in turn 3."""
    rows = tuple(msgspec.convert({"title": "T", **r}, Trigger) for r in raw)
    changed = dataclasses.replace(
        world,
        triggers=rows,
        trigger_ids=tuple(t.id for t in rows),
        sizes=dataclasses.replace(world.sizes, trigger=len(rows)),
        rows_={},
    )
    state = first_state(changed, 1)
    state.game[G_TURN] = 3
    return changed, state


NARRATE = {"type": "text", "key": "red-tired"}

CASES: list[tuple[dict[str, Any], bool]] = [
    ({"type": "date", "not_before": datetime.date(1943, 7, 24)}, True),
    ({"type": "date", "not_before": datetime.date(1943, 7, 25)}, False),
    ({"type": "date", "not_after": datetime.date(1943, 7, 23)}, False),
    ({"type": "control", "places": ["midtown", "eastburg"], "side": "red"}, True),
    ({"type": "control", "places": ["midtown", "westport"], "side": "red"}, False),
    ({"type": "control", "places": ["midtown", "westport"], "side": "red", "at_least": 1}, True),
    ({"type": "control-region", "regions": ["plain"], "side": "blue", "percent": 45}, True),
    ({"type": "control-region", "regions": ["plain"], "side": "blue", "percent": 46}, False),
    ({"type": "taken", "place": "midtown", "side": "red", "turns_ago": 2}, True),
    ({"type": "taken", "place": "midtown", "side": "red", "turns_ago": 3}, False),
    ({"type": "taken", "place": "midtown", "side": "blue"}, False),
    ({"type": "fired", "trigger": "red-tired"}, False),
    ({"type": "variable", "id": "red-will", "at_least": 60, "at_most": 60}, True),
    ({"type": "variable", "id": "red-will", "at_most": 59}, False),
    ({"type": "strength", "units": {"side": "red", "regions": ["plain"]}, "at_least": 1}, True),
    ({"type": "strength", "units": {"side": "red", "near": ["westport"], "within": 0}, "at_least": 1}, False),
    ({"type": "strength", "units": {"side": "blue", "formations": ["blue-army"]}, "at_least": 1}, True),
    ({"type": "strength", "units": {"side": "red", "coastal": True}, "at_most": 4}, True),
    ({"type": "ratio", "units": {"side": "red"}, "against": {"side": "blue"}, "percent": 10}, True),
    ({"type": "ratio", "units": {"side": "red"}, "against": {"side": "blue"}, "percent": 900}, False),
    ({"type": "lost", "side": "red", "steps": 0}, True),
    ({"type": "lost", "nation": "rd", "steps": 1}, False),
    ({"type": "landed", "side": "blue", "regions": ["plain"], "units": 2}, True),
    ({"type": "landed", "side": "blue", "regions": ["plain"], "units": 3}, False),
    ({"type": "weather", "zone": "land", "air_at_least": 0}, True),
    ({"type": "weather", "zone": "land", "mud_at_least": 1}, False),
    ({"type": "decision", "id": "red-choice", "option": "fight"}, False),
    ({"type": "garrison", "district": "hinterland", "at_least": 0}, True),
    ({"type": "garrison", "district": "hinterland", "at_least": 999}, False),
    ({"type": "months", "months": [7]}, True),
    ({"type": "months", "months": [1, 12]}, False),
]


@pytest.mark.parametrize(("raw", "wanted"), CASES, ids=lambda v: str(v)[:70])
def test_condition(world: World, state: State, raw: dict[str, Any], wanted: bool) -> None:
    condition = cond(**raw)
    assert conditions.holds(world, state, condition) is wanted
    term = conditions.explain(world, state, condition)
    assert term.holds is wanted
    assert term.kind == raw["type"]
    assert term.present
    assert term.wanted
    assert conditions.holds(world, state, cond(type="not", of=raw)) is not wanted


def test_nesting(world: World, state: State) -> None:
    yes, no = {"type": "date"}, {"type": "date", "not_after": datetime.date(1940, 1, 1)}
    assert conditions.holds(world, state, cond(type="all", of=[yes, yes]))
    assert not conditions.holds(world, state, cond(type="all", of=[yes, no]))
    assert conditions.holds(world, state, cond(type="any", of=[yes, no]))
    assert not conditions.holds(world, state, cond(type="any", of=[yes, no], at_least=2))
    trace: list[conditions.Term] = []
    assert not conditions.holds(world, state, cond(type="not", of={"type": "any", "of": [yes, no]}), trace)
    lines = conditions.text_of(trace[0])
    assert len(lines) == 4
    assert lines[0].startswith("- not")
    assert lines[2].startswith("    + date")


def test_every_kind_is_handled_and_documented() -> None:
    tags = []
    for kind in (*get_args(Condition), *get_args(Effect)):
        assert len(kind.__doc__ or "") > 20, kind
        tags.append((kind in get_args(Condition), kind.__struct_config__.tag))
    assert len(tags) == len(set(tags))
    tested = {raw["type"] for raw, _ in CASES} | {"all", "any", "not"}
    assert tested == {k.__struct_config__.tag for k in get_args(Condition)}


def test_variable_and_points(world: World, state: State) -> None:
    row = world.rows("variable")["red-will"]
    run(world, state, type="variable", id="red-will", add=500)
    assert state.variable[row] == 100
    run(world, state, type="variable", id="red-will", set=7, add=1)
    assert state.variable[row] == 8
    assert run(world, state, type="variable", id="red-will", add=0) == []
    run(world, state, type="points", side="red", add=-4)
    assert list(state.side_score) == [0, -4]


def test_units_enter(world: World, state: State) -> None:
    unit = world.rows("unit")["blue-3"]
    run(world, state, type="enter-units", units=["blue-3"], at="eastburg", strength=50)
    assert state.unit_status[unit] == STATUS_MAP
    assert state.hex_control[state.unit_hex[unit]] == 0
    assert state.unit_quarters[unit] == world.unit_start_quarters[unit] // 2
    before = state.digest()
    run(world, state, type="enter-units", units=["blue-3"], at="westport")
    assert state.digest() == before, "a unit in play does not enter again"
    run(world, state, type="enter-units", units=["red-3"], at="hinterland")
    assert state.unit_box[world.rows("unit")["red-3"]] == world.rows("box")["hinterland"]


def test_units_rise_behind_the_lines(world: World, state: State) -> None:
    run(world, state, type="enter-units", units=["blue-3"], at="eastburg", seize=True)
    unit = world.rows("unit")["blue-3"]
    place = int(state.unit_hex[unit])
    assert state.hex_control[place] == 0
    assert not np.any((state.unit_hex == place) & (state.unit_side == 1))


@pytest.mark.parametrize(
    ("how", "status"), [("surrender", STATUS_DEAD), ("depart", STATUS_DEAD), ("recall", STATUS_AWAY)]
)
def test_units_leave(world: World, state: State, how: str, status: int) -> None:
    unit = world.rows("unit")["red-1"]
    run(world, state, type="remove-units", units={"units": ["red-1"]}, how=how)
    assert state.unit_status[unit] == status
    assert bool(state.side_lost[1] > 0) is (how == "surrender")


def test_weaken_takes_the_weakest_first(world: World, state: State) -> None:
    coast = world.rows("unit")["red-coast"]
    was = state.unit_quarters.copy()
    run(world, state, type="weaken", units={"side": "red"}, quarters=2, cohesion=10, most=1)
    changed = np.flatnonzero(was != state.unit_quarters)
    assert list(changed) == [int(changed[0])]
    assert was[changed[0]] == was[[coast, *changed]].min()
    assert state.unit_cohesion[changed[0]] >= 0


def test_control_stops_at_other_units(world: World, state: State) -> None:
    run(world, state, type="set-control", side="blue", regions=["plain"], clear=0)
    red = state.unit_hex[(state.unit_status == STATUS_MAP) & (state.unit_side == 1)]
    assert set(np.flatnonzero(state.hex_control != 0)) == {int(h) for h in red}
    run(world, state, type="set-control", side="red", places=["westport"], within=0, clear=0)
    assert state.hex_control[world.place_hex[world.rows("place")["westport"]]] == 0, (
        "a blue unit stands there"
    )


def test_pools_ports_and_sight(world: World, state: State) -> None:
    for pool in ("support", "naval", "craft", "sealift", "rail", "attacks"):
        run(world, state, type="support", side="red", pool=pool, add=5)
        run(world, state, type="support", side="red", pool=pool, add=-9)
        assert getattr(state, f"pool_{pool}")[1] == 0
    run(world, state, type="replacements", nation="rd", quarters=6)
    assert state.pool_quarters[world.rows("nation")["rd"]] == 6
    run(world, state, type="port-damage", places=["westport"], percent=70)
    run(world, state, type="port-damage", places=["westport"], percent=70)
    assert state.port_damage[world.rows("place")["westport"]] == 100
    run(world, state, type="reveal", to="blue", units={"units": ["red-1"]})
    unit = world.rows("unit")["red-1"]
    assert state.unit_sight[unit] == state.unit_hex[unit]
    assert state.unit_sight_turn[unit] == 3
    assert run(world, state, type="text", key="anything") == []


@pytest.mark.rule("politics.decisions")
def test_decisions(world: World, state: State) -> None:
    events = run(world, state, type="offer-decision", decision="red-choice")
    assert events == [DecisionOffered(decision=0, side=1)]
    run(world, state, type="offer-decision", decision="red-choice")
    assert state.game[G_PENDING] == 1, "a question is asked once"
    assert decisions.choose(world, state, 0) == 0
    assert {decisions.choose(world, state, 0, roll) for roll in range(4)} <= {0, 1}
    state.variable[0] = 10
    assert decisions.weights(world, state, 0)[1] == 6
    assert decisions.choose(world, state, 0) == 1
    effects.answer(world, state, 0, 0, events)
    assert state.game[G_PENDING] == 0
    assert state.decision_choice[0] == 0
    assert state.side_score[1] == 1
    with pytest.raises(IndexError):
        effects.answer(world, state, 0, 9, events)


@pytest.mark.rule("politics.decisions")
def test_a_full_stack_takes_the_default(world: World, state: State) -> None:
    state.game[G_PENDING] = state.sizes.pending
    run(world, state, type="offer-decision", decision="red-choice")
    assert world.decisions[0].option[int(state.decision_choice[0])].id == world.decisions[0].default


@pytest.mark.rule("victory.levels")
def test_end_and_levels(world: World, state: State) -> None:
    events = run(world, state, type="end")
    assert state.over
    assert isinstance(events[-1], GameOver)
    assert events[-1].reason == 2
    before = state.digest()
    victory.finish(world, state, 1, events)
    assert state.digest() == before
    assert [victory.level_of(world, lead) for lead in (-5000, 9, 10, 29, 30, 500)] == [0, 0, 1, 1, 2, 2]


def test_objectives_pay_once_by_date(world: World, state: State) -> None:
    midtown = int(world.place_hex[world.rows("place")["midtown"]])
    state.hex_control[midtown] = 0
    events: list[Any] = []
    victory.score(world, state, events)
    assert events == [Scored(side=0, points=20, reason="midtown")]
    assert state.objective_turn[0] == 3
    victory.score(world, state, events)
    assert len(events) == 1, "an objective pays once"
    assert state.side_score[0] == 20


@pytest.mark.rule("politics.triggers")
def test_once_cooldown_and_order(world: World) -> None:
    point = [{"type": "points", "side": "red", "add": 1}]
    changed, state = with_triggers(
        world,
        {"id": "late", "then": point, "priority": 90, "if": [{"type": "fired", "trigger": "early"}]},
        {"id": "early", "then": point, "priority": 10},
        {"id": "often", "then": point, "once": False, "cooldown": 1},
        {"id": "at-end", "then": point, "when": "end"},
        {"id": "reds", "then": point, "when": "logistics", "side": "red"},
    )
    events: list[Any] = []
    triggers.fire(changed, state, PHASE_ENVIRONMENT, events)
    assert [changed.trigger_ids[e.trigger] for e in events if isinstance(e, Fired)] == [
        "early",
        "often",
        "late",
    ]
    for turn in (4, 5):
        state.game[G_TURN] = turn
        triggers.fire(changed, state, PHASE_ENVIRONMENT, events)
    assert list(state.trigger_count) == [1, 1, 2, 0, 0]
    triggers.fire(changed, state, PHASE_END, events)
    assert state.trigger_count[3] == 1


def test_chains_end(world: World) -> None:
    again = [{"type": "try-trigger", "trigger": "b"}, {"type": "try-trigger", "trigger": "a"}]
    changed, state = with_triggers(
        world, {"id": "a", "then": again, "once": False}, {"id": "b", "then": again, "once": False}
    )
    triggers.fire(changed, state, PHASE_ENVIRONMENT, [])
    assert list(state.trigger_count) == [1, 1]


@pytest.mark.rule("politics.triggers")
def test_the_chance_rises_and_dice_repeat(world: World) -> None:
    raw = {
        "id": "maybe",
        "then": [{"type": "text", "key": "maybe"}],
        "if": [{"type": "variable", "id": "red-will", "at_least": 10}],
        "chance": {"start": 10, "rise": 20, "most": 90, "more": [{"percent": 5, "if": [{"type": "date"}]}]},
    }

    def first(seed: int) -> int:
        changed, _ = with_triggers(world, raw)
        state = first_state(changed, seed)
        for turn in range(1, 30):
            state.game[G_TURN] = turn
            triggers.fire(changed, state, PHASE_ENVIRONMENT, [])
            if state.trigger_count[0]:
                return turn
        return 99

    turns = [first(seed) for seed in range(40)]
    assert turns == [first(seed) for seed in range(40)]
    assert len(set(turns)) >= 4
    assert 2 <= sorted(turns)[20] <= 4
    changed, state = with_triggers(world, raw)
    chance = changed.triggers[0].chance
    assert chance is not None
    assert [triggers.chance_now(changed, state, chance, heat) for heat in (0, 1, 9)] == [15, 35, 90]
    state.trigger_heat[0] = 5
    state.variable[0] = 0
    triggers.fire(changed, state, PHASE_ENVIRONMENT, [])
    assert state.trigger_heat[0] == 0, "the rise starts anew when the conditions lapse"


@pytest.mark.rule("politics.triggers")
def test_why_not(world: World, state: State) -> None:
    term = triggers.why(world, state, 0)
    text = "\n".join(conditions.text_of(term))
    assert "never fired" in text
    assert "red-will 60" in text
    assert "50 percent after 0 turns" in text
    state.trigger_count[0], state.trigger_turn[0] = 1, 2
    assert not triggers.why(world, state, 0).holds


RESOLVE: dict[str, Any] = {
    "type": "resolve-nation",
    "nation": "rd",
    "overwhelmed": "gone",
    "outcome": [
        {"id": "gone", "title": "g", "result": "dissolve", "weight": 10},
        {"id": "turns", "title": "t", "result": "change-side", "side": "blue", "weight": 10, "strength": 50,
         "effects": [{"type": "points", "side": "blue", "add": 1}]},
        {"id": "stays", "title": "s", "result": "stay", "weight": 5},
        {"id": "sails", "title": "l", "result": "leave", "weight": 0,
         "rule": [{"add": 400, "coastal": True},
                  {"add": -400, "near_side": "blue", "near_steps": 1, "within": 2}]},
    ],
}  # fmt: skip


def fates(world: World, seed: int) -> tuple[State, dict[str, str]]:
    state = first_state(world, seed)
    state.game[G_TURN] = 3
    events = run(world, state, **RESOLVE)
    return state, {world.unit_ids[e.unit]: e.outcome for e in events if isinstance(e, FormationResolved)}


@pytest.mark.rule("politics.nations")
def test_a_nation_breaks_up(world: World) -> None:
    seen = [fates(world, seed) for seed in range(30)]
    assert [s.digest() for s, _ in seen] == [fates(world, seed)[0].digest() for seed in range(30)]
    assert len({tuple(sorted(met.items())) for _, met in seen}) >= 6
    for state, met in seen:
        assert state.unit_status[world.rows("unit")["red-3"]] == STATUS_DEAD, "its late units never come"
        assert state.side_score[0] == sum(v == "turns" for v in met.values())
        assert state.side_lost[1] == 0, "men who go home are no battle losses"
        for name, fate in met.items():
            unit = world.rows("unit")[name]
            if fate == "turns":
                assert state.unit_side[unit] == 0
                assert state.hex_control[state.unit_hex[unit]] == 0
            elif fate != "stays":
                assert state.unit_status[unit] == STATUS_DEAD


@pytest.mark.rule("politics.nations")
def test_former_friends_overwhelm(world: World) -> None:
    state = first_state(world, 1)
    one, two = world.rows("unit")["red-1"], world.rows("unit")["red-2"]
    state.unit_hex[one] = state.unit_hex[two]
    turns = eff(**RESOLVE).outcome[1]  # type: ignore[union-attr]
    stays = eff(**RESOLVE).outcome[2]  # type: ignore[union-attr]
    assert resolve._overwhelmed(world, state, one, {one: turns, two: stays})
    assert not resolve._overwhelmed(world, state, one, {one: turns, two: turns})


def test_bounds_of_the_schema() -> None:
    with pytest.raises(msgspec.ValidationError):
        cond(type="any", of=[{"type": "date"}] * 17)
    with pytest.raises(msgspec.ValidationError):
        cond(type="date", not_befor=datetime.date(1943, 7, 10))
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"id": "x", "title": "t", "then": []}, Trigger)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"id": "x", "side": "a", "title": "t", "option": [], "default": "d"}, Decision)


def test_the_outlook_tells_what_is_lacking(world: World) -> None:
    from engine.script.outlook import outlook

    barred = {"type": "not", "of": {"type": "fired", "trigger": "a"}}
    changed, state = with_triggers(
        world,
        {"id": "a", "story": 2, "if": [{"type": "lost", "side": "red", "steps": 9}], "then": [NARRATE]},
        {"id": "b", "story": 1, "if": [{"type": "fired", "trigger": "a"}], "then": [NARRATE]},
        {"id": "c", "story": 1, "if": [{"type": "not", "of": {"type": "date"}}], "then": [NARRATE]},
        {"id": "d", "story": 1, "then": [NARRATE]},
        {"id": "e", "story": 1, "if": [{"type": "date", "not_after": "1943-07-12"}], "then": [NARRATE]},
        {"id": "f", "story": 0, "then": [NARRATE]},
        {
            "id": "g",
            "story": 1,
            "if": [barred],
            "then": [NARRATE],
        },
    )
    found = outlook(changed, state, 9)
    assert [changed.trigger_ids[c.row] for c in found] == ["d", "g", "b", "c", "a"]
    assert found[2].lacking[0].term.wanted == "a fired"
    assert not found[2].lacking[0].barred
    assert found[3].lacking[0].barred
    state.trigger_count[0] = state.trigger_turn[0] = 1
    assert "g" not in [changed.trigger_ids[c.row] for c in outlook(changed, state, 9)]
    assert len(outlook(changed, state, 2)) == 2
