"""``rules/command.toml``: headquarters, leaders, attachments."""

from typing import Annotated

import msgspec

from engine.schema.base import Percent, Positive, Row, Small

Rated = Annotated[int, msgspec.Meta(ge=0, le=10, description="rating of a leader")]


class Leadership(Row, frozen=True):
    """``[leader]``: what the ratings of the leader in charge of a unit do.

    ``bold_from`` initiative from which attacks gain ``bold_shift`` columns and a week's rest
    ``bold_rest`` points of cohesion; ``timid_to`` initiative up to which attacks lose
    ``timid_shift`` columns; ``admin_from`` administration from which a unit may take
    ``admin_absorb`` quarter steps of replacements more a week.
    """

    bold_from: Rated
    bold_shift: Small
    bold_rest: Percent
    timid_to: Rated
    timid_shift: Small
    admin_from: Rated
    admin_absorb: Small


class CommandFile(Row, frozen=True):
    """``rules/command.toml``.

    ``corps_range`` and ``army_range`` hexes that a headquarters reaches; ``staff_move`` hexes a
    week that it goes and still commands; ``scattered_turns`` turns of its own that an overrun
    headquarters is silent; ``overrun_cohesion`` what its units lose then; ``out_of_range_shift``
    columns an attack loses if more than half of it is out of command; ``merge_cohesion`` what a
    unit loses that takes in the men of another; ``allot_most`` support points that may lie ready
    for one corps or army. ``detach_cohesion`` what a unit and the part lose that it breaks off;
    ``disband_percent`` of its establishment up to which a unit may be disbanded, and
    ``disband_loss_percent`` of its men who are lost to the replacements then.
    """

    corps_range: Positive
    army_range: Positive
    staff_move: Positive
    scattered_turns: Positive
    overrun_cohesion: Percent
    out_of_range_shift: Small
    merge_cohesion: Percent
    allot_most: Small
    detach_cohesion: Percent
    disband_percent: Percent
    disband_loss_percent: Percent
    leader: Leadership
