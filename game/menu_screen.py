"""The start screen: scenario, side, opponent; new game, watch, load, quit."""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pygame

from game import assets, briefing, keys, opponents, post, scale, settings, sounds, texts, theme, wording
from game.entries import entries
from game.errand import Errand
from game.keyboard import Focus, Spot
from game.loading import Preparation
from game.mail_screen import MailScreen
from game.saves import Saved, SavesScreen
from game.screens import Push, Quit, Transition
from game.settings_screen import SettingsScreen
from game.widgets import Action, Paper, Sheet

if TYPE_CHECKING:
    from game.session import Session

BRIEFING_WIDTH = 640
ROW = 28  # height of a scenario in the list
FEWEST = 4  # scenarios that are listed in the lowest window
OPENED = ("load", "mail")  # what is read from a file, in a thread


class MenuScreen:
    """The first thing that a player sees."""

    def __init__(
        self, size: tuple[int, int], seed: int | None = None, prepare: bool = True, message: str = ""
    ) -> None:
        self.size = size
        self.seed = seed
        self.entries = entries()
        self.row = 0
        self.side = 0
        self.opponent = settings.now().opponent  # the one who was chosen last
        self.choosing = False  # whether the list of opponents is shown
        self.message = message
        self.waiting: str | None = None  # "play", "watch", "load" or "mail" while the scenario loads
        self.preparation: Preparation | None = None
        self.opening: Errand[Session] | None = None  # reads a saved game or one by mail
        self.sheet: Sheet | None = None
        self.key: object = None
        self.saved = Path()  # game that is gone on with
        self.spoken = texts.language()
        self.first = 0  # scenario on top of the list
        self.top = 0  # pixels by which a menu that is too high was moved up
        self.focus = Focus()
        self.page = -1  # of the briefing, -1 while it is not shown
        self.told: Sheet | None = None
        self.backdrop: pygame.Surface | None = None
        self.prepare_soon = prepare and bool(self.entries)  # after the first picture

    # -- events ----------------------------------------------------------------------

    def handle(self, event: pygame.event.Event) -> Transition | None:
        """Take an event of mouse or keyboard."""
        if event.type == pygame.VIDEORESIZE:
            self.size = (event.w, event.h)
            scale.fit(self.size)
            self.key = self.backdrop = None
        elif event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self.focus.drop()
            if (action := self._action_at(*event.pos)) is not None:
                sounds.at_once(sounds.CLICK)
                return self.act(action)
        elif event.type == pygame.MOUSEWHEEL:
            if self.sheet is not None and self.sheet.name:
                self.top -= event.y * scale.px(60)
            return self.act(("scroll", -event.y))
        elif event.type == pygame.DROPFILE and self.entries:
            screen = self._post_office()
            screen.handle(event)
            return Push(screen)
        elif event.type == pygame.KEYDOWN:
            return self._key(event.key, event.dict.get("mod", 0))
        return None

    def _key(self, key: int, mod: int) -> Transition | None:
        """Take a key: Tab walks over the buttons, Enter presses one, plays, or closes the briefing."""
        if key == pygame.K_TAB:
            self.focus.step(self._spots(), -1 if mod & pygame.KMOD_SHIFT else 1)
            if self.focus.at >= 0 and self.told is None:
                self._reveal(self._spots()[self.focus.at][0])
        elif keys.action(key, mod) == "briefing":
            return self.act(("close",) if self.page >= 0 else ("briefing", 0))
        elif key == pygame.K_ESCAPE:
            return self.act(("close",))
        elif (turned := keys.action(key, mod)) in ("next", "previous") and self.page >= 0:
            return self.act(("briefing", self.page + (1 if turned == "next" else -1)))
        elif key in (pygame.K_RETURN, pygame.K_KP_ENTER):
            spots = self._spots()
            self.focus.find(spots)
            if self.focus.at >= 0:
                return self.act(spots[self.focus.at][1])
            return self.act(("close",) if self.told is not None else ("play",))
        elif key in (pygame.K_UP, pygame.K_DOWN) and self.choosing:
            self.focus.step(self._spots(), 1 if key == pygame.K_DOWN else -1)
        elif key in (pygame.K_UP, pygame.K_DOWN) and self.entries:
            self.focus.drop()
            self.top = 0
            return self.act(("row", (self.row + (1 if key == pygame.K_DOWN else -1)) % len(self.entries)))
        return None

    def _reveal(self, rect: pygame.Rect) -> None:
        """Scroll a menu that is too high so that a button is seen."""
        if rect.top < 8 or rect.bottom > self.size[1] - 8:
            self.top += rect.centery - self.size[1] // 2
            self.key = None

    def _spots(self) -> list[Spot]:
        """Return the buttons that can have the focus: those of the briefing while it is shown."""
        self._renew()
        self.focus.belong(self.told is not None)
        sheet, (left, top) = (self.sheet, self._at()) if self.told is None else (self.told, self._told_at())
        return [(rect.move(left, top), action) for rect, action in sheet.spots] if sheet is not None else []

    def act(self, action: tuple[object, ...]) -> Transition | None:
        """Carry out a button."""
        self.key = None
        match action:
            case ("row", row) if isinstance(row, int):
                self.row = row
                self.page = min(self.page, 0)
                self._show_row()
            case ("scroll", int(by)):
                self.first = max(0, min(len(self.entries) - self._listed(), self.first + by))
            case ("briefing", int(page)) if self.entries:
                self.page, self.choosing = max(0, page), False
            case ("close",):
                self.page, self.choosing = -1, False
                self.focus.drop()
            case ("side", side) if isinstance(side, int):
                self.side = side
            case ("opponents",):
                self.page, self.choosing = -1, not self.choosing
                self.focus.put(self._spots(), ("opponent", self.facing()) if self.choosing else action)
            case ("opponent", str(name)):
                self.opponent, self.choosing = name, False
                chosen = msgspec.structs.replace(settings.now(), opponent=name)
                settings.use(chosen, self.size)
                self.message = settings.keep(chosen)
            case ("settings",):
                self.spoken = texts.language()
                return Push(SettingsScreen(self.size, self._changed))
            case ("load",):
                return Push(SavesScreen(self.size, "", self._go_on))
            case ("mail",) if self.entries:
                return Push(self._post_office())
            case ("play",) | ("watch",):
                if self.entries:
                    self._prepare()
                    self.waiting = str(action[0])
            case ("full",):
                pygame.display.toggle_fullscreen()
            case ("quit",):
                return Quit()
        return None

    def _go_on(self, saved: Saved) -> None:
        """Go on with a saved game, once its scenario is ready."""
        self._open(saved.header.scenario, saved.path, "load")

    def _post_office(self) -> MailScreen:
        """Return the screen of the games by mail, where one begins with what is chosen here."""
        entry = self.entries[self.row]
        side = self.side if self.side < len(entry.sides) else 0
        return MailScreen(self.size, entry, side, self._by_mail)

    def _by_mail(self, game: post.ByMail) -> None:
        """Go to the map of a game by mail, once its scenario is ready."""
        self._open(game.key.scenario, game.path, "mail")

    def _open(self, scenario: str, path: Path, how: str) -> None:
        rows = [row for row, entry in enumerate(self.entries) if entry.name == scenario]
        self.key = None
        if not rows:
            self.message = wording.SAVES_NO_SCENARIO.format(scenario)
            return
        self.row, self.saved, self.waiting, self.opening = rows[0], path, how, None
        self._show_row()
        self._prepare()

    def _changed(self) -> None:
        """Take in other settings; in another language the map's names are read anew."""
        self.key = None
        if self.spoken != texts.language():
            self.spoken = texts.language()
            self.entries = entries()
            self.message, self.waiting = "", None
            self.preparation = None

    def _prepare(self) -> None:
        name = self.entries[self.row].name
        if self.preparation is None or self.preparation.scenario != name or self.preparation.error:
            self.preparation = Preparation(name)

    def _begin_opening(self) -> None:
        """Read the game to go on with: its letters are proved, its last orders given again."""
        from game.session import load_session

        if self.opening is None:
            by_mail = self.waiting == "mail"
            self.opening = Errand(partial(post.open_game if by_mail else load_session, self.saved))

    def update(self, seconds: float) -> Transition | None:
        """Let time pass; open the map when it is ready."""
        ready = self.preparation
        if self.waiting is None or ready is None or not ready.done:
            return None
        if self.waiting in OPENED and not ready.error and (self.opening is None or not self.opening.done):
            self._begin_opening()
            return None
        what, self.waiting = self.waiting, None
        opening, self.opening, self.key = self.opening, None, None
        if ready.error or ready.world is None or ready.ground is None:
            self.message = ready.error or wording.NOT_LOADED
            return None
        from game.map_screen import MapScreen
        from game.session import Session, SessionError, humans_of

        world, ground = ready.world, ready.ground
        sides = "none" if what == "watch" else self._sides()
        session: Session
        try:
            if what in OPENED and opening is not None:
                session = opening.result()
            else:
                import engine

                seed = self.seed if self.seed is not None else random.SystemRandom().randrange(1, 1_000_000)
                game = engine.new_game(world, seed)
                people = humans_of(world, sides)
                others = [row for row in range(len(world.side_ids)) if row not in people]
                name = opponents.seatable(world, others, self.facing())
                session = Session(world, game, people, name, seed)
        except (SessionError, OSError, ValueError) as problem:
            self.message = post.words_of(problem)
            return None
        if what == "watch":
            session.pause = 0.02
        return Push(MapScreen(session, ground.data, ground.painter, self.size, ground.base))

    def facing(self) -> str:
        """Return the opponent: the one who was chosen, as far as this scenario and side know him."""
        return opponents.fitting(self.opponent, self._rivals())

    def _rivals(self) -> list[opponents.Rival]:
        """Return the rivals among the sides that one does not play."""
        entry = self.entries[self.row] if self.entries else None
        mine = self._sides() if entry is not None else ""
        return opponents.rivals(entry.folder, [s for s, _ in entry.sides if s != mine]) if entry else []

    def _sides(self) -> str:
        sides = self.entries[self.row].sides
        return sides[self.side][0] if self.side < len(sides) else "both"

    # -- drawing ---------------------------------------------------------------------

    def _at(self) -> tuple[int, int]:
        if self.sheet is None:
            return 0, 0
        return max(20, self.size[0] // 12), max(8, (self.size[1] - self.sheet.picture.get_height()) // 2)

    def _action_at(self, x: int, y: int) -> Action | None:
        """Return the action at a pixel; the briefing lies over the rest."""
        for sheet, (left, top) in ((self.told, self._told_at()), (self.sheet, self._at())):
            if sheet is not None and sheet.picture.get_rect(topleft=(left, top)).collidepoint(x, y):
                return sheet.action_at(x - left, y - top)
        return None

    def _told_at(self) -> tuple[int, int]:
        """Return where the briefing lies: right of the menu, over it where there is no room."""
        if self.told is None or self.sheet is None:
            return 0, 0
        w, h = self.told.picture.get_size()
        beside = self._at()[0] + self.sheet.picture.get_width() + 14
        return max(8, min(beside, self.size[0] - w - 8)), max(8, (self.size[1] - h) // 2)

    def _tell(self) -> Sheet | None:
        """Return the page of the briefing that is shown, with all that counts once the scenario is read."""
        width, height = (scale.units(pixels - 16) for pixels in self.size)
        if self.choosing:
            return opponents.sheet(self.facing(), self._rivals(), width, height)
        if self.page < 0 or not self.entries:
            return None
        entry, ready = self.entries[self.row], self.preparation
        if ready is not None and ready.scenario == entry.name and ready.world is not None:
            told = briefing.of(texts.localised(ready.world))
        else:
            title, blocks = briefing.read(entry.folder, entry.variant)
            blocks = blocks or [briefing.Block("text", wording.BRIEFING_NONE)]
            told = briefing.Briefing(title or entry.title, entry.span, tuple(blocks))
        sheet, count = briefing.sheet(told, self.page, min(BRIEFING_WIDTH, width), height, wording.CLOSE)
        self.page = min(self.page, count - 1)
        return sheet

    def _listed(self) -> int:
        """Return how many scenarios the list shows in a window of this height."""
        room = scale.units(self.size[1]) - 470  # what stands above and below takes up the rest
        if len(self.entries) * ROW <= room:
            return len(self.entries)
        return min(len(self.entries), max(FEWEST, (room - 30) // ROW))  # less the buttons that scroll

    def _show_row(self) -> None:
        """Scroll the list so that the chosen scenario is in it."""
        self.first = max(self.row - self._listed() + 1, min(self.first, self.row))

    def _renew(self) -> None:
        """Make the sheets anew when what they show has changed."""
        ready = self.preparation
        shown = (round(ready.share, 2), ready.words, ready.done) if ready is not None else None
        key = (texts.language(), self.row, self.side, self.opponent, self.message, self.waiting, shown)
        if key != self.key:
            self.key, whole, self.told = key, self._build(), self._tell()
            room = self.size[1] - 16
            self.top = max(0, min(self.top, whole.picture.get_height() - room))
            self.sheet = whole.cut("menu", self.top, room) if whole.picture.get_height() > room else whole

    def draw(self, target: pygame.Surface) -> None:
        """Draw the whole screen."""
        self._draw_backdrop(target)
        self._renew()
        if self.sheet is not None:
            self.sheet.draw(target, *self._at())
        if self.told is not None:
            self.told.draw(target, *self._told_at())
        if self.focus.at >= 0:
            self.focus.draw(target, self._spots())
        if self.prepare_soon:
            self.prepare_soon = False
            pygame.display.flip()
            self._prepare()

    def _draw_backdrop(self, target: pygame.Surface) -> None:
        ready = self.preparation
        if self.backdrop is None and ready is not None and ready.ground is not None:
            base = ready.ground.base
            scale = max(self.size[0] * 0.62 / base.get_width(), self.size[1] / base.get_height())
            size = (round(base.get_width() * scale), round(base.get_height() * scale))
            picture = pygame.Surface(self.size)
            picture.fill(theme.DESK)
            picture.blit(
                pygame.transform.smoothscale(base, size),
                (self.size[0] - size[0], (self.size[1] - size[1]) // 2),
            )
            shade = pygame.Surface(self.size, pygame.SRCALPHA)
            reach = self.size[0] * 6 // 10
            for x in range(reach):
                pygame.draw.line(
                    shade, (*theme.DESK, round(255 * (1 - x / reach) ** 1.1)), (x, 0), (x, self.size[1])
                )
            picture.blit(shade, (0, 0))
            self.backdrop = picture
        if self.backdrop is not None:
            target.blit(self.backdrop, (0, 0))
        else:
            target.fill(theme.DESK)

    def _build(self) -> Sheet:
        paper = Paper(460, theme.SIDES[0])
        paper.y = 18
        paper.text(wording.TITLE, 46, theme.INK, assets.BOLD)
        paper.text(wording.SUBTITLE, 15, theme.INK_SOFT, assets.ITALIC)
        paper.gap(8)
        listed = self._listed()
        self.first = max(0, min(self.first, len(self.entries) - listed))
        paper.small(wording.SCENARIO_SMALL)
        if not self.entries:
            paper.text(wording.NO_SCENARIO, 14, theme.BAD)
        for row, entry in list(enumerate(self.entries))[self.first : self.first + listed]:
            start = paper.y
            rect = pygame.Rect(10, start, 440, 27)
            if row == self.row:
                paper.box(rect, theme.PAPER_DARK)
            inset = 14 if "/" in entry.name else 0
            paper.words_at(
                entry.title,
                18 + inset,
                start + 2,
                16,
                400 - inset,
                theme.INK,
                assets.BOLD if row == self.row else assets.REGULAR,
            )
            paper.spots.append((rect, ("row", row)))
            paper.y = start + ROW
        if listed < len(self.entries):
            above, below = self.first, len(self.entries) - self.first - listed
            paper.buttons(
                [
                    (wording.LIST_ABOVE.format(above), ("scroll", -listed) if above else None),
                    (wording.LIST_BELOW.format(below), ("scroll", listed) if below else None),
                ],
                height=22,
            )
        if self.entries:
            paper.text(self.entries[self.row].words, 13, theme.INK_SOFT)
            paper.small(wording.YOU_COMMAND_SMALL)
            sides = [*[name for _, name in self.entries[self.row].sides], wording.HOT_SEAT]
            paper.buttons(
                [(name, ("side", k)) for k, name in enumerate(sides)], primary=min(self.side, len(sides) - 1)
            )
            paper.small(wording.OPPONENT_SMALL)
            paper.buttons(
                [(wording.COMPUTER.format(opponents.label(self.facing(), self._rivals())), ("opponents",))]
            )
        told = (
            wording.MENU_BRIEFING.format(keys.shown("briefing")),
            ("briefing", 0) if self.entries else None,
        )
        by_mail = (wording.BY_MAIL, ("mail",) if self.entries else None)
        paper.buttons([told, by_mail, (wording.SETTINGS, ("settings",))], height=24)
        paper.gap(6)
        paper.buttons([(wording.NEW_GAME, ("play",))], primary=0, height=40)
        paper.buttons(
            [
                (wording.WATCH, ("watch",)),
                (wording.LOAD, ("load",)),
                (wording.FULL_SCREEN, ("full",)),
                (wording.QUIT, ("quit",)),
            ],
            height=30,
        )
        if self.message:
            paper.text(self.message[:400], 13, theme.BAD)
        ready = self.preparation
        if ready is not None:
            words = wording.READY if ready.done and not ready.error else ready.error or f"{ready.words} …"
            if self.waiting and not ready.error:
                words = wording.ONE_MOMENT.format(words)
            paper.gap(4).stacked([(ready.share, theme.GOOD if ready.done else theme.WARN)], 6)
            paper.text(words[:300], 12, theme.INK_SOFT)
        return paper.finish()

    def close(self) -> None:
        """Nothing to stop."""
