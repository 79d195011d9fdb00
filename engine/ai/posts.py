"""Posture for a turn: who holds which post, where the others are going.

A side on the defence gets posts, hexes of the line it holds or of the front as it is, and
each post gets the nearest free unit. A side on the offensive gets a way to its objectives.
"""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np

from engine.ai.analysis import (
    FAR,
    enemy_power,
    front,
    keep,
    kept,
    ring_sum,
    steps_between,
    steps_to,
    threat,
    ways,
)
from engine.ai.plans import (
    Post,
    current_lines,
    doctrine_of,
    line_hexes,
    objectives,
    regions,
    spots,
)
from engine.ai.player import Memory
from engine.kernels.arrays import I64
from engine.kernels.consts import INFINITY, QUARTERS, SOURCE_RAIL, STATUS_BOX, STATUS_MAP
from engine.observation import Observation
from engine.rules import supply
from engine.rules.headquarters import hexes_apart
from engine.schema.doctrine import DoctrineFile, Evacuation
from engine.script.conditions import all_hold
from engine.script.districts import hold, strength
from engine.state import G_TURN, I32
from engine.world import World

GARRISON = 100  # rank of the post of a garrison
HARD_POST = 3  # divisions at most that one post asks for
POST_NEED = 12  # quarters that hold a quiet post
DEPTH = 12  # hexes into enemy land beyond which all is equally deep
ENCIRCLE = 4  # hexes around a post that are looked at for being shut in
SHUT_IN = 62  # percent of enemy ground there at which a post is given up
PULL = 40  # worth of the best place to attack from, where a hex of plain road is 16
AHEAD = 5  # hexes before a line in which a plain player still fights for the front
SEARCH = 60  # hexes around a post in which a unit is looked for


def plan_turn(
    world: World,
    seen: Observation,
    memory: Memory,
    strongholds: Sequence[Post] = (),
    goals: Sequence[tuple[int, int]] = (),
    thinly: bool = False,
) -> None:
    """Write posture, assignments and ways into memory for this turn.

    ``strongholds`` are posts that a defender mans beside those of his lines, if he can;
    ``goals`` are hexes, each with a handicap in quarters, that all formations go for beside their own.
    ``thinly`` mans the lines of doctrine that are ``thin`` as such.
    """
    plan = doctrine_of(world, seen.viewer)
    ended = ("post:", "evac:", "small:")
    memory.numbers = {k: v for k, v in memory.numbers.items() if not k.startswith(ended)}
    defends = plan is not None and bool(plan.line)
    if plan is None:
        own = int(
            (seen.unit_quarters * world.type_attack[world.unit_type])[
                (seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP)
            ].sum()
        )
        defends = own * 5 < int(enemy_power(world, seen).sum()) * 6
    memory.numbers["attacking"] = 0 if defends else 1
    memory.numbers["thin"] = 0
    _plan_ways(world, seen, memory, plan, goals)
    _plan_depth(world, seen, memory)
    _plan_safety(world, seen, memory)
    _plan_pull(world, seen, memory)
    if plan is not None:
        _mark_evacuees(world, seen, memory, plan)
    if defends:
        _assign(world, seen, memory, _posts(world, seen, memory, plan, strongholds, thinly))
    elif plan is not None:
        _assign(world, seen, memory, garrisons(world, seen, plan))


def _plan_ways(
    world: World,
    seen: Observation,
    memory: Memory,
    plan: DoctrineFile | None,
    goals: Sequence[tuple[int, int]],
) -> None:
    """Keep, by formation, the cost of going to the objectives: 'goal' for everyone, 'goal:<id>' for some."""
    memory.fields = {k: v for k, v in memory.fields.items() if not k.startswith("goal")}
    for formation, found in objectives(world, seen, plan).items():
        if not found:
            continue
        best: dict[int, int] = {}
        for at, handicap in (*found, *goals):
            best[at] = min(handicap, best.get(at, FAR))
        sources = sorted(best)
        field = ways(world, walker(world), sources, [best[s] for s in sources])
        keep(memory, f"goal:{formation}" if formation else "goal", field)
    if "goal" not in memory.fields:
        keep(memory, "goal", np.full(world.land, INFINITY, np.int32))


