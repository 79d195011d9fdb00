"""Fog in a campaign that has gone on for a while: what a side cannot know changes nothing for it.

Two positions that differ in everything that the viewer cannot know give the same Observation, the
same orders, refusals and ways, the same computer players' orders and the same answers to questions.
"""

from __future__ import annotations

import random
from functools import cache

import numpy as np
import pytest
from typer.testing import CliRunner

import engine
from benchmarks.soak.probes import probe
from engine.ai.player import new_memory, players, searcher
from engine.cli import explain
from engine.cli.app import app
from engine.game import Game
from engine.kernels.consts import DELIBERATE, STATUS_MAP
from engine.legality import legal_orders
from engine.observation import MASKED
from engine.orders import Attack
from engine.rules import aftermath, allotment, combat, movement, prospects
from engine.sim.match import Match
from engine.state import FIELDS, NEVER, OWN, PUBLIC, SEEN
from engine.turn import check, to_act
from engine.world import World
from tests.blur import SECRETS, SEEN_FIELDS, blur

TURNS = (5, 20, 60)
SHARE = 4  # one of so many questions is asked at each moment
NOBODYS = 150  # hexes that are made nobody's, of which the map of the campaign has none


@cache
def campaign() -> World:
    """Return the world of the campaign."""
    return engine.load_scenario("italy1943")


@cache
def moments() -> tuple[tuple[str, Game], ...]:
    """Return games at chosen turns: where each side begins to move, and at the next open battle."""
    world = campaign()
    match = Match(world, dict.fromkeys(world.side_ids, "standard"), 1, TURNS[-1])
    found: dict[str, Game] = {}
    while not match.done:
        state = match.game.state
        if state.turn in TURNS:
            asked = aftermath.top(state) is not None
            name = f"turn {state.turn}, {world.side_ids[to_act(state)]}{', asked' if asked else ''}"
            if name not in found:
                found[name] = match.game.clone()
        match.step()
    return tuple(found.items())


@cache
def pairs() -> tuple[tuple[str, int, Game, Game], ...]:
    """Return name, viewer and two games that look alike to him, for both sides of each moment."""
    world, found = campaign(), []
    for number, (name, game) in enumerate(moments()):
        for viewer in range(world.sizes.side):
            dice = random.Random(f"{number} {viewer}")
            left = game.clone()
            free = (left.state.hex_control != viewer) & (left.view(viewer).hex_seen == 0)
            free &= world.hex_place[: world.land] < 0
            free[left.state.unit_hex[left.state.unit_status == STATUS_MAP]] = False
            free[left.state.hq_hex[left.state.hq_hex >= 0]] = False
            spots = np.flatnonzero(free).tolist()
            left.state.hex_control[dice.sample(spots, min(NOBODYS, len(spots)))] = -1
            right = left.clone()
            blur(world, left.state, viewer, dice)
            blur(world, right.state, viewer, dice)
            left.changed()
            right.changed()
            found.append((f"{name}, seen by {world.side_ids[viewer]}", viewer, left, right))
    return tuple(found)


def acting() -> list[tuple[str, int, Game, Game]]:
    """Return the pairs whose viewer has to decide."""
    return [pair for pair in pairs() if to_act(pair[2].state) == pair[1]]


def test_every_field_says_who_knows_it() -> None:
    """A new field must say so; where it is known in part, the blur must know how to change it."""
    kinds = {PUBLIC, OWN, SEEN, NEVER}
    assert {name for name, field in FIELDS.items() if field.known not in kinds} == set()
    assert {name for name, field in FIELDS.items() if field.known in (OWN, NEVER)} == MASKED
    assert set(SECRETS) == SEEN_FIELDS


@pytest.mark.rule("fog.control")
def test_of_ground_that_was_always_somebodys_both_sides_know_the_holder() -> None:
    """Who loses ground knows it: nothing has to be kept in mind where nothing was ever nobody's."""
    for name, game in moments():
        assert (game.state.hex_control >= 0).all()
        for viewer in range(campaign().sizes.side):
            assert np.array_equal(game.view(viewer).hex_control, game.state.hex_control), name


def test_the_blur_changes_whatever_is_not_public() -> None:
    changed = {
        name
        for _, _, left, right in pairs()
        for name in FIELDS
        if not np.array_equal(getattr(left.state, name), getattr(right.state, name))
    }
    assert {name for name, field in FIELDS.items() if field.known != PUBLIC} == changed


