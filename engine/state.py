"""The state of a game: a handful of numpy arrays that share one block of memory.

Owns the table of fields. Each field is one annotated line of ``State``: its type is a
numpy array, its ``Field`` says how long it is, of what dtype, who knows it, what it means and
whether it is hashed. Clone, digest, save, diff, fog, docs and the property tests walk that
table, so a new field is one line and cannot be forgotten.

All fields lie in one block, hashed ones first and in declared order: a clone is one copy
of memory and the digest one hash over its head. State knows no rules.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple, get_args, get_type_hints

import numpy as np
import numpy.typing as npt

I8 = npt.NDArray[np.int8]
I16 = npt.NDArray[np.int16]
I32 = npt.NDArray[np.int32]
I64 = npt.NDArray[np.int64]
U8 = npt.NDArray[np.uint8]


# Who knows a field; ``engine.observation`` masks the rest.
PUBLIC = "public"  # both sides know it as it is
OWN = "own"  # each side knows its own rows, the others are 0 to it
SEEN = "seen"  # partly known: by sight, by what is told, or as it was at the start
NEVER = "never"  # nobody: dice and what counts them


class Field(NamedTuple):
    """What the table says of one field: axis name(s), dtype, who knows it, meaning, hashed or derived."""

    axis: str
    dtype: str
    known: str
    meaning: str
    hashed: bool = True


@dataclass(frozen=True)
class Sizes:
    """How long each axis of the state is in a given scenario."""

    game: int
    land: int
    unit: int
    side: int
    place: int
    zone: int
    nation: int
    variable: int
    trigger: int
    decision: int
    withdrawal: int
    objective: int
    arrival: int
    formation: int = 0
    pending: int = 8
    pending_word: int = 6
    bridge: int = 0

    @property
    def land_bits(self) -> int:
        """Bytes that hold a bit for each land hex."""
        return (self.land + 7) // 8


# Columns of `game`, the scalars of a game.
(
    G_TURN,  # 1 on the first turn
    G_PHASE,  # row of the turn sequence
    G_SIDE,  # side whose player turn it is, -1 in common phases
    G_OVER,  # 1 when the game has ended
    G_WINNER,  # winning side, -1 for none
    G_LEVEL,  # row of the victory level, -1 before the end
    G_REASON,  # 0 not over, 1 last turn, 2 ended by a trigger
    G_DRAWS,  # random numbers drawn so far
    G_INTEL,  # rises whenever a side learns something that it cannot unlearn
    G_ORDERS,  # orders applied so far
    G_BATTLES,  # battles fought so far
    G_PENDING,  # number of open decisions on the stack
) = range(12)
GAME_WORDS = 12

# Columns of a row of `pending`.
P_KIND, P_SIDE, P_SUBJECT, P_A, P_B, P_C = range(6)


class State:
    """Everything that changes in a game. Arrays are views into one block of memory."""

    game: Annotated[I32, Field("game", "int32", SEEN, "scalars of the game, columns G_* of engine.state")]
    key: Annotated[I64, Field("side", "int64", NEVER, "the two words of the dice key")]
    pending: Annotated[
        I32, Field("pending*pending_word", "int32", SEEN, "stack of open decisions, columns P_*")
    ]

    hex_control: Annotated[I8, Field("land", "int8", SEEN, "side that last held the hex alone, -1 nobody")]
    hex_control_start: Annotated[I8, Field("land", "int8", SEEN, "controller when the turn began (friction)")]
    hex_veiled: Annotated[
        U8,
        Field(
            "land_bits", "uint8", NEVER, "bit of a hex, once nobody's: only its holder knows that he has it"
        ),
    ]
    hex_won: Annotated[
        I8, Field("land", "int8", PUBLIC, "side + 1 that won it in battle this player turn, 0 none")
    ]
    hex_fort: Annotated[I8, Field("land", "int8", PUBLIC, "level of the fortified line built here, 0-4")]
    hex_works: Annotated[I8, Field("land", "int8", SEEN, "days worked on the next level of the line here")]
    hex_interdiction: Annotated[
        I8,
        Field("land", "int8", PUBLIC, "percent of throughput that enemy aircraft take from the hex's holder"),
    ]
    hex_air: Annotated[
        I8, Field("land", "int8", SEEN, "support points flown for attacks on the hex this player turn")
    ]
    hex_battles: Annotated[
        I8, Field("land", "int8", NEVER, "battles fought here this turn (ordinal of the dice)")
    ]
    hex_fought: Annotated[
        I16, Field("land", "int16", PUBLIC, "last battle here: turn * sides + side, 0 never")
    ]
    hex_shelled: Annotated[
        U8, Field("land_bits", "uint8", PUBLIC, "bit of a hex that was bombarded this turn")
    ]

    hex_changes: Annotated[
        I8, Field("land", "int8", NEVER, "times it changed hands this turn (ordinal of the dice)")
    ]
    rail_damage: Annotated[
        I8, Field("land", "int8", PUBLIC, "percent of the railway in the hex that is torn up")
    ]
    bridge_damage: Annotated[
        I8, Field("bridge", "int8", PUBLIC, "percent of a bridge still to be rebuilt, 0 stands")
    ]

    unit_status: Annotated[I8, Field("unit", "int8", SEEN, "STATUS_*")]
    unit_news: Annotated[I8, Field("unit", "int8", PUBLIC, "1 once both sides were told that it is no more")]
    unit_side: Annotated[I8, Field("unit", "int8", PUBLIC, "side it fights for; armies may change sides")]
    unit_hex: Annotated[I32, Field("unit", "int32", SEEN, "land hex, -1 if not on the map")]
    unit_box: Annotated[I8, Field("unit", "int8", SEEN, "off-map box, -1 if not in one")]
    unit_quarters: Annotated[I16, Field("unit", "int16", SEEN, "strength in quarter steps")]
    unit_cohesion: Annotated[I16, Field("unit", "int16", SEEN, "cohesion, 0-100")]
    unit_cohesion_part: Annotated[
        I8, Field("unit", "int8", OWN, "cohesion gained beyond whole points, in sevenths of a point")
    ]
    unit_supply: Annotated[I8, Field("unit", "int8", SEEN, "SUPPLY_*")]
    unit_hungry: Annotated[I16, Field("unit", "int16", OWN, "days in a row without any supply")]
    unit_entrench: Annotated[I8, Field("unit", "int8", SEEN, "entrenchment level, 0-4")]
    unit_dug: Annotated[I16, Field("unit", "int16", OWN, "hundredths of a day dug towards the next level")]
    unit_mp: Annotated[I16, Field("unit", "int16", SEEN, "movement points left, in quarters")]
    unit_full_mp: Annotated[I16, Field("unit", "int16", OWN, "movement points of this turn, in quarters")]
    unit_mode: Annotated[I8, Field("unit", "int8", SEEN, "MODE_*, what it did in this player turn")]
    unit_quality: Annotated[I8, Field("unit", "int8", SEEN, "quality 0-10 as it is now")]
    unit_experience: Annotated[
        I16, Field("unit", "int16", OWN, "experience since the start, hundredths of a point of quality")
    ]
    unit_tempo: Annotated[I8, Field("unit", "int8", OWN, "enemy-held hexes near him that it may still enter")]
    unit_march: Annotated[I16, Field("unit", "int16", OWN, "hexes that it may still go this turn")]
    unit_prepared: Annotated[I8, Field("unit", "int8", OWN, "turns in a row neither moved nor attacked")]
    unit_absorbed: Annotated[I8, Field("unit", "int8", OWN, "quarter steps of replacements taken this turn")]
    unit_absorb_part: Annotated[
        I8,
        Field("unit", "int8", OWN, "room for replacements left over from last turn, sevenths of a quarter"),
    ]
    unit_refit: Annotated[I8, Field("unit", "int8", OWN, "days of refit left, 0 none")]
    unit_walked: Annotated[I16, Field("unit", "int16", OWN, "hexes gone this turn")]
    unit_marched: Annotated[I8, Field("unit", "int8", OWN, "1 after a long march last turn")]
    unit_draws: Annotated[I8, Field("unit", "int8", OWN, "dice of its own drawn this turn (ordinal)")]
    unit_fighting: Annotated[
        I8, Field("unit", "int8", PUBLIC, "1 while the battle that it attacks in is open")
    ]
    unit_priority: Annotated[
        I8, Field("unit", "int8", OWN, "who draws supply first: 1 high, 0 normal, -1 low")
    ]
    unit_lost: Annotated[I32, Field("unit", "int32", OWN, "quarter steps lost so far")]
    unit_sight: Annotated[
        I32,
        Field("side*unit", "int32", OWN, "last seen hex by observer, -1 never; row = side * units + unit"),
    ]
    unit_sight_turn: Annotated[I16, Field("side*unit", "int16", OWN, "turn of that sighting, 0 never")]

    unit_formation: Annotated[I16, Field("unit", "int16", SEEN, "formation that it is under now, -1 none")]
    unit_corps: Annotated[I16, Field("unit", "int16", SEEN, "corps that it is under now, -1 none")]
    unit_army: Annotated[I16, Field("unit", "int16", SEEN, "army that it is under now, -1 none")]
    unit_parent: Annotated[I16, Field("unit", "int16", OWN, "unit that it was broken off from, -1 none")]
    unit_command: Annotated[
        I8, Field("unit", "int8", OWN, "COMMAND_*, judged at the start of its player turn")
    ]
    unit_drive: Annotated[I8, Field("unit", "int8", OWN, "initiative of the leader in charge of it, 0 none")]

    formation_parent: Annotated[I16, Field("formation", "int16", SEEN, "formation above it now, -1 none")]
    formation_leader: Annotated[
        I16, Field("formation", "int16", PUBLIC, "leader who commands it now, -1 vacant")
    ]
    hq_hex: Annotated[I32, Field("formation", "int32", SEEN, "hex of its headquarters, -1 not on the map")]
    hq_moved: Annotated[
        I8, Field("formation", "int8", OWN, "1 once its headquarters went somewhere this turn")
    ]
    hq_support: Annotated[I8, Field("formation", "int8", OWN, "support points laid up for its own attacks")]
    hq_silent: Annotated[
        I8, Field("formation", "int8", OWN, "turns that its headquarters still commands nobody")
    ]

    port_damage: Annotated[I8, Field("place", "int8", PUBLIC, "damage of a port in percent")]
    place_stock: Annotated[
        I32, Field("side*place", "int32", OWN, "tons in a side's depot; row = side * places + place")
    ]
    place_first: Annotated[
        I16, Field("side*place", "int16", PUBLIC, "turn in which the side first took it, 0 never")
    ]

    weather_mud: Annotated[I8, Field("zone", "int8", PUBLIC, "mud index 0-3")]
    weather_snow: Annotated[I8, Field("zone", "int8", PUBLIC, "1 if snow lies on the heights")]
    weather_flood: Annotated[I8, Field("zone", "int8", PUBLIC, "1 if minor rivers are in flood")]
    weather_air: Annotated[I8, Field("zone", "int8", PUBLIC, "flyable days in percent")]
    weather_storm: Annotated[I8, Field("zone", "int8", PUBLIC, "1 if storm keeps craft from beaches")]

    forecast_mud: Annotated[I8, Field("zone", "int8", PUBLIC, "mud index that is forecast for next turn")]
    forecast_snow: Annotated[I8, Field("zone", "int8", PUBLIC, "1 if snow is forecast for next turn")]
    forecast_flood: Annotated[I8, Field("zone", "int8", PUBLIC, "1 if floods are forecast for next turn")]
    forecast_air: Annotated[
        I8, Field("zone", "int8", PUBLIC, "flyable days forecast for next turn, in percent")
    ]
    forecast_storm: Annotated[I8, Field("zone", "int8", PUBLIC, "1 if storm is forecast for next turn")]

    pool_quarters: Annotated[I16, Field("nation", "int16", OWN, "replacements waiting, in quarter steps")]
    nation_at_war: Annotated[I8, Field("nation", "int8", PUBLIC, "1 while the nation sends units and men")]
    pool_support: Annotated[I16, Field("side", "int16", OWN, "support points left this player turn")]
    pool_air: Annotated[I16, Field("side", "int16", OWN, "air points left this player turn")]
    pool_naval: Annotated[I16, Field("side", "int16", OWN, "naval gunfire points left this turn")]
    pool_craft: Annotated[I16, Field("side", "int16", OWN, "landing craft points left")]
    pool_sealift: Annotated[I16, Field("side", "int16", OWN, "sea transport left, stacking points")]
    pool_ferry: Annotated[
        I16, Field("side", "int16", OWN, "quarter steps that ferries still carry this turn")
    ]
    pool_shipping: Annotated[
        I32, Field("side", "int32", OWN, "tons a day that ships can bring, -1 without limit")
    ]
    pool_rail: Annotated[I16, Field("side", "int16", OWN, "strategic rail left, stacking points")]
    pool_labour: Annotated[
        I16, Field("side", "int16", OWN, "levels of works that labour can raise this turn")
    ]
    pool_attacks: Annotated[
        I16, Field("side", "int16", OWN, "attacking stacking points that shells suffice for")
    ]

    side_patrol: Annotated[I8, Field("side", "int8", OWN, "days since its patrols went out")]
    side_air: Annotated[I8, Field("side", "int8", PUBLIC, "1 if the side rules the air")]
    supply_in: Annotated[
        I32, Field("side", "int32", OWN, "tons that sources and captured depots gave so far")
    ]
    supply_delivered: Annotated[I32, Field("side", "int32", OWN, "tons that units have drawn so far")]
    supply_lost: Annotated[I32, Field("side", "int32", OWN, "tons lost with depots so far")]
    side_superiority: Annotated[I8, Field("side", "int8", OWN, "air points flown against enemy airfields")]
    side_score: Annotated[I32, Field("side", "int32", PUBLIC, "victory points")]
    side_lost: Annotated[I32, Field("side", "int32", SEEN, "quarter steps lost")]

    variable: Annotated[I32, Field("variable", "int32", SEEN, "political variables")]
    trigger_turn: Annotated[
        I16, Field("trigger", "int16", PUBLIC, "turn in which a trigger last fired, 0 never")
    ]
    trigger_count: Annotated[I16, Field("trigger", "int16", PUBLIC, "times a trigger fired")]
    trigger_heat: Annotated[I16, Field("trigger", "int16", NEVER, "turns in a row that its conditions held")]
    decision_choice: Annotated[I8, Field("decision", "int8", PUBLIC, "chosen option, -1 none yet")]
    decision_turn: Annotated[I16, Field("decision", "int16", PUBLIC, "turn in which it was offered, 0 never")]
    arrival_done: Annotated[I8, Field("arrival", "int8", OWN, "1 once the unit of that row has come")]
    withdrawal_state: Annotated[I8, Field("withdrawal", "int8", OWN, "0 not due, 1 due, 2 met, 3 lapsed")]
    objective_turn: Annotated[
        I16, Field("objective", "int16", PUBLIC, "turn in which an objective was won, 0 not")
    ]

    def __init__(self, sizes: Sizes) -> None:
        self.sizes = sizes
        self._layout = layout(sizes)
        self.block: U8 = np.zeros(self._layout.size, dtype=np.uint8)

    def __getattr__(self, name: str) -> npt.NDArray[Any]:
        # Runs once a field, on its first use: a clone that reads three fields makes three views.
        if name.startswith("_") or name not in self._layout.where:
            raise AttributeError(f"{type(self).__name__} has no field {name!r}")
        dtype, start, stop = self._layout.where[name]
        array = self.block[start:stop].view(dtype)
        setattr(self, name, array)
        return array

    def clone(self) -> State:
        """Return a copy that shares no memory with this state."""
        other = State.__new__(State)
        other.sizes, other._layout = self.sizes, self._layout
        other.block = self.block.copy()
        return other

    def copy_from(self, source: State) -> None:
        """Overwrite this state with another of the same sizes, without new memory."""
        np.copyto(self.block, source.block)

    def digest(self) -> str:
        """Return the blake2b-128 hash (32 hex digits) of all hashed fields in declared order."""
        return hashlib.blake2b(self.block[: self._layout.hashed].data, digest_size=16).hexdigest()

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return every field by name, for saving and comparing."""
        return {name: getattr(self, name) for name in FIELDS}

    # -- scalars that are read often, outside hot loops -----------------------------

    @property
    def turn(self) -> int:
        """The present turn, 1 on the first."""
        return int(self.game[G_TURN])

    @property
    def side(self) -> int:
        """The side whose player turn it is, -1 in common phases."""
        return int(self.game[G_SIDE])

    @property
    def over(self) -> bool:
        """Whether the game has ended."""
        return bool(self.game[G_OVER])


