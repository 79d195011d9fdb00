"""How a unit is supplied: the lines of its panel and the way that is drawn on the map.

All of it comes from ``engine.rules.shortage``, which reads what the viewer sees.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.kernels.consts import STATUS_MAP
from engine.observation import SPECTATOR, Observation
from engine.rules import shortage
from engine.world import World
from game import theme, wording
from game.widgets import Paper

CUTS_TOLD = 3  # breaks of the way that the panel names; the map shows all


@dataclass(frozen=True, eq=False)
class Provision:
    """What is known of a unit's supply.

    ``found`` is the answer of ``shortage.explain``, ``way`` the hexes from the unit to its source,
    ``cuts`` the hexes at which the way that it would have in peace is cut.
    """

    unit: int
    found: dict[str, Any]
    way: tuple[int, ...]
    cuts: tuple[int, ...]


def of(world: World, seen: Observation, unit: int) -> Provision | None:
    """Return how a unit on the map is supplied, None if that is not the viewer's to know."""
    if unit < 0 or seen.unit_status[unit] != STATUS_MAP or seen.unit_hex[unit] < 0:
        return None
    if seen.viewer not in (SPECTATOR, int(seen.unit_side[unit])):
        return None
    found = shortage.explain(world, seen, unit)
    rows = world.rows("hex")
    way = tuple(rows[step["hex"]] for step in found["path"])
    return Provision(unit, found, way, tuple(rows[cut["hex"]] for cut in found["cut_by"]))


def lines(paper: Paper, world: World, known: Provision) -> None:
    """Write whence a unit is supplied, over what way, what it got, what cut it and who drew before it."""
    found = known.found
    source, cost = found["source"], found["cost"]
    words = wording.NO_SOURCE
    if source:
        kind = wording.coded("SOURCE_KIND", found["source_kind"])
        words = wording.SOURCE_OF.format(wording.source(world, source), kind)
    paper.pair(wording.SOURCE, words, size=13)
    words = wording.CUT_OFF if cost is None else wording.MP_OF.format(cost, found["low_range"])
    far = cost is None or cost > found["full_range"]
    paper.pair(wording.WAY, words, theme.WARN if far else theme.GOOD, size=13)
    paper.pair(wording.TONS_GOT, wording.OF.format(found["granted"], found["need"]), size=13)
    if found["limit"] != "none":
        paper.text(wording.coded("SUPPLY_LIMIT", found["limit"]), 13, theme.WARN)
    for cut in found["cut_by"][:CUTS_TOLD]:
        at = wording.where(world, world.rows("hex")[cut["hex"]])
        paper.pair(wording.coded("SUPPLY_CUT", cut["cause"]), at, theme.BAD, size=13)
    before = found["before"]
    if before:
        tons = wording.number(sum(row["tons"] for row in before))
        paper.pair(wording.DREW_BEFORE, wording.counted("UNITS_DREW", len(before), tons), size=13)
