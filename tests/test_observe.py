"""Fog: what a side cannot see changes nothing of what it sees, may do, or is refused."""

from __future__ import annotations

import random

import msgspec
import numpy as np
import pytest

import engine
from benchmarks.soak.probes import probe
from engine.ai.player import new_memory, players, searcher
from engine.events import Ambushed
from engine.game import Game
from engine.kernels.consts import QUARTERS, STATUS_AWAY, STATUS_DEAD, STATUS_MAP
from engine.legality import legal_orders
from engine.observation import SPECTATOR, Observation, determinize
from engine.orders import Move
from engine.sim.match import Match
from engine.state import FIELDS, G_DRAWS, G_INTEL
from engine.turn import apply, check, to_act
from engine.world import World
from tests.blur import BAND, blur
from tests.textmap import BLUE, RED, TINY, Board

WORLDS = {"tiny": TINY, "italy": "italy1943"}


@pytest.fixture(scope="module", params=WORLDS)
def world(request) -> World:
    """Return the twelve-hex world, then the campaign."""
    return engine.load_scenario(WORLDS[request.param])


def positions(world: World, seed: int, count: int) -> list[tuple[Match, int]]:
    """Return a random match stopped at some of its decisions, with the side to decide."""
    match = Match(world, dict.fromkeys(world.side_ids, "random"), seed, 3)
    dice = random.Random(seed)
    found: list[tuple[Match, int]] = []
    while not match.done and len(found) < count:
        if dice.random() < (0.3 if world.land < 100 else 0.03):
            found.append((match, to_act(match.game.state)))
            yield_to(match, found)
        match.step()
    return found


def yield_to(match: Match, found: list[tuple[Match, int]]) -> None:
    """Put an independent copy of the match in place of the running one."""
    copy = object.__new__(Match)
    copy.__dict__.update(match.__dict__)
    copy.game = match.game.clone()
    copy.memories = [msgspec.convert(msgspec.to_builtins(m), type(m)) for m in match.memories]
    found[-1] = (copy, found[-1][1])


@pytest.mark.parametrize("seed", range(6))
def test_what_cannot_be_seen_changes_nothing(world, seed) -> None:
    assert world.fog.band_steps * QUARTERS == BAND
    for number, (match, side) in enumerate(positions(world, seed, 6)):
        game = match.game
        dice = random.Random(seed * 100 + number)
        other = Game(world, game.state.clone())
        blur(world, other.state, side, dice)
        assert other.state.digest() != game.state.digest()
        left, right = game.view(side), other.view(side)
        for name in FIELDS:
            assert np.array_equal(getattr(left, name), getattr(right, name)), name
        assert np.array_equal(left.hex_seen, right.hex_seen)
        if world.land < 100 or number == 0:
            assert legal_orders(world, left) == legal_orders(world, right)
        for _ in range(60):
            order = probe(world, left, dice)
            assert check(world, left, order) == check(world, right, order)
        for name in players():
            memories = [new_memory(name, side, seed) for _ in range(2)]
            player = searcher(f"{name}:4") or players()[name]
            first = player.decide(world, left, memories[0])
            assert first == player.decide(world, right, memories[1])
            assert memories[0] == memories[1]


def test_a_kept_view_equals_a_fresh_one(world) -> None:
    for seed in range(3):
        match = Match(world, dict.fromkeys(world.side_ids, "random"), seed, 2)
        steps = 0
        while not match.done and steps < 150:
            match.step()
            steps += 1
            for side in (*range(world.sizes.side), SPECTATOR):
                kept, fresh = match.game.view(side), Observation(world, side)
                fresh.refresh(world, match.game.state)
                assert np.array_equal(kept.block, fresh.block)
                assert np.array_equal(kept.hex_seen, fresh.hex_seen)


def test_an_observation_is_a_private_copy(world) -> None:
    game = engine.new_game(world, 1)
    digest = game.state.digest()
    seen = engine.observe(game, 0)
    seen.block[:] = 0
    assert game.state.digest() == digest
    assert game.view(0).game[0] == 1
    searched = determinize(world, game.view(0), (1, 2))
    assert searched.key[:2].tolist() == [1, 2]
    searched.block[:] = 0
    assert game.view(0).game[0] == 1


