"""A game by mail in the window: its folder, whose seat one has in it, and the session of one's player turn.

Letters and their proof are the engine's (``engine.store.mail``). A session here plays one letter: what the
absent side must decide is answered at once by its standing instructions, and after one's own player turn
nothing more can be ordered until the letter is sealed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

import engine
from engine import paths, turn
from engine.game import Game
from engine.observation import Observation
from engine.orders import Order
from engine.setup import new_game
from engine.store import archive, mail
from engine.store.container import write_whole
from engine.store.mail_words import MailError
from game import wording
from game.errand import Errand
from game.heard import LogLine
from game.journal import beside, follow
from game.session import Session

SEAT_FILE, TURN_FILE = "seat.json", "turn.save"
LETTER, KEY = ".letter", ".key"


class Seat(msgspec.Struct, frozen=True):
    """``seat.json``: one's own side, the turn, and whose letter is next ('' nobody's)."""

    side: str
    turn: int
    author: str


class ByMail(NamedTuple):
    """A game by mail in the folder of such games."""

    path: Path
    key: mail.Key
    seat: Seat

    @property
    def mine(self) -> bool:
        """Whether the next letter is one's own."""
        return self.seat.author == self.seat.side


def folder() -> Path:
    """Return where games by mail are kept, and where keys and letters are looked for."""
    return paths.user_data() / "mail"


def listed() -> list[ByMail]:
    """Return the games by mail that can be read, the latest first."""
    found = []
    for file in sorted(folder().glob(f"*/{SEAT_FILE}"), key=lambda f: -f.stat().st_mtime):
        try:
            found.append(_game(file.parent))
        except (OSError, ValueError):
            continue
    return found


def waiting() -> list[Path]:
    """Return the keys and letters that lie in the folder and belong to no game yet."""
    return sorted(p for p in folder().glob("*") if p.suffix in (LETTER, KEY) and p.is_file())


def _game(path: Path) -> ByMail:
    """Return a game by mail. Raises MailError, OSError, ValueError."""
    return ByMail(
        path,
        mail.read_key(path / mail.KEY_FILE),
        msgspec.json.decode((path / SEAT_FILE).read_bytes(), type=Seat),
    )


def _sit(post: mail.Post, side: str) -> ByMail:
    """Note where a game by mail stands."""
    seat = Seat(side, post.game.state.turn, post.author or "")
    write_whole(post.folder / SEAT_FILE, msgspec.json.encode(seat))
    return ByMail(post.folder, post.key, seat)


def _fresh(scenario: str) -> Path:
    """Return a folder that is not there yet."""
    name, number = f"{scenario.replace('/', '-')}-{time.strftime('%Y%m%d')}", 1
    while (path := folder() / f"{name}-{number}").exists():
        number += 1
    return path


def begin(scenario: str, side: int, seed: int) -> ByMail:
    """Begin a game by mail as a side of a scenario. Raises MailError, ScenarioError, OSError."""
    world = engine.load_scenario(scenario)
    path = _fresh(scenario)
    mail.start(world, seed, path, host=world.side_ids[side])
    return _keep(mail.Post(path, world=world), world.side_ids[side])


def _keep(post: mail.Post, side: str) -> ByMail:
    post.keep()
    return _sit(post, side)


def take(path: Path, side: int = 0) -> ByMail:
    """Take in a key or a letter of the opponent, and return the game to which it belongs.

    With a key one gets the side that its host left; ``side`` is that of a game that the command line began.
    Raises MailError, OSError; then nothing has changed.
    """
    return _join(path, side) if path.suffix == KEY else _receive(path)


def _join(path: Path, side: int) -> ByMail:
    key = mail.read_key(path)
    for game in listed():
        if game.key.game == key.game:
            raise MailError("settled", game.path.name)
    target = _fresh(key.scenario)
    mail.join(path, target)
    try:
        post = mail.Post(target)
    except MailError:
        (target / mail.KEY_FILE).unlink()
        target.rmdir()
        raise
    left = [name for name in post.world.side_ids if name != key.host]
    found = _keep(post, left[0] if key.host else post.world.side_ids[side])
    _tidy(path)
    return found


def _receive(path: Path) -> ByMail:
    for game in listed():
        try:
            mail.unseal(path, game.key)
        except MailError as error:
            if error.why == "foreign":
                continue
            raise
        post = mail.Post(game.path)
        post.receive(path)
        found = _sit(post, game.seat.side)
        _tidy(path)
        return found
    raise MailError("foreign", path.name)


