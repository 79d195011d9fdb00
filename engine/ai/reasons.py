"""Why the general staff gave an order: plan, gain, risk, the next best and the term that decided.

Everything is worked out anew from what the player saw before the order was carried out.
"""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from engine.ai import offensive
from engine.ai.analysis import FAR, kept, way_to
from engine.ai.assault import THROWS, Plan, best_attack, parts_of
from engine.ai.manoeuvre import DEEP, goal_field
from engine.ai.player import Memory
from engine.ai.sectors import STANCES, main_effort, survey
from engine.ai.worth import to_deny
from engine.kernels.consts import AIR_SUPPORT, DELIBERATE, QUARTERS
from engine.observation import Observation
from engine.orders import Air, Attack, Land, Move, Order, kind_of, to_text
from engine.state import I32
from engine.world import World

Terms = dict[str, int]


class Reason(msgspec.Struct, frozen=True):
    """Why an order was given. Gains are in steps; ``risk`` is the chance in percent that it fails.

    ``terms`` are what the gain is made of, ``next_best`` what would have come instead, with its
    gain, and ``decided_by`` the term in which the two differ most. ``at`` is the hex that the order is
    about. What cannot be said is None.
    """

    order: dict[str, Any]
    plan: str
    gain: float | None = None
    risk: int | None = None
    terms: dict[str, float] = {}
    next_best: str | None = None
    next_gain: float | None = None
    decided_by: str | None = None
    at: str | None = None


class Stretch(msgspec.Struct, frozen=True):
    """A sector as ``explain`` tells it: see ``sectors.Sector``; ``at`` is its first hex."""

    at: str
    hexes: int
    own: int
    enemy: int
    ratio: int
    take: int
    deny: int
    cut: int
    hungry: int
    stance: str
    main: bool


def situation(world: World, seen: Observation, memory: Memory) -> list[Stretch]:
    """Return the sectors of the front as the staff judged them at the start of its turn."""
    found, _ = survey(world, seen, memory)
    main = main_effort(found)
    return [
        Stretch(
            world.hex_labels[s.hexes[0]], len(s.hexes), s.own, s.enemy, s.ratio, s.take, s.deny, s.cut,
            s.hungry, STANCES[s.stance], row == main,
        )
        for row, s in enumerate(found)
    ]  # fmt: skip


def reason(world: World, seen: Observation, memory: Memory, order: Order) -> Reason:
    """Return why the staff gives an order, from what it sees before the order is carried out."""
    found = _reason(world, seen, memory, order, msgspec.json.decode(to_text(world, order)))
    at = _hex_of(world, seen, order)
    return msgspec.structs.replace(found, at=world.hex_labels[at]) if at >= 0 else found


def _hex_of(world: World, seen: Observation, order: Order) -> int:
    """Return the hex that an order is about: where it leads, else where its unit or staff is; -1 if none."""
    for name in ("target", "to", "hex"):
        at = getattr(order, name, -1)
        if 0 <= at < len(world.hex_labels):
            return int(at)
    place = getattr(order, "place", -1)
    if place >= 0:
        return int(world.place_hex[place])
    units = (getattr(order, "unit", -1), *getattr(order, "units", ()))
    found = [int(seen.unit_hex[unit]) for unit in units if unit >= 0]
    formation = getattr(order, "formation", -1)
    if formation >= 0:
        found.append(int(seen.hq_hex[formation]))
    return next((at for at in found if at >= 0), -1)


def _reason(world: World, seen: Observation, memory: Memory, order: Order, told: dict[str, Any]) -> Reason:
    if isinstance(order, Attack):
        return _of_attack(world, seen, memory, order, told)
    if isinstance(order, Move):
        return _of_move(world, seen, memory, order, told)
    if isinstance(order, Air) and order.mission == AIR_SUPPORT:
        return Reason(told, f"support-attack:{_name(world, order.target)}")
    if isinstance(order, Land):
        return Reason(told, f"landing:{world.place_ids[order.place]}")
    return Reason(told, kind_of(order))


