"""Two people play by mail at their windows: a turn each, letters, instructions, by mouse and by keyboard."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

from engine.ai.player import new_memory, players
from engine.orders import EndTurn
from engine.store import mail
from engine.store.mail_words import SENTENCES, MailError
from game import assets, instructions, post, settings, shot, texts, wording
from game.entries import entries
from game.mail_screen import MailScreen
from game.menu_screen import MenuScreen
from game.screens import Pop, Push
from game.settings import Settings
from game.wrapping import wrap
from tests.mail_homes import (
    FIGHT,
    SCENARIO,
    SIZE,
    Home,
    begun,
    click,
    drop,
    end_turn,
    homes,
    letters,
    press,
    proved,
    walk_to,
)
from tests.test_window_screens import LOOKS, faults


@pytest.fixture(autouse=True)
def window() -> None:
    shot.open_hidden()


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Home, Home]:
    return homes(tmp_path, monkeypatch)


def test_two_play_a_turn_each_by_mouse_and_by_keyboard(two: tuple[Home, Home]) -> None:
    begun(two)
    first, second = two
    here = first.map()
    assert not second.map().session.human_to_act(), "the second waits for a letter"
    end_turn(here := first.map())
    click(here, ("away", "stand"))
    click(here, ("away", "react"))
    click(here, ("seal",))
    assert here.dialog_kind == instructions.DONE
    (letter,) = letters(first)
    assert not here.session.human_to_act()
    drop(second.desk(), letter)
    there = second.map()
    assert there.session.human_to_act()
    given = there.session.post.standing[here.session.seat]  # type: ignore[attr-defined]
    assert (given.stand, given.react) == (True, "first")
    end_turn(there)
    walk_to(there, ("away", "advance"))
    walk_to(there, ("seal",))
    drop(first.desk(), letters(second)[-1])
    ends = [mail.Post(next(home.folder.glob("mail/*/game.key")).parent) for home in two]
    assert ends[0].game.state.digest() == ends[1].game.state.digest()
    assert ends[0].number == 3
    assert ends[0].standing[there.session.seat].advance == "none"  # type: ignore[attr-defined]
    first.enter()
    assert post.listed()[0].mine


def test_the_letter_is_reached_by_a_button_after_a_look_at_the_map(two: tuple[Home, Home]) -> None:
    begun(two)
    screen = two[0].map()
    end_turn(screen)
    for kind, then in ((instructions.WRITE, ("seal",)), (instructions.DONE, ("leave",))):
        assert screen.dialog_kind == kind
        click(screen, ("close",))
        screen.update(0.02)
        assert screen.dialog is None, "the map may be looked at"
        assert screen.session.give(EndTurn()) is not None, "but nothing ordered"
        click(screen, ("end",))
        assert screen.dialog_kind == kind
        click(screen, then)
        screen.update(0.02)


def test_a_key_may_be_dropped_on_the_start_screen(two: tuple[Home, Home]) -> None:
    first, second = two
    first.enter()
    begun_here = post.begin(SCENARIO, 0, seed=1)
    second.enter()
    menu = MenuScreen(SIZE, prepare=False)
    key = begun_here.path / mail.KEY_FILE
    pushed = menu.handle(pygame.event.Event(pygame.DROPFILE, file=str(key)))
    assert isinstance(pushed, Push)
    assert isinstance(pushed.screen, MailScreen)
    proved(pushed.screen)
    (joined,) = post.listed()
    assert joined.seat.side != begun_here.seat.side
    assert key.name in pushed.screen.message
    side = dict(next(e for e in entries() if e.name == SCENARIO).sides)[joined.seat.side]
    pushed.screen.draw(pygame.Surface(SIZE))
    assert pushed.screen.sheet is not None
    assert any(line.words.endswith(side) for line in pushed.screen.sheet.lines), "one reads whom one commands"


@pytest.mark.parametrize("look", LOOKS, ids=lambda s: f"{s.language}-{s.scale}-{s.colours}")
def test_texts_of_the_letters_stand_free_and_whole(two: tuple[Home, Home], look: Settings) -> None:
    spoken = texts.language()
    try:
        settings.use(look, SIZE)
        begun(two, FIGHT)
        home = two[0]
        home.enter()
        (post.folder() / "a-letter-with-quite-a-long-name.letter").write_bytes(b"torn")
        desk = home.desk(FIGHT)
        desk.act(("take", 0))
        proved(desk)
        desk.draw(pygame.Surface(SIZE))
        assert desk.sheet is not None
        sheets = [desk.sheet]
        screen = home.map()
        end_turn(screen)
        for then in (("seal",), ("close",)):
            screen.lay_out()
            sheets += [sheet for sheet, _, _ in screen.sheets]
            assert screen.dialog is not None
            assert screen.dialog.picture.get_height() <= SIZE[1]
            screen.act(then)
        screen.update(0.02)
        screen.lay_out()
        sheets += [sheet for sheet, _, _ in screen.sheets]
        assert [fault for sheet in sheets for fault in faults(sheet)] == []
    finally:
        settings.use(Settings())
        texts.use(spoken)


@pytest.mark.parametrize("path", ["C:\\Users\\Somebody\\mail\\husky-1\\0001.letter", "/home/" + "x" * 90])
def test_a_path_that_is_too_long_for_a_line_can_be_read_whole(path: str) -> None:
    lines = wrap(f"Send {path}", 13, assets.REGULAR, 150)
    assert "".join(lines) == f"Send{path}"
    assert all(assets.measure(line, 13, assets.REGULAR)[0] <= 150 for line in lines)


def test_the_window_writes_the_letter_that_the_command_line_would(
    two: tuple[Home, Home], tmp_path: Path
) -> None:
    begun(two)
    home = two[0]
    screen = home.map()
    end_turn(screen)
    session = screen.session
    assert isinstance(session, post.PostalSession)
    session.stop()  # what it saves by itself is whole now
    shutil.copytree(session.post.folder, tmp_path / "line")
    session.save(tmp_path / "own.save")
    click(screen, ("seal",))
    other = mail.Post(tmp_path / "line")
    other.send(tmp_path / "own.save", session.standing)
    assert other.game.state.digest() == session.post.game.state.digest()
    (mine,) = letters(home)
    assert mine.read_bytes() == other.path(1).read_bytes()


def test_the_absent_side_answers_by_its_instructions(two: tuple[Home, Home]) -> None:
    begun(two, FIGHT)
    home = two[0]
    home.enter()
    session = post.open_game(post.listed()[0].path)
    own, asked = session.viewer(), 0
    mind, memory = players()["greedy"], new_memory("greedy", own, 1)
    for _ in range(4000):
        while (side := session.deciding()) >= 0 and side != own:
            expected = mail.answer(session.game, session.post.standing[session.world.side_ids[side]])
            before = len(session.recorder.entries)
            lines = len(session.log)
            session.think_once()
            assert session.recorder.entries[before] == expected
            told = [line.words for line in session.log[lines:]]
            assert not told or told[0] == wording.AWAY_ANSWERED.format(session.world.side_names[side])
            asked += 1
        if session.finished():
            break
        order = mind.decide(session.world, session.game.view(own), memory)
        assert session.give(order) is None
    assert asked > 0, "the enemy was asked nothing in this turn"
    assert session.finished()
    assert session.give(EndTurn()) is not None, "the turn is over"
    assert session.viewer() == own
    session.seal()
    drop(two[1].desk(FIGHT), letters(home)[0])
    assert post.listed()[0].mine
    there = post.open_game(post.listed()[0].path)
    mark = wording.AWAY_ANSWERED.format(there.world.side_names[there.viewer()])
    assert mark in [line.words for line in there.log], "he is told what his instructions answered"


def test_a_turn_that_was_left_goes_on_where_it_was(two: tuple[Home, Home]) -> None:
    begun(two, FIGHT)
    home = two[0]
    screen = home.map()
    session = screen.session
    mind, memory = players()["greedy"], new_memory("greedy", session.viewer(), 1)
    session.save_soon(session.own_file or Path())
    for _ in range(6):
        order = mind.decide(session.world, session.game.view(session.viewer()), memory)
        assert session.give(order) is None
    digest = session.game.state.digest()
    screen.close()
    again = post.open_game(post.listed()[0].path)
    assert again.game.state.digest() == digest


def test_what_is_no_letter_of_the_game_is_refused_and_changes_nothing(
    two: tuple[Home, Home], tmp_path: Path
) -> None:
    begun(two)
    first, second = two
    screen = first.map()
    end_turn(screen)
    click(screen, ("seal",))
    (letter,) = letters(first)
    torn = tmp_path / "torn.letter"
    torn.write_bytes(letter.read_bytes()[:-40])
    foreign = tmp_path / "foreign.key"
    foreign.write_text("{}")
    desk = second.desk()
    before = {p: p.read_bytes() for p in second.folder.rglob("*") if p.is_file()}
    for path, why in ((torn, "damaged"), (foreign, "no_key"), (tmp_path / "none.letter", "unreadable")):
        desk.message = ""
        drop(desk, path)
        assert desk.message.startswith(wording.MAIL_REFUSED[why].partition("{")[0])
        assert desk.message
    assert {p: p.read_bytes() for p in second.folder.rglob("*") if p.is_file()} == before
    for key, word in ((next(first.folder.glob("mail/*/game.key")), "settled"), (letter, "")):
        drop(desk, key)
        assert bool(word) == (wording.MAIL_REFUSED["settled"].partition("{}")[2] in desk.message)
    drop(desk, letter)
    assert wording.MAIL_REFUSED["here"].partition("{1}")[2] in desk.message


def test_what_lies_in_the_folder_is_offered_and_tidied_away(two: tuple[Home, Home]) -> None:
    first, second = two
    first.desk().act(("begin",))
    (key,) = first.folder.glob("mail/*/game.key")
    second.enter()
    post.folder().mkdir(parents=True)
    shutil.copy(key, post.folder() / "from-a-friend.key")
    desk = second.desk()
    assert press(desk, pygame.K_TAB) is None
    press(desk, pygame.K_RETURN)
    proved(desk)
    assert [g.seat.side for g in post.listed()] != []
    assert post.waiting() == []
    press(desk, pygame.K_ESCAPE)


def test_enter_goes_to_the_game_whose_letter_is_ones_own(two: tuple[Home, Home]) -> None:
    begun(two)
    desk = two[0].desk()
    assert isinstance(press(desk, pygame.K_RETURN), Pop)
    assert [game.path for game in two[0].gone] == [post.listed()[0].path]


@pytest.mark.parametrize("language", ["en", "de", "it"])
def test_every_refusal_is_told_in_every_language(language: str) -> None:
    before = texts.language()
    try:
        texts.use(language)
        assert set(wording.MAIL_REFUSED) == set(SENTENCES)
        for why, sentence in SENTENCES.items():
            values = [f"value{n}" for n in range(sentence.count("{}"))]
            told = post.words_of(MailError(why, *values))
            assert "{" not in told
            if why not in ("foreign",):
                assert told != ""
    finally:
        texts.use(before)