def _plan_safety(world: World, seen: Observation, memory: Memory) -> None:
    """Keep where a unit would be cut off, and the way home: to the railways that lead out, or else the ports.

    Cut off is who is out of reach of supply, or has enemy ground nearly all round.
    """
    sources, field = supply.net(world, seen, seen.viewer)
    cut = field.cost >= INFINITY
    hostile = (seen.hex_control != seen.viewer).astype(np.int32)
    for _ in range(ENCIRCLE):
        hostile = ring_sum(world, hostile)
    shut = hostile * 100 > _ground(world) * SHUT_IN
    keep(memory, "cut", (cut | shut).astype(np.int32))
    railways = sources.hex[sources.kind == SOURCE_RAIL]
    home = [int(h) for h in (railways if len(railways) else sources.hex[: sources.flow])]
    keep(memory, "home", ways(world, walker(world), home, [0] * len(home)))


_grounds: WeakKeyDictionary[World, I64] = WeakKeyDictionary()


def _ground(world: World) -> I64:
    """Return int64[L]: what ``ENCIRCLE`` sums of rings give for each hex if all ground is hostile; kept."""
    found = _grounds.get(world)
    if found is None:
        ground = np.ones(world.land, np.int32)
        for _ in range(ENCIRCLE):
            ground = ring_sum(world, ground)
        found = _grounds[world] = ground.astype(np.int64)
    return found


def _plan_depth(world: World, seen: Observation, memory: Memory) -> None:
    """Keep what it costs to stand far inside enemy land where he is near: who runs ahead is cut off."""
    own = [int(h) for h in np.flatnonzero(front(world, seen))]
    inside = np.minimum(steps_between(world, own, DEPTH), DEPTH)
    inside[seen.hex_control == seen.viewer] = 0
    danger = threat(world, enemy_power(world, seen, mobile=True))
    keep(memory, "danger", danger)
    felt = danger > 0
    near, far = np.maximum(inside - 1, 0), np.maximum(inside - 5, 0)
    keep(memory, "depth", np.where(felt, near, far).astype(np.int32))


