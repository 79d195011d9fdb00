"""The briefing: when it opens, how it is left, and that it fits in every language for every variant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pygame
import pytest
from test_window_play import SIZE, Driver, ground, own_folder, surface

import engine
from engine import paths
from game import app, briefing, keys, layout, shot, texts, widgets, wording, wrapping
from game.loading import Ground, Preparation
from game.map_screen import MapScreen
from game.menu_screen import BRIEFING_WIDTH, MenuScreen
from game.session import Session, load_session
from game.widgets import Sheet

__all__ = ["ground", "own_folder", "surface"]

ITALY = Path(__file__).parent.parent / "scenarios" / "italy1943"
VARIANTS = ["", *(f"/{name}" for name in paths.list_variants(ITALY))]


@pytest.fixture(params=sorted(texts.LANGUAGES))
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    texts.use(request.param)
    yield request.param
    texts.use("en")


def new_screen(ground: Ground, sides: set[int], session: Session | None = None) -> MapScreen:
    """Open the map as the window does, with all that it tells of its own accord."""
    if session is None:
        world = engine.load_scenario("italy1943")
        session = Session(world, engine.new_game(world, 3), sides, "passive", 3)
    return MapScreen(session, ground.data, ground.painter, SIZE, ground.base, threaded=False)


def key(screen: MapScreen, code: int) -> None:
    screen.handle(pygame.event.Event(pygame.KEYDOWN, key=code, mod=0, unicode=""))


def press(screen: MapScreen, action: tuple[object, ...]) -> None:
    """Click the middle of the dialog's button with an action."""
    assert screen.dialog is not None
    x, y = layout.dialog_at(screen, screen.dialog)
    rect = next(rect for rect, what in screen.dialog.spots if what == action)
    screen.draw(pygame.Surface(SIZE))
    pos = x + rect.centerx, y + rect.centery
    screen.handle(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=pos))


def clean(sheet: Sheet) -> bool:
    """Whether all text of a sheet lies inside and no two texts on each other."""
    inside = sheet.picture.get_rect()
    for k, rect in enumerate(sheet.rects):
        if not inside.contains(rect):
            return False
        for other in sheet.rects[k + 1 :]:
            both = rect.clip(other)
            if both.width > 2 and both.height > 7:
                return False
    return True


# -- when it opens and how it is left --------------------------------------------------------


@pytest.mark.parametrize("way", [pygame.K_ESCAPE, pygame.K_RETURN, None])
def test_it_opens_before_the_first_turn_and_closes(
    surface: pygame.Surface, ground: Ground, way: int | None
) -> None:
    screen = new_screen(ground, {0})
    assert screen.dialog_kind == "briefing"
    digest = screen.session.game.state.digest()
    if way is None:
        press(screen, ("close",))
    else:
        key(screen, way)
    assert screen.dialog_kind == "opening", "who waits off the map is told next"
    key(screen, pygame.K_ESCAPE)
    assert screen.dialog is None
    screen.refresh()
    assert screen.dialog is None, "it comes once"
    assert screen.session.game.state.digest() == digest
    screen.close()


def test_it_opens_for_the_side_that_acts_second_too(surface: pygame.Surface, ground: Ground) -> None:
    screen = new_screen(ground, {1})
    assert not screen.session.human_to_act()
    assert screen.dialog_kind == "briefing"
    key(screen, pygame.K_ESCAPE)
    assert screen.dialog is None
    screen.close()


def test_it_stays_away_from_watchers(surface: pygame.Surface, ground: Ground) -> None:
    screen = new_screen(ground, set())
    assert screen.dialog is None
    key(screen, pygame.K_i)
    assert screen.dialog_kind == "briefing", "but may be asked for"
    screen.close()


def test_it_stays_away_from_a_loaded_game(surface: pygame.Surface, ground: Ground, tmp_path: Path) -> None:
    first = new_screen(ground, {0})
    first.session.save(tmp_path / "game.save")
    first.close()
    screen = new_screen(ground, {0}, load_session(tmp_path / "game.save", "allies", "passive"))
    assert screen.dialog_kind != "briefing"
    screen.close()


