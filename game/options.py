"""What a side could do now: the choices that panels offer, found by asking the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine import turn
from engine.kernels.consts import (
    DELIBERATE,
    INFINITY,
    MODE_NORMAL,
    PENDING_ADVANCE,
    PENDING_DETERMINED,
    PENDING_POLITICAL,
    PENDING_REACT,
    STATUS_BOX,
    STATUS_MAP,
)
from engine.legality import demolitions, priorities
from engine.observation import Observation
from engine.orders import (
    Absorb,
    Advance,
    Allot,
    Answer,
    Attach,
    Attack,
    Bombard,
    Demolish,
    Detach,
    Determined,
    Disband,
    Drop,
    Embark,
    Ferry,
    Headquarters,
    Land,
    Merge,
    Order,
    Overrun,
    Priority,
    Rail,
    React,
    Refusal,
    Reserve,
    Sail,
    Withdraw,
)
from engine.rules import (
    aftermath,
    airborne,
    combat,
    ferries,
    movement,
    prospects,
    reinforcement,
    reserves,
    transport,
)
from engine.world import World
from game import wording


@dataclass(frozen=True)
class Decision:
    """An open decision: its kind, side, subject (hex or decision row) and extra word."""

    kind: int
    side: int
    subject: int
    extra: int


class Options:
    """Questions about what may be done in a World; every answer is one of ``turn.check``."""

    world: World

    def reach(self, seen: Observation, unit: int) -> tuple[dict[int, int], Callable[[int], list[int]]]:
        """Return the hexes a unit can reach with their cost in quarters, and a way to each."""
        if seen.unit_status[unit] != STATUS_MAP or seen.unit_side[unit] != seen.viewer:
            return {}, lambda _: []
        found = movement.reach(self.world, seen, unit)
        costs = {int(h): int(found.cost[h]) for h in found.settled if found.cost[h] < INFINITY}
        return costs, found.path_to

    def check(self, seen: Observation, order: Order) -> Refusal | None:
        """Return why the viewer may not give an order now, None if he may."""
        return turn.check(self.world, seen, order)

    def idle_units(self, seen: Observation) -> list[int]:
        """Return own units on the map that have not acted and could, ordered by hex."""
        units = [
            u
            for u in range(self.world.sizes.unit)
            if seen.unit_status[u] == STATUS_MAP
            and seen.unit_side[u] == seen.viewer
            and seen.unit_mp[u] > 0
            and seen.unit_mode[u] == MODE_NORMAL
            and seen.unit_mp[u] == seen.unit_full_mp[u]
            and not self.world.class_static[self.world.unit_class[u]]
        ]
        return sorted(
            units,
            key=lambda u: (
                int(seen.unit_army[u]),
                int(seen.unit_corps[u]),
                int(seen.unit_hex[u]),
                u,
            ),
        )

    def boxed(self, seen: Observation) -> dict[int, list[int]]:
        """Return own units in each box."""
        found: dict[int, list[int]] = {}
        for u in range(self.world.sizes.unit):
            if seen.unit_status[u] == STATUS_BOX and seen.unit_side[u] == seen.viewer:
                found.setdefault(int(seen.unit_box[u]), []).append(u)
        return found

    def attackers(self, seen: Observation, target: int, mode: int) -> list[int]:
        """Return all own units that may attack a hex in a mode."""
        near = {int(h) for h in self.world.hex_neighbour[target] if 0 <= h < self.world.land}
        return [
            u
            for u in range(self.world.sizes.unit)
            if seen.unit_status[u] == STATUS_MAP
            and seen.unit_side[u] == seen.viewer
            and int(seen.unit_hex[u]) in near
            and self.check(seen, Attack(target, (u,), mode)) is None
        ]

    def explain(self, seen: Observation, order: Attack) -> combat.Breakdown:
        """Return terms, shifts and exact outcomes of an attack."""
        return combat.explain(self.world, seen, order)

    def foresee(self, seen: Observation, order: Attack) -> prospects.Prospects:
        """Return the joint distribution of an attack and the chance to hold what it wins."""
        return prospects.foresee(self.world, seen, order)

    def explain_landing(self, seen: Observation, order: Land, land_hex: int) -> combat.Breakdown:
        """Return terms, shifts and exact outcomes of a landing on a held beach."""
        attack = Attack(land_hex, order.units, DELIBERATE, 0, order.naval)
        return combat.explain(self.world, seen, attack, landing=True)

    def most_absorbed(self, seen: Observation, unit: int) -> int:
        """Return how many quarters of replacements a unit may take now."""
        for quarters in range(8, 0, -1):
            if self.check(seen, Absorb(unit, quarters)) is None:
                return quarters
        return 0

    def landing_places(self, seen: Observation, units: tuple[int, ...]) -> dict[int, Order]:
        """Return by hex the landing (or the sailing of one unit) that units could do now."""
        found: dict[int, Order] = {}
        for place in range(len(self.world.place_ids)):
            at = int(self.world.place_hex[place])
            if at < 0 or at >= self.world.land:
                continue
            if len(units) == 1 and self.check(seen, Sail(units[0], place)) is None:
                found[at] = Sail(units[0], place)
            elif at not in found and self.check(seen, Land(place, units, 0)) is None:
                naval = min(int(seen.pool_naval[seen.viewer]), 2) if self.enemy_at(seen, at) else 0
                order = Land(place, units, naval)
                found[at] = order if self.check(seen, order) is None else Land(place, units, 0)
        if len(units) == 1:
            found = {**self.drop_places(seen, units[0]), **found}
        return found

    def drop_places(self, seen: Observation, unit: int) -> dict[int, Order]:
        """Return by hex the parachute drops of a unit."""
        if airborne.jumper(self.world, seen, unit) is not None:
            return {}
        drops = [Drop(unit, int(h)) for h in airborne.zones(self.world, seen)]
        return {o.target: o for o in drops if self.check(seen, o) is None}

    def rail_places(self, seen: Observation, unit: int) -> dict[int, Order]:
        """Return by hex the rail moves of a unit."""
        return {
            h: Rail(unit, h)
            for h in range(self.world.land)
            if self.world.hex_rail[h].any() and self.check(seen, Rail(unit, h)) is None
        }

    def sea_places(self, seen: Observation, unit: int) -> dict[int, Order]:
        """Return by hex the voyages of a unit between ports."""
        found: dict[int, Order] = {}
        for place in range(len(self.world.place_ids)):
            if self.check(seen, Sail(unit, place)) is None:
                found[int(self.world.place_hex[place])] = Sail(unit, place)
        return found

    def embarking(self, seen: Observation, unit: int) -> Order | None:
        """Return the order that takes a unit aboard, if there is a box for it."""
        for box in range(len(self.world.box_ids)):
            order = Embark(unit, box)
            if self.check(seen, order) is None:
                return order
        return None

    def staff_orders(self, seen: Observation, unit: int) -> list[tuple[str, Order]]:
        """Return what the chain of command of a unit on the map may do, with words for each."""
        if seen.unit_status[unit] != STATUS_MAP:
            return []
        found: list[tuple[str, Order]] = []
        for row in dict.fromkeys((int(seen.unit_corps[unit]), int(seen.unit_army[unit]))):
            order = Headquarters(row, int(seen.unit_hex[unit]))
            if row >= 0 and self.check(seen, order) is None:
                found.append((wording.BRING_STAFF.format(self.world.formation_labels[row]), order))
            allot = Allot(row, 1)
            if row >= 0 and self.check(seen, allot) is None:
                found.append((wording.LAY_UP.format(self.world.formation_labels[row]), allot))
        for row in range(self.world.sizes.formation):
            attach = Attach(unit, row)
            if self.check(seen, attach) is None:
                found.append((wording.ATTACH_TO.format(self.world.formation_labels[row]), attach))
        for other in range(self.world.sizes.unit):
            merge = Merge(other, unit)
            if seen.unit_hex[other] == seen.unit_hex[unit] and self.check(seen, merge) is None:
                found.insert(0, (wording.MERGE_WITH.format(self.world.unit_labels[other]), merge))
        partings: tuple[tuple[Order, str], ...] = (
            (Detach(unit), wording.BREAK_OFF),
            (Disband(unit), wording.DISBAND),
        )
        for parting, words in partings:
            if self.check(seen, parting) is None:
                found.insert(0, (words, parting))
        return found[:7]

    def holding_back(self, seen: Observation, unit: int) -> Order | None:
        """Return the order that puts a unit in reserve, if it may."""
        order = Reserve(unit)
        return order if self.check(seen, order) is None else None

    def overrunning(self, seen: Observation, target: int, unit: int) -> Order | None:
        """Return the overrun of a hex by a unit, or by all that stand with it, if the odds suffice."""
        if unit < 0:
            return None
        at = int(seen.unit_hex[unit])
        mobile = self.world.class_mobile[self.world.unit_class] > 0
        here = (seen.unit_hex == at) & (seen.unit_side == seen.viewer) & mobile
        for group in ((unit,), tuple(int(u) for u in here.nonzero()[0])):
            if group and self.check(seen, Overrun(target, group)) is None:
                return Overrun(target, group)
        return None

    def bombarding(self, seen: Observation, target: int, support: int, naval: int) -> Order | None:
        """Return the bombardment of a hex by as much of some points as count, if it is allowed."""
        most = self.world.combat.bombardment.points_at_most
        order = Bombard(target, min(support, most), max(0, min(naval, most - support)))
        return order if self.check(seen, order) is None else None

    def supply_orders(self, seen: Observation, unit: int) -> list[tuple[str, Order]]:
        """Return what a unit on the map can blow up, and how else it can be fed, with words for each."""
        if seen.unit_status[unit] != STATUS_MAP:
            return []
        found: list[tuple[str, Order]] = []
        for order in [*demolitions(self.world, seen, [unit]), *priorities(self.world, seen, [unit])]:
            if isinstance(order, Demolish):
                words = (wording.BLOW_PORT, wording.BLOW_RAIL, wording.BLOW_BRIDGE)[order.what]
                found.append((words.format(wording.where(self.world, order.toward)), order))
            elif isinstance(order, Priority):
                found.append(
                    ((wording.FEED_IN_TURN, wording.FEED_FIRST, wording.FEED_LAST)[order.level], order)
                )
        return found

    def crossings(self, seen: Observation, unit: int) -> list[tuple[str, Order]]:
        """Return the ferries that a unit on the map can take, with words that tell what it would lose."""
        if seen.unit_status[unit] != STATUS_MAP:
            return []
        found: list[tuple[str, Order]] = []
        for order in ferries.crossings(self.world, seen, unit):
            if isinstance(order, Ferry):
                fare, to = ferries.fare_of(self.world, seen, order), wording.where(self.world, order.to)
                words = wording.FERRY_TO.format(to)
                if fare.lost:
                    words = wording.FERRY_LOSS.format(to, wording.points(fare.lost))
                if fare.hampered:
                    words += wording.FERRY_HAMPERED.format(wording.percent(fare.hampered / 100))
                found.append((words, order))
        return found

    def sea_danger(self, seen: Observation, orders: Iterable[Order]) -> int:
        """Return the greatest risk of some voyages in percent."""
        voyages = [o for o in orders if isinstance(o, Sail)]
        return max((transport.risk_of(self.world, seen, o)[0] for o in voyages), default=0)

    def withdrawing(self, seen: Observation, unit: int) -> Order | None:
        """Return the order that sends a unit away for good, if it is due."""
        order = Withdraw(unit)
        return order if self.check(seen, order) is None else None

    def enemy_at(self, seen: Observation, land_hex: int) -> bool:
        """Whether the viewer sees an enemy in a hex."""
        return bool(
            (
                (seen.unit_hex == land_hex)
                & (seen.unit_side != seen.viewer)
                & (seen.unit_status == STATUS_MAP)
            ).any()
        )

    def answers(self, seen: Observation, decision: Decision) -> list[tuple[str, Order]]:
        """Return the answers to an open decision, each with its words."""
        world = self.world
        if decision.kind == PENDING_DETERMINED:
            return [(wording.FALL_BACK, Determined(0)), (wording.STAND, Determined(1))]
        if decision.kind == PENDING_ADVANCE:
            able = aftermath.advancers(world, seen, decision.subject, decision.side)
            out: list[tuple[str, Order]] = [(wording.NOBODY_ADVANCES, Advance(()))]
            fits: list[int] = []
            for unit in sorted(able, key=lambda u: -int(seen.unit_quarters[u])):
                if self.check(seen, Advance((*fits, unit))) is None:
                    fits.append(unit)
            if len(fits) > 1:
                out.append((wording.ALL_ADVANCE, Advance(tuple(fits))))
            out += [
                (wording.ADVANCES.format(world.unit_labels[u]), Advance((u,)))
                for u in able[:4]
                if self.check(seen, Advance((u,))) is None
            ]
            return out
        if decision.kind == PENDING_REACT:
            out = [(wording.NO_REACTION, React((), decision.subject))]
            ready = reserves.reactors(world, seen, decision.side, decision.subject)
            for unit, hexes in list(ready.items())[:6]:
                for at in hexes:
                    words = wording.REACTION.format(world.unit_labels[unit], wording.where(world, at))
                    out.append((words, React((unit,), at)))
            return out
        if decision.kind == PENDING_POLITICAL:
            return [
                (option.title, Answer(decision.subject, row))
                for row, option in enumerate(world.decisions[decision.subject].option)
            ]
        return []

    def due(self, seen: Observation) -> list[int]:
        """Return own units that are due to leave."""
        return reinforcement.due_units(self.world, seen, seen.viewer) if seen.viewer >= 0 else []
