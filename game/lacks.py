"""What an event still lacks, in the language that is spoken: a sentence for each kind of condition."""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.schema import conditions as kinds
from engine.script.outlook import Lack
from engine.world import World
from game import texts, wording

_NUMBER = re.compile(r"-?[0-9]+")


def words(world: World, lack: Lack) -> str:
    """Return what is lacking, and how it stands now where that is a number."""
    wanted = _wanted(world, lack.condition)
    if lack.barred:
        wanted = wording.LACK_NOT.format(wanted)
    if not isinstance(lack.condition, _COUNTED):
        return wording.LACKS_ONLY.format(wanted)
    name = lack.condition.id if isinstance(lack.condition, kinds.VariableIs) else ""
    found = _NUMBER.search(lack.term.present.removeprefix(name))
    return wording.LACKS.format(wanted, found[0] if found else wording.LACK_UNKNOWN)


_COUNTED = (
    kinds.VariableIs,
    kinds.Strength,
    kinds.LostSteps,
    kinds.LandedIn,
    kinds.Garrison,
    kinds.ControlRegion,
)


def _wanted(world: World, c: kinds.Condition) -> str:
    """Return what a condition asks for."""
    match c:
        case kinds.Date():
            parts = [wording.LACK_FROM.format(texts.day(c.not_before))] if c.not_before else []
            parts += [wording.LACK_UNTIL.format(texts.day(c.not_after))] if c.not_after else []
            return _and(parts)
        case kinds.Months():
            return wording.LACK_MONTHS.format(_and(map(str, c.months)))
        case kinds.Control():
            names = [world.place_names[world.rows("place")[p]] for p in c.places]
            need = len(names) if c.at_least is None else c.at_least
            listed = names[0] if len(names) == 1 else wording.LACK_OF.format(need, _and(names))
            return wording.LACK_HELD.format(listed, _side(world, c.side))
        case kinds.ControlRegion():
            share = wording.LACK_SHARE.format(wording.percent(c.percent / 100), _regions(world, c.regions))
            return wording.LACK_HELD.format(share, _side(world, c.side))
        case kinds.Taken():
            place = world.place_names[world.rows("place")[c.place]]
            return _ago(wording.LACK_TAKEN.format(place, _side(world, c.side)), c.turns_ago)
        case kinds.FiredBefore():
            title = world.triggers[world.rows("trigger")[c.trigger]].title
            return _ago(wording.LACK_EVENT.format(title), c.turns_ago)
        case kinds.Decided():
            decision = world.decisions[world.rows("decision")[c.id]]
            chosen = next((o.title for o in decision.option if o.id == c.option), wording.title(c.option))
            return wording.LACK_IS.format(decision.title, chosen)
        case kinds.VariableIs():
            return wording.LACK_IS.format(
                wording.called(world, "variable", c.id), _range(c.at_least, c.at_most, wording.LACK_AMOUNT)
            )
        case kinds.Strength():
            return _range(c.at_least, c.at_most, wording.LACK_STEPS)
        case kinds.Ratio():
            return wording.LACK_RATIO.format(wording.percent(c.percent / 100))
        case kinds.LostSteps():
            side = wording.text(world, f"nation.{c.nation}") if c.side is None else _side(world, c.side)
            return wording.LACK_LOST.format(side, c.steps)
        case kinds.LandedIn():
            return wording.LACK_LANDED.format(c.units, _side(world, c.side), _regions(world, c.regions))
        case kinds.WeatherIs():
            zone = wording.called(world, "zone", c.zone)
            return wording.LACK_WEATHER.format(
                zone, wording.percent(c.air_at_least / 100), wording.MUD[c.mud_at_least]
            )
        case kinds.Garrison():
            district = world.districts[world.rows("district")[c.district]].name
            return wording.LACK_GARRISON.format(district, _range(c.at_least, c.at_most, wording.LACK_PERCENT))
        case kinds.Not():
            return wording.LACK_NOT.format(_wanted(world, c.of))
        case kinds.All() | kinds.Any():
            need = c.at_least if isinstance(c, kinds.Any) else len(c.of)
            return wording.LACK_OF.format(need, _and(_wanted(world, part) for part in c.of))


def _and(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _side(world: World, name: str) -> str:
    return world.side_names[world.rows("side")[name]]


def _regions(world: World, names: Iterable[str]) -> str:
    return _and(wording.called(world, "region", name) for name in names)


def _ago(what: str, turns: int) -> str:
    return wording.LACK_AGO.format(what, turns) if turns else what


def _range(low: int | None, high: int | None, unit: str) -> str:
    parts = [wording.LACK_LEAST.format(unit.format(low))] if low is not None else []
    parts += [wording.LACK_MOST.format(unit.format(high))] if high is not None else []
    return _and(parts)
