"""What an attack may bring: the exact joint distribution, the counter-attack, the source of each shift.

The rules themselves are carried out on copies of what the viewer knows, once for every outcome
of the dice, so that nothing here can differ from the battle. Nothing is sampled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.events import Event
from engine.kernels.consts import DELIBERATE, STATUS_MAP, T_TURNED
from engine.orders import Attack
from engine.rules import aftermath, retreat
from engine.rules.combat import (
    at_most,
    battle,
    cohesion_cost,
    defender_guns,
    loss_divisor,
    outcomes,
    share_losses,
)
from engine.rules.common import CAUSE_RETREAT, hexes_between, lose, stack_limit
from engine.state import I32, State
from engine.world import World

POLICIES = ("fall-back", "stand", "staff")  # what a defender does who may stand
SHIFTS = "rules/combat.toml: shifts."
SOURCES = {
    "works": f"{SHIFTS}entrenchment",
    "weather": f"{SHIFTS}mud, {SHIFTS}snow",
    "hasty": f"{SHIFTS}hasty",
    "defender-better": f"{SHIFTS}defender_better",
    "supply": f"{SHIFTS}attacker_low, {SHIFTS}attacker_out",
    "mixed-command": f"{SHIFTS}corps, {SHIFTS}army",
    "defender-guns": f"{SHIFTS}naval_cap",
    "out-of-command": "rules/command.toml: out_of_range_shift",
    "cautious-leader": "rules/command.toml: leader.timid_shift",
    "support": f"{SHIFTS}support_cap",
    "naval": f"{SHIFTS}naval_cap",
    "set-piece": f"{SHIFTS}set_piece",
    "surprise": f"{SHIFTS}surprise",
    "concentric": f"{SHIFTS}concentric, {SHIFTS}turned",
    "armour": f"{SHIFTS}armour",
    "quality": f"{SHIFTS}quality, {SHIFTS}quality_great",
    "low-cohesion": f"{SHIFTS}low_cohesion",
    "isolated": f"{SHIFTS}isolated",
    "bold-leader": "rules/command.toml: leader.bold_shift",
}


def source(world: World, term: str, target: int) -> str:
    """Return file and key of the value behind a shift of an attack on a hex."""
    if term == "terrain":
        return f"rules/terrain.toml: terrain.{world.terrain_ids[world.hex_terrain[target]]}.shift"
    if term == "river":
        kinds = sorted({int(k) for k in world.hex_side[target] if world.side_attack[k] == 1})
        return ", ".join(f"rules/terrain.toml: hexside.{world.hexside_ids[k]}.shift" for k in kinds)
    return SOURCES[term]


@dataclass(frozen=True)
class Case:
    """A line of the joint distribution: its chance, whether the hex is given up, what both lose."""

    ways: int
    won: bool
    retreat: int
    attacker: int
    defender: int


@dataclass(frozen=True)
class Prospects:
    """Cases by the defender's policy, in quarters and in parts of ``whole``; and what comes after.

    ``hold`` is the chance to hold the hex, once won, against an immediate counter-attack, None if
    nobody can enter it. It is assumed that the two strongest attackers that fit enter, that every
    enemy whom the viewer sees within the reach of reserves comes and attacks deliberately, without
    support, and that the staff decides whether to stand. ``counter`` names those enemies.
    """

    whole: int
    cases: dict[str, tuple[Case, ...]]
    hold: float | None
    counter: tuple[int, ...]

    def chance(self, policy: str) -> float:
        """Return the chance that the hex is given up."""
        return sum(c.ways for c in self.cases[policy] if c.won) / self.whole


def foresee(world: World, seen: State, order: Attack) -> Prospects:
    """Return the prospects of an attack as the acting side may know them."""
    attackers = np.array(order.units, np.int32)
    side = int(seen.unit_side[attackers[0]])
    guns = defender_guns(world, seen, side, order.target)
    terms, engaged = battle(
        world, seen, attackers, order.target, order.mode, order.support, order.naval, guns, False
    )
    fighting = [int(u) for u, quarters in zip(attackers, engaged, strict=True) if quarters > 0]
    divisor = loss_divisor(world)
    found: dict[str, dict[tuple[bool, int, int, int], int]] = {p: {} for p in POLICIES}
    typical: dict[str, tuple[int, State]] = {}  # by result, the likeliest position after a win
    won_by: dict[str, int] = {}
    for line in outcomes(world, seen, order.target, side, terms):
        result = world.result_ids.index(line.result)
        for own, enemy in ((a, d) for a in (0, 1) for d in (0, 1)):
            weight = line.ways * (line.attacker[1] if own else divisor - line.attacker[1])
            weight *= line.defender[1] if enemy else divisor - line.defender[1]
            if weight == 0:
                continue
            lost = (line.attacker[0] + own, line.defender[0] + enemy)
            after = _after_fire(world, seen, order.target, fighting, result, lost)
            for policy in POLICIES:
                ends = _ends(world, after, order.target, side, line.retreat, bool(terms[T_TURNED]), policy)
                for ways, won, state in ends:
                    taken = int(state.side_lost[side] - seen.side_lost[side])
                    caused = int(state.side_lost[1 - side] - seen.side_lost[1 - side])
                    cell = (won, line.retreat if won else 0, taken, caused)
                    found[policy][cell] = found[policy].get(cell, 0) + weight * ways
                    if won and policy == "staff":
                        won_by[line.result] = won_by.get(line.result, 0) + weight * ways
                        if weight * ways > typical.get(line.result, (0, state))[0]:
                            typical[line.result] = (weight * ways, state)
    cases = {
        policy: tuple(Case(ways, *cell) for cell, ways in sorted(cells.items(), reverse=True))
        for policy, cells in found.items()
    }
    hold, counter = _hold(world, typical, won_by, order.target, side, fighting)
    return Prospects(36 * divisor * divisor * 36, cases, hold, counter)


def _copy(world: World, state: State) -> State:
    other = State(world.sizes)
    other.copy_from(state)
    return other


def _after_fire(
    world: World, seen: State, target: int, fighting: list[int], result: int, lost: tuple[int, int]
) -> State:
    """Return the position after the losses of a result, before anybody decides."""
    state, events = _copy(world, seen), list[Event]()
    side = int(seen.unit_side[fighting[0]]) if fighting else 0
    defenders = [int(u) for u in np.flatnonzero((state.unit_hex == target) & (state.unit_side != side))]
    for units, cost, quarters in (
        (fighting, int(world.result_attacker_cohesion[result]), lost[0]),
        (defenders, int(world.result_defender_cohesion[result]), lost[1]),
    ):
        tired = state.unit_cohesion[units] - cohesion_cost(world, cost)
        state.unit_cohesion[units] = np.maximum(0, tired)
        share_losses(world, state, units, quarters, events)
    state.unit_fighting[:] = 0
    state.unit_fighting[fighting] = 1
    return state


def _ends(
    world: World, after: State, target: int, side: int, hexes: int, turned: bool, policy: str
) -> list[tuple[int, bool, State]]:
    """Return how a battle may end: ways of 36, whether the hex is given up, the position."""
    defenders = [int(u) for u in np.flatnonzero((after.unit_hex == target) & (after.unit_side != side))]
    if not defenders:
        return [(36, True, after)]
    if hexes == 0:
        return [(36, False, after)]
    need = aftermath.stand_need(world, after, defenders, hexes, turned)
    stands = need > 0 and policy != "fall-back"
    if stands and policy == "staff":
        stands = aftermath.would_stand(world, after, target, 1 - side, hexes, need)
    if not stands:
        gone = _copy(world, after)
        retreat.give_way(world, gone, target, side, hexes, [])
        return [(36, True, gone)]
    stood = _copy(world, after)
    strongest = max(defenders, key=lambda u: (int(stood.unit_quarters[u]), -u))
    lose(world, stood, strongest, world.combat.determined.quarters, CAUSE_RETREAT, [])
    worn = stood.unit_cohesion[defenders] - world.combat.determined.cohesion
    stood.unit_cohesion[defenders] = np.maximum(0, worn)
    if not np.any((stood.unit_hex == target) & (stood.unit_side != side)):
        return [(36, True, stood)]
    broke = _copy(world, stood)
    retreat.give_way(world, broke, target, side, hexes, [])
    held = at_most(need)
    return [(held, False, stood), (36 - held, True, broke)]


# -- the counter-attack ---------------------------------------------------------------


def _hold(
    world: World,
    typical: dict[str, tuple[int, State]],
    won_by: dict[str, int],
    target: int,
    side: int,
    fighting: list[int],
) -> tuple[float | None, tuple[int, ...]]:
    total, sum_ = 0, 0.0
    enemies: tuple[int, ...] = ()
    for result, (_, state) in typical.items():
        if not _enter(world, state, target, side):
            continue
        foes = _gather(world, state, target, side)
        lost = _chance_to_lose(world, state, foes, target) if len(foes) else 0.0
        total += won_by[result]
        sum_ += won_by[result] * (1 - lost)
        enemies = tuple(sorted({*enemies, *(int(u) for u in foes)}))
    return (sum_ / total if total else None), enemies


def _enter(world: World, state: State, target: int, side: int) -> bool:
    """Let the two strongest attackers that fit enter the hex; return whether anybody does."""
    room, entered = stack_limit(world, target), 0
    able = aftermath.advancers(world, state, target, side)
    for unit in sorted(able, key=lambda u: (-int(state.unit_quarters[u]), u)):
        if entered < 2 and world.unit_stack[unit] <= room:
            room -= int(world.unit_stack[unit])
            state.unit_hex[unit] = target
            state.unit_entrench[unit] = 0
            entered += 1
    return entered > 0


def _gather(world: World, state: State, target: int, side: int) -> I32:
    """Bring the enemies in reach next to a hex, as far as there is room; return their rows."""
    rules = world.combat.reserve
    foes = (state.unit_side != side) & (state.unit_status == STATUS_MAP)
    foes &= (state.unit_cohesion >= world.combat.no_attack_below) & (
        world.class_static[world.unit_class] == 0
    )
    rows = np.flatnonzero(foes)
    mobile = world.class_mobile[world.unit_class[rows]] > 0
    away = hexes_between(world, target, state.unit_hex[rows])
    rows = rows[away <= np.maximum(1, np.where(mobile, rules.mobile_hexes, rules.foot_hexes))]
    own = set(state.unit_hex[(state.unit_side == side) & (state.unit_status == STATUS_MAP)].tolist())
    near = [int(h) for h in world.hex_neighbour[target] if 0 <= h < world.land and int(h) not in own]
    room = {h: stack_limit(world, h) for h in near}
    power = state.unit_quarters[rows].astype(np.int64) * world.type_attack[world.unit_type[rows]]
    placed = []
    for unit in rows[np.lexsort((rows, -power))]:
        at = int(state.unit_hex[unit])
        goal = at if at in room else max(near, key=lambda h: (room[h], -h), default=-1)
        if goal >= 0 and world.unit_stack[unit] <= room[goal]:
            room[goal] -= int(world.unit_stack[unit])
            state.unit_hex[unit] = goal
            placed.append(int(unit))
    return np.array(placed, np.int32)


def _chance_to_lose(world: World, state: State, foes: I32, target: int) -> float:
    """Return the chance that the holders of a hex give it up to a deliberate attack by some enemies."""
    terms, _ = battle(world, state, foes, target, DELIBERATE, 0, 0, 0, False)
    side = int(state.unit_side[foes[0]])
    chance = 0.0
    for line in outcomes(world, state, target, side, terms):
        if line.retreat == 0:
            continue
        need = line.stand_need
        stands = need > 0 and aftermath.would_stand(world, state, target, 1 - side, line.retreat, need)
        chance += line.ways / 36 * (1 - at_most(need) / 36 if stands else 1)
    return chance
