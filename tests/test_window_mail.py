"""Two people play by mail, each at a window of his own: keys, letters, instructions for the time away."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from types import SimpleNamespace

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

from engine import paths
from engine.ai.player import new_memory, players
from engine.orders import EndTurn
from engine.store import mail
from engine.store.mail_words import SENTENCES, MailError
from game import assets, instructions, keyboard, mapdata, post, settings, shot, texts, wording
from game.entries import entries
from game.mail_screen import MailScreen
from game.map_screen import MapScreen
from game.menu_screen import MenuScreen
from game.past import PastScreen
from game.screens import Pop, Push
from game.settings import Settings
from game.wrapping import wrap
from tests.test_window_screens import LOOKS, faults
from tests.window_states import blank_painter

SIZE = (1280, 720)
SCENARIO = "italy1943/tutorial"
FIGHT = "italy1943/diadem"


@pytest.fixture(autouse=True)
def window() -> None:
    shot.open_hidden()


class Home:
    """The computer of one of the two."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch = folder, patch

    def enter(self) -> None:
        self.patch.setattr(paths, "user_data", lambda: self.folder)

    def desk(self, scenario: str = SCENARIO, side: int = 0) -> MailScreen:
        self.enter()
        entry = next(e for e in entries() if e.name == scenario)
        self.gone: list[post.ByMail] = []
        return MailScreen(SIZE, entry, side, self.gone.append)

    def map(self) -> MapScreen:
        """Go from the list to the map of the one game, as the start screen does."""
        self.enter()
        session = post.open_game(post.listed()[0].path)
        data = mapdata.load(session.world.scenario_path, session.world)
        return MapScreen(session, data, blank_painter(data), SIZE, threaded=False)


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Home, Home]:
    return Home(tmp_path / "a", monkeypatch), Home(tmp_path / "b", monkeypatch)


def press(screen: MapScreen | MailScreen, key: int, mod: int = 0) -> object:
    return screen.handle(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""))


def click(screen: MapScreen, action: tuple[object, ...]) -> None:
    screen.draw(pygame.Surface(SIZE))
    for sheet, x, y in screen.sheets:
        for rect, found in sheet.spots:
            if found == action:
                at = rect.move(x, y).center
                screen.handle(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=at))
                screen.handle(pygame.event.Event(pygame.MOUSEBUTTONUP, button=1, pos=at))
                return
    raise AssertionError(f"no button {action}")


def drop(screen: MailScreen, path: Path) -> None:
    """Drop a file on the list, and wait until it is proved."""
    screen.handle(pygame.event.Event(pygame.DROPFILE, file=str(path)))
    proved(screen)


def proved(screen: MailScreen) -> None:
    while screen.taking is not None:
        screen.update(0.02)
        time.sleep(0.005)


def walk_to(screen: MapScreen, action: tuple[object, ...]) -> None:
    """Walk over the buttons with Tab until one has the focus, and press it."""
    for _ in range(80):
        press(screen, pygame.K_TAB)
        spots = keyboard.spots(screen)
        if screen.focus.at >= 0 and spots[screen.focus.at][1] == action:
            press(screen, pygame.K_RETURN)
            return
    raise AssertionError(f"{action} cannot be reached with Tab")


def end_turn(screen: MapScreen) -> None:
    while screen.dialog is not None and screen.dialog_kind != instructions.WRITE:
        press(screen, pygame.K_RETURN if screen.dialog_kind == "opening" else pygame.K_ESCAPE)
    press(screen, pygame.K_RETURN, pygame.KMOD_CTRL)
    if screen.dialog_kind == "forgotten":
        click(screen, ("end",))
    screen.update(0.02)
    assert screen.dialog_kind == instructions.WRITE


def letters(home: Home) -> list[Path]:
    return sorted(home.folder.glob("mail/*/*.letter"))


def begun(two: tuple[Home, Home], scenario: str = SCENARIO) -> None:
    """Let the first begin as the first side and the second join with his key."""
    first, second = two
    first.enter()
    post.begin(scenario, 0, seed=1)
    (key,) = first.folder.glob("mail/*/game.key")
    drop(second.desk(scenario), key)


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


