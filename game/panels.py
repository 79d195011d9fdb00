"""The panels of the map screen: each function returns a Sheet for what it is given."""

from __future__ import annotations

import pygame

from engine.kernels.consts import QUARTERS
from engine.observe import SPECTATOR, Observation
from engine.orders import Attack
from engine.rules.combat import Breakdown
from engine.state import G_TURN
from engine.world import World
from game import assets, counter_painter, theme, wording
from game.overlays import Overlay
from game.scene import Scene
from game.session import LogLine, TurnNote
from game.widgets import PAD, Paper, Sheet

WIDTH = 316


def accent(side: int) -> theme.Colour:
    """Return the accent colour of a side; ink for nobody."""
    return theme.SIDES[side % len(theme.SIDES)] if side >= 0 else theme.INK_SOFT


def formation(scene: Scene, row: int) -> str:
    """Return the name of a formation, empty for none."""
    if row < 0:
        return ""
    name = scene.world.formation_ids[row]
    return scene.data.formations.get(name) or wording.title(name)


def top_bar(world: World, seen: Observation, acting: int, width: int, thinking: bool) -> Sheet:
    """Return the bar at the top: date, who acts, weather, pools, points."""
    turn = max(1, int(seen.game[G_TURN]))
    bar = Paper(width, accent(acting))
    y = 9
    x = PAD
    rect = bar.words_at(wording.date(world.date_of(turn)), x, y - 1, 18, 240, theme.INK, assets.BOLD)
    x = rect.right + 12
    rect = bar.words_at(f"turn {turn} of {world.turns}", x, y + 4, 13, 140, theme.INK_SOFT)
    x = rect.right + 18
    who = (
        "The game is over"
        if acting < 0
        else f"{world.side_names[acting]}{' thinking…' if thinking else ' to act'}"
    )
    rect = bar.words_at(who, x, y + 1, 15, 220, accent(acting), assets.BOLD)
    x = rect.right + 20
    if width >= 1200:
        for row, zone in enumerate(world.zone_ids):
            words = f"{wording.title(zone)}: {wording.MUD[min(3, int(seen.weather_mud[row]))]}"
            words += ", snow" if seen.weather_snow[row] else ""
            words += ", flood" if seen.weather_flood[row] else ""
            words += ", storm" if seen.weather_storm[row] else ""
            if x + assets.font(12).size(words)[0] > width * 0.64:
                break
            rect = bar.words_at(words, x, y + 4, 12, 260, theme.INK_SOFT)
            x = rect.right + 14
    score = "   ".join(f"{name} {int(seen.side_score[i]):+d}" for i, name in enumerate(world.side_names))
    w = assets.font(15, assets.BOLD).size(score)[0]
    bar.words_at(score, width - PAD - w, y + 1, 15, w + 2, theme.INK, assets.BOLD)
    side = seen.viewer if seen.viewer != SPECTATOR else max(0, acting)
    pools = (
        ("support", seen.pool_support),
        ("naval", seen.pool_naval),
        ("craft", seen.pool_craft),
        ("shipping", seen.pool_sealift),
        ("trains", seen.pool_rail),
        ("shells", seen.pool_attacks),
    )
    words = "  ".join(f"{name} {int(array[side])}" for name, array in pools)
    pw = assets.font(12).size(words)[0]
    if width - PAD - w - 24 - pw > x:
        bar.words_at(words, width - PAD - w - 24 - pw, y + 4, 12, pw + 2, theme.INK_SOFT)
    return bar.finish(40)


