"""``politics/pictures.toml``: pictures of events, composed of motifs that the painter knows."""

from typing import Annotated, Literal

import msgspec

from engine.schema.base import Colour, Id, Row, Text

Motif = Literal[
    "aqueduct", "barricade", "city", "column", "craft", "crown", "document", "dome", "fasces", "flag",
    "gliders", "ground", "hotel", "mast", "microphone", "mountains", "parachutes", "rain", "rays",
    "rifles", "sea", "ship", "signal", "sky", "smoke", "sun", "volcano",
]  # fmt: skip
"""A form that a painter knows."""

Across = Annotated[int, msgspec.Meta(ge=-50, le=150, description="percent of the picture's width")]
Down = Annotated[int, msgspec.Meta(ge=-50, le=150, description="percent of the picture's height")]
Size = Annotated[int, msgspec.Meta(ge=1, le=200, description="percent of the picture's height")]
Tone = Annotated[int, msgspec.Meta(ge=0, le=15, description="number of a colour of the palette, from 0")]


class Layer(Row, frozen=True):
    """One form in a picture; later layers lie on earlier ones.

    ``x`` and ``y`` are its middle and its foot, ``size`` its height. ``tone`` is its colour and
    ``other`` a second one for what is on it (light, windows, foam). ``count`` is how many there are of
    what comes in numbers, ``seed`` changes what is strewn. ``colours`` are the stripes of a flag from the
    staff outwards, which ``level`` lays one under the other.
    """

    motif: Motif
    x: Across = 50
    y: Down = 100
    size: Size = 30
    tone: Tone = 0
    other: Tone = 0
    count: Annotated[int, msgspec.Meta(ge=1, le=200)] = 1
    seed: Annotated[int, msgspec.Meta(ge=0, le=9999)] = 0
    colours: Annotated[list[Colour], msgspec.Meta(max_length=6)] = msgspec.field(default_factory=list)
    level: bool = False


class Palette(Row, frozen=True):
    """The few flat colours of which pictures are printed, numbered from 0."""

    id: Id
    tones: Annotated[list[Colour], msgspec.Meta(min_length=2, max_length=16)]


class Picture(Row, frozen=True):
    """A picture that a trigger shows by ``picture``; it has no effect on the game."""

    id: Id
    palette: Id
    layer: Annotated[list[Layer], msgspec.Meta(min_length=1, max_length=40)]
    note: Text = ""


class PicturesFile(Row, frozen=True):
    """``politics/pictures.toml``."""

    palette: list[Palette] = msgspec.field(default_factory=list)
    picture: list[Picture] = msgspec.field(default_factory=list)
