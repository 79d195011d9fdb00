"""The odds of a battle: strength, frontage, named shifts, column. Rulebook chapter 6.

One function works out every term; the resolver, the preview, the tooltip and the computer
players all read the same vector. A second one turns a column into expected losses.
"""

from __future__ import annotations

import numpy as np

from engine.kernels import kernel
from engine.kernels.arrays import I8, I16, I32, I64, U8
from engine.kernels.consts import (
    QUARTERS,
    R_ARMOUR,
    R_ARMY,
    R_ATTACKER_CAP,
    R_BOLD,
    R_BOLD_FROM,
    R_COHESION,
    R_COHESION_BELOW,
    R_COMMAND,
    R_CONCENTRIC,
    R_CONCENTRIC_HEXES,
    R_CORPS,
    R_DEFENDER_BETTER,
    R_DEFENDER_CAP,
    R_ENTRENCH,
    R_HASTY,
    R_ISOLATED,
    R_ISOLATED_CAP,
    R_LOW,
    R_MUD,
    R_NAVAL_CAP,
    R_OUT,
    R_QUALITY,
    R_QUALITY_GREAT,
    R_SET_PIECE,
    R_SNOW,
    R_SUPPORT_CAP,
    R_SURPRISE,
    R_TIMID,
    R_TIMID_TO,
    R_TURNED,
    R_TURNED_CAP,
    R_WEATHER_CAP,
    SUPPLY_ISOLATED,
    SUPPLY_LOW,
    SUPPLY_OUT,
    T_ARMOUR,
    T_ATTACK,
    T_BASE,
    T_BETTER,
    T_BOLD,
    T_COLUMN,
    T_COMMAND,
    T_CONCENTRIC,
    T_CUT_OFF,
    T_DEFENCE,
    T_DEFENDING,
    T_ENGAGED,
    T_GUNS,
    T_HASTE,
    T_HUNGER,
    T_MIXED,
    T_NAVAL,
    T_QUALITY,
    T_RIVER,
    T_SET_PIECE,
    T_SHIFT,
    T_SUPPORT,
    T_SURPRISE,
    T_TERRAIN,
    T_TIMID,
    T_TURNED,
    T_WEATHER,
    T_WORKS,
    T_WORN,
)


