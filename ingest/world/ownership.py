"""Who owns what: shareholders, pyramids, cross-holdings, state owners, and nominees who hold for somebody else."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from ingest.world.days import Calendar
from ingest.world.enterprises import COMPANY, GOVERNMENT, SOLE_PROPRIETOR, Enterprises
from ingest.world.neighbours import Precedence, citizens
from ingest.world.persons import Persons
from ingest.world.stakes import Holdings, Stakes

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ownership:
    """All stakes; each enterprise's leading person (who speaks for it and stands for its loans), and what is hidden.

    `parent[e]` is the enterprise that `e` is a subsidiary of, -1 for none. `front_for[e]` is the enterprise whose
    leading person truly owns `e` through a nominee, -1 where nothing is hidden. `concert` holds pairs of persons who
    vote together.
    """

    stakes: Stakes
    leader: Ints
    parent: Ints
    front_for: Ints
    concert: Ints


def distribute_ownership(
    firms: Enterprises, persons: Persons, calendar: Calendar, rng: np.random.Generator
) -> Ownership:
    """Draws owners for every enterprise but government bodies; shares of one enterprise never sum above one."""
    leader = citizens(firms.city, persons.city, rng) + len(firms)
    rank = rng.random(len(firms))
    elders = Precedence.among(np.flatnonzero(firms.kind == COMPANY), firms.city, rank)
    parent = _parents(firms, elders, rank, rng)
    top = np.flatnonzero((parent < 0) & firms.operating)
    concert, personal = _personal_holdings(top, leader, firms, persons, rng)
    loops = _cross_holdings(firms, rng)
    taken = np.zeros(len(firms), np.int64)
    taken[loops.owned] = loops.share
    minorities = _minorities(top, firms, elders, rank, rng)
    taken[minorities.owned] += minorities.share
    held = Holdings.together(
        _parent_holdings(parent, leader, rng).diluted(taken),
        personal.diluted(taken),
        _institutional_holdings(firms, elders, rng),
        minorities,
        loops,
    )
    front_for = _fronts(top, leader, firms, rng)
    hidden = (front_for[held.owned] >= 0) & (held.owner == leader[held.owned])
    true_owner = np.where(hidden, leader[front_for[held.owned]], held.owner)
    stakes = held.dated(true_owner, firms.established)
    sold = _transfers(stakes, top, leader, calendar, rng)
    former = citizens(firms.city[stakes.owned[sold[:, 0]]], persons.city, rng) + len(firms)
    return Ownership(_with_former(stakes, sold, former), leader, parent, front_for, concert)


def _parents(firms: Enterprises, elders: Precedence, rank: npt.NDArray[np.float64], rng: np.random.Generator) -> Ints:
    """A quarter of the companies are subsidiaries of a larger one that ranks before them (so pyramids have a top)."""
    parent = np.full(len(firms), -1)
    some = np.flatnonzero((firms.kind == COMPANY) & (rng.random(len(firms)) < 0.25))
    parent[some] = elders.draw_largest(firms.city[some], rank[some], firms.assets, rng)
    return parent


def _parent_holdings(parent: Ints, leader: Ints, rng: np.random.Generator) -> Holdings:
    """The parent holds everything (a third) or a majority; the rest is a person's (60 %) or not disclosed."""
    owned = np.flatnonzero(parent >= 0)
    share = np.where(rng.random(len(owned)) < 0.35, 1.0, rng.uniform(0.51, 0.95, len(owned)))
    rest = np.where(rng.random(len(owned)) < 0.6, 1 - share, 0)
    return Holdings.together(Holdings.of(parent[owned], owned, share), Holdings.of(leader[owned], owned, rest))


def _personal_holdings(
    top: Ints, leader: Ints, firms: Enterprises, persons: Persons, rng: np.random.Generator
) -> tuple[Ints, Holdings]:
    """One to four persons hold each top enterprise: the leader all (30 %), a majority, or less (dispersed).

    Returns the concert pairs (leader and second holder of an eighth of the dispersed), and the holdings.
    """
    kind = rng.random(len(top))
    kind[firms.kind[top] == SOLE_PROPRIETOR] = 0
    alone, dispersed = kind < 0.3, kind >= 0.8
    first = np.where(
        alone, 1.0, np.where(dispersed, rng.uniform(0.25, 0.5, len(top)), rng.uniform(0.51, 0.95, len(top)))
    )
    second = (1 - first) * rng.uniform(0.5, 0.95, len(top))
    third = 1 - first - second
    others = [citizens(firms.city[top], persons.city, rng) + len(firms) for _ in range(2)]
    golden = dispersed & (rng.random(len(top)) < 0.05)  # the leader's shares carry six tenths of the votes
    votes = np.where(golden, 600_000, -1)
    rest_votes = [
        np.where(golden, (400_000 * part / (1 - first + alone)).astype(np.int64), -1) for part in (second, third)
    ]
    disclosed = rng.random(len(top)) < 0.85
    held = Holdings.together(
        Holdings.of(leader[top], top, first, votes),
        Holdings.of(others[0], top, second, rest_votes[0]),
        Holdings.of(others[1], top, np.where(disclosed | golden, third, 0), rest_votes[1]),
    )
    agreed = dispersed & (rng.random(len(top)) < 0.125) & (leader[top] != others[0])
    return np.column_stack([leader[top][agreed], others[0][agreed]]), held


