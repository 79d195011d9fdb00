"""Panels that answer a question: how politics stand, why a unit hungers, which attack is best."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine import turn
from engine.kernels.consts import DELIBERATE, SUPPLY_FULL
from engine.kernels.consts import STATUS_MAP as ON_MAP
from engine.observation import SPECTATOR, Observation
from engine.orders import Attack
from engine.rules import allotment, combat, shortage, supply
from engine.script import districts, outlook
from engine.state import G_PENDING, G_TURN, P_KIND, P_SUBJECT
from engine.world import World
from game import dialogs, lacks, provision, theme, wording
from game.scene import Scene
from game.widgets import Paper, Sheet

POLITICAL = 3  # kind of a pending decision
NEXT_EVENTS = 3  # that the panel explains
LATEST = 8  # events that the panel names


def politics_panel(world: World, state: Observation) -> Sheet:
    """Return the story's numbers, what happened last, and the questions asked and answered."""
    paper = Paper(420)
    paper.heading(wording.POLITICS, wording.date(world.date_of(max(1, int(state.game[G_TURN])))))
    for row, name in enumerate(world.variable_ids):
        if state.viewer != SPECTATOR and not world.variable_told[state.viewer, row]:
            continue
        low, high = world.variable_range[row]
        value = int(state.variable[row])
        label = wording.called(world, "variable", name)
        if high - low <= 1:
            paper.pair(label, wording.YES if value > low else wording.NO, size=13)
        else:
            paper.meter(label, (value - low) / max(1, high - low), theme.LINK, str(value))
    fired = sorted(
        (r for r in range(len(world.trigger_ids)) if state.trigger_turn[r] > 0),
        key=lambda r: (-int(state.trigger_turn[r]), -world.triggers[r].story, r),
    )
    paper.small(wording.LATEST)
    if not fired:
        paper.text(wording.NO_EVENTS, 13, theme.INK_SOFT)
    for row in fired[:LATEST]:
        day = wording.date(world.date_of(int(state.trigger_turn[row])))
        paper.pair(world.triggers[row].title, day, theme.INK_SOFT, size=13)
    for row, district in enumerate(world.districts):
        if row == 0:
            paper.small(wording.DISTRICTS)
        found = districts.hold(world, state, row)
        own = state.viewer in (SPECTATOR, world.rows("side")[district.occupier])
        held = (
            wording.GARRISON_OF.format(found.steps, found.need) if own else wording.NEEDS.format(found.need)
        )
        paper.pair(
            district.name, wording.IRREGULARS.format(districts.strength(world, state, row), held), size=12
        )
    paper.small(wording.WHY_NOT_YET)
    for coming in outlook.outlook(world, state, NEXT_EVENTS):
        paper.pair(world.triggers[coming.row].title, "" if coming.lacking else wording.ANY_DAY, size=13)
        for lack in coming.lacking[:2]:
            paper.text(lacks.words(world, lack), 11, theme.INK_SOFT)
    stack = state.pending.reshape(-1, state.sizes.pending_word)[: int(state.game[G_PENDING])]
    # The subject of another side's question is masked.
    asked = [int(r[P_SUBJECT]) for r in stack if r[P_KIND] == POLITICAL and r[P_SUBJECT] >= 0]
    paper.small(wording.DECISIONS)
    for row in asked:
        paper.pair(world.decisions[row].title, wording.OPEN, theme.WARN, size=13)
    taken = [r for r in range(len(world.decisions)) if state.decision_choice[r] >= 0]
    for row in sorted(taken, key=lambda r: -int(state.decision_turn[r]))[:4]:
        choice = world.decisions[row].option[int(state.decision_choice[row])].title
        paper.pair(world.decisions[row].title, choice, size=13)
    if not asked and not taken:
        paper.text(wording.NO_DECISIONS, 13, theme.INK_SOFT)
    return paper.finish()


def hungriest(world: World, seen: Observation, states: np.ndarray, side: int) -> int:
    """Return the side's unit that is worst supplied, the larger of equals; -1 if it has none on the map."""
    units = [
        u for u in range(world.sizes.unit) if seen.unit_status[u] == ON_MAP and int(seen.unit_side[u]) == side
    ]
    return max(units, key=lambda u: (int(states[u]), int(world.unit_stack[u]), -u), default=-1)


