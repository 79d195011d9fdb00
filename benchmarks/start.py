"""How long a player waits: from the start of the program to its start screen and to the map.

Run ``python -m benchmarks.start``. Each start is a process of its own that opens the real window
(under SDL's dummy driver unless another is named) and notes when its frames were drawn: first
with an empty cache, as on a newcomer's machine, then with what that start has left.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time

STAY_S = 25.0  # a first start goes on until its kernels are all in the cache
CHILD = """
import json, os, sys, time
began, stay, where = float(os.environ["BEGAN"]), float(os.environ["STAY"]), os.environ["WHERE"]
from game import app, menu_screen
from game.map_screen import MapScreen

noted, drawn = {}, app.App.frame

def frame(self, seconds):
    drawn(self, seconds)
    now = time.time() - began
    if isinstance(self.screen, menu_screen.MenuScreen) and not noted:
        self.screen.act(("play",))
    noted.setdefault("first_frame_s", now)
    if isinstance(self.screen, MapScreen):
        noted.setdefault("map_s", now)
        self.running = now - noted["map_s"] < stay

app.App.frame = frame
sys.argv = ["stivale", "play", *([] if where == "menu" else ["italy1943", "--seed", "1"])]
from game.__main__ import main
try:
    main()
finally:
    print(json.dumps({name: round(value, 2) for name, value in noted.items()}))
"""


def start(where: str, cache: str, stay: float) -> dict[str, float]:
    """Start the program once with a cache folder and return the seconds to its first frame and map."""
    environment = {
        "SDL_VIDEODRIVER": "dummy",
        **os.environ,
        "NUMBA_CACHE_DIR": cache,
        "XDG_CACHE_HOME": cache,
        "WHERE": where,
        "STAY": str(stay),
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        "BEGAN": str(time.time()),
    }
    # A player's Python keeps the bytecode of what it has imported.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", CHILD], env=environment, capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print the figures of a first and a second start, by way of the start screen and straight to the map."""
    figures = {}
    for where in ("menu", "map"):
        with tempfile.TemporaryDirectory(prefix="stivale-start-") as cache:
            figures[f"{where}, first start"] = start(where, cache, STAY_S)
            figures[f"{where}, second start"] = start(where, cache, 0)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
