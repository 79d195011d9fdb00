"""Chunks of the map: painted by a worker, kept in two least-recently-used stores.

``ground`` never changes in a game; ``dressed`` is ground with the control tint, the
front line and an overlay laid on, and is known by what is laid on it. While a chunk is
not ready the caller gets an enlarged piece of a coarser one.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from queue import SimpleQueue

import pygame

from game import theme
from game.camera import ZOOMS
from game.map_painter import MapPainter
from game.relief import CHUNK, NO_SNOW, Winter

Key = tuple[int, int, int]  # level, chunk column, chunk row
Dresser = Callable[[pygame.Surface, Key], pygame.Surface]
Job = tuple[float, int, tuple[Key, Hashable] | None, Callable[[], None]]
# A megabyte each. A window of 2560 x 1440 shows 24 of them and has 24 round it painted ahead.
GROUND_CHUNKS, DRESSED_CHUNKS, STANDINS = 44, 52, 24


class Store:
    """Keeps chunks and has missing ones painted. One worker thread, unless told to paint at once."""

    def __init__(self, painter: MapPainter, threaded: bool = True) -> None:
        self.painter = painter
        self.threaded = threaded
        self.winter: Winter = NO_SNOW
        self.ground: OrderedDict[tuple[Key, Winter], pygame.Surface] = OrderedDict()
        self.dressed: OrderedDict[Key, tuple[Hashable, pygame.Surface]] = OrderedDict()
        self.standins: OrderedDict[Key, pygame.Surface] = OrderedDict()
        self.base: pygame.Surface | None = None
        self.visible: set[Key] = set()
        self._wanted: set[tuple[Key, Hashable]] = set()
        # The thread that draws never waits for the worker: it only puts into a queue without a lock.
        self._inbox: SimpleQueue[Job | None] = SimpleQueue()
        self._order = itertools.count()
        self._since = 0  # chunks that were asked for before are no longer wanted
        self._asked = self._done = 0  # jobs; each is counted by one thread alone
        self.painted = 0
        self._thread: threading.Thread | None = None
        if threaded:
            self._thread = threading.Thread(target=self._work, name="map painter", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Stop the worker."""
        self._inbox.put(None)
        if self._thread is not None:
            self._thread.join(timeout=2)

    def set_base(self, picture: pygame.Surface) -> None:
        """Give the picture of the whole map at level 1, from which stand-ins are enlarged."""
        self.base = picture

    def get(self, key: Key, look: Hashable, dresser: Dresser | None) -> pygame.Surface:
        """Return a chunk dressed in ``look``; a stand-in while it is being painted."""
        look = (look, self.winter)
        known = self.dressed.get(key)
        if known is not None and known[0] == look:
            self.dressed.move_to_end(key)
            return known[1]
        if not self.threaded:
            return self._paint(key, look, dresser)
        self._request(key, look, dresser)
        if known is not None:
            return known[1]
        ground = self.ground.get((key, self.winter))
        return ground if ground is not None else self._standin(key)

    def peek(self, key: Key) -> pygame.Surface | None:
        """Return what is there for a chunk without asking for more."""
        known = self.dressed.get(key)
        return (
            known[1] if known is not None else self.ground.get((key, self.winter)) or self.standins.get(key)
        )

    def pending(self) -> int:
        """Return how many chunks wait to be painted."""
        return len(self._wanted)

    def idle(self) -> bool:
        """Whether nothing is left to do."""
        return self._asked == self._done

    def wait(self, timeout: float = 30.0) -> None:
        """Block until everything asked for is done (tests and pictures)."""
        end = time.monotonic() + timeout
        while not self.idle() and time.monotonic() < end:
            time.sleep(0.001)

    def drop_requests(self) -> None:
        """Forget chunks that wait: the view has gone elsewhere."""
        self._since = next(self._order)
        self._wanted.clear()

    def ask(self, priority: float, job: Callable[[], None]) -> None:
        """Have other work done by the worker; low numbers first, chunks have 1 (seen) and 3 (near)."""
        if not self.threaded:
            job()
            return
        self._put(priority, None, job)

    def _put(self, priority: float, tag: tuple[Key, Hashable] | None, job: Callable[[], None]) -> None:
        self._asked += 1
        self._inbox.put((priority, next(self._order), tag, job))

    def near(self, key: Key, look: Hashable, dresser: Dresser) -> None:
        """Have a chunk painted that may be wanted soon."""
        look = (look, self.winter)
        known = self.dressed.get(key)
        if self.threaded and (known is None or known[0] != look):
            self._request(key, look, dresser, 3.0)

    def _request(self, key: Key, look: Hashable, dresser: Dresser | None, priority: float = 1.0) -> None:
        tag = (key, look)
        if tag in self._wanted:
            return
        self._wanted.add(tag)

        def job() -> None:
            # Chunks that have left the view meanwhile are not worth the time.
            if key in self.visible:
                self._paint(key, look, dresser)

        self._put(priority, tag, job)

    def _work(self) -> None:
        waiting: list[Job] = []
        while True:
            while not waiting or not self._inbox.empty():
                new = self._inbox.get()
                if new is None:
                    return
                heapq.heappush(waiting, new)
            _, order, tag, job = heapq.heappop(waiting)
            try:
                if tag is None or order > self._since:
                    job()
            finally:
                if tag is not None and order > self._since:
                    self._wanted.discard(tag)
                self._done += 1

    def _paint(self, key: Key, look: Hashable, dresser: Dresser | None) -> pygame.Surface:
        tag = (key, self.winter)
        ground = self.ground.get(tag)
        if ground is None:
            ground = self._from_base(key) or self.painter.paint(*key, self.winter).convert()
            self.ground[tag] = ground
            self.painted += 1
            while len(self.ground) > GROUND_CHUNKS:
                self.ground.popitem(last=False)
        done = dresser(ground, key) if dresser is not None else ground
        self.dressed[key] = (look, done)
        self.standins.pop(key, None)
        while len(self.dressed) > DRESSED_CHUNKS:
            self.dressed.popitem(last=False)
        return done

    def _from_base(self, key: Key) -> pygame.Surface | None:
        """Return a chunk of the first level cut from the picture of the whole map, if that is one."""
        if key[0] != 1 or self.base is None or self.winter != NO_SNOW:
            return None
        out = pygame.Surface((CHUNK, CHUNK))
        out.fill(theme.DESK)
        out.blit(self.base, (-key[1] * CHUNK, -key[2] * CHUNK))
        return out

    def prepare(self, keys: list[Key], seconds: float) -> None:
        """Make stand-ins for chunks that are not ready, as many as a few moments allow."""
        end = time.perf_counter() + seconds
        for key in keys:
            if time.perf_counter() > end:
                return
            if key not in self.standins and key not in self.dressed and (key, self.winter) not in self.ground:
                self._standin(key)

    def _standin(self, key: Key) -> pygame.Surface:
        known = self.standins.get(key)
        if known is not None:
            return known
        out = pygame.Surface((CHUNK, CHUNK))
        if self.base is None:
            out.fill((112, 146, 168))
            return out
        level, cx, cy = key
        ratio = ZOOMS[level - 1] / ZOOMS[0]
        side = CHUNK * ratio
        area = pygame.Rect(int(cx * side), int(cy * side), max(1, round(side)), max(1, round(side)))
        inside = area.clip(self.base.get_rect())
        out.fill(theme.DESK)
        if inside.width and inside.height:
            piece = self.base.subsurface(inside)
            size = (round(inside.width / ratio), round(inside.height / ratio))
            out.blit(pygame.transform.scale(piece, size), (0, 0))  # for some moments only: quick, not fine
        self.standins[key] = out
        while len(self.standins) > STANDINS:
            self.standins.popitem(last=False)
        return out
