"""Codes to sentences: the only place with sentences of the window besides the scenario's texts."""

from __future__ import annotations

import datetime

from engine.events import (
    Absorbed,
    Advanced,
    Ambushed,
    Arrived,
    Battle,
    Captured,
    DecisionTaken,
    Destroyed,
    Event,
    Fired,
    FormationResolved,
    GameOver,
    Landed,
    Lost,
    Railed,
    Retreated,
    Sailed,
    Scored,
    Stood,
    Straggled,
    TurnBegan,
    WithdrawalDue,
    Withdrawn,
)
from engine.orders import Refusal
from engine.world import World

TITLE = "STIVALE"
SUBTITLE = "Operational wargames on hexes"
NO_DISPLAY = (
    "stivale: no display was found, so there can be no window. Use 'stivale sim' to play without one, "
    "or 'stivale shot' to make a picture."
)
NOT_PYGAME_CE = (
    "stivale: 'import pygame' found the old pygame, but pygame-ce is needed. "
    "Run: pip uninstall pygame && pip install --force-reinstall pygame-ce"
)

SUPPLY_STATES = ("in supply", "low supply", "out of supply", "isolated")
SUPPLY_OVERLAY = ("full supply", "low supply", "beyond the lorries", "cut off", "source")
ZOC_OVERLAY = ("enemy zone of control", "closed by a bond")
WEATHER_OVERLAY = ("dry", "damp", "mud", "deep mud", "snow")
AIR_OVERLAY = ("few flying days", "some flying days", "good flying weather")
FORT_OVERLAY = ("dug in", "deep trenches", "works 1", "works 2", "works 3", "works 4")
OVERLAY_TITLES = {
    "supply": "Supply",
    "zoc": "Zones of control",
    "weather": "Weather",
    "control": "Control",
    "air": "Flying weather",
    "fort": "Works and trenches",
    "objectives": "Objectives",
    "terrain": "Terrain",
}
MUD = ("dry", "damp", "mud", "deep mud")
MODES = ("ready", "has moved", "has attacked", "by rail or sea", "has landed")
CAUSES = ("in battle", "on retreat", "from hunger", "from wear", "as stragglers", "by surrender", "at sea")
PENDING_TITLES = {1: "Stand or fall back?", 2: "Who advances?", 3: "A decision"}
NO_EVENTS = "Nothing has happened yet."
NO_UNDO = "Nothing can be taken back: dice were thrown, something was learnt, or it is the start."
NO_REDO = "Nothing was taken back."
FALL_BACK, STAND = "Fall back", "Stand to the last"
NOBODY_ADVANCES, ALL_ADVANCE = "Nobody advances", "All advance"
HELP = (
    ("Left click", "select; again for the next unit of the stack"),
    ("Right click", "move there; on an enemy: attack preview, again to attack"),
    ("Shift + left click", "add a unit to an attack or take it out"),
    ("Wheel, + and -, 1 to 5", "zoom"),
    ("Middle drag, arrows, W A S D", "move the map"),
    ("N and P", "next and previous unit that can move"),
    ("U, R", "undo, redo"),
    ("F2 to F8", "supply, zones, weather, control, air, works, objectives"),
    ("E, O", "event log, order of battle"),
    ("Ctrl+Enter", "end the turn"),
    ("Ctrl+S, Ctrl+L", "save, load"),
    ("F12", "picture of the window"),
    ("Esc", "cancel, then menu"),
)

_REFUSALS: dict[Refusal, str] = {
    Refusal.NOT_YOUR_TURN: "It is not your turn.",
    Refusal.DECISION_OPEN: "A decision has to be taken first.",
    Refusal.NO_DECISION: "Nothing is to be decided.",
    Refusal.UNKNOWN_UNIT: "There is no such unit.",
    Refusal.NOT_YOURS: "That unit is not yours.",
    Refusal.NOT_ON_MAP: "The unit is not on the map.",
    Refusal.UNKNOWN_HEX: "There is no such hex.",
    Refusal.NO_PATH: "No way leads there.",
    Refusal.TOO_FAR: "Too far for this turn.",
    Refusal.STACK_FULL: "No room: the stack is full.",
    Refusal.NO_TARGET: "No enemy is seen there.",
    Refusal.NOT_ADJACENT: "The target is not next to the unit.",
    Refusal.FORBIDDEN_HEXSIDE: "The hexside cannot be crossed.",
    Refusal.ALREADY_ATTACKED: "The unit has attacked already.",
    Refusal.MOVED_TOO_FAR: "The unit has moved too far for this kind of attack.",
    Refusal.NOT_ENOUGH_MP: "Not enough movement points left.",
    Refusal.TOO_WORN: "The unit is too worn to attack.",
    Refusal.NO_SUPPORT: "Not enough support points.",
    Refusal.NO_NAVAL: "Not enough naval gunfire.",
    Refusal.NO_SHELLS: "Not enough shells for another attack.",
    Refusal.NO_RAIL: "No friendly railway leads there.",
    Refusal.NO_RAIL_CAPACITY: "No trains left this turn.",
    Refusal.NO_PORT: "A friendly port is needed.",
    Refusal.NO_SEALIFT: "No shipping left this turn.",
    Refusal.NO_CRAFT: "No landing craft left.",
    Refusal.NO_SEA_ROUTE: "No sea route leads there.",
    Refusal.STORM: "Storm keeps the craft off the beach.",
    Refusal.NO_REPLACEMENTS: "The pool has no replacements.",
    Refusal.FULL_STRENGTH: "The unit is at full strength.",
    Refusal.ABSORBED_ENOUGH: "The unit has taken in enough this turn.",
    Refusal.NOT_IN_SUPPLY: "Only units in supply can do that.",
    Refusal.NOT_DUE: "The unit is not due to leave.",
    Refusal.BAD_OPTION: "There is no such choice.",
    Refusal.STATIC: "The unit is static.",
    Refusal.DUPLICATE_UNIT: "A unit is named twice.",
    Refusal.GAME_OVER: "The game is over.",
    Refusal.NO_EFFECT: "That would change nothing.",
}


