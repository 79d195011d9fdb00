"""The tutorial, played to its last card with real pygame events: each card sees what was done."""

from __future__ import annotations

from pathlib import Path

import pygame
from test_window_play import Driver, ground, own_folder, surface

from engine import loader
from engine.kernels.consts import STATUS_MAP
from game.loading import Ground

__all__ = ["ground", "own_folder", "surface"]

ITALY = Path(__file__).parent.parent / "scenarios" / "italy1943"
TUTORIAL = "italy1943/tutorial"


def land(drive: Driver, unit: str, place: str) -> None:
    """Choose a unit in the list of boxes and land it by mouse."""
    world = drive.session.world
    if drive.screen.side_panel != "boxes":
        drive.key(pygame.K_b)
    row = world.rows("unit")[unit]
    sheets = [
        (rect, x, y)
        for sheet, x, y in drive.screen.sheets
        for rect, a in sheet.spots
        if a == ("box-unit", row)
    ]
    (rect, x, y) = sheets[0]
    drive.click((x + rect.centerx, y + rect.centery))
    assert drive.screen.orders.boxed == {row}
    goal = int(world.place_hex[world.rows("place")[place]])
    drive.click(drive.look(goal), button=3)
    assert drive.screen.dialog_kind == "landing"


def finish_dialogs(drive: Driver) -> None:
    """Answer what is asked and close what only informs."""
    for _ in range(20):
        if drive.screen.dialog is None:
            return
        if drive.screen.dialog_kind == "decision":
            drive.press("answer")
        else:
            drive.key(pygame.K_ESCAPE)
        drive.until_human()


def test_the_cards_follow_the_learner_to_the_end(surface: pygame.Surface, ground: Ground) -> None:
    drive = Driver(surface, ground, {0}, TUTORIAL)
    lessons, session = drive.screen.lessons, drive.session
    world = session.world
    drive.until_human()
    steps = {step.id: number for number, step in enumerate(lessons.steps)}

    def expect(name: str, done: bool) -> None:
        drive.frames(2)
        assert lessons.at == steps[name]
        assert (name in lessons.done) is done, name

    expect("welcome", False)
    drive.press("lesson")  # nothing to do but look
    expect("choose-troops", False)
    land_unit = "us-1-infantry"
    drive.key(pygame.K_b)
    expect("choose-troops", False)
    drive.key(pygame.K_b)
    land(drive, land_unit, "gela")
    expect("choose-troops", True)
    lessons.turn(1)
    expect("look-at-a-beach", True)  # the plan is open already
    lessons.turn(1)
    expect("land", False)
    drive.press("landing-go")
    drive.until_human()
    finish_dialogs(drive)
    expect("land", True)
    lessons.turn(1)
    expect("second-landing", False)
    land(drive, "us-45-infantry", "cent-beaches-scoglitti")
    drive.press("landing-go")
    drive.until_human()
    finish_dialogs(drive)
    expect("second-landing", True)
    lessons.turn(1)
    drive.key(pygame.K_RETURN, pygame.KMOD_CTRL)
    if drive.screen.dialog_kind == "forgotten":
        drive.press("end")
    drive.until_human()
    finish_dialogs(drive)
    expect("end-the-turn", True)
    lessons.turn(1)
    drive.screen.orders.clear()
    expect("select", False)
    seen = drive.screen.scene.seen
    ashore = next(
        u
        for u in session.idle_units(seen)
        if seen.unit_status[u] == STATUS_MAP and len(session.reach(seen, u)[0]) > 1
    )
    drive.screen.side_panel = ""
    drive.click(drive.look(int(seen.unit_hex[ashore])))
    expect("select", True)
    lessons.turn(1)
    expect("supply", False)
    drive.key(pygame.K_F2)
    expect("supply", True)
    lessons.turn(1)
    drive.key(pygame.K_F2)
    expect("move", False)
    drive.screen.orders.select(ashore)
    goal = next(h for h in drive.screen.view.marks.reach if h != int(seen.unit_hex[ashore]))
    drive.click(drive.look(goal), button=3)
    expect("move", True)
    drive.press("lesson-close")
    assert lessons.card(world) is None
    drive.screen.close()


def test_the_card_names_the_step_and_can_be_skipped_back_and_closed(
    surface: pygame.Surface, ground: Ground
) -> None:
    drive = Driver(surface, ground, {0}, TUTORIAL)
    drive.until_human()
    lessons = drive.screen.lessons
    for number in range(len(lessons.steps)):
        card = lessons.card(drive.session.world)
        assert card is not None
        inside = card.picture.get_rect()
        assert all(inside.contains(rect) for rect in card.rects), lessons.steps[number].id
        lessons.turn(1)
    assert lessons.step is None
    assert lessons.card(drive.session.world) is None
    drive.screen.close()


def test_other_variants_have_no_cards(surface: pygame.Surface, ground: Ground) -> None:
    drive = Driver(surface, ground, {0})
    assert drive.screen.lessons.card(drive.session.world) is None
    drive.screen.close()


def test_a_lesson_that_names_nothing_known_is_found_at_its_line(tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "italy1943"
    shutil.copytree(ITALY, folder)
    file = folder / "variants" / "tutorial.toml"
    text = file.read_text("utf-8")
    for old, new, code, hint in (
        ('order = "land"', 'order = "lnd"', "E107", "land"),
        ('hold = "niscemi"', 'hold = "niscmi"', "E107", "niscemi"),
        ('look = "supply"', 'look = "suply"', "E111", "supply"),
        ('learner = "allies"', 'learner = "alies"', "E107", "allies"),
    ):
        file.write_text(text.replace(old, new, 1), "utf-8")
        line = text[: text.index(old)].count("\n") + 1
        _, problems = loader.load(folder / "tutorial")
        assert [(p.file, p.line, p.code, p.hint) for p in problems] == [
            ("variants/tutorial.toml", line, code, hint)
        ]
