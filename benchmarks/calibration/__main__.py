"""Play all cases and write the tables: ``python -m benchmarks.calibration --runs 1000``.

With ``--out FILE`` the page goes to a file. A run of the same length gives the same page.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.calibration.arena import Case, Tally, measure, rules
from benchmarks.calibration.cases import FOUR_TURNS, MOUNTAIN_LINE, SET_PIECES
from engine import RULES_VERSION
from engine.kernels.consts import QUARTERS

ABOUT = """# Battles as the rules give them

Each case was played {runs} times with the rules of {title} (rules version {version}), order by order
through the game's own gate, by `python -m benchmarks.calibration --runs {runs}`.

Held is the share of games in percent in which a defender stood in the hex at the end, with the sampling
error (95 percent either way). First battle is the exact chance that the first attack fails; attacker and
defender are mean losses in steps. Attackers attack each week with all whose cohesion allows it, defenders
stand whenever they may; nobody gets replacements or reserves.

Wanted is what a model of the front gave, from which the values of the rules were taken, or what the rules
are there for. The model did not say how strong each unit was; a note names what else is taken otherwise."""

TITLES = {
    "Four turns against one hex": FOUR_TURNS,
    "Set pieces, one battle each": SET_PIECES,
    "The mountain line": MOUNTAIN_LINE,
}


def row(tally: Tally) -> str:
    """Return a line of a table."""
    case = tally.case
    lost = [f"{q / QUARTERS / tally.runs:.2f}" for q in (tally.attacker_lost, tally.defender_lost)]
    cells = [case.name, wanted(case), f"{tally.percent:.1f} ± {tally.error:.1f}", f"{tally.exact:.1f}"]
    return "| " + " | ".join([*cells, *lost, case.note]) + " |"


def wanted(case: Case) -> str:
    """Return what a case is compared with."""
    if case.more is not None:
        return f"more than {case.more}"
    if case.less is not None:
        return f"less than {case.less}"
    return "-" if case.model is None else str(case.model)


def table(cases: Sequence[Case], runs: int) -> list[str]:
    """Return the table of some cases, played so many times each."""
    head = ["case", "held, wanted", "held, played", "first battle", "attacker", "defender", "note"]
    lines = ["| " + " | ".join(head) + " |", "|---|---|---|---|---|---|---|"]
    return [*lines, *(row(measure(case, runs)) for case in cases)]


def page(runs: int) -> str:
    """Return the whole page."""
    lines = [ABOUT.format(runs=runs, title=rules().file.title, version=RULES_VERSION)]
    for title, cases in TITLES.items():
        lines += ["", f"## {title}", "", *table(cases, runs)]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Read the arguments and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    text = page(given.runs)
    if given.out is None:
        print(text, end="")
    else:
        given.out.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
