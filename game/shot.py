"""Pictures without a window: the same painter, for documents, tests and reports."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pygame

from engine.ai.player import STANDARD
from engine.orders import Attack
from engine.world import World
from game import briefing, dialogs, enquiry, forces, lists, mapdata, overlays, panels, scale, scene, wording
from game.camera import Camera
from game.map_view import MapView
from game.session import Session, SessionError, load_session

PANELS = ("oob", "politics", "report", "log", "attack", "supply", "briefing", "event")


@dataclass(frozen=True)
class Shot:
    """What the picture shall show."""

    turn: int = 1
    side: str = "all"
    center: str = ""
    zoom: int = 1
    overlay: str = ""
    panel: str = ""
    size: tuple[int, int] = (1600, 1000)
    seed: int = 1
    players: str = ""
    replay: Path | None = None
    event: str = ""


def open_hidden() -> None:
    """Open SDL's dummy display, asked for by name."""
    os.environ["SDL_VIDEODRIVER"] = "dummy"
    pygame.display.init()
    pygame.font.init()
    if pygame.display.get_surface() is None:
        pygame.display.set_mode((64, 64))


def take(scenario: str, out: Path, wanted: Shot) -> None:
    """Draw a position of a scenario and write it as PNG."""
    open_hidden()
    session = _position(scenario, wanted)
    picture = draw(session, wanted)
    out.parent.mkdir(parents=True, exist_ok=True)
    pygame.image.save(picture, str(out))


def _position(scenario: str, wanted: Shot) -> Session:
    import engine

    if wanted.replay is not None:
        session = load_session(wanted.replay, "none", STANDARD, wanted.turn if wanted.turn > 1 else None)
        return session
    world = engine.load_scenario(scenario)
    session = Session(world, engine.new_game(world, wanted.seed), (), seed=wanted.seed)
    names = dict(part.split("=", 1) for part in wanted.players.split(",") if "=" in part)
    session.seat_computers({world.side_ids.index(k): v for k, v in names.items() if k in world.side_ids})
    while not session.over() and session.game.state.turn < wanted.turn:
        session.think_once()
    return session


def draw(session: Session, wanted: Shot) -> pygame.Surface:
    """Return the picture of a session's position."""
    from game.map_painter import MapPainter

    world = session.world
    if wanted.side != "all":
        if wanted.side not in world.side_ids:
            raise SessionError(wording.NO_SIDE.format(wanted.side, ", ".join(world.side_ids), "all"))
        seen = session.game.view(world.side_ids.index(wanted.side)).private(world)
    else:
        seen = session.observe()
    data = mapdata.load(world.scenario_path, world)
    painter = MapPainter(data)
    width, height = wanted.size
    camera = Camera(0, 0, max(1, min(5, wanted.zoom)), width, height, painter.box)
    left, top, right, bottom = data.bounds
    x, y = (left + right) / 2, (top + bottom) / 2
    if wanted.center:
        place = data.place_named(wanted.center)
        if place is not None:
            x, y = place.x, place.y
        elif wanted.center in world.rows("hex"):
            row = world.rows("hex")[wanted.center]
            x, y = float(data.x[row]), float(data.y[row])
        else:
            raise SessionError(wording.NO_PLACE.format(wanted.center))
    camera.look_at(x, y)
    order = None
    if wanted.panel == "attack":
        if seen.viewer < 0 or seen.viewer != session.to_act():
            seen = session.game.view(max(0, session.to_act())).private(world)
        order = enquiry.best_attack(world, seen, session.attackers)
        if order is not None and not wanted.center:
            camera.look_at(float(data.x[order.target]), float(data.y[order.target]))
    shown = scene.build(world, data, seen)
    view = MapView(painter, shown, camera, threaded=False)
    view.store.winter = scene.winter_of(world, seen)
    if wanted.overlay:
        laid = overlays.build(world, seen, wanted.overlay)
        if laid is None:
            raise SessionError(wording.NO_OVERLAY.format(wanted.overlay, ", ".join(overlays.NAMES)))
        view.set_scene(shown, laid)
    if order is not None:
        view.marks.target = order.target
        view.marks.attackers = sorted({int(seen.unit_hex[u]) for u in order.units})
    if wanted.panel == "supply":
        side = seen.viewer if seen.viewer >= 0 else max(0, session.to_act())
        view.marks.supply = enquiry.hungriest_way(world, seen, side)
    picture = pygame.Surface(wanted.size)
    view.draw(picture)
    if view.overlay is not None:
        sheet = panels.legend(view.overlay)
        sheet.draw(picture, 14, height - sheet.picture.get_height() - 14)
    _panel(picture, session, shown, wanted, order)
    return picture


def _pictured(world: World) -> list[str]:
    """Return the ids of the triggers that show a picture."""
    return [trigger.id for trigger in world.triggers if trigger.picture is not None]


def _panel(
    picture: pygame.Surface, session: Session, shown: scene.Scene, wanted: Shot, order: Attack | None
) -> None:
    if not wanted.panel:
        return
    height = scale.units(picture.get_height())
    side = shown.seen.viewer if shown.seen.viewer >= 0 else max(0, session.to_act())
    world = session.world
    if wanted.panel == "politics":
        sheet = enquiry.politics_panel(world, shown.seen)
    elif wanted.panel == "supply":
        sheet = enquiry.supply_panel(world, shown.seen, side)
    elif wanted.panel == "attack":
        sheet = enquiry.attack_panel(shown, order)
    elif wanted.panel == "log":
        sheet = lists.log_panel(world, session.log, 0, height - 28)
    elif wanted.panel == "report":
        sheet = dialogs.report_panel(
            session.world, session.report(shown.seen.viewer), session.game.state, side
        )
    elif wanted.panel == "briefing":
        wide = min(briefing.WIDTH, scale.units(picture.get_width() - 28))
        sheet, _ = briefing.sheet(briefing.of(world), 0, wide, height - 28, wording.GO_ON)
    elif wanted.panel == "event":
        known = world.rows("trigger")
        if wanted.event not in known:
            raise SessionError(wording.NO_EVENT.format(wanted.event, ", ".join(_pictured(world))))
        sheet = dialogs.event_panel(world, known[wanted.event])
    elif wanted.panel == "oob":
        sheet = forces.panel(shown, side, forces.Browser(), height - 28, 0)
    else:
        raise SessionError(wording.NO_PANEL.format(wanted.panel, ", ".join(PANELS)))
    sheet.draw(picture, picture.get_width() - sheet.picture.get_width() - 14, 14)
