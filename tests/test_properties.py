"""Promises of State, orders and dice that hold whatever is played."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import engine
from benchmarks.soak.probes import probe
from engine.game import Game
from engine.legality import legal_orders
from engine.observation import Observation
from engine.orders import ORDER_KINDS, EndTurn, IllegalOrder, Order, from_text, kind_of, to_text
from engine.setup import new_game
from engine.sim.match import Match
from engine.state import FIELDS, State, first_difference
from engine.turn import apply, check, to_act
from engine.world import World
from tests.textmap import TINY

SEEDS = st.integers(0, 2**31)
quick = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def world() -> World:
    """Return the twelve-hex world."""
    return engine.load_scenario(TINY)


@pytest.fixture(scope="module")
def italy() -> World:
    """Return the world of the campaign."""
    return engine.load_scenario("italy1943")


def played(world: World, seed: int, most: int = 200) -> Iterator[Match]:
    """Yield a random game at each of its decisions."""
    match = Match(world, dict.fromkeys(world.side_ids, "random"), seed)
    for _ in range(most):
        if match.done:
            return
        yield match
        match.step()


def some_position(world: World, seed: int) -> Game:
    """Return a position out of a random game."""
    dice = random.Random(seed)
    last = None
    stop = dice.randrange(40)
    for number, match in enumerate(played(world, seed % 997)):
        last = match
        if number == stop:
            break
    assert last is not None
    return last.game


# -- refusals ----------------------------------------------------------------------------


@quick
@given(SEEDS)
def test_refused_orders_leave_no_trace(world, seed) -> None:
    game, dice = some_position(world, seed), random.Random(seed)
    side = to_act(game.state)
    for _ in range(60):
        order = probe(world, game.view(max(0, side)), dice)
        before = game.state.block.copy()
        refusal = check(world, game.view(side), order)
        assert np.array_equal(before, game.state.block)
        if refusal is None:
            continue
        with pytest.raises(IllegalOrder) as caught:
            apply(game, order)
        assert caught.value.refusal == refusal
        assert np.array_equal(before, game.state.block)


@quick
@given(SEEDS)
def test_what_is_listed_is_allowed_and_what_is_allowed_is_listed(world, seed) -> None:
    game, dice = some_position(world, seed), random.Random(seed)
    side = to_act(game.state)
    if side < 0:
        return
    seen = game.view(side)
    listed = legal_orders(world, seen)
    assert all(check(world, seen, order) is None for order in listed)
    kinds = {"move", "sail", "embark", "withdraw", "determined", "answer", "end"}
    for _ in range(60):
        order = probe(world, seen, dice)
        if kind_of(order) in kinds and check(world, seen, order) is None:
            assert order in listed


def test_the_other_side_and_spectators_have_no_orders(world) -> None:
    match = Match(world, {"blue": "random", "red": "random"}, 3)
    while not match.done:
        side = to_act(match.game.state)
        assert legal_orders(world, match.game.view(1 - side)) == []
        assert legal_orders(world, match.game.view(-1)) == []
        match.step()
    assert all(legal_orders(world, match.game.view(side)) == [] for side in (-1, 0, 1))


# -- state -------------------------------------------------------------------------------


def test_a_clone_shares_no_memory(world) -> None:
    state = new_game(world, 1).state
    copy = state.clone()
    assert copy.digest() == state.digest()
    for name in FIELDS:
        assert not np.shares_memory(getattr(copy, name), getattr(state, name))
        assert np.shares_memory(getattr(copy, name), copy.block)
    before = state.block.copy()
    copy.block[:] ^= 0xFF
    assert np.array_equal(state.block, before)


def test_fields_do_not_overlap_and_fill_what_they_say(world) -> None:
    state = new_game(world, 1).state
    at = sorted((start, stop) for _, start, stop in state._layout.where.values())
    assert all(end <= start for (_, end), (start, _) in pairwise(at))
    assert all(start % 8 == 0 for start, _ in at)


@pytest.mark.parametrize("scenario", ["tiny", "italy"])
def test_every_cell_of_every_hashed_field_changes_the_digest(scenario, world, italy) -> None:
    state = new_game(world if scenario == "tiny" else italy, 1).state
    digest = state.digest()
    dice = random.Random(1)
    for name, field in FIELDS.items():
        values = getattr(state, name)
        cells = range(len(values)) if scenario == "tiny" else dice.choices(range(len(values)), k=3)
        for cell in cells if len(values) else ():
            was = values[cell]
            values[cell] = was ^ 1
            assert (state.digest() != digest) is field.hashed, (name, cell)
            values[cell] = was
    assert state.digest() == digest


@quick
@given(SEEDS)
def test_the_first_difference_is_named(world, seed) -> None:
    state, dice = new_game(world, 1).state, random.Random(seed)
    other = state.clone()
    assert first_difference(state, other) is None
    name = dice.choice([n for n in FIELDS if len(getattr(state, n))])
    cell = dice.randrange(len(getattr(state, name)))
    getattr(other, name)[cell] ^= 1
    told = first_difference(state, other)
    assert told is not None
    assert told.startswith(f"{name}[{cell}]:")


# -- orders ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
def test_orders_survive_their_text(world, italy, seed) -> None:
    for place in (world, italy):
        for match in played(place, seed, 30):
            side = to_act(match.game.state)
            orders = legal_orders(place, match.game.view(side)) if place is world else []
            dice = random.Random(seed)
            orders += [match.players[side].decide(place, match.game.view(side), _copy(match, side))]
            for order in dice.sample(orders, min(20, len(orders))):
                assert from_text(place, to_text(place, order)) == order


def _copy(match: Match, side: int):
    """Return a player's memory that may be scribbled on."""
    import msgspec

    memory = match.memories[side]
    return msgspec.convert(msgspec.to_builtins(memory), type(memory))


