"""The saved games: what lies in the folder, with a small picture of each, and the screen to choose one."""

from __future__ import annotations

import tomllib
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pygame

from engine import paths
from engine.store.recorder import HEADER, Header
from game import assets, scale, texts, theme, wording
from game.desk import Desk
from game.journal import beside
from game.screens import Pop, Transition
from game.widgets import PAD, Action, Paper, Sheet

if TYPE_CHECKING:
    from game.map_screen import MapScreen

THUMB = (160, 90)  # units
WIDTH = 640
LONGEST = 200_000  # bytes of a header; a longer one is none of ours
_ROW = 100
_DAMAGE = (OSError, KeyError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True)
class Saved:
    """A saved game: its file, its header, and when it was written last (seconds)."""

    path: Path
    header: Header
    touched: float

    @property
    def auto(self) -> bool:
        """Whether the program wrote it by itself."""
        return self.path.stem.endswith("-auto")


def folder() -> Path:
    """Return where games are saved."""
    return paths.user_data() / "saves"


def touched(save: Path) -> float:
    """Return when a saved game or its journal was last written."""
    return max(p.stat().st_mtime for p in (save, beside(save)) if p.is_file())


def listed(scenario: str = "") -> list[Saved]:
    """Return the saved games that can be read, those of a scenario if one is named, the newest first."""
    found: list[Saved] = []
    for path in folder().glob("*.save"):
        header = _header(path)
        if header is not None and scenario in ("", header.scenario):
            found.append(Saved(path, header, touched(path)))
    return sorted(found, key=lambda saved: (-saved.touched, saved.path.name))


def _header(path: Path) -> Header | None:
    """Return the header of a saved game without reading the rest, None if there is none that can be read."""
    try:
        with zipfile.ZipFile(path) as packed:
            if packed.getinfo(HEADER).file_size > LONGEST:
                return None
            return msgspec.json.decode(packed.read(HEADER), type=Header)
    except _DAMAGE:
        return None


def picture_of(save: Path) -> Path:
    """Return the file of the small picture that belongs to a saved game."""
    return save.with_suffix(".png")


def keep_picture(screen: MapScreen, save: Path) -> None:
    """Write a small picture of the map beside a saved game; a full disk is no harm.

    A game of two at one window has none: it would show each what only the other sees.
    """
    if len(screen.session.humans) > 1:
        picture_of(save).unlink(missing_ok=True)
        return
    whole = pygame.Surface(screen.size)
    screen.view.draw(whole)
    small = pygame.transform.smoothscale(whole, (2 * THUMB[0], 2 * THUMB[1]))
    try:
        picture_of(save).parent.mkdir(parents=True, exist_ok=True)
        pygame.image.save(small, str(picture_of(save)))
    except (OSError, pygame.error):
        pass


def _thumb(save: Path) -> pygame.Surface:
    """Return the picture of a saved game in the size of the list, a plain one if it has none."""
    size = (scale.px(THUMB[0]), scale.px(THUMB[1]))
    try:
        return pygame.transform.smoothscale(pygame.image.load(str(picture_of(save))).convert(), size)
    except (OSError, pygame.error, ValueError):
        plain = pygame.Surface(size)
        plain.fill(theme.SEA[3][1])
        return plain


class SavesScreen(Desk):
    """The list of saved games over a dark desk; a click or Enter goes on with one."""

    def __init__(self, size: tuple[int, int], scenario: str, chosen: Callable[[Saved], None]) -> None:
        super().__init__(size)
        self.games = listed(scenario)
        self.chosen = chosen
        self.first = 0

    def key(self, event: pygame.event.Event) -> Transition | None:
        """Take a key: the list goes on by pages too."""
        if event.key in (pygame.K_PAGEUP, pygame.K_PAGEDOWN):
            self.scroll(self._room() if event.key == pygame.K_PAGEDOWN else -self._room())
            return None
        return super().key(event)

    def proposed(self) -> Action:
        """Return the newest game that is shown, else the way out."""
        return self._made().spots[0][1]

    def act(self, action: Action) -> Transition | None:
        """Carry out a button."""
        match action:
            case ("saved", int(row)) if row < len(self.games):
                self.chosen(self.games[row])
                return Pop()
            case ("close",):
                return Pop()
        return None

    def _room(self) -> int:
        """Return how many games the list shows."""
        return max(1, (scale.units(self.size[1]) - 130) // _ROW)

    def scroll(self, steps: int) -> None:
        """Move the list by games."""
        self.first = max(0, min(self.first + steps, len(self.games) - self._room()))
        self.sheet = None

    def build(self) -> Sheet:
        """Return as much of the list as there is room for."""
        paper = Paper(min(WIDTH, scale.units(self.size[0] - 16)), theme.SIDES[0])
        paper.heading(wording.SAVES, str(len(self.games)) if self.games else "")
        if not self.games:
            paper.text(wording.SAVES_NONE, 14, theme.INK_SOFT)
        for row in range(self.first, min(len(self.games), self.first + self._room())):
            saved, top = self.games[row], paper.y + 4
            paper.picture(_thumb(saved.path), PAD, top)
            x = PAD + THUMB[0] + 12
            room = paper.width - x - PAD
            title = title_of(saved)
            rect = paper.words_at(title, x, top, 15, room, theme.INK, assets.BOLD)
            day = wording.date(date.fromisoformat(saved.header.date))
            rect = paper.words_at(wording.TURN_TITLE.format(saved.header.turn, day), x, rect.bottom, 13, room)
            when = datetime.fromtimestamp(saved.touched)
            words = wording.SAVES_AUTO if saved.auto else saved.path.stem
            rect = paper.words_at(words, x, rect.bottom, 12, room, theme.INK_SOFT)
            told = wording.SAVES_WHEN.format(wording.date(when.date()), when.strftime("%H:%M"))
            paper.words_at(told, x, rect.bottom, 12, room, theme.INK_SOFT)
            whole = pygame.Rect(PAD - 4, top - 2, paper.inner + 8, _ROW - 6)
            paper.box(whole, theme.PAPER_EDGE, 1)
            paper.spots.append((whole, ("saved", row)))
            paper.y = top + _ROW - 4
        left = len(self.games) - self.first - self._room()
        if left > 0:
            paper.text(wording.counted("MORE_BELOW", left), 12, theme.INK_SOFT)
        paper.foot().buttons([(wording.CLOSE, ("close",))], height=30)
        return paper.finish()


def title_of(saved: Saved) -> str:
    """Return how the scenario of a saved game is called here; its header's word where it is not at hand."""
    name, _, variant = saved.header.scenario.partition("/")
    folder = paths.list_scenarios().get(name)
    if folder is None:
        return saved.header.title
    known = texts.named(folder, f"variant.{variant}.title" if variant else "scenario.title")
    if known is None and variant:
        try:
            raw = tomllib.loads((folder / "variants" / f"{variant}.toml").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raw = {}
        known = str(raw.get("title", "")) or None
    return known or saved.header.title
