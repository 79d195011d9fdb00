"""Draw a built map to a PNG: ``python -m engine.cartography.draw``.

Reads the CSV files of ``map/`` only, so that what one sees is what the game loads. A plain
chart for checking and for documents; the game has its own painter.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from engine import hexes
from engine.cartography import sources
from engine.cartography.frame import Frame, Hex, direction

TERRAIN_COLOURS = {
    "clear": "#E9EBC6",
    "rolling": "#D9DBA4",
    "hills": "#CDB97F",
    "wooded-hills": "#A9AD6C",
    "mountain": "#A5845A",
    "alpine": "#E8E6E4",
    "marsh": "#A9C9B4",
    "urban": "#9C8C92",
    "lake": "#8FB9D6",
    "sea": "#BAD5E4",
}
ZONE_SHADE = ("#BAD5E4", "#B0CFE2", "#C4DBE6")
SIDE_PENS = {
    "minor-river": ("#3F7FB5", 0.10), "major-river": ("#1D4E96", 0.20), "strait": ("#C0392B", 0.16),
    "lake": ("#6FA3C8", 0.22), "sea": ("#6FA3C8", 0.22), "cliff": ("#444444", 0.16),
}  # fmt: skip
ROAD_PENS = {"main": ("#B3261E", 0.11), "secondary": ("#D98136", 0.07), "ferry": ("#6A3FA0", 0.08)}
RAIL_PENS = {"double": ("#222222", 0.10), "single": ("#222222", 0.06), "narrow": ("#666666", 0.04)}
MARKS = {"city": 0.26, "town": 0.17, "port": 0.2, "airfield": 0.17, "pass": 0.17, "fort": 0.17, "beach": 0.14}


@dataclass
class Built:
    """The built map as read from its files."""

    frame: Frame
    hexes: list[dict[str, str]]
    sides: list[dict[str, str]]
    links: list[dict[str, str]]
    places: list[dict[str, str]]
    works: list[dict[str, str]] = field(default_factory=list)


def load(scenario_dir: Path) -> Built:
    """Read the files that ``build_map`` wrote."""
    folder = scenario_dir / "map"
    frame = Frame.from_table(tomllib.loads((folder / "frame.toml").read_text(encoding="utf-8")))
    names = ("hexes", "hexsides", "links", "places", "works")
    return Built(frame, *(sources.rows(folder / f"{name}.csv") for name in names))


@dataclass
class Sheet:
    """A picture and the scale from plane km to pixels."""

    frame: Frame
    image: Image.Image
    pen: ImageDraw.ImageDraw
    scale: float  # pixels per km
    left: float  # plane km at the left edge
    top: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of a plane position."""
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def centre(self, name: str) -> tuple[float, float]:
        """Return the pixel of the centre of a labelled hex."""
        return self.at(*self.frame.centre(hexes.parse_label(name)))

    def width(self, share: float) -> int:
        """Return a line width that is a share of a hex's radius, at least one pixel."""
        return max(1, round(share * self.scale * self.frame.hex_km / hexes.SQRT3))

    def seen(self, name: str) -> bool:
        """Tell whether a labelled hex lies on the sheet."""
        x, y = self.centre(name)
        edge = self.frame.hex_km * self.scale
        width, height = int(self.image.width), int(self.image.height)
        return -edge <= x <= width + edge and -edge <= y <= height + edge


def _view(built: Built, centre: str | None, zoom: float, size: tuple[int, int]) -> tuple[float, float, float]:
    """Return scale, left and top; zoom 1 shows the whole frame."""
    width, height = built.frame.size_km
    scale = min(size[0] / (width + 20), size[1] / (height + 20)) * zoom
    if centre is None:
        x, y = width / 2, height / 2
    else:
        found = next((p for p in built.places if p["id"] == centre), None)
        name = found["hex"] if found else centre
        x, y = built.frame.centre(hexes.parse_label(name))
    return scale, x - size[0] / scale / 2, y - size[1] / scale / 2


def draw_map(
    scenario_dir: Path,
    out_png: Path,
    centre: str | None = None,
    zoom: float = 1.0,
    size: tuple[int, int] = (1600, 1900),
    works: bool = True,
    labels: bool = False,
    colours: int = 128,
) -> None:
    """Draw the map; ``centre`` is a place id or hex label, zoom 1 the whole frame.

    ``labels`` writes hex labels; ``colours`` reduces the palette to keep the file small.
    """
    built = load(scenario_dir)
    scale, left, top = _view(built, centre, zoom, size)
    image = Image.new("RGB", size, "#D9D6CE")
    sheet = Sheet(built.frame, image, ImageDraw.Draw(image), scale, left, top)
    _hexes(sheet, built)
    for row in built.sides:
        if sheet.seen(row["a"]):
            _side(sheet, row)
    for row in built.links:
        if sheet.seen(row["a"]):
            _link(sheet, row)
    if works:
        for row in built.works:
            if sheet.seen(row["hex"]):
                _work(sheet, row)
    _places(sheet, built, scale)
    if labels:
        font = ImageFont.load_default(size=max(8, round(scale * 1.7)))
        for row in built.hexes:
            if sheet.seen(row["id"]):
                x, y = sheet.centre(row["id"])
                sheet.pen.text((x, y - scale * 3.6), row["id"], fill="#777777", anchor="mm", font=font)
    small = image.quantize(colours) if colours else image
    small.save(out_png, optimize=True)