def test_a_letter_may_be_dropped_on_the_map_that_waits_for_it(two: tuple[Home, Home], tmp_path: Path) -> None:
    begun(two)
    first, second = two
    here = first.map()
    end_turn(here)
    click(here, ("seal",))
    there = second.map()
    there.update(0.02)
    assert there.dialog_kind == instructions.DONE, "he waits"
    torn = tmp_path / "torn.letter"
    torn.write_bytes(b"torn")
    for path in (torn, letters(first)[0]):
        before = there.session
        there.handle(pygame.event.Event(pygame.DROPFILE, file=str(path)))
        assert isinstance(before, post.PostalSession)
        while before.reading is not None:
            there.update(0.02)
            time.sleep(0.005)
        assert (there.session is before) == (path is torn)
        if path is torn:
            assert there.toast.startswith(torn.name), "he reads why it is refused"
    there.update(0.02)
    assert there.session.human_to_act()
    first.enter()
    here.handle(pygame.event.Event(pygame.DROPFILE, file=str(torn)))
    end = here.session
    assert isinstance(end, post.PostalSession)
    while end.reading is not None:
        here.update(0.02)
    assert here.session is end
    second.enter()
    there.handle(pygame.event.Event(pygame.DROPFILE, file=str(letters(first)[0])))
    assert there.toast == wording.MAIL_NOT_HERE


def whole_turn(home: Home, other: Home) -> None:
    """Let one do nothing in his turn, and the other take in the letter."""
    home.enter()
    session = post.open_game(post.listed()[0].path)
    while not session.finished():
        session.start_thinking()
        if session.human_to_act():
            assert session.give(EndTurn()) is None
    session.seal()
    drop(other.desk(FIGHT), letters(home)[-1])


def test_the_log_of_a_letter_names_the_turn_in_which_it_was_played(two: tuple[Home, Home]) -> None:
    begun(two, FIGHT)
    whole_turn(*two)
    whole_turn(*reversed(two))
    two[0].enter()
    there = post.open_game(post.listed()[0].path)
    assert there.game.state.turn == 2
    began = [line.turn for line in there.log].index(2)
    assert began > 0, "what the enemy did came before"
    assert {line.turn for line in there.log[:began]} == {1}
    assert {line.turn for line in there.log[began:]} == {2}


def test_a_game_by_mail_is_opened_from_the_start_screen(
    two: tuple[Home, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(two)
    home = two[0]
    home.enter()
    menu = MenuScreen(SIZE, prepare=False)
    monkeypatch.setattr(menu, "_prepare", lambda: None)
    world = post.open_game(post.listed()[0].path).world
    data = mapdata.load(world.scenario_path, world)
    ground = SimpleNamespace(data=data, painter=blank_painter(data), base=None)
    menu.preparation = SimpleNamespace(  # type: ignore[assignment]
        scenario=SCENARIO, done=True, error=None, world=world, ground=ground, share=1.0, words=""
    )
    pushed = menu.act(("mail",))
    assert isinstance(pushed, Push)
    press(pushed.screen, pygame.K_RETURN)  # type: ignore[arg-type]
    for _ in range(4000):
        opened = menu.update(0.02)
        if opened is not None or menu.waiting is None:
            break
        time.sleep(0.005)
    assert isinstance(opened, Push), menu.message
    assert isinstance(opened.screen, MapScreen)
    assert isinstance(opened.screen.session, post.PostalSession)
    opened.screen.close()
    (letter,) = [post.listed()[0].path / mail.KEY_FILE]
    letter.write_text("{}")
    menu._open(SCENARIO, post.listed()[0].path if post.listed() else letter.parent, "mail")
    for _ in range(4000):
        if menu.waiting is None:
            break
        assert menu.update(0.02) is None
        time.sleep(0.005)
    assert menu.message.startswith(letter.name), "a game that cannot be read is told, and nothing opens"


def test_a_game_by_mail_is_kept_among_no_other_games(two: tuple[Home, Home]) -> None:
    begun(two)
    home = two[0]
    screen = home.map()
    while screen.dialog is not None:
        press(screen, pygame.K_RETURN)
    saves = home.folder / "saves"
    for action in ("save", "keep", "load"):
        screen.act((action,))
        assert screen.toast in (wording.MAIL_KEPT, wording.MAIL_ONLY)
        assert screen.leaving is None
    screen.session.stop()
    assert not list(saves.glob("*")), "as a saved game it would open for both sides"
    screen.act(("menu",))
    screen.lay_out()
    offered = {action for sheet, _, _ in screen.sheets for _, action in sheet.spots}
    assert ("save",) in offered
    assert not {("keep",), ("load",)} & offered
    past = PastScreen(screen, screen.take_over)
    before = screen.session
    past.act(("past-go-on",))
    assert ("past-go-on",) not in [action for _, action in past.build().spots]
    assert screen.session is before


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
