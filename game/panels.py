"""The panels of the map screen: each function returns a Sheet for what it is given."""

from __future__ import annotations

import pygame

from engine.kernels.consts import QUARTERS
from engine.observation import SPECTATOR, Observation
from engine.rules import command, headquarters, reinforcement, sealanes
from engine.rules.common import POINTS_A_DIVISION
from engine.state import G_TURN
from engine.world import World
from game import assets, counter_painter, provision, scale, theme, wording
from game.overlays import Class, Overlay
from game.scene import Scene
from game.thinking import Progress
from game.widgets import PAD, Action, Paper, Sheet
from game.wrapping import fitting

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


def top_bar(
    world: World, seen: Observation, acting: int, width: int, thinking: Progress | None = None
) -> Sheet:
    """Return the bar at the top: date, who acts and how far, weather, pools, points."""
    turn = max(1, int(seen.game[G_TURN]))
    bar = Paper(width, accent(acting))
    y = 9
    x = PAD
    rect = bar.words_at(wording.date(world.date_of(turn)), x, y - 1, 18, 240, theme.INK, assets.BOLD)
    x = rect.right + 12
    rect = bar.words_at(wording.TURN_OF.format(turn, world.turns), x, y + 4, 13, 140, theme.INK_SOFT)
    x = rect.right + 18
    who = (
        wording.GAME_OVER
        if acting < 0
        else (wording.TO_ACT if thinking is None else wording.THINKING).format(world.side_names[acting])
    )
    rect = bar.words_at(who, x, y + 1, 15, 220, accent(acting), assets.BOLD)
    if thinking is not None:
        done = thinking.share(acting, turn)
        bar.box(pygame.Rect(x, 33, rect.width, 3), theme.PAPER_DARK)
        bar.box(pygame.Rect(x, 33, round(rect.width * done), 3), accent(acting))
    x = rect.right + 20
    score = "   ".join(f"{name} {int(seen.side_score[i]):+d}" for i, name in enumerate(world.side_names))
    w = assets.measure(score, 15, assets.BOLD)[0]
    bar.words_at(score, width - PAD - w, y + 1, 15, w + 2, theme.INK, assets.BOLD)
    side = seen.viewer if seen.viewer != SPECTATOR else max(0, acting)
    pools = (
        (wording.POOL_SUPPORT, seen.pool_support),
        (wording.POOL_AIR, seen.pool_air),
        (wording.POOL_NAVAL, seen.pool_naval),
        (wording.POOL_CRAFT, seen.pool_craft),
        (wording.POOL_SHIPPING, seen.pool_sealift),
        (wording.POOL_FERRY, seen.pool_ferry // QUARTERS),
        (wording.POOL_TRAINS, seen.pool_rail),
        (wording.POOL_SHELLS, seen.pool_attacks // POINTS_A_DIVISION),
    )
    words = "  ".join(f"{name} {int(array[side])}" for name, array in pools)
    pw = assets.measure(words, 12)[0]
    limit = width - PAD - w - 24
    if limit - pw > x:
        limit -= pw + 20
        bar.words_at(words, limit + 20, y + 4, 12, pw + 2, theme.INK_SOFT)
    for row, zone in enumerate(world.zone_ids):
        words = f"{wording.called(world, 'zone', zone)}: {wording.MUD[min(3, int(seen.weather_mud[row]))]}"
        words += wording.AND_SNOW if seen.weather_snow[row] else ""
        words += wording.AND_FLOOD if seen.weather_flood[row] else ""
        words += wording.AND_STORM if seen.weather_storm[row] else ""
        if x + assets.measure(words, 12)[0] > limit:
            break
        rect = bar.words_at(words, x, y + 4, 12, 260, theme.INK_SOFT)
        x = rect.right + 14
    return bar.finish(40)


def _duties(paper: Paper, world: World, seen: Observation, unit: int) -> None:
    """Write what binds an own unit: refit, weariness, and a call to leave with what delay has cost."""
    if seen.unit_refit[unit]:
        paper.text(wording.REFIT_LEFT.format(int(seen.unit_refit[unit])), 13, theme.WARN)
    if seen.unit_marched[unit]:
        paper.text(wording.TIRED_MARCH, 13, theme.WARN)
    turn = int(seen.game[G_TURN])
    for row in reinforcement.due_rows(world, seen, unit):
        paper.pair(
            wording.LEAVES_BY, wording.date(world.date_of(world.withdrawals[row][0])), theme.WARN, size=13
        )
        cost = reinforcement.delay_price(world, row, turn + 1)
        if cost:
            paper.pair(wording.LEAVES_LATE, wording.N_POINTS.format(cost), theme.BAD, size=13)


def unit_panel(
    scene: Scene,
    units: list[int],
    chosen: int,
    can: dict[str, Action],
    supplied: provision.Provision | None = None,
) -> Sheet:
    """Return the panel of a stack with the chosen unit in full.

    ``can`` maps button words to actions; ``supplied`` tells how the chosen unit is supplied.
    """
    world, seen = scene.world, scene.seen
    unit = chosen if chosen in units else units[0]
    paper = Paper(WIDTH, accent(int(seen.unit_side[unit])))
    own = seen.viewer in (SPECTATOR, int(seen.unit_side[unit]))
    image = counter_painter.counter(scene.spec(unit), scale.px(76))
    paper.picture(image, PAD, 14, ("book-open", "unit", world.unit_ids[unit]))
    x = PAD + 86
    room = WIDTH - x - PAD
    name = world.unit_names[unit] or world.unit_labels[unit]
    size, parts = fitting(name, 15, assets.BOLD, room)
    for row, part in enumerate(parts[:2]):
        paper.words_at(part, x, 12 + 16 * row, size, room, theme.INK, assets.BOLD)
    low = 14 * (len(parts[:2]) - 1)
    kind = wording.called(world, "type", world.type_ids[int(world.unit_type[unit])])
    paper.words_at(kind, x, 33 + low, 12, room, theme.INK_SOFT)
    parent = int(seen.unit_formation[unit])
    paper.words_at(formation(scene, parent), x, 50 + low, 12, room, theme.INK_SOFT)
    words = wording.QUALITY.format(int(seen.unit_quality[unit])) + (
        wording.DUG_IN.format(int(seen.unit_entrench[unit])) if own else ""
    )
    paper.words_at(words, x, 67 + low, 12, room, theme.INK_SOFT)
    paper.y = 98
    # What is seen of an enemy is the upper end of a band, which may lie above his establishment.
    full = max(1, int(world.unit_full[unit]))
    quarters = min(full, int(seen.unit_quarters[unit]))
    paper.meter(
        wording.STEPS,
        quarters / full,
        theme.INK_SOFT,
        wording.OF.format(wording.points(quarters), wording.points(full)) if quarters else wording.UNKNOWN,
    )
    if own:
        cohesion = int(seen.unit_cohesion[unit])
        colour = theme.GOOD if cohesion >= 60 else theme.WARN if cohesion >= 35 else theme.BAD
        paper.meter(wording.COHESION, cohesion / 100, colour, str(cohesion))
        mp, most = int(seen.unit_mp[unit]), max(1, int(seen.unit_full_mp[unit]))
        paper.meter(
            wording.MOVEMENT,
            mp / most,
            theme.LINK,
            wording.OF.format(wording.points(mp), wording.points(most)),
        )
        learnt = int(seen.unit_experience[unit])
        if learnt:
            paper.pair(wording.EXPERIENCE, wording.EXPERIENCE_IS.format(learnt), size=13)
        state = min(3, max(0, int(seen.unit_supply[unit])))
        paper.pair(
            wording.SUPPLY,
            wording.SUPPLY_STATES[state],
            (theme.GOOD, theme.WARN, theme.BAD, theme.BAD)[state],
            size=13,
        )
        if supplied is not None and supplied.unit == unit:
            provision.lines(paper, world, supplied)
        paper.pair(wording.STATE, wording.MODES[int(seen.unit_mode[unit]) % len(wording.MODES)], size=13)
        _duties(paper, world, seen, unit)
    if own:
        command_lines(paper, world, seen, unit)
    row = int(world.unit_type[unit])
    paper.pair(
        wording.ATTACK_DEFENCE,
        wording.A_STEP.format(int(world.type_attack[row]), int(world.type_defence[row])),
        size=13,
    )
    items = list(can.items())
    for k in range(0, len(items), 2):
        paper.buttons(items[k : k + 2], height=26)
    if len(units) > 1:
        paper.small(wording.counted("STACK_OF", len(units)))
        for other in units[:10]:
            unit_row(paper, scene, other, other == unit)
        if len(units) > 10:
            paper.text(wording.counted("AND_MORE", len(units) - 10), 12, theme.INK_SOFT)
    return paper.finish()


def command_lines(paper: Paper, world: World, seen: Observation, unit: int) -> None:
    """Write who commands a unit: chain of formations, reach of the headquarters, leader."""
    rows = command.above(world, seen, unit)
    if not rows:
        return
    paper.pair(wording.COMMAND, " < ".join(world.formation_labels[f] for f in rows[:3]), size=13)
    head = headquarters.head_of(world, seen, unit)
    if head >= 0 and seen.unit_hex[unit] >= 0:
        post = int(seen.hq_hex[head])
        words = wording.NO_HQ
        if post >= 0:
            far = command.away(world, seen, unit, head)
            words = wording.HQ_AT.format(
                wording.COMMAND_STATES[int(seen.unit_command[unit])], far, headquarters.reach_of(world, head)
            )
        if seen.hq_silent[head]:
            words = wording.HQ_SILENT
        paper.pair("", words, theme.WARN if seen.unit_command[unit] else theme.GOOD, size=13)
    for row in rows:
        if seen.hq_support[row]:
            words = wording.OF.format(int(seen.hq_support[row]), world.command.allot_most)
            paper.pair(wording.LAID_UP.format(world.formation_labels[row]), words, size=13)
    leader = headquarters.leader_of(world, seen, unit)
    words = wording.VACANT
    if leader >= 0:
        words = wording.LEADER_IS.format(
            world.leader_names[leader],
            int(world.leader_initiative[leader]),
            int(world.leader_admin[leader]),
        )
    paper.pair(wording.LEADER, words, size=13)


def unit_row(paper: Paper, scene: Scene, unit: int, chosen: bool) -> None:
    """Write a line for a unit: counter, name, steps, movement points."""
    world, seen = scene.world, scene.seen
    rect = pygame.Rect(PAD - 6, paper.y, paper.inner + 12, 34)
    if chosen:
        paper.box(rect, theme.PAPER_DARK)
    paper.picture(counter_painter.counter(scene.spec(unit), scale.px(30)), PAD, paper.y + 2)
    paper.words_at(
        world.unit_labels[unit], PAD + 38, paper.y + 1, 13, paper.inner - 110, theme.INK, assets.BOLD
    )
    kind = wording.called(world, "type", world.type_ids[int(world.unit_type[unit])])
    paper.words_at(kind, PAD + 38, paper.y + 16, 11, paper.inner - 110, theme.INK_SOFT)
    quarters = int(seen.unit_quarters[unit])
    words = wording.counted("N_STEPS", (quarters + 3) // QUARTERS) if quarters else wording.MANY_STEPS
    mp = (
        wording.N_MP.format(wording.points(int(seen.unit_mp[unit])))
        if seen.viewer in (SPECTATOR, int(seen.unit_side[unit]))
        else ""
    )
    for k, item in enumerate((words, mp)):
        w = assets.measure(item, 12)[0]
        paper.words_at(item, paper.width - PAD - w, paper.y + 1 + 15 * k, 12, w + 2, theme.INK_SOFT)
    paper.spots.append((rect, ("unit", unit)))
    paper.y += 35


def hex_name(scene: Scene, row: int) -> str:
    """Return the name of a hex: its place, the nearest one, or the sea."""
    world, data = scene.world, scene.data
    if row >= world.land:
        return data.sea_names.get(data.sea_zone[row], wording.SEA)
    if int(world.hex_place[row]) >= 0:
        return wording.where(world, row)
    x, y = float(data.x[row]), float(data.y[row])
    near = [p for p in data.places if p.kind in ("city", "town", "port")]
    best = min(near, key=lambda p: (p.x - x) ** 2 + (p.y - y) ** 2, default=None)
    return wording.NEAR.format(best.name) if best is not None else wording.where(world, row)


def forecast_words(seen: Observation, zone: int) -> str:
    """Return what is forecast for a zone for the next turn: mud, snow, floods, storm, flying days."""
    words = wording.MUD[min(3, int(seen.forecast_mud[zone]))]
    words += wording.AND_SNOW if seen.forecast_snow[zone] else ""
    words += wording.AND_FLOOD if seen.forecast_flood[zone] else ""
    words += wording.AND_STORM if seen.forecast_storm[zone] else ""
    return f"{words}, {wording.percent(int(seen.forecast_air[zone]) / 100)}"


def hex_panel(scene: Scene, row: int, supply_words: str = "", ask: bool = False) -> Sheet:
    """Return the panel of a hex: ground, place, control, weather, works, with numbers.

    With ``ask`` it offers to tell what would be if an own hex fell.
    """
    world, seen, data = scene.world, scene.seen, scene.data
    land = row < world.land
    name = hex_name(scene, row)
    side = int(seen.hex_control[row]) if land else -1
    paper = Paper(WIDTH, accent(side))
    paper.heading(name, world.hex_labels[row])
    if not land:
        paper.text(wording.OPEN_SEA, 13, theme.INK_SOFT)
        lane = int(world.hex_sea_zone[row])
        for rival in range(world.sizes.side if lane >= 0 else 0):
            power = int(sealanes.powers(world, seen)[rival, lane])
            risk = int(sealanes.risks(world, seen, rival)[lane])
            words = wording.POWER_AND_RISK.format(power, wording.percent(risk / 100))
            paper.pair(wording.RULES_WATERS.format(world.side_names[rival]), words, size=13)
        return paper.finish()
    terrain = int(world.hex_terrain[row])
    paper.pair(
        wording.GROUND,
        wording.GROUND_AT.format(
            wording.called(world, "terrain", world.terrain_ids[terrain]),
            wording.number(int(world.hex_elevation[row])),
        ),
        size=13,
    )
    shift = int(world.terrain_shift[terrain])
    frontage = int(world.terrain_frontage[terrain])
    paper.pair(
        wording.HELPS_DEFENCE,
        wording.counted("N_COLUMNS", shift),
        size=13,
    )
    paper.pair(wording.ATTACKERS_HEXSIDE, wording.counted("N_STEPS", frontage), size=13)
    stack = seen.unit_hex == row
    used = int(world.unit_stack[stack].sum())
    paper.pair(wording.ROOM, wording.OF_POINTS.format(used, int(world.terrain_stacking[terrain])), size=13)
    holder = world.side_names[side] if side >= 0 else wording.NOBODY_HOLDS
    paper.pair(wording.HELD_BY, holder, accent(side), size=13)
    if supply_words:
        paper.pair(wording.SUPPLY, supply_words, size=13)
    zone = int(world.hex_zone[row])
    if zone >= 0:
        weather = wording.MUD[min(3, int(seen.weather_mud[zone]))]
        if seen.weather_snow[zone] and world.hex_elevation[row] >= world.snow_elevation:
            weather += wording.AND_SNOW
        if seen.weather_flood[zone]:
            weather += wording.AND_FLOODED
        paper.pair(wording.WEATHER, weather, size=13)
        paper.pair(wording.FLYING_DAYS, wording.percent(int(seen.weather_air[zone]) / 100), size=13)
        paper.pair(wording.FORECAST, forecast_words(seen, zone), size=13)
    if seen.hex_fort[row] > 0:
        paper.pair(wording.WORKS, wording.LEVEL.format(int(seen.hex_fort[row])), theme.WORKS, size=13)
    for place in [p for p in data.places if p.hex == row][:4]:
        words = wording.coded("PLACE_KIND", place.kind)
        if place.port:
            at = world.rows("place").get(place.id, -1)
            damage = int(seen.port_damage[at]) if at >= 0 else 0
            words += wording.PORT_TONS.format(
                wording.number(place.port * (100 - damage) // 100), wording.number(place.port)
            )
        paper.pair(place.name, words, action=("book-open", "place", place.id), size=13)
    if ask and side >= 0 and seen.viewer in (SPECTATOR, side):
        paper.buttons([(wording.WHAT_IF, ("supply",))], height=24)
    return paper.finish()


def legend(overlay: Overlay) -> Sheet:
    """Return the legend of an overlay."""
    title = wording.OVERLAY_TITLES.get(overlay.name, overlay.name)
    room = max(assets.measure(kind.words, 13)[0] for kind in overlay.classes)
    room = max(room, 140, assets.measure(title, 18, assets.BOLD)[0] - 30)
    paper = Paper(min(330, room + 34 + 2 * PAD))
    paper.heading(title)
    for kind in overlay.classes:
        start = paper.y
        paper.picture(swatch(kind, scale.px(22), scale.px(15)), PAD, start + 3)
        paper.text(kind.words, 13, indent=30)
    return paper.finish()


def swatch(kind: Class, width: int, height: int) -> pygame.Surface:
    """Return a piece of a class of hexes: its colour and hatching on pale ground."""
    ground = theme.mix(theme.TINTS[0][1], kind.colour, min(1.0, kind.alpha / 170))
    image = pygame.Surface((width, height))
    image.fill(ground)
    ink = theme.INK if theme.luminance(ground) > 0.2 else theme.PAPER
    if kind.hatch == 4:
        pygame.draw.circle(image, ink, (width // 2, height // 2), height // 3, max(1, height // 8))
    for way in (1, 2):
        if kind.hatch in (way, 3):
            for x in range(-height, width, max(4, height // 2)):
                ends = ((x, 0), (x + height, height)) if way == 1 else ((x + height, 0), (x, height))
                pygame.draw.line(image, ink, *ends, max(1, height // 12))
    pygame.draw.rect(image, theme.INK, image.get_rect(), 1)
    return image
