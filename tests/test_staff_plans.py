"""How the general staff uses its plans: the mobile reserve, garrisons, rivals."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import msgspec
import pytest

from engine.ai import plus, rivals
from engine.ai.analysis import kept
from engine.ai.offensive import style_of
from engine.ai.player import UnknownPlayer, new_memory, seated
from engine.schema.doctrine import DoctrineFile, Rival, StaffFile
from engine.schema.victory import Band, Objective
from tests.test_staff_player import HOME, attacks, doctrine, line, planned, ready, town, turn_of
from tests.textmap import BLUE, RED, Board, label

# -- the mobile reserve -----------------------------------------------------------------

BACK = "\n".join([".- .+A .+ .+ .+ .+M .+ .+ .+ .+", ".- .+B .+ .+ .+ .+ .+ .+ .+ .+"])


def reserve(board: Board, *spots: str, **more: Any) -> Board:
    """Give blue a line on the left and a reserve of a division at some hexes."""
    held = {"id": "back", "spots": [label(s) for s in spots], "divisions": 1, **more}
    return doctrine(board, "blue", line=line("10", "11"), reserve=[held])


def test_the_reserve_stands_at_its_place_and_not_in_the_line() -> None:
    board = reserve(Board(BACK, units={"M": "motor"}, boxes=[HOME]), "70")
    turn_of(board)
    assert board.at("M") == "70"
    assert {board.at("A"), board.at("B")} == {"10", "11"}


def test_who_is_worn_is_not_called_to_the_reserve() -> None:
    for more in ({"cohesion": 50}, {"quarters": 3}):
        board = reserve(Board(BACK, units={"M": "motor"}, boxes=[HOME]), "70").set("M", **more)
        assert not any(key.startswith("apart:") for key in planned(board).numbers)


def test_the_reserve_throws_out_who_has_broken_in_if_it_can() -> None:
    drawing = ".- .+ .+ .+A .-Z .+ .+ .+ .+ .+M\n.- .+ .+ .+ .+ .+ .+ .+ .+ .+"
    for dug_in, strikes in ((0, True), (4, False)):
        board = Board(drawing, units={"M": "motor"}, boxes=[HOME])
        board = ready(reserve(board, "70")).set("Z", entrench=dug_in).set("A", cohesion=40)
        if strikes:
            board.set("Z", quarters=4, cohesion=60)
        orders = turn_of(board)
        assert (board.unit("M") in {u for o in attacks(orders) for u in o.units}) == strikes
        assert board.at("M") != "70"


def test_an_enemy_far_from_its_places_leaves_the_reserve_where_it_is() -> None:
    board = reserve(Board(BACK, units={"M": "motor"}, boxes=[HOME]), "90")
    board.state.hex_control[board.hex("20")] = RED
    board.game.changed()
    memory = planned(board)
    assert memory.numbers[f"apart:{board.unit('M')}"] == board.hex("90")


# -- garrisons --------------------------------------------------------------------------


def test_a_garrison_is_manned_before_the_line_once_the_enemy_can_be_there() -> None:
    drawing = ".- .+ .+ .+ .+ .+ .+ .+M .+ .+\n.Z .+ .+ .+ .+ .+ .+ .+ .+ .+".replace(".Z", ".-Z")
    for places, at in (((), "10"), (("90",), "90")):
        board = Board(drawing, units={"M": "motor"}, boxes=[HOME], places=[town("depot", "90")])
        guard = [{"place": "depot", "steps": 2} for _ in places]
        doctrine(board, "blue", line=line("10"), garrison=guard)
        turn_of(board)
        assert (board.at("M") == "90") == (at == "90")


# -- rivals -----------------------------------------------------------------------------


def chain(*rows: tuple[str, str | None, datetime.date | None]) -> list[dict[str, Any]]:
    """Return lines by id, next and the day from which they are manned."""
    return [
        {
            "id": i,
            "title": "",
            "spots": [label(f"1{n}")],
            **({"next": after} if after else {}),
            "man_from": day,
        }
        for n, (i, after, day) in enumerate(rows)
    ]


def plans(**more: Any) -> DoctrineFile:
    """Return three lines, of which the later two are manned in May and in July, and two landings."""
    may, july = datetime.date(1944, 5, 1), datetime.date(1944, 7, 1)
    landing = {"title": "", "places": [], "not_before": may, "not_after": july, "units_at_least": 2}
    values = {
        "side": "blue",
        "line": chain(("a", "b", None), ("b", "c", may), ("c", None, july)),
        "landing": [{"id": "north", **landing}, {"id": "south", **landing}],
        **more,
    }
    return msgspec.convert(values, DoctrineFile)


def as_rival(**more: Any) -> DoctrineFile:
    return rivals.changed_by(plans(), msgspec.convert({"id": "x", "title": "", **more}, Rival))


def test_a_rival_skips_the_lines_that_he_gives_up() -> None:
    found = as_rival(gives_up=["b"]).line
    assert [(x.id, x.next, x.man_from) for x in found] == [
        ("a", "c", None),
        ("c", None, datetime.date(1944, 5, 1)),
    ]
    (last,) = as_rival(gives_up=["a", "b"]).line
    assert (last.id, last.man_from) == ("c", None)


def test_a_rival_stays_longer_or_leaves_earlier() -> None:
    day = datetime.date(1944, 4, 1)
    held = plans(line=[{"id": "a", "title": "", "hold_until": day}, {"id": "b", "title": ""}])
    rival = msgspec.convert({"id": "x", "title": "", "hold_days": -7}, Rival)
    assert [x.hold_until for x in rivals.changed_by(held, rival).line] == [datetime.date(1944, 3, 25), None]


def test_a_rival_lands_later_with_more_or_not_at_all() -> None:
    (left,) = as_rival(forgoes=["south"], landing_days=7, landing_units=-5).landing
    assert (left.id, left.not_before, left.units_at_least) == ("north", datetime.date(1944, 5, 8), 1)
    late = as_rival(landing_days=300, landing_units=2).landing[0]
    assert (late.not_before, late.units_at_least) == (late.not_after, 4)


def test_a_rival_weighs_in_his_own_way() -> None:
    assert as_rival(attack_percent=40, rest_below=60).staff == StaffFile(attack_percent=40, rest_below=60)
    assert as_rival().staff == StaffFile()


# -- postures and evacuations -------------------------------------------------------------

RAILWAY = {**HOME, "entry": "000000"}


def test_a_posture_changes_the_weights_between_its_dates_alone() -> None:
    board = Board(BACK, boxes=[HOME])
    today = board.world.date_of(1)
    later = today + datetime.timedelta(7)
    postures = [
        {"id": "now", "title": "", "start": today, "until": today, "depth_price": 5},
        {"id": "then", "title": "", "start": later, "until": later, "price_percent": 1},
    ]
    doctrine(board, "blue", staff={"line_worth": 3}, posture=postures)
    assert style_of(board.world, board.view(BLUE)) == StaffFile(line_worth=3, depth_price=5)
    board.end()
    board.end()
    assert style_of(board.world, board.view(BLUE)) == StaffFile(line_worth=3, price_percent=1)


def test_a_temper_of_the_map_table_moves_the_weights_of_postures_too() -> None:
    board = Board(BACK, boxes=[HOME])
    today = board.world.date_of(1)
    bold = {"id": "now", "title": "", "start": today, "until": today, "price_percent": 40}
    doctrine(board, "blue", staff={"price_percent": 90}, posture=[bold])
    sure = plus.tempers(board.world, BLUE)[plus.NAMES.index("sure-of-it")].doctrine["blue"]
    assert (sure.staff.price_percent, sure.posture[0].price_percent) == (210, 160)
    assert sure.posture[0].attack_percent is None


@pytest.mark.parametrize(("price", "deep"), [(0, True), (400, False)])
def test_how_far_a_pursuit_runs_is_a_weight(price: int, deep: bool) -> None:
    drawing = "\n".join([".+M .- .- .- .- .- .- .-", ".- .- .- .- .- .- .- .-", ".- .- .- .- .-Z .- .- .-"])
    goal = [Objective(place="prize", side="blue", bands=[Band(until=datetime.date(2100, 1, 1), points=9)])]
    board = Board(drawing, units={"M": "motor"}, places=[town("prize", "70")], objectives=goal)
    row = BLUE * board.world.sizes.unit + board.unit("Z")  # it was seen a moment ago
    board.state.unit_sight[row], board.state.unit_sight_turn[row] = board.hex("42"), board.state.turn
    doctrine(board, "blue", staff={"mobile_depth_price": price})
    turn_of(board)
    assert (int(board.at("M")[0]) > 2) == deep


def test_an_evacuation_goes_over_land_where_a_way_leads() -> None:
    toe = ".+ .+ .+ .+ .+ .+A"
    leave = {"id": "toe", "title": "", "regions": ["land"], "to": "north"}
    board = Board(toe, places=[town("north", "00")], boxes=[RAILWAY])
    region = board.world.region_ids[int(board.world.hex_region[board.hex("50")])]
    doctrine(board, "blue", line=line("50"), evacuation=[{**leave, "regions": [region]}])
    turn_of(board)
    assert int(board.at("A")[0]) < 5


def test_home_is_the_railway_that_leads_out_and_no_port() -> None:
    port = {**town("harbour", "50"), "port_tons": 300, "sea_zone": "west-sea", "kind": "port"}
    ocean = {"id": "ocean", "side": "blue", "kind": "sea", "sea_zones": "west-sea"}
    drawing = ".+ .+ .+ .+ .+ .+A\n.+ .+ .+ .+ .+ ~"
    board = doctrine(Board(drawing, places=[port], boxes=[RAILWAY, ocean]), "blue", line=line("30"))
    home = kept(planned(board), "home")
    assert home[board.hex("00")] == 0
    assert home[board.hex("50")] > home[board.hex("30")] > 0


# -- rivals, drawn ------------------------------------------------------------------------


def two(*weights: int) -> Board:
    """Return blue with two rivals: one holds the line on the left, one gives it up for that on the right."""
    known = [
        {"id": "stubborn", "title": "", "weight": weights[0]},
        {"id": "wise", "title": "", "weight": weights[1], "gives_up": ["front"]},
    ]
    lines = [*line("30"), {"id": "rear", "title": "", "spots": [label("80")]}]
    lines[0]["next"] = "rear"
    drawing = ".- .+ .+ .+ .+ .+M .+ .+ .+ .+\n.- .+ .+ .+ .+ .+ .+ .+ .+ .+"
    return doctrine(Board(drawing, boxes=[HOME]), "blue", line=lines, rival=known)


def test_the_rival_is_drawn_by_weight_once_a_game() -> None:
    for weights, id_ in (((1, 0), "stubborn"), ((0, 1), "wise"), ((0, 0), None)):
        memory = new_memory("staff", BLUE, 1)
        found = rivals.rival_of(two(*weights).world, memory)
        assert (found and found.id) == id_
    board, drawn = two(1, 3), Counter[str]()
    for seed in range(200):
        memory = new_memory("staff", BLUE, seed)
        first = rivals.rival_of(board.world, memory)
        assert first is not None
        drawn[first.id] += 1
        memory.turn += 5
        assert rivals.rival_of(board.world, memory) == first
    assert 120 < drawn["wise"] < 180


def test_each_rival_fights_in_his_way() -> None:
    for name, at in (("staff:stubborn", "30"), ("staff:wise", "80")):
        board = two(1, 1)
        turn_of(board, name=name)
        assert board.at("M") == at


def test_a_rival_is_called_by_his_name() -> None:
    world = two(1, 1).world
    assert type(seated(world, BLUE, "staff:wise")) is type(seated(world, BLUE, "staff"))
    for name in ("staff:nobody", "greedy:wise", "staff:"):
        with pytest.raises(UnknownPlayer, match="staff:stubborn"):
            seated(world, BLUE, name)
    with pytest.raises(UnknownPlayer):
        seated(world, RED, "staff:wise")


def test_nobody_changes_the_plans_of_the_other_side() -> None:
    board = two(0, 1)
    doctrine(board, "red", line=line("00"))
    changed = rivals.world_of(board.world, new_memory("staff", BLUE, 1))
    assert [x.id for x in changed.doctrine["blue"].line] == ["rear"]
    assert changed.doctrine["red"] == board.world.doctrine["red"]
    assert rivals.world_of(board.world, new_memory("staff", BLUE, 2)) is changed
    assert rivals.world_of(board.world, new_memory("staff", RED, 1)) is board.world