def test_it_comes_again_by_key_and_from_the_menu(surface: pygame.Surface, ground: Ground) -> None:
    drive = Driver(surface, ground, {0})
    assert drive.screen.dialog is None
    drive.key(pygame.K_i)
    assert drive.screen.dialog_kind == "briefing"
    drive.key(pygame.K_ESCAPE)
    assert drive.screen.dialog is None
    drive.key(pygame.K_ESCAPE)
    assert drive.screen.dialog_kind == "menu"
    drive.press("briefing")
    assert drive.screen.dialog_kind == "briefing"
    drive.key(pygame.K_b)
    assert drive.screen.dialog is None, "a panel that is asked for takes its place"
    assert drive.screen.side_panel == "boxes"
    assert keys.shown("briefing") == "I"
    drive.screen.close()


def test_an_open_decision_waits_behind_it(surface: pygame.Surface, ground: Ground) -> None:
    from engine.kernels.consts import PENDING_POLITICAL
    from engine.rules import aftermath

    drive = Driver(surface, ground, {0, 1})
    session, screen = drive.session, drive.screen
    aftermath.push(session.game.state, PENDING_POLITICAL, session.to_act(), 0)
    session.game.changed()
    screen.refresh()
    assert screen.dialog_kind == "decision"
    drive.key(pygame.K_i)
    screen.refresh()
    assert screen.dialog_kind == "briefing"
    drive.key(pygame.K_RETURN)
    assert screen.dialog_kind == "decision"
    screen.close()


def test_pages_turn_by_mouse_and_keyboard_and_follow_the_window(
    surface: pygame.Surface, ground: Ground
) -> None:
    screen = new_screen(ground, {0})
    count = len(briefing.pages(briefing.of(screen.session.world), briefing.WIDTH, SIZE[1] - layout.BAR - 16))
    assert count > 1
    press(screen, ("briefing", 1))
    assert screen.page == 1
    key(screen, pygame.K_p)
    key(screen, pygame.K_p)
    assert screen.page == 0
    for _ in range(count + 2):
        key(screen, pygame.K_n)
    assert screen.page == count - 1
    assert screen.dialog is not None
    screen.handle(pygame.event.Event(pygame.VIDEORESIZE, w=1000, h=620))
    assert screen.dialog.picture.get_height() <= 620 - layout.BAR
    screen.close()


