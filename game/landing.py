"""Landings: what waits off the map, what the staff would do with it, and the panel that weighs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from engine.ai.plans import doctrine_of
from engine.kernels.consts import STATUS_BOX
from engine.observation import Observation
from engine.orders import Land, Order
from engine.rules import transport
from engine.rules.combat import Breakdown
from engine.schema.doctrine import Landing
from engine.state import G_TURN
from engine.world import World
from game import counter_painter, keys, notice, scale, theme, wording
from game.dialogs import outcome_lines
from game.scene import Scene
from game.session import Session
from game.widgets import PAD, Action, Paper, Sheet

if TYPE_CHECKING:
    from game.command import Command

WIDTH = 380


def craft_of(world: World, units: tuple[int, ...]) -> int:
    """Return the landing craft that units need."""
    lift = sum(int(world.type_lift[int(world.unit_type[u])]) for u in units)
    return lift * world.sea.assault_craft_per_stack_point


def plan_now(world: World, seen: Observation) -> Landing | None:
    """Return the staff's first landing for this week that hangs on nothing but its date."""
    found = doctrine_of(world, seen.viewer) if seen.viewer >= 0 else None
    if found is None:
        return None
    today = world.date_of(max(1, int(seen.game[G_TURN])))
    open_now = [p for p in found.landing if p.not_before <= today <= p.not_after and not p.conditions]
    return min(open_now, key=lambda p: p.priority, default=None)


def planned(world: World, plan: Landing | None) -> dict[int, int]:
    """Return by unit the place where the staff would land it."""
    units, places = world.rows("unit"), world.rows("place")
    if plan is None:
        return {}
    return {
        units[name]: places[wave.place]
        for wave in plan.wave
        for name in wave.units
        if name in units and wave.place in places
    }


def waves(world: World, seen: Observation, place: int) -> list[tuple[int, tuple[int, ...]]]:
    """Return number and waiting units of the staff's waves at a place, counted from one."""
    plan, rows = plan_now(world, seen), world.rows("unit")
    found = []
    for number, wave in enumerate(plan.wave if plan is not None else (), 1):
        units = tuple(rows[u] for u in wave.units if u in rows and seen.unit_status[rows[u]] == STATUS_BOX)
        if wave.place == world.place_ids[place] and units:
            found.append((number, units))
    return found


def plan_places(world: World, plan: Landing | None) -> list[int]:
    """Return the hexes of the staff's beaches."""
    rows = world.rows("place")
    hexes = [int(world.place_hex[rows[name]]) for name in plan.places if name in rows] if plan else []
    return [h for h in hexes if 0 <= h < world.land]


def hints(world: World, seen: Observation, units: set[int]) -> set[int]:
    """Return the hexes where the staff would land some of these units."""
    places = planned(world, plan_now(world, seen))
    return {int(world.place_hex[places[u]]) for u in units if u in places}


def beaches(session: Session, seen: Observation) -> set[int]:
    """Return the hexes of all beaches where the lightest waiting unit could land now."""
    world = session.world
    waiting = [u for units in session.boxed(seen).values() for u in units]
    if not waiting:
        return set()
    unit = min(waiting, key=lambda u: int(world.type_lift[int(world.unit_type[u])]))
    found = session.landing_places(seen, (unit,))
    return {h for h, o in found.items() if isinstance(o, Land) and world.place_beach[o.place] > 0}


