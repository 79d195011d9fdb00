"""Keyframes and memories: a State as a npz of its fields, players' memories as JSON.

Reading trusts nothing: every array must have the length and type that the scenario asks for,
and every row number in it must exist, because compiled kernels do not check their indices.
"""

from __future__ import annotations

import ast
import io
import struct
import zipfile
import zlib
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from engine import audit
from engine.ai.player import Memory
from engine.state import FIELDS, G_PENDING, G_PHASE, G_SIDE, G_TURN, P_KIND, P_SIDE, P_SUBJECT, State, length
from engine.store.container import ArchiveError
from engine.world import World

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    KeyError,
    SyntaxError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    TypeError,
)
_LONGEST_HEADER = 512
MOST_MEMORY = 16 * 1024 * 1024


def pack_state(state: State) -> bytes:
    """Return a State as npz: one array a field, the same bytes for the same State."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **state.arrays())
    return buffer.getvalue()


def unpack_state(world: World, data: bytes, name: str) -> State:
    """Return the State that a npz holds. Raises ArchiveError."""
    state = State(world.sizes)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = {info.filename: info for info in package.infolist()}
            for field_name, field in FIELDS.items():
                info = infos.pop(f"{field_name}.npy", None)
                if info is None:
                    raise ArchiveError(f"{name} lacks the field {field_name}.")
                wanted = np.dtype(field.dtype).newbyteorder("<")
                cells = length(field, world.sizes)
                if info.file_size > cells * wanted.itemsize + _LONGEST_HEADER:
                    raise ArchiveError(f"{name}: {field_name} is too long.")
                with package.open(info) as stream:
                    raw = stream.read(cells * wanted.itemsize + _LONGEST_HEADER)
                getattr(state, field_name)[:] = _array(raw, wanted, cells, f"{name}: {field_name}")
            if infos:
                raise ArchiveError(f"{name} holds the unknown field {sorted(infos)[0][:40]!r}.")
    except ArchiveError:
        raise
    except _DAMAGE as error:
        raise ArchiveError(f"{name} is damaged: {str(error)[:120] or type(error).__name__}.") from None
    _judge(world, state, name)
    for complaint in (
        *audit.ranges(world, state),
        *audit.one_place(world, state),
        *audit.decisions(world, state),
    ):
        raise ArchiveError(f"{name} is no position of this game: {complaint}.")
    return state


def _array(raw: bytes, wanted: np.dtype[Any], cells: int, what: str) -> npt.NDArray[Any]:
    """Read one npy of a known type and length without letting it decide how much memory it takes."""
    if raw[:8] != b"\x93NUMPY\x01\x00":
        raise ArchiveError(f"{what} is no array.")
    size = int.from_bytes(raw[8:10], "little")
    described = ast.literal_eval(raw[10 : 10 + min(size, _LONGEST_HEADER)].decode("latin-1"))
    body = raw[10 + size :]
    expected = {"descr": wanted.str, "fortran_order": False, "shape": (cells,)}
    if described != expected or len(body) != cells * wanted.itemsize:
        raise ArchiveError(f"{what} has another shape than this scenario asks for.")
    return np.frombuffer(body, dtype=wanted)


def _judge(world: World, state: State, name: str) -> None:
    """Refuse a State whose row numbers lead outside the tables of its World."""
    sizes = world.sizes
    limits: dict[str, tuple[int, int]] = {
        "hex_control": (-1, sizes.side - 1),
        "hex_control_start": (-1, sizes.side - 1),
        "hex_won": (0, sizes.side),
        "hex_fort": (0, 4),
        "hex_battles": (0, 127),
        "unit_status": (0, 3),
        "unit_side": (0, sizes.side - 1),
        "unit_hex": (-1, world.land - 1),
        "unit_box": (-1, len(world.box_ids) - 1),
        "unit_quarters": (0, 10_000),
        "unit_cohesion": (0, 100),
        "unit_supply": (0, 3),
        "unit_entrench": (0, 4),
        "unit_mp": (0, 32_000),
        "unit_sight": (-1, world.land - 1),
        "decision_choice": (-1, 127),
        "withdrawal_state": (0, 3),
    }
    for field, (low, high) in limits.items():
        values = getattr(state, field)
        if len(values) and (int(values.min()) < low or int(values.max()) > high):
            raise ArchiveError(f"{name}: {field} holds a value outside {low} to {high}.")
    on_map = state.unit_status == 1
    if np.any(on_map != (state.unit_hex >= 0)):
        raise ArchiveError(f"{name}: a unit is on the map without a hex, or the other way round.")
    game = state.game
    good = (
        1 <= game[G_TURN] <= world.turns + 1
        and 0 <= game[G_PHASE] < len(world.phases)
        and -1 <= game[G_SIDE] < sizes.side
        and 0 <= game[G_PENDING] <= sizes.pending
    )
    if not good:
        raise ArchiveError(f"{name}: turn, phase or side is outside the game.")
    rows = state.pending.reshape(sizes.pending, sizes.pending_word)[: int(game[G_PENDING])]
    subjects = {1: world.land, 2: world.land, 3: len(world.decisions)}
    for row in rows:
        kind, side, subject = int(row[P_KIND]), int(row[P_SIDE]), int(row[P_SUBJECT])
        if kind not in subjects or not 0 <= side < sizes.side or not 0 <= subject < subjects[kind]:
            raise ArchiveError(f"{name}: an open decision is of no known kind.")


def pack_memories(memories: list[Memory]) -> bytes:
    """Return players' memories as JSON; arrays of bytes become base64."""
    return msgspec.json.encode(memories)


def unpack_memories(data: bytes, sides: int, name: str) -> list[Memory]:
    """Return players' memories by side. Raises ArchiveError."""
    if len(data) > MOST_MEMORY:
        raise ArchiveError(f"{name} is too long.")
    try:
        memories = msgspec.json.decode(data, type=list[Memory])
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ArchiveError(f"{name} is damaged: {error}.") from None
    if len(memories) != sides or [m.side for m in memories] != list(range(sides)):
        raise ArchiveError(f"{name} does not hold one memory for each side.")
    return memories
