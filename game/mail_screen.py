"""The games by mail: begin one, join with a key, take in letters, go to the map of one."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pygame

from game import assets, post, scale, theme, wording
from game.desk import Desk
from game.entries import Entry, entries
from game.errand import Errand
from game.screens import Pop, Transition
from game.widgets import Action, Paper, Sheet

WIDTH = 640


class MailScreen(Desk):
    """The list of games by mail; keys and letters lie in the folder or are dropped on the window."""

    def __init__(
        self, size: tuple[int, int], entry: Entry, side: int, chosen: Callable[[post.ByMail], None]
    ) -> None:
        super().__init__(size)
        self.entry, self.side, self.chosen = entry, side, chosen
        self.entries = {known.name: known for known in entries()}
        self.message = ""
        self.taking: tuple[Path, Errand[post.ByMail]] | None = None  # a key or letter that is being proved
        self._look()

    def _look(self) -> None:
        self.games, self.waiting, self.sheet = post.listed(), post.waiting(), None

    def handle(self, event: pygame.event.Event) -> Transition | None:
        """Take an event; a file that is dropped on the window is taken in."""
        if event.type == pygame.DROPFILE:
            self._take(Path(event.file))
            return None
        if event.type == pygame.WINDOWFOCUSGAINED:
            self._look()  # somebody may have laid a letter into the folder
        return super().handle(event)

    def proposed(self) -> Action:
        """Return what Enter does: go to the first game whose letter is one's own, else leave."""
        return next((("game", row) for row, game in enumerate(self.games) if game.mine), ("close",))

    def act(self, action: Action) -> Transition | None:
        """Carry out a button."""
        match action:
            case ("close",):
                return Pop()
            case ("game", int(row)) if row < len(self.games):
                self.chosen(self.games[row])
                return Pop()
            case ("begin",):
                seed = random.SystemRandom().randrange(1, 1_000_000)
                try:
                    begun = post.begin(self.entry.name, self.side, seed)
                    self.message = wording.MAIL_BEGUN.format(begun.path / "game.key")
                except (OSError, ValueError) as problem:
                    self.message = post.words_of(problem)
                self._look()
            case ("take", int(row)) if row < len(self.waiting):
                self._take(self.waiting[row])
        return None

    def _take(self, path: Path) -> None:
        """Take in a key or a letter: all letters of its game are proved, which is no work for one frame."""
        if self.taking is None:
            self.taking = path, Errand(partial(post.take, path, self.side))
            self.message, self.sheet = wording.MAIL_TAKING.format(path.name), None

    def update(self, seconds: float) -> Transition | None:
        """Say what became of a key or letter, or why it is refused."""
        if self.taking is None or not self.taking[1].done:
            return None
        (path, errand), self.taking = self.taking, None
        try:
            self.message = wording.MAIL_TAKEN.format(path.name, self._title(errand.result()))
        except (OSError, ValueError) as problem:
            self.message = post.words_of(problem)
        self._look()
        return None

    def _title(self, game: post.ByMail) -> str:
        """Return what is played and as which side."""
        known = self.entries.get(game.key.scenario)
        if known is None:
            return game.key.scenario
        return f"{known.title} · {dict(known.sides).get(game.seat.side, game.seat.side)}"

    def build(self) -> Sheet:
        """Return the list."""
        paper = Paper(min(WIDTH, scale.units(self.size[0] - 16)), theme.SIDES[0])
        paper.heading(wording.MAIL_TITLE)
        paper.text(wording.MAIL_HOW, 13, theme.INK_SOFT)
        if self.message:
            paper.text(self.message, 13, theme.LINK)
        for row, path in enumerate(self.waiting):
            paper.buttons([(wording.MAIL_TAKE.format(path.name), ("take", row))], height=26)
        for row, game in enumerate(self.games):
            paper.gap(6)
            paper.text(self._title(game), 15, theme.INK, assets.BOLD)
            state = wording.MAIL_YOURS if game.mine else wording.MAIL_THEIRS
            if not game.seat.author:
                state = wording.MAIL_OVER
            paper.text(state.format(game.seat.turn), 13, theme.INK_SOFT)
            paper.text(str(game.path), 11, theme.INK_SOFT)
            words = wording.MAIL_PLAY if game.mine else wording.MAIL_LOOK
            paper.buttons([(words, ("game", row))], primary=0 if game.mine else -1, height=26)
        if not self.games:
            paper.text(wording.MAIL_NONE, 13, theme.INK_SOFT)
        paper.small(wording.MAIL_FOLDER)
        paper.text(str(post.folder()), 12, theme.INK_SOFT)
        name = self.entry.sides[self.side][1] if self.side < len(self.entry.sides) else ""
        paper.buttons([(wording.MAIL_BEGIN.format(self.entry.title, name), ("begin",))], height=30)
        paper.foot().buttons([(wording.CLOSE, ("close",))], height=30)
        return paper.finish()
