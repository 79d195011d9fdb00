"""Who sits at a window that two people share sees what his side sees, and finds again what he left."""

from __future__ import annotations

import hashlib
import os
import random
from collections import deque
from collections.abc import Iterator
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

from engine import paths
from engine.ai.player import new_memory, players
from engine.legality import legal_orders
from engine.orders import EndTurn, Move
from game import app, files, keys, layout, mapdata, plan, saves, settings, shot, sounds, wording
from game.heard import LogLine
from game.map_screen import MapScreen
from game.session import new_session
from game.widgets import Sheet
from tests import window_states

SIZE = (1280, 720)
SCENARIO = "italy1943/diadem"
# What a hand may touch while nobody watches it; the numbers, o and F-keys zoom and lay overlays.
KEYS = [*range(pygame.K_a, pygame.K_z + 1), *range(pygame.K_F1, pygame.K_F10), pygame.K_ESCAPE, pygame.K_3]


class Pair:
    """Two people at one window, who do everything by events."""

    def __init__(self) -> None:
        session = new_session(SCENARIO, "both", "passive", 1)
        data = mapdata.load(session.world.scenario_path, session.world)
        painter = window_states.blank_painter(data)
        self.session = session
        self.screen = MapScreen(session, data, painter, SIZE, threaded=False)
        self.app = app.App(pygame.display.set_mode(SIZE), self.screen)
        self.memory = {side: new_memory("greedy", side, 1) for side in (0, 1)}
        self.curtains: dict[tuple[int, bool], set[str]] = {}  # frames by who is called and whether asked
        window_states.rest(self.screen)

    def post(self, kind: int, **what: object) -> None:
        pygame.event.post(pygame.event.Event(kind, **what))
        self.frame()

    def key(self, key: int) -> None:
        self.post(pygame.KEYDOWN, key=key, mod=0, unicode="")

    def click(self, at: tuple[int, int], button: int = 1) -> None:
        self.post(pygame.MOUSEBUTTONDOWN, pos=at, button=button)

    def frame(self) -> None:
        """Let a frame pass, and see to it that it is the right person's."""
        self.app.frame(0.016)
        screen, session = self.screen, self.session
        if session.over():
            return
        picture = pygame.Surface(SIZE)
        screen.draw(picture)
        if screen.seat == session.viewer():
            assert screen.dialog_kind != layout.CURTAIN
            assert screen.scene.seen.viewer == screen.seat
            return
        assert screen.dialog_kind == layout.CURTAIN
        assert [sheet for sheet, _, _ in screen.sheets] == [screen.dialog]
        asked = wording.CURTAIN_ASKED.split()[0] in {line.words.split()[0] for line in screen.dialog.lines}
        digest = hashlib.sha256(pygame.image.tobytes(picture, "RGB")).hexdigest()
        self.curtains.setdefault((session.viewer(), asked), set()).add(digest)

    def sit_down(self, by_mouse: bool) -> None:
        assert self.screen.dialog_kind == layout.CURTAIN
        if not by_mouse:
            self.key(pygame.K_RETURN)
            return
        sheet, x, y = self.screen.sheets[0]
        self.click(spot(sheet, x, y, ("sit-down",)))

    def think(self) -> None:
        """Give the order of the person at the window, as the hand of a player would."""
        side = self.session.to_act()
        seen = self.session.game.view(side)
        window_states.rest(self.screen)
        if self.session.decision() is not None:
            self.screen.act(("answer", legal_orders(self.session.world, seen)[0]))
        else:
            mind = players()["greedy"]
            assert self.screen.give(mind.decide(self.session.world, seen, self.memory[side]))
        self.frame()

    def until_asked(self) -> int:
        """Let the first side act until the other is asked something; return the first."""
        first = self.session.to_act()
        while self.session.to_act() == first:
            self.think()
        assert self.session.decision() is not None
        return first


def spot(sheet: Sheet, x: int, y: int, action: tuple[object, ...]) -> tuple[int, int]:
    """Return where a button of a sheet at a place is clicked."""
    rect = next(rect for rect, found in sheet.spots if found == action)
    return rect.centerx + x, rect.centery + y


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pair]:
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    shot.open_hidden()
    pygame.event.clear()
    made = Pair()
    yield made
    made.screen.close()
    settings.use(settings.Settings())


def fumble(pair: Pair, rng: random.Random) -> None:
    """Press, point, turn and click anywhere."""
    at = rng.randrange(SIZE[0]), rng.randrange(SIZE[1])
    sheets = [s[0].picture.get_rect(topleft=s[1:]) for s in pair.screen.sheets]
    match rng.randrange(5):
        case 0:
            pair.key(rng.choice(KEYS))
        case 1:
            pair.post(pygame.MOUSEMOTION, pos=at, rel=(3, 3), buttons=(0, rng.randrange(2), 0))
        case 2:
            pair.post(pygame.MOUSEWHEEL, y=rng.choice((-1, 1)), x=0, pos=at)
        case 3 if not any(rect.collidepoint(at) for rect in sheets):
            pair.click(at)
        case 4:
            pair.click(at, 3)