# -- what is seen --------------------------------------------------------------------------


def test_a_spectator_sees_everything() -> None:
    board = Board(".+A .- .- .- .- .-X")
    assert np.array_equal(board.view(SPECTATOR).block, board.state.block)
    assert board.view(SPECTATOR).hex_seen.all()


@pytest.mark.rule("units.types", "fog.sight")
@pytest.mark.parametrize(("at", "seen"), [("10", True), ("20", True), ("30", False)])
def test_units_see_two_hexes(at, seen) -> None:
    board = Board(".+A .- .- .- .- .-X")
    board.set("X", hex=board.hex(at))
    view = board.view(BLUE)
    x = board.unit("X")
    assert (int(view.unit_hex[x]) >= 0) is seen
    assert int(view.unit_status[x]) == (STATUS_MAP if seen else STATUS_AWAY)
    assert (int(view.unit_quarters[x]) > 0) is seen


@pytest.mark.rule("fog.sight")
def test_own_ground_is_watched_with_its_neighbours() -> None:
    board = Board(".+A .+ .+ .+ .- .-X")
    assert int(board.view(BLUE).unit_hex[board.unit("X")]) == -1
    board.set("X", hex=board.hex("40"))
    assert int(board.view(BLUE).unit_hex[board.unit("X")]) == board.hex("40")


@pytest.mark.rule("fog.sight")
@pytest.mark.parametrize(("hexes", "seen"), [(0, []), (1, ["30"]), (2, ["20", "30"])])
def test_who_has_ships_watches_the_coast(hexes, seen) -> None:
    fleet = [{"id": "fleet", "side": "blue", "kind": "sea", "sea_zones": "west-sea"}]
    for boxes, found in (([], []), (fleet, seen)):
        rules = {"fog": {"coast_recon": hexes}}
        board = Board(".- .-X .-Y .-Z ~", boxes=boxes, rules=rules)
        view = board.view(BLUE)
        assert [board.short(int(h)) for h in np.flatnonzero(view.hex_seen)] == found
        known = [board.short(int(view.unit_hex[board.unit(u)])) for u in "XYZ"]
        assert [at for at in known if at != "--"] == found


@pytest.mark.rule("fog.control")
def test_lost_ground_is_known_at_once_and_for_good() -> None:
    board = Board(".+A .+ .+ .-X .- .- .- .-", {"X": "armour"})
    board.end()
    board.move("X", "10")
    board.set("A", hex=-1, status=STATUS_DEAD)
    view = board.view(BLUE)
    assert not view.hex_seen[board.hex("20")], "only its neighbours are blue's no more"
    assert int(view.hex_control[board.hex("20")]) == RED
    assert int(view.hex_control[board.hex("10")]) == RED


@pytest.mark.rule("fog.control")
def test_ground_of_nobody_that_is_taken_out_of_sight_stays_nobodys_until_it_is_seen() -> None:
    board = Board(".+A .+ .0 .0 .0 .0 .-X")
    far, near = board.hex("50"), board.hex("40")
    board.end()
    board.move("X", "40")
    board.move("X", "50")
    known = board.view(BLUE)
    assert [int(known.hex_control[h]) for h in (far, near)] == [-1, -1]
    assert [board.holder("50"), board.holder("40")] == [RED, RED]
    assert [int(board.view(RED).hex_control[h]) for h in (far, near)] == [RED, RED]
    assert not board.view(RED).hex_veiled.any(), "nor does red know what blue does not"
    assert int(board.view(SPECTATOR).hex_control[far]) == RED
    board.end()
    before = int(board.state.game[G_INTEL])
    board.move("A", "20")  # sees 40, not 50
    assert int(board.state.game[G_INTEL]) == before + 1, "that cannot be unlearnt"
    known = board.view(BLUE)
    assert [int(known.hex_control[h]) for h in (far, near)] == [-1, RED]
    board.set("A", hex=board.hex("00")).state.hex_control[board.hex("20")] = -1
    board.game.changed()
    known = board.view(BLUE)
    assert not known.hex_seen[near]
    assert [int(known.hex_control[h]) for h in (far, near)] == [-1, RED], "it is kept in mind"


