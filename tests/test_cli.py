"""The commands: what they print, how they end, and that the light ones stay light."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from engine.cli import run as command
from engine.sim.match import Match
from engine.store import container

ROOT = Path(__file__).parent.parent
TINY = "tests/scenarios/tiny"
SIM_FIELDS = {
    "scenario", "seed", "players", "engine_version", "rules_version", "turns", "date_end", "winner", "level",
    "reason", "score", "digest", "orders", "battles", "losses", "milestones", "triggers", "wall_s", "cpu_s",
    "order_kinds",
}  # fmt: skip


class Done(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    stdout: str
    stderr: str


def run(*arguments: str | Path, code: int = 0) -> Done:
    """Run the command line in this process and hold it to an exit code and a clean end."""
    out, err = io.StringIO(), io.StringIO()
    found = 0
    argv = sys.argv
    sys.argv = ["stivale", *map(str, arguments)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            command()
    except SystemExit as end:
        found = int(end.code or 0)
    finally:
        sys.argv = argv
    done = Done(found, out.getvalue(), err.getvalue())
    assert found == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="module")
def replay(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("replays") / "a.replay"
    run("sim", ROOT / TINY, "--seed", "4", "--out", path)
    return path


def test_sim_gives_the_promised_fields() -> None:
    done = run("sim", TINY, "--seed", "4", "--players", "blue=random", "--format", "json")
    found = json.loads(done.stdout)
    assert set(found) >= SIM_FIELDS
    assert found["players"] == {"blue": "random", "red": "staff"}
    assert found["seed"] == 4
    assert set(found["losses"]) == {"blue", "red"}
    assert done.stderr == ""


def test_sim_without_a_seed_says_which_it_drew() -> None:
    done = run("sim", TINY, "--turns", "1", "--format", "json")
    assert done.stderr == f"seed {json.loads(done.stdout)['seed']}\n"


def test_sim_tells_people_what_came_of_it() -> None:
    text = run("sim", TINY, "--seed", "1").stdout
    for words in ("Tiny: ", "digest", "steps lost", "m-midtown", "orders by kind"):
        assert words in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sim", "italy1944"], "Did you mean italy1943"),
        (["sim", TINY, "--players", "blue=nobody"], "no player 'nobody'"),
        (["sim", TINY, "--players", "green=random"], "no side 'green'"),
        (["sim", TINY, "--players", "random"], "SIDE=NAME"),
        (["sim", TINY, "--set", "rules.movement.zoc_entr=1"], "zoc_enter"),
        (["sim", TINY, "--seed", "one"], "--seed"),
        (["sim", TINY, "--turns", "0"], "--turns"),
        (["sim"], "SCENARIO"),
        (["simulate"], "simulate"),
        (["replay", "README.md"], "README.md"),
        (["replay", "nothing.replay"], "nothing.replay"),
        (["diverge", "nothing.replay", "nothing.replay"], "nothing.replay"),
        (["batch", TINY, "--games", "1", "--out", "engine"], "not empty"),
        (["report", "tests"], "manifest.json"),
        (["lint", "no-such-scenario"], "no-such-scenario"),
        (["schema", "--name", "movment"], "Did you mean movement"),
        (["new", "Not An Id"], "no id"),
        (["new", "engine"], "exists"),
        (["upgrade", "no-such-scenario"], "no-such-scenario"),
        (["map", "build", TINY], "recipe.toml"),
        (["map", "draw", TINY, "x.png", "--size", "big"], "WIDTHxHEIGHT"),
        (["explain", "supply", "no-unit", "--scenario", TINY], "no-unit"),
        (["explain", "odds", "midtwn", "--scenario", TINY], "Did you mean midtown"),
        (["explain", "event", "red-tird", "--scenario", TINY], "Did you mean red-tired"),
        (["explain", "move", "red-1", "--scenario", TINY], "cannot move"),
        (["perft", "no-such-scenario"], "no-such-scenario"),
    ],
)
def test_wrong_usage_is_one_clear_message(arguments: list[str], words: str) -> None:
    done = run(*arguments, code=2)
    assert words.lower() in done.stderr.lower()
    assert done.stdout == ""


def test_replays_are_shown_verified_cut_and_continued(replay: Path, tmp_path: Path) -> None:
    shown = run("replay", replay, "show", "--scenario", TINY, "--turn", "2", "--orders").stdout
    assert "1943-07-17" in shown
    assert "> end" in shown
    listed = json.loads(run("replay", replay, "show", "--scenario", TINY, "--format", "json").stdout)
    assert listed["header"]["seed"] == 4
    assert {"turn", "date", "side", "kind", "what"} == set(listed["events"][0])
    verdict = json.loads(run("replay", replay, "verify", "--scenario", TINY, "--format", "json").stdout)
    assert verdict["ok"]
    cut, again = tmp_path / "cut", tmp_path / "again"
    run("replay", replay, "cut", "--scenario", TINY, "--turn", "3", "--out", cut)
    run("replay", cut, "continue", "--scenario", TINY, "--out", again)
    assert again.read_bytes() == replay.read_bytes()
    assert run("diverge", replay, again, "--scenario", TINY).stdout == "they are the same game\n"
    found = json.loads(run("diverge", replay, cut, "--scenario", TINY, "--format", "json", code=1).stdout)
    assert not found["same"]
    assert found["turn"] == 3
    run("replay", replay, "cut", "--scenario", TINY, code=2)


def test_a_changed_replay_is_a_finding(replay: Path, tmp_path: Path) -> None:
    members = container.read(replay)
    lines = members["orders.jsonl"].split(b"\n")
    first = next(
        i for i, line in enumerate(lines) if line.startswith(b'{"kind":"absorb"') or b'"move"' in line
    )
    members["orders.jsonl"] = b"\n".join(lines[:first] + lines[first + 1 :])
    (tmp_path / "changed").write_bytes(container.pack(members))
    done = run("replay", tmp_path / "changed", "verify", "--scenario", TINY, code=1)
    assert "NOT the same game" in done.stdout
    run("replay", tmp_path / "changed", "continue", "--turn", "1", "--scenario", TINY, "--turns", "1")


def test_batch_and_report(tmp_path: Path) -> None:
    out = tmp_path / "b"
    options = ["--games", "3", "--players", "blue=random,red=random", "--out", out, "--jobs", "1"]
    done = run("batch", TINY, *options, "--format", "json", "--set", "rules.movement.zoc_enter=2")
    assert json.loads(done.stdout)["done"] == 3
    assert run("batch", TINY, *options, code=2).stderr.count("\n") == 1
    written = run("report", out).stdout.split()
    assert [Path(p).name for p in written] == ["report.html", "report.md"]


def test_lint_reports_by_place(tmp_path: Path) -> None:
    assert "0 errors" in run("lint", TINY).stdout
    bad = tmp_path / "tiny"
    shutil.copytree(ROOT / TINY, bad)
    path = bad / "rules" / "movement.toml"
    path.write_text(path.read_text().replace("zoc_enter", "zoc_entr", 1))
    text = run("lint", bad, code=1).stdout
    assert f"{path}:" in text
    assert "did you mean zoc_enter?" in text
    assert json.loads(run("lint", bad, "--format", "json", code=1).stdout)[0]["code"].startswith("E")
    assert run("lint", bad, "--format", "github", code=1).stdout.startswith("::error file=")
    assert "movement.toml" in run("sim", bad, code=2).stderr


def test_a_new_scenario_is_clean_and_plays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "stivale lint my-war" in run("new", "my-war").stdout
    assert "0 errors, 0 warnings, 0 infos" in run("lint", "my-war").stdout
    found = json.loads(run("sim", "my-war", "--seed", "1", "--format", "json").stdout)
    assert found["scenario"] == "my-war"
    assert found["battles"] > 0
    assert "nothing to do" in run("upgrade", "my-war").stdout
    assert "exists" in run("new", "my-war", code=2).stderr


def test_upgrade_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    run("new", "my-war", "--out", tmp_path)
    header = tmp_path / "my-war" / "scenario.toml"
    header.write_text(header.read_text().replace("format = 1", "format = 99", 1))
    assert "newer" in run("upgrade", tmp_path / "my-war", code=2).stderr


def test_schemas_and_reference_pages_are_written(tmp_path: Path) -> None:
    written = run("schema", "--out", tmp_path / "s").stdout.split()
    assert len(written) > 30
    assert json.loads(run("schema", "--name", "units").stdout)["title"].startswith("a row of")
    pages = run("docs", "--out", tmp_path / "d").stdout.split()
    assert len(pages) == 11
    run("docs", "--out", tmp_path / "d", "--check")
    (tmp_path / "d" / "orders.md").write_text("old")
    assert "orders.md" in run("docs", "--out", tmp_path / "d", "--check", code=1).stderr


def test_explain_answers_from_a_game_and_from_a_replay(replay: Path) -> None:
    here = ["--scenario", TINY, "--format", "json"]
    odds = json.loads(run("explain", "odds", "midtown", *here).stdout)
    assert sum(line["chance"] for line in odds["outcomes"]) == pytest.approx(1)
    assert odds["column"] == odds["column_before_shifts"] + sum(odds["shifts"].values())
    assert "chance that the hex is given up" in run("explain", "odds", "midtown", "--scenario", TINY).stdout
    supply = json.loads(run("explain", "supply", "blue-1", *here).stdout)
    assert supply["source"] == "westport"
    event = json.loads(run("explain", "event", "red-tired", *here).stdout)
    assert not event["holds"]
    assert "red-tired" in run("explain", "event", "--scenario", TINY).stdout
    move = json.loads(run("explain", "move", "blue-1", "westport", *here).stdout)
    assert move["path"][-1]["place"] == "westport"
    assert "MP" in run("explain", "move", "blue-1", "--scenario", TINY).stdout
    air = json.loads(run("explain", "air", "midtown", *here).stdout)
    assert len(air["missions"]) == len(air["target"]["refusals"]) == 5
    assert "air points" in run("explain", "air", "midtown", "--scenario", TINY).stdout
    sea = json.loads(run("explain", "sea", *here).stdout)
    assert {row["zone"] for row in sea["zones"]}
    assert sea["loss_percent"] > 0
    assert all(set(row["risk_percent"]) == set(row["power"]) == {"blue", "red"} for row in sea["zones"])
    assert "risk red" in run("explain", "sea", "--scenario", TINY).stdout
    mine = ["--scenario", TINY, "--side", "blue"]
    assert "not known to blue" in run("explain", "supply", "red-1", *mine, code=2).stderr
    later = ["--replay", replay, "--turn", "3", "--scenario", TINY, "--side", "red", "--format", "json"]
    assert json.loads(run("explain", "supply", "red-2", *later).stdout)["unit"] == "red-2"
    assert "turns 1 to 5" in run("explain", "supply", "red-2", *[*later[:3], "9", *later[4:]], code=2).stderr


def test_bench_gives_the_promised_fields() -> None:
    found = json.loads(run("bench", "--short", "--scenario", "assets/template", "--format", "json").stdout)
    assert {"machine", "version", "commit", "kernels", "clone_us", "load_s", "start_s", "frames"} <= set(
        found
    )
    assert {"campaign", "peak_mb"} <= set(found)
    assert all({"median_us", "p99_us"} <= set(k) for k in found["kernels"].values())
    assert all({"cpu_s", "turns", "orders", "unit_turns"} <= set(c) for c in found["campaign"].values())


def test_doctor_finds_nothing_wrong_here() -> None:
    found = json.loads(run("doctor", "--format", "json").stdout)
    assert found["troubles"] == []
    assert "italy1943" in found["scenarios"]


def test_a_defect_writes_a_crash_folder_and_ends_with_three(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Match) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(Match, "step", broken)
    monkeypatch.setattr("engine.sim.crash.crashes_folder", lambda: tmp_path)
    done = run("sim", TINY, "--seed", "1", code=3)
    folder = Path(done.stderr.strip().splitlines()[-1].rpartition(" is in ")[2])
    assert folder.parent == tmp_path
    assert {p.name for p in folder.iterdir()} == {"traceback.txt", "about.json", "game.replay"}
    assert json.loads((folder / "about.json").read_text())["seed"] == 1


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "engine", "--version"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith("stivale ")


LIGHT = """
import sys
from engine.cli import run
sys.argv = ["stivale", *{arguments!r}]
try:
    run()
except SystemExit:
    pass
heavy = sorted(set(m.split(".")[0] for m in sys.modules) & {{"numba", "scipy", "numpy", "pygame"}})
print("HEAVY", *heavy)
"""


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [
        (["--help"], set()),
        (["sim", "--help"], set()),
        (["explain", "odds", "--help"], set()),
        (["--version"], set()),
        (["lint", TINY], set()),
        (["schema", "--name", "units"], set()),
        (["upgrade", TINY], set()),
        (["doctor"], set()),
    ],
)
def test_light_commands_import_nothing_heavy(arguments: list[str], allowed: set[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIGHT.format(arguments=arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert set(done.stdout.splitlines()[-1].split()[1:]) <= allowed
