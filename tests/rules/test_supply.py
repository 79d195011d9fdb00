"""Chapter 7: sources, ways, ranges, capacity, cut lines, hunger."""

from __future__ import annotations

import pytest

from engine.events import Lost, SupplyChanged
from engine.kernels.consts import (
    MODE_ATTACKED,
    MODE_MOVED,
    MODE_NORMAL,
    SOURCE_DEPOT,
    SUPPLY_FULL,
    SUPPLY_GRAIN,
    SUPPLY_ISOLATED,
    SUPPLY_LOW,
    SUPPLY_OUT,
)
from engine.rules import shortage, supply, wreckage
from tests.textmap import BLUE, RED, Board

FRANCE = {"id": "france", "side": "blue", "kind": "rail", "entry": "000000"}
HOME = {"id": "home", "side": "red", "kind": "rail", "entry": "009000"}
OCEAN = {"id": "ocean", "side": "blue", "kind": "sea", "sea_zones": "west-sea"}
NAPLES = {"id": "naples", "hex": "10", "port_tons": 300, "sea_zone": "west-sea", "kind": "port"}


def fed(drawing: str, *boxes: dict[str, str], **more) -> Board:
    """Return a board on which supply counts."""
    return Board(drawing, more.pop("units", None), boxes=boxes or (FRANCE,), supplied=False, **more)


def states(board: Board, letters: str, side: int = BLUE) -> list[int]:
    """Return the supply states that a trace gives to units."""
    field = supply.trace(board.world, board.state, side)
    return [int(field.state[board.unit(u)]) for u in letters]


LINE = ".+A .+ .+ .+ .+ .+ .+ .+ .+ .+"


@pytest.mark.rule("supply.way", "supply.states")
@pytest.mark.parametrize(
    ("at", "state"),
    [("00", SUPPLY_FULL), ("40", SUPPLY_FULL), ("50", SUPPLY_LOW), ("60", SUPPLY_LOW), ("70", SUPPLY_OUT)],
)
def test_distance_from_the_source_by_the_track(at, state) -> None:
    # Without a road a clear hex costs a lorry 2 points: 8 feed fully, 12 badly.
    board = fed(LINE)
    board.set("A", hex=board.hex(at))
    assert states(board, "A") == [state]


@pytest.mark.rule("supply.states")
def test_who_is_too_far_is_out_but_not_isolated() -> None:
    board = fed(LINE, rules={"supply": {"full_range": 1, "low_range": 2}})
    board.set("A", hex=board.hex("90"))
    assert states(board, "A") == [SUPPLY_OUT]


@pytest.mark.rule("supply.way")
def test_main_roads_carry_four_times_as_far() -> None:
    board = fed(LINE, roads="00-10-20-30-40-50-60-70-80-90")
    board.set("A", hex=board.hex("90"))
    field = supply.trace(board.world, board.state, BLUE)
    assert field.cost[board.hex("90")] == 9 * SUPPLY_GRAIN // 2
    assert states(board, "A") == [SUPPLY_FULL]


@pytest.mark.rule("supply.way")
def test_rail_carries_farther_than_any_road() -> None:
    board = fed(LINE, rails="00-10-20-30-40-50-60-70-80-90")
    field = supply.trace(board.world, board.state, BLUE)
    assert field.cost[board.hex("90")] == 9 * board.world.supply.rail_step
    assert field.cost[board.hex("90")] < 9 * SUPPLY_GRAIN // 2


@pytest.mark.rule("supply.way")
def test_mud_doubles_the_way_of_lorries() -> None:
    board = fed(LINE, roads="00-10-20")
    dry = supply.trace(board.world, board.state, BLUE).cost[board.hex("20")]
    board.weather(mud=2)
    assert supply.trace(board.world, board.state, BLUE).cost[board.hex("20")] == 2 * dry


@pytest.mark.rule("supply.states")
def test_an_enemy_cuts_the_line_and_isolates() -> None:
    board = fed(".+ .+ .-X .+ .+A", roads="00-10-20-30-40")
    assert states(board, "A") == [SUPPLY_ISOLATED]


@pytest.mark.rule("supply.way")
def test_a_zone_of_control_cuts_the_line_unless_a_friend_stands_there() -> None:
    drawing = ".+ .+ .+{} .+ .+A\n.- .- .-X .- .-"
    assert states(fed(drawing.format(""), roads="00-10-20-30-40"), "A") == [SUPPLY_ISOLATED]
    held = fed(drawing.format("B"), roads="00-10-20-30-40")
    # B guards its own hex; 10 and 30 are under X's guns as well.
    assert states(held, "A") == [SUPPLY_ISOLATED]
    guarded = fed(".+ .+C .+B .+D .+A\n.- .- .-X .- .-", roads="00-10-20-30-40")
    assert states(guarded, "A") == [SUPPLY_FULL]


