"""Play by mail: two folders that share letters alone play one game; every other letter is refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

import engine
from engine.ai.player import new_memory, players
from engine.cli import run as command
from engine.game import Game
from engine.kernels.consts import PENDING_ADVANCE, PENDING_DETERMINED, PENDING_POLITICAL, PENDING_REACT
from engine.legality import legal_orders
from engine.orders import Advance, Answer, Determined, React
from engine.rules import aftermath
from engine.state import P_KIND
from engine.store import archive, container, mail
from engine.store.archive import ArchiveError
from engine.store.mail import Post, Standing
from engine.turn import apply, to_act

TINY = Path(__file__).parent / "scenarios" / "tiny"


def played(post: Post, out: Path, name: str = "greedy", stop: int | None = None) -> Path:
    """Play the next letter's turn from the folder's replay with a computer player, and save it."""
    loaded = archive.resume(post.folder / mail.REPLAY_FILE, _folder(post))
    game, world = loaded.game, loaded.game.world
    memory = new_memory(name, to_act(game.state), 7 * post.number)
    for count, (_, wanted) in enumerate(post.turn(game)):
        if count == stop:
            break
        order = wanted or players()[name].decide(world, game.view(to_act(game.state)), memory)
        loaded.recorder.note(game, order, apply(game, order))
    loaded.recorder.write(out)
    return out


def _folder(post: Post) -> Path | None:
    return TINY if post.key.scenario == "tiny" else None


def pair(tmp: Path, scenario: Path | None = TINY, name: str = "", seed: int = 5) -> tuple[Post, Post]:
    """Begin a game in two folders that share the key."""
    one, two = tmp / "one", tmp / "two"
    mail.start(engine.load_scenario(scenario or name), seed, one)
    mail.join(one / mail.KEY_FILE, two)
    posts = Post(one, scenario), Post(two, scenario)
    for post in posts:
        post.keep()
    return posts


def exchange(posts: tuple[Post, Post], letters: int, tmp: Path, player: str = "greedy") -> None:
    """Let the folders write letters in turn, each received by the other."""
    sides: dict[str, Post] = {}
    for _ in range(letters):
        side = posts[0].author
        if side is None:
            return
        writer = sides.setdefault(side, posts[len(sides) % 2])
        reader = posts[1] if writer is posts[0] else posts[0]
        save = played(writer, tmp / "turn.stivale", player)
        sent = writer.send(save, Standing(stand=True, react="first"))
        reader.receive(Path(shutil.copy(sent, tmp / "in-the-post.letter")))
        assert writer.game.state.digest() == reader.game.state.digest()
        assert writer.author != side


def test_two_programs_play_two_turns_of_husky_by_files_only(tmp_path: Path) -> None:
    posts = pair(tmp_path, None, "italy1943/husky")
    while posts[0].author is not None and posts[0].game.state.turn < 3:
        exchange(posts, 1, tmp_path)
    again = [Post(post.folder) for post in posts]
    assert again[0].game.state.digest() == again[1].game.state.digest() == posts[0].game.state.digest()
    assert again[0].game.state.turn == 3
    ends = [archive.read(post.folder / mail.REPLAY_FILE).header.digest for post in posts]
    assert ends == [posts[0].game.state.digest()] * 2


def test_a_whole_small_game_ends_for_both(tmp_path: Path) -> None:
    posts = pair(tmp_path)
    exchange(posts, 500, tmp_path, "random")
    assert posts[0].author is None
    assert posts[1].author is None
    assert Post(tmp_path / "two", TINY).standing == posts[0].standing
    with pytest.raises(ArchiveError, match="over"):
        posts[0].send(tmp_path / "turn.stivale")


def sent(tmp: Path) -> tuple[Post, Post, Path]:
    posts = pair(tmp)
    return *posts, posts[0].send(played(posts[0], tmp / "turn.stivale"))


def change(path: Path, edit: Callable[[dict[str, bytes]], None]) -> Path:
    members = container.unpack(path.read_bytes(), path.name)
    edit(members)
    out = path.with_name("changed.letter")
    out.write_bytes(container.pack(members))
    return out


@pytest.mark.parametrize("field", [f for f in mail.Letter.__struct_fields__ if f != "format"])
def test_every_changed_part_of_the_header_is_refused(field: str, tmp_path: Path) -> None:
    _, two, letter = sent(tmp_path)
    before = two.game.state.digest()
    other = {
        "game": "0" * 32, "number": 2, "side": two.world.side_ids[1], "turn": 9, "before": "0" * 32,
        "after": "0" * 32, "orders": 0, "standing": {"stand": True}, "signature": "0" * 64,
    }[field]  # fmt: skip

    def edit(members: dict[str, bytes]) -> None:
        head = msgspec.json.decode(members["header.json"])
        head[field] = head[field] + "x" if head[field] == other else other
        members["header.json"] = msgspec.json.encode(head)

    with pytest.raises(ArchiveError, match=r"changed|another game|damaged"):
        two.receive(change(letter, edit))
    assert two.game.state.digest() == before
    assert two.number == 1
    assert not two.path(1).exists()


EDITS: list[tuple[Callable[[dict[str, bytes]], None], str]] = [
    (lambda m: m.update({"orders.jsonl": m["orders.jsonl"][:-2] + b" }\n"}), "changed"),
    (lambda m: m.update({"orders.jsonl": m["orders.jsonl"] + b'{"kind":"end"}\n'}), "changed"),
    (lambda m: m.update({"header.json": m["header.json"].replace(b'"format":1', b'"format":2')}), "format 2"),
    (lambda m: m.update({"memory-end.json": b"[]"}), "nothing else"),
    (lambda m: m.__delitem__("orders.jsonl"), "no letter"),
    (lambda m: m.update({"header.json": b"["}), "damaged"),
]


@pytest.mark.parametrize(("edit", "says"), EDITS, ids=[str(n) for n in range(len(EDITS))])
def test_changed_members_are_refused(
    edit: Callable[[dict[str, bytes]], None], says: str, tmp_path: Path
) -> None:
    _, two, letter = sent(tmp_path)
    with pytest.raises(ArchiveError, match=says):
        two.receive(change(letter, edit))
    assert two.number == 1


def test_a_signed_letter_must_still_hold_one_whole_player_turn(tmp_path: Path) -> None:
    one, two, path = sent(tmp_path)
    letter, lines, _ = mail.unseal(path, two.key)
    secret = two.key.secrets[letter.side]

    def forged(rows: list[bytes], says: str, **changes: object) -> None:
        head = msgspec.structs.replace(letter, orders=len(rows), **changes)
        out = tmp_path / "forged.letter"
        out.write_bytes(mail.seal(head, b"".join(row + b"\n" for row in rows), secret))
        with pytest.raises(ArchiveError, match=says):
            two.receive(out)
        assert two.number == 1

    forged(lines[:-1], "stops before")
    forged([*lines, b'{"kind":"end"}'], "after the end")
    forged([b'{"kind":"determined","stand":1}', *lines], "refused")
    forged([b'{"kind":"move"}', *lines], "line 1")
    forged(lines, "another position", after="0" * 32)
    forged(lines, "does not begin", before="0" * 32)
    forged(lines, "never asked", standing=Standing(answers={"no-such": "yes"}))
    assert one.number == 2
    assert two.receive(path).orders == len(lines)


def test_lost_doubled_foreign_and_oversized_letters_are_told(tmp_path: Path) -> None:
    one, two, first = sent(tmp_path)
    kept = Path(shutil.copy(first, tmp_path / "kept.letter"))
    third = tmp_path / "third"
    shutil.copytree(two.folder, third)
    two.receive(kept)
    with pytest.raises(ArchiveError, match=r"here already\.$"):
        two.receive(kept)
    second = two.send(played(two, tmp_path / "answer.stivale"))
    with pytest.raises(ArchiveError, match="letter 1 is missing"):
        Post(third, TINY).receive(second)
    one.receive(second)
    stranger = pair(tmp_path / "other")[0]
    with pytest.raises(ArchiveError, match="another game"):
        stranger.receive(first)
    huge = tmp_path / "huge.letter"
    huge.write_bytes(b"x" * (mail.MOST_BYTES + 1))
    for path, says in ((huge, "too large"), (tmp_path / "none", "cannot be read"), (TINY, "cannot be read")):
        with pytest.raises(ArchiveError, match=says):
            one.receive(path)
    one.path(1).write_bytes(b"broken")
    with pytest.raises(ArchiveError, match="damaged"):
        Post(one.folder, TINY)
    with pytest.raises(ArchiveError, match="already holds"):
        mail.join(two.folder / mail.KEY_FILE, one.folder)


def test_only_a_save_that_ends_the_turn_is_sent(tmp_path: Path) -> None:
    one, _ = pair(tmp_path)
    with pytest.raises(ArchiveError, match="not ended"):
        one.send(played(one, tmp_path / "half.stivale", stop=0))
    stranger = pair(tmp_path / "other", seed=6)[0]
    with pytest.raises(ArchiveError, match="another game"):
        one.send(played(stranger, tmp_path / "other.stivale"))
    save = played(one, tmp_path / "turn.stivale")
    with pytest.raises(ArchiveError, match="never asked"):
        one.send(save, Standing(answers={"no-such": "yes"}))
    one.send(save)
    with pytest.raises(ArchiveError, match=r"not ended|not go on"):
        one.send(save)


def _ask(game: Game, name: str, seeds: int) -> dict[int, Game]:
    """Play with a computer player and return a position for each kind of open decision it meets."""
    found: dict[int, Game] = {}
    for seed in range(seeds):
        play = game.clone()
        memories = [new_memory(name, side, seed) for side in range(2)]
        while (side := to_act(play.state)) >= 0:
            top = aftermath.top(play.state)
            if top is not None:
                found.setdefault(top[P_KIND], play.clone())
            apply(play, players()[name].decide(play.world, play.view(side), memories[side]))
    return found


def test_standing_instructions_answer_every_decision_legally(tmp_path: Path) -> None:
    start = engine.new_game(engine.load_scenario(TINY), 3)
    found = _ask(start, "random", 12)
    assert {PENDING_ADVANCE, PENDING_DETERMINED} <= set(found)
    for kind, game in found.items():
        legal = legal_orders(game.world, game.view(to_act(game.state)))
        one = mail.answer(game, Standing())
        other = mail.answer(game, Standing(stand=True, advance="none", react="first"))
        assert one in legal
        assert other in legal
        if kind == PENDING_DETERMINED:
            assert one == Determined(0)
            assert other == Determined(1) or Determined(1) not in legal
        elif kind == PENDING_ADVANCE:
            assert isinstance(one, Advance)
            assert one.units
            assert other == Advance(())
        elif kind == PENDING_REACT:
            assert isinstance(one, React)
            assert not one.units
            assert isinstance(other, React)
            assert other.units
        elif kind == PENDING_POLITICAL:
            assert isinstance(one, Answer)
            asked = game.world.decisions[one.decision]
            for row, option in enumerate(asked.option):
                told = mail.answer(game, Standing(answers={asked.id: option.id}))
                assert told == Answer(one.decision, row)


def test_an_answer_against_the_instructions_is_refused(tmp_path: Path) -> None:
    """A save in which the absent side was answered for otherwise cannot be sent."""
    one, _ = pair(tmp_path)
    while one.author is not None:
        loaded = archive.resume(one.folder / mail.REPLAY_FILE, TINY)
        game, world = loaded.game, loaded.game.world
        memory = new_memory("random", to_act(game.state), one.number)
        for _, wanted in one.turn(game):
            seen = game.view(to_act(game.state))
            others = [o for o in legal_orders(world, seen) if o != wanted] if wanted else []
            if others:
                loaded.recorder.note(game, others[0], apply(game, others[0]))
                loaded.recorder.write(tmp_path / "bent.stivale")
                with pytest.raises(ArchiveError, match="is away"):
                    one.send(tmp_path / "bent.stivale")
                return
            order = wanted or players()["random"].decide(world, seen, memory)
            loaded.recorder.note(game, order, apply(game, order))
        loaded.recorder.write(tmp_path / "turn.stivale")
        one.send(tmp_path / "turn.stivale")
    pytest.fail("no absent side was ever asked")


def test_the_command_line_plays_by_mail(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: object, code: int = 0) -> str:
        import sys
        from unittest import mock

        with (
            mock.patch.object(
                sys, "argv", ["stivale", "mail", *map(str, arguments), "--scenario", str(TINY)]
            ),
            pytest.raises(SystemExit) as end,
        ):
            command()
        assert (end.value.code or 0) == code
        done = capsys.readouterr()
        return done.out + done.err

    one, two = tmp_path / "one", tmp_path / "two"
    assert "game.key" in run("start", one, "tiny", "--seed", 4)
    run("join", two, one / "game.key")
    save = played(Post(one, TINY), tmp_path / "turn.stivale")
    assert "0001.letter" in run("send", one, save, "--stand", "--react", "first", "--advance", "none")
    assert "letter 1 of" in run("receive", two, one / "0001.letter")
    assert "here already" in run("receive", two, one / "0001.letter", code=2)
    assert "wants" in run("send", one, code=2)
    assert "DECISION=OPTION" in run("send", two, save, "--answer", "x", code=2)
    mine, theirs = (msgspec.json.decode(run("status", f, "--format", "json")) for f in (one, two))
    assert mine["digest"] == theirs["digest"]
    assert mine["next_letter"] == 2
    assert {"stand": True, "advance": "none", "react": "first", "answers": {}} in mine["standing"].values()
