"""Integers that kernels and rules share. They stand here so that the kernel cache's name covers them.

Unknown or absent is -1 everywhere. Movement points and steps are stored in quarters.
"""

from __future__ import annotations

from typing import Final

QUARTERS: Final = 4
SUPPLY_GRAIN: Final = 64  # parts of a lorry's MP in which ways of supply are counted

# unit_status
STATUS_AWAY: Final = 0  # not in play: not yet arrived, or withdrawn
STATUS_MAP: Final = 1  # on a hex
STATUS_BOX: Final = 2  # in an off-map box (unit_box says which)
STATUS_DEAD: Final = 3  # eliminated, surrendered or dissolved

# unit_supply
SUPPLY_FULL: Final = 0
SUPPLY_LOW: Final = 1
SUPPLY_OUT: Final = 2
SUPPLY_ISOLATED: Final = 3

# what a source of supply is
SOURCE_PORT: Final = 0
SOURCE_BEACH: Final = 1
SOURCE_RAIL: Final = 2
SOURCE_DEPOT: Final = 3

# why a unit drew no more; 0 and above is the row of a track that carried no more
LIMIT_NONE: Final = -1
LIMIT_SOURCE: Final = -2  # its source gave out
LIMIT_SHIPPING: Final = -3  # no ships left
LIMIT_RANGE: Final = -4  # beyond the lorries
LIMIT_NO_WAY: Final = -5  # no way to any source

# unit_mode
MODE_NORMAL: Final = 0
MODE_MOVED: Final = 1  # moved more than the share that a deliberate attack allows
MODE_ATTACKED: Final = 2  # attacked this turn
MODE_RAIL: Final = 3  # used strategic rail or sea movement this turn
MODE_LANDED: Final = 4  # came over a beach this turn
MODE_RESERVE: Final = 5  # held in reserve until the next own turn
MODE_REACTED: Final = 6  # came out of reserve behind a lost hex

# unit_command
COMMAND_HELD: Final = 0  # within reach of its headquarters, or under none
COMMAND_LOST: Final = 1  # out of reach, or the headquarters is silent
COMMAND_CHANGING: Final = 2  # attached to another formation this turn

# Missions of aircraft
AIR_SUPERIORITY: Final = 0  # against enemy airfields: the enemy has fewer air points next turn
AIR_SUPPORT: Final = 1  # support points for attacks on one hex
AIR_INTERDICT: Final = 2  # against throughput and marches
AIR_STRIKE: Final = 3  # against a port
AIR_LIFT: Final = 4  # supplies to units that are cut off
AIR_BRIDGES: Final = 5  # against the bridges of a hex

# bits of the per-hex movement flags built by kernels.fields.movement_flags
FLAG_ENEMY: Final = 1  # a seen enemy unit stands here
FLAG_EZOC: Final = 2  # in a seen enemy unit's zone of control
FLAG_FRIEND: Final = 4  # a friendly unit stands here
FLAG_BOND: Final = 8  # closed by a bond between two enemy units
FLAG_TEMPO: Final = 16  # counts against the tempo limit
FLAG_HOSTILE: Final = 32  # not controlled by the mover
FLAG_WON: Final = 64  # won in battle this player turn
FLAG_FRICTION: Final = 128  # the enemy controlled it when the turn began

# attack modes
HASTY: Final = 0
DELIBERATE: Final = 1
OVERRUN: Final = 2  # ridden down in movement; not a mode of the order to attack

# kinds of pending decisions
PENDING_DETERMINED: Final = 1  # defender: stand or retreat
PENDING_ADVANCE: Final = 2  # attacker: which units enter the won hex
PENDING_POLITICAL: Final = 3  # a side answers a decision
PENDING_REACT: Final = 4  # defender: does a reserve step behind the lost hex

# phase kinds, in the order of schema.scenario.PhaseKind
PHASE_ENVIRONMENT: Final = 0
PHASE_LOGISTICS: Final = 1
PHASE_OPERATIONS: Final = 2
PHASE_RECOVERY: Final = 3
PHASE_END: Final = 4

