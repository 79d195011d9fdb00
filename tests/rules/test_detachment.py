"""Breaking regiments off divisions, taking them back, disbanding remnants."""

from __future__ import annotations

import pytest

from engine.ai.player import new_memory
from engine.ai.staff import garrison_order, staff_order
from engine.audit import audit
from engine.events import Detached, Disbanded, Merged
from engine.kernels.consts import MODE_ATTACKED, QUARTERS, STATUS_BOX, STATUS_DEAD, SUPPLY_OUT
from engine.orders import Absorb, Detach, Disband, Merge, Move, Withdraw
from engine.rules import detachment
from engine.rules.common import DUE
from engine.schema.forces import ReserveRow, WithdrawalRow
from tests.rules.test_command import FORMATIONS, START, WEEK, row
from tests.textmap import BLUE, RED, Board

COUNTERS = [ReserveRow(id="part", nation="bl", type="regiment", slots=2, name="Part {}", label="P{}")]
FIELD = """
    .+A .+ .+ .+ .-X
    .+B .+ .+ .+ .-
"""


def board(drawing: str = FIELD, units=None, **more) -> Board:
    return Board(
        drawing, units or {"A": {"formation": "i"}}, formations=FORMATIONS, reserves=COUNTERS, **more
    )


def part(game: Board, number: int = 1) -> int:
    return game.world.rows("unit")[f"part-{number}"]


@pytest.mark.rule("command.detach")
def test_a_division_breaks_off_a_part_that_stands_as_it_stood() -> None:
    game = board()
    a, p = game.unit("A"), part(game)
    full = int(game.world.unit_full[p])
    before = game.state.clone()
    game.set("A", cohesion=70, supply=1, entrench=2, mp=9)
    before.copy_from(game.state)
    assert detachment.part_quarters(game.world, game.view(), a) == full == 2 * QUARTERS
    events = game.do(Detach(a))
    assert events == [Detached(unit=a, part=p, quarters=full, side=BLUE)]
    assert audit(game.world, game.state, before, events) == []
    assert game.get("A", "quarters") == int(game.world.unit_full[a]) - full
    state, lost = game.state, game.world.command.detach_cohesion
    assert lost
    assert (int(state.unit_quarters[p]), int(state.unit_hex[p])) == (full, game.hex("00"))
    assert int(state.unit_cohesion[p]) == game.get("A", "cohesion") == 70 - lost
    assert (int(state.unit_entrench[p]), int(state.unit_mp[p]), int(state.unit_supply[p])) == (2, 9, 1)
    assert int(state.unit_corps[p]) == row(game, "i")
    assert (game.world.unit_names[p], game.world.unit_labels[p]) == ("Part 1", "P1")
    game.do(Move(p, game.hex("10")))
    assert int(game.view(RED).unit_parent[p]) == -1


@pytest.mark.rule("command.detach")
def test_what_cannot_break_off_a_part() -> None:
    game = board(".+AB .+C .+D .-X", {"B": "armour"})
    a = game.unit("A")
    assert game.refused(Detach(game.unit("B"))) == "NO_PARTS"
    assert game.refused(Detach(game.unit("X"))) == "NOT_YOURS"
    game.set("A", mode=MODE_ATTACKED)
    assert game.refused(Detach(a)) == "ALREADY_ATTACKED"
    game.set("A", mode=0, refit=7)
    assert game.refused(Detach(a)) == "IN_REFIT"
    game.set("A", refit=0, quarters=2 * QUARTERS - 1)
    assert game.refused(Detach(a)) == "TOO_WEAK"
    game.set("A", quarters=2 * QUARTERS)
    game.do(Detach(a))
    assert int(game.state.unit_quarters[part(game)]) == QUARTERS
    game.do(Detach(game.unit("C")))
    assert game.refused(Detach(game.unit("D"))) == "NO_COUNTER"


@pytest.mark.rule("command.detach")
def test_a_full_hex_has_no_room_for_a_part() -> None:
    game = board(".+ABC .+ .-X", {})
    assert game.refused(Detach(game.unit("A"))) == "STACK_FULL"


@pytest.mark.rule("command.detach", "command.merge")
def test_a_part_comes_back_without_loss_and_its_place_is_kept() -> None:
    game = board()
    a, b, p = game.unit("A"), game.unit("B"), part(game)
    game.do(Detach(a))
    game.state.pool_quarters[:] = 20
    game.game.changed()
    assert game.refused(Absorb(a, 1)) == "FULL_STRENGTH"
    game.set("A", quarters=game.get("A", "quarters") - 1)
    assert game.refused(Absorb(a, 1)) == ""
    assert game.refused(Merge(p, b)) == "NOT_ALIKE"
    rest = game.get("A", "cohesion")
    game.do(Merge(p, a))
    assert game.get("A", "quarters") == int(game.world.unit_full[a]) - 1
    assert game.get("A", "cohesion") == rest
    # The counter is free again, and the enemy's old sightings of it are forgotten.
    game.state.unit_sight[RED * game.world.sizes.unit + p] = 3
    game.do(Detach(a))
    assert int(game.state.unit_parent[p]) == a
    assert int(game.state.unit_sight[RED * game.world.sizes.unit + p]) == -1


