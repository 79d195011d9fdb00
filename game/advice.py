"""The panel "What would the staff do?": the front, the orders of a staff in one's own place, and why each.

The staff works in a thread on a game that it imagines from what the viewer knows, so neither the game nor
any secret is touched. Codes of the engine become sentences here; ``engine.ai.reasons`` says what they mean.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
import pygame

from engine.ai.plans import doctrine_of
from engine.ai.reasons import Reason, Stretch
from engine.orders import (
    Absorb,
    Air,
    Allot,
    Answer,
    Attach,
    Determined,
    Headquarters,
    Merge,
    from_text,
)
from engine.sim.council import Council, counsel
from engine.state import G_TURN
from engine.world import World
from game import assets, panels, scale, settings, texts, theme, wording
from game.scene import Scene
from game.session import Session
from game.widgets import PAD, Paper, Sheet

if TYPE_CHECKING:
    from game.map_screen import MapScreen

PANEL = "advice"
WIDTH = 440
MAIN = "main-effort"  # what the plan of an attack ends with in the sector of the main effort


class Adviser:
    """Asks a staff in a thread, and keeps what it said; its panel may be closed at any time."""

    def __init__(self) -> None:
        self.found: Council | None = None
        self.error = ""
        self._of: object = None  # session, turn and side that was asked about
        self._revision = -1
        self._now = -1  # revision that is shown
        self._halt = threading.Event()
        self._thread: threading.Thread | None = None
        self._sheet: tuple[object, Sheet] | None = None

    @property
    def working(self) -> bool:
        """Whether the staff is at work."""
        return self._thread is not None and self._thread.is_alive()

    @property
    def old(self) -> bool:
        """Whether orders were given since the staff was asked."""
        return self._revision != self._now

    def key(self) -> object:
        """Return what the panel shows, to know when it must be drawn anew."""
        return id(self.found), self.working, self.error, self.old

    def watch(self, screen: MapScreen) -> None:
        """Ask while the panel is open and its player is to move; stop when it is closed."""
        session = screen.session
        self._now = session.revision
        if screen.side_panel != PANEL:
            self.stop()
            return
        now = session, session.game.state.turn, session.viewer()
        if self._of is not None and self._of != now:
            self.stop()
            self._of, self.found, self.error = None, None, ""
        if self._of is None and session.human_to_act():
            self._of = now
            self.ask(session)

    def ask(self, session: Session) -> None:
        """Let the staff begin on the position as it is now."""
        self._revision = self._now = session.revision
        world, seen = session.game.world, session.observe()
        self.begin(lambda halted: counsel(world, seen, halted=halted))

    def begin(self, told: Callable[[Callable[[], bool]], Council]) -> None:
        """Let a staff begin; ``told`` returns what it said, and ends soon once what it is given holds."""
        self.stop()
        self.found, self.error, self._halt = None, "", threading.Event()
        halt = self._halt

        def work() -> None:
            try:
                found = told(halt.is_set)
            except Exception as problem:  # whatever it is, the game goes on without advice
                if self._halt is halt and not halt.is_set():
                    self.error = f"{type(problem).__name__}: {problem}"
                return
            if self._halt is halt and not halt.is_set():
                self.found = found

        self._thread = threading.Thread(target=work, name="adviser", daemon=True)
        self._thread.start()

    def hindsight(self, scene: Scene, side: int) -> Sheet:
        """Return what a computer player's staff thought in a past turn, drawn anew only when that changes."""
        shown = self.key(), side, texts.language(), settings.now(), scale.percent()
        if self._sheet is None or self._sheet[0] != shown:
            paper = Paper(WIDTH, panels.accent(side))
            paper.heading(wording.PAST_WHY.format(scene.world.side_names[side]))
            if self.error:
                paper.text(wording.ADVICE_FAILED.format(self.error), 13, theme.BAD)
            elif self.found is None:
                paper.text(wording.ADVICE_WAIT, 13, theme.INK_SOFT)
            else:
                told(paper, scene, self.found)
            self._sheet = shown, paper.finish()
        return self._sheet[1]

    def stop(self) -> None:
        """Let a staff that is at work go home; what it has said is kept."""
        if self.working:
            self._halt.set()
            self._of = None
        self._thread = None

    def panel(self, screen: MapScreen) -> Sheet:
        """Return the panel, drawn anew only when what it shows has changed: it may be long."""
        now = screen.session.human_to_act()
        shown = self.key(), now, texts.language(), settings.now(), screen.size
        if self._sheet is None or self._sheet[0] != shown:
            self._sheet = shown, sheet(screen.scene, self, now)
        return self._sheet[1]


