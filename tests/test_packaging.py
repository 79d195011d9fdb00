"""The wheel: it carries the data, works outside the checkout, and its metadata are true."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import engine

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    out = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        check=True,
    )
    (path,) = out.glob("*.whl")
    return path


def test_the_wheel_carries_packages_and_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        names = set(package.namelist())
    for needed in (
        "engine/__main__.py",
        "game/__main__.py",
        "game/text/en.po",
        "game/text/de.po",
        "game/text/it.po",
        "stivale_data/scenarios/italy1943/scenario.toml",
        "stivale_data/scenarios/italy1943/map/hexes.csv",
        "stivale_data/assets/template/scenario.toml",
        "stivale_data/assets/CREDITS.md",
    ):
        assert needed in names
    tops = {name.split("/")[0] for name in names}
    assert {t for t in tops if not t.endswith(".dist-info")} == {"engine", "game", "stivale_data"}
    assert not [n for n in names if "__pycache__" in n or n.startswith("tests")]


def test_the_wheel_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as package:
        package.extractall(tmp_path / "site")
    code = "import engine, sys; from engine.cli import run; print(engine.__file__); run()"
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    for arguments in (["--help"], ["lint", "italy1943"], ["new", "my-war"], ["sim", "my-war", "--seed", "1"]):
        done = subprocess.run(
            [sys.executable, "-P", "-c", code, *arguments],
            cwd=tmp_path,
            env=kept | {"PYTHONPATH": str(tmp_path / "site"), "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        assert done.stdout.startswith(str(tmp_path / "site"))


def test_the_version_is_one() -> None:
    assert PROJECT["project"]["version"] == engine.__version__
    assert f"## {engine.__version__}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_two_commands_stand_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    for extra, last in (("pip install .", "stivale play"), ("pip install -e '.[dev]'", "pytest")):
        assert f"python3 -m venv .venv && .venv/bin/{extra} && .venv/bin/{last}" in text
    for name in (
        "README.md",
        "LICENSE",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "ARCHITECTURE.md",
        "constraints.txt",
    ):
        assert (ROOT / name).is_file()


def test_links_in_the_documents_lead_somewhere() -> None:
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            if not target.startswith(("http:", "https:", "mailto:")):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_constraints_name_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    for line in lines:
        assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line), line
    pinned = {line.split("==")[0].lower().replace("_", "-") for line in lines if "==" in line}
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"]]
    names = {re.split(r"[<>=!~\[ ]", entry)[0].lower().replace("_", "-") for entry in wanted}
    assert names <= pinned
