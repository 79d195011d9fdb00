"""What all tests share: the option that writes golden files anew."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --update-golden: write counts and digests that are compared, instead of comparing them."""
    parser.addoption("--update-golden", action="store_true", help="write tests/perft and tests/golden anew")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Return whether golden files are to be written anew."""
    return bool(request.config.getoption("--update-golden"))
