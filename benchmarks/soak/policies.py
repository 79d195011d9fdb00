"""Computer players with one stubborn idea each, for proofs about the story.

A policy plays as ``greedy`` does, but answers the questions it cares for in its own way, gives
up some landings, or leaves some garrisons out of its plans.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from engine.ai.greedy import Greedy
from engine.ai.player import Memory
from engine.kernels.consts import PENDING_POLITICAL
from engine.observation import Observation
from engine.orders import Answer, Order
from engine.rules import aftermath
from engine.sim.match import Match, Result, result_of
from engine.state import P_KIND, P_SUBJECT
from engine.world import World

Answers = Mapping[str, Mapping[str, str]]


class Stubborn:
    """Greedy, but for some questions it has one answer whatever happens."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self.answers = dict(answers)
        self.plain = Greedy()

    def decide(self, world: World, seen: Observation, memory: Memory) -> Order:
        """Return the stubborn answer to a question it cares for, else what greedy would do."""
        asked = aftermath.top(seen)
        if asked is not None and asked[P_KIND] == PENDING_POLITICAL:
            decision = world.decisions[asked[P_SUBJECT]]
            if decision.id in self.answers:
                options = [option.id for option in decision.option]
                return Answer(asked[P_SUBJECT], options.index(self.answers[decision.id]))
        return self.plain.decide(world, seen, memory)


def without(world: World, side: str, *, landings: Sequence[str] = (), garrisons: Sequence[str] = ()) -> World:
    """Return a world whose side gave up some landings and drops (``*`` for all), or some garrisons."""
    changed: dict[str, Any] = {}
    for name, plan in world.doctrine.items():
        if plan.side != side:
            changed[name] = plan
            continue
        land = [x for x in plan.landing if x.id not in landings and "*" not in landings]
        jump = [x for x in plan.drop if x.id not in landings and "*" not in landings]
        hold = [x for x in plan.garrison if x.place not in garrisons]
        changed[name] = msgspec.structs.replace(plan, landing=land, drop=jump, garrison=hold)
    return dataclasses.replace(world, doctrine=changed)


def play(
    world: World,
    seed: int,
    answers: Mapping[str, Mapping[str, str]],
    turns: int | None = None,
    until: str | None = None,
) -> Result:
    """Play a game in which each side answers stubbornly as ``answers`` says by side and question.

    With ``until`` it stops as soon as that trigger has fired.
    """
    match = Match(world, dict.fromkeys(world.side_ids, "greedy"), seed, turns)
    match.players = [Stubborn(answers.get(side, {})) for side in world.side_ids]
    awaited = world.rows("trigger")[until] if until else None
    while not match.done and (awaited is None or not match.game.state.trigger_count[awaited]):
        match.step()
    return result_of(match, 0.0, 0.0)
