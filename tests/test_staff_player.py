"""How the general staff behaves: small positions, each with one thing that a commander must not miss."""

from __future__ import annotations

import datetime
from typing import Any

import msgspec
import numpy as np

from engine import apply, load_scenario, new_game
from engine.ai import assault, chief, lift, offensive, worth
from engine.ai.player import Memory, new_memory, players, seated
from engine.ai.posts import two_around
from engine.kernels.consts import MODE_RESERVE
from engine.orders import Advance, Attack, EndTurn, Land, Move, Order, Reserve
from engine.rules import aftermath
from engine.schema.doctrine import DoctrineFile
from engine.schema.victory import Band, Objective
from engine.sim.match import Match
from engine.turn import to_act
from tests.textmap import BLUE, RED, Board, label

ALWAYS = datetime.date(2100, 1, 1)


def goal(place: str, points: int, side: str = "blue") -> Objective:
    return Objective(place=place, side=side, bands=[Band(until=ALWAYS, points=points)])


def town(name: str, at: str) -> dict[str, Any]:
    return {"id": name, "hex": at}


def doctrine(board: Board, side: str, **more: Any) -> Board:
    """Give a side a doctrine; by default one of attack."""
    board.world.doctrine[side] = msgspec.convert({"side": side, **more}, DoctrineFile)
    return board


def line(*spots: str) -> list[dict[str, Any]]:
    """Return a doctrine's one line, through hexes called by column and row."""
    return [{"id": "front", "title": "Front", "spots": [label(s) for s in spots], "leave_at_broken": 9}]


def turn_of(board: Board, side: int = BLUE, name: str = "staff") -> list[Order]:
    """Let a player play one turn of its own and return its orders; the enemy's answers are passive."""
    if int(board.state.side) != side:
        board.end()
    memory, mine, orders = new_memory(name, side, 1), seated(board.world, side, name), list[Order]()
    while True:
        acting = to_act(board.state)
        seen = board.view(acting)
        if acting != side:
            board.do(players()["passive"].decide(board.world, seen, new_memory("passive", acting, 1)))
            continue
        order = mine.decide(board.world, seen, memory)
        if isinstance(order, EndTurn):
            return orders
        orders.append(order)
        board.do(order)


def planned(board: Board, side: int = BLUE) -> Memory:
    """Return the memory of a staff that has planned its turn and given its first order."""
    memory = new_memory("staff", side, 1)
    players()["staff"].decide(board.world, board.view(side), memory)
    return memory


def attacks(orders: list[Order]) -> list[Attack]:
    return [o for o in orders if isinstance(o, Attack)]


def ready(board: Board, **more: int) -> Board:
    return board.pools(**{"attacks": 60, **more})


# -- attacks ----------------------------------------------------------------------------


def test_it_attacks_where_the_odds_are_good() -> None:
    board = ready(doctrine(Board(".+AB .-Z .- .-", owner="red"), "blue")).set("Z", quarters=6)
    assert [o.target for o in attacks(turn_of(board))][:1] == [board.hex("10")]


def test_it_does_not_attack_at_bad_odds() -> None:
    board = ready(doctrine(Board(".+A m-YZ .- .-", owner="red"), "blue")).set("YZ", entrench=3)
    assert attacks(turn_of(board)) == []


def test_it_does_not_attack_in_mud_what_it_would_attack_on_dry_ground() -> None:
    found = []
    for mud in (0, 3):
        board = ready(doctrine(Board(".+AB .-Z .- .-", owner="red"), "blue")).set("Z", quarters=8)
        found.append(len(attacks(turn_of(board.weather(mud=mud).pools(attacks=60)))))
    assert found[0] > 0
    assert found[1] == 0


def test_several_stacks_fall_on_one_hex_together() -> None:
    board = ready(doctrine(Board(".+A .-Z .-\n.+B .- .-", owner="red"), "blue")).set("Z", quarters=6)
    first = attacks(turn_of(board))[0]
    assert set(first.units) == {board.unit("A"), board.unit("B")}


def test_it_attacks_the_weak_flank_rather_than_the_fort() -> None:
    drawing = ".- u-Y .-\n.+ .+AB .-\n.- .-Z .-"
    board = ready(doctrine(Board(drawing, owner="red"), "blue"))
    board.set("Y", entrench=4).set("YZ", quarters=6)
    assert attacks(turn_of(board))[0].target == board.hex("12")


