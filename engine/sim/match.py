"""The one loop that plays a game between computer players."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from engine import RULES_VERSION, __version__
from engine.ai.player import STANDARD, Memory, Player, UnknownPlayer, called, kept_or_new, new_memory, seated
from engine.events import Event
from engine.game import Game
from engine.kernels.consts import QUARTERS
from engine.orders import ORDER_KINDS, Order, kind_of
from engine.setup import new_game
from engine.state import G_BATTLES, G_LEVEL, G_ORDERS, G_REASON, G_TURN, G_WINNER
from engine.store.archive import Recorder
from engine.store.archive import resume as resume_archive
from engine.turn import apply, to_act
from engine.world import World

Watcher = Callable[[Game, Order, list[Event]], None]
REASONS = ("unfinished", "last-turn", "trigger")


class Result(msgspec.Struct, frozen=True):
    """What came of a game; the fields of ``stivale sim --format json``."""

    scenario: str
    seed: int
    players: dict[str, str]
    engine_version: str
    rules_version: int
    turns: int
    date_end: str
    winner: str | None
    level: str | None
    reason: str
    score: dict[str, int]
    digest: str
    orders: int
    battles: int
    losses: dict[str, int]
    milestones: dict[str, str | None]
    triggers: dict[str, str | None]
    order_kinds: dict[str, int]
    wall_s: float
    cpu_s: float


class Match:
    """A game in progress between computer players, with their memories and its record."""

    def __init__(
        self,
        world: World,
        names: dict[str, str],
        seed: int,
        turns: int | None = None,
        sets: Sequence[str] = (),
    ) -> None:
        self._sit_down(world, names, seed, turns)
        self.memories: list[Memory] = [
            new_memory(self.names[s], i, seed) for i, s in enumerate(world.side_ids)
        ]
        self.game = new_game(world, seed)
        self.recorder = Recorder(world, seed, self.names, self.memories, sets, self.game)

    @classmethod
    def resume(
        cls,
        path: Path | str,
        names: dict[str, str] | None = None,
        turns: int | None = None,
        scenario: Path | str | None = None,
        turn: int | None = None,
    ) -> Match:
        """Return the match of a save or replay; ``names`` puts other players in some chairs.

        Raises ArchiveError or UnknownPlayer.
        """
        loaded = resume_archive(path, scenario, turn)
        world, header = loaded.game.world, loaded.header
        match = cls.__new__(cls)
        match._sit_down(world, {**header.players, **(names or {})}, header.seed, turns)
        seats = [match.names[s] for s in world.side_ids]
        match.memories = kept_or_new(loaded.memories, seats, header.seed)
        match.game, match.recorder = loaded.game, loaded.recorder
        match.recorder.memories, match.recorder.names = match.memories, match.names
        for line in match.recorder.entries:
            if isinstance(line, bytes):
                kind = line[9:40].split(b'"')[0].decode(errors="replace")
                if kind in match.order_kinds:
                    match.order_kinds[kind] += 1
        return match

    def _sit_down(self, world: World, names: dict[str, str], seed: int, turns: int | None) -> None:
        """Check the players' names and give each side its player."""
        for side in names:
            if side not in world.side_ids:
                raise UnknownPlayer(f"no side {side!r}; this scenario has {', '.join(world.side_ids)}")
        wanted = {side: called(names.get(side, STANDARD)) for side in world.side_ids}
        self.names = wanted
        self.seed = seed
        self.last = min(turns or world.turns, world.turns)
        self.players: list[Player] = [seated(world, i, wanted[s]) for i, s in enumerate(world.side_ids)]
        self.order_kinds = dict.fromkeys(ORDER_KINDS, 0)

    @property
    def done(self) -> bool:
        """Whether the game is over or the wanted number of turns is played."""
        state = self.game.state
        return bool(state.over or state.game[G_TURN] > self.last)

    def step(self) -> tuple[Order, list[Event]]:
        """Let the player whose decision it is give one order and carry it out."""
        game = self.game
        side = to_act(game.state)
        seen = game.view(side)
        order = self.players[side].decide(game.world, seen, self.memories[side])
        events = apply(game, order)
        self.order_kinds[kind_of(order)] += 1
        self.recorder.note(game, order, events)
        return order, events


def milestones_of(world: World, state: Any) -> dict[str, str | None]:
    """Return the date on which each milestone of history was reached in this game, None if not."""
    out: dict[str, str | None] = {}
    places, triggers, sides = world.rows("place"), world.rows("trigger"), world.rows("side")
    for row in world.milestones:
        turn = 0
        if row.measure == "control" and row.subject in places and row.side in sides:
            turn = int(state.place_first[sides[row.side] * world.sizes.place + places[row.subject]])
        elif row.measure == "trigger" and row.subject in triggers:
            turn = int(state.trigger_turn[triggers[row.subject]])
        out[row.id] = world.date_of(turn).isoformat() if turn > 0 else None
    return out


def result_of(match: Match, wall_s: float, cpu_s: float) -> Result:
    """Return the result of a match as it stands."""
    world, state = match.game.world, match.game.state
    winner, level = int(state.game[G_WINNER]), int(state.game[G_LEVEL])
    turn = min(int(state.game[G_TURN]), match.last)
    return Result(
        scenario=world.scenario_id,
        seed=match.seed,
        players=match.names,
        engine_version=__version__,
        rules_version=RULES_VERSION,
        turns=turn,
        date_end=min(world.date_of(turn + 1), world.end).isoformat(),
        winner=world.side_ids[winner] if winner >= 0 else None,
        level=world.victory.level[level].id if level >= 0 else None,
        reason=REASONS[int(state.game[G_REASON])],
        score={s: int(state.side_score[i]) for i, s in enumerate(world.side_ids)},
        digest=state.digest(),
        orders=int(state.game[G_ORDERS]),
        battles=int(state.game[G_BATTLES]),
        losses={s: round(int(state.side_lost[i]) / QUARTERS) for i, s in enumerate(world.side_ids)},
        milestones=milestones_of(world, state),
        triggers={
            name: world.date_of(int(state.trigger_turn[i])).isoformat() if state.trigger_turn[i] > 0 else None
            for i, name in enumerate(world.trigger_ids)
        },
        order_kinds=match.order_kinds,
        wall_s=round(wall_s, 3),
        cpu_s=round(cpu_s, 3),
    )


def play(
    world: World,
    names: dict[str, str],
    seed: int,
    turns: int | None = None,
    watch: Watcher | None = None,
    sets: Sequence[str] = (),
) -> Result:
    """Play a game to its end (or for some turns); ``watch`` sees each order and its events.

    Raises UnknownPlayer. Same world, names and seed: the same digest, everywhere.
    """
    wall, cpu = time.perf_counter(), time.process_time()
    match = Match(world, names, seed, turns, sets)
    run_on(match, watch)
    return result_of(match, time.perf_counter() - wall, time.process_time() - cpu)


def run_on(match: Match, watch: Watcher | None = None) -> None:
    """Play a match on until it is done."""
    while not match.done:
        order, events = match.step()
        if watch is not None:
            watch(match.game, order, events)
