"""Texts of the window: none in the code, none missing, none unused, and all with the same places for values.

What a failure asks for: a new text gets an id in ``game/text/en.po`` and the same id, translated, in
every other file of that folder; ``wording.ID`` then is the text. See CONTRIBUTING.md, "Texts".
"""

from __future__ import annotations

import ast
import datetime
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import engine
from engine import paths
from engine.ai.sectors import STANCES
from engine.kernels.consts import T_TERRAIN, TERM_NAMES
from engine.orders import ORDER_KINDS, Refusal
from engine.rules import shortage
from engine.scenario import Texts
from engine.schema import map as maps
from game import dialogs, keys, opponents, texts, wording

GAME = Path(texts.__file__).parent
SOURCES = sorted(GAME.glob("*.py"))
TREES = {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
CALLS = {"counted", "coded", "find"}  # functions of wording whose first argument is an id or a group
# Texts that are asked for by words of the engine: each of these needs one.
FAMILIES: dict[str, set[str]] = {
    "REFUSAL": {why.name for why in Refusal},
    "TERM": set(TERM_NAMES[T_TERRAIN:]),
    "PLACE_KIND": set(get_args(maps.PlaceRow.__annotations__["kind"])) or set(get_args(maps.PlaceKind)),
    "OPPONENT_LINE": set(opponents.LEVELS),
    "PLAYER": set(opponents.LEVELS),
    "ADVICE_DO": set(ORDER_KINDS),
    "ADVICE_PLAN": {"set-piece", "hasty-attack", "support-attack", "landing", "post", "reserve", "advance"}
    | {"fall-back"},
    "ADVICE_STANCE": set(STANCES),
    "ADVICE_TERM": {"way", "attack-ground", "line", "safety", "points-held", "cover"}
    | {"enemy-losses", "own-losses", "ground", "support", "shells"},
    "ADVICE_WHY": set(ORDER_KINDS) - {"move", "attack", "land", "end"},
    "REASON": {"losses"},
    "SOURCE_KIND": set(shortage.KINDS),
    "SUPPLY_LIMIT": {*shortage.LIMITS.values(), "track"} - {"none"},
    "KEY_ACTION": {n for n in keys.ACTIONS if not n.startswith(("overlay-", "zoom-"))},
    "KEY_GROUP": set(keys.GROUPS),
    "SUPPLY_CUT": {"enemy", "zone", "ground", "bridge", "track"},
}
# Kinds of strings that may look like words but are not for players.
NOT_SHOWN_CALLS = {"Option", "Argument", "BadParameter", "Thread", "AttributeError", "RuntimeError"}


def messages(language: str) -> dict[str, tuple[str, ...]]:
    """Return the forms of every text of a language by id."""
    found: dict[str, tuple[str, ...]] = {}
    for message in texts.read(language):
        key = message.id if isinstance(message.id, str) else message.id[0]
        if key and not message.fuzzy:
            words = message.string
            found[key] = (words,) if isinstance(words, str) else tuple(words)
    return found


def places(form: str) -> set[tuple[str, str, str]]:
    """Return the places for values in a text: ``{}`` counts up, ``{1}`` names its number."""
    found, number = set(), 0
    for _, name, spec, conversion in string.Formatter().parse(form):
        if name is not None:
            found.add((name or str(number), spec or "", conversion or ""))
            number += not name
    return found


def asked() -> dict[str, str]:
    """Return the ids and groups that the code asks for, each with a place where it does."""
    found: dict[str, str] = {}
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                if node.value.id == "wording" and node.attr.isupper():
                    found[node.attr] = f"{name}:{node.lineno}"
            elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                if called in CALLS and isinstance(node.args[0].value, str):
                    found[node.args[0].value] = f"{name}:{node.lineno}"
    found.pop("TITLE")
    return found


ENGLISH = messages("en")
GROUPS = {key.partition(".")[0] for key in ENGLISH if "." in key}


def test_every_text_that_is_asked_for_is_there() -> None:
    missing = {key: at for key, at in asked().items() if key not in ENGLISH and key not in GROUPS}
    assert missing == {}, "add these ids to game/text/*.po"


def test_every_text_is_asked_for() -> None:
    wanted = asked().keys() | FAMILIES.keys()
    unused = [key for key in ENGLISH if key not in wanted and key.partition(".")[0] not in wanted]
    assert unused == [], "remove these ids from game/text/*.po"


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_word_of_the_engine_has_a_text(family: str) -> None:
    there = {key.partition(".")[2] for key in ENGLISH if key.startswith(f"{family}.")}
    assert FAMILIES[family], family
    assert FAMILIES[family] - there == set(), f"add {family}.WORD for these words to game/text/*.po"
    assert there - FAMILIES[family] == set(), f"remove {family}.WORD for these words from game/text/*.po"


@pytest.mark.parametrize("language", sorted(texts.LANGUAGES))
def test_a_language_is_complete(language: str) -> None:
    found = messages(language)
    missing = [key for key in ENGLISH if not all(found.get(key, ("",)))]
    assert missing == [], f"translate these ids in game/text/{language}.po; until then they are English"
    assert [key for key in found if key not in ENGLISH] == [], f"not in en.po: remove from {language}.po"


@pytest.mark.parametrize("language", sorted(texts.LANGUAGES))
def test_values_have_the_same_places_in_every_language(language: str) -> None:
    plurals = texts.read(language).num_plurals
    for key, forms in messages(language).items():
        english = ENGLISH.get(key, forms)
        assert len(forms) == (plurals if len(english) > 1 else 1), f"{language}.po: {key} lacks a plural form"
        for form in filter(None, forms):
            # A form for exactly one may leave the number out.
            given, wanted = places(form), places(english[-1])
            same = given == wanted or (len(forms) > 1 and form != forms[-1] and given <= wanted)
            assert same, f"{language}.po: {key} has the places {sorted(given)}, English has {sorted(wanted)}"


# -- no texts in the code --------------------------------------------------------------------


def _hidden(tree: ast.Module) -> set[ast.AST]:
    """Return the nodes of strings that nobody is shown: docstrings, help of the command, names of threads."""
    hidden: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            hidden.add(node.value)
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in NOT_SHOWN_CALLS:
                hidden.update(ast.walk(node))
        elif isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
            hidden.update(ast.walk(node.annotation))
        elif isinstance(node, ast.FunctionDef) and node.returns is not None:
            hidden.update(ast.walk(node.returns))
        elif isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets
        ):
            hidden.update(ast.walk(node.value))
    return hidden


def literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield what looks like words for people: two in a row, a capital in front, a word beside a value."""
    hidden = _hidden(tree)
    for node in ast.walk(tree):
        parts = []
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in hidden:
            if re.search(r"[A-Za-z]{2,}[,.:]? [A-Za-z]{2,}|^[A-Z][a-z]{2,}", node.value):
                parts.append(node.value)
        elif isinstance(node, ast.JoinedStr) and node not in hidden:
            parts += [
                part.value
                for part in node.values
                if isinstance(part, ast.Constant) and re.search(r"(^| )[A-Za-z]{2,}( |$)", str(part.value))
            ]
        for part in parts:
            yield node.lineno, str(part)


ALLOWED = {
    "__main__.py": {"seed "},  # for scripts, on the error stream
    "app.py": {"Stivale"},  # the caption of the window
    "assets.py": {"Regular", "Bold", "Italic", "BoldItalic", "NotoSans-", ".ttf"},  # files of the font
    "texts.py": set(texts.LANGUAGES.values()),  # each language in itself
}


@pytest.mark.parametrize("name", sorted(TREES))
def test_code_holds_no_texts(name: str) -> None:
    found = [(line, words) for line, words in literals(TREES[name]) if words not in ALLOWED.get(name, ())]
    assert found == [], f"give these texts of game/{name} an id in game/text/*.po and use wording.ID"


def test_wording_holds_no_texts() -> None:
    given: set[str] = set()
    for node in ast.walk(TREES["wording.py"]):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            targets = [node.target]
        given |= {t.id for t in targets if isinstance(t, ast.Name) and t.id.isupper()}
    assert given == {"TITLE"}, "move these constants of wording.py to game/text/*.po"


def test_the_groups_that_the_code_asks_for_are_declared_as_what_they_are() -> None:
    declared = {key: str(kind) for key, kind in wording.__annotations__.items()}
    wanted = {
        node.attr
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "wording" and node.attr in GROUPS
    }
    assert wanted == declared.keys(), "declare these groups in game/wording.py, and no others"
    for key, kind in declared.items():
        group = getattr(wording, key)
        assert isinstance(group, tuple | dict), key
        inside = {type(part).__name__ for part in group}
        held = f"tuple[{inside.pop()}, ...]" if isinstance(group, tuple) else f"dict[{inside.pop()}, str]"
        assert (held, inside) == (kind, set()), f"declare {key} in game/wording.py as {held}"


# -- how texts behave ------------------------------------------------------------------------


@pytest.fixture(params=sorted(texts.LANGUAGES))
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    texts.use(request.param)
    yield request.param
    texts.use("en")


def test_numbers_choose_their_form(spoken: str) -> None:
    one, many = wording.counted("N_STEPS", 1), wording.counted("N_STEPS", 3)
    assert one.startswith("1 ")
    assert many.startswith("3 ")
    assert one[2:] != many[2:]


def test_dates_and_numbers_are_written_as_the_language_does(spoken: str) -> None:
    day = {"en": "10 July 1943", "de": "10. Juli 1943", "it": "10 luglio 1943"}
    assert wording.date(datetime.date(1943, 7, 10)) == day[spoken]
    assert wording.number(12500) == ("12,500" if spoken == "en" else "12.500")
    assert wording.percent(0.451).replace("\xa0", " ") == ("45 %" if spoken == "de" else "45%")


def test_groups_come_as_a_row_or_by_word() -> None:
    assert wording.MUD[0] == "dry"
    assert wording.PENDING_TITLES[2] == "Who advances?"
    assert set(wording.HELP_KEYS) < set(wording.HELP_WORDS) == set(dialogs.HELP)
    with pytest.raises(AttributeError, match=r"NO_SUCH_TEXT in game/text/en\.po"):
        _ = wording.NO_SUCH_TEXT


def test_an_unknown_word_of_the_engine_is_shown_as_it_is() -> None:
    assert wording.coded("TERM", "new-kind-of-shift") == "New kind of shift"


def test_the_system_chooses_a_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    assert texts.of_the_system() == "en"
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert texts.of_the_system() == "en"
    for name in texts.LANGUAGES:
        monkeypatch.setenv("LANG", f"{name}_XX.UTF-8")
        assert texts.of_the_system() == name


@pytest.mark.parametrize("language", sorted(texts.LANGUAGES))
def test_every_briefing_is_in_every_language(language: str) -> None:
    folder = paths.find_scenario("italy1943") / "text"
    for english in sorted(folder.glob("briefing*.en.md")):
        other = folder / english.name.replace(".en.", f".{language}.")
        assert other.is_file(), f"translate {english.name} as {other.name}"
        words, given = (p.read_text(encoding="utf-8") for p in (english, other))
        assert given.count("\n\n") == words.count("\n\n"), f"{other.name} has other paragraphs"


def test_names_of_a_world_are_those_of_the_language() -> None:
    world = engine.load_scenario("italy1943")
    rome, husky = world.rows("place")["rome"], world.rows("trigger")["husky"]
    try:
        for language, town, side in (("de", "Rom", "Achse"), ("it", "Roma", "Asse"), ("en", "Rome", "Axis")):
            texts.use(language)
            shown = texts.localised(world)
            assert (shown.place_names[rome], shown.side_names[1]) == (town, side)
            assert wording.called(shown, "terrain", "clear") not in ("", "clear")
            assert (shown.triggers[husky].title == world.triggers[husky].title) is (language == "en")
            assert shown.content_hash == world.content_hash
    finally:
        texts.use("en")


@pytest.mark.parametrize("language", sorted(set(texts.LANGUAGES) - {"en"}))
def test_districts_and_nations_have_names_in_every_language(language: str) -> None:
    world = engine.load_scenario("italy1943")
    texts.use(language)
    try:
        names = [d.name for d in texts.localised(world).districts]
        nations = {row: texts.named(world.scenario_path, f"nation.{row}") for row in world.nation_ids}
    finally:
        texts.use("en")
    assert len(names) == len(world.districts)
    assert not set(names) & {d.name for d in world.districts}
    english = {row: wording.text(world, f"nation.{row}") for row in world.nation_ids}
    written = Texts(Path(world.scenario_path) / "text")[language]
    assert nations == {row: written[f"nation.{row}"] for row in world.nation_ids}, "English would do for it"
    assert len(set(nations.values())) == len(nations) == 15
    same = {"it": {"ca", "in"}}.get(language, set())  # Canada and India
    assert {row for row, words in nations.items() if words == english[row]} == same
