"""The page of the story's proofs, from the result files beside it.

Run ``python -m benchmarks.soak.story_page`` after ``story``, ``ablation`` and ``armistice`` have
written ``results/story-200.json``, ``ablation-50.json`` and ``armistice-200.json``.
"""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
INTRODUCTION = """\
Greedy plays both sides. Dates are the first days of weeks; history lies inside the band if its day
is not before the week of the 10 % mark and not after that of the 90 % mark."""
RARE = 50  # percent of games below which a trigger is named


def table(columns: list[str], rows: list[list[object]]) -> str:
    """Return a table in Markdown."""
    lines = ["| " + " | ".join(columns) + " |", "| " + " | ".join("---" for _ in columns) + " |"]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows])


def page(story: dict[str, Any], cuts: dict[str, Any], stubborn: dict[str, Any]) -> str:
    """Return the page; the arguments are the contents of the three result files."""
    marks = ["10 %", "50 %", "90 %", "history"]
    days = ("p10", "p50", "p90", "history")
    rare = ", ".join(f"{name} {share} %" for name, share in story["fired_percent"].items() if share < RARE)
    ways = [
        [w["way"], w["games"], min(t), statistics.median(t), max(t), w["never"]]
        for w in stubborn["ways"]
        if (t := w["turns_from_the_fall"])
    ]
    parts = [
        "# The proofs of the story",
        INTRODUCTION,
        f"## Key events ({story['games']} whole games at {story['commit']})",
        table(
            ["event", "fired in %", *marks, "kept"],
            [
                [k["trigger"], k["fired_percent"], *(k[d] for d in days), "yes" if k["kept"] else "**no**"]
                for k in story["key_events"]
            ],
        ),
        "## The fourteen points",
        "A point happened if any of its dated events did; the dates are those of its first event.",
        table(
            ["point", "event", "happened in %", *marks],
            [
                [p["point"], p["trigger"], p["happened_percent"], *(p[d] for d in days)]
                for p in story["points"]
            ],
        ),
        f"Triggers that fired in less than half of the games: {rare or 'none'}.",
        f"## Causes taken away ({cuts['games']} games each at {cuts['commit']}, {cuts['turns']} turns)",
        table(
            ["without", "event", "median with", "median without", "days later", "kept"],
            [
                [
                    c["without"],
                    c["event"],
                    c["median_with"],
                    c["median_without"],
                    c["days_later"],
                    "yes" if c["kept"] else "**no**",
                ]
                for c in cuts["cuts"]
            ],
        ),
        f"## Stubborn players ({stubborn['games']} games at {stubborn['commit']})",
        "Turns from the fall of the regime to the announcement of the armistice.",
        table(["way of playing", "games", "least", "median", "most", "never"], ways),
        f"Promises broken: {len(stubborn['failures'])}.",
        f"## The week of the armistice: {story['kinds_of_weeks']} different ones",
        "\n".join(
            f"- {question}: "
            + ", ".join(f"{word} {n}" for word, n in sorted(count.items(), key=lambda i: -i[1]))
            for question, count in story["answers"].items()
        ),
    ]
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Write ``results/story.md``."""
    files = ("story-200", "ablation-50", "armistice-200")
    found = [json.loads((RESULTS / f"{name}.json").read_text("utf-8")) for name in files]
    (RESULTS / "story.md").write_text(page(*found), encoding="utf-8")


if __name__ == "__main__":
    main()
