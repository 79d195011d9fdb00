"""The map as it is seen: chunks, names, reach, path, counters, marks. Used by the window and ``shot``."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import pygame

from game import assets, corps, counter_painter, damage, labels, markers, staffs, strokes, theme, wording
from game import names as names_of
from game.camera import ZOOMS, Camera
from game.chunks import Store
from game.dressing import Dresser
from game.map_painter import MapPainter
from game.overlays import Overlay
from game.pace import breathe
from game.provision import Provision
from game.relief import CHUNK
from game.scene import Scene


@dataclass
class Marks:
    """What the player points at: drawn over the ground and under or over the counters."""

    selected: int = -1  # hex
    unit: int = -1
    hover: int = -1
    reach: dict[int, int] = field(default_factory=dict)  # hex -> cost in quarters
    left: int = 0  # movement points of the unit, in quarters
    path: list[int] = field(default_factory=list)
    path_words: str = ""
    targets: set[int] = field(default_factory=set)
    target: int = -1
    attackers: list[int] = field(default_factory=list)  # hexes that attack the target
    beaches: set[int] = field(default_factory=set)  # where waiting units could land
    hints: set[int] = field(default_factory=set)  # where the staff would land the chosen units
    movable: set[int] = field(default_factory=set)  # hexes with units that can still act
    supply: Provision | None = None  # of the chosen unit: the way of its supply and what cuts it


class MapView:
    """Draws one scene through one camera."""

    def __init__(self, painter: MapPainter, scene: Scene, camera: Camera, threaded: bool = True) -> None:
        self.painter = painter
        self.camera = camera
        self.store = Store(painter, threaded)
        self.marks = Marks()
        self.show_counters = True
        self.show_names = True
        self._hex_stamps: dict[tuple[int, theme.Colour, int], pygame.Surface] = {}
        self._layouts: dict[tuple[int, int], labels.Layout] = {}
        self._last_layout: dict[int, labels.Layout] = {}
        self._asked: set[tuple[int, int]] = set()
        self._warmed: set[int] = set()
        self._pictures: dict[tuple[tuple[counter_painter.Spec, ...], int], pygame.Surface] = {}
        self._near: list[tuple[int, int, int]] = []
        self._gathered: Scene | None = None  # of which markers and corps are known
        self.set_scene(scene, None)

    def forget(self) -> None:
        """Forget pictures in colours that hold no more."""
        self._hex_stamps.clear()
        self._pictures.clear()
        self._warmed.clear()
        self._layouts.clear()
        self._last_layout.clear()
        self._asked.clear()

    # -- contents --------------------------------------------------------------------

    def set_scene(self, scene: Scene, overlay: Overlay | None) -> None:
        """Show another position or overlay."""
        fresh, self._gathered = scene is not self._gathered, scene
        self.scene = scene
        self.overlay = overlay
        self.dresser = Dresser(self.painter, scene, overlay)
        if not fresh:
            return
        self.markers = markers.build(scene, self.painter.box)
        stacks = tuple(sorted((h, min(3, len(u))) for h, u in scene.stacks.items()))
        self.corps = corps.build(scene, self.painter.box, self._stack_rects(corps.LEVEL))
        rects = tuple(m.rect for m in self.markers), tuple(c.rect for c in self.corps)
        self._crowd = hash((stacks, rects))

    def layout(self) -> labels.Layout:
        """Return the names for level and counters, or the last known ones while these are made."""
        level = self.camera.level
        crowd = self._crowd if self.show_counters else 0
        found = self._layouts.get((level, crowd))
        if found is not None:
            self._last_layout[level] = found
            return found
        if self.store.threaded:
            self._ask_layout(level, crowd, 0.0)
            return self._last_layout.get(level) or labels.Layout(level)
        self._make_layout(level, crowd, list(self._obstacles(level)))
        return self._layouts[level, crowd]

    def _ask_layout(self, level: int, crowd: int, priority: float) -> None:
        key = (level, crowd)
        if key in self._asked or key in self._layouts:
            return
        self._asked.add(key)
        rects = list(self._obstacles(level)) if crowd else []
        self.store.ask(priority, lambda: self._make_layout(level, crowd, rects))

    def _make_layout(self, level: int, crowd: int, rects: list[names_of.Rect]) -> None:
        if self.store.threaded and crowd not in (0, self._crowd):
            self._asked.discard((level, crowd))
            return
        found = labels.layout(self.painter.data, self.painter.box, level, rects)
        if len(self._layouts) > 24:
            self._layouts.clear()
        for item in found.labels:
            breathe()
            item.picture()
        self._layouts[level, crowd] = found
        self._asked.discard((level, crowd))

    def warm(self) -> None:
        """Have names and counters of all levels made before they are wanted, the near levels first."""
        if not self.store.threaded:
            return
        here = self.camera.level
        shown = self.scene
        for level in sorted(range(1, 6), key=lambda k: abs(k - here)):
            self._ask_layout(level, self._crowd, 2.0 + abs(level - here))
            if level not in self._warmed:
                self._warmed.add(level)

                def job(level: int = level, shown_markers: list[markers.Marker] = self.markers) -> None:
                    for marker in shown_markers if level == markers.LEVEL else ():
                        breathe()
                        counter_painter.counter(marker.spec, marker.size)
                    for row in list(shown.stacks) if level != markers.LEVEL else ():
                        breathe()
                        self._picture(shown.specs(row), level)

                self.store.ask(2.0 + abs(level - here), job)

    def _obstacles(self, level: int) -> Iterable[names_of.Rect]:
        if not self.show_counters:
            return []
        if level == markers.LEVEL:
            return [m.rect for m in self.markers]
        tags = [c.rect for c in self.corps if c.rect is not None] if level == corps.LEVEL else []
        return [*self._stack_rects(level), *tags]

    def _stack_rects(self, level: int) -> list[names_of.Rect]:
        data, box, km = self.painter.data, self.painter.box, ZOOMS[level - 1]
        return [
            counter_painter.stack_rect(
                level, len(units), (float(data.x[h]) - box[0]) / km, (float(data.y[h]) - box[1]) / km
            )
            for h, units in self.scene.stacks.items()
        ]

    def hex_at(self, px: float, py: float) -> int:
        """Return the hex under a pixel of the view, -1 outside the map."""
        return self.painter.data.hex_at(*self.camera.to_plane(px, py))

    def gathered_at(self, px: float, py: float) -> markers.Marker | corps.Corps | None:
        """Return the army's marker or the corps' tag under a pixel of the view, None if nearer or none."""
        left, top = self._origin()
        if not self.show_counters:
            return None
        if self.camera.level == markers.LEVEL:
            return markers.at(self.markers, px + left, py + top)
        return corps.at(self.corps, px + left, py + top) if self.camera.level == corps.LEVEL else None

    def hex_pixel(self, row: int) -> tuple[float, float]:
        """Return the pixel of a hex's middle."""
        return self.camera.to_screen(float(self.painter.data.x[row]), float(self.painter.data.y[row]))

    # -- drawing ---------------------------------------------------------------------

    def draw(self, target: pygame.Surface) -> None:
        """Draw everything on a surface of the camera's size."""
        self.draw_ground(target)
        left, top = self._origin()
        names = (
            self.layout().visible(left, top, self.camera.width, self.camera.height) if self.show_names else []
        )
        for item in names:
            if item.area:
                target.blit(item.picture(), (item.x - left, item.y - top))
        damage.draw(target, self.scene.world, self.scene.seen, self.camera.level, self.hex_pixel)
        self._reach(target)
        self._selection(target)
        for item in names:
            if not item.area:
                target.blit(item.picture(), (item.x - left, item.y - top))
        self._supply(target)
        if self.show_counters and self.camera.level == markers.LEVEL:
            markers.draw(target, self.markers, left, top, self.marks.selected, self.marks.movable)
        elif self.show_counters:
            operation = self.corps if self.camera.level == corps.LEVEL else []
            corps.draw_links(target, operation, left, top, self.marks.selected)
            self._counters(target)
            self._staffs(target)
            corps.draw_tags(target, operation, left, top, self.marks.selected)
        self._hints(target)
        self._path(target)
        self._target(target)

    def _origin(self) -> tuple[int, int]:
        box, km = self.painter.box, self.camera.km
        return (
            round((self.camera.x - box[0]) / km - self.camera.width / 2),
            round((self.camera.y - box[1]) / km - self.camera.height / 2),
        )

    def _span(self, left: int, top: int) -> tuple[range, range]:
        """Return the columns and rows of chunks that are in view."""
        across, down = self.painter.chunk_range(self.camera.level)
        w, h = self.camera.width, self.camera.height
        return (
            range(max(0, left // CHUNK), min(across, (left + w) // CHUNK + 1)),
            range(max(0, top // CHUNK), min(down, (top + h) // CHUNK + 1)),
        )

    def prepare(self, seconds: float) -> None:
        """Use a few moments to get stand-ins for the chunks in view."""
        columns, rows = self._span(*self._origin())
        self.store.prepare([(self.camera.level, cx, cy) for cx in columns for cy in rows], seconds)

    def draw_ground(self, target: pygame.Surface, ready_only: bool = False) -> None:
        """Draw the visible chunks, or those that need no work."""
        left, top = self._origin()
        w, h = self.camera.width, self.camera.height
        level = self.camera.level
        across, down = self.painter.chunk_range(level)
        if ready_only or left < 0 or top < 0 or left + w > across * CHUNK or top + h > down * CHUNK:
            target.fill(theme.DESK)
        columns, rows = self._span(left, top)
        around = {
            (level, cx, cy)
            for cx in range(max(0, columns.start - 1), min(across, columns.stop + 1))
            for cy in range(max(0, rows.start - 1), min(down, rows.stop + 1))
        }
        if around != self.store.visible:
            self.store.visible = around
            self._near = [k for k in around if k[1] not in columns or k[2] not in rows]
        elif self._near and not self.store.pending():
            key = self._near.pop()
            self.store.near(key, self.dresser.look(key), self.dresser.dress)
        for cx in columns:
            for cy in rows:
                key = (level, cx, cy)
                if ready_only:
                    chunk = self.store.peek(key)
                else:
                    chunk = self.store.get(key, self.dresser.look(key), self.dresser.dress)
                if chunk is not None:
                    target.blit(chunk, (cx * CHUNK - left, cy * CHUNK - top))

    def _stamp(self, colour: theme.Colour, alpha: int) -> pygame.Surface:
        key = (self.camera.level, colour, alpha)
        if key not in self._hex_stamps:
            size = self.painter.data.hex_km / math.sqrt(3) / self.camera.km
            k = 3
            w, h = math.ceil(2 * size) + 2, math.ceil(size * math.sqrt(3)) + 2
            big = pygame.Surface((w * k, h * k), pygame.SRCALPHA)
            ring = [
                (
                    w * k / 2 + size * k * 0.97 * math.cos(math.radians(a)),
                    h * k / 2 + size * k * 0.97 * math.sin(math.radians(a)),
                )
                for a in (0, 60, 120, 180, 240, 300)
            ]
            pygame.draw.polygon(big, (*colour, alpha), ring)
            pygame.draw.polygon(
                big, (*theme.mix(colour, (255, 255, 255), 0.5), min(255, alpha + 60)), ring, k
            )
            self._hex_stamps[key] = pygame.transform.smoothscale(big, (w, h))
        return self._hex_stamps[key]

    def _put(self, target: pygame.Surface, row: int, stamp: pygame.Surface) -> None:
        x, y = self.hex_pixel(row)
        target.blit(stamp, (round(x - stamp.get_width() / 2), round(y - stamp.get_height() / 2)))

    def _visible(self, row: int, margin: float = 60) -> bool:
        x, y = self.hex_pixel(row)
        return -margin < x < self.camera.width + margin and -margin < y < self.camera.height + margin

    def _reach(self, target: pygame.Surface) -> None:
        marks = self.marks
        if not marks.reach:
            return
        near, far = self._stamp((255, 250, 220), 70), self._stamp((255, 214, 120), 62)
        words = self.camera.level >= 3
        for row, cost in marks.reach.items():
            if not self._visible(row):
                continue
            self._put(target, row, near if cost * 2 <= marks.left else far)
            if words and cost > 0 and row not in self.scene.stacks:
                image = assets.halo_text(
                    wording.points(cost),
                    (0, 0, 11, 14, 17)[self.camera.level - 1],
                    theme.INK_SOFT,
                    (250, 244, 220),
                    assets.REGULAR,
                    1,
                )
                x, y = self.hex_pixel(row)
                down = self.painter.data.hex_km / self.camera.km * 0.30
                target.blit(
                    image, (round(x - image.get_width() / 2), round(y + down - image.get_height() / 2))
                )

    def _selection(self, target: pygame.Surface) -> None:
        marks = self.marks
        if marks.hover >= 0:
            self._put(target, marks.hover, self._stamp((255, 255, 255), 34))
        if marks.selected >= 0:
            self._put(target, marks.selected, self._stamp((250, 206, 60), 120))
        for row in marks.beaches:
            if self._visible(row):
                self._put(target, row, self._stamp((120, 214, 255), 96))
        for row in marks.targets:
            if self._visible(row):
                self._put(target, row, self._stamp(theme.SIDES[max(0, self.scene.seen.viewer) % 4], 130))

    def _picture(self, specs: tuple[counter_painter.Spec, ...], level: int) -> pygame.Surface:
        key = (specs, level)
        found = self._pictures.get(key)
        if found is None:
            if len(self._pictures) > 4000:
                self._pictures.clear()
            found = self._pictures[key] = counter_painter.stack(specs, level)
        return found

    def _counters(self, target: pygame.Surface) -> None:
        level = self.camera.level
        size = counter_painter.SIZES[level - 1]
        data = self.painter.data
        marks = self.marks
        end = time.perf_counter() + 0.002
        order = sorted(self.scene.stacks, key=lambda h: (float(data.y[h]), float(data.x[h])))
        for row in order:
            if not self._visible(row, size):
                continue
            x, y = self.hex_pixel(row)
            specs = self.scene.specs(row)
            if (specs, level) not in self._pictures and self.store.threaded and time.perf_counter() > end:
                # Not drawn yet and no time left in this frame: a plain block stands in.
                block = pygame.Rect(round(x - size / 2), round(y - size / 2), size, size)
                pygame.draw.rect(target, theme.palette(specs[0].palette).face, block)
                pygame.draw.rect(target, theme.INK, block, 1)
                continue
            image = self._picture(specs, level)
            units = self.scene.stacks[row]
            fan = min(2, len(units) - 1) * counter_painter.FAN[level - 1]
            pad = 3 if level >= 3 else 0
            height = image.get_height() - 2 * pad
            at = (round(x - size / 2) - pad, round(y + size / 2 - height) - pad)
            target.blit(image, at)
            if row == marks.selected:
                ring = pygame.Rect(at[0] + pad - 2, at[1] + pad - 2 + fan, size + 4, height - fan + 4)
                pygame.draw.rect(target, (255, 214, 64), ring, 3, border_radius=max(2, size // 9))
            elif row in marks.movable:
                spot = (at[0] + pad + 2, at[1] + height + pad - 2)
                counter_painter.ready(target, spot, 4 if level >= 3 else 3)

    def _staffs(self, target: pygame.Surface) -> None:
        held = {int(h) for h in self.scene.seen.hq_hex if h >= 0 and self._visible(int(h))}
        staffs.draw(target, self.scene, self.camera.level, {h: self.hex_pixel(h) for h in held})

    def _hints(self, target: pygame.Surface) -> None:
        size = self.painter.data.hex_km / self.camera.km * 0.6
        for row in self.marks.hints:
            x, y = self.hex_pixel(row)
            pygame.draw.circle(target, (60, 40, 10), (x, y), size + 1, 6)
            pygame.draw.circle(target, (255, 220, 90), (x, y), size, 3)

    def _supply(self, target: pygame.Surface) -> None:
        known = self.marks.supply
        if known is None:
            return
        if len(known.way) > 1:
            strokes.supply_way(target, [self.hex_pixel(row) for row in known.way])
        for row in known.cuts:
            strokes.cut(target, self.hex_pixel(row))

    def _path(self, target: pygame.Surface) -> None:
        path = self.marks.path
        if len(path) < 2:
            return
        points = [self.hex_pixel(h) for h in path]
        line = strokes.curve(points)
        for width, colour in ((7, (36, 26, 14)), (4, (255, 220, 90))):
            pygame.draw.lines(target, colour, False, line, width)
            for p in line:
                pygame.draw.circle(target, colour, p, width / 2)
        strokes.arrow_head(target, line[-2] if len(line) > 1 else points[0], line[-1], (255, 220, 90))
        if self.marks.path_words:
            image = assets.halo_text(self.marks.path_words, 15, theme.INK, (255, 244, 200), assets.BOLD, 2)
            target.blit(image, (points[-1][0] + 10, points[-1][1] + 8))

    def _target(self, target: pygame.Surface) -> None:
        marks = self.marks
        if marks.target < 0:
            return
        end = self.hex_pixel(marks.target)
        for row in marks.attackers:
            start = self.hex_pixel(row)
            dx, dy = end[0] - start[0], end[1] - start[1]
            a = (start[0] + dx * 0.28, start[1] + dy * 0.28)
            b = (start[0] + dx * 0.72, start[1] + dy * 0.72)
            strokes.attack_arrow(target, a, b, theme.BAD)
        size = self.painter.data.hex_km / self.camera.km * 0.52
        pygame.draw.circle(target, (250, 240, 230), end, size, 5)
        pygame.draw.circle(target, theme.BAD, end, size, 3)
