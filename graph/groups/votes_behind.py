"""The votes in a company that each party commands: its own, and those of whom it controls."""

import numpy as np
from numpy.typing import NDArray

from graph.kernels.majority import majority_sets, reached_through
from graph.ownership.control import Control
from graph.ownership.tops import seeds_of


def votes_behind(control: Control, company: int) -> dict[int, float]:
    """Per party (position) the part of the company's votes that it commands, alone or with its concert group.

    Everybody with votes is named. Each controller's set is followed once, however many holders it stands behind.
    """
    holdings, concerts = control.holdings, control.concerts
    rows = holdings.by_owned.edges_of(company)
    own = np.zeros(holdings.party_count)
    own[holdings.owner[rows]] = holdings.votes[rows]
    own[company] = 0.0  # own shares do not vote
    found = {int(owner): float(own[owner]) for owner in holdings.owner[rows] if own[owner] > 0}
    candidates = _controllers(control, holdings.owner[rows])
    sets = majority_sets(control.weights, seeds_of(candidates, concerts))
    for place, holder in enumerate(candidates.tolist()):
        members = concerts.members_of(holder)
        commanded = np.union1d(sets.nodes[sets.indptr[place] : sets.indptr[place + 1]], members)
        votes = float(own[commanded].sum())
        for member in members.tolist():
            if votes > found.get(member, 0.0):
                found[member] = votes
    found.pop(company, None)
    return found


def _controllers(control: Control, owners: NDArray[np.int32]) -> NDArray[np.int32]:
    """The holders that could control one of these: upstream, with a majority somewhere or in a concert group."""
    upstream = reached_through(control.holdings.by_owned, control.tops.controlled, owners.astype(np.int32))
    deciding = np.unique(control.holdings.owner[control.ballot.majorities(control.least)])
    groups = np.unique(control.concerts.group_of[upstream])
    alone = np.intersect1d(upstream, deciding)
    return np.concatenate([alone, groups[groups >= 0] + control.concerts.party_count]).astype(np.int32)