@kernel
def battle_terms(
    attackers: I32,
    target: int,
    hasty: bool,
    set_piece: bool,
    surprise: bool,
    landing: bool,
    support: int,
    naval: int,
    guns: int,
    mud: int,
    snow: int,
    flood: int,
    unit_side: I8,
    unit_hex: I32,
    unit_quarters: I16,
    unit_cohesion: I16,
    unit_supply: I8,
    unit_entrench: I8,
    unit_type: I16,
    unit_class: I8,
    unit_quality: I8,
    unit_corps: I16,
    unit_army: I16,
    unit_command: I8,
    unit_drive: I8,
    type_attack: I16,
    type_defence: I16,
    type_armour: I8,
    type_anti_armour: I8,
    class_mountain: U8,
    neighbour: I32,
    hex_terrain: I8,
    hex_side: I8,
    side_attack: I8,
    side_shift: I8,
    side_flood: I8,
    terrain_shift: I8,
    terrain_frontage: I16,
    terrain_rough: U8,
    terrain_open: U8,
    terrain_armour: I16,
    column_attack: I32,
    column_defence: I32,
    rules: I32,
    engaged: I32,
    terms: I64,
) -> None:
    """Work out all terms of an attack on land hex ``target``.

    ``attackers`` int32[n], unit rows; all of one side, at least one. ``landing``: they come
    from the sea and halve; their hexes do not count. ``support``, ``naval`` and ``guns`` are
    columns offered to the attacker, by his ships and by the defender's ships. ``mud`` 0-3,
    ``snow`` and ``flood`` 0 or 1: weather of the target. ``rules`` int32[RULE_WORDS], consts
    R_*. Unit arrays [U]: side to entrench and quality to drive are state (writable), the
    rest tables (read-only).

    Output: ``engaged`` int32[n], quarter steps of each attacker that find room on the front;
    ``terms`` int64[TERM_WORDS], consts T_*. Strength is quarter steps x factor x
    (100 + cohesion), so cohesion counts half; an attacker over a major river or a beach
    counts half. Sources: calibration of frontage, strength and shifts in rules/combat.toml.
    """
    count = attackers.shape[0]
    side = unit_side[attackers[0]]
    terms[:] = 0
    ground = int(hex_terrain[target])
    rough = terrain_rough[ground] != 0

    # -- defenders
    defence = 0
    defending = 0
    defender_quality = 0
    defender_cohesion = 0
    anti_armour = 0
    entrench = 0
    cut_off = True
    for unit in range(unit_hex.shape[0]):
        if unit_hex[unit] != target or unit_side[unit] == side:
            continue
        quarters = int(unit_quarters[unit])
        kind = int(unit_type[unit])
        defence += quarters * int(type_defence[kind]) * (100 + int(unit_cohesion[unit]))
        defending += quarters
        defender_quality += quarters * int(unit_quality[unit])
        defender_cohesion += quarters * int(unit_cohesion[unit])
        anti_armour = max(anti_armour, int(type_anti_armour[kind]))
        entrench = max(entrench, int(unit_entrench[unit]))
        if unit_supply[unit] != SUPPLY_ISOLATED:
            cut_off = False

    # -- attackers: the front has room for so many quarter steps a hexside
    room = np.empty(6, np.int64)
    room[:] = int(terrain_frontage[ground]) * QUARTERS
    where = np.empty(count, np.int64)
    value = np.empty(count, np.int64)
    for i in range(count):
        unit = int(attackers[i])
        engaged[i] = 0
        where[i] = i % 2 if landing else -1
        if not landing:
            for direction in range(6):
                if neighbour[target, direction] == unit_hex[unit]:
                    where[i] = direction
        factor = int(type_attack[unit_type[unit]])
        if type_armour[unit_type[unit]] > 0:
            factor *= int(terrain_armour[ground])
        else:
            factor *= 100
        value[i] = factor * (100 + int(unit_cohesion[unit]))
        if class_mountain[unit_class[unit]] and rough:
            value[i] *= 2
    taken = np.zeros(count, np.uint8)
    attack = 0
    total = 0
    quality = 0
    armour = 0
    hungry = 0
    starving = 0
    astray = 0
    bold = 0
    timid = 0
    dry = 0
    river_shift = 100
    sides = 0
    for _ in range(count):
        best = -1
        for i in range(count):
            if not taken[i] and (best < 0 or value[i] > value[best]):
                best = i
        taken[best] = 1
        unit = int(attackers[best])
        at = int(where[best])
        if at < 0:
            continue
        narrow = 2 if class_mountain[unit_class[unit]] and rough else 1
        quarters = min(int(unit_quarters[unit]), int(room[at]) * narrow)
        if not landing:
            sides |= 1 << at
        if quarters <= 0:
            continue
        room[at] -= (quarters + narrow - 1) // narrow
        engaged[best] = quarters
        kind = int(hex_side[target, at]) if not landing else 0
        if flood and kind:
            kind = int(side_flood[kind])
        effect = int(side_attack[kind])
        power = quarters * (int(value[best]) // narrow)
        if landing or effect == 2:
            power //= 2
        if effect == 1:
            river_shift = min(river_shift, int(side_shift[kind]))
        elif effect != 2:
            dry += 1
        attack += power
        total += quarters
        quality += quarters * int(unit_quality[unit])
        if type_armour[unit_type[unit]] > 0:
            armour = max(armour, int(type_armour[unit_type[unit]]))
        if unit_supply[unit] >= SUPPLY_OUT:
            starving += quarters
        if unit_supply[unit] >= SUPPLY_LOW:
            hungry += quarters
        drive = int(unit_drive[unit])
        if unit_command[unit]:
            astray += quarters
        elif drive >= rules[R_BOLD_FROM]:
            bold += quarters
        elif 0 < drive <= rules[R_TIMID_TO]:
            timid += quarters
    attack //= 100

    # -- base column
    base = -1
    for column in range(column_attack.shape[0]):
        if attack * int(column_defence[column]) >= defence * int(column_attack[column]):
            base = column
    if defence <= 0:
        base = column_attack.shape[0] - 1

    # -- shifts for the defender
    terms[T_TERRAIN] = terrain_shift[ground]
    turned = 0
    for direction in range(3):
        if sides & (1 << direction) and sides & (1 << (direction + 3)):
            turned = 1
    works = int(rules[R_ENTRENCH + min(entrench, 4)])
    if turned:
        works = min(works, int(rules[R_TURNED_CAP]))
    if cut_off:
        works = min(works, int(rules[R_ISOLATED_CAP]))
    terms[T_WORKS] = works
    if dry == 0 and river_shift < 100:
        terms[T_RIVER] = river_shift
    weather = int(rules[R_MUD + mud])
    if snow and rough:
        weather = min(weather + int(rules[R_SNOW]), int(rules[R_WEATHER_CAP]))
    terms[T_WEATHER] = weather
    if hasty:
        terms[T_HASTE] = rules[R_HASTY]
    ahead = 0
    if total > 0 and defending > 0:
        ahead = quality // total - defender_quality // defending
    if ahead <= -2:
        terms[T_BETTER] = rules[R_DEFENDER_BETTER]
    if 2 * starving > total:
        terms[T_HUNGER] = rules[R_OUT]
    elif 2 * hungry > total:
        terms[T_HUNGER] = rules[R_LOW]
    corps = -1
    army = -1
    for i in range(count):
        unit = int(attackers[i])
        if unit_corps[unit] >= 0 and engaged[i] > 0:
            if corps >= 0 and corps != unit_corps[unit]:
                terms[T_MIXED] = max(terms[T_MIXED], rules[R_CORPS])
            corps = int(unit_corps[unit])
        if unit_army[unit] >= 0 and engaged[i] > 0:
            if army >= 0 and army != unit_army[unit]:
                terms[T_MIXED] = max(terms[T_MIXED], rules[R_ARMY])
            army = int(unit_army[unit])
    terms[T_GUNS] = min(guns, int(rules[R_NAVAL_CAP]))
    if 2 * astray > total:
        terms[T_COMMAND] = rules[R_COMMAND]
    if 2 * timid > total:
        terms[T_TIMID] = rules[R_TIMID]

    # -- shifts for the attacker
    terms[T_SUPPORT] = min(support, int(rules[R_SUPPORT_CAP]))
    terms[T_NAVAL] = min(min(naval, int(rules[R_NAVAL_CAP])), int(rules[R_SUPPORT_CAP]) - terms[T_SUPPORT])
    if set_piece and not hasty:
        terms[T_SET_PIECE] = rules[R_SET_PIECE]
    if surprise:
        terms[T_SURPRISE] = rules[R_SURPRISE]
    directions = 0
    for direction in range(6):
        if sides & (1 << direction):
            directions += 1
    if directions >= rules[R_CONCENTRIC_HEXES]:
        terms[T_CONCENTRIC] = rules[R_CONCENTRIC]
    if turned:
        terms[T_CONCENTRIC] += rules[R_TURNED]
    if terrain_open[ground] and mud == 0 and armour > anti_armour:
        terms[T_ARMOUR] = rules[R_ARMOUR]
    if ahead >= 4:
        terms[T_QUALITY] = rules[R_QUALITY_GREAT]
    elif ahead >= 2:
        terms[T_QUALITY] = rules[R_QUALITY]
    if defending > 0 and defender_cohesion < defending * int(rules[R_COHESION_BELOW]):
        terms[T_WORN] = rules[R_COHESION]
    if cut_off and defending > 0:
        terms[T_CUT_OFF] = rules[R_ISOLATED]
    if 2 * bold > total:
        terms[T_BOLD] = rules[R_BOLD]

    against = 0
    for i in range(T_TERRAIN, T_TIMID + 1):
        against += terms[i]
    helping = 0
    for i in range(T_SUPPORT, T_BOLD + 1):
        helping += terms[i]
    shift = min(helping, int(rules[R_ATTACKER_CAP])) - min(against, int(rules[R_DEFENDER_CAP]))
    column = -1
    if base >= 0:
        column = min(max(base + shift, -1), column_attack.shape[0] - 1)
    terms[T_ATTACK] = attack
    terms[T_DEFENCE] = defence
    terms[T_BASE] = base
    terms[T_COLUMN] = column
    terms[T_SHIFT] = shift
    terms[T_ENGAGED] = total
    terms[T_DEFENDING] = defending
    terms[T_TURNED] = turned


@kernel
def loss_parts(value: int, engaged: int, divisor: int, minimum_from: int) -> tuple[int, int]:
    """Return whole quarter steps lost for certain, and the rest as a chance in ``divisor``.

    ``value`` quarters per 8 steps engaged (``divisor`` = 32 quarters). An entry of at least
    ``minimum_from`` costs at least one quarter.
    """
    product = value * engaged
    whole = product // divisor
    rest = product % divisor
    if value >= minimum_from and whole == 0 and engaged > 0:
        return 1, 0
    return whole, rest


@kernel
def expectation(
    column: int,
    engaged: int,
    defending: int,
    column_result: I8,
    result_attacker: I16,
    result_defender: I16,
    result_retreat: I8,
    divisor: int,
    out: I64,
) -> None:
    """Sum over the 36 throws of two dice: what an attack costs and gains on average.

    ``column`` after shifts (-1 below the table reads the worst result of the first column).
    Output ``out`` int64[3]: attacker's loss and defender's loss, both in quarters x 36 x
    ``divisor``; number of throws (of 36) that force a retreat.
    """
    out[:] = 0
    for total in range(2, 13):
        ways = 6 - abs(total - 7)
        result = int(column_result[column, total - 2]) if column >= 0 else int(column_result[0, 0])
        out[0] += ways * int(result_attacker[result]) * engaged
        out[1] += ways * int(result_defender[result]) * defending
        if result_retreat[result] > 0:
            out[2] += ways
