"""Draw the pictures of the window that the documents show.

``python -m benchmarks.pictures FOLDER [NAME ...]``

The staff plays both sides of the campaign up to the turns that are shown, so the pictures are the same
whenever they are drawn anew, as far as rules, data and the staff are. For fewer bytes they may be brought
to 256 colours afterwards.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pygame

from engine import paths
from engine.ai import analysis, assault
from engine.kernels.consts import DELIBERATE
from game import enquiry, loading, scale, settings, shot
from game.map_screen import MapScreen
from game.menu_screen import MenuScreen
from game.past import PastScreen
from game.session import Session
from game.settings import Settings
from tests import window_states

SIZE = (1600, 900)
SCENARIO, SEED = "italy1943", 148  # one of the games in which Anzio is landed at, and the line holds
SICILY, WINTER = 3, 31  # turns


@cache
def screen_at(turn: int) -> MapScreen:
    """Return the map at the start of the first side's part of a turn, as that side sees it."""
    import engine

    world = engine.load_scenario(SCENARIO)
    session = Session(world, engine.new_game(world, SEED), (), "staff", SEED)
    while session.game.state.turn < turn or session.to_act() != 0 or session.decision() is not None:
        session.think_once()
    session.humans, session.resumed = {0}, True
    ground = loading.ground_of(world)
    screen = MapScreen(session, ground.data, ground.painter, SIZE, ground.base, threaded=False)
    session.flashes.clear()
    return screen


def look(screen: MapScreen, place: str, level: int) -> None:
    """Look at a place from a zoom level."""
    world, camera = screen.session.world, screen.view.camera
    camera.zoom_to(level, SIZE[0] // 2, SIZE[1] // 2)
    screen.look_at_hex(int(world.place_hex[world.rows("place")[place]]))


def drawn(
    turn: int, place: str, level: int, then: Callable[[MapScreen], None] | None = None
) -> pygame.Surface:
    """Return the picture of the map at a turn, with what ``then`` opens on it."""
    screen = screen_at(turn)
    window_states.rest(screen)
    screen.refresh()
    window_states.rest(screen)
    look(screen, place, level)
    if then is not None:
        then(screen)
    return _picture(screen)


def _picture(screen: MapScreen | PastScreen | MenuScreen) -> pygame.Surface:
    picture = pygame.Surface(SIZE)
    for _ in range(3):  # chunks, then what is laid out by them
        screen.draw(picture)
    return picture


def theatre() -> pygame.Surface:
    """All of Italy from afar in the winter of 1943."""
    return drawn(WINTER, "rome", 1)


def sicily() -> pygame.Surface:
    """Counters in Sicily."""
    return drawn(SICILY, "catania", 4)


def supply() -> pygame.Surface:
    """Who starves if a hex falls, with the overlay of supply."""

    def then(screen: MapScreen) -> None:
        screen.set_overlay("supply")
        window_states.falls(screen)
        screen.view.camera.zoom_to(4, SIZE[0] // 2, SIZE[1] // 2)

    return drawn(WINTER, "cassino", 4, then)


def looking_back() -> pygame.Surface:
    """The line of history over one's own."""
    screen = screen_at(WINTER)
    window_states.rest(screen)
    look(screen, "cassino", 2)
    past = PastScreen(screen, screen.take_over)
    past.act(("past-lines", "history"))
    picture = _picture(past)
    past.close()
    return picture


def colours() -> pygame.Surface:
    """The winter line in colours for deuteranopia."""
    settings.use(Settings(language="en", colours="deuteranopia"), SIZE)
    screen = screen_at(WINTER)
    screen.adapt()
    picture = drawn(WINTER, "cassino", 3)
    settings.use(Settings(language="en"), SIZE)
    screen.adapt()
    return picture


def start() -> pygame.Surface:
    """The start screen when it is ready."""
    menu = MenuScreen(SIZE, prepare=False)
    menu._prepare()
    assert menu.preparation is not None
    while not menu.preparation.done:
        time.sleep(0.05)
    return _picture(menu)


def attack() -> pygame.Surface:
    """The assault on Cassino with all that can be brought, and the reason of a shift."""

    def then(screen: MapScreen) -> None:
        world = screen.session.world
        target = int(world.place_hex[world.rows("place")["cassino"]])
        plan = assault.best_attack(
            world, screen.scene.seen, target, DELIBERATE, assault.Will(0, 300, 50, 40, 40), 40
        )
        assert plan is not None
        screen.orders.select(plan.order.units[0])
        screen.orders.command(target)
        screen.act(("everyone",))
        for _ in range(3):
            screen.act(("support", 1))
        assert screen.dialog is not None
        screen.act(next(action for _, action in screen.dialog.spots if action[0] == "why"))

    return drawn(WINTER, "cassino", 4, then)


def plan() -> pygame.Surface:
    """Marches towards Messina and an attack, drawn before they are ordered."""

    def then(screen: MapScreen) -> None:
        world, seen, orders = screen.session.world, screen.scene.seen, screen.orders
        goal = int(world.place_hex[world.rows("place")["messina"]])
        way = analysis.steps_to(world, goal, 200)
        screen.act(("plan",))
        order = enquiry.best_attack(world, seen, screen.session.attackers)
        assert order is not None
        orders.select(order.units[0])
        orders.command(order.target)
        orders.commit()
        sicily = world.hex_region[goal]
        free = [u for u in window_states.own(screen) if world.hex_region[seen.unit_hex[u]] == sicily]
        for unit in [u for u in free if u not in order.units][:5]:
            orders.select(unit)
            reach = screen.view.marks.reach
            if reach:
                orders.command(min(reach, key=lambda h: (int(way[h]), h)))

    return drawn(SICILY, "catania", 4, then)


PICTURES: dict[str, Callable[[], pygame.Surface]] = {
    "start": start,
    "theatre": theatre,
    "sicily-battle": sicily,
    "supply": supply,
    "looking-back": looking_back,
    "colours": colours,
    "standing": lambda: drawn(WINTER, "cassino", 3, window_states.opened("standing")),
    "staff": lambda: drawn(WINTER, "cassino", 3, window_states.advised),
    "attack": attack,
    "plan": plan,
}


def main() -> None:
    """Write the pictures, all or those that are named."""
    folder, names = Path(sys.argv[1]), sys.argv[2:] or list(PICTURES)
    folder.mkdir(parents=True, exist_ok=True)
    shot.open_hidden()
    settings.use(Settings(language="en"), SIZE)
    scale.fit(SIZE)
    for name in names:
        pygame.image.save(PICTURES[name](), str(folder / f"{name}.png"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="stivale-pictures-") as home:
        paths.user_data = lambda: Path(home)  # nobody's settings
        main()
