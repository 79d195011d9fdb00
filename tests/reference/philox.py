"""Philox4x32-10 with Python's unbounded integers, as the paper writes it."""

M = 0xFFFFFFFF


def philox4x32(c0, c1, c2, c3, k0, k1):
    counter = [c0 & M, c1 & M, c2 & M, c3 & M]
    key = [k0 & M, k1 & M]
    for _ in range(10):
        first = 0xD2511F53 * counter[0]
        second = 0xCD9E8D57 * counter[2]
        counter = [
            (second >> 32) ^ counter[1] ^ key[0],
            second & M,
            (first >> 32) ^ counter[3] ^ key[1],
            first & M,
        ]
        key = [(key[0] + 0x9E3779B9) & M, (key[1] + 0xBB67AE85) & M]
    return tuple(counter)


def below(k0, k1, purpose, turn, subject, ordinal, n):
    return philox4x32(purpose, turn, subject, ordinal, k0, k1)[0] * n // 2**32


def two_dice(k0, k1, purpose, turn, subject, ordinal):
    words = philox4x32(purpose, turn, subject, ordinal, k0, k1)
    return sum(1 + word * 6 // 2**32 for word in words[:2])
