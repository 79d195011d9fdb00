"""What the buttons and plain keys of the map screen do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.orders import Order
from game import (
    advice,
    asking,
    briefing,
    dialogs,
    files,
    instructions,
    keyboard,
    layout,
    muster,
    panels,
    plan,
    scale,
    seats,
    wording,
)
from game.past import PastScreen
from game.screens import Pop, Push, Quit
from game.settings_screen import SettingsScreen

if TYPE_CHECKING:
    from game.map_screen import MapScreen

BEFORE_CURTAIN = ("sit-down", "confirm", "forward", "back", "up", "down", "buttons", "quit")
# Panels at the left.
LISTS = ("log", "book", "boxes", "forces", "politics", "air", "supply", "standing", "plan", advice.PANEL)


def act(screen: MapScreen, action: tuple[object, ...]) -> None:
    """Carry out an action: a name and what belongs to it. Before a curtain few are allowed."""
    if screen.hidden() and action[0] not in BEFORE_CURTAIN:
        return
    match action:
        case ("close",):
            screen.close_dialog()
        case ("sit-down",):
            seats.sit_down(screen)
            asking.ask(screen)
        case ("menu",):
            by_mail = screen.session.own_file is not None
            screen.dialog, screen.dialog_kind = dialogs.menu_panel(by_mail), "menu"
        case ("cancel",):
            screen.cancel()
        case ("confirm",):
            keyboard.enter(screen)
        case ("forward",) | ("back",):
            step = 1 if action[0] == "forward" else -1
            if screen.dialog is not None or screen.focus.at >= 0:
                keyboard.walk(screen, step)
            else:
                screen.orders.next_unit(step)
        case ("up",) | ("down",):
            if screen.dialog is not None or screen.focus.at >= 0:
                keyboard.walk(screen, 1 if action[0] == "down" else -1)
        case ("buttons",):
            if screen.focus.at >= 0:
                screen.focus.drop()
            else:
                keyboard.walk(screen, 1)
        case ("take",) | ("take-more",):
            keyboard.take(screen, action[0] == "take-more")
        case ("answer", None):
            screen.close_dialog()
        case ("answer", order) if isinstance(order, Order):
            screen.dialog, screen.dialog_kind = None, ""
            screen.give(order)
        case ("end",):
            if screen.dialog_kind == "forgotten":
                screen.close_dialog()
                screen.end_turn(True)
            else:
                screen.end_turn(False)
        case ("briefing",):
            briefing.show(screen, 0)
        case ("briefing", int(page)):
            briefing.show(screen, page)
        case ("next",) | ("previous",) if screen.dialog_kind == briefing.KIND:
            briefing.show(screen, screen.page + (1 if action[0] == "next" else -1))
        case ("next",):
            if screen.dialog_kind == "forgotten":
                screen.close_dialog()
            screen.orders.next_unit(1)
        case ("previous",):
            screen.orders.next_unit(-1)
        case ("undo",):
            screen.back(screen.session.undo(), wording.NO_UNDO[screen.session.no_undo()])
        case ("redo",):
            screen.back(screen.session.redo(), wording.NO_REDO)
        case ("show-boxes",):
            screen.close_dialog()
            screen.side_panel, screen.offset = "boxes", 0
            screen.orders.search()
        case ("book-open", str(), str()):
            while screen.dialog is not None and screen.dialog_kind != "decision":
                screen.close_dialog()
            if screen.side_panel != "book":
                screen.side_panel, screen.offset = "book", 0
                screen.orders.search()
            screen.book.act(action)
        case (str(name),) if name in LISTS:
            while screen.dialog_kind in (briefing.KIND, "opening", "menu"):
                screen.close_dialog()
            screen.side_panel, screen.offset = ("" if screen.side_panel == name else name), 0
            if name == "boxes" and not screen.side_panel:
                screen.orders.clear()
            screen.orders.search()
        case ("help-search",):
            screen.close_dialog()
            screen.side_panel, screen.offset = "book", 0
            screen.book.asked, screen.book.kind, screen.book.article = "", "help", None
        case ("help",):
            screen.dialog, screen.dialog_kind = dialogs.help_panel(), "help"
        case ("report",):
            session, viewer = screen.session, screen.session.viewer()
            screen.dialog = dialogs.report_panel(
                session.world, session.report(viewer), screen.scene.seen, viewer
            )
            screen.dialog_kind = "report"
        case ("event", row) if isinstance(row, int):
            screen.dialog, screen.dialog_kind = dialogs.event_panel(screen.session.world, row), "event"
        case ("jump", row) if isinstance(row, int):
            screen.look_at_hex(row)
            screen.view.marks.selected = row
            if screen.side_panel == "supply":
                screen.orders.search()
        case ("beside", row) if isinstance(row, int):
            layout.look_between(screen, row, screen.size[0] - scale.px(panels.WIDTH + layout.GAP))
            screen.view.marks.selected = row
        case ("advice-ask",):
            if screen.session.human_to_act():
                screen.adviser.ask(screen.session)
        case ("muster", unit) if isinstance(unit, int):
            muster.go(screen, unit)
        case ("nearer",) | ("farther",):
            step = 1 if action[0] == "nearer" else -1
            screen.zoom(screen.view.camera.level + step, (screen.size[0] // 2, screen.size[1] // 2))
        case ("counters",):
            screen.view.show_counters = not screen.view.show_counters
        case ("lesson", by) if isinstance(by, int):
            screen.lessons.turn(by)
        case ("lesson-close",):
            screen.lessons.hidden = True
        case ("home",):
            screen.home()
        case ("picture",):
            files.save_picture(screen)
        case ("save",):
            files.save(screen)
        case ("load",):
            files.choose(screen)
        case ("keep",):
            files.keep(screen)
        case ("leave",):
            screen.leaving = Pop()
        case ("past",):
            screen.close_dialog()
            screen.leaving = Push(PastScreen(screen, screen.take_over))
        case ("settings",):
            screen.close_dialog()
            screen.leaving = Push(SettingsScreen(screen.size, screen.adapt))
        case ("quit",):
            screen.leaving = Quit()
        case ("pause",):
            screen.session.paused = not screen.session.paused
        case ("speed", pause) if isinstance(pause, float):
            screen.session.pause = pause
        case _ if plan.act(screen, action) or instructions.act(screen, action):
            pass
        case _ if screen.browser.act(action) or screen.book.act(action):
            screen.offset = 0
        case _:
            screen.orders.act(action)
