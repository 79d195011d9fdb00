"""Chapters 4, 9, 12 and 13: the sequence of the turn, weather, questions, the end of the game."""

from __future__ import annotations

import datetime

import msgspec
import numpy as np
import pytest

from engine.events import (
    Captured,
    DecisionOffered,
    DecisionTaken,
    Fired,
    GameOver,
    PhaseBegan,
    Scored,
    TurnBegan,
    WeatherSet,
)
from engine.orders import Answer, EndTurn, IllegalOrder, Move
from engine.rules import victory
from engine.rules import weather as skies
from engine.schema.politics import Decision, Trigger, Variable
from engine.schema.victory import Band, Objective
from engine.setup import dice_key
from engine.state import G_LEVEL, G_OVER, G_REASON, G_TURN, G_WINNER
from engine.turn import apply, check, to_act
from tests.textmap import BLUE, RED, Board

DAY = datetime.date(1943, 7, 10)
WEEK = datetime.timedelta(days=7)
ROME = {"id": "rome", "hex": "10", "kind": "city"}


def decoded(kind: type, **values):
    """Return a Struct of politics as an author would write it."""
    return msgspec.convert(values, kind)


# -- sequence ----------------------------------------------------------------------------


@pytest.mark.rule("turn.phases")
def test_phases_follow_the_scenarios_list() -> None:
    board = Board(".+A .-X")
    phases = [e.phase for e in board.opening if isinstance(e, PhaseBegan)]
    assert phases == [0, 1, 2]
    assert [e.phase for e in board.end() if isinstance(e, PhaseBegan)] == [3, 4, 5]
    events = board.end()
    assert [e.phase for e in events if isinstance(e, PhaseBegan)] == [6, 7, 0, 1, 2]
    assert [e.turn for e in events if isinstance(e, TurnBegan)] == [2]


@pytest.mark.rule("turn.decisions")
def test_only_the_side_whose_turn_it_is_gives_orders() -> None:
    board = Board(".+A .-X")
    assert to_act(board.state) == BLUE
    refusal = check(board.world, board.view(RED), Move(board.unit("X"), board.hex("00")))
    assert refusal is not None
    assert refusal.name == "NOT_YOUR_TURN"
    board.end()
    assert to_act(board.state) == RED


@pytest.mark.rule("turn.decisions")
def test_an_answer_without_a_question_is_refused() -> None:
    assert Board(".+A .-X").refused(Answer(0, 0)) == "NO_DECISION"


# -- weather -----------------------------------------------------------------------------


@pytest.mark.rule("weather.climate")
@pytest.mark.parametrize("month", [7, 12])
def test_weather_is_drawn_by_the_month(month) -> None:
    board = Board(".+A .+", turns=60, climate={"mud": [20, 30, 40, 10], "snow": 25, "flood": 10, "storm": 60})
    turn = board.world.turn_of(datetime.date(1943, month, 15))
    found = np.zeros((4, 4), int)
    for seed in range(600):
        board.state.key[:2] = dice_key(seed)
        board.state.game[G_TURN] = turn
        events: list = []
        skies.roll(board.world, board.state, events)
        assert isinstance(events[0], WeatherSet)
        found[0, int(board.state.weather_mud[0])] += 1
        for row, name in enumerate(("snow", "flood", "storm")):
            found[row + 1, int(getattr(board.state, f"weather_{name}")[0])] += 1
    share = found / 600
    assert np.allclose(share[0], [0.2, 0.3, 0.4, 0.1], atol=0.06)
    assert np.allclose(share[1:, 1], [0.25, 0.1, 0.6], atol=0.06)


@pytest.mark.rule("weather.climate")
def test_the_month_is_that_of_the_turn() -> None:
    board = Board(".+A .+")
    world = board.world
    assert [world.date_of(t).month for t in (1, 4, 5)] == [7, 7, 8]
    # Dry in every month but August
    mud = world.climate_mud.copy()
    mud[0, 7] = (0, 0, 0, 100)
    object.__setattr__(world, "climate_mud", mud)
    seen = []
    for _ in range(5):
        seen.append(int(board.state.weather_mud[0]))
        board.end(2)
    assert seen == [0, 0, 0, 0, 3]


@pytest.mark.rule("weather.climate")
def test_flying_weather_scatters_about_its_mean() -> None:
    board = Board(".+A .+", climate={"flyable": 70})
    values = set()
    for seed in range(200):
        board.state.key[:2] = dice_key(seed)
        skies.roll(board.world, board.state, [])
        values.add(int(board.state.weather_air[0]))
    assert min(values) == 56
    assert max(values) == 84


# -- questions ---------------------------------------------------------------------------

PEACE = decoded(
    Decision, id="peace", side="red", title="Peace?", default="no",
    option=[
        {"id": "no", "title": "No", "then": [{"type": "variable", "id": "will", "add": 5}]},
        {"id": "yes", "title": "Yes", "then": [{"type": "end"}]},
    ],
)  # fmt: skip
ASKED = decoded(
    Trigger, id="asked", title="Asked", then=[{"type": "offer-decision", "decision": "peace"}],
    **{"if": [{"type": "date", "not_before": DAY + WEEK}]},
)  # fmt: skip
WILL = Variable(id="will", name="Will", start=50)


