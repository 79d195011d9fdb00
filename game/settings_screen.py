"""The screen of the settings: each choice holds at once, and is kept for the next start."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pygame

from game import assets, counter_painter, scale, settings, texts, theme, wording
from game.counter_painter import Spec
from game.desk import Desk
from game.keys_screen import KeysScreen
from game.screens import Pop, Push, Transition
from game.widgets import PAD, Action, Paper, Sheet

WIDTH = 600
_SYMBOL = "infantry"


class SettingsScreen(Desk):
    """Choices over a dark desk; Esc goes back to where one came from."""

    def __init__(self, size: tuple[int, int], changed: Callable[[], None]) -> None:
        super().__init__(size)
        self.changed = changed  # told after each choice, so that the screen below draws itself anew
        self.message = ""

    def act(self, action: Action) -> Transition | None:
        """Carry out a button: a field of the settings and its value, or ``close``."""
        match action:
            case ("close",):
                return Pop()
            case ("keys",):
                return Push(KeysScreen(self.size, self.changed))
            case (str(name), value):
                chosen = msgspec.structs.replace(settings.now(), **{name: value})
                settings.use(chosen, self.size)
                self.message = settings.keep(chosen)
                self.changed()
        self.sheet = None
        return None

    def build(self) -> Sheet:
        """Return the rows of choices."""
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
        paper.small(wording.SET_KEYS)
        paper.buttons([(wording.SET_KEYS_CHANGE, ("keys",))], height=26)
        if self.message:
            paper.text(self.message, 13, theme.BAD)
        paper.gap(6).foot().buttons([(wording.CLOSE, ("close",))], primary=0, height=32)
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
