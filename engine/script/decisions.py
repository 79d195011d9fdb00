"""Political decisions: put to a side, noted, and weighed for a computer player.

An open decision lies on the State's stack until the side answers it; the effects of the
answer are carried out by ``engine.script.effects.answer``.
"""

from __future__ import annotations

from engine.events import DecisionOffered, DecisionTaken, Event
from engine.kernels.consts import PENDING_POLITICAL
from engine.script.conditions import all_hold
from engine.state import G_PENDING, P_KIND, P_SIDE, P_SUBJECT, State
from engine.world import World


def offer(world: World, state: State, decision: int, events: list[Event]) -> bool:
    """Put a decision on the stack; False if the stack is full. One that lies there already stays as it is."""
    words, depth = state.sizes.pending_word, int(state.game[G_PENDING])
    rows = state.pending.reshape(state.sizes.pending, words)
    for entry in rows[:depth]:
        if entry[P_KIND] == PENDING_POLITICAL and entry[P_SUBJECT] == decision:
            return True
    if depth >= state.sizes.pending:
        return False
    side = world.rows("side")[world.decisions[decision].side]
    rows[depth] = 0
    rows[depth, P_KIND], rows[depth, P_SIDE], rows[depth, P_SUBJECT] = PENDING_POLITICAL, side, decision
    state.game[G_PENDING] = depth + 1
    state.decision_turn[decision] = state.turn
    events.append(DecisionOffered(decision=decision, side=side))
    return True


def note(world: World, state: State, decision: int, option: int, events: list[Event]) -> None:
    """Remember the answer to a decision and close it. Raises IndexError for an option that does not exist."""
    chosen = world.decisions[decision]
    if not 0 <= option < len(chosen.option):
        raise IndexError(f"{chosen.id} has no option {option}")
    close(state, decision)
    state.decision_choice[decision] = option
    side = world.rows("side")[chosen.side]
    events.append(DecisionTaken(decision=decision, option=option, side=side))


def close(state: State, decision: int) -> None:
    """Take a decision off the stack, if it lies there."""
    depth = int(state.game[G_PENDING])
    rows = state.pending.reshape(state.sizes.pending, state.sizes.pending_word)
    for place in range(depth - 1, -1, -1):
        if rows[place, P_KIND] == PENDING_POLITICAL and rows[place, P_SUBJECT] == decision:
            rows[place : depth - 1] = rows[place + 1 : depth].copy()
            rows[depth - 1] = 0
            state.game[G_PENDING] = depth - 1
            return


def default_option(world: World, decision: int) -> int:
    """Return the row of the option that stands if nobody can be asked."""
    chosen = world.decisions[decision]
    return next(i for i, option in enumerate(chosen.option) if option.id == chosen.default)


def weights(world: World, seen: State, decision: int) -> list[int]:
    """Return the weight of each option for a computer player, by what it sees; never below nothing."""
    result = []
    for option in world.decisions[decision].option:
        lean = sum(x.weight for x in option.lean if all_hold(world, seen, x.if_))
        result.append(max(0, option.weight + lean))
    return result


def choose(world: World, seen: State, decision: int, roll: int | None = None) -> int:
    """Return the row of an option for a computer player that sees ``seen``.

    Without ``roll`` the heaviest, the first of equals; with ``roll``, any whole number of
    the player's own dice, one drawn by weight.
    """
    heavy = weights(world, seen, decision)
    total = sum(heavy)
    if total == 0:
        return default_option(world, decision)
    if roll is None:
        return heavy.index(max(heavy))
    rest = roll % total
    for row, weight in enumerate(heavy):
        rest -= weight
        if rest < 0:
            return row
    return len(heavy) - 1
