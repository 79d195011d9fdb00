"""Counter-based dice: Philox4x32-10 of Salmon, Moraes, Dror and Shaw (2011).

Owns the generator and the few ways in which rules read it. Every number is a plain int of 32
bits; masks are explicit, so that nothing overflows whether or not the kernels are compiled.
"""

from __future__ import annotations

from typing import Final

from engine.kernels import kernel

MASK: Final = 0xFFFFFFFF
MULTIPLIER_0: Final = 0xD2511F53
MULTIPLIER_1: Final = 0xCD9E8D57
WEYL_0: Final = 0x9E3779B9
WEYL_1: Final = 0xBB67AE85
ROUNDS: Final = 10


@kernel
def philox4x32(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Return the four words of a block, from four counter words and two key words."""
    c0 &= MASK
    c1 &= MASK
    c2 &= MASK
    c3 &= MASK
    k0 &= MASK
    k1 &= MASK
    for _ in range(ROUNDS):
        # The product has 64 bits; halves of the counter keep every term below 2**49.
        low = MULTIPLIER_0 * (c0 & 0xFFFF)
        high = MULTIPLIER_0 * (c0 >> 16)
        low_0 = (low + ((high & 0xFFFF) << 16)) & MASK
        high_0 = (high + (low >> 16)) >> 16
        low = MULTIPLIER_1 * (c2 & 0xFFFF)
        high = MULTIPLIER_1 * (c2 >> 16)
        low_1 = (low + ((high & 0xFFFF) << 16)) & MASK
        high_1 = (high + (low >> 16)) >> 16
        c0 = high_1 ^ c1 ^ k0
        c1 = low_1
        c2 = high_0 ^ c3 ^ k1
        c3 = low_0
        k0 = (k0 + WEYL_0) & MASK
        k1 = (k1 + WEYL_1) & MASK
    return c0, c1, c2, c3


@kernel
def block(k0: int, k1: int, purpose: int, turn: int, subject: int, ordinal: int) -> tuple[int, int, int, int]:
    """Return the block of a subject's ordinal draw in a turn.

    ``purpose`` is one of consts.DICE_*; (k0, k1) is the key of the game or of a player.
    """
    return philox4x32(purpose, turn, subject, ordinal, k0, k1)


@kernel
def below(k0: int, k1: int, purpose: int, turn: int, subject: int, ordinal: int, n: int) -> int:
    """Return a number from 0 to n - 1, n at most 2**31, from the first word of a block."""
    word_0, _, _, _ = philox4x32(purpose, turn, subject, ordinal, k0, k1)
    return (word_0 * n) >> 32


@kernel
def two_dice(k0: int, k1: int, purpose: int, turn: int, subject: int, ordinal: int) -> int:
    """Return the sum of two dice, 2 to 12, from the first two words of a block."""
    word_0, word_1, _, _ = philox4x32(purpose, turn, subject, ordinal, k0, k1)
    return 2 + ((word_0 * 6) >> 32) + ((word_1 * 6) >> 32)
