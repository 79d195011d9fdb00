"""What all file types share: the base Struct, ids and small value types.

A Struct here is what an author writes, field by field; its docstring and the ``Meta``
of its fields become the reference pages and the JSON Schemas.

Where no Struct names a later one, these modules evaluate their annotations at once: those that
``from __future__ import annotations`` leaves as text are compiled one by one at each start.
"""

from typing import Annotated

import msgspec

ID_PATTERN = r"^[a-z0-9][a-z0-9_-]*$"

Id = Annotated[str, msgspec.Meta(pattern=ID_PATTERN, max_length=64)]
"""A readable, stable name: small letters, digits, dash and underscore."""

Label = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{6}$", description="hex label CCCRRR")]
"""A hex label of the form CCCRRR: column and row of the offset grid."""

Text = Annotated[str, msgspec.Meta(max_length=4000)]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Small = Annotated[int, msgspec.Meta(ge=0, le=100)]
Positive = Annotated[int, msgspec.Meta(ge=1, le=100)]
Tons = Annotated[int, msgspec.Meta(ge=0, le=30_000, description="tons a day")]
Pool = Annotated[int, msgspec.Meta(ge=0, le=10_000, description="points a week")]
Points = Annotated[int, msgspec.Meta(ge=-1_000_000, le=1_000_000, description="victory points")]
Share = Annotated[int, msgspec.Meta(ge=0, le=1000, description="percent; above 100 is more than all")]
Metres = Annotated[int, msgspec.Meta(ge=-500, le=9000, description="metres")]
Rating = Annotated[int, msgspec.Meta(ge=0, le=10)]
Colour = Annotated[str, msgspec.Meta(pattern=r"^#[0-9a-fA-F]{6}$")]
MovePoints = Annotated[float, msgspec.Meta(ge=0, le=200, multiple_of=0.25, description="movement points")]
Latitude = Annotated[float, msgspec.Meta(ge=-90, le=90, description="degrees")]
Longitude = Annotated[float, msgspec.Meta(ge=-180, le=180, description="degrees")]
Kilometres = Annotated[float, msgspec.Meta(ge=-100_000, le=100_000)]
Confidence = Annotated[str, msgspec.Meta(pattern=r"^(high|medium|low|)$")]


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything an author writes: unknown keys are errors, values never change."""
