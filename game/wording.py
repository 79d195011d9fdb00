"""Codes to sentences: the only place with sentences of the window besides the scenario's texts."""

from __future__ import annotations

import datetime

from engine.orders import Refusal
from engine.world import World

LANGUAGES = ("en",)  # languages whose texts are ready
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
    ("B", "units that wait off the map; click them, then right-click a beach"),
    ("E, O, L", "event log, order of battle, politics"),
    ("T", "report of the last turn"),
    ("Ctrl+Enter", "end the turn"),
    ("Ctrl+S, Ctrl+L", "save, load"),
    ("F12", "picture of the window"),
    ("Esc", "cancel, then menu"),
)

OF = "{} of {}"
TURN_OF = "turn {} of {}"
GAME_OVER = "The game is over"
THINKING = "{} thinking…"
TO_ACT = "{} to act"
POOL_SUPPORT = "support"
POOL_NAVAL = "naval"
POOL_CRAFT = "craft"
POOL_SHIPPING = "shipping"
POOL_TRAINS = "trains"
POOL_SHELLS = "shells"
AND_SNOW = ", snow"
AND_FLOOD = ", flood"
AND_STORM = ", storm"
QUALITY = "quality {}"
DUG_IN = "   dug in {}"
STEPS = "Steps"
UNKNOWN = "unknown"
COHESION = "Cohesion"
MOVEMENT = "Movement"
SUPPLY = "Supply"
STATE = "State"
ATTACK_DEFENCE = "Attack, defence"
SEA = "Sea"
OPEN_SEA = "Open sea"
GROUND = "Ground"
HELPS_DEFENCE = "Helps the defence by"
ATTACKERS_HEXSIDE = "Attackers a hexside"
ROOM = "Room"
HELD_BY = "Held by"
WEATHER = "Weather"
FLYING_DAYS = "Flying days"
WORKS = "Works"
AND_FLOODED = ", rivers in flood"
NOBODY_HOLDS = "nobody"
A_STEP = "{} – {} a step"
STACK_OF = "stack of {}"
AND_MORE = "and {} more"
N_STEPS = "{} steps"
N_MP = "{} MP"
NEAR = "near {}"
GROUND_AT = "{}, {} m"
N_COLUMNS = "{} columns"
ONE_COLUMN = "{} column"
OF_POINTS = "{} of {} points"
LEVEL = "level {}"
PORT_TONS = ", {} of {} t a day"
ATTACK_ON = "Attack: {}"
HASTY = "Hasty"
DELIBERATE = "Deliberate"
EVERYONE = "Everyone"
SUPPORT_LESS = "Support −"
SUPPORT_MORE = "Support +"
SHIPS_LESS = "Ships −"
SHIPS_MORE = "Ships +"
NO_ATTACK_POSSIBLE = "No attack is possible."
CANCEL = "Cancel"
ATTACK = "Attack"
BASE_COLUMN = "Strength gives column"
TABLE_COLUMN = "Column of the table"
BELOW_TABLE = "below the table"
COLUMNS = "columns"
DICE_BRING = "what the dice can bring"
MUST_GIVE_WAY = "The enemy must give way"
EVEN_IF_STANDS = "even if he stands where he may"
NOTHING = "nothing"
GOOD_WEEK = "A good week."
BAD_WEEK = "A bad week."
QUIET_WEEK = "A week without much change on the map."
GONE = "gone"
POLITICS_SMALL = "politics"
GO_ON = "Go on"
END_TURN_SURE = "End the turn?"
BACK = "Back"
SHOW_NEXT = "Show next"
END_TURN = "End turn"
KEYS_TITLE = "Keys and mouse"
CLOSE = "Close"
MENU = "Menu"
BACK_TO_WAR = "Back to the war"
MENU_SAVE = "Save  (Ctrl+S)"
MENU_LOAD = "Load  (Ctrl+L)"
MENU_KEYS = "Keys and mouse  (F1)"
TO_START = "To the start screen"
QUIT = "Quit"
SUPPORT_OF = "Support {} of {}"
SHIPS_OF = "Ships {} of {}"
LOSSES = "we lose {}, he {}"
FALLS_BACK = ", back {}"
TURN_TITLE = "Turn {}: {}"
TAKEN_LOST = "Taken: {}.  Lost: {}."
WEEK_FIGURES = "{} battles; {} units are no more; {:+d} points."
CAN_STILL_MOVE = "{} units can still move: {}"
WAIT_OFF_MAP = "{} units wait off the map."
DUE_TO_LEAVE = "{} units are due to leave the theatre."
EVENTS = "Events"
NEWEST_FIRST = "newest first"
OFF_MAP = "Off the map"
CHOOSE_AND_LAND = "Choose units, then right-click a marked beach or port."
CHOOSE_NOBODY = "Choose nobody"
ORDER_OF_BATTLE = "Order of battle"
INDEPENDENT = "Independent"
NOT_LOADED = "The scenario could not be loaded."
NO_SCENARIO = "No scenario was found."
YOU_COMMAND_SMALL = "you command"
HOT_SEAT = "Both (hot seat)"
NEW_GAME = "New game"
WATCH = "Watch"
LOAD = "Load"
FULL_SCREEN = "Full screen"
READY = "Ready"
SCENARIO_SMALL = "scenario"
OPPONENT_SMALL = "opponent"
COMPUTER = "Computer: {}"
ONE_MOMENT = "One moment: {}"
TOO_FAR = "Too far for this turn."
NOBODY_MOVES = "No unit can move any more."
NONE_CAN_ATTACK = "None of your units can attack there."
PICK_RAIL = "Right-click a marked hex on the railway."
PICK_PORT = "Right-click a marked port."
NOTHING_POSSIBLE = "Nothing is possible for this unit now."
BY_RAIL = "By rail …"
BY_SEA = "By sea …"
EMBARK = "Embark"
SEND_AWAY = "Send away"
REPLACEMENTS = "Replacements +{}"
A_DECISION = "A decision"
NOBODY = "Nobody"
WAR_OVER = "The war is over"
AT_PLACE = "At {}."
WHO_WON = "{} won. {}"
PICTURE_SAVED = "Picture saved: {}"
SAVED = "Saved: {}"
LOADED = "Loaded."
PLAYER_FAILED = "The computer player failed: {}"
DRAWING = "Drawing the map"
GETTING_READY = "Getting ready"
READING = "Reading the scenario"
COMPILING = "Compiling the rules"
LANDING_AT = "Landing at {}"
CRAFT_NEEDED = "Landing craft"
CRAFT_LEFT = "needs {} of {}, leaves {}"
ROOM_ASHORE = "Room ashore, points"
TONS = "{} t a day"
TONS_LEFT = "{} t a day, {} left"
PORT_BRINGS = "The port brings"
BEACH_BRINGS = "The beach brings"
BEACH_IS = "The shore is"
EXPOSED = "exposed to storms"
SHELTERED = "sheltered"
SEA_IS = "The sea is"
STORM = "in storm"
CALM = "calm enough"
DEFENDERS = "Defenders"
NONE_SEEN = "none seen"
LAND = "Land"
ASHORE_AT = "Ashore at {}."
YOU_COMMAND = "You command the {}. The war lasts {} turns of a week at most."
WAITING = "{} units wait to land: {}."
HOW_TO_LAND = (
    "To land: press B, click the units that go together, right-click a marked beach, and "
    "confirm. Each landing takes landing craft; ships' guns help against a held beach."
)
HOW_TO_MOVE = (
    "Click a unit to see where it can go; right-click to move there, or on an enemy to weigh an attack."
)
KEYS_HINT = "N shows the next unit that can move, F1 all keys, Ctrl+Enter ends the turn."
STAFF_PLAN = "the staff proposes: {}"
SHOW_WAITING = "Show who waits"
CHOOSE_FIRST = "Choose who lands first: click units in the list."
NOT_THERE = "They cannot land there now; the marked hexes are open to them."
TOO_MANY = "So many cannot land at one place now: too few craft, or no room on any beach."
NO_LANDING = "It can land nowhere this week: no craft left, or it has attacked already."
CHOSEN_NEED = "{} chosen: needs craft {} of {}"
NOBODY_WAITS = "Nobody waits off the map."
MORE_BELOW = "{} more: turn the wheel"
PLANNED_AT = "plan: {}"
LIFT = "craft {}"
CRAFT_AT_HAND = "{} landing craft"
BUTTON_EVENTS = "Events E"
BUTTON_FORCES = "Forces O"
BUTTON_POLITICS = "Politics L"
BUTTON_REPORT = "Report T"
BUTTON_MENU = "Menu"
BUTTON_UNDO = "Undo U"
BUTTON_NEXT = "Next N"
BUTTON_BOXES = "Waiting {} B"
WAITING_TURN = "Waiting …"
PAUSE = "Pause"
SLOW = "Slow"
FAST = "Fast"
FULL_SPEED = "Full"
POLITICS = "Politics"
YES = "yes"
NO = "no"
LATEST = "latest events"
DECISIONS = "questions"
OPEN = "open"
NO_DECISIONS = "No question has been asked yet."
SUPPLY_OF = "Supply of the {}"
SOURCES = "largest sources"
HUNGRIEST = "the hungriest unit"
STANDS_AT = "Stands at"
SOURCE = "Source"
NO_SOURCE = "none reaches it"
WAY = "Lorries' way"
MP_OF = "{} MP, at most {}"
CUT_OFF = "cut off"
TONS_GOT = "Tons got, needed"
NO_ATTACK_TITLE = "No attack"
NO_ATTACK = "No unit of the {} can attack now."
NO_LANGUAGE = "stivale: there are no texts in {!r} yet; only English (--lang en) is ready."

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


def sentence(words: str) -> str:
    """Return words with a capital letter in front."""
    return words[:1].upper() + words[1:]


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
