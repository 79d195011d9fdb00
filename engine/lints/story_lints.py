"""Lints of the story: triggers and conditions that can never come true, or say nothing.

All of it is arithmetic on what the files say: the first turn in which a trigger could fire,
the values a variable could take, and conditions of one list that shut each other out. What
only play can tell is the business of ``engine.sim.reachability``.
"""

from __future__ import annotations

import datetime
import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

import msgspec

from engine.checks import Facts, Finding, check, rows
from engine.schema import conditions as c
from engine.schema import effects as e

Path = tuple[str | int, ...]
Item = tuple[Path, Any]
NEVER = 10**6
LONG_STORY = 20  # triggers from which on an unused kind is worth a word


def must(conditions: Sequence[Any], path: Path = ("if",)) -> Iterator[Item]:
    """Yield the conditions that all have to hold, with their paths; tables ``all`` are opened."""
    for number, condition in enumerate(conditions):
        here = (*path, number)
        if isinstance(condition, c.All):
            yield from must(condition.of, (*here, "of"))
        else:
            yield here, condition


def structs(value: Any, path: Path = ()) -> Iterator[Item]:
    """Yield every Struct inside a value with its path as authors write it."""
    if isinstance(value, msgspec.Struct):
        yield path, value
        for attribute, written in zip(value.__struct_fields__, value.__struct_encode_fields__, strict=True):
            yield from structs(getattr(value, attribute), (*path, written))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from structs(item, (*path, number))


def dotted(path: Path) -> str:
    """Return a path as tables look it up."""
    return ".".join(map(str, path))


@dataclass(frozen=True)
class Story:
    """What follows from the files alone: first turns by trigger, least and most by variable."""

    first: dict[str, int]
    reach: dict[str, tuple[int, int]]
    moved: frozenset[str]
    turns: int


@lru_cache(maxsize=4)
def story_of(facts: Facts) -> Story:
    """Return the bounds of a scenario's story, worked out once."""
    reach, moved = _reach(facts)
    days = facts.scenario.file.calendar
    turns = (days.end - days.start).days // days.days_per_turn + 1
    return Story(_first_turns(facts, reach, turns), reach, moved, turns)


def _reach(facts: Facts) -> tuple[dict[str, tuple[int, int]], frozenset[str]]:
    """Return least and most that each variable can become, generously, and those that anything moves.

    What a trigger does once counts once; decisions and fates of units count any number of times.
    """
    scenario = facts.scenario
    moves: dict[str, list[tuple[e.AddVariable, bool]]] = defaultdict(list)
    for row in scenario.triggers:
        direct = {id(effect) for effect in row.then}
        for _, found in structs(row.then):
            if isinstance(found, e.AddVariable):
                moves[found.id].append((found, row.once and id(found) in direct))
    for decision in scenario.decisions:
        for _, found in structs(decision):
            if isinstance(found, e.AddVariable):
                moves[found.id].append((found, False))
    grown = _grown(facts)
    for district in scenario.districts:
        for part in district.growth if district.id in grown else ():
            step = 1 if part.tenths > 0 else -1
            moves[district.variable].append((e.AddVariable(id=district.variable, add=step), False))
    reach = {}
    for variable in scenario.variables:
        bounds = []
        for sign, limit in ((-1, variable.min), (1, variable.max)):
            best = total = 0
            for effect, once in moves[variable.id]:
                step = sign * (effect.add if effect.set is None else 0)
                total += max(0, step) if once else NEVER if step > 0 else 0
                if effect.set is not None:
                    best = max(best, sign * (effect.set + effect.add - variable.start))
            bounds.append(sign * min(sign * limit, sign * variable.start + best + total))
        reach[variable.id] = (bounds[0], bounds[1])
    return reach, frozenset(name for name, found in moves.items() if found)


def _grown(facts: Facts) -> set[str]:
    """Return the districts that some effect ``unrest`` names."""
    written = (*facts.scenario.triggers, *facts.scenario.decisions)
    stirs = (found for row in written for _, found in structs(row) if isinstance(found, e.Unrest))
    return {name for found in stirs for name in found.districts}


