"""How supply flows, by relaxing every hex until nothing changes any more."""

from tests.reference.constants import IMPASSABLE, INFINITY


def spread(neighbour, step, open_hex, limit, seeds):
    """Return {row: (cost, parent)} from seeds {row: (cost, parent)}; ``step(row, direction, there)``.

    A seed stands against a way that is no cheaper. Else the cheapest way counts, then the one
    from the smaller row.
    """
    found = dict(seeds)
    changed = True
    while changed:
        changed = False
        for here in sorted(found):
            if open_hex[here] != 1:
                continue
            for direction, there in enumerate(neighbour[here]):
                if not 0 <= there < len(open_hex) or open_hex[there] == 0:
                    continue
                price = step(here, direction, there)
                offer = (found[here][0] + price, here)
                if price >= IMPASSABLE or offer[0] > limit:
                    continue
                if there in seeds and offer[0] >= seeds[there][0]:
                    continue
                if there not in found or offer < found[there]:
                    found[there] = offer
                    changed = True
    return found


def supply_field(
    neighbour, rail_step, truck_step, hex_mud, hex_slow, hex_cut, rail_shut, open_hex, source_hex, limit
):
    """Return lists rail_cost, rail_parent, cost, source, parent."""
    land = len(open_hex)
    sources = {}
    for index, row in enumerate(source_hex):
        if 0 <= row < land and open_hex[row] != 0:
            sources.setdefault(row, index)

    def by_rail(here, direction, there):
        """Return what a train pays for a step."""
        return IMPASSABLE if rail_shut[here] >> direction & 1 else rail_step[here][direction]

    def by_road(here, direction, there):
        """Return what a lorry pays for a step."""
        half = (1 if hex_mud[there] else 0) + (2 if hex_cut[here] >> direction & 1 else 0)
        price = truck_step[half][here][direction]
        return price if price >= IMPASSABLE else price + price * hex_slow[there] // 100

    rail = spread(
        neighbour,
        by_rail,
        open_hex,
        limit,
        dict.fromkeys(sources, (0, -1)),
    )
    both = spread(
        neighbour,
        by_road,
        open_hex,
        limit,
        rail,
    )

    def origin(row):
        """Follow the road to the railhead, then the rail to its source."""
        while row not in rail or both[row][0] < rail[row][0]:
            row = both[row][1]
        while rail[row][1] >= 0:
            row = rail[row][1]
        return sources[row]

    none = (INFINITY, -1)
    return (
        [rail.get(row, none)[0] for row in range(land)],
        [rail.get(row, none)[1] for row in range(land)],
        [both.get(row, none)[0] for row in range(land)],
        [origin(row) if row in both else -1 for row in range(land)],
        [both.get(row, none)[1] for row in range(land)],
    )
