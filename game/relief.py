"""The shaded ground: heights, woods and water as colours, computed for any square of the plane.

Owns the rasters of ``relief.npz`` and what is derived from them (distance to the shore,
fading outside the playable area). A picture is made by two small matrix products, which
smooth and enlarge in one go, so that no enlarged copy of the map is ever kept.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from game import plain_relief, theme
from game.mapdata import MapData
from game.pace import breathe

F32 = npt.NDArray[np.float32]
U8 = npt.NDArray[np.uint8]
Winter = tuple[int, tuple[str, ...]]  # metres above which snow lies, and the weather zones that have it
NO_SNOW: Winter = (0, ())
CHUNK = 512  # pixels; the textures repeat with this period, so chunks fit seamlessly


class Raster:
    """A grid of numbers over the plane that can be sampled smoothly."""

    def __init__(self, values: F32, km: float, x0: float, y0: float) -> None:
        self.values, self.km, self.x0, self.y0 = values, km, x0, y0

    def sample(
        self, left: float, top: float, km: float, width: int, height: int, smooth: float = 0.75
    ) -> F32:
        """Return ``height`` x ``width`` pixels of size ``km`` from a corner; ``smooth`` in source pixels."""
        breathe()
        sigma = max(smooth, 0.45 * km / self.km)
        rows, low, high = _weights(top, self.y0, km, self.km, height, self.values.shape[0], sigma)
        cols, first, last = _weights(left, self.x0, km, self.km, width, self.values.shape[1], sigma)
        breathe()
        across = self.values[low:high, first:last] @ cols.T
        breathe()
        return (rows @ across).astype(np.float32, copy=False)


def _weights(
    start: float, origin: float, km: float, source_km: float, count: int, limit: int, sigma: float
) -> tuple[F32, int, int]:
    at = (start + (np.arange(count, dtype=np.float32) + 0.5) * km - origin) / source_km - 0.5
    reach = 3.0 * sigma + 1
    low = int(np.clip(np.floor(at[0] - reach), 0, limit - 2))
    high = int(np.clip(np.ceil(at[-1] + reach) + 1, low + 2, limit))
    d = np.clip(at, low, high - 1)[:, None] - np.arange(low, high, dtype=np.float32)[None, :]
    w = np.exp(-0.5 * (d / sigma) ** 2)
    w /= w.sum(axis=1, keepdims=True)
    return w.astype(np.float32), low, high


def _blur(values: F32, sigma: float) -> F32:
    reach = int(3 * sigma) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    out = values
    for axis in (0, 1):
        pad = [(reach, reach) if a == axis else (0, 0) for a in (0, 1)]
        padded = np.pad(out, pad, mode="edge")
        total = np.zeros_like(out)
        for k, weight in enumerate(kernel):
            total += np.float32(weight) * (
                padded[k : k + out.shape[0]] if axis == 0 else padded[:, k : k + out.shape[1]]
            )
        out = total
    return out


def _distance(land: npt.NDArray[np.bool_], km: float, limit_km: float) -> F32:
    """Return for each pixel the distance to the nearest land, up to a limit."""
    width = land.shape[1]
    far = limit_km / km
    run = np.where(land, np.float32(0), np.float32(far))
    for x in range(1, width):
        np.minimum(run[:, x], run[:, x - 1] + 1, out=run[:, x])
    for x in range(width - 2, -1, -1):
        np.minimum(run[:, x], run[:, x + 1] + 1, out=run[:, x])
    square = run * run
    best = square.copy()
    for k in range(1, int(far) + 1):
        np.minimum(best[k:], square[:-k] + np.float32(k * k), out=best[k:])
        np.minimum(best[:-k], square[k:] + np.float32(k * k), out=best[:-k])
    away: F32 = (np.sqrt(np.minimum(best, far * far)) * km).astype(np.float32)
    return away


def _ramp(
    stops: tuple[tuple[float, theme.Colour], ...] | tuple[tuple[int, theme.Colour], ...],
    size: int,
    top: float,
) -> F32:
    at = np.linspace(0, top, size)
    keys = [s[0] for s in stops]
    return np.stack([np.interp(at, keys, [s[1][c] for s in stops]) for c in range(3)]).astype(np.float32)


def _noise(seed: int, octaves: tuple[int, ...]) -> F32:
    """Return repeating noise of CHUNK x CHUNK in 0..1."""
    rng = np.random.Generator(np.random.PCG64(seed))
    out = np.zeros((CHUNK, CHUNK), dtype=np.float32)
    for cells in octaves:
        grid = rng.random((cells, cells), dtype=np.float32)
        at = np.arange(CHUNK) * cells / CHUNK
        i = at.astype(int)
        f = (at - i).astype(np.float32)
        f = f * f * (3 - 2 * f)
        j = (i + 1) % cells
        rows = grid[i] * (1 - f)[:, None] + grid[j] * f[:, None]
        out += (rows[:, i] * (1 - f) + rows[:, j] * f) * np.float32(1.0)
    low, high = out.min(), out.max()
    scaled: F32 = (out - low) / (high - low)
    return scaled


class Relief:
    """The ground as colours. One per scenario."""

    def __init__(self, path: Path, data: MapData) -> None:
        self._data, self._path = data, path
        self._drawn: tuple[F32, F32] | None = None  # heights and woods where no raster is stored
        if path.is_file():
            with np.load(path, allow_pickle=False) as stored:
                self.surface = stored["land"]
                km, x0, y0 = (float(stored[k]) for k in ("km_per_pixel", "x0_km", "y0_km"))
        else:
            z, self.surface, forest, km, x0, y0 = plain_relief.rasters(data)
            self._drawn = _blur(z, data.hex_km * 0.16 / km), forest
        down, across = self.surface.shape
        self.box = (x0, y0, x0 + across * km, y0 + down * km)
        self.km = km
        self._snowy: tuple[tuple[str, ...], Raster] | None = None

    # What only painting needs is worked out when it is first wanted: most starts paint little.

    @cached_property
    def _heights(self) -> tuple[F32, F32]:
        """Heights in metres and woods in shares."""
        if self._drawn is not None:
            return self._drawn
        with np.load(self._path, allow_pickle=False) as stored:
            z, forest = stored["elevation_m"].astype(np.float32), stored["forest"].astype(np.float32) / 100
        return np.where(self.surface == 0, np.float32(0), np.maximum(z, 1)), forest

    @cached_property
    def height(self) -> Raster:
        """Metres above the sea."""
        return Raster(self._heights[0], self.km, *self.box[:2])

    @cached_property
    def dry(self) -> Raster:
        """Land 1, water 0."""
        return Raster((self.surface != 0).astype(np.float32), self.km, *self.box[:2])

    @cached_property
    def broad(self) -> Raster:
        """Metres above the sea, without single hills."""
        z = self._heights[0]
        half = z[: z.shape[0] // 2 * 2, : z.shape[1] // 2 * 2]
        half = half.reshape(half.shape[0] // 2, 2, half.shape[1] // 2, 2).mean(axis=(1, 3))
        return Raster(_blur(half, 3.0), self.km * 2, *self.box[:2])

    @cached_property
    def forest(self) -> Raster:
        """The share of woods."""
        return Raster(self._heights[1], self.km, *self.box[:2])

    @cached_property
    def shore(self) -> Raster:
        """Kilometres to the nearest land."""
        down, across = self._half
        land = (self.surface != 0)[: down * 2 : 2, : across * 2 : 2]
        return Raster(_distance(land, self.km * 2, 140.0), self.km * 2, *self.box[:2])

    @cached_property
    def fade(self) -> Raster:
        """1 where hexes are played, 0 far outside."""
        return Raster(self._playable(self._data, self._half), self.km * 2, *self.box[:2])

    @property
    def _half(self) -> tuple[int, int]:
        return self.surface.shape[0] // 2, self.surface.shape[1] // 2

    @cached_property
    def _tint(self) -> F32:
        return _ramp(theme.TINTS, 701, 3500)

    @cached_property
    def _sea(self) -> F32:
        return _ramp(theme.SEA, 561, 140)

    @cached_property
    def _grain(self) -> F32:
        return _noise(7, (64, 128, 256))

    @cached_property
    def _dots(self) -> F32:
        return _noise(11, (128, 256))

    @cached_property
    def _cloud(self) -> F32:
        return _noise(3, (4, 8, 16))

    def _playable(self, data: MapData, shape: tuple[int, ...]) -> F32:
        """Return 1 where hexes are played, fading to 0 outside."""
        step = self.km * 2
        out = np.zeros(shape, dtype=np.float32)
        r = data.hex_km * 0.58
        for x, y in zip(data.x, data.y, strict=True):
            i, j = (float(y) - self.box[1]) / step, (float(x) - self.box[0]) / step
            k = r / step
            out[max(0, round(i - k)) : max(0, round(i + k)), max(0, round(j - k)) : max(0, round(j + k))] = 1
        return _blur(out, 6.0 / step)

    def _snow(self, zones: tuple[str, ...]) -> Raster:
        """Return 1 in the weather zones, fading outside."""
        if self._snowy is None or self._snowy[0] != zones:
            step = self.km * 2
            out = np.zeros(self.fade.values.shape, dtype=np.float32)
            k = round(self._data.hex_km * 0.58 / step)
            for x, y, zone in zip(self._data.x, self._data.y, self._data.zone, strict=True):
                if zone in zones:
                    i, j = round((float(y) - self.box[1]) / step), round((float(x) - self.box[0]) / step)
                    out[max(0, i - k) : i + k + 1, max(0, j - k) : j + k + 1] = 1
            self._snowy = (zones, Raster(_blur(out, 8.0 / step), step, self.box[0], self.box[1]))
        return self._snowy[1]

    def is_land(self, x: float, y: float) -> bool:
        """Whether the raster has land at (or at the edge nearest to) a plane position."""
        i = int(np.clip((y - self.box[1]) / self.km, 0, self.surface.shape[0] - 1))
        j = int(np.clip((x - self.box[0]) / self.km, 0, self.surface.shape[1] - 1))
        return bool(self.surface[i, j] != 0)

    def paint(
        self, left: float, top: float, km: float, land: F32, origin: tuple[int, int], winter: Winter
    ) -> U8:
        """Return CHUNK x CHUNK x 3 colours; ``land`` is the share of land of each pixel.

        ``origin`` is the chunk's first pixel, so that textures join. ``winter`` says where snow lies.
        """
        n = CHUNK
        out = np.empty((n, n, 3), dtype=np.uint8)
        has_land, has_sea = bool(land.any()), bool((land < 1).any())
        inside = np.clip(self.fade.sample(left, top, km, n, n), 0, 1)
        pale = None if float(inside.min()) > 0.995 else np.float32(1) - inside
        ground = self._ground(left, top, km, origin, winter, pale) if has_land else None
        sea = self._water(left, top, km, origin, pale) if has_sea else None
        alone = ground or sea or []  # what is painted where there is no shore: one of them always is
        desk = self._edge(left, top, km)
        for c in range(3):
            breathe()
            if ground is not None and sea is not None:
                colour = sea[c] + (ground[c] - sea[c]) * land
            else:
                colour = alone[c]
            if desk is not None:
                colour = colour + (np.float32(theme.DESK[c]) - colour) * desk
            out[..., c] = np.clip(colour, 0, 255, out=colour)
        return out

    def _ground(
        self, left: float, top: float, km: float, origin: tuple[int, int], winter: Winter, pale: F32 | None
    ) -> list[F32]:
        n = CHUNK
        z = self.height.sample(left - km, top - km, km, n + 2, n + 2)
        lift = np.float32((2.9 if km < 0.6 else 2.1) * 0.5 / (1000 * km))
        gx = (z[1:-1, 2:] - z[1:-1, :-2]) * lift
        gy = (z[2:, 1:-1] - z[:-2, 1:-1]) * lift
        z = z[1:-1, 1:-1]
        breathe()
        # Light from 315 degrees, 42 degrees high; 1 on level ground.
        shade = (np.float32(0.7854) * (gx + gy) + 1) / np.sqrt(gx * gx + gy * gy + 1)
        broad = self.broad.sample(left, top, km, n, n)
        breathe()
        light = np.float32(0.12) + np.float32(0.88) * shade
        light += np.float32(0.09) * np.clip((z - broad) * np.float32(1 / 420), -1, 1)
        np.clip(light, 0.42, 1.24, out=light)
        breathe()
        dots = self._roll(self._dots, origin)
        woods = self.forest.sample(left, top, km, n, n, 1.2)
        breathe()
        share = np.clip((woods - np.float32(0.30)) * np.float32(2.0), 0, 1)
        share *= np.clip(np.float32(0.24) + (dots - np.float32(0.45)) * np.float32(2.2), 0.06, 0.62)
        share *= np.clip((2100 - z) * np.float32(1 / 500), 0, 0.85)
        breathe()
        light *= np.float32(0.97) + np.float32(0.06) * self._roll(self._grain, origin)
        dark = np.clip(1 - light, 0, 0.6)
        snow = None
        if winter[1]:
            line = winter[0] + 3000 * (1 - self._snow(winter[1]).sample(left, top, km, n, n))
            snow = np.clip((z - line + (dots - np.float32(0.5)) * 260) * np.float32(1 / 320), 0, 0.84)
        index = np.clip(z * np.float32(0.2), 0, 700).astype(np.int16)
        planes: list[F32] = []
        for c in range(3):
            breathe()
            tone = self._tint[c][index]
            breathe()
            tone += (np.float32(theme.FOREST[c]) - tone) * share
            if snow is not None:
                tone += (np.float32(theme.SNOW[c]) - tone) * snow
            # Shadows are cool, lit slopes warm.
            tone *= light
            tone += dark * np.float32((6, 10, 26)[c])
            planes.append(tone)
        if pale is not None:
            grey = (planes[0] + planes[1] + planes[2]) * np.float32(0.18 / 3)
            for c in range(3):
                breathe()
                faded = np.float32(0.30) * planes[c] + grey + np.float32(0.52 * theme.BACKDROP[c])
                planes[c] += (faded - planes[c]) * pale
        return planes

    def _water(
        self, left: float, top: float, km: float, origin: tuple[int, int], pale: F32 | None
    ) -> list[F32]:
        away = self.shore.sample(left, top, km, CHUNK, CHUNK)
        index = np.clip(away * np.float32(4), 0, 560).astype(np.int16)
        extra = (self._roll(self._cloud, origin) - np.float32(0.5)) * np.float32(5)
        if km < 0.6 and float(away.min()) < 12:
            extra += self._rims(away, km)
        planes = []
        for c in range(3):
            breathe()
            planes.append(self._sea[c][index] + extra)
        if pale is not None:
            for c in range(3):
                planes[c] += (np.float32((112, 146, 168)[c]) - planes[c]) * pale * np.float32(0.45)
        return planes

    def _edge(self, left: float, top: float, km: float) -> F32 | None:
        """Return how much of the desk shows at the edge of the raster, None where it does not."""
        side, soft = CHUNK * km, 14.0
        x0, y0, x1, y1 = self.box
        if left > x0 + soft and top > y0 + soft and left + side < x1 - soft and top + side < y1 - soft:
            return None
        at = (np.arange(CHUNK, dtype=np.float32) + 0.5) * np.float32(km)
        dx = np.minimum(left + at - x0, x1 - left - at)[None, :]
        dy = np.minimum(top + at - y0, y1 - top - at)[:, None]
        t = np.clip(np.minimum(dx, dy) / np.float32(soft), 0, 1)
        return np.asarray(1 - t * t * (3 - 2 * t), dtype=np.float32)

    @staticmethod
    def _rims(away: F32, km: float) -> F32:
        """Return the light lines that follow the shore, as old charts have them."""
        out = np.zeros_like(away)
        for at, strength in ((2.4, 12.0), (4.8, 8.0), (8.0, 5.0)):
            breathe()
            out += np.float32(strength) * np.exp(-(((away - at) / np.float32(max(0.3, km * 1.1))) ** 2))
        return out

    @staticmethod
    def _roll(texture: F32, origin: tuple[int, int]) -> F32:
        dx, dy = origin[0] % CHUNK, origin[1] % CHUNK
        return texture if dx == 0 and dy == 0 else np.roll(texture, (-dy, -dx), axis=(0, 1))
