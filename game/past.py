"""Looking back: a war told turn by turn on the map, and going on from any turn of it.

What is shown of a turn is what the viewer knew when it began. Positions come from the keyframes
that the recorder of the game keeps.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pygame

from engine.game import Game
from engine.observation import Observation
from engine.state import State
from engine.store import archive, frames
from game import (
    advice,
    desk,
    fronts,
    hindsight,
    keys,
    overlays,
    panels,
    scale,
    scene,
    settings,
    sounds,
    texts,
    wording,
)
from game.camera import Camera
from game.desk import Desk
from game.input import Drag, Reader, ShowOverlay, ZoomBy, ZoomTo
from game.keyboard import Spot
from game.map_view import MapView
from game.screens import Pop, Transition
from game.session import Session
from game.widgets import PAD, Action, Paper, Sheet

if TYPE_CHECKING:
    from game.map_screen import MapScreen

PACE = 0.7  # seconds a turn is shown at the usual pace
WIDTH = 760
WHY_AT = (12, 12)  # pixels at which the reasons of a computer player lie


def turns(session: Session) -> list[int]:
    """Return the turns whose beginnings are kept."""
    with session.lock:
        return sorted(session.recorder.frames)


def view_at(session: Session, turn: int) -> Observation:
    """Return what the viewer knew at the start of a turn. Raises ArchiveError if the file was damaged."""
    world = session.game.world
    with session.lock:
        kept = session.recorder.frames[turn].state
        state = kept.clone() if isinstance(kept, State) else frames.unpack_state(world, kept, str(turn))
        viewer = session.viewer()
    return Game(world, state).view(viewer).private(world)


def go_on(session: Session, turn: int) -> Session:
    """Return a new game that begins where a turn of this one did. Raises ArchiveError."""
    with session.lock:
        members, _ = session.recorder.members(session.memories, session.game)
    world = session.game.world
    found = archive.resume_archive(archive.parse(members, wording.PAST), world, turn)
    other = Session(world, found.game, session.humans, session.opponent, session.seed, found.recorder)
    other.resumed, other.names = True, dict(session.names)
    if found.memories:
        other.memories = found.memories
    found.recorder.memories = other.memories
    return other


class PastScreen(Desk):
    """The map as it was, with a bar to go through the turns."""

    def __init__(self, below: MapScreen, chosen: Callable[[Session], None]) -> None:
        super().__init__(below.size)
        self.session, self.data = below.session, below.data
        self.chosen = chosen  # told of the game to go on with
        self.turns = turns(self.session)
        self.row = len(self.turns) - 1
        self.playing = False
        self.since = 0.0
        self.overlay = ""
        self.message = ""
        self.lines = ""  # what is drawn beside the front: history, earlier, or nothing
        self.reader = Reader()
        camera = below.view.camera
        seen = view_at(self.session, self.turns[self.row])
        here = Camera(camera.x, camera.y, camera.level, *self.size, below.view.painter.box)
        first = scene.build(self.session.world, self.data, seen)
        self.view = MapView(below.view.painter, first, here, below.view.store.threaded)
        if below.view.store.base is not None:
            self.view.store.set_base(below.view.store.base)
        self.adviser = advice.Adviser()
        self.why = -1  # the side whose reasons are shown, -1 none
        self.why_top = 0  # pixels by which they were moved up
        self.show(self.row)

    @property
    def turn(self) -> int:
        """The turn that is shown."""
        return self.turns[self.row]

    def show(self, row: int) -> None:
        """Show a turn by its place in the row of turns."""
        self.row = max(0, min(row, len(self.turns) - 1))
        self.since = time.monotonic()
        self.message = ""
        world = self.session.world
        try:
            seen = view_at(self.session, self.turn)
        except archive.ArchiveError as problem:
            self.message, self.playing = str(problem), False
            self.sheet = None
            return
        laid = overlays.build(world, seen, self.overlay) if self.overlay else None
        self.view.store.winter = scene.winter_of(world, seen)
        self.view.set_scene(scene.build(world, self.data, seen), laid)
        self._fronts()
        self._ask(self.why)
        self.sheet = None

    def _ask(self, side: int) -> None:
        """Show the reasons of a side in the turn that is shown, or with -1 no more of any."""
        self.why, self.why_top = side, 0
        if side >= 0:
            self.adviser.begin(hindsight.reasons(self.session, self.turn, side))
        else:
            self.adviser.stop()

    def _free(self) -> bool:
        """Whether one may go on from here: while a game by mail lasts, it would tell what is hidden."""
        return self.session.own_file is None or self.session.over()

    def _fronts(self) -> None:
        """Find the lines that are drawn beside the front of the turn that is shown."""
        world = self.session.world
        self.history: tuple[datetime.date | None, list[fronts.Line]] = (None, [])
        self.earlier: list[tuple[str, list[fronts.Line]]] = []
        if self.lines == "history":
            self.history = fronts.of_history(world.fronts, self.data, world.date_of(max(1, self.turn)))
        elif self.lines == "earlier":
            step = max(1, self.row // fronts.EARLIER)
            for row in range(self.row % step, self.row, step):
                try:
                    seen = view_at(self.session, self.turns[row])
                except archive.ArchiveError:
                    continue  # the file was damaged there; the others can be shown
                day = texts.day(world.date_of(max(1, self.turns[row])))
                self.earlier.append((day, scene.front_lines(world, self.data, seen.hex_control)))

    # -- events ----------------------------------------------------------------------

    def handle(self, event: pygame.event.Event) -> Transition | None:
        """Take an event of mouse or keyboard: the bar's own, else what moves the map."""
        camera = self.view.camera
        if event.type == pygame.VIDEORESIZE:
            camera.resize(event.w, event.h)
        if event.type in (pygame.VIDEORESIZE, pygame.KEYDOWN):
            return super().handle(event)
        if event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            return self._click(event.pos)
        if event.type == pygame.MOUSEWHEEL and self.why >= 0:
            at = event.dict.get("pos") or pygame.mouse.get_pos()
            if self._reasons().picture.get_rect(topleft=WHY_AT).collidepoint(at):
                self.why_top -= event.y * scale.px(desk.NOTCH)
                return None
        if event.type == pygame.MOUSEMOTION and event.buttons[0]:
            camera.pan(-event.rel[0], -event.rel[1])
        else:
            self._look(event)
        return None

    def _click(self, at: tuple[int, int]) -> Transition | None:
        """Press the button at a pixel, if there is one."""
        self.focus.drop()
        sheets = [(self._made(), self._at())]
        if self.why >= 0:
            sheets.append((self._reasons(), WHY_AT))
        for sheet, (x, y) in sheets:
            if sheet.picture.get_rect(topleft=(x, y)).collidepoint(at):
                action = sheet.action_at(at[0] - x, at[1] - y)
                if action is not None:
                    sounds.at_once(sounds.CLICK)
                    return self.act(action)
        return None

    def _look(self, event: pygame.event.Event) -> None:
        """Move the map, or lay something over it."""
        camera = self.view.camera
        match self.reader.read(event):
            case Drag(dx, dy):
                camera.pan(dx, dy)
            case ZoomTo(level):
                camera.zoom_to(level, self.size[0] // 2, self.size[1] // 2)
            case ZoomBy(steps, at):
                camera.zoom_to(max(1, min(5, camera.level + steps)), *at)
            case ShowOverlay(name):
                self.overlay = "" if self.overlay == name else name
                self.show(self.row)

    def key(self, event: pygame.event.Event) -> Transition | None:
        """Take a key: arrows go through the turns, Tab and Enter over the buttons."""
        plain: dict[int, tuple[object, ...]] = {
            pygame.K_LEFT: ("past", self.row - 1),
            pygame.K_RIGHT: ("past", self.row + 1),
            pygame.K_HOME: ("past", 0),
            pygame.K_END: ("past", len(self.turns) - 1),
            pygame.K_SPACE: ("past-play",),
            pygame.K_ESCAPE: ("close",),
        }
        if event.key in plain:
            return self.act(plain[event.key])
        if event.key == pygame.K_TAB or (event.key in desk.PRESS and self.focus.at >= 0):
            return super().key(event)
        if keys.action(event.key, event.dict.get("mod", 0)) == advice.PANEL:
            told = [-1, *hindsight.sides(self.session)]
            return self.act(("past-why", told[(told.index(self.why) + 1) % len(told)]))
        self._look(event)
        return None

    def act(self, action: Action) -> Transition | None:
        """Carry out a button."""
        match action:
            case ("past", int(row)):
                self.playing = False
                self.show(row)
            case ("past-play",):
                if not self.playing and self.row == len(self.turns) - 1:
                    self.show(0)
                self.playing, self.since = not self.playing, time.monotonic()
                self.sheet = None
            case ("past-lines", str(name)):
                self.lines = "" if self.lines == name else name
                self._fronts()
                self.sheet = None
            case ("past-why", int(side)):
                self._ask(side if side != self.why else -1)
                self.sheet = None
            case ("beside", int(row)):
                camera = self.view.camera
                aside = self._reasons().picture.get_width() / 2 * camera.km
                camera.look_at(float(self.data.x[row]) - aside, float(self.data.y[row]))
                self.view.marks.selected = row
            case ("past-go-on",) if self._free():
                try:
                    other = go_on(self.session, self.turn)
                except archive.ArchiveError as problem:
                    self.message, self.sheet = str(problem), None
                    return None
                self.chosen(other)
                return Pop()
            case ("close",):
                return Pop()
        return None

    # -- drawing ---------------------------------------------------------------------

    def update(self, seconds: float) -> Transition | None:
        """Let time pass: the next turn after a while."""
        pace = PACE * max(0.5, settings.now().slowness)
        if self.playing and time.monotonic() - self.since > pace:
            if self.row == len(self.turns) - 1:
                self.playing, self.sheet = False, None
            else:
                self.show(self.row + 1)
        return None

    def _at(self) -> tuple[int, int]:
        w, h = self._made().picture.get_size()
        return max(0, (self.size[0] - w) // 2), self.size[1] - h - 12

    def _spots(self) -> list[Spot]:
        """Return the buttons of the bar, and of the reasons if they are shown."""
        found = super()._spots()
        if self.why >= 0:
            found += [(rect.move(*WHY_AT), action) for rect, action in self._reasons().spots]
        return found

    def _reasons(self) -> Sheet:
        """Return as much of the reasons as there is room for above the bar, from where they were moved to."""
        whole = self.adviser.hindsight(self.view.scene, self.why)
        room = self._at()[1] - WHY_AT[1] - 8
        low = whole.picture.get_height() - room
        self.why_top = max(0, min(self.why_top, low))
        return whole.cut(advice.PANEL, self.why_top, room) if low > 0 else whole

    def _reveal(self) -> None:
        """Scroll the reasons to the line that has the focus."""
        if self.why < 0 or self.focus.at < len(super()._spots()):
            return
        place = self._reasons().picture.get_rect(topleft=WHY_AT)
        rect = self._spots()[self.focus.at][0]
        if not place.contains(rect):
            self.why_top += rect.centery - place.centery

    def build(self) -> Sheet:
        """Return the bar."""
        world, seen = self.session.world, self.view.scene.seen
        paper = Paper(min(WIDTH, scale.units(self.size[0] - 16)), panels.accent(seen.viewer))
        score = "   ".join(f"{name} {int(seen.side_score[k]):+d}" for k, name in enumerate(world.side_names))
        day = wording.date(world.date_of(max(1, self.turn)))
        paper.heading(wording.TURN_TITLE.format(self.turn, day), score)
        paper.gap(2)
        count = len(self.turns)
        start = paper.y
        paper.stacked([((self.row + 1) / count, panels.accent(seen.viewer))], 14)
        for k in range(count):
            left, right = PAD + paper.inner * k // count, PAD + paper.inner * (k + 1) // count
            paper.spots.append((pygame.Rect(left, start, right - left, 14), ("past", k)))
        last = self.row == count - 1
        paper.buttons(
            [
                (wording.PAST_FIRST, ("past", 0) if self.row else None),
                (wording.PAST_BACK, ("past", self.row - 1) if self.row else None),
                (wording.PAUSE if self.playing else wording.PAST_PLAY, ("past-play",)),
                (wording.PAST_ON, ("past", self.row + 1) if not last else None),
                (wording.PAST_GO_ON, ("past-go-on",) if self._free() else None),
                (wording.CLOSE, ("close",)),
            ],
            primary=2,
        )
        known = self.session.world.fronts and self.data.place_at is not None
        paper.buttons(
            [
                (wording.PAST_EARLIER, ("past-lines", "earlier") if self.row else None),
                (wording.PAST_HISTORY, ("past-lines", "history") if known else None),
                *(
                    (wording.PAST_WHY.format(world.side_names[side]), ("past-why", side))
                    for side in hindsight.sides(self.session)
                ),
            ],
            primary=("earlier", "history").index(self.lines) if self.lines else -1,
            height=24,
        )
        paper.primary = None
        if self.lines == "history" and self.history[0] is not None:
            paper.text(wording.PAST_HISTORY_OF.format(texts.date(self.history[0])), 12, fronts.HISTORY)
        if self.message:
            paper.text(self.message, 13)
        return paper.finish()

    def draw(self, target: pygame.Surface) -> None:
        """Draw the whole screen."""
        self.view.draw(target)
        fronts.draw_earlier(target, self.view, self.earlier)
        fronts.draw_history(target, self.view, *self.history)
        self._made().draw(target, *self._at())
        if self.why >= 0:
            self._reasons().draw(target, *WHY_AT)
        if self.focus.at >= 0:
            self.focus.draw(target, self._spots())

    def close(self) -> None:
        """Stop the painter, and a staff at work."""
        self.adviser.stop()
        self.view.store.close()
