"""Sheets of paper: the one way in which panels, dialogs and menus are drawn.

A Sheet is a finished picture and its hot spots. Builders lay lines one under the other,
so text never overlaps; ``rects`` keeps every text's place for tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import pygame

from game import assets, scale, theme
from game.wrapping import clip, fitting, wrap, wrap_rich

Action = tuple[object, ...]  # what a button asks of its screen: a word, and what belongs to it
PAD = 14


@dataclass(frozen=True)
class Line:
    """A line of text: its words, where they stand, and how they are written."""

    words: str
    rect: pygame.Rect
    size: int
    style: str
    colour: theme.Colour
    whole: bool = True  # whether no word was cut off


@dataclass(eq=False)
class Sheet:
    """A picture with hot spots; rectangles are in pixels and count from its upper left corner.

    ``lines`` are its texts and ``grounds`` the filled boxes under them, the lowest first: tests read both.
    """

    picture: pygame.Surface
    spots: list[tuple[pygame.Rect, Action]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    grounds: list[tuple[pygame.Rect, theme.Colour]] = field(default_factory=list)
    primary: Action | None = None  # what Enter does
    name: str = ""  # by which it is scrolled, if it is only a part of the whole
    foot: int = 0  # pixels at the bottom that stay when it is scrolled
    footed: int = 0  # how many of its spots, the last ones, lie there

    @property
    def rects(self) -> list[pygame.Rect]:
        """Where the lines of text stand."""
        return [line.rect for line in self.lines]

    def cut(self, name: str, top: int, height: int) -> Sheet:
        """Return a window on the sheet, so many pixels high; what lies outside keeps its buttons for keys."""
        whole, wide = self.picture.get_height(), self.picture.get_width()
        top = max(0, min(top, whole - height))
        foot = self.foot if 2 * self.foot < height else 0
        rows, below = height - foot, height - whole  # of what is scrolled; how far the foot moves
        image = pygame.Surface((wide, height), pygame.SRCALPHA)
        image.blit(self.picture, (0, 0), (0, top, wide, rows))
        image.blit(self.picture, (0, rows), (0, whole - foot, wide, foot))
        bar = pygame.Rect(wide - 6, 0, 4, rows)
        pygame.draw.rect(image, theme.PAPER_DARK, bar)
        share = rows / (whole - foot)
        knob = pygame.Rect(bar.x, round(top * share), 4, round(rows * share))
        pygame.draw.rect(image, theme.INK_SOFT, knob, border_radius=2)
        if foot:
            pygame.draw.line(image, theme.PAPER_EDGE, (PAD, rows), (wide - PAD, rows))
        pygame.draw.rect(image, theme.PAPER_EDGE, image.get_rect(), 1, border_radius=5)
        inside = pygame.Rect(0, top, wide, rows)

        def moved(rect: pygame.Rect) -> pygame.Rect:
            return rect.move(0, below if foot and rect.top >= whole - foot else -top)

        return Sheet(
            image,
            [(moved(rect), action) for rect, action in self.spots],
            [
                replace(n, rect=moved(n.rect))
                for n in self.lines
                if inside.contains(n.rect) or (foot and n.rect.top >= whole - foot)
            ],
            [(moved(rect), colour) for rect, colour in self.grounds],
            self.primary,
            name,
            foot,
            sum(rect.top >= whole - foot for rect, _ in self.spots) if foot else 0,
        )

    def draw(self, target: pygame.Surface, x: int, y: int) -> pygame.Rect:
        """Draw the sheet and return where it lies."""
        return target.blit(self.picture, (x, y))

    def action_at(self, x: int, y: int) -> Action | None:
        """Return the action of the spot at a place on the sheet, None if there is none."""
        footed = self.footed and y >= self.picture.get_height() - self.foot
        for rect, action in reversed(self.spots[-self.footed :] if footed else self.spots):
            if rect.collidepoint(x, y):
                return action
        return None


@lru_cache(maxsize=64)
def paper(width: int, height: int, dark: bool = False) -> pygame.Surface:
    """Return an empty sheet with its edge and shadow line."""
    image = pygame.Surface((width, height), pygame.SRCALPHA)
    face = theme.PAPER_DARK if dark else theme.PAPER
    pygame.draw.rect(image, (*face, 248), image.get_rect(), border_radius=5)
    pygame.draw.rect(image, theme.PAPER_EDGE, image.get_rect(), 1, border_radius=5)
    return image


class Paper:
    """Builds a sheet from top to bottom."""

    def __init__(self, width: int, accent: theme.Colour | None = None) -> None:
        self.width = width
        self.y = 10
        self._ops: list[tuple[pygame.Surface, int, int]] = []
        self._lines: list[Line] = []
        self._boxes: list[tuple[pygame.Rect, theme.Colour, int]] = []
        self.spots: list[tuple[pygame.Rect, Action]] = []
        self.primary: Action | None = None
        self.accent = accent
        self._foot: int | None = None

    @property
    def inner(self) -> int:
        """Width between the margins."""
        return self.width - 2 * PAD

    def _text(
        self, words: str, x: int, y: int, size: int, colour: theme.Colour, style: str, whole: bool = True
    ) -> pygame.Rect:
        rect = pygame.Rect(x, y, *assets.measure(words, size, style))
        self._lines.append(Line(words, rect, size, style, colour, whole))
        return rect

    def heading(self, words: str, side: str = "") -> Paper:
        """Write a heading, with small words at the right."""
        w = assets.measure(side, 12)[0] if side else 0
        lines = wrap(words, 18, assets.BOLD, self.inner - (w + 10 if side else 0))
        if side:
            self._text(side, self.width - PAD - w, self.y + 7, 12, theme.INK_SOFT, assets.REGULAR)
        for line in lines:
            self.y = self._text(line, PAD, self.y, 18, theme.INK, assets.BOLD).bottom - 2
        self.y += 3
        return self

    def small(self, words: str) -> Paper:
        """Write a section title in small letters with a rule."""
        self.y += 5
        rect = self._text(words.upper(), PAD, self.y, 11, theme.INK_SOFT, assets.BOLD)
        self._boxes.append(
            (
                pygame.Rect(rect.right + 8, rect.centery, max(0, self.width - PAD - rect.right - 8), 1),
                theme.PAPER_EDGE,
                0,
            )
        )
        self.y = rect.bottom + 2
        return self

    def text(
        self,
        words: str,
        size: int = 14,
        colour: theme.Colour = theme.INK,
        style: str = assets.REGULAR,
        indent: int = 0,
        room: int = 0,
    ) -> Paper:
        """Write a paragraph, in the width of the sheet or in the one that is given."""
        for line in wrap(words, size, style, room or self.inner - indent):
            rect = self._text(line, PAD + indent, self.y, size, colour, style)
            self.y = rect.bottom - 1
        return self

    def rich(self, words: str, size: int = 14, colour: theme.Colour = theme.INK, indent: int = 0) -> Paper:
        """Write a paragraph in which words between double stars are bold."""
        for line in wrap_rich(words, size, self.inner - indent):
            x, bottom = PAD + indent, self.y
            for run, style in line:
                rect = self._text(run, x, self.y, size, colour, style)
                x += assets.measure(run, size, style)[0]
                bottom = max(bottom, rect.bottom)
            self.y = bottom - 1
        return self

    def pair(
        self,
        left: str,
        right: str,
        colour: theme.Colour = theme.INK,
        action: Action | None = None,
        size: int = 14,
    ) -> Paper:
        """Write a name at the left and a value at the right, below it where both are long."""
        start = self.y
        w = assets.measure(right, size, assets.BOLD)[0]
        if assets.measure(left, size)[0] + 8 + w <= self.inner:
            rect = self._text(left, PAD, self.y, size, theme.INK_SOFT, assets.REGULAR)
            self._text(right, self.width - PAD - w, self.y, size, colour, assets.BOLD)
            self.y = rect.bottom - 1
        else:  # the value goes below the name
            self.text(left, size, theme.INK_SOFT)
            for line in wrap(right, size, assets.BOLD, self.inner - 20):
                w = assets.measure(line, size, assets.BOLD)[0]
                rect = self._text(line, self.width - PAD - w, self.y, size, colour, assets.BOLD)
                self.y = rect.bottom - 1
        if action is not None:
            self.spots.append((pygame.Rect(PAD, start, self.inner, self.y - start), action))
        return self

    def meter(self, left: str, share: float, colour: theme.Colour, right: str) -> Paper:
        """Write a name, a bar and a value."""
        rect = self.words_at(left, PAD, self.y, 13, self.inner * 3 // 5, theme.INK_SOFT)
        start = max(PAD + self.inner * 2 // 5, rect.right + 8)
        w = assets.measure(right, 13, assets.BOLD)[0]
        self._text(right, self.width - PAD - w, self.y, 13, theme.INK, assets.BOLD)
        room = max(10, self.width - PAD - w - 8 - start)
        bar = pygame.Rect(start, rect.centery - 4, room, 9)
        self._boxes.append((bar, theme.PAPER_DARK, 0))
        filled = bar.copy()
        filled.width = round(bar.width * max(0.0, min(1.0, share)))
        self._boxes.append((filled, colour, 0))
        self._boxes.append((bar, theme.PAPER_EDGE, 1))
        self.y = rect.bottom
        return self

    def stacked(self, parts: list[tuple[float, theme.Colour]], height: int = 16) -> Paper:
        """Draw shares side by side as one bar."""
        x = float(PAD)
        for share, colour in parts:
            w = share * self.inner
            self._boxes.append(
                (pygame.Rect(round(x), self.y, max(0, round(x + w) - round(x)), height), colour, 0)
            )
            x += w
        self._boxes.append((pygame.Rect(PAD, self.y, self.inner, height), theme.INK_SOFT, 1))
        self.y += height + 4
        return self

    def buttons(
        self,
        items: Sequence[tuple[str, Action | None]],
        primary: int = -1,
        height: int = 28,
        shares: tuple[int, ...] = (),
    ) -> Paper:
        """Draw buttons side by side, alike or in shares of the width; an action of None cannot be pressed."""
        self.y += 4
        gap = 6
        shares = shares or (1,) * len(items)
        room = self.inner - gap * (len(items) - 1)
        widths = [room * share // sum(shares) for share in shares]
        widths[-1:] = [width + room - sum(widths) for width in widths[-1:]]
        written = [
            fitting(words, 13, assets.BOLD, width - 8)
            for (words, _), width in zip(items, widths, strict=True)
        ]
        step = assets.measure("", 13, assets.BOLD)[1] - 2
        height = max([height, *(step * len(lines) + 8 for _, lines in written)])
        for k, (_, action) in enumerate(items):
            width = widths[k]
            rect = pygame.Rect(PAD + sum(widths[:k]) + k * gap, self.y, width, height)
            main = k == primary
            able = action is not None
            face = (self.accent or theme.INK) if main else theme.PAPER_DARK if able else theme.PAPER
            ink = theme.PAPER if main else theme.INK if able else theme.INK_SOFT
            self._boxes.append((rect, face, 0))
            self._boxes.append((rect, theme.PAPER_EDGE, 1))
            size, lines = written[k]
            style = assets.BOLD if able or main else assets.ITALIC
            top = rect.centery - step * len(lines) // 2 - 1
            for row, line in enumerate(lines):
                w = assets.measure(line, size, style)[0]
                whole = w <= width - 8
                self._text(line, rect.centerx - w // 2, top + row * step, size, ink, style, whole)
            if action is not None:
                self.spots.append((rect, action))
                self.primary = action if main else self.primary
        self.y += height + 3
        return self

    def foot(self) -> Paper:
        """Let what follows stay at the bottom where the sheet is too high for its window and is scrolled."""
        self._foot = self.y
        return self

    def answer(self, words: str, action: Action, primary: bool = False) -> Paper:
        """Draw a button as wide as the sheet, with as many lines as its words need."""
        self.y += 4
        lines = wrap(words, 13, assets.BOLD, self.inner - 20)
        step = assets.measure("", 13, assets.BOLD)[1]
        rect = pygame.Rect(PAD, self.y, self.inner, step * len(lines) + 12)
        self._boxes.append((rect, (self.accent or theme.INK) if primary else theme.PAPER_DARK, 0))
        self._boxes.append((rect, theme.PAPER_EDGE, 1))
        for k, line in enumerate(lines):
            w = assets.measure(line, 13, assets.BOLD)[0]
            ink = theme.PAPER if primary else theme.INK
            self._text(line, rect.centerx - w // 2, rect.y + 6 + k * step, 13, ink, assets.BOLD)
        self.spots.append((rect, action))
        self.primary = action if primary else self.primary
        self.y = rect.bottom + 3
        return self

    def picture(self, image: pygame.Surface, x: int, y: int, action: Action | None = None) -> pygame.Rect:
        """Put a picture, drawn in pixels of the window, at a place; the line does not move on."""
        self._ops.append((image, x, y))
        rect = pygame.Rect(x, y, scale.up(image.get_width()), scale.up(image.get_height()))
        if action is not None:
            self.spots.append((rect, action))
        return rect

    def words_at(
        self,
        words: str,
        x: int,
        y: int,
        size: int,
        width: int,
        colour: theme.Colour = theme.INK,
        style: str = assets.REGULAR,
    ) -> pygame.Rect:
        """Write words at a place, a little smaller if need be, then cut; the line does not move on."""
        least = min(size, max(10, size - 4))
        while size > least and assets.measure(words, size, style)[0] > width:
            size -= 1
        shown = clip(words, size, style, width)
        return self._text(shown, x, y, size, colour, style, shown == words)

    def box(self, rect: pygame.Rect, colour: theme.Colour, line: int = 0) -> Paper:
        """Draw a rectangle under the text."""
        self._boxes.append((rect, colour, line))
        return self

    def gap(self, pixels: int = 6) -> Paper:
        """Leave room."""
        self.y += pixels
        return self

    def finish(self, height: int | None = None) -> Sheet:
        """Return the sheet."""
        total = height if height is not None else self.y + 10
        image = paper(scale.px(self.width), scale.px(total)).copy()
        if self.accent is not None:
            edge = (0, 0, scale.px(self.width), scale.px(4))
            pygame.draw.rect(image, self.accent, edge, border_top_left_radius=5, border_top_right_radius=5)
        grounds: list[tuple[pygame.Rect, theme.Colour]] = []
        for rect, colour, line in self._boxes:
            pygame.draw.rect(
                image, colour, _pixels(rect), scale.px(line), border_radius=3 if rect.height > 12 else 0
            )
            if not line:
                grounds.append((_pixels(rect), colour))
        for picture, x, y in self._ops:
            image.blit(picture, (scale.px(x), scale.px(y)))
        lines: list[Line] = []
        for told in self._lines:
            words = assets.text(told.words, scale.px(told.size), told.colour, told.style)
            at = image.blit(words, (scale.px(told.rect.x), scale.px(told.rect.y)))
            if told.words.strip():
                lines.append(replace(told, rect=pygame.Rect(at.topleft, words.get_size())))
        spots = [(_pixels(rect), action) for rect, action in self.spots]
        foot = image.get_height() - scale.px(self._foot) if self._foot is not None else 0
        return Sheet(image, spots, lines, grounds, self.primary, foot=foot)


def _pixels(rect: pygame.Rect) -> pygame.Rect:
    """Return a rectangle of the layout in pixels."""
    left, top = scale.px(rect.left), scale.px(rect.top)
    return pygame.Rect(left, top, scale.px(rect.right) - left, scale.px(rect.bottom) - top)


theme.forgets(paper.cache_clear)
