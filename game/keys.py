"""Which key does what: the actions with the keys as delivered, those a player has chosen, and their names.

A key is written as in the settings file: ``n``, ``f2``, ``ctrl+return``, ``shift+g``. Keys are those of
pygame's constants without ``K_``, or a letter of another alphabet as it is. Every action has exactly
one key that can be changed, no two have the same, and the FIXED ones stay what they are.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import pygame

from game import texts, wording

# By group, in the order of the list in the settings: the name of an action and its key as delivered.
GROUPS: dict[str, dict[str, str]] = {
    "turn": {
        "next": "n",
        "previous": "p",
        "undo": "u",
        "redo": "r",
        "mode": "m",
        "plan": "shift+p",
        "take": "g",
        "take-more": "shift+g",
        "buttons": "q",
        "end": "ctrl+return",
    },
    "panels": {
        "log": "e",
        "forces": "o",
        "politics": "l",
        "boxes": "b",
        "air": "f",
        "supply": "h",
        "standing": "z",
        "advice": "y",
        "report": "t",
        "briefing": "i",
        "book": "k",
        "past": "v",
        "help": "f1",
        "save": "ctrl+s",
        "load": "ctrl+l",
        "picture": "f12",
    },
    "map": {
        "home": "home",
        "counters": "c",
        "nearer": "plus",
        "farther": "minus",
        "zoom-1": "1",
        "zoom-2": "2",
        "zoom-3": "3",
        "zoom-4": "4",
        "zoom-5": "5",
        "pan-left": "a",
        "pan-right": "d",
        "pan-up": "w",
        "pan-down": "s",
    },
    "overlays": {
        "overlay-supply": "f2",
        "overlay-zoc": "f3",
        "overlay-weather": "f4",
        "overlay-control": "f5",
        "overlay-air": "f6",
        "overlay-fort": "f7",
        "overlay-objectives": "f8",
        "overlay-reach": "f9",
    },
}
ACTIONS: dict[str, str] = {name: key for group in GROUPS.values() for name, key in group.items()}
# Keys that nobody can give to anything else. Steps are those of the cursor on the map.
FIXED: dict[str, tuple[str, ...]] = {
    "cancel": ("escape",),
    "confirm": ("return",),
    "forward": ("tab",),
    "back": ("shift+tab",),
    "up": ("up",),
    "down": ("down",),
    "next": ("space",),
    "undo": ("ctrl+z",),
    "redo": ("ctrl+y",),
    "nearer": ("pageup", "kp_plus", "equals"),
    "farther": ("pagedown", "kp_minus"),
    "pan-left": ("left",),
    "pan-right": ("right",),
    "step-left": ("ctrl+left", "kp_4"),
    "step-right": ("ctrl+right", "kp_6"),
    "step-up": ("ctrl+up", "kp_8"),
    "step-down": ("ctrl+down", "kp_2"),
    "step-up-left": ("kp_7",),
    "step-up-right": ("kp_9",),
    "step-down-left": ("kp_1",),
    "step-down-right": ("kp_3",),
    "as-delivered": ("backspace",),
}
HELD: dict[str, tuple[int, int]] = {
    "pan-left": (-1, 0),
    "pan-right": (1, 0),
    "pan-up": (0, -1),
    "pan-down": (0, 1),
}
_UNUSED = re.compile(r"(l|r)(shift|ctrl|alt|meta|super|gui)|mode|caps.*|num.*|scr.*|unknown|ac_back|power")
_CODES: dict[str, int] = {
    name[2:].lower(): code
    for name, code in sorted(vars(pygame.constants).items())
    if name.startswith("K_") and not _UNUSED.fullmatch(name[2:].lower())
}
_MODIFIERS = {
    code
    for name, code in vars(pygame.constants).items()
    if name.startswith("K_") and re.fullmatch(r"(l|r)(shift|ctrl|alt|meta|super|gui)|mode", name[2:].lower())
}
_NAMES: dict[int, str] = {code: name for name, code in _CODES.items()}
_PAD = {"plus": "+", "minus": "-", "multiply": "*", "divide": "/", "period": ".", "equals": "="}


class Chord(NamedTuple):
    """A key, alone or with Ctrl (or Cmd) and Shift."""

    code: int
    ctrl: bool = False
    shift: bool = False


def pressed(code: int, mod: int) -> Chord | None:
    """Return the chord of a key that went down; None for keys that cannot be told apart or stand alone."""
    code = pygame.K_RETURN if code == pygame.K_KP_ENTER else code
    if code not in _NAMES and not (code > 127 and code < 0x110000 and chr(code).isprintable()):
        return None
    return Chord(code, bool(mod & (pygame.KMOD_CTRL | pygame.KMOD_META)), bool(mod & pygame.KMOD_SHIFT))


def is_modifier(code: int) -> bool:
    """Whether a key is one that is held while another is pressed."""
    return code in _MODIFIERS


def parse(words: str) -> Chord | None:
    """Return the chord that is written, None if there is no such key."""
    *mods, key = words.split("+")
    code = _CODES.get(key, ord(key) if len(key) == 1 and ord(key) > 127 and key.isprintable() else None)
    if code is None or mods not in ([], ["ctrl"], ["shift"], ["ctrl", "shift"]):
        return None
    return pressed(code, pygame.KMOD_CTRL * ("ctrl" in mods) | pygame.KMOD_SHIFT * ("shift" in mods))


def written(chord: Chord) -> str:
    """Return a chord as it stands in the settings file."""
    mods = "ctrl+" * chord.ctrl + "shift+" * chord.shift
    return mods + (_NAMES.get(chord.code) or chr(chord.code))


@cache
def _fixed() -> dict[Chord, str]:
    return {chord: name for name, keys in FIXED.items() for key in keys if (chord := parse(key)) is not None}


# -- what holds --------------------------------------------------------------------------------

_now: dict[str, Chord] = {}
_found: dict[Chord, str] = {}


def use(chosen: dict[str, str]) -> None:
    """Let keys hold from now on: the chosen ones, and the others as delivered; all must be ``sound``."""
    _now.clear()
    _found.clear()
    for name, key in (ACTIONS | chosen).items():
        chord = parse(key)
        assert chord is not None, key
        _now[name] = chord
        _found[chord] = name


def now(name: str) -> Chord:
    """Return the key that an action has."""
    return _now[name]


def action(code: int, mod: int) -> str | None:
    """Return what a key that went down does; with Shift what it does alone, unless that is something else."""
    chord = pressed(code, mod)
    if chord is None:
        return None
    for tried in (chord, chord._replace(shift=False)):
        name = _found.get(tried) or _fixed().get(tried)
        if name is not None:
            return name
    return None


def sound(chosen: object) -> tuple[dict[str, str], list[str]]:
    """Return of what a file holds the keys that can be used, and of the rest what it names."""
    if not isinstance(chosen, dict):
        return {}, ["keys"]
    good = {str(n): str(k) for n, k in chosen.items() if isinstance(k, str) and unfit(str(n), k) is None}
    while True:
        held: dict[Chord | None, list[str]] = {}
        for name, key in (ACTIONS | good).items():
            held.setdefault(parse(key), []).append(name)
        twice = {name for names in held.values() if len(names) > 1 for name in names if name in good}
        if not twice:
            return good, [str(n) for n in chosen if n not in good]
        good = {name: key for name, key in good.items() if name not in twice}


def unfit(name: str, key: str) -> str | None:
    """Return why an action cannot have a key at all, None if it can."""
    chord = parse(key)
    if name not in ACTIONS or chord is None:
        return wording.KEY_UNKNOWN
    if chord in _fixed():
        return wording.KEY_FIXED.format(named(chord))
    if name in HELD and (chord.ctrl or chord.shift):
        return wording.KEY_HELD
    return None


def given(chosen: dict[str, str], name: str, key: str) -> tuple[dict[str, str], str]:
    """Return the chosen keys after an action got another, and the action that had it and gets the old one."""
    all_keys = ACTIONS | chosen
    chord, old = parse(key), all_keys[name]
    loser = next((n for n, k in all_keys.items() if n != name and parse(k) == chord), "")
    all_keys[name] = key
    if loser:
        all_keys[loser] = old
    return {n: k for n, k in all_keys.items() if k != ACTIONS[n]}, loser


# -- names -------------------------------------------------------------------------------------


def named(chord: Chord) -> str:
    """Return what a key is called on the keyboards of the language that is spoken."""
    name = _NAMES.get(chord.code, "")
    if texts.find(f"KEY_NAME.{name}"):
        words = wording.coded("KEY_NAME", name)
    elif name.startswith("kp"):
        symbol = name.removeprefix("kp").removeprefix("_")
        words = wording.KEY_PAD.format(_PAD.get(symbol, symbol))
    elif re.fullmatch(r"f\d+", name):
        words = name.upper()
    else:
        words = chr(chord.code).upper() if chord.code < 0x110000 else wording.title(name)
    mods = [wording.coded("KEY_NAME", m) for m, on in (("ctrl", chord.ctrl), ("shift", chord.shift)) if on]
    return "+".join((*mods, words))


def shown(name: str) -> str:
    """Return the key of an action in words, for a text that mentions it."""
    return named(_now[name] if name in _now else next(c for c, n in _fixed().items() if n == name))


def row(*names: str) -> str:
    """Return the keys of some actions in words: neighbours on the keyboard as from the first to the last."""
    chords = [_now[n] if n in _now else parse(FIXED[n][0]) for n in names]
    codes = [c.code for c in chords if c is not None and not (c.ctrl or c.shift)]
    if len(names) > 2 and codes == list(range(codes[0], codes[0] + len(names))):
        return wording.KEY_ROW.format(shown(names[0]), shown(names[-1]))
    return ", ".join(shown(n) for n in names)


def filled(words: str) -> str:
    """Return a text in which ``{action}`` is replaced by the key of that action."""

    def key(found: re.Match[str]) -> str:
        return shown(found[1]) if found[1] in ACTIONS or found[1] in FIXED else found[0]

    return re.sub(r"\{([a-z0-9-]+)\}", key, words)


def label(name: str) -> str:
    """Return what an action is called."""
    group, _, part = name.partition("-")
    if group == "overlay":
        return wording.KEY_OVERLAY.format(wording.OVERLAY_TITLES[part])
    if group == "zoom":
        return wording.KEY_ZOOM.format(part)
    return wording.coded("KEY_ACTION", name)


use({})
