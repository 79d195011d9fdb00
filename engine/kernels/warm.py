"""One small call of each kernel, with the types the engine uses, so that all get compiled.

The order is that of need: what the start of a game calls stands first.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import DTypeLike

from engine.kernels import choice, combat, draws, fields, ground, network, offers, philox, reach, supply
from engine.kernels.consts import RULE_WORDS, TERM_WORDS

Job = tuple[str, Callable[[], object]]

HEXES = 2
UNITS = 1
CLASSES = 1


def state(dtype: DTypeLike, *shape: int, value: int = 0) -> np.ndarray:
    """Return a writable array, as those of a state are."""
    return np.full(shape, value, dtype)


def table(dtype: DTypeLike, *shape: int, value: int = 0) -> np.ndarray:
    """Return a read-only array, as the tables of a world are."""
    made = np.full(shape, value, dtype)
    made.flags.writeable = False
    return made


def jobs() -> list[Job]:
    """Return the name of each kernel and a call that compiles it."""
    return [*_philox(), *_fields(), *_reach(), *_ground(), *_supply(), *_choice(), *_combat()]


def _philox() -> list[Job]:
    return [
        ("philox4x32", partial(philox.philox4x32, 0, 0, 0, 0, 0, 0)),
        ("block", partial(philox.block, 0, 0, 1, 0, 0, 0)),
        ("below", partial(philox.below, 0, 0, 1, 0, 0, 0, 6)),
        ("two_dice", partial(philox.two_dice, 0, 0, 1, 0, 0, 0)),
    ]


def _fields() -> list[Job]:
    neighbour = table(np.int32, HEXES, 6, value=-1)
    byte = partial(state, np.int8, UNITS)
    short = partial(state, np.int16, UNITS)
    unit_hex = state(np.int32, UNITS)
    control = state(np.int8, HEXES)
    seen = state(np.uint8, HEXES)
    flags = partial(
        fields.movement_flags,
        *(
            0,
            byte(),
            byte(),
            unit_hex,
            short(),
            short(),
            byte(),
            table(np.int8, UNITS),
            table(np.uint8, CLASSES),
        ),
        *(control, control, control, neighbour, table(np.uint8, CLASSES, HEXES, 6), 8, 40, 2, seen),
    )
    points = partial(
        fields.stack_points, byte(), unit_hex, byte(), table(np.int16, UNITS), 0, state(np.int16, HEXES)
    )
    sight = partial(
        fields.visibility,
        0,
        byte(),
        byte(),
        unit_hex,
        table(np.uint8, UNITS),
        control,
        table(np.uint32, HEXES, 6, value=HEXES),
        seen,
    )
    mask = partial(
        fields.mask_units,
        *(0, seen, neighbour, 8, table(np.int16, UNITS), byte(), byte(), byte(), unit_hex, byte(), short()),
        *(short(), byte(), byte(), short(), byte(), state(np.int32, 2)),
    )
    blank = partial(
        fields.mask_ground,
        *(0, seen, table(np.int8, 1), False, seen, control, control, control, control, state(np.int32, 1)),
    )
    distance = partial(
        fields.distance_field,
        *(neighbour, table(np.int16, HEXES, 6, value=4), state(np.int32, 1), state(np.int32, 1), 4),
        state(np.int32, HEXES),
    )
    parts = partial(
        network.rail_parts, neighbour, table(np.int8, HEXES, 6), seen, seen, state(np.int32, HEXES)
    )
    wider = partial(fields.widen, table(np.uint32, HEXES, 6, value=HEXES), table(np.uint8, HEXES, 6), 1, seen)
    return [
        ("widen", wider),
        ("movement_flags", flags),
        ("stack_points", points),
        ("visibility", sight),
        ("mask_units", mask),
        ("mask_ground", blank),
        ("distance_field", distance),
        ("rail_parts", parts),
    ]


def _reach() -> list[Job]:
    steps = table(np.int16, CLASSES, 16, HEXES, 6, value=4)
    search = partial(
        reach.reach,
        *(0, state(np.int32, 1), state(np.int16, 1), state(np.int16, 1), state(np.int8, 1)),
        *(state(np.int16, 1), table(np.int8, 1), table(np.int32, CLASSES, 4), steps),
        *(table(np.uint32, HEXES, 6, value=HEXES), state(np.uint32, HEXES), reach.block(HEXES), 0),
    )
    flags, ground, cut = (state(np.uint8, HEXES) for _ in range(3))
    parent = state(np.int32, HEXES, value=-1)
    return [
        ("mark", partial(reach.mark, flags, ground, cut, table(np.int16, HEXES), state(np.uint32, HEXES))),
        ("reach", search),
        ("path_to", partial(reach.path_to, parent, 0, 0, state(np.int32, HEXES))),
    ]


def _ground() -> list[Job]:
    word, short, byte = (partial(table, kind, 1) for kind in (np.int32, np.int16, np.int8))
    own, own_byte, own_bit = (partial(state, kind, HEXES) for kind in (np.int32, np.int8, np.uint8))
    around = table(np.uint32, HEXES, 6, value=HEXES)
    powers = partial(
        ground.sea_powers,
        *(table(np.int32, 1, 1), 0, 50, word(), word(), byte(), table(np.int32, 1, 2), word()),
        *(table(np.uint8, 1, 1), 1, 1, own_byte(), own_byte(), own_byte(), state(np.int32, 1, 1)),
    )
    sources = partial(
        ground.sources,
        *(0, 7, word(), word(), short(), short(), byte(), byte(), byte(), table(np.int32, 1, 2), word()),
        *(own_byte(), own_byte(), own_byte(), own(), own()),
        *(state(np.int32, 3), state(np.int8, 3), state(np.int16, 3), state(np.int32, 3), state(np.uint8, 3)),
    )
    lines = partial(
        ground.lines,
        *(0, around, table(np.int8, HEXES), short(), byte(), table(np.int32, 1, 2), table(np.uint8, 1, 2)),
        *(own_bit(), own_byte(), own_byte(), own_byte(), state(np.int8, UNITS), state(np.int8, UNITS)),
        *(state(np.int32, UNITS), state(np.int8, 1), own_bit(), own_byte(), own_bit(), own_bit()),
    )
    needs = partial(
        ground.needs,
        *(0, short(), short(), short(), state(np.int8, UNITS), state(np.int8, UNITS)),
        *(state(np.int16, UNITS), state(np.int8, UNITS), 100, 100, own(), own()),
    )
    depots = partial(ground.depot_needs, 0, 7, word(), word(), word(), own_byte(), own(), own(), own())
    return [
        ("sea_powers", powers),
        ("sources", sources),
        ("lines", lines),
        ("needs", needs),
        ("depot_needs", depots),
    ]


def _supply() -> list[Job]:
    neighbour, around = table(np.int32, HEXES, 6, value=-1), table(np.uint32, HEXES, 6, value=HEXES)
    hexes = partial(state, np.int32, HEXES)
    rail_cost, rail_parent, cost, parent = hexes(), hexes(value=-1), hexes(), hexes(value=-1)
    source = state(np.int16, HEXES)
    mud, open_hex, at = state(np.uint8, HEXES), state(np.uint8, HEXES), state(np.int32, 1)
    rail, truck = table(np.int16, HEXES, 6), table(np.int16, 4, HEXES, 6)
    slow, bits = state(np.int8, HEXES), partial(state, np.uint8, HEXES)

    def field() -> None:
        supply.supply_field(
            *(around, rail, truck, mud, slow, bits(), bits(), open_hex, at, 4),
            *(rail_cost, rail_parent, cost, source, parent),
        )

    path = partial(supply.supply_path, 0, rail_cost, rail_parent, cost, parent, hexes())
    units = partial(state, np.int32, UNITS)
    ends, tons, left = table(np.int32, 1, 2), table(np.int32, 1), state(np.int32, 1)
    takers = (units(), units(), units(), neighbour, table(np.int32, HEXES, 6, value=-1))
    ways = (rail_cost, rail_parent, cost, source, parent)
    byte, short = state(np.int8, UNITS), state(np.int16, UNITS)
    draw = partial(
        draws.allot,
        *(0, False, *takers, *ways, state(np.uint8, 1), left, left, left, 4, 8),
        *(units(), byte, units(), units(), byte, short),
    )
    more = partial(draws.wanting, units(), units(), units(), byte, units(), False)
    still = partial(
        draws.track_left, ends, tons, table(np.int16, 1, value=-1), slow, slow, state(np.int8, 1), left
    )
    shut = partial(draws.shut_tracks, ends, table(np.int8, 1), left, bits())
    return [
        ("track_left", still),
        ("shut_tracks", shut),
        ("supply_field", field),
        ("allot", draw),
        ("wanting", more),
        ("supply_path", path),
    ]


def _combat() -> list[Job]:
    byte = partial(state, np.int8, UNITS)
    word = partial(state, np.int16, UNITS)
    byte_table, word_table = partial(table, np.int8, UNITS), partial(table, np.int16, UNITS)
    flag_table, column = partial(table, np.uint8, CLASSES), table(np.int32, 1, value=1)
    terms = partial(
        combat.battle_terms,
        *(state(np.int32, 1), 0, False, False, False, False, 0, 0, 0, 0, 0, 0),
        *(byte(), state(np.int32, UNITS), word(), word(), byte(), byte()),
        *(word_table(), byte_table(), byte(), word(), word(), byte(), byte()),
        *(word_table(), word_table(), byte_table(), byte_table(), flag_table()),
        *(table(np.int32, HEXES, 6, value=-1), table(np.int8, HEXES), table(np.int8, HEXES, 6)),
        *(byte_table(), byte_table(), byte_table(), byte_table(), word_table()),
        *(flag_table(), flag_table(), word_table(), column, column, table(np.int32, RULE_WORDS)),
        *(state(np.int32, 1), state(np.int64, TERM_WORDS)),
    )
    expect = partial(
        combat.expectation,
        *(0, 0, 0, table(np.int8, 1, 11), word_table(), word_table(), byte_table(), 32),
        state(np.int64, 3),
    )
    offer = partial(
        offers.best_offer, state(np.int64, TERM_WORDS), state(np.int64, 1, 2), 1, state(np.int64, 4), 0,
        table(np.int32, RULE_WORDS), table(np.int8, 1, 11), word_table(), word_table(), byte_table(), 32,
        state(np.int64, 3),
    )  # fmt: skip
    return [
        ("loss_parts", partial(combat.loss_parts, 2, 8, 32, 3)),
        ("best_offer", offer),
        ("expectation", expect),
        ("battle_terms", terms),
    ]


def _choice() -> list[Job]:
    value = partial(state, np.int32, HEXES)
    room = partial(state, np.int16, HEXES)
    mark = partial(state, np.uint8, HEXES)
    neighbour = table(np.int32, HEXES, 6, value=-1)
    return [
        ("border", partial(choice.border, neighbour, mark(), mark())),
        ("spread", partial(choice.spread, neighbour, value(), 1, 50, value(), value())),
        ("ring_sum", partial(choice.ring_sum, table(np.uint32, HEXES, 6, value=HEXES), value(), value())),
        ("claim", partial(choice.claim, neighbour, 1, value(), value())),
        ("best_goal", partial(choice.best_goal, value(), value(), value(), room(), room(), 1, 0, 1)),
    ]


# The kernels that take longest to compile, by need: the other process leaves the many small ones to us.
HEAVY = (
    "supply_field", "allot", "sources", "lines", "reach", "battle_terms", "distance_field", "path_to",
)  # fmt: skip

# What is called between the start of a game and its first picture; last what the other process begins with.
FIRST = (
    "philox4x32", "below", "movement_flags", "visibility", "mask_units", "mask_ground", "needs",
    "depot_needs", "track_left", "shut_tracks", "wanting", "sea_powers", "supply_field", "allot",
    "sources", "lines",
)  # fmt: skip


def help_out() -> None:
    """Compile the heaviest kernels, as the helper of another process that begins with the others."""
    calls = dict(jobs())
    for name in HEAVY:
        calls[name]()


if __name__ == "__main__":
    help_out()