def test_the_tired_do_not_attack() -> None:
    board = ready(doctrine(Board(".+AB .-Z .- .-", owner="red"), "blue")).set("Z", quarters=8)
    board.set("AB", cohesion=45)
    assert attacks(turn_of(board)) == []


def test_a_defender_asks_for_better_odds_than_an_attacker() -> None:
    board = Board(".+A .-Z")
    memory = Memory("staff", BLUE, (1, 2))
    memory.numbers["attacking"] = 1
    bold = offensive.will_of(board.world, board.view(BLUE), memory, 1)
    memory.numbers["attacking"] = 0
    wary = offensive.will_of(board.world, board.view(BLUE), memory, 1)
    assert wary.least > bold.least


# -- places -----------------------------------------------------------------------------

HOME = {"id": "home-box", "side": "blue", "kind": "rail", "entry": "002001"}
ROAD = ".+A .+ .- .- .- .-\n.+ .+ .- .- .- .-\n.+ .+ .- .- .- .-"


def scored(drawing: str, *goals: Objective, places: list[dict[str, Any]], **more: Any) -> Board:
    return Board(drawing, places=places, objectives=goals, **more)


def test_points_are_those_of_the_day_and_of_places_not_yet_held() -> None:
    early = Objective(place="east", side="blue", bands=[Band(until=datetime.date(1900, 1, 1), points=9)])
    board = scored(
        ROAD, goal("north", 7), goal("home", 5), early, goal("home", 3, "red"),
        places=[town("north", "40"), town("home", "00"), town("east", "42")],
    )  # fmt: skip
    take = worth.to_take(board.world, board.view(BLUE))
    assert {board.short(int(h)): int(take[h]) for h in np.flatnonzero(take)} == {"40": 7}
    deny = worth.to_deny(board.world, board.view(BLUE))
    assert {board.short(int(h)): int(deny[h]) for h in np.flatnonzero(deny)} == {"00": 3}
    board.state.objective_turn[0] = 1
    board.game.changed()
    assert not worth.to_take(board.world, board.view(BLUE)).any()


def test_it_goes_for_the_place_that_scores() -> None:
    for at in ("40", "42"):
        places = [town("prize", at), town("other", "52")]
        board = doctrine(scored(ROAD, goal("prize", 20), places=places), "blue")
        turn_of(board)
        gone = int(board.state.unit_hex[board.unit("A")])
        near = int(abs(int(board.short(gone)[1]) - int(at[1])))
        assert near <= 1, (at, board.short(gone))
        assert board.short(gone) != "00"


def test_it_holds_the_place_that_the_enemy_wants() -> None:
    drawing = ".-Z .+ .+\n.- .+ .+\n.- .+ .+M\n.- .+ .+"
    places = [town("port", "10")]
    board = scored(drawing, goal("port", 12, "red"), places=places, boxes=[HOME])
    doctrine(board, "blue", line=line("13"))
    turn_of(board)
    assert board.at("M") == "10"


def test_of_two_places_the_one_of_more_points_is_held_first() -> None:
    drawing = ".- .+ .+\n.-Z .+ .+A\n.- .+ .+"
    places = [town("small", "10"), town("large", "12")]
    board = scored(drawing, goal("small", 3, "red"), goal("large", 30, "red"), places=places, boxes=[HOME])
    doctrine(board, "blue", line=line("21"))
    turn_of(board)
    assert board.at("A") == "12"


def test_what_lies_far_from_any_enemy_is_not_held() -> None:
    drawing = ".-Z .+ .+ .+ .+ .+ .+ .+ .+\n.- .+A .+ .+ .+ .+ .+ .+ .+"
    board = scored(drawing, goal("far", 30, "red"), places=[town("far", "80")], boxes=[HOME])
    doctrine(board, "blue", line=line("10"))
    turn_of(board)
    assert board.at("A") in ("10", "11")


POCKET_HOME = {**HOME, "entry": "000001"}

# -- safety -----------------------------------------------------------------------------


def test_it_leaves_a_pocket_before_it_is_closed() -> None:
    drawing = ".+ .- .-Y .- .-\n.+ .+ .+ .+A .-\n.+ .- .-Z .- .-"
    board = doctrine(Board(drawing, boxes=[POCKET_HOME]), "blue", line=line("01"))
    turn_of(board)
    assert int(board.at("A")[0]) < 3


def test_mobile_troops_behind_the_front_stand_by_as_a_reserve() -> None:
    drawing = ".-Z .+A .+ .+\n.-Y .+B .+ .+M\n.-X .+C .+ .+"
    board = doctrine(Board(drawing, units={"M": "motor"}), "blue", line=line("10", "11", "12"))
    orders = turn_of(board)
    assert Reserve(board.unit("M")) in orders
    assert board.get("M", "mode") == MODE_RESERVE


