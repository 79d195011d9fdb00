"""Chapter 6, the ways out of the beaten: retreat, surrender, crowded hexes, ships."""

from __future__ import annotations

import pytest

from engine.events import Destroyed, Lost, Retreated
from engine.kernels.consts import (
    DICE_COMBAT,
    PENDING_ADVANCE,
    PENDING_DETERMINED,
)
from tests.battles import WIDE, retreat, told
from tests.textmap import RED, Board


@pytest.mark.rule("combat.losses", "combat.retreat")
@pytest.mark.parametrize("hexes", [1, 2, 3])
def test_each_hex_of_retreat_costs_a_quarter(hexes) -> None:
    board = retreat(WIDE, hexes)
    path = told(board, Retreated)[0].path
    assert len(path) == hexes + 1
    assert len(set(path)) == len(path)
    on_the_way = [e for e in told(board, Lost) if e.cause == 1]
    assert sum(e.quarters for e in on_the_way) == hexes
    assert board.get("X", "mp") == 0
    assert board.get("X", "entrench") == 0


@pytest.mark.rule("combat.retreat")
def test_retreat_avoids_the_zone_of_the_enemy() -> None:
    # A at 11 and B at 22 reach 10, 31 and each other's hexes; 20 and 30 are out of their zones.
    board = retreat(".+ .+  .- .- .-\n.+ .+A .-X .- .-\n.+ .+ .+B .- .-\n.+ .+ .- .- .-")
    assert board.short(told(board, Retreated)[0].path[-1]) in ("20", "30")


@pytest.mark.rule("combat.retreat")
def test_a_friend_covers_a_retreat_into_the_enemys_zone() -> None:
    # Only one hex is open, and blue's zone reaches it.
    sides = {"cliff": "20-21-30 22-21-11"}
    bare = retreat(".+ .+A .- .-\n.+ .+ .-X .-\n.+ .+ .- .+B\n.+ .+ .- .-", more={"sides": sides})
    lost = sum(e.quarters for e in told(bare, Lost) if e.cause == 1)
    assert bare.at("X") == "31"
    assert lost == 2
    covered = retreat(".+ .+A .- .-\n.+ .+ .-X .-Y\n.+ .+ .- .+B\n.+ .+ .- .-", more={"sides": sides})
    assert sum(e.quarters for e in told(covered, Lost) if e.cause == 1) == 1


@pytest.mark.rule("combat.retreat")
def test_retreat_takes_own_ground_before_the_enemys() -> None:
    board = retreat(".+ .+A .+ .+ .+\n.+ .+ .-X .- .+\n.+ .+ .+ .+ .+")
    assert board.at("X") == "31"


def test_retreat_over_hostile_ground_takes_it() -> None:
    board = retreat(".+ .+A .+ .+ .+\n.+ .+ .-X .+ .+\n.+ .+ .+ .+ .+")
    assert board.holder(board.at("X")) == RED


@pytest.mark.rule("combat.surrender")
def test_no_retreat_over_sea_cliff_or_enemy() -> None:
    board = retreat("~ .+A ~\n~ .+B .-X\n~ .+ ~", letters="A", more={"sides": {"cliff": "11-21"}})
    assert told(board, Destroyed)[0].cause == 5
    assert board.at("X") == "--"


@pytest.mark.rule("combat.surrender")
def test_the_surrounded_surrender() -> None:
    ring = ".+ .+A .+F .+E\n.+ .+B .-X .+D\n.+ .+ .+C .+\n.+ .+ .+ .+"
    board = retreat(ring)
    destroyed = told(board, Destroyed)
    assert [e.cause for e in destroyed] == [5]
    assert board.get("X", "status") == 3
    # Everything that was left of it is lost.
    assert board.get("X", "lost") == 12


@pytest.mark.rule("combat.surrender")
def test_static_units_surrender_when_told_to_retreat() -> None:
    board = retreat(WIDE, 1, X="coastal", values={"X": {"quarters": 16, "cohesion": 100}})
    assert board.get("X", "status") == 3


CRAM = {"cliff": "20-21-30 22-21-11"}  # 31 is the only way out of 21
CORNER = ".+ .+A .- .- .-\n.+ .+ .-X .-{} .-\n.+ .+ .- .- .-"


