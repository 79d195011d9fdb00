"""Weighing offers of support against the plain twin, and against whole battles worked out anew."""

from __future__ import annotations

import numpy as np
from hypothesis import given

from engine.kernels import combat, consts, offers
from tests.reference import boards
from tests.reference import combat as twin
from tests.test_kernels import differential, seeds
from tests.test_kernels_combat import ALL, random_battle, random_rules, rule_words


@differential
@given(seeds)
def test_best_offer(seed: int) -> None:
    dice = np.random.default_rng(seed)
    t, mine, target = random_battle(dice)
    rules = random_rules(dice)
    words = rule_words(rules)
    tables = (
        boards.table(dice.integers(0, 4, (len(t.column_attack), 11)), np.int8),
        boards.table(dice.integers(0, 17, 4), np.int16),
        boards.table(dice.integers(0, 17, 4), np.int16),
        boards.table([0, 1, 1, 0], np.int8),
    )
    divisor = int(dice.choice([8, 32]))
    will = [int(n) for n in dice.integers(0, [20, 400, 200, 60])]
    value = int(dice.integers(0, 9))
    wanted = np.unique(dice.integers(0, 5, (6, 2)), axis=0)

    def fought(support: int, naval: int) -> dict[str, int]:
        engaged, terms = np.zeros(len(mine), np.int32), np.zeros(consts.TERM_WORDS, np.int64)
        combat.battle_terms(
            np.array(mine, np.int32), target, False, True, False, False, support, naval, 0, 0, 0, 0,
            *(getattr(t, name) for name in ALL), words, engaged, terms,
        )  # fmt: skip
        return dict(zip(consts.TERM_NAMES, terms.tolist(), strict=True))

    plain = fought(0, 0)
    terms, out = np.array(list(plain.values()), np.int64), np.zeros(3, np.int64)
    found = offers.best_offer(
        terms, wanted, len(wanted), np.array(will, np.int64), value, words, *tables, divisor, out
    )
    caps = [int(words[r]) for r in (consts.R_SUPPORT_CAP, consts.R_NAVAL_CAP)]
    caps += [rules["attacker_cap"], rules["defender_cap"]]
    lists = [table.tolist() for table in tables]
    assert (found, *out[:2].tolist()) == twin.best_offer(
        plain, wanted.tolist(), *will, value, caps, lists, divisor
    )
    if found >= 0:  # the column is that of the battle with this support
        columns = fought(*wanted[found].tolist())
        own, enemy, chance = twin.expectation(
            columns["column"], columns["engaged"], columns["defending"], *lists
        )
        worth = (enemy // divisor * will[1] - own // divisor * will[2]) // 100 + chance * value
        assert out[:2].tolist() == [worth - will[3] * wanted[found][0] - wanted[found][1], chance]
