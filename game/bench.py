"""How even the frames are: pans and zooms over a full map and times each frame."""

from __future__ import annotations

import gc
import json
import math
import resource
import statistics
import sys
import time

import numpy as np
import pygame

from engine.kernels.consts import STATUS_MAP
from game import loading
from game.map_screen import MapScreen
from game.pace import drawing
from game.session import Session, new_session
from game.shot import open_hidden

SIZE = (1920, 1080)
COUNTERS = 250


def crowd(session: Session, counters: int = COUNTERS) -> None:
    """Put units on land hexes so that there is something to draw; the game is not played on."""
    world, state = session.world, session.game.state
    dice = np.random.default_rng(1)
    places = dice.permutation(world.land)
    for k, unit in enumerate(range(min(counters, world.sizes.unit))):
        state.unit_status[unit] = STATUS_MAP
        state.unit_hex[unit] = places[k // 2]
        state.unit_quarters[unit] = max(1, int(world.unit_full[unit]))
    state.hex_control[:] = np.arange(world.land) % 997 < 500
    session.game.changed()


def frames(scenario: str = "italy1943", seconds: float = 12.0) -> dict[str, float]:
    """Return median, 99th percentile and longest time of a frame in ms, the window moving all the time.

    Beside them: how many frames took longer than a sixtieth of a second, how many showed the same as the
    frame before, and the most memory that the process had, in MB.
    """
    open_hidden()
    surface = pygame.display.set_mode(SIZE)
    session = new_session(scenario, "both", "passive", 1)
    crowd(session)
    ground = loading.ground_of(session.world)
    screen = MapScreen(session, ground.data, ground.painter, SIZE, ground.base)
    screen.close_dialog()  # the briefing, which covers half of the map
    switch = sys.getswitchinterval()
    sys.setswitchinterval(0.0001)
    gc.set_threshold(20_000, 50, 100)
    try:
        return _measure(screen, surface, seconds)
    finally:
        sys.setswitchinterval(switch)
        screen.close()


def _measure(screen: MapScreen, surface: pygame.Surface, seconds: float) -> dict[str, float]:
    camera = screen.view.camera
    left, top, right, bottom = screen.data.bounds
    times: list[float] = []
    own: list[float] = []  # without waiting for other threads and programs
    same, before = 0, b""  # frames that show what the one before showed
    clock = pygame.time.Clock()
    levels = (2, 3, 4, 5, 4, 3, 2, 1)
    begun = time.perf_counter()
    step = 0
    while time.perf_counter() - begun < seconds:
        t = time.perf_counter() - begun
        start, worked = time.perf_counter(), time.thread_time()
        wanted = levels[int(t / seconds * len(levels)) % len(levels)]
        if wanted != camera.level:
            screen.zoom(wanted, (SIZE[0] // 2, SIZE[1] // 2))
        reach = 0.18 if camera.level > 2 else 0.10
        camera.look_at(
            (left + right) / 2 + (right - left) * reach * math.sin(t * 0.9),
            (top + bottom) / 2 + (bottom - top) * reach * math.sin(t * 0.7 + 1),
        )
        pygame.event.pump()
        with drawing():
            screen.update(0.016)
            screen.draw(surface)
            pygame.display.flip()
        times.append((time.perf_counter() - start) * 1000)
        own.append((time.thread_time() - worked) * 1000)
        step += 1
        now = pygame.surfarray.pixels2d(surface)[::8, ::8].tobytes()
        same, before = same + (now == before), now
        clock.tick(60)
    times.sort()
    own.sort()
    return {
        "median_ms": round(statistics.median(times), 2),
        "p99_ms": round(times[min(len(times) - 1, int(len(times) * 0.99))], 2),
        "max_ms": round(times[-1], 2),
        "cpu_p99_ms": round(own[min(len(own) - 1, int(len(own) * 0.99))], 2),
        "frames": float(step),
        "over_16_7": float(sum(t > 1000 / 60 for t in times)),
        "same": float(same),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


if __name__ == "__main__":
    print(json.dumps(frames()))
