"""The map screen: shows a session, turns intents into orders, keeps the panels."""

from __future__ import annotations

import gc
import time
from pathlib import Path

import pygame

from engine.orders import EndTurn, Order
from engine.state import G_TURN
from game import (
    actions,
    advice,
    asking,
    briefing,
    dialogs,
    flashes,
    forces,
    instructions,
    keyboard,
    landing,
    layout,
    mapdata,
    muster,
    notice,
    overlays,
    plan,
    scale,
    scene,
    seats,
    settings,
    sounds,
    theme,
    wording,
)
from game.book import Book
from game.camera import Camera
from game.command import Command as Orders
from game.fan import Fan
from game.input import (
    Command,
    Do,
    Drag,
    Intent,
    Pick,
    Point,
    Reader,
    ShowOverlay,
    Step,
    ZoomBy,
    ZoomTo,
    pan_direction,
)
from game.lessons import Lessons
from game.map_painter import MapPainter
from game.map_view import MapView
from game.mapdata import MapData
from game.minimap import Minimap
from game.screens import Transition
from game.session import Session
from game.widgets import Sheet
from game.zooming import Zooming

PAN_SPEED = 1100.0  # pixels a second
REFRESH = 0.12  # seconds between pictures of a thinking computer's moves


class MapScreen:
    """The window in which a war is fought."""

    def __init__(
        self,
        session: Session,
        data: MapData,
        painter: MapPainter,
        size: tuple[int, int],
        base: pygame.Surface | None = None,
        threaded: bool = True,
    ) -> None:
        self.session = session
        self.data = data
        self.size = size
        first = scene.build(session.world, data, session.observe())
        camera = Camera(0, 0, 2, size[0], size[1], painter.box)
        self.view = MapView(painter, first, camera, threaded)
        if base is not None:
            self.view.store.set_base(base)
        self.fan = Fan(self.view)
        self.minimap = Minimap(base, painter.box)
        self.minimap.show(first)
        self.reader = Reader()
        self.orders = Orders(self)
        self.lessons = Lessons(session.world)
        self.overlay = ""
        self.dialog: Sheet | None = None
        self.dialog_kind = ""
        self.side_panel = ""  # log, boxes or forces
        self.seat = -1  # the side of the person at the window, where two share it
        self.places: dict[int, seats.Place] = {}  # what who was called away finds again, by side
        self.mustered: tuple[int, tuple[int, ...]] = (-1, ())  # formation and units of the list that is open
        self.offset = 0
        self.toast = ""
        self.toast_until = 0.0
        self.mouse = (size[0] // 2, size[1] // 2)
        self.sheets: list[tuple[Sheet, int, int]] = []
        self.sheets_key: object = None
        self.shown_revision = -1
        self.shown_at = 0.0
        self.told_turn = int(session.game.state.game[G_TURN])
        self.reported = {session.to_act(): self.told_turn}  # the last turn whose report each side has had
        self.zooming = Zooming(size)
        self.leaving: Transition | None = None
        self.opened = False  # whether the player was told what waits
        self.briefed = False  # whether the briefing was shown
        self.page = 0  # of the briefing
        self.scrolls: dict[str, int] = {}  # pixels by which panels that are too high were moved up
        self.browser = forces.Browser()
        self.book = Book(session.world)
        self.adviser = advice.Adviser()
        self.focus = keyboard.Focus()
        self.line = 0.0  # km from the top at which the cursor walks across
        self.home()
        self.refresh()
        # Once unseen, so that fonts and counters are there at the first frame.
        self.draw(pygame.Surface(size))
        gc.collect()
        gc.freeze()

    # -- position --------------------------------------------------------------------

    @property
    def scene(self) -> scene.Scene:
        """The position shown."""
        return self.view.scene

    def home(self) -> None:
        """Look at the middle of one's own units, or of all."""
        layout.home(self)

    def hidden(self) -> bool:
        """Whether a curtain hangs: two share the window, which looks through the eyes of who is not at it."""
        session = self.session
        return len(session.humans) > 1 and not session.over() and self.seat != session.viewer()

    def refresh(self) -> None:
        """Take in the session's position."""
        chosen = self.orders.unit
        self.shown_revision = self.session.revision
        self.shown_at = time.monotonic()
        fresh = scene.build(self.session.world, self.data, self.session.observe())
        if chosen >= 0:
            fresh.raise_unit(chosen)
        laid = overlays.build(fresh.world, fresh.seen, self.overlay) if self.overlay else None
        self.view.store.winter = scene.winter_of(fresh.world, fresh.seen)
        self.view.set_scene(fresh, laid)
        self.view.warm()
        self.minimap.show(fresh)
        self.orders.renew()
        self.sheets_key = None
        asking.ask(self)

    def adapt(self) -> None:
        """Draw everything anew: in other colours, at another size, in another language."""
        self.session.speak()
        self.book = Book(self.session.world)
        self.data.rename(mapdata.load(self.session.world.scenario_path, self.session.world))
        self.view.forget()
        self.refresh()

    def take_over(self, session: Session) -> None:
        """Go on with another game on the same map."""
        self.session.stop()
        self.session = session
        self.told_turn = int(session.game.state.game[G_TURN])
        self.seat, self.reported, self.places = -1, {session.to_act(): self.told_turn}, {}
        self.orders.clear()
        self.refresh()

    def look_at_hex(self, row: int) -> None:
        """Put a hex in the middle."""
        self.view.camera.look_at(float(self.data.x[row]), float(self.data.y[row]))

    def make_room(self, row: int) -> None:
        """Keep the hex that a dialog is about in sight."""
        layout.make_room(self, row)

    def say(self, words: str) -> None:
        """Show a line at the bottom for a few seconds."""
        self.toast, self.toast_until = words, time.monotonic() + 3.5

    # -- events ----------------------------------------------------------------------

    def handle(self, event: pygame.event.Event) -> Transition | None:
        """Take an event of mouse or keyboard."""
        if event.type == pygame.VIDEORESIZE:
            self.size = (event.w, event.h)
            scale.fit(self.size)
            self.view.camera.resize(*self.size)
            self.sheets_key = None
            if self.dialog_kind == briefing.KIND:
                briefing.show(self, self.page)
            return None
        if event.type == pygame.DROPFILE:
            instructions.drop(self, Path(event.file))
            return None
        if event.type == pygame.KEYDOWN and self.typing() and self.book.type(event):
            self.offset = 0
            return None
        intent = self.reader.read(event)
        if intent is not None and (isinstance(intent, Pick | Do) or not self.hidden()):
            self.want(intent)
        done, self.leaving = self.leaving, None
        return done

    def typing(self) -> bool:
        """Whether letters go into the search of the encyclopedia."""
        return self.side_panel == "book" and self.dialog is None

    def want(self, intent: Intent) -> None:
        """Act on an intent."""
        camera = self.view.camera
        match intent:
            case Point(at):
                self.mouse = at
                over = self._sheet_at(at) is not None or self._on_minimap(at)
                self.orders.hover(-1 if over else self.fan.hex_at(at))
                if pygame.mouse.get_pressed()[0] and self._on_minimap(at):
                    camera.look_at(*self.minimap.plane(*at))
            case Drag(dx, dy):
                camera.pan(dx, dy)
            case ZoomTo(level):
                self.zoom(level, (camera.width // 2, camera.height // 2))
            case ZoomBy(steps, at):
                if not self._scroll(at, -steps):
                    self.zoom(camera.level + steps, at)
            case ShowOverlay(name):
                self.set_overlay("" if self.overlay == name else name)
            case Pick(at, add):
                self._click(at, add)
            case Command(at, _):
                if self.dialog_kind in ("", "over", *layout.PLANS) and self._sheet_at(at) is None:
                    self.orders.command(self.fan.hex_at(at))
            case Step(dx, dy):
                if self.dialog is None or self.plans():
                    keyboard.move(self, dx, dy)
            case Do(what):
                self.act((what,))

    def _scroll(self, at: tuple[int, int], steps: int) -> bool:
        """Scroll the panel at a place; return whether there is one."""
        found = self._sheet_at(at)
        if found is None:
            return False
        if found[0].name:
            self.scrolls[found[0].name] += steps * scale.px(60)
        elif self.side_panel and self.dialog is None:
            self.offset = max(0, self.offset + steps * 3)
        self.sheets_key = None
        return True

    def _on_minimap(self, at: tuple[int, int]) -> bool:
        return not self.side_panel and bool(self.minimap.rect.collidepoint(at))

    def zoom(self, level: int, at: tuple[int, int]) -> None:
        """Change the zoom level about a pixel."""
        if 1 <= level <= 5 and level != self.view.camera.level:
            self.zooming.begin(self.view, level, at)

    def set_overlay(self, name: str) -> None:
        """Show an overlay, or none."""
        self.overlay = name
        laid = overlays.build(self.scene.world, self.scene.seen, name) if name else None
        self.view.set_scene(self.scene, laid)
        self.sheets_key = None

    def _sheet_at(self, at: tuple[int, int]) -> tuple[Sheet, int, int] | None:
        for sheet, x, y in reversed(self.sheets):
            if sheet.picture.get_rect(topleft=(x, y)).collidepoint(at):
                return sheet, x, y
        return None

    def plans(self) -> bool:
        """Whether the dialog is one beside which the map can be used."""
        return self.dialog_kind in layout.PLANS

    def _click(self, at: tuple[int, int], add: bool) -> None:
        self.focus.drop()
        found = self._sheet_at(at)
        if found is not None:
            action = found[0].action_at(at[0] - found[1], at[1] - found[2])
            if action is not None:
                sounds.at_once(sounds.CLICK)
                self.act(action)
            return
        if self.hidden() or (self.dialog is not None and self.dialog_kind not in layout.PLANS):
            return
        if self._on_minimap(at):
            self.view.camera.look_at(*self.minimap.plane(*at))
            return
        unit = self.fan.unit_at(at)
        if unit >= 0 and not add:
            self.orders.select(unit)
        elif not muster.open_at(self, at):
            self.orders.pick(self.fan.hex_at(at), add)

    def act(self, action: tuple[object, ...]) -> None:
        """Carry out an action of a button or a key."""
        self.sheets_key = None
        actions.act(self, action)

    def close_dialog(self) -> None:
        """Take the dialog away; a decision stays until it is taken."""
        if self.dialog_kind in layout.PLANS:
            self.orders.drop_attack()
        elif self.dialog_kind not in ("decision", layout.CURTAIN):
            read = self.dialog_kind == briefing.KIND
            self.dialog, self.dialog_kind = None, self.dialog_kind if self.dialog_kind == "over" else ""
            if read:
                asking.ask(self)

    def cancel(self) -> None:
        """Esc: take away the topmost thing, or bring up the menu."""
        if self.dialog is not None:
            self.close_dialog()
        elif self.focus.at >= 0:
            self.focus.drop()
        elif self.orders.busy():
            self.orders.clear()
        elif self.side_panel:
            self.side_panel = ""
            self.orders.search()
        elif self.overlay:
            self.set_overlay("")
        elif self.session.skip():
            self.say(wording.SKIPPED)
        else:
            self.act(("menu",))

    def back(self, worked: bool, otherwise: str) -> None:
        """Show the position after an undo or redo, or say why there was none."""
        if worked:
            self.refresh()
        else:
            notice.refuse(self, otherwise)

    def give(self, order: Order) -> bool:
        """Give an order for the person at the window; say why if it is refused."""
        refused = self.session.give(order)
        if refused is not None:
            notice.refuse(self, wording.refusal(refused))
            return False
        self.lessons.note(order)
        self.refresh()
        return True

    def end_turn(self, sure: bool) -> None:
        """End the turn, or first name what was forgotten."""
        session, seen = self.session, self.scene.seen
        if not session.human_to_act() or session.decision() is not None:
            asking.ask(self)
            return
        idle = session.idle_units(seen)
        boxed = sum(len(u) for u in session.boxed(seen).values())
        planned = len(self.orders.plan.steps)
        if not sure and (idle or planned or (boxed and landing.beaches(session, seen))):
            due, air = len(session.due(seen)), int(seen.pool_air[seen.viewer])
            self.dialog = dialogs.forgotten_panel(session.world, idle, boxed, due, planned, air)
            self.dialog_kind = "forgotten"
            return
        self.orders.clear()
        self.give(EndTurn())

    # -- time and drawing ------------------------------------------------------------

    def update(self, seconds: float) -> Transition | None:
        """Let time pass: pan by keys, let computers think, take in what they did."""
        dx, dy = pan_direction(self.typing())
        if (dx or dy) and self.dialog is None and self.focus.at < 0:
            self.view.camera.pan(dx * PAN_SPEED * seconds, dy * PAN_SPEED * seconds)
        instructions.watch(self)
        session = self.session
        if not session.thinking and not session.human_to_act() and not session.over():
            session.start_thinking()
        changed = self.shown_revision != session.revision
        uncovered = self.hidden() and self.dialog_kind != layout.CURTAIN
        if uncovered or (changed and (time.monotonic() - self.shown_at > REFRESH or not session.thinking)):
            self.refresh()
        if not self.hidden():
            self.lessons.watch(self)
            self.adviser.watch(self)
            sounds.play(session.sounds, settings.now().volume)
        if session.error:
            self.say(wording.PLAYER_FAILED.format(session.error, session.crash or session.warning))
            session.error, session.paused = None, True
        return None

    def draw(self, target: pygame.Surface) -> None:
        """Draw the whole screen."""
        hidden = self.hidden()
        if hidden:
            target.fill(theme.DESK)
        elif not self.zooming.draw(self.view, target):
            self.view.draw(target)
            plan.draw(target, self.view, self.orders.plan, self.scene.seen.viewer)
            flashes.draw(target, self.view, self.session.flashes)
            self.fan.draw(target, self.orders.unit)
        self.lay_out()
        if not self.side_panel and not hidden:
            self.minimap.draw(target, 14, self.size[1] - self.minimap.size[1] - 14, self.view.camera)
        for sheet, x, y in self.sheets:
            sheet.draw(target, x, y)
        if self.focus.at >= 0:
            self.focus.draw(target, keyboard.spots(self))
        if not hidden:
            notice.draw(target, self)

    def lay_out(self) -> None:
        """Make the sheets anew when what they show has changed."""
        orders, session = self.orders, self.session
        key = (
            self.shown_revision,
            self.hidden(),
            orders.key(),
            self.side_panel,
            self.browser.key(),
            self.book.key() if self.side_panel == "book" else None,
            self.offset,
            self.overlay,
            self.size,
            session.thinking,
            session.paused,
            session.pause,
            len(session.log) if self.side_panel == "log" else 0,
            id(self.dialog),
            self.lessons.key(),
            self.adviser.key() if self.side_panel == advice.PANEL else None,
        )
        if key == self.sheets_key:
            return
        self.sheets_key = key
        self.sheets = layout.lay_out(self)

    def close(self) -> None:
        """Stop threads."""
        self.adviser.stop()
        self.session.stop()
        self.view.store.close()
