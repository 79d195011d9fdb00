"""The supply panel of the map screen: how a side stands, its sources, and who starves if a hex falls."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.observation import SPECTATOR, Observation
from engine.rules import shortage
from engine.world import World
from game import enquiry, overlays, theme, wording
from game.panels import hex_name
from game.scene import Scene
from game.widgets import Paper, Sheet

NAMED = 8  # units that a turn names


@dataclass(frozen=True)
class Fall:
    """What the fall of a hex would mean: by turn the units that are out of supply and else would not be."""

    hex: int
    starving: tuple[tuple[int, ...], ...]


class Asker:
    """Answers for one position at a time; what was asked before is remembered."""

    def __init__(self) -> None:
        self._seen: Observation | None = None
        self._known: dict[int, Fall] = {}
        self._now: np.ndarray | None = None
        self._laid: tuple[Scene, overlays.Overlay | None] | None = None

    def supplied(self, shown: Scene, row: int) -> str:
        """Return how supply stands in a hex, in the words of the overlay."""
        if self._laid is None or self._laid[0] is not shown:
            self._laid = (shown, overlays.build(shown.world, shown.seen, "supply"))
        laid = self._laid[1]
        code = int(laid.codes[row]) if laid is not None and row < len(laid.codes) else 0
        return laid.classes[code - 1].words if laid is not None and code > 0 else ""

    def ask(self, world: World, seen: Observation, row: int) -> Fall | None:
        """Return what the fall of a hex would mean for who holds it; None for the sea and foreign ground."""
        if not 0 <= row < world.land or seen.hex_control[row] < 0:
            return None
        side = int(seen.hex_control[row])
        if seen.viewer not in (SPECTATOR, side):
            return None
        if self._seen is not seen:
            self._seen, self._known, self._now = seen, {}, None
        if row not in self._known:
            if seen.viewer != SPECTATOR and self._now is None:
                self._now = shortage.outlook(world, seen, side)
            found = shortage.starving(world, seen, side, row, self._now)
            self._known[row] = Fall(row, tuple(tuple(units) for units in found))
        return self._known[row]


def panel(scene: Scene, side: int, fall: Fall | None) -> Sheet:
    """Return how a side is supplied, with what the fall of a hex would change if one is asked about."""
    world, seen = scene.world, scene.seen
    paper = Paper(400, theme.SIDES[side % len(theme.SIDES)])
    if fall is None:
        paper.heading(wording.SUPPLY_OF.format(world.side_names[side]))
        paper.text(wording.IF_FALLS_HOW, 12, theme.INK_SOFT)
        enquiry.supply_lines(paper, world, seen, side)
        return paper.finish()
    paper.heading(wording.sentence(wording.IF_FALLS.format(hex_name(scene, fall.hex))))
    told: set[int] = set()
    for turn, units in enumerate(fall.starving, 1):
        colour = theme.BAD if units else theme.GOOD
        words = wording.counted("N_UNITS", len(units))
        paper.pair(wording.counted("IF_FALLS_TURN", turn), words, colour, size=13)
        for unit in [u for u in units if u not in told][:NAMED]:
            at = int(seen.unit_hex[unit])
            paper.pair(world.unit_labels[unit], hex_name(scene, at), action=("jump", at), size=12)
        told.update(units)
    if not told:
        paper.text(wording.IF_FALLS_NONE, 13, theme.INK_SOFT)
    enquiry.supply_lines(paper, world, seen, side)
    return paper.finish()
