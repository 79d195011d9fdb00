"""Combat: what an attack needs, its odds, its dice. Rulebook chapter 6.

What follows a battle (retreat, determined defence, advance) is in ``aftermath``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.events import Battle, Event
from engine.kernels import philox
from engine.kernels.combat import battle_terms, loss_parts
from engine.kernels.consts import (
    DELIBERATE,
    DICE_COMBAT,
    DICE_LOSS_ATTACKER,
    DICE_LOSS_DEFENDER,
    HASTY,
    MODE_ATTACKED,
    MODE_LANDED,
    MODE_NORMAL,
    MODE_RAIL,
    QUARTERS,
    STATUS_MAP,
    T_BASE,
    T_BOLD,
    T_COLUMN,
    T_DEFENDING,
    T_ENGAGED,
    T_GUNS,
    T_SHIFT,
    T_SUPPORT,
    T_TERRAIN,
    T_TIMID,
    T_TURNED,
    TERM_NAMES,
    TERM_WORDS,
)
from engine.observation import Observation
from engine.orders import Attack, Refusal
from engine.rules import allotment, experience
from engine.rules.aftermath import after_battle, stand_need
from engine.rules.common import CAUSE_BATTLE, hexes_between, lose
from engine.rules.movement import check_unit
from engine.state import G_BATTLES, G_DRAWS, G_SIDE, G_TURN, I32, I64, State
from engine.world import DAYS_A_WEEK, World


def battle(
    world: World,
    state: State,
    attackers: I32,
    target: int,
    mode: int,
    support: int,
    naval: int,
    guns: int,
    landing: bool,
) -> tuple[I64, I32]:
    """Return the terms int64[TERM_WORDS] of an attack and the engaged quarters int32[n].

    ``state`` may be a State or an Observation; ``attackers`` int32[n] rows, n >= 1.
    """
    rested = rest_of(world, state, attackers.tolist(), mode)
    surprise = landing or first_blow(world, state, target, rested)
    weather = weather_at(world, state, target)
    return odds(
        world, state, attackers, target, mode, support, naval, guns, landing, rested >= 0, surprise, weather
    )


def weather_at(world: World, state: State, target: int) -> tuple[int, int, int]:
    """Return mud 0-3, snow and flood 0 or 1 of a hex; snow lies on the heights only."""
    zone = int(world.hex_zone[target])
    if zone < 0:
        return 0, 0, 0
    high = world.hex_elevation[target] >= world.snow_elevation
    snow = int(state.weather_snow[zone]) if high else 0
    return int(state.weather_mud[zone]), snow, int(state.weather_flood[zone])


def rest_of(world: World, state: State, attackers: list[int], mode: int) -> int:
    """Return for how many turns all of a set-piece attack have rested, -1 if it is none."""
    if mode != DELIBERATE:
        return -1
    rested = min([int(state.unit_prepared[u]) for u in attackers])
    if rested < world.turns_in(world.combat.preparation.set_piece_days):
        return -1
    return -1 if any(state.unit_command[u] for u in attackers) else rested


def odds(
    world: World,
    state: State,
    attackers: I32,
    target: int,
    mode: int,
    support: int,
    naval: int,
    guns: int,
    landing: bool,
    prepared: bool,
    surprise: bool,
    weather: tuple[int, int, int],
) -> tuple[I64, I32]:
    """Return what ``battle`` returns, where rest, surprise and weather are known already.

    ``prepared`` is whether ``rest_of`` is 0 or more, ``weather`` the answer of ``weather_at``. For
    players who weigh many groups against one hex.
    """
    engaged = np.empty(len(attackers), np.int32)
    terms = np.empty(TERM_WORDS, np.int64)
    battle_terms(
        attackers, target, mode == HASTY and not landing, prepared, surprise, landing,
        support, naval, guns, *weather,
        state.unit_side, state.unit_hex, state.unit_quarters, state.unit_cohesion, state.unit_supply,
        state.unit_entrench, world.unit_type, world.unit_class, state.unit_quality, state.unit_corps,
        state.unit_army, state.unit_command, state.unit_drive,
        world.type_attack, world.type_defence, world.type_armour, world.type_anti_armour,
        world.class_mountain, world.hex_neighbour, world.hex_terrain, world.hex_side, world.side_attack,
        world.side_shift, world.side_flood, world.terrain_shift, world.terrain_frontage, world.terrain_rough,
        world.terrain_open, world.terrain_armour, world.column_attack, world.column_defence,
        world.combat_rules, engaged, terms,
    )  # fmt: skip
    return terms, engaged


def first_blow(world: World, state: State, target: int, rested: int) -> bool:
    """Return whether an attack by units at rest for so many turns opens an offensive.

    They must have prepared for it long enough, and nobody have fought near the target for a while;
    ``rested`` is -1 for an attack that is no set piece.
    Battles of the present player turn do not count: all blows of the first day surprise.
    """
    return rested >= world.turns_in(world.combat.preparation.surprise_days) and quiet(world, state, target)


def quiet(world: World, state: State, target: int) -> bool:
    """Return whether nobody has fought near a hex for a while, this player turn apart."""
    rules = world.combat.preparation
    sides = world.sizes.side
    now = int(state.game[G_TURN]) * sides + int(state.game[G_SIDE])
    fought = state.hex_fought
    since = max(1, now - world.turns_in(rules.quiet_days) * sides)
    recent = np.flatnonzero((fought >= since) & (fought < now)).astype(np.int32)
    return not bool((hexes_between(world, target, recent) <= rules.quiet_hexes).any())


def loss_divisor(world: World) -> int:
    """Return the quarter steps engaged that the losses of a result are for; the file counts in steps.

    In turns of less than a week a battle costs a share, so that losses are for more steps.
    """
    divisor = world.combat.loss_divisor * QUARTERS
    return divisor if world.days_per_turn >= DAYS_A_WEEK else divisor * 100 // world.combat.short_turn_percent


def cohesion_cost(world: World, cohesion: int) -> int:
    """Return what a battle costs in cohesion where a week's battle costs so much."""
    if world.days_per_turn >= DAYS_A_WEEK:
        return cohesion
    return cohesion * world.combat.short_turn_percent // 100


