"""The kernels of computer players against their plain twins."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from engine.kernels import choice
from tests.reference import choice as twin
from tests.test_kernels import differential, draw, seeds


@differential
@given(seeds)
def test_best_goal(seed: int) -> None:
    dice, board, _ = draw(seed)
    settled = dice.permutation(board.land)[: int(dice.integers(1, board.land + 1))].astype(np.int32)
    cost = dice.integers(0, 60, board.land).astype(np.int32)
    value = dice.integers(-50, 200, board.land).astype(np.int32)
    stack, limit = (dice.integers(0, 10, board.land).astype(np.int16) for _ in range(2))
    points, price, start = int(dice.integers(0, 4)), int(dice.integers(0, 4)), int(settled[0])
    cost[start] = 0
    plain = [array.tolist() for array in (settled, cost, value, stack, limit)]
    found = choice.best_goal(settled, cost, value, stack, limit, points, start, price)
    assert found == twin.best_goal(*plain, points, start, price)


@differential
@given(seeds)
def test_spread(seed: int) -> None:
    dice, board, _ = draw(seed)
    source = (dice.integers(0, 10_000, board.land) * (dice.random(board.land) < 0.2)).astype(np.int32)
    rounds, keep = int(dice.integers(0, 5)), int(dice.integers(0, 101))
    out, scratch = np.zeros(board.land, np.int32), np.zeros(board.land, np.int32)
    choice.spread(board.neighbour, source, rounds, keep, out, scratch)
    assert out.tolist() == twin.spread(board.neighbour.tolist(), source.tolist(), rounds, keep)


@differential
@given(seeds)
def test_border(seed: int) -> None:
    dice, board, _ = draw(seed)
    control = (dice.random(board.land) < 0.7).astype(np.uint8)
    out = np.full(board.land, 9, np.uint8)
    choice.border(board.neighbour, control, out)
    assert out.tolist() == twin.border(board.neighbour.tolist(), control.tolist())


@differential
@given(seeds)
def test_claim(seed: int) -> None:
    dice, board, _ = draw(seed)
    label = np.where(dice.random(board.land) < 0.1, dice.integers(0, 9, board.land), -1).astype(np.int32)
    rounds = int(dice.integers(0, 5))
    wanted = twin.claim(board.neighbour.tolist(), rounds, label.tolist())
    choice.claim(board.neighbour, rounds, label, np.zeros(board.land, np.int32))
    assert label.tolist() == wanted


@differential
@given(seeds)
def test_ring_sum(seed: int) -> None:
    dice, board, _ = draw(seed)
    values, out = dice.integers(-9, 99, board.land).astype(np.int32), np.full(board.land, -7, np.int32)
    choice.ring_sum(board.around, values, out)
    assert out.tolist() == twin.ring_sum(board.neighbour.tolist(), values.tolist())