def _name(world: World, at: int) -> str:
    place = int(world.hex_place[at])
    return world.place_ids[place] if place >= 0 else world.hex_labels[at]


def _decided(chosen: Terms, other: Terms) -> str | None:
    """Return the term that speaks most for the chosen one."""
    gaps = {name: chosen.get(name, 0) - other.get(name, 0) for name in {*chosen, *other}}
    best = max(sorted(gaps), key=lambda name: gaps[name], default=None)
    return best if best is not None and gaps[best] > 0 else None


def _of_attack(
    world: World, seen: Observation, memory: Memory, order: Attack, told: dict[str, Any]
) -> Reason:
    will = offensive.will_of(world, seen, memory, order.mode)
    value = offensive.ground_worth(world, memory, order.target)
    chosen = best_attack(world, seen, order.target, order.mode, will, value) or Plan(0, order, 0)
    terms = parts_of(world, seen, chosen._replace(order=order), will, value)
    others = [p for p in offensive.options(world, seen, memory, order.mode) if p.order.target != order.target]
    plan = "set-piece" if order.mode == DELIBERATE else "hasty-attack"
    where = kept(memory, "sector")[order.target] if "sector" in memory.fields else -1
    effort = ":main-effort" if where >= 0 and where == memory.numbers.get("main", -1) else ""
    steps = {name: _steps(part) for name, part in terms.items()}
    risk = 100 - chosen.chance * 100 // THROWS
    if not others:
        decided = _decided(terms, {})
        return Reason(told, plan + effort, _steps(sum(terms.values())), risk, steps, decided_by=decided)
    best = others[0]
    theirs = offensive.ground_worth(world, memory, best.order.target)
    decided = _decided(terms, parts_of(world, seen, best, will, theirs)) or "shells"
    return Reason(
        told, plan + effort, _steps(sum(terms.values())), risk, steps,
        f"attack:{_name(world, best.order.target)}", _steps(best.worth), decided,
    )  # fmt: skip


def _steps(worth: int) -> float:
    """Return steps of a worth in quarter steps x 36."""
    return round(worth / (THROWS * QUARTERS), 2)


def _of_move(world: World, seen: Observation, memory: Memory, order: Move, told: dict[str, Any]) -> Reason:
    """Compare where a unit goes with where it stands, which is always the next best."""
    unit, start = order.unit, int(seen.unit_hex[order.unit])
    post = memory.numbers.get(f"post:{unit}")
    if post is not None:
        plan = f"{'reserve' if f'apart:{unit}' in memory.numbers else 'post'}:{_name(world, post)}"
    elif memory.numbers.get("attacking"):
        plan = "advance"
    else:
        plan = "fall-back"
    way = _way(world, seen, memory, unit, post)
    fields: dict[str, I32] = {
        "way": -np.minimum(way, FAR),
        "attack-ground": kept(memory, "pull"),
        "line": -kept(memory, "depth") * DEEP,
        "safety": -kept(memory, "cut") * FAR,
        "points-held": to_deny(world, seen),
        "cover": world.terrain_shift[world.hex_terrain[: world.land]].astype(np.int32),
    }
    there = {name: int(field[order.to]) for name, field in fields.items()}
    here = {name: int(field[start]) for name, field in fields.items()}
    terms = {name: float(there[name] - here[name]) for name in fields if there[name] != here[name]}
    return Reason(
        told, plan, None, None, terms, f"stay:{_name(world, start)}", None, _decided(there, here)
    )  # fmt: skip


def _way(world: World, seen: Observation, memory: Memory, unit: int, post: int | None) -> I32:
    if post is not None:
        return way_to(world, int(world.unit_class[unit]), post)
    if memory.numbers.get("attacking"):
        return goal_field(world, seen, memory, unit)
    return kept(memory, "home")