def unit_panel(scene: Scene, units: list[int], chosen: int, can: dict[str, object]) -> Sheet:
    """Return the panel of a stack with the chosen unit in full; ``can`` maps button words to actions."""
    world, seen = scene.world, scene.seen
    unit = chosen if chosen in units else units[0]
    paper = Paper(WIDTH, accent(int(seen.unit_side[unit])))
    own = seen.viewer in (SPECTATOR, int(seen.unit_side[unit]))
    image = counter_painter.counter(scene.spec(unit), 76)
    paper.picture(image, PAD, 14)
    x = PAD + 86
    room = WIDTH - x - PAD
    paper.words_at(world.unit_names[unit] or world.unit_labels[unit], x, 12, 15, room, theme.INK, assets.BOLD)
    kind = wording.title(world.type_ids[int(world.unit_type[unit])])
    paper.words_at(kind, x, 33, 12, room, theme.INK_SOFT)
    parent = int(world.unit_formation[unit])
    paper.words_at(formation(scene, parent), x, 50, 12, room, theme.INK_SOFT)
    words = f"quality {int(world.unit_quality[unit])}" + (
        f"   dug in {int(seen.unit_entrench[unit])}" if own else ""
    )
    paper.words_at(words, x, 67, 12, room, theme.INK_SOFT)
    paper.y = 98
    quarters, full = int(seen.unit_quarters[unit]), max(1, int(world.unit_full[unit]))
    paper.meter(
        "Steps",
        quarters / full,
        theme.INK_SOFT,
        f"{wording.points(quarters)} of {wording.points(full)}" if quarters else "unknown",
    )
    if own:
        cohesion = int(seen.unit_cohesion[unit])
        colour = theme.GOOD if cohesion >= 60 else theme.WARN if cohesion >= 35 else theme.BAD
        paper.meter("Cohesion", cohesion / 100, colour, str(cohesion))
        mp, most = int(seen.unit_mp[unit]), max(1, int(seen.unit_full_mp[unit]))
        paper.meter("Movement", mp / most, theme.LINK, f"{wording.points(mp)} of {wording.points(most)}")
        state = min(3, max(0, int(seen.unit_supply[unit])))
        paper.pair(
            "Supply",
            wording.SUPPLY_STATES[state],
            theme.SUPPLY_COLOURS[state] if state else theme.GOOD,
            size=13,
        )
        paper.pair("State", wording.MODES[int(seen.unit_mode[unit]) % len(wording.MODES)], size=13)
    row = int(world.unit_type[unit])
    paper.pair(
        "Attack, defence", f"{int(world.type_attack[row])} – {int(world.type_defence[row])} a step", size=13
    )
    items = list(can.items())
    for k in range(0, len(items), 2):
        paper.buttons(items[k : k + 2], height=26)
    if len(units) > 1:
        paper.small(f"stack of {len(units)}")
        for other in units[:10]:
            _unit_row(paper, scene, other, other == unit)
        if len(units) > 10:
            paper.text(f"and {len(units) - 10} more", 12, theme.INK_SOFT)
    return paper.finish()


def _unit_row(paper: Paper, scene: Scene, unit: int, chosen: bool) -> None:
    world, seen = scene.world, scene.seen
    rect = pygame.Rect(PAD - 6, paper.y, paper.inner + 12, 34)
    if chosen:
        paper.box(rect, theme.PAPER_DARK)
    paper.picture(counter_painter.counter(scene.spec(unit), 30), PAD, paper.y + 2)
    paper.words_at(world.unit_labels[unit], PAD + 38, paper.y + 1, 13, 130, theme.INK, assets.BOLD)
    kind = wording.title(world.type_ids[int(world.unit_type[unit])])
    paper.words_at(kind, PAD + 38, paper.y + 16, 11, 150, theme.INK_SOFT)
    quarters = int(seen.unit_quarters[unit])
    words = f"{(quarters + 3) // QUARTERS or '?'} steps"
    mp = (
        f"{wording.points(int(seen.unit_mp[unit]))} MP"
        if seen.viewer in (SPECTATOR, int(seen.unit_side[unit]))
        else ""
    )
    for k, item in enumerate((words, mp)):
        w = assets.font(12).size(item)[0]
        paper.words_at(item, paper.width - PAD - w, paper.y + 1 + 15 * k, 12, w + 2, theme.INK_SOFT)
    paper.spots.append((rect, ("unit", unit)))
    paper.y += 35


