"""Getting ready behind the start screen: kernels, scenario, ground, first picture of the map."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

import pygame

from engine.world import World
from game import assets, kept, mapdata, minimap, wording
from game.map_painter import MapPainter
from game.relief import CHUNK

Progress = Callable[[str, float], None]


@dataclass(eq=False)
class Ground:
    """The ground of a scenario, ready to draw."""

    data: mapdata.MapData
    painter: MapPainter
    base: pygame.Surface


def base_picture(painter: MapPainter, progress: Progress | None = None) -> pygame.Surface:
    """Return the whole map at the first zoom level: as it was kept, else painted and kept."""
    size = minimap.base_size(painter.box)
    name = kept.key(painter.data.folder)
    known = kept.load(name, size)
    if known is not None:
        return known
    across, down = painter.chunk_range(1)
    picture = pygame.Surface((across * CHUNK, down * CHUNK))
    for k in range(across * down):
        cx, cy = k % across, k // across
        picture.blit(painter.paint(1, cx, cy), (cx * CHUNK, cy * CHUNK))
        if progress is not None:
            progress(wording.DRAWING, (k + 1) / (across * down))
    whole = picture.subsurface((0, 0, *size)).copy()
    kept.keep(name, whole)
    return whole


def ground_of(world: World, progress: Progress | None = None) -> Ground:
    """Return the ground of a World."""
    data = mapdata.load(world.scenario_path, world)
    painter = MapPainter(data)
    for symbol, echelon in sorted(set(zip(world.type_symbols, world.type_echelons, strict=True))):
        assets.unit_symbol(symbol, echelon, 28, (28, 26, 24))
    return Ground(data, painter, base_picture(painter, progress))


class Preparation:
    """Loads a scenario and compiles kernels in a thread; the result is kept by scenario name."""

    def __init__(self, scenario: str, kernels: bool = True) -> None:
        self.scenario = scenario
        self.words = wording.GETTING_READY
        self.share = 0.0
        self.world: World | None = None
        self.ground: Ground | None = None
        self.error: str | None = None
        self.failure: Exception | None = None
        self.done = False
        self._kernels = kernels
        self._thread = threading.Thread(target=self._run, name="preparation", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Block until everything is ready."""
        self._thread.join()

    def _note(self, words: str, share: float) -> None:
        self.words, self.share = words, share

    def _run(self) -> None:
        try:
            import engine

            self._note(wording.READING, 0.02)
            self.world = engine.load_scenario(self.scenario)
            self.ground = ground_of(self.world, lambda words, share: self._note(words, 0.1 + 0.4 * share))
            if self._kernels:
                from engine.kernels import await_helper, warm_up

                warm_up(
                    lambda done, total, name: self._note(wording.COMPILING, 0.5 + 0.5 * done / max(1, total)),
                    first=True,
                )
            self._note(wording.READY, 1.0)
            self.done = True
            if self._kernels:
                # The map can be looked at while another process compiles what orders need.
                await_helper()
                warm_up()
        except Exception as problem:
            self.failure = problem
            self.error = str(problem) or type(problem).__name__
        finally:
            self.done = True