def landing_panel(
    scene: Scene, order: Land, held: bool, found: Breakdown | None, why: str, naval_max: int, opened: str = ""
) -> Sheet:
    """Return what a landing needs and risks: craft, guns, beach, weather, and the odds on a held beach."""
    world, seen = scene.world, scene.seen
    row = order.place
    at = int(world.place_hex[row])
    paper = Paper(WIDTH, theme.SIDES[max(0, seen.viewer) % len(theme.SIDES)])
    paper.heading(wording.LANDING_AT.format(world.place_names[row]))
    x = PAD
    for unit in order.units:
        if x > WIDTH - PAD - 46:
            x, paper.y = PAD, paper.y + 50
        image = counter_painter.counter(scene.spec(unit), scale.px(46))
        paper.picture(image, x, paper.y + 2, ("box-unit", unit))
        x += 52
    paper.y += 54
    need, have = craft_of(world, order.units), int(seen.pool_craft[seen.viewer])
    paper.pair(
        wording.CRAFT_NEEDED,
        wording.CRAFT_LEFT.format(need, have, have - need),
        theme.GOOD if need <= have else theme.BAD,
        size=13,
    )
    stack = int(world.unit_stack[(seen.unit_hex == at) & (seen.unit_side == seen.viewer)].sum())
    stack += sum(int(world.unit_stack[u]) for u in order.units)
    room = int(world.terrain_stacking[int(world.hex_terrain[at])])
    paper.pair(
        wording.ROOM_ASHORE,
        wording.OF.format(stack, room),
        theme.GOOD if stack <= room else theme.BAD,
        size=13,
    )
    port, beach = int(world.place_port[row]), int(world.place_beach[row])
    port = port * (100 - int(seen.port_damage[row])) // 100
    words = wording.TONS.format(wording.number(port or beach))
    paper.pair(wording.PORT_BRINGS if port else wording.BEACH_BRINGS, words, size=13)
    exposed = int(world.place_exposure[row]) >= world.sea.storm_exposure
    paper.pair(
        wording.BEACH_IS,
        wording.EXPOSED if exposed else wording.SHELTERED,
        theme.WARN if exposed else theme.INK,
        size=13,
    )
    zone = int(world.hex_zone[at])
    if zone >= 0:
        storm = bool(seen.weather_storm[zone])
        paper.pair(
            wording.SEA_IS,
            wording.STORM if storm else wording.CALM,
            theme.BAD if storm else theme.INK,
            size=13,
        )
    risk, expected = transport.risk_of(world, seen, order)
    words = wording.VOYAGE_RISK.format(wording.percent(risk / 100), wording.points((expected + 50) // 100))
    paper.pair(wording.VOYAGE, words, theme.WARN if risk else theme.INK, size=13)
    for number, units in waves(world, seen, row):
        names = ", ".join(world.unit_labels[u] for u in units)
        paper.pair(wording.WAVE.format(number), names, theme.LINK, ("landing-wave", units), size=13)
    if not held:
        paper.pair(wording.DEFENDERS, wording.NONE_SEEN, theme.GOOD, size=13)
    else:
        paper.buttons(
            [
                (wording.SHIPS_LESS, ("landing-naval", -1) if order.naval else None),
                (wording.SHIPS_OF.format(order.naval, naval_max), None),
                (wording.SHIPS_MORE, ("landing-naval", 1) if order.naval < naval_max else None),
            ],
            height=24,
        )
    if found is not None:
        outcome_lines(paper, scene, found, at, opened)
    if why:
        paper.text(why, 13, theme.BAD)
    paper.foot().buttons(
        [(wording.CANCEL, ("cancel",)), (wording.LAND, ("landing-go",) if not why else None)], primary=1
    )
    return paper.finish()


class Desk:
    """The landing that is being weighed on a map screen."""

    def __init__(self, orders: Command) -> None:
        self.orders = orders
        self.order: Land | None = None

    @property
    def hex(self) -> int:
        """The hex of the landing, -1 for none."""
        if self.order is None:
            return -1
        return int(self.orders.screen.session.world.place_hex[self.order.place])

    def prepare(self, order: Order) -> None:
        """Show what a landing would mean."""
        if isinstance(order, Land):
            self.order = order
            self.show()
            self.orders.screen.make_room(self.hex)

    def show(self) -> None:
        """Put up the panel."""
        order, screen = self.order, self.orders.screen
        if order is None:
            return
        session, seen = screen.session, screen.scene.seen
        held = session.enemy_at(seen, self.hex)
        refused = session.check(seen, order)
        found = session.explain_landing(seen, order, self.hex) if held else None
        why = wording.refusal(refused) if refused is not None else ""
        guns = int(seen.pool_naval[seen.viewer])
        screen.dialog = landing_panel(screen.scene, order, held, found, why, guns, self.orders.why)
        screen.dialog_kind = "landing"
        sea = [int(h) for h in session.world.hex_neighbour[self.hex] if h >= session.world.land]
        self.orders.marks.target, self.orders.marks.attackers = self.hex, sea[:1]
        self.orders.touch()

    def naval(self, step: int) -> None:
        """Spend more or fewer of the ships' guns."""
        if self.order is not None:
            self.order = msgspec.structs.replace(self.order, naval=max(0, self.order.naval + step))
            self.show()

    def wave(self, units: tuple[int, ...]) -> None:
        """Weigh the landing of a wave of the staff's, here and with these units."""
        at, orders = self.hex, self.orders
        orders.boxed = set(units)
        orders.search()
        if isinstance(orders.targets.get(at), Land):
            self.prepare(orders.targets[at])
        else:
            notice.refuse(orders.screen, wording.TOO_MANY)

    def drop(self) -> None:
        """Weigh no landing any more."""
        self.order = None
        if self.orders.screen.dialog_kind == "landing":
            self.orders.marks.target = -1
            self.orders.screen.dialog, self.orders.screen.dialog_kind = None, ""

    def commit(self) -> None:
        """Give the order."""
        order, row, screen = self.order, self.hex, self.orders.screen
        if order is None:
            return
        self.drop()
        heard = screen.session.heard_by(screen.session.viewer())
        before = len(heard.log)
        self.orders.boxed = set()
        if screen.give(order):
            fought = heard.fought(before)
            screen.say(
                fought[0] if fought else wording.ASHORE_AT.format(wording.where(screen.session.world, row))
            )


def opening_panel(session: Session, scene: Scene) -> Sheet:
    """Return what a player is told first: who waits where, and what the staff would do."""
    world, seen = session.world, scene.seen
    paper = Paper(500, theme.SIDES[max(0, seen.viewer) % len(theme.SIDES)])
    turn = max(1, int(seen.game[G_TURN]))
    paper.heading(world.title, wording.date(world.date_of(turn)))
    paper.text(wording.YOU_COMMAND.format(world.side_names[seen.viewer], world.turns), 14)
    boxed = session.boxed(seen)
    for box, units in boxed.items():
        paper.small(wording.called(world, "box", world.box_ids[box]))
        names = ", ".join(world.unit_labels[u] for u in units)
        paper.text(wording.counted("WAITING", len(units), names), 13)
    plan = plan_now(world, seen) if boxed else None
    if boxed:
        paper.text(wording.HOW_TO_LAND.format(keys.shown("boxes")), 13, theme.INK_SOFT)
    if plan is not None:
        paper.small(wording.STAFF_PLAN.format(wording.text(world, f"plan.{plan.id}", plan.title)))
        waiting = {u for units in boxed.values() for u in units}
        by_place: dict[int, list[str]] = {}
        for unit, place in planned(world, plan).items():
            if unit in waiting:
                by_place.setdefault(place, []).append(world.unit_labels[unit])
        for place, labels in by_place.items():
            paper.pair(world.place_names[place], ", ".join(labels), size=13)
    if not boxed:
        paper.text(wording.HOW_TO_MOVE, 13, theme.INK_SOFT)
    paper.text(wording.KEYS_HINT.format(*map(keys.shown, ("next", "help", "end"))), 13, theme.INK_SOFT)
    items: list[tuple[str, Action]] = [(wording.GO_ON, ("close",))]
    if boxed:
        items.append((wording.SHOW_WAITING, ("show-boxes",)))
    paper.foot().buttons(items, primary=len(items) - 1)
    return paper.finish()