@pytest.mark.rule("command.detach", "command.merge")
def test_a_part_may_fill_another_division_at_the_price_of_a_merger() -> None:
    game = board(".+AB .+ .-X", {})
    a, b, p = game.unit("A"), game.unit("B"), part(game)
    game.do(Detach(a))
    assert game.refused(Merge(p, b)) == "FULL_STRENGTH"
    game.set("B", quarters=8, cohesion=100)
    tired = game.world.command.detach_cohesion + game.world.command.merge_cohesion
    game.do(Merge(p, b))
    assert game.get("B", "quarters") == 16
    assert game.get("B", "cohesion") == 100 - tired + game.world.command.detach_cohesion // 2
    assert detachment.parts_of(game.world, game.state, a) == []


@pytest.mark.rule("command.detach")
def test_a_division_that_leaves_takes_its_parts_along() -> None:
    leaving = WithdrawalRow(id="w", unit="u-a", date=START + 8 * WEEK, reason="other-front", exit="any")
    game = board(withdrawals=[leaving])
    a, p = game.unit("A"), part(game)
    game.do(Detach(a))
    game.state.withdrawal_state[0] = DUE
    game.game.changed()
    assert game.refused(Detach(a)) == "WANTED_ELSEWHERE"
    before = game.state.clone()
    events = game.do(Withdraw(a))
    assert Merged(unit=p, into=a, quarters=8, side=BLUE) in events
    assert audit(game.world, game.state, before, events) == []
    assert int(game.state.unit_hex[p]) == -1
    assert game.get("A", "quarters") == int(game.world.unit_full[a])


@pytest.mark.rule("command.disband")
def test_a_remnant_is_disbanded_and_most_of_its_men_come_back() -> None:
    game = board()
    a = game.unit("A")
    limit = int(game.world.unit_full[a]) * game.world.command.disband_percent // 100
    assert limit >= 4
    game.set("A", quarters=limit + 1)
    assert game.refused(Disband(a)) == "TOO_STRONG"
    game.set("A", quarters=4, supply=SUPPLY_OUT)
    assert game.refused(Disband(a)) == "NOT_IN_SUPPLY"
    game.set("A", supply=0)
    pool = int(game.state.pool_quarters[0])
    before = game.state.clone()
    events = game.do(Disband(a))
    gone = 4 * game.world.command.disband_loss_percent // 100
    assert gone == 1
    assert events[-1] == Disbanded(unit=a, quarters=3, side=BLUE)
    assert audit(game.world, game.state, before, events) == []
    assert int(game.state.pool_quarters[0]) == pool + 3
    assert game.get("A", "status") == STATUS_DEAD
    assert game.get("A", "lost") == gone


@pytest.mark.rule("command.disband")
def test_who_is_in_touch_or_wanted_elsewhere_is_not_disbanded() -> None:
    leaving = WithdrawalRow(id="w", unit="u-b", date=START + 8 * WEEK, reason="other-front")
    game = board(".+A .-X .+ .+ .+B", {}, withdrawals=[leaving])
    game.set("AB", quarters=2)
    assert game.refused(Disband(game.unit("A"))) == "IN_CONTACT"
    assert game.refused(Disband(game.unit("B"))) == "WANTED_ELSEWHERE"


def test_the_computer_leaves_a_part_in_a_small_garrison_and_takes_it_back() -> None:
    game = board()
    a, p = game.unit("A"), part(game)
    memory = new_memory("greedy", BLUE, 1)
    memory.numbers = {f"small:{a}": 8, f"post:{a}": game.hex("00")}
    order = garrison_order(game.world, game.view(), memory)
    assert order == Detach(a)
    assert memory.numbers == {f"post:{p}": game.hex("00")}
    game.do(order)
    assert garrison_order(game.world, game.view(), memory) is None
    assert staff_order(game.world, game.view(), memory) != Merge(p, a)
    memory = new_memory("greedy", BLUE, 1)
    assert staff_order(game.world, game.view(), memory) == Merge(p, a)


def test_the_computer_disbands_what_is_left_of_a_regiment() -> None:
    game = board(".+AB .+ .+ .+ .+ .+ .-X", {"B": "regiment"})
    game.set("B", quarters=1)
    memory = new_memory("greedy", BLUE, 1)
    memory.fields["threat"] = bytes(4 * game.world.land)
    assert staff_order(game.world, game.view(), memory) == Disband(game.unit("B"))


def test_a_part_at_sea_still_belongs_to_its_division() -> None:
    game = board()
    a, p = game.unit("A"), part(game)
    game.do(Detach(a))
    game.state.unit_status[p] = STATUS_BOX
    assert detachment.parts_of(game.world, game.state, a) == [p]


@pytest.mark.rule("command.detach")
def test_a_part_finds_no_more_men_than_its_division_has_room_for() -> None:
    game = board()
    a, p = game.unit("A"), part(game)
    game.do(Detach(a))
    game.state.unit_quarters[p] -= 3
    assert detachment.room_in(game.world, game.view(), p) == 3
    game.state.unit_quarters[a] += 2
    game.game.changed()
    assert detachment.room_in(game.world, game.view(), p) == 1