@pytest.mark.rule("fog.control")
def test_the_fall_of_a_place_is_news_and_hidden_ground_is_entered_like_any_other() -> None:
    board = Board(".+A .+ .0 .0 .0 .0 .-X", places=[{"id": "farm", "hex": "40"}])
    board.end()
    board.move("X", "40")
    assert [int(board.view(BLUE).hex_control[board.hex(h)]) for h in ("40", "50")] == [RED, -1]
    board.set("X", hex=board.hex("60")).end()
    board.set("A", hex=board.hex("30"))
    board.state.hex_control[board.hex("30")] = BLUE
    board.rest()
    assert int(board.view(BLUE).hex_control[board.hex("50")]) == RED, "seen from two hexes"
    board.move("A", "50")
    assert board.holder("50") == BLUE
    assert not board.state.hex_veiled.any()


@pytest.mark.rule("fog.works")
def test_finished_works_are_known_and_days_worked_are_not() -> None:
    board = Board(".+A .- .- .- .- .-X")
    board.state.hex_fort[:] = 2
    board.state.hex_works[:] = 5
    board.game.changed()
    view = board.view(BLUE)
    assert (view.hex_fort == 2).all()
    assert int(view.hex_works[board.hex("00")]) == 5
    assert not view.hex_works[1:].any()


@pytest.mark.rule("fog.books")
def test_the_books_of_the_enemy_are_closed() -> None:
    board = Board(".+A .- .- .- .- .-X")
    state = board.state
    state.side_superiority[:] = state.pool_air[:] = state.side_patrol[:] = 7
    state.hex_air[:] = 3
    state.trigger_heat[:] = 2
    state.side_lost[:] = 9
    board.game.changed()
    view = board.view(BLUE)
    for name in ("side_superiority", "pool_air", "side_patrol"):
        assert getattr(view, name).tolist() == [7, 0]
    assert view.side_lost.tolist() == [9, 0]
    assert view.hex_air.all()
    assert not board.view(RED).hex_air.any(), "what is flown is felt, not told"
    assert not view.trigger_heat.any()
    board.set("X", status=STATUS_DEAD, hex=-1)
    assert int(board.view(BLUE).unit_status[board.unit("X")]) == STATUS_AWAY, "merged or disbanded"
    board.set("X", news=1)
    assert int(board.view(BLUE).unit_status[board.unit("X")]) == STATUS_DEAD
    assert board.view(BLUE).side_lost.tolist() == [9, int(board.world.unit_full[board.unit("X")])]


@pytest.mark.rule("fog.strength")
@pytest.mark.parametrize(("quarters", "band"), [(1, 12), (7, 12), (17, 12), (18, 24), (24, 24)])
def test_strength_is_seen_in_bands_and_exact_at_the_front(quarters, band) -> None:
    board = Board(".+A .+ .-X").set("X", quarters=quarters)
    assert int(board.view(BLUE).unit_quarters[board.unit("X")]) == band
    board.set("A", hex=board.hex("10"))
    assert int(board.view(BLUE).unit_quarters[board.unit("X")]) == quarters


def test_the_dead_are_known_and_the_secret_is_blank() -> None:
    board = Board(".+A .- .- .- .- .-X")
    from engine.rules.common import destroy

    destroy(board.world, board.state, board.unit("X"), 0, [])
    board.game.changed()
    view = board.view(BLUE)
    assert int(view.unit_status[board.unit("X")]) == STATUS_DEAD
    assert not view.key.any()
    assert int(view.game[G_DRAWS]) == 0
    assert not view.unit_lost[board.unit("X")]


@pytest.mark.rule("fog.sightings")
def test_last_sightings_are_kept_with_their_turn() -> None:
    board = Board(".+A .+ .- .-X .- .- .- .-", sides={"cliff": "20-30"})
    x, units = board.unit("X"), board.world.sizes.unit
    assert int(board.state.unit_sight[x]) == -1
    board.set("X", hex=board.hex("20")).end(1)
    assert int(board.state.unit_sight[x]) == board.hex("20")
    assert int(board.state.unit_sight_turn[x]) == 1
    board.set("X", hex=board.hex("70")).end(1)
    assert int(board.state.unit_sight[x]) == board.hex("20")
    assert int(board.view(1).unit_sight[x]) == -1
    assert units > x


