"""The zip that holds a replay or a save: read with limits, written whole or not at all.

Owns names, sizes and ratios of members and the one exception of this folder. It knows
nothing of what the members mean. Nothing is ever unpacked to disk.
"""

from __future__ import annotations

import io
import os
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

MOST_BYTES = 256 * 1024 * 1024  # of the file
MOST_UNPACKED = 1024 * 1024 * 1024  # of all members together
MOST_MEMBER = 64 * 1024 * 1024
MOST_MEMBERS = 4000
MOST_RATIO = 400
LEVEL = 3  # a save must not be felt; 6 takes three times as long for a sixth less
FREE_OF_RATIO = 1024 * 1024  # small members may be as regular as they like

_NAME = re.compile(r"header\.json|orders\.jsonl|keyframe-[0-9]{2,5}\.npz|memory-(?:[0-9]{2,5}|end)\.json")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a fixed date: equal games make equal files
_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
)


class ArchiveError(ValueError):
    """A replay or save cannot be used; the message is one clear sentence."""


def read(path: Path) -> dict[str, bytes]:
    """Return the members of an archive by name. Raises ArchiveError."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise ArchiveError(f"{path} is not a file.")
        if size > MOST_BYTES:
            raise ArchiveError(f"{path.name} is too large to be a replay ({size} bytes).")
        data = path.read_bytes()
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror or error}.") from None
    return unpack(data, path.name)


def unpack(data: bytes, name: str) -> dict[str, bytes]:
    """Return the members of an archive in memory. Raises ArchiveError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            _judge(infos, name)
            return {info.filename: _member(package, info, name) for info in infos}
    except ArchiveError:
        raise
    except _DAMAGE as error:
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise ArchiveError(f"{name} is no replay or is damaged: {reason}.") from None


def _judge(infos: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse a directory that no program of ours writes, before anything is unpacked."""
    if len(infos) > MOST_MEMBERS:
        raise ArchiveError(f"{name} holds too many members ({len(infos)}).")
    seen: set[str] = set()
    total = 0
    for info in infos:
        if info.filename != info.orig_filename or not _NAME.fullmatch(info.filename):
            raise ArchiveError(f"{name} holds {info.orig_filename[:60]!r}, which is no part of a replay.")
        if info.filename in seen:
            raise ArchiveError(f"{name} holds {info.filename} twice.")
        seen.add(info.filename)
        if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ArchiveError(f"{name}: {info.filename} is encrypted or packed in an unknown way.")
        ratio = info.file_size / max(1, info.compress_size)
        if info.file_size > MOST_MEMBER or (info.file_size > FREE_OF_RATIO and ratio > MOST_RATIO):
            raise ArchiveError(f"{name}: {info.filename} would unpack to {info.file_size} bytes.")
        total += info.file_size
    if total > MOST_UNPACKED:
        raise ArchiveError(f"{name} would unpack to {total} bytes.")


def _member(package: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    with package.open(info) as stream:
        data = stream.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise ArchiveError(f"{name}: {info.filename} is not as long as it says.")
    return data


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return the archive of some members, the same bytes for the same members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            package.writestr(info, data, compresslevel=LEVEL)
    return buffer.getvalue()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that at any moment the old or the new one is there, whole.

    Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if os.name == "posix":
            umask = os.umask(0)
            os.umask(umask)
            Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
