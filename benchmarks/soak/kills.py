"""Kill a running game at fifty random moments: nothing but the order in hand may be lost.

Run ``python -m benchmarks.soak.kills --times 50 --out benchmarks/soak/results/kills-50.json`` from
a checkout. Ends with a traceback at the first kill after which a reported order was gone, the
position was another one or the game could not be loaded.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from test_journal import LONG, killed

from benchmarks.soak.pool import header


def main() -> None:
    """Run the soak."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stivale-kills-") as folder:
        told = killed(Path(folder), chosen.times)
    table = {
        **header("games killed at random moments", chosen.times),
        "scenario": LONG,
        "orders_when_killed": [one for one, _ in told],
        "orders_after_loading": [two for _, two in told],
        "reported_orders_lost": sum(max(0, one - two) for one, two in told),
    }
    text = json.dumps(table)
    print(text)
    if chosen.out is not None:
        chosen.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
