"""Dialogs of the map screen: attack, decision, report, end of turn, help, menu."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from engine.observation import Observation
from engine.orders import Attack, Order
from engine.rules import allotment, command, prospects
from engine.rules.combat import Breakdown
from engine.state import G_TURN, State
from engine.world import World
from game import assets, counter_painter, keys, pictures, scale, theme, wording
from game.notes import TurnNote
from game.panels import accent, hex_name
from game.scene import Scene
from game.widgets import PAD, Action, Paper, Sheet

REASONS = 3  # for points that the report of a turn names
# What each line of the help names besides the mouse, by rows of keys.
HELP: dict[str, tuple[tuple[str, ...], ...]] = {
    "select": (),
    "order": (),
    "add": (),
    "zoom": (("nearer",), ("farther",), tuple(f"zoom-{level}" for level in range(1, 6))),
    "pan": tuple((name,) for name in ("pan-up", "pan-left", "pan-down", "pan-right")),
    "next": (("next",), ("previous",)),
    "undo": (("undo",), ("redo",)),
    "plan": (("plan",),),
    "overlays": (tuple(keys.GROUPS["overlays"]),),
    "boxes": (("boxes",),),
    "panels": (("log",), ("forces",), ("politics",), ("air",), ("supply",), ("standing",), ("advice",)),
    "report": (("report",),),
    "briefing": (("briefing",),),
    "book": (("book",),),
    "past": (("past",),),
    "end": (("end",),),
    "files": (("save",), ("load",)),
    "picture": (("picture",),),
    "cancel": (("cancel",),),
    "cursor": (),
    "take": (("take",), ("take-more",)),
    "enter": (("confirm",),),
    "buttons": (("buttons",), ("forward",), ("up",), ("down",)),
    "map": (("home",), ("counters",)),
    "mode": (("mode",),),
    "help": (("help",),),
}
EVENT_WIDTH = 640 + 2 * PAD  # units of the dialog of an event


def attack_panel(
    scene: Scene,
    order: Attack,
    found: Breakdown | None,
    why: str,
    groups: list[tuple[int, bool]],
    pools: tuple[int, int],
    others: Sequence[tuple[str, Order | None]] = (),
    hold: float | None = None,
    opened: str = "",
) -> Sheet:
    """Return the attack preview: who, how, the shifts one by one, the exact outcomes as bars."""
    world, seen = scene.world, scene.seen
    paper = Paper(380, theme.BAD)
    paper.heading(wording.ATTACK_ON.format(hex_name(scene, order.target)))
    deliberate = order.mode == 1
    paper.buttons(
        [(wording.HASTY, ("mode", 0)), (wording.DELIBERATE, ("mode", 1)), (wording.EVERYONE, ("everyone",))],
        primary=1 if deliberate else 0,
        height=26,
    )
    x = PAD
    for unit, inside in groups:
        if x > 380 - PAD - 50:
            x, paper.y = PAD, paper.y + 54
        image = counter_painter.counter(scene.spec(unit), scale.px(50))
        if not inside:
            image = image.copy()
            image.set_alpha(90)
        paper.picture(image, x, paper.y + 2, ("toggle", unit))
        x += 56
    paper.y += 58
    paper.buttons(
        [
            (wording.SUPPORT_LESS, ("support", -1) if order.support else None),
            (wording.SUPPORT_OF.format(order.support, pools[0]), None),
            (wording.SUPPORT_MORE, ("support", 1) if order.support < pools[0] else None),
        ],
        height=24,
    )
    if pools[1] or order.naval:
        paper.buttons(
            [
                (wording.SHIPS_LESS, ("naval", -1) if order.naval else None),
                (wording.SHIPS_OF.format(order.naval, pools[1]), None),
                (wording.SHIPS_MORE, ("naval", 1) if order.naval < pools[1] else None),
            ],
            height=24,
        )
    offered: list[tuple[str, Action]] = [(words, ("order", o)) for words, o in others if o is not None]
    if offered:
        paper.buttons(offered, height=24)
    if found is None:
        paper.gap().text(why or wording.NO_ATTACK_POSSIBLE, 14, theme.BAD)
        paper.buttons([(wording.CANCEL, ("cancel",))])
        return paper.finish()
    for leader in command.leading(world, seen, order.units)[:2]:
        paper.text(wording.LED_BY.format(*leader), 12, theme.INK_SOFT)
    if found.support:
        named = {allotment.FLOWN: wording.SUPPORT_FLOWN, allotment.POOL: wording.SUPPORT_POOL}
        words = ", ".join(f"{n} {named.get(f) or world.formation_labels[f]}" for f, n in found.support)
        paper.text(wording.SUPPORT_FROM.format(words), 12, theme.INK_SOFT)
    outcome_lines(paper, scene, found, order.target, opened)
    if hold is not None:
        paper.pair(wording.THEN_HOLD, wording.percent(hold), size=13)
    if why:
        paper.text(why, 13, theme.BAD)
    paper.foot().buttons(
        [(wording.CANCEL, ("cancel",)), (wording.ATTACK, ("commit",) if not why else None)], primary=1
    )
    return paper.finish()


def outcome_lines(paper: Paper, scene: Scene, found: Breakdown, target: int, opened: str) -> None:
    """Write the columns of a battle one by one, the one that is ``opened`` with its reason, and the dice."""
    world, viewer, width = scene.world, scene.seen.viewer, paper.width
    paper.small(wording.COLUMNS)
    paper.pair(wording.BASE_COLUMN, str(found.base + 1), size=13)
    for name, value in found.shifts:
        colour = theme.GOOD if value > 0 else theme.BAD
        paper.pair(wording.coded("TERM", name), f"{value:+d}", colour, ("why", name), size=13)
        if name == opened:
            paper.text(_reason(scene, name, target), 12, theme.INK, indent=12)
            paper.text(prospects.source(world, name, target), 11, theme.INK_SOFT, assets.ITALIC, 12)
    if found.shifts and not opened:
        paper.text(wording.TERM_CLICK, 11, theme.INK_SOFT, assets.ITALIC)
    paper.pair(
        wording.TABLE_COLUMN,
        wording.OF.format(found.column + 1, len(world.column_attack))
        if found.column >= 0
        else wording.BELOW_TABLE,
        size=14,
    )
    paper.small(wording.DICE_BRING)
    wins = sum(o.ways for o in found.outcomes if o.retreat > 0)
    holds = 36 - wins
    paper.stacked(
        [
            (wins / 36, theme.SIDES[viewer % 2] if viewer >= 0 else theme.GOOD),
            (holds / 36, (178, 164, 132)),
        ]
    )
    paper.pair(
        wording.MUST_GIVE_WAY,
        wording.percent(wins / 36),
        theme.GOOD if wins >= 18 else theme.WARN,
        size=13,
    )
    paper.pair(wording.EVEN_IF_STANDS, wording.percent(found.chance_to_win()), size=13)
    for line in sorted(found.outcomes, key=lambda o: (-o.retreat, -o.defender[0])):
        mine = wording.points(line.attacker[0])
        his = wording.points(line.defender[0])
        words = wording.LOSSES.format(mine, his) + (
            wording.FALLS_BACK.format(line.retreat) if line.retreat else ""
        )
        start = paper.y
        bar = pygame.Rect(PAD, start + 3, round(96 * line.ways / 36 * 1.6), 12)
        bar.width = min(bar.width, 96)
        paper.box(bar, theme.GOOD if line.retreat else theme.PAPER_EDGE)
        paper.words_at(wording.percent(line.ways / 36), PAD + 102, start, 12, 40, theme.INK, assets.BOLD)
        paper.words_at(words, PAD + 146, start, 12, width - 2 * PAD - 146)
        paper.y = start + 18


def _reason(scene: Scene, term: str, target: int) -> str:
    """Return why a shift is what it is, with what is seen of the target where that decides it."""
    world, seen = scene.world, scene.seen
    zone = int(world.hex_zone[target])
    facts = {
        "terrain": wording.called(world, "terrain", world.terrain_ids[int(world.hex_terrain[target])]),
        "weather": wording.MUD[min(3, int(seen.weather_mud[zone]))] if zone >= 0 else "",
    }
    return wording.coded("TERM_WHY", term).format(facts.get(term, ""))


def decision_panel(title: str, words: str, answers: Sequence[tuple[str, object]], side: int) -> Sheet:
    """Return a dialog with a question and its answers."""
    paper = Paper(440, accent(side))
    paper.text(title, 18, theme.INK, assets.BOLD).gap(2)
    paper.text(words, 14, theme.INK_SOFT)
    for k, (answer, order) in enumerate(answers):
        paper.answer(answer, ("answer", order), k == len(answers) - 1)
    return paper.finish()


def curtain_panel(world: World, side: int, asked: bool = False) -> Sheet:
    """Return what hides the map until the person has sat down who is to move, or who is only ``asked``."""
    paper = Paper(440, accent(side))
    title = wording.CURTAIN_QUESTION if asked else wording.CURTAIN
    paper.heading(title.format(world.side_names[side]))
    paper.text(wording.CURTAIN_ASKED if asked else wording.CURTAIN_WHY, 14, theme.INK_SOFT)
    paper.buttons([(wording.CURTAIN_GO.format(world.side_names[side]), ("sit-down",))], primary=0, height=36)
    return paper.finish()


def report_panel(world: World, note: TurnNote, seen: Observation | State, side: int) -> Sheet:
    """Return the report of a turn: what changed, whether that is good, and why; then the rest."""
    paper = Paper(460, accent(side))
    turn = max(1, int(seen.game[G_TURN]))
    paper.heading(wording.TURN_TITLE.format(turn, wording.date(world.date_of(turn))))
    changed = [
        words.format(", ".join(names[:6]) + (" …" if len(names) > 6 else ""))
        for words, names in ((wording.REPORT_TAKEN, note.taken), (wording.REPORT_LOST, note.lost))
        if names
    ]
    paper.text(" ".join(changed) or wording.REPORT_SAME, 14)
    balance = note.points or len(note.taken) - len(note.lost)
    words = wording.REPORT_GOOD if balance > 0 else wording.REPORT_BAD if balance < 0 else wording.REPORT_EVEN
    colour = theme.GOOD if balance > 0 else theme.BAD if balance < 0 else theme.INK_SOFT
    score = int(seen.side_score[side]) if side >= 0 else 0
    paper.text(words.format(note.points, score), 14, colour, assets.BOLD)
    ranked = sorted(note.reasons.items(), key=lambda item: (-abs(item[1]), item[0]))
    reasons = [wording.REPORT_REASON.format(why, points) for why, points in ranked[:REASONS] if points]
    fought = wording.counted(
        "REPORT_FOUGHT", note.battles, wording.points(note.own_steps), wording.points(note.enemy_steps)
    )
    paper.text(f"{', '.join(reasons)}. {fought}" if reasons else fought, 14, theme.INK_SOFT)
    if note.destroyed:
        paper.small(wording.GONE).text(", ".join(note.destroyed[:24]), 12, theme.INK_SOFT)
    if note.politics:
        paper.small(wording.POLITICS_SMALL)
        _thumbnails(paper, world, note.pictured)
        for words in note.politics[:5]:
            paper.text(words, 13)
    paper.foot().buttons([(wording.GO_ON, ("close",))], primary=0)
    return paper.finish()


def _thumbnails(paper: Paper, world: World, triggers: Sequence[int]) -> None:
    """Lay the pictures of the last events side by side; a click opens one."""
    shown = list(dict.fromkeys(triggers))[-2:]
    gap = 8
    wide = (paper.inner - gap) // 2 if len(shown) > 1 else paper.inner
    for number, trigger in enumerate(shown):
        picture = pictures.of_trigger(world, trigger)
        if picture is not None:
            image = pictures.image(world, picture, scale.px(wide))
            paper.picture(image, PAD + number * (wide + gap), paper.y + 3, ("event", trigger))
    if shown:
        paper.y += round(wide * pictures.RATIO) + 9


def event_panel(world: World, trigger: int) -> Sheet:
    """Return the dialog of an event: its picture over its text."""
    row = world.triggers[trigger]
    picture = pictures.of_trigger(world, trigger)
    paper = Paper(EVENT_WIDTH, theme.INK_SOFT)
    paper.heading(row.title)
    if picture is not None:
        paper.picture(pictures.image(world, picture, scale.px(paper.inner)), PAD, paper.y + 6)
        paper.y += round(paper.inner * pictures.RATIO) + 14
    paper.text(wording.text(world, row.text or row.id, row.title), 14)
    paper.foot().buttons([(wording.GO_ON, ("close",))], primary=0)
    return paper.finish()


def forgotten_panel(
    world: World, idle: list[int], boxed: int, due: int, planned: int = 0, air: int = 0
) -> Sheet:
    """Return the question before a turn ends, with what was forgotten."""
    paper = Paper(440, theme.WARN)
    paper.heading(wording.END_TURN_SURE)
    if planned:
        paper.text(wording.counted("PLAN_FORGOTTEN", planned), 13, theme.WARN)
    if idle:
        names = ", ".join(world.unit_labels[u] for u in idle[:12]) + (" …" if len(idle) > 12 else "")
        paper.text(wording.counted("CAN_STILL_MOVE", len(idle), names), 13)
    if boxed:
        paper.text(wording.counted("WAIT_OFF_MAP", boxed), 13)
    if due:
        paper.text(wording.counted("DUE_TO_LEAVE", due), 13, theme.WARN)
    if air:
        paper.text(wording.counted("AIR_UNUSED", air), 13)
    paper.foot().buttons(
        [(wording.BACK, ("close",)), (wording.SHOW_NEXT, ("next",)), (wording.END_TURN, ("end",))], primary=2
    )
    return paper.finish()


def help_panel() -> Sheet:
    """Return the list of keys."""
    paper = Paper(600)
    paper.heading(wording.KEYS_TITLE)
    for name, words in wording.HELP_WORDS.items():
        start = paper.y
        low = paper.text(_keys(name), 13, theme.INK, assets.BOLD, room=196).y
        paper.y = start
        paper.y = max(low, paper.text(words, 13, indent=208).y)
    paper.foot().buttons([(wording.HELP_SEARCH, ("help-search",)), (wording.CLOSE, ("close",))], primary=1)
    return paper.finish()


def _keys(name: str) -> str:
    """Return what a line of the help explains: gestures of the mouse, keys that are fixed, keys as chosen."""
    chosen = [keys.row(*row) for row in HELP[name]]
    return ", ".join([words for words in (wording.HELP_KEYS.get(name), *chosen) if words])


def menu_panel(by_mail: bool) -> Sheet:
    """Return the menu that Esc brings up; a game by mail is kept in its folder, beside no others."""
    paper = Paper(300)
    paper.heading(wording.MENU)
    files = ((wording.MENU_KEEP, ("keep",)), (wording.MENU_LOAD.format(keys.shown("load")), ("load",)))
    for words, action in (
        (wording.BACK_TO_WAR, ("close",)),
        (wording.MENU_SAVE.format(keys.shown("save")), ("save",)),
        *(() if by_mail else files),
        (wording.MENU_BRIEFING.format(keys.shown("briefing")), ("briefing",)),
        (wording.MENU_BOOK.format(keys.shown("book")), ("book",)),
        (wording.MENU_PAST.format(keys.shown("past")), ("past",)),
        (wording.SETTINGS, ("settings",)),
        (wording.MENU_KEYS.format(keys.shown("help")), ("help",)),
        (wording.TO_START, ("leave",)),
        (wording.QUIT, ("quit",)),
    ):
        paper.buttons([(words, action)], height=32)
    return paper.finish()
