"""Can the story happen? What a batch of games says of each trigger, with its place in the files.

Reads only the manifest and tables of a batch. ``stivale lint --simulate`` prints it with the
other findings, the report shows it as a section.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.problems import Problem, problem, register
from engine.sim.figures import mark

if TYPE_CHECKING:
    from engine.scenario import Scenario
    from engine.sim.report import Data, Section
    from engine.sim.tables import Row

register("W395", "trigger that fired in no game", "Found by ``stivale lint --simulate``.")
register("W396", "condition that held in no game", "Found by ``stivale lint --simulate``.")
register(
    "I397",
    "trigger far from history",
    "``stivale lint --simulate`` found its middle date more than 60 days from ``history_date``.",
)
FAR_DAYS = 60
STATIC = ("W370", "W374", "W375", "W376", "W377", "W378", "I383")


class Line(NamedTuple):
    """What the games say of a trigger: dates as day numbers, None for never."""

    id: str
    title: str
    file: str
    line: int
    story: int
    games: int
    fired: int
    low: int | None
    middle: int | None
    high: int | None
    history: datetime.date | None
    never: tuple[tuple[int, str], ...]  # line and words of the conditions that held in no game
    lacking: str  # what most often was missing when it came nearest


def story_facts(scenario: Scenario) -> dict[str, Any]:
    """Return what a manifest keeps of the story: places and words of triggers and their conditions."""
    from engine.checks import CHECKS, Facts
    from engine.lints.story_lints import words
    from engine.sim.terms import terms_of

    table = scenario.triggers
    facts = Facts(scenario)
    triggers = {}
    for number, row in enumerate(table):
        file, line, _ = table.where(number, "id")
        terms = {path: [table.where(number, path)[1], words(found)] for path, found in terms_of(row)}
        terms |= {f"if.{n}": [table.where(number, f"if.{n}")[1], words(c)] for n, c in enumerate(row.if_)}
        history = row.history_date.isoformat() if row.history_date else None
        triggers[row.id] = {
            "title": row.title, "file": file, "line": line, "story": row.story, "history": history,
            "terms": terms,
        }  # fmt: skip
    doubts = [
        [code, f"{f.where[0]}:{f.where[1]}", f.message] for code in STATIC for f in CHECKS[code].check(facts)
    ]
    return {"triggers": triggers, "loops": loops(scenario), "doubts": doubts}


def loops(scenario: Scenario) -> list[list[str]]:
    """Return the circles in which triggers and variables move each other, largest first.

    A trigger leads to the variables that it moves and the triggers that wait for it; a variable
    to the triggers that ask for it.
    """
    from engine.lints.story_lints import structs
    from engine.schema.conditions import FiredBefore, VariableIs
    from engine.schema.effects import AddVariable, Sabotage, TryTrigger, Unrest

    leads: dict[str, set[str]] = defaultdict(set)
    for row in scenario.triggers:
        for _, found in structs(row):
            if isinstance(found, AddVariable):
                leads[row.id].add(f"${found.id}")
            elif isinstance(found, TryTrigger):
                leads[row.id].add(found.trigger)
            elif isinstance(found, Unrest | Sabotage):
                for name in found.districts:
                    variable = scenario.districts[scenario.districts.ids[name]].variable
                    leads[f"${variable}"].add(row.id)
                    if isinstance(found, Unrest):
                        leads[row.id].add(f"${variable}")
            elif isinstance(found, VariableIs):
                leads[f"${found.id}"].add(row.id)
            elif isinstance(found, FiredBefore):
                leads[found.trigger].add(row.id)
    back: dict[str, set[str]] = defaultdict(set)
    for name, others in leads.items():
        for other in others:
            back[other].add(name)
    order: list[str] = []
    seen: set[str] = set()
    for start in sorted(leads):
        way = [(start, iter(sorted(leads[start])))] if start not in seen else []
        seen.add(start)
        while way:
            name, rest = way[-1]
            onward = next((n for n in rest if n not in seen), None)
            if onward is None:
                order.append(name)
                way.pop()
            else:
                seen.add(onward)
                way.append((onward, iter(sorted(leads.get(onward, ())))))
    found_loops: list[list[str]] = []
    left = set(order)
    for start in reversed(order):
        if start not in left:
            continue
        left.discard(start)
        piece, todo = {start}, [start]
        while todo:
            for other in back.get(todo.pop(), ()):
                if other in left:
                    left.discard(other)
                    piece.add(other)
                    todo.append(other)
        if len(piece) > 1 or start in leads.get(start, ()):
            found_loops.append(sorted(name.removeprefix("$") for name in piece))
    return sorted(found_loops, key=lambda p: (-len(p), p))


def lines(story: dict[str, Any], tables: dict[str, list[Row]], games: int) -> list[Line]:
    """Return what the games say, one line a trigger in the order of the file."""
    dates: dict[str, list[int | None]] = defaultdict(list)
    lacking: dict[str, Counter[str]] = defaultdict(Counter)
    held: set[tuple[str, str]] = set()
    for row in tables["triggers"]:
        day = row["first"]
        dates[str(row["trigger"])].append(datetime.date.fromisoformat(str(day)).toordinal() if day else None)
        if row["lacking"]:
            lacking[str(row["trigger"])][str(row["lacking"])] += 1
    for row in tables["terms"]:
        held.add((str(row["trigger"]), str(row["term"])))
    out = []
    for name, about in story["triggers"].items():
        days = dates.get(name, [])
        never = tuple(
            (int(line), str(text))
            for path, (line, text) in about["terms"].items()
            if (name, path) not in held and not text.startswith(("all ", "any "))
        )
        missing = lacking[name].most_common(1)
        out.append(
            Line(
                name,
                about["title"],
                about["file"],
                about["line"],
                about["story"],
                games,
                sum(d is not None for d in days),
                mark(days, 10),
                mark(days, 50),
                mark(days, 90),
                datetime.date.fromisoformat(about["history"]) if about["history"] else None,
                never,
                str(about["terms"][missing[0][0]][1]) if missing else "",
            )
        )
    return out


def findings(found: list[Line]) -> list[Problem]:
    """Return triggers that never fired, conditions that never held, and dates far from history."""
    out = []
    for line in found:
        if not line.fired:
            why = f"; when it came nearest it lacked {line.lacking}" if line.lacking else ""
            message = f"{line.id} fired in none of {line.games} games{why}"
            out.append(problem("W395", (line.file, line.line, 1), message))
        for number, text in line.never:
            message = f"in none of {line.games} games {line.id} found {text}"
            out.append(problem("W396", (line.file, number, 1), message))
        if line.middle is not None and line.history is not None:
            late = line.middle - line.history.toordinal()
            if abs(late) > FAR_DAYS:
                where = (line.file, line.line, 1)
                message = (
                    f"{line.id} comes {abs(late)} days {'late' if late > 0 else 'early'} in the middle game"
                )
                out.append(problem("I397", where, message, expected=line.history.isoformat()))
    return out


def day(number: int | None) -> str:
    """Return a day number as a date, ``never`` for None."""
    return "never" if number is None else datetime.date.fromordinal(number).isoformat()


def table_rows(found: list[Line]) -> list[list[str]]:
    """Return the lines as cells: trigger, share fired, 10, 50 and 90 % dates, history, never true."""
    return [
        [
            line.id,
            f"{100 * line.fired // max(1, line.games)} %",
            *(day(d) for d in (line.low, line.middle, line.high)),
            line.history.isoformat() if line.history else "",
            "; ".join(text for _, text in line.never),
        ]
        for line in found
    ]


HEAD = ("trigger", "fired", "10 %", "50 %", "90 %", "history", "conditions never true")


def section(data: Data) -> Section:
    """Return the part of the report that says which triggers can happen, and what kept the others back."""
    from engine.sim.report import Section

    story = data.manifest.get("story", {"triggers": {}, "loops": [], "doubts": []})
    found = lines(story, data.tables, len(data.games))
    silent = [line for line in found if not line.fired]
    words = f"{len(found) - len(silent)} of {len(found)} triggers fired in at least one game."
    for line in silent:
        why = f", which lacked {line.lacking} when it came nearest" if line.lacking else ""
        words += f" Never: {line.id} ({line.file}:{line.line}){why}."
    for code, place, message in story["doubts"]:
        words += f" {code} at {place}: {message}."
    note = "Triggers and variables that move each other: "
    note += "; ".join(", ".join(loop) for loop in story["loops"]) if story["loops"] else "none"
    part = Section(
        "reachability", "Reachability of the story", words, HEAD, table_rows(found), note=f"{note}."
    )
    part.folded = True
    return part
