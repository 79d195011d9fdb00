"""The story in a batch of games: its fourteen points beside history, and how the armistice week went.

Run ``python -m benchmarks.soak.story out/base`` on the folder of ``stivale batch italy1943``.
Ends with 1 if fewer kinds of armistice weeks were seen than ``--least``. A batch of the first 25
turns is enough for the weeks, the story wants whole games.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.soak.pool import header
from engine.sim.figures import mark
from engine.sim.tables import Row, read_table

STORY_POINTS = 14
WEEKS_AFTER = 2
NEVER = "never"
WEEK = 7
KEY_PERCENT = 80  # of games in which a key event must happen
KEY_EVENTS = (
    "mussolini-deposed",
    "armistice-announced",
    "cobelligerence-declared",
    "rsi-founded",
    "rome-liberated",
    "surrender-in-italy",
)


def story_table(story: dict[str, Any], triggers: Sequence[Row], games: int) -> list[dict[str, Any]]:
    """Return a line for each point of the story: share of games in which any dated trigger of it fired.

    Dates are those of the point's first dated trigger in history.
    """
    first: dict[tuple[str, int], datetime.date | None] = {}
    for row in triggers:
        day = datetime.date.fromisoformat(str(row["first"])) if row["first"] else None
        first[str(row["trigger"]), int(row["job"] or 0)] = day
    jobs = sorted({job for _, job in first})
    lines = []
    for point in range(1, STORY_POINTS + 1):
        dated = [(t["history"], name) for name, t in story.items() if t["story"] == point and t["history"]]
        if not dated:
            continue
        history, head = min(dated)
        happened = sum(any(first.get((name, job)) for _, name in dated) for job in jobs)
        found = [first.get((head, job)) for job in jobs]
        days = [d.toordinal() if d else None for d in found]
        lines.append(
            {
                "point": point,
                "trigger": head,
                "games": games,
                "happened_percent": 100 * happened // max(1, games),
                "fired_percent": 100 * sum(d is not None for d in days) // max(1, games),
                **{f"p{p}": _day(mark(days, p)) for p in (10, 50, 90)},
                "history": history,
            }
        )
    return lines


def key_events(story: dict[str, Any], triggers: Sequence[Row]) -> list[dict[str, Any]]:
    """Return a line for each event that must happen: share of games, dates, and whether history lies inside.

    An event of a week is dated by the week's first day, so history's day lies inside the band
    if it is not before the early mark and within a week of the late one.
    """
    lines = []
    for name in KEY_EVENTS:
        rows = [str(row["first"]) if row["first"] else None for row in triggers if row["trigger"] == name]
        days = [datetime.date.fromisoformat(day).toordinal() if day else None for day in rows]
        history = datetime.date.fromisoformat(story[name]["history"]).toordinal()
        early, late = mark(days, 10), mark(days, 90)
        inside = early is not None and early <= history and (late is None or history < late + WEEK)
        fired = 100 * sum(d is not None for d in days) // max(1, len(days))
        lines.append(
            {
                "trigger": name,
                "fired_percent": fired,
                **{f"p{p}": _day(mark(days, p)) for p in (10, 50, 90)},
                "history": story[name]["history"],
                "kept": fired > KEY_PERCENT and inside,
            }
        )
    return lines


def _day(number: int | None) -> str:
    return NEVER if number is None else datetime.date.fromordinal(number).isoformat()


def fired_percent(triggers: Sequence[Row], games: int) -> dict[str, int]:
    """Return by trigger in what percent of the games it fired, the rarest first."""
    count = Counter({str(row["trigger"]): 0 for row in triggers})
    count.update(str(row["trigger"]) for row in triggers if row["first"])
    share = {name: 100 * fired // max(1, games) for name, fired in count.items()}
    return dict(sorted(share.items(), key=lambda item: (item[1], item[0])))


def holder(captures: Sequence[Row], place: str, day: str, start: str) -> str:
    """Return who holds a place on a day: who took it last, else who held it at the start."""
    taken = [str(row["side"]) for row in captures if row["place"] == place and str(row["date"]) <= day]
    return taken[-1] if taken else start


def _share(count: int, total: int, words: tuple[str, str, str]) -> str:
    part = 100 * count // max(1, total)
    return words[0] if part < 10 else words[1] if part < 30 else words[2]


def classify(
    fired: dict[str, str | None], fates: Sequence[Row], captures: Sequence[Row], answers: Sequence[Row]
) -> dict[str, str]:
    """Return what became of a game's armistice: one word for each question."""
    told = fired.get("armistice-announced")
    if told is None:
        return {"announced": NEVER}
    later = (datetime.date.fromisoformat(told) + datetime.timedelta(weeks=WEEKS_AFTER)).isoformat()
    struck = any(r["decision"] == "achse-first-strike" and r["option"] == "strike" for r in answers)
    spoken = any(r["decision"] == "announce-armistice" and r["option"] == "announce" for r in answers)
    how = "first strike" if struck else "leak" if fired.get("armistice-leaked") else "broadcast"
    if how == "broadcast" and not spoken:
        how = "overdue"
    count = Counter(str(row["outcome"]) for row in fates)
    total = sum(count.values())

    def prompt(trigger: str) -> str:
        day = fired.get(trigger)
        return NEVER if day is None else "at once" if day == told else "later"

    return {
        "announced": how,
        "rome": holder(captures, "rome", later, "axis"),
        "resisted": _share(count["resists"], total, ("hardly any resist", "some resist", "many resist")),
        "joined": _share(count["joins-allies"], total, ("few join", "some join", "many join")),
        "germans": "some stay" if count["joins-germans"] else "none stays",
        "fleet": prompt("fleet-to-malta"),
        "king": prompt("king-to-brindisi"),
        "sardinia": holder(captures, "cagliari", later, "axis"),
        "corsica": "/".join(sorted({holder(captures, p, later, "axis") for p in ("bastia", "ajaccio")})),
    }


