"""Air missions in the window: where each can be flown now, and the panel that orders them."""

from __future__ import annotations

import numpy as np

from engine.kernels.consts import AIR_BRIDGES, AIR_LIFT, AIR_STRIKE, AIR_SUPERIORITY, AIR_SUPPORT, STATUS_MAP
from engine.observation import Observation
from engine.orders import Air, Order
from engine.rules import air
from game import theme, wording
from game.panels import accent
from game.scene import Scene
from game.session import Session
from game.widgets import Paper, Sheet


def _spots(session: Session, seen: Observation, mission: int) -> np.ndarray:
    """Return land hexes, all that a mission could be for among them."""
    world, there = session.world, seen.unit_hex[seen.unit_status == STATUS_MAP]
    spots: np.ndarray
    if mission == AIR_SUPERIORITY:
        spots = world.airfields[0]
    elif mission in (AIR_SUPPORT, AIR_LIFT):
        spots = there
    elif mission == AIR_BRIDGES:
        spots = np.flatnonzero((world.hex_bridge >= 0).any(axis=1))
    elif mission == AIR_STRIKE:
        spots = world.place_hex[world.place_port > 0]
    else:
        spots = np.flatnonzero((seen.hex_control >= 0) & (seen.hex_control != seen.viewer))
    spots = np.unique(spots[(spots >= 0) & (spots < world.land)])
    return np.asarray(spots[air.distance(world, seen)[spots] <= air.reach_of(world, mission)])


def goals(session: Session, seen: Observation, mission: int, points: int) -> dict[int, Order]:
    """Return the orders of a mission with some points by the hex that they go to."""
    orders = [Air(mission, int(h), points) for h in _spots(session, seen, mission)]
    return {o.target: o for o in orders if session.check(seen, o) is None}


def panel(session: Session, scene: Scene, points: int) -> Sheet:
    """Return the missions with their reach, and how many points the next one gets."""
    world, seen = scene.world, scene.seen
    left = int(seen.pool_air[max(0, seen.viewer)])
    paper = Paper(300, accent(seen.viewer))
    paper.heading(wording.AIR_MISSIONS, wording.AIR_LEFT.format(left))
    able = session.human_to_act() and session.decision() is None and 0 < points <= left
    paper.buttons(
        [
            ("-", ("sorties", -1) if points > 1 else None),
            (wording.counted("AIR_POINTS", points), None),
            ("+", ("sorties", 1) if points < left else None),
        ],
        height=24,
    )
    for mission, name in enumerate(wording.AIR_MISSION):
        words = wording.AIR_REACH.format(wording.sentence(name), air.reach_of(world, mission))
        paper.buttons([(words, ("mission", mission) if able else None)], height=26)
    paper.text(wording.PICK_MISSION, 12, theme.INK_SOFT)
    return paper.finish()
