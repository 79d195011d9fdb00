"""Every mistake in a TOML file is found at its line, with a hint where a near name exists."""

from __future__ import annotations

from pathlib import Path

import mutants
import pytest
from test_mutator import planted


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mutants.copy_scenario(mutants.TINY, tmp_path_factory.mktemp("toml"))


@pytest.mark.parametrize("file", sorted(mutants.toml_files(mutants.TINY)))
def test_toml_mistakes_are_found(tiny: Path, file: str) -> None:
    root = tiny
    some = list(mutants.toml_mutants(root, file))
    assert len(some) > 5
    if file.startswith("variants/"):  # ids of units differ on purpose
        some = [m for m in some if " unknown" not in m.name]
    assert planted(root, some) == []
