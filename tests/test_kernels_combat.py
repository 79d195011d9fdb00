"""The combat kernel against its plain twin, on small random battles."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given

from engine.kernels import combat, consts
from tests.reference import boards
from tests.reference import combat as twin
from tests.test_kernels import differential, lists, seeds

RULE_ROWS = {
    "attacker_cap": consts.R_ATTACKER_CAP,
    "defender_cap": consts.R_DEFENDER_CAP,
    "turned_entrenchment_cap": consts.R_TURNED_CAP,
    "snow": consts.R_SNOW,
    "mud_snow_cap": consts.R_WEATHER_CAP,
    "hasty": consts.R_HASTY,
    "quality": consts.R_QUALITY,
    "quality_great": consts.R_QUALITY_GREAT,
    "defender_better": consts.R_DEFENDER_BETTER,
    "attacker_low": consts.R_LOW,
    "attacker_out": consts.R_OUT,
    "support_cap": consts.R_SUPPORT_CAP,
    "set_piece": consts.R_SET_PIECE,
    "surprise": consts.R_SURPRISE,
    "concentric": consts.R_CONCENTRIC,
    "concentric_hexes": consts.R_CONCENTRIC_HEXES,
    "armour": consts.R_ARMOUR,
    "low_cohesion": consts.R_COHESION,
    "low_cohesion_below": consts.R_COHESION_BELOW,
    "isolated": consts.R_ISOLATED,
    "corps": consts.R_CORPS,
    "army": consts.R_ARMY,
    "naval_cap": consts.R_NAVAL_CAP,
    "turned": consts.R_TURNED,
    "isolated_entrenchment_cap": consts.R_ISOLATED_CAP,
    "out_of_range_shift": consts.R_COMMAND,
    "bold_from": consts.R_BOLD_FROM,
    "bold_shift": consts.R_BOLD,
    "timid_to": consts.R_TIMID_TO,
    "timid_shift": consts.R_TIMID,
}
UNITS = ("unit_side", "unit_hex", "unit_quarters", "unit_cohesion", "unit_supply", "unit_entrench")
ORDER_OF_BATTLE = (
    "unit_type",
    "unit_class",
    "unit_quality",
    "unit_corps",
    "unit_army",
    "unit_command",
    "unit_drive",
)
TYPES = ("type_attack", "type_defence", "type_armour", "type_anti_armour", "class_mountain")
HEXES = ("neighbour", "hex_terrain", "hex_side", "side_attack", "side_shift", "side_flood")
TERRAIN = ("terrain_shift", "terrain_frontage", "terrain_rough", "terrain_open", "terrain_armour")
COLUMNS = ("column_attack", "column_defence")
ALL = (*UNITS, *ORDER_OF_BATTLE, *TYPES, *HEXES, *TERRAIN, *COLUMNS)


def random_rules(dice: np.random.Generator) -> dict[str, Any]:
    """Return shifts by name, near those of the campaign."""
    rules: dict[str, Any] = {name: int(dice.integers(1, 4)) for name in RULE_ROWS}
    rules |= {"attacker_cap": int(dice.integers(2, 7)), "defender_cap": int(dice.integers(3, 9))}
    rules |= {"low_cohesion_below": int(dice.integers(20, 70)), "concentric_hexes": 3}
    rules |= {"entrenchment": [0, 1, 1, 2, 3], "mud": [0, 0, 1, 2]}
    return rules


def rule_words(rules: dict[str, Any]) -> Any:
    words = np.zeros(consts.RULE_WORDS, np.int32)
    for name, row in RULE_ROWS.items():
        words[row] = rules[name]
    words[consts.R_ENTRENCH : consts.R_ENTRENCH + 5] = rules["entrenchment"]
    words[consts.R_MUD : consts.R_MUD + 4] = rules["mud"]
    return boards.table(words, np.int32)


def random_battle(dice: np.random.Generator) -> tuple[SimpleNamespace, list[int], int]:
    """Return tables and units, the attackers and the hex they attack, on a map of 5 x 5."""
    neighbour = boards.neighbours(5, 5)
    land, kinds, ground, hexsides, classes = 25, 4, 4, 4, 2
    target = int(dice.choice([6, 7, 12, 0]))
    around = [int(n) for n in neighbour[target] if n >= 0]
    fronts = dice.choice(around, int(dice.integers(1, len(around) + 1)), replace=False)
    attackers, defenders, others = (int(n) for n in dice.integers([1, 0, 0], [9, 4, 3]))
    count = attackers + defenders + others
    hexes = [*dice.choice(fronts, attackers), *[target] * defenders, *dice.integers(0, land, others)]
    owners = [0] * attackers + [int(n) for n in dice.integers(1, 3, defenders)] + [1] * others
    mix = dice.permutation(count)
    hex_side = dice.choice(hexsides, (land, 6), p=[0.3, 0.3, 0.3, 0.1])
    t = SimpleNamespace(
        unit_side=np.array(owners, np.int8)[mix],
        unit_hex=np.array(hexes, np.int32)[mix],
        unit_quarters=dice.integers(1, 33, count).astype(np.int16),
        unit_cohesion=dice.integers(0, 101, count).astype(np.int16),
        unit_supply=dice.choice(4, count, p=[0.3, 0.2, 0.2, 0.3]).astype(np.int8),
        unit_entrench=dice.integers(0, 5, count).astype(np.int8),
        unit_type=boards.table(dice.integers(0, kinds, count), np.int16),
        unit_class=boards.table(dice.integers(0, classes, count), np.int8),
        unit_quality=dice.integers(0, 11, count).astype(np.int8),
        unit_corps=dice.choice([-1, 0, 0, 0, 1], count).astype(np.int16),
        unit_army=dice.choice([-1, 0, 0, 0, 1], count).astype(np.int16),
        unit_command=dice.choice(3, count, p=[0.7, 0.2, 0.1]).astype(np.int8),
        unit_drive=dice.integers(0, 10, count).astype(np.int8),
        type_attack=boards.table(dice.integers(0, 6, kinds), np.int16),
        type_defence=boards.table(dice.integers(0, 6, kinds), np.int16),
        type_armour=boards.table(dice.choice([0, 0, 2, 4], kinds), np.int8),
        type_anti_armour=boards.table(dice.integers(0, 4, kinds), np.int8),
        class_mountain=boards.table([0, 1], np.uint8),
        neighbour=boards.table(neighbour, np.int32),
        hex_terrain=boards.table(dice.integers(0, ground, land), np.int8),
        hex_side=boards.table(hex_side, np.int8),
        side_attack=boards.table([0, 1, 2, 1], np.int8),
        side_shift=boards.table([0, 1, 0, 2], np.int8),
        side_flood=boards.table([0, 2, 2, 3], np.int8),
        terrain_shift=boards.table(dice.integers(0, 4, ground), np.int8),
        terrain_frontage=boards.table(dice.integers(1, 17, ground), np.int16),
        terrain_rough=boards.table([0, 0, 1, 1], np.uint8),
        terrain_open=boards.table([1, 1, 0, 0], np.uint8),
        terrain_armour=boards.table(dice.choice([0, 60, 100], ground), np.int16),
        column_attack=boards.table([1, 1, 2, 1, 3, 2, 3, 4, 5, 7, 10], np.int32),
        column_defence=boards.table([3, 2, 3, 1, 2, 1, 1, 1, 1, 1, 1], np.int32),
    )
    mine = [u for u in range(count) if t.unit_side[u] == 0]
    return t, mine, target


@differential
@given(seeds)
def test_battle_terms(seed: int) -> None:
    dice = np.random.default_rng(seed)
    t, mine, target = random_battle(dice)
    rules = random_rules(dice)
    modes = [bool(n) for n in dice.random(4) < [0.3, 0.5, 0.3, 0.15]]
    support, naval, guns, mud = (int(n) for n in dice.integers(0, 4, 4))
    weather = [mud, int(dice.integers(2)), int(dice.integers(2))]
    engaged = np.full(len(mine), -1, np.int32)
    terms = np.full(consts.TERM_WORDS, -99, np.int64)
    combat.battle_terms(
        np.array(mine, np.int32),
        target,
        *modes,
        support,
        naval,
        guns,
        *weather,
        *(getattr(t, name) for name in ALL),
        rule_words(rules),
        engaged,
        terms,
    )
    plain = SimpleNamespace(**dict(zip(ALL, lists(t, *ALL), strict=True)), rules=rules)
    room, expected = twin.battle_terms(plain, mine, target, *modes, support, naval, guns, *weather)
    assert engaged.tolist() == room
    assert dict(zip(consts.TERM_NAMES, terms.tolist(), strict=True)) == expected


@differential
@given(seeds)
def test_loss_parts(seed: int) -> None:
    dice = np.random.default_rng(seed)
    for _ in range(20):
        value, engaged, least = (int(n) for n in dice.integers(0, [17, 200, 6]))
        assert combat.loss_parts(value, engaged, 32, least) == twin.loss_parts(value, engaged, 32, least)


@differential
@given(seeds)
def test_expectation(seed: int) -> None:
    dice = np.random.default_rng(seed)
    columns, results = 5, 4
    tables = (
        boards.table(dice.integers(0, results, (columns, 11)), np.int8),
        boards.table(dice.integers(0, 17, results), np.int16),
        boards.table(dice.integers(0, 17, results), np.int16),
        boards.table(dice.integers(0, 4, results), np.int8),
    )
    out = np.zeros(3, np.int64)
    for column in range(-1, columns):
        engaged, defending = (int(n) for n in dice.integers(0, 200, 2))
        combat.expectation(column, engaged, defending, *tables, 32, out)
        plain = (table.tolist() for table in tables)
        assert out.tolist() == twin.expectation(column, engaged, defending, *plain)
