"""Lints of what goes with the story: pictures, and what the sides that decide are told."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks import Facts, Finding, check, rows
from engine.lints.story_lints import dotted, structs
from engine.schema import conditions as c


@check("W388", "picture that nothing shows")
def pictures_shown(facts: Facts) -> Iterator[Finding]:
    """Some trigger shows each picture, and some picture is printed in each palette."""
    scenario = facts.scenario
    shown = {row.picture for row in scenario.triggers}
    printed = {row.palette for row in scenario.pictures}
    for number, picture in rows(scenario.pictures):
        if picture.id not in shown:
            yield Finding(scenario.pictures.where(number, "id"), f"no trigger shows the picture {picture.id}")
    for number, palette in rows(scenario.palettes):
        if palette.id not in printed:
            yield Finding(scenario.palettes.where(number, "id"), f"no picture uses the palette {palette.id}")


@check("W389", "colour that the palette lacks")
def tones_exist(facts: Facts) -> Iterator[Finding]:
    """Each layer names colours that the picture's palette has."""
    scenario = facts.scenario
    sizes = {row.id: len(row.tones) for row in scenario.palettes}
    for number, picture in rows(scenario.pictures):
        most = sizes[picture.palette] - 1
        for place, layer in enumerate(picture.layer):
            for name in ("tone", "other"):
                if getattr(layer, name) > most:
                    where = scenario.pictures.where(number, f"layer.{place}.{name}")
                    message = f"the palette {picture.palette} has no such colour"
                    yield Finding(where, message, f"0 to {most}", str(getattr(layer, name)))


@check("W385", "decision on what its side is not told")
def decided_on_what_is_told(facts: Facts) -> Iterator[Finding]:
    """The weights of a decision read only variables whose values its side is told."""
    scenario = facts.scenario
    told = {row.id: row.known_by for row in scenario.variables}
    for number, row in rows(scenario.decisions):
        for place, option in enumerate(row.option):
            for path, found in structs(option.lean, ("option", place, "lean")):
                if not isinstance(found, c.VariableIs):
                    continue
                known = told[found.id]
                if known is not None and row.side not in known:
                    where = scenario.decisions.where(number, dotted((*path, "id")))
                    yield Finding(where, f"{row.side} is not told {found.id}, on which {row.id} leans")
