"""Pictures of events: drawn from data, the same each time, all different, and clear of the text."""

from __future__ import annotations

import os
from itertools import pairwise
from typing import get_args

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

import engine
from engine.schema.pictures import Motif
from engine.world import World
from game import dialogs, lists, pictures, scale, texts
from game.app import open_display
from game.heard import LogLine
from game.motifs import MOTIFS


@pytest.fixture(scope="module")
def world() -> World:
    open_display((1280, 720))
    return engine.load_scenario("italy1943")


def test_the_painter_knows_every_motif_and_the_campaign_uses_all_of_them(world) -> None:
    assert set(MOTIFS) == set(get_args(Motif))
    assert set(MOTIFS) == {layer.motif for picture in world.pictures for layer in picture.layer}


def test_each_picture_is_the_same_each_time_and_unlike_the_others(world) -> None:
    def bits() -> list[bytes]:
        pictures._kept.cache_clear()
        return [pygame.image.tobytes(pictures.image(world, p, 128), "RGB") for p in world.pictures]

    first = bits()
    assert first == bits()
    assert len(set(first)) == len(first) >= 14


@pytest.mark.parametrize("language", ["en", "de", "it"])
@pytest.mark.parametrize("size", [(1280, 720), (2560, 1440)])
def test_the_text_of_an_event_stands_clear_of_its_picture(world, size, language) -> None:
    scale.fit(size)
    texts.use(language)
    try:
        for row, trigger in enumerate(world.triggers):
            if trigger.picture is None:
                continue
            sheet = dialogs.event_panel(world, row)
            assert sheet.picture.get_width() <= size[0]
            assert sheet.picture.get_height() <= size[1]
            lines = sorted(sheet.rects, key=lambda r: r.y)
            clear = max(b.top - a.bottom for a, b in pairwise(lines))
            assert clear >= scale.px(640) * pictures.RATIO
    finally:
        texts.use("en")
        scale.fit((1280, 720))


def test_a_line_of_the_log_opens_its_picture(world) -> None:
    row = world.rows("trigger")["husky"]
    sheet = lists.log_panel(world, [LogLine(1, "Landed", 5, 2, row), LogLine(1, "Quiet", 7, 0)], 0, 600)
    assert [action for _, action in sheet.spots] == [("jump", 7), ("event", row)]
