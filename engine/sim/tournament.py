"""Who plays better? Paired games between computer players, with ratings and a stopping rule.

A pair is two games on one seed with the sides swapped, so that neither the harder side nor the
luck of a seed favours anybody: the pair is won by whoever got more out of the same chair.
Ratings are those of the package ``openskill`` (Plackett-Luce), fed with the pairs in a fixed order.
Games may be kept in a file, a line each, from which a stopped tournament goes on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path

import msgspec

from engine import RULES_VERSION
from engine.world import World

# The stopping rule: is a player 50 Elo points better, or not better? Either error in one of twenty.
ELO_SAME, ELO_BETTER = 0.0, 50.0
ERROR = 0.05
PRIOR = 0.5  # of a pair won and lost before the first: a row of wins is no proof of certainty
LEAST_VARIANCE = 0.01  # of a pair's result, where nearly all are drawn
INTERVAL = 1.96  # standard deviations to either side: 95 of 100
Progress = Callable[[int, int], None]


class Standing(msgspec.Struct, frozen=True):
    """A player's row: share of pairs won (a draw is a half), rating, interval, what a game costs."""

    name: str
    score_share: float
    rating: float
    interval: tuple[float, float]
    pairs: int
    cpu_s_per_game: float


class Pairing(msgspec.Struct, frozen=True):
    """Two players in a scenario: pairs won by the first, drawn, lost, the mean margin, and the verdict.

    ``margin`` is how many points more the first got out of the same side, on average. ``llr`` is
    the log-likelihood ratio of the stopping rule and ``verdict`` better, not-better or open.
    """

    first: str
    second: str
    scenario: str
    won: int
    drawn: int
    lost: int
    margin: float
    llr: float
    verdict: str


class Tournament(msgspec.Struct, frozen=True):
    """The result of a tournament; the fields of ``stivale tournament --format json``."""

    players: list[Standing]
    pairs: list[Pairing]
    scenarios: list[str]
    games: int
    seed: int


class KeptError(ValueError):
    """The file of kept games is none; the message is one clear sentence."""


class _Job(msgspec.Struct, frozen=True):
    scenario: str
    names: tuple[str, str]  # by side, in the scenario's order
    seed: int
    rules: str  # of what rules and data the game is; the players' own code is not in it


class _Kept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the file of kept games: the job, the first side's lead, seconds of CPU."""

    job: _Job
    lead: int
    cpu_s: float


