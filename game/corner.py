"""Buttons of the map screen: what the chosen unit may do, and the lower right corner."""

from __future__ import annotations

from engine.observation import Observation
from engine.orders import Labour, Refit
from engine.rules import airborne
from game import assets, instructions, keys, panels, wording
from game.scene import Scene
from game.session import Session
from game.widgets import Action, Paper, Sheet


def corner(session: Session, scene: Scene) -> Sheet:
    """Return the buttons of a player, or of one who watches."""
    paper = Paper(panels.WIDTH)
    paper.y = 6
    lists = [
        (wording.BUTTON_EVENTS.format(keys.shown("log")), ("log",)),
        (wording.BUTTON_FORCES.format(keys.shown("forces")), ("forces",)),
        (wording.BUTTON_POLITICS.format(keys.shown("politics")), ("politics",)),
    ]
    advised = (wording.BUTTON_ADVICE.format(keys.shown("advice")), ("advice",))
    more = [
        (wording.BUTTON_SUPPLY.format(keys.shown("supply")), ("supply",)),
        (wording.BUTTON_STANDING.format(keys.shown("standing")), ("standing",)),
    ]
    if not session.humans:
        paper.buttons(
            [
                (wording.GO_ON if session.paused else wording.PAUSE, ("pause",)),
                (wording.SLOW, ("speed", 0.25)),
                (wording.FAST, ("speed", 0.02)),
                (wording.FULL_SPEED, ("speed", 0.0)),
            ],
            primary=0,
        )
        paper.buttons(more, height=26)
        paper.buttons([*lists, (wording.BUTTON_REPORT.format(keys.shown("report")), ("report",))], height=26)
        paper.buttons([(wording.BUTTON_MENU, ("menu",))], height=26)
        return paper.finish()
    more.append(advised)
    lists.append((wording.BUTTON_PLAN, ("plan",)))
    waiting = sum(len(u) for u in session.boxed(scene.seen).values())
    paper.buttons(lists, height=26, shares=_by_words(lists))
    paper.buttons(more, height=26, shares=_by_words(more))
    paper.buttons(
        [
            (wording.BUTTON_UNDO.format(keys.shown("undo")), ("undo",)),
            (wording.BUTTON_REDO.format(keys.shown("redo")), ("redo",) if session.can_redo() else None),
            (wording.BUTTON_NEXT.format(keys.shown("next")), ("next",)),
        ],
        height=26,
    )
    busy, letter = not session.human_to_act(), instructions.button(session)
    paper.buttons(
        [
            (wording.BUTTON_BOXES.format(waiting, keys.shown("boxes")), ("boxes",)),
            (wording.BUTTON_AIR, ("air",)),
            (wording.BUTTON_MENU, ("menu",)),
            (letter or wording.WAITING_TURN, ("end",) if letter else None)
            if busy
            else (wording.END_TURN, ("end",)),
        ],
        primary=-1 if busy and not letter else 3,
        height=32,
        shares=(11, 5, 6, 9),
    )
    return paper.finish()


def _by_words(items: list[tuple[str, tuple[str]]]) -> tuple[int, ...]:
    """Return shares of a row of buttons by how long their words are in the language that is spoken."""
    return tuple(assets.measure(words, 13, assets.BOLD)[0] + 8 for words, _ in items)


def able(session: Session, seen: Observation, unit: int, more: bool = False) -> dict[str, Action]:
    """Return what the selected unit may do by button: the usual orders, or with ``more`` the seldom ones."""
    if unit < 0 or not session.human_to_act() or session.decision() is not None:
        return {}
    if int(seen.unit_side[unit]) != seen.viewer:
        return {}
    rare = _seldom(session, seen, unit)
    if more:
        return {**rare, wording.LESS: ("more",)}
    can: dict[str, Action] = {}
    quarters = session.most_absorbed(seen, unit)
    if quarters:
        can[wording.REPLACEMENTS.format(wording.points(quarters))] = ("absorb", quarters)
    reserve = session.holding_back(seen, unit)
    if reserve is not None:
        can[wording.HOLD_BACK] = ("order", reserve)
    can[wording.BY_RAIL] = ("rail",)
    can[wording.BY_SEA] = ("sail",)
    if airborne.jumper(session.world, seen, unit) is None:
        can[wording.DROP] = ("drop",)
    for words, order in session.crossings(seen, unit):
        can[words] = ("order", order)
    embark = session.embarking(seen, unit)
    if embark is not None:
        can[wording.EMBARK] = ("order", embark)
    if session.check(seen, Refit(unit)) is None:
        can[wording.REFIT.format(session.world.recovery.refit_days)] = ("order", Refit(unit))
    leave = session.withdrawing(seen, unit)
    if leave is not None:
        can[wording.SEND_AWAY] = ("order", leave)
    if rare:
        can[wording.MORE.format(len(rare))] = ("more",)
    return can


def _seldom(session: Session, seen: Observation, unit: int) -> dict[str, Action]:
    """Return the orders that wait behind a button: of the staff, of supply, of labour."""
    can: dict[str, Action] = {}
    for words, order in (*session.staff_orders(seen, unit), *session.supply_orders(seen, unit)):
        can[words] = ("order", order)
    site = Labour(int(seen.unit_hex[unit]))
    if session.check(seen, site) is None:
        can[wording.LABOUR_HERE.format(int(seen.pool_labour[seen.viewer]))] = ("order", site)
    return can
