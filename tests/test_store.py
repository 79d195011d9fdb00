"""Replays and saves: what is written comes back, and what is broken is told in a sentence."""

from __future__ import annotations

import io
import json
import random
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import engine
from engine.game import Game
from engine.kernels.consts import STATUS_MAP
from engine.sim.match import Match, play, run_on
from engine.state import FIELDS, State, first_difference
from engine.store import archive, container, frames, migrate, narrate, verify
from engine.store.archive import ArchiveError, Recorder
from engine.world import World

TINY = Path(__file__).parent / "scenarios" / "tiny"
TEMPLATE = Path(__file__).parent.parent / "assets" / "template"


@pytest.fixture(scope="module")
def tiny() -> World:
    return engine.load_scenario(TINY)


@pytest.fixture(scope="module")
def island() -> World:
    return engine.load_scenario(TEMPLATE)


def names(world: World, *players: str) -> dict[str, str]:
    return dict(zip(world.side_ids, players, strict=True))


def played(world: World, seed: int = 3, turns: int | None = None, player: str = "random") -> Match:
    match = Match(world, names(world, player, player), seed, turns)
    run_on(match)
    return match


def rewrite(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Copy an archive with some of its members changed."""
    members = container.read(path)
    change(members)
    out = path.with_name("changed.replay")
    out.write_bytes(container.pack(members))
    return out


# -- round trips -------------------------------------------------------------------------


def test_a_replay_comes_back_as_it_was(tiny: World, tmp_path: Path) -> None:
    match = played(tiny)
    header = match.recorder.write(tmp_path / "a.replay")
    game, memories, read = archive.load(tmp_path / "a.replay", TINY)
    assert read == header
    assert first_difference(game.state, match.game.state) is None
    assert memories == match.memories
    assert header.over
    assert header.keyframes == list(range(1, tiny.turns + 1))


def test_the_same_game_makes_the_same_file(tiny: World, tmp_path: Path) -> None:
    for name in ("a", "b"):
        played(tiny).recorder.write(tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("player", ["random", "greedy"])
def test_saving_in_the_middle_of_a_turn_changes_nothing(island: World, tmp_path: Path, player: str) -> None:
    whole = played(island, 5, 6, player)
    whole.recorder.write(tmp_path / "whole")
    stops = range(3, len(whole.recorder.entries), max(7, len(whole.recorder.entries) // 6))
    for stop in stops:
        match = Match(island, names(island, player, player), 5, 6)
        while len(match.recorder.entries) < stop and not match.done:
            match.step()
        match.recorder.write(tmp_path / "save")
        again = Match.resume(tmp_path / "save", turns=6, scenario=TEMPLATE)
        assert again.memories == match.memories
        run_on(again)
        assert again.game.state.digest() == whole.game.state.digest(), f"{player} stopped at line {stop}"
        again.recorder.write(tmp_path / "again")
        assert (tmp_path / "again").read_bytes() == (tmp_path / "whole").read_bytes()
        assert again.order_kinds == whole.order_kinds


def test_a_jump_gives_the_first_position_of_a_turn(tiny: World, tmp_path: Path) -> None:
    match = played(tiny)
    match.recorder.write(tmp_path / "a")
    for turn in range(1, tiny.turns + 1):
        loaded = archive.resume(tmp_path / "a", TINY, turn)
        assert loaded.game.state.turn == turn
        on = Match.resume(tmp_path / "a", scenario=TINY, turn=turn)
        run_on(on)
        assert on.game.state.digest() == match.game.state.digest()


def test_undone_orders_leave_no_trace(tiny: World, tmp_path: Path) -> None:
    game = engine.new_game(tiny, 1)
    side = engine.to_act(game)
    recorder = Recorder(tiny, 1, names(tiny, "human", "human"), game=game)
    before, mark = game.clone(), recorder.mark()
    order = engine.legal(game, side)[0]
    recorder.note(game, order, engine.apply(game, order))
    recorder.rewind(mark, before)
    recorder.write(tmp_path / "a")
    loaded = archive.resume(tmp_path / "a", TINY)
    assert loaded.header.orders == 0
    assert first_difference(loaded.game.state, before.state) is None


def test_a_save_of_people_can_be_played_on_by_the_computer(tiny: World, tmp_path: Path) -> None:
    recorder = Recorder(tiny, 1, names(tiny, "human", "random"))
    recorder.write(tmp_path / "a")
    with pytest.raises(ValueError, match="no player 'human'"):
        Match.resume(tmp_path / "a", scenario=TINY)
    match = Match.resume(tmp_path / "a", {"blue": "random"}, scenario=TINY)
    run_on(match)
    assert match.game.state.digest() == played(tiny, 1).game.state.digest()


def test_narration_tells_every_battle(island: World, tmp_path: Path) -> None:
    match = played(island, 2, player="greedy")
    match.recorder.write(tmp_path / "a")
    found = archive.read(tmp_path / "a")
    lines = list(narrate.narrate(found, island, orders=True))
    result = play(island, names(island, "greedy", "greedy"), 2)
    assert sum(line.kind == "battle" for line in lines) == result.battles
    assert sum(line.kind.startswith("> ") for line in lines) == result.orders
    named = {line.what["unit"] for line in lines if "unit" in line.what}
    assert named <= set(island.unit_ids)
    one_turn = list(narrate.narrate(found, island, 4))
    assert {line.turn for line in one_turn} == {4}


# -- proofs ------------------------------------------------------------------------------


def test_verify_agrees_with_a_true_replay(island: World, tmp_path: Path) -> None:
    match = played(island, 4, player="greedy")
    match.recorder.write(tmp_path / "a")
    found = archive.read(tmp_path / "a")
    verdict = verify.verify(found, found.world(TEMPLATE))
    assert verdict.ok, verdict.problem
    assert verdict.orders == match.game.state.game[9]
    assert verdict.keyframes == len(found.frame_at)


def test_verify_finds_a_changed_order(tiny: World, tmp_path: Path) -> None:
    played(tiny).recorder.write(tmp_path / "a")
    lines = container.read(tmp_path / "a")["orders.jsonl"].split(b"\n")
    moves = [i for i, line in enumerate(lines) if line.startswith(b'{"kind":"move"')]
    for row in moves[:6]:
        changed = [*lines[:row], *lines[row + 1 :]]
        path = rewrite(tmp_path / "a", lambda m, c=changed: m.update({"orders.jsonl": b"\n".join(c)}))
        found = archive.read(path)
        verdict = verify.verify(found, tiny)
        assert not verdict.ok
        assert verdict.problem
        assert verdict.turn is not None
        assert verdict.line is not None
        assert verdict.line > row
        assert verdict.field or "refused" in verdict.problem


def test_verify_names_the_field_that_a_keyframe_lies_about(tiny: World, tmp_path: Path) -> None:
    played(tiny).recorder.write(tmp_path / "a")
    found = archive.read(tmp_path / "a")
    state = found.state(tiny, 3)
    unit = int(np.flatnonzero(state.unit_status == STATUS_MAP)[0])
    state.unit_cohesion[unit] = 7
    path = rewrite(tmp_path / "a", lambda m: m.update({"keyframe-03.npz": frames.pack_state(state)}))
    verdict = verify.verify(archive.read(path), tiny)
    assert not verdict.ok
    assert verdict.field is not None
    assert verdict.field.startswith(f"unit_cohesion[{unit}]")
    with pytest.raises(ArchiveError, match="keyframe 3"):
        archive.resume(path, TINY, 3)


def test_diverge_names_order_and_field(tiny: World, tmp_path: Path) -> None:
    played(tiny).recorder.write(tmp_path / "a")
    left = archive.read(tmp_path / "a")
    assert verify.diverge(left, left, tiny).same
    match = Match.resume(tmp_path / "a", names(tiny, "passive", "passive"), scenario=TINY, turn=2)
    run_on(match)
    match.recorder.write(tmp_path / "b")
    found = verify.diverge(left, archive.read(tmp_path / "b"), tiny)
    assert not found.same
    assert found.turn == 2
    assert found.field is not None
    assert found.field.startswith("keyframe 3: ")


# -- what is refused ---------------------------------------------------------------------


def zipped(*entries: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        warnings.simplefilter("ignore")  # about names that stand twice, which is the point
        for name, data in entries:
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK",
        b"not a zip at all",
        zipped(),
        zipped(("../header.json", b"{}")),
        zipped(("/etc/header.json", b"{}")),
        zipped(("C:\\header.json", b"{}")),
        zipped(("HEADER.JSON", b"{}")),
        zipped(("header.json", b"{}"), ("header.json", b"{}")),
        zipped(("header.json", b"{}"), ("orders.jsonl", b"")),
        zipped(("header.json", b"[]"), ("orders.jsonl", b"")),
        zipped(("header.json", b'{"format": 99}'), ("orders.jsonl", b"")),
        zipped(("header.json", b'{"format": true}'), ("orders.jsonl", b"")),
        zipped(("header.json", b"\xff\xfe"), ("orders.jsonl", b"")),
        zipped(("header.json", b"[" * 100_000), ("orders.jsonl", b"")),
        zipped(("header.json", b"{}"), ("payload.pickle", b"")),
    ],
)
def test_what_is_no_archive_is_refused(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(ArchiveError) as caught:
        archive.read(tmp_path / "a")
    assert "\n" not in str(caught.value)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(ArchiveError):
            archive.read(path)


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(zipped(("orders.jsonl", bytes(container.MOST_MEMBER + 1))))
    with pytest.raises(ArchiveError, match="unpack"):
        archive.read(tmp_path / "a")
    (tmp_path / "b").write_bytes(zipped(("orders.jsonl", bytes(20 * 1024 * 1024))))
    with pytest.raises(ArchiveError, match="unpack"):
        archive.read(tmp_path / "b")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("rules_version", 999, "rules version"),
        ("content_hash", "0" * 32, "another version"),
        ("scenario", "no-such-war", "no-such-war"),
        ("sets", ["rules.movement.zoc_entr=2"], "zoc_enter"),
        ("digest", "0" * 32, "does not end"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(
    tiny: World, tmp_path: Path, field: str, value: object, words: str
) -> None:
    played(tiny).recorder.write(tmp_path / "a")

    def change(members: dict[str, bytes]) -> None:
        header = json.loads(members["header.json"])
        header[field] = value
        members["header.json"] = json.dumps(header).encode()

    path = rewrite(tmp_path / "a", change)
    with pytest.raises(ArchiveError, match=words):
        archive.load(path, None if field == "scenario" else TINY)


@pytest.mark.parametrize("field", ["unit_hex", "unit_side", "hex_control", "unit_status", "unit_box", "game"])
def test_row_numbers_outside_the_world_are_refused(tiny: World, field: str) -> None:
    for value in (100, -100):
        state = engine.new_game(tiny, 1).state
        getattr(state, field)[0] = value
        with pytest.raises(ArchiveError):
            frames.unpack_state(tiny, frames.pack_state(state), "a keyframe")


def test_arrays_of_another_shape_or_kind_are_refused(tiny: World) -> None:
    arrays = engine.new_game(tiny, 1).state.arrays()
    wrong = {
        "short": arrays | {"unit_hex": arrays["unit_hex"][:-1]},
        "long": arrays | {"unit_hex": np.zeros(10_000, np.int32)},
        "kind": arrays | {"unit_hex": arrays["unit_hex"].astype(np.int64)},
        "more": arrays | {"unit_soul": arrays["unit_hex"]},
        "less": {k: v for k, v in arrays.items() if k != "unit_hex"},
        "object": arrays | {"unit_hex": np.array([None] * len(arrays["unit_hex"]), dtype=object)},
    }
    for name, some in wrong.items():
        buffer = io.BytesIO()
        np.savez(buffer, **some)
        with pytest.raises(ArchiveError):
            frames.unpack_state(tiny, buffer.getvalue(), name)


def test_broken_archives_never_cause_a_traceback(tiny: World, tmp_path: Path) -> None:
    """Flip, cut and repeat bytes of the file and of its members: a clear refusal, or the same game."""
    played(tiny).recorder.write(tmp_path / "a")
    whole = (tmp_path / "a").read_bytes()
    members = container.unpack(whole, "a")
    dice = random.Random(1)
    good, reasons = 0, set()
    for number in range(400):
        if number % 2:
            data = mutated(whole, dice)
        else:
            name = dice.choice(sorted(members))
            data = container.pack(members | {name: mutated(members[name], dice)})
        try:
            found = archive.parse(container.unpack(data, "a"), "a")
            if found.header.content_hash == tiny.content_hash:
                archive.resume_archive(found, tiny)
                assert verify.verify(found, tiny).orders >= 0
                list(narrate.narrate(found, tiny))
            good += 1
        except ArchiveError as error:
            reasons.add(str(error))
    assert good < 300
    assert len(reasons) > 30
    assert all(reasons)


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Return some bytes with a few mistakes in them."""
    raw = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(max(1, len(raw)))
        kind = dice.randrange(5)
        if kind == 0 and raw:
            raw[at % len(raw)] ^= 1 << dice.randrange(8)
        elif kind == 1:
            del raw[at:]
        elif kind == 2:
            del raw[at : at + dice.randint(1, 40)]
        elif kind == 3:
            raw[at:at] = raw[at : at + dice.randint(1, 60)]
        else:
            raw[at:at] = dice.choice(
                [b"9" * 30, b"-1", b'"', b"\n", b"null", b"\x00" * 9, b'{"kind":"end"}\n']
            )
    return bytes(raw)


# -- formats -----------------------------------------------------------------------------


def test_there_is_a_migration_from_every_older_format() -> None:
    assert set(migrate.STEPS) == set(range(1, migrate.FORMAT))


def test_migrations_run_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(migrate.STEPS, 1, lambda members: {**members, "one": b""})
    monkeypatch.setitem(migrate.STEPS, 2, lambda members: {**members, "two": members["one"] + b"2"})
    assert migrate.migrate({"zero": b""}, 1, "a", 3) == {"zero": b"", "one": b"", "two": b"2"}
    with pytest.raises(ArchiveError, match="no longer"):
        migrate.migrate({}, 3, "a", 5)


def test_every_field_is_saved(tiny: World) -> None:
    state = engine.new_game(tiny, 1).state
    again = frames.unpack_state(tiny, frames.pack_state(state), "a")
    assert isinstance(again, State)
    assert all(np.array_equal(getattr(state, f), getattr(again, f)) for f in FIELDS)
    assert Game(tiny, again).state.digest() == state.digest()


def test_writing_keeps_the_old_file_if_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        container.write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("number", range(1, migrate.FORMAT + 1))
def test_archives_of_every_format_can_still_be_read(number: int) -> None:
    """The scenario may have changed since; the file itself must stay readable."""
    found = archive.read(Path(__file__).parent / "data" / f"format-{number}.replay")
    assert found.header.scenario == "tiny"
    assert found.header.over
    assert len(found.frame_at) == len(found.header.keyframes) == found.header.turn
    orders = [entry for entry in found.entries if isinstance(entry, bytes)]
    assert len(orders) == found.header.orders