# -- the panel ---------------------------------------------------------------------------------


def sheet(scene: Scene, adviser: Adviser, to_move: bool) -> Sheet:
    """Return the panel as far as the staff has come."""
    paper = Paper(WIDTH, panels.accent(scene.seen.viewer))
    found = adviser.found
    day = scene.world.date_of(max(1, found.turn if found is not None else int(scene.seen.game[G_TURN])))
    paper.heading(wording.ADVICE, wording.date(day))
    if adviser.error:
        paper.text(wording.ADVICE_FAILED.format(adviser.error), 13, theme.BAD)
    elif found is None:
        paper.text(wording.ADVICE_WAIT if to_move else wording.ADVICE_NOT_NOW, 13, theme.INK_SOFT)
    else:
        paper.text(wording.ADVICE_HOW, 12, theme.INK_SOFT)
        if adviser.old and to_move:
            paper.text(wording.ADVICE_OLD, 12, theme.WARN)
        if to_move:
            paper.buttons([(wording.ADVICE_AGAIN, ("advice-ask",))], height=24)
        told(paper, scene, found)
    return paper.finish()


def told(paper: Paper, scene: Scene, found: Council) -> None:
    """Write what a staff said: how it stands, the sectors of the front, each order with its reason."""
    stance = wording.ADVICE_ATTACKING if found.attacking else wording.ADVICE_DEFENDING
    paper.gap(2).text(stance, 14, theme.INK, assets.BOLD)
    side = scene.world.rows("side")[found.side]
    plan = doctrine_of(scene.world, side)
    for rival in plan.rival if plan is not None else ():
        if rival.id == found.rival:
            words = wording.text(scene.world, f"rival.{found.side}.{rival.id}", rival.title)
            paper.text(words, 12, theme.INK_SOFT, assets.ITALIC)
    paper.small(wording.ADVICE_FRONT)
    shown = [s for s in found.sectors if s.own or s.take or s.deny or s.main]
    for stretch in shown:
        _sector(paper, scene, stretch)
    if len(shown) < len(found.sectors):
        bare = wording.counted("ADVICE_EMPTY", len(found.sectors) - len(shown))
        paper.text(bare, 12, theme.INK_SOFT, assets.ITALIC)
    if not found.sectors:
        paper.text(wording.ADVICE_NO_FRONT, 13, theme.INK_SOFT)
    paper.small(wording.ADVICE_ORDERS.format(len(found.reasons)))
    for reason in found.reasons:
        _order(paper, scene, reason)
    if not found.reasons:
        paper.text(wording.ADVICE_NO_ORDERS, 13, theme.INK_SOFT)


def _sector(paper: Paper, scene: Scene, stretch: Stretch) -> None:
    row = scene.world.rows("hex")[stretch.at]
    words = wording.ADVICE_STANCE[stretch.stance]
    if stretch.main:
        words += f", {wording.ADVICE_MAIN}"
    name = wording.sentence(panels.hex_name(scene, row))
    paper.pair(name, words, theme.INK if stretch.main else theme.INK_SOFT, ("beside", row), 13)
    if not stretch.own:
        parts = [wording.ADVICE_BARE]
    elif not stretch.enemy:
        parts = [wording.ADVICE_ALONE]
    else:
        parts = [wording.ADVICE_RATIO.format(wording.percent(stretch.ratio / 100))]
    if stretch.take:
        parts.append(wording.ADVICE_TAKE.format(stretch.take))
    if stretch.deny:
        parts.append(wording.ADVICE_DENY.format(stretch.deny))
    paper.text(", ".join(parts), 12, theme.INK_SOFT, indent=12)


