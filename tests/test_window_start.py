"""What a start keeps for the next one: the picture of the map; and symbols that are drawn in advance."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["SDL_VIDEODRIVER"] = "dummy"

import numpy as np
import pygame
import pytest

from engine import paths
from game import kept, loading, mapdata, shot, symbols
from game.map_painter import MapPainter

TINY = Path(__file__).parent / "scenarios" / "tiny"


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the smallest scenario, with a cache folder of its own beside it."""
    shot.open_hidden()
    monkeypatch.setattr(paths, "user_cache", lambda: tmp_path / "cache")
    shutil.copytree(TINY, tmp_path / "tiny")
    return tmp_path / "tiny"


def painter_of(scenario: Path) -> MapPainter:
    return MapPainter(mapdata.load(scenario))


def pixels(picture: pygame.Surface) -> bytes:
    return pygame.image.tobytes(picture, "RGB")


def kept_file(scenario: Path) -> Path:
    (path,) = (scenario.parent / "cache" / "ground").iterdir()
    return path


def no_painting(*_: Any) -> pygame.Surface:
    raise AssertionError("the map was painted again")


def test_the_kept_picture_is_the_painted_one(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    painted = pixels(loading.base_picture(painter_of(scenario)))
    monkeypatch.setattr(MapPainter, "paint", no_painting)
    painter = painter_of(scenario)
    assert pixels(loading.base_picture(painter)) == painted
    assert not {"height", "shore", "fade"} & set(vars(painter.relief))
    assert len(set(painted)) > 20


def spoil_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 255
    path.write_bytes(data)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-500])


def shrink(path: Path) -> None:
    np.savez(path, rgb=np.zeros((3, 3, 3), np.uint8))


def put_objects(path: Path) -> None:
    np.savez(path, rgb=np.array([{}], dtype=object))


def rename_it(path: Path) -> None:
    np.savez(path, other=np.zeros(3, np.uint8))


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [spoil_a_byte, cut_short, shrink, put_objects, rename_it, empty])
def test_a_broken_picture_is_painted_anew_and_replaced(scenario: Path, harm: Any) -> None:
    painter = painter_of(scenario)
    painted = pixels(loading.base_picture(painter))
    path = kept_file(scenario)
    whole = path.read_bytes()
    harm(path)
    assert path.read_bytes() != whole
    assert pixels(loading.base_picture(painter)) == painted
    with np.load(path, allow_pickle=False) as stored:
        assert stored["rgb"].tobytes() == painted


def test_another_map_or_painter_has_another_picture(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = scenario / "map"
    first = kept.key(folder)
    assert kept.key(folder) == first
    (folder / "hexes.csv").write_text((folder / "hexes.csv").read_text("utf-8") + "\n", "utf-8")
    second = kept.key(folder)
    monkeypatch.setattr(kept, "_painters", lambda: b"another painter")
    assert len({first, second, kept.key(folder)}) == 3


def test_the_name_knows_every_file_that_the_ground_is_read_from(
    scenario: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: set[str] = set()
    real = Path.open

    def noting(path: Path, *rest: Any, **named: Any) -> Any:
        if path.is_relative_to(scenario):
            opened.add(path.relative_to(scenario).as_posix())
        return real(path, *rest, **named)

    monkeypatch.setattr(Path, "open", noting)
    painter_of(scenario).paint(1, 0, 0)
    names_only = {"map/sea_zones.csv", "forces/formations.csv"}
    read = {file for file in opened if not file.startswith("text/")}
    assert "map/hexes.csv" in read
    assert read - names_only <= set(kept._MAP)


def test_where_nothing_can_be_kept_the_map_is_painted(
    scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    painter = painter_of(scenario)
    painted = pixels(loading.base_picture(painter))
    (tmp_path / "a-file").write_text("in the way", "utf-8")
    monkeypatch.setattr(paths, "user_cache", lambda: tmp_path / "a-file")
    assert pixels(loading.base_picture(painter)) == painted
    assert (tmp_path / "a-file").read_text("utf-8") == "in the way"


def test_a_full_disk_leaves_no_half_picture(scenario: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    loading.base_picture(painter_of(scenario))
    assert not list((scenario.parent / "cache" / "ground").iterdir())


def test_only_the_newest_pictures_stay(scenario: Path) -> None:
    picture = pygame.Surface((2, 2))
    for number in range(kept.MOST + 3):
        kept.keep(f"{number:032x}", picture)
        os.utime(kept._file(f"{number:032x}"), (number + 1, number + 1))
    kept.keep("f" * 32, picture)
    left = {p.name for p in (scenario.parent / "cache" / "ground").iterdir()}
    assert len(left) == kept.MOST
    assert f"ground-{'f' * 32}.npz" in left
    assert f"ground-{0:032x}.npz" not in left


@pytest.fixture
def symbol_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return the file of the symbols in a cache folder of its own; nothing is remembered before or after."""
    monkeypatch.setattr(paths, "user_cache", lambda: tmp_path / "cache")
    symbols._drawn.cache_clear()
    symbols.svg.cache_clear()
    yield symbols.file()
    symbols._drawn.cache_clear()
    symbols.svg.cache_clear()


def drawing() -> str:
    """Return a symbol as after a new start."""
    symbols._drawn.cache_clear()
    symbols.svg.cache_clear()
    return symbols.svg("infantry", "division", (1, 2, 3))


def test_symbols_are_kept_and_spoilt_ones_drawn_anew(symbol_file: Path) -> None:
    first = drawing()
    whole = symbol_file.read_bytes()
    assert sorted(json.loads(whole)) == symbols.codes()
    symbol_file.write_bytes(whole.replace(b"<svg", b"<svg data-kept"))
    assert "data-kept" in drawing()
    for spoilt in (b"{", b"[]", b"{}", whole.replace(b"<svg", b"\xff"), b"[" * 100_000):
        symbol_file.write_bytes(spoilt)
        assert drawing() == first
        assert symbol_file.read_bytes() == whole


def test_symbols_are_drawn_where_nothing_can_be_kept(symbol_file: Path) -> None:
    symbol_file.parent.write_text("a file where the folder would be", "utf-8")
    assert "<svg" in drawing()
