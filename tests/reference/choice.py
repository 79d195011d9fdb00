"""Small searches of computer players, one comprehension each."""


def best_goal(settled, cost, value, stack, limit, points, start, price):
    """Return the hex with room and the highest value less the price of the way; else the start.

    A hex must be better than the start, and of equally good ones the first settled counts.
    """
    best = (value[start], start)
    for row in settled:
        net = value[row] - price * cost[row]
        if row != start and stack[row] + points <= limit[row] and net > best[0]:
            best = (net, row)
    return best[1]


def spread(neighbour, source, rounds, keep):
    """Return the values after some rounds, in each of which a hex may take a share of a neighbour's."""
    land = len(source)
    values = list(source)
    for _ in range(rounds):
        values = [
            max([values[row]] + [values[n] * keep // 100 for n in neighbour[row] if 0 <= n < land])
            for row in range(land)
        ]
    return values


def border(neighbour, control):
    """Return 1 for the own hexes next to land that is not own, 0 for the others."""
    land = len(control)
    foreign = {row for row in range(land) if not control[row]}
    return [
        1 if row not in foreign and any(n in foreign for n in neighbour[row]) else 0 for row in range(land)
    ]


def claim(neighbour, rounds, label):
    """Return the labels after some rounds, in each of which a free hex takes its neighbours' lowest."""
    land = len(label)
    for _ in range(rounds):
        label = [
            own if own >= 0 else min((label[n] for n in near if 0 <= n < land and label[n] >= 0), default=-1)
            for own, near in zip(label, neighbour, strict=False)
        ]
    return label


def ring_sum(neighbour, values):
    """Return for each hex the sum of its own value and those of its neighbours on land."""
    land = len(values)
    return [
        values[row] + sum(values[n] for n in near if 0 <= n < land)
        for row, near in enumerate(neighbour[:land])
    ]
