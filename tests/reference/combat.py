"""A battle worked out by hand: who finds room, how strong they are, each shift by its name."""

from itertools import product

from tests.reference.constants import (
    QUARTERS,
    SUPPLY_ISOLATED,
    SUPPLY_LOW,
    SUPPLY_OUT,
)

SHIFT_OVER_WATER, HALF_OVER_WATER = 1, 2  # what crossing a hexside does to an attacker

FOR_DEFENDER = (
    "terrain",
    "works",
    "river",
    "weather",
    "hasty",
    "defender-better",
    "supply",
    "mixed-command",
    "defender-guns",
    "out-of-command",
    "cautious-leader",
)
FOR_ATTACKER = (
    "support",
    "naval",
    "set-piece",
    "surprise",
    "concentric",
    "armour",
    "quality",
    "low-cohesion",
    "isolated",
    "bold-leader",
)


def front_of(t, attackers, target, landing):
    """Return for each attacker the hexside of the target it attacks over, None if it cannot.

    A landing has the room of two hexsides, and its units use them in turn.
    """
    if landing:
        return [i % 2 for i in range(len(attackers))]
    around = list(t.neighbour[target])
    return [around.index(t.unit_hex[u]) if t.unit_hex[u] in around else None for u in attackers]


def engage(t, attackers, target, fronts):
    """Return the quarter steps of each attacker that find room, the most valuable ones first."""
    ground = t.hex_terrain[target]
    room = [t.terrain_frontage[ground] * QUARTERS] * 6
    engaged = [0] * len(attackers)

    def worth_of_room(i):
        u = attackers[i]
        worth = power_of_quarter(t, u, ground)
        return worth * 2 if half_width(t, u, ground) else worth

    for i in sorted(range(len(attackers)), key=lambda i: (-worth_of_room(i), i)):
        front = fronts[i]
        if front is None:
            continue
        u = attackers[i]
        for _ in range(t.unit_quarters[u]):
            # Two quarter steps of mountain troops share the room of one.
            fresh_room = not half_width(t, u, ground) or engaged[i] % 2 == 0
            if fresh_room and room[front] == 0:
                break
            room[front] -= 1 if fresh_room else 0
            engaged[i] += 1
    return engaged


def half_width(t, unit, ground):
    """Return whether a unit's steps count half against the frontage: mountain troops on high ground."""
    return bool(t.class_mountain[t.unit_class[unit]] and t.terrain_rough[ground])


def power_of_quarter(t, unit, ground):
    """Return the attacking strength of one quarter step, times 100."""
    kind = t.unit_type[unit]
    percent = t.terrain_armour[ground] if t.type_armour[kind] > 0 else 100
    return t.type_attack[kind] * percent * (100 + t.unit_cohesion[unit])