class _Book:
    """The games played so far, in memory and in the file if there is one."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.known: dict[_Job, tuple[int, float]] = {}
        whole = 0
        data = path.read_bytes() if path is not None and path.exists() else b""
        for number, line in enumerate(data.splitlines(keepends=True), 1):
            if not line.endswith(b"\n"):
                break  # the last line of a tournament that was killed while it wrote
            try:
                kept = msgspec.json.decode(line, type=_Kept)
            except msgspec.MsgspecError as error:
                raise KeptError(f"{path}, line {number}, is no game of a tournament: {error}") from None
            self.known[kept.job] = kept.lead, kept.cpu_s
            whole += len(line)
        if path is not None and whole < len(data):
            path.write_bytes(data[:whole])

    def note(self, job: _Job, lead: int, cpu_s: float) -> None:
        self.known[job] = lead, cpu_s
        if self.path is not None:
            with self.path.open("ab") as stream:
                stream.write(msgspec.json.encode(_Kept(job, lead, cpu_s)) + b"\n")


@cache
def _world(scenario: str) -> World:
    from engine import load_scenario

    return load_scenario(scenario)


def _rules(scenario: str) -> str:
    return f"{RULES_VERSION}-{_world(scenario).content_hash[:12]}"


def _play(job: _Job) -> tuple[int, float]:
    """Return the first side's points less the second's, and the seconds of CPU."""
    from engine.sim.match import play

    world = _world(job.scenario)
    sides = world.side_ids[:2]
    result = play(world, dict(zip(sides, job.names, strict=True)), job.seed)
    return result.score[sides[0]] - result.score[sides[1]], result.cpu_s


def sprt(won: int, drawn: int, lost: int) -> tuple[float, str]:
    """Return the log-likelihood ratio of pair results and what follows: better, not-better or open.

    Generalised sequential test with a normal likelihood of the mean result (wins 1, draws a
    half), between the shares that ELO_SAME and ELO_BETTER stand for.

    >>> sprt(30, 0, 0)[1], sprt(3, 0, 2)[1], sprt(2, 0, 30)[1]
    ('better', 'open', 'not-better')
    """
    if won + drawn + lost == 0:
        return 0.0, "open"
    wins, losses = won + PRIOR, lost + PRIOR
    pairs = wins + drawn + losses
    mean = (wins + drawn / 2) / pairs
    variance = (wins * (1 - mean) ** 2 + drawn * (0.5 - mean) ** 2 + losses * mean**2) / pairs
    same, better = (1 / (1 + 10 ** (-elo / 400)) for elo in (ELO_SAME, ELO_BETTER))
    ratio = pairs * (better - same) * (2 * mean - same - better) / (2 * max(variance, LEAST_VARIANCE))
    bound = math.log((1 - ERROR) / ERROR)
    verdict = "better" if ratio >= bound else "not-better" if ratio <= -bound else "open"
    return ratio, verdict


def tournament(
    players: Sequence[str],
    scenarios: Sequence[str],
    games: int,
    seed: int = 1,
    jobs: int = 1,
    stop: bool = False,
    progress: Progress | None = None,
    keep: Path | None = None,
) -> Tournament:
    """Play ``games`` games per scenario and pairing, as pairs on the seeds from ``seed`` upwards.

    With ``stop`` a pairing ends as soon as the stopping rule has a verdict. ``progress`` is told
    the games played and those planned. Games found in the file ``keep`` are not played again
    (delete it when a player has changed), all others are added to it as they end. Same arguments:
    the same result but for the seconds.
    Raises ScenarioError or NotFound for a scenario, UnknownPlayer for a player, KeptError for
    the file and ValueError if there are fewer than two players or two games.
    """
    from engine.ai.player import UnknownPlayer, searcher
    from engine.ai.player import players as known

    if len(set(players)) < 2 or games < 2:
        raise ValueError("a tournament needs two different players and two games")
    for name in players:
        if name not in known() and searcher(name) is None:
            raise UnknownPlayer(f"no player {name!r}; there are {', '.join(sorted(known()))}")
    for scenario in scenarios:
        _world(scenario)
    book = _Book(keep)
    names = list(dict.fromkeys(players))
    planned = 2 * (games // 2) * len(scenarios) * math.comb(len(names), 2)
    cpu: dict[str, list[float]] = {name: [] for name in names}
    results: list[tuple[str, str, float]] = []  # pairs as they are rated: first, second, first's result
    pairings = []
    played = 0
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for first, second in combinations(names, 2):
            for scenario in scenarios:
                margins: list[int] = []
                for number in _rounds(games // 2, jobs):
                    work = [
                        _Job(scenario, chairs, seed + n, _rules(scenario))
                        for n in number
                        for chairs in ((first, second), (second, first))
                    ]
                    todo = [job for job in work if job not in book.known]
                    for job, ended in zip(todo, pool.map(_play, todo), strict=True):
                        book.note(job, *ended)
                    outcome = [book.known[job] for job in work]
                    for n in range(0, len(outcome), 2):
                        margins.append(outcome[n][0] - outcome[n + 1][0])
                        for _, seconds in outcome[n : n + 2]:
                            cpu[first].append(seconds)
                            cpu[second].append(seconds)
                    played += len(work)
                    if progress is not None:
                        progress(played, planned)
                    if stop and sprt(*_count(margins))[1] != "open":
                        break
                results += [(first, second, 0.5 + 0.5 * ((m > 0) - (m < 0))) for m in margins]
                pairings.append(_pairing(first, second, scenario, margins))
    return Tournament(_standings(names, results, cpu), pairings, list(scenarios), played, seed)


def _rounds(pairs: int, size: int) -> Iterator[range]:
    for start in range(0, pairs, max(1, size)):
        yield range(start, min(pairs, start + max(1, size)))


def _count(margins: Sequence[int]) -> tuple[int, int, int]:
    return sum(m > 0 for m in margins), sum(m == 0 for m in margins), sum(m < 0 for m in margins)


def _pairing(first: str, second: str, scenario: str, margins: Sequence[int]) -> Pairing:
    won, drawn, lost = _count(margins)
    ratio, verdict = sprt(won, drawn, lost)
    margin = sum(margins) / (2 * len(margins))
    return Pairing(first, second, scenario, won, drawn, lost, round(margin, 1), round(ratio, 2), verdict)


def _standings(
    names: Sequence[str], results: Sequence[tuple[str, str, float]], cpu: dict[str, list[float]]
) -> list[Standing]:
    """Return the table, best first."""
    from openskill.models import PlackettLuce

    model = PlackettLuce()
    rating = {name: model.rating(name=name) for name in names}
    for first, second, result in results:
        teams = [[rating[first]], [rating[second]]]
        (rating[first],), (rating[second],) = model.rate(teams, scores=[result, 1 - result])
    table = []
    for name in names:
        shares = [r for f, _, r in results if f == name] + [1 - r for _, s, r in results if s == name]
        mu, sigma = rating[name].mu, rating[name].sigma
        interval = round(mu - INTERVAL * sigma, 2), round(mu + INTERVAL * sigma, 2)
        seconds = sum(cpu[name]) / max(1, len(cpu[name]))
        share = round(sum(shares) / max(1, len(shares)), 4)
        table.append(Standing(name, share, round(mu, 2), interval, len(shares), round(seconds, 2)))
    return sorted(table, key=lambda row: (-row.rating, row.name))
