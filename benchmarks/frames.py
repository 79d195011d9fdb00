"""How even the window's frames are: pans and zooms at 1920 x 1080 over a map with 250 counters.

Run ``python -m benchmarks.frames --out benchmarks/frames.json`` on a machine that does nothing else. Each run
is a process of its own with software rendering under SDL's dummy driver (or the one that is named).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

LIMITS = {"p99_ms": 1000 / 60, "max_ms": 50.0, "same": 0.0, "peak_mb": 500.0}


def run() -> dict[str, float]:
    """Measure once, in a new process."""
    environment = {
        "SDL_VIDEODRIVER": "dummy",
        **os.environ,
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
    }
    done = subprocess.run(
        [sys.executable, "-m", "game.bench"], env=environment, capture_output=True, text=True, check=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    """Measure some times, write what was found; return 1 if a limit was missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.frames", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    runs = []
    for _ in range(args.runs):
        runs.append(run())
        print(json.dumps(runs[-1]), flush=True)
    worst = {name: max(found[name] for found in runs) for name in LIMITS}
    held = {name: worst[name] <= limit for name, limit in LIMITS.items()}
    found = {"limits": LIMITS, "worst": worst, "held": held, "runs": runs}
    if args.out:
        args.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps({"worst": worst, "held": held}))
    return 0 if all(held.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
