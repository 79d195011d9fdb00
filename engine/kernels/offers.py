"""What support is worth to an attack whose other terms are known: for players who weigh many groups."""

from __future__ import annotations

from engine.kernels import kernel
from engine.kernels.arrays import I8, I16, I32, I64
from engine.kernels.combat import expectation
from engine.kernels.consts import (
    R_ATTACKER_CAP,
    R_DEFENDER_CAP,
    R_NAVAL_CAP,
    R_SUPPORT_CAP,
    T_BASE,
    T_BOLD,
    T_DEFENDING,
    T_ENGAGED,
    T_NAVAL,
    T_SUPPORT,
    T_TERRAIN,
    T_TIMID,
)


@kernel
def best_offer(
    terms: I64,
    offers: I64,
    count: int,
    will: I64,
    value: int,
    rules: I32,
    column_result: I8,
    result_attacker: I16,
    result_defender: I16,
    result_retreat: I8,
    divisor: int,
    out: I64,
) -> int:
    """Return the row of the offer of support that pays best, -1 if none is good enough.

    ``terms`` int64[TERM_WORDS] as ``battle_terms`` writes them; those of support and ships are not
    read. ``offers`` int64[n, 2] are points of support and of naval gunfire, the first ``count``
    count. ``will`` int64[4]: the least number of throws of 36 that must win, percent that
    quarters of the enemy's and of the own loss are worth, and what a point of support costs in
    quarter steps x 36 (a point of ships costs 1). ``value`` quarter steps of the hex. ``rules``
    int32[RULE_WORDS]; result tables and ``divisor`` as in ``expectation``.

    Output: ``out`` int64[3], worth of the best in quarter steps x 36 and its winning throws; the third is
    scratch. Of equals the first.
    """
    against = 0
    for i in range(T_TERRAIN, T_TIMID + 1):
        against += terms[i]
    against = min(against, int(rules[R_DEFENDER_CAP]))
    helping = 0
    for i in range(T_SUPPORT, T_BOLD + 1):
        if i not in (T_SUPPORT, T_NAVAL):
            helping += terms[i]
    base = terms[T_BASE]
    best, best_worth, best_chance = -1, 0, 0
    for row in range(count):
        support = min(offers[row, 0], int(rules[R_SUPPORT_CAP]))
        ships = min(min(offers[row, 1], int(rules[R_NAVAL_CAP])), int(rules[R_SUPPORT_CAP]) - support)
        column = -1
        if base >= 0:
            shift = min(helping + support + ships, int(rules[R_ATTACKER_CAP])) - against
            column = min(max(base + shift, -1), column_result.shape[0] - 1)
        expectation(
            column, terms[T_ENGAGED], terms[T_DEFENDING], column_result, result_attacker, result_defender,
            result_retreat, divisor, out,
        )  # fmt: skip
        chance = out[2]
        worth = (out[1] // divisor * will[1] - out[0] // divisor * will[2]) // 100 + chance * value
        worth -= will[3] * offers[row, 0] + offers[row, 1]
        if chance >= will[0] and worth > best_worth:
            best, best_worth, best_chance = row, worth, chance
    out[0], out[1] = best_worth, best_chance
    return best
