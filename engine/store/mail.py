"""Play by mail: signed letters with one side's orders of its player turn, and its standing instructions.

A folder holds ``game.key`` (made once, given to the opponent), the letters in their order, and
``game.replay``, the position after the last of them. The letters are the truth: opening a folder
proves and plays them all. A letter is the zip of ``container`` with ``header.json`` and
``orders.jsonl``, signed by blake2b with the key of the side that wrote it. Both programs hold both
keys and, as with a save, the whole game: signatures tell damage and mix-ups from letters of this
game; they do not bind an opponent who would cheat with a program of his own.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from engine import RULES_VERSION
from engine.game import Game
from engine.legality import legal_orders
from engine.orders import Advance, Answer, Determined, IllegalOrder, Order, React, to_text
from engine.rules import aftermath
from engine.setup import new_game
from engine.state import G_PHASE, G_TURN, State
from engine.store import archive, container
from engine.store.container import ArchiveError
from engine.store.mail_words import MailError
from engine.store.recorder import HEADER, ORDERS, Hash, Name, Recorder, Small
from engine.turn import apply, to_act
from engine.world import World

FORMAT = 1
MOST_BYTES = 4 * 1024 * 1024  # of a letter
MOST_ORDERS = 20_000
MOST_KEY = 64 * 1024
KEY_FILE, REPLAY_FILE = "game.key", "game.replay"

Secret = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """``game.key``: which game it is, the secret of each side by its id, who commands for the one who began.

    ``host`` is empty where the command line began the game.
    """

    format: Small
    game: Hash
    scenario: Name
    content_hash: Hash
    rules_version: Small
    seed: int
    secrets: dict[Name, Secret]
    host: Name = ""


class Standing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a side decides while it is away.

    ``stand`` to the last where that may be tried; which of the winners ``advance``; whether the
    first unit held in reserve reacts; option by decision, where none is named its default.
    """

    stand: bool = False
    advance: Literal["all", "none"] = "all"
    react: Literal["first", "none"] = "none"
    answers: Annotated[dict[Name, Name], msgspec.Meta(max_length=1000)] = {}