def hex_panel(scene: Scene, row: int, supply_words: str = "") -> Sheet:
    """Return the panel of a hex: ground, place, control, weather, works, with numbers."""
    world, seen, data = scene.world, scene.seen, scene.data
    land = row < world.land
    name = wording.where(world, row) if land else data.sea_names.get(data.sea_zone[row], "Sea")
    side = int(seen.hex_control[row]) if land else -1
    paper = Paper(WIDTH, accent(side))
    paper.heading(name, world.hex_labels[row])
    if not land:
        paper.text("Open sea", 13, theme.INK_SOFT)
        return paper.finish()
    terrain = int(world.hex_terrain[row])
    paper.pair(
        "Ground", f"{wording.title(world.terrain_ids[terrain])}, {int(world.hex_elevation[row])} m", size=13
    )
    shift = int(world.terrain_shift[terrain])
    frontage = int(world.terrain_frontage[terrain])
    paper.pair(
        "For the defence", f"{shift} column{'s' if shift != 1 else ''}, {frontage} steps a hexside", size=13
    )
    stack = seen.unit_hex == row
    used = int(world.unit_stack[stack].sum())
    paper.pair("Room", f"{used} of {int(world.terrain_stacking[terrain])} points", size=13)
    holder = world.side_names[side] if side >= 0 else "nobody"
    paper.pair("Held by", holder, accent(side), size=13)
    if supply_words:
        paper.pair("Supply", supply_words, size=13)
    zone = int(world.hex_zone[row])
    if zone >= 0:
        weather = wording.MUD[min(3, int(seen.weather_mud[zone]))]
        if seen.weather_snow[zone] and world.hex_elevation[row] >= world.snow_elevation:
            weather += ", snow"
        if seen.weather_flood[zone]:
            weather += ", rivers in flood"
        paper.pair("Weather", f"{weather}, flying {int(seen.weather_air[zone])} %", size=13)
    if seen.hex_fort[row] > 0:
        paper.pair("Works", f"level {int(seen.hex_fort[row])}", theme.WORKS, size=13)
    for place in [p for p in data.places if p.hex == row][:4]:
        words = wording.title(place.kind)
        if place.port:
            at = world.rows("place").get(place.id, -1)
            damage = int(seen.port_damage[at]) if at >= 0 else 0
            words += f", {place.port * (100 - damage) // 100} of {place.port} t a day"
        paper.pair(place.name, words, size=13)
    return paper.finish()


def attack_panel(
    scene: Scene,
    order: Attack,
    found: Breakdown | None,
    why: str,
    groups: list[tuple[int, bool]],
    pools: tuple[int, int],
) -> Sheet:
    """Return the attack preview: who, how, the shifts one by one, the exact outcomes as bars."""
    world, seen = scene.world, scene.seen
    paper = Paper(380, theme.BAD)
    paper.heading(f"Attack on {wording.where(world, order.target)}")
    deliberate = order.mode == 1
    paper.buttons(
        [("Hasty", ("mode", 0)), ("Deliberate", ("mode", 1)), ("Everyone", ("everyone",))],
        primary=1 if deliberate else 0,
        height=26,
    )
    x = PAD
    for unit, inside in groups:
        if x > 380 - PAD - 50:
            x, paper.y = PAD, paper.y + 54
        image = counter_painter.counter(scene.spec(unit), 50)
        if not inside:
            image = image.copy()
            image.set_alpha(90)
        paper.picture(image, x, paper.y + 2, ("toggle", unit))
        x += 56
    paper.y += 58
    paper.buttons(
        [
            ("Support −", ("support", -1) if order.support else None),
            (f"Support {order.support} of {pools[0]}", None),
            ("Support +", ("support", 1) if order.support < pools[0] else None),
        ],
        height=24,
    )
    if pools[1] or order.naval:
        paper.buttons(
            [
                ("Ships −", ("naval", -1) if order.naval else None),
                (f"Ships {order.naval} of {pools[1]}", None),
                ("Ships +", ("naval", 1) if order.naval < pools[1] else None),
            ],
            height=24,
        )
    if found is None:
        paper.gap().text(why or "No attack is possible.", 14, theme.BAD)
        paper.buttons([("Cancel", ("cancel",))])
        return paper.finish()
    paper.small("columns")
    paper.pair("Strength gives column", str(found.base + 1), size=13)
    for name, value in found.shifts:
        paper.pair(wording.title(name), f"{value:+d}", theme.GOOD if value > 0 else theme.BAD, size=13)
    paper.pair(
        "Column of the table",
        f"{found.column + 1} of {len(world.column_attack)}" if found.column >= 0 else "below the table",
        size=14,
    )
    paper.small("what the dice can bring")
    wins = sum(o.ways for o in found.outcomes if o.retreat > 0)
    holds = 36 - wins
    paper.stacked(
        [
            (wins / 36, theme.SIDES[seen.viewer % 2] if seen.viewer >= 0 else theme.GOOD),
            (holds / 36, (178, 164, 132)),
        ]
    )
    paper.pair(
        "The enemy must give way",
        f"{wins * 100 / 36:.0f} %",
        theme.GOOD if wins >= 18 else theme.WARN,
        size=13,
    )
    paper.pair("even if he stands where he may", f"{found.chance_to_win() * 100:.0f} %", size=13)
    for line in sorted(found.outcomes, key=lambda o: (-o.retreat, -o.defender[0])):
        mine = wording.points(line.attacker[0])
        his = wording.points(line.defender[0])
        words = f"we lose {mine}, he {his}" + (f", back {line.retreat}" if line.retreat else "")
        start = paper.y
        bar = pygame.Rect(PAD, start + 3, round(96 * line.ways / 36 * 1.6), 12)
        bar.width = min(bar.width, 96)
        paper.box(bar, theme.GOOD if line.retreat else theme.PAPER_EDGE)
        paper.words_at(f"{line.ways * 100 / 36:.0f} %", PAD + 102, start, 12, 40, theme.INK, assets.BOLD)
        paper.words_at(words, PAD + 146, start, 12, 380 - 2 * PAD - 146)
        paper.y = start + 18
    if why:
        paper.text(why, 13, theme.BAD)
    paper.buttons([("Cancel", ("cancel",)), ("Attack", ("commit",) if not why else None)], primary=1)
    return paper.finish()


