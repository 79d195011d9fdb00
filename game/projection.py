"""Longitude and latitude to plane kilometres, for names whose place is given in degrees.

Only what a scenario's map frame can say: Lambert's conformal conic projection on an
ellipsoid, written as a ``+proj=lcc`` line. Other projections are refused and the
painter puts names at the middle of their hexes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_SEMI_MAJOR_KM = 6378.137
_FLATTENING = 1 / 298.257223563


@dataclass(frozen=True)
class Lambert:
    """Lambert conformal conic with two standard parallels (Snyder 1987, equations 15-1 to 15-9)."""

    n: float
    f: float
    rho0: float
    lon0: float

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Return kilometres to the east and to the north of the projection's origin."""
        rho = _SEMI_MAJOR_KM * self.f * _t(math.radians(lat)) ** self.n
        theta = self.n * math.radians(lon - self.lon0)
        return rho * math.sin(theta), self.rho0 - rho * math.cos(theta)


def _eccentricity() -> float:
    return math.sqrt(_FLATTENING * (2 - _FLATTENING))


def _t(phi: float) -> float:
    e = _eccentricity()
    s = e * math.sin(phi)
    return math.tan(math.pi / 4 - phi / 2) / math.pow((1 - s) / (1 + s), e / 2)


def _m(phi: float) -> float:
    e = _eccentricity()
    return math.cos(phi) / math.sqrt(1 - (e * math.sin(phi)) ** 2)


def read(text: str) -> Lambert | None:
    """Return the projection that a ``+proj=lcc`` line describes, None for any other."""
    words = dict(w.lstrip("+").split("=", 1) for w in text.split() if "=" in w)
    if words.get("proj") != "lcc":
        return None
    try:
        lat1, lat2, lat0, lon0 = (float(words[k]) for k in ("lat_1", "lat_2", "lat_0", "lon_0"))
    except (KeyError, ValueError):
        return None
    p1, p2 = math.radians(lat1), math.radians(lat2)
    if abs(p1 - p2) < 1e-9:
        n = math.sin(p1)
    else:
        n = (math.log(_m(p1)) - math.log(_m(p2))) / (math.log(_t(p1)) - math.log(_t(p2)))
    f = _m(p1) / (n * _t(p1) ** n)
    return Lambert(n, f, _SEMI_MAJOR_KM * f * _t(math.radians(lat0)) ** n, lon0)
