"""Kill a running game at fifty random moments: nothing but the order in hand may be lost.

Run ``python -m benchmarks.soak.kills --times 50`` from a checkout. Ends with a traceback at the
first kill after which a reported order was gone or the game could not be loaded.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from test_journal import killed


def main() -> None:
    """Run the soak."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stivale-kills-") as folder:
        killed(Path(folder), chosen.times)
    print(f"{chosen.times} kills, nothing lost but the order in hand")


if __name__ == "__main__":
    main()