def test_every_frame_belongs_to_who_sits_there_and_a_curtain_depends_on_nothing(pair: Pair) -> None:
    rng, called, turns = random.Random(7), 0, 0
    while called < 8 and turns < 400:
        turns += 1
        if pair.screen.dialog_kind != layout.CURTAIN:
            if turns == 40:
                window_states.rest(pair.screen)
                pair.screen.give(EndTurn())  # else nobody is ever called to move
                pair.frame()
                continue
            pair.think()
            continue
        digest = pair.session.game.state.digest()
        for _ in range(6):
            fumble(pair, rng)
            assert pair.screen.dialog_kind == layout.CURTAIN
        assert pair.session.game.state.digest() == digest
        called += 1
        pair.sit_down(by_mouse=called % 2 == 0)
        assert pair.screen.seat == pair.session.viewer()
        for _ in range(3):  # what is left open on the table is nobody else's
            pair.post(pygame.MOUSEMOTION, pos=(500, 400), rel=(0, 0), buttons=(0, 0, 0))
    assert called == 8
    assert {asked for _, asked in pair.curtains} == {True, False}
    assert all(len(frames) == 1 for frames in pair.curtains.values()), "a curtain tells of what it hides"


def test_the_curtain_says_who_must_come_and_what_for(pair: Pair) -> None:
    first = pair.until_asked()
    names = pair.session.world.side_names
    told = {line.words for line in pair.screen.sheets[0][0].lines}
    assert wording.CURTAIN_QUESTION.format(names[1 - first]) in told
    pair.sit_down(by_mouse=True)
    assert pair.screen.dialog_kind == "decision"
    while pair.session.to_act() != first:
        pair.think()
    told = {line.words for line in pair.screen.sheets[0][0].lines}
    assert wording.CURTAIN.format(names[first]) in told


@pytest.mark.parametrize("said", ["", "The attack was made"])
def test_who_was_called_away_finds_his_plan_his_view_and_the_outcome(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    screen, session = pair.screen, pair.session
    # Else a question of his own, whether to advance, would be shown at its place.
    monkeypatch.setattr(screen, "look_at_hex", lambda row: None)
    first, side = session.to_act(), session.viewer()
    march = next(o for o in legal_orders(session.world, session.game.view(side)) if isinstance(o, Move))
    screen.orders.plan.add(march, ())
    steps = list(screen.orders.plan.steps)
    while session.to_act() == first:
        screen.orders.plan.steps = []
        pair.think()
    screen.orders._plans[first].steps = steps
    screen.side_panel = plan.PANEL
    camera = screen.view.camera
    camera.zoom_to(4, 600, 300)
    looked = camera.x, camera.y, camera.level
    if said:
        screen.say(said)
    pair.sit_down(by_mouse=False)
    session.heard_by(first).log.append(LogLine(1, "They stood", -1, 1))
    assert screen.toast == ""
    assert screen.orders.plan.steps == []
    assert screen.side_panel == ""
    while session.to_act() != first:
        pair.think()
    pair.sit_down(by_mouse=False)
    assert screen.orders.plan.steps == steps
    assert screen.side_panel == plan.PANEL
    assert (camera.x, camera.y, camera.level) == pytest.approx(looked)
    assert screen.toast == (said or "They stood")


def test_each_has_a_log_and_sounds_of_his_own(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    session = pair.session
    side = session.viewer()
    secret = LogLine(1, "Only for one", -1, 2)
    played: list[str] = []

    def play(waiting: deque[str], volume: int) -> None:
        played.extend(waiting)
        waiting.clear()

    monkeypatch.setattr(sounds, "play", play)
    pair.until_asked()
    session.heard_by(side).log.append(secret)
    played.clear()
    waiting = list(session.heard_by(side).sounds)
    assert waiting, "the guns are heard by who fired them, when he is back"
    for _ in range(5):
        pair.frame()
    assert played == [], "behind the curtain nothing sounds"
    assert list(session.heard_by(side).sounds) == waiting
    pair.sit_down(by_mouse=True)
    assert secret.words not in logged(pair)
    while session.to_act() != side:
        pair.think()
    pair.sit_down(by_mouse=True)
    pair.frame()
    assert [sound for sound in played if sound != sounds.CLICK][: len(waiting)] == waiting
    assert secret.words in logged(pair)


def logged(pair: Pair) -> set[str]:
    """Return the lines of the log that the person at the window opens."""
    window_states.rest(pair.screen)
    pair.key(keys.now("log").code)
    assert pair.screen.side_panel == "log"
    pair.screen.lay_out()
    return {line.words for sheet, _, _ in pair.screen.sheets for line in sheet.lines}


def test_a_saved_game_of_two_has_no_picture_of_the_map(pair: Pair) -> None:
    path = files.save_path(pair.session.world.scenario_id)
    saves.picture_of(path).parent.mkdir(parents=True, exist_ok=True)
    saves.picture_of(path).write_bytes(b"of an older game")
    files.save(pair.screen)
    assert path.is_file()
    assert not saves.picture_of(path).exists()
    pair.session.humans = {0}
    files.save(pair.screen)
    assert saves.picture_of(path).is_file()
