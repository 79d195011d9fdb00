"""The kernels without the JIT and with bounds checks, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = (
    "tests/test_philox.py",
    "tests/test_kernels.py",
    "tests/test_kernels_combat.py",
    "tests/test_kernels_choice.py",
    "tests/test_kernels_offers.py",
    "tests/test_kernels_draws.py",
    "tests/test_kernels_ground.py",
)
WARM_UP = """
import engine.kernels
seen = []
engine.kernels.warm_up(lambda done, total, name: seen.append((done, total, name)))
print(seen[-1][0] == seen[-1][1] == len(seen) - 1, len({name for _, _, name in seen}) == len(seen))
"""
# Kernels that only other kernels call are compiled into those: private ones and the queue.
COVERAGE = """
import importlib, pkgutil
import engine.kernels
names = []
engine.kernels.warm_up(lambda done, total, name: names.append(name))
for found in pkgutil.iter_modules(engine.kernels.__path__):
    module = importlib.import_module("engine.kernels." + found.name)
    for name, kernel in vars(module).items():
        ours = getattr(kernel, "__module__", "") == module.__name__ and hasattr(kernel, "nopython_signatures")
        if not ours or name.startswith("_") or found.name == "buckets":
            continue
        if name not in names:
            print(name, "is not compiled by warm_up")
        elif len(kernel.nopython_signatures) != 1:
            print(name, "is not compiled exactly once")
print("looked")
"""
OUT_OF_BOUNDS = """
import numpy as np
from engine.kernels.reach import path_to
try:
    path_to(np.zeros(1, np.int32), 0, 5, np.zeros(9, np.int32))
except IndexError:
    print("caught")
"""


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run Python in the project's folder with some variables on top of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("NUMBA_", "PYTEST_"))}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=kept | {"PYTHONPATH": str(ROOT)} | variables,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.mark.parametrize("variable", ["NUMBA_DISABLE_JIT", "NUMBA_BOUNDSCHECK"])
def test_kernels_agree_with_their_twins(variable: str) -> None:
    done = run("-m", "pytest", "-n", "0", "-p", "no:cacheprovider", *FILES, **{variable: "1"})
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wrong_index_is_caught_with_bounds_checks() -> None:
    assert run("-c", OUT_OF_BOUNDS, NUMBA_BOUNDSCHECK="1").stdout == "caught\n"


def test_warm_up_compiles_every_kernel_once() -> None:
    done = run("-c", COVERAGE)
    assert done.stdout == "looked\n", done.stderr


@pytest.mark.parametrize("variables", [{}, {"NUMBA_DISABLE_JIT": "1"}], ids=["jit", "plain"])
def test_warm_up_names_every_kernel_once(variables: dict[str, str]) -> None:
    done = run("-W", "error", "-c", WARM_UP, **variables)
    assert done.stdout == "True True\n", done.stderr
