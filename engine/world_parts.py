"""Pieces of the World that one kind of row gives by itself; engine.world_build puts them together."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.kernels.consts import QUARTERS
from engine.world import frozen

CORPS, ARMY, GROUP = range(3)  # echelons of formations
LONGEST_CHAIN = 8  # formations above a unit, at most


def quarters(points: float) -> int:
    """Return movement points as whole quarters."""
    return round(points * QUARTERS)


class Rows:
    """Row numbers by id for one kind of name."""

    def __init__(self, ids: list[str]) -> None:
        self.ids = tuple(ids)
        self._row = {name: i for i, name in enumerate(ids)}

    def __getitem__(self, name: str) -> int:
        return self._row[name]

    def get(self, name: str | None) -> int:
        return -1 if name is None or name == "" else self._row[name]

    def __contains__(self, name: object) -> bool:
        return name in self._row

    def __len__(self) -> int:
        return len(self.ids)


def lay(table: Any, rows: Any, values: list[int], labels: Rows, neighbour: Any) -> None:
    """Write the value of each row to both sides of the hexside between ``row.a`` and ``row.b``.

    ``table`` int8[N, 6]; pairs that are not adjacent or lie past row N are left out; of two rows for
    one hexside the later counts.
    """
    ends = np.array([(labels[row.a], labels[row.b]) for row in rows], dtype=np.int32).reshape(-1, 2)
    towards = neighbour[ends[:, 0]] == ends[:, 1:]
    sound = towards.any(axis=1) & (ends.max(axis=1, initial=-1) < len(table))
    there = towards[sound].argmax(axis=1)
    ways = np.stack([there, (there + 3) % 6], axis=1)
    table[ends[sound], ways] = np.array(values, dtype=table.dtype)[sound, None]


def neighbours(columns: Any, rows: Any) -> Any:
    """Return int32 [H,6]: row of the neighbour in each direction, -1 outside the map."""
    width, height = int(columns.max()) + 3, int(rows.max()) + 3
    grid = np.full((width, height), -1, dtype=np.int32)
    grid[columns + 1, rows + 1] = np.arange(len(columns))
    out = np.empty((len(columns), 6), dtype=np.int32)
    odd = columns & 1
    # offset steps of the six directions in an odd-q grid, for even and for odd columns
    steps = ((0, -1, -1), (1, -1, 0), (1, 0, 1), (0, 1, 1), (-1, 0, 1), (-1, -1, 0))
    for d, (dc, even_step, odd_step) in enumerate(steps):
        out[:, d] = grid[columns + 1 + dc, rows + 1 + np.where(odd == 1, odd_step, even_step)]
    return out


def inland(neighbour: Any, coastal: Any, hexes_: int) -> Any:
    """Return bool[L]: the land within so many hexes of the sea, the coast itself being one."""
    land = len(coastal)
    near = neighbour[:land]
    inside = (near >= 0) & (near < land)
    found = coastal.copy() if hexes_ else np.zeros(land, bool)
    for _ in range(hexes_ - 1):
        found |= np.any(inside & found[np.clip(near, 0, land - 1)], axis=1)
    return found


def landmasses(neighbour: Any, passable: Any, land: int) -> Any:
    """Return int32[L]: for each land hex the lowest row that can be reached on foot."""
    part = np.arange(land, dtype=np.int32)
    near = np.clip(neighbour[:land], 0, land - 1)
    while True:
        around = np.where(passable > 0, part[near], land).min(axis=1)
        lower = np.minimum(part, around)
        lower = lower[lower]  # jump along, so that long coasts take few rounds
        if np.array_equal(lower, part):
            return part
        part = lower


def hubs(hex_rail: Any, place_rows: Any, labels: Rows) -> Any:
    """Return uint8[L]: 1 where trains or ships can bring troops."""
    hub = hex_rail.any(axis=1).astype(np.uint8)
    for place in place_rows:
        if place.port_tons > 0:
            hub[labels[place.hex]] = 1
    return hub


def depots(rules: Any, hex_rail: Any, place_rows: Any, labels: Rows) -> list[int]:
    """Return the tons that a depot at each place can keep: by its port, and by rank on a railway."""
    found = []
    for place in place_rows:
        tons = place.port_tons * rules.depot_port_days
        railhead = bool(hex_rail[labels[place.hex]].any()) and place.kind in ("city", "town", "port")
        if railhead and place.rank < len(rules.depot_tons):
            tons += rules.depot_tons[place.rank]
        found.append(tons)
    return found


def combat_rules(shifts: Any, command: Any) -> list[int]:
    """Return the words R_* of kernels.consts from the [shifts] table and the rules of command."""
    words = [
        shifts.attacker_cap, shifts.defender_cap, shifts.turned_entrenchment_cap, shifts.snow,
        shifts.mud_snow_cap, shifts.hasty, shifts.quality, shifts.quality_great, shifts.defender_better,
        shifts.attacker_low, shifts.attacker_out, shifts.support_cap, shifts.set_piece, shifts.surprise,
        shifts.concentric, shifts.concentric_hexes, shifts.armour, shifts.low_cohesion,
        shifts.low_cohesion_below, shifts.isolated, shifts.corps, shifts.army, shifts.naval_cap,
        shifts.turned, shifts.isolated_entrenchment_cap,
        *shifts.entrenchment, *shifts.mud, command.out_of_range_shift, command.leader.bold_from,
        command.leader.bold_shift, command.leader.timid_to, command.leader.timid_shift,
    ]  # fmt: skip
    return words


def unit_tables(
    units: Any, types: Any, kind_of: Any, full: Any, spare: list[int], classes: Rows
) -> dict[str, Any]:
    """Return the tables by unit type and by unit that need no map; ``spare``: types of free counters."""
    per = [types[k] for k in kind_of]
    parts = [types[k] for k in spare]
    rows = {t.id: row for row, t in enumerate(types)}
    of_class = [classes[t.movement] for t in types]
    return {
        "type_ids": tuple(t.id for t in types),
        "type_class": frozen(of_class, "int8"),
        "type_attack": frozen([t.attack for t in types], "int16"),
        "type_defence": frozen([t.defence for t in types], "int16"),
        "type_quality": frozen([t.quality for t in types], "int8"),
        "type_stack": frozen([t.stacking for t in types], "int16"),
        "type_need": frozen([t.need for t in types], "int16"),
        "type_armour": frozen([t.armour for t in types], "int8"),
        "type_anti_armour": frozen([t.anti_armour for t in types], "int8"),
        "type_recon": frozen([t.recon for t in types], "uint8"),
        "type_steps": frozen([t.steps for t in types], "int16"),
        "type_coastal": frozen([t.coastal for t in types], "uint8"),
        "type_parachute": frozen([t.parachute for t in types], "uint8"),
        "type_lift": frozen([t.lift for t in types], "int16"),
        "type_raids": frozen([t.raids for t in types], "int8"),
        "type_symbols": tuple(t.symbol for t in types),
        "type_echelons": tuple(t.echelon for t in types),
        "type_part": frozen([rows[t.part] if t.part else -1 for t in types], "int16"),
        "unit_type": frozen([*kind_of, *spare], "int16"),
        "unit_class": frozen([*(of_class[k] for k in (*kind_of, *spare))], "int8"),
        "unit_full": frozen([*full, *(t.steps * QUARTERS for t in parts)], "int16"),
        "unit_spare": frozen([*(0 for _ in units), *(1 for _ in parts)], "uint8"),
        "unit_quality": frozen(
            [
                *(t.quality if u.quality is None else u.quality for u, t in zip(units, per, strict=True)),
                *(t.quality for t in parts),
            ],
            "int8",
        ),
        "unit_stack": frozen([t.stacking for t in (*per, *parts)], "int16"),
        "unit_recon": frozen([t.recon for t in (*per, *parts)], "uint8"),
        "unit_start_quarters": frozen(
            [
                *(max(1, int(f) * u.strength // 100) for u, f in zip(units, full, strict=True)),
                *(0 for _ in parts),
            ],
            "int16",
        ),
        "unit_start_cohesion": frozen([*(u.cohesion for u in units), *(0 for _ in parts)], "int16"),
    }


def formation_tables(scenario: Any, formations: Rows, sides: Rows, turn_of: Any) -> dict[str, Any]:
    """Return the tables of formations, leaders and dated attachments.

    Attachments dated on or before the first day are in ``unit_formation`` and
    ``formation_parent`` already; ``attachments`` holds those to come, by turn.
    """
    rows = scenario.formations.rows
    nation_side = {n.id: n.side for n in scenario.file.nation}
    parent = [formations.get(f.parent) for f in rows]
    direct = [formations.get(u.formation) for u in scenario.units.rows]
    dated = []
    for a in sorted(scenario.attachments.rows, key=lambda a: a.date):
        unit = scenario.units.ids.get(a.subject, -1)
        formation = -1 if unit >= 0 else formations[a.subject]
        if turn_of(a.date) > 1:
            dated.append((turn_of(a.date), unit, formation, formations[a.formation]))
        elif unit >= 0:
            direct[unit] = formations[a.formation]
        else:
            parent[formation] = formations[a.formation]
    leaders = scenario.leaders.rows
    echelons = {"corps": CORPS, "army": ARMY, "group": GROUP}
    echelon = [echelons[f.echelon] for f in rows]
    chains = [chain(parent, echelon, f) for f in direct]
    pad = [-1] * sum(row.slots for row in scenario.reserves.rows)
    return {
        "formation_names": tuple(f.name for f in rows),
        "formation_labels": tuple(f.label for f in rows),
        "formation_side": frozen([sides[nation_side[f.nation]] for f in rows], "int8"),
        "formation_echelon": frozen(echelon, "int8"),
        "formation_parent": frozen(parent, "int16"),
        "leader_ids": tuple(m.id for m in leaders),
        "leader_names": tuple(m.name for m in leaders),
        "leader_initiative": frozen([m.initiative for m in leaders], "int8"),
        "leader_admin": frozen([m.admin for m in leaders], "int8"),
        "leader_rows": tuple(
            (formations[m.formation], turn_of(m.start), turn_of(m.finish), row)
            for row, m in enumerate(leaders)
            if m.formation
        ),
        "attachments": tuple(dated),
        "unit_formation": frozen([*direct, *pad], "int16"),
        "unit_corps": frozen([*(c for c, _ in chains), *pad], "int16"),
        "unit_army": frozen([*(a for _, a in chains), *pad], "int16"),
    }


def chain(parent: Any, echelon: Any, formation: int) -> tuple[int, int]:
    """Return the rows of the corps and of the army that a formation is or belongs to, -1 for none."""
    found = {CORPS: -1, ARMY: -1}
    for _ in range(LONGEST_CHAIN):
        if formation < 0:
            break
        level = int(echelon[formation])
        if found.get(level) == -1:
            found[level] = formation
        formation = int(parent[formation])
    return found[CORPS], found[ARMY]
