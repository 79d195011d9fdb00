"""Every lint has a bad sample that it reports at its place, and what is shipped is clean."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import mutants
import pytest

from engine import problems
from engine.checks import CHECKS
from engine.lint import lint_path

# code -> (file, text to replace, new text, file and line of the finding)
# An empty old text appends to the file.
SAMPLES: dict[str, tuple[str, str, str, str, int]] = {
    "E301": ("map/links.csv", "001001,002001,main", "000001,003001,main", "map/links.csv", 4),
    "E302": ("scenario.toml", "rows = 3", "rows = 2", "map/hexes.csv", 4),
    "E303": ("map/places.csv", "beach,001000", "beach,000000", "map/places.csv", 3),
    "E304": (
        "map/hexes.csv",
        "001001,clear,50,25,plain,land",
        "001001,clear,50,25,plain,",
        "map/hexes.csv",
        6,
    ),
    "E305": ("scenario.toml", "", "", "scenario.toml", 0),
    "E357": ("forces/arrivals.csv", "1943-07-31", "9999-12-31", "forces/arrivals.csv", 3),
    "E320": ("forces/units.csv", ",westport,made up", ",000000,made up", "forces/units.csv", 3),
    "E334": ("forces/formations.csv", "bl,army,,", "bl,army,blue-corps,", "forces/formations.csv", 2),
    "E349": (
        "rules/combat.toml",
        'results = ["b0", "b0", "b1", "b1"',
        'results = ["b0", "b1", "b1"',
        "rules/combat.toml",
        200,
    ),
    "E350": ("rules/combat.toml", '"a2", "a1", "a1"]', '"a2", "a1"]', "rules/combat.toml", 15),
    "E351": (
        "rules/combat.toml",
        "attack = 3\ndefence = 2",
        "attack = 9\ndefence = 2",
        "rules/combat.toml",
        38,
    ),
    "E352": (
        "rules/weather.toml",
        "[[zone]]",
        '[[zone]]\nid = "air"\nname = "Air"\n\n[[zone]]',
        "rules/weather.toml",
        5,
    ),
    "E353": ("rules/weather.toml", "mud = [99, 1,", "mud = [99, 2,", "rules/weather.toml", 11),
    "E354": ("rules/combat.toml", "mud = [0, 0, 1, 2]", "mud = [0, 0, 1]", "rules/combat.toml", 0),
    "E355": ("scenario.toml", "end = 1943-08-13", "end = 1943-07-01", "scenario.toml", 12),
    "E356": (
        "scenario.toml",
        'kind = "operations"\nside = "red"',
        'kind = "operations"\nside = "blue"',
        "scenario.toml",
        16,
    ),
    "E358": ("scenario.toml", 'side = "red"\npalette', 'side = "blue"\npalette', "scenario.toml", 21),
    "E359": ("rules/movement.toml", "mp_per_day = 5", "mp_per_day = 0", "rules/movement.toml", 0),
    "E376": ("politics/variables.toml", "start = 60", "start = 160", "politics/variables.toml", 4),
    "W304": ("map/places.csv", "0,500,1,west-sea", "0,500,1,ocean", "map/places.csv", 3),
    "W305": ("map/hexsides.csv", "", "002001,002002,minor-river,Lost\n", "", 0),
    "W306": ("map/hexsides.csv", "000000,000001,sea", "000001,000002,strait", "map/hexsides.csv", 7),
    "W307": ("map/boxes.csv", "", "", "", 0),
    "W308": ("map/links.csv", "001001,002001,main", "001001,002001,secondary", "map/links.csv", 5),
    "W310": ("map/hexsides.csv", "000000,000001,sea", "000001,000002,cliff", "map/links.csv", 6),
    "W311": ("map/hexes.csv", ",west-sea,", ",,", "map/hexes.csv", 2),
    "W313": ("map/works.csv", "002001,2,", "002001,9,", "map/works.csv", 2),
    "W314": ("map/sea_zones.csv", "Ocean,west-sea", "Ocean,", "map/sea_zones.csv", 2),
    "W315": ("map/boxes.csv", "rail,,003001", "rail,,", "map/boxes.csv", 3),
    "W316": ("map/hexes.csv", "001001,clear,50", "001001,clear,5500", "map/hexes.csv", 6),
    "W317": ("map/places.csv", "003001,41.5,12.7", "003001,41.5,14.7", "map/places.csv", 5),
    "W321": ("forces/units.csv", "BA,armour", "", "", 0),
    "W322": ("rules/terrain.toml", "stacking = 9", "stacking = 2", "forces/units.csv", 2),
    "W323": ("forces/arrivals.csv", "1943-07-31", "1944-07-31", "forces/arrivals.csv", 3),
    "W324": ("forces/arrivals.csv", "a-red-3,red-3", "a-red-3,red-2", "forces/arrivals.csv", 3),
    "W325": ("forces/withdrawals.csv", "blue-2,1943-08-07", "blue-3,1943-07-11", "forces/withdrawals.csv", 2),
    "W326": ("forces/arrivals.csv", "a-red-3,red-3,1943-07-31,place,eastburg,\n", "", "forces/units.csv", 9),
    "W327": ("forces/leaders.csv", "1943-08-13", "1943-07-09", "forces/leaders.csv", 2),
    "W328": (
        "forces/support.csv",
        "",
        "s-more,red,1943-08-13,1943-08-20,1,0,0,0,6,3,0,0,\n",
        "forces/support.csv",
        4,
    ),
    "W329": ("forces/support.csv", "s-red,red,1943-07-10", "s-red,red,1943-07-20", "forces/support.csv", 3),
    "W330": ("forces/units.csv", "rd,red-corps", "rd,blue-corps", "forces/units.csv", 6),
    "W331": ("map/boxes.csv", "Hinterland,red", "Hinterland,blue", "scenario.toml", 21),
    "W332": ("forces/units.csv", "70,002001", "70,000002", "forces/units.csv", 6),
    "W333": ("forces/units.csv", "75,70,eastburg", "75,70,overseas", "forces/units.csv", 7),
    "W336": ("forces/units.csv", "100,60,002000", "0,60,002000", "forces/units.csv", 8),
    "W339": (
        "forces/reserves.csv",
        "\nred-rgt,rd,regiment,1,Red Regiment {},R{},",
        "",
        "forces/units.csv",
        6,
    ),
    "W340": (
        "forces/attachments.csv",
        "t-blue-3,blue-3,1943-07-31",
        "t-blue-3,blue-3,1943-07-17",
        "forces/attachments.csv",
        2,
    ),
    "W341": (
        "forces/attachments.csv",
        "blue-2,1943-08-07,blue-army",
        "blue-2,1943-08-07,red-corps",
        "forces/attachments.csv",
        3,
    ),
    "W342": (
        "forces/attachments.csv",
        "blue-2,1943-08-07,blue-army",
        "blue-2,1943-08-07,blue-corps",
        "forces/attachments.csv",
        3,
    ),
    "W343": (
        "forces/formations.csv",
        "",
        "blue-ii,Second,B2,bl,corps,blue-corps,made up,high,\n",
        "forces/formations.csv",
        5,
    ),
    "W344": (
        "forces/units.csv",
        "infantry,bl,blue-corps,XX,,,100,80,001001",
        "infantry,bl,,XX,,,100,80,001001",
        "forces/units.csv",
        2,
    ),
    "W345": (
        "forces/formations.csv",
        "Red Corps,RC,",
        "Red Corps,bc,",
        "forces/formations.csv",
        4,
    ),
    "I338": ("map/places.csv", "10,made up", "10,", "map/places.csv", 4),
    "W346": (
        "doctrine/red.toml",
        "",
        '[[rival]]\nid = "r"\ntitle = "R"\nweight = 0\n',
        "doctrine/red.toml",
        0,
    ),
    "W347": (
        "doctrine/red.toml",
        "",
        '[[rival]]\nid = "r"\ntitle = "R"\ngives_up = ["brook-line"]\n',
        "doctrine/red.toml",
        0,
    ),
    "W357": (
        "rules/movement.toml",
        'id = "naval"\nname = "Naval"\nmp_per_day = 0\ntempo = 0\nstatic = true',
        'id = "naval"\nname = "Naval"\nmp_per_day = 5\ntempo = 0',
        "rules/movement.toml",
        0,
    ),
    "W359": ("victory.toml", "at_least = 30", "at_least = 10", "victory.toml", 0),
    "W360": ("victory.toml", "until = 1943-07-31", "until = 1943-06-30", "victory.toml", 9),
    "W361": ("scenario.toml", '">=0.1"', '"new"', "scenario.toml", 7),
    "W362": ("scenario.toml", 'id = "tiny"', 'id = "tinny"', "scenario.toml", 3),
    "W363": ("scenario.toml", "#aa3333", "#3355bb", "scenario.toml", 23),
    "W370": ("politics/triggers.toml", "1943-07-24", "1944-07-24", "politics/triggers.toml", 6),
    "W371": (
        "politics/triggers.toml",
        "",
        (
            '\n[[trigger]]\nid = "daily"\ntitle = "Daily"\nonce = false\n'
            'then = [{ type = "text", key = "red-tired" }]\n'
        ),
        "politics/triggers.toml",
        0,
    ),
    "W372": (
        "politics/triggers.toml",
        '  { type = "offer-decision", decision = "red-choice" },\n',
        "",
        "politics/decisions.toml",
        2,
    ),
    "W373": (
        "politics/variables.toml",
        "",
        '\n[[variable]]\nid = "spare"\nname = "Spare"\nstart = 1\n',
        "politics/variables.toml",
        13,
    ),
    "W374": ("politics/decisions.toml", "at_most = 20", "at_least = 70", "politics/decisions.toml", 16),
    "W375": (
        "politics/triggers.toml",
        '  { type = "any"',
        (
            '  { type = "fired", trigger = "red-tired", turns_ago = 2 },\n'
            '  { type = "not", of = { type = "fired", trigger = "red-tired" } },\n'
            '  { type = "any"'
        ),
        "politics/triggers.toml",
        8,
    ),
    "W376": (
        "politics/triggers.toml",
        "",
        (
            '\n[[trigger]]\nid = "hen"\ntitle = "Hen"\nif = [{ type = "fired", trigger = "egg" }]\n'
            'then = [{ type = "text", key = "red-tired" }]\n'
            '\n[[trigger]]\nid = "egg"\ntitle = "Egg"\nif = [{ type = "fired", trigger = "hen" }]\n'
            'then = [{ type = "text", key = "red-tired" }]\n'
        ),
        "politics/triggers.toml",
        33,
    ),
    "W377": (
        "politics/triggers.toml",
        'places = ["midtown"], side = "blue"',
        'places = ["midtown"], side = "blue", at_least = 2',
        "politics/triggers.toml",
        8,
    ),
    "W378": ("politics/decisions.toml", "at_most = 20", "at_most = 90", "politics/decisions.toml", 16),
    "W382": ("politics/variables.toml", "", "", "", 0),
    "I379": ("politics/triggers.toml", "", "", "", 0),
    "I383": (
        "politics/triggers.toml",
        "",
        "".join(
            f'\n[[trigger]]\nid = "{name}"\ntitle = "T"\n'
            f'if = [{{ type = "not", of = {{ type = "fired", trigger = "{other}" }} }}]\n'
            'then = [{ type = "text", key = "red-tired" }]\n'
            for name, other in (("hen", "egg"), ("egg", "hen"))
        ),
        "politics/triggers.toml",
        39,
    ),
    "W385": ("politics/decisions.toml", 'side = "red"', 'side = "blue"', "politics/decisions.toml", 16),
    "W388": (
        "politics/pictures.toml",
        "",
        '\n[[picture]]\nid = "lost"\npalette = "two"\nlayer = [{ motif = "sky" }]\n',
        "politics/pictures.toml",
        13,
    ),
    "W389": ("politics/pictures.toml", "tone = 1", "tone = 9", "politics/pictures.toml", 9),
    "W386": (
        "politics/triggers.toml",
        '  { type = "unrest", districts = ["hinterland"] },\n',
        "",
        "politics/districts.toml",
        2,
    ),
    "W387": (
        "politics/districts.toml",
        "",
        (
            '\n[[district]]\nid = "second"\nname = "S"\nvariable = "bands"\noccupier = "red"\n'
            'regions = ["plain"]\ngarrison = 1\n'
        ),
        "politics/districts.toml",
        31,
    ),
    "W380": ("text/de.po", "", 'msgid "red-tird"\nmsgstr "Rot ist müde."\n', "text/de.po", 1),
    "W383": (
        "text/de.po",
        "",
        'msgid "red-tired"\nmsgstr "Rot ist {müde}."\n',
        "text/de.po",
        1,
    ),
    "W384": ("text/en.po", "", '\nmsgid "red-tird"\nmsgstr "Red."\n', "text/en.po", 10),
    "W381": ("text/en.po", 'msgid "red-tired"', 'msgid "red-tird"', "politics/triggers.toml", 2),
    "W390": ("forces/arrivels.csv", "", "id\n", "forces/arrivels.csv", 1),
}


def _inner_river(root: Path) -> tuple[str, int]:
    """A larger dry map: a ring of land around a river of one hexside in the middle."""
    path = root / "map/hexes.csv"
    text = path.read_text()
    more = []
    for column in range(4):
        for row in range(3, 6):
            more.append(f"{column:03d}{row:03d},clear,50,25,plain,land,,red,\n")
    path.write_text(text + "".join(more))
    header = root / "scenario.toml"
    header.write_text(header.read_text().replace("rows = 3", "rows = 6"))
    sides = root / "map/hexsides.csv"
    sides.write_text(sides.read_text() + "001003,002003,minor-river,Lost\n")
    return "map/hexsides.csv", 9


def _lonely_island(root: Path) -> tuple[str, int]:
    hexes = root / "map/hexes.csv"
    hexes.write_text(hexes.read_text() + "003005,clear,50,25,plain,land,,red,\n")
    header = root / "scenario.toml"
    header.write_text(header.read_text().replace("rows = 3", "rows = 6"))
    places = root / "map/places.csv"
    row = "rock,Rock,town,003005,41.5,12.4,,2,plain,0,0,0,,10,made up,high,\n"
    places.write_text(places.read_text() + row)
    return "map/places.csv", 7


def _tank_in_the_mountains(root: Path) -> tuple[str, int]:
    units = root / "forces/units.csv"
    units.write_text(units.read_text().replace("100,90,overseas", "100,90,002002"))
    return "forces/units.csv", 4


def _many_nations(root: Path) -> tuple[str, int]:
    path = root / "scenario.toml"
    rows = (f'[[nation]]\nid = "n{i}"\nname = "N{i}"\nside = "red"\npalette = "de"\n' for i in range(130))
    text = path.read_text()
    path.write_text(text + "\n" + "".join(rows))
    return "scenario.toml", text.count("\n") + 2 + 118 * 5


def _idle_variable(root: Path) -> tuple[str, int]:
    """A variable that a condition reads and no effect moves."""
    path = root / "politics/variables.toml"
    path.write_text(path.read_text() + '\n[[variable]]\nid = "spare"\nname = "Spare"\nstart = 1\n')
    triggers = root / "politics/triggers.toml"
    more = '{ type = "variable", id = "spare", at_least = 1 },\n  { type = "any"'
    triggers.write_text(triggers.read_text().replace('{ type = "any"', more))
    return "politics/variables.toml", 13


def _long_story(root: Path) -> tuple[str, int]:
    """So many triggers that a kind nobody uses is worth a word."""
    path = root / "politics/triggers.toml"
    then = '[{ type = "text", key = "red-tired" }]'
    rows = (f'\n[[trigger]]\nid = "t{i}"\ntitle = "T"\nthen = {then}\n' for i in range(20))
    path.write_text(path.read_text() + "".join(rows))
    return "politics/triggers.toml", 1


BUILT: dict[str, Callable[[Path], tuple[str, int]]] = {
    "E305": _many_nations,
    "I379": _long_story,
    "W382": _idle_variable,
    "W305": _inner_river,
    "W307": _lonely_island,
    "W321": _tank_in_the_mountains,
}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return mutants.copy_scenario(mutants.TINY, tmp_path)


def test_every_lint_has_a_bad_sample() -> None:
    assert set(SAMPLES) == set(CHECKS)


@pytest.mark.parametrize("code", sorted(SAMPLES))
def test_bad_sample_is_reported(tiny: Path, code: str) -> None:
    name, old, new, file, line = SAMPLES[code]
    if code in BUILT:
        file, line = BUILT[code](tiny)
    else:
        path = tiny / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert old in text
        path.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")
    found = [p for p in lint_path(tiny) if p.code == code]
    assert found, [p.text() for p in lint_path(tiny)]
    assert found[0].file == file
    assert not line or line in {p.line for p in found}, [p.text() for p in found]
    assert problems.CODES[code].doc


@pytest.mark.parametrize("name", ["tiny", "tiny/late"])
def test_tiny_scenario_is_clean(name: str) -> None:
    assert [p.text() for p in lint_path(mutants.TINY.parent / name)] == []


def test_campaign_is_clean() -> None:
    found = [p.text() for p in lint_path(mutants.ITALY) if p.severity != "info"]
    assert found == []
