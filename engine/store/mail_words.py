"""Why a letter, a key or a save is refused in a game by mail: a code, its values, and the sentence.

The sentences here are those of the command line. A window that speaks other languages has its own
for the same codes and values.
"""

from __future__ import annotations

from engine.store.container import ArchiveError

SENTENCES = {
    "no_letter": "{} is no letter: it must hold header.json and orders.jsonl and nothing else.",
    "damaged": "{} is no letter or is damaged: {}",
    "format": "{} has format {}; this program reads format {}.",
    "foreign": "{} belongs to another game by mail.",
    "no_side": "{} is from {}, who is no side of this game.",
    "changed": "{} was changed or not written by {}: its signature is wrong.",
    "count": "{} holds {} orders and says {}.",
    "never_asked": "The standing instructions name {}, which {} is never asked.",
    "no_option": "The standing instructions name {}, no answer to {}.",
    "no_key": "{} is no key of a game by mail: {}",
    "key_version": "{} has format {}, rules version {}; this program has {} and {}.",
    "settled": "{} already holds a game by mail.",
    "unreadable": "{} cannot be read: {}.",
    "large_letter": "{} is too large to be a letter (more than {} bytes).",
    "large_key": "{} is too large to be a key (more than {} bytes).",
    "no_scenario": "{} needs the scenario {}: {}",
    "other_version": "{} is played with another version of {}.",
    "over": "The game is over: there is nothing to send.",
    "other_save": "{} is a save of another game.",
    "not_on": "{} does not go on from the last letter.",
    "not_ended": "{}: {} has not ended its player turn yet.",
    "away": "{}: {} is away and answers by its standing instructions: {}",
    "too_many": "{} orders are too many for a letter.",
    "here": "{}: letter {} is here already.",
    "here_other": "{}: letter {} is here already, and this is another one; the first counts.",
    "missing": "{} is letter {}, but letter {} is missing; ask for it.",
    "wrong_side": "{} is from {}, but it is the turn of {}.",
    "wrong_place": "{} is letter {} and lies in the place of {}.",
    "wrong_start": "{} does not begin in the position that the last letter led to.",
    "stops": "{} stops before {} has ended its player turn.",
    "bad_order": "An order cannot be read: {}",
    "refused": "{}: an order is refused ({}).",
    "goes_on": "{} holds {} orders after the end of the player turn.",
    "elsewhere": "{} leads here to another position than at the sender.",
}


class MailError(ArchiveError):
    """Something of a game by mail is refused: ``why`` is a key of SENTENCES, ``values`` fill it."""

    def __init__(self, why: str, *values: object) -> None:
        super().__init__(SENTENCES[why].format(*values))
        self.why, self.values = why, values
