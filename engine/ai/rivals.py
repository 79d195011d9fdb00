"""Named rivals: which way of fighting a staff has in this game, and its plans changed accordingly.

Plain ``staff`` draws one of its doctrine's rivals by weight with its own dice, ``staff:ID`` is that
one. The choice is kept in memory, so that it lasts for the game and is saved with it.
"""

from __future__ import annotations

import dataclasses
import datetime
from weakref import WeakKeyDictionary

import msgspec

from engine.ai.plans import doctrine_of
from engine.ai.player import Memory, roll
from engine.schema.doctrine import DoctrineFile, Landing, Line, Rival
from engine.world import World

_worlds: WeakKeyDictionary[World, dict[tuple[int, str], World]] = WeakKeyDictionary()


def rival_of(world: World, memory: Memory) -> Rival | None:
    """Return the rival that a player is in this game, None if its doctrine knows none; draws it at first."""
    plan = doctrine_of(world, memory.side)
    if plan is None or not plan.rival:
        return None
    player, _, named = memory.player.partition(":")
    if named and player == "staff":
        return next((rival for rival in plan.rival if rival.id == named), None)
    total = sum(rival.weight for rival in plan.rival)
    if total == 0:
        return None
    if "rival:drawn" not in memory.numbers:
        memory.numbers["rival:drawn"] = roll(memory, total)
    left = memory.numbers["rival:drawn"]
    for rival in plan.rival:
        left -= rival.weight
        if left < 0:
            return rival
    return None


def world_of(world: World, memory: Memory) -> World:
    """Return the world with the doctrine of a player's side as its rival has it; all else is the same."""
    rival = rival_of(world, memory)
    if rival is None:
        return world
    known = _worlds.setdefault(world, {})
    key = memory.side, rival.id
    if key not in known:
        side = world.side_ids[memory.side]
        changed = {**world.doctrine, side: changed_by(world.doctrine[side], rival)}
        known[key] = dataclasses.replace(world, doctrine=changed)
    return known[key]


def changed_by(plan: DoctrineFile, rival: Rival) -> DoctrineFile:
    """Return the plans of a side as a rival makes them his own."""
    return msgspec.structs.replace(
        plan,
        line=_lines(plan, rival),
        landing=[_landing(x, rival) for x in plan.landing if x.id not in rival.forgoes],
        staff=rival.changed(plan.staff),
    )


def _lines(plan: DoctrineFile, rival: Rival) -> list[Line]:
    """Return the lines that are held, each followed by the next of them; dates are put off.

    What follows a line that is given up is manned when that would have been.
    """
    by_id = {line.id: line for line in plan.line}
    held: dict[str, Line] = {}
    early: dict[str, datetime.date | None] = {}
    for line in plan.line:
        after, seen = line.next, {line.id}
        while after in rival.gives_up and after in by_id and after not in seen:
            seen.add(after)
            after = by_id[after].next
        if line.id in rival.gives_up:
            if after is not None:
                early[after] = _earlier(early.get(after, line.man_from), line.man_from)
            continue
        held[line.id] = msgspec.structs.replace(
            line, next=after, hold_until=_later(line.hold_until, rival.hold_days)
        )
    return [
        msgspec.structs.replace(line, man_from=early[line.id]) if line.id in early else line
        for line in held.values()
    ]


def _landing(landing: Landing, rival: Rival) -> Landing:
    day = _later(landing.not_before, rival.landing_days)
    return msgspec.structs.replace(
        landing,
        not_before=min(day or landing.not_before, landing.not_after),
        units_at_least=max(1, landing.units_at_least + rival.landing_units),
    )


def _later(day: datetime.date | None, days: int) -> datetime.date | None:
    return None if day is None else day + datetime.timedelta(days)


def _earlier(first: datetime.date | None, second: datetime.date | None) -> datetime.date | None:
    """Return the earlier of two days; None is from the start."""
    return None if first is None or second is None else min(first, second)
