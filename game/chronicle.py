"""Events to sentences: the chronicle of a war."""

from __future__ import annotations

from engine.events import (
    Absorbed,
    Advanced,
    Allotted,
    Ambushed,
    Arrived,
    Attached,
    Battle,
    Bombarded,
    Captured,
    DecisionTaken,
    Demolished,
    Destroyed,
    Detached,
    Disbanded,
    Dropped,
    Evacuated,
    Event,
    Ferried,
    Fired,
    Flown,
    FormationResolved,
    GameOver,
    HeadquartersMoved,
    HeadquartersOverrun,
    Laboured,
    Landed,
    LeaderChanged,
    LongMarch,
    Lost,
    Merged,
    Raided,
    Railed,
    Reacted,
    RefitBegan,
    RefitEnded,
    Retreated,
    Sabotaged,
    Sailed,
    Scored,
    Stood,
    Straggled,
    Subordinated,
    TurnBegan,
    WithdrawalDue,
    Withdrawn,
)
from engine.kernels.consts import OVERRUN
from engine.world import World
from game import wording


def _names(world: World, units: tuple[int, ...], most: int = 3) -> str:
    words = ", ".join(world.unit_labels[u] for u in units[:most])
    return f"{words} {wording.counted('AND_MORE', len(units) - most)}" if len(units) > most else words


def _cause(code: int) -> str:
    return wording.CAUSES[code % len(wording.CAUSES)]


def reason(world: World, reason: str) -> str:
    """Return what brought points in words: a unit, a place, a trigger, or losses."""
    for kind, names in (("unit", world.unit_labels), ("place", world.place_names)):
        row = world.rows(kind).get(reason)
        if row is not None:
            return names[row]
    row = world.rows("trigger").get(reason)
    return world.triggers[row].title if row is not None else wording.coded("REASON", reason)


def _at(world: World, land_hex: int, box: int) -> str:
    return (
        wording.where(world, land_hex) if land_hex >= 0 else wording.called(world, "box", world.box_ids[box])
    )


