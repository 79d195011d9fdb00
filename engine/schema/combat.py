"""The TOML file ``rules/combat.toml``: combat table, shifts, bombardment, what follows a battle."""

from typing import Annotated

import msgspec

from engine.schema.base import (
    Id,
    MovePoints,
    Percent,
    Positive,
    Row,
    Small,
    Text,
)


class Column(Row, frozen=True):
    """A column of the combat table: odds ``attack:defence`` and a result id for 2d6 = 2..12."""

    attack: Positive
    defence: Positive
    results: list[Id]


class Result(Row, frozen=True):
    """A result: quarter steps lost per 8 steps engaged, cohesion lost, hexes of retreat."""

    id: Id
    name: Text
    attacker_quarters: Small
    attacker_cohesion: Percent
    defender_quarters: Small
    defender_cohesion: Percent
    retreat: Small = 0


class Shifts(Row, frozen=True):
    """Columns moved by named causes."""

    attacker_cap: Small
    defender_cap: Small
    entrenchment: list[Small]
    turned_entrenchment_cap: Small
    mud: list[Small]
    snow: Small
    mud_snow_cap: Small
    hasty: Small
    quality: Small
    quality_great: Small
    defender_better: Small
    attacker_low: Small
    attacker_out: Small
    support_cap: Small
    set_piece: Small
    surprise: Small
    concentric: Small
    concentric_hexes: Small
    turned: Small
    armour: Small
    low_cohesion: Small
    low_cohesion_below: Percent
    isolated: Small
    isolated_entrenchment_cap: Small
    corps: Small
    army: Small
    naval_cap: Small


class Determined(Row, frozen=True):
    """Determined defence: needed roll and price.

    Who leaves the choice to his staff stands from a need of ``default_need`` on, with a unit of
    more than ``default_quarters``.
    """

    base: Annotated[int, msgspec.Meta(ge=-100, le=100)]
    floor: Small
    ceiling: Small
    quarters: Small
    cohesion: Small
    retreat_at_most: Small
    default_need: Small
    default_quarters: Small


class Preparation(Row, frozen=True):
    """What a set-piece and a surprise ask for, in days; whole turns count, the last one begun too.

    A set-piece: all attackers have neither moved nor attacked for ``set_piece_days``. The first
    blow of an offensive surprises: all have rested for ``surprise_days`` and no battle was
    fought within ``quiet_hexes`` of the target for ``quiet_days`` before this player turn.
    """

    set_piece_days: Positive
    surprise_days: Positive
    quiet_days: Positive
    quiet_hexes: Small


class Bombardment(Row, frozen=True):
    """Bombardment without an attack, once a hex and turn.

    The target lies within ``reach`` hexes of an own unit, or within reach of ships for their
    points alone. ``points_at_most`` count; ``shells`` are the shells it takes, in stacking points
    of attackers.
    """

    reach: Positive
    points_at_most: Positive
    shells: Small


class Barrage(Row, frozen=True):
    """A row of the table of bombardments: from so many points on, a result id for 2d6 = 2..12."""

    points: Positive
    results: list[Id]


class BarrageResult(Row, frozen=True):
    """What shells do to each unit of a hex, and levels of its trenches and of the works there."""

    id: Id
    name: Text
    cohesion: Percent
    trenches: Small = 0
    works: Small = 0


class Overrun(Row, frozen=True):
    """Riding down a weak enemy in movement: least odds after shifts, and its price in MP."""

    attack: Positive
    defence: Positive
    mp: MovePoints


class Reserve(Row, frozen=True):
    """Reserves that step behind a lost hex: how many hexes far, by kind; 0 for not at all."""

    mobile_hexes: Small
    foot_hexes: Small


class Retreat(Row, frozen=True):
    """Where the beaten may go at a price.

    ``overstack`` points over the limit until the phase ends, for ``overstack_cohesion`` each
    time. A river whose bridge is down costs ``ford_quarters`` more. Who has no way may be taken off
    by ship ``from_port`` or ``from_beach``, with the given loss in percent and in cohesion.
    """

    overstack: Small
    overstack_cohesion: Percent
    ford_quarters: Small
    from_port: bool
    from_beach: bool
    ship_loss_percent: Percent
    ship_cohesion: Percent


class CombatFile(Row, frozen=True):
    """``rules/combat.toml``. In turns of less than a week battles cost ``short_turn_percent``."""

    column: list[Column]
    result: list[Result]
    shifts: Shifts
    determined: Determined
    preparation: Preparation
    bombardment: Bombardment
    barrage: list[Barrage]
    barrage_result: list[BarrageResult]
    overrun: Overrun
    reserve: Reserve
    retreat: Retreat
    rest_below: Percent
    no_attack_below: Percent
    loss_divisor: Positive
    minimum_from: Small
    retreat_quarters: Small
    short_turn_percent: Positive
