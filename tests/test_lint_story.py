"""Lint: the arithmetic of the story, reasons that allow findings, rivals, variants and texts."""

from __future__ import annotations

from pathlib import Path

import mutants
import pytest

from engine.lint import lint_path


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return mutants.copy_scenario(mutants.TINY, tmp_path)


# What else the arithmetic of the story finds: (addition to the triggers, code, part of the message)
PLANTED = [
    (
        'if = [{ type = "fired", trigger = "late", turns_ago = 1 }]',
        "W370",
        "late-child cannot fire within the calendar: it needs late",
    ),
    ('if = [{ type = "fired", trigger = "late-child" }]', "W376", "late-child waits for itself"),
    (
        'if = [{ type = "date", not_after = 1943-07-20 }, { type = "fired", trigger = "late" }]',
        "W370",
        "late-child cannot come before 1943-08-07, after its last day",
    ),
    ("chance = { start = 0 }", "W370", "late-child has no chance"),
    (
        (
            'if = [{ type = "all", of = [{ type = "decision", id = "red-choice", option = "fight" }] },'
            ' { type = "decision", id = "red-choice", option = "give-up" }]'
        ),
        "W375",
        "late-child wants decision id red-choice option fight",
    ),
    (
        (
            'if = [{ type = "control", places = ["midtown"], side = "red" },'
            ' { type = "control", places = ["midtown"], side = "blue" }]'
        ),
        "W375",
        "late-child wants control",
    ),
    (
        (
            'if = [{ type = "control-region", regions = ["plain"], side = "red", percent = 60 },'
            ' { type = "control-region", regions = ["plain"], side = "blue", percent = 50 }]'
        ),
        "W375",
        "late-child wants control-region",
    ),
    (
        (
            'if = [{ type = "variable", id = "red-will", at_least = 30 },'
            ' { type = "variable", id = "red-will", at_most = 20 }]'
        ),
        "W375",
        "late-child wants variable",
    ),
    (
        'if = [{ type = "date", not_before = 1943-08-01 }, { type = "date", not_after = 1943-07-20 }]',
        "W375",
        "late-child wants date",
    ),
    ('if = [{ type = "date" }]', "W378", "late-child has a condition that always holds"),
    (
        'if = [{ type = "strength", units = { side = "red" }, at_least = 9, at_most = 8 }]',
        "W377",
        "late-child has a condition that never holds",
    ),
]


@pytest.mark.parametrize(("planted", "code", "message"), PLANTED, ids=lambda v: str(v)[:40])
def test_the_arithmetic_of_the_story(tiny: Path, planted: str, code: str, message: str) -> None:
    path = tiny / "politics/triggers.toml"
    then = 'then = [{ type = "text", key = "red-tired" }]'
    day = 'if = [{ type = "date", not_before = 1943-08-07 }]'
    late = f'\n[[trigger]]\nid = "late"\ntitle = "T"\n{day}\n{then}\n'
    path.write_text(
        f'{path.read_text()}{late}\n[[trigger]]\nid = "late-child"\ntitle = "T"\n{planted}\n{then}\n'
    )
    found = [p for p in lint_path(tiny) if p.code == code]
    assert any(message in p.message for p in found), [p.text() for p in lint_path(tiny)]
    assert {p.line for p in found} <= {38, 39}


def test_reasons_allow_findings_and_must_be_needed(tiny: Path) -> None:
    (tiny / "notes.txt").write_text("x")
    allow = tiny / "lint.toml"
    allow.write_text('[[allow]]\ncode = "W390"\nfile = "notes.*"\nreason = "notes of the author"\n')
    assert lint_path(tiny) == []
    (tiny / "notes.txt").unlink()
    assert [(p.code, p.file, p.line) for p in lint_path(tiny)] == [("W391", "lint.toml", 1)]
    allow.write_text('[[allow]]\ncode = "E107"\nreason = "cannot be allowed"\n')
    assert [p.code for p in lint_path(tiny)] == ["W392"]
    allow.write_text('[[allow]]\ncode = "W390"\nreasn = "misspelt reason"\n')
    assert {(p.code, p.hint) for p in lint_path(tiny)} == {("E103", "reason"), ("E102", "")}


def test_a_rival_gives_up_lines_and_forgoes_landings_that_there_are(tiny: Path) -> None:
    path = tiny / "doctrine/red.toml"
    rival = '[[rival]]\nid = "r"\ntitle = "R"\ngives_up = ["brook-lin"]\nforgoes = ["beach"]\n'
    path.write_text(f"{path.read_text()}{rival}")
    found = {(p.code, p.line, p.hint) for p in lint_path(tiny)}
    assert found == {("E107", 15, "brook-line"), ("E107", 16, "")}


def test_variants_are_linted_with_their_scenario(tiny: Path) -> None:
    path = tiny / "variants/late.toml"
    path.write_text(path.read_text().replace('at = "003000"', 'at = "000000"'))
    line = path.read_text().split("\n").index('at = "000000"') + 1
    assert [(p.code, p.file, p.line) for p in lint_path(tiny)] == [("E320", "variants/late.toml", line)]
    path.write_text(path.read_text().replace('"red-coast"', '"red-cost"'))
    assert ("E107", "variants/late.toml", 4, "red-coast") in {
        (p.code, p.file, p.line, p.hint) for p in lint_path(tiny)
    }
    path.write_text(path.read_text().replace("red-will", "red-wil").replace('"fight"', '"flight"'))
    path.write_text(path.read_text().replace('"red-tired"', '"red-tird"').replace('"002001"', '"002009"'))
    hints = {(p.code, p.hint) for p in lint_path(tiny)}
    assert hints >= {("E107", "red-will"), ("E107", "fight"), ("E107", "red-tired")}
    moved = tiny / "variants/late/units.csv"
    moved.write_text("id,att,strength\nblue-1,midtown,many\nblue-9,,\n")
    found = {(p.code, p.line, p.hint) for p in lint_path(tiny) if p.file == "variants/late/units.csv"}
    assert found == {("E103", 1, "at"), ("E104", 2, ""), ("E102", 3, "blue-3")}
    path.write_text("format = \n")
    assert {p.code for p in lint_path(tiny)} >= {"E101"}


def test_broken_texts_are_reported(tiny: Path) -> None:
    (tiny / "text/de.po").write_bytes(b'msgid "a\nmsgstr \xff')
    assert [(p.code, p.file) for p in lint_path(tiny)] == [("E113", "text/de.po")]
    (tiny / "text/de.po").write_bytes(b'msgid "a\nnonsense\n')
    assert ("E101", "text/de.po") in {(p.code, p.file) for p in lint_path(tiny)}
