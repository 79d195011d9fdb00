"""Tests of the doubtful orders of the random soak: no kind of order is left without a probe."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import msgspec
import pytest

import engine.orders
from benchmarks.soak import doubts
from engine.orders import ORDER_TYPES


class Sap(msgspec.Struct, frozen=True):
    """A kind of order with a field of which no probe knows."""

    unit: int
    tunnel: int


@pytest.fixture
def whole() -> Iterator[None]:
    """Read the probes again afterwards, from the table of orders as it is."""
    yield
    importlib.reload(doubts)


def test_every_field_of_every_order_has_likely_values() -> None:
    assert {field for kind in ORDER_TYPES for field in kind.__struct_fields__} <= set(doubts.FIELDS)
    assert doubts.UNKNOWN == []


def test_an_order_with_a_field_of_a_new_name_stops_the_import(
    whole: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(engine.orders, "ORDER_TYPES", (*ORDER_TYPES, Sap))
        with pytest.raises(LookupError, match=r"tunnel: add it to FIELDS"):
            importlib.reload(doubts)
