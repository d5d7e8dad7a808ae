"""Where undisclosed votes could overturn "nobody controls": who could be a controller if they were his.

A holder could control a company if he would with every undisclosed vote, in it and further up, in his hands. That is
the fixpoint of control with a head start: the undisclosed votes of each company. What even an unknown party could
control in this way, any holder could; it is counted into the head start once, and only what is left is tried holder by
holder. Companies of which no owner is known at all are not guessed about: nobody is supposed to stand behind them.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.kernels.majority import Seeds, Weights, largest_sums, majority_sets, reached_through
from graph.ownership.ballot import Ballot
from graph.ownership.concert import Concerts
from graph.ownership.tops import Tops, seeds_of

MOST_STEPS: Final = 100_000_000
"""So many stakes are looked at to settle doubtful companies; of those left it is said that one cannot know."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A holder who could control: his votes with everything he is shown to control, and what he is short of.

    Parts of all votes that count in the company. Where `missing` is more than the company's own undisclosed votes, he
    would come to it through another company whose control is undetermined.
    """

    holder: int
    votes: float
    missing: float


@dataclass(frozen=True, slots=True)
class Contenders:
    """Why nobody can be said to control a company, or not to. undisclosed: the part of its votes without known holder.

    by_an_unknown: somebody of whom no stake is known could control it. contenders: by their votes, most first.
    """

    target: int
    undisclosed: float
    by_an_unknown: bool
    contenders: tuple[Contender, ...]


@dataclass(frozen=True, eq=False)
class Possible:
    """What undisclosed votes leave open. undetermined: bool per party.

    exact: whether every doubtful company was settled; otherwise those left count as undetermined.
    """

    undetermined: NDArray[np.bool_]
    exact: bool
    _ballot: Ballot
    _least: NDArray[np.float64]
    _tops: Tops
    _concerts: Concerts
    _by_unknown: NDArray[np.bool_]
    _passable: NDArray[np.bool_]

    def contenders(self, target: int) -> Contenders:
        """Who could control the target; nobody where somebody does."""
        ballot, by_owned = self._ballot, self._ballot.holdings.by_owned
        rows = by_owned.edges_of(target)
        open_part = float(ballot.undisclosed[target])
        if not self.undetermined[target]:
            return Contenders(target, open_part, False, ())
        blocks = blocks_of(by_owned.neighbours(target), np.array([target]), self._tops, self._concerts)
        parts = ballot.part(ballot.votes[rows], ballot.holdings.owned[rows])
        holders, which = np.unique(blocks, return_inverse=True)
        sums = np.bincount(which, weights=parts, minlength=len(holders))
        votes = dict(zip(holders.tolist(), sums.tolist(), strict=True))
        by_unknown = bool(self._by_unknown[target])
        able = [b for b in votes if votes[b] > 0] if by_unknown else self._able(target)
        needed = float(ballot.part(self._least[[target]], np.array([target]))[0])
        found = [Contender(h, votes.get(h, 0.0), max(needed - votes.get(h, 0.0), 0.0)) for h in able]
        return Contenders(target, open_part, by_unknown, tuple(sorted(found, key=lambda c: (-c.votes, c.holder))))

    def _able(self, target: int) -> list[int]:
        """The holders whom nobody is shown to control and who with all undisclosed votes would control the target."""
        starts = np.array([target], dtype=np.int32)
        weights = _possible_weights(self._ballot, self._least, self._by_unknown)
        holders = _holders_above(self._ballot, starts, self._passable, self._tops, self._concerts)
        sets = majority_sets(weights, seeds_of(holders, self._concerts), MOST_STEPS)
        of = np.repeat(holders, np.diff(sets.indptr))
        return [int(h) for h in np.unique(of[sets.nodes == target]) if h != target]


def find_possible(ballot: Ballot, least: NDArray[np.float64], tops: Tops, concerts: Concerts) -> Possible:
    """The companies that nobody is shown to control and somebody could."""
    by_unknown = _by_an_unknown(ballot, least)
    weights = _possible_weights(ballot, least, by_unknown)
    rows, known = ballot.holdings, np.isfinite(least)
    votes, labels = np.where(by_unknown[rows.owner], 0.0, ballot.votes), concerts.party_count + len(concerts)
    reach = largest_sums(rows.by_owned, blocks_of(rows.owner, rows.owned, tops, concerts), votes, labels)
    sure = known & ~by_unknown & (weights.head_start + reach >= least)
    # Whoever it is: the largest holder's votes and those of all whom anybody could control.
    most = largest_sums(rows.by_owned, concerts.holders[rows.owner], votes, labels)
    anybody = weights._replace(head_start=weights.head_start + most)
    seeds = np.flatnonzero(tops.controlled | sure).astype(np.int32)
    passable = tops.controlled | by_unknown | sure
    passable[majority_sets(anybody, Seeds(np.array([0, len(seeds)]), seeds)).nodes] = True
    undetermined = (by_unknown | sure) & ~tops.controlled
    doubtful = np.flatnonzero(passable & known & ~tops.controlled & ~undetermined).astype(np.int32)
    exact = True
    if len(doubtful):
        holders = _holders_above(ballot, doubtful, passable, tops, concerts)
        sets = majority_sets(weights, seeds_of(holders, concerts), MOST_STEPS)
        exact = sets.done == len(holders)
        apart = sets.nodes[np.repeat(holders, np.diff(sets.indptr)) != sets.nodes]
        undetermined[np.intersect1d(doubtful, apart) if exact else doubtful] = True
    return Possible(undetermined, exact, ballot, least, tops, concerts, by_unknown, passable)


def _by_an_unknown(ballot: Ballot, least: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whom an unknown party with all undisclosed votes would control."""
    undisclosed = np.maximum(ballot.total - ballot.known, 0.0)
    inside = np.isfinite(least) & (undisclosed >= least)
    seeds = np.flatnonzero(inside).astype(np.int32)
    weights = ballot.weights(least, undisclosed)
    inside[majority_sets(weights, Seeds(np.array([0, len(seeds)]), seeds)).nodes] = True
    return inside


