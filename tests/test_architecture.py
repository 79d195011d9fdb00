"""The invariants of ARCHITECTURE.md, read off the sources: most of them are absences."""

from __future__ import annotations

import ast
import csv
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import engine

ROOT = Path(__file__).parent.parent
ENGINE = ROOT / "engine"
GAME = ROOT / "game"
LONGEST = 450
SOURCES = sorted(ENGINE.rglob("*.py"))

# Layers, lowest first; a module is in the first layer that names it or its package.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("engine.kernels", "engine.problems", "engine.hexes"),
    ("engine.schema", "engine.orders", "engine.events", "engine.hearing", "engine.csvpos", "engine.tomlpos",
     "engine.staff_events", "engine.sources", "engine.shapes", "engine.tables", "engine.texts",
     "engine.paths", "engine.schema_export"),
    ("engine.loader", "engine.lint", "engine.lints", "engine.scenario", "engine.overlay", "engine.references",
     "engine.script_references", "engine.soundness", "engine.checks", "engine.defaults", "engine.world",
     "engine.world_build", "engine.world_parts", "engine.world_costs", "engine.state", "engine.setup"),
    ("engine.rules", "engine.script", "engine.turn", "engine.observation", "engine.audit",
     "engine.audit_steps", "engine.game", "engine.imagine",
     "engine.legality", "engine.perft"),
    ("engine.store", "engine.ai", "engine.sim"),
    ("engine.bench", "engine.docs", "engine.envs", "engine.protocol", "engine.rulebook"),
    ("engine.cli", "engine.__main__"),
)  # fmt: skip
# Known upward steps, each with its reason.
ALLOWED = {
    ("engine.schema_export", "engine.lint"): "the schema of lint.toml lives beside its reader",
    ("engine.schema_export", "engine.scenario"): "the table of files",
    ("engine.setup", "engine.turn"): "a new game runs to its first decision",
    ("engine.setup", "engine.game"): "a new game is a Game",
}


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imports_of(path: Path, top_only: bool = False) -> tuple[str, ...]:
    """Return the modules that a file imports, those for type checkers alone left out."""
    return tuple(_imports(tree_of(path), top_only))


def _imports(tree: ast.Module, top_only: bool) -> Iterator[str]:
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            skipped.update(n for inner in node.body for n in ast.walk(inner))
        if top_only and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            skipped.update(n for inner in node.body for n in ast.walk(inner))
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer_of(module: str) -> int | None:
    for number, names in enumerate(LAYERS):
        if any(module == name or module.startswith(f"{name}.") for name in names):
            return number
    return None


def roots(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports_of(path)}


def test_the_engine_is_ours() -> None:
    assert engine.__file__ is not None
    assert Path(engine.__file__).resolve() == ENGINE / "__init__.py"


def test_every_module_has_its_layer() -> None:
    free = {"engine", "engine.cartography"}
    unknown = [
        name
        for name in map(module_of, SOURCES)
        if layer_of(name) is None
        and not any(name == f or name.startswith("engine.cartography") for f in free)
    ]
    assert unknown == [], "name them in LAYERS"


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_imports_go_downwards(path: Path) -> None:
    here = module_of(path)
    level = layer_of(here)
    if level is None:
        return
    upward = set()
    for name in imports_of(path, top_only=True):
        other = layer_of(name)
        if other is not None and other > level:
            target = next(n for n in LAYERS[other] if name == n or name.startswith(f"{n}."))
            if (here, target) not in ALLOWED:
                upward.add(name)
    assert not upward


def test_the_engine_does_not_know_the_front_end() -> None:
    guilty = [module_of(p) for p in SOURCES if roots(p) & {"game", "pygame", "pygame_gui", "milsymbol"}]
    assert guilty == []
    assert [p.name for p in SOURCES if "ray" in roots(p) and p.name != "cluster.py"] == []


def test_kernels_know_arrays_only() -> None:
    allowed = {"numpy", "numba", "engine", "__future__"}
    for path in (ENGINE / "kernels").glob("*.py"):
        inner = {n for n in imports_of(path) if n.startswith("engine") and not n.startswith("engine.kernels")}
        assert not inner - {"engine"}, path.name
        if path.name not in ("__init__.py", "warm.py"):
            assert roots(path) - set(sys.stdlib_module_names) <= allowed, path.name