def _first_turns(facts: Facts, reach: dict[str, tuple[int, int]], turns: int) -> dict[str, int]:
    """Return the first turn in which each trigger could fire, NEVER if none; a lower bound."""
    scenario = facts.scenario
    askers: dict[str, list[str]] = defaultdict(list)
    for row in (*scenario.triggers, *scenario.decisions):
        for _, found in structs(row.then if hasattr(row, "then") else row.option):
            if isinstance(found, e.OfferDecision):
                askers[found.decision].append(row.id)
    first = {row.id: NEVER for row in scenario.triggers}
    days = scenario.file.calendar

    def soonest(condition: Any) -> int:
        if isinstance(condition, c.All):
            return max(map(soonest, condition.of))
        if isinstance(condition, c.Any):
            ordered = sorted(map(soonest, condition.of))
            return ordered[condition.at_least - 1] if condition.at_least <= len(ordered) else NEVER
        if isinstance(condition, c.Date) and condition.not_before:
            return max(1, -((days.start - condition.not_before).days // days.days_per_turn) + 1)
        if isinstance(condition, c.FiredBefore):
            return first.get(condition.trigger, 1) + condition.turns_ago
        if isinstance(condition, c.Taken):
            return 1 + condition.turns_ago
        if isinstance(condition, c.Decided):
            return min((first.get(name, 1) for name in askers[condition.id]), default=1)
        if isinstance(condition, c.VariableIs) and condition.id in reach:
            return 1 if _attainable(condition, reach[condition.id]) else NEVER
        return 1

    changed = True
    while changed:
        changed = False
        for row in scenario.triggers:
            turn = max([1, *map(soonest, row.if_)])
            if turn < first[row.id] and turn <= turns:
                first[row.id], changed = turn, True
    return first


def _attainable(condition: c.VariableIs, reach: tuple[int, int]) -> bool:
    low, high = condition.at_least, condition.at_most
    return (low is None or low <= reach[1]) and (high is None or high >= reach[0])


@check("W370", "trigger that cannot fire")
def triggers_can_fire(facts: Facts) -> Iterator[Finding]:
    """A trigger has a chance above nothing, and its conditions can hold on some day of the calendar."""
    table, story = facts.scenario.triggers, story_of(facts)
    days = facts.scenario.file.calendar
    waiting = {name for loop in _loops(facts) for name in loop}
    for number, row in rows(table):
        if row.chance is not None and row.chance.start == row.chance.rise == 0 and not row.chance.more:
            yield Finding(table.where(number, "chance"), f"{row.id} has no chance to fire")
        dates = [(path, d) for path, d in must(row.if_) if isinstance(d, c.Date)]
        last = min((d.not_after for _, d in dates if d.not_after), default=None)
        first = story.first[row.id]
        where = table.where(number, dotted(dates[0][0] if dates else ("if", 0)))
        if last is not None and last < days.start:
            yield Finding(where, f"{row.id} has its last day before the calendar", got=str(last))
        elif first != NEVER and last is not None:
            day = days.start + datetime.timedelta(days=(first - 1) * days.days_per_turn)
            if day > last:
                yield Finding(where, f"{row.id} cannot come before {day}, after its last day", got=str(last))
        elif first == NEVER and row.id not in waiting and not _explained(row, story):
            lost = next((d.trigger for _, d in must(row.if_) if _hopeless(d, story)), "")
            why = f"it needs {lost} early enough" if lost else "it waits for a day that does not come"
            yield Finding(where, f"{row.id} cannot fire within the calendar: {why}")


def _hopeless(condition: Any, story: Story) -> bool:
    if not isinstance(condition, c.FiredBefore):
        return False
    return story.first.get(condition.trigger, 1) + condition.turns_ago > story.turns


def _explained(row: Any, story: Story) -> bool:
    """Tell whether W374 already says why a trigger cannot fire."""
    return any(
        isinstance(d, c.VariableIs) and d.id in story.reach and not _attainable(d, story.reach[d.id])
        for _, d in must(row.if_)
    )


@check("W374", "variable that cannot get there")
def thresholds(facts: Facts) -> Iterator[Finding]:
    """A condition asks for a value that the variable's range and all effects on it can reach."""
    story = story_of(facts)
    for table in (facts.scenario.triggers, facts.scenario.decisions, facts.scenario.districts):
        for number, row in rows(table):
            for path, found in structs(row):
                if isinstance(found, c.VariableIs) and not _attainable(found, story.reach[found.id]):
                    low, high = story.reach[found.id]
                    where = table.where(number, dotted(path))
                    yield Finding(
                        where, f"{found.id} never gets there", f"within {low} to {high}", words(found)
                    )


@check("W375", "conditions that shut each other out")
def contradictions(facts: Facts) -> Iterator[Finding]:
    """No two conditions of one list can hold only one without the other."""
    for table in (facts.scenario.triggers, facts.scenario.decisions, facts.scenario.districts):
        for number, row in rows(table):
            lists = [(path, s.if_) for path, s in structs(row) if hasattr(s, "if_")]
            for path, listed in lists:
                items = list(must(listed, (*path, "if")))
                for (_, left), (here, right) in itertools.combinations(items, 2):
                    if _clash(left, right) or _clash(right, left):
                        message = f"{row.id} wants {words(left)}, and also {words(right)}"
                        yield Finding(table.where(number, dotted(here)), message)


def _clash(left: Any, right: Any) -> bool:
    """Tell whether two conditions can never hold at once."""
    if isinstance(right, c.Not):
        inner = right.of
        if isinstance(left, c.FiredBefore) and isinstance(inner, c.FiredBefore):
            return left.trigger == inner.trigger and inner.turns_ago <= left.turns_ago
        return bool(left == inner)
    if isinstance(left, c.VariableIs) and isinstance(right, c.VariableIs) and left.id == right.id:
        return left.at_least is not None and right.at_most is not None and left.at_least > right.at_most
    if isinstance(left, c.Date) and isinstance(right, c.Date):
        return bool(left.not_before and right.not_after and left.not_before > right.not_after)
    if isinstance(left, c.Decided) and isinstance(right, c.Decided):
        return left.id == right.id and left.option != right.option
    if isinstance(left, c.Control) and isinstance(right, c.Control) and left.side != right.side:
        need = sum(len(x.places) if x.at_least is None else x.at_least for x in (left, right))
        return need > len({*left.places, *right.places})
    if isinstance(left, c.ControlRegion) and isinstance(right, c.ControlRegion) and left.side != right.side:
        return set(left.regions) == set(right.regions) and left.percent + right.percent > 100
    return False


@check("W376", "triggers that wait for each other")
def circular_waits(facts: Facts) -> Iterator[Finding]:
    """No trigger needs, by way of others or at once, that it has fired itself."""
    table = facts.scenario.triggers
    for loop in _loops(facts):
        number = table.ids[loop[0]]
        path = next(
            p for p, d in must(table[number].if_) if isinstance(d, c.FiredBefore) and d.trigger in loop
        )
        message = (
            f"{loop[0]} waits for itself" if len(loop) == 1 else f"{', '.join(loop)} wait for each other"
        )
        yield Finding(table.where(number, dotted(path)), message)


def _loops(facts: Facts) -> list[tuple[str, ...]]:
    """Return the circles of triggers that cannot fire because each needs the next."""
    first = story_of(facts).first
    needs = {
        row.id: [d.trigger for _, d in must(row.if_) if isinstance(d, c.FiredBefore) and d.trigger in first]
        for row in facts.scenario.triggers
        if first[row.id] == NEVER
    }
    loops, known = [], set()
    for start in needs:
        way: list[str] = []
        name: str | None = start
        while name is not None and name not in way and name not in known:
            way.append(name)
            name = next((n for n in needs[name] if n in needs), None)
        if name is not None and name in way:
            loops.append(tuple(way[way.index(name) :]))
        known.update(way)
    return loops


@check("W377", "condition that never holds")
def empty_conditions(facts: Facts) -> Iterator[Finding]:
    """A condition asks for no more than there is: a lower bound is not above the upper one or the list."""
    for table in (facts.scenario.triggers, facts.scenario.decisions, facts.scenario.districts):
        for number, row in rows(table):
            for path, found in structs(row):
                if _empty(found):
                    where = table.where(number, dotted(path))
                    yield Finding(where, f"{row.id} has a condition that never holds", got=words(found))


def _empty(found: Any) -> bool:
    if isinstance(found, c.VariableIs | c.Strength):
        return found.at_least is not None and found.at_most is not None and found.at_least > found.at_most
    if isinstance(found, c.Control):
        return found.at_least is not None and found.at_least > len(found.places)
    if isinstance(found, c.Any):
        return found.at_least > len(found.of)
    if isinstance(found, c.Date):
        return bool(found.not_before and found.not_after and found.not_before > found.not_after)
    return False


@check("W378", "condition that says nothing")
def emptywords(facts: Facts) -> Iterator[Finding]:
    """A condition excludes something: a date has a day, a variable a bound within its range."""
    story = story_of(facts)
    for table in (facts.scenario.triggers, facts.scenario.decisions, facts.scenario.districts):
        for number, row in rows(table):
            for path, found in structs(row):
                if isinstance(found, c.Date):
                    idle = found.not_before is None and found.not_after is None
                elif isinstance(found, c.VariableIs):
                    low, high = story.reach[found.id]
                    idle = (found.at_least is None or found.at_least <= low) and (
                        found.at_most is None or found.at_most >= high
                    )
                elif isinstance(found, c.Strength):
                    idle = not found.at_least and found.at_most is None
                else:
                    continue
                if idle:
                    where = table.where(number, dotted(path))
                    yield Finding(where, f"{row.id} has a condition that always holds", got=words(found))


@check("W382", "variable that nothing moves")
def variables_move(facts: Facts) -> Iterator[Finding]:
    """Some effect moves each variable."""
    moved = story_of(facts).moved
    for number, row in rows(facts.scenario.variables):
        if row.id not in moved:
            yield Finding(facts.scenario.variables.where(number, "id"), f"no effect moves {row.id}")


@check("W386", "district that never stirs")
def districts_stir(facts: Facts) -> Iterator[Finding]:
    """Some trigger lets the irregulars of each district grow, and a district's growth has some part."""
    grown = _grown(facts)
    table = facts.scenario.districts
    for number, row in rows(table):
        if row.id not in grown:
            yield Finding(table.where(number, "id"), f"no effect unrest names {row.id}")
        elif not any(part.tenths > 0 for part in row.growth):
            yield Finding(table.where(number, "growth"), f"nothing lets the irregulars of {row.id} grow")


@check("W387", "region in two districts")
def districts_apart(facts: Facts) -> Iterator[Finding]:
    """A region belongs to one district at most, so that a garrison counts once for an occupier."""
    table = facts.scenario.districts
    owner: dict[tuple[str, str], str] = {}
    for number, row in rows(table):
        for place, region in enumerate(row.regions):
            first = owner.setdefault((row.occupier, region), row.id)
            if first != row.id:
                where = table.where(number, f"regions.{place}")
                yield Finding(where, f"{region} belongs to {first} already")


@check("I383", "triggers that exclude each other")
def exclusions(facts: Facts) -> Iterator[Finding]:
    """Of two triggers that both ask that the other has not fired, one game sees one at most."""
    table = facts.scenario.triggers
    barred: dict[str, dict[str, Path]] = {}
    for row in table:
        nots = ((p, d.of) for p, d in must(row.if_) if isinstance(d, c.Not))
        barred[row.id] = {d.trigger: p for p, d in nots if isinstance(d, c.FiredBefore)}
    for left, others in barred.items():
        for right, path in others.items():
            if left < right and left in barred.get(right, {}):
                where = table.where(table.ids[left], dotted(path))
                yield Finding(where, f"{left} and {right} exclude each other")


@check("I379", "kinds that no trigger uses")
def unused_kinds(facts: Facts) -> Iterator[Finding]:
    """A long story uses most kinds of conditions and effects; one line names the others."""
    scenario = facts.scenario
    if len(scenario.triggers) < LONG_STORY:
        return
    written = (*scenario.triggers, *scenario.decisions, *scenario.districts)
    used = {type(s) for row in written for _, s in structs(row)}
    for word, union in (("conditions", c.Condition), ("effects", e.Effect)):
        idle = [str(k.__struct_config__.tag) for k in get_args(union) if k not in used]
        if idle:
            where = (scenario.triggers.file, 1, 1)
            yield Finding(where, f"no trigger or decision uses the {word} {', '.join(idle)}")


def words(condition: Any) -> str:
    """Return a condition in one line, as authors write it."""
    plain: dict[str, Any] = msgspec.to_builtins(condition)
    kind = plain.pop("type")
    inner = plain.pop("of", None)
    listed = [f"{k.replace('_', ' ')} {_plain(v)}" for k, v in plain.items() if v is not None]
    if inner is not None:
        many = condition.of if isinstance(condition.of, list) else [condition.of]
        listed.append("(" + "; ".join(words(one) for one in many) + ")")
    return " ".join([str(kind), *listed])


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    if isinstance(value, dict):
        shown = {k: v for k, v in value.items() if v not in (None, [], 0, False)}
        return " ".join(f"{k.replace('_', ' ')} {_plain(v)}" for k, v in shown.items())
    return str(value)
