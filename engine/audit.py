"""The invariants of a State: what must hold whenever somebody decides, whatever was played.

``audit`` looks at one position and, given the position before and the events between, at the
step from one to the other. It returns sentences for whoever mends the rules; the engine itself
never calls it. Tests do after every order, the soak after every phase.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from engine.audit_steps import STEPS, unit_names
from engine.events import Event
from engine.kernels.consts import (
    COMMAND_CHANGING,
    MODE_REACTED,
    PENDING_ADVANCE,
    PENDING_DETERMINED,
    PENDING_POLITICAL,
    PENDING_REACT,
    PHASE_OPERATIONS,
    QUARTERS,
    STATUS_AWAY,
    STATUS_BOX,
    STATUS_DEAD,
    STATUS_MAP,
    SUPPLY_ISOLATED,
)
from engine.kernels.fields import stack_points
from engine.observation import veiled
from engine.rules import experience, recovery
from engine.state import (
    FIELDS,
    G_LEVEL,
    G_OVER,
    G_PENDING,
    G_PHASE,
    G_REASON,
    G_SIDE,
    G_TURN,
    G_WINNER,
    P_KIND,
    P_SIDE,
    P_SUBJECT,
    State,
)
from engine.world import World
from engine.world_parts import ARMY, chain

Position = Callable[[World, State], Iterator[str]]
POOLS = tuple(name for name in FIELDS if name.startswith("pool_") and name != "pool_shipping")
MOST_RETREAT = 3
MOST_FORT = 4
# field, lowest and highest value of every cell
RANGES: tuple[tuple[str, int, int], ...] = (
    ("hex_fort", 0, MOST_FORT),
    ("hex_battles", 0, 127),
    ("hex_interdiction", 0, 100),
    ("hex_air", 0, 127),
    ("side_superiority", 0, 127),
    ("unit_status", STATUS_AWAY, STATUS_DEAD),
    ("unit_cohesion", 0, 100),
    ("unit_supply", 0, SUPPLY_ISOLATED),
    ("hex_works", 0, 6),
    ("unit_hungry", 0, 7000),
    ("unit_cohesion_part", 0, 6),
    ("unit_absorb_part", 0, 6),
    ("unit_dug", 0, 699),
    ("unit_refit", 0, 127),
    ("unit_walked", 0, 1000),
    ("unit_marched", 0, 1),
    ("side_patrol", 0, 6),
    ("forecast_mud", 0, 3),
    ("forecast_snow", 0, 1),
    ("forecast_flood", 0, 1),
    ("forecast_storm", 0, 1),
    ("forecast_air", 0, 100),
    ("unit_entrench", 0, MOST_FORT),
    ("unit_mode", 0, MODE_REACTED),
    ("unit_tempo", 0, 127),
    ("unit_march", 0, 1000),
    ("unit_prepared", 0, 100),
    ("unit_draws", 0, 127),
    ("unit_fighting", 0, 1),
    ("unit_command", 0, COMMAND_CHANGING),
    ("unit_drive", 0, 10),
    ("unit_quality", 0, 10),
    ("hq_moved", 0, 1),
    ("hq_silent", 0, 101),
    ("hq_support", 0, 100),
    ("hex_changes", 0, 127),
    ("rail_damage", 0, 100),
    ("bridge_damage", 0, 100),
    ("unit_priority", -1, 1),
    ("port_damage", 0, 100),
    ("weather_mud", 0, 3),
    ("weather_snow", 0, 1),
    ("weather_flood", 0, 1),
    ("weather_storm", 0, 1),
    ("weather_air", 0, 100),
    ("nation_at_war", 0, 1),
    ("side_air", 0, 1),
    ("arrival_done", 0, 1),
    ("withdrawal_state", 0, 3),
)


def audit(world: World, state: State, before: State | None = None, events: Sequence[Event] = ()) -> list[str]:
    """Return every broken invariant of a position, and of the step to it if ``before`` is given.

    ``events`` are those of exactly that step. An empty list means that all is well.
    """
    found = [line for look in _SHAPE for line in look(world, state)]
    if found:
        return found  # the other checks would stumble over rows that do not exist
    found = [line for look in _POSITION for line in look(world, state)]
    if before is not None:
        found += [line for compare in STEPS for line in compare(world, before, state, events)]
    return found


# -- one position ---------------------------------------------------------------------


def ranges(world: World, state: State) -> Iterator[str]:
    """Every cell lies in the range of its field."""
    turn, sides, formations = state.turn, world.sizes.side, world.sizes.formation
    spans = [
        *RANGES,
        *((pool, 0, 32767) for pool in POOLS),
        ("hex_control", -1, sides - 1),
        ("hex_control_start", -1, sides - 1),
        ("hex_won", 0, sides),
        ("hex_fought", 0, turn * sides + sides - 1),
        ("unit_side", 0, sides - 1),
        ("unit_absorbed", 0, recovery.absorb_most(world)),
        ("unit_formation", -1, formations - 1),
        ("unit_corps", -1, formations - 1),
        ("unit_army", -1, formations - 1),
        ("formation_parent", -1, formations - 1),
        ("formation_leader", -1, len(world.leader_ids) - 1),
        ("hq_hex", -1, world.land - 1),
        ("unit_lost", 0, 1 << 30),
        ("place_stock", 0, 1 << 30),
        ("pool_shipping", -1, 1 << 30),
        ("supply_in", 0, 1 << 30),
        ("supply_delivered", 0, 1 << 30),
        ("supply_lost", 0, 1 << 30),
        ("side_lost", 0, 1 << 30),
        ("place_first", 0, turn),
        ("unit_sight", -1, world.land - 1),
        ("unit_sight_turn", 0, turn),
        ("trigger_turn", 0, turn),
        ("decision_turn", 0, turn),
        ("objective_turn", 0, turn),
    ]
    for name, low, high in spans:
        values = getattr(state, name)
        bad = np.flatnonzero((values < low) | (values > high))
        if len(bad):
            cell = int(bad[0])
            yield f"{name}[{cell}] is {int(values[cell])}, outside {low} to {high}"
    for row, (low, high) in enumerate(world.variable_range):
        if not low <= int(state.variable[row]) <= high:
            yield f"variable {world.variable_ids[row]} is {int(state.variable[row])}, outside {low} to {high}"
    for row, decision in enumerate(world.decisions):
        if not -1 <= int(state.decision_choice[row]) < len(decision.option):
            yield f"decision {decision.id} has no option {int(state.decision_choice[row])}"


def one_place(world: World, state: State) -> Iterator[str]:
    """Every unit is in exactly one place: on a hex, in a box, away or dead."""
    status, at, box = state.unit_status, state.unit_hex, state.unit_box
    on_map, boxed = status == STATUS_MAP, status == STATUS_BOX
    wrong = on_map & ((at < 0) | (at >= world.land) | (box != -1))
    wrong |= boxed & ((at != -1) | (box < 0) | (box >= len(world.box_ids)))
    wrong |= ~on_map & ~boxed & ((at != -1) | (box != -1))
    if wrong.any():
        yield f"status, hex and box disagree: {unit_names(world, np.flatnonzero(wrong))}"
    early = (state.unit_news > 0) & (status != STATUS_DEAD) & (world.unit_spare == 0)
    if early.any():
        yield f"told of as no more, but alive: {unit_names(world, np.flatnonzero(early))}"
    idle = ~on_map & ((state.unit_mp != 0) | (state.unit_entrench != 0) | (state.unit_prepared != 0))
    if idle.any():
        yield f"off the map with movement, trenches or preparation: {unit_names(world, np.flatnonzero(idle))}"


def strength(world: World, state: State) -> Iterator[str]:
    """Strength is between nothing and establishment; what is in play has some."""
    wrong = (state.unit_quarters < 0) | (state.unit_quarters > world.unit_full)
    present = (state.unit_status == STATUS_MAP) | (state.unit_status == STATUS_BOX)
    wrong |= present & (state.unit_quarters == 0)
    if wrong.any():
        yield f"strength out of range: {unit_names(world, np.flatnonzero(wrong))}"
    if int(state.side_lost.sum()) != int(state.unit_lost.sum()):
        yield f"sides lost {int(state.side_lost.sum())} quarters, units {int(state.unit_lost.sum())}"


def movement_points(world: World, state: State) -> Iterator[str]:
    """Movement points are not negative and at most those of the turn or of the longest exploitation."""
    most = round(world.movement.exploit_mp * QUARTERS) * MOST_RETREAT
    ceiling = np.maximum(state.unit_full_mp, np.where(state.unit_fighting >= 0, most, 0))
    wrong = (state.unit_mp < 0) | (state.unit_mp > ceiling)
    wrong |= (state.unit_full_mp < 0) | (state.unit_full_mp > world.class_mp[world.unit_class])
    wrong |= (world.class_static[world.unit_class] > 0) & (state.unit_mp != 0)
    if wrong.any():
        yield f"movement points out of range: {unit_names(world, np.flatnonzero(wrong))}"


def stacks(world: World, state: State) -> Iterator[str]:
    """One side a hex, which controls it, and no more than the ground holds."""
    rows = np.flatnonzero(state.unit_status == STATUS_MAP)
    at = state.unit_hex[rows]
    strange = rows[state.hex_control[at] != state.unit_side[rows]]
    if len(strange):
        yield f"on ground that their side does not control: {unit_names(world, strange)}"
    limit = world.terrain_stacking[world.hex_terrain[: world.land]]
    phase = int(state.game[G_PHASE])
    operating = 0 <= phase < len(world.phases) and world.phases[phase][0] == PHASE_OPERATIONS
    points = np.zeros(world.land, np.int16)
    held = np.zeros(world.land, np.int8)
    for side in range(world.sizes.side):
        stack_points(state.unit_status, state.unit_hex, state.unit_side, world.unit_stack, side, points)
        held += points > 0
        # The beaten may stand too close until the phase ends.
        beaten = operating and side != state.side
        for full in np.flatnonzero(points > limit + world.combat.retreat.overstack * beaten):
            here = [int(u) for u in rows[at == full]]
            yield f"{world.hex_labels[full]} holds {points[full]} of {limit[full]}: {unit_names(world, here)}"
    for shared in np.flatnonzero(held > 1):
        yield f"units of two sides in {world.hex_labels[shared]}"


def quality(world: World, state: State) -> Iterator[str]:
    """The quality of a unit is that of its start and what it has learnt, within the limits."""
    learnt = state.unit_experience.astype(np.int32)
    most = world.recovery.experience.most * experience.POINT
    whole = np.sign(learnt) * (np.abs(learnt) // experience.POINT)
    wrong = (np.abs(learnt) > most) | (state.unit_quality != np.clip(world.unit_quality + whole, 0, 10))
    if wrong.any():
        yield f"quality is not what they learnt: {unit_names(world, np.flatnonzero(wrong))}"


def staffs(world: World, state: State) -> Iterator[str]:
    """Headquarters stand on ground of their side; corps and army of a unit follow from its formation."""
    for row in np.flatnonzero(state.hq_hex >= 0):
        if state.hex_control[state.hq_hex[row]] != world.formation_side[row]:
            yield f"the headquarters of {world.formation_ids[row]} stands on ground of the enemy"
        if world.formation_echelon[row] > ARMY:
            yield f"{world.formation_ids[row]} is no corps or army but has a headquarters"
    for row in np.flatnonzero(state.hq_support > np.where(state.hq_hex >= 0, world.command.allot_most, 0)):
        yield f"{state.hq_support[row]} support points are laid up for {world.formation_ids[row]}"
    parents, echelons = state.formation_parent.tolist(), world.formation_echelon.tolist()
    # One more row at the end, for the units that have no formation.
    chains = np.array([chain(parents, echelons, row) for row in [*range(len(parents)), -1]])[
        state.unit_formation
    ]
    wrong = np.flatnonzero((chains[:, 0] != state.unit_corps) | (chains[:, 1] != state.unit_army))
    if len(wrong):
        yield f"corps or army is not that of the formation: {unit_names(world, wrong)}"


def veils(world: World, state: State) -> Iterator[str]:
    """Only held ground without a place can be held in secret."""
    hidden = veiled(state)
    wrong = hidden & ((state.hex_control < 0) | (world.hex_place[: world.land] >= 0))
    if wrong.any():
        yield f"{world.hex_labels[int(np.flatnonzero(wrong)[0])]} cannot be held in secret"
    if int(np.bitwise_count(state.hex_veiled).sum()) != int(hidden.sum()):
        yield "bits of hex_veiled are set beyond the last hex"


def places(world: World, state: State) -> Iterator[str]:
    """Whoever holds a place has a first date for it."""
    control = state.hex_control[world.place_hex]
    held = np.flatnonzero(control >= 0)
    dates = state.place_first[control[held].astype(np.int64) * world.sizes.place + held]
    for place in held[dates == 0]:
        yield f"{world.place_ids[place]} has no date for its holder"


def tons(world: World, state: State) -> Iterator[str]:
    """Supply is conserved: what came to a side was delivered, lost, or lies in its depots."""
    stock = state.place_stock.reshape(world.sizes.side, world.sizes.place)
    for side, name in enumerate(world.side_ids):
        came, gave = int(state.supply_in[side]), int(state.supply_delivered[side])
        lost, kept = int(state.supply_lost[side]), int(stock[side].sum())
        if came != gave + lost + kept:
            yield f"{name} had {came} tons: {gave} delivered, {lost} lost, {kept} in depots"
        full = np.flatnonzero(stock[side] > world.place_depot)
        if len(full):
            yield f"{name} keeps more tons at {world.place_ids[full[0]]} than there is room for"


def decisions(world: World, state: State) -> Iterator[str]:
    """The stack of decisions is sound, and only an open battle leaves units fighting."""
    depth = int(state.game[G_PENDING])
    if not 0 <= depth <= world.sizes.pending:
        yield f"{depth} decisions are open"
        return
    rows = state.pending.reshape(world.sizes.pending, world.sizes.pending_word)
    if rows[depth:].any():
        yield "the stack of decisions is not blank above its top"
    subjects = {
        PENDING_DETERMINED: world.land,
        PENDING_ADVANCE: world.land,
        PENDING_REACT: world.land,
        PENDING_POLITICAL: len(world.decisions),
    }
    battles = 0
    for row in rows[:depth]:
        kind, side, subject = int(row[P_KIND]), int(row[P_SIDE]), int(row[P_SUBJECT])
        if not 0 <= side < world.sizes.side or not 0 <= subject < subjects.get(kind, 0):
            yield f"an open decision makes no sense: kind {kind}, side {side}, subject {subject}"
        battles += kind in (PENDING_DETERMINED, PENDING_ADVANCE)
    for low, row in enumerate(rows[:depth]):
        under = rows[low - 1] if low else rows[depth - 1]
        if row[P_KIND] == PENDING_REACT and (
            under[P_KIND] != PENDING_ADVANCE or under[P_SUBJECT] != row[P_SUBJECT]
        ):
            yield "a reserve is asked for behind a hex that nobody won"
    if battles > 1:
        yield "two battles wait for a decision"
    if not battles and state.unit_fighting.any():
        yield f"fighting without a battle: {unit_names(world, np.flatnonzero(state.unit_fighting))}"


def clock(world: World, state: State) -> Iterator[str]:
    """Turn, phase and side agree; a game that is over says how."""
    game = state.game
    if not 1 <= int(game[G_TURN]) <= world.turns:
        yield f"turn {int(game[G_TURN])} of {world.turns}"
    if not 0 <= int(game[G_PHASE]) < len(world.phases):
        yield f"phase {int(game[G_PHASE])}"
    elif int(game[G_SIDE]) != world.phases[int(game[G_PHASE])][1]:
        yield f"side {int(game[G_SIDE])} in phase {int(game[G_PHASE])}"
    if bool(game[G_OVER]) != bool(game[G_REASON]):
        yield "over without a reason, or a reason before the end"
    if not game[G_OVER] and (game[G_WINNER] != -1 or game[G_LEVEL] != -1):
        yield "a winner before the end"


_SHAPE: tuple[Position, ...] = (ranges, one_place)
_POSITION: tuple[Position, ...] = (
    strength,
    movement_points,
    stacks,
    quality,
    staffs,
    veils,
    places,
    tons,
    decisions,
    clock,
)


def differences(a: State, b: State) -> list[str]:
    """Return every field that differs between two states, with its first cell: for diagnosis."""
    lines = []
    for name in FIELDS:
        left, right = getattr(a, name), getattr(b, name)
        cells = np.flatnonzero(left != right)
        if len(cells):
            cell = int(cells[0])
            lines.append(f"{name}[{cell}]: {left[cell]} {right[cell]} ({len(cells)} cells)")
    return lines
