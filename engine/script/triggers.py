"""Political triggers: when they are looked at, whether they fire, and why not.

Owns their books in the State: turn and count of firing, and the turns in a row that the
conditions held, on which a rising chance depends.
"""

from __future__ import annotations

from engine.events import Event, Fired
from engine.kernels import philox
from engine.kernels.consts import DICE_TRIGGER, PHASE_END, PHASE_ENVIRONMENT, PHASE_LOGISTICS
from engine.schema.politics import Chance, Trigger
from engine.script.conditions import Term, all_hold, explain_all
from engine.script.effects import run_all
from engine.script.select import cache
from engine.state import G_DRAWS, State
from engine.world import World

WHEN = {"environment": PHASE_ENVIRONMENT, "logistics": PHASE_LOGISTICS, "end": PHASE_END}
MOST_HEAT = 10_000


def order(world: World, phase_kind: int) -> list[int]:
    """Return the rows of the triggers of a kind of phase, in the order they are looked at."""
    known = cache(world)
    key = ("order", phase_kind)
    if key not in known:
        rows = [i for i, t in enumerate(world.triggers) if WHEN[t.when] == phase_kind]
        known[key] = sorted(rows, key=lambda i: (world.triggers[i].priority, i))
    result: list[int] = known[key]
    return result


def fire(world: World, state: State, phase_kind: int, events: list[Event]) -> None:
    """Look at all triggers of a phase in order and let those fire that are due."""
    for row in order(world, phase_kind):
        if state.over:
            return
        of_side = world.triggers[row].side
        if of_side is not None and world.rows("side")[of_side] != state.side:
            continue
        consider(world, state, row, events)


def consider(world: World, state: State, row: int, events: list[Event]) -> bool:
    """Look at one trigger and let it fire if it is due; return whether it fired.

    A trigger that fired in this turn is not looked at again, so chains always end.
    """
    trigger = world.triggers[row]
    if not ready(trigger, state, row):
        return False
    if not all_hold(world, state, trigger.if_):
        state.trigger_heat[row] = 0
        return False
    if trigger.chance is not None:
        percent = chance_now(world, state, trigger.chance, int(state.trigger_heat[row]))
        state.trigger_heat[row] = min(MOST_HEAT, int(state.trigger_heat[row]) + 1)
        if _roll(state, row) >= percent:
            return False
    set_off(world, state, row, events)
    return True


def set_off(world: World, state: State, row: int, events: list[Event]) -> None:
    """Let a trigger fire whatever its conditions say."""
    trigger = world.triggers[row]
    state.trigger_turn[row] = state.turn
    state.trigger_count[row] += 1
    state.trigger_heat[row] = 0
    events.append(Fired(trigger=row))
    run_all(world, state, trigger.then, trigger.id, events)


def ready(trigger: Trigger, state: State, row: int) -> bool:
    """Return whether a trigger may fire at all: not yet, or again after its rest."""
    if state.trigger_count[row] == 0:
        return True
    return not trigger.once and state.turn - int(state.trigger_turn[row]) > trigger.cooldown


def chance_now(world: World, state: State, chance: Chance, heat: int) -> int:
    """Return the chance in percent after ``heat`` turns in a row in which the conditions held."""
    percent = chance.start + chance.rise * heat
    percent += sum(m.percent for m in chance.more if all_hold(world, state, m.if_))
    return max(0, min(chance.most, percent))


def why(world: World, state: State, row: int) -> Term:
    """Return the tree that tells why a trigger can fire now, or what keeps it from firing."""
    trigger = world.triggers[row]
    fired, last = int(state.trigger_count[row]), int(state.trigger_turn[row])
    free = ready(trigger, state, row)
    wanted = "once" if trigger.once else f"rest of {trigger.cooldown} turns"
    present = f"fired {fired} times, last in turn {last}" if fired else "never fired"
    children = [Term("ready", free, present, wanted), explain_all(world, state, trigger.if_, "if")]
    if trigger.chance is not None:
        heat = int(state.trigger_heat[row])
        percent = chance_now(world, state, trigger.chance, heat)
        text = f"{percent} percent after {heat} turns"
        more = tuple(explain_all(world, state, m.if_, f"{m.percent:+d} percent") for m in trigger.chance.more)
        rule = f"{trigger.chance.start} and {trigger.chance.rise} more a turn, at most {trigger.chance.most}"
        children.append(Term("chance", percent > 0, text, rule, more))
    return Term(trigger.id, all(c.holds for c in children), "", trigger.when, tuple(children))


def _roll(state: State, row: int) -> int:
    state.game[G_DRAWS] += 1
    k0, k1 = int(state.key[0]), int(state.key[1])
    return int(philox.below(k0, k1, DICE_TRIGGER, state.turn, row, 0, 100))
