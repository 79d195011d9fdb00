"""Command: what is selected, what it may do, and the orders that come of clicks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from engine.kernels.consts import DELIBERATE, HASTY, STATUS_BOX, STATUS_MAP
from engine.orders import Absorb, Attack, Land, Move, Order
from engine.rules import allotment
from engine.state import G_TURN
from game import corner, dialogs, flights, landing, notice, panels, provision, whatif, wording
from game import plan as plans
from game.map_view import Marks
from game.widgets import Sheet

if TYPE_CHECKING:
    from game.map_screen import MapScreen


class Command:
    """Selection and the order that is being prepared, for one map screen."""

    def __init__(self, screen: MapScreen) -> None:
        self.screen = screen
        self.unit = -1
        self.boxed: set[int] = set()
        self.attack: Attack | None = None
        self.more = False  # the seldom orders of the unit are shown
        self.why = ""  # the shift of the attack or landing whose reason is shown
        self.sorties = 1  # air points of the next mission
        self.targets: dict[int, Order] = {}  # hex -> order that a right click gives
        self._path_of: Callable[[int], list[int]] | None = None
        self._serial = 0
        self.landing = landing.Desk(self)
        self._asker = whatif.Asker()
        self._plans: dict[int, plans.Plan] = {}

    # -- what stands --------------------------------------------------------------------

    @property
    def marks(self) -> Marks:
        """The marks on the map."""
        return self.screen.view.marks

    @property
    def plan(self) -> plans.Plan:
        """The plan of the side that looks."""
        return self._plans.setdefault(self.screen.scene.seen.viewer, plans.Plan())

    def key(self) -> object:
        """Return a value that changes whenever the panels have to be drawn anew."""
        marks = self.marks
        return (
            self._serial,
            self.unit,
            marks.selected,
            marks.hover if marks.selected < 0 else -1,
            self.attack,
            self.landing.order,
            self.plan.key(),
        )

    def busy(self) -> bool:
        """Whether there is something that Esc can cancel."""
        return self.unit >= 0 or self.attack is not None or bool(self.boxed) or self.marks.selected >= 0

    def clear(self) -> None:
        """Select nothing."""
        hover = self.marks.hover
        self.landing.drop()
        self.unit, self.attack = -1, None
        self.boxed = set()
        self.targets = {}
        self._path_of = None
        self.screen.view.marks = Marks(hover=hover)
        if self.screen.dialog_kind == "attack":
            self.screen.dialog, self.screen.dialog_kind = None, ""
        self._serial += 1

    def renew(self) -> None:
        """Take in a new position: what was selected may have moved or died."""
        seen = self.screen.scene.seen
        marks = self.marks
        if seen.viewer == self.screen.session.to_act():
            self.plan.renew(seen.viewer, int(seen.game[G_TURN]))
        if self.unit >= 0 and seen.unit_status[self.unit] == STATUS_MAP:
            marks.selected = int(seen.unit_hex[self.unit])
        elif self.unit >= 0:
            self.unit = -1
        self.boxed = {u for u in self.boxed if seen.unit_status[u] == STATUS_BOX}
        self.sorties = min(self.sorties, max(1, int(seen.pool_air[max(0, seen.viewer)])))
        self.drop_attack()
        self.search()

    def drop_attack(self) -> None:
        """Prepare no attack and no landing any more."""
        self.landing.drop()
        self.attack = None
        self.marks.target, self.marks.attackers = -1, []
        if self.screen.dialog_kind == "attack":
            self.screen.dialog, self.screen.dialog_kind = None, ""

    def touch(self) -> None:
        """Have the panels drawn anew."""
        self._serial += 1

    def search(self) -> None:
        """Work out where the selection can go."""
        screen, marks = self.screen, self.marks
        session, seen = screen.session, screen.scene.seen
        marks.reach, marks.path, marks.path_words, marks.targets = {}, [], "", set()
        self.targets = {}
        self._path_of = None
        self._serial += 1
        marks.supply = provision.of(session.world, seen, self.unit)
        can_act = session.human_to_act() and session.decision() is None
        marks.movable = {int(seen.unit_hex[u]) for u in session.idle_units(seen)} if can_act else set()
        fallen = self.fall() if screen.side_panel == "supply" else None
        starving = {u for units in fallen.starving for u in units} if fallen is not None else set()
        marks.beaches, marks.hints = set(), {int(seen.unit_hex[u]) for u in starving}
        if not can_act:
            return
        if screen.side_panel == "boxes" and not self.boxed:
            marks.beaches = landing.beaches(session, seen)
        if self.boxed:
            self.targets = session.landing_places(seen, tuple(sorted(self.boxed)))
            marks.targets = set(self.targets)
            marks.hints = landing.hints(session.world, seen, self.boxed)
        elif self.unit >= 0 and int(seen.unit_side[self.unit]) == seen.viewer:
            marks.reach, self._path_of = session.reach(seen, self.unit)
            marks.left = int(seen.unit_mp[self.unit])

    def fall(self) -> whatif.Fall | None:
        """Return what the fall of the chosen hex would mean, None if that cannot be asked."""
        shown = self.screen.scene
        return self._asker.ask(shown.world, shown.seen, self.marks.selected)

    # -- gestures -----------------------------------------------------------------------

    def pick(self, row: int, add: bool) -> None:
        """Left click on a hex: select it, or the next unit of its stack."""
        stacks = self.screen.scene.stacks
        units = stacks.get(row, [])
        if self.attack is not None and add:
            for unit in units:
                self._toggle(unit)
            return
        self.drop_attack()
        if row < 0:
            self.clear()
            return
        self.boxed = set()
        if row == self.marks.selected and units and self.unit in units:
            units.append(units.pop(0))
            self.screen.scene.known.pop(row, None)
        self.marks.selected = row
        self.unit = units[0] if units else -1
        self.search()

    def hover(self, row: int) -> None:
        """The mouse is over a hex: show way and cost."""
        marks = self.marks
        if row == marks.hover:
            return
        marks.hover = row
        marks.path, marks.path_words = [], ""
        if self._path_of is not None and row in marks.reach and row != marks.selected:
            marks.path = self._path_of(row)
            marks.path_words = wording.OF.format(wording.points(marks.reach[row]), wording.points(marks.left))

    def command(self, row: int) -> None:
        """Right click: move there, land there, or prepare and commit an attack."""
        screen = self.screen
        session, seen = screen.session, screen.scene.seen
        if row < 0 or not session.human_to_act():
            return
        if self.attack is not None:
            if row == self.attack.target:
                self.commit()
            else:
                self.drop_attack()
            return
        if self.landing.order is not None:
            if row == self.landing.hex:
                self.landing.commit()
                return
            self.landing.drop()
        if row in self.targets:
            order = self.targets[row]
            if isinstance(order, Land):
                self.landing.prepare(order)
            else:
                self.boxed = set()
                screen.give(order)
            return
        if row in self.marks.beaches:
            notice.refuse(screen, wording.CHOOSE_FIRST)
            return
        if self.boxed:
            notice.refuse(screen, wording.NOT_THERE)
            return
        if row < session.world.land and session.enemy_at(seen, row):
            self._prepare(row)
            return
        if self.unit < 0:
            return
        if row in self.marks.reach:
            plans.give(screen, Move(self.unit, row), tuple(self._path_of(row)) if self._path_of else ())
        elif row < session.world.land:
            refused = session.check(seen, Move(self.unit, row))
            notice.refuse(screen, wording.refusal(refused) if refused is not None else wording.TOO_FAR)

    def next_unit(self, step: int) -> None:
        """Select the next own unit that can move."""
        screen = self.screen
        idle = screen.session.idle_units(screen.scene.seen)
        if not idle:
            boxed = sum(len(units) for units in screen.session.boxed(screen.scene.seen).values())
            if boxed and screen.session.human_to_act():
                screen.side_panel, screen.offset = "boxes", 0
                self.search()
            seen = screen.scene.seen
            there = bool(((seen.unit_status == STATUS_MAP) & (seen.unit_side == seen.viewer)).any())
            if there:
                screen.say(wording.counted("NEXT_OFF_MAP", boxed) if boxed else wording.NOBODY_MOVES)
            else:
                screen.say(wording.counted("NEXT_NONE_THERE", boxed) if boxed else wording.NOBODY_THERE)
            return
        at = idle.index(self.unit) + step if self.unit in idle else 0
        self.select(idle[at % len(idle)])
        self.marks.hover = self.marks.selected  # from where the keys go on

    def select(self, unit: int) -> None:
        """Select a unit, put it on top of its stack and look at it if it is out of sight."""
        screen = self.screen
        self.drop_attack()
        self.boxed = set()
        self.unit = unit
        self.more = False
        row = int(screen.scene.seen.unit_hex[unit])
        self.marks.selected = row
        screen.scene.raise_unit(unit)
        x, y = screen.view.hex_pixel(row)
        if not (80 < x < screen.size[0] - panels.WIDTH - 60 and 90 < y < screen.size[1] - 90):
            screen.view.camera.look_at(float(screen.data.x[row]), float(screen.data.y[row]))
        self.search()

    # -- attacks ------------------------------------------------------------------------

    def _prepare(self, target: int) -> None:
        session, seen = self.screen.session, self.screen.scene.seen
        mode = DELIBERATE
        able = session.attackers(seen, target, mode)
        chosen = [u for u in able if self.unit < 0 or int(seen.unit_hex[u]) == self.marks.selected]
        if not chosen:
            hasty = session.attackers(seen, target, HASTY)
            quick = [u for u in hasty if self.unit < 0 or int(seen.unit_hex[u]) == self.marks.selected]
            if quick:
                chosen, mode = quick, HASTY
        chosen = chosen or able
        if not chosen and any(session.bombarding(seen, target, *p) is not None for p in ((1, 0), (0, 1))):
            self.attack = Attack(target, (), mode)
            self._show_attack()
            self.screen.make_room(target)
            return
        if not chosen:
            why = session.check(seen, Attack(target, (self.unit,), HASTY)) if self.unit >= 0 else None
            words = wording.refusal(why) if why is not None else wording.NONE_CAN_ATTACK
            notice.refuse(self.screen, words)
            return
        self.attack = Attack(target, tuple(chosen), mode)
        self._show_attack()
        self.screen.make_room(target)

    def _show_attack(self) -> None:
        attack = self.attack
        screen = self.screen
        if attack is None:
            return
        session, seen = screen.session, screen.scene.seen
        refused = session.check(seen, attack) if attack.units else None
        found = session.explain(seen, attack) if attack.units else None
        pool = list(dict.fromkeys([*attack.units, *session.attackers(seen, attack.target, attack.mode)]))
        groups = [(u, u in attack.units) for u in pool[:18]]
        guns = int(seen.pool_naval[seen.viewer]) if session.world.hex_gunned[attack.target] else 0
        why = wording.refusal(refused) if refused is not None else ""
        hold = session.foresee(seen, attack).hold if found is not None else None
        rider = self.unit if self.unit >= 0 else next(iter(attack.units), -1)
        others = [
            (wording.RIDE_DOWN, session.overrunning(seen, attack.target, rider)),
            (wording.BOMBARD, session.bombarding(seen, attack.target, attack.support, attack.naval)),
        ]
        screen.dialog = dialogs.attack_panel(
            screen.scene,
            attack,
            found,
            why,
            groups,
            (allotment.ready(seen, seen.viewer, attack.units, attack.target), guns),
            others,
            hold,
            self.why,
        )
        screen.dialog_kind = "attack"
        self.marks.target = attack.target
        self.marks.attackers = sorted({int(seen.unit_hex[u]) for u in attack.units})
        self._serial += 1

    def _toggle(self, unit: int) -> None:
        if self.attack is None:
            return
        units = (
            [u for u in self.attack.units if u != unit]
            if unit in self.attack.units
            else [*self.attack.units, unit]
        )
        self._change(units=tuple(units))

    def _change(self, **values: object) -> None:
        if self.attack is not None:
            self.attack = msgspec.structs.replace(self.attack, **values)
            self._show_attack()

    def commit(self) -> None:
        """Give the attack that is prepared."""
        attack = self.attack
        if attack is None:
            return
        screen = self.screen
        heard = screen.session.heard_by(screen.session.viewer())
        before = len(heard.log)
        self.drop_attack()
        if plans.give(screen, attack):
            battle = heard.fought(before)
            if battle:
                screen.say(battle[0])
        else:
            self.attack = attack
            self._show_attack()

    # -- buttons ------------------------------------------------------------------------

    def act(self, action: tuple[object, ...]) -> None:
        """Carry out an action of a panel's button."""
        screen = self.screen
        session, seen = screen.session, screen.scene.seen
        match action:
            case ("unit", unit) if isinstance(unit, int):
                self.select(unit)
            case ("toggle", unit) if isinstance(unit, int):
                self._toggle(unit)
            case ("mode", mode) if isinstance(mode, int) and self.attack is not None:
                able = session.attackers(seen, self.attack.target, mode)
                kept = tuple(u for u in self.attack.units if u in able) or tuple(able)
                self._change(mode=mode, units=kept)
            case ("mode",) if self.attack is not None:
                self.act(("mode", HASTY if self.attack.mode == DELIBERATE else DELIBERATE))
            case ("why", str(term)):
                self.why = "" if term == self.why else term
                self._show_attack()
                self.landing.show()
            case ("everyone",) if self.attack is not None:
                self._change(units=tuple(session.attackers(seen, self.attack.target, self.attack.mode)))
            case ("support", step) if isinstance(step, int) and self.attack is not None:
                self._change(support=max(0, self.attack.support + step))
            case ("naval", step) if isinstance(step, int) and self.attack is not None:
                self._change(naval=max(0, self.attack.naval + step))
            case ("commit",):
                self.commit()
            case ("absorb", quarters) if isinstance(quarters, int):
                screen.give(Absorb(self.unit, quarters))
            case ("order", order) if isinstance(order, Order):
                self.drop_attack()
                screen.give(order)
            case ("rail",):
                self._offer(session.rail_places(seen, self.unit), wording.PICK_RAIL)
            case ("sail",):
                voyages = session.sea_places(seen, self.unit)
                danger = session.sea_danger(seen, voyages.values())
                words = wording.PICK_PORT_RISK.format(wording.percent(danger / 100))
                self._offer(voyages, words if danger else wording.PICK_PORT)
            case ("drop",):
                self._offer(session.drop_places(seen, self.unit), wording.PICK_DROP)
            case ("sorties", step) if isinstance(step, int):
                self.sorties = min(max(1, self.sorties + step), max(1, int(seen.pool_air[seen.viewer])))
                self.search()
            case ("mission", mission) if isinstance(mission, int):
                self._offer(flights.goals(session, seen, mission, self.sorties), wording.PICK_TARGET)
            case ("box-unit", unit) if isinstance(unit, int):
                at = self.landing.hex
                self.unit = -1
                self.drop_attack()
                self.boxed = self.boxed ^ {unit}
                self.marks.selected = -1
                self.search()
                if at in self.targets:
                    self.landing.prepare(self.targets[at])
                if self.boxed and not self.targets:
                    notice.refuse(screen, wording.TOO_MANY if len(self.boxed) > 1 else wording.NO_LANDING)
            case ("landing-go",):
                self.landing.commit()
            case ("landing-wave", units) if isinstance(units, tuple):
                self.landing.wave(units)
            case ("landing-naval", step) if isinstance(step, int):
                self.landing.naval(step)
            case ("box-clear",):
                self.boxed = set()
                self.search()
            case ("more",):
                self.more = not self.more
                self._serial += 1

    def _offer(self, targets: dict[int, Order], words: str) -> None:
        if not targets:
            notice.refuse(self.screen, wording.NOTHING_POSSIBLE)
            return
        self.targets = targets
        self.marks.targets = set(targets)
        self.marks.reach, self.marks.path = {}, []
        self._path_of = None
        self.screen.say(words)

    # -- panels -------------------------------------------------------------------------

    def sheets(self) -> list[Sheet]:
        """Return the panels at the right: unit and hex."""
        shown = self.screen.scene
        found: list[Sheet] = []
        row = self.marks.selected
        units = shown.stacks.get(row, []) if row >= 0 else []
        if units:
            can = corner.able(self.screen.session, shown.seen, self.unit, self.more)
            # The seldom orders take the place of the stack below, and of how the unit is supplied.
            listed = [self.unit] if self.more else units
            supplied = None if self.more else self.marks.supply
            found.append(panels.unit_panel(shown, listed, self.unit, can, supplied))
        at = row if row >= 0 else self.marks.hover
        if at >= 0:
            ask = row >= 0 and self.screen.side_panel != "supply"
            found.append(panels.hex_panel(shown, at, self._asker.supplied(shown, at), ask))
        return found