@pytest.mark.rule("supply.way")
def test_supply_arrives_in_a_zone_of_control_but_does_not_pass() -> None:
    board = fed(".+ .+ .+ .+\n.- .- .-X .-", roads="00-10-20-30")
    field = supply.trace(board.world, board.state, BLUE)
    assert field.source[board.hex("10")] >= 0
    assert field.source[board.hex("30")] < 0


@pytest.mark.rule("supply.way")
def test_supply_moves_over_own_ground_only() -> None:
    board = fed(".+ .- .+A", roads="00-10-20")
    assert states(board, "A") == [SUPPLY_ISOLATED]


@pytest.mark.rule("supply.sources")
def test_a_lost_entry_feeds_nobody() -> None:
    assert states(fed(".- .+ .+A", roads="00-10-20"), "A") == [SUPPLY_ISOLATED]


@pytest.mark.rule("units.types", "supply.need")
@pytest.mark.parametrize(("mode", "percent"), [(MODE_NORMAL, 100), (MODE_MOVED, 150), (MODE_ATTACKED, 300)])
def test_need_by_what_was_done(mode, percent) -> None:
    board = fed(LINE).set("A", mode=mode, quarters=12)
    # Half of a division that needs 200 tons a day at rest
    assert int(supply.need_of(board.world, board.state, BLUE)[0][board.unit("A")]) == percent


@pytest.mark.rule("supply.sources")
def test_a_port_feeds_as_many_as_it_can_unload() -> None:
    # 300 tons: one division of 200 in full, half of the next one, none of the third
    board = fed("~ .+A .+B .+C\n~ .+ .+ .+", OCEAN, places=[NAPLES], roads="10-20-30")
    assert states(board, "ABC") == [SUPPLY_FULL, SUPPLY_LOW, SUPPLY_OUT]
    field = supply.trace(board.world, board.state, BLUE)
    assert [int(field.granted[board.unit(u)]) for u in "ABC"] == [200, 100, 0]
    assert int(field.left.sum()) == 0


@pytest.mark.rule("supply.need")
def test_who_finds_his_port_drained_asks_the_next() -> None:
    second = {**NAPLES, "id": "salerno", "hex": "40", "port_tons": 400}
    board = fed("~ .+AB .+C .+ .+\n~ ~ ~ ~ ~", OCEAN, places=[NAPLES, second], roads="10-20-30-40")
    assert states(board, "ABC") == [SUPPLY_FULL, SUPPLY_FULL, SUPPLY_FULL]


@pytest.mark.rule("supply.need")
def test_he_asks_on_until_a_port_has_enough_and_depots_last() -> None:
    # Three ports of 20 tons and a depot in the own hex lie nearer than the one that can feed a division.
    small = [{**NAPLES, "id": f"port-{c}", "hex": f"{c}0", "port_tons": 20} for c in (1, 2, 3)]
    large = {**NAPLES, "id": "large", "hex": "40", "port_tons": 900}
    board = fed("~ .+A .+ .+ .+\n~ ~ ~ ~ ~", OCEAN, places=[*small, large], roads="10-20-30-40")
    board.state.place_stock[board.place("port-1")] = 7 * 30  # 30 tons a day for a week
    found = supply.trace(board.world, board.state, BLUE)
    assert states(board, "A") == [SUPPLY_FULL]
    assert int(found.left[found.sources.kind == SOURCE_DEPOT].sum()) == 30, "nothing of it is drawn"


@pytest.mark.rule("supply.ports")
@pytest.mark.parametrize(("damage", "tons"), [(0, 300), (50, 150), (90, 30), (100, 0)])
def test_a_wrecked_port_unloads_less(damage, tons) -> None:
    board = fed("~ .+A", OCEAN, places=[NAPLES])
    board.state.port_damage[:] = damage
    sources = supply.sources_of(board.world, board.state, BLUE)
    assert sources.tons.tolist() == ([tons] if tons else [])


