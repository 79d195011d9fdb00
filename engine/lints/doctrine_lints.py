"""Lints of the plans of computer players: rivals who never come, rivals without a line."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checks import Facts, Finding, check


@check("W346", "rivals that nobody is")
def rivals_come(facts: Facts) -> Iterator[Finding]:
    """Of the rivals of a side at least one has a weight: else the staff is none of them unless named."""
    for stem, plan in facts.scenario.doctrine.items():
        if plan.rival and not any(rival.weight for rival in plan.rival):
            where = facts.toml(f"doctrine/{stem}.toml", "rival", 0, "weight")
            yield Finding(where, f"no rival of {plan.side} is ever drawn", expected="a weight of 1 or more")


@check("W347", "rival without a line")
def rivals_hold(facts: Facts) -> Iterator[Finding]:
    """A rival who gives up lines keeps at least one: else he holds the front wherever it is."""
    for stem, plan in facts.scenario.doctrine.items():
        lines = {line.id for line in plan.line}
        for number, rival in enumerate(plan.rival):
            if lines and lines <= set(rival.gives_up):
                where = facts.toml(f"doctrine/{stem}.toml", "rival", number, "gives_up")
                yield Finding(where, f"{rival.id} gives up every line of {plan.side}")
