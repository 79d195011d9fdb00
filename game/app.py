"""The window: opens a display, runs the loop, keeps the stack of screens."""

from __future__ import annotations

import gc
import os
import sys

import pygame

from game import settings, sounds, wording
from game.pace import drawing
from game.screens import Pop, Push, Quit, Reset, Screen, Transition

FRAMES = 60
DEFAULT_SIZE = (1600, 900)


class NoDisplay(Exception):
    """There is no screen to open a window on."""


class WrongPygame(Exception):
    """``import pygame`` is not pygame-ce."""


def open_display(size: tuple[int, int] | None) -> pygame.Surface:
    """Open the window; raise NoDisplay where there is none, also when SDL fell back in silence."""
    if not getattr(pygame, "IS_CE", False):
        raise WrongPygame(wording.NOT_PYGAME_CE)
    asked = os.environ.get("SDL_VIDEODRIVER") or os.environ.get("SDL_VIDEO_DRIVER")
    try:
        pygame.display.init()
        driver = pygame.display.get_driver()
        if driver in ("dummy", "offscreen") and not asked:
            raise NoDisplay(wording.NO_DISPLAY)
        pygame.font.init()
        pygame.key.set_repeat(300, 60)
        if size is None:
            desktop = pygame.display.get_desktop_sizes()[0]
            size = (min(DEFAULT_SIZE[0], desktop[0]), min(DEFAULT_SIZE[1], desktop[1] - 40))
        surface = pygame.display.set_mode(size, pygame.RESIZABLE)
    except pygame.error:
        raise NoDisplay(wording.NO_DISPLAY) from None
    pygame.display.set_caption("Stivale")
    return surface


class App:
    """The stack of screens and the loop over frames."""

    def __init__(self, surface: pygame.Surface, first: Screen) -> None:
        self.surface = surface
        self.stack: list[Screen] = [first]
        self.running = True
        self.shown = False  # whether there was a picture

    @property
    def screen(self) -> Screen:
        """The screen on top."""
        return self.stack[-1]

    def follow(self, transition: Transition | None) -> None:
        """Change the stack of screens."""
        match transition:
            case Push(screen):
                self.stack.append(screen)
            case Pop():
                self.stack.pop().close()
                if not self.stack:
                    self.running = False
            case Reset(screen):
                while self.stack:
                    self.stack.pop().close()
                self.stack.append(screen)
            case Quit():
                self.running = False

    def frame(self, seconds: float) -> None:
        """Take all events, let time pass, draw."""
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                self.running = False
                return
            if event.type == pygame.VIDEORESIZE:
                self.surface = pygame.display.get_surface() or self.surface
                for below in self.stack[:-1]:
                    below.handle(event)  # or it would come back in the size that the window had
            if self.running and self.stack:
                self.follow(self.screen.handle(event))
        if self.running and self.stack:
            self.follow(self.screen.update(seconds))
        if self.running and self.stack:
            with drawing():
                self.screen.draw(self.surface)
                pygame.display.flip()
            if not self.shown:
                self.shown = True
                sounds.prepare(settings.now().volume)  # after the first picture, for which one waits

    def run(self) -> None:
        """Run until the player quits."""
        # Painter and computer players work in threads; short turns keep the frames even.
        sys.setswitchinterval(0.0001)
        gc.set_threshold(20_000, 50, 100)
        clock = pygame.time.Clock()
        try:
            while self.running and self.stack:
                self.frame(clock.tick(FRAMES) / 1000)
        except Exception as error:
            # The command line writes a crash folder, and the game that is played into it.
            played = [s for s in (getattr(screen, "session", None) for screen in self.stack) if s is not None]
            if played:
                vars(error)["stivale_match"] = played[-1]
            raise
        finally:
            while self.stack:
                self.stack.pop().close()
            pygame.display.quit()
