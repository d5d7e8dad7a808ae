"""What would change control: the smallest stake that, sold to an unknown buyer, ends it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.kernels.components import strong_components
from graph.kernels.majority import reached_through
from graph.kernels.reach import reachable
from graph.ownership.concert import Concerts
from graph.ownership.control import Control
from graph.ownership.control_reason import control_reason
from graph.ownership.derivation import Derivation, derivation
from graph.ownership.shareholdings import Shareholdings, Stakes

MOST_STAKES: Final = 500
"""So many stakes, the smallest first, are tried one by one."""


@dataclass(frozen=True, slots=True)
class DecisiveStake:
    """A stake whose sale ends the control of a target. share: the stake's. place: among the stakes of the day.

    votes_left: the part of the target's votes that the holder would still cast, itself and through whom it would still
    control.
    """

    place: int
    owner: int
    owned: int
    share: float
    votes_left: float


def decisive_stake(control: Control, holder: int, target: int) -> DecisiveStake | None:
    """The smallest such stake, of equal ones the first.

    None where the holder does not control, or no single sale ends it (of the `MOST_STAKES` smallest that could).
    Control is worked out anew without each stake in turn, among the companies through which votes could lead from the
    holder to the target. UsageError for positions that are none.
    """
    control.check(holder)
    control.check(target, control.holdings.party_count)
    found = derivation(control, holder, target)
    if found is None:
        return None
    stakes = control.holdings.stakes
    places = _that_carry(control, found)
    companies = _between(control, holder, target)
    if control.rule.suspend_subsidiary_votes:
        places = np.union1d(places, _in_circles(control.holdings, companies))
    places = places[np.lexsort((places, stakes.share[places]))][:MOST_STAKES]
    part = _Part.of(control, companies, holder, target)
    for place in places.tolist():
        left = part.votes_left_without(place)
        if left is not None:
            return DecisiveStake(
                place, int(stakes.owner[place]), int(stakes.owned[place]), float(stakes.share[place]), left
            )  # fmt: skip
    return None


@dataclass(frozen=True, eq=False)
class _Part:
    """The stakes in the companies that matter, among their holders only."""

    control: Control
    holder: int
    target: int
    places: NDArray[np.int64]

    @classmethod
    def of(cls, control: Control, companies: NDArray[np.int32], holder: int, target: int) -> "_Part":
        """The part around a holder and a target, with positions of its own."""
        stakes, members = control.holdings.stakes, control.concerts.members_of(holder)
        inside = np.zeros(control.holdings.party_count, dtype=np.bool_)
        inside[companies] = True
        places = np.flatnonzero(inside[stakes.owned])
        parties = np.unique(np.concatenate([stakes.owner[places], companies, members]))
        owner = np.searchsorted(parties, stakes.owner[places]).astype(np.int32)
        owned = np.searchsorted(parties, stakes.owned[places]).astype(np.int32)
        own = Stakes(owner, owned, stakes.share[places], stakes.votes[places])
        group = holder >= control.holdings.party_count
        seats = np.searchsorted(parties, members).tolist()
        concerts = Concerts.of_groups(len(parties), [seats] if group else [])
        holdings = Shareholdings.of_stakes(len(parties), own)
        return cls(
            Control.of(holdings, control.rule, concerts), len(parties) if group else seats[0],
            int(np.searchsorted(parties, target)), places,
        )  # fmt: skip

    def votes_left_without(self, place: int) -> float | None:
        """The holder's votes in the target once the stake is sold; None where it still controls."""
        at = int(np.searchsorted(self.places, place))
        after = Control.of(self.control.holdings.without([at]), self.control.rule, self.control.concerts)
        reason = control_reason(after, self.holder, self.target)
        return None if reason.controls else reason.votes


def _that_carry(control: Control, found: Derivation) -> NDArray[np.int64]:
    """The stakes without which control would not spread as it does, and own shares, which would vote once sold."""
    ballot, least, stakes = control.ballot, control.least, control.holdings.stakes
    carrying = [np.zeros(0, dtype=np.int64)]
    for company, rows in zip(found.companies.tolist(), found.rows, strict=True):
        surplus = ballot.votes[rows].sum() - least[company]
        silent = control.rows_of(np.array([company], dtype=np.int32), company)
        carrying += [control.holdings.stakes_of(row) for row in silent.tolist()]
        for row in rows.tolist():
            places = control.holdings.stakes_of(row)
            votes = stakes.votes[places] if control.rule.votes else stakes.share[places]
            votes = np.where(np.isnan(votes), stakes.share[places], votes)
            carrying.append(places[(votes > surplus) | ballot.over_voted[company]])
    return np.concatenate(carrying)


def _between(control: Control, holder: int, target: int) -> NDArray[np.int32]:
    """The target, and the companies through which the holder could control it.

    They are among those it controls now: a sale takes control away and gives none. Only where a sale may bring
    suspended votes back, anything that it reaches counts.
    """
    members = control.concerts.members_of(holder)
    inside = np.zeros(control.holdings.party_count, dtype=np.bool_)
    if control.rule.suspend_subsidiary_votes:
        for member in members.tolist():
            inside[reachable(control.holdings.by_owner, member)] = True
    else:
        inside[control.set_of(holder)] = True
    above = reached_through(control.holdings.by_owned, inside, np.array([target], dtype=np.int32))
    return np.union1d(above[inside[above]], [target]).astype(np.int32)


def _in_circles(holdings: Shareholdings, companies: NDArray[np.int32]) -> NDArray[np.int64]:
    """The stakes by which these companies hold one another in circles."""
    stakes, component = holdings.stakes, strong_components(holdings.by_owner)
    inside = np.zeros(holdings.party_count, dtype=np.bool_)
    inside[companies] = True
    circular = component[stakes.owner] == component[stakes.owned]
    return np.flatnonzero(circular & inside[stakes.owned] & inside[stakes.owner] & stakes.usable)