def read(world: World, text: str | bytes) -> tuple[Order | None, str]:
    """Return the order of a text, or the sentence that says why it is none."""
    try:
        return from_text(world, text), ""
    except ValueError as error:
        return None, str(error)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"kind":"move","unit":"blue-1","to":"001001","haste":1}',
        '{"kind":"move","unit":["blue-1"],"to":"001001"}',
        '{"kind":"attack","units":"blue-1","target":"001001","mode":0}',
        '{"kind":"move","unit":"blu-1","to":"001001"}',
        '{"kind":{"a":1}}',
        "7",
        b"\xff",
    ],
)
def test_broken_orders_are_told_in_a_sentence(world, text) -> None:
    assert read(world, text)[1]


@quick
@given(st.text(max_size=60))
def test_any_text_gives_an_order_or_a_sentence(world, text) -> None:
    order, sentence = read(world, text)
    assert isinstance(order, Order) or sentence


@quick
@given(
    st.sampled_from([*ORDER_KINDS, "dance"]),
    st.dictionaries(
        st.sampled_from(["unit", "units", "to", "target", "place", "box", "mode", "stand", "option"]),
        st.one_of(
            st.integers(-(2**70), 2**70), st.text(max_size=5), st.none(),
            st.sampled_from(["blue-1", "001001", "westport", "overseas"]),
            st.lists(st.one_of(st.integers(), st.sampled_from(["blue-1", "x"])), max_size=3),
        ),
    ),
)  # fmt: skip
def test_odd_orders_are_refused_with_a_sentence_or_by_check(world, kind, fields) -> None:
    import msgspec

    try:
        text = msgspec.json.encode({"kind": kind, **fields})
    except (OverflowError, msgspec.MsgspecError):
        return
    order, sentence = read(world, text)
    if order is None:
        assert sentence
        return
    game = new_game(world, 1)
    check(world, game.view(to_act(game.state)), order)


# -- dice and repetition -----------------------------------------------------------------


def reloaded(game: Game) -> Game:
    """Return the game as saving and loading leave it: the fields alone, in a new State."""
    state = State(game.world.sizes)
    for name, values in game.state.arrays().items():
        getattr(state, name)[:] = values.copy()
    return Game(game.world, state)


@pytest.mark.rule("turn.dice")
@pytest.mark.parametrize("seed", range(8))
def test_saving_before_an_order_does_not_change_its_dice(world, seed) -> None:
    match = Match(world, {"blue": "random", "red": "random"}, seed)
    while not match.done:
        before = reloaded(match.game)
        order, events = match.step()
        assert apply(before, order) == events
        assert first_difference(before.state, match.game.state) is None
        assert before.state.digest() == match.game.state.digest()


@pytest.mark.rule("turn.dice")
def test_the_order_of_fights_does_not_move_their_dice() -> None:
    from engine.kernels.consts import HASTY
    from tests.textmap import Board

    drawing = ".+A .-X .- .-\n.+ .- .- .-\n.+ .+ .+ .+\n.+B .-Y .- .-\n.+ .- .- .-"
    results = []
    for order in (("10", "A", "13", "B"), ("13", "B", "10", "A")):
        board = Board(drawing).pools(attacks=9)
        fought = {}
        for target, letter in (order[:2], order[2:]):
            event = next(e for e in board.attack(target, letter, HASTY) if hasattr(e, "dice"))
            fought[target] = event.dice  # type: ignore[attr-defined]
            while board.pending():
                board.advance() if board.pending() == 2 else board.stand(0)
        results.append(fought)
    assert results[0] == results[1]


@pytest.mark.parametrize("seed", range(3))
def test_two_games_in_lock_step(italy, seed) -> None:
    names = dict.fromkeys(italy.side_ids, "random")
    left, right = Match(italy, names, seed, 2), Match(italy, names, seed, 2)
    while not left.done:
        assert left.step() == right.step()
        assert left.game.state.digest() == right.game.state.digest()
    assert right.done


def test_seeds_differ(world) -> None:
    digests = set()
    for seed in range(10):
        match = Match(world, {"blue": "random", "red": "random"}, seed)
        while not match.done:
            match.step()
        digests.add(match.game.state.digest())
    assert len(digests) == 10


def test_a_step_leaves_the_old_game_alone(world) -> None:
    game = engine.new_game(world, 1)
    before = game.state.digest()
    after, _ = engine.step(game, EndTurn())
    assert game.state.digest() == before != after.state.digest()
    assert isinstance(engine.observe(game, 0), Observation)
