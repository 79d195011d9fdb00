"""Every mistake in a CSV file is found at its line, none in a clean scenario, never a traceback."""

from __future__ import annotations

from pathlib import Path

import mutants
import pytest

from engine.lint import lint_path
from engine.scenario import CSV_FILES


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mutants.copy_scenario(mutants.TINY, tmp_path_factory.mktemp("csv"))


def planted(root: Path, some: list[mutants.Mutant]) -> list[str]:
    """Plant each mutant by itself; return what was not reported as it should be."""
    missed = []
    for mutant in some:
        path = root / mutant.file
        clean = path.read_bytes()
        path.write_bytes(mutant.text.encode())
        try:
            problems = lint_path(root)
        finally:
            path.write_bytes(clean)
        if not mutant.found_in(problems):
            found = "; ".join(p.text() for p in problems[:3]) or "nothing"
            missed.append(
                f"{mutant.name}: want {sorted(mutant.codes)} line {mutant.line} {mutant.hint}: {found}"
            )
    return missed


def test_clean_scenario_has_no_problems(tiny: Path) -> None:
    assert [p.text() for p in lint_path(tiny)] == []


@pytest.mark.parametrize("attribute", sorted(CSV_FILES))
def test_csv_mistakes_are_found(tiny: Path, attribute: str) -> None:
    some = list(mutants.csv_mutants(tiny, attribute))
    assert len(some) > 5
    assert planted(tiny, some) == []


@pytest.mark.parametrize("file", sorted([k.path for k in CSV_FILES.values() if k.required]))
def test_missing_files_are_found(tiny: Path, file: str) -> None:
    path = tiny / file
    misspelt = path.with_name(path.name.replace(".csv", "s.csv"))
    path.rename(misspelt)
    try:
        problems = lint_path(tiny)
    finally:
        misspelt.rename(path)
    assert [(p.code, p.file, p.hint) for p in problems] == [("E112", file, misspelt.name)]


def test_mistakes_in_the_campaign_are_found(tmp_path: Path) -> None:
    root = mutants.copy_scenario(mutants.ITALY, tmp_path)
    some = []
    for number, attribute in enumerate(sorted(CSV_FILES)):
        whole = list(mutants.csv_mutants(root, attribute))
        some += [whole[(number * 7) % len(whole)]] if whole else []
    files = sorted(mutants.toml_files(root))
    for number, file in enumerate(files):
        whole = list(mutants.toml_mutants(root, file))
        some.append(whole[(number * 11) % len(whole)])
    assert planted(root, some) == []
