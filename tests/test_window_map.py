"""The map of the window: camera, names, shores, pictures without a window."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

os.environ["SDL_VIDEODRIVER"] = "dummy"

import numpy as np
import pygame
import pytest

import engine
from engine.observation import Observation
from engine.scenario import Texts
from engine.schema import conditions as kinds
from engine.script import outlook
from engine.script.conditions import Term
from engine.script.outlook import Lack
from game import (
    enquiry,
    labels,
    lacks,
    mapdata,
    overlays,
    projection,
    scene,
    shore,
    shot,
    texts,
    widgets,
    wording,
)
from game.camera import ZOOMS, Camera
from game.counter_painter import stack_rect
from game.map_painter import MapPainter
from game.map_view import MapView
from game.session import Session

SCENARIO = "italy1943"
SECRETS = ("war-weariness", "allied-trust", "german-suspicion", "crown-resolve")


@pytest.fixture(scope="module")
def session() -> Session:
    shot.open_hidden()
    world = engine.load_scenario(SCENARIO)
    return Session(world, engine.new_game(world, 1), (), seed=1)


@pytest.fixture(scope="module")
def painter(session: Session) -> MapPainter:
    return MapPainter(mapdata.load(session.world.scenario_path, session.world))


@pytest.fixture(scope="module")
def view(session: Session, painter: MapPainter) -> MapView:
    shown = scene.build(session.world, painter.data, session.observe())
    return MapView(painter, shown, Camera(500, 700, 3, 480, 320, painter.box), threaded=False)


def picture(view: MapView) -> pygame.Surface:
    target = pygame.Surface((view.camera.width, view.camera.height))
    view.draw(target)
    return target


@pytest.mark.parametrize("level", range(1, 6))
def test_every_hex_is_found_again_at_its_pixel(painter: MapPainter, level: int) -> None:
    camera = Camera(500, 700, level, 800, 600, painter.box)
    data = painter.data
    for row in range(0, len(data.x), 37):
        px, py = camera.to_screen(float(data.x[row]), float(data.y[row]))
        x, y = camera.to_plane(round(px), round(py))
        assert data.hex_at(x, y) == row


def test_zoom_keeps_the_place_under_the_cursor() -> None:
    camera = Camera(500, 700, 2, 800, 600, (-20.0, -20.0, 1100.0, 1360.0))
    before = camera.to_plane(300, 200)
    assert camera.zoom_to(4, 300, 200)
    assert camera.to_plane(300, 200) == pytest.approx(before)
    assert not camera.zoom_to(4)
    assert not camera.zoom_to(9) or camera.level == len(ZOOMS)


def test_the_camera_stays_on_the_map() -> None:
    camera = Camera(500, 700, 5, 800, 600, (0.0, 0.0, 1000.0, 1300.0))
    camera.pan(1e6, -1e6)
    x, y = camera.to_plane(800, 0)
    assert x == pytest.approx(1000.0)
    assert y == pytest.approx(0.0)


@pytest.mark.parametrize("level", range(1, 6))
def test_names_meet_neither_each_other_nor_counters(view: MapView, level: int) -> None:
    painter, km = view.painter, ZOOMS[level - 1]
    crowd = [
        stack_rect(
            level,
            2,
            (float(painter.data.x[h]) - painter.box[0]) / km,
            (float(painter.data.y[h]) - painter.box[1]) / km,
        )
        for h in range(0, painter.data.land, 9)
    ]
    for obstacles in ([], crowd):
        found = labels.layout(painter.data, painter.box, level, obstacles)
        assert len(found.labels) > 20
        boxes = np.array([*[item.rect for item in found.labels], *obstacles])
        names = len(found.labels)
        a, b = boxes[:names, None, :], boxes[None, :, :]
        meet = (
            (a[..., 0] < b[..., 2])
            & (a[..., 2] > b[..., 0])
            & (a[..., 1] < b[..., 3])
            & (a[..., 3] > b[..., 1])
        )
        meet[np.arange(names), np.arange(names)] = False
        assert not meet.any(), [found.labels[i].words for i in np.argwhere(meet)[0] if i < names]


def test_great_names_stay_while_small_ones_yield(view: MapView) -> None:
    far = {item.words for item in labels.layout(view.painter.data, view.painter.box, 1).labels}
    near = {item.words for item in labels.layout(view.painter.data, view.painter.box, 4).labels}
    assert {"Rome", "Naples", "Palermo"} <= far
    assert {"Cassino", "Anzio"} <= near
    assert "Pico" not in far


def test_the_projection_puts_places_into_their_hexes(painter: MapPainter) -> None:
    data = painter.data
    off = [
        p.id for p in data.places if p.hex >= 0 and np.hypot(data.x[p.hex] - p.x, data.y[p.hex] - p.y) > 12
    ]
    assert len(off) < 0.05 * len(data.places)
    assert projection.read("+proj=merc +lat_ts=0") is None


def test_shores_are_closed_and_clipped() -> None:
    square = np.array([[2, 2], [8, 2], [8, 8], [2, 8], [2, 2]], dtype=np.float32)
    cut = shore.clip(square, (5, 0, 10, 10))
    assert cut[:, 0].min() == pytest.approx(5)
    assert len(shore.clip(square, (20, 20, 30, 30))) == 0
    # A coast from edge to edge: the land to its right is closed along the edge.
    coast = np.array([[5, 0], [5, 10]], dtype=np.float32)
    rings = shore.close([coast], (0.0, 0.0, 10.0, 10.0), lambda x, y: x > 5)
    assert len(rings) == 1
    assert rings[0][:, 0].max() == pytest.approx(10)
    assert rings[0][:, 0].min() == pytest.approx(5)


def test_land_is_warm_and_sea_is_blue(view: MapView) -> None:
    rome = view.painter.data.place_named("rome")
    assert rome is not None
    view.camera.zoom_to(3)
    view.camera.look_at(rome.x + 25, rome.y - 15)
    land = picture(view).get_at((240, 170))
    view.camera.look_at(rome.x - 120, rome.y + 60)
    sea = picture(view).get_at((240, 160))
    assert land.r > land.b
    assert sea.b > sea.r


def test_each_overlay_changes_the_picture(view: MapView, session: Session) -> None:
    etna = view.painter.data.place_named("catania")
    assert etna is not None
    view.camera.zoom_to(2)
    view.camera.look_at(etna.x - 40, etna.y)
    shown = view.scene
    view.set_scene(shown, None)
    plain = pygame.image.tobytes(picture(view), "RGB")
    pictures = {plain}
    for name in ("control", "weather", "terrain", "fort", "air"):
        laid = overlays.build(session.world, shown.seen, name)
        assert laid is not None
        assert laid.codes.any(), name
        assert int(laid.codes.max()) <= len(laid.classes)
        view.set_scene(shown, laid)
        pictures.add(pygame.image.tobytes(picture(view), "RGB"))
    view.set_scene(shown, None)
    assert len(pictures) == 6
    assert pygame.image.tobytes(picture(view), "RGB") == plain
    assert overlays.build(session.world, shown.seen, "nonsense") is None


def test_every_zoom_gives_a_rich_picture(view: MapView) -> None:
    for level in range(1, 6):
        view.camera.zoom_to(level)
        seen = np.unique(pygame.surfarray.array3d(picture(view)).reshape(-1, 3)[::50], axis=0)
        assert len(seen) > 150


def test_shot_refuses_what_it_does_not_know(session: Session) -> None:
    for wrong in (
        shot.Shot(center="atlantis"),
        shot.Shot(overlay="nonsense"),
        shot.Shot(side="martians"),
        shot.Shot(panel="x"),
    ):
        with pytest.raises(Exception, match="There is no"):
            shot.draw(session, shot.Shot(**{**wrong.__dict__, "size": (200, 160)}))


def test_a_scenario_without_relief_is_drawn_too() -> None:
    shot.open_hidden()
    world = engine.load_scenario("assets/template")
    bare = Session(world, engine.new_game(world, 1), (), seed=1)
    seen = np.unique(
        pygame.surfarray.array3d(shot.draw(bare, shot.Shot(zoom=4, size=(400, 300)))).reshape(-1, 3), axis=0
    )
    assert len(seen) > 500


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that panels write from now on."""
    said: list[str] = []
    for name in ("pair", "text", "small", "meter"):
        plain = getattr(widgets.Paper, name)

        def spy(paper: widgets.Paper, *words: object, _plain: Any = plain, **more: object) -> object:
            said.extend(map(str, words[:2]))
            return _plain(paper, *words, **more)

        monkeypatch.setattr(widgets.Paper, name, spy)
    return said


