"""Two batches side by side: what differs, and whether that can be chance."""

from __future__ import annotations

from collections.abc import Sequence

from engine.sim.figures import difference, mean
from engine.sim.report import Data, Section
from engine.sim.words import bounds


def comparison(data: Data, other: Data) -> Section:
    """Compare with another batch, seed by seed where both played the same seeds."""
    here = {g["seed"]: g for g in data.games}
    there = {g["seed"]: g for g in other.games}
    common = sorted(s for s in here if s in there)  # type: ignore[type-var]
    paired = len(common) >= 2
    left = [there[s] for s in common] if paired else other.games
    right = [here[s] for s in common] if paired else data.games
    rows: list[list[str]] = []

    def compare(
        name: str, one: Sequence[float], two: Sequence[float], digits: int = 1, unit: str = ""
    ) -> None:
        if not one or not two:
            return
        gap = difference(one, two, paired)
        clear = gap.low > 0 or gap.high < 0
        rows.append(
            [
                name,
                f"{mean(one).value:.{digits}f}{unit}",
                f"{mean(two).value:.{digits}f}{unit}",
                f"{gap.value:+.{digits}f}{unit}",
                bounds(gap, digits, unit),
                "yes" if clear else "not shown",
            ]
        )

    def both(column: str, scale: float = 1.0) -> tuple[list[float], list[float]]:
        one, two = ([scale * float(g.get(column) or 0) for g in group] for group in (left, right))
        return one, two

    for side in data.sides:
        name = side["id"]
        won = [[100.0 * (g["winner"] == name) for g in group] for group in (left, right)]
        compare(f"{side['name']} wins", won[0], won[1], unit=" %")
        for column, words in (("score", "score"), ("losses", "steps lost")):
            one, two = both(f"{column}_{name}")
            compare(f"{side['name']} {words}", one, two)
    for column in ("battles", "orders", "turns"):
        one, two = both(column)
        compare(column, one, two)
    jobs = [{g["job"]: g["seed"] for g in group} for group in (left, right)]
    late: list[dict[tuple[str, object], float]] = [{}, {}]
    for number, source in enumerate((other, data)):
        for row in source.tables["milestones"]:
            if row["days_late"] is not None and row["job"] in jobs[number]:
                late[number][str(row["milestone"]), jobs[number][row["job"]]] = float(row["days_late"]) / 7
    for item in data.manifest["history"]["milestones"]:
        name = item["id"]
        old = {seed: v for (m, seed), v in late[0].items() if m == name}
        new = {seed: v for (m, seed), v in late[1].items() if m == name}
        if paired:
            shared = [seed for seed in old if seed in new]
            compare(item["name"], [old[s] for s in shared], [new[s] for s in shared], unit=" w")
        else:
            compare(item["name"], list(old.values()), list(new.values()), unit=" w")
    names = [other.folder.name, data.folder.name]
    if names[0] == names[1]:
        names = [str(other.folder), str(data.folder)]
    how = f"paired by {len(common)} common seeds" if paired else "as two independent groups"
    summary = f"Against {names[0]}, {how}. Milestones: mean weeks after history, games that get there."
    note = (
        "Many lines are compared at once: of a hundred that do not differ at all, about five will still be "
        "marked. Confirm what matters on fresh seeds."
    )
    head = ["what", names[0], names[1], "difference", "95 % interval", "differs"]
    return Section("comparison", "Differences", summary, head, rows, note=note)