def _tidy(path: Path) -> None:
    """Take a key or letter out of the folder once its game has it."""
    if path.parent == folder():
        path.unlink()


def words_of(problem: Exception) -> str:
    """Return why something of a game by mail is refused, in the language of the window."""
    if isinstance(problem, MailError):
        return wording.MAIL_REFUSED[problem.why].format(*problem.values)
    return str(problem)


class PostalSession(Session):
    """One letter's worth of a game by mail: the player turn of the person here, if it is his."""

    def __init__(self, post: mail.Post, side: str, found: archive.Loaded) -> None:
        self.post, self.seat = post, side
        self.part = mail.PlayerTurn(post.game.state)
        self.sealed: Path | None = None  # the letter that was written here
        self.reading: Errand[PostalSession | None] | None = None  # a letter that is being proved
        self.standing = post.standing[side]
        row = post.world.side_ids.index(side)
        super().__init__(found.game.world, found.game, {row}, seed=post.key.seed, recorder=found.recorder)
        self.own_file = post.folder / TURN_FILE
        self.resumed = post.number > 1

    def viewer(self) -> int:
        """Return the side of the person here, whoever must decide."""
        return min(self.humans)

    def deciding(self) -> int:
        """Return the side that decides next in one's own letter, -1 once it is complete."""
        return self.part.next(self.game.state) if self.post.author == self.seat else -1

    def human_to_act(self) -> bool:
        """Whether the person here must decide now."""
        return self.deciding() in self.humans

    def finished(self) -> bool:
        """Whether the player turn is over and its letter not sealed yet."""
        return self.post.author == self.seat and self.deciding() < 0

    def awaiting(self) -> bool:
        """Whether there is nothing to do here but to send a letter or to wait for the next one."""
        return self.post.author != self.seat and not (self.over() and self.sealed is None)

    def start_thinking(self) -> None:
        """Answer for the absent side what it is asked, by its standing instructions."""
        while (side := self.deciding()) >= 0 and side not in self.humans:
            self.think_once()

    def think_once(self) -> None:
        """Answer one question of the absent side."""
        side = self.deciding()
        if side >= 0 and side not in self.humans:
            self._away(side, self.game.state.turn, super().think_once)

    def _away(self, side: int, number: int, answer: Callable[[], None]) -> None:
        """Write down before what follows an answer that the instructions of an absent side gave it."""
        words = wording.AWAY_ANSWERED.format(self.world.side_names[side])
        line = LogLine(number, words, -1, 0)
        self.log.append(line)
        answer()
        if self.log[-1] is line:  # nothing of it was seen here, so neither that there was a question
            self.log.pop()

    def _thought(self, side: int, seen: Observation) -> Order:
        return mail.answer(self.game, self.post.standing[self.world.side_ids[side]])

    def hear(self, game: Game, orders: list[Order]) -> None:
        """Be told of the last letter: ``game`` is the position before its orders, and changes."""
        side, author, self.hurry = self.viewer(), turn.to_act(game.state), True

        def tell(order: Order) -> None:
            visible, number = game.view(side).hex_seen.copy(), game.state.turn
            self._tell(turn.apply(game, order), side, visible, number)

        for order in orders:
            actor = turn.to_act(game.state)
            if actor == author:
                tell(order)
            else:
                self._away(actor, game.state.turn, partial(tell, order))
        self.hurry = False
        self.sounds.clear()

    def seal(self) -> Path:
        """Write the letter of the player turn, and return it. Raises MailError, OSError."""
        assert self.own_file is not None
        self.save(self.own_file)
        self.sealed = self.post.send(self.own_file, self.standing)
        _sit(self.post, self.seat)
        self.journal = None
        for file in (self.own_file, beside(self.own_file)):
            file.unlink(missing_ok=True)
        self.revision += 1
        return self.sealed


def open_game(path: Path) -> PostalSession:
    """Return the session of a game by mail where it was left. Raises MailError, ArchiveError, OSError."""
    game = _game(path)
    post = mail.Post(path)
    post.keep()
    began = path / TURN_FILE
    source = path / mail.REPLAY_FILE
    if began.is_file():
        try:
            post.beyond(began)
            source = began
        except archive.ArchiveError:
            pass  # of a letter that came otherwise meanwhile
    session = PostalSession(post, game.seat.side, archive.resume(source))
    before = post.before if post.number > 1 else new_game(post.world, post.key.seed)
    session.hear(before, list(post.last))
    if source == began and beside(began).is_file():
        follow(beside(began), session)
        session.forget_undo()
    _sit(post, game.seat.side)
    return session