def by_job(rows: Sequence[Row]) -> dict[int, list[Row]]:
    """Return the rows of a table by their job."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[int(row["job"] or 0)].append(row)
    return found


def weeks(folder: Path) -> dict[int, dict[str, str]]:
    """Return the class of each finished game of a batch by its job."""
    tables = {n: by_job(read_table(folder, n)) for n in ("triggers", "fates", "captures", "answers")}
    games = [int(g["job"] or 0) for g in read_table(folder, "games") if g["status"] == "done"]
    found = {}
    for job in games:
        fired = {str(r["trigger"]): str(r["first"]) if r["first"] else None for r in tables["triggers"][job]}
        found[job] = classify(fired, tables["fates"][job], tables["captures"][job], tables["answers"][job])
    return found


def summary(folder: Path) -> dict[str, Any]:
    """Return both tables of a batch."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    found = weeks(folder)
    kinds = Counter("; ".join(f"{k} {v}" for k, v in week.items()) for week in found.values())
    answers: dict[str, Counter[str]] = defaultdict(Counter)
    for week in found.values():
        for question, word in week.items():
            answers[question][word] += 1
    return {
        **header("the story of greedy against greedy", len(found)),
        "key_events": key_events(manifest["story"]["triggers"], read_table(folder, "triggers")),
        "points": story_table(manifest["story"]["triggers"], read_table(folder, "triggers"), len(found)),
        "fired_percent": fired_percent(read_table(folder, "triggers"), len(found)),
        "kinds_of_weeks": len(kinds),
        "weeks": [{"games": n, "week": text} for text, n in kinds.most_common()],
        "answers": {question: dict(count) for question, count in answers.items()},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables of a batch; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--least", type=int, default=0, help="kinds of armistice weeks that must be seen")
    parser.add_argument("--out", type=Path)
    chosen = parser.parse_args(arguments)
    table = summary(chosen.folder)
    text = json.dumps(table, indent=1, ensure_ascii=False)
    print(text)
    if chosen.out:
        chosen.out.write_text(text + "\n", encoding="utf-8")
    return 1 if table["kinds_of_weeks"] < chosen.least else 0


if __name__ == "__main__":
    sys.exit(main())