def narrate(world: World, event: Event) -> str | None:
    """Return an event as a sentence, None if it is not worth one."""
    side = world.side_names
    unit, formation = world.unit_labels, world.formation_names
    match event:
        case TurnBegan():
            return wording.TURN_BEGAN.format(event.turn, wording.date(world.date_of(event.turn)))
        case Ambushed():
            return wording.RAN_INTO.format(unit[event.unit], wording.where(world, event.hex))
        case Straggled():
            return wording.STRAGGLED.format(unit[event.unit])
        case Battle():
            told = wording.OVERRAN if event.mode == OVERRUN else wording.ATTACKED
            return (wording.LANDED_AGAINST if event.landing else told).format(
                _names(world, event.attackers),
                _names(world, event.defenders),
                wording.where(world, event.target),
                event.dice,
                world.result_ids[event.result].upper() if event.result >= 0 else "-",
            )
        case Bombarded():
            effect = world.combat.barrage_result[event.result].id
            at = wording.where(world, event.target)
            return wording.BOMBARDED.format(side[event.side], at, event.dice, effect.upper())
        case Reacted():
            at, lost = wording.where(world, event.hex), wording.where(world, event.lost)
            return wording.REACTED.format(unit[event.unit], at, lost)
        case Evacuated():
            return wording.TAKEN_OFF.format(unit[event.unit], wording.where(world, event.hex))
        case Lost():
            return wording.LOST.format(unit[event.unit], wording.points(event.quarters), _cause(event.cause))
        case Destroyed():
            return wording.IS_NO_MORE.format(unit[event.unit], _cause(event.cause))
        case Retreated():
            return wording.FELL_BACK.format(unit[event.unit], wording.where(world, event.path[-1]))
        case Stood():
            told = wording.DEFENDERS_HELD if event.held else wording.DEFENDERS_BROKE
            return told.format(wording.where(world, event.target), event.dice, event.need)
        case Advanced():
            return wording.ADVANCED.format(_names(world, event.units), wording.where(world, event.hex))
        case Captured():
            return wording.TOOK.format(side[event.side], world.place_names[event.place])
        case Arrived():
            return wording.ARRIVED.format(unit[event.unit], _at(world, event.hex, event.box))
        case Landed():
            return wording.CAME_ASHORE.format(_names(world, event.units), world.place_names[event.place])
        case Sailed():
            return wording.SAILED_TO.format(unit[event.unit], _at(world, event.hex, event.box))
        case Ferried():
            return wording.FERRIED.format(unit[event.unit], wording.where(world, event.to))
        case Raided():
            return wording.RAIDED.format(unit[event.unit])
        case Railed():
            return wording.RAILED_TO.format(unit[event.unit], wording.where(world, event.to))
        case Demolished():
            words = (wording.BLOWN_PORT, wording.BLOWN_RAIL, wording.BLOWN_BRIDGE)[event.what]
            return words.format(wording.where(world, event.hex), wording.where(world, event.toward))
        case Dropped():
            told = wording.DROPPED if event.hex == event.aimed else wording.DROPPED_OFF
            return told.format(unit[event.unit], wording.where(world, event.hex))
        case Flown():
            mission = wording.AIR_MISSION[event.mission]
            return wording.FLOWN.format(mission, wording.where(world, event.hex), event.points)
        case Absorbed():
            return wording.TOOK_IN.format(unit[event.unit], wording.points(event.quarters))
        case Attached():
            return wording.CAME_UNDER.format(unit[event.unit], formation[event.formation])
        case Allotted():
            return wording.ALLOTTED.format(formation[event.formation], event.ready)
        case Detached():
            return wording.DETACHED.format(unit[event.part], unit[event.unit])
        case Disbanded():
            return wording.DISBANDED.format(unit[event.unit])
        case Merged():
            return wording.MERGED.format(unit[event.unit], unit[event.into])
        case Subordinated():
            return wording.CAME_UNDER.format(formation[event.formation], formation[event.parent])
        case LeaderChanged():
            if event.leader < 0:
                return wording.NO_COMMANDER.format(formation[event.formation])
            return wording.TOOK_OVER.format(world.leader_names[event.leader], formation[event.formation])
        case HeadquartersMoved():
            told = wording.HQ_MOVED_FAR if event.silent else wording.HQ_MOVED
            return told.format(formation[event.formation], wording.where(world, event.to))
        case HeadquartersOverrun():
            return wording.HQ_OVERRUN.format(formation[event.formation], wording.where(world, event.hex))
        case RefitBegan():
            return wording.REFIT_BEGAN.format(unit[event.unit], event.days)
        case RefitEnded():
            told = wording.REFIT_BROKEN if event.early else wording.REFIT_ENDED
            return told.format(unit[event.unit])
        case LongMarch():
            return wording.LONG_MARCH.format(unit[event.unit], event.hexes)
        case Laboured():
            return wording.LABOURED.format(wording.where(world, event.hex), event.level)
        case Withdrawn():
            return wording.LEFT_THEATRE.format(unit[event.unit])
        case WithdrawalDue():
            return wording.DUE.format(unit[event.unit])
        case Fired():
            fired = world.triggers[event.trigger]
            return wording.text(world, fired.text or fired.id, fired.title)
        case Sabotaged():
            name = world.districts[event.district].name
            if not event.hexes:
                return wording.SABOTAGED.format(name, event.points)
            at = ", ".join(wording.where(world, h) for h in event.hexes)
            return wording.SABOTAGED_AT.format(name, event.points, at)
        case FormationResolved():
            return wording.RESOLVED.format(unit[event.unit], wording.called(world, "outcome", event.outcome))
        case DecisionTaken():
            return wording.DECIDED.format(side[event.side], world.decisions[event.decision].title)
        case Scored():
            return wording.SCORED.format(side[event.side], event.points, reason(world, event.reason))
        case GameOver():
            return wording.SOMEBODY_WON.format(side[event.winner]) if event.winner >= 0 else wording.DRAW
    return None