def bit_of(bits: U8, row: int) -> bool:
    """Return the bit of a row in a field of bits."""
    return bool(bits[row >> 3] >> (row & 7) & 1)


def set_bit(bits: U8, row: int, value: bool) -> None:
    """Set or clear the bit of a row in a field of bits."""
    mask = 1 << (row & 7)
    bits[row >> 3] = int(bits[row >> 3]) & ~mask | mask * value


def _read_fields() -> dict[str, Field]:
    hints = get_type_hints(State, include_extras=True)
    return {name: get_args(hint)[1] for name, hint in hints.items() if len(get_args(hint)) == 2}


FIELDS: dict[str, Field] = _read_fields()


@dataclass(frozen=True)
class Layout:
    """Where each field lies in the block: dtype, first and last byte by name; bytes in all and hashed."""

    where: dict[str, tuple[str, int, int]]
    size: int
    hashed: int


_layouts: dict[Sizes, Layout] = {}


def length(field: Field, sizes: Sizes) -> int:
    """Return how many cells a field has: the product of its axes."""
    cells = 1
    for axis in field.axis.split("*"):
        cells *= int(getattr(sizes, axis))
    return cells


def layout(sizes: Sizes) -> Layout:
    """Return the block layout for some sizes; each field starts on an 8 byte border."""
    known = _layouts.get(sizes)
    if known is not None:
        return known
    where: dict[str, tuple[str, int, int]] = {}
    position = 0
    hashed = 0
    for wanted in (True, False):
        for name, field in FIELDS.items():
            if field.hashed is not wanted:
                continue
            dtype = np.dtype(field.dtype).newbyteorder("<")
            stop = position + length(field, sizes) * dtype.itemsize
            where[name] = (dtype.str, position, stop)
            position = (stop + 7) // 8 * 8
        if wanted:
            hashed = position
    result = Layout(where, position, hashed)
    _layouts[sizes] = result
    return result


def first_difference(a: State, b: State) -> str | None:
    """Return the first field that differs as ``field[index]: left right``, None if equal."""
    for name in FIELDS:
        left, right = getattr(a, name), getattr(b, name)
        if not np.array_equal(left, right):
            index = int(np.flatnonzero(left != right)[0])
            return f"{name}[{index}]: {left[index]} {right[index]}"
    return None