def decision_panel(title: str, words: str, answers: list[tuple[str, object]], side: int) -> Sheet:
    """Return a dialog with a question and its answers."""
    paper = Paper(440, accent(side))
    paper.heading(title)
    paper.text(words, 14, theme.INK_SOFT)
    for k, (answer, order) in enumerate(answers):
        paper.buttons([(answer, ("answer", order))], primary=0 if k == len(answers) - 1 else -1, height=30)
    return paper.finish()


def log_panel(lines: list[LogLine], offset: int, height: int) -> Sheet:
    """Return the event log, newest first; a line with a hex can be clicked."""
    paper = Paper(420)
    paper.heading("Events", "newest first")
    shown = list(reversed(lines))[offset:]
    for line in shown:
        if paper.y > height - 40:
            break
        colour = theme.INK if line.weight else theme.INK_SOFT
        style = assets.BOLD if line.weight == 2 else assets.REGULAR
        start = paper.y
        paper.text(line.words, 13, colour, style)
        if line.hex >= 0:
            paper.spots.append((pygame.Rect(PAD, start, paper.inner, paper.y - start), ("jump", line.hex)))
        paper.gap(2)
    return paper.finish(height)


def report_panel(world: World, note: TurnNote, turn: int, side: int) -> Sheet:
    """Return the report of a turn: three lines first, then the rest."""
    paper = Paper(460, accent(side))
    paper.heading(f"Turn {turn}: {wording.date(world.date_of(max(1, turn)))}")
    gained, lost = ", ".join(note.taken[:6]) or "nothing", ", ".join(note.lost[:6]) or "nothing"
    good = len(note.taken) - len(note.lost)
    paper.text(f"Taken: {gained}.  Lost: {lost}.", 14)
    verdict = (
        "A good week."
        if good > 0
        else "A bad week."
        if good < 0
        else "A week without much change on the map."
    )
    paper.text(
        verdict, 14, theme.GOOD if good > 0 else theme.BAD if good < 0 else theme.INK_SOFT, assets.BOLD
    )
    paper.text(
        f"{note.battles} battles; {len(note.destroyed)} units are no more; {note.points:+d} points.",
        14,
        theme.INK_SOFT,
    )
    if note.destroyed:
        paper.small("gone").text(", ".join(note.destroyed[:24]), 12, theme.INK_SOFT)
    if note.politics:
        paper.small("politics")
        for words in note.politics[:8]:
            paper.text(words, 13)
    paper.buttons([("Go on", ("close",))], primary=0)
    return paper.finish()


def forgotten_panel(world: World, idle: list[int], boxed: int, due: int) -> Sheet:
    """Return the question before a turn ends, with what was forgotten."""
    paper = Paper(440, theme.WARN)
    paper.heading("End the turn?")
    if idle:
        names = ", ".join(world.unit_labels[u] for u in idle[:12]) + (" …" if len(idle) > 12 else "")
        paper.text(f"{len(idle)} units can still move: {names}", 13)
    if boxed:
        paper.text(f"{boxed} units wait off the map.", 13)
    if due:
        paper.text(f"{due} units are due to leave the theatre.", 13, theme.WARN)
    paper.buttons([("Back", ("close",)), ("Show next", ("next",)), ("End turn", ("end",))], primary=2)
    return paper.finish()