class Letter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``header.json`` of a letter; ``before`` and ``after`` are digests, ``number`` counts from 1."""

    format: Small
    game: Hash
    number: Small
    side: Name
    turn: Small
    before: Hash
    after: Hash
    orders: Small
    standing: Standing
    signature: Annotated[str, msgspec.Meta(pattern=r"^(?:[0-9a-f]{64})?$")] = ""


def sign(letter: Letter, orders: bytes, secret: str) -> str:
    """Return the signature of a letter and its lines of orders."""
    body = msgspec.json.encode(msgspec.structs.replace(letter, signature=""))
    mark = hashlib.blake2b(key=bytes.fromhex(secret), digest_size=32, person=b"stivale-mail")
    mark.update(len(body).to_bytes(8, "little") + body + orders)
    return mark.hexdigest()


def seal(letter: Letter, orders: bytes, secret: str) -> bytes:
    """Return the bytes of a signed letter."""
    signed = msgspec.structs.replace(letter, signature=sign(letter, orders, secret))
    return container.pack({HEADER: msgspec.json.encode(signed), ORDERS: orders})


def unseal(path: Path, key: Key) -> tuple[Letter, list[bytes], bytes]:
    """Return header, lines of orders and bytes of a letter of this game. Raises MailError."""
    name = path.name
    data = _bytes(path, MOST_BYTES, "large_letter")
    try:
        members = container.unpack(data, name)
    except ArchiveError as error:
        raise MailError("damaged", name, error) from None
    if set(members) != {HEADER, ORDERS}:
        raise MailError("no_letter", name)
    try:
        letter = msgspec.json.decode(members[HEADER], type=Letter)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise MailError("damaged", name, error) from None
    if letter.format != FORMAT:
        raise MailError("format", name, letter.format, FORMAT)
    if letter.game != key.game:
        raise MailError("foreign", name)
    secret = key.secrets.get(letter.side)
    if secret is None:
        raise MailError("no_side", name, letter.side)
    if not hmac.compare_digest(sign(letter, members[ORDERS], secret), letter.signature):
        raise MailError("changed", name, letter.side)
    lines = members[ORDERS].splitlines()
    if len(lines) != letter.orders or len(lines) > MOST_ORDERS:
        raise MailError("count", name, len(lines), letter.orders)
    return letter, lines, data


def answer(game: Game, standing: Standing) -> Order:
    """Return the answer of the side that must decide, by its standing instructions."""
    world, side = game.world, to_act(game.state)
    legal = legal_orders(world, game.view(side))
    first = legal[0]
    if isinstance(first, Determined):
        wanted = [o for o in legal if isinstance(o, Determined) and bool(o.stand) == standing.stand]
        return wanted[0] if wanted else first
    if isinstance(first, Advance):
        sizes = [len(o.units) if isinstance(o, Advance) else 0 for o in legal]
        return legal[sizes.index(max(sizes) if standing.advance == "all" else min(sizes))]
    if isinstance(first, React):
        some = [o for o in legal if isinstance(o, React) and bool(o.units) == (standing.react == "first")]
        return some[0] if some else first
    assert isinstance(first, Answer)
    asked = world.decisions[first.decision]
    chosen = standing.answers.get(asked.id, asked.default)
    return Answer(first.decision, [option.id for option in asked.option].index(chosen))


def judge(world: World, side: str, standing: Standing) -> None:
    """Refuse instructions that name a decision or option the side does not have. Raises MailError."""
    for decision, option in standing.answers.items():
        known = {d.id: d for d in world.decisions if d.side == side}
        if decision not in known:
            raise MailError("never_asked", decision, side)
        if option not in [o.id for o in known[decision].option]:
            raise MailError("no_option", option, decision)


def start(world: World, seed: int, folder: Path, host: str = "") -> Key:
    """Begin a game by mail in a folder, for a host who commands a side. Raises MailError, OSError."""
    key = Key(
        format=FORMAT,
        game=secrets.token_hex(16),
        scenario=world.scenario_id,
        content_hash=world.content_hash,
        rules_version=RULES_VERSION,
        seed=seed,
        secrets={side: secrets.token_hex(32) for side in world.side_ids},
        host=host,
    )
    _settle(folder, key)
    return key


def join(path: Path, folder: Path) -> Key:
    """Make a folder for a game whose key was sent by the opponent. Raises MailError, OSError."""
    key = read_key(path)
    _settle(folder, key)
    return key


def read_key(path: Path) -> Key:
    """Return the key in a file. Raises MailError."""
    try:
        key = msgspec.json.decode(_bytes(path, MOST_KEY, "large_key"), type=Key)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise MailError("no_key", path.name, error) from None
    if key.format != FORMAT or key.rules_version != RULES_VERSION:
        raise MailError("key_version", path.name, key.format, key.rules_version, FORMAT, RULES_VERSION)
    return key


def _settle(folder: Path, key: Key) -> None:
    if (folder / KEY_FILE).exists():
        raise MailError("settled", folder)
    container.write_whole(folder / KEY_FILE, msgspec.json.format(msgspec.json.encode(key), indent=1) + b"\n")


def _bytes(path: Path, most: int, why: str) -> bytes:
    """Return the bytes of a file that is not larger than it may be. Raises MailError."""
    try:
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        raise MailError("unreadable", path, error.strerror or error) from None
    if len(data) > most:
        raise MailError(why, path.name, most)
    return data


class PlayerTurn:
    """The part of a game that is one letter: its author's player turn, with what others answer in it."""

    def __init__(self, state: State) -> None:
        self.author = to_act(state)
        self._acted: tuple[int, int] | None = None  # turn and phase in which the author moves its troops

    def next(self, state: State) -> int:
        """Return the side that decides next in the letter, -1 once nothing more belongs in it."""
        side = to_act(state)
        now = (int(state.game[G_TURN]), int(state.game[G_PHASE]))
        at_rest = aftermath.top(state) is None
        if side == self.author:
            self._acted = now if at_rest else self._acted
            return side
        return -1 if side < 0 or at_rest or self._acted not in (None, now) else side


