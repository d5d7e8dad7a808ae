"""How much of an enterprise each natural person has, by each of the three ways in which it is reckoned."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.kernels.widest import widest_paths
from graph.ownership.beneficial_rule import BeneficialRule, Method
from graph.ownership.facts import OwnershipFacts
from graph.ownership.upstream import UpstreamControl


@dataclass(frozen=True, eq=False)
class PersonShares:
    """Natural persons with a share, the largest first, then by position.

    party: int32. share: float64, parts of one. through: per person, the direct holders (the person itself for a direct
    stake) through whom the share runs; empty where it has to be worked out first (`product_through`).
    """

    party: NDArray[np.int32]
    share: NDArray[np.float64]
    through: dict[int, tuple[int, ...]]

    def of(self, person: int) -> float:
        """One person's share, 0 where there is none."""
        return float(self.share[self.party == person].sum())

    def items(self) -> Iterable[tuple[int, float]]:
        """Each person and the share."""
        return zip(self.party.tolist(), self.share.tolist(), strict=True)


def person_shares(
    facts: OwnershipFacts, target: int, rule: BeneficialRule, control: UpstreamControl, *, votes: bool = False
) -> PersonShares:
    """What every natural person has of an enterprise by the rule's method, below the threshold too."""
    if rule.method is Method.PRODUCT_SUM:
        return product_shares(facts, target, votes=votes)
    if rule.method is Method.CONTROL_CHAIN:
        return chain_shares(facts, target, control, votes=votes)
    return weakest_links(facts, target)


def product_shares(facts: OwnershipFacts, target: int, *, votes: bool = False) -> PersonShares:
    """Look-through (穿透): along every chain the shares are multiplied, and all chains are added up, loops included."""
    held = (facts.votes if votes else facts.shares).holders_of(target).among(facts.is_person)
    return PersonShares(held.party, held.share, {})


def chain_shares(facts: OwnershipFacts, target: int, control: UpstreamControl, *, votes: bool = False) -> PersonShares:
    """A person's own stake and, in full, the stakes of the enterprises that the person controls (GwG § 3(2), UK PSC).

    The target's own shares count for nobody and are taken out of the whole.
    """
    rows = facts.holdings.by_owned.edges_of(target)
    owners = facts.holdings.owner[rows]
    parts = (facts.holdings.votes if votes else facts.holdings.share)[rows]
    outside = owners != target
    whole = 1.0 - float(parts[~outside].sum())
    sums: dict[int, float] = {}
    through: dict[int, list[int]] = {}
    for owner, part in zip(owners[outside].tolist(), parts[outside].tolist(), strict=True):
        persons: Iterable[int] = (owner,) if facts.is_person[owner] else control.persons_in_control(owner)
        for person in persons if part > 0 and whole > 0 else ():
            sums[person] = sums.get(person, 0.0) + part / whole
            through.setdefault(person, []).append(owner)
    return _sorted(sums, {person: tuple(owners) for person, owners in through.items()})


def weakest_links(facts: OwnershipFacts, target: int) -> PersonShares:
    """A chain is worth its smallest share, a person the best chain (La Porta et al. 1999); no legal test."""
    csr = facts.holdings.by_owned
    width, before = widest_paths(csr, facts.holdings.share[csr.edge], target)
    persons = np.flatnonzero((width > 0) & facts.is_person)
    sums = dict(zip(persons.tolist(), width[persons].tolist(), strict=True))
    return _sorted(sums, {person: (_last_holder(before, person, target),) for person in sums})


def product_through(facts: OwnershipFacts, person: int, target: int, *, votes: bool = False) -> tuple[int, ...]:
    """The direct holders through whom a person's look-through share runs, the largest part first."""
    rows = facts.holdings.by_owned.edges_of(target)
    owners = facts.holdings.owner[rows]
    held = (facts.votes if votes else facts.shares).holdings_of(person)
    share_of = dict(zip(held.party.tolist(), held.share.tolist(), strict=True)) | {person: 1.0, target: 0.0}
    parts = (facts.holdings.votes if votes else facts.holdings.share)[rows]
    parts = parts * [share_of.get(owner, 0.0) for owner in owners.tolist()]
    order = np.argsort(-parts, kind="stable")
    return tuple(int(owners[i]) for i in order if parts[i] > 0)


def _last_holder(before: NDArray[np.int32], person: int, target: int) -> int:
    """The direct holder at the end of the widest chain."""
    node = person
    while before[node] != target:
        node = int(before[node])
    return node


def _sorted(sums: dict[int, float], through: dict[int, tuple[int, ...]]) -> PersonShares:
    """The persons by share and then position."""
    party = np.array(sorted(sums, key=lambda person: (-sums[person], person)), dtype=np.int32)
    return PersonShares(party, np.array([sums[p] for p in party.tolist()], dtype=np.float64), through)