def battle_terms(
    t, attackers, target, hasty, set_piece, surprise, landing, support, naval, guns, mud, snow, flood
):
    """Return the engaged quarter steps of each attacker and the terms by name.

    ``t`` has the tables and unit arrays by their names, and ``t.rules`` the shifts by name.
    """
    rules, ground = t.rules, t.hex_terrain[target]
    side = t.unit_side[attackers[0]]
    defenders = [u for u, row in enumerate(t.unit_hex) if row == target and t.unit_side[u] != side]
    fronts = front_of(t, attackers, target, landing)
    engaged = engage(t, attackers, target, fronts)
    fighting = [(u, q, front) for u, q, front in zip(attackers, engaged, fronts, strict=True) if q > 0]
    total = sum(q for _, q, _ in fighting)
    defending = sum(t.unit_quarters[u] for u in defenders)

    def crossing(front):
        kind = 0 if landing else t.hex_side[target][front]
        return t.side_flood[kind] if flood and kind else kind

    # -- strength
    halves = 0
    for u, q, front in fighting:
        halved = landing or t.side_attack[crossing(front)] == HALF_OVER_WATER
        halves += q * power_of_quarter(t, u, ground) * (1 if halved else 2)
    attack = halves // 200
    defence = sum(
        t.unit_quarters[u] * t.type_defence[t.unit_type[u]] * (100 + t.unit_cohesion[u]) for u in defenders
    )
    columns = list(zip(t.column_attack, t.column_defence, strict=True))
    base = len(columns) - 1
    if defence > 0:
        base = max((i for i, (a, d) in enumerate(columns) if attack * d >= defence * a), default=-1)

    # -- shifts
    term = dict.fromkeys((*FOR_DEFENDER, *FOR_ATTACKER), 0)
    sides = set() if landing else {front for front in fronts if front is not None}
    turned = any((front + 3) % 6 in sides for front in sides)

    term["terrain"] = t.terrain_shift[ground]
    dug_in = max((t.unit_entrench[u] for u in defenders), default=0)
    term["works"] = rules["entrenchment"][min(4, max(0, dug_in))]
    if turned:
        term["works"] = min(term["works"], rules["turned_entrenchment_cap"])
    cut_off = all(t.unit_supply[u] == SUPPLY_ISOLATED for u in defenders)
    if cut_off:
        term["works"] = min(term["works"], rules["isolated_entrenchment_cap"])
    water = [crossing(front) for _, _, front in fighting]
    over = [t.side_attack[kind] for kind in water]
    if SHIFT_OVER_WATER in over and all(e in (SHIFT_OVER_WATER, HALF_OVER_WATER) for e in over):
        term["river"] = min(t.side_shift[k] for k in water if t.side_attack[k] == SHIFT_OVER_WATER)
    term["weather"] = rules["mud"][mud]
    if snow and t.terrain_rough[ground]:
        term["weather"] = min(rules["mud"][mud] + rules["snow"], rules["mud_snow_cap"])
    term["hasty"] = rules["hasty"] if hasty else 0
    starving = sum(q for u, q, _ in fighting if t.unit_supply[u] >= SUPPLY_OUT)
    hungry = sum(q for u, q, _ in fighting if t.unit_supply[u] >= SUPPLY_LOW)
    if starving > total / 2:
        term["supply"] = rules["attacker_out"]
    elif hungry > total / 2:
        term["supply"] = rules["attacker_low"]
    if len({t.unit_corps[u] for u, _, _ in fighting} - {-1}) > 1:
        term["mixed-command"] = rules["corps"]
    if len({t.unit_army[u] for u, _, _ in fighting} - {-1}) > 1:
        term["mixed-command"] = max(term["mixed-command"], rules["army"])
    term["defender-guns"] = min(guns, rules["naval_cap"])
    astray = sum(q for u, q, _ in fighting if t.unit_command[u])
    led = [(t.unit_drive[u], q) for u, q, _ in fighting if not t.unit_command[u]]
    if astray > total / 2:
        term["out-of-command"] = rules["out_of_range_shift"]
    if (
        sum(q for drive, q in led if 1 <= drive <= rules["timid_to"] and drive < rules["bold_from"])
        > total / 2
    ):
        term["cautious-leader"] = rules["timid_shift"]
    if sum(q for drive, q in led if drive >= rules["bold_from"]) > total / 2:
        term["bold-leader"] = rules["bold_shift"]

    term["support"] = min(support, rules["support_cap"])
    term["naval"] = min(naval, rules["naval_cap"], rules["support_cap"] - term["support"])
    term["set-piece"] = rules["set_piece"] if set_piece and not hasty else 0
    term["surprise"] = rules["surprise"] if surprise else 0
    term["concentric"] = rules["concentric"] if len(sides) >= rules["concentric_hexes"] else 0
    term["concentric"] += rules["turned"] if turned else 0
    armour = max((t.type_armour[t.unit_type[u]] for u, _, _ in fighting), default=0)
    anti_armour = max((t.type_anti_armour[t.unit_type[u]] for u in defenders), default=0)
    if t.terrain_open[ground] and mud == 0 and armour > anti_armour:
        term["armour"] = rules["armour"]
    if total and defending:
        ours = sum(q * t.unit_quality[u] for u, q, _ in fighting) // total
        theirs = sum(t.unit_quarters[u] * t.unit_quality[u] for u in defenders) // defending
        term["defender-better"] = rules["defender_better"] if theirs - ours >= 2 else 0
        if ours - theirs >= 2:
            term["quality"] = rules["quality_great"] if ours - theirs >= 4 else rules["quality"]
    if defending:
        cohesion = sum(t.unit_quarters[u] * t.unit_cohesion[u] for u in defenders) / defending
        term["low-cohesion"] = rules["low_cohesion"] if cohesion < rules["low_cohesion_below"] else 0
        if cut_off:
            term["isolated"] = rules["isolated"]

    helping = min(sum(term[name] for name in FOR_ATTACKER), rules["attacker_cap"])
    against = min(sum(term[name] for name in FOR_DEFENDER), rules["defender_cap"])
    shift = helping - against
    column = -1 if base < 0 else min(max(base + shift, -1), len(columns) - 1)
    term |= {
        "attack": attack,
        "defence": defence,
        "base": base,
        "column": column,
        "shift": shift,
        "engaged": total,
        "defending": defending,
        "turned": 1 if turned else 0,
    }
    return engaged, term


def loss_parts(value, engaged, divisor, minimum_from):
    """Return whole quarter steps lost and the rest of the division."""
    whole, rest = divmod(value * engaged, divisor)
    if engaged > 0 and value >= minimum_from and whole < 1:
        return 1, 0
    return whole, rest


def expectation(column, engaged, defending, column_result, result_attacker, result_defender, result_retreat):
    """Return both losses, times 36 and the divisor, and the throws that force a retreat."""
    attacker = defender = retreats = 0
    for first, second in product(range(1, 7), repeat=2):
        result = column_result[0][0] if column < 0 else column_result[column][first + second - 2]
        attacker += result_attacker[result] * engaged
        defender += result_defender[result] * defending
        retreats += result_retreat[result] > 0
    return [attacker, defender, retreats]


def best_offer(terms, offers, least, gain, price, cost, value, caps, tables, divisor):
    """Return the row, worth and chance of the offer that pays best, or -1 and zeros if none pays.

    ``terms`` by name; ``caps``: of support, ships, attacker and defender.
    """
    against = min(sum(terms[name] for name in FOR_DEFENDER), caps[3])
    plain = sum(terms[name] for name in FOR_ATTACKER if name not in ("support", "naval"))
    rated = [(0, -1, 0)]
    for row, (support, ships) in enumerate(offers):
        fired = min(support, caps[0])
        help_ = plain + fired + min(ships, caps[1], caps[0] - fired)
        column = min(max(terms["base"] + min(help_, caps[2]) - against, -1), len(tables[0]) - 1)
        if terms["base"] < 0:
            column = -1
        own, enemy, chance = expectation(column, terms["engaged"], terms["defending"], *tables)
        worth = (enemy // divisor * gain - own // divisor * price) // 100 + chance * value
        worth -= cost * support + ships
        if chance >= least:
            rated.append((worth, -row, chance))
    worth, row, chance = max(rated, key=lambda found: found[0])
    return (-row, worth, chance) if worth > 0 else (-1, 0, 0)