def test_plans_are_made_from_what_is_seen_alone() -> None:
    drawing = ".+AB .+ .- .- .- .- .-Z"
    blind = doctrine(Board(drawing), "blue")
    free = doctrine(Board(drawing), "blue").set("Z", quarters=1, cohesion=1)
    assert turn_of(blind) == turn_of(free)


def test_the_same_position_gives_the_same_orders() -> None:
    drawing = ".+AB .-Z .- .-\n.+C .- .- .-"
    assert turn_of(ready(Board(drawing))) == turn_of(ready(Board(drawing)))


def test_the_winners_go_where_they_have_won() -> None:
    board = ready(doctrine(Board(".+AB .-Z .- .-", owner="red"), "blue")).set("Z", quarters=4, cohesion=10)
    orders = turn_of(board)
    if any(isinstance(o, Advance) for o in orders):
        assert any(o.units for o in orders if isinstance(o, Advance))
    assert aftermath.top(board.state) is None


def test_moves_are_what_the_rules_allow() -> None:
    board = doctrine(Board(ROAD), "blue")
    moved = [o for o in turn_of(board) if isinstance(o, Move)]
    assert all(0 <= o.to < board.world.land for o in moved)


def test_strongholds_and_goals_come_from_the_points() -> None:
    places = [town("prize", "40"), town("home", "00")]
    board = scored(ROAD, goal("prize", 15), goal("home", 4, "red"), places=places)
    seen = board.view(BLUE)
    assert chief.goals(board.world, seen) == [(board.hex("40"), 5)]
    power = np.zeros(board.world.land, np.int32)
    power[board.hex("31")] = 10
    (post,) = chief.strongholds(board.world, seen, power)
    assert post.hex == board.hex("00")
    assert post.rank < 0


def test_a_place_is_manned_when_the_enemy_is_near_enough_to_alarm() -> None:
    places = [town("prize", "40"), town("home", "00")]
    board = scored(ROAD, goal("home", 4, "red"), places=places)
    power = np.zeros(board.world.land, np.int32)
    power[board.hex("50")] = 10
    for alarm, posts in ((3, 0), (9, 1)):
        doctrine(board, "blue", staff={"alarm_hexes": alarm})
        assert len(chief.strongholds(board.world, board.view(BLUE), power)) == posts


# -- tasks and lift ---------------------------------------------------------------------

WIDE = "\n".join([".+AB .+ .- .- .- .-", *[".+ .+ .- .- .- .-"] * 7])


def test_two_places_that_score_get_a_unit_each() -> None:
    places = [town("near", "30"), town("far", "37")]
    board = doctrine(scored(WIDE, goal("near", 9), goal("far", 8), places=places), "blue")
    memory = planned(board)
    tasks = {board.short(memory.numbers[f"task:{board.unit(u)}"]) for u in "AB"}
    assert tasks == {"30", "37"}
    turn_of(board)
    assert board.at("A") != board.at("B")


def test_who_holds_a_post_or_touches_the_enemy_gets_no_task() -> None:
    places = [town("near", "30")]
    board = doctrine(scored(".+A .-Z .- .-", goal("near", 9), places=places), "blue")
    assert not any(k.startswith("task:") for k in planned(board).numbers)


def test_a_place_worth_next_to_nothing_gets_no_task() -> None:
    board = doctrine(scored(WIDE, goal("near", 1), places=[town("near", "30")]), "blue")
    assert not any(k.startswith("task:") for k in planned(board).numbers)


SHORES = "~ .+A .- .-\n~ ~ ~ ~\n.+ .+ ~ ~"
BEACH: dict[str, Any] = {"beach_tons": 200, "sea_zone": "west-sea", "kind": "beach"}
FLEET = {"id": "fleet", "side": "blue", "kind": "sea", "sea_zones": "west-sea"}


def at_sea() -> Board:
    """Return troops at sea, an own beach on the enemy's shore with a goal behind it, one on an island."""
    places = [
        {"id": "isle", "hex": "02", **BEACH},
        {"id": "shore", "hex": "10", **BEACH},
        town("prize", "30"),
    ]
    board = scored(SHORES, goal("prize", 9), places=places, boxes=[FLEET], boxed={"M": "fleet"})
    board.world.hex_owner.flags.writeable = True
    board.world.hex_owner[:] = RED
    return doctrine(board, "blue").pools(craft=99, naval=3)