def refusal(why: Refusal) -> str:
    """Return why an order is refused."""
    return _REFUSALS.get(why, why.name.replace("_", " ").capitalize() + ".")


def title(word: str) -> str:
    """Return an id as words: ``wooded-hills`` becomes ``Wooded hills``."""
    return word.replace("_", " ").replace("-", " ").capitalize()


def text(world: World, key: str, fallback: str | None = None) -> str:
    """Return a scenario text by key, else the fallback, else the key as words."""
    texts = world.texts
    if texts is not None:
        for form in (key, key.split(".")[-1]):
            try:
                found = texts.get(form)
            except AttributeError:
                break
            if isinstance(found, str) and found:
                return found
    return fallback if fallback is not None else title(key.split(".")[-1])


def date(day: datetime.date) -> str:
    """Return a date as ``10 July 1943``."""
    months = (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    )
    return f"{day.day} {months[day.month - 1]} {day.year}"


def advances(unit: str) -> str:
    """Return the answer that one unit advances."""
    return f"{unit} advances"


def objective_held(side: str) -> str:
    """Return the legend line of an objective held by a side."""
    return f"held by the {side}"


def points(quarters: int) -> str:
    """Return quarters as a number with the fraction: ``2½``."""
    whole, rest = divmod(quarters, 4)
    part = ("", "¼", "½", "¾")[rest]
    return f"{whole}{part}" if whole or not part else part


def where(world: World, land_hex: int) -> str:
    """Return the name of a place in a hex, else its label."""
    if 0 <= land_hex < world.land:
        place = int(world.hex_place[land_hex])
        if place >= 0:
            return world.place_names[place]
    return f"hex {world.hex_labels[land_hex]}" if 0 <= land_hex < len(world.hex_labels) else "nowhere"


def _names(world: World, units: tuple[int, ...], most: int = 3) -> str:
    words = [world.unit_labels[u] for u in units[:most]]
    return ", ".join(words) + (f" and {len(units) - most} more" if len(units) > most else "")


def _reason(world: World, reason: str) -> str:
    for kind, names in (("unit", world.unit_labels), ("place", world.place_names)):
        row = world.rows(kind).get(reason)
        if row is not None:
            return names[row]
    row = world.rows("trigger").get(reason)
    return world.triggers[row].title if row is not None else title(reason)


def narrate(world: World, event: Event) -> str | None:
    """Return an event as a sentence, None if it is not worth one."""
    side = world.side_names
    unit = world.unit_labels
    match event:
        case TurnBegan():
            return f"Turn {event.turn}: {date(world.date_of(event.turn))}"
        case Ambushed():
            return f"{unit[event.unit]} ran into the enemy at {where(world, event.hex)}"
        case Straggled():
            return f"{unit[event.unit]} lost stragglers on breaking contact"
        case Battle():
            kind = "landed against" if event.landing else "attacked"
            result = world.result_ids[event.result] if event.result >= 0 else "-"
            return (
                f"{_names(world, event.attackers)} {kind} {_names(world, event.defenders)} at "
                f"{where(world, event.target)}: dice {event.dice}, {result}"
            )
        case Lost():
            return f"{unit[event.unit]} lost {points(event.quarters)} {CAUSES[event.cause % len(CAUSES)]}"
        case Destroyed():
            return f"{unit[event.unit]} is no more ({CAUSES[event.cause % len(CAUSES)]})"
        case Retreated():
            return f"{unit[event.unit]} fell back to {where(world, event.path[-1])}"
        case Stood():
            word = "held" if event.held else "could not hold"
            place = where(world, event.target)
            return f"The defenders of {place} {word} (dice {event.dice}, needed {event.need})"
        case Advanced():
            return f"{_names(world, event.units)} advanced to {where(world, event.hex)}"
        case Captured():
            return f"{side[event.side]} took {world.place_names[event.place]}"
        case Arrived():
            at = where(world, event.hex) if event.hex >= 0 else title(world.box_ids[event.box])
            return f"{unit[event.unit]} arrived: {at}"
        case Landed():
            return f"{_names(world, event.units)} came ashore at {world.place_names[event.place]}"
        case Sailed():
            at = where(world, event.hex) if event.hex >= 0 else title(world.box_ids[event.box])
            return f"{unit[event.unit]} sailed to {at}"
        case Railed():
            return f"{unit[event.unit]} went by rail to {where(world, event.to)}"
        case Absorbed():
            return f"{unit[event.unit]} took in {points(event.quarters)} of replacements"
        case Withdrawn():
            return f"{unit[event.unit]} left the theatre"
        case WithdrawalDue():
            return f"{unit[event.unit]} is due to leave the theatre"
        case Fired():
            return text(world, world.trigger_ids[event.trigger], world.triggers[event.trigger].title)
        case FormationResolved():
            return f"{unit[event.unit]}: {title(event.outcome)}"
        case DecisionTaken():
            return f"{side[event.side]} decided: {world.decisions[event.decision].title}"
        case Scored():
            return f"{side[event.side]}: {event.points:+d} points for {_reason(world, event.reason)}"
        case GameOver():
            won = f"{side[event.winner]} won" if event.winner >= 0 else "A draw"
            return f"The game is over. {won}."
    return None