def result_at(world: World, column: int, dice: int) -> int:
    """Return the row of the result that two dice give in a column; below the table the worst of all."""
    return int(world.column_result[column, dice - 2]) if column >= 0 else int(world.column_result[0, 0])


def defender_guns(world: World, state: State, side: int, target: int) -> int:
    """Return the naval gunfire that the defenders of a hex can call on: the enemy's pool near the sea."""
    if not world.hex_gunned[target]:
        return 0
    return max((int(state.pool_naval[s]) for s in range(world.sizes.side) if s != side), default=0)


def check_attack(world: World, seen: Observation, order: Attack) -> Refusal | None:
    """Refuse an attack without target, reach, strength of will, shells or support."""
    if not 0 <= order.target < world.land:
        return Refusal.UNKNOWN_HEX
    if not order.units:
        return Refusal.NO_TARGET
    if len(set(order.units)) != len(order.units):
        return Refusal.DUPLICATE_UNIT
    if order.mode not in (HASTY, DELIBERATE):
        return Refusal.BAD_OPTION
    if not np.any((seen.unit_hex == order.target) & (seen.unit_side != seen.viewer)):
        return Refusal.NO_TARGET
    points = 0
    for unit in order.units:
        refusal = check_attacker(world, seen, unit, order.target, order.mode)
        if refusal is not None:
            return refusal
        points += int(world.unit_stack[unit])
    if not 0 <= order.support <= allotment.ready(seen, seen.viewer, order.units, order.target):
        return Refusal.NO_SUPPORT
    if order.naval < 0 or order.naval > int(seen.pool_naval[seen.viewer]):
        return Refusal.NO_NAVAL
    if order.naval and not world.hex_gunned[order.target]:
        return Refusal.NO_NAVAL
    if points > int(seen.pool_attacks[seen.viewer]):
        return Refusal.NO_SHELLS
    return None


def check_attacker(world: World, seen: Observation, unit: int, target: int, mode: int) -> Refusal | None:
    """Refuse a unit that can take no part in an attack on a hex, whoever else attacks."""
    refusal = check_unit(world, seen, unit)
    if refusal is not None:
        return refusal
    at = int(seen.unit_hex[unit])
    cls = int(world.unit_class[unit])
    if world.class_static[cls]:
        return Refusal.STATIC
    around = world.hex_neighbour[at].tolist()
    if target not in around:
        return Refusal.NOT_ADJACENT
    direction = around.index(target)
    if world.side_attack[world.hex_side[at, direction]] == 3 or not world.zoc_reach[cls, at, direction]:
        return Refusal.FORBIDDEN_HEXSIDE
    did = int(seen.unit_mode[unit])
    if did == MODE_ATTACKED:
        return Refusal.ALREADY_ATTACKED
    if seen.unit_cohesion[unit] < world.combat.no_attack_below:
        return Refusal.TOO_WORN
    if mode == DELIBERATE and did != MODE_NORMAL:
        return Refusal.MOVED_TOO_FAR
    if mode == DELIBERATE and seen.unit_marched[unit]:
        return Refusal.MARCHED
    if did in (MODE_RAIL, MODE_LANDED):
        return Refusal.MOVED_TOO_FAR
    left, full = int(seen.unit_mp[unit]), int(seen.unit_full_mp[unit])
    needed = round(world.movement.hasty_cost * QUARTERS) if mode == HASTY else 1
    if left < min(needed, full) or left <= 0:
        return Refusal.NOT_ENOUGH_MP
    return None


