"""The cases: one hex under attack for four weeks, set pieces of the campaign, and the mountain line.

``model`` is what a model of the front gave, from which the values of the rules were taken. It left
open how strong each unit was: strengths are those of the time, as a share of full steps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from benchmarks.calibration.arena import Case, Force
from engine.kernels.consts import HASTY

GOOD = 7  # quality of good attackers; the average is 6


def divisions(sides: Iterable[str], kind: str = "allied-infantry") -> tuple[Force, ...]:
    """Return good attackers of one kind, full and rested, at the hexsides named."""
    return tuple(Force(kind, at, quality=GOOD) for at in sides)


def germans(strength: int = 100, cohesion: int = 90) -> tuple[Force, ...]:
    """Return an average German infantry division in the target."""
    return (Force("german-infantry", "target", strength=strength, cohesion=cohesion),)


TWO_SIDES = divisions(("nw", "sw", "nw"))
THREE_SIDES = divisions(("nw", "sw", "n"))
# Three divisions' strength at four hexsides; who stands in the rear came through the hex in the north.
ALL_ROUND = tuple(Force("allied-infantry", at, strength=75, quality=GOOD) for at in ("nw", "sw", "n", "ne"))
# The line: its neighbours hold works too, so that the attack is frontal.
NEIGHBOURS = (Force("german-infantry", "n"), Force("german-infantry", "s"))
SOUTH = NEIGHBOURS[1:]

WINTER = Case(
    "mountain in winter, works 4, full division: two hexsides, support 2",
    "mountain",
    TWO_SIDES,
    germans(),
    model=100,
    turns=4,
    entrench=4,
    works=4,
    mud=2,
    snow=True,
    support=2,
)
CUT_OFF = "the model does not name the hexsides: from three here; the next row is from two"
TURNED = "nobody stands beside it: zones of control cut off its supply too; the next row but one is supplied"
SUMMER = Case(
    "clear, summer, trenches 1, support 2",
    "clear",
    TWO_SIDES,
    germans(),
    model=13,
    turns=4,
    support=2,
    note="in the first turn it falls in 68 % of the model",
)

FOUR_TURNS = (
    WINTER,
    replace(WINTER, name="the same, support 3", support=3),
    replace(WINTER, name="three hexsides, support 3", attackers=THREE_SIDES, support=3, model=98),
    replace(WINTER, name="defender at 60 %, two hexsides, support 3", defenders=germans(60), support=3),
    replace(
        WINTER,
        name="defender at 60 %, three hexsides, support 3",
        attackers=THREE_SIDES,
        defenders=germans(60),
        support=3,
        model=55,
    ),
    replace(
        WINTER,
        name="isolated, cohesion 55, full steps",
        attackers=THREE_SIDES,
        defenders=germans(100, 55),
        support=3,
        isolated=True,
        model=28,
        note=CUT_OFF,
    ),
    replace(
        WINTER,
        name="isolated, cohesion 55, full steps, two hexsides",
        defenders=germans(100, 55),
        support=3,
        isolated=True,
        model=28,
        note="the model lies between this row and the one before",
    ),
    replace(
        WINTER,
        name="isolated, cohesion 55, at 60 %",
        attackers=THREE_SIDES,
        defenders=germans(60, 55),
        support=3,
        isolated=True,
        model=1,
        note="from three hexsides too",
    ),
    replace(WINTER, name="turned, full steps, support 2", attackers=ALL_ROUND, model=45, note=TURNED),
    replace(
        WINTER,
        name="turned, at 60 %, support 2",
        attackers=ALL_ROUND,
        defenders=germans(60),
        model=10,
        note="nobody stands beside it either",
    ),
    replace(
        WINTER,
        name="turned, full steps, support 2, in supply",
        attackers=ALL_ROUND,
        line=SOUTH,
        model=45,
        note="a southern neighbour keeps its supply open; the model lies between this row and the other",
    ),
    replace(
        WINTER,
        name="dry, mountain divisions, set piece, support 3",
        attackers=divisions(("nw", "sw", "nw"), "mountain-french"),
        mud=0,
        snow=False,
        set_piece=True,
        support=3,
        model=59,
        note="full divisions; with 90 % of their steps they fail in 77 %",
    ),
    Case(
        "hills, dry, works 3, defender at 70 %, support 3",
        "hills",
        TWO_SIDES,
        germans(70),
        model=13,
        turns=4,
        entrench=3,
        works=3,
        support=3,
    ),
    SUMMER,
    replace(
        SUMMER,
        name="clear, summer, trenches 2, support 2",
        entrench=2,
        model=20,
        note="in the first turn it falls in 64 % of the model",
    ),
)

SALERNO = Case(
    "Salerno, second week: three mobile divisions on one at 80 %, ships' guns 3",
    "clear",
    (
        Force("panzer", "nw", strength=65),
        Force("panzergrenadier", "sw", strength=65),
        Force("panzer", "n", strength=65),
    ),
    (Force("allied-infantry", "target", strength=80, cohesion=65),),
    model=100,
    attacker="axis",
    guns=3,
    coast=True,
)
GELA = Case(
    "Gela: Hermann Göring and Livorno in haste on a division ashore, ships' guns 3",
    "clear",
    (Force("panzer", "nw", strength=65, cohesion=80), Force("italian-infantry", "sw", quality=5)),
    (Force("allied-infantry", "target", strength=90, cohesion=65),),
    model=100,
    attacker="axis",
    mode=HASTY,
    entrench=0,
    guns=3,
    coast=True,
)
GERMAN_HALF = (
    Force("panzergrenadier", "target", strength=65),
    Force("german-brigade", "target", strength=75),
)
ALLIED_HALF = (
    Force("allied-infantry", "target", strength=85, cohesion=80),
    Force("allied-brigade", "target", strength=85, cohesion=80),
)

SET_PIECES = (
    GELA,
    replace(GELA, name="Gela without the guns", guns=0, model=98),
    SALERNO,
    replace(SALERNO, name="Salerno without the guns", guns=0, model=84),
    replace(
        SALERNO,
        name="Salerno, the gap: half a division, ships' guns 3",
        defenders=(Force("allied-infantry", "target", strength=40, cohesion=65),),
        model=93,
        note="half a division is taken as 40 % of its steps",
    ),
    Case(
        "Anzio, after a week: two Allied divisions on one and a half German, mud",
        "clear",
        (
            Force("allied-infantry", "nw", strength=90, cohesion=80),
            Force("allied-infantry", "sw", strength=90, cohesion=80),
        ),
        GERMAN_HALF,
        model=98,
        mud=2,
        support=2,
    ),
    Case(
        "Anzio, the German attack in February: four divisions on one and a half, trenches 3, guns 3",
        "clear",
        (
            Force("german-infantry", "nw", strength=75),
            Force("german-infantry", "sw", strength=75),
            Force("panzergrenadier", "nw", strength=65),
            Force("panzer", "sw", strength=65),
        ),
        ALLIED_HALF,
        model=100,
        attacker="axis",
        entrench=3,
        mud=2,
        guns=3,
        coast=True,
        support=1,
    ),
    Case(
        "Anzio, 23 May: four divisions, set piece, support 3",
        "clear",
        (
            Force("allied-infantry", "nw", strength=95),
            Force("allied-infantry", "sw", strength=95),
            Force("allied-armour", "nw", strength=95),
            Force("allied-infantry", "n", strength=95),
        ),
        GERMAN_HALF,
        model=22,
        entrench=3,
        set_piece=True,
        surprise=True,
        support=3,
        note="surprise adds nothing: support, set piece and three hexsides reach the cap of five",
    ),
)

LINE = replace(
    WINTER,
    name="the line: mountain, winter, works 4, in supply, attacked from the front, support 3",
    support=3,
    line=NEIGHBOURS,
    model=None,
    more=90,
)
# Weeks without supply cost 8 cohesion each and, after two of them, a quarter step each.
HUNGRY = germans(92, 55)
STARVED = germans(83, 42)
MOUNTAIN_LINE = (
    LINE,
    replace(
        LINE,
        name="turned by the same three: the northern neighbour is lost, a part of them stands in the rear",
        attackers=ALL_ROUND,
        line=SOUTH,
        more=None,
        less=40,
        note="its southern neighbour keeps its supply open",
    ),
    replace(
        LINE,
        name="turned by four divisions, one of them in the rear",
        attackers=divisions(("nw", "sw", "n", "ne")),
        line=SOUTH,
        more=None,
        less=50,
    ),
    replace(LINE, name="four weeks cut off (92 % of steps, cohesion 55), from the front", isolated=True,
            defenders=HUNGRY, more=None, less=45),
    replace(LINE, name="six weeks cut off (83 % of steps, cohesion 42), from the front", isolated=True,
            defenders=STARVED, more=None, less=50),
    replace(LINE, name="six weeks cut off, three hexsides", isolated=True, attackers=THREE_SIDES,
            defenders=STARVED, line=SOUTH, more=None, less=50),
    replace(LINE, name="open ground in summer, trenches 2, the same attack", terrain="clear", entrench=2,
            works=0, mud=0, snow=False, more=None, less=50),
)  # fmt: skip
