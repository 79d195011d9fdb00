"""What one leaves for the time away in a game by mail, and the letter that carries it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.world import World
from game import post, theme, wording
from game.errand import Errand
from game.panels import accent
from game.post import PostalSession, words_of
from game.session import Session
from game.widgets import Paper, Sheet

if TYPE_CHECKING:
    from game.map_screen import MapScreen

WRITE, DONE = "instructions", "letter"  # kinds of dialogs


def ask(screen: MapScreen) -> bool:
    """Put up the instructions once the player turn is over, or tell that the opponent's letter is awaited.

    Returns whether one of them is up.
    """
    session = screen.session
    if not isinstance(session, PostalSession):
        return False
    if session.finished():
        screen.dialog, screen.dialog_kind = _instructions(session), WRITE
        return True
    if not session.awaiting():
        return False
    screen.dialog, screen.dialog_kind = _letter(session), DONE
    return True


def button(session: Session) -> str:
    """Return the words of the button that brings these dialogs up again, empty where there is none."""
    if isinstance(session, PostalSession) and (session.finished() or session.awaiting()):
        return wording.LETTER_BUTTON
    return ""


def act(screen: MapScreen, action: tuple[object, ...]) -> bool:
    """Carry out a button of these dialogs; return whether it was one."""
    session = screen.session
    if not isinstance(session, PostalSession):
        return False
    given = session.standing
    match action:
        case ("away", "stand"):
            session.standing = msgspec.structs.replace(given, stand=not given.stand)
        case ("away", "advance"):
            session.standing = msgspec.structs.replace(
                given, advance="none" if given.advance == "all" else "all"
            )
        case ("away", "react"):
            session.standing = msgspec.structs.replace(
                given, react="none" if given.react == "first" else "first"
            )
        case ("away", int(row)):
            asked = session.world.decisions[row]
            options = [option.id for option in asked.option]
            after = options[(options.index(given.answers.get(asked.id, asked.default)) + 1) % len(options)]
            session.standing = msgspec.structs.replace(given, answers={**given.answers, asked.id: after})
        case ("seal",):
            try:
                session.seal()
            except (OSError, ValueError) as problem:
                screen.say(words_of(problem))
                return True
        case _:
            return False
    ask(screen)
    return True


def drop(screen: MapScreen, path: Path) -> None:
    """Take in the opponent's letter that was dropped on the map, and go on with the game."""
    session = screen.session
    if not isinstance(session, PostalSession) or not session.awaiting():
        screen.say(wording.MAIL_NOT_HERE)
    elif session.reading is None:
        session.reading = Errand(partial(_next, path, session.post.folder))
        screen.say(wording.MAIL_TAKING.format(path.name))


def _next(path: Path, folder: Path) -> PostalSession | None:
    """Return the session of a game after a letter, None if the letter is of another game."""
    return post.open_game(folder) if post.take(path).path == folder else None


def watch(screen: MapScreen) -> None:
    """Go on with the game once the letter that was dropped is proved, or say why it is refused."""
    session = screen.session
    if not isinstance(session, PostalSession) or session.reading is None or not session.reading.done:
        return
    reading, session.reading = session.reading, None
    try:
        after = reading.result()
    except (OSError, ValueError) as problem:
        screen.say(words_of(problem))
        return
    if after is None:
        screen.say(wording.MAIL_OTHER)
        return
    screen.close_dialog()
    screen.take_over(after)


def open_decisions(world: World, session: PostalSession) -> list[int]:
    """Return the decisions that one's own side may still be asked."""
    taken = session.game.state.decision_choice
    return [row for row, d in enumerate(world.decisions) if d.side == session.seat and taken[row] < 0]


def _instructions(session: PostalSession) -> Sheet:
    world, given = session.world, session.standing
    paper = Paper(480, accent(session.viewer()))
    paper.heading(wording.AWAY_TITLE)
    paper.text(wording.AWAY_HOW, 13, theme.INK_SOFT)
    kinds = (
        (wording.AWAY_STAND, wording.AWAY_STANDS if given.stand else wording.AWAY_RETREATS, "stand"),
        (wording.AWAY_ADVANCE, wording.AWAY_ALL if given.advance == "all" else wording.AWAY_NONE, "advance"),
        (wording.AWAY_REACT, wording.AWAY_FIRST if given.react == "first" else wording.AWAY_NONE, "react"),
    )
    for words, chosen, name in kinds:
        paper.pair(words, chosen, theme.LINK, ("away", name), size=13)
    for row in open_decisions(world, session):
        asked = world.decisions[row]
        chosen = given.answers.get(asked.id, asked.default)
        title = next(option.title for option in asked.option if option.id == chosen)
        paper.pair(asked.title, title, theme.LINK, ("away", row), size=13)
    paper.gap(4).foot()
    paper.buttons([(wording.BACK, ("close",)), (wording.AWAY_SEAL, ("seal",))], primary=1, height=34)
    return paper.finish()


def _letter(session: PostalSession) -> Sheet:
    post = session.post
    paper = Paper(520, accent(session.viewer()))
    if session.sealed is not None:
        paper.heading(wording.LETTER_SEALED)
        paper.text(wording.LETTER_SEND.format(session.sealed), 13)
        if post.key.host == session.seat and post.number <= len(post.world.side_ids):
            paper.text(wording.LETTER_KEY.format(post.folder / "game.key"), 13, theme.INK_SOFT)
    else:
        paper.heading(wording.LETTER_AWAITED.format(post.number))
        paper.text(wording.LETTER_WAIT, 13, theme.INK_SOFT)
    paper.foot().buttons(
        [(wording.LETTER_LOOK, ("close",)), (wording.LETTER_LEAVE, ("leave",))], primary=1, height=34
    )
    return paper.finish()