def _hexes(sheet: Sheet, built: Built) -> None:
    zones = sorted({r["sea_zone"] for r in built.hexes if r["sea_zone"]})
    for row in built.hexes:
        if not sheet.seen(row["id"]):
            continue
        ring = [sheet.at(x, y) for x, y in sheet.frame.corners(hexes.parse_label(row["id"]))]
        colour = TERRAIN_COLOURS[row["terrain"]]
        grid = "#C9C3A5"
        if row["terrain"] == "sea":
            colour = grid = ZONE_SHADE[zones.index(row["sea_zone"]) % 3]
        sheet.pen.polygon(ring, fill=colour, outline=grid if sheet.scale > 0.8 else colour)


def _side(sheet: Sheet, row: dict[str, str]) -> None:
    a, b = hexes.parse_label(row["a"]), hexes.parse_label(row["b"])
    corners = sheet.frame.corners(a)
    d = direction(a, b)
    colour, share = SIDE_PENS[row["kind"]]
    ends = [sheet.at(*corners[d]), sheet.at(*corners[(d + 1) % 6])]
    sheet.pen.line(ends, fill=colour, width=sheet.width(share))


def _link(sheet: Sheet, row: dict[str, str]) -> None:
    (ax, ay), (bx, by) = sheet.centre(row["a"]), sheet.centre(row["b"])
    if row["road"]:
        colour, share = ROAD_PENS[row["road"]]
        sheet.pen.line([(ax, ay), (bx, by)], fill=colour, width=sheet.width(share))
    if row["rail"]:
        colour, share = RAIL_PENS[row["rail"]]
        # Beside the road, so that both show.
        length = max(1.0, ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5)
        off = sheet.width(0.11) / length
        dx, dy = (by - ay) * off, (ax - bx) * off
        if (ax, ay) > (bx, by):
            dx, dy = -dx, -dy
        sheet.pen.line([(ax + dx, ay + dy), (bx + dx, by + dy)], fill=colour, width=sheet.width(share))


def _work(sheet: Sheet, row: dict[str, str]) -> None:
    cell: Hex = hexes.parse_label(row["hex"])
    corners = sheet.frame.corners(cell)
    x, y = sheet.frame.centre(cell)
    for name in row["facing"].split():
        d = hexes.DIRECTION_NAMES.index(name)
        ends = []
        for cx, cy in (corners[d], corners[(d + 1) % 6]):
            ends.append(sheet.at(x + (cx - x) * 0.82, y + (cy - y) * 0.82))
        sheet.pen.line(ends, fill="#5B1A8B", width=sheet.width(0.03 + 0.03 * int(row["level"])))


def _places(sheet: Sheet, built: Built, scale: float) -> None:
    taken: list[tuple[float, float, float, float]] = []
    least = 1 if scale < 2.2 else 2 if scale < 5 else 3
    order = {"city": 0, "port": 1, "town": 2}
    for row in sorted(built.places, key=lambda p: (int(p["rank"]), order.get(p["kind"], 3), p["id"])):
        if int(row["rank"]) > least or not sheet.seen(row["hex"]):
            continue
        x, y = sheet.at(*sheet.frame.point(float(row["lon"]), float(row["lat"])))
        r = MARKS.get(row["kind"], 0.15) * scale * 5
        if row["kind"] == "airfield":
            sheet.pen.line([(x - r, y), (x + r, y)], fill="#333333", width=2)
            sheet.pen.line([(x, y - r), (x, y + r)], fill="#333333", width=2)
        elif row["kind"] == "pass":
            sheet.pen.line([(x - r, y + r), (x, y - r), (x + r, y + r)], fill="#333333", width=2)
        elif row["kind"] == "beach":
            sheet.pen.polygon([(x - r, y - r), (x + r, y - r), (x, y + r)], fill="#1F6FB2")
        else:
            fill = "#1F4E79" if int(row["port_tons"]) > 0 else "#222222"
            sheet.pen.ellipse([x - r, y - r, x + r, y + r], fill=fill, outline="white")
        height = min(17.0, scale * 3.2) * (1.15 if row["kind"] == "city" else 1.0)
        font = ImageFont.load_default(size=max(10, round(height)))
        text = row["name"]
        for dx, dy, anchor in ((r + 3, 0, "lm"), (-r - 3, 0, "rm"), (0, -r - 2, "mb"), (0, r + 2, "mt")):
            spot = sheet.pen.textbbox((x + dx, y + dy), text, font=font, anchor=anchor)
            if not any(
                spot[0] < t[2] and t[0] < spot[2] and spot[1] < t[3] and t[1] < spot[3] for t in taken
            ):
                taken.append(spot)
                sheet.pen.text(
                    (x + dx, y + dy),
                    text,
                    fill="#111111",
                    font=font,
                    anchor=anchor,
                    stroke_width=2,
                    stroke_fill="#F7F4E6",
                )
                break


def main() -> int:
    """Draw a scenario's map to a file; returns the exit code."""
    parser = argparse.ArgumentParser(description="Draw the built hex map of a scenario.")
    parser.add_argument("scenario", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--centre", help="place id or hex label")
    parser.add_argument("--zoom", type=float, default=1.0, help="1 shows the whole map")
    parser.add_argument("--size", default="1600x1900")
    parser.add_argument("--labels", action="store_true", help="write hex labels")
    parser.add_argument("--no-works", action="store_true")
    given = parser.parse_args()
    width, height = (int(n) for n in given.size.split("x"))
    draw_map(
        given.scenario, given.out, given.centre, given.zoom, (width, height), not given.no_works, given.labels
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
