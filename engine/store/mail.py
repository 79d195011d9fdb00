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
from engine.state import G_PHASE, G_TURN
from engine.store import archive, container
from engine.store.container import ArchiveError
from engine.store.recorder import HEADER, ORDERS, Hash, Name, Recorder, Small
from engine.turn import apply, to_act
from engine.world import World

FORMAT = 1
MOST_BYTES = 4 * 1024 * 1024  # of a letter
MOST_ORDERS = 20_000
MOST_KEY = 64 * 1024
KEY_FILE, REPLAY_FILE = "game.key", "game.replay"

Secret = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class Key(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``game.key``: which game it is, and the secret of each side by its id."""

    format: Small
    game: Hash
    scenario: Name
    content_hash: Hash
    rules_version: Small
    seed: int
    secrets: dict[Name, Secret]


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
    """Return header, lines of orders and bytes of a letter of this game. Raises ArchiveError."""
    name = path.name
    data = _bytes(path, MOST_BYTES, "a letter")
    members = container.unpack(data, name)
    if set(members) != {HEADER, ORDERS}:
        raise ArchiveError(f"{name} is no letter: it must hold {HEADER} and {ORDERS} and nothing else.")
    try:
        letter = msgspec.json.decode(members[HEADER], type=Letter)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{name} is no letter or is damaged: {error}.") from None
    if letter.format != FORMAT:
        raise ArchiveError(f"{name} has format {letter.format}; this program reads format {FORMAT}.")
    if letter.game != key.game:
        raise ArchiveError(f"{name} belongs to another game by mail.")
    secret = key.secrets.get(letter.side)
    if secret is None:
        raise ArchiveError(f"{name} is from {letter.side!r}, who is no side of this game.")
    if not hmac.compare_digest(sign(letter, members[ORDERS], secret), letter.signature):
        raise ArchiveError(f"{name} was changed or not written by {letter.side}: its signature is wrong.")
    lines = members[ORDERS].splitlines()
    if len(lines) != letter.orders or len(lines) > MOST_ORDERS:
        raise ArchiveError(f"{name} holds {len(lines)} orders and says {letter.orders}.")
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
    """Refuse instructions that name a decision or option the side does not have. Raises ArchiveError."""
    for decision, option in standing.answers.items():
        known = {d.id: d for d in world.decisions if d.side == side}
        if decision not in known:
            raise ArchiveError(f"The standing instructions name {decision!r}, which {side} is never asked.")
        if option not in [o.id for o in known[decision].option]:
            raise ArchiveError(f"The standing instructions name {option!r}, no answer to {decision}.")


def start(world: World, seed: int, folder: Path) -> Key:
    """Begin a game by mail in a folder and return its key. Raises ArchiveError, OSError."""
    key = Key(
        format=FORMAT,
        game=secrets.token_hex(16),
        scenario=world.scenario_id,
        content_hash=world.content_hash,
        rules_version=RULES_VERSION,
        seed=seed,
        secrets={side: secrets.token_hex(32) for side in world.side_ids},
    )
    _settle(folder, key)
    return key


def join(path: Path, folder: Path) -> Key:
    """Make a folder for a game whose key was sent by the opponent. Raises ArchiveError, OSError."""
    key = read_key(path)
    _settle(folder, key)
    return key


def read_key(path: Path) -> Key:
    """Return the key in a file. Raises ArchiveError."""
    try:
        key = msgspec.json.decode(_bytes(path, MOST_KEY, "a key"), type=Key)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path.name} is no key of a game by mail: {error}.") from None
    if key.format != FORMAT or key.rules_version != RULES_VERSION:
        raise ArchiveError(
            f"{path.name} has format {key.format}, rules version {key.rules_version}; "
            f"this program has {FORMAT} and {RULES_VERSION}."
        )
    return key


def _settle(folder: Path, key: Key) -> None:
    if (folder / KEY_FILE).exists():
        raise ArchiveError(f"{folder} already holds a game by mail.")
    container.write_whole(folder / KEY_FILE, msgspec.json.format(msgspec.json.encode(key), indent=1) + b"\n")


def _bytes(path: Path, most: int, what: str) -> bytes:
    """Return the bytes of a file that is not larger than it may be. Raises ArchiveError."""
    try:
        with path.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror or error}.") from None
    if len(data) > most:
        raise ArchiveError(f"{path.name} is too large to be {what} (more than {most} bytes).")
    return data


class Post:
    """A game by mail at hand: all its letters are proved and played when it is made.

    Raises ArchiveError if the folder, its scenario or one of its letters cannot be used.
    """

    def __init__(self, folder: Path, scenario: Path | str | None = None) -> None:
        from engine.loader import ScenarioError
        from engine.sim.overrides import load_world

        self.folder = folder
        self.key = read_key(folder / KEY_FILE)
        try:
            self.world = load_world(scenario or self.key.scenario, [])
        except ScenarioError as error:
            raise ArchiveError(f"{folder} needs the scenario {self.key.scenario}: {error}") from None
        if self.world.content_hash != self.key.content_hash or set(self.world.side_ids) != set(
            self.key.secrets
        ):
            raise ArchiveError(f"{folder} is played with another version of {self.key.scenario}.")
        self.game = new_game(self.world, self.key.seed)
        names = dict.fromkeys(self.world.side_ids, "human")
        self.recorder = Recorder(self.world, self.key.seed, names, game=self.game)
        self.standing = dict.fromkeys(self.world.side_ids, Standing())
        self.number = 1
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

        Raises ArchiveError if the save is no continuation of this game to the end of the turn.
        """
        side = self.author
        if side is None:
            raise ArchiveError("The game is over: there is nothing to send.")
        found = archive.read(save)
        head = found.header
        if (head.seed, head.content_hash) != (self.key.seed, self.world.content_hash):
            raise ArchiveError(f"{save.name} is a save of another game.")
        rows = [row for row, entry in enumerate(found.entries) if isinstance(entry, bytes)]
        orders = [found.order(self.world, row) for row in rows]
        past = [entry for entry in self.recorder.entries if isinstance(entry, Order)]
        if orders[: len(past)] != past:
            raise ArchiveError(f"{save.name} does not go on from the last letter.")
        given = self.standing[side] if standing is None else standing
        judge(self.world, side, given)
        trial, own = self.game.clone(), []
        coming = iter(orders[len(past) :])
        for actor, wanted in self.turn(trial):
            order = next(coming, None)
            if order is None:
                raise ArchiveError(f"{save.name}: {side} has not ended its player turn yet.")
            if wanted is not None and order != wanted:
                text = to_text(self.world, wanted)
                raise ArchiveError(
                    f"{save.name}: {actor} is away and answers by its standing instructions: {text}"
                )
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
            raise ArchiveError(f"{len(own)} orders are too many for a letter.")
        container.write_whole(path, data)
        self._take(letter, played)
        self.keep()
        return path

    def receive(self, path: Path) -> Letter:
        """Prove a letter of the opponent, keep it and play it. Raises ArchiveError; then nothing changed."""
        letter, lines, data = unseal(path, self.key)
        if letter.number < self.number:
            same = self.path(letter.number).read_bytes() == data
            raise ArchiveError(
                f"{path.name}: letter {letter.number} is here already"
                + ("." if same else ", and this is another one; the first counts.")
            )
        if letter.number > self.number:
            raise ArchiveError(
                f"{path.name} is letter {letter.number}, but letter {self.number} is missing; ask for it."
            )
        played = self._prove(path.name, letter, lines)
        container.write_whole(self.path(self.number), data)
        self._take(letter, played)
        self.keep()
        return letter

    def turn(self, game: Game) -> Iterator[tuple[str, Order | None]]:
        """Yield who decides next in a letter, and his answer if he is away; the caller carries it out."""
        author = to_act(game.state)
        acted: tuple[int, int] | None = None  # turn and phase in which the author moves its troops
        while (side := to_act(game.state)) >= 0:
            now = (int(game.state.game[G_TURN]), int(game.state.game[G_PHASE]))
            at_rest = aftermath.top(game.state) is None
            if side == author:
                acted = now if at_rest else acted
                yield self.world.side_ids[side], None
            elif at_rest or acted not in (None, now):
                return
            else:
                name = self.world.side_ids[side]
                yield name, answer(game, self.standing[name])

    def _prove(self, name: str, letter: Letter, lines: list[bytes]) -> list[Order]:
        """Return all orders of a letter's player turn, answers of the absent too. Raises ArchiveError."""
        if letter.side != self.author:
            raise ArchiveError(
                f"{name} is from {letter.side}, but it is the turn of {self.author or 'nobody'}."
            )
        if letter.number != self.number:
            raise ArchiveError(f"{name} is letter {letter.number} and lies in the place of {self.number}.")
        if letter.before != self.game.state.digest():
            raise ArchiveError(f"{name} does not begin in the position that the last letter led to.")
        judge(self.world, letter.side, letter.standing)
        trial, used, played = self.game.clone(), 0, []
        for _, order in self.turn(trial):
            if order is None:
                if used == len(lines):
                    raise ArchiveError(f"{name} stops before {letter.side} has ended its player turn.")
                order = archive.decode(self.world, lines[used], f"{name}, line {used + 1}")
                used += 1
            self._apply(trial, order, name)
            played.append(order)
        if used != len(lines):
            raise ArchiveError(f"{name} holds {len(lines) - used} orders after the end of the player turn.")
        if trial.state.digest() != letter.after:
            raise ArchiveError(f"{name} leads here to another position than at the sender.")
        return played

    def _take(self, letter: Letter, played: list[Order]) -> None:
        for order in played:
            self.recorder.note(self.game, order, apply(self.game, order))
        self.standing[letter.side] = letter.standing
        self.number += 1

    @staticmethod
    def _apply(game: Game, order: Order, name: str) -> None:
        try:
            apply(game, order)
        except IllegalOrder as error:
            raise ArchiveError(f"{name}: an order is refused ({error}).") from None