def hungriest_way(world: World, seen: Observation, side: int) -> provision.Provision | None:
    """Return how the side's worst supplied unit is supplied, None if it has no unit on the map."""
    return provision.of(world, seen, hungriest(world, seen, supply.trace(world, seen, side).state, side))


def supply_panel(world: World, seen: Observation, side: int) -> Sheet:
    """Return how a side is supplied, and why its hungriest unit is short."""
    paper = Paper(360, theme.SIDES[side % len(theme.SIDES)])
    paper.heading(wording.SUPPLY_OF.format(world.side_names[side]))
    supply_lines(paper, world, seen, side)
    return paper.finish()


def supply_lines(paper: Paper, world: World, seen: Observation, side: int) -> None:
    """Write how many units of a side are supplied how, its sources, and why its hungriest unit is short."""
    paper.small(wording.UNITS_SUPPLIED)
    field = supply.trace(world, seen, side)
    mine = (seen.unit_status == ON_MAP) & (seen.unit_side == side)
    for code, words in enumerate(wording.SUPPLY_STATES):
        colour = theme.GOOD if code == SUPPLY_FULL else theme.WARN if code == SUPPLY_FULL + 1 else theme.BAD
        paper.pair(wording.sentence(words), str(int((mine & (field.state == code)).sum())), colour, size=13)
    paper.small(wording.SOURCES)
    order = np.argsort(-field.sources.tons, kind="stable")[:6]
    for row in order.tolist():
        words = wording.TONS_LEFT.format(
            wording.number(int(field.sources.tons[row])), wording.number(int(field.left[row]))
        )
        at = int(field.sources.hex[row])
        kind = wording.coded("SOURCE_KIND", shortage.KINDS[int(field.sources.kind[row])])
        name = wording.SOURCE_OF.format(wording.where(world, at), kind)
        paper.pair(name, words, action=("jump", at), size=13)
    unit = hungriest(world, seen, field.state, side)
    if unit < 0:
        return
    at = int(seen.unit_hex[unit])
    paper.small(wording.HUNGRIEST)
    paper.text(world.unit_names[unit] or world.unit_labels[unit], 14)
    paper.pair(wording.STANDS_AT, wording.where(world, at), action=("jump", at), size=13)
    paper.pair(wording.SUPPLY, wording.SUPPLY_STATES[int(field.state[unit])], size=13)
    known = provision.of(world, seen, unit)
    if known is not None:
        provision.lines(paper, world, known)


def best_attack(
    world: World, seen: Observation, attackers: Callable[[Observation, int, int], list[int]]
) -> Attack | None:
    """Return the deliberate attack with the best chance among all that the viewer could give now."""
    near: set[int] = set()
    for unit in np.flatnonzero((seen.unit_status == ON_MAP) & (seen.unit_side == seen.viewer)).tolist():
        near.update(int(h) for h in world.hex_neighbour[seen.unit_hex[unit]] if 0 <= h < world.land)
    enemy = (seen.unit_status == ON_MAP) & (seen.unit_side != seen.viewer) & (seen.unit_side >= 0)
    best: tuple[float, int] = (-1.0, 0)
    chosen: Attack | None = None
    for target in sorted(near & {int(h) for h in seen.unit_hex[enemy]}):
        units = tuple(attackers(seen, target, DELIBERATE))
        order = Attack(target, units, DELIBERATE)
        if not units or turn.check(world, seen, order) is not None:
            continue
        value = (round(combat.explain(world, seen, order).chance_to_win(), 3), len(units))
        if value > best:
            best, chosen = value, order
    return chosen


def attack_panel(scene: Scene, order: Attack | None) -> Sheet:
    """Return the preview of an attack, or a line that there is none."""
    world, seen = scene.world, scene.seen
    if order is None:
        paper = Paper(380, theme.BAD)
        paper.heading(wording.NO_ATTACK_TITLE)
        paper.text(wording.NO_ATTACK.format(world.side_names[seen.viewer]), 13, theme.INK_SOFT)
        return paper.finish()
    found = combat.explain(world, seen, order)
    guns = int(seen.pool_naval[seen.viewer]) if world.hex_gunned[order.target] else 0
    groups = [(u, True) for u in order.units[:18]]
    support = allotment.ready(seen, seen.viewer, order.units, order.target)
    return dialogs.attack_panel(scene, order, found, "", groups, (support, guns))


__all__ = ["attack_panel", "best_attack", "hungriest_way", "politics_panel", "supply_panel"]
