"""Pictures of ground that are kept between starts, in the user's cache folder.

Owns their names and files. A name is a hash of all that a picture is made of: the files of the
map, the program that paints, the libraries that draw. So a picture is never out of date, only
unknown. What cannot be read, has another size or another sum is as good as not there, and a
folder that cannot be written keeps nothing. Files hold numbers alone; nothing is unpickled.
"""

from __future__ import annotations

import io
import os
import re
import sys
import zipfile
import zlib
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pygame

from engine import __version__, paths
from engine.store.container import write_whole

MOST = 8  # pictures that stay; the oldest go
_NAME = re.compile(r"ground-[0-9a-f]{32}\.npz")
_MAP = ("scenario.toml", "map/frame.toml", "map/hexes.csv", "map/hexsides.csv", "map/links.csv",
        "map/places.csv", "map/lines.json", "map/relief.npz")  # fmt: skip
_DAMAGE = (OSError, ValueError, KeyError, EOFError, RuntimeError, MemoryError, zipfile.BadZipFile, zlib.error)


def key(map_folder: Path) -> str:
    """Return the name of the ground of a map: a hash of its files and of what paints them."""
    digest = blake2b(_painters(), digest_size=16)
    for file in _MAP:
        try:
            content = (map_folder.parent / file).read_bytes()
        except OSError:
            content = b""
        digest.update(f"{file}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


@cache
def _painters() -> bytes:
    """Return a hash of the modules of the window and of the libraries beneath."""
    digest = blake2b(digest_size=16)
    versions = (__version__, sys.version, np.__version__, pygame.version.ver, str(pygame.get_sdl_version()))
    digest.update("\0".join(versions).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.digest()


def load(name: str, size: tuple[int, int]) -> pygame.Surface | None:
    """Return a picture that was kept under a name; None if there is none of this size that is whole."""
    path = _file(name)
    try:
        with np.load(path, allow_pickle=False) as stored:
            pixels = stored["rgb"]
        if pixels.shape != (size[1], size[0], 3) or pixels.dtype != np.uint8:
            return None
        os.utime(path)
    except _DAMAGE:
        return None
    return pygame.image.frombytes(pixels.tobytes(), size, "RGB")


def keep(name: str, picture: pygame.Surface) -> None:
    """Keep a picture under a name, whole or not at all; a full disk or a locked folder is no harm."""
    width, height = picture.get_size()
    pixels = np.frombuffer(pygame.image.tobytes(picture, "RGB"), np.uint8).reshape(height, width, 3)
    whole = io.BytesIO()
    np.savez(whole, rgb=pixels)
    path = _file(name)
    try:
        write_whole(path, whole.getvalue())
        _prune(path.parent)
    except OSError:
        pass


def _file(name: str) -> Path:
    return paths.user_cache() / "ground" / f"ground-{name}.npz"


def _prune(folder: Path) -> None:
    """Remove all but the pictures that were used last."""
    kept = [p for p in folder.iterdir() if _NAME.fullmatch(p.name)]
    kept.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for old in kept[MOST:]:
        old.unlink(missing_ok=True)
