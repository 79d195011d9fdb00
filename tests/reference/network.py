"""Connected parts of the rail net, by merging the two ends of each track."""


def rail_parts(neighbour, hex_rail, shut, free):
    """Return the lowest row of each free hex's part, -1 where a hex is not free."""
    part = [row if is_free else -1 for row, is_free in enumerate(free)]
    for here, around in enumerate(neighbour[: len(free)]):
        for direction, there in enumerate(around):
            if not 0 <= there < len(free) or not hex_rail[here][direction]:
                continue
            if shut[here] >> direction & 1:
                continue
            if free[here] and free[there] and part[here] != part[there]:
                low, high = sorted((part[here], part[there]))
                part = [low if p == high else p for p in part]
    return part
