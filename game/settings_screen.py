"""The screen of the settings: each choice holds at once, and is kept for the next start."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pygame

from game import assets, counter_painter, keyboard, scale, settings, texts, theme, wording
from game.counter_painter import Spec
from game.screens import Pop, Transition
from game.widgets import PAD, Paper, Sheet

WIDTH = 600
_SYMBOL = "infantry"


class SettingsScreen:
    """Choices over a dark desk; Esc goes back to where one came from."""

    def __init__(self, size: tuple[int, int], changed: Callable[[], None]) -> None:
        self.size = size
        self.changed = changed  # told after each choice, so that the screen below draws itself anew
        self.message = ""
        self.sheet: Sheet | None = None
        self.top = 0
        self.focus = keyboard.Focus()

    def handle(self, event: pygame.event.Event) -> Transition | None:
        """Take an event of mouse or keyboard."""
        if event.type == pygame.VIDEORESIZE:
            self.size = (event.w, event.h)
            scale.fit(self.size)
            self.sheet = None
        elif event.type == pygame.MOUSEWHEEL:
            self.top -= event.y * scale.px(60)
            self.sheet = None
        elif event.type == pygame.MOUSEBUTTONDOWN and event.button == 1:
            self.focus.drop()
            for rect, action in self._spots():
                if rect.collidepoint(event.pos):
                    return self.act(action)
        elif event.type == pygame.KEYDOWN:
            if event.key == pygame.K_ESCAPE:
                return Pop()
            if event.key in (pygame.K_TAB, pygame.K_RIGHT, pygame.K_LEFT, pygame.K_DOWN, pygame.K_UP):
                back = (
                    event.key in (pygame.K_LEFT, pygame.K_UP) or event.dict.get("mod", 0) & pygame.KMOD_SHIFT
                )
                self.focus.step(self._spots(), -1 if back else 1)
                self._reveal()
            elif event.key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE):
                spots = self._spots()
                self.focus.find(spots)
                return self.act(spots[self.focus.at][1] if self.focus.at >= 0 else ("close",))
        return None

    def act(self, action: tuple[object, ...]) -> Transition | None:
        """Carry out a button: a field of the settings and its value, or ``close``."""
        match action:
            case ("close",):
                return Pop()
            case (str(name), value):
                chosen = msgspec.structs.replace(settings.now(), **{name: value})
                settings.use(chosen, self.size)
                self.message = settings.keep(chosen)
                self.changed()
        self.sheet = None
        return None

    def _made(self) -> Sheet:
        if self.sheet is None:
            whole, room = self._build(), self.size[1] - 16
            self.top = max(0, min(self.top, whole.picture.get_height() - room))
            self.sheet = whole.cut("settings", self.top, room) if whole.picture.get_height() > room else whole
        return self.sheet

    def _at(self) -> tuple[int, int]:
        w, h = self._made().picture.get_size()
        return max(0, (self.size[0] - w) // 2), max(8, (self.size[1] - h) // 2)

    def _spots(self) -> list[keyboard.Spot]:
        x, y = self._at()
        return [(rect.move(x, y), action) for rect, action in self._made().spots]

    def _reveal(self) -> None:
        """Scroll to the button that has the focus."""
        if self.focus.at < 0 or not self._made().name:
            return
        rect = self._spots()[self.focus.at][0]
        if rect.bottom > self.size[1] - 16 or rect.top < 16:
            self.top += rect.centery - self.size[1] // 2
            self.sheet = None

    def _build(self) -> Sheet:
        now = settings.now()
        paper = Paper(min(WIDTH, scale.units(self.size[0] - 16)), theme.SIDES[0])
        paper.heading(wording.SETTINGS)

        def row(title: str, name: str, items: list[tuple[str, object]], across: int) -> None:
            paper.small(title)
            for k in range(0, len(items), across):
                part = items[k : k + across]
                chosen = (
                    [value for _, value in part].index(getattr(now, name))
                    if getattr(now, name) in [value for _, value in part]
                    else -1
                )
                paper.buttons([(words, (name, value)) for words, value in part], primary=chosen, height=26)

        languages: list[tuple[str, object]] = [(words, key) for key, words in texts.LANGUAGES.items()]
        row(wording.SET_LANGUAGE, "language", [(wording.SET_SYSTEM, ""), *languages], 4)
        row(wording.SET_SCALE, "scale", [(wording.percent(p / 100), p) for p in scale.STEPS], 5)
        if scale.percent() < now.scale:
            paper.text(wording.SCALE_LIMIT.format(wording.percent(scale.percent() / 100)), 12, theme.INK_SOFT)
        schemes: list[tuple[str, object]] = [(wording.coded("SCHEME", key), key) for key in theme.SCHEMES]
        row(wording.SET_COLOURS, "colours", schemes, 3)
        self._sample(paper)
        paces: list[tuple[str, object]] = [(wording.coded("PACE", key), key) for key in settings.SLOWNESS]
        row(wording.SET_ANIMATION, "animation", paces, 4)
        row(
            wording.SET_VOLUME,
            "volume",
            [(wording.percent(v / 100) if v else wording.SOUND_OFF, v) for v in settings.VOLUMES],
            6,
        )
        if self.message:
            paper.text(self.message, 13, theme.BAD)
        paper.gap(6).buttons([(wording.CLOSE, ("close",))], primary=0, height=32)
        return paper.finish()

    def _sample(self, paper: Paper) -> None:
        """Show counters of both sides and the four states of supply in the colours that hold."""
        paper.gap(4)
        x, start = PAD, paper.y
        for k, nation in enumerate(("us", "uk", "germany", "italy")):
            spec = Spec(nation, _SYMBOL, "division", nation[:2].upper(), 6, 6, 6, k, 80, 0, k // 2)
            paper.picture(counter_painter.counter(spec, scale.px(50)), x, start)
            x += 58
        start += 58
        wide = paper.inner // 4
        for state, colour in enumerate(theme.SUPPLY_COLOURS):
            box = pygame.Rect(PAD + state * wide, start, wide - 6, 14)
            paper.box(box, colour).box(box, theme.INK, 1)
            paper.words_at(
                wording.SUPPLY_STATES[state], box.x, start + 17, 12, wide - 4, theme.INK, assets.BOLD
            )
        paper.y = start + 38

    def update(self, seconds: float) -> Transition | None:
        """Nothing moves here."""
        return None

    def draw(self, target: pygame.Surface) -> None:
        """Draw the whole screen."""
        target.fill(theme.DESK)
        self._made().draw(target, *self._at())
        if self.focus.at >= 0:
            self.focus.draw(target, self._spots())

    def close(self) -> None:
        """Nothing to stop."""