@pytest.mark.rule("combat.overstack")
def test_a_stack_too_many_for_the_price_of_cohesion_until_the_phase_ends() -> None:
    # Three divisions fill 31; a fourth may crowd in.
    board = retreat(CORNER.format("PQR"), more={"sides": CRAM}, values={"X": {"quarters": 8, "cohesion": 40}})
    assert board.at("X") == "31"
    assert board.get("X", "cohesion") == 40 - 16 - 8
    assert sum(board.at(u) == "31" for u in "PQRX") == 4
    if board.pending() == PENDING_ADVANCE:
        board.advance()
    before = board.get("X", "quarters")
    events = board.end()
    # The weakest is pushed on to a hex with room, at the price of the way.
    assert sum(board.at(u) == "31" for u in "PQR") == 3
    assert board.at("X") not in ("31", "--")
    assert any(isinstance(e, Retreated) and e.unit == board.unit("X") for e in events)
    assert board.get("X", "quarters") == before - 1


@pytest.mark.rule("combat.overstack")
def test_who_finds_no_room_behind_is_lost() -> None:
    # 31 leads nowhere: when the phase ends the fourth division has no place to go.
    alley = {"cliff": CRAM["cliff"] + " 30-31-41 32-31-42 22-31"}
    board = retreat(CORNER.format("PQR"), more={"sides": alley})
    assert board.at("X") == "31"
    if board.pending() == PENDING_ADVANCE:
        board.advance("A")
    board.end()
    assert board.get("X", "status") == 3


@pytest.mark.rule("combat.retreat")
def test_a_hex_crowded_beyond_that_is_passed_through() -> None:
    board = retreat(CORNER.format("PQR"), 2, more={"sides": CRAM})
    assert board.get("X", "status") == 1
    assert board.at("X") not in ("21", "31")


@pytest.mark.rule("combat.retreat-works")
def test_who_falls_back_on_works_finds_trenches_a_level_short() -> None:
    board = (
        Board(CORNER.format(""), sides=CRAM).set("X", entrench=0, quarters=12, cohesion=0).pools(attacks=9)
    )
    board.state.hex_fort[board.hex("31")] = 3
    board.rig((DICE_COMBAT, board.hex("21"), 0, 8, 8)).attack("21", "A")
    if board.pending() == PENDING_DETERMINED:
        board.stand(0)
    assert (board.at("X"), board.get("X", "entrench")) == ("31", 2)


# -- by ship -----------------------------------------------------------------------------

QUAY = "~ .+A ~\n~ .+B .-X\n~ .+ ~"
ISLE = {"cliff": "11-21"}


def shipped(beach: int = 0, port: int = 300, ships: int = 9, **rules) -> Board:
    """Return a board on which X, with its back to the sea, was beaten at a port or beach."""
    from msgspec.structs import replace

    from tests.textmap import tiny

    place = {"id": "quay", "hex": "21", "kind": "port", "sea_zone": "west-sea"}
    place |= {"port_tons": port, "beach_tons": beach}
    ocean = {"id": "ocean", "side": "red", "kind": "sea", "sea_zones": "west-sea"}
    changed = {"combat": {"retreat": replace(tiny().combat.retreat, **rules)}}
    board = Board(QUAY, sides=ISLE, places=(place,), boxes=(ocean,), rules=changed)
    board.state.pool_sealift[RED] = ships
    board.set("X", entrench=0, quarters=12, cohesion=50).pools(attacks=9)
    board.rig((DICE_COMBAT, board.hex("21"), 0, 12, 12)).attack("21", "A")
    board.stand(0)
    return board


@pytest.mark.rule("combat.evacuation")
def test_the_beaten_are_taken_off_by_ship_under_fire() -> None:
    board = shipped()
    assert board.get("X", "status") == 2
    assert int(board.state.pool_sealift[RED]) == 6
    # 12 quarters lose 9 x 12 / 32 in battle, 3 or 4, then 35 percent; 50 cohesion lose 22, then 20
    assert board.get("X", "quarters") in (9 - 4, 8 - 3)
    assert board.get("X", "cohesion") == 50 - 22 - 20


@pytest.mark.rule("combat.evacuation")
def test_a_beach_will_do_where_the_data_says_so() -> None:
    assert shipped(beach=50, port=0).get("X", "status") == 2
    assert shipped(beach=50, port=0, from_beach=False).get("X", "status") == 3
    assert shipped(from_port=False).get("X", "status") == 3


@pytest.mark.rule("combat.evacuation")
def test_no_ships_no_rescue() -> None:
    assert shipped(ships=2).get("X", "status") == 3
