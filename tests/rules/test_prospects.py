"""Chapter 6, before the dice: the joint distribution agrees with battles that are fought to the end."""

from __future__ import annotations

import pytest

from engine.kernels.consts import PENDING_ADVANCE, PENDING_DETERMINED, T_TERRAIN, TERM_NAMES
from engine.orders import Determined
from engine.rules.combat import explain
from engine.rules.prospects import POLICIES, SOURCES, foresee, source
from engine.setup import dice_key
from engine.turn import apply
from tests.textmap import BLUE, RED, Board

OPEN = ".+ .+A .- .- .-\n.+ .+B .-X .- .-\n.+ .+ .- .- .-\n.+ .+ .- .- .-"


def board(**values: int) -> Board:
    """Return a board on which A and B may attack X in 21."""
    fields = {"quarters": 9, "cohesion": 60, "entrench": 3, **values}
    return Board(OPEN, {"X": {"quality": 8}}).set("X", **fields).pools(attacks=99)


@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy_adds_up(policy) -> None:
    table = board()
    found = foresee(table.world, table.view(), table.attacking("21", "AB"))
    assert sum(case.ways for case in found.cases[policy]) == found.whole
    assert all(case.attacker >= 0 and case.defender >= 0 for case in found.cases[policy])


def test_standing_is_less_likely_to_lose_the_hex_and_agrees_with_the_breakdown() -> None:
    table = board()
    order = table.attacking("21", "AB")
    found = foresee(table.world, table.view(), order)
    assert found.chance("stand") < found.chance("fall-back")
    assert found.chance("stand") == pytest.approx(explain(table.world, table.view(), order).chance_to_win())
    assert found.chance("staff") in (found.chance("stand"), found.chance("fall-back"))


@pytest.mark.parametrize(("policy", "stand"), [("fall-back", 0), ("stand", 1)])
def test_joint_distribution_against_battles_fought(policy, stand) -> None:
    table = board()
    order = table.attacking("21", "AB")
    found = foresee(table.world, table.view(), order)
    games = 600
    seen: dict[tuple[bool, int, int], int] = {}
    for number in range(games):
        game = table.game.clone()
        game.state.key[:2] = dice_key(number)
        apply(game, order)
        after = Board.__new__(Board)
        after.game = game
        if after.pending() == PENDING_DETERMINED:
            apply(game, Determined(stand))
        won = after.pending() == PENDING_ADVANCE
        lost = [int(game.state.side_lost[s] - table.state.side_lost[s]) for s in (BLUE, RED)]
        cell = (won, lost[0], lost[1])
        seen[cell] = seen.get(cell, 0) + 1
    expected: dict[tuple[bool, int, int], float] = {}
    for case in found.cases[policy]:
        cell = (case.won, case.attacker, case.defender)
        expected[cell] = expected.get(cell, 0.0) + case.ways / found.whole * games
    assert set(seen) <= set(expected)
    cells = [c for c in expected if expected[c] >= 5]
    statistic = sum((seen.get(c, 0) - expected[c]) ** 2 / expected[c] for c in cells)
    assert statistic < len(cells) + 3.3 * (2 * len(cells)) ** 0.5 + 6


def test_the_view_is_left_alone() -> None:
    table = board()
    before = table.view().digest()
    foresee(table.world, table.view(), table.attacking("21", "AB"))
    assert table.view().digest() == before


def test_a_counter_attack_counts_whom_one_sees_in_reach() -> None:
    alone = board(quarters=6)
    order = alone.attacking("21", "AB")
    quiet = foresee(alone.world, alone.view(), order)
    assert quiet.hold is not None
    near = Board(OPEN.replace(".+ .+B .-X .- .-", ".+ .+B .-X .-Y .-"), {"X": {"quality": 8}})
    near.set("X", quarters=6, cohesion=60, entrench=3).set("Y", quarters=24).pools(attacks=99)
    found = foresee(near.world, near.view(), near.attacking("21", "AB"))
    assert near.unit("Y") in found.counter
    assert found.hold is not None
    assert found.hold <= quiet.hold


def test_every_shift_has_a_source() -> None:
    table = board()
    names = TERM_NAMES[T_TERRAIN:]
    assert set(SOURCES) | {"terrain", "river"} == set(names)
    assert source(table.world, "terrain", table.hex("21")) == "rules/terrain.toml: terrain.clear.shift"
    assert source(table.world, "set-piece", 0) == "rules/combat.toml: shifts.set_piece"
    for words in SOURCES.values():
        for part in words.split(", "):
            file, key = part.split(": ")
            value = getattr(table.world, file[6:-5])
            for step in key.split("."):
                value = getattr(value, step)
