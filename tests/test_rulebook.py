"""The rulebook fits the rules files, and each of its paragraphs has a test that carries its id."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from engine import rulebook
from engine.loader import load_or_raise
from engine.scenario import Scenario

ROOT = Path(__file__).parent.parent
TINY = ROOT / "tests" / "scenarios" / "tiny"
FIRST = "# Start\n\n## start.one One\nEnter for {movement.zoc_enter}.\n"


@pytest.fixture(scope="module")
def tiny() -> Scenario:
    return load_or_raise(TINY)


@cache
def marks() -> dict[str, list[str]]:
    """Return the tests that carry each id, read off the sources."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.FunctionDef):
                continue
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.rule":
                    assert node.name.startswith("test_"), node.name
                    assert mark.args, node.name
                    for word in mark.args:
                        found.setdefault(ast.literal_eval(word), []).append(f"{path.name}::{node.name}")
    return found


def test_every_paragraph_has_a_test() -> None:
    assert {p.id for p in rulebook.read()} - marks().keys() == set()


def test_every_mark_names_a_paragraph() -> None:
    known = {p.id for p in rulebook.read()}
    assert {word: tests for word, tests in marks().items() if word not in known} == {}


def test_chapters_hold_together() -> None:
    """Paragraphs of one chapter stand in one file, and a table of values is never cut in two."""
    chapters = [p.chapter for p in rulebook.read()]
    assert len(dict.fromkeys(chapters)) == sum(
        a != b for a, b in zip(["", *chapters], chapters, strict=False)
    )


@pytest.mark.parametrize("name", ["italy1943", str(TINY), str(ROOT / "assets" / "template")])
def test_the_page_has_the_values_of_its_scenario(name) -> None:
    scenario = load_or_raise(name)
    page = rulebook.page(scenario)
    assert "{" not in page
    assert f"enemy zone costs {scenario.movement.zoc_enter:g} points" in page
    assert "| 3:1 | " + " | ".join(scenario.columns.rows[6].results) + " |" in page
    for kind in scenario.unit_types.rows:
        assert f"| {kind.name} | {kind.movement} | {kind.steps} |" in page


def wrong(folder: Path, text: str, tiny: Scenario, name: str = "01-start.md") -> str:
    """Return what is said of a rulebook of one file."""
    (folder / name).write_text(text, "utf-8")
    with pytest.raises(rulebook.RulebookError) as caught:
        rulebook.page(tiny, folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (FIRST.replace("zoc_enter", "zoc_entr"), "did you mean movement.zoc_enter?"),
        (FIRST + "{table movement.class: tempoo}", "tempoo is not known"),
        (FIRST + "{combat.shifts.mud.9}", "01-start.md:3: start.one: {combat.shifts.mud.9} is not known"),
        (FIRST + "{constant.nothing}", "{constant.nothing} is not known"),
        (FIRST, "no paragraph mentions movement.zoc_to_zoc"),
        (FIRST, "no paragraph mentions terrain.terrain.frontage"),
        (FIRST, "no paragraph mentions recovery.wear_percent"),
        (FIRST + "## start.one Again\nText\n", "start.one stands at rulebook/01-start.md:3 too"),
        (FIRST + "## start.two Two\n", "start.two has no text"),
        (FIRST + "## Two\nText\n", "a heading is"),
        (FIRST + "# End\n", "a file is one chapter"),
        ("## start.one One\nText\n", "the chapter has no"),
        ("# Start\nText\n", "text before the first paragraph"),
        ("# Start\n", "no paragraphs"),
    ],
)
def test_mistakes_are_told_with_their_place(tmp_path, tiny, text, said) -> None:
    assert said in wrong(tmp_path, text, tiny)


def test_a_value_counts_as_mentioned_by_itself_or_as_a_whole(tmp_path, tiny) -> None:
    told = wrong(tmp_path, FIRST + "{combat.shifts} {combat.determined.base}\n", tiny)
    assert "combat.shifts" not in told
    assert "combat.determined.base" not in told
    assert "combat.determined.floor" in told


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (0.25, "0.25"),
        (True, "yes"),
        ([0, 1], "0, 1"),
        ({"red": 2}, "red 2"),
        (None, "-"),
        ({}, "-"),
    ],
)
def test_values_in_words(value, text) -> None:
    assert rulebook.shown(value) == text