def _order(paper: Paper, scene: Scene, reason: Reason) -> None:
    """Write an order and why it is given; the whole is a button that leads to its hex."""
    paper.gap(4)
    start = paper.y
    paper.text(title(scene, reason), 13, theme.INK, assets.BOLD)
    paper.text(" ".join(why(scene, reason)), 12, theme.INK_SOFT, indent=12)
    if reason.at is not None:
        spot = pygame.Rect(PAD - 6, start, paper.inner + 12, paper.y - start)
        paper.spots.append((spot, ("beside", scene.world.rows("hex")[reason.at])))


# -- codes to sentences ------------------------------------------------------------------------


def title(scene: Scene, reason: Reason) -> str:
    """Return an order in words: what is done, by whom, where."""
    world = scene.world
    order = from_text(world, msgspec.json.encode(reason.order))
    kind = str(reason.order["kind"])
    units = getattr(order, "units", None) or [getattr(order, "unit", -1)]
    who = ", ".join(_unit(world, unit) for unit in units if unit >= 0) or wording.ADVICE_NOBODY
    more = ""
    match order:
        case Air():
            more = wording.AIR_MISSION[order.mission]
        case Absorb():
            more = wording.points(order.quarters)
        case Attach():
            more = panels.formation(scene, order.formation)
        case Merge():
            more = _unit(world, order.into)
        case Headquarters() | Allot():
            who = panels.formation(scene, order.formation)
            more = str(order.points) if isinstance(order, Allot) else ""
        case Determined():
            more = wording.ADVICE_STAND[order.stand]
        case Answer():
            decision = world.decisions[order.decision]
            more = f"{decision.title} – {decision.option[order.option].title}"
    at = world.rows("hex")[reason.at] if reason.at is not None else -1
    return wording.ADVICE_DO[kind].format(who, panels.hex_name(scene, at) if at >= 0 else "", more)


def why(scene: Scene, reason: Reason) -> list[str]:
    """Return the sentences that say why: the plan, gain and risk, the next best and what decided."""
    kind, (head, *tail) = reason.order["kind"], reason.plan.split(":")
    if head == kind:
        said = [wording.ADVICE_WHY[head]]
    else:
        where = _named(scene, tail[0]) if tail and tail[0] != MAIN else ""
        said = [wording.ADVICE_PLAN[head].format(where)]
        if MAIN in tail:
            said[0] = f"{wording.sentence(wording.ADVICE_MAIN)}. {said[0]}"
    if reason.gain is not None:
        said.append(wording.ADVICE_GAIN.format(_steps(reason.gain)))
    if reason.risk is not None:
        said.append(wording.ADVICE_RISK.format(wording.percent(reason.risk / 100)))
    if reason.next_best is not None:
        said.append(wording.ADVICE_NEXT.format(_next(scene, reason)))
    if reason.decided_by is not None:
        said.append(wording.ADVICE_DECIDED.format(wording.ADVICE_TERM[reason.decided_by]))
    return said


def _next(scene: Scene, reason: Reason) -> str:
    what, _, name = str(reason.next_best).partition(":")
    form = wording.ADVICE_ATTACK_THERE if what == "attack" else wording.ADVICE_STAY_THERE
    words = form.format(_named(scene, name))
    if reason.next_gain is None:
        return str(words)
    return wording.ADVICE_NEXT_GAIN.format(words, _steps(reason.next_gain))


def _steps(gain: float) -> str:
    """Return steps with one place behind the point, as the language writes it."""
    return texts.decimal(round(gain, 1))


def _named(scene: Scene, name: str) -> str:
    """Return what a place or hex that the staff named is called."""
    places = scene.world.rows("place")
    if name in places:
        return scene.world.place_names[places[name]]
    return panels.hex_name(scene, scene.world.rows("hex")[name])


def _unit(world: World, unit: int) -> str:
    return world.unit_names[unit] or world.unit_labels[unit]
