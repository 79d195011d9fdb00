"""States of the window, each with what is open in it: for tests of the layout and for pictures.

A state is a function that brings a map screen from rest to what it shows. ``position`` plays a game
up to where a side has all of it: units ashore, enemies beside them, a log, units off the map.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pygame

import engine
from engine.kernels.consts import PENDING_POLITICAL, STATUS_MAP
from engine.orders import Land
from engine.rules import aftermath
from game import corps, dialogs, enquiry, layout, markers, muster, overlays, provision
from game.map_painter import MapPainter
from game.map_screen import MapScreen
from game.mapdata import MapData
from game.relief import CHUNK
from game.session import Session

Do = Callable[[MapScreen], None]


def position(scenario: str = "italy1943/avalanche", turn: int = 3, seed: int = 3) -> Session:
    """Return a game in which the first side has played up to a turn and is to move, a person from now on."""
    world = engine.load_scenario(scenario)
    session = Session(world, engine.new_game(world, seed), (), "greedy", seed)
    while session.game.state.turn < turn or session.to_act() != 0 or session.decision() is not None:
        session.think_once()
    session.humans = {0}
    session.resumed = True  # so that the briefing does not come up by itself
    return session


def blank_painter(data: MapData) -> MapPainter:
    """Return a painter whose ground is empty: for tests that look at panels, and need it at once."""
    painter = MapPainter(data)
    blank = pygame.Surface((CHUNK, CHUNK))
    painter.paint = lambda *args: blank  # type: ignore[method-assign]
    return painter


def rest(screen: MapScreen) -> None:
    """Close and forget everything."""
    if screen.dialog_kind == layout.CURTAIN:
        screen.session.humans = {screen.session.viewer()}  # he is alone again
    screen.dialog, screen.dialog_kind = None, ""
    screen.seat = screen.session.viewer()
    screen.orders.clear()
    screen.orders.plan.steps = []
    screen.side_panel, screen.offset, screen.scrolls = "", 0, {}
    screen.focus.drop()
    screen.toast = ""
    screen.set_overlay("")
    screen.opened, screen.briefed = True, True
    screen.told_turn = screen.session.game.state.turn


def own(screen: MapScreen) -> list[int]:
    """Return own units on the map, those in the highest stacks first."""
    seen = screen.scene.seen
    rows = np.flatnonzero((seen.unit_status == STATUS_MAP) & (seen.unit_side == seen.viewer))
    return sorted((int(u) for u in rows), key=lambda u: -len(screen.scene.stacks[int(seen.unit_hex[u])]))


def unit(screen: MapScreen) -> None:
    screen.orders.select(own(screen)[0])


def seldom(screen: MapScreen) -> None:
    unit(screen)
    screen.act(("more",))


def attack(screen: MapScreen) -> None:
    seen = screen.scene.seen
    order = enquiry.best_attack(screen.session.world, seen, screen.session.attackers)
    assert order is not None, "nobody can attack here"
    screen.orders.select(order.units[0])
    screen.orders.command(order.target)
    assert screen.dialog_kind == "attack"


def reason(screen: MapScreen) -> None:
    """The attack with the reason of its first shift."""
    attack(screen)
    first = next(action for _, action in screen.dialog.spots if action[0] == "why")
    screen.orders.why = ""
    screen.act(first)


def falls(screen: MapScreen) -> None:
    """A hex on the longest way of supply whose fall would starve most."""
    world, seen = screen.session.world, screen.scene.seen
    ways = [provision.of(world, seen, unit) for unit in own(screen)]
    way = max((known.way for known in ways if known is not None), key=len)
    screen.act(("supply",))

    def lost(row: int) -> int:
        screen.view.marks.selected = row
        fall = screen.orders.fall()
        return len(fall.starving[-1]) if fall is not None else -1

    screen.act(("jump", max(way[-12:], key=lost)))


def landing(screen: MapScreen) -> None:
    session, seen = screen.session, screen.scene.seen
    screen.act(("boxes",))
    for waiting in session.boxed(seen).values():
        for row in waiting:
            screen.orders.boxed = {row}
            screen.orders.search()
            order = next((o for o in screen.orders.targets.values() if isinstance(o, Land)), None)
            if order is not None:
                screen.orders.landing.prepare(order)
                return
    raise AssertionError("nobody can land here")


def decision(screen: MapScreen) -> None:
    """The longest question of the scenario, asked for the picture alone."""
    world, session = screen.session.world, screen.session
    row = max(range(len(world.decisions)), key=lambda r: sum(len(o.title) for o in world.decisions[r].option))
    kept = session.game.state.clone()
    aftermath.push(session.game.state, PENDING_POLITICAL, session.to_act(), row)
    session.game.changed()
    screen.refresh()
    session.game.state.copy_from(kept)
    session.game.changed()


def forgotten(screen: MapScreen) -> None:
    session, seen = screen.session, screen.scene.seen
    idle = session.idle_units(seen)
    screen.dialog, screen.dialog_kind = dialogs.forgotten_panel(session.world, idle, 3, 2, 4, 5), "forgotten"


def curtain(screen: MapScreen) -> None:
    """Two at the window, and the other is to move."""
    screen.session.humans = {0, 1}
    screen.seat = 1 - screen.session.viewer()
    screen.refresh()
    assert screen.dialog_kind == layout.CURTAIN


def plan(screen: MapScreen) -> None:
    """A march of every unit of the largest stacks, and an attack."""
    screen.refresh()  # the state before may have left a question
    screen.act(("plan",))
    seen = screen.scene.seen
    order = enquiry.best_attack(screen.session.world, seen, screen.session.attackers)
    assert order is not None
    screen.orders.select(order.units[0])
    screen.orders.command(order.target)
    screen.orders.commit()
    for row in own(screen)[:3]:
        screen.orders.select(row)
        reach = screen.view.marks.reach
        if reach:
            screen.orders.command(max(reach, key=lambda h: (reach[h], h)))


def advised(screen: MapScreen) -> None:
    """What a staff would do, once it has said so."""
    screen.refresh()  # the state before may have left a question
    screen.act(("advice",))
    screen.adviser.watch(screen)
    while screen.adviser.working:
        time.sleep(0.01)
    assert screen.adviser.found is not None, screen.adviser.error


def book(screen: MapScreen) -> None:
    screen.book.pages.wait()
    screen.book.asked, screen.book.article = "armoured", None
    screen.act(("book",))


def article(screen: MapScreen) -> None:
    screen.book.pages.wait()
    screen.act(("book-open", "place", "naples"))


def opened(*actions: str) -> Do:
    """Return a state in which buttons were pressed one after the other."""

    def do(screen: MapScreen) -> None:
        for name in actions:
            screen.act((name,))

    return do


def laid(name: str) -> Do:
    """Return a state with an overlay."""
    return lambda screen: screen.set_overlay(name)


def near(level: int, then: Do | None = None) -> Do:
    """Return a state at a zoom level, over the largest stack."""

    def do(screen: MapScreen) -> None:
        screen.view.camera.zoom_to(level, screen.size[0] // 2, screen.size[1] // 2)
        screen.look_at_hex(int(screen.scene.seen.unit_hex[own(screen)[0]]))
        if then is not None:
            then(screen)

    return do


def listed(level: int) -> Do:
    """Return a state with the list of the largest marker of an army, or tag of a corps, at its zoom level."""

    def do(screen: MapScreen) -> None:
        view = screen.view
        view.camera.zoom_to(level, screen.size[0] // 2, screen.size[1] // 2)
        gathered = view.markers if level == markers.LEVEL else [c for c in view.corps if c.rect is not None]
        found = max(gathered, key=lambda one: len(one.units))
        screen.look_at_hex(int(screen.scene.seen.unit_hex[found.units[0]]))
        (x, y), (left, top) = found.middle, view._origin()
        assert muster.open_at(screen, (x - left, y - top))
        assert screen.mustered[1] == found.units

    return do


STATES: dict[str, Do] = {
    **{f"overlay-{name}": laid(name) for name in overlays.NAMES},
    "theatre": near(1),
    "theatre-list": listed(markers.LEVEL),
    "corps-list": listed(corps.LEVEL),
    "operation": near(3, unit),
    "battle": near(5, unit),
    "attack": near(4, attack),
    "attack-reason": near(4, reason),
    "supply": opened("supply"),
    "what-if-it-falls": falls,
    "standing": opened("standing"),
    "staff-advice": advised,
    "landing": near(3, landing),
    "seldom-orders": near(4, seldom),
    "events": opened("log"),
    "forces": opened("forces"),
    "politics": opened("politics"),
    "air": opened("air"),
    "book": book,
    "book-article": article,
    "boxes": opened("boxes"),
    "report": opened("report"),
    "briefing": opened("briefing"),
    "briefing-goals": opened("briefing", "next"),
    "keys": opened("help"),
    "menu": opened("menu"),
    "decision": decision,
    "plan": near(4, plan),
    "end-of-turn": forgotten,
    "curtain": curtain,
}
