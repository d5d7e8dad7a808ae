"""Over which ties trouble comes to a party: each kind of tie as arrays of who is concerned, by whom, how heavily."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.measures.facts import Facts
from graph.measures.loans import lending
from graph.measures.ownership import contact_pairs, group_of, officer_pairs, sharing

Floats = NDArray[np.float64]
Positions = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Channel:
    """party: who is concerned. other: by whom. weight: how heavily (元 or a share), NaN where not known."""

    party: Positions
    other: Positions
    weight: Floats


def debtors(facts: Facts) -> Channel:
    """Those for whom each party stands, by the amount of the contract."""
    network = facts.network
    apart = network.guarantor != network.debtor
    return Channel(network.guarantor[apart], network.debtor[apart], network.amount_cny[apart])


def guarantors(facts: Facts) -> Channel:
    """Those who stand for each party, by the amount of the contract."""
    given = debtors(facts)
    return Channel(given.other, given.party, given.weight)


def owners(facts: Facts) -> Channel:
    """Those who own each party, by their share."""
    held = facts.ownership.holdings
    apart = held.owner != held.owned
    return Channel(held.owned[apart], held.owner[apart], held.share[apart])


def owned(facts: Facts) -> Channel:
    """Those whom each party owns, by its share of their net assets (元); a share of nothing weighs nothing."""
    held = facts.ownership.holdings
    apart = held.owner != held.owned
    worth = held.share * np.maximum(facts.net_assets_cny, 0.0)[held.owned]
    return Channel(held.owner[apart], held.owned[apart], worth[apart])


def borrowers(facts: Facts) -> Channel:
    """Those to whom each party has lent, by what is outstanding."""
    borrower, lender, amount = facts.shared(lending)
    return Channel(lender, borrower, amount)


def group(facts: Facts) -> Channel:
    """The other enterprises of each one's group, alike; of groups that are not too large."""
    members, head = group_of(facts)
    return _alike(*sharing(head, members))


def officers(facts: Facts) -> Channel:
    """The enterprises with an officer in common, alike."""
    return _alike(*facts.shared(officer_pairs))


def contacts(facts: Facts) -> Channel:
    """The enterprises with the same address or number, alike."""
    return _alike(*facts.shared(contact_pairs))


def _alike(party: Positions, other: Positions) -> Channel:
    return Channel(party, other, np.ones(len(party)))


CHANNELS: Final[Mapping[str, Callable[[Facts], Channel]]] = {
    "debtors": debtors,
    "guarantors": guarantors,
    "owners": owners,
    "owned": owned,
    "borrowers": borrowers,
    "group": group,
    "officers": officers,
    "contacts": contacts,
}
