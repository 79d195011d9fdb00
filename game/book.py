"""The encyclopedia at the left of the map screen: a field to type in, what was found, an article."""

from __future__ import annotations

import pygame

from engine.world import World
from game import assets, theme, wording
from game.encyclopedia import KINDS, Article, Encyclopedia
from game.widgets import PAD, Paper, Sheet

WIDTH = 420
LONGEST = 40  # letters of a search


class Book:
    """What is looked for, and the article that is open."""

    def __init__(self, world: World) -> None:
        self.pages = Encyclopedia(world)
        self.asked = ""
        self.kind = ""
        self.article: tuple[str, str] | None = None

    def key(self) -> object:
        """Return a value that changes whenever the panel does."""
        return self.asked, self.kind, self.article, self.pages.ready

    def type(self, event: pygame.event.Event) -> bool:
        """Take in a key of the search; return whether it was one."""
        letter = event.dict.get("unicode", "")
        if event.dict.get("mod", 0) & (pygame.KMOD_CTRL | pygame.KMOD_META | pygame.KMOD_ALT):
            return False
        if event.key == pygame.K_BACKSPACE:
            self.asked = self.asked[:-1]
        elif letter and letter.isprintable() and len(self.asked) < LONGEST:
            self.asked = (self.asked + letter).lstrip()
        else:
            return False
        self.article = None
        return True

    def act(self, action: tuple[object, ...]) -> bool:
        """Take in a button; return whether it was one of the book's."""
        match action:
            case ("book-kind", str(kind)):
                self.kind, self.article = ("" if kind == self.kind else kind), None
            case ("book-open", str(kind), str(name)):
                self.article = kind, name
            case ("book-back",):
                self.article = None
            case _:
                return False
        return True

    def panel(self, height: int, offset: int) -> Sheet:
        """Return the panel, as high as there is room."""
        self.pages.open()
        paper = Paper(WIDTH, theme.LINK)
        opened = self.pages.get(*self.article) if self.article is not None else None
        if opened is not None:
            return _article(paper, opened)
        paper.heading(wording.BOOK)
        start = paper.y
        paper.box(pygame.Rect(PAD, start, paper.inner, 26), theme.PAPER_DARK)
        paper.box(pygame.Rect(PAD, start, paper.inner, 26), theme.INK_SOFT, 1)
        paper.words_at(f"{self.asked}_", PAD + 8, start + 3, 14, paper.inner - 16, theme.INK, assets.BOLD)
        paper.y = start + 28
        for part in (KINDS[:4], KINDS[4:]):
            paper.buttons(
                [(wording.coded("BOOK_KIND", kind), ("book-kind", kind)) for kind in part],
                primary=part.index(self.kind) if self.kind in part else -1,
                height=24,
            )
        paper.primary = None
        if not self.pages.ready:
            paper.gap().text(wording.BOOK_NOT_YET, 13, theme.INK_SOFT, assets.ITALIC)
            return paper.finish(height)
        found = self.pages.find(self.asked, self.kind)
        paper.small(wording.counted("BOOK_FOUND", len(found)))
        offset = max(0, min(offset, len(found) - 1))
        for article in found[offset:]:
            if paper.y > height - 44:
                break
            top = paper.y
            kind = wording.coded("BOOK_KIND", article.kind)
            w = assets.measure(kind, 12)[0]
            paper.words_at(kind, paper.width - PAD - w, top + 1, 12, w + 2, theme.INK_SOFT)
            paper.text(article.name, 14, theme.LINK, assets.BOLD, room=paper.inner - w - 12)
            rect = pygame.Rect(PAD, top, paper.inner, paper.y - top + 1)
            paper.spots.append((rect, ("book-open", article.kind, article.id)))
            paper.gap(2)
        return paper.finish(height)


def _blocks(text: str) -> list[str]:
    """Return a text as paragraphs and rows of tables, a table's ruler left out."""
    found: list[str] = []
    fresh = True
    for line in map(str.strip, text.splitlines()):
        if not line or set(line) <= set("|-: "):
            fresh = True
        elif line.startswith("|") or fresh:
            found.append(line)
            fresh = line.startswith("|")
        else:
            found[-1] += f" {line}"
    return found


def _article(paper: Paper, article: Article) -> Sheet:
    """Write an article: facts, text, where it is, and who says so."""
    paper.heading(article.name, wording.coded("BOOK_KIND", article.kind))
    for name, value in article.facts:
        paper.pair(name, value, size=13)
    paper.gap(4)
    for words in _blocks(article.text):
        if words.startswith("|"):
            cells = [cell.strip(" `") for cell in words.strip("|").split("|")]
            paper.text(" · ".join(cell for cell in cells if cell), 12, indent=10)
        else:
            paper.rich(words.replace("`", ""), 14).gap(3)
    paper.small(wording.BOOK_SOURCE)
    paper.text(article.source or wording.BOOK_NO_SOURCE, 13, theme.INK_SOFT, assets.ITALIC)
    if article.confidence:
        colours = {"high": theme.GOOD, "medium": theme.WARN, "low": theme.BAD}
        words = wording.coded("CONFIDENCE", article.confidence)
        paper.pair(wording.BOOK_CONFIDENCE, words, colours.get(article.confidence, theme.INK), size=13)
    where = ("jump", article.hex) if article.hex >= 0 else None
    paper.buttons([(wording.BOOK_BACK, ("book-back",)), (wording.BOOK_SHOW, where)], height=26)
    return paper.finish()