# purposes of dice: first word of the Philox counter (architecture.md, dice by purpose)
DICE_COMBAT: Final = 1
DICE_LOSS_ATTACKER: Final = 2
DICE_LOSS_DEFENDER: Final = 3
DICE_DETERMINED: Final = 4
DICE_STRAGGLER: Final = 5
DICE_WEATHER: Final = 6
DICE_WEAR: Final = 7
DICE_TRIGGER: Final = 8
DICE_RESOLVE: Final = 9  # fate of a formation when a nation breaks up
DICE_LANDING: Final = 10
DICE_DISTRICT: Final = 20  # the last tenths of a district's growth
DICE_SABOTAGE: Final = 22  # where irregulars tear up track
DICE_FORECAST: Final = 30  # whether a forecast is right, and a wrong one
DICE_DEMOLITION: Final = 21  # bridges of a hex that is lost
DICE_PLAYER: Final = 11  # dice of players, under their own key
DICE_BARRAGE: Final = 12
DICE_DROP: Final = 40  # scatter and losses of parachutists
DICE_BRIDGES: Final = 42  # which bridges fall to a raid
DICE_RAID: Final = 41  # whether a unit at sea is hit

# bits of the ground that a step enters, by which World.step_cost is read
GROUND_MUD: Final = 1
GROUND_FLOOD: Final = 2
GROUND_SNOW: Final = 4
GROUNDS: Final = 8

# columns of World.class_prices: quarters of entering a zone of control, of going from one to
# the next, and of a hex won in battle; and whether the class cannot move
PRICE_ENTER, PRICE_ZONE, PRICE_WON, PRICE_STATIC = range(4)
PRICES: Final = 4

INFINITY: Final = 1 << 20  # a cost that nobody can pay
IMPASSABLE: Final = 32000  # int16 marker in cost tables

# words of the combat rule vector (World.combat_rules), from rules/combat.toml [shifts]
R_ATTACKER_CAP: Final = 0
R_DEFENDER_CAP: Final = 1
R_TURNED_CAP: Final = 2
R_SNOW: Final = 3
R_WEATHER_CAP: Final = 4
R_HASTY: Final = 5
R_QUALITY: Final = 6
R_QUALITY_GREAT: Final = 7
R_DEFENDER_BETTER: Final = 8
R_LOW: Final = 9
R_OUT: Final = 10
R_SUPPORT_CAP: Final = 11
R_SET_PIECE: Final = 12
R_SURPRISE: Final = 13
R_CONCENTRIC: Final = 14
R_CONCENTRIC_HEXES: Final = 15
R_ARMOUR: Final = 16
R_COHESION: Final = 17
R_COHESION_BELOW: Final = 18
R_ISOLATED: Final = 19
R_CORPS: Final = 20
R_ARMY: Final = 21
R_NAVAL_CAP: Final = 22
R_TURNED: Final = 23
R_ISOLATED_CAP: Final = 24
R_ENTRENCH: Final = 25  # five words, levels 0-4
R_MUD: Final = 30  # four words, index 0-3
R_COMMAND: Final = 34  # from here on from rules/command.toml
R_BOLD_FROM: Final = 35
R_BOLD: Final = 36
R_TIMID_TO: Final = 37
R_TIMID: Final = 38
RULE_WORDS: Final = 39

# words of the terms of a battle, filled by kernels.combat.battle_terms
T_ATTACK: Final = 0  # strength of the attackers
T_DEFENCE: Final = 1  # strength of the defenders
T_BASE: Final = 2  # column before shifts, -1 below the table
T_COLUMN: Final = 3  # column after shifts, -1 below the table
T_SHIFT: Final = 4  # net shift, positive helps the attacker
T_ENGAGED: Final = 5  # attacking quarter steps that count against frontage
T_DEFENDING: Final = 6  # defending quarter steps
T_TURNED: Final = 7  # 1 if attacked from opposite sides
T_TERRAIN: Final = 8  # from here to T_TIMID: columns for the defender
T_WORKS: Final = 9
T_RIVER: Final = 10
T_WEATHER: Final = 11
T_HASTE: Final = 12
T_BETTER: Final = 13
T_HUNGER: Final = 14
T_MIXED: Final = 15
T_GUNS: Final = 16
T_COMMAND: Final = 17
T_TIMID: Final = 18
T_SUPPORT: Final = 19  # from here to T_BOLD: columns for the attacker
T_NAVAL: Final = 20
T_SET_PIECE: Final = 21
T_SURPRISE: Final = 22
T_CONCENTRIC: Final = 23
T_ARMOUR: Final = 24
T_QUALITY: Final = 25
T_WORN: Final = 26
T_CUT_OFF: Final = 27
T_BOLD: Final = 28
TERM_WORDS: Final = 29
TERM_NAMES: Final = (
    "attack", "defence", "base", "column", "shift", "engaged", "defending", "turned",
    "terrain", "works", "river", "weather", "hasty", "defender-better", "supply", "mixed-command",
    "defender-guns", "out-of-command", "cautious-leader", "support", "naval", "set-piece", "surprise",
    "concentric", "armour", "quality", "low-cohesion", "isolated", "bold-leader",
)  # fmt: skip