def test_the_same_is_seen_field_by_field() -> None:
    leaks = [
        f"{name}: {field}"
        for name, viewer, left, right in pairs()
        for field in (*FIELDS, "hex_seen")
        if not np.array_equal(getattr(left.view(viewer), field), getattr(right.view(viewer), field))
    ]
    assert leaks == []


def test_the_same_orders_are_legal_and_refused_for_the_same_reasons() -> None:
    world = campaign()
    for name, viewer, left, right in acting():
        a, b, dice = left.view(viewer), right.view(viewer), random.Random(name)
        assert legal_orders(world, a) == legal_orders(world, b), name
        for _ in range(300):
            order = probe(world, a, dice)
            assert check(world, a, order) == check(world, b, order), (name, order)


def test_ways_are_the_same() -> None:
    world = campaign()
    for name, viewer, left, right in acting():
        a, b = left.view(viewer), right.view(viewer)
        for unit in np.flatnonzero((a.unit_side == viewer) & (a.unit_status == STATUS_MAP)).tolist():
            one = movement.reach(world, a, unit)
            costs = one.cost.copy()
            ways = [one.path_to(int(h)) for h in one.settled[::7]]
            other = movement.reach(world, b, unit)
            assert np.array_equal(costs, other.cost), (name, unit)
            assert ways == [other.path_to(int(h)) for h in one.settled[::7]], (name, unit)


@pytest.mark.parametrize("player", sorted({id(p): name for name, p in players().items()}.values()))
def test_players_give_the_same_orders(player) -> None:
    world = campaign()
    for name, viewer, left, right in acting():
        memories = [new_memory(player, viewer, 1) for _ in range(2)]
        chair = searcher(f"{player}:4") or players()[player]
        first, second = (
            chair.decide(world, game.view(viewer), memory)
            for game, memory in zip((left, right), memories, strict=True)
        )
        assert first == second, name
        assert memories[0] == memories[1], name


def test_attacks_promise_the_same() -> None:
    world = campaign()
    tried = 0
    for name, viewer, left, right in acting():
        a, b = left.view(viewer), right.view(viewer)
        attacks = [o for o in legal_orders(world, a) if isinstance(o, Attack) and o.mode == DELIBERATE]
        for order in attacks[::9][:6]:
            tried += 1
            assert combat.explain(world, a, order) == combat.explain(world, b, order), name
            assert prospects.foresee(world, a, order) == prospects.foresee(world, b, order), name
            for game in (a, b):
                assert allotment.ready(game, viewer, order.units, order.target) == allotment.ready(
                    a, viewer, order.units, order.target
                )
    assert tried > 5


def questions(world: World, game: Game, viewer: int) -> list[list[str]]:
    """Return what the player of a side may ask in words about a position."""
    seen, side = game.view(viewer), world.side_ids[viewer]
    own = np.flatnonzero((seen.unit_side == viewer) & (seen.unit_status == STATUS_MAP))
    theirs = np.flatnonzero(seen.unit_side != viewer)
    names = [world.unit_ids[u] for u in own[:: max(1, len(own) // 3)]]
    spots = [world.hex_labels[h] for h in seen.unit_hex[own[:: max(1, len(own) // 2)]]]
    dark = [world.hex_labels[h] for h in np.flatnonzero(seen.hex_seen == 0)[::900]]
    asked = [["event"], ["district"], ["air"], ["sea"], *(["air", h] for h in spots + dark)]
    asked += [[kind, name] for kind in ("supply", "command", "move") for name in names]
    asked += [[kind, world.unit_ids[u]] for kind in ("supply", "command", "move") for u in theirs[::40]]
    asked += [["supply", "--if", h] for h in spots[:1] + dark]
    asked += [["event", t] for t in world.trigger_ids[::12]]
    return [["explain", *words, "--side", side] for words in asked]


def test_questions_in_words_are_answered_the_same(monkeypatch) -> None:
    world, runner = campaign(), CliRunner()
    for number, (name, viewer, left, right) in enumerate(acting()):
        for words in questions(world, left, viewer)[number % SHARE :: SHARE]:
            answers = []
            for game in (left, right):
                monkeypatch.setattr(explain, "position", lambda *_, game=game, viewer=viewer: (game, viewer))
                monkeypatch.setattr("engine.cli.explain_skies.position", explain.position)
                result = runner.invoke(app, words)
                answers.append((result.exit_code, result.output, repr(result.exception)))
            assert answers[0] == answers[1], (name, words)