def test_politics_tell_each_side_its_own_secrets_only(session: Session, said: list[str]) -> None:
    world = session.world
    told = []
    for side in (0, 1):
        seen = Observation(world, side)
        seen.refresh(world, session.game.state)
        said.clear()
        enquiry.politics_panel(world, seen)
        told.append([wording.called(world, "variable", name) in said for name in SECRETS])
    assert told == [[True, True, False, False], [True, False, True, False]]


def test_politics_say_how_districts_are_held_and_what_is_lacking(session: Session, said: list[str]) -> None:
    enquiry.politics_panel(session.world, session.observe())
    names = [district.name for district in session.world.districts]
    assert names
    assert all(name in said for name in names)
    assert wording.WHY_NOT_YET in said
    start = wording.LACKS.split("{", maxsplit=1)[0]
    assert any(words.startswith(start) for words in said)


@pytest.mark.parametrize("language", sorted(texts.LANGUAGES))
def test_the_panel_names_every_nation_side_district_and_region_in_the_language_that_is_spoken(
    session: Session, said: list[str], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(texts, "_now", language)
    world = texts.localised(session.world)
    written = dict(Texts(Path(world.scenario_path) / "text")[language])
    if language == "en":  # where the scenario's files have the name
        written |= {f"side.{row}": name for row, name in zip(world.side_ids, world.side_names, strict=True)}
        written |= {f"district.{d.id}": d.name for d in world.districts}
        written = {f"region.{row}": wording.title(row) for row in world.rows("region")} | written
    term = Term("lost", False, "3")
    conditions = {
        **{f"nation.{row}": kinds.LostSteps(5, nation=row) for row in world.nation_ids},
        **{f"side.{row}": kinds.LostSteps(5, side=row) for row in world.side_ids},
        **{f"district.{d.id}": kinds.Garrison(d.id, at_least=50) for d in world.districts},
        **{f"region.{row}": kinds.LandedIn(world.side_ids[0], [row], 2) for row in world.rows("region")},
    }
    assert len(conditions) > 25
    for name, condition in conditions.items():
        assert written[name] in lacks.words(world, Lack(condition, term)), name
    enquiry.politics_panel(world, session.observe())
    assert {written[f"district.{d.id}"] for d in world.districts} <= set(said)


@pytest.mark.parametrize("language", sorted(texts.LANGUAGES))
def test_what_an_event_lacks_is_told_in_the_language_that_is_spoken(
    session: Session, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(texts, "_now", language)
    world, seen = texts.localised(session.world), session.observe()
    coming = outlook.outlook(world, seen, 1000)
    met = {type(lack.condition) for event in coming for lack in event.lacking}
    assert len(met) > 8
    for lack in (lack for event in coming for lack in event.lacking):
        said = lacks.words(world, lack)
        if language != "en":
            assert not re.search(
                r"\b(at least|at most|steps|holds|units of|fired|not yet|lacks|percent)\b", said
            ), said