def asked() -> Board:
    """Return a board on which red is asked for peace at the start of the second turn."""
    board = Board(".+A .-X", variables=[WILL], triggers=[ASKED], decisions=[PEACE])
    board.end()
    board.events = board.end()  # type: ignore[attr-defined]
    return board


@pytest.mark.rule("turn.decisions")
def test_a_question_stops_the_turn_until_it_is_answered() -> None:
    board = asked()
    assert [e.side for e in board.events if isinstance(e, DecisionOffered)] == [RED]  # type: ignore[attr-defined]
    assert [e.trigger for e in board.events if isinstance(e, Fired)] == [0]  # type: ignore[attr-defined]
    assert to_act(board.state) == RED
    assert board.refused(EndTurn()) == "DECISION_OPEN"
    assert board.refused(Answer(0, 2)) == "BAD_OPTION"
    assert board.refused(Answer(0, -1)) == "BAD_OPTION"
    assert board.refused(Answer(1, 0)) == "BAD_OPTION"
    assert board.refused(Answer(0, 0)) == ""


def test_an_answer_is_carried_out_once_and_the_turn_goes_on() -> None:
    board = asked()
    events = board.do(Answer(0, 0))
    assert [e.option for e in events if isinstance(e, DecisionTaken)] == [0]
    assert board.pending() == 0
    assert (int(board.state.variable[0]), int(board.state.decision_choice[0])) == (55, 0)
    assert to_act(board.state) == BLUE
    assert board.refused(Answer(0, 0)) == "NO_DECISION"


def test_an_answer_may_end_the_game() -> None:
    board = asked()
    events = board.do(Answer(0, 1))
    assert any(isinstance(e, GameOver) and e.reason == 2 for e in events)
    assert to_act(board.state) == -1
    with pytest.raises(IllegalOrder, match="GAME_OVER"):
        apply(board.game, EndTurn())
    assert check(board.world, board.view(BLUE), EndTurn()).name == "GAME_OVER"  # type: ignore[union-attr]


# -- control and the end -----------------------------------------------------------------


def test_a_place_changes_hands_with_a_date() -> None:
    board = Board(".+A .- .-", places=[ROME])
    events = board.move("A", "10")
    assert Captured(place=0, side=BLUE, was=RED) in events
    first = board.state.place_first.reshape(2, -1)
    assert first.tolist() == [[1], [1]]


def conquest(turns: int = 2, **more) -> Board:
    """Return a board on which Rome is worth 20 points, 10 from the second week on."""
    first = DAY + WEEK - datetime.timedelta(days=1)
    bands = [Band(until=first, points=20), Band(until=DAY + 9 * WEEK, points=10)]
    prize = Objective(place="rome", side="blue", bands=bands)
    home = {"id": "home", "side": "red", "kind": "rail", "entry": "002000"}
    return Board(".+A .- .-", places=[ROME], boxes=[home], objectives=[prize], turns=turns, **more)


@pytest.mark.rule("victory.objectives")
@pytest.mark.parametrize(("wait", "points"), [(0, 20), (1, 10), (2, 10)])
def test_objectives_count_by_the_week_in_which_they_fell(wait, points) -> None:
    board = conquest(5, rules={"movement": {"patrol_hexes": 0}})
    board.end(2 * wait)
    board.move("A", "10")
    events = board.end(2)
    assert [e.points for e in events if isinstance(e, Scored)] == [points]
    assert int(board.state.side_score[BLUE]) == points
    # once only
    board.end(2)
    assert int(board.state.side_score[BLUE]) == points


@pytest.mark.rule("victory.levels")
def test_the_last_turn_ends_the_game() -> None:
    board = conquest(2)
    board.move("A", "10")
    events = board.end(4)
    over = next(e for e in events if isinstance(e, GameOver))
    assert over.reason == 1
    assert [int(board.state.game[c]) for c in (G_OVER, G_REASON, G_WINNER)] == [1, 1, BLUE]
    assert board.world.victory.level[int(board.state.game[G_LEVEL])].id == "draw"


@pytest.mark.rule("victory.losses")
def test_losses_count_at_the_end() -> None:
    board = Board(".+A .-X", turns=2)
    board.state.side_lost[:] = (8, 40)
    board.state.unit_lost[board.unit("A")] = 8
    board.state.unit_lost[board.unit("X")] = 40
    assert victory.loss_points(board.world, board.state) == 10 - 2
    board.end(4)
    assert int(board.state.side_score[BLUE]) == 8


def test_what_falls_in_the_turn_of_a_sudden_death_still_counts() -> None:
    end = decoded(
        Trigger, id="death", title="Sudden death", when="end", then=[{"type": "end"}],
        **{"if": [{"type": "control", "places": ["rome"], "side": "blue"}]},
    )  # fmt: skip
    board = conquest(5, triggers=[end])
    board.move("A", "10")
    events = board.end(2)
    order = [type(e).__name__ for e in events if isinstance(e, Scored | GameOver)]
    assert order == ["Scored", "GameOver"]
    assert int(board.state.side_score[BLUE]) == 20
    assert board.world.victory.level[int(board.state.game[G_LEVEL])].id == "draw"