def apply_attack(world: World, state: State, seen: Observation, order: Attack, events: list[Event]) -> None:
    """Spend what the attack costs, roll, take losses; then the aftermath decides the hex."""
    side = int(state.unit_side[order.units[0]])
    attackers = np.array(order.units, dtype=np.int32)
    guns = defender_guns(world, state, side, order.target)
    terms, engaged = battle(
        world, state, attackers, order.target, order.mode, order.support, order.naval, guns, False
    )
    allotment.spend(state, side, order.units, order.target, order.support)
    state.pool_naval[side] -= order.naval
    state.pool_attacks[side] -= int(world.unit_stack[attackers].sum())
    cost = round(world.movement.hasty_cost * QUARTERS)
    for unit in order.units:
        state.unit_mp[unit] = 0 if order.mode == DELIBERATE else max(0, int(state.unit_mp[unit]) - cost)
        state.unit_mode[unit] = MODE_ATTACKED
        state.unit_entrench[unit] = min(1, int(state.unit_entrench[unit]))
    fight(world, state, order.target, order.units, order.mode, terms, engaged, 0, events)


def fight(
    world: World,
    state: State,
    target: int,
    units: tuple[int, ...],
    mode: int,
    terms: I64,
    engaged: I32,
    landing: int,
    events: list[Event],
) -> None:
    """Fight a battle whose terms are known to its aftermath; ``landing`` is place + 1, 0 by land."""
    side = int(state.unit_side[units[0]])
    defenders = [int(u) for u in np.flatnonzero((state.unit_hex == target) & (state.unit_side != side))]
    result = exchange(world, state, target, units, mode, terms, engaged, landing > 0, events)
    retreat, turned = int(world.result_retreat[result]), bool(terms[T_TURNED])
    after_battle(world, state, target, side, defenders, retreat, turned, landing, events)


def exchange(
    world: World,
    state: State,
    target: int,
    units: tuple[int, ...],
    mode: int,
    terms: I64,
    engaged: I32,
    landing: bool,
    events: list[Event],
) -> int:
    """Roll a battle whose terms are known and apply losses; return the row of the result."""
    side = int(state.unit_side[units[0]])
    key = int(state.key[0]), int(state.key[1])
    turn, ordinal = int(state.game[G_TURN]), int(state.hex_battles[target])
    state.hex_battles[target] = min(ordinal + 1, 127)
    state.hex_fought[target] = turn * world.sizes.side + int(state.game[G_SIDE])
    dice = philox.two_dice(*key, DICE_COMBAT, turn, target, ordinal)
    column = int(terms[T_COLUMN])
    result = result_at(world, column, dice)
    defenders = [
        int(u)
        for u in np.flatnonzero((state.unit_hex == target) & (state.unit_side != side))
        if state.unit_status[u] == STATUS_MAP
    ]
    defender_side = int(state.unit_side[defenders[0]])
    guns = int(terms[T_GUNS])
    if guns:
        state.pool_naval[defender_side] = max(0, int(state.pool_naval[defender_side]) - guns)
    events.append(
        Battle(
            target=target, side=side, attackers=units, defenders=tuple(defenders), mode=mode, column=column,
            shift=int(terms[T_SHIFT]), dice=dice, result=result, landing=int(landing),
        )
    )  # fmt: skip
    state.game[G_BATTLES] += 1
    state.game[G_DRAWS] += 3
    divisor, least = loss_divisor(world), world.combat.minimum_from
    at_cost = loss_parts(int(world.result_attacker[result]), int(terms[T_ENGAGED]), divisor, least)
    df_cost = loss_parts(int(world.result_defender[result]), int(terms[T_DEFENDING]), divisor, least)
    at_extra = philox.below(*key, DICE_LOSS_ATTACKER, turn, target, ordinal, divisor) < at_cost[1]
    df_extra = philox.below(*key, DICE_LOSS_DEFENDER, turn, target, ordinal, divisor) < df_cost[1]
    attackers = [u for u, quarters in zip(units, engaged, strict=True) if quarters > 0]
    for unit in attackers:
        _tire(state, unit, cohesion_cost(world, int(world.result_attacker_cohesion[result])))
        state.unit_fighting[unit] = 1
    for unit in defenders:
        _tire(state, unit, cohesion_cost(world, int(world.result_defender_cohesion[result])))
    won = world.result_retreat[result] > 0
    winners, losers = (attackers, defenders) if won else (defenders, attackers)
    experience.fought(world, state, winners, losers)
    share_losses(world, state, attackers, int(at_cost[0]) + int(at_extra), events)
    share_losses(world, state, defenders, int(df_cost[0]) + int(df_extra), events)
    return result