def test_only_the_command_builds_maps() -> None:
    users = [module_of(p) for p in SOURCES if any(n.startswith("engine.cartography") for n in imports_of(p))]
    assert {u for u in users if not u.startswith("engine.cartography")} <= {"engine.cli.authors"}
    for path in (ENGINE / "cartography").glob("*.py"):
        used = {n.split(".")[1] for n in imports_of(path) if n.startswith("engine.")}
        assert used <= {"cartography", "hexes", "schema"}, path.name


RULES = [
    *(ENGINE / "rules").glob("*.py"),
    *(ENGINE / "script").glob("*.py"),
    *(ENGINE / "kernels").glob("*.py"),
    ENGINE / "turn.py",
    ENGINE / "state.py",
    ENGINE / "observation.py",
    ENGINE / "legality.py",
]


@pytest.mark.parametrize("path", RULES, ids=module_of)
def test_rules_read_no_clock_no_files_and_no_foreign_dice(path: Path) -> None:
    if path.parent.name == "kernels" and path.name == "__init__.py":
        return  # it finds the folder of compiled kernels
    foreign = {"time", "random", "os", "pathlib", "io", "subprocess", "secrets", "socket"}
    assert not roots(path) & foreign
    text = path.read_text("utf-8")
    assert not re.search(r"\b(today|now|utcnow)\(\)", text)
    assert "np.random" not in text
    assert not re.search(r"(?<![\w.])open\(", text)


def test_nothing_runs_what_it_reads() -> None:
    for path in [*SOURCES, *GAME.rglob("*.py")]:
        assert not roots(path) & {"pickle", "marshal", "shelve", "dill", "jsonpickle", "yaml"}, path
        tree = tree_of(path)
        called = {
            node.func.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        assert not called & {"eval", "exec", "compile", "__import__"}, path
        assert "allow_pickle=True" not in path.read_text("utf-8"), path


def test_no_network() -> None:
    for path in [*SOURCES, *GAME.rglob("*.py")]:
        assert not roots(path) & {"socket", "urllib", "http", "requests", "httpx", "ftplib"}, path


def test_players_never_see_the_state() -> None:
    for path in (ENGINE / "ai").glob("*.py"):
        names = set(imports_of(path))
        assert "engine.state.State" not in names, path.name
        assert not any(n.startswith(("engine.game", "engine.store", "engine.sim")) for n in names), path.name


def test_the_engine_knows_no_scenario() -> None:
    """No name of a place or unit of the shipped scenario stands in the engine."""
    words: set[str] = set()
    for scenario in (ROOT / "scenarios").iterdir():
        for file in ("map/places.csv", "forces/units.csv", "forces/leaders.csv"):
            path = scenario / file
            if path.is_file():
                with path.open(encoding="utf-8") as stream:
                    words |= {row["name"] for row in csv.DictReader(stream) if len(row["name"]) > 4}
    words |= {word.lower() for word in words}
    known = {"italy1943"}  # the default of commands that need none
    for path in SOURCES:
        if "cartography" in path.parts:
            continue  # its examples speak of the map that it was made for
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in known:
                assert node.value not in words, f"{path.name}: {node.value}"


def test_the_facade_is_lazy() -> None:
    code = "import sys, engine, engine.cli, engine.lint; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"numba", "scipy", "numpy", "pygame"} & set(done.stdout.split())


def test_playing_needs_neither_a_window_nor_maps() -> None:
    code = "import sys, engine; engine.run('assets/template', {}, 1, turns=2); print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"pygame", "shapely", "PIL"} & set(done.stdout.split())


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_files_are_short_and_documented(path: Path) -> None:
    lines = path.read_text("utf-8").count("\n")
    assert lines < LONGEST, "split it by subject"
    tree = tree_of(path)
    if not tree.body:
        return
    assert ast.get_docstring(tree), "say what the file owns and must not know"
    missing = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert missing == []


def test_the_public_functions_are_those_promised() -> None:
    for name in ("load_scenario", "new_game", "legal", "apply", "step", "observe", "run", "to_act"):
        assert callable(getattr(engine, name))


def test_texts_of_the_repository_name_nobody_and_no_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout")
    bad = re.compile(r"/(?:root|tmp|opt)/[a-z]|/home/[a-z]+/|file:///[a-z]")
    kinds = (".py", ".md", ".toml", ".txt", ".cfg", ".csv", ".po", "")
    for name in listed.stdout.split("\0"):
        path = ROOT / name
        if name and path.suffix in kinds and path.is_file() and path.name != Path(__file__).name:
            found = bad.search(path.read_text("utf-8", errors="replace"))
            assert found is None, f"{name}: {found and found.group()}"