def boxes_panel(
    scene: Scene, boxes: dict[int, list[int]], chosen: set[int], height: int, offset: int
) -> Sheet:
    """Return the list of own units off the map; click to choose who sails or lands."""
    world = scene.world
    paper = Paper(330, accent(scene.seen.viewer))
    paper.heading("Off the map", f"craft {int(scene.seen.pool_craft[max(0, scene.seen.viewer)])}")
    paper.text("Choose units, then right-click a marked beach or port.", 12, theme.INK_SOFT)
    skipped = 0
    for box, units in boxes.items():
        paper.small(wording.title(world.box_ids[box]))
        for unit in units:
            if skipped < offset:
                skipped += 1
                continue
            if paper.y > height - 60:
                break
            start = paper.y
            _unit_row(paper, scene, unit, unit in chosen)
            paper.spots[-1] = (paper.spots[-1][0], ("box-unit", unit))
            lift = int(world.type_lift[int(world.unit_type[unit])]) * world.sea.assault_craft_per_stack_point
            words = f"lift {lift}"
            w = assets.font(12).size(words)[0]
            paper.words_at(words, paper.width - PAD - w - 70, start + 1, 12, w + 2, theme.INK_SOFT)
    if chosen:
        paper.buttons([("Choose nobody", ("box-clear",))], height=24)
    return paper.finish()


def legend(overlay: Overlay) -> Sheet:
    """Return the legend of an overlay."""
    paper = Paper(210)
    paper.heading(wording.OVERLAY_TITLES.get(overlay.name, overlay.name))
    for kind in overlay.classes:
        start = paper.y
        paper.box(pygame.Rect(PAD, start + 3, 20, 14), kind.colour)
        if kind.hatch:
            paper.words_at(
                ("", "\\\\", "//", "##", "●")[kind.hatch], PAD + 3, start, 12, 20, theme.INK, assets.BOLD
            )
        paper.words_at(kind.words, PAD + 30, start, 13, 160)
        paper.y += 19
    return paper.finish()


def help_panel() -> Sheet:
    """Return the list of keys."""
    paper = Paper(520)
    paper.heading("Keys and mouse")
    for keys, words in wording.HELP:
        start = paper.y
        paper.words_at(keys, PAD, start, 13, 200, theme.INK, assets.BOLD)
        paper.words_at(words, PAD + 208, start, 13, paper.inner - 208)
        paper.y += 20
    paper.buttons([("Close", ("close",))], primary=0)
    return paper.finish()


def menu_panel(saved: bool) -> Sheet:
    """Return the menu that Esc brings up."""
    paper = Paper(300)
    paper.heading("Menu")
    for words, action in (
        ("Back to the war", ("close",)),
        ("Save  (Ctrl+S)", ("save",)),
        ("Load  (Ctrl+L)", ("load",)),
        ("Keys and mouse  (F1)", ("help",)),
        ("To the start screen", ("leave",)),
        ("Quit", ("quit",)),
    ):
        paper.buttons([(words, action)], height=32)
    return paper.finish()


def forces_panel(scene: Scene, side: int, height: int, offset: int) -> Sheet:
    """Return the order of battle of a side: formations and their units; a line jumps to its hex."""
    world, seen = scene.world, scene.seen
    paper = Paper(420, accent(side))
    paper.heading("Order of battle", world.side_names[side] if side >= 0 else "")
    groups: dict[str, list[int]] = {}
    for unit in range(world.sizes.unit):
        if seen.unit_status[unit] in (1, 2) and int(seen.unit_side[unit]) == side:
            parent = int(world.unit_formation[unit])
            groups.setdefault(formation(scene, parent) or "Independent", []).append(unit)
    skipped = 0
    for name, units in groups.items():
        if skipped + len(units) < offset:
            skipped += len(units)
            continue
        if paper.y > height - 80:
            break
        paper.small(name)
        for unit in units:
            if skipped < offset:
                skipped += 1
                continue
            if paper.y > height - 50:
                break
            _unit_row(paper, scene, unit, False)
            at = int(seen.unit_hex[unit])
            paper.spots[-1] = (paper.spots[-1][0], ("jump", at) if at >= 0 else None)
    return paper.finish(height)