def _tire(state: State, unit: int, cohesion: int) -> None:
    state.unit_cohesion[unit] = max(0, int(state.unit_cohesion[unit]) - cohesion)


def share_losses(world: World, state: State, units: list[int], quarters: int, events: list[Event]) -> None:
    """Spread lost quarter steps over units in proportion to strength, the strongest first."""
    total = sum(int(state.unit_quarters[u]) for u in units)
    if total <= 0 or quarters <= 0:
        return
    quarters = min(quarters, total)
    ranked = sorted(units, key=lambda u: (-int(state.unit_quarters[u]), u))
    shares = [int(state.unit_quarters[u]) * quarters // total for u in ranked]
    rest = quarters - sum(shares)
    for i in range(len(ranked)):
        if rest > 0 and shares[i] < state.unit_quarters[ranked[i]]:
            shares[i] += 1
            rest -= 1
    for unit, share in zip(ranked, shares, strict=True):
        lose(world, state, unit, share, CAUSE_BATTLE, events)


# -- explaining -----------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """One line of the exact distribution.

    ``ways`` of 36 lead to ``result``; losses in quarters are ``whole`` and, with a chance of
    ``rest`` in the divisor, one more; ``retreat`` hexes; ``stand_need`` is what a defender who
    stands must throw at most (0 if he may not).
    """

    ways: int
    result: str
    attacker: tuple[int, int]
    defender: tuple[int, int]
    retreat: int
    stand_need: int


@dataclass(frozen=True)
class Breakdown:
    """Every term of an attack by name, the shifts that are not zero, and the exact outcomes.

    ``support`` says where its support points come from, see ``allotment.sources``.
    """

    terms: dict[str, int]
    shifts: tuple[tuple[str, int], ...]
    base: int
    column: int
    outcomes: tuple[Outcome, ...]
    divisor: int
    support: tuple[tuple[int, int], ...] = ()

    def chance_to_win(self) -> float:
        """Return the chance that the hex is given up if the defender stands whenever he may."""
        chance = 0.0
        for line in self.outcomes:
            if line.retreat > 0:
                chance += line.ways / 36 * (1 - at_most(line.stand_need) / 36)
        return chance


def at_most(total: int) -> int:
    """Return in how many of 36 throws two dice sum to at most ``total``."""
    return sum(6 - abs(s - 7) for s in range(2, min(total, 12) + 1))


def explain(world: World, seen: State, order: Attack, *, landing: bool = False) -> Breakdown:
    """Return the breakdown of an attack as the acting side may know it.

    The enemy's ships are not known: the term of the defender's guns is what the viewer sees.
    """
    attackers = np.array(order.units, dtype=np.int32)
    side = int(seen.unit_side[attackers[0]])
    guns = defender_guns(world, seen, side, order.target)
    terms, _ = battle(
        world, seen, attackers, order.target, order.mode, order.support, order.naval, guns, landing
    )
    named = {name: int(terms[i]) for i, name in enumerate(TERM_NAMES)}
    shifts = [(TERM_NAMES[i], -int(terms[i])) for i in range(T_TERRAIN, T_TIMID + 1) if terms[i]]
    shifts += [(TERM_NAMES[i], int(terms[i])) for i in range(T_SUPPORT, T_BOLD + 1) if terms[i]]
    return Breakdown(
        named,
        tuple(shifts),
        int(terms[T_BASE]),
        int(terms[T_COLUMN]),
        tuple(outcomes(world, seen, order.target, side, terms)),
        loss_divisor(world),
        tuple(allotment.sources(seen, side, order.units, order.target, order.support)),
    )


def outcomes(world: World, seen: State, target: int, side: int, terms: I64) -> list[Outcome]:
    """Return the exact distribution of a battle over the 36 throws, best known defender policy apart."""
    column = int(terms[T_COLUMN])
    divisor, least = loss_divisor(world), world.combat.minimum_from
    ways: dict[int, int] = {}
    for total in range(2, 13):
        result = result_at(world, column, total)
        ways[result] = ways.get(result, 0) + 6 - abs(total - 7)
    defenders = [int(u) for u in np.flatnonzero((seen.unit_hex == target) & (seen.unit_side != side))]
    lines = []
    for result, count in ways.items():
        retreat = int(world.result_retreat[result])
        need = stand_need(world, seen, defenders, retreat, bool(terms[T_TURNED]))
        at = loss_parts(int(world.result_attacker[result]), int(terms[T_ENGAGED]), divisor, least)
        df = loss_parts(int(world.result_defender[result]), int(terms[T_DEFENDING]), divisor, least)
        own, enemy = (int(at[0]), int(at[1])), (int(df[0]), int(df[1]))
        lines.append(Outcome(count, world.result_ids[result], own, enemy, retreat, need))
    return lines
