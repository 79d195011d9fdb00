"""The landings of the campaign with the lift of their weeks: ``python -m benchmarks.calibration.landings``.

Each operation is given to the rules order by order on the map of Italy, with what the tables grant
in its week, on shores that nobody defends and in calm weather: only the lift decides. What history put
ashore in the first days must go, with a quarter less it must not, and what is left must not be
another operation. With ``--out FILE`` the page goes to a file.
"""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import engine
from engine.game import Game
from engine.kernels.consts import STATUS_AWAY, STATUS_BOX
from engine.orders import Land, Order, Sail
from engine.rules import reinforcement
from engine.rules.common import POINTS_A_DIVISION
from engine.state import G_TURN
from engine.turn import apply, check
from engine.world import World

LESS = 25  # percent of the lift that is taken away for the trial

Waves = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Landing:
    """An operation: its first day, who went ashore where, and what came into a port by ship."""

    name: str
    day: datetime.date
    waves: Waves
    by_ship: Waves = ()
    note: str = ""

    @property
    def units(self) -> tuple[str, ...]:
        """Everybody who goes ashore over a beach."""
        return tuple(unit for _, units in self.waves for unit in units)


OPERATIONS = (
    Landing(
        "Husky",
        datetime.date(1943, 7, 10),
        (
            ("joss-beaches-licata", ("us-3-infantry",)),
            ("dime-beaches-gela", ("us-1-infantry", "us-rangers")),
            ("cent-beaches-scoglitti", ("us-45-infantry",)),
            ("bark-west-pachino", ("ca-1-infantry",)),
            ("bark-south-pachino", ("uk-51-infantry",)),
            ("bark-east-marzamemi", ("uk-231-brigade",)),
            ("acid-south-avola", ("uk-50-infantry", "uk-23-armoured-brigade")),
            ("acid-north-cassibile", ("uk-5-infantry", "uk-1-commandos")),
        ),
        note="seven divisions, a brigade, tanks, Rangers and Commandos",
    ),
    Landing(
        "Baytown",
        datetime.date(1943, 9, 3),
        (("baytown-beaches-reggio", ("uk-5-infantry", "ca-1-infantry")),),
        note="two divisions over the Strait",
    ),
    Landing(
        "Avalanche and Slapstick",
        datetime.date(1943, 9, 9),
        (
            ("uncle-beaches-salerno", ("uk-46-infantry", "us-rangers", "uk-1-commandos")),
            ("roger-beaches-salerno", ("uk-56-infantry",)),
            ("red-green-beaches-paestum", ("us-36-infantry", "us-45-infantry")),
        ),
        (("taranto", ("uk-1-airborne",)),),
        "three divisions, one afloat in reserve; warships bring another into Taranto",
    ),
    Landing(
        "Shingle as first planned",
        datetime.date(1943, 12, 20),
        (("x-ray-beaches-nettuno", ("us-3-infantry",)),),
        note="one division and no more: why it was put off",
    ),
    Landing(
        "Shingle",
        datetime.date(1944, 1, 22),
        (
            ("x-ray-beaches-nettuno", ("us-3-infantry", "us-rangers")),
            ("peter-beaches-anzio", ("uk-1-infantry",)),
        ),
        note="two divisions and the Rangers",
    ),
    Landing(
        "Brassard",
        datetime.date(1944, 6, 17),
        (("marina-di-campo", ("fr-9-colonial",)),),
        note="Elba: one division",
    ),
)


@dataclass(frozen=True)
class Trial:
    """What came of an operation: points of craft granted and used, who stayed at sea, the division more."""

    craft: int
    used: int
    ashore: tuple[str, ...]
    refused: tuple[str, ...]
    spare: tuple[str, ...]  # other divisions that the craft left would still carry


def position(world: World, landing: Landing, less: int = 0) -> Game:
    """Return the operation's week: its troops in the sea box, shores bare, lift less some percent."""
    game = engine.new_game(world, 1)
    state, side = game.state, world.side_ids.index("allies")
    assert int(state.side) == side
    state.game[G_TURN] = world.turn_of(landing.day)
    state.unit_status[:] = STATUS_AWAY
    state.unit_hex[:] = -1
    state.hex_control[:] = 1 - side
    state.weather_storm[:] = 0
    reinforcement.fill_pools(world, state, side)
    state.pool_craft[side] = int(state.pool_craft[side]) * (100 - less) // 100
    state.pool_sealift[side] = int(state.pool_sealift[side]) * (100 - less) // 100
    box = world.rows("box")["north-africa"]
    for unit, wave_side in enumerate(state.unit_side):
        if wave_side == side and world.type_lift[world.unit_type[unit]] > 0:
            state.unit_status[unit], state.unit_box[unit] = STATUS_BOX, box
    for place, _ in landing.by_ship:
        at = world.place_hex[world.rows("place")[place]]
        state.hex_control[at] = side
        state.port_damage[list(world.places_in(int(at)))] = 0
    game.changed()
    return game


def orders(world: World, landing: Landing) -> list[Order]:
    """Return the orders of an operation, a landing for each beach."""
    unit, place = world.rows("unit"), world.rows("place")
    found: list[Order] = [Land(place[p], tuple(unit[u] for u in units)) for p, units in landing.waves]
    return found + [Sail(unit[u], place[p]) for p, units in landing.by_ship for u in units]


def attempt(world: World, landing: Landing, less: int = 0) -> Trial:
    """Carry out an operation with some percent of lift less and say how far it came."""
    game = position(world, landing, less)
    side = int(game.state.side)
    granted = int(game.state.pool_craft[side])
    ashore: list[str] = []
    refused: list[str] = []
    for order in orders(world, landing):
        units = order.units if isinstance(order, Land) else (order.unit,) if isinstance(order, Sail) else ()
        names = [world.unit_ids[u] for u in units]
        if check(world, game.view(side), order) is None:
            apply(game, order)
            ashore += names
        else:
            refused += names
    left = int(game.state.pool_craft[side])
    box = world.rows("box")["north-africa"]
    spare = [
        world.unit_ids[u]
        for u in range(world.sizes.unit)
        if game.state.unit_box[u] == box
        and world.unit_stack[u] >= POINTS_A_DIVISION
        and world.type_lift[world.unit_type[u]] * world.sea.assault_craft_per_stack_point <= left
    ]
    return Trial(granted, granted - left, tuple(ashore), tuple(refused), tuple(spare))


def page(world: World) -> str:
    """Return the page of results."""
    lines = [
        "# Landings with the lift of their weeks",
        "",
        "Printed by `python -m benchmarks.calibration.landings`. Craft are points of landing craft: what the",
        f"tables grant, and what the first wave takes. With {LESS} percent less, the last column stays",
        "at sea.",
        "",
        "| operation | day | first wave | craft | used | divisions more | at sea with less |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for landing in OPERATIONS:
        whole, less = attempt(world, landing), attempt(world, landing, LESS)
        more = "none" if not whole.spare else "yes"
        lines.append(
            f"| {landing.name} | {landing.day} | {landing.note} | {whole.craft} | {whole.used} | {more} "
            f"| {', '.join(less.refused)} |"
        )
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the page, or write it to a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    wanted = parser.parse_args(arguments)
    text = page(engine.load_scenario("italy1943"))
    if wanted.out is None:
        print(text, end="")
    else:
        wanted.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