@pytest.mark.rule("fog.final")
def test_a_move_that_uncovers_an_enemy_is_final() -> None:
    board = Board(".+A .+ .+ .- .- .-X", owner="blue")
    before = int(board.state.game[G_INTEL])
    board.move("A", "10")
    assert int(board.state.game[G_INTEL]) == before
    board.set("A", hex=board.hex("30"))
    board.state.hex_control[:4] = BLUE
    board.game.changed()
    far = Board(".+A .+ .- .- .-X")
    before = int(far.state.game[G_INTEL])
    far.move("A", "20")
    assert int(far.state.game[G_INTEL]) == before + 1


@pytest.mark.rule("fog.final")
def test_to_learn_an_exact_strength_is_final_too() -> None:
    # X is seen from the start; beside it, its strength is known.
    board = Board(".+A .+ .-X").set("X", quarters=20)
    before = int(board.state.game[G_INTEL])
    board.move("A", "10")
    assert int(board.state.game[G_INTEL]) == before + 1


def test_an_ambush_is_no_refusal() -> None:
    board = Board(".+A .- .- .- .-X .-", {"A": "armour"}, roads="00-10-20-30-40-50")
    order = Move(board.unit("A"), board.hex("50"))
    assert board.refused(order) == ""
    assert any(isinstance(e, Ambushed) for e in apply(board.game, order))


def test_losses_out_of_sight_are_not_heard_of() -> None:
    from engine.events import Lost
    from engine.hearing import told
    from engine.rules.common import lose

    board = Board(".+A .- .- .- .- .-X")
    events: list = []
    lose(board.world, board.state, board.unit("X"), 1, 2, events)
    lost = next(e for e in events if isinstance(e, Lost))
    assert told(lost, BLUE, board.view(BLUE).hex_seen) is None
    assert told(lost, 1, board.view(1).hex_seen) == lost
    board.set("X", hex=board.hex("10"))
    lose(board.world, board.state, board.unit("X"), 1, 0, events)
    assert told(events[-1], BLUE, board.view(BLUE).hex_seen) == events[-1]


@pytest.mark.rule("fog.sight")
@pytest.mark.parametrize(
    ("path", "seen"),
    [("50-40-30-20", "20"), ("20-30-40", "20"), ("20-30-20-10-20-30", "20-10-20"), ("50-40-30", None)],
)
def test_of_an_enemy_march_only_the_part_in_sight_is_told(path, seen) -> None:
    from engine.events import Moved, Retreated
    from engine.hearing import told

    board = Board(".+A .- .- .- .- .-X")
    x = board.unit("X")
    march = Moved(unit=x, side=1, path=tuple(board.hex(at) for at in path.split("-")))
    heard = told(march, BLUE, board.view(BLUE).hex_seen)
    if seen is None:
        assert heard is None
    else:
        assert heard == Moved(unit=x, side=1, path=tuple(board.hex(at) for at in seen.split("-")))
    assert told(march, 1, board.view(1).hex_seen) == march
    assert told(march, BLUE, None) == march
    flight = told(Retreated(unit=x, path=march.path, side=RED), BLUE, board.view(BLUE).hex_seen)
    assert flight is None if heard is None else flight.path == heard.path


def test_what_is_news_does_not_tell_where_it_happened_out_of_sight() -> None:
    from engine.events import Destroyed, FormationResolved, Reacted
    from engine.hearing import told

    board = Board(".+A .- .- .- .- .-X")
    near, far, x = board.hex("20"), board.hex("50"), board.unit("X")
    sight = board.view(BLUE).hex_seen
    for at, known in ((near, near), (far, -1)):
        assert told(Destroyed(unit=x, hex=at, cause=2), BLUE, sight) == Destroyed(unit=x, hex=known, cause=2)
        fate = FormationResolved(unit=x, outcome="stays", side=RED, hex=at)
        assert told(fate, BLUE, sight).hex == known
        step = Reacted(unit=x, start=far, hex=at, lost=near, side=RED)
        heard = told(step, BLUE, sight)
        assert heard is None if known < 0 else (heard.hex, heard.start) == (near, -1)
        assert told(step, RED, sight) == step
