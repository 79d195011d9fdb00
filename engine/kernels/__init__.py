"""The compiled inner loops, and the folder in which their compiled form is kept.

Owns the ``kernel`` decorator and ``warm_up``. Kernels take arrays and ints, fill arrays of the
caller, and know nothing of worlds, states or orders.

numba notices a change of a kernel's own file but not of a helper or a constant in another one,
and would go on using the stale result. So the cache folder is named by a hash of all kernel
sources. It holds pickles, therefore it must be ours alone. Importing this package imports
neither numba nor numpy, because ``consts`` is wanted by code that must start fast.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    import subprocess

P = ParamSpec("P")
R = TypeVar("R")
# (kernels compiled, kernels in all, name of the next one)
Progress = Callable[[int, int, str], None]

_FOLDER = re.compile(r"kernels-[0-9a-f]{16}(-bounds)?")
_KEEP = 3


def jit_enabled() -> bool:
    """Return whether kernels are compiled, which the variable NUMBA_DISABLE_JIT decides."""
    return os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")


def bounds_checked() -> bool:
    """Return whether compiled kernels check their indices (NUMBA_BOUNDSCHECK)."""
    return os.environ.get("NUMBA_BOUNDSCHECK", "0") not in ("", "0")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function on its first call, or leave it alone when the JIT is off."""
    if not jit_enabled():
        return function
    njit, cached = _compiler()
    compiled: Callable[P, R] = njit(cache=cached, nogil=True)(function)
    return compiled


def warm_up(progress: Progress | None = None, *, first: bool = False) -> None:
    """Compile every kernel, or load it from the cache, with the types the engine calls it with.

    ``progress`` is called before each kernel and once at the end with an empty name. With
    ``first`` only what a game's first picture calls, if a second process compiles the rest;
    call again without it, after ``await_helper``, from where nobody waits.
    """
    from engine.kernels.warm import FIRST, jobs

    start_helper()
    todo = jobs()
    if first and _helper is not None:
        calls = dict(todo)
        todo = [(name, calls[name]) for name in FIRST]
    for done, (name, call) in enumerate(todo):
        if progress is not None:
            progress(done, len(todo), name)
        call()
    if progress is not None:
        progress(len(todo), len(todo), "")


_helper: subprocess.Popen[bytes] | None = None


def start_helper() -> None:
    """Begin to compile the heaviest kernels in a second process, if none is compiled yet.

    Compiling keeps one core busy, and where there are two the first start takes half the time.
    What the other process has finished is found in the cache when this one comes to it.
    """
    global _helper
    if _helper is not None or not jit_enabled():
        return
    folder = cache_folder()
    cold = not (folder.is_dir() and any(folder.rglob("*.nbi")))
    if cold and (os.cpu_count() or 1) > 1 and _prepare(folder):
        import subprocess

        _helper = subprocess.Popen([sys.executable, "-m", "engine.kernels.warm"], stderr=subprocess.DEVNULL)


def await_helper() -> None:
    """Wait until the second process has compiled its share; at once if there is none."""
    if _helper is not None:
        _helper.wait()


def cache_folder() -> Path:
    """Return the folder for the compiled form of exactly these sources; it may not exist yet."""
    from importlib.metadata import version  # late: nobody who only reads files pays for it

    digest = blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(f"{sys.version}\0{version('numba')}\0{version('numpy')}".encode())
    # A build without bounds checks would be loaded silently where checks were asked for.
    suffix = "-bounds" if bounds_checked() else ""
    return _cache_base() / f"kernels-{digest.hexdigest()}{suffix}"


def _cache_base() -> Path:
    """Return the folder that holds all kernel folders: the user's choice, or the usual cache."""
    chosen = os.environ.get("NUMBA_CACHE_DIR", "")
    if chosen:
        # A worker inherits the variable that its parent has set to a kernel folder.
        path = Path(chosen)
        return path.parent if _FOLDER.fullmatch(path.name) else path
    from platformdirs import user_cache_path

    return user_cache_path("stivale", appauthor=False)


@cache
def _compiler() -> tuple[Any, bool]:
    """Point numba at our cache folder, import it, and return njit and whether it may cache."""
    folder = cache_folder()
    cached = _prepare(folder)
    if cached:
        os.environ["NUMBA_CACHE_DIR"] = str(folder)
    early = "numba" in sys.modules
    import numba

    if early:
        # numba read its variables when it was imported; setting only its config would be
        # undone as soon as another of its variables changes.
        settings: Any = numba.config
        settings.reload_config()
    return numba.njit, cached


def _prepare(folder: Path) -> bool:
    """Create the folder for us alone; return False, having said so, where that is impossible."""
    try:
        fresh = not folder.exists()
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        problem = _problem(folder)
        if not problem:
            os.utime(folder)
            if fresh:
                _prune(folder.parent)
    except OSError as error:
        problem = str(error)
    if problem:
        import multiprocessing

        if multiprocessing.parent_process() is None:  # once, not once a worker
            print(f"stivale: kernels are compiled anew in each run: {problem}", file=sys.stderr)
    return not problem


def _problem(folder: Path) -> str:
    """Say why a folder must not be trusted with compiled code; an empty text if it may."""
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        return f"{folder} is not a folder"
    if os.name == "posix":
        if found.st_uid != os.getuid():
            return f"{folder} belongs to somebody else"
        if found.st_mode & 0o077:
            folder.chmod(0o700)
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return f"{folder} cannot be written"
    return ""


def _prune(base: Path) -> None:
    """Remove the folders of older sources, but for the newest few."""
    import shutil

    folders = [p for p in base.iterdir() if _FOLDER.fullmatch(p.name) and not p.is_symlink()]
    folders.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for old in folders[_KEEP:]:
        shutil.rmtree(old, ignore_errors=True)