@pytest.mark.rule("supply.ports")
def test_a_taken_port_keeps_a_tenth_and_is_mended_by_the_week() -> None:
    board = Board("~ .-", boxes=(OCEAN,), places=[NAPLES])
    from engine.rules.common import set_control

    set_control(board.world, board.state, board.hex("10"), BLUE, [])
    assert board.state.port_damage.tolist() == [90]
    wreckage.repair(board.world, board.state, BLUE)
    assert board.state.port_damage.tolist() == [75]
    wreckage.repair(board.world, board.state, RED)
    assert board.state.port_damage.tolist() == [75]


def test_beaches_and_towns_cannot_be_wrecked() -> None:
    beach = {"id": "gela", "hex": "10", "beach_tons": 200, "sea_zone": "west-sea", "kind": "beach"}
    town = {"id": "vittoria", "hex": "10"}
    board = Board(
        "~ .-", boxes=(OCEAN,), places=[NAPLES, beach, town], rules={"supply": {"port_start_percent": 25}}
    )
    from engine.rules.common import set_control

    set_control(board.world, board.state, board.hex("10"), BLUE, [])
    damage = {name: int(board.state.port_damage[board.place(name)]) for name in board.world.place_ids}
    assert damage == {"naples": 75, "gela": 0, "vittoria": 0}


@pytest.mark.rule("supply.sources")
def test_a_beach_feeds_only_who_came_over_it() -> None:
    beach = {"id": "gela", "hex": "10", "beach_tons": 200, "sea_zone": "west-sea", "kind": "beach"}
    taken = fed("~ .-", OCEAN, places=[beach])
    taken.state.hex_control[taken.hex("10")] = BLUE
    assert supply.sources_of(taken.world, taken.state, BLUE).tons.tolist() == [200]
    taken.state.weather_storm[:] = 1
    assert supply.sources_of(taken.world, taken.state, BLUE).tons.tolist() == [100]
    owned = fed("~ .+", OCEAN, places=[beach])
    assert supply.sources_of(owned.world, owned.state, BLUE).tons.tolist() == []


@pytest.mark.rule("supply.sources")
def test_a_side_without_a_sea_box_cannot_use_ports() -> None:
    assert states(fed("~ .-X", OCEAN, places=[NAPLES]), "X", RED) == [SUPPLY_ISOLATED]


def test_states_are_set_in_the_sides_logistics_and_told() -> None:
    board = fed(".+ .- .+A", roads="00-10-20")
    changed = [e for e in board.opening if isinstance(e, SupplyChanged)]
    assert [(e.unit, e.was, e.now) for e in changed] == [(board.unit("A"), SUPPLY_FULL, SUPPLY_ISOLATED)]
    assert board.get("A", "hungry") == 7


@pytest.mark.rule("supply.isolated")
def test_isolation_takes_steps_after_two_turns_and_cohesion_at_once() -> None:
    board = fed(".+ .- .+A .-", roads="00-10-20", units={"A": {"cohesion": 80}})
    board.state.hex_control[board.hex("10")] = RED
    lost: list[int] = []
    cohesion: list[int] = []
    for _ in range(4):
        # Patrols would open the way; red holds it in name.
        events = board.end()
        lost.append(sum(e.quarters for e in events if isinstance(e, Lost) and e.cause == 2))
        cohesion.append(board.get("A", "cohesion"))
        board.state.hex_control[board.hex("10")] = RED
        board.state.hex_control[board.hex("30")] = RED
        board.game.changed()
        board.end()
    assert lost == [0, 0, 1, 1]
    assert cohesion == [72, 64, 56, 48]


@pytest.mark.rule("supply.isolated")
def test_relief_ends_hunger() -> None:
    board = fed(".+ .- .+A", roads="00-10-20")
    board.state.hex_control[board.hex("10")] = BLUE
    board.game.changed()
    board.end(2)
    assert (board.get("A", "supply"), board.get("A", "hungry")) == (SUPPLY_FULL, 0)


def test_why_a_unit_is_short() -> None:
    board = fed("~ .+A .+B .+C\n~ .+ .+ .+", OCEAN, places=[NAPLES], roads="10-20-30")
    told = shortage.explain(board.world, board.state, board.unit("B"))
    assert told["source"] == "naples"
    assert (told["need"], told["granted"], told["source_tons"], told["source_left"]) == (200, 100, 300, 0)
    assert told["cost"] == 0.5


@pytest.mark.rule("supply.way")
def test_a_unit_to_which_no_way_leads_is_told_so() -> None:
    board = fed(LINE, HOME)
    told = shortage.explain(board.world, board.state, board.unit("A"))
    assert (told["source"], told["path"], told["cut_by"]) == (None, [], [])
    assert told["limit"] == "no-way"
