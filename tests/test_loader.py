"""Loading: what files hold arrives typed, what is wrong is reported at its place."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import msgspec
import mutants
import pytest

from engine import loader, paths, problems, shapes, tables, tomlpos
from engine.problems import Problem
from engine.scenario import CSV_FILES, TOML_FILES
from engine.schema.base import Row
from engine.schema.conditions import Condition
from engine.schema.forces import UnitRow
from engine.schema_export import schemas
from engine.sources import Source, decode

BOTH = [mutants.TINY, mutants.ITALY]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return mutants.copy_scenario(mutants.TINY, tmp_path)


def texts(found: list[Problem]) -> list[str]:
    return [p.text() for p in found]


# -- what is read ---------------------------------------------------------------------


def test_tiny_scenario_arrives_typed() -> None:
    scenario, found = loader.load(mutants.TINY)
    assert texts(found) == []
    assert scenario is not None
    assert (len(scenario.hexes), len(scenario.units), len(scenario.terrain)) == (12, 8, 10)
    unit = scenario.units[scenario.units.ids["red-coast"]]
    assert (unit.strength, unit.steps, unit.at, unit.note) == (100, None, "002000", 'stays, and says "no"')
    assert scenario.arrivals[0].date == datetime.date(1943, 7, 24)
    assert scenario.weather_zones[0].id == "land"
    assert scenario.texts["en"]["red-tired"] == "Red is tired of it."
    assert scenario.name == "tiny"


@pytest.mark.parametrize("root", BOTH, ids=lambda p: p.name)
def test_shipped_scenarios_load(root: Path) -> None:
    scenario, found = loader.load(root)
    assert texts(problems.errors(found)) == []
    assert scenario is not None


def test_optional_files_may_be_missing(tiny: Path) -> None:
    keep = {k.path for k in (*CSV_FILES.values(), *TOML_FILES.values()) if k.required}
    keep |= {
        "map/places.csv",
        "map/boxes.csv",
        "map/sea_zones.csv",
        "forces/formations.csv",
        "rules/weather.toml",
    }
    for path in sorted(tiny.rglob("*")):
        if path.is_file() and path.relative_to(tiny).as_posix() not in keep:
            path.unlink()
    scenario, found = loader.load(tiny)
    assert texts(found) == []
    assert scenario is not None
    assert scenario.supply.full_range == 8
    assert scenario.triggers.rows == ()
    assert scenario.victory.side == "blue"


def test_variant_changes_calendar_and_units() -> None:
    scenario, found = loader.load(mutants.TINY / "late")
    assert texts(found) == []
    assert scenario is not None
    assert scenario.variant == "late"
    assert scenario.file.calendar.start == datetime.date(1943, 7, 17)
    assert "red-coast" not in scenario.units.ids
    assert scenario.units[scenario.units.ids["blue-3"]].at == "westport"
    assert [a.unit for a in scenario.arrivals] == ["red-3"]
    line = (mutants.TINY / "variants/late.toml").read_text().split("\n").index('at = "003000"') + 1
    assert scenario.units.where(scenario.units.ids["red-4"], "at") == ("variants/late.toml", line, 6)
    moved = scenario.units.ids["red-1"]
    assert (scenario.units[moved].at, scenario.units[moved].strength) == ("003000", 75)
    assert scenario.units[moved].cohesion == 55
    assert scenario.units.where(moved, "cohesion") == ("variants/late/units.csv", 3, 15)
    owners = {row.id: row.owner for row in scenario.hexes}
    assert (owners["002001"], owners["003001"], owners["000000"]) == ("blue", "red", None)
    assert scenario.variables[0].start == 50
    assert scenario.change is not None
    assert scenario.change.past == ["red-tired"]
    base, _ = loader.load(mutants.TINY)
    assert base is not None
    assert base.content_hash != scenario.content_hash


def test_rows_know_their_places() -> None:
    scenario, _ = loader.load(mutants.TINY)
    assert scenario is not None
    assert scenario.units.where(1, "at") == ("forces/units.csv", 3, 64)
    assert scenario.units.lines == tuple(range(2, 10))
    lines = (mutants.TINY / "rules/terrain.toml").read_text().split("\n")
    line, column = scenario.terrain.at(2, "cost.tracked")
    assert lines[line - 1][column - 1 :].startswith("4 }")


def test_content_hash_ignores_line_ends_and_history(tiny: Path) -> None:
    before = loader.load_or_raise(tiny).content_hash
    units = tiny / "forces/units.csv"
    units.write_bytes(units.read_bytes().replace(b"\n", b"\r\n"))
    (tiny / "history/losses.csv").unlink()
    assert loader.load_or_raise(tiny).content_hash == before
    units.write_bytes(units.read_bytes().replace(b"blue-2,2nd", b"blue-2,Second"))
    assert loader.load_or_raise(tiny).content_hash != before


@pytest.mark.parametrize("root", BOTH, ids=lambda p: p.name)
def test_fast_and_slow_reading_agree(root: Path) -> None:
    for kind in CSV_FILES.values():
        path = root / kind.path
        if path.exists():
            source, _ = decode(kind.path, path.read_bytes())
            assert source is not None
            fast = tables._fast_rows(source, kind.kind)
            slow, found = tables._slow_rows(tables.CsvLocator(source), kind.kind)
            assert found == []
            assert fast == tuple(row for _, row in slow), kind.path
    for file in mutants.toml_files(root):
        source, _ = decode(file, (root / file).read_bytes())
        assert source is not None
        assert tomlpos.locate(source).data == tomllib.loads(source.text), file


# -- what is reported -----------------------------------------------------------------


def test_all_problems_of_a_row_at_once(tiny: Path) -> None:
    path = tiny / "forces/units.csv"
    text = path.read_text().replace("red-2,2nd Red Division,2,infantry,rd,", "Red 2,,2,infantry,rd,")
    path.write_text(text.replace("75,70,eastburg", "many,700,eastburg"))
    _, found = loader.load(tiny)
    assert texts(found) == [
        (
            "forces/units.csv:7:1: E110 id is malformed (expected small letters, digits, - and _, "
            "got 'Red 2', did you mean red-2?)"
        ),
        "forces/units.csv:7:7: E102 name is empty (expected a text)",
        "forces/units.csv:7:37: E104 strength has the wrong type (expected a whole number, got 'many')",
        "forces/units.csv:7:42: E105 cohesion is out of range (expected at most 100, got '700')",
    ]


def test_all_problems_of_several_entries_around_a_syntax_error(tiny: Path) -> None:
    path = tiny / "rules/terrain.toml"
    text = path.read_text()
    text = text.replace('id = "clear"\nname', 'id = "clear"\nnaem').replace(
        "frontage = 12", "frontage = -1", 1
    )
    path.write_text(text.replace('name = "Marsh"', 'name = "Marsh'))
    _, found = loader.load(tiny)
    assert {p.code for p in found} == {"E101", "E102", "E103", "E105"}
    assert all(p.file == "rules/terrain.toml" and p.line > 1 for p in found)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1, (path, old)
    path.write_text(text.replace(old, new))


SHAPES = {  # file with a wrong shape: (what stands there, what is planted, code)
    "rules/combat.toml": ("[[result]]", "[[result]]\nnonsense = 1", "E103"),
    "rules/fog.toml": ("", "nonsense = 1\n", "E103"),
    "map/sea_zones.csv": ("id,", "idd,", "E103"),
}
NAMES = {  # file with a wrong name: (what stands there, what is planted, line, column, hint)
    "forces/units.csv": ("75,70,eastburg", "75,70,eastbrug", 7, 59, "eastburg"),
    "forces/arrivals.csv": ("place,eastburg", "place,eastbrug", 3, 32, "eastburg"),
    "doctrine/red.toml": ('place = "eastburg"', 'place = "eastbrug"', 10, 9, "eastburg"),
}


@pytest.mark.parametrize("shape", sorted(SHAPES))
@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_wrong_shape_hides_no_wrong_name_of_another_file(tiny: Path, shape: str, name: str) -> None:
    old, new, code = SHAPES[shape]
    path = tiny / shape
    path.write_text(path.read_text().replace(old, new, 1))
    old, new, line, column, hint = NAMES[name]
    change(tiny / name, old, new)
    scenario, found = loader.load(tiny)
    assert scenario is None
    assert {p.file for p in found} == {shape, name}, texts(found)
    assert code in {p.code for p in found if p.file == shape}
    (told,) = [p for p in found if p.file == name]
    assert (told.code, told.line, told.column, told.hint) == ("E107", line, column, hint)


def test_names_of_a_table_that_was_not_read_are_not_judged(tiny: Path) -> None:
    change(tiny / "map/places.csv", "eastburg,Eastburg,city", "eastburg,Eastburg,citty")
    change(tiny / "forces/arrivals.csv", "box,overseas", "box,oversees")
    (tiny / "doctrine/red.toml").write_text("side =\n")
    _, found = loader.load(tiny)
    assert {p.file for p in found} == {"map/places.csv", "forces/arrivals.csv", "doctrine/red.toml"}, texts(
        found
    )
    assert [(p.code, p.line, p.hint) for p in found if p.file == "forces/arrivals.csv"] == [
        ("E107", 2, "overseas")
    ]


@pytest.mark.parametrize(
    "file",
    sorted(k.path for k in (*CSV_FILES.values(), *TOML_FILES.values()) if (mutants.TINY / k.path).exists()),
)
def test_one_file_that_cannot_be_read_is_told_alone(tiny: Path, file: str) -> None:
    (tiny / file).write_text('"')
    _, found = loader.load(tiny)
    assert problems.errors(found)
    assert {p.file for p in found} == {file}, texts(found)


def test_a_bad_header_says_nothing_of_what_optional_files_would_name(tiny: Path) -> None:
    (tiny / "rules/weather.toml").unlink()
    (tiny / "scenario.toml").write_text("format = 1\n")
    _, found = loader.load(tiny)
    assert {p.file for p in found} == {"scenario.toml"}, texts(found)


def test_nested_tagged_unions_are_located() -> None:
    text = 'trigger = [ { type = "any", of = [\n  { type = "contrl", places = [], side = "b" },\n ] } ]\n'

    class File(Row, frozen=True):
        trigger: list[Condition]

    _, _, found = tables.read_toml(Source("t.toml", text), File)
    assert texts(found) == [
        "t.toml:2:12: E111 type is not known (got 'contrl', did you mean control?)",
    ]


def test_three_forms_of_output() -> None:
    found = [problems.problem("E107", ("map/a,b.csv", 3, 4), "there is no hex 1:2", hint="012")]
    assert problems.as_text(found, "x") == (
        "x/map/a,b.csv:3:4: E107 there is no hex 1:2 (did you mean 012?)\n1 error, 0 warnings, 0 infos\n"
    )
    assert json.loads(problems.as_json(found, "x"))[0]["path"] == "x/map/a,b.csv"
    assert problems.as_github(found) == (
        "::error file=map/a%2Cb.csv,line=3,col=4,title=E107::E107 there is no hex 1:2 (did you mean 012?)\n"
    )
    assert "| E107 | error |" in problems.codes_page()


def test_duplicates_and_formats(tiny: Path) -> None:
    header = tiny / "scenario.toml"
    header.write_text(
        header.read_text()
        .replace('"map/hexes.csv" = 1', '"map/hexs.csv" = 1')
        .replace("format = 1", "format = 9")
    )
    codes = {(p.code, p.hint) for p in loader.load(tiny)[1]}
    assert codes == {("E114", ""), ("E103", "map/hexes.csv")}


# -- names and paths ------------------------------------------------------------------


def test_scenarios_are_found_by_name_and_path() -> None:
    assert paths.find_scenario("italy1943") == mutants.ITALY
    assert paths.find_scenario(mutants.TINY) == mutants.TINY
    assert paths.resolve(str(mutants.TINY / "late")) == (mutants.TINY, "late")
    assert paths.resolve(mutants.TINY / "variants" / "late.toml") == (mutants.TINY, "late")
    assert paths.resolve(mutants.TINY / "scenario.toml") == (mutants.TINY, None)
    assert "italy1943" in paths.list_scenarios()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("itali1943", "Did you mean italy1943?"),
        ("../../etc", "Known: "),
        ("\x00", "no scenario"),
        (str(mutants.TINY / "lat"), "Did you mean late?"),
    ],
)
def test_unknown_names_are_answered(name: str, said: str) -> None:
    with pytest.raises(paths.NotFound, match=said.replace("?", r"\?")):
        paths.find_scenario(name)
    with pytest.raises(loader.ScenarioError, match=said.replace("?", r"\?")):
        loader.load_or_raise(name)
    assert [p.code for p in loader.load(Path(name))[1]] == ["E112"]


def test_one_clear_message_for_a_broken_scenario(tiny: Path) -> None:
    path = tiny / "forces/units.csv"
    path.write_text(path.read_text().replace(",infantry,", ",infantri,"))
    with pytest.raises(loader.ScenarioError) as caught:
        loader.load_or_raise(tiny)
    lines = str(caught.value).split("\n")
    assert lines[0] == f"The scenario {tiny} cannot be loaded: 5 errors"
    assert (
        lines[1]
        == f"{tiny}/forces/units.csv:2:28: E107 there is no unit type infantri (did you mean infantry?)"
    )


def test_loading_needs_no_numbers_library() -> None:
    code = (
        "import sys; from engine import lint, loader; from pathlib import Path;"
        f"assert lint.lint_path(Path({str(mutants.TINY)!r})) == [];"
        "bad = {'numpy', 'numba', 'scipy', 'pygame'} & set(sys.modules); assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=mutants.ROOT)


def test_json_schemas_describe_every_file() -> None:
    all_of_them = schemas()
    assert {Path(k.path).stem for k in (*CSV_FILES.values(), *TOML_FILES.values())} <= set(all_of_them)
    unit = all_of_them["units"]["$defs"]["UnitRow"]
    assert unit["additionalProperties"] is False
    assert set(unit["required"]) == {"id", "name", "label", "type", "nation"}


def test_shapes_accept_what_msgspec_accepts() -> None:
    good = {"id": "a", "name": "n", "label": "l", "type": "t", "nation": "n"}
    assert list(shapes.misfits(good, UnitRow)) == []
    assert msgspec.convert(good, UnitRow).strength == 100
