"""Replays as plain tables: every event with ids instead of row numbers.

Sentences for people are the front end's; this is what a script or a log wants.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from engine.events import Event
from engine.orders import Order, to_text
from engine.setup import new_game
from engine.state import G_TURN
from engine.store.archive import Archive
from engine.turn import to_act
from engine.world import World

# Which list of names each field of an event counts in, by field, or by kind and field.
_AXES: dict[str, str] = {
    "unit": "unit",
    "attackers": "unit",
    "defenders": "unit",
    "units": "unit",
    "hex": "hex",
    "target": "hex",
    "path": "hex",
    "start": "hex",
    "lost": "hex",
    "to": "hex",
    "side": "side",
    "place": "place",
    "box": "box",
    "zone": "zone",
    "trigger": "trigger",
    "variable": "variable",
    "decision": "decision",
    "district": "district",
    "result": "result",
    "winner": "side",
}
_SPECIAL: dict[tuple[str, str], str] = {("captured", "was"): "side", ("bombarded", "result"): "barrage"}


class Line(msgspec.Struct, frozen=True):
    """One order or event of a replay. ``what`` holds its fields with ids."""

    turn: int
    date: str
    side: str
    kind: str
    what: dict[str, Any]

    def text(self) -> str:
        """Return the line as columns of text."""
        shown = " ".join(f"{name}={_flat(value)}" for name, value in self.what.items())
        return f"{self.turn:>3} {self.date} {self.side:<8} {self.kind:<14} {shown}".rstrip()


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(str(v) for v in value) or "-"
    return "-" if value is None else str(value)


def named(world: World, event: Event) -> dict[str, Any]:
    """Return the fields of an event with ids; what names nothing is None."""
    kind = str(event.__struct_config__.tag)
    out: dict[str, Any] = {}
    for name in event.__struct_fields__:
        value = getattr(event, name)
        axis = _SPECIAL.get((kind, name)) or _AXES.get(name)
        if axis is None or isinstance(value, str):
            out[name] = value
            continue
        known = world.hex_labels if axis == "hex" else getattr(world, f"{axis}_ids")
        if isinstance(value, tuple):
            out[name] = [known[v] for v in value]
        else:
            out[name] = known[value] if 0 <= value < len(known) else None
    return out


def narrate(archive: Archive, world: World, turn: int | None = None, orders: bool = False) -> Iterator[Line]:
    """Yield the events of a replay, those of one turn or of all, if asked for with the orders.

    Raises ArchiveError where the replay does not go on.
    """
    from engine.store.verify import position

    if turn is None:
        game, first = new_game(world, archive.header.seed), 0
        yield from (_line(world, 1, "", event) for event in game.opening)
    else:
        game = position(archive, world, turn)
        first = archive.frame_at[turn] + 1
    side = to_act(game.state)
    now = int(game.state.game[G_TURN])
    for _, order, events in archive.play(game, first):
        actor = world.side_ids[side] if side >= 0 else ""
        if orders:
            yield _order_line(world, now, actor, order)
        for event in events:
            if event.__class__.__name__ == "TurnBegan":
                now = int(getattr(event, "turn", now))
                if turn is not None:
                    return
                actor = ""
            yield _line(world, now, actor, event)
        side = to_act(game.state)


def _line(world: World, turn: int, side: str, event: Event) -> Line:
    what = named(world, event)
    who = what.pop("side", None) or side
    return Line(turn, world.date_of(turn).isoformat(), who, str(event.__struct_config__.tag), what)


def _order_line(world: World, turn: int, side: str, order: Order) -> Line:
    what = msgspec.json.decode(to_text(world, order))
    kind = what.pop("kind")
    return Line(turn, world.date_of(turn).isoformat(), side, f"> {kind}", what)
