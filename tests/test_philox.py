"""The dice: published answers, ranges, and independence of neighbouring counters."""

from __future__ import annotations

import random

import pytest

from engine.kernels import philox
from tests.reference import philox as reference

ONES = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("counter", "key", "words"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_published_vectors(counter: tuple[int, ...], key: tuple[int, ...], words: tuple[int, ...]) -> None:
    assert philox.philox4x32(*counter, *key) == words
    assert reference.philox4x32(*counter, *key) == words


def test_agrees_with_the_twin() -> None:
    dice = random.Random(1)
    for _ in range(300):
        words = [dice.getrandbits(32) for _ in range(6)]
        assert philox.philox4x32(*words) == reference.philox4x32(*words)
        k0, k1, purpose, turn, subject, ordinal = words
        assert philox.block(*words) == reference.philox4x32(purpose, turn, subject, ordinal, k0, k1)
        assert philox.two_dice(*words) == reference.two_dice(*words)
        n = dice.randint(1, 2**31)
        assert philox.below(*words, n) == reference.below(*words, n)


def test_negative_and_long_words_count_by_their_lowest_32_bits() -> None:
    assert philox.philox4x32(-1, 2**32, 5, 6, -2, 7) == philox.philox4x32(ONES, 0, 5, 6, ONES - 1, 7)


def test_two_dice_have_the_odds_of_two_dice() -> None:
    throws = [philox.two_dice(3, 4, 1, turn, subject, 0) for turn in range(60) for subject in range(120)]
    counts = [throws.count(total) for total in range(2, 13)]
    assert sum(counts) == len(throws)
    for total, count in zip(range(2, 13), counts, strict=True):
        expected = len(throws) * (6 - abs(total - 7)) / 36
        assert abs(count - expected) < 4.5 * expected**0.5
