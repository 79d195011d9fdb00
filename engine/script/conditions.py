"""Whether a condition holds, and why: one function a kind of condition, found by its Struct.

A kind without a function is an error at import. Functions read an Observation as well as
a State: both have the same fields, so computer players weigh decisions with them too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, get_args

import msgspec
import numpy as np

from engine.kernels.consts import QUARTERS, STATUS_MAP
from engine.schema import conditions as kinds
from engine.schema.conditions import Condition
from engine.script.select import region_hexes, select, side_row, steps
from engine.state import State
from engine.world import World


class Term(msgspec.Struct, frozen=True):
    """A node of the tree that tells why something holds or not: what is, and what is wanted."""

    kind: str
    holds: bool
    present: str = ""
    wanted: str = ""
    children: tuple[Term, ...] = ()


Finding = tuple[bool, str, str]
Handler = Callable[[World, State, Any], Finding]
_handlers: dict[type[Any], Handler] = {}
C = TypeVar("C")


def _for(
    kind: type[C],
) -> Callable[[Callable[[World, State, C], Finding]], Callable[[World, State, C], Finding]]:
    def enter(function: Callable[[World, State, C], Finding]) -> Callable[[World, State, C], Finding]:
        _handlers[kind] = function
        return function

    return enter


def holds(world: World, state: State, condition: Condition, trace: list[Term] | None = None) -> bool:
    """Return whether a condition holds; with ``trace``, add the tree of reasons to it."""
    if trace is not None:
        trace.append(explain(world, state, condition))
        return trace[-1].holds
    if isinstance(condition, kinds.All):
        return all(holds(world, state, c) for c in condition.of)
    if isinstance(condition, kinds.Any):
        return sum(holds(world, state, c) for c in condition.of) >= condition.at_least
    if isinstance(condition, kinds.Not):
        return not holds(world, state, condition.of)
    return _handlers[type(condition)](world, state, condition)[0]


def all_hold(world: World, state: State, conditions: Sequence[Condition]) -> bool:
    """Return whether every one of the conditions holds."""
    return all(holds(world, state, c) for c in conditions)


def explain(world: World, state: State, condition: Condition) -> Term:
    """Return the tree of a condition with present values, evaluated to its leaves."""
    kind = str(condition.__struct_config__.tag)
    inner: Sequence[Condition] = ()
    if isinstance(condition, kinds.All | kinds.Any):
        inner = condition.of
    elif isinstance(condition, kinds.Not):
        inner = (condition.of,)
    children = tuple(explain(world, state, c) for c in inner)
    if not children:
        truth, present, wanted = _handlers[type(condition)](world, state, condition)
        return Term(kind, truth, present, wanted)
    true = sum(c.holds for c in children)
    if isinstance(condition, kinds.Not):
        return Term(kind, not true, "", "", children)
    need = condition.at_least if isinstance(condition, kinds.Any) else len(children)
    return Term(kind, true >= need, f"{true} hold", f"at least {need} of {len(children)}", children)


def explain_all(world: World, state: State, conditions: Sequence[Condition], kind: str = "all") -> Term:
    """Return the tree of a list of conditions that must all hold."""
    children = tuple(explain(world, state, c) for c in conditions)
    true = sum(c.holds for c in children)
    return Term(kind, true == len(children), f"{true} hold", f"all {len(children)}", children)


def _range(low: int | None, high: int | None) -> str:
    parts = [f"at least {low}"] if low is not None else []
    parts += [f"at most {high}"] if high is not None else []
    return " and ".join(parts)


def _within(value: int, low: int | None, high: int | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _turns_since(then: int, now: int, ago: int, what: str) -> Finding:
    wanted = f"{what} at least {ago} turns ago" if ago else what
    if then <= 0:
        return False, "not yet", wanted
    return now - then >= ago, f"{now - then} turns ago", wanted


@_for(kinds.Date)
def _date(world: World, state: State, c: kinds.Date) -> Finding:
    today = world.date_of(state.turn)
    truth = (c.not_before is None or today >= c.not_before) and (c.not_after is None or today <= c.not_after)
    wanted = [f"not before {c.not_before}"] if c.not_before else []
    wanted += [f"not after {c.not_after}"] if c.not_after else []
    return truth, str(today), " and ".join(wanted)


@_for(kinds.Control)
def _control(world: World, state: State, c: kinds.Control) -> Finding:
    side = side_row(world, c.side)
    rows = world.rows("place")
    held = [p for p in c.places if state.hex_control[world.place_hex[rows[p]]] == side]
    need = len(c.places) if c.at_least is None else c.at_least
    present = f"{len(held)}: {', '.join(held)}" if held else "none"
    return len(held) >= need, present, f"{c.side} holds {need} of {', '.join(c.places)}"


@_for(kinds.ControlRegion)
def _control_region(world: World, state: State, c: kinds.ControlRegion) -> Finding:
    mask = region_hexes(world, c.regions)
    total = int(mask.sum())
    held = int(np.count_nonzero(state.hex_control[mask] == side_row(world, c.side)))
    share = held * 100 // total if total else 0
    wanted = f"{c.side} holds {c.percent} percent of {', '.join(c.regions)}"
    return held * 100 >= c.percent * total and total > 0, f"{share} percent", wanted


@_for(kinds.Taken)
def _taken(world: World, state: State, c: kinds.Taken) -> Finding:
    cell = side_row(world, c.side) * world.sizes.place + world.rows("place")[c.place]
    return _turns_since(int(state.place_first[cell]), state.turn, c.turns_ago, f"{c.place} taken by {c.side}")


@_for(kinds.FiredBefore)
def _fired(world: World, state: State, c: kinds.FiredBefore) -> Finding:
    then = int(state.trigger_turn[world.rows("trigger")[c.trigger]])
    return _turns_since(then, state.turn, c.turns_ago, f"{c.trigger} fired")


@_for(kinds.VariableIs)
def _variable(world: World, state: State, c: kinds.VariableIs) -> Finding:
    row = world.rows("variable")[c.id]
    value, viewer = int(state.variable[row]), getattr(state, "viewer", -1)
    known = viewer < 0 or bool(world.variable_told[viewer, row])
    present = f"{c.id} {value if known else 'unknown'}"
    return _within(value, c.at_least, c.at_most), present, _range(c.at_least, c.at_most)


@_for(kinds.Strength)
def _strength(world: World, state: State, c: kinds.Strength) -> Finding:
    total = steps(state, select(world, state, c.units))
    return _within(total, c.at_least, c.at_most), f"{total} steps", _range(c.at_least, c.at_most)


@_for(kinds.Ratio)
def _ratio(world: World, state: State, c: kinds.Ratio) -> Finding:
    ours = steps(state, select(world, state, c.units))
    theirs = steps(state, select(world, state, c.against))
    return ours * 100 >= c.percent * theirs, f"{ours} to {theirs} steps", f"at least {c.percent} percent"


@_for(kinds.LostSteps)
def _lost(world: World, state: State, c: kinds.LostSteps) -> Finding:
    quarters = 0
    if c.side is not None:
        quarters += int(state.side_lost[side_row(world, c.side)])
    if c.nation is not None:
        quarters += int(state.unit_lost[world.unit_nation == world.rows("nation")[c.nation]].sum())
    return quarters >= c.steps * QUARTERS, f"{quarters // QUARTERS} steps lost", f"at least {c.steps}"


@_for(kinds.LandedIn)
def _landed(world: World, state: State, c: kinds.LandedIn) -> Finding:
    ours = (state.unit_status == STATUS_MAP) & (state.unit_side == side_row(world, c.side))
    count = int(np.count_nonzero(region_hexes(world, c.regions)[state.unit_hex[ours]]))
    return count >= c.units, f"{count} units", f"{c.units} units of {c.side} in {', '.join(c.regions)}"


@_for(kinds.WeatherIs)
def _weather(world: World, state: State, c: kinds.WeatherIs) -> Finding:
    zone = world.rows("zone")[c.zone]
    air, mud = int(state.weather_air[zone]), int(state.weather_mud[zone])
    present = f"{c.zone}: flying {air} percent, mud {mud}"
    return (
        air >= c.air_at_least and mud >= c.mud_at_least,
        present,
        f"{c.air_at_least} percent, mud {c.mud_at_least}",
    )


@_for(kinds.Decided)
def _decided(world: World, state: State, c: kinds.Decided) -> Finding:
    row = world.rows("decision")[c.id]
    choice = int(state.decision_choice[row])
    present = world.decisions[row].option[choice].id if choice >= 0 else "open"
    return present == c.option, present, c.option


@_for(kinds.Garrison)
def _garrison(world: World, state: State, c: kinds.Garrison) -> Finding:
    from engine.script.districts import hold  # districts ask conditions: the two know each other

    found = hold(world, state, world.rows("district")[c.district])
    present = f"{found.percent} percent, {found.steps} of {found.need} steps in {c.district}"
    return _within(found.percent, c.at_least, c.at_most), present, _range(c.at_least, c.at_most)


@_for(kinds.Months)
def _months(world: World, state: State, c: kinds.Months) -> Finding:
    today = world.date_of(state.turn)
    return today.month in c.months, str(today), f"month {', '.join(map(str, c.months))}"


_NESTING = {kinds.All, kinds.Any, kinds.Not}
_missing = set(get_args(Condition)) - set(_handlers) - _NESTING
if _missing:
    raise ImportError(f"conditions without a function: {sorted(k.__name__ for k in _missing)}")


def text_of(term: Term, depth: int = 0) -> list[str]:
    """Return a tree as lines of text, indented, with a mark for what holds."""
    mark = "+" if term.holds else "-"
    words = [w for w in (term.present, f"({term.wanted})" if term.wanted else "") if w]
    line = f"{'  ' * depth}{mark} {term.kind}{': ' if words else ''}{' '.join(words)}"
    return [line] + [inner for child in term.children for inner in text_of(child, depth + 1)]
