"""The evacuation of Sicily is possible, and costly to forgo."""

from __future__ import annotations

import pytest

import engine
from benchmarks.soak import evacuation
from benchmarks.soak.evacuation import Fate
from engine.world import World


@pytest.fixture(scope="module")
def world() -> World:
    return engine.load_scenario("italy1943")


@pytest.fixture(scope="module")
def by_doctrine(world: World) -> Fate:
    return evacuation.fate(world, 1)


def test_the_computer_gets_most_of_its_troops_over(by_doctrine: Fate) -> None:
    assert by_doctrine.before > 40
    assert by_doctrine.away * 2 > by_doctrine.before
    assert by_doctrine.trapped == 0
    assert by_doctrine.crossings >= 3


def test_who_forgoes_it_has_next_to_none_of_them_on_the_mainland(world: World, by_doctrine: Fate) -> None:
    found = evacuation.fate(evacuation.without_crossing(world), 1)
    assert found.before == by_doctrine.before
    assert found.away * 8 < by_doctrine.away, "at most who is called to a garrison crosses"
    assert found.crossings <= 1
