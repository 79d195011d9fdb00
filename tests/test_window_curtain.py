"""Two people at one window do not see each other's map; a thinking computer shows how far it has come;
what fails is written down with its game."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

from engine import paths
from engine.ai.player import new_memory, players
from engine.legality import legal_orders
from engine.orders import EndTurn
from engine.sim import crash
from engine.store import archive
from game import app, layout, mapdata, shot, theme, wording
from game.loading import Ground
from game.map_screen import MapScreen
from game.session import load_session, new_session
from game.thinking import Progress
from tests import window_states

SIZE = (1280, 720)
SCENARIO = "italy1943/avalanche"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    monkeypatch.setattr(crash, "crashes_folder", lambda: tmp_path / "crashes")
    monkeypatch.setattr("game.session.crashes_folder", lambda: tmp_path / "crashes")


@pytest.fixture(scope="module")
def ground() -> Ground:
    shot.open_hidden()
    world = new_session(SCENARIO, "both", "passive", 1).world
    data = mapdata.load(world.scenario_path, world)
    return Ground(data, window_states.blank_painter(data), pygame.Surface((1548, 1917)))


class Window:
    """A map screen that takes real events."""

    def __init__(self, ground: Ground, sides: str) -> None:
        surface = pygame.display.set_mode(SIZE)
        self.session = new_session(SCENARIO, sides, "passive", 1)
        data, painter = ground.data, ground.painter
        self.screen = MapScreen(self.session, data, painter, SIZE, ground.base, threaded=False)
        self.session.resumed = True  # so that the briefing does not come up
        self.screen.opened = True
        if self.screen.dialog is not None:
            self.screen.close_dialog()
        self.app = app.App(surface, self.screen)

    def key(self, key: int, mod: int = 0) -> None:
        pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""))
        self.app.frame(0.016)

    def until_curtain(self) -> None:
        for _ in range(400):
            if self.screen.dialog_kind == layout.CURTAIN:
                return
            if self.session.decision() is None and self.session.human_to_act():
                self.screen.give(EndTurn())
            self.app.frame(0.016)
        raise AssertionError("no curtain")


@pytest.fixture
def pair(ground: Ground) -> Iterator[Window]:
    pygame.event.clear()
    made = Window(ground, "both")
    yield made
    made.screen.close()


def test_a_curtain_hides_the_map_until_the_other_sits_down(pair: Window) -> None:
    screen, session = pair.screen, pair.session
    assert screen.dialog_kind == "", "the first person needs no curtain"
    first = session.to_act()
    pair.until_curtain()
    assert session.to_act() != first
    picture = pygame.Surface(SIZE)
    screen.draw(picture)
    assert len(screen.sheets) == 1
    rect = screen.sheets[0][0].picture.get_rect(topleft=screen.sheets[0][1:])
    outside = [(x, y) for x in range(5, SIZE[0], 40) for y in range(5, SIZE[1], 40)]
    outside = [at for at in outside if not rect.collidepoint(at)]
    assert {tuple(picture.get_at(at))[:3] for at in outside} == {theme.DESK}


def test_behind_the_curtain_no_order_is_given_and_it_does_not_fall_by_itself(pair: Window) -> None:
    screen, session = pair.screen, pair.session
    pair.until_curtain()
    digest = session.game.state.digest()
    pair.key(pygame.K_ESCAPE)
    pair.key(pygame.K_RETURN, pygame.KMOD_LCTRL)
    pair.key(pygame.K_e)
    pair.key(pygame.K_u)
    assert screen.dialog_kind == layout.CURTAIN
    assert screen.side_panel == ""
    assert session.game.state.digest() == digest
    pair.key(pygame.K_RETURN)
    assert screen.dialog_kind == "report", "the second person is told what happened to his side"
    assert screen.seat == session.to_act()
    pair.key(pygame.K_RETURN)
    assert screen.dialog is None
    screen.refresh()
    assert screen.dialog is None, "it hangs once a player turn"


def outside_is_blank(screen: MapScreen) -> bool:
    """Whether a frame shows nothing but the curtain, wherever the troops stand."""
    picture = pygame.Surface(SIZE)
    screen.draw(picture)
    rects = [sheet.picture.get_rect(topleft=(x, y)) for sheet, x, y in screen.sheets]
    outside = [(x, y) for x in range(5, SIZE[0], 20) for y in range(5, SIZE[1], 20)]
    return len(rects) == 1 and all(
        tuple(picture.get_at(at))[:3] == theme.DESK for at in outside if not rects[0].collidepoint(at)
    )


def test_a_question_to_the_other_in_ones_turn_hangs_the_curtain_both_ways() -> None:
    pygame.event.clear()
    session = new_session("italy1943/diadem", "both", "passive", 1)
    data = mapdata.load(session.world.scenario_path, session.world)
    screen = MapScreen(session, data, window_states.blank_painter(data), SIZE, threaded=False)
    window = app.App(pygame.display.set_mode(SIZE), screen)
    try:
        window_states.rest(screen)
        first, mind, questions = session.to_act(), players()["greedy"], 0
        memory = new_memory("greedy", first, 1)
        screen.seat = first
        while session.to_act() == first or session.decision() is not None:
            if session.to_act() == first:
                assert screen.scene.seen.viewer == screen.seat == first
                window_states.rest(screen)
                order = mind.decide(session.world, session.game.view(first), memory)
                screen.say("what the first was told")
                assert screen.give(order)
                window.frame(0.016)
                continue
            questions += 1
            assert screen.dialog_kind == layout.CURTAIN
            assert outside_is_blank(screen)
            pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN, mod=0, unicode=""))
            window.frame(0.016)
            assert (screen.seat, screen.dialog_kind) == (1 - first, "decision")
            assert screen.toast == ""
            legal = legal_orders(session.world, session.game.view(1 - first))
            screen.act(("answer", legal[0]))
            if session.to_act() == first and session.decision() is None:
                assert screen.dialog_kind == layout.CURTAIN
                assert outside_is_blank(screen)
                screen.act(("sit-down",))
                assert screen.seat == first
                assert screen.dialog_kind != "report", "he has read it"
            elif screen.dialog_kind == layout.CURTAIN:
                screen.act(("sit-down",))
        assert questions > 0
        assert session.heard_by(first).log, "the one who attacked was told of it"
        assert session.log == session.heard_by(session.viewer()).log
    finally:
        screen.close()


def test_a_saved_game_of_two_begins_behind_the_curtain(tmp_path: Path) -> None:
    session = new_session(SCENARIO, "both", "passive", 1)
    session.save(tmp_path / "two.save")
    loaded = load_session(tmp_path / "two.save")
    data = mapdata.load(loaded.world.scenario_path, loaded.world)
    screen = MapScreen(loaded, data, window_states.blank_painter(data), SIZE, threaded=False)
    try:
        assert screen.dialog_kind == layout.CURTAIN
        assert outside_is_blank(screen)
        screen.act(("sit-down",))
        assert screen.seat == loaded.to_act()
    finally:
        screen.close()


def test_one_person_alone_sees_no_curtain(ground: Ground) -> None:
    pygame.event.clear()
    alone = Window(ground, "allies")
    try:
        for _ in range(60):
            alone.app.frame(0.016)
            assert alone.screen.dialog_kind != layout.CURTAIN
    finally:
        alone.screen.close()


def test_progress_is_measured_by_the_turn_before() -> None:
    progress = Progress()
    assert progress.share(1, 1) == 0.0
    for _ in range(10):
        progress.note(1, 1)
    assert progress.share(1, 1) == 0.0, "nothing to measure by"
    progress.note(0, 2)
    for _ in range(5):
        progress.note(1, 2)
    assert progress.share(1, 2) == 0.5
    assert progress.share(0, 2) == 0.0
    for _ in range(40):
        progress.note(1, 2)
    assert progress.share(1, 2) < 1.0, "it is not done before it is"


class Failing:
    """A player that cannot go on."""

    name = "failing"

    def decide(self, world: object, seen: object, memory: object) -> object:
        raise ValueError("no idea")


def test_a_failing_computer_player_leaves_a_folder_with_the_game(
    pair: Window, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    session = pair.session
    monkeypatch.setattr("game.session.seated", lambda *args: Failing())
    session.humans = set()
    for _ in range(200):
        pair.app.frame(0.016)
        if session.crash is not None and pair.screen.toast:
            break
        pygame.time.wait(2)
    assert session.crash is not None
    assert wording.PLAYER_FAILED.split("{", maxsplit=1)[0] in pair.screen.toast
    assert str(session.crash) in pair.screen.toast
    assert "no idea" in (session.crash / "traceback.txt").read_text()
    found = archive.resume(session.crash / "game.replay")
    assert found.game.state.digest() == session.game.state.digest()


def test_an_error_of_the_window_carries_its_game(pair: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(target: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(pair.screen, "draw", fail)
    monkeypatch.setattr(pygame.display, "quit", lambda: None)
    with pytest.raises(ZeroDivisionError) as failed:
        pair.app.run()
    match = failed.value.stivale_match  # type: ignore[attr-defined]
    assert match is pair.session
    folder = crash.write_crash(crash.fresh_folder(crash.crashes_folder()), failed.value, {}, match)
    assert archive.resume(folder / "game.replay").game.state.digest() == match.game.state.digest()
