"""The motifs of pictures: the registry of forms that ``politics/pictures.toml`` may name.

A form draws on a ``Block`` in a frame 100 high and as wide as the picture; it knows no scenario.
"""

from __future__ import annotations

from game import emblems, scenery
from game.cutting import Draw

MOTIFS: dict[str, Draw] = {
    "aqueduct": scenery.aqueduct,
    "barricade": emblems.barricade,
    "city": scenery.city,
    "column": emblems.column,
    "craft": emblems.craft,
    "crown": emblems.crown,
    "document": emblems.document,
    "dome": scenery.dome,
    "fasces": emblems.fasces,
    "flag": emblems.flag,
    "gliders": emblems.gliders,
    "ground": scenery.ground,
    "hotel": scenery.hotel,
    "mast": scenery.mast,
    "microphone": emblems.microphone,
    "mountains": scenery.mountains,
    "parachutes": emblems.parachutes,
    "rain": scenery.rain,
    "rays": scenery.rays,
    "rifles": emblems.rifles,
    "sea": scenery.sea,
    "ship": emblems.ship,
    "signal": emblems.signal,
    "sky": scenery.sky,
    "smoke": scenery.smoke,
    "sun": scenery.sun,
    "volcano": scenery.volcano,
}
