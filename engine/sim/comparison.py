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

    for side in data.sides:
        name = side["id"]
        won = [[100.0 * (g["winner"] == name) for g in group] for group in (left, right)]
        compare(f"{side['name']} wins", *won, unit=" %")
        for column, words in (("score", "score"), ("losses", "steps lost")):
            values = [[float(g.get(f"{column}_{name}") or 0) for g in group] for group in (left, right)]
            compare(f"{side['name']} {words}", *values)
    for column in ("battles", "orders", "turns"):
        compare(column, *[[float(g[column] or 0) for g in group] for group in (left, right)])
    jobs = [{g["job"]: g["seed"] for g in group} for group in (left, right)]
    late: list[dict[tuple[str, object], float]] = [{}, {}]
    for number, source in enumerate((other, data)):
        for row in source.tables["milestones"]:
            if row["days_late"] is not None and row["job"] in jobs[number]:
                late[number][str(row["milestone"]), jobs[number][row["job"]]] = float(row["days_late"]) / 7
    for item in data.manifest["history"]["milestones"]:
        name = item["id"]
        one = {seed: v for (m, seed), v in late[0].items() if m == name}
        two = {seed: v for (m, seed), v in late[1].items() if m == name}
        if paired:
            both = [s for s in one if s in two]
            compare(item["name"], [one[s] for s in both], [two[s] for s in both], unit=" w")
        else:
            compare(item["name"], list(one.values()), list(two.values()), unit=" w")
    how = f"paired by {len(common)} common seeds" if paired else "as two independent groups"
    words = f"Against {other.folder.name}, {how}. Milestones: mean weeks after history, games that get there."
    note = (
        "Many lines are compared at once: of a hundred that do not differ at all, about five will still be "
        "marked. Confirm what matters on fresh seeds."
    )
    head = ["what", other.folder.name, data.folder.name, "difference", "95 % interval", "differs"]
    return Section("comparison", "Differences", words, head, rows, note=note)