def _plan_pull(world: World, seen: Observation, memory: Memory) -> None:
    """Keep how much each hex draws attackers: those next to an enemy whom the troops near by outmatch."""
    pull = np.zeros(world.land, np.int32)
    mine = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
    own = np.zeros(world.land, np.int32)
    power = seen.unit_quarters[mine].astype(np.int32) * world.type_attack[world.unit_type[mine]]
    np.add.at(own, seen.unit_hex[mine], power * (100 + seen.unit_cohesion[mine]) // 200)
    foe = np.flatnonzero((seen.unit_side != seen.viewer) & (seen.unit_status == STATUS_MAP))
    held = np.zeros(world.land, np.int32)
    dug = np.zeros(world.land, np.int32)
    power = seen.unit_quarters[foe].astype(np.int32) * world.type_defence[world.unit_type[foe]]
    np.add.at(held, seen.unit_hex[foe], power * (100 + seen.unit_cohesion[foe]) // 200)
    np.maximum.at(dug, seen.unit_hex[foe], seen.unit_entrench[foe].astype(np.int32))
    hexes = np.flatnonzero(held)
    near_by = np.append(own, 0)[two_around(world)[hexes]].sum(axis=1).tolist()
    for target, at_hand in zip(hexes.tolist(), near_by, strict=True):
        near = [h for h in world.around[target].tolist() if h < world.land]
        steep = int(world.terrain_shift[world.hex_terrain[target]]) + int(dug[target])
        worth = at_hand * 100 // max(1, int(held[target]) * (100 + 25 * steep) // 100)
        bonus = max(0, min(PULL, (worth - 150) * PULL // 300))
        for n in near:
            pull[n] = max(pull[n], bonus)
    keep(memory, "pull", pull)


_twos: WeakKeyDictionary[World, I32] = WeakKeyDictionary()


def two_around(world: World) -> I32:
    """Return int32[L, 19]: the land within two steps of each hex, itself included if it has any; L fills up.

    Worked out once a world.
    """
    found = _twos.get(world)
    if found is None:
        found = np.full((world.land, 19), world.land, np.int32)
        around = world.around.tolist()
        for row in range(world.land):
            near = {h for h in around[row] if h < world.land}
            both = near | {h for n in near for h in around[n] if h < world.land}
            found[row, : len(both)] = sorted(both)
        _twos[world] = found
    return found


def walker(world: World) -> int:
    """Return the class that most units walk by: the first that is neither static nor mobile."""
    for cls in range(len(world.class_ids)):
        if not world.class_static[cls] and not world.class_mobile[cls]:
            return cls
    return 0


def _mark_evacuees(world: World, seen: Observation, memory: Memory, plan: DoctrineFile) -> None:
    """Note in memory which units leave their region for where: place row, or -2 - box row."""
    places, boxes = world.rows("place"), world.rows("box")
    for evacuation in _evacuations(world, seen, plan):
        if evacuation.to in places:
            goal = places[evacuation.to]
        elif evacuation.to in boxes:
            goal = -2 - boxes[evacuation.to]
        else:
            continue
        inside = regions(world, evacuation.regions)
        nation = evacuation.units.nation if evacuation.units is not None else None
        mine = np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
        for unit in mine:
            if world.hex_region[seen.unit_hex[unit]] not in inside:
                continue
            if nation is not None and world.nation_ids[world.unit_nation[unit]] != nation:
                continue
            if world.class_static[world.unit_class[unit]]:
                continue
            memory.numbers[f"evac:{int(unit)}"] = goal


def _evacuations(world: World, seen: Observation, plan: DoctrineFile) -> list[Evacuation]:
    """Return the evacuations that are under way."""
    date = world.date_of(int(seen.game[G_TURN]))
    return [
        x
        for x in plan.evacuation
        if (x.not_before is None or date >= x.not_before) and all_hold(world, seen, x.if_)
    ]


def garrisons(world: World, seen: Observation, plan: DoctrineFile) -> list[Post]:
    """Return the posts at the places that doctrine garrisons today, as far as the viewer holds them."""
    date = world.date_of(int(seen.game[G_TURN]))
    posts = []
    for garrison in plan.garrison:
        if (garrison.start and date < garrison.start) or (garrison.until and date > garrison.until):
            continue
        for at in spots(world, [garrison.place]):
            if seen.hex_control[at] == seen.viewer:
                posts.append(Post(at, GARRISON, garrison.steps * QUARTERS))
    return posts


def _posts(
    world: World,
    seen: Observation,
    memory: Memory,
    plan: DoctrineFile | None,
    strongholds: Sequence[Post],
    thinly: bool,
) -> list[Post]:
    """Return the posts of this turn: lines that are held, garrisons, and the front where no line is."""
    felt = kept(memory, "threat")
    cut = kept(memory, "cut")
    found: dict[int, Post] = {}
    covered: set[int] = set()
    # Hexes of lines that cross the whole theatre, each with how far before it a stand is made.
    across: list[tuple[int, int]] = []
    if plan is not None:
        for line in current_lines(world, seen, memory, plan):
            area = regions(world, line.regions)
            covered |= set(area)
            memory.numbers["thin"] |= int(thinly and line.thin)
            for order, at in enumerate(line_hexes(world, line)):
                if seen.hex_control[at] != seen.viewer or cut[at]:
                    continue
                if not area:
                    across.append((at, line.ahead if thinly else AHEAD))
                heat = int(felt[at])
                # Every second hex of a line makes a bond; the hexes between come later.
                rank = (order % 2) * 300 - min(heat, 250)
                found[at] = Post(at, rank, POST_NEED + min(heat, 100) // 4, area)
        for evacuation in _evacuations(world, seen, plan):
            covered |= set(regions(world, evacuation.regions))
        for post in garrisons(world, seen, plan):
            found.setdefault(post.hex, post._replace(rank=GARRISON))
    for post in strongholds:
        if seen.hex_control[post.hex] == seen.viewer and not cut[post.hex]:
            found[post.hex] = post
    near = steps_between(world, [int(h) for h in np.flatnonzero(kept(memory, "power") > 0)], 4)
    barrier = np.array(across, np.int32).reshape(-1, 2)
    home = kept(memory, "home")
    rows = np.flatnonzero((front(world, seen) > 0) & (cut == 0) & (near <= 3)).astype(np.int32)
    rows = rows[~np.isin(world.hex_region[rows], list(covered))]
    for h in rows[~_ahead(world, home, barrier, rows)].tolist():
        if h in found:
            continue
        good = int(world.terrain_shift[world.hex_terrain[h]]) * 30 + int(seen.hex_fort[h]) * 60
        heat = int(felt[h])
        found[h] = Post(h, 150 - min(heat, 250) - good, POST_NEED + min(heat, 100) // 4)
    return sorted(found.values(), key=lambda p: (p.rank, p.hex))


def _ahead(world: World, home: I32, barrier: I32, rows: I32) -> np.ndarray:
    """Return bool[n]: which of ``rows`` lie too far before the line to be worth a stand.

    ``barrier`` int32[m, 2] are the hexes of the line, each with how many hexes that is. Before it is
    what lies farther from home than the hex of the line that is nearest.
    """
    line = barrier[:, 0]
    if not len(line) or not len(rows):
        return np.zeros(len(rows), np.bool_)
    apart = hexes_apart(world, np.tile(line, len(rows)), np.repeat(rows, len(line))).reshape(len(rows), -1)
    nearest = apart.argmin(axis=1)
    far = apart[np.arange(len(rows)), nearest] > barrier[nearest, 1]
    ahead: np.ndarray = far & (home[rows] > home[line[nearest]])
    return ahead


def guards(world: World, seen: Observation) -> set[int]:
    """Return the units that stay to hold restless districts: of the types meant for it, up to the need."""
    kept_back: set[int] = set()
    for row, district in enumerate(world.districts):
        if not district.guards or world.rows("side")[district.occupier] != seen.viewer:
            continue
        if not strength(world, seen, row):
            continue
        found = hold(world, seen, row)
        able = [u for u in found.units if world.type_ids[world.unit_type[u]] in district.guards]
        idle = [u for u in found.units if world.class_static[world.unit_class[u]]]
        steps = sum(int(seen.unit_quarters[u]) for u in idle) // QUARTERS
        for unit in sorted(able, key=lambda u: (int(world.type_attack[world.unit_type[u]]), u)):
            if steps >= found.need:
                break
            if unit not in idle:
                kept_back.add(unit)
                steps += int(seen.unit_quarters[unit]) // QUARTERS
    return kept_back


def _assign(world: World, seen: Observation, memory: Memory, posts: list[Post]) -> None:
    """Give each post the nearest free unit until it is strong enough; the rest go where it is hottest."""
    free = {
        int(u)
        for u in np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_MAP))
        if not world.class_static[world.unit_class[u]]
        and f"evac:{int(u)}" not in memory.numbers
        and f"apart:{int(u)}" not in memory.numbers
        and f"rest:{int(u)}" not in memory.numbers
    }
    free -= guards(world, seen)
    boxed = sorted(
        int(u)
        for u in np.flatnonzero((seen.unit_side == seen.viewer) & (seen.unit_status == STATUS_BOX))
        if world.box_kind[seen.unit_box[u]] == 1
    )
    pulled: dict[int, int] = {}
    for round_ in range(-memory.numbers["thin"], HARD_POST):
        for post in posts:
            if round_ < 0 and post.rank != GARRISON and _beside(world, post.hex, pulled):
                continue
            if pulled.get(post.hex, 0) >= post.need or not free:
                continue
            if round_ > 0 and pulled.get(post.hex, 0) == 0:
                continue
            unit = _nearest(world, seen, post, free)
            if unit < 0:
                continue
            free.discard(unit)
            memory.numbers[f"post:{unit}"] = post.hex
            if post.rank == GARRISON and int(seen.unit_hex[unit]) == post.hex:
                memory.numbers[f"small:{unit}"] = post.need
            pulled[post.hex] = pulled.get(post.hex, 0) + int(seen.unit_quarters[unit])
    hot = sorted(posts, key=lambda p: (pulled.get(p.hex, 0) - p.need, p.hex))
    for i, unit in enumerate(boxed):
        if hot:
            memory.numbers[f"post:{unit}"] = hot[i % len(hot)].hex
    memory.numbers["posts"] = len(posts)


def _beside(world: World, at: int, manned: dict[int, int]) -> bool:
    """Return whether a post lies next to one that somebody goes to."""
    return any(there in manned for there in world.hex_neighbour[at].tolist())


def _nearest(world: World, seen: Observation, post: Post, free: set[int]) -> int:
    """Return the free unit nearest to a post, -1 if none; a mobile one is taken to be thrice as far."""
    away = steps_to(world, post.hex, SEARCH)
    units = np.array(sorted(free), np.int32)
    at = seen.unit_hex[units]
    near = away[at] < INFINITY
    if post.regions:
        near &= np.isin(world.hex_region[at], post.regions)
    units = units[near]
    if not len(units):
        return -1
    far = away[at[near]]
    mobile = world.class_mobile[world.unit_class[units]] != 0
    far = np.where(mobile & (far > 3), far * 3, far) * 4 - np.minimum(8, seen.unit_quarters[units] // 4)
    return int(units[far.argmin()])
