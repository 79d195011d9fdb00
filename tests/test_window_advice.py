"""The panel that tells what a staff would do: worked out aside, and nothing is touched by it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest

from engine.sim import council as councils
from engine.sim.council import Council, counsel
from game import advice, keyboard, keys, layout, mapdata, panels, scale, settings, shot, texts, wording
from game.map_screen import MapScreen
from game.settings import Settings
from tests import window_states
from tests.test_window_screens import faults, placed


@pytest.fixture(scope="module")
def shared() -> Iterator[MapScreen]:
    shot.open_hidden()
    session = window_states.position(turn=4, seed=1)
    data = mapdata.load(session.world.scenario_path, session.world)
    made = MapScreen(session, data, window_states.blank_painter(data), (1280, 720), threaded=False)
    yield made
    made.close()


@pytest.fixture
def screen(shared: MapScreen) -> Iterator[MapScreen]:
    window_states.rest(shared)
    shared.adviser = advice.Adviser()
    yield shared
    shared.adviser.stop()
    settings.use(Settings(language="en"), shared.size)


def press(screen: MapScreen, key: int, mod: int = 0) -> None:
    screen.handle(pygame.event.Event(pygame.KEYDOWN, key=key, mod=mod, unicode=""))


def click(screen: MapScreen, action: object) -> None:
    """Press the button of an action where it lies in the window."""
    screen.lay_out()
    for sheet, x, y in screen.sheets:
        for rect, there in sheet.spots:
            if there == action:
                at = rect.move(x, y).center
                screen.handle(pygame.event.Event(pygame.MOUSEBUTTONDOWN, button=1, pos=at, shift=False))
                return
    raise AssertionError(f"no button {action}")


def heard(screen: MapScreen) -> Council:
    """Let frames pass until the staff has spoken."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        screen.update(0.0)
        if screen.adviser.found is not None:
            return screen.adviser.found
        time.sleep(0.005)
    raise AssertionError(screen.adviser.error or "the staff is silent")


def shown(screen: MapScreen) -> str:
    """Return all that the panel says, also what is scrolled away."""
    return " ".join(line.words for line in screen.adviser.panel(screen).lines)


def test_the_panel_opens_by_key_and_by_mouse_and_closes(screen: MapScreen) -> None:
    press(screen, pygame.K_y)
    assert screen.side_panel == advice.PANEL
    heard(screen)
    assert wording.ADVICE in shown(screen)
    press(screen, pygame.K_y)
    assert screen.side_panel == ""
    click(screen, (advice.PANEL,))
    assert screen.side_panel == advice.PANEL
    press(screen, pygame.K_ESCAPE)
    assert screen.side_panel == ""


def test_it_lists_what_the_staff_orders_and_touches_nothing(screen: MapScreen) -> None:
    session = screen.session
    before = session.game.state.digest(), session.revision, [m.draws for m in session.memories]
    press(screen, pygame.K_y)
    found = heard(screen)
    assert found == counsel(session.game.world, session.observe())
    assert (session.game.state.digest(), session.revision, [m.draws for m in session.memories]) == before
    assert {"attack", "move"} <= {str(reason.order["kind"]) for reason in found.reasons}
    sheet = screen.adviser.panel(screen)
    rows = [screen.scene.world.rows("hex")[r.at] for r in found.reasons if r.at is not None]
    listed = [action[1] for _, action in sheet.spots if action[0] == "beside"]
    assert listed[-len(rows) :] == rows
    held = [s for s in found.sectors if s.own]
    assert len(held) <= len(listed) - len(rows) <= len(found.sectors)
    words = shown(screen)
    for reason in found.reasons:
        assert advice.title(screen.scene, reason).split(": ")[0].split(", ")[0] in words
    first = next(reason for reason in found.reasons if reason.gain is not None and reason.next_best)
    said = " ".join(advice.why(screen.scene, first))
    assert wording.percent((first.risk or 0) / 100) in said
    assert wording.ADVICE_TERM[first.decided_by] in said
    assert said in words