def test_lift_goes_to_the_shore_where_there_is_something_to_win() -> None:
    board = at_sea()
    memory = planned(board)
    order = lift.follow_up(board.world, board.view(BLUE), memory)
    assert order == Land(board.place("shore"), (board.unit("M"),))


def test_lift_is_not_spent_on_an_island_without_a_goal() -> None:
    board = at_sea()
    board.set("A", hex=board.hex("12"))
    board.state.hex_control[board.hex("10")] = RED
    board.game.changed()
    assert lift.follow_up(board.world, board.view(BLUE), planned(board)) is None


def test_a_place_that_scores_is_worth_more_ground() -> None:
    board = ready(
        doctrine(scored(".+A .-Z .-\n.+ .- .-", goal("east", 9), places=[town("east", "10")]), "blue")
    )
    memory, other = planned(board), board.hex("11")
    assert offensive.ground_worth(board.world, memory, board.hex("10")) >= (
        offensive.ground_worth(board.world, memory, other) + 9 * offensive.POINT_WORTH
    )


def test_who_advances_comes_up_to_the_goal_and_does_not_walk_along_the_front() -> None:
    drawing = (
        ".+ .+ .- .- .- .-\n.+A .+ .- .- .-Z .-\n.+ .+ .- .- .+B .-\n.+ .+ .- .- .- .-\n.+ .+ .- .- .- .-"
    )
    found = []
    for line_worth in (0, 70):
        board = scored(drawing, goal("east", 9), places=[town("east", "41")])
        turn_of(doctrine(board, "blue", staff={"line_worth": line_worth}))
        found.append(board.at("A"))
    assert found == ["42", "11"]


def before_landing(**more: Any) -> Board:
    """Return troops at sea and ashore, and a plan to land by others who are not there."""
    board = at_sea().set("A", hex=at_sea().hex("12"))
    board.state.hex_control[board.hex("10")] = RED
    board.game.changed()
    plan = {
        "id": "ashore",
        "title": "",
        "places": ["shore"],
        "wave": [{"place": "shore", "units": ["nobody"]}],
    }
    dates = {"not_before": datetime.date(1900, 1, 1), "not_after": ALWAYS}
    return doctrine(board, "blue", landing=[{**plan, **dates, **more}])


def embarking(board: Board) -> set[str]:
    memory = planned(board)
    return {name for name in "AM" if f"embark:{board.unit(name)}" in memory.numbers}


def test_fresh_divisions_take_ship_for_a_landing_that_lacks_its_own() -> None:
    assert embarking(before_landing(units_at_least=2, divisions=2)) == {"A"}
    assert embarking(before_landing(units_at_least=2).set("A", cohesion=60)) == set()


def test_no_more_take_ship_than_the_craft_carry() -> None:
    assert embarking(before_landing(units_at_least=2, divisions=2).pools(craft=5)) == set()


def test_whoever_is_at_hand_goes_ashore_where_the_named_are_not() -> None:
    board = before_landing()
    assert Land(board.place("shore"), (board.unit("M"),)) in turn_of(board)


def test_attacks_are_weighed_on_every_enemy_that_somebody_stands_next_to() -> None:
    game = new_game(load_scenario("italy1943"), 5)
    memories = [new_memory("staff", side, 5) for side in range(2)]
    found = 0
    for _ in range(120):
        side = to_act(game.state)
        seen = game.view(side)
        beside = [h for h in assault.targets(game.world, seen) if assault.neighbours_of(game.world, seen, h)]
        assert assault.touched(game.world, seen) == beside
        found += len(beside)
        apply(game, players()["staff"].decide(game.world, seen, memories[side]))
    assert found > 0


def test_the_land_within_two_steps() -> None:
    world = load_scenario("italy1943")
    around = [[h for h in row if h < world.land] for row in world.around.tolist()]
    table = two_around(world).tolist()
    for row, near in enumerate(around):
        wanted = set(near) | {far for h in near for far in around[h]}
        assert {h for h in table[row] if h < world.land} == wanted
        assert len([h for h in table[row] if h < world.land]) == len(wanted)


def test_who_is_not_named_is_the_staff_and_is_written_down_as_such() -> None:
    match = Match(load_scenario("italy1943"), {"axis": "standard"}, 1, 1)
    assert set(match.names.values()) == {"staff"}
    assert {memory.player for memory in match.memories} == {"staff"}
    assert match.recorder.names == match.names
