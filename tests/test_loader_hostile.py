"""Loading: whatever bytes a folder holds, nothing raises; what is wrong is told."""

from __future__ import annotations

import os
from pathlib import Path

import mutants
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import loader, problems, tables
from engine.scenario import CSV_FILES
from engine.sources import MAX_LINE, Source, decode
from engine.texts import parse_po


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return mutants.copy_scenario(mutants.TINY, tmp_path)


# -- hostile bytes --------------------------------------------------------------------

HOSTILE = {
    "not UTF-8": (b"\xff\xfe id", "E113"),
    "NUL": (b"id\x00", "E113"),
    "lone carriage return": (b"id\rname", "E113"),
    "long line": (b"a" * (MAX_LINE + 2), "E109"),
    "deep arrays": (b"x = " + b"[" * 5000, "E109"),
    "deep tables": (b"x = " + b"{a=" * 5000, "E109"),
    "long key": (b"a" + b".a" * 20000 + b" = 1", "E109"),
    "huge number": (b"format = " + b"9" * 5000, "E101"),
    "empty": (b"", "E102"),
    "only a mark": (b"\xef\xbb\xbf", "W201"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_header(tiny: Path, name: str) -> None:
    data, code = HOSTILE[name]
    (tiny / "scenario.toml").write_bytes(data)
    scenario, found = loader.load(tiny)
    assert scenario is None
    assert code in {p.code for p in found}


def test_too_large_files_and_odd_files(tiny: Path) -> None:
    with (tiny / "rules/sea.toml").open("wb") as file:
        file.truncate(2 << 20)
    (tiny / "forces/left_out.csv").unlink()
    (tiny / "forces/left_out.csv").mkdir()
    if hasattr(os, "mkfifo"):
        (tiny / "rules/fog.toml").unlink()
        os.mkfifo(tiny / "rules/fog.toml")
    _, found = loader.load(tiny)
    assert {(p.code, p.file) for p in found} >= {("E109", "rules/sea.toml"), ("E113", "forces/left_out.csv")}


def test_too_many_rows() -> None:
    rows = "id,name,reason\n" + "".join(f"u{i},n,r\n" for i in range(200_002))
    table, found = tables.read_csv(Source("forces/left_out.csv", rows), CSV_FILES["left_out"].kind)
    assert [p.code for p in found] == ["E109"]
    assert len(table) <= 200_000


def test_byte_order_mark_is_a_warning(tiny: Path) -> None:
    path = tiny / "forces/units.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    scenario, found = loader.load(tiny)
    assert scenario is not None
    assert [p.code for p in found] == ["W201"]


REAL = [
    *((k.path, k.kind, (mutants.TINY / k.path).read_bytes()) for k in CSV_FILES.values()),
    *((f, k, (mutants.TINY / f).read_bytes()) for f, k in mutants.toml_files(mutants.TINY).items()),
]


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_mutated_bytes_never_raise(data: st.DataObject) -> None:
    file, kind, content = data.draw(st.sampled_from(REAL))
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(changed)))
        what = data.draw(st.sampled_from(["cut", "put", "copy", "flip"]))
        if what == "put":
            changed[at:at] = data.draw(
                st.binary(max_size=6)
                | st.sampled_from(
                    [
                        b'"',
                        b"[",
                        b"]]",
                        b"{",
                        b"=",
                        b",",
                        b"\n",
                        b"'''",
                        b"\\u",
                        b"#",
                        b"1979-05-27T",
                        b"\x00",
                    ]
                )
            )
        elif what == "cut":
            del changed[at : at + data.draw(st.integers(1, 40))]
        elif what == "copy":
            changed[at:at] = changed[at : at + data.draw(st.integers(1, 200))]
        elif at < len(changed):
            changed[at] ^= 1 << data.draw(st.integers(0, 7))
    source, found = decode(file, bytes(changed))
    if source is None:
        assert found
    elif file.endswith(".csv"):
        _table, found = tables.read_csv(source, kind)
        fast = tables._fast_rows(source, kind)
        slow, slow_found = tables._slow_rows(tables.CsvLocator(source), kind)
        assert (fast is None) == bool(slow_found)  # both readers accept the same files
        if fast is not None:
            assert fast == tuple(row for _, row in slow)
    else:
        struct, _, found = tables.read_toml(source, kind)
        assert (struct is None) == bool(problems.errors(found))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(file=st.sampled_from([f for f, _, _ in REAL]), junk=st.binary(max_size=200), at=st.floats(0, 1))
def test_broken_folders_never_raise(
    tmp_path_factory: pytest.TempPathFactory, file: str, junk: bytes, at: float
) -> None:
    root = mutants.copy_scenario(mutants.TINY, tmp_path_factory.mktemp("fuzz"))
    content = (root / file).read_bytes()
    cut = int(at * len(content))
    (root / file).write_bytes(content[:cut] + junk)
    scenario, found = loader.load(root)
    assert (scenario is None) == bool(problems.errors(found))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='ab,"\n ', max_size=40))
def test_tokeniser_agrees_with_the_csv_reader(body: str) -> None:
    source = Source("forces/left_out.csv", "id,name,reason\n" + body)
    fast = tables._fast_rows(source, CSV_FILES["left_out"].kind)
    slow, found = tables._slow_rows(tables.CsvLocator(source), CSV_FILES["left_out"].kind)
    assert (fast is None) == bool(found)
    assert fast is None or fast == tuple(row for _, row in slow)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='msgidctr_pl[0] "\\n\n#~,:é', max_size=120))
def test_catalogues_never_raise(body: str) -> None:
    found, lines, wrong = parse_po("text/en.po", body)
    assert set(found) == set(lines)
    assert not (found and wrong)