def test_a_line_leads_to_its_hex_beside_the_panel_by_mouse_and_by_keyboard(screen: MapScreen) -> None:
    press(screen, pygame.K_y)
    found = heard(screen)
    row = screen.scene.world.rows("hex")[next(s for s in found.sectors if s.own).at]
    click(screen, ("beside", row))
    left, right = layout.left_of(screen), screen.size[0] - scale.px(panels.WIDTH)
    assert screen.view.marks.selected == row
    assert left < screen.view.hex_pixel(row)[0] < right
    last = [action for _, action in screen.adviser.panel(screen).spots][-1][1]
    screen.lay_out()
    presses = max(k for k, spot in enumerate(keyboard.spots(screen), 1) if spot[1] == ("beside", last))
    press(screen, keys.now("buttons").code, pygame.KMOD_CTRL * keys.now("buttons").ctrl)
    for _ in range(presses - 1):
        press(screen, pygame.K_TAB)
    assert screen.scrolls[advice.PANEL] > 0, "the panel goes with the focus"
    press(screen, pygame.K_RETURN)
    assert screen.view.marks.selected == last
    assert left < screen.view.hex_pixel(last)[0] < right


def test_closing_while_the_staff_works_sends_it_home(
    screen: MapScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, asked = threading.Event(), []

    def slow(world: object, seen: object, name: str = "", halted: object = None) -> Council:
        begun.set()
        while not halted():  # type: ignore[operator]
            time.sleep(0.002)
        asked.append(1)
        return councils.counsel(world, seen)  # type: ignore[arg-type]

    monkeypatch.setattr(advice, "counsel", slow)
    press(screen, pygame.K_y)
    screen.update(0.0)
    assert begun.wait(10)
    assert screen.adviser.working
    assert wording.ADVICE_WAIT in shown(screen)
    thread = screen.adviser._thread
    assert thread is not None
    press(screen, pygame.K_ESCAPE)
    screen.update(0.0)
    thread.join(20)
    assert asked
    assert not thread.is_alive()
    assert screen.adviser.found is None, "what comes too late is not shown"
    monkeypatch.undo()
    press(screen, pygame.K_y)
    assert heard(screen).reasons, "the next time it is asked anew"


def test_a_staff_that_fails_is_told_and_the_game_goes_on(
    screen: MapScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **more: object) -> Council:
        raise RuntimeError("no maps")

    monkeypatch.setattr(advice, "counsel", broken)
    press(screen, pygame.K_y)
    screen.update(0.0)
    while not screen.adviser.error:
        time.sleep(0.002)
    assert "no maps" in shown(screen)


def test_it_says_when_orders_were_given_since_and_asks_again(screen: MapScreen) -> None:
    press(screen, pygame.K_y)
    first = heard(screen)
    assert wording.ADVICE_OLD not in shown(screen)
    screen.session.revision += 1
    screen.update(0.0)
    assert wording.ADVICE_OLD in shown(screen)
    click(screen, ("advice-ask",))
    assert heard(screen) is not first
    assert wording.ADVICE_OLD not in shown(screen)


def test_it_is_silent_while_the_enemy_moves(screen: MapScreen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen.session, "human_to_act", lambda: False)
    monkeypatch.setattr(screen.session, "start_thinking", lambda: None)
    press(screen, pygame.K_y)
    screen.update(0.0)
    assert not screen.adviser.working
    assert wording.ADVICE_NOT_NOW in shown(screen)


@pytest.mark.parametrize("language", sorted(texts.LANGUAGES))
@pytest.mark.parametrize("percent", [100, 150])
def test_no_text_is_cut_or_covered(screen: MapScreen, language: str, percent: int) -> None:
    settings.use(Settings(language=language, scale=percent), screen.size)
    screen.adapt()
    press(screen, pygame.K_y)
    heard(screen)
    screen.lay_out()
    wrong = [*placed(screen), *faults(screen.adviser.panel(screen))]
    for sheet, _, _ in screen.sheets:
        wrong += faults(sheet)
    assert wrong == []