# -- what it says ----------------------------------------------------------------------------


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_fits_and_tells_all_that_counts(
    spoken: str, variant: str, surface: pygame.Surface, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = texts.localised(engine.load_scenario(f"italy1943{variant}"))
    told = briefing.of(world)
    title, blocks = briefing.read(ITALY, variant[1:] or None)
    assert told.title == title
    assert len(blocks) >= 2
    assert str(world.turns) in told.span
    rows = [block for block in told.blocks if block.kind == "row"]
    assert [row.name for row in rows] == [
        world.place_names[world.rows("place")[goal.place]] for goal in world.victory.objective
    ]
    for row, goal in zip(rows, world.victory.objective, strict=True):
        assert row.words.split(" · ") == [f"{texts.day(band.until)}: {band.points}" for band in goal.bands]
    levels = [block.name for block in told.blocks if block.kind == "level"]
    assert levels == [level.name for level in sorted(world.victory.level, key=lambda level: level.at_least)]

    cut: list[str] = []
    plain = widgets.clip

    def clip(words: str, *rest: object) -> str:
        kept = plain(words, *rest)  # type: ignore[arg-type]
        cut.extend([words] if kept != words else [])
        return kept

    monkeypatch.setattr(widgets, "clip", clip)
    for width, height in ((briefing.WIDTH, SIZE[1] - layout.BAR - 16), (BRIEFING_WIDTH, SIZE[1] - 16)):
        laid = briefing.pages(told, width, height)
        assert [block for page in laid for block in page] == list(told.blocks)
        assert all(page[-1].kind != "head" for page in laid), "a heading stands alone at the end of a page"
        for page in range(len(laid)):
            sheet, count = briefing.sheet(told, page, width, height, wording.GO_ON)
            assert count == len(laid)
            assert sheet.picture.get_height() <= height
            assert clean(sheet), (variant, spoken, page)
    assert cut == []


def test_bold_words_headings_and_lists_are_understood(surface: pygame.Surface) -> None:
    title, blocks = briefing.parse("# Title\n\nOne **two\nthree**, four.\n\n## Head\n- a\n  b\n- c\nd\n\ne")
    assert title == "Title"
    assert [(block.kind, block.words) for block in blocks] == [
        ("text", "One **two three**, four."),
        ("head", "Head"),
        ("item", "a b"),
        ("item", "c d"),
        ("text", "e"),
    ]
    (line,) = wrapping.wrap_rich(blocks[0].words, 14, 1000)
    assert [run for run, _ in line] == ["One ", "two three", ", four."]
    narrow = wrapping.wrap_rich(blocks[0].words, 14, 60)
    assert len(narrow) > 1
    assert "".join(run for line in narrow for run, _ in line).replace(" ", "") == "Onetwothree,four."


def test_a_scenario_without_a_briefing_still_tells_what_counts(spoken: str, tmp_path: Path) -> None:
    world = engine.load_scenario("assets/template")
    told = briefing.of(world)
    assert told.title == world.title
    assert told.blocks[0].words == wording.BRIEFING_NONE
    assert len(told.blocks) > 1
    (tmp_path / "text").mkdir()
    for spoilt in (b"\xff\xfe\xff", b"# x\n" * briefing.LONGEST):
        (tmp_path / "text" / "briefing.en.md").write_bytes(spoilt)
        assert briefing.read(tmp_path, None) == ("", [])
    (tmp_path / "text" / "briefing.en.md").write_text("# In English\n\nOnly.", "utf-8")
    assert briefing.read(tmp_path, None)[0] == "In English"


def test_formations_have_their_names_in_the_language_that_is_spoken(spoken: str) -> None:
    world = engine.load_scenario("italy1943")
    row = world.formation_ids.index("de-10-army")
    shown = texts.localised(world).formation_names[row]
    given = world.formation_names[row]
    assert shown == (texts.named(world.scenario_path, "formation.de-10-army") or given)
    assert (shown == given) is (spoken == "en")


# -- start screen and pictures ---------------------------------------------------------------


def test_the_start_screen_shows_the_briefing_of_what_is_chosen(
    spoken: str, surface: pygame.Surface, ground: Ground
) -> None:
    menu = MenuScreen(SIZE, seed=5, prepare=False)
    window = app.App(surface, menu)

    def tap(code: int) -> None:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=code, mod=0, unicode=""))
        window.frame(0.016)

    pygame.event.clear()
    window.frame(0.016)
    assert menu.told is None
    for row, entry in enumerate(menu.entries):
        assert entry.span, entry.name
        menu.act(("row", row))
        menu.act(("briefing", 0))
        window.frame(0.016)
        assert menu.sheet is not None
        assert menu.told is not None
        at = menu.told.picture.get_rect(topleft=menu._told_at())
        assert pygame.Rect((0, 0), SIZE).contains(at), entry.name
        assert not at.colliderect(menu.sheet.picture.get_rect(topleft=menu._at()))
        assert clean(menu.told)
    tap(pygame.K_RETURN)
    assert menu.told is None
    assert menu.waiting is None, "Enter closes the briefing first"
    tap(pygame.K_i)
    assert menu.told is not None
    short = menu.told.picture.get_height()
    ready = Preparation.__new__(Preparation)
    ready.scenario, ready.words, ready.share, ready.done = menu.entries[menu.row].name, "", 1.0, True
    ready.world, ready.ground, ready.error = engine.load_scenario(ready.scenario), ground, None
    menu.preparation = ready
    window.frame(0.016)
    assert menu.told.picture.get_height() > short, "what counts is told when the scenario is read"
    rect = next(rect for rect, action in menu.told.spots if action == ("close",))
    x, y = menu._told_at()
    click = {"button": 1, "pos": (x + rect.centerx, y + rect.centery)}
    pygame.event.post(pygame.event.Event(pygame.MOUSEBUTTONDOWN, **click))
    window.frame(0.016)
    assert menu.told is None


def test_a_picture_shows_it(surface: pygame.Surface) -> None:
    world = engine.load_scenario("assets/template")
    session = Session(world, engine.new_game(world, 1), (), seed=1)
    plain = shot.draw(session, shot.Shot(zoom=4, size=(800, 600)))
    shown = shot.draw(session, shot.Shot(zoom=4, size=(800, 600), panel="briefing"))
    assert pygame.image.tobytes(plain, "RGB") != pygame.image.tobytes(shown, "RGB")
