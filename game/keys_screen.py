"""The screen of the keys: what each action is on, and how it gets another key."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pygame

from game import assets, keys, scale, settings, theme, wording
from game.desk import Desk
from game.screens import Pop, Transition
from game.widgets import PAD, Action, Paper, Sheet

WIDTH = 900
COLUMN = 300  # units that a column needs at least
ROW = 22  # units
GAP = 16
KEY_SHARE = 0.4  # of a column's width, for the key


class KeysScreen(Desk):
    """The list of actions with their keys; one is chosen, and the next key that is pressed is its own."""

    def __init__(self, size: tuple[int, int], changed: Callable[[], None]) -> None:
        super().__init__(size)
        self.changed = changed  # told when one leaves with other keys than one came with
        self.before = dict(settings.now().keys)
        self.waiting = ""  # the action that gets the next key
        self.told, self.bad = "", False

    def key(self, event: pygame.event.Event) -> Transition | None:
        """Take a key: the new one of the action that waits for it, else as on other screens."""
        if not self.waiting:
            if event.key in (pygame.K_LEFT, pygame.K_RIGHT) and self.focus.at >= 0:
                self._cross(event.key == pygame.K_RIGHT)
                return None
            return super().key(event)
        mod = event.dict.get("mod", 0)
        name = keys.action(event.key, mod)
        if name == "cancel":
            return self.act(("key-leave",))
        if name == "as-delivered":
            return self.act(("key-one",))
        chord = keys.pressed(event.key, mod)
        if chord is not None:
            self._give(self.waiting, keys.written(chord))
        elif not keys.is_modifier(event.key):
            self._say(wording.KEY_UNKNOWN, bad=True)
        return None

    def _cross(self, right: bool) -> None:
        """Move the focus to the nearest button of another column."""
        spots = self._spots()
        here = spots[self.focus.at][0]
        beyond = [
            (abs(rect.centery - here.centery), abs(rect.centerx - here.centerx), k)
            for k, (rect, _) in enumerate(spots)
            if (rect.left >= here.right if right else rect.right <= here.left)
        ]
        if beyond:
            self.focus.step(spots, min(beyond)[2] - self.focus.at)
            self._reveal()

    def act(self, action: Action) -> Transition | None:
        """Carry out a button: ``key`` and an action, what is done with its key, or ``close``."""
        match action:
            case ("close",):
                if settings.now().keys != self.before:
                    self.changed()
                return Pop()
            case ("key", str(name)):
                self.waiting = name
                self._say("")
            case ("key-leave",):
                self.waiting = ""
                self._say("")
            case ("key-one",):
                self._give(self.waiting, keys.ACTIONS[self.waiting])
            case ("keys-reset",):
                self.waiting = ""
                self._keep({}, wording.KEYS_ARE_RESET)
        return None

    def _say(self, words: str, bad: bool = False) -> None:
        self.told, self.bad, self.sheet = words, bad, None
        self.top = 0 if words else self.top  # what is said stands at the top

    def _give(self, name: str, key: str) -> None:
        """Give an action a key, and the one that had it the old one; say what was done, or why not."""
        why = keys.unfit(name, key)
        if why is not None:
            self._say(why, bad=True)
            return
        chosen, loser = keys.given(settings.now().keys, name, key)
        self.waiting = ""
        self._keep(chosen)
        told = [keys.label(name), keys.shown(name)]
        if loser:
            self._tell(wording.KEY_SWAPPED.format(*told, keys.label(loser), keys.shown(loser)))
        else:
            self._tell(wording.KEY_TOLD.format(*told))

    def _keep(self, chosen: dict[str, str], words: str = "") -> None:
        """Let keys hold from now on and keep them."""
        after = msgspec.structs.replace(settings.now(), keys=chosen)
        settings.use(after, self.size)
        failed = settings.keep(after)
        self._say(failed or words, bad=bool(failed))

    def _tell(self, words: str) -> None:
        """Say what was done, unless something that went wrong is told."""
        if not self.bad:
            self._say(words)

    # -- drawing ---------------------------------------------------------------------

    def build(self) -> Sheet:
        """Return the list, in as many columns as there is room for."""
        paper = Paper(min(WIDTH, scale.units(self.size[0] - 16)), theme.SIDES[0])
        paper.heading(wording.KEYS_SCREEN)
        if self.waiting:
            words = wording.KEY_PRESS.format(
                keys.label(self.waiting), keys.shown("cancel"), keys.shown("as-delivered")
            )
            paper.text(words, 14, theme.INK, assets.BOLD)
        else:
            fixed = ", ".join(keys.shown(n) for n in ("confirm", "cancel", "forward"))
            paper.text(wording.KEYS_HOW.format(fixed), 13, theme.INK_SOFT)
        if self.told:
            paper.gap(2).text(self.told, 13, theme.BAD if self.bad else theme.GOOD)
        if self.waiting:
            usual = keys.parse(keys.ACTIONS[self.waiting])
            assert usual is not None
            one = wording.KEY_ONE.format(keys.named(usual))
            paper.buttons([(wording.KEY_LEAVE, ("key-leave",)), (one, ("key-one",))], height=30)
        else:
            reset = ("keys-reset",) if settings.now().keys else None
            paper.buttons([(wording.CLOSE, ("close",)), (wording.KEYS_RESET, reset)], primary=0, height=30)
        self._columns(paper)
        return paper.finish()

    def _columns(self, paper: Paper) -> None:
        """Write the groups one below the other, in columns of about the same height."""
        count = max(1, min(3, (paper.inner + GAP) // (COLUMN + GAP)))
        width = (paper.inner - GAP * (count - 1)) // count
        total = sum(len(group) + 1 for group in keys.GROUPS.values())
        start, low, done = paper.y + 4, paper.y, 0
        paper.y = start
        column = 0
        for title, group in keys.GROUPS.items():
            if column < count - 1 and done and done + len(group) / 2 > total * (column + 1) / count:
                column, paper.y = column + 1, start
            x = PAD + column * (width + GAP)
            words = wording.coded("KEY_GROUP", title).upper()
            paper.words_at(words, x, paper.y + 6, 11, width, theme.INK_SOFT, assets.BOLD)
            paper.y += ROW
            for name in group:
                self._row(paper, name, x, width)
            done += len(group) + 1
            low = max(low, paper.y)
        paper.y = low

    def _row(self, paper: Paper, name: str, x: int, width: int) -> None:
        """Write an action and its key; one that was changed is bold, the one that waits is lit."""
        whole = pygame.Rect(x, paper.y, width, ROW - 2)
        wide = round(width * KEY_SHARE)
        box = pygame.Rect(whole.right - wide, whole.y, wide, whole.height)
        chosen = name in settings.now().keys
        waits = name == self.waiting
        paper.box(box, theme.INK if waits else theme.PAPER_DARK).box(box, theme.PAPER_EDGE, 1)
        style = assets.BOLD if chosen or waits else assets.REGULAR
        paper.words_at(keys.label(name), x, whole.y + 1, 13, width - wide - 6, theme.INK, style)
        shown = wording.KEY_NOW if waits else keys.shown(name)
        ink = theme.PAPER if waits else theme.INK
        paper.words_at(shown, box.x + 6, whole.y + 1, 13, wide - 10, ink, assets.BOLD)
        paper.spots.append((whole, ("key", name)))
        paper.y += ROW
