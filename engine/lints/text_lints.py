"""Lints of texts: what a language lacks, what nobody reads, and values that stand in one language only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.checks import Facts, Finding, check, rows
from engine.problems import nearest
from engine.sources import decode, read_bytes
from engine.tables import Place
from engine.texts import parse_po, shared_names, story_keys

_VALUE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class _Catalogue:
    """The texts of a language and their lines, by key."""

    file: str
    texts: dict[str, str]
    lines: dict[str, int]

    def where(self, key: str) -> Place:
        return self.file, self.lines.get(key, 1), 1


def _catalogues(facts: Facts) -> dict[str, _Catalogue]:
    """Return what can be read, the language first by which the others are measured."""
    found = {}
    for language in facts.scenario.texts.languages:
        file = f"text/{language}.po"
        data, _ = read_bytes(facts.scenario.path, file)
        source = decode(file, data)[0] if data is not None else None
        if source is not None:
            found[language] = _Catalogue(file, *parse_po(file, source.text)[:2])
    main = "en" if "en" in found else min(found, default="")
    return dict(sorted(found.items(), key=lambda item: (item[0] != main, item[0])))


@check("W380", "text missing in a language")
def texts_complete(facts: Facts) -> Iterator[Finding]:
    """Every language has the texts that the first (English, if there) has, and the names of things.

    Names of places, formations and units are proper names: they may be left as they are.
    """
    found = list(_catalogues(facts).values())
    if not found:
        return
    main = found[0]
    names = shared_names(facts.scenario)
    for other in found[1:]:
        for key in main.lines:
            if not other.texts.get(key):
                of = f"as in {main.file} line {main.lines[key]}"
                yield Finding(other.where(key), f"the text {key} is missing or empty", expected=of)
        for key, name in names.items():
            if name.needed and key not in main.lines and not other.texts.get(key):
                of = f"{name.words!r} of {name.where[0]} line {name.where[1]}"
                yield Finding(other.where(key), f"the text {key} is missing or empty", expected=of)


@check("W381", "key without a text")
def keys_have_texts(facts: Facts) -> Iterator[Finding]:
    """The text keys that politics names stand in the text files, if there are any."""
    scenario = facts.scenario
    main = next(iter(_catalogues(facts).values()), None)
    if main is None:
        return
    for number, row in rows(scenario.triggers):
        key = row.text or row.id
        if key not in main.texts:
            where = scenario.triggers.where(number, "text" if row.text else "id")
            hint = nearest(key, main.texts)
            yield Finding(where, f"the text {key} is not in {main.file}", hint=hint)


@check("W384", "text that nobody reads")
def texts_are_read(facts: Facts) -> Iterator[Finding]:
    """Every text belongs to a trigger, a decision or another thing of the scenario."""
    known = {*story_keys(facts.scenario), *shared_names(facts.scenario)}
    for catalogue in _catalogues(facts).values():
        for key in catalogue.lines:
            if key not in known:
                hint = nearest(key, known)
                yield Finding(catalogue.where(key), f"nothing has the key {key}", hint=hint)


@check("W383", "value in one language only")
def values_agree(facts: Facts) -> Iterator[Finding]:
    """What stands in braces in a text stands in all its translations too."""
    found = list(_catalogues(facts).values())
    for other in found[1:]:
        for key, words in other.texts.items():
            given, wanted = (sorted(_VALUE.findall(w)) for w in (words, found[0].texts.get(key, "")))
            if words and key in found[0].texts and given != wanted:
                message = f"the text {key} has other values than in {found[0].file}"
                yield Finding(other.where(key), message, ", ".join(wanted), ", ".join(given))
