"""The votes that count in every company: own shares never vote, and those of subsidiaries may be suspended."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.majority import Weights, weights_of
from graph.ownership.shareholdings import Shareholdings
from graph.ownership.threshold import EPSILON


@dataclass(frozen=True, eq=False)
class Ballot:
    """Who can cast how many of the votes of each company.

    votes: float64 per row of `holdings`, parts of the whole before anything was left out; 0 where the row cannot vote
    (own shares; suspended). total: float64 per party, all votes that count: the whole (or the sum of the known votes
    where that is more) less own and suspended ones; undisclosed votes count. known: float64 per party, those of known
    holders. over_voted: whether the known votes are more than the whole.
    """

    holdings: Shareholdings
    votes: NDArray[np.float64]
    total: NDArray[np.float64]
    known: NDArray[np.float64]
    over_voted: NDArray[np.bool_]

    @classmethod
    def of(
        cls, holdings: Shareholdings, use_votes: bool = True, suspended: NDArray[np.bool_] | None = None
    ) -> "Ballot":
        """The ballot by votes, or by shares where votes are not to count; `suspended`: rows that may not vote."""
        count, owned = holdings.party_count, holdings.owned
        stated = holdings.votes if use_votes else holdings.share
        stated = np.where(np.isfinite(stated) & (stated > 0), stated, 0.0)
        silent = holdings.owner == owned
        if suspended is not None:
            silent = silent | suspended
        votes = np.where(silent, 0.0, stated)
        whole = np.maximum(np.bincount(owned, weights=stated, minlength=count), 1.0)
        left_out = np.bincount(owned, weights=np.where(silent, stated, 0.0), minlength=count)
        known = np.bincount(owned, weights=votes, minlength=count).astype(np.float64)
        return cls(holdings, votes, np.maximum(whole - left_out, known), known, whole > 1 + EPSILON)

    @property
    def undisclosed(self) -> NDArray[np.float64]:
        """Per party the part of the votes that count whose holder is not known; 0 where none count."""
        return np.asarray(1.0 - self.part(self.known, np.arange(len(self.known)), nothing=1.0))

    def part(
        self, votes: NDArray[np.float64], company: NDArray[np.integer], nothing: float = 0.0
    ) -> NDArray[np.float64]:
        """Votes as parts of all that count in the companies beside them; `nothing` where none count."""
        total = self.total[company]
        parts = np.full(len(votes), nothing)
        np.divide(votes, total, out=parts, where=total > EPSILON)
        return np.asarray(np.minimum(parts, 1.0))

    def least(self, threshold: float, strict: bool) -> NDArray[np.float64]:
        """The votes that decide in each company, more than the threshold or that; infinite where none is known."""
        part = float(np.nextafter(threshold + EPSILON, 2.0)) if strict else threshold - EPSILON
        return np.where(self.known > EPSILON, part * self.total, np.inf)

    def majorities(self, least: NDArray[np.float64]) -> NDArray[np.int64]:
        """The rows that decide alone."""
        return np.flatnonzero(self.votes >= least[self.holdings.owned])

    def weights(self, least: NDArray[np.float64], head_start: NDArray[np.float64] | None = None) -> Weights:
        """The votes by holder, as the kernel of majorities takes them."""
        by_owner = self.holdings.by_owner
        return weights_of(by_owner, self.votes[by_owner.edge], least, head_start)