class Post:
    """A game by mail at hand: all its letters are proved and played when it is made.

    ``before`` is the position before the last letter and ``last`` its orders, none before the first.
    ``world`` spares reading the scenario where it is at hand.
    Raises MailError if the folder, its scenario or one of its letters cannot be used.
    """

    def __init__(self, folder: Path, scenario: Path | str | None = None, world: World | None = None) -> None:
        from engine.loader import ScenarioError
        from engine.sim.overrides import load_world

        self.folder = folder
        self.key = read_key(folder / KEY_FILE)
        try:
            self.world = world or load_world(scenario or self.key.scenario, [])
        except ScenarioError as error:
            raise MailError("no_scenario", folder, self.key.scenario, error) from None
        if self.world.content_hash != self.key.content_hash or set(self.world.side_ids) != set(
            self.key.secrets
        ):
            raise MailError("other_version", folder, self.key.scenario)
        self.game = new_game(self.world, self.key.seed)
        names = dict.fromkeys(self.world.side_ids, "human")
        self.recorder = Recorder(self.world, self.key.seed, names, game=self.game)
        self.standing = dict.fromkeys(self.world.side_ids, Standing())
        self.number = 1
        self.before, self.last = self._copy(), list[Order]()
        while (path := self.path(self.number)).exists():
            letter, lines, _ = unseal(path, self.key)
            self._take(letter, self._prove(path.name, letter, lines))

    @property
    def author(self) -> str | None:
        """The side whose letter is the next, None when the game is over."""
        side = to_act(self.game.state)
        return None if side < 0 else self.world.side_ids[side]

    def path(self, number: int) -> Path:
        """Return where a letter is kept."""
        return self.folder / f"{number:04d}.letter"

    def keep(self) -> None:
        """Write the position after the last letter, to be opened as any save. Raises OSError."""
        self.recorder.write(self.folder / REPLAY_FILE)

    def send(self, save: Path, standing: Standing | None = None) -> Path:
        """Write the letter of the player turn that a save adds, and return it.

        Raises MailError if the save is no continuation of this game to the end of the turn, ArchiveError
        if it is none that can be read.
        """
        side = self.author
        if side is None:
            raise MailError("over")
        coming = iter(self.beyond(save))
        given = self.standing[side] if standing is None else standing
        judge(self.world, side, given)
        trial, own = self.game.clone(), []
        for actor, wanted in self.turn(trial):
            order = next(coming, None)
            if order is None:
                raise MailError("not_ended", save.name, side)
            if wanted is not None and order != wanted:
                raise MailError("away", save.name, actor, to_text(self.world, wanted))
            self._apply(trial, order, save.name)
            if wanted is None:
                own.append(order)
        lines = b"".join(to_text(self.world, order).encode() + b"\n" for order in own)
        letter = Letter(
            format=FORMAT,
            game=self.key.game,
            number=self.number,
            side=side,
            turn=int(self.game.state.game[G_TURN]),
            before=self.game.state.digest(),
            after=trial.state.digest(),
            orders=len(own),
            standing=given,
        )
        path = self.path(self.number)
        played = self._prove(path.name, letter, lines.splitlines())
        data = seal(letter, lines, self.key.secrets[side])
        if len(data) > MOST_BYTES or len(own) > MOST_ORDERS:
            raise MailError("too_many", len(own))
        container.write_whole(path, data)
        self._take(letter, played)
        self.keep()
        return path

    def beyond(self, save: Path) -> list[Order]:
        """Return the orders that a save adds to the last letter. Raises MailError, ArchiveError."""
        found = archive.read(save)
        head = found.header
        if (head.seed, head.content_hash) != (self.key.seed, self.world.content_hash):
            raise MailError("other_save", save.name)
        rows = [row for row, entry in enumerate(found.entries) if isinstance(entry, bytes)]
        orders = [found.order(self.world, row) for row in rows]
        past = [entry for entry in self.recorder.entries if isinstance(entry, Order)]
        if orders[: len(past)] != past:
            raise MailError("not_on", save.name)
        return orders[len(past) :]

    def receive(self, path: Path) -> Letter:
        """Prove a letter of the opponent, keep it and play it. Raises MailError; then nothing changed."""
        letter, lines, data = unseal(path, self.key)
        if letter.number < self.number:
            same = self.path(letter.number).read_bytes() == data
            raise MailError("here" if same else "here_other", path.name, letter.number)
        if letter.number > self.number:
            raise MailError("missing", path.name, letter.number, self.number)
        played = self._prove(path.name, letter, lines)
        container.write_whole(self.path(self.number), data)
        self._take(letter, played)
        self.keep()
        return letter

    def turn(self, game: Game) -> Iterator[tuple[str, Order | None]]:
        """Yield who decides next in a letter, and his answer if he is away; the caller carries it out."""
        part = PlayerTurn(game.state)
        while (side := part.next(game.state)) >= 0:
            name = self.world.side_ids[side]
            yield name, None if side == part.author else answer(game, self.standing[name])

    def _prove(self, name: str, letter: Letter, lines: list[bytes]) -> list[Order]:
        """Return all orders of a letter's player turn, answers of the absent too. Raises MailError."""
        if letter.side != self.author:
            raise MailError("wrong_side", name, letter.side, self.author or "-")
        if letter.number != self.number:
            raise MailError("wrong_place", name, letter.number, self.number)
        if letter.before != self.game.state.digest():
            raise MailError("wrong_start", name)
        judge(self.world, letter.side, letter.standing)
        trial, used, played = self.game.clone(), 0, []
        for _, order in self.turn(trial):
            if order is None:
                if used == len(lines):
                    raise MailError("stops", name, letter.side)
                try:
                    order = archive.decode(self.world, lines[used], f"{name}, line {used + 1}")
                except ArchiveError as error:
                    raise MailError("bad_order", error) from None
                used += 1
            self._apply(trial, order, name)
            played.append(order)
        if used != len(lines):
            raise MailError("goes_on", name, len(lines) - used)
        if trial.state.digest() != letter.after:
            raise MailError("elsewhere", name)
        return played

    def _take(self, letter: Letter, played: list[Order]) -> None:
        self.before, self.last = self._copy(), played
        for order in played:
            self.recorder.note(self.game, order, apply(self.game, order))
        self.standing[letter.side] = letter.standing
        self.number += 1

    def _copy(self) -> Game:
        """Return the position; with what happened before the first order while none was given."""
        return Game(self.world, self.game.state.clone(), self.game.opening if self.number == 1 else None)

    @staticmethod
    def _apply(game: Game, order: Order, name: str) -> None:
        try:
            apply(game, order)
        except IllegalOrder as error:
            raise MailError("refused", name, error) from None
