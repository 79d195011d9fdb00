"""Where the window looks: zoom level, the plane position in its middle, pixels and kilometres."""

from __future__ import annotations

from dataclasses import dataclass

ZOOMS: tuple[float, ...] = (0.9, 0.45, 0.27, 0.17, 0.11)  # km per pixel, level 1 to 5
Bounds = tuple[float, float, float, float]


@dataclass
class Camera:
    """The view on the plane. ``x`` and ``y`` are the km position of the window's middle."""

    x: float
    y: float
    level: int  # 1..5
    width: int
    height: int
    bounds: Bounds

    @property
    def km(self) -> float:
        """Kilometres per pixel."""
        return ZOOMS[self.level - 1]

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of a plane position."""
        return (x - self.x) / self.km + self.width / 2, (y - self.y) / self.km + self.height / 2

    def to_plane(self, px: float, py: float) -> tuple[float, float]:
        """Return the plane position of a pixel."""
        return self.x + (px - self.width / 2) * self.km, self.y + (py - self.height / 2) * self.km

    def pan(self, dx: float, dy: float) -> None:
        """Move the view by pixels."""
        self.x += dx * self.km
        self.y += dy * self.km
        self.clamp()

    def look_at(self, x: float, y: float) -> None:
        """Put a plane position in the middle."""
        self.x, self.y = x, y
        self.clamp()

    def zoom_to(self, level: int, px: float | None = None, py: float | None = None) -> bool:
        """Change the level, keeping the place under a pixel (the middle if none) where it is."""
        level = max(1, min(len(ZOOMS), level))
        if level == self.level:
            return False
        px = self.width / 2 if px is None else px
        py = self.height / 2 if py is None else py
        x, y = self.to_plane(px, py)
        self.level = level
        self.x = x - (px - self.width / 2) * self.km
        self.y = y - (py - self.height / 2) * self.km
        self.clamp()
        return True

    def resize(self, width: int, height: int) -> None:
        """The window has another size."""
        self.width, self.height = width, height
        self.clamp()

    def clamp(self) -> None:
        """Keep the view on the map; a map smaller than the window is centred."""
        left, top, right, bottom = self.bounds
        for axis, low, high, size in (("x", left, right, self.width), ("y", top, bottom, self.height)):
            half = size * self.km / 2
            middle = (low + high) / 2
            if high - low <= 2 * half:
                setattr(self, axis, middle)
            else:
                setattr(self, axis, min(max(getattr(self, axis), low + half), high - half))

    @property
    def left_px(self) -> float:
        """Horizontal pixel of the window's left edge, counted from plane 0."""
        return self.x / self.km - self.width / 2

    @property
    def top_px(self) -> float:
        """Vertical pixel of the window's top edge, counted from plane 0."""
        return self.y / self.km - self.height / 2
