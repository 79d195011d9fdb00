"""A crash costs the order in hand at most: the journal beside the autosave, and games killed at random."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.legality import legal_orders
from engine.orders import EndTurn, Order
from game.journal import beside
from game.session import Session, load_session, new_session

ROOT = Path(__file__).parent.parent
TUTORIAL = "italy1943/tutorial"
LONG = "italy1943/husky"


def some_order(session: Session, dice: random.Random) -> Order:
    """Return a legal order of the person whose turn it is, rarely the end of the turn."""
    found = legal_orders(session.world, session.game.view(session.to_act()))
    return EndTurn() if found == [EndTurn()] or dice.random() < 0.1 else dice.choice(found)


def play(session: Session, dice: random.Random, orders: int) -> None:
    """Give some orders, and take back a few."""
    for _ in range(orders):
        while not session.human_to_act() and not session.over():
            session.think_once()
        if session.over():
            return
        assert session.give(some_order(session, dice)) is None
        if dice.random() < 0.2 and session.undo() and dice.random() < 0.5:
            session.redo()


@pytest.mark.parametrize("seed", range(6))
def test_what_was_ordered_after_the_autosave_comes_back(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    session = new_session(TUTORIAL, "allies", "greedy", seed)
    path = tmp_path / "tutorial-auto.save"
    play(session, dice, dice.randrange(5))
    session.save_soon(path)
    session.stop()
    session.forget_undo()
    play(session, dice, 25)
    lost = load_session(path, "allies", "greedy")
    while not lost.human_to_act() and not lost.over():
        lost.think_once()
    while not session.human_to_act() and not session.over():
        session.think_once()
    assert lost.game.state.digest() == session.game.state.digest()
    lost.stop()
    # And once more, from what that start has written.
    play(lost, dice, 3)
    again = load_session(path, "allies", "greedy")
    for one in (lost, again):
        while not one.human_to_act() and not one.over():
            one.think_once()
    assert again.game.state.digest() == lost.game.state.digest()
    again.stop()


def test_a_torn_or_foreign_journal_is_followed_as_far_as_it_goes(tmp_path: Path) -> None:
    session = new_session(TUTORIAL, "both", "greedy", 4)
    path = tmp_path / "tutorial-auto.save"
    session.save_soon(path)
    session.stop()
    play(session, random.Random(4), 6)
    whole = beside(path).read_bytes()
    saved = path.read_bytes()
    longest = session.game.state.game[9] + 1  # an order that was taken back may be the last one whole
    dice = random.Random(1)
    for _ in range(40):
        cut = bytearray(whole[: dice.randrange(len(whole) + 1)])
        if cut and dice.random() < 0.5:
            cut[dice.randrange(len(cut))] = dice.randrange(256)
        path.write_bytes(saved)
        beside(path).write_bytes(bytes(cut))
        back = load_session(path, "both", "greedy")
        back.stop()
        assert back.game.state.game[9] <= longest
    path.write_bytes(saved)
    beside(path).write_bytes(whole)
    back = load_session(path, "both", "greedy")
    back.stop()
    assert back.game.state.digest() == session.game.state.digest()


MOST_REPORTS = 60  # after which a game is killed at the latest
CHILD = """
import random, sys
from pathlib import Path
sys.path.insert(0, "tests")
from test_journal import LONG, play
from game.session import new_session
from engine.orders import EndTurn
session = new_session(LONG, "allies", "greedy", 7)
path = Path(sys.argv[1])
session.save_soon(path)
session.stop()
session.forget_undo()
dice, turn = random.Random(7), session.game.state.turn
print("ready", flush=True)
while not session.over():
    play(session, dice, 1)
    if session.game.state.turn != turn and session.human_to_act():
        turn = session.game.state.turn
        session.forget_undo()
        session.save_soon(path)
    print(int(session.game.state.game[9]), session.game.state.digest(), flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
def test_a_killed_game_loses_at_most_the_order_in_hand(tmp_path: Path) -> None:
    found = killed(tmp_path, 3)
    assert len(found) == 3
    assert any(reported for reported, _ in found)


def test_of_fifty_killed_games_none_lost_a_reported_order() -> None:
    found = json.loads((ROOT / "benchmarks" / "soak" / "results" / "kills-50.json").read_text("utf-8"))
    pairs = list(zip(found["orders_when_killed"], found["orders_after_loading"], strict=True))
    assert len(pairs) == found["games"] >= 50
    assert all(before <= after for before, after in pairs)
    assert len({before for before, _ in pairs}) > 20, "they were killed at the same few moments"
    assert found["reported_orders_lost"] == 0


def killed(folder: Path, times: int) -> list[tuple[int, int]]:
    """Kill a game at random moments and load it again: nothing that was reported may be missing.

    Each is killed some milliseconds after it reported its first, second, ... order, so in the
    middle of orders, of writes and of the computer's turns. Returns for each kill the orders
    that were last reported and those that came back.
    """
    dice = random.Random(times)
    found = []
    for number in range(times):
        path = folder / f"{number}-auto.save"
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        lines = [child.stdout.readline() for _ in range(dice.randrange(MOST_REPORTS))]
        time.sleep(dice.random() * 0.03)
        assert child.poll() is None, "it ended before it could be killed"
        child.send_signal(signal.SIGKILL)
        lines += child.stdout.read().splitlines()
        told = [line.split() for line in lines if len(line.split()) == 2]
        child.wait()
        back = load_session(path, "allies", "greedy")
        while not back.human_to_act() and not back.over():
            back.think_once()
        orders = int(back.game.state.game[9])
        # Reported positions are all there; more may have been carried out unreported.
        whole = [line for line in told if len(line[1]) == 32]  # the last line may be torn
        reported = int(whole[-1][0]) if whole else 0
        assert orders >= reported, (number, orders, reported)
        if whole and orders == reported:
            assert str(back.game.state.digest()) == whole[-1][1], number
        found.append((reported, orders))
        back.stop()
    return found
