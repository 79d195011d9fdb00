"""What the map screen asks or tells of its own accord: decisions, turn reports, the end of the war."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.state import G_TURN
from game import briefing, dialogs, files, instructions, landing, seats, wording

if TYPE_CHECKING:
    from game.map_screen import MapScreen


def ask(screen: MapScreen) -> None:
    """Put up the briefing, an open decision, the report of a new turn, or the end of the game."""
    session = screen.session
    if screen.dialog_kind == briefing.KIND:
        return  # what else there is to say waits until it is read
    turn = int(screen.scene.seen.game[G_TURN])
    if seats.hang(screen) or instructions.ask(screen):
        return
    if not screen.briefed and session.humans and not session.resumed and turn <= 1:
        screen.briefed = True
        briefing.show(screen, 0)
        return
    decision = session.decision()
    if decision is not None and decision.side in session.humans and not session.over():
        answers = session.answers(screen.scene.seen, decision)
        title = wording.PENDING_TITLES.get(decision.kind, wording.A_DECISION)
        words = wording.AT_PLACE.format(wording.where(session.world, decision.subject))
        if decision.kind == 3:
            title = session.world.decisions[decision.subject].title
            asked = session.world.decisions[decision.subject]
            words = wording.text(session.world, asked.id, asked.note)
        elif decision.subject >= 0:
            screen.look_at_hex(decision.subject)
        screen.dialog, screen.dialog_kind = (
            dialogs.decision_panel(title, words, answers, decision.side),
            "decision",
        )
        return
    if screen.dialog_kind == "decision":
        screen.dialog, screen.dialog_kind = None, ""
    if session.over():
        if screen.dialog_kind != "over":
            winner, level = session.winner()
            who = session.world.side_names[winner] if winner >= 0 else wording.NOBODY
            screen.dialog = dialogs.decision_panel(
                wording.WAR_OVER, wording.WHO_WON.format(who, level), [(wording.GO_ON, None)], winner
            )
            screen.dialog_kind = "over"
        return
    if session.human_to_act() and not screen.opened:
        screen.opened = True
        if turn <= 1:
            screen.told_turn = turn
            files.autosave(screen)
            screen.dialog, screen.dialog_kind = landing.opening_panel(session, screen.scene), "opening"
            return
    if session.human_to_act() and turn != screen.told_turn:
        screen.told_turn = screen.reported[session.to_act()] = turn
        files.autosave(screen)
        note = session.report(session.viewer(), fresh=True)
        screen.dialog = dialogs.report_panel(session.world, note, screen.scene.seen, session.viewer())
        screen.dialog_kind = "report"
