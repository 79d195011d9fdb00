"""The front as a staff sees it: sectors, who is stronger in each, what is to be won or lost there.

Worked out from an Observation once a turn. A sector is a stretch of own hexes that feel the enemy,
with the land a few hexes round it; a unit belongs to the sector whose front is nearest.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.ai.analysis import FAR, front, kept
from engine.ai.player import Memory
from engine.ai.worth import to_deny, to_take
from engine.kernels.choice import claim
from engine.kernels.consts import INFINITY, STATUS_MAP, SUPPLY_LOW
from engine.observation import Observation
from engine.state import I32
from engine.world import World

LENGTH = 8  # hexes of front to a sector
REACH = 4  # hexes round its front that belong to a sector
ATTACK, HOLD, DELAY = 0, 1, 2
STANCES = ("attack", "hold", "delay")
STRONGER, WEAKER = 150, 60  # percent of the enemy's power from which a sector attacks, below which it delays
MOST = 400  # percent beyond which more strength changes nothing
PLAIN = 10  # points that every sector is worth
WAY = 16  # quarters of way to an objective that count like a point


class Sector(NamedTuple):
    """A stretch of front: its hexes, both powers, points to win and to lose, weak spots, what it does.

    Powers are quarter steps x factor, own ones by cohesion. ``cut`` counts front hexes that the
    enemy has all but round, ``hungry`` own units that are short of supply.
    """

    hexes: tuple[int, ...]
    own: int
    enemy: int
    take: int
    deny: int
    way: int
    cut: int
    hungry: int
    stance: int
    weight: int

    @property
    def ratio(self) -> int:
        """Return the own power in percent of the enemy's."""
        return min(MOST, self.own * 100 // max(1, self.enemy))


def stretches(world: World, seen: Observation, felt: I32) -> list[tuple[int, ...]]:
    """Return the front in stretches of at most LENGTH hexes, each together, by their first hex."""
    left = {int(h) for h in np.flatnonzero((front(world, seen) > 0) & (felt > 0))}
    found = []
    while left:
        queue = [min(left)]
        left.discard(queue[0])
        for at in queue:
            for there in world.hex_neighbour[at].tolist():
                if there in left and len(queue) < LENGTH:
                    left.discard(there)
                    queue.append(there)
        found.append(tuple(queue))
    return found


def labels(world: World, parts: list[tuple[int, ...]]) -> I32:
    """Return int32[L]: the sector of each hex within REACH of a front, -1 elsewhere."""
    out = np.full(world.land, -1, np.int32)
    for row, hexes in enumerate(parts):
        out[list(hexes)] = row
    claim(world.hex_neighbour, REACH, out, np.empty_like(out))
    return out


def survey(world: World, seen: Observation, memory: Memory) -> tuple[list[Sector], I32]:
    """Return the sectors of the front and to which of them each hex belongs, see ``labels``.

    Needs what ``posts.plan_turn`` keeps in memory: threat, ways to objectives, cut-off danger.
    """
    parts = stretches(world, seen, kept(memory, "threat"))
    where = labels(world, parts)
    count = len(parts)
    mine = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
    at = where[seen.unit_hex[mine]]
    mine, at = mine[at >= 0], at[at >= 0]
    power = seen.unit_quarters[mine].astype(np.int64) * world.type_attack[world.unit_type[mine]]
    own = _sum(at, power * (100 + seen.unit_cohesion[mine]) // 200, count)
    hungry = _sum(at, (seen.unit_supply[mine] >= SUPPLY_LOW).astype(np.int64), count)
    inside = np.flatnonzero(where >= 0)
    enemy, take, deny = (
        _sum(where[inside], field[inside].astype(np.int64), count)
        for field in (kept(memory, "power"), to_take(world, seen), to_deny(world, seen))
    )
    way, cut = kept(memory, "goal"), kept(memory, "cut")
    attacking = bool(memory.numbers.get("attacking"))
    sectors = []
    for row, hexes in enumerate(parts):
        near = min((int(way[h]) for h in hexes), default=INFINITY)
        sector = Sector(
            hexes, int(own[row]), int(enemy[row]), int(take[row]), int(deny[row]), min(near, FAR),
            int(cut[list(hexes)].sum()), int(hungry[row]), HOLD, 0,
        )  # fmt: skip
        sectors.append(_judged(sector, attacking))
    return sectors, where


def main_effort(sectors: list[Sector]) -> int:
    """Return the row of the sector of most weight, -1 without a front."""
    return max(range(len(sectors)), key=lambda row: (sectors[row].weight, -row), default=-1)


def _judged(sector: Sector, attacking: bool) -> Sector:
    """Return a sector with its stance and its weight.

    On the offensive most weight is where most can be won soon with the odds at hand, else where
    most can be lost to the odds against.
    """
    ratio = sector.ratio
    stance = ATTACK if attacking and ratio >= STRONGER else DELAY if ratio < WEAKER else HOLD
    if attacking:
        weight = (PLAIN + sector.take) * ratio - sector.way * 100 // WAY
    else:
        weight = (PLAIN + sector.deny) * min(MOST, sector.enemy * 100 // max(1, sector.own))
    return sector._replace(stance=stance, weight=weight)


def _sum(row: I32, value: np.ndarray, count: int) -> np.ndarray:
    out = np.zeros(count, np.int64)
    np.add.at(out, row, value)
    return out
