"""Events to sentences: the chronicle of a war."""

from __future__ import annotations

from engine.events import (
    Absorbed,
    Advanced,
    Ambushed,
    Arrived,
    Battle,
    Captured,
    DecisionTaken,
    Destroyed,
    Event,
    Fired,
    FormationResolved,
    GameOver,
    Landed,
    Lost,
    Railed,
    Retreated,
    Sailed,
    Scored,
    Stood,
    Straggled,
    TurnBegan,
    WithdrawalDue,
    Withdrawn,
)
from engine.world import World
from game import wording


def _names(world: World, units: tuple[int, ...], most: int = 3) -> str:
    words = [world.unit_labels[u] for u in units[:most]]
    return ", ".join(words) + (f" and {len(units) - most} more" if len(units) > most else "")


def _cause(code: int) -> str:
    return wording.CAUSES[code % len(wording.CAUSES)]


def _reason(world: World, reason: str) -> str:
    for kind, names in (("unit", world.unit_labels), ("place", world.place_names)):
        row = world.rows(kind).get(reason)
        if row is not None:
            return names[row]
    row = world.rows("trigger").get(reason)
    return world.triggers[row].title if row is not None else wording.title(reason)


def narrate(world: World, event: Event) -> str | None:
    """Return an event as a sentence, None if it is not worth one."""
    side = world.side_names
    unit = world.unit_labels
    match event:
        case TurnBegan():
            return f"Turn {event.turn}: {wording.date(world.date_of(event.turn))}"
        case Ambushed():
            return f"{unit[event.unit]} ran into the enemy at {wording.where(world, event.hex)}"
        case Straggled():
            return f"{unit[event.unit]} lost stragglers on breaking contact"
        case Battle():
            kind = "landed against" if event.landing else "attacked"
            result = world.result_ids[event.result] if event.result >= 0 else "-"
            return (
                f"{_names(world, event.attackers)} {kind} {_names(world, event.defenders)} at "
                f"{wording.where(world, event.target)}: dice {event.dice}, {result}"
            )
        case Lost():
            return f"{unit[event.unit]} lost {wording.points(event.quarters)} {_cause(event.cause)}"
        case Destroyed():
            return f"{unit[event.unit]} is no more ({_cause(event.cause)})"
        case Retreated():
            return f"{unit[event.unit]} fell back to {wording.where(world, event.path[-1])}"
        case Stood():
            word = "held" if event.held else "could not hold"
            place = wording.where(world, event.target)
            return f"The defenders of {place} {word} (dice {event.dice}, needed {event.need})"
        case Advanced():
            return f"{_names(world, event.units)} advanced to {wording.where(world, event.hex)}"
        case Captured():
            return f"{side[event.side]} took {world.place_names[event.place]}"
        case Arrived():
            at = (
                wording.where(world, event.hex) if event.hex >= 0 else wording.title(world.box_ids[event.box])
            )
            return f"{unit[event.unit]} arrived: {at}"
        case Landed():
            return f"{_names(world, event.units)} came ashore at {world.place_names[event.place]}"
        case Sailed():
            at = (
                wording.where(world, event.hex) if event.hex >= 0 else wording.title(world.box_ids[event.box])
            )
            return f"{unit[event.unit]} sailed to {at}"
        case Railed():
            return f"{unit[event.unit]} went by rail to {wording.where(world, event.to)}"
        case Absorbed():
            return f"{unit[event.unit]} took in {wording.points(event.quarters)} of replacements"
        case Withdrawn():
            return f"{unit[event.unit]} left the theatre"
        case WithdrawalDue():
            return f"{unit[event.unit]} is due to leave the theatre"
        case Fired():
            return wording.text(world, world.trigger_ids[event.trigger], world.triggers[event.trigger].title)
        case FormationResolved():
            return f"{unit[event.unit]}: {wording.title(event.outcome)}"
        case DecisionTaken():
            return f"{side[event.side]} decided: {world.decisions[event.decision].title}"
        case Scored():
            return f"{side[event.side]}: {event.points:+d} points for {_reason(world, event.reason)}"
        case GameOver():
            won = f"{side[event.winner]} won" if event.winner >= 0 else "A draw"
            return f"The game is over. {won}."
    return None