def _possible_weights(ballot: Ballot, least: NDArray[np.float64], by_unknown: NDArray[np.bool_]) -> Weights:
    """The votes for the fixpoint with a head start, those that anybody could cast counted into it."""
    rows = ballot.holdings
    anybodys = by_unknown[rows.owner]
    undisclosed = np.maximum(ballot.total - ballot.known, 0.0)
    through = np.bincount(rows.owned, weights=np.where(anybodys, ballot.votes, 0.0), minlength=rows.party_count)
    place = rows.by_owner.edge
    weights = ballot.weights(np.where(by_unknown, np.inf, least), undisclosed + through)
    return weights._replace(weight=np.where(anybodys, 0.0, ballot.votes)[place])


def blocks_of(owner: NDArray[np.int32], owned: NDArray[np.int32], tops: Tops, concerts: Concerts) -> NDArray[np.int32]:
    """As whose votes each owner's are cast: of who controls it in the end, of its concert group, or its own.

    Votes of a company's own subsidiary in it are the subsidiary's.
    """
    top = tops.ultimate[owner]
    return np.where((top >= 0) & (top != owned), top, concerts.holders[owner])


def _holders_above(
    ballot: Ballot, starts: NDArray[np.int32], passable: NDArray[np.bool_], tops: Tops, concerts: Concerts
) -> NDArray[np.int32]:
    """The uncontrolled holders from whom votes lead down to the starts, through companies one could control."""
    upstream = reached_through(ballot.holdings.by_owned, passable, starts)
    blocks = blocks_of(upstream, np.full(1, -1, dtype=np.int32), tops, concerts)
    below = upstream[np.isin(tops.ultimate[upstream], starts)]  # a start's own subsidiaries, which may hold it
    groups = concerts.group_of[upstream]
    groups = groups[groups >= 0] + concerts.party_count
    return np.unique(np.concatenate([blocks, concerts.holders[below], groups])).astype(np.int32)
