"""The encyclopedia: made from the scenario's files, searched by typing, opened from what is shown."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

import engine
from engine import paths
from game import book, keys, mapdata, shot, texts, wording
from game.encyclopedia import KINDS, Encyclopedia
from game.map_screen import MapScreen
from game.widgets import Paper
from tests import window_states


@pytest.fixture(scope="module")
def pages() -> Encyclopedia:
    found = Encyclopedia(engine.load_scenario("italy1943/husky"))
    found.wait()
    return found


@pytest.fixture
def screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MapScreen]:
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    shot.open_hidden()
    session = window_states.position()
    data = mapdata.load(session.world.scenario_path, session.world)
    painter = window_states.blank_painter(data)
    made = MapScreen(session, data, painter, (1280, 720), pygame.Surface((1548, 1917)), threaded=False)
    window_states.rest(made)
    yield made
    made.close()


def test_everything_has_an_article_and_most_have_a_source(pages: Encyclopedia) -> None:
    world = pages.world
    ids = {kind: {a.id for a in pages.articles if a.kind == kind} for kind in KINDS}
    assert ids["place"] == set(world.place_ids)
    assert ids["formation"] == set(world.formation_ids)
    assert ids["unit"] <= set(world.unit_ids)
    assert len(ids["unit"]) > 100
    assert len(ids["leader"]) > 30
    assert len(ids["date"]) > 30
    assert len(ids["rule"]) > 100
    historical = [a for a in pages.articles if a.kind != "rule"]
    assert sum(bool(a.source) for a in historical) > 0.9 * len(historical)
    assert {a.confidence for a in historical} <= {"high", "medium", "low", ""}
    assert not any("{" in a.text for a in pages.articles if a.kind == "rule"), "values are filled in"


def test_no_article_speaks_of_an_authors_tables(pages: Encyclopedia) -> None:
    spoken = [a.id for a in pages.articles if re.search(r"\bsheets? \w+_", a.text)]
    assert spoken == []


def test_words_are_found_in_names_first(pages: Encyclopedia) -> None:
    found = pages.find("catania")
    assert (found[0].kind, found[0].id) == ("place", "catania")
    assert len(found) > 1
    assert all("catania" in f"{a.name} {a.id} {a.text}".casefold() for a in found)
    assert pages.find("CATANIA") == found
    assert {a.kind for a in pages.find("supply", "rule")} == {"rule"}
    assert pages.find("no such word anywhere") == []
    assert len(pages.find("")) == len(pages.articles)


def test_every_article_can_be_laid_out(pages: Encyclopedia) -> None:
    shot.open_hidden()
    for kind in KINDS:
        for article in pages.find("", kind)[:40]:
            sheet = book._article(Paper(book.WIDTH), article)
            inside = sheet.picture.get_rect()
            assert all(inside.contains(line.rect) for line in sheet.lines), article.id


def test_names_are_those_of_the_language() -> None:
    spoken = texts.language()
    try:
        texts.use("it")
        found = Encyclopedia(texts.localised(engine.load_scenario("italy1943/husky")))
        found.wait()
        naples = found.get("place", "naples")
        assert naples is not None
        assert naples.name == "Napoli"
    finally:
        texts.use(spoken)


def test_it_is_searched_and_read_with_keys_and_mouse(screen: MapScreen) -> None:
    def press(key: int, letter: str = "") -> None:
        screen.handle(pygame.event.Event(pygame.KEYDOWN, key=key, mod=0, unicode=letter))
        screen.lay_out()

    press(pygame.K_k, "k")
    assert screen.side_panel == "book"
    screen.book.pages.wait()
    for letter in "messinax":
        press(ord(letter), letter)
    press(pygame.K_BACKSPACE, "\b")
    assert screen.book.asked == "messina"
    panel = next(s for s, _, _ in screen.sheets if ("book-kind", "unit") in [a for _, a in s.spots])
    first = next(action for _, action in panel.spots if action[0] == "book-open")
    assert first == ("book-open", "place", "messina")
    screen.act(first)
    screen.lay_out()
    lines = [line.words for sheet, _, _ in screen.sheets for line in sheet.lines]
    assert wording.BOOK_SOURCE.upper() in lines
    screen.act(("book-back",))
    assert screen.book.article is None
    press(pygame.K_ESCAPE)
    assert screen.side_panel == ""


def test_a_unit_and_a_place_lead_to_their_articles(screen: MapScreen) -> None:
    window_states.unit(screen)
    screen.lay_out()
    unit = screen.session.world.unit_ids[screen.orders.unit]
    actions = [action for sheet, _, _ in screen.sheets for _, action in sheet.spots]
    assert ("book-open", "unit", unit) in actions
    screen.act(("book-open", "unit", unit))
    assert screen.side_panel == "book"
    assert screen.book.article == ("unit", unit)


def test_the_help_is_searched(screen: MapScreen) -> None:
    window_states.rest(screen)
    screen.act(("help",))
    screen.act(("help-search",))
    assert screen.side_panel == "book"
    assert screen.dialog is None
    screen.book.pages.wait()
    for letter in "plan":
        pressed = pygame.event.Event(pygame.KEYDOWN, key=ord(letter), mod=0, unicode=letter)
        screen.handle(pressed)
    found = screen.book.pages.find(screen.book.asked, screen.book.kind)
    assert "plan" in [article.id for article in found]
    screen.act(("book-open", "help", "plan"))
    screen.lay_out()
    words = " ".join(line.words for sheet, _, _ in screen.sheets for line in sheet.lines)
    assert keys.shown("plan") in words
    assert wording.PLAN_HOW.split(":")[0] in words
    known = {article.id for article in screen.book.pages.articles if article.kind == "help"}
    assert set(keys.ACTIONS) <= known
