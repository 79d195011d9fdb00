"""The folder of the compiled kernels: its name, whose it is, what becomes of old ones."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from engine import kernels
from tests.test_kernels_modes import run

CALL = "from engine.kernels.philox import two_dice; assert 2 <= two_dice(1, 2, 3, 4, 5, 6) <= 12"
NAME = "from engine.kernels import cache_folder; print(cache_folder().name)"


def test_importing_the_constants_imports_neither_numba_nor_numpy() -> None:
    code = "import engine.kernels.consts, sys; print({'numba', 'numpy'} & set(sys.modules))"
    assert run("-c", code).stdout == "set()\n"


@pytest.mark.parametrize("first", ["", "import numba; "], ids=["ours", "numba-first"])
def test_compiled_kernels_land_in_a_private_folder(tmp_path: Path, first: str) -> None:
    done = run("-c", f"{first}{CALL}; {NAME}", NUMBA_CACHE_DIR=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    (folder,) = tmp_path.iterdir()
    assert folder.name == done.stdout.strip()
    assert list(folder.rglob("*.nbc"))
    if os.name == "posix":
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_bounds_checks_have_their_own_folder() -> None:
    plain, checked = run("-c", NAME).stdout, run("-c", NAME, NUMBA_BOUNDSCHECK="1").stdout
    assert checked.strip() == plain.strip() + "-bounds"


def test_without_a_folder_kernels_run_and_say_so_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run("-c", CALL, NUMBA_CACHE_DIR=str(tmp_path / "file"))
    assert done.returncode == 0
    assert done.stderr.count("compiled anew") == 1


def test_a_link_in_place_of_the_folder_is_not_trusted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "kernels-0123456789abcdef"
    link.symlink_to(tmp_path / "elsewhere")
    assert not kernels._prepare(link)
    assert "is not a folder" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="owners and modes are those of POSIX")
def test_a_foreign_folder_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "kernels-0123456789abcdef"
    folder.mkdir(mode=0o755)
    assert kernels._prepare(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    me = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: me + 1)
    assert not kernels._prepare(folder)


def test_only_the_newest_three_folders_stay(tmp_path: Path) -> None:
    for age in range(1, 6):
        old = tmp_path / f"kernels-{age:016x}"
        old.mkdir()
        os.utime(old, (1_000_000 - age, 1_000_000 - age))
    (tmp_path / "kernels-of-somebody-else").mkdir()
    assert kernels._prepare(tmp_path / "kernels-00000000000000ff")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "kernels-0000000000000001",
        "kernels-0000000000000002",
        "kernels-00000000000000ff",
        "kernels-of-somebody-else",
    ]


def test_a_worker_uses_the_folder_that_its_parent_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    folder = kernels.cache_folder()
    assert folder.parent == tmp_path
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(folder))
    assert kernels.cache_folder() == folder


PLAYED = """
import importlib, pkgutil
import engine, engine.kernels
from engine.kernels import warm_up
from engine.sim.match import Match

names = [m.name for m in pkgutil.iter_modules(engine.kernels.__path__)]
modules = [importlib.import_module(f"engine.kernels.{name}") for name in names]
versions = lambda: {
    (f.__module__, name): len(f.signatures)
    for m in modules for name, f in vars(m).items() if hasattr(f, "signatures")
}
warm_up()
before = versions()
world = engine.load_scenario("italy1943/husky")
match = Match(world, dict.fromkeys(world.side_ids, "standard"), 1, 2)
while not match.done:
    match.step()
print(sorted(name for name, count in versions().items() if count != before[name]))
"""


def test_a_game_calls_kernels_with_no_other_types_than_those_made_ready() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PLAYED],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=240,
        check=True,
    )
    assert done.stdout.strip() == "[]"
