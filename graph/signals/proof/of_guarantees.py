"""Evidence of guarantees: who stands for whom, circles, exchanges and chains, and the troubled among them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.guarantees.structure import witness_cycle
from graph.kernels.reach import breadth_first_tree
from graph.signals.evidence import Fact, Found, Shown
from graph.signals.proof.proofs import Proofs

SMALL_CIRCLE: Final = 100
"""So many guarantees inside a circle are shown whole; of more, a shortest circle through the party."""

CHAIN_EDGES, CHAIN_LOANS = 120, 60
"""The most guarantees and loans shown of a chain: the nearest guarantees, the largest loans."""


def received(proofs: Proofs, party: int) -> Shown:
    """Who stands for the party."""
    rows = proofs.network.by_debtor.edges_of(party)
    return (proofs.guarantees(rows),), {"guarantees": len(rows)} | proofs.amounts(rows)


def received_from_enterprises(proofs: Proofs, party: int) -> Shown:
    """Which enterprises stand for the party."""
    network = proofs.network
    rows = network.by_debtor.edges_of(party)
    rows = rows[proofs.facts.snapshot.parties.is_enterprise[network.guarantor[rows]]]
    guarantors = len(np.unique(network.guarantor[rows]))
    return (proofs.guarantees(rows),), {"guarantors": guarantors, "guarantees": len(rows)} | proofs.amounts(rows)


def given(proofs: Proofs, party: int) -> Shown:
    """For whom the party stands."""
    network = proofs.network
    rows = network.by_guarantor.edges_of(party)
    debtors = len(np.unique(network.debtor[rows]))
    return (proofs.guarantees(rows),), {"debtors": debtors, "guarantees": len(rows)} | proofs.amounts(rows)


def circle(proofs: Proofs, party: int) -> Shown:
    """The party's circle of guarantees."""
    network = proofs.network
    component = int(network.component[party])
    inside = shown = proofs.inside.get(component, np.empty(0, dtype=np.int64))
    if len(inside) > SMALL_CIRCLE:
        shown = witness_cycle(network.arcs, party, network.component)
    members = len(network.members_in(component))
    told: dict[str, Fact] = {"members": members, "guarantees": len(inside)}
    return (proofs.guarantees(shown),), told | proofs.amounts_inside(component)


def mutual(proofs: Proofs, party: int) -> Shown:
    """The guarantees that the party exchanges with others."""
    network = proofs.network
    rows = np.concatenate([network.by_guarantor.edges_of(party), network.by_debtor.edges_of(party)])
    rows = rows[proofs.mutual[rows]]
    ends = np.union1d(network.guarantor[rows], network.debtor[rows])
    return (
        (proofs.guarantees(rows),),
        {"partners": max(len(ends) - 1, 0), "guarantees": len(rows)} | proofs.amounts(rows),
    )


def chain(proofs: Proofs, party: int) -> Shown:
    """What hangs downstream of the party's guarantees: the nearest of them, and the largest loans."""
    network = proofs.network
    parties, edges = breadth_first_tree(network.arcs, party)
    loans = np.sort(proofs.loans_of.edges_of_all(parties[1:]))
    # Of loans alike in amount the one that stands first among the nodes, in whatever order the edges come.
    loan = proofs.facts.snapshot.edges("BORROWED").target[network.loan_edge[loans]]
    loans = loans[np.lexsort((loan, -np.nan_to_num(network.loan_amount_cny[loans])))]
    borrowed = Found("BORROWED", network.loan_edge[loans[:CHAIN_LOANS]], network.loan_amount_cny[loans[:CHAIN_LOANS]])
    shown = proofs.guarantees(edges[:CHAIN_EDGES], by_amount=False)
    return (shown, borrowed), {"parties": len(parties) - 1, "loans": len(loans)}


def troubled(proofs: Proofs, party: int) -> Shown:
    """Those tied to the party by a guarantee who are in default or strained, and what says so of them."""
    network, strained = proofs.network, proofs.facts.condition.strained
    to, by = network.by_guarantor.edges_of(party), network.by_debtor.edges_of(party)
    rows = np.concatenate([to[strained[network.debtor[to]]], by[strained[network.guarantor[by]]]])
    others = np.setdiff1d(np.union1d(network.guarantor[rows], network.debtor[rows]), [party])
    said = [one for name in ("HAD", "LISTED_ON") for one in _each(proofs, name, others)]
    return (proofs.guarantees(rows), *said), {"troubled": len(others)} | proofs.amounts(rows)


def _each(proofs: Proofs, name: str, parties: NDArray[np.integer]) -> list[Found]:
    return [Found(name, np.sort(proofs.by(name, "source").edges_of_all(parties)))] if len(parties) else []