def _minorities(
    top: Ints, firms: Enterprises, elders: Precedence, rank: npt.NDArray[np.float64], rng: np.random.Generator
) -> Holdings:
    """A tenth of the top companies have an enterprise among their shareholders, with 5 to 20 %."""
    some = top[(rng.random(len(top)) < 0.1) & (firms.kind[top] == COMPANY)]
    owner = elders.draw(firms.city[some], rank[some], rng)
    return Holdings.of(owner, some, rng.uniform(0.05, 0.2, len(some)))


def _institutional_holdings(firms: Enterprises, elders: Precedence, rng: np.random.Generator) -> Holdings:
    """Banks, guarantee firms and other institutions: a government body's block and three small corporate ones."""
    government = firms.of_kind(GOVERNMENT)
    owned = np.flatnonzero(~firms.operating & (firms.kind != GOVERNMENT))
    block = Holdings.of(rng.choice(government, len(owned)), owned, rng.uniform(0.2, 0.65, len(owned)))
    corporate = [
        Holdings.of(
            elders.draw(firms.city[owned], np.full(len(owned), 2.0), rng), owned, rng.uniform(0.03, 0.09, len(owned))
        )
        for _ in range(3)
    ]
    return Holdings.together(block, *corporate)


def _cross_holdings(firms: Enterprises, rng: np.random.Generator) -> Holdings:
    """Rings of two to four companies that hold 5 to 15 % of one another; no company is in two."""
    companies = rng.permutation(firms.of_kind(COMPANY))[: max(4, len(firms) // 60)]
    sizes = rng.integers(2, 5, len(companies))
    ring = np.repeat(np.arange(len(sizes)), sizes)[: len(companies)]
    first = np.searchsorted(ring, ring)
    last = np.r_[ring[1:] != ring[:-1], True]
    successor = np.where(last, first, np.arange(len(ring)) + 1)
    return Holdings.of(companies, companies[successor], rng.uniform(0.05, 0.15, len(companies)))


def _fronts(top: Ints, leader: Ints, firms: Enterprises, rng: np.random.Generator) -> Ints:
    """A thirtieth of the top enterprises are held by a nominee for the leader of another top enterprise nearby."""
    front_for = np.full(len(firms), -1)
    fronts = rng.permutation(top)[: max(1, len(top) // 30)]
    everyone = Precedence.among(np.setdiff1d(top, fronts), firms.city, np.zeros(len(firms)))
    behind = everyone.draw(firms.city[fronts], np.ones(len(fronts)), rng)
    real = (behind >= 0) & (leader[behind] != leader[fronts])
    front_for[fronts[real]] = behind[real]
    return front_for


def _transfers(stakes: Stakes, top: Ints, leader: Ints, calendar: Calendar, rng: np.random.Generator) -> Ints:
    """Rows (stake, day): a twentieth of the top enterprises got their present leader in the history, on that day."""
    changed = np.zeros(len(leader), bool)
    changed[rng.permutation(top)[: len(top) // 20]] = True
    rows = np.flatnonzero(changed[stakes.owned] & (stakes.owner == leader[stakes.owned]))
    day = rng.integers(calendar.first_day + 100, calendar.today - 90, len(rows))
    late = day > stakes.start[rows] + 30
    return np.column_stack([rows[late], day[late]])


def _with_former(stakes: Stakes, sold: Ints, former: Ints) -> Stakes:
    """The stakes with those sold split: the former owner up to the day before, the present owner from the day."""
    rows, day = sold[:, 0], sold[:, 1].astype(np.int32)
    free = ~np.isin(stakes.owned[rows] << 32 | former, stakes.owned << 32 | stakes.owner)
    rows, day, former = rows[free], day[free], former[free]
    before = replace(stakes.take(rows), owner=former, true_owner=former, end=day - 1)
    start = stakes.start.copy()
    start[rows] = day
    return replace(stakes, start=start).followed_by(before)
